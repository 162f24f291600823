//! What a drag selects by: words and paragraphs around a place in the text. Pure.

use std::ops::Range;

use super::Unit;
use crate::render::Page;
use crate::render::drawn::{Spot, Stretch};

/// The unit around a place.
pub fn around(page: &Page, spot: Spot, unit: Unit) -> Stretch {
    let text = page.paragraphs.get(spot.block).map_or("", |p| p.text.as_str());
    let range = match unit {
        Unit::Letter => spot.octet..spot.octet,
        Unit::Word => word(text, spot.octet),
        Unit::Paragraph => 0..text.len(),
    };
    let at = |octet| Spot { block: spot.block, octet };
    (at(range.start), at(range.end))
}

/// The word at an octet, or the run of other signs there.
fn word(text: &str, octet: usize) -> Range<usize> {
    let octet = super::shape::floor_boundary(text, octet);
    let (before, after) = text.split_at_checked(octet).unwrap_or((text, ""));
    let kind = after.chars().next().or_else(|| before.chars().next_back()).map(Sign::of);
    let Some(kind) = kind else { return octet..octet };

    let same = |c: &char| Sign::of(*c) == kind;
    let start: usize = before.chars().rev().take_while(same).map(char::len_utf8).sum();
    let end: usize = after.chars().take_while(same).map(char::len_utf8).sum();

    octet - start..octet + end
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Letter,
    Space,
    Other,
}

impl Sign {
    fn of(c: char) -> Self {
        // Apostrophes and marks that combine belong to their word.
        if c.is_alphanumeric() || matches!(c, '_' | '\'' | '’' | '\u{300}'..='\u{36f}') {
            Self::Letter
        } else if c.is_whitespace() {
            Self::Space
        } else {
            Self::Other
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{Kind, Paragraph};
    use crate::ui::widget::pane::joined;

    fn page(texts: &[&str]) -> Page {
        let paragraphs = texts
            .iter()
            .map(|text| Paragraph {
                quote: 0,
                kind: Kind::Text,
                text: (*text).to_owned(),
                links: Vec::new(),
            })
            .collect();
        Page { paragraphs, ..Page::default() }
    }

    fn spot(block: usize, octet: usize) -> Spot {
        Spot { block, octet }
    }

    #[test]
    fn a_word_is_found_from_anywhere_in_it() {
        for (text, octet, found) in [
            ("one two three", 5, "two"),
            ("one two three", 4, "two"),
            ("one two", 7, "two"),
            ("don’t go", 2, "don’t"),
            ("a -- b", 3, "--"),
            ("Grüße", 3, "Grüße"),
            ("", 0, ""),
            ("x", 99, "x"),
        ] {
            assert_eq!(text.get(word(text, octet)), Some(found), "{text} at {octet}");
        }
    }

    #[test]
    fn copying_across_paragraphs_gives_a_line_for_each() {
        let page = page(&["Dear Ana,", "", "see you on Friday.", "Bye"]);
        assert_eq!(page.text((spot(0, 5), spot(2, 7)), |_| true), "Ana,\n\nsee you");
        let all = (Spot::default(), page.end());
        assert_eq!(page.text(all, |_| true), "Dear Ana,\n\nsee you on Friday.\nBye");
    }

    #[test]
    fn a_stretch_past_the_page_copies_what_there_is() {
        let stretch = (spot(0, 2), spot(9, 9));
        assert_eq!(page(&["Hello"]).text(stretch, |_| true), "llo");
        assert_eq!(page(&[]).text(stretch, |_| true), "");
    }

    #[test]
    fn stretches_join_whichever_way_the_drag_went() {
        let page = page(&["one two three"]);
        let a = around(&page, spot(0, 9), Unit::Word);
        let b = around(&page, spot(0, 1), Unit::Word);
        assert_eq!(page.text(joined(a, b), |_| true), "one two three");
        assert_eq!(joined(a, b), joined(b, a));
    }
}
