//! Copies on a real server: made once, whatever breaks.
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
            app.until_resumed(id).await;
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

/// The wire and she die at COPY of Message 5 to Projects; others do this, and she comes back.
async fn broken_copy(
    server: &Dovecot,
    proxy: &Proxy,
    profile: &std::path::Path,
    trap: Trap,
    others: &[&str],
) -> (App, EntryId, State) {
    server.fill("INBOX", (1..=3).map(mails::plain));
    server.fill("Work", [mails::plain(5)]);
    server.fill("Projects", [mails::plain(7)]);
    let mut app = App::start(profile, proxy.port, ONCE);
    app.until_live().await;
    proxy.cut_at("UID COPY", trap);
    let id = copy(&mut app, &["Message 5"], "Work", "Projects");
    until_offline(&mut app).await;
    app.crash().await;
    let mut client = server.client();
    others.iter().for_each(|command| drop(client.ok(command)));
    proxy.mend();
    let mut app = App::start(profile, proxy.port, LIVE);
    let over =
        |state: &State| matches!(state, State::Settled | State::Refused(_) | State::Doubtful(_));
    let end = app.until_state(id, over).await;
    (app, id, end)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_others_may_have_carried_on_is_not_made_again_by_itself() {
    let (server, profile) = (Dovecot::start(), tempfile::tempdir().unwrap());
    let proxy = Proxy::to(server.port);
    let others = ["SELECT Projects", "UID MOVE 2 Archive"];
    let (mut app, id, end) =
        broken_copy(&server, &proxy, profile.path(), Trap::After, &others).await;
    let State::Doubtful(fault) = end else { panic!("{end:?}") };
    assert_eq!(fault.kind, FaultKind::PerhapsElsewhere);
    assert_eq!((ids(&server, "Projects"), ids(&server, "Archive")), (named(&[7]), named(&[5])));
    app.ask(Ask::Retry(id));
    app.until_state(id, |state| *state == State::Settled).await;
    assert_eq!(ids(&server, "Projects"), named(&[5, 7]), "the person wanted it");
    assert_eq!((ids(&server, "Work"), ids(&server, "Archive")), (named(&[5]), named(&[5])));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_the_server_never_heard_of_is_refused_when_its_source_is_gone() {
    let (server, profile) = (Dovecot::start(), tempfile::tempdir().unwrap());
    let proxy = Proxy::to(server.port);
    let others = ["RENAME Work Job"];
    let (app, _, end) = broken_copy(&server, &proxy, profile.path(), Trap::Before, &others).await;
    let State::Refused(fault) = end else { panic!("{end:?}") };
    let missing = FaultKind::Refused(Refusal::NonExistent);
    assert!([missing, FaultKind::Gone].contains(&fault.kind), "{fault:?}");
    assert_eq!((ids(&server, "Projects"), ids(&server, "Job")), (named(&[7]), named(&[5])));
    app.stop().await;
}
