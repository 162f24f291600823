//! A small app for tests of the engine: it keeps what the events say, as the real one does, and
//! waits for conditions.

// Each test binary uses its own choice of these.
#![allow(dead_code)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

pub mod liar;
pub mod odd;
pub mod story;
pub mod tokens;
pub mod two;
pub mod witness;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::time::Duration;

use pombo::auth::{Secret, Vault};
use pombo::model::account::{Account, SecretSource, Server, TlsMode, Trust};
use pombo::model::action::Action;
use pombo::model::body::Body;
use pombo::model::envelope::Row;
use pombo::model::event::{Event, Fact, Source};
use pombo::model::fault::Fault;
use pombo::model::flags::Flags;
use pombo::model::ids::{AccountId, EntryId, MailboxId, MessageKey};
use pombo::model::journal::{Entry, State};
use pombo::model::link::Link;
use pombo::model::mailbox::Mailbox;
use pombo::model::request::{Ask, BodyLimit, Request};
use pombo::model::traffic::Traffic;
use pombo::paths::Paths;
use pombo::sync::{Engine, Setup, Storage, Terms};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::support::PATIENCE;
use crate::support::dovecot::{PASSWORD, USER};

pub const ACCOUNT: AccountId = AccountId(1);

/// An engine and what it told.
pub struct App {
    pub engine: Option<Engine>,
    vault: Vault,
    events: UnboundedReceiver<Event>,
    pub mailboxes: Vec<Mailbox>,
    pub rows: HashMap<MailboxId, BTreeMap<MessageKey, Row>>,
    pub entries: BTreeMap<EntryId, State>,
    pub link: Option<Link>,
    /// What was told of a second account.
    pub far: Far,
    /// Everything told, in order.
    pub told: Vec<Fact>,
    next: EntryId,
}

/// A second account.
#[derive(Default)]
pub struct Far {
    pub link: Option<Link>,
    pub mailboxes: Vec<Mailbox>,
    /// Of all rows that were told, in any mailbox.
    pub subjects: Vec<String>,
    pub rows: BTreeMap<MessageKey, Row>,
    pub bodies: Vec<(MessageKey, Result<Body, Fault>, Source)>,
    /// Whether its journal was told, and what became of its entries.
    pub opened: bool,
    pub entries: BTreeMap<EntryId, State>,
}

/// How to start.
#[derive(Clone, Copy)]
pub struct How {
    pub live: bool,
    pub hold: Duration,
}

pub const LIVE: How = How { live: true, hold: Duration::ZERO };
pub const ONCE: How = How { live: false, hold: Duration::ZERO };

/// The account of the standard user on this port of 127.0.0.1.
pub fn account(port: u16) -> Account {
    let imap =
        Server { host: "127.0.0.1".into(), port, tls: TlsMode::None, trust: Trust::default() };
    Account {
        id: ACCOUNT,
        name: "Ana".into(),
        address: "ana@test.example".into(),
        imap,
        user: USER.into(),
        secret: SecretSource::ThisRun,
        label: String::new(),
        oauth: None,
        hue: None,
        hide_unsubscribed: false,
    }
}

impl App {
    pub fn start(profile: &Path, port: u16, how: How) -> Self {
        Self::start_with(profile, port, how, PASSWORD)
    }

    pub fn start_with(profile: &Path, port: u16, how: How, password: &str) -> Self {
        Self::begin(Storage::Disk(Paths::profile(profile)), port, how, password)
    }

    pub fn in_memory(port: u16, how: How) -> Self {
        Self::begin(Storage::Memory, port, how, PASSWORD)
    }

    fn begin(storage: Storage, port: u16, how: How, password: &str) -> Self {
        let vault = Vault::new("test");
        vault.hold(ACCOUNT, Secret::from(password.to_owned()));
        Self::with(storage, account(port), vault, how)
    }

    /// An account whose secrets are in this vault.
    pub fn with(storage: Storage, account: Account, vault: Vault, how: How) -> Self {
        Self::with_all(storage, vec![account], vault, how)
    }

    /// Several accounts: the first is the person's, of the others only little is kept.
    pub fn with_all(storage: Storage, accounts: Vec<Account>, vault: Vault, how: How) -> Self {
        Self::with_terms(storage, accounts, vault, how, Terms::default())
    }

    /// The standard user's account, by another clock or with other budgets.
    pub fn start_by(profile: &Path, port: u16, how: How, terms: Terms) -> Self {
        let vault = Vault::new("test");
        vault.hold(ACCOUNT, Secret::from(PASSWORD.to_owned()));
        let storage = Storage::Disk(Paths::profile(profile));
        Self::with_terms(storage, vec![account(port)], vault, how, terms)
    }

    fn with_terms(
        storage: Storage,
        accounts: Vec<Account>,
        vault: Vault,
        how: How,
        terms: Terms,
    ) -> Self {
        let setup =
            Setup { accounts, vault: vault.clone(), storage, hold: how.hold, live: how.live };
        let (engine, events) = Engine::start_by(setup, terms).unwrap();
        let next = engine.next_entry();
        Self {
            engine: Some(engine),
            vault,
            events,
            mailboxes: Vec::new(),
            rows: HashMap::new(),
            entries: BTreeMap::new(),
            link: None,
            far: Far::default(),
            told: Vec::new(),
            next,
        }
    }

    /// The person typed the right password.
    pub fn know_password(&self) {
        self.vault.hold(ACCOUNT, Secret::from(PASSWORD.to_owned()));
    }

    pub fn ask(&self, ask: Ask) {
        self.engine.as_ref().unwrap().send(Request { account: ACCOUNT, ask });
    }

    /// Takes events until the condition holds.
    pub async fn until<T>(&mut self, what: &str, found: impl Fn(&Self) -> Option<T>) -> T {
        let end = tokio::time::Instant::now() + PATIENCE;
        loop {
            if let Some(answer) = found(self) {
                return answer;
            }
            match tokio::time::timeout_at(end, self.events.recv()).await {
                Ok(Some(event)) => self.take_event(event),
                Ok(None) => panic!("the engine ended while waiting for {what}"),
                Err(_) => panic!("waited in vain for {what}; {}", self.summary()),
            }
        }
    }

    /// Takes the events of so long a time.
    pub async fn hear(&mut self, time: Duration) {
        let end = tokio::time::Instant::now() + time;
        while let Ok(Some(event)) = tokio::time::timeout_at(end, self.events.recv()).await {
            self.take_event(event);
        }
    }

    /// Takes events for at most this long; whether the condition came to hold.
    pub async fn comes(&mut self, limit: Duration, found: impl Fn(&Self) -> bool) -> bool {
        let end = tokio::time::Instant::now() + limit;
        loop {
            if found(self) {
                return true;
            }
            match tokio::time::timeout_at(end, self.events.recv()).await {
                Ok(Some(event)) => self.take_event(event),
                Ok(None) | Err(_) => return false,
            }
        }
    }

    pub fn summary(&self) -> String {
        let rows: Vec<(String, usize)> =
            self.mailboxes.iter().map(|m| (m.path.join("/"), self.count(m.id))).collect();
        let last: Vec<String> = self
            .told
            .iter()
            .rev()
            .take(12)
            .map(|fact| format!("{fact:?}").chars().take(160).collect())
            .collect();
        format!("link {:?}, entries {:?}, rows {rows:?}, last {last:#?}", self.link, self.entries)
    }

    fn count(&self, mailbox: MailboxId) -> usize {
        self.rows.get(&mailbox).map_or(0, BTreeMap::len)
    }

    fn take_event(&mut self, event: Event) {
        if event.account == ACCOUNT {
            return self.take(event.fact);
        }
        match event.fact {
            Fact::Linked(link) => self.far.link = Some(link),
            Fact::MailboxesListed { mailboxes, .. } => self.far.mailboxes = mailboxes,
            Fact::RowsArrived { rows, .. } => {
                self.far.subjects.extend(rows.iter().map(|row| row.subject.clone()));
                self.far.rows.extend(rows.into_iter().map(|row| (row.key, row)));
            }
            Fact::BodyLoaded { key, result, source } => {
                self.far.bodies.push((key, result.map(|loaded| loaded.1), source));
            }
            Fact::JournalOpened(entries) => {
                self.far.opened = true;
                self.far.entries.extend(entries.into_iter().map(|entry| (entry.id, entry.state)));
            }
            Fact::EntryChanged(id, state) => {
                self.far.entries.insert(id, state);
            }
            _ => {}
        }
    }

    fn take(&mut self, fact: Fact) {
        match &fact {
            Fact::Linked(link) => self.link = Some(link.clone()),
            Fact::MailboxesListed { mailboxes, .. } => self.mailboxes = mailboxes.clone(),
            Fact::RowsArrived { mailbox, rows, .. } => {
                let table = self.rows.entry(*mailbox).or_default();
                table.extend(rows.iter().map(|row| (row.key, row.clone())));
            }
            Fact::FlagsChanged { mailbox, flags } => {
                let table = self.rows.entry(*mailbox).or_default();
                for (key, now) in flags {
                    if let Some(row) = table.get_mut(key) {
                        row.flags = *now;
                    }
                }
            }
            Fact::Vanished { mailbox, keys } => {
                let table = self.rows.entry(*mailbox).or_default();
                table.retain(|key, _| !keys.contains(key));
            }
            Fact::Moved { from, to, keys } => {
                for key in keys {
                    if let Some(row) = self.rows.entry(*from).or_default().remove(key) {
                        self.rows.entry(*to).or_default().insert(*key, row);
                    }
                }
            }
            Fact::JournalOpened(entries) => {
                self.entries = entries.iter().map(|e| (e.id, e.state.clone())).collect();
            }
            Fact::EntryChanged(id, state) => {
                self.entries.insert(*id, state.clone());
            }
            _ => {}
        }
        self.told.push(fact);
    }

    pub async fn until_live(&mut self) {
        self.until("the account to be in step", |app| (app.link == Some(Link::Live)).then_some(()))
            .await;
    }

    /// Forgets what was told, and that the account was in step.
    pub fn forget(&mut self) {
        self.told.clear();
        self.link = None;
    }

    pub fn mailbox(&self, name: &str) -> MailboxId {
        let found = self.mailboxes.iter().find(|mailbox| mailbox.path.join("/") == name);
        found.unwrap_or_else(|| panic!("there is no {name}: {:?}", self.mailboxes)).id
    }

    /// Asks for the traffic; what was asked for before was taken by then.
    pub async fn traffic(&mut self) -> Traffic {
        let from = self.told.len();
        self.ask(Ask::ReadTraffic);
        self.until("the traffic", |app| {
            app.told[from..].iter().find_map(|fact| match fact {
                Fact::TrafficRead(traffic) => Some((**traffic).clone()),
                _ => None,
            })
        })
        .await
    }

    /// Subjects in a mailbox, newest first.
    pub fn subjects(&self, name: &str) -> Vec<String> {
        let Some(table) = self.rows.get(&self.mailbox(name)) else { return Vec::new() };
        let mut rows: Vec<&Row> = table.values().collect();
        rows.sort_by_key(|row| std::cmp::Reverse((row.received, row.key)));
        rows.into_iter().map(|row| row.subject.clone()).collect()
    }

    pub fn row(&self, name: &str, subject: &str) -> Option<Row> {
        let at = self.mailboxes.iter().find(|mailbox| mailbox.path.join("/") == name)?.id;
        let table = self.rows.get(&at)?;
        table.values().find(|row| row.subject == subject).cloned()
    }

    /// Waits for a message to be in a mailbox.
    pub async fn until_row(&mut self, name: &str, subject: &str) -> Row {
        let what = format!("{subject} in {name}");
        self.until(&what, |app| app.row(name, subject)).await
    }

    pub async fn until_no_row(&mut self, name: &str, subject: &str) {
        let what = format!("{subject} to leave {name}");
        self.until(&what, |app| app.row(name, subject).is_none().then_some(())).await;
    }

    /// Whether an entry came to its end.
    pub fn is_over(&self, id: EntryId) -> bool {
        let over = |state: &State| {
            matches!(state, State::Settled | State::Refused(_) | State::Doubtful(_))
        };
        self.entries.get(&id).is_some_and(over)
    }

    /// Orders an action; its entry.
    pub fn order(&mut self, action: Action) -> EntryId {
        self.order_in(ACCOUNT, action)
    }

    /// The same in any account.
    pub fn order_in(&mut self, account: AccountId, action: Action) -> EntryId {
        let id = self.next;
        self.next = EntryId(id.0 + 1);
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        let (at, state) = (i64::try_from(since.as_millis()).unwrap(), State::Queued);
        let ask = Ask::Do(Entry { id, account, action, at, state });
        self.engine.as_ref().unwrap().send(Request { account, ask });
        id
    }

    pub fn order_move(&mut self, subjects: &[&str], from: &str, to: &str) -> EntryId {
        let keys = subjects.iter().map(|subject| self.row(from, subject).unwrap().key).collect();
        let (from, to) = (self.mailbox(from), self.mailbox(to));
        self.order(Action::Move { keys, from, to })
    }

    pub fn order_flag(
        &mut self,
        subject: &str,
        within: &str,
        add: Flags,
        remove: Flags,
    ) -> EntryId {
        let keys = vec![self.row(within, subject).unwrap().key];
        self.order(Action::Flag { keys, add, remove })
    }

    pub async fn until_state(&mut self, id: EntryId, wanted: fn(&State) -> bool) -> State {
        self.until("a state of an entry", |app| {
            app.entries.get(&id).filter(|state| wanted(state)).cloned()
        })
        .await
    }

    pub async fn until_settled(&mut self, id: EntryId) {
        let over = |state: &State| {
            matches!(state, State::Settled | State::Refused(_) | State::Doubtful(_))
        };
        assert_eq!(self.until_state(id, over).await, State::Settled);
    }

    /// Waits until an entry that a run before left behind is settled, or was so already.
    pub async fn until_resumed(&mut self, id: EntryId) {
        self.until("the journal", |app| (!app.told.is_empty()).then_some(())).await;
        if self.entries.contains_key(&id) {
            self.until_settled(id).await;
        }
    }

    pub async fn body(&mut self, key: MessageKey) -> (Result<Body, Fault>, Source) {
        self.body_up_to(key, BodyLimit::First).await
    }

    pub async fn body_up_to(
        &mut self,
        key: MessageKey,
        limit: BodyLimit,
    ) -> (Result<Body, Fault>, Source) {
        let before = self.told.len();
        self.ask(Ask::Body { key, limit });
        self.until("a body", |app| {
            app.told[before..].iter().find_map(|fact| match fact {
                Fact::BodyLoaded { key: of, result, source } if *of == key => {
                    let body = result.clone().map(|loaded| loaded.1);
                    Some((body, *source))
                }
                _ => None,
            })
        })
        .await
    }

    /// Ends in peace; everything that was told.
    pub async fn stop(mut self) -> Vec<Fact> {
        self.engine.take().unwrap().shutdown(Duration::from_secs(10)).await;
        self.rest().await
    }

    /// Ends as a crash would, as far as one process can: everything is dropped at once, and the
    /// profile is free again.
    pub async fn crash(mut self) -> Vec<Fact> {
        self.engine.take();
        self.rest().await
    }

    async fn rest(mut self) -> Vec<Fact> {
        while let Some(event) = self.events.recv().await {
            self.take_event(event);
        }
        self.told
    }
}
