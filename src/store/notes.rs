//! Small records beside the cache of an account, each a JSON file that is replaced whole. To lose
//! one costs nothing that cannot be found out again. Knows no mail and no meaning of a record.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::files;
use crate::model::fault::{Fault, Place};

/// Octets of a record at most; a longer one was not written by us.
const LARGEST: u64 = 16 << 20;

/// Where the records of an account are.
#[derive(Debug, Clone, Default)]
pub struct Notes {
    folder: Option<PathBuf>,
}

impl Notes {
    /// Records in this folder, which is made when the first one is written.
    pub fn at(folder: &Path) -> Self {
        Self { folder: Some(folder.to_owned()) }
    }

    /// Records that nobody keeps.
    pub fn nowhere() -> Self {
        Self::default()
    }

    /// A record, if there is one that can be read.
    pub fn read<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let path = self.path(name)?;
        let file = fs::File::open(&path).ok()?;
        let mut text = Vec::new();
        file.take(LARGEST + 1).read_to_end(&mut text).ok()?;
        if text.len() as u64 > LARGEST {
            return None;
        }
        let read = serde_json::from_slice(&text);
        if let Err(error) = &read {
            tracing::warn!(%error, "{} cannot be read and is begun anew.", path.display());
        }
        read.ok()
    }

    /// Writes a record in place of the one before: after a crash it is this or that, whole.
    ///
    /// # Errors
    /// `Disk`.
    pub fn write<T: Serialize>(&self, name: &str, record: &T) -> Result<(), Fault> {
        let (Some(folder), Some(path)) = (&self.folder, self.path(name)) else { return Ok(()) };
        files::make_folder(folder, Place::Cache)?;
        let draft = path.with_extension("new");
        let failed = |error| files::disk(Place::Cache, "cannot write", &path, &error);
        let text = serde_json::to_vec(record).map_err(|error| failed(error.into()))?;
        let mut options = files::private();
        let mut file =
            options.write(true).create(true).truncate(true).open(&draft).map_err(failed)?;
        file.write_all(&text).and_then(|()| file.sync_all()).map_err(failed)?;
        fs::rename(&draft, &path).map_err(failed)
    }

    fn path(&self, name: &str) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join(name).with_extension("json"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_as_it_was_written_and_a_spoilt_one_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("deep").join("er");
        let notes = Notes::at(&folder);
        assert_eq!(notes.read::<Vec<u32>>("audit"), None);
        notes.write("audit", &vec![1, 2]).unwrap();
        notes.write("audit", &vec![3]).unwrap();
        assert_eq!(notes.read("audit"), Some(vec![3]));
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        for spoilt in ["", "[3", "{\"a\":1}", "\u{0}"] {
            fs::write(folder.join("audit.json"), spoilt).unwrap();
            assert_eq!(notes.read::<Vec<u32>>("audit"), None, "{spoilt:?}");
        }
        notes.write("audit", &vec![4]).unwrap();
        assert_eq!(notes.read("audit"), Some(vec![4]));
    }

    #[test]
    fn nowhere_keeps_nothing_and_complains_of_nothing() {
        let notes = Notes::nowhere();
        notes.write("audit", &1).unwrap();
        assert_eq!(notes.read::<u32>("audit"), None);
    }
}
