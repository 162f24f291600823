//! Orders about mailboxes against a real server: done, refused, cut at every step, done by others
//! meanwhile.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use pombo::model::action::Action;
use pombo::model::fault::{FaultKind, Refusal};
use pombo::model::ids::{EntryId, MailboxId};
use pombo::model::journal::State;
use pombo::model::link::Link;
use pombo::model::order::{MailboxOrder, Seat};
use support::dovecot::{Dovecot, Options};
use support::mails;
use support::proxy::{Proxy, Trap};
use sync_kit::{App, How, LIVE, ONCE};

fn seat(inside: Option<MailboxId>, name: &str) -> Seat {
    Seat { inside, name: name.into() }
}

/// The names that the server lists, without the special ones.
fn listed(server: &Dovecot) -> Vec<String> {
    let rows = server.client().ok("LIST \"\" \"*\"");
    let mut names: Vec<String> = rows
        .iter()
        .filter(|row| !row.contains("\\NonExistent") && !row.contains("\\Noselect"))
        .filter_map(|row| row.split_once("\"/\" ").map(|(_, name)| name.replace('"', "")))
        .collect();
    let special = ["INBOX", "Drafts", "Sent", "Archive", "Junk", "Trash"];
    names.retain(|name| !special.contains(&name.as_str()));
    names.sort();
    names
}

fn subscribed(server: &Dovecot) -> Vec<String> {
    let rows = server.client().ok("LSUB \"\" \"*\"");
    let mut names: Vec<String> =
        rows.iter().filter_map(|row| Some(row.split_once("\"/\" ")?.1.replace('"', ""))).collect();
    names.sort();
    names
}

fn create(app: &mut App, inside: Option<MailboxId>, name: &str) -> (EntryId, MailboxId) {
    let id = app.engine.as_ref().unwrap().next_entry();
    let mailbox = MailboxId::planned(id);
    let order = MailboxOrder::Create { mailbox, seat: seat(inside, name) };
    assert_eq!(app.order(Action::Mailbox(order)), id);
    (id, mailbox)
}

fn rename(app: &mut App, mailbox: MailboxId, inside: Option<MailboxId>, name: &str) -> EntryId {
    let from = seat(None, "before");
    app.order(Action::Mailbox(MailboxOrder::Rename { mailbox, from, to: seat(inside, name) }))
}

fn delete(app: &mut App, mailbox: MailboxId, messages: u32, below: Vec<MailboxId>) -> EntryId {
    let seat = seat(None, "before");
    app.order(Action::Mailbox(MailboxOrder::Delete { mailbox, seat, messages, below }))
}

async fn until_refused(app: &mut App, id: EntryId) -> FaultKind {
    let over = |state: &State| matches!(state, State::Settled | State::Refused(_));
    match app.until_state(id, over).await {
        State::Refused(fault) => fault.kind,
        other => panic!("{other:?}"),
    }
}

async fn until_offline(app: &mut App) {
    app.until("the wire to break", |app| {
        matches!(app.link, Some(Link::Offline { .. })).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailbox_is_made_filled_renamed_nested_and_deleted() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=3).map(mails::plain));
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, LIVE);
    app.until_live().await;
    // All ordered in one breath: each waits for the one before.
    let (made, travel) = create(&mut app, None, "Viagens & Café");
    let keys = vec![app.row("INBOX", "Message 2").unwrap().key];
    let from = app.mailbox("INBOX");
    let moved = app.order(Action::Move { keys: keys.clone(), from, to: travel });
    let (inner, japan) = create(&mut app, Some(travel), "日本");
    for id in [made, moved, inner] {
        app.until_settled(id).await;
    }
    assert_eq!(listed(&server), ["Viagens &- Caf&AOk-", "Viagens &- Caf&AOk-/&ZeVnLA-"]);
    assert_eq!(subscribed(&server), listed(&server));
    assert_eq!(app.mailbox("Viagens & Café"), travel);
    assert_eq!(app.row("Viagens & Café", "Message 2").unwrap().key, keys[0], "the same key");

    let archive = app.mailbox("Archive");
    let renamed = rename(&mut app, travel, Some(archive), "Travel");
    app.until_settled(renamed).await;
    assert_eq!(listed(&server), ["Archive/Travel", "Archive/Travel/&ZeVnLA-"]);
    assert_eq!(subscribed(&server), listed(&server));
    assert_eq!(
        (app.mailbox("Archive/Travel"), app.mailbox("Archive/Travel/日本")),
        (travel, japan)
    );
    app.until_live().await;
    assert_eq!(app.row("Archive/Travel", "Message 2").unwrap().key, keys[0]);

    let deleted = delete(&mut app, travel, 1, vec![japan]);
    app.until_settled(deleted).await;
    assert_eq!(listed(&server), [] as [&str; 0]);
    assert_eq!(subscribed(&server), listed(&server));
    assert!(app.mailboxes.iter().all(|mailbox| ![travel, japan].contains(&mailbox.id)));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ids_and_keys_of_made_and_renamed_mailboxes_are_the_same_after_a_restart() {
    let server = Dovecot::start();
    server.fill("Work", (1..=3).map(mails::plain));
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    let (made, new) = create(&mut app, None, "New");
    let work = app.mailbox("Work");
    let key = app.row("Work", "Message 2").unwrap().key;
    let renamed = rename(&mut app, work, Some(new), "Job");
    app.until_settled(made).await;
    app.until_settled(renamed).await;
    app.stop().await;
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    assert_eq!((app.mailbox("New"), app.mailbox("New/Job")), (new, work));
    assert_eq!(app.row("New/Job", "Message 2").unwrap().key, key);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailbox_that_got_mail_or_mailboxes_meanwhile_is_not_deleted() {
    let server = Dovecot::start();
    server.fill("Work", (1..=2).map(mails::plain));
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    let work = app.mailbox("Work");
    server.client().append("Work", "", &mails::plain(3));
    let refused = delete(&mut app, work, 2, vec![]);
    let kind = until_refused(&mut app, refused).await;
    assert_eq!(kind, FaultKind::Refused(Refusal::MoreInside));
    assert_eq!(server.client().message_ids("Work").len(), 3);

    server.client().ok("CREATE Work/House");
    app.ask(pombo::model::request::Ask::Refresh);
    app.until("the mailbox in it", |app| {
        app.mailboxes.iter().any(|mailbox| mailbox.path.len() == 2).then_some(())
    })
    .await;
    let refused = delete(&mut app, work, 9, vec![]);
    let kind = until_refused(&mut app, refused).await;
    assert_eq!(kind, FaultKind::Refused(Refusal::MoreInside));
    assert_eq!(listed(&server), ["Work", "Work/House"]);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailbox_that_holds_as_many_but_other_messages_is_not_deleted() {
    let server = Dovecot::start();
    server.fill("INBOX", [mails::plain(9)]);
    server.fill("Work", (1..=2).map(mails::plain));
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    let work = app.mailbox("Work");
    let mut other = server.client();
    other.append("Work", "", &mails::plain(3));
    other.ok("SELECT Work");
    other.ok("UID STORE 1 +FLAGS (\\Deleted)");
    other.ok("EXPUNGE");
    let refused = delete(&mut app, work, 2, vec![]);
    let kind = until_refused(&mut app, refused).await;
    assert_eq!(kind, FaultKind::Refused(Refusal::MoreInside));
    assert_eq!(server.client().message_ids("Work").len(), 2);
    // Once it was looked at, it may go; what an order of ours brings there goes along.
    app.ask(pombo::model::request::Ask::Refresh);
    app.until_row("Work", "Message 3").await;
    let moved = app.order_move(&["Message 9"], "INBOX", "Work");
    let deleted = delete(&mut app, work, 3, vec![]);
    app.until_settled(moved).await;
    app.until_settled(deleted).await;
    assert_eq!(listed(&server), [] as [&str; 0]);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_is_refused_and_leaves_everything_as_it_was() {
    let server = Dovecot::start();
    server.fill("Work", [mails::plain(1)]);
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    let (work, archive, inbox) =
        (app.mailbox("Work"), app.mailbox("Archive"), app.mailbox("INBOX"));
    server.client().ok("CREATE Taken");
    let taken = FaultKind::Refused(Refusal::AlreadyExists);
    let cannot = FaultKind::Refused(Refusal::Cannot);
    for (id, expected) in [
        (create(&mut app, None, "Work").0, &taken),
        (create(&mut app, None, "a/b").0, &cannot),
        (rename(&mut app, work, None, "Taken"), &taken),
        (rename(&mut app, archive, None, "Attic"), &cannot),
        (rename(&mut app, inbox, None, "Attic"), &cannot),
        (delete(&mut app, archive, 9, vec![]), &cannot),
    ] {
        assert_eq!(until_refused(&mut app, id).await, *expected);
    }
    assert_eq!(listed(&server), ["Taken", "Work"]);
    assert_eq!(app.mailbox("Work"), work);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailbox_that_somebody_else_made_first_is_the_one_that_was_ordered() {
    let server = Dovecot::start();
    server.fill("Work", [mails::plain(1)]);
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    // This engine has not heard of it.
    server.client().ok("CREATE Bills");
    let work = app.mailbox("Work");
    let (made, bills) = create(&mut app, None, "Bills");
    let key = app.row("Work", "Message 1").unwrap().key;
    let moved = app.order(Action::Move { keys: vec![key], from: work, to: bills });
    app.until_settled(made).await;
    app.until_settled(moved).await;
    assert_eq!(app.mailbox("Bills"), bills);
    assert_eq!(server.client().message_ids("Bills"), ["m1@test.example"]);
    app.stop().await;
}

async fn cut_at(step: &str, order: impl Fn(&mut App) -> EntryId, expected: &[&str]) {
    for trap in [Trap::Before, Trap::After] {
        let place = format!("{step} {trap:?}");
        let server = Dovecot::start();
        server.fill("Work", (1..=2).map(mails::plain));
        server.client().ok("CREATE Work/House");
        let proxy = Proxy::to(server.port);
        let profile = tempfile::tempdir().unwrap();
        let mut app = App::start(profile.path(), proxy.port, ONCE);
        app.until_live().await;
        let (work, key) = (app.mailbox("Work"), app.row("Work", "Message 2").unwrap().key);
        proxy.cut_at(step, trap);
        let id = order(&mut app);
        until_offline(&mut app).await;
        app.crash().await;
        proxy.mend();

        let mut app = App::start(profile.path(), proxy.port, LIVE);
        app.until_resumed(id).await;
        app.until_live().await;
        assert_eq!(listed(&server), expected, "{place}");
        let sent = proxy.sent();
        for command in ["CREATE", "RENAME"] {
            let tries = sent.matches(&format!(" {command} ")).count();
            assert!(tries <= if trap == Trap::Before { 2 } else { 1 }, "{place}: {command} again");
        }
        if let Some(mailbox) = app.mailboxes.iter().find(|mailbox| mailbox.id == work) {
            let name = mailbox.path.join("/");
            assert_eq!(app.row(&name, "Message 2").unwrap().key, key, "{place}");
        }
        let planned = MailboxId::planned(id);
        let made = app.mailboxes.iter().any(|mailbox| mailbox.id == planned);
        assert_eq!(made, step == "CREATE", "{place}: the id that was promised");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_between_create_and_its_ok_makes_it_once() {
    cut_at("CREATE", |app| create(app, None, "New").0, &["New", "Work", "Work/House"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_between_rename_and_its_ok_loses_nobody() {
    let order = |app: &mut App| rename(app, app.mailbox("Work"), None, "Job");
    cut_at("RENAME", order, &["Job", "Job/House"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_between_delete_and_its_ok_ends_in_its_being_gone() {
    let order = |app: &mut App| {
        let below = vec![app.mailbox("Work/House")];
        delete(app, app.mailbox("Work"), 2, below)
    };
    cut_at("DELETE", order, &[]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn offline_orders_wait_and_a_creation_taken_back_brings_its_messages_home() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=2).map(mails::plain));
    let proxy = Proxy::to(server.port);
    let profile = tempfile::tempdir().unwrap();
    let hold = std::time::Duration::from_millis(1);
    let mut app = App::start(profile.path(), proxy.port, How { live: true, hold });
    app.until_live().await;
    proxy.cut();
    until_offline(&mut app).await;
    let (kept, _) = create(&mut app, None, "Kept");
    let (given_up, never) = create(&mut app, None, "Never");
    let key = app.row("INBOX", "Message 1").unwrap().key;
    let from = app.mailbox("INBOX");
    let into = app.order(Action::Move { keys: vec![key], from, to: never });
    let (inner, _) = create(&mut app, Some(never), "Inner");
    app.until_state(inner, |state| matches!(state, State::Held { .. } | State::Queued)).await;
    app.ask(pombo::model::request::Ask::Cancel(given_up));
    app.until_state(given_up, |state| *state == State::Cancelled).await;
    assert_eq!(until_refused(&mut app, into).await, FaultKind::Gone);
    assert_eq!(until_refused(&mut app, inner).await, FaultKind::Gone);
    proxy.mend();
    app.until_settled(kept).await;
    assert_eq!(listed(&server), ["Kept"]);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_can_little_is_enough() {
    let capability = "IMAP4rev1 IDLE LITERAL+";
    let server = Dovecot::with(&Options { capability, ..Options::default() });
    server.fill("Work", [mails::plain(1)]);
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, LIVE);
    app.until_live().await;
    let work = app.mailbox("Work");
    let (made, new) = create(&mut app, Some(work), "New");
    app.until_settled(made).await;
    let renamed = rename(&mut app, new, None, "Newer");
    app.until_settled(renamed).await;
    assert_eq!(listed(&server), ["Newer", "Work"]);
    let deleted = delete(&mut app, work, 1, vec![]);
    app.until_settled(deleted).await;
    assert_eq!(listed(&server), ["Newer"]);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_server_that_parts_by_dots_below_the_inbox_a_new_one_lies_there_too() {
    let extra = "namespace inbox {\n  separator = .\n  prefix = INBOX.\n}\n";
    let server = Dovecot::with(&Options { extra, ..Options::default() });
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    let inbox = app.mailbox("INBOX");
    let (made, new) = create(&mut app, Some(inbox), "a/b");
    let over = |state: &State| matches!(state, State::Settled | State::Refused(_));
    let end = app.until_state(made, over).await;
    assert!(matches!(end, State::Refused(_)), "Maildir takes no stroke in a name");
    let (made, new_again) = create(&mut app, Some(inbox), "Bills");
    app.until_settled(made).await;
    assert_ne!(new, new_again);
    assert_eq!(app.mailbox("INBOX/Bills"), new_again);
    let dotted = create(&mut app, Some(inbox), "a.b").0;
    assert_eq!(until_refused(&mut app, dotted).await, FaultKind::Refused(Refusal::Cannot));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_subscribed_to_is_known_by_either_list_whoever_changed_it() {
    for capability in ["IMAP4rev1 IDLE LITERAL+", ""] {
        let all = Options::default();
        let options = if capability.is_empty() { all } else { Options { capability, ..all } };
        let server = Dovecot::with(&options);
        server.fill("Work", [mails::plain(1)]);
        server.client().ok("SUBSCRIBE Archive");
        let profile = tempfile::tempdir().unwrap();
        let mut app = App::start(profile.path(), server.port, LIVE);
        app.until_live().await;
        let state = |app: &App, name: &str| {
            let id = app.mailbox(name);
            app.mailboxes.iter().find(|mailbox| mailbox.id == id).unwrap().subscribed
        };
        assert_eq!(state(&app, "Archive"), Some(true), "{capability}");
        assert_eq!(state(&app, "Work"), Some(false), "{capability}");
        let work = app.mailbox("Work");
        for on in [true, false, true] {
            let order = MailboxOrder::Subscribe { mailbox: work, on };
            let id = app.order(Action::Mailbox(order));
            app.until_settled(id).await;
            assert_eq!(state(&app, "Work"), Some(on), "{capability}");
            assert_eq!(subscribed(&server).contains(&"Work".to_owned()), on);
        }
        // Another device.
        server.client().ok("UNSUBSCRIBE Work");
        app.ask(pombo::model::request::Ask::Refresh);
        app.until("the other device's word", |app| {
            (state(app, "Work") == Some(false)).then_some(())
        })
        .await;
        app.stop().await;
    }
}
