//! Compares a complete listing with what is known: what is gone, what is missing, and in which
//! windows to fetch it. Pure; knows no wire and no cache.
//!
//! The rule that keeps mail (architecture, the promises): a message is gone only if EXPUNGE or
//! VANISHED named it, or a complete listing of the same UIDVALIDITY lacks it although its UID was
//! known before the listing began and lies below the UIDNEXT of that moment.

use std::collections::BTreeSet;

use super::plausible::is_much;
use crate::imap::UidSet;
use crate::model::remote::Uid;

/// Sizes of the windows of history; the last one repeats.
const WINDOWS: [usize; 3] = [500, 2_000, 5_000];

/// What a listing says about the rows that it lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// These are gone.
    Gone(Vec<Uid>),
    /// Implausibly many at once, all of several, or the listing is shorter than the mailbox: a
    /// second listing on a fresh connection must say the same first.
    Unlikely(Vec<Uid>),
}

/// What the listing `listed` lacks of the rows `known` (rising, taken before the command) below
/// `next`, the UIDNEXT at its start. `exists` is what the server said the mailbox holds.
pub fn gone(known: &[Uid], listed: &UidSet, next: Uid, exists: u32) -> Verdict {
    let lacking: Vec<Uid> =
        known.iter().copied().filter(|&uid| uid < next && !listed.contains(uid)).collect();
    // Nothing left at all is as often a server that could not open the mailbox.
    let empty = listed.is_empty() && !lacking.is_empty();
    let many = empty || is_much(lacking.len(), known.len());
    let short = listed.len() < u64::from(exists) && !lacking.is_empty();
    if many || short { Verdict::Unlikely(lacking) } else { Verdict::Gone(lacking) }
}

/// Of two listings' verdicts on two connections, what both lack.
pub fn agreed(first: &[Uid], second: &[Uid]) -> Vec<Uid> {
    let first: BTreeSet<Uid> = first.iter().copied().collect();
    second.iter().copied().filter(|uid| first.contains(uid)).collect()
}

/// What was listed but is not known, newest first, without the rows that cannot be had.
pub fn missing(known: &[Uid], listed: &UidSet, skipped: &BTreeSet<Uid>) -> Vec<Uid> {
    let mut known = known.iter().copied().rev().peekable();
    let mut missing = Vec::new();
    for uid in listed.iter().rev() {
        while known.next_if(|&have| have > uid).is_some() {}
        if known.next_if_eq(&uid).is_none() && !skipped.contains(&uid) {
            missing.push(uid);
        }
    }
    missing
}

/// How many rows the window with this running number takes.
pub fn window(number: usize) -> usize {
    let [first, second, rest] = WINDOWS;
    match number {
        0 => first,
        1 => second,
        _ => rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uids(all: impl IntoIterator<Item = u32>) -> Vec<Uid> {
        all.into_iter().map(Uid).collect()
    }

    fn set(all: impl IntoIterator<Item = u32>) -> UidSet {
        UidSet::from_uids(all.into_iter().map(Uid))
    }

    #[test]
    fn only_what_was_known_before_and_lies_below_uidnext_can_be_gone() {
        let known = uids([1, 2, 3, 9]);
        for (listed, next, expected) in [
            (set([1, 2, 3, 9]), 10, vec![]),
            (set([1, 3, 9]), 10, vec![2]),
            (set([1, 3]), 9, vec![2]),
            (set([1, 2, 3, 4, 5, 9]), 10, vec![]),
        ] {
            let exists = u32::try_from(listed.len()).unwrap();
            assert_eq!(gone(&known, &listed, Uid(next), exists), Verdict::Gone(uids(expected)));
        }
    }

    #[test]
    fn many_at_once_need_a_second_listing() {
        let known = uids(1..=200);
        for (left, unlikely) in [(200, false), (150, false), (149, true), (0, true)] {
            let verdict = gone(&known, &set(1..=left), Uid(201), left);
            assert_eq!(matches!(verdict, Verdict::Unlikely(_)), unlikely, "{left} left");
        }
        let known = uids(1..=1_000);
        for (left, unlikely) in [(800, false), (799, true)] {
            let verdict = gone(&known, &set(1..=left), Uid(1_001), left);
            assert_eq!(matches!(verdict, Verdict::Unlikely(_)), unlikely, "{left} left");
        }
    }

    #[test]
    fn a_mailbox_is_not_empty_because_one_listing_is() {
        let verdict = gone(&uids([1, 2]), &set([]), Uid(3), 0);
        assert_eq!(verdict, Verdict::Unlikely(uids([1, 2])));
        assert_eq!(gone(&[], &set([]), Uid(3), 0), Verdict::Gone(vec![]));
    }

    #[test]
    fn a_listing_shorter_than_the_mailbox_proves_nothing() {
        let verdict = gone(&uids([1, 2, 3]), &set([1, 2]), Uid(4), 3);
        assert_eq!(verdict, Verdict::Unlikely(uids([3])));
        assert_eq!(gone(&uids([1, 2]), &set([1, 2]), Uid(4), 3), Verdict::Gone(vec![]));
    }

    #[test]
    fn two_listings_agree_on_what_both_lack() {
        assert_eq!(agreed(&uids([1, 2, 3]), &uids([2, 3, 4])), uids([2, 3]));
    }

    #[test]
    fn missing_rows_come_newest_first_without_those_that_cannot_be_had() {
        let skipped = BTreeSet::from([Uid(5)]);
        for (known, listed, expected) in [
            (uids([]), set([1, 2, 9]), vec![9, 2, 1]),
            (uids([2, 3, 9]), set([1, 2, 5, 8, 9, 10]), vec![10, 8, 1]),
            (uids([1, 2]), set([1, 2]), vec![]),
            (uids([4, 11]), set([]), vec![]),
        ] {
            assert_eq!(missing(&known, &listed, &skipped), uids(expected));
        }
    }

    #[test]
    fn windows_grow_and_then_stay() {
        assert_eq!([0, 1, 2, 3, 99].map(window), [500, 2_000, 5_000, 5_000, 5_000]);
    }
}
