//! How a page is drawn: bars beside quotes, boxes behind what is selected, letters, lines under
//! links, the scrollbar.

use std::hash::{DefaultHasher, Hash, Hasher};

use iced::advanced::Renderer as _;
use iced::advanced::renderer::Quad;
use iced::advanced::text::Renderer as _;
use iced::{Point, Rectangle, Renderer, Size, Theme, Vector};

use super::state::State;
use super::{Prose, finding, shape};
use crate::render::drawn::Stop;
use crate::render::{Kind, Paragraph, within};
use crate::ui::theme::{Colors, Mode, colors, space};
use crate::ui::widget::layer::{self, fill};
use crate::ui::widget::pane;

const BAR: f32 = 3.0;
/// How much an empty line shows of a selection that runs over it.
const EMPTY: f32 = 6.0;

pub fn text<'a, M: 'a>(
    prose: &Prose<'a, M>,
    state: &State,
    renderer: &mut Renderer,
    theme: &Theme,
    bounds: Rectangle,
    clip: Rectangle,
) {
    let colors = colors(theme);
    recolour(prose, state, theme);

    for index in prose.shown(state.visible()) {
        if let Some(paragraph) = prose.page.paragraphs.get(index) {
            bars(state, renderer, colors, bounds, paragraph, index);
            ground(state, renderer, colors, bounds, paragraph, index);
            finding::paint(prose, state, renderer, bounds, paragraph, index);
            selected(state, renderer, colors, bounds, paragraph, index);
            letters(state, renderer, colors, (bounds, clip), paragraph, index);
        }
    }
    let ring = prose.common.ring.filter(|_| state.has_keyboard(&prose.common));
    for line in ring.map(|(_, stop)| state.places(prose.page, bounds, stop)).unwrap_or_default() {
        layer::ring(renderer, line, colors.link, colors.ground);
    }
    pane::bars(prose, state, renderer, theme, bounds);
}

/// Stands for all that is painted.
pub fn print<M>(prose: &Prose<'_, M>, state: &State, theme: &Theme, bounds: Rectangle) -> u64 {
    let mut hasher = DefaultHasher::new();
    prose.common.print(state, &mut hasher);
    (prose.page.paragraphs.len(), prose.page.left_out).hash(&mut hasher);
    state.has_keyboard(&prose.common).hash(&mut hasher);
    state.open().hash(&mut hasher);
    state.extent().content.to_bits().hash(&mut hasher);
    [bounds.x, bounds.y, bounds.width, bounds.height].map(f32::to_bits).hash(&mut hasher);
    prose.print_found(&mut hasher);
    theme.extended_palette().is_dark.hash(&mut hasher);

    hasher.finish()
}

/// The colour of a link is part of its shaped text: another mode shapes anew.
fn recolour<M>(prose: &Prose<'_, M>, state: &State, theme: &Theme) {
    let mode = if theme.extended_palette().is_dark { Mode::Dark } else { Mode::Light };
    if state.mode.replace(mode) == mode {
        return;
    }

    let marked = state.marked.borrow();
    for (index, shaped) in state.shaped.borrow_mut().iter_mut() {
        if let Some(paragraph) = prose.page.paragraphs.get(*index)
            && !paragraph.links.is_empty()
        {
            let marked = marked.get(index).map_or(&[][..], Vec::as_slice);
            let colors = mode.colors();
            *shaped = shape::shape(paragraph, &paragraph.text, marked, state.width, colors);
        }
    }
}

/// A bar for each level of quotation.
fn bars(
    state: &State,
    renderer: &mut Renderer,
    colors: &Colors,
    bounds: Rectangle,
    paragraph: &Paragraph,
    index: usize,
) {
    let corner = state.corner(bounds, index);
    for level in 1..=shape::bars(paragraph) {
        let x = corner.x + f32::from(level - 1) * shape::QUOTE_INDENT;
        let size = Size::new(BAR, state.height(bounds, index));
        let bar = Rectangle::new(Point::new(x, corner.y), size);
        renderer.fill_quad(
            Quad { bounds: bar, ..Quad::default() },
            colors.quote(level).scale_alpha(0.55),
        );
    }
}

/// Fixed letters stand on a ground of their own, as wide as the column.
fn ground(
    state: &State,
    renderer: &mut Renderer,
    colors: &Colors,
    bounds: Rectangle,
    paragraph: &Paragraph,
    index: usize,
) {
    if paragraph.kind != Kind::Mono {
        return;
    }

    let indent = shape::indent(paragraph);
    let corner = state.corner(bounds, index) + Vector::new(indent - space::S, 0.0);
    let size = Size::new(state.width - indent + space::S * 2.0, state.height(bounds, index));
    let quad = Quad { bounds: Rectangle::new(corner, size), ..Quad::default() };
    renderer.fill_quad(quad, colors.side);
}

fn selected(
    state: &State,
    renderer: &mut Renderer,
    colors: &Colors,
    bounds: Rectangle,
    paragraph: &Paragraph,
    index: usize,
) {
    let text = &paragraph.text;
    if paragraph.kind == Kind::Fold {
        return;
    }
    let range = state.selection.and_then(|all| within(all, index, text.len()));
    let Some(range) = range else { return };
    let corner = state.letters(bounds, paragraph, index);
    let shaped = state.shaped.borrow();
    match shaped.get(&index) {
        Some(Some(shaped)) if !range.is_empty() => {
            for area in shape::boxes(text, shaped, range.start, range.end) {
                fill(renderer, area + (corner - Point::ORIGIN), 2.0, colors.marked);
            }
        }
        _ => {
            let size = Size::new(EMPTY, state.height(bounds, index));
            fill(renderer, Rectangle::new(corner, size), 2.0, colors.marked);
        }
    }
}

fn letters(
    state: &State,
    renderer: &mut Renderer,
    colors: &Colors,
    (bounds, clip): (Rectangle, Rectangle),
    paragraph: &Paragraph,
    index: usize,
) {
    let shaped = state.shaped.borrow();
    let Some(Some(shaped)) = shaped.get(&index) else { return };
    let corner = state.letters(bounds, paragraph, index);
    renderer.fill_paragraph(shaped, corner, shape::color(paragraph, colors), clip);

    let away = corner - Point::ORIGIN;
    let mut line = |bounds: Rectangle, color| {
        renderer.fill_quad(Quad { bounds, ..Quad::default() }, color);
    };
    if paragraph.kind == Kind::Fold && state.stop == Some(Stop { block: index, link: 0 }) {
        line(shape::foot(shaped) + away, colors.link);
    }
    let marked = state.marked.borrow();
    let marked = marked.get(&index);
    for (number, link) in paragraph.links.iter().enumerate() {
        let is_marked = marked.and_then(|all| all.get(number)).copied().unwrap_or_default();
        let strong = is_marked || state.stop == Some(Stop { block: index, link: number });
        let color = if is_marked { colors.danger } else { colors.link };
        let color = color.scale_alpha(if strong { 1.0 } else { 0.5 });
        for under in shape::underlines(&paragraph.text, shaped, link.from, link.to) {
            line(under + away, color);
            // Two lines: not every eye tells the colours apart.
            if is_marked {
                line(under + away + Vector::new(0.0, 2.0), color);
            }
        }
    }
}
