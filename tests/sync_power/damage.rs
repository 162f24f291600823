//! What a loss of power leaves of files. Knows no shape of any of them.

use std::fs;
use std::path::{Path, PathBuf};

use fastrand::Rng;
use pombo::paths::Paths;

use crate::sync_kit::ACCOUNT;

/// Octets that a disk writes together.
const SECTOR: usize = 512;

/// What becomes of the end of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The length was written, what is in it was not: zeros come behind the file.
    Longer,
    /// The beginning of something that was about to be written.
    Torn,
    /// What was written last is there twice.
    Twice,
    /// From there on everything is gone.
    Cut,
    /// From there on there are zeros.
    Zeros,
    /// From there on there is something else.
    Garbage,
}

/// What leaves whole what was confirmed to be on disk.
pub const FAIR: [Ending; 3] = [Ending::Longer, Ending::Torn, Ending::Twice];
/// What a disk does that says "written" too soon.
pub const FOUL: [Ending; 3] = [Ending::Cut, Ending::Zeros, Ending::Garbage];

/// Copies a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = to.join(path.file_name().unwrap());
        match path.is_dir() {
            true => copy(&path, &name),
            // What is taken away meanwhile was on its way out.
            false => drop(fs::copy(&path, &name)),
        }
    }
}

/// Spoils the end of a file; the place from which on it is not what it was.
pub fn spoil(file: &Path, ending: Ending, rng: &mut Rng) -> usize {
    let mut octets = fs::read(file).unwrap();
    let whole = octets.len();
    let last = rng.usize(1..=whole.clamp(1, 4 * SECTOR)).min(whole);
    let from = whole - last;
    let mut noise = || -> Vec<u8> { (0..last.max(1)).map(|_| rng.u8(..)).collect() };
    let place = match ending {
        Ending::Longer | Ending::Torn | Ending::Twice => whole,
        Ending::Cut | Ending::Zeros | Ending::Garbage => from,
    };
    match ending {
        Ending::Longer => octets.resize(whole + last.max(1), 0),
        Ending::Torn => octets.extend(noise()),
        Ending::Twice => octets.extend_from_within(from..),
        Ending::Cut => octets.truncate(from),
        Ending::Zeros => octets[from..].fill(0),
        Ending::Garbage => {
            let noise = noise();
            octets.truncate(from);
            octets.extend(noise);
        }
    }
    fs::write(file, octets).unwrap();
    place
}

/// Every file of the cache: it may be lost at any time.
fn cache_files(profile: &Path) -> Vec<PathBuf> {
    let mut open = vec![Paths::profile(profile).account_cache(ACCOUNT)];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// Spoils some files of the cache in any way, or takes one away, or leaves all as they are.
pub fn spoil_cache(profile: &Path, rng: &mut Rng) -> String {
    let files = cache_files(profile);
    let mut told = Vec::new();
    for _ in 0..rng.usize(..3).min(files.len()) {
        let file = &files[rng.usize(..files.len())];
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        if !file.exists() {
            continue;
        }
        if rng.u8(..8) == 0 {
            fs::remove_file(file).unwrap();
            told.push(format!("{name} is gone"));
            continue;
        }
        let all = [FAIR, FOUL].concat();
        let ending = all[rng.usize(..all.len())];
        spoil(file, ending, rng);
        told.push(format!("{name} {ending:?}"));
    }
    told.join(", ")
}
