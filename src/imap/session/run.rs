//! The executor: commands out, each driven to its own tagged answer; responses to the command
//! that asked, and what nobody asked for to the news.

use std::collections::VecDeque;

use super::Session;
use super::line::{Line, Piece};
use super::state::State;
use crate::imap::faults;
use crate::imap::parse::{Response, StatusLine, response};
use crate::model::fault::{Fault, FaultKind, Place};

/// Takes the responses that belong to a command and gives the others back. Gets the number of the
/// first command of the flight that is not answered yet.
pub(super) type Take<'t> =
    &'t mut (dyn FnMut(usize, Response, &mut State) -> Option<Response> + Send);

/// Commands under way at once: Microsoft 365 breaks at about 50.
const MOST_IN_FLIGHT: usize = 25;
/// Octets of commands under way, about: a server that waits for us to read its answers reads no
/// more commands, and what it has not read must fit between us.
const MOST_OCTETS: usize = 16 * 1024;
/// A literal that LITERAL- lets through without waiting (RFC 7888 section 5).
const SMALL_LITERAL: usize = 4_096;
/// Responses to one flight.
const MOST_RESPONSES: usize = 20_000_000;

/// Commands under way.
#[derive(Default)]
struct Flight {
    tags: Vec<String>,
    answers: Vec<Option<StatusLine>>,
    responses: usize,
    /// How many at the front are the prelude, in whose answers nobody is interested.
    prelude: usize,
}

impl Flight {
    fn first_open(&self) -> usize {
        let open = self.answers.iter().position(Option::is_none).unwrap_or(self.answers.len());
        open.saturating_sub(self.prelude)
    }

    fn is_answered(&self) -> bool {
        self.answers.iter().all(Option::is_some)
    }

    fn answer(&mut self, tag: &str, line: StatusLine) {
        let at = self.tags.iter().position(|have| have == tag);
        match at.and_then(|at| self.answers.get_mut(at)) {
            Some(slot) => *slot = Some(line),
            None => tracing::debug!("an answer to no command of ours was passed over"),
        }
    }
}

impl Session {
    /// One command to its tagged OK.
    ///
    /// # Errors
    /// A tagged NO or BAD leaves the session open; anything else closes it.
    pub(super) async fn run(
        &mut self,
        line: Line<'_>,
        take: impl FnMut(usize, Response, &mut State) -> Option<Response> + Send,
    ) -> Result<StatusLine, Fault> {
        let place = line.place;
        let answers = self.run_all(vec![line], take).await?;
        self.verdict(answers.into_iter().next(), place)
    }

    /// What the answer to one command means.
    ///
    /// # Errors
    /// As `run`.
    pub(super) fn verdict(
        &mut self,
        answer: Option<StatusLine>,
        place: Place,
    ) -> Result<StatusLine, Fault> {
        match answer {
            Some(answer) if answer.is_ok() => Ok(answer),
            Some(answer) if faults::is_disconnected(&answer) => {
                let fault = faults::refusal(&answer, place);
                Err(self.give_up(fault))
            }
            Some(answer) => Err(faults::refusal(&answer, place)),
            None => Err(faults::nonsense(place, "a command without an answer")),
        }
    }

    /// Several commands, each to its own answer, in as few flights as may be.
    ///
    /// # Errors
    /// The connection is gone.
    pub(super) async fn run_all(
        &mut self,
        lines: Vec<Line<'_>>,
        mut take: impl FnMut(usize, Response, &mut State) -> Option<Response> + Send,
    ) -> Result<Vec<StatusLine>, Fault> {
        if !self.open {
            let detail = "an earlier command was given up half-way on this connection";
            return Err(Fault::new(FaultKind::Lost, Place::Connect, detail));
        }
        // Stays so when anything fails or this future is dropped.
        self.open = false;
        let mut lines = VecDeque::from(lines);
        let mut all = Vec::with_capacity(lines.len());
        while !lines.is_empty() {
            let mut flight = Flight::default();
            let mut out = Vec::new();
            for line in std::mem::take(&mut self.prelude) {
                self.launch(line, &mut flight, &mut out, &mut take).await?;
                flight.prelude += 1;
            }
            for _ in 0..MOST_IN_FLIGHT {
                if out.len() > MOST_OCTETS {
                    break;
                }
                let Some(line) = lines.pop_front() else { break };
                let before = all.len();
                self.launch(line, &mut flight, &mut out, &mut |at, it, state: &mut State| {
                    take(before + at, it, state)
                })
                .await?;
            }
            self.wire.send(&out).await?;
            while !flight.is_answered() {
                let before = all.len();
                self.receive(&mut flight, &mut |at, it, state: &mut State| {
                    take(before + at, it, state)
                })
                .await?;
            }
            let mut answers = flight.answers.into_iter().flatten();
            for answer in answers.by_ref().take(flight.prelude) {
                // Microsoft 365 takes a sign-in and tells with the first command that it was none.
                if faults::is_disconnected(&answer) {
                    return Err(faults::refusal(&answer, Place::SignIn));
                }
            }
            all.extend(answers);
        }
        self.open = true;
        Ok(all)
    }

    /// Puts a command into `out`; sends it as far as a literal must be waited for.
    async fn launch(
        &mut self,
        line: Line<'_>,
        flight: &mut Flight,
        out: &mut Vec<u8>,
        take: Take<'_>,
    ) -> Result<(), Fault> {
        self.tags = self.tags.wrapping_add(1);
        let tag = format!("P{}", self.tags);
        out.extend_from_slice(tag.as_bytes());
        out.push(b' ');
        if let Some(ear) = self.wire.ear() {
            ear.sent(line.beginning(), line.mailbox.as_deref(), line.octets());
        }
        let number = flight.tags.len();
        flight.tags.push(tag);
        flight.answers.push(None);
        for piece in &line.pieces {
            match piece {
                Piece::Text(text) => out.extend_from_slice(text.as_bytes()),
                Piece::Literal(octets) => {
                    let eager = self.is_eager(octets.len());
                    let plus = if eager { "+" } else { "" };
                    out.extend_from_slice(format!("{{{}{plus}}}\r\n", octets.len()).as_bytes());
                    if !eager {
                        self.wire.send(&std::mem::take(out)).await?;
                        if !self.may_go_on(number, flight, take).await? {
                            // Refused before its literal: the command is over as it is.
                            return Ok(());
                        }
                    }
                    if octets.len() <= SMALL_LITERAL {
                        out.extend_from_slice(octets);
                    } else {
                        self.wire.send(&std::mem::take(out)).await?;
                        self.wire.send(octets).await?;
                    }
                }
            }
        }
        out.extend_from_slice(b"\r\n");
        Ok(())
    }

    /// Whether a literal of this length may be sent unasked (RFC 7888).
    fn is_eager(&self, length: usize) -> bool {
        let offered = &self.state.capabilities;
        offered.has("LITERAL+")
            || length <= SMALL_LITERAL && (offered.has("LITERAL-") || offered.has("IMAP4rev2"))
    }

    /// Waits for the continuation; `false`: the command was answered instead.
    async fn may_go_on(
        &mut self,
        number: usize,
        flight: &mut Flight,
        take: Take<'_>,
    ) -> Result<bool, Fault> {
        loop {
            if self.receive(flight, take).await? {
                return Ok(true);
            }
            if flight.answers.get(number).is_some_and(Option::is_some) {
                return Ok(false);
            }
        }
    }

    /// Takes one response to where it belongs. Whether it was a continuation.
    async fn receive(&mut self, flight: &mut Flight, take: Take<'_>) -> Result<bool, Fault> {
        let frame = self.wire.next(self.wire.patience.command).await?;
        flight.responses += 1;
        if flight.responses > MOST_RESPONSES {
            return Err(faults::nonsense(Place::Connect, "the server answers without end"));
        }
        let mut response = response(&frame, self.state.utf8);
        if let Some(ear) = self.wire.ear() {
            ear.heard(&response, frame.len());
        }
        drop(frame);
        self.state.learn(&mut response);
        match response {
            Response::Continue(_) => return Ok(true),
            Response::Tagged(tag, line) => {
                self.state.said(line.clone())?;
                flight.answer(&tag, line);
            }
            other => {
                let at = flight.first_open();
                if let Some(rest) = take(at, other, &mut self.state) {
                    self.state.route(rest)?;
                }
            }
        }
        Ok(false)
    }

    /// Closes the session over an answer that cannot be trusted.
    pub(super) fn give_up(&mut self, fault: Fault) -> Fault {
        self.open = false;
        fault
    }
}

/// The refusal of the first command that was refused.
pub(super) fn first_refusal(answers: &[StatusLine], place: Place) -> Result<(), Fault> {
    match answers.iter().find(|answer| !answer.is_ok()) {
        Some(answer) => Err(faults::refusal(answer, place)),
        None => Ok(()),
    }
}

/// Takes nothing: every response goes to the news.
pub(super) fn nothing(_: usize, response: Response, _: &mut State) -> Option<Response> {
    Some(response)
}
