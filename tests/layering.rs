//! Who may import whom. Imports point one way; the table is the architecture.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]

use std::collections::{BTreeMap, BTreeSet};

mod sources;
use sources::{Source, none};

/// A module at the top of the library, and what it may import besides itself. `trace` may be
/// imported by all but `model`, which imports nothing.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("trace", &[]),
    ("paths", &["model"]),
    ("i18n", &["model"]),
    ("config", &["model", "paths"]),
    ("mime", &["model"]),
    ("render", &["model"]),
    ("sandbox", &["model", "mime", "render"]),
    ("search", &["model"]),
    ("store", &["model", "paths"]),
    ("auth", &["model"]),
    ("broker", &["model", "render", "auth"]),
    ("imap", &["model", "auth"]),
    ("smtp", &["model", "auth"]),
    ("setup", &["model", "auth", "imap"]),
    ("sync", &["model", "mime", "search", "store", "auth", "imap", "smtp", "paths"]),
    ("app", &["model", "mime", "render", "search"]),
    ("ui", &["app", "model", "render", "i18n", "config", "paths"]),
    ("demo", &["model", "mime"]),
];

/// Files that may import more than their module: the joints between the face and the engine.
const JOINTS: &[(&str, &[&str])] = &[
    ("src/ui/demo.rs", &["demo"]),
    ("src/ui/engine.rs", &["sync", "setup", "auth", "demo", "broker"]),
    ("src/ui/effects.rs", &["sync", "setup", "auth", "demo"]),
    ("src/ui/effects/pages.rs", &["sandbox"]),
    ("src/ui/effects/pages/ahead.rs", &["sandbox"]),
    ("src/ui/effects/pages/inside.rs", &["sandbox", "broker"]),
    ("src/ui/effects/pictures.rs", &["broker"]),
    ("src/ui/effects/file.rs", &["mime", "sync"]),
    ("src/ui/effects/export.rs", &["sandbox", "broker"]),
    ("src/ui/effects/looks.rs", &["sandbox", "mime"]),
    ("src/ui/effects/sign_in.rs", &["setup", "auth"]),
    ("src/ui/effects/accounts.rs", &["setup", "auth"]),
    ("src/ui/effects/unsubscribe.rs", &["auth"]),
];

/// These stand above all others and may import everything.
const ABOVE: &[&str] = &["cli", "main", "lib"];

/// A crate (or the beginning of its name, with `*`) and its only homes.
const HOMES: &[(&str, &[&str])] = &[
    ("iced*", &["ui", "main"]),
    ("rfd", &["ui"]),
    ("async_imap", &["imap"]),
    ("imap_proto", &["imap"]),
    ("sled", &["store"]),
    ("mail_parser", &["mime"]),
    ("chardetng", &["mime"]),
    ("keyring*", &["auth"]),
    ("secret_service", &["auth"]),
    ("orion", &["auth"]),
    ("html5ever", &["render"]),
    ("blitz*", &["render"]),
    ("anyrender*", &["render"]),
    ("parley", &["render"]),
    ("style", &["render"]),
    ("cssparser", &["render"]),
    ("image", &["render"]),
    ("postcard", &["sandbox"]),
    ("landlock", &["sandbox"]),
    ("seccompiler", &["sandbox"]),
    ("html2text", &["render"]),
    ("psl", &["render"]),
    ("idna", &["render"]),
    ("unicode_script", &["render"]),
    ("imap_codec", &["demo"]),
    ("rcgen", &["demo"]),
    ("x509_parser", &["imap"]),
    ("flate2", &["imap", "mime", "render"]),
    ("krilla", &["render"]),
    ("zip", &["mime"]),
    ("tar", &["mime"]),
    ("hayro", &["render"]),
    ("fluent_bundle", &["i18n"]),
    ("sys_locale", &["i18n"]),
    ("unic_langid", &["i18n"]),
    ("directories", &["paths"]),
    ("clap", &["cli", "main"]),
];

/// Where a message lies on the server is none of the mind's and the face's business.
const NOT_IN_APP_AND_UI: &[&str] = &["RemoteRef", "UidValidity", "Uid", "ModSeq", "WireName"];

/// The module at the top that a file belongs to: `src/auth/keyring.rs` to `auth`.
fn home(path: &str) -> &str {
    let inner = path.strip_prefix("src/").unwrap();
    inner.split('/').next().unwrap().trim_end_matches(".rs")
}

/// How many modules deep a file is: 1 for `src/auth/mod.rs`, 2 for `src/auth/keyring.rs`.
fn depth(path: &str) -> usize {
    let parts = path.matches('/').count();
    if path.ends_with("/mod.rs") { parts - 1 } else { parts }
}

/// The first names of the paths that go on after `from`: one, or each of a group in braces.
fn first_names(code: &str, from: usize) -> Vec<&str> {
    let rest = code[from..].trim_start();
    let Some(group) = rest.strip_prefix('{') else {
        return vec![leading_name(rest)];
    };
    let (mut names, mut nested, mut begins) = (Vec::new(), 0, true);
    for (at, c) in group.char_indices() {
        match c {
            '{' => nested += 1,
            '}' if nested == 0 => break,
            '}' => nested -= 1,
            ',' if nested == 0 => begins = true,
            c if begins && nested == 0 && !c.is_whitespace() => {
                names.push(leading_name(&group[at..]));
                begins = false;
            }
            _ => {}
        }
    }
    names
}

fn leading_name(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

/// Modules at the top of the library that a file names, each with where it does.
fn imports(source: &Source, modules: &BTreeSet<&str>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut supers = (0, 0);
    for (at, word) in source.words() {
        let after = at + word.len();
        let goes_on = source.code[after..].trim_start().starts_with("::");
        let next = after + source.code[after..].find("::").map_or(0, |colons| colons + 2);
        supers = match word {
            "super" if supers.1 == at => (supers.0 + 1, next),
            "super" => (1, next),
            _ => (0, 0),
        };
        let names = match word {
            "crate" | "pombo" if goes_on => first_names(&source.code, next),
            "super" if goes_on && supers.0 >= depth(&source.path) => {
                first_names(&source.code, next)
            }
            "fl" if source.code[after..].starts_with('!') => vec!["i18n"],
            _ => continue,
        };
        for name in names {
            let name = if name == "fl" { "i18n" } else { name };
            if modules.contains(name) && name != home(&source.path) {
                found.push((name.to_owned(), source.place(at)));
            }
        }
    }
    found
}

#[test]
fn imports_point_one_way() {
    let table: BTreeMap<_, _> = MAY_IMPORT.iter().copied().collect();
    let modules: BTreeSet<_> = table.keys().chain(ABOVE).copied().collect();
    let mut wrong = Vec::new();
    for source in Source::all(&["src"]) {
        let from = home(&source.path);
        if ABOVE.contains(&from) {
            continue;
        }
        let joint = JOINTS.iter().find(|(path, _)| *path == source.path);
        let mut allowed = table.get(from).map_or(Vec::new(), |allowed| allowed.to_vec());
        allowed.extend(joint.iter().flat_map(|(_, more)| more.iter()));
        if from != "model" {
            allowed.push("trace");
        }
        for (name, place) in imports(&source, &modules) {
            if !allowed.contains(&name.as_str()) {
                wrong.push(format!("{place}: {from} may not import {name}"));
            }
        }
    }
    none("Imports against the architecture:", &wrong);
}

#[test]
fn every_module_has_its_place_in_the_table() {
    let sources = Source::all(&["src"]);
    let placed: BTreeSet<_> =
        MAY_IMPORT.iter().map(|(name, _)| *name).chain(ABOVE.iter().copied()).collect();
    let unplaced: BTreeSet<_> = sources
        .iter()
        .map(|source| home(&source.path))
        .filter(|name| !placed.contains(name))
        .map(str::to_owned)
        .collect();
    none("Modules that the table does not know:", &Vec::from_iter(unplaced));
}

#[test]
fn each_foreign_crate_has_one_home() {
    let mut wrong = Vec::new();
    for source in Source::all(&["src"]) {
        for (at, word) in source.words() {
            let is_path = source.code[at + word.len()..].starts_with("::");
            let is_inner = source.code[..at].ends_with("::") && !source.code[..at].ends_with(" ::");
            let is_import = source.code[..at].ends_with("use ");
            if is_inner || !(is_path || is_import) {
                continue;
            }
            let of = |name: &&str| match name.strip_suffix('*') {
                Some(start) => word == start || word.starts_with(&format!("{start}_")),
                None => word == *name,
            };
            let homes = HOMES.iter().find(|(name, _)| of(name)).map(|(_, homes)| *homes);
            if homes.is_some_and(|homes| !homes.contains(&home(&source.path))) {
                wrong.push(format!("{}: {word} is not at home here", source.place(at)));
            }
        }
    }
    none("Foreign crates outside their home:", &wrong);
}

#[test]
fn the_mind_and_the_face_know_no_place_on_the_server() {
    let mut wrong = Vec::new();
    for source in Source::all(&["src"]) {
        if !["app", "ui"].contains(&home(&source.path)) {
            continue;
        }
        let words = source.words();
        let told = words.iter().filter(|(_, word)| NOT_IN_APP_AND_UI.contains(word));
        wrong.extend(told.map(|(at, word)| format!("{}: {word}", source.place(*at))));
    }
    none("Names of the wire in app or ui:", &wrong);
}

#[test]
fn imports_are_found_in_every_form() {
    let source = |path: &str, code: &str| Source {
        path: path.to_owned(),
        text: code.to_owned(),
        code: code.to_owned(),
    };
    let modules = BTreeSet::from(["model", "sync", "i18n", "store", "auth"]);
    for (path, code, expected) in [
        ("src/ui/mod.rs", "use crate::model::ids;", &["model"][..]),
        (
            "src/ui/mod.rs",
            "use crate::{fl, model::{ids, sync}, store::Store};",
            &["i18n", "model", "store"],
        ),
        ("src/ui/mod.rs", "let x = crate::sync::start(fl!(a));", &["sync", "i18n"]),
        ("src/main.rs", "use pombo::{sync, store};", &["sync", "store"]),
        ("src/ui/mod.rs", "use super::sync::Engine;", &["sync"]),
        (
            "src/ui/list.rs",
            "use super::sync::Engine; use super::super::{store, auth};",
            &["store", "auth"],
        ),
        ("src/auth/mod.rs", "use crate::auth::Vault; use crate::unknown;", &[]),
    ] {
        let source = source(path, code);
        let found: Vec<_> = imports(&source, &modules).into_iter().map(|(name, _)| name).collect();
        assert_eq!(found, expected, "{code}");
    }
}
