//! Orders about messages: what is chosen becomes an action, the action an entry, and the list goes
//! on to the next message in the same moment. Knows no server.

use super::effect::{Effect, Turn};
use super::list::List;
use super::notice::{Button, Text};
use super::overlay::{Overlay, Question};
use super::state::{Place, State};
use crate::model::action::Action;
use crate::model::flags::Flags;
use crate::model::ids::{AccountId, EntryId, MailboxId, MessageKey};
use crate::model::journal::{self, Entry};
use crate::model::mailbox::Role;
use crate::model::request::Ask;

/// What is said of an order once it is on disk.
#[derive(Debug, Clone)]
pub(super) enum Said {
    Nothing,
    /// With a button that undoes it.
    Undoable(Text),
    Plain(Text),
}

impl Said {
    pub(super) fn undone(action: &Action) -> Self {
        Self::Plain(Text::undone(action.count()))
    }

    /// A change that is seen where it happened is only spoken of when there are many.
    fn if_many(count: usize, text: Text) -> Self {
        if count > 1 { Self::Undoable(text) } else { Self::Nothing }
    }
}

impl State {
    /// The chosen messages and their mailbox; nothing where none are chosen. What is read of a
    /// conversation is what is meant, though the list has another message of it.
    pub(super) fn chosen(&self) -> Option<(Place, Vec<MessageKey>)> {
        if let Some(open) = self.apart() {
            let mailbox = self.whereabouts(open).filter(|at| *at != MailboxId::REMOVED)?;
            return Some((Place { account: open.account(), mailbox }, vec![open]));
        }
        let keys = self.list.chosen();
        let real = |place: &Place| !keys.is_empty() && place.mailbox != MailboxId::REMOVED;
        let place = self.folders.selected.filter(real)?;
        Some((place, keys.to_vec()))
    }

    /// Journals an action and shows it as done.
    pub(super) fn order(
        &mut self,
        account: AccountId,
        action: Action,
        said: Said,
        turn: &mut Turn,
    ) -> Option<EntryId> {
        let (id, hold) = (self.next_entry, self.hold);
        let held = self.held_mut(account)?;
        // A flag or label is as easily set back as it is set: only what moves waits for undo.
        let state = match action {
            Action::Flag { .. } | Action::Label { .. } => journal::State::Queued,
            Action::Move { .. }
            | Action::Delete { .. }
            | Action::PutBack { .. }
            | Action::Copy { .. }
            | Action::Across { .. }
            | Action::Retract { .. }
            | Action::Mailbox(_) => journal::State::Held { until: turn.now.0.saturating_add(hold) },
        };
        let entry = Entry { id, account, action, at: turn.now.0, state };
        held.mail.promise(entry.clone());
        self.next_entry = EntryId(id.0 + 1);
        match said {
            Said::Nothing => {}
            Said::Plain(text) => self.notices.promise(id, text, None),
            Said::Undoable(text) => {
                self.notices.promise(id, text, Some(Button::Undo(account, id)));
            }
        }
        turn.send(account, Ask::Do(entry));
        Some(id)
    }

    /// The same, and it can be undone later.
    pub(super) fn order_undoable(
        &mut self,
        account: AccountId,
        action: Action,
        said: Said,
        turn: &mut Turn,
    ) {
        if let Some(id) = self.order(account, action.clone(), said, turn) {
            self.undo.push(account, id, action);
        }
    }

    pub(super) fn mark_read(&mut self, turn: &mut Turn) {
        self.mark_chosen(Flags::SEEN, Flags::NONE, |count| Text::MarkedRead { count }, turn);
    }

    pub(super) fn mark_unread(&mut self, turn: &mut Turn) {
        if let Some((_, keys)) = self.chosen() {
            self.keep_unread(&keys);
        }
        self.mark_chosen(Flags::NONE, Flags::SEEN, |count| Text::MarkedUnread { count }, turn);
    }

    /// Marks all of the mailbox on screen as read.
    pub(super) fn mark_all_read(&mut self, turn: &mut Turn) {
        let Some(shown) = self.shown() else { return };
        let last = shown.len().saturating_sub(1);
        let mut keys: Vec<MessageKey> = shown.keys(0, last).collect();
        keys.sort_unstable();
        self.mark(&keys, Flags::SEEN, Flags::NONE, |count| Text::MarkedRead { count }, turn);
    }

    fn mark_chosen(
        &mut self,
        add: Flags,
        remove: Flags,
        text: impl FnOnce(usize) -> Text,
        turn: &mut Turn,
    ) {
        if let Some((_, keys)) = self.chosen() {
            self.mark(&keys, add, remove, text, turn);
        }
    }

    /// Changes flags of those messages that do not have them so already.
    fn mark(
        &mut self,
        keys: &[MessageKey],
        add: Flags,
        remove: Flags,
        text: impl FnOnce(usize) -> Text,
        turn: &mut Turn,
    ) {
        let Some(account) = keys.first().map(|key| key.account()) else { return };
        let changes = |key: MessageKey| {
            !self.is_removed(key)
                && self.flags(key).is_some_and(|flags| flags.with(add).without(remove) != flags)
        };
        let keys: Vec<MessageKey> = keys.iter().copied().filter(|&key| changes(key)).collect();
        if !keys.is_empty() {
            let said = Said::if_many(keys.len(), text(keys.len()));
            self.order_undoable(account, Action::Flag { keys, add, remove }, said, turn);
        }
    }

    /// Opening it for long enough marked it read: nobody ordered it, so nobody undoes it.
    pub(super) fn mark_read_by_itself(&mut self, key: MessageKey, turn: &mut Turn) {
        let unread = self.flags(key).is_some_and(|flags| !flags.has(Flags::SEEN));
        if unread && !self.is_removed(key) {
            let action = Action::Flag { keys: vec![key], add: Flags::SEEN, remove: Flags::NONE };
            self.order(key.account(), action, Said::Nothing, turn);
        }
    }

    pub(super) fn star_chosen(&mut self, turn: &mut Turn) {
        if let Some((_, keys)) = self.chosen() {
            self.star(&keys, turn);
        }
    }

    /// Stars them; takes the stars away if all have one.
    pub(super) fn star(&mut self, keys: &[MessageKey], turn: &mut Turn) {
        let starred =
            |&key: &MessageKey| self.flags(key).is_none_or(|flags| flags.has(Flags::FLAGGED));
        if keys.iter().all(starred) {
            self.mark(keys, Flags::NONE, Flags::FLAGGED, |count| Text::Unstarred { count }, turn);
        } else {
            self.mark(keys, Flags::FLAGGED, Flags::NONE, |count| Text::Starred { count }, turn);
        }
    }

    pub(super) fn archive(&mut self, turn: &mut Turn) {
        let Some((from, keys)) = self.chosen() else { return };
        let archive =
            self.role(from.account, Role::Archive).or_else(|| self.role(from.account, Role::All));
        match archive {
            Some(to) if to == from => {}
            Some(to) => {
                let text = Text::Archived { count: keys.len() };
                self.carry_off(from, to, keys, text, turn);
            }
            None => self.say(Text::NoMailboxFor(Role::Archive), None, turn),
        }
    }

    /// To the trash; what lies in the trash or the junk already is deleted for good, after asking.
    pub(super) fn delete(&mut self, turn: &mut Turn) {
        self.ask_forget_chosen(turn);
        let Some((from, keys)) = self.chosen() else { return };
        let role = self.mailbox(from).and_then(|mailbox| mailbox.role);
        let trash = self.role(from.account, Role::Trash);
        match trash {
            Some(to) if !matches!(role, Some(Role::Trash | Role::Junk)) => {
                let text = Text::Trashed { count: keys.len() };
                self.carry_off(from, to, keys, text, turn);
            }
            _ => self.ask_delete(turn),
        }
    }

    pub(super) fn ask_delete(&mut self, turn: &mut Turn) {
        self.ask_forget_chosen(turn);
        if let Some((from, keys)) = self.chosen() {
            let role = self.mailbox(from).and_then(|mailbox| mailbox.role);
            // Elsewhere only the label would go: it is said before anything is asked.
            if self.has_labels(from.account) && !matches!(role, Some(Role::Trash | Role::Junk)) {
                return self.say(Text::OnlyFromTrash, None, turn);
            }
            self.overlay = Overlay::Question(Question::DeleteForGood { from, keys });
            turn.push(Effect::Focus(super::effect::FieldId::Nowhere));
        }
    }

    /// The person said yes.
    pub(super) fn delete_for_good(&mut self, from: Place, keys: Vec<MessageKey>, turn: &mut Turn) {
        let keys = self.still_in(from, keys);
        if keys.is_empty() {
            return;
        }
        self.go_on_from(from, &keys);
        let said = Said::Undoable(Text::DeletedForGood { count: keys.len() });
        let action = Action::Delete { keys, from: from.mailbox };
        self.order_undoable(from.account, action, said, turn);
    }

    pub(super) fn choose_target(&mut self, turn: &mut Turn) {
        if let Some((from, keys)) = self.chosen() {
            self.open_picker(from, keys, false, turn);
        }
    }

    /// By drag or by the picker.
    pub(super) fn move_to(
        &mut self,
        from: Place,
        to: Place,
        keys: Vec<MessageKey>,
        turn: &mut Turn,
    ) {
        if self.accepts(from, to) && from.account != to.account {
            self.bring_to(from, to, keys, turn);
        } else if self.accepts(from, to) {
            let name = self.mailbox(to).map(|mailbox| mailbox.name().to_owned());
            let text = Text::Moved { count: keys.len(), to: name.unwrap_or_default() };
            self.carry_off(from, to, keys, text, turn);
        }
    }

    pub(super) fn carry_off(
        &mut self,
        from: Place,
        to: Place,
        keys: Vec<MessageKey>,
        text: Text,
        turn: &mut Turn,
    ) {
        let keys = self.still_in(from, keys);
        if keys.is_empty() {
            return;
        }
        let said = Said::Undoable(text.with_count(keys.len()));
        self.go_on_from(from, &keys);
        let action = Action::Move { keys, from: from.mailbox, to: to.mailbox };
        self.order_undoable(from.account, action, said, turn);
    }

    /// Those of them that have not left meanwhile, sorted.
    pub(super) fn still_in(&self, from: Place, mut keys: Vec<MessageKey>) -> Vec<MessageKey> {
        keys.retain(|&key| {
            key.account() == from.account && self.whereabouts(key) == Some(from.mailbox)
        });
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// These are about to leave: the next message takes the place of one that was open; of several,
    /// only the cursor goes on, so that nothing is opened unasked.
    pub(super) fn go_on_from(&mut self, from: Place, leaving: &[MessageKey]) {
        let affected = leaving.iter().any(|&key| self.list.is_chosen(key));
        if !affected || self.folders.selected != Some(from) {
            return;
        }
        let one = leaving.len() == 1;
        self.with_list(|list, shown| match List::neighbour(leaving, shown) {
            Some(next) if one => list.choose_only(next, shown),
            next => list.point_at(next, shown),
        });
        if self.list.chosen().is_empty() {
            self.close_reader();
        }
    }
}
