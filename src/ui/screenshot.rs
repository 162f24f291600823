//! Pictures of the window, made without a display: the real window code on the demo account,
//! or on a profile.

mod accounts;
mod attachments;
mod conversation;
mod designed;
mod folders;
mod hands;
mod kinds;
mod labels;
mod links;
mod paper;
mod remote;
mod removed;
mod senders;
mod sign_in;

use std::time::Duration;

use iced::mouse::Button;
use iced::{Point, Size};
use tokio::runtime::Runtime;

use super::kit::Frame;
use super::screen::sidebar;
use super::shell::{Launch, Message, Shell};
use super::stage::Stage;
use super::theme::space;
use crate::app;
use crate::app::drag::Drag;
use crate::app::keys::{Command, Key, Mods};
use crate::app::reader::Reader;
use crate::model::event::{Event, Fact};
use crate::model::fault::{Fault, FaultKind, Place, Refusal};
use crate::model::journal::State;
use crate::model::link::Link;
use crate::model::mailbox::Role;
use crate::model::settings::ThemeChoice;

/// How long the demo account may take to be on screen.
const PATIENCE: Duration = Duration::from_secs(30);
/// Rows that the demo's inbox surely has.
const ROWS: usize = 20;

pub use accounts::View;
pub use attachments::Attached;
pub use folders::Asked;
pub use hands::Hands;
pub use kinds::Kind;
pub use links::Reading;
pub use paper::take_file;
pub use senders::Look;
pub use sign_in::Stop;

/// What the picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scene {
    Welcome,
    /// One of the sign-in screens.
    SignIn(Stop),
    /// The accounts page, or the doctor on one of them.
    Accounts(View),
    /// The demo account with an open message.
    Mail,
    /// A message as its sender designed it.
    Designed,
    /// A message with its addresses unfolded.
    Addresses,
    /// A text with long quotes and links of every kind.
    Text(Reading),
    /// Three messages carried to the archive.
    Drag,
    /// The menu of a right click.
    Menu,
    /// An order about a mailbox.
    Folders(Asked),
    /// What left the server and is kept for a while.
    Removed,
    /// What is said of a sender.
    Sender(Look),
    Picker,
    /// Labels, as Gmail has them: beside messages, or to be ticked.
    Labels {
        panel: bool,
    },
    /// A message that names pictures elsewhere; or the list of them.
    Remote {
        panel: bool,
    },
    Settings,
    Shortcuts,
    /// What was ordered and is not confirmed.
    Orders,
    /// The connection is lost, and an action was refused.
    Offline,
    /// A message that is more than its text.
    Kind(Kind),
    /// A message as it lies on the server.
    Source,
    /// What can be done with a message.
    MessageMenu,
    /// Attachments as cards, or one of them looked at.
    Attached(Attached),
    /// What hands do in the reading pane.
    Hands(Hands),
    /// A message among those that it answers and that answer it.
    Conversation,
}

/// Takes the picture, `scale` device pixels to a logical one.
///
/// # Errors
/// `TimedOut` when the demo account does not come on screen.
pub fn take(
    scene: Scene,
    size: Size,
    scale: f32,
    dark: bool,
    runtime: &Runtime,
) -> Result<Frame, Fault> {
    let mut launch = Launch::empty(runtime.handle().clone());
    launch.config.settings.theme = if dark { ThemeChoice::Dark } else { ThemeChoice::Light };
    launch.config.settings.mark_read_after = None;
    match scene {
        Scene::Welcome | Scene::SignIn(_) => {}
        Scene::Accounts(view) => launch.config.accounts = accounts::cast(view),
        _ => launch = launch.with_demo(false)?,
    }
    let mut stage = Stage::new(launch, size).map_err(|error| invalid(error.to_string()))?;
    go_to(&mut stage, scene)?;
    stage.driver.set_scale(scale);
    Ok(stage.driver.screenshot())
}

/// Brings the window to where the picture is taken.
fn go_to(stage: &mut Stage, scene: Scene) -> Result<(), Fault> {
    match scene {
        Scene::Welcome => {}
        Scene::SignIn(stop) => {
            let now = stage.driver.state.now;
            sign_in::go_to(&mut stage.driver.state.state, stop, now);
        }
        Scene::Accounts(view) => {
            let now = stage.driver.state.now;
            accounts::go_to(&mut stage.driver.state.state, view, now);
        }
        Scene::Mail => open_mail(stage, 3)?,
        Scene::Designed => designed::go_to(stage)?,
        Scene::Addresses => {
            open_mail(stage, 6)?;
            if let Some(key) = stage.driver.state.state.reader.key() {
                stage.driver.tell(Message::PeopleToggled(key));
            }
        }
        Scene::Text(reading) => links::go_to(stage, reading)?,
        Scene::Drag => {
            open_mail(stage, 1)?;
            carry(stage)?;
        }
        Scene::Menu => {
            open_mail(stage, 3)?;
            let at = list_row(stage).ok_or_else(|| invalid("no row on screen"))?;
            stage.driver.move_to(at);
            stage.driver.press(Button::Right);
            stage.driver.release(Button::Right);
        }
        Scene::Folders(asked) => folders::go_to(stage, asked)?,
        Scene::Removed => removed::go_to(stage)?,
        Scene::Sender(look) => senders::go_to(stage, look)?,
        Scene::Picker => order(stage, Command::Move)?,
        Scene::Labels { panel } => labels::go_to(stage, panel)?,
        Scene::Remote { panel } => remote::go_to(stage, panel)?,
        Scene::Settings => order(stage, Command::Settings)?,
        Scene::Shortcuts => order(stage, Command::Shortcuts)?,
        Scene::Orders => give_orders(stage)?,
        Scene::Offline => {
            open_mail(stage, 3)?;
            go_offline(stage);
        }
        Scene::Kind(kind) => kinds::go_to(stage, kind)?,
        Scene::Source => paper::go_to(stage)?,
        Scene::MessageMenu => order(stage, Command::MessageMenu)?,
        Scene::Attached(attached) => attachments::go_to(stage, attached)?,
        Scene::Hands(hands) => hands::go_to(stage, hands)?,
        Scene::Conversation => conversation::go_to(stage)?,
    }
    Ok(())
}

/// Takes the picture of a window as it opens on a profile: its mail as far as it comes in time.
///
/// # Errors
/// `Invalid` when the software renderer is not part of this build.
pub fn take_opened(mut launch: Launch, size: Size, scale: f32, dark: bool) -> Result<Frame, Fault> {
    launch.config.settings.theme = if dark { ThemeChoice::Dark } else { ThemeChoice::Light };
    // Nobody reads what is on the picture.
    launch.config.settings.mark_read_after = None;
    let mut stage = Stage::new(launch, size).map_err(|error| invalid(error.to_string()))?;
    let settled = |shell: &Shell| {
        let at_work = |link: &Link| matches!(link, Link::Connecting | Link::Syncing);
        !shell.state.accounts.iter().any(|held| at_work(&held.link))
    };
    if !stage.until(PATIENCE, settled) {
        tracing::warn!("the picture shows an account that is not up to date yet");
    }
    stage.driver.set_scale(scale);
    Ok(stage.driver.screenshot())
}

fn tell(stage: &mut Stage, message: app::Message) {
    stage.driver.tell(Message::App(message));
}

fn order(stage: &mut Stage, command: Command) -> Result<(), Fault> {
    open_mail(stage, 3)?;
    tell(stage, app::Message::Ordered(command));
    Ok(())
}

fn go_offline(stage: &mut Stage) {
    let Some(account) = stage.driver.state.state.accounts.first().map(|held| held.account.id)
    else {
        return;
    };
    let now = stage.driver.state.seconds();
    let fault = Fault::new(FaultKind::Lost, Place::Connect, "the connection was closed");
    let link = Link::Offline { since: now - 420, retry_at: now + 60, fault };
    let event = Event { account, fact: Fact::Linked(link) };
    stage.driver.tell(Message::Facts(vec![event]));
}

/// One order of each standing, and the list of them.
fn give_orders(stage: &mut Stage) -> Result<(), Fault> {
    open_mail(stage, 3)?;
    go_offline(stage);
    for command in [Command::Star, Command::Archive, Command::Delete, Command::Archive] {
        tell(stage, app::Message::Ordered(command));
    }
    let orders: Vec<_> = stage.driver.state.state.orders().into_iter().cloned().collect();
    let quota = FaultKind::Refused(Refusal::OverQuota);
    let lost = Fault::new(FaultKind::Lost, Place::Connect, "the connection was closed");
    let stands = [
        State::Queued,
        State::Refused(Fault::new(quota, Place::Mailbox, "NO [OVERQUOTA] Quota exceeded")),
        State::Doubtful(lost),
    ];
    for (entry, state) in orders.into_iter().zip(stands) {
        let (account, fact) = (entry.account, Fact::EntryChanged(entry.id, state));
        stage.driver.tell(Message::Facts(vec![Event { account, fact }]));
    }
    tell(stage, app::Message::Notice(app::notice::Message::Dismissed));
    tell(stage, app::Message::Ordered(Command::Orders));
    Ok(())
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
