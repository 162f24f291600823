//! How rows are drawn: straight to the renderer, in one layer.
//! Nothing is drawn behind the rows (the ground of the window shows), because a quad larger than what
//! is repainted costs the software renderer most of its time.

use std::hash::{DefaultHasher, Hash, Hasher};

use iced::advanced::Renderer as _;
use iced::advanced::graphics::text::Paragraph;
use iced::advanced::renderer::Quad;
use iced::advanced::text::{Paragraph as _, Renderer as _};
use iced::{Border, Color, Font, Point, Rectangle, Renderer, Size, Theme};

use super::state::State;
use super::{Density, RowView, VList};
use crate::ui::theme::{Colors, colors, font, space};
use crate::ui::widget::icon::Icon;
use crate::ui::widget::layer::{self, fill};
use crate::ui::widget::line::Line;

const INSET: f32 = 4.0;
const DOT: f32 = 8.0;
const DOT_X: f32 = 12.0;
const TEXT_X: f32 = space::GUTTER;
/// What the right edge of texts keeps from the pane's: the scrollbar's place.
const RIGHT: f32 = 18.0;
const STAR_REACH: f32 = 6.0;
const COMPACT_STAR_X: f32 = 26.0;
const COMPACT_TEXT_X: f32 = 50.0;
/// The part of a line that labels may take, the width of a name at most and at least, and what a
/// label takes besides its name.
const LABELS: f32 = 0.45;
const LABEL: f32 = 110.0;
const LABEL_LEAST: f32 = 48.0;
const CHIP: f32 = 12.0;

/// One row, and all that it takes to draw it.
struct Pen<'a> {
    renderer: &'a mut Renderer,
    state: &'a State,
    colors: &'a Colors,
    clip: Rectangle,
    row: Rectangle,
}

pub fn list<M>(
    list: &VList<'_, M>,
    state: &State,
    renderer: &mut Renderer,
    theme: &Theme,
    bounds: Rectangle,
    clip: Rectangle,
) {
    let rows: Vec<_> = state.visible(list).map(|index| (index, (list.row)(index))).collect();
    let layer = state.painted.layer(print(list, state, theme, bounds, &rows), clip);
    let colors = colors(theme);

    renderer.with_layer(layer, |renderer| {
        for (index, view) in &rows {
            let row = state.row_bounds(list, bounds, *index);
            let mut pen = Pen { renderer, state, colors, clip, row };
            pen.ground(list, *index, view);
            match (view.blank, list.density) {
                (true, density) => pen.blank(density),
                (false, Density::TwoLines) => pen.two_lines(*index, view),
                (false, Density::Compact) => pen.compact(*index, view),
            }
        }
        let scroll = (state.extent(list), state.top);
        let held = state.grab.is_some() || state.over_bar;
        layer::thumb(renderer, colors, bounds, scroll, held);
    });
    state.lines.next_frame();
}

/// Where a press on a row means its star.
pub fn star_area(density: Density, row: Rectangle) -> Rectangle {
    let corner = star_corner(density, row);

    Rectangle::new(corner, Size::new(space::ICON_SMALL, space::ICON_SMALL)).expand(STAR_REACH)
}

fn star_corner(density: Density, row: Rectangle) -> Point {
    match density {
        Density::TwoLines => {
            Point::new(row.x + row.width - RIGHT - space::ICON_SMALL, row.y + 34.0)
        }
        Density::Compact => {
            Point::new(row.x + COMPACT_STAR_X, row.y + (row.height - space::ICON_SMALL) / 2.0)
        }
    }
}

/// Stands for all that is painted.
fn print<M>(
    list: &VList<'_, M>,
    state: &State,
    theme: &Theme,
    bounds: Rectangle,
    rows: &[(usize, RowView<'_>)],
) -> u64 {
    let mut hasher = DefaultHasher::new();
    rows.hash(&mut hasher);
    state.top.to_bits().hash(&mut hasher);
    [bounds.x, bounds.y, bounds.width, bounds.height].map(f32::to_bits).hash(&mut hasher);
    (list.len, list.cursor, list.focused, list.density, list.identity).hash(&mut hasher);
    (state.hovered, state.over_star, state.over_bar, state.grab.is_some()).hash(&mut hasher);
    theme.extended_palette().is_dark.hash(&mut hasher);

    hasher.finish()
}

impl Pen<'_> {
    fn right(&self) -> f32 {
        self.row.x + self.row.width - RIGHT
    }

    fn ground<M>(&mut self, list: &VList<'_, M>, index: usize, view: &RowView<'_>) {
        let at_cursor = list.cursor == Some(index) && list.focused;
        let color = if view.selected {
            Some(if list.focused { self.colors.selected } else { self.colors.selected_idle })
        } else if self.state.hovered == Some(index) && self.state.press.is_none() {
            Some(self.colors.hover)
        } else {
            None
        };
        let card = Rectangle {
            x: self.row.x + INSET,
            y: self.row.y + 1.0,
            width: self.row.width - INSET - space::SCROLLBAR,
            height: self.row.height - 2.0,
        };
        if color.is_some() || at_cursor {
            let edge =
                if at_cursor && !view.selected { self.colors.accent } else { Color::TRANSPARENT };
            let border =
                Border { color: edge, width: space::HAIRLINE, radius: space::RADIUS.into() };
            let quad = Quad { bounds: card, border, ..Quad::default() };
            self.renderer.fill_quad(quad, color.unwrap_or(Color::TRANSPARENT));
        }
        if at_cursor && view.selected {
            let mark =
                Rectangle { y: card.y + 6.0, width: 3.0, height: card.height - 12.0, ..card };
            fill(self.renderer, mark, 1.5, self.colors.accent);
        }
    }

    fn two_lines(&mut self, index: usize, view: &RowView<'_>) {
        let face = if view.unread { font::STRONG } else { font::REGULAR };
        let left = self.row.x + TEXT_X;
        let right = self.right();
        self.dot(view, self.row.y + 15.0);

        let date = self.line(&view.date, face, font::SMALL, 160.0);
        let date_x = right - date.min_width();
        let date_color = if view.unread { self.colors.accent } else { self.colors.muted };
        self.put(&date, Point::new(date_x, self.row.y + 11.5), date_color);

        let sender = self.line(&view.sender, face, font::BODY, date_x - space::M - left);
        self.put(&sender, Point::new(left, self.row.y + 10.0), self.colors.text);

        let mut edge = right;
        let star = view.starred || self.state.hovered == Some(index);
        if star {
            edge = self.star(Density::TwoLines, index, view) - space::S;
        }
        if view.attachment {
            edge -= space::ICON_SMALL;
            self.sign(Icon::Paperclip, Point::new(edge, self.row.y + 34.0), self.colors.muted);
            edge -= space::S;
        }
        let room = (edge - left) * LABELS;
        edge = self.labels(view, edge, self.row.y + 32.0, room);
        let color = if view.unread { self.colors.text } else { self.colors.muted };
        let subject = self.line(&view.subject, font::REGULAR, font::BODY, edge - left);
        self.put(&subject, Point::new(left, self.row.y + 32.0), color);
    }

    fn compact(&mut self, index: usize, view: &RowView<'_>) {
        let face = if view.unread { font::STRONG } else { font::REGULAR };
        let y = self.row.y + (self.row.height - font::BODY * font::LEADING) / 2.0;
        let right = self.right();
        self.dot(view, self.row.y + (self.row.height - DOT) / 2.0);
        if view.starred || self.state.hovered == Some(index) {
            self.star(Density::Compact, index, view);
        }

        let date = self.line(&view.date, face, font::SMALL, 120.0);
        let date_x = right - date.min_width();
        let date_color = if view.unread { self.colors.accent } else { self.colors.muted };
        self.put(&date, Point::new(date_x, y + 1.0), date_color);

        let left = self.row.x + COMPACT_TEXT_X;
        let column = (self.row.width * 0.26).clamp(90.0, 220.0);
        let sender = self.line(&view.sender, face, font::BODY, column);
        self.put(&sender, Point::new(left, y), self.colors.text);

        let mut edge = date_x - space::M;
        if view.attachment {
            edge -= space::ICON_SMALL;
            let clip_y = self.row.y + (self.row.height - space::ICON_SMALL) / 2.0;
            self.sign(Icon::Paperclip, Point::new(edge, clip_y), self.colors.muted);
            edge -= space::S;
        }
        let subject_x = left + column + space::L;
        let color = if view.unread { self.colors.text } else { self.colors.muted };
        edge = self.labels(view, edge, y, (edge - subject_x) * LABELS);
        if edge - subject_x > space::XL {
            let subject = self.line(&view.subject, face, font::BODY, edge - subject_x);
            self.put(&subject, Point::new(subject_x, y), color);
        }
    }

    /// The labels before an edge, as many as there is room for; where the subject has to end.
    fn labels(&mut self, view: &RowView<'_>, edge: f32, y: f32, room: f32) -> f32 {
        let (mut left, mut at) = (room, edge);
        // The first is the nearest to the subject.
        let mut fitting = Vec::new();
        for label in &view.labels {
            let name = self.line(label, font::REGULAR, font::SMALL, LABEL.min(left - CHIP));
            let width = name.min_width() + CHIP;
            if left < LABEL_LEAST || width > left {
                break;
            }
            left -= width + space::XS;
            fitting.push((name, width));
        }
        for (name, width) in fitting.into_iter().rev() {
            at -= width;
            let size = Size::new(width, font::SMALL * font::LEADING + 2.0);
            let bounds = Rectangle::new(Point::new(at, y), size);
            fill(self.renderer, bounds, space::RADIUS / 1.5, self.colors.blank);
            self.put(&name, Point::new(at + CHIP / 2.0, y + 1.0), self.colors.text);
            at -= space::XS;
        }
        if at < edge { at - space::XS } else { edge }
    }

    /// Grey bars where the words will be.
    fn blank(&mut self, density: Density) {
        let left = self.row.x + if density == Density::TwoLines { TEXT_X } else { COMPACT_TEXT_X };
        let room = (self.right() - left).max(0.0);
        let bars: &[(f32, f32, f32)] = match density {
            Density::TwoLines => &[(0.0, 15.0, 0.4), (0.0, 37.0, 0.75)],
            Density::Compact => &[(0.0, 10.0, 0.2), (0.3, 10.0, 0.5)],
        };
        for (from, y, part) in bars {
            let bounds = Rectangle {
                x: left + room * from,
                y: self.row.y + y,
                width: room * part,
                height: 9.0,
            };
            fill(self.renderer, bounds, 4.5, self.colors.blank);
        }
    }

    /// What the gutter says: unread, or answered.
    fn dot(&mut self, view: &RowView<'_>, y: f32) {
        if view.unread {
            let bounds = Rectangle::new(Point::new(self.row.x + DOT_X, y), Size::new(DOT, DOT));
            fill(self.renderer, bounds, DOT / 2.0, self.colors.accent);
        } else if view.answered {
            let slack = (space::ICON_SMALL - DOT) / 2.0;
            let corner = Point::new(self.row.x + DOT_X - slack, y - slack);
            self.sign(Icon::Reply, corner, self.colors.muted);
        }
    }

    /// Draws the star, filled or as an offer; its left edge.
    fn star(&mut self, density: Density, index: usize, view: &RowView<'_>) -> f32 {
        let corner = star_corner(density, self.row);
        let over = self.state.over_star && self.state.hovered == Some(index);
        let sign = if view.starred { Icon::StarFilled } else { Icon::Star };
        let color = if view.starred || over { self.colors.star } else { self.colors.muted };
        self.sign(sign, corner, color);

        corner.x
    }

    fn sign(&mut self, icon: Icon, at: Point, color: Color) {
        let mut text = [0; 4];
        let text = icon.code().encode_utf8(&mut text);
        let sign = self.line(text, font::ICONS, space::ICON_SMALL, 100.0);
        // Lines are set higher than the sign, which fills its square.
        let lift = space::ICON_SMALL * (font::LEADING - 1.0) / 2.0;
        self.put(&sign, Point::new(at.x, at.y - lift), color);
    }

    fn line(&self, text: &str, face: Font, size: f32, width: f32) -> Paragraph {
        self.state.lines.get(Line { text, face, size, width: width.floor() })
    }

    fn put(&mut self, line: &Paragraph, at: Point, color: Color) {
        self.renderer.fill_paragraph(line, at, color, self.clip);
    }
}
