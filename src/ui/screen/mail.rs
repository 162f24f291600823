//! The three panes: mailboxes, list, message; with the strip above them where there is one.

use iced::widget::{Space, column, container};

use super::{list, notice, reader, sidebar};
use crate::app::link::Strip;
use crate::ui::shell::{Message, Shell, Splits};
use crate::ui::theme::{space, surface};
use crate::ui::widget::{Element, Split};

pub fn view(shell: &Shell) -> Element<'_, Message> {
    let state = &shell.state;
    let splits = shell.splits;
    let side = container(sidebar::view(state)).style(surface::side);
    let side = Element::from(side).map(Message::App);
    let list = list::view(shell).map(Message::App);
    let reader = reader::view(shell);
    let right = Split::new(list, reader, splits.list, move |list| {
        Message::SplitMoved(Splits { list, ..splits })
    })
    .least(space::LIST_LEAST, space::READER_LEAST);
    let panes = Split::new(side, right, splits.side, move |side| {
        Message::SplitMoved(Splits { side, ..splits })
    })
    .least(space::SIDEBAR_LEAST, space::LIST_LEAST + space::READER_LEAST);
    // The shape stays the same with and without a strip, or the panes would forget their places.
    // At the start nothing is wrong: the sidebar says quietly that it connects.
    let strip = match state.strip() {
        None | Some(Strip::Connecting { again: false, .. }) => Space::new().into(),
        Some(strip) => notice::strip(&strip, shell.seconds()).map(Message::App),
    };
    column![strip, panes].into()
}
