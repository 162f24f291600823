//! Copies in other mailboxes, and messages that are brought to another account. What is asked for
//! here is seen when the server has it. Knows no server.

use super::actions::Said;
use super::effect::Turn;
use super::notice::Text;
use super::state::{Place, State};
use crate::model::action::Action;
use crate::model::ids::MessageKey;

impl State {
    /// Asks for the mailbox to copy the chosen messages to.
    pub(super) fn choose_copies(&mut self, turn: &mut Turn) {
        if let Some((from, keys)) = self.chosen() {
            self.open_picker(from, keys, true, turn);
        }
    }

    /// By drag with the key for copies held, or by the picker.
    pub(super) fn copy_to(
        &mut self,
        from: Place,
        to: Place,
        keys: Vec<MessageKey>,
        turn: &mut Turn,
    ) {
        let keys = self.still_in(from, keys);
        if keys.is_empty() || !self.accepts(from, to) {
            return;
        }
        let text = Text::Copying { count: keys.len(), to: self.called(to) };
        let action = if from.account == to.account {
            Action::Copy { keys, from: from.mailbox, to: to.mailbox }
        } else {
            across(from, to, keys, true)
        };
        self.order_undoable(from.account, action, Said::Undoable(text), turn);
    }

    /// Messages leave their account for a mailbox of another one.
    pub(super) fn bring_to(
        &mut self,
        from: Place,
        to: Place,
        keys: Vec<MessageKey>,
        turn: &mut Turn,
    ) {
        let keys = self.still_in(from, keys);
        if keys.is_empty() {
            return;
        }
        let text = Text::Bringing { count: keys.len(), to: self.called(to) };
        self.go_on_from(from, &keys);
        self.order_undoable(
            from.account,
            across(from, to, keys, false),
            Said::Undoable(text),
            turn,
        );
    }

    /// A mailbox's name, with its account's where there are several.
    fn called(&self, place: Place) -> String {
        let name = self.mailbox(place).map(|mailbox| mailbox.name().to_owned()).unwrap_or_default();
        match self.held(place.account).filter(|_| self.accounts.len() > 1) {
            Some(held) => format!("{name} ({})", held.account.title()),
            None => name,
        }
    }
}

fn across(from: Place, to: Place, keys: Vec<MessageKey>, keep: bool) -> Action {
    Action::Across { keys, from: from.mailbox, account: to.account, to: to.mailbox, keep }
}
