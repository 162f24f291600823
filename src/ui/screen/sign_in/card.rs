//! A server that is known: whose it is, how well the way to it is protected, how to sign in.

use iced::widget::{column, container, row, text};
use iced::{Alignment, Length};

use super::super::Element;
use super::{
    Entry, busy, by_hand, choice, foot, framed, head, inset, link, note, outcome, place, press,
    sign,
};
use crate::app::accounts::{Card, Field, Message, SignIn, Trial};
use crate::fl;
use crate::model::account::{Server, TlsMode};
use crate::model::setup::{Candidate, Way};
use crate::ui::theme::{font, space, surface};
use crate::ui::widget::button::Rank;
use crate::ui::widget::icon::{Icon, icon};

pub fn view<'a>(sign_in: &'a SignIn, card: &'a Card) -> Element<'a> {
    let candidate = &card.candidate;
    let title = match (&candidate.provider, &sign_in.again) {
        (_, Some(_)) => fl!("signin-again-title"),
        (Some(provider), None) => provider.clone(),
        (None, None) => candidate.imap.host.clone(),
    };
    let mut content = column![head(Icon::Mail, title, sign_in.trimmed().to_owned())];
    content = content.push(server(card, sign_in.again.is_none()));
    let certificate = matches!(card.trial, Trial::Certificate { .. });
    content = content.push(outcome(&card.trial));
    if certificate {
        return framed(space::DIALOG, content.push(leave(sign_in)).spacing(space::L));
    }
    let content = match &card.way {
        _ if card.asks_consent() => content.push(consent(candidate)),
        Way::Browser(oauth) if !oauth.has_client() => content.push(no_client(card)),
        Way::Browser(oauth) => content.push(browser(card, oauth.device.is_some())),
        Way::Password => content.push(password(card, None)),
        Way::AppPassword(page) => content.push(password(card, Some(page.as_deref()))),
    };
    let content = content.push(more(card)).push(leave(sign_in));
    framed(space::DIALOG, content.spacing(space::L))
}

fn leave(sign_in: &SignIn) -> Element<'_> {
    let back = match &sign_in.again {
        Some(_) => fl!("cancel"),
        None => fl!("signin-back"),
    };
    foot(Some(by_hand()), back, None)
}

/// The server, its protection, and who named it.
fn server(card: &Card, is_new: bool) -> Element<'_> {
    let candidate = &card.candidate;
    let (lock, protection) = protected(&candidate.imap);
    let host = text(&candidate.imap.host)
        .size(font::BODY)
        .font(font::STRONG)
        .wrapping(text::Wrapping::WordOrGlyph);
    let said = is_new.then(|| {
        text(place(candidate.origin)).size(font::SMALL).style(surface::muted)
    });
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
        crate::model::setup::Origin::Srv => fl!("consent-srv", host = host, domain = domain),
        _ => fl!("consent-guess", host = host),
    };
    column![
        text(why).size(font::BODY).wrapping(text::Wrapping::WordOrGlyph),
        note(fl!("consent-ask")),
        row![
            press(Rank::Primary, fl!("consent-yes"), Message::Submitted),
            press(Rank::Plain, fl!("consent-no"), Message::ByHandChosen),
        ]
        .spacing(space::S)
    ]
    .spacing(space::M)
    .into()
}

/// The browser signs in.
fn browser(card: &Card, has_codes: bool) -> Element<'_> {
    if card.trial == Trial::Trying {
        return busy(fl!("signin-trying"));
    }
    let go = container(sign(
        Rank::Primary,
        Icon::ExternalLink,
        fl!("card-browser"),
        Message::Submitted,
    ))
    .center_x(Length::Fill);
    let shared = card.may_be_shared().then(|| match &card.owner {
        None => link(fl!("card-shared"), Message::OwnerToggled),
        Some(owner) => column![
            Entry::new(Field::Owner, fl!("card-owner"), owner)
                .hint(fl!("signin-address-hint"))
                .problem(card.problem.map(|(_, problem)| problem))
                .view(),
            note(fl!("card-owner-text")),
            link(fl!("card-not-shared"), Message::OwnerToggled),
        ]
        .spacing(space::S)
        .into(),
    });
    let device = has_codes.then(|| link(fl!("card-device"), Message::DeviceChosen));
    column![note(fl!("card-browser-text")), go, shared, device].spacing(space::M).into()
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
    let own = choice(Icon::User, fl!("card-own-client"), fl!("card-own-text"), Message::ClientAsked);
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
    let trying = card.trial == Trial::Trying;
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
        .rests(trying);
    let go: Element<'_> = match trying {
        true => busy(fl!("signin-trying")),
        false => press(Rank::Primary, fl!("signin-go"), Message::Submitted),
    };
    let kept = text(fl!("card-kept")).size(font::SMALL).style(surface::muted).width(Length::Fill);
    let last = row![kept, go].spacing(space::M).align_y(Alignment::Center);
    column![explained, field.view(), last].spacing(space::M).into()
}

/// Other ways, other servers.
fn more(card: &Card) -> Option<Element<'_>> {
    let no_client = card.oauth().is_some_and(|oauth| !oauth.has_client());
    if card.trial == Trial::Trying {
        return None;
    }
    let ways = card.other_ways.iter().enumerate().map(|(at, way)| {
        let label = match way {
            Way::Browser(_) => fl!("card-use-browser"),
            Way::Password => fl!("card-use-password"),
            Way::AppPassword(_) => fl!("card-use-app-password"),
        };
        link(label, Message::WayChosen(at))
    });
    let ways = (!card.asks_consent() && !no_client).then_some(ways).into_iter().flatten();
    let others = match (card.others.len(), card.unfolded) {
        (0, _) => None,
        (_, true) => Some(
            column(card.others.iter().enumerate().map(|(at, other)| another(at, other)))
                .spacing(space::S)
                .into(),
        ),
        (count, false) => {
            Some(link(fl!("card-others", count = count), Message::OthersToggled))
        }
    };
    let all: Vec<Element<'_>> = ways.chain(others).collect();
    (!all.is_empty()).then(|| column(all).spacing(space::S).into())
}

/// Another server that answered.
fn another(at: usize, other: &Candidate) -> Element<'_> {
    let sentence = format!("{} · {}", protected(&other.imap).1, place(other.origin));
    choice(Icon::Server, other.imap.host.clone(), sentence, Message::CandidateChosen(at))
}
