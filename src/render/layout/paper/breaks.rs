//! Where pages end: between lines, and not within a picture that fits a page. Knows only what is
//! known of a laid-out page.

use crate::render::drawn::Drawn;

/// A stretch of a document, CSS pixels of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slice {
    pub from: f32,
    pub to: f32,
}

/// How much of a page may stay empty so that nothing is cut in two.
const MOST_EMPTY: f32 = 0.6;
/// What is lower can be taken for a line of its own, CSS pixels: nothing is kept together over it.
const HAIR: f32 = 0.5;
/// Below the last text and picture, what is shown of what else there is.
const TAIL: f32 = 24.0;

/// The stretches that come to stand on the pages: `first` pixels on the first one, `room` on the
/// others. Whether something was left out.
pub fn slices(drawn: &Drawn, first: f32, room: f32, most: usize) -> (Vec<Slice>, bool) {
    let kept = kept_together(drawn);
    let end = kept.iter().fold(0.0_f32, |end, (_, bottom)| end.max(*bottom));
    let end = if end > 0.0 { drawn.height.min(end + TAIL) } else { drawn.height };
    let mut slices = Vec::new();
    let mut from = 0.0;
    loop {
        let room = if slices.is_empty() { first } else { room };
        let limit = from + room.max(1.0);
        if limit >= end {
            // Edges and grounds below the last text, as far as there is room for them.
            slices.push(Slice { from, to: drawn.height.min(limit).max(from + 1.0) });
            return (slices, false);
        }
        let to = place(&kept, from, limit);
        slices.push(Slice { from, to });
        if slices.len() >= most {
            return (slices, true);
        }
        from = to;
    }
}

/// Tops and bottoms of lines and pictures, from top to bottom.
fn kept_together(drawn: &Drawn) -> Vec<(f32, f32)> {
    let lines = drawn
        .blocks
        .iter()
        .flat_map(|block| &block.lines)
        .filter(|line| !line.letters.is_empty())
        .map(|line| (line.y, line.y + line.height));
    let pictures =
        drawn.pictures.iter().map(|shown| (shown.area.y, shown.area.y + shown.area.height));
    let mut kept: Vec<(f32, f32)> =
        lines.chain(pictures).filter(|(top, bottom)| bottom - top > HAIR).collect();
    kept.sort_by(|one, other| one.0.total_cmp(&other.0));
    kept
}

/// The lowest place up to a limit at which nothing is cut. Where there is none that leaves enough on
/// the page, pictures may be cut, and then lines.
fn place(kept: &[(f32, f32)], from: f32, limit: f32) -> f32 {
    let room = limit - from;
    let lowest = limit - room * MOST_EMPTY;
    let whole = lifted(kept, limit, room);
    if whole > lowest {
        return whole;
    }
    // Lines are much lower than pages.
    let lines = lifted(kept, limit, room / 8.0);
    if lines > lowest { lines } else { limit }
}

/// A place above all that it would cut, of what is at most so high.
fn lifted(kept: &[(f32, f32)], limit: f32, highest: f32) -> f32 {
    let begun = kept.partition_point(|(top, _)| *top < limit);
    let mut at = limit;
    // What begins above can only reach down as far as it is high.
    for (top, bottom) in kept.get(..begun).unwrap_or_default().iter().rev() {
        if at - top > highest {
            break;
        }
        if *bottom > at + HAIR && *top < at && bottom - top <= highest {
            at = *top;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::drawn::{Area, Block, Letter, Line, Shown};

    fn page(lines: &[(f32, f32)], pictures: &[(f32, f32)], height: f32) -> Drawn {
        let letter = Letter { from: 0, to: 1, x: 0.0, width: 5.0, is_rtl: false };
        let lines =
            lines.iter().map(|(y, height)| Line { y: *y, height: *height, letters: vec![letter] });
        let pictures = pictures.iter().map(|(y, height)| Shown {
            number: 0,
            area: Area { x: 0.0, y: *y, width: 10.0, height: *height },
        });
        Drawn {
            height,
            blocks: vec![Block { text: "a".to_owned(), lines: lines.collect() }],
            pictures: pictures.collect(),
            ..Drawn::default()
        }
    }

    fn ends(drawn: &Drawn, first: f32, room: f32) -> Vec<f32> {
        slices(drawn, first, room, 100).0.iter().map(|slice| slice.to).collect()
    }

    #[test]
    fn pages_end_between_lines() {
        let lines: Vec<(f32, f32)> = (0..10).map(|at| (at as f32 * 20.0, 20.0)).collect();
        assert_eq!(ends(&page(&lines, &[], 200.0), 70.0, 90.0), [60.0, 140.0, 200.0]);
    }

    #[test]
    fn columns_that_are_shifted_are_both_kept_whole_where_that_is_possible() {
        let lines = [(0.0, 20.0), (20.0, 20.0), (90.0, 20.0), (95.0, 20.0), (110.0, 20.0)];
        assert_eq!(ends(&page(&lines, &[], 130.0), 100.0, 100.0), [90.0, 130.0]);
    }

    #[test]
    fn a_picture_goes_to_the_next_page_when_it_fits_one() {
        let lines = [(0.0, 20.0), (20.0, 20.0)];
        assert_eq!(ends(&page(&lines, &[(60.0, 80.0)], 140.0), 100.0, 100.0), [60.0, 140.0]);
        // Higher than a page: it is cut.
        assert_eq!(
            ends(&page(&lines, &[(60.0, 250.0)], 310.0), 100.0, 100.0),
            [100.0, 200.0, 300.0, 310.0]
        );
    }

    #[test]
    fn lines_that_lie_over_each_other_without_end_are_cut_and_pages_are_counted() {
        let lines: Vec<(f32, f32)> = (0..400).map(|at| (at as f32 * 5.0, 12.0)).collect();
        let drawn = page(&lines, &[], 2_007.0);
        let (slices, is_cut) = slices(&drawn, 100.0, 100.0, 5);
        assert!(is_cut);
        assert_eq!(slices.len(), 5);
        assert!(slices.iter().all(|slice| slice.to - slice.from >= 40.0));
        assert!(ends(&page(&[], &[], 0.0), 100.0, 100.0).len() == 1);
    }
}
