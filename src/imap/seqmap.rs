//! Which UID each sequence number of the selected mailbox stands for (RFC 9051 section 2.3.1.2).
//! Taught by complete listings and by rows that carry both; knows that it may not know.

use std::collections::VecDeque;

use super::types::UidSet;
use crate::model::remote::Uid;

/// Sequence numbers beyond this are not tracked (40 MB).
const MOST: usize = 10_000_000;

/// `uids[n - 1]` belongs to sequence number n; 0 where it is not known.
#[derive(Debug, Default)]
pub(super) struct SeqMap {
    uids: VecDeque<u32>,
    exists: u32,
}

impl SeqMap {
    pub(super) fn exists(&self) -> u32 {
        self.exists
    }

    /// EXISTS. Whether it may be: without EXPUNGE a mailbox does not shrink.
    pub(super) fn set_exists(&mut self, exists: u32) -> bool {
        let shrank = exists < self.exists;
        if shrank {
            // Nobody knows which ones are gone: no number stands for anything any more.
            self.uids.clear();
        }
        self.exists = exists;
        !shrank
    }

    pub(super) fn uid(&self, seq: u32) -> Option<Uid> {
        let at = usize::try_from(seq).ok()?.checked_sub(1)?;
        self.uids.get(at).copied().filter(|&uid| uid > 0).map(Uid)
    }

    /// A row carried both. One that contradicts what is known (Yahoo's numbers are stale after an
    /// EXPUNGE) makes every number unknown: the next EXPUNGE must not name the wrong mail.
    pub(super) fn learn(&mut self, seq: u32, uid: Uid) {
        let Some(at) = usize::try_from(seq).ok().and_then(|seq| seq.checked_sub(1)) else { return };
        if seq > self.exists || at >= MOST {
            return;
        }
        if self.uids.len() <= at {
            self.uids.resize(at + 1, 0);
        }
        let Some(slot) = self.uids.get_mut(at) else { return };
        if *slot != 0 && *slot != uid.0 {
            self.uids.clear();
            return;
        }
        *slot = uid.0;
    }

    /// A listing of all UIDs, if it is as long as the mailbox.
    pub(super) fn learn_all(&mut self, all: &UidSet) {
        if all.len() == u64::from(self.exists) && self.exists as usize <= MOST {
            self.uids = all.iter().map(|uid| uid.0).collect();
        }
    }

    /// EXPUNGE: all above move down by one. The UID that is gone, where it was known.
    pub(super) fn expunge(&mut self, seq: u32) -> Option<Uid> {
        let at = usize::try_from(seq).ok()?.checked_sub(1)?;
        if seq > self.exists {
            return None;
        }
        self.exists -= 1;
        self.uids.remove(at).filter(|&uid| uid > 0).map(Uid)
    }

    /// VANISHED of mails that were there a moment ago.
    pub(super) fn vanish(&mut self, gone: &UidSet) {
        let before = self.uids.len();
        let whole = before == self.exists as usize && !self.uids.contains(&0);
        self.uids.retain(|&uid| uid == 0 || !gone.contains(Uid(uid)));
        if whole {
            let removed = u32::try_from(before - self.uids.len()).unwrap_or(u32::MAX);
            self.exists = self.exists.saturating_sub(removed);
        } else {
            // Where the unknown ones moved to cannot be told.
            self.uids.clear();
            let count = u32::try_from(gone.len()).unwrap_or(u32::MAX);
            self.exists = self.exists.saturating_sub(count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(uids: &[u32]) -> SeqMap {
        let mut map = SeqMap::default();
        assert!(map.set_exists(uids.len() as u32));
        map.learn_all(&UidSet::from_uids(uids.iter().copied().map(Uid)));
        map
    }

    #[test]
    fn an_expunge_names_its_uid_and_moves_the_rest_down() {
        let mut map = map(&[10, 20, 30, 40]);
        assert_eq!(map.expunge(2), Some(Uid(20)));
        assert_eq!(map.expunge(2), Some(Uid(30)));
        assert_eq!((map.uid(1), map.uid(2), map.uid(3)), (Some(Uid(10)), Some(Uid(40)), None));
        assert_eq!(map.exists(), 2);
    }

    #[test]
    fn what_was_never_told_is_not_known() {
        let mut map = SeqMap::default();
        map.set_exists(100);
        map.learn(90, Uid(900));
        assert_eq!((map.uid(90), map.uid(89), map.uid(0)), (Some(Uid(900)), None, None));
        assert_eq!(map.expunge(5), None);
        assert_eq!(map.uid(89), Some(Uid(900)), "moved down with the rest");
        assert_eq!(map.expunge(0), None);
        assert_eq!(map.expunge(100), None, "beyond the end");
        assert_eq!(map.exists(), 99);
    }

    #[test]
    fn shrinking_without_expunge_is_noticed_and_forgets_everything() {
        let mut map = map(&[1, 2, 3]);
        assert!(map.set_exists(4), "new mail");
        assert_eq!(map.uid(3), Some(Uid(3)));
        assert!(!map.set_exists(2));
        assert_eq!(map.uid(1), None);
    }

    #[test]
    fn vanished_uids_leave_and_unknown_ones_make_everything_unknown() {
        let mut known = map(&[1, 2, 3, 4]);
        known.vanish(&UidSet::from_ranges([(2, 3), (900, 950)]));
        assert_eq!((known.exists(), known.uid(2)), (2, Some(Uid(4))));
        let mut partly = SeqMap::default();
        partly.set_exists(10);
        partly.learn(10, Uid(99));
        partly.vanish(&UidSet::range(Uid(5), Uid(5)));
        assert_eq!((partly.exists(), partly.uid(10), partly.uid(9)), (9, None, None));
    }

    #[test]
    fn a_row_that_contradicts_what_is_known_makes_everything_unknown() {
        let mut map = map(&[10, 20, 30, 40]);
        assert_eq!(map.expunge(1), Some(Uid(10)));
        map.learn(2, Uid(20));
        assert_eq!((map.uid(1), map.uid(2), map.expunge(1)), (None, None, None));
        assert_eq!(map.exists(), 2);
    }

    #[test]
    fn impossible_numbers_cost_no_memory() {
        let mut map = SeqMap::default();
        map.set_exists(u32::MAX);
        map.learn(u32::MAX, Uid(1));
        map.learn_all(&UidSet::range(Uid(1), Uid(u32::MAX)));
        assert_eq!(map.uid(u32::MAX), None);
    }
}
