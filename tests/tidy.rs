//! The shape of the source: short files, short functions, each module says what it is, nothing is
//! left for later, and nothing lies about at the top.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]

use std::collections::BTreeSet;

mod sources;
use sources::{Source, files, none, read, root};

const FILE_LINES: usize = 500;
const FUNCTION_LINES: usize = 60;

/// What is in the project's folder.
const TOP: &[&str] = &[
    ".ci",
    ".config",
    ".gitignore",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "Makefile",
    "README.md",
    "clippy.toml",
    "deny.toml",
    "i18n",
    "packaging",
    "resources",
    "rustfmt.toml",
    "src",
    "tests",
];

/// What may be there besides: measurements, and what building leaves.
const MAY: &[&str] = &[".git", "benches", "target"];

/// Words for what is not done, and folders of one person's machine.
const FORBIDDEN: &[&str] = &[
    concat!("to", "do!"),
    concat!("TO", "DO"),
    concat!("unimpl", "emented!"),
    concat!("db", "g!"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/wo", "rk/"),
    concat!("/Us", "ers/"),
];

#[test]
fn no_file_is_longer_than_one_subject() {
    let mut long = Vec::new();
    for source in Source::all(&["src", "tests", "benches"]) {
        let lines = source.text.lines().count();
        if lines > FILE_LINES {
            long.push(format!("{}: {lines} lines", source.path));
        }
    }
    none(&format!("Files over {FILE_LINES} lines:"), &long);
}

#[test]
fn a_function_fits_a_screen() {
    let mut long = Vec::new();
    for source in Source::all(&["src", "tests", "benches"]) {
        for (at, word) in source.words() {
            let name = source.code[at + word.len()..].trim_start();
            if word != "fn" || !name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
                continue;
            }
            let lines = source.code[at..body_end(&source.code, at)].matches('\n').count() + 1;
            if lines > FUNCTION_LINES {
                long.push(format!("{}: {lines} lines", source.place(at)));
            }
        }
    }
    none(&format!("Functions over {FUNCTION_LINES} lines:"), &long);
}

/// The end of the function that begins here: its closing brace, or the semicolon of one without a
/// body. A semicolon in an array type is inside brackets.
fn body_end(code: &str, from: usize) -> usize {
    let (mut braces, mut brackets) = (0, 0);
    for (at, c) in code[from..].char_indices() {
        match c {
            '(' | '[' => brackets += 1,
            ')' | ']' => brackets -= 1,
            '{' => braces += 1,
            '}' => braces -= 1,
            _ => continue,
        }
        if c == '}' && braces == 0 {
            return from + at + 1;
        }
        let rest = &code[from + at..];
        let next = rest[1..].find(['(', '[', '{', ';']);
        if braces == 0
            && brackets == 0
            && next.is_some_and(|next| rest[1..][next..].starts_with(';'))
        {
            return from + at + 1;
        }
    }
    code.len()
}

#[test]
fn every_module_begins_by_saying_what_it_is() {
    let mut silent = Vec::new();
    for source in Source::all(&["src", "tests", "benches"]) {
        if !source.text.starts_with("//! ") {
            silent.push(source.path);
        }
    }
    none("Files that do not begin with `//! `:", &silent);
}

#[test]
fn nothing_is_left_for_later_and_no_machine_is_named() {
    let folders = ["src", "tests", "benches", "i18n", "packaging", ".ci", ".config"];
    let top = TOP.iter().filter(|name| root().join(name).is_file() && **name != "Cargo.lock");
    let mut found = Vec::new();
    for path in files(&folders).into_iter().chain(top.map(|name| (*name).to_owned())) {
        if [".png", ".ttf", ".otf", ".ico", ".gz"].iter().any(|end| path.ends_with(end)) {
            continue;
        }
        for (number, line) in read(&path).lines().enumerate() {
            let words = FORBIDDEN.iter().filter(|word| holds(line, word));
            found.extend(words.map(|word| format!("{path}:{}: {word}", number + 1)));
        }
    }
    none("Words that have no place here:", &found);
}

/// Whether the line holds it, and not as the middle of a longer word.
fn holds(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].ends_with(is_part) && word.starts_with(is_part);
        let after = line[at + word.len()..].starts_with(is_part) && word.ends_with(is_part);
        !before && !after
    })
}

#[test]
fn nothing_lies_about_at_the_top() {
    let listed = root().read_dir().unwrap();
    let there: BTreeSet<_> = listed
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !MAY.contains(&name.as_str()) && !name.starts_with("screenshot"))
        .collect();
    let expected: BTreeSet<_> = TOP.iter().map(|name| (*name).to_owned()).collect();
    let unlike: Vec<_> = there.symmetric_difference(&expected).cloned().collect();
    none("In the project's folder, but not in the list, or the other way round:", &unlike);
}

#[test]
fn literals_and_comments_are_not_taken_for_code() {
    let text = [
        "fn a<'x>() { '{'; '\\''; b'\"'; \"}\\\"{\"; r#\"}\"#; br\"{\" } // }",
        "/* { /* } */ { */ fn b();",
        "fn c([u8; 4]) -> char { 'é' }",
    ]
    .join("\n");
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("sample.rs");
    std::fs::write(&path, &text).unwrap();
    let source = &Source::all(&[dir.path().to_str().unwrap()])[0];
    assert_eq!(source.code.len(), text.len());
    assert_eq!(source.code.matches(['{', '}']).count(), 4, "{}", source.code);

    let starts: Vec<_> = source.words().into_iter().filter(|(_, word)| *word == "fn").collect();
    let ends: Vec<_> = starts.iter().map(|(at, _)| &text[..body_end(&source.code, *at)]).collect();
    assert_eq!(ends.len(), 3);
    assert!(ends[0].ends_with("br\"{\" }"), "{}", ends[0]);
    assert!(ends[1].ends_with("fn b()"), "{}", ends[1]);
    assert!(ends[2].ends_with("'é' }"), "{}", ends[2]);
}
