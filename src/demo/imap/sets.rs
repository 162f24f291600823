//! Sequence sets (RFC 9051 section 4.1.1) against a mailbox: linear in the set and the mailbox,
//! however wide the ranges are.

use imap_codec::imap_types::core::Vec1;
use imap_codec::imap_types::extensions::uidplus::{UidElement, UidSet};
use imap_codec::imap_types::sequence::{Sequence, SequenceSet};

use super::reply::nz;

/// Rising ranges that do not touch, both ends in them.
pub struct Ranges(Vec<(u32, u32)>);

impl Ranges {
    /// `*` is `largest`; of an empty mailbox nothing is asked then.
    pub fn of(set: &SequenceSet, largest: Option<u32>) -> Self {
        let Some(largest) = largest else { return Self(Vec::new()) };
        let largest = nz(largest);
        let mut ranges: Vec<(u32, u32)> = set
            .0
            .as_ref()
            .iter()
            .map(|sequence| match sequence {
                Sequence::Single(one) => (one.expand(largest).get(), one.expand(largest).get()),
                Sequence::Range(a, b) => (a.expand(largest).get(), b.expand(largest).get()),
            })
            .map(|(a, b)| (a.min(b), a.max(b)))
            .collect();
        ranges.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::new();
        for (a, b) in ranges {
            match merged.last_mut() {
                Some(last) if a <= last.1.saturating_add(1) => last.1 = last.1.max(b),
                _ => merged.push((a, b)),
            }
        }
        Self(merged)
    }

    pub fn has(&self, number: u32) -> bool {
        let behind = self.0.partition_point(|range| range.0 <= number);
        behind.checked_sub(1).and_then(|at| self.0.get(at)).is_some_and(|range| number <= range.1)
    }

    /// The greatest number asked for.
    pub fn last(&self) -> Option<u32> {
        self.0.last().map(|range| range.1)
    }
}

/// Rising numbers in the shortest form, `1:3,7`; nothing for no numbers.
pub fn uid_set(numbers: &[u32]) -> Option<UidSet> {
    let elements = runs(numbers).into_iter().map(|(a, b)| match a == b {
        true => UidElement::Single(nz(a)),
        false => UidElement::Range(nz(a), nz(b)),
    });
    Vec1::try_from(elements.collect::<Vec<_>>()).ok().map(UidSet)
}

/// The same as text.
pub fn text(numbers: &[u32]) -> String {
    let one = |(a, b): (u32, u32)| if a == b { a.to_string() } else { format!("{a}:{b}") };
    runs(numbers).into_iter().map(one).collect::<Vec<_>>().join(",")
}

fn runs(numbers: &[u32]) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &number in numbers {
        match runs.last_mut() {
            Some(run) if run.1.checked_add(1) == Some(number) => run.1 = number,
            _ => runs.push((number, number)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_read_in_any_order_and_the_star_is_the_last() {
        let table: [(&str, Option<u32>, &[u32]); 7] = [
            ("3,1:2", Some(9), &[1, 2, 3]),
            ("5:4", Some(9), &[4, 5]),
            ("*", Some(9), &[9]),
            ("12:*", Some(9), &[9]),
            ("8:*,8", Some(9), &[8, 9]),
            ("1:4294967295", Some(2), &[1, 2, 3, 4, 5, 6, 7, 8, 9]),
            ("1:*", None, &[]),
        ];
        for (set, largest, expected) in table {
            let ranges = Ranges::of(&SequenceSet::try_from(set).unwrap(), largest);
            let found: Vec<u32> = (1..10).filter(|&n| ranges.has(n)).collect();
            assert_eq!(found, expected, "{set}");
        }
    }

    #[test]
    fn numbers_are_written_as_runs() {
        assert_eq!(text(&[1, 2, 3, 7, 9, 10]), "1:3,7,9:10");
        assert_eq!(text(&[]), "");
        assert!(uid_set(&[]).is_none());
        assert_eq!(text(&[u32::MAX - 1, u32::MAX]), "4294967294:4294967295");
    }
}
