//! Single lines of text, shaped once and cut with an ellipsis where they are too long. Kept while
//! they are in use, because shaping is the dear part of a frame.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use iced::advanced::graphics::text::Paragraph;
use iced::advanced::text::{self, Paragraph as _, Text};
use iced::{Font, Pixels, Size, alignment};

use super::spans;
use crate::ui::theme::font;

/// No line on any screen shows more; the rest is not even shaped.
const LONGEST: usize = 600;
/// Frames that an unused line is kept for.
const KEPT: u32 = 3;

/// A line to be shaped.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    pub text: &'a str,
    pub face: Font,
    pub size: f32,
    /// The room it has; longer lines end in an ellipsis.
    pub width: f32,
}

/// Shaped lines, by what was asked for.
#[derive(Debug, Default)]
pub struct Lines {
    kept: RefCell<HashMap<u64, (Paragraph, u32)>>,
    frame: Cell<u32>,
}

impl Lines {
    /// The shaped line, cut to its room.
    pub fn get(&self, line: Line<'_>) -> Paragraph {
        let key = key(line);
        let mut kept = self.kept.borrow_mut();
        let (paragraph, used) = kept.entry(key).or_insert_with(|| (fit(line), 0));
        *used = self.frame.get();

        paragraph.clone()
    }

    /// Forgets what the last frames did not use.
    pub fn next_frame(&self) {
        let now = self.frame.get().wrapping_add(1);
        self.frame.set(now);
        self.kept.borrow_mut().retain(|_, (_, used)| now.wrapping_sub(*used) <= KEPT);
    }

    /// Forgets all that this frame has not used.
    pub fn keep_only_this_frame(&self) {
        let now = self.frame.get();
        self.kept.borrow_mut().retain(|_, (_, used)| *used == now);
        self.frame.set(now.wrapping_add(1));
    }

    /// Lines that are kept just now.
    pub fn len(&self) -> usize {
        self.kept.borrow().len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn key(line: Line<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    line.text.hash(&mut hasher);
    line.face.hash(&mut hasher);
    line.size.to_bits().hash(&mut hasher);
    line.width.to_bits().hash(&mut hasher);
    hasher.finish()
}

fn fit(line: Line<'_>) -> Paragraph {
    let clean = one_line(line.text);
    let whole = shape(&clean, line);
    if whole.min_width() <= line.width {
        return whole;
    }

    let room = line.width - shape("…", line).min_width();
    let end = cut_at(&whole, room);
    let kept = clean.get(..end).unwrap_or_default().trim_end();

    shape(&format!("{kept}…"), line)
}

/// At most `LONGEST` characters, with what would break the line made a space.
fn one_line(text: &str) -> String {
    text.chars()
        .take(LONGEST)
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect()
}

fn shape(text: &str, line: Line<'_>) -> Paragraph {
    let spans = spans::spans::<()>(text, line.face);

    Paragraph::with_spans(Text {
        content: spans.as_slice(),
        bounds: Size::INFINITE,
        size: Pixels(line.size),
        line_height: text::LineHeight::Relative(font::LEADING),
        font: line.face,
        align_x: text::Alignment::Default,
        align_y: alignment::Vertical::Top,
        shaping: text::Shaping::Advanced,
        wrapping: text::Wrapping::None,
    })
}

/// The octet before which the line fills the room, in the order of reading (so it holds for lines
/// that run from right to left too), between two clusters.
fn cut_at(paragraph: &Paragraph, room: f32) -> usize {
    let Some(run) = paragraph.buffer().layout_runs().next() else { return 0 };
    let mut clusters: Vec<_> = run.glyphs.iter().map(|glyph| (glyph.start, glyph.w)).collect();
    clusters.sort_by_key(|(start, _)| *start);

    let mut filled = 0.0;
    for (start, width) in clusters {
        filled += width;
        if filled > room {
            // Glyphs of one cluster share its start, so the cluster goes as a whole.
            return start;
        }
    }

    run.text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, width: f32) -> Line<'_> {
        font::load();
        Line { text, face: font::REGULAR, size: font::BODY, width }
    }

    fn shown(paragraph: &Paragraph) -> String {
        paragraph.buffer().lines.iter().map(|line| line.text().to_owned()).collect()
    }

    #[test]
    fn a_line_that_fits_is_left_alone() {
        assert_eq!(shown(&fit(line("Lunch on Friday?", 400.0))), "Lunch on Friday?");
    }

    #[test]
    fn a_long_line_is_cut_with_an_ellipsis_and_fits_its_room() {
        for text in [
            "The quarterly report for the committee of the whole house, third draft",
            "תזכורת: פגישת צוות מחר בשעה עשר בבוקר בחדר הישיבות הגדול",
            "会議の資料をお送りしますのでご確認くださいますようお願いいたします",
            "🎉🎂🥳🎁🎈🎊🍰🥂🎉🎂🥳🎁🎈🎊🍰🥂",
        ] {
            let cut = fit(line(text, 120.0));
            assert!(shown(&cut).ends_with('…'), "{}", shown(&cut));
            assert!(shown(&cut).chars().count() > 3, "{}", shown(&cut));
            assert!(cut.min_width() <= 120.0, "{} is {}", shown(&cut), cut.min_width());
        }
    }

    #[test]
    fn no_room_at_all_is_no_reason_to_fail() {
        assert_eq!(shown(&fit(line("Hello", 0.0))), "…");
        assert_eq!(shown(&fit(line("Hello", -20.0))), "…");
    }

    #[test]
    fn what_would_break_the_line_becomes_a_space() {
        assert_eq!(shown(&fit(line("a\r\nb\u{2029}c", 400.0))), "a  b c");
    }

    #[test]
    fn lines_out_of_use_are_forgotten() {
        let lines = Lines::default();
        lines.get(line("one", 100.0));
        for _ in 0..=KEPT {
            lines.next_frame();
            lines.get(line("two", 100.0));
        }
        assert_eq!(lines.len(), 1);
    }
}
