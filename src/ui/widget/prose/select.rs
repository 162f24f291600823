//! What is selected: places in the text, words and paragraphs around them, the words to copy. Pure.

use std::ops::Range;

use crate::render::Page;

/// A place between two letters: which paragraph, which octet of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Place {
    pub paragraph: usize,
    pub octet: usize,
}

/// What a drag selects by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unit {
    #[default]
    Letter,
    Word,
    Paragraph,
}

/// A stretch of the page; `from` is not after `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stretch {
    pub from: Place,
    pub to: Place,
}

impl Stretch {
    pub fn all(page: &Page) -> Self {
        let last = page.paragraphs.len().saturating_sub(1);
        let octet = page.paragraphs.last().map_or(0, |paragraph| paragraph.text.len());

        Self { from: Place::default(), to: Place { paragraph: last, octet } }
    }

    /// The unit around a place.
    pub fn around(page: &Page, place: Place, unit: Unit) -> Self {
        let text = page.paragraphs.get(place.paragraph).map_or("", |p| p.text.as_str());
        let range = match unit {
            Unit::Letter => place.octet..place.octet,
            Unit::Word => word(text, place.octet),
            Unit::Paragraph => 0..text.len(),
        };
        let at = |octet| Place { paragraph: place.paragraph, octet };

        Self { from: at(range.start), to: at(range.end) }
    }

    /// The least stretch that holds both.
    pub fn with(self, other: Self) -> Self {
        Self { from: self.from.min(other.from), to: self.to.max(other.to) }
    }

    pub fn is_empty(self) -> bool {
        self.from == self.to
    }

    /// The octets of a paragraph of this length that are in it.
    pub fn within(self, paragraph: usize, length: usize) -> Option<Range<usize>> {
        if paragraph < self.from.paragraph || paragraph > self.to.paragraph {
            return None;
        }

        let from = if paragraph == self.from.paragraph { self.from.octet } else { 0 };
        let to = if paragraph == self.to.paragraph { self.to.octet } else { length };

        Some(from.min(length)..to.min(length))
    }

    /// The words, a line for each paragraph that is shown.
    pub fn copy(self, page: &Page, is_shown: impl Fn(usize) -> bool) -> String {
        let last = self.to.paragraph.min(page.paragraphs.len().saturating_sub(1));
        let parts: Vec<&str> = (self.from.paragraph..=last)
            .filter(|index| is_shown(*index))
            .filter_map(|index| {
                let text = &page.paragraphs.get(index)?.text;
                text.get(self.within(index, text.len())?)
            })
            .collect();

        parts.join("\n")
    }
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

    fn place(paragraph: usize, octet: usize) -> Place {
        Place { paragraph, octet }
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
        let stretch = Stretch { from: place(0, 5), to: place(2, 7) };
        assert_eq!(stretch.copy(&page, |_| true), "Ana,\n\nsee you");
        assert_eq!(
            Stretch::all(&page).copy(&page, |_| true),
            "Dear Ana,\n\nsee you on Friday.\nBye"
        );
    }

    #[test]
    fn a_stretch_past_the_page_copies_what_there_is() {
        let stretch = Stretch { from: place(0, 2), to: place(9, 9) };
        assert_eq!(stretch.copy(&page(&["Hello"]), |_| true), "llo");
        assert_eq!(stretch.copy(&page(&[]), |_| true), "");
    }

    #[test]
    fn stretches_join_whichever_way_the_drag_went() {
        let page = page(&["one two three"]);
        let a = Stretch::around(&page, place(0, 9), Unit::Word);
        let b = Stretch::around(&page, place(0, 1), Unit::Word);
        assert_eq!(a.with(b).copy(&page, |_| true), "one two three");
        assert_eq!(a.with(b), b.with(a));
    }
}
