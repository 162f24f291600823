//! The head of a message: subject, people, date; in short, or unfolded with every address.

use iced::widget::text::Wrapping;
use iced::widget::{button, column, container, row, text};
use iced::{Alignment, Fill};

use crate::app::{self, reader};
use crate::fl;
use crate::i18n;
use crate::model::address::Address;
use crate::model::envelope::Envelope;
use crate::model::ids::MessageKey;
use crate::model::mail::Line;
use crate::model::regard::Regard;
use crate::ui::screen::labels::chips;
use crate::ui::shell::Message;
use crate::ui::theme::{self, font, space, surface};
use crate::ui::widget::button::{hint, link};
use crate::ui::widget::icon::{Icon, sized};
use crate::ui::widget::person::avatar;
use crate::ui::widget::{Cut, Element};

/// People of a To or Cc line that are named before "and more", in short and unfolded; all others
/// come in one piece when they are asked for.
const NAMED: usize = 12;
const LISTED: usize = 100;
/// In a pane narrower than this, address and date have less room than they would like.
const NARROW: f32 = 480.0;
/// Width of the labels before unfolded addresses.
const LABEL: f32 = 72.0;

static NOBODY: Address = Address { name: String::new(), email: String::new() };

/// The pane that a head is drawn in.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    pub key: MessageKey,
    pub width: f32,
    /// Seconds since 1970 UTC.
    pub now: i64,
    pub unfolded: bool,
    /// However many people there are.
    pub everyone: bool,
}

impl Room {
    /// Things stand below each other.
    pub fn is_narrow(self) -> bool {
        self.width < NARROW
    }
}

/// What stands beside and below the subject.
pub struct Company<'a> {
    pub labels: Vec<String>,
    /// The messages of the conversation that are above.
    pub kin: Option<Element<'a, Message>>,
}

/// The head of an open message.
pub fn view<'a>(
    (envelope, regard): (&'a Envelope, Option<&'a Regard>),
    received: i64,
    company: Company<'a>,
    room: Room,
) -> Element<'a, Message> {
    let from = envelope.from.first().unwrap_or(&NOBODY);
    let date = envelope.date.unwrap_or(received);
    let to = longer(&envelope.to, regard.map(|regard| &regard.to));
    let cc = longer(&envelope.cc, regard.map(|regard| &regard.cc));
    let people =
        if room.unfolded { unfolded(envelope, [to, cc], date, room) } else { folded(to, cc) };
    let sign = if room.unfolded { Icon::ChevronUp } else { Icon::ChevronDown };
    let label = if room.unfolded { fl!("reader-fold") } else { fl!("reader-unfold") };
    let toggle = button(container(sized(sign, space::ICON_SMALL)).center(space::XL))
        .padding(0)
        .style(theme::button::quiet)
        .on_press(Message::PeopleToggled(room.key));
    let when = (!room.unfolded).then(|| when(date, room));
    let side = row![when, hint(toggle, label)].spacing(space::XS).align_y(Alignment::Center);
    let words = (envelope.subject.as_str(), company);
    frame(words, from, people, side.into(), Some(room))
}

/// The date, as short as the pane is narrow.
fn when<'a>(date: i64, room: Room) -> Element<'a, Message> {
    let words =
        if room.width >= NARROW { i18n::short_date(date) } else { i18n::when(date, room.now) };
    text(words).size(font::SMALL).style(surface::muted).wrapping(Wrapping::None).into()
}

/// What the list knows of a message that is still on its way.
pub fn coming<'a>(line: &Line<'a>, company: Company<'a>, room: Room) -> Element<'a, Message> {
    let wait = text(fl!("reader-loading")).size(font::SMALL).style(surface::muted);
    frame((line.subject, company), line.from, wait.into(), when(line.received, room), None)
}

/// The parts in their places. A message that is on its way has no `room`, and no address to copy.
fn frame<'a>(
    (subject, company): (&'a str, Company<'a>),
    from: &'a Address,
    people: Element<'a, Message>,
    side: Element<'a, Message>,
    room: Option<Room>,
) -> Element<'a, Message> {
    let subject = if subject.is_empty() { fl!("list-no-subject") } else { subject.to_owned() };
    let name = match from.short() {
        "" => fl!("list-no-sender"),
        name => name.to_owned(),
    };
    let circle = avatar(&name, space::AVATAR);
    let email = (!from.name.is_empty() && !from.email.is_empty()).then_some(&from.email);
    let (beside, below) = match room {
        Some(room) if room.width >= NARROW => (email.map(|email| address(email, email)), None),
        Some(_) => (None, email.map(|email| short_address(email))),
        None => (None, None),
    };
    let name: Element<'a, Message> = match beside {
        Some(_) => {
            text(name).size(font::BODY).font(font::STRONG).wrapping(Wrapping::WordOrGlyph).into()
        }
        None => Cut::new(name).size(font::BODY).font(font::STRONG).into(),
    };
    let who: Element<'a, Message> = match beside {
        Some(email) => row![name, email].spacing(space::S).align_y(Alignment::Center).wrap().into(),
        None => name,
    };
    let who = row![container(who).width(Fill), side].spacing(space::S);
    let words =
        column![who.align_y(Alignment::Center), below, people].spacing(space::XS).width(Fill);
    let subject = text(subject).size(font::TITLE).font(font::STRONG);
    let Company { labels, kin } = company;
    let title = column![subject.wrapping(Wrapping::WordOrGlyph), chips(labels)].spacing(space::S);
    let title = title.max_width(space::READING);
    let who = column![row![circle, words].spacing(space::M)].max_width(space::READING);
    let around = iced::Padding::from([space::L, space::XL]);
    let (under, over) = if kin.is_some() { (space::S, space::L) } else { (space::L, 0.0) };
    column![
        container(title).padding(around.bottom(under)),
        kin,
        container(who).padding(around.top(over))
    ]
    .into()
}

/// All of the receivers, once they are known: with its row only so many of a message are kept.
fn longer<'a>(kept: &'a [Address], all: Option<&'a Vec<Address>>) -> &'a [Address] {
    all.map(Vec::as_slice).filter(|all| all.len() > kept.len()).unwrap_or(kept)
}

/// To and Cc on a line, cut where there is no more room.
fn folded<'a>(to: &[Address], cc: &[Address]) -> Element<'a, Message> {
    let mut lines = Vec::new();
    if !to.is_empty() {
        lines.push(fl!("reader-to", people = names(to)));
    }
    if !cc.is_empty() {
        lines.push(fl!("reader-cc", people = names(cc)));
    }
    Cut::new(lines.join(" · ")).size(font::SMALL).style(surface::muted).into()
}

fn names(people: &[Address]) -> String {
    let named: Vec<&str> = people.iter().take(NAMED).map(Address::short).collect();
    let named = named.join(", ");
    match people.len().saturating_sub(NAMED) {
        0 => named,
        more => fl!("reader-and-more", people = named, count = more),
    }
}

/// Every address, each to be copied by a click, and the whole date.
fn unfolded<'a>(
    envelope: &'a Envelope,
    [to, cc]: [&'a [Address]; 2],
    date: i64,
    room: Room,
) -> Element<'a, Message> {
    let mut lines = column![].spacing(space::XS);
    let replies = if envelope.reply_to == envelope.from { &[][..] } else { &envelope.reply_to };
    let more = envelope.from.get(1..).unwrap_or_default();
    let sender = if envelope.sender == envelope.from { &[][..] } else { &envelope.sender };
    for (label, people) in [
        (fl!("reader-label-from"), more),
        (fl!("reader-label-sender"), sender),
        (fl!("reader-label-to"), to),
        (fl!("reader-label-cc"), cc),
        (fl!("reader-label-reply"), replies),
    ] {
        if !people.is_empty() {
            lines = lines.push(labelled(label, addresses(people, room), room));
        }
    }
    let date = text(i18n::full_date(date)).size(font::SMALL);
    lines.push(labelled(fl!("reader-label-date"), date.into(), room)).into()
}

fn labelled<'a>(label: String, what: Element<'a, Message>, room: Room) -> Element<'a, Message> {
    let label = text(label).size(font::SMALL).style(surface::muted);
    if room.width < NARROW {
        return column![label.font(font::STRONG), what].into();
    }
    row![label.width(LABEL), container(what).width(Fill)].spacing(space::S).into()
}

fn addresses(people: &[Address], room: Room) -> Element<'_, Message> {
    let mut lines: Vec<Element<'_, Message>> =
        people.iter().take(LISTED).map(|person| address(&whole(person), &person.email)).collect();
    let rest = people.get(LISTED..).unwrap_or_default();
    if !rest.is_empty() && room.everyone {
        let rest: Vec<String> = rest.iter().map(whole).collect();
        let rest = text(rest.join(", ")).size(font::SMALL).wrapping(Wrapping::WordOrGlyph);
        lines.push(rest.into());
    } else if !rest.is_empty() {
        let more = fl!("reader-more", count = rest.len());
        lines.push(link(more, Message::EveryoneAsked(room.key)));
    }
    column(lines).spacing(space::XS / 2.0).into()
}

/// A person with name and address.
fn whole(person: &Address) -> String {
    match person.name.as_str() {
        "" => person.email.clone(),
        name => format!("{name} <{}>", person.email),
    }
}

/// An address that is copied by a click.
fn address<'a>(shown: &str, email: &str) -> Element<'a, Message> {
    let words = text(shown.to_owned()).size(font::SMALL).wrapping(Wrapping::WordOrGlyph);
    let copied = app::Message::Reader(reader::Message::TextCopied(email.to_owned()));
    let pressed =
        button(words).padding(0).style(theme::button::bare).on_press(Message::App(copied));
    hint(pressed, fl!("reader-copy-address"))
}

/// The same on one line of its own, cut where there is no more room.
fn short_address<'a>(email: &str) -> Element<'a, Message> {
    let copied = app::Message::Reader(reader::Message::TextCopied(email.to_owned()));
    let pressed = button(Cut::new(email).size(font::SMALL))
        .padding(0)
        .style(theme::button::bare)
        .on_press(Message::App(copied));
    hint(pressed, fl!("reader-copy-address"))
}
