//! Makes something that can be pressed reachable by Tab, like a field: then Enter or Space does what
//! a press does. Draws a ring around what has the keyboard. Knows no button.

use iced::advanced::layout::{self, Layout};
use iced::advanced::renderer::{self, Quad, Renderer as _};
use iced::advanced::widget::operation::Focusable;
use iced::advanced::widget::{Id, Operation, Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, mouse, overlay};
use iced::keyboard::{self, Key, key::Named};
use iced::{Border, Color, Event, Length, Rectangle, Renderer, Size, Theme, Vector};

use super::Element;
use crate::ui::theme::{colors, space};

/// How wide the ring is, and how far it stands off, pixels.
const RING: f32 = 2.0;

/// Something reachable.
pub struct Reach<'a, Message> {
    content: Element<'a, Message>,
    message: Message,
    id: Option<Id>,
}

#[derive(Default)]
struct Focus {
    has: bool,
}

impl Focusable for Focus {
    fn is_focused(&self) -> bool {
        self.has
    }

    fn focus(&mut self) {
        self.has = true;
    }

    fn unfocus(&mut self) {
        self.has = false;
    }
}

impl<'a, Message> Reach<'a, Message> {
    /// `message` is what a press on the content sends.
    pub fn new(content: impl Into<Element<'a, Message>>, message: Message) -> Self {
        Self { content: content.into(), message, id: None }
    }

    /// By which it is given the keyboard.
    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.id = Some(id.into());
        self
    }
}

impl<Message: Clone> Widget<Message, Theme, Renderer> for Reach<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<Focus>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(Focus::default())
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
        let focus = tree.state.downcast_mut::<Focus>();
        match event {
            // The keyboard goes where the pointer went.
            Event::Mouse(mouse::Event::ButtonPressed(_)) if focus.has => {
                focus.has = false;
                shell.request_redraw();
            }
            Event::Keyboard(keyboard::Event::KeyPressed {
                key: Key::Named(Named::Enter | Named::Space),
                modifiers,
                repeat: false,
                ..
            }) if focus.has && modifiers.is_empty() && !shell.is_event_captured() => {
                shell.publish(self.message.clone());
                shell.capture_event();
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
        if tree.state.downcast_ref::<Focus>().has {
            let border = Border {
                color: colors(theme).link,
                width: RING,
                radius: (space::RADIUS + RING + 1.0).into(),
            };
            let bounds = layout.bounds().expand(RING + 1.0);
            renderer.fill_quad(Quad { bounds, border, ..Quad::default() }, Color::TRANSPARENT);
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
        let focus = tree.state.downcast_mut::<Focus>();
        operation.focusable(self.id.as_ref(), layout.bounds(), focus);
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

impl<'a, Message: Clone + 'a> From<Reach<'a, Message>> for Element<'a, Message> {
    fn from(reach: Reach<'a, Message>) -> Self {
        Self::new(reach)
    }
}

#[cfg(test)]
mod tests {
    use iced::Size;
    use iced::keyboard::Modifiers;
    use iced::keyboard::key::Named;
    use iced::widget::column;

    use super::Reach;
    use crate::ui::kit::Driver;
    use crate::ui::widget::button::{Rank, words};
    use crate::ui::widget::{Element, Field, TabOrder};

    #[derive(Debug, Clone, PartialEq)]
    enum Told {
        Typed(String),
        First,
        Second,
    }

    /// What was told so far.
    struct All(Vec<Told>);

    fn view(all: &All) -> Element<'_, Told> {
        let typed = all.0.iter().rev().find_map(|told| match told {
            Told::Typed(typed) => Some(typed.as_str()),
            _ => None,
        });
        let press = |label, told: Told| {
            Element::from(Reach::new(words(Rank::Plain, label, Some(told.clone())), told))
        };
        let field = Field::new("Name", typed.unwrap_or_default()).on_input(Told::Typed).id("name");
        let all =
            column![Element::from(field), press("One", Told::First), press("Two", Told::Second)];
        TabOrder::new(all).into()
    }

    #[test]
    fn tab_goes_from_a_field_to_the_buttons_and_enter_or_space_presses_them() {
        let update = |all: &mut All, message| all.0.push(message);
        let mut kit = Driver::new(Size::new(300.0, 300.0), All(Vec::new()), view, update).unwrap();
        let key = |kit: &mut Driver<_, _>, key| kit.key(key, Modifiers::empty());
        assert!(kit.click_id("name"));
        kit.type_text("x");
        key(&mut kit, Named::Tab);
        key(&mut kit, Named::Enter);
        key(&mut kit, Named::Tab);
        key(&mut kit, Named::Space);
        kit.type_text("y");
        assert_eq!(kit.state.0, [Told::Typed("x".into()), Told::First, Told::Second]);
        // A press elsewhere takes the keyboard away.
        assert!(kit.click_id("name"));
        key(&mut kit, Named::Enter);
        assert_eq!(kit.state.0.len(), 3);
        assert!(kit.click("One"));
        assert_eq!(kit.state.0.last(), Some(&Told::First));
    }
}
