//! Keys and pointer of the window system, in the mind's own terms. The list tells of a carry in the
//! order in which it happens; the raw pointer is listened to besides, because the carry must end
//! even when the list is gone, as an emptied one is.

use iced::keyboard::key::Named;
use iced::{Event, Point, Size, Subscription, event, keyboard, mouse};

use crate::app::drag::Drag;
use crate::app::keys::{Key, Mods};
use crate::app::{self, State};

/// What the window system told.
#[derive(Debug, Clone)]
pub enum Input {
    Key(Key, Mods),
    Mods(keyboard::Modifiers),
    Moved(Point),
    Up,
    Left,
    Entered,
}

/// Where the pointer is, as far as a carry needs it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pointer {
    pub mods: Mods,
    at: Point,
    outside: bool,
}

/// Keys always (those that no field took); the pointer only while a button may be down on a row.
pub fn subscription(state: &State) -> Subscription<Input> {
    let keys = event::listen_with(|event, status, _| key(&event, status));
    if !follows_pointer(state) {
        return keys;
    }
    Subscription::batch([keys, event::listen_with(|event, _, _| pointer(&event))])
}

/// What the subscription tells of one event.
pub fn heard(state: &State, event: &Event, status: event::Status) -> Option<Input> {
    key(event, status).or_else(|| follows_pointer(state).then(|| pointer(event)).flatten())
}

fn follows_pointer(state: &State) -> bool {
    !matches!(state.drag, Drag::Idle) || state.lifts_account()
}

/// What a key means. Fields keep what they take, but for the keys that leave a field.
fn key(event: &Event, status: event::Status) -> Option<Input> {
    match event {
        Event::Keyboard(keyboard::Event::ModifiersChanged(held)) => Some(Input::Mods(*held)),
        Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, text, .. }) => {
            let leaves = matches!(key, keyboard::Key::Named(Named::Escape | Named::Tab));
            let free = status == event::Status::Ignored || leaves;
            let key = free.then(|| named(key, text.as_deref())).flatten()?;
            Some(Input::Key(key, mods(*modifiers)))
        }
        _ => None,
    }
}

/// What the raw pointer does.
fn pointer(event: &Event) -> Option<Input> {
    match event {
        Event::Mouse(mouse::Event::CursorMoved { position }) => Some(Input::Moved(*position)),
        Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) => Some(Input::Up),
        Event::Mouse(mouse::Event::CursorLeft) => Some(Input::Left),
        Event::Mouse(mouse::Event::CursorEntered) => Some(Input::Entered),
        _ => None,
    }
}

impl Pointer {
    /// What an input means to the mind.
    pub fn feed(
        &mut self,
        input: Input,
        state: &State,
        size: Size,
        sidebar: f32,
    ) -> Vec<app::Message> {
        use app::drag::Message as Drag;
        match input {
            Input::Key(key, mods) => vec![app::Message::KeyPressed(key, mods)],
            Input::Mods(modifiers) => {
                self.mods = mods(modifiers);
                vec![app::Message::Drag(Drag::CopyHeld(self.mods.ctrl))]
            }
            Input::Moved(at) => {
                self.at = at;
                self.outside = !iced::Rectangle::with_size(size).contains(at);
                let mut told = vec![app::Message::Drag(Drag::Moved(point(at)))];
                told.extend(
                    super::screen::sidebar::edge(state, at, size, sidebar).map(app::Message::Drag),
                );
                told
            }
            Input::Left => {
                self.outside = true;
                Vec::new()
            }
            Input::Entered => {
                self.outside = false;
                Vec::new()
            }
            Input::Up if self.outside => {
                self.outside = false;
                vec![app::Message::Drag(Drag::LeftWindow)]
            }
            Input::Up => vec![app::Message::Drag(Drag::Released)],
        }
    }
}

/// A point in the mind's terms.
pub fn point(at: Point) -> app::Point {
    app::Point { x: at.x, y: at.y }
}

/// Modifier keys in the mind's terms; the command key where a system has one.
pub fn mods(modifiers: keyboard::Modifiers) -> Mods {
    Mods { ctrl: modifiers.command(), shift: modifiers.shift(), alt: modifiers.alt() }
}

/// A key in the mind's terms: letters and signs as they are typed, Shift included. With Control
/// held the system gives no text, so the key's own letter counts.
fn named(key: &keyboard::Key, text: Option<&str>) -> Option<Key> {
    let named = match key {
        keyboard::Key::Named(named) => named,
        keyboard::Key::Character(letter) => {
            let typed = text.and_then(|text| text.chars().next()).filter(|c| !c.is_control());
            return typed.or_else(|| letter.chars().next()).map(Key::Char);
        }
        keyboard::Key::Unidentified => return None,
    };
    Some(match named {
        Named::Enter => Key::Enter,
        Named::Space => Key::Space,
        Named::Escape => Key::Escape,
        Named::Tab => Key::Tab,
        Named::Backspace => Key::Backspace,
        Named::Delete => Key::Delete,
        Named::ArrowUp => Key::Up,
        Named::ArrowDown => Key::Down,
        Named::ArrowLeft => Key::Left,
        Named::ArrowRight => Key::Right,
        Named::PageUp => Key::PageUp,
        Named::PageDown => Key::PageDown,
        Named::Home => Key::Home,
        Named::End => Key::End,
        Named::F2 => Key::F2,
        Named::F5 => Key::F5,
        Named::F10 => Key::F10,
        Named::ContextMenu => Key::Menu,
        _ => return None,
    })
}
