//! Knows everything that was done, by whom, and what surely came before what; and from that what
//! may have come of it. Knows nothing of how.
//!
//! What others do is done at once. What the person orders is done at some time after: until it is
//! known to be done, a deed of others may come before it or after it. It may come to nothing only
//! where others carried the message or the mailbox away and she could not have seen it.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Change;
use super::grove::{Item, Kin, Tree};
use super::process::Order;
use super::worlds::{self, Deed};
use super::{Held, MAILBOXES, is_tended, leaf};

/// What others did.
#[derive(Debug, Clone)]
pub struct Theirs {
    /// None where it is about a mailbox.
    pub number: Option<u32>,
    pub change: Change,
    /// They did it for certain.
    pub certain: bool,
    /// Commands of hers may have been on the wire then.
    pub wired: bool,
    /// Her orders that were known to be done by then.
    settled: BTreeSet<usize>,
    /// Where the message was for her, as far as she had been told.
    before: Vec<String>,
    /// She saw it before she gave the order of this place.
    seen: Option<usize>,
}

/// What she has been told of the server: where each message is, and which mailboxes there are.
#[derive(Debug, Default)]
pub struct Told {
    pub places: BTreeMap<u32, Vec<String>>,
    pub mailboxes: BTreeSet<String>,
}

/// All messages and mailboxes with their histories.
#[derive(Debug, Default)]
pub struct Judge {
    begun: BTreeMap<u32, String>,
    /// By the last part of a path: the first name of that mailbox.
    lines: BTreeMap<String, String>,
    /// The mailboxes in which one ever lay, by their first names.
    above: BTreeMap<String, BTreeSet<String>>,
    theirs: Vec<Theirs>,
    /// For each order: so many deeds of others came before, and it was given at once.
    given: Vec<(usize, bool)>,
    told: Told,
    highest: u32,
    boxes: u32,
}

impl Judge {
    pub fn new_message(&mut self) -> u32 {
        self.highest += 1;
        self.highest
    }

    /// A name that no mailbox ever had.
    pub fn new_box(&mut self) -> String {
        self.boxes += 1;
        format!("Box{}", self.boxes)
    }

    pub fn arrived(&mut self, number: u32, mailbox: &str) {
        self.highest = self.highest.max(number);
        self.begun.insert(number, mailbox.to_owned());
    }

    /// Others did this, or tried to.
    pub fn touched(
        &mut self,
        number: Option<u32>,
        change: Change,
        certain: bool,
        (orders, wired): (&[Order], bool),
    ) {
        self.follow(&change);
        let settled = orders.iter().enumerate().filter(|(_, order)| is_done(order));
        let settled = settled.map(|(place, _)| place).collect();
        let before = number.and_then(|number| self.told.places.get(&number).cloned());
        let (before, seen) = (before.unwrap_or_default(), None);
        self.theirs.push(Theirs { number, change, certain, wired, settled, before, seen });
    }

    /// A new name is a name of the old mailbox.
    fn follow(&mut self, change: &Change) {
        match change {
            Change::Make { name, .. } => {
                self.lines.entry(name.clone()).or_insert_with(|| name.clone());
            }
            Change::Rename { name, to, .. } => {
                let line = self.line(name);
                self.lines.entry(to.clone()).or_insert(line);
            }
            _ => {}
        }
        if let Change::Make { inside: Some(inside), name }
        | Change::Rename { inside: Some(inside), to: name, .. } = change
        {
            let (inside, name) = (self.line(inside), self.line(name));
            let over = self.above.get(&inside).cloned().unwrap_or_default();
            self.above.entry(name).or_default().extend(over.into_iter().chain([inside]));
        }
    }

    /// Takes in the orders that the person gave since.
    pub fn take(&mut self, orders: &[Order]) {
        for order in orders.iter().skip(self.given.len()) {
            self.follow(&order.change);
            let before = if order.late { 0 } else { self.theirs.len() };
            self.given.push((before, !order.late));
        }
    }

    /// She was told this much when she had given so many orders.
    pub fn saw(&mut self, told: Told, orders: &[Order]) {
        for at in 0..self.theirs.len() {
            if self.theirs[at].seen.is_none() && self.shows(&self.theirs[at], &told, orders) {
                self.theirs[at].seen = Some(orders.len());
            }
        }
        self.told = told;
    }

    /// Whether this is told only since others did that, and nobody else can have done it.
    fn shows(&self, theirs: &Theirs, told: &Told, orders: &[Order]) -> bool {
        match (&theirs.change, theirs.number) {
            // The old name stays until two lists lack it.
            (Change::Rename { name, to, .. }, _) => {
                told.mailboxes.contains(to) && !told.mailboxes.contains(name)
            }
            (Change::Make { name, .. }, _) => told.mailboxes.contains(name),
            (Change::Unmake { names }, _) => !told.mailboxes.contains(&names[0]),
            (change, Some(number)) => {
                let now = told.places.get(&number).cloned().unwrap_or_default();
                let expected: Vec<String> = match change {
                    Change::Move { to, .. } => vec![to.clone()],
                    _ => Vec::new(),
                };
                let alone = !orders.iter().enumerate().any(|(place, order)| {
                    let open = !theirs.settled.contains(&place);
                    open && order.numbers.contains(&number) && order.change.carries()
                });
                alone && theirs.before.len() == 1 && theirs.before != now && now == expected
            }
            _ => false,
        }
    }

    /// The first name of the mailbox that is called so.
    fn line(&self, name: &str) -> String {
        self.lines.get(name).cloned().unwrap_or_else(|| name.to_owned())
    }

    /// The same change by the first names.
    fn lined(&self, change: &Change) -> Change {
        let line = |name: &String| self.line(name);
        match change {
            Change::Move { from, to } => Change::Move { from: line(from), to: line(to) },
            Change::Copy { from, to } => Change::Copy { from: line(from), to: line(to) },
            Change::Bring { from, stays } => Change::Bring { from: line(from), stays: *stays },
            Change::Delete { from } => Change::Delete { from: line(from) },
            Change::Flag { mark, on, from } => {
                Change::Flag { mark: *mark, on: *on, from: line(from) }
            }
            Change::PutBack { to } => Change::PutBack { to: line(to) },
            Change::Unmake { names } => Change::Unmake { names: names.iter().map(line).collect() },
            other => other.clone(),
        }
    }

    /// The mailboxes that a change names.
    fn lines_of(&self, change: &Change) -> BTreeSet<String> {
        change.names().into_iter().map(|name| self.line(name)).collect()
    }

    /// Whether a change needs a mailbox that the other one names, or that lies in such a one.
    fn share(&self, change: &Change, other: &Change) -> bool {
        let lines = self.lines_of(change);
        let above = lines.iter().filter_map(|line| self.above.get(line)).flatten();
        let other = self.lines_of(other);
        above.chain(&lines).any(|line| other.contains(line))
    }

    /// Whether what others did concerns what she ordered.
    fn touches(&self, order: &Order, theirs: &Theirs) -> bool {
        let same = theirs.number.is_some_and(|number| order.numbers.contains(&number));
        let tends = order.change.tends() || theirs.change.tends();
        same || tends && self.share(&order.change, &theirs.change)
    }

    /// Whether others carried it away before it was known to be done, and unseen by her.
    fn races(&self, place: usize, order: &Order, theirs: &Theirs) -> bool {
        let carries = theirs.change.carries();
        carries && self.is_unseen(place, theirs) && self.touches(order, theirs)
    }

    /// Whether it was done before the order was known to be, and she had not seen it when she gave it.
    fn is_unseen(&self, place: usize, theirs: &Theirs) -> bool {
        let at_once = self.given[place].1;
        let saw = at_once && theirs.seen.is_some_and(|seen| place >= seen);
        !theirs.settled.contains(&place) && !saw
    }

    /// Whether nobody can know if a mailbox or a copy of hers was made: others brought a name then
    /// that was new to her, or carried something out of where the copy was to be.
    fn hides(&self, place: usize, order: &Order, theirs: &Theirs) -> bool {
        let over = order.over.as_deref().unwrap_or_default();
        let perhaps = over.starts_with("doubtful") && over.contains("PerhapsElsewhere");
        let hidden = match (&order.change, &theirs.change) {
            (Change::Make { .. }, Change::Make { .. } | Change::Rename { .. }) => true,
            (Change::Copy { to, .. }, Change::Move { from, .. } | Change::Delete { from }) => {
                self.line(to) == self.line(from)
            }
            _ => false,
        };
        perhaps && hidden && self.is_unseen(place, theirs)
    }

    /// Whether both may have been at it in the same moment. What goes to another account is there
    /// before it leaves, and in between the wire may have broken.
    fn meets(&self, place: usize, order: &Order, at: usize) -> bool {
        let theirs = &self.theirs[at];
        let open = self.given[place].0 <= at && !theirs.settled.contains(&place);
        let on_its_way = theirs.wired || matches!(order.change, Change::Bring { .. });
        on_its_way && open && order.change.carries() && self.touches(order, theirs)
    }

    /// Both sides' deeds about something, of these orders and these deeds of others.
    fn deeds(
        &self,
        orders: &[Order],
        mine: &[usize],
        theirs: &[usize],
        spelt: impl Fn(&Change) -> Change,
    ) -> (Vec<Deed>, Vec<Deed>) {
        let hers = mine.iter().map(|&place| {
            let order = &orders[place];
            // What was shown to her rested on an order that came to nothing, or to half of it.
            let shaky = mine
                .iter()
                .take_while(|before| **before < place)
                .any(|before| orders[*before].over.as_deref().is_some_and(is_given_up));
            let raced = theirs.iter().any(|&at| self.races(place, order, &self.theirs[at]));
            let both = |at: usize| self.meets(place, order, at) && self.theirs[at].change.carries();
            Deed {
                change: spelt(&order.change),
                after: theirs.iter().take_while(|at| **at < self.given[place].0).count(),
                sure: is_done(order) && !raced && !shaky,
                seen: false,
                halved: order.over.as_deref().is_some_and(may_be_half),
                together: (0..theirs.len()).filter(|at| both(theirs[*at])).collect(),
            }
        });
        let others = theirs.iter().map(|&at| {
            let deed = &self.theirs[at];
            let met = mine.iter().any(|&place| self.meets(place, &orders[place], at));
            let done = |place: &&usize| deed.settled.contains(place);
            let alone = deed.certain && !met;
            Deed {
                change: spelt(&deed.change),
                after: mine.iter().take_while(done).count(),
                sure: alone || matches!(deed.change, Change::Unmake { .. }),
                seen: alone,
                halved: false,
                together: Vec::new(),
            }
        });
        (hers.collect(), others.collect())
    }

    /// Everything that is wrong with what the server holds in the end.
    pub fn wrongs(&self, orders: &[Order], held: &Held) -> Vec<String> {
        let mut wrongs = Vec::new();
        for (number, begun) in &self.begun {
            let items = held.iter().flat_map(|(path, shelf)| {
                let mine = shelf.looks.iter().filter(|look| look.number == *number);
                mine.map(|look| Item {
                    place: self.line(leaf(path)),
                    seen: look.seen,
                    starred: look.starred,
                })
            });
            let found = Kin::new(items.collect());
            let worlds = self.kin(*number, begun, orders);
            if !worlds.contains(&found) {
                let some: Vec<&Kin> = worlds.iter().take(6).collect();
                let all = worlds.len();
                wrongs.push(format!("message {number}: {found:?}, not of the {all}: {some:?}"));
            }
        }
        let all = held.values().flat_map(|shelf| &shelf.looks);
        let strange = all.filter(|look| !self.begun.contains_key(&look.number));
        wrongs.extend(strange.map(|look| format!("message {} came from nowhere", look.number)));
        wrongs.extend(self.trees(orders, held));
        wrongs.extend(
            orders.iter().enumerate().filter_map(|(place, o)| self.verdict(place, o, orders)),
        );
        wrongs
    }

    /// How many messages there were, and of how many only one end can be right.
    pub fn certain(&self, orders: &[Order]) -> (usize, usize) {
        let only = |(number, begun): &(&u32, &String)| self.kin(**number, begun, orders).len() == 1;
        (self.begun.len(), self.begun.iter().filter(only).count())
    }

    fn kin(&self, number: u32, begun: &str, orders: &[Order]) -> BTreeSet<Kin> {
        let brought = |names: &[String]| {
            let lines: BTreeSet<String> = names.iter().map(|name| self.line(name)).collect();
            orders
                .iter()
                .filter(|order| order.numbers.contains(&number))
                .any(|order| target(&order.change).is_some_and(|to| lines.contains(&self.line(to))))
        };
        let about = |order: &Order| {
            order.numbers.contains(&number)
                || matches!(&order.change, Change::Unmake { names } if brought(names))
        };
        let mine = places(orders, |order| about(order));
        let theirs: Vec<usize> = (0..self.theirs.len())
            .filter(|at| {
                let deed = &self.theirs[*at];
                deed.number == Some(number) || deed.change.tends()
            })
            .collect();
        let (mine, theirs) = self.deeds(orders, &mine, &theirs, |change| self.lined(change));
        let start = Item { place: self.line(begun), seen: false, starred: false };
        worlds::all(Kin::new(vec![start]), &mine, &theirs)
    }

    /// What is wrong with the mailboxes themselves.
    fn trees(&self, orders: &[Order], held: &Held) -> Vec<String> {
        let mut wrongs = Vec::new();
        let mut found: BTreeMap<String, Vec<&String>> = BTreeMap::new();
        let there = held.iter().filter(|(path, shelf)| is_tended(path) && !shelf.ghost);
        for path in there.map(|(path, _)| path) {
            found.entry(self.line(leaf(path))).or_default().push(path);
        }
        let lines = self.lines.values().cloned().chain(found.keys().cloned());
        let lines: BTreeSet<String> = lines.chain(["Projects".to_owned()]).collect();
        for line in lines {
            let paths = found.remove(&line).unwrap_or_default();
            let worlds = self.tree(&line, orders);
            let is = Tree(paths.first().map(|path| {
                let above = path.rsplit_once('/').map(|(above, _)| self.line(leaf(above)));
                (above, leaf(path).to_owned())
            }));
            if paths.len() > 1 || !worlds.contains(&is) {
                wrongs.push(format!("mailbox {line}: {paths:?}, not of {worlds:?}"));
            }
            if let (Some(on), [path]) = (self.subscribed(&line, orders), paths.as_slice())
                && held[*path].subscribed != on
            {
                wrongs.push(format!("mailbox {path} is not subscribed as ordered: {on}"));
            }
        }
        wrongs
    }

    fn tree(&self, line: &str, orders: &[Order]) -> BTreeSet<Tree> {
        let about = |change: &Change| match change {
            Change::Make { name, .. } | Change::Rename { name, .. } => self.line(name) == line,
            Change::Unmake { names } => names.iter().any(|name| self.line(name) == line),
            _ => false,
        };
        let mine = places(orders, |order| about(&order.change));
        let theirs: Vec<usize> =
            (0..self.theirs.len()).filter(|at| about(&self.theirs[*at].change)).collect();
        let spelt = |change: &Change| {
            let mut change = change.clone();
            if let Change::Make { inside, .. } | Change::Rename { inside, .. } = &mut change {
                *inside = inside.as_ref().map(|inside| self.line(inside));
            }
            change
        };
        let (mine, theirs) = self.deeds(orders, &mine, &theirs, spelt);
        let start = MAILBOXES.contains(&line).then(|| (None, line.to_owned()));
        worlds::all(Tree(start), &mine, &theirs)
    }

    /// What the last order about a mailbox wanted, where it was to subscribe and nobody else had a
    /// hand in it.
    fn subscribed(&self, line: &str, orders: &[Order]) -> Option<bool> {
        let theirs = self
            .theirs
            .iter()
            .any(|deed| deed.change.tends() && self.lines_of(&deed.change).contains(line));
        let about =
            |order: &&Order| order.change.tends() && self.lines_of(&order.change).contains(line);
        let last = orders.iter().rev().find(about).filter(|order| is_done(order) && !theirs)?;
        match &last.change {
            Change::Subscribe { on, .. } => Some(*on),
            _ => None,
        }
    }

    /// An order that is on disk comes to its end, and is only refused where others had a hand in it,
    /// or something that it needs was not done either.
    fn verdict(&self, place: usize, order: &Order, orders: &[Order]) -> Option<String> {
        let over = match (&order.over, order.kept) {
            (Some(over), _) => over,
            (None, true) => return Some(format!("never came to its end: {order:?}")),
            (None, false) => return None,
        };
        let put_back = matches!(order.change, Change::PutBack { .. });
        let fine = ["settled", "cancelled", "perhaps"].contains(&over.as_str())
            || put_back && over.starts_with("failed");
        let excuses = |theirs| self.races(place, order, theirs) || self.hides(place, order, theirs);
        if fine || self.theirs.iter().any(excuses) {
            return None;
        }
        let into = |other: &Order| {
            let names = self.lines_of(&order.change);
            let nested = match &other.change {
                Change::Make { inside: Some(inside), name }
                | Change::Rename { inside: Some(inside), to: name, .. } => {
                    names.contains(&self.line(inside)) && !names.contains(&self.line(name))
                }
                _ => false,
            };
            nested || target(&other.change).is_some_and(|to| names.contains(&self.line(to)))
        };
        let filled = matches!(order.change, Change::Unmake { .. })
            && (orders.iter().any(into)
                || self.theirs.iter().any(|theirs| self.touches(order, theirs)));
        let lacks = orders.iter().enumerate().any(|(before, other)| {
            let given_up = other.over.as_deref().is_some_and(is_given_up) && before < place;
            let same = order.numbers.iter().any(|number| other.numbers.contains(number));
            let unmade = !is_done(other) && before != place && other.change.tends();
            given_up && same || unmade && self.share(&order.change, &other.change)
        });
        // It undoes what was done to a mailbox, or to messages, that she does not see any more.
        let unseen = order.numbers.is_empty() && !order.change.tends();
        let gone = order.undoes && (unseen || order.change.names().contains(&"gone"));
        (!filled && !lacks && !gone).then(|| format!("refused for no reason: {order:?}"))
    }
}

/// Where a change brings messages, in the person's own account.
fn target(change: &Change) -> Option<&str> {
    match change {
        Change::Move { to, .. } | Change::Copy { to, .. } | Change::PutBack { to } => Some(to),
        _ => None,
    }
}

/// Whether she was told that copies may be there, and the originals still.
fn may_be_half(over: &str) -> bool {
    over.starts_with("doubtful") || over.contains("OriginalStays")
}

fn is_given_up(over: &str) -> bool {
    over.starts_with("refused") || over.starts_with("doubtful")
}

fn is_done(order: &Order) -> bool {
    order.over.as_deref() == Some("settled")
}

/// The places of those orders of which something may have come.
fn places(orders: &[Order], about: impl Fn(&Order) -> bool) -> Vec<usize> {
    let void = |order: &Order| {
        let over = order.over.as_deref().unwrap_or_default();
        over == "cancelled" || over.starts_with("failed")
    };
    (0..orders.len()).filter(|at| about(&orders[*at]) && !void(&orders[*at])).collect()
}
