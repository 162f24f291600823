//! Mends text that was decoded wrongly before it was sent: UTF-8 that somebody took for
//! windows-1252 and encoded once more, and signs of windows-1252 that became control characters.
//! Only where it can be told.

use encoding_rs::WINDOWS_1252;

/// Runs of letters that must all have been spoilt in the same way.
const MIN_RUNS: usize = 2;

/// The text as its writer meant it. Linear.
pub(super) fn mend(text: String) -> String {
    if text.is_ascii() {
        return text;
    }
    let text = if text.contains(is_c1) { text.chars().map(from_c1).collect() } else { text };
    undo(&text).unwrap_or(text)
}

/// Control characters that nobody writes (U+0080 to U+009F).
fn is_c1(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}')
}

/// What windows-1252 has in the place of a control character.
fn from_c1(c: char) -> char {
    let octet = u8::try_from(u32::from(c)).ok().filter(|_| is_c1(c));
    octet.map_or(c, |octet| {
        let meant = WINDOWS_1252.decode_without_bom_handling(&[octet]).0.chars().next();
        meant.filter(|meant| !is_c1(*meant)).unwrap_or(c)
    })
}

/// Takes UTF-8 in windows-1252 back, if every run of letters beyond ASCII is such: a text that says
/// anything rightly, or says it only once, stays as it is.
fn undo(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut runs = 0;
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| !c.is_ascii()) {
        let (plain, after) = rest.split_at_checked(at)?;
        let end = after.find(|c: char| c.is_ascii()).unwrap_or(after.len());
        let (run, left) = after.split_at_checked(end)?;
        let (octets, _, failed) = WINDOWS_1252.encode(run);
        if failed {
            return None;
        }
        let meant = std::str::from_utf8(&octets).ok()?;
        out.push_str(plain);
        out.push_str(meant);
        runs += meant.chars().count();
        rest = left;
    }
    out.push_str(rest);
    (runs >= MIN_RUNS).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::mend;

    #[test]
    fn what_was_encoded_twice_is_decoded_twice() {
        for (spoilt, meant) in [
            ("cafÃ© e pÃ£o", "café e pão"),
            ("GrÃ¼ÃŸe", "Grüße"),
            ("itâ€™s â€œfineâ€\u{9d}", "it’s “fine”"),
            ("ÐŸÑ€Ð¸Ð²ÐµÑ‚", "Привет"),
            ("a \u{93}word\u{94} and\u{85}", "a “word” and…"),
        ] {
            assert_eq!(mend(spoilt.to_owned()), meant);
        }
    }

    #[test]
    fn what_is_right_stays() {
        for right in [
            "plain",
            "café e pão",
            "Ã© is what é becomes, Ã£ is ã",
            "only once: Ã©",
            "Ünïcödé — “quoted”",
            "你好 Ã© Ã©",
            "naïve � façade",
            "",
        ] {
            assert_eq!(mend(right.to_owned()), right);
        }
    }
}
