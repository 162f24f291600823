//! One mailbox on the board: how far it is known, what is to be done about it, what is held against
//! it. Pure.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use crate::imap::Status;
use crate::model::remote::Uid;
use crate::store::{Stored, SyncState};
use crate::sync::books::Rows;
use crate::sync::plausible::Doubts;
use crate::sync::resync::Doubt;
use crate::sync::window::Beyond;

/// So many broken connections in a row are held against the mailbox that was looked at.
const STRIKES: u8 = 3;

/// A mailbox that breaks connections is left alone for so long.
pub(super) const PENALTY: Duration = Duration::from_secs(900);

/// One mailbox.
#[derive(Debug, Clone)]
pub struct Mark {
    pub stored: Stored,
    pub state: SyncState,
    /// What is in the cache.
    pub rows: Rows,
    /// Messages and unread ones as they are shown.
    pub counts: (u32, u32),
    /// It has to be selected and brought up to date.
    pub due: bool,
    /// It could not be opened: left alone until the next round.
    pub broken: bool,
    /// Connections that broke over it in a row, and when that was held against it.
    pub strikes: u8,
    pub struck: Option<Instant>,
    /// What STATUS told last.
    pub status: Option<Status>,
    /// A sweep of all flags goes on below this UID.
    pub sweep: Option<Uid>,
    pub swept: Option<Instant>,
    /// Rows that the server lists but cannot give.
    pub skipped: BTreeSet<Uid>,
    /// Rows that are older than what the server shows.
    pub beyond: Option<Beyond>,
    /// What needs the word of a second connection.
    pub doubts: Doubts,
    /// What was told of it is to be checked by a complete listing.
    pub doubt: Option<Doubt>,
}

impl Mark {
    pub fn new(stored: Stored, state: SyncState, rows: Rows) -> Self {
        let shown = (stored.mailbox.total, stored.mailbox.unread);
        Self {
            counts: if state.complete { rows.shown() } else { shown },
            stored,
            state,
            rows,
            due: false,
            broken: false,
            strikes: 0,
            struck: None,
            status: None,
            sweep: None,
            swept: None,
            skipped: BTreeSet::new(),
            beyond: None,
            doubts: Doubts::default(),
            doubt: None,
        }
    }

    /// How many of the rows the server shows.
    pub fn in_reach(&self) -> u32 {
        self.rows.all.saturating_sub(self.beyond.map_or(0, |beyond| beyond.rows))
    }

    /// Takes what the cache holds now; the counts to show if they changed. `history` when rows
    /// were added that the server's counts held already.
    pub fn take_rows(&mut self, rows: Rows, history: bool) -> Option<(u32, u32)> {
        if rows.turn < self.rows.turn {
            return None;
        }
        let before = std::mem::replace(&mut self.rows, rows);
        let counts = if self.state.complete {
            rows.shown()
        } else if history {
            self.counts
        } else {
            let shift = |shown: u32, from: u32, to: u32| {
                shown
                    .saturating_add(to.saturating_sub(from))
                    .saturating_sub(from.saturating_sub(to))
            };
            let (all, unread) = self.counts;
            let (before, now) = (before.shown(), rows.shown());
            (shift(all, before.0, now.0), shift(unread, before.1, now.1))
        };
        let changed = counts != std::mem::replace(&mut self.counts, counts);
        changed.then_some(counts)
    }

    /// The connection broke while this mailbox was being looked at. `plainly` when its content was
    /// the cause; otherwise only the third time in a row is held against it.
    pub fn strike(&mut self, plainly: bool, now: Instant) {
        self.due = true;
        self.strikes = self.strikes.saturating_add(1);
        if plainly || self.strikes >= STRIKES {
            self.broken = true;
            self.struck = Some(now);
        }
    }

    /// A new round begins: what was broken gets another chance, unless it broke connections.
    pub(super) fn forgive(&mut self, now: Instant) {
        if self.struck.is_none_or(|at| now.duration_since(at) >= PENALTY) {
            self.broken = false;
            self.struck = None;
        }
    }

    /// Whether it is there to be opened.
    pub fn is_open(&self) -> bool {
        self.stored.mailbox.selectable && !self.broken
    }

    pub(super) fn wants_update(&self) -> bool {
        self.is_open() && self.due
    }

    pub(super) fn wants_history(&self) -> bool {
        self.is_open() && self.state.uid_validity.is_some() && !self.state.complete
    }

    pub(super) fn wants_sweep(&self) -> bool {
        self.is_open() && self.sweep.is_some() && self.state.complete
    }

    pub(super) fn is_in_step(&self) -> bool {
        !self.is_open() || (!self.due && self.state.complete && self.sweep.is_none())
    }
}
