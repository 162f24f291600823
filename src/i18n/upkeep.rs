//! What an account's own work is called: what an audit found, what octets were for, a line of the
//! connection log. Knows no window.

use jiff::tz::TimeZone;

use super::dates::at;
use super::size;
use crate::fl;
use crate::model::audit::Differences;
use crate::model::traffic::{Kind, Octets};
use crate::model::wirelog::{LogLine, Said};

/// What differed and what was done about it, a sentence each.
pub fn differences(of: Differences) -> Vec<String> {
    let Differences { missing, extra, flags, sizes } = of;
    let each = [
        (missing > 0).then(|| fl!("audit-missing", count = missing)),
        (extra > 0).then(|| fl!("audit-extra", count = extra)),
        (flags > 0).then(|| fl!("audit-flags", count = flags)),
        (sizes > 0).then(|| fl!("audit-sizes", count = sizes)),
    ];
    each.into_iter().flatten().collect()
}

/// What octets were for.
pub fn kind(kind: Kind) -> String {
    match kind {
        Kind::SignIn => fl!("traffic-sign-in"),
        Kind::Lists => fl!("traffic-lists"),
        Kind::Sync => fl!("traffic-sync"),
        Kind::Headers => fl!("traffic-headers"),
        Kind::Bodies => fl!("traffic-bodies"),
        Kind::Attachments => fl!("traffic-attachments"),
        Kind::Actions => fl!("traffic-actions"),
        Kind::Idle => fl!("traffic-idle"),
        Kind::Audit => fl!("traffic-audit"),
    }
}

/// Received and sent.
pub fn octets(of: Octets) -> String {
    fl!("traffic-both", down = size(of.down), up = size(of.up))
}

/// A line of the log with the names of mailboxes as they are.
pub fn log_line(line: &LogLine) -> String {
    written(line, &mut |name| format!("\"{name}\""))
}

/// A log to be given to others: mailboxes are numbered in the order in which they come.
pub fn log_report(lines: &[LogLine]) -> String {
    let mut names: Vec<String> = Vec::new();
    let mut number = |name: &str| {
        let known = names.iter().position(|known| known == name);
        let at = known.unwrap_or_else(|| {
            names.push(name.to_owned());
            names.len() - 1
        });
        fl!("log-mailbox", number = at + 1)
    };
    lines.iter().map(|line| written(line, &mut number) + "\n").collect()
}

fn written(line: &LogLine, mailbox: &mut dyn FnMut(&str) -> String) -> String {
    let moment = at(line.at.div_euclid(1_000), &TimeZone::system());
    let (hour, minute, second) = (moment.hour(), moment.minute(), moment.second());
    let thousandth = line.at.rem_euclid(1_000);
    let time = format!("{hour:02}:{minute:02}:{second:02}.{thousandth:03}");
    let mut parts = vec![format!("{time}  #{}", line.connection)];
    match &line.said {
        Said::Command { word, what, mailbox: about, set } => {
            parts.push(format!("→ {word}"));
            parts.extend(about.as_ref().map(|name| mailbox(name)));
            parts.extend([set.as_str(), what].into_iter().map(str::to_owned));
        }
        Said::Response { word, number } => {
            parts.push(format!("← {word}"));
            parts.extend(number.map(|number| number.to_string()));
        }
        Said::Answer { condition, code } => {
            parts.push(format!("← {condition}"));
            parts.push(if code.is_empty() { String::new() } else { format!("[{code}]") });
        }
    }
    if line.count > 1 {
        parts.push(format!("×{}", line.count));
    }
    let is_answer = matches!(line.said, Said::Answer { .. });
    if line.octets > 0 && !is_answer {
        parts.push(format!("({})", size(line.octets)));
    }
    parts.extend(line.ms.map(|ms| fl!("doctor-ms", ms = ms)));
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::wirelog::UidText;

    fn select(name: &str) -> LogLine {
        let (mailbox, set) = (Some(name.to_owned()), UidText::default());
        let said = Said::Command { word: "SELECT", what: "", mailbox, set };
        LogLine { at: 1_234, connection: 2, said, octets: 20, count: 1, ms: None }
    }

    #[test]
    fn a_line_tells_who_said_what_and_how_long_it_took() {
        let fetch = LogLine {
            said: Said::Command {
                word: "UID FETCH",
                what: "flags",
                mailbox: None,
                set: UidText::new("1:50"),
            },
            ..select("")
        };
        let end = format!("01.234  #2 → UID FETCH 1:50 flags ({})", size(20));
        assert!(log_line(&fetch).ends_with(&end), "{}", log_line(&fetch));
        let rows = Said::Response { word: "FETCH", number: None };
        let rows = LogLine { said: rows, octets: 3_000, count: 50, ..select("") };
        let end = format!("#2 ← FETCH ×50 ({})", size(3_000));
        assert!(log_line(&rows).ends_with(&end), "{}", log_line(&rows));
        let answer = Said::Answer { condition: "NO", code: "TRYCREATE" };
        let answer = LogLine { said: answer, ms: Some(57), ..select("") };
        assert!(log_line(&answer).ends_with("#2 ← NO [TRYCREATE] 57 ms"));
    }

    #[test]
    fn a_log_for_others_has_numbers_for_names() {
        assert!(log_line(&select("Divorce")).contains("SELECT \"Divorce\""));
        let report = log_report(&[select("Divorce"), select("INBOX"), select("Divorce")]);
        assert!(!report.contains("Divorce") && !report.contains("INBOX"), "{report}");
        let ends: Vec<_> = report.lines().map(|line| line.contains("mailbox 1")).collect();
        assert_eq!(ends, [true, false, true]);
    }
}
