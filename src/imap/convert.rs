//! Flags in the words of the wire (RFC 9051 section 2.3.2), and Gmail's own labels in those of its
//! extension X-GM-EXT-1. The only place that spells them.

use super::names;
use super::types::WireLabel;
use crate::model::flags::Flags;
use crate::model::mailbox::Role;

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

/// The word that we send, and others that mean the same, for each label that is a special mailbox.
const LABELS: [(Role, &[&str]); 6] = [
    (Role::Inbox, &["\\Inbox", "INBOX"]),
    (Role::Sent, &["\\Sent"]),
    (Role::Drafts, &["\\Draft", "\\Drafts"]),
    (Role::Junk, &["\\Spam", "\\Junk"]),
    (Role::Trash, &["\\Trash"]),
    (Role::Flagged, &["\\Starred", "\\Flagged"]),
];

/// A label as it is told; `None` for Gmail's own that are no mailbox here, such as `\Important`.
pub(super) fn label(word: &[u8]) -> Option<WireLabel> {
    let is = |names: &[&str]| names.iter().any(|name| word.eq_ignore_ascii_case(name.as_bytes()));
    match LABELS.iter().find(|(_, names)| is(names)) {
        Some(&(role, _)) => Some(WireLabel::Role(role)),
        None if word.starts_with(b"\\") => None,
        None => Some(WireLabel::Named(names::wire(names::from_wire(word)))),
    }
}

/// The word for the label that is this special mailbox.
pub(super) fn label_word(role: Role) -> Option<&'static str> {
    let names = LABELS.iter().find(|(special, _)| *special == role);
    names.and_then(|(_, names)| names.first().copied())
}

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

/// As APPEND takes it (RFC 9051 section 9, date-time): `"14-Nov-2023 22:13:20 +0000"`, quoted.
/// `None` for a time that has no such form.
pub(super) fn date_time(seconds: i64) -> Option<String> {
    let time = jiff::Timestamp::from_second(seconds).ok()?.to_zoned(jiff::tz::TimeZone::UTC);
    let fits = (1..=9_999).contains(&time.year());
    fits.then(|| time.strftime("\"%d-%b-%Y %H:%M:%S +0000\"").to_string())
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
    fn every_label_has_a_word_that_is_read_back_and_the_others_are_names() {
        for (role, _) in LABELS {
            let word = label_word(role).unwrap();
            assert_eq!(label(word.to_ascii_lowercase().as_bytes()), Some(WireLabel::Role(role)));
        }
        assert_eq!(label_word(Role::All), None);
        assert_eq!((label(b"\\Important"), label(b"\\Muted")), (None, None));
        for name in ["Work", "Caf&AOk-", "a b\\c", "inbox/old"] {
            let named = WireLabel::Named(names::wire(name.to_owned()));
            assert_eq!(label(name.as_bytes()), Some(named));
        }
    }

    #[test]
    fn a_time_is_written_as_append_takes_it() {
        let written = date_time(1_700_000_000);
        assert_eq!(written.as_deref(), Some("\"14-Nov-2023 22:13:20 +0000\""));
        assert_eq!(date_time(i64::MAX), None);
    }

    #[test]
    fn flags_without_a_meaning_here_are_passed_over() {
        let words: [&[u8]; 4] = [b"\\Recent", b"a]b", b"\\Seen", b"\xff"];
        assert_eq!(flags(words.into_iter()), Flags::SEEN);
        assert_eq!(flag_list(Flags::NONE), "()");
    }
}
