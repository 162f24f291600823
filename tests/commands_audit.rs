//! `pombo audit`, `pombo traffic` and the log of `pombo doctor`, run as a person would.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod commands_kit;
mod support;

use commands_kit::{ADDRESS, Profile};
use pombo::model::flags::Flags;
use pombo::model::ids::AccountId;
use serde_json::{Value, json};
use support::dovecot::{Dovecot, PASSWORD};
use support::mails;
use support::spoil::Spoiler;

fn of<'a>(records: &'a [Value], mailbox: &str) -> &'a Value {
    let is = |record: &&Value| record["event"] == "audited" && record["mailbox"] == mailbox;
    records.iter().find(is).unwrap_or_else(|| panic!("no {mailbox}: {records:#?}"))
}

#[test]
fn an_audit_ends_with_0_where_all_is_identical_and_with_8_where_it_repaired_something() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=4).map(mails::plain));
    server.fill("Projects", (11..=16).map(mails::plain));
    let profile = Profile::synced(&server);
    let records = profile.pombo(&["audit", "--json"]).ended(0).json();
    let inbox = of(&records, "INBOX");
    assert_eq!((&inbox["identical"], &inbox["messages"]), (&json!(true), &json!(4)));
    assert!(inbox["at"].as_str().unwrap().ends_with('Z'));
    let last = records.last().unwrap();
    assert_eq!((&last["event"], &last["exit"]), (&json!("finished"), &json!(0)));
    assert_eq!(last["left_out"], 0);

    let account = AccountId(1);
    Spoiler::of(&profile.root(), account, "Projects").flag(3, Flags::FLAGGED);
    Spoiler::of(&profile.root(), account, "INBOX").flag(2, Flags::ANSWERED);
    let one = profile.pombo(&["audit", "--mailbox", "projects", "--json"]).ended(8).json();
    let projects = of(&one, "Projects");
    let none = json!({ "missing": 0, "extra": 0, "flags": 0, "sizes": 0 });
    let flags = json!({ "missing": 0, "extra": 0, "flags": 1, "sizes": 0 });
    assert_eq!((&projects["found"], &projects["left"]), (&flags, &none));
    assert_eq!(one.last().unwrap()["mailboxes"], 1);

    let rest = profile.pombo(&["audit"]).ended(8);
    assert!(rest.out.contains("Projects: identical, 6 messages"), "{rest:?}");
    assert!(rest.out.contains("INBOX: 1 message had other flags here"), "{rest:?}");
    assert!(rest.out.contains("1 difference was found."), "{rest:?}");
    profile.pombo(&["audit"]).ended(0);
    profile.pombo(&["audit", "--mailbox", "Nowhere"]).ended(3);
    let page = profile.pombo(&["audit", "--help"]).ended(0);
    assert!(page.out.contains("\"event\": \"audited\"") && page.out.contains("Exit code 8"));
}

#[test]
fn an_audit_that_cannot_reach_the_server_says_so() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=2).map(mails::plain));
    let profile = Profile::synced(&server);
    drop(server);
    profile.pombo(&["audit"]).ended(4);
}

#[test]
fn traffic_is_told_by_day_mailbox_and_kind() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=20).map(mails::plain));
    let profile = Profile::synced(&server);
    let records = profile.pombo(&["traffic", "--json"]).ended(0).json();
    let headers = records.iter().find(|r| r["mailbox"] == "INBOX" && r["kind"] == "headers");
    assert!(headers.unwrap()["down"].as_u64().unwrap() > 2_000, "{records:#?}");
    let signing = records.iter().find(|r| r["kind"] == "sign-in").unwrap();
    assert!(signing["mailbox"].is_null() && signing["day"].as_str().unwrap().len() == 10);
    let total = records.last().unwrap();
    let sum: u64 = records
        .iter()
        .filter(|r| r["event"] == "traffic")
        .map(|r| r["down"].as_u64().unwrap())
        .sum();
    assert_eq!((&total["event"], total["down"].as_u64()), (&json!("total"), Some(sum)));
    assert!(total["budget"].is_null());
    let text = profile.pombo(&["traffic"]).ended(0).out;
    assert!(text.contains("Headers") && text.contains("INBOX"), "{text}");
}

#[test]
fn the_doctor_adds_what_was_said_without_secrets_and_names() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=2).map(mails::plain));
    let profile = Profile::on(server.port);
    let run = profile.pombo(&["doctor", ADDRESS, "--log"]).ended(0);
    for told in ["→ AUTHENTICATE PLAIN", "← OK", "→ SELECT mailbox 1"] {
        assert!(run.out.contains(told), "{told}: {}", run.out);
    }
    assert!(!run.out.contains(PASSWORD) && !run.out.contains("INBOX\""), "{}", run.out);
    let records = profile.pombo(&["doctor", ADDRESS, "--log", "--json"]).ended(0).json();
    assert!(records.last().unwrap()["log"].as_str().unwrap().contains("PLAIN"));
}
