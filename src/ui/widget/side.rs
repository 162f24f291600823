//! A row of the sidebar: a mailbox in its tree, which mail can be dropped on.

use iced::widget::{Space, button, container, mouse_area, row, text};
use iced::{Center, Fill, Padding, Point, Theme};

use super::Element;
use super::cut::Cut;
use super::icon::{self, Icon};
use super::person::badge;
use super::right::Right;
use crate::ui::theme::surface::{self, SideRow};
use crate::ui::theme::{font, space};

/// A row of the sidebar. Built by the methods, made an element by `into`.
pub struct Side<'a, Message> {
    sign: Icon,
    label: String,
    depth: u16,
    unread: u64,
    quiet: bool,
    waiting: bool,
    state: SideRow,
    fold: Option<(bool, Message)>,
    on_press: Option<Message>,
    on_enter: Option<Message>,
    on_exit: Option<Message>,
    on_right_press: Option<Box<dyn Fn(Point) -> Message + 'a>>,
    on_grab: Option<Box<dyn Fn(Point) -> Message + 'a>>,
}

impl<'a, Message: Clone + 'a> Side<'a, Message> {
    pub fn new(sign: Icon, label: impl Into<String>) -> Self {
        Self {
            sign,
            label: label.into(),
            depth: 0,
            unread: 0,
            quiet: false,
            waiting: false,
            state: SideRow::Normal,
            fold: None,
            on_press: None,
            on_enter: None,
            on_exit: None,
            on_right_press: None,
            on_grab: None,
        }
    }

    /// How deep in the tree.
    pub fn depth(mut self, depth: u16) -> Self {
        self.depth = depth.min(12);
        self
    }

    /// What waits in it; `quiet` where the number only tells (drafts).
    pub fn count(mut self, unread: u64, quiet: bool) -> Self {
        self.unread = unread;
        self.quiet = quiet;
        self
    }

    /// Whether it is chosen; `focused` where the keyboard is in the sidebar.
    pub fn selected(mut self, selected: bool, focused: bool) -> Self {
        if selected && self.state != SideRow::DropLit {
            self.state = if focused { SideRow::Selected } else { SideRow::SelectedIdle };
        }
        self
    }

    /// A drag hangs over it and would be taken.
    pub fn drop_lit(mut self, lit: bool) -> Self {
        if lit {
            self.state = SideRow::DropLit;
        }
        self
    }

    /// It has rows below it: whether they show, and what the little arrow does.
    pub fn fold(mut self, open: bool, on_press: Message) -> Self {
        self.fold = Some((open, on_press));
        self
    }

    /// Without this it cannot be chosen (`\Noselect`).
    pub fn on_press(mut self, message: Message) -> Self {
        self.on_press = Some(message);
        self
    }

    /// The pointer came, with or without a drag.
    pub fn on_enter(mut self, message: Message) -> Self {
        self.on_enter = Some(message);
        self
    }

    pub fn on_exit(mut self, message: Message) -> Self {
        self.on_exit = Some(message);
        self
    }

    /// Something ordered of it is not done yet: it is drawn paler.
    pub fn waiting(mut self, waiting: bool) -> Self {
        self.waiting = waiting;
        self
    }

    /// The left button went down on it, at this point of the window: it may be carried away.
    pub fn on_grab(mut self, on_grab: impl Fn(Point) -> Message + 'a) -> Self {
        self.on_grab = Some(Box::new(on_grab));
        self
    }

    /// The right button went down on it, at this point of the window.
    pub fn on_right_press(mut self, on_press: impl Fn(Point) -> Message + 'a) -> Self {
        self.on_right_press = Some(Box::new(on_press));
        self
    }
}

impl<'a, Message: Clone + 'a> From<Side<'a, Message>> for Element<'a, Message> {
    fn from(side: Side<'a, Message>) -> Self {
        let chosen = matches!(side.state, SideRow::Selected | SideRow::SelectedIdle);
        let can = side.on_press.is_some();
        let face =
            if chosen || (side.unread > 0 && !side.quiet) { font::STRONG } else { font::REGULAR };
        let tone = if chosen { surface::accent } else { surface::muted };
        let words = if can && !side.waiting { inherit } else { surface::muted };
        let label = Element::from(Cut::new(side.label).font(face).style(words));
        let content = row![
            Space::new().width(f32::from(side.depth) * space::INDENT),
            arrow(side.fold),
            icon::icon(side.sign).style(tone),
            container(label).width(Fill).padding(Padding::ZERO.horizontal(space::S)),
            badge(side.unread, side.quiet),
        ]
        .align_y(Center)
        .height(space::SIDEBAR_ROW);

        let state = side.state;
        let pressed = button(content)
            .padding(Padding { left: space::XS, right: space::S, ..Padding::ZERO })
            .width(Fill)
            .style(move |theme: &Theme, status| style(theme, status, state))
            .on_press_maybe(side.on_press);
        let mut area = mouse_area(pressed);
        if let Some(message) = side.on_enter {
            area = area.on_enter(message);
        }
        if let Some(message) = side.on_exit {
            area = area.on_exit(message);
        }
        match side.on_right_press {
            Some(on_press) => {
                let right = Right::new(area, on_press);
                match side.on_grab {
                    Some(on_grab) => right.on_grab(on_grab).into(),
                    None => right.into(),
                }
            }
            None => area.into(),
        }
    }
}

/// The arrow that folds what is below, or its empty place.
fn arrow<'a, Message: Clone + 'a>(fold: Option<(bool, Message)>) -> Element<'a, Message> {
    const PLACE: f32 = space::ICON_SMALL + space::XS;

    let Some((open, on_press)) = fold else { return Space::new().width(PLACE).into() };
    let sign = if open { Icon::ChevronDown } else { Icon::ChevronRight };
    let sign = icon::sized(sign, space::ICON_SMALL);

    button(container(sign).center(PLACE))
        .padding(0)
        .style(crate::ui::theme::button::quiet)
        .on_press(on_press)
        .into()
}

fn style(theme: &Theme, status: button::Status, state: SideRow) -> button::Style {
    let state = match (state, status) {
        (SideRow::Normal, button::Status::Hovered | button::Status::Pressed) => SideRow::Hovered,
        _ => state,
    };
    let look = surface::side_row(state)(theme);

    button::Style {
        background: look.background,
        text_color: look.text_color.unwrap_or(theme.palette().text),
        border: look.border,
        ..button::Style::default()
    }
}

fn inherit(_: &Theme) -> text::Style {
    text::Style::default()
}
