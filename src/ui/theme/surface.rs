//! How surfaces look: panes, rows, cards, bars, scrollbars, lines. No shadow on anything that moves:
//! the software renderer forgets to wipe shadows away.

use iced::widget::{container, rule, scrollable, text};
use iced::{Background, Border, Color, Shadow, Theme};

use super::colors;
use super::space::{HAIRLINE, HALO, RADIUS, RADIUS_CARD, RADIUS_ROUND};

/// The sidebar and bars.
pub fn side(theme: &Theme) -> container::Style {
    ground(colors(theme).side)
}

/// A card on a pane: a form, a group of settings.
pub fn card(theme: &Theme) -> container::Style {
    let c = colors(theme);
    container::Style {
        background: Some(Background::Color(c.raised)),
        text_color: Some(c.text),
        border: Border { color: c.line, width: HAIRLINE, radius: RADIUS_CARD.into() },
        ..container::Style::default()
    }
}

/// A dialog or menu above everything. No shadow: the software renderer would lay it on anew with
/// every repaint of a part, darker each time.
pub fn dialog(theme: &Theme) -> container::Style {
    let c = colors(theme);
    container::Style {
        border: Border { color: c.edge, width: HAIRLINE, radius: RADIUS_CARD.into() },
        ..card(theme)
    }
}

/// What sets a menu off from the panes below it, in place of a shadow.
pub fn halo(theme: &Theme) -> container::Style {
    let shade = Color { a: 0.10, ..colors(theme).notice };
    container::Style {
        border: Border { radius: (RADIUS_CARD + HALO).into(), ..Border::default() },
        ..ground(shade)
    }
}

/// What keeps the hands off the rest while a dialog is open.
pub fn shield(theme: &Theme) -> container::Style {
    ground(colors(theme).shield)
}

/// A row of the sidebar by its state.
pub fn side_row(state: SideRow) -> impl Fn(&Theme) -> container::Style {
    move |theme| {
        let c = colors(theme);
        let (fill, edge) = match state {
            SideRow::Normal => (None, Color::TRANSPARENT),
            SideRow::Hovered => (Some(c.selected_idle), Color::TRANSPARENT),
            SideRow::Selected => (Some(c.selected), Color::TRANSPARENT),
            SideRow::SelectedIdle => (Some(c.selected_idle), Color::TRANSPARENT),
            SideRow::DropLit => (Some(c.drop), c.accent),
        };
        container::Style {
            background: fill.map(Background::Color),
            text_color: Some(c.text),
            border: Border { color: edge, width: HAIRLINE, radius: RADIUS.into() },
            ..container::Style::default()
        }
    }
}

/// What a row of the sidebar is just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SideRow {
    #[default]
    Normal,
    Hovered,
    /// Chosen, and the keyboard is in this pane.
    Selected,
    /// Chosen, and the keyboard is elsewhere.
    SelectedIdle,
    /// A dragged message hangs over it and would be taken.
    DropLit,
}

/// "3 moved · Undo".
pub fn notice(theme: &Theme) -> container::Style {
    let c = colors(theme);
    container::Style {
        background: Some(Background::Color(c.notice)),
        text_color: Some(c.on_notice),
        border: Border { radius: RADIUS_CARD.into(), ..Border::default() },
        ..container::Style::default()
    }
}

/// "Offline since 9:12".
pub fn strip(theme: &Theme) -> container::Style {
    let c = colors(theme);
    container::Style { text_color: Some(c.on_strip), ..ground(c.strip) }
}

/// A number that waits: unread mail.
pub fn badge(theme: &Theme) -> container::Style {
    let c = colors(theme);
    container::Style { text_color: Some(c.on_accent), ..pill(c.accent) }
}

/// A number that does not press: drafts, a total.
pub fn badge_quiet(theme: &Theme) -> container::Style {
    let c = colors(theme);
    container::Style { text_color: Some(c.muted), ..pill(c.selected_idle) }
}

/// What hangs at the pointer while dragging.
pub fn ghost(theme: &Theme) -> container::Style {
    let c = colors(theme);
    container::Style { text_color: Some(c.on_accent), ..pill(c.accent) }
}

/// A hint that appears over a control.
pub fn tooltip(theme: &Theme) -> container::Style {
    let c = colors(theme);
    container::Style {
        background: Some(Background::Color(c.notice)),
        text_color: Some(c.on_notice),
        border: Border { radius: RADIUS.into(), ..Border::default() },
        ..container::Style::default()
    }
}

/// A key of the keyboard.
pub fn key(theme: &Theme) -> container::Style {
    let c = colors(theme);
    container::Style {
        background: Some(Background::Color(c.side)),
        text_color: Some(c.muted),
        border: Border { color: c.edge, width: HAIRLINE, radius: (RADIUS / 1.5).into() },
        ..container::Style::default()
    }
}

/// The shell of the search field.
pub fn search(focused: bool) -> impl Fn(&Theme) -> container::Style {
    move |theme| {
        let c = colors(theme);
        container::Style {
            background: Some(Background::Color(c.raised)),
            border: Border {
                color: if focused { c.accent } else { c.edge },
                width: HAIRLINE,
                radius: RADIUS.into(),
            },
            ..container::Style::default()
        }
    }
}

/// The circle of a person.
pub fn circle(color: Color) -> impl Fn(&Theme) -> container::Style {
    move |theme| container::Style { text_color: Some(colors(theme).on_people), ..pill(color) }
}

/// A word about what is shown, on the pane that shows it.
pub fn banner(theme: &Theme) -> container::Style {
    container::Style {
        border: Border { radius: RADIUS.into(), ..Border::default() },
        ..ground(colors(theme).side)
    }
}

/// A label of a message.
pub fn chip(theme: &Theme) -> container::Style {
    let c = colors(theme);
    container::Style {
        text_color: Some(c.text),
        border: Border { color: c.line, width: HAIRLINE, radius: RADIUS.into() },
        ..ground(c.side)
    }
}

/// The square of something on or off.
pub fn tick(on: bool) -> impl Fn(&Theme) -> container::Style {
    move |theme| {
        let c = colors(theme);
        let (fill, edge) = if on { (c.accent, c.accent) } else { (c.raised, c.edge) };
        container::Style {
            text_color: Some(c.on_accent),
            border: Border { color: edge, width: HAIRLINE, radius: (RADIUS / 1.5).into() },
            ..ground(fill)
        }
    }
}

/// What pictures and pages of paper lie on.
pub fn table(theme: &Theme) -> container::Style {
    let radius = iced::border::bottom(RADIUS_CARD);
    let border = Border { radius, ..Border::default() };
    container::Style { border, ..ground(colors(theme).side) }
}

/// A page of paper, with an edge where the ground is as light.
pub fn paper(theme: &Theme) -> container::Style {
    let c = colors(theme);
    container::Style {
        background: Some(Background::Color(Color::WHITE)),
        border: Border { color: c.edge, width: HAIRLINE, ..Border::default() },
        ..container::Style::default()
    }
}

/// What went wrong, beside what it is about.
pub fn alarm(theme: &Theme) -> container::Style {
    let c = colors(theme);
    container::Style {
        text_color: Some(c.text),
        border: Border { color: c.danger, width: HAIRLINE, radius: RADIUS.into() },
        ..ground(c.raised)
    }
}

/// The line at the foot of a pane.
pub fn foot(theme: &Theme) -> container::Style {
    let c = colors(theme);
    container::Style {
        border: Border { color: c.line, width: HAIRLINE, ..Border::default() },
        ..ground(c.side)
    }
}

/// The line under the head of the pane that has the keyboard.
pub fn line_lit(theme: &Theme) -> rule::Style {
    rule::Style { color: colors(theme).accent, ..line(theme) }
}

/// The line between things.
pub fn line(theme: &Theme) -> rule::Style {
    rule::Style {
        color: colors(theme).line,
        radius: 0.0.into(),
        fill_mode: rule::FillMode::Full,
        snap: true,
    }
}

/// Scrollbars of short things (the long list and the reader draw their own alike).
pub fn scroll(theme: &Theme, status: scrollable::Status) -> scrollable::Style {
    let c = colors(theme);
    let taken = match status {
        scrollable::Status::Active { .. } => false,
        scrollable::Status::Hovered { is_vertical_scrollbar_hovered: on, .. } => on,
        scrollable::Status::Dragged { is_vertical_scrollbar_dragged: on, .. } => on,
    };
    let rail = scrollable::Rail {
        background: None,
        border: Border::default(),
        scroller: scrollable::Scroller {
            background: Background::Color(if taken { c.thumb_hover } else { c.thumb }),
            border: Border { radius: RADIUS_ROUND.into(), ..Border::default() },
        },
    };
    scrollable::Style {
        container: container::Style::default(),
        vertical_rail: rail,
        horizontal_rail: rail,
        gap: None,
        auto_scroll: scrollable::AutoScroll {
            background: Background::Color(c.raised),
            border: Border { color: c.edge, width: HAIRLINE, radius: RADIUS_ROUND.into() },
            shadow: Shadow::default(),
            icon: c.text,
        },
    }
}

/// Text that matters less.
pub fn muted(theme: &Theme) -> text::Style {
    text::Style { color: Some(colors(theme).muted) }
}

/// Text that is only itself.
pub fn plain(theme: &Theme) -> text::Style {
    text::Style { color: Some(colors(theme).text) }
}

/// A sign for what has not begun.
pub fn faint(theme: &Theme) -> text::Style {
    text::Style { color: Some(colors(theme).edge) }
}

/// Text that warns.
pub fn caution(theme: &Theme) -> text::Style {
    text::Style { color: Some(colors(theme).warning) }
}

/// Text that leads.
pub fn accent(theme: &Theme) -> text::Style {
    text::Style { color: Some(colors(theme).accent) }
}

/// A star that was given.
pub fn star(theme: &Theme) -> text::Style {
    text::Style { color: Some(colors(theme).star) }
}

/// Text that says what went wrong.
pub fn wrong(theme: &Theme) -> text::Style {
    text::Style { color: Some(colors(theme).danger) }
}

/// Text that says to be careful.
pub fn careful(theme: &Theme) -> text::Style {
    text::Style { color: Some(colors(theme).warning) }
}

/// Text that says that it went well.
pub fn well(theme: &Theme) -> text::Style {
    text::Style { color: Some(colors(theme).success) }
}

fn ground(color: Color) -> container::Style {
    container::Style { background: Some(Background::Color(color)), ..container::Style::default() }
}

fn pill(color: Color) -> container::Style {
    container::Style {
        border: Border { radius: RADIUS_ROUND.into(), ..Border::default() },
        ..ground(color)
    }
}
