//! One layer, one repaint. The software renderer repaints what differs from the last frame; many
//! small differences overlap into many repaints, so a pane that scrolls counts as a whole: its
//! layer's height is changed by a hair whenever anything in it has changed.

use std::cell::Cell;

use iced::advanced::Renderer as _;
use iced::advanced::renderer::Quad;
use iced::{Border, Color, Point, Rectangle, Renderer, Size};

use super::scroll::Extent;
use crate::ui::theme::{Colors, space};

/// What was found in a text, and the one of it that is looked at.
pub const FOUND: Color = Color { r: 1.0, g: 0.8, b: 0.0, a: 0.45 };
pub const LOOKED_AT: Color = Color { r: 1.0, g: 0.45, b: 0.0, a: 0.55 };

/// The hair, and how many widths of it there are: more than frames that a window system may ask the
/// renderer to compare with.
const HAIR: f32 = 0.01;
const HAIRS: u8 = 8;

/// How wide a ring is, pixels.
const RING: f32 = 2.0;

/// What was painted last, and how many hairs the layer is short of.
#[derive(Debug, Default)]
pub struct Painted(Cell<(u64, u8)>);

impl Painted {
    /// The layer for content with this print.
    pub fn layer(&self, print: u64, clip: Rectangle) -> Rectangle {
        let (last, hairs) = self.0.get();
        let hairs = if print == last { hairs } else { (hairs + 1) % HAIRS };
        self.0.set((print, hairs));

        Rectangle { height: clip.height - HAIR * f32::from(hairs), ..clip }
    }
}

/// A filled box with round corners.
pub fn fill(renderer: &mut Renderer, bounds: Rectangle, radius: f32, color: Color) {
    let border = Border { radius: radius.into(), ..Border::default() };
    renderer.fill_quad(Quad { bounds, border, ..Quad::default() }, color);
}

/// The scrollbar's thumb at the right edge of a pane; wider while it is held or under the pointer.
pub fn thumb(
    renderer: &mut Renderer,
    colors: &Colors,
    bounds: Rectangle,
    (extent, top): (Extent, f64),
    held: bool,
) {
    let Some((y, height)) = extent.thumb(top) else { return };
    let width = if held { space::SCROLL_THUMB_WIDE } else { space::SCROLL_THUMB };
    let x = bounds.x + bounds.width - (space::SCROLLBAR + width) / 2.0;
    let corner = Point::new(x, bounds.y + y as f32);
    let color = if held { colors.thumb_hover } else { colors.thumb };

    fill(renderer, Rectangle::new(corner, Size::new(width, height as f32)), width / 2.0, color);
}

/// The same at the lower edge of a pane, of a bar that goes across.
pub fn thumb_across(
    renderer: &mut Renderer,
    colors: &Colors,
    bounds: Rectangle,
    (extent, left): (Extent, f64),
    held: bool,
) {
    let Some((x, width)) = extent.thumb(left) else { return };
    let height = if held { space::SCROLL_THUMB_WIDE } else { space::SCROLL_THUMB };
    let y = bounds.y + bounds.height - (space::SCROLLBAR + height) / 2.0;
    let corner = Point::new(bounds.x + x as f32, y);
    let color = if held { colors.thumb_hover } else { colors.thumb };
    fill(renderer, Rectangle::new(corner, Size::new(width as f32, height)), height / 2.0, color);
}

/// A ring around what has the keyboard, with a hair of the ground around it so that it is seen on
/// anything.
pub fn ring(renderer: &mut Renderer, bounds: Rectangle, color: Color, ground: Color) {
    for (out, width, color) in [(RING + 2.0, 1.0, ground), (RING + 1.0, RING, color)] {
        let border = Border { color, width, radius: (space::RADIUS / 2.0 + out).into() };
        let quad = Quad { bounds: bounds.expand(out), border, ..Quad::default() };
        renderer.fill_quad(quad, Color::TRANSPARENT);
    }
}

/// Whether a point is on the strip at the lower edge that belongs to a scrollbar across.
pub fn on_foot_bar(bounds: Rectangle, at: Point) -> bool {
    bounds.contains(at) && at.y >= bounds.y + bounds.height - space::SCROLLBAR
}

/// Whether a point is on the strip at the right edge that belongs to the scrollbar.
pub fn on_bar(bounds: Rectangle, at: Point) -> bool {
    bounds.contains(at) && at.x >= bounds.x + bounds.width - space::SCROLLBAR
}
