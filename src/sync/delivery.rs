//! What one account does for another: takes in messages that are brought from there. It is asked
//! on its connection for commands, one errand after the other; who asks waits for the answer and
//! keeps the evidence.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard, oneshot};

use super::board::Line;
use super::books::lock;
use super::desk::Desk;
use super::wire::Wire;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::flags::Flags;
use crate::model::ids::{AccountId, MailboxId, PartId};
use crate::model::link::Link;
use crate::model::remote::{Uid, UidValidity};

/// An answer that does not come in this time is not waited for.
const PATIENCE: Duration = Duration::from_secs(300);

/// A message is read in pieces of so many octets.
const PIECE: u64 = 4 << 20;

/// The accounts of an engine, for each other.
#[derive(Default)]
pub struct Peers {
    desks: Mutex<HashMap<AccountId, Weak<Desk>>>,
    /// Those that are meant to be there.
    seats: Mutex<HashSet<AccountId>>,
    /// Held by who brings messages: two accounts that waited for each other would wait for ever.
    crossing: Arc<AsyncMutex<()>>,
}

impl Peers {
    pub fn seat(&self, account: AccountId) {
        lock(&self.seats).insert(account);
    }

    pub fn leave(&self, account: AccountId) {
        lock(&self.seats).remove(&account);
        lock(&self.desks).remove(&account);
    }

    pub fn join(&self, account: AccountId, desk: &Arc<Desk>) {
        lock(&self.desks).insert(account, Arc::downgrade(desk));
    }

    /// Whether there is such an account, connected or not.
    pub fn knows(&self, account: AccountId) -> bool {
        lock(&self.seats).contains(&account)
    }

    /// The desk of an account, connected or not.
    pub fn desk(&self, account: AccountId) -> Option<Arc<Desk>> {
        lock(&self.desks).get(&account)?.upgrade()
    }

    /// The desk of an account that is connected now.
    pub fn connected(&self, account: AccountId) -> Option<Arc<Desk>> {
        let desk = self.desk(account)?;
        let up = desk.board().link == Link::Live;
        up.then_some(desk)
    }

    /// The right to bring messages; `None` while somebody else does.
    pub fn cross(&self) -> Option<OwnedMutexGuard<()>> {
        self.crossing.clone().try_lock_owned().ok()
    }
}

/// A message as it is brought.
pub struct Letter {
    pub raw: Arc<Vec<u8>>,
    pub flags: Flags,
    /// INTERNALDATE, seconds since 1970 UTC.
    pub received: i64,
    /// Without angle brackets; empty where the message has none.
    pub message_id: String,
}

/// What came to a mailbox since a UID: UID, Message-ID, size. `None`: the mailbox is another one.
pub type Tail = Option<Vec<(Uid, String, u32)>>;

/// What is asked.
pub enum Wish {
    /// UIDVALIDITY and UIDNEXT of the mailbox, before anything is brought to it.
    Where,
    Tail {
        target: UidValidity,
        from: Uid,
    },
    /// Whether the message of this UID is this one, octet for octet.
    Same {
        target: UidValidity,
        uid: Uid,
        raw: Arc<Vec<u8>>,
    },
    /// Store this and see that it is there, looking from this UID on.
    Store {
        letter: Box<Letter>,
        target: UidValidity,
        from: Uid,
    },
}

/// What is answered.
#[derive(Debug)]
pub enum Answer {
    Where(UidValidity, Uid),
    Tail(Tail),
    Same(bool),
    /// It was stored and seen there under this UID.
    Stored(Uid),
    /// It was taken, but nobody sees it there.
    NotSeen,
}

/// One thing that another account wants of this one.
pub struct Errand {
    to: MailboxId,
    wish: Wish,
    answer: oneshot::Sender<Result<Answer, Fault>>,
}

/// The errands that wait at a desk.
pub type Errands = Mutex<VecDeque<Errand>>;

impl Desk {
    /// Asks this account for something and waits.
    ///
    /// # Errors
    /// What the server answered; `Lost` when the account is not connected (any more), or does not
    /// come to it.
    pub async fn run(&self, to: MailboxId, wish: Wish) -> Result<Answer, Fault> {
        let (answer, told) = oneshot::channel();
        lock(&self.errands).push_back(Errand { to, wish, answer });
        self.wake(Line::Commands);
        match tokio::time::timeout(PATIENCE, told).await {
            Ok(Ok(told)) => told,
            _ => Err(lost()),
        }
    }

    /// The next one for which somebody still waits.
    pub fn next_errand(&self) -> Option<Errand> {
        let mut errands = lock(&self.errands);
        while let Some(errand) = errands.pop_front() {
            if !errand.answer.is_closed() {
                return Some(errand);
            }
        }
        None
    }

    /// The connection is gone: who waits is told so.
    pub fn drop_errands(&self) {
        lock(&self.errands).clear();
    }
}

fn lost() -> Fault {
    Fault::new(FaultKind::Lost, Place::Connect, "the other account is not connected")
}

impl Wire {
    /// Does one errand. The answer holds what the server said of it.
    ///
    /// # Errors
    /// Only what ends this connection.
    pub async fn errand(&mut self, errand: Errand) -> Result<(), Fault> {
        let Errand { to, wish, answer } = errand;
        let desk = self.desk.clone();
        let turn = desk.turn(to).await;
        let told = match wish {
            Wish::Where => {
                self.target_now(to).await.map(|(target, next)| Answer::Where(target, next))
            }
            Wish::Tail { target, from } => self.tail_of(to, target, from).await.map(Answer::Tail),
            Wish::Same { target, uid, raw } => {
                self.is_same(to, target, uid, &raw).await.map(Answer::Same)
            }
            Wish::Store { letter, target, from } => {
                self.store_letter(to, &letter, target, from).await
            }
        };
        drop(turn);
        let ours = |fault: &&Fault| matches!(fault.place, Place::Cache | Place::Journal);
        let ends = told.as_ref().err().filter(|f| !self.session.is_open() || ours(f)).cloned();
        // Nobody may be there to hear it: what is on disk over there says how to go on. What ended
        // this connection is no answer of the server.
        let _ = answer.send(if ends.is_some() { Err(lost()) } else { told });
        match ends {
            Some(fault) => Err(fault),
            None => self.heed().await,
        }
    }

    async fn store_letter(
        &mut self,
        to: MailboxId,
        letter: &Letter,
        target: UidValidity,
        from: Uid,
    ) -> Result<Answer, Fault> {
        let name = self.name(to)?;
        let received = Some(letter.received);
        let told = self.session.append_of(&name, letter.flags, received, &letter.raw).await?;
        self.make_due(to);
        // A second look, as a later visitor would see it.
        let tail = self.tail_of(to, target, told.unwrap_or(from)).await?.unwrap_or_default();
        let may_be = |(uid, id, _): &&(Uid, String, u32)| {
            told.is_none_or(|told| told == *uid) && super::replay::bare(id) == letter.message_id
        };
        for (uid, _, size) in tail.iter().rev().filter(may_be) {
            let as_long = u32::try_from(letter.raw.len()).is_ok_and(|octets| octets == *size);
            // Servers may count octets in another way, and what has no name looks like others.
            let known = as_long && told.is_some();
            if known || self.is_same(to, target, *uid, &letter.raw).await? {
                return Ok(Answer::Stored(*uid));
            }
        }
        Ok(Answer::NotSeen)
    }

    /// Whether a message of a mailbox is this one, octet for octet.
    async fn is_same(
        &mut self,
        to: MailboxId,
        target: UidValidity,
        uid: Uid,
        raw: &[u8],
    ) -> Result<bool, Fault> {
        let selected = self.visit(to).await?;
        if selected.uid_validity != target && target != UidValidity(0) {
            return Ok(false);
        }
        match self.read_whole(uid, raw.len() as u64, raw.len() as u64).await {
            Err(fault) if fault.kind == FaultKind::TooLarge => Ok(false),
            there => Ok(there?.is_some_and(|there| there == raw)),
        }
    }

    /// The octets of a message in the open mailbox, which its server says to be `size`; `None` where
    /// it is gone. An answer that was cut short is no end: either there are as many octets as were
    /// told, or the server says that nothing follows.
    ///
    /// # Errors
    /// `TooLarge` over `limit`, and as `Session::part`.
    pub(super) async fn read_whole(
        &mut self,
        uid: Uid,
        size: u64,
        limit: u64,
    ) -> Result<Option<Vec<u8>>, Fault> {
        let whole = PartId(String::new());
        let mut raw: Vec<u8> = Vec::new();
        loop {
            let piece = match self.session.part(uid, &whole, raw.len() as u64, PIECE).await {
                Err(fault) if fault.kind == FaultKind::Gone => return Ok(None),
                piece => piece?,
            };
            let (last, none) = ((piece.len() as u64) < PIECE, piece.is_empty());
            raw.extend(piece);
            if raw.len() as u64 > limit {
                let detail = format!("a message of more than {limit} octets");
                return Err(Fault::new(FaultKind::TooLarge, Place::Message, detail));
            }
            if none || last && raw.len() as u64 == size {
                return Ok(Some(raw));
            }
        }
    }
}
