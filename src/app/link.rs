//! The strip above the panes: the one thing about the connections that a person should know.

use super::effect::Turn;
use super::state::{Held, State};
use crate::model::fault::Fault;
use crate::model::ids::AccountId;
use crate::model::link::Link;

/// What the strip says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Strip {
    /// Nothing goes on until the person signs in.
    SignInNeeded { account: AccountId, address: String, fault: Fault },
    /// Since when (seconds since 1970 UTC); the next try comes by itself.
    Offline { account: AccountId, address: String, since: i64, retry_at: i64, fault: Fault },
    Connecting {
        account: AccountId,
        address: String,
        /// After having been offline: the strip that was there stays.
        again: bool,
    },
}

impl State {
    /// What the strip says: the worst of all accounts, the first of equals. Nothing when all is well.
    pub fn strip(&self) -> Option<Strip> {
        self.accounts.iter().filter_map(strip).min_by_key(|strip| match strip {
            Strip::SignInNeeded { .. } => 0,
            Strip::Offline { .. } => 1,
            Strip::Connecting { .. } => 2,
        })
    }

    pub(super) fn linked(&mut self, account: AccountId, link: Link, turn: &mut Turn) {
        let Some(held) = self.held_mut(account) else { return };
        let is_up = |link: &Link| matches!(link, Link::Syncing | Link::Live);
        let came_up = is_up(&link) && !is_up(&held.link);
        let down = matches!(held.link, Link::Offline { .. }) || held.again;
        held.again = down && link == Link::Connecting;
        held.link = link;
        if came_up {
            self.retry_lost_body(account, turn);
        }
        // Others waited to see whether it has a mailbox to open.
        self.open_first(turn);
    }
}

fn strip(held: &Held) -> Option<Strip> {
    let (account, address) = (held.account.id, held.account.address.clone());
    match &held.link {
        Link::SignInNeeded(fault) => {
            Some(Strip::SignInNeeded { account, address, fault: fault.clone() })
        }
        Link::Offline { since, fault, retry_at } => Some(Strip::Offline {
            account,
            address,
            since: *since,
            retry_at: *retry_at,
            fault: fault.clone(),
        }),
        Link::Connecting => Some(Strip::Connecting { account, address, again: held.again }),
        Link::Syncing | Link::Live => None,
    }
}
