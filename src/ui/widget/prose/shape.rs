//! One paragraph as shaped text: which face, which colours, where its lines and links are. Knows no
//! window and no offset.

use std::borrow::Cow;

use iced::advanced::graphics::text::Paragraph as Shaped;
use iced::advanced::graphics::text::cosmic_text::Cursor;
use iced::advanced::text::{self, Paragraph as _, Span, Text};
use iced::{Color, Font, Pixels, Point, Rectangle, Size, alignment};

use crate::render::{Kind, Paragraph};
use crate::ui::theme::{Colors, font};
use crate::ui::widget::spans;

/// What a level of quotation is set in by, and the deepest level that still moves the text.
pub const QUOTE_INDENT: f32 = 16.0;
const DEEPEST: u8 = 6;
const GAP: f32 = 12.0;
const MONO_SIZE: f32 = 13.5;
/// A letter is about this wide for its size, for guessing the height of what was not shaped yet.
const LETTER: f32 = 0.48;

/// How far a paragraph is set in.
pub fn indent(paragraph: &Paragraph) -> f32 {
    f32::from(paragraph.quote.min(DEEPEST)) * QUOTE_INDENT
}

/// The levels whose bars are drawn beside it.
pub fn bars(paragraph: &Paragraph) -> u8 {
    paragraph.quote.min(DEEPEST)
}

/// A guess without looking at the letters.
pub fn guess(paragraph: &Paragraph, width: f32) -> f32 {
    if paragraph.kind == Kind::Gap {
        return GAP;
    }

    let (_, size, leading) = setting(paragraph.kind);
    let letters = ((width - indent(paragraph)) / (size * LETTER)).max(1.0);
    let lines = (paragraph.text.len() as f32 / letters).ceil().max(1.0);

    lines * size * leading
}

/// Shapes a paragraph for a column of this width; a gap has nothing to shape. `words` are its text,
/// or what stands for it; `marked` are those of its links that should make one wonder.
pub fn shape(
    paragraph: &Paragraph,
    words: &str,
    marked: &[bool],
    width: f32,
    colors: &Colors,
) -> Option<Shaped> {
    if paragraph.kind == Kind::Gap {
        return None;
    }

    let (face, size, leading) = setting(paragraph.kind);
    let text = same_length(words);
    let spans = spans((paragraph, marked), &text, face, colors);
    let wrapping = text::Wrapping::WordOrGlyph;

    Some(Shaped::with_spans(Text {
        content: spans.as_slice(),
        bounds: Size::new((width - indent(paragraph)).max(size), f32::INFINITY),
        size: Pixels(size),
        line_height: text::LineHeight::Relative(leading),
        font: face,
        align_x: text::Alignment::Default,
        align_y: alignment::Vertical::Top,
        shaping: text::Shaping::Advanced,
        wrapping,
    }))
}

pub fn height(shaped: Option<&Shaped>) -> f32 {
    shaped.map_or(GAP, |shaped| shaped.min_height())
}

/// The colour of its words.
pub fn color(paragraph: &Paragraph, colors: &Colors) -> Color {
    match paragraph.kind {
        Kind::Fold | Kind::Field => colors.link,
        _ if paragraph.quote > 0 => colors.quote(paragraph.quote),
        Kind::Signature => colors.muted,
        _ => colors.text,
    }
}

/// How far right its lines begin: what runs from right to left stands at the right edge.
pub fn shift(paragraph: &Paragraph, shaped: &Shaped, width: f32) -> f32 {
    let rtl = shaped.buffer().layout_runs().next().is_some_and(|run| run.rtl);
    let room = width - indent(paragraph);

    if rtl { (room - shaped.min_width()).max(0.0) } else { 0.0 }
}

/// The boxes that a stretch of text fills, one for each line; from the paragraph's corner.
pub fn boxes(text: &str, shaped: &Shaped, from: usize, to: usize) -> Vec<Rectangle> {
    let (from, to) = (cursor(text, from), cursor(text, to));

    shaped
        .buffer()
        .layout_runs()
        .filter_map(|run| {
            let (x, width) = run.highlight(from, to)?;
            let size = Size::new(width, run.line_height);
            (width > 0.0).then(|| Rectangle::new(Point::new(x, run.line_top), size))
        })
        .collect()
}

/// Where the line under a link goes: the baseline of each of its boxes.
pub fn underlines(text: &str, shaped: &Shaped, from: usize, to: usize) -> Vec<Rectangle> {
    let (from, to) = (cursor(text, from), cursor(text, to));

    shaped
        .buffer()
        .layout_runs()
        .filter_map(|run| {
            let (x, width) = run.highlight(from, to)?;
            let corner = Point::new(x, (run.line_y + 2.0).round());
            (width > 0.0).then(|| Rectangle::new(corner, Size::new(width, 1.0)))
        })
        .collect()
}

/// Where its words are, from its corner.
pub fn area(shaped: &Shaped) -> Rectangle {
    Rectangle::new(Point::ORIGIN, shaped.min_bounds())
}

/// A line under all of its words.
pub fn foot(shaped: &Shaped) -> Rectangle {
    let line = shaped.buffer().layout_runs().next().map_or(0.0, |run| run.line_y);
    let corner = Point::new(0.0, (line + 2.0).round());
    Rectangle::new(corner, Size::new(shaped.min_width(), 1.0))
}

/// The octet of the text at a point (from the paragraph's corner): the nearest place between two
/// letters.
pub fn octet_at(text: &str, shaped: &Shaped, at: Point) -> usize {
    if at.y < 0.0 {
        return 0;
    }
    if at.y >= shaped.min_height() {
        return text.len();
    }

    let Some(hit) = shaped.buffer().hit(at.x, at.y) else { return 0 };
    let line: usize = text.split('\n').take(hit.line).map(|line| line.len() + 1).sum();

    floor_boundary(text, line + hit.index)
}

/// The nearest place at or before an octet that does not cut a letter.
pub fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }

    at
}

fn setting(kind: Kind) -> (Font, f32, f32) {
    match kind {
        Kind::Text | Kind::Gap | Kind::Signature => {
            (font::REGULAR, font::READING, font::READING_LEADING)
        }
        Kind::Fold => (font::REGULAR, font::SMALL, font::READING_LEADING),
        Kind::Mono | Kind::Field => (font::MONO, MONO_SIZE, font::READING_LEADING),
        Kind::Heading => (font::STRONG, font::HEADING, font::READING_LEADING),
    }
}

/// The text with every line end but `\n` made spaces, octet for octet, so that places in the shaped
/// text are places in the text.
fn same_length(text: &str) -> Cow<'_, str> {
    let breaks = |c: char| {
        (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{2028}' | '\u{2029}')
    };
    if !text.contains(breaks) {
        return Cow::Borrowed(text);
    }

    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if breaks(c) {
            out.extend(std::iter::repeat_n(' ', c.len_utf8()));
        } else {
            out.push(c);
        }
    }

    Cow::Owned(out)
}

fn spans<'a>(
    (paragraph, marked): (&Paragraph, &[bool]),
    text: &'a str,
    face: Font,
    colors: &Colors,
) -> Vec<Span<'a, (), Font>> {
    let mut out = Vec::new();
    let mut at = 0;
    let mut push = |from: usize, to: usize, color: Option<Color>| {
        let part = text.get(from..to).unwrap_or_default();
        let parts = spans::spans(part, face);
        out.extend(parts.into_iter().map(|span| span.color_maybe(color)));
    };
    for (number, found) in paragraph.links.iter().enumerate() {
        let is_marked = marked.get(number).copied().unwrap_or_default();
        let link = if is_marked { colors.danger } else { colors.link };
        // Ranges that overlap or cut a letter would be the renderer's fault; they lose their colour.
        let whole = text.get(found.from..found.to).is_some() && found.from >= at;
        if whole {
            push(at, found.from, None);
            push(found.from, found.to, Some(link));
            at = found.to;
        }
    }
    push(at, text.len(), None);

    out
}

/// A place in the text as the shaped text counts it: line and octet in it.
fn cursor(text: &str, at: usize) -> Cursor {
    let before = text.get(..floor_boundary(text, at)).unwrap_or_default();
    let line = before.bytes().filter(|byte| *byte == b'\n').count();
    let start = before.rfind('\n').map_or(0, |place| place + 1);

    Cursor::new(line, before.len() - start)
}
