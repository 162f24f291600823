//! Mailbox names: modified UTF-7 (RFC 3501 section 5.1.3), UTF-8, hierarchy, and the octets of a
//! name that is neither.

use base64::Engine as _;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};

use crate::model::remote::WireName;

const BASE64: GeneralPurpose =
    GeneralPurpose::new(&IMAP_MUTF7, NO_PAD.with_decode_allow_trailing_bits(true));

/// Octets that are not UTF-8 are kept as characters from here on, so that the very name can be
/// sent back (a range for private use).
const RAW: u32 = 0xF_F700;

/// A name's octets as text.
pub(super) fn from_wire(octets: &[u8]) -> String {
    let mut name = String::with_capacity(octets.len());
    let raw = |octet: u8| char::from_u32(RAW + u32::from(octet));
    for chunk in octets.utf8_chunks() {
        for c in chunk.valid().chars() {
            match raw_octet(c) {
                None => name.push(c),
                // One of the very characters that stand for octets: kept as octets itself.
                Some(_) => name.extend(c.encode_utf8(&mut [0; 4]).bytes().filter_map(raw)),
            }
        }
        name.extend(chunk.invalid().iter().copied().filter_map(raw));
    }
    name
}

/// The octet that a character stands for.
fn raw_octet(c: char) -> Option<u8> {
    u8::try_from(u32::from(c).wrapping_sub(RAW)).ok().filter(|&octet| octet >= 0x80)
}

/// The octets that `from_wire` read.
pub(super) fn to_wire(name: &WireName) -> Vec<u8> {
    let mut octets = Vec::with_capacity(name.0.len());
    let mut utf8 = [0; 4];
    for c in name.0.chars() {
        match raw_octet(c) {
            Some(octet) => octets.push(octet),
            None => octets.extend_from_slice(c.encode_utf8(&mut utf8).as_bytes()),
        }
    }
    octets
}

pub(super) fn wire(name: String) -> WireName {
    WireName(name)
}

/// The path of a mailbox for people. Never empty.
pub(super) fn path(name: &str, delimiter: Option<char>, utf8: bool) -> Vec<String> {
    let decode = |part: &str| if utf8 { shown(part) } else { shown(&decode(part)) };
    let parts: Vec<String> = match delimiter {
        Some(delimiter) => {
            name.split(delimiter).filter(|part| !part.is_empty()).map(decode).collect()
        }
        None => vec![decode(name)],
    };
    if parts.is_empty() { vec![name.to_owned()] } else { parts }
}

/// Octets that are not UTF-8 as Latin-1, which they most often are; what has no shape of its own, and
/// what would let the name be read as another one, as a sign that stands for it.
fn shown(part: &str) -> String {
    let character = |c| raw_octet(c).map_or(c, char::from);
    let sign = |c: char| if is_unreadable(c) { char::REPLACEMENT_CHARACTER } else { c };
    part.chars().map(|c| sign(character(c))).collect()
}

/// Controls, and the characters that change the direction of reading.
fn is_unreadable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Modified UTF-7 as text. A name that is not well-formed is left as it is.
pub fn decode(name: &str) -> String {
    try_decode(name).unwrap_or_else(|| name.to_owned())
}

fn try_decode(name: &str) -> Option<String> {
    if !name.contains('&') {
        return None;
    }
    let mut text = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((plain, shifted)) = rest.split_once('&') {
        text.push_str(plain);
        let (coded, after) = shifted.split_once('-')?;
        if coded.is_empty() {
            text.push('&');
        } else {
            let octets = BASE64.decode(coded).ok()?;
            let units = octets.chunks_exact(2).map(|pair| match pair {
                [high, low] => u16::from_be_bytes([*high, *low]),
                _ => 0,
            });
            text.extend(char::decode_utf16(units).map(|c| c.unwrap_or('\u{FFFD}')));
        }
        rest = after;
    }
    text.push_str(rest);
    Some(text)
}

/// Text as modified UTF-7, for the name of a mailbox to create.
pub fn encode(text: &str) -> WireName {
    let mut name = String::with_capacity(text.len());
    let mut shifted: Vec<u8> = Vec::new();
    let flush = |shifted: &mut Vec<u8>, name: &mut String| {
        if !shifted.is_empty() {
            name.push('&');
            BASE64.encode_string(&*shifted, name);
            name.push('-');
            shifted.clear();
        }
    };
    for c in text.chars() {
        match c {
            ' '..='~' => {
                flush(&mut shifted, &mut name);
                name.push(c);
                if c == '&' {
                    name.push('-');
                }
            }
            _ => {
                let mut units = [0; 2];
                shifted.extend(c.encode_utf16(&mut units).iter().flat_map(|u| u.to_be_bytes()));
            }
        }
    }
    flush(&mut shifted, &mut name);
    WireName(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 3501 section 5.1.3's own example, names from real servers, and what needs care.
    const PAIRS: [(&str, &str); 8] = [
        ("~peter/mail/&U,BTFw-/&ZeVnLIqe-", "~peter/mail/台北/日本語"),
        ("Entw&APw-rfe", "Entwürfe"),
        ("&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-", "Отправленные"),
        ("Caixa de sa&AO0-da", "Caixa de saída"),
        ("Tom &- Jerry", "Tom & Jerry"),
        ("&2D3c5w-", "📧"),
        ("&AOkA6A- &AOk-", "éè é"),
        ("plain", "plain"),
    ];

    #[test]
    fn modified_utf_7_is_read_and_written() {
        for (wire, text) in PAIRS {
            assert_eq!(decode(wire), text);
            assert_eq!(encode(text), WireName(wire.to_owned()));
        }
    }

    #[test]
    fn a_name_that_is_not_well_formed_stays_as_it_is() {
        for name in ["a&b", "&", "&&-", "&***-", "x&AO", "&A-"] {
            let read = decode(name);
            assert!(read == name || read.is_empty(), "{name} became {read}");
        }
        assert_eq!(decode("&2D0-"), "\u{FFFD}", "half a surrogate pair");
    }

    #[test]
    fn octets_that_are_no_text_are_sent_back_as_they_came() {
        let octets = b"Caf\xe9 \xc3\xa9";
        let name = from_wire(octets);
        assert_eq!(path(&name, Some('/'), false), ["Café é"]);
        assert_eq!(to_wire(&WireName(name)), octets);
        let private = "a\u{ff7ff}b\u{ff780}".as_bytes();
        assert_eq!(to_wire(&WireName(from_wire(private))), private, "characters like our own");
    }

    #[test]
    fn a_name_looks_like_no_other() {
        assert_eq!(
            path("a\u{202e}b/c\u{7}\n", Some('/'), true),
            ["a\u{fffd}b", "c\u{fffd}\u{fffd}"]
        );
        assert_eq!(path("&IC4-x", Some('/'), false), ["\u{fffd}x"]);
        assert_eq!(path("\u{5e9}\u{5dc}", Some('/'), true), ["\u{5e9}\u{5dc}"]);
    }

    #[test]
    fn any_text_is_written_and_read_back() {
        let mut random = fastrand::Rng::with_seed(5);
        for _ in 0..5_000 {
            let text: String = (0..random.usize(0..12)).map(|_| random.char(' '..)).collect();
            assert_eq!(decode(&encode(&text).0), text);
        }
    }
}
