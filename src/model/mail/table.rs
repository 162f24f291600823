//! The rows of one mailbox as columns, newest first. Knows only what the server said.

use std::cmp::Reverse;

use super::senders::SenderId;
use crate::model::flags::Flags;
use crate::model::ids::MessageKey;

/// Where a row stands in a list: newest first, of equal times the higher key first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    received: Reverse<i64>,
    key: Reverse<MessageKey>,
}

impl Rank {
    pub fn new(received: i64, key: MessageKey) -> Self {
        Self { received: Reverse(received), key: Reverse(key) }
    }

    pub fn key(self) -> MessageKey {
        self.key.0
    }
}

/// The place of a row in the columns; it stays while the row lives and is used again afterwards.
pub(super) type Slot = u32;

/// What is kept of a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cells<'a> {
    pub key: MessageKey,
    pub received: i64,
    pub size: u32,
    pub flags: Flags,
    pub attachment: bool,
    pub sender: SenderId,
    pub subject: &'a str,
}

/// Longer subjects are cut in the list, octets; the reading pane has them whole.
const SUBJECT_MAX: usize = 600;
/// Unused octets of subjects that are put up with before the rest is moved together.
const WASTE_MAX: usize = 1 << 20;
/// Up to so many rows are taken out of the order one by one.
const FEW: usize = 16;

const ATTACHMENT: u8 = 1;
/// Not shown here because of a pending action.
const HIDDEN: u8 = 1 << 1;
/// Removed; its slot waits to be used again.
const DEAD: u8 = 1 << 2;

/// A mailbox's rows. About 45 octets a row and its subject.
#[derive(Debug, Default)]
pub(super) struct Table {
    keys: Vec<MessageKey>,
    received: Vec<i64>,
    sizes: Vec<u32>,
    flags: Vec<Flags>,
    marks: Vec<u8>,
    senders: Vec<SenderId>,
    subject_at: Vec<u32>,
    subject_len: Vec<u16>,
    subjects: String,
    wasted: usize,
    /// Slots of living rows by rank.
    order: Vec<Slot>,
    free: Vec<Slot>,
    hidden: usize,
}

/// A cell of a column; a slot that is none of ours reads as nothing.
fn cell<T: Copy + Default>(column: &[T], slot: Slot) -> T {
    column.get(slot as usize).copied().unwrap_or_default()
}

fn put<T>(column: &mut [T], slot: Slot, value: T) {
    if let Some(cell) = column.get_mut(slot as usize) {
        *cell = value;
    }
}

impl Table {
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// How many rows are not shown here because of pending actions.
    pub fn hidden(&self) -> usize {
        self.hidden
    }

    pub fn slot_at(&self, index: usize) -> Option<Slot> {
        self.order.get(index).copied()
    }

    /// The rows that are not hidden, newest first.
    pub fn visible(&self) -> impl Iterator<Item = Rank> {
        let shown = self.order.iter().filter(|&&slot| cell(&self.marks, slot) & HIDDEN == 0);
        shown.map(|&slot| self.rank(slot))
    }

    pub fn slots(&self) -> impl Iterator<Item = Slot> {
        self.order.iter().copied()
    }

    pub fn key(&self, slot: Slot) -> MessageKey {
        self.keys.get(slot as usize).copied().unwrap_or(MessageKey(0))
    }

    pub fn flags(&self, slot: Slot) -> Flags {
        cell(&self.flags, slot)
    }

    pub fn rank(&self, slot: Slot) -> Rank {
        Rank::new(cell(&self.received, slot), self.key(slot))
    }

    pub fn cells(&self, slot: Slot) -> Cells<'_> {
        Cells {
            key: self.key(slot),
            received: cell(&self.received, slot),
            size: cell(&self.sizes, slot),
            flags: self.flags(slot),
            attachment: cell(&self.marks, slot) & ATTACHMENT != 0,
            sender: cell(&self.senders, slot),
            subject: self.subject(slot),
        }
    }

    fn subject(&self, slot: Slot) -> &str {
        let at = cell(&self.subject_at, slot) as usize;
        let len = usize::from(cell(&self.subject_len, slot));
        self.subjects.get(at..at + len).unwrap_or_default()
    }

    /// The index of this rank, if a row has it.
    pub fn index_of(&self, rank: Rank) -> Option<usize> {
        self.order.binary_search_by(|&slot| self.rank(slot).cmp(&rank)).ok()
    }

    pub fn set_flags(&mut self, slot: Slot, flags: Flags) {
        put(&mut self.flags, slot, flags);
    }

    /// Hides a row, or shows it again.
    pub fn hide(&mut self, slot: Slot, hide: bool) {
        let mark = cell(&self.marks, slot);
        if (mark & HIDDEN != 0) != hide {
            put(&mut self.marks, slot, mark ^ HIDDEN);
            self.hidden = if hide { self.hidden + 1 } else { self.hidden.saturating_sub(1) };
        }
    }

    /// Writes a row into a slot of its own. It is in no order until `arrange` is called.
    pub fn write(&mut self, row: Cells<'_>) -> Slot {
        let slot = self.free.pop().unwrap_or_else(|| self.grow());
        put(&mut self.keys, slot, row.key);
        put(&mut self.received, slot, row.received);
        put(&mut self.marks, slot, 0);
        self.rewrite(slot, row);
        slot
    }

    /// Replaces what may change of a row without changing its rank.
    pub fn rewrite(&mut self, slot: Slot, row: Cells<'_>) {
        put(&mut self.sizes, slot, row.size);
        put(&mut self.flags, slot, row.flags);
        put(&mut self.senders, slot, row.sender);
        let mark = cell(&self.marks, slot) & !ATTACHMENT;
        put(&mut self.marks, slot, if row.attachment { mark | ATTACHMENT } else { mark });
        let subject = cut(row.subject);
        if self.subject(slot) != subject {
            self.wasted += usize::from(cell(&self.subject_len, slot));
            put(&mut self.subject_at, slot, u32::try_from(self.subjects.len()).unwrap_or(u32::MAX));
            put(&mut self.subject_len, slot, u16::try_from(subject.len()).unwrap_or(0));
            self.subjects.push_str(subject);
        }
    }

    fn grow(&mut self) -> Slot {
        let slot = Slot::try_from(self.keys.len()).unwrap_or(Slot::MAX);
        self.keys.push(MessageKey(0));
        self.received.push(0);
        self.sizes.push(0);
        self.flags.push(Flags::NONE);
        self.marks.push(0);
        self.senders.push(SenderId::default());
        self.subject_at.push(0);
        self.subject_len.push(0);
        slot
    }

    /// Puts freshly written slots into the order. Linear in the table at worst, and far less when
    /// they are all newer or all older than what is there.
    pub fn arrange(&mut self, mut fresh: Vec<Slot>) {
        fresh.sort_unstable_by_key(|&slot| self.rank(slot));
        let mut order = std::mem::take(&mut self.order);
        let mut end = order.len();
        let mut write = end + fresh.len();
        order.resize(write, 0);
        for slot in fresh.into_iter().rev() {
            let rank = self.rank(slot);
            let older = order.get(..end).unwrap_or_default();
            let at = older.partition_point(|&other| self.rank(other) < rank);
            write -= end - at;
            order.copy_within(at..end, write);
            end = at;
            write -= 1;
            put(&mut order, Slot::try_from(write).unwrap_or(Slot::MAX), slot);
        }
        self.order = order;
    }

    /// Removes rows.
    pub fn remove(&mut self, slots: &[Slot]) {
        if slots.len() <= FEW {
            for &slot in slots {
                if let Some(index) = self.index_of(self.rank(slot)) {
                    self.order.remove(index);
                }
                self.bury(slot);
            }
        } else {
            for &slot in slots {
                self.bury(slot);
            }
            let marks = &self.marks;
            self.order.retain(|&slot| cell(marks, slot) & DEAD == 0);
        }
        if self.wasted > WASTE_MAX && self.wasted > self.subjects.len() / 2 {
            self.gather();
        }
    }

    fn bury(&mut self, slot: Slot) {
        if cell(&self.marks, slot) & DEAD == 0 {
            self.hide(slot, false);
            put(&mut self.marks, slot, DEAD);
            self.wasted += usize::from(cell(&self.subject_len, slot));
            put(&mut self.subject_len, slot, 0);
            self.free.push(slot);
        }
    }

    /// Moves the subjects together.
    fn gather(&mut self) {
        let mut together = String::with_capacity(self.subjects.len() - self.wasted);
        let mut starts = self.subject_at.clone();
        for &slot in &self.order {
            put(&mut starts, slot, u32::try_from(together.len()).unwrap_or(u32::MAX));
            together.push_str(self.subject(slot));
        }
        self.subject_at = starts;
        self.subjects = together;
        self.wasted = 0;
    }
}

/// At most `SUBJECT_MAX` octets of it, whole characters.
fn cut(subject: &str) -> &str {
    let end = subject.floor_char_boundary(SUBJECT_MAX);
    subject.get(..end).unwrap_or(subject)
}
