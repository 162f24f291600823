//! Entries of the queue that are carried out as one: gathered before anything is sent, noted as one,
//! parted when the server refuses what they come to. Pure.
//!
//! The last of them bears the evidence; the others say in whose company they are. Whatever happens
//! to the bearer is written for all of them in one record of the journal.

use std::time::Instant;

use super::{Queue, Slot};
use crate::model::action::Action;
use crate::model::ids::EntryId;
use crate::model::journal::{Promise, State, Step};
use crate::sync::compact::{self, Waiting};

/// What a connection is to carry out at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Load {
    /// An order as it stands, or what several come to, under the id and with the state of the last.
    Carry(Box<Freight>),
    /// They cancel one another out. The last of them is named.
    Nothing(EntryId),
    /// The journal does not hold any more what this was carried out with.
    Orphan,
}

/// What is carried out as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freight {
    pub promise: Promise,
    /// Rising; its own id where it is a single entry.
    pub members: Vec<EntryId>,
}

/// In whose company an entry is, by what the journal says.
pub(super) fn bearer(promise: &Promise) -> Option<EntryId> {
    let step = match &promise.entry.state {
        State::InFlight(step) => Some(step),
        State::Refused(_) | State::Doubtful(_) => promise.last.as_ref(),
        _ => None,
    };
    match step {
        Some(Step::Folded { into }) => Some(*into),
        _ => None,
    }
}

impl Slot {
    /// Not being carried out any more: of what the server has heard nothing, each goes its own way.
    pub(super) fn free(&mut self) {
        self.taken = false;
        if self.promise.entry.state == State::Queued {
            self.with = None;
        }
    }
}

impl Queue {
    /// All that is to be carried out with an entry that was taken. `labels` as `compact` has it.
    pub fn gather(&mut self, id: EntryId, labels: bool, now: Instant) -> Option<Load> {
        let slot = self.slot(id)?;
        let bearer = slot.with.unwrap_or(id);
        if self.slot(bearer).is_none() {
            return Some(Load::Orphan);
        }
        let company = self.company(id);
        let (members, action) = if company.len() > 1 {
            let actions =
                company.iter().filter_map(|id| self.get(*id)).map(|promise| &promise.entry.action);
            match compact::together(actions) {
                Some(action) => (company, action),
                None => return Some(Load::Orphan),
            }
        } else {
            match self.plan(id, labels, now) {
                Some(plan) => (plan.entries, plan.action),
                None => (company, self.get(id).map(|promise| promise.entry.action.clone())),
            }
        };
        let bearer = members.last().copied().unwrap_or(id);
        for member in &members {
            if let Some(slot) = self.slot_mut(*member) {
                slot.taken = true;
                slot.with = Some(bearer).filter(|bearer| bearer != member);
            }
        }
        let Some(action) = action else { return Some(Load::Nothing(bearer)) };
        let promise = self.as_one(bearer, &members, action)?;
        Some(Load::Carry(Box::new(Freight { promise, members })))
    }

    fn plan(&self, id: EntryId, labels: bool, now: Instant) -> Option<compact::Plan> {
        let slot = self.slot(id)?;
        if slot.alone || slot.promise.entry.state != State::Queued {
            return None;
        }
        let unfinished = |slot: &&Slot| {
            let state = &slot.promise.entry.state;
            matches!(state, State::Held { .. } | State::Queued | State::InFlight(_))
        };
        let waiting = self.slots.iter().filter(unfinished).map(|slot| {
            let entry = &slot.promise.entry;
            let rested = slot.not_before.is_none_or(|at| at <= now);
            let untouched = entry.state == State::Queued && !slot.taken && !slot.alone;
            Waiting { id: entry.id, action: &entry.action, open: untouched && rested }
        });
        compact::plan(&waiting.collect::<Vec<_>>(), id, labels)
    }

    /// The promise that all of these together are.
    fn as_one(&self, bearer: EntryId, members: &[EntryId], action: Action) -> Option<Promise> {
        let mut promise = self.get(bearer)?.clone();
        if members.len() > 1 {
            // Where a message was first is where it is now.
            let all = members.iter().filter_map(|id| self.get(*id));
            let mut targets: Vec<_> = all.flat_map(|promise| promise.targets.clone()).collect();
            let keys: std::collections::HashSet<_> = action.keys().iter().copied().collect();
            let mut seen = std::collections::HashSet::new();
            targets.retain(|target| keys.contains(&target.key) && seen.insert(target.key));
            promise.targets = targets;
            promise.entry.action = action;
        }
        Some(promise)
    }

    /// Everybody with whom this entry is carried out, itself among them; rising.
    pub fn company(&self, id: EntryId) -> Vec<EntryId> {
        let bearer = self.bearer(id);
        let with = |slot: &&Slot| slot.promise.entry.id == bearer || slot.with == Some(bearer);
        self.slots.iter().filter(with).map(|slot| slot.promise.entry.id).collect()
    }

    /// Whose evidence counts for an entry.
    pub fn bearer(&self, id: EntryId) -> EntryId {
        self.slot(id).and_then(|slot| slot.with).unwrap_or(id)
    }

    /// What is to be written of a bearer and its company, rising, when the bearer moves on.
    pub fn shared(&self, id: EntryId, state: &State) -> Vec<(EntryId, State)> {
        let company = self.slots.iter().filter(|slot| slot.with == Some(id));
        let mut notes: Vec<(EntryId, State)> = company
            .filter_map(|slot| {
                let entry = &slot.promise.entry;
                let state = match state {
                    State::InFlight(_) if matches!(entry.action, Action::Flag { .. }) => {
                        State::InFlight(Step::Repeatable)
                    }
                    State::InFlight(_) => State::InFlight(Step::Folded { into: id }),
                    other => other.clone(),
                };
                (entry.state != state).then_some((entry.id, state))
            })
            .collect();
        notes.push((id, state.clone()));
        notes
    }

    /// What they come to was refused: from now on each is carried out by itself.
    pub fn part(&mut self, members: &[EntryId]) {
        for member in members {
            if let Some(slot) = self.slot_mut(*member) {
                slot.alone = true;
                slot.free();
            }
        }
    }
}
