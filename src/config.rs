//! Settings and accounts, kept as TOML in a stored shape of their own. Knows no secret.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::model::account::Account;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::AccountId;
pub use crate::model::settings::{Network, Settings, ThemeChoice};
use crate::paths::{self, Paths};

#[cfg(test)]
mod fuzz;
mod stored;
#[cfg(test)]
mod tests;

/// Octets of a configuration file that are read; a larger one is not ours.
const FILE_MAX: u64 = 4 << 20;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    pub accounts: Vec<Account>,
    pub settings: Settings,
    /// The highest number that an account ever had, so that none is given twice.
    pub last_account: u16,
    /// How to look for servers in this network.
    pub network: Network,
    /// Client ids that the person registered, by the provider's key.
    pub clients: BTreeMap<String, String>,
}

impl Config {
    /// Reads the settings of a profile; a missing file is the default. Values out of their range
    /// are brought into it; keys that are not known here are left alone, and `save` keeps them.
    ///
    /// # Errors
    /// `Damaged` with file, line and reason when it cannot be understood; it is never overwritten
    /// then. `Disk` when it cannot be read.
    pub fn load(paths: &Paths) -> Result<Self, Fault> {
        let file = paths.config_file();

        match read(&file)? {
            Some(text) => stored::parse(&text).map_err(|problem| problem.fault(&file)),
            None => Ok(Self::default()),
        }
    }

    /// Writes it atomically (temporary file, fsync, rename), readable by its owner only. Keys that
    /// are not known here stay as they were; comments are lost.
    ///
    /// # Errors
    /// `Damaged` when the file that is there cannot be understood: it stays as it is. `Disk` when
    /// it cannot be written.
    pub fn save(&self, paths: &Paths) -> Result<(), Fault> {
        paths::make_private(&paths.config)?;
        let file = real(&paths.config_file());
        let old = read(&file)?.unwrap_or_default();
        let new = stored::write(self, &old).map_err(|problem| problem.fault(&file))?;
        if new == old {
            return Ok(());
        }

        replace(&file, &new).map_err(|error| disk(&file, &error))
    }

    /// A number for a new account. None is given twice, for old numbers may still be in the
    /// keyring, the cache and the journal.
    pub fn next_account(&self) -> AccountId {
        let used = |id: u16| self.accounts.iter().any(|account| account.id.0 == id);
        let next = self.highest_account().checked_add(1);

        AccountId(next.or_else(|| (1..u16::MAX).find(|&id| !used(id))).unwrap_or(u16::MAX))
    }

    fn highest_account(&self) -> u16 {
        self.accounts.iter().map(|account| account.id.0).fold(self.last_account, u16::max)
    }
}

/// The whole file, if there is one.
fn read(path: &Path) -> Result<Option<String>, Fault> {
    let mut bytes = Vec::new();
    match File::open(path).and_then(|file| file.take(FILE_MAX + 1).read_to_end(&mut bytes)) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(disk(path, &error)),
    }
    if bytes.len() as u64 > FILE_MAX {
        return Err(damaged(path, "It is too large to be a configuration."));
    }

    String::from_utf8(bytes).map(Some).map_err(|_| damaged(path, "It is not UTF-8."))
}

/// Where the file really is: it may be a link into a folder of dotfiles, which must stay one.
fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// After this the file has the old content or the new, whenever the power fails.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let new = PathBuf::from(name);

    let written = write_private(&new, text).and_then(|()| fs::rename(&new, path));
    if written.is_err() {
        // The first failure is the one to tell; what is left behind is harmless.
        let _ = fs::remove_file(&new);
        return written;
    }

    match path.parent() {
        Some(dir) if cfg!(unix) => File::open(dir)?.sync_all(),
        _ => Ok(()),
    }
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);

    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn disk(path: &Path, error: &io::Error) -> Fault {
    Fault::new(FaultKind::Disk, Place::Config, format!("{}: {error}", path.display()))
}

fn damaged(path: &Path, reason: &str) -> Fault {
    Fault::new(FaultKind::Damaged, Place::Config, format!("{}: {reason}", path.display()))
}
