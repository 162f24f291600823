//! Copies, and moves that follow each other, on a real server: copied once whatever breaks, and a
//! chain of moves of which the server has not heard goes as one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use pombo::model::action::Action;
use pombo::model::fault::{FaultKind, Refusal};
use pombo::model::ids::EntryId;
use pombo::model::journal::State;
use pombo::model::link::Link;
use pombo::model::request::Ask;
use support::dovecot::{Dovecot, Options};
use support::mails;
use support::proxy::{Proxy, Trap};
use sync_kit::{App, LIVE, ONCE};

fn copy(app: &mut App, subjects: &[&str], from: &str, to: &str) -> EntryId {
    let keys = subjects.iter().map(|subject| app.row(from, subject).unwrap().key).collect();
    let (from, to) = (app.mailbox(from), app.mailbox(to));
    app.order(Action::Copy { keys, from, to })
}

fn ids(server: &Dovecot, mailbox: &str) -> Vec<String> {
    let mut all = server.client().message_ids(mailbox);
    all.sort();
    all
}

fn named(numbers: &[u32]) -> Vec<String> {
    let mut all: Vec<String> = numbers.iter().map(|n| format!("m{n}@test.example")).collect();
    all.sort();
    all
}

async fn until_offline(app: &mut App) {
    let offline = |app: &App| matches!(app.link, Some(Link::Offline { .. })).then_some(());
    app.until("the account to be offline", offline).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn copies_appear_in_the_target_and_the_messages_stay() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=3).map(mails::plain));
    server.fill("Projects", (11..=12).map(mails::plain));
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, LIVE);
    app.until_live().await;
    let id = copy(&mut app, &["Message 1", "Message 3"], "INBOX", "Projects");
    app.until_settled(id).await;
    app.until_row("Projects", "Message 1").await;
    app.until_row("Projects", "Message 3").await;
    assert_eq!(ids(&server, "INBOX"), named(&[1, 2, 3]));
    assert_eq!(ids(&server, "Projects"), named(&[1, 11, 12, 3]));
    assert_eq!(app.subjects("INBOX").len(), 3);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_is_made_once_whatever_breaks() {
    for capability in ["", "IMAP4rev1 IDLE LITERAL+"] {
        for trap in [Trap::Before, Trap::After] {
            let place = format!("{capability} {trap:?}");
            let server = Dovecot::with(&Options { capability, ..Options::default() });
            server.fill("INBOX", (1..=3).map(mails::plain));
            server.fill("Projects", [mails::plain(2)]);
            let proxy = Proxy::to(server.port);
            let profile = tempfile::tempdir().unwrap();
            let mut app = App::start(profile.path(), proxy.port, ONCE);
            app.until_live().await;
            proxy.cut_at("UID COPY", trap);
            let id = copy(&mut app, &["Message 2", "Message 3"], "INBOX", "Projects");
            until_offline(&mut app).await;
            app.crash().await;
            proxy.mend();

            let mut app = App::start(profile.path(), proxy.port, LIVE);
            app.until("the journal", |app| (!app.told.is_empty()).then_some(())).await;
            if app.entries.contains_key(&id) {
                app.until_settled(id).await;
            }
            app.until_live().await;
            // The older look-alike was not taken for the copy, and the copy not for nothing.
            assert_eq!(ids(&server, "Projects"), named(&[2, 2, 3]), "{place}");
            assert_eq!(ids(&server, "INBOX"), named(&[1, 2, 3]), "{place}");
            app.stop().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_is_refused_changes_nothing() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=2).map(mails::plain));
    server.fill("Projects", []);
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, LIVE);
    app.until_live().await;
    let gone = app.mailbox("Projects");
    let mut other = server.client();
    other.ok("DELETE Projects");
    let key = app.row("INBOX", "Message 1").unwrap().key;
    let id = app.order(Action::Copy { keys: vec![key], from: app.mailbox("INBOX"), to: gone });
    let over = |state: &State| matches!(state, State::Refused(_) | State::Settled);
    let State::Refused(fault) = app.until_state(id, over).await else { panic!("it was copied") };
    let missing = FaultKind::Refused(Refusal::NonExistent);
    assert!([missing, FaultKind::Gone].contains(&fault.kind), "{fault:?}");
    assert_eq!(ids(&server, "INBOX"), named(&[1, 2]));
    app.stop().await;
}

/// Orders these moves of Message 2 while there is no wire, each from where the one before went.
async fn chain(app: &mut App, proxy: &Proxy, path: &[&str]) -> Vec<EntryId> {
    app.until_live().await;
    proxy.cut();
    until_offline(app).await;
    let keys = vec![app.row("INBOX", "Message 2").unwrap().key];
    let mut orders = Vec::new();
    for step in path.windows(2) {
        let (from, to) = (app.mailbox(step[0]), app.mailbox(step[1]));
        orders.push(app.order(Action::Move { keys: keys.clone(), from, to }));
    }
    for id in &orders {
        app.until_state(*id, |state| *state == State::Queued).await;
    }
    proxy.forget();
    proxy.mend();
    app.ask(Ask::Refresh);
    orders
}

fn server_of_chains() -> Dovecot {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=3).map(mails::plain));
    for mailbox in ["One", "Two", "Three"] {
        server.fill(mailbox, []);
    }
    server
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn moves_that_follow_each_other_offline_go_as_one() {
    let server = server_of_chains();
    let proxy = Proxy::to(server.port);
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), proxy.port, LIVE);
    let orders = chain(&mut app, &proxy, &["INBOX", "One", "Two", "Three"]).await;
    for id in orders {
        app.until_settled(id).await;
    }
    app.until_live().await;
    assert_eq!(proxy.sent().matches("UID MOVE").count(), 1);
    assert_eq!(ids(&server, "Three"), named(&[2]));
    assert_eq!(ids(&server, "INBOX"), named(&[1, 3]));
    app.until_row("Three", "Message 2").await;

    // Each of them is still an order of its own: the last one is undone where it began.
    let key = app.row("Three", "Message 2").unwrap().key;
    let (from, to) = (app.mailbox("Three"), app.mailbox("Two"));
    let back = app.order(Action::Move { keys: vec![key], from, to });
    app.until_settled(back).await;
    assert_eq!(ids(&server, "Two"), named(&[2]));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_there_and_back_offline_sends_nothing() {
    let server = server_of_chains();
    let proxy = Proxy::to(server.port);
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), proxy.port, LIVE);
    let uid = server.client().uid("INBOX", "m2@test.example");
    let orders = chain(&mut app, &proxy, &["INBOX", "One", "INBOX"]).await;
    for id in orders {
        app.until_settled(id).await;
    }
    app.until_live().await;
    assert!(!proxy.sent().contains("UID MOVE"));
    assert_eq!(server.client().uid("INBOX", "m2@test.example"), uid, "it never left");
    assert!(app.row("INBOX", "Message 2").is_some());
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chain_of_moves_survives_a_crash_on_its_way() {
    for trap in [Trap::Before, Trap::After] {
        let server = server_of_chains();
        let proxy = Proxy::to(server.port);
        let profile = tempfile::tempdir().unwrap();
        let mut app = App::start(profile.path(), proxy.port, LIVE);
        app.until_live().await;
        proxy.cut_at("UID MOVE", trap);
        let orders = chain(&mut app, &proxy, &["INBOX", "One", "Two"]).await;
        app.until("the move to be sent", |_| proxy.sent().contains("UID MOVE").then_some(())).await;
        until_offline(&mut app).await;
        app.crash().await;
        proxy.disarm();
        proxy.mend();

        let mut app = App::start(profile.path(), proxy.port, LIVE);
        app.until("the journal", |app| (!app.told.is_empty()).then_some(())).await;
        for id in orders {
            if app.entries.contains_key(&id) {
                app.until_settled(id).await;
            }
        }
        app.until_live().await;
        assert_eq!(ids(&server, "Two"), named(&[2]), "{trap:?}");
        assert_eq!(ids(&server, "One"), Vec::<String>::new(), "{trap:?}");
        assert_eq!(ids(&server, "INBOX"), named(&[1, 3]), "{trap:?}");
        app.stop().await;
    }
}
