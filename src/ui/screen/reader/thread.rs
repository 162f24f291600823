//! The conversation around the open message: a line for each of the others, above and below it.

use iced::widget::{button, column, container, row, rule, text};
use iced::{Alignment, Fill, Length, Padding};

use super::head::Room;
use crate::app::conversation::{Message as Asked, Row};
use crate::app::{self, State};
use crate::fl;
use crate::i18n;
use crate::model::flags::Flags;
use crate::model::mail::Line;
use crate::ui::shell::Message;
use crate::ui::theme::{self, font, space, surface};
use crate::ui::widget::icon::{Icon, sized};
use crate::ui::widget::person::avatar;
use crate::ui::widget::{Cut, Element};

/// Height of a line, and across the circle of its sender.
const HEIGHT: f32 = 40.0;
const CIRCLE: f32 = 24.0;
/// The room for a name.
const NAME: f32 = 140.0;

/// The lines above the open message.
pub fn above(state: &State, room: Room) -> Option<Element<'_, Message>> {
    let (rows, _) = state.around();
    let lines = rows.into_iter().map(|row| column![line(state, row, room), parting()].into());
    let lines: Vec<Element<'_, Message>> = lines.collect();
    (!lines.is_empty()).then(|| frame(lines))
}

/// The lines below it.
pub fn below(state: &State, room: Room) -> Option<Element<'_, Message>> {
    let (_, rows) = state.around();
    let lines = rows.into_iter().map(|row| column![parting(), line(state, row, room)].into());
    let lines: Vec<Element<'_, Message>> = lines.collect();
    (!lines.is_empty()).then(|| {
        container(frame(lines)).padding(Padding::ZERO.top(space::M).bottom(space::L)).into()
    })
}

/// The circles stand below each other, and what the pointer lights up is a little wider.
fn frame(lines: Vec<Element<'_, Message>>) -> Element<'_, Message> {
    container(column(lines).max_width(space::READING + 2.0 * space::S))
        .padding([0.0, space::XL - space::S])
        .into()
}

fn parting<'a>() -> Element<'a, Message> {
    container(rule::horizontal(space::HAIRLINE).style(surface::line))
        .padding([0.0, space::S])
        .into()
}

fn line<'a>(state: &'a State, row: Row<'a>, room: Room) -> Element<'a, Message> {
    let (content, asked) = match row {
        Row::Folded(line, words) => {
            (folded(state, &line, words, room), Asked::MemberOpened(line.key))
        }
        Row::More(count) => {
            (order(Icon::More, fl!("thread-more", count = count)), Asked::WholeToggled)
        }
        Row::Fewer => (order(Icon::ChevronUp, fl!("thread-fewer")), Asked::WholeToggled),
    };
    button(container(content).height(Fill).align_y(Alignment::Center))
        .padding([0.0, space::S])
        .width(Fill)
        .height(HEIGHT)
        .style(theme::button::menu)
        .on_press(Message::App(app::Message::Conversation(asked)))
        .into()
}

fn order<'a>(sign: Icon, words: String) -> Element<'a, Message> {
    let sign =
        container(sized(sign, space::ICON_SMALL).style(surface::muted)).center_x(space::AVATAR);
    let words = text(words).size(font::SMALL).style(surface::muted);
    row![sign, words].spacing(space::M).align_y(Alignment::Center).into()
}

fn folded<'a>(
    state: &'a State,
    line: &Line<'a>,
    words: &'a str,
    room: Room,
) -> Element<'a, Message> {
    let name = match line.from.short() {
        "" => fl!("list-no-sender"),
        name => name.to_owned(),
    };
    let unread = !line.flags.has(Flags::SEEN);
    let circle = avatar(&name, CIRCLE);
    let face = if unread { font::STRONG } else { font::REGULAR };
    let words = if words.is_empty() { own_subject(state, line) } else { words };
    let style = if unread { surface::plain } else { surface::muted };
    let words = Cut::new(words).size(font::SMALL).style(style);
    let wide = if room.is_narrow() { Fill } else { Length::Fixed(NAME) };
    let name = container(Cut::new(name).size(font::BODY).font(face)).width(wide);
    let sign = |shown: bool, sign, style: fn(&iced::Theme) -> text::Style| {
        shown.then(|| sized(sign, space::ICON_SMALL).style(style))
    };
    let date = text(i18n::when(line.received, room.now)).size(font::SMALL).style(surface::muted);
    row![
        container(circle).center_x(space::AVATAR),
        name,
        (!room.is_narrow()).then_some(words),
        sign(line.attachment, Icon::Paperclip, surface::muted),
        sign(line.flags.has(Flags::FLAGGED), Icon::StarFilled, surface::star),
        date.wrapping(text::Wrapping::None),
    ]
    .spacing(space::M)
    .align_y(Alignment::Center)
    .into()
}

/// Its subject, where it is another one than that above the conversation.
fn own_subject<'a>(state: &'a State, line: &Line<'a>) -> &'a str {
    let open = state.reader.key().and_then(|key| state.line(key)).map_or("", |line| line.subject);
    if bare(line.subject) == bare(open) { "" } else { line.subject }
}

/// A subject without what says that it is an answer.
fn bare(subject: &str) -> &str {
    let mut rest = subject.trim();
    while let Some((_, after)) = rest.split_once(':').filter(|(mark, _)| is_mark(mark)) {
        rest = after.trim_start();
    }
    rest
}

/// `Re`, `AW`, `Fwd`, `RES`, `ENC` and the like.
fn is_mark(word: &str) -> bool {
    const MARKS: [&str; 10] = ["re", "aw", "wg", "fwd", "fw", "res", "enc", "sv", "rv", "antw"];
    MARKS.contains(&word.trim().to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn marks_of_answers_are_no_part_of_a_subject() {
        for (subject, expected) in [
            ("Re: AW: the stairs", "the stairs"),
            ("RES: a escada: não cabe", "a escada: não cabe"),
            ("Note: read this", "Note: read this"),
            ("", ""),
        ] {
            assert_eq!(bare(subject), expected);
        }
    }
}
