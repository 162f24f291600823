//! A part of a message as the source of an HTML document: paragraphs, lists, tables, headings, bold
//! and italic words, links that lead where they truly lead. Nothing that loads, no styles, no words
//! that are not shown.

mod align;
mod write;

use super::drawn::{Drawn, Stretch};
use super::{Kind, Page, Paragraph, dom};
use align::Chosen;
use write::escape;

/// Of all that is selected so much must be found again in the document, or it is written as plain
/// paragraphs: percent.
const LEAST: usize = 80;

/// The source of a stretch of a design. `html` is the mark-up that was drawn. Linear, but for words
/// that are not found where they should be; these are bounded.
pub fn of_design(html: &str, drawn: &Drawn, stretch: Stretch) -> String {
    let (from, to) = (stretch.0.min(stretch.1), stretch.0.max(stretch.1));
    let tree = dom::parse(html);
    let chosen = Chosen::find(&tree, drawn, (from, to));
    if chosen.found * 100 < chosen.wanted * LEAST {
        return paragraphs(&drawn.text(from, to));
    }
    write::write(&tree, &chosen)
}

/// A paragraph to each line.
fn paragraphs(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        out.push_str("<p>");
        escape(line, &mut out);
        out.push_str("</p>\n");
    }
    out
}

/// The source of a stretch of a text: quotes, lines and links as they are shown.
pub fn of_text(page: &Page, stretch: Stretch) -> String {
    let mut out = String::new();
    let mut quote = 0;
    for (index, range, _) in page.pieces(stretch, |_| true) {
        let Some(paragraph) = page.paragraphs.get(index) else { continue };
        if paragraph.kind == Kind::Gap || range.is_empty() {
            continue;
        }
        while quote < paragraph.quote {
            out.push_str("<blockquote>\n");
            quote += 1;
        }
        while quote > paragraph.quote {
            out.push_str("</blockquote>\n");
            quote -= 1;
        }
        let tag = match paragraph.kind {
            Kind::Heading => "h3",
            Kind::Mono => "pre",
            _ => "p",
        };
        out.push_str(&format!("<{tag}>"));
        words(paragraph, range, &mut out);
        out.push_str(&format!("</{tag}>\n"));
    }
    for _ in 0..quote {
        out.push_str("</blockquote>\n");
    }
    out
}

/// Octets of a paragraph with its links.
fn words(paragraph: &Paragraph, range: std::ops::Range<usize>, out: &mut String) {
    let keeps_lines = paragraph.kind == Kind::Mono;
    let mut at = range.start;
    let part = |from: usize, to: usize, out: &mut String| {
        let text = paragraph.text.get(from..to).unwrap_or_default();
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                out.push_str(if keeps_lines { "\n" } else { "<br>\n" });
            }
            escape(line, out);
        }
    };
    for link in &paragraph.links {
        let (from, to) = (link.from.max(at), link.to.min(range.end));
        if from >= to {
            continue;
        }
        part(at, from, out);
        let words = paragraph.text.get(link.from..link.to).unwrap_or_default();
        let target = write::target(words, &link.target);
        if let Some(target) = &target {
            out.push_str("<a href=\"");
            escape(target, out);
            out.push_str("\">");
        }
        part(from, to, out);
        if target.is_some() {
            out.push_str("</a>");
        }
        at = to;
    }
    part(at, range.end, out);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::drawn::{Block, Spot};
    use crate::render::{Link, Paragraph};

    /// A page on which these texts were drawn.
    fn drawn(texts: &[&str]) -> Drawn {
        let block = |text: &&str| Block { text: (*text).to_owned(), lines: Vec::new() };
        Drawn { blocks: texts.iter().map(block).collect(), ..Drawn::default() }
    }

    fn all(html: &str, texts: &[&str]) -> String {
        let drawn = drawn(texts);
        of_design(html, &drawn, (Spot::default(), drawn.end()))
    }

    #[test]
    fn structure_stays_and_styles_go() {
        let html = "<style>p{color:red}</style><h1 style='x'>Hi</h1><p class=a>A <b>bold</b> and \
                    <span style='font-style: italic'>soft</span> word</p>\
                    <ul><li>one<li>two</ul><table width=600><tr><td colspan=2 bgcolor=red>x</table>";
        let texts = ["Hi", "A bold and soft word", "one", "two", "x"];
        assert_eq!(
            all(html, &texts),
            "<h1>Hi</h1>\n<p>A <b>bold</b> and <i>soft</i> word</p>\n<ul><li>one</li>\n<li>two</li>\n\
             </ul>\n<table><tbody><tr><td colspan=\"2\">x</td>\n</tr>\n</tbody>\n</table>\n"
        );
    }

    #[test]
    fn links_lead_where_they_truly_lead_and_nothing_loads() {
        let html = "<p>See <a href='https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa%3Fb%26c'>\
                    this</a> <a href='javascript:x'>or</a> <a href='#b'>that</a>\
                    <img src='https://t.example/pixel.gif'><img src='cid:a@b' alt=x></p>";
        assert_eq!(
            all(html, &["See this or that"]),
            "<p>See <a href=\"https://example.org/a?b&amp;c\">this</a> or that</p>\n"
        );
    }

    #[test]
    fn a_part_begins_and_ends_within_words_and_keeps_what_it_stands_in() {
        let html =
            "<div><p>First one</p><blockquote><p>Second <i>part here</i></p></blockquote></div>";
        let drawn = drawn(&["First one", "Second part here"]);
        let spot = |block, octet| Spot { block, octet };
        assert_eq!(
            of_design(html, &drawn, (spot(0, 6), spot(1, 11))),
            "<div><p>one</p>\n<blockquote><p>Second <i>part</i></p>\n</blockquote>\n</div>\n"
        );
        assert_eq!(
            of_design(html, &drawn, (spot(1, 4), spot(1, 2))),
            "<div><blockquote><p>co</p>\n</blockquote>\n</div>\n"
        );
    }

    #[test]
    fn what_is_not_shown_is_not_copied() {
        let html =
            "<div style='display:none'>Hello secret</div><p>Hello</p><p class=h>hidden</p><p>you";
        assert_eq!(all(html, &["Hello", "you"]), "<p>Hello</p>\n<p>you</p>\n");
    }

    #[test]
    fn letters_that_were_made_large_and_texts_in_another_order_are_found() {
        let html = "<p>big words</p><p>below</p><p>above</p>";
        assert_eq!(
            all(html, &["BIG WORDS", "above", "below"]),
            "<p>big words</p>\n<p>below</p>\n<p>above</p>\n"
        );
    }

    #[test]
    fn a_text_that_another_one_interrupts_is_found_word_by_word() {
        let html = "<p>before <span style='display:inline-block'>inside</span> after it</p>";
        assert_eq!(all(html, &["before  after it", "inside"]), "<p>before inside after it</p>\n");
    }

    #[test]
    fn what_is_not_in_the_document_is_plain_paragraphs() {
        assert_eq!(
            all("<p>x</p>", &["Other & words", "here"]),
            "<p>Other &amp; words</p>\n<p>here</p>\n"
        );
        assert_eq!(all("", &[]), "");
    }

    #[test]
    fn a_text_keeps_its_quotes_lines_and_links() {
        let said = |quote, text: &str| Paragraph {
            quote,
            kind: Kind::Text,
            text: text.to_owned(),
            links: Vec::new(),
        };
        let target = "https://example.org/".to_owned();
        let link = Link { from: 4, to: 8, target };
        let page = Page {
            paragraphs: vec![
                Paragraph { links: vec![link], ..said(0, "See here\nnow <b>") },
                said(2, "deep"),
                said(0, "end"),
            ],
            ..Page::default()
        };
        assert_eq!(
            of_text(&page, (Spot::default(), page.end())),
            "<p>See <a href=\"https://example.org/\">here</a><br>\nnow &lt;b&gt;</p>\n\
             <blockquote>\n<blockquote>\n<p>deep</p>\n</blockquote>\n</blockquote>\n<p>end</p>\n"
        );
        let part = (Spot { block: 0, octet: 6 }, Spot { block: 0, octet: 11 });
        assert_eq!(
            of_text(&page, part),
            "<p><a href=\"https://example.org/\">re</a><br>\nno</p>\n"
        );
    }

    #[test]
    fn no_nesting_and_no_repetition_costs_too_much() {
        let deep = format!("{}x", "<div>".repeat(50_000));
        assert!(all(&deep, &["x"]).contains('x'));
        let html = "<p>aaaaaaaaaaaaaaaa</p>".repeat(4_000);
        let texts: Vec<String> = (0..4_000).map(|number| format!("aaaa{number}")).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        assert!(all(&html, &texts).contains("aaaa3999"));
    }

    #[test]
    fn fuzz_excerpt() {
        use crate::fuzz_kit::{fuzz, hash, seeds};
        fuzz("excerpt", seeds::mails(), seeds::MAIL, 300, &mut |input, random| {
            let html = String::from_utf8_lossy(input);
            let texts: Vec<&str> =
                html.split(['<', '>']).filter(|text| !text.trim().is_empty()).take(200).collect();
            let mut spot =
                || Spot { block: random.usize(..texts.len() + 2), octet: random.usize(..64) };
            let out = of_design(&html, &drawn(&texts), (spot(), spot()));
            for refused in ["<img", "<script", "<style", "<svg", "<iframe", "<form", "<link"] {
                assert!(!out.contains(refused), "{refused} in {out}");
            }
            hash(&(out.len() / 64, out.matches("<a ").count()))
        });
    }
}
