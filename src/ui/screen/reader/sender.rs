//! What is said of the sender below the head of a message: warnings first, then what is good to know,
//! all in plain words. No sign of approval: what a mail can draw, a mail can forge.

use iced::widget::text::Wrapping;
use iced::widget::{Space, column, container, row, text};
use iced::{Alignment, Fill, Padding, Theme};

use super::head::Room;
use crate::app::overlay::Message as Over;
use crate::app::sender::{Leaving, Message as Asked};
use crate::app::{self, State};
use crate::fl;
use crate::model::origin::MailingList;
use crate::model::regard::{Checked, Leave, Regard, Remark};
use crate::ui::screen::overlay::{answers, heading};
use crate::ui::shell::Message;
use crate::ui::theme::{font, space, surface};
use crate::ui::widget::Element;
use crate::ui::widget::button;
use crate::ui::widget::icon::{Icon, sized};

/// Signs beside small words stand lower than these begin, pixels.
const LOWER: f32 = 2.0;
/// Characters of a name that a sender chose.
const NAME: usize = 120;

type Style = fn(&Theme) -> text::Style;

/// What is said of the sender of the open message; nothing where there is nothing to say.
pub fn view<'a>(state: &'a State, room: Room) -> Element<'a, Message> {
    let Some(regard) = state.sender.regard(room.key) else { return Space::new().into() };
    let warnings = warnings(regard);
    let notes = notes(state, regard, room);
    if warnings.is_empty() && notes.is_empty() {
        return Space::new().into();
    }
    let careful = (!warnings.is_empty()).then(|| {
        container(column(warnings).spacing(space::S))
            .padding([space::S, space::M])
            .width(Fill)
            .style(surface::banner)
    });
    let notes = (!notes.is_empty()).then(|| column(notes).spacing(space::S));
    let pile = column![careful, notes].spacing(space::M).max_width(space::READING);
    container(pile).padding(Padding::from([0.0, space::XL]).bottom(space::L)).into()
}

/// One line each, by what matters most.
fn warnings<'a>(regard: &Regard) -> Vec<Element<'a, Message>> {
    let failed = match &regard.checked {
        Checked::Failed { server, domain } => {
            Some(fl!("sender-failed", domain = short(domain), server = short(server)))
        }
        _ => None,
    };
    let remarks = regard.remarks.iter().filter(|remark| remark.warns());
    let lines = failed.into_iter().chain(remarks.map(remark));
    lines.map(|words| line(Icon::Warning, words, true)).collect()
}

fn notes<'a>(state: &'a State, regard: &'a Regard, room: Room) -> Vec<Element<'a, Message>> {
    let remarks = regard.remarks.iter().filter(|remark| !remark.warns());
    let mut lines: Vec<Element<'a, Message>> =
        remarks.map(|one| line(sign(one), remark(one), false)).collect();
    lines.extend(checked(&regard.checked).map(|words| line(Icon::Server, words, false)));
    let leaving = state.leaving(room.key);
    lines.extend(list(regard.list.as_ref(), &leaving, room));
    if room.unfolded {
        lines.extend(more_of_list(regard, &leaving, room));
    }
    lines
}

fn remark(remark: &Remark) -> String {
    match remark {
        Remark::OtherAddress { name, known } => {
            fl!("sender-other-address", name = short(name), known = short(known))
        }
        Remark::AddressInName { shown } => fl!("sender-address-in-name", shown = short(shown)),
        Remark::RepliesElsewhere { to } => fl!("sender-replies-elsewhere", to = short(to)),
        Remark::First => fl!("sender-first"),
    }
}

fn sign(remark: &Remark) -> Icon {
    match remark {
        Remark::RepliesElsewhere { .. } => Icon::Reply,
        _ => Icon::User,
    }
}

fn checked(checked: &Checked) -> Option<String> {
    match checked {
        Checked::Nothing | Checked::Failed { .. } => None,
        Checked::Confirmed { server, domain } => {
            Some(fl!("sender-confirmed", domain = short(domain), server = short(server)))
        }
        Checked::Through { server, by } => {
            Some(fl!("sender-through", by = short(by), server = short(server)))
        }
        Checked::Unconfirmed { server, domain } => {
            Some(fl!("sender-unconfirmed", domain = short(domain), server = short(server)))
        }
    }
}

/// The list, and the way out of it with what it is.
fn list<'a>(
    list: Option<&MailingList>,
    leaving: &Leaving<'_>,
    room: Room,
) -> Option<Element<'a, Message>> {
    let name = list.map(|list| fl!("list-of", name = short(called(list))));
    let (press, how) = match leaving {
        Leaving::No => (None, None),
        Leaving::By(ways) => (Some(leave(0)), ways.first().map(|way| way_in_short(way))),
        Leaving::Begun => (None, Some(fl!("leave-begun"))),
        Leaving::Done => (None, Some(fl!("leave-done"))),
    };
    if name.is_none() && how.is_none() {
        return None;
    }
    let name = name.map(quiet);
    let way = beside(press, how, room);
    let words: Element<'a, Message> = match room.is_narrow() {
        true => column![name, way].spacing(space::XS).width(Fill).into(),
        false => row![name, way].spacing(space::L).align_y(Alignment::Center).wrap().into(),
    };
    Some(signed(Icon::Users, words))
}

fn quiet<'a>(words: String) -> text::Text<'a> {
    text(words).size(font::SMALL).style(surface::muted).wrapping(Wrapping::WordOrGlyph)
}

/// The button and what it does, below each other where there is little room.
fn beside<'a>(
    press: Option<Element<'a, Message>>,
    how: Option<String>,
    room: Room,
) -> Element<'a, Message> {
    let how = how.map(quiet);
    match room.is_narrow() {
        true => column![press, how].spacing(space::XS).into(),
        false => row![press, how].spacing(space::S).align_y(Alignment::Center).into(),
    }
}

/// Something beside a quiet sign, which stands at its first line.
fn signed<'a>(sign: Icon, what: Element<'a, Message>) -> Element<'a, Message> {
    row![first(sign, surface::muted), what].spacing(space::S).align_y(Alignment::Start).into()
}

/// A sign as high as the first line of small words.
fn first<'a>(sign: Icon, style: Style) -> Element<'a, Message> {
    let sign = sized(sign, space::ICON_SMALL).style(style);
    container(sign).padding(Padding::default().top(LOWER)).into()
}

/// The button that asks before a list is left this way.
fn leave<'a>(way: usize) -> Element<'a, Message> {
    button::link(fl!("leave"), Message::App(app::Message::Sender(Asked::LeaveAsked(way))))
}

/// What else the list says of itself: its number, who writes to all, the other ways out.
fn more_of_list<'a>(
    regard: &Regard,
    leaving: &Leaving<'_>,
    room: Room,
) -> Vec<Element<'a, Message>> {
    let mut lines = Vec::new();
    if let Some(list) = &regard.list {
        if !list.name.is_empty() && !list.id.is_empty() {
            lines.push(line(Icon::Tag, fl!("list-id", id = short(&list.id)), false));
        }
        if !list.post.is_empty() {
            lines.push(line(Icon::At, fl!("list-post", address = short(&list.post)), false));
        }
    }
    let Leaving::By(ways) = leaving else { return lines };
    for (place, way) in ways.iter().enumerate().skip(1) {
        let way = beside(Some(leave(place)), Some(way_in_short(way)), room);
        lines.push(signed(Icon::LogOut, way));
    }
    lines
}

fn way_in_short(way: &Leave) -> String {
    match way {
        Leave::OneClick { host, .. } => fl!("leave-by-click", host = short(host)),
        Leave::Mail { to, .. } => fl!("leave-by-mail", to = short(to)),
        Leave::Page { host, .. } => fl!("leave-by-page", host = short(host)),
    }
}

fn called(list: &MailingList) -> &str {
    if list.name.is_empty() { &list.id } else { &list.name }
}

/// What a stranger chose, not longer than a line or two.
fn short(words: &str) -> String {
    match words.char_indices().nth(NAME) {
        Some((at, _)) => format!("{}…", words.get(..at).unwrap_or_default().trim_end()),
        None => words.to_owned(),
    }
}

fn line<'a>(sign: Icon, words: String, warns: bool) -> Element<'a, Message> {
    let (style, color): (Style, Style) =
        if warns { (surface::plain, surface::careful) } else { (surface::muted, surface::muted) };
    let words = text(words).size(font::SMALL).style(style).wrapping(Wrapping::WordOrGlyph);
    row![first(sign, color), container(words).width(Fill)]
        .spacing(space::S)
        .align_y(Alignment::Start)
        .into()
}

/// The question before a list is left: which way, and who will hear of it.
pub fn ask<'a>(list: &str, way: &Leave) -> Element<'a, app::Message> {
    let (more, yes) = match way {
        Leave::OneClick { host, .. } => {
            (fl!("ask-leave-click", host = host.as_str()), fl!("ask-leave-click-yes"))
        }
        Leave::Mail { to, .. } => {
            (fl!("ask-leave-mail", to = to.as_str()), fl!("ask-leave-mail-yes"))
        }
        Leave::Page { host, .. } => {
            (fl!("ask-leave-page", host = host.as_str()), fl!("ask-leave-page-yes"))
        }
    };
    let name = (!list.is_empty()).then(|| {
        let name = text(short(list)).size(font::BODY).font(font::STRONG);
        name.wrapping(Wrapping::WordOrGlyph)
    });
    let more = text(more).size(font::BODY).style(surface::muted);
    let confirmed = app::Message::Overlay(Over::Confirmed);
    column![
        heading(fl!("ask-leave")),
        name,
        more.wrapping(Wrapping::WordOrGlyph),
        answers(Some((yes, confirmed, false)))
    ]
    .spacing(space::L)
    .into()
}
