//! Address lists taken apart as ENVELOPE shows them (RFC 5322 section 3.4, RFC 9051 section 7.5.2).

use imap_codec::imap_types::core::NString;
use imap_codec::imap_types::envelope::Address;

use super::header::{split, unquoted};

/// Addresses of one field that are shown.
const ADDRESSES: usize = 1_000;

/// The addresses of a field's value; a group begins with its name and ends with an empty address.
pub fn list(value: &[u8]) -> Vec<Address<'static>> {
    let mut addresses = Vec::new();
    let mut grouped = false;
    for piece in pieces(value).take(ADDRESSES) {
        let mut text = piece.text.as_slice();
        if let Some(colon) = group(text) {
            let (name, rest) = text.split_at(colon);
            addresses.push(address(None, Some(unquoted(name.trim_ascii())), None));
            grouped = true;
            text = rest.get(1..).unwrap_or_default().trim_ascii();
        }
        if !text.is_empty() {
            addresses.push(mailbox(text));
        }
        if piece.ends_group && grouped {
            addresses.push(address(None, None, None));
            grouped = false;
        }
    }
    addresses
}

struct Piece {
    text: Vec<u8>,
    /// A `;` followed it.
    ends_group: bool,
}

/// Cut at commas and semicolons, except between angle brackets.
fn pieces(value: &[u8]) -> impl Iterator<Item = Piece> {
    split(value, b",").flat_map(|piece| {
        let parts: Vec<Vec<u8>> = split(&piece, b";").collect();
        let last = parts.len().saturating_sub(1);
        let cut = move |(i, text)| Piece { text, ends_group: i < last };
        parts.into_iter().enumerate().map(cut).collect::<Vec<_>>()
    })
}

/// Where a group's name ends: a colon outside of quotes and before any `<` or `@`.
fn group(text: &[u8]) -> Option<usize> {
    let mut quoted = false;
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'<' | b'@' if !quoted => return None,
            b':' if !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

/// `Name <local@host>` or a bare address.
fn mailbox(text: &[u8]) -> Address<'static> {
    let open = text.iter().rposition(|&byte| byte == b'<');
    let (name, spec) = match open {
        Some(open) => {
            let (name, spec) = text.split_at(open);
            let spec = spec.get(1..).unwrap_or_default();
            (name.trim_ascii(), spec.strip_suffix(b">").unwrap_or(spec))
        }
        None => (&[][..], text),
    };
    // An old source route, `@a,@b:local@host`, counts for nothing.
    let spec = match (spec.first(), spec.iter().rposition(|&byte| byte == b':')) {
        (Some(b'@'), Some(colon)) => spec.get(colon + 1..).unwrap_or_default(),
        _ => spec,
    };
    let (local, host) = match spec.iter().rposition(|&byte| byte == b'@') {
        Some(at) => (spec.get(..at).unwrap_or_default(), spec.get(at + 1..).unwrap_or_default()),
        None => (spec, &[][..]),
    };
    let name = Some(unquoted(name)).filter(|name| !name.is_empty());
    address(name, Some(unquoted(local.trim_ascii())), Some(host.trim_ascii().to_vec()))
}

fn address(
    name: Option<Vec<u8>>,
    local: Option<Vec<u8>>,
    host: Option<Vec<u8>>,
) -> Address<'static> {
    Address {
        name: nstring(name),
        adl: NString(None),
        mailbox: nstring(local),
        host: nstring(host),
    }
}

/// Quoted where that can be, else a literal; NIL where there is nothing.
pub fn nstring(bytes: Option<Vec<u8>>) -> NString<'static> {
    bytes.and_then(|bytes| NString::try_from(bytes).ok()).unwrap_or(NString(None))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: &str) -> Vec<[Option<String>; 3]> {
        let text = |n: NString<'_>| {
            n.into_option().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        };
        list(value.as_bytes()).into_iter().map(|a| [a.name, a.mailbox, a.host].map(text)).collect()
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn names_comments_and_quotes_are_told_apart() {
        let value =
            r#""Ferraz, Tomás" <tomas@a.example>, bare@b.example (Bea), <@r.example:c@d.example>"#;
        assert_eq!(
            shown(value),
            [
                [some("Ferraz, Tomás"), some("tomas"), some("a.example")],
                [None, some("bare"), some("b.example")],
                [None, some("c"), some("d.example")],
            ]
        );
    }

    #[test]
    fn a_group_is_framed_by_its_name_and_an_empty_address() {
        assert_eq!(
            shown("Friends: a@x.example, b@x.example;, c@x.example"),
            [
                [None, some("Friends"), None],
                [None, some("a"), some("x.example")],
                [None, some("b"), some("x.example")],
                [None, None, None],
                [None, some("c"), some("x.example")],
            ]
        );
        assert_eq!(
            shown("undisclosed-recipients:;"),
            [[None, some("undisclosed-recipients"), None], [None, None, None]]
        );
    }

    #[test]
    fn what_is_no_address_still_names_a_host_so_that_it_is_no_group() {
        assert_eq!(shown("nobody"), [[None, some("nobody"), some("")]]);
        assert!(shown(" , ,").is_empty());
    }
}
