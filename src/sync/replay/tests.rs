//! What the steps of an entry are and what answers prove, as tables.

use super::*;
use crate::model::ids::{AccountId, EntryId, MailboxId};
use crate::model::journal::Entry;
use crate::model::order::{MailboxOrder, Seat};
use crate::model::remote::WireName;

fn key(number: u64) -> MessageKey {
    MessageKey::new(AccountId(1), number)
}

fn aim(uid: u32, message_id: &str, size: u32) -> Aim {
    Aim { key: key(uid.into()), uid: Uid(uid), message_id: message_id.into(), size }
}

fn set(uids: &[u32]) -> UidSet {
    UidSet::from_uids(uids.iter().copied().map(Uid))
}

fn tail(rows: &[(u32, &str, u32)]) -> Vec<(Uid, String, u32)> {
    rows.iter().map(|(uid, id, size)| (Uid(*uid), (*id).to_owned(), *size)).collect()
}

fn moving() -> Action {
    Action::Move { keys: vec![key(1)], from: MailboxId(1), to: MailboxId(2) }
}

fn unavailable() -> Fault {
    Fault::new(FaultKind::Unavailable, Place::Command, "try later")
}

#[test]
fn what_was_given_up_goes_on_from_its_last_step_and_from_nowhere_else() {
    let sent = Step::Sent { target: UidValidity(9), uid_next: Uid(40) };
    let flag = Action::Flag { keys: vec![key(1)], add: Flags::SEEN, remove: Flags::NONE };
    let put_back = Action::PutBack { keys: vec![key(1)], to: MailboxId(2) };
    let doubtful = || State::Doubtful(unavailable());
    let in_flight = |step: &Step| Some(State::InFlight(step.clone()));
    let copied = Step::Copied { target: UidValidity(9), uid_next: Uid(40), pairs: vec![] };
    let folded = Step::Folded { into: EntryId(2) };
    let stays = Fault::new(FaultKind::OriginalStays(Refusal::NoPermission), Place::Message, "no");
    let elsewhere =
        || State::Doubtful(Fault::new(FaultKind::PerhapsElsewhere, Place::Mailbox, "no answer"));
    for (action, last, state, expected) in [
        (moving(), Some(&sent), doubtful(), in_flight(&sent)),
        (put_back.clone(), Some(&sent), doubtful(), in_flight(&sent)),
        (moving(), None, doubtful(), None),
        (put_back, None, doubtful(), None),
        (flag.clone(), None, doubtful(), Some(State::Queued)),
        (flag, Some(&Step::Repeatable), doubtful(), in_flight(&Step::Repeatable)),
        (create(), Some(&making()), doubtful(), in_flight(&making())),
        (create(), Some(&making()), elsewhere(), Some(State::Queued)),
        (create(), Some(&named()), elsewhere(), Some(State::Queued)),
        (moving(), Some(&sent), elsewhere(), Some(State::Queued)),
        (moving(), Some(&sent), State::Refused(unavailable()), Some(State::Queued)),
        (moving(), Some(&copied), State::Refused(stays.clone()), in_flight(&copied)),
        (moving(), Some(&sent), State::Refused(stays), Some(State::Queued)),
        (moving(), Some(&copied), State::Refused(unavailable()), Some(State::Queued)),
        (moving(), Some(&folded), doubtful(), None),
        (moving(), Some(&sent), State::InFlight(sent.clone()), None),
        (moving(), None, State::Queued, None),
    ] {
        let entry = Entry { id: EntryId(1), account: AccountId(1), action, at: 0, state };
        let last = last.cloned();
        let promise =
            Promise { entry, targets: vec![], mailboxes: vec![], last, edges: vec![], far: None };
        assert_eq!(again(&promise), expected, "{promise:?}");
    }
}

fn create() -> Action {
    let seat = Seat { inside: None, name: "New".into() };
    Action::Mailbox(MailboxOrder::Create { mailbox: MailboxId::planned(EntryId(1)), seat })
}

fn making() -> Step {
    let (mailbox, newest) = (MailboxId::planned(EntryId(1)), MailboxId(7));
    Step::Making { mailbox, name: WireName("New".into()), newest }
}

fn named() -> Step {
    Step::Named(vec![(MailboxId::planned(EntryId(1)), WireName("New".into()))])
}

#[test]
fn every_state_of_every_action_has_its_next_step() {
    let flag = Action::Flag { keys: vec![key(1)], add: Flags::SEEN, remove: Flags::FLAGGED };
    let delete = Action::Delete { keys: vec![key(1)], from: MailboxId(1) };
    let (target, uid_next) = (UidValidity(9), Uid(40));
    let sent = State::InFlight(Step::Sent { target, uid_next });
    let pairs = vec![(Uid(1), Uid(40))];
    let copied = State::InFlight(Step::Copied { target, uid_next, pairs: pairs.clone() });
    let repeatable = State::InFlight(Step::Repeatable);
    let flags = Next::Flags { add: Flags::SEEN, remove: Flags::FLAGGED };
    for (action, state, expected) in [
        (&flag, State::Queued, flags.clone()),
        (&flag, repeatable.clone(), flags),
        (&delete, State::Queued, Next::Remove),
        (&delete, repeatable, Next::Remove),
        (&moving(), State::Queued, Next::Send),
        (&moving(), sent, Next::Look { target, uid_next }),
        (&moving(), copied, Next::Finish { target, pairs }),
        (&create(), State::InFlight(making()), Next::Tend),
        (&create(), State::InFlight(named()), Next::Tend),
        (&moving(), State::Held { until: 5 }, Next::Nothing),
        (&moving(), State::Refused(gone()), Next::Nothing),
        (&moving(), State::Doubtful(gone()), Next::Nothing),
        (&moving(), State::Settled, Next::Nothing),
        (&flag, State::Cancelled, Next::Nothing),
    ] {
        assert_eq!(next(action, &state), expected, "{action:?} {state:?}");
    }
}

#[test]
fn what_is_found_in_both_mailboxes_proves_what_happened() {
    let aims = [aim(1, "a", 10), aim(2, "b", 20)];
    for (name, home, found, expected) in [
        (
            "nothing was sent",
            vec![1, 2],
            vec![],
            Proof { todo: vec![Uid(1), Uid(2)], ..Proof::default() },
        ),
        (
            "all of it was moved",
            vec![],
            vec![(41, "b", 20), (40, "a", 10)],
            Proof {
                moved: vec![(key(1), Some(Uid(40))), (key(2), Some(Uid(41)))],
                ..Proof::default()
            },
        ),
        (
            "one was moved, one was not",
            vec![2],
            vec![(40, "a", 10)],
            Proof { moved: vec![(key(1), Some(Uid(40)))], todo: vec![Uid(2)], ..Proof::default() },
        ),
        (
            "copied, the originals still there",
            vec![1, 2],
            vec![(40, "a", 10), (41, "b", 20)],
            Proof { copied: vec![(Uid(1), Uid(40)), (Uid(2), Uid(41))], ..Proof::default() },
        ),
        (
            "taken away by somebody else",
            vec![2],
            vec![(40, "other", 10)],
            Proof { lost: vec![key(1)], todo: vec![Uid(2)], ..Proof::default() },
        ),
        (
            "the same Message-ID but another size is another message",
            vec![1, 2],
            vec![(40, "a", 11)],
            Proof { todo: vec![Uid(1), Uid(2)], ..Proof::default() },
        ),
    ] {
        assert_eq!(judge(&aims, &set(&home), &tail(&found)), expected, "{name}");
    }
}

#[test]
fn messages_that_look_alike_are_paired_only_when_there_are_enough_copies() {
    let twins = [aim(1, "a", 10), aim(2, "a", 10)];
    let both = pair(&twins, &tail(&[(40, "a", 10), (41, "a", 10), (42, "a", 10)]), false);
    assert_eq!(both, HashMap::from([(Uid(1), Some(Uid(40))), (Uid(2), Some(Uid(41)))]));
    let one = pair(&twins, &tail(&[(40, "a", 10)]), true);
    assert_eq!(one, HashMap::from([(Uid(1), None), (Uid(2), None)]));
    // Nothing at home is removed on such weak evidence.
    let proof = judge(&twins, &set(&[1, 2]), &tail(&[(40, "a", 10)]));
    assert_eq!(proof, Proof { todo: vec![Uid(1), Uid(2)], ..Proof::default() });
}

#[test]
fn a_message_id_with_a_comment_is_the_same_message_id() {
    let proof = judge(&[aim(1, "a@b", 10)], &set(&[]), &tail(&[(40, "<a@b>(odd)", 10)]));
    assert_eq!(proof.moved, [(key(1), Some(Uid(40)))]);
}

#[test]
fn a_size_alone_never_proves_that_an_original_may_go() {
    let nameless = [aim(1, "", 10)];
    let found = tail(&[(40, "", 10)]);
    let proof = judge(&nameless, &set(&[1]), &found);
    assert_eq!(proof, Proof { todo: vec![Uid(1)], ..Proof::default() });
    assert_eq!(pair(&nameless, &found, true), HashMap::from([(Uid(1), Some(Uid(40)))]));
}

#[test]
fn copyuid_tells_who_went_and_who_stayed() {
    let aims = [aim(1, "a", 10), aim(2, "b", 20), aim(3, "c", 30)];
    let (went, stayed) = told(&aims, &[(Uid(3), Uid(42)), (Uid(1), Uid(41)), (Uid(77), Uid(43))]);
    assert_eq!(went, [(key(1), Some(Uid(41))), (key(3), Some(Uid(42)))]);
    assert_eq!(stayed, [Uid(2)]);
    assert_eq!(originals(&aims, &[(Uid(3), Uid(42)), (Uid(77), Uid(43))]), [Uid(3)]);
}

#[test]
fn a_no_is_judged_by_its_code_and_by_what_may_have_happened() {
    let sent = State::InFlight(Step::Sent { target: UidValidity(1), uid_next: Uid(1) });
    let refused = |refusal| Fault::new(FaultKind::Refused(refusal), Place::Command, "no");
    let bad = Fault::new(FaultKind::NotUnderstood, Place::Command, "bad");
    let (target, uid_next) = (UidValidity(1), Uid(1));
    let copied = State::InFlight(Step::Copied { target, uid_next, pairs: vec![] });
    let stays = |why, said: &str| Fault::new(FaultKind::OriginalStays(why), Place::Command, said);
    for (fault, state, tries, expected) in [
        (
            refused(Refusal::NoPermission),
            State::Queued,
            1,
            After::Refused(refused(Refusal::NoPermission)),
        ),
        (bad.clone(), State::Queued, 1, After::Refused(bad.clone())),
        // A copy may be there: what comes behind it may fail without undoing it.
        (
            refused(Refusal::NoPermission),
            sent.clone(),
            1,
            After::Doubtful(refused(Refusal::NoPermission)),
        ),
        (bad.clone(), sent.clone(), 1, After::Later { untouched: false }),
        (bad.clone(), sent.clone(), MAX_TRIES, After::Doubtful(bad.clone())),
        (super::gone(), sent.clone(), 1, After::Refused(super::gone())),
        (unavailable(), State::Queued, 1, After::Later { untouched: true }),
        (unavailable(), sent.clone(), 1, After::Later { untouched: false }),
        (unavailable(), State::Queued, MAX_TRIES, After::Refused(unavailable())),
        (unavailable(), sent, MAX_TRIES, After::Doubtful(unavailable())),
        // So may a mailbox: the list that would tell it may fail, too.
        (unavailable(), State::InFlight(making()), 1, After::Later { untouched: false }),
        (unavailable(), State::InFlight(making()), MAX_TRIES, After::Doubtful(unavailable())),
        // The copy is confirmed: nothing is in doubt.
        (
            refused(Refusal::NoPermission),
            copied.clone(),
            1,
            After::Refused(stays(Refusal::NoPermission, "no")),
        ),
        (bad.clone(), copied.clone(), 1, After::Later { untouched: false }),
        (bad, copied.clone(), MAX_TRIES, After::Refused(stays(Refusal::Cannot, "bad"))),
        (unavailable(), copied.clone(), 1, After::Later { untouched: false }),
        (unavailable(), copied, MAX_TRIES, After::Refused(stays(Refusal::Cannot, "try later"))),
    ] {
        assert_eq!(after(fault.clone(), &state, tries), expected, "{fault} {state:?} {tries}");
    }
}
