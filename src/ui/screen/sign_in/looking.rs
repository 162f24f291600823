//! Looking for the servers of an address: each place, and what it said.

use iced::widget::column;

use super::super::Element;
use super::{Mark, by_hand, find_out, foot, framed, head, place, step};
use crate::app::accounts::{Looking, Message, SignIn, Step};
use crate::fl;
use crate::i18n;
use crate::model::fault::{FaultKind, Place};
use crate::model::setup::SeekState;
use crate::ui::theme::space;
use crate::ui::widget::button::Rank;
use crate::ui::widget::icon::Icon;

pub fn view<'a>(sign_in: &'a SignIn, looking: &'a Looking) -> Element<'a> {
    let address = sign_in.trimmed();
    let head = match &looking.failed {
        None => head(Icon::Search, fl!("looking-title"), address.to_owned()),
        Some(fault) => {
            let why = match (&fault.kind, fault.place) {
                (FaultKind::UnknownHost, Place::Discovery) => {
                    fl!("looking-nothing-text", address = address)
                }
                _ => i18n::fault(fault),
            };
            head(Icon::Help, fl!("looking-nothing"), why)
        }
    };
    let steps = column(looking.steps.iter().map(one)).spacing(space::M);
    let (back, on) = match looking.failed {
        None => (fl!("cancel"), None),
        Some(_) => {
            (fl!("signin-back"), Some((Rank::Primary, fl!("signin-retry"), Message::Submitted)))
        }
    };
    let why = looking.failed.as_ref().and_then(find_out);
    let content = column![head, steps, why, foot(Some(by_hand()), back, on)];
    framed(space::DIALOG, content.spacing(space::XL))
}

fn one(seen: &Step) -> Element<'_> {
    let name = place(seen.origin);
    let host = seen.host.as_deref().unwrap_or_default();
    match &seen.state {
        SeekState::Looking => step(Mark::Now, name, None),
        SeekState::Checking(host) => {
            step(Mark::Now, name, Some(fl!("seek-checking", host = host.as_str())))
        }
        SeekState::Found(host) => {
            step(Mark::Done, name, Some(fl!("seek-found", host = host.as_str())))
        }
        SeekState::Nothing => step(Mark::Nothing, name, Some(fl!("seek-nothing"))),
        SeekState::Failed(fault) if host.is_empty() => {
            step(Mark::Failed, name, Some(i18n::fault(fault)))
        }
        SeekState::Failed(fault) => {
            let said = fl!("seek-failed", host = host, why = i18n::fault(fault));
            step(Mark::Failed, name, Some(said))
        }
    }
}
