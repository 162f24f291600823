//! Bytes of a named charset to Unicode, repaired where the name is wrong and it can be told.
//! Knows no headers and no transfer encodings.

use super::guess::{self, Named};
use encoding_rs::{Encoding, ISO_2022_JP, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use mail_parser::decoders::charsets::map::charset_decoder;

/// Decodes bytes. A character that is cut at the end is dropped, so that the beginning of a text
/// decodes to the beginning of its decoding.
///
/// Repairs: a byte order mark decides; ASCII and Latin-1 that hold well-formed multi-byte UTF-8
/// are UTF-8; UTF-8 that is mostly malformed, ASCII that is none, and Latin-1 that is clearly none
/// are guessed; any other charset that fails on well-formed multi-byte UTF-8 is UTF-8. Without a
/// name: UTF-8, ISO-2022-JP, or a guess.
pub fn decode(bytes: &[u8], label: Option<&str>) -> String {
    decode_hinted(bytes, label, None)
}

/// The same of a text that says of itself what charset it is in: that counts before a guess.
pub fn decode_hinted(bytes: &[u8], label: Option<&str>, hint: Option<&str>) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return convert(encoding, bytes.get(mark..).unwrap_or_default()).0;
    }
    let label = label.map(tidy).filter(|label| !label.is_empty());
    let Some(label) = label else { return guess(bytes, hint, Named::No) };
    match Encoding::for_label(label.as_bytes()).filter(|found| *found != REPLACEMENT) {
        Some(found) if found == WINDOWS_1252 => {
            let named = if is_ascii(label) { Named::No } else { Named::Western };
            guess(bytes, hint, named)
        }
        Some(found) if found == UTF_8 => utf8_or_else(bytes, hint),
        Some(found) => by_name(found, bytes),
        // Charsets that the web does not know, such as UTF-7 and IBM850.
        None => match charset_decoder(label.as_bytes()) {
            Some(decoder) if label != "replacement" => decoder(bytes),
            _ => guess(bytes, hint, Named::No),
        },
    }
}

/// Takes quotes, an RFC 2231 language and stray signs from a label.
fn tidy(label: &str) -> &str {
    let label = label.split(['*', ';', ',']).next().unwrap_or_default();
    label.trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'')
}

fn by_name(encoding: &'static Encoding, bytes: &[u8]) -> String {
    let wide = encoding == UTF_16LE || encoding == UTF_16BE;
    let shape = shape(bytes);
    if wide && shape.bad == 0 && !bytes.contains(&0) {
        return convert(UTF_8, bytes).0;
    }
    let (text, failed) = convert(encoding, bytes);
    if failed && shape.good > 0 && shape.bad == 0 { convert(UTF_8, bytes).0 } else { text }
}

/// Whether a label names ASCII alone, so that octets beyond it are in something else.
fn is_ascii(label: &str) -> bool {
    ["us-ascii", "ascii", "ansi_x3.4-1968"].iter().any(|name| label.eq_ignore_ascii_case(name))
}

/// Nothing useful was declared.
fn guess(bytes: &[u8], hint: Option<&str>, named: Named) -> String {
    let shape = shape(bytes);
    if shape.good > shape.bad {
        return convert(UTF_8, bytes).0;
    }
    if shape.bad == 0 && !shape.cut {
        let shifts = |to: &[u8]| bytes.windows(to.len()).any(|window| window == to);
        let japanese = bytes.contains(&0x1b) && (shifts(b"\x1b$B") || shifts(b"\x1b$@"));
        return convert(if japanese { ISO_2022_JP } else { UTF_8 }, bytes).0;
    }
    convert(guess::guess(bytes, hint, named), bytes).0
}

fn utf8_or_else(bytes: &[u8], hint: Option<&str>) -> String {
    let shape = shape(bytes);
    let is_other = shape.bad > shape.good;
    let encoding = if is_other { guess::guess(bytes, hint, Named::No) } else { UTF_8 };
    convert(encoding, bytes).0
}

/// What bytes look like when they are read as UTF-8.
struct Shape {
    /// Well-formed characters of several bytes.
    good: usize,
    /// Malformed sequences.
    bad: usize,
    /// A character begins at the end and is not complete.
    cut: bool,
}

fn shape(bytes: &[u8]) -> Shape {
    let mut shape = Shape { good: 0, bad: 0, cut: false };
    let mut chunks = bytes.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        // Leading bytes of sequences: each begins one character of several bytes.
        shape.good += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count();
        let invalid = chunk.invalid();
        if invalid.is_empty() {
            continue;
        }
        let incomplete = std::str::from_utf8(invalid).is_err_and(|e| e.error_len().is_none());
        if incomplete && chunks.peek().is_none() {
            shape.cut = true;
        } else {
            shape.bad += 1;
        }
    }
    shape
}

/// The text, and whether something in it was malformed.
fn convert(encoding: &'static Encoding, bytes: &[u8]) -> (String, bool) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let Some(room) = decoder.max_utf8_buffer_length(bytes.len()) else {
        return (String::new(), true);
    };
    let mut text = String::with_capacity(room);
    // Not told that it is the end: what is not complete there is left out.
    let (_, _, failed) = decoder.decode_to_string(bytes, &mut text, false);
    text.shrink_to_fit();
    (text, failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_in_its_charset_or_in_the_one_it_was_really_written_in() {
        let cases: &[(&[u8], Option<&str>, &str)] = &[
            (b"plain", None, "plain"),
            (b"caf\xc3\xa9", None, "caf\u{e9}"),
            (b"caf\xe9", None, "caf\u{e9}"),
            (b"caf\xe9 noir", Some("us-ascii"), "caf\u{e9} noir"),
            (b"caf\xc3\xa9", Some("iso-8859-1"), "caf\u{e9}"),
            (b"caf\xe9", Some("iso-8859-1"), "caf\u{e9}"),
            (b"\x93quoted\x94", Some("iso-8859-1"), "\u{201c}quoted\u{201d}"),
            (b"caf\xe9 noir", Some("utf-8"), "caf\u{e9} noir"),
            (b"\xc3\xa9\xc3\xa9\xff", Some("utf-8"), "\u{e9}\u{e9}\u{fffd}"),
            (b"\xef\xbb\xbfmark", Some("iso-8859-1"), "mark"),
            (b"\xff\xfeh\0i\0", Some("utf-8"), "hi"),
            (
                b"\xf0\xd2\xc9\xd7\xc5\xd4",
                Some("KOI8-R"),
                "\u{41f}\u{440}\u{438}\u{432}\u{435}\u{442}",
            ),
            (b"\xc4\xe3\xba\xc3", Some("\"gb2312\""), "\u{4f60}\u{597d}"),
            (b"\xe4\xbd\xa0\xe5\xa5\xbd\xe4", Some("iso-2022-jp"), "\u{4f60}\u{597d}"),
            (b"\x1b$B%O%m\x1b(B", Some("iso-2022-jp"), "\u{30cf}\u{30ed}"),
            (b"\x1b$B%O%m\x1b(B", None, "\u{30cf}\u{30ed}"),
            (b"\x9b", Some("ibm850"), "\u{f8}"),
            (b"odd \xe9t\xe9", Some("x-unknown"), "odd \u{e9}t\u{e9}"),
            (b"eight bit", Some("utf-16"), "eight bit"),
            (b"", Some("utf-8"), ""),
        ];
        for (bytes, label, wanted) in cases {
            assert_eq!(decode(bytes, *label), *wanted, "{bytes:?} as {label:?}");
        }
    }

    #[test]
    fn a_character_that_is_cut_at_the_end_is_dropped() {
        assert_eq!(decode(b"\xe4\xbd\xa0\xe5\xa5", Some("utf-8")), "\u{4f60}");
        assert_eq!(decode(b"\xe4\xbd\xa0\xe5\xa5", None), "\u{4f60}");
        assert_eq!(decode(b"\xc4\xe3\xba", Some("gbk")), "\u{4f60}");
        assert_eq!(decode(b"a\xf0\x9f\x98", Some("utf-8")), "a");
    }
}
