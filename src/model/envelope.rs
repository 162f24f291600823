//! What the list shows of a message, and what the head of the reading pane adds.

use serde::{Deserialize, Serialize};

use super::address::Address;
use super::flags::Flags;
use super::ids::{MailboxId, MessageKey};

/// A line of the message list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub key: MessageKey,
    /// INTERNALDATE, seconds since 1970 UTC: the order of the list.
    pub received: i64,
    /// RFC822.SIZE, octets; an estimate on some servers.
    pub size: u32,
    pub flags: Flags,
    /// Guessed from Content-Type until the structure is known.
    pub attachment: bool,
    pub from: Address,
    /// Decoded, on one line.
    pub subject: String,
}

/// The header fields of a message, decoded (RFC 5322 section 3.6).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// The Date field, seconds since 1970 UTC; absent where it is missing or unreadable.
    pub date: Option<i64>,
    pub from: Vec<Address>,
    pub sender: Vec<Address>,
    pub reply_to: Vec<Address>,
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    pub subject: String,
    /// Without the angle brackets, as are the two below.
    pub message_id: String,
    pub in_reply_to: Vec<String>,
    pub references: Vec<String>,
    pub list_id: String,
    /// Guessed from Content-Type: multipart/mixed and single parts that are not text.
    pub attachment: bool,
}

/// A row with the mailbox that holds it and its full envelope, as the reading pane needs them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub mailbox: MailboxId,
    pub row: Row,
    pub envelope: Envelope,
}
