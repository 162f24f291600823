//! Orders about mailboxes in words: the field for a name, the question before one goes, notices.

use iced::widget::{column, container, mouse_area, row, text};
use iced::{Center, Fill, Padding};

use super::Element;
use super::overlay::{answers, heading};
use super::sidebar::name_of;
use crate::app::effect::FieldId;
use crate::app::mailboxes::{Message, Naming, Of, Tending, Told};
use crate::app::{self, Place, State, drag, overlay};
use crate::fl;
use crate::i18n;
use crate::model::ids::{AccountId, MailboxId};
use crate::ui::fields;
use crate::ui::theme::{font, space, surface};
use crate::ui::widget::icon::{Icon, icon};
use crate::ui::widget::{Cut, Field};

/// Mailboxes that are named in the question before they go.
const NAMED: usize = 6;

/// The field for a name.
pub fn naming<'a>(state: &'a State, naming: &'a Naming) -> Element<'a> {
    let account = naming.account;
    let (title, yes) = match naming.of {
        Of::New(_) => (fl!("folder-new-title"), fl!("folder-new-yes")),
        Of::Known(mailbox) => {
            let name = shown_name(state, Place { account, mailbox });
            (fl!("folder-rename-title", name = name), fl!("folder-rename-yes"))
        }
    };
    let place = match naming.of {
        Of::New(Some(mailbox)) => {
            let name = shown_name(state, Place { account, mailbox });
            Some(fl!("folder-new-inside", name = name))
        }
        Of::New(None) if state.accounts.len() > 1 => state
            .held(account)
            .map(|held| fl!("folder-new-account", account = held.account.title())),
        Of::New(None) | Of::Known(_) => None,
    };
    let place = place.map(|place| text(place).size(font::BODY).style(surface::muted));
    let submitted = app::Message::Mailboxes(Message::Submitted);
    let field = Field::new(fl!("folder-name"), &naming.text)
        .id(fields::id(FieldId::MailboxName))
        .wrong(naming.problem.map(i18n::name_problem))
        .on_input(|typed| app::Message::Mailboxes(Message::NameEdited(typed)))
        .on_submit(submitted.clone());
    column![heading(title), place, Element::from(field), answers(Some((yes, submitted, false)))]
        .spacing(space::L)
        .into()
}

/// The question before a mailbox goes: what goes with it is named and counted.
pub fn ask_delete<'a>(
    state: &'a State,
    place: Place,
    below: &[MailboxId],
    messages: u32,
) -> Element<'a> {
    let title = fl!("folder-delete-title", name = shown_name(state, place));
    let title =
        text(title).size(font::HEADING).font(font::STRONG).wrapping(text::Wrapping::WordOrGlyph);
    let counted = match messages {
        0 => fl!("folder-delete-empty"),
        _ => fl!("folder-delete-messages", count = messages),
    };
    let counted = text(counted).size(font::BODY);
    let named = below.iter().take(NAMED).map(|&mailbox| {
        let name = shown_name(state, Place { mailbox, ..place });
        row![icon(Icon::Folder).style(surface::muted), Cut::new(name).size(font::BODY)]
            .spacing(space::S)
            .align_y(Center)
            .into()
    });
    let more = below.len().saturating_sub(NAMED);
    let more = (more > 0).then(|| {
        text(fl!("folder-delete-more", count = more)).size(font::BODY).style(surface::muted)
    });
    let inside = (!below.is_empty()).then(|| {
        let said = text(fl!("folder-delete-inside", count = below.len())).size(font::BODY);
        let named = column(named).push(more).spacing(space::XS);
        column![said, container(named).padding(Padding::ZERO.left(space::M))].spacing(space::S)
    });
    let last = text(fl!("folder-delete-last")).size(font::BODY).style(surface::muted);
    let confirmed = app::Message::Overlay(overlay::Message::Confirmed);
    let answers = answers(Some((fl!("ask-delete-yes"), confirmed, true)));
    column![title, counted, inside, last, answers].spacing(space::L).into()
}

/// What a mailbox is called in the sidebar.
fn shown_name(state: &State, place: Place) -> String {
    let known = state.mailbox(place);
    known.map_or_else(String::new, |mailbox| name_of(mailbox.role, mailbox.name()))
}

/// The words of a notice.
pub fn told(told: &Told) -> String {
    match told {
        Told::Made(name) => fl!("folder-made", name = name.as_str()),
        Told::Renamed(name) => fl!("folder-renamed", name = name.as_str()),
        Told::Nested(name, Some(into)) => {
            fl!("folder-nested", name = name.as_str(), into = into.as_str())
        }
        Told::Nested(name, None) => fl!("folder-unnested", name = name.as_str()),
        Told::Deleted(name) => fl!("folder-deleted", name = name.as_str()),
        Told::Subscribed(name, true) => fl!("folder-subscribed", name = name.as_str()),
        Told::Subscribed(name, false) => fl!("folder-unsubscribed", name = name.as_str()),
        Told::Stays(role) => fl!("folder-stays", name = i18n::role(*role)),
        Told::Undone => fl!("folder-undone"),
    }
}

/// What was attempted, in the middle of a sentence.
pub fn attempt(what: Tending, name: &str) -> String {
    match what {
        Tending::Create => fl!("order-folder-create", name = name),
        Tending::Rename => fl!("order-folder-rename", name = name),
        Tending::Delete => fl!("order-folder-delete", name = name),
        Tending::Subscribe => fl!("order-folder-subscribe", name = name),
    }
}

/// Where a carried mailbox can be let go for the top level, in the place of the foot.
pub fn root<'a>(account: AccountId, lit: bool, height: f32) -> Element<'a> {
    let words = text(fl!("folder-to-top")).size(font::BODY);
    let line = row![icon(Icon::ChevronUp), words].spacing(space::S).align_y(Center);
    let state = if lit { surface::SideRow::DropLit } else { surface::SideRow::Hovered };
    let face = container(line)
        .width(Fill)
        .height(space::SIDEBAR_ROW)
        .align_y(Center)
        .padding(Padding::ZERO.horizontal(space::S))
        .style(surface::side_row(state));
    let room = container(face).height(height).align_y(Center).padding([0.0, space::S]);
    over_root(account, room.into())
}

/// What stands for the top level of an account while a mailbox is carried over it.
pub fn over_root<'a>(account: AccountId, what: Element<'a>) -> Element<'a> {
    mouse_area(what)
        .on_enter(app::Message::Drag(drag::Message::RootEntered(account)))
        .on_exit(app::Message::Drag(drag::Message::RootLeft))
        .into()
}
