//! What may have come of two rows of deeds, hers and theirs, of which the order is only partly
//! known: every order in which they may have happened is gone through. Knows no mail.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Change;

/// One deed.
#[derive(Debug, Clone)]
pub struct Deed {
    pub change: Change,
    /// So many of the other side's deeds surely came before.
    pub after: usize,
    /// It surely had its effect.
    pub sure: bool,
    /// Whoever did it saw what it was about.
    pub seen: bool,
    /// It may have been left half done: what is copied first is there, and here still.
    pub halved: bool,
    /// Those of the other side's deeds that were made at the same moment, where both carry: each of
    /// them may have had its effect on the very same message.
    pub together: Vec<usize>,
}

/// Something that deeds change: a message with its copies, a mailbox.
pub trait State: Ord + Clone {
    /// Whether what the deed is about is not there.
    fn lacks(&self, change: &Change) -> bool;
    /// What a deed makes of it, each way in which it may be taken.
    fn after(&self, change: &Change) -> Vec<Self>;
    /// What it is when the deed was left half done.
    fn half(&self, change: &Change) -> Vec<Self>;
    /// What two that carry it away at the same moment make of it.
    fn torn(&self, mine: &Change, theirs: &Change) -> Vec<Self>;
}

/// Every state that may have come of these deeds.
pub fn all<S: State>(start: S, mine: &[Deed], theirs: &[Deed]) -> BTreeSet<S> {
    let mut cells: BTreeMap<(usize, usize), BTreeSet<S>> = BTreeMap::new();
    cells.entry((0, 0)).or_default().insert(start);
    for i in 0..=mine.len() {
        for j in 0..=theirs.len() {
            let Some(states) = cells.get(&(i, j)).cloned() else { continue };
            let (my, their) = (mine.get(i), theirs.get(j));
            let my = my.filter(|deed| j >= deed.after);
            let their = their.filter(|deed| i >= deed.after);
            if let Some(deed) = my {
                let came = cells.entry((i + 1, j)).or_default();
                states.iter().for_each(|state| came.extend(step(state, deed)));
            }
            if let Some(deed) = their {
                let came = cells.entry((i, j + 1)).or_default();
                states.iter().for_each(|state| came.extend(step(state, deed)));
            }
            if let (Some(my), Some(their)) = (my, their)
                && my.together.contains(&j)
            {
                let came = cells.entry((i + 1, j + 1)).or_default();
                let torn = states.iter().flat_map(|state| state.torn(&my.change, &their.change));
                came.extend(torn);
            }
        }
    }
    cells.remove(&(mine.len(), theirs.len())).unwrap_or_default()
}

fn step<S: State>(state: &S, deed: &Deed) -> Vec<S> {
    if deed.seen && state.lacks(&deed.change) {
        return Vec::new();
    }
    let mut came = state.after(&deed.change);
    if !deed.sure {
        came.push(state.clone());
    }
    if deed.halved {
        came.extend(state.half(&deed.change));
    }
    came
}
