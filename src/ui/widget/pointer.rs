//! Where the pointer is and how far its wheel turned, for widgets that scroll by themselves. Knows
//! no widget.

use iced::advanced::{Shell, mouse};
use iced::{Point, Rectangle};

use crate::ui::theme::space;

/// Where the pointer is, if this event is for a widget with these bounds: over it, with nothing
/// above. `last` is where its latest movement went: events of one turn all come with the cursor's
/// last place.
pub fn over<M>(
    last: Option<Point>,
    bounds: Rectangle,
    cursor: mouse::Cursor,
    shell: &Shell<'_, M>,
) -> Option<Point> {
    if shell.is_event_captured() {
        return None;
    }

    let seen = cursor.position()?;
    Some(last.unwrap_or(seen)).filter(|at| bounds.contains(*at))
}

/// Logical pixels that a turn of the wheel means; upwards where positive.
pub fn pixels(delta: mouse::ScrollDelta) -> f64 {
    match delta {
        mouse::ScrollDelta::Lines { y, .. } => f64::from(y * space::WHEEL_NOTCH),
        mouse::ScrollDelta::Pixels { y, .. } => f64::from(y),
    }
}

/// The same to the sides; to the left where positive.
pub fn pixels_across(delta: mouse::ScrollDelta) -> f64 {
    match delta {
        mouse::ScrollDelta::Lines { x, .. } => f64::from(x * space::WHEEL_NOTCH),
        mouse::ScrollDelta::Pixels { x, .. } => f64::from(x),
    }
}
