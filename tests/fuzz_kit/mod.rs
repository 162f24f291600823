//! Feeds a target with inputs that were spoilt on purpose: seeds, changed by `mutate` in ways that
//! hurt parsers. An input that makes a target behave in a new way becomes a seed itself. Runs on the
//! stable toolchain and knows no target by meaning.
//!
//! ```text
//! make test                 a fixed number of inputs for each target, always the same
//! make fuzz MINUTES=60      for so long in all, other inputs each time
//! POMBO_FUZZ_INPUT=FILE cargo test --lib fuzz     one input again
//! ```
//! An input that fails is made smaller and kept in `target/fuzz/`.

#![allow(clippy::print_stderr)]

pub mod mutate;
pub mod seeds;

use std::collections::HashSet;
use std::collections::hash_map::DefaultHasher;
use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::io::{Seek, SeekFrom, Write};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant, SystemTime};

use fastrand::Rng;
use mutate::Mutator;

/// What is fuzzed. In the long form each gets the same share of the time.
pub const TARGETS: [&str; 20] = [
    "autoconfig",
    "clean",
    "config",
    "deflate",
    "excerpt",
    "files",
    "framer",
    "journal",
    "layout",
    "links",
    "mime",
    "names",
    "pacc",
    "packs",
    "page",
    "parser",
    "planner",
    "reconcile",
    "records",
    "session",
];

/// Inputs that behaved in a new way and are kept as seeds.
const MOST_GROWN: usize = 4_096;
/// Larger ones are not kept: they only cost time.
const LARGEST_GROWN: usize = 8 * 1024;
/// An input that takes longer than this hangs. Others take milliseconds.
const HANGS: Duration = Duration::from_secs(120);
/// What takes longer than this is kept, to be looked at.
const SLOW: Duration = Duration::from_secs(1);
/// Smaller inputs that are tried once one has failed.
const SHRINKS: usize = 2_000;

/// What a check is given, and what it gives back: how the target behaved, as a number. Inputs of a
/// number that was not seen yet become seeds.
pub type Check<'c> = &'c mut dyn FnMut(&[u8], &mut Rng) -> u64;

/// How long to go on.
enum Until {
    Executions(u64),
    Time(Instant),
}

/// Fuzzes `target`: `short` inputs in the short form. `words` are what its language is made of.
///
/// # Panics
/// When the check does: the input is in a file by then.
pub fn fuzz(target: &str, seeds: Vec<Vec<u8>>, words: &[&[u8]], short: u64, check: Check<'_>) {
    assert!(TARGETS.contains(&target), "{target} is not in the list");
    assert!(!seeds.is_empty(), "{target} has no seeds");
    if let Some(file) = std::env::var_os("POMBO_FUZZ_INPUT") {
        return again(target, Path::new(&file), check);
    }
    let minutes = std::env::var("POMBO_FUZZ_MINUTES").ok();
    let minutes: Option<f64> = minutes.map(|text| text.parse().expect("a number of minutes"));
    let (until, first) = match minutes {
        Some(minutes) => {
            let share = minutes * 60.0 / TARGETS.len() as f64;
            (Until::Time(Instant::now() + Duration::from_secs_f64(share)), fresh(target))
        }
        None => (Until::Executions(short), 1),
    };
    let mut run = Run::begin(target, seeds, words, first);
    // The seeds as they are, then what is made of them.
    for seed in run.seeds.clone() {
        run.execute(seed, check);
    }
    while run.goes_on(&until) {
        let input = run.next();
        run.execute(input, check);
    }
    if minutes.is_some() {
        run.report();
    }
}

/// A number of its own for each long run.
fn fresh(target: &str) -> u64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    hash(&(target, now.map_or(0, |now| now.as_nanos())))
}

/// How something looks, as a number.
pub fn hash(of: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

/// One input from a file, if it is this target's: its name begins with the target's.
fn again(target: &str, file: &Path, check: Check<'_>) {
    let name = file.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
    if name.split_once('-').is_some_and(|(of, _)| of == target) {
        let input = fs::read(file).expect("the input can be read");
        check(&input, &mut chances(&input));
    }
}

/// What a check decides by chance is decided by the input: it goes the same way each time.
fn chances(input: &[u8]) -> Rng {
    Rng::with_seed(hash(&input))
}

struct Run<'w> {
    target: String,
    seeds: Vec<Vec<u8>>,
    grown: Vec<Vec<u8>>,
    shapes: HashSet<u64>,
    random: Rng,
    words: &'w [&'w [u8]],
    started: Instant,
    executions: u64,
    octets: u64,
    slowest: Duration,
    last: Last,
}

impl<'w> Run<'w> {
    fn begin(target: &str, seeds: Vec<Vec<u8>>, words: &'w [&'w [u8]], first: u64) -> Self {
        Self {
            target: target.to_owned(),
            seeds,
            grown: Vec::new(),
            shapes: HashSet::new(),
            random: Rng::with_seed(first),
            words,
            started: Instant::now(),
            executions: 0,
            octets: 0,
            slowest: Duration::ZERO,
            last: Last::of(target),
        }
    }

    fn goes_on(&self, until: &Until) -> bool {
        match until {
            Until::Executions(most) => self.executions < *most,
            Until::Time(end) => Instant::now() < *end,
        }
    }

    /// A seed, spoilt.
    fn next(&mut self) -> Vec<u8> {
        let grown = !self.grown.is_empty() && self.random.bool();
        let pool = if grown { &self.grown } else { &self.seeds };
        let mut input = pool[self.random.usize(0..pool.len())].clone();
        let other = &self.seeds[self.random.usize(0..self.seeds.len())];
        let mut mutator = Mutator { random: &mut self.random, words: self.words, other };
        mutator.spoil(&mut input);
        input
    }

    fn execute(&mut self, input: Vec<u8>, check: Check<'_>) {
        self.last.is(&input);
        let began = Instant::now();
        let done = catch_unwind(AssertUnwindSafe(|| check(&input, &mut chances(&input))));
        let took = began.elapsed();
        if took > self.slowest && took > SLOW {
            let file = folder().join(format!("{}-slow.bin", self.target));
            fs::write(file, &input).expect("the input can be kept");
        }
        self.slowest = self.slowest.max(took);
        self.last.over();
        self.executions += 1;
        self.octets += input.len() as u64;
        match done {
            Ok(shape) => {
                let room = self.grown.len() < MOST_GROWN && input.len() <= LARGEST_GROWN;
                if self.shapes.insert(shape) && room {
                    self.grown.push(input);
                }
            }
            Err(panic) => {
                let small = shrunk(&input, check);
                let file = folder().join(format!("{}-{}.bin", self.target, hash(&small)));
                fs::write(&file, &small).expect("the input can be kept");
                eprintln!(
                    "{}: {} octets fail, kept in {}",
                    self.target,
                    small.len(),
                    file.display()
                );
                resume_unwind(panic);
            }
        }
    }

    fn report(&self) {
        eprintln!(
            "fuzz {:<10} {:>11} inputs  {:>6} MB  {:>5.1} min  {:>6} shapes  slowest {:>5} ms",
            self.target,
            self.executions,
            self.octets / 1_000_000,
            self.started.elapsed().as_secs_f64() / 60.0,
            self.shapes.len(),
            self.slowest.as_millis(),
        );
    }
}

/// The smallest input that still fails, as far as leaving pieces out finds it.
fn shrunk(input: &[u8], check: Check<'_>) -> Vec<u8> {
    let mut best = input.to_vec();
    let mut piece = best.len().div_ceil(2).max(1);
    let mut tries = 0;
    loop {
        let mut at = 0;
        while at < best.len() && tries < SHRINKS {
            tries += 1;
            let mut less = best.clone();
            less.drain(at..(at + piece).min(best.len()));
            let fails = catch_unwind(AssertUnwindSafe(|| check(&less, &mut chances(&less))));
            if fails.is_err() { best = less } else { at += piece }
        }
        if piece == 1 || tries >= SHRINKS {
            return best;
        }
        piece = piece.div_ceil(2);
    }
}

fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join("fuzz");
    fs::create_dir_all(&folder).expect("a folder for inputs");
    folder
}

/// The input that is being tried, in a file: what ends the process, or hangs it, is there.
struct Last {
    file: File,
    /// `true`: an input was begun; `false`: it is over.
    begun: Sender<bool>,
}

impl Last {
    fn of(target: &str) -> Self {
        let path = folder().join(format!("{target}-last.bin"));
        let file = File::create(&path).expect("a file for the last input");
        let (begun, told) = channel();
        std::thread::spawn(move || {
            while let Ok(begun) = told.recv() {
                if begun && told.recv_timeout(HANGS) == Err(RecvTimeoutError::Timeout) {
                    eprintln!("an input hangs: {}", path.display());
                    std::process::abort();
                }
            }
        });
        Self { file, begun }
    }

    fn is(&mut self, input: &[u8]) {
        // What cannot be written is not there to be looked at, and nothing else.
        let _ = self.file.set_len(0);
        let _ = self.file.seek(SeekFrom::Start(0));
        let _ = self.file.write_all(input);
        let _ = self.begun.send(true);
    }

    fn over(&self) {
        let _ = self.begun.send(false);
    }
}
