//! The two kinds of things that deeds change: a message with its copies, and a mailbox.

use super::FAR;
use super::change::{ANYWHERE, Change, Mark};
use super::worlds::State;

/// One copy of a message: where it is, and how it is marked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    pub place: String,
    pub seen: bool,
    pub starred: bool,
}

/// All copies of a message, sorted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kin(pub Vec<Item>);

impl Kin {
    pub fn new(mut items: Vec<Item>) -> Self {
        items.sort();
        Self(items)
    }

    /// Each way of taking one from this place. Where there is none, somebody was quicker: it may be
    /// another one that is taken, wherever it went, or none.
    fn each(&self, from: &str, change: impl Fn(&Item) -> Vec<Item>) -> Vec<Self> {
        let at = |place: &str| {
            let any = place == ANYWHERE;
            let fits = move |item: &Item| item.place == place || any && item.place != FAR;
            (0..self.0.len()).filter(move |i| fits(&self.0[*i])).collect::<Vec<usize>>()
        };
        let mut takes = at(from);
        let missed = takes.is_empty();
        if missed {
            takes = at(ANYWHERE);
        }
        let change = &change;
        let taken = takes.into_iter().map(|i| {
            let mut rest = self.0.clone();
            let item = rest.remove(i);
            rest.extend(change(&item));
            Self::new(rest)
        });
        taken.chain(missed.then(|| self.clone())).collect()
    }

    fn carried(&self, from: &str, to: &[&str]) -> Vec<Self> {
        let at = |item: &Item, to: &str| Item { place: to.to_owned(), ..item.clone() };
        self.each(from, |item| to.iter().map(|to| at(item, to)).collect())
    }

    fn with_copy(&self, from: &str, to: &str) -> Vec<Self> {
        self.each(from, |item| vec![item.clone(), Item { place: to.to_owned(), ..item.clone() }])
    }
}

/// Where a change carries messages, if it does.
fn way(change: &Change) -> Option<(&str, &str)> {
    match change {
        Change::Move { from, to } => Some((from, to)),
        Change::Bring { from, stays: false } => Some((from, FAR)),
        _ => None,
    }
}

impl State for Kin {
    fn lacks(&self, change: &Change) -> bool {
        match change {
            Change::Move { from, .. } | Change::Delete { from } | Change::Flag { from, .. } => {
                !self.0.iter().any(|item| item.place == *from)
            }
            _ => false,
        }
    }

    fn after(&self, change: &Change) -> Vec<Self> {
        match change {
            Change::Move { from, to } => self.carried(from, &[to]),
            Change::Bring { from, stays: false } => self.carried(from, &[FAR]),
            Change::Delete { from } => self.carried(from, &[]),
            Change::Copy { from, to } => self.with_copy(from, to),
            Change::Bring { from, stays: true } => self.with_copy(from, FAR),
            Change::Flag { mark, on, from } => self.each(from, |item| {
                let mut item = item.clone();
                match mark {
                    Mark::Seen => item.seen = *on,
                    Mark::Starred => item.starred = *on,
                }
                vec![item]
            }),
            // With the flags that were last heard of.
            Change::PutBack { to } => [(false, false), (false, true), (true, false), (true, true)]
                .map(|(seen, starred)| {
                    let item = Item { place: to.clone(), seen, starred };
                    Self::new(self.0.iter().cloned().chain([item]).collect())
                })
                .to_vec(),
            Change::Unmake { names } => {
                let mut left = self.0.clone();
                left.retain(|item| !names.contains(&item.place));
                vec![Self(left)]
            }
            Change::Make { .. } | Change::Rename { .. } | Change::Subscribe { .. } => {
                vec![self.clone()]
            }
        }
    }

    fn half(&self, change: &Change) -> Vec<Self> {
        way(change).map_or_else(Vec::new, |(from, to)| self.with_copy(from, to))
    }

    fn torn(&self, mine: &Change, theirs: &Change) -> Vec<Self> {
        match (way(mine), way(theirs)) {
            (Some((from, to)), Some((there, other))) if from == there => {
                self.carried(from, &[to, other])
            }
            _ => Vec::new(),
        }
    }
}

/// Where a mailbox hangs and what it is called; none where there is none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tree(pub Option<(Option<String>, String)>);

impl State for Tree {
    fn lacks(&self, change: &Change) -> bool {
        matches!(change, Change::Rename { .. } | Change::Unmake { .. }) && self.0.is_none()
    }

    fn after(&self, change: &Change) -> Vec<Self> {
        vec![match change {
            Change::Make { inside, name } => Self(Some((inside.clone(), name.clone()))),
            Change::Rename { inside, to, .. } if self.0.is_some() => {
                Self(Some((inside.clone(), to.clone())))
            }
            Change::Unmake { .. } => Self(None),
            _ => self.clone(),
        }]
    }

    fn half(&self, _: &Change) -> Vec<Self> {
        Vec::new()
    }

    fn torn(&self, _: &Change, _: &Change) -> Vec<Self> {
        Vec::new()
    }
}
