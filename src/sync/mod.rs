//! The engine: keeps the cache in step with the server, carries out the journal, fetches what is
//! asked for. One task per connection. Knows no app and no window.

mod account;
mod acquaint;
mod across;
mod ahead;
mod audit;
mod backoff;
mod bill;
mod board;
mod bodies;
mod books;
mod carry;
mod compact;
mod delivery;
mod desk;
mod duplicate;
mod engine;
mod folders;
#[cfg(test)]
mod fuzz;
mod guard;
mod headers;
mod heirs;
mod history;
mod inspect;
mod labels;
mod line;
mod live;
mod network;
mod parts;
mod planner;
mod plausible;
mod put_back;
mod queue;
mod reconcile;
mod regard;
mod relocate;
mod removals;
mod removed;
mod replay;
mod requests;
mod resync;
mod retract;
mod roles;
mod round;
mod terms;
mod threads;
mod tokens;
mod tolls;
mod undo;
mod update;
mod upkeep;
mod vouchers;
mod window;
mod wire;

use std::sync::Arc;

use tokio::sync::mpsc;

pub use regard::regard_of_a_file;
pub use terms::Terms;

use crate::auth::{Credentials, Vault};
use crate::imap::Meter;
use crate::model::account::Account;
use crate::model::event::Event;
use crate::model::fault::Fault;
use crate::model::ids::{AccountId, EntryId};
use crate::model::namespace::Areas;
use crate::model::request::Request;
use crate::model::traffic::Use;
use crate::paths::Paths;
use crate::store::{Notes, Stored};

/// Where things are kept.
#[derive(Debug, Clone)]
pub enum Storage {
    Disk(Paths),
    /// Nothing is written to any disk.
    Memory,
}

/// What the engine starts with.
pub struct Setup {
    pub accounts: Vec<Account>,
    pub vault: Vault,
    pub storage: Storage,
    /// How long an action is held for undo before the server hears of it: five seconds in the window.
    pub hold: std::time::Duration,
    /// Stay connected and listen (the window), or only do what is asked (`pombo sync --once`).
    pub live: bool,
}

/// The running engine. Cheap to clone; when the last clone is dropped, everything stops.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<engine::Inner>,
}

impl Engine {
    /// Starts on the current tokio runtime. For each account, in this order and before any
    /// connection: `JournalOpened`, `CanUndo`, `MailboxesListed { source: Cache }`, then its cached rows
    /// (INBOX first); then connects.
    ///
    /// # Errors
    /// `InUse` when another Pombo runs on this profile; `Disk` when nothing can be written.
    pub fn start(setup: Setup) -> Result<(Self, mpsc::UnboundedReceiver<Event>), Fault> {
        Self::start_by(setup, Terms::default())
    }

    /// The same by another clock, or with other budgets.
    ///
    /// # Errors
    /// As `start`.
    pub fn start_by(
        setup: Setup,
        terms: Terms,
    ) -> Result<(Self, mpsc::UnboundedReceiver<Event>), Fault> {
        let (inner, events) = engine::Inner::start(setup, terms)?;
        Ok((Self { inner: Arc::new(inner) }, events))
    }

    /// Passes a wish on; its answers come as events. Never blocks.
    pub fn send(&self, request: Request) {
        self.inner.send(request);
    }

    /// The first journal entry id that was never used; the app counts on from it.
    pub fn next_entry(&self) -> EntryId {
        self.inner.next_entry()
    }

    /// Begins to keep one more account. One with the same id goes on with these settings.
    pub fn add(&self, account: Account) {
        self.inner.add(account, Vec::new());
    }

    /// Stops an account and deletes its cache. Its unfinished actions are cancelled.
    pub async fn remove(&self, account: AccountId) -> Result<(), Fault> {
        self.inner.remove(account).await
    }

    /// Bytes and round trips of all connections so far.
    pub fn meter(&self) -> Meter {
        self.inner.meter()
    }

    /// Lets commands in flight end (at most this long), writes everything out, stops.
    pub async fn shutdown(&self, patience: std::time::Duration) {
        self.inner.shutdown(patience).await;
    }
}

/// Signs in and out again: what the sign-in form does before the account is kept.
///
/// # Errors
/// What connecting and signing in give: each step has its own kind and place.
pub async fn try_sign_in(account: &Account, credentials: &Credentials) -> Result<(), Fault> {
    let greeted = crate::imap::connect(&account.imap, Meter::default()).await?;
    greeted.login(credentials).await?.logout().await;
    Ok(())
}

/// What the connections of an account carried of late, as its profile keeps it: by day, mailbox and
/// kind. Blocks for as long as a disk needs.
pub fn kept_traffic(paths: &Paths, account: AccountId) -> Vec<Use> {
    upkeep::Upkeep::kept(&Notes::at(&paths.account_cache(account)))
}

/// What the profile keeps of how the server parts the names of these mailboxes, and of whose they are.
/// Blocks for as long as a disk needs.
pub fn kept_division(
    paths: &Paths,
    account: AccountId,
    stored: &[Stored],
) -> (Option<char>, Areas) {
    let notes = Notes::at(&paths.account_cache(account));
    let namespaces = upkeep::Upkeep::kept_namespaces(&notes);
    (folders::parting(&namespaces, stored.iter()), namespaces.areas())
}

/// The day it is for the person, as `Use::day` counts.
pub fn today() -> i32 {
    Terms::default().today()
}

/// Octets a day that this server lets one receive, where its provider says so.
pub fn daily_budget(host: &str) -> Option<u64> {
    bill::budget(host)
}
