//! Listening and acting: what another client does comes by itself, what is done here is on the
//! server, whatever the wire does meanwhile.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use std::time::Duration;

use pombo::model::action::Action;
use pombo::model::event::Fact;
use pombo::model::fault::FaultKind;
use pombo::model::flags::Flags;
use pombo::model::journal::State;
use pombo::model::link::Link;
use pombo::model::request::Ask;
use support::dovecot::Dovecot;
use support::mails;
use support::proxy::Proxy;
use sync_kit::{App, How, LIVE};

async fn started(messages: u32) -> (Dovecot, Proxy, tempfile::TempDir, App) {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=messages).map(mails::plain));
    server.fill("Projects", (101..=103).map(mails::plain));
    let proxy = Proxy::to(server.port);
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), proxy.port, LIVE);
    app.until_live().await;
    (server, proxy, profile, app)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_client_does_in_inbox_comes_by_itself() {
    let (server, _proxy, _profile, mut app) = started(5).await;
    let mut other = server.client();
    other.append("INBOX", "", &mails::plain(6));
    let key = app.until_row("INBOX", "Message 6").await.key;
    app.until("news of new mail", |app| {
        app.told
            .iter()
            .find(|fact| matches!(fact, Fact::MailArrived { keys, .. } if *keys == [key]))
            .map(drop)
    })
    .await;
    other.ok("SELECT INBOX");
    other.ok("UID STORE 2 +FLAGS (\\Flagged)");
    app.until("the star", |app| {
        app.row("INBOX", "Message 2").filter(|row| row.flags.has(Flags::FLAGGED))
    })
    .await;
    other.ok("UID MOVE 3 Archive");
    app.until_no_row("INBOX", "Message 3").await;
    other.ok("UID STORE 4 +FLAGS (\\Deleted)");
    app.until_no_row("INBOX", "Message 4").await;
    other.ok("UID STORE 4 -FLAGS (\\Deleted)");
    app.until_row("INBOX", "Message 4").await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_selected_mailbox_is_listened_to_beside_inbox() {
    let (server, _proxy, _profile, mut app) = started(2).await;
    app.forget();
    app.ask(Ask::Select(app.mailbox("Projects")));
    app.until_live().await;
    let mut other = server.client();
    other.append("Projects", "\\Seen", &mails::plain(104));
    other.append("INBOX", "", &mails::plain(3));
    app.until_row("Projects", "Message 104").await;
    app.until_row("INBOX", "Message 3").await;
    other.ok("SELECT Projects");
    other.ok("UID STORE 1 +FLAGS (\\Deleted)");
    other.ok("EXPUNGE");
    app.until_no_row("Projects", "Message 101").await;
    assert_eq!(app.subjects("Projects").len(), 3);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_done_here_is_on_the_server() {
    let (server, _proxy, _profile, mut app) = started(6).await;
    let star = app.order_flag("Message 1", "INBOX", Flags::FLAGGED, Flags::NONE);
    let read = app.order_flag("Message 2", "INBOX", Flags::SEEN, Flags::NONE);
    let moved = app.order_move(&["Message 3", "Message 4"], "INBOX", "Projects");
    let keys = vec![app.row("INBOX", "Message 5").unwrap().key];
    let deleted = app.order(Action::Delete { keys, from: app.mailbox("INBOX") });
    let key = app.row("INBOX", "Message 3").unwrap().key;
    for entry in [star, read, moved, deleted] {
        app.until_settled(entry).await;
    }
    assert_eq!(app.subjects("INBOX"), ["Message 6", "Message 2", "Message 1"]);
    let there = app.row("Projects", "Message 3").unwrap();
    assert_eq!(there.key, key, "a message keeps its key");
    let mut other = server.client();
    assert_eq!(
        other.message_ids("INBOX"),
        ["m1@test.example", "m2@test.example", "m6@test.example"]
    );
    let mut projects = other.message_ids("Projects");
    projects.sort();
    assert_eq!(projects.len(), 5);
    assert!(projects.contains(&"m3@test.example".to_owned()));
    assert!(other.flags("INBOX", "m1@test.example").unwrap().contains("\\Flagged"));
    assert!(other.flags("INBOX", "m2@test.example").unwrap().contains("\\Seen"));
    // And back again, from where the server put it.
    let back = app.order_move(&["Message 3"], "Projects", "INBOX");
    app.until_settled(back).await;
    assert!(other.message_ids("INBOX").contains(&"m3@test.example".to_owned()));
    app.until_live().await;
    assert_eq!(app.subjects("INBOX").len(), 4);
    assert_eq!(app.subjects("Projects").len(), 4);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cut_wire_is_told_and_mended_and_nothing_is_missed() {
    let (server, proxy, _profile, mut app) = started(3).await;
    proxy.cut();
    app.until("the account to be offline", |app| {
        matches!(app.link, Some(Link::Offline { .. })).then_some(())
    })
    .await;
    let moved = app.order_move(&["Message 1"], "INBOX", "Archive");
    let read = app.order_flag("Message 2", "INBOX", Flags::SEEN, Flags::NONE);
    app.until("both on disk", |app| {
        let on_disk = |id| app.told.contains(&Fact::Journalled(id));
        (on_disk(moved) && on_disk(read)).then_some(())
    })
    .await;
    let mut other = server.client();
    other.append("INBOX", "", &mails::plain(4));
    assert_eq!(other.message_ids("INBOX").len(), 4, "nothing could be sent yet");
    proxy.mend();
    app.until_settled(moved).await;
    app.until_settled(read).await;
    app.until_row("INBOX", "Message 4").await;
    assert_eq!(other.message_ids("Archive"), ["m1@test.example"]);
    assert!(other.flags("INBOX", "m2@test.example").unwrap().contains("\\Seen"));
    app.until_live().await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn actions_ordered_offline_are_carried_out_by_a_later_run() {
    let (server, proxy, profile, mut app) = started(3).await;
    proxy.cut();
    let moved = app.order_move(&["Message 1"], "INBOX", "Archive");
    app.until("it is on disk", |app| app.told.contains(&Fact::Journalled(moved)).then_some(()))
        .await;
    app.crash().await;
    proxy.mend();
    let mut app = App::start(profile.path(), proxy.port, LIVE);
    app.until_settled(moved).await;
    app.until_row("Archive", "Message 1").await;
    let mut other = server.client();
    assert_eq!(other.message_ids("Archive"), ["m1@test.example"]);
    assert_eq!(other.message_ids("INBOX"), ["m2@test.example", "m3@test.example"]);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_it_is_held_an_action_can_be_taken_back() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=2).map(mails::plain));
    let proxy = Proxy::to(server.port);
    let profile = tempfile::tempdir().unwrap();
    let how = How { live: true, hold: Duration::from_secs(3_600) };
    let mut app = App::start(profile.path(), proxy.port, how);
    app.until_live().await;
    let moved = app.order_move(&["Message 1"], "INBOX", "Archive");
    app.until_state(moved, |state| matches!(state, State::Held { .. })).await;
    app.ask(Ask::Cancel(moved));
    app.until_state(moved, |state| *state == State::Cancelled).await;
    app.ask(Ask::Cancel(moved));
    app.until("the second time it is too late", |app| {
        app.told.contains(&Fact::CancelledTooLate(moved)).then_some(())
    })
    .await;
    assert!(!proxy.sent().contains("MOVE"));
    app.stop().await;
    let app = App::start(profile.path(), proxy.port, how);
    let mut app = app;
    app.until_live().await;
    assert!(app.entries.is_empty(), "what was cancelled is not found again");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_action_comes_home_with_its_reason() {
    let (server, _proxy, _profile, mut app) = started(2).await;
    let mut other = server.client();
    other.ok("DELETE Projects");
    let moved = app.order_move(&["Message 1"], "INBOX", "Projects");
    let state = app.until_state(moved, |state| matches!(state, State::Refused(_))).await;
    let State::Refused(fault) = state else { unreachable!() };
    assert!(matches!(fault.kind, FaultKind::Refused(_)), "{fault}");
    assert!(app.row("INBOX", "Message 1").is_some());
    assert_eq!(other.message_ids("INBOX").len(), 2);

    // A message that somebody else took away.
    other.ok("SELECT INBOX");
    let gone = app.row("INBOX", "Message 2").unwrap();
    other.ok("UID STORE 2 +FLAGS.SILENT (\\Deleted)");
    other.ok("EXPUNGE");
    app.until_no_row("INBOX", "Message 2").await;
    let (from, to) = (app.mailbox("INBOX"), app.mailbox("Archive"));
    let moved = app.order(Action::Move { keys: vec![gone.key], from, to });
    let state = app.until_state(moved, |state| matches!(state, State::Refused(_))).await;
    assert!(matches!(state, State::Refused(fault) if fault.kind == FaultKind::Gone));
    let flagged =
        app.order(Action::Flag { keys: vec![gone.key], add: Flags::SEEN, remove: Flags::NONE });
    app.until_settled(flagged).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_asks_for_the_person_and_waits() {
    let server = Dovecot::start();
    let profile = tempfile::tempdir().unwrap();
    let proxy = Proxy::to(server.port);
    let mut app = App::start_with(profile.path(), proxy.port, LIVE, "wrong");
    let fault = app
        .until("the question", |app| match &app.link {
            Some(Link::SignInNeeded(fault)) => Some(fault.clone()),
            _ => None,
        })
        .await;
    assert_eq!(fault.kind, FaultKind::WrongPassword);
    assert_eq!(proxy.connections(), 1);
    app.know_password();
    app.ask(Ask::SignedIn);
    app.until_live().await;
    app.stop().await;
}
