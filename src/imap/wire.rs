//! The byte stream of one connection with the framer in front of it: sends octets, hands out
//! complete responses, counts both. Knows no command and no response by meaning.

use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::time::timeout;

use super::deflate::Deflated;
use super::framer::{Frame, Framer, Limits};
use super::log::Ear;
use super::types::Meter;
use crate::model::fault::{Fault, FaultKind, Place};

/// Anything that carries a connection: TCP, TLS, a pipe in a test.
pub trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

/// How long to wait for the other side.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For a name, for a connection, for the TLS handshake: each.
    pub connect: Duration,
    /// For the greeting.
    pub greeting: Duration,
    /// Silence after which something is sent to find out what listens there.
    pub probe: Duration,
    /// For the next octet of an answer.
    pub command: Duration,
    /// For the server's part in entering and leaving IDLE.
    pub idle: Duration,
    /// Silence in IDLE after which the wire is tried. With `idle` it makes less than two minutes
    /// until a connection is known to be dead that looks alive: a router forgot it, a cable was
    /// pulled. TCP's own keep-alive would not do: the standard library cannot switch it on, and
    /// routers and proxies answer it though nobody is left behind them.
    pub quiet: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(15),
            greeting: Duration::from_secs(30),
            probe: Duration::from_secs(5),
            command: Duration::from_secs(60),
            idle: Duration::from_secs(30),
            quiet: Duration::from_secs(85),
        }
    }
}

/// One connection.
pub(super) struct Wire {
    stream: Box<dyn Duplex>,
    framer: Framer,
    meter: Meter,
    pub(super) patience: Patience,
    /// The other side is not this computer.
    pub(super) far: bool,
    /// Our address and that of the other side, where it goes over a network.
    pub(super) ends: Option<(SocketAddr, SocketAddr)>,
    /// Whether something came since we last sent.
    received: bool,
}

impl Wire {
    pub(super) fn new(stream: Box<dyn Duplex>, meter: Meter, patience: Patience) -> Self {
        let framer = Framer::new(Limits::default());
        Self { stream, framer, meter, patience, far: false, ends: None, received: false }
    }

    /// The next complete response. Safe to drop half-way. `limit` is for each wait without a
    /// single octet, so that a slow large answer is not given up.
    ///
    /// # Errors
    /// `Lost` at the end of the stream (also in the middle of a response), `TimedOut`, `TooLarge`.
    pub(super) async fn next(&mut self, limit: Duration) -> Result<Frame, Fault> {
        loop {
            if let Some(frame) = self.ready()? {
                return Ok(frame);
            }
            match timeout(limit, poll_fn(|cx| self.poll_read(cx))).await {
                Ok(read) => read?,
                Err(_) => return Err(silence(limit)),
            }
        }
    }

    /// A response that is here already.
    pub(super) fn ready(&mut self) -> Result<Option<Frame>, Fault> {
        self.framer
            .next()
            .map_err(|error| Fault::new(FaultKind::TooLarge, Place::Connect, error.to_string()))
    }

    /// `next` for a caller that is polled itself.
    pub(super) fn poll_frame(&mut self, cx: &mut Context<'_>) -> Poll<Result<Frame, Fault>> {
        loop {
            if let Some(frame) = self.ready()? {
                return Poll::Ready(Ok(frame));
            }
            ready!(self.poll_read(cx))?;
        }
    }

    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Fault>> {
        // `read_buf` keeps no state between polls, so a new future each time loses nothing.
        let read = self.stream.read_buf(self.framer.space());
        match ready!(pin!(read).poll(cx)) {
            Ok(0) => {
                let detail = "the server closed the connection";
                Poll::Ready(Err(Fault::new(FaultKind::Lost, Place::Connect, detail)))
            }
            Ok(_) => {
                self.received = true;
                Poll::Ready(Ok(()))
            }
            Err(error) => Poll::Ready(Err(broken(&error))),
        }
    }

    /// Sends all of it. The limit is for each part that the other side takes.
    pub(super) async fn send(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let limit = self.patience.command;
        let mut done = 0;
        while done < bytes.len() {
            let some = timeout(limit, poll_fn(|cx| self.poll_send(cx, bytes, &mut done)));
            some.await.map_err(|_| silence(limit))??;
        }
        timeout(limit, self.stream.flush())
            .await
            .map_err(|_| silence(limit))?
            .map_err(|error| broken(&error))
    }

    /// Sends some of `bytes` from `done` on, and moves `done`.
    pub(super) fn poll_send(
        &mut self,
        cx: &mut Context<'_>,
        bytes: &[u8],
        done: &mut usize,
    ) -> Poll<Result<(), Fault>> {
        let rest = bytes.get(*done..).unwrap_or_default();
        let sent = ready!(Pin::new(&mut self.stream).poll_write(cx, rest));
        let sent = sent.map_err(|error| broken(&error))?;
        if sent == 0 && !rest.is_empty() {
            return Poll::Ready(Err(broken(&io::ErrorKind::WriteZero.into())));
        }
        *done += sent;
        if std::mem::take(&mut self.received) {
            self.meter.add(0, 0, 1);
        }
        Poll::Ready(Ok(()))
    }

    pub(super) fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Fault>> {
        Pin::new(&mut self.stream).poll_flush(cx).map_err(|error| broken(&error))
    }

    /// Octets that came and belong to no complete response yet or were not asked for.
    pub(super) fn left(&self) -> &[u8] {
        self.framer.left()
    }

    /// From the next octet on both directions are compressed (RFC 4978). What came already belongs
    /// to that.
    pub(super) fn compress(&mut self) {
        let framer = std::mem::replace(&mut self.framer, Framer::new(Limits::default()));
        let plain = std::mem::replace(&mut self.stream, Box::new(tokio::io::empty()));
        self.stream = Box::new(Deflated::new(plain, framer.left().to_vec()));
    }

    /// Gives up the framer with whatever it holds, for TLS to begin on the bare stream.
    pub(super) fn into_stream(self) -> (Box<dyn Duplex>, Meter, Patience) {
        (self.stream, self.meter, self.patience)
    }

    /// What hears this connection.
    pub(super) fn ear(&self) -> Option<&Ear> {
        self.meter.ear()
    }

    /// Says good-bye to the stream itself; errors do not matter any more.
    pub(super) async fn close(&mut self) {
        let _ = timeout(Duration::from_secs(2), self.stream.shutdown()).await;
    }
}

fn silence(limit: Duration) -> Fault {
    let detail = format!("the server was silent for {} s", limit.as_secs_f32());
    Fault::new(FaultKind::TimedOut, Place::Connect, detail)
}

/// An error of the stream as a fault.
pub(super) fn broken(error: &io::Error) -> Fault {
    let kind = match error.kind() {
        io::ErrorKind::TimedOut => FaultKind::TimedOut,
        _ => FaultKind::Lost,
    };
    Fault::new(kind, Place::Connect, format!("the connection broke: {error}"))
}

/// Counts the octets that pass, beneath TLS where there is TLS.
pub(super) struct Metered<S> {
    inner: S,
    meter: Meter,
}

impl<S> Metered<S> {
    pub(super) fn new(inner: S, meter: Meter) -> Self {
        Self { inner, meter }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Metered<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.inner).poll_read(cx, buf))?;
        self.meter.add(buf.filled().len().saturating_sub(before) as u64, 0, 0);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Metered<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let sent = ready!(Pin::new(&mut self.inner).poll_write(cx, buf))?;
        self.meter.add(0, sent as u64, 0);
        Poll::Ready(Ok(sent))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}
