//! What the app asks of the engine.

use std::path::PathBuf;

use super::ids::{AccountId, EntryId, JobId, MailboxId, MessageKey, PartId};
use super::journal::Entry;

/// One wish about one account.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    pub account: AccountId,
    pub ask: Ask,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// This mailbox is on screen: bring it up to date first and listen to it.
    Select(MailboxId),
    /// Answered by `Fact::BodyLoaded`.
    Body {
        key: MessageKey,
        limit: BodyLimit,
    },
    /// Fetch this part (without a name: the whole message) and write it to this file; answered by `PartProgressed` and `PartSaved`.
    SavePart {
        job: JobId,
        key: MessageKey,
        part: PartId,
        to: PathBuf,
    },
    CancelJob(JobId),
    /// The first megabyte of the message as it lies on the server, header and all; answered by
    /// `SourceRead`, or by `PartSaved` where it cannot be had.
    Source {
        job: JobId,
        key: MessageKey,
    },
    /// Write the entry to the journal, then carry it out; answered by `Journalled` and `EntryChanged`.
    Do(Entry),
    /// Take back an entry of which the server has not heard; answered by `EntryChanged` to
    /// `Cancelled`, or `CancelledTooLate`.
    Cancel(EntryId),
    /// Carry out once more what was refused or left in doubt; answered by `EntryChanged`, or by
    /// `JournalFailed` where the entry is not known any more.
    Retry(EntryId),
    /// Forget what is kept of these messages, which are not on the server any more; answered by
    /// `Vanished` from `MailboxId::REMOVED`.
    Forget(Vec<MessageKey>),
    /// Look for news now (the person asks, the network came back).
    Refresh,
    /// Credentials were given or changed: connect again.
    SignedIn,
    /// Compare this mailbox, or all of them, with the server, and repair what differs; answered by
    /// `Auditing` and `Audited`.
    Audit(Option<MailboxId>),
    /// Answered by `TrafficRead`.
    ReadTraffic,
    /// Answered by `LogRead`.
    ReadLog,
    /// These may be opened next: what is kept of them is told by `BodyLoaded`; of those that are `near`
    /// the text is fetched when nothing else is to be done. Nothing is told of what cannot be had.
    /// A later wish takes the place of this one.
    Ahead {
        near: Vec<MessageKey>,
        kept: Vec<MessageKey>,
    },
    /// Answered by `Conversed`.
    Conversation(MessageKey),
}

/// How much of a message's text to fetch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyLimit {
    /// The first 256 KiB of each shown part.
    First,
    /// All of it, up to what can be shown at all.
    Whole,
    /// The text as it is kept, and the pictures that came for its HTML to show.
    Pictures,
}
