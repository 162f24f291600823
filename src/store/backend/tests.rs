//! Both backends keep the same promises, also to readers beside the writer.

use std::ops::ControlFlow;
use std::sync::mpsc;
use std::time::Duration;

use super::disk::{Disk, guarded};
use super::memory::Memory;
use super::*;
use crate::store::keys::{Kind, key};

fn seen(tree: &dyn Backend, from: u64, to: u64, order: Order, most: usize) -> Vec<u64> {
    let mut all = Vec::new();
    let (from, to) = (key(1, Kind::List, from), key(1, Kind::List, to));
    tree.scan(&from, &to, order, &mut |key, value| {
        assert_eq!(value, &key[12..]);
        all.push(crate::store::keys::place(key));
        if all.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })
    .unwrap();
    all
}

#[test]
fn both_forms_of_the_tree_do_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let forms: [Box<dyn Backend>; 2] =
        [Box::new(Memory::default()), Box::new(Disk::open(&dir.path().join("t")).unwrap())];
    for tree in forms {
        let at = |place: u64| key(1, Kind::List, place);
        let put = (1..=9).map(|place| (at(place), Some(vec![place as u8]))).collect();
        tree.apply(&put).unwrap();
        tree.apply(&Changes::from([(at(5), None), (at(3), None)])).unwrap();
        tree.sync().unwrap();
        assert_eq!(tree.get(&at(5)).unwrap(), None);
        assert_eq!(tree.get(&at(6)).unwrap(), Some(vec![6]));
        assert_eq!(seen(&*tree, 2, 8, Order::Rising, 9), [2, 4, 6, 7]);
        assert_eq!(seen(&*tree, 2, 8, Order::Falling, 2), [7, 6]);
        assert!(seen(&*tree, 8, 2, Order::Rising, 9).is_empty());
        let long = Changes::from([
            (at(7), None),
            (at(20), Some(vec![20; MAX_VALUE])),
            (at(21), Some(vec![0; MAX_VALUE + 1])),
        ]);
        assert_eq!(tree.apply(&long).unwrap_err().kind, FaultKind::TooLarge);
        assert_eq!(seen(&*tree, 0, 99, Order::Rising, 99), [1, 2, 4, 6, 7, 8, 9], "nothing of it");
    }
}

#[test]
fn a_panic_or_a_hang_while_opening_is_damage() {
    let panicked = guarded::<()>(Duration::from_secs(60), || panic!("as sled does"));
    assert_eq!(panicked.unwrap_err().kind, FaultKind::Damaged);
    let (sender, receiver) = mpsc::channel::<()>();
    let hung = guarded(Duration::from_millis(1), move || {
        // Until the test ends.
        let _ = receiver.recv();
        Ok(())
    });
    assert_eq!(hung.unwrap_err().kind, FaultKind::Damaged);
    drop(sender);
}

#[test]
fn a_tree_that_is_open_is_in_use() {
    let dir = tempfile::tempdir().unwrap();
    let _open = Disk::open(dir.path()).unwrap();
    assert_eq!(Disk::open(dir.path()).err().unwrap().kind, FaultKind::InUse);
}
