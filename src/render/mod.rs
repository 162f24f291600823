//! Text or HTML to a `Page`: paragraphs, quotes, links, ready to be laid out. Knows no iced, no
//! files and no network. (HTML is reduced to text for now; its engine takes its place here.)
//!
//! Everything is one pass over the input with bounded state: no tree, no recursion, no layout.

pub mod clean;
mod document;
pub mod dom;
pub mod drawn;
pub mod excerpt;
mod fold;
#[cfg(test)]
mod fuzz;
mod html;
pub mod layout;
mod links;
mod mono;
pub mod pdf;
pub mod picture;
pub mod pixels;
mod plain;
pub mod quoted;
mod sheet;
mod source;
pub mod xray;

use std::ops::Range;

use crate::model::body::{Body, Text, TextKind};
pub use clean::is_tracker;
pub use document::{document, printed};
use drawn::{Spot, Stop, Stretch};
use sheet::Sheet;
pub use source::source;

/// What the reading pane shows of a body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    pub paragraphs: Vec<Paragraph>,
    /// Long quotes that may be folded, in order, not overlapping.
    pub folds: Vec<Fold>,
    /// HTML was reduced to text.
    pub reduced: bool,
    /// Octets that were left on the server because of the limit.
    pub left_out: u64,
}

impl Page {
    /// Where a word occurs: paragraphs and octets of them; at most `most` places.
    pub fn find(&self, wanted: &str, most: usize) -> Vec<(Spot, Spot)> {
        drawn::find(self.paragraphs.iter().map(|paragraph| paragraph.text.as_str()), wanted, most)
    }

    /// Behind the last letter.
    pub fn end(&self) -> Spot {
        let octet = self.paragraphs.last().map_or(0, |last| last.text.len());
        Spot { block: self.paragraphs.len().saturating_sub(1), octet }
    }

    /// The words of a stretch, a line for each paragraph that is shown. Folds have no words.
    pub fn text(&self, stretch: Stretch, is_shown: impl Fn(usize) -> bool) -> String {
        let parts: Vec<&str> = self.pieces(stretch, is_shown).map(|(_, _, text)| text).collect();
        parts.join("\n")
    }

    /// The paragraphs of a stretch that are shown: number, the octets of it, and these as text.
    fn pieces(
        &self,
        stretch: Stretch,
        is_shown: impl Fn(usize) -> bool,
    ) -> impl Iterator<Item = (usize, Range<usize>, &str)> {
        let last = stretch.1.block.min(self.paragraphs.len().saturating_sub(1));
        (stretch.0.block..=last).filter_map(move |index| {
            let paragraph = self.paragraphs.get(index)?;
            let is_there = paragraph.kind != Kind::Fold && is_shown(index);
            let range = within(stretch, index, paragraph.text.len()).filter(|_| is_there)?;
            Some((index, range.clone(), paragraph.text.get(range)?))
        })
    }

    /// A link with the words that it stands under.
    pub fn link(&self, stop: Stop) -> Option<xray::Link> {
        let paragraph = self.paragraphs.get(stop.block)?;
        let link = paragraph.links.get(stop.link)?;
        let text = paragraph.text.get(link.from..link.to).unwrap_or_default().to_owned();
        Some(xray::Link { text, target: link.target.clone() })
    }
}

/// The octets of a paragraph of this length that are in a stretch.
pub fn within((from, to): Stretch, paragraph: usize, length: usize) -> Option<Range<usize>> {
    if paragraph < from.block || paragraph > to.block {
        return None;
    }
    let start = if paragraph == from.block { from.octet } else { 0 };
    let end = if paragraph == to.block { to.octet } else { length };
    Some(start.min(length)..end.min(length))
}

/// Lines that belong together; laid out and wrapped as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// Depth of quotation, 0 for the writer's own words.
    pub quote: u8,
    pub kind: Kind,
    /// At most 4,000 characters; longer ones were cut in two at a space. Lines that were broken
    /// by hand keep their breaks.
    pub text: String,
    /// Links in it, in order, not overlapping.
    pub links: Vec<Link>,
}

/// How a paragraph is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// Keeps its spaces, set in the mono font (patches, code, ASCII tables).
    Mono,
    /// The same of a header field.
    Field,
    Signature,
    Heading,
    /// An empty line between paragraphs.
    Gap,
    /// Stands before the rest of a long quote, to fold it in or out; has no text of its own.
    Fold,
}

/// The rest of a long quote, without its first lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold {
    /// The paragraph of kind `Fold` that stands for it; what is folded begins behind it.
    pub at: usize,
    /// The first paragraph that is not folded any more.
    pub to: usize,
    /// Lines that are folded, about as a reader would count them.
    pub lines: u32,
}

/// A link: a byte range of the paragraph's text and its target (http, https or mailto only).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub from: usize,
    pub to: usize,
    pub target: String,
}

/// Makes the page of a body. Linear in its size.
pub fn page(body: &Body) -> Page {
    let mut sheet = Sheet::default();
    // Where plain texts lie: what HTML sets in is not always a quote.
    let mut plain = Vec::new();
    for text in &body.texts {
        sheet.gap();
        let from = sheet.len();
        write(&mut sheet, text);
        if text.kind != TextKind::Html {
            plain.push(from..sheet.len());
        }
    }
    let (paragraphs, folds) = fold::fold(sheet.finish(), &plain);
    Page {
        paragraphs,
        folds,
        reduced: body.texts.iter().any(|text| text.kind == TextKind::Html),
        left_out: body.texts.iter().fold(0, |sum, text| sum.saturating_add(text.left_out)),
    }
}

/// Makes the page of a text that keeps its columns as a whole: a log, a table, a program.
pub fn verbatim(text: &str) -> Page {
    let clean: String = text.chars().filter(|c| !is_unreadable(*c)).collect();
    let mut sheet = Sheet::default();
    sheet.push(0, Kind::Mono, clean.trim_end(), &[]);
    Page { paragraphs: sheet.finish(), ..Page::default() }
}

fn write(sheet: &mut Sheet, text: &Text) {
    match text.kind {
        TextKind::Html => html::write(sheet, &text.text),
        TextKind::Plain { flowed, delsp } => {
            let clean: String = text.text.chars().filter(|c| !is_unreadable(*c)).collect();
            let flow = flowed.then_some(plain::Flow { delsp });
            plain::write(sheet, &clean, flow);
        }
    }
}

/// Controls (except line ends and tabs) and the characters that override the reading direction,
/// with which a text may show another address than it holds.
fn is_unreadable(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{202d}' | '\u{202e}')
}
