//! What hands have done to a page so far: how far it is scrolled, what is selected, where the pointer
//! is. Knows no page.

use iced::advanced::mouse::click::Click;
use iced::keyboard::Modifiers;
use iced::{Point, Size};

use super::{Bar, Common, Motion, Told, Unit};
use crate::render::drawn::{Spot, Stop, Stretch};
use crate::ui::widget::layer::Painted;
use crate::ui::widget::scroll::Extent;

/// What is left between the top of the window and what a motion brings there.
const ABOVE: f64 = 8.0;

#[derive(Debug, Default)]
pub struct Hands {
    /// Pixels above the window, the header among them.
    pub top: f64,
    /// Pixels to the left of the window.
    pub left: f64,
    /// The header's height.
    pub head: f32,
    /// The footer's height.
    pub foot: f32,
    pub window: Size,
    /// What is selected; its beginning is not behind its end.
    pub selection: Option<Stretch>,
    /// Where a selection by drag began, and by what.
    pub origin: Option<(Stretch, Unit)>,
    pub focused: bool,
    pub pointer: Option<Point>,
    pub click: Option<Click>,
    pub modifiers: Modifiers,
    /// The link under the pointer.
    pub stop: Option<Stop>,
    pub pressed: Option<Stop>,
    /// The thumb that is held, and where on it.
    pub grab: Option<(Bar, f64)>,
    pub over_bar: Option<Bar>,
    pub painted: Painted,
    /// What was told last.
    pub told: Option<Told>,
    page: Option<u64>,
    moved: Option<u64>,
    revealed: Option<u64>,
    rung: Option<u64>,
    all: u64,
}

impl Hands {
    /// Begins anew where the page is another one than before: whether it is.
    pub fn begins<M>(&mut self, common: &Common<'_, M>) -> bool {
        if self.page == Some(common.identity) {
            return false;
        }
        let is_first = self.page.is_none();
        let moved = if is_first { common.motion.map(|(serial, _)| serial) } else { self.moved };
        *self = Self {
            modifiers: self.modifiers,
            focused: self.focused,
            pointer: self.pointer,
            head: self.head,
            foot: self.foot,
            window: self.window,
            page: Some(common.identity),
            all: common.all,
            moved,
            ..Self::default()
        };
        true
    }

    /// The motion that was not made yet.
    pub fn motion<M>(&mut self, common: &Common<'_, M>) -> Option<Motion> {
        let (serial, motion) = common.motion?;
        (self.moved.replace(serial) != Some(serial)).then_some(motion)
    }

    pub fn move_by(&mut self, motion: Motion, extent: Extent, across: Extent) {
        match motion {
            Motion::Pages(pages) => self.top += extent.page() * f64::from(pages),
            Motion::Across(pages) => {
                self.left = across.clamp(self.left + across.page() * f64::from(pages));
            }
            Motion::Start => (self.left, self.top) = (0.0, 0.0),
            Motion::End => self.top = extent.end(),
            Motion::To(y) => self.top = f64::from(self.head) + y - ABOVE,
        }
    }

    /// What was found and is to be brought into view, once.
    pub fn reveals(&mut self, serial: u64) -> bool {
        self.revealed.replace(serial) != Some(serial)
    }

    /// What the keyboard stopped at and is to be brought into view, once.
    pub fn rings<M>(&mut self, common: &Common<'_, M>) -> Option<Stop> {
        let (serial, stop) = common.ring?;
        (self.rung.replace(serial) != Some(serial)).then_some(stop)
    }

    /// Whether everything is to be selected now.
    pub fn wants_all<M>(&mut self, common: &Common<'_, M>) -> bool {
        std::mem::replace(&mut self.all, common.all) < common.all
    }

    /// Whether keys are for this pane.
    pub fn has_keyboard<M>(&self, common: &Common<'_, M>) -> bool {
        common.has_keyboard.unwrap_or(self.focused)
    }

    /// Selects everything up to a spot.
    pub fn select_to(&mut self, end: Spot) {
        self.selection = (end != Spot::default()).then_some((Spot::default(), end));
    }
}

/// The least stretch that holds both.
pub fn joined(one: Stretch, other: Stretch) -> Stretch {
    (one.0.min(other.0), one.1.max(other.1))
}
