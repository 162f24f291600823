//! Carrying messages to a mailbox with the pointer: press, six pixels, carry, hover, drop.

use super::Point;
use super::effect::{Effect, Pane, Scroll, Turn};
use super::state::{Place, State};
use crate::model::ids::{AccountId, MessageKey};

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// The pointer moved while the button was down (sent for every move from press to release).
    Moved(Point),
    /// The button went down on a mailbox of the sidebar.
    MailboxPressed(Place, Point),
    /// The pointer came over, or left, the place that stands for the account's top level.
    RootEntered(AccountId),
    RootLeft,
    /// The pointer came over, or left, a mailbox of the sidebar, with or without a carry.
    Entered(Place),
    Left(Place),
    /// The pointer is close to the sidebar's upper or lower edge, or no more.
    EdgeNeared(Option<Edge>),
    /// The key that makes copies of what is dropped is held, or no more.
    CopyHeld(bool),
    /// The button went up anywhere in the window.
    Released,
    /// The button went up outside the window, or the window lost the pointer.
    LeftWindow,
    /// The pointer has rested on a folded mailbox.
    Rested {
        carry: u64,
        place: Place,
    },
    /// Time to scroll on at the edge.
    Ticked {
        carry: u64,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    Upper,
    Lower,
}

/// What the pointer is doing.
#[derive(Debug, Clone, Default)]
pub enum Drag {
    #[default]
    Idle,
    /// The button is down on a row; not far enough yet.
    Pressed {
        key: MessageKey,
        from: Point,
    },
    /// The button is down on a mailbox of the sidebar.
    Lifted {
        place: Place,
        from: Point,
    },
    Carrying(Carry),
}

/// Messages under the pointer.
#[derive(Debug, Clone)]
pub struct Carry {
    /// Sets this carry apart from those before it.
    pub number: u64,
    /// Where they come from.
    pub from: Place,
    pub keys: Vec<MessageKey>,
    /// The mailbox `from` itself is carried, not messages of it.
    pub whole: bool,
    pub at: Point,
    /// The mailbox under the pointer, and whether it takes them.
    pub over: Option<Target>,
    /// The pointer is over the place that stands for the top level, which takes the mailbox.
    pub over_root: bool,
    pub edge: Option<Edge>,
    /// Mailboxes that opened under the pointer; they fold again when it is over.
    sprung: Vec<Place>,
    /// A tick is on its way.
    ticking: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    pub place: Place,
    pub accepts: bool,
}

/// How far the pointer goes before a press is a carry, logical pixels.
const THRESHOLD: f32 = 6.0;
/// How long the pointer rests on a folded mailbox until it opens, milliseconds.
const SPRING: u64 = 800;
/// One line of scrolling at an edge, milliseconds.
const EDGE_TICK: u64 = 60;

impl Drag {
    pub fn carry(&self) -> Option<&Carry> {
        match self {
            Self::Carrying(carry) => Some(carry),
            _ => None,
        }
    }

    fn carry_mut(&mut self) -> Option<&mut Carry> {
        match self {
            Self::Carrying(carry) => Some(carry),
            _ => None,
        }
    }
}

impl Carry {
    /// The mailbox that would take them if they were let go now.
    pub fn target(&self) -> Option<Place> {
        self.over.filter(|over| over.accepts).map(|over| over.place)
    }
}

impl State {
    pub(super) fn drag(&mut self, message: Message, turn: &mut Turn) {
        match message {
            Message::Moved(at) => self.pointer_moved(at, turn),
            Message::MailboxPressed(place, from) => {
                if self.may_lift(place) {
                    self.drag = Drag::Lifted { place, from };
                }
            }
            Message::RootEntered(account) => self.root_entered(account),
            Message::RootLeft => {
                if let Some(carry) = self.drag.carry_mut() {
                    carry.over_root = false;
                }
            }
            Message::Entered(place) => {
                self.hover = Some(place);
                self.target_entered(place, turn);
            }
            Message::Left(place) => {
                self.hover.take_if(|over| *over == place);
                if let Some(carry) = self.drag.carry_mut() {
                    carry.over.take_if(|over| over.place == place);
                }
            }
            Message::CopyHeld(held) => self.copy_held = held,
            Message::EdgeNeared(edge) => self.edge_neared(edge, turn),
            Message::Released => {
                self.drop_row(turn);
                self.drop_carried(turn);
            }
            Message::LeftWindow => {
                self.put_row_back();
                self.cancel_drag();
            }
            Message::Rested { carry, place } => self.spring(carry, place),
            Message::Ticked { carry } => self.edge_ticked(carry, turn),
        }
    }

    fn pointer_moved(&mut self, at: Point, turn: &mut Turn) {
        match &mut self.drag {
            Drag::Carrying(carry) => carry.at = at,
            Drag::Pressed { key, from } if (at.x - from.x).hypot(at.y - from.y) >= THRESHOLD => {
                let key = *key;
                self.pick_up(key, at, turn);
            }
            Drag::Lifted { place, from } if (at.x - from.x).hypot(at.y - from.y) >= THRESHOLD => {
                let place = *place;
                self.carry(place, Vec::new(), true, at, turn);
            }
            _ => {}
        }
    }

    /// Takes up the whole selection, if the row is part of it.
    fn pick_up(&mut self, key: MessageKey, at: Point, turn: &mut Turn) {
        self.list.forget_press();
        self.drag = Drag::Idle;
        let Some(from) = self.folders.selected else { return };
        let keys = if self.list.is_chosen(key) { self.list.chosen().to_vec() } else { vec![key] };
        self.carry(from, keys, false, at, turn);
    }

    fn carry(
        &mut self,
        from: Place,
        keys: Vec<MessageKey>,
        whole: bool,
        at: Point,
        turn: &mut Turn,
    ) {
        self.carries += 1;
        let number = self.carries;
        self.drag = Drag::Carrying(Carry {
            number,
            from,
            keys,
            whole,
            at,
            over: None,
            over_root: false,
            edge: None,
            sprung: Vec::new(),
            ticking: false,
        });
        // A fast hand is over a mailbox before the carry has begun.
        if let Some(place) = self.hover {
            self.target_entered(place, turn);
        }
    }

    fn target_entered(&mut self, place: Place, turn: &mut Turn) {
        let Some((from, whole)) = self.drag.carry().map(|carry| (carry.from, carry.whole)) else {
            return;
        };
        let accepts = if whole { self.nests(from, Some(place)) } else { self.accepts(from, place) };
        let folded = self.folders.is_folded(place);
        if let Some(carry) = self.drag.carry_mut() {
            carry.over = Some(Target { place, accepts });
            if folded {
                let rested = Message::Rested { carry: carry.number, place };
                turn.after(SPRING, super::Message::Drag(rested));
            }
        }
    }

    fn root_entered(&mut self, account: AccountId) {
        let Some(from) = self.drag.carry().filter(|carry| carry.whole).map(|carry| carry.from)
        else {
            return;
        };
        let takes = from.account == account && self.nests(from, None);
        if let Some(carry) = self.drag.carry_mut() {
            carry.over_root = takes;
        }
    }

    /// Unfolds the mailbox on which the pointer still rests.
    fn spring(&mut self, number: u64, place: Place) {
        let Some(carry) = self.drag.carry_mut().filter(|carry| carry.number == number) else {
            return;
        };
        if carry.over.is_some_and(|over| over.place == place) {
            carry.sprung.push(place);
            self.fold(place, false);
        }
    }

    fn edge_neared(&mut self, edge: Option<Edge>, turn: &mut Turn) {
        let Some(carry) = self.drag.carry_mut().filter(|carry| carry.edge != edge) else { return };
        carry.edge = edge;
        let number = carry.number;
        if !carry.ticking {
            self.edge_ticked(number, turn);
        }
    }

    fn edge_ticked(&mut self, number: u64, turn: &mut Turn) {
        let Some(carry) = self.drag.carry_mut().filter(|carry| carry.number == number) else {
            return;
        };
        carry.ticking = carry.edge.is_some();
        let by = match carry.edge {
            Some(Edge::Upper) => Scroll::Lines(-1),
            Some(Edge::Lower) => Scroll::Lines(1),
            None => return,
        };
        turn.push(Effect::Scroll { pane: Pane::Folders, by });
        turn.after(EDGE_TICK, super::Message::Drag(Message::Ticked { carry: number }));
    }

    /// Gives up the carry: nothing has happened.
    pub(super) fn cancel_drag(&mut self) {
        self.end_drag();
    }

    fn end_drag(&mut self) -> Option<Carry> {
        self.list.forget_press();
        let Drag::Carrying(carry) = std::mem::take(&mut self.drag) else { return None };
        for &place in &carry.sprung {
            self.fold(place, true);
        }
        Some(carry)
    }

    /// The button came up before the pointer went far.
    pub(super) fn end_press(&mut self) {
        if matches!(self.drag, Drag::Pressed { .. }) {
            self.drag = Drag::Idle;
        }
    }

    fn drop_carried(&mut self, turn: &mut Turn) {
        if !matches!(self.drag, Drag::Carrying(_)) {
            self.drag = Drag::Idle;
            return;
        }
        let Some(carry) = self.end_drag() else { return };
        if carry.whole {
            let to = carry.target();
            if carry.over_root || to.is_some() {
                self.nest(carry.from, to.filter(|_| !carry.over_root), turn);
            }
        } else if let Some(to) = carry.target() {
            if self.copy_held {
                self.copy_to(carry.from, to, carry.keys, turn);
            } else {
                self.move_to(carry.from, to, carry.keys, turn);
            }
        }
    }
}
