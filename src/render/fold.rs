//! Long quotes: which of them are folded, and to what. The first lines of a quote stay, so that one
//! knows what is answered; the rest is behind a paragraph that stands for it.

use std::ops::Range;

use super::{Fold, Kind, Link, Paragraph};

/// A quote of so many lines is never folded.
const SHORT: usize = 3;
/// Lines that stay of one that is.
const HEAD: usize = 2;
/// Characters of a line as it is about read; flowed texts have longer ones.
const LINE: usize = 80;

/// Puts a paragraph of kind `Fold` into each long quote that lies in one of the `plain` ranges, and
/// says what it stands for. A message that says nothing of its own stays as it is. Linear.
pub fn fold(paragraphs: Vec<Paragraph>, plain: &[Range<usize>]) -> (Vec<Paragraph>, Vec<Fold>) {
    if !paragraphs.iter().any(is_own) {
        return (paragraphs, Vec::new());
    }
    let mut folds = Vec::new();
    let mut out = Vec::with_capacity(paragraphs.len());
    let mut quote = Vec::new();
    let mut within = plain.iter();
    let mut range = within.next();
    for (index, paragraph) in paragraphs.into_iter().enumerate() {
        if range.is_some_and(|range| index >= range.end) {
            close(&mut quote, &mut out, &mut folds);
            range = within.next();
        }
        if paragraph.quote > 0 && range.is_some_and(|range| range.contains(&index)) {
            quote.push(paragraph);
        } else {
            close(&mut quote, &mut out, &mut folds);
            out.push(paragraph);
        }
    }
    close(&mut quote, &mut out, &mut folds);
    (out, folds)
}

/// Something that the writer said, other than `Ann wrote:`.
fn is_own(paragraph: &Paragraph) -> bool {
    let says = matches!(paragraph.kind, Kind::Text | Kind::Mono | Kind::Heading);
    paragraph.quote == 0 && says && !paragraph.text.trim_end().ends_with(':')
}

/// Writes a quote, folded where it is long.
fn close(quote: &mut Vec<Paragraph>, out: &mut Vec<Paragraph>, folds: &mut Vec<Fold>) {
    let quote = std::mem::take(quote);
    let all: usize = quote.iter().map(lines).sum();
    if all <= SHORT {
        return out.extend(quote);
    }
    let mut rest = quote.into_iter();
    let mut head = 0;
    let mut cut = None;
    while head < HEAD
        && let Some(paragraph) = rest.next()
    {
        let (first, after) = split(paragraph, HEAD - head);
        head += lines(&first);
        out.push(first);
        cut = after;
    }
    let rest: Vec<Paragraph> = cut.into_iter().chain(rest).collect();
    let left: usize = rest.iter().map(lines).sum();
    // The line that offers one more takes as much room as that line.
    if left > 1
        && let Some(quote) = rest.iter().map(|paragraph| paragraph.quote).min()
    {
        let at = out.len();
        let (text, links) = (String::new(), Vec::new());
        out.push(Paragraph { quote, kind: Kind::Fold, text, links });
        let lines = u32::try_from(left).unwrap_or(u32::MAX);
        folds.push(Fold { at, to: at + 1 + rest.len(), lines });
    }
    out.extend(rest);
}

/// Lines as they are about read.
fn lines(paragraph: &Paragraph) -> usize {
    paragraph.text.split('\n').map(|line| line.chars().count().div_ceil(LINE).max(1)).sum()
}

/// The first lines of a paragraph, at least one and no more than `room` where there are several,
/// and the rest of it.
fn split(paragraph: Paragraph, room: usize) -> (Paragraph, Option<Paragraph>) {
    let mut used = 0;
    let mut end = 0;
    for line in paragraph.text.split_inclusive('\n') {
        used += line.chars().count().div_ceil(LINE).max(1);
        if used > room && end > 0 {
            break;
        }
        end += line.len();
    }
    let Some((first, rest)) =
        paragraph.text.split_at_checked(end).filter(|(_, rest)| !rest.is_empty())
    else {
        return (paragraph, None);
    };
    let part = |text: &str, from: usize| Paragraph {
        quote: paragraph.quote,
        kind: paragraph.kind,
        text: text.to_owned(),
        links: paragraph.links.iter().filter_map(|link| within(link, from, text.len())).collect(),
    };
    (part(first.trim_end_matches('\n'), 0), Some(part(rest, end)))
}

/// What of a link lies in a piece of its paragraph.
fn within(link: &Link, from: usize, length: usize) -> Option<Link> {
    let start = link.from.max(from) - from;
    let end = link.to.min(from + length).saturating_sub(from);
    (start < end).then(|| Link { from: start, to: end, target: link.target.clone() })
}

#[cfg(test)]
mod tests {
    use crate::model::body::{Body, Text, TextKind};
    use crate::model::ids::PartId;
    use crate::render::{Kind, Page, page};

    fn read(text: &str, kind: TextKind) -> Page {
        let text = Text { part: PartId("1".into()), kind, text: text.to_owned(), left_out: 0 };
        page(&Body { texts: vec![text], ..Body::default() })
    }

    fn plain(text: &str) -> Page {
        read(text, TextKind::Plain { flowed: false, delsp: false })
    }

    /// The lines that are shown while all is folded; `…n` for what stands for n more.
    fn shown(page: &Page) -> Vec<String> {
        let mut lines = Vec::new();
        let mut hidden = 0;
        for (at, paragraph) in page.paragraphs.iter().enumerate() {
            if let Some(fold) = page.folds.iter().find(|fold| fold.at == at) {
                assert_eq!(paragraph.kind, Kind::Fold);
                lines.push(format!("…{}", fold.lines));
                hidden = fold.to;
            } else if at >= hidden {
                lines.extend(paragraph.text.split('\n').map(str::to_owned));
            }
        }
        lines
    }

    #[test]
    fn quotes_beyond_three_lines_are_folded_to_two() {
        assert_eq!(shown(&plain("> 1\n> 2\n> 3\nyes")), ["1", "2", "3", "yes"]);
        assert_eq!(shown(&plain("> 1\n> 2\n> 3\n> 4\nyes")), ["1", "2", "…2", "yes"]);
        let text = "On Monday Ann wrote:\n> 1\n>> 2\n>> 3\n>\n> 4\n> 5\n\nno\n> 6\nyes";
        let page = plain(text);
        assert_eq!(shown(&page), ["On Monday Ann wrote:", "1", "2", "…4", "", "no", "6", "yes"]);
        let all: Vec<&str> = page.paragraphs.iter().map(|p| p.text.as_str()).collect();
        assert_eq!(all.join("/"), "On Monday Ann wrote:/1/2//3//4\n5//no/6/yes");
    }

    #[test]
    fn a_message_that_only_quotes_is_shown() {
        let quote = "> 1\n> 2\n> 3\n> 4\n> 5\n";
        assert!(plain(quote).folds.is_empty());
        assert!(plain(&format!("Ann wrote:\n{quote}-- \nBob")).folds.is_empty());
        assert_eq!(plain(&format!("So:\n{quote}\nYes.")).folds.len(), 1);
    }

    #[test]
    fn long_lines_count_for_as_many_as_they_are() {
        let long = "word ".repeat(100).trim_end().to_owned();
        let flowed = TextKind::Plain { flowed: true, delsp: false };
        let page = read(&format!("> {long}\n> {long}\nYes."), flowed);
        assert_eq!(page.folds.iter().map(|fold| fold.lines).collect::<Vec<_>>(), [7]);
        assert!(read(&format!("> {long}\nYes."), flowed).folds.is_empty());
    }

    #[test]
    fn what_html_sets_in_is_not_folded() {
        let html = "<blockquote>1<br>2<br>3<br>4<br>5</blockquote>Yes.";
        assert!(read(html, TextKind::Html).folds.is_empty());
    }

    #[test]
    fn links_stay_where_they_are() {
        let page = plain("> a\n> http://a.org b\n> http://b.org\n> c@d.org\n> x\nYes.");
        let words: Vec<&str> = page
            .paragraphs
            .iter()
            .flat_map(|p| p.links.iter().map(|link| p.text.get(link.from..link.to).unwrap()))
            .collect();
        assert_eq!(words, ["http://a.org", "http://b.org", "c@d.org"]);
        assert_eq!(page.folds.len(), 1);
    }
}
