//! SELECT (RFC 9051 section 6.3.2, RFC 7162 section 3.1.8) and the newest rows with it.

use super::Session;
use super::fetching::{header_items, raw_row};
use super::line::Line;
use super::state::State;
use crate::imap::faults;
use crate::imap::parse::{Code, Response};
use crate::imap::types::*;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::remote::{ModSeq, Uid, UidValidity, WireName};

/// What goes with SELECT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Plain,
    Condstore,
    Since(Since),
}

impl How {
    fn parameter(self) -> String {
        match self {
            Self::Plain => String::new(),
            Self::Condstore => " (CONDSTORE)".to_owned(),
            Self::Since(Since { uid_validity, modseq }) => {
                format!(" (QRESYNC ({} {}))", uid_validity.0, modseq.0)
            }
        }
    }
}

/// What the responses to SELECT told so far.
#[derive(Default)]
struct Opening {
    exists: bool,
    uid_validity: Option<UidValidity>,
    uid_next: Option<Uid>,
    highest_modseq: Option<ModSeq>,
    read_only: bool,
    resync: Resync,
    vanished: Vec<(u32, u32)>,
}

/// Rows and ranges that one SELECT may tell of the time since; beyond, a listing is cheaper.
const MOST_CHANGES: usize = 2_000_000;

impl Opening {
    /// Takes what tells of the time since; gives the rest back.
    fn since(&mut self, response: Response) -> Option<Response> {
        match response {
            Response::Vanished { earlier: true, uids, whole } => {
                self.resync.malformed |= !whole || self.vanished.len() > MOST_CHANGES;
                if !self.resync.malformed {
                    self.vanished.extend_from_slice(uids.ranges());
                }
                None
            }
            // What vanishes while SELECT is answered is not known by its place yet.
            Response::Vanished { .. } | Response::Expunge(_) => {
                self.resync.malformed = true;
                Some(response)
            }
            Response::Fetch(_, row) => {
                match (row.uid, row.flags) {
                    (Some(uid), Some(flags)) if self.resync.flags.len() < MOST_CHANGES => {
                        self.resync.flags.push(FlagRow { uid, flags, modseq: row.modseq });
                    }
                    _ => self.resync.malformed = true,
                }
                None
            }
            other => Some(other),
        }
    }

    fn code(&mut self, code: &Code) {
        match code {
            Code::UidValidity(told) => self.uid_validity = Some(*told),
            Code::UidNext(told) => self.uid_next = Some(*told),
            Code::HighestModSeq(told) => self.highest_modseq = Some(*told),
            Code::ReadOnly => self.read_only = true,
            Code::ReadWrite => self.read_only = false,
            // What came before concerned the mailbox that was selected (RFC 9051 section 7.1).
            Code::Closed => *self = Self::default(),
            _ => {}
        }
    }
}

impl Session {
    /// SELECT, with CONDSTORE where offered.
    ///
    /// # Errors
    /// After a refusal no mailbox is selected.
    pub async fn select(&mut self, mailbox: &WireName) -> Result<Selected, Fault> {
        let condstore = self.state.uses_modseq();
        let how = if condstore { How::Condstore } else { How::Plain };
        match self.select_as(mailbox, how).await {
            Err(fault) if condstore && fault.kind == FaultKind::NotUnderstood && self.open => {
                self.lower(Tier::Plain);
                self.select_as(mailbox, How::Plain).await
            }
            outcome => outcome,
        }
        .map(|(selected, _)| selected)
    }

    /// SELECT that tells what happened since (RFC 7162 section 3.2.5). `None`: not known here, or
    /// the mailbox has another UIDVALIDITY by now. Only in tier `Qresync`.
    ///
    /// # Errors
    /// As `select`.
    pub async fn select_since(
        &mut self,
        mailbox: &WireName,
        since: Since,
    ) -> Result<(Selected, Option<Resync>), Fault> {
        if self.tier() < Tier::Qresync {
            return Ok((self.select(mailbox).await?, None));
        }
        match self.select_as(mailbox, How::Since(since)).await {
            Err(fault) if fault.kind == FaultKind::NotUnderstood && self.open => {
                self.lower(Tier::Condstore);
                Ok((self.select(mailbox).await?, None))
            }
            Err(fault) => Err(fault),
            Ok((selected, resync)) => {
                let same = selected.uid_validity == since.uid_validity;
                Ok((selected, Some(resync).filter(|_| same)))
            }
        }
    }

    async fn select_as(
        &mut self,
        mailbox: &WireName,
        how: How,
    ) -> Result<(Selected, Resync), Fault> {
        let line = Line::new("SELECT", Place::Mailbox).mailbox(mailbox)?.text(&how.parameter());
        self.state.select(Some(mailbox));
        let mut opening = Opening::default();
        let since = matches!(how, How::Since(_));
        let answer = self.run(line, |_, response, state: &mut State| {
            match &response {
                Response::Status(line) => {
                    opening.code(&line.code);
                    if line.code == Code::Closed {
                        state.select(Some(mailbox));
                    }
                }
                Response::Exists(_) => opening.exists = true,
                _ => {}
            }
            if since { opening.since(response) } else { Some(response) }
        });
        let answer = answer.await;
        match answer {
            Ok(answer) => opening.code(&answer.code),
            Err(fault) => {
                self.state.select(None);
                return Err(fault);
            }
        }
        self.opened(mailbox, how, opening).await
    }

    /// What an answered SELECT came to.
    async fn opened(
        &mut self,
        mailbox: &WireName,
        how: How,
        mut opening: Opening,
    ) -> Result<(Selected, Resync), Fault> {
        if !opening.exists {
            let detail = "SELECT did not tell how many messages there are";
            return Err(self.give_up(faults::nonsense(Place::Mailbox, detail)));
        }
        let modseq = opening.highest_modseq.filter(|_| how != How::Plain);
        self.state.opened(modseq.is_some());
        if opening.uid_validity.is_none() {
            let told = self.ask_uid_validity(mailbox).await?.unwrap_or_default();
            opening.uid_validity = told.uid_validity;
            opening.uid_next = opening.uid_next.or(told.uid_next);
        }
        let Some(uid_validity) = opening.uid_validity else {
            let detail = "the server does not tell the mailbox's UIDVALIDITY";
            return Err(self.give_up(faults::nonsense(Place::Mailbox, detail)));
        };
        let selected = Selected {
            exists: self.state.exists(),
            uid_validity,
            uid_next: opening.uid_next,
            highest_modseq: modseq,
            read_only: opening.read_only,
        };
        let gone = UidSet::from_ranges(opening.vanished);
        Ok((selected, Resync { gone, ..opening.resync }))
    }

    /// SELECT and then the header fetch of the newest messages, by sequence numbers, so that no
    /// UID need be known: two round trips.
    ///
    /// # Errors
    /// As `select`, and where the fetch is refused.
    pub async fn select_newest(
        &mut self,
        mailbox: &WireName,
        count: u32,
    ) -> Result<(Selected, Vec<RawRow>), Fault> {
        let selected = self.select(mailbox).await?;
        let count = count.min(selected.exists);
        if count == 0 {
            return Ok((selected, Vec::new()));
        }
        let asks = self.state.asks_identity();
        self.state.labels.begin();
        let fetched = self.newest(selected.exists, count).await;
        let rows = fetched.as_deref().unwrap_or_default();
        let told = rows.iter().filter(|row| row.mail.is_some()).count();
        let figures = (rows.len(), told);
        let answered = fetched.as_ref().map(drop).map_err(Fault::clone);
        self.state.labels.judge(&answered, rows.len());
        let rows = match self.judge_identity(asks, &answered, figures) {
            true => self.newest(selected.exists, count).await?,
            false => fetched?,
        };
        Ok((selected, rows))
    }

    async fn newest(&mut self, exists: u32, count: u32) -> Result<Vec<RawRow>, Fault> {
        let first = exists - count + 1;
        let items = header_items(&self.state);
        let line = Line::new(format!("FETCH {first}:* {items}"), Place::Message);
        let mut rows: Vec<RawRow> = Vec::new();
        let most = count as usize * 2 + 100;
        self.run(line, |_, response, _: &mut State| match response {
            Response::Fetch(seq, row) if seq >= first && rows.len() < most => match raw_row(*row) {
                Ok(row) => {
                    rows.push(row);
                    None
                }
                Err(row) => Some(Response::Fetch(seq, row)),
            },
            other => Some(other),
        })
        .await?;
        // The same row twice: the later one knows better.
        rows.reverse();
        let mut seen = std::collections::HashSet::new();
        rows.retain(|row| seen.insert(row.uid));
        rows.reverse();
        Ok(rows)
    }
}
