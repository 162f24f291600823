//! The first synchronisation against a real server: the newest headers first, no body before it is
//! asked for, everything there in the end, and all of it again from the cache.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use pombo::model::event::{Fact, Source};
use pombo::model::fault::FaultKind;
use pombo::model::ids::JobId;
use pombo::model::link::Link;
use pombo::model::mailbox::Role;
use pombo::model::request::{Ask, BodyLimit};
use support::dovecot::{Dovecot, Options};
use support::mails;
use support::proxy::Proxy;
use sync_kit::{App, LIVE, ONCE};

/// Commands in the order they were sent, without their tags.
fn commands(proxy: &Proxy) -> Vec<String> {
    proxy.sent().lines().filter_map(|line| Some(line.split_once(' ')?.1.to_owned())).collect()
}

fn place(commands: &[String], what: &str) -> usize {
    commands
        .iter()
        .position(|command| command.contains(what))
        .unwrap_or_else(|| panic!("no {what} in {commands:#?}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_newest_headers_come_first_and_no_body_before_it_is_asked_for() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=1_300).map(mails::plain));
    server.fill("Archive", (2_001..=2_060).map(mails::plain));
    let proxy = Proxy::to(server.port);
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), proxy.port, ONCE);

    let first = app
        .until("the first rows", |app| {
            app.told.iter().find_map(|fact| match fact {
                Fact::RowsArrived { mailbox, rows, .. } => Some((*mailbox, rows.clone())),
                _ => None,
            })
        })
        .await;
    let before_rows = commands(&proxy);
    assert_eq!(first.0, app.mailbox("INBOX"));
    let mut subjects: Vec<_> = first.1.iter().map(|row| row.subject.clone()).collect();
    subjects.sort();
    let mut newest: Vec<_> = (1_251..=1_300).map(|n| format!("Message {n}")).collect();
    newest.sort();
    assert_eq!(subjects, newest);
    // Signed in, the rows are there after three round trips: LIST with LSUB, SELECT, FETCH.
    let list = place(&before_rows, "LIST ");
    let fetch = place(&before_rows, "BODY.PEEK[HEADER.FIELDS");
    assert_eq!(fetch - list, 3, "{before_rows:#?}");
    assert!(before_rows[list + 1].starts_with("LSUB"), "{before_rows:#?}");
    assert!(before_rows[list + 2].starts_with("SELECT"), "{before_rows:#?}");

    app.until_live().await;
    assert_eq!(app.subjects("INBOX").len(), 1_300);
    assert_eq!(app.subjects("INBOX")[0], "Message 1300");
    assert_eq!(app.subjects("Archive").len(), 60);
    let sent = commands(&proxy);
    for what in
        ["BODYSTRUCTURE", "BODY[", "RFC822 ", "BODY.PEEK[]", "BODY.PEEK[1", "BODY.PEEK[TEXT"]
    {
        assert!(!sent.iter().any(|command| command.contains(what)), "{what} before a click");
    }
    let last_newest = sent
        .iter()
        .rposition(|command| {
            command.starts_with("SELECT \"Trash\"") || command.starts_with("SELECT Trash")
        })
        .unwrap();
    let history = sent
        .iter()
        .position(|command| command.starts_with("UID FETCH") && command.contains("HEADER.FIELDS"));
    assert!(history.unwrap() > last_newest, "history before a mailbox's newest: {sent:#?}");

    let key = app.row("INBOX", "Message 7").unwrap().key;
    let (body, source) = app.body(key).await;
    assert_eq!(source, Source::Server);
    assert!(body.unwrap().texts[0].text.contains("This is the body of message 7."));
    let (_, source) = app.body(key).await;
    assert_eq!(source, Source::Cache, "the second time nobody is asked");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_start_shows_everything_before_any_connection() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=120).map(mails::plain));
    let proxy = Proxy::to(server.port);
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), proxy.port, ONCE);
    app.until_live().await;
    let key = app.row("INBOX", "Message 3").unwrap().key;
    app.body(key).await.0.unwrap();
    app.stop().await;

    proxy.cut();
    let made = proxy.connections();
    let mut app = App::start(profile.path(), proxy.port, LIVE);
    app.until("all cached rows", |app| {
        (!app.mailboxes.is_empty() && app.subjects("INBOX").len() == 120).then_some(())
    })
    .await;
    let is_about_lists = |fact: &&Fact| !matches!(fact, Fact::Separated(_) | Fact::Divided(_));
    let told: Vec<&Fact> = app.told.iter().filter(is_about_lists).collect();
    assert!(matches!(told[0], Fact::JournalOpened(_)));
    assert!(matches!(told[1], Fact::MailboxesListed { source: Source::Cache, .. }));
    assert!(matches!(told[2], Fact::RowsArrived { source: Source::Cache, .. }));
    let inbox = app.mailboxes.iter().find(|m| m.role == Some(Role::Inbox)).unwrap();
    assert_eq!((inbox.total, inbox.unread), (120, 120));
    let (body, source) = app.body(key).await;
    assert_eq!(source, Source::Cache);
    assert!(body.unwrap().texts[0].text.contains("message 3"));
    app.until("the account to be offline", |app| match &app.link {
        Some(Link::Offline { .. }) => Some(()),
        _ => None,
    })
    .await;
    assert_eq!(proxy.connections(), made);
    let other = app.row("INBOX", "Message 4").unwrap().key;
    let (body, _) = app.body(other).await;
    assert!(body.is_err(), "what was never read cannot be shown offline, and that is said at once");

    proxy.mend();
    app.ask(Ask::Refresh);
    app.until_live().await;
    assert!(app.body(other).await.0.is_ok());
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_poor_server_is_brought_to_the_same_end() {
    let options = Options { capability: "IMAP4rev1", ..Options::default() };
    let server = Dovecot::with(&options);
    server.fill("INBOX", (1..=700).map(mails::plain));
    server.fill("Old", (1_001..=1_010).map(mails::plain));
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    assert_eq!(app.subjects("INBOX").len(), 700);
    assert_eq!(app.subjects("Old").len(), 10);
    app.stop().await;

    // What changed meanwhile is found without mod-sequences.
    let mut client = server.client();
    client.ok("SELECT INBOX");
    client.ok("UID STORE 10 +FLAGS (\\Seen)");
    client.ok("UID STORE 20 +FLAGS (\\Deleted)");
    client.ok("EXPUNGE");
    client.append("INBOX", "", &mails::plain(701));
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    assert_eq!(app.subjects("INBOX").len(), 700);
    assert!(app.row("INBOX", "Message 20").is_none());
    assert!(app.row("INBOX", "Message 701").is_some());
    let seen = app.row("INBOX", "Message 10").unwrap().flags;
    assert!(seen.has(pombo::model::flags::Flags::SEEN));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_part_is_saved_alone_and_never_over_another_file() {
    let server = Dovecot::start();
    server.fill("INBOX", [mails::with_attachment(1, 3_000_000)]);
    let proxy = Proxy::to(server.port);
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), proxy.port, LIVE);
    let key = app.until_row("INBOX", "Attachment 1").await.key;
    app.until_live().await;
    let (body, _) = app.body_up_to(key, BodyLimit::Whole).await;
    let attachment = body.unwrap().attachments[0].clone();
    assert_eq!(attachment.name, "report 1.bin");
    assert!(app.engine.as_ref().unwrap().meter().down() < 500_000, "the attachment was fetched");

    let to = profile.path().join("report.bin");
    for (job, expected) in [(JobId(1), "report.bin"), (JobId(2), "report (2).bin")] {
        app.ask(Ask::SavePart { job, key, part: attachment.part.clone(), to: to.clone() });
        let saved = app.until("the file", |app| saved(app, job)).await.unwrap();
        assert_eq!(saved, profile.path().join(expected));
        let bytes = std::fs::read(saved).unwrap();
        let expected: Vec<u8> = (0..3_000_000).map(|i| (i * 31 % 251) as u8).collect();
        assert!(bytes == expected, "the file is not what was sent");
    }
    let progress = app.told.iter().filter(|fact| matches!(fact, Fact::PartProgressed { .. }));
    assert!(progress.count() >= 4);

    app.ask(Ask::SavePart { job: JobId(3), key, part: attachment.part, to });
    app.ask(Ask::CancelJob(JobId(3)));
    let fault = app.until("the end of it", |app| saved(app, JobId(3))).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Cancelled);
    assert!(!profile.path().join("report (3).bin").exists());
    app.stop().await;
}

fn saved(app: &App, job: JobId) -> Option<Result<std::path::PathBuf, pombo::model::fault::Fault>> {
    app.told.iter().find_map(|fact| match fact {
        Fact::PartSaved { job: of, result } if *of == job => Some(result.clone()),
        _ => None,
    })
}
