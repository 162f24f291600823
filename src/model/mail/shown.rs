//! The list on screen: what the server has, less what pending actions take away, with what they
//! bring. Rows are read one by one; nothing is copied.

use super::Mail;
use super::table::Rank;
use crate::model::address::Address;
use crate::model::flags::Flags;
use crate::model::ids::{MailboxId, MessageKey};

/// A row as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    pub key: MessageKey,
    /// INTERNALDATE, seconds since 1970 UTC.
    pub received: i64,
    /// Octets.
    pub size: u32,
    /// With pending changes.
    pub flags: Flags,
    pub attachment: bool,
    pub from: &'a Address,
    pub subject: &'a str,
}

static NOBODY: Address = Address { name: String::new(), email: String::new() };

/// The list of the open mailbox, newest first.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    pub(super) mail: &'a Mail,
    pub(super) mailbox: MailboxId,
}

impl<'a> Shown<'a> {
    pub fn mailbox(&self) -> MailboxId {
        self.mailbox
    }

    pub fn len(&self) -> usize {
        match &self.mail.mixed {
            Some(mixed) => mixed.len(),
            None => self.mail.truth.table(self.mailbox).map_or(0, |table| table.len()),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn key_at(&self, index: usize) -> Option<MessageKey> {
        match &self.mail.mixed {
            Some(mixed) => mixed.get(index).copied(),
            None => {
                let table = self.mail.truth.table(self.mailbox)?;
                Some(table.key(table.slot_at(index)?))
            }
        }
    }

    pub fn line_at(&self, index: usize) -> Option<Line<'a>> {
        self.mail.line(self.key_at(index)?)
    }

    /// Where this message stands in the list.
    pub fn index_of(&self, key: MessageKey) -> Option<usize> {
        let rank = self.mail.truth.rank(key)?;
        match &self.mail.mixed {
            Some(mixed) => mixed.binary_search_by(|&key| self.compare(key, rank)).ok(),
            None => self.mail.truth.table(self.mailbox)?.index_of(rank),
        }
    }

    /// Where a row of this rank stands, or would stand if it is not there any more.
    pub fn index_near(&self, rank: Rank) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let newer = self.key_at(middle).and_then(|key| self.mail.truth.rank(key));
            if newer.is_some_and(|newer| newer < rank) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// The rank of a message of the list.
    pub fn rank(&self, key: MessageKey) -> Option<Rank> {
        self.mail.truth.rank(key)
    }

    /// Keys of the rows from one index to another, both inclusive.
    pub fn keys(&self, from: usize, to: usize) -> impl Iterator<Item = MessageKey> + use<'a> {
        let shown = *self;
        (from..=to).map_while(move |index| shown.key_at(index))
    }

    fn compare(&self, key: MessageKey, rank: Rank) -> std::cmp::Ordering {
        self.mail.truth.rank(key).map_or(std::cmp::Ordering::Less, |other| other.cmp(&rank))
    }
}

pub(super) fn line(mail: &Mail, key: MessageKey) -> Option<Line<'_>> {
    let cells = mail.truth.cells(mail.truth.home(key)?)?;
    let overlay = mail.fold.get(key).unwrap_or_default();
    Some(Line {
        key,
        received: cells.received,
        size: cells.size,
        flags: overlay.flags(cells.flags),
        attachment: cells.attachment,
        from: mail.truth.sender(&cells).unwrap_or(&NOBODY),
        subject: cells.subject,
    })
}
