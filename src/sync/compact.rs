//! Which orders that wait can be carried out as one, so that a message makes one way instead of
//! several. Pure: it changes no entry, and is worked out anew from them each time; knows no wire,
//! no journal and no clock.
//!
//! Orders are taken together when all of them come to a single action: A to B and on to C is A to
//! C, A to B and back is nothing, flags come to what the last of them left. What would come to two
//! different actions is left as it was ordered.

use std::collections::{HashMap, HashSet};

use super::folders::goes_before;
use crate::model::action::Action;
use crate::model::flags::Flags;
use crate::model::ids::{EntryId, MailboxId, MessageKey};

/// So many orders are carried out as one at most.
const MOST: usize = 500;

/// So many messages are in them at most; what names more by itself is carried out by itself.
const KEYS_MOST: usize = 20_000;

/// An entry that is not over, as the planner sees it.
#[derive(Debug, Clone, Copy)]
pub struct Waiting<'a> {
    pub id: EntryId,
    pub action: &'a Action,
    /// The server has heard nothing of it, and it may be sent now.
    pub open: bool,
}

/// Several entries as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Rising, at least two, the first being the one that was asked about.
    pub entries: Vec<EntryId>,
    /// What they come to; nothing where they cancel one another out.
    pub action: Option<Action>,
}

/// What becomes of one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Fate {
    Flags {
        add: Flags,
        remove: Flags,
    },
    /// To `None`: deleted for good.
    Path {
        from: MailboxId,
        to: Option<MailboxId>,
    },
}

impl Fate {
    fn is_nothing(self) -> bool {
        matches!(self, Self::Path { from, to } if to == Some(from))
    }

    fn of(action: &Action) -> Option<Self> {
        match action {
            Action::Flag { add, remove, .. } => {
                Some(Self::Flags { add: add.without(*remove), remove: *remove })
            }
            Action::Move { from, to, .. } => Some(Self::Path { from: *from, to: Some(*to) }),
            Action::Delete { from, .. } => Some(Self::Path { from: *from, to: None }),
            Action::Mailbox(_)
            | Action::PutBack { .. }
            | Action::Copy { .. }
            | Action::Across { .. }
            | Action::Label { .. }
            | Action::Retract { .. } => None,
        }
    }

    /// This and then that; `None` where that cannot come after this.
    fn then(self, next: Self) -> Option<Self> {
        match (self, next) {
            (Self::Flags { add, remove }, Self::Flags { add: plus, remove: minus }) => {
                let (add, remove) =
                    (add.without(minus).with(plus), remove.without(plus).with(minus));
                Some(Self::Flags { add, remove })
            }
            (Self::Path { from, to: Some(there) }, Self::Path { from: here, to })
                if there == here =>
            {
                Some(Self::Path { from, to })
            }
            _ => None,
        }
    }
}

/// What several actions come to, message by message.
#[derive(Debug, Default)]
struct Net {
    fates: HashMap<MessageKey, Fate>,
    /// How many messages have each fate, but for those that stay where they are.
    groups: HashMap<Fate, usize>,
}

impl Net {
    /// Whether an action can come next. `labels`: mailboxes are labels of one mail, so that what
    /// is expunged elsewhere than in the trash is not deleted (Gmail).
    fn bears(&self, action: &Action, labels: bool) -> bool {
        let Some(fate) = Fate::of(action) else { return false };
        let known = action.keys().iter().filter_map(|key| self.fates.get(key));
        let mut shared = 0_usize;
        for before in known {
            shared += 1;
            if before.then(fate).is_none() {
                return false;
            }
        }
        match fate {
            // A stranger to all of them is only taken along where it is the very same order.
            Fate::Flags { .. } => {
                let same = self.groups.len() == 1 && self.groups.contains_key(&fate);
                let flags = self.fates.values().next();
                matches!(flags, None | Some(Fate::Flags { .. })) && (shared > 0 || same)
            }
            Fate::Path { to, .. } => shared > 0 && (to.is_some() || !labels),
        }
    }

    fn take(&mut self, action: &Action) {
        let Some(next) = Fate::of(action) else { return };
        for key in action.keys() {
            let before = self.fates.get(key).copied();
            let fate = before.and_then(|before| before.then(next)).unwrap_or(next);
            if let Some(before) = before {
                self.leave(before);
            }
            if !fate.is_nothing() {
                *self.groups.entry(fate).or_default() += 1;
            }
            self.fates.insert(*key, fate);
        }
    }

    fn leave(&mut self, fate: Fate) {
        if let Some(count) = self.groups.get_mut(&fate) {
            *count -= 1;
            if *count == 0 {
                self.groups.remove(&fate);
            }
        }
    }

    fn is_one(&self) -> bool {
        self.groups.len() <= 1
    }

    /// What it comes to, if to a single action.
    fn action(&self) -> Option<Option<Action>> {
        if !self.is_one() {
            return None;
        }
        let Some(&fate) = self.groups.keys().next() else { return Some(None) };
        let theirs = self.fates.iter().filter(|(_, of)| **of == fate);
        let mut keys: Vec<MessageKey> = theirs.map(|(key, _)| *key).collect();
        keys.sort_unstable();
        Some(Some(match fate {
            Fate::Flags { add, remove } => Action::Flag { keys, add, remove },
            Fate::Path { from, to: Some(to) } => Action::Move { keys, from, to },
            Fate::Path { from, to: None } => Action::Delete { keys, from },
        }))
    }
}

/// What actions, one after the other, come to: `None` where that is more than one action, `Some(None)`
/// where it is nothing.
pub fn together<'a>(actions: impl IntoIterator<Item = &'a Action>) -> Option<Option<Action>> {
    let mut net = Net::default();
    for action in actions {
        Fate::of(action)?;
        net.take(action);
    }
    net.action()
}

/// Which entries are carried out with `first`, which may be carried out now. `waiting` are all that
/// are not over, oldest first. What is ordered for one message keeps its order: an entry joins only
/// when all that was ordered before it for any of its messages has joined, too.
pub fn plan(waiting: &[Waiting<'_>], first: EntryId, labels: bool) -> Option<Plan> {
    let at = waiting.iter().position(|one| one.id == first)?;
    let (before, rest) = waiting.split_at(at);
    let (head, rest) = rest.split_first()?;
    let mut net = Net::default();
    if Fate::of(head.action).is_none() || head.action.keys().len() > KEYS_MOST {
        return None;
    }
    net.take(head.action);
    let mut blocked: HashSet<MessageKey> = HashSet::new();
    let mut tending: Vec<&Action> = Vec::new();
    for one in before {
        blocked.extend(one.action.keys());
        tending.extend(mailbox_order(one.action));
    }
    let mut joined: Vec<&Waiting<'_>> = vec![head];
    let mut whole = 1;
    for one in rest {
        let free = one.open
            && net.fates.len() + one.action.keys().len() <= KEYS_MOST
            && one.action.keys().iter().all(|key| !blocked.contains(key))
            && !tending.iter().any(|other| goes_before(other, one.action));
        if free && joined.len() < MOST && net.bears(one.action, labels) {
            net.take(one.action);
            joined.push(one);
            if net.is_one() {
                whole = joined.len();
            }
        } else {
            blocked.extend(one.action.keys());
            tending.extend(mailbox_order(one.action));
        }
    }
    joined.truncate(whole);
    if joined.len() < 2 {
        return None;
    }
    let action = together(joined.iter().map(|one| one.action))?;
    Some(Plan { entries: joined.iter().map(|one| one.id).collect(), action })
}

/// An order about a mailbox holds back more than what shares a message with it.
fn mailbox_order(action: &Action) -> Option<&Action> {
    Some(action).filter(|action| matches!(action, Action::Mailbox(_)))
}

#[cfg(test)]
mod tests;
