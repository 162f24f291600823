//! All attachments of a message, saved into one folder: one question, one notice at the end.

use std::path::Path;

use super::{Picked, Purpose, Risk, Risky, Save, SaveState, name_of, warning_of};
use crate::app::effect::{Effect, Turn};
use crate::app::notice::{Button, Text};
use crate::app::overlay::{Overlay, Question};
use crate::app::state::State;
use crate::model::fault::Fault;
use crate::model::ids::{JobId, MessageKey};
use crate::model::request::Ask;

/// See the module.
#[derive(Debug, Clone, PartialEq)]
pub struct Together {
    pub key: MessageKey,
    /// The question for the folder.
    asked: JobId,
    is_asking: bool,
    jobs: Vec<JobId>,
    /// Those that are not over.
    left: Vec<JobId>,
}

impl Together {
    /// Whether the folder was asked for by this.
    pub(super) fn is_asked_by(&self, job: JobId) -> bool {
        self.is_asking && self.asked == job
    }

    /// Whether this is one of them.
    pub(super) fn has(&self, job: JobId) -> bool {
        self.jobs.contains(&job)
    }

    /// How many are over, of how many; nothing while the folder is not chosen.
    pub fn progress(&self) -> Option<(usize, usize)> {
        (!self.is_asking).then_some((self.jobs.len() - self.left.len(), self.jobs.len()))
    }
}

impl State {
    pub(super) fn all_asked(&mut self, turn: &mut Turn) {
        let Some(opened) = self.reader.opened() else { return };
        let warned = |one| Some((name_of(one), warning_of(one)?));
        match opened.body.attachments.iter().find_map(warned) {
            Some((name, warning)) => {
                let risk = Risk { what: Risky::All, name, warning };
                self.overlay = Overlay::Question(Question::Risk(risk));
            }
            None => self.ask_folder(turn),
        }
    }

    pub(super) fn ask_folder(&mut self, turn: &mut Turn) {
        let Some(opened) = self.reader.opened() else { return };
        if self.saves.together.as_ref().is_some_and(|together| !together.is_asking) {
            return;
        }
        let job = JobId(self.saves.next);
        self.saves.next += 1;
        let (jobs, left) = (Vec::new(), Vec::new());
        let together = Together { key: opened.key, asked: job, is_asking: true, jobs, left };
        self.saves.together = Some(together);
        turn.push(Effect::PickFolder { job });
    }

    pub(super) fn folder_picked(&mut self, job: JobId, answer: Picked, turn: &mut Turn) {
        match answer {
            Picked::Path(folder) => self.begin_all(&folder, turn),
            Picked::Nothing => self.saves.together = None,
            Picked::NoDialog => {
                let text = self.downloads.to_string_lossy().into_owned();
                self.ask_path(job, text, turn);
            }
        }
    }

    /// No name is written over: the engine counts those that are the same.
    fn begin_all(&mut self, folder: &Path, turn: &mut Turn) {
        let key = self.saves.together.as_ref().map(|together| together.key);
        let opened = self.reader.opened().filter(|opened| Some(opened.key) == key);
        // Another message was opened meanwhile: nobody knows what would be saved.
        let Some(opened) = opened else {
            self.saves.together = None;
            return;
        };
        let all = opened.body.attachments.iter();
        let saves: Vec<Save> = all.map(|one| Save::of(opened.key, one, Purpose::Keep)).collect();
        let mut jobs = Vec::new();
        for save in saves {
            let state = SaveState::Running { done: 0, total: save.size };
            let (key, part, to) = (save.key, save.part.clone(), folder.join(&save.name));
            let job = self.saves.begin(Save { state, ..save });
            jobs.push(job);
            turn.send(key.account(), Ask::SavePart { job, key, part, to });
        }
        if let Some(together) = &mut self.saves.together {
            together.is_asking = false;
            together.left = jobs.clone();
            together.jobs = jobs;
        }
    }

    /// One of them is over; the last one says how all went.
    pub(super) fn one_less(&mut self, job: JobId, turn: &mut Turn) {
        let Some(together) = &mut self.saves.together else { return };
        let before = together.left.len();
        together.left.retain(|other| *other != job);
        if before == 0 || !together.left.is_empty() {
            return;
        }
        let Some(together) = self.saves.together.take() else { return };
        let (mut saved, mut count) = (None, 0);
        let mut failed: Vec<Fault> = Vec::new();
        for save in together.jobs.iter().filter_map(|job| self.saves.get(*job)) {
            match &save.state {
                SaveState::Saved(_) => (saved, count) = (Some(save.job), count + 1),
                SaveState::Failed(fault) => failed.push(fault.clone()),
                SaveState::Asking | SaveState::Running { .. } => {}
            }
        }
        match (failed.pop(), saved) {
            (Some(fault), _) => {
                let text =
                    Text::NotAllSaved { count, failed: failed.len() + 1, fault: fault.clone() };
                self.say_fault(text, fault, turn);
            }
            (None, Some(job)) => {
                self.say(Text::AllSaved { count }, Some(Button::ShowInFolder(job)), turn);
            }
            (None, None) => {}
        }
    }
}
