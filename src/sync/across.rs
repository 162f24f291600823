//! Brings messages to a mailbox of another account: each is fetched, stored there, seen there, and
//! only then, unless it is to stay, removed here. The evidence is in the journal of this account:
//! from which UID on the other mailbox has to be looked through before anything is stored again.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;

use super::carry::{Aims, Done};
use super::delivery::{Answer, Letter, Wish};
use super::desk::Desk;
use super::replay::{self, Aim, Next};
use super::wire::Wire;
use crate::imap::UidSet;
use crate::mime;
use crate::model::action::Action;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::flags::Flags;
use crate::model::ids::{AccountId, EntryId, MailboxId, MessageKey};
use crate::model::journal::{Promise, State, Step};
use crate::model::remote::{RemoteRef, Uid, UidValidity, WireName};

/// While the other account is not connected, or somebody else brings messages.
const AWAY: Duration = Duration::from_secs(3);
const BUSY: Duration = Duration::from_millis(300);

/// Larger ones are not brought: they are held in memory on their way.
const LARGEST: u64 = 128 << 20;

/// Messages on their way to another account.
struct Crossing {
    entry: EntryId,
    peer: Arc<Desk>,
    to: MailboxId,
    keep: bool,
    home: Aims,
    /// Since when the other mailbox has to be looked through; `None` while nothing was stored.
    since: Option<(UidValidity, Uid)>,
    /// What came to the other mailbox since an earlier try.
    came: Vec<(Uid, String, u32)>,
    /// Those that are there: here and there.
    pairs: Vec<(Uid, Uid)>,
}

impl Crossing {
    /// Those of which it is not known that they are there.
    fn left(&self) -> impl Iterator<Item = &Aim> {
        let there = UidSet::from_uids(self.pairs.iter().map(|(here, _)| *here));
        self.home.aims.iter().filter(move |aim| !there.contains(aim.uid))
    }
}

/// The way to a mailbox of another account. While it is held nobody else goes.
pub(super) struct Passage {
    _right: OwnedMutexGuard<()>,
    peer: Arc<Desk>,
    to: MailboxId,
}

impl Wire {
    pub(super) async fn bring(&mut self, promise: &Promise, next: Next) -> Result<Done, Fault> {
        let Action::Across { from, account, to, keep, .. } = promise.entry.action else {
            return Ok(Done::Settled);
        };
        let passage = match self.passage(promise, (account, to))? {
            Ok(passage) => passage,
            Err(done) => return Ok(done),
        };
        let found = self.find(promise).await?;
        if self.wait_for(&found) {
            return Ok(Done::NotYet);
        }
        let home = found.groups.into_iter().find(|group| group.mailbox == from);
        let Some(home) = home else {
            // What was there and is not any more was brought, or somebody took it.
            let brought = matches!(next, Next::Finish { .. });
            return if brought { Ok(Done::Settled) } else { Err(replay::gone()) };
        };
        self.cross_over((passage, keep), home, promise, next).await
    }

    /// The way to a mailbox of another account, or what to do while there is none.
    ///
    /// # Errors
    /// `Gone`: the account, or the mailbox, is not there any more.
    pub(super) fn passage(
        &self,
        promise: &Promise,
        (account, to): (AccountId, MailboxId),
    ) -> Result<Result<Passage, Done>, Fault> {
        let desk = &self.desk;
        // A command may run without the other account; the next window goes on.
        if desk.live && !desk.peers.knows(account) {
            let detail = "the account that they were to go to is not here any more";
            return Err(Fault::new(FaultKind::Gone, Place::Mailbox, detail));
        }
        let Some(_right) = desk.peers.cross() else { return Ok(Err(Done::Wait(BUSY))) };
        let Some(peer) = desk.peers.connected(account) else { return Ok(Err(Done::Wait(AWAY))) };
        let to = promise.far.as_ref().map_or(Some(to), |name| named(&peer, name));
        let Some(to) = to else {
            let detail = "the mailbox of the other account is not on its server any more";
            return Err(Fault::new(FaultKind::Gone, Place::Mailbox, detail));
        };
        Ok(Ok(Passage { _right, peer, to }))
    }

    /// Brings what is at home over there, going on from where an earlier try ended.
    pub(super) async fn cross_over(
        &mut self,
        (passage, keep): (Passage, bool),
        home: Aims,
        promise: &Promise,
        next: Next,
    ) -> Result<Done, Fault> {
        let Passage { _right, peer, to } = passage;
        let (entry, since, came, pairs) = (promise.entry.id, None, Vec::new(), Vec::new());
        let mut crossing = Crossing { entry, peer, to, keep, home, since, came, pairs };
        match self.cross(&mut crossing, promise, next).await {
            Err(fault) if fault.kind == FaultKind::Lost && self.session.is_open() => {
                Ok(Done::Wait(AWAY))
            }
            done => done,
        }
    }

    async fn cross(
        &mut self,
        crossing: &mut Crossing,
        promise: &Promise,
        next: Next,
    ) -> Result<Done, Fault> {
        match next {
            Next::Look { target, uid_next } => {
                if let Some(doubt) = look(crossing, target, uid_next).await? {
                    return Ok(Done::Doubtful(doubt));
                }
            }
            Next::Finish { target, pairs } => {
                let uid_next = match &promise.entry.state {
                    State::InFlight(Step::Copied { uid_next, .. }) => *uid_next,
                    _ => Uid(1),
                };
                (crossing.since, crossing.pairs) = (Some((target, uid_next)), pairs);
                // The next one may have been stored, too, when the wire broke.
                if crossing.left().next().is_some()
                    && let Some(doubt) = look(crossing, target, uid_next).await?
                {
                    return Ok(Done::Doubtful(doubt));
                }
            }
            _ => {}
        }
        let stored = self.store_all(crossing).await;
        if let Ok(Stored::NotYet) = stored {
            return Ok(Done::NotYet);
        }
        self.settle_stored(crossing).await?;
        if let Err(fault) = &stored
            && replay::is_final(fault)
            && fault.kind != FaultKind::Lost
            && self.session.is_open()
            && (crossing.pairs.is_empty() || !crossing.keep)
        {
            // Refused: what is left here was not stored.
            self.desk.note(crossing.entry, State::Queued).await?;
        }
        match stored? {
            Stored::All => Ok(Done::Settled),
            Stored::NotSeen => {
                let detail = "the other server took a message but does not show it";
                Ok(Done::Doubtful(Fault::new(FaultKind::Unavailable, Place::Message, detail)))
            }
            Stored::NotYet => Ok(Done::NotYet),
        }
    }

    /// Fetches and stores what is not there yet, one message after the other.
    async fn store_all(&mut self, crossing: &mut Crossing) -> Result<Stored, Fault> {
        let aims: Vec<Aim> = crossing.left().cloned().collect();
        for aim in aims {
            let selected = self.visit(crossing.home.mailbox).await?;
            if selected.uid_validity != crossing.home.validity {
                self.make_due(crossing.home.mailbox);
                return Ok(Stored::NotYet);
            }
            let Some(letter) = self.fetch_letter(&aim).await? else { continue };
            let (target, from) = self.note_target(crossing).await?;
            if let Some(uid) = arrived(crossing, target, &letter).await? {
                crossing.pairs.push((aim.uid, uid));
                continue;
            }
            let wish = Wish::Store { letter: Box::new(letter), target, from };
            match crossing.peer.run(crossing.to, wish).await? {
                Answer::Stored(uid) => {
                    crossing.pairs.push((aim.uid, uid));
                    self.hand_over(crossing, aim.key, (target, uid)).await?;
                }
                _ => return Ok(Stored::NotSeen),
            }
        }
        Ok(Stored::All)
    }

    /// What is kept of its text serves it over there, too.
    async fn hand_over(
        &mut self,
        crossing: &Crossing,
        key: MessageKey,
        (uidvalidity, uid): (UidValidity, Uid),
    ) -> Result<(), Fault> {
        let at = RemoteRef { mailbox: crossing.to, uidvalidity, uid };
        let kept = self.desk.books.kept_bodies(vec![key]).await?.remove(&key);
        // It is fetched where that cannot be.
        if let Some(body) = kept
            && let Err(fault) = crossing.peer.books.inherit(vec![(at, body)]).await
        {
            tracing::warn!(%fault, "A text could not be handed over to another account.");
        }
        Ok(())
    }

    /// Writes down from where on the other mailbox has to be looked through, once.
    async fn note_target(&mut self, crossing: &mut Crossing) -> Result<(UidValidity, Uid), Fault> {
        if let Some(since) = crossing.since {
            return Ok(since);
        }
        let Answer::Where(target, uid_next) = crossing.peer.run(crossing.to, Wish::Where).await?
        else {
            return Err(Fault::new(FaultKind::Nonsense, Place::Command, "another answer"));
        };
        let sent = State::InFlight(Step::Sent { target, uid_next });
        self.desk.note(crossing.entry, sent).await?;
        crossing.since = Some((target, uid_next));
        Ok((target, uid_next))
    }

    /// The message as it is; `None` when somebody took it away.
    async fn fetch_letter(&mut self, aim: &Aim) -> Result<Option<Letter>, Fault> {
        let known = self.desk.books.locate(vec![aim.key]).await?;
        let Some((_, message)) = known.get(&aim.key) else { return Ok(None) };
        if u64::from(aim.size) > LARGEST {
            let detail = format!("a message of {} octets is too large to be brought", aim.size);
            return Err(Fault::new(FaultKind::TooLarge, Place::Message, detail));
        }
        let Some(raw) = self.read_whole(aim.uid, u64::from(aim.size), LARGEST).await? else {
            return Ok(None);
        };
        let raw = Arc::new(raw);
        let message_id = mime::envelope(&raw).message_id;
        // As they are now: what another device marked a moment ago may not have been told yet.
        let rows = self.session.flags(&UidSet::from_uids([aim.uid]), None).await?;
        let Some(row) = rows.into_iter().rev().find(|row| row.uid == aim.uid) else {
            return Ok(None);
        };
        let flags = row.flags.without(Flags::DELETED);
        Ok(Some(Letter { raw, flags, received: message.row.received, message_id }))
    }

    /// What is there is on disk as being there, and leaves this mailbox unless it is to stay.
    async fn settle_stored(&mut self, crossing: &mut Crossing) -> Result<(), Fault> {
        let Some((target, uid_next)) = crossing.since else { return Ok(()) };
        let here: Vec<Uid> = crossing.pairs.iter().map(|(here, _)| *here).collect();
        if here.is_empty() {
            // Nothing came of it: who asks again begins anew.
            return Ok(());
        }
        let step = Step::Copied { target, uid_next, pairs: crossing.pairs.clone() };
        self.desk.note(crossing.entry, State::InFlight(step)).await?;
        if crossing.keep {
            return Ok(());
        }
        let mailbox = crossing.home.mailbox;
        let desk = self.desk.clone();
        let _turn = desk.turn(mailbox).await;
        if !self.enter(mailbox, crossing.home.validity).await? {
            return Err(Fault::new(FaultKind::Lost, Place::Mailbox, "the mailbox was made anew"));
        }
        let uids = UidSet::from_uids(here);
        let (gone, left): (Vec<Aim>, Vec<Aim>) =
            crossing.home.aims.drain(..).partition(|aim| uids.contains(aim.uid));
        crossing.home.aims = left;
        let keys: Vec<MessageKey> = gone.iter().map(|aim| aim.key).collect();
        let validity = crossing.home.validity;
        self.depart(&Aims { mailbox, validity, aims: gone }, &uids).await?;
        // They were not removed: they are elsewhere.
        self.desk.books.forget(keys).await
    }
}

/// What storing came to.
enum Stored {
    All,
    NotYet,
    NotSeen,
}

/// Something may have been stored before: what came to the other mailbox since then will tell. A
/// reason where it cannot be known.
async fn look(
    crossing: &mut Crossing,
    target: UidValidity,
    uid_next: Uid,
) -> Result<Option<Fault>, Fault> {
    crossing.since = Some((target, uid_next));
    let wish = Wish::Tail { target, from: uid_next };
    let Answer::Tail(tail) = crossing.peer.run(crossing.to, wish).await? else {
        return Err(Fault::new(FaultKind::Nonsense, Place::Command, "another answer"));
    };
    let Some(came) = tail else {
        let detail = "the mailbox was made anew while messages were on their way to it";
        return Ok(Some(Fault::new(FaultKind::Gone, Place::Mailbox, detail)));
    };
    crossing.came = came;
    Ok(None)
}

/// Where a message is already, stored by an earlier try: the very same octets, each only once.
async fn arrived(
    crossing: &Crossing,
    target: UidValidity,
    letter: &Letter,
) -> Result<Option<Uid>, Fault> {
    for uid in alike(&crossing.came, letter) {
        if crossing.pairs.iter().any(|(_, there)| *there == uid) {
            continue;
        }
        let wish = Wish::Same { target, uid, raw: letter.raw.clone() };
        if let Answer::Same(true) = crossing.peer.run(crossing.to, wish).await? {
            return Ok(Some(uid));
        }
    }
    Ok(None)
}

/// Those that may be this one: of the same Message-ID, or without one and as long.
fn alike(came: &[(Uid, String, u32)], letter: &Letter) -> Vec<Uid> {
    let may_be = |(_, id, size): &&(Uid, String, u32)| {
        let as_long = u32::try_from(letter.raw.len()).is_ok_and(|octets| octets == *size);
        replay::bare(id) == letter.message_id && (!letter.message_id.is_empty() || as_long)
    };
    came.iter().filter(may_be).map(|(uid, ..)| *uid).collect()
}

/// The mailbox of another account that has this name on its server.
fn named(peer: &Desk, name: &WireName) -> Option<MailboxId> {
    let board = peer.board();
    board.marks.iter().find(|(_, mark)| mark.stored.wire == *name).map(|(id, _)| *id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(id: &str) -> Letter {
        let raw = Arc::new(vec![b'x'; 10]);
        Letter { raw, flags: Flags::NONE, received: 0, message_id: id.to_owned() }
    }

    fn there(uid: u32, id: &str, size: u32) -> (Uid, String, u32) {
        (Uid(uid), id.to_owned(), size)
    }

    #[test]
    fn what_may_be_a_message_is_known_by_its_message_id_else_by_its_size() {
        let came = [there(70, "<b@x>", 23), there(71, "<a@x>", 12), there(72, "", 10)];
        assert_eq!(alike(&came, &letter("a@x")), [Uid(71)]);
        assert_eq!(alike(&came, &letter("")), [Uid(72)]);
        assert_eq!(alike(&came, &letter("c@x")), []);
    }
}
