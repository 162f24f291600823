//! What a server says is gone: believed when it is likely, listed again on a fresh connection when it
//! is not, and kept for a while in either case.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use pombo::model::event::Fact;
use pombo::model::ids::MailboxId;
use pombo::model::removed::{Removed, Why};
use pombo::model::request::Ask;
use sync_kit::odd::{Odd, Oddity};
use sync_kit::{App, ONCE};

const PLAIN: Oddity = Oddity {
    capability: "IMAP4rev1 UIDPLUS",
    no_uidnext: false,
    no_copyuid: false,
    poison: None,
    lies: 0,
    deadly: "",
    refuses_copy: "",
    missing: "",
};

/// A server with so many messages in INBOX, and an app that knows them all.
async fn in_step(messages: u32) -> (Odd, App, tempfile::TempDir) {
    let server = Odd::start(PLAIN, &[("INBOX", 1..=messages), ("Work", 1001..=1003)]);
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    assert_eq!(app.subjects("INBOX").len(), messages as usize);
    app.forget();
    (server, app, profile)
}

/// Looks for news until all is in step again.
async fn look(app: &mut App) {
    app.link = None;
    app.ask(Ask::Refresh);
    app.until_live().await;
}

/// How many rows left a mailbox since the last `forget`.
fn vanished(app: &App) -> usize {
    let each = app.told.iter().map(|fact| match fact {
        Fact::Vanished { mailbox, keys } if *mailbox != MailboxId::REMOVED => keys.len(),
        _ => 0,
    });
    each.sum()
}

/// Says this with its next answer, as a server on which QRESYNC is enabled.
fn tell(server: &Odd, line: &str) {
    server.murmur(["ENABLED QRESYNC".to_owned(), line.to_owned()]);
}

fn removed(app: &App) -> Vec<Removed> {
    let each = app.told.iter().filter_map(|fact| match fact {
        Fact::Removed(removed) => Some(removed.clone()),
        _ => None,
    });
    each.flatten().collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vanished_that_names_far_too_much_hides_nothing() {
    // With EARLIER it answers a question, and nobody asked.
    let lies =
        [("VANISHED 1:150", 2), ("VANISHED (EARLIER) 1:150", 1), ("VANISHED 1:4294967295", 2)];
    for (lie, visits) in lies {
        let (server, mut app, _profile) = in_step(200).await;
        tell(&server, lie);
        look(&mut app).await;
        assert_eq!((app.subjects("INBOX").len(), vanished(&app)), (200, 0), "{lie}");
        assert_eq!(server.visits(), visits, "{lie}");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vanished_of_uids_that_were_never_seen_hides_nothing() {
    for lie in ["VANISHED 1:90", "VANISHED 3,41:43"] {
        let (server, mut app, _profile) = in_step(40).await;
        tell(&server, lie);
        look(&mut app).await;
        assert_eq!((app.subjects("INBOX").len(), vanished(&app)), (40, 0), "{lie}");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_vanished_message_is_believed_at_once_kept_and_found_again() {
    let (server, mut app, _profile) = in_step(40).await;
    let key = app.row("INBOX", "Message 3").unwrap().key;
    tell(&server, "VANISHED 3");
    look(&mut app).await;
    let removed = removed(&app);
    assert_eq!((removed.len(), removed[0].row.key, removed[0].why), (1, key, Why::Expunged));
    assert_eq!((removed[0].from, removed[0].name.as_str()), (app.mailbox("INBOX"), "INBOX"));
    assert_eq!((vanished(&app), server.visits()), (1, 1));
    // It was not true: the server has it still.
    look(&mut app).await;
    let row = app.until_row("INBOX", "Message 3").await;
    assert_eq!(row.key, key);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn expunges_one_by_one_add_up() {
    let (server, mut app, _profile) = in_step(200).await;
    let before: Vec<_> = app.rows[&app.mailbox("INBOX")].keys().copied().collect();
    server.murmur((0..150).map(|_| "1 EXPUNGE".to_owned()));
    look(&mut app).await;
    assert_eq!((app.subjects("INBOX").len(), vanished(&app)), (200, 0), "in one answer");
    for round in 0..5 {
        tell(&server, &format!("VANISHED {}:{}", 1 + round * 20, 20 + round * 20));
        app.ask(Ask::Refresh);
    }
    look(&mut app).await;
    assert!(vanished(&app) <= 50, "{}", vanished(&app));
    app.until("every row to be back", |app| (app.subjects("INBOX").len() == 200).then_some(()))
        .await;
    let after: Vec<_> = app.rows[&app.mailbox("INBOX")].keys().copied().collect();
    assert_eq!(before, after);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_true_is_believed_on_the_second_connection_and_kept() {
    let (server, mut app, _profile) = in_step(200).await;
    (1..=150).for_each(|number| server.take_away("INBOX", number));
    tell(&server, "VANISHED 1:150");
    look(&mut app).await;
    assert_eq!((app.subjects("INBOX").len(), vanished(&app)), (50, 150));
    let removed = removed(&app);
    assert_eq!(removed.len(), 150);
    assert!(removed.iter().all(|one| one.why == Why::NotListed));
    assert_eq!(server.visits(), 2);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailbox_that_opens_empty_once_is_not_empty() {
    for messages in [3, 40, 120] {
        let (server, mut app, _profile) = in_step(messages).await;
        server.go_blind(1);
        look(&mut app).await;
        assert_eq!((app.subjects("INBOX").len(), vanished(&app)), (messages as usize, 0));
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_uidnext_that_goes_back_once_changes_nothing_and_always_costs_no_row() {
    for times in [1, 9] {
        let (server, mut app, _profile) = in_step(120).await;
        let before: Vec<_> = app.rows[&app.mailbox("INBOX")].keys().copied().collect();
        server.go_backward(times);
        look(&mut app).await;
        assert_eq!(vanished(&app), 0, "{times}");
        let after: Vec<_> = app.rows[&app.mailbox("INBOX")].keys().copied().collect();
        assert_eq!(before, after, "{times}");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_uidvalidity_with_an_empty_mailbox_hides_nothing_before_it_is_looked_at_again() {
    for blind in [0, 1] {
        let (server, mut app, _profile) = in_step(120).await;
        let before: Vec<_> = app.rows[&app.mailbox("INBOX")].keys().copied().collect();
        server.turn();
        server.go_blind(blind);
        look(&mut app).await;
        assert_eq!(vanished(&app), 0, "{blind}");
        let after: Vec<_> = app.rows[&app.mailbox("INBOX")].keys().copied().collect();
        assert_eq!(before, after, "{blind}");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailbox_goes_when_two_lists_lack_it_and_its_messages_are_kept() {
    let (server, mut app, _profile) = in_step(3).await;
    let work = app.mailbox("Work");
    server.unlist("Work", true);
    look(&mut app).await;
    assert_eq!((app.subjects("Work").len(), removed(&app).len()), (3, 0));
    server.unlist("Work", false);
    look(&mut app).await;
    server.unlist("Work", true);
    look(&mut app).await;
    assert!(removed(&app).is_empty(), "two lists that do not follow each other");
    look(&mut app).await;
    let removed = removed(&app);
    assert_eq!(removed.len(), 3);
    assert!(removed.iter().all(|one| one.why == Why::MailboxGone && one.from == work));
    assert_eq!(removed[0].name, "Work");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_device_moves_keeps_its_key_and_is_not_called_removed() {
    let (server, mut app, profile) = in_step(5).await;
    let key = app.row("INBOX", "Message 2").unwrap().key;
    // Heard as gone from one mailbox before the other one was looked at.
    server.carry("INBOX", 2, "Work");
    tell(&server, "VANISHED 2");
    look(&mut app).await;
    let row = app.until_row("Work", "Message 2").await;
    assert_eq!(row.key, key);
    app.stop().await;
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    assert!(removed(&app).is_empty());
    app.stop().await;
}
