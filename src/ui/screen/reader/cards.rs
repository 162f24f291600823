//! The attachments of the open message as cards: what each is, what can be done with it, what to be
//! careful of, and how far saving it has come.

use iced::widget::{button, column, container, row, text};
use iced::{Center, Fill};

use super::risk;
use crate::app::preview::Message as Previewing;
use crate::app::reader::Opened;
use crate::app::saves::{Message, Purpose, Save, SaveState};
use crate::app::{self, State, saves};
use crate::fl;
use crate::i18n;
use crate::model::attached::{self, Kind, Warning};
use crate::model::body::Attachment;
use crate::ui::screen::Element;
use crate::ui::theme::{self, font, space, surface};
use crate::ui::widget::button::{hint, link};
use crate::ui::widget::icon::{Icon, sized};
use crate::ui::widget::{Cut, small};

/// Characters of a name on a card, and how many of them are its end; in a narrow pane.
const NAME: (usize, usize) = (22, 9);
const NAME_NARROW: (usize, usize) = (14, 7);
/// Side of a button of a card.
const BUTTON: f32 = 26.0;

/// `width`: of the pane.
pub fn view<'a>(state: &'a State, opened: &'a Opened, width: f32) -> Element<'a> {
    let is_narrow = width < space::ATTACHMENT + 2.0 * space::XL + space::SCROLLBAR;
    let all = &opened.body.attachments;
    let title = row![
        sized(Icon::Paperclip, space::ICON_SMALL).style(surface::muted),
        text(fl!("reader-attachments", count = all.len())).size(font::SMALL).style(surface::muted),
    ]
    .spacing(space::XS)
    .align_y(Center);
    let title = row![title, together(state, opened)].spacing(space::L).align_y(Center);
    let cards = all.iter().map(|one| card(one, state.saves.of(opened.key, &one.part), is_narrow));
    let cards = row(cards).spacing(space::S).wrap().vertical_spacing(space::S);
    let padding = iced::Padding::from([space::S, space::XL]).top(space::M);
    column![title, cards].spacing(space::S).padding(padding).into()
}

/// Saving all of them, and how far that has come.
fn together<'a>(state: &State, opened: &Opened) -> Option<Element<'a>> {
    let here = state.saves.together.as_ref().filter(|together| together.key == opened.key);
    if let Some((done, all)) = here.and_then(saves::Together::progress) {
        let words = fl!("save-all-running", done = done, count = all);
        return Some(text(words).size(font::SMALL).style(surface::muted).into());
    }
    let several = opened.body.attachments.len() > 1;
    several.then(|| link(fl!("save-all"), app::Message::Saves(Message::AllAsked)))
}

fn card<'a>(one: &'a Attachment, save: Option<&'a Save>, is_narrow: bool) -> Element<'a> {
    let kind = attached::kind(&one.name, &one.media);
    let warning = saves::warning_of(one);
    let has_form = attached::form(&one.name, &one.media).is_some();
    let name = middle(&saves::name_of(one), if is_narrow { NAME_NARROW } else { NAME });
    let words = column![Cut::new(name).size(font::BODY).font(font::STRONG), line(one, kind, save)];
    let words = words.spacing(space::XS / 2.0).width(Fill);
    let sign = sized(sign(kind), space::XL);
    let sign =
        if warning.is_some() { sign.style(surface::careful) } else { sign.style(surface::accent) };
    // A click on the card does the same as the eye.
    let acts = acts(one, warning.as_ref(), has_form && !is_narrow, save);
    let inside = row![sign, words, acts].spacing(space::S).align_y(Center).height(CARD);
    let inside = column![inside].push(warning.as_ref().map(|warning| {
        container(risk::line(warning)).padding(iced::Padding::ZERO.bottom(space::S).right(space::S))
    }));
    let padding = iced::Padding::from([0.0, space::XS]).left(space::M);
    let on_press = if has_form {
        app::Message::Preview(Previewing::Asked(one.part.clone()))
    } else {
        app::Message::Saves(Message::Asked(one.part.clone()))
    };
    // While it runs, only the cross stops it: a click on the card must not.
    if save.is_some_and(is_busy) {
        let card = container(inside).width(space::ATTACHMENT).padding(padding);
        return card.style(surface::card).into();
    }
    button(inside)
        .width(space::ATTACHMENT)
        .padding(padding)
        .style(theme::button::card)
        .on_press(on_press)
        .into()
}

/// Height of what a card says, but for its warning.
const CARD: f32 = space::ATTACHMENT_HEIGHT - 2.0;

fn is_busy(save: &Save) -> bool {
    matches!(save.state, SaveState::Asking | SaveState::Running { .. })
}

/// What is said below the name.
fn line(one: &Attachment, kind: Kind, save: Option<&Save>) -> Element<'static> {
    let quiet = |words: String| -> Element<'static> {
        Cut::new(words).size(font::SMALL).style(surface::muted).into()
    };
    match save.map(|save| &save.state) {
        None => quiet(format!("{} · {}", kind_words(kind), i18n::size(one.size))),
        Some(SaveState::Failed(_)) => {
            Cut::new(fl!("save-failed")).size(font::SMALL).style(surface::wrong).into()
        }
        Some(SaveState::Asking) => quiet(fl!("save-asking")),
        Some(SaveState::Running { done, total }) => {
            let far = fl!("save-running", done = i18n::size(*done), total = i18n::size(*total));
            let bar = small::progress(portion(*done, *total));
            column![quiet(far), bar].spacing(space::XS).into()
        }
        Some(SaveState::Saved(_)) => {
            Cut::new(fl!("save-done")).size(font::SMALL).style(surface::well).into()
        }
    }
}

/// The buttons of a card.
fn acts<'a>(
    one: &Attachment,
    warning: Option<&Warning>,
    has_eye: bool,
    save: Option<&Save>,
) -> Element<'a> {
    let saving = app::Message::Saves;
    if let Some(save) = save.filter(|save| is_busy(save)) {
        return act(Icon::Close, fl!("cancel"), saving(Message::Cancelled(save.job)));
    }
    let look = app::Message::Preview(Previewing::Asked(one.part.clone()));
    let look = has_eye.then(|| act(Icon::Eye, fl!("attachment-preview"), look));
    // Programs are never opened from here.
    let open = warning.is_none().then(|| {
        let asked = saving(Message::OpenAsked(one.part.clone()));
        act(Icon::ExternalLink, fl!("attachment-open"), asked)
    });
    let asked = saving(Message::Asked(one.part.clone()));
    let last = match save {
        Some(Save { state: SaveState::Saved(_), purpose: Purpose::Keep, job, .. }) => {
            act(Icon::FolderOpen, fl!("show-in-folder"), saving(Message::FolderAsked(*job)))
        }
        Some(Save { state: SaveState::Failed(_), .. }) => {
            act(Icon::Refresh, fl!("reader-again"), asked)
        }
        _ => act(Icon::Download, fl!("attachment-save"), asked),
    };
    row![look, open, last].align_y(Center).into()
}

fn act<'a>(sign: Icon, label: String, message: app::Message) -> Element<'a> {
    let content = container(sized(sign, space::ICON)).center(BUTTON);
    hint(button(content).padding(0).style(theme::button::quiet).on_press(message), label)
}

/// The sign of a kind.
pub fn sign(kind: Kind) -> Icon {
    match kind {
        Kind::Picture => Icon::FileImage,
        Kind::Text | Kind::Pdf | Kind::Document | Kind::Slides => Icon::FileText,
        Kind::Sheet => Icon::FileSheet,
        Kind::Archive | Kind::Wrapped => Icon::FileArchive,
        Kind::Calendar => Icon::Calendar,
        Kind::Contact => Icon::User,
        Kind::Mail => Icon::Mail,
        Kind::Sound => Icon::FileAudio,
        Kind::Film => Icon::FileVideo,
        Kind::Program => Icon::Warning,
        Kind::Other => Icon::File,
    }
}

/// A kind in words.
pub fn kind_words(kind: Kind) -> String {
    match kind {
        Kind::Picture => fl!("kind-picture"),
        Kind::Text => fl!("kind-text"),
        Kind::Pdf => fl!("kind-pdf"),
        Kind::Document => fl!("kind-document"),
        Kind::Sheet => fl!("kind-sheet"),
        Kind::Slides => fl!("kind-slides"),
        Kind::Archive => fl!("kind-archive"),
        Kind::Calendar => fl!("kind-calendar"),
        Kind::Contact => fl!("kind-contact"),
        Kind::Mail => fl!("kind-mail"),
        Kind::Sound => fl!("kind-sound"),
        Kind::Film => fl!("kind-film"),
        Kind::Program => fl!("kind-program"),
        Kind::Wrapped => fl!("kind-wrapped"),
        Kind::Other => fl!("reader-file"),
    }
}

/// A name of which the middle is left out where it is long: its end says what it is.
fn middle(name: &str, (most, end): (usize, usize)) -> String {
    let count = name.chars().count();
    if count <= most {
        return name.to_owned();
    }
    let start: String = name.chars().take(most - end - 1).collect();
    let end: String = name.chars().skip(count - end).collect();
    format!("{}…{end}", start.trim_end())
}

#[expect(clippy::cast_precision_loss, reason = "a bar is a few hundred pixels wide")]
pub fn portion(done: u64, total: u64) -> f32 {
    if total == 0 { 0.0 } else { (done as f32 / total as f32).min(1.0) }
}

#[cfg(test)]
mod tests {
    use super::{NAME, middle};

    #[test]
    fn a_long_name_loses_its_middle() {
        assert_eq!(middle("plan.pdf", NAME), "plan.pdf");
        let cut = middle("minutes of the meeting about the stairs.pdf", NAME);
        assert_eq!(cut, "minutes of t…tairs.pdf");
        assert_eq!(middle(&"\u{4f60}".repeat(500), NAME).chars().count(), 22);
    }
}
