//! OK, NO, BAD, BYE and PREAUTH with their response codes (RFC 9051 section 7.1, RFC 5530,
//! RFC 4315, RFC 7162).

use super::scan::{Scan, Value, leading_number, text};
use super::sets;
use crate::imap::types::Capabilities;
use crate::model::remote::{ModSeq, Uid, UidValidity};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::imap) enum Condition {
    Ok,
    No,
    Bad,
    Bye,
    Preauth,
}

impl Condition {
    pub(super) fn read(word: &[u8]) -> Option<Self> {
        let is = |name: &[u8]| word.eq_ignore_ascii_case(name);
        match () {
            () if is(b"OK") => Some(Self::Ok),
            () if is(b"NO") => Some(Self::No),
            () if is(b"BAD") => Some(Self::Bad),
            () if is(b"BYE") => Some(Self::Bye),
            () if is(b"PREAUTH") => Some(Self::Preauth),
            () => None,
        }
    }
}

/// The code in brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::imap) enum Code {
    None,
    Alert,
    Capability(Capabilities),
    /// Target's UIDVALIDITY and which copy belongs to which source.
    CopyUid(UidValidity, Pairs),
    AppendUid(UidValidity, Uid),
    UidValidity(UidValidity),
    UidNext(Uid),
    HighestModSeq(ModSeq),
    ReadOnly,
    ReadWrite,
    Closed,
    /// Any other, its name in upper case.
    Other(String),
}

/// Sources and their copies as they were told: ranges, of which a few octets can name billions of
/// UIDs. Both hold the same number of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::imap) struct Pairs {
    from: Vec<(u32, u32)>,
    to: Vec<(u32, u32)>,
}

impl Pairs {
    /// RFC 4315: the sets have the same order. `None`: one has more UIDs than the other.
    fn of(from: Vec<(u32, u32)>, to: Vec<(u32, u32)>) -> Option<Self> {
        let pairs = Self { from, to };
        (count(&pairs.from) == count(&pairs.to)).then_some(pairs)
    }

    pub(in crate::imap) fn len(&self) -> u64 {
        count(&self.from)
    }

    /// (source, copy), in the server's order.
    pub(in crate::imap) fn iter(&self) -> impl Iterator<Item = (Uid, Uid)> + '_ {
        each(&self.from).zip(each(&self.to))
    }
}

fn count(ranges: &[(u32, u32)]) -> u64 {
    ranges.iter().map(|&(low, high)| u64::from(high - low) + 1).sum()
}

fn each(ranges: &[(u32, u32)]) -> impl Iterator<Item = Uid> + '_ {
    ranges.iter().flat_map(|&(low, high)| (low..=high).map(Uid))
}

/// A status response without its tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::imap) struct StatusLine {
    pub condition: Condition,
    pub code: Code,
    /// The server's words for people, on one line, cut to a length.
    pub text: String,
}

/// Characters of the server's words that are kept.
const MOST_TEXT: usize = 500;
/// Capabilities that are kept.
const MOST_CAPABILITIES: usize = 1_000;

impl StatusLine {
    /// Reads what follows the condition.
    pub(super) fn read(condition: Condition, rest: &[u8]) -> Self {
        let rest = rest.trim_ascii_start();
        let Some(inside) = rest.strip_prefix(b"[") else {
            return Self { condition, code: Code::None, text: human(rest) };
        };
        let Some(end) = end_of_code(inside) else {
            return Self { condition, code: Code::None, text: human(rest) };
        };
        let (code, after) = inside.split_at(end);
        let after = after.get(1..).unwrap_or_default();
        Self { condition, code: Code::read(code), text: human(after) }
    }

    pub(in crate::imap) fn is_ok(&self) -> bool {
        self.condition == Condition::Ok
    }
}

/// Where the bracket closes: Gmail has `]` inside the flags of PERMANENTFLAGS.
fn end_of_code(inside: &[u8]) -> Option<usize> {
    let (mut depth, mut quoted) = (0_usize, false);
    for (at, byte) in inside.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'(' if !quoted => depth += 1,
            b')' if !quoted => depth = depth.saturating_sub(1),
            b']' if !quoted && depth == 0 => return Some(at),
            _ => {}
        }
    }
    inside.iter().position(|&byte| byte == b']')
}

impl Code {
    fn read(code: &[u8]) -> Self {
        let mut scan = Scan::new(code);
        scan.spaces();
        let name = scan.word().to_ascii_uppercase();
        let known = match name.as_slice() {
            b"ALERT" => Some(Self::Alert),
            b"CAPABILITY" => Some(Self::Capability(capabilities(scan.rest()))),
            b"COPYUID" => copy_uid(&mut scan),
            b"APPENDUID" => append_uid(&mut scan),
            b"UIDVALIDITY" => small(&mut scan).map(|n| Self::UidValidity(UidValidity(n))),
            b"UIDNEXT" => small(&mut scan).map(|n| Self::UidNext(Uid(n))),
            b"HIGHESTMODSEQ" => {
                scan.number().filter(|&n| n > 0).map(|n| Self::HighestModSeq(ModSeq(n)))
            }
            b"READ-ONLY" => Some(Self::ReadOnly),
            b"READ-WRITE" => Some(Self::ReadWrite),
            b"CLOSED" => Some(Self::Closed),
            _ => None,
        };
        known.unwrap_or_else(|| Self::Other(text(&name)))
    }

    /// Its name, for the decisions that need no more.
    pub(in crate::imap) fn name(&self) -> &str {
        match self {
            Self::Other(name) => name,
            Self::Alert => "ALERT",
            Self::ReadOnly => "READ-ONLY",
            _ => "",
        }
    }
}

/// A number from 1 to 2^32 - 1.
fn small(scan: &mut Scan<'_>) -> Option<u32> {
    scan.number().and_then(|number| u32::try_from(number).ok()).filter(|&number| number > 0)
}

/// RFC 4315: `COPYUID uidvalidity source-set copy-set`, sets in the same order.
fn copy_uid(scan: &mut Scan<'_>) -> Option<Code> {
    let validity = small(scan)?;
    scan.spaces();
    let from = sets::ranges(scan.word());
    scan.spaces();
    let to = sets::ranges(scan.word());
    // An empty pair of sets: nothing was there to move. Sets of unequal length tell nothing.
    Some(Code::CopyUid(UidValidity(validity), Pairs::of(from, to)?))
}

fn append_uid(scan: &mut Scan<'_>) -> Option<Code> {
    let validity = small(scan)?;
    let uid = small(scan)?;
    Some(Code::AppendUid(UidValidity(validity), Uid(uid)))
}

/// A list of words, in upper case.
pub(super) fn capabilities(rest: &[u8]) -> Capabilities {
    let words = rest.split(|byte| byte.is_ascii_whitespace()).filter(|word| !word.is_empty());
    Capabilities(words.take(MOST_CAPABILITIES).map(|word| text(word).to_uppercase()).collect())
}

/// The server's words: one line, no control characters, not endless.
pub(in crate::imap) fn human(words: &[u8]) -> String {
    let words = words.get(..MOST_TEXT * 4).unwrap_or(words);
    let words = String::from_utf8_lossy(words);
    words.trim().chars().filter(|c| !c.is_control()).take(MOST_TEXT).collect()
}

/// A value as a number that fits, from text such as `17` or a list such as `(17)`.
pub(super) fn lenient_number(value: &Value<'_>) -> Option<u64> {
    match value {
        Value::List(list) => list.first().and_then(Value::as_number),
        Value::Text(text) => leading_number(text).map(|(number, _)| number),
        Value::Nil => None,
    }
}
