//! The accounts page: all of them on the left, one in full on the right.

mod details;
mod removal;
mod upkeep;
mod words;

use iced::padding::right;
use iced::widget::{column, container, mouse_area, row, text};
use iced::{Center, Fill, Size, mouse};

use super::Element;
use crate::app::accounts_page::Message;
use crate::app::keys::Command;
use crate::app::{self, Held, State};
use crate::fl;
use crate::model::link::Link;
use crate::ui::theme::surface::{self, SideRow};
use crate::ui::theme::{font, space};
use crate::ui::widget::button::{self, Rank};
use crate::ui::widget::icon::{Icon, icon};
use crate::ui::widget::{Cut, Reach, TabOrder, dot, small};

pub use removal::ask;
pub use words::link;

/// Width of the list, and the widest that both get, pixels.
const LIST: f32 = 300.0;
const WIDEST: f32 = 1_060.0;
/// Height of a row of the list, and what the window's height has besides the list.
const ROW: f32 = 56.0;
const REST: f32 = space::TOOLBAR + 148.0;

/// The page. `now`: seconds since 1970 UTC.
pub fn view(state: &State, window: Size, now: i64) -> Element<'_> {
    let back = button::icon_button(Icon::ChevronLeft, fl!("accounts-back"), on(Message::Left));
    let title = text(fl!("settings-accounts")).size(font::HEADING).font(font::STRONG);
    let head = row![Reach::new(back, told(Message::Left)), title].spacing(space::S).align_y(Center);
    let head = container(head)
        .padding([0.0, space::M])
        .width(Fill)
        .height(space::TOOLBAR)
        .align_y(Center)
        .style(surface::side);
    let details = state.page_account().map(|held| details::view(state, held, now));
    let both = row![list(state, window), details].spacing(space::XL).height(Fill);
    let both = container(both).max_width(WIDEST).padding(space::XL).height(Fill);
    let page = column![head, super::toolbar::line(false), container(both).center_x(Fill)];
    TabOrder::new(page).into()
}

/// A message of this page for the mind.
fn told(message: Message) -> app::Message {
    app::Message::AccountsPage(message)
}

fn on(message: Message) -> Option<app::Message> {
    Some(told(message))
}

/// A button with a sign that Tab reaches.
fn press<'a>(rank: Rank, sign: Icon, label: String, message: app::Message) -> Element<'a> {
    Reach::new(button::sign(rank, sign, label, Some(message.clone())), message).into()
}

/// Words on a button that Tab reaches.
fn words_button<'a>(rank: Rank, label: String, message: app::Message) -> Element<'a> {
    Reach::new(button::words(rank, label, Some(message.clone())), message).into()
}

fn list(state: &State, window: Size) -> Element<'_> {
    let rows = column(state.accounts.iter().map(|held| line(state, held)));
    let rows = small::scrolling(
        rows.padding(right(space::S).left(space::S).vertical(space::XS)).spacing(space::HAIRLINE),
    )
    .id(scroll_id());
    let card = container(rows).width(Fill).style(surface::card);
    let add = app::Message::Ordered(Command::AddAccount);
    let several = state.accounts.len() > 1;
    let place = |sign, label: String, by: i32| {
        let moved = told(Message::Moved(by));
        several.then(|| {
            let step = button::icon_button(sign, label, Some(moved.clone()));
            Element::from(Reach::new(step, moved))
        })
    };
    let foot = row![
        container(press(Rank::Plain, Icon::Plus, fl!("command-add-account"), add)).width(Fill),
        place(Icon::ChevronUp, fl!("accounts-up"), -1),
        place(Icon::ChevronDown, fl!("accounts-down"), 1),
    ]
    .spacing(space::XS)
    .align_y(Center);
    let hint = several.then(|| text(fl!("accounts-order")).size(font::SMALL).style(surface::muted));
    column![container(card).max_height((window.height - REST).max(ROW)), foot, hint]
        .spacing(space::M)
        .width(LIST)
        .into()
}

/// The widget id of the list, for bringing an account into view.
pub fn scroll_id() -> iced::widget::Id {
    iced::widget::Id::new("accounts")
}

/// Where the chosen account stands in the list, from its upper edge: its top and height, pixels.
pub fn line_at(state: &State) -> Option<(f32, f32)> {
    let at = state.accounts.iter().position(|held| state.page.chosen == Some(held.account.id))?;
    let before = f32::from(u16::try_from(at).ok()?);
    Some((space::XS + before * (ROW + space::HAIRLINE), ROW))
}

/// One account in the list: its colour, its name, how it stands.
fn line<'a>(state: &'a State, held: &'a Held) -> Element<'a> {
    let id = held.account.id;
    let chosen = state.page.chosen == Some(id);
    let carried = state.page.lifted.as_ref().is_some_and(|lifted| lifted.account == id);
    let look = match (carried && several(state), chosen) {
        (true, _) => SideRow::DropLit,
        (false, true) => SideRow::Selected,
        (false, false) => SideRow::Normal,
    };
    let face = if chosen { font::STRONG } else { font::REGULAR };
    let needs = matches!(held.link, Link::SignInNeeded(_));
    let standing = Cut::new(words::standing(held)).size(font::SMALL);
    let standing = standing.style(if needs { surface::wrong } else { surface::muted });
    let names = column![Cut::new(held.account.title()).font(face), standing].width(Fill);
    let alert = needs.then(|| icon(Icon::Key).style(surface::wrong));
    let content = row![dot(held.account.shown_hue(), space::DOT), names, alert]
        .spacing(space::M)
        .align_y(Center);
    let face = container(content)
        .padding([0.0, space::M])
        .width(Fill)
        .height(ROW)
        .align_y(Center)
        .style(surface::side_row(look));
    let shape = if carried { mouse::Interaction::Grabbing } else { mouse::Interaction::Pointer };
    mouse_area(face)
        .on_press(told(Message::Pressed(id)))
        .on_enter(told(Message::Entered(id)))
        .interaction(shape)
        .into()
}

fn several(state: &State) -> bool {
    state.accounts.len() > 1
}
