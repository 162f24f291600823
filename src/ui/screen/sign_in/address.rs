//! The first thing that is asked: who the person is, and their address. Nothing else.

use iced::widget::column;

use super::super::Element;
use super::{Entry, by_hand, foot, framed, head};
use crate::app::accounts::{Field, Message, Problems, SignIn};
use crate::fl;
use crate::ui::theme::space;
use crate::ui::widget::button::Rank;
use crate::ui::widget::icon::Icon;

pub fn view<'a>(sign_in: &'a SignIn, problems: &Problems) -> Element<'a> {
    let problem = |field| problems.iter().find(|(of, _)| *of == field).map(|(_, wrong)| *wrong);
    let hint = match &sign_in.example {
        Some(address) => fl!("signin-address-demo", address = address),
        None => fl!("signin-address-hint"),
    };
    let fields = column![
        Entry::new(Field::Name, fl!("signin-name"), &sign_in.name)
            .hint(fl!("signin-name-hint"))
            .view(),
        Entry::new(Field::Address, fl!("signin-address"), &sign_in.address)
            .hint(hint)
            .problem(problem(Field::Address))
            .view(),
    ]
    .spacing(space::M);
    let on = (Rank::Primary, fl!("signin-continue"), Message::Submitted);
    let content = column![
        head(Icon::At, fl!("signin-title"), fl!("signin-address-text")),
        fields,
        foot(Some(by_hand()), fl!("cancel"), Some(on)),
    ];
    framed(space::DIALOG, content.spacing(space::XL))
}
