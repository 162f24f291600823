//! The stream that async-imap sees while it signs in.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use secrecy::zeroize::Zeroizing;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::sasl::{self, Mechanism};
use crate::imap::faults;
use crate::imap::parse::{Code, Condition, Response, StatusLine, response};
use crate::imap::types::Capabilities;
use crate::imap::wire::Wire;
use crate::model::fault::{Fault, Place};

/// How the credentials are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Login,
    Sasl {
        mechanism: Mechanism,
        /// The first response goes with the command (RFC 4959).
        at_once: bool,
    },
}

/// What must not be seen.
pub(super) enum Secrets<'a> {
    Words {
        user: &'a str,
        password: &'a str,
    },
    /// The first response of a SASL mechanism, in base64.
    Response(&'a str),
}

/// What went through the door.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The tagged answer.
    pub tagged: Option<StatusLine>,
    pub bye: Option<StatusLine>,
    /// From an untagged CAPABILITY.
    pub capabilities: Option<Capabilities>,
    pub alerts: Vec<String>,
    /// Why a token is not taken.
    pub complaint: Option<Fault>,
    /// Why the stream ended.
    pub fault: Option<Fault>,
}

/// Untagged responses and challenges of one login.
const MOST_RESPONSES: usize = 1_000;
/// Challenges after the first response: one says why it is refused.
const MOST_CHALLENGES: usize = 4;

/// See the module above.
pub(super) struct Door<'a> {
    wire: &'a mut Wire,
    secrets: Secrets<'a>,
    way: Way,
    /// Literals need not be waited for (RFC 7888).
    eager: bool,
    tag: String,
    /// What async-imap wrote of the current line.
    line: Vec<u8>,
    /// What goes to the server next, and how much of it is sent.
    sending: Zeroizing<Vec<u8>>,
    sent: usize,
    /// What goes after each continuation: the rest of the command behind a literal's length.
    later: Vec<Zeroizing<Vec<u8>>>,
    /// What async-imap has not read yet.
    reading: Vec<u8>,
    /// The first response of a mechanism is sent.
    given: bool,
    responses: usize,
    challenges: usize,
    seen: Seen,
}

impl std::fmt::Debug for Door<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Door").field("way", &self.way).finish_non_exhaustive()
    }
}

impl<'a> Door<'a> {
    pub(super) fn new(
        wire: &'a mut Wire,
        secrets: Secrets<'a>,
        way: Way,
        offered: &Capabilities,
    ) -> Self {
        Self {
            wire,
            secrets,
            way,
            eager: offered.has("LITERAL+") || offered.has("LITERAL-"),
            tag: String::new(),
            line: Vec::new(),
            sending: Zeroizing::default(),
            sent: 0,
            later: Vec::new(),
            reading: Vec::new(),
            given: false,
            responses: 0,
            challenges: 0,
            seen: Seen::default(),
        }
    }

    pub(super) fn take_seen(&mut self) -> Seen {
        std::mem::take(&mut self.seen)
    }

    /// A whole line of async-imap: a command to take the place of, or its answer to a challenge.
    fn command(&mut self, line: &[u8]) {
        let line = String::from_utf8_lossy(line);
        let mut words = line.split_whitespace();
        let (tag, verb) = (words.next(), words.next());
        match (tag, verb, self.way) {
            (Some(tag), Some("LOGIN"), Way::Login) => {
                self.tag = tag.to_owned();
                self.login_pieces();
            }
            (Some(tag), Some("AUTHENTICATE"), Way::Sasl { mechanism, at_once }) => {
                self.tag = tag.to_owned();
                let command = format!("{tag} AUTHENTICATE {}", mechanism.name());
                self.sending.extend_from_slice(command.as_bytes());
                if at_once {
                    self.sending.push(b' ');
                    self.give_response();
                }
                self.sending.extend_from_slice(b"\r\n");
            }
            _ => {
                self.give_response();
                self.sending.extend_from_slice(b"\r\n");
            }
        }
    }

    fn give_response(&mut self) {
        if let Secrets::Response(coded) = self.secrets {
            self.sending.reserve_exact(coded.len() + 2);
            self.sending.extend_from_slice(coded.as_bytes());
        }
        self.given = true;
    }

    /// LOGIN with the real words, cut where the server must be waited for.
    fn login_pieces(&mut self) {
        let Secrets::Words { user, password } = self.secrets else { return };
        let mut pieces = vec![Zeroizing::new(format!("{} LOGIN", self.tag).into_bytes())];
        for word in [user, password] {
            let Some(piece) = pieces.last_mut() else { return };
            piece.push(b' ');
            if is_quotable(word) {
                quote(word, piece);
            } else if self.eager && word.len() <= 4096 {
                piece.extend_from_slice(format!("{{{}+}}\r\n{word}", word.len()).as_bytes());
            } else {
                piece.extend_from_slice(format!("{{{}}}\r\n", word.len()).as_bytes());
                pieces.push(Zeroizing::new(word.as_bytes().to_vec()));
            }
        }
        if let Some(piece) = pieces.last_mut() {
            piece.extend_from_slice(b"\r\n");
        }
        pieces.reverse();
        if let Some(first) = pieces.pop() {
            self.sending.extend_from_slice(&first);
        }
        self.later = pieces;
    }

    fn poll_send(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.sent < self.sending.len() {
            let sent = ready!(self.wire.poll_send(cx, &self.sending, &mut self.sent));
            self.keep(sent)?;
        }
        self.sending = Zeroizing::default();
        self.sent = 0;
        let flushed = ready!(self.wire.poll_flush(cx));
        Poll::Ready(self.keep(flushed))
    }

    /// Remembers a fault and gives async-imap an error without words.
    fn keep<T>(&mut self, result: Result<T, Fault>) -> io::Result<T> {
        result.map_err(|fault| {
            self.seen.fault = Some(fault);
            io::ErrorKind::UnexpectedEof.into()
        })
    }

    /// Takes note of a response; what async-imap needs of it goes to `reading`.
    fn look(&mut self, frame: &[u8]) -> io::Result<()> {
        self.responses += 1;
        if self.responses > MOST_RESPONSES {
            let fault = faults::nonsense(Place::SignIn, "the login was drowned in responses");
            return self.keep(Err(fault));
        }
        match response(frame, false) {
            Response::Continue(_) => match (self.later.pop(), self.way) {
                (Some(piece), _) => self.sending = piece,
                (None, Way::Sasl { mechanism, .. }) => self.challenge(mechanism, frame)?,
                (None, Way::Login) => {}
            },
            Response::Tagged(tag, line) if tag == self.tag => {
                let word = if line.is_ok() { "OK" } else { "NO" };
                self.reading.extend_from_slice(format!("{tag} {word} .\r\n").as_bytes());
                if line.code == Code::Alert {
                    self.seen.alerts.push(line.text.clone());
                }
                self.seen.tagged = Some(line);
            }
            Response::Capability(told) => self.seen.capabilities = Some(told),
            Response::Status(line) => self.status(line)?,
            // No mailbox is selected: whatever else is said concerns nobody.
            _ => {}
        }
        Ok(())
    }

    /// A `+`: before the first response it asks for it, whatever text the server adds; none of our
    /// mechanisms lets the server begin. After it, it says what is wrong with it.
    fn challenge(&mut self, mechanism: Mechanism, frame: &[u8]) -> io::Result<()> {
        if !self.given {
            self.reading.extend_from_slice(b"+ \r\n");
            return Ok(());
        }
        self.challenges += 1;
        if self.challenges > MOST_CHALLENGES {
            let fault = faults::nonsense(Place::SignIn, "the server asks for the same again");
            return self.keep(Err(fault));
        }
        if mechanism.takes_token() && self.seen.complaint.is_none() {
            self.seen.complaint = Some(sasl::complaint(frame.get(1..).unwrap_or_default()));
        }
        self.sending = Zeroizing::new(mechanism.acknowledgement().to_vec());
        Ok(())
    }

    fn status(&mut self, line: StatusLine) -> io::Result<()> {
        if line.condition == Condition::Bye {
            self.seen.bye = Some(line);
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        match line.code {
            Code::Alert => self.seen.alerts.push(line.text),
            Code::Capability(told) => self.seen.capabilities = Some(told),
            _ => {}
        }
        Ok(())
    }
}

fn is_quotable(word: &str) -> bool {
    word.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

fn quote(word: &str, into: &mut Vec<u8>) {
    into.push(b'"');
    for byte in word.bytes() {
        if matches!(byte, b'"' | b'\\') {
            into.push(b'\\');
        }
        into.push(byte);
    }
    into.push(b'"');
}

impl AsyncRead for Door<'_> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let door = self.get_mut();
        while door.reading.is_empty() {
            ready!(door.poll_send(cx))?;
            let frame = ready!(door.wire.poll_frame(cx));
            let frame = door.keep(frame)?;
            door.look(&frame)?;
        }
        let count = door.reading.len().min(buf.remaining());
        let rest = door.reading.split_off(count);
        buf.put_slice(&door.reading);
        door.reading = rest;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Door<'_> {
    fn poll_write(
        self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let door = self.get_mut();
        door.line.extend_from_slice(buf);
        if door.line.ends_with(b"\r\n") {
            let line = std::mem::take(&mut door.line);
            door.command(&line);
        }
        Poll::Ready(Ok(buf.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.get_mut().poll_send(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // The stream outlives the door.
        Poll::Ready(Ok(()))
    }
}
