//! One account in full: what it is called, how it signs in, its server, how it goes.

use iced::widget::{button, checkbox, column, container, row, text};
use iced::{Center, Element as Plain, Fill, padding};

use super::super::Element;
use super::{press, removal, told, upkeep, words, words_button};
use crate::app::accounts_page::Message;
use crate::app::effect::FieldId;
use crate::app::{self, Held, State, accounts, doctor};
use crate::fl;
use crate::i18n;
use crate::model::account::{Account, Hue};
use crate::model::fault::{Fault, FaultKind};
use crate::model::link::Link;
use crate::ui::fields;
use crate::ui::theme::{self, font, space, surface};
use crate::ui::widget::button::{Rank, hint};
use crate::ui::widget::icon::{Icon, icon};
use crate::ui::widget::{Cut, Field, Reach, dot, small};

/// Width of the names of facts, pixels.
const NAMES: f32 = 152.0;

pub fn view<'a>(state: &'a State, held: &'a Held, now: i64) -> Element<'a> {
    let account = &held.account;
    let all = column![
        head(held),
        held.leaving.then(|| removal::banner(held)),
        trouble(held, now),
        section(fl!("accounts-called"), called(account)),
        section(fl!("accounts-signing-in"), signing_in(state, held, now)),
        section(fl!("accounts-mailboxes"), unsubscribed(account)),
        section(fl!("accounts-server"), server(held)),
        section(fl!("audit-title"), upkeep::audit(held, now)),
        section(fl!("traffic-title"), upkeep::traffic(held)),
        (!held.leaving).then(|| removal::offer(held)),
    ];
    let all = all.spacing(space::XL).padding(padding::right(space::L).bottom(space::XL));
    small::scrolling(all).width(Fill).height(Fill).into()
}

fn head(held: &Held) -> Element<'_> {
    let account = &held.account;
    let title = row![
        dot(account.shown_hue(), space::DOT_LARGE),
        Cut::new(account.title()).size(font::TITLE).font(font::STRONG),
    ];
    let link = match held.link {
        Link::Live => surface::well,
        Link::SignInNeeded(_) => surface::wrong,
        _ => surface::muted,
    };
    let below = match held.demo {
        true => fl!("accounts-demo"),
        false => words::link(&held.link),
    };
    let below = text(below).size(font::BODY).style(if held.demo { surface::muted } else { link });
    let address = (account.title() != account.address)
        .then(|| Cut::new(&account.address).size(font::BODY).style(surface::muted));
    column![title.spacing(space::M).align_y(Center), address, below].spacing(space::XS).into()
}

/// A group of things under a small heading.
fn section<'a>(title: String, content: Element<'a>) -> Element<'a> {
    let title = text(title).size(font::SMALL).font(font::STRONG).style(surface::muted);
    let card = container(content).padding(space::L).width(Fill).style(surface::card);
    column![title, card].spacing(space::S).into()
}

/// A name and what is known by it.
pub(super) fn fact<'a>(name: String, value: impl Into<Element<'a>>) -> Element<'a> {
    let name = text(name).size(font::BODY).style(surface::muted).width(NAMES);
    row![name, container(value).width(Fill)].spacing(space::M).into()
}

pub(super) fn said<'a>(words: impl text::IntoFragment<'a>) -> Element<'a> {
    text(words).size(font::BODY).wrapping(text::Wrapping::WordOrGlyph).into()
}

/// What stands in the way, with what can be done about it.
fn trouble(held: &Held, now: i64) -> Option<Element<'_>> {
    let id = held.account.id;
    let find_out = press(
        Rank::Plain,
        Icon::Search,
        fl!("find-out"),
        app::Message::Doctor(doctor::Message::AccountAsked(id)),
    );
    let (sign, said, fault, first) = match &held.link {
        Link::SignInNeeded(fault) => {
            let again = app::Message::Accounts(accounts::Message::SignInAsked(id));
            let again = press(Rank::Primary, Icon::Key, fl!("strip-sign-in"), again);
            (Icon::Key, i18n::fault(fault), fault, Some(again))
        }
        Link::Offline { since, fault, .. } => {
            let since = fl!("accounts-offline", since = i18n::when(*since, now));
            (Icon::Offline, format!("{since} {}", i18n::fault(fault)), fault, None)
        }
        Link::Connecting | Link::Syncing | Link::Live => return None,
    };
    let what = column![self::said(said), detail(fault)].spacing(space::XS);
    let offers = row![first, find_out].spacing(space::S);
    let inner = column![what, offers].spacing(space::M).width(Fill);
    let alarm = row![icon(sign).style(surface::wrong), inner].spacing(space::M);
    Some(container(alarm).padding(space::L).width(Fill).style(surface::alarm).into())
}

fn detail<'a>(fault: &Fault) -> Option<Element<'a>> {
    (!fault.detail.is_empty()).then(|| {
        text(fault.detail.clone())
            .size(font::SMALL)
            .style(surface::muted)
            .wrapping(text::Wrapping::WordOrGlyph)
            .into()
    })
}

fn called(account: &Account) -> Element<'_> {
    let label = Field::new(fl!("accounts-label"), &account.label)
        .placeholder(&account.address)
        .id(fields::id(FieldId::AccountLabel))
        .on_input(|typed| told(Message::LabelEdited(typed)));
    let name = Field::new(fl!("signin-name"), &account.name)
        .id(fields::id(FieldId::AccountName))
        .on_input(|typed| told(Message::NameEdited(typed)));
    let names =
        row![container(Plain::from(label)).width(Fill), container(Plain::from(name)).width(Fill)];
    let colours = Hue::ALL.map(|hue| swatch(hue, account.shown_hue() == hue));
    let colour =
        text(fl!("accounts-colour")).size(font::SMALL).font(font::STRONG).style(surface::muted);
    let note = text(fl!("accounts-called-text")).size(font::SMALL).style(surface::muted);
    column![
        names.spacing(space::M),
        note,
        column![colour, row(colours).spacing(space::XS)].spacing(space::XS),
    ]
    .spacing(space::M)
    .into()
}

fn swatch<'a>(hue: Hue, chosen: bool) -> Element<'a> {
    let message = told(Message::HueChosen(hue));
    let dot = container(dot(hue, space::ICON)).center(space::ICON_BUTTON);
    let pressed =
        button(dot).padding(0).style(theme::button::swatch(chosen)).on_press(message.clone());
    let named = hint(container(pressed).id(words::swatch(hue)), words::hue(hue));
    Reach::new(named, message).into()
}

fn signing_in<'a>(state: &'a State, held: &'a Held, now: i64) -> Element<'a> {
    let account = &held.account;
    let proof = state.page.proofs.get(&account.id);
    let permission = account.oauth.as_ref().map(|_| {
        let words = match (&held.link, proof) {
            // The server's word is newer than what the keyring has.
            (Link::SignInNeeded(Fault { kind: FaultKind::Grant(_), .. }), _) => {
                fl!("accounts-over")
            }
            (_, Some(proof)) => words::permission(proof, now),
            (_, None) => fl!("accounts-looking"),
        };
        fact(fl!("accounts-permission"), said(words))
    });
    let facts = column![
        fact(fl!("accounts-how"), said(words::how(account, proof))),
        fact(fl!("accounts-kept"), said(words::kept(account))),
        permission,
    ];
    let again = app::Message::Accounts(accounts::Message::SignInAsked(account.id));
    let test = app::Message::Doctor(doctor::Message::AccountAsked(account.id));
    let orders = row![
        hint(press(Rank::Plain, Icon::Key, fl!("signin-again-title"), again), "S"),
        hint(press(Rank::Plain, Icon::ShieldCheck, fl!("accounts-test"), test), "T"),
    ];
    column![facts.spacing(space::S), orders.spacing(space::S)].spacing(space::L).into()
}

/// Whether mailboxes that the account is not subscribed to have a line in the sidebar.
fn unsubscribed(account: &Account) -> Element<'_> {
    let shown = !account.hide_unsubscribed;
    let message = told(Message::UnsubscribedShown(!shown));
    let tick = checkbox(shown)
        .label(fl!("accounts-unsubscribed"))
        .text_size(font::BODY)
        .spacing(space::S)
        .style(theme::field::tick)
        .on_toggle(|shown| told(Message::UnsubscribedShown(shown)));
    let note = text(fl!("accounts-unsubscribed-text")).size(font::SMALL).style(surface::muted);
    let tick = Reach::new(hint(tick, "U"), message);
    column![Plain::from(tick), note].spacing(space::XS).into()
}

fn server(held: &Held) -> Element<'_> {
    let account = &held.account;
    let server = &account.imap;
    let pinned = server.trust.pinned.map(|print| {
        let print = text(print.in_two_lines()).size(font::SMALL).font(font::MONO);
        let trusted = column![said(fl!("accounts-pinned")), print].spacing(space::XS);
        fact(fl!("accounts-certificate"), trusted)
    });
    let owner = account.oauth.as_ref().and_then(|oauth| oauth.owner.as_deref());
    let facts = column![
        fact(fl!("signin-host"), said(server.host.as_str())),
        fact(fl!("signin-port"), said(server.port.to_string())),
        fact(fl!("signin-protection"), said(words::protection(server.tls))),
        fact(fl!("signin-user"), said(account.user.as_str())),
        owner.map(|owner| fact(fl!("accounts-owner"), said(owner))),
        pinned,
    ];
    let edit = app::Message::Accounts(accounts::Message::EditAsked(account.id));
    // The demo's server is wherever it was started.
    let edit =
        (!held.demo).then(|| hint(words_button(Rank::Plain, fl!("accounts-edit"), edit), "E"));
    column![facts.spacing(space::S), edit].spacing(space::L).into()
}
