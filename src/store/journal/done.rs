//! The last orders that the server confirmed: they are remembered so that they can be undone in a
//! later run. Knows no file.

use std::collections::VecDeque;

use super::made::makes;
use crate::model::action::Action;
use crate::model::journal::{Promise, State};

/// So many are remembered.
const MOST: usize = 64;
/// All together weigh at most as much as so many names of messages; what weighs more is not
/// remembered.
const WEIGHT_MOST: usize = 20_000;
/// A message with the evidence of its copy weighs as much as so many names.
const EVIDENCE: usize = 10;

/// The last settled promises, oldest first.
#[derive(Debug, Default)]
pub(super) struct Done {
    promises: VecDeque<Promise>,
    weight: usize,
}

fn weight(promise: &Promise) -> usize {
    let each = if makes(&promise.entry.action) { EVIDENCE } else { 1 };
    promise.entry.action.keys().len() * each
}

impl Done {
    /// Remembers the order of it, if it was settled and can be undone, or undid another one.
    pub fn take(&mut self, mut promise: Promise) {
        let (makes, action) = (makes(&promise.entry.action), &promise.entry.action);
        let known = match makes {
            true => promise.made().is_some(),
            false => action.inverse().is_some() || matches!(action, Action::Retract { .. }),
        };
        let weight_of = weight(&promise);
        if promise.entry.state != State::Settled || !known || weight_of > WEIGHT_MOST {
            return;
        }
        self.weight += weight_of;
        // Where its messages were then is of no use any more, but to tell their copies.
        if !makes {
            promise.targets.clear();
            promise.last = None;
        }
        promise.mailboxes.clear();
        promise.edges.clear();
        self.promises.push_back(promise);
        while self.promises.len() > MOST || self.weight > WEIGHT_MOST {
            let oldest = self.promises.pop_front();
            self.weight -= oldest.map_or(0, |oldest| weight(&oldest));
        }
    }

    pub fn promises(&self) -> impl Iterator<Item = &Promise> {
        self.promises.iter()
    }
}
