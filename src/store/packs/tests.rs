//! Bodies come back as they were put, or not at all.

use super::*;
use crate::model::body::{Text, TextKind};
use crate::model::ids::PartId;
use crate::store::backend::memory::Memory;
use crate::store::keys::Slot;

const FULL: u64 = 20_000;

/// A body that does not pack: so that its length on disk is known about.
fn body(n: u64) -> Body {
    let mut random = fastrand::Rng::with_seed(n);
    let text = (0..1_000).map(|_| random.alphanumeric()).collect();
    let kind = TextKind::Plain { flowed: true, delsp: false };
    let text = Text { part: PartId("1".into()), kind, text, left_out: 0 };
    Body { texts: vec![text], ..Body::default() }
}

fn owner(number: u64) -> Owner {
    Owner { number, fingerprint: number * 7 }
}

/// A tree that knows messages 1 to `count`.
fn tree(count: u64) -> Memory {
    let tree = Memory::default();
    let refs = (1..=count).map(|number| (number, Some((1, Slot::new(1, number as u32)))));
    let mut changes = Changes::new();
    records::put_refs(&tree, &refs.collect(), &mut changes).unwrap();
    tree.apply(&changes).unwrap();
    tree
}

fn open(dir: &Path, tree: &Memory, budget: u64) -> Packs {
    Packs::with_limits(dir, tree, budget, FULL).unwrap()
}

fn on_disk(dir: &Path) -> (usize, u64) {
    let packs = found_packs(dir);
    let sizes = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().metadata().unwrap().len());
    (packs.len(), sizes.sum())
}

#[test]
fn bodies_are_read_back_from_several_packs_and_after_a_restart() {
    let (dir, tree) = (tempfile::tempdir().unwrap(), tree(100));
    let mut packs = open(dir.path(), &tree, BUDGET);
    for n in 1..=100 {
        packs.put(&tree, owner(n), &body(n)).unwrap();
    }
    assert!(on_disk(dir.path()).0 > 4);
    for _ in 0..2 {
        for n in 1..=100 {
            assert_eq!(packs.get(&tree, owner(n)), Some(body(n)));
        }
        packs = open(dir.path(), &tree, BUDGET);
    }
    assert_eq!(packs.get(&tree, owner(101)), None);
}

#[test]
fn a_body_is_not_given_to_another_message_of_the_same_number() {
    let (dir, tree) = (tempfile::tempdir().unwrap(), tree(1));
    let mut packs = open(dir.path(), &tree, BUDGET);
    packs.put(&tree, owner(1), &body(1)).unwrap();
    assert_eq!(packs.get(&tree, Owner { number: 1, fingerprint: 8 }), None);
}

#[test]
fn any_damage_to_a_pack_is_a_miss() {
    let (dir, tree) = (files::quick_folder(), tree(1));
    let mut packs = open(dir.path(), &tree, BUDGET);
    packs.put(&tree, owner(1), &body(1)).unwrap();
    let path = packs.path(1);
    let whole = fs::read(&path).unwrap();
    let spot = packs.index[&1];
    for at in 0..whole.len() {
        let mut hurt = whole.clone();
        hurt[at] ^= 0x40;
        for bytes in [&hurt[..], &whole[..at]] {
            fs::write(&path, bytes).unwrap();
            packs.place(1, spot);
            assert_eq!(packs.get(&tree, owner(1)), None, "at {at}");
        }
    }
    fs::remove_file(&path).unwrap();
    packs.place(1, spot);
    assert_eq!(packs.get(&tree, owner(1)), None);
}

#[test]
fn over_the_budget_those_not_used_for_longest_go_and_the_disk_has_room_again() {
    let (dir, tree) = (tempfile::tempdir().unwrap(), tree(500));
    let mut packs = open(dir.path(), &tree, 100_000);
    for n in 1..=500 {
        packs.put(&tree, owner(n), &body(n)).unwrap();
        // The first is always the last used: no clock that a test could wait for.
        packs.index.get_mut(&1).unwrap().used = u64::MAX;
        let live: u64 = packs.live.values().sum();
        assert!(live <= 100_000, "{live}");
        assert!(on_disk(dir.path()).1 < 250_000, "{:?}", on_disk(dir.path()));
    }
    assert_eq!(packs.get(&tree, owner(1)), Some(body(1)));
    assert_eq!(packs.get(&tree, owner(500)), Some(body(500)));
    assert_eq!(packs.get(&tree, owner(2)), None);
}

#[test]
fn packs_of_which_little_is_alive_are_copied_together() {
    let (dir, tree) = (tempfile::tempdir().unwrap(), tree(300));
    let mut packs = open(dir.path(), &tree, BUDGET);
    for n in 1..=200 {
        packs.put(&tree, owner(n), &body(n)).unwrap();
    }
    let (before, _) = on_disk(dir.path());
    let gone: Vec<u64> = (1..=200).filter(|n| n % 2 == 0).collect();
    packs.forget(&tree, &gone);
    for n in 201..=230 {
        packs.put(&tree, owner(n), &body(n)).unwrap();
    }
    assert!(on_disk(dir.path()).0 < before, "{before} packs, {:?} then", on_disk(dir.path()));
    let mut packs = open(dir.path(), &tree, BUDGET);
    for n in 1..=230 {
        let wanted = (!gone.contains(&n)).then(|| body(n));
        assert_eq!(packs.get(&tree, owner(n)), wanted, "{n}");
    }
}

#[test]
fn bodies_of_messages_that_are_not_known_at_the_start_are_dropped() {
    let dir = tempfile::tempdir().unwrap();
    let many = tree(40);
    let mut packs = open(dir.path(), &many, BUDGET);
    (1..=40).for_each(|n| packs.put(&many, owner(n), &body(n)).unwrap());
    let refs = (1..=40).map(|number| (number, None)).collect();
    let mut changes = Changes::new();
    records::put_refs(&many, &refs, &mut changes).unwrap();
    many.apply(&changes).unwrap();
    let packs = open(dir.path(), &many, BUDGET);
    assert!(packs.index.is_empty());
    assert_eq!(on_disk(dir.path()).0, 0);
}
