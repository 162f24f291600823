//! All the parts in one window, with rows in many scripts: to look at and to drive in tests. Not in
//! the program. `POMBO_GALLERY=FOLDER cargo test gallery` writes the pictures there.

mod samples;
mod tests;

use std::collections::BTreeSet;

use iced::widget::{Space, column, container, row, rule, scrollable, text};
use iced::{Center, Fill, Padding, Point, Size};

use super::theme::{Mode, font, space, surface};
use super::widget::button::{self, Rank};
use super::widget::pane::Content;
use super::widget::{
    Density, Element, Field, Icon, ListEvent, Prose, RowView, Side, Split, VList, above, field,
    person, small,
};
use crate::render::Page;

#[derive(Debug, Clone)]
enum Message {
    List(ListEvent),
    Entered(usize),
    Left(usize),
    Linked(String),
    Split(usize, f32),
    Typed(String),
    Undo,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sheet {
    Mail,
    Form,
    Dialog,
    Menu,
}

struct Gallery {
    mode: Mode,
    size: Size,
    sheet: Sheet,
    density: Density,
    len: usize,
    selected: BTreeSet<usize>,
    cursor: Option<usize>,
    stars: BTreeSet<usize>,
    drag: Option<(usize, Point)>,
    over: Option<usize>,
    dropped: Option<(usize, usize)>,
    page: Page,
    linked: Option<String>,
    splits: [f32; 2],
    typed: String,
    undone: bool,
    rows: std::ops::Range<usize>,
}

impl Gallery {
    fn new(mode: Mode, size: Size) -> Self {
        Self {
            mode,
            size,
            sheet: Sheet::Mail,
            density: Density::TwoLines,
            len: 1_000_000,
            selected: BTreeSet::from([1]),
            cursor: Some(1),
            stars: BTreeSet::from([0, 4]),
            drag: None,
            over: None,
            dropped: None,
            page: samples::page(),
            linked: None,
            splits: [232.0, 400.0],
            typed: String::new(),
            undone: false,
            rows: 0..0,
        }
    }

    fn update(&mut self, message: Message) {
        match message {
            Message::List(event) => self.list(event),
            Message::Entered(folder) => self.over = Some(folder),
            Message::Left(folder) => self.over = self.over.filter(|over| *over != folder),
            Message::Linked(target) => self.linked = Some(target),
            Message::Split(which, at) => self.splits[which] = at,
            Message::Typed(typed) => self.typed = typed,
            Message::Undo => self.undone = true,
            Message::None => {}
        }
    }

    fn list(&mut self, event: ListEvent) {
        match event {
            ListEvent::Pressed { index, modifiers, .. } if modifiers.shift() => {
                let from = self.cursor.unwrap_or(index);
                self.selected = (from.min(index)..=from.max(index)).collect();
            }
            ListEvent::Pressed { index, .. } => {
                self.cursor = Some(index);
                if !self.selected.contains(&index) {
                    self.selected = BTreeSet::from([index]);
                }
            }
            ListEvent::Released { index, modifiers } if modifiers.is_empty() => {
                self.selected = BTreeSet::from([index]);
            }
            ListEvent::StarPressed { index } => {
                let had = self.stars.remove(&index);
                if !had {
                    self.stars.insert(index);
                }
            }
            ListEvent::DragStarted { at, .. } => self.drag = Some((self.selected.len(), at)),
            ListEvent::DragMoved { at } => {
                self.drag = self.drag.map(|(count, _)| (count, at));
            }
            ListEvent::DragEnded { .. } => {
                self.dropped = self.drag.take().zip(self.over).map(|((n, _), to)| (n, to));
            }
            ListEvent::Scrolled { rows, .. } => self.rows = rows,
            _ => {}
        }
    }

    fn view(&self) -> Element<'_, Message> {
        let main = match self.sheet {
            Sheet::Form => self.form(),
            _ => self.mail(),
        };
        let undo = Some(("Undo".to_owned(), Message::Undo));
        let notice =
            above::notice(None, "3 moved to Archive", undo, ("Close".into(), Message::None));
        let ghost =
            self.drag.map(|(count, at)| above::ghost(at, self.size, format!("{count} messages")));
        let top = match self.sheet {
            Sheet::Dialog => Some(above::dialog(self.dialog(), Some(Message::None))),
            Sheet::Menu => {
                let at = Point::new(560.0, 260.0);
                Some(above::menu(at, self.size, samples::menu(), Message::None))
            }
            _ => None,
        };

        above::window(main, [Some(above::foot([notice])), ghost, top])
    }

    fn mail(&self) -> Element<'_, Message> {
        let right =
            Split::new(self.list_pane(), self.reader(), self.splits[1], |at| Message::Split(1, at));
        let panes = Split::new(self.sidebar(), right, self.splits[0], |at| Message::Split(0, at))
            .least(180.0, 560.0);
        let retry = Some(("Try now".to_owned(), Message::None));
        let strip = above::strip(
            Icon::Offline,
            "Offline since 9:12. What you do now is done later.",
            retry,
        );

        column![strip, panes].into()
    }

    fn sidebar(&self) -> Element<'_, Message> {
        let rows = samples::FOLDERS.iter().enumerate().map(|(at, (sign, name, depth, count))| {
            let lit = self.drag.is_some() && self.over == Some(at);
            let mut side = Side::new(*sign, *name)
                .depth(*depth)
                .count(*count, *name == "Drafts")
                .selected(at == 0, false)
                .drop_lit(lit)
                .on_enter(Message::Entered(at))
                .on_exit(Message::Left(at));
            if *name == "Projects" {
                side = side.fold(true, Message::None);
            }
            if *name != "Shared" {
                side = side.on_press(Message::None);
            }
            side.into()
        });
        let compose = button::sign(Rank::Primary, Icon::Compose, "Write", Some(Message::None));
        let account = row![
            person::avatar("Ana Souza", 28.0),
            text("ana@example.org").size(font::BODY).font(font::STRONG),
        ]
        .spacing(space::S)
        .align_y(Center);
        let tree = scrollable(iced::widget::Column::with_children(rows).spacing(1.0))
            .style(surface::scroll)
            .height(Fill);
        let sync = column![
            text("Fetching 12,400 of 48,000").size(font::SMALL).style(surface::muted),
            small::progress(0.26)
        ]
        .spacing(space::XS);

        container(column![account, compose, tree, sync].spacing(space::M))
            .padding(space::M)
            .width(Fill)
            .height(Fill)
            .style(surface::side)
            .into()
    }

    fn list_pane(&self) -> Element<'_, Message> {
        let search = field::search(
            "search",
            ("Search mail", "Clear".to_owned()),
            &self.typed,
            Message::Typed,
            Message::None,
            Message::Typed(String::new()),
        );
        let bar = container(search)
            .height(space::TOOLBAR)
            .align_y(Center)
            .padding(Padding::from([0.0, space::M]));
        let list = VList::new(
            self.len,
            |index| RowView {
                selected: self.selected.contains(&index),
                starred: self.stars.contains(&index),
                ..samples::row(index)
            },
            |event| Some(Message::List(event)),
        )
        .density(self.density)
        .cursor(self.cursor);

        column![bar, rule::horizontal(1).style(surface::line), list].into()
    }

    fn reader(&self) -> Element<'_, Message> {
        let tools = [
            (Icon::Archive, "Archive (E)"),
            (Icon::Trash, "Delete (Del)"),
            (Icon::Junk, "Junk (J)"),
            (Icon::MoveTo, "Move (M)"),
            (Icon::MailOpen, "Mark unread (U)"),
        ];
        let tools =
            tools.map(|(sign, label)| button::icon_button(sign, label, Some(Message::None)));
        let bar = row![
            iced::widget::Row::with_children(tools).spacing(space::XS),
            Space::new().width(Fill),
            button::toggle_button(Icon::StarFilled, "Star (S)", true, Some(Message::None)),
            button::icon_button(Icon::More, "More", None),
        ]
        .align_y(Center)
        .height(space::TOOLBAR)
        .padding(Padding::from([0.0, space::M]));
        let prose =
            Prose::new(&self.page, 1).header(head()).on_link(|link| Message::Linked(link.target));

        column![bar, rule::horizontal(1).style(surface::line), prose].into()
    }

    fn form(&self) -> Element<'_, Message> {
        let port = Some("This port answers, but not as IMAP.".to_owned());
        let fields = column![
            text("Sign in").size(font::TITLE).font(font::STRONG),
            Element::from(Field::new("Your name", "Ana Souza").on_input(Message::Typed)),
            Element::from(
                Field::new("Address", "").placeholder("you@example.org").on_input(Message::Typed)
            ),
            Element::from(Field::new("Port", "80").wrong(port).on_input(Message::Typed)),
            Element::from(Field::new("Password", "secret").secret(true).on_input(Message::Typed)),
            iced::widget::checkbox(true)
                .label("Keep it in the keyring")
                .style(super::theme::field::tick),
            row![
                button::words(Rank::Primary, "Sign in", Some(Message::None)),
                button::words(Rank::Plain, "Back", Some(Message::None)),
                button::words(Rank::Danger, "Remove", Some(Message::None)),
                button::words(Rank::Primary, "Wait", None),
            ]
            .spacing(space::S),
        ]
        .spacing(space::M);
        let form = container(fields).width(space::DIALOG).padding(space::XL).style(surface::card);
        let choices = column![
            button::card(
                Icon::At,
                "Add an account",
                "Any mailbox that speaks IMAP.",
                Some(Message::None)
            ),
            button::card(Icon::Bird, "Look around", "A mailbox inside Pombo.", Some(Message::None)),
            small::key_hint([vec!["Ctrl".to_owned(), "K".to_owned()]], "All commands"),
            small::key_hint([vec!["E".to_owned()]], "Archive"),
            signs(),
        ]
        .spacing(space::M)
        .width(space::DIALOG);
        let nothing = small::empty(
            Icon::Inbox,
            "Nothing here",
            Some("New mail shows up by itself.".to_owned()),
        );

        container(row![form, choices, nothing].spacing(space::XL)).padding(space::XL).into()
    }

    fn dialog(&self) -> Element<'_, Message> {
        column![
            text("Delete 3 messages for good?").size(font::HEADING).font(font::STRONG),
            text("They are in Trash now. This cannot be taken back.").style(surface::muted),
            row![
                Space::new().width(Fill),
                button::words(Rank::Plain, "Keep", Some(Message::None)),
                button::words(Rank::Danger, "Delete", Some(Message::None)),
            ]
            .spacing(space::S),
        ]
        .spacing(space::L)
        .into()
    }
}

fn head<'a>() -> Element<'a, Message> {
    let who = column![
        text("Marta Fernández").size(font::READING).font(font::STRONG),
        text("to Ana Souza, Team").size(font::SMALL).style(surface::muted),
    ];
    let line = row![
        person::avatar("Marta Fernández", space::AVATAR),
        who.width(Fill),
        text("Today, 9:12").size(font::SMALL).style(surface::muted),
    ]
    .spacing(space::M)
    .align_y(Center);
    let subject =
        text("Re: Plans for the spring meeting in Lisbon").size(font::TITLE).font(font::STRONG);

    column![subject, line]
        .spacing(space::L)
        .padding(Padding { top: space::L, left: space::XL, right: space::XL, bottom: space::S })
        .into()
}

fn signs<'a>() -> Element<'a, Message> {
    let rows = Icon::ALL.chunks(12).map(|signs| {
        let signs = signs.iter().map(|sign| super::widget::icon(*sign).into());
        iced::widget::Row::with_children(signs).spacing(space::L).into()
    });

    iced::widget::Column::with_children(rows).spacing(space::M).into()
}
