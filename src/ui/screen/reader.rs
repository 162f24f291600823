//! The reading pane: head, attachments and text of the open message.

use iced::widget::{column, container, row, rule, text};
use iced::{Alignment, Length};

use super::Element;
use crate::app::effect::Scroll;
use crate::app::reader::{Extent, Message, Opened, Reader};
use crate::app::saves::{self, Save, SaveState};
use crate::app::{self, State};
use crate::fl;
use crate::i18n;
use crate::mime;
use crate::model::address::Address;
use crate::model::body::Attachment;
use crate::model::fault::Fault;
use crate::ui::shell::Shell;
use crate::ui::theme::{self, font, space, surface};
use crate::ui::widget::button::{self, Rank};
use crate::ui::widget::icon::{Icon, icon, sized};
use crate::ui::widget::person::avatar;
use crate::ui::widget::prose::{Motion, Prose};
use crate::ui::widget::small::{self, empty};

/// People of a To or Cc line that are named before "and more".
const NAMED: usize = 6;

static NOBODY: Address = Address { name: String::new(), email: String::new() };

pub fn view(shell: &Shell) -> Element<'_> {
    let state = &shell.state;
    match &state.reader {
        Reader::Empty => empty(Icon::MailOpen, fl!("reader-empty"), Some(fl!("reader-empty-text"))),
        Reader::Several(count) => empty(
            Icon::Mail,
            fl!("reader-several", count = *count),
            Some(fl!("reader-several-text")),
        ),
        Reader::Loading(_) => empty(Icon::Busy, fl!("reader-loading"), None),
        Reader::Failed(_, fault) => failed(fault),
        Reader::Open(opened) => open(shell, opened),
    }
}

fn failed(fault: &Fault) -> Element<'_> {
    let again = app::Message::Reader(Message::RetryAsked);
    let again = button::words(Rank::Plain, fl!("reader-again"), Some(again));
    column![
        empty(Icon::Alert, fl!("reader-failed"), Some(i18n::fault(fault))),
        container(again).center_x(Length::Fill).padding(space::XL),
    ]
    .into()
}

fn open<'a>(shell: &'a Shell, opened: &'a Opened) -> Element<'a> {
    let state = &shell.state;
    let (serial, by) = shell.scrolls[1];
    let mut above = column![head(opened), rule::horizontal(space::HAIRLINE).style(surface::line)];
    above = above.push(extent(opened));
    if !opened.body.attachments.is_empty() {
        above = above.push(attachments(state, opened));
    }
    if opened.page.paragraphs.is_empty() {
        above = above.push(container(line(fl!("reader-no-text"))).padding(space::L));
    }
    Prose::new(&opened.page, opened.key.0)
        .header(above)
        .on_link(|target| app::Message::Reader(Message::LinkClicked(target.to_owned())))
        .motion(serial, motion(by))
        .into()
}

/// Where an order to scroll takes the reader.
fn motion(by: Scroll) -> Motion {
    match by {
        Scroll::Lines(lines) => Motion::Pages(lines as f32 * 0.08),
        Scroll::Pages(pages) => Motion::Pages(pages as f32 * 0.9),
        Scroll::Top => Motion::Start,
        Scroll::Bottom => Motion::End,
    }
}

fn head(opened: &Opened) -> Element<'_> {
    let envelope = &opened.message.envelope;
    let from = envelope.from.first().unwrap_or(&NOBODY);
    let subject = match envelope.subject.as_str() {
        "" => fl!("list-no-subject"),
        subject => subject.to_owned(),
    };
    let date = i18n::full_date(envelope.date.unwrap_or(opened.message.row.received));
    let name = match from.short() {
        "" => fl!("list-no-sender"),
        name => name.to_owned(),
    };
    let mut who = row![text(name.clone()).size(font::BODY).font(font::STRONG)].spacing(space::S);
    if !from.name.is_empty() {
        who = who.push(text(&from.email).size(font::SMALL).style(surface::muted));
    }
    let mut people = column![who.align_y(Alignment::Center).wrap()].spacing(space::XS);
    if !envelope.to.is_empty() {
        people = people.push(line(fl!("reader-to", people = names(&envelope.to))));
    }
    if !envelope.cc.is_empty() {
        people = people.push(line(fl!("reader-cc", people = names(&envelope.cc))));
    }
    let strip = row![
        avatar(&name, space::AVATAR),
        people.width(Length::Fill),
        text(date).size(font::SMALL).style(surface::muted),
    ]
    .spacing(space::M);
    column![text(subject).size(font::TITLE).font(font::STRONG), strip]
        .spacing(space::M)
        .padding(space::L)
        .into()
}

fn line<'a>(words: String) -> Element<'a> {
    text(words).size(font::SMALL).style(surface::muted).into()
}

fn names(people: &[Address]) -> String {
    let named: Vec<&str> = people.iter().take(NAMED).map(Address::short).collect();
    let named = named.join(", ");
    match people.len().saturating_sub(NAMED) {
        0 => named,
        more => fl!("reader-and-more", people = named, count = more),
    }
}

/// Says what is not shown: that HTML was reduced, that there is more on the server.
fn extent(opened: &Opened) -> Element<'_> {
    let mut lines = column![];
    if opened.page.reduced {
        lines = lines.push(info(fl!("reader-reduced"), None));
    }
    if opened.page.left_out > 0 {
        let left = fl!("reader-left-out", size = i18n::size(opened.page.left_out));
        let whole = app::Message::Reader(Message::WholeAsked);
        lines = lines.push(match opened.extent {
            Extent::First => info(left, Some((fl!("reader-whole"), whole))),
            Extent::Growing => info(fl!("reader-growing"), None),
            Extent::Whole | Extent::Capped => info(left, None),
        });
    }
    lines.into()
}

fn info<'a>(words: String, offer: Option<(String, app::Message)>) -> Element<'a> {
    let mut line = row![
        sized(Icon::Info, space::ICON_SMALL).style(surface::muted),
        text(words).size(font::SMALL).style(surface::muted),
    ]
    .spacing(space::S)
    .align_y(Alignment::Center);
    if let Some((label, pressed)) = offer {
        line = line.push(button::link(label, pressed));
    }
    container(line).padding([space::S, space::L]).into()
}

fn attachments<'a>(state: &'a State, opened: &'a Opened) -> Element<'a> {
    let all = &opened.body.attachments;
    let title =
        text(fl!("reader-attachments", count = all.len())).size(font::SMALL).font(font::STRONG);
    let cards = all.iter().map(|one| {
        let save = state.saves.of(opened.key, &one.part);
        card(one, save)
    });
    let cards = row(cards).spacing(space::S).wrap().vertical_spacing(space::S);
    column![title, cards].spacing(space::S).padding([space::S, space::L]).into()
}

/// An attachment: name, type, size; a click saves it.
fn card<'a>(one: &'a Attachment, save: Option<&'a Save>) -> Element<'a> {
    let name = mime::safe_name(&one.name, &one.media);
    let media = Icon::for_media(&one.media);
    let kind = one.media.rsplit('/').next().unwrap_or_default().to_uppercase();
    let size = i18n::size(one.size);
    let (more, sign, pressed) = match save.map(|save| (save.job, &save.state)) {
        None | Some((_, SaveState::Failed(_))) => {
            let more = match save {
                Some(_) => fl!("save-failed"),
                None => format!("{kind} · {size}"),
            };
            (more, Icon::Download, saves::Message::Asked(one.part.clone()))
        }
        Some((job, SaveState::Asking)) => {
            (fl!("save-asking"), Icon::Close, saves::Message::Cancelled(job))
        }
        Some((job, SaveState::Running { done, total })) => {
            let more = fl!("save-running", done = i18n::size(*done), total = i18n::size(*total));
            (more, Icon::Close, saves::Message::Cancelled(job))
        }
        Some((job, SaveState::Saved(_))) => {
            (fl!("save-done"), Icon::FolderOpen, saves::Message::FolderAsked(job))
        }
    };
    let name = container(text(name).size(font::BODY).wrapping(text::Wrapping::None)).clip(true);
    let mut words =
        column![name, text(more).size(font::SMALL).style(surface::muted)].width(Length::Fill);
    if let Some(SaveState::Running { done, total }) = save.map(|save| &save.state) {
        words = words.push(small::progress(portion(*done, *total)));
    }
    let inner = row![icon(media).style(surface::accent), words, icon(sign).style(surface::muted)]
        .spacing(space::M)
        .align_y(Alignment::Center);
    iced::widget::button(inner)
        .width(space::ATTACHMENT)
        .padding(space::S)
        .style(theme::button::card)
        .on_press(app::Message::Saves(pressed))
        .into()
}

#[expect(clippy::cast_precision_loss, reason = "a bar is a few hundred pixels wide")]
fn portion(done: u64, total: u64) -> f32 {
    if total == 0 { 0.0 } else { (done as f32 / total as f32).min(1.0) }
}
