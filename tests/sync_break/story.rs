//! What a person does in a session that is broken at one place, and what must hold afterwards:
//! everything is fetched, a message is read, one is flagged, two are moved, one is deleted.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;
use std::path::Path;
use std::time::{Duration, Instant};

use pombo::model::action::Action;
use pombo::model::event::Fact;
use pombo::model::flags::Flags;
use pombo::model::ids::EntryId;
use pombo::model::journal::State;
use pombo::model::link::Link;
use pombo::model::request::{Ask, BodyLimit};

use crate::support::PATIENCE;
use crate::support::scripted::{Figures, MODERN, PLAIN, Server, Setup, Trouble};
use crate::sync_kit::{App, ONCE, witness};

/// After its trouble a session may go on for so long before a new one begins.
const GRACE: Duration = Duration::from_secs(2);

/// How often a broken engine is asked to go on.
const TICK: Duration = Duration::from_millis(25);

/// A server and what is on it.
pub struct Story {
    pub name: &'static str,
    pub capability: &'static str,
    pub folders: &'static [(&'static str, RangeInclusive<u32>)],
}

const MANY: &[(&str, RangeInclusive<u32>)] = &[
    ("Archive", 101..=112),
    ("INBOX", 1..=24),
    ("Projects", 201..=212),
    ("Sent", 301..=306),
    ("Trash", 401..=406),
];
const FEW: &[(&str, RangeInclusive<u32>)] = &[("INBOX", 1..=4), ("Projects", 201..=202)];

/// The long session first, then short ones by what the server can do.
pub static STORIES: [Story; 4] = [
    Story { name: "long", capability: MODERN, folders: MANY },
    Story { name: "short", capability: MODERN, folders: FEW },
    Story { name: "without MOVE", capability: "IMAP4rev1 UIDPLUS ESEARCH", folders: FEW },
    Story { name: "plain", capability: PLAIN, folders: FEW },
];

/// A session with one break.
pub struct Case {
    pub story: &'static Story,
    pub trouble: Option<Trouble>,
    /// The client dies at the break, too; otherwise it goes on for a while by itself.
    pub crash: bool,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let then = if self.crash { ", then a crash" } else { "" };
        match self.trouble {
            Some(Trouble { at, what }) => {
                write!(f, "{}: {what:?} at {at:?}{then}", self.story.name)
            }
            None => write!(f, "{}: no trouble", self.story.name),
        }
    }
}

/// What came of a case.
#[derive(Debug, Default)]
pub struct Outcome {
    pub figures: Figures,
    pub fired: bool,
    pub refused: usize,
    pub doubtful: usize,
}

/// What the person orders, once each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Order {
    Flag,
    Move,
    Delete,
}

const ORDERS: [Order; 3] = [Order::Flag, Order::Move, Order::Delete];

/// The orders that were given and how they ended.
#[derive(Default)]
struct Given {
    entries: BTreeMap<Order, EntryId>,
    ends: BTreeMap<Order, State>,
}

impl Given {
    /// Notes which orders are over.
    fn look(&mut self, told: &[Fact]) {
        let over = |state: &State| {
            matches!(state, State::Settled | State::Refused(_) | State::Doubtful(_))
        };
        for fact in told {
            let Fact::EntryChanged(id, state) = fact else { continue };
            let order = self.entries.iter().find(|(_, entry)| *entry == id);
            if let (Some((&order, _)), true) = (order, over(state)) {
                self.ends.insert(order, state.clone());
            }
        }
    }

    /// Gives an order; it is in the journal then.
    async fn give(&mut self, order: Order, app: &mut App) -> Result<EntryId, String> {
        if let Some(id) = self.entries.get(&order) {
            return Ok(*id);
        }
        let key = |number: u32| {
            let row = app.row("INBOX", &format!("Message {number}"));
            row.map(|row| row.key).ok_or(format!("Message {number} is not shown: {order:?}"))
        };
        let from = app.mailbox("INBOX");
        let action = match order {
            Order::Flag => {
                Action::Flag { keys: vec![key(1)?], add: Flags::FLAGGED, remove: Flags::NONE }
            }
            Order::Move => {
                let to = app.mailbox("Projects");
                Action::Move { keys: vec![key(2)?, key(3)?], from, to }
            }
            Order::Delete => Action::Delete { keys: vec![key(4)?], from },
        };
        let id = app.order(action);
        let written = |app: &App| app.told.contains(&Fact::Journalled(id));
        if !app.comes(PATIENCE, written).await {
            return Err(format!("{order:?} was not written to the journal"));
        }
        self.entries.insert(order, id);
        Ok(id)
    }
}

impl Case {
    /// Plays it to its end.
    ///
    /// # Errors
    /// What did not hold.
    pub async fn play(&self) -> Result<Outcome, String> {
        let server = Setup::new(self.story.capability, self.story.folders).start();
        if let Some(trouble) = self.trouble {
            server.plan(trouble);
        }
        let profile = memory_dir();
        let mut given = Given::default();
        let app = App::start(profile.path(), server.port, ONCE);
        let before = self.first(app, &server, &mut given).await?;
        let (figures, fired) = (server.figures(), server.fired());
        server.mend();
        self.second(profile.path(), &server, &mut given, &before).await?;
        let ended = |which: fn(&State) -> bool| given.ends.values().filter(|s| which(s)).count();
        Ok(Outcome {
            figures,
            fired,
            refused: ended(|state| matches!(state, State::Refused(_))),
            doubtful: ended(|state| matches!(state, State::Doubtful(_))),
        })
    }

    /// The session that breaks; what was shown at its end.
    async fn first(
        &self,
        mut app: App,
        server: &Server,
        given: &mut Given,
    ) -> Result<witness::Seen, String> {
        let whole = self.act(&mut app, server, given).await?;
        if !whole && !server.fired() {
            return Err(format!("stuck without trouble; {}", app.summary()));
        }
        let told = match self.crash {
            true => app.crash().await,
            false => app.stop().await,
        };
        given.look(&told);
        none("hidden in the first session", witness::hidden(&told, server))?;
        Ok(witness::shown(&told))
    }

    /// One thing after the other. `false` where it does not go on.
    async fn act(&self, app: &mut App, server: &Server, given: &mut Given) -> Result<bool, String> {
        // A mailbox that does not open holds up no other: in step may be without it.
        let live =
            |app: &App| app.link == Some(Link::Live) && app.row("INBOX", "Message 1").is_some();
        if !self.press(app, server, live).await {
            return Ok(false);
        }
        let Some(key) = app.row("INBOX", "Message 1").map(|row| row.key) else { return Ok(false) };
        app.ask(Ask::Body { key, limit: BodyLimit::First });
        let loaded = |app: &App| {
            app.told
                .iter()
                .any(|fact| matches!(fact, Fact::BodyLoaded { key: of, .. } if *of == key))
        };
        if !self.press(app, server, loaded).await {
            return Ok(false);
        }
        for order in ORDERS {
            let id = given.give(order, app).await?;
            if !self.press(app, server, |app| app.is_over(id)).await {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Waits for a condition; an engine whose connection broke is asked to go on at once.
    async fn press(&self, app: &mut App, server: &Server, found: impl Fn(&App) -> bool) -> bool {
        let mut end = Instant::now() + PATIENCE;
        let mut broken = false;
        while !app.comes(TICK, &found).await {
            if server.fired() && !broken {
                broken = true;
                end = Instant::now() + GRACE;
            }
            let stuck = matches!(app.link, Some(Link::SignInNeeded(_))) || Instant::now() > end;
            if stuck || broken && self.crash {
                return false;
            }
            if broken {
                app.ask(Ask::Refresh);
            }
        }
        true
    }

    /// A new engine on the same profile and an honest server: everything is in order again.
    async fn second(
        &self,
        profile: &Path,
        server: &Server,
        given: &mut Given,
        before: &witness::Seen,
    ) -> Result<(), String> {
        let mut app = App::start(profile, server.port, ONCE);
        let live = |app: &App| app.link == Some(Link::Live);
        if !app.comes(PATIENCE, live).await {
            return Err(format!("not in step again; {}", app.summary()));
        }
        let wanted: Vec<&(String, String)> =
            before.iter().filter(|(folder, subject)| server.holds(folder, subject)).collect();
        let kept = |app: &App| {
            let kept = witness::cached(&app.told);
            wanted.iter().all(|(_, subject)| kept.iter().any(|(_, had)| had == subject))
        };
        // What is cached is told next to the first words with the server.
        if !app.comes(GRACE, kept).await {
            let kept = witness::cached(&app.told);
            return Err(format!("shown: {before:?}, but kept: {kept:?}"));
        }
        for (&order, id) in &given.entries {
            if !app.entries.contains_key(id) {
                // Noted as done when the crash came: then it is done, which is checked in the end.
                given.ends.entry(order).or_insert(State::Settled);
            }
        }
        for order in ORDERS {
            given.give(order, &mut app).await?;
        }
        let ids: Vec<EntryId> = given
            .entries
            .iter()
            .filter(|(order, _)| !given.ends.contains_key(order))
            .map(|(_, id)| *id)
            .collect();
        let over = |app: &App| ids.iter().all(|id| app.is_over(*id)) && live(app);
        if !app.comes(PATIENCE, over).await {
            return Err(format!("actions without an end; {}", app.summary()));
        }
        given.look(&app.told);
        if !app.comes(GRACE, |app| witness::difference(app, server).is_none()).await {
            let how = witness::difference(&app, server).unwrap_or_default();
            return Err(format!("not equal: {how}; {:?}", given.ends));
        }
        none("hidden in the second session", witness::hidden(&app.told, server))?;
        app.stop().await;
        self.check(server, given)
    }

    /// Every message is there once, every action done once or not at all.
    fn check(&self, server: &Server, given: &Given) -> Result<(), String> {
        let all = server.all();
        let places = |number: u32| -> Vec<&str> {
            let subject = format!("Message {number}");
            let here = all.iter().filter(|(_, at, _)| *at == subject);
            here.map(|(folder, ..)| folder.as_str()).collect()
        };
        let settled = |order| given.ends.get(&order) == Some(&State::Settled);
        for number in self.story.folders.iter().flat_map(|(_, numbers)| numbers.clone()) {
            let at = places(number);
            let right = match number {
                2 | 3 if settled(Order::Move) => at == ["Projects"],
                2 | 3 => at == ["INBOX"] || at == ["Projects"],
                4 if settled(Order::Delete) => at.is_empty(),
                4 => at == ["INBOX"],
                _ => at.len() == 1,
            };
            if !right {
                return Err(format!("Message {number} is in {at:?}; {:?}", given.ends));
            }
        }
        let flagged =
            all.iter().any(|(_, at, flags)| at == "Message 1" && flags.has(Flags::FLAGGED));
        match flagged == settled(Order::Flag) {
            true => Ok(()),
            false => Err(format!("flagged: {flagged}; {:?}", given.ends)),
        }
    }
}

fn none(what: &str, found: Vec<String>) -> Result<(), String> {
    if found.is_empty() { Ok(()) } else { Err(format!("{what}: {}", found.join(", "))) }
}

/// A folder that costs no disk where the system has one: what a crash of the machine leaves is
/// another test's subject.
fn memory_dir() -> tempfile::TempDir {
    let fast = Path::new("/dev/shm");
    tempfile::tempdir_in(fast).or_else(|_| tempfile::tempdir()).unwrap()
}
