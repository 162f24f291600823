//! What orders made that can be taken away again: copies, and messages that were brought to another
//! account, with the evidence of which they are. In memory; the file is read once, at the start.
//! Knows no file.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use super::done::Done;
use super::{Journal, finished};
use crate::model::action::Action;
use crate::model::ids::EntryId;
use crate::model::journal::{Promise, State};

/// The orders that make messages: those that are not over, and the last that are.
#[derive(Debug, Default)]
pub(super) struct Made {
    open: BTreeMap<EntryId, Promise>,
    done: Done,
}

/// Whether an action makes messages that were not there before.
pub(super) fn makes(action: &Action) -> bool {
    matches!(action, Action::Copy { .. } | Action::Across { .. })
}

impl Made {
    /// What a journal says.
    pub fn of<'a>(open: impl Iterator<Item = &'a Promise>, done: &Done) -> Self {
        let mut made = Self::default();
        open.for_each(|promise| made.promised(promise));
        done.promises().for_each(|promise| made.promised(promise));
        made
    }

    pub fn promised(&mut self, promise: &Promise) {
        if !makes(&promise.entry.action) {
            return;
        }
        if finished(&promise.entry.state) {
            self.done.take(promise.clone());
        } else {
            self.open.insert(promise.entry.id, promise.clone());
        }
    }

    /// An entry moved on.
    pub fn noted(&mut self, entry: EntryId, state: &State) {
        if finished(state) {
            if let Some(mut promise) = self.open.remove(&entry) {
                promise.move_on(state.clone());
                self.done.take(promise);
            }
        } else if let Some(promise) = self.open.get_mut(&entry) {
            promise.move_on(state.clone());
        }
    }

    fn get(&self, order: EntryId) -> Option<&Promise> {
        let done = || self.done.promises().find(|promise| promise.entry.id == order);
        self.open.get(&order).or_else(done)
    }
}

impl Journal {
    /// An order that makes messages, of any account, as it stands; `None` once it is forgotten, and
    /// where nobody knows any more which messages it made.
    pub fn made(&self, order: EntryId) -> Option<Promise> {
        self.in_made(|made| made.get(order).cloned())
    }

    /// Single steps: a panic elsewhere does not spoil what is in there.
    pub(super) fn in_made<T>(&self, work: impl FnOnce(&mut Made) -> T) -> T {
        work(&mut self.made.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
