//! A pane in which a page is read: it scrolls, is selected from by hand, has links that are pressed,
//! pointed at and stopped at by the keyboard. What the page is made of is a `Content`'s business;
//! what is above and below it is any element. Knows no mail.

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
use super::around::Around;
use super::layer;
use super::scroll::Extent;
use crate::render::drawn::{Spot, Stop, Stretch};
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
    around: Around<'a, Message>,
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
            around: Around::default(),
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

    /// Takes in what the new view brought: another page, another width, a motion; and the heights of
    /// what is above and below.
    fn settle(&self, state: &mut Self::State, window: Size, around: [f32; 2]);

    /// The height of it all, with what is above and below.
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

    /// What lies over pictures and under what stands below the page.
    fn paint_above(&self, _: &Self::State, _: &mut Renderer, _: &Theme, _: Rectangle) {}

    /// What lies over everything.
    fn paint_over(&self, _: &Self::State, _: &mut Renderer, _: &Theme, _: Rectangle) {}

    /// Tells the texts in view and where they are.
    fn tell_texts(
        &self,
        state: &Self::State,
        bounds: Rectangle,
        tell: &mut dyn FnMut(Rectangle, &str),
    );

    /// Stands above the page and scrolls with it.
    fn header(mut self, header: impl Into<Element<'a, Self::Message>>) -> Self {
        self.common_mut().around.above(header.into());
        self
    }

    /// Stands below the page and scrolls with it.
    fn footer(mut self, footer: impl Into<Element<'a, Self::Message>>) -> Self {
        self.common_mut().around.below(footer.into());
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

impl<'a, C: Content<'a>> Widget<C::Message, Theme, Renderer> for Pane<'a, C> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<C::State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(C::State::default())
    }

    fn children(&self) -> Vec<Tree> {
        self.content.common().around.children()
    }

    fn diff(&self, tree: &mut Tree) {
        self.content.common().around.diff(tree);
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
        let parts = self.content.common_mut().around.layout(tree, renderer, size.width);
        let height = |number: usize| parts.get(number).map_or(0.0, |node| node.size().height);
        let (head, foot) = (height(0), height(1));
        let state = tree.state.downcast_mut::<C::State>();
        self.content.settle(state, size, [head, foot]);
        let foot_top = self.content.extent(state).content - f64::from(foot);
        let tops = [0.0, foot_top].map(|at| (at - state.top).round() as f32);
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
        shell: &mut Shell<'_, C::Message>,
        viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        let told = (event, layout, cursor);
        let around = &mut self.content.common_mut().around;
        around.update(tree, told, renderer, clipboard, shell, viewport);
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
        let (looks, place) = ((theme, style), (layout, cursor, &clip));
        let around = &self.content.common().around;
        let layer = state.painted.layer(self.content.print(state, theme, bounds), clip);
        renderer.with_layer(layer, |renderer| {
            self.content.paint(state, renderer, theme, bounds, clip);
            around.draw(0, tree, renderer, looks, place);
        });
        // Above the pictures, which a layer paints last.
        renderer.with_layer(clip, |renderer| {
            self.content.paint_above(state, renderer, theme, bounds);
            around.draw(1, tree, renderer, looks, place);
            self.content.paint_over(state, renderer, theme, bounds);
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
        let state = tree.state.downcast_ref::<C::State>();
        let bounds = layout.bounds();
        let Some(at) = cursor.position_over(bounds) else { return mouse::Interaction::None };
        let around = &self.content.common().around;
        let over = around.mouse_interaction(tree, layout, cursor, viewport, renderer);
        if let Some(interaction) = over {
            return interaction;
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
        self.content.common_mut().around.operate(0, tree, layout, renderer, operation);
        let state = tree.state.downcast_ref::<C::State>();
        let mut tell = |place, text: &str| operation.text(None, place, text);
        self.content.tell_texts(state, layout.bounds(), &mut tell);
        self.content.common_mut().around.operate(1, tree, layout, renderer, operation);
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, C::Message, Theme, Renderer>> {
        let around = &mut self.content.common_mut().around;
        around.overlay(tree, layout, renderer, viewport, translation)
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
