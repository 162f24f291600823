//! A mailbox is made once, also where CREATE was never answered and others changed mailboxes before
//! anybody looked: what cannot be known is said, and nothing waits for it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use pombo::model::action::Action;
use pombo::model::fault::FaultKind;
use pombo::model::ids::{EntryId, MailboxId};
use pombo::model::journal::{State, Step};
use pombo::model::link::Link;
use pombo::model::order::{MailboxOrder, Seat};
use pombo::model::remote::WireName;
use pombo::model::request::Ask;
use pombo::paths::Paths;
use pombo::store::Journal;
use support::dovecot::Dovecot;
use support::mails;
use support::proxy::{Proxy, Trap};
use sync_kit::{App, LIVE, ONCE};
use tempfile::TempDir;

/// The names that the server lists, without the special ones.
fn listed(server: &Dovecot) -> Vec<String> {
    let rows = server.client().ok("LIST \"\" \"*\"");
    let open = rows.iter().filter(|row| !row.contains("\\Non") && !row.contains("\\Nosel"));
    let mut names: Vec<String> =
        open.filter_map(|row| Some(row.split_once("\"/\" ")?.1.replace('"', ""))).collect();
    let special = ["INBOX", "Drafts", "Sent", "Archive", "Junk", "Trash"];
    names.retain(|name| !special.contains(&name.as_str()));
    names.sort();
    names
}

/// Orders the mailbox New, in this one.
fn create(app: &mut App, inside: Option<&str>) -> (EntryId, MailboxId) {
    let id = app.engine.as_ref().unwrap().next_entry();
    let mailbox = MailboxId::planned(id);
    let seat = Seat { inside: inside.map(|name| app.mailbox(name)), name: "New".into() };
    let order = MailboxOrder::Create { mailbox, seat };
    assert_eq!(app.order(Action::Mailbox(order)), id);
    (id, mailbox)
}

/// A server with the mailbox Work, a message in the inbox, and a way to break.
struct Scene {
    server: Dovecot,
    proxy: Proxy,
    profile: TempDir,
}

/// What became of the order for New, and of the move into it that waited for it.
struct Left {
    app: App,
    made: EntryId,
    into: EntryId,
    end: State,
}

fn over(state: &State) -> bool {
    matches!(state, State::Settled | State::Refused(_) | State::Doubtful(_))
}

impl Scene {
    fn new() -> Self {
        let server = Dovecot::start();
        server.fill("INBOX", [mails::plain(1)]);
        server.client().ok("CREATE Work");
        let proxy = Proxy::to(server.port);
        Self { server, proxy, profile: tempfile::tempdir().unwrap() }
    }

    /// New is ordered, and the wire and she die at CREATE. Others do this; she comes back.
    async fn play(&self, inside: Option<&str>, trap: Trap, others: &[&str]) -> Left {
        let mut app = App::start(self.profile.path(), self.proxy.port, ONCE);
        app.until_live().await;
        self.proxy.cut_at("CREATE", trap);
        let (made, new) = create(&mut app, inside);
        let key = app.row("INBOX", "Message 1").unwrap().key;
        let from = app.mailbox("INBOX");
        let into = app.order(Action::Move { keys: vec![key], from, to: new });
        app.until_state(into, |state| *state == State::Queued).await;
        app.until("the wire to break", |app| {
            matches!(app.link, Some(Link::Offline { .. })).then_some(())
        })
        .await;
        app.crash().await;
        for command in others {
            self.server.client().ok(command);
        }
        self.proxy.mend();
        let mut app = App::start(self.profile.path(), self.proxy.port, LIVE);
        let end = app.until_state(made, over).await;
        app.until_live().await;
        Left { app, made, into, end }
    }

    /// How often CREATE was sent.
    fn creations(&self) -> usize {
        self.proxy.sent().matches(" CREATE ").count()
    }
}

fn doubt(state: &State) -> Option<&FaultKind> {
    match state {
        State::Doubtful(fault) => Some(&fault.kind),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_others_may_have_renamed_is_not_made_again_and_what_waits_for_it_stays() {
    for (inside, trap, others, expected) in [
        (None, Trap::After, vec!["RENAME New Newer"], vec!["Newer", "Work"]),
        (None, Trap::After, vec!["RENAME New Work/New"], vec!["Work", "Work/New"]),
        (Some("Work"), Trap::After, vec!["RENAME Work Job"], vec!["Job", "Job/New"]),
        (Some("Work"), Trap::After, vec!["RENAME Work/New Newer"], vec!["Newer", "Work"]),
        // It was never made, but nobody can know that the other one is not it.
        (None, Trap::Before, vec!["CREATE Other"], vec!["Other", "Work"]),
        (Some("Work"), Trap::Before, vec!["RENAME Work Job"], vec!["Job"]),
    ] {
        let place = format!("{inside:?} {trap:?} {others:?}");
        let scene = Scene::new();
        let mut left = scene.play(inside, trap, &others).await;
        assert_eq!(doubt(&left.end), Some(&FaultKind::PerhapsElsewhere), "{place}");
        assert_eq!(listed(&scene.server), expected, "{place}");
        assert_eq!(scene.creations(), 1, "{place}");
        let into = left.app.until_state(left.into, over).await;
        assert!(matches!(&into, State::Refused(why) if why.kind == FaultKind::Gone), "{into:?}");
        assert_eq!(scene.server.client().message_ids("INBOX"), ["m1@test.example"], "{place}");
        // Given up: the server hears nothing of it, and nobody hears of it again.
        left.app.ask(Ask::Cancel(left.made));
        left.app.until_state(left.made, |state| *state == State::Cancelled).await;
        left.app.stop().await;
        let mut app = App::start(scene.profile.path(), scene.proxy.port, ONCE);
        app.until_live().await;
        assert!(!app.entries.contains_key(&left.made), "{place}");
        assert_eq!((listed(&scene.server), scene.creations()), (strings(&expected), 1), "{place}");
        app.stop().await;
    }
}

fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_listed_by_its_name_or_cannot_be_elsewhere_is_in_no_doubt() {
    for (inside, trap, others, expected, creations) in [
        (None, Trap::After, vec!["CREATE Other"], vec!["New", "Other", "Work"], 1),
        (None, Trap::Before, vec!["DELETE Work"], vec!["New"], 2),
        (Some("Work"), Trap::Before, vec![], vec!["Work", "Work/New"], 2),
        (None, Trap::Before, vec!["CREATE New"], vec!["New", "Work"], 1),
    ] {
        let place = format!("{inside:?} {trap:?} {others:?}");
        let scene = Scene::new();
        let mut left = scene.play(inside, trap, &others).await;
        assert_eq!(left.end, State::Settled, "{place}");
        left.app.until_settled(left.into).await;
        assert_eq!(listed(&scene.server), expected, "{place}");
        assert_eq!(scene.creations(), creations, "{place}");
        let name = if inside.is_some() { "Work/New" } else { "New" };
        assert_eq!(left.app.mailbox(name), MailboxId::planned(left.made), "{place}");
        assert_eq!(scene.server.client().message_ids(name), ["m1@test.example"], "{place}");
        left.app.stop().await;
    }
    let scene = Scene::new();
    let left = scene.play(Some("Work"), Trap::Before, &["DELETE Work"]).await;
    assert!(matches!(&left.end, State::Refused(why) if why.kind == FaultKind::Gone));
    assert_eq!((listed(&scene.server), scene.creations()), (vec![], 1));
    left.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_in_doubt_is_made_when_the_person_tries_it_again() {
    let scene = Scene::new();
    let mut left = scene.play(None, Trap::After, &["RENAME New Newer"]).await;
    assert!(doubt(&left.end).is_some());
    for id in [left.made, left.into] {
        left.app.ask(Ask::Retry(id));
        left.app.until_state(id, |state| *state == State::Settled).await;
    }
    assert_eq!(listed(&scene.server), ["New", "Newer", "Work"]);
    assert_eq!(left.app.mailbox("New"), MailboxId::planned(left.made));
    assert_eq!(scene.server.client().message_ids("New"), ["m1@test.example"]);
    left.app.stop().await;

    // Others called it by its name again meanwhile: it is that one.
    let scene = Scene::new();
    let mut left = scene.play(None, Trap::After, &["RENAME New Newer"]).await;
    scene.server.client().ok("RENAME Newer New");
    left.app.ask(Ask::Retry(left.made));
    left.app.until_state(left.made, |state| *state == State::Settled).await;
    assert_eq!(listed(&scene.server), ["New", "Work"]);
    assert_eq!(left.app.mailbox("New"), MailboxId::planned(left.made));
    left.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wire_that_breaks_alone_leaves_the_same_doubt() {
    let scene = Scene::new();
    let mut app = App::start(scene.profile.path(), scene.proxy.port, LIVE);
    app.until_live().await;
    scene.proxy.cut_at("CREATE", Trap::After);
    let (made, _) = create(&mut app, None);
    app.until("the wire to break", |app| {
        matches!(app.link, Some(Link::Offline { .. })).then_some(())
    })
    .await;
    scene.server.client().ok("RENAME New Newer");
    scene.proxy.mend();
    app.ask(Ask::Refresh);
    let end = app.until_state(made, over).await;
    assert_eq!(doubt(&end), Some(&FaultKind::PerhapsElsewhere));
    assert_eq!((listed(&scene.server), scene.creations()), (strings(&["Newer", "Work"]), 1));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_noted_by_an_earlier_version_is_found_by_its_name_or_is_in_doubt() {
    for there in [true, false] {
        let scene = Scene::new();
        scene.proxy.cut();
        let mut app = App::start(scene.profile.path(), scene.proxy.port, ONCE);
        let (made, mailbox) = create(&mut app, None);
        app.until_state(made, |state| *state == State::Queued).await;
        app.stop().await;
        let file = Paths::profile(scene.profile.path()).journal_file();
        let (journal, promises, _) = Journal::open(&file).unwrap();
        assert_eq!(promises.len(), 1);
        let named = Step::Named(vec![(mailbox, WireName("New".into()))]);
        journal.note(made, &State::InFlight(named)).unwrap();
        drop(journal);
        if there {
            scene.server.client().ok("CREATE New");
        }
        scene.proxy.mend();
        let mut app = App::start(scene.profile.path(), scene.proxy.port, ONCE);
        let end = app.until_state(made, over).await;
        let expected = (!there).then_some(&FaultKind::PerhapsElsewhere);
        assert_eq!((doubt(&end), scene.creations()), (expected, 0), "{there}");
        assert_eq!(listed(&scene.server).contains(&"New".to_owned()), there);
        app.stop().await;
    }
}
