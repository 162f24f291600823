//! The message list: a million rows, of which only the visible ones exist. Keeps its own offset in
//! `f64` (iced's scrollable loses pixels past 2^24), its own scrollbar and its own wheel; tells of
//! presses, drags and what is in view. Knows no mail: rows come from a function, keys of the
//! keyboard go to the application.

mod input;
mod paint;
mod state;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::Range;

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, mouse, renderer};
use iced::keyboard::Modifiers;
use iced::{Event, Length, Point, Rectangle, Renderer, Size, Theme};

use super::Element;
use crate::ui::theme::space;

/// What a row shows. Texts are on one line each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct RowView<'a> {
    pub sender: Cow<'a, str>,
    pub subject: Cow<'a, str>,
    /// Ready for people, such as "9:12" or "3 May".
    pub date: Cow<'a, str>,
    pub unread: bool,
    pub answered: bool,
    pub starred: bool,
    pub attachment: bool,
    pub selected: bool,
    /// Where else it is, shown as far as there is room.
    pub labels: Vec<String>,
    /// Not read from the store yet: drawn as grey bars.
    pub blank: bool,
}

impl RowView<'_> {
    /// A row whose texts are still on their way.
    pub fn blank() -> Self {
        Self { blank: true, ..Self::default() }
    }
}

/// How rows are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Density {
    /// Sender and date above the subject.
    #[default]
    TwoLines,
    /// Everything on one line.
    Compact,
}

impl Density {
    /// Height of a row in logical pixels.
    pub fn row_height(self) -> f32 {
        match self {
            Self::TwoLines => space::ROW_TWO_LINES,
            Self::Compact => space::ROW_COMPACT,
        }
    }
}

/// What happened to the list. Points are in window coordinates.
#[derive(Debug, Clone, PartialEq)]
pub enum ListEvent {
    /// The main button went down on a row. A press on a row that is selected already may begin a
    /// drag of the whole selection: wait for `Released` before reducing it to one row.
    Pressed {
        index: usize,
        modifiers: Modifiers,
        at: Point,
    },
    /// It came up again without a drag.
    Released {
        index: usize,
        modifiers: Modifiers,
    },
    /// A double click.
    Opened {
        index: usize,
    },
    StarPressed {
        index: usize,
    },
    RightPressed {
        index: usize,
        modifiers: Modifiers,
        at: Point,
    },
    /// The press on this row has travelled far enough. A drag that the application has given up
    /// (Escape) goes on telling until the button comes up; it is to be ignored until then.
    DragStarted {
        index: usize,
        at: Point,
    },
    DragMoved {
        at: Point,
    },
    /// The button came up during a drag, wherever the pointer is, outside the window too.
    DragEnded {
        at: Point,
        modifiers: Modifiers,
    },
    /// Other rows came into view, or the list moved. `offset` is in pixels from the top.
    Scrolled {
        rows: Range<usize>,
        offset: f64,
    },
}

/// The list. Build it anew in each view; what must last lives in the widget tree, so it must keep
/// its place there: show an empty mailbox over an empty list, not instead of it, or a drag that is
/// going on loses its end.
pub struct VList<'a, Message> {
    len: usize,
    row: Box<dyn Fn(usize) -> RowView<'a> + 'a>,
    key: Box<dyn Fn(usize) -> u64 + 'a>,
    on: Box<dyn Fn(ListEvent) -> Option<Message> + 'a>,
    density: Density,
    cursor: Option<usize>,
    focused: bool,
    identity: u64,
    jump: Option<(u64, usize)>,
}

impl<'a, Message> VList<'a, Message> {
    /// A list of `len` rows; `row` is asked for the visible ones only, `on` makes messages of the
    /// events that matter to the caller.
    pub fn new(
        len: usize,
        row: impl Fn(usize) -> RowView<'a> + 'a,
        on: impl Fn(ListEvent) -> Option<Message> + 'a,
    ) -> Self {
        Self {
            len,
            row: Box::new(row),
            key: Box::new(|index| index as u64),
            on: Box::new(on),
            density: Density::default(),
            cursor: None,
            focused: true,
            identity: 0,
            jump: None,
        }
    }

    fn tell(&self, shell: &mut Shell<'_, Message>, event: ListEvent) {
        if let Some(message) = (self.on)(event) {
            shell.publish(message);
        }
    }

    /// What names a row for good (a message key). With it the rows in view stay where they are when
    /// others arrive or leave above, and a cursor that only moved along is not chased.
    pub fn keys(mut self, key: impl Fn(usize) -> u64 + 'a) -> Self {
        self.key = Box::new(key);
        self
    }

    /// What the list is of (a mailbox, a search). Another one begins at its top.
    pub fn identity(mut self, identity: u64) -> Self {
        self.identity = identity;
        self
    }

    pub fn density(mut self, density: Density) -> Self {
        self.density = density;
        self
    }

    /// The row that the keyboard is at. Coming to another row brings it into view.
    pub fn cursor(mut self, cursor: Option<usize>) -> Self {
        self.cursor = cursor;
        self
    }

    /// Whether the keyboard is in this pane: selected rows are drawn stronger.
    pub fn focused(mut self, focused: bool) -> Self {
        self.focused = focused;
        self
    }

    /// Brings a row into view once for each new `serial`, wherever the cursor is.
    pub fn jump(mut self, serial: u64, index: usize) -> Self {
        self.jump = Some((serial, index));
        self
    }
}

impl<Message> Widget<Message, Theme, Renderer> for VList<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<state::State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(state::State::default())
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(&mut self, tree: &mut Tree, _: &Renderer, limits: &layout::Limits) -> layout::Node {
        let size = limits.resolve(Length::Fill, Length::Fill, Size::ZERO);
        tree.state.downcast_mut::<state::State>().settle(self, size.height);

        layout::Node::new(size)
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _: &Renderer,
        _: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        _: &Rectangle,
    ) {
        let state = tree.state.downcast_mut::<state::State>();
        input::handle(self, state, event, layout.bounds(), cursor, shell);
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        _: &renderer::Style,
        layout: Layout<'_>,
        _: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_ref::<state::State>();
        if let Some(bounds) = layout.bounds().intersection(viewport) {
            paint::list(self, state, renderer, theme, layout.bounds(), bounds);
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _: &Rectangle,
        _: &Renderer,
    ) -> mouse::Interaction {
        let state = tree.state.downcast_ref::<state::State>();
        input::interaction(state, layout.bounds(), cursor)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        _: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let state = tree.state.downcast_ref::<state::State>();
        for index in state.visible(self) {
            let bounds = state.row_bounds(self, layout.bounds(), index);
            let row = (self.row)(index);
            for text in [&row.sender, &row.subject, &row.date] {
                operation.text(None, bounds, text);
            }
        }
    }
}

impl<'a, Message: 'a> From<VList<'a, Message>> for Element<'a, Message> {
    fn from(list: VList<'a, Message>) -> Self {
        Self::new(list)
    }
}
