//! Orders about mailboxes themselves: made, renamed, hung elsewhere, deleted, subscribed to. Plain
//! data; knows no server and no spelling of names on the wire.

use serde::{Deserialize, Serialize};

use super::ids::MailboxId;

/// Where a mailbox hangs in the tree, and what it is called there.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Seat {
    /// The mailbox that it lies in; none at the root.
    pub inside: Option<MailboxId>,
    /// Its own name, decoded.
    pub name: String,
}

/// An order about one mailbox and what lies in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum MailboxOrder {
    /// Make it. `mailbox` is `MailboxId::planned` of the entry, and stays its id for good.
    Create { mailbox: MailboxId, seat: Seat },
    /// Call it otherwise, hang it elsewhere, or both; what lies in it goes along.
    Rename { mailbox: MailboxId, from: Seat, to: Seat },
    /// Remove it for good, with exactly these mailboxes in it. `messages` is how many messages the
    /// person was told would go, in all of them: it is not done when there are more.
    Delete { mailbox: MailboxId, seat: Seat, messages: u32, below: Vec<MailboxId> },
    /// Whether programs that show subscribed mailboxes only show it (RFC 9051 section 6.3.7).
    Subscribe { mailbox: MailboxId, on: bool },
}

impl MailboxOrder {
    /// The mailbox that it is about.
    pub fn mailbox(&self) -> MailboxId {
        match self {
            Self::Create { mailbox, .. }
            | Self::Rename { mailbox, .. }
            | Self::Delete { mailbox, .. }
            | Self::Subscribe { mailbox, .. } => *mailbox,
        }
    }

    /// The mailboxes that have to be there before it can be done.
    pub fn needs(&self) -> Vec<MailboxId> {
        match self {
            Self::Create { seat, .. } => seat.inside.into_iter().collect(),
            Self::Rename { mailbox, to, .. } => {
                std::iter::once(*mailbox).chain(to.inside).collect()
            }
            Self::Delete { mailbox, .. } | Self::Subscribe { mailbox, .. } => vec![*mailbox],
        }
    }

    /// The order that undoes this one. A mailbox comes back only if nothing was in it.
    pub fn inverse(&self) -> Option<Self> {
        match self {
            Self::Create { mailbox, seat } => Some(Self::Delete {
                mailbox: *mailbox,
                seat: seat.clone(),
                messages: 0,
                below: Vec::new(),
            }),
            Self::Rename { mailbox, from, to } => {
                Some(Self::Rename { mailbox: *mailbox, from: to.clone(), to: from.clone() })
            }
            Self::Delete { mailbox, seat, messages: 0, below } if below.is_empty() => {
                Some(Self::Create { mailbox: *mailbox, seat: seat.clone() })
            }
            Self::Delete { .. } => None,
            Self::Subscribe { mailbox, on } => Some(Self::Subscribe { mailbox: *mailbox, on: !on }),
        }
    }
}

/// What a name cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameProblem {
    Empty,
    /// Longer than servers and their file systems take.
    TooLong,
    /// A control character, or one that turns the direction of what is read.
    Control,
    /// A character that means something else to the server: what parts names, or a wildcard.
    Sign(char),
    /// Nothing but dots and strokes.
    Odd,
    /// There is one of this name already.
    Taken,
}

/// Octets of one name on the wire: file names end at 255, and servers add to them.
const LONGEST: usize = 200;

/// The name as it would be sent, without spaces around it.
///
/// # Errors
/// Why no server could take it. `separator` is what parts the names of a path on the server.
pub fn check_name(name: &str, separator: Option<char>) -> Result<&str, NameProblem> {
    let name = name.trim();
    let turns = |c| matches!(c, '\u{200E}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if name.is_empty() {
        return Err(NameProblem::Empty);
    }
    if name.chars().any(|c| c.is_control() || turns(c) || c == '\u{FFFD}') {
        return Err(NameProblem::Control);
    }
    let meant = |c: &char| matches!(c, '*' | '%') || Some(*c) == separator;
    if let Some(sign) = name.chars().find(meant) {
        return Err(NameProblem::Sign(sign));
    }
    if name.chars().all(|c| matches!(c, '/' | '\\' | '.' | '~')) {
        return Err(NameProblem::Odd);
    }
    // Modified UTF-7: eight octets for three units of UTF-16, and a frame around each run.
    let octets = |c: char| if c.is_ascii() { 1 } else { c.len_utf16() * 3 + 2 };
    if name.chars().map(octets).sum::<usize>() > LONGEST {
        return Err(NameProblem::TooLong);
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_as_it_is_or_refused_with_the_reason() {
        let (long, wide) = ("x".repeat(201), "日".repeat(41));
        for (name, separator, expected) in [
            (" Bills ", Some('/'), Ok("Bills")),
            ("Tom & Jerry", Some('/'), Ok("Tom & Jerry")),
            ("日本語 2026", Some('/'), Ok("日本語 2026")),
            ("a.b", Some('/'), Ok("a.b")),
            ("a/b", Some('.'), Ok("a/b")),
            ("a/b", Some('/'), Err(NameProblem::Sign('/'))),
            ("a.b", Some('.'), Err(NameProblem::Sign('.'))),
            ("50 %", None, Err(NameProblem::Sign('%'))),
            ("", None, Err(NameProblem::Empty)),
            (" \u{3000} ", None, Err(NameProblem::Empty)),
            ("a\tb", None, Err(NameProblem::Control)),
            ("a\u{202E}b", None, Err(NameProblem::Control)),
            ("a\r\nDELETE INBOX", None, Err(NameProblem::Control)),
            ("//", None, Err(NameProblem::Odd)),
            ("..", Some('/'), Err(NameProblem::Odd)),
            (&long, None, Err(NameProblem::TooLong)),
            (&wide, None, Err(NameProblem::TooLong)),
        ] {
            assert_eq!(check_name(name, separator), expected, "{name:?} {separator:?}");
        }
    }

    #[test]
    fn every_order_but_the_deletion_of_something_can_be_undone() {
        let seat = |name: &str| Seat { inside: Some(MailboxId(3)), name: name.into() };
        let mailbox = MailboxId(7);
        let create = MailboxOrder::Create { mailbox, seat: seat("a") };
        let rename = MailboxOrder::Rename { mailbox, from: seat("a"), to: seat("b") };
        let subscribe = MailboxOrder::Subscribe { mailbox, on: true };
        for order in [create, rename, subscribe] {
            let back = order.inverse().unwrap();
            assert_eq!(back.mailbox(), mailbox);
            assert_eq!(back.inverse(), Some(order));
        }
        for (messages, below) in [(1, vec![]), (0, vec![MailboxId(8)])] {
            let delete = MailboxOrder::Delete { mailbox, seat: seat("a"), messages, below };
            assert_eq!(delete.inverse(), None);
        }
    }
}
