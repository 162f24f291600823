//! The bar above the message: what can be done with what is chosen.

use iced::widget::{container, row, space as gap};
use iced::{Center, Fill};

use super::{Element, keys};
use crate::app::design::Design;
use crate::app::keys::Command;
use crate::app::{self, Screen, State};
use crate::fl;
use crate::ui::theme::{space, surface};
use crate::ui::widget::button::{Rank, icon_button, star_button, toggle_button, words};
use crate::ui::widget::icon::Icon;

pub fn view(state: &State) -> Element<'_> {
    if matches!(state.screen, Screen::File) {
        return of_file(state);
    }
    if state.shows_removed() {
        return of_removed(state);
    }
    let look = state.chosen_look();
    let can = |command| look.any.then_some(app::Message::Ordered(command));
    let order =
        |sign, label: String, command| icon_button(sign, keys::hint(label, command), can(command));
    let read = if look.any && !look.unread {
        order(Icon::Mail, fl!("command-mark-unread"), Command::MarkUnread)
    } else {
        order(Icon::MailOpen, fl!("command-mark-read"), Command::MarkRead)
    };
    let star = if look.starred {
        let label = keys::hint(fl!("command-unstar"), Command::Star);
        star_button(label, can(Command::Star))
    } else {
        order(Icon::Star, fl!("command-star"), Command::Star)
    };
    let undo = state.can_undo().then_some(app::Message::Ordered(Command::Undo));
    let away = row![
        order(Icon::Archive, fl!("command-archive"), Command::Archive),
        order(Icon::MoveTo, fl!("command-move"), Command::Move),
        order(Icon::Trash, fl!("command-delete"), Command::Delete),
    ];
    let marks = row![read, star];
    let undo = icon_button(Icon::Undo, keys::hint(fl!("command-undo"), Command::Undo), undo);
    let more = order(Icon::More, fl!("command-message-menu"), Command::MessageMenu);
    let orders = row![away, marks, gap::horizontal(), form(state), undo, more];
    bar(orders.spacing(space::M).align_y(Center).into())
}

/// What can be done with a message in a file.
fn of_file(state: &State) -> Element<'_> {
    let is_open = state.reader.opened().is_some();
    let order = |label, command| {
        let pressed = is_open.then_some(app::Message::Ordered(command));
        words(Rank::Quiet, label, pressed)
    };
    let orders = row![
        order(fl!("command-print"), Command::Print),
        order(fl!("command-save-pdf"), Command::SavePdf),
        order(fl!("command-save-message"), Command::SaveMessage),
        order(fl!("command-source"), Command::Source),
        gap::horizontal(),
        form(state),
    ];
    bar(orders.spacing(space::S).align_y(Center).into())
}

/// Switches between what the sender designed and its text, where there are both.
fn form(state: &State) -> Option<Element<'_>> {
    let design = &state.reader.opened()?.design;
    let (label, on) = match design {
        Design::None => return None,
        Design::Coming | Design::Late | Design::Shown => (fl!("reader-as-text"), false),
        Design::PutAside | Design::Hiding | Design::Failed(_) => (fl!("reader-as-designed"), true),
    };
    let pressed = app::Message::Ordered(Command::ToggleForm);
    let hint = keys::hint(label, Command::ToggleForm);
    Some(toggle_button(Icon::FileCode, hint, on, Some(pressed)))
}

/// What can be done with what left the server.
fn of_removed(state: &State) -> Element<'_> {
    let can = |open: bool, command| open.then_some(app::Message::Ordered(command));
    let back = keys::hint(fl!("command-put-back"), Command::PutBack);
    let forget = keys::hint(fl!("removed-forget"), Command::DeleteForGood);
    let any = !state.list.chosen().is_empty();
    let orders = row![
        icon_button(Icon::Inbox, back, can(state.can_put_back(), Command::PutBack)),
        icon_button(Icon::Trash, forget, can(any, Command::DeleteForGood)),
        gap::horizontal(),
        icon_button(
            Icon::Undo,
            keys::hint(fl!("command-undo"), Command::Undo),
            can(state.can_undo(), Command::Undo)
        ),
    ];
    bar(orders.align_y(Center).into())
}

fn bar(orders: Element<'_>) -> Element<'_> {
    container(orders)
        .padding([0.0, space::L])
        .width(Fill)
        .height(space::TOOLBAR)
        .align_y(Center)
        .into()
}

/// The line below the heads of list and message; in the accent where the keyboard is in a pane that
/// has nothing else to show it by.
pub fn line<'a>(lit: bool) -> Element<'a> {
    let style = if lit { surface::line_lit } else { surface::line };
    iced::widget::rule::horizontal(space::HAIRLINE).style(style).into()
}
