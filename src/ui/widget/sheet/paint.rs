//! How a drawn page is shown: its tiles, boxes over what is selected or found, the scrollbar.

use std::hash::{DefaultHasher, Hash, Hasher};

use iced::advanced::Renderer as _;
use iced::advanced::image::{FilterMethod, Image, Renderer as _};
use iced::advanced::renderer::Quad;
use iced::{Color, Point, Rectangle, Renderer, Size, Theme};

use super::Sheet;
use super::state::State;
use crate::render::drawn::Area;
use crate::ui::theme::{Mode, colors};
use crate::ui::widget::layer::{self, FOUND, LOOKED_AT};
use crate::ui::widget::pane;

/// How much of the page shows through what lies over it.
const SELECTED: f32 = 0.35;

pub fn page<M>(
    sheet: &Sheet<'_, M>,
    state: &State,
    renderer: &mut Renderer,
    bounds: Rectangle,
    clip: Rectangle,
) {
    let corner = state.corner(bounds);
    let below = Rectangle { y: corner.y, height: bounds.y + bounds.height - corner.y, ..bounds };
    if let Some(ground) = below.intersection(&bounds) {
        renderer.fill_quad(Quad { bounds: ground, ..Quad::default() }, sheet.ground);
    }
    let (from, to) = state.view();
    for top in sheet.tops(from, to) {
        let Some(tile) = sheet.tiles.get(&top) else { continue };
        let size = Size::new(tile.width as f32 / sheet.scale, tile.height as f32 / sheet.scale);
        let place = Rectangle::new(Point::new(corner.x, corner.y + top as f32 / sheet.scale), size);
        let mut image = Image::new(tile.handle.clone()).filter_method(FilterMethod::Nearest);
        image.snap = true;
        renderer.draw_image(image, place, clip);
    }
}

/// The ground of what stands below the page, which is not the sender's.
pub fn below(state: &State, renderer: &mut Renderer, theme: &Theme, bounds: Rectangle) {
    if let Some(ground) = state.beneath(bounds) {
        renderer.fill_quad(Quad { bounds: ground, ..Quad::default() }, colors(theme).ground);
    }
}

/// What lies over the tiles.
pub fn above<'a, M: 'a>(
    sheet: &Sheet<'a, M>,
    state: &State,
    renderer: &mut Renderer,
    theme: &Theme,
    bounds: Rectangle,
) {
    let colors = colors(theme);
    let (from, to) = state.view();
    let is_near =
        |area: &Area| f64::from(area.y + area.height) >= from.max(0.0) && f64::from(area.y) <= to;
    let over = |renderer: &mut Renderer, areas: Vec<Area>, color: Color| {
        for area in areas.into_iter().filter(is_near) {
            if let Some(place) = state.placed(area, bounds).intersection(&bounds) {
                renderer.fill_quad(Quad { bounds: place, ..Quad::default() }, color);
            }
        }
    };
    let wary = sheet.drawn.links.iter();
    for link in wary.filter(|link| sheet.wary.is_some_and(|wary| wary.contains(&link.number))) {
        let lines = link.areas.iter().flat_map(|area| {
            let line = |below: f32| Area { y: area.y + area.height - below, height: 1.0, ..*area };
            [line(1.0), line(3.0)]
        });
        over(renderer, lines.collect(), colors.danger);
    }
    for (start, end) in sheet.marks {
        over(renderer, sheet.drawn.areas(*start, *end), FOUND);
    }
    if let Some((_, (start, end))) = sheet.current {
        over(renderer, sheet.drawn.areas(start, end), LOOKED_AT);
    }
    if let Some((start, end)) = state.selection {
        over(renderer, sheet.drawn.areas(start, end), colors.link.scale_alpha(SELECTED));
    }
    ring(sheet, state, renderer, bounds);
    pane::bars(sheet, state, renderer, theme, bounds);
}

/// Around the link that has the keyboard, in colours that are seen on the page's ground.
fn ring<M>(sheet: &Sheet<'_, M>, state: &State, renderer: &mut Renderer, bounds: Rectangle) {
    let ring = sheet.common.ring.filter(|_| state.has_keyboard(&sheet.common));
    let Some((_, stop)) = ring else { return };
    let is_dark = sheet.ground.relative_luminance() < 0.5;
    let colors = if is_dark { Mode::Dark } else { Mode::Light }.colors();
    for area in sheet.drawn.link_areas(stop.link) {
        let place = state.placed(*area, bounds);
        if place.intersects(&bounds) {
            layer::ring(renderer, place, colors.link, colors.ground);
        }
    }
}

/// Stands for all that is painted.
pub fn print<M>(sheet: &Sheet<'_, M>, state: &State, theme: &Theme, bounds: Rectangle) -> u64 {
    let mut hasher = DefaultHasher::new();
    sheet.common.print(state, &mut hasher);
    (sheet.drawn.height.to_bits(), sheet.marks.len()).hash(&mut hasher);
    [bounds.x, bounds.y, bounds.width, bounds.height].map(f32::to_bits).hash(&mut hasher);
    let (from, to) = state.view();
    for top in sheet.tops(from, to) {
        sheet.tiles.get(&top).map(|tile| tile.handle.id()).hash(&mut hasher);
    }
    (state.has_keyboard(&sheet.common), theme.extended_palette().is_dark).hash(&mut hasher);
    hasher.finish()
}
