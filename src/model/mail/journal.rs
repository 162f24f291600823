//! Entries that still change what is shown, in the order they were ordered. Knows no rows.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::action::Action;
use crate::model::ids::{EntryId, MailboxId, MessageKey};
use crate::model::journal::{Entry, State};
use crate::model::order::MailboxOrder;

/// An entry and whether it is being taken back.
#[derive(Debug)]
struct Promised {
    entry: Entry,
    /// Taken back, and the engine's answer is awaited. Until then its inverse lies over it, so
    /// that nothing is seen of what the server may still be doing.
    back: Back,
}

#[derive(Debug, PartialEq)]
enum Back {
    No,
    /// Laid over the entry. `None` where nothing undoes it: it is left out.
    Asked(Option<Action>),
}

/// A settled move stays here for as long as the server's news of it have not reached the rows.
#[derive(Debug, Default)]
pub(super) struct Journal {
    entries: BTreeMap<EntryId, Promised>,
}

impl Journal {
    /// Takes in an entry that is pending; others change nothing.
    pub fn add(&mut self, entry: Entry) {
        if entry.is_pending() {
            self.entries.insert(entry.id, Promised { entry, back: Back::No });
        }
    }

    pub fn get(&self, id: EntryId) -> Option<&Entry> {
        self.entries.get(&id).map(|promised| &promised.entry)
    }

    /// Entries of which the server's last word is awaited, the oldest first.
    pub fn pending(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values().map(|promised| &promised.entry).filter(|entry| entry.is_pending())
    }

    pub fn remove(&mut self, id: EntryId) -> bool {
        self.entries.remove(&id).is_some()
    }

    /// It goes on; whether it is an order about a mailbox.
    pub fn set_state(&mut self, id: EntryId, state: State) -> bool {
        let Some(promised) = self.entries.get_mut(&id) else { return false };
        promised.entry.state = state;
        matches!(promised.entry.action, Action::Mailbox(_))
    }

    /// The server holds it: gives back the flags to write into the rows. A move or deletion stays
    /// for those messages that still are where they were.
    pub fn settle(
        &mut self,
        id: EntryId,
        is_in: impl Fn(MessageKey, MailboxId) -> bool,
    ) -> Option<Action> {
        let promised = self.entries.get_mut(&id)?;
        promised.entry.state = State::Settled;
        let action = promised.entry.action.clone();
        // Nothing of these is laid over rows that do not say it yet.
        if let Action::Flag { keys, .. }
        | Action::Copy { keys, .. }
        | Action::Label { keys, .. }
        | Action::Across { keys, keep: true, .. } = &mut promised.entry.action
        {
            keys.clear();
        }
        self.outdate(id, &action);
        self.prune(is_in);
        Some(action)
    }

    /// What is settled now replaces what was settled before it.
    fn outdate(&mut self, id: EntryId, action: &Action) {
        let stays = matches!(
            action,
            Action::Flag { .. }
                | Action::Copy { .. }
                | Action::Label { .. }
                | Action::Across { keep: true, .. }
        );
        if stays || self.entries.range(..id).next().is_none() {
            return;
        }
        let newer: BTreeSet<MessageKey> = action.keys().iter().copied().collect();
        for (_, older) in self.entries.range_mut(..id) {
            if older.entry.state == State::Settled {
                retain_keys(&mut older.entry.action, |key| !newer.contains(&key));
            }
        }
    }

    /// Drops what the rows already say; tells whether anything was dropped.
    pub fn prune(&mut self, is_in: impl Fn(MessageKey, MailboxId) -> bool) -> bool {
        let mut changed = false;
        self.entries.retain(|_, promised| {
            if promised.entry.state != State::Settled {
                return true;
            }
            let action = &mut promised.entry.action;
            let before = action.keys().len();
            let from = match action {
                Action::Flag { .. }
                | Action::Mailbox(_)
                | Action::Copy { .. }
                | Action::Label { .. }
                | Action::Retract { .. } => None,
                Action::Move { from, .. }
                | Action::Delete { from, .. }
                | Action::Across { from, .. } => Some(*from),
                Action::PutBack { .. } => Some(MailboxId::REMOVED),
            };
            if let Some(from) = from {
                retain_keys(action, |key| is_in(key, from));
            }
            let keep = !action.keys().is_empty() || promised.back != Back::No;
            changed |= !keep || action.keys().len() != before;
            keep
        });
        changed
    }

    /// Begins to take an entry back; false when it is not here or is being taken back already.
    pub fn take_back(&mut self, id: EntryId) -> bool {
        match self.entries.get_mut(&id) {
            Some(promised) if promised.back == Back::No => {
                promised.back = Back::Asked(promised.entry.action.inverse());
                true
            }
            _ => false,
        }
    }

    /// It was too late to take it back: it counts again. Gives the action that undoes it.
    pub fn too_late(&mut self, id: EntryId) -> Option<Action> {
        let promised = self.entries.get_mut(&id)?;
        match std::mem::replace(&mut promised.back, Back::No) {
            Back::Asked(inverse) => inverse,
            Back::No => None,
        }
    }

    /// Everything to be laid over the rows, the oldest first. A mailbox of which it is in doubt whether
    /// it was made is left out: the server lists none of its name.
    pub fn actions(&self) -> impl Iterator<Item = &Action> {
        let shows = |promised: &&Promised| {
            let entry = &promised.entry;
            let makes = matches!(entry.action, Action::Mailbox(MailboxOrder::Create { .. }));
            !(makes && matches!(entry.state, State::Doubtful(_)))
        };
        self.entries.values().filter(shows).flat_map(|promised| {
            let action = Some(&promised.entry.action);
            match &promised.back {
                Back::No => [action, None],
                Back::Asked(Some(inverse)) => [action, Some(inverse)],
                Back::Asked(None) => [None, None],
            }
            .into_iter()
            .flatten()
        })
    }
}

fn retain_keys(action: &mut Action, keep: impl Fn(MessageKey) -> bool) {
    match action {
        Action::Flag { keys, .. }
        | Action::Move { keys, .. }
        | Action::Delete { keys, .. }
        | Action::PutBack { keys, .. }
        | Action::Copy { keys, .. }
        | Action::Across { keys, .. }
        | Action::Label { keys, .. } => keys.retain(|&key| keep(key)),
        Action::Mailbox(_) | Action::Retract { .. } => {}
    }
}
