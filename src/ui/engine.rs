//! The engines that a window runs on, and the one subscription to what they tell, gathered for a
//! moment so that the window is drawn once for many facts. With `effects`, the only place of the
//! face that knows the engine.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use iced::Subscription;
use iced::futures::{SinkExt, Stream};
use tokio::runtime::Handle;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::auth::clients::Clients;
use crate::auth::discovery::Places;
use crate::auth::http::Http;
use crate::auth::oauth::Pages;
use crate::auth::{Secret, Vault};
use crate::broker::Broker;
use crate::config::Config;
use crate::demo::Demo;
use crate::model::account::Account;
use crate::model::event::Event;
use crate::model::fault::Fault;
use crate::model::ids::{AccountId, EntryId};
use crate::paths::{self, Paths};
use crate::setup::Tools;
use crate::sync::{Engine, Setup, Storage};

/// How long an action waits for undo before the server hears of it.
pub const HOLD: Duration = Duration::from_secs(5);
/// How long facts are gathered after a drawing.
const GATHER: Duration = Duration::from_millis(50);
/// At most so many facts at once, so that no single update takes long.
const AT_ONCE: usize = 64;

/// The receiving end of an engine, to be taken by its subscription once.
#[derive(Debug, Clone)]
pub struct Feed {
    number: u32,
    events: Arc<Mutex<Option<UnboundedReceiver<Event>>>>,
}

impl Feed {
    /// `number` sets engines apart.
    pub fn new(number: u32, events: UnboundedReceiver<Event>) -> Self {
        Self { number, events: Arc::new(Mutex::new(Some(events))) }
    }

    /// The facts of this engine in small batches, in their order.
    pub fn subscription(&self) -> Subscription<Vec<Event>> {
        Subscription::run_with(self.clone(), Self::batches)
    }

    /// Sets engines apart.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The batches themselves; only the first to ask gets any.
    pub fn batches(&self) -> impl Stream<Item = Vec<Event>> + use<> {
        let events = self.events.lock().unwrap_or_else(PoisonError::into_inner).take();
        iced::stream::channel(1, async move |mut output| {
            let Some(mut events) = events else { return };
            loop {
                let mut batch = Vec::new();
                if events.recv_many(&mut batch, AT_ONCE).await == 0 {
                    return;
                }
                if output.send(batch).await.is_err() {
                    return;
                }
                tokio::time::sleep(GATHER).await;
            }
        })
    }
}

impl Hash for Feed {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}

/// The demo account's server, running.
pub type StartedDemo = Arc<Demo>;

/// What a window begins with.
pub struct Launch {
    pub config: Config,
    pub engines: Engines,
    /// The demo account, where the window is opened on it.
    pub demo: Option<StartedDemo>,
    /// This very program, started anew to lay mail out.
    pub program: std::path::PathBuf,
    /// A message in a file, where the window is opened on one.
    pub file: Option<std::path::PathBuf>,
}

impl Launch {
    /// The window of a profile, its engine started. Without paths nothing is written to any disk.
    ///
    /// # Errors
    /// `InUse` when another Pombo runs on this profile; `Disk` when nothing can be written.
    pub fn of_profile(
        config: Config,
        vault: Vault,
        paths: Option<Paths>,
        hold: Duration,
        runtime: Handle,
    ) -> Result<Self, Fault> {
        let storage = paths.clone().map_or(Storage::Memory, Storage::Disk);
        let clients = Clients::new(config.clients.clone());
        let places = Places::from(&config.network);
        let broker = Broker::new(config.network.ca.clone());
        let mut engines =
            Engines { paths, hold, clients, places, broker, ..Engines::new(vault, runtime) };
        engines.profile = Some(engines.start(1, config.accounts.clone(), storage)?);
        Ok(Self { config, engines, demo: None, program: paths::program(), file: None })
    }

    /// A window without accounts, engine or profile.
    pub fn empty(runtime: Handle) -> Self {
        let engines = Engines::new(Vault::for_this_run(), runtime);
        Self {
            config: Config::default(),
            engines,
            demo: None,
            program: paths::program(),
            file: None,
        }
    }

    /// A window on a message in a file, with these settings: without accounts, engine or profile.
    pub fn of_file(file: std::path::PathBuf, config: Config, runtime: Handle) -> Self {
        let mut launch = Self { file: Some(file), ..Self::empty(runtime) };
        launch.engines.broker = Broker::new(config.network.ca.clone());
        launch.config = Config { accounts: Vec::new(), ..config };
        launch
    }

    /// The same window on the demo account; new mail comes there only where `arrivals` is set.
    ///
    /// # Errors
    /// When no port of this machine can be had.
    pub fn with_demo(mut self, arrivals: bool) -> Result<Self, Fault> {
        let options = super::demo::options(arrivals);
        self.demo = Some(self.engines.runtime.block_on(Demo::start(options))?.into());
        Ok(self)
    }
}

/// What the accounts of a window run on: an engine for those of the profile, one for the demo
/// account, and where their secrets and files are.
pub struct Engines {
    pub vault: Vault,
    /// What speaks HTTP; one that believes the system's authorities where absent.
    pub http: Option<Http>,
    /// Who we are to providers.
    pub clients: Clients,
    /// Where the servers of an address are looked for.
    pub places: Places,
    /// Fetches pictures that mail names, where the person said yes.
    pub broker: Broker,
    /// Where the profile lies; nothing is written without it.
    pub paths: Option<Paths>,
    /// Where engines and other long work run.
    pub runtime: Handle,
    /// How long an action waits for undo before the server hears of it.
    pub hold: Duration,
    profile: Option<(Engine, Feed)>,
    demo: Option<RunningDemo>,
}

/// The demo account's server, and the engine of all accounts that are there.
struct RunningDemo {
    /// Its servers run as long as this is held.
    _server: StartedDemo,
    engine: Engine,
    feed: Feed,
    accounts: BTreeSet<AccountId>,
}

impl Engines {
    /// Nothing runs yet, and nothing is written.
    fn new(vault: Vault, runtime: Handle) -> Self {
        Self {
            vault,
            http: None,
            clients: Clients::default(),
            places: Places::default(),
            broker: Broker::new(None),
            paths: None,
            runtime,
            hold: HOLD,
            profile: None,
            demo: None,
        }
    }

    /// From now on we are this to providers: client ids of the settings, by the provider's key.
    pub fn know_clients(&mut self, clients: BTreeMap<String, String>) {
        self.clients = Clients::new(clients);
    }

    /// What speaks HTTP.
    ///
    /// # Errors
    /// When nothing can.
    pub fn web(&self) -> Result<Http, Fault> {
        self.http.clone().map_or_else(|| Http::new(self.places.ca.as_deref()), Ok)
    }

    /// What setting up an account works with.
    ///
    /// # Errors
    /// When nothing can speak HTTP.
    pub fn tools(&self) -> Result<Tools, Fault> {
        Ok(Tools {
            vault: self.vault.clone(),
            http: self.web()?,
            clients: self.clients.clone(),
            places: self.places.clone(),
            pages: Pages::default(),
        })
    }

    fn start(
        &self,
        number: u32,
        accounts: Vec<Account>,
        storage: Storage,
    ) -> Result<(Engine, Feed), Fault> {
        let _inside = self.runtime.enter();
        let (vault, hold) = (self.vault.clone(), self.hold);
        let (engine, events) = Engine::start(Setup { accounts, vault, storage, hold, live: true })?;
        Ok((engine, Feed::new(number, events)))
    }

    /// Runs the demo account on an engine that keeps nothing; gives the account. From now on its
    /// servers are found for its address.
    pub fn take_demo(&mut self, server: StartedDemo) -> Result<Account, Fault> {
        let account = server.account();
        self.vault.hold(account.id, Secret::from(server.password().expose()));
        let (engine, feed) = self.start(2, vec![account.clone()], Storage::Memory)?;
        if let Some((_, domain)) = account.address.rsplit_once('@') {
            self.places.known.retain(|(known, _)| known != domain);
            self.places.known.push((domain.to_owned(), server.candidate()));
        }
        let accounts = BTreeSet::from([account.id]);
        self.demo = Some(RunningDemo { _server: server, engine, feed, accounts });
        Ok(account)
    }

    /// This account is at the demo's server: it leaves no trace.
    pub fn enter_demo(&mut self, account: AccountId) {
        if let Some(demo) = &mut self.demo {
            demo.accounts.insert(account);
        }
    }

    /// This account is gone; another may have its number one day.
    pub fn leave_demo(&mut self, account: AccountId) {
        if let Some(demo) = &mut self.demo {
            demo.accounts.remove(&account);
        }
    }

    /// The first journal entry id that was never used.
    pub fn next_entry(&self) -> EntryId {
        self.profile.as_ref().map_or(EntryId(1), |(engine, _)| engine.next_entry())
    }

    /// What the engines tell.
    pub fn feeds(&self) -> impl Iterator<Item = &Feed> {
        let profile = self.profile.as_ref().map(|(_, feed)| feed);
        profile.into_iter().chain(self.demo.as_ref().map(|demo| &demo.feed))
    }

    /// The engine that keeps this account.
    pub fn of(&self, account: AccountId) -> Option<Engine> {
        match &self.demo {
            Some(demo) if demo.accounts.contains(&account) => Some(demo.engine.clone()),
            _ => self.profile.as_ref().map(|(engine, _)| engine.clone()),
        }
    }

    pub fn all(&self) -> Vec<Engine> {
        let profile = self.profile.as_ref().map(|(engine, _)| engine.clone());
        profile.into_iter().chain(self.demo.as_ref().map(|demo| demo.engine.clone())).collect()
    }
}
