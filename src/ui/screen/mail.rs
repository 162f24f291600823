//! The three panes: mailboxes, list, message; with the strip above them where there is one.

use iced::widget::{Space, column, container};

use super::{list, notice, reader, sidebar};
use crate::ui::shell::{Message, Shell, Splits};
use crate::ui::theme::{space, surface};
use crate::ui::widget::{Element, Split};

pub fn view(shell: &Shell) -> Element<'_, Message> {
    let state = &shell.state;
    let splits = shell.splits;
    let side = container(sidebar::view(state)).style(surface::side);
    let side = Element::from(side).map(Message::App);
    let list = list::view(shell).map(Message::App);
    let reader = reader::view(shell).map(Message::App);
    let right = Split::new(list, reader, splits.list, move |list| {
        Message::SplitMoved(Splits { list, ..splits })
    })
    .least(space::LIST_LEAST, space::LIST_LEAST);
    let panes = Split::new(side, right, splits.side, move |side| {
        Message::SplitMoved(Splits { side, ..splits })
    })
    .least(space::SIDEBAR_LEAST, 2.0 * space::LIST_LEAST);
    // The shape stays the same with and without a strip, or the panes would forget their places.
    let strip = match state.strip() {
        Some(strip) => notice::strip(&strip, shell.seconds()).map(Message::App),
        None => Space::new().into(),
    };
    column![strip, panes].into()
}
