//! Servers that give less than they should: too few connections, mailboxes that cannot be opened
//! or changed, a wire that breaks in the middle of an action.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use std::os::unix::fs::PermissionsExt;

use pombo::model::event::{Fact, Source};
use pombo::model::fault::{FaultKind, Refusal};
use pombo::model::flags::Flags;
use pombo::model::journal::State;
use pombo::model::mail::{Counts, Mail};
use pombo::model::request::Ask;
use support::dovecot::{Dovecot, Options};
use support::mails;
use support::proxy::{Proxy, Side, Trap};
use sync_kit::{App, LIVE};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_single_connection_does_everything_where_the_server_gives_no_more() {
    let extra = "protocol imap {\n  mail_max_userip_connections = 1\n}\n";
    let server = Dovecot::with(&Options { extra, ..Options::default() });
    server.fill("INBOX", (1..=600).map(mails::plain));
    server.fill("Projects", (1_001..=1_003).map(mails::plain));
    let proxy = Proxy::to(server.port);
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), proxy.port, LIVE);
    app.until_live().await;
    assert!(proxy.said(Side::Server).contains("Maximum number of connections"));
    assert_eq!(app.subjects("INBOX").len(), 600);
    assert_eq!(app.subjects("Projects").len(), 3);
    let moved = app.order_move(&["Message 600"], "INBOX", "Projects");
    app.until_settled(moved).await;
    let key = app.row("Projects", "Message 600").unwrap().key;
    assert!(app.body(key).await.0.is_ok());
    assert!(proxy.connections() <= 4, "{} connections", proxy.connections());
    app.stop().await;
    assert_eq!(server.client().message_ids("Projects").len(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailbox_that_does_not_open_stops_no_other() {
    let server = Dovecot::start();
    server.fill("Broken", (201..=203).map(mails::plain));
    server.fill("INBOX", (1..=3).map(mails::plain));
    server.fill("Zebra", (101..=103).map(mails::plain));
    let folder = server.maildir().join(".Broken");
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o000)).unwrap();
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, LIVE);
    app.until_live().await;
    assert_eq!(app.subjects("INBOX").len(), 3);
    assert_eq!(app.subjects("Zebra").len(), 3);
    assert!(app.subjects("Broken").is_empty());
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    app.ask(Ask::Refresh);
    app.until_row("Broken", "Message 203").await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailbox_that_takes_nothing_refuses_and_everything_stays_at_home() {
    let extra = "mail_plugins = acl\nplugin {\n  acl = vfile\n}\n";
    let server = Dovecot::with(&Options { extra, ..Options::default() });
    server.fill("INBOX", (1..=2).map(mails::plain));
    server.fill("Board", (101..=101).map(mails::plain));
    let rights = server.maildir().join(".Board/dovecot-acl");
    std::fs::write(&rights, "owner lr\n").unwrap();
    std::fs::set_permissions(&rights, std::fs::Permissions::from_mode(0o644)).unwrap();
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, LIVE);
    app.until_live().await;
    let into = app.order_move(&["Message 1"], "INBOX", "Board");
    let star = app.order_flag("Message 101", "Board", Flags::FLAGGED, Flags::NONE);
    let out = app.order_move(&["Message 101"], "Board", "Archive");
    for (entry, refusals) in [
        (into, vec![Refusal::NoPermission, Refusal::Cannot]),
        (star, vec![Refusal::ReadOnly]),
        (out, vec![Refusal::ReadOnly]),
    ] {
        let state = app.until_state(entry, |state| matches!(state, State::Refused(_))).await;
        let State::Refused(fault) = state else { unreachable!() };
        let fits = refusals.iter().any(|refusal| fault.kind == FaultKind::Refused(*refusal));
        assert!(fits, "{fault}");
    }
    assert_eq!(app.subjects("INBOX").len(), 2);
    assert_eq!(app.subjects("Board"), ["Message 101"]);
    let mut other = server.client();
    assert_eq!(other.message_ids("INBOX").len(), 2);
    assert_eq!(other.message_ids("Archive").len(), 0);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_whose_answer_is_lost_is_neither_lost_nor_done_twice() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=4).map(mails::plain));
    server.fill("Projects", (11..=12).map(mails::plain));
    for (number, trap) in [(2, Trap::Before), (3, Trap::After)] {
        let proxy = Proxy::to(server.port);
        let profile = tempfile::tempdir().unwrap();
        let mut app = App::start(profile.path(), proxy.port, LIVE);
        app.until_live().await;
        let subject = format!("Message {number}");
        let key = app.row("INBOX", &subject).unwrap().key;
        proxy.cut_at("UID MOVE", trap);
        let moved = app.order_move(&[&subject], "INBOX", "Projects");
        app.until("the wire to break", |app| {
            matches!(app.link, Some(pombo::model::link::Link::Offline { .. })).then_some(())
        })
        .await;
        assert!(app.row("INBOX", &subject).is_some(), "nobody knows yet where it is");
        proxy.mend();
        app.until_settled(moved).await;
        app.until_live().await;
        assert_eq!(app.row("Projects", &subject).unwrap().key, key, "{trap:?}");
        assert!(app.row("INBOX", &subject).is_none(), "{trap:?}");
        let there = app.subjects("Projects").iter().filter(|s| **s == subject).count();
        assert_eq!(there, 1, "{trap:?}");
        let id = format!("m{number}@test.example");
        let on_server = server.client().message_ids("Projects");
        assert_eq!(on_server.iter().filter(|at| **at == id).count(), 1, "{trap:?}");
        app.stop().await;
    }
    assert_eq!(server.client().message_ids("INBOX").len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_dies_and_comes_back_is_found_again() {
    let mut server = Dovecot::start();
    server.fill("INBOX", (1..=2).map(mails::plain));
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, LIVE);
    app.until_live().await;
    server.kill();
    app.until("the account to be offline", |app| {
        matches!(app.link, Some(pombo::model::link::Link::Offline { .. })).then_some(())
    })
    .await;
    server.restart();
    server.client().append("INBOX", "", &mails::plain(3));
    app.ask(Ask::Refresh);
    app.until_row("INBOX", "Message 3").await;
    app.until_live().await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_that_tells_no_counts_takes_none_away() {
    let capability = "IMAP4rev1 IDLE LITERAL+";
    let server = Dovecot::with(&Options { capability, ..Options::default() });
    server.fill("INBOX", (1..=3).map(mails::plain));
    server.fill("Projects", (101..=104).map(mails::plain));
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, LIVE);
    app.until_live().await;
    let listed =
        |fact: &&Fact| matches!(fact, Fact::MailboxesListed { source: Source::Server, .. });
    let lists = |app: &App| app.told.iter().filter(listed).count();
    let before = lists(&app);
    app.ask(Ask::Refresh);
    app.until("another list", |app| (lists(app) > before).then_some(())).await;
    let mut mail = Mail::default();
    app.told.iter().for_each(|fact| mail.apply(fact.clone()));
    for (name, count) in [("INBOX", 3), ("Projects", 4)] {
        let counts = Counts { total: count, unread: count };
        assert_eq!(mail.counts(app.mailbox(name)), counts, "{name}");
    }
    app.stop().await;
}
