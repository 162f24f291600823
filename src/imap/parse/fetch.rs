//! FETCH (RFC 9051 section 7.5.2): the items that were asked for, in any order; others are passed.

use jiff::fmt::strtime;

use super::scan::{Scan, Value};
use super::structure;
use crate::imap::convert;
use crate::imap::types::WireLabel;
use crate::model::body::Structure;
use crate::model::flags::Flags;
use crate::model::remote::{ModSeq, Uid};

/// What one FETCH response told.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::imap) struct FetchRow {
    pub uid: Option<Uid>,
    pub flags: Option<Flags>,
    /// INTERNALDATE was there, readable or not.
    pub dated: bool,
    /// INTERNALDATE, seconds since 1970 UTC.
    pub received: Option<i64>,
    pub size: Option<u32>,
    pub modseq: Option<ModSeq>,
    pub sections: Vec<Section>,
    /// BODYSTRUCTURE was there; `None` inside where it cannot be read.
    pub structure: Option<Option<Structure>>,
    /// X-GM-MSGID of Gmail's X-GM-EXT-1; 0 is none.
    pub mail: Option<u64>,
    /// X-GM-LABELS, without those that mean nothing here.
    pub labels: Option<Vec<WireLabel>>,
}

/// `BODY[name]<origin> data`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::imap) struct Section {
    /// In upper case, such as `1.2` or `HEADER.FIELDS (DATE FROM)`.
    pub name: String,
    pub origin: Option<u64>,
    pub data: Vec<u8>,
}

/// Sections of one response: nobody asks for more than one at a time.
const MOST_SECTIONS: usize = 64;
/// Flags of one message that are looked at.
const LIST_DEPTH: usize = 2;
/// Labels of one message that are looked at: people have a handful, Gmail none longer than that.
const MOST_LABELS: usize = 64;
const LONGEST_LABEL: usize = 1_000;

/// What follows `* n FETCH`. `None`: it cannot be read to its end, so that none of it is believed.
pub(super) fn row(scan: &mut Scan<'_>) -> Option<FetchRow> {
    let mut row = FetchRow::default();
    scan.spaces();
    if !scan.eat(b'(') {
        return None;
    }
    loop {
        scan.spaces();
        if scan.at_end() || scan.eat(b')') {
            return Some(row);
        }
        let name = scan.until(|byte| matches!(byte, b' ' | b'[' | b'(' | b')' | b'"' | b'<'));
        if name.is_empty() {
            // A value without a name.
            skip_one(scan)?;
            continue;
        }
        let name = name.to_ascii_uppercase();
        item(&name, scan, &mut row)?;
    }
}

/// Passes one value; always moves on.
fn skip_one(scan: &mut Scan<'_>) -> Option<()> {
    let before = scan.rest().len();
    scan.skip()?;
    if scan.rest().len() == before {
        scan.eat(scan.peek()?);
    }
    Some(())
}

fn item(name: &[u8], scan: &mut Scan<'_>, row: &mut FetchRow) -> Option<()> {
    if scan.peek() == Some(b'[') {
        return section(name, scan, row);
    }
    scan.spaces();
    match name {
        b"UID" => row.uid = small(scan)?.filter(|&uid| uid > 0).map(Uid),
        b"FLAGS" => row.flags = flags(scan)?,
        b"INTERNALDATE" => {
            row.dated = true;
            row.received = scan.string()?.and_then(|date| internal_date(&date));
        }
        b"RFC822.SIZE" => {
            // Larger ones do not fit the list; it is an estimate on some servers anyway.
            let size = number(scan)?;
            row.size = size.map(|size| u32::try_from(size).unwrap_or(u32::MAX));
        }
        b"MODSEQ" => {
            let value = scan.value(LIST_DEPTH)?;
            let modseq = super::status::lenient_number(&value);
            row.modseq = modseq.filter(|&modseq| modseq > 0).map(ModSeq);
        }
        b"X-GM-MSGID" => row.mail = number(scan)?.filter(|&mail| mail > 0 && mail < u64::MAX),
        b"X-GM-LABELS" => row.labels = labels(scan)?,
        b"BODYSTRUCTURE" | b"BODY" if scan.peek() == Some(b'(') => {
            row.structure = Some(structure::read(scan)?);
        }
        _ => scan.skip()?,
    }
    Some(())
}

/// A number, or whatever stands in its place.
fn number(scan: &mut Scan<'_>) -> Option<Option<u64>> {
    match scan.number() {
        Some(number) => Some(Some(number)),
        None => skip_one(scan).map(|()| None),
    }
}

fn small(scan: &mut Scan<'_>) -> Option<Option<u32>> {
    Some(number(scan)?.and_then(|number| u32::try_from(number).ok()))
}

fn flags(scan: &mut Scan<'_>) -> Option<Option<Flags>> {
    let Value::List(list) = scan.value(LIST_DEPTH)? else { return Some(None) };
    let words = list.iter().filter_map(Value::as_text);
    Some(Some(convert::flags(words)))
}

/// Atoms, quoted strings or literals; what is no list tells nothing of labels.
fn labels(scan: &mut Scan<'_>) -> Option<Option<Vec<WireLabel>>> {
    let Value::List(list) = scan.value(LIST_DEPTH)? else { return Some(None) };
    let names = list.iter().filter_map(Value::as_text);
    let names = names.filter(|name| (1..=LONGEST_LABEL).contains(&name.len()));
    Some(Some(names.take(MOST_LABELS).filter_map(convert::label).collect()))
}

/// `[name]<origin> nstring`, and BINARY likewise.
fn section(item: &[u8], scan: &mut Scan<'_>, row: &mut FetchRow) -> Option<()> {
    let mut name = Vec::new();
    scan.eat(b'[');
    loop {
        name.extend_from_slice(scan.until(|byte| matches!(byte, b']' | b'"' | b'{')));
        match scan.peek()? {
            b']' => break,
            // Field names may be quoted or literals.
            _ => name.extend_from_slice(&scan.string()??),
        }
    }
    scan.eat(b']');
    let mut origin = None;
    if scan.eat(b'<') {
        origin = scan.number();
        scan.until(|byte| matches!(byte, b'>' | b' '));
        scan.eat(b'>');
    }
    scan.spaces();
    let data = if scan.peek() == Some(b'(') {
        scan.skip()?;
        None
    } else {
        scan.string()?
    };
    if item == b"BODY" && row.sections.len() < MOST_SECTIONS {
        let name = super::scan::text(&name).to_ascii_uppercase();
        let data = data.unwrap_or_default().into_owned();
        row.sections.push(Section { name, origin, data });
    }
    Some(())
}

/// `17-Jul-1996 02:44:25 -0700`, seconds since 1970 UTC.
fn internal_date(date: &[u8]) -> Option<i64> {
    let date = std::str::from_utf8(date).ok()?.trim();
    let parsed = strtime::parse("%d-%b-%Y %H:%M:%S %z", date).ok()?;
    parsed.to_timestamp().ok().map(|time| time.as_second())
}
