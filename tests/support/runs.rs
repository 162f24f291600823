//! Many runs of one test side by side, each with a seed of its own, as the person at the keyboard
//! wants them: one seed, so many, from one on. Knows nothing of what a run does.

use std::io::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// The number in a variable of the environment.
pub fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect("a number"))
}

/// The first seed, and how many: `POMBO_SEED` is one, `POMBO_RUNS` so many from `POMBO_FIRST` on.
pub fn wanted(usual: u64) -> (u64, u64) {
    match number("POMBO_SEED") {
        Some(seed) => (seed, 1),
        None => (number("POMBO_FIRST").unwrap_or(1), number("POMBO_RUNS").unwrap_or(usual)),
    }
}

/// Runs with the places 0, 1, …, so many at the same time: what came of those that went right, and
/// why others went wrong, which is told at once.
pub fn side_by_side<T: Send>(
    at_once: usize,
    runs: u64,
    run: impl Fn(u64) -> Result<T, String> + Sync,
) -> (Vec<T>, Vec<String>) {
    let (next, ends) = (AtomicU64::new(0), Mutex::new((Vec::new(), Vec::new())));
    let work = || {
        loop {
            let place = next.fetch_add(1, Ordering::SeqCst);
            if place >= runs {
                return;
            }
            match run(place) {
                Ok(came) => ends.lock().unwrap().0.push(came),
                Err(why) => {
                    // At once: who stops a long run is to know.
                    let mut told = std::io::stderr();
                    writeln!(told, "{why}").unwrap();
                    ends.lock().unwrap().1.push(why);
                }
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..at_once {
            scope.spawn(work);
        }
    });
    ends.into_inner().unwrap()
}
