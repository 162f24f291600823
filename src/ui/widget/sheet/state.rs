//! What the widget for drawn mail remembers: the page's sides, what was asked for, and what hands
//! did to it.

use std::ops::{Deref, DerefMut};

use iced::{Point, Rectangle, Size};

use super::Sheet;
use crate::render::drawn::{Area, Block, Drawn};
use crate::ui::theme::space;
use crate::ui::widget::pane::Hands;
use crate::ui::widget::scroll::Extent;

/// Logical pixels that a page may be wider than its window without being moved sideways.
const SLACK: f64 = 2.0;

#[derive(Default)]
pub struct State {
    hands: Hands,
    height: f64,
    width: f64,
    /// What was asked for last, so that it is asked for once.
    pub wanted: Option<(u64, u32, u32, usize)>,
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
        // The bar below hides nothing for good.
        let bar = if self.across().end() > 0.0 { f64::from(space::SCROLLBAR) } else { 0.0 };
        let content = self.foot_top() + bar + f64::from(self.foot);
        Extent { content, window: f64::from(self.window.height) }
    }

    /// Where the page ends, from the top of the content.
    fn foot_top(&self) -> f64 {
        f64::from(self.head) + self.height
    }

    /// Where what stands below the page is, and all beneath it; none where nothing does.
    pub fn beneath(&self, bounds: Rectangle) -> Option<Rectangle> {
        let y = (f64::from(bounds.y) + self.foot_top() - self.top).round() as f32;
        let height = bounds.y + bounds.height - y;
        let area = Rectangle { y, height: height.max(0.0), ..bounds };
        area.intersection(&bounds).filter(|_| self.foot > 0.0)
    }

    pub fn across(&self) -> Extent {
        let window = f64::from(self.window.width);
        let content = if self.width > window + SLACK { self.width } else { 0.0 };
        Extent { content, window }
    }

    /// The heights of the page that are in the window.
    pub fn view(&self) -> (f64, f64) {
        let from = self.top - f64::from(self.head);
        (from, from + f64::from(self.window.height))
    }

    /// Where the page's upper left corner is.
    pub fn corner(&self, bounds: Rectangle) -> Point {
        let y = f64::from(bounds.y + self.head) - self.top;
        let x = f64::from(bounds.x) - self.left;
        Point::new(x.round() as f32, y.round() as f32)
    }

    /// A point of the window on the page.
    pub fn on_page(&self, bounds: Rectangle, at: Point) -> (f32, f32) {
        let corner = self.corner(bounds);
        (at.x - corner.x, at.y - corner.y)
    }

    pub fn is_over_text(&self, drawn: &Drawn, bounds: Rectangle, at: Point) -> bool {
        let (x, y) = self.on_page(bounds, at);
        drawn.blocks.iter().flat_map(|block| &block.lines).any(|line| {
            y >= line.y
                && y < line.y + line.height
                && line.letters.iter().any(|letter| x >= letter.x && x < letter.x + letter.width)
        })
    }

    /// Where a block is, as far as it is in the window.
    pub fn block_bounds(&self, block: &Block, bounds: Rectangle) -> Option<Rectangle> {
        let (first, last) = (block.lines.first()?, block.lines.last()?);
        let letters = block.lines.iter().flat_map(|line| &line.letters);
        let left = letters.clone().map(|letter| letter.x).reduce(f32::min)?;
        let right = letters.map(|letter| letter.x + letter.width).reduce(f32::max)?;
        let height = last.y + last.height - first.y;
        let area = Area { x: left, y: first.y, width: right - left, height };
        self.placed(area, bounds).intersection(&bounds)
    }

    /// A rectangle of the page in the window.
    pub fn placed(&self, area: Area, bounds: Rectangle) -> Rectangle {
        let corner = self.corner(bounds);
        Rectangle {
            x: corner.x + area.x,
            y: corner.y + area.y,
            width: area.width,
            height: area.height,
        }
    }

    /// Takes in what the new view brought: another page, another height, a motion.
    pub fn settle<M>(&mut self, sheet: &Sheet<'_, M>, window: Size, [head, foot]: [f32; 2]) {
        let before = self.head;
        if self.hands.begins(&sheet.common) {
            self.wanted = None;
        } else if self.height != sheet.height() && self.height > 0.0 {
            // Laid out anew: about the same part stays in view.
            let (from, _) = self.view();
            if from > 0.0 {
                self.top = f64::from(head) + from * sheet.height() / self.height;
            }
            self.selection = None;
            self.origin = None;
        } else if self.top > 0.0 {
            self.top += f64::from(head - before);
        }
        (self.head, self.foot) = (head, foot);
        self.window = window;
        self.height = sheet.height();
        self.width = f64::from(sheet.drawn.width);
        if let Some(motion) = self.hands.motion(&sheet.common) {
            let (extent, across) = (self.extent(), self.across());
            self.hands.move_by(motion, extent, across);
        }
        if self.hands.wants_all(&sheet.common) {
            self.hands.select_to(sheet.drawn.end());
        }
        if let Some((serial, (from, to))) = sheet.current
            && self.hands.reveals(serial)
        {
            self.reveal(sheet.drawn.areas(from, to).first());
        }
        if let Some(stop) = self.hands.rings(&sheet.common) {
            self.reveal(sheet.drawn.link_areas(stop.link).next());
        }
        self.top = self.extent().clamp(self.top);
        self.left = self.across().clamp(self.left);
    }

    /// Brings a rectangle of the page into view, where it is not.
    fn reveal(&mut self, area: Option<&Area>) {
        let Some(area) = area else { return };
        let (from, to) = self.view();
        let (top, bottom) = (f64::from(area.y), f64::from(area.y + area.height));
        if top < from || bottom > to {
            self.top = f64::from(self.head) + top - f64::from(self.window.height) / 3.0;
        }
        let (left, width) = (f64::from(area.x), f64::from(area.width));
        self.left = self.across().reveal(self.left, left, width);
    }
}
