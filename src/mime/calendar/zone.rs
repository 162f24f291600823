//! Clocks that a calendar names: of the IANA database, by the names of Windows, or as the calendar
//! itself describes them (VTIMEZONE, RFC 5545 section 3.6.5). Turns a wall clock into a moment.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::{Offset, TimeZone};

use super::lines::Line;
use super::stamp;
use crate::model::invitation::Zone;

/// Zones of a calendar, and changes of each, that are read.
const MAX_ZONES: usize = 50;
const MAX_CHANGES: usize = 60;
/// Characters of a name.
const MAX_NAME: usize = 64;
/// Pieces of a name of the database (`America/Argentina/Salta`).
const MAX_PIECES: usize = 3;

/// `Windows name = IANA name`, a line each (CLDR windowsZones, territory 001).
static WINDOWS: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../../resources/windows-zones.txt").lines();
    let pairs = lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
    pairs.map(|(windows, iana)| (windows.trim().to_lowercase(), iana.trim())).collect()
});

/// The zones that a calendar describes.
#[derive(Debug, Default)]
pub struct Zones {
    known: BTreeMap<String, Vec<Change>>,
    name: String,
    changes: Vec<Change>,
    open: Option<Change>,
    is_open: bool,
}

/// STANDARD or DAYLIGHT: from when on which offset counts, seconds east of Greenwich.
#[derive(Debug, Clone, Default)]
struct Change {
    starts: Option<DateTime>,
    from: i32,
    to: i32,
    /// Each year on this day: month, first (1) to last (-1), day of the week.
    yearly: Option<(i8, i8, Weekday)>,
}

impl Zones {
    /// Whether what is read is within a VTIMEZONE.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// BEGIN of VTIMEZONE, STANDARD or DAYLIGHT.
    pub fn begin(&mut self, component: &str) {
        self.end_change();
        match component {
            "VTIMEZONE" => {
                self.end_zone();
                self.is_open = true;
            }
            _ if self.is_open => self.open = Some(Change::default()),
            _ => {}
        }
    }

    /// The END of one of these.
    pub fn end(&mut self, component: &str) {
        self.end_change();
        if component == "VTIMEZONE" {
            self.end_zone();
        }
    }

    fn end_change(&mut self) {
        if let Some(change) = self.open.take().filter(|_| self.changes.len() < MAX_CHANGES) {
            self.changes.push(change);
        }
    }

    fn end_zone(&mut self) {
        let (name, changes) = (std::mem::take(&mut self.name), std::mem::take(&mut self.changes));
        self.is_open = false;
        if !changes.is_empty() && self.known.len() < MAX_ZONES {
            self.known.entry(name).or_insert(changes);
        }
    }

    /// A property of what is open.
    pub fn take(&mut self, line: &Line) {
        let Some(change) = &mut self.open else {
            if line.name == "TZID" {
                self.name.clone_from(&line.value);
            }
            return;
        };
        match line.name.as_str() {
            "DTSTART" => change.starts = stamp::wall(&line.value),
            "TZOFFSETFROM" => change.from = offset(&line.value).unwrap_or_default(),
            "TZOFFSETTO" => change.to = offset(&line.value).unwrap_or_default(),
            "RRULE" => change.yearly = yearly(&line.value),
            _ => {}
        }
    }

    /// The moment at which the clock of this name shows this, seconds since 1970 UTC.
    pub fn resolve(&self, name: &str, wall: DateTime) -> Option<(i64, Zone)> {
        if let Some((iana, zone)) = named(name) {
            let moment = wall.to_zoned(zone).ok()?;
            let zone = Zone { name: iana, offset: moment.offset().seconds() };
            return Some((moment.timestamp().as_second(), zone));
        }
        let described = self.known.get(name).map(|changes| offset_at(changes, wall));
        let seconds = described.or_else(|| spelled(name))?;
        let zone = TimeZone::fixed(Offset::from_seconds(seconds).ok()?);
        let moment = wall.to_zoned(zone).ok()?;
        let name = super::super::words::one_line(name, MAX_NAME);
        Some((moment.timestamp().as_second(), Zone { name, offset: seconds }))
    }
}

/// A zone of the system's database, by its name there, a path that ends with it, or its Windows name.
fn named(name: &str) -> Option<(String, TimeZone)> {
    let plain = name.trim().trim_matches('"');
    if plain.len() > 4 * MAX_NAME {
        return None;
    }
    if let Some(iana) = WINDOWS.get(&plain.to_lowercase()) {
        return look_up(iana);
    }
    let path: Vec<&str> = plain.split('/').filter(|piece| !piece.is_empty()).collect();
    let last = path.len().saturating_sub(MAX_PIECES)..path.len();
    last.into_iter().find_map(|from| look_up(&path.get(from..)?.join("/")))
}

fn look_up(name: &str) -> Option<(String, TimeZone)> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/_+-".contains(c);
    if name.is_empty() || name.len() > MAX_NAME || !name.chars().all(is_plain) {
        return None;
    }
    let zone = TimeZone::get(name).ok()?;
    Some((zone.iana_name().unwrap_or(name).to_owned(), zone))
}

/// `+0100`, `-033000`: seconds.
fn offset(text: &str) -> Option<i32> {
    let (sign, digits) = match text.trim().split_at_checked(1)? {
        ("-", digits) => (-1, digits),
        ("+", digits) => (1, digits),
        _ => return None,
    };
    let part = |at: usize| digits.get(at..at + 2).map_or(Some(0), |two| two.parse::<i32>().ok());
    let (hours, minutes, seconds) = (part(0)?, part(2)?, part(4)?);
    (hours < 24 && minutes < 60 && seconds < 60)
        .then_some(sign * (hours * 3_600 + minutes * 60 + seconds))
}

/// `(UTC+01:00) Amsterdam`, `GMT-0300`: seconds.
fn spelled(name: &str) -> Option<i32> {
    let upper = name.to_ascii_uppercase();
    let (_, after) = upper.split_once("UTC").or_else(|| upper.split_once("GMT"))?;
    let sign: String = after.chars().take(1).collect();
    let digits: String =
        after.chars().skip(1).take_while(|c| c.is_ascii_digit() || *c == ':').collect();
    let digits = match digits.split_once(':') {
        Some((hours, minutes)) => format!("{hours:0>2}{minutes}"),
        None if digits.len() <= 2 => format!("{digits:0>2}00"),
        None => digits,
    };
    (digits.len() == 4).then(|| offset(&format!("{sign}{digits}")))?
}

/// `FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU`.
fn yearly(rule: &str) -> Option<(i8, i8, Weekday)> {
    let part = |wanted: &str| {
        let mut pairs = rule.split(';').filter_map(|part| part.split_once('='));
        pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted)).map(|(_, value)| value)
    };
    let month = part("BYMONTH")?.trim().parse().ok().filter(|month| (1..=12).contains(month))?;
    let (nth, day) = super::rule::weekday(part("BYDAY")?)?;
    let day = Weekday::from_monday_one_offset(i8::try_from(day).ok()?).ok()?;
    Some((month, if nth == 0 { 1 } else { nth }, day))
}

/// The offset of the last change before this.
fn offset_at(changes: &[Change], wall: DateTime) -> i32 {
    let onset = |change: &Change, year: i16| -> Option<DateTime> {
        let starts = change.starts?;
        let Some((month, nth, day)) = change.yearly else { return Some(starts) };
        let date = Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, day).ok()?;
        Some(date.to_datetime(starts.time())).filter(|onset| *onset >= starts)
    };
    let onsets = changes.iter().flat_map(|change| {
        let years = [wall.year(), wall.year().saturating_sub(1)];
        years.into_iter().filter_map(move |year| Some((onset(change, year)?, change)))
    });
    let before = onsets.filter(|(onset, _)| *onset <= wall).max_by_key(|(onset, _)| *onset);
    let first = || changes.iter().min_by_key(|change| change.starts).map(|change| change.from);
    before.map(|(_, change)| change.to).or_else(first).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_windows_name_leads_to_a_zone() {
        assert!(WINDOWS.len() > 130, "{}", WINDOWS.len());
        for (windows, iana) in WINDOWS.iter() {
            assert!(TimeZone::get(iana).is_ok(), "{windows}: {iana}");
        }
    }

    #[test]
    fn a_zone_is_known_by_many_names() {
        let wall = DateTime::new(2026, 7, 1, 9, 0, 0, 0).unwrap();
        for name in [
            "Europe/Berlin",
            "europe/berlin",
            "/mozilla.org/20050126_1/Europe/Berlin",
            "/freeassociation.sourceforge.net/Europe/Berlin",
            "W. Europe Standard Time",
            "w. europe standard time",
        ] {
            let (seconds, zone) = Zones::default().resolve(name, wall).unwrap();
            assert_eq!(seconds, 1_782_889_200, "{name}");
            assert_eq!((zone.name.as_str(), zone.offset), ("Europe/Berlin", 7_200), "{name}");
        }
        for (name, offset) in
            [("(UTC+01:00) Ours", 3_600), ("GMT-0330", -12_600), ("UTC+5", 18_000)]
        {
            let (_, zone) = Zones::default().resolve(name, wall).unwrap();
            assert_eq!((zone.name.as_str(), zone.offset), (name, offset));
        }
        for name in ["", "Nowhere", "../../etc/passwd", "UTC+99:99", "GMT", "UTC+é"] {
            let found = Zones::default().resolve(name, wall);
            assert!(found.is_none_or(|(_, zone)| zone.offset == 0), "{name}");
        }
    }
}
