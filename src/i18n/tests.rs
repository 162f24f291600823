//! Languages, numbers, dates and faults in words.

use std::time::Duration;

use jiff::tz::TimeZone;

use super::*;
use crate::model::account::Fingerprint;
use crate::model::fault::{CertificateProblem, Fault, FaultKind, Place, Refusal};

/// Tests share the process, so they ask the languages directly and never choose one for all.
fn both() -> (&'static Language, &'static Language) {
    let [english, portuguese] = &*LANGUAGES;
    (english, portuguese)
}

#[test]
fn the_first_language_that_is_spoken_here_is_chosen() {
    for (wanted, tag) in [
        (&["pt-BR"][..], "pt-BR"),
        (&["pt"], "pt-BR"),
        (&["pt-PT"], "pt-BR"),
        (&["pt_BR.UTF-8"], "pt-BR"),
        (&["PT"], "pt-BR"),
        (&["en-GB", "pt-BR"], "en"),
        (&["C", "pt-BR"], "en"),
        (&["fr-FR", "pt-BR", "en"], "pt-BR"),
        (&["fr-FR"], "en"),
        (&["", "-", "ptx"], "en"),
        (&[], "en"),
    ] {
        let index = languages::negotiate(wanted.iter().map(|&tag| tag.to_owned()));
        assert_eq!(LANGUAGES[index].tag, tag, "{wanted:?}");
    }
}

#[test]
fn a_message_that_is_nowhere_shows_its_key() {
    let (_, portuguese) = both();
    assert_eq!(words_in(portuguese, "no-such-message", &[]), "no-such-message");
}

#[test]
fn a_message_takes_words_and_numbers_of_every_kind() {
    use crate::fl;

    let expected = "The server asks to wait. Pombo goes on in about 3 minutes.";
    assert_eq!(fl!("fault-throttled", minutes = 3), expected);
    assert_eq!(fl!("fault-throttled", minutes = 3_u32,), expected);
    assert_eq!(fl!("fault-throttled", minutes = 3_u64), expected);
    assert_eq!(fl!("fault-throttled", minutes = 3_usize), expected);
    assert_eq!(fl!("size-megabytes", amount = "1.2"), "1.2 MB");
    assert_eq!(fl!("size-megabytes", amount = &String::from("1.2")), "1.2 MB");
    assert_eq!(fl!("mailbox-inbox"), role(Role::Inbox));
}

#[test]
fn plurals_and_numbers_follow_the_language() {
    let (english, portuguese) = both();
    for (bytes, en, pt) in [
        (0, "0 bytes", "0 byte"),
        (1, "1 byte", "1 byte"),
        (999, "999 bytes", "999 bytes"),
        (1_000, "1 kB", "1 kB"),
        (34_499, "34 kB", "34 kB"),
        (999_499, "999 kB", "999 kB"),
        (999_500, "1.0 MB", "1,0 MB"),
        (1_249_999, "1.2 MB", "1,2 MB"),
        (1_250_000, "1.3 MB", "1,3 MB"),
        (999_949_999, "999.9 MB", "999,9 MB"),
        (999_950_000, "1.0 GB", "1,0 GB"),
        (1_234_500_000_000, "1,234.5 GB", "1.234,5 GB"),
    ] {
        assert_eq!(size_in(english, bytes), en);
        assert_eq!(size_in(portuguese, bytes), pt);
    }
    assert!(size_in(english, u64::MAX).ends_with(" GB"));
}

#[test]
fn digits_are_grouped_by_three() {
    let (english, portuguese) = both();
    for (number, en, pt) in [
        (2, "2", "2"),
        (999, "999", "999"),
        (1_000, "1,000", "1.000"),
        (1_234_567, "1,234,567", "1.234.567"),
        (-1_234, "-1,234", "-1.234"),
        (-999, "-999", "-999"),
    ] {
        let args = [("minutes", Arg::Number(number))];
        let sentence = words_in(english, "fault-throttled", &args);
        assert!(sentence.ends_with(&format!(" {en} minutes.")), "{sentence}");
        let sentence = words_in(portuguese, "fault-throttled", &args);
        assert!(sentence.ends_with(&format!(" {pt} minutos.")), "{sentence}");
    }
}

#[test]
fn a_date_is_as_long_as_it_must_be() {
    let (english, portuguese) = both();
    let zone = TimeZone::get("America/Sao_Paulo").unwrap();
    // Thursday, 12 March 2026, 23:30 in São Paulo; the 13th in UTC.
    let now = 1_773_369_000;
    for (received, en, pt) in [
        (now - 60 * 60 * 23, "00:30", "00:30"),
        (now - 60 * 60 * 24, "11 Mar", "11 mar"),
        (now + 60 * 60 * 24 * 60, "11 May", "11 mai"),
        (now - 60 * 60 * 24 * 70, "1 Jan", "1 jan"),
        (now - 60 * 60 * 24 * 71, "2025-12-31", "31/12/2025"),
        (now - 60 * 60 * 24 * 365, "2025-03-12", "12/03/2025"),
        (i64::MAX, "9999-12-30", "30/12/9999"),
        (i64::MIN, "-9999-01-01", "01/01/-9999"),
    ] {
        let (received, now) = (dates::at(received, &zone), dates::at(now, &zone));
        assert_eq!(dates::when_in(english, &received, &now), en);
        assert_eq!(dates::when_in(portuguese, &received, &now), pt);
    }
}

#[test]
fn a_full_date_has_all_its_words() {
    let (english, portuguese) = both();
    let moment = dates::at(1_773_369_000, &TimeZone::get("America/Sao_Paulo").unwrap());
    assert_eq!(dates::short_date_in(english, &moment), "12 Mar 2026, 23:30");
    assert_eq!(dates::full_date_in(english, &moment), "Thursday, 12 March 2026, 23:30");
    let pt = "quinta-feira, 12 de março de 2026, 23:30";
    assert_eq!(dates::full_date_in(portuguese, &moment), pt);
}

#[test]
fn every_fault_has_a_sentence_of_its_own_that_says_what_to_do() {
    use FaultKind as K;

    let fingerprint = Fingerprint([7; 32]);
    let certificate = |problem| K::Certificate { fingerprint, problem };
    let connecting = [
        K::UnknownHost,
        K::PortRefused,
        K::NoNetwork,
        K::TimedOut,
        K::NotImap,
        K::NoTls,
        K::PlaintextRefused,
        certificate(CertificateProblem::UnknownIssuer),
        certificate(CertificateProblem::Expired),
        certificate(CertificateProblem::WrongHost),
        certificate(CertificateProblem::Changed),
        certificate(CertificateProblem::Other),
        K::WrongPassword,
        K::AppPasswordNeeded,
        K::PasswordNotTaken,
        K::PasswordExpired,
        K::WebLoginNeeded,
        K::ImapDisabled,
        K::AccountLocked,
        K::NoPassword,
        K::NoKeyring,
        K::PasswordCommand,
        K::Refused(Refusal::OverQuota),
        K::InUse,
        K::Disk,
        K::Damaged,
    ];
    let sentences: std::collections::BTreeSet<_> = connecting
        .iter()
        .map(|kind| fault(&Fault::new(kind.clone(), Place::Connect, "a detail")))
        .collect();
    assert_eq!(sentences.len(), connecting.len(), "{sentences:#?}");
    for sentence in sentences {
        assert!(sentence.contains(". ") && sentence.ends_with('.'), "{sentence}");
        assert!(!sentence.contains("fault-") && !sentence.contains("a detail"), "{sentence}");
    }
    for kind in connecting {
        // The doctor says what is wrong by the first sentence; what to do is another's.
        let what = exam::what(&Fault::new(kind.clone(), Place::Connect, ""));
        assert!(what.ends_with('.') && !what.contains(". "), "{kind:?}: {what}");
    }
}

#[test]
fn a_wait_is_told_in_whole_minutes() {
    let (english, portuguese) = both();
    for (seconds, minutes, en, pt) in [
        (0, 0, "in a moment.", "continua em instantes."),
        (1, 1, "in about a minute.", "em cerca de um minuto."),
        (61, 2, "in about 2 minutes.", "em cerca de 2 minutos."),
        (86_400, 1440, "in about 1,440 minutes.", "em cerca de 1.440 minutos."),
    ] {
        let args = [("minutes", Arg::Number(minutes))];
        assert!(words_in(english, "fault-throttled", &args).ends_with(en));
        assert!(words_in(portuguese, "fault-throttled", &args).ends_with(pt));
        let wait = Duration::from_secs(seconds);
        let fault = Fault::new(FaultKind::Throttled { wait }, Place::SignIn, "");
        assert!(super::fault(&fault).ends_with(en));
    }
}
