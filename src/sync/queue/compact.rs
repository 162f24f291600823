//! Moves that follow each other and of which the server has not heard: carried out as one, straight
//! to where the last of them ends. Each stays an order of its own, to be seen and to be undone. Pure.

use std::collections::HashSet;

use super::{Queue, Slot};
use crate::model::action::Action;
use crate::model::ids::{EntryId, MailboxId, MessageKey};
use crate::model::journal::{Promise, State};

impl Queue {
    /// Where the messages of a move end, if later moves that wait take all of them on and nothing
    /// else is to happen to them between. Its own mailbox where they come back in the end.
    pub fn whither(&self, id: EntryId) -> Option<MailboxId> {
        let slot = self.slot(id).filter(|slot| is_unheard(slot))?;
        let Action::Move { to, .. } = slot.promise.entry.action else { return None };
        let end = self.chain(id).last().and_then(|slot| target(&slot.promise.entry.action))?;
        (end != to).then_some(end)
    }

    /// The orders that are done when this one is: see `Promise::onto`.
    pub fn absorbed(&self, id: EntryId) -> Vec<EntryId> {
        let Some(onto) = self.slot(id).and_then(|slot| slot.promise.onto) else {
            return Vec::new();
        };
        let chain: Vec<&Slot> = self.chain(id).collect();
        let ends = |slot: &&Slot| target(&slot.promise.entry.action) == Some(onto);
        let count = chain.iter().rposition(|slot| ends(&slot)).map_or(0, |place| place + 1);
        chain.into_iter().take(count).map(|slot| slot.promise.entry.id).collect()
    }

    /// Whether an earlier order takes the messages of this one along.
    pub(super) fn is_absorbed(&self, id: EntryId) -> bool {
        let earlier = self.slots.iter().take_while(|slot| slot.promise.entry.id < id);
        let mut on_their_way = earlier.filter(|slot| slot.promise.onto.is_some());
        on_their_way.any(|slot| self.absorbed(slot.promise.entry.id).contains(&id))
    }

    /// An entry as it is on disk now.
    pub fn put(&mut self, promise: Promise) {
        if let Some(slot) = self.slot_mut(promise.entry.id) {
            slot.promise = promise;
        }
    }

    /// The moves behind this one that take on exactly its messages from where the one before left
    /// them.
    fn chain(&self, id: EntryId) -> impl Iterator<Item = &Slot> {
        let first = self.slot(id).map(|slot| &slot.promise.entry.action);
        let mine: HashSet<MessageKey> =
            first.into_iter().flat_map(|action| action.keys()).copied().collect();
        let mut at = first.and_then(target);
        let later = self.slots.iter().filter(move |slot| slot.promise.entry.id > id);
        let concerned = later.filter({
            let mine = mine.clone();
            move |slot| {
                let entry = &slot.promise.entry;
                let tends = matches!(entry.action, Action::Mailbox(_));
                entry.is_pending()
                    && (tends || entry.action.keys().iter().any(|key| mine.contains(key)))
            }
        });
        concerned.take_while(move |slot| {
            let Action::Move { keys, from, to } = &slot.promise.entry.action else { return false };
            let same = keys.len() == mine.len() && keys.iter().all(|key| mine.contains(key));
            let goes_on = same && at == Some(*from) && is_unheard(slot);
            at = Some(*to);
            goes_on
        })
    }
}

fn target(action: &Action) -> Option<MailboxId> {
    match action {
        Action::Move { to, .. } => Some(*to),
        _ => None,
    }
}

/// Nothing of it was ever sent.
fn is_unheard(slot: &Slot) -> bool {
    let promise = &slot.promise;
    promise.entry.state == State::Queued && promise.last.is_none() && promise.onto.is_none()
}
