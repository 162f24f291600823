//! What the open mailbox is said to have lost: believed at once, or only when a listing on a fresh
//! connection says the same.

use std::collections::HashSet;
use std::time::Instant;

use super::plausible;
use super::wire::Wire;
use crate::imap::{Selected, UidSet};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::MailboxId;
use crate::model::remote::Uid;
use crate::store::SyncState;

impl Wire {
    /// Of the removals that EXPUNGE or VANISHED named, those that may be hidden now; and a fault
    /// where the others must be listed on a fresh connection first.
    pub(super) async fn believe(
        &mut self,
        mailbox: MailboxId,
        told: &UidSet,
    ) -> Result<(Vec<Uid>, Option<Fault>), Fault> {
        let (state, rows, skipped) = {
            let board = self.desk.board();
            let Some(mark) = board.mark(mailbox) else { return Ok((Vec::new(), None)) };
            (mark.state, mark.rows.all as usize, mark.skipped.clone())
        };
        if self.is_full() {
            let known = self.desk.books.uids(mailbox).await?;
            let mut gone: Vec<Uid> = known.into_iter().filter(|&uid| told.contains(uid)).collect();
            let ours = self.desk.books.ours(mailbox, &gone);
            if gone.iter().any(|uid| !ours.contains(uid)) {
                self.make_due(mailbox);
            }
            gone.retain(|uid| ours.contains(uid));
            return Ok((gone, None));
        }
        // One at a time is what EXPUNGE mostly says: no need to look at all that is known.
        if told.len() == 1 {
            let one: Vec<Uid> = told.iter().collect();
            let ours = self.desk.books.ours(mailbox, &one);
            if !ours.is_empty() || !self.heard.add(1, rows, Instant::now()) {
                return Ok((one, None));
            }
        }
        let known = self.desk.books.uids(mailbox).await?;
        let gone: Vec<Uid> = known.iter().copied().filter(|&uid| told.contains(uid)).collect();
        let ours: HashSet<Uid> = self.desk.books.ours(mailbox, &gone);
        let (mine, others): (Vec<Uid>, Vec<Uid>) = gone.iter().partition(|uid| ours.contains(uid));
        let weighed = if told.len() == 1 { 0 } else { others.len() };
        let much = self.heard.add(weighed, rows, Instant::now());
        // UIDs that were never seen cannot have vanished: the answer is not what it should be.
        let seen =
            gone.len() as u64 + skipped.iter().filter(|&&uid| told.contains(uid)).count() as u64;
        let unseen =
            state.complete && told.len() > seen.saturating_add(self.desk.books.held(mailbox));
        if others.is_empty() || !(much || unseen) {
            return Ok((gone, None));
        }
        let fault = self.doubt_gone(mailbox, others);
        Ok((mine, Some(fault)))
    }

    /// These are hidden only if a listing on a fresh connection lacks them: this one ends.
    pub(super) fn doubt_gone(&mut self, mailbox: MailboxId, gone: Vec<Uid>) -> Fault {
        let detail = format!("{} messages are missing at once: listing again", gone.len());
        let number = self.number;
        self.doubt(mailbox, detail, |doubts| doubts.gone = Some((number, gone)))
    }

    fn doubt(
        &mut self,
        mailbox: MailboxId,
        detail: String,
        note: impl FnOnce(&mut plausible::Doubts),
    ) -> Fault {
        if let Some(mark) = self.desk.board().mark_mut(mailbox) {
            note(&mut mark.doubts);
            mark.due = true;
        }
        self.spent = true;
        Fault::new(FaultKind::Nonsense, Place::Mailbox, detail)
    }

    /// UIDNEXT never goes back under one UIDVALIDITY (RFC 9051 section 2.3.1.1). One that does is
    /// taken for a new beginning only when another connection tells it too.
    ///
    /// # Errors
    /// This connection is spent: a fresh one is to look.
    pub(super) fn check_uidnext(
        &mut self,
        mailbox: MailboxId,
        state: &SyncState,
        selected: &Selected,
    ) -> Result<(), Fault> {
        let same = state.uid_validity == Some(selected.uid_validity);
        let back = selected.uid_next.zip(state.uid_next).is_some_and(|(now, then)| now < then);
        let number = self.number;
        let second = {
            let mut board = self.desk.board();
            let Some(mark) = board.mark_mut(mailbox) else { return Ok(()) };
            if !(same && back) {
                mark.doubts.backward = None;
                return Ok(());
            }
            plausible::is_second(&mut mark.doubts.backward, number)
        };
        if second {
            return Ok(());
        }
        let detail = "UIDNEXT went back: looking again".to_owned();
        Err(self.doubt(mailbox, detail, |_| {}))
    }

    /// Before the rows are let go of that were not found again under a new UIDVALIDITY: where they
    /// are very many, another connection must list the mailbox as well.
    ///
    /// # Errors
    /// This connection is spent: a fresh one is to look.
    pub(super) async fn check_unfound(&mut self, mailbox: MailboxId) -> Result<(), Fault> {
        let unfound = self.desk.books.unbound(mailbox).await?;
        let found = self.desk.books.uids(mailbox).await?.len();
        let number = self.number;
        let second = {
            let mut board = self.desk.board();
            let Some(mark) = board.mark_mut(mailbox) else { return Ok(()) };
            let none = unfound > 0 && found == 0;
            if !none && !plausible::is_much(unfound, unfound.saturating_add(found)) {
                mark.doubts.unfound = None;
                return Ok(());
            }
            plausible::is_second(&mut mark.doubts.unfound, number)
        };
        if second {
            return Ok(());
        }
        let detail = format!("{unfound} messages were not found again: looking again");
        Err(self.doubt(mailbox, detail, |_| {}))
    }
}
