//! Two panes side by side with a line between them that can be dragged. The place of the line is the
//! application's, in pixels, so that it can be kept; the panes keep their least widths.

use iced::advanced::layout::{self, Layout};
use iced::advanced::renderer::Quad;
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, Widget, mouse, overlay, renderer};
use iced::{Event, Length, Point, Rectangle, Renderer, Size, Theme, Vector};

use super::Element;
use crate::ui::theme::{colors, space};

/// Two panes and the line between.
pub struct Split<'a, Message> {
    panes: [Element<'a, Message>; 2],
    at: f32,
    least: (f32, f32),
    on_drag: Box<dyn Fn(f32) -> Message + 'a>,
}

#[derive(Default)]
struct State {
    /// How far from the line it was taken hold of.
    grab: Option<f32>,
    hovered: bool,
}

impl<'a, Message> Split<'a, Message> {
    /// The line stands `at` pixels from the left; dragging it tells where it wants to be.
    pub fn new(
        left: impl Into<Element<'a, Message>>,
        right: impl Into<Element<'a, Message>>,
        at: f32,
        on_drag: impl Fn(f32) -> Message + 'a,
    ) -> Self {
        Self {
            panes: [left.into(), right.into()],
            at,
            least: (space::DIALOG / 3.0, space::DIALOG / 2.0),
            on_drag: Box::new(on_drag),
        }
    }

    /// The least widths of the panes. Where there is no room for both, the left one gives way.
    pub fn least(mut self, left: f32, right: f32) -> Self {
        self.least = (left, right);
        self
    }

    fn place(&self, at: f32, width: f32) -> f32 {
        place(at, self.least, width)
    }

    /// What the line can be taken hold of by.
    fn handle(&self, bounds: Rectangle) -> Rectangle {
        let x = bounds.x + self.place(self.at, bounds.width);
        let corner = Point::new(x - (space::SPLITTER - space::HAIRLINE) / 2.0, bounds.y);

        Rectangle::new(corner, Size::new(space::SPLITTER, bounds.height))
    }
}

/// Where the line stands that wants to be `at`, with these least widths, in a split this wide.
pub fn place(at: f32, least: (f32, f32), width: f32) -> f32 {
    let most = (width - least.1).max(0.0);

    if at.is_finite() { at.max(least.0).min(most).round() } else { most }
}

impl<Message> Widget<Message, Theme, Renderer> for Split<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn children(&self) -> Vec<Tree> {
        self.panes.iter().map(Tree::new).collect()
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(&self.panes);
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
        let at = self.place(self.at, size.width);
        let rooms = [(0.0, at), (at + space::HAIRLINE, size.width - at - space::HAIRLINE)];
        let nodes = self
            .panes
            .iter_mut()
            .zip(&mut tree.children)
            .zip(rooms)
            .map(|((pane, tree), (x, width))| {
                let room = Size::new(width.max(0.0), size.height);
                let limits = layout::Limits::new(Size::ZERO, room);
                pane.as_widget_mut().layout(tree, renderer, &limits).move_to(Point::new(x, 0.0))
            })
            .collect();

        layout::Node::with_children(size, nodes)
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
        let handle = self.handle(bounds);
        let state = tree.state.downcast_mut::<State>();
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => {
                if let Some(at) = cursor.position_over(handle)
                    && !shell.is_event_captured()
                {
                    state.grab = Some(at.x - bounds.x - self.place(self.at, bounds.width));
                    shell.capture_event();
                    return;
                }
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) => {
                let held = state.grab.take().is_some();
                if held {
                    shell.request_redraw();
                }
            }
            Event::Mouse(mouse::Event::CursorMoved { position }) => {
                if let Some(grab) = state.grab {
                    let at = self.place(position.x - bounds.x - grab, bounds.width);
                    shell.publish((self.on_drag)(at));
                    return;
                }
                let hovered = cursor.is_over(handle);
                if state.hovered != hovered {
                    state.hovered = hovered;
                    shell.request_redraw();
                }
            }
            _ => {}
        }

        let panes = self.panes.iter_mut().zip(&mut tree.children).zip(layout.children());
        for ((pane, tree), layout) in panes {
            pane.as_widget_mut()
                .update(tree, event, layout, cursor, renderer, clipboard, shell, viewport);
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
        for ((pane, tree), layout) in self.panes.iter().zip(&tree.children).zip(layout.children()) {
            pane.as_widget().draw(tree, renderer, theme, style, layout, cursor, viewport);
        }

        let state = tree.state.downcast_ref::<State>();
        let bounds = layout.bounds();
        let taken = state.grab.is_some() || state.hovered;
        let width = if taken { space::HAIRLINE * 3.0 } else { space::HAIRLINE };
        let middle = bounds.x + self.place(self.at, bounds.width) + space::HAIRLINE / 2.0;
        let line = Rectangle { x: middle - width / 2.0, y: bounds.y, width, height: bounds.height };
        let c = colors(theme);
        let color = if taken { c.accent } else { c.line };
        renderer.with_layer(line, |renderer| {
            renderer.fill_quad(Quad { bounds: line, ..Quad::default() }, color);
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
        let state = tree.state.downcast_ref::<State>();
        if state.grab.is_some() || cursor.is_over(self.handle(layout.bounds())) {
            return mouse::Interaction::ResizingHorizontally;
        }

        self.panes
            .iter()
            .zip(&tree.children)
            .zip(layout.children())
            .map(|((pane, tree), layout)| {
                pane.as_widget().mouse_interaction(tree, layout, cursor, viewport, renderer)
            })
            .max()
            .unwrap_or_default()
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        operation.traverse(&mut |operation| {
            let panes = self.panes.iter_mut().zip(&mut tree.children).zip(layout.children());
            for ((pane, tree), layout) in panes {
                pane.as_widget_mut().operate(tree, layout, renderer, operation);
            }
        });
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        overlay::from_children(&mut self.panes, tree, layout, renderer, viewport, translation)
    }
}

impl<'a, Message: 'a> From<Split<'a, Message>> for Element<'a, Message> {
    fn from(split: Split<'a, Message>) -> Self {
        Self::new(split)
    }
}

#[cfg(test)]
mod tests {
    use iced::mouse::Interaction;
    use iced::widget::text;
    use iced::{Point, Size};

    use super::Split;
    use crate::ui::kit::Driver;
    use crate::ui::widget::Element;

    const MIDDLE: f32 = 200.0;

    fn view(at: &f32) -> Element<'_, f32> {
        Split::new(text("left"), text("right"), *at, |at| at).least(150.0, 250.0).into()
    }

    fn drive(at: f32) -> Driver<f32, f32> {
        Driver::new(Size::new(800.0, 400.0), at, view, |at, to| *at = to).unwrap()
    }

    #[test]
    fn dragging_the_line_moves_it() {
        let mut kit = drive(300.0);

        kit.move_to(Point::new(301.0, MIDDLE));
        assert_eq!(kit.interaction(), Interaction::ResizingHorizontally);
        kit.drag(Point::new(301.0, MIDDLE), Point::new(351.0, MIDDLE));
        assert_eq!(kit.state, 350.0);
        assert_eq!(kit.find("right").unwrap().x, 351.0);
    }

    #[test]
    fn neither_pane_gets_narrower_than_it_may() {
        let mut kit = drive(300.0);

        kit.drag(Point::new(300.0, MIDDLE), Point::new(5.0, MIDDLE));
        assert_eq!(kit.state, 150.0);
        kit.drag(Point::new(150.0, MIDDLE), Point::new(790.0, MIDDLE));
        assert_eq!(kit.state, 550.0);
    }

    #[test]
    fn a_window_too_small_for_both_is_no_reason_to_fail() {
        let mut kit = drive(f32::NAN);

        kit.resize(Size::new(100.0, 50.0));
        assert!(kit.find("right").is_some());
    }
}
