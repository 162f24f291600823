//! The list pane: what is chosen and what can be done with it, above the rows.

use iced::widget::{column, container, row, text};
use iced::{Rectangle, Size};

use super::Element;
use crate::app::drag;
use crate::app::effect::Pane;
use crate::app::keys::Command;
use crate::app::list::Message;
use crate::app::{self, State};
use crate::fl;
use crate::i18n;
use crate::model::flags::Flags;
use crate::model::mail::{Line, Shown};
use crate::ui::input;
use crate::ui::shell::Shell;
use crate::ui::theme::{font, space, surface};
use crate::ui::widget::button::icon_button;
use crate::ui::widget::icon::Icon;
use crate::ui::widget::small::empty as empty_pane;
use crate::ui::widget::{ListEvent, RowView, VList};

pub fn view(shell: &Shell) -> Element<'_> {
    let state = &shell.state;
    let rows = match state.shown() {
        Some(shown) if !shown.is_empty() => list(shell, shown),
        _ => empty(state),
    };
    column![head(state), rows].into()
}

/// What is chosen, else what the mailbox holds; and the orders for it.
fn head(state: &State) -> Element<'_> {
    let chosen = state.list.chosen().len();
    let place = state.folders.selected;
    let name = place.and_then(|place| state.folders.folder(place));
    let title = name.map_or_else(String::new, |f| super::sidebar::name_of(f.role, &f.name));
    let title = text(title).size(font::HEADING).font(font::STRONG).wrapping(text::Wrapping::None);
    let line = if chosen > 1 { fl!("list-selected", count = chosen) } else { counts(state) };
    let words = column![title, text(line).size(font::SMALL).style(surface::muted)];
    let order = |sign: Icon, label: String, command: Command| {
        icon_button(sign, label, (chosen > 0).then_some(app::Message::Ordered(command)))
    };
    let undo = state.can_undo().then_some(app::Message::Ordered(Command::Undo));
    let orders = row![
        order(Icon::Archive, fl!("command-archive"), Command::Archive),
        order(Icon::MoveTo, fl!("command-move"), Command::Move),
        order(Icon::Trash, fl!("command-delete"), Command::Delete),
        order(Icon::MailOpen, fl!("command-mark-read"), Command::MarkRead),
        order(Icon::Mail, fl!("command-mark-unread"), Command::MarkUnread),
        order(Icon::Star, fl!("command-star"), Command::Star),
        icon_button(Icon::Undo, fl!("command-undo"), undo),
    ];
    column![container(words).clip(true), orders]
        .spacing(space::XS)
        .padding(iced::Padding::new(space::M).bottom(space::XS))
        .into()
}

fn counts(state: &State) -> String {
    let Some(place) = state.folders.selected else { return String::new() };
    match state.filled(place) {
        Some(filled) if filled.known < filled.total => {
            fl!("list-known", known = filled.known, count = filled.total)
        }
        _ => fl!("list-messages", count = state.shown().map_or(0, |shown| shown.len())),
    }
}

fn list<'a>(shell: &'a Shell, shown: Shown<'a>) -> Element<'a> {
    let state = &shell.state;
    let now = shell.seconds();
    let view = move |index| match shown.line_at(index) {
        Some(line) => row_view(&line, state.list.is_chosen(line.key), now),
        None => RowView::blank(),
    };
    let key = move |index| shown.key_at(index).map_or(0, |key| key.0);
    let cursor = state.list.cursor().and_then(|key| shown.index_of(key));
    let identity = u64::from(shown.mailbox().0)
        | (state.folders.selected.map_or(0, |place| u64::from(place.account.0)) << 32);
    let window = shell.size();
    let told = move |event| told(shown, window, event);
    let list = VList::new(shown.len(), view, told)
        .keys(key)
        .identity(identity)
        .cursor(cursor)
        .focused(state.pane == Pane::List);
    iced::Element::from(list)
}

/// A row as the list draws it.
fn row_view<'a>(line: &Line<'a>, selected: bool, now: i64) -> RowView<'a> {
    let sender = line.from.short();
    RowView {
        sender: if sender.is_empty() { fl!("list-no-sender").into() } else { sender.into() },
        subject: match line.subject {
            "" => fl!("list-no-subject").into(),
            subject => subject.into(),
        },
        date: i18n::when(line.received, now).into(),
        unread: !line.flags.has(Flags::SEEN),
        starred: line.flags.has(Flags::FLAGGED),
        answered: line.flags.has(Flags::ANSWERED),
        attachment: line.attachment,
        selected,
        blank: false,
    }
}

/// What happened to a row, in the mind's terms.
fn told(shown: Shown<'_>, window: Size, event: ListEvent) -> Option<app::Message> {
    let message = match event {
        ListEvent::DragStarted { at, .. } | ListEvent::DragMoved { at } => {
            return Some(app::Message::Drag(drag::Message::Moved(input::point(at))));
        }
        ListEvent::DragEnded { at, .. } if Rectangle::with_size(window).contains(at) => {
            return Some(app::Message::Drag(drag::Message::Released));
        }
        ListEvent::DragEnded { .. } => {
            return Some(app::Message::Drag(drag::Message::LeftWindow));
        }
        ListEvent::Pressed { index, modifiers, at } => Message::Pressed {
            key: shown.key_at(index)?,
            mods: input::mods(modifiers),
            at: input::point(at),
        },
        ListEvent::Released { index, modifiers } => {
            Message::Released { key: shown.key_at(index)?, mods: input::mods(modifiers) }
        }
        ListEvent::Opened { index } => Message::Opened(shown.key_at(index)?),
        ListEvent::StarPressed { index } => Message::StarPressed(shown.key_at(index)?),
        ListEvent::Scrolled { rows, .. } => {
            Message::Scrolled { first: rows.start, last: rows.end.saturating_sub(1) }
        }
        ListEvent::RightPressed { .. } => return None,
    };
    Some(app::Message::List(message))
}

fn empty(state: &State) -> Element<'_> {
    let filling = state.folders.selected.and_then(|place| state.filled(place));
    match filling {
        Some(filled) if filled.known < filled.total => {
            empty_pane(Icon::Busy, fl!("list-filling"), None)
        }
        _ => empty_pane(Icon::Bird, fl!("list-empty"), Some(fl!("list-empty-text"))),
    }
}
