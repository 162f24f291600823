//! Removing an account: what it means is said before.

use iced::widget::{column, container, row, space as gap, text};
use iced::{Center, Fill};

use super::super::Element;
use super::{press, told, words_button};
use crate::app::accounts_page::{Leave, Message};
use crate::app::{self, Held, accounts, overlay};
use crate::fl;
use crate::model::link::Link;
use crate::model::mail::Waiting;
use crate::ui::theme::{font, space, surface};
use crate::ui::widget::button::Rank;
use crate::ui::widget::icon::{Icon, icon};

/// At the foot of the page.
pub fn offer(held: &Held) -> Element<'_> {
    let asked = app::Message::Accounts(accounts::Message::RemovalAsked(held.account.id));
    let note = text(fl!("accounts-remove-text")).size(font::SMALL).style(surface::muted);
    row![
        container(note).width(Fill),
        press(Rank::Plain, Icon::Trash, fl!("accounts-remove"), asked)
    ]
    .spacing(space::L)
    .align_y(Center)
    .into()
}

/// That it goes as soon as it can, with the ways to have it otherwise.
pub fn banner(held: &Held) -> Element<'_> {
    let id = held.account.id;
    let waiting = held.mail.waiting();
    let said = text(fl!("accounts-leaving", what = list(&waiting))).size(font::BODY);
    let answers = row![
        words_button(Rank::Plain, fl!("accounts-keep"), told(Message::Kept(id))),
        words_button(
            Rank::Danger,
            fl!("ask-remove-now"),
            told(Message::RemovalChosen(id, Leave::Now))
        ),
    ];
    let inner = column![said, answers.spacing(space::S)].spacing(space::M).width(Fill);
    let banner = row![icon(Icon::Clock), inner].spacing(space::M);
    container(banner).padding(space::L).width(Fill).style(surface::banner).into()
}

/// The question, with everything that it means.
pub fn ask(held: &Held) -> Element<'_> {
    let id = held.account.id;
    let waiting = held.mail.waiting();
    let title = text(fl!("ask-remove", address = held.account.title()))
        .size(font::HEADING)
        .font(font::STRONG)
        .wrapping(text::Wrapping::WordOrGlyph);
    let points = column![
        point(Icon::Server, fl!("ask-remove-stays")),
        point(Icon::Trash, fl!("ask-remove-copies")),
        (!held.demo).then(|| point(Icon::Key, secret(held))),
        (waiting.orders > 0).then(|| wait(held, &waiting)),
    ];
    let leave = held.leave();
    let confirmed = app::Message::Overlay(overlay::Message::Confirmed);
    let finish = (leave == Leave::WhenDone)
        .then(|| words_button(Rank::Primary, fl!("ask-remove-finish"), confirmed));
    let now = match leave {
        Leave::WhenDone => fl!("ask-remove-now"),
        Leave::Now => fl!("ask-remove-yes"),
    };
    let now = words_button(Rank::Danger, now, told(Message::RemovalChosen(id, Leave::Now)));
    let closed = app::Message::Overlay(overlay::Message::Closed);
    let answers =
        row![gap::horizontal(), words_button(Rank::Plain, fl!("cancel"), closed), now, finish];
    column![title, points.spacing(space::M), answers.spacing(space::S)].spacing(space::L).into()
}

fn point<'a>(sign: Icon, words: String) -> Element<'a> {
    let words = text(words).size(font::BODY).width(Fill);
    row![icon(sign).style(surface::muted), words].spacing(space::M).into()
}

/// What becomes of password or permission.
fn secret(held: &Held) -> String {
    match &held.account.oauth {
        Some(_) => fl!("ask-remove-permission"),
        None => fl!("ask-remove-password"),
    }
}

/// What has not reached the server yet.
fn wait<'a>(held: &Held, waiting: &Waiting) -> Element<'a> {
    let what = fl!("ask-remove-waiting", count = waiting.orders, what = list(waiting));
    let is_up = matches!(held.link, Link::Live | Link::Syncing);
    let then = match () {
        () if waiting.to_come() == 0 => fl!("ask-remove-doubtful"),
        () if is_up => fl!("ask-remove-soon"),
        () => fl!("ask-remove-offline"),
    };
    let words =
        column![text(what).size(font::BODY).font(font::STRONG), text(then).size(font::BODY)];
    row![icon(Icon::Warning).style(surface::careful), words.spacing(space::XS).width(Fill)]
        .spacing(space::M)
        .into()
}

/// Orders by their kinds, in messages.
fn list(waiting: &Waiting) -> String {
    let parts = [
        (waiting.moves > 0).then(|| fl!("order-move", count = waiting.moves)),
        (waiting.copies > 0).then(|| fl!("order-copy", count = waiting.copies)),
        (waiting.marks > 0).then(|| fl!("order-flag", count = waiting.marks)),
        (waiting.labels > 0).then(|| fl!("order-label", count = waiting.labels)),
        (waiting.deletions > 0).then(|| fl!("order-delete", count = waiting.deletions)),
        (waiting.mailboxes > 0).then(|| fl!("order-folders", count = waiting.mailboxes)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
