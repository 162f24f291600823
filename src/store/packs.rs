//! Pack files: bodies one after another in files of 32 MB, each in a checksummed frame, with an
//! index in the cache's tree. Synced lazily: what a crash tears is a miss and is fetched again.
//!
//! ```text
//! magic 4 | length of the key u16 | length of the data u32 | crc32 u32 | key | data
//! ```
//! The key is the message's number and fingerprint, the data lz4 over JSON; the checksum covers
//! both. Over the budget, bodies that were not used for longest are forgotten; a pack of which less
//! than 60 % is alive is copied together.

mod frame;
#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::backend::{Backend, Changes, Order};
use super::bodies::Owner;
use super::codec::{Reader, Writer, unseal};
use super::keys::{ACCOUNT, Kind, key, place};
use super::{files, records};
use crate::model::body::Body;
use crate::model::fault::{Fault, FaultKind, Place};

/// What the bodies of an account may take on disk, packed.
pub(super) const BUDGET: u64 = 2 << 30;
/// A pack is full when it is this long.
pub(super) const PACK: u64 = 32 << 20;
/// Seconds after which new bodies are synced with the next one.
const SYNC_EVERY: u64 = 5;
/// A use is noted on disk when the one before is older than this (seconds).
const USE_NOTED_EVERY: u64 = 24 * 3600;

/// Where a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Spot {
    pack: u32,
    offset: u64,
    /// Of the whole frame.
    len: u32,
    fingerprint: u64,
    /// Seconds since 1970 UTC.
    used: u64,
}

pub(super) struct Packs {
    folder: PathBuf,
    budget: u64,
    full: u64,
    index: HashMap<u64, Spot>,
    /// Bytes of each pack's file that the index points to.
    live: BTreeMap<u32, u64>,
    /// The pack that is written to, and its length.
    current: Option<(u32, File, u64)>,
    synced: u64,
    dirty: bool,
}

impl Packs {
    /// Opens the packs in a folder. Bodies of messages that the tree does not know are forgotten.
    pub fn open(folder: &Path, backend: &dyn Backend) -> Result<Self, Fault> {
        Self::with_limits(folder, backend, BUDGET, PACK)
    }

    fn with_limits(
        folder: &Path,
        backend: &dyn Backend,
        budget: u64,
        full: u64,
    ) -> Result<Self, Fault> {
        files::make_folder(folder, Place::Cache)?;
        let mut packs = Self {
            folder: folder.to_owned(),
            budget,
            full,
            index: HashMap::new(),
            live: found_packs(folder).into_iter().map(|pack| (pack, 0)).collect(),
            current: None,
            synced: files::now(),
            dirty: false,
        };
        let mut gone = Vec::new();
        let (from, to) = (key(ACCOUNT, Kind::Body, 0), key(ACCOUNT, Kind::Body, u64::MAX));
        backend.scan(&from, &to, Order::Rising, &mut |key, value| {
            match read_spot(key, value) {
                Some(spot) if packs.live.contains_key(&spot.pack) => {
                    packs.index.insert(place(key), spot);
                }
                _ => gone.push(place(key)),
            }
            ControlFlow::Continue(())
        })?;
        let mut known: Vec<u64> = packs.index.keys().copied().collect();
        known.sort_unstable();
        for number in known {
            if records::locate(backend, number)?.is_none() {
                gone.push(number);
            }
        }
        for spot in packs.index.values() {
            *packs.live.entry(spot.pack).or_insert(0) += u64::from(spot.len);
        }
        packs.forget(backend, &gone);
        packs.drop_dead();
        Ok(packs)
    }

    pub fn get(&mut self, backend: &dyn Backend, owner: Owner) -> Option<Body> {
        let spot = *self.index.get(&owner.number)?;
        let body = self.read(owner.number, spot).and_then(|frame| frame::body(&frame));
        let Some(body) = body.filter(|_| spot.fingerprint == owner.fingerprint) else {
            tracing::warn!("a body in pack {} cannot be used: it is fetched again", spot.pack);
            self.forget(backend, &[owner.number]);
            return None;
        };
        let now = files::now();
        let noted = Spot { used: now, ..spot };
        self.index.insert(owner.number, noted);
        if now.saturating_sub(spot.used) > USE_NOTED_EVERY {
            self.note(backend, &[(owner.number, Some(noted))]);
        }
        Some(body)
    }

    pub fn put(&mut self, backend: &dyn Backend, owner: Owner, body: &Body) -> Result<(), Fault> {
        let frame = frame::build(owner, body).ok_or_else(|| {
            let detail = "a body is too large to be kept".to_owned();
            Fault::new(FaultKind::TooLarge, Place::Cache, detail)
        })?;
        let spot = self.append(&frame, owner.fingerprint, files::now())?;
        self.place(owner.number, spot);
        self.note(backend, &[(owner.number, Some(spot))]);
        if files::now().saturating_sub(self.synced) >= SYNC_EVERY {
            self.sync();
        }
        self.evict(backend);
        self.compact_one(backend);
        Ok(())
    }

    pub fn forget(&mut self, backend: &dyn Backend, numbers: &[u64]) {
        let removed: Vec<_> = numbers.iter().map(|&number| (number, None)).collect();
        for &number in numbers {
            if let Some(spot) = self.index.remove(&number) {
                self.count_dead(spot);
            }
        }
        self.note(backend, &removed);
    }

    /// Makes the bodies durable.
    pub fn sync(&mut self) {
        if let Some((_, file, _)) = self.current.as_ref().filter(|_| self.dirty)
            && let Err(error) = file.sync_data()
        {
            tracing::warn!("new bodies could not be synced: {error}");
        }
        self.dirty = false;
        self.synced = files::now();
    }

    fn path(&self, pack: u32) -> PathBuf {
        self.folder.join(format!("{pack:08}.pack"))
    }

    fn read(&self, number: u64, spot: Spot) -> Option<Vec<u8>> {
        let mut file = File::open(self.path(spot.pack)).ok()?;
        file.seek(SeekFrom::Start(spot.offset)).ok()?;
        let mut bytes = Vec::new();
        file.take(u64::from(spot.len)).read_to_end(&mut bytes).ok()?;
        frame::is_whole(&bytes, Owner { number, fingerprint: spot.fingerprint }).then_some(bytes)
    }

    fn append(&mut self, frame: &[u8], fingerprint: u64, used: u64) -> Result<Spot, Fault> {
        let written = self.writable().and_then(|(pack, file, len)| {
            file.seek(SeekFrom::Start(*len))?;
            file.write_all(frame)?;
            let offset = *len;
            *len += frame.len() as u64;
            Ok((*pack, offset))
        });
        let (pack, offset) = written
            .map_err(|error| files::disk(Place::Cache, "cannot write in", &self.folder, &error))?;
        self.dirty = true;
        let len = u32::try_from(frame.len()).unwrap_or(u32::MAX);
        Ok(Spot { pack, offset, len, fingerprint, used })
    }

    /// The pack that is written to; a new one when it is full. A pack of an earlier run is never
    /// written to: its end may be torn.
    fn writable(&mut self) -> io::Result<&mut (u32, File, u64)> {
        if self.current.as_ref().is_some_and(|(_, _, len)| *len >= self.full) {
            self.sync();
            self.current = None;
        }
        let current = match self.current.take() {
            Some(current) => current,
            None => {
                let pack = self.live.last_key_value().map_or(1, |(last, _)| last + 1);
                let path = self.path(pack);
                let file = files::private().create_new(true).write(true).open(path)?;
                self.live.insert(pack, 0);
                (pack, file, 0)
            }
        };
        Ok(self.current.insert(current))
    }

    fn place(&mut self, number: u64, spot: Spot) {
        if let Some(old) = self.index.insert(number, spot) {
            self.count_dead(old);
        }
        *self.live.entry(spot.pack).or_insert(0) += u64::from(spot.len);
    }

    fn count_dead(&mut self, spot: Spot) {
        if let Some(live) = self.live.get_mut(&spot.pack) {
            *live = live.saturating_sub(u64::from(spot.len));
        }
    }

    /// Writes index records. They are not synced: a lost one is a miss, a stale one fails its
    /// checksum.
    fn note(&self, backend: &dyn Backend, spots: &[(u64, Option<Spot>)]) {
        let changes: Changes = spots
            .iter()
            .map(|(number, spot)| {
                let key = key(ACCOUNT, Kind::Body, *number);
                (key, spot.map(|spot| write_spot(spot, &key)))
            })
            .collect();
        if !changes.is_empty()
            && let Err(fault) = backend.apply(&changes)
        {
            tracing::warn!("the index of bodies could not be written: {fault}");
        }
    }

    /// Over the budget: forgets those not used for longest until a tenth of it is free.
    fn evict(&mut self, backend: &dyn Backend) {
        let mut total: u64 = self.live.values().sum();
        if total <= self.budget {
            return;
        }
        let mut by_use: Vec<(u64, u64, u64)> = self
            .index
            .iter()
            .map(|(number, spot)| (spot.used, *number, u64::from(spot.len)))
            .collect();
        by_use.sort_unstable();
        let mut evicted = Vec::new();
        for (_, number, len) in by_use {
            if total <= self.budget - self.budget / 10 {
                break;
            }
            total = total.saturating_sub(len);
            evicted.push(number);
        }
        self.forget(backend, &evicted);
        self.drop_dead();
    }

    /// Deletes packs of which nothing is alive.
    fn drop_dead(&mut self) {
        let current = self.current.as_ref().map(|(pack, ..)| *pack);
        let dead: Vec<u32> = self
            .live
            .iter()
            .filter(|(pack, live)| **live == 0 && Some(**pack) != current)
            .map(|(pack, _)| *pack)
            .collect();
        for pack in dead {
            let removed = fs::remove_file(self.path(pack));
            if removed.is_ok() || removed.is_err_and(|e| e.kind() == io::ErrorKind::NotFound) {
                self.live.remove(&pack);
            }
        }
    }

    /// Copies together the first pack of which less than 60 % is alive.
    fn compact_one(&mut self, backend: &dyn Backend) {
        let current = self.current.as_ref().map(|(pack, ..)| *pack);
        let thin = self.live.iter().find(|(pack, live)| {
            let size = fs::metadata(self.path(**pack)).map_or(0, |meta| meta.len());
            Some(**pack) != current && **live * 10 < size * 6
        });
        let Some((&thin, _)) = thin else { return };
        let mut spots: Vec<(u64, Spot)> =
            self.index.iter().filter(|(_, s)| s.pack == thin).map(|(n, s)| (*n, *s)).collect();
        spots.sort_unstable_by_key(|(_, spot)| spot.offset);
        let mut moved = Vec::new();
        for (number, spot) in spots {
            match self.read(number, spot) {
                Some(frame) => match self.append(&frame, spot.fingerprint, spot.used) {
                    Ok(new) => {
                        self.place(number, new);
                        moved.push((number, Some(new)));
                    }
                    Err(fault) => {
                        tracing::warn!("a pack could not be copied together: {fault}");
                        return self.note(backend, &moved);
                    }
                },
                None => {
                    self.index.remove(&number);
                    moved.push((number, None));
                }
            }
        }
        self.sync();
        self.note(backend, &moved);
        self.live.insert(thin, 0);
        self.drop_dead();
    }
}

fn found_packs(folder: &Path) -> Vec<u32> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let names = entries.flatten().map(|entry| entry.file_name());
    names.filter_map(|name| name.to_str()?.strip_suffix(".pack")?.parse().ok()).collect()
}

fn write_spot(spot: Spot, key: &[u8]) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.u32(spot.pack);
    writer.u64(spot.offset);
    writer.u32(spot.len);
    writer.u64(spot.fingerprint);
    writer.u64(spot.used);
    writer.seal_raw(key)
}

fn read_spot(key: &[u8], value: &[u8]) -> Option<Spot> {
    let unsealed = unseal(key, value)?;
    let mut reader = Reader(&unsealed);
    let spot = Spot {
        pack: reader.u32()?,
        offset: reader.u64()?,
        len: reader.u32()?,
        fingerprint: reader.u64()?,
        used: reader.u64()?,
    };
    reader.end().map(|()| spot)
}
