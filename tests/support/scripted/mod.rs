//! An IMAP server in memory, honest by itself and quick. What is odd about it comes from outside: a
//! `Setup` tells what it offers, a `Manner` refuses commands or bends answers, a `Trouble` breaks one
//! connection at one place. Knows no engine.

mod answers;
mod gmail;
mod talk;
mod text;
mod trouble;
mod world;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use pombo::model::flags::Flags;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use gmail::setup as gmail;
pub use talk::{Answer, Said};
// Each test binary uses its own choice of these.
#[allow(unused_imports)]
pub use trouble::{At, Figures, Trouble, What};
pub use world::{Folder, Mail, World};

use trouble::Plan;

/// What most servers of today offer.
pub const MODERN: &str = "IMAP4rev1 LITERAL+ IDLE MOVE UIDPLUS ESEARCH CONDSTORE LIST-EXTENDED \
                          LIST-STATUS SPECIAL-USE ENABLE";
/// What any server offers.
pub const PLAIN: &str = "IMAP4rev1";

/// Refuses a command instead of carrying it out: what follows the tag.
type Refuse = Box<dyn Fn(&Said<'_>) -> Option<String> + Send + Sync>;
/// Changes an answer.
type Bend = Box<dyn Fn(&Said<'_>, &mut Answer) + Send + Sync>;

/// How a server departs from the honest one.
#[derive(Default)]
pub struct Manner {
    refuse: Vec<Refuse>,
    bend: Vec<Bend>,
}

impl Manner {
    /// Refuses what this gives an answer for.
    pub fn refuse(
        mut self,
        refuse: impl Fn(&Said<'_>) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.refuse.push(Box::new(refuse));
        self
    }

    /// Changes answers.
    pub fn bend(mut self, bend: impl Fn(&Said<'_>, &mut Answer) + Send + Sync + 'static) -> Self {
        self.bend.push(Box::new(bend));
        self
    }
}

/// What a server is started with.
pub struct Setup {
    pub capability: &'static str,
    /// The words after `* OK` of the greeting, behind the capabilities.
    pub greeting: &'static str,
    pub delimiter: char,
    /// Mailboxes are labels of one mail, as Gmail has it.
    pub labels: bool,
    pub folders: Vec<Folder>,
    pub manner: Manner,
}

impl Setup {
    /// An honest server with mailboxes holding messages of these numbers.
    pub fn new(
        capability: &'static str,
        folders: &[(&str, std::ops::RangeInclusive<u32>)],
    ) -> Self {
        let folders = folders.iter().map(|(name, numbers)| Folder::new(name, numbers.clone()));
        Self {
            capability,
            greeting: "ready",
            delimiter: '/',
            labels: false,
            folders: folders.collect(),
            manner: Manner::default(),
        }
    }

    #[must_use]
    pub fn manner(mut self, manner: Manner) -> Self {
        self.manner = manner;
        self
    }

    pub fn start(self) -> Server {
        Server::start(self)
    }
}

/// What all connections share.
struct House {
    capability: &'static str,
    greeting: &'static str,
    delimiter: char,
    labels: bool,
    manner: Manner,
    /// The manner counts.
    odd: AtomicBool,
    world: Mutex<World>,
    changed: watch::Sender<u64>,
    plan: Plan,
}

impl House {
    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    fn announce(&self) {
        self.changed.send_modify(|turn| *turn += 1);
    }
}

/// A running server; it ends when this is dropped.
pub struct Server {
    pub port: u16,
    house: Arc<House>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    pub fn start(setup: Setup) -> Self {
        let house = Arc::new(House {
            capability: setup.capability,
            greeting: setup.greeting,
            delimiter: setup.delimiter,
            labels: setup.labels,
            manner: setup.manner,
            odd: AtomicBool::new(true),
            world: Mutex::new(World::new(setup.folders)),
            changed: watch::Sender::new(0),
            plan: Plan::default(),
        });
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let listener = TcpListener::from_std(listener).unwrap();
        let shared = house.clone();
        let task = tokio::spawn(async move {
            let mut talks = tokio::task::JoinSet::new();
            let mut number = 0;
            while let Ok((stream, _)) = listener.accept().await {
                let _ = stream.set_nodelay(true);
                number += 1;
                talks.spawn(talk::serve(shared.clone(), stream, number));
                while talks.try_join_next().is_some() {}
            }
        });
        Self { port, house, task }
    }

    /// Looks at the mail, or changes it; connections that listen hear of it.
    pub fn with<T>(&self, look: impl FnOnce(&mut World) -> T) -> T {
        let seen = look(&mut self.house.world());
        self.house.announce();
        seen
    }

    /// Subjects in a mailbox in the order of their UIDs; those marked `\Deleted` are left out.
    pub fn subjects(&self, folder: &str) -> Vec<String> {
        let world = self.house.world();
        let Some(folder) = world.folders.get(folder) else { return Vec::new() };
        folder.mails.iter().filter(|mail| !mail.is_deleted()).map(Mail::subject).collect()
    }

    /// The mailbox with this path, its names joined by `/`.
    pub fn folder_at(&self, path: &str) -> Option<String> {
        let world = self.house.world();
        world.folders.keys().find(|name| self.path(name) == path).cloned()
    }

    fn path(&self, name: &str) -> String {
        name.replace(self.house.delimiter, "/")
    }

    /// Every message that is not marked `\Deleted`: its mailbox's path, its subject and flags.
    pub fn all(&self) -> Vec<(String, String, Flags)> {
        let world = self.house.world();
        let open = world.folders.values().filter(|folder| !folder.is("\\Noselect"));
        let mails = open.flat_map(|folder| folder.mails.iter().map(move |mail| (folder, mail)));
        mails
            .filter(|(_, mail)| !mail.is_deleted())
            .map(|(folder, mail)| (self.path(&folder.name), mail.subject(), mail.model_flags()))
            .collect()
    }

    /// Whether a mailbox holds a message that is not marked `\Deleted`.
    pub fn holds(&self, folder: &str, subject: &str) -> bool {
        self.house.world().holds(folder, subject)
    }

    /// Brings a message of this number to a mailbox.
    pub fn deliver(&self, folder: &str, number: u32) {
        self.with(|world| world.deliver(folder, number));
    }

    /// Takes a message away; connections that have the mailbox open are told at their time.
    pub fn take_away(&self, folder: &str, subject: &str) {
        self.with(|world| world.take_away(folder, subject));
    }

    /// Puts a label on the mail of this subject, or takes it away, as another program would.
    pub fn label(&self, subject: &str, label: &str, add: bool) {
        self.with(|world| gmail::set(world, subject, label, add));
    }

    /// Every command that came, without tags.
    pub fn sent(&self) -> Vec<String> {
        self.house.world().sent.clone()
    }

    /// Breaks one place from now on, counted from now.
    pub fn plan(&self, trouble: Trouble) {
        self.house.plan.set(Some(trouble));
    }

    /// Nothing breaks any more, and the counting begins anew.
    pub fn mend(&self) {
        self.house.plan.set(None);
    }

    /// Whether the planned trouble has happened.
    pub fn fired(&self) -> bool {
        self.house.plan.fired()
    }

    /// What was said since the counting began.
    pub fn figures(&self) -> Figures {
        self.house.plan.figures()
    }

    /// The manner does not count any more.
    pub fn be_honest(&self) {
        self.house.odd.store(false, Ordering::SeqCst);
    }

    /// The manner counts.
    pub fn be_odd(&self) {
        self.house.odd.store(true, Ordering::SeqCst);
    }
}

/// How long a stalled connection stays silent before it ends.
pub const STALL: Duration = Duration::from_millis(60);
