//! What was confirmed in earlier runs and can still be undone. Pure; knows no journal file.

use std::collections::BTreeSet;

use crate::model::action::Action;
use crate::model::flags::Flags;
use crate::model::ids::{AccountId, MessageKey};
use crate::model::journal::{Entry, Promise};

/// Older orders are not offered any more, milliseconds: nobody remembers them.
const AGE: i64 = 7 * 24 * 3_600 * 1_000;

/// Of the orders of all accounts that were settled, oldest first, those of one that can be undone:
/// not what was undone since, and not what Pombo did by itself. `now` in milliseconds since 1970.
pub fn undoable(done: &[Promise], account: AccountId, now: i64) -> Vec<Entry> {
    let mut left: Vec<Entry> = Vec::new();
    for entry in done.iter().map(|promise| &promise.entry) {
        if let Action::Retract { order, .. } = entry.action {
            // It may be in the journal of another account.
            left.retain(|earlier| earlier.id != order);
            continue;
        }
        if entry.account != account || now.saturating_sub(entry.at) > AGE {
            continue;
        }
        let undoes = |earlier: &Entry| {
            earlier.action.inverse().is_some_and(|inverse| same(&inverse, &entry.action))
        };
        if let Some(undone) = left.iter().rposition(undoes) {
            left.remove(undone);
        } else if !by_itself(&entry.action) {
            left.push(entry.clone());
        }
    }
    left
}

/// A message that is looked at for a while is marked as read: nobody ordered it.
fn by_itself(action: &Action) -> bool {
    matches!(action, Action::Flag { keys, add: Flags::SEEN, remove: Flags::NONE } if keys.len() == 1)
}

/// Whether two actions do the same, whatever the order of their messages.
fn same(one: &Action, other: &Action) -> bool {
    let alike = match (one, other) {
        (Action::Flag { add, remove, .. }, Action::Flag { add: plus, remove: minus, .. }) => {
            (add, remove) == (plus, minus)
        }
        (Action::Move { from, to, .. }, Action::Move { from: here, to: there, .. }) => {
            (from, to) == (here, there)
        }
        _ => one == other,
    };
    let keys = |action: &Action| action.keys().iter().copied().collect::<BTreeSet<MessageKey>>();
    alike && keys(one) == keys(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::{EntryId, MailboxId};
    use crate::model::journal::State;

    const ME: AccountId = AccountId(1);
    const NOW: i64 = 1_800_000_000_000;

    fn keys(numbers: &[u64]) -> Vec<MessageKey> {
        numbers.iter().map(|number| MessageKey::new(ME, *number)).collect()
    }

    fn moved(numbers: &[u64], from: u32, to: u32) -> Action {
        Action::Move { keys: keys(numbers), from: MailboxId(from), to: MailboxId(to) }
    }

    fn done(actions: &[(Action, i64)]) -> Vec<Promise> {
        let entries = actions.iter().zip(1..).map(|((action, at), id)| Entry {
            id: EntryId(id),
            account: ME,
            action: action.clone(),
            at: *at,
            state: State::Settled,
        });
        entries
            .map(|entry| Promise {
                entry,
                targets: vec![],
                mailboxes: vec![],
                last: None,
                far: None,
                edges: vec![],
            })
            .collect()
    }

    fn left(actions: &[Action]) -> Vec<u64> {
        let actions: Vec<_> = actions.iter().map(|action| (action.clone(), NOW)).collect();
        undoable(&done(&actions), ME, NOW).iter().map(|entry| entry.id.0).collect()
    }

    #[test]
    fn what_was_undone_and_what_undid_it_are_both_over() {
        assert_eq!(left(&[moved(&[1, 2], 1, 4), moved(&[3], 1, 5)]), [1, 2]);
        assert_eq!(left(&[moved(&[1, 2], 1, 4), moved(&[2, 1], 4, 1)]), Vec::<u64>::new());
        assert_eq!(left(&[moved(&[1, 2], 1, 4), moved(&[1], 4, 1)]), [1, 2], "only a part");
        let star = Action::Flag { keys: keys(&[1]), add: Flags::FLAGGED, remove: Flags::NONE };
        let unstar = star.inverse().unwrap();
        assert_eq!(left(&[star.clone(), unstar, star]), [3]);
    }

    #[test]
    fn what_was_taken_back_is_not_offered_whichever_account_did_it() {
        let to = MailboxId(9);
        let copy = |number| Action::Copy { keys: keys(&[number]), from: MailboxId(1), to };
        let retract =
            |order| Action::Retract { order: EntryId(order), from: to, back: None, count: 1 };
        assert_eq!(left(&[copy(1), copy(2)]), [1, 2]);
        assert_eq!(left(&[copy(1), copy(2), retract(1)]), [2]);
        let mut all = done(&[(copy(1), NOW), (retract(1), NOW)]);
        all[1].entry.account = AccountId(2);
        assert_eq!(undoable(&all, ME, NOW), []);
        assert_eq!(undoable(&all, AccountId(2), NOW), []);
    }

    #[test]
    fn what_was_not_ordered_here_or_long_ago_is_not_offered() {
        let seen = |numbers: &[u64]| Action::Flag {
            keys: keys(numbers),
            add: Flags::SEEN,
            remove: Flags::NONE,
        };
        assert_eq!(left(&[seen(&[1]), seen(&[1, 2])]), [2]);
        let old = done(&[(moved(&[1], 1, 4), NOW - AGE - 1), (moved(&[2], 1, 4), NOW)]);
        let ids: Vec<u64> = undoable(&old, ME, NOW).iter().map(|entry| entry.id.0).collect();
        assert_eq!(ids, [2]);
        assert_eq!(undoable(&old, AccountId(2), NOW), []);
    }
}
