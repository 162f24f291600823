//! What is said of a link: in words, and as the question before one opens that should make one wonder.

use iced::widget::{column, container, row, space as gap, text};
use iced::{Alignment, Fill, Size};

use super::Element;
use super::overlay::{heading, tall};
use crate::app::xray::Wary;
use crate::app::{self, overlay, reader};
use crate::fl;
use crate::render::xray::{Finding, Xray};
use crate::ui::theme::{font, space, surface};
use crate::ui::widget::button::{self, Rank};
use crate::ui::widget::icon::{Icon, sized};
use crate::ui::widget::small;

/// Characters of the message's words that are shown.
const WORDS: usize = 240;

/// The services that a link leads through.
pub fn via(xray: &Xray) -> Option<String> {
    let names: Vec<&str> = xray.via.iter().map(|via| via.who).collect();
    (!names.is_empty()).then(|| fl!("link-via", who = names.join(", ")))
}

/// Everything that is to be said, what alarms first.
pub fn findings(xray: &Xray) -> Vec<String> {
    let (alarms, notes): (Vec<_>, Vec<_>) =
        xray.findings.iter().partition(|finding| finding.is_alarm());
    alarms.into_iter().chain(notes).map(finding).collect()
}

fn finding(finding: &Finding) -> String {
    match finding {
        Finding::OtherHost { named } => fl!("link-other-host", named = named.as_str()),
        Finding::Lookalike { of } => fl!("link-lookalike", of = of.as_str()),
        Finding::Punycode => fl!("link-punycode"),
        Finding::MixedScripts => fl!("link-mixed"),
        Finding::Address => fl!("link-number"),
        Finding::Port(port) => fl!("link-port", port = port.to_string()),
        Finding::Userinfo => fl!("link-userinfo"),
        Finding::Hidden => fl!("link-hidden"),
        Finding::NotEncrypted => fl!("link-not-encrypted"),
        Finding::Scheme(scheme) => fl!("link-scheme", scheme = scheme.as_str()),
        Finding::Unreadable => fl!("link-unreadable"),
        Finding::Inside => fl!("link-inside"),
    }
}

/// The question before a link opens, or why it never does.
pub fn ask<'a>(wary: &'a Wary, window: Size) -> Element<'a> {
    let xray = &wary.xray;
    let opens = xray.opens();
    let title = if opens { fl!("link-ask") } else { fl!("link-closed") };
    let shown: String = wary.link.text.trim().chars().take(WORDS).collect();
    let mut pile = column![heading(title)].spacing(space::L);
    if !shown.is_empty() {
        pile = pile.push(part(fl!("link-shows"), text(shown).size(font::BODY).into()));
    }
    pile = pile.push(part(fl!("link-leads"), address(xray)));
    let why = via(xray).into_iter().chain(findings(xray)).map(|words| {
        let sign = sized(Icon::Alert, space::ICON_SMALL).style(surface::wrong);
        row![sign, text(words).size(font::BODY).width(Fill)]
            .spacing(space::S)
            .align_y(Alignment::Center)
            .into()
    });
    pile = pile.push(column(why).spacing(space::S));
    let pile = small::scrolling(container(pile).padding(iced::padding::right(space::L)));
    let pile = container(pile).max_height(tall(window));
    column![pile, answers(xray, opens)].spacing(space::L).into()
}

/// The target, its host so that it is seen.
fn address<'a>(xray: &'a Xray) -> Element<'a> {
    let (before, host, _) = xray.parts();
    let muted = |words: &'a str| {
        text(words)
            .size(font::SMALL)
            .font(font::MONO)
            .wrapping(text::Wrapping::WordOrGlyph)
            .style(surface::muted)
    };
    let host = text(host)
        .size(font::HEADING)
        .font(font::STRONG)
        .wrapping(text::Wrapping::WordOrGlyph)
        .style(surface::wrong);
    let mut lines = column![].spacing(space::XS);
    if xray.host.is_some() {
        lines = lines.push(host);
    }
    let whole = if xray.host.is_some() { xray.target.as_str() } else { before };
    let lines = lines.push(muted(whole));
    container(lines).padding(space::M).width(Fill).style(surface::banner).into()
}

fn part<'a>(label: String, content: Element<'a>) -> Element<'a> {
    let label = text(label).size(font::SMALL).style(surface::muted);
    column![label, content].spacing(space::XS).into()
}

/// Leaving is the easy way: opening is not the main button.
fn answers<'a>(xray: &Xray, opens: bool) -> Element<'a> {
    let copied = app::Message::Reader(reader::Message::TextCopied(xray.target.clone()));
    let leave = Some(app::Message::Overlay(overlay::Message::Closed));
    let confirmed = Some(app::Message::Overlay(overlay::Message::Confirmed));
    let open = opens.then(|| button::words(Rank::Plain, fl!("link-open"), confirmed));
    let away = if opens { fl!("cancel") } else { fl!("close") };
    row![
        button::words(Rank::Quiet, fl!("link-copy"), Some(copied)),
        gap::horizontal(),
        open,
        button::words(Rank::Primary, away, leave),
    ]
    .spacing(space::S)
    .into()
}
