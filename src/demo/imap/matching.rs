//! LIST patterns (RFC 9051 section 6.3.9): `*` is anything, `%` anything within one level.

/// Whether a mailbox name matches. Time is the product of both lengths, whatever the wildcards.
pub fn matches(pattern: &str, name: &str) -> bool {
    let folded = |text: &str| match text.get(..5) {
        Some(start) if start.eq_ignore_ascii_case("INBOX") => {
            format!("INBOX{}", text.get(5..).unwrap_or_default())
        }
        _ => text.to_owned(),
    };
    let (pattern, name) = (folded(pattern), name.as_bytes());
    // reached[i]: the pattern so far matches the first i octets of the name.
    let mut reached = vec![false; name.len() + 1];
    if let Some(start) = reached.first_mut() {
        *start = true;
    }
    for token in pattern.bytes() {
        let mut next = vec![false; name.len() + 1];
        let mut open = false;
        for (at, (slot, &was)) in next.iter_mut().zip(&reached).enumerate() {
            let before = at.checked_sub(1).and_then(|before| name.get(before)).copied();
            *slot = match token {
                b'*' => {
                    open |= was;
                    open
                }
                b'%' => {
                    open = was || (open && before != Some(b'/'));
                    open
                }
                literal => {
                    let fits = before == Some(literal);
                    fits && at.checked_sub(1).and_then(|i| reached.get(i)).copied().unwrap_or(false)
                }
            };
        }
        reached = next;
    }
    reached.last().copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_percent_stays_in_its_level_and_a_star_does_not() {
        let table = [
            ("*", "a/b/c", true),
            ("%", "a", true),
            ("%", "a/b", false),
            ("%/%", "a/b", true),
            ("a/%", "a/b/c", false),
            ("a/*", "a/b/c", true),
            ("a*c", "a/b/c", true),
            ("a%c", "a/b/c", false),
            ("", "", true),
            ("", "a", false),
            ("inbox", "INBOX", true),
            ("iNbOx/%", "INBOX/a", true),
            ("Inboxes", "INBOX", false),
            ("A", "a", false),
            ("*%*%*", "abc", true),
        ];
        for (pattern, name, expected) in table {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn a_thousand_wildcards_are_no_trap() {
        assert!(!matches(&"*a".repeat(500), &"a".repeat(250)));
    }
}
