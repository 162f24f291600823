//! What became of a message that was sent, in words: status codes (RFC 3463) become reasons. Knows no
//! window.

use super::dates::{at, short_date_in};
use super::languages::Language;
use super::{Arg, in_use, words_in};
use crate::model::report::{Fate, Receiver};

/// What became of it for one receiver, a sentence or two.
pub fn receiver(receiver: &Receiver) -> String {
    receiver_in(in_use(), receiver)
}

pub(super) fn receiver_in(language: &Language, receiver: &Receiver) -> String {
    let who = match receiver.address.as_str() {
        "" => words_in(language, "report-nobody", &[]),
        address => address.to_owned(),
    };
    let who = ("who", Arg::Text(who));
    let why = receiver.status.and_then(|(_, subject, detail)| why(subject, detail));
    let why = why.map(|key| ("why", Arg::Text(words_in(language, key, &[]))));
    let key = match (receiver.fate, &why) {
        (Fate::Failed, Some(_)) => "report-failed",
        (Fate::Failed, None) => "report-failed-plain",
        (Fate::Delayed, Some(_)) => "report-delayed",
        (Fate::Delayed, None) => "report-delayed-plain",
        (Fate::Delivered, _) => "report-delivered",
        (Fate::Relayed, _) => "report-relayed",
        (Fate::Expanded, _) => "report-expanded",
        (Fate::Read, _) => "report-read",
        (Fate::Deleted, _) => "report-deleted",
        (Fate::Processed, _) => "report-processed",
    };
    let said = words_in(language, key, &[Some(who), why].into_iter().flatten().collect::<Vec<_>>());
    match receiver.until.filter(|_| receiver.fate == Fate::Delayed) {
        Some(until) => {
            let until = short_date_in(language, &at(until, &jiff::tz::TimeZone::system()));
            let until = words_in(language, "report-until", &[("until", Arg::Text(until))]);
            format!("{said} {until}")
        }
        None => said,
    }
}

/// The reason that a code names (RFC 3463 section 3, RFC 7372, RFC 7505), if there are words for it.
fn why(subject: u16, detail: u16) -> Option<&'static str> {
    Some(match (subject, detail) {
        (1, 1) => "why-no-mailbox",
        (1, 2) => "why-no-domain",
        (1, 3) => "why-bad-address",
        (1, 4) => "why-ambiguous",
        (1, 6) => "why-moved",
        (1, 7 | 8) => "why-sender-refused",
        (1, 10) => "why-takes-no-mail",
        (1, _) => "why-address",
        (2, 1) => "why-disabled",
        (2, 2) => "why-full",
        (2, 3) => "why-too-large",
        (2, 4) => "why-list",
        (2, _) => "why-mailbox",
        (3, 1) => "why-system-full",
        (3, 2) => "why-not-now",
        (3, 4) => "why-too-large",
        (3, _) => "why-system",
        (4, 1) => "why-no-answer",
        (4, 2) => "why-lost",
        (4, 3) => "why-lookup",
        (4, 4) => "why-no-way",
        (4, 5) => "why-busy",
        (4, 6) => "why-loop",
        (4, 7) => "why-too-long",
        (4, _) => "why-network",
        (5, 3) => "why-too-many",
        (5, _) => "why-protocol",
        (6, _) => "why-content",
        (7, 1 | 2) => "why-not-allowed",
        (7, 20..=29) => "why-not-proven",
        (7, _) => "why-policy",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::languages::LANGUAGES;

    fn both(fate: Fate, status: Option<(u16, u16, u16)>, address: &str) -> [String; 2] {
        let (address, said) = (address.to_owned(), String::new());
        let one = Receiver { address, fate, status, said, until: None };
        let [english, portuguese] = &*LANGUAGES;
        [english, portuguese].map(|language| receiver_in(language, &one))
    }

    #[test]
    fn what_became_of_a_message_is_a_plain_sentence() {
        let ana = "ana@example.org";
        for (fate, status, address, en, pt) in [
            (
                Fate::Failed,
                Some((5, 1, 1)),
                ana,
                "Could not be delivered to ana@example.org: the mailbox does not exist.",
                "Não pôde ser entregue a ana@example.org: a caixa de correio não existe.",
            ),
            (
                Fate::Failed,
                Some((5, 0, 0)),
                "",
                "Could not be delivered to a receiver.",
                "Não pôde ser entregue a um destinatário.",
            ),
            (
                Fate::Delayed,
                Some((4, 2, 2)),
                ana,
                "Not delivered to ana@example.org yet: the mailbox is full. It is tried again.",
                "Ainda não foi entregue a ana@example.org: a caixa de correio está cheia. Haverá novas tentativas.",
            ),
            (
                Fate::Read,
                None,
                ana,
                "Was opened by ana@example.org.",
                "Foi aberta por ana@example.org.",
            ),
        ] {
            assert_eq!(both(fate, status, address), [en, pt]);
        }
    }

    #[test]
    fn every_code_has_its_words_in_every_language() {
        for fate in [
            Fate::Failed,
            Fate::Delayed,
            Fate::Delivered,
            Fate::Relayed,
            Fate::Expanded,
            Fate::Read,
            Fate::Deleted,
            Fate::Processed,
        ] {
            for code in (0..9).flat_map(|subject| (0..40).map(move |detail| (5, subject, detail))) {
                for said in both(fate, Some(code), "ana@example.org") {
                    let is_whole = said.contains("ana@example.org") && said.ends_with('.');
                    assert!(is_whole && !said.contains(['{', '$']), "{code:?}: {said}");
                    assert!(!said.contains("why-") && !said.contains("report-"), "{said}");
                }
            }
        }
    }
}
