//! Lines and literals from a socket, with caps. Knows where a command ends (RFC 9051 section 4.3),
//! not what it says; the SMTP sink reads its lines here too.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

/// A client that says nothing for so long is signed off (RFC 9051 section 5.4).
const SILENCE: Duration = Duration::from_secs(30 * 60);
/// A client that takes nothing for so long is dropped.
const STALL: Duration = Duration::from_secs(60);
const PIECE: usize = 16 * 1024;

/// Any stream that a session can run over: plain, then perhaps TLS over it.
pub trait Socket: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Socket for T {}

/// Why nothing more can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The client went away.
    Closed,
    /// It sent more than a line or a literal may hold.
    TooLong,
    /// It said nothing for half an hour.
    Silent,
}

/// How much a client may send at once, in octets.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub line: usize,
    pub literal: usize,
}

/// One command as far as the wire tells.
#[derive(Debug, PartialEq, Eq)]
pub enum Frame {
    /// Lines and literals up to the CRLF that ends the command.
    Command(Vec<u8>),
    /// Its announced literal is over the limit and was not asked for; this is what came before.
    TooBig(Vec<u8>),
}

/// A socket with what was read and not yet used.
pub struct Wire {
    socket: Box<dyn Socket>,
    buffer: Vec<u8>,
    /// So much of the buffer was used; the rest moves up when more is read.
    used: usize,
    /// So much of the buffer is known to hold no line end that was not used.
    scanned: usize,
}

impl Wire {
    pub fn new(socket: Box<dyn Socket>) -> Self {
        Self { socket, buffer: Vec::new(), used: 0, scanned: 0 }
    }

    /// The bare socket, for a TLS handshake. What came before it in plain text is dropped, so that
    /// nobody can slip commands in (RFC 9051 section 6.2.1).
    pub fn into_socket(self) -> Box<dyn Socket> {
        self.socket
    }

    /// Waits for more octets. Cancelling it loses nothing.
    pub async fn fill(&mut self) -> Result<(), Ended> {
        self.buffer.drain(..self.used);
        self.scanned = self.scanned.saturating_sub(self.used);
        self.used = 0;
        self.buffer.reserve(PIECE);
        match timeout(SILENCE, self.socket.read_buf(&mut self.buffer)).await {
            Err(_) => Err(Ended::Silent),
            Ok(Err(_) | Ok(0)) => Err(Ended::Closed),
            Ok(Ok(_)) => Ok(()),
        }
    }

    /// The octets that were read and not used.
    fn unused(&self) -> &[u8] {
        self.buffer.get(self.used..).unwrap_or_default()
    }

    /// The next line with its end, if all of it is here.
    pub fn take_line(&mut self) -> Option<Vec<u8>> {
        let from = self.scanned.max(self.used);
        let fresh = self.buffer.get(from..)?;
        let Some(end) = fresh.iter().position(|&byte| byte == b'\n') else {
            self.scanned = self.buffer.len();
            return None;
        };
        let line = self.buffer.get(self.used..=from + end)?.to_vec();
        self.used = from + end + 1;
        Some(line)
    }

    /// The next line, ended by CRLF whatever ended it.
    pub async fn line(&mut self, limit: usize) -> Result<Vec<u8>, Ended> {
        loop {
            if let Some(mut line) = self.take_line() {
                if line.len() > limit {
                    return Err(Ended::TooLong);
                }
                if !line.ends_with(b"\r\n") {
                    line.pop();
                    line.extend_from_slice(b"\r\n");
                }
                return Ok(line);
            }
            if self.unused().len() > limit {
                return Err(Ended::TooLong);
            }
            self.fill().await?;
        }
    }

    /// The next `count` octets, appended to `into`.
    async fn octets(&mut self, count: usize, into: &mut Vec<u8>) -> Result<(), Ended> {
        let mut missing = count;
        loop {
            let here = self.unused();
            let taken = missing.min(here.len());
            into.extend_from_slice(here.get(..taken).unwrap_or_default());
            self.used += taken;
            missing -= taken;
            if missing == 0 {
                return Ok(());
            }
            self.fill().await?;
        }
    }

    /// One whole IMAP command; asks for its literals as they come up.
    pub async fn command(&mut self, limits: Limits) -> Result<Frame, Ended> {
        let mut command = Vec::new();
        loop {
            let line = self.line(limits.line).await?;
            let literal = literal(&line);
            command.extend_from_slice(&line);
            if command.len() > limits.line + limits.literal {
                return Err(Ended::TooLong);
            }
            let Some(Literal { octets, waits }) = literal else {
                return Ok(Frame::Command(command));
            };
            match (octets.saturating_add(command.len()) > limits.line + limits.literal, waits) {
                (true, true) => return Ok(Frame::TooBig(command)),
                (true, false) => return Err(Ended::TooLong),
                (false, true) => self.write(b"+ Go ahead\r\n").await?,
                (false, false) => {}
            }
            self.octets(octets, &mut command).await?;
        }
    }

    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), Ended> {
        let sent = async {
            self.socket.write_all(bytes).await?;
            self.socket.flush().await
        };
        match timeout(STALL, sent).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(Ended::Closed),
        }
    }

    /// Says goodbye to the TLS peer, so that it can tell an end from a cut.
    pub async fn close(mut self) {
        let _ = timeout(STALL, self.socket.shutdown()).await;
    }
}

/// A literal announced at a line's end.
struct Literal {
    octets: usize,
    /// Whether the client waits for `+` before it sends (not so with LITERAL+, RFC 7888).
    waits: bool,
}

fn literal(line: &[u8]) -> Option<Literal> {
    let inner = line.strip_suffix(b"}\r\n")?;
    let open = inner.iter().rposition(|&byte| byte == b'{')?;
    let number = inner.get(open + 1..)?;
    let (digits, waits) = match number.strip_suffix(b"+") {
        Some(digits) => (digits, false),
        None => (number, true),
    };
    if digits.is_empty() || digits.len() > 10 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(Literal { octets: std::str::from_utf8(digits).ok()?.parse().ok()?, waits })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { line: 100, literal: 50 };

    /// What a client that sends all of `input` at once and hangs up gets framed.
    async fn frames(input: &[u8]) -> (Vec<Frame>, Ended) {
        let (mut client, server) = tokio::io::duplex(4096);
        client.write_all(input).await.unwrap();
        client.shutdown().await.unwrap();
        let mut wire = Wire::new(Box::new(server));
        let mut frames = Vec::new();
        loop {
            match wire.command(LIMITS).await {
                Ok(frame) => frames.push(frame),
                Err(ended) => return (frames, ended),
            }
        }
    }

    #[tokio::test]
    async fn a_command_ends_at_the_first_line_end_outside_its_literals() {
        let (frames, ended) = frames(b"a NOOP\r\nb LOGIN {3}\r\nx\r\n {2+}\r\nyz\r\nc X\n").await;
        let commands: [&[u8]; 3] =
            [b"a NOOP\r\n", b"b LOGIN {3}\r\nx\r\n {2+}\r\nyz\r\n", b"c X\r\n"];
        assert_eq!(frames, commands.map(|c| Frame::Command(c.to_vec())));
        assert_eq!(ended, Ended::Closed);
    }

    #[tokio::test]
    async fn what_is_too_long_is_refused_before_it_is_read() {
        let long = [b'x'; 200];
        assert_eq!(frames(&long).await.1, Ended::TooLong);
        assert_eq!(frames(b"a APPEND x {4000000000+}\r\n").await.1, Ended::TooLong);
        let (refused, _) = frames(b"a APPEND x {4000000000}\r\nb NOOP\r\n").await;
        assert_eq!(refused[0], Frame::TooBig(b"a APPEND x {4000000000}\r\n".to_vec()));
        assert_eq!(refused[1], Frame::Command(b"b NOOP\r\n".to_vec()));
    }

    #[tokio::test]
    async fn braces_that_announce_nothing_are_text() {
        let (commands, _) = frames(b"a X {}\r\nb X {x}\r\nc X {-1}\r\nd X }\r\n").await;
        assert_eq!(commands.len(), 4);
    }
}
