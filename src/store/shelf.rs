//! The pages of one mailbox: finding the one that holds a slot, reading it, editing many rows at
//! once with pages split and joined. Knows no UIDVALIDITY and no meaning of a move.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::backend::{Backend, Changes, Order};
use super::keys::{Kind, Slot, key, place};
use super::pages::{self, Content, Entry, Line, Mark, PAGE, damaged};
use crate::model::envelope::Envelope;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::flags::Flags;

/// A page with fewer rows takes in the one above it.
const FEW: usize = PAGE / 4;

/// What happens to one row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Edit {
    /// A new row, or a new form of one.
    Put(u64, Flags, u64, Box<Content>),
    /// Another key number, flags or mod-sequence of a row that is there.
    Mark(u64, Flags, u64),
    Take,
}

/// Sees the marks of a page and the slots that are looked for.
type PageVisitor<'a> = dyn FnMut(Vec<Mark>, &BTreeSet<Slot>) -> Result<(), Fault> + 'a;

/// Edits of one mailbox.
pub(super) type Edits = BTreeMap<Slot, Edit>;

#[derive(Clone, Copy)]
pub(super) struct Shelf<'a> {
    pub backend: &'a dyn Backend,
    pub mailbox: u32,
}

impl Shelf<'_> {
    /// The first key of a kind of page in `from..to`, seen from either end, and its value.
    fn find(
        &self,
        kind: Kind,
        from: u64,
        to: u64,
        order: Order,
    ) -> Result<Option<(Slot, Vec<u8>)>, Fault> {
        let mut found = None;
        let (from, to) = (key(self.mailbox, kind, from), key(self.mailbox, kind, to));
        self.backend.scan(&from, &to, order, &mut |key, value| {
            found = Some((Slot(place(key)), value.to_vec()));
            ControlFlow::Break(())
        })?;
        Ok(found)
    }

    fn read_marks(&self, first: Slot, value: &[u8]) -> Result<Vec<Mark>, Fault> {
        pages::read_marks(self.mailbox, first, value).ok_or_else(|| damaged("a page of flags"))
    }

    /// The marks of the page that holds this slot or would take it: the page that begins at or
    /// below it, else the one above it, of the same epoch.
    fn around(&self, slot: Slot) -> Result<Option<Vec<Mark>>, Fault> {
        let begin = Slot::new(slot.epoch(), 0).0;
        let mut found = self.find(Kind::Flags, begin, slot.0.saturating_add(1), Order::Falling)?;
        if found.is_none() {
            found = self.find(Kind::Flags, slot.0, slot.epoch_end(), Order::Rising)?;
        }
        found.map(|(first, value)| self.read_marks(first, &value)).transpose()
    }

    /// The marks of the page above this one, of the same epoch.
    fn above(&self, first: Slot) -> Result<Option<Vec<Mark>>, Fault> {
        self.find(Kind::Flags, first.0.saturating_add(1), first.epoch_end(), Order::Rising)?
            .map(|(first, value)| self.read_marks(first, &value))
            .transpose()
    }

    /// The marks of the last page that begins below `below`.
    pub fn page_below(&self, below: u64) -> Result<Option<Vec<Mark>>, Fault> {
        self.find(Kind::Flags, 0, below, Order::Falling)?
            .map(|(first, value)| self.read_marks(first, &value))
            .transpose()
    }

    /// Visits all marks in `from..to`, rising, a page at a time.
    pub fn marks(&self, from: u64, to: u64, visit: &mut dyn FnMut(Vec<Mark>)) -> Result<(), Fault> {
        let mut bad = false;
        let (from, to) = (key(self.mailbox, Kind::Flags, from), key(self.mailbox, Kind::Flags, to));
        self.backend.scan(&from, &to, Order::Rising, &mut |key, value| {
            match pages::read_marks(self.mailbox, Slot(place(key)), value) {
                Some(marks) => visit(marks),
                None => bad = true,
            }
            if bad { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        if bad { Err(damaged("a page of flags")) } else { Ok(()) }
    }

    /// The list lines of a page with these marks.
    pub fn lines(&self, marks: &[Mark]) -> Result<Vec<Line>, Fault> {
        let first = marks.first().map_or(Slot(0), |mark| mark.slot);
        self.backend
            .get(&key(self.mailbox, Kind::List, first.0))?
            .and_then(|value| pages::read_lines(self.mailbox, first, &value))
            .filter(|lines| lines.len() == marks.len())
            .ok_or_else(|| damaged("a page of the list"))
    }

    fn rests(&self, marks: &[Mark]) -> Result<Vec<Envelope>, Fault> {
        let first = marks.first().map_or(Slot(0), |mark| mark.slot);
        self.backend
            .get(&key(self.mailbox, Kind::Detail, first.0))?
            .and_then(|value| pages::read_rests(self.mailbox, first, &value))
            .filter(|rests| rests.len() == marks.len())
            .ok_or_else(|| damaged("a page of headers"))
    }

    /// The whole rows of a page with these marks.
    pub fn entries(&self, marks: Vec<Mark>) -> Result<Vec<Entry>, Fault> {
        let rows = self.lines(&marks)?.into_iter().zip(self.rests(&marks)?);
        let entry = |(mark, (line, rest))| Entry { mark, content: Content { line, rest } };
        Ok(marks.into_iter().zip(rows).map(entry).collect())
    }

    /// The marks of those slots that are there.
    pub fn marks_of(&self, slots: &BTreeSet<Slot>) -> Result<BTreeMap<Slot, Mark>, Fault> {
        let mut found = BTreeMap::new();
        self.pages_of(slots, &mut |marks, wanted| {
            found.extend(
                marks.into_iter().filter(|m| wanted.contains(&m.slot)).map(|m| (m.slot, m)),
            );
            Ok(())
        })?;
        Ok(found)
    }

    /// The whole rows at those slots that are there.
    pub fn entries_of(&self, slots: &BTreeSet<Slot>) -> Result<BTreeMap<Slot, Entry>, Fault> {
        let mut found = BTreeMap::new();
        self.pages_of(slots, &mut |marks, wanted| {
            if marks.iter().any(|mark| wanted.contains(&mark.slot)) {
                let entries = self.entries(marks)?.into_iter();
                found.extend(
                    entries.filter(|e| wanted.contains(&e.mark.slot)).map(|e| (e.mark.slot, e)),
                );
            }
            Ok(())
        })?;
        Ok(found)
    }

    fn pages_of(&self, slots: &BTreeSet<Slot>, visit: &mut PageVisitor<'_>) -> Result<(), Fault> {
        let mut from = Slot(0);
        while let Some(&slot) = slots.range(from..).next() {
            let mut end = slot.epoch_end();
            if let Some(marks) = self.around(slot)? {
                if let Some(above) = marks.first().map(|mark| self.above(mark.slot)).transpose()? {
                    end = above.and_then(|marks| Some(marks.first()?.slot.0)).unwrap_or(end);
                }
                visit(marks, slots)?;
            }
            // What lies below the next page is in this one or nowhere.
            from = Slot(end);
        }
        Ok(())
    }

    /// Carries out the edits: one pass from the lowest slot to the highest.
    pub fn edit(&self, mut edits: Edits, changes: &mut Changes) -> Result<(), Fault> {
        while let Some((&slot, _)) = edits.first_key_value() {
            let page = self.around(slot)?;
            let above = match page.as_ref().and_then(|marks| marks.first()) {
                Some(first) => self.above(first.slot)?,
                None => None,
            };
            let end = above.as_ref().and_then(|marks| marks.first()).map(|mark| mark.slot);
            let here = take_below(&mut edits, end.map_or(slot.epoch_end(), |end| end.0));
            match page {
                Some(marks) if here.values().all(|edit| matches!(edit, Edit::Mark(..))) => {
                    self.edit_marks(marks, &here, changes);
                }
                page => {
                    self.edit_rows(page.unwrap_or_default(), here, above, &mut edits, changes)?
                }
            }
        }
        Ok(())
    }

    fn edit_marks(&self, mut marks: Vec<Mark>, edits: &Edits, changes: &mut Changes) {
        for mark in &mut marks {
            if let Some(&Edit::Mark(number, flags, modseq)) = edits.get(&mark.slot) {
                *mark = Mark { slot: mark.slot, number, flags, modseq };
            }
        }
        let (key, value) = pages::write_marks(self.mailbox, &marks);
        changes.insert(key, Some(value));
    }

    /// Edits the rows of a page, and of those above it for as long as few rows are left.
    fn edit_rows(
        &self,
        page: Vec<Mark>,
        mut here: Edits,
        mut above: Option<Vec<Mark>>,
        edits: &mut Edits,
        changes: &mut Changes,
    ) -> Result<(), Fault> {
        let mut rows: Vec<Entry> = Vec::new();
        let mut page = Some(page);
        while let Some(marks) = page.take() {
            if let Some(first) = marks.first() {
                for kind in [Kind::Flags, Kind::List, Kind::Detail] {
                    changes.insert(key(self.mailbox, kind, first.slot.0), None);
                }
                let old = self.entries(marks)?;
                rows.extend(edited(old, std::mem::take(&mut here)));
            } else {
                rows.extend(edited(Vec::new(), std::mem::take(&mut here)));
            }
            if rows.len() < FEW
                && let Some(marks) = above.take()
                && let Some(first) = marks.first()
            {
                above = self.above(first.slot)?;
                let end = above.as_ref().and_then(|marks| marks.first());
                let end = end.map_or(first.slot.epoch_end(), |mark| mark.slot.0);
                here = take_below(edits, end);
                page = Some(marks);
            }
        }
        self.write(rows, above.is_none(), changes)
    }

    /// Writes rows as pages: full ones at the top of a mailbox, where more will follow; of even
    /// size elsewhere; smaller ones where the texts are long.
    fn write(&self, rows: Vec<Entry>, top: bool, changes: &mut Changes) -> Result<(), Fault> {
        let pages = rows.len().div_ceil(PAGE).max(1);
        let size = if top { PAGE } else { rows.len().div_ceil(pages).max(1) };
        let mut todo: Vec<&[Entry]> = rows.chunks(size).rev().collect();
        while let Some(chunk) = todo.pop() {
            match pages::write(self.mailbox, chunk) {
                Some(sealed) => {
                    changes.extend(sealed.map(|(key, value)| (key, Some(value))));
                }
                None => {
                    let (low, high) = chunk.split_at_checked(chunk.len() / 2).unwrap_or_default();
                    if low.is_empty() {
                        let detail = "a message's headers are over the limit of a page";
                        return Err(Fault::new(FaultKind::TooLarge, Place::Cache, detail));
                    }
                    todo.extend([high, low]);
                }
            }
        }
        Ok(())
    }
}

fn take_below(edits: &mut Edits, end: u64) -> Edits {
    let rest = edits.split_off(&Slot(end));
    std::mem::replace(edits, rest)
}

fn edited(old: Vec<Entry>, edits: Edits) -> Vec<Entry> {
    if edits.is_empty() {
        return old;
    }
    let mut rows: BTreeMap<Slot, Entry> =
        old.into_iter().map(|entry| (entry.mark.slot, entry)).collect();
    for (slot, edit) in edits {
        match edit {
            Edit::Put(number, flags, modseq, content) => {
                let mark = Mark { slot, number, flags, modseq };
                rows.insert(slot, Entry { mark, content: *content });
            }
            Edit::Mark(number, flags, modseq) => {
                if let Some(entry) = rows.get_mut(&slot) {
                    entry.mark = Mark { slot, number, flags, modseq };
                }
            }
            Edit::Take => {
                rows.remove(&slot);
            }
        }
    }
    rows.into_values().collect()
}
