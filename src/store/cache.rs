//! The cache of one account: what everything else in here is put together to. Readers see whole
//! changes only; there is one writer at a time.

mod headers;
mod labels;
mod opening;
mod removed;
mod tally;
mod twins;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

pub use labels::Labelled;

use super::backend::Backend;
use super::backend::memory::Memory;
use super::bodies::{self, Bodies, Owner};
use super::keys::Slot;
use super::lock::Held;
use super::pages::{Entry, Mark, damaged};
use super::plan::{Bequest, Plan};
use super::recall::{Pins, Recall, short_hash};
use super::records::{self, Binding, Listed};
use super::shelf::Shelf;
use super::{Batch, Committed, Found, Opened, Reasons, Relocated, Stored, Sum, SyncState};
use super::{commit, mailboxes, moves};
use crate::model::body::Body;
use crate::model::envelope::{Message, Row};
use crate::model::fault::{Fault, FaultKind};
use crate::model::flags::Flags;
use crate::model::ids::{AccountId, MailboxId, MessageKey};
use crate::model::journal::Promise;
use crate::model::remote::{RemoteRef, Uid, UidValidity, WireName};

/// The cache of one account. Cheap to clone, safe to share between threads.
#[derive(Clone)]
pub struct Cache {
    inner: Arc<Inner>,
}

pub(super) struct Inner {
    account: AccountId,
    backend: Box<dyn Backend>,
    /// Held for writing while a change becomes visible.
    view: RwLock<()>,
    recall: Mutex<Recall>,
    bodies: Mutex<Bodies>,
    /// A value could not be read: nothing is written any more, and the next start begins anew.
    broken: AtomicBool,
    /// The file that tells the next start so.
    marker: Option<PathBuf>,
    /// Freed last, when the tree is closed.
    _lock: Option<Held>,
}

impl Inner {
    pub fn account(&self) -> AccountId {
        self.account
    }

    pub fn backend(&self) -> &dyn Backend {
        &*self.backend
    }

    /// What the one writer at a time holds.
    ///
    /// # Errors
    /// `Damaged` once anything was found damaged.
    pub fn recall(&self) -> Result<MutexGuard<'_, Recall>, Fault> {
        let recall = self.recall.lock().unwrap_or_else(PoisonError::into_inner);
        if self.broken.load(Ordering::Acquire) { Err(damaged("the cache")) } else { Ok(recall) }
    }

    fn bodies(&self) -> MutexGuard<'_, Bodies> {
        self.bodies.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Carries out a plan: all of it or nothing; durable when this returns.
    pub fn write(&self, plan: Plan) -> Result<(), Fault> {
        let (changes, Bequest { dead, heirs }) = plan.finish(self.backend())?;
        if !changes.is_empty() {
            let view = self.view.write().unwrap_or_else(PoisonError::into_inner);
            self.backend.apply(&changes)?;
            drop(view);
            self.backend.sync()?;
        }
        if !heirs.is_empty() || !dead.is_empty() {
            let mut bodies = self.bodies();
            for (owner, number) in heirs {
                bodies.bequeath(self.backend(), owner, number);
            }
            bodies.forget(self.backend(), &dead);
        }
        Ok(())
    }

    /// Runs a reader on one state of the tree.
    fn read<T>(&self, read: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
        let _view = self.view.read().unwrap_or_else(PoisonError::into_inner);
        read()
    }

    /// Remembers damage, so that the next start begins anew.
    fn watch<T>(&self, done: Result<T, Fault>) -> Result<T, Fault> {
        if let Err(fault) = &done
            && fault.kind == FaultKind::Damaged
            && !self.broken.swap(true, Ordering::AcqRel)
        {
            tracing::warn!("the cache is damaged and will be rebuilt at the next start: {fault}");
            if let Some(marker) = &self.marker
                && let Err(error) = std::fs::write(marker, b"")
            {
                tracing::warn!("{} could not be written: {error}", marker.display());
            }
        }
        done
    }

    fn shelf(&self, mailbox: MailboxId) -> Shelf<'_> {
        Shelf { backend: self.backend(), mailbox: mailbox.0 }
    }

    fn entry(&self, key: MessageKey) -> Result<Option<(MailboxId, Entry)>, Fault> {
        if key.account() != self.account {
            return Ok(None);
        }
        self.read(|| {
            let Some((mailbox, slot)) = records::locate(self.backend(), key.number())? else {
                return Ok(None);
            };
            let mailbox = MailboxId(mailbox);
            let entry = self.shelf(mailbox).entries_of(&[slot].into())?.remove(&slot);
            let entry = entry.filter(|entry| entry.mark.number == key.number());
            entry.map(|entry| Some((mailbox, entry))).ok_or_else(|| damaged("a message's place"))
        })
    }

    /// Whose a body is. `None` when the message is not known.
    fn owner(&self, key: MessageKey) -> Result<Option<Owner>, Fault> {
        Ok(self.entry(key)?.map(|(_, entry)| owner(&entry)))
    }
}

/// Whose the body of this row is.
pub(super) fn owner(entry: &Entry) -> Owner {
    let (line, rest) = (&entry.content.line, &entry.content.rest);
    let date = rest.date.map_or([0; 9], |date| {
        let mut bytes = [1; 9];
        bytes.iter_mut().skip(1).zip(date.to_le_bytes()).for_each(|(to, byte)| *to = byte);
        bytes
    });
    let texts = [&rest.message_id, &line.from.name, &line.from.email, &line.subject];
    let [id, name, email, subject] = texts.map(|text| text.as_bytes());
    let fingerprint = short_hash(&[id, &date, name, email, subject]);
    Owner { number: entry.mark.number, fingerprint }
}

impl Cache {
    /// Opens or begins the cache of an account in `dir` (`<cache>/acct-<id>`). `promises` are the
    /// journal's unfinished ones: should the cache be new, their mailboxes and messages get the
    /// very ids and keys they have in the journal. Those that are over may be among them: no other
    /// mailbox or message gets their ids and keys.
    ///
    /// # Errors
    /// `InUse` when another process holds it; `Disk` when the folder cannot be written.
    pub fn open(
        dir: &Path,
        account: AccountId,
        promises: &[Promise],
    ) -> Result<(Self, Opened), Fault> {
        opening::open(dir, account, promises)
    }

    /// A cache that lives in memory only (the demo account).
    pub fn in_memory(account: AccountId) -> Self {
        let pins = Pins::new(account, &[]);
        let bodies = Bodies::Memory(bodies::Memory::default());
        Self::new(account, Box::new(Memory::default()), bodies, Recall::new(pins), None)
    }

    fn new(
        account: AccountId,
        backend: Box<dyn Backend>,
        bodies: Bodies,
        recall: Recall,
        held: Option<(PathBuf, Held)>,
    ) -> Self {
        let (marker, lock) = held.unzip();
        let inner = Inner {
            account,
            backend,
            view: RwLock::new(()),
            recall: Mutex::new(recall),
            bodies: Mutex::new(bodies),
            broken: AtomicBool::new(false),
            marker,
            _lock: lock,
        };
        Self { inner: Arc::new(inner) }
    }

    pub fn account(&self) -> AccountId {
        self.inner.account
    }

    /// All mailboxes that are known, in the order of their ids.
    pub fn mailboxes(&self) -> Result<Vec<Stored>, Fault> {
        let inner = &self.inner;
        inner.watch(inner.read(|| Listed::read_all(inner.backend()).map(mailboxes::stored)))
    }

    /// Takes a complete LIST: new ones get ids, known ones are updated, those missing for the
    /// second time in a row are dropped with their rows. An empty list changes nothing. Gives all
    /// that are known then, in the order of their ids.
    pub fn list_mailboxes(&self, found: &[Found]) -> Result<Vec<Stored>, Fault> {
        self.inner.watch(mailboxes::list(&self.inner, found))
    }

    /// These mailboxes are about to get these names on the server, by CREATE or RENAME: whoever is
    /// listed by one of them next, and was not before, keeps or gets this id.
    ///
    /// # Errors
    /// `Damaged`.
    pub fn expect_names(&self, names: &[(MailboxId, WireName)]) -> Result<(), Fault> {
        self.inner.recall()?.pins.expect(names);
        Ok(())
    }

    /// How far a mailbox is known; nothing is known of one that is not in the list.
    pub fn sync_state(&self, mailbox: MailboxId) -> Result<SyncState, Fault> {
        let inner = &self.inner;
        let state = || Ok(Binding::read(inner.backend(), mailbox.0)?.state);
        inner.watch(inner.read(state))
    }

    /// Hands the rows of a mailbox to `sink`, newest UID first, a page at a time, until it says
    /// `false`. Rows without a UID (moved here or to be re-bound) come last.
    pub fn rows(
        &self,
        mailbox: MailboxId,
        sink: &mut dyn FnMut(Vec<Row>) -> bool,
    ) -> Result<(), Fault> {
        let inner = &self.inner;
        let shelf = inner.shelf(mailbox);
        let mut below = u64::MAX;
        loop {
            let page = inner.read(|| {
                let Some(marks) = shelf.page_below(below)? else { return Ok(None) };
                let lines = shelf.lines(&marks)?;
                Ok(Some((marks, lines)))
            });
            let Some((marks, lines)) = inner.watch(page)? else { return Ok(()) };
            let first = marks.first().map_or(0, |mark| mark.slot.0);
            // Between two pages a commit may have laid the rows out anew.
            let unseen = |(mark, _): &(&Mark, _)| mark.slot.0 < below;
            let mut rows: Vec<Row> = marks
                .iter()
                .zip(lines)
                .filter(unseen)
                .map(|(mark, line)| line.row(inner.account, mark))
                .collect();
            rows.reverse();
            below = first;
            if !rows.is_empty() && !sink(rows) {
                return Ok(());
            }
        }
    }

    /// All UIDs known in a mailbox with their keys and flags, rising. Rows without a UID are not
    /// among them.
    pub fn uids(&self, mailbox: MailboxId) -> Result<Vec<(Uid, MessageKey, Flags)>, Fault> {
        let account = self.inner.account;
        let mut all = Vec::new();
        self.bound(mailbox, &mut |marks| {
            all.extend(marks.into_iter().map(|mark| {
                (Uid(mark.slot.uid()), MessageKey::new(account, mark.number), mark.flags)
            }));
        })?;
        Ok(all)
    }

    /// The keys of those of these UIDs of a mailbox that are known. Reads only where they lie.
    pub fn keys_at(
        &self,
        mailbox: MailboxId,
        uids: &HashSet<Uid>,
    ) -> Result<HashMap<Uid, MessageKey>, Fault> {
        let inner = &self.inner;
        let marks = inner.read(|| {
            let binding = Binding::read(inner.backend(), mailbox.0)?;
            inner.shelf(mailbox).marks_of(&uids.iter().map(|uid| binding.slot(*uid)).collect())
        });
        let key = |mark: Mark| MessageKey::new(inner.account, mark.number);
        let keyed = |mark: Mark| (Uid(mark.slot.uid()), key(mark));
        Ok(inner.watch(marks)?.into_values().map(keyed).collect())
    }

    /// How many rows with a UID are known in a mailbox.
    pub fn sum(&self, mailbox: MailboxId) -> Result<Sum, Fault> {
        let mut sum = Sum::default();
        self.bound(mailbox, &mut |marks| {
            for mark in marks {
                let (unread, marked) =
                    (!mark.flags.has(Flags::SEEN), mark.flags.has(Flags::DELETED));
                sum.all += 1;
                sum.unread += u32::from(unread);
                sum.marked += u32::from(marked);
                sum.marked_unread += u32::from(marked && unread);
            }
        })?;
        Ok(sum)
    }

    /// Visits the rows that have a UID.
    fn bound(&self, mailbox: MailboxId, visit: &mut dyn FnMut(Vec<Mark>)) -> Result<(), Fault> {
        let inner = &self.inner;
        let visited = inner.read(|| {
            let from = Binding::read(inner.backend(), mailbox.0)?.slot(Uid(0));
            inner.shelf(mailbox).marks(from.0, from.epoch_end(), visit)
        });
        inner.watch(visited)
    }

    /// Where a message is on the server. `None` when it is gone, and while its UID is not known.
    pub fn locate(&self, key: MessageKey) -> Result<Option<RemoteRef>, Fault> {
        let inner = &self.inner;
        if key.account() != inner.account {
            return Ok(None);
        }
        let located = inner.read(|| {
            let Some((id, slot)) = records::locate(inner.backend(), key.number())? else {
                return Ok(None);
            };
            let binding = Binding::read(inner.backend(), id)?;
            Ok(binding.validity.filter(|_| binding.binds(slot)).map(|uidvalidity| {
                let (mailbox, uid) = (MailboxId(id), Uid(slot.uid()));
                RemoteRef { mailbox, uidvalidity, uid }
            }))
        });
        inner.watch(located)
    }

    /// A message with its full headers, as far as they are kept (hostile lengths are cut).
    pub fn message(&self, key: MessageKey) -> Result<Option<Message>, Fault> {
        let found = self.inner.watch(self.inner.entry(key))?;
        let found = found.filter(|(mailbox, _)| *mailbox != MailboxId::REMOVED);
        Ok(found.map(|(mailbox, Entry { mark, content })| {
            let row = content.line.clone().row(self.inner.account, &mark);
            Message { mailbox, row, envelope: content.envelope() }
        }))
    }

    /// Many messages with their full headers and, where the server has them under one, their UIDs.
    /// Those that are not known are left out. Each page is read once, where `message` reads one for
    /// every message.
    pub fn messages(
        &self,
        keys: &[MessageKey],
    ) -> Result<HashMap<MessageKey, (Message, Option<Uid>)>, Fault> {
        let inner = &self.inner;
        inner.watch(inner.read(|| {
            let mut slots: BTreeMap<u32, BTreeSet<Slot>> = BTreeMap::new();
            for key in keys.iter().filter(|key| key.account() == inner.account) {
                let at = records::locate(inner.backend(), key.number())?;
                if let Some((mailbox, slot)) = at.filter(|(id, _)| *id != MailboxId::REMOVED.0) {
                    slots.entry(mailbox).or_default().insert(slot);
                }
            }
            let mut found = HashMap::new();
            for (id, slots) in slots {
                let (mailbox, binding) = (MailboxId(id), Binding::read(inner.backend(), id)?);
                for (slot, Entry { mark, content }) in inner.shelf(mailbox).entries_of(&slots)? {
                    let row = content.line.clone().row(inner.account, &mark);
                    let message = Message { mailbox, row, envelope: content.envelope() };
                    let uid = binding.binds(slot).then(|| Uid(slot.uid()));
                    found.insert(message.row.key, (message, uid));
                }
            }
            Ok(found)
        }))
    }

    /// Applies the batch atomically and makes it durable before it returns. Its parts are taken in
    /// this order: state, added, flags, gone. A state with another UIDVALIDITY begins a re-binding
    /// by itself. Flags with an older mod-sequence than the known ones are left out, until a state
    /// without `highest_modseq` or with a lower one says that the server counts anew.
    ///
    /// # Errors
    /// `Gone` when the mailbox is not known; `Disk`; `Damaged`.
    pub fn commit(&self, batch: Batch) -> Result<Committed, Fault> {
        self.commit_because(batch, &Reasons::default())
    }

    /// The same, with the reasons why rows go: they are kept among the removed.
    ///
    /// # Errors
    /// As `commit`.
    pub fn commit_because(&self, batch: Batch, reasons: &Reasons) -> Result<Committed, Fault> {
        self.inner.watch(commit::commit(&self.inner, batch, reasons))
    }

    /// The server confirmed a move: the messages leave `from` and take their keys to `to`, under
    /// these UIDs where they are known. Bodies stay with their keys.
    ///
    /// Where the UID is not known, the row is kept in `to` without one, is among its `rows`, and
    /// the next `commit` that adds this message there binds it; if UIDNEXT goes on without it, that
    /// commit tells it to be gone. Where a sync of `to` saw the message first, the two become one
    /// row, and what is given back tells which key went. A message that was told to be gone from
    /// `from` a moment before is found again.
    ///
    /// # Errors
    /// `Gone` when the target is not known; `Disk`; `Damaged`.
    pub fn moved(
        &self,
        from: MailboxId,
        to: (MailboxId, UidValidity),
        pairs: &[(MessageKey, Option<Uid>)],
    ) -> Result<Relocated, Fault> {
        tracing::debug!("{} messages went from mailbox {} to {}", pairs.len(), from.0, to.0.0);
        self.inner.watch(moves::moved(&self.inner, to.0, to.1, pairs))
    }

    /// A new UIDVALIDITY: every row of the mailbox loses its UID; `commit` re-binds added messages
    /// to them by Message-ID and size (else date and size), keeping key and body. `finish_rebind`
    /// drops what found no partner.
    pub fn begin_rebind(&self, mailbox: MailboxId, new: UidValidity) -> Result<(), Fault> {
        self.inner.watch(moves::begin_rebind(&self.inner, mailbox, new))
    }

    /// How many rows of a mailbox have no UID: they were moved here or are to be re-bound.
    pub fn unbound(&self, mailbox: MailboxId) -> Result<usize, Fault> {
        let inner = &self.inner;
        let mut count = 0;
        let counted = inner.read(|| {
            let from = Binding::read(inner.backend(), mailbox.0)?.slot(Uid(0));
            let below = Slot::new(Slot::FIRST, 0).0..from.0;
            inner.shelf(mailbox).marks(below.start, below.end, &mut |marks| count += marks.len())
        });
        inner.watch(counted)?;
        Ok(count)
    }

    /// Ends a re-binding when the new history is complete: the keys of what is gone. Harmless where
    /// there is none.
    pub fn finish_rebind(&self, mailbox: MailboxId) -> Result<Vec<MessageKey>, Fault> {
        self.inner.watch(moves::finish_rebind(&self.inner, mailbox))
    }

    /// Keeps a body; flushed lazily, evicted oldest-used first over the budget. That of a message
    /// that is not known any more is not kept.
    pub fn put_body(&self, key: MessageKey, body: &Body) -> Result<(), Fault> {
        let inner = &self.inner;
        match inner.watch(inner.owner(key))? {
            Some(owner) => inner.bodies().put(inner.backend(), owner, body),
            None => Ok(()),
        }
    }

    /// Writes everything out; for the end of the run.
    pub fn close(&self) {
        self.inner.bodies().sync();
        if let Err(fault) = self.inner.backend.sync() {
            tracing::warn!("the cache could not be written out: {fault}");
        }
    }
}

impl Recall {
    fn new(pins: Pins) -> Self {
        Self {
            next_mailbox: pins.next_mailbox,
            next_number: pins.next_number,
            pins,
            tombs: Default::default(),
            arrivals: Default::default(),
            unbound: Default::default(),
        }
    }
}
