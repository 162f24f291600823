//! Fields of a form and the search field.

use iced::advanced::widget::Id;
use iced::widget::{column, container, row, text, text_input};
use iced::{Center, Fill, Padding};

use super::Element;
use super::button::icon_button;
use super::icon::{self, Icon};
use crate::ui::theme::{self, font, space, surface};

/// A field with its name above and, if something is wrong with it, why below.
pub struct Field<'a, Message> {
    label: String,
    value: &'a str,
    placeholder: String,
    id: Option<Id>,
    secret: bool,
    wrong: Option<String>,
    on_input: Option<Box<dyn Fn(String) -> Message + 'a>>,
    on_submit: Option<Message>,
}

impl<'a, Message: Clone + 'a> Field<'a, Message> {
    pub fn new(label: impl Into<String>, value: &'a str) -> Self {
        Self {
            label: label.into(),
            value,
            placeholder: String::new(),
            id: None,
            secret: false,
            wrong: None,
            on_input: None,
            on_submit: None,
        }
    }

    pub fn placeholder(mut self, placeholder: impl Into<String>) -> Self {
        self.placeholder = placeholder.into();
        self
    }

    /// By which it is given the focus, and found by tests.
    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Shows dots.
    pub fn secret(mut self, secret: bool) -> Self {
        self.secret = secret;
        self
    }

    /// Why its content was refused.
    pub fn wrong(mut self, wrong: Option<String>) -> Self {
        self.wrong = wrong;
        self
    }

    /// Without this it cannot be changed.
    pub fn on_input(mut self, on_input: impl Fn(String) -> Message + 'a) -> Self {
        self.on_input = Some(Box::new(on_input));
        self
    }

    /// Enter was pressed in it.
    pub fn on_submit(mut self, message: Message) -> Self {
        self.on_submit = Some(message);
        self
    }
}

impl<'a, Message: Clone + 'a> From<Field<'a, Message>> for Element<'a, Message> {
    fn from(field: Field<'a, Message>) -> Self {
        let style =
            if field.wrong.is_some() { theme::field::input_wrong } else { theme::field::input };
        let mut input = text_input(&field.placeholder, field.value)
            .secure(field.secret)
            .size(font::BODY)
            .padding(Padding::from([space::S, space::M]))
            .style(style)
            .on_input_maybe(field.on_input)
            .on_submit_maybe(field.on_submit);
        if let Some(id) = field.id {
            input = input.id(id);
        }
        let label = text(field.label).size(font::SMALL).font(font::STRONG).style(surface::muted);
        let wrong = field.wrong.map(|why| text(why).size(font::SMALL).style(surface::wrong));

        column![label, input, wrong].spacing(space::XS).into()
    }
}

/// The search field: a sign, the query, and a cross when there is something to clear. `hint` is the
/// key that leads here.
pub fn search<'a, Message: Clone + 'a>(
    id: impl Into<Id>,
    (placeholder, clear): (&str, String),
    value: &'a str,
    on_input: impl Fn(String) -> Message + 'a,
    on_submit: Message,
    on_clear: Message,
) -> Element<'a, Message> {
    let input = text_input(placeholder, value)
        .id(id)
        .size(font::BODY)
        .padding(Padding::from([space::S, 0.0]))
        .style(theme::field::input_bare)
        .on_input(on_input)
        .on_submit(on_submit);
    let sign = icon::icon(Icon::Search).style(surface::muted);
    let cross = (!value.is_empty()).then(|| icon_button(Icon::Close, clear, Some(on_clear)));
    let inside = row![sign, input, cross].spacing(space::S).align_y(Center);

    container(inside)
        .padding(Padding { left: space::M, right: space::XS, ..Padding::ZERO })
        .width(Fill)
        .height(space::ICON_BUTTON + space::XS)
        .align_y(Center)
        .style(surface::search(!value.is_empty()))
        .into()
}
