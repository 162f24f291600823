//! Milestones of a run for those who measure: `POMBO_TRACE=FILE` writes one JSON line each, with
//! milliseconds since the process started. Costs nothing when it is off. No secret and no mail
//! content goes through here.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Map, Value};

static TRACE: OnceLock<Trace> = OnceLock::new();

/// Opens the file that `POMBO_TRACE` names, if it does; call it first thing in `main`. Lines are
/// added to a file that is there.
pub fn start() {
    let Some(path) = std::env::var_os("POMBO_TRACE").filter(|path| !path.is_empty()) else {
        return;
    };
    match Trace::open(Path::new(&path)) {
        Ok(trace) => {
            let trace = TRACE.get_or_init(|| trace);
            let version = env!("CARGO_PKG_VERSION").into();
            trace.mark("started", &[("version", version), ("pid", std::process::id().into())]);
        }
        Err(error) => tracing::warn!(%error, "The file that POMBO_TRACE names cannot be written."),
    }
}

/// Notes a milestone once reached: `trace::mark("list shown", &[("mailbox", "INBOX".into()), ("rows", 50.into())])`.
/// A fact must not be called `ms` or `milestone`.
pub fn mark(milestone: &str, facts: &[(&str, Value)]) {
    if let Some(trace) = TRACE.get() {
        trace.mark(milestone, facts);
    }
}

/// The last line: peak memory of the process (VmHWM) in KiB, where the system tells it, and octets
/// on the wire.
pub fn finish(down: u64, up: u64) {
    if let Some(trace) = TRACE.get() {
        let peak = peak_kib().map_or(Value::Null, Value::from);
        trace.mark("finished", &[("peak_kib", peak), ("down", down.into()), ("up", up.into())]);
    }
}

/// An open file and the moment from which milliseconds are counted.
struct Trace {
    file: Mutex<File>,
    opened: Instant,
    /// The age of the process when the file was opened.
    before: Duration,
}

impl Trace {
    fn open(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        Ok(Self { file: Mutex::new(file), opened: Instant::now(), before: age() })
    }

    /// Each line goes out in one write, so that threads do not mix and a crash loses none.
    fn mark(&self, milestone: &str, facts: &[(&str, Value)]) {
        let ms = (self.before + self.opened.elapsed()).as_secs_f64() * 1000.0;
        let mut line = Map::new();
        for (name, value) in facts {
            line.insert((*name).to_owned(), value.clone());
        }
        line.insert("ms".to_owned(), ((ms * 10.0).round() / 10.0).into());
        line.insert("milestone".to_owned(), milestone.into());

        let line = format!("{}\n", Value::Object(line));
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = file.write_all(line.as_bytes()) {
            tracing::debug!(%error, "A milestone could not be written.");
        }
    }
}

/// How long this process has lived, to the 10 ms of the kernel's tick; nothing where the system
/// does not tell, or tells nonsense, as it may in a container.
fn age() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let uptime = std::fs::read_to_string("/proc/uptime").unwrap_or_default();

    age_of(&stat, &uptime).filter(|age| *age < Duration::from_secs(60)).unwrap_or_default()
}

/// From proc(5): field 22 of `stat` is the start in ticks since boot, of which Linux shows 100 a
/// second to every program. The name in field 2 may hold spaces and parentheses.
fn age_of(stat: &str, uptime: &str) -> Option<Duration> {
    let (_, fields) = stat.rsplit_once(')')?;
    let started: f64 = fields.split_whitespace().nth(19)?.parse().ok()?;
    let now: f64 = uptime.split_whitespace().next()?.parse().ok()?;

    Duration::try_from_secs_f64(now - started / 100.0).ok()
}

fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_several_threads_are_whole_and_in_order() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("trace");
        let trace = Trace::open(&path).unwrap();
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let trace = &trace;
                scope.spawn(move || {
                    for n in 0..100 {
                        trace.mark("list shown", &[("thread", thread.into()), ("rows", n.into())]);
                    }
                });
            }
        });

        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 400);
        for thread in 0..4 {
            let own = lines.iter().filter(|line| line["thread"] == thread);
            let rows: Vec<_> = own.clone().map(|line| line["rows"].as_i64().unwrap()).collect();
            assert_eq!(rows, (0..100).collect::<Vec<_>>());
            let times: Vec<_> = own.map(|line| line["ms"].as_f64().unwrap()).collect();
            assert!(times.is_sorted() && lines[0]["milestone"] == "list shown");
        }
    }

    #[test]
    fn a_second_run_adds_to_the_file() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for run in ["first", "second"] {
            Trace::open(file.path()).unwrap().mark(run, &[]);
        }
        assert_eq!(std::fs::read_to_string(file.path()).unwrap().lines().count(), 2);
    }

    #[test]
    fn the_age_of_a_process_is_read_from_what_the_kernel_tells() {
        let stat = "7 (a) b (c) R 1 7 7 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 12345 1 1";
        assert_eq!(age_of(stat, "125.45 9.0"), Some(Duration::from_secs_f64(125.45 - 123.45)));
        for (stat, uptime) in [("", ""), (stat, ""), ("7 (a) R 1", "5"), (stat, "3.0 1.0")] {
            assert_eq!(age_of(stat, uptime), None, "{stat:?} {uptime:?}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_has_an_age_and_a_peak_of_memory() {
        assert!(peak_kib().unwrap() > 1000);
        let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
        let uptime = std::fs::read_to_string("/proc/uptime").unwrap();
        assert!(age_of(&stat, &uptime).is_some());
    }
}
