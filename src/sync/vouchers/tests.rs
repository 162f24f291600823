//! Whom an account comes to believe, and what of a message it believes then.

use super::*;
use crate::mime;
use crate::model::ids::AccountId;

fn home() -> Home {
    Home { host: "imap.own.example".into(), domain: "ana.example".into() }
}

fn of(header: &str) -> Origin {
    mime::origin(header.as_bytes())
}

fn results(by: &str) -> Origin {
    of(&format!("Authentication-Results: {by}; dkim=pass\r\nReceived: from x by {by}\r\n\r\n"))
}

fn key(number: u64) -> MessageKey {
    MessageKey::new(AccountId(1), number)
}

/// Notes a message from each of so many domains.
fn note(vouchers: &mut Vouchers, origin: &Origin, from: std::ops::Range<u64>) {
    for number in from {
        vouchers.note(key(number), origin, &format!("from{number}.example"), &home());
    }
}

#[test]
fn a_domain_is_its_last_labels() {
    for (host, wanted) in [
        ("mx.google.com", "google.com"),
        ("google.com.", "google.com"),
        ("a.b.c.example.co.uk", "example.co.uk"),
        ("mail.example.com.br", "example.com.br"),
        ("mx3.phl.messagingengine.com", "messagingengine.com"),
        ("2002:a05:6402", ""),
        ("10.0.0.1", ""),
        ("localhost", ""),
        ("", ""),
        (".", ""),
        ("[1.2.3.4]", ""),
        ("co.uk", "co.uk"),
    ] {
        assert_eq!(organisation(host), wanted, "{host}");
    }
}

#[test]
fn nothing_is_believed_before_mail_of_several_senders_agrees() {
    let mut vouchers = Vouchers::default();
    note(&mut vouchers, &results("mx.own.example"), 0..2);
    assert_eq!(vouchers.own(&home()), None);
    // The same message, and the same sender, again and again.
    for _ in 0..9 {
        vouchers.note(key(1), &results("mx.own.example"), "from1.example", &home());
    }
    vouchers.note(key(50), &results("mx.own.example"), "from1.example", &home());
    assert_eq!(vouchers.own(&home()), None);
    vouchers.note(key(51), &results("mx2.own.example"), "from9.example", &home());
    assert_eq!(vouchers.own(&home()), Some("own.example"));
}

#[test]
fn a_strange_name_needs_more_mail_and_most_of_it() {
    let mut vouchers = Vouchers::default();
    note(&mut vouchers, &results("mx.google.example"), 0..7);
    assert_eq!(vouchers.own(&home()), None);
    note(&mut vouchers, &results("mx.google.example"), 7..8);
    assert_eq!(vouchers.own(&home()), Some("google.example"));
    // A server that adds none: what a few senders forged never gets there.
    note(&mut vouchers, &of("Received: by mx.google.example\r\n\r\n"), 20..25);
    assert_eq!(vouchers.own(&home()), None);
}

#[test]
fn mail_that_never_travelled_says_nothing_and_another_server_is_learned_anew() {
    let mut vouchers = Vouchers::default().believable("imap.own.example");
    assert!(!vouchers.note(key(1), &of("Subject: a copy of mine\r\n\r\n"), "a.example", &home()));
    note(&mut vouchers, &results("mx.own.example"), 0..3);
    let kept = serde_json::to_string(&vouchers).unwrap();
    let read = |host: &str| serde_json::from_str::<Vouchers>(&kept).unwrap().believable(host);
    assert_eq!(read("imap.own.example").own(&home()), Some("own.example"));
    assert_eq!(read("imap.other.example").own(&home()), None);
}

#[test]
fn results_below_the_trace_of_others_are_neither_evidence_nor_believed() {
    let forged = of(
        "Received: from x by mx.evil.example\r\nAuthentication-Results: mx.own.example; dkim=pass\r\n\r\n",
    );
    let mut vouchers = Vouchers::default();
    note(&mut vouchers, &forged, 0..9);
    assert_eq!(vouchers.own(&home()), None);
    assert_eq!(believed(&forged, "own.example", &home()), None);
}

#[test]
fn of_each_method_only_what_the_own_server_put_on_top_is_believed() {
    let told = |header: &str| {
        let origin = of(header);
        let (server, checks) = believed(&origin, "own.example", &home()).unwrap_or_default();
        let checks: Vec<String> =
            checks.iter().map(|check| format!("{}={}", check.method, check.result)).collect();
        format!("{server}: {}", checks.join(" "))
    };
    let genuine = "Received: by 10.2.3.4\r\nReceived: from y by mx.own.example\r\n\
        Authentication-Results: mx.own.example;\r\n dkim=fail; dkim=none\r\n\
        Authentication-Results: spf.own.example; spf=pass\r\n";
    assert_eq!(told(genuine), "mx.own.example: dkim=fail dkim=none spf=pass");
    for forged in [
        // What a sender wrote comes below, whatever it says it is.
        "Authentication-Results: mx.own.example; dkim=pass; spf=fail\r\n",
        "Received: from a by b.example\r\nAuthentication-Results: mx.own.example; dmarc=pass\r\n",
        "Authentication-Results: mx.other.example; dmarc=pass\r\n\
         Authentication-Results: mx.own.example; dmarc=pass\r\n",
        "Received: from a by mx.own.example\r\nAuthentication-Results: mx.own.example; dmarc=pass\r\n",
    ] {
        let with = format!("{genuine}{forged}\r\n");
        assert_eq!(told(&with), "mx.own.example: dkim=fail dkim=none spf=pass", "{forged}");
    }
    assert_eq!(told("Authentication-Results: mx.evil-own.example; dkim=pass\r\n\r\n"), ": ");
    assert_eq!(told("Authentication-Results: own.example.evil.test; dkim=pass\r\n\r\n"), ": ");
    assert_eq!(told("Subject: nothing\r\n\r\n"), ": ");
}
