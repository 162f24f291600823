//! Knows everything that was done to every message, by whom and in which order, and from that what
//! may have come of it. Knows nothing of how.

use std::collections::{BTreeMap, BTreeSet};

use super::process::Order;
use super::{Change, Held, Mark};

/// Something that was done to a message.
#[derive(Debug, Clone)]
struct Deed {
    change: Change,
    /// The place of the person's order; none when others did it.
    order: Option<usize>,
    /// Others did it for certain.
    certain: bool,
}

/// All messages with their histories.
#[derive(Debug, Default)]
pub struct Judge {
    begun: BTreeMap<u32, String>,
    deeds: BTreeMap<u32, Vec<Deed>>,
    taken: usize,
    highest: u32,
}

/// Where a message may be; none is gone.
type Places = BTreeSet<Option<String>>;

impl Judge {
    pub fn new_message(&mut self) -> u32 {
        self.highest += 1;
        self.highest
    }

    pub fn arrived(&mut self, number: u32, mailbox: &str) {
        self.highest = self.highest.max(number);
        self.begun.insert(number, mailbox.to_owned());
    }

    /// Others changed a message, or tried to.
    pub fn touched(&mut self, number: u32, change: &Change, certain: bool) {
        let deed = Deed { change: change.clone(), order: None, certain };
        self.deeds.entry(number).or_default().push(deed);
    }

    /// Takes in the orders that the person gave since.
    pub fn take(&mut self, orders: &[Order]) {
        for (place, order) in orders.iter().enumerate().skip(self.taken) {
            for number in &order.numbers {
                let change = order.change.clone();
                let deed = Deed { change, order: Some(place), certain: false };
                self.deeds.entry(*number).or_default().push(deed);
            }
        }
        self.taken = orders.len();
    }

    /// Everything that is wrong with what the server holds in the end.
    pub fn wrongs(&self, orders: &[Order], held: &Held) -> Vec<String> {
        let mut wrongs = Vec::new();
        for (number, begun) in &self.begun {
            let deeds = self.deeds.get(number).map(Vec::as_slice).unwrap_or_default();
            let looks = held.iter().flat_map(|(mailbox, looks)| {
                looks.iter().filter(|look| look.number == *number).map(move |look| (mailbox, look))
            });
            let looks: Vec<_> = looks.collect();
            if looks.len() > 1 {
                wrongs.push(format!("message {number} is there {} times: {looks:?}", looks.len()));
                continue;
            }
            let found = looks.first().map(|(mailbox, _)| (*mailbox).clone());
            let places = places(begun, deeds, orders);
            if !places.contains(&found) {
                wrongs.push(format!(
                    "message {number} is in {found:?}, and not in one of {places:?}"
                ));
            }
            for (mark, is) in looks
                .iter()
                .flat_map(|(_, look)| [(Mark::Seen, look.seen), (Mark::Starred, look.starred)])
            {
                if !marks(mark, deeds, orders).contains(&is) {
                    wrongs.push(format!("message {number}: {mark:?} is {is}"));
                }
            }
        }
        let known = |number| self.begun.contains_key(&number);
        let strange = held.values().flatten().filter(|look| !known(look.number));
        wrongs.extend(strange.map(|look| format!("message {} came from nowhere", look.number)));
        for order in orders {
            wrongs.extend(self.verdict(order));
        }
        wrongs
    }

    /// An order that is on disk comes to its end, and is only refused where others had a hand in it.
    fn verdict(&self, order: &Order) -> Option<String> {
        let over = match (&order.over, order.kept) {
            (Some(over), _) => over,
            (None, true) => return Some(format!("never came to its end: {order:?}")),
            (None, false) => return None,
        };
        let contested = |number: &u32| {
            let deeds = self.deeds.get(number).map(Vec::as_slice).unwrap_or_default();
            deeds.iter().any(|deed| deed.order.is_none())
        };
        let clean = !order.numbers.iter().any(contested);
        (over != "settled" && clean).then(|| format!("refused for no reason: {order:?}"))
    }
}

/// Others and the person did this kind of thing to the message: who came first is not known.
fn is_contested(deeds: &[&Deed]) -> bool {
    deeds.iter().any(|deed| deed.order.is_none()) && deeds.iter().any(|deed| deed.order.is_some())
}

/// Whether a deed was surely done. One of the person's was when it was on disk and was not refused.
fn is_sure(deed: &Deed, orders: &[Order]) -> bool {
    match deed.order.and_then(|place| orders.get(place)) {
        Some(order) => order.over.as_deref() == Some("settled"),
        None => deed.certain,
    }
}

fn places(begun: &str, deeds: &[Deed], orders: &[Order]) -> Places {
    let mut places = Places::from([Some(begun.to_owned())]);
    let ways: Vec<&Deed> =
        deeds.iter().filter(|deed| !matches!(deed.change, Change::Flag { .. })).collect();
    let contested = is_contested(&ways);
    for deed in ways {
        let to = match &deed.change {
            Change::Move { to } => Some(to.clone()),
            _ => None,
        };
        if is_sure(deed, orders) && !contested {
            places.clear();
        }
        places.insert(to);
    }
    places
}

fn marks(mark: Mark, deeds: &[Deed], orders: &[Order]) -> BTreeSet<bool> {
    let mut values = BTreeSet::from([false]);
    let of = |deed: &&Deed| matches!(deed.change, Change::Flag { mark: at, .. } if at == mark);
    // Where one moves a message and another one flags it, the flag may have come too late.
    let contested = is_contested(&deeds.iter().collect::<Vec<_>>());
    for deed in deeds.iter().filter(of) {
        let Change::Flag { on, .. } = deed.change else { continue };
        if is_sure(deed, orders) && !contested {
            values.clear();
        }
        values.insert(on);
    }
    values
}

/// The judge herself is judged: each of these worlds is wrong in its own way.
pub mod trial {
    use super::*;
    use crate::model_kit::Look;

    fn held(looks: &[(&str, u32, bool)]) -> Held {
        let mut held = Held::new();
        for (mailbox, number, seen) in looks {
            let look = Look { number: *number, seen: *seen, starred: false };
            held.entry((*mailbox).to_owned()).or_default().insert(look);
        }
        held
    }

    fn order(change: Change, kept: bool, over: Option<&str>) -> Order {
        Order { id: 1, change, numbers: vec![1], kept, over: over.map(str::to_owned) }
    }

    /// How many wrongs are seen where message 1 came to INBOX and this was done.
    fn wrongs(orders: &[Order], theirs: &[Change], world: &[(&str, u32, bool)]) -> usize {
        let mut judge = Judge::default();
        judge.arrived(1, "INBOX");
        judge.take(orders);
        theirs.iter().for_each(|change| judge.touched(1, change, true));
        judge.wrongs(orders, &held(world)).len()
    }

    pub fn begin() {
        let moved = |kept, over| order(Change::Move { to: "Trash".into() }, kept, over);
        let read = |over| order(Change::Flag { mark: Mark::Seen, on: true }, true, over);
        let (inbox, trash) = (("INBOX", 1, false), ("Trash", 1, false));
        let settled = Some("settled");
        // Nobody did anything.
        assert_eq!(wrongs(&[], &[], &[inbox]), 0);
        assert_eq!(wrongs(&[], &[], &[]), 1, "lost");
        assert_eq!(wrongs(&[], &[], &[inbox, trash]), 1, "doubled");
        assert_eq!(wrongs(&[], &[], &[("INBOX", 1, true)]), 1, "read by nobody");
        assert_eq!(wrongs(&[], &[], &[inbox, ("INBOX", 2, false)]), 1, "from nowhere");
        // The person did something.
        assert_eq!(wrongs(&[moved(true, settled)], &[], &[trash]), 0);
        assert_eq!(wrongs(&[moved(true, settled)], &[], &[inbox]), 1, "not done");
        assert_eq!(wrongs(&[moved(true, None)], &[], &[trash]), 1, "no end");
        assert_eq!(wrongs(&[moved(true, Some("refused"))], &[], &[inbox]), 1, "no reason");
        assert_eq!(wrongs(&[moved(false, None)], &[], &[inbox]), 0, "never on disk");
        assert_eq!(wrongs(&[moved(false, None)], &[], &[trash]), 0, "on disk, and not told");
        assert_eq!(wrongs(&[read(settled)], &[], &[inbox]), 1, "the flag was forgotten");
        assert_eq!(wrongs(&[read(settled)], &[], &[("INBOX", 1, true)]), 0);
        // Others did something, and both did.
        assert_eq!(wrongs(&[], &[Change::Delete], &[]), 0);
        assert_eq!(wrongs(&[], &[Change::Delete], &[inbox]), 1, "it came back");
        let both = [moved(true, Some("refused"))];
        assert_eq!(wrongs(&both, &[Change::Delete], &[]), 0);
        assert_eq!(wrongs(&both, &[Change::Delete], &[("Archive", 1, false)]), 1, "who did that?");
    }
}
