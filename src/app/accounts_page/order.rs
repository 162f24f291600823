//! The order of the accounts: by the pointer, and by steps. Rows make room while one is carried, so
//! that what is seen when it is let go is what there will be.

use super::super::effect::Turn;
use super::super::state::State;
use crate::model::ids::AccountId;

/// A row that the pointer holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifted {
    pub account: AccountId,
    /// The order before.
    before: Vec<AccountId>,
}

impl State {
    /// Whether the pointer holds a row of the accounts page.
    pub fn lifts_account(&self) -> bool {
        self.page.lifted.is_some()
    }

    pub(super) fn place_of(&self, account: AccountId) -> Option<usize> {
        self.accounts.iter().position(|held| held.account.id == account)
    }

    fn account_order(&self) -> Vec<AccountId> {
        self.accounts.iter().map(|held| held.account.id).collect()
    }

    pub(super) fn lift(&mut self, account: AccountId) {
        if self.accounts.len() > 1 && self.held(account).is_some() {
            self.page.lifted = Some(Lifted { account, before: self.account_order() });
        }
    }

    pub(super) fn carry_row_over(&mut self, account: AccountId) {
        let Some(lifted) = &self.page.lifted else { return };
        if let (Some(from), Some(to)) = (self.place_of(lifted.account), self.place_of(account)) {
            self.reorder(from, to);
        }
    }

    /// The button is up: the order is as it is seen.
    pub(in super::super) fn drop_row(&mut self, turn: &mut Turn) {
        if let Some(lifted) = self.page.lifted.take()
            && lifted.before != self.account_order()
        {
            self.save_config(turn);
        }
    }

    /// Nothing has happened.
    pub(in super::super) fn put_row_back(&mut self) {
        let Some(lifted) = self.page.lifted.take() else { return };
        let was = |id: AccountId| lifted.before.iter().position(|before| *before == id);
        self.accounts.sort_by_key(|held| was(held.account.id).unwrap_or(usize::MAX));
        self.folders.arrange(&self.accounts);
    }

    pub(super) fn move_chosen(&mut self, by: i32, turn: &mut Turn) {
        if self.page.lifted.is_some() {
            return;
        }
        let Some(from) = self.page.chosen.and_then(|id| self.place_of(id)) else { return };
        let by = isize::try_from(by).unwrap_or(0);
        let to = from.saturating_add_signed(by).min(self.accounts.len().saturating_sub(1));
        if from != to {
            self.reorder(from, to);
            self.save_config(turn);
        }
    }

    fn reorder(&mut self, from: usize, to: usize) {
        if from != to && from.max(to) < self.accounts.len() {
            let held = self.accounts.remove(from);
            self.accounts.insert(to, held);
            self.folders.arrange(&self.accounts);
        }
    }
}
