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
use super::layer;
use super::prose::Motion;
use crate::render::drawn::{Drawn, Spot};
use crate::ui::theme::space;

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
    header: Option<Element<'a, Message>>,
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
            header: None,
            on_link: None,
            on_hover: None,
            on_want: None,
            motion: None,
        }
    }

    /// Stands above the page and scrolls with it.
    pub fn header(mut self, header: impl Into<Element<'a, Message>>) -> Self {
        self.header = Some(header.into());
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

    fn header_layout<'b>(layout: Layout<'b>) -> Option<Layout<'b>> {
        layout.children().next()
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
        self.header.iter().map(Tree::new).collect()
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(self.header.as_slice());
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
        let state = tree.state.downcast_mut::<state::State>();
        let head = self.header.as_mut().zip(tree.children.first_mut()).map(|(header, tree)| {
            let room = Size::new((size.width - space::SCROLLBAR).max(0.0), f32::INFINITY);
            header.as_widget_mut().layout(tree, renderer, &layout::Limits::new(Size::ZERO, room))
        });
        state.settle(self, size, head.as_ref().map_or(0.0, |node| node.size().height));
        let up = Vector::new(0.0, -(state.top as f32).round());
        let children = head.map(|node| node.translate(up)).into_iter().collect();
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
        let head = self.header.as_mut().zip(tree.children.first_mut());
        if let (Some((header, tree)), Some(place)) = (head, Self::header_layout(layout)) {
            // What has scrolled out of the pane must not be pressed through the bar above it.
            let inside = if cursor.is_over(bounds) { cursor } else { mouse::Cursor::Unavailable };
            let view = bounds.intersection(viewport).unwrap_or(*viewport);
            header
                .as_widget_mut()
                .update(tree, event, place, inside, renderer, clipboard, shell, &view);
        }
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
            let head = self.header.as_ref().zip(tree.children.first());
            if let (Some((header, tree)), Some(place)) = (head, Self::header_layout(layout))
                && place.bounds().intersects(&clip)
            {
                let inside =
                    if cursor.is_over(bounds) { cursor } else { mouse::Cursor::Unavailable };
                header.as_widget().draw(tree, renderer, theme, style, place, inside, &clip);
            }
        });
        // Above the pictures, which a layer paints last.
        renderer.with_layer(clip, |renderer| paint::above(self, state, renderer, theme, bounds));
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
        let head = self.header.as_ref().zip(tree.children.first());
        if let (Some((header, tree)), Some(place)) = (head, Self::header_layout(layout))
            && cursor.is_over(place.bounds())
        {
            return header.as_widget().mouse_interaction(tree, place, cursor, viewport, renderer);
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
        let head = self.header.as_mut().zip(tree.children.first_mut());
        if let (Some((header, tree)), Some(place)) = (head, Self::header_layout(layout)) {
            header.as_widget_mut().operate(tree, place, renderer, operation);
        }
        let state = tree.state.downcast_ref::<state::State>();
        for block in &self.drawn.blocks {
            if let Some(place) = state.block_bounds(block, layout.bounds()) {
                operation.text(None, place, block.text.trim());
            }
        }
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<iced::advanced::overlay::Element<'b, Message, Theme, Renderer>> {
        let header = self.header.as_mut()?;
        let place = Self::header_layout(layout)?;
        let tree = tree.children.first_mut()?;
        header.as_widget_mut().overlay(tree, place, renderer, viewport, translation)
    }
}

impl<'a, Message: 'a> From<Sheet<'a, Message>> for Element<'a, Message> {
    fn from(sheet: Sheet<'a, Message>) -> Self {
        Self::new(sheet)
    }
}
