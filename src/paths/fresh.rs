//! Files and folders that take the place of nothing: names beside those that are taken, files that are
//! there whole or not at all. Knows nothing of what is in them.

use std::fs::{DirBuilder, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Names tried beside a name that is taken.
pub const NAMES: u32 = 10_000;

/// `name.ext`, then `name (2).ext`, `name (3).ext`.
pub fn numbered(to: &Path, number: u32) -> PathBuf {
    if number < 2 {
        return to.to_owned();
    }
    let stem = to.file_stem().unwrap_or_default().to_string_lossy();
    let name = match to.extension() {
        Some(extension) => format!("{stem} ({number}).{}", extension.to_string_lossy()),
        None => format!("{stem} ({number})"),
    };
    to.with_file_name(name)
}

/// Writes a file of this name, or the next free one beside it. Blocks. Returns its place.
///
/// # Errors
/// Those of the disk; nothing is left of the file then.
pub fn write(to: &Path, octets: &[u8]) -> io::Result<PathBuf> {
    beside(to, octets, |draft| {
        for number in 1..NAMES {
            let place = numbered(to, number);
            // The empty file takes the name, whoever else wants it; the rename then fills it.
            match File::create_new(&place) {
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
                Err(error) => return Err(error),
            }
            std::fs::rename(draft, &place)?;
            return Ok(place);
        }
        Err(ErrorKind::AlreadyExists.into())
    })
}

/// Writes a file of this very name, in the place of what is there: the person said so. Blocks.
///
/// # Errors
/// Those of the disk; what was there is there still.
pub fn replace(to: &Path, octets: &[u8]) -> io::Result<()> {
    beside(to, octets, |draft| std::fs::rename(draft, to))
}

/// Writes a draft in the same folder and has it brought to its place.
fn beside<T>(
    to: &Path,
    octets: &[u8],
    bring: impl FnOnce(&Path) -> io::Result<T>,
) -> io::Result<T> {
    let draft = to.with_file_name(format!(".pombo-{:016x}.part", fastrand::u64(..)));
    let mut file = File::create_new(&draft)?;
    let written = file.write_all(octets).and_then(|()| file.sync_all());
    drop(file);
    let brought = written.and_then(|()| bring(&draft));
    if brought.is_err() {
        let _ = std::fs::remove_file(&draft);
    }
    brought
}

/// Makes a folder of a name that nobody knows within another one, open to its owner only.
///
/// # Errors
/// Those of the disk.
pub fn private_folder(within: &Path) -> io::Result<PathBuf> {
    let path = within.join(format!("pombo-{:016x}", fastrand::u64(..)));
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    // Fails where there is something of this name already, whosever it is.
    builder.create(&path)?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_counted_before_the_extension() {
        for (name, expected) in
            [("a.tar.gz", "a.tar (2).gz"), ("README", "README (2)"), (".x", ".x (2)")]
        {
            assert_eq!(numbered(Path::new(name), 2), Path::new(expected));
        }
    }

    #[test]
    fn nothing_is_written_over_and_no_draft_is_left() {
        let dir = tempfile::tempdir().unwrap();
        let to = dir.path().join("a.txt");
        for (name, octets) in [("a.txt", b"1"), ("a (2).txt", b"2"), ("a (3).txt", b"3")] {
            let place = write(&to, octets).unwrap();
            assert_eq!(place, dir.path().join(name));
        }
        for (name, octets) in [("a.txt", b"1"), ("a (2).txt", b"2"), ("a (3).txt", b"3")] {
            assert_eq!(std::fs::read(dir.path().join(name)).unwrap(), octets);
        }
        assert!(write(Path::new("/nowhere/at/all"), b"x").is_err());
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 3);
    }

    #[test]
    fn what_is_replaced_is_replaced_whole_or_stays() {
        let dir = tempfile::tempdir().unwrap();
        let to = dir.path().join("a.pdf");
        replace(&to, b"one").unwrap();
        replace(&to, b"two").unwrap();
        assert_eq!(std::fs::read(&to).unwrap(), b"two");
        assert!(replace(dir.path(), b"three").is_err(), "a folder is in the place");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_private_folder_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;

        let dir = tempfile::tempdir().unwrap();
        let (one, two) = (private_folder(dir.path()).unwrap(), private_folder(dir.path()).unwrap());
        assert_ne!(one, two);
        assert_eq!(one.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    }
}
