//! Reads and replaces the file of secrets. Knows nothing of what is in it.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::format::FILE_MAX;
use crate::model::fault::{Fault, FaultKind, Place};

/// How long another process may hold the file.
const LIMIT: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(10);

/// The right to change the file, until it is dropped.
pub(super) struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing alone frees it only when no child process is just being started, which for a
        // moment has all our files open.
        if let Err(error) = self.0.unlock() {
            tracing::warn!("The lock of the file of secrets could not be freed: {error}");
        }
    }
}

/// Waits for the right to change the file, which need not be there yet.
///
/// # Errors
/// `InUse` when another process does not let go; `Disk`.
pub(super) fn lock(path: &Path) -> Result<Lock, Fault> {
    let path = real(path);
    if let Some(folder) = path.parent() {
        make_folder(folder).map_err(|error| fault(folder, &error))?;
    }
    let beside = with_end(&path, ".lock");
    let file = private().create(true).truncate(false).write(true).open(&beside);
    let file = file.map_err(|error| fault(&beside, &error))?;
    let end = Instant::now() + LIMIT;

    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Lock(file)),
            Err(TryLockError::WouldBlock) if Instant::now() < end => thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => {
                let detail = "Another process keeps the file of secrets to itself.";
                return Err(Fault::new(FaultKind::InUse, Place::File, detail));
            }
            Err(TryLockError::Error(error)) => return Err(fault(&beside, &error)),
        }
    }
}

/// The whole file, if there is one.
///
/// # Errors
/// `Damaged` where it is no file or far too large; `Disk`.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, Fault> {
    match path.metadata() {
        // Opening a pipe would wait for somebody to write into it.
        Ok(found) if !found.is_file() => return Err(damaged(path, "It is no file.")),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(fault(path, &error)),
    }
    let mut octets = Vec::new();
    let limit = FILE_MAX as u64 + 1;
    let file = File::open(path).and_then(|file| file.take(limit).read_to_end(&mut octets));
    file.map_err(|error| fault(path, &error))?;

    if octets.len() > FILE_MAX {
        return Err(damaged(path, "It is too large to be ours."));
    }
    Ok(Some(octets))
}

/// Puts other content in the place of the old, durable, whole and read back; the lock is held.
///
/// # Errors
/// `Disk`: the old content is there still, or the new one is in its place already.
pub(super) fn replace(path: &Path, octets: &[u8]) -> Result<(), Fault> {
    let path = real(path);
    let new = with_end(&path, ".new");
    let written = write(&new, octets).and_then(|()| fs::rename(&new, &path));
    if let Err(error) = written {
        // The first failure is the one to tell; what is left behind is sealed.
        let _ = fs::remove_file(&new);
        return Err(fault(&path, &error));
    }
    if let Some(folder) = path.parent()
        && cfg!(unix)
    {
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(|error| fault(folder, &error))?;
    }

    match read(&path)? {
        Some(kept) if kept == octets => Ok(()),
        _ => Err(fault(&path, &io::Error::other("it does not keep what is written"))),
    }
}

fn write(path: &Path, octets: &[u8]) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = private().write(true).create_new(true).open(path)?;
    file.write_all(octets)?;
    file.sync_all()
}

/// A file that only its owner may read.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Where the file really is: a link to it stays one.
fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

fn fault(path: &Path, error: &io::Error) -> Fault {
    Fault::new(FaultKind::Disk, Place::File, format!("{}: {error}", path.display()))
}

fn damaged(path: &Path, why: &str) -> Fault {
    Fault::new(FaultKind::Damaged, Place::File, format!("{}: {why}", path.display()))
}
