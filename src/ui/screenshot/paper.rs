//! A message as it lies on the server, and one that lies in a file, for a picture.

use std::path::PathBuf;

use iced::Size;
use tokio::runtime::Handle;

use super::{PATIENCE, invalid, open_mail, tell};
use crate::app;
use crate::app::design::Design;
use crate::app::keys::Command;
use crate::app::reader::Reader;
use crate::app::source::Stage as Fetching;
use crate::config::Config;
use crate::model::fault::Fault;
use crate::model::settings::ThemeChoice;
use crate::ui::kit::Frame;
use crate::ui::shell::{Launch, Shell};
use crate::ui::stage::Stage;

pub(super) fn go_to(stage: &mut Stage) -> Result<(), Fault> {
    open_mail(stage, 6)?;
    tell(stage, app::Message::Ordered(Command::Source));
    let here = |shell: &Shell| {
        let key = shell.state.reader.key();
        let source = key.and_then(|key| shell.state.source(key));
        source.is_some_and(|source| matches!(source.stage, Fetching::Here(_)))
    };
    match stage.until(PATIENCE, here) {
        true => Ok(()),
        false => Err(invalid("the source did not come")),
    }
}

/// Takes the picture of a window on a file.
///
/// # Errors
/// `Invalid` when the message does not come, or this build has no software renderer.
pub fn take_file(
    file: PathBuf,
    mut config: Config,
    runtime: Handle,
    size: Size,
    (scale, dark): (f32, bool),
) -> Result<Frame, Fault> {
    config.settings.theme = if dark { ThemeChoice::Dark } else { ThemeChoice::Light };
    let launch = Launch::of_file(file, config, runtime);
    let mut stage = Stage::new(launch, size).map_err(|error| invalid(error.to_string()))?;
    stage.driver.set_scale(scale);
    let settled = |stage: &mut Stage| {
        stage.driver.screenshot();
        let shell = &stage.driver.state;
        match &shell.state.reader {
            Reader::Failed(..) => true,
            Reader::Open(opened) => match opened.design {
                Design::Coming | Design::Late => false,
                Design::Shown => shell.pages.is_painted(),
                _ => true,
            },
            _ => false,
        }
    };
    match stage.until_seen(PATIENCE, settled) {
        true => Ok(stage.driver.screenshot()),
        false => Err(invalid("the file was not shown")),
    }
}
