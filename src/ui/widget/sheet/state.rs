//! What the widget for drawn mail remembers: its offset, what is selected, where the pointer is.

use iced::advanced::mouse::click::Click;
use iced::keyboard::Modifiers;
use iced::{Point, Rectangle, Size};

use super::Sheet;
use crate::render::drawn::{Area, Block, Drawn, Spot};
use crate::ui::widget::layer::Painted;
use crate::ui::widget::prose::Motion;
use crate::ui::widget::scroll::Extent;

#[derive(Default)]
pub struct State {
    /// Pixels above the window, the header among them.
    pub top: f64,
    /// The header's height.
    pub head: f32,
    /// The footer's height.
    foot: f32,
    pub window: Size,
    height: f64,
    page: Option<u64>,
    moved: Option<u64>,
    revealed: Option<u64>,
    /// What is selected: where it began, where it ends.
    pub selection: Option<(Spot, Spot)>,
    /// Where a selection by drag began: the first and the last spot of it.
    pub origin: Option<(Spot, Spot)>,
    pub focused: bool,
    pub pointer: Option<Point>,
    pub click: Option<Click>,
    pub modifiers: Modifiers,
    /// The link under the pointer.
    pub link: Option<usize>,
    pub pressed_link: Option<usize>,
    pub grab: Option<f64>,
    pub over_bar: bool,
    /// What was asked for last, so that it is asked for once.
    pub wanted: Option<(u64, u32, u32, usize)>,
    pub painted: Painted,
}

impl State {
    pub fn extent(&self) -> Extent {
        let content = self.foot_top() + f64::from(self.foot);
        Extent { content, window: f64::from(self.window.height) }
    }

    /// Where what stands below the page begins, from the top of the content.
    pub fn foot_top(&self) -> f64 {
        f64::from(self.head) + self.height
    }

    /// The heights of the page that are in the window.
    pub fn view(&self) -> (f64, f64) {
        let from = self.top - f64::from(self.head);
        (from, from + f64::from(self.window.height))
    }

    /// Where what stands below the page is, and all beneath it; none where nothing does.
    pub fn beneath(&self, bounds: Rectangle) -> Option<Rectangle> {
        let y = (f64::from(bounds.y) + self.foot_top() - self.top).round() as f32;
        let height = bounds.y + bounds.height - y;
        let area = Rectangle { y, height: height.max(0.0), ..bounds };
        area.intersection(&bounds).filter(|_| self.foot > 0.0)
    }

    /// Where the page's upper left corner is.
    pub fn corner(&self, bounds: Rectangle) -> Point {
        let y = f64::from(bounds.y + self.head) - self.top;
        Point::new(bounds.x, y.round() as f32)
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
        if self.page != Some(sheet.identity) {
            let (modifiers, focused) = (self.modifiers, self.focused);
            let moved = self.moved;
            *self = Self { modifiers, focused, moved, pointer: self.pointer, ..Self::default() };
            self.page = Some(sheet.identity);
        } else if self.height != sheet.height() && self.height > 0.0 {
            // Laid out anew: about the same part stays in view.
            let (from, _) = self.view();
            if from > 0.0 {
                self.top = f64::from(head) + from * sheet.height() / self.height;
            }
            self.selection = None;
            self.origin = None;
        } else if self.top > 0.0 {
            self.top += f64::from(head - self.head);
        }
        self.head = head;
        self.foot = foot;
        self.window = window;
        self.height = sheet.height();
        if let Some((serial, motion)) = sheet.motion
            && self.moved != Some(serial)
        {
            self.moved = Some(serial);
            self.top = match motion {
                Motion::Pages(pages) => self.top + self.extent().page() * f64::from(pages),
                Motion::Start => 0.0,
                Motion::End => self.extent().end(),
            };
        }
        if let Some((serial, (from, to))) = sheet.current
            && self.revealed != Some(serial)
        {
            self.revealed = Some(serial);
            self.reveal(sheet.drawn.areas(from, to).first());
        }
        self.top = self.extent().clamp(self.top);
    }

    /// Brings a rectangle of the page into view, where it is not.
    fn reveal(&mut self, area: Option<&Area>) {
        let Some(area) = area else { return };
        let (from, to) = self.view();
        let (top, bottom) = (f64::from(area.y), f64::from(area.y + area.height));
        if top < from || bottom > to {
            self.top = f64::from(self.head) + top - f64::from(self.window.height) / 3.0;
        }
    }
}
