//! Links and addresses in text that its writer did not mark as such.

use linkify::{LinkFinder, LinkKind};

use super::Link;

/// Octets of a link's target; longer ones are nobody's.
pub(super) const MAX_TARGET: usize = 16 * 1024;

/// Whether a target may be opened at all.
pub fn is_allowed(target: &str) -> bool {
    let has = |scheme: &str| {
        target.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    target.len() <= MAX_TARGET
        && !target.chars().any(char::is_control)
        && (has("http://") || has("https://") || has("mailto:"))
}

/// The known links and, between them, those that can be told from the text itself, in order.
/// `torn` says that the text goes on without a blank before its beginning or after its end.
pub fn find(text: &str, known: Vec<Link>, torn: (bool, bool)) -> Vec<Link> {
    let mut found = Vec::with_capacity(known.len());
    let mut from = 0;
    for link in known {
        seek(text, from..link.from, torn, &mut found);
        from = link.to;
        found.push(link);
    }
    seek(text, from..text.len(), torn, &mut found);
    found
}

fn seek(text: &str, range: std::ops::Range<usize>, torn: (bool, bool), found: &mut Vec<Link>) {
    let (start, end) = (range.start, range.end);
    let Some(part) = text.get(range).filter(|part| part.contains([':', '@', '.'])) else { return };
    let mut finder = LinkFinder::new();
    // Without a scheme only what begins like a name of the web is taken.
    finder.url_must_have_scheme(!part.contains("www."));
    for link in finder.links(part) {
        let shown = link.as_str();
        let target = match link.kind() {
            LinkKind::Email => format!("mailto:{shown}"),
            _ if shown.starts_with("www.") => format!("http://{shown}"),
            _ => shown.to_owned(),
        };
        let (from, to) = (start + link.start(), start + link.end());
        // Half a link leads elsewhere.
        let half = (torn.0 && from == 0) || (torn.1 && to == text.len() && end == text.len());
        if !half && is_allowed(&target) {
            found.push(Link { from, to, target });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(text: &str) -> Vec<String> {
        let links = find(text, Vec::new(), (false, false));
        for pair in links.windows(2) {
            assert!(pair[0].to <= pair[1].from);
        }
        links
            .into_iter()
            .map(|l| format!("{} -> {}", text.get(l.from..l.to).unwrap_or_default(), l.target))
            .collect()
    }

    #[test]
    fn links_are_found_without_what_stands_around_them() {
        let cases: &[(&str, &[&str])] = &[
            ("see http://a.org/b.", &["http://a.org/b -> http://a.org/b"]),
            ("(https://a.org/x_(y))", &["https://a.org/x_(y) -> https://a.org/x_(y)"]),
            ("<http://a.org>, and", &["http://a.org -> http://a.org"]),
            ("<URL:http://a.org/>", &["http://a.org/ -> http://a.org/"]),
            ("\"http://a.org/\"!", &["http://a.org/ -> http://a.org/"]),
            ("HTTP://A.ORG/", &["HTTP://A.ORG/ -> HTTP://A.ORG/"]),
            ("write to me@a.org.", &["me@a.org -> mailto:me@a.org"]),
            ("mailto:me@a.org", &["me@a.org -> mailto:me@a.org"]),
            ("www.a.org, a.org", &["www.a.org -> http://www.a.org"]),
            ("ftp://a.org file:///etc javascript:alert(1) a.rs", &[]),
            ("no links: here. at all", &[]),
            (
                "caf\u{e9}: http://\u{fc}.org/\u{e9}",
                &["http://\u{fc}.org/\u{e9} -> http://\u{fc}.org/\u{e9}"],
            ),
        ];
        for (text, wanted) in cases {
            assert_eq!(targets(text), *wanted, "{text:?}");
        }
    }

    #[test]
    fn half_a_link_is_none() {
        assert!(find("http://a.org/b", Vec::new(), (false, true)).is_empty());
        assert!(find("a.org/b@c.org", Vec::new(), (true, false)).is_empty());
        assert_eq!(find("http://a.org/b now", Vec::new(), (false, true)).len(), 1);
    }
}
