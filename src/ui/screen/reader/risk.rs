//! Attachments that may do harm: what is said of them, and the question before one is saved.

use iced::widget::{column, row, text};
use iced::{Center, Fill};

use crate::app;
use crate::app::overlay::Message;
use crate::app::saves::{Risk, Risky};
use crate::fl;
use crate::model::attached::Warning;
use crate::ui::screen::Element;
use crate::ui::screen::overlay::{answers, heading};
use crate::ui::theme::{font, space, surface};
use crate::ui::widget::Cut;
use crate::ui::widget::icon::{Icon, sized};

/// A warning in a few words.
pub fn words(warning: &Warning) -> String {
    match warning {
        Warning::Program => fl!("risk-program"),
        Warning::Disguised(seems) => fl!("risk-disguised", kind = seems.as_str()),
        Warning::Turned => fl!("risk-turned"),
    }
}

/// A warning as a line with a sign.
pub fn line<'a, M: 'a>(warning: &Warning) -> crate::ui::widget::Element<'a, M> {
    let sign = sized(Icon::Warning, space::ICON_SMALL).style(surface::careful);
    let words = text(words(warning)).size(font::SMALL).style(surface::careful).width(Fill);
    row![sign, words].spacing(space::S).align_y(Center).into()
}

/// The question before it is saved.
pub fn ask<'a>(risk: &Risk) -> Element<'a> {
    let (title, yes) = match risk.what {
        Risky::All => (fl!("risk-title-all"), fl!("risk-yes-all")),
        Risky::One(_) | Risky::Inner(_) => (fl!("risk-title"), fl!("risk-yes")),
    };
    let confirmed = app::Message::Overlay(Message::Confirmed);
    column![
        heading(title),
        column![Cut::new(risk.name.clone()).font(font::STRONG), line(&risk.warning)]
            .spacing(space::XS),
        text(fl!("risk-text")).size(font::BODY).style(surface::muted),
        answers(Some((yes, confirmed, true)))
    ]
    .spacing(space::L)
    .into()
}
