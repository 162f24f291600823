//! One VEVENT: its properties as they come, and the meeting that they make once all zones are known.

use jiff::civil::{Date, DateTime};
use jiff::{Span, Timestamp};
use url::Url;

use super::lines::Line;
use super::zone::Zones;
use super::{rule, stamp};
use crate::mime::words::one_line;
use crate::model::address::Address;
use crate::model::invitation::{Answer, Guest, Meeting, Moment, Zone};

/// Characters of a title or a place, a comment, a name, an address.
const MAX_TEXT: usize = 300;
const MAX_COMMENT: usize = 600;
const MAX_NAME: usize = 120;
const MAX_ADDRESS: usize = 320;
const MAX_URL: usize = 2_000;
/// Guests that are kept; the others are counted.
const MAX_GUESTS: usize = 200;
const DAY: i64 = 86_400;

/// What was read of a meeting.
#[derive(Debug, Default)]
pub struct Draft {
    meeting: Meeting,
    starts: Option<Written>,
    ends: Option<Written>,
    /// Seconds.
    lasts: Option<i64>,
    rule: Option<String>,
}

/// A moment as it stands there.
#[derive(Debug)]
struct Written {
    value: String,
    zone: Option<String>,
}

/// A moment, and what the clock shows at it where it was written down.
struct Read {
    moment: Moment,
    wall: DateTime,
}

impl Draft {
    pub fn take(&mut self, line: &Line) {
        let meeting = &mut self.meeting;
        match line.name.as_str() {
            "SUMMARY" if meeting.title.is_empty() => {
                meeting.title = one_line(&line.text(), MAX_TEXT);
            }
            "LOCATION" if meeting.place.is_empty() => {
                let place = line.text();
                match call(&place) {
                    Some(url) => meeting.call = url,
                    None => meeting.place = one_line(&place, MAX_TEXT),
                }
            }
            "CONFERENCE" | "X-GOOGLE-CONFERENCE" | "X-MICROSOFT-SKYPETEAMSMEETINGURL" => {
                meeting.call =
                    call(&line.value).unwrap_or_else(|| std::mem::take(&mut meeting.call));
            }
            "COMMENT" if meeting.comment.is_empty() => {
                meeting.comment = one_line(&line.text(), MAX_COMMENT);
            }
            "ORGANIZER" => meeting.organizer = Some(person(line)),
            "ATTENDEE" if meeting.guests.len() < MAX_GUESTS => meeting.guests.push(guest(line)),
            "ATTENDEE" => meeting.more_guests = meeting.more_guests.saturating_add(1),
            "SEQUENCE" => meeting.is_changed = line.value.parse::<i64>().is_ok_and(|n| n > 0),
            "STATUS" => meeting.is_cancelled = line.value.eq_ignore_ascii_case("CANCELLED"),
            "RECURRENCE-ID" => meeting.is_one_of_series = true,
            "DTSTART" => self.starts = Some(Written::of(line)),
            "DTEND" => self.ends = Some(Written::of(line)),
            "DURATION" => self.lasts = stamp::duration(&line.value),
            "RRULE" if self.rule.is_none() => self.rule = Some(line.value.clone()),
            _ => {}
        }
    }

    pub fn meeting(self, zones: &Zones) -> Meeting {
        let mut meeting = self.meeting;
        let starts = self.starts.and_then(|written| written.read(zones));
        let ends = self.ends.and_then(|written| written.read(zones));
        if let Some(starts) = &starts {
            let ends = ends.and_then(|ends| end(&starts.moment, ends));
            meeting.ends = ends.or_else(|| after(starts, self.lasts?));
            let shift = match &starts.moment {
                Moment::At { zone: Some(zone), .. } => zone.offset,
                _ => 0,
            };
            let repeats = |text: &String| rule::repeats(text, starts.wall.date(), shift);
            meeting.repeats = self.rule.as_ref().and_then(repeats);
        }
        meeting.starts = starts.map(|starts| starts.moment);
        meeting
    }
}

impl Written {
    fn of(line: &Line) -> Self {
        Self { value: line.value.clone(), zone: line.param("TZID").map(str::to_owned) }
    }

    fn read(&self, zones: &Zones) -> Option<Read> {
        let Some(wall) = stamp::wall(&self.value) else {
            let date = stamp::date(&self.value)?;
            let moment = Moment::Day(stamp::day(date));
            return Some(Read { moment, wall: date.at(0, 0, 0, 0) });
        };
        if stamp::is_utc(&self.value) {
            let seconds = wall.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second();
            return Some(Read { moment: Moment::At { seconds, zone: None }, wall });
        }
        let found = self.zone.as_ref().and_then(|name| zones.resolve(name, wall));
        let moment = match found {
            // Greenwich is nobody's own clock: computers write it.
            Some((seconds, zone)) if zone.offset == 0 && is_utc(&zone) => {
                Moment::At { seconds, zone: None }
            }
            Some((seconds, zone)) => Moment::At { seconds, zone: Some(zone) },
            None => local(wall),
        };
        Some(Read { moment, wall })
    }
}

fn is_utc(zone: &Zone) -> bool {
    ["UTC", "Etc/UTC", "GMT", "Etc/GMT"].contains(&zone.name.as_str())
}

fn local(wall: DateTime) -> Moment {
    let minute = i16::from(wall.hour()) * 60 + i16::from(wall.minute());
    Moment::Local {
        day: stamp::day(wall.date()),
        minute: u16::try_from(minute).unwrap_or_default(),
    }
}

/// The end, if it is one: after the beginning and told in the same way. Of days the one before what
/// is written (RFC 5545 section 3.6.1).
fn end(starts: &Moment, ends: Read) -> Option<Moment> {
    match (starts, &ends.moment) {
        (Moment::Day(first), Moment::Day(_)) => {
            let last = stamp::day(ends.wall.date().checked_sub(Span::new().days(1)).ok()?);
            (last > *first).then_some(Moment::Day(last))
        }
        (Moment::At { seconds: from, .. }, Moment::At { seconds: to, .. }) => {
            (to > from).then_some(ends.moment)
        }
        (Moment::Local { day: from, minute: first }, Moment::Local { day: to, minute: last }) => {
            ((to, last) > (from, first)).then_some(ends.moment)
        }
        _ => None,
    }
}

/// The end of what lasts so many seconds.
fn after(starts: &Read, seconds: i64) -> Option<Moment> {
    if seconds == 0 {
        return None;
    }
    let later = |wall: DateTime| wall.checked_add(Span::new().try_seconds(seconds).ok()?).ok();
    match &starts.moment {
        Moment::Day(_) => {
            let days = Span::new().try_days(seconds / DAY - 1).ok()?;
            let last: Date = starts.wall.date().checked_add(days).ok()?;
            (last > starts.wall.date()).then(|| Moment::Day(stamp::day(last)))
        }
        Moment::At { seconds: from, zone } => {
            let seconds = from.checked_add(seconds)?;
            Timestamp::from_second(seconds).ok()?;
            Some(Moment::At { seconds, zone: zone.clone() })
        }
        Moment::Local { .. } => later(starts.wall).map(local),
    }
}

fn guest(line: &Line) -> Guest {
    let answer = match line.param("PARTSTAT").unwrap_or_default().to_ascii_uppercase().as_str() {
        "ACCEPTED" => Answer::Accepted,
        "TENTATIVE" => Answer::Tentative,
        "DECLINED" => Answer::Declined,
        "DELEGATED" => Answer::Delegated,
        _ => Answer::None,
    };
    Guest { who: person(line), answer }
}

/// A person of a property of type CAL-ADDRESS.
fn person(line: &Line) -> Address {
    let value = line.value.trim();
    let scheme = value.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
    let address = if scheme.is_some() { value.get(7..).unwrap_or_default() } else { value };
    let address =
        if address.contains('@') { address } else { line.param("EMAIL").unwrap_or(address) };
    let name = one_line(line.param("CN").unwrap_or_default(), MAX_NAME);
    let email = one_line(address, MAX_ADDRESS);
    Address { name: if name == email { String::new() } else { name }, email }
}

/// An https URL without a name or password in it.
fn call(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() > MAX_URL || !text.get(..8)?.eq_ignore_ascii_case("https://") {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let is_bare = url.username().is_empty() && url.password().is_none();
    let has_host = url.host_str().is_some_and(|host| !host.is_empty());
    (is_bare && has_host && !text.contains(char::is_whitespace)).then(|| url.as_str().to_owned())
}
