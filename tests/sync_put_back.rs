//! What left the server and is put back: made again from what was read, once, whatever breaks.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use pombo::model::action::Action;
use pombo::model::event::{Fact, Source};
use pombo::model::flags::Flags;
use pombo::model::ids::{MailboxId, MessageKey};
use pombo::model::removed::Why;
use pombo::model::request::Ask;
use support::client::Client;
use support::dovecot::Dovecot;
use support::mails;
use support::proxy::{Proxy, Trap};
use sync_kit::{App, LIVE, ONCE};

fn expunge(other: &mut Client, mailbox: &str, number: u32) {
    let uid = other.uid(mailbox, &format!("m{number}@test.example")).unwrap();
    other.ok(&format!("SELECT {mailbox}"));
    other.ok(&format!("UID STORE {uid} +FLAGS.SILENT (\\Deleted)"));
    other.ok("EXPUNGE");
}

fn removed(app: &App, key: MessageKey) -> Option<Why> {
    app.told.iter().find_map(|fact| match fact {
        Fact::Removed(all) => all.iter().find(|one| one.row.key == key).map(|one| one.why),
        _ => None,
    })
}

async fn until_removed(app: &mut App, key: MessageKey) -> Why {
    app.until("what is removed", |app| removed(app, key)).await
}

async fn until_forgotten(app: &mut App, key: MessageKey) {
    app.until("the removed to be forgotten", |app| {
        app.told.iter().find(|fact| {
            matches!(fact, Fact::Vanished { mailbox, keys }
                if *mailbox == MailboxId::REMOVED && keys.contains(&key))
        })?;
        Some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_was_read_is_put_back_with_text_date_and_flags() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=3).map(mails::plain));
    let mut other = server.client();
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, LIVE);
    app.until_live().await;
    let star = app.order_flag("Message 2", "INBOX", Flags::FLAGGED, Flags::NONE);
    app.until_settled(star).await;
    let row = app.row("INBOX", "Message 2").unwrap();
    let (read, _) = app.body(row.key).await;
    expunge(&mut other, "INBOX", 2);
    assert_eq!(until_removed(&mut app, row.key).await, Why::Expunged);
    assert!(app.row("INBOX", "Message 2").is_none());
    let (kept, source) = app.body(row.key).await;
    assert_eq!((kept.unwrap(), source), (read.unwrap(), Source::Cache));

    let to = app.mailbox("INBOX");
    let back = app.order(Action::PutBack { keys: vec![row.key], to });
    app.until_settled(back).await;
    until_forgotten(&mut app, row.key).await;
    let again = app.until_row("INBOX", "Message 2").await;
    assert_eq!(again.received, row.received, "it stands where it stood");
    assert!(again.flags.has(Flags::FLAGGED));
    assert_eq!(other.message_ids("INBOX").len(), 3);
    let (body, _) = app.body(again.key).await;
    assert!(body.unwrap().texts[0].text.contains("This is the body of message 2."));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_put_back_once_though_the_wire_breaks_at_any_step() {
    for step in ["STATUS \"Archive\"", "APPEND", "X-Pombo-Rebuilt"] {
        for trap in [Trap::Before, Trap::After] {
            let place = format!("{step} {trap:?}");
            let server = Dovecot::start();
            server.fill("Archive", (1..=3).map(mails::plain));
            let proxy = Proxy::to(server.port);
            let profile = tempfile::tempdir().unwrap();
            let mut app = App::start(profile.path(), proxy.port, ONCE);
            app.until_live().await;
            let key = app.row("Archive", "Message 2").unwrap().key;
            app.body(key).await.0.unwrap();
            expunge(&mut server.client(), "Archive", 2);
            app.ask(Ask::Refresh);
            until_removed(&mut app, key).await;
            proxy.cut_at(step, trap);
            let to = app.mailbox("Archive");
            let id = app.order(Action::PutBack { keys: vec![key], to });
            app.until(&format!("the wire to break at {place}"), |app| {
                matches!(app.link, Some(pombo::model::link::Link::Offline { .. })).then_some(())
            })
            .await;
            app.crash().await;
            proxy.mend();
            let mut app = App::start(profile.path(), proxy.port, LIVE);
            app.until_resumed(id).await;
            app.until_row("Archive", "Message 2").await;
            let mut ids = server.client().message_ids("Archive");
            ids.sort();
            let once = [1, 2, 3].map(|number| format!("m{number}@test.example"));
            assert_eq!(ids, once, "{place}");
            app.stop().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_kept_whole_is_not_put_back() {
    let server = Dovecot::start();
    server.fill("INBOX", [mails::plain(1), mails::with_attachment(2, 500), mails::plain(3)]);
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, LIVE);
    app.until_live().await;
    let unread = app.row("INBOX", "Message 1").unwrap().key;
    let attached = app.row("INBOX", "Attachment 2").unwrap().key;
    app.body(attached).await.0.unwrap();
    for number in [1, 2] {
        expunge(&mut server.client(), "INBOX", number);
    }
    for key in [unread, attached] {
        until_removed(&mut app, key).await;
        let to = app.mailbox("INBOX");
        let id = app.order(Action::PutBack { keys: vec![key], to });
        app.until("the order to be declined", |app| {
            app.told.iter().find(|fact| matches!(fact, Fact::JournalFailed(of, _) if *of == id))?;
            Some(())
        })
        .await;
    }
    assert_eq!(server.client().message_ids("INBOX"), ["m3@test.example"]);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_deleted_here_is_known_as_such_through_a_restart_and_can_be_forgotten() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=3).map(mails::plain));
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, LIVE);
    app.until_live().await;
    let key = app.row("INBOX", "Message 2").unwrap().key;
    let from = app.mailbox("INBOX");
    let deleted = app.order(Action::Delete { keys: vec![key], from });
    app.until_settled(deleted).await;
    assert_eq!(until_removed(&mut app, key).await, Why::DeletedHere);
    let moved = app.order_move(&["Message 3"], "INBOX", "Archive");
    app.until_settled(moved).await;
    app.stop().await;

    let mut app = App::start(profile.path(), server.port, LIVE);
    assert_eq!(until_removed(&mut app, key).await, Why::DeletedHere);
    let all = app.told.iter().filter(|fact| matches!(fact, Fact::Removed(_))).count();
    assert_eq!(all, 1, "what was moved is not removed");
    app.ask(Ask::Forget(vec![key]));
    until_forgotten(&mut app, key).await;
    app.stop().await;
    let mut app = App::start(profile.path(), server.port, LIVE);
    app.until_live().await;
    assert!(removed(&app, key).is_none());
    app.stop().await;
}
