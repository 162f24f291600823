//! Moves messages from one mailbox to another so that none is lost and none is doubled, whatever
//! breaks on the way: MOVE where offered, else COPY and then the removal of exactly what was copied.

use std::collections::HashMap;

use super::carry::{Aims, Done};
use super::replay::{self, Aim, Next};
use super::wire::Wire;
use crate::imap::{Copied, UidSet};
use crate::model::action::Action;
use crate::model::fault::{Fault, FaultKind, Place, Refusal};
use crate::model::ids::{EntryId, MailboxId, MessageKey};
use crate::model::journal::{Promise, State, Step};
use crate::model::mailbox::Role;
use crate::model::remote::{Uid, UidValidity};

/// A move under way.
struct Trip {
    entry: EntryId,
    from: MailboxId,
    to: MailboxId,
    home: Aims,
    /// How many arrived, in this attempt and before.
    arrived: usize,
}

/// What looking back came to.
enum Looked {
    Ready,
    NotYet,
    Doubtful(Fault),
}

impl From<bool> for Looked {
    fn from(ready: bool) -> Self {
        if ready { Self::Ready } else { Self::NotYet }
    }
}

impl Wire {
    pub(super) async fn relocate(&mut self, promise: &Promise, next: Next) -> Result<Done, Fault> {
        let Action::Move { from, to, .. } = promise.entry.action else { return Ok(Done::Settled) };
        let desk = self.desk.clone();
        let _turns = desk.turns(from, to).await;
        let Some((home, arrived)) = self.find_for_move(promise, from, to).await? else {
            return Ok(Done::NotYet);
        };
        let Some(home) = home else {
            return if arrived > 0 { Ok(Done::Settled) } else { Err(replay::gone()) };
        };
        let mut trip = Trip { entry: promise.entry.id, from, to, home, arrived };
        let ready = match next {
            Next::Look { target, uid_next } => self.look_back(&mut trip, target, uid_next).await?,
            Next::Finish { target, pairs } => {
                Looked::from(self.finish_copy(&mut trip, target, &pairs).await?)
            }
            _ => Looked::Ready,
        };
        match ready {
            Looked::Ready => {}
            Looked::NotYet => return Ok(Done::NotYet),
            Looked::Doubtful(fault) => return Ok(Done::Doubtful(fault)),
        }
        if !self.send_all(&mut trip).await? {
            return Ok(Done::NotYet);
        }
        if trip.arrived == 0 {
            return Err(replay::gone());
        }
        Ok(Done::Settled)
    }

    /// Sends what is still at home, one command after the other: each is answered, and what it moved
    /// is written down, before the next, so that the refusal of one undoes nothing of those before it.
    async fn send_all(&mut self, trip: &mut Trip) -> Result<bool, Fault> {
        if trip.home.aims.is_empty() {
            return Ok(true);
        }
        let name = self.name(trip.to)?;
        let mut waiting = std::mem::take(&mut trip.home.aims);
        let all = UidSet::from_uids(waiting.iter().map(|aim| aim.uid));
        for part in self.session.parts(&all, &name) {
            (trip.home.aims, waiting) = waiting.into_iter().partition(|aim| part.contains(aim.uid));
            if !self.send(trip).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// MOVE or COPY of what is still at home. `false` when its mailbox has to be found anew.
    async fn send(&mut self, trip: &mut Trip) -> Result<bool, Fault> {
        let (target, uid_next) = self.target_now(trip.to).await?;
        if !self.enter(trip.from, trip.home.validity).await? {
            return Ok(false);
        }
        let sent = Step::Sent { target, uid_next };
        self.desk.note(trip.entry, State::InFlight(sent)).await?;
        self.desk.books.hold(trip.entry, trip.from, trip.home.aims.iter().map(|aim| aim.uid));
        let moves = self.session.capabilities().has("MOVE");
        let copied = match self.send_or_create(trip, moves).await {
            Err(fault) if self.session.is_open() && replay::is_final(&fault) => {
                // Refused as a whole: nothing of it is on its way.
                self.desk.note(trip.entry, State::Queued).await?;
                return Err(fault);
            }
            copied => copied?,
        };
        match (moves, copied.uids) {
            (true, Some((target, pairs))) => self.take_moved(trip, target, &pairs).await,
            (true, None) => self.take_untold(trip, target, uid_next).await,
            (false, told) => {
                let (target, pairs) = match told {
                    Some(told) => told,
                    None => (target, self.find_copies(trip, target, uid_next).await?),
                };
                let step = Step::Copied { target, uid_next, pairs: pairs.clone() };
                self.desk.note(trip.entry, State::InFlight(step)).await?;
                if !self.finish_copy(trip, target, &pairs).await? {
                    return Ok(false);
                }
                self.leave_rest(trip).await.map(|()| true)
            }
        }
    }

    async fn send_or_create(&mut self, trip: &Trip, moves: bool) -> Result<Copied, Fault> {
        let (set, name) = (trip.home.set(), self.name(trip.to)?);
        let first = self.send_once(&set, &name, moves).await;
        match first {
            Err(fault)
                if fault.kind == FaultKind::Refused(Refusal::TryCreate)
                    && self.create_special(trip.to).await? =>
            {
                self.send_once(&set, &name, moves).await
            }
            other => other,
        }
    }

    async fn send_once(
        &mut self,
        set: &UidSet,
        name: &crate::model::remote::WireName,
        moves: bool,
    ) -> Result<Copied, Fault> {
        if moves {
            self.session.move_to(set, name).await
        } else {
            self.session.copy(set, name).await
        }
    }

    /// COPYUID told who went where.
    async fn take_moved(
        &mut self,
        trip: &mut Trip,
        target: UidValidity,
        pairs: &[(Uid, Uid)],
    ) -> Result<bool, Fault> {
        let (went, _) = replay::told(&trip.home.aims, pairs);
        self.arrive(trip, target, went).await?;
        self.heed_in_turn(trip.from).await?;
        self.leave_rest(trip).await?;
        Ok(true)
    }

    /// MOVE was confirmed but nobody told the new UIDs: they are looked for.
    async fn take_untold(
        &mut self,
        trip: &mut Trip,
        target: UidValidity,
        uid_next: Uid,
    ) -> Result<bool, Fault> {
        let home = self.session.uids().await?;
        let tail = self.tail_of(trip.to, target, uid_next).await?.unwrap_or_default();
        let copies = replay::pair(&trip.home.aims, &tail, true);
        let gone = trip.home.aims.iter().filter(|aim| !home.contains(aim.uid));
        // The command was confirmed, so what left home is in the target unless the tail shows no
        // trace of it: then somebody else had taken it away before. Where every mail is (Gmail's All
        // Mail) it was before, too, and only left home.
        let was_there = {
            let board = self.desk.board();
            board.mark(trip.to).is_some_and(|mark| mark.stored.mailbox.role == Some(Role::All))
        };
        let copy = |uid: Uid| copies.get(&uid).copied().or(was_there.then_some(None));
        let went: Vec<(MessageKey, Option<Uid>)> =
            gone.filter_map(|aim| Some((aim.key, copy(aim.uid)?))).collect();
        self.arrive(trip, target, went).await?;
        if !self.enter(trip.from, trip.home.validity).await? {
            return Ok(false);
        }
        self.leave_rest(trip).await?;
        Ok(true)
    }

    /// Messages went to the target: they keep their keys.
    async fn arrive(
        &mut self,
        trip: &mut Trip,
        target: UidValidity,
        went: Vec<(MessageKey, Option<Uid>)>,
    ) -> Result<(), Fault> {
        trip.arrived += went.len();
        let gone: Vec<MessageKey> = went.iter().map(|(key, _)| *key).collect();
        self.desk.moved(trip.from, (trip.to, target), went).await?;
        trip.home.aims.retain(|aim| !gone.contains(&aim.key));
        Ok(())
    }

    /// What the server confirmed but did not move is either gone or stays at home; a listing says
    /// which, and those at home are a refusal.
    async fn leave_rest(&mut self, trip: &mut Trip) -> Result<(), Fault> {
        if trip.home.aims.is_empty() {
            return Ok(());
        }
        self.desk.books.let_go(trip.entry);
        self.listing(trip.from).await?;
        let left = self.desk.books.uids(trip.from).await?;
        let stays = |aim: &&Aim| left.binary_search(&aim.uid).is_ok();
        if trip.home.aims.iter().any(|aim| stays(&aim)) {
            self.desk.note(trip.entry, State::Queued).await?;
            let detail = "the server said yes but left messages where they were";
            return Err(Fault::new(FaultKind::Refused(Refusal::Cannot), Place::Mailbox, detail));
        }
        trip.home.aims.clear();
        Ok(())
    }

    /// The command may have been sent before: what is in the target since then, and what is still
    /// at home, tells. What is left in `trip.home` is to be sent.
    async fn look_back(
        &mut self,
        trip: &mut Trip,
        target: UidValidity,
        uid_next: Uid,
    ) -> Result<Looked, Fault> {
        let tail = self.tail_of(trip.to, target, uid_next).await?;
        if !self.enter(trip.from, trip.home.validity).await? {
            return Ok(Looked::NotYet);
        }
        let home = self.session.uids().await?;
        let proof = replay::judge(&trip.home.aims, &home, tail.as_deref().unwrap_or_default());
        if tail.is_none() && !proof.lost.is_empty() {
            let detail = "the target was made anew while messages were on their way to it";
            return Ok(Looked::Doubtful(Fault::new(FaultKind::Gone, Place::Mailbox, detail)));
        }
        self.arrive(trip, target, proof.moved).await?;
        trip.home.aims.retain(|aim| !proof.lost.contains(&aim.key));
        if !proof.lost.is_empty() {
            self.desk.books.let_go(trip.entry);
            self.listing(trip.from).await?;
        }
        if proof.copied.is_empty() {
            return Ok(Looked::Ready);
        }
        let step = Step::Copied { target, uid_next, pairs: proof.copied.clone() };
        self.desk.note(trip.entry, State::InFlight(step)).await?;
        self.finish_copy(trip, target, &proof.copied).await.map(Looked::from)
    }

    /// The copies are there: their originals, and nothing else, are removed.
    async fn finish_copy(
        &mut self,
        trip: &mut Trip,
        target: UidValidity,
        pairs: &[(Uid, Uid)],
    ) -> Result<bool, Fault> {
        if !self.enter(trip.from, trip.home.validity).await? {
            return Ok(false);
        }
        let originals = replay::originals(&trip.home.aims, pairs);
        if originals.is_empty() {
            return Ok(true);
        }
        let set = UidSet::from_uids(originals);
        let copies: HashMap<Uid, Uid> = pairs.iter().copied().collect();
        let (mine, rest): (Vec<Aim>, Vec<Aim>) =
            trip.home.aims.drain(..).partition(|aim| set.contains(aim.uid));
        trip.home.aims = rest;
        self.session.store(&set, true, crate::model::flags::Flags::DELETED).await?;
        self.expunge_marked(&set).await?;
        let went = mine.iter().map(|aim| (aim.key, copies.get(&aim.uid).copied())).collect();
        self.arrive(trip, target, went).await?;
        self.heed_in_turn(trip.from).await?;
        Ok(true)
    }

    /// COPY was confirmed without COPYUID: only originals whose copy is found are removed.
    async fn find_copies(
        &mut self,
        trip: &Trip,
        target: UidValidity,
        uid_next: Uid,
    ) -> Result<Vec<(Uid, Uid)>, Fault> {
        let tail = self.tail_of(trip.to, target, uid_next).await?.unwrap_or_default();
        let copies = replay::pair(&trip.home.aims, &tail, true);
        let mut pairs: Vec<(Uid, Uid)> =
            copies.into_iter().filter_map(|(uid, copy)| Some((uid, copy?))).collect();
        pairs.sort_unstable();
        Ok(pairs)
    }

    /// What came to the target from a UID on; `None` when the target is not the same any more.
    pub(super) async fn tail_of(
        &mut self,
        to: MailboxId,
        target: UidValidity,
        from: Uid,
    ) -> Result<Option<Vec<(Uid, String, u32)>>, Fault> {
        let selected = self.visit(to).await?;
        if selected.uid_validity != target && target != UidValidity(0) {
            self.make_due(to);
            return Ok(None);
        }
        let mut tail = self.session.tail(from).await?;
        tail.retain(|(uid, ..)| *uid >= from);
        Ok(Some(tail))
    }
}
