//! The scene of a message as its sender designed it.

use super::{PATIENCE, invalid, open_mail, tell};
use crate::app;
use crate::app::design::Design;
use crate::app::keys::{Key, Mods};
use crate::model::fault::Fault;
use crate::ui::shell::Shell;
use crate::ui::stage::Stage;

/// How the subject of the demo account's newsletter begins.
const NEWSLETTER: &str = "Crumb 212";
/// Rows that are looked through for it.
const ROWS: usize = 20;

pub fn go_to(stage: &mut Stage) -> Result<(), Fault> {
    open_mail(stage, 1)?;
    for _ in 0..ROWS {
        let there = |shell: &Shell| shell.state.reader.opened().is_some();
        if !stage.until(PATIENCE, there) {
            break;
        }
        if is_newsletter(&stage.driver.state) {
            return shown(stage);
        }
        tell(stage, app::Message::KeyPressed(Key::Down, Mods::NONE));
    }
    Err(invalid("no newsletter in the demo account"))
}

fn is_newsletter(shell: &Shell) -> bool {
    let opened = shell.state.reader.opened();
    opened.is_some_and(|opened| opened.message.envelope.subject.starts_with(NEWSLETTER))
}

/// Waits until the page is laid out and what is in view of it is painted.
pub(super) fn shown(stage: &mut Stage) -> Result<(), Fault> {
    let laid_out = |shell: &Shell| {
        shell.state.reader.opened().is_some_and(|opened| opened.design == Design::Shown)
    };
    if !stage.until(PATIENCE, laid_out) {
        return Err(invalid("the newsletter was not laid out"));
    }
    // The view that asks for what it lacks is the one that is drawn.
    let painted = |stage: &mut Stage| {
        stage.driver.screenshot();
        stage.driver.state.pages.is_painted()
    };
    match stage.until_seen(PATIENCE, painted) {
        true => Ok(()),
        false => Err(invalid("the newsletter was not painted")),
    }
}
