//! The tree on disk: sled 0.34.7, with what keeps it from losing data. It is opened on a thread of
//! its own, because it may panic or hang on damaged files; every call is guarded, because it may
//! panic later; and its file is synced by us, because its own flush does not sync what the file
//! system keeps about the file.

use std::fs::{File, OpenOptions};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use super::{Backend, Changes, Order, Visitor, check_sizes};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::store::files;
use crate::store::keys::Key;

/// A tree that is not open after this is taken for damaged.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long sled's lock may stay when nobody can have its folder open.
const LOCK_PATIENCE: Duration = Duration::from_secs(5);
const SEGMENT: usize = 2 << 20;
const CACHE: u64 = 32 << 20;
/// Its background thread is also its only garbage collector: never without.
const FLUSH_EVERY_MS: u64 = 500;

pub(in crate::store) struct Disk {
    tree: sled::Tree,
    db: sled::Db,
    /// sled's one data file, to be synced after its flush.
    file: File,
}

impl Disk {
    /// Opens or begins the tree in this folder.
    ///
    /// # Errors
    /// `Disk` when the system refuses, `Damaged` when sled cannot make sense of the files.
    pub fn open(folder: &Path) -> Result<Self, Fault> {
        let config = sled::Config::new()
            .path(folder)
            .segment_size(SEGMENT)
            .cache_capacity(CACHE)
            .flush_every_ms(Some(FLUSH_EVERY_MS))
            .mode(sled::Mode::LowSpace);
        let (db, tree) = guarded(PATIENCE, move || {
            let db = config.open()?;
            let tree = db.open_tree("m")?;
            Ok((db, tree))
        })?;
        let path = folder.join("db");
        let file = OpenOptions::new()
            .write(true)
            .open(&path)
            .map_err(|error| files::disk(Place::Cache, "cannot open", &path, &error))?;
        Ok(Self { tree, db, file })
    }

    /// `open` in a folder that nobody else can have open, as the caller holds a lock of it. That
    /// sled's own lock is held can then only be for a moment: a child process that is just being
    /// started has all our files open, and sled frees its lock by closing.
    pub fn open_held(folder: &Path) -> Result<Self, Fault> {
        let deadline = Instant::now() + LOCK_PATIENCE;
        loop {
            match Self::open(folder) {
                Err(fault) if fault.kind == FaultKind::InUse && Instant::now() < deadline => {
                    std::thread::sleep(Duration::from_millis(5));
                }
                done => return done,
            }
        }
    }
}

/// Runs `open` on a thread of its own and gives up on it when it panics or takes too long.
pub(super) fn guarded<T: Send + 'static>(
    patience: Duration,
    open: impl FnOnce() -> sled::Result<T> + Send + 'static,
) -> Result<T, Fault> {
    let (sender, receiver) = mpsc::channel();
    std::thread::Builder::new()
        .name("cache-open".into())
        .spawn(move || {
            // Nobody listens any more when it took too long.
            let _ = sender.send(unpanicked(open));
        })
        .map_err(|error| Fault::new(FaultKind::Disk, Place::Cache, error.to_string()))?;
    receiver
        .recv_timeout(patience)
        .unwrap_or_else(|_| Err(damaged("it did not open in time".into())))
}

/// Calls into sled; a panic in there is damage.
fn unpanicked<T>(call: impl FnOnce() -> sled::Result<T>) -> Result<T, Fault> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(sled::Error::Io(error))) => Err(input_output(&error)),
        Ok(Err(error)) => Err(damaged(error.to_string())),
        Err(_) => Err(damaged("the database gave up".into())),
    }
}

fn damaged(detail: String) -> Fault {
    Fault::new(FaultKind::Damaged, Place::Cache, detail)
}

/// What the system refused is the disk's fault; what sled found odd in a file is damage.
fn input_output(error: &std::io::Error) -> Fault {
    use std::io::ErrorKind as E;
    let kind = match error.kind() {
        E::InvalidData | E::InvalidInput | E::UnexpectedEof => FaultKind::Damaged,
        E::Other if error.to_string().contains("could not acquire lock") => FaultKind::InUse,
        E::Other if error.raw_os_error().is_none() => FaultKind::Damaged,
        _ => FaultKind::Disk,
    };
    Fault::new(kind, Place::Cache, error.to_string())
}

impl Backend for Disk {
    fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, Fault> {
        Ok(unpanicked(|| self.tree.get(key))?.map(|value| value.to_vec()))
    }

    fn scan(
        &self,
        from: &Key,
        to: &Key,
        order: Order,
        visit: &mut Visitor<'_>,
    ) -> Result<(), Fault> {
        if from >= to {
            return Ok(());
        }
        unpanicked(|| {
            let mut range = self.tree.range(&from[..]..&to[..]);
            while let Some(item) = match order {
                Order::Rising => range.next(),
                Order::Falling => range.next_back(),
            } {
                let (key, value) = item?;
                if let ControlFlow::Break(()) = visit(&key, &value) {
                    break;
                }
            }
            Ok(())
        })
    }

    fn apply(&self, changes: &Changes) -> Result<(), Fault> {
        check_sizes(changes)?;
        let mut batch = sled::Batch::default();
        for (key, value) in changes {
            match value {
                Some(value) => batch.insert(&key[..], value.as_slice()),
                None => batch.remove(&key[..]),
            }
        }
        unpanicked(|| self.tree.apply_batch(batch))
    }

    fn sync(&self) -> Result<(), Fault> {
        unpanicked(|| self.db.flush())?;
        self.file.sync_data().map_err(|error| input_output(&error))
    }
}
