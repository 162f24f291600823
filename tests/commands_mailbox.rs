//! `pombo mailbox …` against a private Dovecot: what it says, how it ends, and what the server has
//! afterwards.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod commands_kit;
mod support;

use commands_kit::Profile;
use serde_json::{Value, json};
use support::dovecot::{Dovecot, Options};
use support::mails;

const SPECIAL: [&str; 6] = ["INBOX", "Drafts", "Sent", "Archive", "Junk", "Trash"];

fn synced() -> (Dovecot, Profile) {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=2).map(mails::plain));
    let profile = Profile::synced(&server);
    (server, profile)
}

fn names(server: &Dovecot, command: &str) -> Vec<String> {
    let rows = server.client().ok(&format!("{command} \"\" \"*\""));
    let rows = rows.iter().filter(|row| !row.contains("\\NonExistent"));
    let mut names: Vec<String> =
        rows.filter_map(|row| Some(row.split_once("\"/\" ")?.1.replace('"', ""))).collect();
    names.retain(|name| !SPECIAL.contains(&name.as_str()));
    names.sort();
    names
}

fn listed(profile: &Profile) -> Vec<Value> {
    profile.pombo(&["mailbox", "list", "--json"]).ended(0).json()
}

/// What is said of one mailbox.
fn said(profile: &Profile, mailbox: &str) -> Value {
    let all = listed(profile);
    let one = all.iter().find(|one| one["mailbox"] == mailbox);
    one.unwrap_or_else(|| panic!("no {mailbox}: {all:#?}")).clone()
}

fn mailbox(profile: &Profile, words: &[&str], code: i32) -> Vec<Value> {
    profile.pombo(&[&["mailbox"], words, &["--json"]].concat()).ended(code).json()
}

#[test]
fn mailboxes_are_listed_as_the_window_shows_them() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=3).map(mails::plain));
    server.client().ok("CREATE work/Zoo");
    server.client().append("work/Zoo", "", &mails::plain(4));
    server.client().ok("CREATE Bills");
    server.client().ok("SUBSCRIBE Bills");
    let profile = Profile::synced(&server);
    let all = listed(&profile);
    let paths: Vec<&str> = all.iter().map(|one| one["mailbox"].as_str().unwrap()).collect();
    assert_eq!(paths[..6], ["INBOX", "Drafts", "Sent", "Archive", "Junk", "Trash"]);
    assert_eq!(paths[6..], ["Bills", "work", "work/Zoo"]);
    assert_eq!(
        all[0],
        json!({
            "mailbox": "INBOX", "path": ["INBOX"], "role": "inbox", "realm": "own", "messages": 3,
            "unread": 3,
            "selectable": true, "subscribed": all[0]["subscribed"], "waits": false,
        })
    );
    let flags = |one: &Value| (one["selectable"].clone(), one["subscribed"].clone());
    assert_eq!(flags(&said(&profile, "Bills")), (json!(true), json!(true)));
    assert_eq!(flags(&said(&profile, "work/Zoo")), (json!(true), json!(false)));

    // An order that waits for the server counts.
    let key = profile.keys("inbox", &["Message 1"]).remove(0);
    drop(server);
    profile.pombo(&["move", &key, "--to", "Bills"]).ended(4);
    assert_eq!(said(&profile, "INBOX")["messages"], 2);
    assert_eq!(said(&profile, "Bills")["unread"], 1);
    let text = profile.pombo(&["mailbox", "list"]).ended(0).out;
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "          2        2  INBOX  (inbox)", "{text}");
    assert!(lines.contains(&" -        1        1  work/Zoo"), "{text}");
}

#[test]
fn a_mailbox_is_made_renamed_nested_subscribed_to_and_deleted() {
    let (server, profile) = synced();
    let told = mailbox(&profile, &["create", "Viagens"], 0);
    let record = json!({
        "event": "action", "action": told[0]["action"], "state": "settled", "order": "create",
        "mailbox": "Viagens",
    });
    assert_eq!(told, [record]);
    mailbox(&profile, &["create", "Viagens/São Paulo"], 0);
    assert_eq!(names(&server, "LIST"), ["Viagens", "Viagens/S&AOM-o Paulo"]);
    assert_eq!(names(&server, "LSUB"), names(&server, "LIST"));

    // With an own name, and back to the top level, with what lies in it.
    mailbox(&profile, &["rename", "viagens", "Archive/Travel"], 0);
    assert_eq!(names(&server, "LIST"), ["Archive/Travel", "Archive/Travel/S&AOM-o Paulo"]);
    mailbox(&profile, &["rename", "Archive/Travel/São Paulo", "SP"], 0);
    assert_eq!(names(&server, "LIST"), ["Archive/Travel", "SP"]);

    mailbox(&profile, &["unsubscribe", "SP"], 0);
    assert_eq!(names(&server, "LSUB"), ["Archive/Travel"]);
    let told = mailbox(&profile, &["unsubscribe", "SP"], 0);
    assert_eq!((&told[0]["state"], &told[0]["mailbox"]), (&json!("unneeded"), &json!("SP")));
    let run = profile.pombo(&["mailbox", "subscribe", "SP"]).ended(0);
    assert_eq!(run.out, "Done: subscribing to the mailbox \"SP\".\n");
    assert_eq!(names(&server, "LSUB"), ["Archive/Travel", "SP"]);

    mailbox(&profile, &["delete", "SP", "--yes"], 0);
    assert_eq!(names(&server, "LIST"), ["Archive/Travel"]);
    assert!(listed(&profile).iter().all(|one| one["mailbox"] != "SP"));
}

#[test]
fn a_deletion_says_what_would_go_and_waits_for_a_yes() {
    let server = Dovecot::start();
    server.fill("Work", (1..=2).map(mails::plain));
    server.client().ok("CREATE Work/Deep/Er");
    server.client().append("Work/Deep/Er", "", &mails::plain(3));
    let profile = Profile::synced(&server);
    let told = mailbox(&profile, &["delete", "Work"], 2);
    let would = json!({
        "event": "would_delete", "mailbox": "Work", "messages": 3,
        "mailboxes": ["Work/Deep", "Work/Deep/Er"],
    });
    assert_eq!(told[0], would);
    assert_eq!((&told[1]["exit"], told.len()), (&json!(2), 2));
    let run = profile.pombo(&["mailbox", "delete", "Work"]).ended(2);
    let expected = "\"Work\" would be deleted for good, and 3 messages with it.\n\
                    So would the 2 mailboxes in it:\n    Work/Deep\n    Work/Deep/Er\n";
    assert_eq!(run.out, expected);
    assert!(run.err.contains("--yes"), "{run:?}");
    assert!(names(&server, "LIST").contains(&"Work/Deep/Er".to_owned()));

    // What came meanwhile was not spoken of.
    server.client().append("Work", "", &mails::plain(4));
    let told = mailbox(&profile, &["delete", "Work", "--yes"], 6);
    assert_eq!((&told[0]["state"], &told[0]["order"]), (&json!("refused"), &json!("delete")));
    assert_eq!(server.client().message_ids("Work").len(), 3);
    profile.pombo(&["sync", "--once"]).ended(0);
    mailbox(&profile, &["delete", "Work", "--yes"], 0);
    assert_eq!(names(&server, "LIST"), [] as [&str; 0]);
}

#[test]
fn what_cannot_be_is_said_without_a_word_to_the_server() {
    let (server, profile) = synced();
    mailbox(&profile, &["create", "Projects"], 0);
    mailbox(&profile, &["create", "Projects/House"], 0);
    drop(server);
    for (words, code, why) in [
        (&["create", "Projects"][..], 1, "already"),
        (&["create", "Nowhere/House"], 3, "\"Nowhere\""),
        (&["create", "50 %"], 2, "%"),
        (&["create", ""], 2, "needs a name"),
        (&["create", "inbox"], 1, "already"),
        (&["rename", "Project", "Plans"], 3, "Projects"),
        (&["rename", "Projects", "Projects/House/Projects"], 2, "in itself"),
        (&["rename", "Projects/House", "Trash"], 1, "already"),
        (&["rename", "Trash", "Bin"], 1, "needed as it is"),
        (&["delete", "trash", "--yes"], 1, "needed as it is"),
        (&["delete", "Hose", "--yes"], 3, "Projects/House"),
        (&["subscribe", "Nowhere"], 3, "Nowhere"),
        (&["list", "--account", "nobody@test.example"], 3, "nobody"),
        (&["create"], 2, "--help"),
    ] {
        let run = profile.pombo(&[&["mailbox"], words].concat()).ended(code);
        assert!(run.err.contains(why) && run.out.is_empty(), "{words:?}: {run:?}");
    }
    mailbox(&profile, &["rename", "Projects", "Projects"], 0);
    assert!(listed(&profile).iter().all(|one| one["waits"] == false));
}

#[test]
fn without_the_server_orders_about_mailboxes_wait_and_are_shown_as_done() {
    let (mut server, profile) = synced();
    mailbox(&profile, &["create", "Old"], 0);
    server.kill();
    let told = mailbox(&profile, &["create", "Trips"], 4);
    assert_eq!((&told[0]["state"], &told[0]["mailbox"]), (&json!("waits"), &json!("Trips")));
    let run = profile.pombo(&["mailbox", "create", "Trips/2026"]).ended(4);
    assert!(run.out.contains("waits: creating the mailbox \"Trips/2026\""), "{run:?}");
    assert!(run.err.is_empty(), "{run:?}");
    mailbox(&profile, &["rename", "Old", "Trips/Past"], 4);
    let waits = said(&profile, "Trips/2026");
    assert_eq!((&waits["waits"], &waits["messages"]), (&json!(true), &json!(0)));
    assert_eq!(said(&profile, "Trips/Past")["waits"], true);
    // Mail can be sent after it.
    let key = profile.keys("inbox", &["Message 1"]).remove(0);
    profile.pombo(&["move", &key, "--to", "Trips/2026"]).ended(4);
    assert_eq!(profile.subjects("Trips/2026"), ["Message 1"]);
    mailbox(&profile, &["create", "Trips"], 1);

    server.restart();
    let told = profile.pombo(&["sync", "--once", "--json"]).ended(0).json();
    let orders: Vec<_> = told.iter().filter(|line| line["state"] == "settled").collect();
    let made = json!(["Trips", "Trips/2026"]);
    let named: Value = orders.iter().take(2).map(|line| line["mailbox"].clone()).collect();
    assert_eq!((orders.len(), named), (4, made), "{told:#?}");
    assert_eq!(names(&server, "LIST"), ["Trips", "Trips/2026", "Trips/Past"]);
    assert_eq!(server.client().message_ids("Trips/2026"), ["m1@test.example"]);
    assert!(listed(&profile).iter().all(|one| one["waits"] == false));
}

#[test]
fn new_mailboxes_lie_where_the_server_keeps_the_persons_own_and_shared_ones_are_told_apart() {
    let extra = "namespace inbox {\n  prefix = INBOX.\n  separator = .\n}\n\
        namespace public {\n  type = public\n  prefix = Public.\n  separator = .\n  \
        location = maildir:~/public\n  list = children\n}\n";
    let mut server = Dovecot::with(&Options { extra, ..Options::default() });
    server.client().ok("CREATE Public.News");
    let profile = Profile::synced(&server);
    assert_eq!(said(&profile, "Public/News")["realm"], "shared");
    mailbox(&profile, &["create", "Trips"], 0);
    assert_eq!(said(&profile, "INBOX/Trips")["realm"], "own");
    mailbox(&profile, &["create", "50.5"], 2);
    // What was told is known without a connection.
    server.kill();
    let told = mailbox(&profile, &["create", "Bills"], 4);
    assert_eq!(told[0]["mailbox"], "INBOX/Bills");
    mailbox(&profile, &["create", "Public/News/Old"], 4);
    server.restart();
    profile.pombo(&["sync", "--once"]).ended(0);
    let rows = server.client().ok("LIST \"\" \"*\"").join("\n");
    for name in ["INBOX.Trips", "INBOX.Bills", "Public.News.Old"] {
        assert!(rows.contains(name), "{rows}");
    }
}
