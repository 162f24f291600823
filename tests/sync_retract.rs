//! Copies, and messages that were brought to another account, taken back on a real server: exactly
//! those, in a later run too, and nothing where somebody else was there meanwhile.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use std::path::Path;

use pombo::model::action::Action;
use pombo::model::event::{Fact, Source};
use pombo::model::fault::{Fault, FaultKind, Refusal};
use pombo::model::ids::{AccountId, EntryId};
use pombo::model::journal::{Entry, State};
use pombo::model::link::Link;
use pombo::model::request::{Ask, BodyLimit, Request};
use support::dovecot::{Dovecot, Options};
use support::mails;
use support::proxy::{Proxy, Trap};
use sync_kit::two::{self, FAR, bruno, ids, named, octets, two_users, until_both};
use sync_kit::{App, LIVE};
use tempfile::TempDir;

fn one_user(capability: &'static str) -> Dovecot {
    let server = Dovecot::with(&Options { capability, ..Options::default() });
    server.fill("INBOX", (1..=3).map(mails::plain));
    server.fill("Projects", (11..=12).map(mails::plain));
    server.fill("Archive", []);
    server
}

/// Copies the first and the third message of the inbox to Projects.
async fn copy(app: &mut App) -> EntryId {
    app.until_live().await;
    let keys = ["Message 1", "Message 3"].map(|subject| app.row("INBOX", subject).unwrap().key);
    let (from, to) = (app.mailbox("INBOX"), app.mailbox("Projects"));
    let id = app.order(Action::Copy { keys: keys.to_vec(), from, to });
    app.until_settled(id).await;
    app.until_row("Projects", "Message 1").await;
    app.until_row("Projects", "Message 3").await;
    id
}

/// A run has copied and ended: its server, its profile, its order.
async fn after_a_copy() -> (Dovecot, TempDir, EntryId) {
    let (server, profile) = (one_user(""), tempfile::tempdir().unwrap());
    let mut app = App::start(profile.path(), server.port, LIVE);
    let id = copy(&mut app).await;
    app.stop().await;
    (server, profile, id)
}

/// What a run before has done and can be undone.
async fn offered(app: &mut App) -> Vec<Entry> {
    app.until("the journal", |app| (!app.told.is_empty()).then_some(())).await;
    app.until_live().await;
    let told = app.told.iter().filter_map(|fact| match fact {
        Fact::CanUndo(entries) => Some(entries.clone()),
        _ => None,
    });
    told.flatten().collect()
}

/// What takes back an order of a run before, which offers it.
async fn retraction(app: &mut App, order: EntryId) -> (AccountId, Action) {
    let offered = offered(app).await;
    let entry = offered.iter().find(|entry| entry.id == order);
    let entry = entry.unwrap_or_else(|| panic!("{order:?} is not offered: {offered:?}"));
    entry.action.retraction(entry.account, entry.id).unwrap()
}

fn is_over(state: &State) -> bool {
    matches!(state, State::Refused(_) | State::Settled | State::Doubtful(_))
}

/// Takes back; the end of it.
async fn take_back(app: &mut App, (account, action): (AccountId, Action)) -> State {
    let id = app.order_in(account, action);
    app.until("the end of taking back", |app| {
        let all = if account == FAR { &app.far.entries } else { &app.entries };
        all.get(&id).filter(|state| is_over(state)).cloned()
    })
    .await
}

fn refused(state: State) -> Fault {
    let State::Refused(fault) = state else { panic!("{state:?}") };
    fault
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn copies_are_taken_back_in_a_later_run_and_nothing_else_goes() {
    let (server, profile, id) = after_a_copy().await;
    // The very same message, by somebody else.
    server.client().append("Projects", "", &mails::plain(1));

    let mut app = App::start(profile.path(), server.port, LIVE);
    let undo = retraction(&mut app, id).await;
    assert_eq!(take_back(&mut app, undo).await, State::Settled);
    assert_eq!(ids(server.client(), "Projects"), named(&[1, 11, 12]));
    assert_eq!(ids(server.client(), "INBOX"), named(&[1, 2, 3]));
    app.until_no_row("Projects", "Message 3").await;
    app.stop().await;

    let mut app = App::start(profile.path(), server.port, LIVE);
    let again = offered(&mut app).await;
    assert!(again.is_empty(), "it is over: {again:?}");
    let removed = app.told.iter().any(|fact| matches!(fact, Fact::Removed(_)));
    assert!(!removed, "the originals are there: nothing was removed");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_somebody_moved_on_is_left_where_it_is_and_that_is_said() {
    let (server, profile, id) = after_a_copy().await;
    let mut other = server.client();
    let uid = other.uid("Projects", "m1@test.example").unwrap();
    other.ok(&format!("UID MOVE {uid} Archive"));
    other.append("Projects", "", &mails::plain(1));

    let mut app = App::start(profile.path(), server.port, LIVE);
    let undo = retraction(&mut app, id).await;
    let fault = refused(take_back(&mut app, undo.clone()).await);
    assert_eq!(fault.kind, FaultKind::Gone, "{fault:?}");
    assert!(fault.detail.starts_with("1 of 2 "), "{fault:?}");
    // The other one was its own and went.
    assert_eq!(ids(server.client(), "Projects"), named(&[1, 11, 12]));
    assert_eq!(ids(server.client(), "Archive"), named(&[1]));
    assert_eq!(ids(server.client(), "INBOX"), named(&[1, 2, 3]));
    let fault = refused(take_back(&mut app, undo).await);
    assert_eq!(fault.kind, FaultKind::Gone, "{fault:?}");
    assert_eq!(ids(server.client(), "Projects"), named(&[1, 11, 12]));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_mailbox_that_was_made_anew_nothing_is_removed() {
    let (server, profile, id) = after_a_copy().await;
    let mut other = server.client();
    for command in ["DELETE Projects", "CREATE Projects"] {
        other.ok(command);
    }
    // The same messages under the same numbers.
    for number in [11, 12, 1, 3] {
        other.append("Projects", "", &mails::plain(number));
    }

    let mut app = App::start(profile.path(), server.port, LIVE);
    let undo = retraction(&mut app, id).await;
    let fault = refused(take_back(&mut app, undo).await);
    assert_eq!(fault.kind, FaultKind::Gone, "{fault:?}");
    assert_eq!(ids(server.client(), "Projects"), named(&[1, 11, 12, 3]));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_cannot_expunge_single_messages_removes_none() {
    let server = one_user("IMAP4rev1 IDLE LITERAL+");
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, LIVE);
    let id = copy(&mut app).await;
    let (from, to) = (app.mailbox("INBOX"), app.mailbox("Projects"));
    let order = Action::Copy { keys: vec![], from, to };
    let Some((account, mut action)) = order.retraction(sync_kit::ACCOUNT, id) else { panic!() };
    if let Action::Retract { count, .. } = &mut action {
        *count = 2;
    }
    let undo = app.order_in(account, action);
    let why = app
        .until("the answer", |app| {
            let failed = app.told.iter().find_map(|fact| match fact {
                Fact::JournalFailed(id, fault) if *id == undo => Some(fault.kind.clone()),
                _ => None,
            });
            let refused = match app.entries.get(&undo) {
                Some(State::Refused(fault)) => Some(fault.kind.clone()),
                _ => None,
            };
            failed.or(refused)
        })
        .await;
    // It tells no COPYUID, or it does and cannot remove what it names.
    assert!([FaultKind::Gone, FaultKind::Refused(Refusal::Cannot)].contains(&why), "{why:?}");
    assert_eq!(ids(server.client(), "Projects"), named(&[1, 11, 12, 3]));
    app.stop().await;
}

/// Brings the second message to Bruno's archive.
async fn brought(profile: &Path, server: &Dovecot, keep: bool) -> EntryId {
    let mut app = two::open(profile, (server.port, server.port), LIVE).await;
    until_both(&mut app).await;
    let id = two::order(&mut app, &["Message 2"], "Archive", keep);
    app.until_settled(id).await;
    app.stop().await;
    id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_brought_to_another_account_is_brought_back_in_a_later_run() {
    let server = two_users();
    let before = octets(&mut server.client(), "INBOX", "m2@test.example");
    let profile = tempfile::tempdir().unwrap();
    let id = brought(profile.path(), &server, false).await;
    assert_eq!(ids(server.client(), "INBOX"), named(&[1, 3, 4]));

    let mut app = two::open(profile.path(), (server.port, server.port), LIVE).await;
    until_both(&mut app).await;
    let undo = retraction(&mut app, id).await;
    assert_eq!(undo.0, FAR);
    assert_eq!(take_back(&mut app, undo).await, State::Settled);
    assert_eq!(ids(bruno(&server), "Archive"), Vec::<String>::new());
    assert_eq!(ids(server.client(), "INBOX"), named(&[1, 2, 3, 4]));
    assert_eq!(octets(&mut server.client(), "INBOX", "m2@test.example"), before);
    app.until_row("INBOX", "Message 2").await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_for_another_account_is_taken_back_there() {
    let server = two_users();
    let profile = tempfile::tempdir().unwrap();
    let id = brought(profile.path(), &server, true).await;
    bruno(&server).append("Archive", "", &mails::plain(2));

    let mut app = two::open(profile.path(), (server.port, server.port), LIVE).await;
    until_both(&mut app).await;
    let undo = retraction(&mut app, id).await;
    assert_eq!(take_back(&mut app, undo).await, State::Settled);
    assert_eq!(ids(bruno(&server), "Archive"), named(&[2]), "somebody else's");
    assert_eq!(ids(server.client(), "INBOX"), named(&[1, 2, 3, 4]));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_moved_on_in_the_other_account_stays_there_and_that_is_said() {
    let server = two_users();
    let profile = tempfile::tempdir().unwrap();
    let id = brought(profile.path(), &server, false).await;
    let mut other = bruno(&server);
    let uid = other.uid("Archive", "m2@test.example").unwrap();
    other.ok(&format!("UID MOVE {uid} INBOX"));

    let mut app = two::open(profile.path(), (server.port, server.port), LIVE).await;
    until_both(&mut app).await;
    let undo = retraction(&mut app, id).await;
    let fault = refused(take_back(&mut app, undo).await);
    assert_eq!(fault.kind, FaultKind::Gone, "{fault:?}");
    assert_eq!(ids(bruno(&server), "INBOX"), named(&[2, 50]));
    assert_eq!(ids(server.client(), "INBOX"), named(&[1, 3, 4]));
    app.stop().await;
}

/// The wire of the account that takes the message back, or of the one that has it, breaks at a step.
async fn broken_on_the_way_back(step: &str, trap: Trap, far_is_cut: bool) {
    let place = format!("{step} {trap:?} far {far_is_cut}");
    let server = two_users();
    let profile = tempfile::tempdir().unwrap();
    let id = brought(profile.path(), &server, false).await;
    let (near, far) = (Proxy::to(server.port), Proxy::to(server.port));
    let mut app = two::open(profile.path(), (near.port, far.port), LIVE).await;
    until_both(&mut app).await;
    let (account, action) = retraction(&mut app, id).await;
    let cut = if far_is_cut { &far } else { &near };
    cut.cut_at(step, trap);
    let undo = app.order_in(account, action);
    app.until(&format!("the trap at {place}"), |app| {
        let link = if far_is_cut { &app.far.link } else { &app.link };
        matches!(link, Some(Link::Offline { .. })).then_some(())
    })
    .await;
    app.crash().await;
    cut.disarm();
    near.mend();
    far.mend();

    let mut app = two::open(profile.path(), (near.port, far.port), LIVE).await;
    app.until("the journal", |app| app.far.opened.then_some(())).await;
    if app.far.entries.contains_key(&undo) {
        let over = |app: &App| app.far.entries.get(&undo).filter(|state| is_over(state)).cloned();
        assert_eq!(app.until("the end", over).await, State::Settled, "{place}");
    }
    until_both(&mut app).await;
    assert_eq!(ids(bruno(&server), "Archive"), Vec::<String>::new(), "{place}");
    assert_eq!(ids(server.client(), "INBOX"), named(&[1, 2, 3, 4]), "{place}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_doubled_on_the_way_back() {
    for trap in [Trap::Before, Trap::After] {
        broken_on_the_way_back("APPEND", trap, false).await;
        broken_on_the_way_back("UID EXPUNGE", trap, true).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_of_an_opened_message_opens_without_a_download() {
    let server = one_user("");
    let proxy = Proxy::to(server.port);
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), proxy.port, LIVE);
    app.until_live().await;
    let original = app.row("INBOX", "Message 1").unwrap().key;
    let (first, source) = app.body(original).await;
    assert_eq!(source, Source::Server);
    copy(&mut app).await;
    let twin = app.until_row("Projects", "Message 1").await.key;
    app.until_live().await;
    proxy.forget();
    let (second, source) = app.body(twin).await;
    assert_eq!((second.unwrap(), source), (first.unwrap(), Source::Cache));
    assert!(!proxy.sent().contains("BODY"), "{}", proxy.sent());
    // Nobody opened the other one.
    let other = app.row("Projects", "Message 3").unwrap().key;
    assert_eq!(app.body(other).await.1, Source::Server);
    assert!(proxy.sent().contains("BODY"), "{}", proxy.sent());
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_opened_message_that_is_brought_to_another_account_opens_there_without_a_download() {
    let server = two_users();
    let profile = tempfile::tempdir().unwrap();
    let (mut app, far) = two::behind_a_proxy(&server, profile.path()).await;
    let original = app.row("INBOX", "Message 2").unwrap().key;
    let (first, _) = app.body(original).await;
    let id = two::order(&mut app, &["Message 2"], "Archive", false);
    app.until_settled(id).await;
    let there = |app: &App| app.far.rows.values().find(|row| row.subject == "Message 2").cloned();
    let row = app.until("the row in the second account", there).await;
    until_both(&mut app).await;
    far.forget();
    let ask = Ask::Body { key: row.key, limit: BodyLimit::First };
    app.engine.as_ref().unwrap().send(Request { account: FAR, ask });
    let opened = |app: &App| app.far.bodies.iter().find(|(key, ..)| *key == row.key).cloned();
    let (_, second, source) = app.until("the text", opened).await;
    assert_eq!((second.unwrap(), source), (first.unwrap(), Source::Cache));
    assert!(!far.sent().contains("BODY"), "{}", far.sent());
    app.stop().await;
}
