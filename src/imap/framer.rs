//! Cuts the byte stream into complete responses: a line, with the literals it announces
//! (RFC 9051 sections 2.2 and 4.3). Each byte is looked at once. Knows no response by meaning,
//! except which of them cannot hold a literal.

use super::work;

/// What is held at most, in octets.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// The text of one response, literals not counted: a SEARCH of two million UIDs fits.
    pub(super) line: usize,
    pub(super) literal: usize,
    pub(super) response: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { line: 16 << 20, literal: 64 << 20, response: 80 << 20 }
    }
}

/// One complete response as it was sent, without the line end that closes it.
pub(super) type Frame = Vec<u8>;

/// Why the stream cannot be read any further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FrameError {
    /// The text of a response (its literals not counted) is over the limit, in octets.
    Line(usize),
    /// A literal is over the limit.
    Literal(usize),
    /// The whole response is over the limit.
    Response(usize),
}

impl std::fmt::Display for FrameError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (what, limit) = match self {
            Self::Line(limit) => ("line", limit),
            Self::Literal(limit) => ("literal", limit),
            Self::Response(limit) => ("response", limit),
        };
        write!(f, "the server sent a {what} of more than {limit} octets")
    }
}

/// What the response at the front of the buffer may hold, known from its first words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Nature {
    /// Status, continuation or tagged: free text, in which `{5}` means nothing.
    Text,
    /// Data, whose lines may end with a literal.
    Data,
    /// Data whose literals are mailbox names: no line end can be in them, so that a length that
    /// reaches beyond one is the server's mistake (MailKit issue 1369).
    Name,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Line,
    /// Inside a literal with so many octets left.
    Literal(usize),
}

/// The cutter. Bytes go in through `space`, responses come out of `next`.
#[derive(Debug)]
pub(super) struct Framer {
    limits: Limits,
    buffer: Vec<u8>,
    /// Where the response at the front begins; before it is what was handed out already.
    start: usize,
    /// How far has been looked at.
    seen: usize,
    /// Where the current line of the response begins.
    line: usize,
    place: Place,
    /// Octets of the response that are in literals, names left out.
    literals: usize,
}

/// Enough for a flight of header rows; read calls cost more than the memory.
const READ_AHEAD: usize = 128 * 1024;
/// A buffer that grew beyond this for one response is given back.
const KEEP: usize = 1024 * 1024;

impl Framer {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            buffer: Vec::new(),
            start: 0,
            seen: 0,
            line: 0,
            place: Place::Line,
            literals: 0,
        }
    }

    /// The buffer, with room at its end, for a read to append to.
    pub(super) fn space(&mut self) -> &mut Vec<u8> {
        if self.start > 0 {
            // Moves an unfinished response at most once: afterwards it begins the buffer.
            work::add(self.buffer.len() - self.start);
            self.buffer.drain(..self.start);
            self.seen -= self.start;
            self.line -= self.start;
            self.start = 0;
        }
        if self.buffer.is_empty() && self.buffer.capacity() > KEEP {
            self.buffer = Vec::new();
        }
        self.buffer.reserve(READ_AHEAD);
        &mut self.buffer
    }

    /// Octets that came and were not handed out.
    pub(super) fn left(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    /// The next complete response, `None` while it is not whole. Empty lines are passed over.
    pub(super) fn next(&mut self) -> Result<Option<Frame>, FrameError> {
        loop {
            match self.place {
                Place::Line => match self.end_of_line()? {
                    None => return Ok(None),
                    Some(None) => {}
                    Some(Some(frame)) if frame.is_empty() => {}
                    Some(Some(frame)) => return Ok(Some(frame)),
                },
                Place::Literal(left) => {
                    if !self.pass_literal(left) {
                        return Ok(None);
                    }
                }
            }
        }
    }

    /// Looks for the end of the line. `None`: not there yet; `Some(None)`: a literal follows;
    /// `Some(Some)`: the response is whole.
    fn end_of_line(&mut self) -> Result<Option<Option<Frame>>, FrameError> {
        let unseen = self.buffer.get(self.seen..).unwrap_or_default();
        let found = unseen.iter().position(|&byte| byte == b'\n');
        work::add(found.unwrap_or(unseen.len()) + 1);
        let Some(at) = found else {
            self.seen = self.buffer.len();
            self.check_text(self.seen)?;
            return Ok(None);
        };
        let end = self.seen + at;
        self.seen = end + 1;
        self.check_text(end)?;
        let line = trimmed(self.buffer.get(self.line..end).unwrap_or_default());
        let literal = match self.nature() {
            Nature::Text => None,
            Nature::Data | Nature::Name => announced(line),
        };
        let Some(length) = literal else {
            let whole = trimmed(self.buffer.get(self.start..end).unwrap_or_default());
            work::add(whole.len());
            let frame = whole.to_vec();
            self.begin_at(self.seen);
            return Ok(Some(Some(frame)));
        };
        if length > self.limits.literal {
            return Err(FrameError::Literal(self.limits.literal));
        }
        if self.seen - self.start + length > self.limits.response {
            return Err(FrameError::Response(self.limits.response));
        }
        self.place = Place::Literal(length);
        self.line = self.seen;
        Ok(Some(None))
    }

    /// Goes through a literal as far as it has come; whether it is over.
    fn pass_literal(&mut self, left: usize) -> bool {
        let have = (self.buffer.len() - self.seen).min(left);
        let is_name = self.nature() == Nature::Name;
        if is_name {
            let name = self.buffer.get(self.seen..self.seen + have).unwrap_or_default();
            let found = name.iter().position(|&byte| byte == b'\n');
            work::add(found.unwrap_or(name.len()) + 1);
            if let Some(at) = found {
                // The line that ends the response lies inside what was called the name.
                self.seen += at;
                self.place = Place::Line;
                return true;
            }
        }
        self.seen += have;
        if !is_name {
            // A name counts as text: how much of it came before its end was found must not matter.
            self.literals += have;
        }
        if have < left {
            self.place = Place::Literal(left - have);
            return false;
        }
        self.line = self.seen;
        self.place = Place::Line;
        true
    }

    fn check_text(&self, end: usize) -> Result<(), FrameError> {
        let all = end - self.start;
        if all.saturating_sub(self.literals) > self.limits.line {
            Err(FrameError::Line(self.limits.line))
        } else if all > self.limits.response {
            Err(FrameError::Response(self.limits.response))
        } else {
            Ok(())
        }
    }

    fn begin_at(&mut self, start: usize) {
        self.start = start;
        self.seen = start;
        self.line = start;
        self.place = Place::Line;
        self.literals = 0;
    }

    fn nature(&self) -> Nature {
        let head = self.left();
        let Some(words) = head.strip_prefix(b"* ") else { return Nature::Text };
        let words = words.get(..8).unwrap_or(words);
        let end = words.iter().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(words.len());
        let word = words.get(..end).unwrap_or_default();
        let is = |names: &[&[u8]]| names.iter().any(|name| word.eq_ignore_ascii_case(name));
        if is(&[b"OK", b"NO", b"BAD", b"BYE", b"PREAUTH"]) {
            Nature::Text
        } else if is(&[b"LIST", b"LSUB", b"XLIST", b"STATUS"]) {
            Nature::Name
        } else {
            Nature::Data
        }
    }
}

fn trimmed(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The length of the literal that a line announces at its end: `{5}`, `{5+}`, `~{5}`.
fn announced(line: &[u8]) -> Option<usize> {
    let inner = line.strip_suffix(b"}")?;
    let inner = inner.strip_suffix(b"+").unwrap_or(inner);
    let digits = inner.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let (before, number) = inner.split_at(inner.len() - digits);
    if digits == 0 || before.last() != Some(&b'{') {
        return None;
    }
    Some(number.iter().fold(0_usize, |sum, digit| {
        sum.saturating_mul(10).saturating_add(usize::from(digit - b'0'))
    }))
}

#[cfg(test)]
mod tests;
