//! The person is in the browser, or types a code on another device: what to do there, how far it is,
//! and the ways out.

use iced::widget::{column, container, row, text};
use iced::{Alignment, Length};

use super::super::Element;
use super::{
    Entry, Mark, alarm, by_hand, find_out, foot, framed, head, link, note, press, sign, step,
};
use crate::app::Now;
use crate::app::accounts::{Field, Flow, Leg, Message, SignIn, Station};
use crate::fl;
use crate::i18n;
use crate::model::fault::{Fault, FaultKind, GrantProblem};
use crate::ui::theme::{font, space, surface};
use crate::ui::widget::button::Rank;
use crate::ui::widget::icon::Icon;

pub fn view<'a>(sign_in: &'a SignIn, flow: &'a Flow, now: Now) -> Element<'a> {
    let account = sign_in.plan().map(|plan| &plan.account);
    let host = account.map_or("", |account| account.imap.host.as_str());
    let has_codes = account
        .and_then(|account| account.oauth.as_ref())
        .is_some_and(|oauth| oauth.device.is_some());
    let title = match &flow.leg {
        Leg::Failed { .. } => fl!("flow-failed"),
        Leg::Device { .. } => fl!("flow-device"),
        Leg::Browser { .. } => fl!("flow-browser"),
        Leg::Starting | Leg::Registering => fl!("flow-starting"),
        Leg::Exchanging | Leg::Connecting => fl!("flow-nearly"),
    };
    let sign = if flow.on_device { Icon::Key } else { Icon::Globe };
    let reason = sign_in.again.as_ref().and_then(|again| again.reason.as_ref());
    let mut content = column![head(sign, title, sign_in.trimmed().to_owned())];
    if let (Some(fault), false) = (reason, matches!(flow.leg, Leg::Failed { .. })) {
        content = content.push(super::inset(note(i18n::fault(fault))));
    }
    content = content.push(match &flow.leg {
        Leg::Browser { .. } => Some(in_browser(flow, has_codes)),
        Leg::Device { code, url, .. } => Some(on_device(flow, code, url)),
        _ => None,
    });
    content = content.push(steps(flow, host, now));
    let content = match &flow.leg {
        Leg::Failed { fault, .. } => content
            .push(alarm(fault))
            .push(find_out(fault))
            .push(needs_client(fault).then(|| link(fl!("card-own-client"), Message::ClientAsked)))
            .push(foot(
                Some(by_hand()),
                fl!("signin-back"),
                Some((Rank::Primary, fl!("signin-retry"), Message::Submitted)),
            )),
        _ => content.push(foot(None, fl!("cancel"), None)),
    };
    framed(space::DIALOG, content.spacing(space::L))
}

/// Whether a client id of the person's own would help.
fn needs_client(fault: &Fault) -> bool {
    use GrantProblem as P;
    matches!(fault.kind, FaultKind::Grant(P::NoClient | P::ClientRefused | P::RedirectRefused))
}

fn in_browser(flow: &Flow, has_codes: bool) -> Element<'_> {
    let copy = if flow.copied { fl!("flow-copied") } else { fl!("flow-copy-link") };
    let ways = row![
        sign(Rank::Plain, Icon::ExternalLink, fl!("flow-open-again"), Message::BrowserAsked),
        sign(Rank::Plain, Icon::Copy, copy, Message::CopyAsked),
    ]
    .spacing(space::S);
    let typed = !flow.pasted.is_empty();
    let take = typed.then(|| press(Rank::Plain, fl!("flow-take"), Message::Submitted));
    let pasted = Entry::new(Field::Pasted, fl!("flow-paste"), flow.pasted.expose())
        .hint(fl!("flow-paste-hint"));
    let device = has_codes.then(|| link(fl!("card-device"), Message::DeviceChosen));
    let text = text(fl!("flow-browser-text")).size(font::BODY).style(surface::muted).center();
    column![
        text.width(Length::Fill),
        container(ways).center_x(Length::Fill),
        row![pasted.view(), take].spacing(space::S).align_y(Alignment::End),
        device,
    ]
    .spacing(space::M)
    .into()
}

fn on_device<'a>(flow: &'a Flow, code: &'a str, url: &'a str) -> Element<'a> {
    let copy = if flow.copied { fl!("flow-copied") } else { fl!("flow-copy-code") };
    let code =
        text(code).size(font::CODE).font(font::MONO).center().wrapping(text::Wrapping::WordOrGlyph);
    let url = text(url).size(font::READING).font(font::STRONG).center();
    let place = column![note(fl!("flow-device-text")), url.wrapping(text::Wrapping::WordOrGlyph)];
    let ways = row![
        sign(Rank::Plain, Icon::Copy, copy, Message::CopyAsked),
        sign(Rank::Plain, Icon::ExternalLink, fl!("flow-open-here"), Message::BrowserAsked),
    ]
    .spacing(space::S);
    let code = container(code).padding(space::L).center_x(Length::Fill).style(surface::banner);
    column![
        place.spacing(space::S).align_x(Alignment::Center).width(Length::Fill),
        code,
        container(ways).center_x(Length::Fill),
    ]
    .spacing(space::M)
    .into()
}

/// All that is passed on the way.
fn steps<'a>(flow: &Flow, host: &str, now: Now) -> Element<'a> {
    let (at, failed) = (flow.station(), matches!(flow.leg, Leg::Failed { .. }));
    let one = |station: Station, name: String| {
        let mark = match station.cmp(&at) {
            std::cmp::Ordering::Less => Mark::Done,
            std::cmp::Ordering::Equal if failed => Mark::Failed,
            std::cmp::Ordering::Equal => Mark::Now,
            std::cmp::Ordering::Greater => Mark::Ahead,
        };
        let said = (station == at).then(|| flow.left(now)).flatten().map(left);
        step(mark, name, said)
    };
    let person = if flow.on_device { fl!("flow-step-device") } else { fl!("flow-step-browser") };
    column![
        flow.registers.then(|| one(Station::Register, fl!("flow-step-register"))),
        one(Station::Person, person),
        one(Station::Exchange, fl!("flow-step-exchange")),
        one(Station::Mail, fl!("flow-step-mail", host = host)),
    ]
    .spacing(space::M)
    .into()
}

/// The time that is left, in words.
fn left(ms: i64) -> String {
    let seconds = (ms + 999) / 1_000;
    match seconds {
        0 => fl!("flow-over"),
        1..=60 => fl!("flow-seconds", count = seconds),
        _ => fl!("flow-minutes", count = (seconds + 59) / 60),
    }
}
