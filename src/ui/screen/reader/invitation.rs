//! An invitation above the text of the message that brought it: what, when, where, who. What it says
//! is the sender's; nothing is answered or kept from here.

use iced::widget::text::Wrapping;
use iced::widget::{Column, column, container, row, text};
use iced::{Alignment, Fill, Padding, Theme};
use url::Url;

use super::head::Room;
use crate::app::{self, reader};
use crate::fl;
use crate::i18n::meeting as words;
use crate::model::invitation::{Answer, Guest, Invitation, Meeting, Method};
use crate::render::xray::Link;
use crate::ui::shell::Message;
use crate::ui::theme::{font, space, surface};
use crate::ui::widget::Element;
use crate::ui::widget::button::link;
use crate::ui::widget::icon::{Icon, sized};

/// Guests that are named before "and more".
const NAMED: usize = 5;
/// Signs beside words stand lower than these begin, pixels.
const LOWER: f32 = 3.0;

/// The cards of all invitations.
pub fn cards<'a>(all: &'a [Invitation], room: Room) -> Option<Element<'a, Message>> {
    if all.is_empty() {
        return None;
    }
    let cards = all.iter().flat_map(|one| {
        let more = (one.more > 0).then(|| muted(fl!("meeting-more", count = one.more)).into());
        one.meetings.iter().map(move |meeting| card(one, meeting, room)).chain(more)
    });
    let padding = Padding::from([0.0, space::XL]).top(space::M).bottom(space::XS);
    Some(container(column(cards).spacing(space::S)).padding(padding).into())
}

fn card<'a>(of: &'a Invitation, meeting: &'a Meeting, room: Room) -> Element<'a, Message> {
    let is_off = meeting.is_cancelled || of.method == Method::Cancel;
    let style: fn(&Theme) -> text::Style = if is_off { surface::wrong } else { surface::accent };
    let heading = row![
        sized(Icon::Calendar, space::ICON_SMALL).style(style),
        text(words::heading(of, meeting)).size(font::SMALL).font(font::STRONG).style(style),
    ]
    .spacing(space::S)
    .align_y(Alignment::Center);
    let title = match meeting.title.as_str() {
        "" => fl!("meeting-untitled"),
        title => title.to_owned(),
    };
    let title = text(title).size(font::HEADING).font(font::STRONG);
    let lines = column![heading, title.wrapping(Wrapping::WordOrGlyph)]
        .extend(facts(meeting))
        .extend(people(of, meeting, room));
    container(lines.spacing(space::S))
        .padding([space::M, space::L])
        .width(Fill)
        .max_width(space::READING)
        .style(surface::card)
        .into()
}

/// When, how often, where.
fn facts<'a>(meeting: &'a Meeting) -> impl Iterator<Item = Element<'a, Message>> {
    let when = words::when(meeting).map(|(here, there)| {
        let there = there.map(muted);
        beside(Icon::Clock, column![plain(here), there].spacing(space::XS / 2.0).into())
    });
    let repeats = meeting
        .repeats
        .as_ref()
        .map(|repeats| beside(Icon::Refresh, plain(words::repeats(repeats)).into()));
    let place =
        (!meeting.place.is_empty()).then(|| beside(Icon::At, plain(meeting.place.clone()).into()));
    [when, repeats, place, call(&meeting.call)].into_iter().flatten()
}

/// Where it is met in a browser: opened as any link of the message is.
fn call<'a>(target: &str) -> Option<Element<'a, Message>> {
    let url = Url::parse(target).ok()?;
    let host = url.host_str()?.to_owned();
    let link_to = Link { text: host.clone(), target: target.to_owned() };
    let pressed = Message::App(app::Message::Reader(reader::Message::LinkClicked(link_to)));
    Some(beside(Icon::Link, link(fl!("meeting-call", host = host), pressed)))
}

fn people<'a>(of: &'a Invitation, meeting: &'a Meeting, room: Room) -> Vec<Element<'a, Message>> {
    let mut lines = Vec::new();
    if let Some(organizer) = meeting.organizer.as_ref().filter(|who| !who.short().is_empty()) {
        let who = fl!("meeting-organizer", who = organizer.to_string());
        lines.push(beside(Icon::User, plain(who).into()));
    }
    // The one guest of an answer is in the heading.
    let is_answer = matches!(of.method, Method::Reply | Method::Counter);
    let in_heading = usize::from(is_answer);
    if meeting.guests.len() > in_heading {
        lines.push(beside(Icon::Users, guests(meeting, room).into()));
    }
    if !meeting.comment.is_empty() {
        lines.push(beside(Icon::Reply, plain(format!("“{}”", meeting.comment)).into()));
    }
    lines
}

fn guests<'a>(meeting: &'a Meeting, room: Room) -> Column<'a, Message> {
    let all = meeting.guests.len() + meeting.more_guests as usize;
    let shown = if room.everyone { meeting.guests.len() } else { NAMED };
    let named = meeting.guests.iter().take(shown).map(|one| guest(one, room));
    let lines = column![plain(fl!("meeting-guests", count = all))].extend(named);
    let rest = meeting.guests.len().saturating_sub(shown);
    let more = || fl!("meeting-more-guests", count = rest + meeting.more_guests as usize);
    let lines = match (rest, meeting.more_guests) {
        (0, 0) => lines,
        (0, _) => lines.push(muted(more())),
        (_, _) => lines.push(link(more(), Message::EveryoneAsked(room.key))),
    };
    lines.spacing(space::XS)
}

fn guest<'a>(guest: &'a Guest, room: Room) -> Element<'a, Message> {
    let who = match room.is_narrow() {
        true => guest.who.short().to_owned(),
        false => guest.who.to_string(),
    };
    let who = text(who).size(font::SMALL).wrapping(Wrapping::WordOrGlyph);
    let sign = match guest.answer {
        Answer::None => Icon::Circle,
        Answer::Accepted => Icon::Check,
        Answer::Tentative => Icon::Help,
        Answer::Declined => Icon::Close,
        Answer::Delegated => Icon::Forward,
    };
    let answer = words::answer(guest.answer).map(muted);
    let words = row![who, answer].spacing(space::S).wrap().vertical_spacing(0.0);
    let sign = container(sized(sign, font::SMALL).style(surface::muted));
    row![sign.padding(Padding::default().top(LOWER - 1.0)), words].spacing(space::S).into()
}

fn plain<'a>(words: String) -> text::Text<'a> {
    text(words).size(font::BODY).wrapping(Wrapping::WordOrGlyph)
}

fn muted<'a>(words: String) -> text::Text<'a> {
    text(words).size(font::SMALL).style(surface::muted).wrapping(Wrapping::WordOrGlyph)
}

/// Something beside a quiet sign, which stands at its first line.
fn beside<'a>(sign: Icon, what: Element<'a, Message>) -> Element<'a, Message> {
    let sign = container(sized(sign, space::ICON_SMALL).style(surface::muted));
    row![sign.padding(Padding::default().top(LOWER)), container(what).width(Fill)]
        .spacing(space::S)
        .into()
}
