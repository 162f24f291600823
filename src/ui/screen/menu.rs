//! The menu of a right click, as the window shows it.

use iced::{Point, Size};

use super::{Element, keys};
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
            let sign = match command {
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
                _ => Icon::Trash,
            };
            let label = match command {
                Command::Open => fl!("menu-open"),
                Command::Move => fl!("menu-move"),
                Command::Copy => fl!("menu-copy"),
                Command::Label => fl!("menu-label"),
                Command::DeleteForGood if state.shows_removed() => fl!("removed-forget"),
                Command::DeleteForGood => fl!("menu-delete-for-good"),
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
    };
    (sign, label, command.map(keys::shortcut).unwrap_or_default())
}
