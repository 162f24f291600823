//! A text part to Unicode.

use super::charset;
use super::decode::Decoder;
use super::mend::mend;
use crate::model::body::{Part, Text, TextKind};

/// Octets of an HTML text in which it may name its own charset (WHATWG looks as far).
const META_WINDOW: usize = 1024;

/// Decodes a text part: transfer encoding, then charset (declared wrongly or not), line ends to
/// `\n`. `bytes` may be the beginning of a part only.
pub fn text(part: &Part, bytes: &[u8]) -> Text {
    let left_out = part.size.saturating_sub(bytes.len() as u64);
    let decoded = transfer(&part.encoding, bytes, left_out == 0);
    let kind = kind(part);
    let hint = match kind {
        TextKind::Html => meta_charset(&decoded),
        TextKind::Plain { .. } => None,
    };
    let label = part.param("charset").or(hint.as_deref());
    Text {
        part: part.id.clone(),
        kind,
        text: line_ends(&mend(charset::decode_hinted(&decoded, label, hint.as_deref()))),
        left_out,
    }
}

/// Decodes the transfer encoding. What is not base64 in a text that says it is was added on the
/// way (the footer of a mailing list) or never encoded: it is shown as it is. What is cut off at
/// the end is only looked at when the text is `whole`.
fn transfer(encoding: &str, bytes: &[u8], whole: bool) -> Vec<u8> {
    let encoded = match encoding {
        "base64" if whole && is_word(bytes) => 0,
        "base64" => base64_len(bytes),
        _ => bytes.len(),
    };
    let (encoded, verbatim) = bytes.split_at(encoded);
    let mut decoder = Decoder::new(encoding);
    let mut decoded = decoder.push(encoded);
    if whole || !verbatim.is_empty() {
        decoded.extend(decoder.finish());
    }
    decoded.extend_from_slice(verbatim);
    decoded
}

/// One line that looks like base64 and is not, as no octets come to so many digits.
fn is_word(bytes: &[u8]) -> bool {
    let line = bytes.trim_ascii();
    line.len() % 4 == 1 && line.iter().all(u8::is_ascii_alphanumeric)
}

/// The octets before the first line that cannot be base64.
fn base64_len(bytes: &[u8]) -> usize {
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=\r".contains(byte);
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    lines.take_while(|line| line.trim_ascii().iter().all(is_digit)).map(<[u8]>::len).sum()
}

fn kind(part: &Part) -> TextKind {
    let is = |name: &str, value: &str| {
        part.param(name).is_some_and(|found| found.trim().eq_ignore_ascii_case(value))
    };
    match part.media.as_str() {
        "text/html" => TextKind::Html,
        "text/plain" => {
            TextKind::Plain { flowed: is("format", "flowed"), delsp: is("delsp", "yes") }
        }
        _ => TextKind::Plain { flowed: false, delsp: false },
    }
}

/// What `<meta charset=…>` or `<meta http-equiv … content="…; charset=…">` says.
fn meta_charset(html: &[u8]) -> Option<String> {
    let head = html.get(..META_WINDOW).unwrap_or(html).to_ascii_lowercase();
    let head = String::from_utf8_lossy(&head);
    let (_, after) = head.split_once("<meta").and_then(|(_, meta)| meta.split_once("charset="))?;
    let label = after.trim_start_matches(['"', '\'', ' ']);
    let label = label.split(['"', '\'', ' ', '>', ';', '/']).next()?;
    (!label.is_empty() && !label.starts_with("utf-16")).then(|| label.to_owned())
}

fn line_ends(text: &str) -> String {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text.to_owned()
    }
}
