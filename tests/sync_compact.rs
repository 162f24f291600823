//! What was ordered while the wire was away is sent as the one command that it comes to, or not at
//! all, against a real server and read off the wire; each order keeps its own end and its own undo.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use pombo::model::action::Action;
use pombo::model::event::Fact;
use pombo::model::flags::Flags;
use pombo::model::ids::EntryId;
use pombo::model::journal::State;
use pombo::model::link::Link;
use pombo::model::request::Ask;
use support::dovecot::{Dovecot, Options};
use support::mails;
use support::proxy::{Proxy, Trap};
use sync_kit::{App, LIVE, ONCE};

const MOVE: &str = "IMAP4rev1 IDLE UIDPLUS MOVE CONDSTORE ESEARCH LIST-EXTENDED LIST-STATUS \
                    SPECIAL-USE ENABLE LITERAL+";
const NO_MOVE: &str = "IMAP4rev1 IDLE UIDPLUS CONDSTORE ESEARCH LIST-EXTENDED LIST-STATUS \
                       SPECIAL-USE ENABLE LITERAL+";

/// Commands that change messages, in their order, without tags.
fn changes(proxy: &Proxy) -> Vec<String> {
    let sent = proxy.sent();
    let commands = sent.lines().filter_map(|line| line.split_once(' ')).map(|(_, rest)| rest);
    let verbs = ["UID MOVE", "UID COPY", "UID STORE", "UID EXPUNGE", "EXPUNGE"];
    commands
        .filter(|command| verbs.iter().any(|verb| command.starts_with(verb)))
        .map(str::to_owned)
        .collect()
}

/// Sorted, as `there` has them.
fn ids(numbers: &[u32]) -> Vec<String> {
    let mut ids: Vec<String> = numbers.iter().map(|n| format!("m{n}@test.example")).collect();
    ids.sort();
    ids
}

fn there(server: &Dovecot, mailbox: &str) -> Vec<String> {
    let mut all = server.client().message_ids(mailbox);
    all.sort();
    all
}

async fn away(app: &mut App) {
    app.until("the wire to break", |app| {
        matches!(app.link, Some(Link::Offline { .. })).then_some(())
    })
    .await;
}

/// A server with mail, and an app that has seen it and lost its wire.
async fn offline(capability: &'static str) -> (Dovecot, Proxy, tempfile::TempDir, App) {
    let server = Dovecot::with(&Options { capability, ..Options::default() });
    server.fill("INBOX", (1..=4).map(mails::plain));
    server.fill("Projects", [mails::plain(11)]);
    server.fill("Work", [mails::plain(21)]);
    let proxy = Proxy::to(server.port);
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), proxy.port, LIVE);
    app.until_live().await;
    proxy.cut();
    away(&mut app).await;
    (server, proxy, profile, app)
}

/// The wire is back and all of these come to their end.
async fn online(app: &mut App, proxy: &Proxy, entries: &[EntryId]) {
    proxy.forget();
    proxy.mend();
    app.ask(Ask::Refresh);
    for entry in entries {
        app.until_settled(*entry).await;
    }
    app.until_live().await;
}

/// Moves these along a way that begins in INBOX.
fn along(app: &mut App, subjects: &[&str], way: &[&str]) -> Vec<EntryId> {
    let keys: Vec<_> = subjects.iter().map(|s| app.row("INBOX", s).unwrap().key).collect();
    let mut here = app.mailbox("INBOX");
    let mut entries = Vec::new();
    for next in way {
        let to = app.mailbox(next);
        entries.push(app.order(Action::Move { keys: keys.clone(), from: here, to }));
        here = to;
    }
    entries
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_moves_while_offline_are_one_move_on_the_wire() {
    let (server, proxy, _profile, mut app) = offline(MOVE).await;
    let key = app.row("INBOX", "Message 2").unwrap().key;
    let entries = along(&mut app, &["Message 2", "Message 3"], &["Projects", "Archive", "Work"]);
    online(&mut app, &proxy, &entries).await;
    assert_eq!(changes(&proxy), ["UID MOVE 2:3 \"Work\""]);
    assert_eq!(there(&server, "Work"), ids(&[2, 21, 3]));
    assert_eq!(app.row("Work", "Message 2").unwrap().key, key);
    assert_eq!(app.subjects("Projects"), ["Message 11"]);

    // Undone one after the other, each brings it back by one way.
    for (from, to) in [("Work", "Archive"), ("Archive", "Projects"), ("Projects", "INBOX")] {
        let back = app.order_move(&["Message 2", "Message 3"], from, to);
        app.until_settled(back).await;
        assert!(there(&server, to).contains(&"m2@test.example".to_owned()), "{to}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_and_back_is_nothing_on_the_wire() {
    let (server, proxy, _profile, mut app) = offline(MOVE).await;
    let mut entries = along(&mut app, &["Message 2", "Message 3"], &["Projects", "INBOX"]);
    let keys = vec![app.row("INBOX", "Message 4").unwrap().key];
    let (from, to) = (app.mailbox("INBOX"), app.mailbox("Work"));
    entries.push(app.order(Action::Move { keys: keys.clone(), from, to }));
    entries.push(app.order(Action::Move { keys, from: to, to: from }));
    online(&mut app, &proxy, &entries).await;
    assert_eq!(changes(&proxy), [""; 0]);
    assert_eq!(there(&server, "INBOX"), ids(&[1, 2, 3, 4]));
    assert_eq!(app.subjects("INBOX").len(), 4);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_those_that_were_moved_only_some_come_back_and_the_others_go() {
    let (server, proxy, _profile, mut app) = offline(MOVE).await;
    let there_all = along(&mut app, &["Message 1", "Message 2", "Message 3"], &["Projects"]);
    let keys = vec![app.row("INBOX", "Message 2").unwrap().key];
    let (from, to) = (app.mailbox("Projects"), app.mailbox("INBOX"));
    let back = app.order(Action::Move { keys, from, to });
    online(&mut app, &proxy, &[there_all[0], back]).await;
    assert_eq!(changes(&proxy), ["UID MOVE 1,3 \"Projects\""]);
    assert_eq!(there(&server, "INBOX"), ids(&[2, 4]));
    assert_eq!(there(&server, "Projects"), ids(&[1, 11, 3]));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn read_unread_and_read_again_is_one_store() {
    let (server, proxy, _profile, mut app) = offline(MOVE).await;
    let mut entries = Vec::new();
    let (seen, none) = (Flags::SEEN, Flags::NONE);
    for subject in ["Message 1", "Message 3"] {
        for (add, remove) in [(seen, none), (none, seen), (seen, none)] {
            entries.push(app.order_flag(subject, "INBOX", add, remove));
        }
    }
    online(&mut app, &proxy, &entries).await;
    assert_eq!(changes(&proxy), ["UID STORE 1,3 +FLAGS.SILENT (\\Seen)"]);
    for (id, read) in [(1, true), (2, false), (3, true)] {
        let id = format!("m{id}@test.example");
        let flags = server.client().flags("INBOX", &id).unwrap();
        assert_eq!(flags.contains("\\Seen"), read, "{id}");
        assert_eq!(
            app.row("INBOX", &format!("Message {}", &id[1..2])).unwrap().flags.has(seen),
            read
        );
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_moved_and_then_deleted_for_good_never_makes_the_way() {
    let (server, proxy, _profile, mut app) = offline(MOVE).await;
    let mut entries = along(&mut app, &["Message 2"], &["Projects"]);
    let keys = vec![app.row("INBOX", "Message 2").unwrap().key];
    let from = app.mailbox("Projects");
    entries.push(app.order(Action::Delete { keys, from }));
    online(&mut app, &proxy, &entries).await;
    let expected = ["UID STORE 2 +FLAGS.SILENT (\\Deleted)", "UID EXPUNGE 2"];
    assert_eq!(changes(&proxy), expected);
    assert_eq!(there(&server, "INBOX"), ids(&[1, 3, 4]));
    assert_eq!(there(&server, "Projects"), ids(&[11]));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_that_are_one_survive_a_crash_at_every_step() {
    for (capability, steps) in [
        (MOVE, vec!["STATUS \"Work\"", "UID MOVE"]),
        (NO_MOVE, vec!["UID COPY", "UID STORE", "UID EXPUNGE"]),
    ] {
        for step in steps {
            for trap in [Trap::Before, Trap::After] {
                let place = format!("{step} {trap:?}");
                let (server, proxy, profile, mut app) = offline(capability).await;
                let entries = along(&mut app, &["Message 2", "Message 3"], &["Projects", "Work"]);
                proxy.forget();
                app.until("the promises", |app| {
                    entries.iter().all(|id| app.entries.contains_key(id)).then_some(())
                })
                .await;
                app.forget();
                proxy.cut_at(step, trap);
                proxy.mend();
                app.ask(Ask::Refresh);
                away(&mut app).await;
                app.crash().await;
                proxy.mend();

                let mut app = App::start(profile.path(), proxy.port, ONCE);
                app.until("the journal", |app| (!app.told.is_empty()).then_some(())).await;
                for entry in &entries {
                    if app.entries.contains_key(entry) {
                        app.until_settled(*entry).await;
                    }
                }
                app.until_live().await;
                assert_eq!(there(&server, "INBOX"), ids(&[1, 4]), "{place}");
                assert_eq!(there(&server, "Projects"), ids(&[11]), "{place}");
                assert_eq!(there(&server, "Work"), ids(&[2, 21, 3]), "{place}");
                assert!(!proxy.sent().contains("UID MOVE 2:3 \"Projects\""), "{place}");
                app.stop().await;

                // Both orders can be undone in the run after that.
                let mut app = App::start(profile.path(), proxy.port, LIVE);
                app.until("what can be undone", |app| {
                    app.told.iter().find_map(|fact| match fact {
                        Fact::CanUndo(done) => {
                            let known: Vec<EntryId> = done.iter().map(|entry| entry.id).collect();
                            entries.iter().all(|id| known.contains(id)).then_some(())
                        }
                        _ => None,
                    })
                })
                .await;
                app.stop().await;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_the_whole_way_is_refused_each_part_of_it_is_tried() {
    let (server, proxy, _profile, mut app) = offline(MOVE).await;
    let entries = along(&mut app, &["Message 2"], &["Projects", "Work"]);
    app.until("the promises", |app| {
        entries.iter().all(|id| app.entries.contains_key(id)).then_some(())
    })
    .await;
    // Another program takes the last mailbox of the way away.
    server.client().ok("DELETE Work");
    proxy.mend();
    app.ask(Ask::Refresh);
    app.until_settled(entries[0]).await;
    let end = app.until_state(entries[1], |state| matches!(state, State::Refused(_))).await;
    assert!(matches!(end, State::Refused(_)));
    assert_eq!(there(&server, "Projects"), ids(&[11, 2]), "the first order was kept");
    app.stop().await;
}
