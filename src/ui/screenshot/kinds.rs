//! Mail of the demo account that is more than its text, for pictures: an invitation, a delivery
//! report, a signed letter.

use super::{PATIENCE, open_mail, tell};
use crate::app::keys::Mods;
use crate::app::{self, State, folders, list};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::MessageKey;
use crate::ui::shell::Shell;
use crate::ui::stage::Stage;

/// Where the signed letter lies.
const MAILBOX: &str = "Harbour Library";

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Invitation,
    Bounce,
    Signed,
}

/// The message with this subject in the list.
fn row(state: &State, subject: &str) -> Option<MessageKey> {
    let shown = state.shown()?;
    let is_it = |row: &usize| shown.line_at(*row).is_some_and(|line| line.subject == subject);
    (0..shown.len()).find(is_it).and_then(|row| shown.key_at(row))
}

pub(super) fn go_to(stage: &mut Stage, kind: Kind) -> Result<(), Fault> {
    let late = || Fault::new(FaultKind::TimedOut, Place::Message, "the message");
    let subject = match kind {
        Kind::Invitation => "Convite: visita de obra, Casa Azul",
        Kind::Bounce => "Your message could not be delivered",
        Kind::Signed => "Load figures for the stair, signed",
    };
    open_mail(stage, 1)?;
    if kind == Kind::Signed {
        let mut all = stage.driver.state.state.folders.mailboxes();
        let place = all.find(|folder| folder.name == MAILBOX).map(|folder| folder.place);
        drop(all);
        let chosen = folders::Message::Chosen(place.ok_or_else(late)?);
        tell(stage, app::Message::Folders(chosen));
    }
    if !stage.until(PATIENCE, |shell| row(&shell.state, subject).is_some()) {
        return Err(late());
    }
    let key = row(&stage.driver.state.state, subject).ok_or_else(late)?;
    let (mods, at) = (Mods::NONE, app::Point::default());
    tell(stage, app::Message::List(list::Message::Pressed { key, mods, at }));
    tell(stage, app::Message::List(list::Message::Released { key, mods }));
    tell(stage, app::Message::Drag(app::drag::Message::Released));
    let is_open = |shell: &Shell| {
        shell.state.reader.opened().is_some_and(|opened| opened.key == key)
            && shell.state.sender.regard(key).is_some()
    };
    if stage.until(PATIENCE, is_open) { Ok(()) } else { Err(late()) }
}
