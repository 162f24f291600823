//! Going through the links and folds of the open message by keyboard. What is folded is left out.

use super::super::design::Design;
use super::super::effect::{Pane, Turn};
use super::super::reader::{Opened, Reader};
use super::super::state::State;
use crate::render::Kind;
use crate::render::drawn::{Spot, Stop};
use crate::render::xray::Link;

impl Opened {
    /// Everything that the keyboard stops at, in reading order.
    fn stops(&self) -> Vec<Stop> {
        if let Some(sheet) = self.shown_sheet() {
            let mut numbers: Vec<usize> =
                sheet.drawn.links.iter().map(|link| link.number).collect();
            numbers.sort_unstable();
            numbers.dedup();
            return numbers.into_iter().map(|link| Stop { block: 0, link }).collect();
        }
        if self.design == Design::Coming {
            return Vec::new();
        }
        let all = self.page.paragraphs.iter().enumerate();
        let shown = all.filter(|(index, _)| !self.is_folded(*index));
        shown
            .flat_map(|(block, paragraph)| {
                let count = if paragraph.kind == Kind::Fold { 1 } else { paragraph.links.len() };
                (0..count).map(move |link| Stop { block, link })
            })
            .collect()
    }

    /// Whether a stop lies behind a place in the text.
    fn is_behind(&self, stop: Stop, spot: Spot) -> bool {
        let Some(sheet) = self.shown_sheet() else {
            let paragraph = self.page.paragraphs.get(stop.block);
            let link = paragraph.and_then(|paragraph| paragraph.links.get(stop.link));
            let octet = link.map_or(0, |link| link.from);
            return Spot { block: stop.block, octet } >= spot;
        };
        let octet = u32::try_from(spot.octet).unwrap_or(u32::MAX);
        let block = sheet.drawn.blocks.get(spot.block);
        let mut lines = block.into_iter().flat_map(|block| &block.lines);
        let is_on = |line: &&crate::render::drawn::Line| {
            line.letters.iter().any(|letter| letter.to >= octet)
        };
        let y = lines.find(is_on).map_or(0.0, |line| line.y);
        let area = sheet.drawn.link_areas(stop.link).next();
        area.is_some_and(|area| area.y + area.height > y)
    }

    /// The stop after the one that has the keyboard, or before it; from where the pane was pressed
    /// when none has. None where there is no more.
    fn next_stop(&self, back: bool) -> Option<Stop> {
        let stops = self.stops();
        let (before, after) = match (self.at.stop, self.at.from) {
            (Some(stop), _) => {
                let at = stops.partition_point(|other| *other < stop);
                (at, at + usize::from(stops.get(at) == Some(&stop)))
            }
            (None, Some(spot)) => {
                let at = stops.iter().position(|stop| self.is_behind(*stop, spot));
                let at = at.unwrap_or(stops.len());
                (at, at)
            }
            (None, None) => (0, 0),
        };
        let next = if back { before.checked_sub(1)? } else { after };
        stops.get(next).copied()
    }

    /// A link that the keyboard can stop at.
    pub fn link_at(&self, stop: Stop) -> Option<Link> {
        match self.shown_sheet() {
            Some(sheet) => sheet.links.get(stop.link).cloned(),
            None => self.page.link(stop),
        }
    }

    /// The fold that a stop is.
    pub(super) fn fold_of(&self, stop: Stop) -> Option<usize> {
        if self.shown_sheet().is_some() {
            return None;
        }
        self.page.folds.binary_search_by_key(&stop.block, |fold| fold.at).ok()
    }
}

impl State {
    /// The link that has the keyboard.
    pub fn stop_link(&self) -> Option<Link> {
        let opened = self.reader.opened().filter(|_| self.pane == Pane::Reader)?;
        opened.link_at(opened.at.stop?)
    }

    /// Goes to the next link of the open message, or the one before; false where there is none, and
    /// the keyboard goes on to another pane.
    pub(in crate::app) fn step_stop(&mut self, back: bool) -> bool {
        let (Pane::Reader, Reader::Open(opened)) = (self.pane, &mut self.reader) else {
            return false;
        };
        let next = opened.next_stop(back);
        opened.at.stop = next;
        opened.at.serial += 1;
        if next.is_none() {
            opened.at.from = None;
        }
        next.is_some()
    }

    /// Lets go of the link that has the keyboard: whether one had it.
    pub(in crate::app) fn leave_stop(&mut self) -> bool {
        match &mut self.reader {
            Reader::Open(opened) => opened.at.stop.take().is_some(),
            _ => false,
        }
    }

    /// Does what a click does on what has the keyboard: whether something has it.
    pub(in crate::app) fn press_stop(&mut self, turn: &mut Turn) -> bool {
        let Some(opened) = self.reader.opened().filter(|_| self.pane == Pane::Reader) else {
            return false;
        };
        let Some(stop) = opened.at.stop else { return false };
        if let Some(fold) = opened.fold_of(stop) {
            self.fold_toggled(fold);
        } else if let Some(link) = opened.link_at(stop) {
            self.link_clicked(link, turn);
        }
        true
    }
}
