//! Writes the chosen parts of a document: elements by list, none of their styles, links by where they
//! truly lead. Nothing calls itself, whatever lies in what.

use std::collections::BTreeSet;

use super::super::dom::{Id, Kind, Tree};
use super::super::xray;
use super::align::Chosen;

/// What keeps its name.
const KEPT: &[&str] = &[
    "address",
    "article",
    "b",
    "blockquote",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "i",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "section",
    "small",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
];

/// What stands in a line of text.
const IN_LINE: &[&str] = &[
    "a", "b", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "samp", "small",
    "strike", "strong", "sub", "sup", "tt", "u", "var",
];

/// Between whose children blanks mean nothing.
const OF_BLOCKS: &[&str] = &[
    "blockquote",
    "body",
    "center",
    "dl",
    "html",
    "ol",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
];

/// Attributes that are structure.
const ATTRS: &[&str] = &["colspan", "rowspan", "start"];

enum Step {
    Enter(Id),
    /// Ends of elements.
    Leave(Vec<&'static str>),
}

struct Work<'a> {
    tree: &'a Tree,
    chosen: &'a Chosen,
    /// What has something chosen in it.
    around: BTreeSet<Id>,
    /// Chosen texts that are written.
    written: usize,
    out: String,
}

pub fn write(tree: &Tree, chosen: &Chosen) -> String {
    let mut around = BTreeSet::new();
    for id in chosen.texts.keys() {
        let mut above = Some(*id);
        while let Some(id) = above.filter(|id| around.insert(*id)) {
            above = tree.parent(id);
        }
    }
    let mut work = Work { tree, chosen, around, written: 0, out: String::new() };
    let mut stack = work.children(Tree::ROOT);
    while let Some(step) = stack.pop() {
        match step {
            Step::Leave(tags) => work.leave(&tags),
            Step::Enter(id) => match tree.kind(id) {
                Kind::Text(text) => work.text(id, text),
                Kind::Element { name, .. } if matches!(name.as_str(), "br" | "hr") => {
                    work.line(name);
                }
                Kind::Element { name, attrs } if work.around.contains(&id) => {
                    let tags = work.enter(name, attrs, id);
                    stack.push(Step::Leave(tags));
                    stack.extend(work.children(id));
                }
                _ => {}
            },
        }
    }
    work.out
}

impl Work<'_> {
    /// The children of a node, the first one last.
    fn children(&self, id: Id) -> Vec<Step> {
        let first = self.tree.first(id);
        let children = std::iter::successors(first, |child| self.tree.after(*child));
        let mut steps: Vec<Step> = children.map(Step::Enter).collect();
        steps.reverse();
        steps
    }

    /// Whether something chosen is written, and more is to come.
    fn is_between(&self) -> bool {
        self.written > 0 && self.written < self.chosen.texts.len()
    }

    /// Writes the end of a line, or a line between things.
    fn line(&mut self, name: &str) {
        if self.is_between() {
            self.out.push_str(if name == "br" { "<br>\n" } else { "<hr>\n" });
        }
    }

    /// Writes the beginning of an element; what ends it, the innermost last.
    fn enter(&mut self, name: &str, attrs: &[(String, String)], id: Id) -> Vec<&'static str> {
        let get = |wanted: &str| {
            attrs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
        };
        if name == "a" {
            let target = get("href").and_then(|href| target(&self.words(id), href));
            let Some(target) = target else { return Vec::new() };
            self.out.push_str("<a href=\"");
            escape(&target, &mut self.out);
            self.out.push_str("\">");
            return vec!["a"];
        }
        let mut tags: Vec<&'static str> =
            KEPT.iter().copied().filter(|kept| *kept == name).collect();
        if tags.is_empty() {
            tags = looks(get("style").unwrap_or_default());
        }
        for tag in &tags {
            self.out.push_str(&format!("<{tag}"));
            for name in ATTRS {
                let number = get(name).and_then(|value| value.trim().parse::<u16>().ok());
                if let Some(number) = number {
                    self.out.push_str(&format!(" {name}=\"{number}\""));
                }
            }
            self.out.push('>');
        }
        tags
    }

    fn leave(&mut self, tags: &[&'static str]) {
        for tag in tags.iter().rev() {
            self.out.push_str(&format!("</{tag}>"));
            if !IN_LINE.contains(tag) {
                self.out.push('\n');
            }
        }
    }

    fn text(&mut self, id: Id, text: &str) {
        let Some(range) = self.chosen.texts.get(&id) else {
            let above = self.tree.parent(id).map(|above| self.tree.name(above)).unwrap_or_default();
            let is_blank = text.chars().all(char::is_whitespace) && !text.is_empty();
            if is_blank && self.is_between() && !OF_BLOCKS.contains(&above) {
                self.blank();
            }
            return;
        };
        // Blanks beside the chosen letters belong to them where more is chosen on that side.
        let before = text.get(..range.start).unwrap_or_default();
        if self.written > 0 && before.ends_with(char::is_whitespace) && before.trim().is_empty() {
            self.blank();
        }
        self.written += 1;
        escape(text.get(range.clone()).unwrap_or_default(), &mut self.out);
        let after = text.get(range.end..).unwrap_or_default();
        if self.is_between() && after.starts_with(char::is_whitespace) && after.trim().is_empty() {
            self.blank();
        }
    }

    /// One blank, where there is none.
    fn blank(&mut self) {
        if !self.out.ends_with([' ', '\n']) {
            self.out.push(' ');
        }
    }

    /// The words of an element that are close at hand.
    fn words(&self, id: Id) -> String {
        let mut words = String::new();
        let mut stack = vec![self.tree.first(id)];
        while let Some(next) = stack.pop() {
            let Some(id) = next.filter(|_| words.len() < 512) else { continue };
            stack.push(self.tree.after(id));
            match self.tree.kind(id) {
                Kind::Text(text) => words.extend(text.chars().take(512)),
                _ => stack.push(self.tree.first(id)),
            }
        }
        words
    }
}

/// The elements that say what a style says.
fn looks(style: &str) -> Vec<&'static str> {
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    let style = style.to_ascii_lowercase();
    let bold = ["bold", "600", "700", "800", "900"];
    let is_bold = bold.iter().any(|weight| style.contains(&format!("font-weight:{weight}")));
    let is_slanted = style.contains("font-style:italic") || style.contains("font-style:oblique");
    is_bold.then_some("b").into_iter().chain(is_slanted.then_some("i")).collect()
}

/// Where a link truly leads; nothing where it never opens.
pub fn target(words: &str, href: &str) -> Option<String> {
    let xray = xray::look(words, href.trim(), None);
    (xray.opens() && !xray.is_inside()).then_some(xray.target)
}

pub fn escape(text: &str, out: &mut String) {
    for c in text.chars().filter(|c| !super::super::is_unreadable(*c)) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{a0}' => out.push_str("&nbsp;"),
            c => out.push(c),
        }
    }
}
