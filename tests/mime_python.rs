//! Every message of the corpus beside the project (`../shared/mail`, where it is present) as this
//! program and as Python's `email` package read it: the same parts, the same texts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
#![allow(clippy::print_stderr)]

mod corpus_kit;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use pombo::mime::{self, Decoder};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use corpus_kit::corpus;

#[derive(Debug, Deserialize)]
struct Theirs {
    file: PathBuf,
    parts: Vec<Part>,
}

#[derive(Debug, Deserialize)]
struct Part {
    depth: usize,
    #[serde(rename = "type")]
    media: String,
    #[serde(default)]
    octets: Option<usize>,
    #[serde(default)]
    hash: String,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    clean: bool,
    #[serde(default)]
    charset: Option<String>,
}

/// Messages that are read otherwise, and why that is better for who reads them.
const OTHERWISE: [(&str, &str); 22] = [
    (
        "enmime/00010.eml",
        "a header field that is broken off: its part begins behind it, not before",
    ),
    ("enmime/00029.eml", "`--boundary-->` is no delimiter; what follows is shown"),
    ("enmime/00039.eml", "a text that says it is base64 and is not keeps its lines"),
    ("enmime/00050.eml", "signs of windows-1252 for what would be control characters"),
    ("enmime/00073.eml", "base64 without its padding is decoded"),
    ("mikel-mail/00076.eml", "a line that is no field does not end the header"),
    ("mikel-mail/00097.eml", "a line that is no field does not end the header"),
    ("sisimai-bounces/00073.eml", "the empty line before a delimiter belongs to the delimiter"),
    ("sisimai-bounces/00289.eml", "the empty line before a delimiter belongs to the delimiter"),
    ("sisimai-bounces/00761.eml", "a soft line break with a bare CR is one"),
    ("sisimai-bounces/00777.eml", "a soft line break with a bare CR is one"),
    ("stalwart-mail-parser/00055.eml", "a delimiter within a multipart of the same delimiter"),
    ("stalwart-mail-parser/00058.eml", "a delimiter within a multipart of the same delimiter"),
    ("stalwart-mail-parser/00060.eml", "a delimiter that looks like the end of another one"),
    ("stalwart-mail-parser/00067.eml", "delimiters that begin with one another"),
    ("stalwart-mail-parser/00071.eml", "a parameter without its semicolon is read"),
    ("stalwart-mail-parser/00073.eml", "octets at random: more of them is shown"),
    ("stalwart-mail-parser/00077.eml", "words that say they are base64"),
    ("stalwart-mail-parser/00085.eml", "a message in base64 has no parts that FETCH could name"),
    (
        "stalwart-mail-parser/00089.eml",
        "a text that says it is base64 and is not all of it is shown as it is",
    ),
    ("stalwart-mail-parser/00090.eml", "an encoding with blanks behind it is read"),
    ("stalwart-mail-parser/00099.eml", "a boundary that goes on in the next line is read"),
];

/// What is the same, of how many.
#[derive(Debug, Default)]
struct Tally {
    messages: usize,
    texts: usize,
    files: usize,
    /// What is not: the message, and how.
    differ: Vec<(String, String)>,
}

fn theirs(files: &[PathBuf]) -> Vec<Theirs> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python_kit/parts.py");
    let mut python = Command::new("python3");
    let mut python =
        python.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("python3");
    let names: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
    let mut to = python.stdin.take().unwrap();
    let writer = std::thread::spawn(move || to.write_all(names.join("\n").as_bytes()));
    let said = python.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(said.status.success());
    let lines = std::str::from_utf8(&said.stdout).unwrap().lines();
    lines.map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// With one kind of line end; the last one belongs to what ends the part or not.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").trim_end_matches('\n').to_owned()
}

/// Depth and type of each part. A type ends where its letters do; a multipart in which there are no parts
/// is the text that it holds.
fn tree<'a>(parts: impl Iterator<Item = (usize, &'a str)>) -> Vec<(usize, String)> {
    let is_token = |c: char| c.is_ascii_alphanumeric() || "/!#$&^_.+-".contains(c);
    let mut tree: Vec<(usize, String)> = parts
        .map(|(depth, media)| (depth, media.split(|c| !is_token(c)).next().unwrap().to_owned()))
        .collect();
    for at in 0..tree.len() {
        let is_empty = tree.get(at + 1).is_none_or(|next| next.0 <= tree[at].0);
        if is_empty && tree[at].1.starts_with("multipart/") {
            tree[at].1 = "text/plain".to_owned();
        }
    }
    tree
}

/// UTF-8 that was taken for Latin-1 before it was sent; we take that back.
fn was_spoilt(ours: &str, theirs: &str) -> bool {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(ours.as_bytes()).0 == theirs
}

fn compare(theirs: &Theirs, tally: &mut Tally) {
    let message = std::fs::read(&theirs.file).unwrap();
    let mut name: Vec<_> =
        theirs.file.iter().rev().take(2).map(|part| part.display().to_string()).collect();
    name.reverse();
    let name = name.join("/");
    let (structure, raw) = mime::structure(&message);
    let mut depths: Vec<usize> = Vec::new();
    for part in &structure.parts {
        depths.push(part.parent.map_or(0, |parent| depths[parent] + 1));
    }
    let media = structure.parts.iter().map(|part| part.media.as_str());
    let ours = tree(depths.into_iter().zip(media));
    let wanted = tree(theirs.parts.iter().map(|part| (part.depth, part.media.as_str())));
    tally.messages += 1;
    if ours != wanted {
        tally.differ.push((name, format!("parts {ours:?}, Python {wanted:?}")));
        return;
    }
    for ((part, raw), wanted) in structure.parts.iter().zip(&raw).zip(&theirs.parts) {
        if let Some(text) = &wanted.text {
            tally.texts += 1;
            let (ours, text) = (lines(&mime::text(part, raw).text), lines(text));
            if wanted.clean && ours != text && !was_spoilt(&ours, &text) {
                let at = ours.chars().zip(text.chars()).take_while(|(a, b)| a == b).count();
                let around = |text: &str| -> String {
                    text.chars().skip(at.saturating_sub(8)).take(24).collect()
                };
                let (ours, text) = (around(&ours), around(&text));
                let how = format!("{:?} {ours:?}, Python {text:?}", wanted.charset);
                tally.differ.push((name.clone(), how));
            }
        } else if wanted.octets.is_some() {
            tally.files += 1;
            let mut decoder = Decoder::new(&part.encoding);
            let mut octets = decoder.push(raw);
            octets.extend(decoder.finish());
            let hash: String =
                Sha256::digest(&octets).iter().map(|byte| format!("{byte:02x}")).collect();
            if hash != wanted.hash {
                let how =
                    format!("{}: {} octets, Python {:?}", part.media, octets.len(), wanted.octets);
                tally.differ.push((name.clone(), how));
            }
        }
    }
}

#[test]
fn python_finds_the_same_parts_and_texts() {
    let files = corpus();
    let mut tally = Tally::default();
    for theirs in theirs(&files) {
        compare(&theirs, &mut tally);
    }
    assert_eq!(tally.messages, files.len());
    let mut unexplained = BTreeSet::new();
    for (name, how) in &tally.differ {
        let why = OTHERWISE.iter().find(|(file, _)| file == name).map(|(_, why)| *why);
        eprintln!("{name}: {how} ({})", why.unwrap_or("not explained"));
        if why.is_none() {
            unexplained.insert(name);
        }
    }
    let (messages, texts, others) = (tally.messages, tally.texts, tally.files);
    let differ: BTreeSet<&String> = tally.differ.iter().map(|(name, _)| name).collect();
    eprintln!("{messages} messages, {texts} texts, {others} other parts: {} differ", differ.len());
    assert!(unexplained.len() * 1_000 <= messages * 5, "{unexplained:?}");
}
