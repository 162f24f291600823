//! The fetch of an audit: flags and sizes, and nothing that a row is made of.

use super::Session;
use super::run::first_refusal;
use super::state::State;
use crate::imap::parse::Response;
use crate::imap::types::*;
use crate::model::fault::{Fault, Place};

impl Session {
    /// Flags and sizes of these UIDs, in the server's order. A UID without a row is gone.
    ///
    /// # Errors
    /// A refusal, or the connection is gone.
    pub async fn sizes(&mut self, of: &UidSet) -> Result<Vec<SizedRow>, Fault> {
        let items = match self.state.has_modseq() {
            true => "(UID FLAGS RFC822.SIZE MODSEQ)",
            false => "(UID FLAGS RFC822.SIZE)",
        };
        let lines = self.uid_lines("UID FETCH", of, items);
        let mut rows = Vec::new();
        let answers = self
            .run_all(lines, |_, response, _: &mut State| match response {
                Response::Fetch(seq, row) => match (row.uid, row.flags) {
                    // Flags alone are news, not an answer.
                    (Some(uid), Some(flags)) if row.size.is_some() && of.contains(uid) => {
                        rows.push(SizedRow { uid, flags, size: row.size, modseq: row.modseq });
                        None
                    }
                    _ => Some(Response::Fetch(seq, row)),
                },
                other => Some(other),
            })
            .await?;
        first_refusal(&answers, Place::Message)?;
        Ok(rows)
    }
}
