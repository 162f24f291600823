//! The frames of the journal file: where one begins, whether it is whole, and how whole ones are
//! found again behind damage. Knows nothing of promises.
//!
//! ```text
//! magic 4 | length of the payload u32 | crc32 u32 | type u8 | payload
//! ```
//! Numbers are little-endian; the checksum covers length, type and payload. The magic begins with
//! a byte that never occurs in UTF-8, so it is not found inside a payload.

use std::ops::Range;

const MAGIC: [u8; 4] = [0xF5, b'P', b'J', 0x01];
const HEAD: usize = 13;
/// No payload is longer. A promise about a million messages is below it.
pub(super) const MAX_PAYLOAD: usize = 256 << 20;

/// A whole frame of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame {
    pub kind: u8,
    /// Where the payload lies in the file.
    pub payload: Range<usize>,
}

impl Frame {
    /// Bytes of the whole frame.
    pub fn len(&self) -> usize {
        HEAD + self.payload.len()
    }
}

/// What a file holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub frames: Vec<Frame>,
    /// Bytes that belong to no whole frame.
    pub bad: usize,
}

/// Builds a frame. `None` when the payload is over the limit.
pub(super) fn frame(kind: u8, payload: &[u8]) -> Option<Vec<u8>> {
    let len = u32::try_from(payload.len()).ok().filter(|_| payload.len() <= MAX_PAYLOAD)?;
    let mut bytes = Vec::with_capacity(HEAD + payload.len());
    bytes.extend(MAGIC);
    bytes.extend(len.to_le_bytes());
    bytes.extend(checksum(len, kind, payload).to_le_bytes());
    bytes.push(kind);
    bytes.extend(payload);
    Some(bytes)
}

/// Finds every whole frame, in order, and counts what lies between and behind them.
pub(super) fn find(file: &[u8]) -> Found {
    let mut found = Found::default();
    let mut at = 0;
    // What checksums of frames that turned out broken may cost, so that the time stays linear in
    // the size of the file whatever is in it.
    let mut patience = file.len().saturating_mul(8);
    while let Some(start) = next_magic(file, at) {
        found.bad += start - at;
        if let Some(frame) = read(file, start, &mut patience) {
            at = frame.payload.end;
            found.frames.push(frame);
        } else {
            found.bad += 1;
            at = start + 1;
        }
    }
    found.bad += file.len() - at;
    found
}

fn next_magic(file: &[u8], from: usize) -> Option<usize> {
    let rest = file.get(from..)?;
    rest.windows(MAGIC.len()).position(|window| window == MAGIC).map(|found| from + found)
}

/// The frame that begins here, if it is whole.
fn read(file: &[u8], start: usize, patience: &mut usize) -> Option<Frame> {
    let len = u32::from_le_bytes(array(file, start + 4)?);
    let crc = u32::from_le_bytes(array(file, start + 8)?);
    let kind = *file.get(start + 12)?;
    let begin = start + HEAD;
    let end = begin.checked_add(usize::try_from(len).ok()?)?;
    let payload = file.get(begin..end).filter(|payload| payload.len() <= MAX_PAYLOAD)?;
    if payload.len() > *patience {
        return None;
    }
    if checksum(len, kind, payload) != crc {
        *patience -= payload.len();
        return None;
    }
    Some(Frame { kind, payload: begin..end })
}

fn array(file: &[u8], at: usize) -> Option<[u8; 4]> {
    file.get(at..at + 4)?.try_into().ok()
}

fn checksum(len: u32, kind: u8, payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&len.to_le_bytes());
    hasher.update(&[kind]);
    hasher.update(payload);
    hasher.finalize()
}
