//! A journal file, spoilt: see `fuzz_kit`.

use super::tests::promise;
use super::{NOTE, NoteRecord, PROMISE, PromiseRecord, State, frames, load, record};
use crate::fuzz_kit::{fuzz, hash};
use crate::model::ids::EntryId;
use crate::model::journal::Step;
use crate::model::remote::{Uid, UidValidity};

/// Promises and notes of several kinds.
fn sample() -> Vec<u8> {
    let sent = Step::Sent { target: UidValidity(3), uid_next: Uid(5) };
    let mut file = Vec::new();
    for id in 1..5 {
        let promise = promise(id);
        file.extend(record(PROMISE, &PromiseRecord { v: 1, promise: &promise }).unwrap());
    }
    for (id, state) in [(1, State::InFlight(sent)), (2, State::Settled), (3, State::Cancelled)] {
        let note = NoteRecord { v: 1, entry: EntryId(id), state: &state };
        file.extend(record(NOTE, &note).unwrap());
    }
    file
}

/// The frames of a file with spoilt payloads and checksums that are right.
fn mended(input: &[u8]) -> Vec<u8> {
    let records = input.split(|octet| *octet == 0xF5).filter_map(|piece| {
        let kind = if piece.len() % 4 == 0 { NOTE } else { PROMISE };
        let from = piece.iter().position(|octet| *octet == b'{')?;
        frames::frame(kind, &piece[from..])
    });
    records.flatten().collect()
}

#[test]
fn fuzz_journal() {
    let file = sample();
    let cut = file[..file.len() * 2 / 3].to_vec();
    let words: &[&[u8]] = &[b"\xf5PJ\x01", b"\"Queued\"", b"{\"v\":1", b"\"InFlight\":", b"null"];
    fuzz("journal", vec![file, cut], words, 3_000, &mut |input, random| {
        let input = if random.bool() { mended(input) } else { input.to_vec() };
        let loaded = load(&input);
        assert!(loaded.promises.keys().all(|id| id.0 < loaded.next || loaded.next == u64::MAX));
        assert!(loaded.promises.iter().all(|(id, promise)| *id == promise.entry.id));
        assert!(loaded.bad <= input.len());
        let carried: usize = loaded.carried.iter().map(Vec::len).sum();
        assert!(carried <= input.len());
        let done = loaded.done.promises().count();
        hash(&(loaded.promises.len(), done, loaded.carried.len(), loaded.bad / 32))
    });
}
