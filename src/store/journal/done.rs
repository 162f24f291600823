//! The last orders that the server confirmed: they are remembered so that they can be undone in a
//! later run. Knows no file.

use std::collections::VecDeque;

use crate::model::journal::{Promise, State};

/// So many are remembered.
const MOST: usize = 64;
/// All together name at most so many messages; what names more is not remembered.
const KEYS_MOST: usize = 20_000;

/// The last settled promises, oldest first.
#[derive(Debug, Default)]
pub(super) struct Done {
    promises: VecDeque<Promise>,
    keys: usize,
}

impl Done {
    /// Remembers the order of it, if it was settled and can be undone.
    pub fn take(&mut self, mut promise: Promise) {
        let entry = &promise.entry;
        let keys = entry.action.keys().len();
        if entry.state != State::Settled || entry.action.inverse().is_none() || keys > KEYS_MOST {
            return;
        }
        self.keys += keys;
        // Where its messages were then is of no use any more.
        promise.targets.clear();
        promise.mailboxes.clear();
        promise.last = None;
        promise.edges.clear();
        self.promises.push_back(promise);
        while self.promises.len() > MOST || self.keys > KEYS_MOST {
            let oldest = self.promises.pop_front();
            self.keys -= oldest.map_or(0, |oldest| oldest.entry.action.keys().len());
        }
    }

    pub fn promises(&self) -> impl Iterator<Item = &Promise> {
        self.promises.iter()
    }
}
