//! What the writer remembers in memory so that a message keeps its key: what the journal promised,
//! what left and what came lately, and rows that wait for a UID. Losing it costs a key, never a
//! message. Knows no disk.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sha2::{Digest, Sha256};

use super::keys::Slot;
use super::mailboxes::canonical;
use super::pages::Content;
use super::shelf::Shelf;
use super::tombs::{Arrivals, Tombs};
use crate::model::fault::Fault;
use crate::model::ids::{AccountId, MailboxId};
use crate::model::journal::{Promise, State, Step};
use crate::model::remote::{Uid, UidValidity, WireName};

/// A message on the server, for as long as its mailbox keeps this UIDVALIDITY.
pub(super) type Spot = (u32, UidValidity, Uid);

/// The first eight octets of a hash of the Message-ID; 0 where there is none.
pub(super) fn id_hash(message_id: &str) -> u64 {
    if message_id.is_empty() { 0 } else { short_hash(&[message_id.as_bytes()]) }
}

/// A hash of these texts, each with its length.
pub(super) fn short_hash(texts: &[&[u8]]) -> u64 {
    let mut hasher = Sha256::new();
    for text in texts {
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text);
    }
    hasher.finalize().first_chunk().copied().map_or(0, u64::from_le_bytes)
}

/// Ids and keys that are spoken for.
#[derive(Debug, Default)]
pub(super) struct Pins {
    pub names: HashMap<String, MailboxId>,
    /// Names that mailboxes get by orders of ours.
    expected: HashMap<String, MailboxId>,
    pub spots: HashMap<Spot, u64>,
    /// Above every mailbox id and number the journal knows.
    pub next_mailbox: u32,
    pub next_number: u64,
}

impl Pins {
    pub fn new(account: AccountId, promises: &[Promise]) -> Self {
        let mut pins = Self { next_mailbox: 1, next_number: 1, ..Self::default() };
        for promise in promises.iter().filter(|promise| promise.entry.account == account) {
            for key in promise.entry.action.keys() {
                pins.next_number = pins.next_number.max(key.number().saturating_add(1));
            }
            for id in promise.entry.action.mailboxes().iter().filter(|id| !id.is_planned()) {
                pins.next_mailbox = pins.next_mailbox.max(id.0.saturating_add(1));
            }
            for (id, wire) in &promise.mailboxes {
                if !id.is_planned() {
                    pins.next_mailbox = pins.next_mailbox.max(id.0.saturating_add(1));
                }
                pins.names.insert(wire.0.clone(), *id);
            }
            for target in promise.targets.iter().filter(|target| target.key.account() == account) {
                pins.next_number = pins.next_number.max(target.key.number().saturating_add(1));
                let remote = target.remote;
                let spot = (remote.mailbox.0, remote.uidvalidity, remote.uid);
                pins.spots.insert(spot, target.key.number());
            }
            match &promise.entry.state {
                State::InFlight(Step::Named(names)) => pins.expect(names),
                State::InFlight(Step::Making { mailbox, name, newest }) => {
                    pins.expect(&[(*mailbox, name.clone())]);
                    // Whatever the cache has lost, what it did not know then must look new.
                    if !newest.is_planned() {
                        pins.next_mailbox = pins.next_mailbox.max(newest.0.saturating_add(1));
                    }
                }
                _ => {}
            }
        }
        pins
    }

    /// Whoever is listed by one of these names is this mailbox.
    pub fn expect(&mut self, names: &[(MailboxId, WireName)]) {
        self.expected.extend(names.iter().map(|(id, wire)| (canonical(wire), *id)));
    }

    /// The mailbox that is listed by this name, which nobody had, because we ordered it. `here` are
    /// those that are listed by the names that they had before.
    pub fn expected(&mut self, name: &str, here: &BTreeSet<MailboxId>) -> Option<MailboxId> {
        let id = self.expected.get(name).copied().filter(|id| id.0 > 0 && !here.contains(id))?;
        self.expected.remove(name);
        Some(id)
    }
}

fn words(content: &Content) -> u64 {
    let (line, date) = (&content.line, content.rest.date.unwrap_or_default());
    let texts = [&line.from.name, &line.from.email, &line.subject];
    let [name, email, subject] = texts.map(|text| text.as_bytes());
    short_hash(&[name, email, subject, &date.to_le_bytes()])
}

/// A row without a UID.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    id: u64,
    size: u32,
    received: i64,
    /// A hash of sender, subject and Date, for a message without Message-ID.
    words: u64,
    slot: Slot,
    number: u64,
    taken: bool,
}

/// The rows of a mailbox that have no UID, to be found by what a server tells of a message.
#[derive(Debug, Default)]
pub(super) struct Unbound {
    /// Sorted by Message-ID, size, date.
    rows: Vec<Waiting>,
    /// Places in `rows`, sorted by date and size.
    by_date: Vec<u32>,
    left: usize,
}

impl Unbound {
    pub fn load(shelf: &Shelf<'_>, epoch: u32) -> Result<Self, Fault> {
        let mut pages = Vec::new();
        shelf.marks(0, Slot::new(epoch, 0).0, &mut |marks| pages.push(marks))?;
        let mut rows = Vec::new();
        for marks in pages {
            rows.extend(shelf.entries(marks)?.into_iter().map(|entry| Waiting {
                id: id_hash(&entry.content.rest.message_id),
                size: entry.content.line.size,
                received: entry.content.line.received,
                words: words(&entry.content),
                slot: entry.mark.slot,
                number: entry.mark.number,
                taken: false,
            }));
        }
        rows.sort_unstable_by_key(|row| (row.id, row.size, row.received, row.slot));
        let mut by_date: Vec<u32> = (0..rows.len() as u32).collect();
        by_date.sort_by_key(|&place| {
            rows.get(place as usize).map(|row| (row.received, row.size, row.slot))
        });
        Ok(Self { left: rows.len(), rows, by_date })
    }

    pub fn is_empty(&self) -> bool {
        self.left == 0
    }

    /// Takes the row that is this message: by Message-ID and size, of the same date if there is
    /// one; by date, size, sender and subject where either has no Message-ID.
    pub fn take(&mut self, content: &Content) -> Option<(u64, Slot)> {
        let id = id_hash(&content.rest.message_id);
        let (size, received) = (content.line.size, content.line.received);
        let place = self
            .by_id(id, size, received)
            .or_else(|| self.by_date(id, size, received, words(content)))?;
        let row = self.rows.get_mut(place)?;
        row.taken = true;
        self.left = self.left.saturating_sub(1);
        Some((row.number, row.slot))
    }

    fn by_id(&self, id: u64, size: u32, received: i64) -> Option<usize> {
        if id == 0 {
            return None;
        }
        let same = |row: &Waiting| (row.id, row.size) == (id, size);
        let dated =
            self.rows.partition_point(|r| (r.id, r.size, r.received) < (id, size, received));
        let first = self.rows.partition_point(|r| (r.id, r.size) < (id, size));
        let from = |start: usize| {
            let rows = self.rows.iter().enumerate().skip(start);
            rows.take_while(|(_, row)| same(row)).find(|(_, row)| !row.taken)
        };
        let exact = from(dated).filter(|(_, row)| row.received == received);
        exact.or_else(|| from(first)).map(|(place, _)| place)
    }

    fn by_date(&self, id: u64, size: u32, received: i64, words: u64) -> Option<usize> {
        let row = |place: &u32| self.rows.get(*place as usize);
        let first = self.by_date.partition_point(|place| {
            row(place).is_some_and(|row| (row.received, row.size) < (received, size))
        });
        let places = self.by_date.iter().skip(first).map(|place| *place as usize);
        let mut same = places.take_while(|&place| {
            self.rows.get(place).is_some_and(|r| (r.received, r.size) == (received, size))
        });
        same.find(|&place| {
            self.rows
                .get(place)
                .is_some_and(|row| !row.taken && row.words == words && (row.id == 0 || id == 0))
        })
    }

    /// The row of this message went elsewhere.
    pub fn discard(&mut self, number: u64) {
        for row in self.rows.iter_mut().filter(|row| row.number == number && !row.taken) {
            row.taken = true;
            self.left = self.left.saturating_sub(1);
        }
    }

    /// The mailbox was synced past where a moved message must be: gives the rows that did not find
    /// theirs. The server has changed them, or has them no more.
    pub fn drop_awaited(&mut self) -> Vec<(u64, Slot)> {
        let mut lost = Vec::new();
        for row in &mut self.rows {
            if !row.taken && row.slot.epoch() == Slot::AWAITED {
                row.taken = true;
                self.left = self.left.saturating_sub(1);
                lost.push((row.number, row.slot));
            }
        }
        lost
    }
}

/// What the writer of a cache remembers.
#[derive(Debug)]
pub(super) struct Recall {
    pub next_mailbox: u32,
    pub next_number: u64,
    pub pins: Pins,
    pub tombs: Tombs,
    pub arrivals: Arrivals,
    pub unbound: BTreeMap<u32, Unbound>,
}

impl Recall {
    /// The rows of this mailbox that wait for a UID.
    pub fn unbound(&mut self, shelf: &Shelf<'_>, epoch: u32) -> Result<&mut Unbound, Fault> {
        use std::collections::btree_map::Entry;
        match self.unbound.entry(shelf.mailbox) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(free) => Ok(free.insert(Unbound::load(shelf, epoch)?)),
        }
    }
}
