//! Which labels messages have: few sets that many messages share, each message two octets. Knows no
//! rows; a message without labels costs nothing.

use std::collections::HashMap;

use crate::model::ids::{MailboxId, MessageKey};
use crate::model::label::Label;

/// Messages of a page, by number: keys are numbered almost without gaps.
const PAGE: u64 = 1_024;

/// Sets that are told apart; what comes beyond is shown without labels. A person has some hundreds.
const MOST_SETS: usize = u16::MAX as usize;

#[derive(Debug, Default)]
pub(super) struct Labels {
    /// Told apart by a number from 1 on, their place here plus one.
    sets: Vec<Vec<Label>>,
    numbers: HashMap<Vec<Label>, u16>,
    pages: HashMap<u64, Vec<u16>>,
}

fn split(key: MessageKey) -> (u64, usize) {
    (key.0 / PAGE, (key.0 % PAGE) as usize)
}

impl Labels {
    /// The labels of a message, as the server has them.
    pub fn of(&self, key: MessageKey) -> &[Label] {
        let (page, at) = split(key);
        let number = self.pages.get(&page).and_then(|page| page.get(at)).copied().unwrap_or(0);
        let set = usize::from(number).checked_sub(1).and_then(|at| self.sets.get(at));
        set.map_or(&[], Vec::as_slice)
    }

    pub fn set(&mut self, key: MessageKey, labels: Vec<Label>) {
        let number = self.number(labels);
        let (page, at) = split(key);
        if number == 0 && !self.pages.contains_key(&page) {
            return;
        }
        let page = self.pages.entry(page).or_insert_with(|| vec![0; PAGE as usize]);
        if let Some(cell) = page.get_mut(at) {
            *cell = number;
        }
    }

    /// The number of a set; 0 is that of none.
    fn number(&mut self, labels: Vec<Label>) -> u16 {
        if labels.is_empty() {
            return 0;
        }
        if let Some(number) = self.numbers.get(&labels) {
            return *number;
        }
        if self.sets.len() >= MOST_SETS {
            return 0;
        }
        self.sets.push(labels.clone());
        let number = u16::try_from(self.sets.len()).unwrap_or(0);
        self.numbers.insert(labels, number);
        number
    }
}

/// What pending actions make of the labels of one message, the last word on each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Change(Vec<(MailboxId, bool)>);

impl Change {
    pub fn lay(&mut self, add: &[MailboxId], remove: &[MailboxId]) {
        for (ids, on) in [(remove, false), (add, true)] {
            for &id in ids {
                self.0.retain(|(known, _)| *known != id);
                self.0.push((id, on));
            }
        }
    }

    /// Labels with these changes.
    pub fn apply(&self, labels: &mut Vec<Label>) {
        for &(id, on) in &self.0 {
            let label = Label::Mailbox(id);
            labels.retain(|known| *known != label);
            if on {
                labels.push(label);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::AccountId;

    fn mailbox(id: u32) -> Label {
        Label::Mailbox(MailboxId(id))
    }

    #[test]
    fn sets_are_shared_and_messages_without_labels_take_no_room() {
        let mut labels = Labels::default();
        let key = |number| MessageKey::new(AccountId(3), number);
        (0..5_000).for_each(|number| labels.set(key(number), Vec::new()));
        assert!(labels.pages.is_empty());
        for number in 0..5_000 {
            labels.set(key(number), vec![mailbox(1 + number as u32 % 3)]);
        }
        assert_eq!(labels.sets.len(), 3);
        assert_eq!(labels.of(key(4)), [mailbox(2)]);
        labels.set(key(4), Vec::new());
        assert!(labels.of(key(4)).is_empty() && labels.of(key(9_999)).is_empty());
    }

    #[test]
    fn more_sets_than_can_be_told_apart_are_shown_without_labels() {
        let mut labels = Labels::default();
        let key = |number| MessageKey::new(AccountId(0), number);
        for number in 0..70_000_u32 {
            labels.set(key(u64::from(number)), vec![mailbox(number + 1)]);
        }
        assert_eq!(labels.of(key(0)), [mailbox(1)]);
        assert_eq!(labels.of(key(65_534)), [mailbox(65_535)]);
        assert!(labels.of(key(65_535)).is_empty() && labels.of(key(69_999)).is_empty());
    }

    #[test]
    fn the_last_word_on_a_label_counts() {
        let mut change = Change::default();
        let ids = |ids: &[u32]| ids.iter().copied().map(MailboxId).collect::<Vec<_>>();
        change.lay(&ids(&[1, 2]), &ids(&[3]));
        change.lay(&ids(&[3]), &ids(&[1]));
        let mut labels = vec![mailbox(1), mailbox(4)];
        change.apply(&mut labels);
        labels.sort();
        assert_eq!(labels, [mailbox(2), mailbox(3), mailbox(4)]);
    }
}
