//! What the engine tells the app: facts in the past tense, each naming its account.

use super::audit::{Audit, Auditing};
use super::body::Body;
use super::envelope::{Message, Row};
use super::fault::Fault;
use super::flags::Flags;
use super::ids::{AccountId, EntryId, JobId, MailboxId, MessageKey};
use super::journal::{Entry, State};
use super::label::Label;
use super::link::Link;
use super::mailbox::Mailbox;
use super::namespace::Areas;
use super::regard::Regard;
use super::removed::Removed;
use super::traffic::Traffic;
use super::wirelog::LogLine;

/// One fact about one account.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub account: AccountId,
    pub fact: Fact,
}

/// Where a fact comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    Cache,
    Server,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// The connection's state changed.
    Linked(Link),
    /// The journal as found at the start: every entry that is not settled or cancelled, oldest first.
    JournalOpened(Vec<Entry>),
    /// What the server confirmed in earlier runs and can still be undone, oldest first.
    CanUndo(Vec<Entry>),
    /// The cache could not be read, was moved aside and is filled anew.
    CacheRebuilt,
    /// The whole tree of mailboxes, with their counts.
    MailboxesListed { mailboxes: Vec<Mailbox>, source: Source },
    /// The counts of one mailbox changed. Sent after the facts that changed them.
    Counted { mailbox: MailboxId, total: u32, unread: u32 },
    /// Rows new to this mailbox or replacing those with the same keys, in any order.
    RowsArrived { mailbox: MailboxId, rows: Vec<Row>, source: Source },
    /// How much of the mailbox's list is known: rows known here of rows there.
    Filled { mailbox: MailboxId, known: u32, total: u32 },
    /// Flags as the server has them now.
    FlagsChanged { mailbox: MailboxId, flags: Vec<(MessageKey, Flags)> },
    /// The server has these no more in this mailbox.
    Vanished { mailbox: MailboxId, keys: Vec<MessageKey> },
    /// These are not on the server any more and are kept for a while, rows and texts; they follow
    /// the facts that took them out of their mailboxes. Those that turn up again arrive as rows;
    /// those that are forgotten vanish from `MailboxId::REMOVED`.
    Removed(Vec<Removed>),
    /// The server confirmed that these went from one mailbox to another; they keep their keys.
    Moved { from: MailboxId, to: MailboxId, keys: Vec<MessageKey> },
    /// New mail that nobody has seen here before, for notices; rows came by `RowsArrived`.
    MailArrived { mailbox: MailboxId, keys: Vec<MessageKey> },
    /// The answer to `Ask::Body`.
    BodyLoaded { key: MessageKey, result: Result<Box<(Message, Body)>, Fault>, source: Source },
    /// What may be said of the sender of a message; follows `BodyLoaded`, and may come again when
    /// more is known.
    Regarded { key: MessageKey, regard: Box<Regard> },
    /// An attachment is being saved: octets done of all.
    PartProgressed { job: JobId, done: u64, total: u64 },
    /// The answer to `Ask::SavePart`: where it was saved.
    PartSaved { job: JobId, result: Result<std::path::PathBuf, Fault> },
    /// The answer to `Ask::Source`: the beginning of a message, of so many octets in all.
    SourceRead { job: JobId, octets: Vec<u8>, total: u64 },
    /// The entry is on disk.
    Journalled(EntryId),
    /// The entry could not be written: it was not done and will not be.
    JournalFailed(EntryId, Fault),
    /// The entry moved on.
    EntryChanged(EntryId, State),
    /// `Ask::Cancel` came too late: the server may have heard of it; send the inverse instead.
    CancelledTooLate(EntryId),
    /// These mailboxes were compared with the server, message by message; at the start those of
    /// earlier runs.
    Audited(Vec<Audit>),
    /// How far an audit has come.
    Auditing(Auditing),
    /// The answer to `Ask::ReadTraffic`; unasked when a day's budget makes a difference.
    TrafficRead(Box<Traffic>),
    /// The answer to `Ask::ReadLog`: what was said on the connections of late, oldest first.
    LogRead(Vec<LogLine>),
    /// What parts the names of a mailbox's path on the server; none where it has no hierarchy, or
    /// nothing is known yet.
    Separated(Option<char>),
    /// Whose mailboxes are whose, as the server tells it; said before the list that it is about.
    Divided(Areas),
    /// Whether mailboxes are labels of one mail on the server (Gmail). Not before anything is known of
    /// it; until then they are not.
    HasLabels(bool),
    /// The answer to `Ask::Conversation`: the messages that answer each other with this one, itself
    /// among them, oldest first, as far as they are known here.
    Conversed { key: MessageKey, members: Vec<MessageKey> },
    /// The labels that the server has for these messages now; that of the mailbox in which a message
    /// is may be missing.
    Labelled(Vec<(MessageKey, Vec<Label>)>),
}
