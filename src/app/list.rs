//! The message list: which rows are chosen, where the cursor is, what keys and clicks do to them.
//! Rows are named by their keys; the order comes from `model::mail`. Knows no pixels.

use super::Point;
use super::drag::Drag;
use super::effect::{Pane, Turn};
use super::keys::{Mods, Step};
use super::state::State;
use crate::model::ids::MessageKey;
use crate::model::mail::{Rank, Shown};

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// The left button went down on a row.
    Pressed {
        key: MessageKey,
        mods: Mods,
        at: Point,
    },
    /// The left button went up over a row, with no drag between.
    Released {
        key: MessageKey,
        mods: Mods,
    },
    /// A row was double-clicked.
    Opened(MessageKey),
    StarPressed(MessageKey),
    /// The right button went down on a row.
    RightPressed {
        key: MessageKey,
        at: Point,
    },
    /// Rows on screen, counted from the newest, both inclusive; tells how long a page is.
    Scrolled {
        first: usize,
        last: usize,
    },
}

/// What is chosen in the list.
#[derive(Debug, Default)]
pub struct List {
    /// Sorted. Exact keys, so that a row that arrives between chosen ones is never chosen itself.
    chosen: Vec<MessageKey>,
    /// Where a range begins; kept by rank, so that it has a place even when its row is gone.
    anchor: Option<Rank>,
    cursor: Option<Rank>,
    /// A press on a chosen row: what it does to the selection waits for the release, because a
    /// drag may follow.
    pressed: Option<MessageKey>,
    /// Rows on screen.
    page: usize,
}

impl List {
    /// The chosen messages, sorted by key.
    pub fn chosen(&self) -> &[MessageKey] {
        &self.chosen
    }

    pub fn is_chosen(&self, key: MessageKey) -> bool {
        self.chosen.binary_search(&key).is_ok()
    }

    /// The row with the cursor; the list keeps it in view.
    pub fn cursor(&self) -> Option<MessageKey> {
        self.cursor.map(Rank::key)
    }

    /// Another mailbox is shown: nothing is chosen.
    pub(super) fn begin(&mut self) {
        *self = Self { page: self.page, ..Self::default() };
    }

    pub(super) fn choose_none(&mut self) {
        self.chosen.clear();
        self.pressed = None;
    }

    pub(super) fn choose_only(&mut self, key: MessageKey, shown: &Shown<'_>) {
        let Some(rank) = shown.rank(key) else { return };
        self.chosen = vec![key];
        self.anchor = Some(rank);
        self.cursor = Some(rank);
    }

    /// Chooses these, the first of them with the cursor.
    pub(super) fn choose(&mut self, keys: &[MessageKey], shown: &Shown<'_>) {
        let Some(first) = keys.iter().filter_map(|&key| shown.rank(key)).min() else { return };
        self.chosen = keys.to_vec();
        self.chosen.sort_unstable();
        self.chosen.dedup();
        self.anchor = Some(first);
        self.cursor = Some(first);
    }

    /// Puts the cursor on a row without choosing it.
    pub(super) fn point_at(&mut self, key: Option<MessageKey>, shown: &Shown<'_>) {
        self.choose_none();
        self.cursor = key.and_then(|key| shown.rank(key));
        self.anchor = self.cursor;
    }

    fn toggle(&mut self, key: MessageKey, shown: &Shown<'_>) {
        match self.chosen.binary_search(&key) {
            Ok(at) => drop(self.chosen.remove(at)),
            Err(at) => self.chosen.insert(at, key),
        }
        self.anchor = shown.rank(key);
        self.cursor = self.anchor;
    }

    /// Chooses all from the anchor to this row, besides what is chosen already if `more`.
    fn range_to(&mut self, key: MessageKey, more: bool, shown: &Shown<'_>) {
        let Some(to) = shown.index_of(key) else { return };
        let from = self.anchor.map_or(to, |anchor| shown.index_near(anchor));
        let from = from.min(shown.len().saturating_sub(1));
        if !more {
            self.chosen.clear();
        }
        self.chosen.extend(shown.keys(from.min(to), from.max(to)));
        self.chosen.sort_unstable();
        self.chosen.dedup();
        self.anchor = self.anchor.or_else(|| shown.rank(key));
        self.cursor = shown.rank(key);
    }

    pub(super) fn press(&mut self, key: MessageKey, mods: Mods, shown: &Shown<'_>) {
        self.pressed = None;
        if shown.index_of(key).is_none() {
            return;
        }
        match (mods.shift, mods.ctrl) {
            (true, more) => self.range_to(key, more, shown),
            (false, _) if self.is_chosen(key) => self.pressed = Some(key),
            (false, true) => self.toggle(key, shown),
            (false, false) => self.choose_only(key, shown),
        }
    }

    pub(super) fn release(&mut self, key: MessageKey, mods: Mods, shown: &Shown<'_>) {
        if self.pressed.take() == Some(key) {
            if mods.ctrl {
                self.toggle(key, shown);
            } else {
                self.choose_only(key, shown);
            }
        }
    }

    /// A drag began: the press meant no choice.
    pub(super) fn forget_press(&mut self) {
        self.pressed = None;
    }

    pub(super) fn step(&mut self, step: Step, extend: bool, shown: &Shown<'_>) {
        let Some(last) = shown.len().checked_sub(1) else { return };
        let page = self.page.max(2) - 1;
        let at = self.cursor.map(|cursor| {
            (shown.index_near(cursor).min(last), shown.index_of(cursor.key()).is_some())
        });
        let to = match (step, at) {
            (Step::First, _) | (Step::Next | Step::PageDown, None) => 0,
            (Step::Last, _) => last,
            (Step::Previous | Step::PageUp, None) => 0,
            (Step::Previous, Some((at, _))) => at.saturating_sub(1),
            (Step::Next, Some((at, true))) => (at + 1).min(last),
            // The row is gone: the one below it stands in its place.
            (Step::Next, Some((at, false))) => at,
            (Step::PageUp, Some((at, _))) => at.saturating_sub(page),
            (Step::PageDown, Some((at, _))) => (at + page).min(last),
        };
        if let Some(key) = shown.key_at(to) {
            if extend {
                self.range_to(key, false, shown);
            } else {
                self.choose_only(key, shown);
            }
        }
    }

    pub(super) fn choose_all(&mut self, shown: &Shown<'_>) {
        let Some(last) = shown.len().checked_sub(1) else { return };
        self.chosen = shown.keys(0, last).collect();
        self.chosen.sort_unstable();
        self.cursor = self.cursor.or_else(|| shown.rank(shown.key_at(0)?));
        self.anchor = self.anchor.or(self.cursor);
    }

    /// Forgets what is not shown in this list any more.
    pub(super) fn keep(&mut self, is_shown: impl Fn(MessageKey) -> bool) {
        self.chosen.retain(|&key| is_shown(key));
        self.pressed = self.pressed.filter(|&key| is_shown(key));
    }

    /// The row to go to when these leave: the one after the last of them, else the one before the
    /// first.
    pub(super) fn neighbour(leaving: &[MessageKey], shown: &Shown<'_>) -> Option<MessageKey> {
        let leaves = |key: &MessageKey| leaving.binary_search(key).is_ok();
        let indices = || leaving.iter().filter_map(|&key| shown.index_of(key));
        let below = shown.key_at(indices().max()? + 1);
        below.or_else(|| {
            let above = indices().min()?.checked_sub(1)?;
            shown.key_at(above).filter(|key| !leaves(key))
        })
    }
}

impl State {
    pub(super) fn list(&mut self, message: Message, turn: &mut Turn) {
        match message {
            Message::Pressed { key, mods, at } => {
                self.pane = Pane::List;
                if mods == Mods::NONE {
                    self.come_back(key);
                }
                self.with_list(|list, shown| list.press(key, mods, shown));
                self.drag = Drag::Pressed { key, from: at };
            }
            Message::Released { key, mods } => {
                self.with_list(|list, shown| list.release(key, mods, shown));
                self.end_press();
            }
            Message::Opened(key) => {
                self.with_list(|list, shown| list.choose_only(key, shown));
                self.pane = Pane::Reader;
            }
            Message::StarPressed(key) => self.star(&[key], turn),
            Message::RightPressed { key, at } => {
                self.come_back(key);
                self.open_row_menu(key, at);
            }
            Message::Scrolled { first, last } => {
                self.list.page = last.saturating_sub(first).saturating_add(1);
            }
        }
    }

    /// Does something to the selection, where a list is shown.
    pub(super) fn with_list(&mut self, act: impl FnOnce(&mut List, &Shown<'_>)) {
        let mut list = std::mem::take(&mut self.list);
        if let Some(shown) = self.shown() {
            act(&mut list, &shown);
        }
        self.list = list;
    }
}
