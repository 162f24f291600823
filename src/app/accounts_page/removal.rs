//! Removing an account: what waits is finished first, or given up. Mail on the server is never
//! touched.

use super::super::effect::Turn;
use super::super::notice::Text;
use super::super::overlay::Overlay;
use super::super::state::{Held, State};
use crate::model::ids::AccountId;
use crate::model::link::Link;

/// How an account goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// When the server has all that was ordered.
    WhenDone,
    /// At once; what waits is given up.
    Now,
}

impl Held {
    /// How it goes unless the person says otherwise: what can be finished is finished.
    pub fn leave(&self) -> Leave {
        let is_up = matches!(self.link, Link::Live | Link::Syncing);
        if is_up && self.mail.waiting().to_come() > 0 { Leave::WhenDone } else { Leave::Now }
    }
}

impl State {
    /// The person said yes without saying how.
    pub(in super::super) fn removal_confirmed(&mut self, account: AccountId, turn: &mut Turn) {
        if let Some(leave) = self.held(account).map(Held::leave) {
            self.removal_chosen(account, leave, turn);
        }
    }

    pub(super) fn removal_chosen(&mut self, account: AccountId, leave: Leave, turn: &mut Turn) {
        self.overlay = Overlay::None;
        match leave {
            Leave::WhenDone => {
                if let Some(held) = self.held_mut(account) {
                    held.leaving = true;
                }
            }
            Leave::Now => self.say_goodbye(account, turn),
        }
    }

    /// Accounts that wait for nothing any more leave.
    pub(super) fn let_go_of_the_done(&mut self, turn: &mut Turn) {
        let is_done = |held: &&Held| held.leaving && held.mail.waiting().to_come() == 0;
        let done: Vec<AccountId> =
            self.accounts.iter().filter(is_done).map(|held| held.account.id).collect();
        for account in done {
            self.say_goodbye(account, turn);
        }
    }

    fn say_goodbye(&mut self, account: AccountId, turn: &mut Turn) {
        let Some(title) = self.held(account).map(|held| held.account.title().to_owned()) else {
            return;
        };
        self.remove_account(account, turn);
        self.say(Text::AccountRemoved(title), None, turn);
    }
}
