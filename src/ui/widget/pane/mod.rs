//! A pane in which a page is read: it scrolls, is selected from by hand, has links that are pressed,
//! pointed at and stopped at by the keyboard. What the page is made of is a `Content`'s business;
//! what is above it is any element. Knows no mail.

mod hands;
mod input;

use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::DerefMut;

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, mouse, overlay, renderer};
use iced::{Event, Length, Point, Rectangle, Renderer, Size, Theme, Vector};

use super::Element;
use super::layer;
use super::scroll::Extent;
use crate::render::drawn::{Spot, Stop, Stretch};
use crate::ui::theme::space;
pub use hands::{Hands, joined};

/// Where an order takes the reader.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Motion {
    /// Windows full, negative upwards.
    Pages(f32),
    /// Windows full, negative to the left.
    Across(f32),
    Start,
    End,
    /// So far below the top of the page, logical pixels.
    To(f64),
}

/// What a drag selects by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unit {
    #[default]
    Letter,
    Word,
    Paragraph,
}

/// A scrollbar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bar {
    Down,
    Across,
}

/// A menu was asked for: where in the window, and what is there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Asked {
    pub at: Point,
    pub stop: Option<Stop>,
    /// The number of a picture.
    pub picture: Option<usize>,
}

/// What is told of a pane while nothing is dragged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Told {
    pub selection: Option<Stretch>,
    /// Where a menu belongs that the keyboard opens.
    pub place: Point,
}

type On<'a, Told, Message> = Option<Box<dyn Fn(Told) -> Message + 'a>>;

/// What all pages have. `identity` names what the page is of: another one begins at its top with
/// nothing selected.
pub struct Common<'a, Message> {
    pub identity: u64,
    header: Option<Element<'a, Message>>,
    motion: Option<(u64, Motion)>,
    /// What the keyboard has stopped at.
    pub ring: Option<(u64, Stop)>,
    all: u64,
    has_keyboard: Option<bool>,
    on_menu: On<'a, Asked, Message>,
    on_press: On<'a, Spot, Message>,
    on_told: On<'a, Told, Message>,
    on_zoom: On<'a, i8, Message>,
}

impl<Message> Common<'_, Message> {
    pub fn new(identity: u64) -> Self {
        Self {
            identity,
            header: None,
            motion: None,
            ring: None,
            all: 0,
            has_keyboard: None,
            on_menu: None,
            on_press: None,
            on_told: None,
            on_zoom: None,
        }
    }

    /// Stands for what is painted of it.
    pub fn print(&self, hands: &Hands, hasher: &mut impl Hasher) {
        (self.identity, self.ring, hands.selection, hands.stop, hands.over_bar).hash(hasher);
        (hands.top.to_bits(), hands.left.to_bits()).hash(hasher);
    }
}

/// A page that is read in a pane. Points are of the window; `bounds` are the pane's.
pub trait Content<'a>: Sized {
    type Message: 'a;
    /// What lasts from one view to the next.
    type State: Default + DerefMut<Target = Hands> + 'static;

    fn common(&self) -> &Common<'a, Self::Message>;
    fn common_mut(&mut self) -> &mut Common<'a, Self::Message>;

    /// Takes in what the new view brought: another page, another width, a motion. `head` is the
    /// height of what is above.
    fn settle(&self, state: &mut Self::State, window: Size, head: f32);

    /// The height of it all, with what is above.
    fn extent(&self, state: &Self::State) -> Extent;

    /// Its width.
    fn across(&self, state: &Self::State) -> Extent {
        Extent { content: 0.0, window: f64::from(state.window.width) }
    }

    /// Another part came into view.
    fn scrolled(&self, _: &mut Self::State) {}

    /// A new frame is painted.
    fn redrawn(&self, _: &mut Self::State, _: &mut Shell<'_, Self::Message>) {}

    /// The place in the text that is nearest to a point.
    fn spot_at(&self, state: &Self::State, bounds: Rectangle, at: Point) -> Option<Spot>;

    /// What can be pressed at a point.
    fn stop_at(&self, state: &Self::State, bounds: Rectangle, at: Point) -> Option<Stop>;

    /// Where it is, a rectangle to each line.
    fn places(&self, state: &Self::State, bounds: Rectangle, stop: Stop) -> Vec<Rectangle>;

    /// The number of the picture at a point.
    fn picture_at(&self, _: &Self::State, _: Rectangle, _: Point) -> Option<usize> {
        None
    }

    fn is_over_text(&self, state: &Self::State, bounds: Rectangle, at: Point) -> bool;

    /// What a drag by this unit begins with.
    fn around(&self, spot: Spot, unit: Unit) -> Stretch;

    /// Behind the last letter.
    fn end(&self) -> Spot;

    /// The words of a stretch.
    fn text(&self, stretch: Stretch) -> String;

    /// What a press says.
    fn pressed(&self, stop: Stop) -> Option<Self::Message>;

    /// What is said when the pointer comes over a link or leaves it.
    fn hovered(&self, stop: Option<Stop>) -> Option<Self::Message>;

    /// Stands for all that is painted.
    fn print(&self, state: &Self::State, theme: &Theme, bounds: Rectangle) -> u64;

    fn paint(
        &self,
        state: &Self::State,
        renderer: &mut Renderer,
        theme: &Theme,
        bounds: Rectangle,
        clip: Rectangle,
    );

    /// What lies over pictures, which a layer paints last.
    fn paint_above(
        &self,
        _: &Self::State,
        _: &mut Renderer,
        _: &Theme,
        _: Rectangle,
        _: Rectangle,
    ) {
    }

    /// Tells the texts in view and where they are.
    fn tell_texts(
        &self,
        state: &Self::State,
        bounds: Rectangle,
        tell: &mut dyn FnMut(Rectangle, &str),
    );

    /// Stands above the page and scrolls with it.
    fn header(mut self, header: impl Into<Element<'a, Self::Message>>) -> Self {
        self.common_mut().header = Some(header.into());
        self
    }

    /// Moves once for each new `serial`.
    fn motion(mut self, serial: u64, motion: Motion) -> Self {
        self.common_mut().motion = Some((serial, motion));
        self
    }

    /// What the keyboard has stopped at; brought into view once for each new serial.
    fn ring(mut self, ring: Option<(u64, Stop)>) -> Self {
        self.common_mut().ring = ring;
        self
    }

    /// Whether keys are for this pane. Without that they are from a press on it until one elsewhere.
    fn has_keyboard(mut self, has: bool) -> Self {
        self.common_mut().has_keyboard = Some(has);
        self
    }

    /// Selects everything whenever this number rises.
    fn select_all(mut self, serial: u64) -> Self {
        self.common_mut().all = serial;
        self
    }

    /// The right button was pressed.
    fn on_menu(mut self, on_menu: impl Fn(Asked) -> Self::Message + 'a) -> Self {
        self.common_mut().on_menu = Some(Box::new(on_menu));
        self
    }

    /// The left button was pressed, with the place in the text that is nearest.
    fn on_press(mut self, on_press: impl Fn(Spot) -> Self::Message + 'a) -> Self {
        self.common_mut().on_press = Some(Box::new(on_press));
        self
    }

    /// Something of what is told has changed.
    fn on_told(mut self, on_told: impl Fn(Told) -> Self::Message + 'a) -> Self {
        self.common_mut().on_told = Some(Box::new(on_told));
        self
    }

    /// The wheel was turned with Ctrl held: so many steps larger.
    fn on_zoom(mut self, on_zoom: impl Fn(i8) -> Self::Message + 'a) -> Self {
        self.common_mut().on_zoom = Some(Box::new(on_zoom));
        self
    }
}

/// The widget of a content.
pub struct Pane<'a, C> {
    content: C,
    life: PhantomData<&'a ()>,
}

/// A content as an element.
pub fn element<'a, C: Content<'a> + 'a>(content: C) -> Element<'a, C::Message> {
    Element::new(Pane { content, life: PhantomData })
}

fn header_layout<'b>(layout: Layout<'b>) -> Option<Layout<'b>> {
    layout.children().next()
}

/// What has scrolled out of the pane must not be pressed through the bar above it.
fn inside(cursor: mouse::Cursor, bounds: Rectangle) -> mouse::Cursor {
    if cursor.is_over(bounds) { cursor } else { mouse::Cursor::Unavailable }
}

impl<'a, C: Content<'a>> Widget<C::Message, Theme, Renderer> for Pane<'a, C> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<C::State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(C::State::default())
    }

    fn children(&self) -> Vec<Tree> {
        self.content.common().header.iter().map(Tree::new).collect()
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(self.content.common().header.as_slice());
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
        let header = self.content.common_mut().header.as_mut();
        let head = header.zip(tree.children.first_mut()).map(|(header, tree)| {
            let room = Size::new((size.width - space::SCROLLBAR).max(0.0), f32::INFINITY);
            header.as_widget_mut().layout(tree, renderer, &layout::Limits::new(Size::ZERO, room))
        });
        let state = tree.state.downcast_mut::<C::State>();
        self.content.settle(state, size, head.as_ref().map_or(0.0, |node| node.size().height));
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
        shell: &mut Shell<'_, C::Message>,
        viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        let head = self.content.common_mut().header.as_mut().zip(tree.children.first_mut());
        if let (Some((header, tree)), Some(place)) = (head, header_layout(layout)) {
            let cursor = inside(cursor, bounds);
            let view = bounds.intersection(viewport).unwrap_or(*viewport);
            header
                .as_widget_mut()
                .update(tree, event, place, cursor, renderer, clipboard, shell, &view);
        }
        let state = tree.state.downcast_mut::<C::State>();
        input::handle(&self.content, state, event, bounds, cursor, clipboard, shell);
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

        let state = tree.state.downcast_ref::<C::State>();
        let bounds = layout.bounds();
        let Some(clip) = bounds.intersection(viewport) else { return };
        let layer = state.painted.layer(self.content.print(state, theme, bounds), clip);
        renderer.with_layer(layer, |renderer| {
            self.content.paint(state, renderer, theme, bounds, clip);
            let head = self.content.common().header.as_ref().zip(tree.children.first());
            if let (Some((header, tree)), Some(place)) = (head, header_layout(layout))
                && place.bounds().intersects(&clip)
            {
                let cursor = inside(cursor, bounds);
                header.as_widget().draw(tree, renderer, theme, style, place, cursor, &clip);
            }
        });
        self.content.paint_above(state, renderer, theme, bounds, clip);
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        let state = tree.state.downcast_ref::<C::State>();
        let bounds = layout.bounds();
        let Some(at) = cursor.position_over(bounds) else { return mouse::Interaction::None };
        let head = self.content.common().header.as_ref().zip(tree.children.first());
        if let (Some((header, tree)), Some(place)) = (head, header_layout(layout))
            && cursor.is_over(place.bounds())
        {
            return header.as_widget().mouse_interaction(tree, place, cursor, viewport, renderer);
        }
        match () {
            () if input::bar_at(&self.content, state, bounds, at).is_some() => {
                mouse::Interaction::Idle
            }
            () if state.stop.is_some() => mouse::Interaction::Pointer,
            () if self.content.is_over_text(state, bounds, at) => mouse::Interaction::Text,
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
        let head = self.content.common_mut().header.as_mut().zip(tree.children.first_mut());
        if let (Some((header, tree)), Some(place)) = (head, header_layout(layout)) {
            header.as_widget_mut().operate(tree, place, renderer, operation);
        }
        let state = tree.state.downcast_ref::<C::State>();
        let mut tell = |place, text: &str| operation.text(None, place, text);
        self.content.tell_texts(state, layout.bounds(), &mut tell);
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, C::Message, Theme, Renderer>> {
        let header = self.content.common_mut().header.as_mut()?;
        let place = header_layout(layout)?;
        let tree = tree.children.first_mut()?;
        header.as_widget_mut().overlay(tree, place, renderer, viewport, translation)
    }
}

/// The scrollbars of a content.
pub fn bars<'a, C: Content<'a>>(
    content: &C,
    state: &C::State,
    renderer: &mut Renderer,
    theme: &Theme,
    bounds: Rectangle,
) {
    let colors = crate::ui::theme::colors(theme);
    let is_held = |bar| state.over_bar == Some(bar);
    let down = (content.extent(state), state.top);
    layer::thumb(renderer, colors, bounds, down, is_held(Bar::Down));
    let across = (content.across(state), state.left);
    layer::thumb_across(renderer, colors, bounds, across, is_held(Bar::Across));
}
