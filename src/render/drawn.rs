//! What is known of a page that was laid out: where its texts, links and pictures are. Selecting
//! and finding are counted here. Knows no engine and no window; all lengths are CSS pixels of the
//! page, from its upper left corner.

use serde::{Deserialize, Serialize};

use super::xray;

/// A page as it was laid out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Drawn {
    pub width: f32,
    pub height: f32,
    /// Texts in reading order.
    pub blocks: Vec<Block>,
    pub links: Vec<Link>,
    pub pictures: Vec<Shown>,
    /// What stands in the places of pictures that are not shown.
    pub blocked: Vec<Shown>,
    /// Places that links of the page lead to.
    pub anchors: Vec<Anchor>,
    /// Words of the document, and how many of them are on the page.
    pub words: (usize, usize),
    /// Something was left out because of a limit.
    pub is_cut: bool,
    /// The sender's own style for dark screens is shown.
    pub is_dark: bool,
    /// The window is dark and the page light, as its texts could not be read on dark.
    pub is_card: bool,
    /// Contrast of the text that is hardest to read, as it is shown: 1 to 21 (WCAG 2.2).
    pub contrast: f32,
}

/// A mail that was laid out, and what else is known of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    pub drawn: Drawn,
    /// The pictures that it names, by number.
    pub pictures: Vec<Pictured>,
    /// URLs of what else a browser would load, which is never loaded.
    pub others: Vec<String>,
    /// What the links say and where they lead, by number.
    pub links: Vec<xray::Link>,
    /// The sender has a style of his own for dark screens.
    pub has_dark: bool,
}

/// A picture that a mail names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pictured {
    pub named: Named,
    /// It is only there to tell the sender that the mail was opened.
    pub is_tracker: bool,
    /// It lies behind something.
    pub is_background: bool,
    pub is_shown: bool,
}

/// What names a picture.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Named {
    /// A part of the mail, by its Content-ID.
    Part(String),
    /// Octets in the mark-up itself; how many.
    Data(usize),
    /// A URL.
    Remote(String),
}

/// A rectangle.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Area {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

/// Text that runs on from line to line.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Block {
    pub text: String,
    pub lines: Vec<Line>,
}

/// A line of a block.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub y: f32,
    pub height: f32,
    /// Letters from left to right.
    pub letters: Vec<Letter>,
}

/// What cannot be selected in part: octets of the block's text, and where they are painted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Letter {
    pub from: u32,
    pub to: u32,
    pub x: f32,
    pub width: f32,
    pub is_rtl: bool,
}

/// A link: its number in the cleaned document, and a rectangle to each line of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Link {
    pub number: usize,
    pub areas: Vec<Area>,
}

/// A picture that is shown: its number in the cleaned document.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    pub number: usize,
    pub area: Area,
}

/// A place in the texts: a block, and an octet of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot {
    pub block: usize,
    pub octet: usize,
}

/// Where a stretch of text begins and ends.
pub type Stretch = (Spot, Spot);

/// What can be pressed: a link, or the fold of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stop {
    /// The paragraph of a text; 0 in a design.
    pub block: usize,
    /// A link's place in its paragraph, or its number in the cleaned document; 0 for a fold.
    pub link: usize,
}

/// A place in a page that links of the same page lead to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Anchor {
    pub name: String,
    pub y: f32,
}

fn fits(length: f32) -> bool {
    length.is_finite() && length.abs() <= LONGEST
}

impl Area {
    fn fits(&self) -> bool {
        [self.x, self.y, self.width, self.height].into_iter().all(fits)
    }

    pub fn contains(&self, x: f32, y: f32) -> bool {
        x >= self.x && x < self.x + self.width && y >= self.y && y < self.y + self.height
    }

    pub fn meets(&self, other: &Self) -> bool {
        self.x < other.x + other.width
            && other.x < self.x + self.width
            && self.y < other.y + other.height
            && other.y < self.y + self.height
    }
}

/// Places of one page that are told: of pictures that are not shown, and of what its links lead to.
pub const MOST_BLOCKED: usize = 10_000;
pub const MOST_ANCHORS: usize = 10_000;

/// Lengths that a page can have, CSS pixels.
const LONGEST: f32 = 1_000_000.0;

impl Sheet {
    /// Whether its numbers are such as a page can have.
    pub fn is_sound(&self) -> bool {
        let drawn = &self.drawn;
        let sides = [drawn.width, drawn.height];
        sides.into_iter().all(|side| fits(side) && side >= 0.0)
            && drawn.contrast.is_finite()
            && drawn.blocks.iter().flat_map(|block| &block.lines).all(Line::fits)
            && drawn.links.iter().flat_map(|link| &link.areas).all(Area::fits)
            && drawn.pictures.iter().all(|shown| shown.area.fits())
            && drawn.blocked.len() <= MOST_BLOCKED
            && drawn.blocked.iter().all(|shown| shown.area.fits())
            && drawn.anchors.len() <= MOST_ANCHORS
            && drawn.anchors.iter().all(|anchor| fits(anchor.y))
    }
}

impl Drawn {
    /// Leaves out what lies where no page reaches: nobody can see it.
    pub fn cut_off(&mut self) {
        for side in [&mut self.width, &mut self.height] {
            *side = if side.is_finite() { side.clamp(0.0, LONGEST) } else { 0.0 };
        }
        for block in &mut self.blocks {
            block.lines.retain(Line::fits);
        }
        self.blocks.retain(|block| !block.lines.is_empty());
        for link in &mut self.links {
            link.areas.retain(Area::fits);
        }
        self.pictures.retain(|shown| shown.area.fits());
        self.blocked.retain(|shown| shown.area.fits());
        self.anchors.retain(|anchor| fits(anchor.y));
    }

    /// Whether much less than what the document says can be read on the page.
    pub fn hides_text(&self) -> bool {
        let (said, shown) = self.words;
        said >= 20 && shown * 2 < said
    }

    /// The link at a place.
    pub fn link_at(&self, x: f32, y: f32) -> Option<&Link> {
        self.links.iter().rev().find(|link| link.areas.iter().any(|area| area.contains(x, y)))
    }

    /// The rectangles of a link, whatever it is made of.
    pub fn link_areas(&self, number: usize) -> impl Iterator<Item = &Area> {
        let links = self.links.iter().filter(move |link| link.number == number);
        links.flat_map(|link| &link.areas)
    }

    /// The number of the picture at a place, shown or not.
    pub fn picture_at(&self, x: f32, y: f32) -> Option<usize> {
        let here = |shown: &&Shown| shown.area.contains(x, y);
        let found = self.pictures.iter().rev().find(here);
        found.or_else(|| self.blocked.iter().rev().find(here)).map(|shown| shown.number)
    }

    /// Where a link within the page leads to: how far below its top (WHATWG HTML section 7.4.6.4).
    pub fn anchor(&self, fragment: &str) -> Option<f32> {
        let named = |name: &str| self.anchors.iter().find(|anchor| anchor.name == name);
        let plain = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy();
        let found = named(fragment).or_else(|| named(&plain)).map(|anchor| anchor.y);
        found.or_else(|| {
            (fragment.is_empty() || fragment.eq_ignore_ascii_case("top")).then_some(0.0)
        })
    }

    /// The place in the texts that is nearest to a point: of the lines at its height the nearest
    /// one, else the nearest line above or below.
    pub fn spot_at(&self, x: f32, y: f32) -> Option<Spot> {
        let mut best: Option<((f32, f32), Spot)> = None;
        for (block, index, line) in self.lines() {
            let down = (line.y - y).max(y - line.y - line.height).max(0.0);
            let aside = line.aside(x);
            if best.is_none_or(|(far, _)| (down, aside) < far) {
                let octet = line.octet_at(x).unwrap_or_default();
                best = Some((
                    (down, aside),
                    Spot { block: index, octet: octet.min(block.text.len()) },
                ));
            }
        }
        best.map(|(_, spot)| spot)
    }

    fn lines(&self) -> impl Iterator<Item = (&Block, usize, &Line)> {
        self.blocks
            .iter()
            .enumerate()
            .flat_map(|(index, block)| block.lines.iter().map(move |line| (block, index, line)))
            .filter(|(_, _, line)| !line.letters.is_empty())
    }

    /// Rectangles of what lies between two spots, in either order.
    pub fn areas(&self, one: Spot, other: Spot) -> Vec<Area> {
        let (from, to) = (one.min(other), one.max(other));
        let mut areas = Vec::new();
        for index in from.block..=to.block.min(self.blocks.len().saturating_sub(1)) {
            let Some(block) = self.blocks.get(index) else { break };
            let start = if index == from.block { from.octet } else { 0 };
            let end = if index == to.block { to.octet } else { block.text.len() };
            for line in &block.lines {
                line.areas(start, end, &mut areas);
            }
        }
        areas
    }

    /// The text between two spots, a line to each block.
    pub fn text(&self, one: Spot, other: Spot) -> String {
        let (from, to) = (one.min(other), one.max(other));
        let mut out = String::new();
        for (index, block) in self.blocks.iter().enumerate().take(to.block + 1).skip(from.block) {
            let start = if index == from.block { from.octet } else { 0 };
            let end = if index == to.block { to.octet } else { block.text.len() };
            let part = block.text.get(start..end).unwrap_or_default();
            if index > from.block {
                out.push('\n');
            }
            out.push_str(part.trim_end_matches(['\n', '\u{200b}']));
        }
        out
    }

    /// The spot behind the last letter.
    pub fn end(&self) -> Spot {
        let block = self.blocks.len().saturating_sub(1);
        Spot { block, octet: self.blocks.last().map_or(0, |last| last.text.len()) }
    }

    /// Where a word occurs, whatever the case of its letters; at most `most` places.
    pub fn find(&self, wanted: &str, most: usize) -> Vec<(Spot, Spot)> {
        find(self.blocks.iter().map(|block| block.text.as_str()), wanted, most)
    }

    /// The word around a spot, or the whole block.
    pub fn around(&self, spot: Spot, whole: bool) -> (Spot, Spot) {
        use unicode_segmentation::UnicodeSegmentation;
        let text = self.blocks.get(spot.block).map_or("", |block| block.text.as_str());
        let range = if whole {
            (0, text.len())
        } else {
            text.split_word_bound_indices()
                .map(|(at, word)| (at, at + word.len()))
                .find(|(from, to)| (*from..*to).contains(&spot.octet))
                .unwrap_or((spot.octet, text.len().max(spot.octet)))
        };
        let spot_at = |octet| Spot { block: spot.block, octet };
        (spot_at(range.0), spot_at(range.1))
    }
}

/// Where a word occurs in texts, whatever the case of its letters; at most `most` places.
pub fn find<'a>(
    texts: impl Iterator<Item = &'a str>,
    wanted: &str,
    most: usize,
) -> Vec<(Spot, Spot)> {
    let wanted: Vec<char> = fold(wanted.chars()).collect();
    let mut found = Vec::new();
    for (index, text) in texts.enumerate().filter(|_| !wanted.is_empty()) {
        let folded: Vec<(usize, char)> = text
            .char_indices()
            .flat_map(|(at, c)| fold(std::iter::once(c)).map(move |c| (at, c)))
            .collect();
        let mut from = 0;
        while let Some(window) = folded.get(from..from + wanted.len()) {
            if found.len() >= most {
                return found;
            }
            if !window.iter().map(|(_, c)| c).eq(&wanted) {
                from += 1;
                continue;
            }
            let start = window.first().map_or(0, |(at, _)| *at);
            let end = folded.get(from + wanted.len()).map_or(text.len(), |(at, _)| *at);
            let spot = |octet| Spot { block: index, octet };
            found.push((spot(start), spot(end)));
            from += wanted.len();
        }
    }
    found
}

/// Letters without their case; blanks of all kinds are one.
fn fold(chars: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    chars.flat_map(|c| if c.is_whitespace() { ' ' } else { c }.to_lowercase())
}

impl Line {
    fn fits(&self) -> bool {
        let mut letters = self.letters.iter();
        fits(self.y)
            && fits(self.height)
            && letters.all(|letter| fits(letter.x) && fits(letter.width))
    }

    /// How far a point is aside of the line's letters.
    fn aside(&self, x: f32) -> f32 {
        let left = self.letters.first().map_or(0.0, |letter| letter.x);
        let right = self.letters.last().map_or(0.0, |letter| letter.x + letter.width);
        (left - x).max(x - right).max(0.0)
    }

    /// The octet at which a caret at a point stands.
    fn octet_at(&self, x: f32) -> Option<usize> {
        let letter = self
            .letters
            .iter()
            .find(|letter| x < letter.x + letter.width)
            .or(self.letters.last())?;
        let is_left = x < letter.x + letter.width / 2.0;
        let octet = if is_left == letter.is_rtl { letter.to } else { letter.from };
        usize::try_from(octet).ok()
    }

    fn areas(&self, start: usize, end: usize, areas: &mut Vec<Area>) {
        let mut open: Option<Area> = None;
        for letter in &self.letters {
            let from = usize::try_from(letter.from).unwrap_or(usize::MAX);
            if from < start || from >= end {
                areas.extend(open.take());
                continue;
            }
            let area = open.get_or_insert(Area {
                x: letter.x,
                y: self.y,
                width: 0.0,
                height: self.height,
            });
            area.width = letter.x + letter.width - area.x;
        }
        areas.extend(open);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A block of one line to each text, letters 10 wide, lines 20 high, from a height on.
    fn block(y: f32, lines: &[&str]) -> Block {
        let mut block = Block::default();
        for (row, text) in lines.iter().enumerate() {
            let mut line = Line { y: y + row as f32 * 20.0, height: 20.0, letters: Vec::new() };
            for (column, (at, c)) in text.char_indices().enumerate() {
                let from = block.text.len() + at;
                line.letters.push(Letter {
                    from: from as u32,
                    to: (from + c.len_utf8()) as u32,
                    x: column as f32 * 10.0,
                    width: 10.0,
                    is_rtl: false,
                });
            }
            block.text.push_str(text);
            block.lines.push(line);
        }
        block
    }

    fn page() -> Drawn {
        let blocks = vec![block(0.0, &["Hello ", "World"]), block(100.0, &["Gr\u{fc}\u{df}e"])];
        Drawn { blocks, ..Drawn::default() }
    }

    #[test]
    fn a_point_is_a_spot_in_the_nearest_line() {
        let page = page();
        let cases = [
            ((0.0, 5.0), (0, 0)),
            ((14.0, 5.0), (0, 1)),
            ((16.0, 5.0), (0, 2)),
            ((500.0, 25.0), (0, 11)),
            ((0.0, 60.0), (0, 6)),
            ((31.0, 500.0), (1, 4)),
        ];
        for ((x, y), (block, octet)) in cases {
            assert_eq!(page.spot_at(x, y), Some(Spot { block, octet }), "{x} {y}");
        }
        assert_eq!(Drawn::default().spot_at(0.0, 0.0), None);
    }

    #[test]
    fn what_is_selected_has_rectangles_and_a_text() {
        let page = page();
        let (from, to) = (Spot { block: 1, octet: 2 }, Spot { block: 0, octet: 8 });
        let areas = page.areas(from, to);
        assert_eq!(areas.len(), 2);
        assert_eq!((areas[0].x, areas[0].y, areas[0].width), (20.0, 20.0, 30.0));
        assert_eq!((areas[1].x, areas[1].y, areas[1].width), (0.0, 100.0, 20.0));
        assert_eq!(page.text(from, to), "rld\nGr");
        assert_eq!(page.text(Spot::default(), page.end()), "Hello World\nGr\u{fc}\u{df}e");
    }

    #[test]
    fn a_word_is_found_whatever_its_case() {
        let page = page();
        let spots: Vec<_> = page.find("o w", 10).iter().map(|(a, b)| (a.octet, b.octet)).collect();
        assert_eq!(spots, [(4, 7)]);
        assert_eq!(page.find("L", 10).len(), 3);
        assert_eq!(page.find("L", 2).len(), 2);
        assert_eq!(page.find("GR\u{dc}\u{df}", 10).len(), 1);
        assert_eq!(page.find("", 10), []);
    }

    #[test]
    fn what_lies_where_no_page_reaches_is_left_out() {
        let far = block(2.0 * LONGEST, &["far"]);
        let blocks = vec![block(0.0, &["near"]), far];
        let mut sheet = Sheet { drawn: Drawn { blocks, width: 1e9, ..page() }, ..Sheet::default() };
        assert!(!sheet.is_sound());
        sheet.drawn.cut_off();
        assert!(sheet.is_sound());
        assert_eq!(sheet.drawn.text(Spot::default(), sheet.drawn.end()), "near");
    }

    #[test]
    fn the_word_around_a_spot_is_known() {
        let page = page();
        let (from, to) = page.around(Spot { block: 0, octet: 8 }, false);
        assert_eq!(page.text(from, to), "World");
        let (from, to) = page.around(Spot { block: 0, octet: 8 }, true);
        assert_eq!(page.text(from, to), "Hello World");
    }
}
