//! The journal against a real server: the wire is cut at every step of a move, before the server
//! got the command and after it did, the engine is dropped as in a crash, and a new one goes on.
//! In the end every message is there exactly once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use pombo::model::action::Action;
use pombo::model::request::Ask;
use support::dovecot::{Dovecot, Options};
use support::mails;
use support::proxy::{Proxy, Trap};
use sync_kit::{App, LIVE, ONCE};

const ALL: &str = "IMAP4rev1 IDLE UIDPLUS MOVE CONDSTORE ESEARCH LIST-EXTENDED LIST-STATUS \
                   SPECIAL-USE ENABLE LITERAL+";
const NO_MOVE: &str = "IMAP4rev1 IDLE UIDPLUS CONDSTORE ESEARCH LIST-EXTENDED LIST-STATUS \
                       SPECIAL-USE ENABLE LITERAL+";
const NO_UIDPLUS: &str = "IMAP4rev1 IDLE LITERAL+";

fn ids(numbers: &[u32]) -> Vec<String> {
    numbers.iter().map(|n| format!("m{n}@test.example")).collect()
}

/// Message-IDs that are not marked `\Deleted`.
fn left(server: &Dovecot, mailbox: &str) -> Vec<String> {
    let mut client = server.client();
    let mut all = client.message_ids(mailbox);
    all.retain(|id| !client.flags(mailbox, id).unwrap().contains("\\Deleted"));
    all.sort();
    all
}

async fn cut_at_every_step(capability: &'static str, steps: &[&str]) {
    for step in steps {
        for trap in [Trap::Before, Trap::After] {
            let place = format!("{step} {trap:?}");
            let server = Dovecot::with(&Options { capability, ..Options::default() });
            server.fill("INBOX", (1..=4).map(mails::plain));
            server.fill("Projects", (11..=12).map(mails::plain));
            let proxy = Proxy::to(server.port);
            let profile = tempfile::tempdir().unwrap();
            let mut app = App::start(profile.path(), proxy.port, ONCE);
            app.until_live().await;
            proxy.cut_at(step, trap);
            let id = app.order_move(&["Message 2", "Message 3"], "INBOX", "Projects");
            app.until(&format!("the wire to break at {place}"), |app| {
                matches!(app.link, Some(pombo::model::link::Link::Offline { .. })).then_some(())
            })
            .await;
            app.crash().await;
            proxy.mend();

            let mut app = App::start(profile.path(), proxy.port, LIVE);
            app.until_resumed(id).await;
            app.until_live().await;
            assert_eq!(left(&server, "INBOX"), ids(&[1, 4]), "{place}");
            assert_eq!(left(&server, "Projects"), ids(&[11, 12, 2, 3]), "{place}");
            assert_eq!(app.subjects("INBOX").len(), 2, "{place}: {:?}", app.subjects("INBOX"));
            app.until(&format!("the rows of the target after {place}"), |app| {
                (app.subjects("Projects").len() == 4).then_some(())
            })
            .await;
            app.stop().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_survives_a_crash_at_every_step() {
    cut_at_every_step(ALL, &["STATUS \"Projects\"", "UID MOVE"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_and_its_removal_survive_a_crash_at_every_step() {
    cut_at_every_step(NO_MOVE, &["UID COPY", "UID STORE", "UID EXPUNGE"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_uidplus_a_move_survives_a_crash_at_every_step() {
    cut_at_every_step(NO_UIDPLUS, &["UID COPY", "UID STORE", "EXPUNGE"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_others_marked_deleted_is_never_expunged_by_us() {
    let server = Dovecot::with(&Options { capability: NO_UIDPLUS, ..Options::default() });
    server.fill("INBOX", (1..=4).map(mails::plain));
    let mut other = server.client();
    other.ok("SELECT INBOX");
    other.ok("UID STORE 1 +FLAGS (\\Deleted)");
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, LIVE);
    app.until_live().await;
    assert!(app.row("INBOX", "Message 1").is_none(), "what is marked deleted is not shown");
    let moved = app.order_move(&["Message 2"], "INBOX", "Archive");
    app.until_settled(moved).await;
    let keys = vec![app.row("INBOX", "Message 3").unwrap().key];
    let deleted = app.order(Action::Delete { keys, from: app.mailbox("INBOX") });
    app.until_settled(deleted).await;
    app.until_no_row("INBOX", "Message 3").await;
    assert_eq!(app.subjects("INBOX"), ["Message 4"]);
    // All of them are still there, marked; only what we ordered was marked by us.
    assert_eq!(other.message_ids("INBOX"), ids(&[1, 2, 3, 4]));
    assert_eq!(left(&server, "INBOX"), ids(&[4]));
    assert_eq!(left(&server, "Archive"), ids(&[2]));
    app.stop().await;

    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    assert_eq!(app.subjects("INBOX"), ["Message 4"]);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn flags_and_deletion_survive_a_crash_at_every_step() {
    for (step, trap) in [
        ("+FLAGS.SILENT", Trap::Before),
        ("+FLAGS.SILENT", Trap::After),
        ("UID EXPUNGE", Trap::Before),
        ("UID EXPUNGE", Trap::After),
    ] {
        let server = Dovecot::start();
        server.fill("INBOX", (1..=3).map(mails::plain));
        let proxy = Proxy::to(server.port);
        let profile = tempfile::tempdir().unwrap();
        let mut app = App::start(profile.path(), proxy.port, ONCE);
        app.until_live().await;
        proxy.cut_at(step, trap);
        let keys = vec![app.row("INBOX", "Message 2").unwrap().key];
        let id = app.order(Action::Delete { keys, from: app.mailbox("INBOX") });
        app.until("the wire to break", |app| {
            matches!(app.link, Some(pombo::model::link::Link::Offline { .. })).then_some(())
        })
        .await;
        app.crash().await;
        proxy.mend();
        let mut app = App::start(profile.path(), proxy.port, ONCE);
        app.until_resumed(id).await;
        app.until_live().await;
        assert_eq!(server.client().message_ids("INBOX"), ids(&[1, 3]), "{step} {trap:?}");
        assert_eq!(app.subjects("INBOX").len(), 2, "{step} {trap:?}");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_promise_is_kept_even_when_the_cache_is_lost() {
    for trap in [Trap::Before, Trap::After] {
        let server = Dovecot::start();
        server.fill("INBOX", (1..=4).map(mails::plain));
        server.fill("Projects", (11..=12).map(mails::plain));
        let proxy = Proxy::to(server.port);
        let profile = tempfile::tempdir().unwrap();
        let mut app = App::start(profile.path(), proxy.port, ONCE);
        app.until_live().await;
        proxy.cut_at("UID MOVE", trap);
        let id = app.order_move(&["Message 2", "Message 3"], "INBOX", "Projects");
        app.until("the wire to break", |app| {
            matches!(app.link, Some(pombo::model::link::Link::Offline { .. })).then_some(())
        })
        .await;
        app.crash().await;
        std::fs::remove_dir_all(profile.path().join("cache")).unwrap();
        proxy.mend();

        let mut app = App::start(profile.path(), proxy.port, ONCE);
        app.until_resumed(id).await;
        app.until_live().await;
        assert_eq!(left(&server, "INBOX"), ids(&[1, 4]), "{trap:?}");
        assert_eq!(left(&server, "Projects"), ids(&[11, 12, 2, 3]), "{trap:?}");
        assert_eq!(app.subjects("INBOX").len(), 2, "{trap:?}");
        assert_eq!(app.subjects("Projects").len(), 4, "{trap:?}");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_moved_and_then_deleted_stays_away() {
    for capability in [NO_UIDPLUS, NO_MOVE, ALL] {
        let server = Dovecot::with(&Options { capability, ..Options::default() });
        server.fill("INBOX", (1..=3).map(mails::plain));
        server.fill("Archive", [mails::plain(9)]);
        let proxy = Proxy::to(server.port);
        let profile = tempfile::tempdir().unwrap();
        let mut app = App::start(profile.path(), proxy.port, LIVE);
        app.until_live().await;
        proxy.cut();
        let keys = vec![
            app.row("INBOX", "Message 1").unwrap().key,
            app.row("INBOX", "Message 2").unwrap().key,
            app.row("Archive", "Message 9").unwrap().key,
        ];
        let moved = app.order_move(&["Message 1", "Message 2"], "INBOX", "Archive");
        let deleted = app.order(Action::Delete { keys, from: app.mailbox("Archive") });
        proxy.mend();
        app.ask(Ask::Refresh);
        app.until_settled(moved).await;
        app.until_settled(deleted).await;
        assert_eq!(left(&server, "Archive"), ids(&[]), "{capability}");
        assert_eq!(app.subjects("Archive"), [""; 0], "{capability}");
        assert_eq!(app.subjects("INBOX"), ["Message 3"], "{capability}");
        app.stop().await;
    }
}
