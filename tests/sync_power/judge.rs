//! What may have come of the orders by now. Knows the orders and the mail, and no engine.

use std::collections::{BTreeMap, BTreeSet};

/// The mailboxes of the story; all exist from the start.
pub const MAILBOXES: [&str; 4] = ["INBOX", "Projects", "Archive", "Trash"];

/// A message by its number, with what is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Look {
    pub number: u32,
    pub seen: bool,
    pub starred: bool,
}

/// What every mailbox holds, in no order.
pub type Held = BTreeMap<&'static str, BTreeSet<Look>>;

/// What an order is to make of its messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    At(&'static str),
    Gone,
    Seen(bool),
    Starred(bool),
}

impl Goal {
    /// Which of the three things that are looked at it is about.
    fn about(self) -> u8 {
        match self {
            Self::At(_) | Self::Gone => 0,
            Self::Seen(_) => 1,
            Self::Starred(_) => 2,
        }
    }
}

/// An order that was given.
#[derive(Debug, Clone)]
pub struct Order {
    pub goal: Goal,
    pub numbers: Vec<u32>,
    /// How long the journal was when the order was told to be on disk, or soon after.
    pub kept: Option<usize>,
    /// It was shown as refused or doubtful, or was never begun.
    pub open: bool,
}

/// Everything that is wrong. `before`: the journal was whole up to this place.
pub fn wrongs(
    orders: &[Order],
    first: &BTreeMap<u32, &'static str>,
    held: &Held,
    before: usize,
) -> Vec<String> {
    let mut wrongs = Vec::new();
    for (&number, &home) in first {
        let mine: Vec<&Order> =
            orders.iter().filter(|order| order.numbers.contains(&number)).collect();
        let found: Vec<(&str, Look)> = held
            .iter()
            .flat_map(|(name, looks)| looks.iter().map(move |look| (*name, *look)))
            .filter(|(_, look)| look.number == number)
            .collect();
        let places = possible(&mine, Goal::At(home), before);
        let look = match found.as_slice() {
            [] if places.contains(&Goal::Gone) => continue,
            [] => {
                wrongs.push(format!("{number} is lost; it could be {places:?}"));
                continue;
            }
            [(at, look)] => {
                if !places.contains(&Goal::At(at)) {
                    wrongs.push(format!("{number} is in {at}; it could be {places:?}"));
                }
                look
            }
            several => {
                wrongs.push(format!("{number} is there more than once: {several:?}"));
                continue;
            }
        };
        let seen = possible(&mine, Goal::Seen(false), before);
        let starred = possible(&mine, Goal::Starred(false), before);
        if !seen.contains(&Goal::Seen(look.seen)) {
            wrongs.push(format!("{number} is {look:?}; it could be {seen:?}"));
        }
        if !starred.contains(&Goal::Starred(look.starred)) {
            wrongs.push(format!("{number} is {look:?}; it could be {starred:?}"));
        }
    }
    wrongs
}

/// What may be by now: what the last order made of it that is surely known, or what one after it
/// wanted. `first` is how it was.
fn possible(orders: &[&Order], first: Goal, before: usize) -> Vec<Goal> {
    let mut all = vec![first];
    for order in orders.iter().filter(|order| order.goal.about() == first.about()) {
        if !order.open && order.kept.is_some_and(|kept| kept <= before) {
            all.clear();
        }
        all.push(order.goal);
    }
    all
}

#[test]
fn the_judge_knows_what_may_be() {
    let order = |goal, kept| Order { goal, numbers: vec![1], kept, open: false };
    let (trash, archive) = (Goal::At("Trash"), Goal::At("Archive"));
    let orders =
        [order(archive, Some(100)), order(trash, Some(200)), order(Goal::Seen(true), None)];
    let first = BTreeMap::from([(1, "INBOX")]);
    let at = |names: &[&'static str], seen| -> Held {
        let look = Look { number: 1, seen, starred: false };
        names.iter().map(|name| (*name, BTreeSet::from([look]))).collect()
    };
    let wrong = |held: &Held, before| wrongs(&orders, &first, held, before).len();
    assert_eq!(wrong(&at(&["Trash"], false), 200), 0);
    assert_eq!(wrong(&at(&["Trash"], true), 200), 0);
    assert_eq!(wrong(&at(&["Archive"], true), 199), 0);
    assert_eq!(wrong(&at(&["Archive"], true), 200), 1, "an order on disk was forgotten");
    assert_eq!(wrong(&at(&["INBOX"], true), 99), 0);
    assert_eq!(wrong(&at(&["INBOX"], true), 100), 1, "an older order on disk was forgotten");
    assert_eq!(wrong(&at(&["Archive", "Trash"], true), 0), 1, "it is there twice");
    assert_eq!(wrong(&at(&[], true), 0), 1, "it is lost");
}
