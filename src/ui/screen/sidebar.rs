//! The sidebar: mailboxes as a tree, with unread counts; lines light up under carried messages.

use iced::widget::{column, container, row};
use iced::{Center, Length, Padding, Point, Size};

use super::{Element, keys, mailboxes as words};
use crate::app::drag::{self, Drag, Edge};
use crate::app::effect::Pane;
use crate::app::folders::{Children, Folder, Line, Message};
use crate::app::keys::Command;
use crate::app::mailboxes;
use crate::app::{self, State, attention};
use crate::fl;
use crate::i18n;
use crate::model::ids::{AccountId, MailboxId};
use crate::model::link::Link;
use crate::model::mailbox::Role;
use crate::model::namespace::Realm;
use crate::ui::input;
use crate::ui::theme::{self, font, space, surface};
use crate::ui::widget::icon::{self, Icon};
use crate::ui::widget::{Cut, Right, Side, button, dot, small};

/// How near an edge the pointer must be for the sidebar to scroll, pixels.
const NEAR: f32 = 36.0;
/// Height of the row of buttons below the tree.
const FOOT: f32 = 48.0;
/// Between two lines of the tree.
const GAP: f32 = 1.0;

pub fn view(state: &State) -> Element<'_> {
    let lines = state.folders.lines.iter().map(|line| match line {
        Line::Account(id) => account(state, *id),
        Line::Realm(_, realm) => heading_of(*realm),
        Line::Mailbox(folder) => mailbox(state, folder),
    });
    let tree = small::scrolling(column(lines).padding(space::S).spacing(GAP))
        .id(scroll_id())
        .height(Length::Fill);
    let foot = row![
        order(Icon::Settings, fl!("command-settings"), Command::Settings),
        order(Icon::Keyboard, fl!("command-shortcuts"), Command::Shortcuts),
        doing(state),
        order(Icon::FolderNew, fl!("command-new-folder"), Command::NewMailbox),
        order(Icon::Refresh, fl!("command-refresh"), Command::Refresh),
    ]
    .spacing(space::XS)
    .align_y(Center)
    .height(FOOT)
    .padding([0.0, space::S]);
    let lifted = state.drag.carry().filter(|carry| carry.whole && state.nests(carry.from, None));
    let foot = match lifted {
        Some(carry) => words::root(carry.from.account, carry.over_root, FOOT),
        None => foot.into(),
    };
    column![tree, orders(state), foot].into()
}

/// A line below the tree where orders need the person, or wait for a connection.
fn orders(state: &State) -> Option<Element<'_>> {
    let (undecided, waiting) = (state.needs_attention(), state.waits_offline());
    let (sign, words) = match (undecided, waiting) {
        (0, 0) => return None,
        (0, count) => (Icon::Clock, fl!("orders-waiting", count = count)),
        (count, _) => (Icon::Alert, fl!("orders-undecided", count = count)),
    };
    let opened = app::Message::Attention(attention::Message::Opened);
    let line = Side::new(sign, words).on_press(opened);
    Some(container(line).padding([space::XS, space::S]).into())
}

/// The heading of an account, above its mailboxes.
fn account(state: &State, id: AccountId) -> Element<'_> {
    let Some(held) = state.held(id) else { return iced::widget::Space::new().into() };
    let title = Cut::new(held.account.title()).size(font::SMALL).font(font::STRONG);
    let needs = matches!(held.link, Link::SignInNeeded(_));
    let alert = needs.then(|| icon::sized(Icon::Key, space::ICON_SMALL).style(surface::wrong));
    let mark = dot(held.account.shown_hue(), space::DOT_SMALL);
    let title = container(title.style(surface::muted)).width(Length::Fill);
    let new = mailboxes::Message::NewAsked(id, None);
    let new = iced::widget::button(icon::sized(Icon::Plus, space::ICON_SMALL))
        .padding(space::XS)
        .style(theme::button::quiet)
        .on_press(app::Message::Mailboxes(new));
    let new = button::hint(new, fl!("command-new-folder"));
    let line = row![mark, title, alert, new].spacing(space::S).align_y(Center);
    let line = container(line).padding(Padding::from([0.0, space::M])).height(heading());
    Right::new(words::over_root(id, line.into()), move |at| {
        let at = input::point(at);
        app::Message::Folders(Message::AccountRightPressed { account: id, at })
    })
    .into()
}

/// The heading of mailboxes that are not the person's own.
fn heading_of<'a>(realm: Realm) -> Element<'a> {
    let title = match realm {
        Realm::Own => String::new(),
        Realm::Others => fl!("sidebar-others"),
        Realm::Shared => fl!("sidebar-shared"),
    };
    let title = Cut::new(title).size(font::SMALL).font(font::STRONG).style(surface::muted);
    let line = container(title).width(Length::Fill).align_y(Center);
    line.padding(Padding::from([0.0, space::M])).height(heading()).into()
}

/// Height of a heading.
fn heading() -> f32 {
    (font::SMALL * font::LEADING).ceil() + 2.0 * space::S
}

/// What goes on with the accounts, where it is worth a word: the worst of them.
fn doing(state: &State) -> Element<'_> {
    let busy = |link: &Link| state.accounts.iter().any(|held| held.link == *link);
    let words = if busy(&Link::Connecting) {
        fl!("link-connecting")
    } else if busy(&Link::Syncing) {
        fl!("link-syncing")
    } else {
        String::new()
    };
    Cut::new(words).size(font::SMALL).style(surface::muted).into()
}

/// Where a line of the tree stands in it, from its upper edge: its top and height, pixels.
pub fn line_at(state: &State, place: app::Place) -> Option<(f32, f32)> {
    let at = state
        .folders
        .lines
        .iter()
        .position(|line| matches!(line, Line::Mailbox(folder) if folder.place == place))?;
    let headings = state.folders.lines.iter().take(at);
    let headings = headings.filter(|line| !matches!(line, Line::Mailbox(_))).count();
    let (at, headings) =
        (f32::from(u16::try_from(at).ok()?), f32::from(u16::try_from(headings).ok()?));
    let top =
        space::S + (at - headings) * (space::SIDEBAR_ROW + GAP) + headings * (heading() + GAP);
    Some((top, space::SIDEBAR_ROW))
}

/// The widget id of the tree, for scrolling it at its edges.
pub fn scroll_id() -> iced::widget::Id {
    iced::widget::Id::new("mailboxes")
}

fn order<'a>(sign: Icon, label: String, command: Command) -> Element<'a> {
    let label = keys::hint(label, command);
    button::icon_button(sign, label, Some(app::Message::Ordered(command)))
}

fn mailbox<'a>(state: &State, folder: &Folder) -> Element<'a> {
    let place = folder.place;
    let quiet = matches!(folder.role, Some(Role::Trash | Role::Junk | Role::Drafts | Role::Sent));
    let lit = state.drag.carry().and_then(drag::Carry::target) == Some(place);
    let awaited = state.held(place.account).is_some_and(|held| held.mail.is_awaited(place.mailbox));
    let (counts, removed) = (state.counts(place), place.mailbox == MailboxId::REMOVED);
    let count = if removed { counts.total } else { counts.unread };
    let sign = if awaited { Icon::Clock } else { sign(state, place) };
    let mut side = Side::new(sign, title(folder))
        .depth(u16::try_from(folder.depth).unwrap_or(u16::MAX))
        .count(u64::from(count), quiet || removed)
        .selected(state.folders.selected == Some(place), state.pane == Pane::Folders)
        .drop_lit(lit)
        .waiting(awaited)
        .on_grab(move |at| {
            app::Message::Drag(drag::Message::MailboxPressed(place, input::point(at)))
        })
        .on_enter(app::Message::Drag(drag::Message::Entered(place)))
        .on_exit(app::Message::Drag(drag::Message::Left(place)))
        .on_right_press(move |at| {
            app::Message::Folders(Message::RightPressed { place, at: input::point(at) })
        });
    if folder.children != Children::None {
        let toggled = app::Message::Folders(Message::Toggled(place));
        side = side.fold(folder.children == Children::Shown, toggled);
    }
    if folder.selectable {
        side = side.on_press(app::Message::Folders(Message::Chosen(place)));
    }
    side.into()
}

/// What a line of the tree is called.
pub fn title(folder: &Folder) -> String {
    match folder.place.mailbox {
        MailboxId::REMOVED => fl!("removed-title"),
        _ => name_of(folder.role, &folder.name),
    }
}

/// The sign of what is shown there.
pub fn sign(state: &State, place: app::Place) -> Icon {
    match place.mailbox {
        MailboxId::REMOVED => Icon::Clock,
        _ => sign_of(state.mailbox(place).and_then(|mailbox| mailbox.role)),
    }
}

/// What a mailbox is called: special ones in the person's language.
pub fn name_of(role: Option<Role>, name: &str) -> String {
    role.map_or_else(|| name.to_owned(), i18n::role)
}

/// A mailbox's sign.
pub fn sign_of(role: Option<Role>) -> Icon {
    match role {
        Some(Role::Inbox) => Icon::Inbox,
        Some(Role::Drafts) => Icon::Drafts,
        Some(Role::Sent) => Icon::Send,
        Some(Role::Archive | Role::All) => Icon::Archive,
        Some(Role::Junk) => Icon::Junk,
        Some(Role::Trash) => Icon::Trash,
        Some(Role::Flagged) => Icon::Star,
        None => Icon::Folder,
    }
}

/// Whether the pointer nears or leaves an edge at which the sidebar scrolls.
pub fn edge(state: &State, at: Point, size: Size, width: f32) -> Option<drag::Message> {
    let Drag::Carrying(carry) = &state.drag else { return None };
    let inside = at.x >= 0.0 && at.x < width;
    let near = if inside && at.y < NEAR {
        Some(Edge::Upper)
    } else if inside && at.y > size.height - FOOT - NEAR {
        Some(Edge::Lower)
    } else {
        None
    };
    (near != carry.edge).then_some(drag::Message::EdgeNeared(near))
}
