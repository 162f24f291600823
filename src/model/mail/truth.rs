//! What the server has: every mailbox's rows, each message in exactly one of them.

use std::collections::{BTreeMap, BTreeSet};

use super::homes::{Home, Homes};
use super::senders::Senders;
use super::table::{Cells, Rank, Slot, Table};
use crate::model::address::Address;
use crate::model::envelope::Row;
use crate::model::flags::Flags;
use crate::model::ids::{MailboxId, MessageKey};

#[derive(Debug, Default)]
pub(super) struct Truth {
    tables: BTreeMap<MailboxId, Table>,
    homes: Homes,
    senders: Senders,
}

impl Truth {
    pub fn table(&self, mailbox: MailboxId) -> Option<&Table> {
        self.tables.get(&mailbox)
    }

    pub fn home(&self, key: MessageKey) -> Option<Home> {
        self.homes.get(key)
    }

    pub fn cells(&self, home: Home) -> Option<Cells<'_>> {
        Some(self.table(home.mailbox)?.cells(home.slot))
    }

    pub fn sender(&self, cells: &Cells<'_>) -> Option<&Address> {
        self.senders.get(cells.sender)
    }

    pub fn flags(&self, home: Home) -> Flags {
        self.table(home.mailbox).map_or(Flags::NONE, |table| table.flags(home.slot))
    }

    pub fn rank(&self, key: MessageKey) -> Option<Rank> {
        let home = self.home(key)?;
        Some(self.table(home.mailbox)?.rank(home.slot))
    }

    pub fn hide(&mut self, home: Home, hide: bool) {
        if let Some(table) = self.tables.get_mut(&home.mailbox) {
            table.hide(home.slot, hide);
        }
    }

    pub fn set_flags(&mut self, home: Home, flags: Flags) {
        if let Some(table) = self.tables.get_mut(&home.mailbox) {
            table.set_flags(home.slot, flags);
        }
    }

    /// Takes rows into a mailbox; of several with the same key the last counts. A message that was
    /// in another mailbox is there no more: its key is its own.
    pub fn insert(&mut self, mailbox: MailboxId, mut rows: Vec<Row>) {
        let mut last = BTreeSet::new();
        rows.reverse();
        rows.retain(|row| last.insert(row.key));
        let moved: Vec<MessageKey> =
            rows.iter().filter(|row| self.changes_rank(mailbox, row)).map(|row| row.key).collect();
        self.remove(&moved);

        let table = self.tables.entry(mailbox).or_default();
        let mut fresh = Vec::new();
        for row in rows {
            let cells = Cells {
                key: row.key,
                received: row.received,
                size: row.size,
                flags: row.flags,
                attachment: row.attachment,
                sender: self.senders.id(row.from),
                subject: &row.subject,
            };
            match self.homes.get(row.key) {
                Some(home) => table.rewrite(home.slot, cells),
                None => {
                    let slot = table.write(cells);
                    self.homes.set(row.key, Home { mailbox, slot });
                    fresh.push(slot);
                }
            }
        }
        table.arrange(fresh);
    }

    /// Whether the row is known, but elsewhere or with another time.
    fn changes_rank(&self, mailbox: MailboxId, row: &Row) -> bool {
        self.home(row.key).is_some_and(|home| {
            home.mailbox != mailbox || self.rank(row.key) != Some(Rank::new(row.received, row.key))
        })
    }

    /// Removes messages wherever they are.
    pub fn remove(&mut self, keys: &[MessageKey]) {
        let mut slots: BTreeMap<MailboxId, Vec<Slot>> = BTreeMap::new();
        for &key in keys {
            if let Some(home) = self.homes.get(key) {
                slots.entry(home.mailbox).or_default().push(home.slot);
                self.homes.clear(key);
            }
        }
        for (mailbox, slots) in slots {
            if let Some(table) = self.tables.get_mut(&mailbox) {
                table.remove(&slots);
            }
        }
    }

    /// Moves messages that are in `from` to `to`.
    pub fn relocate(&mut self, from: MailboxId, to: MailboxId, keys: &[MessageKey]) {
        let rows: Vec<Row> = keys
            .iter()
            .filter_map(|&key| self.home(key).filter(|home| home.mailbox == from))
            .filter_map(|home| self.row(home))
            .collect();
        self.insert(to, rows);
    }

    fn row(&self, home: Home) -> Option<Row> {
        let cells = self.cells(home)?;
        Some(Row {
            key: cells.key,
            received: cells.received,
            size: cells.size,
            flags: cells.flags,
            attachment: cells.attachment,
            from: self.sender(&cells).cloned().unwrap_or_default(),
            subject: cells.subject.to_owned(),
        })
    }

    /// Forgets mailboxes that are not among these.
    pub fn keep_only(&mut self, mailboxes: &BTreeSet<MailboxId>) {
        let gone: Vec<MailboxId> =
            self.tables.keys().copied().filter(|id| !mailboxes.contains(id)).collect();
        for id in gone {
            let Some(table) = self.tables.remove(&id) else { continue };
            for slot in table.slots() {
                self.homes.clear(table.key(slot));
            }
        }
    }
}
