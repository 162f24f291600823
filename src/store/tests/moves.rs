//! Moves, expected copies and re-binding keep keys and bodies.

use super::*;

fn two(cache: &Cache) -> (MailboxId, MailboxId) {
    let ids = list(cache, &["INBOX", "Trash"]);
    (ids[0], ids[1])
}

fn commit(cache: &Cache, mailbox: MailboxId, add: Vec<NewMessage>, next: u32) -> Committed {
    cache.commit(Batch { add, state: Some(state(V1, next)), ..batch(mailbox) }).unwrap()
}

fn gone(cache: &Cache, mailbox: MailboxId, uid: u32) -> Committed {
    cache.commit(Batch { gone: vec![Uid(uid)], ..batch(mailbox) }).unwrap()
}

#[test]
fn a_moved_message_is_under_its_new_uid_and_the_sync_of_the_target_does_not_double_it() {
    let cache = Cache::in_memory(ACCOUNT);
    let (inbox, trash) = two(&cache);
    let keys_ = add(&cache, inbox, &[1, 2, 3]);
    let done = cache.moved(inbox, (trash, V2), &[(keys_[1], Some(Uid(70)))]).unwrap();
    assert_eq!(done, Relocated::default());
    assert_eq!(uids(&cache, inbox), [(1, keys_[0]), (3, keys_[2])]);
    assert_eq!(uids(&cache, trash), [(70, keys_[1])]);
    let remote = cache.locate(keys_[1]).unwrap().unwrap();
    assert_eq!((remote.mailbox, remote.uidvalidity, remote.uid), (trash, V2, Uid(70)));
    assert_eq!(cache.sync_state(trash).unwrap(), SyncState::default(), "it was never synced");
    let (add, sync) = (vec![mail(70, 2), mail(71, 9)], Some(state(V2, 72)));
    let done = cache.commit(Batch { add, state: sync, ..batch(trash) }).unwrap();
    assert_eq!(done.added.iter().map(|row| row.size).collect::<Vec<_>>(), [1_009]);
    assert_eq!(keys(&cache, trash).len(), 2);
    assert!(cache.moved(inbox, (trash, V2), &[(keys_[1], Some(Uid(70)))]).is_ok());
    assert_eq!(uids(&cache, trash)[0], (70, keys_[1]), "told twice, done once");
}

#[test]
fn where_the_sync_of_the_target_came_first_the_key_that_moved_wins() {
    for uid in [Some(Uid(70)), None] {
        let cache = Cache::in_memory(ACCOUNT);
        let (inbox, trash) = two(&cache);
        let moved = add(&cache, inbox, &[1, 2]);
        let early = commit(&cache, trash, vec![mail(69, 8), mail(70, 2)], 71).added;
        cache.commit(Batch { flags: vec![(Uid(70), Flags::SEEN, None)], ..batch(trash) }).unwrap();
        let done = cache.moved(inbox, (trash, V1), &[(moved[1], uid)]).unwrap();
        assert_eq!(done.replaced, [(early[1].key, moved[1])], "{uid:?}");
        assert_eq!(uids(&cache, trash), [(69, early[0].key), (70, moved[1])]);
        assert_eq!(keys(&cache, inbox), [moved[0]]);
        assert_eq!(cache.message(early[1].key).unwrap(), None);
        let row = cache.message(moved[1]).unwrap().unwrap().row;
        assert_eq!(row.flags, Flags::SEEN, "the target's flags are the server's last word");
    }
}

#[test]
fn where_nobody_tells_the_new_uid_the_next_sync_of_the_target_binds_the_row() {
    let dir = tempfile::tempdir().unwrap();
    let mut cache = open(dir.path());
    let (inbox, trash) = two(&cache);
    let moved = add(&cache, inbox, &[1, 2, 3]);
    commit(&cache, trash, vec![mail(5, 55)], 6);
    let pairs = [(moved[0], None), (moved[2], None)];
    cache.moved(inbox, (trash, V1), &pairs).unwrap();
    drop(cache);
    cache = open(dir.path());
    assert_eq!(keys(&cache, inbox), [moved[1]]);
    assert_eq!(rows(&cache, trash).len(), 3, "they are shown, bound or not");
    assert_eq!((cache.sum(trash).unwrap().all, cache.locate(moved[0]).unwrap()), (1, None));
    let mut arrived = mail(6, 1);
    arrived.flags = Flags::SEEN;
    let done = commit(&cache, trash, vec![arrived, mail(7, 3)], 8);
    let flags = vec![(moved[0], Flags::SEEN)];
    assert_eq!(done, Committed { flags, ..Committed::default() });
    assert_eq!(uids(&cache, trash)[1..], [(6, moved[0]), (7, moved[2])]);
    assert_eq!(rows(&cache, trash).len(), 3);
}

#[test]
fn a_row_whose_message_the_server_changed_on_the_way_goes_when_the_target_went_on() {
    let cache = Cache::in_memory(ACCOUNT);
    let (inbox, trash) = two(&cache);
    let moved = add(&cache, inbox, &[1]);
    commit(&cache, trash, vec![mail(5, 55)], 6);
    cache.moved(inbox, (trash, V1), &[(moved[0], None)]).unwrap();
    let idle = commit(&cache, trash, vec![], 6);
    assert_eq!((idle.gone, rows(&cache, trash).len()), (vec![], 2));
    let done = commit(&cache, trash, vec![mail(6, 77)], 7);
    assert_eq!((done.added.len(), done.gone), (1, moved.clone()));
    assert_eq!((rows(&cache, trash).len(), cache.message(moved[0]).unwrap()), (2, None));
}

#[test]
fn a_move_that_is_told_after_its_source_vanished_still_keeps_the_key() {
    let cache = Cache::in_memory(ACCOUNT);
    let (inbox, trash) = two(&cache);
    let moved = add(&cache, inbox, &[1, 2]);
    assert_eq!(gone(&cache, inbox, 1).gone, [moved[0]]);
    assert_eq!(cache.message(moved[0]).unwrap(), None);
    cache.moved(inbox, (trash, V1), &[(moved[0], Some(Uid(4)))]).unwrap();
    assert_eq!(uids(&cache, trash), [(4, moved[0])]);
    assert_eq!(cache.message(moved[0]).unwrap().unwrap().envelope, mail(1, 1).envelope);
}

#[test]
fn a_move_of_a_row_that_nobody_remembers_gives_its_key_to_the_next_sync() {
    let dir = tempfile::tempdir().unwrap();
    let mut cache = open(dir.path());
    let (inbox, trash) = two(&cache);
    let moved = add(&cache, inbox, &[1, 2]);
    gone(&cache, inbox, 1);
    cache.forget_removed(&[moved[0]]).unwrap();
    drop(cache);
    cache = open(dir.path());
    cache.moved(inbox, (trash, V1), &[(moved[0], Some(Uid(4)))]).unwrap();
    let done = commit(&cache, trash, vec![mail(4, 1)], 5);
    assert_eq!(done.added[0].key, moved[0]);
}

#[test]
fn what_the_server_takes_back_has_its_old_key() {
    let cache = Cache::in_memory(ACCOUNT);
    let (inbox, _) = two(&cache);
    let known = add(&cache, inbox, &[1, 2]);
    gone(&cache, inbox, 1);
    let done = commit(&cache, inbox, vec![mail(1, 1)], 3);
    assert_eq!(done.added[0].key, known[0]);
}

#[test]
fn a_new_uidvalidity_binds_every_row_again_and_drops_what_found_no_partner() {
    let dir = tempfile::tempdir().unwrap();
    let mut cache = open(dir.path());
    let (inbox, _) = two(&cache);
    let known = add(&cache, inbox, &(1..=200).collect::<Vec<_>>());
    cache.put_body(known[6], &super::plain::body("seven")).unwrap();
    cache.begin_rebind(inbox, V2).unwrap();
    drop(cache);
    cache = open(dir.path());
    assert_eq!(cache.sync_state(inbox).unwrap().uid_validity, Some(V2));
    assert_eq!((cache.uids(inbox).unwrap(), rows(&cache, inbox).len()), (vec![], 200));
    // The server lost the even ones and numbers the rest anew, one new mail among them.
    let mut messages: Vec<NewMessage> = (1..=200)
        .filter(|n| n % 2 == 1)
        .enumerate()
        .map(|(place, n)| mail(1_000 + place as u32, n))
        .collect();
    messages.push(mail(2_000, 500));
    let sync = SyncState { complete: true, ..state(V2, 2_001) };
    let done = cache.commit(Batch { add: messages, state: Some(sync), ..batch(inbox) }).unwrap();
    assert_eq!(done.added.iter().map(|row| row.size).collect::<Vec<_>>(), [1_500]);
    let mut dropped = cache.finish_rebind(inbox).unwrap();
    dropped.sort();
    let even: Vec<MessageKey> = known.iter().skip(1).step_by(2).copied().collect();
    assert_eq!(dropped, even);
    let odd = known.iter().step_by(2).enumerate().map(|(place, key)| (1_000 + place as u32, *key));
    assert_eq!(uids(&cache, inbox)[..100], odd.collect::<Vec<_>>());
    assert_eq!(cache.body(known[6]), Some(super::plain::body("seven")));
    assert_eq!(cache.finish_rebind(inbox).unwrap(), []);
}

#[test]
fn without_a_message_id_date_and_size_bind() {
    let cache = Cache::in_memory(ACCOUNT);
    let (inbox, _) = two(&cache);
    let bare = |uid, n, days: i64| {
        let mut new = mail(uid, n);
        new.envelope.message_id = String::new();
        new.received += days * 86_400;
        new
    };
    let known = commit(&cache, inbox, vec![bare(1, 1, 0), bare(2, 1, 1), mail(3, 1)], 4).added;
    cache.begin_rebind(inbox, V2).unwrap();
    let add = vec![bare(11, 1, 1), mail(12, 1), bare(13, 1, 0), bare(14, 2, 0)];
    let batch = Batch { add, state: Some(state(V2, 20)), ..batch(inbox) };
    assert_eq!(cache.commit(batch).unwrap().added.len(), 1);
    let bound: Vec<_> = uids(&cache, inbox).into_iter().take(3).collect();
    assert_eq!(bound, [(11, known[1].key), (12, known[2].key), (13, known[0].key)]);
}

#[test]
fn a_state_with_another_uidvalidity_begins_a_rebinding_by_itself() {
    let cache = Cache::in_memory(ACCOUNT);
    let (inbox, _) = two(&cache);
    let known = add(&cache, inbox, &[1, 2]);
    let add = vec![mail(2, 1), mail(1, 2)];
    cache.commit(Batch { add, state: Some(state(V2, 3)), ..batch(inbox) }).unwrap();
    assert_eq!(uids(&cache, inbox), [(1, known[1]), (2, known[0])]);
    assert_eq!(rows(&cache, inbox).len(), 2);
}

#[test]
fn a_key_that_the_engine_names_is_taken_from_where_it_was() {
    let cache = Cache::in_memory(ACCOUNT);
    let (inbox, trash) = two(&cache);
    let known = add(&cache, inbox, &[1, 2]);
    let named = |uid, n, key| NewMessage { key: Some(key), ..mail(uid, n) };
    let done = commit(&cache, trash, vec![named(8, 1, known[0]), named(9, 1, known[0])], 10);
    assert_eq!((done.added.len(), done.added[0].key), (2, known[0]));
    assert_eq!(keys(&cache, inbox), [known[1]]);
    let done = commit(&cache, trash, vec![named(8, 2, known[1])], 10);
    assert_eq!((done.gone, done.added[0].key), (vec![known[0]], known[1]));
    assert_eq!(keys(&cache, inbox), []);
    let far = named(20, 20, key(5_000));
    assert_eq!(commit(&cache, trash, vec![far, mail(21, 21)], 22).added[1].key, key(5_001));
    let foreign = named(30, 30, MessageKey::new(AccountId(9), 1));
    assert!(cache.commit(Batch { add: vec![foreign], ..batch(trash) }).is_err());
}
