//! What a person orders: plain data, with its inverse and its policy on errors.

use serde::{Deserialize, Serialize};

use super::flags::Flags;
use super::ids::{AccountId, EntryId, MailboxId, MessageKey};
use super::order::MailboxOrder;

/// An order about messages or mailboxes of one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// Add and remove flags, as deltas. `keys` are only messages that it changes, so that the
    /// inverse restores what was.
    Flag {
        keys: Vec<MessageKey>,
        add: Flags,
        remove: Flags,
    },
    Move {
        keys: Vec<MessageKey>,
        from: MailboxId,
        to: MailboxId,
    },
    /// Remove for good from this mailbox. There is no way back.
    Delete {
        keys: Vec<MessageKey>,
        from: MailboxId,
    },
    /// Make, rename, delete a mailbox, or subscribe to it.
    Mailbox(MailboxOrder),
    /// Put a message that left the server back to a mailbox, made again from what is kept of it.
    /// `keys` holds exactly one.
    PutBack {
        keys: Vec<MessageKey>,
        to: MailboxId,
    },
    /// Make copies in another mailbox; the messages themselves stay as they are.
    Copy {
        keys: Vec<MessageKey>,
        from: MailboxId,
        to: MailboxId,
    },
    /// Bring messages to a mailbox of another account; unless `keep`, they leave this one once they
    /// are there. The entry is in the journal of the account that they come from.
    Across {
        keys: Vec<MessageKey>,
        from: MailboxId,
        account: AccountId,
        to: MailboxId,
        keep: bool,
    },
    /// Take away what another order left in a mailbox of this account: exactly the copies that it
    /// is known to have made there. With `back` they are brought to that mailbox of another account
    /// first. Which messages they are is what the journal keeps of that order.
    Retract {
        order: EntryId,
        from: MailboxId,
        back: Option<(AccountId, MailboxId)>,
        /// How many messages that order named.
        count: usize,
    },
    /// Where mailboxes are labels of one mail: put it into these as well, and take it out of those.
    /// The messages themselves stay where they are. `keys` are only messages that it changes, so
    /// that the inverse restores what was.
    Label {
        keys: Vec<MessageKey>,
        add: Vec<MailboxId>,
        remove: Vec<MailboxId>,
    },
}

/// What happens when the server refuses an action for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnError {
    /// What was shown goes back to what the server has, and a notice says why.
    Restore,
}

/// Passing errors (lost wires are not counted) after which an entry needs attention.
pub const MAX_TRIES: u8 = 10;

impl Action {
    /// The messages that it is about; none where it is about a mailbox.
    pub fn keys(&self) -> &[MessageKey] {
        match self {
            Self::Flag { keys, .. }
            | Self::Move { keys, .. }
            | Self::Delete { keys, .. }
            | Self::PutBack { keys, .. }
            | Self::Copy { keys, .. }
            | Self::Across { keys, .. }
            | Self::Label { keys, .. } => keys,
            Self::Mailbox(_) | Self::Retract { .. } => &[],
        }
    }

    /// How many messages it is about.
    pub fn count(&self) -> usize {
        match self {
            Self::Retract { count, .. } => *count,
            _ => self.keys().len(),
        }
    }

    /// The mailboxes of its account that it names.
    pub fn mailboxes(&self) -> Vec<MailboxId> {
        match self {
            Self::Flag { .. } => Vec::new(),
            Self::Move { from, to, .. } | Self::Copy { from, to, .. } => vec![*from, *to],
            Self::Delete { from, .. } | Self::Across { from, .. } | Self::Retract { from, .. } => {
                vec![*from]
            }
            Self::PutBack { to, .. } => vec![*to],
            Self::Mailbox(order) => vec![order.mailbox()],
            Self::Label { add, remove, .. } => add.iter().chain(remove).copied().collect(),
        }
    }

    /// The action that undoes this one, if anything can that names the same messages.
    pub fn inverse(&self) -> Option<Self> {
        match self {
            Self::Flag { keys, add, remove } => {
                Some(Self::Flag { keys: keys.clone(), add: *remove, remove: *add })
            }
            Self::Move { keys, from, to } => {
                Some(Self::Move { keys: keys.clone(), from: *to, to: *from })
            }
            Self::Delete { .. }
            | Self::PutBack { .. }
            | Self::Copy { .. }
            | Self::Across { .. }
            | Self::Retract { .. } => None,
            Self::Mailbox(order) => order.inverse().map(Self::Mailbox),
            Self::Label { keys, add, remove } => {
                Some(Self::Label { keys: keys.clone(), add: remove.clone(), remove: add.clone() })
            }
        }
    }

    /// What takes away again the messages that this made, ordered in `account` as `order`, and the
    /// account in which that is to be done. `None` where it makes none.
    pub fn retraction(&self, account: AccountId, order: EntryId) -> Option<(AccountId, Self)> {
        let count = self.keys().len();
        match *self {
            Self::Copy { to, .. } => {
                Some((account, Self::Retract { order, from: to, back: None, count }))
            }
            Self::Across { from, account: far, to, keep, .. } => {
                let back = (!keep).then_some((account, from));
                Some((far, Self::Retract { order, from: to, back, count }))
            }
            _ => None,
        }
    }

    pub fn on_error(&self) -> OnError {
        OnError::Restore
    }
}
