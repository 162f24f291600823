//! Labels of messages: kept as told, found after a restart, gone with their messages.

use super::plain::body;
use super::*;
use crate::model::label::Label;

fn mailbox(id: u32) -> Label {
    Label::Mailbox(MailboxId(id))
}

fn name(name: &str) -> Label {
    Label::Name(name.to_owned())
}

/// All labels that are kept, by message.
fn kept(cache: &Cache) -> Labelled {
    let mut all = Labelled::new();
    cache.labels(&mut |part| all.extend(part)).unwrap();
    all
}

#[test]
fn labels_are_found_as_they_were_told_also_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let cache = open(dir.path());
    let inbox = list(&cache, &["INBOX"])[0];
    let uids: Vec<u32> = (1..=40).collect();
    let keys = add(&cache, inbox, &uids);
    assert!(kept(&cache).is_empty());
    let told = vec![
        (Uid(1), vec![mailbox(9), name("New/one"), mailbox(4), mailbox(9)]),
        (Uid(30), vec![mailbox(4)]),
        (Uid(77), vec![mailbox(4)]),
        (Uid(2), vec![]),
    ];
    let first = (keys[0], vec![mailbox(4), mailbox(9), name("New/one")]);
    let expected = vec![first, (keys[29], vec![mailbox(4)])];
    assert_eq!(cache.label(inbox, told.clone()).unwrap(), expected);
    assert_eq!(cache.label(inbox, told).unwrap(), [], "nothing of it is news");
    assert_eq!(kept(&cache), expected);
    cache.close();
    drop(cache);
    let cache = open(dir.path());
    assert_eq!(kept(&cache), expected);
    let changed = cache.relabel(&keys[29..31], &[mailbox(7)], &[mailbox(4)]).unwrap();
    assert_eq!(changed, [(keys[29], vec![mailbox(7)]), (keys[30], vec![mailbox(7)])]);
    assert_eq!(cache.relabel(&keys[29..31], &[mailbox(7)], &[mailbox(4)]).unwrap(), []);
    cache.label(inbox, vec![(Uid(30), vec![]), (Uid(31), vec![]), (Uid(1), vec![])]).unwrap();
    assert!(kept(&cache).is_empty());
}

#[test]
fn messages_that_go_take_their_labels_along_and_moved_ones_keep_them() {
    let cache = Cache::in_memory(ACCOUNT);
    let [inbox, work] = list(&cache, &["INBOX", "Work"])[..] else { panic!() };
    let keys = add(&cache, inbox, &[1, 2, 3]);
    let told = (1..=3).map(|uid| (Uid(uid), vec![mailbox(9)])).collect();
    cache.label(inbox, told).unwrap();
    cache.put_body(keys[0], &body("a text")).unwrap();
    cache.moved(inbox, (work, V1), &[(keys[1], Some(Uid(8)))]).unwrap();
    let gone = Batch { gone: vec![Uid(1)], ..batch(inbox) };
    cache.commit(gone).unwrap();
    cache.forget_removed(&keys[..1]).unwrap();
    assert_eq!(kept(&cache), [(keys[1], vec![mailbox(9)]), (keys[2], vec![mailbox(9)])]);
}

#[test]
fn more_labels_than_anybody_has_are_cut_and_still_fit() {
    let cache = Cache::in_memory(ACCOUNT);
    let inbox = list(&cache, &["INBOX"])[0];
    let uids: Vec<u32> = (1..=16).collect();
    let keys = add(&cache, inbox, &uids);
    let names = |uid: u32| (0..50).map(move |at| name(&format!("{uid} {at} {}", "x".repeat(110))));
    let long = name(&"y".repeat(5_000));
    let many = |uid: u32| {
        let ids = (0..100).map(|id| mailbox(u32::MAX - 1 - id - uid * 1_000));
        ids.chain(names(uid)).chain([long.clone()]).collect()
    };
    cache.label(inbox, uids.iter().map(|&uid| (Uid(uid), many(uid))).collect()).unwrap();
    let some = |uid: u32| names(uid).chain([long.clone(), mailbox(5)]).collect();
    cache.label(inbox, uids.iter().map(|&uid| (Uid(uid), some(uid))).collect()).unwrap();
    let kept = kept(&cache);
    assert_eq!(kept.len(), keys.len());
    assert!(kept.iter().all(|(_, labels)| labels.len() == 9 && labels[0] == mailbox(5)));
}

#[test]
fn how_far_labels_were_told_is_known_until_uids_mean_something_else() {
    let cache = Cache::in_memory(ACCOUNT);
    let [inbox, work] = list(&cache, &["INBOX", "Work"])[..] else { panic!() };
    add(&cache, inbox, &[1, 2]);
    assert_eq!(cache.labelled_from(inbox).unwrap(), None);
    cache.set_labelled_from(inbox, Some(Uid(7))).unwrap();
    assert_eq!(cache.labelled_from(inbox).unwrap(), Some(Uid(7)));
    assert_eq!(cache.labelled_from(work).unwrap(), None);
    cache.begin_rebind(inbox, V2).unwrap();
    assert_eq!(cache.labelled_from(inbox).unwrap(), None);
    assert!(!cache.has_labels().unwrap());
    cache.set_has_labels(true).unwrap();
    assert!(cache.has_labels().unwrap());
    cache.set_has_labels(false).unwrap();
    assert!(!cache.has_labels().unwrap());
}

#[test]
fn keys_are_found_by_uid_where_they_are_known() {
    let cache = Cache::in_memory(ACCOUNT);
    let [inbox, work] = list(&cache, &["INBOX", "Work"])[..] else { panic!() };
    let uids: Vec<u32> = (1..=400).map(|uid| uid * 3).collect();
    let keys = add(&cache, inbox, &uids);
    let found = cache.keys_at(inbox, &[Uid(3), Uid(4), Uid(600), Uid(9_999)].into()).unwrap();
    assert_eq!(found, [(Uid(3), keys[0]), (Uid(600), keys[199])].into());
    assert_eq!(cache.keys_at(work, &[Uid(3)].into()).unwrap(), [].into());
}
