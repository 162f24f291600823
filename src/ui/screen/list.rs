//! The list pane: the mailbox's name and what is chosen, above the rows.

use iced::widget::{Space, column, container, stack};
use iced::{Center, Fill, Padding, Rectangle, Size};

use super::{Element, labels, removed, toolbar};
use crate::app::effect::Pane;
use crate::app::list::Message;
use crate::app::{self, State, drag};
use crate::fl;
use crate::i18n;
use crate::model::flags::Flags;
use crate::model::link::Link;
use crate::model::mail::{Line, Shown};
use crate::model::mailbox::Role;
use crate::ui::input;
use crate::ui::shell::Shell;
use crate::ui::theme::{font, space, surface};
use crate::ui::widget::icon::Icon;
use crate::ui::widget::small::empty as empty_pane;
use crate::ui::widget::{Cut, Density, ListEvent, RowView, VList};

pub fn view(shell: &Shell) -> Element<'_> {
    let state = &shell.state;
    // The list keeps its place in the tree even when it is empty: a drag that began in it must end
    // in it, though its last rows have left meanwhile.
    let over = match state.shown() {
        Some(shown) if !shown.is_empty() => Space::new().into(),
        _ => empty(state),
    };
    let rows = stack![list(shell), over].width(Fill).height(Fill);
    column![head(state), toolbar::line(false), rows].into()
}

/// What the mailbox is called, and what is chosen in it, else what it holds.
fn head(state: &State) -> Element<'_> {
    let chosen = state.list.chosen().len();
    let name = state.folders.selected.and_then(|place| state.folders.folder(place));
    let title = name.map_or_else(String::new, super::sidebar::title);
    let line = if chosen > 1 { fl!("list-selected", count = chosen) } else { counts(state) };
    let words = column![
        Cut::new(title).size(font::READING).font(font::STRONG),
        Cut::new(line).size(font::SMALL).style(surface::muted),
    ];
    container(words)
        .padding(Padding::from([0.0, space::L]).left(space::GUTTER))
        .height(space::TOOLBAR)
        .align_y(Center)
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

fn list(shell: &Shell) -> Element<'_> {
    let state = &shell.state;
    let now = shell.seconds();
    let shown = state.shown();
    let view = move |index| match shown.and_then(|shown| shown.line_at(index)) {
        Some(line) => {
            let mut row = row_view(&line, state.list.is_chosen(line.key), now);
            if let Some(left) = removed::row_date(state, line.key, now) {
                (row.date, row.unread) = (left.into(), false);
            }
            row.labels = labels::names(state, line.key);
            row
        }
        None => RowView::blank(),
    };
    let key = move |index| shown.and_then(|shown| shown.key_at(index)).map_or(0, |key| key.0);
    let cursor = state.list.cursor().and_then(|key| shown?.index_of(key));
    let identity = state
        .folders
        .selected
        .map_or(0, |place| u64::from(place.mailbox.0) | (u64::from(place.account.0) << 32));
    let window = shell.size();
    let told = move |event| told(shown?, window, event);
    let density = if state.settings.compact { Density::Compact } else { Density::TwoLines };
    let list = VList::new(shown.map_or(0, |shown| shown.len()), view, told)
        .keys(key)
        .identity(identity)
        .density(density)
        .cursor(cursor)
        .focused(state.pane == Pane::List);
    Element::from(list)
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
        labels: Vec::new(),
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
        ListEvent::RightPressed { index, at, .. } => {
            Message::RightPressed { key: shown.key_at(index)?, at: input::point(at) }
        }
    };
    Some(app::Message::List(message))
}

fn empty(state: &State) -> Element<'_> {
    let place = state.folders.selected;
    match place.map(|place| state.filled(place)) {
        None => match state.accounts.iter().any(|held| held.link == Link::Connecting) {
            true => empty_pane(Icon::Busy, fl!("link-connecting"), None),
            false => Space::new().into(),
        },
        Some(Some(filled)) if filled.known < filled.total => {
            empty_pane(Icon::Busy, fl!("list-filling"), None)
        }
        Some(_) if state.shows_removed() => {
            empty_pane(Icon::Bird, fl!("removed-empty"), Some(fl!("removed-empty-text")))
        }
        Some(_) => empty_pane(Icon::Bird, fl!("list-empty"), Some(empty_text(state))),
    }
}

fn empty_text(state: &State) -> String {
    let role = state.folders.selected.and_then(|place| state.mailbox(place)?.role);
    match role {
        Some(Role::Inbox) => fl!("list-empty-text"),
        _ => fl!("list-empty-drag"),
    }
}
