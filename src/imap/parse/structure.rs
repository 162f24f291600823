//! BODYSTRUCTURE (RFC 9051 section 7.5.2) as a flat list of parts, with the quirks of servers.
//! Goes down with a stack of its own: a mail nested ten thousand deep costs nothing but its octets.
//!
//! Names keep their RFC 2047 words; `mime/` decodes them.

use super::params;
use super::scan::{Scan, Value, text};
use crate::model::body::{Disposition, Part, Structure};
use crate::model::ids::PartId;

/// Lists within lists; what lies deeper is not shown.
const MOST_DEPTH: usize = 100;
/// Parts of one message.
const MOST_PARTS: usize = 10_000;

/// A body on its way into the list.
struct Task<'v, 'a> {
    value: &'v Value<'a>,
    parent: Option<usize>,
    id: String,
    /// The body of a whole message (the root, or that of a message/rfc822), not a part of a
    /// multipart: a multipart there has no number of its own.
    whole: bool,
}

/// Reads a structure. The outer `None`: the response ends within it; the inner: it makes no sense.
pub(super) fn read(scan: &mut Scan<'_>) -> Option<Option<Structure>> {
    let mut probe = scan.clone();
    let value = probe.value(MOST_DEPTH);
    scan.skip()?;
    Some(value.and_then(|value| flatten(&value)))
}

fn flatten(root: &Value<'_>) -> Option<Structure> {
    root.as_list()?;
    let mut parts = Vec::new();
    let mut stack = vec![Task { value: root, parent: None, id: String::new(), whole: true }];
    while let Some(task) = stack.pop() {
        if parts.len() >= MOST_PARTS {
            break;
        }
        let fields = task.value.as_list().unwrap_or_default();
        match children(fields) {
            Some(count) => multipart(&task, fields, count, &mut parts, &mut stack),
            None => single(&task, fields, &mut parts, &mut stack),
        }
    }
    Some(Structure { parts })
}

/// How many bodies a multipart begins with; `None`: not a multipart.
fn children(fields: &[Value<'_>]) -> Option<usize> {
    let count = fields.iter().take_while(|field| field.as_list().is_some()).count();
    if count > 0 {
        return Some(count);
    }
    // A multipart without parts: `("mixed" ("boundary" "x") NIL NIL)`, `(NIL "mixed" …)`.
    match fields {
        [Value::Text(_), Value::List(_), ..] => Some(0),
        [Value::Nil, Value::Text(kind), ..] => {
            const KINDS: [&[u8]; 5] = [b"mixed", b"alternative", b"related", b"signed", b"report"];
            KINDS.iter().any(|known| kind.eq_ignore_ascii_case(known)).then_some(0)
        }
        _ => None,
    }
}

fn multipart<'v, 'a>(
    task: &Task<'v, 'a>,
    fields: &'v [Value<'a>],
    count: usize,
    parts: &mut Vec<Part>,
    stack: &mut Vec<Task<'v, 'a>>,
) {
    let (bodies, rest) = fields.split_at(count.min(fields.len()));
    let skip = usize::from(matches!(rest.first(), Some(Value::Nil)));
    let rest = rest.get(skip..).unwrap_or_default();
    let kind = rest.first().and_then(Value::as_text).map_or_else(|| "mixed".to_owned(), lower);
    let at = parts.len();
    // Inside a message, the multipart is the TEXT of that message.
    let id = match (task.whole, task.id.is_empty()) {
        (true, false) => format!("{}.TEXT", task.id),
        _ => task.id.clone(),
    };
    let (disposition, _) = disposition(rest.get(2..).unwrap_or_default());
    parts.push(Part {
        id: PartId(id),
        parent: task.parent,
        media: format!("multipart/{kind}"),
        params: rest.get(1).map(params::read).unwrap_or_default(),
        encoding: String::new(),
        size: 0,
        disposition,
        name: String::new(),
        content_id: String::new(),
    });
    // Backwards, so that the first is taken from the stack first.
    for (number, value) in bodies.iter().enumerate().rev() {
        let id = below(&task.id, number + 1);
        stack.push(Task { value, parent: Some(at), id, whole: false });
    }
}

fn single<'v, 'a>(
    task: &Task<'v, 'a>,
    fields: &'v [Value<'a>],
    parts: &mut Vec<Part>,
    stack: &mut Vec<Task<'v, 'a>>,
) {
    let word = |at: usize| fields.get(at).and_then(Value::as_text);
    let media = match (word(0), word(1)) {
        (Some(kind), Some(sub)) => format!("{}/{}", lower(kind), lower(sub)),
        (Some(kind), None) if kind.eq_ignore_ascii_case(b"text") => "text/plain".to_owned(),
        (None, _) if !fields.is_empty() => "text/plain".to_owned(),
        _ => "application/octet-stream".to_owned(),
    };
    // The size is the first number from its place on, or one before: a field may be missing
    // or one too many.
    let at_size = (5..9).find(|&at| fields.get(at).and_then(Value::as_number).is_some());
    let at_size = at_size.unwrap_or(6);
    let params = fields.get(2).map(params::read).unwrap_or_default();
    let id = if task.whole { below(&task.id, 1) } else { task.id.clone() };
    let nested = (media == "message/rfc822" || media == "message/global")
        .then(|| fields.get(at_size + 2))
        .flatten()
        .filter(|body| body.as_list().is_some_and(|fields| !fields.is_empty()));
    let extension = at_size + if nested.is_some() { 3 } else { 1 };
    let (disposition, filename) = disposition(fields.get(extension..).unwrap_or_default());
    let named = |(name, _): &&(String, String)| name == "name";
    let own_name = params.iter().find(named).map(|(_, value)| value.clone());
    let at = parts.len();
    parts.push(Part {
        id: PartId(id.clone()),
        parent: task.parent,
        media,
        encoding: word(at_size - 1).map(lower).unwrap_or_default(),
        size: fields.get(at_size).and_then(Value::as_number).unwrap_or(0),
        disposition,
        name: filename.or(own_name).unwrap_or_default(),
        content_id: content_id(word(3).unwrap_or_default()),
        params,
    });
    if let Some(value) = nested {
        stack.push(Task { value, parent: Some(at), id, whole: true });
    }
}

/// The disposition and its file name among the extension fields, wherever it stands there.
fn disposition(fields: &[Value<'_>]) -> (Option<Disposition>, Option<String>) {
    for field in fields {
        match field {
            // Microsoft 365 sends `"inline"` for `("inline" NIL)`.
            Value::Text(word) => {
                if let Some(known) = known_disposition(word) {
                    return (Some(known), None);
                }
            }
            Value::List(list) => {
                let Some(word) = list.first().and_then(Value::as_text) else { continue };
                let known = known_disposition(word);
                let with = list.get(1).filter(|second| second.as_list().is_some());
                if known.is_none() && with.is_none() {
                    continue;
                }
                let name = with.map(params::read).unwrap_or_default();
                let name = name.into_iter().find(|(name, _)| name == "filename");
                // RFC 2183 section 2.8: an unknown one is an attachment.
                let kind = known.unwrap_or(Disposition::Attachment);
                return (Some(kind), name.map(|(_, value)| value));
            }
            Value::Nil => {}
        }
    }
    (None, None)
}

fn known_disposition(word: &[u8]) -> Option<Disposition> {
    if word.eq_ignore_ascii_case(b"inline") {
        Some(Disposition::Inline)
    } else if word.eq_ignore_ascii_case(b"attachment") {
        Some(Disposition::Attachment)
    } else {
        None
    }
}

fn below(id: &str, number: usize) -> String {
    if id.is_empty() { number.to_string() } else { format!("{id}.{number}") }
}

fn lower(word: &[u8]) -> String {
    text(word).trim().to_lowercase()
}

fn content_id(word: &[u8]) -> String {
    let id = text(word);
    let id = id.trim();
    id.strip_prefix('<').and_then(|id| id.strip_suffix('>')).unwrap_or(id).to_owned()
}

#[cfg(test)]
mod tests;
