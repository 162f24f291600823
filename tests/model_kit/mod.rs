//! The parts of the model test: a person in a process of her own that can be killed, others who
//! change the same mail, and a judge who knows what may have come of it all.

pub mod judge;
pub mod others;
pub mod person;
pub mod process;
pub mod run;

use std::collections::{BTreeMap, BTreeSet};

/// The mailboxes of the model; all exist from the start.
pub const MAILBOXES: [&str; 4] = ["INBOX", "Projects", "Archive", "Trash"];

/// What a server can: the fewer words, the longer the way of a move.
pub const KINDS: [&str; 3] = [
    "",
    "IMAP4rev1 IDLE UIDPLUS CONDSTORE ESEARCH LIST-EXTENDED LIST-STATUS SPECIAL-USE ENABLE LITERAL+",
    "IMAP4rev1 IDLE LITERAL+",
];

/// A message by its number, with what is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Look {
    pub number: u32,
    pub seen: bool,
    pub starred: bool,
}

/// What every mailbox holds, in no order.
pub type Held = BTreeMap<String, BTreeSet<Look>>;

/// A flag of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Seen,
    Starred,
}

/// A change to messages, whoever makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    Move { to: String },
    Delete,
    Flag { mark: Mark, on: bool },
}
