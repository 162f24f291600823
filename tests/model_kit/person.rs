//! The person: an engine and the fold of what it tells, driven by lines on stdin. Runs in a process
//! of its own, which may be killed at any moment; every line is written before what it tells is done.
//!
//! ```text
//! move Archive 3 5     ->  order 7 move INBOX Archive 3 5     what is shown there goes there
//! flag starred on 3    ->  order 8 flag starred on 3
//! delete 3             ->  order 9 delete INBOX 3             or: nothing
//! refresh
//! look Archive             that mailbox is on screen
//! dump                 ->  dump {"live":true,"pending":0,...}
//! bye                      ends in peace
//!                          opened 7 settled | ...             the journal as it was found
//!                          kept 7                             it is on disk
//!                          over 7 settled                     or refused, doubtful, cancelled
//! ```

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use pombo::auth::{Secret, Vault};
use pombo::model::account::Account;
use pombo::model::action::Action;
use pombo::model::event::Fact;
use pombo::model::flags::Flags;
use pombo::model::ids::{EntryId, MailboxId, MessageKey};
use pombo::model::journal::{Entry, State};
use pombo::model::link::Link;
use pombo::model::mail::Mail;
use pombo::model::request::Ask;
use pombo::paths::Paths;
use pombo::sync::Storage;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};

use crate::support::dovecot::PASSWORD;
use crate::sync_kit::{ACCOUNT, App, LIVE, account};

/// Where the person's profile is, which port she talks to, and who she is.
pub struct Given {
    pub profile: PathBuf,
    pub port: u16,
    pub user: String,
}

struct Person {
    app: App,
    mail: Mail,
    taken: usize,
    next: EntryId,
}

/// An app on this profile, of this user.
pub fn app(profile: &Path, port: u16, user: &str) -> App {
    let vault = Vault::new("test");
    vault.hold(ACCOUNT, Secret::from(PASSWORD.to_owned()));
    let account = Account { user: user.to_owned(), ..account(port) };
    App::with(Storage::Disk(Paths::profile(profile)), account, vault, LIVE)
}

/// Lives until `bye`, or until nobody speaks any more.
pub async fn live(given: Given) {
    let app = app(&given.profile, given.port, &given.user);
    let next = app.engine.as_ref().unwrap().next_entry();
    let mut person = Person { app, mail: Mail::default(), taken: 0, next };
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

fn say(line: &str) {
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
                Fact::Journalled(id) => say(&format!("kept {}", id.0)),
                Fact::JournalFailed(id, fault) => say(&format!("over {} failed {fault}", id.0)),
                Fact::EntryChanged(id, state) => {
                    if let Some(word) = word(state) {
                        say(&format!("over {} {word}", id.0));
                    }
                }
                _ => {}
            }
            self.mail.apply(fact);
        }
        self.taken = self.app.told.len();
        self.mail.refresh();
    }

    fn obey(&mut self, line: &str) {
        self.learn();
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            ["move", to, ref numbers @ ..] => self.move_to(to, numbers),
            ["flag", mark, on, ref numbers @ ..] => self.flag(mark, on, numbers),
            ["delete", ref numbers @ ..] => self.delete(numbers),
            ["refresh"] => self.app.ask(Ask::Refresh),
            ["look", name] => {
                let all = self.mail.mailboxes().iter();
                let at = all.filter(|at| at.path.join("/") == name).map(|at| at.id).next();
                at.into_iter().for_each(|id| self.app.ask(Ask::Select(id)));
            }
            ["dump"] => say(&format!("dump {}", self.dump())),
            _ => panic!("not understood: {line}"),
        }
    }

    /// The messages of these numbers as they are shown.
    fn find(&self, numbers: &[&str]) -> Vec<(String, MessageKey, MailboxId)> {
        let mut found = Vec::new();
        for number in numbers {
            let subject = format!("Message {number}");
            let rows = self.app.rows.values().flat_map(|table| table.values());
            let key = rows.filter(|row| row.subject == subject).map(|row| row.key).next();
            let shown = key.and_then(|key| Some((key, self.mail.whereabouts(key)?)));
            found.extend(shown.map(|(key, at)| ((*number).to_owned(), key, at)));
        }
        found
    }

    fn name(&self, id: MailboxId) -> String {
        self.mail.mailbox(id).unwrap().path.join("/")
    }

    /// Those that are shown in one mailbox together with the first.
    fn together(&self, numbers: &[&str]) -> Option<(MailboxId, Vec<String>, Vec<MessageKey>)> {
        let found = self.find(numbers);
        let from = found.first()?.2;
        let same = found.into_iter().filter(|at| at.2 == from);
        let (numbers, keys) = same.map(|(number, key, _)| (number, key)).unzip();
        Some((from, numbers, keys))
    }

    fn move_to(&mut self, to: &str, numbers: &[&str]) {
        let known = self.mail.mailboxes().iter().find(|mailbox| mailbox.path.join("/") == to);
        let to = known.map(|mailbox| mailbox.id);
        match self.together(numbers).zip(to) {
            Some(((from, numbers, keys), to)) if from != to => {
                let (a, b) = (self.name(from), self.name(to));
                let told = format!("move {a} {b} {}", numbers.join(" "));
                self.order(&told, Action::Move { keys, from, to });
            }
            _ => say("nothing"),
        }
    }

    fn flag(&mut self, mark: &str, on: &str, numbers: &[&str]) {
        let flag = if mark == "seen" { Flags::SEEN } else { Flags::FLAGGED };
        let mut found = self.find(numbers);
        let has = |key| self.mail.line(key).is_some_and(|line| line.flags.has(flag));
        found.retain(|at| has(at.1) != (on == "on"));
        if found.is_empty() {
            return say("nothing");
        }
        let (numbers, keys): (Vec<_>, Vec<_>) = found.into_iter().map(|at| (at.0, at.1)).unzip();
        let (add, remove) = match on {
            "on" => (flag, Flags::NONE),
            _ => (Flags::NONE, flag),
        };
        let told = format!("flag {mark} {on} {}", numbers.join(" "));
        self.order(&told, Action::Flag { keys, add, remove });
    }

    fn delete(&mut self, numbers: &[&str]) {
        let Some((from, numbers, keys)) = self.together(numbers) else { return say("nothing") };
        let told = format!("delete {} {}", self.name(from), numbers.join(" "));
        self.order(&told, Action::Delete { keys, from });
    }

    fn order(&mut self, told: &str, action: Action) {
        let id = self.next;
        self.next = EntryId(id.0 + 1);
        let entry = Entry { id, account: ACCOUNT, action, at: 0, state: State::Queued };
        say(&format!("order {} {told}", id.0));
        self.mail.promise(entry.clone());
        self.app.ask(Ask::Do(entry));
        self.mail.refresh();
    }

    /// What is shown, list by list, with the counts beside the names.
    fn dump(&mut self) -> Value {
        let ids: Vec<MailboxId> = self.mail.mailboxes().iter().map(|mailbox| mailbox.id).collect();
        let mut lists = serde_json::Map::new();
        for id in ids {
            self.mail.open(id);
            let shown = self.mail.shown().unwrap();
            let rows = (0..shown.len()).map(|at| {
                let line = shown.line_at(at).unwrap();
                let flags = (line.flags.has(Flags::SEEN), line.flags.has(Flags::FLAGGED));
                json!([line.subject.rsplit(' ').next(), flags.0, flags.1])
            });
            let counts = self.mail.counts(id);
            let list = json!({
                "rows": rows.collect::<Vec<_>>(), "total": counts.total, "unread": counts.unread,
            });
            lists.insert(self.name(id), list);
        }
        let live = self.app.link == Some(Link::Live);
        let waits = self.app.entries.values().filter(|state| word(state).is_none()).count();
        json!({ "live": live, "pending": waits, "lists": lists, "told": self.told() })
    }

    /// What the engine told of the server's truth, whatever lies over it.
    fn told(&self) -> Value {
        let mut lists = serde_json::Map::new();
        for (id, rows) in &self.app.rows {
            let rows = rows.values().map(|row| {
                let flags = (row.flags.has(Flags::SEEN), row.flags.has(Flags::FLAGGED));
                json!([row.subject.rsplit(' ').next(), flags.0, flags.1])
            });
            lists.insert(self.name(*id), rows.collect());
        }
        lists.into()
    }
}
