//! The model test: a person, a second client and an administrator change the same mail at random,
//! online and offline, and the person's process is killed between any two steps. In the end the
//! server, the cache and what is shown agree, nothing is lost or doubled, and every order was
//! carried out once or is shown as refused or doubtful.
//!
//! `POMBO_SEED=7` runs one seed, `POMBO_RUNS=1000` so many of them, from `POMBO_FIRST` on.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod model_kit;
mod support;
mod sync_kit;

use std::io::Write;
use std::time::Instant;

use model_kit::run::{Servers, Tally, run};
use model_kit::{person, process};
use support::runs;

/// Runs at the same time; most of each is waiting.
const AT_ONCE: usize = 4;

const RUNS: u64 = 50;

/// What is done at least once in so many runs.
const KINDS: [&str; 12] = [
    "move",
    "copy",
    "bring",
    "delete",
    "flag",
    "make",
    "rename",
    "unmake",
    "subscribe",
    "putback",
    "undo",
    "cancel",
];

/// Not a test: what the person's process does.
#[test]
fn the_person() {
    let Some(given) = process::given() else { return };
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.unwrap().block_on(person::live(given));
}

#[test]
fn the_judge_sees_every_kind_of_wrong() {
    model_kit::trial::begin();
}

#[test]
fn whatever_happens_nothing_is_lost_doubled_or_forgotten() {
    let (first, runs) = runs::wanted(RUNS);
    let servers = Servers::start(u32::try_from(runs).unwrap());
    let begun = Instant::now();
    let (tallies, wrongs) = runs::side_by_side(AT_ONCE, runs, |place| {
        run(&servers, first + place, u32::try_from(place).unwrap() + 1)
    });
    let mut all = Tally::default();
    tallies.into_iter().for_each(|tally| add(&mut all, tally));
    let Tally { orders, kills, cuts, refused, messages, certain, kinds } = all;
    let seconds = begun.elapsed().as_secs();
    let line = format!(
        "model: {runs} runs from seed {first} in {seconds} s: {orders} orders ({refused} refused or \
         never on disk), {kills} kills, {cuts} cut wires, {messages} messages, of {certain} only one \
         end was right, done {kinds:?}, {} runs went wrong",
        wrongs.len()
    );
    writeln!(std::io::stderr(), "{line}").unwrap();
    assert!(wrongs.is_empty(), "{}", wrongs.join("\n\n"));
    assert!(runs < 200 || KINDS.iter().all(|kind| kinds.contains_key(*kind)), "not all: {line}");
    assert!(runs < 20 || orders > 0 && kills > 0 && cuts > 0, "nothing happened: {line}");
}

fn add(all: &mut Tally, one: Tally) {
    all.orders += one.orders;
    all.kills += one.kills;
    all.cuts += one.cuts;
    all.refused += one.refused;
    all.messages += one.messages;
    all.certain += one.certain;
    for (kind, count) in one.kinds {
        *all.kinds.entry(kind).or_default() += count;
    }
}
