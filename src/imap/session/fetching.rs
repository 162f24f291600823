//! FETCH and SEARCH by UID (RFC 9051 sections 6.4.4, 6.4.5, 6.4.9). Never a body that was not
//! asked for, never `\Seen` by the way.

use super::Session;
use super::line::{Line, cut};
use super::run::first_refusal;
use super::state::State;
use crate::imap::faults;
use crate::imap::parse::Response;
use crate::imap::parse::fetch::{FetchRow, Section};
use crate::imap::types::*;
use crate::model::body::Structure;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::PartId;
use crate::model::remote::{ModSeq, Uid};

/// The largest piece of a part that may be asked for, in octets.
const MOST_PIECE: u64 = 48 * 1024 * 1024;

/// The header fetch. ENVELOPE is not asked for: it lacks References, and is what servers get wrong.
pub(super) fn header_items(state: &State) -> String {
    let modseq = if state.has_modseq() { " MODSEQ" } else { "" };
    let mail = if state.asks_identity() { " X-GM-MSGID" } else { "" };
    let labels = state.labels.items();
    format!(
        "(UID FLAGS INTERNALDATE RFC822.SIZE{modseq}{mail}{labels} BODY.PEEK[HEADER.FIELDS (DATE FROM SENDER \
         REPLY-TO TO CC SUBJECT MESSAGE-ID IN-REPLY-TO REFERENCES LIST-ID CONTENT-TYPE)])"
    )
}

/// A row of the header fetch; a row without its header is one still, so that a mail whose header
/// the server cannot read is not lost from sight. `Err`: another row, such as flags alone.
pub(super) fn raw_row(mut row: FetchRow) -> Result<RawRow, Box<FetchRow>> {
    let at = row.sections.iter().position(|section| section.name.starts_with("HEADER"));
    let (Some(uid), true) = (row.uid, at.is_some() || row.size.is_some() || row.dated) else {
        return Err(Box::new(row));
    };
    let header = at.map(|at| row.sections.swap_remove(at).data).unwrap_or_default();
    Ok(RawRow {
        uid,
        flags: row.flags.unwrap_or_default(),
        received: row.received,
        size: row.size.unwrap_or(0),
        modseq: row.modseq,
        mail: row.mail,
        header,
    })
}

impl Session {
    /// Header rows of these UIDs, handed to `sink` as they come; rows nobody asked for are dropped.
    /// Where the server was asked for what it cannot tell, rows may come twice.
    /// A UID without a row is gone, or the server could not read it.
    ///
    /// # Errors
    /// Where a part of the set is refused; the rows of the other parts were handed over.
    pub async fn headers(
        &mut self,
        of: &UidSet,
        sink: &mut (dyn FnMut(RawRow) + Send),
    ) -> Result<(), Fault> {
        let asks = self.state.asks_identity();
        let (mut rows, mut told) = (0, 0);
        self.state.labels.begin();
        let answered = self
            .try_headers(of, &mut |row| {
                rows += 1;
                told += usize::from(row.mail.is_some());
                sink(row);
            })
            .await;
        self.state.labels.judge(&answered, rows);
        match self.judge_identity(asks, &answered, (rows, told)) {
            true => self.try_headers(of, sink).await,
            false => answered,
        }
    }

    async fn try_headers(
        &mut self,
        of: &UidSet,
        sink: &mut (dyn FnMut(RawRow) + Send),
    ) -> Result<(), Fault> {
        let items = header_items(&self.state);
        let lines = self.uid_lines("UID FETCH", of, &items);
        let answers = self
            .run_all(lines, |_, response, _: &mut State| match response {
                Response::Fetch(seq, row) if row.uid.is_some_and(|uid| of.contains(uid)) => {
                    match raw_row(*row) {
                        Ok(row) => {
                            sink(row);
                            None
                        }
                        Err(row) => Some(Response::Fetch(seq, row)),
                    }
                }
                other => Some(other),
            })
            .await?;
        first_refusal(&answers, Place::Message)
    }

    /// Flags of these UIDs; with `changed_since`, only of those changed after it (RFC 7162), or of
    /// all where the mailbox has no mod-sequences.
    ///
    /// # Errors
    /// A refusal, or the connection is gone.
    pub async fn flags(
        &mut self,
        of: &UidSet,
        changed_since: Option<ModSeq>,
    ) -> Result<Vec<FlagRow>, Fault> {
        let labels = self.state.labels.items();
        let items = match (self.state.has_modseq(), changed_since) {
            (true, Some(since)) => format!("(UID FLAGS{labels}) (CHANGEDSINCE {})", since.0),
            (true, None) => format!("(UID FLAGS MODSEQ{labels})"),
            (false, _) => format!("(UID FLAGS{labels})"),
        };
        self.state.labels.begin();
        let lines = self.uid_lines("UID FETCH", of, &items);
        let mut rows = Vec::new();
        let answers = self
            .run_all(lines, |_, response, _: &mut State| match response {
                Response::Fetch(seq, row) => match (row.uid, row.flags) {
                    (Some(uid), Some(flags)) if of.contains(uid) => {
                        rows.push(FlagRow { uid, flags, modseq: row.modseq });
                        None
                    }
                    _ => Some(Response::Fetch(seq, row)),
                },
                other => Some(other),
            })
            .await?;
        let answered = first_refusal(&answers, Place::Message);
        // Among them may be rows that nobody asked for, which have no labels.
        self.state.labels.judge(&answered, 0);
        answered.map(|()| rows)
    }

    /// BODYSTRUCTURE of one message.
    ///
    /// # Errors
    /// `Gone`: no such message any more; `Nonsense`: the structure cannot be read. Both leave the
    /// session open.
    pub async fn structure(&mut self, uid: Uid) -> Result<Structure, Fault> {
        let row = self.one(uid, "(UID BODYSTRUCTURE)", |row| row.structure.is_some()).await?;
        row.structure.flatten().ok_or_else(|| {
            faults::nonsense(Place::Message, "the structure of the message cannot be read")
        })
    }

    /// The raw octets of a part (`BODY.PEEK[part]<from.len>`), still transfer-encoded. Shorter
    /// than `len` means that the part ended. An empty part name is the whole message.
    ///
    /// # Errors
    /// `Gone`; `Unavailable` where the server leaves the part out of its answer; `TooLarge` for a
    /// `len` over 48 MiB. All leave the session open.
    pub async fn part(
        &mut self,
        uid: Uid,
        part: &PartId,
        from: u64,
        len: u64,
    ) -> Result<Vec<u8>, Fault> {
        if len == 0 {
            return Ok(Vec::new());
        }
        if len > MOST_PIECE || from > u64::from(u32::MAX) {
            let detail = format!("{len} octets from {from} on are too many at once");
            return Err(Fault::new(FaultKind::TooLarge, Place::Message, detail));
        }
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.';
        if part.0.len() > 1_000 || !part.0.bytes().all(allowed) {
            return Err(faults::invalid(Place::Message, "this is not the name of a part"));
        }
        let name = part.0.to_ascii_uppercase();
        let is_it = |section: &Section| section.name == name;
        let items = format!("(UID BODY.PEEK[{name}]<{from}.{len}>)");
        let row = self.one(uid, &items, |row| row.sections.iter().any(is_it)).await?;
        let Some(section) = row.sections.into_iter().find(is_it) else {
            let detail = "the server left the part out of its answer";
            return Err(Fault::new(FaultKind::Unavailable, Place::Message, detail));
        };
        let have_from = section.origin.unwrap_or(0);
        let mut data = section.data;
        if let Some(before) = from.checked_sub(have_from) {
            let before = usize::try_from(before).unwrap_or(usize::MAX).min(data.len());
            // A server that took no notice of the range sends the part from its beginning. An
            // origin that is told and right cuts nothing.
            data.drain(..before);
        } else if !data.is_empty() {
            let detail = "the server sent another piece of the part than was asked for";
            return Err(faults::nonsense(Place::Message, detail));
        }
        data.truncate(usize::try_from(len).unwrap_or(usize::MAX));
        Ok(data)
    }

    /// One FETCH of one message. The first row that has what was asked for, else any of its rows.
    pub(super) async fn one(
        &mut self,
        uid: Uid,
        items: &str,
        has: impl Fn(&FetchRow) -> bool + Send + Sync,
    ) -> Result<FetchRow, Fault> {
        let line = Line::new(format!("UID FETCH {} {items}", uid.0), Place::Message);
        let mut found: Option<Box<FetchRow>> = None;
        self.run(line, |_, response, _: &mut State| match response {
            Response::Fetch(_, row) if row.uid == Some(uid) && has(&row) => {
                if !found.as_ref().is_some_and(|before| has(before)) {
                    found = Some(row);
                }
                None
            }
            Response::Fetch(seq, row) => {
                if row.uid == Some(uid) && found.is_none() {
                    found = Some(row.clone());
                }
                Some(Response::Fetch(seq, row))
            }
            other => Some(other),
        })
        .await?;
        found.map(|row| *row).ok_or_else(|| {
            Fault::new(FaultKind::Gone, Place::Message, format!("no message with UID {}", uid.0))
        })
    }

    /// The complete list of UIDs of the selected mailbox (ESEARCH where offered): it counts only
    /// because its tagged OK came. Also teaches the sequence numbers.
    ///
    /// A list that is shorter than the mailbox is asked for once more, and believed when the same
    /// comes again; an empty list of a mailbox that has messages is not.
    ///
    /// # Errors
    /// A refusal; `Nonsense`, which closes the session.
    pub async fn uids(&mut self) -> Result<UidSet, Fault> {
        let (first, complete) = self.list_uids().await?;
        if complete {
            return Ok(first);
        }
        self.noop().await?;
        let (second, complete) = self.list_uids().await?;
        if complete || !second.is_empty() && second == first {
            return Ok(second);
        }
        let detail = "the list of messages is shorter than their number";
        Err(self.give_up(faults::nonsense(Place::Mailbox, detail)))
    }

    /// All UIDs, and whether they are as many as the mailbox holds.
    async fn list_uids(&mut self) -> Result<(UidSet, bool), Fault> {
        if self.state.capabilities.has("ESEARCH") {
            match self.search("UID SEARCH RETURN (ALL) ALL").await {
                Err(fault) if fault.kind == FaultKind::NotUnderstood => {}
                outcome => return outcome,
            }
        }
        self.search("UID SEARCH ALL").await
    }

    /// A SEARCH by UID; whether what it found is as much as there was in the mailbox.
    pub(super) async fn search(&mut self, text: &str) -> Result<(UidSet, bool), Fault> {
        let mut found: Option<UidSet> = None;
        let mut expected = self.state.exists();
        // Expunged since the answer: it may leave out what the server is about to tell of.
        let mut expunged = 0_u64;
        let line = Line::new(text, Place::Mailbox);
        self.run(line, |_, response, state: &mut State| match response {
            Response::Search(uids) | Response::Esearch(uids) => {
                expected = state.exists();
                expunged = 0;
                // One answer may come on several lines.
                let all = found.take().map(|before| {
                    let both = before.ranges().iter().chain(uids.ranges());
                    UidSet::from_ranges(both.copied())
                });
                let all = all.unwrap_or(uids);
                if let Some(selected) = &mut state.selected {
                    selected.seqs.learn_all(&all);
                }
                found = Some(all);
                None
            }
            Response::Expunge(seq) => {
                expunged += 1;
                Some(Response::Expunge(seq))
            }
            other => Some(other),
        })
        .await?;
        let found = found.unwrap_or_default();
        let complete = found.len() + expunged >= u64::from(expected);
        Ok((found, complete))
    }

    /// UIDs in the selected mailbox from `from` on, with Message-ID and size, to find a copy again.
    ///
    /// # Errors
    /// A refusal, or the connection is gone.
    pub async fn tail(&mut self, from: Uid) -> Result<Vec<(Uid, String, u32)>, Fault> {
        let items = "(UID RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])";
        let line = Line::new(format!("UID FETCH {}:* {items}", from.0.max(1)), Place::Message);
        let mut rows = Vec::new();
        self.run(line, |_, response, _: &mut State| match response {
            Response::Fetch(seq, row) => match raw_row(*row) {
                // `n:*` always holds the last message, be it below n.
                Ok(row) if row.uid >= from => {
                    rows.push((row.uid, message_id(&row.header), row.size));
                    None
                }
                Ok(_) => None,
                Err(row) => Some(Response::Fetch(seq, row)),
            },
            other => Some(other),
        })
        .await?;
        Ok(rows)
    }

    /// One command on a set, as many lines as it takes.
    pub(super) fn uid_lines(&self, verb: &str, of: &UidSet, rest: &str) -> Vec<Line<'static>> {
        let room = self.line_limit().saturating_sub(verb.len() + rest.len() + 20).max(100);
        let line = |set: &String| Line::new(format!("{verb} {set} {rest}"), Place::Message);
        cut(of, room).iter().map(line).collect()
    }
}

/// The one field of a header, unfolded, without the angle brackets.
fn message_id(header: &[u8]) -> String {
    let header = crate::imap::parse::scan::text(header);
    let value = header.split_once(':').map_or("", |(_, value)| value);
    let id: String = value.split_whitespace().collect();
    id.strip_prefix('<').and_then(|id| id.strip_suffix('>')).unwrap_or(&id).to_owned()
}
