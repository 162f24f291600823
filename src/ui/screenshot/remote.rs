//! A letter of the demo account that names pictures elsewhere, as its sender designed it.

use super::{PATIENCE, open_mail, tell};
use crate::app;
use crate::app::design::Design;
use crate::app::keys::Mods;
use crate::app::list;
use crate::app::remote::Message as Remote;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::ui::shell::Shell;
use crate::ui::stage::Stage;

/// What its subject begins with.
const SUBJECT: &str = "Crumb 212";

/// The bar above the page; with `panel`, the list of what the message names.
pub(super) fn go_to(stage: &mut Stage, panel: bool) -> Result<(), Fault> {
    let late = || Fault::new(FaultKind::TimedOut, Place::Message, "the page");
    open_mail(stage, 1)?;
    let state = &stage.driver.state.state;
    let shown = state.shown().ok_or_else(late)?;
    let is_it =
        |row: &usize| shown.line_at(*row).is_some_and(|line| line.subject.starts_with(SUBJECT));
    let key = (0..shown.len()).find(is_it).and_then(|row| shown.key_at(row)).ok_or_else(late)?;
    let (mods, at) = (Mods::NONE, app::Point::default());
    tell(stage, app::Message::List(list::Message::Pressed { key, mods, at }));
    tell(stage, app::Message::List(list::Message::Released { key, mods }));
    tell(stage, app::Message::Drag(app::drag::Message::Released));
    let is_painted = |shell: &Shell| {
        let opened = shell.state.reader.opened().filter(|opened| opened.key == key);
        opened.is_some_and(|opened| opened.design == Design::Shown)
    };
    if !stage.until(PATIENCE, is_painted) {
        return Err(late());
    }
    stage.driver.screenshot();
    stage.until(PATIENCE, |shell| !shell.pages.tiles.is_empty());
    if panel {
        tell(stage, app::Message::Remote(Remote::PanelAsked));
    }
    Ok(())
}
