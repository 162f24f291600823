//! The open message as it lies on the server: the fields of its header in colour, then the rest.

use iced::widget::{column, container, row, stack, text};
use iced::{Alignment, Fill};

use super::{foot, found, motion};
use crate::app;
use crate::app::keys::Command;
use crate::app::source::{Raw, Source, Stage};
use crate::fl;
use crate::i18n;
use crate::model::ids::MessageKey;
use crate::ui::shell::{Message, Shell};
use crate::ui::theme::{font, space, surface};
use crate::ui::widget::Element;
use crate::ui::widget::button::{self, Rank};
use crate::ui::widget::icon::{Icon, sized};
use crate::ui::widget::pane::Content;
use crate::ui::widget::prose::Prose;
use crate::ui::widget::small::empty;

/// Among the identities of pages: those of messages have no such bit.
const APART: u64 = 1 << 63;

pub fn view<'a>(shell: &'a Shell, source: &'a Source, key: MessageKey) -> Element<'a, Message> {
    match &source.stage {
        Stage::Coming => empty(Icon::Busy, fl!("source-coming"), None),
        Stage::Failed(fault) => {
            let why = fl!("source-failed", why = i18n::fault(fault));
            let pile = column![sized(Icon::Alert, space::ICON_HERO), text(why).center(), back()];
            let pile = pile.spacing(space::M).align_x(Alignment::Center).max_width(space::DIALOG);
            container(pile).center(Fill).padding(space::XL).into()
        }
        Stage::Here(raw) => {
            let (serial, by) = shell.scrolls[1];
            let (marks, current) = found(shell);
            let prose = Prose::new(&raw.page, key.0 ^ APART)
                .header(head(raw, matches!(shell.state.screen, app::Screen::File)))
                .found(marks, current)
                .motion(serial, motion(by));
            stack![prose, foot::view(shell.link.as_ref())].width(Fill).height(Fill).into()
        }
    }
}

/// What it is, how much of it, and the way back.
fn head<'a>(raw: &Raw, is_file: bool) -> Element<'a, Message> {
    let title = if is_file { fl!("source-title-file") } else { fl!("source-title") };
    let mut said = column![text(title).size(font::SMALL).font(font::STRONG)];
    if raw.shown < raw.total {
        let (shown, total) = (i18n::size(raw.shown), i18n::size(raw.total));
        let part = text(fl!("source-part", shown = shown, total = total));
        said = said.push(part.size(font::SMALL).style(surface::muted));
    }
    let save = Message::App(app::Message::Ordered(Command::SaveMessage));
    let line = row![
        sized(Icon::FileCode, space::ICON_SMALL).style(surface::muted),
        said.spacing(space::XS).width(Fill),
        button::link(fl!("source-save"), save),
        button::link(fl!("source-back"), Message::App(app::Message::Ordered(Command::Source))),
    ];
    let bar = container(line.spacing(space::M).align_y(Alignment::Center))
        .padding([space::S, space::M])
        .width(Fill)
        .max_width(space::READING)
        .style(surface::banner);
    container(bar).padding(iced::Padding::from([0.0, space::XL]).top(space::L)).into()
}

fn back<'a>() -> Element<'a, Message> {
    let asked = Message::App(app::Message::Ordered(Command::Source));
    button::words(Rank::Plain, fl!("source-back"), Some(asked))
}
