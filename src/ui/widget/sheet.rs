//! The reading widget for mail that was drawn: shows its tiles, its links, a selection that runs
//! across its texts, and marks of what was found. Asks for the tiles that come into view; keeps its
//! own offset in `f64`. Knows no mail and no engine: what is above the page is any element.

mod paint;
mod state;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use iced::advanced::Shell;
use iced::advanced::image::Handle;
use iced::{Color, Point, Rectangle, Renderer, Size, Theme};

use self::state::State;
use super::Element;
use super::pane::{self, Common, Content, Unit};
use super::scroll::Extent;
use crate::render::drawn::{Drawn, Spot, Stop, Stretch};

/// Pixels of the screen that a tile is high.
pub const TILE: u32 = 512;

/// Tiles by the pixels of the screen above them.
pub type Tiles = BTreeMap<u32, Tile>;

/// A painted part of a page.
#[derive(Debug, Clone)]
pub struct Tile {
    pub handle: Handle,
    /// Pixels of the screen.
    pub width: u32,
    pub height: u32,
}

type OnLink<'a, Message> = Box<dyn Fn(usize) -> Message + 'a>;
type OnHover<'a, Message> = Box<dyn Fn(Option<usize>) -> Message + 'a>;
type OnWant<'a, Message> = Box<dyn Fn(Range<u32>) -> Message + 'a>;

/// A drawn page to read. Build it anew in each view; what must last lives in the widget tree.
pub struct Sheet<'a, Message> {
    drawn: &'a Drawn,
    tiles: &'a Tiles,
    /// Pixels of the screen to a logical pixel.
    scale: f32,
    /// Behind the page, and where tiles are still missing.
    ground: Color,
    common: Common<'a, Message>,
    marks: &'a [Stretch],
    current: Option<(u64, Stretch)>,
    wary: Option<&'a BTreeSet<usize>>,
    on_link: Option<OnLink<'a, Message>>,
    on_hover: Option<OnHover<'a, Message>>,
    on_want: Option<OnWant<'a, Message>>,
}

impl<'a, Message> Sheet<'a, Message> {
    /// `identity` names what the page is of (a message key).
    pub fn new(
        drawn: &'a Drawn,
        tiles: &'a Tiles,
        scale: f32,
        ground: Color,
        identity: u64,
    ) -> Self {
        Self {
            drawn,
            tiles,
            scale: scale.max(0.1),
            ground,
            common: Common::new(identity),
            marks: &[],
            current: None,
            wary: None,
            on_link: None,
            on_hover: None,
            on_want: None,
        }
    }

    /// A link was clicked; its number.
    pub fn on_link(mut self, on_link: impl Fn(usize) -> Message + 'a) -> Self {
        self.on_link = Some(Box::new(on_link));
        self
    }

    /// The pointer came over a link or left it.
    pub fn on_hover(mut self, on_hover: impl Fn(Option<usize>) -> Message + 'a) -> Self {
        self.on_hover = Some(Box::new(on_hover));
        self
    }

    /// These pixels of the screen are in view, or nearly, and not all of them are painted.
    pub fn on_want(mut self, on_want: impl Fn(Range<u32>) -> Message + 'a) -> Self {
        self.on_want = Some(Box::new(on_want));
        self
    }

    /// What was found is marked; `current` is the one that is looked at, and brought into view once
    /// for each new serial.
    pub fn marks(mut self, marks: &'a [Stretch], current: Option<(u64, Stretch)>) -> Self {
        self.marks = marks;
        self.current = current;
        self
    }

    /// Links of these numbers are marked: they lead elsewhere than they seem to.
    pub fn wary(mut self, wary: &'a BTreeSet<usize>) -> Self {
        self.wary = Some(wary);
        self
    }

    /// Logical pixels that the page is high.
    fn height(&self) -> f64 {
        f64::from(self.drawn.height)
    }

    /// The tiles between two heights of the page, logical pixels: pixels of the screen above each.
    fn tops(&self, from: f64, to: f64) -> impl Iterator<Item = u32> + use<Message> {
        let scale = f64::from(self.scale);
        // What is below a short page is painted as well: its ground is the sender's.
        let end = (self.height().max(to) * scale).ceil();
        let pixel = |at: f64| (at * scale).clamp(0.0, end) as u32;
        let first = pixel(from) / TILE;
        let last = pixel(to).div_ceil(TILE);
        (first..last).map(|number| number * TILE)
    }
}

impl<'a, Message: 'a> Content<'a> for Sheet<'a, Message> {
    type Message = Message;
    type State = State;

    fn common(&self) -> &Common<'a, Message> {
        &self.common
    }

    fn common_mut(&mut self) -> &mut Common<'a, Message> {
        &mut self.common
    }

    fn settle(&self, state: &mut State, window: Size, around: [f32; 2]) {
        state.settle(self, window, around);
    }

    fn extent(&self, state: &State) -> Extent {
        state.extent()
    }

    fn across(&self, state: &State) -> Extent {
        state.across()
    }

    /// Asks for the tiles in view and a window's height around it, once for each view of them.
    fn redrawn(&self, state: &mut State, shell: &mut Shell<'_, Message>) {
        let Some(on_want) = &self.on_want else { return };
        let (from, to) = state.view();
        // Tiles are as wide as the page: of a wide one fewer lie ready.
        let wide = f64::from(self.drawn.width).max(1.0);
        let around =
            f64::from(state.window.height) * (f64::from(state.window.width) / wide).min(1.0);
        let until = (to + around).min(self.height().max(to));
        let tops: Vec<u32> = self.tops(from - around, until).collect();
        let missing = tops.iter().filter(|top| !self.tiles.contains_key(top)).count();
        let (Some(first), Some(last)) = (tops.first(), tops.last()) else { return };
        let print = (self.common.identity, *first, *last, missing);
        if missing > 0 && state.wanted != Some(print) {
            state.wanted = Some(print);
            shell.publish(on_want(*first..*last + TILE));
        }
    }

    fn spot_at(&self, state: &State, bounds: Rectangle, at: Point) -> Option<Spot> {
        let (x, y) = state.on_page(bounds, at);
        self.drawn.spot_at(x, y)
    }

    fn stop_at(&self, state: &State, bounds: Rectangle, at: Point) -> Option<Stop> {
        let (x, y) = state.on_page(bounds, at);
        let link = self.drawn.link_at(x, y).filter(|_| y >= 0.0 && bounds.contains(at))?;
        Some(Stop { block: 0, link: link.number })
    }

    fn places(&self, state: &State, bounds: Rectangle, stop: Stop) -> Vec<Rectangle> {
        let areas = self.drawn.link_areas(stop.link);
        areas.map(|area| state.placed(*area, bounds)).collect()
    }

    fn picture_at(&self, state: &State, bounds: Rectangle, at: Point) -> Option<usize> {
        let (x, y) = state.on_page(bounds, at);
        self.drawn.picture_at(x, y).filter(|_| y >= 0.0 && bounds.contains(at))
    }

    fn is_over_text(&self, state: &State, bounds: Rectangle, at: Point) -> bool {
        state.is_over_text(self.drawn, bounds, at)
    }

    fn around(&self, spot: Spot, unit: Unit) -> Stretch {
        match unit {
            Unit::Letter => (spot, spot),
            Unit::Word => self.drawn.around(spot, false),
            Unit::Paragraph => self.drawn.around(spot, true),
        }
    }

    fn end(&self) -> Spot {
        self.drawn.end()
    }

    fn text(&self, (from, to): Stretch) -> String {
        self.drawn.text(from, to)
    }

    fn pressed(&self, stop: Stop) -> Option<Message> {
        self.on_link.as_ref().map(|on_link| on_link(stop.link))
    }

    fn hovered(&self, stop: Option<Stop>) -> Option<Message> {
        self.on_hover.as_ref().map(|on_hover| on_hover(stop.map(|stop| stop.link)))
    }

    fn print(&self, state: &State, theme: &Theme, bounds: Rectangle) -> u64 {
        paint::print(self, state, theme, bounds)
    }

    fn paint(
        &self,
        state: &State,
        renderer: &mut Renderer,
        _: &Theme,
        bounds: Rectangle,
        clip: Rectangle,
    ) {
        paint::page(self, state, renderer, bounds, clip);
    }

    fn paint_above(
        &self,
        state: &State,
        renderer: &mut Renderer,
        theme: &Theme,
        bounds: Rectangle,
    ) {
        paint::below(state, renderer, theme, bounds);
    }

    fn paint_over(&self, state: &State, renderer: &mut Renderer, theme: &Theme, bounds: Rectangle) {
        paint::above(self, state, renderer, theme, bounds);
    }

    fn tell_texts(&self, state: &State, bounds: Rectangle, tell: &mut dyn FnMut(Rectangle, &str)) {
        for block in &self.drawn.blocks {
            if let Some(place) = state.block_bounds(block, bounds) {
                tell(place, block.text.trim());
            }
        }
    }
}

impl<'a, Message: 'a> From<Sheet<'a, Message>> for Element<'a, Message> {
    fn from(sheet: Sheet<'a, Message>) -> Self {
        pane::element(sheet)
    }
}
