//! From the key that opens a message to its body on screen: `cargo bench --bench reading`. A private
//! Dovecot, the real window on a virtual display, its own account of the moments (`POMBO_TRACE`).
//! First each message for the first time, beside a round trip of the wire, then the same ones again.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing)]

#[path = "../tests/support/mod.rs"]
mod support;

#[path = "kit/mod.rs"]
mod kit;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use kit::{add_account, lines, open};
use serde_json::Value;
use support::display::Display;
use support::dovecot::Dovecot;
use support::until_within;

const LIMIT: Duration = Duration::from_secs(60);

fn main() {
    let server = Dovecot::start();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    server.fill("INBOX", files.iter().map(|file| std::fs::read(file).unwrap()));
    println!("round trip of the wire {:.2} ms", round_trip(&server));
    let home = tempfile::tempdir().unwrap();
    let profile = home.path().join("profile");
    add_account(&server, &profile);
    let display = Display::start();
    for (run, wait) in [("first time", true), ("first time, one key after the other", false)] {
        let _ = std::fs::remove_dir_all(profile.join("cache"));
        let trace = home.path().join(format!("{run}.jsonl"));
        let mut pombo = open(&display, &profile, &trace);
        until_within(LIMIT, "in step", || has(&trace, "in step", 1));
        display.window("Pombo");
        display.key("Home");
        for number in 1..files.len() {
            display.key("Down");
            if wait {
                until_within(LIMIT, "design", || has(&trace, "design shown", number));
            }
        }
        until_within(LIMIT, "design", || last_is_shown(&trace));
        tell(run, &lines(&trace));
        if wait {
            let before = lines(&trace).len();
            for _ in 1..files.len() {
                let so_far = lines(&trace).len();
                display.key("Up");
                until_within(LIMIT, "design", || {
                    (lines(&trace).len() > so_far && last_is_shown(&trace).is_some()).then_some(())
                });
            }
            tell("again", &lines(&trace)[before..]);
        }
        display.key("alt+F4");
        let _ = pombo.wait();
    }
}

/// Milliseconds between each message being asked for and what came of it.
fn tell(run: &str, lines: &[Value]) {
    for shown in ["body shown", "design shown"] {
        let mut asked = None;
        let mut times: Vec<u64> = Vec::new();
        for line in lines {
            if line["milestone"] == "body asked" {
                asked = Some((line["key"].clone(), line["ms"].as_u64().unwrap()));
            } else if line["milestone"] == shown
                && let Some((key, at)) = asked.take_if(|(key, _)| *key == line["key"])
            {
                let _ = key;
                times.push(line["ms"].as_u64().unwrap() - at);
            }
        }
        times.sort_unstable();
        let Some(last) = times.len().checked_sub(1) else { continue };
        println!(
            "{run}: {shown:<12} p50 {:>4} ms, p99 {:>4} ms ({} messages)",
            times[last / 2],
            times[last * 99 / 100],
            times.len()
        );
    }
}

fn has(trace: &Path, milestone: &str, least: usize) -> Option<()> {
    let found = lines(trace).iter().filter(|line| line["milestone"] == milestone).count();
    (found >= least).then_some(())
}

/// The message that was asked for last has its design on screen.
fn last_is_shown(trace: &Path) -> Option<()> {
    let lines = lines(trace);
    let last = lines.iter().rev().find(|line| line["milestone"] == "body asked")?;
    let shown = lines.iter().rev().find(|line| line["milestone"] == "design shown")?;
    (last["key"] == shown["key"]).then_some(())
}

/// Milliseconds that a NOOP takes.
fn round_trip(server: &Dovecot) -> f64 {
    let mut client = server.client();
    let start = Instant::now();
    for _ in 0..100 {
        client.ok("NOOP");
    }
    start.elapsed().as_secs_f64() * 10.0
}
