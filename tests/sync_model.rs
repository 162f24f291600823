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
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use model_kit::run::{Servers, Tally, run};
use model_kit::{person, process};

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

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect("a number"))
}

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
    let one = number("POMBO_SEED");
    let first = one.or(number("POMBO_FIRST")).unwrap_or(1);
    let runs = one.map_or_else(|| number("POMBO_RUNS").unwrap_or(RUNS), |_| 1);
    let servers = Servers::start(u32::try_from(runs).unwrap());
    let (next, begun) = (AtomicU64::new(0), Instant::now());
    let wrongs: Mutex<Vec<String>> = Mutex::default();
    let all: Mutex<Tally> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let place = next.fetch_add(1, Ordering::SeqCst);
                    if place >= runs {
                        return;
                    }
                    match run(&servers, first + place, u32::try_from(place).unwrap() + 1) {
                        Ok(tally) => add(&mut all.lock().unwrap(), tally),
                        Err(why) => {
                            // At once: who stops a long run is to know.
                            writeln!(std::io::stderr(), "{why}").unwrap();
                            wrongs.lock().unwrap().push(why);
                        }
                    }
                }
            });
        }
    });
    let (all, wrongs) = (all.into_inner().unwrap(), wrongs.into_inner().unwrap());
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
