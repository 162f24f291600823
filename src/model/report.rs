//! A report on a message that was sent: what became of it (RFC 3464), or that it was read (RFC 8098).
//! Anyone may have written it.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The first ones.
    pub receivers: Vec<Receiver>,
    /// How many follow them.
    pub more: u32,
    /// The subject of the message that it is about; empty where that is not told.
    pub subject: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receiver {
    /// The address that was written to; may be empty.
    pub address: String,
    pub fate: Fate,
    /// RFC 3463: class, subject, detail.
    pub status: Option<(u16, u16, u16)>,
    /// What the last server said, one line.
    pub said: String,
    /// Until when it is tried again, seconds since 1970 UTC.
    pub until: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fate {
    Failed,
    Delayed,
    Delivered,
    /// Handed on to a system that reports nothing.
    Relayed,
    /// Given to the addresses that stand behind one.
    Expanded,
    /// Shown to a person, who may have read it.
    Read,
    /// Deleted without being shown.
    Deleted,
    /// Something was done with it, by somebody or by itself.
    Processed,
}
