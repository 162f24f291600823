//! Dates and times as people read them, in their own time zone. Knows no calendar but the Gregorian.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::languages::Language;
use super::{Arg, in_use, words_in};

/// A date for a narrow column: the time if it is of today, the day and month if of this year, else
/// the date. Both in seconds since 1970 UTC.
pub fn when(received: i64, now: i64) -> String {
    let zone = TimeZone::system();
    when_in(in_use(), &at(received, &zone), &at(now, &zone))
}

/// A date and time in short: day, month, year, time. Seconds since 1970 UTC.
pub fn short_date(seconds: i64) -> String {
    short_date_in(in_use(), &at(seconds, &TimeZone::system()))
}

/// A date in full: weekday, day, month, year and time. Seconds since 1970 UTC.
pub fn full_date(seconds: i64) -> String {
    full_date_in(in_use(), &at(seconds, &TimeZone::system()))
}

/// Date and time in as few characters as they always have. Seconds since 1970 UTC.
pub fn minute(seconds: i64) -> String {
    words_in(in_use(), "date-minute", &parts(&at(seconds, &TimeZone::system())))
}

/// The moment in this zone; beyond the calendar's ends, its nearest end.
pub(super) fn at(seconds: i64, zone: &TimeZone) -> Zoned {
    let nearest = if seconds < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_second(seconds).unwrap_or(nearest).to_zoned(zone.clone())
}

pub(super) fn when_in(language: &Language, received: &Zoned, now: &Zoned) -> String {
    let key = if received.date() == now.date() {
        "date-time"
    } else if received.year() == now.year() {
        "date-day-month"
    } else {
        "date-day"
    };
    words_in(language, key, &parts(received))
}

pub(super) fn short_date_in(language: &Language, moment: &Zoned) -> String {
    words_in(language, "date-short", &parts(moment))
}

pub(super) fn full_date_in(language: &Language, moment: &Zoned) -> String {
    words_in(language, "date-full", &parts(moment))
}

/// All that a date message may ask for. Numbers only where the message chooses words by them.
fn parts(moment: &Zoned) -> [(&'static str, Arg); 7] {
    let two = |number: i8| Arg::Text(format!("{number:02}"));

    [
        ("year", Arg::Text(moment.year().to_string())),
        ("month", Arg::Number(i64::from(moment.month()))),
        ("month2", two(moment.month())),
        ("day", Arg::Text(moment.day().to_string())),
        ("day2", two(moment.day())),
        ("weekday", Arg::Number(i64::from(moment.weekday().to_monday_one_offset()))),
        ("time", Arg::Text(format!("{:02}:{:02}", moment.hour(), moment.minute()))),
    ]
}
