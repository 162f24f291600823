//! The unfinished entries of an account in memory: which one may be carried out next. Pure; what
//! is on disk is the journal's. Knows no wire and no cache.
//!
//! What is ordered for one message is carried out in the order it was ordered; other messages may
//! overtake. What comes to a single action is carried out as one.

mod together;

use std::collections::HashSet;
use std::time::{Duration, Instant};

pub use self::together::{Freight, Load};
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
    /// The entry that it is carried out with, and that bears the evidence.
    with: Option<EntryId>,
    /// It rests for something outside of its account.
    elsewhere: bool,
    /// What it came to with others was refused: it is carried out by itself.
    alone: bool,
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
        let with = together::bearer(&promise);
        let slot = Slot {
            promise,
            tries: 0,
            not_before: None,
            taken: false,
            with,
            elsewhere: false,
            alone: false,
        };
        self.slots.insert(place, slot);
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
            if state == State::Queued {
                slot.with = None;
            }
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

    /// Whether an order that waits is to make this mailbox.
    pub fn will_make(&self, mailbox: MailboxId) -> bool {
        self.slots.iter().any(|slot| {
            let entry = &slot.promise.entry;
            matches!(
                &entry.action,
                Action::Mailbox(MailboxOrder::Create { mailbox: made, .. }) if *made == mailbox
            ) && entry.is_pending()
                && !matches!(entry.state, State::Doubtful(_))
        })
    }

    /// Lets the entries rest without counting it: it is not their fault, and the account is in step
    /// without them.
    pub fn rest(&mut self, members: &[EntryId], until: Instant) {
        for id in members {
            let Some(slot) = self.slot_mut(*id) else { continue };
            slot.free();
            slot.elsewhere = true;
            slot.not_before = Some(until);
        }
    }

    /// Counts a passing error and lets the entries rest; the number of tries so far.
    pub fn postpone(&mut self, members: &[EntryId], now: Instant) -> u8 {
        let tries = members.iter().map(|id| self.tries(*id)).max().unwrap_or(0).saturating_add(1);
        let seconds = 1u64.checked_shl(u32::from(tries)).unwrap_or(300).min(300);
        for id in members {
            let Some(slot) = self.slot_mut(*id) else { continue };
            slot.free();
            slot.elsewhere = false;
            slot.tries = tries;
            slot.not_before = Some(now + Duration::from_secs(seconds));
        }
        tries
    }

    /// Passing errors so far.
    pub fn tries(&self, id: EntryId) -> u8 {
        self.slot(id).map_or(0, |slot| slot.tries)
    }

    /// The connection ended: what it was carrying out may be taken again.
    pub fn release(&mut self) {
        self.slots.iter_mut().for_each(Slot::free);
    }

    /// The person, or the network, asks to try again now.
    pub fn hurry(&mut self) {
        for slot in &mut self.slots {
            slot.not_before = None;
        }
    }

    /// Entries that were given up begin anew: what they came to before does not count.
    pub fn renew(&mut self, members: &[EntryId]) {
        for id in members {
            if let Some(slot) = self.slot_mut(*id) {
                (slot.tries, slot.not_before, slot.taken) = (0, None, false);
            }
        }
    }

    /// Takes an entry back if the server has not heard of it; a refused or doubtful one is put
    /// away for good, with all whose fate it shares.
    pub fn cancel(&mut self, id: EntryId) -> Taken {
        let Some(slot) = self.slot(id) else { return Taken::TooLate };
        match slot.promise.entry.state {
            State::Held { .. } | State::Queued if !slot.taken => {}
            State::Refused(_) | State::Doubtful(_) => {}
            _ => return Taken::TooLate,
        }
        for id in self.company(id) {
            self.set(id, State::Cancelled);
        }
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

    /// Whether nothing is to be told to the server at this time, but for what waits for something
    /// outside of the account.
    pub fn is_idle(&self) -> bool {
        let busy = |slot: &Slot| {
            let due = matches!(slot.promise.entry.state, State::Queued | State::InFlight(_));
            due && (slot.taken || !slot.elsewhere)
        };
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
