//! What is known after a server did a part of an order and refused, or lost, the rest: half a move is
//! told as half a move, and of a set that takes several commands each is answered for by itself.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use std::sync::atomic::{AtomicUsize, Ordering};

use pombo::model::action::Action;
use pombo::model::fault::{FaultKind, Refusal};
use pombo::model::flags::Flags;
use pombo::model::ids::{EntryId, MessageKey};
use pombo::model::journal::State;
use pombo::model::link::Link;
use pombo::model::request::Ask;
use support::proxy::{Proxy, Trap};
use support::scripted::{Manner, Server, Setup};
use sync_kit::{App, LIVE, ONCE};

const NO_MOVE: &str = "IMAP4rev1 LITERAL+ IDLE UIDPLUS ESEARCH CONDSTORE LIST-EXTENDED LIST-STATUS \
                       SPECIAL-USE ENABLE";
/// Takes lines of 1,000 octets, so that few messages are many.
const SHORT: &str = "IMAP4rev1 LITERAL+ IDLE MOVE UIDPLUS ESEARCH LIST-EXTENDED LIST-STATUS \
                     SPECIAL-USE XYMHIGHESTMODSEQ";
const SHORT_NO_MOVE: &str = "IMAP4rev1 LITERAL+ IDLE UIDPLUS ESEARCH LIST-EXTENDED LIST-STATUS \
                             SPECIAL-USE XYMHIGHESTMODSEQ";

async fn refusal(app: &mut App, id: EntryId) -> FaultKind {
    let over =
        |state: &State| matches!(state, State::Settled | State::Refused(_) | State::Doubtful(_));
    match app.until_state(id, over).await {
        State::Refused(fault) => fault.kind,
        other => panic!("{other:?}"),
    }
}

/// The person asks to try it once more, and the engine begins to.
async fn retry(app: &mut App, id: EntryId) {
    app.ask(Ask::Retry(id));
    app.until_state(id, |state| !matches!(state, State::Refused(_))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_whose_original_may_not_be_removed_is_half_a_move_and_no_doubt() {
    let manner = Manner::default().refuse(|said| {
        let marks = said.verb == "UID STORE" && said.command.contains("\\Deleted");
        marks.then(|| "NO [NOPERM] you may not delete here".to_owned())
    });
    let folders = [("INBOX", 1..=3), ("Work", 21..=22)];
    let server = Setup::new(NO_MOVE, &folders).manner(manner).start();
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, LIVE);
    app.until_live().await;
    let key = app.row("INBOX", "Message 2").unwrap().key;
    let moved = app.order_move(&["Message 2"], "INBOX", "Work");
    let stays = FaultKind::OriginalStays(Refusal::NoPermission);
    assert_eq!(refusal(&mut app, moved).await, stays);
    app.ask(Ask::Refresh);
    app.until_row("Work", "Message 2").await;
    assert!(app.row("INBOX", "Message 2").is_some());
    app.stop().await;

    let mut app = App::start(profile.path(), server.port, LIVE);
    app.until_live().await;
    assert_eq!(refusal(&mut app, moved).await, stays, "it is told after a restart, too");
    // Still not: it is said again, and no second copy is made.
    retry(&mut app, moved).await;
    assert_eq!(refusal(&mut app, moved).await, stays);
    server.be_honest();
    retry(&mut app, moved).await;
    app.until_settled(moved).await;
    app.until_live().await;
    let copies = server.sent().iter().filter(|command| command.starts_with("UID COPY")).count();
    assert_eq!(copies, 1);
    assert_eq!(server.subjects("INBOX"), ["Message 1", "Message 3"]);
    assert_eq!(server.subjects("Work"), ["Message 21", "Message 22", "Message 2"]);
    assert_eq!(app.row("Work", "Message 2").unwrap().key, key);
    assert!(app.row("INBOX", "Message 2").is_none());
    app.stop().await;
}

/// A mailbox of six hundred, every second of which is to be moved.
fn crowd(capability: &'static str) -> Setup {
    Setup::new(capability, &[("INBOX", 1..=600), ("Work", 901..=902)])
}

fn odd_ones(app: &App) -> Vec<MessageKey> {
    let odd = (1..=599).step_by(2);
    odd.map(|number| app.row("INBOX", &format!("Message {number}")).unwrap().key).collect()
}

fn subjects(numbers: impl Iterator<Item = u32>) -> Vec<String> {
    let mut all: Vec<String> = numbers.map(|number| format!("Message {number}")).collect();
    all.sort();
    all
}

fn sorted(server: &Server, folder: &str) -> Vec<String> {
    let mut all = server.subjects(folder);
    all.sort();
    all
}

/// What an order is to come to.
#[derive(Clone, Copy, PartialEq)]
enum Order {
    Move,
    Flag,
    Delete,
}

impl Order {
    fn give(self, app: &mut App) -> EntryId {
        let keys = odd_ones(app);
        let (from, to) = (app.mailbox("INBOX"), app.mailbox("Work"));
        app.order(match self {
            Self::Move => Action::Move { keys, from, to },
            Self::Flag => Action::Flag { keys, add: Flags::SEEN, remove: Flags::NONE },
            Self::Delete => Action::Delete { keys, from },
        })
    }

    /// Every message is where it belongs, once.
    fn check(self, server: &Server, app: &App, place: &str) {
        let (odd, even) = ((1..=599).step_by(2), (2..=600).step_by(2));
        let work = match self {
            Self::Move => subjects(odd.chain(901..=902)),
            Self::Flag | Self::Delete => subjects(901..=902),
        };
        let inbox = if self == Self::Flag { subjects(1..=600) } else { subjects(even) };
        assert_eq!(sorted(server, "Work"), work, "{place}");
        assert_eq!(sorted(server, "INBOX"), inbox, "{place}");
        let seen = server.all().iter().filter(|(.., flags)| flags.has(Flags::SEEN)).count();
        assert_eq!(seen, if self == Self::Flag { 300 } else { 0 }, "{place}");
        assert_eq!(app.subjects("INBOX").len(), inbox.len(), "{place}");
    }
}

/// The second command with this verb that an undisturbed run sends, up to its first UID.
async fn second_command(capability: &'static str, order: Order, verb: &str) -> String {
    let server = crowd(capability).start();
    let mut app = App::in_memory(server.port, ONCE);
    app.until_live().await;
    let id = order.give(&mut app);
    app.until_settled(id).await;
    order.check(&server, &app, "undisturbed");
    app.stop().await;
    let sent = server.sent();
    let mut commands = sent.iter().filter(|command| command.starts_with(verb));
    assert!(commands.all(|command| command.len() < 1_000));
    let second = sent.iter().filter(|command| command.starts_with(verb)).nth(1);
    let second = second.unwrap_or_else(|| panic!("one {verb} only"));
    second.split_inclusive(',').next().unwrap().to_owned()
}

async fn cut_between(capability: &'static str, order: Order, verb: &str) {
    let second = second_command(capability, order, verb).await;
    for trap in [Trap::Before, Trap::After] {
        let place = format!("{second} {trap:?}");
        let server = crowd(capability).start();
        let proxy = Proxy::to(server.port);
        let profile = tempfile::tempdir().unwrap();
        let mut app = App::start(profile.path(), proxy.port, ONCE);
        app.until_live().await;
        proxy.cut_at(&second, trap);
        let id = order.give(&mut app);
        app.until(&format!("the wire to break at {place}"), |app| {
            matches!(app.link, Some(Link::Offline { .. })).then_some(())
        })
        .await;
        app.crash().await;
        proxy.mend();
        let mut app = App::start(profile.path(), proxy.port, LIVE);
        app.until_resumed(id).await;
        app.until_live().await;
        order.check(&server, &app, &place);
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wire_that_breaks_between_two_moves_of_one_order_loses_and_doubles_nothing() {
    cut_between(SHORT, Order::Move, "UID MOVE").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wire_that_breaks_between_two_copies_of_one_order_loses_and_doubles_nothing() {
    for verb in ["UID COPY", "UID STORE", "UID EXPUNGE"] {
        cut_between(SHORT_NO_MOVE, Order::Move, verb).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wire_that_breaks_between_two_stores_of_one_order_leaves_none_out() {
    cut_between(SHORT, Order::Flag, "UID STORE").await;
    cut_between(SHORT, Order::Delete, "UID STORE").await;
    cut_between(SHORT, Order::Delete, "UID EXPUNGE").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_first_command_moved_is_moved_though_the_second_is_refused() {
    for (capability, verb) in [(SHORT, "UID MOVE"), (SHORT_NO_MOVE, "UID COPY")] {
        let count = AtomicUsize::new(0);
        let manner = Manner::default().refuse(move |said| {
            let second = said.verb == verb && count.fetch_add(1, Ordering::SeqCst) > 0;
            second.then(|| "NO [OVERQUOTA] full".to_owned())
        });
        let server = crowd(capability).manner(manner).start();
        let profile = tempfile::tempdir().unwrap();
        let mut app = App::start(profile.path(), server.port, LIVE);
        app.until_live().await;
        let id = Order::Move.give(&mut app);
        assert_eq!(refusal(&mut app, id).await, FaultKind::Refused(Refusal::OverQuota));
        app.until_live().await;
        let (here, there) = (sorted(&server, "INBOX"), sorted(&server, "Work"));
        assert!(there.len() > 100 && here.len() > 300, "{verb}: {} {}", here.len(), there.len());
        let mut all = [here, there].concat();
        all.sort();
        assert_eq!(all, subjects((1..=600).chain(901..=902)), "{verb}: each exactly once");
        server.be_honest();
        retry(&mut app, id).await;
        app.until_settled(id).await;
        app.until_live().await;
        Order::Move.check(&server, &app, verb);
        app.stop().await;
    }
}
