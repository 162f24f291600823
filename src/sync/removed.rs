//! What left the server, as the app is told of it: kept in the cache for a while, told after it was
//! taken out of its mailbox. Knows no wire.

use std::collections::HashSet;

use super::books::{Books, CHUNK, lock};
use super::desk::{Desk, now_seconds};
use crate::model::event::{Fact, Source};
use crate::model::fault::Fault;
use crate::model::ids::{MailboxId, MessageKey};
use crate::model::remote::Uid;
use crate::model::removed::{KEPT_FOR, Removed};

impl Books {
    /// An order of ours is about to delete these for good.
    pub fn erase(&self, mailbox: MailboxId, uids: impl IntoIterator<Item = Uid>) {
        lock(&self.erased).extend(uids.into_iter().map(|uid| (mailbox, uid)));
    }

    /// The order came to nothing.
    pub fn spare(&self, mailbox: MailboxId) {
        lock(&self.erased).retain(|(at, _)| *at != mailbox);
    }

    /// Those of these UIDs that orders of ours take away: nobody is surprised that they go.
    pub fn ours(&self, mailbox: MailboxId, uids: &[Uid]) -> HashSet<Uid> {
        let (erased, custody) = (lock(&self.erased), lock(&self.custody));
        if erased.is_empty() && custody.is_empty() {
            return HashSet::new();
        }
        let ours = |uid: &Uid| {
            let spot = (mailbox, *uid);
            erased.contains(&spot) || custody.values().any(|held| held.contains(&spot))
        };
        uids.iter().copied().filter(ours).collect()
    }

    /// How many messages of a mailbox a move of ours may have taken away.
    pub fn held(&self, mailbox: MailboxId) -> u64 {
        let custody = lock(&self.custody);
        let held = custody.values().flatten().filter(|(at, _)| *at == mailbox);
        held.count() as u64
    }

    /// Those of the gone that we deleted; they are told apart once.
    pub(super) fn take_erased(&self, mailbox: MailboxId, gone: &[Uid]) -> HashSet<Uid> {
        let mut erased = lock(&self.erased);
        gone.iter().copied().filter(|&uid| erased.remove(&(mailbox, uid))).collect()
    }

    /// How many rows of a mailbox wait for a UID.
    pub async fn unbound(&self, mailbox: MailboxId) -> Result<usize, Fault> {
        self.on_worker(move |books| books.cache.unbound(mailbox)).await
    }

    /// Tells those of these that are kept.
    pub(super) fn tell_removed(&self, gone: &[MessageKey]) -> Result<(), Fault> {
        if !gone.is_empty() {
            self.tell_these(self.cache.removed_of(gone)?);
        }
        Ok(())
    }

    pub(super) fn tell_all_removed(&self) -> Result<(), Fault> {
        self.tell_these(self.cache.removed()?);
        Ok(())
    }

    fn tell_these(&self, mut removed: Vec<Removed>) {
        while !removed.is_empty() {
            let rest = removed.split_off(removed.len().min(CHUNK));
            self.teller.tell(Fact::Removed(std::mem::replace(&mut removed, rest)));
        }
    }

    /// Messages that were told to be removed are in a mailbox again.
    pub(super) fn tell_back(&self, mailbox: MailboxId, keys: &[MessageKey]) -> Result<(), Fault> {
        let mut rows = Vec::new();
        for &key in keys {
            rows.extend(self.cache.message(key)?.map(|message| message.row));
        }
        if !rows.is_empty() {
            self.teller.tell(Fact::RowsArrived { mailbox, rows, source: Source::Cache });
        }
        Ok(())
    }

    /// Forgets what is kept of these, and tells it.
    pub async fn forget(&self, keys: Vec<MessageKey>) -> Result<(), Fault> {
        self.on_worker(move |books| {
            let _order = lock(&books.order);
            books.tell_forgotten(books.cache.forget_removed(&keys)?);
            Ok(())
        })
        .await
    }

    /// Forgets what was kept for long enough, and tells all that is left.
    pub async fn open_removed(&self, pending: Vec<MessageKey>) -> Result<(), Fault> {
        self.on_worker(move |books| {
            let _order = lock(&books.order);
            let before = now_seconds().saturating_sub(KEPT_FOR);
            books.tell_forgotten(books.cache.expire_removed(before, &pending)?);
            books.tell_all_removed()
        })
        .await
    }

    fn tell_forgotten(&self, keys: Vec<MessageKey>) {
        if !keys.is_empty() {
            self.teller.tell(Fact::Vanished { mailbox: MailboxId::REMOVED, keys });
        }
    }
}

/// Tells what is kept of what left; too old ones go.
pub async fn open(desk: &Desk) -> Result<(), Fault> {
    let pending = {
        let board = desk.board();
        let keys = board.queue.promises().flat_map(|promise| promise.entry.action.keys());
        keys.copied().collect()
    };
    desk.books.open_removed(pending).await
}

/// The person wants these forgotten now; what is being put back stays until that is over.
pub async fn forget(desk: &Desk, mut keys: Vec<MessageKey>) {
    let pending: HashSet<MessageKey> = {
        let board = desk.board();
        let open = board.queue.promises().filter(|promise| promise.entry.is_pending());
        open.flat_map(|promise| promise.entry.action.keys()).copied().collect()
    };
    keys.retain(|key| !pending.contains(key));
    if let Err(fault) = desk.books.forget(keys).await {
        tracing::error!(%fault, "What was removed cannot be forgotten.");
    }
}
