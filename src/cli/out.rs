//! Lines on stdout and stderr: for people, or one JSON object a line for programs.

use std::io::{self, ErrorKind, Write};

use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::problem::Problem;
use crate::model::fault::{Fault, FaultKind, Place};

/// Where a command writes.
#[derive(Debug, Clone, Copy)]
pub struct Out {
    /// Only JSON goes to stdout, and everything does.
    pub json: bool,
}

impl Out {
    /// One record: as JSON, or as the text that people read.
    ///
    /// # Errors
    /// `Unread` when nobody reads it; `Disk` when it cannot be written.
    pub fn record(self, value: &Value, text: impl FnOnce() -> String) -> Result<(), Problem> {
        self.record_with(|| value.clone(), text)
    }

    /// The same where making the JSON costs something.
    ///
    /// # Errors
    /// As `record`.
    pub fn record_with(
        self,
        value: impl FnOnce() -> Value,
        text: impl FnOnce() -> String,
    ) -> Result<(), Problem> {
        to_stdout(&if self.json { value().to_string() } else { clean(&text()) })
    }

    /// A line for people only.
    ///
    /// # Errors
    /// As `record`.
    pub fn say(self, text: &str) -> Result<(), Problem> {
        if self.json { Ok(()) } else { to_stdout(&clean(text)) }
    }

    /// Progress, on stderr unless it is JSON.
    ///
    /// # Errors
    /// As `record`.
    pub fn progress(self, value: &Value, text: impl FnOnce() -> String) -> Result<(), Problem> {
        if self.json {
            return to_stdout(&value.to_string());
        }
        to_stderr(&clean(&text()));
        Ok(())
    }

    /// Why the command did not do its work. Nothing is left to be done where that cannot be told.
    pub fn problem(self, problem: &Problem) {
        match problem {
            Problem::Unread => {}
            _ if self.json => drop(to_stdout(&problem.value().to_string())),
            _ => to_stderr(&clean(&problem.text())),
        }
    }
}

/// One record of the fields of both.
pub fn merged(mut record: Value, more: Value) -> Value {
    if let (Value::Object(record), Value::Object(more)) = (&mut record, more) {
        record.extend(more);
    }
    record
}

/// Mail is foreign text: control characters must not reach a terminal.
pub fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' && c != '\t' { ' ' } else { c }).collect()
}

/// Foreign text for one line.
pub fn line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A text in exactly this many columns of a terminal: cut with `…`, or filled up with spaces.
pub fn cell(text: &str, columns: usize) -> String {
    let text = line(text);
    let width = text.width();
    if width <= columns {
        return text + &" ".repeat(columns - width);
    }
    let mut cut = String::new();
    let mut used = 0;
    for cluster in text.graphemes(true) {
        used += cluster.width();
        if used >= columns {
            break;
        }
        cut.push_str(cluster);
    }
    cut.push('…');
    let width = cut.width();
    cut + &" ".repeat(columns.saturating_sub(width))
}

/// A text at the right of this many columns.
pub fn right(text: &str, columns: usize) -> String {
    " ".repeat(columns.saturating_sub(text.width())) + text
}

/// Seconds since 1970 UTC as RFC 3339 text in UTC; empty where there is no such date.
pub fn stamp(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map(|time| time.to_string()).unwrap_or_default()
}

/// Milliseconds since 1970 UTC, now.
pub fn now_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

fn to_stdout(line: &str) -> Result<(), Problem> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Problem::Unread,
        _ => Fault::new(FaultKind::Disk, Place::File, format!("stdout: {error}")).into(),
    })
}

/// A reader of stderr that went away misses what it did not want to know.
fn to_stderr(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_has_its_width_in_every_script() {
        assert_eq!(cell("Ana", 5), "Ana  ");
        assert_eq!(cell("Anabela", 5), "Anab…");
        assert_eq!(cell("山田太郎", 5), "山田…");
        assert_eq!(cell("山田太郎", 6), "山田… ");
        assert_eq!(cell("a\tb\u{1b}[1m", 7), "a b [1m");
        assert_eq!(right("12 kB", 7), "  12 kB");
        for text in ["e\u{301}e\u{301}e\u{301}e\u{301}", "👩‍👩‍👧‍👦👩‍👩‍👧‍👦", "שלום עולם", ""]
        {
            assert_eq!(cell(text, 3).width(), 3, "{text}");
        }
    }

    #[test]
    fn a_moment_is_written_as_programs_read_it() {
        assert_eq!(stamp(1_700_000_000), "2023-11-14T22:13:20Z");
        assert_eq!(stamp(i64::MAX), "");
    }
}
