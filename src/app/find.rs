//! Looks for words in the open message. Marks what was found; the window shows it.

use super::design::Design;
use super::effect::{Effect, FieldId, Turn};
use super::reader::{Opened, Reader};
use super::state::State;
use crate::render::Fold;
use crate::render::drawn::Spot;

/// Places that are marked; nobody goes through more.
const MOST: usize = 2_000;

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// What is looked for was edited.
    Edited(String),
    Next,
    Previous,
    Closed,
}

/// What is looked for in the open message, and where it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Find {
    pub query: String,
    /// Where it begins and ends, in the order of the text. At most 2,000.
    pub found: Vec<(Spot, Spot)>,
    /// Place in `found` of the one that is looked at.
    pub at: usize,
    /// Rises whenever another one is to be looked at.
    pub serial: u64,
}

impl Find {
    /// The one that is looked at.
    pub fn current(&self) -> Option<(Spot, Spot)> {
        self.found.get(self.at).copied()
    }
}

impl State {
    /// Opens the field, or goes back into it.
    pub(super) fn open_find(&mut self, turn: &mut Turn) {
        if self.reader.opened().is_none() {
            return;
        }
        self.find.get_or_insert_default();
        turn.push(Effect::Focus(FieldId::Find));
    }

    pub(super) fn close_find(&mut self, turn: &mut Turn) {
        if self.find.take().is_some() {
            turn.push(Effect::Focus(FieldId::Nowhere));
        }
    }

    pub(super) fn find(&mut self, message: Message, turn: &mut Turn) {
        match message {
            Message::Edited(query) => {
                if let Some(find) = &mut self.find {
                    find.query = query;
                }
                self.look_again(true);
            }
            Message::Next => self.step_find(1),
            Message::Previous => self.step_find(-1),
            Message::Closed => self.close_find(turn),
        }
    }

    fn step_find(&mut self, by: isize) {
        let Some(find) = self.find.as_mut().filter(|find| !find.found.is_empty()) else { return };
        let count = isize::try_from(find.found.len()).unwrap_or(isize::MAX);
        let at = isize::try_from(find.at).unwrap_or(0).saturating_add(by).rem_euclid(count);
        find.at = usize::try_from(at).unwrap_or(0);
        find.serial += 1;
        self.unfold_found();
    }

    /// The page changed, or what is looked for.
    pub(super) fn look_again(&mut self, goes_there: bool) {
        let Some(query) = self.find.as_ref().map(|find| find.query.clone()) else { return };
        let found = match (self.source_page(), &self.reader) {
            (Some(page), _) => page.find(&query, MOST),
            (None, Reader::Open(opened)) => places(opened, &query),
            _ => Vec::new(),
        };
        let Some(find) = &mut self.find else { return };
        find.found = found;
        find.at = find.at.min(find.found.len().saturating_sub(1));
        if goes_there {
            find.at = 0;
            find.serial += 1;
        }
        self.unfold_found();
    }

    /// What is looked at does not stay folded.
    fn unfold_found(&mut self) {
        if self.source_page().is_some() {
            return;
        }
        let current = self.find.as_ref().and_then(Find::current);
        let (Some((from, _)), Reader::Open(opened)) = (current, &mut self.reader) else { return };
        let is_inside = |fold: &Fold| (fold.at..fold.to).contains(&from.block);
        let is_text = opened.design != Design::Shown;
        if let Some(fold) = opened.page.folds.iter().position(is_inside).filter(|_| is_text) {
            opened.unfolded.insert(fold);
        }
    }
}

fn places(opened: &Opened, query: &str) -> Vec<(Spot, Spot)> {
    match &opened.sheet {
        Some(sheet) if opened.design == Design::Shown => sheet.drawn.find(query, MOST),
        _ => opened.page.find(query, MOST),
    }
}
