//! What hands do to a page: scroll, select, copy, follow links.

use iced::advanced::Shell;
use iced::advanced::clipboard::{self, Clipboard};
use iced::advanced::mouse::{self, click};
use iced::{Event, Point, Rectangle, keyboard, window};

use super::Prose;
use super::select::{Stretch, Unit};
use super::state::State;
use crate::ui::widget::layer::on_bar;
use crate::ui::widget::pointer;

/// The part of its distance from the edge that the pointer scrolls by in each frame.
const PULL: f32 = 0.25;

pub fn handle<M>(
    prose: &Prose<'_, M>,
    state: &mut State,
    event: &Event,
    bounds: Rectangle,
    cursor: mouse::Cursor,
    clipboard: &mut dyn Clipboard,
    shell: &mut Shell<'_, M>,
) {
    match event {
        Event::Mouse(mouse::Event::CursorMoved { position }) => {
            state.pointer = Some(*position);
            moved(prose, state, bounds, *position, cursor, shell);
        }
        Event::Mouse(mouse::Event::CursorLeft) => {
            state.pointer = None;
            hover(prose, state, bounds, None, shell);
        }
        Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => {
            match pointer::over(state.pointer, bounds, cursor, shell) {
                Some(at) => pressed(prose, state, bounds, at, shell),
                None => state.focused = false,
            }
        }
        Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) => {
            released(prose, state, bounds, clipboard, shell);
        }
        Event::Mouse(mouse::Event::WheelScrolled { delta }) => {
            wheel(prose, state, bounds, *delta, cursor, shell);
        }
        Event::Keyboard(keyboard::Event::ModifiersChanged(modifiers)) => {
            state.modifiers = *modifiers;
        }
        Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, .. }) => {
            command(prose, state, key, *modifiers, clipboard, shell);
        }
        Event::Window(window::Event::RedrawRequested(_)) => pull(prose, state, bounds, shell),
        _ => {}
    }
}

fn moved<M>(
    prose: &Prose<'_, M>,
    state: &mut State,
    bounds: Rectangle,
    at: Point,
    cursor: mouse::Cursor,
    shell: &mut Shell<'_, M>,
) {
    if let Some(grab) = state.grab {
        let y = f64::from(at.y - bounds.y) - grab;
        scroll(prose, state, state.extent().top_of_thumb(y), shell);
    } else if state.origin.is_some() {
        select_to(prose, state, bounds, at, shell);
    }

    let over = cursor.position().is_some() && bounds.contains(at);
    hover(prose, state, bounds, over.then_some(at), shell);
}

fn pressed<M>(
    prose: &Prose<'_, M>,
    state: &mut State,
    bounds: Rectangle,
    at: Point,
    shell: &mut Shell<'_, M>,
) {
    state.focused = true;
    shell.capture_event();
    shell.request_redraw();
    if on_bar(bounds, at) && take_bar(prose, state, f64::from(at.y - bounds.y), shell) {
        return;
    }

    let click = click::Click::new(at, mouse::Button::Left, state.click);
    state.click = Some(click);
    state.pressed_link = state.link_at(prose.page, bounds, at);
    let place = state.place_at(prose.page, bounds, at);
    let unit = match click.kind() {
        click::Kind::Single => Unit::Letter,
        click::Kind::Double => Unit::Word,
        click::Kind::Triple => Unit::Paragraph,
    };
    let here = Stretch::around(prose.page, place, unit);
    // Shift goes on from where the selection began.
    if state.modifiers.shift()
        && unit == Unit::Letter
        && let Some(selected) = state.selection
    {
        let start = Stretch { from: selected.from, to: selected.from };
        state.origin = Some((start, unit));
        state.selection = Some(start.with(here));
        return;
    }
    state.origin = Some((here, unit));
    state.selection = (!here.is_empty()).then_some(here);
}

/// The thumb is held, or the rail beside it turns a page. False where there is no bar.
fn take_bar<M>(prose: &Prose<'_, M>, state: &mut State, y: f64, shell: &mut Shell<'_, M>) -> bool {
    let extent = state.extent();
    let Some((thumb, height)) = extent.thumb(state.top) else { return false };
    if y < thumb {
        scroll(prose, state, state.top - extent.page(), shell);
    } else if y > thumb + height {
        scroll(prose, state, state.top + extent.page(), shell);
    } else {
        state.grab = Some(y - thumb);
    }

    true
}

fn released<M>(
    prose: &Prose<'_, M>,
    state: &mut State,
    bounds: Rectangle,
    clipboard: &mut dyn Clipboard,
    shell: &mut Shell<'_, M>,
) {
    if state.grab.take().is_some() {
        shell.request_redraw();
    }
    let pressed = state.pressed_link.take();
    if state.origin.take().is_none() {
        return;
    }

    if let Some(selected) = state.selection {
        // What the middle button pastes, where there is such a thing.
        clipboard.write(clipboard::Kind::Primary, prose.copied(selected));
        return;
    }
    let here = state.pointer.and_then(|at| state.link_at(prose.page, bounds, at));
    let Some(spot) = here.filter(|_| here == pressed) else { return };
    if let Some(message) = prose.fold_message(spot.0) {
        shell.publish(message);
    } else if let Some(link) = prose.link(spot)
        && let Some(on_link) = &prose.on_link
    {
        shell.publish(on_link(link));
    }
}

fn wheel<M>(
    prose: &Prose<'_, M>,
    state: &mut State,
    bounds: Rectangle,
    delta: mouse::ScrollDelta,
    cursor: mouse::Cursor,
    shell: &mut Shell<'_, M>,
) {
    let pixels = pointer::pixels(delta);
    if pixels == 0.0 || pointer::over(state.pointer, bounds, cursor, shell).is_none() {
        return;
    }
    scroll(prose, state, state.top - pixels, shell);
    let at = state.pointer;
    if let Some(at) = at.filter(|_| state.origin.is_some()) {
        select_to(prose, state, bounds, at, shell);
    }
    hover(prose, state, bounds, at, shell);
    shell.capture_event();
}

fn command<M>(
    prose: &Prose<'_, M>,
    state: &mut State,
    key: &keyboard::Key,
    modifiers: keyboard::Modifiers,
    clipboard: &mut dyn Clipboard,
    shell: &mut Shell<'_, M>,
) {
    let ours = state.focused && modifiers.command() && !shell.is_event_captured();
    let (keyboard::Key::Character(letter), true) = (key, ours) else { return };
    match letter.to_lowercase().as_str() {
        "a" => {
            state.selection = Some(Stretch::all(prose.page)).filter(|all| !all.is_empty());
            shell.request_redraw();
        }
        "c" => {
            let Some(selected) = state.selection else { return };
            clipboard.write(clipboard::Kind::Standard, prose.copied(selected));
        }
        _ => return,
    }
    shell.capture_event();
}

/// While a selection is drawn past an edge, the page follows.
fn pull<M>(prose: &Prose<'_, M>, state: &mut State, bounds: Rectangle, shell: &mut Shell<'_, M>) {
    let (Some(at), true) = (state.pointer, state.origin.is_some()) else { return };
    let past = (at.y - bounds.y).min(0.0) + (at.y - bounds.y - bounds.height).max(0.0);
    if past == 0.0 {
        return;
    }

    let before = state.top;
    scroll(prose, state, state.top + f64::from(past * PULL), shell);
    if state.top != before {
        select_to(prose, state, bounds, at, shell);
        shell.request_redraw();
    }
}

fn select_to<M>(
    prose: &Prose<'_, M>,
    state: &mut State,
    bounds: Rectangle,
    at: Point,
    shell: &mut Shell<'_, M>,
) {
    let Some((origin, unit)) = state.origin else { return };
    let place = state.place_at(prose.page, bounds, at);
    let stretch = origin.with(Stretch::around(prose.page, place, unit));
    let selection = (!stretch.is_empty()).then_some(stretch);
    if selection != state.selection {
        state.selection = selection;
        shell.request_redraw();
    }
}

fn scroll<M>(prose: &Prose<'_, M>, state: &mut State, top: f64, shell: &mut Shell<'_, M>) {
    let before = state.top;
    state.scroll_to(prose, top);
    if state.top != before {
        shell.request_redraw();
        if !prose.around.is_empty() {
            shell.invalidate_layout();
        }
    }
}

fn hover<M>(
    prose: &Prose<'_, M>,
    state: &mut State,
    bounds: Rectangle,
    at: Option<Point>,
    shell: &mut Shell<'_, M>,
) {
    let over_bar = state.grab.is_some() || at.is_some_and(|at| on_bar(bounds, at));
    let link = at.filter(|_| !over_bar).and_then(|at| state.link_at(prose.page, bounds, at));
    if over_bar != state.over_bar || link != state.link {
        shell.request_redraw();
    }
    state.over_bar = over_bar;
    if link != state.link {
        state.link = link;
        if let Some(on_hover) = &prose.on_hover {
            shell.publish(on_hover(link.and_then(|link| prose.link(link))));
        }
    }
}
