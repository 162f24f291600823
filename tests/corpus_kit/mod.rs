//! The real messages beside the project (`../shared/mail`), where they are present.

use std::path::{Path, PathBuf};

/// The files, by folder and name; said and none where they are not present.
pub fn corpus() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/mail");
    let mut folders = vec![root.clone()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "eml") {
                files.push(path);
            }
        }
    }
    files.sort();
    if files.is_empty() {
        eprintln!("left out: {} is not present", root.display());
    }
    files
}
