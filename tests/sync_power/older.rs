//! The cache lost its end and is whole again as it was some orders ago; the journal did not.

use pombo::model::action::Action;
use pombo::model::event::Fact;
use pombo::model::flags::Flags;
use pombo::model::ids::EntryId;
use pombo::model::link::Link;
use pombo::paths::Paths;

use super::damage;
use crate::support::dovecot::Dovecot;
use crate::support::mails;
use crate::support::proxy::Proxy;
use crate::sync_kit::{ACCOUNT, App, LIVE, ONCE};

/// Moves a message away, gives an order about it where it is now while there is no wire, and loses
/// what the cache learnt since before the move.
async fn kept_about_what_the_cache_forgot(order: impl Fn(&mut App) -> EntryId) -> (Dovecot, App) {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=4).map(mails::plain));
    let proxy = Proxy::to(server.port);
    let (profile, before) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let cache = Paths::profile(profile.path()).account_cache(ACCOUNT);
    let mut app = App::start(profile.path(), proxy.port, ONCE);
    app.until_live().await;
    app.stop().await;
    damage::copy(&cache, before.path());

    let mut app = App::start(profile.path(), proxy.port, LIVE);
    app.until_live().await;
    let moved = app.order_move(&["Message 2"], "INBOX", "Archive");
    app.until_settled(moved).await;
    app.until_row("Archive", "Message 2").await;
    proxy.cut();
    app.until("the account to be offline", |app| {
        matches!(app.link, Some(Link::Offline { .. })).then_some(())
    })
    .await;
    let id = order(&mut app);
    let kept = |app: &App| app.told.contains(&Fact::Journalled(id)).then_some(());
    app.until("the order to be on disk", kept).await;
    app.crash().await;
    std::fs::remove_dir_all(&cache).unwrap();
    damage::copy(before.path(), &cache);

    proxy.mend();
    let mut app = App::start(profile.path(), proxy.port, LIVE);
    app.until_resumed(id).await;
    app.until_live().await;
    (server, app)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_star_reaches_its_message_though_the_cache_fell_back_behind_a_move() {
    let star = |app: &mut App| app.order_flag("Message 2", "Archive", Flags::FLAGGED, Flags::NONE);
    let (server, app) = kept_about_what_the_cache_forgot(star).await;
    let flags = server.client().flags("Archive", "m2@test.example").unwrap();
    assert!(flags.contains("\\Flagged"), "{flags}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_goes_on_from_where_the_message_is_though_the_cache_fell_back() {
    let onward = |app: &mut App| app.order_move(&["Message 2"], "Archive", "Trash");
    let (server, mut app) = kept_about_what_the_cache_forgot(onward).await;
    app.until_no_row("INBOX", "Message 2").await;
    app.until_row("Trash", "Message 2").await;
    app.stop().await;
    let mut client = server.client();
    assert_eq!(client.message_ids("Trash"), ["m2@test.example"]);
    assert!(client.message_ids("Archive").is_empty());
    assert_eq!(client.message_ids("INBOX").len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deletion_is_done_where_the_message_is_though_the_cache_fell_back() {
    let delete = |app: &mut App| {
        let keys = vec![app.row("Archive", "Message 2").unwrap().key];
        let from = app.mailbox("Archive");
        app.order(Action::Delete { keys, from })
    };
    let (server, mut app) = kept_about_what_the_cache_forgot(delete).await;
    app.until_no_row("INBOX", "Message 2").await;
    app.stop().await;
    assert!(server.client().message_ids("Archive").is_empty());
    assert_eq!(server.client().message_ids("INBOX").len(), 3);
}
