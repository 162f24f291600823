//! UID sets: SEARCH, ESEARCH (RFC 4731), VANISHED (RFC 7162), the sets of COPYUID.

use super::scan::{Scan, leading_number};
use crate::imap::types::UidSet;
use crate::model::remote::Uid;

/// `* SEARCH 1 2 3`, perhaps with `(MODSEQ n)` behind it.
pub(super) fn search(scan: &mut Scan<'_>) -> UidSet {
    let mut uids = Vec::new();
    loop {
        scan.spaces();
        match scan.peek() {
            None | Some(b'(') => return UidSet::from_uids(uids),
            Some(_) => {}
        }
        let word = scan.word();
        if word.is_empty() {
            return UidSet::from_uids(uids);
        }
        if let Some((uid, _)) = leading_number(word)
            && let Ok(uid) = u32::try_from(uid)
        {
            uids.push(Uid(uid));
        }
    }
}

/// `* ESEARCH (TAG "A1") UID ALL 1:5,7 COUNT 6`. Without ALL nothing matched. `None`: it speaks of
/// sequence numbers, or cannot be read.
pub(super) fn esearch(scan: &mut Scan<'_>) -> Option<UidSet> {
    scan.spaces();
    if scan.peek() == Some(b'(') {
        scan.skip()?;
    }
    let (mut uid, mut all) = (false, Vec::new());
    loop {
        scan.spaces();
        let name = scan.word();
        if name.is_empty() {
            break;
        }
        if name.eq_ignore_ascii_case(b"UID") {
            uid = true;
        } else if name.eq_ignore_ascii_case(b"ALL") {
            scan.spaces();
            all = ranges(scan.word());
        } else {
            scan.skip()?;
        }
    }
    uid.then(|| UidSet::from_ranges(all))
}

/// `* VANISHED (EARLIER) 1:5,7`: whether it speaks of earlier, the UIDs, and whether every piece
/// could be read. iCloud's cannot always (Mailspring PR 91): what is left of one says nothing safe.
pub(super) fn vanished(scan: &mut Scan<'_>) -> (bool, UidSet, bool) {
    scan.spaces();
    let mut earlier = false;
    if scan.peek() == Some(b'(') {
        earlier = true;
        if scan.skip().is_none() {
            return (earlier, UidSet::default(), false);
        }
        scan.spaces();
    }
    let set = scan.word();
    let ranges = ranges(set);
    let pieces = set.split(|&byte| byte == b',').count();
    scan.spaces();
    let whole = ranges.len() == pieces && scan.at_end();
    (earlier, UidSet::from_ranges(ranges), whole)
}

/// `1:5,7` as inclusive ranges in their order, each the low end first. What is no number, and 0,
/// is left out; so is `*`, which means nothing in an answer.
pub(super) fn ranges(set: &[u8]) -> Vec<(u32, u32)> {
    set.split(|&byte| byte == b',').filter_map(range).collect()
}

fn range(one: &[u8]) -> Option<(u32, u32)> {
    let whole = |part: &[u8]| {
        let (number, used) = leading_number(part)?;
        let number = u32::try_from(number).ok().filter(|&number| number > 0)?;
        (used == part.len()).then_some(number)
    };
    let mut ends = one.splitn(2, |&byte| byte == b':');
    let first = whole(ends.next()?)?;
    let last = match ends.next() {
        Some(end) => whole(end)?,
        None => first,
    };
    Some((first.min(last), first.max(last)))
}
