//! The folders of a profile (XDG base directories, or all under one folder), this program itself, and
//! places that are free. Knows nothing of what lies in them.

pub mod fresh;

use std::path::{Path, PathBuf};

use directories::{ProjectDirs, UserDirs};

use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::AccountId;

/// Where a profile keeps its things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    pub config: PathBuf,
    pub data: PathBuf,
    pub cache: PathBuf,
}

/// This very program, to be started once more: on Linux the file that runs, even when another one has
/// its name by now, as after an update. A name that cannot be started where the system does not say.
pub fn program() -> PathBuf {
    let running = Path::new("/proc/self/exe");
    if cfg!(target_os = "linux") && running.exists() {
        return running.to_owned();
    }
    std::env::current_exe().unwrap_or_default()
}

/// Where this person's downloads go: their download folder, else their home, else here.
pub fn downloads() -> PathBuf {
    let folders = UserDirs::new();
    let folder = folders.as_ref().map(|f| f.download_dir().unwrap_or_else(|| f.home_dir()));
    folder.map_or_else(|| PathBuf::from("."), Path::to_owned)
}

/// A folder by its one true name, whether it is there yet or not: the passwords of a profile are
/// found in the keyring by it.
///
/// # Errors
/// `Disk`, naming the folder.
pub fn real(dir: &Path) -> Result<PathBuf, Fault> {
    let fault =
        |error| Fault::new(FaultKind::Disk, Place::File, format!("{}: {error}", dir.display()));
    let whole = std::path::absolute(dir).map_err(fault)?;
    for there in whole.ancestors() {
        if let (Ok(real), Ok(rest)) = (there.canonicalize(), whole.strip_prefix(there)) {
            // Joining an empty rest would add a slash.
            return Ok(real.components().chain(rest.components()).collect());
        }
    }
    Ok(whole)
}

impl Paths {
    /// The system's folders for this person.
    ///
    /// # Errors
    /// `Disk` where the person has no home folder.
    pub fn system() -> Result<Self, Fault> {
        let folders = ProjectDirs::from("", "", "pombo").ok_or_else(|| {
            Fault::new(FaultKind::Disk, Place::File, "This person has no home folder.")
        })?;

        Ok(Self {
            config: folders.config_dir().to_owned(),
            data: folders.data_dir().to_owned(),
            cache: folders.cache_dir().to_owned(),
        })
    }

    /// Everything under one folder: `DIR/{config,data,cache}`.
    pub fn profile(dir: &Path) -> Self {
        Self { config: dir.join("config"), data: dir.join("data"), cache: dir.join("cache") }
    }

    pub fn config_file(&self) -> PathBuf {
        self.config.join("pombo.toml")
    }

    pub fn journal_file(&self) -> PathBuf {
        self.data.join("journal.log")
    }

    /// Where the window's shape is remembered.
    pub fn window_file(&self) -> PathBuf {
        self.data.join("window.json")
    }

    /// The encrypted file of secrets, where the person chose one.
    pub fn secrets_file(&self) -> PathBuf {
        self.data.join("secrets.sealed")
    }

    /// The cache folder of an account.
    pub fn account_cache(&self, account: AccountId) -> PathBuf {
        self.cache.join(format!("acct-{}", account.0))
    }

    /// Makes the folders that are missing, open to their owner only.
    ///
    /// # Errors
    /// `Disk`, naming the folder.
    pub fn create(&self) -> Result<(), Fault> {
        [&self.config, &self.data, &self.cache].into_iter().try_for_each(|dir| make_private(dir))
    }
}

/// Makes a folder and those above it, where they are missing, open to their owner only: they hold
/// mail.
///
/// # Errors
/// `Disk`, naming the folder.
pub fn make_private(dir: &Path) -> Result<(), Fault> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);

    builder.create(dir).map_err(|error| {
        Fault::new(FaultKind::Disk, Place::File, format!("{}: {error}", dir.display()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_keeps_everything_under_its_folder() {
        let paths = Paths::profile(Path::new("/p"));
        assert_eq!(paths.config_file(), Path::new("/p/config/pombo.toml"));
        assert_eq!(paths.journal_file(), Path::new("/p/data/journal.log"));
        assert_eq!(paths.secrets_file(), Path::new("/p/data/secrets.sealed"));
        assert_eq!(paths.account_cache(AccountId(7)), Path::new("/p/cache/acct-7"));
    }

    #[test]
    fn the_systems_folders_are_three_and_named_after_pombo() {
        let paths = Paths::system().unwrap();
        for dir in [&paths.config, &paths.data, &paths.cache] {
            assert!(dir.is_absolute() && dir.ends_with("pombo"), "{}", dir.display());
        }
        assert!(paths.cache != paths.config && paths.cache != paths.data);
    }

    #[cfg(unix)]
    #[test]
    fn new_folders_are_for_their_owner_only() {
        use std::os::unix::fs::PermissionsExt;

        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::profile(&dir.path().join("deep/er"));
        paths.create().unwrap();
        paths.create().unwrap();
        for dir in [&paths.config, &paths.data, &paths.cache] {
            assert_eq!(dir.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_profile_has_one_name_before_and_after_it_is_made() {
        let dir = tempfile::tempdir().unwrap();
        let base = dir.path().canonicalize().unwrap();
        std::fs::create_dir(base.join("there")).unwrap();
        std::os::unix::fs::symlink(base.join("there"), base.join("link")).unwrap();
        let before = real(&base.join("link/new/")).unwrap();
        std::fs::create_dir(base.join("there/new")).unwrap();
        assert_eq!(before, base.join("there/new"));
        assert_eq!(real(&base.join("link/new")).unwrap(), before);
        assert_eq!(before.display().to_string(), base.join("there/new").display().to_string());
    }

    #[test]
    fn this_program_can_be_started_once_more() {
        let mut again = std::process::Command::new(program());
        let said = again.arg("--list").output().unwrap().stdout;
        let said = String::from_utf8(said).unwrap();
        assert!(said.contains("this_program_can_be_started_once_more"), "{said}");
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let fault = Paths::profile(file.path()).create().unwrap_err();
        assert_eq!(fault.kind, FaultKind::Disk);
        assert!(fault.detail.contains(&file.path().join("config").display().to_string()));
    }
}
