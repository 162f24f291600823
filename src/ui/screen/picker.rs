//! Choosing the mailbox to move or copy to: a field that filters, a list that follows.

use iced::widget::{button, column, container, row, text, text_input};
use iced::{Length, Size};

use super::Element;
use super::overlay::{answers, heading, tall};
use super::sidebar::{name_of, sign_of};
use crate::app::effect::FieldId;
use crate::app::overlay::{Match, Message, Picker};
use crate::app::{self, State};
use crate::fl;
use crate::ui::fields;
use crate::ui::theme::{self, field, font, space, surface};
use crate::ui::widget::icon::icon;
use crate::ui::widget::small;

/// Matches that are drawn; more are found by typing on.
const SHOWN: usize = 60;

pub fn view<'a>(state: &'a State, picker: &'a Picker, window: Size) -> Element<'a> {
    let filter = text_input(&fl!("picker-hint"), &picker.filter)
        .id(fields::id(FieldId::PickerFilter))
        .size(font::BODY)
        .padding(space::S)
        .style(field::input)
        .on_input(|typed| app::Message::Overlay(Message::FilterEdited(typed)))
        .on_submit(app::Message::Overlay(Message::Confirmed));
    let list: Element<'a> = if picker.matches.is_empty() {
        let nothing = text(fl!("picker-nothing")).size(font::BODY).style(surface::muted);
        container(nothing).padding(space::L).height(tall(window)).into()
    } else {
        let lines = picker.matches.iter().take(SHOWN).enumerate();
        let lines = lines.map(|(at, found)| {
            line(state, found, found.place.account != picker.from.account, at == picker.cursor)
        });
        small::scrolling(column(lines).spacing(space::XS / 2.0)).height(tall(window)).into()
    };
    let title = match picker.copy {
        true => fl!("picker-copy-title", count = picker.keys.len()),
        false => fl!("picker-title", count = picker.keys.len()),
    };
    column![heading(title), filter, list, answers(None)].spacing(space::M).into()
}

/// `far`: of another account, which is named.
fn line<'a>(state: &'a State, found: &'a Match, far: bool, under_cursor: bool) -> Element<'a> {
    let role = state.mailbox(found.place).and_then(|mailbox| mailbox.role);
    let name = found.path.last().map_or("", String::as_str);
    let mut words =
        row![icon(sign_of(role)), text(name_of(role, name)).size(font::BODY)].spacing(space::S);
    if let Some((_, parents @ [_, ..])) = found.path.split_last() {
        words = words.push(text(parents.join(" / ")).size(font::SMALL).style(surface::muted));
    }
    if let Some(held) = state.held(found.place.account).filter(|_| far) {
        let account = text(held.account.title()).size(font::SMALL).style(surface::muted);
        words = words.push(iced::widget::space::horizontal()).push(account);
    }
    let style = if under_cursor { theme::button::menu_lit } else { theme::button::menu };
    button(words)
        .width(Length::Fill)
        .padding(space::S)
        .style(style)
        .on_press(app::Message::Overlay(Message::Chosen(found.place)))
        .into()
}
