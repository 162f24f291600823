//! The connection log of an account: the last lines, the newest at the bottom.

use iced::padding::right;
use iced::widget::{column, container, row, text};
use iced::{Center, Fill, Size};

use super::Element;
use super::overlay::heading;
use crate::app::upkeep::{LogPanel, Message};
use crate::app::{self, State, overlay};
use crate::fl;
use crate::i18n;
use crate::ui::theme::{font, space, surface};
use crate::ui::widget::button::{self, Rank};
use crate::ui::widget::icon::{Icon, icon};
use crate::ui::widget::{Cut, Reach, TabOrder, small};

/// What the dialog takes besides its lines, and the least that these get, pixels.
const REST: f32 = 300.0;
const LEAST: f32 = 120.0;

pub fn view<'a>(state: &'a State, panel: &LogPanel, window: Size) -> Element<'a> {
    let held = state.held(panel.account);
    let log = held.map(|held| held.upkeep.log.as_slice()).unwrap_or_default();
    let lines = log.iter().map(|line| {
        let line = Cut::new(i18n::upkeep::log_line(line)).size(font::SMALL).font(font::MONO);
        Element::from(line)
    });
    let lines = column(lines).spacing(space::HAIRLINE).padding(right(space::L));
    let lines = small::scrolling(lines).anchor_bottom().width(Fill);
    let lines = container(lines).max_height((window.height - REST).max(LEAST));
    let lines = match log.is_empty() {
        true => container(text(fl!("log-empty")).size(font::BODY).style(surface::muted)),
        false => lines,
    };
    let name = held.map(|held| Cut::new(held.account.title()).size(font::BODY));
    let name = name.map(|name| name.style(surface::muted));
    let head = column![heading(fl!("log-title")), name].spacing(space::XS);
    let note = text(fl!("log-text")).size(font::SMALL).style(surface::muted);
    TabOrder::new(column![head, note, lines, foot(panel)].spacing(space::L)).into()
}

fn foot<'a>(panel: &LogPanel) -> Element<'a> {
    let copy = match panel.copied {
        true => row![
            icon(Icon::Check).style(surface::well),
            text(fl!("log-copied")).size(font::SMALL).style(surface::muted),
        ],
        false => {
            let asked = app::Message::Upkeep(Message::LogCopied);
            let label = fl!("log-copy");
            let copy = button::sign(Rank::Plain, Icon::Copy, label, Some(asked.clone()));
            row![Element::from(Reach::new(copy, asked))]
        }
    };
    let closed = app::Message::Overlay(overlay::Message::Closed);
    let close = button::words(Rank::Primary, fl!("close"), Some(closed.clone()));
    let copy = container(copy.spacing(space::S).align_y(Center)).width(Fill);
    row![copy, Element::from(Reach::new(close, closed))].align_y(Center).into()
}
