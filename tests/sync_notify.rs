//! NOTIFY on a real server: what happens in mailboxes that nobody has open comes by itself, and a
//! server that refuses is polled as before.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use pombo::model::event::{Fact, Source};
use pombo::model::flags::Flags;
use pombo::model::request::Ask;
use support::dovecot::Dovecot;
use support::{mails, until};
use sync_kit::liar::Liar;
use sync_kit::{App, LIVE};

/// A live account on a server that lies so; it listens to INBOX by now.
async fn started(lie: fn(&str) -> Vec<String>) -> (Dovecot, Liar, tempfile::TempDir, App) {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=3).map(mails::plain));
    server.fill("Projects", (101..=103).map(mails::plain));
    let liar = Liar::before(server.port, lie);
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), liar.port, LIVE);
    app.until_live().await;
    until("NOTIFY and then IDLE", || {
        let sent = liar.sent();
        let ordered = sent.iter().position(|command| command.starts_with("NOTIFY SET STATUS"))?;
        sent[ordered..].iter().any(|command| command == "IDLE").then_some(())
    });
    app.until_live().await;
    (server, liar, profile, app)
}

fn honest(line: &str) -> Vec<String> {
    vec![line.to_owned()]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happens_in_a_mailbox_that_nobody_has_open_comes_by_itself() {
    let (server, liar, _profile, mut app) = started(honest).await;
    let lists = liar.count("LIST ");
    let mut other = server.client();
    other.append("Projects", "", &mails::plain(104));
    app.until_row("Projects", "Message 104").await;
    other.ok("SELECT Projects");
    other.ok("UID STORE 1 +FLAGS (\\Flagged)");
    app.until("the star", |app| {
        app.row("Projects", "Message 101").filter(|row| row.flags.has(Flags::FLAGGED))
    })
    .await;
    other.ok("UID STORE 2 +FLAGS (\\Deleted)");
    other.ok("EXPUNGE");
    app.until_no_row("Projects", "Message 102").await;
    // And the mailbox that is open on the same connection.
    other.append("INBOX", "", &mails::plain(4));
    app.until_row("INBOX", "Message 4").await;
    assert_eq!(liar.count("LIST "), lists, "nobody asked for it: {:#?}", liar.sent());
    app.until_live().await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailbox_that_is_made_elsewhere_turns_up() {
    let (server, _liar, _profile, mut app) = started(honest).await;
    let mut other = server.client();
    other.ok("CREATE Harbour");
    app.until("the new mailbox", |app| {
        let listed = |fact: &&Fact| match fact {
            Fact::MailboxesListed { mailboxes, source: Source::Server } => {
                mailboxes.iter().any(|mailbox| mailbox.path == ["Harbour"])
            }
            _ => false,
        };
        app.told.iter().find(listed).map(drop)
    })
    .await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_refuses_is_asked_once_and_polled_as_before() {
    let refusing = |line: &str| match line.split_once(' ') {
        Some((tag, rest)) if rest.starts_with("OK NOTIFY completed") => {
            vec![format!("{tag} BAD NOTIFY is not known")]
        }
        _ => vec![line.to_owned()],
    };
    let (server, liar, _profile, mut app) = started(refusing).await;
    let mut other = server.client();
    other.append("Projects", "", &mails::plain(104));
    other.append("INBOX", "", &mails::plain(4));
    app.until_row("INBOX", "Message 4").await;
    app.ask(Ask::Refresh);
    app.until_row("Projects", "Message 104").await;
    app.until_live().await;
    assert_eq!(liar.count("NOTIFY"), 1, "{:#?}", liar.sent());
    app.stop().await;
}
