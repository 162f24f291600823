//! Dates relative to the start: `Date: @-3h20m/+0200` in a seeded mail becomes the date three
//! hours and twenty minutes ago, written in that zone, so that the mailbox always looks fresh.

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

/// A moment as a mail writes it (RFC 5322 section 3.3), `zone` in seconds east of Greenwich.
pub fn mail(seconds: i64, zone: i32) -> String {
    local(seconds, zone, "%a, %d %b %Y %H:%M:%S %z")
}

fn local(seconds: i64, zone: i32, format: &str) -> String {
    let moment = Timestamp::from_second(seconds).unwrap_or_default();
    let zone = Offset::from_seconds(zone).unwrap_or(Offset::UTC);
    moment.to_zoned(TimeZone::fixed(zone)).strftime(format).to_string()
}

/// Every line that ends in a token gets the date of it: after a space as in a mail header, after
/// the colon of `DTSTART:` and its like as in a calendar (RFC 5545 section 3.3.5), there in UTC where it
/// names no zone. Also tells the moment of the message's own Date field.
pub fn resolve(message: &[u8], now: i64) -> (Vec<u8>, Option<i64>) {
    let mut resolved = Vec::with_capacity(message.len() + 64);
    let mut date = None;
    for line in message.split_inclusive(|&byte| byte == b'\n') {
        let text = line.trim_ascii_end();
        let token = text.iter().rposition(|&byte| byte == b'@').and_then(|at| {
            let (before, token) = text.split_at(at);
            let calendar = before.starts_with(b"DT") && before.ends_with(b":");
            if !calendar && !before.ends_with(b" ") {
                return None;
            }
            let (moment, zone) = parse(std::str::from_utf8(token).ok()?, now)?;
            let calendar = calendar.then_some(token.contains(&b'/'));
            Some((before, moment, zone, calendar))
        });
        match token {
            None => resolved.extend_from_slice(line),
            Some((before, moment, zone, calendar)) => {
                resolved.extend_from_slice(before);
                let written = match calendar {
                    Some(true) => local(moment, zone, "%Y%m%dT%H%M%S"),
                    Some(false) => local(moment, 0, "%Y%m%dT%H%M%SZ"),
                    None => mail(moment, zone),
                };
                resolved.extend(written.into_bytes());
                resolved.extend_from_slice(line.get(text.len()..).unwrap_or_default());
                if before == b"Date: " && date.is_none() {
                    date = Some(moment);
                }
            }
        }
    }
    (resolved, date)
}

/// `@-1d3h20m`, `@+2d/-0300`: the moment, and its zone in seconds.
fn parse(token: &str, now: i64) -> Option<(i64, i32)> {
    let token = token.strip_prefix('@')?;
    let (span, zone) = token.split_once('/').unwrap_or((token, "+0000"));
    let (sign, span) = match span.split_at_checked(1)? {
        ("-", span) => (-1, span),
        ("+", span) => (1, span),
        _ => return None,
    };
    let (mut seconds, mut number) = (0_i64, None);
    for letter in span.chars() {
        let unit = match letter {
            '0'..='9' => {
                let digit = i64::from(letter.to_digit(10)?);
                number = Some(number.unwrap_or(0_i64).checked_mul(10)?.checked_add(digit)?);
                continue;
            }
            'w' => 7 * 86_400,
            'd' => 86_400,
            'h' => 3_600,
            'm' => 60,
            _ => return None,
        };
        seconds = seconds.checked_add(number.take()?.checked_mul(unit)?)?;
    }
    let (sense, clock) = zone.split_at_checked(1)?;
    let clock: i32 = clock.parse().ok()?;
    let east = (clock / 100 * 60 + clock % 100) * 60;
    if span.is_empty() || number.is_some() {
        return None;
    }
    Some((now + sign * seconds, if sense == "-" { -east } else { east }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-03-01 12:00:00 UTC.
    const NOW: i64 = 1_772_366_400;

    #[test]
    fn tokens_at_line_ends_become_dates() {
        let mail =
            b"Received: by x; @-1h\nDate: @-1d2h5m/-0300\nX: a@-1h.example\n\nDTSTART:@+2d\n\
            DTEND;TZID=X:@+2d/-0300\nb @home\n";
        let (resolved, date) = resolve(mail, NOW);
        assert_eq!(
            String::from_utf8(resolved).unwrap(),
            "Received: by x; Sun, 01 Mar 2026 11:00:00 +0000\n\
             Date: Sat, 28 Feb 2026 06:55:00 -0300\n\
             X: a@-1h.example\n\nDTSTART:20260303T120000Z\n\
             DTEND;TZID=X:20260303T090000\nb @home\n"
        );
        assert_eq!(date, Some(NOW - 26 * 3_600 - 300));
    }

    #[test]
    fn what_is_no_token_stays() {
        for text in ["@", "@-", "@5h", "@-h", "@-5", "@-5x", "@-5h/", "@-99999999999999999999d"] {
            assert_eq!(parse(text, 0), None, "{text}");
        }
    }
}
