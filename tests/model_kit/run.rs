//! One run of the model: everything in it follows from its seed, but for the moments at which
//! things happen.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use fastrand::Rng;
use serde_json::Value;

use super::judge::Judge;
use super::others::Others;
use super::process::Process;
use super::{FAR, Held, KINDS, looks, person, wishes};
use crate::support::dovecot::{Dovecot, Options};
use crate::support::mails;
use crate::support::proxy::{Proxy, Trap};

/// How long a person waits for everything to come to rest.
const REST: Duration = Duration::from_secs(60);

/// Commands at which the wire goes dead before the person is killed.
const STEPS: [&str; 14] = [
    "UID MOVE",
    "UID COPY",
    "UID STORE",
    "EXPUNGE",
    "STATUS",
    "SELECT",
    "UID FETCH",
    "SEARCH",
    "IDLE",
    "APPEND",
    "CREATE",
    "RENAME",
    "DELETE ",
    "LIST",
];

/// One server of each kind.
pub struct Servers([Dovecot; 3]);

impl Servers {
    pub fn start(users: u32) -> Self {
        Self(KINDS.map(|capability| {
            Dovecot::with(&Options { capability, crowd: 2 * users, ..Options::default() })
        }))
    }
}

/// What a run did.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    pub orders: usize,
    pub kills: usize,
    pub cuts: usize,
    pub refused: usize,
    pub messages: usize,
    /// Of so many messages only one end can be right.
    pub certain: usize,
    /// Orders that were done, by kind; `undo` and `cancel` are what took others back.
    pub kinds: BTreeMap<String, usize>,
}

struct Run<'a> {
    rng: Rng,
    others: Others<'a>,
    proxy: Proxy,
    her: Process,
    judge: Judge,
    /// Where the way of a move is long, the person and the others touch different messages: with
    /// COPY and EXPUNGE nobody can keep two movers from making two copies.
    apart: bool,
    online: bool,
    /// Something of hers may still be on its way, since the wire stood a moment ago.
    wired: bool,
    /// She was in step since she started.
    in_step: bool,
    tally: Tally,
}

/// Runs the model with this seed, as the user of this number.
///
/// # Errors
/// Everything that was wrong in the end, and what led there.
pub fn run(servers: &Servers, seed: u64, user: u32) -> Result<Tally, String> {
    let mut rng = Rng::with_seed(seed);
    let kind = if rng.bool() { 0 } else { rng.usize(..KINDS.len()) };
    let server = &servers.0[kind];
    // The one after is the second account.
    let user = format!("u{}", 2 * user - 1);
    let mut judge = Judge::default();
    for (mailbox, numbers) in [("INBOX", 1..=6), ("Projects", 7..=8), ("Archive", 9..=9)] {
        server.fill_for(&user, mailbox, numbers.clone().map(mails::plain));
        numbers.for_each(|number| judge.arrived(number, mailbox));
    }
    let profile = tempfile::tempdir().unwrap();
    let proxy = Proxy::to(server.port);
    let her = Process::new(profile.path(), proxy.port, &user);
    let others = Others { server, user: &user, moves: kind == 0 };
    let (apart, tally) = (kind != 0, Tally::default());
    let mut run = Run {
        rng,
        others,
        proxy,
        her,
        judge,
        apart,
        online: true,
        wired: true,
        in_step: false,
        tally,
    };
    let done = catch_unwind(AssertUnwindSafe(|| run.play(profile.path(), &user)));
    let why = match done {
        Ok(wrongs) if wrongs.is_empty() => {
            run.tally.orders = run.her.orders.len();
            let over = |order: &&super::process::Order| order.over.as_deref() != Some("settled");
            (run.tally.messages, run.tally.certain) = run.judge.certain(&run.her.orders);
            run.tally.refused = run.her.orders.iter().filter(over).count();
            for kind in run.her.orders.iter().filter_map(super::process::Order::kind) {
                *run.tally.kinds.entry(kind).or_default() += 1;
            }
            return Ok(run.tally);
        }
        Ok(wrongs) => wrongs.join("\n"),
        Err(panic) => panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
            .unwrap_or_default(),
    };
    let log = run.her.log.join("\n  ");
    Err(format!("POMBO_SEED={seed} (server {kind}):\n{why}\nWhat happened:\n  {log}"))
}

impl Run<'_> {
    fn play(&mut self, profile: &std::path::Path, user: &str) -> Vec<String> {
        self.start();
        for _ in 0..self.rng.usize(10..22) {
            self.step();
            self.judge.take(&self.her.orders);
        }
        let mut wrongs = self.rest();
        let held = self.others.held();
        wrongs.extend(self.judge.wrongs(&self.her.orders, &held));
        self.her.end();
        wrongs.extend(self.kept(profile, user, &held));
        wrongs
    }

    fn step(&mut self) {
        let wired = self.online && self.her.is_running();
        if !self.her.is_running() {
            self.start();
        }
        match self.rng.u8(..100) {
            0..=43 => self.order(),
            44..=62 => {
                let apart = self.apart;
                let theirs = |number: u32| !apart || number.is_multiple_of(2);
                let wired = self.wired || self.online && self.her.is_running();
                let orders = (self.her.orders.as_slice(), wired);
                let told = self.others.act(&mut self.rng, &mut self.judge, theirs, orders);
                self.her.log.push(told);
            }
            63..=74 => self.toggle(),
            75..=94 => self.kill(),
            _ => {
                self.her.refresh();
                self.her.listen(Duration::from_millis(self.rng.u64(..150)), |_| false);
            }
        }
        self.wired = wired;
    }

    /// The person starts, and mostly sees something before she does anything.
    fn start(&mut self) {
        self.her.start();
        self.in_step = false;
        let end = Instant::now() + Duration::from_secs(5);
        let patient = self.rng.u8(..8) > 0;
        while patient && Instant::now() < end {
            let lists = self.her.dump();
            let lists = lists["lists"].as_object();
            let rows = |list: &Value| list["rows"].as_array().is_some_and(|rows| rows.len() > 1);
            if lists.is_some_and(|lists| lists.values().filter(|list| rows(list)).count() > 1) {
                return;
            }
            self.her.listen(Duration::from_millis(10), |_| false);
        }
    }

    /// The wire is cut, or comes back.
    fn toggle(&mut self) {
        self.online = !self.online;
        if self.online {
            self.proxy.mend();
            self.her.refresh();
        } else {
            self.tally.cuts += 1;
            self.proxy.cut();
        }
        self.her.log.push(format!("online: {}", self.online));
    }

    fn order(&mut self) {
        let wish = self.wish();
        // What she deletes she has read.
        if let Some(rest) = wish.strip_prefix("delete ") {
            self.her.wish(&format!("read {}", rest.split(' ').next().unwrap_or_default()));
            self.her.listen(Duration::from_millis(60), |_| false);
        }
        self.her.wish(&wish);
        if self.rng.bool() {
            let place = self.her.orders.len();
            let kept = |her: &Process| place == 0 || her.orders[place - 1].kept;
            self.her.listen(Duration::from_secs(2), kept);
        }
        let pause = Duration::from_millis(self.rng.u64(..60));
        self.her.listen(pause, |_| false);
    }

    /// A wish about what is shown to her.
    fn wish(&mut self) -> String {
        let shown = self.her.dump();
        self.judge.take(&self.her.orders);
        // Until she was in step once, not everything that she knows has been told.
        self.in_step |= shown["live"] == true;
        if self.in_step {
            self.judge.saw(looks::told(&shown), &self.her.orders);
        }
        let apart = self.apart;
        let mine = |number: u32| !apart || number % 2 == 1;
        wishes::wish(&mut self.rng, &mut self.judge, &shown, mine)
    }

    /// The person is killed: in the middle of a command, or at any moment of an order, or of none.
    fn kill(&mut self) {
        if self.online && self.rng.bool() {
            let step = STEPS[self.rng.usize(..STEPS.len())];
            let trap = if self.rng.bool() { Trap::Before } else { Trap::After };
            self.her.log.push(format!("the wire dies at {step} {trap:?}"));
            self.proxy.hang_at(step, trap);
            let wish = self.wish();
            self.her.wish(&wish);
            let proxy = &self.proxy;
            self.her.listen(Duration::from_millis(250), |_| proxy.is_sprung());
        } else if self.rng.bool() {
            let wish = self.wish();
            self.her.wish(&wish);
            let pause = Duration::from_micros(self.rng.u64(..40_000));
            self.her.listen(pause, |_| false);
        }
        self.her.kill();
        self.tally.kills += 1;
        self.proxy.disarm();
        if self.online {
            self.proxy.mend();
        }
    }

    /// Everybody lets go: soon what is shown is what the server holds, and nothing waits.
    fn rest(&mut self) -> Vec<String> {
        self.proxy.disarm();
        self.proxy.mend();
        if !self.her.is_running() {
            self.her.start();
        }
        self.her.log.push("rest".into());
        let end = Instant::now() + REST;
        for turn in 0.. {
            // Without mod-sequences flags are compared where the person looks.
            let held = self.others.held();
            let open = held.iter().filter(|(path, shelf)| *path != FAR && !shelf.ghost);
            let path = open.map(|(path, _)| path).cycle().nth(turn).unwrap();
            self.her.look(path);
            self.her.accept();
            self.her.refresh();
            for _ in 0..10 {
                self.her.listen(Duration::from_millis(60), |_| false);
                let held = self.others.held();
                let shown = self.her.dump();
                let unlike = looks::unlike(&shown, &held);
                if unlike.is_empty() {
                    return Vec::new();
                }
                if Instant::now() > end {
                    return unlike;
                }
            }
        }
        Vec::new()
    }

    /// What a later start finds on disk is the same, before there is any wire.
    fn kept(&self, profile: &std::path::Path, user: &str, held: &Held) -> Vec<String> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        self.proxy.cut();
        runtime.block_on(async {
            let mut app = person::app(profile, self.proxy.port, user);
            let end = tokio::time::Instant::now() + crate::support::PATIENCE;
            let mut wrongs = vec!["nothing is kept".to_owned()];
            while !wrongs.is_empty() && tokio::time::Instant::now() < end {
                app.hear(Duration::from_millis(10)).await;
                wrongs = looks::kept(&app, held);
            }
            app.crash().await;
            wrongs
        })
    }
}
