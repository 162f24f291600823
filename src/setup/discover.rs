//! Finds the servers of an address: asks every place, tries each answer by connecting (TLS and
//! greeting; nothing is said to the server but what it offers), and takes the best. Sends no
//! credentials, and nothing at all without TLS.

mod check;
mod ways;

use std::collections::{BTreeMap, BTreeSet};
use std::pin::pin;
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::Tools;
use crate::auth::discovery::{self, Address, Found};
use crate::model::account::{Server, TlsMode};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::setup::{Candidate, Origin, Seek, SeekState};
use check::{Checked, check};

/// The longest that looking and trying take together.
const LIMIT: Duration = Duration::from_secs(25);
/// Connections at the same time, and how many of them may go to hosts that were only guessed: these
/// come first and answer last.
const MOST_CHECKS: usize = 4;
const MOST_GUESSES: usize = 2;
/// Servers that are tried for one address.
const MOST_SERVERS: usize = 24;

/// Of two candidates the one of the lower rank is better: the place, and the order within it.
type Rank = (Origin, usize);

/// The candidates that were tried and greeted, best first; each step is told. Ends as soon as the
/// best one that can still come is there: places that have not answered by then stay as they were
/// told last.
///
/// A server whose certificate is not believed is told as `Failed` with its certificate. Only where
/// there is no other server is it a candidate: connecting to it fails in the same way, before
/// anything is sent, so that the person can look at the certificate and decide.
///
/// # Errors
/// `Invalid` for what is no address; `UnknownHost` at `Discovery` when nothing was found; what the
/// best place gave where its provider cannot be used at all.
pub async fn discover(
    tools: &Tools,
    address: &str,
    tell: &mpsc::UnboundedSender<Seek>,
) -> Result<Vec<Candidate>, Fault> {
    let Some(parsed) = Address::parse(address) else {
        return Err(discovery::no_address(address));
    };
    let deadline = Instant::now() + LIMIT;
    let mut seeking = Seeking::new(&parsed, tell);
    let (found, mut answers) = mpsc::unbounded_channel();
    let mut look = pin!(discovery::look(&tools.http, &tools.places, parsed.whole(), found));
    let mut looking = true;
    let mut checks = FuturesUnordered::new();

    while !seeking.has_the_best() {
        for (at, candidate, is_guess) in seeking.next_checks() {
            let domain = parsed.domain();
            checks.push(async move { (at, is_guess, check(tools, domain, &candidate).await) });
        }
        if seeking.looking.is_empty() && checks.is_empty() {
            break;
        }
        tokio::select! {
            () = &mut look, if looking => looking = false,
            Some(answer) = answers.recv() => seeking.answered(answer)?,
            Some((at, is_guess, checked)) = checks.next() => {
                seeking.checked(at, is_guess, checked);
            }
            () = sleep_until(deadline) => break,
        }
    }
    seeking.end(parsed.domain())
}

/// Everything that is known in the middle of one look.
struct Seeking<'a> {
    address: &'a Address,
    tell: &'a mpsc::UnboundedSender<Seek>,
    /// Places that have not answered.
    looking: BTreeSet<Origin>,
    servers: Vec<Tried>,
    running: usize,
    guesses_running: usize,
    /// What each place waits for, of those that named servers.
    steps: BTreeMap<Origin, Step>,
    good: Vec<(Rank, Candidate)>,
    /// Servers whose certificate is not believed.
    doubtful: Vec<(Rank, Candidate)>,
}

/// A server, with who named it.
struct Tried {
    key: (String, u16, TlsMode),
    claims: Vec<(Rank, Candidate)>,
    state: State,
}

enum State {
    Waiting,
    Checking,
    Done(Box<Result<Checked, Fault>>),
}

/// How many of a place's servers are open, and the first fault.
#[derive(Default)]
struct Step {
    open: usize,
    found: bool,
    fault: Option<Fault>,
}

impl<'a> Seeking<'a> {
    fn new(address: &'a Address, tell: &'a mpsc::UnboundedSender<Seek>) -> Self {
        let new = Self {
            address,
            tell,
            looking: BTreeSet::from(Origin::ALL),
            servers: Vec::new(),
            running: 0,
            guesses_running: 0,
            steps: BTreeMap::new(),
            good: Vec::new(),
            doubtful: Vec::new(),
        };
        Origin::ALL.into_iter().for_each(|origin| new.say(origin, SeekState::Looking));
        new
    }

    fn say(&self, origin: Origin, state: SeekState) {
        // Whoever asked may look at the end only.
        let _ = self.tell.send(Seek { origin, state });
    }

    /// A place has answered.
    ///
    /// # Errors
    /// Where the table knows that there is nothing to be found.
    fn answered(&mut self, (origin, answer): Found) -> Result<(), Fault> {
        self.looking.remove(&origin);
        let found = match answer {
            Ok(found) => found,
            Err(fault) => {
                self.say(origin, SeekState::Failed(fault.clone()));
                // Looking on would find a host that greets, and that no program can sign in to.
                let closed = origin == Origin::Table && fault.kind == FaultKind::NotImap;
                return if closed { Err(fault) } else { Ok(()) };
            }
        };
        let Some(first) = found.first() else {
            self.say(origin, SeekState::Nothing);
            return Ok(());
        };
        self.say(origin, SeekState::Checking(first.imap.host.clone()));
        for (order, candidate) in found.into_iter().enumerate() {
            self.claim((origin, order), candidate);
        }
        Ok(())
    }

    /// A server was named; maybe another place has named it before.
    fn claim(&mut self, rank: Rank, candidate: Candidate) {
        let key = key(&candidate.imap);
        let full = self.servers.len() >= MOST_SERVERS;
        let known = self.servers.iter_mut().find(|server| server.key == key);
        self.steps.entry(rank.0).or_default().open += 1;
        let done = match known {
            Some(server) => match &server.state {
                State::Done(checked) => Result::clone(checked),
                _ => return server.claims.push((rank, candidate)),
            },
            None if full => {
                let detail = format!("{}: too many servers were named", key.0);
                Err(Fault::new(FaultKind::TooLarge, Place::Discovery, detail))
            }
            None => {
                let claims = vec![(rank, candidate)];
                return self.servers.push(Tried { key, claims, state: State::Waiting });
            }
        };
        self.settle(rank, candidate, &done);
    }

    /// The servers to be tried now, the best first.
    fn next_checks(&mut self) -> Vec<(usize, Candidate, bool)> {
        let mut waiting: Vec<(Rank, usize)> = self
            .servers
            .iter()
            .enumerate()
            .filter(|(_, server)| matches!(server.state, State::Waiting))
            .filter_map(|(at, server)| {
                Some((server.claims.iter().map(|(rank, _)| *rank).min()?, at))
            })
            .collect();
        waiting.sort();
        let mut next = Vec::new();
        for (rank, at) in waiting {
            let is_guess = rank.0 == Origin::Guess;
            if self.running >= MOST_CHECKS || (is_guess && self.guesses_running >= MOST_GUESSES) {
                break;
            }
            let Some(server) = self.servers.get_mut(at) else { continue };
            let best = server.claims.iter().min_by_key(|(rank, _)| *rank);
            let Some((_, candidate)) = best.cloned() else { continue };
            server.state = State::Checking;
            self.running += 1;
            self.guesses_running += usize::from(is_guess);
            next.push((at, candidate, is_guess));
        }
        next
    }

    /// A server was tried: all who named it have their answer.
    fn checked(&mut self, at: usize, is_guess: bool, checked: Result<Checked, Fault>) {
        self.running -= 1;
        self.guesses_running -= usize::from(is_guess);
        let Some(server) = self.servers.get_mut(at) else { return };
        let claims = std::mem::take(&mut server.claims);
        server.state = State::Done(Box::new(checked.clone()));
        for (rank, candidate) in claims {
            self.settle(rank, candidate, &checked);
        }
    }

    fn settle(&mut self, rank: Rank, mut candidate: Candidate, checked: &Result<Checked, Fault>) {
        let host = candidate.imap.host.clone();
        let usable = match checked {
            Ok(checked) => {
                checked.ways(std::mem::take(&mut candidate.ways)).map(|ways| candidate.ways = ways)
            }
            Err(fault) => {
                if matches!(fault.kind, FaultKind::Certificate { .. }) {
                    self.doubtful.push((rank, candidate.clone()));
                }
                Err(fault.clone())
            }
        };
        let step = self.steps.entry(rank.0).or_default();
        step.open = step.open.saturating_sub(1);
        let first = !step.found;
        let state = match usable {
            Ok(()) => {
                step.found = true;
                self.good.push((rank, candidate));
                first.then_some(SeekState::Found(host))
            }
            Err(fault) => {
                let told = step.fault.get_or_insert(fault).clone();
                (first && step.open == 0).then_some(SeekState::Failed(told))
            }
        };
        if let Some(state) = state {
            self.say(rank.0, state);
        }
    }

    /// Whether nothing better can come any more than what is there.
    fn has_the_best(&self) -> bool {
        let Some(best) = self.good.iter().map(|(rank, _)| *rank).min() else { return false };
        let open = self.servers.iter().filter(|server| !matches!(server.state, State::Done(_)));
        let mut ranks = open.flat_map(|server| &server.claims).map(|(rank, _)| *rank);
        let place = self.looking.first().is_none_or(|&place| place > best.0);
        place && ranks.all(|rank| rank > best)
    }

    fn end(mut self, domain: &str) -> Result<Vec<Candidate>, Fault> {
        let found = if self.good.is_empty() { &mut self.doubtful } else { &mut self.good };
        found.sort_by_key(|(rank, _)| *rank);
        let mut seen = BTreeSet::new();
        let all: Vec<_> = found
            .drain(..)
            .filter(|(_, candidate)| {
                let (host, port, _) = key(&candidate.imap);
                seen.insert((host, port))
            })
            .map(|(_, candidate)| candidate)
            .collect();
        if !all.is_empty() {
            return Ok(all);
        }
        tracing::info!(domain = self.address.domain(), "No servers were found.");
        let detail = format!("no IMAP server was found for {domain}");
        Err(Fault::new(FaultKind::UnknownHost, Place::Discovery, detail))
    }
}

fn key(server: &Server) -> (String, u16, TlsMode) {
    (server.host.to_ascii_lowercase(), server.port, server.tls)
}
