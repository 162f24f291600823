//! `pombo sync|list|show|move|flag|delete` against a private Dovecot: what they say, how they end,
//! and what the server has afterwards.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod commands_kit;
mod support;

use std::io::{BufRead, BufReader};

use commands_kit::{ADDRESS, Profile, finish, ids, milestones, signal, there};
use serde_json::{Value, json};
use support::dovecot::Dovecot;
use support::mails;

fn filled(count: u32) -> (Dovecot, Profile) {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=count).map(mails::plain));
    let profile = Profile::synced(&server);
    (server, profile)
}

#[test]
fn sync_tells_how_far_it_is_and_what_it_cost() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=120).map(mails::plain));
    let profile = Profile::on(server.port);
    let told = profile.pombo(&["sync", "--once", "--json"]).ended(0).json();
    let of = |event| told.iter().filter(move |line| line["event"] == event);
    assert_eq!(of("mailboxes").next().unwrap()["count"], 6);
    let inbox: Vec<_> = of("filled").filter(|line| line["mailbox"] == "INBOX").collect();
    assert_eq!((&inbox[0]["known"], &inbox[0]["total"]), (&json!(50), &json!(120)));
    assert_eq!(inbox.last().unwrap()["known"], 120);
    let last = told.last().unwrap();
    assert_eq!((&last["event"], &last["exit"]), (&json!("finished"), &json!(0)));
    assert!(last["down"].as_u64().unwrap() > 120 * 100, "{last}");
    // For people, progress is on stderr and the end on stdout.
    let run = profile.pombo(&["sync", "--once"]).ended(0);
    assert!(run.out.starts_with("Up to date.") && run.out.lines().count() == 1, "{run:?}");
}

#[test]
fn a_row_holds_all_that_is_known_of_a_message() {
    let server = Dovecot::start();
    server.fill("INBOX", [mails::plain(1), mails::with_attachment(2, 3_000)]);
    let profile = Profile::synced(&server);
    let rows = profile.list("inbox");
    let mut plain = rows[1].clone();
    assert!(plain["size"].as_u64().unwrap() > 200);
    plain["size"] = Value::Null;
    assert_eq!(
        plain,
        json!({
            "key": rows[1]["key"],
            "mailbox": "INBOX",
            "uid": 1,
            "flags": [],
            "date": "2023-11-14T22:13:20Z",
            "sent": "2023-11-14T22:13:20Z",
            "from": [{ "name": "Sender 1", "address": "sender1@test.example" }],
            "to": [{ "name": "Ana", "address": ADDRESS }],
            "cc": [],
            "subject": "Message 1",
            "size": null,
            "attachments": false,
            "message_id": "m1@test.example",
            "waits": false,
        })
    );
    assert_eq!(rows[0]["attachments"], true);
    assert_eq!(profile.pombo(&["list", "inbox", "--limit", "1", "--json"]).json(), rows[..1]);

    let text = profile.pombo(&["list", "INBOX"]).ended(0).out;
    let lines: Vec<&str> = text.lines().collect();
    // In the time zone of the person, and each column where it is in the other line.
    assert!(lines[1].contains(" ●   2023-11-14 19:13  Sender 1 "), "{text}");
    assert!(lines[0].contains(" ● @ 2023-11-14 19:14  Sender 2 "), "{text}");
    assert_eq!(lines[0].find("Attachment 2"), lines[1].find("Message 1"), "{text}");
    profile.pombo(&["list", "Nowhere"]).ended(3);
}

#[test]
fn a_message_is_shown_from_the_server_then_from_the_cache_and_from_a_file() {
    let mut server = Dovecot::start();
    server.fill("INBOX", [mails::plain(1), mails::with_attachment(2, 3_000)]);
    let profile = Profile::synced(&server);
    let key = profile.keys("inbox", &["Attachment 2"]).remove(0);
    let other = profile.keys("inbox", &["Message 1"]).remove(0);
    let shown = profile.pombo(&["show", &key, "--json"]).ended(0).json().remove(0);
    assert_eq!((&shown["mailbox"], &shown["uid"]), (&json!("INBOX"), &json!(2)));
    assert_eq!(shown["text"], "See the report, number 2.");
    assert_eq!(shown["date"], "2023-11-14T22:13:20Z");
    let parts = shown["parts"].as_array().unwrap();
    assert_eq!((&parts[0]["type"], &parts[0]["shown"]), (&json!("text/plain"), &json!(true)));
    assert_eq!(parts[1]["name"], "report 2.bin");

    server.kill();
    let text = profile.pombo(&["show", &key]).ended(0).out;
    let expected = "From: Sender 2 <sender2@test.example>\nTo: Ana <ana@test.example>\n\
                    Subject: Attachment 2\nDate: Tuesday, 14 November 2023, 19:13\n\n\
                    See the report, number 2.\n\nAttachment: report 2.bin (3 kB)\n";
    assert_eq!(text, expected);
    profile.pombo(&["show", &other]).ended(4);

    let file = profile.dir.path().join("mail.eml");
    std::fs::write(&file, mails::with_attachment(2, 3_000)).unwrap();
    assert_eq!(profile.pombo(&["show", file.to_str().unwrap()]).ended(0).out, expected);
    for unknown in ["1-999", "9-1", "nothing.eml", "/"] {
        let run = profile.pombo(&["show", unknown]).ended(3);
        assert!(run.err.contains(unknown) && run.out.is_empty(), "{run:?}");
    }
}

#[test]
fn all_that_is_seen_of_a_file_is_told_to_programs() {
    let profile = Profile::new();
    let file = profile.dir.path().join("mail.eml");
    let mail = "From: Bank <info@bank.example>\r\nReply-To: else@evil.example\r\nSubject: Hi\r\n\
        Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
        Hi there, all\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Disposition: inline\r\n\r\n\
        <p style='color:#777'>Hello there</p><a href='http://203.0.113.9/x'>www.bank.com</a>\
        <img src='https://pix.example/a.png' width=300 height=90>\
        <img src='https://pix.example/o.gif' width=1 height=1>\r\n--b--\r\n";
    std::fs::write(&file, mail).unwrap();
    let told = profile.pombo(&["show", file.to_str().unwrap(), "--json"]).ended(0).json().remove(0);
    let structure = told["structure"].as_array().unwrap();
    assert_eq!(structure.len(), 3);
    assert_eq!((&structure[2]["part"], &structure[2]["inside"]), (&json!("2"), &json!(0)));
    assert_eq!(structure[2]["charset"], "utf-8");
    assert_eq!(structure[2]["disposition"], "inline");
    assert_eq!(told["html"], true);
    let link = &told["xray"][0];
    assert_eq!((&link["host"], &link["wary"]), (&json!("203.0.113.9"), &json!(true)));
    let findings: Vec<&Value> =
        link["findings"].as_array().unwrap().iter().map(|found| &found["is"]).collect();
    assert!(findings.contains(&&json!("address")) && findings.contains(&&json!("other-host")));
    let design = &told["design"];
    assert_eq!(design["trackers"], 1);
    assert_eq!(design["remote_pictures"][0]["host"], "pix.example");
    assert_eq!(design["words"]["said"], design["words"]["shown"]);
    let light = design["contrast"]["light"].as_f64().unwrap();
    assert!((3.0..6.0).contains(&light), "{light}");
    assert_eq!(
        told["sender_seen"]["remarks"],
        json!([{ "is": "replies-elsewhere", "to": "else@evil.example" }])
    );
    // People are told what they were told before.
    let text = profile.pombo(&["show", file.to_str().unwrap()]).ended(0).out;
    assert_eq!(text, "From: Bank <info@bank.example>\nSubject: Hi\n\nHi there, all\n");
}

#[test]
fn orders_end_when_the_server_has_confirmed_them() {
    let (server, profile) = filled(5);
    let keys = profile.keys("inbox", &["Message 1", "Message 2", "Message 3", "Message 4"]);
    let run = profile.pombo(&["move", &keys[0], &keys[1], "--to", "archive", "--json"]).ended(0);
    let told = run.json();
    assert_eq!((&told[0]["state"], &told[0]["messages"]), (&json!("settled"), &json!(2)));
    assert_eq!(there(&server, "Archive"), ids(&[1, 2]));
    profile.pombo(&["flag", &keys[2], "--add", "seen,flagged"]).ended(0);
    let flags = server.client().flags("INBOX", "m3@test.example").unwrap();
    assert!(flags.contains("\\Seen") && flags.contains("\\Flagged"), "{flags}");
    profile.pombo(&["flag", &keys[2], "--remove", "flagged"]).ended(0);
    assert!(!server.client().flags("INBOX", "m3@test.example").unwrap().contains("Flagged"));
    let run = profile.pombo(&["delete", &keys[2], &keys[3]]).ended(0);
    assert!(run.out.contains("2 messages") && run.err.is_empty(), "{run:?}");
    assert_eq!(there(&server, "Trash"), ids(&[3, 4]));

    // A message keeps its key wherever it goes.
    assert_eq!(profile.keys("trash", &["Message 3"]), keys[2..3]);
    profile.pombo(&["delete", &keys[2]]).ended(1);
    profile.pombo(&["delete", &keys[2], "--for-good"]).ended(0);
    assert_eq!(server.client().message_ids("Trash"), ids(&[4]));
    assert_eq!(there(&server, "INBOX"), ids(&[5]));
}

#[test]
fn what_is_so_already_and_what_is_not_there_is_told_without_a_word_to_the_server() {
    let (mut server, profile) = filled(2);
    server.kill();
    let key = profile.keys("inbox", &["Message 1"]).remove(0);
    let run = profile.pombo(&["move", &key, "--to", "inbox", "--json"]).ended(0);
    assert_eq!(run.json()[0]["state"], "unneeded");
    profile.pombo(&["flag", &key, "--remove", "seen"]).ended(0);
    profile.pombo(&["move", &key, "--to", "Nowhere"]).ended(3);
    profile.pombo(&["move", &key, "1-999", "--to", "archive"]).ended(3);
    profile.pombo(&["move", &key, "2-1", "--to", "archive"]).ended(2);
    assert_eq!(profile.subjects("inbox").len(), 2);
}

#[test]
fn without_the_server_orders_are_kept_shown_as_done_and_carried_out_by_the_next_sync() {
    let (mut server, profile) = filled(4);
    let keys = profile.keys("inbox", &["Message 1", "Message 2", "Message 3"]);
    server.kill();
    let run = profile.pombo(&["move", &keys[0], &keys[1], "--to", "archive"]).ended(4);
    assert!(run.out.contains("waits") && run.err.is_empty(), "{run:?}");
    let told = profile.pombo(&["flag", &keys[2], "--add", "flagged", "--json"]).ended(4).json();
    assert_eq!((&told[0]["state"], &told[0]["kind"]), (&json!("waits"), &json!("PortRefused")));
    // A second order about the same message starts from where the first one puts it.
    profile.pombo(&["move", &keys[1], "--to", "junk"]).ended(4);
    assert_eq!(profile.subjects("inbox"), ["Message 4", "Message 3"]);
    assert_eq!(profile.subjects("archive"), ["Message 1"]);
    let junk = profile.list("junk").remove(0);
    assert_eq!((&junk["subject"], &junk["waits"]), (&json!("Message 2"), &json!(true)));
    assert_eq!(profile.list("inbox")[1]["flags"], json!(["flagged"]));
    profile.pombo(&["sync", "--once"]).ended(4);

    server.restart();
    let told = profile.pombo(&["sync", "--once", "--json"]).ended(0).json();
    let settled = |line: &&Value| line["event"] == "action" && line["state"] == "settled";
    assert_eq!(told.iter().filter(settled).count(), 3, "{told:#?}");
    assert_eq!(there(&server, "INBOX"), ids(&[3, 4]));
    assert_eq!(there(&server, "Archive"), ids(&[1]));
    assert_eq!(there(&server, "Junk"), ids(&[2]));
    assert!(server.client().flags("INBOX", "m3@test.example").unwrap().contains("Flagged"));
    assert_eq!(profile.subjects("junk"), ["Message 2"]);
}

#[test]
fn what_the_server_refuses_is_as_it_was() {
    let (server, profile) = filled(1);
    server.client().ok("CREATE Projects");
    profile.pombo(&["sync", "--once"]).ended(0);
    server.client().ok("DELETE Projects");
    let key = profile.keys("inbox", &["Message 1"]).remove(0);
    let told = profile.pombo(&["move", &key, "--to", "Projects", "--json"]).ended(6).json();
    assert_eq!((&told[0]["state"], &told[0]["kind"]), (&json!("refused"), &json!("Refused")));
    assert_eq!(profile.subjects("inbox"), ["Message 1"]);
    assert_eq!(profile.list("inbox")[0]["waits"], false);
}

#[test]
fn an_account_that_goes_says_what_it_leaves_undone() {
    let (mut server, profile) = filled(1);
    let key = profile.keys("inbox", &["Message 1"]).remove(0);
    server.kill();
    profile.pombo(&["move", &key, "--to", "archive"]).ended(4);
    let told = profile.pombo(&["account", "remove", "1", "--json"]).ended(0).json();
    assert_eq!(told[0]["given_up"], 1);
    server.restart();
    assert_eq!(there(&server, "INBOX"), ids(&[1]));
}

#[test]
fn a_long_sync_hears_of_new_mail_keeps_others_out_and_ends_in_peace() {
    let (server, profile) = filled(1);
    for name in ["-INT", "-TERM"] {
        let mut child = profile.start(&["sync", "--json"]);
        let mut told = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut next = |event: &str| loop {
            let line: Value = serde_json::from_str(&told.next().unwrap().unwrap()).unwrap();
            if line["event"] == event {
                return line;
            }
        };
        next("synced");
        for words in [&["list", "inbox"][..], &["sync", "--once"], &["account", "remove", "1"]] {
            let run = profile.pombo(words).ended(7);
            assert!(run.err.contains("Another Pombo") && run.out.is_empty(), "{run:?}");
        }
        server.client().append("INBOX", "", &mails::plain(7));
        let arrived = next("arrived");
        assert_eq!(
            (&arrived["mailbox"], arrived["keys"].as_array().unwrap().len()),
            (&json!("INBOX"), 1)
        );
        signal(&child, name);
        assert_eq!(next("stopped")["exit"], 0);
        assert_eq!(child.wait().unwrap().code(), Some(0), "{name}");
    }
    profile.pombo(&["list", "inbox"]).ended(0);
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    // More than a pipe holds.
    let (_server, profile) = filled(400);
    let mut child = profile.start(&["list", "inbox", "--json"]);
    let mut first = String::new();
    BufReader::with_capacity(64, child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.contains("Message 400"), "{first}");
    let run = finish(child).ended(0);
    assert_eq!(run.err, "");
}

#[test]
fn milestones_are_written_down_by_commands_too() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=3).map(mails::plain));
    let profile = Profile::on(server.port);
    let traced = |words: &[&str]| {
        let file = profile.dir.path().join("trace");
        let _ = std::fs::remove_file(&file);
        let mut command = profile.command(words);
        finish(command.env("POMBO_TRACE", &file).spawn().unwrap()).ended(0);
        let all = milestones(&file);
        assert!(all.iter().all(|line| line["ms"].is_number()), "{all:?}");
        let last = all.last().unwrap();
        assert_eq!(last["milestone"], "finished");
        assert!(last["peak_kib"].as_u64().unwrap() > 1_000, "{last}");
        all
    };
    let of = |all: &[Value], name: &str| {
        all.iter().find(|line| line["milestone"] == name).cloned().unwrap_or_default()
    };
    let all = traced(&["sync", "--once"]);
    assert_eq!(of(&all, "synced")["rows"], 3);
    assert!(all.last().unwrap()["down"].as_u64().unwrap() > 500);
    let all = traced(&["list", "inbox"]);
    let list = of(&all, "list shown");
    assert_eq!((&list["rows"], &list["source"]), (&json!(3), &json!("cache")));
    assert_eq!(all.last().unwrap()["down"], 0);
    let key = profile.keys("inbox", &["Message 2"]).remove(0);
    assert_eq!(of(&traced(&["show", &key]), "body shown")["key"], key.as_str());
    let all = traced(&["move", &key, "--to", "archive"]);
    assert!(of(&all, "action confirmed")["entry"].is_number(), "{all:?}");
}
