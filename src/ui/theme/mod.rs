//! The look: colours, spaces, letters and one style function per kind of widget. The only place where
//! a colour is written, or a measure that more than one part needs. Knows no message and no state.

pub mod app_icon;
pub mod button;
pub mod color;
pub mod field;
pub mod font;
pub mod space;
pub mod surface;

pub use color::{Colors, Mode};

use iced::Theme;
use iced::theme::Palette;

/// The theme of a mode: iced's own widgets get a palette that fits, ours read [`colors`].
pub fn theme(mode: Mode) -> Theme {
    let colors = mode.colors();

    Theme::custom(
        mode.name(),
        Palette {
            background: colors.ground,
            text: colors.text,
            primary: colors.accent,
            success: colors.success,
            warning: colors.warning,
            danger: colors.danger,
        },
    )
}

/// The colours that go with a theme made by [`theme`] (any other: by its brightness).
pub fn colors(theme: &Theme) -> &'static Colors {
    if theme.extended_palette().is_dark { Mode::Dark.colors() } else { Mode::Light.colors() }
}
