//! What stands above and below something that scrolls, and scrolls with it: the children of the widget
//! that has them. Knows nothing of what is between.

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Operation, Tree};
use iced::advanced::{Clipboard, Shell, mouse, overlay, renderer};
use iced::widget::Space;
use iced::{Event, Rectangle, Renderer, Size, Theme, Vector};

use super::Element;
use crate::ui::theme::space;

/// First what is above, then what is below.
pub struct Around<'a, Message>(Vec<Element<'a, Message>>);

impl<Message> Default for Around<'_, Message> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'a, Message: 'a> Around<'a, Message> {
    pub fn above(&mut self, element: Element<'a, Message>) {
        match self.0.first_mut() {
            Some(above) => *above = element,
            None => self.0.push(element),
        }
    }

    pub fn below(&mut self, element: Element<'a, Message>) {
        if self.0.is_empty() {
            self.0.push(Space::new().into());
        }
        self.0.truncate(1);
        self.0.push(element);
    }
}

impl<Message> Around<'_, Message> {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn children(&self) -> Vec<Tree> {
        self.0.iter().map(Tree::new).collect()
    }

    pub fn diff(&self, tree: &mut Tree) {
        tree.diff_children(&self.0);
    }

    /// Their nodes, not yet at their places, beside a scrollbar in so much width.
    pub fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &Renderer,
        width: f32,
    ) -> Vec<layout::Node> {
        let room = Size::new((width - space::SCROLLBAR).max(0.0), f32::INFINITY);
        let limits = layout::Limits::new(Size::ZERO, room);
        let parts = self.0.iter_mut().zip(&mut tree.children);
        parts.map(|(part, tree)| part.as_widget_mut().layout(tree, renderer, &limits)).collect()
    }

    pub fn update(
        &mut self,
        tree: &mut Tree,
        (event, bounds, cursor): (&Event, Layout<'_>, mouse::Cursor),
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        let pane = bounds.bounds();
        // What has scrolled out of the pane must not be pressed through the bar above it.
        let inside = if cursor.is_over(pane) { cursor } else { mouse::Cursor::Unavailable };
        let view = pane.intersection(viewport).unwrap_or(*viewport);
        let parts = self.0.iter_mut().zip(&mut tree.children).zip(bounds.children());
        for ((part, tree), place) in parts {
            let widget = part.as_widget_mut();
            widget.update(tree, event, place, inside, renderer, clipboard, shell, &view);
        }
    }

    /// Draws one of them, where it can be seen: the first is above.
    pub fn draw(
        &self,
        number: usize,
        tree: &Tree,
        renderer: &mut Renderer,
        (theme, style): (&Theme, &renderer::Style),
        (layout, cursor, clip): (Layout<'_>, mouse::Cursor, &Rectangle),
    ) {
        let part = self.0.get(number).zip(tree.children.get(number));
        let Some(((part, tree), place)) = part.zip(layout.children().nth(number)) else { return };
        if !place.bounds().intersects(clip) {
            return;
        }
        let over = cursor.is_over(layout.bounds());
        let inside = if over { cursor } else { mouse::Cursor::Unavailable };
        part.as_widget().draw(tree, renderer, theme, style, place, inside, clip);
    }

    /// What the pointer is over; nothing where it is over neither.
    pub fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> Option<mouse::Interaction> {
        let mut parts = self.0.iter().zip(&tree.children).zip(layout.children());
        let ((part, tree), place) = parts.find(|(_, place)| cursor.is_over(place.bounds()))?;
        Some(part.as_widget().mouse_interaction(tree, place, cursor, viewport, renderer))
    }

    pub fn operate(
        &mut self,
        number: usize,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let part = self.0.get_mut(number).zip(tree.children.get_mut(number));
        if let Some(((part, tree), place)) = part.zip(layout.children().nth(number)) {
            part.as_widget_mut().operate(tree, place, renderer, operation);
        }
    }

    pub fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        let parts = self.0.iter_mut().zip(&mut tree.children).zip(layout.children());
        parts.into_iter().find_map(|((part, tree), place)| {
            part.as_widget_mut().overlay(tree, place, renderer, viewport, translation)
        })
    }
}
