//! NAMESPACE (RFC 2342 section 5, RFC 9051 section 7.3.6).

use super::scan::{Scan, Value};
use crate::imap::names;
use crate::imap::types::{Namespace, Namespaces};
use crate::model::namespace::Realm;

/// Three lists, of which any may be NIL. What comes behind a delimiter is of extensions.
pub(super) fn namespaces(scan: &mut Scan<'_>, utf8_names: bool) -> Option<Namespaces> {
    let mut all = Vec::new();
    for realm in [Realm::Own, Realm::Others, Realm::Shared] {
        scan.spaces();
        let value = scan.value(4)?;
        let each = value.as_list().unwrap_or_default();
        let taken = each.iter().filter_map(|one| namespace(realm, one, utf8_names));
        all.extend(taken.take(Namespace::MOST));
    }
    Some(Namespaces(all))
}

fn namespace(realm: Realm, value: &Value<'_>, utf8_names: bool) -> Option<Namespace> {
    let [prefix, delimiter, ..] = value.as_list()? else { return None };
    // A prefix that is an atom is not quoted by old servers; NIL stands for the empty one there.
    let prefix = prefix.as_text().unwrap_or_default();
    if prefix.len() > Namespace::LONGEST || prefix.iter().any(u8::is_ascii_control) {
        return None;
    }
    let delimiter = match delimiter.as_text() {
        Some([one]) if one.is_ascii_graphic() => Some(char::from(*one)),
        Some(_) => return None,
        None => None,
    };
    let name = names::from_wire(prefix);
    let root = match name.is_empty() {
        true => Vec::new(),
        false => names::path(&name, delimiter, utf8_names),
    };
    Some(Namespace { realm, prefix: names::wire(name), delimiter, root })
}

#[cfg(test)]
mod tests {
    use super::*;

    type Row = (Realm, String, Option<char>, String);

    fn read(text: &str) -> Option<Vec<Row>> {
        let told = namespaces(&mut Scan::new(text.as_bytes()), false)?;
        let one = |one: Namespace| (one.realm, one.prefix.0, one.delimiter, one.root.join("|"));
        Some(told.0.into_iter().map(one).collect())
    }

    fn row(
        realm: Realm,
        prefix: &str,
        by: Option<char>,
        root: &str,
    ) -> (Realm, String, Option<char>, String) {
        (realm, prefix.to_owned(), by, root.to_owned())
    }

    #[test]
    fn namespaces_are_read_as_servers_tell_them() {
        use Realm::{Others, Own, Shared};
        for (text, expected) in [
            (" ((\"\" \"/\")) NIL NIL", vec![row(Own, "", Some('/'), "")]),
            (
                " ((\"INBOX.\" \".\")) NIL ((\"#shared.\" \".\")(\"shared.\" \".\"))",
                vec![
                    row(Own, "INBOX.", Some('.'), "INBOX"),
                    row(Shared, "#shared.", Some('.'), "#shared"),
                    row(Shared, "shared.", Some('.'), "shared"),
                ],
            ),
            // RFC 2342 section 5, example 5.6: an extension's parameters.
            (
                " ((\"\" \"/\")(\"#mh/\" \"/\" \"X-PARAM\" (\"FLAG1\" \"FLAG2\"))) ((\"~\" \"/\")) NIL",
                vec![
                    row(Own, "", Some('/'), ""),
                    row(Own, "#mh/", Some('/'), "#mh"),
                    row(Others, "~", Some('/'), "~"),
                ],
            ),
            (
                " NIL NIL ((\"Geteilte Entw&APw-rfe/\" \"/\"))",
                vec![row(Shared, "Geteilte Entw&APw-rfe/", Some('/'), "Geteilte Entwürfe")],
            ),
            (" ((\"\" NIL)) NIL NIL", vec![row(Own, "", None, "")]),
            (" NIL NIL NIL", vec![]),
        ] {
            assert_eq!(read(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_left_out_and_nothing_is_without_end() {
        assert_eq!(read(""), None);
        assert_eq!(read(" ((\"\" \"/\"))"), None, "two lists are missing");
        assert_eq!(read(" ((\"\" \"/\")"), None);
        assert_eq!(read(" x y z"), Some(vec![]));
        assert_eq!(read(" (x (\"\")) ((\"a\" \"//\")(\"b\r\nc\" \"/\")) ((()))"), Some(vec![]));
        let long = format!(" ((\"{}\" \"/\")) NIL NIL", "x".repeat(1_001));
        assert_eq!(read(&long), Some(vec![]));
        let many = format!(" NIL ({}) NIL", "(\"a/\" \"/\")".repeat(1_000));
        assert_eq!(read(&many).map(|all| all.len()), Some(16));
        let deep = format!(" {}{} NIL NIL", "(".repeat(10_000), ")".repeat(10_000));
        assert_eq!(read(&deep), Some(vec![]));
    }
}
