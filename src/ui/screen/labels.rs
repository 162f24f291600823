//! Labels: chips beside a message, and the panel in which they are ticked.

use iced::widget::text::Wrapping;
use iced::widget::{button, column, container, row, text, text_input};
use iced::{Center, Length, Size};

use super::Element;
use super::overlay::{answers, heading, tall};
use super::sidebar::{name_of, sign_of};
use crate::app::effect::FieldId;
use crate::app::labels::{Check, Chip, Choice, Panel};
use crate::app::overlay::Message;
use crate::app::{self, State};
use crate::fl;
use crate::model::ids::MessageKey;
use crate::ui::fields;
use crate::ui::theme::{self, field, font, space, surface};
use crate::ui::widget::icon::{Icon, icon, sized};
use crate::ui::widget::{self, Cut, small};

/// Lines that are drawn; more are found by typing on.
const SHOWN: usize = 200;

/// Chips of an open message that are drawn.
const CHIPS: usize = 40;

/// A chip's name at most, pixels and letters.
const CHIP: f32 = 240.0;
const LONGEST: usize = 32;

/// The names of a message's labels, the inbox first.
pub fn names(state: &State, key: MessageKey) -> Vec<String> {
    state.chips(key).iter().map(called).collect()
}

fn called(chip: &Chip) -> String {
    name_of(chip.role, &chip.name)
}

/// The labels of an open message; nothing where it has none.
pub fn chips<'a, M: 'a>(names: Vec<String>) -> Option<widget::Element<'a, M>> {
    let more = names.len().saturating_sub(CHIPS);
    let more = (more > 0).then(|| fl!("labels-more", count = more));
    let chips: Vec<widget::Element<'a, M>> =
        names.into_iter().take(CHIPS).chain(more).map(chip).collect();
    (!chips.is_empty()).then(|| row(chips).spacing(space::XS).wrap().into())
}

fn chip<'a, M: 'a>(name: String) -> widget::Element<'a, M> {
    let name = text(short(&name)).size(font::SMALL).wrapping(Wrapping::None);
    container(container(name).max_width(CHIP).clip(true))
        .padding([1.0, space::S])
        .style(surface::chip)
        .into()
}

/// A name that fits a chip.
fn short(name: &str) -> String {
    match name.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", name.get(..at).unwrap_or_default().trim_end()),
        None => name.to_owned(),
    }
}

/// The labels of what is chosen, to be ticked.
pub fn panel(panel: &Panel, window: Size) -> Element<'_> {
    let confirmed = app::Message::Overlay(Message::Confirmed);
    let filter = text_input(&fl!("labels-hint"), &panel.filter)
        .id(fields::id(FieldId::PickerFilter))
        .size(font::BODY)
        .padding(space::S)
        .style(field::input)
        .on_input(|typed| app::Message::Overlay(Message::FilterEdited(typed)))
        .on_submit(confirmed.clone());
    let matches = panel.matches.iter().filter_map(|at| panel.choices.get(*at));
    let list: Element<'_> = if panel.matches.is_empty() {
        let nothing = text(fl!("labels-nothing")).size(font::BODY).style(surface::muted);
        container(nothing).padding(space::L).height(tall(window)).into()
    } else {
        let at = |at: usize| at == panel.cursor && (panel.pointed || !panel.filter.is_empty());
        let lines = matches.take(SHOWN).enumerate().map(|(place, choice)| line(choice, at(place)));
        small::scrolling(column(lines).spacing(space::XS / 2.0)).height(tall(window)).into()
    };
    let title = heading(fl!("labels-title", count = panel.keys.len()));
    let yes = answers(Some((fl!("labels-apply"), confirmed, false)));
    column![title, filter, list, yes].spacing(space::M).into()
}

fn line(choice: &Choice, under_cursor: bool) -> Element<'_> {
    let sign = match choice.now {
        Check::All => Some(sized(Icon::Check, space::ICON_SMALL)),
        Check::Some => Some(sized(Icon::Minus, space::ICON_SMALL)),
        Check::None => None,
    };
    let sign = row![sign];
    let tick = container(sign).center(space::ICON).style(surface::tick(choice.now != Check::None));
    let name = choice.path.last().map_or("", String::as_str);
    let name = text(name_of(choice.role, name)).size(font::BODY).wrapping(Wrapping::WordOrGlyph);
    let mut words = row![tick, icon(sign_of(choice.role)), name].spacing(space::S).align_y(Center);
    if let Some((_, parents @ [_, ..])) = choice.path.split_last() {
        let parents = Cut::new(parents.join(" / ")).size(font::SMALL).style(surface::muted);
        words = words.push(parents);
    }
    let style = if under_cursor { theme::button::menu_lit } else { theme::button::menu };
    button(words)
        .width(Length::Fill)
        .padding([space::XS, space::S])
        .style(style)
        .on_press(app::Message::Overlay(Message::LabelTicked(choice.mailbox)))
        .into()
}
