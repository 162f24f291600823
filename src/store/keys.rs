//! The keys of the cache's one tree, in the order in which a start reads them. Knows no values.
//!
//! ```text
//! mailbox u32 | kind u8 | place u64        big-endian
//! ```
//! The account is the folder. Mailbox 0 is the account itself.

/// A key of the tree.
pub(super) type Key = [u8; 13];

/// What a value holds, and what the last part of its key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    /// The account's: the next ids to be given.
    Meta = 0,
    /// The account's: a mailbox, by its id.
    Mailbox = 1,
    /// The account's: where 64 messages are, by number / 64.
    Refs = 2,
    /// The account's: where a body is in the pack files, by message number.
    Body = 3,
    /// How far a mailbox is known.
    Binding = 4,
    /// Pages of at most 64 messages, by the slot of the first: slots, keys and flags,
    Flags = 5,
    /// what the list shows,
    List = 6,
    /// and the rest of the headers.
    Detail = 7,
    /// Of what the server has no more: when and why it left, by message number.
    Tomb = 8,
    /// The account's: which mail 64 messages are, by number / 64.
    Mail = 9,
    /// The account's: which messages are a mail, by its number on the server.
    Twins = 10,
    /// The account's: the labels of 16 messages, by number / 16.
    Labels = 11,
    /// How far the labels of a mailbox's messages were told; the account's: whether it has any.
    Labelled = 12,
}

/// The mailbox part of keys that belong to the account itself.
pub(super) const ACCOUNT: u32 = 0;

pub(super) fn key(mailbox: u32, kind: Kind, place: u64) -> Key {
    let mut key = [0; 13];
    let bytes = mailbox.to_be_bytes().into_iter().chain([kind as u8]).chain(place.to_be_bytes());
    key.iter_mut().zip(bytes).for_each(|(to, byte)| *to = byte);
    key
}

/// The last part of a key.
pub(super) fn place(key: &[u8]) -> u64 {
    key.last_chunk().copied().map_or(0, u64::from_be_bytes)
}

/// Where a message stands in its mailbox: its UID under a count of the UIDVALIDITY values seen, so
/// that a new UIDVALIDITY voids every UID without touching a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Slot(pub u64);

impl Slot {
    /// The epoch of rows that were moved here under a UID that is not known yet.
    pub const AWAITED: u32 = 0;
    /// The epoch a mailbox begins with.
    pub const FIRST: u32 = 1;

    pub fn new(epoch: u32, uid: u32) -> Self {
        Self((u64::from(epoch) << 32) | u64::from(uid))
    }

    pub fn epoch(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// The UID, or a running number where it is awaited.
    pub fn uid(self) -> u32 {
        (self.0 & u64::from(u32::MAX)) as u32
    }

    /// The first slot of the next epoch: pages never reach over it.
    pub fn epoch_end(self) -> u64 {
        (u64::from(self.epoch()) + 1) << 32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_by_mailbox_then_kind_then_place() {
        let sorted = [
            key(ACCOUNT, Kind::Mailbox, 9),
            key(1, Kind::Flags, Slot::new(1, 255).0),
            key(1, Kind::Flags, Slot::new(1, 256).0),
            key(1, Kind::Flags, Slot::new(2, 1).0),
            key(1, Kind::List, 0),
            key(256, Kind::Flags, 0),
        ];
        assert!(sorted.is_sorted());
        assert_eq!(place(&sorted[1]), Slot::new(1, 255).0);
    }

    #[test]
    fn a_slot_carries_its_epoch_and_uid() {
        let slot = Slot::new(3, u32::MAX);
        assert_eq!((slot.epoch(), slot.uid()), (3, u32::MAX));
        assert_eq!(slot.epoch_end(), Slot::new(4, 0).0);
    }
}
