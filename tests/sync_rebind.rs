//! When a mailbox is made anew on the server, or very much of it is gone at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use pombo::model::event::Source;
use pombo::model::flags::Flags;
use support::dovecot::Dovecot;
use support::mails;
use sync_kit::{App, LIVE, ONCE};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_uidvalidity_keeps_keys_bodies_and_actions() {
    let server = Dovecot::start();
    server.fill("Projects", (1..=80).map(mails::plain));
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    let key = app.row("Projects", "Message 5").unwrap().key;
    app.body(key).await.0.unwrap();
    app.stop().await;

    let mut other = server.client();
    other.ok("CREATE Other");
    other.ok("SELECT Projects");
    other.ok("UID COPY 1:80 Other");
    other.ok("SELECT INBOX");
    other.ok("DELETE Projects");
    other.ok("RENAME Other Projects");
    other.append("Projects", "", &mails::plain(81));
    other.ok("SELECT Projects");
    other.ok("UID STORE 7 +FLAGS.SILENT (\\Deleted)");
    other.ok("EXPUNGE");

    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until("the cached rows", |app| {
        (!app.mailboxes.is_empty() && app.subjects("Projects").len() == 80).then_some(())
    })
    .await;
    let star = app.order_flag("Message 5", "Projects", Flags::FLAGGED, Flags::NONE);
    app.until_settled(star).await;
    app.until_live().await;
    assert_eq!(app.subjects("Projects").len(), 80);
    assert!(app.row("Projects", "Message 7").is_none());
    assert!(app.row("Projects", "Message 81").is_some());
    assert_eq!(app.row("Projects", "Message 5").unwrap().key, key, "the key is for life");
    let (body, source) = app.body(key).await;
    assert_eq!(source, Source::Cache, "the body stays with its key");
    assert!(body.unwrap().texts[0].text.contains("message 5"));
    assert!(other.flags("Projects", "m5@test.example").unwrap().contains("\\Flagged"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn very_much_gone_at_once_is_checked_on_a_second_connection_and_then_believed() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=200).map(mails::plain));
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    app.stop().await;
    let mut other = server.client();
    other.ok("SELECT INBOX");
    other.ok("UID STORE 1:150 +FLAGS.SILENT (\\Deleted)");
    other.ok("EXPUNGE");
    let proxy = support::proxy::Proxy::to(server.port);
    let mut app = App::start(profile.path(), proxy.port, ONCE);
    app.until_live().await;
    assert_eq!(app.subjects("INBOX").len(), 50);
    assert_eq!(proxy.connections(), 2);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_absence_brings_the_newest_first_and_then_everything() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=10).map(mails::plain));
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    app.stop().await;
    let mut other = server.client();
    for number in 11..=1_500 {
        other.append("INBOX", "", &mails::plain(number));
    }
    other.ok("SELECT INBOX");
    other.ok("UID STORE 3 +FLAGS (\\Seen)");
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    assert_eq!(app.subjects("INBOX").len(), 1_500);
    assert!(app.row("INBOX", "Message 3").unwrap().flags.has(Flags::SEEN));
    app.stop().await;
}

/// Gives a mailbox another UIDVALIDITY: the same messages under the same name, made anew.
fn turn(other: &mut support::client::Client, mailbox: &str) {
    other.ok("CREATE Other");
    other.ok(&format!("SELECT {mailbox}"));
    other.ok("UID COPY 1:* Other");
    other.ok("SELECT INBOX");
    other.ok(&format!("DELETE {mailbox}"));
    other.ok(&format!("RENAME Other {mailbox}"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_uidvalidity_keeps_what_was_ordered_while_it_was_away() {
    let server = Dovecot::start();
    server.fill("Projects", (1..=80).map(mails::plain));
    // No Message-ID, and each twice.
    let nameless = |number: u32| {
        let whole = String::from_utf8(mails::plain(number)).unwrap();
        let lines = whole.split_inclusive("\r\n");
        lines.filter(|line| !line.starts_with("Message-ID")).collect::<String>().into_bytes()
    };
    let mut other = server.client();
    for message in [nameless(100), nameless(100), nameless(101), mails::plain(80)] {
        other.append("Projects", "", &message);
    }
    let profile = tempfile::tempdir().unwrap();
    let proxy = support::proxy::Proxy::to(server.port);
    let mut app = App::start(profile.path(), proxy.port, LIVE);
    app.until_live().await;
    let before = keys(&app);
    assert_eq!(before.len(), 84);
    let read = app.row("Projects", "Message 101").unwrap().key;
    app.body(read).await.0.unwrap();
    proxy.cut();
    let moved = app.order_move(&["Message 5"], "Projects", "Archive");
    let star = app.order_flag("Message 6", "Projects", Flags::FLAGGED, Flags::NONE);
    turn(&mut other, "Projects");
    proxy.mend();
    app.ask(pombo::model::request::Ask::Refresh);
    app.until_settled(moved).await;
    app.until_settled(star).await;
    app.until_live().await;
    assert!(other.uid("Projects", "m5@test.example").is_none());
    assert_eq!(other.message_ids("Archive"), ["m5@test.example"]);
    assert!(other.flags("Projects", "m6@test.example").unwrap().contains("\\Flagged"));
    app.until("every other row to have kept its key", |app| {
        let mut after = keys(app);
        after.extend(app.row("Archive", "Message 5").map(|row| (row.key, row.subject)));
        after.sort();
        (after == before).then_some(())
    })
    .await;
    assert_eq!(app.body(read).await.1, Source::Cache);
    let removed =
        |fact: &pombo::model::event::Fact| matches!(fact, pombo::model::event::Fact::Removed(_));
    assert!(!app.told.iter().any(removed), "nothing was called removed");
    app.stop().await;
}

fn keys(app: &App) -> Vec<(pombo::model::ids::MessageKey, String)> {
    let rows = app.rows[&app.mailbox("Projects")].values();
    let mut all: Vec<_> = rows.map(|row| (row.key, row.subject.clone())).collect();
    all.sort();
    all
}
