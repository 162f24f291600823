//! From an address to its servers: each place that is asked, and what it said. Knows no wire.

use super::form::is_host;
use super::sign_in::Stage;
use super::{Card, Field, Problem};
use crate::app::effect::{Effect, FieldId, Turn};
use crate::app::state::State;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::setup::{Candidate, Origin, Seek, SeekState};

/// Looking for the servers of the address.
#[derive(Debug, Clone)]
pub struct Looking {
    /// One for each place, best first.
    pub steps: Vec<Step>,
    /// Nothing was found.
    pub failed: Option<Fault>,
}

/// What one place said.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub origin: Origin,
    pub state: SeekState,
    /// The host that it named last.
    pub host: Option<String>,
}

impl Looking {
    fn new() -> Self {
        let step = |origin| Step { origin, state: SeekState::Looking, host: None };
        Self { steps: Origin::ALL.map(step).to_vec(), failed: None }
    }

    fn hear(&mut self, seek: Seek) {
        let Some(step) = self.steps.iter_mut().find(|step| step.origin == seek.origin) else {
            return;
        };
        if let SeekState::Checking(host) | SeekState::Found(host) = &seek.state {
            step.host = Some(host.clone());
        }
        step.state = seek.state;
    }

    /// A host that answered, but whose certificate the person would have to judge.
    pub(super) fn doubtful_host(&self) -> Option<&str> {
        let is_doubtful = |step: &&Step| {
            matches!(&step.state, SeekState::Failed(fault)
                if matches!(fault.kind, FaultKind::Certificate { .. }))
        };
        self.steps.iter().find(is_doubtful)?.host.as_deref()
    }
}

impl State {
    /// Looks for the servers of the address.
    pub(super) fn look(&mut self, turn: &mut Turn) {
        let Some(sign_in) = self.sign_in_mut() else { return };
        let problem = match sign_in.trimmed() {
            "" => Some(Problem::Missing),
            address if !is_address(address) => Some(Problem::NotAnAddress),
            _ => None,
        };
        match (&mut sign_in.stage, problem) {
            (Stage::Address(problems), Some(problem)) => {
                *problems = vec![(Field::Address, problem)];
                return turn.push(Effect::Focus(FieldId::Form(Field::Address)));
            }
            (Stage::Looking(looking), _) => *looking = Looking::new(),
            _ => sign_in.go(Stage::Looking(Looking::new())),
        }
        let address = sign_in.trimmed().to_owned();
        let attempt = self.next_attempt();
        turn.push(Effect::Focus(FieldId::Nowhere));
        turn.push(Effect::Discover { attempt, address });
    }

    pub(super) fn sought(&mut self, attempt: u64, seek: Seek) {
        let Some(sign_in) = self.sign_in_mut() else { return };
        if sign_in.running == Some(attempt)
            && let Stage::Looking(looking) = &mut sign_in.stage
        {
            looking.hear(seek);
        }
    }

    pub(super) fn found(
        &mut self,
        attempt: u64,
        result: Result<Vec<Candidate>, Fault>,
        turn: &mut Turn,
    ) {
        let Some(sign_in) = self.sign_in_mut() else { return };
        if !sign_in.take_answer(attempt) {
            return;
        }
        let Stage::Looking(looking) = &mut sign_in.stage else { return };
        match result.map(Card::new) {
            Ok(Some(card)) => {
                sign_in.stage = Stage::Card(Box::new(card));
                self.focus_first(turn);
            }
            Ok(None) => {
                let detail = "No place names a server.";
                looking.failed = Some(Fault::new(FaultKind::UnknownHost, Place::Discovery, detail));
            }
            Err(fault) => looking.failed = Some(fault),
        }
    }
}

/// `name@host`: enough to catch a slip; the server decides the rest.
pub(super) fn is_address(text: &str) -> bool {
    let is_plain = !text.contains(|c: char| c.is_whitespace() || c.is_control());
    let parts = text.rsplit_once('@');
    is_plain && parts.is_some_and(|(name, host)| !name.is_empty() && is_host(host))
}
