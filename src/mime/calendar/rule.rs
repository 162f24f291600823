//! Rules of repetition (RFC 5545 section 3.3.10) to what there are words for. A rule that says more
//! than that is `Rule::Other`.

use jiff::civil::Date;

use super::stamp;
use crate::model::invitation::{End, On, Repeats, Rule};

/// Octets of a rule, and days of one, that are read.
const MAX_RULE: usize = 1_000;
const MAX_DAYS: usize = 31;
const MAX_EVERY: u32 = 1_000;
const WORKDAYS: [u8; 5] = [1, 2, 3, 4, 5];

/// Reads a rule; `starts` is the day of the first meeting.
pub fn repeats(rule: &str, starts: Date, shift: i32) -> Option<Repeats> {
    let rule = rule.get(..rule.floor_char_boundary(MAX_RULE))?.to_ascii_uppercase();
    let parts: Vec<(&str, &str)> = rule
        .split(';')
        .filter_map(|part| part.split_once('='))
        .map(|(name, value)| (name.trim(), value.trim()))
        .collect();
    let parts = Parts(parts);
    let frequency = parts.get("FREQ")?;
    let every = parts.get("INTERVAL").map_or(Some(1), |text| text.parse().ok());
    let every = every.filter(|every| (1..=MAX_EVERY).contains(every));
    let is_fine = ["BYHOUR", "BYMINUTE", "BYSECOND", "BYYEARDAY", "BYWEEKNO"];
    let is_fine = is_fine.iter().all(|name| parts.get(name).is_none());
    let told = every.filter(|_| is_fine).and_then(|every| match frequency {
        "DAILY" => daily(&parts, every),
        "WEEKLY" => weekly(&parts, every, starts),
        "MONTHLY" => monthly(&parts, every, starts),
        "YEARLY" => yearly(&parts, every, starts),
        _ => None,
    });
    Some(Repeats { rule: told.unwrap_or(Rule::Other), end: parts.end(shift) })
}

/// The parts of a rule, upper case.
struct Parts<'r>(Vec<(&'r str, &'r str)>);

impl<'r> Parts<'r> {
    fn get(&self, name: &str) -> Option<&'r str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    fn has(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.get(name).is_some())
    }

    /// The last day is told by the clock of the meeting, `shift` seconds east of Greenwich.
    fn end(&self, shift: i32) -> End {
        if let Some(times) = self.get("COUNT").and_then(|text| text.parse().ok()) {
            return End::Times(times);
        }
        let Some(until) = self.get("UNTIL") else { return End::Never };
        let span = jiff::Span::new().seconds(if stamp::is_utc(until) { shift } else { 0 });
        let local = stamp::wall(until).and_then(|wall| wall.checked_add(span).ok());
        let last = local.map(|wall| wall.date()).or_else(|| stamp::date(until));
        last.map_or(End::Never, |last| End::Until(stamp::day(last)))
    }

    /// BYDAY; nothing where it is not there, or cannot be read.
    fn weekdays(&self) -> Option<Vec<(i8, u8)>> {
        let days: Option<Vec<_>> = self.get("BYDAY")?.split(',').map(weekday).collect();
        let mut days = days.filter(|days| days.len() <= MAX_DAYS)?;
        days.sort_by_key(|(nth, day)| (*day, nth.rem_euclid(8)));
        days.dedup();
        Some(days)
    }

    /// BYDAY where each is meant.
    fn plain_weekdays(&self) -> Option<Vec<u8>> {
        let days = self.weekdays()?;
        days.iter().all(|(nth, _)| *nth == 0).then(|| days.iter().map(|(_, day)| *day).collect())
    }
}

/// `MO`, `2TU`, `-1FR`: which of them (0 for each), and the day from Monday = 1.
pub fn weekday(text: &str) -> Option<(i8, u8)> {
    let text = text.trim();
    let (nth, day) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let day = days.iter().position(|known| known.eq_ignore_ascii_case(day))?;
    let nth = if nth.is_empty() { 0 } else { nth.parse().ok()? };
    Some((nth, u8::try_from(day + 1).ok()?))
}

fn daily(parts: &Parts<'_>, every: u32) -> Option<Rule> {
    if parts.has(&["BYMONTH", "BYMONTHDAY", "BYSETPOS"]) {
        return None;
    }
    match parts.get("BYDAY") {
        None => Some(Rule::Daily { every }),
        Some(_) if every == 1 => Some(Rule::Weekly { every, days: parts.plain_weekdays()? }),
        Some(_) => None,
    }
}

fn weekly(parts: &Parts<'_>, every: u32, starts: Date) -> Option<Rule> {
    if parts.has(&["BYMONTH", "BYMONTHDAY", "BYSETPOS"]) {
        return None;
    }
    let own = || u8::try_from(starts.weekday().to_monday_one_offset()).ok().map(|day| vec![day]);
    let days = if parts.has(&["BYDAY"]) { parts.plain_weekdays()? } else { own()? };
    Some(Rule::Weekly { every, days })
}

fn monthly(parts: &Parts<'_>, every: u32, starts: Date) -> Option<Rule> {
    if parts.has(&["BYMONTH"]) {
        return None;
    }
    let is_each = parts.has(&["BYDAY"]) && !parts.has(&["BYMONTHDAY", "BYSETPOS"]) && every == 1;
    if let Some(days) = parts.plain_weekdays().filter(|_| is_each) {
        return Some(Rule::Weekly { every, days });
    }
    let on = on(parts)?.unwrap_or_else(|| vec![On::Day(starts.day())]);
    Some(Rule::Monthly { every, on })
}

fn yearly(parts: &Parts<'_>, every: u32, starts: Date) -> Option<Rule> {
    let months = match parts.get("BYMONTH") {
        // Without a month, days of the week are counted through the whole year.
        None if parts.has(&["BYDAY", "BYMONTHDAY"]) => return None,
        None => vec![u8::try_from(starts.month()).ok()?],
        Some(months) => {
            let months: Option<Vec<u8>> =
                months.split(',').map(|m| m.trim().parse().ok()).collect();
            let fine = |months: &Vec<u8>| months.iter().all(|month| (1..=12).contains(month));
            months.filter(|months| months.len() <= 12 && fine(months))?
        }
    };
    let on = on(parts)?.unwrap_or_else(|| vec![On::Day(starts.day())]);
    Some(Rule::Yearly { every, months, on })
}

/// The days within a month: `None` where there are no words for them, `Some(None)` where none are
/// named.
fn on(parts: &Parts<'_>) -> Option<Option<Vec<On>>> {
    let place = match parts.get("BYSETPOS") {
        None => None,
        Some(text) => Some(text.parse::<i8>().ok().filter(|place| is_said(*place))?),
    };
    match (parts.get("BYDAY"), parts.get("BYMONTHDAY")) {
        (Some(_), Some(_)) => None,
        (None, None) => place.is_none().then_some(None),
        (None, Some(days)) => {
            let days: Option<Vec<i8>> =
                days.split(',').map(|day| day.trim().parse().ok()).collect();
            let is_day = |day: &i8| (1..=31).contains(day) || *day == -1;
            let days = days.filter(|days| days.len() <= MAX_DAYS && days.iter().all(is_day))?;
            place.is_none().then(|| Some(days.into_iter().map(On::Day).collect()))
        }
        (Some(_), None) => {
            let days = parts.weekdays()?;
            let plain = parts.plain_weekdays();
            match (place, plain.as_deref()) {
                (Some(nth), Some([day])) => Some(Some(vec![On::Weekday { nth, day: *day }])),
                (Some(nth), Some(days)) if days == WORKDAYS => {
                    Some(Some(vec![On::Workday { nth }]))
                }
                (Some(_), _) => None,
                (None, _) => {
                    let is_counted = days.iter().all(|(nth, _)| is_said(*nth));
                    let each = days.into_iter().map(|(nth, day)| On::Weekday { nth, day });
                    is_counted.then(|| Some(each.collect()))
                }
            }
        }
    }
}

/// Whether there is a word for it: from the first to the fifth, the last, the last but one.
fn is_said(nth: i8) -> bool {
    matches!(nth, 1..=5 | -1 | -2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::invitation::Day;

    fn read(rule: &str) -> Option<Repeats> {
        // A Monday.
        repeats(rule, Date::constant(2026, 3, 2), 3_600)
    }

    fn rule(text: &str) -> Rule {
        read(text).unwrap().rule
    }

    #[test]
    fn usual_rules_are_understood() {
        let weekly = |every, days: &[u8]| Rule::Weekly { every, days: days.into() };
        let monthly = |every, on: &[On]| Rule::Monthly { every, on: on.into() };
        assert_eq!(rule("FREQ=DAILY"), Rule::Daily { every: 1 });
        assert_eq!(rule("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR"), weekly(1, &WORKDAYS));
        assert_eq!(rule("freq=weekly;interval=2;byday=we,mo;wkst=su"), weekly(2, &[1, 3]));
        assert_eq!(rule("FREQ=WEEKLY"), weekly(1, &[1]));
        assert_eq!(rule("FREQ=MONTHLY"), monthly(1, &[On::Day(2)]));
        assert_eq!(rule("FREQ=MONTHLY;BYMONTHDAY=1,-1"), monthly(1, &[On::Day(1), On::Day(-1)]));
        let friday = [On::Weekday { nth: -1, day: 5 }];
        assert_eq!(rule("FREQ=MONTHLY;BYDAY=-1FR"), monthly(1, &friday));
        assert_eq!(rule("FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1;INTERVAL=3"), monthly(3, &friday));
        let workday = [On::Workday { nth: -1 }];
        assert_eq!(rule("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"), monthly(1, &workday));
        let day = Rule::Yearly { every: 1, months: vec![3], on: vec![On::Day(2)] };
        assert_eq!(rule("FREQ=YEARLY"), day);
        let sunday = vec![On::Weekday { nth: -1, day: 7 }];
        let march = Rule::Yearly { every: 1, months: vec![3], on: sunday };
        assert_eq!(rule("FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"), march);
    }

    #[test]
    fn an_end_is_told_by_the_clock_of_the_meeting() {
        let end = |text: &str| read(text).unwrap().end;
        let until = |day| End::Until(Day { year: 2027, month: 3, day });
        assert_eq!(end("FREQ=DAILY;COUNT=10"), End::Times(10));
        assert_eq!(end("FREQ=DAILY;UNTIL=20270303"), until(3));
        assert_eq!(end("FREQ=DAILY;UNTIL=20270303T235959"), until(3));
        assert_eq!(end("FREQ=DAILY;UNTIL=20270303T233000Z"), until(4));
        assert_eq!(end("FREQ=DAILY;UNTIL=soon"), End::Never);
    }

    #[test]
    fn what_there_are_no_words_for_is_said_to_repeat_and_garbage_is_not() {
        for text in [
            "FREQ=HOURLY",
            "FREQ=WEEKLY;INTERVAL=0",
            "FREQ=WEEKLY;INTERVAL=99999999999",
            "FREQ=WEEKLY;BYDAY=XX",
            "FREQ=WEEKLY;BYDAY=",
            "FREQ=MONTHLY;BYDAY=7MO",
            "FREQ=MONTHLY;BYMONTHDAY=99",
            "FREQ=MONTHLY;BYMONTHDAY=-128",
            "FREQ=MONTHLY;BYDAY=-128MO",
            "FREQ=YEARLY;BYDAY=20MO",
            "FREQ=YEARLY;BYMONTH=13",
            "FREQ=DAILY;BYHOUR=9",
        ] {
            assert_eq!(rule(text), Rule::Other, "{text}");
        }
        for text in ["", ";;;", "=", "ROSES=RED", "é", "FREQ"] {
            assert_eq!(read(text), None, "{text}");
        }
        let endless = format!("FREQ=MONTHLY;BYDAY={}", "1MO,".repeat(100_000));
        assert_eq!(rule(&endless), Rule::Other);
        let endless = format!("FREQ=DAILY;X={}", "é".repeat(100_000));
        assert_eq!(rule(&endless), Rule::Daily { every: 1 });
    }
}
