//! Text of header fields: encoded words (RFC 2047), raw 8-bit text (RFC 6532 or older sins), and
//! what may be shown of it on one line. Knows no field by name.

use super::charset;
use super::decode::Decoder;

/// Longest charset name that is believed.
const MAX_CHARSET: usize = 60;

/// A stretch of a field.
enum Piece<'a> {
    Raw(&'a [u8]),
    Word(Word<'a>),
}

/// One encoded word, its bytes decoded, its charset not yet.
struct Word<'a> {
    charset: &'a [u8],
    bytes: Vec<u8>,
}

/// Decodes an unstructured field: folds, encoded words and raw 8-bit text, which may be in
/// `charset`.
pub fn decode(raw: &[u8], charset: Option<&str>) -> String {
    if raw.is_ascii() && !raw.windows(2).any(|two| two == b"=?") {
        return String::from_utf8_lossy(raw).into_owned();
    }
    let mut text = String::with_capacity(raw.len());
    for run in runs(raw) {
        match run {
            Piece::Raw(raw) => text.push_str(&raw_text(raw, charset)),
            Piece::Word(word) => text.push_str(&word.text()),
        }
    }
    text
}

/// Decodes text in which words may have been left, and UTF-8 that was read as Latin-1.
pub fn decode_str(text: &str) -> String {
    let latin: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    match latin.filter(|bytes| !bytes.is_ascii()) {
        Some(bytes) if std::str::from_utf8(&bytes).is_ok() => decode(&bytes, None),
        _ => decode(text.as_bytes(), None),
    }
}

/// The same field in UTF-8, each run of encoded words as one word in UTF-8: what a parser of
/// structured fields can read without knowing charsets. What only looks like the beginning of a
/// word is wrapped too, so that nobody searches for its end again.
pub fn to_utf8(raw: &[u8], charset: Option<&str>) -> String {
    let mut out = String::with_capacity(raw.len() + 16);
    for run in runs(raw) {
        match run {
            Piece::Raw(raw) => push_raw(&mut out, &raw_text(raw, charset)),
            Piece::Word(word) => push_word(&mut out, &word.text()),
        }
    }
    out
}

/// Raw text: UTF-8 whenever it can be (RFC 6532), else what is suggested.
fn raw_text(raw: &[u8], charset: Option<&str>) -> String {
    match std::str::from_utf8(raw) {
        Ok(text) => text.to_owned(),
        Err(_) => charset::decode(raw, charset),
    }
}

fn push_raw(out: &mut String, text: &str) {
    let mut pieces = text.split("=?");
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        // Within an atom nobody takes it for a word.
        if out.ends_with(char::is_alphanumeric) {
            out.push_str("=?")
        } else {
            push_word(out, "=?")
        }
        out.push_str(piece);
    }
}

fn push_word(out: &mut String, text: &str) {
    out.push_str("=?utf-8?Q?");
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            out.push('=');
            out.extend(
                [byte >> 4, byte & 15].map(|n| char::from_digit(n.into(), 16).unwrap_or('0')),
            );
        }
    }
    out.push_str("?=");
}

impl Word<'_> {
    fn text(&self) -> String {
        charset::decode(&self.bytes, std::str::from_utf8(self.charset).ok())
    }

    /// Whether a character may begin in this word and end in the next one. Each word of the
    /// shifting charsets begins and ends unshifted.
    fn may_continue(&self, next: &Word<'_>) -> bool {
        let shifts = self.charset.get(..7).is_some_and(|s| s.eq_ignore_ascii_case(b"iso-202"));
        !shifts && self.charset.eq_ignore_ascii_case(next.charset)
    }
}

/// The pieces with blanks between words dropped and words of one charset joined: a character may
/// have been split between them (forbidden, and common).
fn runs(raw: &[u8]) -> Vec<Piece<'_>> {
    let mut runs: Vec<Piece<'_>> = Vec::new();
    for piece in pieces(raw) {
        let Piece::Word(word) = piece else {
            runs.push(piece);
            continue;
        };
        if let [.., Piece::Word(_), Piece::Raw(gap)] = runs.as_slice()
            && gap.iter().all(u8::is_ascii_whitespace)
        {
            runs.pop();
        }
        match runs.last_mut() {
            Some(Piece::Word(last)) if last.may_continue(&word) => {
                last.bytes.extend_from_slice(&word.bytes);
            }
            _ => runs.push(Piece::Word(word)),
        }
    }
    runs
}

/// Cuts a field into words and what lies between them.
fn pieces(raw: &[u8]) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut ends = Ends { raw, next: 0 };
    let (mut from, mut at) = (0, 0);
    while let Some(start) = find(raw, b"=?", at) {
        let Some((word, end)) = word_at(raw, start, &mut ends) else {
            at = start + 2;
            continue;
        };
        if let Some(gap) = raw.get(from..start).filter(|gap| !gap.is_empty()) {
            pieces.push(Piece::Raw(gap));
        }
        pieces.push(Piece::Word(word));
        (from, at) = (end, end);
    }
    if let Some(rest) = raw.get(from..).filter(|rest| !rest.is_empty()) {
        pieces.push(Piece::Raw(rest));
    }
    pieces
}

/// The word that begins at `start` and the place after it.
fn word_at<'a>(raw: &'a [u8], start: usize, ends: &mut Ends<'_>) -> Option<(Word<'a>, usize)> {
    let rest = raw.get(start + 2..)?;
    let mark = rest.iter().take(MAX_CHARSET + 1).position(|byte| *byte == b'?')?;
    let charset = rest.get(..mark).filter(|charset| {
        !charset.is_empty() && charset.iter().all(|byte| byte.is_ascii_graphic())
    })?;
    let encoding = match rest.get(mark + 1..mark + 3)? {
        [b'q' | b'Q', b'?'] => "q",
        [b'b' | b'B', b'?'] => "base64",
        _ => return None,
    };
    let from = start + 2 + mark + 3;
    let end = ends.after(from)?;
    // A word that was never closed, before one that is.
    if find(raw.get(..end)?, b"=?", from).is_some_and(|next| next + 2 <= end) {
        return None;
    }
    let mut decoder = Decoder::new(encoding);
    let mut bytes = decoder.push(raw.get(from..end)?);
    bytes.extend(decoder.finish());
    Some((Word { charset, bytes }, end + 2))
}

/// Finds `?=`, never looking at a place twice.
struct Ends<'a> {
    raw: &'a [u8],
    next: usize,
}

impl Ends<'_> {
    fn after(&mut self, from: usize) -> Option<usize> {
        if self.next < from {
            self.next = find(self.raw, b"?=", from).unwrap_or(self.raw.len());
        }
        (self.next < self.raw.len()).then_some(self.next)
    }
}

fn find(raw: &[u8], what: &[u8; 2], from: usize) -> Option<usize> {
    raw.get(from..)?.windows(2).position(|two| two == what).map(|at| from + at)
}

/// Whether a character turns the reading direction of what follows (UAX 9), so that a name or a
/// subject could make its neighbours read backwards.
pub fn is_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// One line: no controls, no direction characters, blanks folded to single spaces, at most `max`
/// characters.
pub fn one_line(text: &str, max: usize) -> String {
    let mut line = String::with_capacity(text.len().min(max));
    let (mut gap, mut count) = (false, 0);
    for c in text.chars() {
        if c.is_whitespace() || matches!(c, '\u{2028}' | '\u{2029}') {
            gap = !line.is_empty();
        } else if !c.is_control() && !is_direction(c) && c != '\u{feff}' {
            if count >= max {
                break;
            }
            if std::mem::take(&mut gap) {
                line.push(' ');
                count += 1;
            }
            line.push(c);
            count += 1;
        }
    }
    line
}

/// A file name as the sender wrote it, decoded; not safe to use.
pub fn one_line_name(name: &str) -> String {
    const MAX: usize = 5_000;
    let decoded = decode_str(name);
    decoded.chars().filter(|c| *c != '\r' && *c != '\n').take(MAX).collect()
}
