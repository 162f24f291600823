//! Servers as odd as some real ones: what they leave out, refuse or get wrong must not cost a mail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use pombo::model::action::Action;
use pombo::model::event::Fact;
use pombo::model::fault::{FaultKind, Refusal};
use pombo::model::journal::State;
use pombo::model::request::Ask;
use sync_kit::odd::{Odd, Oddity};
use sync_kit::{App, LIVE, ONCE};

/// No messages.
const NONE: std::ops::RangeInclusive<u32> = std::ops::RangeInclusive::new(1, 0);

const PLAIN: Oddity = Oddity {
    capability: "IMAP4rev1",
    no_uidnext: false,
    no_copyuid: false,
    poison: None,
    lies: 0,
    deadly: "",
    refuses_copy: "",
    missing: "",
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_that_nobody_numbers_is_found_again_by_what_it_is() {
    for capability in ["IMAP4rev1 MOVE UIDPLUS", "IMAP4rev1 UIDPLUS", "IMAP4rev1"] {
        let oddity = Oddity { capability, no_copyuid: true, ..PLAIN };
        let server = Odd::start(oddity, &[("INBOX", 1..=5), ("Projects", 11..=12)]);
        let profile = tempfile::tempdir().unwrap();
        let mut app = App::start(profile.path(), server.port, ONCE);
        app.until_live().await;
        let key = app.row("INBOX", "Message 3").unwrap().key;
        let moved = app.order_move(&["Message 3", "Message 4"], "INBOX", "Projects");
        app.until_settled(moved).await;
        assert_eq!(server.numbers("INBOX"), [1, 2, 5], "{capability}");
        assert_eq!(server.numbers("Projects"), [11, 12, 3, 4], "{capability}");
        assert_eq!(app.row("Projects", "Message 3").unwrap().key, key, "{capability}");
        // The new UIDs were learnt: the way back needs them.
        let back = app.order_move(&["Message 3"], "Projects", "INBOX");
        app.until_settled(back).await;
        assert_eq!(server.numbers("INBOX"), [1, 2, 5, 3], "{capability}");
        app.until_live().await;
        assert_eq!(app.subjects("INBOX").len(), 4, "{capability}");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_removed_when_the_copy_is_refused() {
    let oddity = Oddity { capability: "IMAP4rev1 UIDPLUS", refuses_copy: "OVERQUOTA", ..PLAIN };
    let server = Odd::start(oddity, &[("INBOX", 1..=3), ("Projects", 11..=12)]);
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, LIVE);
    app.until_live().await;
    let moved = app.order_move(&["Message 2"], "INBOX", "Projects");
    let state = app.until_state(moved, |state| matches!(state, State::Refused(_))).await;
    let State::Refused(fault) = state else { unreachable!() };
    assert_eq!(fault.kind, FaultKind::Refused(Refusal::OverQuota));
    assert_eq!(server.numbers("INBOX"), [1, 2, 3]);
    let sent = server.sent();
    assert!(!sent.iter().any(|command| command.contains("STORE") || command.contains("EXPUNGE")));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_refused_is_kept_over_a_restart_and_done_when_it_is_asked_for_again() {
    let oddity = Oddity { capability: "IMAP4rev1 UIDPLUS", refuses_copy: "OVERQUOTA", ..PLAIN };
    let server = Odd::start(oddity, &[("INBOX", 1..=3), ("Projects", 11..=12)]);
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, LIVE);
    app.until_live().await;
    let moved = app.order_move(&["Message 2"], "INBOX", "Projects");
    app.until_state(moved, |state| matches!(state, State::Refused(_))).await;
    app.stop().await;

    let mut app = App::start(profile.path(), server.port, LIVE);
    app.until_live().await;
    assert!(matches!(app.entries.get(&moved), Some(State::Refused(_))));
    server.relent();
    app.entries.remove(&moved);
    app.ask(Ask::Retry(moved));
    app.until_settled(moved).await;
    assert_eq!(
        (server.numbers("INBOX"), server.numbers("Projects")),
        (vec![1, 3], vec![11, 12, 2])
    );
    // What is done is not done again, whoever asks.
    app.ask(Ask::Retry(moved));
    app.until("an answer", |app| {
        let unknown = |fact: &Fact| matches!(fact, Fact::JournalFailed(id, _) if *id == moved);
        app.told.iter().find(|fact| unknown(fact)).map(drop)
    })
    .await;
    assert_eq!(server.numbers("Projects"), [11, 12, 2]);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_earlier_run_did_can_be_undone() {
    let oddity = Oddity { capability: "IMAP4rev1 UIDPLUS MOVE", ..PLAIN };
    let server = Odd::start(oddity, &[("INBOX", 1..=3), ("Projects", 11..=12)]);
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, LIVE);
    app.until_live().await;
    let moved = app.order_move(&["Message 2"], "INBOX", "Projects");
    app.until_settled(moved).await;
    app.stop().await;
    let offered = |app: &App| {
        app.told.iter().find_map(|fact| match fact {
            Fact::CanUndo(entries) => Some(entries.clone()),
            _ => None,
        })
    };

    let mut app = App::start(profile.path(), server.port, LIVE);
    app.until_live().await;
    let entries = offered(&app).unwrap();
    assert_eq!(entries.iter().map(|entry| entry.id).collect::<Vec<_>>(), [moved]);
    let undone = app.order(entries[0].action.inverse().unwrap());
    app.until_settled(undone).await;
    assert_eq!(server.numbers("Projects"), [11, 12]);
    app.stop().await;

    let mut app = App::start(profile.path(), server.port, LIVE);
    app.until_live().await;
    assert_eq!(offered(&app), None, "what was undone is over");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_without_uidnext_is_kept_in_step() {
    let oddity = Oddity { no_uidnext: true, ..PLAIN };
    let server = Odd::start(oddity, &[("INBOX", 1..=120), ("Empty", NONE)]);
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    assert_eq!(app.subjects("INBOX").len(), 120);
    let moved = app.order_move(&["Message 7"], "INBOX", "Empty");
    app.until_settled(moved).await;
    app.until_live().await;
    assert_eq!((server.numbers("INBOX").len(), server.numbers("Empty")), (119, vec![7]));
    app.stop().await;
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    assert_eq!((app.subjects("INBOX").len(), app.subjects("Empty").len()), (119, 1));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_cannot_be_fetched_stops_no_other() {
    let oddity = Oddity { poison: Some(37), ..PLAIN };
    let server = Odd::start(oddity, &[("INBOX", 1..=300)]);
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    assert_eq!(app.subjects("INBOX").len(), 299);
    assert!(app.row("INBOX", "Message 37").is_none());
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listing_that_leaves_messages_out_hides_nothing() {
    let server = Odd::start(PLAIN, &[("INBOX", 1..=40)]);
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    app.stop().await;

    let oddity = Oddity { lies: 1, ..PLAIN };
    let server = Odd::start(oddity, &[("INBOX", 1..=40)]);
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    assert_eq!(app.subjects("INBOX").len(), 40);
    let vanished = |fact: &pombo::model::event::Fact| {
        matches!(fact, pombo::model::event::Fact::Vanished { .. })
    };
    assert!(!app.told.iter().any(vanished), "not even for a moment");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailbox_that_ends_the_connection_is_left_alone_after_three_times() {
    let oddity = Oddity { deadly: "Cursed", ..PLAIN };
    let server = Odd::start(oddity, &[("INBOX", 1..=3), ("Cursed", 1..=3), ("Zebra", 21..=23)]);
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    assert_eq!(app.subjects("INBOX").len(), 3);
    assert_eq!(app.subjects("Zebra").len(), 3);
    let tried =
        server.sent().iter().filter(|command| command.contains("SELECT \"Cursed\"")).count();
    assert_eq!(tried, 3);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deleting_removes_exactly_what_was_ordered() {
    for capability in ["IMAP4rev1 UIDPLUS", "IMAP4rev1"] {
        let oddity = Oddity { capability, ..PLAIN };
        let server = Odd::start(oddity, &[("INBOX", 1..=5)]);
        let profile = tempfile::tempdir().unwrap();
        let mut app = App::start(profile.path(), server.port, ONCE);
        app.until_live().await;
        let keys = ["Message 2", "Message 4"].map(|subject| app.row("INBOX", subject).unwrap().key);
        let from = app.mailbox("INBOX");
        let deleted = app.order(Action::Delete { keys: keys.to_vec(), from });
        app.until_settled(deleted).await;
        app.until_live().await;
        assert_eq!(server.numbers("INBOX"), [1, 3, 5], "{capability}");
        assert_eq!(app.subjects("INBOX").len(), 3, "{capability}");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_special_mailbox_that_is_missing_is_made_and_another_is_not() {
    for (name, made) in [("Trash", true), ("Projects", false)] {
        let oddity = Oddity { capability: "IMAP4rev1 MOVE UIDPLUS", missing: name, ..PLAIN };
        let server = Odd::start(oddity, &[("INBOX", 1..=3), (name, NONE)]);
        let profile = tempfile::tempdir().unwrap();
        let mut app = App::start(profile.path(), server.port, ONCE);
        app.until_live().await;
        let moved = app.order_move(&["Message 2"], "INBOX", name);
        let over = |state: &State| matches!(state, State::Settled | State::Refused(_));
        let state = app.until_state(moved, over).await;
        assert_eq!(state == State::Settled, made, "{name}: {state:?}");
        let expected = if made { vec![2] } else { vec![] };
        assert_eq!(server.numbers(name), expected);
        let creates = server.sent().iter().filter(|command| command.starts_with("CREATE")).count();
        assert_eq!(creates, usize::from(made));
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_somebody_else_took_away_is_not_called_moved() {
    let oddity = Oddity { capability: "IMAP4rev1 MOVE UIDPLUS", ..PLAIN };
    let server = Odd::start(oddity, &[("INBOX", 1..=5), ("Projects", 11..=12)]);
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    server.take_away("INBOX", 2);
    let moved = app.order_move(&["Message 2"], "INBOX", "Projects");
    let state = app.until_state(moved, |state| matches!(state, State::Refused(_))).await;
    assert!(matches!(state, State::Refused(fault) if fault.kind == FaultKind::Gone));
    app.until_no_row("INBOX", "Message 2").await;
    server.take_away("INBOX", 3);
    let both = app.order_move(&["Message 3", "Message 4"], "INBOX", "Projects");
    app.until_settled(both).await;
    app.until_live().await;
    let mut left = app.subjects("INBOX");
    left.sort();
    assert_eq!(left, ["Message 1", "Message 5"]);
    assert_eq!(server.numbers("Projects"), [11, 12, 4]);
    assert!(app.row("Projects", "Message 4").is_some());
    app.stop().await;
}
