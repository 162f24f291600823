//! The engine as a whole: one per profile, accounts come and go, on disk or in memory.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use std::time::Duration;

use pombo::auth::{Credentials, Secret, Vault};
use pombo::model::action::Action;
use pombo::model::event::Fact;
use pombo::model::fault::FaultKind;
use pombo::model::ids::{AccountId, EntryId, MailboxId, MessageKey};
use pombo::model::journal::{Entry, State};
use pombo::model::request::{Ask, Request};
use pombo::paths::Paths;
use pombo::sync::{Engine, Setup, Storage, try_sign_in};
use support::dovecot::{Dovecot, PASSWORD, USER};
use support::mails;
use support::proxy::Proxy;
use sync_kit::{ACCOUNT, App, LIVE, ONCE};

fn empty(storage: Storage) -> Setup {
    Setup {
        accounts: Vec::new(),
        vault: Vault::new("test"),
        storage,
        hold: Duration::ZERO,
        live: true,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_profile_has_one_engine_at_a_time() {
    let profile = tempfile::tempdir().unwrap();
    let paths = Paths::profile(profile.path());
    let first = Engine::start(empty(Storage::Disk(paths.clone()))).unwrap();
    let second = Engine::start(empty(Storage::Disk(paths.clone()))).err().unwrap();
    assert_eq!(second.kind, FaultKind::InUse);
    drop(first);
    // A program that another test starts at this moment holds our files until its exec.
    support::until("the profile to be free", || {
        Engine::start(empty(Storage::Disk(paths.clone()))).ok().map(drop)
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wish_about_no_account_is_answered() {
    let (engine, mut events) = Engine::start(empty(Storage::Memory)).unwrap();
    let account = AccountId(9);
    let (id, key) = (engine.next_entry(), MessageKey::new(account, 1));
    let action = Action::Delete { keys: vec![key], from: MailboxId(1) };
    let entry = Entry { id, account, action, at: 0, state: State::Queued };
    engine.send(Request { account, ask: Ask::Do(entry) });
    let event = events.recv().await.unwrap();
    assert!(matches!(event.fact, Fact::JournalFailed(of, _) if of == id));
    assert_eq!(engine.next_entry(), EntryId(id.0 + 1), "an id is never used twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removed_account_leaves_no_cache_and_no_promise() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=2).map(mails::plain));
    let proxy = Proxy::to(server.port);
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), proxy.port, LIVE);
    app.until_live().await;
    let cache = Paths::profile(profile.path()).account_cache(ACCOUNT);
    assert!(cache.exists());
    proxy.cut();
    let moved = app.order_move(&["Message 1"], "INBOX", "Archive");
    app.until("it is on disk", |app| app.told.contains(&Fact::Journalled(moved)).then_some(()))
        .await;
    app.engine.clone().unwrap().remove(ACCOUNT).await.unwrap();
    app.until_state(moved, |state| *state == State::Cancelled).await;
    assert!(!cache.exists());
    app.crash().await;
    proxy.mend();
    let mut app = App::start(profile.path(), proxy.port, ONCE);
    app.until_live().await;
    assert!(app.entries.is_empty());
    assert_eq!(server.client().message_ids("INBOX").len(), 2);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_can_be_kept_in_memory_alone() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=60).map(mails::plain));
    let mut app = App::in_memory(server.port, LIVE);
    app.until_live().await;
    let moved = app.order_move(&["Message 1"], "INBOX", "Archive");
    app.until_settled(moved).await;
    let key = app.row("Archive", "Message 1").unwrap().key;
    assert!(app.body(key).await.0.is_ok());
    assert_eq!(app.subjects("INBOX").len(), 59);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_in_can_be_tried_before_an_account_is_kept() {
    let server = Dovecot::start();
    let account = sync_kit::account(server.port);
    for (password, expected) in [(PASSWORD, None), ("wrong", Some(FaultKind::WrongPassword))] {
        let password = Secret::from(password.to_owned());
        let credentials = Credentials::Password { user: USER.into(), password };
        let tried = try_sign_in(&account, &credentials).await;
        assert_eq!(tried.err().map(|fault| fault.kind), expected);
    }
}
