//! Tells of right clicks and where they were, which the stock mouse area does not, and of presses
//! that may become a carry. Everything else goes to what it is put around.

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, mouse, overlay, renderer};
use iced::{Event, Length, Point, Rectangle, Renderer, Size, Theme, Vector};

use super::Element;

/// Something that can be right-clicked.
pub struct Right<'a, Message> {
    content: Element<'a, Message>,
    on_press: Box<dyn Fn(Point) -> Message + 'a>,
    on_grab: Option<Box<dyn Fn(Point) -> Message + 'a>>,
}

/// The pointer as its own events carry it: the one that comes with a press may be older by a move,
/// and inside a scrollable it is not the window's.
#[derive(Default)]
struct State {
    at: Option<Point>,
}

impl<'a, Message> Right<'a, Message> {
    /// `on_press` is given the point in window coordinates.
    pub fn new(
        content: impl Into<Element<'a, Message>>,
        on_press: impl Fn(Point) -> Message + 'a,
    ) -> Self {
        Self { content: content.into(), on_press: Box::new(on_press), on_grab: None }
    }

    /// The left button went down on it as well. Whatever takes the press has it all the same.
    pub fn on_grab(mut self, on_grab: impl Fn(Point) -> Message + 'a) -> Self {
        self.on_grab = Some(Box::new(on_grab));
        self
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Right<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.content)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.content));
    }

    fn size(&self) -> Size<Length> {
        self.content.as_widget().size()
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        match tree.children.first_mut() {
            Some(inner) => self.content.as_widget_mut().layout(inner, renderer, limits),
            None => layout::Node::new(Size::ZERO),
        }
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
        if let Some(inner) = tree.children.first_mut() {
            let content = self.content.as_widget_mut();
            content.update(inner, event, layout, cursor, renderer, clipboard, shell, viewport);
        }
        let state = tree.state.downcast_mut::<State>();
        match event {
            Event::Mouse(mouse::Event::CursorMoved { position }) => state.at = Some(*position),
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))
                if cursor.is_over(layout.bounds()) =>
            {
                let at = state.at.or(cursor.position());
                if let Some((on_grab, at)) = self.on_grab.as_ref().zip(at) {
                    shell.publish(on_grab(at));
                }
            }
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Right))
                if cursor.is_over(layout.bounds()) && !shell.is_event_captured() =>
            {
                if let Some(at) = state.at.or(cursor.position()) {
                    shell.publish((self.on_press)(at));
                    shell.capture_event();
                }
            }
            _ => {}
        }
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
        if let Some(inner) = tree.children.first() {
            self.content.as_widget().draw(inner, renderer, theme, style, layout, cursor, viewport);
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        let inner = tree.children.first();
        inner.map_or_else(mouse::Interaction::default, |inner| {
            let content = self.content.as_widget();
            content.mouse_interaction(inner, layout, cursor, viewport, renderer)
        })
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        if let Some(inner) = tree.children.first_mut() {
            self.content.as_widget_mut().operate(inner, layout, renderer, operation);
        }
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        let inner = tree.children.first_mut()?;
        self.content.as_widget_mut().overlay(inner, layout, renderer, viewport, translation)
    }
}

impl<'a, Message: 'a> From<Right<'a, Message>> for Element<'a, Message> {
    fn from(right: Right<'a, Message>) -> Self {
        Self::new(right)
    }
}

#[cfg(test)]
mod tests {
    use iced::mouse::Button;
    use iced::widget::{column, scrollable, text};
    use iced::{Point, Size};

    use super::Right;
    use crate::ui::kit::Driver;
    use crate::ui::widget::Element;

    #[test]
    fn a_right_click_tells_its_place_in_the_window_even_where_things_are_scrolled() {
        fn view(_: &Vec<Point>) -> Element<'_, Point> {
            let lines = (0..100).map(|line| Right::new(text(line), |at| at).into());
            scrollable(column(lines)).height(200.0).into()
        }
        let update = |told: &mut Vec<Point>, at| told.push(at);
        let mut kit = Driver::new(Size::new(300.0, 200.0), Vec::new(), view, update).unwrap();
        let at = Point::new(5.0, 100.0);
        kit.wheel(at, -3.0);
        kit.press(Button::Right);
        kit.release(Button::Right);
        assert_eq!(kit.state, [at]);
        kit.click_at(at);
        assert_eq!(kit.state.len(), 1);
    }
}
