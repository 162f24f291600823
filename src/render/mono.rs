//! Which lines of a plain text mean their columns: patches, code, tables and drawings.

use super::plain::Line;

/// Lines that are blank within a patch because their context lost its blank.
const MAX_BLANK: usize = 2;
/// Blanks that set two columns apart.
const COLUMN_GAP: &str = "   ";

/// What begins a line of a patch.
const PATCH: [&str; 20] = [
    " ",
    "+",
    "-",
    "@",
    "\\",
    "\t",
    "diff ",
    "index ",
    "new file mode ",
    "deleted file mode ",
    "old mode ",
    "new mode ",
    "similarity index ",
    "dissimilarity index ",
    "rename ",
    "copy ",
    "Index: ",
    "====",
    "Only in ",
    "Binary files ",
];

/// How a single line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Blank,
    Prose,
    /// Four blanks or a tab before it.
    Indented,
    /// Drawn or set in columns.
    Columns,
}

/// Whether each line is to keep its columns.
pub fn find(lines: &[Line]) -> Vec<bool> {
    let mut mono = vec![false; lines.len()];
    let mut at = 0;
    while at < lines.len() {
        let end = if starts_patch(lines, at) { patch_end(lines, at) } else { at };
        mark(&mut mono, at, end);
        at = end.max(at + 1);
    }
    let shapes: Vec<Shape> = lines.iter().map(|line| shape(&line.text)).collect();
    let mut at = 0;
    while at < lines.len() {
        let end = block_end(lines, &shapes, at);
        if means_columns(shapes.get(at..end).unwrap_or_default(), stands_alone(&shapes, at, end)) {
            mark(&mut mono, at, end);
        }
        at = end.max(at + 1);
    }
    mono
}

fn mark(mono: &mut [bool], from: usize, to: usize) {
    mono.get_mut(from..to).into_iter().flatten().for_each(|flag| *flag = true);
}

fn text_at(lines: &[Line], at: usize) -> Option<&str> {
    lines.get(at).map(|line| line.text.as_str())
}

fn starts_patch(lines: &[Line], at: usize) -> bool {
    let Some(line) = text_at(lines, at) else { return false };
    let next = text_at(lines, at + 1).unwrap_or_default();
    line.starts_with("diff --git ")
        || (line.starts_with("@@ -") && line.get(4..).is_some_and(|rest| rest.contains(" @@")))
        || (line.starts_with("--- ") && next.starts_with("+++ "))
        || (line.starts_with("*** ") && next.starts_with("--- "))
        || (line.starts_with("Index: ") && next.starts_with("===="))
}

/// The line after the last one of a patch that begins at `at`.
fn patch_end(lines: &[Line], at: usize) -> usize {
    let quote = lines.get(at).map_or(0, |line| line.quote);
    let is_patch = |line: &Line| {
        let text = line.text.as_str();
        line.quote == quote && text != "-- " && PATCH.iter().any(|start| text.starts_with(start))
    };
    let (mut end, mut blank) = (at + 1, 0);
    for (index, line) in lines.iter().enumerate().skip(at + 1) {
        if is_patch(line) && !line.text.trim().is_empty() {
            (end, blank) = (index + 1, 0);
        } else if line.text.trim().is_empty() && line.quote == quote && blank < MAX_BLANK {
            blank += 1;
        } else {
            break;
        }
    }
    end
}

fn shape(text: &str) -> Shape {
    let bare = text.trim();
    if bare.is_empty() {
        Shape::Blank
    } else if is_drawn(bare) || bare.split(COLUMN_GAP).filter(|cell| !cell.is_empty()).count() > 2 {
        Shape::Columns
    } else if text.starts_with("    ") || text.starts_with('\t') {
        Shape::Indented
    } else {
        Shape::Prose
    }
}

/// Box art: drawing characters, several bars, or a ruler with corners.
fn is_drawn(bare: &str) -> bool {
    let bars = bare.bytes().filter(|byte| *byte == b'|').count();
    let ruler = bare.len() >= 5
        && bare.bytes().all(|byte| b"+-=|_ ".contains(&byte))
        && bare.bytes().filter(|byte| *byte == b'+').count() >= 2;
    bars >= 2 || ruler || bare.chars().any(|c| ('\u{2500}'..='\u{259f}').contains(&c))
}

/// The end of the run of lines of one depth from `at` on that are all prose, or all of them not;
/// a single blank line is within a run of the latter.
fn block_end(lines: &[Line], shapes: &[Shape], at: usize) -> usize {
    let quote = lines.get(at).map_or(0, |line| line.quote);
    let set = |index: usize| {
        let same = lines.get(index).is_some_and(|line| line.quote == quote);
        same && matches!(shapes.get(index), Some(Shape::Indented | Shape::Columns))
    };
    let mut end = at;
    while set(end) || (end > at && shapes.get(end) == Some(&Shape::Blank) && set(end + 1)) {
        end += 1;
    }
    end
}

fn stands_alone(shapes: &[Shape], from: usize, to: usize) -> bool {
    let blank = |shape: Option<&Shape>| shape.is_none_or(|shape| *shape == Shape::Blank);
    let before = from.checked_sub(1).and_then(|before| shapes.get(before));
    blank(before) && blank(shapes.get(to))
}

/// One indented line that is set apart, or several lines together.
fn means_columns(shapes: &[Shape], alone: bool) -> bool {
    let indented = shapes.iter().filter(|shape| **shape == Shape::Indented).count();
    let columns = shapes.iter().filter(|shape| **shape == Shape::Columns).count();
    indented >= 2 || columns >= 2 || (indented == 1 && alone)
}
