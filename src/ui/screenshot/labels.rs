//! Labels for pictures, on the demo account, which has none of its own: they are told as an engine
//! would tell them.

use super::{open_mail, tell};
use crate::app;
use crate::app::keys::Command;
use crate::app::overlay::Message as Over;
use crate::model::event::{Event, Fact};
use crate::model::fault::Fault;
use crate::model::label::Label;
use crate::ui::shell::Message;
use crate::ui::stage::Stage;

/// Rows that get labels.
const ROWS: usize = 60;

/// Names beside those of the demo's own mailboxes.
const NAMES: [&str; 9] = [
    "Family",
    "Receipts/2026",
    "A label with a name that is rather long for a chip",
    "Travel",
    "Trip to Lisbon in October",
    "Work/Projects/Lighthouse",
    "To read",
    "Bills",
    "Waiting for an answer",
];

/// Several rows with labels, the open message with many; with `panel`, the labels to be ticked.
pub(super) fn go_to(stage: &mut Stage, panel: bool) -> Result<(), Fault> {
    open_mail(stage, 3)?;
    let state = &stage.driver.state.state;
    let Some(shown) = state.shown() else { return Ok(()) };
    let open = state.reader.key();
    let mailboxes = state.accounts.first().map_or(&[][..], |held| held.mail.mailboxes());
    let own: Vec<Label> = mailboxes
        .iter()
        .filter(|mailbox| mailbox.role.is_none())
        .map(|mailbox| Label::Mailbox(mailbox.id))
        .collect();
    let named = NAMES.iter().map(|name| Label::Name((*name).to_owned()));
    let all: Vec<Label> = own.into_iter().chain(named).collect();
    let labelled = (0..ROWS).filter_map(|row| {
        let key = shown.key_at(row)?;
        // None, one, two or three, from everywhere in the list.
        let some = all.iter().cycle().skip(row * 5).take(row % 4).cloned().collect();
        Some((key, if Some(key) == open { all.clone() } else { some }))
    });
    let labelled: Vec<_> = labelled.collect();
    let Some(account) = labelled.first().map(|(key, _)| key.account()) else { return Ok(()) };
    let facts = [Fact::HasLabels(true), Fact::Labelled(labelled)];
    let events = facts.map(|fact| Event { account, fact }).to_vec();
    stage.driver.tell(Message::Facts(events));
    if panel {
        tell(stage, app::Message::Ordered(Command::Label));
        tell(stage, app::Message::Overlay(Over::CursorMoved(1)));
    }
    Ok(())
}
