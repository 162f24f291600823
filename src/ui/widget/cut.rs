//! A line of text that takes the room it is given and ends in an ellipsis where that is not enough.

use iced::advanced::layout::{self, Layout};
use iced::advanced::text::{Paragraph as _, Renderer as _};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Widget, mouse, renderer};
use iced::widget::text;
use iced::{Color, Font, Length, Rectangle, Renderer, Size, Theme};

use super::Element;
use super::line::{Line, Lines};
use crate::ui::theme::font;

/// The line. Fills the width, so that what comes after it stands at the right edge.
pub struct Cut<'a> {
    text: String,
    face: Font,
    size: f32,
    style: Box<dyn Fn(&Theme) -> text::Style + 'a>,
}

impl<'a> Cut<'a> {
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            face: font::REGULAR,
            size: font::BODY,
            style: Box::new(|_| text::Style::default()),
        }
    }

    pub fn font(mut self, face: Font) -> Self {
        self.face = face;
        self
    }

    pub fn size(mut self, size: f32) -> Self {
        self.size = size;
        self
    }

    pub fn style(mut self, style: impl Fn(&Theme) -> text::Style + 'a) -> Self {
        self.style = Box::new(style);
        self
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Cut<'_> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<Lines>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(Lines::default())
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Shrink)
    }

    fn layout(&mut self, _: &mut Tree, _: &Renderer, limits: &layout::Limits) -> layout::Node {
        let height = (self.size * font::LEADING).ceil();

        layout::Node::new(limits.resolve(Length::Fill, Length::Shrink, Size::new(0.0, height)))
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        _: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let lines = tree.state.downcast_ref::<Lines>();
        let bounds = layout.bounds();
        let color: Color = (self.style)(theme).color.unwrap_or(style.text_color);
        let line = lines.get(Line {
            text: &self.text,
            face: self.face,
            size: self.size,
            width: bounds.width.ceil(),
        });
        // A line that is no longer shown must be gone before the next frame: the software renderer
        // takes two lines of the same size for the same.
        lines.keep_only_this_frame();
        let lift = (bounds.height - line.min_height()) / 2.0;
        let at = iced::Point::new(bounds.x, bounds.y + lift);
        renderer.fill_paragraph(&line, at, color, *viewport);
    }

    fn operate(
        &mut self,
        _: &mut Tree,
        layout: Layout<'_>,
        _: &Renderer,
        operation: &mut dyn Operation,
    ) {
        operation.text(None, layout.bounds(), &self.text);
    }
}

impl<'a, Message: 'a> From<Cut<'a>> for Element<'a, Message> {
    fn from(cut: Cut<'a>) -> Self {
        Self::new(cut)
    }
}
