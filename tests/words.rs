//! Every text a person sees is a message in every language, none is missing, unused or without its
//! values.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;

mod sources;
use sources::{Source, files, none, read};

const LANGUAGES: [&str; 2] = ["i18n/en", "i18n/pt-BR"];

/// Files of the face that show samples, not words of ours.
const SAMPLES: &[&str] = &["src/ui/gallery", "src/ui/kit"];

/// What shows its first text to a person as it is.
const SHOWN: &[&str] = &[
    "button",
    "checkbox",
    "label",
    "placeholder",
    "radio",
    "rich_text",
    "span",
    "text",
    "text_editor",
    "text_input",
    "title",
    "toggler",
    "tooltip",
];

/// The keys of a language, each with the values that it asks for.
fn messages(folder: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages = BTreeMap::new();
    for path in files(&[folder]) {
        let text = read(&path);
        if let Err((_, errors)) = FluentResource::try_new(text.clone()) {
            panic!("{path}: {errors:?}");
        }
        let mut key = None;
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
                let name = line.split([' ', '=']).next().unwrap().to_owned();
                let old = messages.insert(name.clone(), BTreeSet::new());
                assert!(old.is_none(), "{path}: {name} is there twice");
                key = Some(name);
            }
            if let Some(values) = key.as_ref().and_then(|key| messages.get_mut(key)) {
                values.extend(line.split('$').skip(1).map(|rest| word(rest).to_owned()));
            }
        }
    }
    messages
}

/// The word at the beginning of a text.
fn word(text: &str) -> &str {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    &text[..text.find(|c| !is_part(c)).unwrap_or(text.len())]
}

/// The string literal that begins a text, after white space.
fn literal(text: &str) -> Option<&str> {
    let inner = text.trim_start().strip_prefix('"')?;
    Some(&inner[..inner.find('"')?])
}

/// A message that the source asks for: where, its key, and the values given, if they can be seen.
struct Asked {
    place: String,
    key: String,
    values: Option<BTreeSet<String>>,
}

/// Every `fl!("key", name = value)` and `words("key", …)` of a file.
fn asked(source: &Source) -> Vec<Asked> {
    let mut found = Vec::new();
    for (at, name) in source.words() {
        let after = at + name.len();
        let open = match name {
            "fl" if source.code[after..].starts_with("!(") => after + 2,
            "words" if source.code[after..].starts_with('(') => after + 1,
            _ => continue,
        };
        let Some(key) = literal(&source.text[open..]) else { continue };
        let values = (name == "fl").then(|| given(&source.code[open..]));
        found.push(Asked { place: source.place(at), key: key.to_owned(), values });
    }
    found
}

/// The names before `=` at the top of an argument list, up to its closing parenthesis.
fn given(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut depth = 0;
    for (at, c) in code.char_indices() {
        match c {
            ')' if depth == 0 => break,
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                let rest = code[at + 1..].trim_start();
                let name = word(rest);
                let sign = rest[name.len()..].trim_start();
                if !name.is_empty() && sign.starts_with('=') && !sign.starts_with("==") {
                    names.insert(name.to_owned());
                }
            }
            _ => {}
        }
    }
    names
}

#[test]
fn the_languages_have_the_same_messages_with_the_same_values() {
    let [english, other] = LANGUAGES.map(messages);
    let mut unlike = Vec::new();
    for key in english.keys().chain(other.keys()) {
        match (english.get(key), other.get(key)) {
            (Some(one), Some(two)) if one == two => {}
            (Some(one), Some(two)) => unlike.push(format!("{key}: {one:?} and {two:?}")),
            _ => unlike.push(format!("{key}: in one language only")),
        }
    }
    none("Messages that are not the same in both languages:", &unlike);
}

#[test]
fn every_file_of_messages_is_built_in() {
    let list = read("src/i18n/languages.rs");
    let mut left_out = Vec::new();
    for path in LANGUAGES.into_iter().flat_map(|folder| files(&[folder])) {
        let name = path.rsplit('/').next().unwrap().trim_end_matches(".ftl");
        if !list.contains(&format!("\"{name}\"")) {
            left_out.push(path);
        }
    }
    none("Files that src/i18n/languages.rs does not list:", &left_out);
}

#[test]
fn every_message_that_is_asked_for_is_there_and_gets_its_values() {
    let english = messages(LANGUAGES[0]);
    let mut wrong = Vec::new();
    for asked in Source::all(&["src"]).iter().flat_map(asked) {
        let Asked { place, key, values } = asked;
        match (english.get(&key), values) {
            (None, _) => wrong.push(format!("{place}: {key} is no message")),
            (Some(wanted), Some(given)) if *wanted != given => {
                wrong.push(format!("{place}: {key} wants {wanted:?}, is given {given:?}"));
            }
            _ => {}
        }
    }
    none("Messages asked for wrongly:", &wrong);
}

#[test]
fn every_message_is_used() {
    let sources = Source::all(&["src"]);
    let unused: Vec<_> = messages(LANGUAGES[0])
        .into_keys()
        .filter(|key| {
            let literal = format!("\"{key}\"");
            !sources.iter().any(|source| source.text.contains(&literal))
        })
        .collect();
    none("Messages that nothing shows:", &unused);
}

#[test]
fn the_face_shows_no_words_of_its_own() {
    let mut bare = Vec::new();
    for source in Source::all(&["src"]) {
        let sample = SAMPLES.iter().any(|sample| source.path.starts_with(sample));
        if !source.path.starts_with("src/ui/") || sample || source.path.contains("/tests") {
            continue;
        }
        let tests = source.code.find("#[cfg(test)]\nmod tests {").unwrap_or(source.code.len());
        for (at, name) in source.words().into_iter().filter(|(at, _)| *at < tests) {
            if SHOWN.contains(&name) && shows_words(&source.text[at + name.len()..]) {
                bare.push(format!("{}: {name}", source.place(at)));
            }
        }
    }
    none("Words that are shown without being messages:", &bare);
}

/// Whether an argument list begins with a literal that holds words, itself or in `format!`.
fn shows_words(after_name: &str) -> bool {
    let Some(inner) = after_name.strip_prefix('(') else { return false };
    let inner = inner.trim_start();
    let Some(shown) = literal(inner.strip_prefix("format!(").unwrap_or(inner)) else {
        return false;
    };
    let (mut inside, mut letters) = (0, 0);
    for c in shown.chars() {
        match c {
            '{' => inside += 1,
            '}' => inside -= 1,
            c if inside == 0 && c.is_alphabetic() => letters += 1,
            _ => {}
        }
    }
    letters > 0
}

#[test]
fn bare_words_are_told_from_values() {
    for (code, expected) in [
        ("(\"Hello\")", true),
        ("( format!(\"{count} mails\"))", true),
        ("(format!(\"{count}\"))", false),
        ("(\"·\")", false),
        ("(fl!(\"hello\"))", false),
        ("(subject)", false),
        (": String", false),
    ] {
        assert_eq!(shows_words(code), expected, "{code}");
    }
    assert_eq!(given("\"k\", a = f(x, b = 1), c = y == z,)"), ["a", "c"].map(str::to_owned).into());
}
