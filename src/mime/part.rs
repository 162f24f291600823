//! The header of a part to a `Part` (RFC 2045, 2046, 2183, 2231, 2392).

use mail_parser::ContentType;

use super::header::{self, Header};
use super::words;
use crate::model::body::{Disposition, Part};
use crate::model::ids::PartId;

/// Characters of a type or subtype (RFC 6838 section 4.2).
const MAX_TYPE: usize = 127;
/// Characters of a file name, and parameters of a part, that are kept.
const MAX_NAME: usize = 5_000;
const MAX_PARAMS: usize = 100;

/// Reads a part's header. `default` is the media type of a part that names none.
pub fn read(header: &Header<'_>, default: &str) -> Part {
    let content = header.first("Content-Type").and_then(header::parameters);
    let (disposition, filename) = disposition(header);
    let params = content.as_ref().map(params).unwrap_or_default();
    let name = filename.or_else(|| content.as_ref().and_then(|c| attribute(c, "name")));
    Part {
        id: PartId(String::new()),
        parent: None,
        media: content.as_ref().map_or_else(|| default.to_owned(), media),
        params,
        encoding: encoding(header),
        size: 0,
        disposition,
        name: name.map(|name| clean(&name)).unwrap_or_default(),
        content_id: header
            .first("Content-ID")
            .and_then(|value| header::ids(value, 1).pop())
            .unwrap_or_default(),
    }
}

/// `type/subtype` in lower case. A type alone is what it most likely means.
fn media(content: &ContentType<'_>) -> String {
    // A parameter without its semicolon, or a sign, is no part of the type.
    let is_token = |c: &char| c.is_ascii_alphanumeric() || "!#$&^_.+-".contains(*c);
    let first = |text: &str| -> String {
        let token: String = text.trim_start().chars().take(MAX_TYPE).take_while(is_token).collect();
        token.to_ascii_lowercase()
    };
    let kind = first(&content.c_type);
    let subtype = first(content.c_subtype.as_deref().unwrap_or_default());
    match (kind.as_str(), subtype.as_str()) {
        ("text", "") => "text/plain".to_owned(),
        ("multipart", "") => "multipart/mixed".to_owned(),
        ("message", "") => "message/rfc822".to_owned(),
        // RFC 2045 section 5.2: what cannot be understood is plain text.
        (_, "") => "text/plain".to_owned(),
        ("", _) => "text/plain".to_owned(),
        _ => format!("{kind}/{subtype}"),
    }
}

fn params(content: &ContentType<'_>) -> Vec<(String, String)> {
    let all = content.attributes.iter().flatten().take(MAX_PARAMS);
    all.map(|a| (a.name.to_ascii_lowercase(), clean(&a.value))).collect()
}

fn attribute(content: &ContentType<'_>, name: &str) -> Option<String> {
    content.attribute(name).filter(|value| !value.trim().is_empty()).map(str::to_owned)
}

/// Decodes words that are left within a parameter (forbidden by RFC 2047, and common).
fn clean(value: &str) -> String {
    let text =
        if value.contains("=?") { words::decode(value.as_bytes(), None) } else { value.to_owned() };
    if text.chars().count() > MAX_NAME { text.chars().take(MAX_NAME).collect() } else { text }
}

/// An unknown disposition is an attachment (RFC 2183 section 2.8).
fn disposition(header: &Header<'_>) -> (Option<Disposition>, Option<String>) {
    let Some(content) = header.first("Content-Disposition").and_then(header::parameters) else {
        return (None, None);
    };
    let kind = match content.c_type.trim() {
        "inline" => Some(Disposition::Inline),
        token if token.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') => {
            (!token.is_empty()).then_some(Disposition::Attachment)
        }
        _ => None,
    };
    (kind, attribute(&content, "filename"))
}

/// The first word, in lower case; `7bit` where there is none.
fn encoding(header: &Header<'_>) -> String {
    let value = header.first("Content-Transfer-Encoding").unwrap_or_default();
    let text = String::from_utf8_lossy(value).to_ascii_lowercase();
    let word = text.split([';', '(', ' ', '\t', '\r', '\n']).find(|word| !word.is_empty());
    match word.map(|word| word.trim_matches('"')) {
        None | Some("") => "7bit".to_owned(),
        Some("quoted_printable" | "quotedprintable") => "quoted-printable".to_owned(),
        Some(word) => words::one_line(word, 100),
    }
}
