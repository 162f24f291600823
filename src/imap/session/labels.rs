//! Gmail's labels (its extension X-GM-EXT-1): asked for along with headers and flags once a harmless
//! first question was answered well, given up for this connection otherwise. Knows no mailbox but by
//! its name on the wire.

use super::Session;
use super::line::{Line, cut};
use super::run::{first_refusal, nothing};
use crate::imap::convert;
use crate::imap::parse::fetch::FetchRow;
use crate::imap::types::*;
use crate::model::fault::{Fault, FaultKind, Place};

/// Rows that nobody has taken yet, and octets of their labels: what comes beyond is asked for again.
const MOST_ROWS: usize = 200_000;
const MOST_OCTETS: usize = 32 * 1024 * 1024;

/// How far the extension is trusted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Trust {
    #[default]
    Untried,
    /// The first question was answered well.
    Good,
    /// It was not, or a later one was refused.
    GivenUp,
}

/// What is known of labels on a connection.
#[derive(Debug, Default)]
pub(super) struct Labels {
    trust: Trust,
    /// Told of the selected mailbox and not taken yet.
    rows: Vec<LabelRow>,
    octets: usize,
    /// Rows with labels since a question was asked.
    told: usize,
    /// Some were asked for and did not come, or there was no room for them.
    missed: bool,
}

impl Labels {
    /// What to ask for with other items; nothing where the extension is not trusted.
    pub(super) fn items(&self) -> &'static str {
        if self.trust == Trust::Good { " X-GM-LABELS" } else { "" }
    }

    /// Takes labels out of a row, whichever command it belongs to.
    pub(super) fn hear(&mut self, row: &mut FetchRow) {
        let Some((uid, labels)) = row.uid.zip(row.labels.take()) else { return };
        if self.trust != Trust::Good {
            return;
        }
        self.told += 1;
        let octets: usize = labels.iter().map(WireLabel::octets).sum();
        self.octets = self.octets.saturating_add(octets);
        if self.rows.len() < MOST_ROWS && self.octets <= MOST_OCTETS {
            self.rows.push(LabelRow { uid, labels });
        } else {
            self.missed = true;
        }
    }

    /// A command that may ask for labels is about to be sent.
    pub(super) fn begin(&mut self) {
        self.told = 0;
    }

    /// What the command came to, and how many rows: it is not asked once more after a refusal, nor
    /// where rows come without.
    pub(super) fn judge(&mut self, answered: &Result<(), Fault>, rows: usize) {
        if self.trust != Trust::Good {
            return;
        }
        let bad = match answered {
            Ok(()) => rows > 0 && self.told == 0,
            Err(fault) => {
                matches!(fault.kind, FaultKind::NotUnderstood | FaultKind::Refused(_))
            }
        };
        if bad {
            tracing::info!(rows, "Labels are not asked for any more on this connection.");
            self.trust = Trust::GivenUp;
            self.missed = true;
        }
    }

    /// Another mailbox is selected.
    pub(super) fn forget(&mut self) {
        self.rows = Vec::new();
        self.octets = 0;
    }
}

impl Session {
    /// Whether mailboxes are labels of one mail, as the server says.
    pub fn offers_labels(&self) -> bool {
        self.state.capabilities.has("X-GM-EXT-1")
    }

    /// Whether labels are asked for and told.
    pub fn has_labels(&self) -> bool {
        self.offers_labels() && self.state.labels.trust == Trust::Good
    }

    /// Asks for the labels of the selected mailbox's first message, if the server offers labels and
    /// was not asked before. Labels are trusted if it tells them.
    ///
    /// # Errors
    /// The connection is gone; a refusal is none.
    pub async fn try_labels(&mut self) -> Result<(), Fault> {
        let untried = self.state.labels.trust == Trust::Untried && self.offers_labels();
        if !untried || self.state.exists() == 0 {
            return Ok(());
        }
        let line = Line::new("FETCH 1 (UID X-GM-LABELS)", Place::Message);
        // Labels are only heard where they are trusted.
        self.state.labels.trust = Trust::Good;
        self.state.labels.begin();
        let answer = self.run(line, nothing).await.map(drop);
        let labels = &mut self.state.labels;
        let good = answer.is_ok() && labels.told > 0;
        labels.trust = if good { Trust::Good } else { Trust::GivenUp };
        labels.missed |= !good;
        tracing::debug!(good, "Labels were asked for.");
        if self.open { Ok(()) } else { answer }
    }

    /// What was told of labels in the selected mailbox since the last call. What was not taken is
    /// dropped when another one is selected.
    pub fn take_labels(&mut self) -> Vec<LabelRow> {
        self.state.labels.octets = 0;
        std::mem::take(&mut self.state.labels.rows)
    }

    /// Whether labels were told that nobody has taken.
    pub fn heard_labels(&self) -> bool {
        !self.state.labels.rows.is_empty()
    }

    /// Whether labels that were asked for did not come since the last call, so that what is known of
    /// labels may be old.
    pub fn missed_labels(&mut self) -> bool {
        std::mem::take(&mut self.state.labels.missed)
    }

    /// Asks for the labels of these messages: see `take_labels`.
    ///
    /// # Errors
    /// A refusal, after which labels are given up; or the connection is gone.
    pub async fn labels(&mut self, of: &UidSet) -> Result<(), Fault> {
        let lines = self.uid_lines("UID FETCH", of, "(UID X-GM-LABELS)");
        self.state.labels.begin();
        let answers = self.run_all(lines, nothing).await?;
        let answered = first_refusal(&answers, Place::Message);
        self.state.labels.judge(&answered, 0);
        answered
    }

    /// Puts labels on messages or takes them away (`+X-GM-LABELS`, `-X-GM-LABELS`): harmless to
    /// repeat.
    ///
    /// # Errors
    /// A refusal: a part may have been changed. `Invalid`: a name that no server can mean.
    pub async fn store_labels(
        &mut self,
        of: &UidSet,
        add: bool,
        labels: &[WireLabel],
    ) -> Result<(), Fault> {
        let sign = if add { '+' } else { '-' };
        for label in labels {
            let room = self.line_limit().saturating_sub(label.octets() + 60).max(100);
            for set in cut(of, room) {
                let text = format!("UID STORE {set} {sign}X-GM-LABELS (");
                let line = Line::new(text, Place::Message);
                let line = match label {
                    WireLabel::Role(role) => match convert::label_word(*role) {
                        Some(word) => line.text(word),
                        None => continue,
                    },
                    WireLabel::Named(name) => line.string(name)?,
                };
                self.run(line.text(")"), nothing).await?;
            }
        }
        Ok(())
    }
}
