//! The vault: looks in the keyring, runs the command, opens the file, or remembers. Knows no
//! connection and no window.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::file::{FileState, SealedFile};
use super::http::Http;
use super::keyring::{self, Keyring, KeyringState};
use super::shelf::{self, Prompt, Shelf};
use super::tokens::Purses;
use super::{Credentials, Secret, command};
use crate::model::account::{Account, SecretSource};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::AccountId;

mod clients;

/// The secrets of this run: looks in the keyring, runs the command, opens the encrypted file, or
/// remembers. Cheap to clone; clones share their memory. Used on a tokio runtime.
#[derive(Debug, Clone)]
pub struct Vault {
    /// None where no keyring is to be asked.
    keyring: Option<Arc<dyn Shelf>>,
    file: Option<SealedFile>,
    http: Arc<OnceLock<Http>>,
    held: Arc<Mutex<BTreeMap<AccountId, Secret>>>,
    of_clients: Arc<Mutex<clients::Held>>,
    pub(super) purses: Purses,
}

impl Vault {
    /// `profile` sets apart profiles in the keyring: the folder that the profile lies in, or an
    /// empty text for the system's own folders.
    pub fn new(profile: &str) -> Self {
        Self { keyring: Some(Arc::new(Keyring::new(profile))), ..Self::for_this_run() }
    }

    /// A vault that asks no keyring and keeps nothing beyond this run.
    pub fn for_this_run() -> Self {
        Self {
            keyring: None,
            file: None,
            http: Arc::default(),
            held: Arc::default(),
            of_clients: Arc::default(),
            purses: Purses::default(),
        }
    }

    /// Where the encrypted file of secrets is, or would be.
    #[must_use]
    pub fn with_file(self, path: PathBuf) -> Self {
        Self { file: Some(SealedFile::new(path)), ..self }
    }

    /// What tokens are renewed with; else a client of its own is made when it is needed.
    #[must_use]
    pub fn with_http(self, http: Http) -> Self {
        Self { http: Arc::new(OnceLock::from(http)), ..self }
    }

    #[cfg(test)]
    pub(super) fn with_shelf(self, keyring: Arc<dyn Shelf>) -> Self {
        Self { keyring: Some(keyring), ..self }
    }

    #[cfg(test)]
    pub(super) fn with_sealed(self, file: SealedFile) -> Self {
        Self { file: Some(file), ..self }
    }

    /// Whether no place outlasts this run: there is nothing to ask the person then.
    pub fn keeps_nothing(&self) -> bool {
        self.keyring.is_none() && self.file.is_none()
    }

    /// How things are with the keyring. Never asks the person.
    pub async fn keyring_state(&self) -> KeyringState {
        if self.keyring.is_none() {
            return KeyringState::Missing;
        }
        keyring::state().await
    }

    /// Asks the person to unlock the keyring, in the desktop's own window, for a minute at most.
    ///
    /// # Errors
    /// `Cancelled` when the person closed that window; `Locked` when it stayed locked; `NoKeyring`.
    pub async fn unlock_keyring(&self) -> Result<(), Fault> {
        self.shelf(&SecretSource::Keyring)?;
        keyring::unlock().await
    }

    /// How things are with the encrypted file. One look at the folder.
    pub fn file_state(&self) -> FileState {
        self.file.as_ref().map_or(FileState::None, SealedFile::state)
    }

    /// Makes an encrypted file without secrets and opens it.
    ///
    /// # Errors
    /// `Invalid` for a passphrase of less than `model::setup::PASSPHRASE_MIN` characters, and where
    /// there is a file already; `Disk`, `InUse`.
    pub async fn create_file(&self, passphrase: Secret) -> Result<(), Fault> {
        self.sealed()?.create(passphrase).await
    }

    /// Opens the encrypted file until the end of this run. Takes a noticeable time, by intent.
    ///
    /// # Errors
    /// `WrongPassword` at `File`; `Damaged`; `NoPassword` where there is no file; `Disk`.
    pub async fn open_file(&self, passphrase: Secret) -> Result<(), Fault> {
        self.sealed()?.open(passphrase).await
    }

    /// Forgets the key of the encrypted file.
    pub fn close_file(&self) {
        if let Some(file) = &self.file {
            file.close();
        }
    }

    /// From now on another passphrase opens the encrypted file; it is open afterwards.
    ///
    /// # Errors
    /// As `open_file` for the old passphrase and `create_file` for the new one.
    pub async fn change_passphrase(&self, old: Secret, new: Secret) -> Result<(), Fault> {
        self.sealed()?.change(old, new).await
    }

    /// The credentials of an account: its password, or an access token that is good for a while.
    /// Blocking parts run on a thread of their own, and never for longer than their limit: 20
    /// seconds for the keyring, 60 for a command, 60 once in a run for a keyring that the person
    /// has to unlock.
    ///
    /// A token that has less than five minutes left (or half of its life, where that is less) is
    /// renewed first, by one at a time; those who wait meanwhile get what that gave.
    ///
    /// # Errors
    /// `NoPassword`, `NoKeyring`, `Locked` (at `Keyring` or `File`), `PasswordCommand`; the detail
    /// never holds the command's output. For tokens `Grant` and what HTTP gives, too.
    pub async fn credentials(&self, account: &Account) -> Result<Credentials, Fault> {
        if account.oauth.is_some() {
            return self.token(account, None).await;
        }
        let password = match &account.secret {
            SecretSource::Command(command) => command::first_line(command).await?,
            SecretSource::Keyring | SecretSource::File => match self.held_for(account.id) {
                Some(password) => password,
                None => self.read(account).await?,
            },
            SecretSource::ThisRun => self.held_for(account.id).ok_or_else(|| {
                let detail = "The password was kept for one run of Pombo only.";
                Fault::new(FaultKind::NoPassword, Place::SignIn, detail)
            })?,
        };

        Ok(Credentials::Password { user: account.user.clone(), password })
    }

    /// Keeps a password: in the keyring, else for this run. Tells which it was.
    pub async fn keep(&self, account: AccountId, address: &str, password: Secret) -> SecretSource {
        let place = SecretSource::Keyring;
        match self.put(&place, keyring::imap_user(account, address), &password).await {
            Ok(()) => {
                self.lock().remove(&account);
                place
            }
            Err(fault) => {
                tracing::warn!(%fault, "The keyring does not take the password; it is held for this run.");
                self.hold(account, password);
                SecretSource::ThisRun
            }
        }
    }

    /// Keeps a password where `account.secret` says, and nowhere else. Where that fails it is held
    /// for this run, so that `move_to` can bring it where the person then wishes it.
    ///
    /// # Errors
    /// `NoKeyring` and `Locked`, which let the person choose; `Disk`.
    pub async fn try_keep(&self, account: &Account, password: Secret) -> Result<(), Fault> {
        let name = keyring::imap_user(account.id, &account.address);
        match &account.secret {
            SecretSource::Command(_) => {}
            SecretSource::ThisRun => self.hold(account.id, password),
            place => {
                self.hold(account.id, password.clone());
                self.put(place, name, &password).await?;
                self.lock().remove(&account.id);
            }
        }
        Ok(())
    }

    /// Brings the password or the tokens of an account from where they are to another place; there
    /// they are before they are forgotten here. What is held for this run is brought, too.
    ///
    /// # Errors
    /// As `try_keep` and `credentials`; everything is where it was then.
    pub async fn move_to(&self, account: &Account, place: &SecretSource) -> Result<(), Fault> {
        if matches!(place, SecretSource::Command(_)) {
            let detail = "A command keeps no secret.";
            return Err(Fault::new(FaultKind::Invalid, Place::Command, detail));
        }
        if account.oauth.is_some() {
            return self.move_tokens(account, place).await;
        }
        let Credentials::Password { password, .. } = self.credentials(account).await? else {
            return Ok(());
        };
        let moved = Account { secret: place.clone(), ..account.clone() };
        self.try_keep(&moved, password).await?;
        if *place != account.secret {
            let name = keyring::imap_user(account.id, &account.address);
            self.remove_from(&account.secret, name).await;
        }
        Ok(())
    }

    /// Holds a password in memory for this run (a sign-in that is being tried, the demo account).
    /// It goes before the keyring's until it is kept or forgotten.
    pub fn hold(&self, account: AccountId, password: Secret) {
        self.lock().insert(account, password);
    }

    /// Forgets password and tokens, in the keyring, in the encrypted file and in memory. What is
    /// not there is forgotten already. The server is not told: see `revoke`.
    ///
    /// # Errors
    /// `NoKeyring` and `Locked` when the keyring cannot be asked, and `Locked` at `File` when the
    /// file is not open and may hold something; memory has forgotten it even so.
    pub async fn forget(&self, account: AccountId, address: &str) -> Result<(), Fault> {
        self.lock().remove(&account);
        self.purses.forget(account).await;
        let names = [keyring::imap_user(account, address), keyring::oauth_user(account, address)];

        let of_file = match &self.file {
            Some(file) if file.state() != FileState::None => delete(file, &names).await.map(Some),
            _ => Ok(None),
        };
        let of_keyring = match self.shelf(&SecretSource::Keyring) {
            Ok(keyring) => delete(&*keyring, &names).await,
            Err(fault) => Err(fault),
        };
        match (of_file?, of_keyring) {
            // Who has chosen the file has no keyring.
            (Some(()), Err(fault)) if fault.kind == FaultKind::NoKeyring => Ok(()),
            (_, of_keyring) => of_keyring,
        }
    }

    /// The client that tokens are renewed with.
    pub(super) fn http(&self) -> Result<Http, Fault> {
        match self.http.get() {
            Some(http) => Ok(http.clone()),
            None => {
                let http = Http::new(None)?;
                Ok(self.http.get_or_init(|| http).clone())
            }
        }
    }

    /// The shelf of a place.
    ///
    /// # Errors
    /// `NoKeyring` where no keyring is to be asked, `Locked` where there is no file, `NoPassword`
    /// where nothing is kept.
    pub(super) fn shelf(&self, place: &SecretSource) -> Result<Arc<dyn Shelf>, Fault> {
        match place {
            SecretSource::Keyring => self.keyring.clone().ok_or_else(|| {
                let detail = "No keyring is asked in this run.";
                Fault::new(FaultKind::NoKeyring, Place::Keyring, detail)
            }),
            SecretSource::File => Ok(Arc::new(self.sealed()?)),
            SecretSource::ThisRun | SecretSource::Command(_) => {
                let detail = "It was kept for one run of Pombo only.";
                Err(Fault::new(FaultKind::NoPassword, Place::SignIn, detail))
            }
        }
    }

    /// Deletes what is not needed there any more. That it stays behind is no reason to fail.
    pub(super) async fn remove_from(&self, place: &SecretSource, name: String) {
        let Ok(shelf) = self.shelf(place) else { return };
        if let Err(fault) = shelf::delete(&*shelf, &name, Prompt::Never).await {
            tracing::warn!(%fault, "A secret that was moved is still in its old place, too.");
        }
    }

    fn sealed(&self) -> Result<SealedFile, Fault> {
        self.file.clone().ok_or_else(|| {
            let detail = "No file of secrets is used in this run.";
            Fault::new(FaultKind::Locked, Place::File, detail)
        })
    }

    async fn put(&self, place: &SecretSource, name: String, secret: &Secret) -> Result<(), Fault> {
        let shelf = self.shelf(place)?;
        shelf.write(name, secret.clone(), Prompt::Allowed).await
    }

    async fn read(&self, account: &Account) -> Result<Secret, Fault> {
        let name = keyring::imap_user(account.id, &account.address);
        self.shelf(&account.secret)?.read(name, Prompt::Once).await
    }

    fn held_for(&self, account: AccountId) -> Option<Secret> {
        self.lock().get(&account).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<AccountId, Secret>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn delete(shelf: &dyn Shelf, names: &[String]) -> Result<(), Fault> {
    for name in names {
        shelf::delete(shelf, name, Prompt::Allowed).await?;
    }
    Ok(())
}
