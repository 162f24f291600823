//! Boxes behind what was found in the text, and the way to the one that is looked at.

use std::hash::{Hash, Hasher};

use iced::{Point, Rectangle, Renderer};

use super::state::State;
use super::{Prose, shape};
use crate::render::Paragraph;
use crate::render::drawn::Spot;
use crate::ui::widget::layer::{FOUND, LOOKED_AT, fill};

/// What was found: paragraphs and octets of them, in the order of the text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Found<'a> {
    all: &'a [(Spot, Spot)],
    current: Option<(u64, (Spot, Spot))>,
}

impl<'a, Message> Prose<'a, Message> {
    /// What was found is marked; `current` is the one that is looked at, and brought into view once
    /// for each new serial.
    pub fn found(mut self, all: &'a [(Spot, Spot)], current: Option<(u64, (Spot, Spot))>) -> Self {
        self.found = Found { all, current };
        self
    }

    /// Stands for what is marked.
    pub(super) fn print_found(&self, hasher: &mut impl Hasher) {
        let spots = |(from, to): &(Spot, Spot)| (from.block, from.octet, to.octet);
        let ends = (self.found.all.first().map(spots), self.found.all.last().map(spots));
        let current = self.found.current.map(|(serial, found)| (serial, spots(&found)));
        (self.found.all.len(), ends, current).hash(hasher);
    }

    /// The paragraph that is to be brought into view, and the serial of that.
    pub(super) fn looked_at(&self) -> Option<(u64, usize)> {
        self.found.current.map(|(serial, (from, _))| (serial, from.block))
    }
}

pub(super) fn paint<M>(
    prose: &Prose<'_, M>,
    state: &State,
    renderer: &mut Renderer,
    bounds: Rectangle,
    paragraph: &Paragraph,
    index: usize,
) {
    let Found { all, current } = prose.found;
    let first = all.partition_point(|(from, _)| from.block < index);
    let here = all.get(first..).unwrap_or_default();
    let here = here.iter().take_while(|(from, _)| from.block == index);
    let corner = state.letters(bounds, paragraph, index);
    let shaped = state.shaped.borrow();
    let Some(Some(shaped)) = shaped.get(&index) else { return };
    for (from, to) in here {
        let is_current = current.is_some_and(|(_, spots)| spots == (*from, *to));
        let color = if is_current { LOOKED_AT } else { FOUND };
        for area in shape::boxes(&paragraph.text, shaped, from.octet, to.octet) {
            fill(renderer, area + (corner - Point::ORIGIN), 2.0, color);
        }
    }
}
