//! What is written down of an examination, and how long each step took.

use std::io::Read as _;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use tokio::sync::mpsc::UnboundedSender;

use super::millis;
use crate::model::exam::{Caution, Finding, Outcome, Report, Seen, Step};
use crate::model::fault::Fault;

/// Octets of the file that names the system.
const MOST_RELEASE: u64 = 16 * 1024;

/// A step failed; which and why is in the chart.
pub(super) struct Stopped;

pub(super) struct Chart {
    tell: UnboundedSender<Finding>,
    since: Instant,
    pub(super) report: Report,
}

impl Chart {
    pub(super) fn new(tell: UnboundedSender<Finding>, report: Report) -> Self {
        Self { tell, since: Instant::now(), report }
    }

    /// The last step that is done.
    pub(super) fn last(&self) -> Option<Step> {
        self.report.findings.last().map(|finding| finding.step)
    }

    pub(super) fn fine(&mut self, step: Step, seen: Seen) {
        self.done(step, None, seen);
    }

    /// A step that went well. One that was written down already is not written again.
    pub(super) fn done(&mut self, step: Step, caution: Option<Caution>, seen: Seen) {
        self.add(step, caution.map_or(Outcome::Fine, Outcome::Warning), seen);
    }

    pub(super) fn failed(&mut self, step: Step, fault: Fault, seen: Seen) -> Stopped {
        self.add(step, Outcome::Failed(fault), seen);
        Stopped
    }

    /// The report, with the steps that were not come to.
    pub(super) fn close(mut self) -> Report {
        let after = self.last();
        for step in Step::ALL.into_iter().filter(|step| Some(*step) > after) {
            self.since = Instant::now();
            self.add(step, Outcome::Skipped, Seen::Nothing);
        }
        self.report
    }

    fn add(&mut self, step: Step, outcome: Outcome, seen: Seen) {
        if self.report.finding(step).is_some() {
            return;
        }
        let now = Instant::now();
        let ms = millis(now.saturating_duration_since(self.since));
        self.since = now;
        let finding = Finding { step, ms, outcome, seen };
        // Nobody may be listening any more; the report has it all.
        let _ = self.tell.send(finding.clone());
        self.report.findings.push(finding);
    }
}

/// Seconds since 1970 UTC.
pub(super) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// The operating system and its kind of processor.
pub(super) fn system() -> String {
    let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
    match release() {
        Some(release) => format!("{release} ({os} {arch})"),
        None => format!("{os} {arch}"),
    }
}

/// What a Linux calls itself (os-release(5)).
fn release() -> Option<String> {
    let mut text = String::new();
    let file = std::fs::File::open("/etc/os-release").ok()?;
    file.take(MOST_RELEASE).read_to_string(&mut text).ok()?;
    let name = text.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
    let name = name.trim().trim_matches(['"', '\'']);
    (!name.is_empty()).then(|| name.chars().filter(|c| !c.is_control()).take(80).collect())
}
