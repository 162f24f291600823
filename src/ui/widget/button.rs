//! Buttons: with words, with a sign and words, with a sign alone (then a tooltip says what it does).

use std::borrow::Cow;

use iced::widget::button::{self, Status, Style};
use iced::widget::{container, row, text, tooltip};
use iced::{Alignment, Center, Padding, Theme};

use super::Element;
use super::icon::{self, Icon};
use crate::ui::theme::{self, font, space, surface};

/// What a button promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rank {
    Primary,
    #[default]
    Plain,
    Quiet,
    Danger,
}

impl Rank {
    fn style(self) -> fn(&Theme, Status) -> Style {
        match self {
            Self::Primary => theme::button::primary,
            Self::Plain => theme::button::plain,
            Self::Quiet => theme::button::quiet,
            Self::Danger => theme::button::danger,
        }
    }
}

/// A button with words; without a message it cannot be pressed.
pub fn words<'a, Message: Clone + 'a>(
    rank: Rank,
    label: impl text::IntoFragment<'a>,
    on_press: Option<Message>,
) -> Element<'a, Message> {
    button::Button::new(text(label).size(font::BODY).font(font::STRONG))
        .padding(Padding::from([space::S, space::L]))
        .style(rank.style())
        .on_press_maybe(on_press)
        .into()
}

/// A button with words, for where several stand beside a text.
pub fn small<'a, Message: Clone + 'a>(
    rank: Rank,
    label: impl text::IntoFragment<'a>,
    on_press: Option<Message>,
) -> Element<'a, Message> {
    button::Button::new(text(label).size(font::SMALL).font(font::STRONG))
        .padding(Padding::from([space::XS, space::M]))
        .style(rank.style())
        .on_press_maybe(on_press)
        .into()
}

/// A button with a sign and words.
pub fn sign<'a, Message: Clone + 'a>(
    rank: Rank,
    sign: Icon,
    label: impl text::IntoFragment<'a>,
    on_press: Option<Message>,
) -> Element<'a, Message> {
    let label = text(label).size(font::BODY).font(font::STRONG);
    let content = row![icon::icon(sign), label].spacing(space::S).align_y(Center);

    button::Button::new(content)
        .padding(Padding::from([space::S, space::M]))
        .style(rank.style())
        .on_press_maybe(on_press)
        .into()
}

/// A quiet button with a sign alone. `label` is what it does, and its key if it has one.
pub fn icon_button<'a, Message: Clone + 'a>(
    sign: Icon,
    label: impl Into<Cow<'a, str>>,
    on_press: Option<Message>,
) -> Element<'a, Message> {
    toggle_button(sign, label, false, on_press)
}

/// The same, drawn as switched on or off.
pub fn toggle_button<'a, Message: Clone + 'a>(
    sign: Icon,
    label: impl Into<Cow<'a, str>>,
    on: bool,
    on_press: Option<Message>,
) -> Element<'a, Message> {
    let style = if on { theme::button::quiet_on_state } else { theme::button::quiet };
    let content = container(icon::icon(sign)).center(space::ICON_BUTTON);
    let pressed = button::Button::new(content).padding(0).style(style).on_press_maybe(on_press);

    hint(pressed, label)
}

/// The star of what has one.
pub fn star_button<'a, Message: Clone + 'a>(
    label: impl Into<Cow<'a, str>>,
    on_press: Option<Message>,
) -> Element<'a, Message> {
    let sign = icon::icon(Icon::StarFilled).style(surface::star);
    let content = container(sign).center(space::ICON_BUTTON);
    let pressed = button::Button::new(content)
        .padding(0)
        .style(theme::button::quiet)
        .on_press_maybe(on_press);

    hint(pressed, label)
}

/// Words that act, in running text.
pub fn link<'a, Message: Clone + 'a>(
    label: impl text::IntoFragment<'a>,
    on_press: Message,
) -> Element<'a, Message> {
    button::Button::new(text(label).size(font::BODY).font(font::STRONG))
        .padding(0)
        .style(theme::button::link)
        .on_press(on_press)
        .into()
}

/// Words that act, in the strip above the panes.
pub fn strip<'a, Message: Clone + 'a>(
    label: impl text::IntoFragment<'a>,
    on_press: Message,
) -> Element<'a, Message> {
    button::Button::new(text(label).size(font::BODY).font(font::STRONG))
        .padding(0)
        .style(theme::button::strip)
        .on_press(on_press)
        .into()
}

/// A large choice: sign, title and a sentence about it.
pub fn card<'a, Message: Clone + 'a>(
    sign: Icon,
    title: impl text::IntoFragment<'a>,
    sentence: impl text::IntoFragment<'a>,
    on_press: Option<Message>,
) -> Element<'a, Message> {
    let sign = icon::sized(sign, space::XL).style(surface::accent);
    let words = iced::widget::column![
        text(title).size(font::READING).font(font::STRONG),
        text(sentence).size(font::BODY).style(surface::muted),
    ]
    .spacing(space::XS);
    let content = row![sign, words].spacing(space::L).align_y(Alignment::Center).width(iced::Fill);

    button::Button::new(content)
        .padding(space::L)
        .width(iced::Fill)
        .style(theme::button::card)
        .on_press_maybe(on_press)
        .into()
}

/// Anything with a hint that appears when the pointer rests on it.
pub fn hint<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    label: impl Into<Cow<'a, str>>,
) -> Element<'a, Message> {
    let label = container(text(label.into()).size(font::SMALL))
        .padding(Padding::from([space::XS, space::S]))
        .style(surface::tooltip);

    tooltip(content, label, tooltip::Position::Bottom).gap(space::XS).into()
}
