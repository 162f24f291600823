//! The accounts of a profile: each runs on its own tasks; requests go in, events come out.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use super::account::{self, Order, Start};
use super::books::{Teller, lock};
use super::delivery::Peers;
use super::{Setup, Storage, Terms, network};
use crate::auth::Vault;
use crate::imap::Meter;
use crate::model::account::Account;
use crate::model::event::Event;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::{AccountId, EntryId};
use crate::model::journal::Promise;
use crate::model::request::{Ask, Request};
use crate::store::{Journal, ProfileLock};

/// What all accounts share.
pub struct Inner {
    runtime: Handle,
    journal: Journal,
    vault: Vault,
    storage: Storage,
    meter: Meter,
    live: bool,
    hold: Duration,
    terms: Terms,
    next_entry: AtomicU64,
    events: mpsc::UnboundedSender<Event>,
    seats: Mutex<BTreeMap<AccountId, Seat>>,
    /// Rises when the machine's network changes.
    network: watch::Receiver<u64>,
    peers: Arc<Peers>,
    /// Kept until the end: another Pombo on this profile would spoil the cache.
    _lock: Option<ProfileLock>,
}

/// One running account. Its task is stopped when this is dropped.
struct Seat {
    orders: mpsc::UnboundedSender<Order>,
    task: Option<JoinHandle<()>>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

impl Inner {
    pub fn start(
        setup: Setup,
        terms: Terms,
    ) -> Result<(Self, mpsc::UnboundedReceiver<Event>), Fault> {
        let runtime = Handle::try_current().map_err(|_| {
            Fault::new(FaultKind::Invalid, Place::Config, "the engine needs a tokio runtime")
        })?;
        let (lock, journal, promises, next) = open(&setup.storage)?;
        let (events, receiver) = mpsc::unbounded_channel();
        let network = network::listen(&runtime);
        let inner = Self {
            runtime,
            journal,
            vault: setup.vault,
            storage: setup.storage,
            meter: Meter::default(),
            live: setup.live,
            hold: setup.hold,
            terms,
            next_entry: AtomicU64::new(next.0),
            events,
            seats: Mutex::default(),
            peers: Arc::default(),
            network,
            _lock: lock,
        };
        for account in &setup.accounts {
            inner.peers.seat(account.id);
        }
        for account in setup.accounts {
            let id = account.id;
            let mine = promises.iter().filter(|promise| promise.entry.account == id);
            inner.add(account, mine.cloned().collect());
        }
        Ok((inner, receiver))
    }

    pub fn add(&self, account: Account, promises: Vec<Promise>) {
        let id = account.id;
        let (orders, receiver) = mpsc::unbounded_channel();
        let start = Start {
            teller: Teller::new(id, self.events.clone()),
            account,
            vault: self.vault.clone(),
            meter: self.meter.clone(),
            storage: self.storage.clone(),
            journal: self.journal.clone(),
            promises,
            live: self.live,
            hold: self.hold,
            terms: self.terms.clone(),
            peers: self.peers.clone(),
            network: self.network.clone(),
        };
        self.peers.seat(id);
        let mut seats = lock(&self.seats);
        if let Some(seat) = seats.get(&id) {
            let changed = Order::Change(Box::new(start.account));
            if seat.orders.send(changed).is_err() {
                tracing::error!("An account has ended before it was changed.");
            }
            return;
        }
        seats.entry(id).or_insert_with(|| {
            let task = self.runtime.spawn(account::run(start, receiver));
            Seat { orders, task: Some(task) }
        });
    }

    pub fn send(&self, request: Request) {
        if let Ask::Do(entry) = &request.ask {
            self.next_entry.fetch_max(entry.id.0.saturating_add(1), Ordering::Relaxed);
        }
        let undelivered = match lock(&self.seats).get(&request.account) {
            Some(seat) => seat.orders.send(Order::Ask(request.ask)).err().map(|error| error.0),
            None => Some(Order::Ask(request.ask)),
        };
        if let Some(Order::Ask(ask)) = undelivered {
            let teller = Teller::new(request.account, self.events.clone());
            let fault = Fault::new(FaultKind::Gone, Place::Config, "there is no such account");
            super::requests::decline(&teller, ask, &fault);
        }
    }

    pub fn next_entry(&self) -> EntryId {
        EntryId(self.next_entry.load(Ordering::Relaxed))
    }

    pub fn meter(&self) -> Meter {
        self.meter.clone()
    }

    pub async fn remove(&self, account: AccountId) -> Result<(), Fault> {
        let seat = lock(&self.seats).remove(&account);
        self.peers.leave(account);
        if let Some(mut seat) = seat {
            let _ = seat.orders.send(Order::Remove);
            end(&mut seat, Duration::from_secs(10)).await;
        }
        let Storage::Disk(paths) = &self.storage else { return Ok(()) };
        let dir = paths.account_cache(account);
        match tokio::fs::remove_dir_all(&dir).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Fault::new(
                FaultKind::Disk,
                Place::Cache,
                format!("{}: {error}", dir.display()),
            )),
            _ => Ok(()),
        }
    }

    pub async fn shutdown(&self, patience: Duration) {
        let mut seats = std::mem::take(&mut *lock(&self.seats));
        for seat in seats.values() {
            let _ = seat.orders.send(Order::Stop);
        }
        let until = tokio::time::Instant::now() + patience;
        for seat in seats.values_mut() {
            end(seat, until.saturating_duration_since(tokio::time::Instant::now())).await;
        }
    }
}

/// Waits for an account to end; after this time it is cut off. What it was carrying out is in the
/// journal and goes on at the next start.
async fn end(seat: &mut Seat, patience: Duration) {
    let Some(task) = seat.task.as_mut() else { return };
    if tokio::time::timeout(patience, &mut *task).await.is_err() {
        tracing::info!("An account did not end in time and is cut off.");
        task.abort();
        // Its connections are dropped when this answers.
        let _ = task.await;
    }
    seat.task = None;
}

type Opened = (Option<ProfileLock>, Journal, Vec<Promise>, EntryId);

fn open(storage: &Storage) -> Result<Opened, Fault> {
    match storage {
        Storage::Memory => Ok((None, Journal::in_memory(), Vec::new(), EntryId(1))),
        Storage::Disk(paths) => {
            std::fs::create_dir_all(&paths.data).map_err(|error| {
                let detail = format!("{}: {error}", paths.data.display());
                Fault::new(FaultKind::Disk, Place::Journal, detail)
            })?;
            let lock = ProfileLock::take(&paths.data)?;
            let (journal, promises, next) = Journal::open(&paths.journal_file())?;
            Ok((Some(lock), journal, promises, next))
        }
    }
}
