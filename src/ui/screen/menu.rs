//! The menu of a right click, as the window shows it.

use iced::{Point, Size};

use super::{Element, keys};
use crate::app::design::Design;
use crate::app::hand;
use crate::app::keys::Command;
use crate::app::menu::{self, END_OF_BAR, Menu, Order};
use crate::app::overlay::Message;
use crate::app::{self, State};
use crate::fl;
use crate::ui::theme::space;
use crate::ui::widget::above::{self, Item};
use crate::ui::widget::icon::Icon;

pub fn view<'a>(state: &State, menu: &Menu, window: Size) -> Element<'a> {
    let items = menu.items.iter().enumerate().map(|(at, item)| match item {
        menu::Item::Line => Item::Line,
        menu::Item::Order(order, open) => {
            let (sign, label, key) = words(state, *order);
            let picked = open.then_some(app::Message::Overlay(Message::MenuPicked(at)));
            Item::Act { sign, label, key, on_press: picked, lit: menu.cursor == Some(at) }
        }
    });
    let at = match menu.of.and_then(|place| super::sidebar::line_at(state, place)) {
        Some((top, height)) => Point::new(space::XL, top + height),
        None if menu.at == END_OF_BAR => Point::new(window.width - space::XL, space::TOOLBAR),
        None => Point::new(menu.at.x, menu.at.y),
    };
    above::menu(at, window, items.collect(), app::Message::Overlay(Message::Closed))
}

fn words(state: &State, order: Order) -> (Icon, String, String) {
    let (sign, label, command) = match order {
        Order::Give(command) => {
            let sign = sign(command);
            let label = match command {
                Command::Open => fl!("menu-open"),
                Command::Move => fl!("menu-move"),
                Command::Copy => fl!("menu-copy"),
                Command::Label => fl!("menu-label"),
                Command::DeleteForGood if state.shows_removed() => fl!("removed-forget"),
                Command::DeleteForGood => fl!("menu-delete-for-good"),
                Command::Find => fl!("menu-find"),
                Command::ToggleForm => form(state),
                Command::ToggleLight => light(state),
                _ => keys::command(command).unwrap_or_default(),
            };
            (sign, label, Some(command))
        }
        Order::Unstar => (Icon::StarFilled, fl!("command-unstar"), Some(Command::Star)),
        Order::Show(place) => (super::sidebar::sign(state, place), fl!("menu-show"), None),
        Order::Fold(_) => (Icon::ChevronRight, fl!("menu-fold"), None),
        Order::Unfold(_) => (Icon::ChevronDown, fl!("menu-unfold"), None),
        Order::ShowAccount(_) => (Icon::Settings, fl!("menu-account"), Some(Command::Accounts)),
        Order::SignIn(_) => (Icon::Key, fl!("signin-again-title"), None),
        Order::Examine(_) => (Icon::ShieldCheck, fl!("accounts-test"), None),
        Order::RemoveAccount(_) => (Icon::Trash, fl!("accounts-remove"), None),
        Order::NewMailbox(_) => {
            (Icon::FolderNew, fl!("command-new-folder"), Some(Command::NewMailbox))
        }
        Order::NewInside(_) => (Icon::FolderNew, fl!("menu-new-inside"), None),
        Order::RenameMailbox(place) => {
            let here = state.folders.selected == Some(place);
            (Icon::Drafts, fl!("command-rename-folder"), here.then_some(Command::RenameMailbox))
        }
        Order::DeleteMailbox(_) => (Icon::Trash, fl!("menu-delete-folder"), None),
        Order::Subscribe(_, true) => (Icon::Eye, fl!("menu-subscribe"), None),
        Order::Subscribe(_, false) => (Icon::EyeOff, fl!("menu-unsubscribe"), None),
        Order::ForgetAll(_) => (Icon::Trash, fl!("removed-forget-all"), None),
        Order::ReadAll => (Icon::MailOpen, fl!("menu-read-all"), None),
        Order::Hand(order) => return of_hand(state, order),
    };
    (sign, label, command.map(keys::shortcut).unwrap_or_default())
}

/// The sign of a command in a menu.
fn sign(command: Command) -> Icon {
    match command {
        Command::Open => Icon::Eye,
        Command::MarkRead => Icon::MailOpen,
        Command::MarkUnread => Icon::Mail,
        Command::Star => Icon::Star,
        Command::Archive => Icon::Archive,
        Command::Move => Icon::MoveTo,
        Command::Copy => Icon::Copy,
        Command::Label => Icon::Tag,
        Command::PutBack => Icon::Inbox,
        Command::Refresh => Icon::Refresh,
        Command::SaveMessage => Icon::Save,
        Command::SavePdf => Icon::FileText,
        Command::Print => Icon::File,
        Command::Source => Icon::FileCode,
        Command::Find => Icon::Search,
        Command::ToggleForm => Icon::FileCode,
        Command::ToggleLight => Icon::Sun,
        _ => Icon::Trash,
    }
}

/// In which form the message can be shown instead.
fn form(state: &State) -> String {
    let design = state.reader.opened().map(|opened| &opened.design);
    match design {
        Some(Design::PutAside | Design::Hiding | Design::Failed(_)) => fl!("reader-as-designed"),
        _ => fl!("reader-as-text"),
    }
}

fn light(state: &State) -> String {
    let is_light = state.reader.opened().is_some_and(|opened| opened.is_light);
    if is_light { fl!("menu-as-window") } else { fl!("menu-on-light") }
}

/// Characters of a host that have room.
const HOST: usize = 20;

/// The end of a host that may be long: there it says whose it is.
fn end_of(host: &str) -> String {
    let left_out = host.chars().count().saturating_sub(HOST);
    let end: String = host.chars().skip(left_out).collect();
    if left_out > 0 { format!("…{end}") } else { end }
}

/// Of the menu of the reading pane. Some keys are known to the pane alone.
fn of_hand(state: &State, order: hand::Order) -> (Icon, String, String) {
    let with_ctrl = |letter: &str| format!("{}+{letter}", fl!("key-ctrl"));
    match order {
        hand::Order::OpenLink(_) => (Icon::ExternalLink, fl!("menu-open-link"), String::new()),
        hand::Order::CopyAddress(_) => (Icon::Link, fl!("menu-copy-address"), String::new()),
        hand::Order::CopyWords(_) => (Icon::Copy, fl!("menu-copy-words"), String::new()),
        hand::Order::SavePicture(_) => (Icon::Save, fl!("menu-save-picture"), String::new()),
        hand::Order::ShowPictures => (Icon::FileImage, fl!("menu-show-pictures"), String::new()),
        hand::Order::ShowSenders => (Icon::Done, fl!("menu-show-senders"), String::new()),
        hand::Order::ShowHosts(number) => {
            let opened = state.reader.opened();
            let host = opened.and_then(|opened| opened.blocked_host(number)).unwrap_or_default();
            (Icon::Server, fl!("menu-show-hosts", host = end_of(&host)), String::new())
        }
        hand::Order::CopyText => (Icon::Copy, fl!("copy"), with_ctrl("C")),
        hand::Order::CopyHtml => {
            (Icon::FileCode, fl!("menu-copy-html"), keys::shortcut(Command::CopyHtml))
        }
        hand::Order::SelectAll => (Icon::List, fl!("menu-select-all"), with_ctrl("A")),
    }
}
