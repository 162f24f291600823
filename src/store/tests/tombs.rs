//! What left the server is kept for a while, and comes back with its key and body.

use super::*;
use crate::model::body::{Body, Text, TextKind};
use crate::model::ids::PartId;
use crate::model::removed::Removed;
use crate::store::tombs::MOST;

fn body(words: &str) -> Body {
    let kind = TextKind::Plain { flowed: false, delsp: false };
    let text = Text { part: PartId("1".into()), kind, text: words.into(), left_out: 0 };
    Body { texts: vec![text], ..Body::default() }
}

fn gone(cache: &Cache, mailbox: MailboxId, uids: &[u32]) -> Vec<MessageKey> {
    let gone = uids.iter().map(|&uid| Uid(uid)).collect();
    cache.commit(Batch { gone, ..batch(mailbox) }).unwrap().gone
}

fn removed(cache: &Cache) -> Vec<(MessageKey, MailboxId, String, Why)> {
    let each = cache.removed().unwrap().into_iter();
    each.map(|Removed { row, from, name, why, .. }| (row.key, from, name, why)).collect()
}

#[test]
fn what_is_gone_is_kept_with_its_body_through_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let cache = open(dir.path());
    let inbox = list(&cache, &["INBOX"])[0];
    let keys = add(&cache, inbox, &[1, 2, 3]);
    cache.put_body(keys[1], &body("two")).unwrap();
    let reasons = Reasons { why: Why::NotListed, deleted_here: [Uid(3)].into() };
    let batch = Batch { gone: vec![Uid(2), Uid(3)], ..batch(inbox) };
    cache.commit_because(batch, &reasons).unwrap();
    for reopened in [false, true] {
        let cache = if reopened { open(dir.path()) } else { cache.clone() };
        let name = || "INBOX".to_owned();
        assert_eq!(
            removed(&cache),
            [(keys[1], inbox, name(), Why::NotListed), (keys[2], inbox, name(), Why::DeletedHere)]
        );
        assert_eq!(cache.body(keys[1]), Some(body("two")));
        let message = cache.removed_message(keys[1]).unwrap().unwrap();
        assert_eq!((message.mailbox, message.envelope), (MailboxId::REMOVED, mail(2, 2).envelope));
        assert_eq!(cache.message(keys[1]).unwrap(), None, "it is in no mailbox");
        assert_eq!(cache.locate(keys[1]).unwrap(), None);
        assert_eq!(cache.mailboxes().unwrap().len(), 1);
        if !reopened {
            cache.close();
            drop(cache);
            break;
        }
    }
    drop(cache);
    let cache = open(dir.path());
    assert_eq!(removed(&cache).len(), 2);
    assert_eq!(cache.body(keys[1]), Some(body("two")));
}

#[test]
fn one_that_turns_up_elsewhere_takes_its_key_and_body_back() {
    let cache = Cache::in_memory(ACCOUNT);
    let [inbox, work] = list(&cache, &["INBOX", "Work"])[..] else { panic!() };
    let keys = add(&cache, inbox, &[1, 2]);
    cache.put_body(keys[0], &body("one")).unwrap();
    gone(&cache, inbox, &[1]);
    let moved = Batch { add: vec![mail(70, 1)], state: Some(state(V1, 71)), ..batch(work) };
    let row = cache.commit(moved).unwrap().added.remove(0);
    assert_eq!(row.key, keys[0]);
    assert_eq!(cache.body(row.key), Some(body("one")));
    assert_eq!(removed(&cache), []);
}

#[test]
fn one_that_was_seen_elsewhere_first_hands_its_body_on_and_is_not_called_removed() {
    let dir = tempfile::tempdir().unwrap();
    for cache in [Cache::in_memory(ACCOUNT), open(dir.path())] {
        let [inbox, work] = list(&cache, &["INBOX", "Work"])[..] else { panic!() };
        let keys = add(&cache, inbox, &[1, 2]);
        cache.put_body(keys[0], &body("one")).unwrap();
        let moved = Batch { add: vec![mail(70, 1)], state: Some(state(V1, 71)), ..batch(work) };
        let row = cache.commit(moved).unwrap().added.remove(0);
        assert_ne!(row.key, keys[0]);
        assert_eq!(gone(&cache, inbox, &[1]), [keys[0]]);
        assert_eq!(cache.body(row.key), Some(body("one")));
        assert_eq!(cache.body(keys[0]), None);
        assert_eq!(removed(&cache), []);
    }
}

#[test]
fn another_message_of_the_same_size_or_date_takes_nothing() {
    let cache = Cache::in_memory(ACCOUNT);
    let [inbox, work] = list(&cache, &["INBOX", "Work"])[..] else { panic!() };
    let nameless = |uid: u32, n: u32| {
        let mut mail = mail(uid, n);
        mail.envelope.message_id.clear();
        mail
    };
    let first =
        Batch { add: vec![mail(1, 1), nameless(2, 2)], state: Some(state(V1, 3)), ..batch(inbox) };
    cache.commit(first).unwrap();
    let lost = gone(&cache, inbox, &[1, 2]);
    let later = NewMessage { received: 1, ..mail(5, 1) };
    let larger = NewMessage { size: 9, ..mail(6, 1) };
    let add = vec![later, larger, nameless(7, 2)];
    let done = cache.commit(Batch { add, state: Some(state(V1, 9)), ..batch(work) }).unwrap();
    assert!(done.added.iter().all(|row| !lost.contains(&row.key)));
    assert_eq!(removed(&cache).len(), 2);
}

#[test]
fn a_mailbox_that_two_lists_lack_leaves_what_it_held() {
    let cache = Cache::in_memory(ACCOUNT);
    let [_, work] = list(&cache, &["INBOX", "Work"])[..] else { panic!() };
    let keys = add(&cache, work, &[1, 2]);
    cache.put_body(keys[0], &body("one")).unwrap();
    list(&cache, &["INBOX"]);
    assert_eq!(removed(&cache), []);
    list(&cache, &["INBOX", "Work"]);
    list(&cache, &["INBOX"]);
    assert_eq!((removed(&cache), rows(&cache, work).len()), (vec![], 2));
    list(&cache, &["INBOX"]);
    let left: Vec<_> =
        keys.iter().map(|&key| (key, work, "Work".to_owned(), Why::MailboxGone)).collect();
    assert_eq!(removed(&cache), left);
    assert_eq!(cache.body(keys[0]), Some(body("one")));
}

#[test]
fn what_a_new_uidvalidity_does_not_find_again_is_kept() {
    let cache = Cache::in_memory(ACCOUNT);
    let inbox = list(&cache, &["INBOX"])[0];
    let keys = add(&cache, inbox, &[1, 2, 3]);
    cache.begin_rebind(inbox, V2).unwrap();
    assert_eq!(cache.unbound(inbox).unwrap(), 3);
    let add = vec![mail(10, 2)];
    cache.commit(Batch { add, state: Some(state(V2, 11)), ..batch(inbox) }).unwrap();
    assert_eq!(cache.unbound(inbox).unwrap(), 2);
    cache.finish_rebind(inbox).unwrap();
    let left: Vec<MessageKey> = removed(&cache).into_iter().map(|(key, ..)| key).collect();
    assert_eq!(left, [keys[0], keys[2]]);
}

#[test]
fn copies_without_any_id_are_told_apart_by_date_and_each_keeps_its_own_body() {
    let cache = Cache::in_memory(ACCOUNT);
    let inbox = list(&cache, &["INBOX"])[0];
    let nameless = |uid: u32, received: i64, subject: &str| {
        let mut mail = NewMessage { size: 500, received, ..mail(uid, 1) };
        mail.envelope.message_id.clear();
        mail.envelope.subject = subject.into();
        mail
    };
    // Two with one date and size, told apart by nothing but their subjects, and a twin of one.
    let before = [(1, 60, "a"), (2, 60, "b"), (3, 60, "b"), (4, 90, "c")];
    let add: Vec<_> = before.iter().map(|&(uid, at, s)| nameless(uid, at, s)).collect();
    let done = cache.commit(Batch { add, state: Some(state(V1, 5)), ..batch(inbox) }).unwrap();
    let old: Vec<(MessageKey, String)> =
        done.added.iter().map(|row| (row.key, row.subject.clone())).collect();
    for (key, subject) in &old {
        cache.put_body(*key, &body(subject)).unwrap();
    }
    cache.begin_rebind(inbox, V2).unwrap();
    let add: Vec<_> =
        before.iter().rev().zip(10..).map(|(&(_, at, s), uid)| nameless(uid, at, s)).collect();
    cache.commit(Batch { add, state: Some(state(V2, 20)), ..batch(inbox) }).unwrap();
    assert_eq!(cache.finish_rebind(inbox).unwrap(), []);
    let mut now: Vec<(MessageKey, String)> =
        rows(&cache, inbox).into_iter().map(|row| (row.key, row.subject)).collect();
    now.sort();
    assert_eq!(now, old);
    for (key, subject) in now {
        assert_eq!(cache.body(key), Some(body(&subject)));
    }
}

#[test]
fn what_is_old_or_not_wanted_is_forgotten_with_its_body() {
    let cache = Cache::in_memory(ACCOUNT);
    let inbox = list(&cache, &["INBOX"])[0];
    let keys = add(&cache, inbox, &[1, 2, 3]);
    cache.put_body(keys[0], &body("one")).unwrap();
    gone(&cache, inbox, &[1, 2]);
    assert_eq!(cache.forget_removed(&[keys[0], keys[2]]).unwrap(), [keys[0]]);
    assert_eq!(cache.body(keys[0]), None);
    assert!(cache.message(keys[2]).unwrap().is_some(), "one that is there is not touched");
    let at = cache.removed().unwrap()[0].at;
    assert_eq!(cache.expire_removed(at, &[]).unwrap(), []);
    assert_eq!(cache.expire_removed(at + 1, &[keys[1]]).unwrap(), []);
    assert_eq!(cache.expire_removed(at + 1, &[]).unwrap(), [keys[1]]);
    assert_eq!(removed(&cache), []);
}

#[test]
fn no_more_are_kept_than_there_is_room_for() {
    let cache = Cache::in_memory(ACCOUNT);
    let inbox = list(&cache, &["INBOX"])[0];
    let last = u32::try_from(MOST).unwrap() + 100;
    let uids: Vec<u32> = (1..=last).collect();
    let keys = add(&cache, inbox, &uids);
    for part in uids.chunks(7_000) {
        gone(&cache, inbox, part);
    }
    let left = removed(&cache);
    assert_eq!(left.len(), MOST);
    assert_eq!(left[0].0, keys[100]);
}
