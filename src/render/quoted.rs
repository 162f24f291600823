//! Quotes of what is read already: those at the beginning or the end of a text whose words an earlier
//! message has. Told by runs of words, so that it does not matter where lines were broken.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;

use super::{Fold, Kind, Page, Paragraph};

/// Words of a run.
const RUN: usize = 4;
/// Runs of all earlier messages that are remembered, and words of one text that are looked at.
const RUNS: usize = 100_000;
const LOOKED_AT: usize = 20_000;
/// Of a hundred words, so many must be known for a quote to be one of what is above.
const NEARLY: usize = 80;
/// A line of this many characters may be broken in two by a mail program.
const BROKEN: usize = 40;
/// Lines that are not worth folding.
const SHORT: usize = 2;

/// What earlier messages say: the runs of their words.
#[derive(Debug, Default)]
pub struct Said {
    hasher: RandomState,
    runs: HashSet<u64>,
}

impl Said {
    /// What this message says is above from now on.
    pub fn add(&mut self, page: &Page) {
        let words = words(&page.paragraphs);
        for run in words.windows(RUN.min(words.len()).max(1)) {
            if self.runs.len() >= RUNS {
                return;
            }
            self.runs.insert(self.hasher.hash_one(run));
        }
    }

    /// Whether nearly all of these words are.
    fn has(&self, paragraphs: &[Paragraph]) -> bool {
        let words = words(paragraphs);
        // A run of fewer words stands in the middle of others.
        if words.len() < RUN {
            return false;
        }
        let mut known = vec![false; words.len()];
        for (at, run) in words.windows(RUN).enumerate() {
            if self.runs.contains(&self.hasher.hash_one(run)) {
                known.get_mut(at..at + RUN).unwrap_or_default().fill(true);
            }
        }
        let known = known.into_iter().filter(|known| *known).count();
        known * 100 >= words.len() * NEARLY
    }
}

fn words(paragraphs: &[Paragraph]) -> Vec<&str> {
    let texts = paragraphs.iter().flat_map(|paragraph| paragraph.text.split_whitespace());
    let marks = |word: &&str| word.chars().any(|c| c != '>');
    texts.filter(marks).take(LOOKED_AT).collect()
}

/// The same page with those quotes folded whole, their introduction with them; `None` where there are
/// none. Linear.
pub fn hide(page: &Page, said: &Said) -> Option<Page> {
    if said.runs.is_empty() {
        return None;
    }
    let hidden: Vec<Range<usize>> = edges(&page.paragraphs)
        .into_iter()
        .filter(|range| {
            let quote = page.paragraphs.get(range.clone()).unwrap_or_default();
            quote.iter().map(lines).sum::<usize>() > SHORT && said.has(quote)
        })
        .map(|range| introduced(&page.paragraphs, range))
        .collect();
    (!hidden.is_empty()).then(|| folded(page, &hidden))
}

/// The quotes before and behind what the writer says himself.
fn edges(paragraphs: &[Paragraph]) -> Vec<Range<usize>> {
    let own = |paragraph: &Paragraph| is_own(paragraph);
    let Some(first) = paragraphs.iter().position(own) else { return Vec::new() };
    let last = paragraphs.iter().rposition(own).unwrap_or(first);
    let quotes = |within: Range<usize>| {
        let each = paragraphs.get(within.clone()).unwrap_or_default();
        let from = each.iter().position(is_quote)?;
        let to = each.iter().rposition(is_quote)?;
        Some(within.start + from..within.start + to + 1)
    };
    quotes(0..first).into_iter().chain(quotes(last + 1..paragraphs.len())).collect()
}

fn is_quote(paragraph: &Paragraph) -> bool {
    paragraph.quote > 0 && paragraph.kind != Kind::Gap
}

/// Something that the writer said, other than what introduces a quote.
fn is_own(paragraph: &Paragraph) -> bool {
    let says = matches!(paragraph.kind, Kind::Text | Kind::Mono | Kind::Heading);
    paragraph.quote == 0 && says && !introduces(paragraph)
}

/// `On Monday Ann wrote:`, on one line or broken in two.
fn introduces(paragraph: &Paragraph) -> bool {
    let mut lines = paragraph.text.lines();
    let (first, second, more) = (lines.next(), lines.next(), lines.next());
    let is_broken = |line: &str| line.chars().count() >= BROKEN;
    let is_short = second.is_none() || first.is_some_and(is_broken);
    paragraph.kind == Kind::Text
        && paragraph.text.trim_end().ends_with(':')
        && more.is_none()
        && is_short
}

/// The quote with the line that introduces it.
fn introduced(paragraphs: &[Paragraph], quote: Range<usize>) -> Range<usize> {
    let before = paragraphs.get(..quote.start).unwrap_or_default();
    let at = before.iter().rposition(|paragraph| paragraph.kind != Kind::Gap);
    let at =
        at.filter(|at| paragraphs.get(*at).is_some_and(|one| one.quote == 0 && introduces(one)));
    at.unwrap_or(quote.start)..quote.end
}

fn lines(paragraph: &Paragraph) -> usize {
    paragraph.text.lines().count()
}

/// Puts one fold in the place of each of these, and leaves out those inside of them.
fn folded(page: &Page, hidden: &[Range<usize>]) -> Page {
    let mut paragraphs = Vec::with_capacity(page.paragraphs.len() + hidden.len());
    let mut folds = Vec::new();
    let mut others = page.folds.iter().peekable();
    let mut ranges = hidden.iter().peekable();
    let mut within: Option<(usize, &Range<usize>)> = None;
    for (index, paragraph) in page.paragraphs.iter().enumerate() {
        if let Some(range) = ranges.next_if(|range| range.start == index) {
            within = Some((paragraphs.len(), range));
            paragraphs.push(stand_in(paragraph.quote.max(1)));
        }
        let own = others.next_if(|fold| fold.at == index);
        match (own, within) {
            (Some(_), Some(_)) => {}
            (Some(fold), None) => {
                let at = paragraphs.len();
                folds.push(Fold { at, to: at + fold.to - fold.at, lines: fold.lines });
                paragraphs.push(paragraph.clone());
            }
            (None, _) => paragraphs.push(paragraph.clone()),
        }
        if let Some((at, _)) = within.filter(|(_, range)| index + 1 == range.end) {
            let inside = paragraphs.get(at..).unwrap_or_default();
            let lines = u32::try_from(inside.iter().map(lines).sum::<usize>()).unwrap_or(u32::MAX);
            folds.push(Fold { at, to: paragraphs.len(), lines });
            within = None;
        }
    }
    Page { paragraphs, folds, ..*page }
}

fn stand_in(quote: u8) -> Paragraph {
    Paragraph { quote, kind: Kind::Fold, text: String::new(), links: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::body::{Body, Text, TextKind};
    use crate::model::ids::PartId;
    use crate::render::page;

    fn read(text: &str) -> Page {
        let kind = TextKind::Plain { flowed: false, delsp: false };
        let text = Text { part: PartId("1".into()), kind, text: text.to_owned(), left_out: 0 };
        page(&Body { texts: vec![text], ..Body::default() })
    }

    const FIRST: &str = "Dear all,\n\nthe stairs do not fit below the beam, which was\ndrawn at \
        the wrong height.\nShall we measure it once more before the\ncarpenter comes on Monday?\n\nTom";

    /// What is shown while all is folded; `…n` for what stands for n lines.
    fn shown(text: &str) -> Option<String> {
        let mut said = Said::default();
        said.add(&read(FIRST));
        let page = hide(&read(text), &said)?;
        let mut out = Vec::new();
        let mut at = 0;
        while let Some(paragraph) = page.paragraphs.get(at) {
            match page.folds.iter().find(|fold| fold.at == at) {
                Some(fold) => {
                    assert_eq!(paragraph.kind, Kind::Fold);
                    out.push(format!("…{}", fold.lines));
                    at = fold.to;
                }
                None => {
                    out.extend((paragraph.kind != Kind::Gap).then(|| paragraph.text.clone()));
                    at += 1;
                }
            }
        }
        Some(out.join("|"))
    }

    fn quoted() -> String {
        FIRST.lines().map(|line| format!("> {line}\n")).collect()
    }

    #[test]
    fn what_is_quoted_below_or_above_is_folded_with_its_introduction() {
        let below = format!("Yes, let us.\n\nOn Monday Tom wrote:\n{}", quoted());
        assert_eq!(shown(&below).as_deref(), Some("Yes, let us.|…7"));
        let above = format!("Tom wrote:\n{}\nYes, let us.\n-- \nBea", quoted());
        assert_eq!(shown(&above).as_deref(), Some("…7|Yes, let us.|--\nBea"));
    }

    #[test]
    fn other_line_breaks_make_no_difference() {
        let flat = FIRST.replace('\n', " ");
        let mut broken = String::from("Yes.\n\n");
        for words in flat.split_whitespace().collect::<Vec<_>>().chunks(6) {
            broken.push_str(&format!("> {}\n", words.join(" ")));
        }
        assert!(shown(&broken).unwrap().starts_with("Yes.|…"));
    }

    #[test]
    fn quotes_between_answers_and_of_something_else_stay() {
        let between = format!("So:\n{}\nYes.", quoted());
        let lead = format!("First of all, hello.\n\n{}\nYes.", quoted());
        let other =
            "Yes.\n\n> a quite different text\n> of which nobody here\n> has ever read a word";
        let short = "Yes.\n\n> the stairs do not fit";
        for text in [&lead, other, short, FIRST, &quoted()] {
            assert_eq!(shown(text), None, "{text}");
        }
        assert!(shown(&between).is_some(), "an introduction is not an answer");
    }

    #[test]
    fn two_own_lines_are_no_introduction() {
        let text = format!("Yes\nTom wrote:\n{}", quoted());
        assert_eq!(shown(&text).as_deref(), Some("Yes\nTom wrote:|…6"));
    }

    #[test]
    fn folds_that_were_there_stay_where_they_are() {
        let own = "> one\n> two\n> three\n> four\n> five\nNo.\n";
        let text = format!("{own}And this:\n\nFine.\n\nTom wrote:\n{}", quoted());
        let mut said = Said::default();
        said.add(&read(FIRST));
        let page = hide(&read(&text), &said).unwrap();
        assert_eq!(page.folds.len(), 2);
        for fold in &page.folds {
            assert_eq!(page.paragraphs[fold.at].kind, Kind::Fold);
            assert!(fold.to <= page.paragraphs.len());
        }
        assert!(page.folds[0].to <= page.folds[1].at);
    }
}
