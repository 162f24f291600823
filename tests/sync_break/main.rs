//! A session is broken at every place, in every way: nothing that the server has is ever hidden,
//! nothing is lost, nothing is done twice, and the next honest connection makes both sides equal.
//!
//! The short form runs with every test run. The long form (`POMBO_TORTURE=1`) breaks at each octet
//! too and prints its figures.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

#[path = "../support/mod.rs"]
mod support;
#[path = "../sync_kit/mod.rs"]
mod sync_kit;

mod live;
mod story;

use std::collections::BTreeMap;
use std::sync::Arc;

use story::{Case, Outcome, STORIES, Story};
use support::scripted::{At, Figures, Trouble, What};
use tokio::sync::Semaphore;

/// Cases at a time.
const AT_ONCE: usize = 4;

/// The long form is wanted.
pub fn torture() -> bool {
    std::env::var_os("POMBO_TORTURE").is_some()
}

/// What came of many cases.
#[derive(Debug, Default)]
pub struct Tally {
    pub cases: usize,
    pub fired: usize,
    pub refused: usize,
    pub doubtful: usize,
    pub failed: Vec<String>,
}

impl Tally {
    fn add(&mut self, case: &str, came: Result<Outcome, String>) {
        self.cases += 1;
        match came {
            Ok(outcome) => {
                self.fired += usize::from(outcome.fired);
                self.refused += outcome.refused;
                self.doubtful += outcome.doubtful;
            }
            Err(why) => self.failed.push(format!("{case}: {why}")),
        }
    }

    /// Says what came of it.
    ///
    /// # Panics
    /// Names the first cases that failed, if any did.
    pub fn close(self, what: &str) {
        // A figure that nobody sees is no figure: shown with `--nocapture`.
        let Self { cases, fired, refused, doubtful, failed } = self;
        let line = format!(
            "{what}: {cases} cases, {fired} breaks, {refused} actions refused, {doubtful} doubtful, \
             {} failed",
            failed.len()
        );
        let mut out = std::io::stderr();
        let _ = std::io::Write::write_all(&mut out, format!("{line}\n").as_bytes());
        let shown: Vec<String> = failed.into_iter().take(40).collect();
        assert!(shown.is_empty(), "{line}\n{}", shown.join("\n"));
    }
}

/// Plays all of them, some at a time.
async fn play(cases: Vec<Case>) -> Tally {
    let room = Arc::new(Semaphore::new(AT_ONCE));
    let mut tasks = tokio::task::JoinSet::new();
    for case in cases {
        let room = room.clone();
        tasks.spawn(async move {
            let _seat = room.acquire_owned().await.unwrap();
            (case.to_string(), case.play().await)
        });
    }
    let mut tally = Tally::default();
    while let Some(played) = tasks.join_next().await {
        let (case, came) = played.unwrap();
        tally.add(&case, came);
    }
    tally
}

/// How long an unbroken session is, by story.
async fn record(story: &'static Story) -> Figures {
    let case = Case { story, trouble: None, crash: false };
    match case.play().await {
        Ok(outcome) => outcome.figures,
        Err(why) => panic!("{case}: {why}"),
    }
}

/// A case for every story, place and way, every second one with a crash of the client.
async fn cases(
    places: impl Fn(&Figures) -> Vec<At>,
    ways: &[What],
    stories: &'static [Story],
) -> Vec<Case> {
    let mut cases = Vec::new();
    for story in stories {
        let figures = record(story).await;
        for at in places(&figures) {
            for &what in ways {
                let trouble = Some(Trouble { at, what });
                let both = if torture() { vec![false, true] } else { vec![cases.len() % 2 == 1] };
                cases.extend(both.into_iter().map(|crash| Case { story, trouble, crash }));
            }
        }
    }
    cases
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_end_before_any_line_loses_hides_and_doubles_nothing() {
    let places = |figures: &Figures| (0..figures.responses).map(At::Response).collect();
    play(cases(places, &[What::Cut], &STORIES).await).await.close("an end before every line");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_end_inside_a_line_loses_hides_and_doubles_nothing() {
    // A prime, so that the places fall differently in lines of one length.
    let step = if torture() { 1 } else { 97 };
    let places = move |figures: &Figures| (0..figures.bytes).step_by(step).map(At::Byte).collect();
    play(cases(places, &[What::Cut], &STORIES[1..]).await).await.close("an end inside a line");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn trouble_at_any_command_loses_hides_and_doubles_nothing() {
    use What::{Bad, Bye, Cut, DoneButNo, Garbage, No, Stall};
    let places = |figures: &Figures| (0..figures.commands).map(At::Command).collect();
    let ways = [No, Bad, DoneButNo, Bye, Stall, Cut, Garbage];
    // The last two are what the other tests do at every line.
    let some = if torture() { &ways[..] } else { &ways[..5] };
    let all = cases(places, some, &STORIES).await;
    let mut by_way: BTreeMap<String, usize> = BTreeMap::new();
    for case in &all {
        *by_way.entry(format!("{:?}", case.trouble.map(|trouble| trouble.what))).or_default() += 1;
    }
    play(all).await.close(&format!("trouble at every command {by_way:?}"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_line_of_garbage_anywhere_changes_nothing() {
    let step = if torture() { 1 } else { 5 };
    let places =
        move |figures: &Figures| (0..figures.responses).step_by(step).map(At::Response).collect();
    play(cases(places, &[What::Garbage], &STORIES).await).await.close("a line of garbage");
}
