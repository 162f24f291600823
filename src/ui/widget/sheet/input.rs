//! What hands do to a drawn page: scroll, select, copy, follow links; and what it asks for.

use iced::advanced::Shell;
use iced::advanced::clipboard::{self, Clipboard};
use iced::advanced::mouse::{self, click};
use iced::{Event, Point, Rectangle, keyboard, window};

use super::Sheet;
use super::state::State;
use crate::render::drawn::Spot;
use crate::ui::widget::layer::on_bar;
use crate::ui::widget::pointer;

/// The part of its distance from the edge that the pointer scrolls by in each frame.
const PULL: f32 = 0.25;

pub fn handle<M>(
    sheet: &Sheet<'_, M>,
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
            moved(sheet, state, bounds, *position, cursor, shell);
        }
        Event::Mouse(mouse::Event::CursorLeft) => {
            state.pointer = None;
            hover(sheet, state, bounds, None, shell);
        }
        Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => {
            match pointer::over(state.pointer, bounds, cursor, shell) {
                Some(at) => pressed(sheet, state, bounds, at, shell),
                None => state.focused = false,
            }
        }
        Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) => {
            released(sheet, state, bounds, clipboard, shell);
        }
        Event::Mouse(mouse::Event::WheelScrolled { delta }) => {
            wheel(sheet, state, bounds, *delta, cursor, shell);
        }
        Event::Keyboard(keyboard::Event::ModifiersChanged(modifiers)) => {
            state.modifiers = *modifiers;
        }
        Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, .. }) => {
            command(sheet, state, key, *modifiers, clipboard, shell);
        }
        Event::Window(window::Event::RedrawRequested(_)) => {
            pull(sheet, state, bounds, shell);
            want(sheet, state, shell);
        }
        _ => {}
    }
}

/// Asks for the tiles in view and a window's height around it, once for each view of them.
fn want<M>(sheet: &Sheet<'_, M>, state: &mut State, shell: &mut Shell<'_, M>) {
    let Some(on_want) = &sheet.on_want else { return };
    let (from, to) = state.view();
    let around = f64::from(state.window.height);
    let until = (to + around).min(sheet.height().max(to));
    let tops: Vec<u32> = sheet.tops(from - around, until).collect();
    let missing = tops.iter().filter(|top| !sheet.tiles.contains_key(top)).count();
    let (Some(first), Some(last)) = (tops.first(), tops.last()) else { return };
    let print = (sheet.identity, *first, *last, missing);
    if missing > 0 && state.wanted != Some(print) {
        state.wanted = Some(print);
        shell.publish(on_want(*first..*last + super::TILE));
    }
}

fn moved<M>(
    sheet: &Sheet<'_, M>,
    state: &mut State,
    bounds: Rectangle,
    at: Point,
    cursor: mouse::Cursor,
    shell: &mut Shell<'_, M>,
) {
    if let Some(grab) = state.grab {
        let y = f64::from(at.y - bounds.y) - grab;
        scroll(sheet, state, state.extent().top_of_thumb(y), shell);
    } else if state.origin.is_some() {
        select_to(sheet, state, bounds, at, shell);
    }
    let over = cursor.position().is_some() && bounds.contains(at);
    hover(sheet, state, bounds, over.then_some(at), shell);
}

fn pressed<M>(
    sheet: &Sheet<'_, M>,
    state: &mut State,
    bounds: Rectangle,
    at: Point,
    shell: &mut Shell<'_, M>,
) {
    state.focused = true;
    shell.capture_event();
    shell.request_redraw();
    if on_bar(bounds, at) && take_bar(sheet, state, f64::from(at.y - bounds.y), shell) {
        return;
    }
    let click = click::Click::new(at, mouse::Button::Left, state.click);
    state.click = Some(click);
    state.pressed_link = link_at(sheet, state, bounds, at);
    let Some(spot) = spot_at(sheet, state, bounds, at) else { return };
    let here = match click.kind() {
        click::Kind::Single => (spot, spot),
        click::Kind::Double => sheet.drawn.around(spot, false),
        click::Kind::Triple => sheet.drawn.around(spot, true),
    };
    // Shift goes on from where the selection began.
    if state.modifiers.shift()
        && here.0 == here.1
        && let Some((start, _)) = state.selection
    {
        state.origin = Some((start, start));
        state.selection = Some((start, spot));
        return;
    }
    state.origin = Some(here);
    state.selection = (here.0 != here.1).then_some(here);
}

/// The thumb is held, or the rail beside it turns a page. False where there is no bar.
fn take_bar<M>(sheet: &Sheet<'_, M>, state: &mut State, y: f64, shell: &mut Shell<'_, M>) -> bool {
    let extent = state.extent();
    let Some((thumb, height)) = extent.thumb(state.top) else { return false };
    if y < thumb {
        scroll(sheet, state, state.top - extent.page(), shell);
    } else if y > thumb + height {
        scroll(sheet, state, state.top + extent.page(), shell);
    } else {
        state.grab = Some(y - thumb);
    }
    true
}

fn released<M>(
    sheet: &Sheet<'_, M>,
    state: &mut State,
    bounds: Rectangle,
    clipboard: &mut dyn Clipboard,
    shell: &mut Shell<'_, M>,
) {
    if state.grab.take().is_some() {
        shell.request_redraw();
    }
    let pressed = state.pressed_link.take();
    state.origin = None;
    if let Some((start, end)) = state.selection.filter(|_| state.focused) {
        // What the middle button pastes, where there is such a thing.
        clipboard.write(clipboard::Kind::Primary, sheet.drawn.text(start, end));
        return;
    }
    let here = state.pointer.and_then(|at| link_at(sheet, state, bounds, at));
    if let Some(link) = here.filter(|_| here == pressed)
        && let Some(on_link) = &sheet.on_link
    {
        shell.publish(on_link(link));
    }
}

fn wheel<M>(
    sheet: &Sheet<'_, M>,
    state: &mut State,
    bounds: Rectangle,
    delta: mouse::ScrollDelta,
    cursor: mouse::Cursor,
    shell: &mut Shell<'_, M>,
) {
    let pixels = pointer::pixels(delta);
    if state.modifiers.command()
        && let Some(on_zoom) = &sheet.on_zoom
        && pointer::over(state.pointer, bounds, cursor, shell).is_some()
    {
        shell.publish(on_zoom(if pixels > 0.0 { 1 } else { -1 }));
        shell.capture_event();
        return;
    }
    if pixels == 0.0 || pointer::over(state.pointer, bounds, cursor, shell).is_none() {
        return;
    }
    scroll(sheet, state, state.top - pixels, shell);
    let at = state.pointer;
    if let Some(at) = at.filter(|_| state.origin.is_some()) {
        select_to(sheet, state, bounds, at, shell);
    }
    hover(sheet, state, bounds, at, shell);
    shell.capture_event();
}

fn command<M>(
    sheet: &Sheet<'_, M>,
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
            let end = sheet.drawn.end();
            state.selection = (end != Spot::default()).then_some((Spot::default(), end));
            shell.request_redraw();
        }
        "c" => {
            let Some((start, end)) = state.selection else { return };
            clipboard.write(clipboard::Kind::Standard, sheet.drawn.text(start, end));
        }
        _ => return,
    }
    shell.capture_event();
}

/// While a selection is drawn past an edge, the page follows.
fn pull<M>(sheet: &Sheet<'_, M>, state: &mut State, bounds: Rectangle, shell: &mut Shell<'_, M>) {
    let (Some(at), true) = (state.pointer, state.origin.is_some()) else { return };
    let past = (at.y - bounds.y).min(0.0) + (at.y - bounds.y - bounds.height).max(0.0);
    if past == 0.0 {
        return;
    }
    let before = state.top;
    scroll(sheet, state, state.top + f64::from(past * PULL), shell);
    if state.top != before {
        select_to(sheet, state, bounds, at, shell);
        shell.request_redraw();
    }
}

fn select_to<M>(
    sheet: &Sheet<'_, M>,
    state: &mut State,
    bounds: Rectangle,
    at: Point,
    shell: &mut Shell<'_, M>,
) {
    let Some((start, end)) = state.origin else { return };
    let Some(spot) = spot_at(sheet, state, bounds, at) else { return };
    let stretch = if spot < start { (end, spot) } else { (start, spot.max(end)) };
    let selection = (stretch.0 != stretch.1).then_some(stretch);
    if selection != state.selection {
        state.selection = selection;
        shell.request_redraw();
    }
}

fn scroll<M>(sheet: &Sheet<'_, M>, state: &mut State, top: f64, shell: &mut Shell<'_, M>) {
    let before = state.top;
    state.top = state.extent().clamp(top);
    if state.top != before {
        shell.request_redraw();
        if !sheet.around.is_empty() {
            shell.invalidate_layout();
        }
    }
}

fn hover<M>(
    sheet: &Sheet<'_, M>,
    state: &mut State,
    bounds: Rectangle,
    at: Option<Point>,
    shell: &mut Shell<'_, M>,
) {
    let over_bar = state.grab.is_some() || at.is_some_and(|at| on_bar(bounds, at));
    let link = at.filter(|_| !over_bar).and_then(|at| link_at(sheet, state, bounds, at));
    if over_bar != state.over_bar || link != state.link {
        shell.request_redraw();
    }
    state.over_bar = over_bar;
    if link != state.link {
        state.link = link;
        if let Some(on_hover) = &sheet.on_hover {
            shell.publish(on_hover(link));
        }
    }
}

/// The number of the link at a point of the page.
fn link_at<M>(sheet: &Sheet<'_, M>, state: &State, bounds: Rectangle, at: Point) -> Option<usize> {
    let (x, y) = state.on_page(bounds, at);
    (y >= 0.0 && bounds.contains(at)).then(|| sheet.drawn.link_at(x, y)).flatten().map(|l| l.number)
}

fn spot_at<M>(sheet: &Sheet<'_, M>, state: &State, bounds: Rectangle, at: Point) -> Option<Spot> {
    let (x, y) = state.on_page(bounds, at);
    sheet.drawn.spot_at(x, y)
}
