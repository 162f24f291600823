//! What a cache is asked every day.

use super::*;
use crate::model::action::Action;
use crate::model::body::{Body, Text, TextKind};
use crate::model::fault::FaultKind;
use crate::model::ids::{EntryId, PartId};
use crate::model::journal::{Entry, Promise, State, Target};
use crate::model::remote::RemoteRef;

#[test]
fn a_new_cache_is_fresh_and_then_existing_and_open_once() {
    let dir = tempfile::tempdir().unwrap();
    let (cache, opened) = Cache::open(dir.path(), ACCOUNT, &[]).unwrap();
    assert_eq!(opened, Opened::Fresh);
    assert_eq!(Cache::open(dir.path(), ACCOUNT, &[]).err().unwrap().kind, FaultKind::InUse);
    let other = cache.clone();
    drop(cache);
    assert_eq!(Cache::open(dir.path(), ACCOUNT, &[]).err().unwrap().kind, FaultKind::InUse);
    drop(other);
    assert_eq!(Cache::open(dir.path(), ACCOUNT, &[]).unwrap().1, Opened::Existing);
}

#[test]
fn a_folder_that_cannot_be_made_is_a_disk_fault() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, "x").unwrap();
    assert_eq!(Cache::open(&file, ACCOUNT, &[]).err().unwrap().kind, FaultKind::Disk);
}

#[test]
fn everything_is_there_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let cache = open(dir.path());
    let [inbox, work] = list(&cache, &["INBOX", "Work"])[..] else { panic!() };
    let sync = SyncState {
        highest_modseq: Some(ModSeq(u64::MAX)),
        first_modseq: Some(ModSeq(1)),
        complete: true,
        ..state(V1, 400)
    };
    let uids: Vec<u32> = (1..400).collect();
    add(&cache, inbox, &uids);
    let counts = Some((400, 30));
    cache.commit(Batch { state: Some(sync), counts, ..batch(inbox) }).unwrap();
    let seen = |cache: &Cache| {
        (
            cache.mailboxes().unwrap(),
            [inbox, work].map(|id| cache.sync_state(id).unwrap()),
            [inbox, work].map(|id| rows(cache, id)),
            cache.uids(inbox).unwrap(),
            keys(cache, inbox).into_iter().map(|k| cache.message(k).unwrap()).collect::<Vec<_>>(),
        )
    };
    let before = seen(&cache);
    cache.close();
    drop(cache);
    let cache = open(dir.path());
    assert_eq!(seen(&cache), before);
    assert_eq!(cache.sync_state(inbox).unwrap(), sync);
    let stored = &cache.mailboxes().unwrap()[0].mailbox;
    assert_eq!((stored.role, stored.total, stored.unread), (Some(Role::Inbox), 400, 30));
}

#[test]
fn many_messages_at_once_are_the_same_as_one_by_one() {
    let cache = Cache::in_memory(ACCOUNT);
    let [inbox, work] = list(&cache, &["INBOX", "Work"])[..] else { panic!() };
    let mut all = add(&cache, inbox, &(1..200).collect::<Vec<_>>());
    all.extend(add(&cache, work, &(1..5).collect::<Vec<_>>()));
    // One whose UID in its new mailbox nobody told, one that is not there.
    cache.moved(inbox, (work, V1), &[(all[100], None)]).unwrap();
    let found = cache.messages(&[&all[..], &[key(999)]].concat()).unwrap();
    assert_eq!(found.len(), all.len());
    for key in all {
        let uid = cache.locate(key).unwrap().map(|at| at.uid);
        assert_eq!(found[&key], (cache.message(key).unwrap().unwrap(), uid));
    }
}

#[test]
fn rows_come_newest_first_and_stop_when_told() {
    let cache = Cache::in_memory(ACCOUNT);
    let inbox = list(&cache, &["INBOX"])[0];
    add(&cache, inbox, &(500..700).collect::<Vec<_>>());
    add(&cache, inbox, &(1..300).rev().collect::<Vec<_>>());
    add(&cache, inbox, &(300..500).collect::<Vec<_>>());
    let sizes: Vec<u32> = rows(&cache, inbox).iter().map(|row| row.size).collect();
    assert_eq!(sizes, (1_001..1_700).rev().collect::<Vec<_>>());
    let mut pages = 0;
    cache
        .rows(inbox, &mut |_| {
            pages += 1;
            pages < 2
        })
        .unwrap();
    assert_eq!(pages, 2);
    let sum = Sum { all: 699, unread: 699, ..Sum::default() };
    assert_eq!(cache.sum(inbox).unwrap(), sum);
}

#[test]
fn a_message_that_is_added_again_only_gets_its_flags() {
    let cache = Cache::in_memory(ACCOUNT);
    let inbox = list(&cache, &["INBOX"])[0];
    let keys = add(&cache, inbox, &[1, 2]);
    let mut again = mail(1, 99);
    again.flags = Flags::SEEN;
    let done = cache.commit(Batch { add: vec![again, mail(2, 2)], ..batch(inbox) }).unwrap();
    assert_eq!(done, Committed { flags: vec![(keys[0], Flags::SEEN)], ..Committed::default() });
    let message = cache.message(keys[0]).unwrap().unwrap();
    assert_eq!(message.envelope, mail(1, 1).envelope);
    assert_eq!(message.row.flags, Flags::SEEN);
}

#[test]
fn an_older_mod_sequence_does_not_undo_a_newer_one_until_the_server_counts_anew() {
    let cache = Cache::in_memory(ACCOUNT);
    let inbox = list(&cache, &["INBOX"])[0];
    let key = add(&cache, inbox, &[1])[0];
    let flags = |flags, modseq: u64| {
        let modseq = (modseq > 0).then_some(ModSeq(modseq));
        let batch = Batch { flags: vec![(Uid(1), flags, modseq)], ..batch(inbox) };
        cache.commit(batch).unwrap().flags
    };
    let synced = |highest| {
        let highest_modseq = Some(ModSeq(highest));
        let state = Some(SyncState { highest_modseq, ..state(V1, 2) });
        cache.commit(Batch { state, ..batch(inbox) }).unwrap();
    };
    assert_eq!(flags(Flags::SEEN, 20), [(key, Flags::SEEN)]);
    synced(20);
    assert_eq!(flags(Flags::NONE, 19), []);
    assert_eq!(flags(Flags::FLAGGED, 0), [(key, Flags::FLAGGED)]);
    assert_eq!(flags(Flags::NONE, 19), []);
    assert_eq!(flags(Flags::SEEN, 20), [(key, Flags::SEEN)]);
    synced(5);
    assert_eq!(flags(Flags::NONE, 6), [(key, Flags::NONE)]);
}

#[test]
fn a_commit_to_a_mailbox_that_is_not_known_changes_nothing() {
    let cache = Cache::in_memory(ACCOUNT);
    let fault = cache.commit(Batch { add: vec![mail(1, 1)], ..batch(MailboxId(9)) }).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Gone);
    assert_eq!(keys(&cache, MailboxId(9)), []);
}

#[test]
fn a_mailbox_is_dropped_when_two_lists_in_a_row_lack_it() {
    let cache = Cache::in_memory(ACCOUNT);
    let [inbox, work] = list(&cache, &["INBOX", "Work"])[..] else { panic!() };
    let key = add(&cache, work, &[1])[0];
    let names = |cache: &Cache| cache.mailboxes().unwrap().into_iter().map(|one| one.wire.0);
    list(&cache, &["INBOX"]);
    assert_eq!(cache.list_mailboxes(&[]).unwrap().len(), 2);
    list(&cache, &["INBOX", "Work"]);
    list(&cache, &["INBOX"]);
    assert!(names(&cache).eq(["INBOX", "Work"]));
    assert_eq!(keys(&cache, work), [key]);
    list(&cache, &["inbox"]);
    assert!(names(&cache).eq(["inbox"]));
    assert_eq!((keys(&cache, work), cache.message(key).unwrap()), (vec![], None));
    let again = list(&cache, &["inbox", "Work"]);
    assert_eq!(again[0], inbox);
    assert!(again[1] > work, "an id was given twice");
}

#[test]
fn hostile_lengths_are_cut_and_lose_no_message() {
    let dir = tempfile::tempdir().unwrap();
    let cache = open(dir.path());
    let inbox = list(&cache, &["INBOX"])[0];
    let mut random = fastrand::Rng::with_seed(5);
    let mut noise = |len: usize| -> String { (0..len).map(|_| random.char('\u{800}'..)).collect() };
    let mut add = Vec::new();
    for n in 1..=70 {
        let mut new = mail(n, n);
        let many: Vec<Address> =
            (0..150).map(|_| Address { name: noise(900), email: noise(300) }).collect();
        new.envelope.subject = noise(4_000);
        (new.envelope.from, new.envelope.sender) = (many.clone(), many.clone());
        (new.envelope.reply_to, new.envelope.to) = (many.clone(), many.clone());
        new.envelope.cc = many;
        new.envelope.references = (0..200).map(|_| noise(60)).collect();
        new.envelope.in_reply_to = (0..200).map(|_| noise(60)).collect();
        (new.envelope.message_id, new.envelope.list_id) = (noise(3_000), noise(3_000));
        add.push(new);
    }
    let first = add[0].envelope.references[0].clone();
    let last = add[0].envelope.references[199].clone();
    assert_eq!(cache.commit(Batch { add, ..batch(inbox) }).unwrap().added.len(), 70);
    let keys = keys(&cache, inbox);
    let message = cache.message(keys[69]).unwrap().unwrap();
    assert_eq!(message.row.subject.chars().count(), 1_000);
    assert_eq!(message.envelope.from[0], message.row.from);
    assert_eq!(message.envelope.references.first(), Some(&first));
    assert_eq!(message.envelope.references.last(), Some(&last));
    assert!(!message.envelope.to.is_empty() && !message.envelope.cc.is_empty());
}

fn promise(mailbox: MailboxId, wire: &str, uid: u32, key: MessageKey) -> Promise {
    let action = Action::Flag { keys: vec![key], add: Flags::SEEN, remove: Flags::NONE };
    let remote = RemoteRef { mailbox, uidvalidity: V1, uid: Uid(uid) };
    let (id, account, state) = (EntryId(1), ACCOUNT, State::Queued);
    Promise {
        entry: Entry { id, account, action, at: 0, state },
        targets: vec![Target { key, remote, message_id: String::new(), size: 1 }],
        mailboxes: vec![(mailbox, WireName(wire.into()))],
        last: None,
        far: None,
        edges: vec![],
    }
}

#[test]
fn a_new_cache_gives_the_ids_and_keys_that_the_journal_knows() {
    let dir = tempfile::tempdir().unwrap();
    let mut foreign = promise(MailboxId(90), "INBOX", 5, MessageKey::new(AccountId(1), 900));
    foreign.entry.account = AccountId(1);
    let promises = [promise(MailboxId(7), "Work", 5, key(40)), foreign];
    let (cache, _) = Cache::open(dir.path(), ACCOUNT, &promises).unwrap();
    let [inbox, work] = list(&cache, &["INBOX", "Work"])[..] else { panic!() };
    assert_eq!((inbox, work), (MailboxId(8), MailboxId(7)));
    add(&cache, inbox, &[5]);
    add(&cache, work, &[4, 5, 6]);
    assert_eq!(uids(&cache, inbox), [(5, key(41))]);
    assert_eq!(uids(&cache, work), [(4, key(42)), (5, key(40)), (6, key(43))]);
}

#[test]
fn what_can_still_be_undone_means_no_other_message_or_mailbox_in_a_new_cache() {
    let dir = tempfile::tempdir().unwrap();
    let mut done = promise(MailboxId(7), "Work", 5, key(40));
    done.entry.state = State::Settled;
    let keys = vec![key(41)];
    done.entry.action = Action::Move { keys, from: MailboxId(7), to: MailboxId(9) };
    // What the journal keeps of it.
    done.targets.clear();
    done.mailboxes.clear();
    let (cache, _) = Cache::open(dir.path(), ACCOUNT, &[done]).unwrap();
    let [inbox, work] = list(&cache, &["INBOX", "Work"])[..] else { panic!() };
    assert_eq!((inbox, work), (MailboxId(10), MailboxId(11)));
    assert_eq!(add(&cache, inbox, &[5]), [key(42)]);
}

#[test]
fn under_another_uidvalidity_the_journal_knows_no_key() {
    let dir = tempfile::tempdir().unwrap();
    let promises = [promise(MailboxId(1), "INBOX", 5, key(40))];
    let (cache, _) = Cache::open(dir.path(), ACCOUNT, &promises).unwrap();
    let inbox = list(&cache, &["INBOX"])[0];
    let state = Some(state(V2, 6));
    cache.commit(Batch { add: vec![mail(5, 5)], state, ..batch(inbox) }).unwrap();
    assert_eq!(uids(&cache, inbox), [(5, key(41))]);
}

pub(super) fn body(text: &str) -> Body {
    let kind = TextKind::Plain { flowed: false, delsp: false };
    let text = Text { part: PartId("1".into()), kind, text: text.into(), left_out: 0 };
    Body { texts: vec![text], ..Body::default() }
}

#[test]
fn a_body_stays_with_its_key_through_restart_and_move_until_it_is_forgotten() {
    let dir = tempfile::tempdir().unwrap();
    let mut cache = open(dir.path());
    let [inbox, trash] = list(&cache, &["INBOX", "Trash"])[..] else { panic!() };
    let keys = add(&cache, inbox, &[1, 2]);
    cache.put_body(keys[0], &body("one")).unwrap();
    cache.put_body(keys[1], &body("two")).unwrap();
    cache.put_body(key(77), &body("of nobody")).unwrap();
    drop(cache);
    cache = open(dir.path());
    cache.moved(inbox, (trash, V1), &[(keys[0], Some(Uid(9)))]).unwrap();
    assert_eq!(cache.body(keys[0]), Some(body("one")));
    assert_eq!(cache.body(key(77)), None);
    cache.commit(Batch { gone: vec![Uid(2)], ..batch(inbox) }).unwrap();
    assert_eq!(cache.body(keys[1]), Some(body("two")), "it is kept for a while");
    cache.forget_removed(&[keys[1]]).unwrap();
    assert_eq!(cache.body(keys[1]), None);
    drop(cache);
    cache = open(dir.path());
    assert_eq!((cache.body(keys[0]), cache.body(keys[1])), (Some(body("one")), None));
}

#[test]
fn in_memory_bodies_are_bounded_and_the_least_used_go_first() {
    let cache = Cache::in_memory(ACCOUNT);
    let inbox = list(&cache, &["INBOX"])[0];
    let keys = add(&cache, inbox, &(1..=9).collect::<Vec<_>>());
    let large = body(&"x".repeat(10 << 20));
    for key in &keys {
        cache.put_body(*key, &large).unwrap();
        assert!(cache.body(keys[0]).is_some(), "the one that is used stays");
    }
    let kept = keys.iter().filter(|key| cache.body(**key).is_some()).count();
    assert_eq!(kept, 6);
}

#[test]
fn readers_beside_the_writer_see_whole_changes_only() {
    let dir = tempfile::tempdir().unwrap();
    let cache = open(dir.path());
    let inbox = list(&cache, &["INBOX"])[0];
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            // Every second UID first, then those between: pages are split and joined all the time.
            for start in [2, 1] {
                for low in (start..600).step_by(20) {
                    add(&cache, inbox, &(low..low + 20).step_by(2).collect::<Vec<_>>());
                }
            }
            let gone = (1..=550).map(Uid).collect();
            cache.commit(Batch { gone, ..batch(inbox) }).unwrap();
        });
        while !writer.is_finished() {
            let all = rows(&cache, inbox);
            assert!(all.iter().map(|row| row.size).is_sorted_by(|a, b| a > b), "twice or astray");
            assert_eq!(cache.sum(inbox).unwrap().all % 10, 0, "half a batch");
            for row in all.iter().take(3) {
                let message = cache.message(row.key).unwrap();
                assert!(message.is_none_or(|message| message.row.size == row.size));
            }
        }
        writer.join().unwrap();
    });
}
