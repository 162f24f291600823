//! The sign-in doctor: each step as it is done, what is wrong in plain words, what to do.

use iced::padding::right;
use iced::widget::{column, container, row, space as gap, text};
use iced::{Center, Fill, FillPortion, Size};

use super::Element;
use super::overlay::heading;
use crate::app::doctor::{Doctor, Message, Standing};
use crate::app::{self, overlay};
use crate::fl;
use crate::i18n::exam;
use crate::model::exam::{Advice, Finding, Outcome, Step};
use crate::model::fault::Fault;
use crate::ui::theme::{font, space, surface};
use crate::ui::widget::button::{self, Rank};
use crate::ui::widget::icon::{Icon, icon};
use crate::ui::widget::{Cut, Reach, TabOrder, small};

/// What the dialog takes besides its steps, and the least that these get, pixels.
const REST: f32 = 260.0;
const LEAST: f32 = 120.0;
/// Height of a step on one line, and width of its time.
const LINE: f32 = 26.0;
const TIME: f32 = 64.0;

pub fn view(doctor: &Doctor, window: Size) -> Element<'_> {
    let server = server(doctor);
    let server = server.as_ref().map(|(host, port)| (host.as_str(), *port));
    let name = Cut::new(doctor.target.name()).size(font::BODY).style(surface::muted);
    let steps = doctor.steps().into_iter().map(|(step, standing)| line(step, standing, server));
    let steps = column(steps).spacing(space::XS).padding(right(space::L));
    let steps = container(small::scrolling(steps)).max_height((window.height - REST).max(LEAST));
    let head = column![heading(fl!("doctor-title")), name].spacing(space::XS);
    let all = column![head, steps, verdict(doctor), foot(doctor)].spacing(space::L);
    TabOrder::new(all).into()
}

/// Host and port, where they are known.
fn server(doctor: &Doctor) -> Option<(String, u16)> {
    use app::doctor::Target;
    let of_report = doctor.report.as_ref().and_then(|report| report.server.clone());
    match (&doctor.target, of_report) {
        (_, Some((host, port, _))) => Some((host, port)),
        (Target::Account(account), None) => Some((account.imap.host.clone(), account.imap.port)),
        (Target::Server(server), None) => Some((server.host.clone(), server.port)),
        (Target::Address(_), None) => None,
    }
}

fn line<'a>(step: Step, standing: Standing<'a>, server: Option<(&str, u16)>) -> Element<'a> {
    let sign = match standing {
        Standing::Waiting => icon(Icon::Circle).style(surface::faint),
        Standing::Running => icon(Icon::Busy).style(surface::accent),
        Standing::Done(finding) => match finding.outcome {
            Outcome::Fine => icon(Icon::Done).style(surface::well),
            Outcome::Warning(_) => icon(Icon::Warning).style(surface::careful),
            Outcome::Failed(_) => icon(Icon::Alert).style(surface::wrong),
            Outcome::Skipped => icon(Icon::Minus).style(surface::faint),
        },
    };
    let tone = match standing {
        Standing::Waiting => surface::muted,
        Standing::Running | Standing::Done(_) => surface::plain,
    };
    let (seen, time) = match standing {
        Standing::Done(finding) => (seen(finding), time(finding)),
        Standing::Waiting | Standing::Running => (String::new(), String::new()),
    };
    let seen = Cut::new(seen).size(font::SMALL).style(surface::muted);
    let first = row![
        sign,
        container(Cut::new(exam::step(step, server)).style(tone)).width(FillPortion(5)),
        container(seen).width(FillPortion(7)),
        text(time).size(font::SMALL).style(surface::muted).width(TIME).align_x(iced::Right),
    ]
    .spacing(space::M)
    .align_y(Center)
    .height(LINE);
    let more = match standing {
        Standing::Done(Finding { outcome: Outcome::Warning(caution), .. }) => {
            Some(text(exam::caution(*caution)).size(font::SMALL).style(surface::careful))
        }
        _ => None,
    };
    let more =
        more.map(|words| container(words).padding(iced::padding::left(space::ICON + space::M)));
    column![first, more].into()
}

/// What a step that went well showed; what failed is said below, whole.
fn seen(finding: &Finding) -> String {
    match finding.outcome {
        Outcome::Failed(_) => exam::outcome(&finding.outcome),
        _ => exam::seen(finding),
    }
}

fn time(finding: &Finding) -> String {
    match finding.ms {
        0 => String::new(),
        ms => fl!("doctor-ms", ms = ms),
    }
}

/// How it stands as a whole.
fn verdict(doctor: &Doctor) -> Element<'_> {
    let Some(report) = &doctor.report else {
        let busy = text(fl!("doctor-running")).size(font::BODY).style(surface::muted);
        return row![icon(Icon::Busy).style(surface::muted), busy]
            .spacing(space::S)
            .align_y(Center)
            .into();
    };
    match report.verdict() {
        None => {
            let words = text(exam::all_well(report)).size(font::BODY).font(font::STRONG);
            row![icon(Icon::Done).style(surface::well), words]
                .spacing(space::M)
                .align_y(Center)
                .into()
        }
        Some(verdict) => wrong(verdict.fault, verdict.advice),
    }
}

/// What failed, and what to do.
fn wrong<'a>(fault: &Fault, advice: Advice) -> Element<'a> {
    let detail = (!fault.detail.is_empty()).then(|| {
        text(fault.detail.clone())
            .size(font::SMALL)
            .style(surface::muted)
            .wrapping(text::Wrapping::WordOrGlyph)
    });
    let said = column![
        text(exam::what(fault)).size(font::BODY).font(font::STRONG),
        text(exam::advice(advice)).size(font::BODY),
        detail,
    ];
    let inner = row![icon(Icon::Alert).style(surface::wrong), said.spacing(space::S).width(Fill)];
    container(inner.spacing(space::M)).padding(space::M).width(Fill).style(surface::alarm).into()
}

fn foot(doctor: &Doctor) -> Element<'_> {
    let press = |rank, label: String, message: app::Message| {
        Element::from(Reach::new(button::words(rank, label, Some(message.clone())), message))
    };
    let closed = app::Message::Overlay(overlay::Message::Closed);
    if doctor.is_running() {
        return row![gap::horizontal(), press(Rank::Plain, fl!("cancel"), closed)].into();
    }
    let copy = match doctor.copied {
        true => row![
            icon(Icon::Check).style(surface::well),
            text(fl!("doctor-copied")).size(font::SMALL).style(surface::muted),
        ],
        false => {
            let asked = app::Message::Doctor(Message::CopyAsked);
            let label = fl!("doctor-copy");
            let copy = button::sign(Rank::Plain, Icon::Copy, label, Some(asked.clone()));
            row![Element::from(Reach::new(copy, asked))]
        }
    };
    let copy = copy.spacing(space::S).align_y(Center);
    row![
        container(copy).width(Fill),
        press(Rank::Plain, fl!("doctor-again"), app::Message::Doctor(Message::AgainAsked)),
        press(Rank::Primary, fl!("close"), closed),
    ]
    .spacing(space::S)
    .align_y(Center)
    .into()
}
