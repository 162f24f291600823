//! The system keyring: the Secret Service on Linux, the keychain on macOS, the Credential Manager on
//! Windows. The only home of the keyring crates. Knows nothing of accounts but their names in it.
//!
//! A keyring that is locked asks the person for its password as soon as it is asked for anything.
//! So it is looked at first (`gate`), and the person is asked only where that was wished.

use std::thread;
use std::time::Duration;

use futures::future::BoxFuture;
use keyring_core::{Entry, Error};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use tokio::sync::{Semaphore, oneshot};

use super::Secret;
use super::shelf::{Prompt, Shelf};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::AccountId;

mod gate;
#[cfg(test)]
mod tests;

pub use gate::KeyringState;
pub(super) use gate::{state, unlock};

/// How long the keyring may take once it is unlocked.
const LIMIT: Duration = Duration::from_secs(20);

/// UTF-16 units of the longest entry: Windows keeps 2560 octets, the others whatever comes.
const LONGEST: usize = if cfg!(windows) { 1280 } else { usize::MAX };

/// One question at a time: should one hang, the others must not pile up threads.
static TURN: Semaphore = Semaphore::const_new(1);

/// The keyring's entries of one profile.
#[derive(Debug)]
pub(super) struct Keyring {
    service: String,
}

impl Keyring {
    /// `profile`: as `service` has it.
    pub fn new(profile: &str) -> Self {
        Self { service: service(profile) }
    }
}

impl Shelf for Keyring {
    fn read(&self, name: String, prompt: Prompt) -> BoxFuture<'_, Result<Secret, Fault>> {
        Box::pin(async move {
            gate::pass(&self.service, &name, gate::Wish::Read, prompt).await?;
            ask(&self.service, name, read_now).await
        })
    }

    fn write(
        &self,
        name: String,
        secret: Secret,
        prompt: Prompt,
    ) -> BoxFuture<'_, Result<(), Fault>> {
        Box::pin(async move {
            gate::pass(&self.service, &name, gate::Wish::Write, prompt).await?;
            ask(&self.service, name, move |entry| write_now(entry, &secret)).await
        })
    }

    fn delete(&self, name: String, prompt: Prompt) -> BoxFuture<'_, Result<(), Fault>> {
        Box::pin(async move {
            gate::pass(&self.service, &name, gate::Wish::Read, prompt).await?;
            ask(&self.service, name, delete_now).await
        })
    }

    fn longest(&self) -> usize {
        LONGEST
    }
}

/// The service name of a profile in the keyring: `pombo`, or `pombo-` and a hash for a profile in a
/// folder of its own, so that two profiles never read each other's passwords.
fn service(profile: &str) -> String {
    if profile.is_empty() {
        return "pombo".to_owned();
    }
    let hash = Sha256::digest(profile.as_bytes());
    let hex: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("pombo-{hex}")
}

/// The name of an account's IMAP password. The address is part of it: should a lost configuration
/// ever give a number to another account, the password is not shown to another server.
pub(super) fn imap_user(account: AccountId, address: &str) -> String {
    format!("imap:{}:{address}", account.0)
}

/// The name of an account's tokens, likewise.
pub(super) fn oauth_user(account: AccountId, address: &str) -> String {
    format!("oauth:{}:{address}", account.0)
}

/// The name of the secret of a client id at this token endpoint. The endpoint is part of it: no
/// other server is ever shown it, whatever id it is known by there.
pub(super) fn client_user(id: &str, token: &str) -> String {
    format!("client:{id}:{token}")
}

/// Writes and reads back: some keyrings say yes and keep nothing.
fn write_now(entry: &Entry, secret: &Secret) -> Result<(), Error> {
    match entry.set_password(secret.expose_secret()) {
        Err(Error::Ambiguous(_)) => {
            delete_now(entry)?;
            entry.set_password(secret.expose_secret())?;
        }
        other => other?,
    }
    let kept = read_now(entry)?;

    if kept.expose_secret() == secret.expose_secret() { Ok(()) } else { Err(Error::NoEntry) }
}

fn read_now(entry: &Entry) -> Result<Secret, Error> {
    let password = match entry.get_password() {
        // The same name in two collections: any of them was written by us.
        Err(Error::Ambiguous(same)) => same.first().ok_or(Error::NoEntry)?.get_password(),
        other => other,
    };
    password.map(Secret::from)
}

fn delete_now(entry: &Entry) -> Result<(), Error> {
    match entry.delete_credential() {
        Err(Error::NoEntry) => Ok(()),
        Err(Error::Ambiguous(same)) => same.iter().try_for_each(|entry| entry.delete_credential()),
        other => other,
    }
}

/// Asks the keyring on a thread of its own. Not on the runtime's blocking threads: the end of the
/// runtime waits for those, and a keyring that waits for the person would hold up the end of Pombo.
async fn ask<T, W>(service: &str, user: String, work: W) -> Result<T, Fault>
where
    T: Send + 'static,
    W: Fn(&Entry) -> Result<T, Error> + Send + 'static,
{
    let service = service.to_owned();
    let question = async move {
        let turn = TURN.acquire().await.map_err(|_| silent("It is closed."))?;
        let (answer, answered) = oneshot::channel();

        thread::Builder::new()
            .name("keyring".to_owned())
            .spawn(move || {
                let result = with_entry(&service, &user, work);
                drop(turn);
                // Whoever asked may have given up waiting.
                let _ = answer.send(result.map_err(|error| fault(&error)));
            })
            .map_err(|error| silent(&error.to_string()))?;

        answered.await.map_err(|_| silent("It broke off."))?
    };

    match tokio::time::timeout(LIMIT, question).await {
        Ok(result) => result,
        Err(_) => Err(silent("No answer in time.")),
    }
}

/// Does the work with an entry. A keyring that was not there at the first look, or was started anew
/// since, is connected to once more: it knows nothing of the session that we had with it.
fn with_entry<T>(
    service: &str,
    user: &str,
    work: impl Fn(&Entry) -> Result<T, Error>,
) -> Result<T, Error> {
    // The first call connects to the store that is the system's; why it failed is told below.
    if let Err(error) = keyring::Entry::store_status() {
        tracing::debug!(%error, "No keyring was there at the first look.");
    }
    let attempt = || Entry::new(service, user).and_then(|entry| work(&entry));

    match attempt() {
        Err(Error::PlatformFailure(_) | Error::NoDefaultStore) => {
            connect_again().and_then(|()| attempt())
        }
        other => other,
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn connect_again() -> Result<(), Error> {
    keyring_core::set_default_store(zbus_secret_service_keyring_store::Store::new()?);
    Ok(())
}

/// The keyrings of other systems are always there.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn connect_again() -> Result<(), Error> {
    Err(Error::NoDefaultStore)
}

fn silent(why: &str) -> Fault {
    Fault::new(FaultKind::NoKeyring, Place::Keyring, why)
}

/// Only `Display` of the crate's error goes into the detail, and only of errors that hold no part of
/// an entry: `Debug` can show a secret, and some errors carry the octets that they complain about.
fn fault(error: &Error) -> Fault {
    match error {
        Error::NoEntry => {
            Fault::new(FaultKind::NoPassword, Place::Keyring, "The keyring has no such entry.")
        }
        Error::NoStorageAccess(why) => {
            Fault::new(FaultKind::Locked, Place::Keyring, why.to_string())
        }
        Error::Ambiguous(same) => silent(&format!("It has {} entries of this name.", same.len())),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => silent("Its entry makes no sense."),
        other => silent(&other.to_string()),
    }
}
