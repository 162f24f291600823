//! The journal survives cuts, flipped bits, full files and restarts.

use std::path::Path;

use super::*;
use crate::model::action::Action;
use crate::model::flags::Flags;
use crate::model::ids::{AccountId, MailboxId, MessageKey};
use crate::model::journal::{Entry, Step, Target};
use crate::model::remote::{RemoteRef, Uid, UidValidity, WireName};

pub(super) fn promise(id: u64) -> Promise {
    let key = MessageKey::new(AccountId(1), 40 + id);
    let (from, to) = (MailboxId(1), MailboxId(2));
    let remote = RemoteRef { mailbox: from, uidvalidity: UidValidity(7), uid: Uid(100) };
    Promise {
        entry: Entry {
            id: EntryId(id),
            account: AccountId(1),
            action: Action::Move { keys: vec![key], from, to },
            at: 1_700_000_000_000,
            state: State::Queued,
        },
        targets: vec![Target { key, remote, message_id: format!("{id}@münchen"), size: 9 }],
        mailboxes: vec![(from, WireName("INBOX".into())), (to, WireName("Trash".into()))],
        last: None,
        far: None,
        edges: vec![],
    }
}

fn flag(id: u64) -> Promise {
    let mut flag = promise(id);
    let keys = flag.entry.action.keys().to_vec();
    flag.entry.action = Action::Flag { keys, add: Flags::SEEN, remove: Flags::NONE };
    flag
}

fn ids(promises: &[Promise]) -> Vec<u64> {
    promises.iter().map(|promise| promise.entry.id.0).collect()
}

fn reopen(file: &Path) -> (Vec<Promise>, u64) {
    let (_, promises, next) = Journal::open(file).unwrap();
    (promises, next.0)
}

#[test]
fn what_was_promised_is_there_again_with_its_last_state_and_the_settled_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deep/data/journal.log");
    let (journal, promises, next) = Journal::open(&file).unwrap();
    assert_eq!((promises, next), (vec![], EntryId(1)));
    let sent = State::InFlight(Step::Sent { target: UidValidity(3), uid_next: Uid(5) });
    for id in [1, 2, 3, 4] {
        journal.promise(&if id % 2 == 0 { promise(id) } else { flag(id) }).unwrap();
    }
    journal.note(EntryId(2), &sent).unwrap();
    journal.note(EntryId(1), &State::Settled).unwrap();
    journal.note(EntryId(4), &State::Cancelled).unwrap();
    drop(journal);
    for _ in 0..3 {
        let (promises, next) = reopen(&file);
        let mut second = promise(2);
        second.move_on(sent.clone());
        assert_eq!((promises, next), (vec![second, flag(3)], 5));
    }
}

#[test]
fn entries_that_move_on_as_one_are_all_written_or_none() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("journal.log");
    let (journal, ..) = Journal::open(&file).unwrap();
    [1, 2, 3].into_iter().for_each(|id| journal.promise(&promise(id)).unwrap());
    let whole = std::fs::read(&file).unwrap().len();
    let folded = State::InFlight(Step::Folded { into: EntryId(2) });
    let sent = State::InFlight(Step::Sent { target: UidValidity(3), uid_next: Uid(5) });
    let notes = [(EntryId(1), folded.clone()), (EntryId(2), sent.clone())];
    journal.note_all(&notes).unwrap();
    drop(journal);
    let bytes = std::fs::read(&file).unwrap();
    let moved = |promises: &[Promise]| {
        let now: Vec<&State> = promises.iter().map(|promise| &promise.entry.state).collect();
        now == [&folded, &sent, &State::Queued]
    };
    for cut in whole..=bytes.len() {
        let copy = folder.path().join(format!("{cut}.log"));
        std::fs::write(&copy, &bytes[..cut]).unwrap();
        let (promises, _) = reopen(&copy);
        let untouched = promises.iter().all(|promise| promise.entry.state == State::Queued);
        assert!(if cut == bytes.len() { moved(&promises) } else { untouched }, "cut at {cut}");
    }
    let (journal, promises, _) = Journal::open(&file).unwrap();
    assert!(moved(&promises));
    journal.note_all(&[1, 2].map(|id| (EntryId(id), State::Settled))).unwrap();
    drop(journal);
    let (journal, promises, next) = Journal::open(&file).unwrap();
    assert_eq!((ids(&promises), ids(journal.done()), next.0), (vec![3], vec![1, 2], 4));
}

#[test]
fn what_was_given_up_keeps_its_last_step_over_every_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("journal.log");
    let (journal, ..) = Journal::open(&file).unwrap();
    let sent = Step::Sent { target: UidValidity(3), uid_next: Uid(5) };
    let fault = Fault::new(FaultKind::Unavailable, Place::Command, "try later");
    journal.promise(&promise(1)).unwrap();
    journal.note(EntryId(1), &State::InFlight(sent.clone())).unwrap();
    // As an earlier version left it: in flight, without its last step beside it.
    let mut earlier = promise(2);
    earlier.entry.state = State::InFlight(sent.clone());
    journal.promise(&earlier).unwrap();
    for id in [1, 2] {
        journal.note(EntryId(id), &State::Doubtful(fault.clone())).unwrap();
    }
    drop(journal);
    for _ in 0..3 {
        let (promises, _) = reopen(&file);
        assert_eq!(ids(&promises), [1, 2]);
        for promise in promises {
            assert_eq!(promise.last.as_ref(), Some(&sent));
            assert_eq!(promise.entry.state, State::Doubtful(fault.clone()));
        }
    }
}

#[test]
fn an_entry_id_is_never_given_twice_even_when_all_are_settled_and_compacted() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("journal.log");
    let (journal, ..) = Journal::open(&file).unwrap();
    journal.promise(&promise(41)).unwrap();
    journal.note(EntryId(41), &State::Settled).unwrap();
    for _ in 0..3 {
        assert_eq!(reopen(&file), (vec![], 42));
    }
}

#[test]
fn the_last_settled_orders_are_remembered_for_undo_over_every_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("journal.log");
    let (journal, ..) = Journal::open(&file).unwrap();
    for id in 1..=100 {
        journal.promise(&promise(id)).unwrap();
        let state = if id % 10 == 0 { State::Cancelled } else { State::Settled };
        journal.note(EntryId(id), &state).unwrap();
    }
    assert!(journal.done().is_empty(), "they are of this run");
    drop(journal);
    for _ in 0..3 {
        let (journal, promises, _) = Journal::open(&file).unwrap();
        let done = ids(journal.done());
        assert_eq!((done.len(), done.first(), done.last()), (64, Some(&29), Some(&99)));
        assert!(journal.done().iter().all(|promise| promise.targets.is_empty()));
        assert_eq!(promises, vec![]);
    }
}

#[test]
fn a_long_run_is_compacted_while_it_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("journal.log");
    let (journal, ..) = Journal::open(&file).unwrap();
    let mut big = promise(1);
    big.targets = vec![big.targets[0].clone(); 500];
    journal.promise(&promise(7)).unwrap();
    for id in 8..100 {
        big.entry.id = EntryId(id);
        journal.promise(&big).unwrap();
        journal.note(EntryId(id), &State::Settled).unwrap();
        assert!(fs::metadata(&file).unwrap().len() < COMPACT_OVER + 200_000);
    }
    assert_eq!(reopen(&file), (vec![promise(7)], 100));
    assert!(fs::metadata(&file).unwrap().len() < 40_000);
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("data/journal.log");
    Journal::open(&file).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
}

/// A journal of promises 1 to `count`, and where each of its frames ends.
fn written(file: &Path, count: u64) -> (Vec<u8>, Vec<usize>) {
    let (journal, ..) = Journal::open(file).unwrap();
    let mut ends = vec![fs::read(file).unwrap().len()];
    for id in 1..=count {
        journal.promise(&promise(id)).unwrap();
        ends.push(fs::read(file).unwrap().len());
    }
    (fs::read(file).unwrap(), ends)
}

#[test]
fn cut_at_any_byte_it_keeps_every_whole_frame_before_the_cut_and_goes_on() {
    let folder = files::quick_folder();
    let (bytes, ends) = written(&folder.path().join("whole.log"), 2);
    for cut in 0..bytes.len() {
        let folder = files::quick_folder();
        let file = folder.path().join("journal.log");
        fs::write(&file, &bytes[..cut]).unwrap();
        let whole = ends.iter().skip(1).filter(|&&end| end <= cut).count() as u64;
        let (journal, promises, next) = Journal::open(&file).unwrap();
        assert_eq!(ids(&promises), (1..=whole).collect::<Vec<_>>(), "cut at {cut}");
        let torn = cut != 0 && !ends.contains(&cut);
        assert_eq!(files::asides(&file, "damaged").len(), usize::from(torn), "cut at {cut}");
        assert!(next.0 > whole, "cut at {cut}");
        journal.promise(&promise(next.0)).unwrap();
        drop(journal);
        let all: Vec<u64> = (1..=whole).chain([next.0]).collect();
        let (promises, after) = reopen(&file);
        assert_eq!((ids(&promises), after), (all, next.0 + 1), "cut at {cut}");
    }
}

#[test]
fn a_flipped_bit_costs_one_frame_and_no_other() {
    let folder = files::quick_folder();
    let (bytes, ends) = written(&folder.path().join("whole.log"), 2);
    for at in 0..bytes.len() {
        let folder = files::quick_folder();
        let file = folder.path().join("journal.log");
        let mut hurt = bytes.clone();
        hurt[at] ^= 1 << (at % 8);
        fs::write(&file, &hurt).unwrap();
        let lost = ends.iter().filter(|&&end| end <= at).count() as u64;
        let (promises, next) = reopen(&file);
        let expected: Vec<u64> = (1..=2).filter(|&id| id != lost).collect();
        assert_eq!(ids(&promises), expected, "bit at {at}");
        assert!(next > 2, "the id of a lost promise was given again: bit at {at}");
        let copies = files::asides(&file, "damaged");
        assert_eq!(fs::read(&copies[0]).unwrap(), hurt, "bit at {at}");
        assert_eq!(ids(&reopen(&file).0), expected, "bit at {at}, second start");
        assert_eq!(files::asides(&file, "damaged").len(), 1, "bit at {at}, second start");
    }
}

#[test]
fn garbage_of_any_kind_is_an_empty_journal_with_a_copy_aside() {
    let mut random = fastrand::Rng::with_seed(7);
    let mut cases = vec![vec![0; 5_000], vec![0xFF; 300], b"[Desktop Entry]".to_vec()];
    cases.push([0xF5, b'P', b'J', 1].repeat(20_000));
    cases.push((0..20_000).map(|_| random.u8(..)).collect());
    for garbage in cases {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("journal.log");
        fs::write(&file, &garbage).unwrap();
        let (journal, promises, next) = Journal::open(&file).unwrap();
        assert_eq!(promises, vec![]);
        assert_eq!(fs::read(&files::asides(&file, "damaged")[0]).unwrap(), garbage);
        journal.promise(&promise(next.0)).unwrap();
        assert_eq!(ids(&reopen(&file).0), [next.0]);
    }
}

#[test]
fn records_of_a_later_version_are_carried_through_compactions() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("journal.log");
    let later = frames::frame(PROMISE, br#"{"v":2,"promise":{"entry":{"id":77}},"new":1}"#);
    let unknown = frames::frame(9, b"\x00not even JSON");
    let mut bytes = later.clone().unwrap();
    bytes.extend(unknown.clone().unwrap());
    fs::write(&file, &bytes).unwrap();
    for _ in 0..2 {
        let (journal, promises, next) = Journal::open(&file).unwrap();
        assert_eq!((promises, next), (vec![], EntryId(78)));
        drop(journal);
        let now = fs::read(&file).unwrap();
        assert!(now.windows(bytes.len()).any(|window| window == bytes));
    }
    assert!(files::asides(&file, "damaged").is_empty());
}

/// The words of the first release: they must be understood for ever.
#[test]
fn the_first_form_of_every_record_is_still_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("journal.log");
    let promised = r#"{"v":1,"promise":{"entry":{"id":3,"account":1,"action":{"Move":{"keys":[281474976710699],"from":1,"to":2}},"at":1700000000000,"state":"Queued"},"targets":[{"key":281474976710699,"remote":{"mailbox":1,"uidvalidity":7,"uid":100},"message_id":"3@münchen","size":9}],"mailboxes":[[1,"INBOX"],[2,"Trash"]]}}"#;
    let noted = r#"{"v":1,"entry":3,"state":{"InFlight":{"Copied":{"target":4,"uid_next":9,"pairs":[[100,9]]}}}}"#;
    let mut bytes = frames::frame(NEXT, br#"{"v":1,"next":12}"#).unwrap();
    bytes.extend(frames::frame(PROMISE, promised.as_bytes()).unwrap());
    bytes.extend(frames::frame(NOTE, noted.as_bytes()).unwrap());
    fs::write(&file, bytes).unwrap();
    let mut expected = promise(3);
    let (target, uid_next, pairs) = (UidValidity(4), Uid(9), vec![(Uid(100), Uid(9))]);
    expected.move_on(State::InFlight(Step::Copied { target, uid_next, pairs }));
    assert_eq!(reopen(&file), (vec![expected], 12));
}

#[test]
fn a_folder_that_cannot_be_made_is_a_disk_fault() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    let fault = Journal::open(&file.join("journal.log")).err().unwrap();
    assert_eq!((fault.kind, fault.place), (FaultKind::Disk, Place::Journal));
}

#[test]
fn in_memory_every_promise_is_accepted() {
    let journal = Journal::in_memory();
    journal.promise(&promise(1)).unwrap();
    journal.note(EntryId(1), &State::Settled).unwrap();
}

#[test]
fn orders_about_mailboxes_are_kept_and_a_journal_from_before_them_is_read() {
    use crate::model::order::{MailboxOrder, Seat};
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("journal.log");
    // As a Pombo wrote it that knew no such orders.
    let old = br#"{"v":1,"promise":{"entry":{"id":1,"account":1,"action":{"Move":{"keys":[281474976710697],"from":1,"to":2}},"at":5,"state":{"InFlight":{"Sent":{"target":3,"uid_next":5}}}},"targets":[],"mailboxes":[[1,"INBOX"],[2,"Trash"]]}}"#;
    fs::write(&file, frames::frame(PROMISE, old).unwrap()).unwrap();
    let (journal, promises, next) = Journal::open(&file).unwrap();
    assert_eq!((ids(&promises), next), (vec![1], EntryId(2)));
    let mailbox = MailboxId::planned(EntryId(2));
    let seat = Seat { inside: Some(MailboxId(1)), name: "Ação".into() };
    let mut create = promise(2);
    create.entry.action = Action::Mailbox(MailboxOrder::Create { mailbox, seat });
    journal.promise(&create).unwrap();
    drop(journal);
    let name = WireName("A&AOcA4w-o".into());
    let newest = MailboxId(7);
    for step in [
        Step::Named(vec![(mailbox, name.clone())]),
        Step::Making { mailbox, name: name.clone(), newest },
    ] {
        let state = State::InFlight(step);
        let (journal, ..) = Journal::open(&file).unwrap();
        journal.note(EntryId(2), &state).unwrap();
        drop(journal);
        create.move_on(state);
        let (promises, _) = reopen(&file);
        assert_eq!(promises[1], create);
    }
}

#[test]
fn which_copies_an_order_made_is_known_at_once_and_after_every_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("journal.log");
    let (on_disk, ..) = Journal::open(&file).unwrap();
    let copy = |id| {
        let mut copy = promise(id);
        let keys = copy.entry.action.keys().to_vec();
        copy.entry.action = Action::Copy { keys, from: MailboxId(1), to: MailboxId(2) };
        copy
    };
    let (target, uid_next) = (UidValidity(3), Uid(50));
    // What lay there before is not its own.
    let pairs = vec![(Uid(100), Uid(51)), (Uid(101), Uid(49))];
    let copied = State::InFlight(Step::Copied { target, uid_next, pairs });
    for journal in [&on_disk, &Journal::in_memory()] {
        for id in [1, 2, 3] {
            journal.promise(&copy(id)).unwrap();
        }
        assert_eq!(journal.made(EntryId(1)).map(|open| open.entry.state), Some(State::Queued));
        journal.note(EntryId(1), &copied).unwrap();
        journal.note_all(&[(EntryId(1), State::Settled), (EntryId(2), State::Settled)]).unwrap();
        journal.note(EntryId(3), &State::Cancelled).unwrap();
        let made = journal.made(EntryId(1)).and_then(|promise| promise.made());
        assert_eq!(made, Some((target, vec![(Uid(100), Uid(51))])));
        assert_eq!(journal.made(EntryId(2)), None, "nobody knows its copies");
        assert_eq!(journal.made(EntryId(3)), None);
    }
    drop(on_disk);
    for _ in 0..3 {
        let (journal, promises, _) = Journal::open(&file).unwrap();
        assert_eq!((ids(&promises), ids(journal.done())), (vec![], vec![1]));
        let made = journal.made(EntryId(1)).unwrap();
        assert_eq!(made.made(), Some((target, vec![(Uid(100), Uid(51))])));
        assert_eq!(made.targets, copy(1).targets, "they tell the copies");
    }
}
