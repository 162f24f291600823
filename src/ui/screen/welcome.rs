//! The first screen of a new installation: add an account, or look around.

use iced::Alignment;
use iced::widget::{center, column, text};

use super::Element;
use crate::app::{self, accounts::Message};
use crate::fl;
use crate::ui::theme::{font, space, surface};
use crate::ui::widget::button::card;
use crate::ui::widget::icon::{Icon, sized};

pub fn view<'a>() -> Element<'a> {
    let head = column![
        sized(Icon::Bird, space::ICON_HERO).style(surface::accent),
        text(fl!("welcome-title")).size(font::TITLE).font(font::STRONG),
        text(fl!("welcome-text")).size(font::BODY).style(surface::muted).center(),
    ]
    .spacing(space::M)
    .align_x(Alignment::Center);

    let choose = |message| Some(app::Message::Accounts(message));
    let choices = column![
        card(Icon::At, fl!("welcome-add"), fl!("welcome-add-text"), choose(Message::AddChosen)),
        card(Icon::Eye, fl!("welcome-demo"), fl!("welcome-demo-text"), choose(Message::DemoChosen)),
    ]
    .spacing(space::M);

    center(
        column![head, choices]
            .spacing(space::XL)
            .align_x(Alignment::Center)
            .max_width(space::DIALOG),
    )
    .padding(space::XL)
    .into()
}
