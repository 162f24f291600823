//! The person's process, seen from outside: spoken to, listened to, killed.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::change::Change;
use super::person::Given;
use crate::support::PATIENCE;

const PROFILE: &str = "POMBO_TEST_MODEL_PROFILE";
const PORT: &str = "POMBO_TEST_MODEL_PORT";
const USER: &str = "POMBO_TEST_MODEL_USER";

/// What this process is to be, if it was started as the person.
pub fn given() -> Option<Given> {
    let profile = PathBuf::from(std::env::var_os(PROFILE)?);
    let port = std::env::var(PORT).ok()?.parse().ok()?;
    Some(Given { profile, port, user: std::env::var(USER).ok()? })
}

/// An order that the person gave.
#[derive(Debug, Clone)]
pub struct Order {
    pub id: u64,
    pub change: Change,
    pub numbers: Vec<u32>,
    /// It was told to be on disk.
    pub kept: bool,
    /// What became of it: settled, cancelled, failed, refused and why, doubtful and why; `perhaps`
    /// where it was done or taken back, and nobody heard which.
    pub over: Option<String>,
    /// It came by itself of one that was taken back too late.
    pub late: bool,
    /// It was to be taken back.
    pub back: bool,
    /// It undoes another one.
    pub undoes: bool,
}

/// The person, over all her lives.
pub struct Process {
    profile: PathBuf,
    port: u16,
    user: String,
    running: Option<Running>,
    /// In the order in which they were given. An id may come twice: the first was never on disk.
    pub orders: Vec<Order>,
    /// What was said and heard.
    pub log: Vec<String>,
    dump: Option<Value>,
    answered: bool,
}

struct Running {
    child: Child,
    stdin: ChildStdin,
    lines: Receiver<String>,
}

impl Process {
    pub fn new(profile: &Path, port: u16, user: &str) -> Self {
        let (orders, log) = (Vec::new(), Vec::new());
        let profile = profile.to_owned();
        let user = user.to_owned();
        Self { profile, port, user, running: None, orders, log, dump: None, answered: false }
    }

    pub fn start(&mut self) {
        self.log.push("the person starts".into());
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "the_person", "--nocapture", "--test-threads=1"]);
        command.env(PROFILE, &self.profile).env(PORT, self.port.to_string()).env(USER, &self.user);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let stdin = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (tell, lines) = channel();
        std::thread::spawn(move || {
            let lines = output.lines().map_while(Result::ok);
            lines
                .filter_map(|line| Some(line.strip_prefix('@')?.to_owned()))
                .try_for_each(|line| tell.send(line))
        });
        self.running = Some(Running { child, stdin, lines });
    }

    pub fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// SIGKILL. What she said before is still heard.
    pub fn kill(&mut self) {
        let Some(mut running) = self.running.take() else { return };
        running.child.kill().unwrap();
        running.child.wait().unwrap();
        while let Ok(line) = running.lines.recv_timeout(PATIENCE) {
            self.take(&line);
        }
        self.log.push("the person is killed".into());
    }

    /// Ends in peace.
    pub fn end(&mut self) {
        self.say("bye");
        let Some(mut running) = self.running.take() else { return };
        while let Ok(line) = running.lines.recv_timeout(PATIENCE) {
            self.take(&line);
        }
        assert!(running.child.wait().unwrap().success(), "the person did not end well");
    }

    fn say(&mut self, line: &str) {
        let running = self.running.as_mut().expect("the person lives");
        writeln!(running.stdin, "{line}").unwrap();
    }

    pub fn refresh(&mut self) {
        self.say("refresh");
    }

    pub fn accept(&mut self) {
        self.say("accept");
    }

    pub fn look(&mut self, mailbox: &str) {
        self.say(&format!("look {mailbox}"));
    }

    /// Listens for so long at most, until the condition holds; whether it does.
    pub fn listen(&mut self, limit: Duration, mut done: impl FnMut(&Self) -> bool) -> bool {
        let end = Instant::now() + limit;
        while !done(self) {
            let running = self.running.as_ref().expect("the person lives");
            let step = end.saturating_duration_since(Instant::now()).min(Duration::from_millis(10));
            match running.lines.recv_timeout(step) {
                Ok(line) => self.take(&line),
                Err(RecvTimeoutError::Timeout) if Instant::now() >= end => return false,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => panic!("the person died by herself"),
            }
        }
        true
    }

    /// Gives a wish and waits until it is an order, or nothing.
    pub fn wish(&mut self, line: &str) {
        self.log.push(format!("wish {line}"));
        self.say(line);
        self.answered = false;
        assert!(self.listen(PATIENCE, |her| her.answered), "no answer to {line}");
    }

    /// What is shown now.
    pub fn dump(&mut self) -> Value {
        self.say("dump");
        self.dump = None;
        assert!(self.listen(PATIENCE, |her| her.dump.is_some()), "nothing is shown");
        self.dump.take().unwrap()
    }

    fn take(&mut self, line: &str) {
        let (what, rest) = line.split_once(' ').unwrap_or((line, ""));
        if what == "dump" {
            self.dump = serde_json::from_str(rest).ok();
            return;
        }
        self.log.push(line.to_owned());
        match what {
            "nothing" => self.answered = true,
            "order" | "undo" => {
                self.orders.push(Order { undoes: what == "undo", ..order(rest, false) });
                self.answered = true;
            }
            "late" => self.orders.push(order(rest, true)),
            "cancel" => {
                self.with(rest, |order| order.back = true);
                self.answered = true;
            }
            "kept" => self.with(rest, |order| order.kept = true),
            "over" => {
                let (id, word) = rest.split_once(' ').unwrap();
                self.with(id, |order| order.end(word));
            }
            "opened" => self.opened(rest),
            _ => panic!("not understood: {line}"),
        }
    }

    fn with(&mut self, id: &str, change: impl FnOnce(&mut Order)) {
        let id: u64 = id.parse().unwrap();
        if let Some(order) = self.orders.iter_mut().rev().find(|order| order.id == id) {
            change(order);
        }
    }

    /// The journal as a new life found it: what is in it was kept, and what was kept and is not in
    /// it is over.
    fn opened(&mut self, list: &str) {
        let found: Vec<(&str, &str)> =
            list.split(" | ").filter_map(|entry| entry.split_once(' ')).collect();
        for order in self.orders.iter_mut().filter(|order| order.kept && order.over.is_none()) {
            if !found.iter().any(|(id, _)| *id == order.id.to_string()) {
                order.over = Some(if order.back { "perhaps" } else { "settled" }.into());
            }
        }
        for (id, state) in found {
            self.with(id, |order| {
                order.kept = true;
                if state != "waits" {
                    order.over = Some(state.to_owned());
                }
            });
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(running) = &mut self.running {
            let _ = running.child.kill();
            let _ = running.child.wait();
        }
    }
}

impl Order {
    /// What kind of thing was done, if it was done.
    pub fn kind(&self) -> Option<String> {
        let change = self.change.to_string();
        match self.over.as_deref()? {
            "settled" if self.undoes => Some("undo".to_owned()),
            "settled" => change.split(' ').next().map(str::to_owned),
            "cancelled" => Some("cancel".to_owned()),
            _ => None,
        }
    }

    /// It came to an end. What was given up may have left traces, also when it is put away then.
    fn end(&mut self, word: &str) {
        let given_up = |over: &String| over.starts_with("refused") || over.starts_with("doubtful");
        if word != "cancelled" || !self.over.as_ref().is_some_and(given_up) {
            self.over = Some(word.to_owned());
        }
    }
}

/// `7 move INBOX Archive 3 5`
fn order(text: &str, late: bool) -> Order {
    let (id, rest) = text.split_once(' ').unwrap();
    let (change, numbers) = Change::read(rest);
    let (kept, over, back, undoes) = (false, None, false, late);
    Order { id: id.parse().unwrap(), change, numbers, kept, over, late, back, undoes }
}
