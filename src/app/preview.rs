//! One attachment looked at inside the window, over the panes: fetched when it is asked for, and only
//! then. Holds what came of it but for pixels; decodes nothing itself.

use std::path::PathBuf;
use std::sync::Arc;

use super::effect::{Effect, Scroll, Turn};
use super::keys::{Key, Mods};
use super::saves::{Purpose, Save, name_of, safe_name};
use super::state::State;
use crate::model::address::Address;
use crate::model::attached::{self, Form, Kind};
use crate::model::body::Attachment;
use crate::model::fault::Fault;
use crate::model::ids::{JobId, MessageKey, PartId};
use crate::model::listing::{Listing, WrappedFile};
use crate::render::Page;
use crate::render::pixels::Hindrance;

/// Octets that are fetched to be looked at without asking, and at all.
pub const ASKED_ABOVE: u64 = 8 * 1024 * 1024;
pub const MOST: u64 = 64 * 1024 * 1024;

/// How far a picture or a page is enlarged, percent: at least, at most, by each step.
const ZOOM: (u16, u16, u16) = (25, 500, 25);

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// An attachment of the open message is to be looked at.
    Asked(PartId),
    /// A file of the wrapper on screen is to be looked at; its place.
    InnerAsked(usize),
    /// Back from a file of a wrapper to all of them.
    BackAsked,
    /// The next attachment, or the one before.
    Stepped(i8),
    /// It may be fetched though it is large.
    FetchConfirmed,
    /// What failed is tried again.
    RetryAsked,
    /// Enlarged by so many steps; none is as it fits.
    Zoomed(i8),
    /// The answer to `Effect::Look` with the same number.
    Looked {
        number: u64,
        result: Result<Arc<Shown>, Failure>,
    },
    Closed,
}

/// What is looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    pub key: MessageKey,
    pub part: PartId,
    /// A file of the wrapper that the part is; its place.
    pub inner: Option<usize>,
    /// A safe name.
    pub name: String,
    pub kind: Kind,
    pub form: Option<Form>,
    /// Octets.
    pub size: u64,
    pub stage: Stage,
    /// Percent; 100 is as it fits.
    pub zoom: u16,
    /// The wrapper, while a file of it is looked at.
    wrapper: Option<Arc<Shown>>,
    /// Sets this look apart from those before.
    pub number: u64,
}

/// How far it has come.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// There is no way to look at it here.
    NoForm,
    /// It is not fetched before the person says so.
    Question,
    Fetching(JobId),
    Looking,
    Shown(Arc<Shown>),
    Failed(Failure),
}

/// Why nothing is shown.
#[derive(Debug, Clone, PartialEq)]
pub enum Failure {
    Hindered(Hindrance),
    /// It could not be fetched.
    Lost(Fault),
    /// Looking at it was given up: why, technical, English.
    Ended(String),
}

/// What is shown.
#[derive(Debug, Clone, PartialEq)]
pub enum Shown {
    /// Its own width and height, pixels.
    Picture {
        width: u32,
        height: u32,
    },
    /// A text; of a long one the beginning.
    Text {
        page: Page,
        is_cut: bool,
    },
    /// Pages in all, and width and height of those that are shown, points.
    Pdf {
        count: u32,
        sides: Vec<(f32, f32)>,
    },
    Mail(Box<Letter>),
    Archive(Listing),
    /// The files of a wrapper, and its text.
    Wrapped {
        files: Vec<WrappedFile>,
        page: Page,
    },
}

/// A mail in a mail.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Letter {
    pub from: Vec<Address>,
    pub to: Vec<Address>,
    /// Seconds since 1970 UTC.
    pub date: Option<i64>,
    pub subject: String,
    pub page: Page,
    pub attachments: Vec<Attachment>,
}

/// Where the octets of what is looked at are.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    File(PathBuf),
    /// A file of the wrapper that was looked at last; its place.
    Inner(usize),
}

impl Preview {
    fn of(key: MessageKey, attachment: &Attachment, number: u64) -> Self {
        let (name, media) = (attachment.name.as_str(), attachment.media.as_str());
        let form = attached::form(name, media);
        let stage = match form {
            None => Stage::NoForm,
            Some(_) if attachment.size > MOST => {
                Stage::Failed(Failure::Hindered(Hindrance::TooLarge))
            }
            Some(_) if attachment.size > ASKED_ABOVE => Stage::Question,
            Some(_) => Stage::Looking,
        };
        Self {
            key,
            part: attachment.part.clone(),
            inner: None,
            name: name_of(attachment),
            kind: attached::kind(name, media),
            form,
            size: attachment.size,
            stage,
            zoom: 100,
            wrapper: None,
            number,
        }
    }

    pub fn shown(&self) -> Option<&Shown> {
        match &self.stage {
            Stage::Shown(shown) => Some(shown),
            _ => None,
        }
    }

    /// A file of the wrapper that is on screen, or behind what is.
    pub fn file(&self, place: usize) -> Option<&WrappedFile> {
        let shown = self.wrapper.as_deref().or_else(|| self.shown());
        match shown {
            Some(Shown::Wrapped { files, .. }) => files.get(place),
            _ => None,
        }
    }

    /// Whether it can be enlarged.
    pub fn has_zoom(&self) -> bool {
        matches!(self.shown(), Some(Shown::Picture { .. } | Shown::Pdf { .. }))
    }
}

impl State {
    pub(super) fn preview(&mut self, message: Message, turn: &mut Turn) {
        match message {
            Message::Asked(part) => self.look_at(&part, turn),
            Message::InnerAsked(place) => self.look_at_inner(place, turn),
            Message::BackAsked => self.back_to_wrapper(turn),
            Message::Stepped(by) => self.step_preview(by, turn),
            Message::FetchConfirmed => self.fetch_preview(turn),
            Message::RetryAsked => self.retry_preview(turn),
            Message::Zoomed(steps) => self.zoom_preview(steps),
            Message::Looked { number, result } => self.looked(number, result),
            Message::Closed => self.close_preview(turn),
        }
    }

    /// The first attachment of the open message that can be looked at.
    pub(super) fn look_at_first(&mut self, turn: &mut Turn) {
        let Some(opened) = self.reader.opened() else { return };
        let all = &opened.body.attachments;
        let can = |one: &&Attachment| attached::form(&one.name, &one.media).is_some();
        let part = all.iter().find(can).or(all.first()).map(|one| one.part.clone());
        if let Some(part) = part {
            self.look_at(&part, turn);
        }
    }

    fn look_at(&mut self, part: &PartId, turn: &mut Turn) {
        self.leave_preview(turn);
        let Some((key, attachment)) = self.attachment(part) else { return };
        let attachment = attachment.clone();
        self.looks += 1;
        let preview = Preview::of(key, &attachment, self.looks);
        let (stage, is_here) = (preview.stage.clone(), self.saves.here(key, part).is_some());
        self.preview = Some(Box::new(preview));
        let is_large = stage == Stage::Question;
        if stage == Stage::Looking || (is_large && is_here) {
            self.fetch_preview(turn);
        }
    }

    /// Fetches what is looked at, where it is not here.
    fn fetch_preview(&mut self, turn: &mut Turn) {
        let Some(preview) = &self.preview else { return };
        let (key, part) = (preview.key, preview.part.clone());
        if let Some(path) = self.saves.here(key, &part).cloned() {
            return self.look_into(Source::File(path), turn);
        }
        let Some((_, attachment)) = self.attachment(&part) else { return };
        let save = Save::of(key, attachment, Purpose::Look);
        let job = self.fetch_part(save, turn);
        if let Some(preview) = &mut self.preview {
            preview.stage = Stage::Fetching(job);
        }
    }

    fn look_into(&mut self, source: Source, turn: &mut Turn) {
        let Some(preview) = &mut self.preview else { return };
        let Some(form) = preview.form else { return };
        preview.stage = Stage::Looking;
        turn.push(Effect::Look { number: preview.number, form, source });
    }

    /// What was fetched to be looked at is here.
    pub(super) fn look_fetched(&mut self, job: JobId, path: PathBuf, turn: &mut Turn) {
        let waits = |preview: &Preview| preview.stage == Stage::Fetching(job);
        if self.preview.as_deref().is_some_and(waits) {
            self.look_into(Source::File(path), turn);
        }
    }

    pub(super) fn look_failed(&mut self, job: JobId, fault: Fault) {
        if let Some(preview) = &mut self.preview
            && preview.stage == Stage::Fetching(job)
        {
            preview.stage = Stage::Failed(Failure::Lost(fault));
        }
    }

    fn looked(&mut self, number: u64, result: Result<Arc<Shown>, Failure>) {
        if let Some(preview) = self.preview.as_mut().filter(|preview| preview.number == number) {
            preview.stage = match result {
                Ok(shown) => Stage::Shown(shown),
                Err(failure) => Stage::Failed(failure),
            };
        }
    }

    fn look_at_inner(&mut self, place: usize, turn: &mut Turn) {
        let Some(preview) = &mut self.preview else { return };
        let wrapper = match &preview.stage {
            Stage::Shown(shown) if preview.inner.is_none() => Arc::clone(shown),
            _ => return,
        };
        let Some(file) = preview.file(place).cloned() else { return };
        self.looks += 1;
        preview.number = self.looks;
        preview.inner = Some(place);
        preview.wrapper = Some(wrapper);
        preview.name = safe_name(&file);
        preview.kind = attached::kind(&file.name, &file.media);
        // A wrapper in a wrapper is a file like any other.
        preview.form =
            attached::form(&file.name, &file.media).filter(|form| *form != Form::Wrapped);
        preview.size = file.size;
        preview.zoom = 100;
        preview.stage = Stage::NoForm;
        self.look_into(Source::Inner(place), turn);
    }

    fn back_to_wrapper(&mut self, turn: &mut Turn) {
        let Some(preview) = &mut self.preview else { return };
        let (key, part) = (preview.key, preview.part.clone());
        let Some(wrapper) = preview.wrapper.take() else { return };
        self.looks += 1;
        let number = self.looks;
        let Some((_, attachment)) = self.attachment(&part) else {
            return self.close_preview(turn);
        };
        let back = Preview::of(key, attachment, number);
        self.preview = Some(Box::new(Preview { stage: Stage::Shown(wrapper), ..back }));
    }

    fn step_preview(&mut self, by: i8, turn: &mut Turn) {
        let (Some(preview), Some(opened)) = (&self.preview, self.reader.opened()) else { return };
        let all = &opened.body.attachments;
        let at = all.iter().position(|one| one.part == preview.part).unwrap_or_default();
        let to = at.saturating_add_signed(isize::from(by)).min(all.len().saturating_sub(1));
        if let Some(part) = all.get(to).filter(|_| to != at).map(|one| one.part.clone()) {
            self.look_at(&part, turn);
        }
    }

    fn retry_preview(&mut self, turn: &mut Turn) {
        let Some(preview) = &self.preview else { return };
        if matches!(preview.stage, Stage::Failed(Failure::Lost(_) | Failure::Ended(_))) {
            let part = preview.part.clone();
            self.look_at(&part, turn);
        }
    }

    fn zoom_preview(&mut self, steps: i8) {
        let (least, most, step) = ZOOM;
        let Some(preview) = self.preview.as_mut().filter(|preview| preview.has_zoom()) else {
            return;
        };
        let zoom = i32::from(preview.zoom) + i32::from(steps) * i32::from(step);
        let zoom = u16::try_from(zoom).unwrap_or(least).clamp(least, most);
        preview.zoom = if steps == 0 { 100 } else { zoom };
    }

    pub(super) fn close_preview(&mut self, turn: &mut Turn) {
        if self.preview.is_some() {
            self.leave_preview(turn);
            turn.push(Effect::EndLook);
        }
    }

    /// What is on its way for it is not wanted any more.
    fn leave_preview(&mut self, turn: &mut Turn) {
        if let Some(preview) = self.preview.take()
            && let Stage::Fetching(job) = preview.stage
        {
            self.cancel_save(job, turn);
        }
    }

    /// What is looked at belongs to the open message.
    pub(super) fn settle_preview(&mut self, turn: &mut Turn) {
        let open = self.reader.opened().map(|opened| opened.key);
        if self.preview.as_ref().is_some_and(|preview| Some(preview.key) != open) {
            self.close_preview(turn);
        }
    }

    /// Keys while something is looked at: they reach nothing beneath it.
    pub(super) fn preview_key(&mut self, key: Key, mods: Mods, turn: &mut Turn) {
        let is_inner = self.preview.as_ref().is_some_and(|preview| preview.inner.is_some());
        let scroll = |by, turn: &mut Turn| turn.push(Effect::ScrollPreview(by));
        match key {
            Key::Escape | Key::Backspace if is_inner => self.back_to_wrapper(turn),
            Key::Escape => self.close_preview(turn),
            Key::Left => self.step_preview(-1, turn),
            Key::Right => self.step_preview(1, turn),
            Key::Char('+' | '=') => self.zoom_preview(1),
            Key::Char('-') => self.zoom_preview(-1),
            Key::Char('0') => self.zoom_preview(0),
            Key::Up => scroll(Scroll::Lines(-1), turn),
            Key::Down => scroll(Scroll::Lines(1), turn),
            Key::Space if mods.shift => scroll(Scroll::Pages(-1), turn),
            Key::PageUp => scroll(Scroll::Pages(-1), turn),
            Key::PageDown | Key::Space => scroll(Scroll::Pages(1), turn),
            Key::Home => scroll(Scroll::Top, turn),
            Key::End => scroll(Scroll::Bottom, turn),
            _ => {}
        }
    }
}
