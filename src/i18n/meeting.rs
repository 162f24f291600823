//! An invitation in words: when, how often, who comes. Knows no window.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::dates::at;
use super::languages::Language;
use super::{Arg, in_use, words_in};
use crate::model::invitation::{Answer, Day, End, Invitation, Meeting, Method, Moment, On, Rule};
use crate::model::invitation::{Repeats, Zone};

const WORKDAYS: [u8; 5] = [1, 2, 3, 4, 5];

/// What is done by sending this: `Invitation`, `Ana accepted`.
pub fn heading(invitation: &Invitation, meeting: &Meeting) -> String {
    heading_in(in_use(), invitation.method, meeting)
}

/// When it is, by the clock of this machine; then by the clock of who wrote it, where that differs.
pub fn when(meeting: &Meeting) -> Option<(String, Option<String>)> {
    when_in(in_use(), &TimeZone::system(), meeting)
}

/// How often it is, as a sentence without its full stop.
pub fn repeats(repeats: &Repeats) -> String {
    repeats_in(in_use(), repeats)
}

/// What a guest answered; nothing where there is no answer.
pub fn answer(answer: Answer) -> Option<String> {
    let key = match answer {
        Answer::None => return None,
        Answer::Accepted => "answer-accepted",
        Answer::Tentative => "answer-tentative",
        Answer::Declined => "answer-declined",
        Answer::Delegated => "answer-delegated",
    };
    Some(words_in(in_use(), key, &[]))
}

pub(super) fn heading_in(language: &Language, method: Method, meeting: &Meeting) -> String {
    let key = match method {
        Method::Cancel if meeting.is_one_of_series => "meeting-date-cancelled",
        Method::Cancel => "meeting-cancelled",
        _ if meeting.is_cancelled => "meeting-cancelled",
        Method::Reply | Method::Counter => return replied_in(language, method, meeting),
        Method::DeclineCounter => "meeting-counter-declined",
        Method::Request if meeting.is_changed => "meeting-changed",
        Method::Request if meeting.is_one_of_series => "meeting-date-changed",
        Method::Request => "meeting-invitation",
        Method::Publish => "meeting-told",
    };
    words_in(language, key, &[])
}

fn replied_in(language: &Language, method: Method, meeting: &Meeting) -> String {
    let guest = meeting.guests.first();
    let name = guest.map(|guest| guest.who.short()).filter(|name| !name.is_empty());
    let who = name.map_or_else(|| words_in(language, "meeting-somebody", &[]), str::to_owned);
    let key = match (method, guest.map(|guest| guest.answer).unwrap_or_default()) {
        (Method::Counter, _) => "meeting-countered",
        (_, Answer::Accepted) => "meeting-accepted",
        (_, Answer::Tentative) => "meeting-tentative",
        (_, Answer::Declined) => "meeting-declined",
        (_, Answer::Delegated) => "meeting-delegated",
        (_, Answer::None) => "meeting-answered",
    };
    words_in(language, key, &[("who", Arg::Text(who))])
}

pub(super) fn when_in(
    language: &Language,
    zone: &TimeZone,
    meeting: &Meeting,
) -> Option<(String, Option<String>)> {
    let starts = meeting.starts.as_ref()?;
    if let Moment::Day(first) = starts {
        let last = match &meeting.ends {
            Some(Moment::Day(last)) => Some(*last),
            _ => None,
        };
        return Some((days_in(language, *first, last), None));
    }
    let begins = clock(starts, zone);
    let ends = meeting.ends.as_ref().map(|ends| clock(ends, zone));
    let here = span_in(language, begins, ends);
    let Moment::At { zone: Some(theirs), .. } = starts else { return Some((here, None)) };
    let begins_there = there(starts, theirs);
    if begins_there == begins {
        return Some((here, None));
    }
    let ends = meeting.ends.as_ref().map(|ends| there(ends, theirs));
    let span = if begins_there.date() == begins.date() {
        clock_in(language, begins_there, ends)
    } else {
        span_in(language, begins_there, ends)
    };
    Some((here, Some(there_in(language, span, theirs))))
}

/// What the clock shows in this zone.
fn clock(moment: &Moment, zone: &TimeZone) -> DateTime {
    match moment {
        Moment::At { seconds, .. } => at(*seconds, zone).datetime(),
        Moment::Day(day) => date(*day).at(0, 0, 0, 0),
        Moment::Local { day, minute } => {
            let (hour, minute) = (minute / 60, minute % 60);
            let small = |number: u16| i8::try_from(number).unwrap_or_default();
            let time = jiff::civil::Time::new(small(hour), small(minute), 0, 0);
            date(*day).to_datetime(time.unwrap_or_default())
        }
    }
}

/// What the clock shows where it was written down.
fn there(moment: &Moment, theirs: &Zone) -> DateTime {
    let own = match moment {
        Moment::At { zone: Some(zone), .. } => zone.offset,
        _ => theirs.offset,
    };
    let offset = jiff::tz::Offset::from_seconds(own).unwrap_or(jiff::tz::Offset::UTC);
    clock(moment, &TimeZone::fixed(offset))
}

fn date(day: Day) -> Date {
    Date::new(day.year, day.month, day.day).unwrap_or(Date::ZERO)
}

/// All that a message about a day may ask for.
fn parts(day: Date) -> [(&'static str, Arg); 4] {
    [
        ("year", Arg::Text(day.year().to_string())),
        ("month", Arg::Number(i64::from(day.month()))),
        ("day", Arg::Text(day.day().to_string())),
        ("weekday", Arg::Number(i64::from(day.weekday().to_monday_one_offset()))),
    ]
}

fn day_in(language: &Language, day: Date) -> String {
    words_in(language, "meeting-day", &parts(day))
}

fn time(moment: DateTime) -> String {
    format!("{:02}:{:02}", moment.hour(), moment.minute())
}

fn days_in(language: &Language, first: Day, last: Option<Day>) -> String {
    let from = Arg::Text(day_in(language, date(first)));
    match last.filter(|last| *last > first) {
        None => words_in(language, "meeting-all-day", &[("day", from)]),
        Some(last) => {
            let to = Arg::Text(day_in(language, date(last)));
            words_in(language, "meeting-all-days", &[("from", from), ("to", to)])
        }
    }
}

/// Day and time, to the end where there is one.
fn span_in(language: &Language, from: DateTime, to: Option<DateTime>) -> String {
    let day = Arg::Text(day_in(language, from.date()));
    let clock = Arg::Text(clock_in(language, from, to));
    words_in(language, "meeting-day-time", &[("day", day), ("time", clock)])
}

/// The same without the day of the beginning.
fn clock_in(language: &Language, from: DateTime, to: Option<DateTime>) -> String {
    let Some(to) = to.filter(|to| *to > from) else { return time(from) };
    let end = if to.date() == from.date() {
        time(to)
    } else {
        let day = Arg::Text(day_in(language, to.date()));
        words_in(language, "meeting-day-time", &[("day", day), ("time", Arg::Text(time(to)))])
    };
    let args = [("from", Arg::Text(time(from))), ("to", Arg::Text(end))];
    words_in(language, "meeting-from-to", &args)
}

/// The same by the clock of another place: its city where the zone is named after one.
fn there_in(language: &Language, span: String, zone: &Zone) -> String {
    let span = ("span", Arg::Text(span));
    let offset = ("offset", Arg::Text(offset(zone.offset)));
    let city = zone.name.rsplit_once('/').filter(|(area, _)| !area.starts_with("Etc"));
    match city {
        Some((_, city)) => {
            let city = ("city", Arg::Text(city.replace('_', " ")));
            words_in(language, "meeting-in-city", &[span, city, offset])
        }
        None => words_in(language, "meeting-in-zone", &[span, offset]),
    }
}

/// `UTC+5:30`.
fn offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '−' } else { '+' };
    let (hours, minutes) = (seconds.abs() / 3_600, seconds.abs() % 3_600 / 60);
    match minutes {
        0 => format!("UTC{sign}{hours}"),
        minutes => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

pub(super) fn repeats_in(language: &Language, repeats: &Repeats) -> String {
    let rule = rule_in(language, &repeats.rule);
    match repeats.end {
        End::Never => rule,
        End::Times(count) => {
            let args = [("rule", Arg::Text(rule)), ("count", Arg::from(count))];
            words_in(language, "repeats-times", &args)
        }
        End::Until(day) => {
            let last = words_in(language, "meeting-date", &parts(date(day)));
            let args = [("rule", Arg::Text(rule)), ("day", Arg::Text(last))];
            words_in(language, "repeats-until", &args)
        }
    }
}

fn rule_in(language: &Language, rule: &Rule) -> String {
    let count = |every: u32| ("count", Arg::from(every));
    match rule {
        Rule::Other => words_in(language, "repeats-somehow", &[]),
        Rule::Daily { every } => words_in(language, "repeats-daily", &[count(*every)]),
        Rule::Weekly { every: 1, days } if *days == WORKDAYS => {
            words_in(language, "repeats-workdays", &[])
        }
        Rule::Weekly { every: 1, days } if days.len() == 7 => {
            words_in(language, "repeats-daily", &[count(1)])
        }
        Rule::Weekly { every, days } => {
            let weekday = |day: &u8| {
                words_in(language, "repeats-weekday", &[("weekday", Arg::from(u32::from(*day)))])
            };
            let days = list_in(language, days.iter().map(weekday));
            words_in(language, "repeats-weekly", &[count(*every), ("days", Arg::Text(days))])
        }
        Rule::Monthly { every, on } => {
            let what = list_in(language, on.iter().map(|on| on_in(language, *on)));
            words_in(language, "repeats-monthly", &[count(*every), ("what", Arg::Text(what))])
        }
        Rule::Yearly { every, months, on } => {
            let month = |month: &u8| {
                words_in(language, "month", &[("month", Arg::from(u32::from(*month)))])
            };
            let months = list_in(language, months.iter().map(month));
            let what = list_in(language, on.iter().map(|on| on_in(language, *on)));
            let args = [count(*every), ("what", Arg::Text(what)), ("months", Arg::Text(months))];
            words_in(language, "repeats-yearly", &args)
        }
    }
}

fn on_in(language: &Language, on: On) -> String {
    let nth = |nth: i8| {
        let word = match nth {
            1 => "first",
            2 => "second",
            3 => "third",
            4 => "fourth",
            5 => "fifth",
            -2 => "last-but-one",
            _ => "last",
        };
        ("nth", Arg::from(word))
    };
    match on {
        On::Day(-1) => words_in(language, "repeats-last-day", &[]),
        On::Day(day) => words_in(language, "repeats-day", &[("day", Arg::Text(day.to_string()))]),
        On::Weekday { nth: which, day } => {
            let weekday = ("weekday", Arg::from(u32::from(day)));
            words_in(language, "repeats-nth-weekday", &[nth(which), weekday])
        }
        On::Workday { nth: which } => words_in(language, "repeats-nth-workday", &[nth(which)]),
    }
}

/// `a, b and c`.
fn list_in(language: &Language, all: impl Iterator<Item = String>) -> String {
    let mut all: Vec<String> = all.collect();
    let Some(last) = all.pop() else { return String::new() };
    if all.is_empty() {
        return last;
    }
    let args = [("before", Arg::Text(all.join(", "))), ("last", Arg::Text(last))];
    words_in(language, "list-and", &args)
}

#[cfg(test)]
mod tests;
