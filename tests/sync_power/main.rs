//! The power goes out at any moment, on a disk that may have lied: the files of the profile end in
//! nothing, in zeros, in what was there before. A real engine starts on what is left, with the
//! server as it is by then. It never panics, the journal keeps what was there before the damage,
//! nothing is lost or done twice, and soon what is kept is what the server has.
//!
//! The short form runs with every test run. The long form (`POMBO_TORTURE=1`) makes many more runs
//! and prints its figures; `POMBO_SEED=7` makes one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

#[path = "../support/mod.rs"]
mod support;
#[path = "../sync_kit/mod.rs"]
mod sync_kit;

mod damage;
mod judge;
mod life;
mod older;

use std::io::Write;
use std::sync::Mutex;
use std::time::Instant;

use life::{Servers, Tally, run};
use support::runs;

/// Runs at the same time; most of each is waiting.
const AT_ONCE: usize = 4;

/// Runs in the short form and in the long one.
const SHORT: u64 = 8;
const LONG: u64 = 300;

/// Panics in Pombo's own code, wherever they were caught. Those of the database are its own way to
/// say that a file is damaged, and the store catches them.
static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn watch_for_panics() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let ours = panic.location().is_some_and(|place| place.file().starts_with("src/"));
        if ours {
            PANICS.lock().unwrap().push(panic.to_string());
        }
        before(panic);
    }));
}

#[test]
fn whatever_the_power_takes_along_nothing_is_lost_or_done_twice() {
    watch_for_panics();
    let torture = std::env::var_os("POMBO_TORTURE").is_some();
    let (first, runs) = runs::wanted(if torture { LONG } else { SHORT });
    let servers = Servers::start(u32::try_from(runs).unwrap());
    let begun = Instant::now();
    let (tallies, wrongs) = runs::side_by_side(AT_ONCE, runs, |place| {
        run(&servers, first + place, u32::try_from(place).unwrap() + 1)
    });
    let mut all = Tally::default();
    tallies.into_iter().for_each(|tally| all.add(tally));
    // A figure that nobody sees is no figure: shown with `--nocapture`.
    let (seconds, wrong) = (begun.elapsed().as_secs(), wrongs.len());
    writeln!(
        std::io::stderr(),
        "power: {runs} runs from seed {first} in {seconds} s: {all:?}, {wrong} went wrong"
    )
    .unwrap();
    assert!(wrongs.is_empty(), "{}", wrongs.join("\n\n"));
    let panics = PANICS.lock().unwrap();
    assert!(panics.is_empty(), "{}", panics.join("\n"));
    assert!(all.orders > 0 && all.starts > all.runs, "{all:?}");
}
