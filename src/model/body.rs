//! The inside of a message: its tree of parts, the texts that are shown, what is attached.

use serde::{Deserialize, Serialize};

use super::ids::PartId;
use super::origin::Origin;

/// BODYSTRUCTURE (RFC 9051 section 7.5.2) as a flat list in reading order; `parts[0]` is the root.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Structure {
    pub parts: Vec<Part>,
}

/// One part of a message. Texts are decoded where the header allows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// As FETCH addresses it; empty for a multipart root, `1` for a single-part message.
    pub id: PartId,
    /// Place of the multipart or message/rfc822 above it in `Structure::parts`.
    pub parent: Option<usize>,
    /// `type/subtype`, lower case.
    pub media: String,
    /// Parameters of Content-Type, names in lower case, RFC 2231 and RFC 2047 forms decoded.
    pub params: Vec<(String, String)>,
    /// Lower case: `7bit`, `8bit`, `base64`, `quoted-printable`, …
    pub encoding: String,
    /// Octets as transferred, 0 for a multipart.
    pub size: u64,
    pub disposition: Option<Disposition>,
    /// From Content-Disposition `filename`, else Content-Type `name`; decoded, not made safe.
    pub name: String,
    /// Without the angle brackets.
    pub content_id: String,
}

impl Part {
    /// A parameter of its Content-Type.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    pub fn is_multipart(&self) -> bool {
        self.media.starts_with("multipart/")
    }
}

/// RFC 2183.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Disposition {
    Inline,
    Attachment,
}

/// What a text part holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextKind {
    /// RFC 3676: `flowed` lines are joined; with `delsp` their last space goes too.
    Plain {
        flowed: bool,
        delsp: bool,
    },
    Html,
}

/// A text part that is shown, decoded to Unicode with `\n` line ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    pub part: PartId,
    pub kind: TextKind,
    pub text: String,
    /// Octets on the server that were not fetched because the part is over the limit; 0 if whole.
    pub left_out: u64,
}

/// Something to save. Nothing of it has been fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub part: PartId,
    /// The sender's name for it, decoded; may be empty or hostile: `mime::safe_name` before use.
    pub name: String,
    /// `type/subtype`, lower case.
    pub media: String,
    /// Octets after decoding, estimated from the transfer size.
    pub size: u64,
    pub encoding: String,
}

/// An opened message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    pub texts: Vec<Text>,
    pub attachments: Vec<Attachment>,
    /// What its header says of where it came from; unknown of bodies that were kept before it was
    /// asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Box<Origin>>,
}
