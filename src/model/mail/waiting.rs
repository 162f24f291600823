//! How much was ordered that the server has not confirmed, by kind. Knows no rows.

use crate::model::action::Action;
use crate::model::journal::{Entry, State};

/// Orders that wait.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waiting {
    /// How many orders.
    pub orders: usize,
    /// Those of them that only the person can decide: it is not known whether they were done.
    pub doubtful: usize,
    /// How many messages are to be moved, marked and deleted by them.
    pub moves: usize,
    pub marks: usize,
    pub deletions: usize,
    /// How many messages are to be copied.
    pub copies: usize,
    /// How many messages are to get labels or lose them.
    pub labels: usize,
    /// How many orders are about mailboxes.
    pub mailboxes: usize,
}

impl Waiting {
    pub(super) fn of<'a>(entries: impl Iterator<Item = &'a Entry>) -> Self {
        let mut waiting = Self::default();
        for entry in entries {
            waiting.orders += 1;
            waiting.doubtful += usize::from(matches!(entry.state, State::Doubtful(_)));
            let messages = entry.action.count();
            match entry.action {
                Action::Move { .. }
                | Action::Across { keep: false, .. }
                | Action::Retract { back: Some(_), .. } => waiting.moves += messages,
                Action::Flag { .. } => waiting.marks += messages,
                Action::Delete { .. } | Action::Retract { .. } => waiting.deletions += messages,
                Action::Mailbox(_) => waiting.mailboxes += 1,
                Action::Label { .. } => waiting.labels += messages,
                // Like one that is brought from another mailbox.
                Action::PutBack { .. } => waiting.moves += messages,
                Action::Copy { .. } | Action::Across { keep: true, .. } => {
                    waiting.copies += messages;
                }
            }
        }
        waiting
    }

    /// Orders that end by themselves where there is a connection.
    pub fn to_come(&self) -> usize {
        self.orders.saturating_sub(self.doubtful)
    }
}
