//! What the list remembers between two views, and how it keeps its place when the rows change.

use std::collections::HashMap;
use std::ops::Range;

use iced::advanced::mouse::click::Click;
use iced::keyboard::Modifiers;
use iced::{Point, Rectangle, Size};

use super::{Density, VList};
use crate::ui::widget::layer::Painted;
use crate::ui::widget::line::Lines;
use crate::ui::widget::scroll::{self, Extent};

/// How many rows up and down the old place is looked for after a change.
const SEARCH: usize = 1 << 17;

#[derive(Default)]
pub struct State {
    /// Pixels above the window.
    pub top: f64,
    pub height: f32,
    identity: u64,
    density: Density,
    /// The rows that were in view: the number of the first, and their keys.
    first: usize,
    keys: Vec<u64>,
    cursor_key: Option<u64>,
    jumped: Option<u64>,

    /// As carried by the pointer's own events: those of one turn come with the last position only.
    pub pointer: Option<Point>,
    pub hovered: Option<usize>,
    pub over_star: bool,
    pub over_bar: bool,
    pub press: Option<Press>,
    /// Where in the thumb the scrollbar is held.
    pub grab: Option<f64>,
    pub modifiers: Modifiers,
    pub click: Option<Click>,
    pub told: Option<(u64, Range<usize>, u64)>,

    pub lines: Lines,
    pub painted: Painted,
}

/// The main button is down on a row.
#[derive(Debug, Clone, Copy)]
pub struct Press {
    pub index: usize,
    pub at: Point,
    pub dragging: bool,
}

impl State {
    pub fn extent<M>(&self, list: &VList<'_, M>) -> Extent {
        Extent::rows(list.len, list.density.row_height(), self.height)
    }

    /// The rows in view.
    pub fn visible<M>(&self, list: &VList<'_, M>) -> Range<usize> {
        scroll::visible(list.len, list.density.row_height(), self.top, self.height)
    }

    /// Where a row is, in window coordinates; whole pixels, so that letters stay sharp.
    pub fn row_bounds<M>(&self, list: &VList<'_, M>, bounds: Rectangle, index: usize) -> Rectangle {
        let height = list.density.row_height();
        let y = index as f64 * f64::from(height) - self.top;

        Rectangle::new(
            Point::new(bounds.x, (f64::from(bounds.y) + y).round() as f32),
            Size::new(bounds.width, height),
        )
    }

    /// The row at a point of the window.
    pub fn row_at<M>(&self, list: &VList<'_, M>, bounds: Rectangle, at: Point) -> Option<usize> {
        if !bounds.contains(at) {
            return None;
        }

        let y = f64::from(at.y - bounds.y) + self.top;
        let index = (y / f64::from(list.density.row_height())).floor().max(0.0) as usize;

        (index < list.len).then_some(index)
    }

    /// Takes in what the new view brought: another list, other rows, another height or cursor.
    pub fn settle<M>(&mut self, list: &VList<'_, M>, height: f32) {
        let row = f64::from(list.density.row_height());
        self.height = height;
        if self.identity != list.identity {
            self.begin(list.identity);
        } else if self.density != list.density {
            self.top *= row / f64::from(self.density.row_height());
        } else if self.top > 0.0 || self.press.is_some() {
            self.top += self.drift(list) as f64 * row;
        }
        self.density = list.density;
        let extent = self.extent(list);
        self.top = extent.clamp(self.top);

        let cursor = list.cursor.filter(|index| *index < list.len);
        let cursor_key = cursor.map(&list.key);
        if cursor_key != self.cursor_key {
            self.cursor_key = cursor_key;
            self.reveal(extent, cursor, row);
        }
        if let Some((serial, index)) = list.jump
            && self.jumped != Some(serial)
        {
            self.jumped = Some(serial);
            self.reveal(extent, Some(index.min(list.len.saturating_sub(1))), row);
        }
        self.remember(list);
    }

    pub fn scroll_to<M>(&mut self, list: &VList<'_, M>, top: f64) {
        self.top = self.extent(list).clamp(top);
        self.remember(list);
    }

    fn begin(&mut self, identity: u64) {
        self.identity = identity;
        self.top = 0.0;
        self.keys.clear();
        self.cursor_key = None;
        self.hovered = None;
        self.press = None;
        self.grab = None;
        self.click = None;
    }

    fn reveal(&mut self, extent: Extent, index: Option<usize>, row: f64) {
        if let Some(index) = index {
            self.top = extent.reveal(self.top, index as f64 * row, row);
        }
    }

    fn remember<M>(&mut self, list: &VList<'_, M>) {
        let rows = self.visible(list);
        self.first = rows.start;
        self.keys.clear();
        self.keys.extend(rows.map(&list.key));
    }

    /// By how many rows the rows that were in view have moved.
    fn drift<M>(&self, list: &VList<'_, M>) -> isize {
        let Some(first) = self.keys.first() else { return 0 };
        if self.first < list.len && (list.key)(self.first) == *first {
            return 0;
        }

        let places: HashMap<u64, usize> =
            self.keys.iter().enumerate().map(|(at, key)| (*key, self.first + at)).collect();
        let found = |index: usize| {
            let old = places.get(&(list.key)(index))?;
            Some(index as isize - *old as isize)
        };
        (0..SEARCH)
            .flat_map(|step| [self.first.checked_add(step), self.first.checked_sub(step)])
            .flatten()
            .filter(|index| *index < list.len)
            .find_map(found)
            .unwrap_or(0)
    }
}
