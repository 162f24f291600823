//! A header to an `Envelope` (RFC 5322 section 3.6): decoded, on one line, bounded.

use mail_parser::{ContentType, DateTime};

use super::header::{self, Header};
use super::{address, words};
use crate::model::address::Address;
use crate::model::envelope::Envelope;

/// Characters of a subject or list name, and identifiers of references, that are kept.
const MAX_SUBJECT: usize = 2_000;
const MAX_REFERENCES: usize = 200;
/// Octets of an address field that are read.
const MAX_FIELD: usize = 256 * 1024;

/// Reads header bytes (a whole header or a few fields of it).
pub fn envelope(bytes: &[u8]) -> Envelope {
    let (header, _) = Header::read(bytes, header::line_end(bytes), |_| false);
    let content = header.first("Content-Type").and_then(header::parameters);
    // What is raw 8-bit in the header is, at best, in the charset of the text.
    let charset = content.as_ref().and_then(|content| content.attribute("charset"));
    let addresses = |name: &str| addresses(&header, name, charset);
    let ids = |name: &str, max| header.first(name).map_or_else(Vec::new, |v| header::ids(v, max));
    Envelope {
        date: header.all("Date").find_map(date),
        from: addresses("From"),
        sender: addresses("Sender"),
        reply_to: addresses("Reply-To"),
        to: addresses("To"),
        cc: addresses("Cc"),
        subject: header.first("Subject").map(|v| subject(v, charset)).unwrap_or_default(),
        message_id: ids("Message-ID", 1).pop().unwrap_or_default(),
        in_reply_to: ids("In-Reply-To", MAX_REFERENCES),
        references: ids("References", MAX_REFERENCES),
        list_id: header.first("List-Id").map(list_id).unwrap_or_default(),
        attachment: content.as_ref().is_some_and(suggests_attachment),
    }
}

fn subject(value: &[u8], charset: Option<&str>) -> String {
    words::one_line(&words::decode(value, charset), MAX_SUBJECT)
}

/// RFC 2919: what is between the angle brackets, else all of it.
pub(super) fn list_id(value: &[u8]) -> String {
    let text = words::decode(value, None);
    let id = text.rsplit_once('<').map_or(text.as_str(), |(_, id)| id.trim_end_matches(['>', ' ']));
    words::one_line(id, MAX_SUBJECT)
}

/// Seconds since 1970 UTC. Without a zone it is taken for UTC.
pub(super) fn date(value: &[u8]) -> Option<i64> {
    let text = without_comments(&String::from_utf8_lossy(value.get(..256).unwrap_or(value)));
    let mut date = DateTime::parse_rfc822(&format!("{text}\n"))
        .or_else(|| DateTime::parse_rfc822(&format!("{text} +0000\n")))?;
    // A leap second is a second of the next minute to everyone else.
    let leap = i64::from(date.second == 60);
    date.second = date.second.min(59);
    date.is_valid().then(|| date.to_timestamp() + leap)
}

/// A date without what may stand between its words (RFC 5322 section 4.3), its blanks single and
/// none around colons.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut depth = 0_usize;
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            c if c.is_whitespace() => {
                if !out.ends_with([' ', ':']) {
                    out.push(' ');
                }
            }
            ':' => {
                out.truncate(out.trim_end().len());
                out.push(':');
            }
            c => out.push(c),
        }
    }
    out
}

/// All addresses of all fields of this name.
pub(super) fn addresses(header: &Header<'_>, name: &str, charset: Option<&str>) -> Vec<Address> {
    let fields = header.all(name).map(|value| value.get(..MAX_FIELD).unwrap_or(value));
    fields.flat_map(|value| address::addresses(&words::to_utf8(value, charset))).collect()
}

/// Whether a message of this Content-Type has, by custom, something attached.
fn suggests_attachment(content: &ContentType<'_>) -> bool {
    match (content.c_type.as_ref(), content.c_subtype.as_deref()) {
        ("multipart", subtype) => subtype == Some("mixed"),
        ("text", _) | (_, None) => false,
        _ => true,
    }
}
