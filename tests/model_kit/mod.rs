//! The parts of the model test: a person in a process of her own that can be killed, others who
//! change the same mail, and a judge who knows what may have come of it all.

pub mod change;
pub mod grove;
pub mod hands;
pub mod judge;
pub mod looks;
pub mod others;
pub mod person;
pub mod process;
pub mod run;
pub mod trial;
pub mod wishes;
pub mod worlds;

use std::collections::BTreeMap;

/// The mailboxes that exist from the start. All but `Projects` stay where they are.
pub const MAILBOXES: [&str; 4] = ["INBOX", "Projects", "Archive", "Trash"];

/// How the mailbox of the second account is called here.
pub const FAR: &str = "Far";

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

/// A mailbox with what is in it, sorted: copies look alike.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shelf {
    pub looks: Vec<Look>,
    pub subscribed: bool,
    /// The server lists it and does not open it: Dovecot 2.3 with a list index says so of a mailbox
    /// that was deleted while another one lay in it.
    pub ghost: bool,
}

/// Every mailbox of the model by its path; the second account's under `FAR`.
pub type Held = BTreeMap<String, Shelf>;

/// The last part of a path. No two mailboxes of the model were ever called alike.
pub fn leaf(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Whether a mailbox of this path is looked at.
pub fn is_ours(path: &str) -> bool {
    MAILBOXES.contains(&path) || is_tended(path)
}

/// Whether a mailbox may be renamed and deleted.
pub fn is_tended(path: &str) -> bool {
    leaf(path).starts_with("Box") || leaf(path) == "Projects"
}

/// The user whose mail the second account is.
pub fn far_of(user: &str) -> String {
    let number: u32 = user.trim_start_matches('u').parse().unwrap();
    format!("u{}", number + 1)
}
