//! What is said of a message that left the server: how and when, what is kept of it, and whether it
//! can be put back.

use iced::widget::{column, container, row, text};
use iced::{Alignment, Fill};

use super::Element;
use crate::app::keys::Command;
use crate::app::removed::Kept;
use crate::app::{self, Place, State};
use crate::fl;
use crate::i18n;
use crate::model::ids::MessageKey;
use crate::model::mail::Departure;
use crate::model::removed::Why;
use crate::ui::theme::{font, space, surface};
use crate::ui::widget::button::{self, Rank};
use crate::ui::widget::icon::{Icon, sized};

/// Characters of a mailbox's name in a row of the list.
const NAME: usize = 16;

/// What the mailbox is called that a message left.
pub fn mailbox(state: &State, key: MessageKey, left: &Departure) -> String {
    let place = Place { account: key.account(), mailbox: left.from };
    match state.mailbox(place) {
        Some(mailbox) => super::sidebar::name_of(mailbox.role, mailbox.name()),
        None => left.name.clone(),
    }
}

/// What stands in a row of the list in the place of the date: where it was and when it left.
pub fn row_date(state: &State, key: MessageKey, now: i64) -> Option<String> {
    let left = state.departure(key)?;
    let name: String = mailbox(state, key, left).chars().take(NAME).collect();
    Some(fl!("removed-row", mailbox = name, when = i18n::when(left.at, now)))
}

/// The banner above the text of the open message, if it left the server.
pub fn banner(state: &State, now: i64) -> Option<Element<'_>> {
    let (kept, key) = (state.kept()?, state.reader.key()?);
    let left = state.departure(key)?;
    let (mailbox, when) = (mailbox(state, key, left), i18n::when(left.at, now));
    let how = match left.why {
        Why::Expunged => fl!("removed-expunged", mailbox = mailbox, when = when),
        Why::NotListed => fl!("removed-not-listed", mailbox = mailbox, when = when),
        Why::DeletedHere => fl!("removed-here", mailbox = mailbox, when = when),
        Why::MailboxGone => fl!("removed-mailbox-gone", mailbox = mailbox, when = when),
    };
    let what = match kept {
        Kept::Text => fl!("removed-kept-text"),
        Kept::Parts => fl!("removed-kept-parts"),
        Kept::Headers => fl!("removed-kept-headers"),
    };
    let back = state.can_put_back().then_some(app::Message::Ordered(Command::PutBack));
    let words = column![
        text(how).size(font::SMALL),
        text(what).size(font::SMALL).style(surface::muted),
        button::words(Rank::Plain, fl!("removed-put-back"), back),
    ]
    .spacing(space::S)
    .width(Fill);
    let sign = sized(Icon::Clock, space::ICON_SMALL).style(surface::muted);
    let line = row![sign, words].spacing(space::S).align_y(Alignment::Start);
    let banner = container(line)
        .padding([space::S, space::M])
        .width(Fill)
        .max_width(space::READING)
        .style(surface::banner);
    Some(container(banner).padding(iced::Padding::from([0.0, space::XL]).top(space::M)).into())
}
