//! Labels of messages, as the server told them. Knows no disk layout.

use super::Cache;
use crate::model::fault::Fault;
use crate::model::ids::{MailboxId, MessageKey};
use crate::model::label::Label;
use crate::model::remote::Uid;
use crate::store::labels::{self, Told};

/// Messages, each with the labels that it has now.
pub type Labelled = Vec<(MessageKey, Vec<Label>)>;

impl Cache {
    fn keyed(&self, told: Told) -> Labelled {
        let key = |number| MessageKey::new(self.inner.account, number);
        told.into_iter().map(|(number, labels)| (key(number), labels)).collect()
    }

    /// These messages of a mailbox have these labels and no others; that of the mailbox itself is
    /// not among them. Gives those whose labels are others than before; messages that are not known
    /// are passed over.
    ///
    /// # Errors
    /// `Disk`; `Damaged`.
    pub fn label(
        &self,
        mailbox: MailboxId,
        told: Vec<(Uid, Vec<Label>)>,
    ) -> Result<Labelled, Fault> {
        let changed = self.inner.watch(labels::told(&self.inner, mailbox, told))?;
        Ok(self.keyed(changed))
    }

    /// Adds labels to messages and takes others away. Gives those whose labels are others than
    /// before.
    ///
    /// # Errors
    /// `Disk`; `Damaged`.
    pub fn relabel(
        &self,
        keys: &[MessageKey],
        add: &[Label],
        remove: &[Label],
    ) -> Result<Labelled, Fault> {
        let numbers: Vec<u64> = keys.iter().map(|key| key.number()).collect();
        let changed = self.inner.watch(labels::change(&self.inner, &numbers, add, remove))?;
        Ok(self.keyed(changed))
    }

    /// Hands out all messages that have labels, with them, in parts.
    ///
    /// # Errors
    /// `Disk`; `Damaged`.
    pub fn labels(&self, take: &mut dyn FnMut(Labelled)) -> Result<(), Fault> {
        let inner = &self.inner;
        let mut keyed = |told| take(self.keyed(told));
        inner.watch(inner.read(|| labels::each(inner.backend(), &mut keyed)))
    }

    /// The UID from which the labels of all messages of a mailbox were told.
    ///
    /// # Errors
    /// `Disk`; `Damaged`.
    pub fn labelled_from(&self, mailbox: MailboxId) -> Result<Option<Uid>, Fault> {
        let inner = &self.inner;
        inner.watch(inner.read(|| labels::from(inner.backend(), mailbox)))
    }

    /// Notes that; with `None`, that it is not known any more.
    ///
    /// # Errors
    /// `Disk`; `Damaged`.
    pub fn set_labelled_from(&self, mailbox: MailboxId, from: Option<Uid>) -> Result<(), Fault> {
        self.inner.watch(labels::set_from(&self.inner, mailbox, from))
    }

    /// Whether the account's mailboxes are labels of one mail, as it was last seen.
    ///
    /// # Errors
    /// `Disk`; `Damaged`.
    pub fn has_labels(&self) -> Result<bool, Fault> {
        let inner = &self.inner;
        inner.watch(inner.read(|| labels::are(inner.backend())))
    }

    /// Notes that.
    ///
    /// # Errors
    /// `Disk`; `Damaged`.
    pub fn set_has_labels(&self, are: bool) -> Result<(), Fault> {
        self.inner.watch(labels::set_are(&self.inner, are))
    }
}
