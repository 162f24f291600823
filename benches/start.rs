//! How long a person waits: `cargo bench --bench start [-- MESSAGES]` fills a private Dovecot,
//! opens the real window on a virtual display twice and prints what `POMBO_TRACE` says: the first
//! list, the second start's list, peak memory, octets down.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing)]

#[path = "../tests/support/mod.rs"]
mod support;

#[path = "kit/mod.rs"]
mod kit;

use kit::{add_account, lines, open};
use support::display::Display;
use support::dovecot::Dovecot;
use support::{mails, until_within};

/// The longest that one start may take until every message is known.
const LIMIT: std::time::Duration = std::time::Duration::from_secs(600);

fn main() {
    let number = std::env::args().filter_map(|arg| arg.parse().ok()).next_back();
    let messages: u32 = number.unwrap_or(10_000);
    let server = Dovecot::start();
    server.fill("INBOX", (1..=messages).map(mails::plain));
    let home = tempfile::tempdir().unwrap();
    let profile = home.path().join("profile");
    add_account(&server, &profile);
    let display = Display::start();
    for start in ["first start", "second start"] {
        let trace = home.path().join(format!("{start}.jsonl"));
        let mut pombo = open(&display, &profile, &trace);
        let find = |name: &str, least: u32| {
            until_within(LIMIT, name, || {
                lines(&trace).into_iter().find(|line| {
                    line["milestone"] == name
                        && line["rows"].as_u64().is_none_or(|rows| rows >= u64::from(least))
                })
            })
        };
        let frame = find("first frame", 0);
        let list = find("list shown", 1);
        let whole = find("list shown", messages);
        display.window("Pombo");
        find("in step", 0);
        display.key("alt+F4");
        let _ = pombo.wait();
        let end = lines(&trace).into_iter().find(|line| line["milestone"] == "finished");
        println!("{start}, {messages} messages:");
        println!("  first frame      {:>8} ms", frame["ms"]);
        println!(
            "  list shown       {:>8} ms, {} rows from the {}",
            list["ms"], list["rows"], list["source"]
        );
        println!("  every row shown  {:>8} ms", whole["ms"]);
        if let Some(end) = end {
            println!("  peak memory      {:>8} KiB", end["peak_kib"]);
            println!("  octets down      {:>8}", end["down"]);
        }
    }
}
