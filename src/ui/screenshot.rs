//! Pictures of the window, made without a display: the real window code on the demo account.

use std::time::Duration;

use iced::{Point, Size};
use tokio::runtime::Runtime;

use super::kit::Frame;
use super::screen::sidebar;
use super::shell::{Launch, Message, Shell};
use super::stage::Stage;
use super::theme::space;
use crate::app::drag::Drag;
use crate::app::keys::{Key, Mods};
use crate::app::reader::Reader;
use crate::app::{self, accounts};
use crate::demo::{Demo, Options};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::link::Link;
use crate::model::mailbox::Role;
use crate::model::settings::ThemeChoice;

/// How long the demo account may take to be on screen.
const PATIENCE: Duration = Duration::from_secs(30);
/// Rows that the demo's inbox surely has.
const ROWS: usize = 20;

/// What the picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scene {
    Welcome,
    SignIn,
    /// The demo account with an open message.
    Mail,
    /// Three messages carried to the archive.
    Drag,
}

/// Takes the picture.
///
/// # Errors
/// `TimedOut` when the demo account does not come on screen.
pub fn take(scene: Scene, size: Size, dark: bool, runtime: &Runtime) -> Result<Frame, Fault> {
    let mut launch = Launch::empty(runtime.handle().clone());
    launch.config.settings.theme = if dark { ThemeChoice::Dark } else { ThemeChoice::Light };
    launch.config.settings.mark_read_after = None;
    if matches!(scene, Scene::Mail | Scene::Drag) {
        launch.demo = Some(runtime.block_on(Demo::start(Options::default()))?);
    }
    let mut stage = Stage::new(launch, size).map_err(|error| invalid(error.to_string()))?;
    match scene {
        Scene::Welcome => {}
        Scene::SignIn => {
            let chosen = app::Message::Accounts(accounts::Message::AddChosen);
            stage.driver.tell(Message::App(chosen));
        }
        Scene::Mail => open_mail(&mut stage, 3)?,
        Scene::Drag => {
            open_mail(&mut stage, 1)?;
            carry(&mut stage)?;
        }
    }
    Ok(stage.driver.screenshot())
}

fn invalid(detail: impl Into<String>) -> Fault {
    Fault::new(FaultKind::Invalid, Place::File, detail)
}

/// Waits for the list and opens the message in this line of it.
fn open_mail(stage: &mut Stage, line: usize) -> Result<(), Fault> {
    let late = |what: &str| Fault::new(FaultKind::TimedOut, Place::Message, what);
    let there = |shell: &Shell| {
        let live = shell.state.accounts.iter().all(|held| held.link == Link::Live);
        live && shell.state.shown().is_some_and(|shown| shown.len() >= ROWS)
    };
    if !stage.until(PATIENCE, there) {
        return Err(late("the list"));
    }
    for _ in 0..line {
        stage.driver.tell(Message::App(app::Message::KeyPressed(Key::Down, Mods::NONE)));
    }
    if !stage.until(PATIENCE, |shell| matches!(shell.state.reader, Reader::Open(_))) {
        return Err(late("the message"));
    }
    Ok(())
}

/// Chooses three messages and carries them over the archive.
fn carry(stage: &mut Stage) -> Result<(), Fault> {
    for _ in 0..2 {
        stage.driver.tell(Message::App(app::Message::KeyPressed(Key::Down, Mods::SHIFT)));
    }
    let name = sidebar::name_of(Some(Role::Archive), "");
    let target = stage.driver.find(&name).ok_or_else(|| invalid("no archive on screen"))?;
    let from = list_row(stage).ok_or_else(|| invalid("no row on screen"))?;
    stage.driver.drag_hold(from, target.center());
    if matches!(stage.driver.state.state.drag, Drag::Carrying(_)) {
        Ok(())
    } else {
        Err(invalid("nothing is carried"))
    }
}

/// A point in the first chosen row.
fn list_row(stage: &mut Stage) -> Option<Point> {
    let shown = stage.driver.state.state.shown()?;
    let first = *stage.driver.state.state.list.chosen().first()?;
    let subject = shown.line_at(shown.index_of(first)?)?.subject.to_owned();
    let place = stage.driver.find(&subject)?;
    Some(Point::new(place.x + space::XL, place.center_y()))
}
