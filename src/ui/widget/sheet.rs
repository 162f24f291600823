//! The reading widget for mail that was drawn: shows its tiles, its links, a selection that runs
//! across its texts, and marks of what was found. Asks for the tiles that come into view; keeps its
//! own offset in `f64`. Knows no mail and no engine: what is above the page is any element.

mod input;
mod paint;
mod state;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use iced::advanced::image::Handle;
use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, mouse, renderer};
use iced::{Color, Event, Length, Rectangle, Renderer, Size, Theme, Vector};

use super::Element;
use super::around::Around;
use super::layer;
use super::prose::Motion;
use crate::render::drawn::{Drawn, Spot};

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
type OnZoom<'a, Message> = Box<dyn Fn(i8) -> Message + 'a>;
type OnWant<'a, Message> = Box<dyn Fn(Range<u32>) -> Message + 'a>;

/// A drawn page to read. Build it anew in each view; what must last lives in the widget tree.
pub struct Sheet<'a, Message> {
    drawn: &'a Drawn,
    tiles: &'a Tiles,
    /// Pixels of the screen to a logical pixel.
    scale: f32,
    /// Behind the page, and where tiles are still missing.
    ground: Color,
    identity: u64,
    marks: &'a [(Spot, Spot)],
    current: Option<(u64, (Spot, Spot))>,
    wary: Option<&'a BTreeSet<usize>>,
    around: Around<'a, Message>,
    on_link: Option<OnLink<'a, Message>>,
    on_hover: Option<OnHover<'a, Message>>,
    on_want: Option<OnWant<'a, Message>>,
    on_zoom: Option<OnZoom<'a, Message>>,
    motion: Option<(u64, Motion)>,
}

impl<'a, Message> Sheet<'a, Message> {
    /// `identity` names what the page is of: another one begins at its top with nothing selected.
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
            identity,
            marks: &[],
            current: None,
            wary: None,
            on_zoom: None,
            around: Around::default(),
            on_link: None,
            on_hover: None,
            on_want: None,
            motion: None,
        }
    }

    /// Stands above the page and scrolls with it.
    pub fn header(mut self, header: impl Into<Element<'a, Message>>) -> Self
    where
        Message: 'a,
    {
        self.around.above(header.into());
        self
    }

    /// Stands below the page and scrolls with it.
    pub fn footer(mut self, footer: impl Into<Element<'a, Message>>) -> Self
    where
        Message: 'a,
    {
        self.around.below(footer.into());
        self
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
    pub fn marks(
        mut self,
        marks: &'a [(Spot, Spot)],
        current: Option<(u64, (Spot, Spot))>,
    ) -> Self {
        self.marks = marks;
        self.current = current;
        self
    }

    /// Links of these numbers are marked: they lead elsewhere than they seem to.
    pub fn wary(mut self, wary: &'a BTreeSet<usize>) -> Self {
        self.wary = Some(wary);
        self
    }

    /// The wheel was turned with Ctrl held: so many steps larger.
    pub fn on_zoom(mut self, on_zoom: impl Fn(i8) -> Message + 'a) -> Self {
        self.on_zoom = Some(Box::new(on_zoom));
        self
    }

    /// Moves once for each new `serial`.
    pub fn motion(mut self, serial: u64, motion: Motion) -> Self {
        self.motion = Some((serial, motion));
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

impl<Message> Widget<Message, Theme, Renderer> for Sheet<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<state::State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(state::State::default())
    }

    fn children(&self) -> Vec<Tree> {
        self.around.children()
    }

    fn diff(&self, tree: &mut Tree) {
        self.around.diff(tree);
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        let size = limits.resolve(Length::Fill, Length::Fill, Size::ZERO);
        let parts = self.around.layout(tree, renderer, size.width);
        let height = |number: usize| parts.get(number).map_or(0.0, |node| node.size().height);
        let (head, foot) = (height(0), height(1));
        let state = tree.state.downcast_mut::<state::State>();
        state.settle(self, size, [head, foot]);
        let tops = [0.0, state.foot_top()].map(|at| (at - state.top).round() as f32);
        let placed = parts.into_iter().zip(tops);
        let children = placed.map(|(node, top)| node.translate(Vector::new(0.0, top))).collect();
        layout::Node::with_children(size, children)
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        let told = (event, layout, cursor);
        self.around.update(tree, told, renderer, clipboard, shell, viewport);
        let state = tree.state.downcast_mut::<state::State>();
        input::handle(self, state, event, bounds, cursor, clipboard, shell);
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        use iced::advanced::Renderer as _;

        let state = tree.state.downcast_ref::<state::State>();
        let bounds = layout.bounds();
        let Some(clip) = bounds.intersection(viewport) else { return };
        let layer = state.painted.layer(paint::print(self, state, theme, bounds), clip);
        renderer.with_layer(layer, |renderer| {
            paint::page(self, state, renderer, theme, bounds, clip);
            self.around.draw(0, tree, renderer, (theme, style), (layout, cursor, &clip));
        });
        // Above the pictures, which a layer paints last.
        renderer.with_layer(clip, |renderer| {
            paint::below(state, renderer, theme, bounds);
            self.around.draw(1, tree, renderer, (theme, style), (layout, cursor, &clip));
            paint::above(self, state, renderer, theme, bounds);
        });
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        let state = tree.state.downcast_ref::<state::State>();
        let bounds = layout.bounds();
        let Some(at) = cursor.position_over(bounds) else { return mouse::Interaction::None };
        let around = self.around.mouse_interaction(tree, layout, cursor, viewport, renderer);
        if let Some(interaction) = around {
            return interaction;
        }
        match () {
            () if layer::on_bar(bounds, at) => mouse::Interaction::Idle,
            () if state.link.is_some() => mouse::Interaction::Pointer,
            () if state.is_over_text(self.drawn, bounds, at) => mouse::Interaction::Text,
            () => mouse::Interaction::Idle,
        }
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        self.around.operate(0, tree, layout, renderer, operation);
        let state = tree.state.downcast_ref::<state::State>();
        for block in &self.drawn.blocks {
            if let Some(place) = state.block_bounds(block, layout.bounds()) {
                operation.text(None, place, block.text.trim());
            }
        }
        self.around.operate(1, tree, layout, renderer, operation);
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<iced::advanced::overlay::Element<'b, Message, Theme, Renderer>> {
        self.around.overlay(tree, layout, renderer, viewport, translation)
    }
}

impl<'a, Message: 'a> From<Sheet<'a, Message>> for Element<'a, Message> {
    fn from(sheet: Sheet<'a, Message>) -> Self {
        Self::new(sheet)
    }
}
