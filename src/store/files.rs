//! Files and folders for the owner's eyes only, and synced together with the folder that names
//! them. Knows nothing of what is written into them.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::model::fault::{Fault, FaultKind, Place};

/// A `Disk` fault that names what was tried and where.
pub(super) fn disk(place: Place, what: &str, path: &Path, error: &io::Error) -> Fault {
    Fault::new(FaultKind::Disk, place, format!("{what} {}: {error}", path.display()))
}

/// Makes a folder and those above it, closed to other people (mode 0700) where it is new.
pub(super) fn make_folder(path: &Path, place: Place) -> Result<(), Fault> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|error| disk(place, "cannot make the folder", path, &error))
}

/// Options for a file that only its owner may read (mode 0600).
pub(super) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes the names in a folder durable. Where a folder cannot be opened as a file (Windows) there
/// is nothing to do.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}

/// Seconds since 1970 UTC, for file names and the age of a body; 0 where the clock stands before it.
pub(super) fn seconds() -> i64 {
    i64::try_from(now()).unwrap_or(i64::MAX)
}

/// The same, unsigned.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_secs())
}

/// A path beside `path` with this suffix and the time, which no file has yet.
pub(super) fn aside(path: &Path, suffix: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut time = now();
    loop {
        let free = path.with_file_name(format!("{name}.{suffix}-{time}"));
        if !free.exists() {
            return free;
        }
        time += 1;
    }
}

/// What `aside` named before, oldest first.
pub(super) fn asides(path: &Path, suffix: &str) -> Vec<PathBuf> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let start = format!("{name}.{suffix}-");
    let Some(entries) = path.parent().and_then(|folder| fs::read_dir(folder).ok()) else {
        return Vec::new();
    };
    let mut found: Vec<(u64, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name();
            let time = name.to_str()?.strip_prefix(&start)?.parse().ok()?;
            Some((time, entry.path()))
        })
        .collect();
    found.sort();
    found.into_iter().map(|(_, path)| path).collect()
}

/// A folder for tests that write thousands of files: in memory where the system has such a place.
#[cfg(test)]
pub(super) fn quick_folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}
