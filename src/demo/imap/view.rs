//! What one connection was told of its selected mailbox: the message numbers it may use, and
//! where it stands with the changes (RFC 9051 sections 2.3.1.2 and 7.4).

use imap_codec::imap_types::core::Vec1;
use imap_codec::imap_types::fetch::MessageDataItem;
use imap_codec::imap_types::response::Data;
use imap_codec::imap_types::sequence::SequenceSet;

use super::reply::{self, nz, nz64};
use super::sets::Ranges;
use crate::demo::world::{Mailbox, Message};

pub struct View {
    pub validity: u32,
    pub read_only: bool,
    /// The UID of each message by its number less one; rising.
    pub uids: Vec<u32>,
    uid_next: u32,
    modseq: u64,
    expunged: u64,
}

impl View {
    pub fn of(mailbox: &Mailbox, read_only: bool) -> Self {
        Self {
            validity: mailbox.validity,
            read_only,
            uids: mailbox.messages.iter().map(|message| message.uid).collect(),
            uid_next: mailbox.uid_next,
            modseq: mailbox.modseq,
            expunged: mailbox.expunged,
        }
    }

    /// The messages that a set asks for, as (number, UID) rising; nothing where it names a number
    /// that no message has. UIDs that do not exist are no error.
    pub fn chosen(&self, set: &SequenceSet, uid: bool) -> Option<Vec<(u32, u32)>> {
        let count = self.uids.len() as u32;
        let largest = if uid { self.uids.last().copied() } else { Some(count) };
        let ranges = Ranges::of(set, largest.filter(|_| count > 0));
        if !uid && ranges.last().is_some_and(|last| last > count) {
            return None;
        }
        let numbered = self.uids.iter().zip(1..).map(|(&uid, number)| (number, uid));
        let asked = |(number, its): &(u32, u32)| ranges.has(if uid { *its } else { *number });
        Some(numbered.filter(asked).collect())
    }

    pub fn number(&self, uid: u32) -> Option<u32> {
        self.uids.binary_search(&uid).ok().map(|place| place as u32 + 1)
    }

    /// The client knows of everything up to now: it did the last changes itself.
    pub fn caught_up(&mut self, mailbox: &Mailbox) {
        self.modseq = mailbox.modseq;
    }

    /// Writes what changed since the last time: EXPUNGE (where it may come), EXISTS, FETCH.
    pub fn tell(&mut self, mailbox: &Mailbox, expunges: bool, condstore: bool, out: &mut Vec<u8>) {
        if expunges && mailbox.expunged > self.expunged {
            for number in self.lose(mailbox) {
                reply::data(out, Data::Expunge(nz(number)));
            }
            self.expunged = mailbox.expunged;
        }
        if mailbox.modseq == self.modseq {
            return;
        }
        let old = mailbox.messages.partition_point(|message| message.uid < self.uid_next);
        let (known, fresh) = mailbox.messages.split_at(old);
        self.uids.extend(fresh.iter().map(|message| message.uid));
        self.uid_next = mailbox.uid_next;
        if !fresh.is_empty() {
            reply::data(out, Data::Exists(self.uids.len() as u32));
            reply::data(out, Data::Recent(0));
        }
        for message in known.iter().filter(|message| message.modseq > self.modseq) {
            if let Some(number) = self.number(message.uid) {
                flags(out, number, message, condstore, condstore);
            }
        }
        self.modseq = mailbox.modseq;
    }

    /// Forgets messages that are gone; their numbers as EXPUNGE counts them, the last ones first,
    /// so that none shifts another.
    pub fn lose(&mut self, mailbox: &Mailbox) -> Vec<u32> {
        let mut left = mailbox.messages.iter().map(|message| message.uid).peekable();
        let mut gone = Vec::new();
        let mut number = 0;
        self.uids.retain(|&uid| {
            number += 1;
            while left.next_if(|&next| next < uid).is_some() {}
            let stays = left.peek() == Some(&uid);
            if !stays {
                gone.push(number);
            }
            stays
        });
        gone.reverse();
        gone
    }
}

/// A FETCH response with the flags of a message.
pub fn flags(out: &mut Vec<u8>, number: u32, message: &Message, uid: bool, modseq: bool) {
    let mut items = vec![MessageDataItem::Flags(reply::fetched_flags(&message.marks))];
    if uid {
        items.push(MessageDataItem::Uid(nz(message.uid)));
    }
    if modseq {
        items.push(MessageDataItem::ModSeq(nz64(message.modseq)));
    }
    reply::data(out, Data::Fetch { seq: nz(number), items: Vec1::unvalidated(items) });
}
