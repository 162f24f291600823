//! Parameters of MIME fields: names in lower case, RFC 2231 continuations and charsets undone.
//! RFC 2047 words, which some senders put there, are left for `mime/` to decode.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::scan::{Value, text};

/// Parameters of one field that are kept.
const MOST: usize = 100;

/// One piece of a value: its octets, and whether they are percent-coded.
struct Piece {
    octets: Vec<u8>,
    coded: bool,
}

/// The parameters of a `("name" "value" …)` list, in the order of their first mention.
pub(super) fn read(list: &Value<'_>) -> Vec<(String, String)> {
    let mut plain: Vec<(String, String)> = Vec::new();
    let mut split: Vec<(String, BTreeMap<u32, Piece>)> = Vec::new();
    let pairs = list.as_list().unwrap_or_default().chunks(2).take(MOST);
    for pair in pairs {
        let Some(name) = pair.first().and_then(Value::as_text) else { continue };
        let octets = pair.get(1).and_then(Value::as_text).unwrap_or_default();
        let name = text(name).to_lowercase();
        let Some((base, number, coded)) = sections(&name) else {
            if !plain.iter().any(|(have, _)| *have == name) {
                plain.push((name, text(octets)));
            }
            continue;
        };
        let piece = Piece { octets: octets.to_vec(), coded };
        match split.iter_mut().find(|(have, _)| have == base) {
            Some((_, pieces)) => {
                pieces.entry(number).or_insert(piece);
            }
            None => split.push((base.to_owned(), BTreeMap::from([(number, piece)]))),
        }
    }
    for (name, pieces) in split {
        let value = joined(pieces.into_values());
        // RFC 6266 and practice: the extended form wins over the plain one for old readers.
        plain.retain(|(have, _)| *have != name);
        plain.push((name, value));
    }
    plain
}

/// `name*`, `name*1`, `name*1*` as base, number and whether percent-coded; `None`: a plain name.
fn sections(name: &str) -> Option<(&str, u32, bool)> {
    let (base, rest) = name.split_once('*')?;
    if rest.is_empty() {
        return Some((base, 0, true));
    }
    let (number, coded) = match rest.strip_suffix('*') {
        Some(number) => (number, true),
        None => (rest, false),
    };
    number.parse().ok().map(|number| (base, number, coded))
}

/// RFC 2231: the charset stands in the first piece, `charset'language'text`.
fn joined(pieces: impl Iterator<Item = Piece>) -> String {
    let mut octets = Vec::new();
    let mut charset = String::new();
    for (at, piece) in pieces.enumerate() {
        if !piece.coded {
            octets.extend_from_slice(&piece.octets);
            continue;
        }
        let mut coded = piece.octets.as_slice();
        if at == 0 {
            let mut parts = coded.splitn(3, |&byte| byte == b'\'');
            if let (Some(name), Some(_), Some(rest)) = (parts.next(), parts.next(), parts.next()) {
                charset = text(name).to_lowercase();
                coded = rest;
            }
        }
        percent_decode(coded, &mut octets);
    }
    in_charset(&octets, &charset)
}

fn percent_decode(mut coded: &[u8], octets: &mut Vec<u8>) {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
    while let Some((&first, rest)) = coded.split_first() {
        if first == b'%'
            && let [high, low, after @ ..] = rest
            && let (Some(high), Some(low)) = (digit(*high), digit(*low))
        {
            octets.push(high * 16 + low);
            coded = after;
        } else {
            octets.push(first);
            coded = rest;
        }
    }
}

/// Octets of a charset as text. What is neither UTF-8 nor Latin-1 becomes an RFC 2047 word, for
/// `mime/`, which knows every charset.
fn in_charset(octets: &[u8], charset: &str) -> String {
    let known = matches!(charset, "" | "utf-8" | "utf8" | "us-ascii" | "iso-8859-1");
    if known || octets.iter().all(|byte| (b' '..=b'~').contains(byte)) {
        return text(octets);
    }
    let mut word = format!("=?{charset}?Q?");
    for octet in octets {
        // Writing to a String cannot fail.
        let _ = write!(word, "={octet:02X}");
    }
    word.push_str("?=");
    word
}
