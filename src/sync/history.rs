//! Work behind what is on screen: the older header rows of a mailbox, window by window, and slow
//! sweeps over all flags where the server has no mod-sequences. Each piece is short, so that
//! something more urgent can come between.

use std::collections::VecDeque;
use std::time::Instant;

use super::board::Line;
use super::desk::Because;
use super::headers;
use super::reconcile;
use super::wire::Wire;
use crate::imap::UidSet;
use crate::model::fault::{Fault, FaultKind};
use crate::model::ids::MailboxId;
use crate::model::remote::Uid;
use crate::store::SyncState;
use crate::trace;

/// UIDs in one slice of a sweep.
const SLICE: usize = 5_000;

/// What a listing showed to be missing in a mailbox, newest first.
#[derive(Debug)]
pub struct Ledger {
    mailbox: MailboxId,
    missing: VecDeque<Uid>,
    windows: usize,
    /// Less than a window after the server could not give one.
    limit: usize,
}

impl Ledger {
    pub fn new(mailbox: MailboxId, missing: Vec<Uid>) -> Self {
        Self { mailbox, missing: missing.into(), windows: 0, limit: usize::MAX }
    }

    /// The next window, without taking it off.
    fn window(&self, most: usize) -> Vec<Uid> {
        let size = reconcile::window(self.windows).min(self.limit).min(most);
        self.missing.iter().copied().take(size.max(1)).collect()
    }

    /// A window was fetched.
    fn done(&mut self, size: usize) {
        self.missing.drain(..size.min(self.missing.len()));
        self.windows += 1;
        self.limit = self.limit.saturating_mul(2);
    }
}

impl Wire {
    /// Fetches one window of the older rows of a mailbox, or finds that it is complete.
    pub async fn window(&mut self, mailbox: MailboxId) -> Result<(), Fault> {
        let result = self.try_window(mailbox).await;
        let result = match result {
            Ok(()) => self.heed().await,
            Err(fault) => Err(fault),
        };
        self.survive(mailbox, result)
    }

    async fn try_window(&mut self, mailbox: MailboxId) -> Result<(), Fault> {
        if !self.look(mailbox).await? {
            return Ok(());
        }
        // The connection that also serves clicks takes small windows.
        let most = if self.line == Line::Commands { 500 } else { usize::MAX };
        let wanted = self.ledger.as_ref().map(|ledger| ledger.window(most)).unwrap_or_default();
        if wanted.is_empty() {
            return self.complete(mailbox).await;
        }
        let set = UidSet::from_uids(wanted.iter().copied());
        match self.fetch(&set).await {
            Ok(raw) => {
                self.check_rows(mailbox, raw.iter().map(|row| row.modseq.is_some()));
                let have = UidSet::from_uids(raw.iter().map(|row| row.uid));
                headers::store(&self.desk, mailbox, raw, None, Because::History).await?;
                self.take_labels(mailbox).await?;
                self.skip(mailbox, wanted.iter().copied().filter(|&uid| !have.contains(uid)));
                if let Some(ledger) = &mut self.ledger {
                    ledger.done(wanted.len());
                }
                self.tell_filled(mailbox);
                Ok(())
            }
            Err(fault) if self.session.is_open() => self.narrow(mailbox, &wanted, fault),
            Err(fault) => Err(fault),
        }
    }

    /// Opens the mailbox with a complete listing. `false` when something else comes first there.
    async fn look(&mut self, mailbox: MailboxId) -> Result<bool, Fault> {
        let listed = self.ledger.as_ref().is_some_and(|ledger| ledger.mailbox == mailbox);
        if listed && self.open_mailbox() == Some(mailbox) {
            return Ok(true);
        }
        let desk = self.desk.clone();
        let _turn = desk.turn(mailbox).await;
        let selected = self.visit(mailbox).await?;
        let Some(state) = self.state(mailbox) else { return Ok(false) };
        if state.uid_validity != Some(selected.uid_validity) {
            self.make_due(mailbox);
            return Ok(false);
        }
        self.listing(mailbox).await?;
        Ok(true)
    }

    /// The server says no to a window (Yahoo does for a single unreadable message): half of it,
    /// down to one, and that one is passed over.
    fn narrow(&mut self, mailbox: MailboxId, wanted: &[Uid], fault: Fault) -> Result<(), Fault> {
        if !is_one_message(&fault) {
            return Err(fault);
        }
        if wanted.len() == 1 {
            self.skip(mailbox, wanted.iter().copied());
        }
        if let Some(ledger) = &mut self.ledger {
            if wanted.len() == 1 {
                ledger.done(1);
            } else {
                ledger.limit = wanted.len() / 2;
            }
        }
        Ok(())
    }

    /// Rows that are listed but not given are not asked for again in this run.
    fn skip(&self, mailbox: MailboxId, uids: impl Iterator<Item = Uid>) {
        if let Some(mark) = self.desk.board().mark_mut(mailbox) {
            mark.skipped.extend(uids);
        }
    }

    /// Every row is here. Flags that changed while the windows came are fetched from the first
    /// mod-sequence on; only then the newest one counts.
    async fn complete(&mut self, mailbox: MailboxId) -> Result<(), Fault> {
        let desk = self.desk.clone();
        let _turn = desk.turn(mailbox).await;
        let Some(state) = self.state(mailbox) else { return Ok(()) };
        let selected = self.open.map(|open| open.selected);
        let modseq = selected.and_then(|selected| selected.highest_modseq);
        if let Some(since) = state.first_modseq.filter(|_| modseq.is_some()) {
            self.changed(mailbox, since).await?;
        }
        self.heed_in_turn(mailbox).await?;
        self.check_unfound(mailbox).await?;
        let Some(state) = self.state(mailbox) else { return Ok(()) };
        let mut batch = headers::empty(mailbox);
        batch.state =
            Some(SyncState { highest_modseq: modseq, first_modseq: None, complete: true, ..state });
        self.desk.commit(batch, Because::News).await?;
        self.finish(mailbox).await?;
        let windows = self.ledger.take().map_or(0, |ledger| ledger.windows);
        if let Some(mark) = self.desk.board().mark_mut(mailbox) {
            // Without mod-sequences nobody tells what changed while the windows came.
            mark.sweep = (modseq.is_none() && windows > 1).then_some(Uid(u32::MAX));
        }
        self.tell_filled(mailbox);
        self.mark_synced(mailbox);
        Ok(())
    }

    fn mark_synced(&self, mailbox: MailboxId) {
        let rows = self.desk.board().mark(mailbox).map_or(0, |mark| mark.rows.all);
        trace::mark(
            "synced",
            &[
                ("mailbox", mailbox.0.into()),
                ("rows", rows.into()),
                ("down", self.desk.meter.down().into()),
                ("turns", self.desk.meter.turns().into()),
            ],
        );
    }

    /// Looks at the flags of one slice of a mailbox, the newest first.
    pub async fn sweep(&mut self, mailbox: MailboxId) -> Result<(), Fault> {
        let result = self.try_sweep(mailbox).await;
        self.survive(mailbox, result)
    }

    async fn try_sweep(&mut self, mailbox: MailboxId) -> Result<(), Fault> {
        let desk = self.desk.clone();
        let _turn = desk.turn(mailbox).await;
        let selected = self.visit(mailbox).await?;
        let Some(state) = self.state(mailbox) else { return Ok(()) };
        if state.uid_validity != Some(selected.uid_validity) {
            self.make_due(mailbox);
            return Ok(());
        }
        let below = desk.board().mark(mailbox).and_then(|mark| mark.sweep).unwrap_or(Uid(1));
        let known = desk.books.uids(mailbox).await?;
        let slice: Vec<Uid> =
            known.into_iter().rev().skip_while(|&uid| uid >= below).take(SLICE).collect();
        if let (Some(&high), Some(&low)) = (slice.first(), slice.last()) {
            let rows = self.session.flags(&UidSet::range(low, high), None).await?;
            self.commit_flags(mailbox, rows).await?;
        }
        if let Some(mark) = desk.board().mark_mut(mailbox) {
            mark.sweep = slice.last().copied().filter(|_| slice.len() == SLICE);
            if mark.sweep.is_none() {
                mark.swept = Some(Instant::now());
            }
        }
        self.heed_in_turn(mailbox).await
    }
}

/// Whether a refusal of many rows may be that of a single one among them.
pub(super) fn is_one_message(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::Unavailable | FaultKind::Refused(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_go_downward_and_shrink_when_the_server_says_no() {
        let all: Vec<Uid> = (1..=10_000).rev().map(Uid).collect();
        let mut ledger = Ledger::new(MailboxId(1), all);
        let first = ledger.window(usize::MAX);
        assert_eq!((first.len(), first[0], first[499]), (500, Uid(10_000), Uid(9_501)));
        ledger.limit = 250;
        assert_eq!(ledger.window(usize::MAX).len(), 250);
        ledger.done(250);
        let second = ledger.window(usize::MAX);
        assert_eq!((second.len(), second[0]), (500, Uid(9_750)));
        assert_eq!(ledger.window(100).len(), 100);
        ledger.done(9_750);
        assert!(ledger.window(usize::MAX).is_empty());
    }
}
