//! What is in an archive or a wrapper, as lines.

use iced::widget::{column, container, row, text};
use iced::{Center, Fill, Padding};

use super::{Previewing, press, saving, tell};
use crate::app::saves::{self, Message as Saving};
use crate::fl;
use crate::i18n;
use crate::model::attached;
use crate::model::body::Attachment;
use crate::model::listing::{Entry, Listing, WrappedFile};
use crate::ui::screen::reader::cards::{kind_words, sign};
use crate::ui::screen::reader::risk;
use crate::ui::shell::Message;
use crate::ui::theme::{font, space, surface};
use crate::ui::widget::icon::{Icon, sized};
use crate::ui::widget::{Cut, Element, small};

/// People that are named in the head of a mail in a mail, and attachments of it.
pub const PEOPLE: usize = 20;
const NAMED: usize = 50;
/// Characters of a name in a list.
const NAME: usize = 300;
/// The list is as wide as this, that its sizes stand near its names.
const WIDE: f32 = 860.0;

/// The entries of an archive. None of them can be opened from here.
pub fn archive(listing: &Listing) -> Element<'_, Message> {
    let files = listing.entries.iter().filter(|entry| !entry.is_folder).count();
    let about = match listing.is_cut {
        true => fl!("preview-entries-cut", count = files),
        false => fl!("preview-entries", count = files),
    };
    let programs = listing.entries.iter().filter(|entry| is_program(entry)).count();
    let programs = (programs > 0).then(|| {
        let sign = sized(Icon::Warning, space::ICON_SMALL).style(surface::careful);
        let words = fl!("preview-programs", count = programs);
        row![sign, text(words).size(font::SMALL).style(surface::careful)]
            .spacing(space::S)
            .align_y(Center)
    });
    let about = text(about).size(font::SMALL).style(surface::muted);
    let lines = listing.entries.iter().map(entry);
    let all = column![column![about, programs].spacing(space::S), column(lines)];
    let all = container(all.spacing(space::M).max_width(WIDE)).center_x(Fill);
    small::scrolling(all.padding([space::L, space::XL]))
        .id(super::scroll_id())
        .width(Fill)
        .height(Fill)
        .into()
}

fn is_program(entry: &Entry) -> bool {
    !entry.is_folder && attached::warning(&entry.name, "").is_some()
}

fn entry(entry: &Entry) -> Element<'_, Message> {
    let warning = (!entry.is_folder).then(|| attached::warning(&entry.name, "")).flatten();
    let kind = attached::kind(&entry.name, "");
    let mark = if entry.is_folder { Icon::Folder } else { sign(kind) };
    let mark = sized(mark, space::ICON);
    let mark =
        if warning.is_some() { mark.style(surface::careful) } else { mark.style(surface::muted) };
    let name: String = entry.name.chars().take(NAME).collect();
    let lock = entry.is_encrypted.then(|| {
        let sign = sized(Icon::Lock, space::ICON_SMALL).style(surface::muted);
        crate::ui::widget::button::hint(sign, fl!("preview-entry-encrypted"))
    });
    let size = (!entry.is_folder)
        .then(|| text(i18n::size(entry.size)).size(font::SMALL).style(surface::muted));
    let line = row![mark, Cut::new(name), lock, size].spacing(space::M).align_y(Center);
    let warning = warning.map(|warning| {
        container(risk::line(&warning)).padding(Padding::ZERO.left(space::ICON + space::M))
    });
    container(column![line, warning].spacing(space::XS)).padding([space::XS, 0.0]).into()
}

/// The files of a wrapper, each to be looked at and saved.
pub fn wrapped(files: &[WrappedFile]) -> Element<'_, Message> {
    let about = fl!("preview-wrapped", count = files.len());
    let about = text(about).size(font::SMALL).style(surface::muted);
    let lines = files.iter().enumerate().map(|(place, file)| wrapped_file(place, file));
    let all = column![about, column(lines).spacing(space::XS)].spacing(space::M);
    container(all.max_width(space::READING))
        .width(Fill)
        .padding(Padding::from([space::L, space::XL]))
        .into()
}

fn wrapped_file(place: usize, file: &WrappedFile) -> Element<'_, Message> {
    let kind = attached::kind(&file.name, &file.media);
    let warning = attached::warning(&file.name, &file.media);
    let has_form =
        attached::form(&file.name, &file.media).is_some_and(|form| form != attached::Form::Wrapped);
    let name = saves::safe_name(file);
    let about = format!("{} · {}", kind_words(kind), i18n::size(file.size));
    let words = column![
        Cut::new(name).font(font::STRONG),
        Cut::new(about).size(font::SMALL).style(surface::muted),
    ]
    .push(warning.as_ref().map(risk::line));
    let look = has_form.then(|| {
        let asked = tell(Previewing::InnerAsked(place));
        press(Icon::Eye, fl!("attachment-preview"), Some(asked))
    });
    let save = saving(Saving::InnerAsked(place));
    let save = press(Icon::Download, fl!("attachment-save"), Some(save));
    let mark = sized(sign(kind), space::XL).style(surface::accent);
    let line = row![mark, words.spacing(space::XS).width(Fill), look, save];
    container(line.spacing(space::M).align_y(Center))
        .padding([space::S, space::M])
        .style(surface::card)
        .into()
}

/// The attachments of a mail in a mail, by their names.
pub fn named(all: &[Attachment]) -> Option<Element<'_, Message>> {
    let names = all.iter().take(NAMED).map(saves::name_of).collect::<Vec<_>>().join(", ");
    (!all.is_empty()).then(|| {
        let sign = sized(Icon::Paperclip, space::ICON_SMALL).style(surface::muted);
        let names = text(names).size(font::SMALL).style(surface::muted).width(Fill);
        row![sign, names].spacing(space::S).into()
    })
}
