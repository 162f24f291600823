//! Compares what is kept of a mailbox with what the server says of it at the same moment. Pure;
//! knows no wire and no cache.
//!
//! What is on its way is no difference: rows that an unfinished order of the journal is about,
//! messages from UIDNEXT on, and flags that changed after the mailbox was brought up to date.

use std::collections::{HashMap, HashSet};

use crate::imap::{SizedRow, UidSet};
use crate::model::audit::Differences;
use crate::model::flags::Flags;
use crate::model::remote::{ModSeq, Uid};
use crate::store::Tally;

/// The UIDs of a mailbox at one moment.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// What was known before the listing was asked for, and what is known after all that was heard
    /// meanwhile; both rising.
    pub before: &'a [Uid],
    pub after: &'a [Uid],
    pub listed: &'a UidSet,
    /// UIDNEXT before the listing.
    pub next: Uid,
    /// Rows of unfinished orders.
    pub exempt: &'a HashSet<Uid>,
}

/// Which messages are on one side only; both rising.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OneSided {
    /// The server lists them, and they are not here.
    pub missing: Vec<Uid>,
    /// They are here, and the server does not list them.
    pub extra: Vec<Uid>,
}

/// Compares the UIDs.
pub fn uids(moment: Moment<'_>) -> OneSided {
    let Moment { before, after, listed, next, exempt } = moment;
    let known = |uid: Uid| before.binary_search(&uid).is_ok() || after.binary_search(&uid).is_ok();
    let counts = |uid: &Uid| *uid < next && !exempt.contains(uid);
    let missing = listed.iter().filter(counts).filter(|&uid| !known(uid)).collect();
    let still = |uid: &Uid| after.binary_search(uid).is_ok() && !listed.contains(*uid);
    let extra = before.iter().copied().filter(counts).filter(still).collect();
    OneSided { missing, extra }
}

/// Rows that are others here than there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unlike {
    /// Flags as the server has them.
    pub flags: Vec<(Uid, Flags)>,
    /// The same where they changed just now: no difference, but worth to be kept.
    pub news: Vec<(Uid, Flags, Option<ModSeq>)>,
    pub sizes: Vec<Uid>,
}

impl Unlike {
    pub fn differences(&self) -> Differences {
        Differences {
            flags: count(self.flags.len()),
            sizes: count(self.sizes.len()),
            ..Differences::default()
        }
    }
}

/// Compares flags and sizes. `upto`: the mod-sequence up to which everything is known; later
/// changes are news. A row that the server did not give is gone by now or gives it another time.
pub fn rows(
    kept: &[Tally],
    told: &[SizedRow],
    exempt: &HashSet<Uid>,
    upto: Option<ModSeq>,
) -> Unlike {
    // The later of two rows of one message knows better.
    let told: HashMap<Uid, &SizedRow> = told.iter().map(|row| (row.uid, row)).collect();
    let mut unlike = Unlike::default();
    for Tally { uid, flags, size } in kept.iter().filter(|row| !exempt.contains(&row.uid)) {
        let Some(row) = told.get(uid) else { continue };
        let new = row.modseq.zip(upto).is_some_and(|(now, upto)| now > upto);
        match row.flags != *flags {
            true if new => unlike.news.push((*uid, row.flags, row.modseq)),
            true => unlike.flags.push((*uid, row.flags)),
            false => {}
        }
        if row.size.is_some_and(|told| told != *size) {
            unlike.sizes.push(*uid);
        }
    }
    unlike
}

/// A number of rows.
pub fn count(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uids_of(all: &[u32]) -> Vec<Uid> {
        all.iter().copied().map(Uid).collect()
    }

    fn compared(
        before: &[u32],
        after: &[u32],
        listed: &[u32],
        next: u32,
        exempt: &[u32],
    ) -> OneSided {
        super::uids(Moment {
            before: &uids_of(before),
            after: &uids_of(after),
            listed: &UidSet::from_uids(uids_of(listed)),
            next: Uid(next),
            exempt: &uids_of(exempt).into_iter().collect(),
        })
    }

    #[test]
    fn a_message_on_one_side_only_is_a_difference() {
        for (before, after, listed, next, exempt, missing, extra) in [
            // The same.
            (&[1, 2, 3][..], &[1, 2, 3][..], &[1, 2, 3][..], 4, &[][..], &[][..], &[][..]),
            (&[], &[], &[], 1, &[], &[], &[]),
            // One side only.
            (&[1, 3], &[1, 3], &[1, 2, 3], 4, &[], &[2], &[]),
            (&[1, 2, 3], &[1, 2, 3], &[1, 3], 4, &[], &[], &[2]),
            (&[1, 2], &[1, 2], &[3, 4], 5, &[], &[3, 4], &[1, 2]),
            // From UIDNEXT on it is new mail.
            (&[1], &[1], &[1, 9], 9, &[], &[], &[]),
            (&[1, 9], &[1, 9], &[1], 9, &[], &[], &[]),
            // Expunged, or arrived, while it was listed.
            (&[1, 2], &[1], &[1], 3, &[], &[], &[]),
            (&[1, 2], &[1], &[1, 2], 3, &[], &[], &[]),
            (&[1], &[1, 2], &[1, 2], 3, &[], &[], &[]),
            (&[1], &[1, 2], &[1], 3, &[], &[], &[]),
            // An order of ours is on its way.
            (&[1, 2], &[1, 2], &[1], 3, &[2], &[], &[]),
            (&[1], &[1], &[1, 2], 3, &[2], &[], &[]),
        ] {
            let expected = OneSided { missing: uids_of(missing), extra: uids_of(extra) };
            let found = compared(before, after, listed, next, exempt);
            assert_eq!(found, expected, "{before:?} {after:?} {listed:?} {next} {exempt:?}");
        }
    }

    fn tally(uid: u32, flags: Flags, size: u32) -> Tally {
        Tally { uid: Uid(uid), flags, size }
    }

    fn told(uid: u32, flags: Flags, size: Option<u32>, modseq: Option<u64>) -> SizedRow {
        SizedRow { uid: Uid(uid), flags, size, modseq: modseq.map(ModSeq) }
    }

    #[test]
    fn flags_and_sizes_are_compared_unless_they_are_on_their_way() {
        let (none, seen) = (Flags::NONE, Flags::SEEN);
        let of = |uids: &[u32]| uids_of(uids);
        for (kept, told, exempt, upto, flags, news, sizes) in [
            (tally(1, seen, 5), told(1, seen, Some(5), None), &[][..], None, &[][..], 0, &[][..]),
            (tally(1, none, 5), told(1, seen, Some(5), None), &[], None, &[1], 0, &[]),
            (tally(1, seen, 5), told(1, seen, Some(6), None), &[], None, &[], 0, &[1]),
            (tally(1, none, 5), told(1, seen, Some(6), None), &[1], None, &[], 0, &[]),
            (tally(1, none, 5), told(2, seen, Some(6), None), &[], None, &[], 0, &[]),
            (tally(1, none, 5), told(1, seen, None, None), &[], None, &[1], 0, &[]),
            (tally(1, none, 5), told(1, seen, Some(5), Some(9)), &[], Some(9), &[1], 0, &[]),
            (tally(1, none, 5), told(1, seen, Some(5), Some(10)), &[], Some(9), &[], 1, &[]),
        ] {
            let exempt: HashSet<Uid> = of(exempt).into_iter().collect();
            let unlike = rows(&[kept], &[told], &exempt, upto.map(ModSeq));
            let found: Vec<Uid> = unlike.flags.iter().map(|(uid, _)| *uid).collect();
            assert_eq!((found, unlike.news.len()), (of(flags), news), "{kept:?} {told:?}");
            assert_eq!(unlike.sizes, of(sizes), "{kept:?} {told:?}");
        }
    }

    #[test]
    fn of_two_rows_of_one_message_the_later_one_counts() {
        let rows_of = [told(1, Flags::SEEN, Some(5), None), told(1, Flags::NONE, Some(5), None)];
        let unlike = rows(&[tally(1, Flags::NONE, 5)], &rows_of, &HashSet::new(), None);
        assert!(unlike.differences().is_empty());
    }
}
