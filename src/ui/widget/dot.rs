//! The round dot that marks an account by its colour.

use iced::Theme;
use iced::widget::{Space, container};

use super::Element;
use crate::model::account::Hue;
use crate::ui::theme::{colors, surface};

/// A dot, `size` across.
pub fn dot<'a, Message: 'a>(hue: Hue, size: f32) -> Element<'a, Message> {
    container(Space::new())
        .width(size)
        .height(size)
        .style(move |theme: &Theme| surface::circle(colors(theme).hue(hue))(theme))
        .into()
}
