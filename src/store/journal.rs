//! The journal of a profile: what was promised and how far it is, in an append-only file that no
//! damage to a cache reaches. Knows the shape of a promise, not what carrying it out means.
//!
//! Records are JSON in checksummed frames (`frames`). Their shape may grow but must stay readable
//! for ever; a record of a later Pombo is carried along untouched.

mod done;
mod frames;
#[cfg(test)]
mod fuzz;
mod made;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use self::done::Done;
use self::made::Made;
use super::files;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::EntryId;
use crate::model::journal::{Promise, State};

/// The file is rewritten during a run when it is larger than this and over half of it is dead.
const COMPACT_OVER: u64 = 1 << 20;
/// Copies of damaged journals that are kept.
const KEPT_COPIES: usize = 4;

const PROMISE: u8 = 1;
const NOTE: u8 = 2;
const NEXT: u8 = 3;
const NOTES: u8 = 4;

/// The journal file of a profile: append-only, framed, checksummed, flushed before a call returns.
/// Cheap to clone, safe to share between threads.
#[derive(Clone)]
pub struct Journal {
    /// `None` lives in memory: nothing ever reads it back.
    log: Option<Arc<Mutex<Log>>>,
    /// What was settled before this run and is still remembered, oldest first.
    done: Arc<[Promise]>,
    /// What makes messages, as far as it can be taken back, now.
    made: Arc<Mutex<Made>>,
}

struct Log {
    path: PathBuf,
    file: File,
    /// Where the next frame goes; what is behind it is torn and was never acknowledged.
    len: u64,
    torn: bool,
    /// The folder was not synced since the file got its name.
    unnamed: bool,
    /// Bytes of the promise of each entry that is not settled or cancelled.
    live: HashMap<EntryId, u64>,
    live_bytes: u64,
    next: u64,
}

#[derive(Serialize, Deserialize)]
struct PromiseRecord<P> {
    v: u8,
    promise: P,
}

#[derive(Serialize, Deserialize)]
struct NoteRecord<S> {
    v: u8,
    entry: EntryId,
    state: S,
}

/// Several entries that move on as one.
#[derive(Serialize, Deserialize)]
struct NotesRecord<N> {
    v: u8,
    notes: N,
}

#[derive(Serialize, Deserialize)]
struct NextRecord {
    v: u8,
    next: u64,
}

/// What a journal file says.
#[derive(Default)]
struct Loaded {
    promises: BTreeMap<EntryId, Promise>,
    /// The last ones that were settled.
    done: Done,
    /// Frames of a later version, as they are.
    carried: Vec<Vec<u8>>,
    next: u64,
    bad: usize,
    size: u64,
}

impl Loaded {
    fn move_on(&mut self, entry: EntryId, state: State) {
        self.next = self.next.max(entry.0.saturating_add(1));
        if finished(&state) {
            if let Some(mut promise) = self.promises.remove(&entry) {
                promise.move_on(state);
                self.done.take(promise);
            }
        } else if let Some(promise) = self.promises.get_mut(&entry) {
            promise.move_on(state);
        }
    }
}

impl Journal {
    /// Opens or begins the journal; what is damaged in it is kept aside and whole frames behind
    /// the damage are salvaged. Gives the promises that are not settled or cancelled, oldest first,
    /// and the first entry id that was never used.
    ///
    /// # Errors
    /// `Disk` when the file cannot be read or begun.
    pub fn open(file: &Path) -> Result<(Self, Vec<Promise>, EntryId), Fault> {
        let folder = file.parent().unwrap_or(Path::new("."));
        files::make_folder(folder, Place::Journal)?;
        let bytes = match fs::read(file) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(files::disk(Place::Journal, "cannot read", file, &error)),
        };
        let loaded = load(bytes.as_deref().unwrap_or_default());
        let kept = loaded.bad == 0 || keep_copy(file, loaded.bad);
        let log = match (bytes, kept) {
            (None, _) => rewrite(file, &loaded)?,
            (Some(_), true) => rewrite(file, &loaded).or_else(|fault| {
                tracing::warn!("the journal could not be compacted: {fault}");
                in_place(file, &loaded)
            })?,
            // What is damaged must not be cut off before there is a copy of it.
            (Some(_), false) => in_place(file, &loaded)?,
        };
        let next = EntryId(log.next);
        let done = loaded.done.promises().cloned().collect();
        let made = Made::of(loaded.promises.values(), &loaded.done);
        let (log, made) = (Some(Arc::new(Mutex::new(log))), Arc::new(Mutex::new(made)));
        let journal = Self { log, done, made };
        Ok((journal, loaded.promises.into_values().collect(), next))
    }

    /// A journal that lives in memory only (the demo account).
    pub fn in_memory() -> Self {
        Self { log: None, done: Arc::default(), made: Arc::default() }
    }

    /// What was settled before this run, as far as it is remembered: the last orders, oldest first.
    pub fn done(&self) -> &[Promise] {
        &self.done
    }

    /// Writes a new promise; durable when this returns.
    ///
    /// # Errors
    /// `Disk` when it cannot be written: then it is not in the journal, what was there is whole,
    /// and the next call may succeed. `TooLarge` over 256 MiB.
    pub fn promise(&self, promise: &Promise) -> Result<(), Fault> {
        self.write_promise(promise)?;
        self.in_made(|made| made.promised(promise));
        Ok(())
    }

    fn write_promise(&self, promise: &Promise) -> Result<(), Fault> {
        let Some(mut log) = self.log() else { return Ok(()) };
        let bytes = record(PROMISE, &PromiseRecord { v: 1, promise })?;
        log.append(&bytes)?;
        log.next = log.next.max(promise.entry.id.0.saturating_add(1));
        if finished(&promise.entry.state) {
            log.forget(promise.entry.id);
        } else {
            log.remember(promise.entry.id, bytes.len() as u64);
        }
        log.compact_when_worth();
        Ok(())
    }

    /// Writes a new state of an entry; durable when this returns. Settled and cancelled entries
    /// are dropped at the next compaction.
    ///
    /// # Errors
    /// As `promise`.
    pub fn note(&self, entry: EntryId, state: &State) -> Result<(), Fault> {
        self.write_note(entry, state)?;
        self.in_made(|made| made.noted(entry, state));
        Ok(())
    }

    fn write_note(&self, entry: EntryId, state: &State) -> Result<(), Fault> {
        let Some(mut log) = self.log() else { return Ok(()) };
        let bytes = record(NOTE, &NoteRecord { v: 1, entry, state })?;
        log.append(&bytes)?;
        if finished(state) {
            log.forget(entry);
        }
        log.compact_when_worth();
        Ok(())
    }

    /// Writes new states of several entries, all of them or, should the machine stop, none.
    ///
    /// # Errors
    /// As `promise`.
    pub fn note_all(&self, notes: &[(EntryId, State)]) -> Result<(), Fault> {
        match notes {
            [] => return Ok(()),
            [(entry, state)] => return self.note(*entry, state),
            _ => self.write_notes(notes)?,
        }
        self.in_made(|made| notes.iter().for_each(|(entry, state)| made.noted(*entry, state)));
        Ok(())
    }

    fn write_notes(&self, notes: &[(EntryId, State)]) -> Result<(), Fault> {
        let Some(mut log) = self.log() else { return Ok(()) };
        let bytes = record(NOTES, &NotesRecord { v: 1, notes })?;
        log.append(&bytes)?;
        for (entry, _) in notes.iter().filter(|(_, state)| finished(state)) {
            log.forget(*entry);
        }
        log.compact_when_worth();
        Ok(())
    }

    fn log(&self) -> Option<MutexGuard<'_, Log>> {
        // A panic while it was held left at worst a torn frame, which `append` cuts off.
        self.log.as_ref().map(|log| log.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Log {
    fn append(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let written = self.make_good().and_then(|()| {
            self.torn = true;
            self.file.seek(SeekFrom::Start(self.len))?;
            self.file.write_all(bytes)?;
            self.file.sync_data()
        });
        if let Err(error) = written {
            if let Err(later) = self.make_good() {
                tracing::warn!("the end of the journal is torn for now: {later}");
            }
            return Err(files::disk(Place::Journal, "cannot write", &self.path, &error));
        }
        self.torn = false;
        self.len += bytes.len() as u64;
        Ok(())
    }

    /// Makes good what an earlier call could not: the file's name in its folder, and the cut behind
    /// the last whole frame, so that a failed write cannot come to life at the next start.
    fn make_good(&mut self) -> io::Result<()> {
        if self.unnamed {
            files::sync_folder(self.path.parent().unwrap_or(Path::new(".")))?;
            self.unnamed = false;
        }
        if self.torn {
            self.file.set_len(self.len)?;
            self.file.sync_data()?;
            self.torn = false;
        }
        Ok(())
    }

    fn remember(&mut self, entry: EntryId, bytes: u64) {
        let before = self.live.insert(entry, bytes).unwrap_or(0);
        self.live_bytes = self.live_bytes + bytes - before;
    }

    fn forget(&mut self, entry: EntryId) {
        self.live_bytes -= self.live.remove(&entry).unwrap_or(0);
    }

    fn compact_when_worth(&mut self) {
        if self.len <= COMPACT_OVER || self.live_bytes > self.len / 2 {
            return;
        }
        if let Err(fault) = self.compact() {
            tracing::warn!("the journal could not be compacted: {fault}");
        }
    }

    fn compact(&mut self) -> Result<(), Fault> {
        let bytes = fs::read(&self.path)
            .map_err(|error| files::disk(Place::Journal, "cannot read", &self.path, &error))?;
        let mut loaded = load(&bytes);
        loaded.next = loaded.next.max(self.next);
        if loaded.bad > 0 && !keep_copy(&self.path, loaded.bad) {
            return Err(Fault::new(FaultKind::Damaged, Place::Journal, "it is damaged"));
        }
        *self = rewrite(&self.path, &loaded)?;
        Ok(())
    }
}

fn finished(state: &State) -> bool {
    matches!(state, State::Settled | State::Cancelled)
}

fn record(kind: u8, record: &impl Serialize) -> Result<Vec<u8>, Fault> {
    let payload = serde_json::to_vec(record)
        .map_err(|error| Fault::new(FaultKind::Invalid, Place::Journal, error.to_string()))?;
    frames::frame(kind, &payload).ok_or_else(|| {
        let detail = format!("a record of {} bytes is over the limit", payload.len());
        Fault::new(FaultKind::TooLarge, Place::Journal, detail)
    })
}

/// Reads what a file says, as far as it is whole.
fn load(file: &[u8]) -> Loaded {
    let found = frames::find(file);
    let mut loaded =
        Loaded { next: 1, bad: found.bad, size: file.len() as u64, ..Loaded::default() };
    for frame in found.frames {
        let Some(payload) = file.get(frame.payload.clone()) else { continue };
        if apply(&mut loaded, frame.kind, payload).is_none() {
            tracing::warn!(
                "a record of {} bytes is of a later version: kept as it is",
                frame.len()
            );
            loaded.carried.extend(frames::frame(frame.kind, payload));
            loaded.next = loaded.next.max(highest_id(payload).saturating_add(1));
        }
    }
    // A promise that is lost had an id that nobody knows any more and that must not be given
    // again. Each took more than one byte, so this is above all of them.
    loaded.next = loaded.next.saturating_add(loaded.bad as u64);
    loaded
}

/// `None` when this version cannot read the record.
fn apply(loaded: &mut Loaded, kind: u8, payload: &[u8]) -> Option<()> {
    match kind {
        PROMISE => {
            let mut record: PromiseRecord<Promise> = version_one(payload)?;
            record.promise.move_on(record.promise.entry.state.clone());
            let entry = &record.promise.entry;
            loaded.next = loaded.next.max(entry.id.0.saturating_add(1));
            if finished(&entry.state) {
                loaded.promises.remove(&entry.id);
                loaded.done.take(record.promise);
            } else {
                loaded.promises.insert(entry.id, record.promise);
            }
        }
        NOTE => {
            let record: NoteRecord<State> = version_one(payload)?;
            loaded.move_on(record.entry, record.state);
        }
        NOTES => {
            let record: NotesRecord<Vec<(EntryId, State)>> = version_one(payload)?;
            for (entry, state) in record.notes {
                loaded.move_on(entry, state);
            }
        }
        NEXT => loaded.next = loaded.next.max(version_one::<NextRecord>(payload)?.next),
        _ => return None,
    }
    Some(())
}

fn version_one<'de, T: Deserialize<'de>>(payload: &'de [u8]) -> Option<T> {
    #[derive(Deserialize)]
    struct Version {
        v: u8,
    }
    let version: Version = serde_json::from_slice(payload).ok()?;
    if version.v == 1 { serde_json::from_slice(payload).ok() } else { None }
}

/// The highest entry id that a record of an unknown version seems to speak of.
fn highest_id(payload: &[u8]) -> u64 {
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(payload) else { return 0 };
    ["/promise/entry/id", "/entry", "/next"]
        .iter()
        .filter_map(|place| value.pointer(place)?.as_u64())
        .max()
        .unwrap_or(0)
}

/// Keeps a copy of a damaged journal beside it. False when that failed.
fn keep_copy(file: &Path, bad: usize) -> bool {
    let copy = files::aside(file, "damaged");
    tracing::warn!("{bad} bytes of the journal are damaged; a copy is in {}", copy.display());
    let copied = fs::copy(file, &copy).and_then(|_| File::open(&copy)?.sync_all());
    if let Err(error) = copied {
        tracing::warn!("the damaged journal could not be copied: {error}");
        let _ = fs::remove_file(&copy);
        return false;
    }
    let copies = files::asides(file, "damaged");
    for old in copies.iter().take(copies.len().saturating_sub(KEPT_COPIES)) {
        let _ = fs::remove_file(old);
    }
    true
}

/// Writes a new file with only what still counts, and puts it in the place of the old one.
fn rewrite(path: &Path, loaded: &Loaded) -> Result<Log, Fault> {
    let mut bytes = record(NEXT, &NextRecord { v: 1, next: loaded.next })?;
    loaded.carried.iter().for_each(|frame| bytes.extend(frame));
    for promise in loaded.done.promises() {
        bytes.extend(record(PROMISE, &PromiseRecord { v: 1, promise })?);
    }
    let mut live = HashMap::new();
    for (id, promise) in &loaded.promises {
        let frame = record(PROMISE, &PromiseRecord { v: 1, promise })?;
        live.insert(*id, frame.len() as u64);
        bytes.extend(frame);
    }
    let new = path.with_extension("log.new");
    let _ = fs::remove_file(&new);
    let written = (|| {
        let mut file = files::private().create_new(true).read(true).write(true).open(&new)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        fs::rename(&new, path)?;
        Ok(file)
    })();
    let file = written.map_err(|error| {
        let _ = fs::remove_file(&new);
        files::disk(Place::Journal, "cannot write", path, &error)
    })?;
    let unnamed = files::sync_folder(path.parent().unwrap_or(Path::new("."))).is_err();
    let live_bytes = live.values().sum();
    let (len, path, next) = (bytes.len() as u64, path.to_owned(), loaded.next);
    Ok(Log { path, file, len, torn: false, unnamed, live, live_bytes, next })
}

/// Goes on behind what is there, whatever it is: whole frames are found behind damage.
fn in_place(path: &Path, loaded: &Loaded) -> Result<Log, Fault> {
    let file = fs::OpenOptions::new()
        .read(true)
        .write(true)
        .open(path)
        .map_err(|error| files::disk(Place::Journal, "cannot open", path, &error))?;
    Ok(Log {
        path: path.to_owned(),
        file,
        len: loaded.size,
        torn: false,
        unnamed: false,
        live: HashMap::new(),
        live_bytes: 0,
        next: loaded.next,
    })
}
