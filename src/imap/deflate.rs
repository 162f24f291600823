//! A stream that is compressed in both directions (RFC 4978: raw deflate, RFC 1951, without an end).
//! Knows no IMAP. What inflates without end is bounded by whoever reads: no read gives more than
//! there is room for.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Compressed octets that are read, and held for writing, at once.
const PIECE: usize = 16 * 1024;
/// Commands are short, and appended mails are mostly base64: the quickest level will do.
const LEVEL: Compression = Compression::fast();

/// Compresses what is written and expands what is read.
pub(super) struct Deflated<S> {
    inner: S,
    inflate: Decompress,
    /// Compressed octets that came; before `used` they are expanded.
    came: Vec<u8>,
    used: usize,
    /// The last call filled all the room that it had: there may be more without another octet.
    full: bool,
    deflate: Compress,
    /// Compressed octets to be sent; before `sent` they are.
    out: Vec<u8>,
    sent: usize,
    /// Something was written that the other side cannot expand yet.
    unflushed: bool,
}

impl<S> Deflated<S> {
    /// Over a stream of which `came` was read already.
    pub(super) fn new(inner: S, came: Vec<u8>) -> Self {
        Self {
            inner,
            inflate: Decompress::new(false),
            came,
            used: 0,
            full: false,
            deflate: Compress::new(LEVEL, false),
            out: Vec::new(),
            sent: 0,
            unflushed: false,
        }
    }

    /// Expands what is here into `buf`. Whether anything came out.
    fn expand(&mut self, buf: &mut ReadBuf<'_>) -> io::Result<bool> {
        let input = self.came.get(self.used..).unwrap_or_default();
        if (input.is_empty() && !self.full) || buf.remaining() == 0 {
            return Ok(false);
        }
        let (before_in, before_out) = (self.inflate.total_in(), self.inflate.total_out());
        let status = self
            .inflate
            .decompress(input, buf.initialize_unfilled(), FlushDecompress::None)
            .map_err(|_| broken("the compressed stream is damaged"))?;
        let read = usize::try_from(self.inflate.total_in() - before_in).unwrap_or(usize::MAX);
        let made = usize::try_from(self.inflate.total_out() - before_out).unwrap_or(usize::MAX);
        self.used += read;
        if self.used >= self.came.len() {
            self.came.clear();
            self.used = 0;
        }
        buf.advance(made.min(buf.remaining()));
        self.full = buf.remaining() == 0;
        if made == 0 && status == Status::StreamEnd {
            // Its end was inside what was expanded before: nothing can follow.
            return Err(broken("the server ended the compressed stream"));
        }
        if made == 0 && read == 0 && !self.came.is_empty() {
            return Err(broken("the compressed stream does not go on"));
        }
        Ok(made > 0)
    }

    /// Compresses `input` behind what is to be sent; with `flush` so that all of it can be expanded.
    fn squeeze(&mut self, mut input: &[u8], flush: FlushCompress) -> io::Result<()> {
        loop {
            self.out.reserve(PIECE);
            let before = self.deflate.total_in();
            self.deflate
                .compress_vec(input, &mut self.out, flush)
                .map_err(|_| broken("what is to be sent cannot be compressed"))?;
            let taken = usize::try_from(self.deflate.total_in() - before).unwrap_or(usize::MAX);
            input = input.get(taken..).unwrap_or_default();
            // Room that was left over means that nothing is held back for want of it.
            if input.is_empty() && self.out.len() < self.out.capacity() {
                return Ok(());
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> Deflated<S> {
    /// Sends what is compressed.
    fn poll_drain(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some(rest) = self.out.get(self.sent..).filter(|rest| !rest.is_empty()) {
            let sent = ready!(Pin::new(&mut self.inner).poll_write(cx, rest))?;
            if sent == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.sent += sent;
        }
        self.out.clear();
        self.sent = 0;
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Deflated<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            if this.expand(buf)? || buf.remaining() == 0 {
                return Poll::Ready(Ok(()));
            }
            if this.used < this.came.len() {
                continue;
            }
            this.came.resize(PIECE, 0);
            let mut piece = ReadBuf::new(&mut this.came);
            let read = Pin::new(&mut this.inner).poll_read(cx, &mut piece);
            let length = piece.filled().len();
            this.came.truncate(length);
            this.used = 0;
            ready!(read)?;
            if length == 0 {
                // The end of the wire, said as any stream says it.
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Deflated<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.out.len() >= PIECE {
            ready!(this.poll_drain(cx))?;
        }
        let piece = buf.get(..PIECE).unwrap_or(buf);
        if !piece.is_empty() {
            this.squeeze(piece, FlushCompress::None)?;
            this.unflushed = true;
        }
        Poll::Ready(Ok(piece.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.unflushed {
            this.squeeze(&[], FlushCompress::Sync)?;
            this.unflushed = false;
        }
        ready!(this.poll_drain(cx))?;
        Pin::new(&mut this.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.as_mut().poll_flush(cx))?;
        Pin::new(&mut self.get_mut().inner).poll_shutdown(cx)
    }
}

fn broken(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    fn deflated(plain: &[u8]) -> Vec<u8> {
        let mut other = Deflated::new(tokio::io::empty(), Vec::new());
        other.squeeze(plain, FlushCompress::Sync).unwrap();
        other.out
    }

    #[tokio::test]
    async fn what_is_written_on_one_side_is_read_on_the_other() {
        let (here, there) = duplex(1_000);
        let (mut here, mut there) = (Deflated::new(here, vec![]), Deflated::new(there, vec![]));
        // Noise does not shrink, so that every buffer has to be gone through more than once.
        let mut noise = vec![0; 300_000];
        fastrand::Rng::with_seed(7).fill(&mut noise);
        for plain in [b"* OK hello\r\n".to_vec(), vec![b'a'; 1_000_000], noise, vec![b'z'; 3]] {
            let expected = plain.clone();
            let send = async {
                here.write_all(&plain).await.unwrap();
                here.flush().await.unwrap();
                here.flush().await.unwrap();
            };
            let mut came = vec![0; expected.len()];
            let (_, read) = tokio::join!(send, there.read_exact(&mut came));
            read.unwrap();
            assert!(came == expected, "{} octets", expected.len());
        }
        drop(here);
        assert_eq!(there.read(&mut [0; 10]).await.unwrap(), 0, "an end is an end");
    }

    #[tokio::test]
    async fn what_was_read_too_far_belongs_to_the_compressed_stream() {
        let mut it = Deflated::new(tokio::io::empty(), deflated(b"* 7 EXISTS\r\n"));
        let mut text = String::new();
        it.read_to_string(&mut text).await.unwrap();
        assert_eq!(text, "* 7 EXISTS\r\n");
    }

    #[tokio::test]
    async fn a_bomb_gives_no_more_at_once_than_there_is_room_for() {
        let bomb = deflated(&vec![0; 50_000_000]);
        assert!(bomb.len() < 500_000);
        let mut it = Deflated::new(tokio::io::empty(), bomb);
        let mut room = Vec::with_capacity(1_000);
        let mut all = 0;
        while all < 1_000_000 {
            let came = it.read_buf(&mut room).await.unwrap();
            assert!((1..=1_000).contains(&came));
            all += came;
            room.clear();
        }
    }

    #[tokio::test]
    async fn garbage_and_an_ended_stream_are_errors_and_a_cut_one_is_an_end() {
        let mut garbage = Deflated::new(tokio::io::empty(), vec![0xff; 64]);
        let error = garbage.read(&mut [0; 100]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);

        let mut last = Deflated::new(tokio::io::empty(), Vec::new());
        last.squeeze(b"bye", FlushCompress::Finish).unwrap();
        let mut finished = last.out;
        finished.extend_from_slice(b"* OK in the clear again\r\n");
        let mut it = Deflated::new(tokio::io::empty(), finished);
        let mut text = Vec::new();
        let error = it.read_to_end(&mut text).await.unwrap_err();
        assert_eq!((text.as_slice(), error.kind()), (&b"bye"[..], io::ErrorKind::InvalidData));

        let whole = deflated(b"* 1 EXISTS and so on and so on\r\n");
        let mut cut = Deflated::new(tokio::io::empty(), whole[..whole.len() / 2].to_vec());
        let mut text = Vec::new();
        cut.read_to_end(&mut text).await.unwrap();
        assert!(text.len() < 32);
    }
}
