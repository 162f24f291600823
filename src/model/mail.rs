//! The mail of one account as it is shown: `fold(journal, truth)`. Truth is what the server said,
//! the journal what the person ordered and the server has not confirmed; nothing is ever rolled
//! back: drop a refused entry and fold again. Knows no window and no wire.

mod fold;
mod grove;
mod homes;
mod journal;
mod labels;
mod removed;
mod senders;
mod shown;
mod table;
#[cfg(test)]
mod tests;
mod truth;
mod waiting;

use std::collections::{BTreeMap, BTreeSet};

pub use fold::{Fold, Overlay, Whither};
pub use removed::Departure;
pub use shown::{Line, Shown};
pub use table::Rank;
pub use waiting::Waiting;

use self::grove::Grove;
use self::journal::Journal;
use self::labels::Labels;
use self::removed::Yard;
use self::table::Table;
use self::truth::Truth;
use super::action::Action;
use super::envelope::Row;
use super::event::Fact;
use super::flags::Flags;
use super::ids::{EntryId, MailboxId, MessageKey};
use super::journal::{Entry, State};
use super::label::Label;
use super::mailbox::Mailbox;

/// How many messages a mailbox is shown to have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub total: u32,
    pub unread: u32,
}

/// How much of a mailbox's list is known here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filled {
    pub known: u32,
    pub total: u32,
}

/// What pending actions add to the server's counts.
#[derive(Debug, Clone, Copy, Default)]
struct Adjust {
    total: i64,
    unread: i64,
}

/// The mail of one account.
#[derive(Debug, Default)]
pub struct Mail {
    truth: Truth,
    grove: Grove,
    /// As they are shown: with pending orders about them.
    mailboxes: Vec<Mailbox>,
    filled: BTreeMap<MailboxId, Filled>,
    journal: Journal,
    labels: Labels,
    /// Mailboxes are labels of one mail there.
    labelling: bool,
    yard: Yard,
    fold: Fold,
    adjust: BTreeMap<MailboxId, Adjust>,
    /// Rows that pending actions bring to a mailbox.
    arrivals: BTreeMap<MailboxId, BTreeSet<Rank>>,
    open: Option<MailboxId>,
    /// The open mailbox's list where it is not just its table.
    mixed: Option<Vec<MessageKey>>,
    /// Something changed since the last `refresh`.
    stale: bool,
}

/// Facts of the server.
impl Mail {
    /// Takes in a fact; those that are not about rows, counts or the journal change nothing.
    /// `refresh` must follow before the list is read.
    pub fn apply(&mut self, fact: Fact) {
        self.stale = true;
        self.follow_removed(&fact);
        match fact {
            Fact::JournalOpened(entries) => {
                entries.into_iter().for_each(|entry| self.journal.add(entry));
                self.refold();
            }
            Fact::MailboxesListed { mailboxes, .. } => self.list(mailboxes),
            Fact::Counted { mailbox, total, unread } => self.count(mailbox, |counts| {
                *counts = Counts { total, unread };
            }),
            Fact::RowsArrived { mailbox, rows, .. } => self.rows_arrived(mailbox, rows),
            Fact::Filled { mailbox, known, total } => {
                self.filled.insert(mailbox, Filled { known, total });
            }
            Fact::FlagsChanged { mailbox, flags } => self.flags_changed(mailbox, &flags),
            Fact::Vanished { mailbox, keys } => self.vanished(mailbox, keys),
            Fact::Removed(removed) => self.removed_came(removed),
            Fact::Moved { from, to, keys } => self.moved(from, to, keys),
            Fact::JournalFailed(id, _) => self.drop_entry(id),
            Fact::EntryChanged(id, state) => self.entry_changed(id, state),
            Fact::Separated(by) => self.grove.separator = by,
            Fact::Divided(areas) => self.grove.areas = areas,
            Fact::HasLabels(has) => self.labelling = has,
            Fact::Labelled(told) => {
                told.into_iter().for_each(|(key, labels)| self.labels.set(key, labels));
            }
            _ => {}
        }
    }

    fn list(&mut self, mailboxes: Vec<Mailbox>) {
        let mut ids: BTreeSet<MailboxId> = mailboxes.iter().map(|mailbox| mailbox.id).collect();
        ids.insert(MailboxId::REMOVED);
        self.relist(mailboxes);
        self.change(&self.fold.keys(), |mail| mail.truth.keep_only(&ids));
        self.filled.retain(|id, _| ids.contains(id));
    }

    fn rows_arrived(&mut self, mailbox: MailboxId, rows: Vec<Row>) {
        let keys: Vec<MessageKey> = rows.iter().map(|row| row.key).collect();
        let seen: i64 =
            rows.iter().map(|row| self.unread_change(mailbox, row.key, row.flags)).sum();
        self.change(&keys, |mail| mail.truth.insert(mailbox, rows));
        self.add_counts(mailbox, 0, seen);
        self.prune();
    }

    fn flags_changed(&mut self, mailbox: MailboxId, flags: &[(MessageKey, Flags)]) {
        let keys: Vec<MessageKey> = flags.iter().map(|(key, _)| *key).collect();
        self.change(&keys, |mail| {
            for &(key, flags) in flags {
                let change = mail.unread_change(mailbox, key, flags);
                if let Some(home) = mail.truth.home(key).filter(|home| home.mailbox == mailbox) {
                    mail.truth.set_flags(home, flags);
                    mail.add_counts(mailbox, 0, change);
                }
            }
        });
    }

    /// A message that is in another mailbox by now has not vanished from there.
    fn vanished(&mut self, mailbox: MailboxId, mut keys: Vec<MessageKey>) {
        keys.retain(|&key| self.truth.home(key).is_some_and(|home| home.mailbox == mailbox));
        let (total, unread) = self.weight(&keys);
        self.change(&keys, |mail| mail.truth.remove(&keys));
        self.add_counts(mailbox, -total, -unread);
        self.prune();
    }

    fn moved(&mut self, from: MailboxId, to: MailboxId, mut keys: Vec<MessageKey>) {
        keys.retain(|&key| self.truth.home(key).is_some_and(|home| home.mailbox == from));
        let (total, unread) = self.weight(&keys);
        self.change(&keys, |mail| mail.truth.relocate(from, to, &keys));
        self.add_counts(from, -total, -unread);
        self.add_counts(to, total, unread);
        self.prune();
    }

    /// How the count of unread messages changes when a message of this mailbox gets these flags.
    fn unread_change(&self, mailbox: MailboxId, key: MessageKey, flags: Flags) -> i64 {
        match self.truth.home(key) {
            Some(home) if home.mailbox == mailbox => unread(flags) - unread(self.truth.flags(home)),
            _ => 0,
        }
    }

    /// How many messages these are, and how many of them the server has as unread.
    fn weight(&self, keys: &[MessageKey]) -> (i64, i64) {
        let unread = keys
            .iter()
            .filter_map(|&key| self.truth.home(key))
            .map(|home| unread(self.truth.flags(home)))
            .sum();
        (i64::try_from(keys.len()).unwrap_or(i64::MAX), unread)
    }

    fn count(&mut self, mailbox: MailboxId, change: impl FnOnce(&mut Counts)) {
        let of = |known: &&mut Mailbox| known.id == mailbox;
        let Some(listed) = self.grove.listed.iter_mut().find(of) else { return };
        let mut counts = Counts { total: listed.total, unread: listed.unread };
        change(&mut counts);
        (listed.total, listed.unread) = (counts.total, counts.unread);
        if let Some(shown) = self.mailboxes.iter_mut().find(of) {
            (shown.total, shown.unread) = (counts.total, counts.unread);
        }
    }

    fn add_counts(&mut self, mailbox: MailboxId, total: i64, unread: i64) {
        if (total, unread) != (0, 0) {
            self.count(mailbox, |counts| {
                counts.total = add(counts.total, total);
                counts.unread = add(counts.unread, unread);
            });
        }
    }
}

/// The journal.
impl Mail {
    /// Takes in an order: it is shown as done from now on.
    pub fn promise(&mut self, entry: Entry) {
        self.journal.add(entry);
        self.refold();
        self.remix();
    }

    /// An entry that still changes what is shown.
    pub fn entry(&self, id: EntryId) -> Option<&Entry> {
        self.journal.get(id)
    }

    /// The orders that the server has not confirmed, the oldest first.
    pub fn pending(&self) -> impl Iterator<Item = &Entry> {
        self.journal.pending()
    }

    /// What of an action can still be done, as far as is known here: a message that has gone on
    /// since is not moved, and nothing goes to a mailbox that is not there. `None` where nothing is
    /// left.
    pub fn still_possible(&self, mut action: Action) -> Option<Action> {
        if matches!(action, Action::Mailbox(_)) {
            return Some(action);
        }
        if let Action::Move { keys, from, to } = &mut action {
            let (from, there) = (*from, self.mailbox(*to).is_some());
            keys.retain(|&key| there && self.whereabouts(key) == Some(from));
        }
        (!action.keys().is_empty()).then_some(action)
    }

    /// What was ordered and the server has not confirmed.
    pub fn waiting(&self) -> Waiting {
        Waiting::of(self.journal.pending())
    }

    /// Shows things as they were before this entry, until the engine says whether it could be
    /// taken back. False when there is no such entry.
    pub fn take_back(&mut self, id: EntryId) -> bool {
        let taken = self.journal.take_back(id);
        self.refold();
        self.remix();
        taken
    }

    /// It could not be taken back. Gives the action that undoes it, to be ordered at once.
    pub fn too_late(&mut self, id: EntryId) -> Option<Action> {
        let inverse = self.journal.too_late(id);
        self.prune();
        self.refold();
        inverse
    }

    fn drop_entry(&mut self, id: EntryId) {
        if self.journal.remove(id) {
            self.refold();
        }
    }

    fn entry_changed(&mut self, id: EntryId, state: State) {
        match state {
            State::Settled => self.settled(id),
            State::Refused(_) | State::Cancelled => self.drop_entry(id),
            state => self.stands(id, state),
        }
    }

    fn settled(&mut self, id: EntryId) {
        let truth = &self.truth;
        let Some(action) = self.journal.settle(id, |key, mailbox| is_in(truth, key, mailbox))
        else {
            return;
        };
        if let Action::Flag { keys, add, remove } = action {
            self.change(&keys, |mail| {
                for &key in &keys {
                    let Some(home) = mail.truth.home(key) else { continue };
                    let flags = mail.truth.flags(home).with(add).without(remove);
                    let change = mail.unread_change(home.mailbox, key, flags);
                    mail.truth.set_flags(home, flags);
                    mail.add_counts(home.mailbox, 0, change);
                }
            });
        }
        self.refold();
    }

    fn prune(&mut self) {
        let truth = &self.truth;
        if self.journal.prune(|key, mailbox| is_in(truth, key, mailbox)) {
            self.refold();
        }
    }
}

/// The fold.
impl Mail {
    fn refold(&mut self) {
        let fold = Fold::of(self.journal.actions());
        if fold != self.fold {
            self.stale = true;
            self.weigh(&self.fold.keys(), -1);
            self.fold = fold;
            self.weigh(&self.fold.keys(), 1);
        }
        self.replant(false);
    }

    /// Changes the truth about these messages and lays pending actions over it anew.
    fn change(&mut self, keys: &[MessageKey], change: impl FnOnce(&mut Self)) {
        if self.fold.is_empty() {
            return change(self);
        }
        let mut touched: Vec<MessageKey> =
            keys.iter().copied().filter(|&key| self.fold.get(key).is_some()).collect();
        touched.sort_unstable();
        touched.dedup();
        self.weigh(&touched, -1);
        change(self);
        self.weigh(&touched, 1);
    }

    /// Adds (1) or takes away (-1) what pending actions make of these messages, each named once.
    fn weigh(&mut self, keys: &[MessageKey], sign: i64) {
        for &key in keys {
            self.weigh_one(key, sign);
        }
    }

    fn weigh_one(&mut self, key: MessageKey, sign: i64) {
        let (Some(overlay), Some(home)) = (self.fold.get(key), self.truth.home(key)) else {
            return;
        };
        let flags = self.truth.flags(home);
        let (was, is) = (unread(flags), unread(overlay.flags(flags)));
        let to = match overlay.whither {
            Whither::In(to) if to != home.mailbox => Some(to),
            Whither::Gone => None,
            Whither::In(_) | Whither::AsIs => {
                return self.adjust(home.mailbox, 0, sign * (is - was));
            }
        };
        self.truth.hide(home, sign > 0);
        self.adjust(home.mailbox, -sign, -sign * was);
        if let (Some(to), Some(rank)) = (to, self.truth.rank(key)) {
            self.adjust(to, sign, sign * is);
            let arrivals = self.arrivals.entry(to).or_default();
            if sign > 0 {
                arrivals.insert(rank);
            } else {
                arrivals.remove(&rank);
            }
        }
    }

    fn adjust(&mut self, mailbox: MailboxId, total: i64, unread: i64) {
        let adjust = self.adjust.entry(mailbox).or_default();
        adjust.total += total;
        adjust.unread += unread;
    }
}

/// What is shown.
impl Mail {
    /// The mailboxes as the server last listed them, with pending orders about them.
    pub fn mailboxes(&self) -> &[Mailbox] {
        &self.mailboxes
    }

    pub fn mailbox(&self, id: MailboxId) -> Option<&Mailbox> {
        if id == MailboxId::REMOVED {
            return Some(self.yard.mailbox());
        }
        self.mailboxes.iter().find(|mailbox| mailbox.id == id)
    }

    /// The server's counts, adjusted by pending actions.
    pub fn counts(&self, id: MailboxId) -> Counts {
        if id == MailboxId::REMOVED {
            return Counts { total: self.removed(), unread: 0 };
        }
        let Some(mailbox) = self.mailbox(id) else { return Counts::default() };
        let adjust = self.adjust.get(&id).copied().unwrap_or_default();
        Counts {
            total: add(mailbox.total, adjust.total),
            unread: add(mailbox.unread, adjust.unread),
        }
    }

    pub fn filled(&self, id: MailboxId) -> Option<Filled> {
        self.filled.get(&id).copied()
    }

    /// Chooses the mailbox whose list is shown.
    pub fn open(&mut self, mailbox: MailboxId) {
        self.open = Some(mailbox);
        self.remix();
    }

    /// The list of the open mailbox.
    pub fn shown(&self) -> Option<Shown<'_>> {
        self.open.map(|mailbox| Shown { mail: self, mailbox })
    }

    /// A message of any mailbox as it is shown.
    pub fn line(&self, key: MessageKey) -> Option<Line<'_>> {
        shown::line(self, key)
    }

    /// The mailbox in which a message is shown; none when it is unknown or gone.
    pub fn whereabouts(&self, key: MessageKey) -> Option<MailboxId> {
        let home = self.truth.home(key)?;
        match self.fold.get(key).unwrap_or_default().whither {
            Whither::AsIs => Some(home.mailbox),
            Whither::In(mailbox) => Some(mailbox),
            Whither::Gone => None,
        }
    }

    /// Whether mailboxes are labels of one mail on the server.
    pub fn has_labels(&self) -> bool {
        self.labelling
    }

    /// The labels of a message as they are shown, but for that of the mailbox in which it is shown.
    pub fn labels(&self, key: MessageKey) -> Vec<Label> {
        let mut labels = self.labels.of(key).to_vec();
        if let Some(change) = self.fold.labels(key) {
            change.apply(&mut labels);
        }
        let own = self.whereabouts(key).map(Label::Mailbox);
        labels.retain(|label| Some(label) != own.as_ref());
        labels
    }

    /// Makes the list of the open mailbox ready to be read again, and tells whether anything has
    /// changed. Little is done where no pending action touches the mailbox; else linear in it.
    pub fn refresh(&mut self) -> bool {
        let stale = std::mem::take(&mut self.stale);
        if stale {
            self.remix();
        }
        stale
    }

    fn remix(&mut self) {
        // The room of the last list is used again: a large one costs more to get than to fill.
        let room = self.mixed.take().unwrap_or_default();
        self.mixed = self.open.and_then(|mailbox| self.mix(mailbox, room));
    }

    fn mix(&self, mailbox: MailboxId, mut mixed: Vec<MessageKey>) -> Option<Vec<MessageKey>> {
        let arrivals = self.arrivals.get(&mailbox).filter(|arrivals| !arrivals.is_empty());
        let table = self.truth.table(mailbox);
        if table.map_or(0, Table::hidden) == 0 && arrivals.is_none() {
            return None;
        }
        mixed.clear();
        mixed.reserve(table.map_or(0, Table::len));
        let visible = table.into_iter().flat_map(Table::visible);
        let Some(arrivals) = arrivals else {
            mixed.extend(visible.map(Rank::key));
            return Some(mixed);
        };
        let mut brought = arrivals.iter().copied().peekable();
        for rank in visible {
            while let Some(newer) = brought.next_if(|brought| *brought < rank) {
                mixed.push(newer.key());
            }
            mixed.push(rank.key());
        }
        mixed.extend(brought.map(Rank::key));
        Some(mixed)
    }
}

fn is_in(truth: &Truth, key: MessageKey, mailbox: MailboxId) -> bool {
    truth.home(key).is_some_and(|home| home.mailbox == mailbox)
}

fn unread(flags: Flags) -> i64 {
    i64::from(!flags.has(Flags::SEEN))
}

fn add(count: u32, change: i64) -> u32 {
    u32::try_from((i64::from(count) + change).max(0)).unwrap_or(u32::MAX)
}
