//! What lies over the panes: at most one thing at a time. Questions that must be answered, the
//! mailbox picker, the settings, the overview of shortcuts.

use super::doctor::Doctor;
use super::effect::{Effect, FieldId, Turn};
use super::folders::Folders;
use super::keys::{Key, Mods};
use super::labels::Panel;
use super::mailboxes::Naming;
use super::menu::Menu;
use super::saves::{self, Risk};
use super::state::{Place, State};
use super::upkeep::LogPanel;
use super::xray::Wary;
use crate::model::fault::Fault;
use crate::model::ids::{AccountId, JobId, MailboxId, MessageKey};
use crate::model::mailbox::Mailbox;
use crate::model::regard::Leave;

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// The question was answered with yes.
    Confirmed,
    /// Closed without an answer.
    Closed,
    /// The picker's filter was edited.
    FilterEdited(String),
    /// The picker's cursor was moved.
    CursorMoved(i32),
    /// A mailbox was clicked in the picker.
    Chosen(Place),
    /// A label was ticked, or its tick taken away.
    LabelTicked(MailboxId),
    /// This item of the menu was clicked.
    MenuPicked(usize),
    /// Whole text of a fault was asked for.
    DetailsAsked(Fault),
}

/// The one thing that lies over the panes.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Overlay {
    #[default]
    None,
    Question(Question),
    Picker(Picker),
    Labels(Panel),
    /// A path field, where no file dialog answers.
    SavePath {
        job: JobId,
        text: String,
    },
    Details(Fault),
    Menu(Menu),
    /// The name of a mailbox is asked for.
    Naming(Naming),
    Settings,
    Shortcuts,
    Doctor(Box<Doctor>),
    /// What was ordered and the server has not confirmed.
    Orders,
    /// What the open message names on other people's servers.
    Tried,
    /// What is said on the connections of an account.
    Log(LogPanel),
    /// A link that should make one wonder, before it opens.
    Link(Box<Wary>),
}

/// A question before something that cannot be taken back.
#[derive(Debug, Clone, PartialEq)]
pub enum Question {
    DeleteForGood {
        from: Place,
        keys: Vec<MessageKey>,
    },
    RemoveAccount(AccountId),
    /// A mailbox, with these in it and so many messages in all.
    DeleteMailbox {
        place: Place,
        below: Vec<MailboxId>,
        messages: u32,
    },
    /// Forget what is kept of these, which left the server.
    Forget {
        from: Place,
        keys: Vec<MessageKey>,
    },
    /// Leave the list of this name, by which the message came.
    Leave {
        key: MessageKey,
        list: String,
        way: Leave,
    },
    /// Save what may do harm.
    Risk(Risk),
}

/// Choosing the mailbox to move or copy to.
#[derive(Debug, Clone, PartialEq)]
pub struct Picker {
    pub from: Place,
    pub keys: Vec<MessageKey>,
    /// The messages stay where they are.
    pub copy: bool,
    pub filter: String,
    /// Mailboxes that match and would take the messages, best first.
    pub matches: Vec<Match>,
    /// Place in `matches`.
    pub cursor: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    pub place: Place,
    /// Its names from the root on.
    pub path: Vec<String>,
}

impl Picker {
    /// Mailboxes whose names hold the filter, those that begin with it first.
    fn matches(state: &State, from: Place, filter: &str) -> Vec<Match> {
        let filter = filter.trim().to_lowercase();
        let mut ranked: Vec<(u8, Match)> = state
            .targets(from)
            .filter_map(|(place, mailbox)| {
                let name = mailbox.name().to_lowercase();
                let rank = match () {
                    () if name.starts_with(&filter) => 0,
                    () if name.contains(&filter) => 1,
                    () if mailbox.path.join("/").to_lowercase().contains(&filter) => 2,
                    () => return None,
                };
                // Those of the same account come first.
                let rank = if place.account == from.account { rank } else { rank + 3 };
                Some((rank, Match { place, path: mailbox.path.clone() }))
            })
            .collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        ranked.into_iter().map(|(_, found)| found).collect()
    }
}

impl State {
    pub(super) fn overlay(&mut self, message: Message, turn: &mut Turn) {
        match message {
            Message::Confirmed => self.confirm(turn),
            Message::Closed => self.close_overlay(turn),
            Message::FilterEdited(filter) => self.filter_picker(filter),
            Message::CursorMoved(by) => self.move_picker_cursor(by),
            Message::Chosen(place) => self.pick(place, turn),
            Message::LabelTicked(mailbox) => self.label_ticked(mailbox),
            Message::MenuPicked(at) => self.menu_picked(Some(at), turn),
            Message::DetailsAsked(fault) => self.overlay = Overlay::Details(fault),
        }
    }

    /// Asks for the mailbox to move, or copy, these to.
    pub(super) fn open_picker(
        &mut self,
        from: Place,
        keys: Vec<MessageKey>,
        copy: bool,
        turn: &mut Turn,
    ) {
        let matches = Picker::matches(self, from, "");
        let filter = String::new();
        self.overlay = Overlay::Picker(Picker { from, keys, copy, filter, matches, cursor: 0 });
        turn.push(Effect::Focus(FieldId::PickerFilter));
    }

    /// The mailboxes that take messages from this one, in the sidebar's order.
    pub(super) fn targets(&self, from: Place) -> impl Iterator<Item = (Place, &Mailbox)> {
        let mut unfolded = Folders::default();
        unfolded.arrange(&self.accounts);
        let places: Vec<Place> = unfolded.mailboxes().map(|folder| folder.place).collect();
        places
            .into_iter()
            .filter(move |&place| self.accepts(from, place))
            .filter_map(|place| Some((place, self.mailbox(place)?)))
    }

    fn filter_picker(&mut self, filter: String) {
        if let Overlay::Labels(panel) = &mut self.overlay {
            return panel.typed(filter);
        }
        let Overlay::Picker(picker) = &self.overlay else { return };
        let matches = Picker::matches(self, picker.from, &filter);
        if let Overlay::Picker(picker) = &mut self.overlay {
            picker.filter = filter;
            picker.matches = matches;
            picker.cursor = 0;
        }
    }

    fn move_picker_cursor(&mut self, by: i32) {
        if let Overlay::Labels(panel) = &mut self.overlay {
            return panel.step(by);
        }
        if let Overlay::Picker(picker) = &mut self.overlay {
            let last = picker.matches.len().saturating_sub(1);
            let by = isize::try_from(by).unwrap_or(0);
            picker.cursor = picker.cursor.saturating_add_signed(by).min(last);
        }
    }

    fn step_overlay(&mut self, by: i32) {
        match self.overlay {
            Overlay::Menu(_) => self.step_menu(by),
            _ => self.move_picker_cursor(by),
        }
    }

    fn pick(&mut self, to: Place, turn: &mut Turn) {
        if let Overlay::Picker(picker) = std::mem::take(&mut self.overlay) {
            turn.push(Effect::Focus(FieldId::Nowhere));
            if picker.copy {
                self.copy_to(picker.from, to, picker.keys, turn);
            } else {
                self.move_to(picker.from, to, picker.keys, turn);
            }
        }
    }

    /// Yes to the question, the path or the mailbox under the cursor.
    fn confirm(&mut self, turn: &mut Turn) {
        match std::mem::take(&mut self.overlay) {
            Overlay::Question(Question::DeleteForGood { from, keys }) => {
                self.delete_for_good(from, keys, turn);
            }
            Overlay::Question(Question::Forget { from, keys }) => self.forget(from, keys, turn),
            Overlay::Question(Question::Leave { key, way, .. }) => self.leave_list(key, way, turn),
            Overlay::Question(Question::RemoveAccount(account)) => {
                self.removal_confirmed(account, turn);
            }
            Overlay::Question(Question::Risk(risk)) => self.save_risky(&risk.what, turn),
            Overlay::Question(Question::DeleteMailbox { place, below, messages }) => {
                self.delete_mailbox(place, below, messages, turn);
            }
            naming @ Overlay::Naming(_) => {
                self.overlay = naming;
                self.name_submitted(turn);
            }
            Overlay::Picker(picker) => {
                let chosen = picker.matches.get(picker.cursor).map(|found| found.place);
                self.overlay = Overlay::Picker(picker);
                if let Some(place) = chosen {
                    self.pick(place, turn);
                }
            }
            Overlay::Labels(panel) => self.apply_labels(panel, turn),
            Overlay::Link(wary) => self.open_wary(*wary, turn),
            path @ Overlay::SavePath { .. } => {
                self.overlay = path;
                self.saves(saves::Message::PathConfirmed, turn);
            }
            Overlay::Menu(menu) => {
                let cursor = menu.cursor;
                self.overlay = Overlay::Menu(menu);
                self.menu_picked(cursor, turn);
            }
            Overlay::None
            | Overlay::Details(_)
            | Overlay::Settings
            | Overlay::Shortcuts
            | Overlay::Orders
            | Overlay::Tried
            | Overlay::Doctor(_)
            | Overlay::Log(_) => {}
        }
    }

    pub(super) fn close_overlay(&mut self, turn: &mut Turn) {
        self.path_dropped();
        if matches!(self.overlay, Overlay::Picker(_) | Overlay::Labels(_) | Overlay::Naming(_)) {
            turn.push(Effect::Focus(FieldId::Nowhere));
        }
        self.overlay = Overlay::None;
    }

    /// A hand that types on before the filter has the keyboard: what it types narrows the list all
    /// the same, or Enter would take another mailbox than was meant.
    fn type_into_picker(&mut self, letter: char) {
        let before = match &self.overlay {
            Overlay::Picker(picker) => &picker.filter,
            Overlay::Labels(panel) => &panel.filter,
            _ => return,
        };
        let filter = format!("{before}{letter}");
        self.filter_picker(filter);
    }

    /// Keys while something lies over the panes: they reach nothing beneath it.
    pub(super) fn overlay_key(&mut self, key: Key, mods: Mods, turn: &mut Turn) {
        if matches!(self.overlay, Overlay::Doctor(_)) {
            return self.doctor_key(key, mods, turn);
        }
        if matches!(self.overlay, Overlay::Log(_)) {
            return self.log_key(key, mods, turn);
        }
        let naming = matches!(self.overlay, Overlay::Naming(_));
        match key {
            Key::Escape => self.close_overlay(turn),
            // What cannot be taken back wants a hand on the button itself.
            Key::Enter
                if matches!(
                    self.overlay,
                    Overlay::Question(Question::DeleteMailbox { .. } | Question::Risk(_))
                        | Overlay::Link(_)
                ) =>
            {
                self.close_overlay(turn);
            }
            Key::Char(letter) if naming && !mods.ctrl && !mods.alt => self.type_into_name(letter),
            Key::Space if naming => self.type_into_name(' '),
            Key::Enter => self.confirm(turn),
            Key::Up => self.step_overlay(-1),
            Key::Down => self.step_overlay(1),
            Key::Char(letter) if !mods.ctrl && !mods.alt => self.type_into_picker(letter),
            Key::Space => self.type_into_picker(' '),
            _ => {}
        }
    }
}
