//! The arithmetic of scrolling: offsets, rows in view, the thumb. In `f64` throughout, so that the
//! last of a million rows moves by single pixels like the first. Shared with the reading widget.

use std::ops::Range;

use crate::ui::theme::space;

/// The part of the pointer's way into the edge that a drag scrolls by in each frame.
const EDGE_PULL: f32 = 0.2;

/// Content of some height, seen through a window of some height. Logical pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    pub content: f64,
    pub window: f64,
}

impl Extent {
    pub fn rows(len: usize, row: f32, window: f32) -> Self {
        Self { content: len as f64 * f64::from(row), window: f64::from(window) }
    }

    /// The largest offset.
    pub fn end(self) -> f64 {
        (self.content - self.window).max(0.0)
    }

    pub fn clamp(self, top: f64) -> f64 {
        if top.is_finite() { top.clamp(0.0, self.end()) } else { 0.0 }
    }

    /// Place and height of the thumb in the window, if there is anything to scroll.
    pub fn thumb(self, top: f64) -> Option<(f64, f64)> {
        if self.content <= self.window || self.window <= 0.0 {
            return None;
        }

        let least = f64::from(space::SCROLL_THUMB_LEAST).min(self.window);
        let height = (self.window * self.window / self.content).max(least);
        let y = self.clamp(top) / self.end() * (self.window - height);

        Some((y, height))
    }

    /// The offset at which the thumb's upper edge is at `y`.
    pub fn top_of_thumb(self, y: f64) -> f64 {
        let Some((_, height)) = self.thumb(0.0) else { return 0.0 };
        let way = self.window - height;
        if way <= 0.0 {
            return 0.0;
        }

        self.clamp(y / way * self.end())
    }

    /// The offset that brings a stretch into view with the least movement.
    pub fn reveal(self, top: f64, from: f64, height: f64) -> f64 {
        let moved = if from < top {
            from
        } else if from + height > top + self.window {
            from + height - self.window
        } else {
            top
        };

        self.clamp(moved)
    }

    /// One page, with a little of the old one left to hold on to.
    pub fn page(self) -> f64 {
        (self.window * 0.9).max(1.0)
    }
}

/// The rows of this height that a window at `top` shows, in part or whole.
pub fn visible(len: usize, row: f32, top: f64, window: f32) -> Range<usize> {
    let row = f64::from(row);
    let first = (top / row).floor().max(0.0) as usize;
    let last = ((top + f64::from(window)) / row).ceil().max(0.0) as usize;

    first.min(len)..last.min(len)
}

/// How far a pane is to scroll in this frame while something is dragged at its edge: nothing in the
/// middle, more the nearer the pointer comes to an end of it (or goes past it). Negative is upwards.
pub fn edge_pull(at: f32, from: f32, to: f32) -> f32 {
    let reach = space::TOOLBAR.min((to - from) / 3.0);
    let past = (at - (to - reach)).max(0.0) - (from + reach - at).max(0.0);

    past.clamp(-reach * 2.0, reach * 2.0) * EDGE_PULL
}

#[cfg(test)]
mod tests {
    use super::*;

    const MILLION: Extent = Extent { content: 60_000_000.0, window: 600.0 };

    #[test]
    fn single_pixels_count_at_the_end_of_a_million_rows() {
        let mut top = MILLION.end();
        for _ in 0..100 {
            top = MILLION.clamp(top - 0.9);
        }
        assert!((MILLION.end() - top - 90.0).abs() < 1e-6);
    }

    #[test]
    fn the_thumb_reaches_both_ends_and_never_gets_too_small_to_hold() {
        let (y, height) = MILLION.thumb(0.0).unwrap();
        assert_eq!((y, height), (0.0, f64::from(space::SCROLL_THUMB_LEAST)));
        let (y, height) = MILLION.thumb(MILLION.end()).unwrap();
        assert!((y + height - MILLION.window).abs() < 1e-6);
        assert_eq!(MILLION.top_of_thumb(0.0), 0.0);
        assert_eq!(MILLION.top_of_thumb(10_000.0), MILLION.end());
    }

    #[test]
    fn short_content_has_no_thumb_and_does_not_move() {
        let short = Extent { content: 100.0, window: 600.0 };
        assert_eq!(short.thumb(0.0), None);
        assert_eq!(short.clamp(50.0), 0.0);
        assert_eq!(short.top_of_thumb(3.0), 0.0);
    }

    #[test]
    fn rows_in_view_are_those_touched_by_the_window() {
        for (top, rows) in
            [(0.0, 0..10), (1.0, 0..11), (60.0, 1..11), (59_999_400.0, 999_990..1_000_000)]
        {
            assert_eq!(visible(1_000_000, 60.0, top, 600.0), rows, "at {top}");
        }
        assert_eq!(visible(0, 60.0, 0.0, 600.0), 0..0);
        assert_eq!(visible(3, 60.0, 500.0, 600.0), 3..3);
    }

    #[test]
    fn revealing_moves_no_further_than_it_must() {
        let extent = Extent { content: 6_000.0, window: 600.0 };
        assert_eq!(extent.reveal(1_000.0, 1_200.0, 60.0), 1_000.0);
        assert_eq!(extent.reveal(1_000.0, 940.0, 60.0), 940.0);
        assert_eq!(extent.reveal(1_000.0, 1_600.0, 60.0), 1_060.0);
    }

    #[test]
    fn a_drag_pulls_at_the_edges_only() {
        assert_eq!(edge_pull(300.0, 0.0, 600.0), 0.0);
        assert!(edge_pull(595.0, 0.0, 600.0) > edge_pull(570.0, 0.0, 600.0));
        assert!(edge_pull(5.0, 0.0, 600.0) < 0.0);
        assert_eq!(edge_pull(9e9, 0.0, 600.0), edge_pull(900.0, 0.0, 600.0));
    }

    #[test]
    fn nonsense_is_taken_for_the_top() {
        assert_eq!(MILLION.clamp(f64::NAN), 0.0);
    }
}
