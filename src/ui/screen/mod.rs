//! The screens: what the mind holds, as elements. Each reads the state and speaks the mind's own
//! messages; none changes anything.

pub mod accounts;
mod doctor;
mod keys;
mod labels;
mod link;
mod list;
mod log;
mod mail;
mod mailboxes;
mod menu;
mod notice;
mod orders;
mod overlay;
mod picker;
pub mod preview;
mod reader;
mod removed;
mod settings;
pub mod sidebar;
mod sign_in;
mod toolbar;
mod tried;
mod welcome;

use iced::Point;

use super::shell::{Message, Shell};
use super::widget::{self, Icon, above};
use crate::app::{self, Screen, drag};
use crate::fl;

/// An element that speaks the mind's messages.
pub type Element<'a> = widget::Element<'a, app::Message>;

/// The whole window.
pub fn view(shell: &Shell) -> widget::Element<'_, Message> {
    let state = &shell.state;
    let panes = match &state.screen {
        Screen::Welcome => welcome::view().map(Message::App),
        Screen::SignIn(sign_in) => sign_in::view(sign_in, shell.now).map(Message::App),
        Screen::Mail => mail::view(shell),
        Screen::File => reader::view(shell),
        Screen::Accounts => accounts::view(state, shell.size(), shell.seconds()).map(Message::App),
    };
    let ghost = match &state.drag {
        drag::Drag::Carrying(carry) => {
            let at = Point::new(carry.at.x, carry.at.y);
            let (sign, words) = if carry.whole {
                let folder = state.folders.folder(carry.from);
                let name = folder.map_or_else(String::new, |folder| folder.name.clone());
                (Icon::Folder, name)
            } else if state.copy_held {
                (Icon::Copy, fl!("carrying-copies", count = carry.keys.len()))
            } else {
                (Icon::Mail, fl!("carrying", count = carry.keys.len()))
            };
            Some(above::ghost_of(sign, at, shell.size(), words))
        }
        _ => None,
    };
    above::window(
        panes,
        [
            preview::view(shell),
            overlay::view(state, shell.size()).map(|dialog| dialog.map(Message::App)),
            notice::view(state).map(|notice| notice.map(Message::App)),
            ghost,
        ],
    )
}
