//! What the reading widget remembers: the heights, what is shaped, and what hands did to it.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::ops::{Deref, DerefMut, Range};

use iced::advanced::graphics::text::Paragraph as Shaped;
use iced::{Point, Rectangle, Size};

use super::heights::Heights;
use super::{Prose, margin, shape};
use crate::render::drawn::{Spot, Stop};
use crate::render::{Kind, Page, Paragraph};
use crate::ui::theme::{Mode, space};
use crate::ui::widget::pane::{Hands, Motion};
use crate::ui::widget::scroll::Extent;

/// What is shaped above and below the window, so that small moves find it ready.
const MARGIN: f64 = 240.0;
/// Measuring what came into view can bring other paragraphs into view.
const ROUNDS: usize = 4;

#[derive(Default)]
pub struct State {
    hands: Hands,
    /// The column's.
    pub width: f32,
    page: Option<(u64, usize, u64)>,
    heights: Heights,
    /// The folds that are open; none where nothing is folded.
    open: Option<BTreeSet<usize>>,

    pub shaped: RefCell<HashMap<usize, Option<Shaped>>>,
    /// The links of what is shaped that are to be marked.
    pub marked: RefCell<HashMap<usize, Vec<bool>>>,
    /// The mode that links were coloured for.
    pub mode: Cell<Mode>,
}

impl Deref for State {
    type Target = Hands;

    fn deref(&self) -> &Hands {
        &self.hands
    }
}

impl DerefMut for State {
    fn deref_mut(&mut self) -> &mut Hands {
        &mut self.hands
    }
}

impl State {
    pub fn extent(&self) -> Extent {
        let margins = f64::from(margin().y) * 2.0;
        let content = f64::from(self.head + self.foot) + margins + self.heights.total();

        Extent { content, window: f64::from(self.window.height) }
    }

    /// The folds that are open, as far as it matters for what is painted.
    pub fn open(&self) -> Option<&BTreeSet<usize>> {
        self.open.as_ref()
    }

    /// The paragraphs in the window, with those that are folded.
    pub fn visible(&self) -> Range<usize> {
        let from = self.top - self.text_top();

        self.span(from, from + f64::from(self.window.height))
    }

    /// The corner of a paragraph in window coordinates, without what sets it in.
    pub fn corner(&self, bounds: Rectangle, index: usize) -> Point {
        let y = self.text_top() + self.heights.above(index) - self.top;

        Point::new(bounds.x + margin().x, (f64::from(bounds.y) + y).round() as f32)
    }

    /// A paragraph's height on the screen: to where the next one begins, in whole pixels.
    pub fn height(&self, bounds: Rectangle, index: usize) -> f32 {
        self.corner(bounds, index + 1).y - self.corner(bounds, index).y
    }

    /// The corner of the letters of a paragraph.
    pub fn letters(&self, bounds: Rectangle, paragraph: &Paragraph, index: usize) -> Point {
        let corner = self.corner(bounds, index);
        let shaped = self.shaped.borrow();
        let shift = shaped
            .get(&index)
            .and_then(Option::as_ref)
            .map_or(0.0, |shaped| shape::shift(paragraph, shaped, self.width));

        Point::new(corner.x + shape::indent(paragraph) + shift, corner.y)
    }

    pub fn paragraph_bounds(
        &self,
        bounds: Rectangle,
        paragraph: &Paragraph,
        index: usize,
    ) -> Rectangle {
        let corner = self.letters(bounds, paragraph, index);
        let shaped = self.shaped.borrow();
        let width = shaped.get(&index).and_then(Option::as_ref).map_or(0.0, |shaped| {
            use iced::advanced::text::Paragraph as _;
            shaped.min_width()
        });

        Rectangle::new(corner, Size::new(width, self.height(bounds, index)))
    }

    /// The place nearest to a point of the window.
    pub fn spot_at(&self, page: &Page, bounds: Rectangle, at: Point) -> Spot {
        let y = f64::from(at.y - bounds.y) + self.top - self.text_top();
        if y < 0.0 {
            return Spot::default();
        }

        let (index, _) = self.heights.at(y);
        let Some(paragraph) = page.paragraphs.get(index) else { return Spot::default() };
        let corner = self.letters(bounds, paragraph, index);
        let local = Point::new(at.x - corner.x, at.y - corner.y);
        let shaped = self.shaped.borrow();
        let octet = match shaped.get(&index) {
            Some(Some(shaped)) => shape::octet_at(&paragraph.text, shaped, local),
            _ => 0,
        };

        Spot { block: index, octet }
    }

    pub fn is_over_text<M>(&self, prose: &Prose<'_, M>, bounds: Rectangle, at: Point) -> bool {
        prose.shown(self.visible()).any(|index| {
            prose.page.paragraphs.get(index).is_some_and(|paragraph| {
                self.paragraph_bounds(bounds, paragraph, index).contains(at)
            })
        })
    }

    /// The link or fold at a point.
    pub fn stop_at(&self, page: &Page, bounds: Rectangle, at: Point) -> Option<Stop> {
        let y = f64::from(at.y - bounds.y) + self.top - self.text_top();
        let (index, _) = self.heights.at(y);
        let paragraph = page.paragraphs.get(index).filter(|_| y >= 0.0)?;
        let corner = self.letters(bounds, paragraph, index);
        let local = Point::new(at.x - corner.x, at.y - corner.y);
        let shaped = self.shaped.borrow();
        let shaped = shaped.get(&index)?.as_ref()?;
        if paragraph.kind == Kind::Fold {
            let fold = Stop { block: index, link: 0 };
            return shape::area(shaped).contains(local).then_some(fold);
        }
        let hit = paragraph.links.iter().position(|link| {
            shape::boxes(&paragraph.text, shaped, link.from, link.to)
                .iter()
                .any(|area| area.contains(local))
        })?;

        Some(Stop { block: index, link: hit })
    }

    /// Where a link or fold is, as far as it is shaped.
    pub fn places(&self, page: &Page, bounds: Rectangle, stop: Stop) -> Vec<Rectangle> {
        let Some(paragraph) = page.paragraphs.get(stop.block) else { return Vec::new() };
        let away = self.letters(bounds, paragraph, stop.block) - Point::ORIGIN;
        let shaped = self.shaped.borrow();
        let Some(Some(shaped)) = shaped.get(&stop.block) else { return Vec::new() };
        let areas = match paragraph.links.get(stop.link) {
            Some(link) => shape::boxes(&paragraph.text, shaped, link.from, link.to),
            None => vec![shape::area(shaped)],
        };
        areas.into_iter().map(|area| area + away).collect()
    }

    /// Takes in what the new view brought: another page, another width, a motion.
    pub fn settle<M>(&mut self, prose: &Prose<'_, M>, window: Size, [head, foot]: [f32; 2]) {
        self.foot = foot;
        let page = prose.page;
        let room = window.width - margin().x * 2.0 - space::SCROLLBAR;
        let width = room.clamp(40.0, space::READING);
        let now = (prose.common.identity, page.paragraphs.len(), page.left_out);
        let mut held = self.hold();
        let head_change = head - self.head;
        self.head = head;
        self.window = window;
        if self.hands.begins(&prose.common) {
            self.heights = Heights::default();
            self.page = None;
            held = None;
        } else if self.top > 0.0 && head_change != 0.0 && self.page == Some(now) {
            self.top += f64::from(head_change);
        }
        if self.page != Some(now) || self.width != width {
            self.width = width;
            self.page = Some(now);
            self.guess(prose);
            self.restore(page, held);
        } else if self.open.as_ref() != prose.open_folds() {
            self.refold(prose);
            self.restore(page, held);
        }
        let motion = self.hands.motion(&prose.common);
        if let Some(motion) = motion {
            let (extent, none) = (self.extent(), Extent { content: 0.0, window: 0.0 });
            self.hands.move_by(motion, extent, none);
        }
        if self.hands.wants_all(&prose.common) {
            self.hands.select_to(page.end());
        }
        self.reveal(prose);
        self.measure(prose);
        if motion == Some(Motion::End) {
            self.settle_at_end(prose);
        }
    }

    /// Guesses all heights anew.
    fn guess<M>(&mut self, prose: &Prose<'_, M>) {
        let (page, width) = (prose.page, self.width);
        self.forget_shapes();
        self.open = prose.open_folds().cloned();
        let mut each: Vec<f32> =
            page.paragraphs.iter().map(|one| shape::guess(one, width)).collect();
        for (number, fold) in page.folds.iter().enumerate() {
            if !prose.is_open(number) {
                each.get_mut(fold.at + 1..fold.to).unwrap_or_default().fill(0.0);
            }
        }
        self.heights = Heights::new(each);
    }

    /// Brings what is looked at, or has the keyboard, into view where it is not.
    fn reveal<M>(&mut self, prose: &Prose<'_, M>) {
        if let Some((serial, index)) = prose.looked_at()
            && self.hands.reveals(serial)
        {
            self.reveal_paragraph(index);
        }
        let Some(stop) = self.hands.rings(&prose.common) else { return };
        self.reveal_paragraph(stop.block);
        self.measure(prose);
        // A long paragraph is not seen as a whole.
        let window = Rectangle::with_size(self.window);
        let lines = self.places(prose.page, window, stop);
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return };
        let (from, to) = (f64::from(first.y), f64::from(last.y + last.height));
        if from < 0.0 || to > f64::from(self.window.height) {
            self.top += from - f64::from(self.window.height) / 3.0;
        }
    }

    fn reveal_paragraph(&mut self, index: usize) {
        let at = self.text_top() + self.heights.above(index);
        let window = f64::from(self.window.height);
        if at < self.top || at + f64::from(self.heights.get(index)) > self.top + window {
            self.top = at - window / 3.0;
        }
    }

    /// What is measured near the end can move the end.
    fn settle_at_end<M>(&mut self, prose: &Prose<'_, M>) {
        for _ in 0..ROUNDS {
            let end = self.extent().end();
            if self.top >= end {
                break;
            }
            self.top = end;
            self.measure(prose);
        }
    }

    /// Takes in which folds are open now; all other heights stay as they were measured.
    fn refold<M>(&mut self, prose: &Prose<'_, M>) {
        let before = self.open.take();
        for (number, fold) in prose.page.folds.iter().enumerate() {
            let was_open = before.as_ref().is_none_or(|open| open.contains(&number));
            let is_open = prose.is_open(number);
            if was_open == is_open {
                continue;
            }
            // Its words change.
            self.shaped.borrow_mut().remove(&fold.at);
            for index in fold.at + 1..fold.to {
                let guess = prose.page.paragraphs.get(index).map(|p| shape::guess(p, self.width));
                self.heights.set(index, guess.filter(|_| is_open).unwrap_or_default());
                self.shaped.borrow_mut().remove(&index);
            }
        }
        self.open = prose.open_folds().cloned();
        self.stop = None;
        self.pressed = None;
    }

    fn forget_shapes(&mut self) {
        self.shaped.borrow_mut().clear();
        self.marked.borrow_mut().clear();
    }

    /// Shapes what is in view and near it, and learns its true height, while the first paragraph in
    /// view stays where it is.
    pub fn measure<M>(&mut self, prose: &Prose<'_, M>) {
        for _ in 0..ROUNDS {
            self.top = self.extent().clamp(self.top);
            let held = self.hold();
            let from = self.top - self.text_top();
            let rows = self.span(from - MARGIN, from + f64::from(self.window.height) + MARGIN);
            if !self.shape(prose, rows) {
                break;
            }
            self.restore(prose.page, held);
        }
        self.top = self.extent().clamp(self.top);
    }

    /// Shapes these and forgets all others; whether a height was not as guessed.
    fn shape<M>(&mut self, prose: &Prose<'_, M>, rows: Range<usize>) -> bool {
        let colors = self.mode.get().colors();
        let mut shaped = self.shaped.borrow_mut();
        let mut marked = self.marked.borrow_mut();
        shaped.retain(|index, _| rows.contains(index));
        marked.retain(|index, _| rows.contains(index));
        let mut changed = false;
        for index in prose.shown(rows) {
            let Some(paragraph) = prose.page.paragraphs.get(index) else { continue };
            let marked = marked.entry(index).or_insert_with(|| prose.marked(paragraph));
            let shaped = shaped.entry(index).or_insert_with(|| {
                let words = prose.words(index, paragraph);
                shape::shape(paragraph, &words, marked, self.width, colors)
            });
            let height = shape::height(shaped.as_ref());
            if height != self.heights.get(index) {
                self.heights.set(index, height);
                changed = true;
            }
        }

        changed
    }

    /// The first paragraph in view and how far it is scrolled; none while the header is in view.
    fn hold(&self) -> Option<(usize, f64)> {
        let y = self.top - self.text_top();

        (y > 0.0 && self.heights.len() > 0).then(|| self.heights.at(y))
    }

    fn restore(&mut self, page: &Page, held: Option<(usize, f64)>) {
        if let Some((index, within)) = held
            && index < page.paragraphs.len()
        {
            let within = within.min(f64::from(self.heights.get(index)));
            self.top = self.text_top() + self.heights.above(index) + within;
        }
    }

    /// Where the text begins below the top of the content.
    fn text_top(&self) -> f64 {
        f64::from(self.head + margin().y)
    }

    /// The paragraphs between two heights.
    fn span(&self, from: f64, to: f64) -> Range<usize> {
        if self.heights.len() == 0 || to < 0.0 {
            return 0..0;
        }

        self.heights.at(from).0..self.heights.at(to).0 + 1
    }
}
