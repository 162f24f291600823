//! What orders come to, as tables and against a model that carries out every one of them.

use std::collections::BTreeMap;

use super::*;
use crate::model::ids::AccountId;
use crate::model::order::{MailboxOrder, Seat};

const A: MailboxId = MailboxId(1);
const B: MailboxId = MailboxId(2);
const C: MailboxId = MailboxId(3);
const D: MailboxId = MailboxId(4);

fn keys(numbers: &[u64]) -> Vec<MessageKey> {
    numbers.iter().map(|number| MessageKey::new(AccountId(1), *number)).collect()
}

fn moved(numbers: &[u64], from: MailboxId, to: MailboxId) -> Action {
    Action::Move { keys: keys(numbers), from, to }
}

fn deleted(numbers: &[u64], from: MailboxId) -> Action {
    Action::Delete { keys: keys(numbers), from }
}

fn flagged(numbers: &[u64], add: Flags, remove: Flags) -> Action {
    Action::Flag { keys: keys(numbers), add, remove }
}

fn labelled(numbers: &[u64], add: MailboxId) -> Action {
    Action::Label { keys: keys(numbers), add: vec![add], remove: vec![] }
}

fn read(numbers: &[u64]) -> Action {
    flagged(numbers, Flags::SEEN, Flags::NONE)
}

fn unread(numbers: &[u64]) -> Action {
    flagged(numbers, Flags::NONE, Flags::SEEN)
}

/// The plan for the first of these, all of which may be sent but those that are named.
fn planned(actions: &[Action], shut: &[usize], labels: bool) -> Option<(Vec<u64>, Option<Action>)> {
    let waiting: Vec<Waiting<'_>> = actions
        .iter()
        .enumerate()
        .map(|(at, action)| Waiting {
            id: EntryId(at as u64 + 1),
            action,
            open: !shut.contains(&(at + 1)),
        })
        .collect();
    let plan = plan(&waiting, EntryId(1), labels)?;
    Some((plan.entries.iter().map(|id| id.0).collect(), plan.action))
}

#[test]
fn moves_of_the_same_messages_are_one_move_or_none() {
    for (name, actions, expected) in [
        ("one", vec![moved(&[1], A, B)], None),
        (
            "on and on",
            vec![moved(&[1, 2], A, B), moved(&[1, 2], B, C), moved(&[2, 1], C, D)],
            Some((vec![1, 2, 3], Some(moved(&[1, 2], A, D)))),
        ),
        ("and back", vec![moved(&[1], A, B), moved(&[1], B, A)], Some((vec![1, 2], None))),
        (
            "back and forth",
            vec![moved(&[1], A, B), moved(&[1], B, A), moved(&[1], A, C)],
            Some((vec![1, 2, 3], Some(moved(&[1], A, C)))),
        ),
        (
            "some go back",
            vec![moved(&[1, 2, 3], A, B), moved(&[2], B, A)],
            Some((vec![1, 2], Some(moved(&[1, 3], A, B)))),
        ),
        ("some go on", vec![moved(&[1, 2], A, B), moved(&[2], B, C)], None),
        (
            "the others follow",
            vec![moved(&[1, 2], A, B), moved(&[2], B, C), moved(&[1], B, C)],
            Some((vec![1, 2, 3], Some(moved(&[1, 2], A, C)))),
        ),
        ("with a stranger", vec![moved(&[1], A, B), moved(&[1, 2], B, C)], None),
        (
            "with a stranger that ends where it began",
            vec![moved(&[1], A, B), moved(&[1, 2], B, A)],
            Some((vec![1, 2], Some(moved(&[2], B, A)))),
        ),
        ("others on the same way", vec![moved(&[1], A, B), moved(&[2], A, B)], None),
        ("from elsewhere", vec![moved(&[1], A, B), moved(&[1], C, D)], None),
        ("a flag between", vec![moved(&[1], A, B), read(&[1]), moved(&[1], B, C)], None),
        ("a label between", vec![moved(&[1], A, B), labelled(&[1], C), moved(&[1], B, C)], None),
        ("labels", vec![labelled(&[1], B), labelled(&[1], C)], None),
    ] {
        assert_eq!(planned(&actions, &[], false), expected, "{name}");
    }
}

#[test]
fn what_is_deleted_after_a_move_is_deleted_where_it_is_unless_mailboxes_are_labels() {
    let gone = [moved(&[1, 2], A, B), deleted(&[1, 2], B)];
    let expected = Some((vec![1, 2], Some(deleted(&[1, 2], A))));
    assert_eq!(planned(&gone, &[], false), expected);
    assert_eq!(planned(&gone, &[], true), None, "an expunge would only take a label off");
    let more = [moved(&[1], A, B), deleted(&[1, 7], B)];
    assert_eq!(planned(&more, &[], false), None, "the other one is elsewhere");
    let trash = [moved(&[1], A, B), moved(&[1], B, C)];
    assert!(planned(&trash, &[], true).is_some());
    assert_eq!(planned(&[deleted(&[1], A), moved(&[1], A, B)], &[], false), None);
}

#[test]
fn flags_come_to_what_the_last_order_left() {
    let (seen, star, none) = (Flags::SEEN, Flags::FLAGGED, Flags::NONE);
    for (name, actions, expected) in [
        (
            "read, unread, read",
            vec![read(&[1]), unread(&[1]), read(&[1])],
            Some((vec![1, 2, 3], Some(read(&[1])))),
        ),
        (
            "two flags",
            vec![read(&[1]), flagged(&[1], star, none)],
            Some((vec![1, 2], Some(flagged(&[1], seen.with(star), none)))),
        ),
        (
            "one on, one off",
            vec![read(&[1]), flagged(&[1], none, star)],
            Some((vec![1, 2], Some(flagged(&[1], seen, star)))),
        ),
        (
            "the last order names more",
            vec![read(&[1]), unread(&[1, 2])],
            Some((vec![1, 2], Some(unread(&[1, 2])))),
        ),
        ("the last order names fewer", vec![read(&[1, 2]), unread(&[1])], None),
        (
            "the same of others",
            vec![read(&[1]), flagged(&[5], star, none), read(&[2]), read(&[3])],
            Some((vec![1, 3, 4], Some(read(&[1, 2, 3])))),
        ),
        (
            "a move of one of them between",
            vec![read(&[1]), moved(&[2], A, B), read(&[2]), read(&[3])],
            Some((vec![1, 4], Some(read(&[1, 3])))),
        ),
    ] {
        assert_eq!(planned(&actions, &[], false), expected, "{name}");
    }
}

#[test]
fn what_may_not_be_sent_holds_back_all_that_comes_after_it() {
    let chain = [moved(&[1], A, B), moved(&[1], B, C), moved(&[1], C, D)];
    assert_eq!(planned(&chain, &[2], false), None);
    let expected = Some((vec![1, 2], Some(moved(&[1], A, C))));
    assert_eq!(planned(&chain, &[3], false), expected);
    let seat = Seat { inside: None, name: "C".into() };
    let felled =
        Action::Mailbox(MailboxOrder::Delete { mailbox: C, seat, messages: 1, below: Vec::new() });
    let between = [moved(&[1], A, B), felled, moved(&[1], B, C)];
    assert_eq!(planned(&between, &[], false), None, "the mailbox goes first");
}

#[test]
fn what_names_very_many_messages_is_left_alone() {
    let all: Vec<u64> = (1..=KEYS_MOST as u64 + 1).collect();
    assert_eq!(planned(&[read(&all), unread(&all)], &[], false), None);
    assert_eq!(planned(&[read(&[1]), unread(&all)], &[], false), None);
    let many: Vec<Action> = (1..=MOST as u64 + 9).map(|number| read(&[number])).collect();
    assert_eq!(planned(&many, &[], false).unwrap().0.len(), MOST);
}

/// A message as a server has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct There {
    at: Option<MailboxId>,
    flags: Flags,
}

type World = BTreeMap<MessageKey, There>;

fn carry_out(world: &mut World, action: &Action) {
    for key in action.keys() {
        let Some(mail) = world.get_mut(key) else { continue };
        match action {
            Action::Flag { add, remove, .. } if mail.at.is_some() => {
                mail.flags = mail.flags.with(*add).without(*remove);
            }
            Action::Move { from, to, .. } if mail.at == Some(*from) => mail.at = Some(*to),
            Action::Delete { from, .. } if mail.at == Some(*from) => mail.at = None,
            _ => {}
        }
    }
}

/// Orders as a person gives them, who sees every order before it as done.
fn orders(random: &mut fastrand::Rng) -> (World, Vec<Action>) {
    let mailboxes = [A, B, C];
    let start: World = keys(&[1, 2, 3, 4])
        .into_iter()
        .map(|key| (key, There { at: random.choice(mailboxes), flags: Flags::NONE }))
        .collect();
    let mut seen = start.clone();
    let mut all = Vec::new();
    for _ in 0..random.usize(2..9) {
        let from = mailboxes[random.usize(..3)];
        let mut chosen: Vec<MessageKey> =
            seen.iter().filter(|(_, mail)| mail.at == Some(from)).map(|(key, _)| *key).collect();
        if random.bool() {
            chosen.retain(|_| random.bool());
        }
        if chosen.is_empty() {
            continue;
        }
        let keys = chosen;
        let to = mailboxes[random.usize(..3)];
        let flags = [Flags::NONE, Flags::SEEN, Flags::FLAGGED];
        let action = match random.u8(..8) {
            0 => Action::Delete { keys, from },
            1..=3 => {
                let add = flags[random.usize(..3)];
                let remove = flags[random.usize(..3)].without(add);
                Action::Flag { keys, add, remove }
            }
            _ if to == from => continue,
            _ => Action::Move { keys, from, to },
        };
        carry_out(&mut seen, &action);
        all.push(action);
    }
    (start, all)
}

#[test]
fn orders_carried_out_as_one_end_where_they_end_one_by_one() {
    let mut random = fastrand::Rng::with_seed(4);
    let (mut folded, mut nothing) = (0, 0);
    for round in 0..20_000 {
        let (start, all) = orders(&mut random);
        let mut one_by_one = start.clone();
        all.iter().for_each(|action| carry_out(&mut one_by_one, action));

        let mut as_one = start;
        let mut left: Vec<(EntryId, &Action)> =
            all.iter().enumerate().map(|(at, action)| (EntryId(at as u64), action)).collect();
        while let Some(&(first, action)) = left.first() {
            let waiting: Vec<Waiting<'_>> =
                left.iter().map(|&(id, action)| Waiting { id, action, open: true }).collect();
            match plan(&waiting, first, false) {
                Some(plan) => {
                    folded += 1;
                    nothing += usize::from(plan.action.is_none());
                    plan.action.iter().for_each(|action| carry_out(&mut as_one, action));
                    left.retain(|(id, _)| !plan.entries.contains(id));
                }
                None => {
                    carry_out(&mut as_one, action);
                    left.remove(0);
                }
            }
        }
        assert_eq!(as_one, one_by_one, "round {round}: {all:#?}");
    }
    assert!(folded > 2_000 && nothing > 100, "{folded} {nothing}: it folds at all");
}
