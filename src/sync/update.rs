//! Brings one mailbox up to date on a connection: runs the planner's steps. Knows no other
//! mailbox and no journal.

use std::time::Instant;

use super::board::{Line, Mark};
use super::desk::Because;
use super::headers;
use super::history;
use super::planner::{self, NEWEST, RECENT, Step};
use super::reconcile::{self, Verdict};
use super::window;
use super::wire::Wire;
use crate::imap::{FlagRow, RawRow, Selected, Tier, UidSet};
use crate::model::event::Fact;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::MailboxId;
use crate::model::remote::{ModSeq, Uid};
use crate::model::removed::Why;
use crate::model::traffic::Kind;
use crate::store::SyncState;
use crate::trace;

/// Rows that come at once when very much is new.
const GAP_ROWS: usize = 500;

/// A listing may hold so many UIDs more than the mailbox said it holds.
const SLACK: u64 = 10_000;

impl Wire {
    /// Selects a mailbox and brings it up to date; stays there.
    pub async fn update(&mut self, mailbox: MailboxId, listening: bool) -> Result<(), Fault> {
        let result = self.update_in_turn(mailbox, listening).await;
        if result.is_err() {
            self.make_due(mailbox);
        }
        // The others wait for the first list; history may be due now.
        for line in [Line::Watch, Line::History] {
            if line != self.line && self.line != Line::History {
                self.desk.wake(line);
            }
        }
        self.survive(mailbox, result)
    }

    pub(super) async fn update_in_turn(
        &mut self,
        mailbox: MailboxId,
        listening: bool,
    ) -> Result<(), Fault> {
        let desk = self.desk.clone();
        let _turn = desk.turn(mailbox).await;
        let Some(state) = self.state(mailbox) else { return Ok(()) };
        let mut before = None;
        if let Some(mark) = desk.board().mark_mut(mailbox) {
            mark.due = false;
            // What STATUS tells from now on may be newer than the rows that are about to come.
            before = mark.status.and_then(|told| told.uid_next);
        }
        if state.uid_validity.is_none() {
            self.newest(mailbox).await?;
            if listening {
                self.listing(mailbox).await?;
            }
            return self.heed_in_turn(mailbox).await;
        }
        let look = self.look_at(mailbox, listening, &state).await?;
        let (selected, mut told) = self.select_for(mailbox, &state, look).await?;
        self.check_uidnext(mailbox, &state, &selected)?;
        self.try_labels(mailbox).await?;
        for step in planner::plan(&state, &selected, look, told.is_some()) {
            match (step, told.take()) {
                (Step::Resync, Some(told)) => self.resync(mailbox, told, &selected).await?,
                (Step::Keep { modseq }, _) => self.keep(mailbox, modseq, before).await?,
                (step, _) => {
                    self.step(mailbox, step, &selected).await?;
                    self.take_labels(mailbox).await?;
                }
            }
        }
        self.heed_in_turn(mailbox).await?;
        if self.state(mailbox).is_some_and(|state| state.complete) {
            self.fill_labels(mailbox).await?;
        }
        self.tell_filled(mailbox);
        Ok(())
    }

    async fn step(
        &mut self,
        mailbox: MailboxId,
        step: Step,
        selected: &Selected,
    ) -> Result<(), Fault> {
        match step {
            Step::Rebind => {
                self.desk.books.begin_rebind(mailbox, selected.uid_validity).await?;
                self.set_state(
                    mailbox,
                    SyncState { uid_validity: Some(selected.uid_validity), ..SyncState::default() },
                );
                Ok(())
            }
            Step::Newest => self.newest(mailbox).await,
            Step::New { from } => self.new_rows(mailbox, from).await,
            Step::Gap { from } => self.gap(mailbox, from, GAP_ROWS).await,
            Step::Changed { since } => self.changed(mailbox, since).await,
            Step::Recent => self.recent(mailbox).await,
            Step::Sweep => {
                if let Some(mark) = self.desk.board().mark_mut(mailbox) {
                    mark.sweep.get_or_insert(Uid(u32::MAX));
                }
                Ok(())
            }
            Step::Listing => self.listing(mailbox).await,
            Step::ListingUnless { rows } => self.listing_unless(mailbox, rows).await,
            Step::Agree { rows } => self.agree(mailbox, rows).await,
            Step::Resync | Step::Keep { .. } => Ok(()),
        }
    }

    /// How far a mailbox is known.
    pub(super) fn state(&self, mailbox: MailboxId) -> Option<SyncState> {
        self.desk.board().mark(mailbox).map(|mark| mark.state)
    }

    pub(super) fn set_state(&self, mailbox: MailboxId, state: SyncState) {
        if let Some(mark) = self.desk.board().mark_mut(mailbox) {
            mark.state = state;
        }
    }

    /// The first look: SELECT and the newest rows in one flight.
    async fn newest(&mut self, mailbox: MailboxId) -> Result<(), Fault> {
        self.leave(mailbox).await?;
        let name = self.name(mailbox)?;
        let kind = self.book(Kind::Headers);
        let labelled = self.session.has_labels();
        let (selected, raw) = match self.session.select_newest(&name, NEWEST).await {
            // One of them cannot be had (Yahoo): history comes to the others one by one.
            Err(fault)
                if self.session.is_open()
                    && self.session.selected().is_some()
                    && history::is_one_message(&fault) =>
            {
                tracing::info!(%fault, mailbox = mailbox.0, "The newest rows are not given.");
                (self.session.select(&name).await?, Vec::new())
            }
            looked => looked?,
        };
        self.opened(mailbox, selected);
        self.book(kind);
        self.check_rows(mailbox, raw.iter().map(|row| row.modseq.is_some()));
        let rows = raw.len();
        // Whether old rows were not found again is judged when the mailbox was listed.
        let complete =
            rows >= selected.exists as usize && self.desk.books.unbound(mailbox).await? == 0;
        let modseq = selected.highest_modseq;
        let state = SyncState {
            uid_validity: Some(selected.uid_validity),
            uid_next: Some(next_after(selected.uid_next, &raw)),
            highest_modseq: modseq.filter(|_| complete),
            first_modseq: modseq.filter(|_| !complete),
            complete,
        };
        let uids = UidSet::from_uids(raw.iter().map(|row| row.uid));
        headers::store(&self.desk, mailbox, raw, Some(state), Because::History).await?;
        self.label_newest(mailbox, &uids, labelled).await?;
        if complete {
            self.finish(mailbox).await?;
        }
        self.tell_filled(mailbox);
        trace::mark(
            "synced",
            &[
                ("mailbox", mailbox.0.into()),
                ("rows", rows.into()),
                ("down", self.desk.meter.down().into()),
                ("turns", self.desk.meter.turns().into()),
            ],
        );
        Ok(())
    }

    /// Every row is known: what a re-binding could not find again is gone.
    pub(super) async fn finish(&mut self, mailbox: MailboxId) -> Result<(), Fault> {
        let rows = self.desk.books.finish_rebind(mailbox).await?;
        self.desk.take_rows(mailbox, rows, Because::News);
        if let Some(mark) = self.desk.board().mark_mut(mailbox) {
            mark.swept = Some(Instant::now());
        }
        Ok(())
    }

    /// EXISTS rose: rows from the UIDNEXT that is known.
    pub(super) async fn arrivals(&mut self, mailbox: MailboxId) -> Result<(), Fault> {
        let behind = {
            let board = self.desk.board();
            let Some(mark) = board.mark(mailbox) else { return Ok(()) };
            let exists = self.open.and_then(|open| open.exists);
            // Another connection may have been quicker.
            let same = mark.state.complete && exists == Some(mark.in_reach());
            mark.state.uid_next.filter(|_| !same)
        };
        match behind {
            Some(from) => self.new_rows(mailbox, from).await,
            None => Ok(()),
        }
    }

    async fn new_rows(&mut self, mailbox: MailboxId, from: Uid) -> Result<(), Fault> {
        let mut raw = match self.fetch(&UidSet::range(from, Uid(u32::MAX))).await {
            // One of them cannot be had (Yahoo): the others come one by one.
            Err(fault) if self.session.is_open() && history::is_one_message(&fault) => {
                tracing::info!(%fault, mailbox = mailbox.0, "New rows are not given.");
                return self.gap(mailbox, from, 0).await;
            }
            fetched => fetched?,
        };
        // `n:*` always names the last message, whatever its UID (RFC 9051 section 9, seq-range).
        raw.retain(|row| row.uid >= from);
        let Some(mut state) = self.state(mailbox) else { return Ok(()) };
        if raw.is_empty() {
            return Ok(());
        }
        state.uid_next = Some(next_after(state.uid_next, &raw));
        let added = headers::store(&self.desk, mailbox, raw, Some(state), Because::News).await?;
        headers::tell_arrival(&self.desk, mailbox, &added);
        Ok(())
    }

    /// Much is new: so many of its newest rows now, the others as history.
    async fn gap(&mut self, mailbox: MailboxId, from: Uid, at_once: usize) -> Result<(), Fault> {
        let listed = self.list_uids(mailbox).await?;
        let fresh: Vec<Uid> = listed.iter().rev().take_while(|&uid| uid >= from).collect();
        let newest = fresh.iter().copied().take(at_once);
        let raw = self.fetch(&UidSet::from_uids(newest)).await?;
        let Some(mut state) = self.state(mailbox) else { return Ok(()) };
        let selected = self.open.and_then(|open| open.selected.uid_next);
        // History begins below it.
        let beyond = fresh.first().map(|uid| Uid(uid.0.saturating_add(1)));
        state.uid_next = Some(next_after(selected.max(state.uid_next).max(beyond), &raw));
        if fresh.len() > raw.len() {
            state.first_modseq = state.first_modseq.or(state.highest_modseq);
            state.highest_modseq = None;
            state.complete = false;
        }
        let added = headers::store(&self.desk, mailbox, raw, Some(state), Because::News).await?;
        headers::tell_arrival(&self.desk, mailbox, &added);
        Ok(())
    }

    pub(super) async fn fetch(&mut self, of: &UidSet) -> Result<Vec<RawRow>, Fault> {
        let mut raw = Vec::new();
        let kind = self.book(Kind::Headers);
        self.session.headers(of, &mut |row| raw.push(row)).await?;
        self.book(kind);
        raw.sort_unstable_by_key(|row| row.uid);
        raw.dedup_by_key(|row| row.uid);
        Ok(raw)
    }

    /// Flags changed since a mod-sequence, of the rows known.
    pub(super) async fn changed(&mut self, mailbox: MailboxId, since: ModSeq) -> Result<(), Fault> {
        let next = self.state(mailbox).and_then(|state| state.uid_next);
        let Some(last) = next.map(|next| next.0.saturating_sub(1)).filter(|&last| last > 0) else {
            return Ok(());
        };
        let rows = self.session.flags(&UidSet::range(Uid(1), Uid(last)), Some(since)).await?;
        self.check_rows(mailbox, rows.iter().map(|row| row.modseq.is_some()));
        self.commit_flags(mailbox, rows).await
    }

    async fn recent(&mut self, mailbox: MailboxId) -> Result<(), Fault> {
        let known = self.desk.books.uids(mailbox).await?;
        let newest = known.into_iter().rev().take(RECENT);
        let set = UidSet::from_uids(newest);
        if set.is_empty() {
            return Ok(());
        }
        let rows = self.session.flags(&set, None).await?;
        self.commit_flags(mailbox, rows).await
    }

    pub(super) async fn commit_flags(
        &mut self,
        mailbox: MailboxId,
        rows: Vec<FlagRow>,
    ) -> Result<(), Fault> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut batch = headers::empty(mailbox);
        batch.flags = rows.into_iter().map(|row| (row.uid, row.flags, row.modseq)).collect();
        self.desk.commit(batch, Because::News).await.map(drop)
    }

    async fn listing_unless(&mut self, mailbox: MailboxId, rows: u32) -> Result<(), Fault> {
        let have = self.desk.board().mark(mailbox).map(Mark::in_reach);
        if have != Some(rows) {
            return self.listing(mailbox).await;
        }
        // As many as are known: what was said to be gone is there.
        if let Some(mark) = self.desk.board().mark_mut(mailbox) {
            mark.doubts.gone = None;
        }
        Ok(())
    }

    /// The complete list of UIDs: what it lacks is gone, what is not known is history. Whoever
    /// calls this holds the turn of the mailbox.
    pub(super) async fn listing(&mut self, mailbox: MailboxId) -> Result<(), Fault> {
        let known = self.desk.books.uids(mailbox).await?;
        let Some(state) = self.state(mailbox) else { return Ok(()) };
        let next = state.uid_next.unwrap_or(Uid(u32::MAX));
        let listed = self.list_uids(mailbox).await?;
        let exists = self.open.and_then(|open| open.exists).unwrap_or(0);
        // What we moved here ourselves is known under UIDs that were not fetched as new mail; this
        // connection saw them if they are below what SELECT told.
        let selected = self.open.and_then(|open| open.selected.uid_next);
        let seen = next.max(selected.unwrap_or(next));
        let ours = self.desk.books.ours(mailbox, &known);
        let beyond = window::beyond(&known, &listed, self.session.window());
        self.note_beyond(mailbox, beyond);
        let floor = beyond.map_or(Uid(0), |beyond| beyond.floor);
        let (mine, others): (Vec<Uid>, Vec<Uid>) = known
            .iter()
            .filter(|uid| **uid >= floor || ours.contains(uid))
            .partition(|uid| ours.contains(uid));
        let mut gone = match reconcile::gone(&others, &listed, seen, exists) {
            Verdict::Gone(gone) => {
                self.settle_doubt(mailbox, &listed, &gone);
                gone
            }
            Verdict::Unlikely(lacking) => self.second_opinion(mailbox, &listed, lacking)?,
        };
        gone.extend(mine.into_iter().filter(|&uid| !listed.contains(uid)));
        let missing = {
            let mut board = self.desk.board();
            let Some(mark) = board.mark_mut(mailbox) else { return Ok(()) };
            mark.skipped.retain(|&uid| listed.contains(uid));
            let mut missing = reconcile::missing(&known, &listed, &mark.skipped);
            // What is newer comes as new mail.
            missing.retain(|&uid| uid < next);
            missing
        };
        let mut batch = headers::empty(mailbox);
        batch.gone = gone;
        if state.complete && !missing.is_empty() {
            // Rows that should be known are not: history again, from here.
            batch.state = Some(SyncState {
                first_modseq: state.highest_modseq,
                highest_modseq: None,
                complete: false,
                ..state
            });
        }
        if !batch.gone.is_empty() || batch.state.is_some() {
            self.desk.commit_because(batch, Because::News, Why::NotListed).await?;
        }
        self.ledger = Some(history::Ledger::new(mailbox, missing));
        Ok(())
    }

    /// Lists the UIDs of the open mailbox; one that holds far more than it said makes no sense.
    pub(super) async fn list_uids(&mut self, mailbox: MailboxId) -> Result<UidSet, Fault> {
        let listed = self.session.uids().await?;
        self.take_news();
        let exists = self.open.map_or(0, |open| open.exists.unwrap_or(open.selected.exists));
        if listed.len() > u64::from(exists) + SLACK {
            let detail = format!("mailbox {} lists more than it holds", mailbox.0);
            return Err(Fault::new(FaultKind::Nonsense, Place::Mailbox, detail));
        }
        Ok(listed)
    }

    /// So much is not lost by one listing: this connection ends, and what a listing on another
    /// one lacks as well is gone. What that one lacks beyond is looked at again.
    fn second_opinion(
        &mut self,
        mailbox: MailboxId,
        listed: &UidSet,
        lacking: Vec<Uid>,
    ) -> Result<Vec<Uid>, Fault> {
        let mut board = self.desk.board();
        let mark = board.mark_mut(mailbox);
        let first = mark.and_then(|mark| mark.doubts.gone.clone());
        let Some((_, first)) = first.filter(|(number, _)| *number != self.number) else {
            drop(board);
            return Err(self.doubt_gone(mailbox, lacking));
        };
        drop(board);
        let agreed = reconcile::agreed(&first, &lacking);
        self.settle_doubt(mailbox, listed, &agreed);
        let mut rest = lacking;
        rest.retain(|uid| agreed.binary_search(uid).is_err());
        let mut board = self.desk.board();
        if let Some(mark) = board.mark_mut(mailbox).filter(|_| !rest.is_empty()) {
            mark.doubts.gone = Some((self.number, rest));
            mark.due = true;
        }
        Ok(agreed)
    }

    /// What was done counts from now on. `told` is UIDNEXT by a STATUS from before.
    async fn keep(
        &mut self,
        mailbox: MailboxId,
        modseq: Option<ModSeq>,
        told: Option<Uid>,
    ) -> Result<(), Fault> {
        let Some(before) = self.state(mailbox) else { return Ok(()) };
        let modseq = modseq.filter(|_| self.desk.board().trust >= Tier::Condstore);
        let selected = self.open.and_then(|open| open.selected.uid_next);
        let mut state = before;
        // Told before the new rows were fetched, so whatever is below it was seen.
        state.uid_next = state.uid_next.max(selected).max(told);
        if state.complete {
            state.highest_modseq = modseq;
        }
        if state != before {
            let mut batch = headers::empty(mailbox);
            batch.state = Some(state);
            self.desk.commit(batch, Because::News).await?;
        }
        Ok(())
    }

    /// Tells how much of the list is known.
    pub(super) fn tell_filled(&self, mailbox: MailboxId) {
        let known = self.desk.board().mark(mailbox).map(|mark: &Mark| mark.rows.all);
        if let (Some(known), Some(open)) = (known, self.open.filter(|at| at.mailbox == mailbox)) {
            let total = open.exists.unwrap_or(open.selected.exists).max(known);
            self.desk.tell(Fact::Filled { mailbox, known, total });
        }
    }
}

/// UIDNEXT after these rows; some servers do not tell it.
fn next_after(told: Option<Uid>, raw: &[RawRow]) -> Uid {
    let seen = raw.iter().map(|row| row.uid.0.saturating_add(1)).max().unwrap_or(1);
    told.map_or(Uid(seen), |told| Uid(told.0.max(seen)))
}
