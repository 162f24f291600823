//! What the server has no more and is still kept: a mailbox of its own, newest removal first.

use std::collections::BTreeMap;

use super::Mail;
use super::table::Table;
use crate::model::event::Fact;
use crate::model::ids::{MailboxId, MessageKey};
use crate::model::mailbox::Mailbox;
use crate::model::removed::{Removed, Why};

/// Where and how messages left, and the mailbox that shows them.
#[derive(Debug)]
pub(super) struct Yard {
    departures: BTreeMap<MessageKey, Departure>,
    mailbox: Mailbox,
}

/// How a message left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Departure {
    /// Seconds since 1970 UTC.
    pub at: i64,
    pub from: MailboxId,
    /// What that mailbox was called then, its path joined by `/`.
    pub name: String,
    pub why: Why,
}

impl Default for Yard {
    fn default() -> Self {
        let (id, path) = (MailboxId::REMOVED, vec![String::new()]);
        let mailbox = Mailbox {
            id,
            path,
            role: None,
            selectable: true,
            total: 0,
            unread: 0,
            subscribed: None,
        };
        Self { departures: BTreeMap::new(), mailbox }
    }
}

impl Yard {
    pub fn mailbox(&self) -> &Mailbox {
        &self.mailbox
    }

    /// These are in a mailbox again, or forgotten.
    pub fn leave(&mut self, keys: &[MessageKey]) {
        keys.iter().for_each(|key| drop(self.departures.remove(key)));
    }
}

impl Mail {
    /// Rows that left take the time of their leaving: the newest stands on top.
    pub(super) fn removed_came(&mut self, removed: Vec<Removed>) {
        let mut rows = Vec::with_capacity(removed.len());
        for Removed { mut row, at, from, name, why } in removed {
            row.received = at;
            self.yard.departures.insert(row.key, Departure { at, from, name, why });
            rows.push(row);
        }
        let keys: Vec<MessageKey> = rows.iter().map(|row| row.key).collect();
        self.change(&keys, |mail| mail.truth.insert(MailboxId::REMOVED, rows));
        self.prune();
    }

    /// Forgets the departures of what a fact brings back or takes away.
    pub(super) fn follow_removed(&mut self, fact: &Fact) {
        match fact {
            _ if self.yard.departures.is_empty() => {}
            Fact::RowsArrived { rows, .. } => {
                let keys: Vec<MessageKey> = rows.iter().map(|row| row.key).collect();
                self.yard.leave(&keys);
            }
            Fact::Vanished { mailbox, keys } if *mailbox == MailboxId::REMOVED => {
                self.yard.leave(keys);
            }
            _ => {}
        }
    }

    /// How a message left the server; none while it is there.
    pub fn departure(&self, key: MessageKey) -> Option<&Departure> {
        self.yard.departures.get(&key)
    }

    /// All that is kept of what the server has no more and nothing is ordered about.
    pub fn removed_keys(&self) -> Vec<MessageKey> {
        let kept = |key: &MessageKey| self.whereabouts(*key) == Some(MailboxId::REMOVED);
        self.yard.departures.keys().copied().filter(kept).collect()
    }

    /// How many messages are kept that the server has no more.
    pub fn removed(&self) -> u32 {
        let table = self.truth.table(MailboxId::REMOVED);
        let shown = table.map_or(0, |table| table.len().saturating_sub(Table::hidden(table)));
        u32::try_from(shown).unwrap_or(u32::MAX)
    }
}
