//! The reading widget: shows a page of paragraphs with quotes, links and a selection that runs
//! across paragraphs. Shapes only what is near the window, so that ten megabytes of text open at
//! once; keeps its own offset in `f64`. Knows no mail: what is above the text is any element.

mod finding;
mod folding;
mod heights;
mod input;
#[cfg(test)]
mod large;
mod paint;
mod select;
mod shape;
mod state;
#[cfg(test)]
mod tests;

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, mouse, renderer};
use iced::{Event, Length, Point, Rectangle, Renderer, Size, Theme, Vector};

use self::folding::Folding;
use super::Element;
use super::around::Around;
use super::layer;
use crate::render::Page;
use crate::render::xray::Link;
use crate::ui::theme::space;

/// Where a key takes the reader.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Motion {
    /// Windows full, negative upwards.
    Pages(f32),
    Start,
    End,
}

type OnLink<'a, Message> = Box<dyn Fn(Link) -> Message + 'a>;
type OnHover<'a, Message> = Box<dyn Fn(Option<Link>) -> Message + 'a>;
/// Whether a link, by its words and its target, is to be marked.
type Marks<'a> = Box<dyn Fn(&str, &str) -> bool + 'a>;

/// A page to read. Build it anew in each view; what must last lives in the widget tree.
pub struct Prose<'a, Message> {
    page: &'a Page,
    identity: u64,
    around: Around<'a, Message>,
    on_link: Option<OnLink<'a, Message>>,
    on_hover: Option<OnHover<'a, Message>>,
    marks: Option<Marks<'a>>,
    folding: Option<Folding<'a, Message>>,
    found: finding::Found<'a>,
    motion: Option<(u64, Motion)>,
}

impl<'a, Message> Prose<'a, Message> {
    /// `identity` names what the page is of (a message key): another one begins at its top with
    /// nothing selected.
    pub fn new(page: &'a Page, identity: u64) -> Self {
        Self {
            page,
            identity,
            around: Around::default(),
            on_link: None,
            on_hover: None,
            marks: None,
            folding: None,
            found: finding::Found::default(),
            motion: None,
        }
    }

    /// Stands above the text and scrolls with it.
    pub fn header(mut self, header: impl Into<Element<'a, Message>>) -> Self
    where
        Message: 'a,
    {
        self.around.above(header.into());
        self
    }

    /// Stands below the text and scrolls with it.
    pub fn footer(mut self, footer: impl Into<Element<'a, Message>>) -> Self
    where
        Message: 'a,
    {
        self.around.below(footer.into());
        self
    }

    /// A link was clicked.
    pub fn on_link(mut self, on_link: impl Fn(Link) -> Message + 'a) -> Self {
        self.on_link = Some(Box::new(on_link));
        self
    }

    /// The pointer came over a link or left it: where it leads, so that it can be shown.
    pub fn on_hover(mut self, on_hover: impl Fn(Option<Link>) -> Message + 'a) -> Self {
        self.on_hover = Some(Box::new(on_hover));
        self
    }

    /// Tells by its words and its target whether a link is to be marked. Asked once for each link
    /// that comes near the window.
    pub fn marks(mut self, marks: impl Fn(&str, &str) -> bool + 'a) -> Self {
        self.marks = Some(Box::new(marks));
        self
    }

    /// Moves once for each new `serial`.
    pub fn motion(mut self, serial: u64, motion: Motion) -> Self {
        self.motion = Some((serial, motion));
        self
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Prose<'_, Message> {
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
            paint::text(self, state, renderer, theme, bounds, clip);
            for number in 0..2 {
                let looks = (theme, style);
                self.around.draw(number, tree, renderer, looks, (layout, cursor, &clip));
            }
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
            () if state.place_over_text(self, bounds, at) => mouse::Interaction::Text,
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
        for index in self.shown(state.visible()) {
            if let Some(paragraph) = self.page.paragraphs.get(index) {
                let place = state.paragraph_bounds(layout.bounds(), paragraph, index);
                operation.text(None, place, &self.words(index, paragraph));
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

impl<'a, Message: 'a> From<Prose<'a, Message>> for Element<'a, Message> {
    fn from(prose: Prose<'a, Message>) -> Self {
        Self::new(prose)
    }
}

/// The left upper corner of the text when nothing is scrolled.
fn margin() -> Point {
    Point::new(space::XL, space::L)
}
