//! The encrypted file of secrets, for where no keyring is. The person opens it with a passphrase
//! once in a run; after that nothing is derived any more, so that tokens are rotated at no cost.
//! Knows no account and no token.
//!
//! `format` has the layout. Several processes may use one file: it is read anew each time, and
//! changed under a lock that the system frees when its holder dies. It is replaced by a rename, so
//! that whenever the power fails it has the old content or the new.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::future::BoxFuture;
use secrecy::ExposeSecret;

use self::format::{Cost, DataKey, Sealed};
use super::Secret;
use super::shelf::{Prompt, Shelf};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::setup::PASSPHRASE_MIN;

mod disk;
mod format;
#[cfg(test)]
mod tests;

/// How things are with the file of secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileState {
    /// There is none.
    None,
    /// It waits for its passphrase.
    Locked,
    Open,
}

/// One file. Cheap to clone; clones are open together.
#[derive(Clone)]
pub(super) struct SealedFile {
    path: Arc<Path>,
    key: Arc<Mutex<Option<Arc<DataKey>>>>,
    /// What deriving costs in files that are made from now on.
    cost: Cost,
}

impl fmt::Debug for SealedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealedFile").field("path", &self.path).finish_non_exhaustive()
    }
}

impl SealedFile {
    pub fn new(path: PathBuf) -> Self {
        Self { path: path.into(), key: Arc::default(), cost: format::COST }
    }

    /// For tests, which derive often.
    #[cfg(test)]
    pub fn cheap(path: PathBuf) -> Self {
        Self { cost: Cost { iterations: 1, memory: 64 }, ..Self::new(path) }
    }

    pub fn state(&self) -> FileState {
        match (self.path.symlink_metadata().is_ok(), self.key().is_some()) {
            (false, _) => FileState::None,
            (true, false) => FileState::Locked,
            (true, true) => FileState::Open,
        }
    }

    /// Makes a file without secrets and opens it.
    ///
    /// # Errors
    /// `Invalid` for a passphrase that is too short, or where a file is already: it is never
    /// overwritten. `Disk`, `InUse`.
    pub async fn create(&self, passphrase: Secret) -> Result<(), Fault> {
        long_enough(&passphrase)?;
        self.work(move |file| {
            let _lock = disk::lock(&file.path)?;
            if file.path.symlink_metadata().is_ok() {
                return Err(invalid("There is a file of secrets already."));
            }
            let (sealed, key) = Sealed::new(&passphrase, file.cost)?;
            disk::replace(&file.path, &sealed.write())?;
            *file.key() = Some(Arc::new(key));
            Ok(())
        })
        .await
    }

    /// Opens it until `close` or the end of this run.
    ///
    /// # Errors
    /// `WrongPassword`; `Damaged`; `NoPassword` where there is no file; `Disk`.
    pub async fn open(&self, passphrase: Secret) -> Result<(), Fault> {
        self.work(move |file| {
            let sealed = file.load()?;
            let key = sealed.unlock(&passphrase)?;
            sealed.secrets(&key)?.ok_or_else(format::torn)?;
            *file.key() = Some(Arc::new(key));
            Ok(())
        })
        .await
    }

    pub fn close(&self) {
        *self.key() = None;
    }

    /// From now on another passphrase opens it. The secrets are not sealed anew.
    ///
    /// # Errors
    /// As `open` for the old passphrase and as `create` for the new one; the old one stays then.
    pub async fn change(&self, old: Secret, new: Secret) -> Result<(), Fault> {
        long_enough(&new)?;
        self.work(move |file| {
            let _lock = disk::lock(&file.path)?;
            let sealed = file.load()?;
            let key = sealed.unlock(&old)?;
            sealed.secrets(&key)?.ok_or_else(format::torn)?;
            disk::replace(&file.path, &sealed.with_passphrase(&key, &new, file.cost)?.write())?;
            *file.key() = Some(Arc::new(key));
            Ok(())
        })
        .await
    }

    fn load(&self) -> Result<Sealed, Fault> {
        match disk::read(&self.path)? {
            Some(octets) => Sealed::read(&octets),
            None => {
                self.close();
                let detail = "There is no file of secrets.";
                Err(Fault::new(FaultKind::NoPassword, Place::File, detail))
            }
        }
    }

    /// The file as it is, its secrets, and the key that it is open with.
    fn opened(&self) -> Result<(Sealed, format::Secrets, Arc<DataKey>), Fault> {
        let key = self.key().clone().ok_or_else(locked)?;
        let sealed = self.load()?;
        match sealed.secrets(&key)? {
            Some(secrets) => Ok((sealed, secrets, key)),
            None => {
                // Another file took its place, or it is damaged: its passphrase will tell.
                self.close();
                Err(locked())
            }
        }
    }

    /// Changes the secrets; tells whether they are others now.
    fn alter(&self, change: impl FnOnce(&mut format::Secrets) -> bool) -> Result<(), Fault> {
        let _lock = disk::lock(&self.path)?;
        let (sealed, mut secrets, key) = self.opened()?;
        if change(&mut secrets) {
            disk::replace(&self.path, &sealed.with_secrets(&key, &secrets)?.write())?;
        }
        Ok(())
    }

    /// Works on a thread that may wait for the disk.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let file = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&file)).await;
        done.unwrap_or_else(|_| {
            let detail = "Working with the file of secrets broke off.";
            Err(Fault::new(FaultKind::Disk, Place::File, detail))
        })
    }

    fn key(&self) -> MutexGuard<'_, Option<Arc<DataKey>>> {
        self.key.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelf for SealedFile {
    fn read(&self, name: String, _: Prompt) -> BoxFuture<'_, Result<Secret, Fault>> {
        Box::pin(self.work(move |file| {
            let (_, mut secrets, _) = file.opened()?;
            secrets.take(&name).ok_or_else(|| {
                let detail = "The file of secrets has no such entry.";
                Fault::new(FaultKind::NoPassword, Place::File, detail)
            })
        }))
    }

    fn write(&self, name: String, secret: Secret, _: Prompt) -> BoxFuture<'_, Result<(), Fault>> {
        Box::pin(self.work(move |file| file.alter(|secrets| secrets.put(name, secret))))
    }

    fn delete(&self, name: String, _: Prompt) -> BoxFuture<'_, Result<(), Fault>> {
        Box::pin(self.work(move |file| file.alter(|secrets| secrets.take(&name).is_some())))
    }

    fn longest(&self) -> usize {
        usize::MAX
    }
}

fn long_enough(passphrase: &Secret) -> Result<(), Fault> {
    if passphrase.expose_secret().chars().count() < PASSPHRASE_MIN {
        return Err(invalid("The passphrase is too short."));
    }
    Ok(())
}

fn locked() -> Fault {
    Fault::new(FaultKind::Locked, Place::File, "The file of secrets is not open.")
}

fn invalid(detail: &str) -> Fault {
    Fault::new(FaultKind::Invalid, Place::File, detail)
}
