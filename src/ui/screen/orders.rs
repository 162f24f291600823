//! What was ordered and the server has not confirmed: a line each, how it stands, and what can be
//! done about it.

use iced::padding::right;
use iced::widget::{column, container, row, space as gap, text};
use iced::{Center, Fill, Size};

use super::overlay::{answers, heading};
use super::{Element, mailboxes, sidebar};
use crate::app::attention::{self, Message, Remedy};
use crate::app::mailboxes::Tending;
use crate::app::{self, Place, State};
use crate::fl;
use crate::i18n;
use crate::model::action::Action;
use crate::model::flags::Flags;
use crate::model::ids::MailboxId;
use crate::model::journal::{Entry, State as Stand};
use crate::ui::theme::{font, space, surface};
use crate::ui::widget::button::{self, Rank};
use crate::ui::widget::icon::{Icon, icon};
use crate::ui::widget::{Cut, Reach, TabOrder, small};

/// What the dialog takes besides its list, and the least that this gets, pixels.
const REST: f32 = 280.0;
const LEAST: f32 = 120.0;
/// More lines than these are only counted.
const LINES: usize = 200;

pub fn view(state: &State, window: Size) -> Element<'_> {
    let orders = state.orders();
    let more = orders.len().saturating_sub(LINES);
    let about = text(fl!("orders-text")).size(font::BODY).style(surface::muted);
    let head = column![heading(fl!("orders-title")), about].spacing(space::XS);
    if orders.is_empty() {
        let words = text(fl!("orders-none")).size(font::BODY);
        let none = row![icon(Icon::Done).style(surface::well), words].spacing(space::M);
        let all = column![head, none.align_y(Center), answers(None)].spacing(space::L);
        return TabOrder::new(all).into();
    }
    let lines = orders.into_iter().take(LINES).map(|entry| line(state, entry));
    let more = (more > 0)
        .then(|| text(fl!("orders-more", count = more)).size(font::SMALL).style(surface::muted));
    let lines = column(lines).push(more).spacing(space::M).padding(right(space::L));
    let list = container(small::scrolling(lines)).max_height((window.height - REST).max(LEAST));
    TabOrder::new(column![head, list, foot(state)].spacing(space::L)).into()
}

fn line<'a>(state: &'a State, entry: &'a Entry) -> Element<'a> {
    let held = state.held(entry.account);
    let away = held.is_some_and(app::Held::is_away);
    let (sign, style): (Icon, fn(&_) -> _) = match &entry.state {
        Stand::Refused(_) => (Icon::Alert, surface::wrong),
        Stand::Doubtful(_) => (Icon::Warning, surface::careful),
        Stand::InFlight(_) if !away => (Icon::Busy, surface::accent),
        _ => (Icon::Clock, surface::muted),
    };
    let title = Cut::new(title(state, entry)).size(font::BODY).font(font::STRONG);
    let stand = text(stand(&entry.state, away)).size(font::SMALL).style(surface::muted);
    let account = held.filter(|_| state.accounts.len() > 1).map(|held| held.account.title());
    let about: Vec<String> =
        [subject(state, entry), account.map(str::to_owned)].into_iter().flatten().collect();
    let about = (!about.is_empty())
        .then(|| Cut::new(about.join(" · ")).size(font::SMALL).style(surface::muted));
    let said = column![title, about, stand].spacing(space::XS).width(Fill);
    row![icon(sign).style(style), said, remedies(entry)].spacing(space::M).into()
}

fn remedies<'a>(entry: &Entry) -> Element<'a> {
    let (account, id) = (entry.account, entry.id);
    let retry = || press(Rank::Plain, fl!("orders-retry"), Message::RetryAsked(account, id));
    let give_up = |rank, label: String| press(rank, label, Message::GivenUp(account, id));
    match attention::remedy(&entry.state) {
        Remedy::None => row![].into(),
        Remedy::TakeBack => give_up(Rank::Plain, fl!("orders-take-back")),
        Remedy::Decide => {
            row![give_up(Rank::Quiet, fl!("orders-give-up")), retry()].spacing(space::S).into()
        }
    }
}

fn press<'a>(rank: Rank, label: String, message: Message) -> Element<'a> {
    let message = app::Message::Attention(message);
    Reach::new(button::words(rank, label, Some(message.clone())), message).into()
}

/// What was ordered.
fn title(state: &State, entry: &Entry) -> String {
    let count = entry.action.count();
    let name = |mailbox: MailboxId| {
        let place = Place { account: entry.account, mailbox };
        state.mailbox(place).map_or_else(
            || fl!("orders-somewhere"),
            |mailbox| sidebar::name_of(mailbox.role, mailbox.name()),
        )
    };
    match &entry.action {
        Action::Move { to, .. } => fl!("orders-move", count = count, to = name(*to)),
        Action::Copy { to, .. } => fl!("orders-copy", count = count, to = name(*to)),
        Action::Across { account, to, keep, .. } => {
            let to = elsewhere(state, Place { account: *account, mailbox: *to });
            if *keep {
                fl!("orders-copy", count = count, to = to)
            } else {
                fl!("orders-move", count = count, to = to)
            }
        }
        Action::Retract { back: Some((account, mailbox)), .. } => {
            let to = elsewhere(state, Place { account: *account, mailbox: *mailbox });
            fl!("orders-move", count = count, to = to)
        }
        Action::Retract { from, .. } => fl!("orders-retract", count = count, from = name(*from)),
        Action::Delete { from, .. } => fl!("orders-delete", count = count, from = name(*from)),
        Action::PutBack { to, .. } => fl!("orders-put-back", to = name(*to)),
        Action::Mailbox(order) => {
            let name = state.name_in(entry.account, order);
            capital(&mailboxes::attempt(Tending::of(order), &name))
        }
        Action::Label { add, remove, .. } => {
            let names = |ids: &[MailboxId]| {
                ids.iter().map(|id| name(*id)).collect::<Vec<String>>().join(", ")
            };
            match (add.as_slice(), remove.as_slice()) {
                (add, []) => fl!("orders-label", count = count, labels = names(add)),
                ([], remove) => fl!("orders-unlabel", count = count, labels = names(remove)),
                (add, remove) => {
                    let (added, removed) = (names(add), names(remove));
                    fl!("orders-relabel", count = count, added = added, removed = removed)
                }
            }
        }
        Action::Flag { add, remove, .. } => {
            let is = |flags: Flags, flag| flags.has(flag);
            match (*add, *remove) {
                (add, _) if is(add, Flags::SEEN) => fl!("orders-read", count = count),
                (_, remove) if is(remove, Flags::SEEN) => fl!("orders-unread", count = count),
                (add, _) if is(add, Flags::FLAGGED) => fl!("orders-star", count = count),
                (_, remove) if is(remove, Flags::FLAGGED) => fl!("orders-unstar", count = count),
                _ => fl!("orders-mark", count = count),
            }
        }
    }
}

/// A mailbox of another account.
fn elsewhere(state: &State, place: Place) -> String {
    let name = state.mailbox(place).map_or_else(
        || fl!("orders-somewhere"),
        |mailbox| sidebar::name_of(mailbox.role, mailbox.name()),
    );
    match state.held(place.account) {
        Some(held) => format!("{name} ({})", held.account.title()),
        None => name,
    }
}

/// Words of the middle of a sentence as they begin one.
fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The subject, where it is about one message.
fn subject(state: &State, entry: &Entry) -> Option<String> {
    let [key] = entry.action.keys() else { return None };
    let subject = state.line(*key)?.subject;
    (!subject.trim().is_empty()).then(|| subject.to_owned())
}

/// How it stands.
fn stand(state: &Stand, away: bool) -> String {
    match state {
        Stand::Refused(fault) => fl!("orders-refused", why = i18n::fault(fault)),
        Stand::Doubtful(fault) => fl!("orders-doubtful", why = i18n::fault(fault)),
        Stand::InFlight(_) if away => fl!("orders-broken-off"),
        Stand::InFlight(_) => fl!("orders-being-done"),
        Stand::Held { .. } => fl!("orders-held"),
        _ if away => fl!("orders-offline"),
        _ => fl!("orders-queued"),
    }
}

fn foot(state: &State) -> Element<'_> {
    if state.needs_attention() < 2 {
        return answers(None);
    }
    let closed = app::Message::Overlay(app::overlay::Message::Closed);
    row![
        press(Rank::Plain, fl!("orders-all-retry"), Message::AllRetried),
        press(Rank::Quiet, fl!("orders-all-give-up"), Message::AllGivenUp),
        gap::horizontal(),
        Reach::new(button::words(Rank::Plain, fl!("close"), Some(closed.clone())), closed),
    ]
    .spacing(space::S)
    .align_y(Center)
    .into()
}
