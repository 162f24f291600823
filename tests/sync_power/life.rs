//! One run: a person gives orders, the power goes out, and engines start on what is left. All of
//! it follows from the seed, but for the moments at which things happen.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Duration;

use fastrand::Rng;
use pombo::auth::{Secret, Vault};
use pombo::model::account::Account;
use pombo::model::action::Action;
use pombo::model::event::Fact;
use pombo::model::flags::Flags;
use pombo::model::ids::{EntryId, MessageKey};
use pombo::model::journal::State;
use pombo::model::link::Link;
use pombo::model::request::{Ask, BodyLimit};
use pombo::paths::Paths;
use pombo::sync::Storage;

use super::damage::{self, FAIR, FOUL};
use super::judge::{Goal, Held, Look, MAILBOXES, Order, wrongs};
use crate::support::client::Client;
use crate::support::dovecot::{Dovecot, Options, PASSWORD};
use crate::support::mails;
use crate::support::proxy::{Proxy, Trap};
use crate::sync_kit::{ACCOUNT, App, LIVE, account};

/// What servers can: the fewer words, the longer the way of a move.
const KINDS: [&str; 3] = [
    "",
    "IMAP4rev1 IDLE UIDPLUS CONDSTORE ESEARCH LIST-EXTENDED LIST-STATUS SPECIAL-USE ENABLE LITERAL+",
    "IMAP4rev1 IDLE LITERAL+",
];

/// Commands at which the wire goes dead before the power does.
const STEPS: [&str; 6] = ["UID MOVE", "UID COPY", "UID STORE", "EXPUNGE", "STATUS", "UID FETCH"];

/// How long it may take until everything is at rest.
const REST: Duration = Duration::from_secs(60);

/// One server of each kind.
pub struct Servers([Dovecot; 3]);

impl Servers {
    pub fn start(users: u32) -> Self {
        Self(KINDS.map(|capability| {
            Dovecot::with(&Options { capability, crowd: users, ..Options::default() })
        }))
    }
}

/// What runs did.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    pub runs: usize,
    pub orders: usize,
    /// Engines that started on what was left.
    pub starts: usize,
    /// Orders that were shown as refused or doubtful then, where the disk had kept its word and
    /// where it had not.
    pub open: [usize; 2],
}

impl Tally {
    pub fn add(&mut self, other: Self) {
        self.runs += other.runs;
        self.orders += other.orders;
        self.starts += other.starts;
        self.open = [self.open[0] + other.open[0], self.open[1] + other.open[1]];
    }
}

struct Life<'a> {
    rng: Rng,
    server: &'a Dovecot,
    user: String,
    proxy: Proxy,
    online: bool,
    first: BTreeMap<u32, &'static str>,
    orders: BTreeMap<EntryId, Order>,
    log: Vec<String>,
    tally: Tally,
}

/// Makes the run of this seed, as the user of this number.
///
/// # Errors
/// What was wrong, and what led there.
pub fn run(servers: &Servers, seed: u64, user: u32) -> Result<Tally, String> {
    let mut rng = Rng::with_seed(seed);
    let kind = if rng.bool() { 0 } else { rng.usize(..KINDS.len()) };
    let (server, user) = (&servers.0[kind], format!("u{user}"));
    let mut first = BTreeMap::new();
    for (mailbox, numbers) in [("INBOX", 1..=6), ("Projects", 7..=9)] {
        server.fill_for(&user, mailbox, numbers.clone().map(mails::plain));
        first.extend(numbers.map(|number| (number, mailbox)));
    }
    let (proxy, tally) = (Proxy::to(server.port), Tally { runs: 1, ..Tally::default() });
    let (orders, log) = (BTreeMap::new(), Vec::new());
    let mut life = Life { rng, server, user, proxy, online: true, first, orders, log, tally };
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(2).enable_all().build().unwrap();
    let done = catch_unwind(AssertUnwindSafe(|| runtime.block_on(life.play(kind == 0))));
    runtime.shutdown_timeout(Duration::from_secs(5));
    let why = match done {
        Ok(wrongs) if wrongs.is_empty() => return Ok(life.tally),
        Ok(wrongs) => wrongs.join("\n"),
        Err(panic) => panic.downcast_ref::<String>().cloned().unwrap_or_default(),
    };
    let (log, orders) = (life.log.join("\n  "), life.orders);
    Err(format!("POMBO_SEED={seed} (server {kind}):\n{why}\nWhat happened:\n  {log}\n{orders:#?}"))
}

impl Life<'_> {
    async fn play(&mut self, moves: bool) -> Vec<String> {
        let home = tempfile::tempdir().unwrap();
        let mut app = self.app(home.path());
        app.until_live().await;
        for _ in 0..self.rng.usize(3..10) {
            self.step(&mut app, home.path()).await;
        }
        self.last_moment(&mut app, home.path()).await;
        let told = app.crash().await;
        self.learn(&told, home.path());
        self.log.push("the power is gone".to_owned());
        self.proxy.disarm();
        self.proxy.mend();
        // A disk that keeps what it says it wrote; then, where no step can be doubled by what the
        // journal forgot, one that does not.
        let mut wrongs = self.again(home.path(), true).await;
        for _ in 0..if moves { 2 } else { 0 } {
            if wrongs.is_empty() {
                wrongs = self.again(home.path(), false).await;
            }
        }
        wrongs
    }

    fn app(&self, profile: &Path) -> App {
        let vault = Vault::new("test");
        vault.hold(ACCOUNT, Secret::from(PASSWORD.to_owned()));
        let account = Account { user: self.user.clone(), ..account(self.proxy.port) };
        App::with(Storage::Disk(Paths::profile(profile)), account, vault, LIVE)
    }

    async fn step(&mut self, app: &mut App, profile: &Path) {
        match self.rng.u8(..10) {
            0..=6 => self.order(app),
            7 => {
                self.online = !self.online;
                if self.online {
                    self.proxy.mend()
                } else {
                    self.proxy.cut()
                }
                app.ask(Ask::Refresh);
                self.log.push(format!("online: {}", self.online));
            }
            _ => {
                let keys: Vec<MessageKey> =
                    app.rows.values().flat_map(|rows| rows.keys().copied()).collect();
                if let Some(&key) = keys.get(self.rng.usize(..keys.len().max(1))) {
                    app.ask(Ask::Body { key, limit: BodyLimit::First });
                }
            }
        }
        let pause = Duration::from_micros(self.rng.u64(..120_000));
        self.hear(app, pause, profile).await;
    }

    /// Whatever is going on, it is in the middle of it.
    async fn last_moment(&mut self, app: &mut App, profile: &Path) {
        if self.online && self.rng.bool() {
            let step = STEPS[self.rng.usize(..STEPS.len())];
            let trap = if self.rng.bool() { Trap::Before } else { Trap::After };
            self.log.push(format!("the wire dies at {step} {trap:?}"));
            self.proxy.hang_at(step, trap);
            self.order(app);
            for _ in 0..30 {
                self.hear(app, Duration::from_millis(10), profile).await;
                if self.proxy.is_sprung() {
                    return;
                }
            }
        } else {
            self.order(app);
            let pause = Duration::from_micros(self.rng.u64(..40_000));
            self.hear(app, pause, profile).await;
        }
    }

    /// Orders something about messages that no unfinished order is about.
    fn order(&mut self, app: &mut App) {
        let busy: Vec<u32> = self
            .orders
            .iter()
            .filter(|(id, _)| !app.is_over(**id))
            .flat_map(|(_, order)| order.numbers.clone())
            .collect();
        let mut places: Vec<(&'static str, Vec<(u32, MessageKey)>)> = Vec::new();
        for name in MAILBOXES {
            let rows = app.rows.get(&app.mailbox(name)).into_iter().flat_map(|rows| rows.values());
            let free = rows.map(|row| (number(&row.subject), row.key));
            let mut free: Vec<_> = free.filter(|(number, _)| !busy.contains(number)).collect();
            self.rng.shuffle(&mut free);
            free.truncate(self.rng.usize(1..=3));
            if !free.is_empty() {
                places.push((name, free));
            }
        }
        if places.is_empty() {
            return;
        }
        let (name, chosen) = places.swap_remove(self.rng.usize(..places.len()));
        let (numbers, keys): (Vec<u32>, Vec<MessageKey>) = chosen.into_iter().unzip();
        let from = app.mailbox(name);
        let on = self.rng.bool();
        let flag = |flag| if on { (flag, Flags::NONE) } else { (Flags::NONE, flag) };
        let others: Vec<&str> = MAILBOXES.into_iter().filter(|other| *other != name).collect();
        let to = others[self.rng.usize(..others.len())];
        let (goal, action) = match self.rng.u8(..10) {
            0..=5 => (Goal::At(to), Action::Move { keys, from, to: app.mailbox(to) }),
            6 => (Goal::Gone, Action::Delete { keys, from }),
            7 => {
                let (add, remove) = flag(Flags::SEEN);
                (Goal::Seen(on), Action::Flag { keys, add, remove })
            }
            _ => {
                let (add, remove) = flag(Flags::FLAGGED);
                (Goal::Starred(on), Action::Flag { keys, add, remove })
            }
        };
        let id = app.order(action);
        self.log.push(format!("{id:?}: {goal:?} of {numbers:?} in {name}"));
        self.tally.orders += 1;
        let order = Order { goal, numbers, kept: None, open: false };
        self.orders.insert(id, order);
    }

    async fn hear(&mut self, app: &mut App, time: Duration, profile: &Path) {
        let from = app.told.len();
        app.hear(time).await;
        let told = app.told[from..].to_vec();
        self.learn(&told, profile);
    }

    /// What was told of orders, and how long the journal was by then.
    fn learn(&mut self, told: &[Fact], profile: &Path) {
        let journal = Paths::profile(profile).journal_file();
        let long = std::fs::metadata(journal).map_or(0, |meta| meta.len() as usize);
        for fact in told {
            match fact {
                Fact::Journalled(id) => {
                    let order = self.orders.get_mut(id).unwrap();
                    order.kept.get_or_insert(long);
                }
                Fact::EntryChanged(id, state) => {
                    let Some(order) = self.orders.get_mut(id) else { continue };
                    order.open |= is_open(state);
                    self.log.push(format!("{id:?} {}", brief(state)));
                }
                _ => {}
            }
        }
    }

    /// Spoils a copy of the profile and starts on it. Everything that is wrong once all is at rest.
    async fn again(&mut self, profile: &Path, fair: bool) -> Vec<String> {
        let copied = tempfile::tempdir().unwrap();
        damage::copy(profile, copied.path());
        let journal = Paths::profile(copied.path()).journal_file();
        let whole = std::fs::metadata(&journal).map_or(0, |meta| meta.len() as usize);
        let endings = if fair { FAIR } else { FOUL };
        let ending = endings[self.rng.usize(..endings.len())];
        let before = match fair && self.rng.u8(..4) == 0 {
            true => whole,
            false => damage::spoil(&journal, ending, &mut self.rng),
        };
        let cache = damage::spoil_cache(copied.path(), &mut self.rng);
        self.log.push(format!("journal {whole} {ending:?} from {before}, cache: {cache}"));
        let mut app = self.app(copied.path());
        self.tally.starts += 1;
        let unlike = self.rest(&mut app).await;
        let states = app.entries.clone();
        let changes = app.told.iter().filter_map(|fact| match fact {
            Fact::JournalOpened(all) => {
                let all = all.iter().map(|entry| format!("{:?} {}", entry.id, brief(&entry.state)));
                Some(format!("found {}", all.collect::<Vec<_>>().join("; ")))
            }
            Fact::EntryChanged(id, state) => Some(format!("{id:?} {}", brief(state))),
            Fact::CacheRebuilt => Some("the cache is new".to_owned()),
            _ => None,
        });
        self.log.extend(changes);
        let held = held(&mut self.client());
        let orders: Vec<Order> = self
            .orders
            .iter()
            .map(|(id, order)| {
                let open = order.open || states.get(id).is_some_and(is_open);
                Order { open, ..order.clone() }
            })
            .collect();
        self.tally.open[usize::from(!fair)] += orders.iter().filter(|order| order.open).count();
        app.stop().await;
        unlike.into_iter().chain(wrongs(&orders, &self.first, &held, before)).collect()
    }

    /// Waits until nothing waits and what was told is what the server has; what is not, else.
    async fn rest(&self, app: &mut App) -> Vec<String> {
        let end = tokio::time::Instant::now() + REST;
        for name in MAILBOXES.into_iter().cycle() {
            app.hear(Duration::from_millis(60)).await;
            // Without mod-sequences flags are compared where the person looks.
            if app.mailboxes.iter().any(|mailbox| mailbox.path == [name]) {
                app.ask(Ask::Select(app.mailbox(name)));
            }
            let waits = app.entries.keys().filter(|id| !app.is_over(**id)).count();
            let held = held(&mut self.client());
            let told = told(app);
            if app.link == Some(Link::Live) && waits == 0 && told == held {
                return Vec::new();
            }
            if tokio::time::Instant::now() > end {
                return vec![
                    format!("told {told:?}\nthere {held:?}, {waits} orders wait"),
                    app.summary(),
                ];
            }
            app.ask(Ask::Refresh);
        }
        Vec::new()
    }

    fn client(&self) -> Client {
        Client::login(self.server.port, &self.user, PASSWORD)
    }
}

fn brief(state: &State) -> String {
    format!("{state:?}").chars().take(160).collect()
}

fn is_open(state: &State) -> bool {
    matches!(state, State::Refused(_) | State::Doubtful(_) | State::Cancelled)
}

/// `Message 7`
fn number(subject: &str) -> u32 {
    subject.rsplit(' ').next().unwrap().parse().unwrap()
}

/// What an app has been told of the rows.
fn told(app: &App) -> Held {
    let of = |name: &str| {
        let at = app.mailboxes.iter().find(|mailbox| mailbox.path == [name]);
        let rows = at.and_then(|at| app.rows.get(&at.id));
        let looks = rows.into_iter().flat_map(|rows| rows.values()).map(|row| Look {
            number: number(&row.subject),
            seen: row.flags.has(Flags::SEEN),
            starred: row.flags.has(Flags::FLAGGED),
        });
        looks.collect()
    };
    MAILBOXES.iter().map(|name| (*name, of(name))).collect()
}

/// What the server holds and does not count as deleted.
fn held(client: &mut Client) -> Held {
    let mut of = |name: &str| {
        let all = client.mails(name).unwrap().into_iter();
        let mut looks = std::collections::BTreeSet::new();
        for mail in all.filter(|mail| !mail.flags.contains("\\Deleted")) {
            let number = mail.id.trim_start_matches('m').split('@').next().unwrap();
            let number = number.parse().unwrap();
            let has = |flag| mail.flags.contains(flag);
            let twice = looks.iter().any(|other: &Look| other.number == number);
            assert!(!twice, "message {number} is twice in {name}");
            looks.insert(Look { number, seen: has("\\Seen"), starred: has("\\Flagged") });
        }
        looks
    };
    MAILBOXES.iter().map(|name| (*name, of(name))).collect()
}
