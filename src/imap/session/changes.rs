//! Changes to messages: STORE, COPY, MOVE, EXPUNGE by UID (RFC 9051 section 6.4, RFC 4315,
//! RFC 6851). Flags only as deltas, never a plain EXPUNGE except where it can hit nothing else.

use super::Session;
use super::line::{Line, cut, parts};
use super::run::nothing;
use super::state::State;
use crate::imap::convert;
use crate::imap::parse::{Code, Response, StatusLine};
use crate::imap::types::*;
use crate::model::fault::{Fault, Place};
use crate::model::flags::Flags;
use crate::model::remote::{Uid, UidValidity, WireName};

/// What COPYUID told, over all lines of one order.
struct Told {
    /// No honest answer has more pairs than this: a few octets can name billions.
    most: u64,
    validity: Option<UidValidity>,
    pairs: Vec<(Uid, Uid)>,
    /// Two targets in one order, or more than was asked for: nothing of it can be believed.
    contradiction: bool,
}

impl Told {
    /// Of an order about these. Some servers tell each pair twice, untagged and tagged.
    fn of(asked: &UidSet) -> Self {
        let most = asked.len().saturating_mul(2);
        Self { most, validity: None, pairs: Vec::new(), contradiction: false }
    }

    fn hear(&mut self, line: &StatusLine) {
        if let Code::CopyUid(validity, pairs) = &line.code {
            let other = self.validity.is_some_and(|before| before != *validity);
            let many = pairs.len().saturating_add(self.pairs.len() as u64) > self.most;
            self.contradiction |= other || many;
            self.validity = Some(*validity);
            if !many {
                self.pairs.extend(pairs.iter());
            }
        }
    }

    fn into_copied(self) -> Copied {
        let believed = !self.contradiction && !self.pairs.is_empty();
        Copied { uids: self.validity.filter(|_| believed).map(|validity| (validity, self.pairs)) }
    }
}

impl Session {
    /// Adds or removes flags (`+FLAGS.SILENT`, `-FLAGS.SILENT`), long sets in several commands.
    ///
    /// # Errors
    /// A refusal: of a long set, a part may have been changed.
    pub async fn store(&mut self, of: &UidSet, add: bool, flags: Flags) -> Result<(), Fault> {
        if flags.is_empty() {
            return Ok(());
        }
        let sign = if add { '+' } else { '-' };
        let rest = format!("{sign}FLAGS.SILENT {}", convert::flag_list(flags));
        for line in self.uid_lines("UID STORE", of, &rest) {
            self.run(line, nothing).await?;
        }
        Ok(())
    }

    /// UID COPY.
    ///
    /// # Errors
    /// A refusal: of a set longer than one command line, a part may have been copied.
    pub async fn copy(&mut self, of: &UidSet, to: &WireName) -> Result<Copied, Fault> {
        self.transfer("UID COPY", of, to).await
    }

    /// UID MOVE (RFC 6851); only where offered. Only the pairs in the answer are known to have
    /// been moved: a message that was gone already has none.
    ///
    /// # Errors
    /// A refusal: of a set longer than one command line, a part may have been moved.
    pub async fn move_to(&mut self, of: &UidSet, to: &WireName) -> Result<Copied, Fault> {
        self.transfer("UID MOVE", of, to).await
    }

    /// The set in parts, rising, of which each is one command when it is copied or moved there:
    /// what was answered about one part says nothing about the next.
    pub fn parts(&self, of: &UidSet, to: &WireName) -> Vec<UidSet> {
        parts(of, self.room_beside(to))
    }

    /// Octets for a set beside a name, each sign of which may be escaped.
    fn room_beside(&self, to: &WireName) -> usize {
        self.line_limit().saturating_sub(to.0.len() * 2 + 40).max(100)
    }

    async fn transfer(&mut self, verb: &str, of: &UidSet, to: &WireName) -> Result<Copied, Fault> {
        let mut told = Told::of(of);
        for set in cut(of, self.room_beside(to)) {
            let line = Line::new(format!("{verb} {set}"), Place::Message).mailbox(to)?;
            // MOVE tells in an untagged OK before the EXPUNGEs, COPY in the tagged one.
            let answer = self.run(line, |_, response, _: &mut State| {
                if let Response::Status(line) = &response {
                    told.hear(line);
                }
                Some(response)
            });
            let answer = answer.await?;
            told.hear(&answer);
        }
        Ok(told.into_copied())
    }

    /// UID EXPUNGE of exactly these (RFC 4315); only where UIDPLUS is offered. There is no plain
    /// EXPUNGE here except the next one.
    ///
    /// # Errors
    /// A refusal, or the connection is gone.
    pub async fn expunge(&mut self, of: &UidSet) -> Result<(), Fault> {
        for set in cut(of, self.line_limit().saturating_sub(40)) {
            let line = Line::new(format!("UID EXPUNGE {set}"), Place::Message);
            self.run(line, nothing).await?;
        }
        Ok(())
    }

    /// Plain EXPUNGE for servers without UIDPLUS, sent only when `UID SEARCH DELETED` gives exactly
    /// this set; otherwise nothing is sent and the answer is `false`.
    ///
    /// # Errors
    /// A refusal, or the connection is gone.
    pub async fn expunge_if_exactly(&mut self, of: &UidSet) -> Result<bool, Fault> {
        if of.is_empty() {
            return Ok(false);
        }
        let (deleted, _) = self.search_deleted().await?;
        if deleted != *of {
            return Ok(false);
        }
        self.run(Line::new("EXPUNGE", Place::Message), nothing).await?;
        Ok(true)
    }

    /// Not by `search`, which would take the answer for the list of all messages.
    async fn search_deleted(&mut self) -> Result<(UidSet, bool), Fault> {
        let mut found = UidSet::default();
        let mut answered = false;
        let line = Line::new("UID SEARCH DELETED", Place::Message);
        self.run(line, |_, response, _: &mut State| match response {
            Response::Search(uids) | Response::Esearch(uids) => {
                let both = found.ranges().iter().chain(uids.ranges()).copied();
                found = UidSet::from_ranges(both);
                answered = true;
                None
            }
            other => Some(other),
        })
        .await?;
        Ok((found, answered))
    }
}
