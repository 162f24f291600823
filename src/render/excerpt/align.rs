//! Finds texts that were drawn in the document that they were drawn from: by their letters, without
//! blanks and without case. What lies between them is not shown.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::clean;
use super::super::dom::{Id, Kind, Tree};
use super::super::drawn::{Drawn, Stretch};
use super::super::within;

/// Octets that are looked through for one text, and for all of them.
const WINDOW: usize = 256 * 1024;
const WORK: usize = 64 * 1024 * 1024;
/// Octets within which the next word of a text is looked for.
const NEAR: usize = 4 * 1024;

/// The parts of a document that are chosen.
#[derive(Debug, Default)]
pub struct Chosen {
    /// Octets of texts: from the first chosen letter to the last one.
    pub texts: BTreeMap<Id, Range<usize>>,
    /// Letters that were looked for, and found.
    pub wanted: usize,
    pub found: usize,
}

/// All letters of a document in order.
#[derive(Default)]
struct Letters {
    text: String,
    /// To each letter: where it begins in `text`, the node it is of, and where in it.
    places: Vec<(usize, Id, Range<usize>)>,
}

impl Chosen {
    /// Looks for what is selected; `stretch` is in order.
    pub fn find(tree: &Tree, drawn: &Drawn, stretch: Stretch) -> Self {
        let letters = Letters::of(tree);
        let mut chosen = Self::default();
        let (mut at, mut work) = (0, WORK);
        for (index, block) in drawn.blocks.iter().enumerate().take(stretch.1.block + 1) {
            let (text, octets) = squeezed(&block.text);
            if text.is_empty() {
                continue;
            }
            let selected = within(stretch, index, block.text.len());
            let selected = selected.unwrap_or_default();
            let places = letters.places_of(&block.text, &text, &mut at, &mut work);
            let pairs = octets.iter().zip(&places);
            for (_, place) in pairs.filter(|(octet, _)| selected.contains(octet)) {
                chosen.wanted += 1;
                if let Some(place) = place.and_then(|place| letters.places.get(place)) {
                    chosen.found += 1;
                    chosen.add(place.1, &place.2);
                }
            }
        }
        chosen
    }

    fn add(&mut self, node: Id, octets: &Range<usize>) {
        let range = self.texts.entry(node).or_insert_with(|| octets.clone());
        *range = range.start.min(octets.start)..range.end.max(octets.end);
    }
}

/// The letters of a text, and the octet of it that each was.
fn squeezed(text: &str) -> (String, Vec<usize>) {
    let mut out = String::new();
    let mut octets = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| is_letter(*c)) {
        out.push(folded(c));
        octets.push(at);
    }
    (out, octets)
}

/// Whether it is painted.
fn is_letter(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// A letter without its case, always one.
fn folded(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

impl Letters {
    /// Reads the texts of a document that are content and not hidden by the style of an element.
    fn of(tree: &Tree) -> Self {
        let mut letters = Self::default();
        let mut stack = vec![Some(Tree::ROOT)];
        while let Some(next) = stack.pop() {
            let Some(id) = next else { continue };
            stack.push(tree.after(id));
            match tree.kind(id) {
                Kind::Text(text) => {
                    for (at, c) in text.char_indices().filter(|(_, c)| is_letter(*c)) {
                        let place = (letters.text.len(), id, at..at + c.len_utf8());
                        letters.places.push(place);
                        letters.text.push(folded(c));
                    }
                }
                Kind::Element { name, attrs } if clean::is_content(name) && !is_hidden(attrs) => {
                    stack.push(tree.first(id));
                }
                Kind::Document => stack.push(tree.first(id)),
                _ => {}
            }
        }
        letters
    }

    /// The places of the letters of a text: in one piece behind `at`, else in one piece anywhere, else
    /// word by word.
    fn places_of(
        &self,
        text: &str,
        squeezed: &str,
        at: &mut usize,
        work: &mut usize,
    ) -> Vec<Option<usize>> {
        let count = squeezed.chars().count();
        let whole = self.look(squeezed, *at, WINDOW, work);
        let whole = whole.or_else(|| self.look(squeezed, 0, WINDOW, work));
        if let Some(octet) = whole {
            *at = octet + squeezed.len();
            let first = self.letter_at(octet);
            return (first..first + count).map(Some).collect();
        }
        let mut places = Vec::with_capacity(count);
        let mut from = *at;
        for word in text.split_whitespace() {
            let word: String = word.chars().filter(|c| is_letter(*c)).map(folded).collect();
            let letters = word.chars().count();
            match self.look(&word, from, NEAR, work).filter(|_| letters > 0) {
                Some(octet) => {
                    let first = self.letter_at(octet);
                    places.extend((first..first + letters).map(Some));
                    from = octet + word.len();
                }
                None => places.resize(places.len() + letters, None),
            }
        }
        if places.iter().all(Option::is_some) {
            *at = from;
        }
        places
    }

    /// Where these letters occur: octets, from one on and so many of them.
    fn look(&self, letters: &str, from: usize, most: usize, work: &mut usize) -> Option<usize> {
        let end = from.saturating_add(most.max(letters.len() * 2)).min(self.text.len());
        let end = self.text.floor_char_boundary(end);
        let room = self.text.get(from..end)?;
        *work = work.checked_sub(room.len()).filter(|left| *left > 0).unwrap_or_default();
        if *work == 0 {
            return None;
        }
        let found = room.find(letters).map(|octet| from + octet);
        if let Some(octet) = found {
            // What is found at once cost little.
            *work += room.len().saturating_sub(octet - from + letters.len());
        }
        found
    }

    fn letter_at(&self, octet: usize) -> usize {
        self.places.partition_point(|(at, _, _)| *at < octet)
    }
}

/// Whether the style of an element says that it is not shown.
fn is_hidden(attrs: &[(String, String)]) -> bool {
    attrs.iter().any(|(name, value)| match name.as_str() {
        "hidden" => true,
        "style" => {
            let style: String = value.chars().filter(|c| !c.is_whitespace()).collect();
            let style = style.to_ascii_lowercase();
            style.contains("display:none") || style.contains("mso-hide:all")
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::squeezed;

    #[test]
    fn a_text_keeps_the_octets_of_its_letters() {
        assert_eq!(squeezed("A \u{df}\u{200b}c"), ("a\u{df}c".to_owned(), vec![0, 2, 7]));
    }
}
