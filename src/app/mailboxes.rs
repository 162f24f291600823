//! Orders about mailboxes: names are asked for and checked before anything is sent, a deletion is
//! asked about with all that goes. Knows no server.

use super::actions::Said;
use super::effect::{Effect, FieldId, Turn};
use super::notice::Text;
use super::overlay::{Overlay, Question};
use super::state::{Place, State};
use crate::model::action::Action;
use crate::model::ids::{AccountId, MailboxId};
use crate::model::mailbox::Role;
use crate::model::order::{MailboxOrder, NameProblem, Seat, check_name};

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// A new mailbox of this account was asked for, in that one or at the top level.
    NewAsked(AccountId, Option<MailboxId>),
    NameEdited(String),
    /// The name is as it is to be.
    Submitted,
}

/// The name of a mailbox is being asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    pub account: AccountId,
    pub of: Of,
    pub text: String,
    /// Why it cannot be called so.
    pub problem: Option<NameProblem>,
}

/// What is to be called so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// A new one in this mailbox, or at the top level.
    New(Option<MailboxId>),
    Known(MailboxId),
}

/// What a notice says of an order about a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    Made(String),
    Renamed(String),
    /// Hung into the mailbox of that name, or at the top level.
    Nested(String, Option<String>),
    Deleted(String),
    Subscribed(String, bool),
    /// It is a special one, which stays as it is.
    Stays(Role),
    /// It was taken back.
    Undone,
}

/// What is done to a mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tending {
    Create,
    Rename,
    Delete,
    Subscribe,
}

impl Tending {
    /// What an order does.
    pub fn of(order: &MailboxOrder) -> Self {
        match order {
            MailboxOrder::Create { .. } => Self::Create,
            MailboxOrder::Rename { .. } => Self::Rename,
            MailboxOrder::Delete { .. } => Self::Delete,
            MailboxOrder::Subscribe { .. } => Self::Subscribe,
        }
    }
}

impl State {
    pub(super) fn mailboxes(&mut self, message: Message, turn: &mut Turn) {
        match message {
            Message::NewAsked(account, inside) => self.ask_name(account, Of::New(inside), turn),
            Message::NameEdited(text) => self.name_edited(text),
            Message::Submitted => self.name_submitted(turn),
        }
    }

    /// A new mailbox at the top level of the account on screen.
    pub(super) fn ask_new_mailbox(&mut self, turn: &mut Turn) {
        let here = self.folders.selected.map(|place| place.account);
        let first = self.accounts.first().map(|held| held.account.id);
        if let Some(account) = here.or(first) {
            self.ask_name(account, Of::New(None), turn);
        }
    }

    pub(super) fn ask_rename(&mut self, place: Place, turn: &mut Turn) {
        if let Some(role) = self.mailbox(place).and_then(|mailbox| mailbox.role) {
            return self.say(Text::Mailbox(Told::Stays(role)), None, turn);
        }
        self.ask_name(place.account, Of::Known(place.mailbox), turn);
    }

    fn ask_name(&mut self, account: AccountId, of: Of, turn: &mut Turn) {
        let Some(held) = self.held(account) else { return };
        let text = match of {
            Of::New(_) => String::new(),
            Of::Known(mailbox) => match held.mail.seat(mailbox) {
                Some(seat) => seat.name,
                None => return,
            },
        };
        self.overlay = Overlay::Naming(Naming { account, of, text, problem: None });
        turn.push(Effect::Focus(FieldId::MailboxName));
    }

    pub(super) fn name_edited(&mut self, text: String) {
        if let Overlay::Naming(naming) = &self.overlay {
            let mut naming = Naming { text, problem: None, ..naming.clone() };
            // An empty field is not wrong yet.
            naming.problem =
                self.seat_for(&naming).err().filter(|problem| *problem != NameProblem::Empty);
            self.overlay = Overlay::Naming(naming);
        }
    }

    /// A hand that types on before the field has the keyboard.
    pub(super) fn type_into_name(&mut self, letter: char) {
        if let Overlay::Naming(naming) = &self.overlay {
            let text = format!("{}{letter}", naming.text);
            self.name_edited(text);
        }
    }

    pub(super) fn name_submitted(&mut self, turn: &mut Turn) {
        let Overlay::Naming(naming) = &self.overlay else { return };
        let naming = naming.clone();
        match self.seat_for(&naming) {
            Ok(seat) => {
                self.close_overlay(turn);
                match naming.of {
                    Of::New(_) => self.make_mailbox(naming.account, seat, turn),
                    Of::Known(mailbox) => {
                        let told = Told::Renamed(seat.name.clone());
                        let place = Place { account: naming.account, mailbox };
                        self.reseat(place, seat, told, turn);
                    }
                }
            }
            Err(problem) => {
                self.overlay = Overlay::Naming(Naming { problem: Some(problem), ..naming });
            }
        }
    }

    /// Where the mailbox would hang by that name.
    fn seat_for(&self, naming: &Naming) -> Result<Seat, NameProblem> {
        let mail = &self.held(naming.account).ok_or(NameProblem::Empty)?.mail;
        let name = check_name(&naming.text, mail.separator())?.to_owned();
        let (inside, this) = match naming.of {
            Of::New(inside) => (inside.or_else(|| mail.root()), None),
            Of::Known(id) => (mail.seat(id).ok_or(NameProblem::Empty)?.inside, Some(id)),
        };
        let seat = Seat { inside, name };
        if mail.is_taken(&seat, this) { Err(NameProblem::Taken) } else { Ok(seat) }
    }

    fn make_mailbox(&mut self, account: AccountId, seat: Seat, turn: &mut Turn) {
        if let Some(mailbox) = seat.inside {
            self.fold(Place { account, mailbox }, false);
        }
        let said = Said::Undoable(Text::Mailbox(Told::Made(seat.name.clone())));
        let mailbox = MailboxId::planned(self.next_entry);
        let order = MailboxOrder::Create { mailbox, seat };
        self.order_undoable(account, Action::Mailbox(order), said, turn);
    }

    /// Calls a mailbox otherwise, or hangs it elsewhere.
    fn reseat(&mut self, place: Place, to: Seat, told: Told, turn: &mut Turn) {
        let from = self.held(place.account).and_then(|held| held.mail.seat(place.mailbox));
        let Some(from) = from.filter(|from| *from != to) else { return };
        let order = MailboxOrder::Rename { mailbox: place.mailbox, from, to };
        let said = Said::Undoable(Text::Mailbox(told));
        self.order_undoable(place.account, Action::Mailbox(order), said, turn);
    }

    /// Whether a mailbox may be hung into that one, or at the top level: not a special one, not
    /// into itself or what lies in it, not where it hangs already or its name is taken.
    pub fn nests(&self, from: Place, to: Option<Place>) -> bool {
        let Some(mail) = self.held(from.account).map(|held| &held.mail) else { return false };
        let Some(seat) = mail.seat(from.mailbox).filter(|_| self.may_lift(from)) else {
            return false;
        };
        if to.is_some_and(|to| {
            let role = mail.mailbox(to.mailbox).and_then(|mailbox| mailbox.role);
            to.account != from.account
                || to.mailbox == from.mailbox
                || matches!(role, Some(Role::All | Role::Flagged))
                || mail.below(from.mailbox).any(|below| below.id == to.mailbox)
        }) {
            return false;
        }
        let inside = to.map_or_else(|| mail.root(), |to| Some(to.mailbox));
        let there = Seat { inside, name: seat.name };
        seat.inside != inside && !mail.is_taken(&there, Some(from.mailbox))
    }

    /// Whether a mailbox can be carried at all.
    pub(super) fn may_lift(&self, place: Place) -> bool {
        self.mailbox(place).is_some_and(|mailbox| mailbox.role.is_none())
    }

    /// It was let go over another one, or over the top level.
    pub(super) fn nest(&mut self, from: Place, to: Option<Place>, turn: &mut Turn) {
        if !self.nests(from, to) {
            return;
        }
        let Some(mail) = self.held(from.account).map(|held| &held.mail) else { return };
        let Some(seat) = mail.seat(from.mailbox) else { return };
        let inside = to.map_or_else(|| mail.root(), |to| Some(to.mailbox));
        let into = to.and_then(|to| mail.mailbox(to.mailbox)).map(|to| to.name().to_owned());
        let there = Seat { inside, name: seat.name.clone() };
        if let Some(to) = to {
            self.fold(to, false);
        }
        self.reseat(from, there, Told::Nested(seat.name, into), turn);
    }

    /// Asks before a mailbox goes with all that is in it.
    pub(super) fn ask_delete_mailbox(&mut self, place: Place, turn: &mut Turn) {
        let Some(mail) = self.held(place.account).map(|held| &held.mail) else { return };
        let Some(mailbox) = mail.mailbox(place.mailbox) else { return };
        // A special one in it would go along unasked.
        let special = mailbox.role.or_else(|| mail.below(place.mailbox).find_map(|m| m.role));
        if let Some(role) = special {
            return self.say(Text::Mailbox(Told::Stays(role)), None, turn);
        }
        let below: Vec<MailboxId> = mail.below(place.mailbox).map(|below| below.id).collect();
        let all = below.iter().chain([&place.mailbox]);
        let messages = all.map(|&id| mail.counts(id).total).fold(0, u32::saturating_add);
        self.overlay = Overlay::Question(Question::DeleteMailbox { place, below, messages });
        turn.push(Effect::Focus(FieldId::Nowhere));
    }

    /// The person said yes.
    pub(super) fn delete_mailbox(
        &mut self,
        place: Place,
        below: Vec<MailboxId>,
        messages: u32,
        turn: &mut Turn,
    ) {
        let seat = self.held(place.account).and_then(|held| held.mail.seat(place.mailbox));
        let Some(seat) = seat else { return };
        let said = Said::Undoable(Text::Mailbox(Told::Deleted(seat.name.clone())));
        let order = MailboxOrder::Delete { mailbox: place.mailbox, seat, messages, below };
        self.order_undoable(place.account, Action::Mailbox(order), said, turn);
    }

    pub(super) fn subscribe(&mut self, place: Place, on: bool, turn: &mut Turn) {
        let Some(name) = self.mailbox(place).map(|mailbox| mailbox.name().to_owned()) else {
            return;
        };
        let said = Said::Undoable(Text::Mailbox(Told::Subscribed(name, on)));
        let order = MailboxOrder::Subscribe { mailbox: place.mailbox, on };
        self.order_undoable(place.account, Action::Mailbox(order), said, turn);
    }

    /// The name of the mailbox that an order is about, as far as it is known.
    pub fn name_in(&self, account: AccountId, order: &MailboxOrder) -> String {
        match order {
            MailboxOrder::Create { seat, .. } | MailboxOrder::Delete { seat, .. } => {
                seat.name.clone()
            }
            MailboxOrder::Rename { from, .. } => from.name.clone(),
            MailboxOrder::Subscribe { mailbox, .. } => {
                let known = self.mailbox(Place { account, mailbox: *mailbox });
                known.map_or_else(String::new, |mailbox| mailbox.name().to_owned())
            }
        }
    }

    /// Follows a tree that changed by an order, or by an order that came to nothing.
    pub(super) fn settle_tree(&mut self, turn: &mut Turn) {
        let changed: Vec<AccountId> = self
            .accounts
            .iter_mut()
            .filter_map(|held| held.mail.take_regrown().then_some(held.account.id))
            .collect();
        for account in changed {
            self.mailboxes_listed(account, turn);
        }
    }
}
