//! The cache and the journal of an account behind one door: calls run on workers, and what they
//! change is told to the app in the very order in which it was written. Knows no wire.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc;

use super::acquaint::Circle;
use super::heirs::Heirs;
use super::threads::Threads;
use crate::model::body::Body;
use crate::model::envelope::{Message, Row};
use crate::model::event::{Event, Fact, Source};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::flags::Flags;
use crate::model::ids::{AccountId, EntryId, MailboxId, MessageKey};
use crate::model::journal::{Promise, State};
use crate::model::remote::{RemoteRef, Uid, UidValidity, WireName};
use crate::model::removed::Why;
use crate::store::{
    Batch, Cache, Committed, Found, Journal, Reasons, Stored, Sum, SyncState, Tally,
};

/// Rows in one event at most.
pub const CHUNK: usize = 4_096;

/// Tells the app what happened to one account. Cheap to clone.
#[derive(Clone)]
pub struct Teller {
    account: AccountId,
    events: mpsc::UnboundedSender<Event>,
}

impl Teller {
    pub fn new(account: AccountId, events: mpsc::UnboundedSender<Event>) -> Self {
        Self { account, events }
    }

    /// Nobody listening any more is no fault: the engine is about to be dropped.
    pub fn tell(&self, fact: Fact) {
        let _ = self.events.send(Event { account: self.account, fact });
    }
}

/// How many rows and unread rows a mailbox has, as the server counts them. The higher the turn, the
/// newer the figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rows {
    pub turn: u64,
    pub all: u32,
    pub unread: u32,
    /// Those of both that are marked `\Deleted`, and so are not shown.
    pub marked: (u32, u32),
}

impl Rows {
    /// Rows and unread rows that are shown.
    pub fn shown(self) -> (u32, u32) {
        self.less_marked((self.all, self.unread))
    }

    /// What is left of the server's counts without what is marked.
    pub fn less_marked(self, (all, unread): (u32, u32)) -> (u32, u32) {
        (all.saturating_sub(self.marked.0), unread.saturating_sub(self.marked.1))
    }
}

/// What a commit did.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    pub committed: Committed,
    pub rows: Rows,
}

/// A mailbox with all that is known of it.
pub type Known = (Stored, SyncState, Rows);

/// The cache and the journal. Cheap to clone.
#[derive(Clone)]
pub struct Books {
    pub(super) cache: Cache,
    journal: Journal,
    pub(super) teller: Teller,
    /// Held while something is written and told, so that both have one order.
    pub(super) order: Arc<Mutex<Order>>,
    /// Messages that a move of ours may have taken away: only the move itself says where they are.
    pub(super) custody: Arc<Mutex<Custody>>,
    /// What an order of ours deletes for good.
    pub(super) erased: Arc<Mutex<HashSet<(MailboxId, Uid)>>>,
    /// Bodies that wait for the copies of their messages.
    pub(super) heirs: Arc<Mutex<Heirs>>,
    /// Whom this account knows.
    pub(super) acquaintances: Arc<Mutex<Circle>>,
    /// Who answers whom.
    pub(super) threads: Arc<Threads>,
}

/// What each entry may have taken away.
pub(super) type Custody = HashMap<EntryId, HashSet<(MailboxId, Uid)>>;

/// What is written and told in one order.
#[derive(Default)]
pub(super) struct Order {
    /// Messages marked `\Deleted`: the server still has them, nobody wants to see them.
    hidden: HashSet<MessageKey>,
    turn: u64,
}

impl Books {
    pub fn new(cache: Cache, journal: Journal, teller: Teller) -> Self {
        let (order, custody, erased, heirs, acquaintances) = Default::default();
        let threads = Arc::default();
        Self { cache, journal, teller, order, custody, erased, heirs, acquaintances, threads }
    }

    pub fn teller(&self) -> &Teller {
        &self.teller
    }

    /// Runs `work` on a worker.
    pub(super) async fn on_worker<T, F>(&self, work: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: FnOnce(&Self) -> Result<T, Fault> + Send + 'static,
    {
        let books = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&books)).await;
        done.unwrap_or_else(|broken| {
            Err(Fault::new(FaultKind::Damaged, Place::Cache, format!("a worker broke: {broken}")))
        })
    }

    /// Every mailbox with its state and counts.
    pub async fn known(&self) -> Result<Vec<Known>, Fault> {
        self.on_worker(|books| {
            let mut order = lock(&books.order);
            let each = books.cache.mailboxes()?.into_iter();
            each.map(|stored| books.with_state(stored, &mut order)).collect()
        })
        .await
    }

    fn with_state(&self, stored: Stored, order: &mut Order) -> Result<Known, Fault> {
        let id = stored.mailbox.id;
        Ok((stored, self.cache.sync_state(id)?, self.rows(id, order)?))
    }

    fn rows(&self, mailbox: MailboxId, order: &mut Order) -> Result<Rows, Fault> {
        order.turn += 1;
        let Sum { all, unread, marked, marked_unread } = self.cache.sum(mailbox)?;
        Ok(Rows { turn: order.turn, all, unread, marked: (marked, marked_unread) })
    }

    /// Takes a complete list of the server's mailboxes. Where it tells no counts, those of the
    /// cached rows hold, if all of them are cached.
    pub async fn list(&self, found: Vec<Found>) -> Result<Vec<Known>, Fault> {
        self.on_worker(move |books| {
            let mut order = lock(&books.order);
            let before: HashSet<MailboxId> =
                books.cache.mailboxes()?.iter().map(|stored| stored.mailbox.id).collect();
            let stored = books.cache.list_mailboxes(&found)?;
            let counted: HashSet<WireName> =
                found.into_iter().filter(|at| at.counts.is_some()).map(|at| at.wire).collect();
            let mut known = Vec::with_capacity(stored.len());
            for stored in stored {
                let (mut stored, state, rows) = books.with_state(stored, &mut order)?;
                let told = (stored.mailbox.total, stored.mailbox.unread);
                let by_rows = state.complete && !counted.contains(&stored.wire);
                (stored.mailbox.total, stored.mailbox.unread) =
                    if by_rows { rows.shown() } else { rows.less_marked(told) };
                known.push((stored, state, rows));
            }
            let mailboxes = known.iter().map(|(stored, ..)| stored.mailbox.clone()).collect();
            books.teller.tell(Fact::MailboxesListed { mailboxes, source: Source::Server });
            if before.iter().any(|id| known.iter().all(|(stored, ..)| stored.mailbox.id != *id)) {
                books.tell_all_removed()?;
            }
            Ok(known)
        })
        .await
    }

    /// These mailboxes are about to be listed by these names.
    pub async fn expect_names(&self, names: Vec<(MailboxId, WireName)>) -> Result<(), Fault> {
        self.on_worker(move |books| books.cache.expect_names(&names)).await
    }

    /// Tells the cached rows of a mailbox. Nothing is written meanwhile, so that no row is told
    /// after it vanished.
    pub async fn tell_rows(&self, mailbox: MailboxId) -> Result<u32, Fault> {
        self.on_worker(move |books| {
            let mut order = lock(&books.order);
            let mut rows: Vec<Row> = Vec::new();
            let mut told = 0;
            let mut send = |rows: Vec<Row>| {
                told += u32::try_from(rows.len()).unwrap_or(u32::MAX);
                let source = Source::Cache;
                books.teller.tell(Fact::RowsArrived { mailbox, rows, source });
            };
            books.cache.rows(mailbox, &mut |page| {
                rows.extend(order.shown(page));
                if rows.len() >= CHUNK {
                    let rest = rows.split_off(CHUNK);
                    send(std::mem::replace(&mut rows, rest));
                }
                true
            })?;
            if !rows.is_empty() {
                send(rows);
            }
            Ok(told)
        })
        .await
    }

    /// Applies a batch and tells what it changed.
    pub async fn commit(&self, batch: Batch, why: Why) -> Result<Outcome, Fault> {
        self.on_worker(move |books| {
            let mut order = lock(&books.order);
            books.commit_now(batch, why, &mut order)
        })
        .await
    }

    fn commit_now(&self, mut batch: Batch, why: Why, order: &mut Order) -> Result<Outcome, Fault> {
        let mailbox = batch.mailbox;
        {
            let custody = lock(&self.custody);
            let held = |uid: Uid| custody.values().any(|held| held.contains(&(mailbox, uid)));
            batch.gone.retain(|&uid| !held(uid));
        }
        let deleted_here = self.take_erased(mailbox, &batch.gone);
        let committed = self.cache.commit_because(batch, &Reasons { why, deleted_here })?;
        let rows = self.rows(mailbox, order)?;
        self.hand_down(&committed.added);
        self.acquaint(mailbox, &committed.added)?;
        self.thread(&committed.added)?;
        for part in order.shown(committed.added.clone()).chunks(CHUNK) {
            let (rows, source) = (part.to_vec(), Source::Server);
            self.teller.tell(Fact::RowsArrived { mailbox, rows, source });
        }
        self.tell_flags(mailbox, &committed.flags, order)?;
        let gone: Vec<MessageKey> =
            committed.gone.iter().copied().filter(|key| !order.hidden.remove(key)).collect();
        if !gone.is_empty() {
            self.teller.tell(Fact::Vanished { mailbox, keys: gone });
        }
        self.tell_removed(&committed.gone)?;
        Ok(Outcome { committed, rows })
    }

    /// A message that becomes `\Deleted` vanishes, one that is so no more comes back.
    fn tell_flags(
        &self,
        mailbox: MailboxId,
        changed: &[(MessageKey, Flags)],
        order: &mut Order,
    ) -> Result<(), Fault> {
        let (mut flags, mut vanished, mut back) = (Vec::new(), Vec::new(), Vec::new());
        for &(key, now) in changed {
            if now.has(Flags::DELETED) {
                if order.hidden.insert(key) {
                    vanished.push(key);
                }
            } else if order.hidden.remove(&key) {
                back.extend(self.cache.message(key)?.map(|message| message.row));
            } else {
                flags.push((key, now));
            }
        }
        if !flags.is_empty() {
            self.teller.tell(Fact::FlagsChanged { mailbox, flags });
        }
        if !vanished.is_empty() {
            self.teller.tell(Fact::Vanished { mailbox, keys: vanished });
        }
        if !back.is_empty() {
            let source = Source::Server;
            self.teller.tell(Fact::RowsArrived { mailbox, rows: back, source });
        }
        Ok(())
    }

    /// A confirmed move: what was moved takes its keys along. The rows and unread rows of both
    /// mailboxes after it.
    pub async fn moved(
        &self,
        from: MailboxId,
        to: (MailboxId, UidValidity),
        pairs: Vec<(MessageKey, Option<Uid>)>,
    ) -> Result<[Rows; 2], Fault> {
        self.on_worker(move |books| {
            let mut order = lock(&books.order);
            let keys: Vec<MessageKey> = pairs.iter().map(|(key, _)| *key).collect();
            // The word that they left came before the word where they went.
            let back: Vec<MessageKey> =
                books.cache.removed_of(&keys)?.into_iter().map(|one| one.row.key).collect();
            let astray = books.astray(&keys, from, to.0)?;
            let relocated = books.cache.moved(from, to, &pairs)?;
            // A sync of the target was quicker and gave the message a key of its own.
            let keys: Vec<MessageKey> = relocated.replaced.iter().map(|(new, _)| *new).collect();
            if !keys.is_empty() {
                books.teller.tell(Fact::Vanished { mailbox: to.0, keys });
            }
            let keys: Vec<MessageKey> = pairs.iter().map(|(key, _)| *key).collect();
            for (from, key) in astray {
                books.teller.tell(Fact::Moved { from, to: to.0, keys: vec![key] });
            }
            books.teller.tell(Fact::Moved { from, to: to.0, keys });
            books.tell_back(to.0, &back)?;
            Ok([books.rows(from, &mut order)?, books.rows(to.0, &mut order)?])
        })
        .await
    }

    /// Those of the messages that the cache holds for being in a third mailbox: it fell back behind
    /// an earlier move, and they are shown there.
    fn astray(
        &self,
        keys: &[MessageKey],
        from: MailboxId,
        to: MailboxId,
    ) -> Result<Vec<(MailboxId, MessageKey)>, Fault> {
        let mut astray = Vec::new();
        for &key in keys {
            let at = self.cache.locate(key)?.map(|place| place.mailbox);
            let third = |at: &MailboxId| ![from, to, MailboxId::REMOVED].contains(at);
            astray.extend(at.filter(third).map(|at| (at, key)));
        }
        Ok(astray)
    }

    /// Lets go of all UIDs of a mailbox.
    pub async fn begin_rebind(&self, mailbox: MailboxId, new: UidValidity) -> Result<(), Fault> {
        self.spare(mailbox);
        self.on_worker(move |books| books.cache.begin_rebind(mailbox, new)).await
    }

    /// The history is complete: what found no partner is gone.
    pub async fn finish_rebind(&self, mailbox: MailboxId) -> Result<Rows, Fault> {
        self.on_worker(move |books| {
            let mut order = lock(&books.order);
            let all = books.cache.finish_rebind(mailbox)?;
            let keys: Vec<MessageKey> =
                all.iter().copied().filter(|key| !order.hidden.remove(key)).collect();
            if !keys.is_empty() {
                books.teller.tell(Fact::Vanished { mailbox, keys });
            }
            books.tell_removed(&all)?;
            books.rows(mailbox, &mut order)
        })
        .await
    }

    /// All UIDs known in a mailbox, rising.
    pub async fn uids(&self, mailbox: MailboxId) -> Result<Vec<Uid>, Fault> {
        self.on_worker(move |books| {
            Ok(books.cache.uids(mailbox)?.into_iter().map(|(uid, ..)| uid).collect())
        })
        .await
    }

    /// What an audit compares of the newest `most` rows below a UID, rising.
    pub async fn tallies(
        &self,
        mailbox: MailboxId,
        below: Uid,
        most: usize,
    ) -> Result<Vec<Tally>, Fault> {
        self.on_worker(move |books| books.cache.tallies(mailbox, below, most)).await
    }

    /// Where messages are and what they are; those that are gone are left out.
    pub async fn locate(
        &self,
        keys: Vec<MessageKey>,
    ) -> Result<HashMap<MessageKey, (Option<RemoteRef>, Message)>, Fault> {
        self.on_worker(move |books| {
            let mut found = HashMap::with_capacity(keys.len());
            for key in keys {
                if let Some(message) = books.cache.message(key)? {
                    found.insert(key, (books.cache.locate(key)?, message));
                }
            }
            Ok(found)
        })
        .await
    }

    /// A message with its body as it was kept.
    pub async fn body(&self, key: MessageKey) -> Result<Option<(Message, Body)>, Fault> {
        self.on_worker(move |books| {
            if let Some(message) = books.cache.removed_message(key)? {
                return Ok(Some((message, books.cache.body(key).unwrap_or_default())));
            }
            let Some(body) = books.cache.body(key) else { return Ok(None) };
            Ok(books.cache.message(key)?.map(|message| (message, body)))
        })
        .await
    }

    /// These messages of a mailbox are these mails, as the server told.
    pub async fn identify(&self, mailbox: MailboxId, told: Vec<(Uid, u64)>) -> Result<(), Fault> {
        self.on_worker(move |books| books.cache.identify(mailbox, &told)).await
    }

    /// Where the same mails are besides, each with its message there.
    pub async fn twins(&self, keys: Vec<MessageKey>) -> Result<Vec<(RemoteRef, Message)>, Fault> {
        self.on_worker(move |books| {
            let mut found = Vec::new();
            for key in keys {
                for (_, twin) in books.cache.twins(key)? {
                    let at = books.cache.locate(twin)?.zip(books.cache.message(twin)?);
                    found.extend(at);
                }
            }
            Ok(found)
        })
        .await
    }

    pub async fn put_body(&self, key: MessageKey, body: Body) -> Result<(), Fault> {
        self.on_worker(move |books| books.cache.put_body(key, &body)).await
    }

    /// Writes a new entry to the journal.
    pub async fn promise(&self, promise: Promise) -> Result<(), Fault> {
        self.on_worker(move |books| books.journal.promise(&promise)).await
    }

    /// An order that makes messages, as the journal has it now.
    pub fn made(&self, order: EntryId) -> Option<Promise> {
        self.journal.made(order)
    }

    /// Writes new states of entries to the journal, all of them or none.
    pub async fn note_all(&self, notes: Vec<(EntryId, State)>) -> Result<(), Fault> {
        self.on_worker(move |books| books.journal.note_all(&notes)).await
    }

    /// These may be on their way: nobody but the entry says what became of them.
    pub fn hold(&self, entry: EntryId, mailbox: MailboxId, uids: impl IntoIterator<Item = Uid>) {
        let held = uids.into_iter().map(|uid| (mailbox, uid));
        lock(&self.custody).entry(entry).or_default().extend(held);
    }

    /// What became of an entry's messages is known.
    pub fn let_go(&self, entry: EntryId) {
        lock(&self.custody).remove(&entry);
    }

    pub async fn close(&self) {
        let closed = self.on_worker(|books| {
            books.cache.close();
            Ok(())
        });
        if let Err(fault) = closed.await {
            tracing::warn!(%fault, "The cache could not be closed in peace.");
        }
    }
}

impl Order {
    /// The rows that are to be seen.
    fn shown(&mut self, rows: Vec<Row>) -> Vec<Row> {
        let (deleted, rows): (Vec<Row>, Vec<Row>) =
            rows.into_iter().partition(|row| row.flags.has(Flags::DELETED));
        self.hidden.extend(deleted.into_iter().map(|row| row.key));
        rows
    }
}

/// A lock that a panic elsewhere does not spoil: what it guards is changed in single steps.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
