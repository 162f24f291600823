//! A stream that keeps the first octets that come: they tell who answers where TLS was hoped for.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::imap::wire::Duplex;

/// As much as names a protocol, and the line that a person recognises.
const MOST: usize = 120;

/// The first octets that came, as they come.
#[derive(Debug, Clone, Default)]
pub(super) struct First(Arc<Mutex<Vec<u8>>>);

impl First {
    pub(super) fn octets(&self) -> Vec<u8> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether there is room for more.
    fn add(&self, octets: &[u8]) -> bool {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let room = MOST.saturating_sub(kept.len());
        kept.extend(octets.iter().take(room));
        kept.len() < MOST
    }
}

pub(super) struct Peek {
    stream: Box<dyn Duplex>,
    /// None once it is full.
    first: Option<First>,
}

pub(super) fn new(stream: Box<dyn Duplex>) -> (Peek, First) {
    let first = First::default();
    (Peek { stream, first: Some(first.clone()) }, first)
}

impl AsyncRead for Peek {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let peek = self.get_mut();
        let before = buf.filled().len();
        ready!(Pin::new(&mut peek.stream).poll_read(cx, buf))?;
        let came = buf.filled().get(before..).unwrap_or_default();
        if peek.first.as_ref().is_some_and(|first| !first.add(came)) {
            peek.first = None;
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Peek {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
