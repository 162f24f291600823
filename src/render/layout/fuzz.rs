//! Designed mails, spoilt: see `fuzz_kit`. The engine may give up on one (its process says so and goes
//! on); what is ours may not, and what comes out must make sense.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::{Fonts, Look, Page};
use crate::fuzz_kit::{fuzz, hash, seeds};
use crate::render::clean::clean;
use crate::render::dom;
use crate::render::drawn::Sheet;

/// What is looked after most: tables, floats, columns, lists, and lengths out of reach.
const WORDS: &[&[u8]] = &[
    b"<table width=600 align=left cellpadding=9>",
    b"<td rowspan=9 colspan=2 valign=bottom>",
    b"</td></tr></table>",
    b"<div style=\"display:",
    b"table-cell;",
    b"inline-block;",
    b"flex;",
    b"grid;",
    b"none;",
    b"float:left;",
    b"clear:both;",
    b"position:absolute;left:-9999px;",
    b"width:1e9px;",
    b"height:99999%;",
    b"column-count:9;",
    b"font-size:0;",
    b"letter-spacing:9999px;",
    b"transform:scale(1e9);",
    b"border-collapse:collapse;border:9px double red;",
    b"<li><ol start=-9 type=i>",
    b"<style>@media(max-width:600px){td{display:block!important;width:100%!important}}</style>",
    b"<br clear=all>",
    b"&#x1f469;&#x200d;&#x1f680;",
    b"\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d dir=rtl",
];

/// Octets of an input that are looked at; larger ones only take longer.
const MOST: usize = 48 * 1024;

thread_local! {
    /// The file in which the last panic of this thread was.
    static PANICKED: RefCell<String> = const { RefCell::new(String::new()) };
}

#[test]
fn fuzz_layout() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let file = info.location().map_or("", |location| location.file());
        PANICKED.with_borrow_mut(|last| file.clone_into(last));
        if file.starts_with("src/") {
            before(info);
        }
    }));
    // As deep as that of the process.
    let thread = std::thread::Builder::new().stack_size(64 * 1024 * 1024);
    let work = thread.spawn(|| {
        let fonts = Fonts::default();
        fuzz("layout", seeds::pages(), WORDS, 60, &mut |input, random| {
            let html = String::from_utf8_lossy(&input[..input.len().min(MOST)]).into_owned();
            let look = Look {
                width: [320.0, 420.0, 800.0, 1_600.0][random.usize(0..4)],
                scale: [1.0, 1.5, 2.0][random.usize(0..3)],
                zoom: [0.5, 1.0, 3.0][random.usize(0..3)],
                is_dark: random.bool(),
            };
            let done = catch_unwind(AssertUnwindSafe(|| lay_out(&html, look, &fonts)));
            done.unwrap_or_else(|panic| {
                let file = PANICKED.with_borrow(Clone::clone);
                if file.starts_with("src/") {
                    resume_unwind(panic);
                }
                hash(&file)
            })
        });
    });
    if let Err(panic) = work.unwrap().join() {
        resume_unwind(panic);
    }
}

/// Lays out and paints; a number for how it went.
fn lay_out(html: &str, look: Look, fonts: &Fonts) -> u64 {
    let cleaned = clean(&dom::parse(html), &|_| false);
    let mut page = Page::readable(&cleaned, &BTreeMap::new(), fonts, look);
    let sheet = Sheet { drawn: page.drawn().clone(), ..Sheet::default() };
    assert!(sheet.is_sound(), "{}x{}, {:?}", sheet.drawn.width, sheet.drawn.height, look);
    let tile = page.tile(0, 64);
    assert_eq!(tile.rgba.len(), usize::try_from(tile.width * tile.height * 4).unwrap());
    let drawn = sheet.drawn;
    let about = |length: f32| (length.max(1.0).log2() * 2.0) as u32;
    hash(&(
        drawn.blocks.len().min(64),
        drawn.links.len().min(8),
        about(drawn.height),
        about(drawn.width),
    ))
}
