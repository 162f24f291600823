//! A calendar part (RFC 5545, RFC 5546) to an `Invitation`. Reads any text in linear time: nothing is
//! nested, what is too long or too many is counted and left out. Knows no language and no clock but
//! those that the calendar names.

mod lines;
mod meeting;
mod rule;
mod stamp;
mod zone;

use self::lines::{Line, lines};
use self::meeting::Draft;
use self::zone::Zones;
use crate::model::invitation::{Invitation, Method};

/// Octets of a calendar that are read.
pub const MAX_TEXT: usize = 256 * 1024;
/// Meetings that are kept; the others are counted.
const MAX_MEETINGS: usize = 3;

/// What a calendar says, if it says anything: its lines end with `\n`. `method` is what the header of
/// its part says of it.
pub fn invitation(text: &str, method: Option<&str>) -> Option<Invitation> {
    let text = text.get(..text.floor_char_boundary(MAX_TEXT))?;
    let mut reader = Reader { method: method.map(read_method), ..Reader::default() };
    lines(text).for_each(|line| reader.take(&line));
    reader.end_meeting();
    if reader.drafts.is_empty() {
        return None;
    }
    let zones = reader.zones;
    let meetings = reader.drafts.into_iter().map(|draft| draft.meeting(&zones)).collect();
    Some(Invitation { method: reader.method.unwrap_or_default(), meetings, more: reader.more })
}

/// Where in a calendar the reader is.
#[derive(Default)]
struct Reader {
    method: Option<Method>,
    zones: Zones,
    drafts: Vec<Draft>,
    more: u32,
    open: Option<Draft>,
    /// A component that is not read, and how many of its name lie within each other.
    skipped: Option<(String, u32)>,
}

impl Reader {
    fn take(&mut self, line: &Line) {
        match line.name.as_str() {
            "BEGIN" => self.begin(&line.value.to_ascii_uppercase()),
            "END" => self.end(&line.value.to_ascii_uppercase()),
            _ if self.skipped.is_some() => {}
            _ if self.open.is_some() => {
                if let Some(draft) = &mut self.open {
                    draft.take(line);
                }
            }
            _ if self.zones.is_open() => self.zones.take(line),
            "METHOD" if self.method.is_none() => self.method = Some(read_method(&line.value)),
            _ => {}
        }
    }

    fn begin(&mut self, component: &str) {
        match (&mut self.skipped, component) {
            // One that was not closed before the next meeting hides it not.
            (_, "VEVENT") => {
                self.end_meeting();
                self.skipped = None;
                if self.drafts.len() < MAX_MEETINGS {
                    self.open = Some(Draft::default());
                } else {
                    self.more = self.more.saturating_add(1);
                    self.skipped = Some((component.to_owned(), 1));
                }
            }
            (Some((skipped, depth)), _) if skipped == component => *depth = depth.saturating_add(1),
            (Some(_), _) | (None, "VCALENDAR") => {}
            (None, "VTIMEZONE" | "STANDARD" | "DAYLIGHT") => self.zones.begin(component),
            (None, _) => self.skipped = Some((component.to_owned(), 1)),
        }
    }

    fn end(&mut self, component: &str) {
        match (&mut self.skipped, component) {
            (Some((skipped, depth)), _) if skipped == component => {
                *depth = depth.saturating_sub(1);
                if *depth == 0 {
                    self.skipped = None;
                }
            }
            (_, "VEVENT" | "VCALENDAR") => {
                self.skipped = None;
                self.end_meeting();
            }
            (Some(_), _) => {}
            (None, "VTIMEZONE" | "STANDARD" | "DAYLIGHT") => self.zones.end(component),
            (None, _) => {}
        }
    }

    fn end_meeting(&mut self) {
        self.drafts.extend(self.open.take());
    }
}

fn read_method(name: &str) -> Method {
    match name.trim().to_ascii_uppercase().as_str() {
        "REQUEST" | "ADD" => Method::Request,
        "CANCEL" => Method::Cancel,
        "REPLY" => Method::Reply,
        "COUNTER" => Method::Counter,
        "DECLINECOUNTER" => Method::DeclineCounter,
        _ => Method::Publish,
    }
}

#[cfg(test)]
mod tests;
