//! The reading widget for texts: shows a page of paragraphs with quotes, links and a selection that
//! runs across paragraphs. Shapes only what is near the window, so that ten megabytes of text open at
//! once; keeps its own offset in `f64`. Knows no mail: what is above the text is any element.

mod finding;
mod folding;
mod heights;
#[cfg(test)]
mod large;
mod paint;
mod select;
mod shape;
mod state;
#[cfg(test)]
mod tests;

use iced::{Point, Rectangle, Renderer, Size, Theme};

use self::folding::Folding;
use self::state::State;
use super::Element;
use super::pane::{self, Common, Content, Unit};
use super::scroll::Extent;
use crate::render::Page;
use crate::render::drawn::{Spot, Stop, Stretch};
use crate::render::xray::Link;
use crate::ui::theme::space;

type OnLink<'a, Message> = Box<dyn Fn(Link) -> Message + 'a>;
type OnHover<'a, Message> = Box<dyn Fn(Option<Link>) -> Message + 'a>;
/// Whether a link, by its words and its target, is to be marked.
type Marks<'a> = Box<dyn Fn(&str, &str) -> bool + 'a>;

/// A page to read. Build it anew in each view; what must last lives in the widget tree.
pub struct Prose<'a, Message> {
    page: &'a Page,
    common: Common<'a, Message>,
    on_link: Option<OnLink<'a, Message>>,
    on_hover: Option<OnHover<'a, Message>>,
    marks: Option<Marks<'a>>,
    folding: Option<Folding<'a, Message>>,
    found: finding::Found<'a>,
}

impl<'a, Message> Prose<'a, Message> {
    /// `identity` names what the page is of (a message key).
    pub fn new(page: &'a Page, identity: u64) -> Self {
        Self {
            page,
            common: Common::new(identity),
            on_link: None,
            on_hover: None,
            marks: None,
            folding: None,
            found: finding::Found::default(),
        }
    }

    /// A link was clicked.
    pub fn on_link(mut self, on_link: impl Fn(Link) -> Message + 'a) -> Self {
        self.on_link = Some(Box::new(on_link));
        self
    }

    /// The pointer came over a link or left it: where it leads, so that it can be shown.
    pub fn on_hover(mut self, on_hover: impl Fn(Option<Link>) -> Message + 'a) -> Self {
        self.on_hover = Some(Box::new(on_hover));
        self
    }

    /// Tells by its words and its target whether a link is to be marked. Asked once for each link
    /// that comes near the window.
    pub fn marks(mut self, marks: impl Fn(&str, &str) -> bool + 'a) -> Self {
        self.marks = Some(Box::new(marks));
        self
    }
}

impl<'a, Message: 'a> Content<'a> for Prose<'a, Message> {
    type Message = Message;
    type State = State;

    fn common(&self) -> &Common<'a, Message> {
        &self.common
    }

    fn common_mut(&mut self) -> &mut Common<'a, Message> {
        &mut self.common
    }

    fn settle(&self, state: &mut State, window: Size, around: [f32; 2]) {
        state.settle(self, window, around);
    }

    fn extent(&self, state: &State) -> Extent {
        state.extent()
    }

    fn scrolled(&self, state: &mut State) {
        state.measure(self);
    }

    fn spot_at(&self, state: &State, bounds: Rectangle, at: Point) -> Option<Spot> {
        Some(state.spot_at(self.page, bounds, at))
    }

    fn stop_at(&self, state: &State, bounds: Rectangle, at: Point) -> Option<Stop> {
        state.stop_at(self.page, bounds, at)
    }

    fn places(&self, state: &State, bounds: Rectangle, stop: Stop) -> Vec<Rectangle> {
        state.places(self.page, bounds, stop)
    }

    fn is_over_text(&self, state: &State, bounds: Rectangle, at: Point) -> bool {
        state.is_over_text(self, bounds, at)
    }

    fn around(&self, spot: Spot, unit: Unit) -> Stretch {
        select::around(self.page, spot, unit)
    }

    fn end(&self) -> Spot {
        self.page.end()
    }

    fn text(&self, stretch: Stretch) -> String {
        self.copied(stretch)
    }

    fn pressed(&self, stop: Stop) -> Option<Message> {
        self.fold_message(stop.block).or_else(|| {
            let link = self.link(stop)?;
            self.on_link.as_ref().map(|on_link| on_link(link))
        })
    }

    fn hovered(&self, stop: Option<Stop>) -> Option<Message> {
        let link = stop.and_then(|stop| self.link(stop));
        self.on_hover.as_ref().map(|on_hover| on_hover(link))
    }

    fn print(&self, state: &State, theme: &Theme, bounds: Rectangle) -> u64 {
        paint::print(self, state, theme, bounds)
    }

    fn paint(
        &self,
        state: &State,
        renderer: &mut Renderer,
        theme: &Theme,
        bounds: Rectangle,
        clip: Rectangle,
    ) {
        paint::text(self, state, renderer, theme, bounds, clip);
    }

    fn tell_texts(&self, state: &State, bounds: Rectangle, tell: &mut dyn FnMut(Rectangle, &str)) {
        for index in self.shown(state.visible()) {
            if let Some(paragraph) = self.page.paragraphs.get(index) {
                let place = state.paragraph_bounds(bounds, paragraph, index);
                tell(place, &self.words(index, paragraph));
            }
        }
    }
}

impl<'a, Message: 'a> From<Prose<'a, Message>> for Element<'a, Message> {
    fn from(prose: Prose<'a, Message>) -> Self {
        pane::element(prose)
    }
}

/// The left upper corner of the text when nothing is scrolled.
fn margin() -> Point {
    Point::new(space::XL, space::L)
}
