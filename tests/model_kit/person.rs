//! The person: an engine and the fold of what it tells, driven by lines on stdin. Runs in a process
//! of its own, which may be killed at any moment; every line is written before what it tells is done.
//!
//! ```text
//! move INBOX Archive 3 5   ->  order 7 move INBOX Archive 3 5   or: nothing
//! undo                     ->  cancel 7                         or: undo 8 move Archive INBOX 3
//! read INBOX                   the texts of what is shown there
//! refresh
//! accept                       what is doubtful is put away
//! look Archive                 that mailbox is on screen
//! dump                     ->  dump {"live":true,"pending":0,...}
//! bye                          ends in peace
//!                              opened 7 settled | ...           the journal as it was found
//!                              kept 7                           it is on disk
//!                              over 7 settled                   or refused, doubtful, cancelled
//!                              late 8 move Archive INBOX 3      undoes what was cancelled too late
//! ```

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use pombo::auth::{Secret, Vault};
use pombo::model::account::Account;
use pombo::model::action::Action;
use pombo::model::event::Fact;
use pombo::model::flags::Flags;
use pombo::model::ids::{AccountId, EntryId, MailboxId, MessageKey};
use pombo::model::journal::State;
use pombo::model::link::Link;
use pombo::model::mail::Mail;
use pombo::model::request::{Ask, Request};
use pombo::paths::Paths;
use pombo::sync::Storage;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};

use super::{far_of, leaf};
use crate::support::dovecot::PASSWORD;
use crate::sync_kit::{ACCOUNT, App, LIVE, account};

/// Her second account.
pub const SECOND: AccountId = AccountId(2);

/// Where the person's profile is, which port she talks to, and who she is.
pub struct Given {
    pub profile: PathBuf,
    pub port: u16,
    pub user: String,
}

pub struct Person {
    pub app: App,
    pub mail: Mail,
    taken: usize,
    pub next: EntryId,
    /// What can be undone, the newest last.
    pub done: Vec<(EntryId, Action)>,
    /// Messages whose texts were read.
    pub read: BTreeSet<MessageKey>,
}

/// An app on this profile, of this user.
pub fn app(profile: &Path, port: u16, user: &str) -> App {
    let vault = Vault::new("test");
    for id in [ACCOUNT, SECOND] {
        vault.hold(id, Secret::from(PASSWORD.to_owned()));
    }
    let first = Account { user: user.to_owned(), ..account(port) };
    let second = Account {
        id: SECOND,
        user: far_of(user),
        address: "second@test.example".into(),
        ..account(port)
    };
    App::with_all(Storage::Disk(Paths::profile(profile)), vec![first, second], vault, LIVE)
}

/// Lives until `bye`, or until nobody speaks any more.
pub async fn live(given: Given) {
    let app = app(&given.profile, given.port, &given.user);
    let next = app.engine.as_ref().unwrap().next_entry();
    let (mail, done, read) = (Mail::default(), Vec::new(), BTreeSet::new());
    let mut person = Person { app, mail, taken: 0, next, done, read };
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    loop {
        tokio::select! {
            line = lines.next_line() => match line.unwrap().as_deref() {
                None | Some("bye") => break,
                Some(line) => person.obey(line),
            },
            () = person.app.hear(Duration::from_millis(10)) => {}
        }
        person.learn();
    }
    person.app.stop().await;
}

pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n@{line}").unwrap();
    out.flush().unwrap();
}

fn word(state: &State) -> Option<String> {
    match state {
        State::Settled => Some("settled".into()),
        State::Cancelled => Some("cancelled".into()),
        State::Refused(fault) => Some(format!("refused {fault}")),
        State::Doubtful(fault) => Some(format!("doubtful {fault}")),
        State::Held { .. } | State::Queued | State::InFlight(_) => None,
    }
}

impl Person {
    /// What was told since is taken into the fold, and what it says of orders is passed on.
    fn learn(&mut self) {
        for fact in self.app.told.split_off(self.taken) {
            match &fact {
                Fact::JournalOpened(entries) => {
                    let states = entries.iter().map(|entry| {
                        let state = word(&entry.state).unwrap_or_else(|| "waits".into());
                        format!("{} {state}", entry.id.0)
                    });
                    say(&format!("opened {}", states.collect::<Vec<_>>().join(" | ")));
                }
                Fact::CanUndo(entries) => {
                    self.done.extend(entries.iter().map(|entry| (entry.id, entry.action.clone())));
                }
                Fact::Journalled(id) => say(&format!("kept {}", id.0)),
                Fact::JournalFailed(id, fault) => self.over(*id, &format!("failed {fault}"), false),
                Fact::EntryChanged(id, state) => {
                    if let Some(word) = word(state) {
                        self.over(*id, &word, *state == State::Settled);
                    }
                }
                Fact::CancelledTooLate(id) => self.undo_too_late(*id),
                Fact::BodyLoaded { key, result: Ok(_), .. } => {
                    self.read.insert(*key);
                }
                _ => {}
            }
            self.mail.apply(fact);
        }
        self.taken = self.app.told.len();
        self.mail.refresh();
    }

    fn over(&mut self, id: EntryId, word: &str, done: bool) {
        say(&format!("over {} {word}", id.0));
        self.done.retain(|(entry, _)| done || *entry != id);
    }

    fn obey(&mut self, line: &str) {
        self.learn();
        match line.split_once(' ').unwrap_or((line, "")) {
            ("refresh", _) => {
                for account in [ACCOUNT, SECOND] {
                    let engine = self.app.engine.as_ref().unwrap();
                    engine.send(Request { account, ask: Ask::Refresh });
                }
            }
            ("accept", _) => self.accept(),
            ("look", path) => {
                let id = self.mailbox(leaf(path));
                id.into_iter().for_each(|id| self.app.ask(Ask::Select(id)));
            }
            ("dump", _) => say(&format!("dump {}", self.dump())),
            _ => self.wish(line),
        }
    }

    /// What is doubtful is shown as done until she has seen to it.
    fn accept(&mut self) {
        let doubtful = |state: &State| matches!(state, State::Doubtful(_));
        let entries = self.app.entries.iter().filter(|(_, state)| doubtful(state));
        for id in entries.map(|(id, _)| *id).collect::<Vec<EntryId>>() {
            self.mail.take_back(id);
            self.app.ask(Ask::Cancel(id));
        }
    }

    /// The mailbox whose path ends so, as it is shown.
    pub fn mailbox(&self, name: &str) -> Option<MailboxId> {
        let named = |path: &[String]| path.last().is_some_and(|last| last == name);
        let all = self.mail.mailboxes().iter().filter(|mailbox| mailbox.selectable);
        all.filter(|mailbox| named(&mailbox.path)).map(|mailbox| mailbox.id).next()
    }

    /// What is shown, list by list, with the counts beside the names.
    fn dump(&mut self) -> Value {
        let open = |mailbox: &&pombo::model::mailbox::Mailbox| mailbox.selectable;
        let all = self.mail.mailboxes().iter().filter(open);
        let all: Vec<_> = all.map(|at| (at.id, at.path.join("/"), at.subscribed)).collect();
        let mut lists = serde_json::Map::new();
        for (id, path, subscribed) in all {
            self.mail.open(id);
            let shown = self.mail.shown().unwrap();
            let rows = (0..shown.len()).map(|at| {
                let line = shown.line_at(at).unwrap();
                let flags = (line.flags.has(Flags::SEEN), line.flags.has(Flags::FLAGGED));
                json!([number(line.subject), flags.0, flags.1])
            });
            let rows: Vec<Value> = rows.collect();
            let counts = self.mail.counts(id);
            let list = json!({
                "rows": rows, "total": counts.total, "unread": counts.unread,
                "subscribed": subscribed,
            });
            lists.insert(path, list);
        }
        let live = [&self.app.link, &self.app.far.link];
        let live = live.iter().all(|link| **link == Some(Link::Live));
        let waits = self.app.entries.values().filter(|state| word(state).is_none()).count();
        let far: Vec<&str> = self.app.far.rows.values().map(|row| number(&row.subject)).collect();
        let gone = self.mail.removed_keys();
        let removed = gone.iter().filter(|key| self.read.contains(key)).count();
        json!({
            "live": live, "pending": waits, "lists": lists, "told": self.told(), "far": far,
            "removed": removed,
        })
    }

    /// What the engine told of the server's truth, whatever lies over it.
    fn told(&self) -> Value {
        let mut lists = serde_json::Map::new();
        for mailbox in self.app.mailboxes.iter().filter(|mailbox| mailbox.selectable) {
            let rows = self.app.rows.get(&mailbox.id).into_iter().flat_map(|rows| rows.values());
            let rows = rows.map(|row| {
                let flags = (row.flags.has(Flags::SEEN), row.flags.has(Flags::FLAGGED));
                json!([number(&row.subject), flags.0, flags.1])
            });
            lists.insert(mailbox.path.join("/"), rows.collect());
        }
        lists.into()
    }
}

/// The number in a subject.
pub fn number(subject: &str) -> &str {
    subject.rsplit(' ').next().unwrap_or_default()
}
