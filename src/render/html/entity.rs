//! Character references (WHATWG HTML section 13.2.5.72), with the names that html5ever knows.

use std::borrow::Cow;

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// Letters of the longest name.
const MAX_NAME: usize = 32;

/// Replaces the references in a text, or in the value of an attribute: there a name without its
/// semicolon is one only when no letter, digit or `=` follows.
pub fn decode(text: &str, attribute: bool) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let used = match after.strip_prefix('#') {
            Some(number) => numeric(number, &mut out).map(|used| used + 1),
            None => named(after, attribute, &mut out),
        };
        if used.is_none() {
            out.push('&');
        }
        rest = after.get(used.unwrap_or(0)..).unwrap_or_default();
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The octets after `#` that belong to it, if it is one.
fn numeric(text: &str, out: &mut String) -> Option<usize> {
    let (digits, radix, skipped) = match text.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, 1),
        None => (text, 10, 0),
    };
    let len = digits.bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
    let digits = digits.get(..len).filter(|digits| !digits.is_empty())?;
    let code = u32::from_str_radix(digits, radix).unwrap_or(u32::MAX);
    let old = code.checked_sub(0x80).and_then(|at| C1_REPLACEMENTS.get(at as usize).copied());
    let c = old.flatten().or_else(|| char::from_u32(code)).filter(|c| *c != '\0');
    out.push(c.unwrap_or('\u{fffd}'));
    let end = skipped + len;
    Some(end + usize::from(text.as_bytes().get(end) == Some(&b';')))
}

fn named(text: &str, attribute: bool, out: &mut String) -> Option<usize> {
    let len = text.bytes().take(MAX_NAME).take_while(u8::is_ascii_alphanumeric).count();
    let name = text.get(..=len).filter(|name| name.ends_with(';'));
    if let Some(found) = name.and_then(|name| lookup(name, out)) {
        return Some(found);
    }
    // Old names need no semicolon, and text may follow at once.
    (2..=len).rev().find_map(|len| {
        let next = text.as_bytes().get(len).copied().unwrap_or(b' ');
        if attribute && (next == b'=' || next.is_ascii_alphanumeric()) {
            return None;
        }
        lookup(text.get(..len)?, out)
    })
}

fn lookup(name: &str, out: &mut String) -> Option<usize> {
    let (first, second) = NAMED_ENTITIES.get(name).copied().filter(|(first, _)| *first != 0)?;
    out.extend(char::from_u32(first));
    out.extend(char::from_u32(second).filter(|_| second != 0));
    Some(name.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_replaced_as_browsers_do() {
        let cases = [
            ("a &amp; b", "a & b"),
            ("&lt;&gt;&quot;&#39;&#x20AC;", "<>\"'\u{20ac}"),
            ("&eacute&eacute;&copyright", "\u{e9}\u{e9}\u{a9}right"),
            ("&notin; &notit;", "\u{2209} \u{ac}it;"),
            ("&#146;&#0;&#xD800;&#99999999999;", "\u{2019}\u{fffd}\u{fffd}\u{fffd}"),
            ("&unknown; & &; &# &#x; AT&T", "&unknown; & &; &# &#x; AT&T"),
            ("&\u{e9};&amp", "&\u{e9};&"),
        ];
        for (text, wanted) in cases {
            assert_eq!(decode(text, false), wanted, "{text:?}");
        }
        assert_eq!(decode("?a=1&copy=2&amp;b&lt", true), "?a=1&copy=2&b<");
    }
}
