//! What left the server, as the cache gives it out and forgets it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Cache, Inner};
use crate::model::envelope::Message;
use crate::model::fault::Fault;
use crate::model::ids::{MailboxId, MessageKey};
use crate::model::removed::Removed;
use crate::store::keys::Slot;
use crate::store::plan::Plan;
use crate::store::tombs::{Tomb, YARD};

impl Cache {
    /// Everything that left and is still kept, in the order of the keys.
    ///
    /// # Errors
    /// `Damaged`; `Disk`.
    pub fn removed(&self) -> Result<Vec<Removed>, Fault> {
        let inner = &self.inner;
        inner.watch(inner.read(|| rows(inner, Tomb::all(inner.backend())?)))
    }

    /// Those of these messages that left and are still kept.
    ///
    /// # Errors
    /// `Damaged`; `Disk`.
    pub fn removed_of(&self, keys: &[MessageKey]) -> Result<Vec<Removed>, Fault> {
        let inner = &self.inner;
        inner.watch(inner.read(|| {
            let mut tombs = Vec::new();
            for key in keys.iter().filter(|key| key.account() == inner.account) {
                let tomb = Tomb::find(inner.backend(), key.number())?;
                tombs.extend(tomb.map(|tomb| (key.number(), tomb)));
            }
            rows(inner, tombs)
        }))
    }

    /// A message that left, with its full headers; its mailbox is `MailboxId::REMOVED`.
    ///
    /// # Errors
    /// `Damaged`; `Disk`.
    pub fn removed_message(&self, key: MessageKey) -> Result<Option<Message>, Fault> {
        let found = self.inner.watch(self.inner.entry(key))?;
        let found = found.filter(|(mailbox, _)| *mailbox == MailboxId::REMOVED);
        Ok(found.map(|(mailbox, entry)| {
            let row = entry.content.line.clone().row(self.inner.account, &entry.mark);
            Message { mailbox, row, envelope: entry.content.envelope() }
        }))
    }

    /// Forgets these messages, headers and bodies, if they left the server. Gives those that did.
    ///
    /// # Errors
    /// `Damaged`; `Disk`.
    pub fn forget_removed(&self, keys: &[MessageKey]) -> Result<Vec<MessageKey>, Fault> {
        let numbers: Vec<u64> = keys.iter().map(|key| key.number()).collect();
        self.inner.watch(self.inner.forget(|_| numbers))
    }

    /// Forgets what left before this time (seconds since 1970 UTC), except for `pending`.
    ///
    /// # Errors
    /// `Damaged`; `Disk`.
    pub fn expire_removed(
        &self,
        before: i64,
        pending: &[MessageKey],
    ) -> Result<Vec<MessageKey>, Fault> {
        let pending: BTreeSet<u64> = pending.iter().map(|key| key.number()).collect();
        self.inner.watch(self.inner.forget(|tombs| {
            tombs.before(before).into_iter().filter(|number| !pending.contains(number)).collect()
        }))
    }
}

impl Inner {
    fn forget(
        &self,
        which: impl FnOnce(&crate::store::tombs::Tombs) -> Vec<u64>,
    ) -> Result<Vec<MessageKey>, Fault> {
        let mut recall = self.recall()?;
        let tombs = recall.tombs.ready(self.backend())?;
        let mut numbers = which(tombs);
        numbers.retain(|&number| tombs.is_here(number));
        numbers.dedup();
        let mut plan = Plan::default();
        for &number in &numbers {
            tombs.drop_one(number, &mut plan);
        }
        if let Err(fault) = self.write(plan) {
            recall.tombs.forget();
            return Err(fault);
        }
        Ok(numbers.into_iter().map(|number| MessageKey::new(self.account, number)).collect())
    }
}

/// The rows of these, each page read once.
fn rows(inner: &Inner, tombs: Vec<(u64, Tomb)>) -> Result<Vec<Removed>, Fault> {
    let slots: BTreeSet<Slot> = tombs.iter().map(|(number, _)| Slot(*number)).collect();
    let entries: BTreeMap<Slot, _> = inner.shelf(MailboxId(YARD)).entries_of(&slots)?;
    let removed = tombs.into_iter().filter_map(|(number, tomb)| {
        let entry = entries.get(&Slot(number))?;
        let row = entry.content.line.clone().row(inner.account, &entry.mark);
        let Tomb { at, from, name, why, .. } = tomb;
        Some(Removed { row, at, from: MailboxId(from), name, why })
    });
    Ok(removed.collect())
}
