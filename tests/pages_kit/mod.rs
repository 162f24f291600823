//! Whole mails laid out in this process, with the places of their words. Knows no browser.
#![allow(dead_code)]

pub mod browser;
pub mod likeness;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pombo::mime::{self, Form};
use pombo::render::clean::{self, Clean, Source};
use pombo::render::drawn::{Block, Drawn};
use pombo::render::layout::{Fonts, Look, Page};
use pombo::render::{document, dom};

/// The stack that mails are laid out on, as large as that of the process which does it.
const STACK: usize = 64 * 1024 * 1024;

/// Pictures by their Content-ID: what kind, and the octets.
type Pictures = BTreeMap<String, (String, Arc<[u8]>)>;

/// A mail of the corpus.
pub struct Mail {
    pub name: String,
    /// Its HTML as it came.
    pub html: String,
    /// The pictures that came with it.
    pub pictures: Pictures,
}

/// A word, as it is written in small letters, and where it begins: its left side, the middle of its
/// line, in CSS pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    pub text: String,
    pub x: f32,
    pub y: f32,
}

/// A picture of a page: rows of red, green, blue and opacity.
pub struct Shot {
    pub width: usize,
    pub rgba: Vec<u8>,
}

/// The files of `tests/pages`.
pub fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

pub fn read(path: &Path) -> Mail {
    let message = std::fs::read(path).unwrap();
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let (html, pictures) = parts(&message);
    Mail { name, html, pictures }
}

/// The document of a message, and its pictures.
fn parts(message: &[u8]) -> (String, Pictures) {
    let (structure, raw) = mime::structure(message);
    let plan = mime::plan_as(&structure, Form::Html);
    let texts: Vec<_> =
        plan.texts.iter().map(|&at| mime::text(&structure.parts[at], &raw[at])).collect();
    let mut pictures = BTreeMap::new();
    for (at, id) in mime::pictures(&structure) {
        let mut decoder = mime::Decoder::new(&structure.parts[at].encoding);
        let mut octets = decoder.push(&raw[at]);
        octets.extend(decoder.finish());
        let kind = structure.parts[at].media.clone();
        pictures.insert(id.to_owned(), (kind, octets.into()));
    }
    (document(&texts), pictures)
}

/// Cleans a mail and lays it out.
pub fn open(mail: &Mail, fonts: &Fonts, look: Look) -> Page {
    let (clean, octets) = cleaned(mail);
    Page::new(&clean, octets, fonts, look)
}

pub fn cleaned(mail: &Mail) -> (Clean, BTreeMap<usize, Arc<[u8]>>) {
    let has = |source: &Source| match source {
        Source::Data(_) => true,
        Source::Part(id) => mail.pictures.contains_key(id),
        Source::Remote(_) => false,
    };
    let clean = clean::clean(&dom::parse(&mail.html), &has);
    let octets = clean.pictures.iter().enumerate().filter_map(|(number, picture)| {
        let octets = match &picture.source {
            Source::Data(octets) => octets.clone().into(),
            Source::Part(id) => mail.pictures.get(id)?.1.clone(),
            Source::Remote(_) => return None,
        };
        Some((number, octets))
    });
    let octets = octets.collect();
    (clean, octets)
}

/// The pane that mails are laid out for here.
pub fn look(width: f32) -> Look {
    Look { width, scale: 1.0, zoom: 1.0, is_dark: false }
}

/// Runs something on a thread with the stack that mails need.
pub fn on_a_deep_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(work).unwrap();
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// The words of a page, in reading order.
pub fn words(drawn: &Drawn) -> Vec<Word> {
    drawn.blocks.iter().flat_map(words_of).collect()
}

fn words_of(block: &Block) -> Vec<Word> {
    let mut words = Vec::new();
    let mut from = 0;
    for part in block.text.split(char::is_whitespace) {
        let to = from + part.len();
        if !part.is_empty()
            && let Some((x, y)) = place(block, from, to)
        {
            words.push(Word { text: part.to_lowercase(), x, y });
        }
        // What parts words may be longer than an octet.
        from = to + block.text[to..].chars().next().map_or(0, char::len_utf8);
    }
    words
}

/// Where the first line of a range of a block's text begins.
fn place(block: &Block, from: usize, to: usize) -> Option<(f32, f32)> {
    let within = |at: u32| (from..to).contains(&usize::try_from(at).unwrap());
    block.lines.iter().find_map(|line| {
        let letters = line.letters.iter().filter(|letter| within(letter.from));
        let x = letters.map(|letter| letter.x).min_by(f32::total_cmp)?;
        Some((x, line.y + line.height / 2.0))
    })
}

/// Paints a page from top to bottom.
pub fn paint(page: &mut Page) -> Shot {
    let height = page.drawn().height.ceil().clamp(1.0, 8_000.0) as u32;
    let tile = page.tile(0, height);
    Shot { width: usize::try_from(tile.width).unwrap(), rgba: tile.rgba }
}
