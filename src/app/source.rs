//! The open message as it lies on the server, in place of its page: fetched only when it is asked
//! for, and only as much of it as anybody reads.

use super::effect::Turn;
use super::saves::Saves;
use super::state::State;
use crate::model::fault::Fault;
use crate::model::ids::{JobId, MessageKey};
use crate::model::request::Ask;
use crate::render::{self, Page};

/// What is shown of a message in place of its page.
#[derive(Debug)]
pub struct Source {
    key: MessageKey,
    job: JobId,
    pub stage: Stage,
}

#[derive(Debug)]
pub enum Stage {
    Coming,
    Here(Raw),
    Failed(Fault),
}

/// The octets as a page.
#[derive(Debug)]
pub struct Raw {
    pub page: Page,
    /// Octets that are shown, and octets of the whole message.
    pub shown: u64,
    pub total: u64,
}

impl State {
    /// What is shown of this message in place of its page.
    pub fn source(&self, key: MessageKey) -> Option<&Source> {
        self.source.as_ref().filter(|source| source.key == key)
    }

    /// The page of octets on screen.
    pub(super) fn source_page(&self) -> Option<&Page> {
        match &self.source(self.reader.key()?)?.stage {
            Stage::Here(raw) => Some(&raw.page),
            Stage::Coming | Stage::Failed(_) => None,
        }
    }

    /// Shows the octets of the open message, or the message again.
    pub(super) fn toggle_source(&mut self, turn: &mut Turn) {
        let Some(key) = self.reader.key() else { return };
        if self.close_source(turn) {
            return;
        }
        self.close_find(turn);
        let job = self.saves.next_job();
        self.source = Some(Source { key, job, stage: Stage::Coming });
        turn.send(key.account(), Ask::Source { job, key });
    }

    /// Whether there was something to be closed.
    pub(super) fn close_source(&mut self, turn: &mut Turn) -> bool {
        let is_open = self.reader.key().is_some_and(|key| self.source(key).is_some());
        if is_open {
            self.close_find(turn);
        }
        self.source = None;
        is_open
    }

    pub(super) fn source_read(&mut self, job: JobId, octets: &[u8], total: u64) {
        if let Some(source) = self.source.as_mut().filter(|source| source.job == job) {
            let shown = octets.len() as u64;
            let total = total.max(shown);
            source.stage = Stage::Here(Raw { page: render::source(octets), shown, total });
        }
    }

    /// Whether the job was to read the octets.
    pub(super) fn source_failed(&mut self, job: JobId, fault: &Fault) -> bool {
        match self.source.as_mut().filter(|source| source.job == job) {
            Some(source) => {
                source.stage = Stage::Failed(fault.clone());
                true
            }
            None => false,
        }
    }
}

impl Saves {
    /// A number that no other job has.
    pub(super) fn next_job(&mut self) -> JobId {
        let job = JobId(self.next);
        self.next += 1;
        job
    }
}
