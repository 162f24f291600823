//! What a server sends, spoilt: see `fuzz_kit`.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use flate2::{Compress, Compression, FlushCompress};
use tokio::io::{AsyncRead, ReadBuf};

use super::deflate::Deflated;
use super::framer::{Frame, FrameError, Framer, Limits};
use super::names;
use super::parse::{self, Response};
use super::types::UidSet;
use super::work;
use crate::fuzz_kit::{fuzz, hash, seeds};
use crate::model::remote::WireName;

/// Small, so that inputs reach them.
const LIMITS: Limits = Limits { line: 4_096, literal: 8_192, response: 10_000 };

/// The responses of a stream that comes in these pieces, and how it ended.
fn cut(pieces: &[&[u8]]) -> (Vec<Frame>, Option<FrameError>) {
    let mut framer = Framer::new(LIMITS);
    let mut frames = Vec::new();
    for piece in pieces {
        framer.space().extend_from_slice(piece);
        loop {
            match framer.next() {
                Ok(Some(frame)) => frames.push(frame),
                Ok(None) => break,
                Err(error) => return (frames, Some(error)),
            }
        }
        let most = LIMITS.response + piece.len() + LIMITS.line;
        assert!(framer.left().len() <= most, "{} octets are held", framer.left().len());
    }
    (frames, None)
}

#[test]
fn fuzz_framer() {
    fuzz("framer", seeds::streams(), seeds::IMAP, 4_000, &mut |input, random| {
        let whole = cut(&[input]);
        let (mut rest, mut pieces) = (input, Vec::new());
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(random.usize(1..=rest.len().min(40)));
            pieces.push(piece);
            rest = after;
        }
        work::take();
        let parted = cut(&pieces);
        let worked = work::take();
        let most = 8 * (input.len() + pieces.len()) as u64 + 100;
        assert!(worked <= most, "{worked} octets of work on {}", input.len());
        assert!(whole.0 == parted.0, "the pieces in which it came matter");
        assert_eq!(whole.1.is_some(), parted.1.is_some(), "the pieces decide on the end");
        let handed: usize = whole.0.iter().map(Vec::len).sum();
        assert!(handed <= input.len(), "more came out than went in");
        assert!(whole.0.iter().all(|frame| !frame.is_empty()));
        hash(&(whole.0.len(), whole.0.iter().map(Vec::len).max(), whole.1.is_some()))
    });
}

#[test]
fn fuzz_parser() {
    fuzz("parser", seeds::responses(), seeds::IMAP, 6_000, &mut |input, random| {
        work::take();
        let response = parse::response(input, random.bool());
        let worked = work::take();
        let most = 16 * input.len() as u64 + 100;
        assert!(worked <= most, "{worked} octets of work on {}", input.len());
        // What is written to the log is short, whatever came.
        assert!(parse::outline(input).len() < 60);
        let told = format!("{response:?}");
        // A set of ranges is a few octets however much it names; nothing else grows.
        assert!(told.len() <= 4_000 + input.len() * 120, "{} octets", told.len());
        match &response {
            Response::Search(set) => tidy(set),
            Response::Vanished { uids, .. } => tidy(uids),
            _ => {}
        }
        hash(&shape(&told))
    });
}

/// Ranges rise and do not touch.
fn tidy(set: &UidSet) {
    let apart = set.ranges().windows(2).all(|pair| pair[0].1 < pair[1].0);
    let rising = set.ranges().iter().all(|(low, high)| low <= high && *low > 0);
    assert!(apart && rising, "{set:?}");
}

/// A text without its numbers and words: what there is, not what it says.
fn shape(told: &str) -> String {
    told.chars().filter(|c| c.is_ascii_uppercase() || "[](){}".contains(*c)).take(300).collect()
}

#[test]
fn fuzz_names() {
    let seeds = ["INBOX", "Entw&APw-rfe", "&2D3eAA-", "a.b/c", "&AOk-&-", "Caf\u{e9}", "&Jjo-!"];
    let seeds = seeds.iter().map(|seed| seed.as_bytes().to_vec()).collect();
    fuzz("names", seeds, seeds::IMAP, 6_000, &mut |input, random| {
        let name = names::from_wire(input);
        // The very octets that the server used are what it is asked by.
        assert_eq!(names::to_wire(&WireName(name.clone())), input, "{name:?}");
        let text = names::decode(&name);
        let coded = names::encode(&text);
        assert_eq!(names::decode(&coded.0), text, "{coded:?}");
        assert!(coded.0.is_ascii());
        let utf8 = random.bool();
        let path = names::path(&name, random.bool().then_some('/'), utf8);
        assert!(!path.is_empty());
        hash(&(path.len(), text.is_ascii(), text == name, text.chars().count() < name.len()))
    });
}

/// Octets that come in pieces.
struct Source<'i> {
    rest: &'i [u8],
    piece: usize,
}

impl AsyncRead for Source<'_> {
    fn poll_read(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let this = self.get_mut();
        let (now, after) = this.rest.split_at(this.piece.min(this.rest.len()).min(buf.remaining()));
        buf.put_slice(now);
        this.rest = after;
        Poll::Ready(Ok(()))
    }
}

#[test]
fn fuzz_deflate() {
    let seeds = seeds::streams().iter().take(60).map(|stream| squeezed(stream)).collect();
    fuzz("deflate", seeds, &[b"\0\0\xff\xff", b"\x03\0"], 2_000, &mut |input, random| {
        let (came, rest) = input.split_at(random.usize(0..=input.len().min(9)));
        let source = Source { rest, piece: random.usize(1..=600) };
        let mut stream = Deflated::new(source, came.to_vec());
        let mut cx = Context::from_waker(Waker::noop());
        let (mut made, mut room) = (0_usize, [0_u8; 4_096]);
        let ended = loop {
            let mut buf = ReadBuf::new(&mut room);
            match Pin::new(&mut stream).poll_read(&mut cx, &mut buf) {
                Poll::Ready(Ok(())) if buf.filled().is_empty() => break 0,
                Poll::Ready(Ok(())) => made += buf.filled().len(),
                Poll::Ready(Err(_)) => break 1,
                Poll::Pending => break 2,
            }
            // No octet stands for more than 1,032 (zlib's technical details).
            assert!(made <= 1_100 * (input.len() + 1) + 4_096, "{made} of {}", input.len());
        };
        assert_ne!(ended, 2, "it waits though all is there");
        hash(&(ended, made / 64))
    });
}

fn squeezed(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 1_024);
    let mut deflate = Compress::new(Compression::fast(), false);
    deflate.compress_vec(text, &mut out, FlushCompress::Sync).unwrap();
    out
}
