//! A server that is known: whose it is, how well the way to it is protected, how to sign in.

use iced::Length;
use iced::widget::{column, row, text};

use super::super::Element;
use super::{
    Entry, busy, by_hand, choice, foot, framed, head, inset, link, note, outcome, place, sign,
};
use crate::app::accounts::{Card, Field, Message, SignIn, Trial};
use crate::fl;
use crate::model::account::{Server, TlsMode};
use crate::model::setup::{Candidate, Origin, Way};
use crate::ui::theme::{font, space, surface};
use crate::ui::widget::button::Rank;
use crate::ui::widget::icon::{Icon, icon};

pub fn view<'a>(sign_in: &'a SignIn, card: &'a Card) -> Element<'a> {
    let candidate = &card.candidate;
    let title = match (&candidate.provider, &sign_in.again) {
        (_, Some(_)) => fl!("signin-again-title"),
        _ if card.asks_consent() => fl!("consent-title"),
        (Some(provider), None) => provider.clone(),
        (None, None) => fl!("card-found"),
    };
    let content = column![
        head(Icon::Mail, title, sign_in.trimmed().to_owned()),
        server(card, sign_in.again.is_none()),
        outcome(&card.trial),
    ];
    let content = match &card.way {
        _ if matches!(card.trial, Trial::Certificate { .. }) => content,
        _ if card.asks_consent() => content.push(consent(candidate)),
        Way::Browser(oauth) if !oauth.has_client() => content.push(no_client(card)),
        Way::Browser(_) => content.push(browser(card)),
        Way::Password => content.push(password(card, None)),
        Way::AppPassword(page) => content.push(password(card, Some(page.as_deref()))),
    };
    let content = content.push(more(card)).push(end(sign_in, card));
    framed(space::DIALOG, content.spacing(space::L))
}

/// The foot: the way on is the one that is on screen.
fn end<'a>(sign_in: &SignIn, card: &Card) -> Element<'a> {
    let back = match &sign_in.again {
        Some(_) => fl!("cancel"),
        None => fl!("signin-back"),
    };
    let on = match (&card.trial, &card.way) {
        (Trial::Trying, _) => return foot(Some(busy(fl!("signin-trying"))), fl!("cancel"), None),
        (Trial::Certificate { .. }, _) => None,
        _ if card.asks_consent() => Some(fl!("consent-yes")),
        (_, Way::Browser(oauth)) if !oauth.has_client() => None,
        (_, Way::Browser(_)) => Some(fl!("card-browser")),
        (_, Way::Password | Way::AppPassword(_)) => Some(fl!("signin-go")),
    };
    let on = on.map(|label| (Rank::Primary, label, Message::Submitted));
    foot(Some(by_hand()), back, on)
}

/// The server, its protection, and who named it.
fn server(card: &Card, is_new: bool) -> Element<'_> {
    let candidate = &card.candidate;
    let (lock, protection) = protected(&candidate.imap);
    let host = text(&candidate.imap.host)
        .size(font::BODY)
        .font(font::STRONG)
        .wrapping(text::Wrapping::WordOrGlyph);
    let said =
        is_new.then(|| text(place(candidate.origin)).size(font::SMALL).style(surface::muted));
    let protection = text(protection).size(font::SMALL).style(surface::muted);
    let words = column![host, protection, said].spacing(space::XS).width(Length::Fill);
    let sign = match lock {
        Icon::Lock => icon(lock).style(surface::well),
        _ => icon(lock).style(surface::wrong),
    };
    inset(row![sign, words].spacing(space::M))
}

/// A lock and what it means.
fn protected(server: &Server) -> (Icon, String) {
    match server.tls {
        TlsMode::Implicit => (Icon::Lock, fl!("card-tls", port = server.port.to_string())),
        TlsMode::StartTls => (Icon::Lock, fl!("card-starttls", port = server.port.to_string())),
        TlsMode::None => (Icon::LockOpen, fl!("card-plain", port = server.port.to_string())),
    }
}

/// A server that nobody vouches for: is it theirs?
fn consent(candidate: &Candidate) -> Element<'_> {
    let host = candidate.imap.host.as_str();
    let domain = candidate.user.rsplit_once('@').map_or("", |(_, domain)| domain);
    let why = match candidate.origin {
        Origin::Srv => fl!("consent-srv", host = host, domain = domain),
        _ => fl!("consent-guess", host = host),
    };
    column![
        text(why).size(font::BODY).wrapping(text::Wrapping::WordOrGlyph),
        note(fl!("consent-ask")),
    ]
    .spacing(space::S)
    .into()
}

/// The browser signs in; for a shared mailbox, as its owner.
fn browser(card: &Card) -> Element<'_> {
    let owner = card.owner.as_ref().filter(|_| card.may_be_shared()).map(|owner| {
        let field = Entry::new(Field::Owner, fl!("card-owner"), owner)
            .hint(fl!("signin-address-hint"))
            .problem(card.problem.map(|(_, problem)| problem));
        column![field.view(), note(fl!("card-owner-text"))].spacing(space::XS)
    });
    column![note(fl!("card-browser-text")), owner].spacing(space::M).into()
}

/// Nobody told who Pombo is to the provider: what can be done all the same.
fn no_client(card: &Card) -> Element<'_> {
    let candidate = &card.candidate;
    let who = candidate.provider.as_deref().unwrap_or(&candidate.imap.host);
    let by_password = card.other_ways.iter().enumerate().find_map(|(at, way)| match way {
        Way::AppPassword(_) => Some((at, fl!("card-use-app-password"))),
        Way::Password => Some((at, fl!("card-use-password"))),
        Way::Browser(_) => None,
    });
    let by_password = by_password.map(|(at, label)| {
        choice(Icon::Key, label, fl!("card-password-choice"), Message::WayChosen(at))
    });
    let own =
        choice(Icon::User, fl!("card-own-client"), fl!("card-own-text"), Message::ClientAsked);
    column![
        row![
            icon(Icon::Info).style(surface::accent),
            text(fl!("card-no-client", provider = who)).size(font::BODY)
        ]
        .spacing(space::M),
        by_password,
        own
    ]
    .spacing(space::M)
    .into()
}

/// A password signs in; where it is one for programs, `page` is where it is made.
fn password<'a>(card: &'a Card, page: Option<Option<&'a str>>) -> Element<'a> {
    let candidate = &card.candidate;
    let who = candidate.provider.as_deref().unwrap_or(&candidate.imap.host);
    let label = match page {
        None => fl!("signin-password"),
        Some(_) => fl!("card-app-password"),
    };
    let explained = page.map(|page| {
        let open = page.map(|page| {
            sign(
                Rank::Plain,
                Icon::ExternalLink,
                fl!("card-make-password"),
                Message::PageAsked(page.to_owned()),
            )
        });
        column![note(fl!("card-app-password-text", provider = who)), open].spacing(space::S)
    });
    let field = Entry::new(Field::Password, label, card.password.expose())
        .problem(card.problem.map(|(_, problem)| problem))
        .rests(card.trial == Trial::Trying);
    column![explained, field.view()].spacing(space::M).into()
}

/// Other ways, other servers.
fn more(card: &Card) -> Option<Element<'_>> {
    if matches!(card.trial, Trial::Trying | Trial::Certificate { .. }) {
        return None;
    }
    let mut all: Vec<Element<'_>> = match card.oauth() {
        _ if card.asks_consent() => Vec::new(),
        // The box about the client id offers them.
        Some(oauth) if !oauth.has_client() => Vec::new(),
        _ => ways(card),
    };
    match (card.others.len(), card.unfolded) {
        (0, _) => {}
        (_, true) => {
            all.extend(card.others.iter().enumerate().map(|(at, other)| another(at, other)));
        }
        (count, false) => {
            all.push(link(fl!("card-others", count = count), Message::OthersToggled));
        }
    }
    (!all.is_empty()).then(|| column(all).spacing(space::S).into())
}

/// Other ways to sign in to the same server.
fn ways(card: &Card) -> Vec<Element<'_>> {
    let shared = card.may_be_shared().then(|| match &card.owner {
        None => link(fl!("card-shared"), Message::OwnerToggled),
        Some(_) => link(fl!("card-not-shared"), Message::OwnerToggled),
    });
    let has_codes = card.oauth().is_some_and(|oauth| oauth.device.is_some());
    let device = has_codes.then(|| link(fl!("card-device"), Message::DeviceChosen));
    let others = card.other_ways.iter().enumerate().map(|(at, way)| {
        let label = match way {
            Way::Browser(_) => fl!("card-use-browser"),
            Way::Password => fl!("card-use-password"),
            Way::AppPassword(_) => fl!("card-use-app-password"),
        };
        link(label, Message::WayChosen(at))
    });
    shared.into_iter().chain(device).chain(others).collect()
}

/// Another server that answered.
fn another(at: usize, other: &Candidate) -> Element<'_> {
    let sentence = format!("{} · {}", protected(&other.imap).1, place(other.origin));
    choice(Icon::Server, other.imap.host.clone(), sentence, Message::CandidateChosen(at))
}
