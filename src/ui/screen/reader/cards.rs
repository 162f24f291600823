//! The attachments of the open message as cards: what each is, and how far saving it has come.

use iced::widget::{button, column, container, row, text};
use iced::{Center, Fill};

use crate::app::reader::Opened;
use crate::app::saves::{Message, Save, SaveState};
use crate::app::{self, State, saves};
use crate::fl;
use crate::i18n;
use crate::model::body::Attachment;
use crate::ui::screen::Element;
use crate::ui::theme::{self, font, space, surface};
use crate::ui::widget::button::icon_button;
use crate::ui::widget::icon::{Icon, sized};
use crate::ui::widget::{Cut, small};

pub fn view<'a>(state: &'a State, opened: &'a Opened) -> Element<'a> {
    let all = &opened.body.attachments;
    let title = row![
        sized(Icon::Paperclip, space::ICON_SMALL).style(surface::muted),
        text(fl!("reader-attachments", count = all.len())).size(font::SMALL).style(surface::muted),
    ]
    .spacing(space::XS)
    .align_y(Center);
    let cards = all.iter().map(|one| card(one, state.saves.of(opened.key, &one.part)));
    let cards = row(cards).spacing(space::S).wrap().vertical_spacing(space::S);
    let padding = iced::Padding::from([space::S, space::XL]).top(space::M);
    column![title, cards].spacing(space::S).padding(padding).into()
}

/// What a card says and offers.
struct Face {
    line: Element<'static>,
    sign: Icon,
    label: String,
    on_press: Message,
}

fn card<'a>(one: &'a Attachment, save: Option<&'a Save>) -> Element<'a> {
    let name = saves::name_of(one);
    let busy =
        matches!(save.map(|save| &save.state), Some(SaveState::Asking | SaveState::Running { .. }));
    let face = face(one, save);
    let on_press = app::Message::Saves(face.on_press);
    let words = column![Cut::new(name).size(font::BODY).font(font::STRONG), face.line]
        .spacing(space::XS / 2.0)
        .width(Fill);
    let sign = sized(Icon::for_media(&one.media), space::XL).style(surface::accent);
    let act = icon_button(face.sign, face.label, Some(on_press.clone()));
    let inside = row![sign, words, act].spacing(space::S).align_y(Center);
    let padding = iced::Padding::from([space::S, space::XS]).left(space::M);
    // While it runs, only the cross stops it: a click on the card must not.
    if busy {
        return container(inside)
            .width(space::ATTACHMENT)
            .height(space::ATTACHMENT_HEIGHT)
            .padding(padding)
            .align_y(Center)
            .style(surface::card)
            .into();
    }
    button(container(inside).height(Fill).align_y(Center))
        .width(space::ATTACHMENT)
        .height(space::ATTACHMENT_HEIGHT)
        .padding(padding)
        .style(theme::button::card)
        .on_press(on_press)
        .into()
}

fn face(one: &Attachment, save: Option<&Save>) -> Face {
    let quiet = |words: String| -> Element<'static> {
        Cut::new(words).size(font::SMALL).style(surface::muted).into()
    };
    let (line, sign, label, on_press) = match save.map(|save| (save.job, &save.state)) {
        None => {
            let kind = kind(&one.media);
            let line = quiet(format!("{kind} · {}", i18n::size(one.size)));
            (line, Icon::Download, fl!("save"), Message::Asked(one.part.clone()))
        }
        Some((_, SaveState::Failed(_))) => {
            let line = Cut::new(fl!("save-failed")).size(font::SMALL).style(surface::wrong);
            (line.into(), Icon::Refresh, fl!("reader-again"), Message::Asked(one.part.clone()))
        }
        Some((job, SaveState::Asking)) => {
            (quiet(fl!("save-asking")), Icon::Close, fl!("cancel"), Message::Cancelled(job))
        }
        Some((job, SaveState::Running { done, total })) => {
            let far = fl!("save-running", done = i18n::size(*done), total = i18n::size(*total));
            let line = column![quiet(far), small::progress(portion(*done, *total))];
            let line = line.spacing(space::XS).into();
            (line, Icon::Close, fl!("cancel"), Message::Cancelled(job))
        }
        Some((job, SaveState::Saved(_))) => {
            let line = Cut::new(fl!("save-done")).size(font::SMALL).style(surface::well).into();
            (line, Icon::FolderOpen, fl!("show-in-folder"), Message::FolderAsked(job))
        }
    };
    Face { line, sign, label, on_press }
}

/// A media type in short: `image/png` is PNG, `application/vnd.…` is a file.
fn kind(media: &str) -> String {
    let sub = media.rsplit('/').next().unwrap_or_default();
    let short = sub.strip_prefix("x-").unwrap_or(sub);
    let plain = short.len() <= 8 && short.chars().all(|c| c.is_ascii_alphanumeric());
    if plain && !short.is_empty() { short.to_uppercase() } else { fl!("reader-file") }
}

#[expect(clippy::cast_precision_loss, reason = "a bar is a few hundred pixels wide")]
fn portion(done: u64, total: u64) -> f32 {
    if total == 0 { 0.0 } else { (done as f32 / total as f32).min(1.0) }
}

#[cfg(test)]
mod tests {
    use super::kind;

    #[test]
    fn media_types_are_named_in_short() {
        for (media, shown) in [
            ("image/png", "PNG"),
            ("application/x-tar", "TAR"),
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "File"),
            ("", "File"),
        ] {
            assert_eq!(kind(media), shown, "{media}");
        }
    }
}
