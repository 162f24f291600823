//! One change to the tree in the making: rows to put, mark or take in any mailbox, and where keys
//! are afterwards. Nothing is written before it is whole. Knows no disk and no server.

use std::collections::BTreeMap;

use super::backend::{Backend, Changes};
use super::bodies::Owner;
use super::keys::Slot;
use super::records::{self, At};
use super::shelf::{Edit, Edits, Shelf};
use super::{labels, twins};
use crate::model::fault::Fault;

#[derive(Debug, Default)]
pub(super) struct Plan {
    edits: BTreeMap<u32, Edits>,
    refs: BTreeMap<u64, Option<At>>,
    /// Messages whose bodies nobody needs any more.
    pub dead: Vec<u64>,
    /// Bodies that go to another row of the same message.
    pub heirs: Vec<(Owner, u64)>,
    /// Values beside the rows.
    pub changes: Changes,
}

/// What becomes of bodies once the change is made.
#[derive(Debug)]
pub(super) struct Bequest {
    pub dead: Vec<u64>,
    pub heirs: Vec<(Owner, u64)>,
}

impl Plan {
    /// Where a message will be.
    pub fn locate(&self, backend: &dyn Backend, number: u64) -> Result<Option<At>, Fault> {
        match self.refs.get(&number) {
            Some(at) => Ok(*at),
            None => records::locate(backend, number),
        }
    }

    pub fn edit(&mut self, (mailbox, slot): At, edit: Edit) {
        self.edits.entry(mailbox).or_default().insert(slot, edit);
    }

    pub fn point(&mut self, number: u64, at: Option<At>) {
        self.refs.insert(number, at);
    }

    /// The edit that is planned for a row.
    pub fn planned(&self, (mailbox, slot): At) -> Option<&Edit> {
        self.edits.get(&mailbox)?.get(&slot)
    }

    /// The lowest slot from `from` on, within its epoch, that no row of the plan has.
    pub fn free(&self, mailbox: u32, from: Slot) -> Slot {
        let planned = self.edits.get(&mailbox).and_then(|edits| {
            edits.range(from..Slot(from.epoch_end())).next_back().map(|(slot, _)| slot.0 + 1)
        });
        Slot(planned.unwrap_or(0).max(from.0))
    }

    /// All changes to the tree.
    pub fn finish(self, backend: &dyn Backend) -> Result<(Changes, Bequest), Fault> {
        let mut changes = self.changes;
        for (mailbox, edits) in self.edits {
            Shelf { backend, mailbox }.edit(edits, &mut changes)?;
        }
        records::put_refs(backend, &self.refs, &mut changes)?;
        twins::forget(backend, &self.dead, &mut changes)?;
        labels::forget(backend, &self.dead, &mut changes)?;
        Ok((changes, Bequest { dead: self.dead, heirs: self.heirs }))
    }
}
