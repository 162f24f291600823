//! What a complete response says. Lenient: what cannot be read is `Unknown` and is passed over,
//! never an error. Knows no connection and no command.

pub(super) mod fetch;
pub(super) mod mailbox;
mod namespace;
pub(super) mod params;
pub(super) mod scan;
pub(super) mod sets;
pub(super) mod status;
pub(super) mod structure;

use super::types::{Capabilities, Listed, Namespaces, Status, UidSet};
use crate::model::remote::WireName;
use fetch::FetchRow;
use scan::{Scan, leading_number};
pub(super) use status::{Code, Condition, StatusLine};

/// One response (RFC 9051 section 7).
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Response {
    /// The answer to the command with this tag.
    Tagged(String, StatusLine),
    /// Untagged OK, NO, BAD, BYE, PREAUTH.
    Status(StatusLine),
    /// `+`, with its text.
    Continue(String),
    Capability(Capabilities),
    Enabled(Vec<String>),
    List(Listed),
    /// STATUS: the name as spelt on the wire.
    /// LSUB: somebody is subscribed to it.
    Subscribed(WireName),
    MailboxStatus(String, Status),
    Search(UidSet),
    /// ESEARCH; only its ALL is of interest.
    Esearch(UidSet),
    Vanished {
        earlier: bool,
        uids: UidSet,
        /// Every piece of it could be read.
        whole: bool,
    },
    /// What the server says of itself (RFC 2971), its words on one line.
    Id(String),
    Namespace(Namespaces),
    Exists(u32),
    Expunge(u32),
    Fetch(u32, Box<FetchRow>),
    /// Known, and of no interest: FLAGS, RECENT, …
    Ignored,
    /// Not to be read.
    Unknown,
}

/// Reads one response. `utf8_names`: mailbox names are UTF-8, `&` means itself (RFC 6855).
pub(super) fn response(frame: &[u8], utf8_names: bool) -> Response {
    let read = match frame.first() {
        Some(b'*') => untagged(frame, utf8_names),
        Some(b'+') => {
            let rest = frame.get(1..).unwrap_or_default();
            Some(Response::Continue(status::human(rest)))
        }
        // Microsoft 365 sends `[COPYUID ..]` on a line of its own.
        Some(b'[') => Some(Response::Status(StatusLine::read(Condition::Ok, frame))),
        _ => tagged(frame),
    };
    read.unwrap_or_else(|| {
        tracing::debug!("passed over a response: {}", outline(frame));
        Response::Unknown
    })
}

/// A response for the log: its first word, if that is one, and its length. Never its content.
pub(super) fn outline(frame: &[u8]) -> String {
    let words = frame.strip_prefix(b"* ").unwrap_or(frame);
    let end = words.iter().take(16).take_while(|byte| byte.is_ascii_alphabetic()).count();
    let word = words.get(..end).unwrap_or_default();
    let word = if word.is_empty() { "?".to_owned() } else { scan::text(word) };
    format!("{word}, {} octets", frame.len())
}

fn tagged(frame: &[u8]) -> Option<Response> {
    let mut scan = Scan::new(frame);
    let tag = std::str::from_utf8(scan.word()).ok()?;
    scan.spaces();
    let condition = Condition::read(scan.word())?;
    let line = StatusLine::read(condition, scan.rest());
    Some(Response::Tagged(tag.to_owned(), line))
}

fn untagged(frame: &[u8], utf8_names: bool) -> Option<Response> {
    let mut scan = Scan::new(frame);
    scan.eat(b'*');
    scan.spaces();
    if scan.peek() == Some(b'[') {
        return Some(Response::Status(StatusLine::read(Condition::Ok, scan.rest())));
    }
    let word = scan.word();
    if let Some(condition) = Condition::read(word) {
        return Some(Response::Status(StatusLine::read(condition, scan.rest())));
    }
    if let Some((number, used)) = leading_number(word)
        && used == word.len()
    {
        return numbered(u32::try_from(number).ok()?, &mut scan);
    }
    match word.to_ascii_uppercase().as_slice() {
        b"CAPABILITY" => Some(Response::Capability(status::capabilities(scan.rest()))),
        b"ENABLED" => Some(Response::Enabled(status::capabilities(scan.rest()).0)),
        b"LIST" => mailbox::list(&mut scan, utf8_names).map(Response::List),
        b"STATUS" => {
            mailbox::status(&mut scan).map(|(name, status)| Response::MailboxStatus(name, status))
        }
        b"SEARCH" => Some(Response::Search(sets::search(&mut scan))),
        b"ESEARCH" => sets::esearch(&mut scan).map(Response::Esearch),
        b"VANISHED" => {
            let (earlier, uids, whole) = sets::vanished(&mut scan);
            Some(Response::Vanished { earlier, uids, whole })
        }
        b"ID" => Some(Response::Id(status::human(scan.rest()))),
        b"LSUB" => mailbox::subscribed(&mut scan).map(Response::Subscribed),
        b"NAMESPACE" => namespace::namespaces(&mut scan, utf8_names).map(Response::Namespace),
        b"FLAGS" | b"XLIST" | b"RECENT" => Some(Response::Ignored),
        _ => None,
    }
}

fn numbered(number: u32, scan: &mut Scan<'_>) -> Option<Response> {
    scan.spaces();
    match scan.word().to_ascii_uppercase().as_slice() {
        b"EXISTS" => Some(Response::Exists(number)),
        // GNU mailutils says EXPUNGED.
        b"EXPUNGE" | b"EXPUNGED" => Some(Response::Expunge(number)),
        b"FETCH" => fetch::row(scan).map(|row| Response::Fetch(number, Box::new(row))),
        b"RECENT" => Some(Response::Ignored),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
