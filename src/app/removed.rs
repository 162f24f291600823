//! "Recently removed": what the server has no more and is kept for a while. It can be read, put back
//! where all of its text is kept, and forgotten. Knows no server.

use super::Point;
use super::actions::Said;
use super::effect::{Effect, FieldId, Turn};
use super::menu::{Item, Menu, Order};
use super::notice::Text;
use super::overlay::{Overlay, Question};
use super::reader::Reader;
use super::state::{Place, State};
use crate::mime;
use crate::model::action::Action;
use crate::model::ids::{MailboxId, MessageKey};
use crate::model::mail::Departure;
use crate::model::mailbox::Role;
use crate::model::request::Ask;

/// What is kept of an open message that left the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Its headers: it was never opened here.
    Headers,
    /// Some of it, but not all.
    Parts,
    /// All of its text, and nothing was attached.
    Text,
}

impl State {
    /// How a message left the server; none while it is there.
    pub fn departure(&self, key: MessageKey) -> Option<&Departure> {
        self.held(key.account())?.mail.departure(key)
    }

    pub(super) fn is_removed(&self, key: MessageKey) -> bool {
        self.departure(key).is_some()
    }

    /// Whether what is kept of removed messages is on screen.
    pub fn shows_removed(&self) -> bool {
        self.folders.selected.is_some_and(|place| place.mailbox == MailboxId::REMOVED)
    }

    /// What is kept of the open message, if it left the server.
    pub fn kept(&self) -> Option<Kept> {
        let Reader::Open(opened) = &self.reader else { return None };
        self.departure(opened.key)?;
        let body = &opened.body;
        Some(match body.texts.is_empty() && body.attachments.is_empty() {
            true => Kept::Headers,
            false if mime::is_readable_whole(body) => Kept::Text,
            false => Kept::Parts,
        })
    }

    /// Whether the open message, and no other one, is meant and can be put back.
    pub fn can_put_back(&self) -> bool {
        let open = self.reader.key();
        self.kept() == Some(Kept::Text)
            && self.list.chosen().iter().all(|chosen| Some(*chosen) == open)
            && open.is_some_and(|key| self.home_of(key).is_some())
    }

    /// Where it goes when it is put back: where it was, else the inbox.
    fn home_of(&self, key: MessageKey) -> Option<Place> {
        let place = Place { account: key.account(), mailbox: self.departure(key)?.from };
        let is_open = self.mailbox(place).is_some_and(|mailbox| mailbox.selectable);
        if is_open { Some(place) } else { self.role(key.account(), Role::Inbox) }
    }

    pub(super) fn put_back(&mut self, turn: &mut Turn) {
        let Some(key) = self.reader.key().filter(|_| self.can_put_back()) else { return };
        let Some(to) = self.home_of(key) else { return };
        let from = Place { account: key.account(), mailbox: MailboxId::REMOVED };
        if self.still_in(from, vec![key]).is_empty() {
            return;
        }
        self.go_on_from(from, &[key]);
        let name = self.mailbox(to).map(|mailbox| mailbox.name().to_owned()).unwrap_or_default();
        let said = Said::Undoable(Text::PutBack { to: name });
        let action = Action::PutBack { keys: vec![key], to: to.mailbox };
        self.order_undoable(to.account, action, said, turn);
    }

    /// What is chosen among the removed is forgotten, after asking.
    pub(super) fn ask_forget_chosen(&mut self, turn: &mut Turn) {
        let keys = self.list.chosen().to_vec();
        if let Some(from) = self.folders.selected.filter(|_| self.shows_removed()) {
            self.ask_forget(from, keys, turn);
        }
    }

    pub(super) fn ask_forget_all(&mut self, from: Place, turn: &mut Turn) {
        let Some(held) = self.held(from.account) else { return };
        let keys = held.mail.removed_keys();
        self.ask_forget(from, keys, turn);
    }

    fn ask_forget(&mut self, from: Place, keys: Vec<MessageKey>, turn: &mut Turn) {
        if !keys.is_empty() {
            self.overlay = Overlay::Question(Question::Forget { from, keys });
            turn.push(Effect::Focus(FieldId::Nowhere));
        }
    }

    /// The person said yes.
    pub(super) fn forget(&mut self, from: Place, keys: Vec<MessageKey>, turn: &mut Turn) {
        let keys = self.still_in(from, keys);
        if !keys.is_empty() {
            self.go_on_from(from, &keys);
            turn.send(from.account, Ask::Forget(keys));
        }
    }

    /// A right click on the removed in the sidebar.
    pub(super) fn open_removed_menu(&mut self, place: Place, at: Point) {
        let here = self.folders.selected == Some(place);
        let any = self.counts(place).total > 0;
        let items = vec![
            Item::Order(Order::Show(place), !here),
            Item::Line,
            Item::Order(Order::ForgetAll(place), any),
        ];
        self.overlay = Overlay::Menu(Menu { at, of: None, items, cursor: None });
    }
}
