//! What SELECT told of the time since (RFC 7162, QRESYNC): whether it is to be believed, and what is
//! done when it is not. A server that was caught is not asked again in this run.

use super::desk::Because;
use super::headers;
use super::planner::{self, Look};
use super::plausible::is_much;
use super::wire::Wire;
use crate::imap::{Resync, Selected, Tier, UidSet};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::MailboxId;
use crate::model::remote::Uid;
use crate::store::SyncState;

/// Why a mailbox has to be checked by a complete listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// What was told could not be read, or named what never was. Nothing of it was applied.
    Malformed,
    /// Implausibly many were told to be gone. Nothing of it was applied.
    TooMany(Vec<Uid>),
    /// All of it was applied, and the rows are not as many as the server has.
    Short,
}

impl Doubt {
    /// Whether a complete listing shows that the server told what is not so. `gone` is what the
    /// listing lacks of what is known.
    pub fn is_proved(&self, listed: &UidSet, gone: &[Uid]) -> bool {
        match self {
            // The server was given up for that already.
            Self::Malformed => false,
            Self::TooMany(told) => told.iter().any(|&uid| listed.contains(uid)),
            Self::Short => !gone.is_empty(),
        }
    }
}

/// Which of the rows `known` (rising) are gone by what was told, or why that cannot be believed.
/// `VANISHED (EARLIER)` may well name UIDs that were never known here: they tell nothing. `next` is
/// what SELECT told as UIDNEXT.
pub fn judge(known: &[Uid], told: &Resync, next: Option<Uid>) -> Result<Vec<Uid>, Doubt> {
    let highest = told.gone.ranges().last().map(|range| Uid(range.1));
    if told.malformed || next.zip(highest).is_some_and(|(next, highest)| highest >= next) {
        return Err(Doubt::Malformed);
    }
    let gone: Vec<Uid> = known.iter().copied().filter(|&uid| told.gone.contains(uid)).collect();
    if is_much(gone.len(), known.len()) {
        return Err(Doubt::TooMany(gone));
    }
    Ok(gone)
}

impl Wire {
    /// How this connection looks at a mailbox now. What another one found out about the server
    /// counts here as well.
    pub(super) async fn look_at(
        &mut self,
        mailbox: MailboxId,
        listening: bool,
        state: &SyncState,
    ) -> Result<Look, Fault> {
        let (most, doubted) = {
            let board = self.desk.board();
            (board.trust, board.mark(mailbox).is_some_and(|mark| mark.doubt.is_some()))
        };
        self.session.lower(most);
        let useful = state.complete && state.highest_modseq.is_some();
        if useful && self.session.capabilities().has("QRESYNC") {
            // Only `* ENABLED` tells whether it may be used.
            self.session.settle().await?;
        }
        Ok(Look { tier: self.session.tier(), listening, doubted })
    }

    /// Selects a mailbox anew, being told what happened since where that is possible. Whoever calls
    /// this holds the turn of the mailbox.
    pub(super) async fn select_for(
        &mut self,
        mailbox: MailboxId,
        state: &SyncState,
        look: Look,
    ) -> Result<(Selected, Option<Resync>), Fault> {
        let Some(since) = planner::since(state, look) else {
            let selected = self.select(mailbox).await?;
            self.check_modseq(mailbox, state, &selected);
            return Ok((selected, None));
        };
        self.leave(mailbox).await?;
        let name = self.name(mailbox)?;
        let (selected, told) = self.session.select_since(&name, since).await?;
        self.opened(mailbox, selected);
        self.check_modseq(mailbox, state, &selected);
        Ok((selected, told))
    }

    /// Mod-sequences only rise (RFC 7162 section 3.1.2).
    fn check_modseq(&self, mailbox: MailboxId, state: &SyncState, selected: &Selected) {
        let same = state.uid_validity == Some(selected.uid_validity);
        let before = state.highest_modseq.or(state.first_modseq).filter(|_| same);
        if before.zip(selected.highest_modseq).is_some_and(|(before, now)| now < before) {
            self.distrust(mailbox, Tier::Plain, "HIGHESTMODSEQ went back");
        }
    }

    /// Rows for which a mod-sequence was asked must have one.
    pub(super) fn check_rows(&self, mailbox: MailboxId, mut modseqs: impl Iterator<Item = bool>) {
        let asked = self
            .open
            .is_some_and(|open| open.mailbox == mailbox && open.selected.highest_modseq.is_some());
        if asked && self.desk.board().trust > Tier::Plain && !modseqs.all(|has| has) {
            self.distrust(mailbox, Tier::Plain, "a row came without its mod-sequence");
            // What it told by them may not have been all.
            self.make_due(mailbox);
        }
    }

    /// Applies what SELECT told, or ends this connection for a listing on a fresh one to decide.
    pub(super) async fn resync(
        &mut self,
        mailbox: MailboxId,
        told: Resync,
        selected: &Selected,
    ) -> Result<(), Fault> {
        let nothing = told.gone.is_empty() && !told.malformed;
        let known = if nothing { Vec::new() } else { self.desk.books.uids(mailbox).await? };
        let gone = match judge(&known, &told, selected.uid_next) {
            Ok(gone) => gone,
            Err(doubt) => return Err(self.doubt_told(mailbox, doubt)),
        };
        let strangers = told.gone.len().saturating_sub(gone.len() as u64);
        if strangers > 0 {
            tracing::debug!(mailbox = mailbox.0, strangers, "Gone, and never known here.");
        }
        self.check_rows(mailbox, told.flags.iter().map(|row| row.modseq.is_some()));
        if gone.is_empty() && told.flags.is_empty() {
            return Ok(());
        }
        let mut batch = headers::empty(mailbox);
        batch.flags = told.flags.into_iter().map(|row| (row.uid, row.flags, row.modseq)).collect();
        batch.gone = gone;
        self.desk.commit(batch, Because::News).await.map(drop)
    }

    /// Nothing of what was told is applied: a listing on another connection decides.
    fn doubt_told(&mut self, mailbox: MailboxId, doubt: Doubt) -> Fault {
        let detail = match &doubt {
            Doubt::TooMany(gone) => format!("{} messages are gone at once: listing", gone.len()),
            Doubt::Malformed | Doubt::Short => "what vanished cannot be read: listing".to_owned(),
        };
        if doubt == Doubt::Malformed {
            self.distrust(mailbox, Tier::Condstore, "what vanished cannot be read");
        }
        if let Some(mark) = self.desk.board().mark_mut(mailbox) {
            if let Doubt::TooMany(gone) = &doubt {
                // The listing is the second that says so.
                mark.doubts.gone = Some((self.number, gone.clone()));
            }
            mark.doubt = Some(doubt);
        }
        self.spent = true;
        Fault::new(FaultKind::Nonsense, Place::Mailbox, detail)
    }

    /// After a resynchronisation the rows must be as many as the server has: one that leaves out
    /// what vanished is found out here, at its first use as at every other.
    pub(super) async fn agree(&mut self, mailbox: MailboxId, rows: u32) -> Result<(), Fault> {
        self.take_news();
        let now = self.open.and_then(|open| open.exists);
        {
            let mut board = self.desk.board();
            let Some(mark) = board.mark_mut(mailbox) else { return Ok(()) };
            let skipped = u32::try_from(mark.skipped.len()).unwrap_or(u32::MAX);
            let have = mark.in_reach().saturating_add(skipped);
            if !mark.state.complete || have == rows || Some(have) == now {
                return Ok(());
            }
            mark.doubt = Some(Doubt::Short);
        }
        self.listing(mailbox).await
    }

    /// A complete listing came: whoever was doubted was right or is given up.
    pub(super) fn settle_doubt(&self, mailbox: MailboxId, listed: &UidSet, gone: &[Uid]) {
        let (doubt, suspect) = {
            let mut board = self.desk.board();
            let Some(mark) = board.mark_mut(mailbox) else { return };
            (mark.doubt.take(), mark.doubts.gone.take())
        };
        let first = suspect.filter(|(number, _)| *number != self.number);
        match (doubt, first) {
            (Some(doubt), _) if doubt.is_proved(listed, gone) => {
                self.distrust(mailbox, Tier::Condstore, "it told wrongly what vanished");
            }
            (None, Some((_, lacking))) if lacking.iter().any(|&uid| listed.contains(uid)) => {
                self.distrust(mailbox, Tier::Hostile, "a complete listing left messages out");
            }
            _ => {}
        }
    }

    /// The server is good for no more than this until the engine ends.
    fn distrust(&self, mailbox: MailboxId, most: Tier, why: &str) {
        let mut board = self.desk.board();
        if most < board.trust {
            board.trust = most;
            tracing::warn!(mailbox = mailbox.0, ?most, why, "The server is trusted less.");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uids(all: impl IntoIterator<Item = u32>) -> Vec<Uid> {
        all.into_iter().map(Uid).collect()
    }

    fn told(gone: &[(u32, u32)]) -> Resync {
        Resync { gone: UidSet::from_ranges(gone.iter().copied()), ..Resync::default() }
    }

    #[test]
    fn what_is_told_to_be_gone_is_believed_as_far_as_it_can_be() {
        let known = uids(1..=200);
        for (name, gone, next, expected) in [
            ("nothing", vec![], Some(Uid(201)), Ok(vec![])),
            ("two", vec![(3, 3), (9, 9)], Some(Uid(201)), Ok(uids([3, 9]))),
            ("never known here", vec![(500, 600)], Some(Uid(900)), Ok(vec![])),
            ("never was at all", vec![(3, 3), (201, 201)], Some(Uid(201)), Err(Doubt::Malformed)),
            ("everything there can be", vec![(1, u32::MAX)], Some(Uid(201)), Err(Doubt::Malformed)),
            ("all", vec![(1, 200)], Some(Uid(201)), Err(Doubt::TooMany(known.clone()))),
            ("all, without UIDNEXT", vec![(1, u32::MAX)], None, Err(Doubt::TooMany(known.clone()))),
            ("a quarter", vec![(1, 50)], Some(Uid(201)), Ok(uids(1..=50))),
            ("more", vec![(1, 51)], Some(Uid(201)), Err(Doubt::TooMany(uids(1..=51)))),
        ] {
            assert_eq!(judge(&known, &told(&gone), next), expected, "{name}");
        }
        let malformed = Resync { malformed: true, ..told(&[(3, 3)]) };
        assert_eq!(judge(&known, &malformed, None), Err(Doubt::Malformed));
    }

    #[test]
    fn a_listing_proves_a_doubt_or_does_not() {
        let listed = UidSet::from_uids(uids(1..=100));
        for (doubt, gone, proved) in [
            (Doubt::Malformed, vec![5], false),
            (Doubt::TooMany(uids(90..=200)), vec![], true),
            (Doubt::TooMany(uids(101..=200)), vec![101], false),
            (Doubt::Short, vec![101], true),
            (Doubt::Short, vec![], false),
        ] {
            assert_eq!(doubt.is_proved(&listed, &uids(gone)), proved, "{doubt:?}");
        }
    }
}
