//! What a report says of a message that was sent, above its text; and what is said of a message that
//! is signed or encrypted. No sign of approval: nothing of it was checked.

use iced::widget::text::Wrapping;
use iced::widget::{column, container, row, text};
use iced::{Alignment, Fill, Padding, Theme};

use super::head::Room;
use crate::app::{self, saves};
use crate::fl;
use crate::i18n::report as words;
use crate::model::nature::{Closes, Scheme, Seal};
use crate::model::report::{Fate, Receiver, Report};
use crate::ui::shell::Message;
use crate::ui::theme::{font, space, surface};
use crate::ui::widget::Element;
use crate::ui::widget::button::link;
use crate::ui::widget::icon::{Icon, sized};

/// Receivers that are told before "and more".
const NAMED: usize = 5;
/// Signs beside words stand lower than these begin, pixels.
const LOWER: f32 = 3.0;

/// The report above the text.
pub fn card<'a>(report: &'a Report, room: Room) -> Element<'a, Message> {
    let shown = if room.everyone { report.receivers.len() } else { NAMED };
    let lines = column(report.receivers.iter().take(shown).map(receiver));
    let rest = report.receivers.len().saturating_sub(shown);
    let more = || fl!("report-more", count = rest + report.more as usize);
    let lines = match (rest, report.more) {
        (0, 0) => lines,
        (0, _) => lines.push(muted(more())),
        (_, _) => lines.push(link(more(), Message::EveryoneAsked(room.key))),
    };
    let about = (!report.subject.is_empty()).then(|| {
        let about = muted(fl!("report-about", subject = report.subject.as_str()));
        beside(Icon::Mail, surface::muted, about.into())
    });
    let card = container(column![lines.spacing(space::S), about].spacing(space::S))
        .padding([space::M, space::L])
        .width(Fill)
        .max_width(space::READING)
        .style(surface::card);
    let padding = Padding::from([0.0, space::XL]).top(space::M).bottom(space::XS);
    container(card).padding(padding).into()
}

fn receiver<'a>(receiver: &'a Receiver) -> Element<'a, Message> {
    let (sign, style): (Icon, fn(&Theme) -> text::Style) = match receiver.fate {
        Fate::Failed => (Icon::Warning, surface::careful),
        Fate::Delayed => (Icon::Clock, surface::muted),
        Fate::Read => (Icon::MailOpen, surface::muted),
        Fate::Deleted => (Icon::Trash, surface::muted),
        Fate::Delivered | Fate::Relayed | Fate::Expanded => (Icon::Inbox, surface::muted),
        Fate::Processed => (Icon::Settings, surface::muted),
    };
    let said = text(words::receiver(receiver)).size(font::BODY).wrapping(Wrapping::WordOrGlyph);
    let server = (!receiver.said.is_empty())
        .then(|| muted(fl!("report-said", said = receiver.said.as_str())));
    beside(sign, style, column![said, server].spacing(space::XS).into())
}

/// Something beside a sign, which stands at its first line.
fn beside<'a>(
    sign: Icon,
    style: fn(&Theme) -> text::Style,
    what: Element<'a, Message>,
) -> Element<'a, Message> {
    let sign = container(sized(sign, space::ICON_SMALL).style(style));
    row![sign.padding(Padding::default().top(LOWER)), container(what).width(Fill)]
        .spacing(space::S)
        .into()
}

fn muted<'a>(words: String) -> text::Text<'a> {
    text(words).size(font::SMALL).style(surface::muted).wrapping(Wrapping::WordOrGlyph)
}

/// How the message is closed, in the place of what is said of its sender.
pub fn seal<'a>(seal: &'a Seal) -> Element<'a, Message> {
    let scheme = match seal.scheme {
        Scheme::OpenPgp => "OpenPGP",
        Scheme::Smime => "S/MIME",
    };
    let (sign, said) = match seal.closes {
        Closes::Signed => (Icon::Key, fl!("seal-signed", scheme = scheme)),
        Closes::Within => (Icon::Lock, fl!("seal-within", scheme = scheme)),
        Closes::Encrypted => (Icon::Lock, fl!("seal-encrypted", scheme = scheme)),
    };
    let save = seal.signature.as_ref().map(|signature| {
        let asked = saves::Message::Asked(signature.part.clone());
        link(fl!("seal-save"), Message::App(app::Message::Saves(asked)))
    });
    let words = row![muted(said), save].spacing(space::L).align_y(Alignment::Center).wrap();
    let line = beside(sign, surface::muted, words.into());
    let padding = Padding::from([0.0, space::XL]).bottom(space::L);
    container(line).padding(padding).max_width(space::READING + 2.0 * space::XL).into()
}
