//! What hands do to a page: scroll, select, copy, follow links, ask for a menu.

use iced::advanced::Shell;
use iced::advanced::clipboard::{self, Clipboard};
use iced::advanced::mouse::{self, click};
use iced::{Event, Point, Rectangle, keyboard, window};

use super::{Asked, Bar, Content, Told, Unit, joined};
use crate::ui::theme::space;
use crate::ui::widget::{layer, pointer};

/// The part of its distance from the edge that the pointer scrolls by in each frame.
const PULL: f32 = 0.25;

pub fn handle<'a, C: Content<'a>>(
    content: &C,
    state: &mut C::State,
    event: &Event,
    bounds: Rectangle,
    cursor: mouse::Cursor,
    clipboard: &mut dyn Clipboard,
    shell: &mut Shell<'_, C::Message>,
) {
    match event {
        Event::Mouse(mouse::Event::CursorMoved { position }) => {
            state.pointer = Some(*position);
            moved(content, state, bounds, *position, cursor, shell);
        }
        Event::Mouse(mouse::Event::CursorLeft) => {
            state.pointer = None;
            hover(content, state, bounds, None, shell);
        }
        Event::Mouse(mouse::Event::ButtonPressed(button)) => {
            match (button, pointer::over(state.pointer, bounds, cursor, shell)) {
                (mouse::Button::Left, Some(at)) => pressed(content, state, bounds, at, shell),
                (mouse::Button::Left, None) => state.focused = false,
                (mouse::Button::Right, Some(at)) => menu(content, state, bounds, at, shell),
                _ => {}
            }
        }
        Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) => {
            released(content, state, bounds, clipboard, shell);
        }
        Event::Mouse(mouse::Event::WheelScrolled { delta }) => {
            wheel(content, state, bounds, *delta, cursor, shell);
        }
        Event::Keyboard(keyboard::Event::ModifiersChanged(modifiers)) => {
            state.modifiers = *modifiers;
        }
        Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, .. }) => {
            command(content, state, key, *modifiers, clipboard, shell);
        }
        Event::Window(window::Event::RedrawRequested(_)) => {
            pull(content, state, bounds, shell);
            content.redrawn(state, shell);
            tell(content, state, bounds, shell);
        }
        _ => {}
    }
}

fn moved<'a, C: Content<'a>>(
    content: &C,
    state: &mut C::State,
    bounds: Rectangle,
    at: Point,
    cursor: mouse::Cursor,
    shell: &mut Shell<'_, C::Message>,
) {
    match state.grab {
        Some((Bar::Down, held)) => {
            let y = f64::from(at.y - bounds.y) - held;
            let top = content.extent(state).top_of_thumb(y);
            scroll(content, state, (state.left, top), shell);
        }
        Some((Bar::Across, held)) => {
            let x = f64::from(at.x - bounds.x) - held;
            let left = content.across(state).top_of_thumb(x);
            scroll(content, state, (left, state.top), shell);
        }
        None if state.origin.is_some() => select_to(content, state, bounds, at, shell),
        None => {}
    }
    let over = cursor.position().is_some() && bounds.contains(at);
    hover(content, state, bounds, over.then_some(at), shell);
}

fn pressed<'a, C: Content<'a>>(
    content: &C,
    state: &mut C::State,
    bounds: Rectangle,
    at: Point,
    shell: &mut Shell<'_, C::Message>,
) {
    state.focused = true;
    shell.capture_event();
    shell.request_redraw();
    if let Some(bar) = bar_at(content, state, bounds, at)
        && take_bar(content, state, bar, (bounds, at), shell)
    {
        return;
    }
    let click = click::Click::new(at, mouse::Button::Left, state.click);
    state.click = Some(click);
    state.pressed = content.stop_at(state, bounds, at);
    let spot = content.spot_at(state, bounds, at);
    if let Some(on_press) = &content.common().on_press {
        shell.publish(on_press(spot.unwrap_or_default()));
    }
    let Some(spot) = spot else { return };
    let unit = match click.kind() {
        click::Kind::Single => Unit::Letter,
        click::Kind::Double => Unit::Word,
        click::Kind::Triple => Unit::Paragraph,
    };
    let here = content.around(spot, unit);
    // Shift goes on from where the selection began.
    if state.modifiers.shift()
        && unit == Unit::Letter
        && let Some((start, _)) = state.selection
    {
        state.origin = Some(((start, start), unit));
        state.selection = Some(joined((start, start), here));
        return;
    }
    state.origin = Some((here, unit));
    state.selection = (here.0 != here.1).then_some(here);
}

fn menu<'a, C: Content<'a>>(
    content: &C,
    state: &mut C::State,
    bounds: Rectangle,
    at: Point,
    shell: &mut Shell<'_, C::Message>,
) {
    let Some(on_menu) = &content.common().on_menu else { return };
    // What is selected is known before a menu is made of it.
    tell(content, state, bounds, shell);
    let stop = content.stop_at(state, bounds, at);
    let picture = content.picture_at(state, bounds, at);
    shell.publish(on_menu(Asked { at, stop, picture }));
    shell.capture_event();
}

/// The scrollbar at a point.
pub fn bar_at<'a, C: Content<'a>>(
    content: &C,
    state: &C::State,
    bounds: Rectangle,
    at: Point,
) -> Option<Bar> {
    let is_wide = content.across(state).end() > 0.0;
    match () {
        () if layer::on_bar(bounds, at) => Some(Bar::Down),
        () if is_wide && layer::on_foot_bar(bounds, at) => Some(Bar::Across),
        () => None,
    }
}

/// The thumb is held, or the rail beside it turns a page. False where there is no bar.
fn take_bar<'a, C: Content<'a>>(
    content: &C,
    state: &mut C::State,
    bar: Bar,
    (bounds, at): (Rectangle, Point),
    shell: &mut Shell<'_, C::Message>,
) -> bool {
    let (extent, offset, place) = match bar {
        Bar::Down => (content.extent(state), state.top, f64::from(at.y - bounds.y)),
        Bar::Across => (content.across(state), state.left, f64::from(at.x - bounds.x)),
    };
    let Some((thumb, length)) = extent.thumb(offset) else { return false };
    let to = match () {
        () if place < thumb => offset - extent.page(),
        () if place > thumb + length => offset + extent.page(),
        () => {
            state.grab = Some((bar, place - thumb));
            return true;
        }
    };
    let to = if bar == Bar::Down { (state.left, to) } else { (to, state.top) };
    scroll(content, state, to, shell);
    true
}

fn released<'a, C: Content<'a>>(
    content: &C,
    state: &mut C::State,
    bounds: Rectangle,
    clipboard: &mut dyn Clipboard,
    shell: &mut Shell<'_, C::Message>,
) {
    if state.grab.take().is_some() {
        shell.request_redraw();
    }
    let pressed = state.pressed.take();
    let was_drag = state.origin.take().is_some();
    if let Some(selected) = state.selection.filter(|_| was_drag) {
        // What the middle button pastes, where there is such a thing.
        clipboard.write(clipboard::Kind::Primary, content.text(selected));
        return;
    }
    let here = state.pointer.and_then(|at| content.stop_at(state, bounds, at));
    if let Some(stop) = here.filter(|_| here == pressed)
        && let Some(message) = content.pressed(stop)
    {
        shell.publish(message);
    }
}

fn wheel<'a, C: Content<'a>>(
    content: &C,
    state: &mut C::State,
    bounds: Rectangle,
    delta: mouse::ScrollDelta,
    cursor: mouse::Cursor,
    shell: &mut Shell<'_, C::Message>,
) {
    let (mut x, mut y) = (pointer::pixels_across(delta), pointer::pixels(delta));
    if (x, y) == (0.0, 0.0) || pointer::over(state.pointer, bounds, cursor, shell).is_none() {
        return;
    }
    if state.modifiers.command()
        && let Some(on_zoom) = &content.common().on_zoom
    {
        shell.publish(on_zoom(if y > 0.0 { 1 } else { -1 }));
        shell.capture_event();
        return;
    }
    if state.modifiers.shift() && x == 0.0 {
        (x, y) = (y, 0.0);
    }
    scroll(content, state, (state.left - x, state.top - y), shell);
    let at = state.pointer;
    if let Some(at) = at.filter(|_| state.origin.is_some()) {
        select_to(content, state, bounds, at, shell);
    }
    hover(content, state, bounds, at, shell);
    shell.capture_event();
}

fn command<'a, C: Content<'a>>(
    content: &C,
    state: &mut C::State,
    key: &keyboard::Key,
    modifiers: keyboard::Modifiers,
    clipboard: &mut dyn Clipboard,
    shell: &mut Shell<'_, C::Message>,
) {
    let is_ours = state.has_keyboard(content.common()) && !shell.is_event_captured();
    let is_plain = modifiers.command() && !modifiers.shift() && !modifiers.alt();
    let (keyboard::Key::Character(letter), true) = (key, is_ours && is_plain) else { return };
    match letter.to_lowercase().as_str() {
        "a" => {
            state.select_to(content.end());
            shell.request_redraw();
        }
        "c" => {
            let Some(selected) = state.selection else { return };
            clipboard.write(clipboard::Kind::Standard, content.text(selected));
        }
        _ => return,
    }
    shell.capture_event();
}

/// While a selection is drawn past an edge, the page follows.
fn pull<'a, C: Content<'a>>(
    content: &C,
    state: &mut C::State,
    bounds: Rectangle,
    shell: &mut Shell<'_, C::Message>,
) {
    let (Some(at), true) = (state.pointer, state.origin.is_some()) else { return };
    let past = |at: f32, length: f32| at.min(0.0) + (at - length).max(0.0);
    let x = past(at.x - bounds.x, bounds.width);
    let y = past(at.y - bounds.y, bounds.height);
    if (x, y) == (0.0, 0.0) {
        return;
    }
    let before = (state.left, state.top);
    let to = (state.left + f64::from(x * PULL), state.top + f64::from(y * PULL));
    scroll(content, state, to, shell);
    if (state.left, state.top) != before {
        select_to(content, state, bounds, at, shell);
        shell.request_redraw();
    }
}

/// Tells what has changed of what is told, when nothing is dragged.
fn tell<'a, C: Content<'a>>(
    content: &C,
    state: &mut C::State,
    bounds: Rectangle,
    shell: &mut Shell<'_, C::Message>,
) {
    let common = content.common();
    let Some(on_told) = common.on_told.as_ref().filter(|_| state.origin.is_none()) else { return };
    let ring = common.ring.filter(|_| state.has_keyboard(common));
    let lines = ring.map(|(_, stop)| content.places(state, bounds, stop)).unwrap_or_default();
    let seen = lines.last().and_then(|line| line.intersection(&bounds));
    let place = seen.map_or(bounds.position() + iced::Vector::new(space::XL, space::XL), |line| {
        Point::new(line.x, line.y + line.height)
    });
    let told = Told { selection: state.selection, place };
    if state.told.replace(told) != Some(told) {
        shell.publish(on_told(told));
    }
}

fn select_to<'a, C: Content<'a>>(
    content: &C,
    state: &mut C::State,
    bounds: Rectangle,
    at: Point,
    shell: &mut Shell<'_, C::Message>,
) {
    let Some((origin, unit)) = state.origin else { return };
    let Some(spot) = content.spot_at(state, bounds, at) else { return };
    let stretch = joined(origin, content.around(spot, unit));
    let selection = (stretch.0 != stretch.1).then_some(stretch);
    if selection != state.selection {
        state.selection = selection;
        shell.request_redraw();
    }
}

fn scroll<'a, C: Content<'a>>(
    content: &C,
    state: &mut C::State,
    (left, top): (f64, f64),
    shell: &mut Shell<'_, C::Message>,
) {
    let before = (state.left, state.top);
    state.left = content.across(state).clamp(left);
    state.top = content.extent(state).clamp(top);
    content.scrolled(state);
    if (state.left, state.top) != before {
        shell.request_redraw();
        if !content.common().around.is_empty() {
            shell.invalidate_layout();
        }
    }
}

fn hover<'a, C: Content<'a>>(
    content: &C,
    state: &mut C::State,
    bounds: Rectangle,
    at: Option<Point>,
    shell: &mut Shell<'_, C::Message>,
) {
    let held = state.grab.map(|(bar, _)| bar);
    let bar = held.or_else(|| at.and_then(|at| bar_at(content, state, bounds, at)));
    let stop = at.filter(|_| bar.is_none()).and_then(|at| content.stop_at(state, bounds, at));
    if bar != state.over_bar || stop != state.stop {
        shell.request_redraw();
    }
    state.over_bar = bar;
    if stop != state.stop {
        state.stop = stop;
        if let Some(message) = content.hovered(stop) {
            shell.publish(message);
        }
    }
}
