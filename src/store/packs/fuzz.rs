//! A pack file, spoilt: see `fuzz_kit`. What is behind a right checksum is spoilt, too.

use super::*;
use crate::fuzz_kit::{fuzz, hash};
use crate::model::body::{Text, TextKind};
use crate::model::ids::PartId;
use crate::store::backend::memory::Memory;
use crate::store::keys::Slot;

/// Bodies in the pack.
const MANY: u64 = 3;

fn body(number: u64) -> Body {
    let kind = TextKind::Plain { flowed: false, delsp: true };
    let text = format!("This is the text of {number}. ").repeat(4 * number as usize);
    let text = Text { part: PartId("1.2".into()), kind, text, left_out: number };
    Body { texts: vec![text], ..Body::default() }
}

fn owner(number: u64) -> Owner {
    Owner { number, fingerprint: number * 7 }
}

fn tree() -> Memory {
    let tree = Memory::default();
    let refs = (1..=MANY).map(|number| (number, Some((1, Slot::new(1, number as u32)))));
    let mut changes = Changes::new();
    records::put_refs(&tree, &refs.collect(), &mut changes).unwrap();
    tree.apply(&changes).unwrap();
    tree
}

/// A frame of a body whose packed text is this, with all that says it is whole.
fn sealed(data: &[u8]) -> Vec<u8> {
    let owner = owner(1);
    let mut rest = owner.number.to_le_bytes().to_vec();
    rest.extend(owner.fingerprint.to_le_bytes());
    rest.extend(data);
    let sample = frame::build(owner, &body(1)).unwrap();
    // The magic and the length of the key are as ever.
    let mut frame = sample[..6].to_vec();
    frame.extend((data.len() as u32).to_le_bytes());
    frame.extend(crc32fast::hash(&rest).to_le_bytes());
    frame.extend(rest);
    frame
}

#[test]
fn fuzz_packs() {
    let dir = files::quick_folder();
    let tree = tree();
    let mut packs = Packs::open(dir.path(), &tree).unwrap();
    (1..=MANY).for_each(|number| packs.put(&tree, owner(number), &body(number)).unwrap());
    packs.sync();
    drop(packs);
    let name = found_packs(dir.path())[0];
    let file = dir.path().join(format!("{name:08}.pack"));
    let whole = fs::read(&file).unwrap();
    let json = serde_json::to_vec(&body(2)).unwrap();
    let seeds = vec![whole, json.clone(), lz4_flex::block::compress_prepend_size(&json)];
    let words: [&[u8]; 4] = [b"\xF5PB\x01", b"\x10\0", b"\"texts\":[", b"\xff\xff\xff\x03"];
    fuzz("packs", seeds, &words, 500, &mut |input, _| {
        fs::write(&file, input).unwrap();
        // What the pack held is forgotten when it is not found: each time from the beginning.
        let mut packs = Packs::open(dir.path(), &tree).unwrap();
        let known: Vec<(u64, Spot)> = packs.index.iter().map(|(n, spot)| (*n, *spot)).collect();
        let mut found = 0;
        for number in 1..=MANY {
            let got = packs.get(&tree, owner(number));
            assert!(got.is_none() || got == Some(body(number)), "{number} is another's: {got:?}");
            found += usize::from(got.is_some());
        }
        let back: Vec<(u64, Option<Spot>)> =
            known.into_iter().map(|(number, spot)| (number, Some(spot))).collect();
        packs.note(&tree, &back);
        let packed = lz4_flex::block::compress_prepend_size(input);
        let shapes = [input, packed.as_slice()].map(|data| {
            let frame = sealed(data);
            assert!(frame::is_whole(&frame, owner(1)) && !frame::is_whole(&frame, owner(2)));
            let body = frame::body(&frame);
            body.map(|body| (body.texts.len(), body.attachments.len()))
        });
        hash(&(found, shapes))
    });
}
