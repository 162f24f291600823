//! Which messages are one mail, as Gmail tells by X-GM-MSGID (its extension X-GM-EXT-1). It is asked
//! for along with headers; a server that refuses the first such question, or leaves the answer
//! out, is not asked again on this connection. Knows no mailbox.

use super::Session;
use super::state::State;
use crate::model::fault::Fault;

/// How far it is trusted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Identity {
    #[default]
    Untried,
    /// It was told when it was asked for.
    Told,
    GivenUp,
}

impl State {
    /// Whether it is to be asked for.
    pub(super) fn asks_identity(&self) -> bool {
        self.identity != Identity::GivenUp && self.capabilities.has("X-GM-EXT-1")
    }
}

impl Session {
    /// Judges the answer to a header fetch that asked for identities, by how many `(rows, with an
    /// identity)` came. Whether the same is to be asked once more, without them.
    pub(super) fn judge_identity(
        &mut self,
        asked: bool,
        answered: &Result<(), Fault>,
        (rows, told): (usize, usize),
    ) -> bool {
        if !asked || !self.open {
            return false;
        }
        let untried = self.state.identity == Identity::Untried;
        match answered {
            Ok(()) if rows == 0 => {}
            Ok(()) if told == rows => self.state.identity = Identity::Told,
            // Before it was told once, the refusal may be that of the question.
            Err(_) if !untried => {}
            Ok(()) | Err(_) => {
                tracing::info!(rows, told, "Identities of mails are not asked for any more.");
                self.state.identity = Identity::GivenUp;
            }
        }
        answered.is_err() && untried
    }
}
