//! The file of secrets: opened rightly and wrongly, damaged in every octet, killed while it is
//! written.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::*;

const PASSPHRASE: &str = "correct horse";

/// Tells a child process which file to write.
const FILE: &str = "POMBO_TEST_SEALED_FILE";

fn path(dir: &TempDir) -> PathBuf {
    dir.path().join("secrets.sealed")
}

async fn made(dir: &TempDir) -> SealedFile {
    let file = SealedFile::cheap(path(dir));
    file.create(PASSPHRASE.into()).await.unwrap();
    file
}

async fn get(file: &SealedFile, name: &str) -> Result<String, FaultKind> {
    let secret = file.read(name.to_owned(), Prompt::Never).await.map_err(|fault| fault.kind)?;
    Ok(secret.expose_secret().to_owned())
}

async fn put(file: &SealedFile, name: &str, secret: &str) -> Result<(), FaultKind> {
    let written = file.write(name.to_owned(), secret.into(), Prompt::Never).await;
    written.map_err(|fault| fault.kind)
}

fn kind(result: Result<(), Fault>) -> Result<(), FaultKind> {
    result.map_err(|fault| {
        assert_eq!(fault.place, Place::File, "{fault}");
        fault.kind
    })
}

#[tokio::test]
async fn secrets_are_there_when_the_passphrase_was_given() {
    let dir = tempfile::tempdir().unwrap();
    let file = SealedFile::new(dir.path().join("deep/secrets.sealed"));
    assert_eq!(file.state(), FileState::None);
    assert_eq!(kind(file.open(PASSPHRASE.into()).await), Err(FaultKind::NoPassword));
    file.create(PASSPHRASE.into()).await.unwrap();
    assert_eq!(file.state(), FileState::Open);
    put(&file, "imap:1:ana@example.org", "hünter2 \"\\\n").await.unwrap();
    put(&file, "imap:2:bob@example.org", "other").await.unwrap();
    file.close();
    assert_eq!(file.state(), FileState::Locked);
    assert_eq!(get(&file, "imap:1:ana@example.org").await, Err(FaultKind::Locked));
    assert_eq!(put(&file, "imap:1:ana@example.org", "x").await, Err(FaultKind::Locked));

    let again = SealedFile::new(dir.path().join("deep/secrets.sealed"));
    assert_eq!(kind(again.open("wrong horse".into()).await), Err(FaultKind::WrongPassword));
    assert_eq!(again.state(), FileState::Locked);
    again.open(PASSPHRASE.into()).await.unwrap();
    assert_eq!(get(&again, "imap:1:ana@example.org").await.unwrap(), "hünter2 \"\\\n");
    again.delete("imap:1:ana@example.org".to_owned(), Prompt::Never).await.unwrap();
    again.delete("imap:1:ana@example.org".to_owned(), Prompt::Never).await.unwrap();
    assert_eq!(get(&again, "imap:1:ana@example.org").await, Err(FaultKind::NoPassword));
    assert_eq!(get(&again, "imap:2:bob@example.org").await.unwrap(), "other");
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_may_read_it_and_it_shows_nothing() {
    use std::os::unix::fs::PermissionsExt;

    let dir = tempfile::tempdir().unwrap();
    let file = made(&dir).await;
    put(&file, "imap:1:ana@example.org", "hunter2-hunter2").await.unwrap();
    for entry in fs::read_dir(dir.path()).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        let octets = fs::read(&path).unwrap();
        for word in ["hunter2", "ana@", "imap", "correct"] {
            assert!(!octets.windows(word.len()).any(|part| part == word.as_bytes()), "{word}");
        }
    }
    assert!(!format!("{file:?}").contains("key"), "{file:?}");
}

#[tokio::test]
async fn a_file_is_never_made_over_another() {
    let dir = tempfile::tempdir().unwrap();
    put(&made(&dir).await, "one", "kept").await.unwrap();
    let other = SealedFile::cheap(path(&dir));
    assert_eq!(kind(other.create("another one".into()).await), Err(FaultKind::Invalid));
    other.open(PASSPHRASE.into()).await.unwrap();
    assert_eq!(get(&other, "one").await.unwrap(), "kept");

    let short = SealedFile::cheap(dir.path().join("other.sealed"));
    assert_eq!(kind(short.create("seven c".into()).await), Err(FaultKind::Invalid));
    assert_eq!(short.state(), FileState::None);
}

#[tokio::test]
async fn the_passphrase_changes_and_who_has_it_open_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let file = made(&dir).await;
    put(&file, "one", "kept").await.unwrap();
    let other = SealedFile::cheap(path(&dir));
    for (old, new, expected) in [
        ("wrong horse", "battery staple", Err(FaultKind::WrongPassword)),
        (PASSPHRASE, "short", Err(FaultKind::Invalid)),
        (PASSPHRASE, "battery staple", Ok(())),
        (PASSPHRASE, "another one", Err(FaultKind::WrongPassword)),
    ] {
        assert_eq!(kind(other.change(old.into(), new.into()).await), expected, "{old} {new}");
    }
    put(&file, "two", "also").await.unwrap();
    assert_eq!(get(&other, "two").await.unwrap(), "also");

    let again = SealedFile::cheap(path(&dir));
    assert_eq!(kind(again.open(PASSPHRASE.into()).await), Err(FaultKind::WrongPassword));
    again.open("battery staple".into()).await.unwrap();
    assert_eq!(get(&again, "one").await.unwrap(), "kept");
}

#[tokio::test]
async fn several_processes_write_and_nothing_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    let first = made(&dir).await;
    let second = SealedFile::cheap(path(&dir));
    second.open(PASSPHRASE.into()).await.unwrap();
    let names = |file: usize| (0..20).map(move |n| format!("{file}-{n}"));
    let write = async |file: &SealedFile, number| {
        for name in names(number) {
            put(file, &name, &name).await.unwrap();
        }
    };
    tokio::join!(write(&first, 1), write(&second, 2), write(&first, 3));
    for name in (1..=3).flat_map(names) {
        assert_eq!(get(&first, &name).await.unwrap(), name);
    }
}

#[tokio::test]
async fn one_that_was_made_anew_asks_for_its_passphrase() {
    let dir = tempfile::tempdir().unwrap();
    let file = made(&dir).await;
    fs::remove_file(path(&dir)).unwrap();
    assert_eq!(file.state(), FileState::None);
    assert_eq!(get(&file, "one").await, Err(FaultKind::NoPassword));
    let other = made(&dir).await;
    put(&other, "one", "of the new one").await.unwrap();
    assert_eq!(get(&file, "one").await, Err(FaultKind::Locked));
    assert_eq!(put(&file, "one", "x").await, Err(FaultKind::Locked));
    assert_eq!(get(&other, "one").await.unwrap(), "of the new one");
}

#[tokio::test]
async fn damage_to_any_octet_is_seen() {
    let dir = tempfile::tempdir().unwrap();
    let file = made(&dir).await;
    put(&file, "one", "kept").await.unwrap();
    let good = fs::read(path(&dir)).unwrap();
    let mut kinds = BTreeSet::new();
    for at in 0..good.len() {
        for flip in [0x01, 0x80] {
            let mut bad = good.clone();
            bad[at] ^= flip;
            fs::write(path(&dir), bad).unwrap();
            let other = SealedFile::cheap(path(&dir));
            let opened = kind(other.open(PASSPHRASE.into()).await).unwrap_err();
            assert_ne!(other.state(), FileState::Open, "{at}");
            kinds.insert(format!("{opened:?}"));
        }
    }
    assert_eq!(Vec::from_iter(kinds), ["Damaged", "WrongPassword"]);
    for len in 0..good.len() {
        fs::write(path(&dir), &good[..len]).unwrap();
        let opened = kind(SealedFile::cheap(path(&dir)).open(PASSPHRASE.into()).await);
        assert_eq!(opened, Err(FaultKind::Damaged), "{len}");
    }
    // The one that is open never overwrites what it does not understand.
    fs::write(path(&dir), b"something else").unwrap();
    assert_eq!(put(&file, "two", "x").await, Err(FaultKind::Damaged));
    assert_eq!(fs::read(path(&dir)).unwrap(), b"something else");
}

#[tokio::test]
async fn hostile_files_are_refused_before_any_work() {
    let dir = tempfile::tempdir().unwrap();
    made(&dir).await;
    let good = fs::read(path(&dir)).unwrap();
    let with = |at: usize, octets: &[u8]| {
        let mut bad = good.clone();
        bad[at..at + octets.len()].copy_from_slice(octets);
        bad
    };
    let huge = [good.clone(), vec![0; format::FILE_MAX]].concat();
    for (what, bad) in [
        ("another version", with(8, &[2])),
        ("too many passes", with(9, &17u32.to_le_bytes())),
        ("no pass", with(9, &0u32.to_le_bytes())),
        ("too much memory", with(13, &u32::MAX.to_le_bytes())),
        ("no memory", with(13, &0u32.to_le_bytes())),
        ("no file of ours", b"From ana@example.org".to_vec()),
        ("nothing", Vec::new()),
        ("too large", huge),
    ] {
        fs::write(path(&dir), bad).unwrap();
        let opened = kind(SealedFile::cheap(path(&dir)).open(PASSPHRASE.into()).await);
        assert_eq!(opened, Err(FaultKind::Damaged), "{what}");
    }
    fs::remove_file(path(&dir)).unwrap();
    fs::create_dir(path(&dir)).unwrap();
    let opened = kind(SealedFile::cheap(path(&dir)).open(PASSPHRASE.into()).await);
    assert_eq!(opened, Err(FaultKind::Damaged));
}

#[tokio::test]
async fn more_than_fits_is_refused_and_what_was_there_stays() {
    let dir = tempfile::tempdir().unwrap();
    let file = made(&dir).await;
    put(&file, "one", "kept").await.unwrap();
    let long = "x".repeat(format::FILE_MAX);
    assert_eq!(put(&file, "two", &long).await, Err(FaultKind::TooLarge));
    assert_eq!(get(&file, "one").await.unwrap(), "kept");
    // What another process left half written is in nobody's way.
    fs::write(dir.path().join("secrets.sealed.new"), "torn").unwrap();
    put(&file, "two", "also").await.unwrap();
    assert_eq!(get(&file, "two").await.unwrap(), "also");
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_to_it_stays_a_link() {
    let dir = tempfile::tempdir().unwrap();
    made(&dir).await;
    let link = dir.path().join("link.sealed");
    std::os::unix::fs::symlink(path(&dir), &link).unwrap();
    let file = SealedFile::cheap(link.clone());
    file.open(PASSPHRASE.into()).await.unwrap();
    put(&file, "one", "kept").await.unwrap();
    assert!(link.symlink_metadata().unwrap().is_symlink());
    let other = SealedFile::cheap(path(&dir));
    other.open(PASSPHRASE.into()).await.unwrap();
    assert_eq!(get(&other, "one").await.unwrap(), "kept");
}

#[tokio::test]
async fn killed_at_any_moment_it_holds_what_was_kept_at_last() {
    if let Some(file) = std::env::var_os(FILE) {
        return write_for_ever(SealedFile::cheap(file.into())).await;
    }
    let this = "auth::file::tests::killed_at_any_moment_it_holds_what_was_kept_at_last";
    let dir = tempfile::tempdir().unwrap();
    put(&made(&dir).await, "count", "0").await.unwrap();
    let mut last = 0;
    for kill in 1..=8 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", this, "--nocapture"])
            .env(FILE, path(&dir))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let kept = lines.filter_map(|line| line.unwrap().strip_prefix("kept ")?.parse().ok());
        let told: u64 = kept.take(kill * 3).last().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();

        let file = SealedFile::cheap(path(&dir));
        file.open(PASSPHRASE.into()).await.unwrap();
        let found: u64 = get(&file, "count").await.unwrap().parse().unwrap();
        assert!(found >= told && found > last, "{found} {told} {last}");
        last = found;
    }
}

/// Counts upwards in the file, and tells each number that is kept.
async fn write_for_ever(file: SealedFile) {
    file.open(PASSPHRASE.into()).await.unwrap();
    let from: u64 = get(&file, "count").await.unwrap().parse().unwrap();
    for count in from + 1.. {
        put(&file, "count", &count.to_string()).await.unwrap();
        println!("\nkept {count}");
    }
}
