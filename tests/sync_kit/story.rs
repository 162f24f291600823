//! One story that is told on every kind of server: mail is listed and read, things are done here,
//! another client does things, the wire breaks, the program dies in the middle of a move.

use std::cell::RefCell;
use std::collections::BTreeSet;

use pombo::model::action::Action;
use pombo::model::event::Fact;
use pombo::model::flags::Flags;
use pombo::model::link::Link;
use pombo::model::mailbox::Role;
use pombo::model::request::Ask;
use tempfile::TempDir;

use super::{App, LIVE, ONCE};
use crate::support::client::Client;
use crate::support::mails;
use crate::support::proxy::{Proxy, Trap};
use crate::support::servers::Server;

/// A server with four messages in INBOX and two in Projects, and Pombo in step with it.
pub struct Stage<S> {
    pub server: S,
    pub proxy: Proxy,
    pub profile: TempDir,
    pub app: App,
    /// The second client, which sees what the server holds. One for all: signing in to pymap takes
    /// seconds.
    other: RefCell<Client>,
}

/// What a mailbox holds: subject, read, starred; as the server has it and as it is shown.
type Held = BTreeSet<(String, bool, bool)>;

fn fill(server: &impl Server, client: &mut Client) {
    client.ok(&format!("CREATE \"{}\"", server.wire("Projects")));
    for number in 1..=4 {
        client.append("INBOX", "", &mails::plain(number));
    }
    for number in 11..=12 {
        client.append(&server.wire("Projects"), "", &mails::plain(number));
    }
}

pub async fn begin<S: Server>(server: S) -> Stage<S> {
    let mut other = server.client();
    fill(&server, &mut other);
    let proxy = Proxy::to(server.port());
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), proxy.port, LIVE);
    app.until_live().await;
    Stage { server, proxy, profile, app, other: RefCell::new(other) }
}

impl<S: Server> Stage<S> {
    fn path(&self, name: &str) -> String {
        if name == "INBOX" { name.to_owned() } else { self.server.path(name) }
    }

    fn wire(&self, name: &str) -> String {
        if name == "INBOX" { name.to_owned() } else { self.server.wire(name) }
    }

    fn on_server(&self, name: &str) -> Held {
        let all = self.other.borrow_mut().mails(&self.wire(name)).unwrap();
        let kept = all.into_iter().filter(|mail| !mail.flags.contains("\\Deleted"));
        let held: Vec<_> = kept
            .map(|mail| {
                let number = mail.id.trim_start_matches('m').split('@').next().unwrap().to_owned();
                let has = |flag| mail.flags.contains(flag);
                (format!("Message {number}"), has("\\Seen"), has("\\Flagged"))
            })
            .collect();
        let count = held.len();
        let held = Held::from_iter(held);
        assert_eq!(held.len(), count, "a message is there twice: {held:?}");
        held
    }

    fn shown(&self, name: &str) -> Held {
        let Some(rows) = self.app.rows.get(&self.app.mailbox(&self.path(name))) else {
            return Held::new();
        };
        let of = |flags: Flags| (flags.has(Flags::SEEN), flags.has(Flags::FLAGGED));
        rows.values().map(|row| (row.subject.clone(), of(row.flags).0, of(row.flags).1)).collect()
    }

    fn numbers(&self, name: &str) -> Vec<u32> {
        let number = |subject: &str| subject.rsplit(' ').next().unwrap().parse().unwrap();
        let mut all: Vec<u32> = self.on_server(name).iter().map(|held| number(&held.0)).collect();
        all.sort_unstable();
        all
    }

    /// What is shown is what the server has, in the end.
    pub async fn until_equal(&mut self) {
        for name in ["INBOX", "Projects", "Archive", "Trash"] {
            let there = self.on_server(name);
            let end = tokio::time::Instant::now() + crate::support::PATIENCE;
            while self.shown(name) != there {
                let late = tokio::time::Instant::now() > end;
                assert!(!late, "{name}: shown {:?}, there {there:?}", self.shown(name));
                // Again and again: Dovecot tells STATUS in a list from what it noted a while ago.
                self.app.ask(Ask::Refresh);
                self.app.hear(std::time::Duration::from_millis(500)).await;
            }
        }
    }

    /// The server may take its time to tell: the person presses the key for it.
    fn nudge(&self) {
        if !self.server.tells() {
            self.app.ask(Ask::Refresh);
        }
    }
}

/// What the server is said to lack, it lacks, and it offers what the story leans on.
pub fn assert_abilities(server: &impl Server) {
    let told = server.client().ok("CAPABILITY").join(" ");
    let words: BTreeSet<&str> = told.split_whitespace().collect();
    for word in server.lacks() {
        assert!(!words.contains(word), "{word}: {told}");
    }
    for word in server.offers() {
        assert!(words.contains(word), "{word}: {told}");
    }
}

pub async fn mail_is_listed_and_read(server: impl Server) {
    assert_abilities(&server);
    let mut stage = begin(server).await;
    assert_eq!(stage.shown("INBOX").len(), 4);
    assert_eq!(stage.shown("Projects").len(), 2);
    for (name, role) in [("Archive", Role::Archive), ("Trash", Role::Trash), ("Sent", Role::Sent)] {
        let id = stage.app.mailbox(&stage.path(name));
        let found = stage.app.mailboxes.iter().find(|mailbox| mailbox.id == id).unwrap();
        assert_eq!(found.role, Some(role), "{name}");
    }
    for (name, number) in [("INBOX", 3), ("Projects", 12)] {
        let subject = format!("Message {number}");
        let key = stage.app.row(&stage.path(name), &subject).unwrap().key;
        let body = format!("{:?}", stage.app.body(key).await.0.unwrap());
        assert!(body.contains(&format!("This is the body of message {number}.")), "{body}");
    }
    // Reading is not marking: nothing was said to the server about it.
    assert!(stage.on_server("INBOX").iter().all(|held| !held.1));
    stage.app.stop().await;
}

pub async fn what_is_done_here_is_done_there(server: impl Server) {
    let mut stage = begin(server).await;
    let (projects, trash) = (stage.path("Projects"), stage.path("Trash"));
    let app = &mut stage.app;
    let star = app.order_flag("Message 1", "INBOX", Flags::FLAGGED, Flags::NONE);
    let read = app.order_flag("Message 2", "INBOX", Flags::SEEN, Flags::NONE);
    let moved = app.order_move(&["Message 2", "Message 3"], "INBOX", &projects);
    let binned = app.order_move(&["Message 4"], "INBOX", &trash);
    let keys = vec![app.row(&projects, "Message 11").unwrap().key];
    let from = app.mailbox(&projects);
    let deleted = app.order(Action::Delete { keys, from });
    let key = app.row("INBOX", "Message 3").unwrap().key;
    for entry in [star, read, moved, binned, deleted] {
        app.until_settled(entry).await;
    }
    let row = app.until_row(&projects, "Message 3").await;
    assert_eq!(row.key, key, "a message keeps its key");
    assert_eq!(stage.numbers("INBOX"), [1]);
    assert_eq!(stage.numbers("Projects"), [2, 3, 12]);
    assert_eq!(stage.numbers("Trash"), [4]);
    assert!(stage.on_server("INBOX").contains(&("Message 1".into(), false, true)));
    assert!(stage.on_server("Projects").contains(&("Message 2".into(), true, false)));
    stage.until_equal().await;
    // And back again, from where the server put it.
    let back = stage.app.order_move(&["Message 3"], &projects, "INBOX");
    stage.app.until_settled(back).await;
    let unread = stage.app.order_flag("Message 2", &projects, Flags::NONE, Flags::SEEN);
    stage.app.until_settled(unread).await;
    assert_eq!(stage.numbers("INBOX"), [1, 3]);
    assert!(stage.on_server("Projects").contains(&("Message 2".into(), false, false)));
    stage.until_equal().await;
    let sent = stage.proxy.sent();
    let moves = !stage.server.lacks().contains(&"MOVE");
    assert_eq!((sent.contains("UID MOVE"), sent.contains("UID COPY")), (moves, !moves));
    stage.app.stop().await;
}

pub async fn what_another_client_does_comes_here(server: impl Server) {
    let mut stage = begin(server).await;
    let mut other = stage.server.client();
    other.append("INBOX", "", &mails::plain(5));
    stage.nudge();
    let key = stage.app.until_row("INBOX", "Message 5").await.key;
    let arrived = |fact: &&Fact| matches!(fact, Fact::MailArrived { keys, .. } if *keys == [key]);
    stage.app.until("news of it", |app| app.told.iter().find(arrived).map(drop)).await;
    let uid = other.uid("INBOX", "m2@test.example").unwrap();
    other.ok(&format!("UID STORE {uid} +FLAGS (\\Flagged)"));
    stage.nudge();
    stage
        .app
        .until("the star", |app| {
            app.row("INBOX", "Message 2").filter(|row| row.flags.has(Flags::FLAGGED))
        })
        .await;
    let uid = other.uid("INBOX", "m3@test.example").unwrap();
    other.ok(&format!("UID COPY {uid} \"{}\"", stage.wire("Projects")));
    other.ok(&format!("UID STORE {uid} +FLAGS (\\Deleted)"));
    other.ok("EXPUNGE");
    stage.nudge();
    stage.app.until_no_row("INBOX", "Message 3").await;
    other.append(&stage.wire("Projects"), "\\Seen", &mails::plain(13));
    stage.until_equal().await;
    stage.app.stop().await;
}

pub async fn offline_and_online_again(server: impl Server) {
    let mut stage = begin(server).await;
    let archive = stage.path("Archive");
    stage.proxy.cut();
    let offline = |app: &App| matches!(app.link, Some(Link::Offline { .. })).then_some(());
    stage.app.until("the account to be offline", offline).await;
    let moved = stage.app.order_move(&["Message 1", "Message 3"], "INBOX", &archive);
    let read = stage.app.order_flag("Message 2", "INBOX", Flags::SEEN, Flags::NONE);
    stage
        .app
        .until("both on disk", |app| {
            let on_disk = |id| app.told.contains(&Fact::Journalled(id));
            (on_disk(moved) && on_disk(read)).then_some(())
        })
        .await;
    let mut other = stage.server.client();
    other.append("INBOX", "", &mails::plain(5));
    let uid = other.uid("INBOX", "m4@test.example").unwrap();
    other.ok(&format!("UID STORE {uid} +FLAGS (\\Deleted)"));
    other.ok("EXPUNGE");
    stage.proxy.mend();
    stage.app.ask(Ask::Refresh);
    stage.app.until_settled(moved).await;
    stage.app.until_settled(read).await;
    assert_eq!(stage.numbers("INBOX"), [2, 5]);
    assert_eq!(stage.numbers("Archive"), [1, 3]);
    stage.until_equal().await;
    stage.app.stop().await;

    // What was learnt is kept: the next start shows it before there is a wire.
    stage.proxy.cut();
    stage.app = App::start(stage.profile.path(), stage.proxy.port, ONCE);
    stage.app.until_row("INBOX", "Message 5").await;
    stage.app.until_row(&archive, "Message 3").await;
    stage.app.stop().await;
}

pub async fn a_broken_move_is_done_once(server: impl Server) {
    let moves = !server.lacks().contains(&"MOVE");
    let steps: &[&str] = match moves {
        true => &["STATUS", "UID MOVE"],
        false => &["STATUS", "UID COPY", "UID STORE", "UID EXPUNGE"],
    };
    let mut stage = begin(server).await;
    let projects = stage.path("Projects");
    let (mut from, mut to) = ("INBOX".to_owned(), projects.clone());
    for step in steps {
        for trap in [Trap::Before, Trap::After] {
            let place = format!("{step} {trap:?}");
            // No other connection, which might spring the trap with a STATUS of its own.
            stage.app.stop().await;
            stage.app = App::start(stage.profile.path(), stage.proxy.port, ONCE);
            stage.app.until_live().await;
            stage.proxy.cut_at(step, trap);
            let id = stage.app.order_move(&["Message 2", "Message 3"], &from, &to);
            let offline = |app: &App| matches!(app.link, Some(Link::Offline { .. })).then_some(());
            stage.app.until(&format!("the wire to break at {place}"), offline).await;
            // On a busy machine the server is still at it when the client knows of the end.
            crate::support::until(&place, || stage.proxy.is_sprung().then_some(()));
            stage.app.crash().await;
            stage.proxy.mend();
            stage.app = App::start(stage.profile.path(), stage.proxy.port, LIVE);
            let told = |app: &App| (!app.told.is_empty()).then_some(());
            stage.app.until("the journal", told).await;
            if stage.app.entries.contains_key(&id) {
                stage.app.until_settled(id).await;
            }
            let (inbox, there) = match to == projects {
                true => (vec![1, 4], vec![2, 3, 11, 12]),
                false => (vec![1, 2, 3, 4], vec![11, 12]),
            };
            assert_eq!(stage.numbers("INBOX"), inbox, "{place}");
            assert_eq!(stage.numbers("Projects"), there, "{place}");
            stage.until_equal().await;
            std::mem::swap(&mut from, &mut to);
        }
    }
    stage.app.stop().await;
}
