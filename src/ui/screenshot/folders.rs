//! Orders about mailboxes for pictures, on the demo account: the menu, the questions, a mailbox
//! carried onto another.

use super::{invalid, open_mail, tell};
use crate::app::drag::Message as Drag;
use crate::app::folders::Folder;
use crate::app::menu::{Item, Order};
use crate::app::overlay::{Message as Over, Overlay};
use crate::app::{self, Place, Point, State, folders, mailboxes};
use crate::model::fault::Fault;
use crate::ui::stage::Stage;

/// What of them is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    Menu,
    /// A name that is taken already.
    New,
    Delete,
    /// A mailbox held over another, and one that waits to be made.
    Nesting,
}

pub(super) fn go_to(stage: &mut Stage, asked: Asked) -> Result<(), Fault> {
    open_mail(stage, 3)?;
    let (first, last) = ordinary(&stage.driver.state.state)
        .ok_or_else(|| invalid("the demo has no ordinary mailboxes"))?;
    match asked {
        Asked::Menu => open_menu(stage, &first),
        Asked::New => {
            let new = mailboxes::Message::NewAsked(first.place.account, None);
            tell(stage, app::Message::Mailboxes(new));
            tell(stage, app::Message::Mailboxes(mailboxes::Message::NameEdited(first.name)));
        }
        Asked::Delete => {
            open_menu(stage, &first);
            let wanted = Item::Order(Order::DeleteMailbox(first.place), true);
            let Overlay::Menu(menu) = &stage.driver.state.state.overlay else { return Ok(()) };
            if let Some(at) = menu.items.iter().position(|item| *item == wanted) {
                tell(stage, app::Message::Overlay(Over::MenuPicked(at)));
            }
        }
        Asked::Nesting => {
            make(stage, first.place);
            lift(stage, &last, &first)?;
        }
    }
    Ok(())
}

/// The first mailbox that is for nothing special, and the last.
fn ordinary(state: &State) -> Option<(Folder, Folder)> {
    let mut all = state.folders.mailboxes().filter(|folder| folder.role.is_none());
    let first = all.next()?.clone();
    let last = all.last().map_or_else(|| first.clone(), Folder::clone);
    Some((first, last))
}

fn open_menu(stage: &mut Stage, folder: &Folder) {
    let name = folder.name.clone();
    let at = stage
        .driver
        .find(&name)
        .map_or(Point::default(), |place| Point { x: place.center_x(), y: place.center_y() });
    let place = folder.place;
    tell(stage, app::Message::Folders(folders::Message::RightPressed { place, at }));
}

fn make(stage: &mut Stage, inside: Place) {
    let new = mailboxes::Message::NewAsked(inside.account, Some(inside.mailbox));
    tell(stage, app::Message::Mailboxes(new));
    let named = mailboxes::Message::NameEdited("2027".to_owned());
    tell(stage, app::Message::Mailboxes(named));
    tell(stage, app::Message::Mailboxes(mailboxes::Message::Submitted));
}

fn lift(stage: &mut Stage, what: &Folder, over: &Folder) -> Result<(), Fault> {
    let missing = || invalid("the mailbox is not on screen");
    let from = stage.driver.find(&what.name).ok_or_else(missing)?.center();
    let to = stage.driver.find(&over.name).ok_or_else(missing)?.center();
    stage.driver.drag_hold(from, to);
    tell(stage, app::Message::Drag(Drag::Entered(over.place)));
    Ok(())
}
