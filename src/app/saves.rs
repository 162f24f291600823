//! Attachments being saved: asked where, running, done or failed.

use std::path::PathBuf;

use super::effect::{Effect, FieldId, Turn};
use super::notice::{Button, Text};
use super::overlay::Overlay;
use super::state::State;
use crate::mime;
use crate::model::body::Attachment;
use crate::model::fault::{Fault, FaultKind};
use crate::model::ids::{JobId, MessageKey, PartId};
use crate::model::request::Ask;

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// An attachment of the open message is to be saved.
    Asked(PartId),
    /// The answer to `Effect::PickSavePath`.
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
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picked {
    Path(PathBuf),
    Nothing,
    /// No file dialog answers on this system: ask in the window.
    NoDialog,
}

/// One attachment being saved.
#[derive(Debug, Clone, PartialEq)]
pub struct Save {
    pub job: JobId,
    pub key: MessageKey,
    pub part: PartId,
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

/// The attachments being saved, the oldest first.
#[derive(Debug, Default)]
pub struct Saves {
    pub all: Vec<Save>,
    next: u64,
}

impl Saves {
    pub fn get(&self, job: JobId) -> Option<&Save> {
        self.all.iter().find(|save| save.job == job)
    }

    /// The newest save of this part, for its line in the open message.
    pub fn of(&self, key: MessageKey, part: &PartId) -> Option<&Save> {
        self.all.iter().rev().find(|save| save.key == key && save.part == *part)
    }

    fn get_mut(&mut self, job: JobId) -> Option<&mut Save> {
        self.all.iter_mut().find(|save| save.job == job)
    }

    fn drop(&mut self, job: JobId) {
        self.all.retain(|save| save.job != job);
    }
}

/// What an attachment is called here: a name that is safe in any file system.
pub fn name_of(attachment: &Attachment) -> String {
    mime::safe_name(&attachment.name, &attachment.media)
}

impl State {
    pub(super) fn saves(&mut self, message: Message, turn: &mut Turn) {
        match message {
            Message::Asked(part) => self.ask_where(&part, turn),
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
        }
    }

    fn ask_where(&mut self, part: &PartId, turn: &mut Turn) {
        let Some(opened) = self.reader.opened() else { return };
        let mut all = opened.body.attachments.iter().chain(opened.body.signature());
        let Some(attachment) = all.find(|attachment| attachment.part == *part) else { return };
        let (key, size) = (opened.key, attachment.size);
        let name = name_of(attachment);
        let job = JobId(self.saves.next);
        self.saves.next += 1;
        // An earlier save of the same part that is over makes room for this one.
        self.saves.all.retain(|save| {
            save.key != key || save.part != *part || matches!(save.state, SaveState::Running { .. })
        });
        self.saves.all.push(Save {
            job,
            key,
            part: part.clone(),
            name: name.clone(),
            size,
            state: SaveState::Asking,
        });
        turn.push(Effect::PickSavePath { job, suggested: name });
    }

    fn picked(&mut self, job: JobId, answer: Picked, turn: &mut Turn) {
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
                self.overlay = Overlay::SavePath { job, text };
                turn.push(Effect::Focus(FieldId::SavePath));
            }
        }
    }

    fn path_confirmed(&mut self, turn: &mut Turn) {
        let Overlay::SavePath { job, text } = &self.overlay else { return };
        let (job, path) = (*job, self.downloads.join(text.trim()));
        if text.trim().is_empty() {
            return;
        }
        self.overlay = Overlay::None;
        self.begin_save(job, path, turn);
    }

    pub(super) fn path_dropped(&mut self) {
        if let Overlay::SavePath { job, .. } = self.overlay {
            self.overlay = Overlay::None;
            self.saves.drop(job);
        }
    }

    fn begin_save(&mut self, job: JobId, to: PathBuf, turn: &mut Turn) {
        let Some(save) = self.saves.get_mut(job) else { return };
        save.state = SaveState::Running { done: 0, total: save.size };
        let (key, part) = (save.key, save.part.clone());
        turn.send(key.account(), Ask::SavePart { job, key, part, to });
    }

    fn cancel_save(&mut self, job: JobId, turn: &mut Turn) {
        if let Some(save) = self.saves.get(job) {
            if matches!(save.state, SaveState::Running { .. }) {
                turn.send(save.key.account(), Ask::CancelJob(job));
            }
            self.saves.drop(job);
        }
    }

    pub(super) fn part_progressed(&mut self, job: JobId, done: u64, total: u64) {
        if let Some(save) = self.saves.get_mut(job)
            && matches!(save.state, SaveState::Running { .. })
        {
            save.state = SaveState::Running { done, total };
        }
    }

    pub(super) fn part_saved(
        &mut self,
        job: JobId,
        result: Result<PathBuf, Fault>,
        turn: &mut Turn,
    ) {
        let Some(save) = self.saves.get_mut(job) else { return };
        let name = save.name.clone();
        match result {
            Ok(path) => {
                save.state = SaveState::Saved(path);
                self.say(Text::Saved { name, job }, Some(Button::ShowInFolder(job)), turn);
            }
            Err(fault) if fault.kind == FaultKind::Cancelled => self.saves.drop(job),
            Err(fault) => {
                save.state = SaveState::Failed(fault.clone());
                self.say_fault(Text::NotSaved { name, fault: fault.clone() }, fault, turn);
            }
        }
    }

    pub(super) fn show_saved(&mut self, job: JobId, turn: &mut Turn) {
        if let Some(Save { state: SaveState::Saved(path), .. }) = self.saves.get(job) {
            turn.push(Effect::ShowInFolder(path.clone()));
        }
    }
}
