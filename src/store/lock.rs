//! The lock of a profile, and of a cache folder: held by one process at a time. Knows nothing of
//! what it guards.

use std::fs::{File, TryLockError};
use std::path::Path;

use super::files;
use crate::model::fault::{Fault, FaultKind, Place};

/// The lock of a profile: held by one process at a time, freed when dropped or when it dies.
#[derive(Debug)]
pub struct ProfileLock {
    _held: Held,
}

impl ProfileLock {
    /// Takes the lock of the profile with this data folder, which is made where it is missing.
    ///
    /// # Errors
    /// `InUse` when another Pombo runs on this profile; `Disk` when the folder cannot be written.
    pub fn take(data_dir: &Path) -> Result<Self, Fault> {
        files::make_folder(data_dir, Place::File)?;
        Ok(Self { _held: lock_file(&data_dir.join("lock"), Place::File)? })
    }
}

/// A locked file, freed when dropped.
#[derive(Debug)]
pub(super) struct Held(File);

impl Drop for Held {
    fn drop(&mut self) {
        // Closing alone frees it only when no child process is just being started, which for a
        // moment has all our files open.
        if let Err(error) = self.0.unlock() {
            tracing::warn!("a lock could not be freed: {error}");
        }
    }
}

/// Locks a file (made where it is missing) for as long as the handle lives. The system frees it
/// when the process dies, so a file that is left behind never blocks anybody.
pub(super) fn lock_file(path: &Path, place: Place) -> Result<Held, Fault> {
    let file = files::private()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(|error| files::disk(place, "cannot open the lock", path, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(Held(file)),
        Err(TryLockError::WouldBlock) => Err(Fault::new(
            FaultKind::InUse,
            place,
            format!("{} is locked by another process", path.display()),
        )),
        Err(TryLockError::Error(error)) => Err(files::disk(place, "cannot lock", path, &error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_held_once_and_free_again_when_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let held = ProfileLock::take(&data).unwrap();
        assert_eq!(ProfileLock::take(&data).unwrap_err().kind, FaultKind::InUse);
        drop(held);
        ProfileLock::take(&data).unwrap();
    }

    #[test]
    fn a_data_folder_that_cannot_be_made_is_a_disk_fault() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "x").unwrap();
        let fault = ProfileLock::take(&file.join("data")).unwrap_err();
        assert_eq!(fault.kind, FaultKind::Disk);
    }
}
