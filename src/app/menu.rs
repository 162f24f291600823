//! The menu of a right click: what it stands on and what can be ordered there. Holds orders, not
//! words; the window draws it.

use super::Point;
use super::accounts;
use super::doctor;
use super::effect::{Pane, Turn};
use super::folders::Children;
use super::hand;
use super::keys::{Command, Mods};
use super::mailboxes;
use super::overlay::Overlay;
use super::state::{Place, State};
use crate::model::flags::Flags;
use crate::model::ids::{AccountId, MessageKey};
use crate::model::mailbox::Role;

/// Of a larger choice only so many are looked at to name an order: the menu must open at once.
const LOOKED_AT: usize = 2_000;

/// A menu that no pointer opened: at the right end of the bar above the message.
pub const END_OF_BAR: Point = Point { x: f32::INFINITY, y: 0.0 };

/// An open menu.
#[derive(Debug, Clone, PartialEq)]
pub struct Menu {
    /// Where the pointer was.
    pub at: Point,
    /// The mailbox of the sidebar at which the keyboard opened it.
    pub of: Option<Place>,
    pub items: Vec<Item>,
    /// The item that the arrow keys are at, a place in `items`.
    pub cursor: Option<usize>,
}

/// A line of a menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// An order, and whether it can be given now.
    Order(Order, bool),
    Line,
}

/// What an item does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// As the key or button does.
    Give(Command),
    /// Take the star away.
    Unstar,
    /// Put this mailbox on screen.
    Show(Place),
    Fold(Place),
    Unfold(Place),
    /// A new mailbox at the top level of this account, or in that mailbox.
    NewMailbox(AccountId),
    NewInside(Place),
    RenameMailbox(Place),
    DeleteMailbox(Place),
    Subscribe(Place, bool),
    /// Forget all that is kept of what left the server.
    ForgetAll(Place),
    /// Mark all of the mailbox on screen as read.
    ReadAll,
    /// Show this account on the accounts page.
    ShowAccount(AccountId),
    SignIn(AccountId),
    /// Find out how far the way to its inbox goes.
    Examine(AccountId),
    RemoveAccount(AccountId),
    /// Of the menu of the reading pane.
    Hand(hand::Order),
}

/// What the chosen messages have in common, for the orders that turn something round.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Chosen {
    pub any: bool,
    /// At least one is unread.
    pub unread: bool,
    /// All have a star.
    pub starred: bool,
}

impl Menu {
    /// The nearest item up or down that can be given, round the ends.
    fn step(&mut self, by: i32) {
        let open: Vec<usize> = (0..self.items.len())
            .filter(|&at| matches!(self.items.get(at), Some(Item::Order(_, true))))
            .collect();
        let at = self.cursor.and_then(|cursor| open.iter().position(|&place| place == cursor));
        let last = open.len().saturating_sub(1);
        let to = match (at, by < 0) {
            (None, false) => 0,
            (None, true) | (Some(0), true) => last,
            (Some(at), true) => at - 1,
            (Some(at), false) if at == last => 0,
            (Some(at), false) => at + 1,
        };
        self.cursor = open.get(to).copied();
    }
}

impl State {
    /// What the chosen messages have in common.
    pub fn chosen_look(&self) -> Chosen {
        let apart = self.apart();
        let keys = apart.as_ref().map_or(self.list.chosen(), std::slice::from_ref);
        let mut flags = keys.iter().take(LOOKED_AT).filter_map(|&key| self.flags(key));
        let mut look = Chosen { any: !keys.is_empty(), unread: false, starred: !keys.is_empty() };
        for flags in &mut flags {
            look.unread |= !flags.has(Flags::SEEN);
            look.starred &= flags.has(Flags::FLAGGED);
        }
        look
    }

    /// A right click on a row: the row is chosen, unless it is part of the choice already.
    pub(super) fn open_row_menu(&mut self, key: MessageKey, at: Point) {
        self.pane = Pane::List;
        if !self.list.is_chosen(key) {
            self.with_list(|list, shown| list.press(key, Mods::NONE, shown));
        }
        let look = self.chosen_look();
        if !look.any {
            return;
        }
        let give = |command| Item::Order(Order::Give(command), true);
        if self.is_removed(key) {
            let back = Item::Order(Order::Give(Command::PutBack), self.can_put_back());
            let items = vec![give(Command::Open), back, Item::Line, give(Command::DeleteForGood)];
            self.overlay = Overlay::Menu(Menu { at, of: None, items, cursor: None });
            return;
        }
        let star =
            if look.starred { Item::Order(Order::Unstar, true) } else { give(Command::Star) };
        let read = if look.unread { Command::MarkRead } else { Command::MarkUnread };
        let mut items = vec![give(Command::Open), Item::Line, give(read), star, Item::Line];
        let role = self.folders.selected.and_then(|place| self.mailbox(place)?.role);
        if role != Some(Role::Archive) {
            items.push(give(Command::Archive));
        }
        items.push(give(Command::Move));
        items.push(give(Command::Copy));
        if self.can_label() {
            items.push(give(Command::Label));
        }
        items.push(Item::Line);
        items.push(give(Command::SaveMessage));
        let is_open = self.reader.opened().is_some();
        let open = |command| Item::Order(Order::Give(command), is_open);
        items.extend([Command::SavePdf, Command::Print, Command::Source].map(open));
        items.push(Item::Line);
        let delete =
            if role == Some(Role::Trash) { Command::DeleteForGood } else { Command::Delete };
        items.push(give(delete));
        self.overlay = Overlay::Menu(Menu { at, of: None, items, cursor: None });
    }

    /// A right click on a mailbox of the sidebar.
    pub(super) fn open_mailbox_menu(&mut self, place: Place, at: Point) {
        let Some(folder) = self.folders.folder(place) else { return };
        let here = self.folders.selected == Some(place);
        let mut items = vec![Item::Order(Order::Show(place), folder.selectable && !here)];
        match folder.children {
            Children::None => {}
            Children::Folded => items.push(Item::Order(Order::Unfold(place), true)),
            Children::Shown => items.push(Item::Order(Order::Fold(place), true)),
        }
        items.push(Item::Line);
        if here {
            let unread = self.counts(place).unread > 0;
            items.push(Item::Order(Order::ReadAll, unread));
        }
        items.push(Item::Order(Order::Give(Command::Refresh), true));
        self.add_tending(place, &mut items);
        self.overlay = Overlay::Menu(Menu { at, of: None, items, cursor: None });
    }

    /// What can be done to the mailbox itself. Special ones say why not when it is tried.
    fn add_tending(&self, place: Place, items: &mut Vec<Item>) {
        let role = self.mailbox(place).and_then(|mailbox| mailbox.role);
        let holds = !matches!(role, Some(Role::All | Role::Flagged));
        let known =
            self.held(place.account).is_some_and(|held| !held.mail.is_awaited(place.mailbox));
        items.push(Item::Line);
        items.push(Item::Order(Order::NewMailbox(place.account), true));
        items.push(Item::Order(Order::NewInside(place), holds));
        items.push(Item::Order(Order::RenameMailbox(place), true));
        let subscribed = self.mailbox(place).and_then(|mailbox| mailbox.subscribed);
        // Where the server does not tell, either may be what it takes.
        for on in [true, false].into_iter().filter(|on| subscribed != Some(*on)) {
            items.push(Item::Order(Order::Subscribe(place, on), known));
        }
        items.push(Item::Line);
        items.push(Item::Order(Order::DeleteMailbox(place), true));
    }

    /// The menu of the mailbox on screen, by a key.
    pub(super) fn open_selected_menu(&mut self) {
        let Some(place) = self.folders.selected else { return };
        self.open_mailbox_menu(place, Point::default());
        if let Overlay::Menu(menu) = &mut self.overlay {
            menu.of = Some(place);
            menu.step(1);
        }
    }

    /// A right click on the heading of an account in the sidebar.
    pub(super) fn open_account_menu(&mut self, account: AccountId, at: Point) {
        if self.held(account).is_none() {
            return;
        }
        let items = vec![
            Item::Order(Order::ShowAccount(account), true),
            Item::Order(Order::SignIn(account), true),
            Item::Order(Order::Examine(account), true),
            Item::Order(Order::Give(Command::Refresh), true),
            Item::Line,
            Item::Order(Order::NewMailbox(account), true),
            Item::Line,
            Item::Order(Order::RemoveAccount(account), true),
        ];
        self.overlay = Overlay::Menu(Menu { at, of: None, items, cursor: None });
    }

    pub(super) fn step_menu(&mut self, by: i32) {
        if let Overlay::Menu(menu) = &mut self.overlay {
            menu.step(by);
        }
    }

    /// Carries out an item of the open menu and closes it.
    pub(super) fn menu_picked(&mut self, at: Option<usize>, turn: &mut Turn) {
        let Overlay::Menu(menu) = &self.overlay else { return };
        let Some(Item::Order(order, true)) = at.and_then(|at| menu.items.get(at)).copied() else {
            return;
        };
        self.overlay = Overlay::None;
        match order {
            Order::Give(command) => self.ordered(command, turn),
            Order::Unstar => self.star_chosen(turn),
            Order::Show(place) => self.select(place, turn),
            Order::Fold(place) => self.fold(place, true),
            Order::Unfold(place) => self.fold(place, false),
            Order::ReadAll => self.mark_all_read(turn),
            Order::NewMailbox(account) => {
                self.mailboxes(mailboxes::Message::NewAsked(account, None), turn);
            }
            Order::NewInside(Place { account, mailbox }) => {
                self.mailboxes(mailboxes::Message::NewAsked(account, Some(mailbox)), turn);
            }
            Order::RenameMailbox(place) => self.ask_rename(place, turn),
            Order::DeleteMailbox(place) => self.ask_delete_mailbox(place, turn),
            Order::Subscribe(place, on) => self.subscribe(place, on, turn),
            Order::ForgetAll(place) => self.ask_forget_all(place, turn),
            Order::ShowAccount(account) => self.show_accounts(Some(account), turn),
            Order::SignIn(account) => self.accounts(accounts::Message::SignInAsked(account), turn),
            Order::Examine(account) => self.doctor(doctor::Message::AccountAsked(account), turn),
            Order::RemoveAccount(account) => {
                self.accounts(accounts::Message::RemovalAsked(account), turn);
            }
            Order::Hand(order) => self.hand_ordered(order, turn),
        }
    }
}
