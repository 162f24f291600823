//! Bytes of our own values: little-endian numbers, variable-length numbers and texts, and the
//! envelope of every value: version, codec, checksum. Reading checks everything and never panics.
//! Knows no records.
//!
//! ```text
//! version u8 = 1 | codec u8 (0 raw, 1 lz4) | crc32 u32 over key, version, codec, rest | rest
//! ```

use std::borrow::Cow;

const VERSION: u8 = 1;
const RAW: u8 = 0;
const LZ4: u8 = 1;
const HEAD: usize = 6;
/// No value unpacks to more: a page of 64 rows with every text at its limit is below it.
const MAX_UNPACKED: usize = 4 << 20;

/// Builds a value.
#[derive(Debug, Default)]
pub(super) struct Writer(pub Vec<u8>);

impl Writer {
    pub fn u8(&mut self, value: u8) {
        self.0.push(value);
    }

    pub fn u16(&mut self, value: u16) {
        self.0.extend(value.to_le_bytes());
    }

    pub fn u32(&mut self, value: u32) {
        self.0.extend(value.to_le_bytes());
    }

    pub fn u64(&mut self, value: u64) {
        self.0.extend(value.to_le_bytes());
    }

    /// Seven bits a byte, lowest first.
    pub fn var(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push((value & 0x7F) as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    /// Small numbers of either sign are short (zigzag).
    pub fn signed(&mut self, value: i64) {
        self.var(((value << 1) ^ (value >> 63)) as u64);
    }

    pub fn text(&mut self, text: &str) {
        self.var(text.len() as u64);
        self.0.extend(text.as_bytes());
    }

    /// The value under this key, as it is.
    pub fn seal_raw(self, key: &[u8]) -> Vec<u8> {
        seal(key, RAW, &self.0)
    }

    /// The value under this key, packed where that makes it smaller.
    pub fn seal(self, key: &[u8]) -> Vec<u8> {
        let packed = lz4_flex::block::compress_prepend_size(&self.0);
        if packed.len() < self.0.len() { seal(key, LZ4, &packed) } else { self.seal_raw(key) }
    }
}

fn seal(key: &[u8], codec: u8, rest: &[u8]) -> Vec<u8> {
    let mut value = Vec::with_capacity(HEAD + rest.len());
    value.extend([VERSION, codec]);
    value.extend(checksum(key, codec, rest).to_le_bytes());
    value.extend(rest);
    value
}

/// What was sealed under this key. `None` when it is damaged or of an unknown version.
pub(super) fn unseal<'a>(key: &[u8], value: &'a [u8]) -> Option<Cow<'a, [u8]>> {
    let mut reader = Reader(value);
    let (version, codec, crc) = (reader.u8()?, reader.u8()?, reader.u32()?);
    let rest = reader.0;
    if version != VERSION || checksum(key, codec, rest) != crc {
        return None;
    }
    match codec {
        RAW => Some(Cow::Borrowed(rest)),
        LZ4 => unpack(rest, MAX_UNPACKED).map(Cow::Owned),
        _ => None,
    }
}

/// Unpacks lz4 with its size in front, if that is at most `limit`.
pub(super) fn unpack(packed: &[u8], limit: usize) -> Option<Vec<u8>> {
    let (size, _) = lz4_flex::block::uncompressed_size(packed).ok()?;
    if size > limit {
        return None;
    }
    lz4_flex::block::decompress_size_prepended(packed).ok()
}

fn checksum(key: &[u8], codec: u8, rest: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(key);
    hasher.update(&[VERSION, codec]);
    hasher.update(rest);
    hasher.finalize()
}

/// Takes values off the front; `None` where they are not there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(taken)
    }

    pub fn u8(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    pub fn u16(&mut self) -> Option<u16> {
        self.take(2)?.try_into().ok().map(u16::from_le_bytes)
    }

    pub fn u32(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_le_bytes)
    }

    pub fn u64(&mut self) -> Option<u64> {
        self.take(8)?.try_into().ok().map(u64::from_le_bytes)
    }

    pub fn var(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.u8()?;
            let bits = u64::from(byte & 0x7F);
            if shift == 63 && bits > 1 {
                return None;
            }
            value |= bits << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    pub fn signed(&mut self) -> Option<i64> {
        let value = self.var()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    pub fn text(&mut self) -> Option<String> {
        let len = usize::try_from(self.var()?).ok()?;
        String::from_utf8(self.take(len)?.to_vec()).ok()
    }

    /// A count of things of which each takes at least one byte, so that a damaged one reserves no
    /// memory.
    pub fn count(&mut self) -> Option<usize> {
        usize::try_from(self.var()?).ok().filter(|&count| count <= self.0.len())
    }

    /// The end was reached exactly.
    pub fn end(&self) -> Option<()> {
        self.0.is_empty().then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_and_text_comes_back() {
        let numbers = [0, 1, 127, 128, 300, 1 << 32, u64::MAX - 1, u64::MAX];
        let mut writer = Writer::default();
        for number in numbers {
            writer.var(number);
            writer.signed(number as i64);
            writer.u64(number);
        }
        writer.text("Grüße 📮");
        let mut reader = Reader(&writer.0);
        for number in numbers {
            assert_eq!(reader.var(), Some(number));
            assert_eq!(reader.signed(), Some(number as i64));
            assert_eq!(reader.u64(), Some(number));
        }
        assert_eq!(reader.text().as_deref(), Some("Grüße 📮"));
        assert_eq!(reader.end(), Some(()));
        assert_eq!(reader.u8(), None);
    }

    #[test]
    fn a_changed_byte_a_cut_or_another_key_is_always_noticed() {
        for text in ["short", &"long and even ".repeat(50)] {
            let mut writer = Writer::default();
            writer.text(text);
            let value = writer.seal(b"key");
            let back = unseal(b"key", &value).unwrap();
            assert_eq!(Reader(&back).text().as_deref(), Some(text));
            assert_eq!(unseal(b"kex", &value), None);
            for at in 0..value.len() {
                let mut hurt = value.clone();
                hurt[at] ^= 0x10;
                assert_eq!(unseal(b"key", &hurt), None);
                assert_eq!(unseal(b"key", &value[..at]), None);
            }
        }
    }

    #[test]
    fn a_packed_size_over_the_limit_reserves_nothing() {
        assert_eq!(unpack(&[0xFF; 40], 1 << 20), None);
        assert_eq!(Reader(&[0xFF; 11]).var(), None);
    }
}
