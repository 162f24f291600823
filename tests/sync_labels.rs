//! Gmail's labels: told, kept fresh, changed, and of no harm where they misbehave.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use pombo::auth::{Secret, Vault};
use pombo::model::account::Account;
use pombo::model::action::Action;
use pombo::model::event::Fact;
use pombo::model::fault::{FaultKind, Refusal};
use pombo::model::ids::{AccountId, EntryId, MailboxId, MessageKey};
use pombo::model::journal::State;
use pombo::model::label::Label;
use pombo::model::link::Link;
use pombo::model::request::Ask;
use pombo::sync::Storage;
use support::PATIENCE;
use support::dovecot::PASSWORD;
use support::scripted::{MODERN, Manner, Server, Setup, gmail};
use sync_kit::{ACCOUNT, App, LIVE, ONCE, account, witness};

/// What was told of labels so far.
fn told(app: &App) -> HashMap<MessageKey, Vec<Label>> {
    let facts = app.told.iter().filter_map(|fact| match fact {
        Fact::Labelled(labelled) => Some(labelled.clone()),
        _ => None,
    });
    facts.flatten().collect()
}

/// The labels of a message as they are known, by the names of their mailboxes.
fn labels(app: &App, mailbox: &str, subject: &str) -> Vec<String> {
    let Some(row) = app.row(mailbox, subject) else { return vec!["no such message".into()] };
    let name = |id: &MailboxId| {
        let found = app.mailboxes.iter().find(|mailbox| mailbox.id == *id);
        found.map_or_else(|| "?".to_owned(), |mailbox| mailbox.path.join("/"))
    };
    let known = told(app).remove(&row.key).unwrap_or_default();
    let mut names: Vec<String> = known
        .iter()
        .map(|label| match label {
            Label::Mailbox(id) => name(id),
            Label::Name(name) => format!("({name})"),
        })
        .collect();
    names.sort();
    names
}

/// Waits for a condition and asks to go on meanwhile, as a person would who presses "refresh".
async fn press(app: &mut App, what: &str, found: impl Fn(&App) -> bool) {
    let end = Instant::now() + PATIENCE;
    while !app.comes(Duration::from_millis(100), &found).await {
        assert!(Instant::now() < end, "waited in vain for {what}; {}", app.summary());
        app.ask(Ask::Refresh);
    }
}

async fn until_labels(app: &mut App, mailbox: &str, subject: &str, wished: &[&str]) {
    let what = format!("{subject} in {mailbox} to have {wished:?}");
    press(app, &what, |app| labels(app, mailbox, subject) == wished).await;
}

async fn equal(app: &mut App, server: &Server) {
    press(app, "both sides to be equal", |app| {
        app.link == Some(Link::Live) && witness::difference(app, server).is_none()
    })
    .await;
}

fn relabel(app: &App, subject: &str, from: &str, add: &[&str], remove: &[&str]) -> Action {
    let ids = |names: &[&str]| names.iter().map(|name| app.mailbox(name)).collect();
    let keys = vec![app.row(from, subject).unwrap().key];
    Action::Label { keys, add: ids(add), remove: ids(remove) }
}

async fn over(app: &mut App, id: EntryId) -> State {
    press(app, "the end of an order", |app| app.is_over(id)).await;
    app.entries[&id].clone()
}

fn where_is(server: &Server, subject: &str) -> Vec<String> {
    let all = server.all();
    all.iter().filter(|(_, at, _)| at == subject).map(|(at, ..)| at.clone()).collect()
}

const ALL: &str = "[Gmail]/All Mail";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn labels_are_told_with_the_mail_kept_and_follow_what_others_do() {
    let dir = tempfile::tempdir().unwrap();
    let server = gmail(Manner::default()).start();
    let mut app = App::start(dir.path(), server.port, LIVE);
    equal(&mut app, &server).await;
    until_labels(&mut app, "INBOX", "Message 1", &["Work"]).await;
    until_labels(&mut app, "Work", "Message 1", &["INBOX"]).await;
    until_labels(&mut app, ALL, "Message 1", &["INBOX", "Work"]).await;
    until_labels(&mut app, ALL, "Message 5", &["INBOX"]).await;
    until_labels(&mut app, ALL, "Message 9", &[]).await;
    assert!(app.told.contains(&Fact::HasLabels(true)));
    server.label("Message 9", "Work", true);
    server.label("Message 1", "INBOX", false);
    until_labels(&mut app, ALL, "Message 9", &["Work"]).await;
    until_labels(&mut app, ALL, "Message 1", &["Work"]).await;
    until_labels(&mut app, "Work", "Message 1", &[]).await;
    equal(&mut app, &server).await;
    app.stop().await;
    // Without a server they are as they were.
    let port = server.port;
    drop(server);
    let mut app = App::start(dir.path(), port, LIVE);
    app.until_row(ALL, "Message 9").await;
    app.until("the labels", |app| (labels(app, ALL, "Message 9") == ["Work"]).then_some(())).await;
    assert!(app.told.contains(&Fact::HasLabels(true)));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn labels_are_put_on_and_taken_away_and_the_inverse_undoes_it() {
    let server = gmail(Manner::default()).start();
    let mut app = App::in_memory(server.port, LIVE);
    equal(&mut app, &server).await;
    until_labels(&mut app, "INBOX", "Message 1", &["Work"]).await;
    let action = relabel(&app, "Message 5", "INBOX", &["Work"], &[]);
    let inverse = action.inverse().unwrap();
    let id = app.order(action);
    assert_eq!(over(&mut app, id).await, State::Settled);
    assert_eq!(where_is(&server, "Message 5"), ["INBOX", "Work", ALL]);
    assert_eq!(labels(&app, "INBOX", "Message 5"), ["Work"], "told before the end");
    until_labels(&mut app, ALL, "Message 5", &["INBOX", "Work"]).await;
    equal(&mut app, &server).await;
    let id = app.order(inverse);
    assert_eq!(over(&mut app, id).await, State::Settled);
    assert_eq!(where_is(&server, "Message 5"), ["INBOX", ALL]);
    until_labels(&mut app, "INBOX", "Message 5", &[]).await;
    equal(&mut app, &server).await;

    // From the mailbox of all mail, the inbox is a label like others.
    let id = app.order(relabel(&app, "Message 1", ALL, &[], &["INBOX", "Work"]));
    assert_eq!(over(&mut app, id).await, State::Settled);
    assert_eq!(where_is(&server, "Message 1"), [ALL]);
    equal(&mut app, &server).await;
    let id = app.order(relabel(&app, "Message 1", ALL, &["INBOX"], &[]));
    assert_eq!(over(&mut app, id).await, State::Settled);
    equal(&mut app, &server).await;
    assert_eq!(where_is(&server, "Message 1"), ["INBOX", ALL]);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_of_labels_that_waits_is_carried_out_by_a_later_run() {
    let dir = tempfile::tempdir().unwrap();
    let server = gmail(Manner::default()).start();
    let mut app = App::start(dir.path(), server.port, LIVE);
    equal(&mut app, &server).await;
    let slow = sync_kit::How { live: true, hold: Duration::from_secs(3_600) };
    app.stop().await;
    let mut app = App::start(dir.path(), server.port, slow);
    app.until_row("INBOX", "Message 6").await;
    let id = app.order(relabel(&app, "Message 6", "INBOX", &["Work"], &[]));
    app.until_state(id, |state| matches!(state, State::Held { .. })).await;
    app.crash().await;
    let mut app = App::start(dir.path(), server.port, LIVE);
    app.until_resumed(id).await;
    press(&mut app, "the label", |_| where_is(&server, "Message 6").len() == 3).await;
    equal(&mut app, &server).await;
    until_labels(&mut app, "INBOX", "Message 6", &["Work"]).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn labels_that_cannot_be_changed_are_refused_and_nothing_else_happens() {
    let refusing = Manner::default().refuse(|said| {
        let changes = said.command.contains("STORE") && said.command.contains("X-GM-LABELS");
        changes.then(|| "NO [CANNOT] not this one".into())
    });
    let server = gmail(refusing).start();
    let mut app = App::in_memory(server.port, LIVE);
    equal(&mut app, &server).await;
    let id = app.order(relabel(&app, "Message 5", "INBOX", &["Work"], &[]));
    let State::Refused(fault) = over(&mut app, id).await else { panic!() };
    assert_eq!(fault.kind, FaultKind::Refused(Refusal::Cannot));
    assert_eq!(where_is(&server, "Message 5"), ["INBOX", ALL]);
    assert_eq!(labels(&app, "INBOX", "Message 5"), Vec::<String>::new());
    equal(&mut app, &server).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn labels_that_are_refused_left_out_or_absurd_do_no_harm() {
    let asks = |command: &str| command.contains("FETCH") && command.contains("X-GM-LABELS");
    let refusing =
        Manner::default().refuse(move |said| asks(said.command).then(|| "BAD what".into()));
    let late = Manner::default().refuse(move |said| {
        let canary = said.command.ends_with("FETCH 1 (UID X-GM-LABELS)");
        (asks(said.command) && !canary).then(|| "BAD what".into())
    });
    let silent = Manner::default().bend(|_, answer| {
        answer.lines.iter_mut().for_each(|line| *line = line.replace("X-GM-LABELS", "X-NOTHING"));
    });
    let absurd = Manner::default().bend(|_, answer| {
        for line in &mut answer.lines {
            let many: Vec<String> =
                (0..500).map(|at| format!("\"{}{at}\"", "é".repeat(40))).collect();
            let many = format!("X-GM-LABELS ((a (b)) NIL \"\" {} ", many.join(" "));
            *line = line.replace("X-GM-LABELS (", &many);
        }
    });
    for (name, manner) in
        [("BAD", refusing), ("late", late), ("silent", silent), ("absurd", absurd)]
    {
        let server = gmail(manner).start();
        let mut app = App::in_memory(server.port, LIVE);
        equal(&mut app, &server).await;
        server.deliver("INBOX", 90);
        app.until_row("INBOX", "Message 90").await;
        equal(&mut app, &server).await;
        assert_eq!(witness::hidden(&app.told, &server), Vec::<String>::new(), "{name}");
        let most = told(&app).values().map(Vec::len).max().unwrap_or(0);
        let expected = match name {
            "absurd" => 1..=64,
            // The first question was answered, of a mail with two labels.
            "late" => 0..=2,
            _ => 0..=0,
        };
        assert!(expected.contains(&most), "{name}: {most}");
        let asked = server.sent().iter().filter(|sent| asks(sent)).count();
        // Three connections, each of which gives up at once; the late one after it was let in.
        assert!(name == "absurd" || (1..=12).contains(&asked), "{name}: asked {asked} times");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_brought_to_another_account_goes_to_the_trash_from_every_label() {
    const FAR: AccountId = AccountId(2);
    let server = gmail(Manner::default()).start();
    let other = Setup::new(MODERN, &[("INBOX", 40..=41), ("Kept", 50..=50)]).start();
    let vault = Vault::new("test");
    for id in [ACCOUNT, FAR] {
        vault.hold(id, Secret::from(PASSWORD.to_owned()));
    }
    let far = Account { id: FAR, ..account(other.port) };
    let accounts = vec![account(server.port), far];
    let mut app = App::with_all(Storage::Memory, accounts, vault, LIVE);
    equal(&mut app, &server).await;
    app.until("the other account", |app| (app.far.link == Some(Link::Live)).then_some(())).await;
    let to = app.far.mailboxes.iter().find(|mailbox| mailbox.path == ["Kept"]).unwrap().id;
    let keys = vec![app.row("INBOX", "Message 2").unwrap().key];
    let from = app.mailbox("INBOX");
    let id = app.order(Action::Across { keys, from, account: FAR, to, keep: false });
    assert_eq!(over(&mut app, id).await, State::Settled);
    assert!(other.holds("Kept", "Message 2"));
    assert_eq!(where_is(&server, "Message 2"), ["[Gmail]/Trash"]);
    assert!(!server.sent().iter().any(|sent| sent.contains("EXPUNGE")));
    equal(&mut app, &server).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_that_was_kept_before_labels_were_known_gets_them() {
    let dir = tempfile::tempdir().unwrap();
    let before = gmail(
        Manner::default()
            .refuse(|said| said.command.contains("X-GM-LABELS").then(|| "BAD what".into())),
    );
    let server = before.start();
    let mut app = App::start(dir.path(), server.port, ONCE);
    equal(&mut app, &server).await;
    assert!(told(&app).is_empty());
    app.stop().await;
    server.be_honest();
    let mut app = App::start(dir.path(), server.port, LIVE);
    equal(&mut app, &server).await;
    until_labels(&mut app, "INBOX", "Message 1", &["Work"]).await;
    until_labels(&mut app, ALL, "Message 2", &["INBOX", "Work"]).await;
    equal(&mut app, &server).await;
    app.stop().await;
    // Once is enough: what did not change is not asked for again.
    let asked = |server: &Server| {
        let whole =
            |sent: &&String| sent.contains("UID FETCH") && sent.contains("(UID X-GM-LABELS)");
        server.sent().iter().filter(whole).count()
    };
    let times = asked(&server);
    assert!(times >= 3, "each mailbox was filled: {times}");
    let mut app = App::start(dir.path(), server.port, LIVE);
    equal(&mut app, &server).await;
    assert_eq!(asked(&server), times);
    app.stop().await;
}
