//! Files damaged in every way: the cache opens or is begun anew, and never lies.

use std::fs;
use std::path::PathBuf;

use super::*;
use crate::model::fault::FaultKind;
use crate::store::backend::disk::Disk;
use crate::store::backend::{Backend, Changes};
use crate::store::files;
use crate::store::keys::{ACCOUNT as ACCOUNT_ITSELF, Kind, Slot, key as tree_key};

/// A cache of two mailboxes with bodies, closed.
fn written(dir: &Path) -> Vec<Row> {
    let cache = open(dir);
    let ids = list(&cache, &["INBOX", "Work"]);
    for id in &ids {
        for start in 0..4 {
            add(&cache, *id, &(start * 100 + 1..start * 100 + 90).collect::<Vec<_>>());
        }
    }
    let all = rows(&cache, ids[0]);
    for row in all.iter().take(5) {
        cache.put_body(row.key, &super::plain::body("kept")).unwrap();
    }
    cache.close();
    all
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to),
            false => drop(fs::copy(entry.path(), to).unwrap()),
        }
    }
}

/// Whatever is wrong with the files: it opens, and what it shows is right or nothing; once damage
/// showed, the next start has a new cache; then it works.
fn survives(dir: &Path, before: &[Row], what: &str) -> Opened {
    let (cache, opened) = Cache::open(dir, ACCOUNT, &[]).unwrap();
    if let Opened::Rebuilt(aside) = &opened {
        assert!(aside.exists() && aside.starts_with(dir.join("v1")), "{what}");
        assert_eq!(cache.mailboxes().unwrap(), [], "{what}");
    }
    let mut shown = Vec::new();
    let mut damaged = false;
    for id in [MailboxId(1), MailboxId(2)] {
        let read = cache.rows(id, &mut |page| {
            shown.extend(page);
            true
        });
        damaged |= read.is_err_and(|fault| fault.kind == FaultKind::Damaged);
        damaged |= cache.uids(id).is_err();
    }
    for row in shown.iter().filter(|row| before.iter().any(|old| old.key == row.key)) {
        assert!(before.contains(row), "{what}: a row is not what it was");
        if let Some(body) = cache.body(row.key) {
            assert_eq!(body, super::plain::body("kept"), "{what}");
        }
    }
    drop(cache);
    let (cache, again) = Cache::open(dir, ACCOUNT, &[]).unwrap();
    assert!(!damaged || matches!(again, Opened::Rebuilt(_)), "{what}: {again:?}");
    let inbox = list(&cache, &["INBOX"])[0];
    let added = cache.commit(Batch { add: vec![mail(9_000, 9_000)], ..batch(inbox) });
    assert!(damaged || added.is_ok() || cache.rows(inbox, &mut |_| true).is_err(), "{what}");
    opened
}

fn sled_files(dir: &Path) -> Vec<PathBuf> {
    let folder = dir.join("v1/sled");
    let mut all: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.retain(|path| path.is_file());
    all.sort();
    all
}

#[test]
fn files_that_are_cut_emptied_overwritten_or_missing_never_stop_a_start() {
    let original = tempfile::tempdir().unwrap();
    let before = written(original.path());
    let mut random = fastrand::Rng::with_seed(3);
    let names: Vec<_> = sled_files(original.path());
    let mut rebuilt = 0;
    for path in &names {
        let name = path.file_name().unwrap().to_str().unwrap();
        let bytes = fs::read(path).unwrap();
        let mut forms: Vec<(String, Option<Vec<u8>>)> = vec![
            ("missing".into(), None),
            ("emptied".into(), Some(vec![])),
            ("halved".into(), Some(bytes[..bytes.len() / 2].to_vec())),
            ("garbage".into(), Some((0..bytes.len()).map(|_| random.u8(..)).collect())),
        ];
        for _ in 0..6.min(bytes.len()) {
            let at = random.usize(..bytes.len().min(400_000));
            let mut page = bytes.clone();
            page[at / 4_096 * 4_096..].iter_mut().take(4_096).for_each(|byte| *byte = 0);
            forms.push((format!("page of {at} zeroed"), Some(page)));
            let mut bit = bytes.clone();
            bit[at] ^= 4;
            forms.push((format!("bit at {at} flipped"), Some(bit)));
        }
        for (what, form) in forms {
            let dir = tempfile::tempdir().unwrap();
            copy(original.path(), dir.path());
            let hurt = dir.path().join("v1/sled").join(name);
            match form {
                Some(bytes) => fs::write(&hurt, bytes).unwrap(),
                None => fs::remove_file(&hurt).unwrap(),
            }
            let opened = survives(dir.path(), &before, &format!("{name}: {what}"));
            rebuilt += usize::from(matches!(opened, Opened::Rebuilt(_)));
        }
    }
    assert!(rebuilt > 3, "the damage was none");
}

#[test]
fn the_snapshot_may_be_missing_and_everything_is_there() {
    let dir = tempfile::tempdir().unwrap();
    let before = written(dir.path());
    for path in sled_files(dir.path()) {
        if path.file_name().unwrap().to_str().unwrap().starts_with("snap") {
            fs::remove_file(path).unwrap();
        }
    }
    let (cache, opened) = Cache::open(dir.path(), ACCOUNT, &[]).unwrap();
    assert_eq!(opened, Opened::Existing);
    assert_eq!(rows(&cache, MailboxId(1)), before);
}

#[test]
fn a_tree_that_opens_empty_is_known_to_be_lost() {
    let dir = tempfile::tempdir().unwrap();
    written(dir.path());
    fs::remove_dir_all(dir.path().join("v1/sled")).unwrap();
    fs::create_dir(dir.path().join("v1/sled")).unwrap();
    let (cache, opened) = Cache::open(dir.path(), ACCOUNT, &[]).unwrap();
    assert!(matches!(opened, Opened::Rebuilt(_)));
    let inbox = list(&cache, &["INBOX"])[0];
    let key = add(&cache, inbox, &[400])[0];
    assert_eq!(cache.body(key), None, "a body of an earlier life");
}

#[test]
fn only_the_last_damaged_tree_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    for _ in 0..3 {
        drop(open(dir.path()));
        fs::write(dir.path().join("v1/damaged"), b"").unwrap();
        let (_, opened) = Cache::open(dir.path(), ACCOUNT, &[]).unwrap();
        let Opened::Rebuilt(aside) = opened else { panic!("{opened:?}") };
        assert_eq!(files::asides(&dir.path().join("v1/sled"), "bad"), [aside]);
    }
}

/// Changes one bit of a value in the tree of a cache that is closed.
fn hurt(dir: &Path, key: crate::store::keys::Key) {
    let tree = Disk::open_held(&dir.join("v1/sled")).unwrap();
    let mut value = tree.get(&key).unwrap().unwrap();
    *value.last_mut().unwrap() ^= 1;
    tree.apply(&Changes::from([(key, Some(value))])).unwrap();
    tree.sync().unwrap();
}

#[test]
fn damage_in_what_a_start_reads_begins_anew_at_once() {
    let keys = [
        tree_key(ACCOUNT_ITSELF, Kind::Meta, 0),
        tree_key(ACCOUNT_ITSELF, Kind::Mailbox, 2),
        tree_key(ACCOUNT_ITSELF, Kind::Refs, 0),
    ];
    for key in keys {
        let dir = tempfile::tempdir().unwrap();
        let cache = open(dir.path());
        let [inbox, _] = list(&cache, &["INBOX", "Work"])[..] else { panic!() };
        let first = add(&cache, inbox, &[1])[0];
        cache.put_body(first, &super::plain::body("kept")).unwrap();
        drop(cache);
        hurt(dir.path(), key);
        let (_, opened) = Cache::open(dir.path(), ACCOUNT, &[]).unwrap();
        assert!(matches!(opened, Opened::Rebuilt(_)), "{key:?}: {opened:?}");
    }
}

#[test]
fn a_value_that_cannot_be_read_stops_all_writing_until_the_next_start_begins_anew() {
    let dir = tempfile::tempdir().unwrap();
    let cache = open(dir.path());
    let inbox = list(&cache, &["INBOX"])[0];
    let first = add(&cache, inbox, &[1, 2])[0];
    drop(cache);
    hurt(dir.path(), tree_key(inbox.0, Kind::Detail, Slot::new(Slot::FIRST, 1).0));
    let (cache, opened) = Cache::open(dir.path(), ACCOUNT, &[]).unwrap();
    assert_eq!((opened, rows(&cache, inbox).len()), (Opened::Existing, 2));
    assert_eq!(cache.message(first).unwrap_err().kind, FaultKind::Damaged);
    assert_eq!(cache.body(first), None);
    let fault = cache.commit(Batch { add: vec![mail(3, 3)], ..batch(inbox) }).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Damaged);
    drop(cache);
    assert!(matches!(Cache::open(dir.path(), ACCOUNT, &[]).unwrap().1, Opened::Rebuilt(_)));
    assert_eq!(Cache::open(dir.path(), ACCOUNT, &[]).unwrap().1, Opened::Existing);
}
