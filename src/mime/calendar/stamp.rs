//! Dates, times and durations of a calendar (RFC 5545 section 3.3.4 to 3.3.6). Knows no zone.

use jiff::civil::{Date, DateTime, Time};

use crate::model::invitation::Day;

/// No meeting is longer: a hundred years, seconds.
const LONGEST: i64 = 100 * 366 * 86_400;

/// `20260302`.
pub fn date(text: &str) -> Option<Date> {
    let number = |from: usize, to: usize| {
        let digits = text.get(from..to).filter(|t| t.bytes().all(|byte| byte.is_ascii_digit()))?;
        digits.parse::<i16>().ok()
    };
    let small = |from: usize, to: usize| number(from, to).and_then(|n| i8::try_from(n).ok());
    Date::new(number(0, 4)?, small(4, 6)?, small(6, 8)?).ok()
}

/// `20260302T090000`, with a `Z` at its end or without.
pub fn wall(text: &str) -> Option<DateTime> {
    let text = text.trim();
    let clock = text.get(8..)?.strip_prefix(['T', 't'])?.trim_end_matches(['Z', 'z']);
    let two = |from: usize| -> Option<i8> {
        let digits = clock.get(from..from + 2)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
    };
    // A leap second is a second of the next minute to everyone else.
    let second = two(4).unwrap_or_default().min(59);
    Some(date(text)?.to_datetime(Time::new(two(0)?, two(2)?, second, 0).ok()?))
}

pub fn is_utc(text: &str) -> bool {
    text.trim().ends_with(['Z', 'z'])
}

pub fn day(date: Date) -> Day {
    Day { year: date.year(), month: date.month(), day: date.day() }
}

/// `P1DT2H30M`, `P2W`: seconds, not below 0.
pub fn duration(text: &str) -> Option<i64> {
    let rest = text.trim().strip_prefix('+').unwrap_or(text.trim()).strip_prefix(['P', 'p'])?;
    let (mut seconds, mut number) = (0_i64, 0_i64);
    for c in rest.chars() {
        let unit = match c.to_ascii_uppercase() {
            digit @ '0'..='9' => {
                let digit = i64::from(digit.to_digit(10)?);
                number = number.checked_mul(10)?.checked_add(digit)?;
                continue;
            }
            'T' => 0,
            'W' => 7 * 86_400,
            'D' => 86_400,
            'H' => 3_600,
            'M' => 60,
            'S' => 1,
            _ => return None,
        };
        seconds = seconds.checked_add(std::mem::take(&mut number).checked_mul(unit)?)?;
    }
    (0..=LONGEST).contains(&seconds).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_times_and_durations_are_read_and_nonsense_is_not() {
        assert_eq!(date("20260302T0900").map(day), Some(Day { year: 2026, month: 3, day: 2 }));
        let wall_of = |text: &str| wall(text).map(|wall| wall.to_string());
        assert_eq!(wall_of("20260302T090510Z").as_deref(), Some("2026-03-02T09:05:10"));
        assert_eq!(wall_of("20260302T0905").as_deref(), Some("2026-03-02T09:05:00"));
        assert_eq!(wall_of("20161231T235960Z").as_deref(), Some("2016-12-31T23:59:59"));
        for wrong in ["", "2026", "20261302", "20260230", "2026é302", "99999999", "+1260302"] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
        for wrong in ["20260302", "20260302T", "20260302T2561", "20260302T-1-1", "2026030éT090000"]
        {
            assert_eq!(wall(wrong), None, "{wrong}");
        }
        for (text, seconds) in [
            ("PT1H30M", Some(5_400)),
            ("P1DT2H", Some(93_600)),
            ("+P2W", Some(1_209_600)),
            ("-PT5M", None),
            ("P99999999999999999999D", None),
            ("P9999999W", None),
            ("1H", None),
            ("PT1X", None),
        ] {
            assert_eq!(duration(text), seconds, "{text}");
        }
    }
}
