//! A message that the server has no more, and what is kept of it.

use super::envelope::Row;
use super::ids::MailboxId;

/// How long what is gone is kept, seconds: 30 days.
pub const KEPT_FOR: i64 = 30 * 24 * 3_600;

/// How it left the server.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Why {
    /// EXPUNGE or VANISHED named it.
    #[default]
    Expunged,
    /// A complete listing of its mailbox lacks it.
    NotListed,
    /// It was deleted for good from here.
    DeletedHere,
    /// Two complete lists lack its mailbox.
    MailboxGone,
}

/// A row of "Recently removed".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    pub row: Row,
    /// When it left, seconds since 1970 UTC.
    pub at: i64,
    /// Where it was.
    pub from: MailboxId,
    /// What that mailbox was called, its path joined by `/`; for when the mailbox is gone as well.
    pub name: String,
    pub why: Why,
}
