//! Messages that others marked as deleted and did not expunge: the server counts them, a person
//! does not see them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use pombo::model::event::{Fact, Source};
use pombo::model::mail::Mail;
use pombo::model::request::Ask;
use support::dovecot::{Dovecot, Options};
use support::mails;
use sync_kit::{App, LIVE, ONCE};

/// Messages and unread ones as they are shown beside the name.
fn counts(app: &App, mailbox: &str) -> (u32, u32) {
    let mut mail = Mail::default();
    app.told.iter().cloned().for_each(|fact| mail.apply(fact));
    mail.refresh();
    let counts = mail.counts(app.mailbox(mailbox));
    (counts.total, counts.unread)
}

fn lists(app: &App) -> usize {
    let listed =
        |fact: &&Fact| matches!(fact, Fact::MailboxesListed { source: Source::Server, .. });
    app.told.iter().filter(listed).count()
}

async fn list_again(app: &mut App) {
    let before = lists(app);
    app.ask(Ask::Refresh);
    app.until("another list", |app| (lists(app) > before).then_some(())).await;
    app.until_live().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_others_marked_as_deleted_is_neither_shown_nor_counted() {
    for capability in ["", "IMAP4rev1 IDLE LITERAL+"] {
        let server = Dovecot::with(&Options { capability, ..Options::default() });
        server.fill("INBOX", (1..=2).map(mails::plain));
        server.fill("Trash", (3..=5).map(mails::plain));
        let profile = tempfile::tempdir().unwrap();
        let mut app = App::start(profile.path(), server.port, LIVE);
        app.until_live().await;
        assert_eq!(counts(&app, "Trash"), (3, 3));
        let mut other = server.client();
        other.ok("SELECT Trash");
        other.ok("UID STORE 2 +FLAGS (\\Deleted)");
        app.ask(Ask::Select(app.mailbox("Trash")));
        app.until_no_row("Trash", "Message 4").await;
        list_again(&mut app).await;
        assert_eq!(counts(&app, "Trash"), (2, 2), "{capability}");
        app.stop().await;

        let mut app = App::start(profile.path(), server.port, ONCE);
        app.until("the cached list", |app| (!app.mailboxes.is_empty()).then_some(())).await;
        assert_eq!(counts(&app, "Trash"), (2, 2), "{capability}, from disk");
        list_again(&mut app).await;
        assert_eq!(counts(&app, "Trash"), (2, 2), "{capability}, after a restart");
        other.ok("UID STORE 2 -FLAGS (\\Deleted)");
        app.ask(Ask::Select(app.mailbox("Trash")));
        app.until_row("Trash", "Message 4").await;
        list_again(&mut app).await;
        assert_eq!(counts(&app, "Trash"), (3, 3), "{capability}, unmarked");
        app.stop().await;
    }
}
