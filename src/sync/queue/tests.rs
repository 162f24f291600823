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
    Promise { entry, targets: Vec::new(), mailboxes: Vec::new(), last: None, far: None }
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
fn flags_that_a_later_order_sets_again_are_not_sent() {
    let (seen, none, star) = (Flags::SEEN, Flags::NONE, Flags::FLAGGED);
    let queued = || State::Queued;
    for (name, first, second, state, expected) in [
        ("the opposite", flag(&[1], seen, none), flag(&[1], none, seen), queued(), true),
        ("more messages", flag(&[1], seen, none), flag(&[1, 2], none, seen), queued(), true),
        ("fewer messages", flag(&[1, 2], seen, none), flag(&[1], none, seen), queued(), false),
        ("another flag", flag(&[1], seen, none), flag(&[1], star, none), queued(), false),
        ("a move between", flag(&[1], seen, none), to(&[1]), queued(), false),
        (
            "still held",
            flag(&[1], seen, none),
            flag(&[1], none, seen),
            State::Held { until: 1 },
            false,
        ),
    ] {
        let queue = queue(vec![(1, first, State::Queued), (2, second, state)]);
        assert_eq!(queue.is_overruled(EntryId(1)), expected, "{name}");
        assert!(!queue.is_overruled(EntryId(2)), "{name}: the last one is sent");
    }
}

#[test]
fn a_passing_error_lets_an_entry_rest_longer_each_time_and_hurry_ends_it() {
    let mut queue = queue(vec![(1, to(&[1]), State::Queued)]);
    let now = Instant::now();
    for tries in 1..=12u8 {
        assert_eq!(queue.postpone(EntryId(1), now), tries);
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
    queue.set(EntryId(1), State::Settled);
    assert_eq!(queue.take(now), Some(EntryId(2)));
}
