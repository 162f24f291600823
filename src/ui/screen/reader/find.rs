//! The field for words that are looked for in the open message.

use iced::widget::{container, row, text, text_input};
use iced::{Center, Fill};

use crate::app;
use crate::app::effect::FieldId;
use crate::app::find::{Find, Message};
use crate::fl;
use crate::ui::fields;
use crate::ui::screen::Element;
use crate::ui::theme::{field, font, space, surface};
use crate::ui::widget::button::icon_button;
use crate::ui::widget::icon::Icon;

/// Logical pixels of the field.
const WIDTH: f32 = 320.0;

pub fn bar(find: &Find) -> Element<'_> {
    let input = text_input(&fl!("find-hint"), &find.query)
        .id(fields::id(FieldId::Find))
        .size(font::BODY)
        .padding(space::S)
        .width(WIDTH)
        .style(field::input)
        .on_input(|typed| app::Message::Find(Message::Edited(typed)))
        .on_submit(app::Message::Find(Message::Next));
    let count = match (find.query.is_empty(), find.found.len()) {
        (true, _) => String::new(),
        (false, 0) => fl!("find-nothing"),
        (false, count) => fl!("find-count", at = find.at + 1, count = count),
    };
    let count = text(count).size(font::SMALL).style(surface::muted).width(Fill);
    let any = |message| (!find.found.is_empty()).then_some(app::Message::Find(message));
    let line = row![
        input,
        count,
        icon_button(Icon::ChevronUp, fl!("find-previous"), any(Message::Previous)),
        icon_button(Icon::ChevronDown, fl!("find-next"), any(Message::Next)),
        icon_button(Icon::Close, fl!("find-close"), Some(app::Message::Find(Message::Closed))),
    ];
    container(line.spacing(space::S).align_y(Center))
        .padding([space::S, space::L])
        .width(Fill)
        .style(surface::banner)
        .into()
}
