//! Scrolls what is an ordinary scrollable, by orders from outside of it.

use iced::advanced::widget::operation::scrollable::{AbsoluteOffset, scroll_by, scroll_to};
use iced::advanced::widget::operation::{Operation, Scrollable};
use iced::widget::Id;
use iced::{Rectangle, Task, Vector};
use iced_runtime::task;

use crate::app::effect::Scroll;
use crate::ui::theme::space;

/// A line, and a page where its height is not known.
const LINE: f32 = space::SIDEBAR_ROW / 2.0;
const PAGE: f32 = 10.0 * space::SIDEBAR_ROW;

/// Moves the scrollable of this id.
pub fn by<M: Send + 'static>(id: Id, by: Scroll) -> Task<M> {
    #[expect(clippy::cast_precision_loss, reason = "a few lines")]
    let down = |steps: i32, step: f32| AbsoluteOffset { x: 0.0, y: steps as f32 * step };
    let to = |y: f32| AbsoluteOffset { x: None, y: Some(y) };
    match by {
        Scroll::Lines(lines) => task::widget(scroll_by(id, down(lines, LINE))),
        Scroll::Pages(pages) => task::widget(scroll_by(id, down(pages, PAGE))),
        Scroll::Top => task::widget(scroll_to(id, to(0.0))),
        Scroll::Bottom => task::widget(scroll_to(id, to(f32::MAX))),
        #[expect(clippy::cast_precision_loss, reason = "pixels of a page")]
        Scroll::To(y) => task::widget(scroll_to(id, to(y as f32))),
        Scroll::Across(_) => Task::none(),
    }
}

/// Moves the scrollable of this id no further than it must for a line (top and height in its
/// content) to be in view.
pub fn reveal<M: Send + 'static>(id: Id, line: (f32, f32)) -> Task<M> {
    task::effect(iced_runtime::Action::widget(Reveal { id, line }))
}

struct Reveal {
    id: Id,
    line: (f32, f32),
}

impl Operation for Reveal {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn scrollable(
        &mut self,
        id: Option<&Id>,
        bounds: Rectangle,
        _: Rectangle,
        translation: Vector,
        state: &mut dyn Scrollable,
    ) {
        if id != Some(&self.id) {
            return;
        }
        let (top, height) = self.line;
        let now = translation.y;
        let to = now.min(top - space::S).max(top + height + space::S - bounds.height).max(0.0);
        if to != now {
            state.scroll_to(AbsoluteOffset { x: None, y: Some(to) });
        }
    }
}
