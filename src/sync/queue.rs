//! The unfinished entries of an account in memory: which one may be carried out next. Pure; what
//! is on disk is the journal's. Knows no wire and no cache.
//!
//! What is ordered for one message is carried out in the order it was ordered; other messages may
//! overtake.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use super::folders::goes_before;
use crate::model::action::Action;
use crate::model::ids::{EntryId, MailboxId, MessageKey};
use crate::model::journal::{Promise, State};
use crate::model::order::MailboxOrder;

/// The unfinished entries, oldest first.
#[derive(Debug, Default)]
pub struct Queue {
    slots: Vec<Slot>,
}

#[derive(Debug)]
struct Slot {
    promise: Promise,
    /// Passing errors so far; lost wires are not counted.
    tries: u8,
    not_before: Option<Instant>,
    /// Being carried out on a connection at this moment.
    taken: bool,
}

/// What `Ask::Cancel` found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// The server has not heard of it: it is cancelled.
    Back,
    TooLate,
}

impl Queue {
    /// Takes in an entry. `false` when its id is known already.
    pub fn push(&mut self, promise: Promise) -> bool {
        let id = promise.entry.id;
        let place = self.slots.partition_point(|slot| slot.promise.entry.id < id);
        if self.slots.get(place).is_some_and(|slot| slot.promise.entry.id == id) {
            return false;
        }
        self.slots.insert(place, Slot { promise, tries: 0, not_before: None, taken: false });
        true
    }

    /// An entry as it stands.
    pub fn get(&self, id: EntryId) -> Option<&Promise> {
        self.slot(id).map(|slot| &slot.promise)
    }

    /// Every entry as it stands, oldest first.
    pub fn promises(&self) -> impl Iterator<Item = &Promise> {
        self.slots.iter().map(|slot| &slot.promise)
    }

    /// The entry moved on. What is settled or cancelled is forgotten.
    pub fn set(&mut self, id: EntryId, state: State) {
        if matches!(state, State::Settled | State::Cancelled) {
            self.slots.retain(|slot| slot.promise.entry.id != id);
        } else if let Some(slot) = self.slot_mut(id) {
            slot.promise.move_on(state);
        }
    }

    /// Takes the next entry that may be carried out now.
    pub fn take(&mut self, now: Instant) -> Option<EntryId> {
        let place = self.ready(now)?;
        let slot = self.slots.get_mut(place)?;
        slot.taken = true;
        Some(slot.promise.entry.id)
    }

    fn ready(&self, now: Instant) -> Option<usize> {
        let mut waiting: HashSet<MessageKey> = HashSet::new();
        let mut before: Vec<&Action> = Vec::new();
        let mut tended = false;
        for (place, slot) in self.slots.iter().enumerate() {
            let entry = &slot.promise.entry;
            let keys = entry.action.keys();
            let due = matches!(entry.state, State::Queued | State::InFlight(_));
            let free = !slot.taken && slot.not_before.is_none_or(|at| at <= now);
            tended |= matches!(entry.action, Action::Mailbox(_));
            // Without orders about mailboxes only those about the same messages have an order.
            let first = !tended || !before.iter().any(|other| goes_before(other, &entry.action));
            if due && free && first && keys.iter().all(|key| !waiting.contains(key)) {
                return Some(place);
            }
            if due || matches!(entry.state, State::Held { .. }) {
                waiting.extend(keys);
                before.push(&entry.action);
            }
        }
        None
    }

    /// Whether a later entry makes this one needless: flags of the same messages, not yet sent,
    /// every one of which is set or removed again before anything else happens to them.
    pub fn is_overruled(&self, id: EntryId) -> bool {
        let Some(slot) = self.slot(id) else { return false };
        let (Action::Flag { keys, add, remove }, State::Queued) =
            (&slot.promise.entry.action, &slot.promise.entry.state)
        else {
            return false;
        };
        let mine: HashSet<MessageKey> = keys.iter().copied().collect();
        for later in self.slots.iter().filter(|later| later.promise.entry.id > id) {
            let entry = &later.promise.entry;
            if !entry.is_pending() || entry.action.keys().iter().all(|key| !mine.contains(key)) {
                continue;
            }
            // The first later entry that touches them decides.
            let Action::Flag { keys: theirs, add: plus, remove: minus } = &entry.action else {
                return false;
            };
            let theirs: HashSet<MessageKey> = theirs.iter().copied().collect();
            return entry.state == State::Queued
                && theirs.is_superset(&mine)
                && plus.with(*minus).has(add.with(*remove));
        }
        false
    }

    /// Whether an order that waits is to make this mailbox.
    pub fn will_make(&self, mailbox: MailboxId) -> bool {
        self.slots.iter().any(|slot| {
            let entry = &slot.promise.entry;
            matches!(
                &entry.action,
                Action::Mailbox(MailboxOrder::Create { mailbox: made, .. }) if *made == mailbox
            ) && entry.is_pending()
        })
    }

    /// Lets the entry rest without counting it: it is not its fault.
    pub fn rest(&mut self, id: EntryId, until: Instant) {
        if let Some(slot) = self.slot_mut(id) {
            slot.taken = false;
            slot.not_before = Some(until);
        }
    }

    /// Counts a passing error and lets the entry rest; the number of tries so far.
    pub fn postpone(&mut self, id: EntryId, now: Instant) -> u8 {
        let Some(slot) = self.slot_mut(id) else { return 0 };
        slot.taken = false;
        slot.tries = slot.tries.saturating_add(1);
        let seconds = 1u64.checked_shl(u32::from(slot.tries)).unwrap_or(300).min(300);
        slot.not_before = Some(now + Duration::from_secs(seconds));
        slot.tries
    }

    /// Passing errors so far.
    pub fn tries(&self, id: EntryId) -> u8 {
        self.slot(id).map_or(0, |slot| slot.tries)
    }

    /// The connection ended: what it was carrying out may be taken again.
    pub fn release(&mut self) {
        for slot in &mut self.slots {
            slot.taken = false;
        }
    }

    /// The person, or the network, asks to try again now.
    pub fn hurry(&mut self) {
        for slot in &mut self.slots {
            slot.not_before = None;
        }
    }

    /// An entry that was given up begins anew: what it came to before does not count.
    pub fn renew(&mut self, id: EntryId) {
        if let Some(slot) = self.slot_mut(id) {
            (slot.tries, slot.not_before, slot.taken) = (0, None, false);
        }
    }

    /// Takes an entry back if the server has not heard of it; a refused or doubtful one is put
    /// away for good.
    pub fn cancel(&mut self, id: EntryId) -> Taken {
        let Some(slot) = self.slot(id) else { return Taken::TooLate };
        match slot.promise.entry.state {
            State::Held { .. } | State::Queued if !slot.taken => {}
            State::Refused(_) | State::Doubtful(_) => {}
            _ => return Taken::TooLate,
        }
        self.set(id, State::Cancelled);
        Taken::Back
    }

    /// Ends the holding of entries whose time is over (milliseconds since 1970).
    pub fn promote(&mut self, now: i64) -> Vec<EntryId> {
        let mut due = Vec::new();
        for slot in &mut self.slots {
            let entry = &mut slot.promise.entry;
            if matches!(entry.state, State::Held { until } if until <= now) {
                entry.state = State::Queued;
                due.push(entry.id);
            }
        }
        due
    }

    /// When the next holding is over (milliseconds since 1970).
    pub fn next_promotion(&self) -> Option<i64> {
        let held = self.slots.iter().filter_map(|slot| match slot.promise.entry.state {
            State::Held { until } => Some(until),
            _ => None,
        });
        held.min()
    }

    /// When the next resting entry may be tried again.
    pub fn next_try(&self, now: Instant) -> Option<Duration> {
        let resting = self.slots.iter().filter(|slot| {
            matches!(slot.promise.entry.state, State::Queued | State::InFlight(_)) && !slot.taken
        });
        resting.filter_map(|slot| slot.not_before).map(|at| at.saturating_duration_since(now)).min()
    }

    /// Whether nothing is to be told to the server at this time.
    pub fn is_idle(&self) -> bool {
        let busy =
            |slot: &Slot| matches!(slot.promise.entry.state, State::Queued | State::InFlight(_));
        !self.slots.iter().any(busy)
    }

    fn slot(&self, id: EntryId) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.promise.entry.id == id)
    }

    fn slot_mut(&mut self, id: EntryId) -> Option<&mut Slot> {
        self.slots.iter_mut().find(|slot| slot.promise.entry.id == id)
    }
}

#[cfg(test)]
mod tests;
