//! Reads the project's own source for the tests that hold the rules of the house: the text, and the
//! same text with comments and literals blanked. Knows Rust's tokens, not its grammar.

use std::fs;
use std::path::Path;

pub struct Source {
    /// From the project's folder, with `/`.
    pub path: String,
    pub text: String,
    /// `text` with every comment, string and character literal made spaces; lines and offsets stay.
    pub code: String,
}

impl Source {
    /// Every Rust file under these folders of the project, in the order of their paths.
    pub fn all(folders: &[&str]) -> Vec<Self> {
        let mut sources = Vec::new();
        for path in files(folders) {
            if path.ends_with(".rs") {
                let text = read(&path);
                let code = blanked(&text);
                sources.push(Self { path, text, code });
            }
        }
        assert!(!sources.is_empty(), "There is no Rust file in {folders:?}.");
        sources
    }

    /// The line of an offset, counted from 1, with the path: `src/a.rs:7`.
    pub fn place(&self, offset: usize) -> String {
        format!("{}:{}", self.path, self.text[..offset].matches('\n').count() + 1)
    }

    /// Every identifier outside comments and literals, with its offset.
    pub fn words(&self) -> Vec<(usize, &str)> {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let mut words = Vec::new();
        let mut start = None;
        for (at, c) in self.code.char_indices().chain([(self.code.len(), ' ')]) {
            match (is_part(c), start) {
                (true, None) => start = Some(at),
                (false, Some(from)) => {
                    words.push((from, &self.code[from..at]));
                    start = None;
                }
                _ => {}
            }
        }
        words
    }
}

/// Every file under these folders of the project that are there, as paths from its folder.
pub fn files(folders: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Vec<String> = folders.iter().map(|folder| (*folder).to_owned()).collect();
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(root().join(&folder)) else { continue };
        for entry in entries {
            let entry = entry.unwrap();
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if entry.file_type().unwrap().is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Fails with all that was found, one a line.
pub fn none(rule: &str, found: &[String]) {
    assert!(found.is_empty(), "{rule}\n{}\n", found.join("\n"));
}

fn blanked(text: &str) -> String {
    let mut code = text.as_bytes().to_vec();
    let mut at = 0;
    while at < text.len() {
        let end = literal_end(text, at);
        for byte in &mut code[at..end.max(at)] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
        at = end.max(at + 1);
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
    String::from_utf8(code).unwrap()
}

/// The end of the comment, string or character literal that begins here; here, if none does.
fn literal_end(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let until = |mark: &str, skip: usize| {
        rest[skip..].find(mark).map_or(text.len(), |found| at + skip + found + mark.len())
    };
    if rest.starts_with("//") {
        return rest.find('\n').map_or(text.len(), |found| at + found);
    }
    if rest.starts_with("/*") {
        return block_comment_end(text, at);
    }
    let after_word =
        text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') && !rest.starts_with('"');
    let raw = rest.trim_start_matches(['b', 'c']);
    if let Some(hashed) = raw.strip_prefix('r').filter(|_| !after_word) {
        let hashes = hashed.len() - hashed.trim_start_matches('#').len();
        if hashed[hashes..].starts_with('"') {
            let open = rest.len() - hashed.len() + hashes + 1;
            return until(&format!("\"{}", "#".repeat(hashes)), open);
        }
    }
    if rest.starts_with('"') {
        return quoted_end(text, at);
    }
    if rest.starts_with('\'') { character_end(text, at) } else { at }
}

fn block_comment_end(text: &str, start: usize) -> usize {
    let (mut at, mut depth) = (start, 0);
    while at < text.len() {
        let step = match text.as_bytes()[at..] {
            [b'/', b'*', ..] => 1,
            [b'*', b'/', ..] => -1,
            _ => 0,
        };
        depth += step;
        at += if step == 0 { 1 } else { 2 };
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

fn quoted_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

/// A character, not a lifetime: `'x'` or `'\…'`.
fn character_end(text: &str, start: usize) -> usize {
    let mut rest = text[start + 1..].char_indices();
    match rest.next() {
        Some((_, '\\')) => {
            let close = text[start + 3..].find('\'');
            close.map_or(text.len(), |close| start + 3 + close + 1)
        }
        Some(_) => match rest.next() {
            Some((at, '\'')) => start + 1 + at + 1,
            _ => start,
        },
        None => start,
    }
}
