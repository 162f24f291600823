//! The mind: what is on screen, and what each thing that happens does to it. `update` is pure:
//! no I/O, no clock, no window. Knows no engine, no cache and no words of any language.

pub mod accounts;
pub mod accounts_page;
pub mod actions;
mod ahead;
pub mod attention;
mod commands;
pub mod conversation;
mod copying;
pub mod design;
pub mod doctor;
pub mod drag;
pub mod effect;
pub mod events;
pub mod export;
pub mod file;
pub mod find;
pub mod folders;
pub mod hand;
pub mod keys;
pub mod labels;
pub mod link;
pub mod list;
pub mod mailboxes;
pub mod menu;
pub mod notice;
pub mod overlay;
pub mod preview;
pub mod reader;
pub mod remote;
pub mod removed;
pub mod saves;
pub mod sender;
pub mod settings;
pub mod source;
pub mod state;
#[cfg(test)]
pub mod testkit;
#[cfg(test)]
mod tests;
pub mod undo;
pub mod upkeep;
pub mod xray;

use crate::model::event::Event;

pub use effect::{Effect, Turn};
pub use state::{Held, Place, Screen, Start, State};

/// A moment, milliseconds since 1970 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Now(pub i64);

/// A point in the window, logical pixels from its upper left corner.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Point {
    pub x: f32,
    pub y: f32,
}

/// What happened, in the past tense.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// The engine told something, gathered for a moment.
    Engine(Vec<Event>),
    /// A key was pressed that no text field took.
    KeyPressed(keys::Key, keys::Mods),
    /// The person gave an order by a button or a menu; keys arrive as `KeyPressed`.
    Ordered(keys::Command),
    Folders(folders::Message),
    List(list::Message),
    Mailboxes(mailboxes::Message),
    Reader(reader::Message),
    Find(find::Message),
    Sender(sender::Message),
    Remote(remote::Message),
    Saves(saves::Message),
    Drag(drag::Message),
    Overlay(overlay::Message),
    Notice(notice::Message),
    Accounts(accounts::Message),
    AccountsPage(accounts_page::Message),
    Doctor(doctor::Message),
    Attention(attention::Message),
    Settings(settings::Message),
    Upkeep(upkeep::Message),
    Export(export::Message),
    File(file::Message),
    Preview(preview::Message),
    Conversation(conversation::Message),
    /// The window was asked to close.
    CloseAsked,
}

/// Lets a message do its work on the state; what must happen outside is given back.
pub fn update(state: &mut State, message: Message, now: Now) -> Vec<Effect> {
    let mut turn = Turn::new(now);
    match message {
        Message::Engine(events) => state.engine(events, &mut turn),
        Message::KeyPressed(key, mods) => state.key_pressed(key, mods, &mut turn),
        Message::Ordered(command) => state.ordered(command, &mut turn),
        Message::Folders(m) => state.folders(m, &mut turn),
        Message::List(m) => state.list(m, &mut turn),
        Message::Mailboxes(m) => state.mailboxes(m, &mut turn),
        Message::Reader(m) => state.reader(m, &mut turn),
        Message::Find(m) => state.find(m, &mut turn),
        Message::Sender(m) => state.sender(m, &mut turn),
        Message::Remote(m) => state.remote(m, &mut turn),
        Message::Saves(m) => state.saves(m, &mut turn),
        Message::Drag(m) => state.drag(m, &mut turn),
        Message::Overlay(m) => state.overlay(m, &mut turn),
        Message::Notice(m) => state.notice(m, &mut turn),
        Message::Accounts(m) => state.accounts(m, &mut turn),
        Message::AccountsPage(m) => state.accounts_page(m, &mut turn),
        Message::Doctor(m) => state.doctor(m, &mut turn),
        Message::Attention(m) => state.attention(m, &mut turn),
        Message::Settings(m) => state.settings(m, &mut turn),
        Message::Upkeep(m) => state.upkeep(m, &mut turn),
        Message::Export(m) => state.export(m, &mut turn),
        Message::File(m) => state.file(m, &mut turn),
        Message::Preview(m) => state.preview(m, &mut turn),
        Message::Conversation(m) => state.conversation(m, &mut turn),
        Message::CloseAsked => state.quit(&mut turn),
    }
    state.settle(&mut turn);
    turn.into_effects()
}
