//! Small things: progress, keys of the keyboard, a pane with nothing in it.

use iced::widget::scrollable::{Direction, Scrollable, Scrollbar};
use iced::widget::text::IntoFragment;
use iced::widget::{column, container, progress_bar, row, scrollable, text};
use iced::{Center, Fill, Padding};

use super::Element;
use super::icon::{self, Icon};
use crate::ui::theme::{field, font, space, surface};

/// How far something has come, from 0 to 1.
pub fn progress<'a, Message: 'a>(part: f32) -> Element<'a, Message> {
    let part = if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.0 };

    progress_bar(0.0..=1.0, part).girth(space::PROGRESS).style(field::progress).into()
}

/// One key, drawn as a key.
pub fn key<'a, Message: 'a>(name: impl IntoFragment<'a>) -> Element<'a, Message> {
    container(text(name).size(font::SMALL - 1.0).font(font::STRONG).line_height(1.0))
        .padding(Padding::from([space::XS, space::S - 2.0]))
        .style(surface::key)
        .into()
}

/// Keys that are pressed together, or others that do the same, and what they do.
pub fn key_hint<'a, Message: 'a>(
    choices: impl IntoIterator<Item = Vec<String>>,
    label: impl IntoFragment<'a>,
) -> Element<'a, Message> {
    let choices = choices.into_iter().map(|keys| {
        let keys = iced::widget::Row::with_children(keys.into_iter().map(key));
        Element::from(keys.spacing(space::XS).align_y(Center))
    });
    let choices = iced::widget::Row::with_children(choices).spacing(space::M).align_y(Center);
    let label = text(label).size(font::BODY).style(surface::muted).width(Fill);

    row![label, choices].spacing(space::M).align_y(Center).into()
}

/// Something that may be higher than its place: a narrow scrollbar in the padding at its right.
pub fn scrolling<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
) -> Scrollable<'a, Message> {
    let bar = Scrollbar::new().width(space::SCROLL_THUMB).scroller_width(space::SCROLL_THUMB);

    scrollable(content)
        .direction(Direction::Vertical(bar.margin(space::HAIRLINE)))
        .style(surface::scroll)
}

/// A pane with nothing in it: a large sign and a line or two about why.
pub fn empty<'a, Message: 'a>(
    sign: Icon,
    title: impl IntoFragment<'a>,
    sentence: Option<String>,
) -> Element<'a, Message> {
    let sign = icon::sized(sign, space::ICON_HERO).style(surface::muted);
    let title = text(title).size(font::HEADING).font(font::STRONG);
    let sentence =
        sentence.map(|words| text(words).size(font::BODY).style(surface::muted).align_x(Center));
    let pile =
        column![sign, title, sentence].spacing(space::M).align_x(Center).max_width(space::DIALOG);

    container(pile).center(Fill).padding(space::XL).into()
}
