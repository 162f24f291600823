//! Gathers paragraphs: cuts long ones, sets gaps between them, finds links in them.

use unicode_segmentation::UnicodeSegmentation;

use super::{Kind, Link, Paragraph, links};

/// Characters of one paragraph: what can be laid out without being felt.
const MAX_CHARS: usize = 4_000;

/// The page while it is written.
#[derive(Debug, Default)]
pub struct Sheet {
    paragraphs: Vec<Paragraph>,
    gap: bool,
}

/// A piece of a text that is a paragraph of its own.
struct Piece {
    from: usize,
    to: usize,
    /// It was cut within a word, at its beginning or its end.
    torn: (bool, bool),
}

impl Sheet {
    /// Asks for an empty line before the next paragraph.
    pub fn gap(&mut self) {
        self.gap = !self.paragraphs.is_empty();
    }

    /// Adds a text with the links that are known already, in order.
    pub fn push(&mut self, quote: u8, kind: Kind, text: &str, anchors: &[Link]) {
        if text.trim().is_empty() {
            return;
        }
        if std::mem::take(&mut self.gap) {
            let above = self.paragraphs.last().map_or(0, |last| last.quote);
            let quote = quote.min(above);
            let text = String::new();
            self.paragraphs.push(Paragraph { quote, kind: Kind::Gap, text, links: Vec::new() });
        }
        let mut rest = anchors;
        for piece in pieces(text) {
            let own = text.get(piece.from..piece.to).unwrap_or_default();
            if own.trim().is_empty() {
                continue;
            }
            let known = within(&mut rest, &piece);
            let links = links::find(own, known, piece.torn);
            self.paragraphs.push(Paragraph { quote, kind, text: own.to_owned(), links });
        }
    }

    /// Paragraphs so far.
    pub fn len(&self) -> usize {
        self.paragraphs.len()
    }

    pub fn finish(self) -> Vec<Paragraph> {
        self.paragraphs
    }
}

/// The links that lie in a piece, counted from its beginning. One that goes on stays in `rest`.
fn within(rest: &mut &[Link], piece: &Piece) -> Vec<Link> {
    let mut known = Vec::new();
    while let Some((link, after)) = rest.split_first() {
        if link.from >= piece.to {
            break;
        }
        let from = link.from.max(piece.from) - piece.from;
        let to = link.to.min(piece.to).saturating_sub(piece.from);
        if from < to {
            known.push(Link { from, to, target: link.target.clone() });
        }
        if link.to > piece.to {
            break;
        }
        *rest = after;
    }
    known
}

/// Cuts a text after at most 4,000 characters: at a line end, else at a blank, else between two
/// graphemes.
fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut from, mut torn) = (0, false);
    while let Some(rest) = text.get(from..).filter(|rest| !rest.is_empty()) {
        let Some((room, _)) = rest.char_indices().nth(MAX_CHARS) else {
            pieces.push(Piece { from, to: text.len(), torn: (torn, false) });
            break;
        };
        let window = rest.get(..room).unwrap_or(rest);
        let half = window.len() / 2;
        let blank = window
            .rfind('\n')
            .filter(|at| *at > half)
            .or_else(|| window.rfind([' ', '\t', '\n']).filter(|at| *at > 0));
        let to = blank.or_else(|| between_graphemes(window)).unwrap_or(room);
        pieces.push(Piece { from, to: from + to, torn: (torn, blank.is_none()) });
        torn = blank.is_none();
        // The blank at which it was cut is not shown.
        from += to + usize::from(blank.is_some());
    }
    pieces
}

/// The last place in a window (but its beginning) at which a grapheme begins.
fn between_graphemes(window: &str) -> Option<usize> {
    window.grapheme_indices(true).next_back().map(|(at, _)| at).filter(|at| *at > 0)
}
