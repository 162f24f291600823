//! Lines on stdout and stderr: for people, or one JSON object a line for programs.

use std::io::Write;

use serde_json::{Value, json};

use crate::model::fault::Fault;

/// Where a command writes.
#[derive(Debug, Clone, Copy)]
pub struct Out {
    pub json: bool,
}

impl Out {
    /// One record: as JSON, or as the text that people read.
    pub fn record(self, value: &Value, text: impl FnOnce() -> String) {
        let line = if self.json { value.to_string() } else { clean(&text()) };
        to_stdout(&line);
    }

    /// A line for people only.
    pub fn say(self, text: &str) {
        if !self.json {
            to_stdout(&clean(text));
        }
    }

    /// Progress, on stderr unless it is JSON.
    pub fn progress(self, value: &Value, text: impl FnOnce() -> String) {
        if self.json {
            to_stdout(&value.to_string());
        } else {
            to_stderr(&clean(&text()));
        }
    }

    /// A fault: the sentence, with the technical detail behind it.
    pub fn fault(self, fault: &Fault, sentence: &str) {
        if self.json {
            let value = json!({
                "error": sentence,
                "kind": fault.kind,
                "place": fault.place,
                "detail": fault.detail,
            });
            to_stdout(&value.to_string());
        } else if fault.detail.is_empty() || sentence.contains(&fault.detail) {
            to_stderr(&clean(sentence));
        } else {
            to_stderr(&clean(&format!("{sentence} ({})", fault.detail)));
        }
    }
}

/// Mail is foreign text: control characters must not reach a terminal.
pub fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' && c != '\t' { ' ' } else { c }).collect()
}

/// Seconds since 1970 UTC as RFC 3339 text in UTC; empty where there is no such date.
pub fn stamp(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map(|time| time.to_string()).unwrap_or_default()
}

/// Milliseconds since 1970 UTC, now.
pub fn now_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

/// A reader that went away (`pombo list | head`) is no fault.
fn to_stdout(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

fn to_stderr(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
