//! Walks the widgets and writes down what they show and where, on the screen.

use iced::advanced::widget::Id;
use iced::advanced::widget::operation::{Focusable, Operation, Scrollable, TextInput};
use iced::{Rectangle, Vector};

/// A text in the window.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    pub text: String,
    /// In window coordinates.
    pub bounds: Rectangle,
}

/// What was seen. Widgets inside a scrollable report places as if it had not been scrolled, so its
/// translation is kept while walking through it.
#[derive(Debug, Default)]
pub struct Look {
    pub texts: Vec<Seen>,
    pub places: Vec<(Id, Rectangle)>,
    offset: Vector,
    next: Vector,
}

impl Look {
    fn place(&mut self, id: Option<&Id>, bounds: Rectangle) {
        if let Some(id) = id {
            self.places.push((id.clone(), bounds - self.offset));
        }
    }
}

impl Operation for Look {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        let inner = std::mem::replace(&mut self.next, Vector::ZERO);
        let outer = self.offset;
        self.offset = outer + inner;
        operate(self);
        self.offset = outer;
    }

    fn container(&mut self, id: Option<&Id>, bounds: Rectangle) {
        self.place(id, bounds);
    }

    fn scrollable(
        &mut self,
        id: Option<&Id>,
        bounds: Rectangle,
        _: Rectangle,
        translation: Vector,
        _: &mut dyn Scrollable,
    ) {
        self.place(id, bounds);
        self.next = translation;
    }

    fn focusable(&mut self, id: Option<&Id>, bounds: Rectangle, _: &mut dyn Focusable) {
        self.place(id, bounds);
    }

    fn text_input(&mut self, id: Option<&Id>, bounds: Rectangle, state: &mut dyn TextInput) {
        self.place(id, bounds);
        self.text(id, bounds, state.text());
    }

    fn text(&mut self, _: Option<&Id>, bounds: Rectangle, text: &str) {
        self.texts.push(Seen { text: text.to_owned(), bounds: bounds - self.offset });
    }
}
