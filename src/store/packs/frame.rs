//! One body as a pack file holds it. Knows no files.

use crate::model::body::Body;
use crate::store::bodies::Owner;
use crate::store::codec::{Reader, unpack};

const MAGIC: [u8; 4] = [0xF5, b'P', b'B', 0x01];
const KEY: u16 = 16;
const HEAD: usize = 14;
/// No body is larger, unpacked: texts are fetched up to 8 MiB a part.
const MAX: usize = 64 << 20;

/// Builds the frame of a body. `None` when it is over the limit.
pub(super) fn build(owner: Owner, body: &Body) -> Option<Vec<u8>> {
    let json = serde_json::to_vec(body).ok().filter(|json| json.len() <= MAX)?;
    let data = lz4_flex::block::compress_prepend_size(&json);
    let mut rest = Vec::with_capacity(usize::from(KEY) + data.len());
    rest.extend(owner.number.to_le_bytes());
    rest.extend(owner.fingerprint.to_le_bytes());
    rest.extend(&data);
    let mut frame = Vec::with_capacity(HEAD + rest.len());
    frame.extend(MAGIC);
    frame.extend(KEY.to_le_bytes());
    frame.extend(u32::try_from(data.len()).ok()?.to_le_bytes());
    frame.extend(crc32fast::hash(&rest).to_le_bytes());
    frame.extend(rest);
    Some(frame)
}

/// Whether these bytes are exactly one whole frame of this message.
pub(super) fn is_whole(frame: &[u8], owner: Owner) -> bool {
    check(frame, owner).is_some()
}

fn check(frame: &[u8], owner: Owner) -> Option<()> {
    let mut reader = Reader(frame.strip_prefix(&MAGIC)?);
    let (key, len, crc) = (reader.u16()?, reader.u32()?, reader.u32()?);
    let whole = key == KEY
        && reader.0.len() == usize::from(KEY) + usize::try_from(len).ok()?
        && crc32fast::hash(reader.0) == crc;
    (whole && owner.number == reader.u64()? && owner.fingerprint == reader.u64()?).then_some(())
}

/// The body in a whole frame.
pub(super) fn body(frame: &[u8]) -> Option<Body> {
    let data = frame.get(HEAD + usize::from(KEY)..)?;
    serde_json::from_slice(&unpack(data, MAX)?).ok()
}
