//! What was acknowledged is there, however the process ends. The writers are this test program
//! itself, started again as a child and killed.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, Stdio};

use super::*;
use crate::model::action::Action;
use crate::model::ids::EntryId;
use crate::model::journal::{Entry, Promise, State};

const FOLDER: &str = "POMBO_TEST_KILL_FOLDER";
const ROUNDS: u64 = 12;

fn child(test: &str, folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let name = format!("{}::{test}", module_path!().split_once("::").unwrap().1);
    command.args(["--exact", &name, "--nocapture", "--test-threads=1"]);
    command.env(FOLDER, folder).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

fn start(test: &str, folder: &Path) -> (Child, BufReader<ChildStdout>) {
    let mut child = child(test, folder).spawn().unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    (child, output)
}

/// The numbers that the child acknowledged, one a line behind `ack`; a torn last line is none.
fn acknowledged(line: &str) -> Option<u64> {
    line.strip_suffix('\n')?.split_once("ack ")?.1.parse().ok()
}

/// Lets the child write, kills it after this many acknowledgements and gives all of them.
fn run_and_kill(test: &str, folder: &Path, after: usize, random: &mut fastrand::Rng) -> Vec<u64> {
    let (mut child, mut output) = start(test, folder);
    let mut told = Vec::new();
    let mut line = String::new();
    while told.len() < after && output.read_line(&mut line).unwrap() > 0 {
        told.extend(acknowledged(&line));
        line.clear();
    }
    assert_eq!(told.len(), after, "the writer ended by itself");
    // Somewhere within the next write.
    for n in 0..random.u32(0..200_000) {
        std::hint::black_box(n);
    }
    child.kill().unwrap();
    child.wait().unwrap();
    while output.read_line(&mut line).unwrap() > 0 {
        told.extend(acknowledged(&line));
        line.clear();
    }
    told
}

fn acknowledge(number: u64) {
    let mut out = std::io::stdout();
    writeln!(out, "ack {number}").unwrap();
    out.flush().unwrap();
}

fn promise(id: u64, size: usize) -> Promise {
    let keys = vec![key(id); size];
    let action = Action::Flag { keys, add: Flags::SEEN, remove: Flags::NONE };
    let entry = Entry { id: EntryId(id), account: ACCOUNT, action, at: 0, state: State::Queued };
    Promise { entry, targets: vec![], mailboxes: vec![], last: None, edges: vec![], far: None }
}

#[test]
fn journal_writer() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let (journal, _, next) = Journal::open(&Path::new(&folder).join("journal.log")).unwrap();
    for id in next.0.. {
        journal.promise(&promise(id, 1)).unwrap();
        if id.is_multiple_of(3) {
            journal.note(EntryId(id), &State::Settled).unwrap();
        }
        acknowledge(id);
    }
}

#[test]
fn what_the_journal_acknowledged_outlives_a_kill() {
    let dir = tempfile::tempdir().unwrap();
    let mut random = fastrand::Rng::with_seed(1);
    let mut told = Vec::new();
    for round in 0..ROUNDS {
        let after = random.usize(1..40);
        told.extend(run_and_kill("journal_writer", dir.path(), after, &mut random));
        let (_, promises, next) = Journal::open(&dir.path().join("journal.log")).unwrap();
        let there: Vec<u64> = promises.iter().map(|promise| promise.entry.id.0).collect();
        for id in &told {
            assert_eq!(there.contains(id), id % 3 != 0, "round {round}: entry {id}");
            assert!(next.0 > *id, "round {round}");
        }
    }
    assert!(told.is_sorted_by(|a, b| a < b), "an id was given twice");
}

#[test]
fn cache_writer() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let cache = open(Path::new(&folder));
    let inbox = list(&cache, &["INBOX"])[0];
    let first = cache.uids(inbox).unwrap().last().map_or(1, |(uid, ..)| uid.0 + 1);
    for uid in (first..).step_by(5) {
        let keys = add(&cache, inbox, &(uid..uid + 5).collect::<Vec<_>>());
        cache.put_body(keys[0], &super::plain::body(&format!("body {uid}"))).unwrap();
        acknowledge(u64::from(uid));
    }
}

#[test]
fn what_the_cache_committed_outlives_a_kill_whole() {
    let dir = tempfile::tempdir().unwrap();
    let mut random = fastrand::Rng::with_seed(2);
    for round in 0..ROUNDS {
        let after = random.usize(1..25);
        let told = run_and_kill("cache_writer", dir.path(), after, &mut random);
        let last = *told.last().unwrap() as u32;
        let (cache, opened) = Cache::open(dir.path(), ACCOUNT, &[]).unwrap();
        assert_eq!(opened, Opened::Existing, "round {round}");
        let inbox = list(&cache, &["INBOX"])[0];
        let all = uids(&cache, inbox);
        assert!(all.len() as u32 >= last + 4, "round {round}: {} of {last}", all.len());
        assert_eq!(all.len() % 5, 0, "round {round}: half a batch");
        let next = cache.sync_state(inbox).unwrap().uid_next;
        assert_eq!(next, Some(Uid(all.len() as u32 + 1)), "round {round}: rows without state");
        for (uid, key) in &all {
            let message = cache.message(*key).unwrap().unwrap();
            assert_eq!(message.envelope, mail(*uid, *uid).envelope, "round {round}");
            if let Some(body) = cache.body(*key) {
                assert_eq!(body, super::plain::body(&format!("body {uid}")), "round {round}");
            }
        }
    }
}

/// Writes until the file may not grow any more, then what is small enough to fit.
#[test]
fn journal_filler() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let (journal, ..) = Journal::open(&Path::new(&folder).join("journal.log")).unwrap();
    let mut id = 1;
    while journal.promise(&promise(id, 300)).is_ok() {
        acknowledge(id);
        id += 1;
    }
    assert!(journal.promise(&promise(id, 300)).is_err());
    for small in [id + 1, id + 2] {
        journal.promise(&promise(small, 1)).unwrap();
        acknowledge(small);
    }
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_an_error_that_leaves_the_journal_whole_and_usable() {
    let dir = tempfile::tempdir().unwrap();
    let own = child("journal_filler", dir.path());
    let words = std::iter::once(own.get_program()).chain(own.get_args());
    // A limit on the size of files stands for the full disk.
    let output = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 64; exec \"$@\"", "sh"])
        .args(words)
        .env(FOLDER, dir.path())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    let told: Vec<u64> = text.split_inclusive('\n').filter_map(acknowledged).collect();
    assert!(told.len() > 3, "{text}");
    let file = dir.path().join("journal.log");
    let (_, promises, _) = Journal::open(&file).unwrap();
    assert_eq!(promises.iter().map(|one| one.entry.id.0).collect::<Vec<_>>(), told);
    assert!(crate::store::files::asides(&file, "damaged").is_empty(), "nothing torn was left");
}
