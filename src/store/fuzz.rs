//! What lies on the disk, spoilt: see `fuzz_kit`.

use super::codec::{self, Reader, Writer};
use super::keys::{Kind, Slot, key};
use super::pages;
use crate::fuzz_kit::{fuzz, hash, seeds};

/// A sealed value of what the input says: spoilt content below a checksum that is right.
fn sealed(kind: Kind, input: &[u8], packed: bool) -> Vec<u8> {
    let mut writer = Writer::default();
    input.iter().for_each(|octet| writer.u8(*octet));
    let key = key(1, kind, 7);
    if packed { writer.seal(&key) } else { writer.seal_raw(&key) }
}

#[test]
fn fuzz_records() {
    let mut seeds: Vec<Vec<u8>> = vec![vec![1, 0, 2, 0, 0, 3], vec![0; 40], vec![200; 90]];
    seeds.extend(seeds::mails().iter().take(60).map(|mail| content(mail)));
    fuzz("records", seeds, &[b"\x80\x80\x80\x80\x10", b"\xff"], 6_000, &mut |input, random| {
        let first = Slot(7);
        let packed = random.bool();
        let marks = pages::read_marks(1, first, &sealed(Kind::Flags, input, packed));
        let lines = pages::read_lines(1, first, &sealed(Kind::List, input, packed));
        let rests = pages::read_rests(1, first, &sealed(Kind::Detail, input, packed));
        for marks in marks.iter() {
            assert_eq!(marks[0].slot, first);
            assert!(marks.windows(2).all(|pair| pair[0].slot.0 < pair[1].slot.0));
        }
        // The octets as they are, without a seal: never taken for a value.
        assert!(
            codec::unseal(&key(1, Kind::List, 7), input).is_none_or(|open| open.len() < 1 << 26)
        );
        assert!(codec::unpack(input, 1 << 20).is_none_or(|open| open.len() <= 1 << 20));
        let mut reader = Reader(input);
        let mut texts = 0_u32;
        while reader.text().is_some() {
            texts += 1;
        }
        let counts = (marks.map(|all| all.len()), lines.map(|all| all.len()));
        hash(&(counts, rests.map(|all| all.len()), texts.min(20)))
    });
}

/// What the page of one mail says, without its seal.
fn content(mail: &[u8]) -> Vec<u8> {
    let mut lines = mail.split(|octet| *octet == b'\n').map(String::from_utf8_lossy);
    let mut writer = Writer::default();
    writer.u8(1);
    writer.signed(1_700_000_000);
    writer.var(mail.len() as u64);
    writer.u8(0);
    for _ in 0..3 {
        writer.text(&lines.next().unwrap_or_default());
    }
    writer.0
}
