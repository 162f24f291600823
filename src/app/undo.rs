//! What can be taken back: the newest order first.

use super::actions::Said;
use super::effect::Turn;
use super::notice::Text;
use super::state::State;
use crate::model::action::Action;
use crate::model::ids::{AccountId, EntryId, MailboxId};
use crate::model::journal::{self, Entry};
use crate::model::request::Ask;

/// Orders of this run that can be taken back, the newest last.
#[derive(Debug, Default)]
pub struct Undo {
    stack: Vec<Step>,
}

#[derive(Debug)]
struct Step {
    account: AccountId,
    entry: EntryId,
    action: Action,
}

/// Older ones are forgotten.
const STEPS_MAX: usize = 100;
/// So are they when all together name more messages than this.
const KEYS_MAX: usize = 2_000_000;

impl Undo {
    pub(super) fn push(&mut self, account: AccountId, entry: EntryId, action: Action) {
        self.stack.push(Step { account, entry, action });
        let mut keys: usize = self.stack.iter().map(|step| step.action.keys().len()).sum();
        while self.stack.len() > STEPS_MAX || (keys > KEYS_MAX && self.stack.len() > 1) {
            keys -= self.stack.remove(0).action.keys().len();
        }
    }

    /// What an earlier run has done.
    pub(super) fn remember(&mut self, entries: Vec<Entry>) {
        for Entry { id, account, action, .. } in entries {
            if !self.stack.iter().any(|step| (step.account, step.entry) == (account, id)) {
                self.push(account, id, action);
            }
        }
    }

    /// It came to nothing: there is nothing to undo.
    pub(super) fn forget(&mut self, entry: EntryId) {
        self.stack.retain(|step| step.entry != entry);
    }

    pub(super) fn forget_account(&mut self, account: AccountId) {
        self.stack.retain(|step| step.account != account);
    }

    fn take(&mut self, account: AccountId, entry: EntryId) -> Option<Step> {
        let at = self.stack.iter().position(|s| (s.account, s.entry) == (account, entry))?;
        Some(self.stack.remove(at))
    }

    pub fn is_empty(&self) -> bool {
        self.stack.is_empty()
    }
}

impl State {
    /// Takes the newest order back.
    pub(super) fn undo_last(&mut self, turn: &mut Turn) {
        match self.undo.stack.pop() {
            Some(step) => self.undo_step(step, turn),
            None => self.say(Text::NothingToUndo, None, turn),
        }
    }

    pub(super) fn undo_entry(&mut self, account: AccountId, entry: EntryId, turn: &mut Turn) {
        let step = self.undo.take(account, entry).or_else(|| {
            let action = self.held(account)?.mail.entry(entry)?.action.clone();
            Some(Step { account, entry, action })
        });
        if let Some(step) = step {
            self.undo_step(step, turn);
        }
    }

    /// While the server has not heard of it, or nobody knows whether it has, it is cancelled;
    /// afterwards the inverse is ordered.
    fn undo_step(&mut self, step: Step, turn: &mut Turn) {
        self.notices.forget(step.entry);
        let Some(held) = self.held_mut(step.account) else { return };
        let unheard = held.mail.entry(step.entry).is_some_and(|entry| {
            use journal::State as S;
            matches!(entry.state, S::Held { .. } | S::Queued | S::Doubtful(_))
        });
        if unheard && held.mail.take_back(step.entry) {
            turn.send(step.account, Ask::Cancel(step.entry));
        } else if let Some((account, action)) = self.undoing(&step) {
            self.order(account, action, Said::undone(&step.action), turn);
        } else {
            self.say(too_late(&step.action), None, turn);
            return;
        }
        self.choose_returned(step.account, &step.action);
    }

    /// What undoes an order that the server has heard of, and in which account.
    fn undoing(&self, step: &Step) -> Option<(AccountId, Action)> {
        if let Some(retraction) = step.action.retraction(step.account, step.entry) {
            return Some(retraction).filter(|(account, _)| self.held(*account).is_some());
        }
        let mail = &self.held(step.account)?.mail;
        Some((step.account, mail.still_possible(step.action.inverse()?)?))
    }

    /// What came back to the list on screen is chosen again.
    fn choose_returned(&mut self, account: AccountId, action: &Action) {
        let Some(place) = self.folders.selected.filter(|place| place.account == account) else {
            return;
        };
        let is_return = match action {
            Action::Flag { .. }
            | Action::Mailbox(_)
            | Action::Copy { .. }
            | Action::Label { .. }
            | Action::Across { keep: true, .. }
            | Action::Retract { .. } => false,
            Action::PutBack { .. } => place.mailbox == MailboxId::REMOVED,
            Action::Move { from, .. }
            | Action::Delete { from, .. }
            | Action::Across { from, .. } => *from == place.mailbox,
        };
        if is_return {
            let keys: Vec<_> = action
                .keys()
                .iter()
                .copied()
                .filter(|&key| self.whereabouts(key) == Some(place.mailbox))
                .collect();
            // What comes back from another account comes as another row.
            if !keys.is_empty() {
                self.with_list(|list, shown| list.choose(&keys, shown));
            }
        }
    }

    /// The engine took it back in time.
    pub(super) fn cancelled(&mut self, count: usize, turn: &mut Turn) {
        self.say(Text::undone(count), None, turn);
    }

    /// The server may have heard of it: the inverse is ordered instead.
    pub(super) fn cancelled_too_late(
        &mut self,
        account: AccountId,
        entry: EntryId,
        turn: &mut Turn,
    ) {
        let Some(held) = self.held_mut(account) else { return };
        let known = held.mail.entry(entry).map(|entry| entry.action.clone());
        match held.mail.too_late(entry) {
            Some(inverse) => {
                let said = Said::undone(&inverse);
                self.order(account, inverse, said, turn);
            }
            None => {
                let Some(action) = known else { return };
                let step = Step { account, entry, action };
                match self.undoing(&step) {
                    Some((there, undoing)) if step.action.inverse().is_none() => {
                        self.undo.forget(entry);
                        self.order(there, undoing, Said::undone(&step.action), turn);
                    }
                    _ => self.say(too_late(&step.action), None, turn),
                }
            }
        }
    }
}

/// Nothing undoes it: what is said.
fn too_late(action: &Action) -> Text {
    match action {
        Action::PutBack { .. } => Text::IsBack,
        Action::Copy { .. } | Action::Across { .. } | Action::Retract { back: Some(_), .. } => {
            Text::IsThere
        }
        _ => Text::TooLate,
    }
}
