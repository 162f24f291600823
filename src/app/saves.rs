//! Attachments on their way to a file: one or all of them saved where the person says, or fetched
//! into a private folder to be looked at or opened. Asked, running, done or failed.

mod together;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::effect::{Effect, FieldId, Turn};
use super::notice::{Button, Text};
use super::overlay::{Overlay, Question};
use super::state::State;
use crate::mime;
use crate::model::attached::{self, Warning};
use crate::model::body::Attachment;
use crate::model::fault::{Fault, FaultKind};
use crate::model::ids::{JobId, MessageKey, PartId};
use crate::model::listing::WrappedFile;
use crate::model::request::Ask;

pub use together::Together;

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// An attachment of the open message is to be saved.
    Asked(PartId),
    /// A file of the wrapper that is being looked at is to be saved; its place.
    InnerAsked(usize),
    /// All attachments of the open message are to be saved.
    AllAsked,
    /// An attachment of the open message is to be opened by the program that the system has for it.
    OpenAsked(PartId),
    /// The answer to `Effect::PickSavePath` and to `Effect::PickFolder`.
    Picked {
        job: JobId,
        answer: Picked,
    },
    /// The path field (where no file dialog answers) was edited, confirmed, given up.
    PathEdited(String),
    PathConfirmed,
    PathDropped,
    /// The work is to stop.
    Cancelled(JobId),
    /// A finished one was looked at.
    Dismissed(JobId),
    FolderAsked(JobId),
    /// The answer to `Effect::WriteInner`; or that `Effect::FetchPart` could not even begin.
    /// The answer to `Effect::WriteFile`.
    Written {
        job: JobId,
        result: Result<PathBuf, Fault>,
    },
    /// The system has no program for this file, or none that starts.
    NotOpened(Fault),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picked {
    Path(PathBuf),
    Nothing,
    /// No file dialog answers on this system: ask in the window.
    NoDialog,
}

/// What a part is fetched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To be kept where the person says.
    Keep,
    /// To be opened by another program.
    Open,
    /// To be looked at here.
    Look,
}

/// One attachment being saved.
#[derive(Debug, Clone, PartialEq)]
pub struct Save {
    pub job: JobId,
    pub key: MessageKey,
    pub part: PartId,
    /// A file of the wrapper that the part is; its place.
    pub inner: Option<usize>,
    pub purpose: Purpose,
    /// A safe file name.
    pub name: String,
    /// Octets expected.
    pub size: u64,
    pub state: SaveState,
}

#[derive(Debug, Clone, PartialEq)]
pub enum SaveState {
    /// The person is being asked where.
    Asking,
    Running {
        done: u64,
        total: u64,
    },
    Saved(PathBuf),
    Failed(Fault),
}

/// What is to be saved though it may do harm.
#[derive(Debug, Clone, PartialEq)]
pub struct Risk {
    pub what: Risky,
    /// The sender's name for it, made safe; of all of them the first.
    pub name: String,
    pub warning: Warning,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Risky {
    One(PartId),
    Inner(usize),
    All,
}

/// The attachments being saved, the oldest first.
#[derive(Debug, Default)]
pub struct Saves {
    pub all: Vec<Save>,
    /// All attachments of a message, saved together.
    pub together: Option<Together>,
    /// Parts in the private folder, the oldest first.
    here: Vec<(MessageKey, PartId, PathBuf)>,
    pub(super) next: u64,
    /// Pictures that wait for an answer to where they go.
    pictures: BTreeMap<JobId, Arc<[u8]>>,
}

/// Parts that stay in the private folder at once.
const MOST_HERE: usize = 24;

impl Saves {
    pub fn get(&self, job: JobId) -> Option<&Save> {
        self.all.iter().find(|save| save.job == job)
    }

    /// The newest save of this part, for its line in the open message.
    pub fn of(&self, key: MessageKey, part: &PartId) -> Option<&Save> {
        let is_of = |save: &&Save| save.key == key && save.part == *part && save.inner.is_none();
        self.all.iter().rev().filter(is_of).find(|save| save.purpose != Purpose::Look)
    }

    /// Where a part that was fetched in this run lies.
    pub fn here(&self, key: MessageKey, part: &PartId) -> Option<&PathBuf> {
        let found = self.here.iter().find(|(of, id, _)| *of == key && id == part);
        found.map(|(_, _, path)| path)
    }

    fn get_mut(&mut self, job: JobId) -> Option<&mut Save> {
        self.all.iter_mut().find(|save| save.job == job)
    }

    pub(super) fn drop(&mut self, job: JobId) {
        self.all.retain(|save| save.job != job);
        self.pictures.remove(&job);
    }

    /// Takes up a new one; an earlier one of the same part and purpose that is over makes room.
    pub(super) fn begin(&mut self, save: Save) -> JobId {
        let job = JobId(self.next);
        self.next += 1;
        self.all.retain(|other| {
            let is_same = other.key == save.key
                && other.part == save.part
                && other.inner == save.inner
                && other.purpose == save.purpose;
            !is_same || matches!(other.state, SaveState::Running { .. })
        });
        self.all.push(Save { job, ..save });
        job
    }

    /// Remembers where a part lies; gives what has to go for it.
    fn remember(&mut self, key: MessageKey, part: PartId, path: PathBuf) -> Option<PathBuf> {
        self.here.push((key, part, path));
        (self.here.len() > MOST_HERE).then(|| self.here.remove(0).2)
    }
}

impl Save {
    /// Of an attachment, not begun.
    pub(super) fn of(key: MessageKey, attachment: &Attachment, purpose: Purpose) -> Self {
        let running = SaveState::Running { done: 0, total: attachment.size };
        Self {
            job: JobId(0),
            key,
            part: attachment.part.clone(),
            inner: None,
            purpose,
            name: name_of(attachment),
            size: attachment.size,
            state: if purpose == Purpose::Keep { SaveState::Asking } else { running },
        }
    }
}

/// What an attachment is called here: a name that is safe in any file system.
pub fn name_of(attachment: &Attachment) -> String {
    mime::safe_name(&attachment.name, &attachment.media)
}

/// What a file of a wrapper is called here.
pub fn safe_name(file: &WrappedFile) -> String {
    mime::safe_name(&file.name, &file.media)
}

/// What is to be said of an attachment before anybody opens it.
pub fn warning_of(attachment: &Attachment) -> Option<Warning> {
    attached::warning(&attachment.name, &attachment.media)
}

impl State {
    pub(super) fn saves(&mut self, message: Message, turn: &mut Turn) {
        match message {
            Message::Asked(part) => self.save_asked(&part, turn),
            Message::InnerAsked(place) => self.inner_asked(place, turn),
            Message::AllAsked => self.all_asked(turn),
            Message::OpenAsked(part) => self.open_part(&part, turn),
            Message::Picked { job, answer } => self.picked(job, answer, turn),
            Message::PathEdited(edited) => {
                if let Overlay::SavePath { text, .. } = &mut self.overlay {
                    *text = edited;
                }
            }
            Message::PathConfirmed => self.path_confirmed(turn),
            Message::PathDropped => self.path_dropped(),
            Message::Cancelled(job) => self.cancel_save(job, turn),
            Message::Dismissed(job) => {
                let over =
                    |save: &Save| matches!(save.state, SaveState::Saved(_) | SaveState::Failed(_));
                self.saves.all.retain(|save| save.job != job || !over(save));
            }
            Message::FolderAsked(job) => self.show_saved(job, turn),
            Message::Written { job, result } => self.part_saved(job, result, turn),
            Message::NotOpened(fault) => {
                self.say_fault(Text::FileNotOpened(fault.clone()), fault, turn);
            }
        }
    }

    /// An attachment of the open message.
    pub(super) fn attachment(&self, part: &PartId) -> Option<(MessageKey, &Attachment)> {
        let opened = self.reader.opened()?;
        let mut all = opened.body.attachments.iter().chain(opened.body.signature());
        Some((opened.key, all.find(|attachment| attachment.part == *part)?))
    }

    /// What is to be said of an attachment of the open message.
    pub fn attachment_warning(&self, part: &PartId) -> Option<Warning> {
        self.attachment(part).and_then(|(_, attachment)| warning_of(attachment))
    }

    fn save_asked(&mut self, part: &PartId, turn: &mut Turn) {
        let Some((_, attachment)) = self.attachment(part) else { return };
        match warning_of(attachment) {
            Some(warning) => {
                let (what, name) = (Risky::One(part.clone()), name_of(attachment));
                self.overlay = Overlay::Question(Question::Risk(Risk { what, name, warning }));
            }
            None => self.ask_where(part, turn),
        }
    }

    /// Yes, though it may do harm.
    pub(super) fn save_risky(&mut self, what: &Risky, turn: &mut Turn) {
        match what {
            Risky::One(part) => self.ask_where(part, turn),
            Risky::Inner(place) => self.ask_where_inner(*place, turn),
            Risky::All => self.ask_folder(turn),
        }
    }

    fn ask_where(&mut self, part: &PartId, turn: &mut Turn) {
        let Some((key, attachment)) = self.attachment(part) else { return };
        let save = Save::of(key, attachment, Purpose::Keep);
        let suggested = save.name.clone();
        let job = self.saves.begin(save);
        turn.push(Effect::PickSavePath { job, suggested });
    }

    fn inner_asked(&mut self, place: usize, turn: &mut Turn) {
        let Some(file) = self.preview.as_ref().and_then(|preview| preview.file(place)) else {
            return;
        };
        match attached::warning(&file.name, &file.media) {
            Some(warning) => {
                let name = safe_name(file);
                let what = Risky::Inner(place);
                self.overlay = Overlay::Question(Question::Risk(Risk { what, name, warning }));
            }
            None => self.ask_where_inner(place, turn),
        }
    }

    fn ask_where_inner(&mut self, place: usize, turn: &mut Turn) {
        let Some(preview) = &self.preview else { return };
        let Some(file) = preview.file(place) else { return };
        let suggested = safe_name(file);
        let job = self.saves.begin(Save {
            job: JobId(0),
            key: preview.key,
            part: preview.part.clone(),
            inner: Some(place),
            purpose: Purpose::Keep,
            name: suggested.clone(),
            size: file.size,
            state: SaveState::Asking,
        });
        turn.push(Effect::PickSavePath { job, suggested });
    }

    /// Programs are never opened from here.
    fn open_part(&mut self, part: &PartId, turn: &mut Turn) {
        let Some((key, attachment)) = self.attachment(part) else { return };
        if warning_of(attachment).is_some() {
            return;
        }
        if let Some(path) = self.saves.here(key, part) {
            return turn.push(Effect::OpenKept(path.clone()));
        }
        let save = Save::of(key, attachment, Purpose::Open);
        self.fetch_part(save, turn);
    }

    /// Fetches a part into the private folder.
    pub(super) fn fetch_part(&mut self, save: Save, turn: &mut Turn) -> JobId {
        let (key, part, name) = (save.key, save.part.clone(), save.name.clone());
        let job = self.saves.begin(save);
        turn.push(Effect::FetchPart { job, key, part, name });
        job
    }

    /// A picture of the open message is to be saved; it is no part that is listed.
    pub(super) fn ask_where_picture(
        &mut self,
        key: MessageKey,
        name: String,
        octets: Arc<[u8]>,
        turn: &mut Turn,
    ) {
        let job = self.saves.begin(Save {
            job: JobId(0),
            key,
            part: PartId(String::new()),
            inner: None,
            purpose: Purpose::Keep,
            name: name.clone(),
            size: u64::try_from(octets.len()).unwrap_or(u64::MAX),
            state: SaveState::Asking,
        });
        self.saves.pictures.insert(job, octets);
        turn.push(Effect::PickSavePath { job, suggested: name });
    }

    fn picked(&mut self, job: JobId, answer: Picked, turn: &mut Turn) {
        if self.saves.together.as_ref().is_some_and(|together| together.is_asked_by(job)) {
            return self.folder_picked(job, answer, turn);
        }
        let asking = |save: &Save| save.job == job && save.state == SaveState::Asking;
        if !self.saves.all.iter().any(asking) {
            return;
        }
        match answer {
            Picked::Path(path) => self.begin_save(job, path, turn),
            Picked::Nothing => self.saves.drop(job),
            Picked::NoDialog => {
                let name = self.saves.get(job).map(|save| save.name.clone()).unwrap_or_default();
                let text = self.downloads.join(name).to_string_lossy().into_owned();
                self.ask_path(job, text, turn);
            }
        }
    }

    /// Asks in the window, where no file dialog answers.
    fn ask_path(&mut self, job: JobId, text: String, turn: &mut Turn) {
        self.overlay = Overlay::SavePath { job, text };
        turn.push(Effect::Focus(FieldId::SavePath));
    }

    fn path_confirmed(&mut self, turn: &mut Turn) {
        let Overlay::SavePath { job, text } = &self.overlay else { return };
        let (job, path) = (*job, self.downloads.join(text.trim()));
        if text.trim().is_empty() {
            return;
        }
        self.overlay = Overlay::None;
        if !self.export_typed(job, &path, turn) {
            self.picked(job, Picked::Path(path), turn);
        }
    }

    pub(super) fn path_dropped(&mut self) {
        if let Overlay::SavePath { job, .. } = self.overlay {
            self.overlay = Overlay::None;
            self.saves.drop(job);
            self.export_dropped(job);
            self.saves.together.take_if(|together| together.is_asked_by(job));
        }
    }

    fn begin_save(&mut self, job: JobId, to: PathBuf, turn: &mut Turn) {
        let Some(save) = self.saves.get_mut(job) else { return };
        save.state = SaveState::Running { done: 0, total: save.size };
        let (key, part, inner) = (save.key, save.part.clone(), save.inner);
        if let Some(octets) = self.saves.pictures.remove(&job) {
            turn.push(Effect::WriteFile { job, to, octets });
            return;
        }
        match inner {
            Some(place) => turn.push(Effect::WriteInner { job, place, to }),
            None => turn.send(key.account(), Ask::SavePart { job, key, part, to }),
        }
    }

    pub(super) fn cancel_save(&mut self, job: JobId, turn: &mut Turn) {
        if let Some(save) = self.saves.get(job) {
            if matches!(save.state, SaveState::Running { .. }) {
                turn.send(save.key.account(), Ask::CancelJob(job));
            }
            self.saves.drop(job);
            self.one_less(job, turn);
        }
    }

    pub(super) fn part_progressed(&mut self, job: JobId, done: u64, total: u64) {
        if let Some(save) = self.saves.get_mut(job)
            && matches!(save.state, SaveState::Running { .. })
        {
            save.state = SaveState::Running { done, total };
        }
    }

    /// A job ended: a part, a whole message, or the look at one.
    pub(super) fn saved(&mut self, job: JobId, result: Result<PathBuf, Fault>, turn: &mut Turn) {
        let is_source = matches!(&result, Err(fault) if self.source_failed(job, fault));
        if !is_source && !self.export_ended(job, &result, turn) {
            self.part_saved(job, result, turn);
        }
    }

    fn part_saved(&mut self, job: JobId, result: Result<PathBuf, Fault>, turn: &mut Turn) {
        let is_together = self.saves.together.as_ref().is_some_and(|all| all.has(job));
        let Some(save) = self.saves.get_mut(job) else { return };
        let (purpose, name) = (save.purpose, save.name.clone());
        match result {
            Ok(path) if purpose == Purpose::Keep => {
                save.state = SaveState::Saved(path);
                if !is_together {
                    self.say(Text::Saved { name, job }, Some(Button::ShowInFolder(job)), turn);
                }
            }
            Ok(path) => self.part_is_here(job, path, turn),
            Err(fault) if fault.kind == FaultKind::Cancelled => self.saves.drop(job),
            Err(fault) if purpose == Purpose::Look => {
                self.saves.drop(job);
                self.look_failed(job, fault);
            }
            Err(fault) if purpose == Purpose::Open => {
                self.saves.drop(job);
                self.say_fault(Text::FileNotOpened(fault.clone()), fault, turn);
            }
            Err(fault) => {
                save.state = SaveState::Failed(fault.clone());
                if !is_together {
                    let text = Text::NotSaved { name, fault: fault.clone() };
                    self.say_fault(text, fault, turn);
                }
            }
        }
        self.one_less(job, turn);
    }

    /// A part lies in the private folder now.
    fn part_is_here(&mut self, job: JobId, path: PathBuf, turn: &mut Turn) {
        let Some(at) = self.saves.all.iter().position(|save| save.job == job) else { return };
        let save = self.saves.all.remove(at);
        if let Some(oldest) = self.saves.remember(save.key, save.part, path.clone()) {
            turn.push(Effect::Discard(oldest));
        }
        match save.purpose {
            Purpose::Open => turn.push(Effect::OpenKept(path)),
            _ => self.look_fetched(job, path, turn),
        }
    }

    pub(super) fn show_saved(&mut self, job: JobId, turn: &mut Turn) {
        if let Some(Save { state: SaveState::Saved(path), .. }) = self.saves.get(job) {
            turn.push(Effect::ShowInFolder(path.clone()));
        }
    }
}
