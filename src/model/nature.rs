//! What a message is besides its texts: an invitation, a report on other mail, signed, encrypted. As
//! the message says it; nothing of it was checked.

use serde::{Deserialize, Serialize};

use super::body::Attachment;
use super::invitation::Invitation;
use super::report::Report;

/// What was told by the small parts of a message that were fetched with its texts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nature {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invitations: Vec<Invitation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Report>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<Seal>,
}

/// A message that is signed or encrypted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    pub closes: Closes,
    pub scheme: Scheme,
    /// The signature, where it is a part of its own: it can be saved like an attachment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Attachment>,
}

/// How far a message is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Closes {
    /// It can be read; who wrote it is signed.
    Signed,
    /// It lies within its signature and cannot be read without taking it out of there.
    Within,
    Encrypted,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scheme {
    /// RFC 9580, RFC 3156.
    OpenPgp,
    /// RFC 8551.
    Smime,
}
