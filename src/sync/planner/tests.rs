//! The planner as tables: from what is known and what SELECT told to the steps.

use super::*;
use crate::model::remote::UidValidity;

fn state(next: Option<u32>, highest: Option<u64>, complete: bool) -> SyncState {
    SyncState {
        uid_validity: Some(UidValidity(7)),
        uid_next: next.map(Uid),
        highest_modseq: highest.filter(|_| complete).map(ModSeq),
        first_modseq: highest.filter(|_| !complete).map(ModSeq),
        complete,
    }
}

fn selected(validity: u32, next: Option<u32>, modseq: Option<u64>, exists: u32) -> Selected {
    Selected {
        exists,
        uid_validity: UidValidity(validity),
        uid_next: next.map(Uid),
        highest_modseq: modseq.map(ModSeq),
        read_only: false,
    }
}

/// A name, what is known, what SELECT told, the steps.
type Case = (&'static str, SyncState, Selected, Vec<Step>);

fn keep(modseq: Option<u64>) -> Step {
    Step::Keep { modseq: modseq.map(ModSeq) }
}

fn unless(rows: u32) -> Step {
    Step::ListingUnless { rows }
}

fn first_looks() -> Vec<Case> {
    use Step as S;
    let complete = state(Some(10), Some(5), true);
    vec![
        ("never seen", SyncState::default(), selected(7, Some(10), Some(5), 3), vec![S::Newest]),
        (
            "rebind broke off",
            state(None, None, false),
            selected(7, Some(10), None, 3),
            vec![S::Newest],
        ),
        (
            "new UIDVALIDITY",
            complete,
            selected(8, Some(10), Some(5), 3),
            vec![S::Rebind, S::Newest],
        ),
        (
            "UIDNEXT went back",
            complete,
            selected(7, Some(9), Some(5), 3),
            vec![S::Rebind, S::Newest],
        ),
    ]
}

fn later_looks() -> Vec<Case> {
    use Step as S;
    let complete = state(Some(10), Some(5), true);
    let (new, changed) = (S::New { from: Uid(10) }, S::Changed { since: ModSeq(5) });
    vec![
        (
            "nothing moved",
            complete,
            selected(7, Some(10), Some(5), 9),
            vec![unless(9), keep(Some(5))],
        ),
        (
            "new mail",
            complete,
            selected(7, Some(12), Some(6), 9),
            vec![new, changed, unless(9), keep(Some(6))],
        ),
        (
            "no UIDNEXT",
            complete,
            selected(7, None, Some(5), 9),
            vec![new, unless(9), keep(Some(5))],
        ),
        (
            "long away",
            complete,
            selected(7, Some(5_000), Some(6), 9),
            vec![S::Gap { from: Uid(10) }, changed, unless(9), keep(Some(6))],
        ),
        (
            "no CONDSTORE",
            state(Some(10), None, true),
            selected(7, Some(10), None, 9),
            vec![S::Recent, S::Sweep, unless(9), keep(None)],
        ),
        (
            "mod-sequences fell",
            complete,
            selected(7, Some(10), Some(4), 9),
            vec![S::Recent, S::Sweep, unless(9), keep(Some(4))],
        ),
        (
            "history under way",
            state(Some(10), Some(5), false),
            selected(7, Some(12), Some(8), 9),
            vec![new, changed, keep(Some(8))],
        ),
        (
            "history, plain",
            state(Some(10), None, false),
            selected(7, Some(10), None, 9),
            vec![S::Recent, keep(None)],
        ),
    ]
}

const LOOK: Look = Look { tier: Tier::Condstore, listening: false, doubted: false };

#[test]
fn every_state_and_every_select_has_its_steps() {
    for (name, state, selected, expected) in first_looks().into_iter().chain(later_looks()) {
        assert_eq!(plan(&state, &selected, LOOK, false), expected, "{name}");
    }
}

#[test]
fn a_connection_that_stays_lists_in_any_case_and_so_does_one_that_doubts() {
    for complete in [true, false] {
        let (state, selected) =
            (state(Some(10), Some(5), complete), selected(7, Some(10), Some(5), 9));
        for look in [Look { listening: true, ..LOOK }, Look { doubted: true, ..LOOK }] {
            let steps = plan(&state, &selected, look, false);
            assert!(steps.contains(&Step::Listing), "{complete} {look:?}");
        }
    }
}

/// A name, the tier, whether SELECT told what happened since, what else it told, the steps.
type Tiered = (&'static str, Tier, bool, Selected, Vec<Step>);

fn tiers() -> Vec<Tiered> {
    use Step as S;
    use Tier as T;
    let new = S::New { from: Uid(10) };
    let agree = S::Agree { rows: 9 };
    let same = selected(7, Some(10), Some(5), 9);
    let more = selected(7, Some(12), Some(6), 9);
    let sweep = vec![new, S::Recent, S::Sweep, S::Listing, keep(None)];
    vec![
        ("nothing happened since", T::Qresync, true, same, vec![S::Resync, agree, keep(Some(5))]),
        ("something did", T::Qresync, true, more, vec![S::Resync, new, agree, keep(Some(6))]),
        (
            "very much did",
            T::Qresync,
            true,
            selected(7, Some(5_000), Some(6), 9),
            vec![S::Resync, S::Gap { from: Uid(10) }, agree, keep(Some(6))],
        ),
        (
            "it told nothing",
            T::Qresync,
            false,
            more,
            vec![new, S::Changed { since: ModSeq(5) }, S::Listing, keep(Some(6))],
        ),
        (
            "flags alone",
            T::Condstore,
            false,
            more,
            vec![new, S::Changed { since: ModSeq(5) }, S::Listing, keep(Some(6))],
        ),
        // Mod-sequences that it tells all the same do not count.
        ("neither", T::Plain, false, more, vec![new, S::Recent, S::Sweep, S::Listing, keep(None)]),
        ("nothing is believed", T::Hostile, false, same, sweep.clone()),
        ("not even UIDNEXT", T::Hostile, false, selected(7, Some(2), Some(5), 0), sweep),
        (
            "but another UIDVALIDITY is",
            T::Hostile,
            false,
            selected(8, Some(10), None, 9),
            vec![S::Rebind, S::Newest],
        ),
    ]
}

#[test]
fn every_tier_has_its_steps() {
    let complete = state(Some(10), Some(5), true);
    for (name, tier, told, selected, expected) in tiers() {
        let look = Look { tier, listening: true, doubted: false };
        assert_eq!(plan(&complete, &selected, look, told), expected, "{name}");
    }
}

#[test]
fn only_of_what_is_wholly_known_is_it_asked_what_happened_since() {
    let all = Look { tier: Tier::Qresync, listening: false, doubted: false };
    let complete = state(Some(10), Some(5), true);
    let asked = Since { uid_validity: UidValidity(7), modseq: ModSeq(5) };
    for (name, state, look, expected) in [
        ("known", complete, all, Some(asked)),
        ("history under way", state(Some(10), Some(5), false), all, None),
        ("no mod-sequence", state(Some(10), None, true), all, None),
        ("never seen", SyncState::default(), all, None),
        ("in doubt", complete, Look { doubted: true, ..all }, None),
        ("not enabled", complete, LOOK, None),
    ] {
        assert_eq!(since(&state, look), expected, "{name}");
    }
}

#[test]
fn status_tells_whether_a_mailbox_moved() {
    let told = |uv, next, modseq: Option<u64>, messages, unseen| Status {
        messages,
        unseen,
        uid_next: next,
        uid_validity: uv,
        highest_modseq: modseq.map(ModSeq),
    };
    let (uv, next) = (Some(UidValidity(7)), Some(Uid(10)));
    let complete = state(Some(10), Some(5), true);
    let table = [
        ("never seen", SyncState::default(), 0, told(uv, next, None, None, None), true),
        ("the same", complete, 0, told(uv, next, Some(5), Some(4), Some(1)), false),
        ("told nothing", complete, 0, Status::default(), false),
        (
            "other validity",
            complete,
            0,
            told(Some(UidValidity(8)), next, Some(5), Some(4), Some(1)),
            true,
        ),
        ("new mail", complete, 0, told(uv, Some(Uid(11)), Some(5), Some(4), Some(1)), true),
        ("flags", complete, 0, told(uv, next, Some(6), Some(4), Some(1)), true),
        ("expunged", complete, 0, told(uv, next, Some(5), Some(3), Some(1)), true),
        ("read elsewhere", complete, 0, told(uv, next, Some(5), Some(4), Some(0)), true),
        ("one row cannot be had", complete, 1, told(uv, next, Some(5), Some(5), Some(2)), false),
        (
            "history under way",
            state(Some(10), Some(5), false),
            0,
            told(uv, next, Some(6), Some(90), Some(9)),
            false,
        ),
    ];
    for (name, state, skipped, told, expected) in table {
        assert_eq!(moved(&state, 4, 1, skipped, &told), expected, "{name}");
    }
}
