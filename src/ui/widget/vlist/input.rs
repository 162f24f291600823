//! What hands do to the list. The pointer's movements are never captured: while a message is carried
//! the sidebar must see them too.

use iced::advanced::mouse::{self, click};
use iced::advanced::{Shell, mouse::Interaction};
use iced::{Event, Point, Rectangle, keyboard, window};

use super::paint;
use super::state::{Press, State};
use super::{ListEvent, VList};
use crate::ui::theme::space;
use crate::ui::widget::layer::on_bar;
use crate::ui::widget::pointer;

pub fn handle<M>(
    list: &VList<'_, M>,
    state: &mut State,
    event: &Event,
    bounds: Rectangle,
    cursor: mouse::Cursor,
    shell: &mut Shell<'_, M>,
) {
    match event {
        Event::Mouse(mouse::Event::CursorMoved { position }) => {
            state.pointer = Some(*position);
            moved(list, state, bounds, *position, cursor, shell);
        }
        Event::Mouse(mouse::Event::CursorLeft) => {
            state.pointer = None;
            hover(list, state, bounds, None, shell);
        }
        Event::Mouse(mouse::Event::ButtonPressed(button)) => {
            if let Some(at) = pointer::over(state.pointer, bounds, cursor, shell) {
                pressed(list, state, bounds, *button, at, shell);
            }
        }
        Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) => {
            released(list, state, cursor, shell);
        }
        Event::Mouse(mouse::Event::WheelScrolled { delta }) => {
            wheel(list, state, bounds, *delta, cursor, shell);
        }
        Event::Keyboard(keyboard::Event::ModifiersChanged(modifiers)) => {
            state.modifiers = *modifiers;
        }
        Event::Window(window::Event::RedrawRequested(_)) => tell(list, state, shell),
        _ => {}
    }
}

pub fn interaction(state: &State, bounds: Rectangle, cursor: mouse::Cursor) -> Interaction {
    if state.press.is_some_and(|press| press.dragging) {
        Interaction::Grabbing
    } else if state.grab.is_some() || !cursor.is_over(bounds) {
        Interaction::None
    } else if state.over_star {
        Interaction::Pointer
    } else {
        Interaction::Idle
    }
}

fn moved<M>(
    list: &VList<'_, M>,
    state: &mut State,
    bounds: Rectangle,
    at: Point,
    cursor: mouse::Cursor,
    shell: &mut Shell<'_, M>,
) {
    if let Some(grab) = state.grab {
        let y = f64::from(at.y - bounds.y) - grab;
        scroll(list, state, state.extent(list).top_of_thumb(y), shell);
    } else if let Some(press) = state.press.as_mut() {
        if press.dragging {
            list.tell(shell, ListEvent::DragMoved { at });
        } else if press.at.distance(at) > space::DRAG_THRESHOLD {
            press.dragging = true;
            // What was carried was not clicked: the next press begins a new count.
            state.click = None;
            let index = press.index;
            list.tell(shell, ListEvent::DragStarted { index, at });
        }
    }

    let over = cursor.position().is_some() && bounds.contains(at);
    hover(list, state, bounds, over.then_some(at), shell);
}

fn pressed<M>(
    list: &VList<'_, M>,
    state: &mut State,
    bounds: Rectangle,
    button: mouse::Button,
    at: Point,
    shell: &mut Shell<'_, M>,
) {
    let y = f64::from(at.y - bounds.y);
    if button == mouse::Button::Left && on_bar(bounds, at) && take_bar(list, state, y, shell) {
        shell.capture_event();
        return;
    }

    let Some(index) = state.row_at(list, bounds, at) else { return };
    let modifiers = state.modifiers;
    match button {
        mouse::Button::Left if on_star(list, state, bounds, index, at) => {
            list.tell(shell, ListEvent::StarPressed { index });
        }
        mouse::Button::Left => {
            let click = click::Click::new(at, button, state.click);
            state.click = Some(click);
            state.press = Some(Press { index, at, dragging: false });
            list.tell(shell, ListEvent::Pressed { index, modifiers, at });
            if click.kind() == click::Kind::Double {
                list.tell(shell, ListEvent::Opened { index });
            }
        }
        mouse::Button::Right => {
            list.tell(shell, ListEvent::RightPressed { index, modifiers, at });
        }
        _ => return,
    }
    shell.capture_event();
}

/// The thumb is held, or the rail beside it turns a page. False where there is no bar.
fn take_bar<M>(list: &VList<'_, M>, state: &mut State, y: f64, shell: &mut Shell<'_, M>) -> bool {
    let extent = state.extent(list);
    let Some((thumb, height)) = extent.thumb(state.top) else { return false };
    if y < thumb {
        scroll(list, state, state.top - extent.page(), shell);
    } else if y > thumb + height {
        scroll(list, state, state.top + extent.page(), shell);
    } else {
        state.grab = Some(y - thumb);
        shell.request_redraw();
    }

    true
}

fn released<M>(
    list: &VList<'_, M>,
    state: &mut State,
    cursor: mouse::Cursor,
    shell: &mut Shell<'_, M>,
) {
    if state.grab.take().is_some() {
        shell.request_redraw();
    }
    let Some(press) = state.press.take() else { return };
    let modifiers = state.modifiers;
    let event = if press.dragging {
        let at = state.pointer.or(cursor.position()).unwrap_or(press.at);
        ListEvent::DragEnded { at, modifiers }
    } else {
        ListEvent::Released { index: press.index, modifiers }
    };
    list.tell(shell, event);
}

fn wheel<M>(
    list: &VList<'_, M>,
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
    scroll(list, state, state.top - pixels, shell);
    let at = state.pointer;
    hover(list, state, bounds, at, shell);
    shell.capture_event();
}

fn scroll<M>(list: &VList<'_, M>, state: &mut State, top: f64, shell: &mut Shell<'_, M>) {
    let before = state.top;
    state.scroll_to(list, top);
    if state.top != before {
        shell.request_redraw();
        tell(list, state, shell);
    }
}

/// Says what is in view, once for each change.
fn tell<M>(list: &VList<'_, M>, state: &mut State, shell: &mut Shell<'_, M>) {
    let rows = state.visible(list);
    let now = (list.identity, rows.clone(), state.top.to_bits());
    if state.told.as_ref() == Some(&now) {
        return;
    }

    state.told = Some(now);
    list.tell(shell, ListEvent::Scrolled { rows, offset: state.top });
}

fn hover<M>(
    list: &VList<'_, M>,
    state: &mut State,
    bounds: Rectangle,
    at: Option<Point>,
    shell: &mut Shell<'_, M>,
) {
    let over_bar = at.is_some_and(|at| on_bar(bounds, at));
    let hovered = at.filter(|_| !over_bar).and_then(|at| state.row_at(list, bounds, at));
    let over_star =
        at.zip(hovered).is_some_and(|(at, index)| on_star(list, state, bounds, index, at));
    let now = (hovered, over_star, over_bar);
    if now != (state.hovered, state.over_star, state.over_bar) {
        (state.hovered, state.over_star, state.over_bar) = now;
        shell.request_redraw();
    }
}

fn on_star<M>(
    list: &VList<'_, M>,
    state: &State,
    bounds: Rectangle,
    index: usize,
    at: Point,
) -> bool {
    paint::star_area(list.density, state.row_bounds(list, bounds, index)).contains(at)
}
