//! The vault: looks in the keyring, runs the command, opens the file, or remembers. Knows no
//! connection and no window.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Credentials, Secret, command, keyring};
use crate::model::account::{Account, SecretSource};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::AccountId;

/// The secrets of this run: looks in the keyring, runs the command, or remembers. Cheap to clone;
/// clones share their memory.
#[derive(Debug, Clone)]
pub struct Vault {
    /// Its name in the keyring; none where no keyring is to be asked.
    service: Option<Arc<str>>,
    held: Arc<Mutex<BTreeMap<AccountId, Secret>>>,
}

impl Vault {
    /// `profile` sets apart profiles in the keyring: the folder that the profile lies in, or an
    /// empty text for the system's own folders.
    pub fn new(profile: &str) -> Self {
        Self { service: Some(keyring::service(profile).into()), held: Arc::default() }
    }

    /// A vault that asks no keyring and keeps nothing beyond this run.
    pub fn for_this_run() -> Self {
        Self { service: None, held: Arc::default() }
    }

    /// The credentials of an account. Blocking parts run on a thread of their own, and never for
    /// longer than their limit: 20 seconds for the keyring, which may be waiting for the person to
    /// unlock it, and 60 for a command.
    ///
    /// # Errors
    /// `NoPassword`, `NoKeyring`, `PasswordCommand`; the detail never holds the command's output.
    pub async fn credentials(&self, account: &Account) -> Result<Credentials, Fault> {
        let password = match &account.secret {
            SecretSource::Command(command) => command::first_line(command).await?,
            SecretSource::Keyring => match self.held_for(account.id) {
                Some(password) => password,
                None => self.read(account).await?,
            },
            SecretSource::File => {
                let detail = "The file of secrets is not open.";
                return Err(Fault::new(FaultKind::Locked, Place::Keyring, detail));
            }
            SecretSource::ThisRun => self.held_for(account.id).ok_or_else(|| {
                let detail = "The password was kept for one run of Pombo only.";
                Fault::new(FaultKind::NoPassword, Place::SignIn, detail)
            })?,
        };

        Ok(Credentials::Password { user: account.user.clone(), password })
    }

    /// Keeps a password: in the keyring, else for this run. Tells which it was.
    pub async fn keep(&self, account: AccountId, address: &str, password: Secret) -> SecretSource {
        let user = keyring::imap_user(account, address);

        let written = match self.service() {
            Ok(service) => keyring::write(service, user, password.clone()).await,
            Err(fault) => Err(fault),
        };
        match written {
            Ok(()) => {
                self.lock().remove(&account);
                SecretSource::Keyring
            }
            Err(fault) => {
                tracing::warn!(%fault, "The keyring does not take the password; it is held for this run.");
                self.hold(account, password);
                SecretSource::ThisRun
            }
        }
    }

    /// Holds a password in memory for this run (a sign-in that is being tried, the demo account).
    /// It goes before the keyring's until it is kept or forgotten.
    pub fn hold(&self, account: AccountId, password: Secret) {
        self.lock().insert(account, password);
    }

    /// Forgets a password, in the keyring and in memory. One that is not there is forgotten already.
    ///
    /// # Errors
    /// `NoKeyring` when the keyring cannot be asked; memory has forgotten it even so.
    pub async fn forget(&self, account: AccountId, address: &str) -> Result<(), Fault> {
        self.lock().remove(&account);

        keyring::delete(self.service()?, keyring::imap_user(account, address)).await
    }

    async fn read(&self, account: &Account) -> Result<Secret, Fault> {
        keyring::read(self.service()?, keyring::imap_user(account.id, &account.address)).await
    }

    fn service(&self) -> Result<&str, Fault> {
        self.service.as_deref().ok_or_else(|| {
            Fault::new(FaultKind::NoKeyring, Place::Keyring, "No keyring is asked in this run.")
        })
    }

    fn held_for(&self, account: AccountId) -> Option<Secret> {
        self.lock().get(&account).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<AccountId, Secret>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
