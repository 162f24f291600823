//! Opening the cache of an account: what cannot be read is moved aside and begun anew.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Cache, Opened};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::AccountId;
use crate::model::journal::Promise;
use crate::store::backend::disk::Disk;
use crate::store::backend::{Backend, Changes};
use crate::store::bodies::Bodies;
use crate::store::packs::Packs;
use crate::store::recall::{Pins, Recall};
use crate::store::records::{Listed, Meta};
use crate::store::{files, lock};

pub(super) fn open(
    dir: &Path,
    account: AccountId,
    promises: &[Promise],
) -> Result<(Cache, Opened), Fault> {
    let folder = dir.join("v1");
    files::make_folder(&folder, Place::Cache)?;
    let held = lock::lock_file(&folder.join("lock"), Place::Cache)?;
    let (sled, packs, marker) = (folder.join("sled"), folder.join("packs"), folder.join("damaged"));
    let existed = sled.exists();
    let first = if marker.exists() { Err(noted()) } else { read(&sled, &packs, existed) };
    let (found, opened) = match first {
        Ok(found) => (found, if existed { Opened::Existing } else { Opened::Fresh }),
        Err(fault) if fault.kind == FaultKind::Damaged => {
            tracing::warn!("the cache could not be read and is begun anew: {fault}");
            let aside = move_aside(&sled, &packs, &marker)?;
            (read(&sled, &packs, false)?, Opened::Rebuilt(aside))
        }
        Err(fault) => return Err(fault),
    };
    let (backend, meta, bodies) = found;
    let mut recall = Recall::new(Pins::new(account, promises));
    recall.next_mailbox = recall.next_mailbox.max(meta.next_mailbox);
    recall.next_number = recall.next_number.max(meta.next_number);
    let cache = Cache::new(account, backend, bodies, recall, Some((marker, held)));
    Ok((cache, opened))
}

fn noted() -> Fault {
    Fault::new(FaultKind::Damaged, Place::Cache, "damage was found when it was last used")
}

/// Opens tree and bodies.
fn read(
    sled: &Path,
    packs: &Path,
    existed: bool,
) -> Result<(Box<dyn Backend>, Meta, Bodies), Fault> {
    let (backend, meta) = tree(sled, packs, existed)?;
    let bodies = Bodies::Files(Packs::open(packs, &*backend)?);
    Ok((backend, meta, bodies))
}

/// Opens the tree and reads what a start cannot do without.
fn tree(sled: &Path, packs: &Path, existed: bool) -> Result<(Box<dyn Backend>, Meta), Fault> {
    files::make_folder(sled, Place::Cache)?;
    let backend: Box<dyn Backend> = Box::new(Disk::open_held(sled)?);
    Listed::read_all(&*backend)?;
    if let Some(meta) = Meta::read(&*backend)? {
        return Ok((backend, meta));
    }
    if existed && packs.exists() {
        // It opens, but empty: the file system lost what was in it.
        return Err(Fault::new(FaultKind::Damaged, Place::Cache, "its content is lost"));
    }
    let meta = Meta { next_mailbox: 1, next_number: 1 };
    let mut changes = Changes::new();
    meta.put(&mut changes);
    backend.apply(&changes)?;
    backend.sync()?;
    for folder in sled.ancestors().take(3) {
        files::sync_folder(folder)
            .map_err(|error| files::disk(Place::Cache, "cannot sync", folder, &error))?;
    }
    Ok((backend, meta))
}

/// Moves the tree aside, keeping no earlier one, and drops the bodies: their keys are void.
fn move_aside(sled: &Path, packs: &Path, marker: &Path) -> Result<PathBuf, Fault> {
    let fault = |what, path: &Path, error| files::disk(Place::Cache, what, path, &error);
    for old in files::asides(sled, "bad") {
        if let Err(error) = fs::remove_dir_all(&old) {
            tracing::warn!("{} could not be removed: {error}", old.display());
        }
    }
    let aside = files::aside(sled, "bad");
    if sled.exists() {
        fs::rename(sled, &aside).map_err(|error| fault("cannot move aside", sled, error))?;
    }
    if packs.exists() {
        fs::remove_dir_all(packs).map_err(|error| fault("cannot remove", packs, error))?;
    }
    if marker.exists() {
        fs::remove_file(marker).map_err(|error| fault("cannot remove", marker, error))?;
    }
    Ok(aside)
}
