//! LIST (RFC 9051 section 7.3.1, RFC 6154) and STATUS (section 7.3.4).

use super::scan::{Scan, Value};
use super::status::lenient_number;
use crate::imap::names;
use crate::imap::types::{Listed, Status};
use crate::model::mailbox::Role;
use crate::model::remote::{ModSeq, Uid, UidValidity, WireName};

/// What follows `* LIST`.
pub(super) fn list(scan: &mut Scan<'_>, utf8_names: bool) -> Option<Listed> {
    scan.spaces();
    let Value::List(attributes) = scan.value(2)? else { return None };
    let delimiter = scan.string()?.and_then(|text| text.first().copied());
    let wire = names::from_wire(&name(scan)?);
    let delimiter = delimiter.map(char::from);
    let path = names::path(&wire, delimiter, utf8_names);
    let has = |wanted: &[u8]| {
        attributes.iter().any(|have| have.as_text().is_some_and(|a| a.eq_ignore_ascii_case(wanted)))
    };
    let inbox = wire.eq_ignore_ascii_case("INBOX");
    let role = if inbox { Some(Role::Inbox) } else { role(has) };
    let selectable = !has(b"\\Noselect") && !has(b"\\NonExistent");
    // RFC 5258 section 4: only who is subscribed to is marked.
    let subscribed = has(b"\\Subscribed").then_some(true);
    let (wire, status) = (names::wire(wire), None);
    Some(Listed { wire, path, role, selectable, delimiter, status, subscribed })
}

/// What follows `* LSUB` (RFC 3501 section 7.2.3): the name of a mailbox that is subscribed to.
pub(super) fn subscribed(scan: &mut Scan<'_>) -> Option<WireName> {
    scan.spaces();
    let Value::List(_) = scan.value(2)? else { return None };
    scan.string()?;
    Some(names::wire(names::from_wire(&name(scan)?)))
}

/// RFC 6154 section 2, and the words of Gmail's old XLIST.
fn role(has: impl Fn(&[u8]) -> bool) -> Option<Role> {
    const WORDS: [(&[u8], Role); 10] = [
        (b"\\Drafts", Role::Drafts),
        (b"\\Sent", Role::Sent),
        (b"\\Archive", Role::Archive),
        (b"\\Junk", Role::Junk),
        (b"\\Spam", Role::Junk),
        (b"\\Trash", Role::Trash),
        (b"\\All", Role::All),
        (b"\\AllMail", Role::All),
        (b"\\Flagged", Role::Flagged),
        (b"\\Starred", Role::Flagged),
    ];
    WORDS.iter().find(|(word, _)| has(word)).map(|&(_, role)| role)
}

/// A mailbox name: quoted, a literal (whose length may be too short), or bare words as
/// Microsoft 365 sends them.
fn name(scan: &mut Scan<'_>) -> Option<Vec<u8>> {
    scan.spaces();
    match scan.peek()? {
        b'"' => Some(scan.string()??.into_owned()),
        b'{' | b'~' => {
            let mut name = scan.string()??.into_owned();
            // What sticks to a literal belongs to it: its length was counted wrong.
            name.extend_from_slice(bare(scan));
            Some(trimmed(&name).to_vec())
        }
        _ => {
            let name = trimmed(bare(scan));
            (!name.is_empty()).then(|| name.to_vec())
        }
    }
}

/// Everything up to the end, or to the list that ends the response.
fn bare<'a>(scan: &mut Scan<'a>) -> &'a [u8] {
    let rest = scan.rest();
    let list = rest.windows(2).position(|pair| pair == b" (");
    let end = list.filter(|_| trimmed(rest).ends_with(b")")).unwrap_or(rest.len());
    let (name, after) = rest.split_at(end);
    *scan = Scan::new(after);
    name
}

fn trimmed(name: &[u8]) -> &[u8] {
    name.trim_ascii_end()
}

/// What follows `* STATUS`: the name as spelt and the items.
pub(super) fn status(scan: &mut Scan<'_>) -> Option<(String, Status)> {
    let name = names::from_wire(&name(scan)?);
    scan.spaces();
    let Value::List(items) = scan.value(4)? else { return None };
    let mut status = Status::default();
    let mut items = items.iter();
    while let Some(item) = items.next() {
        let Some(word) = item.as_text() else { continue };
        let Some(value) = items.next().and_then(lenient_number) else { continue };
        let small = u32::try_from(value).ok();
        match word.to_ascii_uppercase().as_slice() {
            b"MESSAGES" => status.messages = small,
            b"UNSEEN" => status.unseen = small,
            b"UIDNEXT" => status.uid_next = small.filter(|&n| n > 0).map(Uid),
            b"UIDVALIDITY" => status.uid_validity = small.filter(|&n| n > 0).map(UidValidity),
            b"HIGHESTMODSEQ" => status.highest_modseq = Some(ModSeq(value)).filter(|m| m.0 > 0),
            _ => {}
        }
    }
    Some((name, status))
}
