//! Flags in the words of the wire (RFC 9051 section 2.3.2). The only place that spells them.

use crate::model::flags::Flags;

/// The word that we send, and others that mean the same, for each flag.
const WORDS: [(Flags, &[&str]); 10] = [
    (Flags::SEEN, &["\\Seen"]),
    (Flags::ANSWERED, &["\\Answered"]),
    (Flags::FLAGGED, &["\\Flagged"]),
    (Flags::DELETED, &["\\Deleted"]),
    (Flags::DRAFT, &["\\Draft"]),
    (Flags::FORWARDED, &["$Forwarded", "Forwarded", "\\Forwarded"]),
    (Flags::JUNK, &["$Junk", "Junk"]),
    (Flags::NOT_JUNK, &["$NotJunk", "NonJunk", "NotJunk"]),
    (Flags::MDN_SENT, &["$MDNSent"]),
    (Flags::PHISHING, &["$Phishing"]),
];

/// The flags that have a meaning here; other keywords are left to the server.
pub(super) fn flags<'a>(words: impl Iterator<Item = &'a [u8]>) -> Flags {
    words.fold(Flags::NONE, |flags, word| {
        let meant = WORDS
            .iter()
            .find(|(_, names)| names.iter().any(|name| word.eq_ignore_ascii_case(name.as_bytes())));
        meant.map_or(flags, |&(flag, _)| flags.with(flag))
    })
}

/// As STORE and APPEND take them: `(\Seen $Forwarded)`.
pub(super) fn flag_list(flags: Flags) -> String {
    let named = WORDS.iter().filter(|(flag, _)| flags.has(*flag));
    let words: Vec<&str> = named.filter_map(|(_, names)| names.first().copied()).collect();
    format!("({})", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flag_has_a_word_that_is_read_back() {
        for flag in Flags::EACH {
            let list = flag_list(flag);
            let word = list.trim_matches(['(', ')']);
            assert!(!word.is_empty());
            assert_eq!(flags([word.to_ascii_uppercase().as_bytes()].into_iter()), flag);
        }
    }

    #[test]
    fn flags_without_a_meaning_here_are_passed_over() {
        let words: [&[u8]; 4] = [b"\\Recent", b"a]b", b"\\Seen", b"\xff"];
        assert_eq!(flags(words.into_iter()), Flags::SEEN);
        assert_eq!(flag_list(Flags::NONE), "()");
    }
}
