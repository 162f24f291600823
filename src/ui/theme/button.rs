//! How buttons look, by what they promise.

use iced::widget::button::{Status, Style};
use iced::{Background, Border, Color, Theme};

use super::space::{HAIRLINE, RADIUS, RADIUS_CARD, RADIUS_ROUND, RING};
use super::{Colors, colors};

/// The one thing this screen is for.
pub fn primary(theme: &Theme, status: Status) -> Style {
    let c = colors(theme);
    let ground = match status {
        Status::Hovered | Status::Pressed => c.accent_hover,
        Status::Active | Status::Disabled => c.accent,
    };
    faded(filled(ground, c.on_accent), status)
}

/// Any other thing to do.
pub fn plain(theme: &Theme, status: Status) -> Style {
    let c = colors(theme);
    let ground = match status {
        Status::Hovered => c.hover,
        Status::Pressed => c.selected_idle,
        Status::Active | Status::Disabled => c.raised,
    };
    let mut style = filled(ground, c.text);
    style.border = Border { color: c.edge, width: HAIRLINE, radius: RADIUS.into() };
    faded(style, status)
}

/// Toolbars and rows of icons: nothing until the pointer comes.
pub fn quiet(theme: &Theme, status: Status) -> Style {
    let c = colors(theme);
    faded(quiet_on(c, status, c.muted), status)
}

/// A quiet button that is switched on.
pub fn quiet_on_state(theme: &Theme, status: Status) -> Style {
    let c = colors(theme);
    let mut style = quiet_on(c, status, c.accent);
    style.background = Some(Background::Color(c.selected));
    style
}

/// Cannot be taken back.
pub fn danger(theme: &Theme, status: Status) -> Style {
    let c = colors(theme);
    let ground = match status {
        Status::Hovered | Status::Pressed => c.danger_hover,
        Status::Active | Status::Disabled => c.danger,
    };
    faded(filled(ground, c.on_danger), status)
}

/// Words that act, in running text.
pub fn link(theme: &Theme, status: Status) -> Style {
    let c = colors(theme);
    let text_color = match status {
        Status::Hovered | Status::Pressed => c.accent_hover,
        Status::Active | Status::Disabled => c.accent,
    };
    faded(Style { text_color, ..Style::default() }, status)
}

/// Words that act, in the strip.
pub fn strip(theme: &Theme, status: Status) -> Style {
    let c = colors(theme);
    let text_color = match status {
        Status::Hovered | Status::Pressed => c.text,
        Status::Active | Status::Disabled => c.on_strip,
    };
    Style { text_color, ..Style::default() }
}

/// Text that happens to act, such as an address that can be copied.
pub fn bare(theme: &Theme, status: Status) -> Style {
    let c = colors(theme);
    let text_color = match status {
        Status::Hovered | Status::Pressed => c.accent,
        Status::Active | Status::Disabled => c.muted,
    };
    Style { text_color, ..Style::default() }
}

/// One of several, side by side, of which one is chosen.
pub fn segment(chosen: bool) -> impl Fn(&Theme, Status) -> Style {
    move |theme, status| {
        let c = colors(theme);
        if !chosen {
            return plain(theme, status);
        }
        let mut style = filled(c.selected, c.text);
        style.border = Border { color: c.accent, width: HAIRLINE, radius: RADIUS.into() };
        style
    }
}

/// A colour of several, of which one is chosen.
pub fn swatch(chosen: bool) -> impl Fn(&Theme, Status) -> Style {
    move |theme, status| {
        let c = colors(theme);
        let mut style = quiet_on(c, status, c.text);
        if chosen {
            style.border = Border { color: c.text, width: RING, radius: RADIUS_ROUND.into() };
        } else {
            style.border.radius = RADIUS_ROUND.into();
        }
        style
    }
}

/// A line of a menu that the arrow keys are at.
pub fn menu_lit(theme: &Theme, _: Status) -> Style {
    let c = colors(theme);
    filled(c.selected, c.text)
}

/// The word that acts in a notice.
pub fn notice(theme: &Theme, status: Status) -> Style {
    let c = colors(theme);
    let text_color = match status {
        Status::Hovered | Status::Pressed => c.on_notice,
        Status::Active | Status::Disabled => c.notice_action,
    };
    Style { text_color, ..Style::default() }
}

/// A large choice with a sentence in it.
pub fn card(theme: &Theme, status: Status) -> Style {
    let c = colors(theme);
    let (ground, edge) = match status {
        Status::Hovered | Status::Pressed => (c.hover, c.accent),
        Status::Active | Status::Disabled => (c.raised, c.line),
    };
    let mut style = filled(ground, c.text);
    style.border = Border { color: edge, width: HAIRLINE, radius: RADIUS_CARD.into() };
    faded(style, status)
}

/// A line of a menu.
pub fn menu(theme: &Theme, status: Status) -> Style {
    let c = colors(theme);
    faded(quiet_on(c, status, c.text), status)
}

fn quiet_on(c: &Colors, status: Status, text_color: Color) -> Style {
    let ground = match status {
        Status::Hovered => Some(Background::Color(c.selected_idle)),
        Status::Pressed => Some(Background::Color(c.selected)),
        Status::Active | Status::Disabled => None,
    };
    let text_color =
        if matches!(status, Status::Hovered | Status::Pressed) { c.text } else { text_color };
    Style {
        background: ground,
        text_color,
        border: Border { radius: RADIUS.into(), ..Border::default() },
        ..Style::default()
    }
}

fn filled(ground: Color, text_color: Color) -> Style {
    Style {
        background: Some(Background::Color(ground)),
        text_color,
        border: Border { radius: RADIUS.into(), ..Border::default() },
        ..Style::default()
    }
}

/// What cannot be pressed steps back.
fn faded(style: Style, status: Status) -> Style {
    if status != Status::Disabled {
        return style;
    }

    Style {
        background: style.background.map(|ground| ground.scale_alpha(0.4)),
        text_color: style.text_color.scale_alpha(0.45),
        ..style
    }
}
