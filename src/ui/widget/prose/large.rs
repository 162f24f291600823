//! Ten megabytes of text, from its words to the first frame: all of it is there, little of it is shaped.
//! Says how long it took and what it held, and asserts no time.
#![allow(clippy::print_stderr)]

use std::collections::BTreeSet;
use std::time::Instant;

use iced::{Point, Size};

use super::Prose;
use crate::model::body::{Body, Text, TextKind};
use crate::model::ids::PartId;
use crate::render::{Kind, Page, page};
use crate::ui::kit::Driver;
use crate::ui::widget::Element;
use crate::ui::widget::pane::{Content, Motion};

const OCTETS: usize = 10 * 1024 * 1024;

/// A mail of this size with words, quotes and links, in lines of every length.
fn mail() -> String {
    let mut mail = String::new();
    let mut number = 0;
    while mail.len() < OCTETS {
        let words = "the quick brown fox jumps over the lazy dog ".repeat(number % 9 + 1);
        mail.push_str(&format!("{number} {words}\nhttps://example.org/{number}\n\n"));
        for line in 0..number % 7 {
            mail.push_str(&format!("> a line of a quote, {line}\n"));
        }
        number += 1;
    }
    mail.push_str("\nThe very end\n");
    mail
}

struct App {
    page: Page,
    open: BTreeSet<usize>,
    motion: Option<(u64, Motion)>,
}

impl App {
    fn view(&self) -> Element<'_, ()> {
        let label = |lines: u32, _: bool| lines.to_string();
        let prose = Prose::new(&self.page, 1).folding(&self.open, label, |_| ());
        match self.motion {
            Some((serial, motion)) => prose.motion(serial, motion).into(),
            None => prose.into(),
        }
    }
}

/// Octets of this process in memory, where the system tells.
fn resident() -> u64 {
    let told = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    told.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok()).unwrap_or_default() * 4096
}

#[test]
fn ten_megabytes_open_at_their_first_lines() {
    let mail = mail();
    let (before, begun) = (resident(), Instant::now());
    let octets = mail.len();
    let kind = TextKind::Plain { flowed: false, delsp: false };
    let text = Text { part: PartId("1".to_owned()), kind, text: mail, left_out: 0 };
    let page = page(&Body { texts: vec![text], ..Body::default() });
    let paged = begun.elapsed();
    assert!(page.paragraphs.len() > 50_000 && page.folds.len() > 5_000);
    assert!(page.paragraphs.iter().all(|one| one.text.chars().count() <= 4_000));
    let links: usize = page.paragraphs.iter().map(|one| one.links.len()).sum();
    assert!(links > 10_000);

    let app = App { page, open: BTreeSet::new(), motion: None };
    let size = Size::new(800.0, 600.0);
    let mut kit = Driver::new(size, app, App::view, |_: &mut App, ()| {}).unwrap();
    let shown = begun.elapsed();
    assert!(kit.texts().len() < 80, "{}", kit.texts().len());
    kit.state.motion = Some((1, Motion::End));
    kit.move_to(Point::new(1.0, 1.0));
    assert!(kit.find("The very end").is_some());
    assert!(kit.texts().len() < 80, "{}", kit.texts().len());
    let hidden = kit.state.page.paragraphs.iter().filter(|one| one.kind == Kind::Fold).count();
    assert_eq!(hidden, kit.state.page.folds.len());
    eprintln!(
        "{octets} octets: a page after {paged:?}, on screen after {shown:?}, at its end after {:?}; \
         {} MB more in memory",
        begun.elapsed(),
        resident().saturating_sub(before) / 1_000_000
    );
}
