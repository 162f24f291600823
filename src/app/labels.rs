//! Labels, where mailboxes are labels of one mail (Gmail): which ones a message shows, and the panel
//! that puts them on the chosen messages and takes them away. Knows no server.

use std::collections::BTreeMap;

use super::actions::Said;
use super::effect::{Effect, FieldId, Turn};
use super::folders::Folders;
use super::notice::Text;
use super::overlay::Overlay;
use super::state::{Place, State};
use crate::model::action::Action;
use crate::model::ids::{AccountId, MailboxId, MessageKey};
use crate::model::label::Label;
use crate::model::mailbox::{Mailbox, Role};

/// Of a larger choice only so many messages are looked at to say which labels they have.
const LOOKED_AT: usize = 2_000;

/// The folders in which Gmail keeps mailboxes of its own.
const GMAIL: [&str; 2] = ["[Gmail]", "[Google Mail]"];

/// A label as a row or the reading pane shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chip {
    pub role: Option<Role>,
    /// Its names from the root on, `/` between them.
    pub name: String,
}

/// Whether the chosen messages have a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    None,
    Some,
    All,
}

/// A label that can be put on the chosen messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub mailbox: MailboxId,
    pub role: Option<Role>,
    pub path: Vec<String>,
    was: Check,
    pub now: Check,
}

/// The labels of the chosen messages, open for change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    pub from: Place,
    pub keys: Vec<MessageKey>,
    pub filter: String,
    pub choices: Vec<Choice>,
    /// Places in `choices` of those that match the filter, best first.
    pub matches: Vec<usize>,
    /// Place in `matches`.
    pub cursor: usize,
    /// The arrow keys have been used since the filter was edited: a space ticks.
    pub pointed: bool,
}

impl Panel {
    fn narrow(&mut self, filter: String) {
        let wanted = filter.trim().to_lowercase();
        let rank = |choice: &Choice| {
            let name = choice.path.last().map(|name| name.to_lowercase()).unwrap_or_default();
            match () {
                () if name.starts_with(&wanted) => Some(0),
                () if name.contains(&wanted) => Some(1),
                () if choice.path.join("/").to_lowercase().contains(&wanted) => Some(2),
                () => None,
            }
        };
        let places = self.choices.iter().enumerate();
        let mut ranked: Vec<(u8, usize)> =
            places.filter_map(|(at, choice)| Some((rank(choice)?, at))).collect();
        ranked.sort_unstable();
        self.matches = ranked.into_iter().map(|(_, at)| at).collect();
        self.filter = filter;
        (self.cursor, self.pointed) = (0, false);
    }

    /// The filter was edited. A space ticks what the arrow keys are at.
    pub(super) fn typed(&mut self, filter: String) {
        if self.pointed && filter.strip_suffix(' ') == Some(&self.filter) {
            self.tick_at_cursor();
        } else {
            self.narrow(filter);
        }
    }

    pub(super) fn step(&mut self, by: i32) {
        let last = self.matches.len().saturating_sub(1);
        let by = isize::try_from(by).unwrap_or(0);
        // The first step from the field is onto the first of the list.
        if self.pointed || by < 0 {
            self.cursor = self.cursor.saturating_add_signed(by).min(last);
        }
        self.pointed = true;
    }

    fn tick(&mut self, mailbox: MailboxId) {
        let found = self.choices.iter_mut().find(|choice| choice.mailbox == mailbox);
        if let Some(choice) = found {
            choice.now = match (choice.was, choice.now) {
                (_, Check::Some) => Check::All,
                (_, Check::All) => Check::None,
                // Where some have it, it can be left as it is.
                (Check::Some, Check::None) => Check::Some,
                (_, Check::None) => Check::All,
            };
        }
    }

    fn tick_at_cursor(&mut self) {
        let at = self.matches.get(self.cursor).and_then(|at| self.choices.get(*at));
        if let Some(mailbox) = at.map(|choice| choice.mailbox) {
            self.tick(mailbox);
        }
    }

    fn is_changed(&self) -> bool {
        self.choices.iter().any(|choice| choice.now != choice.was)
    }

    /// The labels that were ticked, or of which the tick was taken away.
    fn changed_to(&self, check: Check) -> impl Iterator<Item = MailboxId> {
        let changed =
            self.choices.iter().filter(move |choice| choice.now == check && choice.was != check);
        changed.map(|choice| choice.mailbox)
    }
}

/// Whether a mailbox is one of Gmail's own that is no label to people.
fn is_gmail_s(mailbox: &Mailbox) -> bool {
    let inside = mailbox.path.first().is_some_and(|first| GMAIL.contains(&first.as_str()));
    mailbox.role != Some(Role::Inbox)
        && (mailbox.role.is_some() || inside)
        && mailbox.role != Some(Role::Archive)
}

impl State {
    /// Whether mailboxes are labels of one mail in this account.
    pub fn has_labels(&self, account: AccountId) -> bool {
        self.held(account).is_some_and(|held| held.mail.has_labels())
    }

    /// The labels that a message shows besides the mailbox in which it is shown: those of the
    /// person, the inbox, drafts and sent mail.
    pub fn chips(&self, key: MessageKey) -> Vec<Chip> {
        let Some(held) = self.held(key.account()).filter(|held| held.mail.has_labels()) else {
            return Vec::new();
        };
        let mailboxes = held.mail.mailboxes();
        let shown = |mailbox: &Mailbox| {
            let own = matches!(mailbox.role, Some(Role::Drafts | Role::Sent));
            own || !is_gmail_s(mailbox)
        };
        let here = held.mail.whereabouts(key);
        let chip = |label: Label| {
            let mailbox = match &label {
                Label::Mailbox(id) => Some(mailboxes.iter().find(|mailbox| mailbox.id == *id)?),
                Label::Name(name) => {
                    mailboxes.iter().find(|mailbox| mailbox.path.join("/") == *name)
                }
            };
            match (mailbox, label) {
                (Some(mailbox), _) => (shown(mailbox) && Some(mailbox.id) != here)
                    .then(|| Chip { role: mailbox.role, name: mailbox.path.join("/") }),
                (None, Label::Name(name)) => Some(Chip { role: None, name }),
                (None, Label::Mailbox(_)) => None,
            }
        };
        let mut chips: Vec<Chip> = held.mail.labels(key).into_iter().filter_map(chip).collect();
        chips.sort_by(|a, b| (a.role.is_none(), &a.name).cmp(&(b.role.is_none(), &b.name)));
        chips.dedup();
        chips
    }

    /// Whether the labels of what is chosen can be changed here.
    pub fn can_label(&self) -> bool {
        let Some(place) = self.folders.selected else { return false };
        let role = self.mailbox(place).and_then(|mailbox| mailbox.role);
        self.has_labels(place.account)
            && place.mailbox != MailboxId::REMOVED
            && !matches!(role, Some(Role::Trash | Role::Junk | Role::Drafts))
    }

    /// Opens the panel for what is chosen.
    pub(super) fn open_labels(&mut self, turn: &mut Turn) {
        let Some((from, keys)) = self.chosen().filter(|_| self.can_label()) else { return };
        let choices = self.label_choices(from, &keys);
        let (filter, matches) = (String::new(), Vec::new());
        let mut panel = Panel { from, keys, filter, choices, matches, cursor: 0, pointed: false };
        panel.narrow(String::new());
        self.overlay = Overlay::Labels(panel);
        turn.push(Effect::Focus(FieldId::PickerFilter));
    }

    /// The labels of an account, in the sidebar's order. That of the mailbox on screen can only be
    /// taken away where there is a mailbox of all mail, in which the messages stay.
    fn label_choices(&self, from: Place, keys: &[MessageKey]) -> Vec<Choice> {
        let mut unfolded = Folders::default();
        unfolded.arrange(&self.accounts);
        let looked = keys.get(..LOOKED_AT).unwrap_or(keys);
        let mut counts: BTreeMap<MailboxId, usize> = BTreeMap::new();
        for key in looked {
            self.label_ids(*key).into_iter().for_each(|id| *counts.entry(id).or_default() += 1);
        }
        let keep = self.role(from.account, Role::All).is_some();
        let places: Vec<Place> = unfolded.mailboxes().map(|folder| folder.place).collect();
        let choice = |place: Place| {
            let mailbox = self.mailbox(place)?;
            let here = place == from;
            let fits = mailbox.selectable && !is_gmail_s(mailbox) && (keep || !here);
            if place.account != from.account || place.mailbox == MailboxId::REMOVED || !fits {
                return None;
            }
            let was = match counts.get(&place.mailbox).copied().unwrap_or(0) {
                _ if here => Check::All,
                0 => Check::None,
                all if all >= looked.len() => Check::All,
                _ => Check::Some,
            };
            let (role, path) = (mailbox.role, mailbox.path.clone());
            Some(Choice { mailbox: place.mailbox, role, path, was, now: was })
        };
        places.into_iter().filter_map(choice).collect()
    }

    /// The mailboxes that are labels of a message, but for the one in which it is shown.
    fn label_ids(&self, key: MessageKey) -> Vec<MailboxId> {
        let Some(held) = self.held(key.account()) else { return Vec::new() };
        let mailboxes = held.mail.mailboxes();
        let id = |label: Label| match label {
            Label::Mailbox(id) => Some(id),
            Label::Name(name) => {
                let named = mailboxes.iter().find(|mailbox| mailbox.path.join("/") == name);
                named.map(|mailbox| mailbox.id)
            }
        };
        held.mail.labels(key).into_iter().filter_map(id).collect()
    }

    pub(super) fn label_ticked(&mut self, mailbox: MailboxId) {
        if let Overlay::Labels(panel) = &mut self.overlay {
            panel.tick(mailbox);
        }
    }

    /// Enter: what was ticked is done. Where nothing was, what the cursor is at is meant, if the
    /// person has pointed at it or typed its name.
    pub(super) fn apply_labels(&mut self, mut panel: Panel, turn: &mut Turn) {
        turn.push(Effect::Focus(FieldId::Nowhere));
        if !panel.is_changed() && (panel.pointed || !panel.filter.trim().is_empty()) {
            panel.tick_at_cursor();
        }
        let add: Vec<MailboxId> = panel.changed_to(Check::All).collect();
        let remove: Vec<MailboxId> = panel.changed_to(Check::None).collect();
        let from = panel.from;
        let keys = self.still_in(from, panel.keys);
        let (here, remove): (Vec<MailboxId>, Vec<MailboxId>) =
            remove.into_iter().partition(|id| *id == from.mailbox);
        self.label(from, &keys, &add, &remove, turn);
        if !here.is_empty() {
            self.take_out(from, keys, turn);
        }
    }

    /// Orders what changes something, messages with the same change together: so the way back leads
    /// to what each of them had.
    fn label(
        &mut self,
        from: Place,
        keys: &[MessageKey],
        add: &[MailboxId],
        remove: &[MailboxId],
        turn: &mut Turn,
    ) {
        let mut alike: BTreeMap<(Vec<MailboxId>, Vec<MailboxId>), Vec<MessageKey>> =
            BTreeMap::new();
        for &key in keys {
            let has = self.label_ids(key);
            let plus: Vec<_> = add.iter().copied().filter(|id| !has.contains(id)).collect();
            let minus: Vec<_> = remove.iter().copied().filter(|id| has.contains(id)).collect();
            if !plus.is_empty() || !minus.is_empty() {
                alike.entry((plus, minus)).or_default().push(key);
            }
        }
        let mut left: usize = alike.values().map(Vec::len).sum();
        for ((add, remove), keys) in alike {
            let count = std::mem::take(&mut left);
            let said = match count {
                0 => Said::Nothing,
                // With the button, where one undoes all.
                count if count == keys.len() => Said::Undoable(Text::Labelled { count }),
                count => Said::Plain(Text::Labelled { count }),
            };
            let action = Action::Label { keys, add, remove };
            self.order_undoable(from.account, action, said, turn);
        }
    }

    /// Out of the mailbox on screen: into that of all mail alone, where they are already.
    fn take_out(&mut self, from: Place, keys: Vec<MessageKey>, turn: &mut Turn) {
        let Some(to) = self.role(from.account, Role::All) else { return };
        let name = self.mailbox(from).map(|mailbox| mailbox.name().to_owned()).unwrap_or_default();
        let role = self.mailbox(from).and_then(|mailbox| mailbox.role);
        let text = match role {
            Some(Role::Inbox) => Text::Archived { count: keys.len() },
            _ => Text::TakenOut { count: keys.len(), of: name },
        };
        self.carry_off(from, to, keys, text, turn);
    }
}
