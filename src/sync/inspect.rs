//! An audit on the wire, one slice at a time, so that something more urgent can come between. What
//! is missing here is fetched, flags are taken from the server, and what the server does not list
//! goes only when a second listing on a fresh connection lacks it, too.

use std::collections::HashSet;
use std::sync::Arc;

use super::audit::{self, Moment, OneSided};
use super::desk::{Because, Desk};
use super::headers;
use super::reconcile;
use super::round::{self, Course, Phase, Round};
use super::window;
use super::wire::Wire;
use crate::imap::UidSet;
use crate::model::audit::{Audit, Differences};
use crate::model::event::Fact;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::MailboxId;
use crate::model::link::Link;
use crate::model::remote::Uid;

/// Rows in one slice.
const SLICE: usize = 5_000;

/// The person asked for an audit: it takes the place of one that runs.
pub fn ask(desk: &Desk, only: Option<MailboxId>) {
    let round = Round::asked(only);
    desk.tell(Fact::Auditing(round.running()));
    desk.board().audit = Some(round);
    desk.wake_all();
}

/// Begins an audit if it is the time for one.
pub fn at_night(desk: &Desk) {
    let now = desk.upkeep.terms.now();
    let since = now.saturating_sub(desk.upkeep.last_night());
    let hour = desk.upkeep.terms.hour();
    if !desk.live || !round::is_time(hour, desk.upkeep.idle(), since) {
        return;
    }
    {
        let mut board = desk.board();
        if board.audit.is_some() || board.link_now() != Link::Live {
            return;
        }
        board.audit = Some(Round::nightly(desk.upkeep.terms.night));
    }
    desk.upkeep.night_begins(now);
    desk.wake_all();
}

impl Wire {
    /// One slice of the audit.
    pub async fn audit(&mut self) -> Result<(), Fault> {
        let Some(mailbox) = self.audit_next().await else { return Ok(()) };
        let before = self.meter.down();
        let result = self.audit_slice(mailbox).await;
        let after = self.meter.down();
        self.with_round(|round| {
            round.octets = round.octets.saturating_add(after.saturating_sub(before));
        });
        self.survive(mailbox, result)?;
        // What was heard concerns the mailbox that is open, whichever that is.
        self.heed().await
    }

    /// The mailbox to go on with; `None` when the audit is over, or over for tonight.
    async fn audit_next(&mut self) -> Option<MailboxId> {
        let desk = self.desk.clone();
        let (next, began) = {
            let mut board = desk.board();
            let board = &mut *board;
            let mut round = board.audit.take()?;
            if round.waiting.is_none() {
                let open = board.marks.iter().filter(|(_, mark)| mark.stored.mailbox.selectable);
                let mut ids: Vec<MailboxId> = open.map(|(id, _)| *id).collect();
                desk.upkeep.keep_only(|id| board.marks.contains_key(&id));
                desk.upkeep.longest_ago_first(&mut ids);
                round.fill(ids, board.parked.take());
            }
            if round.is_spent() {
                board.parked = round.course.take();
                desk.tell(Fact::Auditing(round.postponed()));
                return None;
            }
            let began = round.course.is_none();
            let next = loop {
                let Some(mailbox) = round.turn_to() else { break None };
                let mark = board.marks.get(&mailbox);
                // Whatever could still make it whole came before the audit.
                if mark.is_some_and(|mark| mark.is_open() && mark.state.complete) {
                    break Some(mailbox);
                }
                round.leave_out();
            };
            let Some(mailbox) = next else {
                desk.tell(Fact::Auditing(round.ended()));
                return None;
            };
            board.audit = Some(round);
            (mailbox, began)
        };
        if began {
            desk.upkeep.begin(next, desk.upkeep.terms.now());
        }
        Some(next)
    }

    fn with_round<T>(&self, change: impl FnOnce(&mut Round) -> T) -> Option<T> {
        self.desk.board().audit.as_mut().map(change)
    }

    fn with_course<T>(&self, change: impl FnOnce(&mut Course) -> T) -> Option<T> {
        self.with_round(|round| round.course.as_mut().map(change)).flatten()
    }

    async fn audit_slice(&mut self, mailbox: MailboxId) -> Result<(), Fault> {
        let Some(phase) = self.with_course(|course| course.phase.clone()) else { return Ok(()) };
        match phase {
            Phase::Uids => {
                // What normal work finds by itself is no difference.
                self.update_in_turn(mailbox, false).await?;
                let whole = self.state(mailbox).is_some_and(|state| state.complete);
                if !whole || self.open_mailbox() != Some(mailbox) {
                    return self.audit_later();
                }
                self.audit_uids(mailbox).await
            }
            Phase::Doubt { connection, lacking } => {
                self.audit_doubt(mailbox, connection, &lacking).await
            }
            Phase::Rows { below } => self.audit_rows(mailbox, below).await,
        }
    }

    /// The mailbox is to be tried again when other work is done, but not for ever.
    fn audit_later(&self) -> Result<(), Fault> {
        self.with_round(|round| {
            if !round.course.as_mut().is_some_and(Course::has_tries) {
                round.leave_out();
            }
        });
        Ok(())
    }

    async fn audit_uids(&mut self, mailbox: MailboxId) -> Result<(), Fault> {
        let desk = self.desk.clone();
        let _turn = desk.turn(mailbox).await;
        self.heed_in_turn(mailbox).await?;
        let OneSided { missing, extra } = self.one_sided(mailbox).await?;
        let differences = Differences {
            missing: audit::count(missing.len()),
            extra: audit::count(extra.len()),
            ..Differences::default()
        };
        self.with_course(|course| course.count(differences));
        if !extra.is_empty() {
            return Err(self.doubt_audit(mailbox, extra));
        }
        self.with_course(|course| course.phase = Phase::Rows { below: Uid(u32::MAX) });
        if missing.is_empty() { Ok(()) } else { self.listing(mailbox).await }
    }

    /// Which messages are on one side only. Whoever calls this holds the turn of the mailbox.
    async fn one_sided(&mut self, mailbox: MailboxId) -> Result<OneSided, Fault> {
        let next = self.state(mailbox).and_then(|state| state.uid_next).unwrap_or(Uid(u32::MAX));
        let before = self.desk.books.uids(mailbox).await?;
        let mut exempt = self.desk.on_their_way(mailbox);
        let listed = self.list_uids(mailbox).await?;
        self.heed_in_turn(mailbox).await?;
        let after = self.desk.books.uids(mailbox).await?;
        exempt.extend(self.desk.on_their_way(mailbox));
        let (before, after) = (before.as_slice(), after.as_slice());
        let mut sided =
            audit::uids(Moment { before, after, listed: &listed, next, exempt: &exempt });
        // What is older than all that the server shows is no difference.
        if let Some(beyond) = window::beyond(after, &listed, self.session.window()) {
            sided.extra.retain(|&uid| uid >= beyond.floor);
        }
        Ok(sided)
    }

    /// A second listing on a fresh connection has to say the same: this one ends.
    fn doubt_audit(&mut self, mailbox: MailboxId, lacking: Vec<Uid>) -> Fault {
        let detail = format!("the server does not list {} messages: listing again", lacking.len());
        let connection = self.number;
        self.with_course(|course| course.phase = Phase::Doubt { connection, lacking });
        tracing::info!(mailbox = mailbox.0, "An audit lists a mailbox again.");
        self.spent = true;
        Fault::new(FaultKind::Nonsense, Place::Mailbox, detail)
    }

    async fn audit_doubt(
        &mut self,
        mailbox: MailboxId,
        connection: u64,
        lacking: &[Uid],
    ) -> Result<(), Fault> {
        if connection == self.number {
            return Err(self.doubt_audit(mailbox, lacking.to_vec()));
        }
        let desk = self.desk.clone();
        let _turn = desk.turn(mailbox).await;
        let selected = self.select(mailbox).await?;
        let known = self.state(mailbox).and_then(|state| state.uid_validity);
        if known != Some(selected.uid_validity) {
            self.make_due(mailbox);
            self.with_course(|course| course.phase = Phase::Uids);
            return self.audit_later();
        }
        let OneSided { missing, extra } = self.one_sided(mailbox).await?;
        let mut batch = headers::empty(mailbox);
        batch.gone = reconcile::agreed(lacking, &extra);
        if !batch.gone.is_empty() {
            self.desk.commit(batch, Because::News).await?;
        }
        self.with_course(|course| course.phase = Phase::Rows { below: Uid(u32::MAX) });
        if missing.is_empty() { Ok(()) } else { self.listing(mailbox).await }
    }

    async fn audit_rows(&mut self, mailbox: MailboxId, below: Uid) -> Result<(), Fault> {
        let desk = self.desk.clone();
        let _turn = desk.turn(mailbox).await;
        let selected = self.visit(mailbox).await?;
        let Some(state) = self.state(mailbox) else { return Ok(()) };
        if state.uid_validity != Some(selected.uid_validity) {
            self.make_due(mailbox);
            self.with_course(|course| course.phase = Phase::Uids);
            return self.audit_later();
        }
        self.heed_in_turn(mailbox).await?;
        let kept = desk.books.tallies(mailbox, below, SLICE).await?;
        let ends = kept.first().zip(kept.last()).map(|(low, high)| (low.uid, high.uid));
        if let Some((low, high)) = ends {
            let mut exempt = desk.on_their_way(mailbox);
            let told = self.session.sizes(&UidSet::range(low, high)).await?;
            exempt.extend(desk.on_their_way(mailbox));
            let unlike = audit::rows(&kept, &told, &exempt, state.highest_modseq);
            self.with_course(|course| {
                course.count(unlike.differences());
                course.rows = course.rows.saturating_add(audit::count(kept.len()));
                course.phase = Phase::Rows { below: low };
            });
            self.mend(mailbox, unlike).await?;
        }
        self.heed_in_turn(mailbox).await?;
        match ends.filter(|_| kept.len() == SLICE) {
            Some(_) => {
                let running = self.with_round(|round| round.running());
                running.into_iter().for_each(|running| desk.tell(Fact::Auditing(running)));
                Ok(())
            }
            None => self.audit_end(mailbox).await,
        }
    }

    /// Takes flags from the server, and fetches anew what is of another size.
    async fn mend(&mut self, mailbox: MailboxId, unlike: audit::Unlike) -> Result<(), Fault> {
        let mut batch = headers::empty(mailbox);
        // Without their mod-sequence: one that is known to be higher must not keep them out.
        batch.flags = unlike.flags.iter().map(|&(uid, flags)| (uid, flags, None)).collect();
        batch.flags.extend(unlike.news);
        if !batch.flags.is_empty() {
            self.desk.commit(batch, Because::News).await?;
        }
        if unlike.sizes.is_empty() {
            return Ok(());
        }
        let raw = self.fetch(&UidSet::from_uids(unlike.sizes)).await?;
        let mut batch = headers::empty(mailbox);
        // Only what the server gave again; the row comes back under its key at once.
        batch.gone = raw.iter().map(|row| row.uid).collect();
        self.desk.commit(batch, Because::News).await?;
        headers::store(&self.desk, mailbox, raw, None, Because::News).await.map(drop)
    }

    /// Every row of the mailbox was compared.
    async fn audit_end(&mut self, mailbox: MailboxId) -> Result<(), Fault> {
        let desk = self.desk.clone();
        let over = self.with_round(|round| {
            let course = round.course.take_if(Course::is_over)?;
            round.done += 1;
            Some((course, round.running()))
        });
        let Some(Some((course, running))) = over else { return Ok(()) };
        let Course { found, left, rows, .. } = course;
        let audit = Audit { mailbox, at: desk.upkeep.terms.now(), rows, found, left };
        if !found.is_empty() {
            tracing::warn!(mailbox = mailbox.0, ?found, ?left, "An audit found differences.");
        }
        desk.upkeep.audited(audit);
        save(&desk).await;
        desk.tell(Fact::Audited(vec![audit]));
        desk.tell(Fact::Auditing(running));
        Ok(())
    }
}

/// Writes what is to be remembered of upkeep. To lose it costs no mail.
pub async fn save(desk: &Arc<Desk>) {
    let desk = desk.clone();
    let saved = tokio::task::spawn_blocking(move || desk.upkeep.save()).await;
    if let Ok(Err(fault)) = saved {
        tracing::warn!(%fault, "The account's notes cannot be written.");
    }
}

impl Desk {
    /// Rows of a mailbox that an unfinished order is about: what they are is not settled.
    fn on_their_way(&self, mailbox: MailboxId) -> HashSet<Uid> {
        let board = self.board();
        let targets = board.queue.promises().flat_map(|promise| &promise.targets);
        let here = targets.filter(|target| target.remote.mailbox == mailbox);
        here.map(|target| target.remote.uid).collect()
    }
}
