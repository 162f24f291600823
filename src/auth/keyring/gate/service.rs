//! The gate of the Secret Service, which tells what is locked before it asks the person.

use std::collections::HashMap;
use std::time::Duration;

use secret_service::{EncryptionType, Error, SecretService};
use tokio::sync::Mutex;

use super::super::silent;
use super::{Entry, Wish, locked};
use crate::model::fault::{Fault, FaultKind, Place};

/// How long looking may take.
const LOOK: Duration = Duration::from_secs(10);

/// How long the window that asks the person stays. Giving up closes our connection, and the window
/// with it.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a collection is called that has to be made because there is none.
const LABEL: &str = "Default keyring";

/// Whether the person was asked in this run without having wished it. Held while they are asked:
/// who comes meanwhile waits for the same answer.
static ASKED: Mutex<bool> = Mutex::const_new(false);

/// Whether the entry, or without one the default collection, is unlocked.
pub(super) async fn look(entry: Option<Entry<'_>>) -> Result<bool, Fault> {
    match tokio::time::timeout(LOOK, look_now(entry)).await {
        Ok(seen) => seen.map_err(|error| fault(&error)),
        Err(_) => Err(silent("No answer in time.")),
    }
}

async fn look_now(entry: Option<Entry<'_>>) -> Result<bool, Error> {
    let service = connect().await?;
    if let Some((name, user, wish)) = entry {
        let found = service.search_items(attributes(name, user)).await?;
        if !found.locked.is_empty() {
            return Ok(false);
        }
        if !found.unlocked.is_empty() || wish == Wish::Read {
            return Ok(true);
        }
    }

    match service.get_default_collection().await {
        Ok(collection) => Ok(!collection.is_locked().await?),
        Err(Error::NoResult) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Asks the person.
pub(super) async fn open(entry: Option<Entry<'_>>) -> Result<(), Fault> {
    open_within(entry, PATIENCE, true).await
}

/// Asks the person unless that was done already in this run.
pub(super) async fn once(entry: Option<Entry<'_>>) -> Result<(), Fault> {
    open_within(entry, PATIENCE, false).await
}

async fn open_within(
    entry: Option<Entry<'_>>,
    patience: Duration,
    again: bool,
) -> Result<(), Fault> {
    let mut asked = ASKED.lock().await;
    if look(entry).await? {
        return Ok(());
    }
    if *asked && !again {
        return Err(locked("It is locked."));
    }
    *asked = true;
    match tokio::time::timeout(patience, open_now(entry)).await {
        Ok(opened) => opened.map_err(|error| fault(&error))?,
        Err(_) => return Err(locked("It was not unlocked in time.")),
    }

    if look(entry).await? { Ok(()) } else { Err(locked("It stayed locked.")) }
}

async fn open_now(entry: Option<Entry<'_>>) -> Result<(), Error> {
    let service = connect().await?;
    if let Some((name, user, _)) = entry {
        let found = service.search_items(attributes(name, user)).await?;
        if !found.locked.is_empty() {
            return service.unlock_all(&found.locked.iter().collect::<Vec<_>>()).await;
        }
    }

    match service.get_default_collection().await {
        Ok(collection) => collection.unlock().await,
        Err(Error::NoResult) => service.create_collection(LABEL, "default").await.map(drop),
        Err(error) => Err(error),
    }
}

async fn connect() -> Result<SecretService<'static>, Error> {
    // No secret is asked for on this connection, so nothing of it is encrypted.
    SecretService::connect(EncryptionType::Plain).await
}

/// What `keyring` writes to an entry.
fn attributes<'a>(service: &'a str, user: &'a str) -> HashMap<&'a str, &'a str> {
    HashMap::from([("service", service), ("username", user)])
}

fn fault(error: &Error) -> Fault {
    match error {
        Error::Prompt => Fault::new(FaultKind::Cancelled, Place::Keyring, error.to_string()),
        Error::Locked | Error::PromptDisconnected => locked(&error.to_string()),
        other => silent(&other.to_string()),
    }
}
