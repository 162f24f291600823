//! One mail that is in several mailboxes: its text is kept once, and what is known of one copy is
//! known of the others. Knows no disk layout.

use super::{Cache, Inner, owner};
use crate::model::body::Body;
use crate::model::fault::Fault;
use crate::model::ids::{MailboxId, MessageKey};
use crate::model::remote::Uid;
use crate::store::pages::Entry;
use crate::store::twins;

impl Inner {
    /// The other messages that are this very mail: the server said so, and so do their headers.
    fn twins(&self, entry: &Entry) -> Result<Vec<(MailboxId, Entry)>, Fault> {
        let numbers = self.read(|| twins::of(self.backend(), entry.mark.number))?;
        let mut found = Vec::new();
        for number in numbers {
            let twin = self.entry(MessageKey::new(self.account, number))?;
            found.extend(twin.filter(|(_, twin)| {
                owner(twin).fingerprint == owner(entry).fingerprint
                    && twin.content.line.size == entry.content.line.size
            }));
        }
        Ok(found)
    }
}

impl Cache {
    /// These messages of a mailbox are these mails, by the server's word: it gives each mail a
    /// number of its own, the same in every mailbox. Those that are not known are passed over.
    ///
    /// # Errors
    /// `Disk`; `Damaged`.
    pub fn identify(&self, mailbox: MailboxId, told: &[(Uid, u64)]) -> Result<(), Fault> {
        if told.is_empty() {
            return Ok(());
        }
        self.inner.watch(twins::identify(&self.inner, mailbox, told))
    }

    /// The copies of a message in other mailboxes, by what the server told; those that left are not
    /// among them.
    ///
    /// # Errors
    /// `Damaged`.
    pub fn twins(&self, key: MessageKey) -> Result<Vec<(MailboxId, MessageKey)>, Fault> {
        let inner = &self.inner;
        let Some((_, entry)) = inner.watch(inner.entry(key))? else { return Ok(Vec::new()) };
        let twins = inner.watch(inner.twins(&entry))?.into_iter();
        let there = twins.filter(|(mailbox, _)| *mailbox != MailboxId::REMOVED);
        let key = |twin: Entry| MessageKey::new(inner.account, twin.mark.number);
        Ok(there.map(|(mailbox, twin)| (mailbox, key(twin))).collect())
    }

    /// An opened message's texts and attachment list, from the pack files, its own or those of the
    /// same mail in another mailbox; a damaged one is `None`.
    pub fn body(&self, key: MessageKey) -> Option<Body> {
        let inner = &self.inner;
        let (_, entry) = inner.watch(inner.entry(key)).ok().flatten()?;
        let kept = inner.bodies().get(inner.backend(), owner(&entry));
        kept.or_else(|| {
            let twins = inner.watch(inner.twins(&entry)).ok()?;
            let mut owners = twins.iter().map(|(_, twin)| owner(twin));
            owners.find_map(|owner| inner.bodies().get(inner.backend(), owner))
        })
    }
}
