//! The trace, signature and list fields of a header (RFC 5321, 6376, 8601, 2369, 2919, 8058) to an
//! `Origin`. Takes nothing for true and everything for hostile: counts and lengths are capped, and
//! a URL is written anew from what may be in it.

use url::Url;

use super::header::{self, Header};
use super::{envelope, results, words};
use crate::model::address::Address;
use crate::model::origin::{MailingList, Origin, Signature, Stamp, Way};

/// Fields of each kind, and ways to leave a list, that are read.
const MAX_STAMPS: usize = 60;
const MAX_SIGNATURES: usize = 20;
const MAX_WAYS: usize = 8;
/// People of a field, and octets of them, that are kept with every row.
const MANY: (usize, usize) = (100, 4_000);
/// Octets of a field, and of a URL, that are read.
const MAX_FIELD: usize = 16 * 1024;
const MAX_URL: usize = 4_000;
/// Characters of a name of a host, a list or a selector.
const MAX_NAME: usize = 255;
/// Octets of a signature by which it is told from others.
const MARK: usize = 40;
/// Characters of the subject and the text of a mail that leaves a list.
const MAX_SUBJECT: usize = 500;
const MAX_TEXT: usize = 2_000;

/// Reads header bytes (a whole header or a few fields of it). Where they do not reach the empty line
/// that ends them, there may be more: then no list is left with one click.
pub fn origin(bytes: &[u8]) -> Origin {
    let (header, end) = Header::read(bytes, header::line_end(bytes), |_| false);
    let whole = bytes.get(..end).is_some_and(is_ended);
    let leaving: Vec<&[u8]> = header.all("List-Unsubscribe").take(2).collect();
    let posts: Vec<&[u8]> = header.all("List-Unsubscribe-Post").take(2).collect();
    let ways = leaving.first().map(|value| ways(value)).unwrap_or_default();
    let one_click = match (leaving.as_slice(), posts.as_slice()) {
        ([_], [post]) => whole && says_one_click(post),
        _ => false,
    };
    let signatures = header.all("DKIM-Signature").take(MAX_SIGNATURES).filter_map(signature);
    Origin {
        stamps: stamps(&header),
        signatures: signatures.collect(),
        list: list(&header),
        ways,
        one_click,
        to: many(&header, "To"),
        cc: many(&header, "Cc"),
    }
}

/// The people of a field that is longer than what is kept of it with every row of a list.
fn many(header: &Header<'_>, name: &str) -> Vec<Address> {
    let people = envelope::addresses(header, name, None);
    let octets: usize = people.iter().map(|one| one.name.len() + one.email.len() + 4).sum();
    if people.len() > MANY.0 || octets > MANY.1 { people } else { Vec::new() }
}

/// Whether a header ends with the empty line that belongs there.
fn is_ended(header: &[u8]) -> bool {
    let Some(rest) = header.strip_suffix(b"\n") else { return header.ends_with(b"\r\r") };
    let rest = rest.strip_suffix(b"\r").unwrap_or(rest);
    rest.is_empty() || rest.ends_with(b"\n")
}

fn stamps(header: &Header<'_>) -> Vec<Stamp> {
    let stamp = |(name, value): (&[u8], &[u8])| {
        if name.eq_ignore_ascii_case(b"Received") {
            Some(Stamp::Received { by: by(value) })
        } else if name.eq_ignore_ascii_case(b"Authentication-Results") {
            Some(Stamp::Results(results::results(value)))
        } else {
            None
        }
    };
    header.fields().filter_map(stamp).take(MAX_STAMPS).collect()
}

/// The host that took it: the word after the first `by` outside of comments.
fn by(value: &[u8]) -> String {
    let value = value.get(..MAX_FIELD).unwrap_or(value);
    let text = without_comments(&String::from_utf8_lossy(value));
    let mut words = text.split_whitespace();
    let found = words.find(|word| word.eq_ignore_ascii_case("by")).and_then(|_| words.next());
    name(found.unwrap_or_default().trim_end_matches([';', '.', ',']))
}

fn name(text: &str) -> String {
    words::one_line(text, MAX_NAME).to_lowercase()
}

fn without_comments(text: &str) -> String {
    let (mut out, mut depth) = (String::with_capacity(text.len()), 0_usize);
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' if depth > 0 => {
                depth -= 1;
                out.push(' ');
            }
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// The tags of a signature (RFC 6376 section 3.2). One that says a thing twice says nothing.
fn signature(value: &[u8]) -> Option<Signature> {
    let value = value.get(..MAX_FIELD).unwrap_or(value);
    let text = String::from_utf8_lossy(value);
    let mut tags: Vec<(String, String)> = Vec::new();
    for tag in text.split(';').take(40) {
        let Some((name, value)) = tag.split_once('=') else { continue };
        let name = name.trim().to_owned();
        if tags.iter().any(|(known, _)| *known == name) {
            return None;
        }
        tags.push((name, value.split_whitespace().collect()));
    }
    let tag = |wanted: &str| {
        let found = tags.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    };
    let covered: Vec<String> = tag("h")?.split(':').map(str::to_ascii_lowercase).collect();
    let covers = |name: &str| covered.iter().any(|covered| covered == name);
    Some(Signature {
        domain: name(tag("d")?),
        selector: name(tag("s")?),
        mark: tag("b")?.chars().take(MARK).collect(),
        covers_leaving: covers("list-unsubscribe") && covers("list-unsubscribe-post"),
    })
}

fn list(header: &Header<'_>) -> Option<MailingList> {
    let value = header.first("List-Id")?;
    let value = value.get(..MAX_FIELD).unwrap_or(value);
    let text = words::decode(value, None);
    let (before, _) = text.rsplit_once('<').unwrap_or_default();
    let before = before.trim().trim_matches('"');
    let id = words::one_line(&envelope::list_id(value), MAX_NAME);
    let posts = header.first("List-Post").map(ways).unwrap_or_default();
    let post = posts.iter().find_map(|way| match way {
        Way::Mail(url) => mail_address(url),
        _ => None,
    });
    let name = words::one_line(before, MAX_NAME);
    (!id.is_empty() || !name.is_empty()).then(|| MailingList {
        id,
        name,
        post: post.unwrap_or_default(),
    })
}

/// RFC 8058 section 3.1: this pair and nothing else.
fn says_one_click(value: &[u8]) -> bool {
    let text: String = String::from_utf8_lossy(value).split_whitespace().collect();
    text.eq_ignore_ascii_case("List-Unsubscribe=One-Click")
}

/// The URLs between angle brackets (RFC 2369 section 2), blanks in them left out.
fn ways(value: &[u8]) -> Vec<Way> {
    let value = value.get(..MAX_FIELD).unwrap_or(value);
    let text = String::from_utf8_lossy(value);
    let inside = |piece: &str| {
        let (url, _) = piece.split_once('>')?;
        way(&url.split_whitespace().collect::<String>())
    };
    text.split('<').skip(1).filter_map(inside).take(MAX_WAYS).collect()
}

fn way(text: &str) -> Option<Way> {
    if text.len() > MAX_URL {
        return None;
    }
    let url = Url::parse(text).ok()?;
    match url.scheme() {
        "mailto" => letter(&url).map(Way::Mail),
        "https" | "http" => {
            let bare = url.username().is_empty() && url.password().is_none();
            if !bare || url.host_str().is_none_or(str::is_empty) {
                return None;
            }
            let whole = url.as_str().to_owned();
            Some(if url.scheme() == "https" { Way::Secure(whole) } else { Way::Plain(whole) })
        }
        _ => None,
    }
}

/// A mailto URL (RFC 6068) made anew: one address, a subject, a text. Whatever else it asks for (a
/// file to be attached, hidden receivers) is left out.
fn letter(url: &Url) -> Option<String> {
    let to = unescaped(url.path());
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !",;:<>()[]\"\\".contains(c);
    let (local, host) = to.split_once('@')?;
    if local.is_empty() || host.is_empty() || host.contains('@') || !to.chars().all(plain) {
        return None;
    }
    let mut written = format!("mailto:{}", escaped(&to));
    let mut sign = '?';
    for wanted in ["subject", "body"] {
        let pairs = url.query().unwrap_or_default().split('&').take(20);
        let mut found = pairs.filter_map(|pair| pair.split_once('='));
        let Some((_, value)) = found.find(|(name, _)| name.eq_ignore_ascii_case(wanted)) else {
            continue;
        };
        let value = unescaped(value);
        let value = match wanted {
            "subject" => words::one_line(&value, MAX_SUBJECT),
            _ => value.chars().filter(|c| *c == '\n' || !c.is_control()).take(MAX_TEXT).collect(),
        };
        written.push_str(&format!("{sign}{wanted}={}", escaped(&value)));
        sign = '&';
    }
    Some(written)
}

/// The address of a mailto URL that was made here.
pub fn mail_address(url: &str) -> Option<String> {
    let rest = url.strip_prefix("mailto:")?;
    Some(unescaped(rest.split('?').next().unwrap_or_default()))
}

/// Percent signs undone; a plus is a plus (RFC 6068 section 5).
fn unescaped(text: &str) -> String {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| first == b'%');
        let digits = digits.filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let octet = digits
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        octets.push(octet.unwrap_or(first));
        rest = if octet.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&octets).into_owned()
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for octet in text.bytes() {
        if octet.is_ascii_alphanumeric() || b"-._~@+".contains(&octet) {
            out.push(char::from(octet));
        } else {
            out.push_str(&format!("%{octet:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests;
