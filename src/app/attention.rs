//! What was ordered and the server has not confirmed: what waits, what was refused and what is in
//! doubt, each to be tried once more or given up by hand. Knows no server and no words.

use std::collections::BTreeMap;

use super::effect::Turn;
use super::overlay::Overlay;
use super::state::State;
use crate::model::action::Action;
use crate::model::fault::FaultKind;
use crate::model::ids::{AccountId, EntryId};
use crate::model::journal::{self, Entry};
use crate::model::request::Ask;

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// The list was asked for.
    Opened,
    /// This one is to be carried out once more.
    RetryAsked(AccountId, EntryId),
    /// This one is to be given up: what is shown is what the server has.
    GivenUp(AccountId, EntryId),
    /// The same of all that need the person.
    AllRetried,
    AllGivenUp,
}

/// What was refused and still stands in the list.
#[derive(Debug, Default)]
pub struct Attention {
    refused: BTreeMap<(AccountId, EntryId), Entry>,
}

/// What a person can do about an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// The server has not heard of it: it can be taken back.
    TakeBack,
    /// It is being done.
    None,
    /// It came to nothing, or nobody knows: try again, or give it up.
    Decide,
}

/// What can be done about an order in this state.
pub fn remedy(state: &journal::State) -> Remedy {
    use journal::State as S;
    match state {
        S::Held { .. } | S::Queued => Remedy::TakeBack,
        S::InFlight(_) | S::Settled | S::Cancelled => Remedy::None,
        S::Refused(_) | S::Doubtful(_) => Remedy::Decide,
    }
}

impl State {
    /// Everything that was ordered and is not confirmed: what needs the person first, then as it
    /// was ordered.
    pub fn orders(&self) -> Vec<&Entry> {
        let refused = self.attention.refused.values();
        let pending = self.accounts.iter().flat_map(|held| held.mail.pending());
        let mut orders: Vec<&Entry> = refused.chain(pending).collect();
        orders.sort_by_key(|entry| (remedy(&entry.state) != Remedy::Decide, entry.at, entry.id));
        orders
    }

    /// How many orders only the person can decide.
    pub fn needs_attention(&self) -> usize {
        let doubtful: usize = self.accounts.iter().map(|held| held.mail.waiting().doubtful).sum();
        self.attention.refused.len() + doubtful
    }

    /// How many orders wait for a connection that is not there.
    pub fn waits_offline(&self) -> usize {
        let away = self.accounts.iter().filter(|held| held.is_away());
        away.map(|held| held.mail.waiting().to_come()).sum()
    }

    pub(super) fn attention(&mut self, message: Message, turn: &mut Turn) {
        match message {
            Message::Opened => self.overlay = Overlay::Orders,
            Message::RetryAsked(account, entry) => self.retry(account, entry, turn),
            Message::GivenUp(account, entry) => self.give_up(account, entry, turn),
            Message::AllRetried => {
                for (account, entry) in self.undecided() {
                    self.retry(account, entry, turn);
                }
            }
            Message::AllGivenUp => {
                for (account, entry) in self.undecided() {
                    self.give_up(account, entry, turn);
                }
            }
        }
    }

    fn undecided(&self) -> Vec<(AccountId, EntryId)> {
        let orders = self.orders().into_iter();
        let undecided = orders.filter(|entry| remedy(&entry.state) == Remedy::Decide);
        undecided.map(|entry| (entry.account, entry.id)).collect()
    }

    /// What was refused is shown as done again, and the engine carries out the same entry.
    fn retry(&mut self, account: AccountId, entry: EntryId, turn: &mut Turn) {
        let refused = self.attention.refused.remove(&(account, entry));
        let Some(held) = self.held_mut(account) else { return };
        if let Some(entry) = refused {
            held.mail.promise(Entry { state: journal::State::Queued, ..entry });
        }
        turn.send(account, Ask::Retry(entry));
    }

    /// A refused order is put away; anything else is taken back as undo does it.
    fn give_up(&mut self, account: AccountId, entry: EntryId, turn: &mut Turn) {
        if self.attention.refused.remove(&(account, entry)).is_some() {
            turn.send(account, Ask::Cancel(entry));
        } else {
            self.undo_entry(account, entry, turn);
        }
    }

    /// An entry of ours moved on: what was refused is kept in view.
    pub(super) fn note_state(
        &mut self,
        account: AccountId,
        entry: EntryId,
        state: &journal::State,
        turn: &mut Turn,
    ) {
        let known = self.held(account).and_then(|held| held.mail.entry(entry)).cloned();
        if let Some(known) = known {
            self.take_note(account, &known, state, turn);
        } else if !matches!(state, journal::State::Refused(_)) {
            self.attention.refused.remove(&(account, entry));
        }
    }

    pub(super) fn take_note(
        &mut self,
        account: AccountId,
        entry: &Entry,
        state: &journal::State,
        turn: &mut Turn,
    ) {
        let journal::State::Refused(fault) = state else { return };
        // Flags of a message that is gone are nothing to speak of.
        if fault.kind == FaultKind::Gone && matches!(entry.action, Action::Flag { .. }) {
            return turn.send(account, Ask::Cancel(entry.id));
        }
        let refused = Entry { state: state.clone(), ..entry.clone() };
        self.attention.refused.insert((account, entry.id), refused);
    }

    /// The account goes, and its orders with it.
    pub(super) fn forget_orders(&mut self, account: AccountId) {
        self.attention.refused.retain(|(of, _), _| *of != account);
    }
}
