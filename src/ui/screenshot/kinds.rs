//! Mail of the demo account that is more than its text, for pictures: an invitation, a delivery
//! report, a signed letter.

use super::{PATIENCE, open_mail, tell};
use crate::app;
use crate::app::keys::Mods;
use crate::app::list;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::ui::shell::Shell;
use crate::ui::stage::Stage;

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Invitation,
    Bounce,
    Signed,
}

pub(super) fn go_to(stage: &mut Stage, kind: Kind) -> Result<(), Fault> {
    let late = || Fault::new(FaultKind::TimedOut, Place::Message, "the message");
    let subject = match kind {
        Kind::Invitation => "Convite: visita de obra, Casa Azul",
        Kind::Bounce => "Your message could not be delivered",
        Kind::Signed => "Load figures for the stair, signed",
    };
    open_mail(stage, 1)?;
    let state = &stage.driver.state.state;
    let shown = state.shown().ok_or_else(late)?;
    let is_it = |row: &usize| shown.line_at(*row).is_some_and(|line| line.subject == subject);
    let key = (0..shown.len()).find(is_it).and_then(|row| shown.key_at(row)).ok_or_else(late)?;
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
