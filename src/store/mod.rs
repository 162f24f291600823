//! What is kept on disk: the cache of one account (sled and pack files) that can always be
//! rebuilt, and the journal that cannot. The only home of sled. Knows no wire and no window.
//! All calls block for as long as a disk needs; the engine calls them on workers.

mod backend;
mod bodies;
mod cache;
mod clip;
mod codec;
mod commit;
mod files;
#[cfg(test)]
mod fuzz;
mod journal;
mod keys;
mod labels;
mod lock;
mod mailboxes;
mod moves;
mod notes;
mod packs;
mod pages;
mod plan;
mod recall;
mod records;
mod shelf;
#[cfg(test)]
mod tests;
mod tombs;
mod twins;

use std::collections::HashSet;
use std::path::PathBuf;

pub use cache::{Cache, Labelled};
pub use journal::Journal;
pub use lock::ProfileLock;
pub use notes::Notes;

use crate::model::envelope::{Envelope, Row};
use crate::model::flags::Flags;
use crate::model::ids::{MailboxId, MessageKey};
use crate::model::mailbox::{Mailbox, Role};
use crate::model::remote::{ModSeq, Uid, UidValidity, WireName};
use crate::model::removed::Why;

/// What opening found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    Fresh,
    Existing,
    /// It could not be read, was moved aside to this folder, and a new one begun.
    Rebuilt(PathBuf),
}

/// A mailbox as the cache keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    pub mailbox: Mailbox,
    pub wire: WireName,
}

/// A mailbox as the server listed it, to be given an id or recognised by its wire name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub wire: WireName,
    pub path: Vec<String>,
    pub role: Option<Role>,
    pub selectable: bool,
    /// Messages and unread ones; kept as they were where absent.
    pub counts: Option<(u32, u32)>,
    /// None where the server did not tell.
    pub subscribed: Option<bool>,
}

/// How far a mailbox is known (facts: the state of facts/imap.md section 3b).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SyncState {
    pub uid_validity: Option<UidValidity>,
    /// Every message below it was seen or is in the history still to come.
    pub uid_next: Option<Uid>,
    /// Flag changes up to it are applied. `None` until the history is complete.
    pub highest_modseq: Option<ModSeq>,
    /// HIGHESTMODSEQ of the first SELECT, until the history is complete.
    pub first_modseq: Option<ModSeq>,
    /// Every message is known.
    pub complete: bool,
}

/// A message new to a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMessage {
    pub uid: Uid,
    /// Set to keep the key of a message that moved here or was re-bound; else one is made.
    pub key: Option<MessageKey>,
    pub received: i64,
    pub size: u32,
    pub flags: Flags,
    pub modseq: Option<ModSeq>,
    pub envelope: Envelope,
}

/// One atomic change to one mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    pub mailbox: MailboxId,
    /// New messages; a UID that is known already only gets its flags and modseq.
    pub add: Vec<NewMessage>,
    pub flags: Vec<(Uid, Flags, Option<ModSeq>)>,
    pub gone: Vec<Uid>,
    pub state: Option<SyncState>,
    /// Total and unread.
    pub counts: Option<(u32, u32)>,
}

/// Why the rows go that a batch takes away.
#[derive(Debug, Clone, Default)]
pub struct Reasons {
    pub why: Why,
    /// Those of them that were deleted for good from here.
    pub deleted_here: HashSet<Uid>,
}

/// What a commit did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Committed {
    /// Rows of messages that were not known in this mailbox before.
    pub added: Vec<Row>,
    /// Flags that differ from what was known.
    pub flags: Vec<(MessageKey, Flags)>,
    pub gone: Vec<MessageKey>,
}

/// What a confirmed move did beyond moving.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Relocated {
    /// A sync had given rows of the target keys of their own: each such key is gone, and its row
    /// has the key that moved.
    pub replaced: Vec<(MessageKey, MessageKey)>,
}

/// How many messages of a mailbox are known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    pub all: u32,
    /// Those that lack `\Seen`.
    pub unread: u32,
    /// Those that are marked `\Deleted`; the server counts them, a person does not.
    pub marked: u32,
    pub marked_unread: u32,
}

/// What an audit compares of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    pub uid: Uid,
    pub flags: Flags,
    /// Octets.
    pub size: u32,
}
