//! Which entry may be carried out, as tables.

use super::*;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::flags::Flags;
use crate::model::ids::{AccountId, MailboxId};
use crate::model::journal::{Entry, Step};

fn key(number: u64) -> MessageKey {
    MessageKey::new(AccountId(1), number)
}

fn promise(id: u64, action: Action, state: State) -> Promise {
    let entry = Entry { id: EntryId(id), account: AccountId(1), action, at: 0, state };
    Promise {
        entry,
        targets: Vec::new(),
        mailboxes: Vec::new(),
        last: None,
        edges: vec![],
        far: None,
    }
}

fn flag(keys: &[u64], add: Flags, remove: Flags) -> Action {
    Action::Flag { keys: keys.iter().copied().map(key).collect(), add, remove }
}

fn to(keys: &[u64]) -> Action {
    let keys = keys.iter().copied().map(key).collect();
    Action::Move { keys, from: MailboxId(1), to: MailboxId(2) }
}

fn queue(entries: Vec<(u64, Action, State)>) -> Queue {
    let mut queue = Queue::default();
    for (id, action, state) in entries {
        assert!(queue.push(promise(id, action, state)));
    }
    queue
}

#[test]
fn orders_for_one_message_keep_their_order_and_others_overtake() {
    let held = State::Held { until: 9 };
    let mut queue = queue(vec![
        (1, to(&[1, 2]), held),
        (2, flag(&[2], Flags::SEEN, Flags::NONE), State::Queued),
        (3, flag(&[3], Flags::SEEN, Flags::NONE), State::Queued),
    ]);
    let now = Instant::now();
    assert_eq!(queue.take(now), Some(EntryId(3)));
    assert_eq!(queue.take(now), None);
    assert_eq!(queue.promote(8), []);
    assert_eq!(queue.promote(9), [EntryId(1)]);
    assert_eq!(queue.take(now), Some(EntryId(1)));
    assert_eq!(queue.take(now), None, "the flag waits for the move");
    queue.set(EntryId(1), State::Settled);
    assert_eq!(queue.take(now), Some(EntryId(2)));
}

#[test]
fn an_entry_is_taken_back_only_while_the_server_has_not_heard_of_it() {
    let doubt = Fault::new(FaultKind::Lost, Place::Command, "");
    for (state, expected) in [
        (State::Held { until: 1 }, Taken::Back),
        (State::Queued, Taken::Back),
        (State::Refused(doubt.clone()), Taken::Back),
        (State::Doubtful(doubt), Taken::Back),
        (State::InFlight(Step::Repeatable), Taken::TooLate),
    ] {
        let mut queue = queue(vec![(1, to(&[1]), state.clone())]);
        assert_eq!(queue.cancel(EntryId(1)), expected, "{state:?}");
        assert_eq!(queue.cancel(EntryId(1)), Taken::TooLate, "a second time");
    }
    let mut queue = queue(vec![(1, to(&[1]), State::Queued)]);
    assert!(queue.take(Instant::now()).is_some());
    assert_eq!(queue.cancel(EntryId(1)), Taken::TooLate, "it is being sent");
    queue.release();
    assert_eq!(queue.cancel(EntryId(1)), Taken::Back);
}

#[test]
fn a_passing_error_lets_an_entry_rest_longer_each_time_and_hurry_ends_it() {
    let mut queue = queue(vec![(1, to(&[1]), State::Queued)]);
    let now = Instant::now();
    for tries in 1..=12u8 {
        assert_eq!(queue.postpone(&[EntryId(1)], now), tries);
        let rest = queue.next_try(now).unwrap();
        assert_eq!(rest, Duration::from_secs((1u64 << tries).min(300)));
        assert!(queue.ready(now).is_none() && queue.ready(now + rest).is_some());
    }
    queue.hurry();
    assert!(queue.ready(now).is_some());
}

#[test]
fn held_and_refused_entries_leave_nothing_to_tell_the_server() {
    let fault = Fault::new(FaultKind::Gone, Place::Message, "");
    let mut queue =
        queue(vec![(1, to(&[1]), State::Held { until: 1 }), (2, to(&[2]), State::Refused(fault))]);
    assert!(queue.is_idle());
    assert_eq!(queue.next_promotion(), Some(1));
    queue.promote(1);
    assert!(!queue.is_idle());
    assert!(!queue.push(promise(1, to(&[1]), State::Queued)), "an id is taken in once");
}

#[test]
fn what_goes_into_a_mailbox_waits_for_the_order_that_makes_it() {
    use crate::model::order::Seat;
    let new = MailboxId::planned(EntryId(1));
    let seat = Seat { inside: None, name: "New".into() };
    let create = Action::Mailbox(MailboxOrder::Create { mailbox: new, seat });
    let keys = vec![key(1)];
    let into = Action::Move { keys, from: MailboxId(1), to: new };
    let held = State::Held { until: 9 };
    let mut queue = queue(vec![
        (1, create, held),
        (2, into, State::Queued),
        (3, flag(&[3], Flags::SEEN, Flags::NONE), State::Queued),
    ]);
    let now = Instant::now();
    assert!(queue.will_make(new) && !queue.will_make(MailboxId(2)));
    assert_eq!(queue.take(now), Some(EntryId(3)));
    assert_eq!(queue.take(now), None);
    queue.promote(9);
    assert_eq!(queue.take(now), Some(EntryId(1)));
    assert_eq!(queue.take(now), None, "it is being made");
    let lost = Fault::new(FaultKind::PerhapsElsewhere, Place::Mailbox, "");
    queue.set(EntryId(1), State::Doubtful(lost));
    assert!(!queue.will_make(new), "nothing more is to wait for it");
    queue.set(EntryId(1), State::Settled);
    assert_eq!(queue.take(now), Some(EntryId(2)));
}

fn moved(keys: &[u64], from: u32, to: u32) -> Action {
    let keys = keys.iter().copied().map(key).collect();
    Action::Move { keys, from: MailboxId(from), to: MailboxId(to) }
}

/// Takes what is next and gathers what goes with it.
fn next(queue: &mut Queue, now: Instant) -> Option<Load> {
    let id = queue.take(now)?;
    queue.gather(id, false, now)
}

fn freight(load: Option<Load>) -> Freight {
    match load {
        Some(Load::Carry(freight)) => *freight,
        other => panic!("nothing to carry out: {other:?}"),
    }
}

fn note(queue: &mut Queue, id: u64, state: &State) -> Vec<(EntryId, State)> {
    let notes = queue.shared(EntryId(id), state);
    notes.iter().for_each(|(id, state)| queue.set(*id, state.clone()));
    notes
}

fn sent() -> State {
    let (target, uid_next) = (crate::model::remote::UidValidity(9), crate::model::remote::Uid(40));
    State::InFlight(Step::Sent { target, uid_next })
}

fn chain() -> Queue {
    queue(vec![
        (1, moved(&[1], 1, 2), State::Queued),
        (2, moved(&[1], 2, 3), State::Queued),
        (3, moved(&[1], 3, 4), State::Held { until: 9 }),
    ])
}

#[test]
fn several_moves_are_carried_out_as_one_under_the_last_of_them() {
    let now = Instant::now();
    let mut queue = chain();
    let load = freight(next(&mut queue, now));
    assert_eq!(load.members, [EntryId(1), EntryId(2)]);
    assert_eq!(load.promise.entry.id, EntryId(2));
    assert_eq!(load.promise.entry.action, moved(&[1], 1, 3));
    assert_eq!(queue.cancel(EntryId(1)), Taken::TooLate, "it is being sent");
    let folded = State::InFlight(Step::Folded { into: EntryId(2) });
    assert_eq!(note(&mut queue, 2, &sent()), [(EntryId(1), folded), (EntryId(2), sent())]);
    // The wire breaks; another one goes on with both.
    queue.release();
    assert_eq!(queue.cancel(EntryId(2)), Taken::TooLate);
    let again = freight(next(&mut queue, now));
    assert_eq!(again.members, load.members);
    assert_eq!(
        (again.promise.entry.action, again.promise.entry.state),
        (moved(&[1], 1, 3), sent())
    );
    let settled = |id| (EntryId(id), State::Settled);
    assert_eq!(note(&mut queue, 2, &State::Settled), [settled(1), settled(2)]);
    queue.promote(9);
    assert_eq!(freight(next(&mut queue, now)).promise.entry.action, moved(&[1], 3, 4));
}

#[test]
fn what_the_journal_holds_of_orders_that_are_one_is_enough_to_go_on() {
    let now = Instant::now();
    let mut before = chain();
    next(&mut before, now);
    note(&mut before, 2, &sent());
    let mut after = Queue::default();
    before.promises().for_each(|promise| assert!(after.push(promise.clone())));
    let load = freight(next(&mut after, now));
    assert_eq!(load.members, [EntryId(1), EntryId(2)]);
    assert_eq!((load.promise.entry.action, load.promise.entry.state), (moved(&[1], 1, 3), sent()));

    // In doubt, they stay one: tried again or given up together.
    let doubt = State::Doubtful(Fault::new(FaultKind::Lost, Place::Command, ""));
    note(&mut after, 2, &doubt);
    let mut later = Queue::default();
    after.promises().for_each(|promise| assert!(later.push(promise.clone())));
    assert_eq!(later.company(EntryId(1)), [EntryId(1), EntryId(2)]);
    assert_eq!(later.bearer(EntryId(1)), EntryId(2));
    assert_eq!(later.cancel(EntryId(1)), Taken::Back);
    assert!(later.get(EntryId(2)).is_none() && later.get(EntryId(3)).is_some());
}

#[test]
fn what_was_refused_as_one_is_carried_out_one_by_one() {
    let now = Instant::now();
    let mut queue = chain();
    let members = freight(next(&mut queue, now)).members;
    note(&mut queue, 2, &sent());
    note(&mut queue, 2, &State::Queued);
    assert!(queue.promises().all(|promise| !matches!(promise.last, Some(Step::Folded { .. }))));
    queue.part(&members);
    let alone = freight(next(&mut queue, now));
    assert_eq!((alone.members, alone.promise.entry.action), (vec![EntryId(1)], moved(&[1], 1, 2)));
    assert_eq!(next(&mut queue, now), None, "the other one waits for it");
    queue.set(EntryId(1), State::Settled);
    assert_eq!(freight(next(&mut queue, now)).promise.entry.action, moved(&[1], 2, 3));
}

#[test]
fn a_passing_error_lets_each_of_them_go_its_own_way_again() {
    let now = Instant::now();
    let mut queue = chain();
    let members = freight(next(&mut queue, now)).members;
    assert_eq!(queue.postpone(&members, now), 1);
    assert_eq!(next(&mut queue, now), None);
    assert_eq!(queue.cancel(EntryId(2)), Taken::Back, "the server has not heard of it");
    queue.hurry();
    assert_eq!(freight(next(&mut queue, now)).promise.entry.action, moved(&[1], 1, 2));
}

#[test]
fn a_move_and_its_way_back_are_nothing_at_all() {
    let now = Instant::now();
    let mut queue =
        queue(vec![(1, moved(&[1], 1, 2), State::Queued), (2, moved(&[1], 2, 1), State::Queued)]);
    assert_eq!(next(&mut queue, now), Some(Load::Nothing(EntryId(2))));
    assert_eq!(note(&mut queue, 2, &State::Settled).len(), 2);
    assert!(queue.is_idle() && queue.promises().next().is_none());
}

#[test]
fn an_entry_whose_bearer_is_lost_is_never_taken_for_done() {
    let now = Instant::now();
    let folded = State::InFlight(Step::Folded { into: EntryId(7) });
    let mut queue = queue(vec![(1, moved(&[1], 1, 2), folded)]);
    assert_eq!(next(&mut queue, now), Some(Load::Orphan));
}
