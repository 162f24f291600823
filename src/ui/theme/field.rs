//! How fields look: what is typed into, ticked, chosen from.

use iced::overlay::menu;
use iced::widget::{checkbox, pick_list, progress_bar, radio, text_editor, text_input};
use iced::{Background, Border, Color, Shadow, Theme};

use super::colors;
use super::space::{HAIRLINE, RADIUS, RADIUS_ROUND};

/// A field to type into.
pub fn input(theme: &Theme, status: text_input::Status) -> text_input::Style {
    let c = colors(theme);
    let edge = match status {
        text_input::Status::Focused { .. } => c.accent,
        text_input::Status::Hovered => c.muted,
        text_input::Status::Active | text_input::Status::Disabled => c.edge,
    };
    let value = if matches!(status, text_input::Status::Disabled) { c.muted } else { c.text };

    text_input::Style {
        background: Background::Color(c.raised),
        border: border(edge),
        icon: c.muted,
        placeholder: c.muted.scale_alpha(0.85),
        value,
        selection: c.marked,
    }
}

/// A field whose content was refused.
pub fn input_wrong(theme: &Theme, status: text_input::Status) -> text_input::Style {
    let mut style = input(theme, status);
    style.border = border(colors(theme).danger);
    style
}

/// A field inside a shell of its own, such as the search field.
pub fn input_bare(theme: &Theme, status: text_input::Status) -> text_input::Style {
    let mut style = input(theme, status);
    style.background = Background::Color(Color::TRANSPARENT);
    style.border = Border::default();
    style
}

/// A large text.
pub fn editor(theme: &Theme, status: text_editor::Status) -> text_editor::Style {
    let c = colors(theme);
    let edge = match status {
        text_editor::Status::Focused { .. } => c.accent,
        text_editor::Status::Hovered => c.muted,
        text_editor::Status::Active | text_editor::Status::Disabled => c.edge,
    };
    text_editor::Style {
        background: Background::Color(c.raised),
        border: border(edge),
        placeholder: c.muted.scale_alpha(0.85),
        value: c.text,
        selection: c.marked,
    }
}

/// Something on or off.
pub fn tick(theme: &Theme, status: checkbox::Status) -> checkbox::Style {
    let c = colors(theme);
    let (checkbox::Status::Active { is_checked }
    | checkbox::Status::Hovered { is_checked }
    | checkbox::Status::Disabled { is_checked }) = status;
    let edge = match status {
        _ if is_checked => c.accent,
        checkbox::Status::Hovered { .. } => c.accent,
        _ => c.edge,
    };
    checkbox::Style {
        background: Background::Color(if is_checked { c.accent } else { c.raised }),
        icon_color: c.on_accent,
        border: Border { color: edge, width: HAIRLINE, radius: (RADIUS / 1.5).into() },
        text_color: Some(c.text),
    }
}

/// One of several.
pub fn choice(theme: &Theme, status: radio::Status) -> radio::Style {
    let c = colors(theme);
    let (radio::Status::Active { is_selected } | radio::Status::Hovered { is_selected }) = status;
    let hovered = matches!(status, radio::Status::Hovered { .. });

    radio::Style {
        background: Background::Color(c.raised),
        dot_color: c.accent,
        border_width: HAIRLINE,
        border_color: if is_selected || hovered { c.accent } else { c.edge },
        text_color: Some(c.text),
    }
}

/// One of many, folded away.
pub fn pick(theme: &Theme, status: pick_list::Status) -> pick_list::Style {
    let c = colors(theme);
    let edge = match status {
        pick_list::Status::Active => c.edge,
        pick_list::Status::Hovered => c.muted,
        pick_list::Status::Opened { .. } => c.accent,
    };
    pick_list::Style {
        text_color: c.text,
        placeholder_color: c.muted,
        handle_color: c.muted,
        background: Background::Color(c.raised),
        border: border(edge),
    }
}

/// What a pick list unfolds.
pub fn menu(theme: &Theme) -> menu::Style {
    let c = colors(theme);
    menu::Style {
        background: Background::Color(c.raised),
        border: border(c.edge),
        text_color: c.text,
        selected_text_color: c.text,
        selected_background: Background::Color(c.selected),
        shadow: Shadow::default(),
    }
}

/// How far something has come.
pub fn progress(theme: &Theme) -> progress_bar::Style {
    let c = colors(theme);
    progress_bar::Style {
        background: Background::Color(c.line),
        bar: Background::Color(c.accent),
        border: Border { radius: RADIUS_ROUND.into(), ..Border::default() },
    }
}

fn border(color: Color) -> Border {
    Border { color, width: HAIRLINE, radius: RADIUS.into() }
}
