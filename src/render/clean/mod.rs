//! The cleaner: a foreign document becomes one that can only be looked at. Elements, attributes and
//! styles are kept by list; every address becomes a number, so that the engine that lays the page
//! out never sees where anything leads. Knows no engine, no network.

mod attrs;
mod css;
mod elements;
#[cfg(test)]
mod fuzz;
mod hints;
mod others;
mod pictures;

use url::Url;

use super::dom::{Id, Kind, Tree};
use super::xray::Link;
use css::Sheets;
use elements::Fate;
use pictures::Pictures;
pub use pictures::{Picture, Source, is_tracker};

/// Below which the numbers of pictures stand.
pub const PICTURES: &str = "https://mail.invalid/p/";
/// Below which the numbers of links stand.
pub const LINKS: &str = "https://mail.invalid/l/";

/// What the names begin with of what stands in the place of a picture; its number follows.
pub const PLACES: &str = "pombo-picture-";

/// Elements in elements.
const MAX_DEPTH: usize = 200;
/// Tables in tables.
const MAX_TABLES: usize = 24;
/// Octets of one text without a break of ours.
const MAX_TEXT: usize = 32 * 1024;
/// Links of one mail.
const MAX_LINKS: usize = 20_000;
/// Octets of the words of a link that are looked at.
const MAX_LINK_TEXT: usize = 512;
/// Octets of the address of a link.
const MAX_TARGET: usize = 16 * 1024;
/// Nodes that are looked at for the direction of one element.
const MAX_LOOKED_AT: usize = 100;

/// What documents that ask for no mode were always shown with (WHATWG HTML section 15.3.10).
const QUIRKS: &str = "\ntable{font-size:initial;font-weight:initial;font-style:initial;\
                      font-variant:initial;line-height:initial;white-space:initial;text-align:initial}";

/// What a cleaned document is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Clean {
    /// A whole document, UTF-8, with nothing in it that loads.
    pub html: String,
    /// What old attributes mean, as rules of the reader's own, which the sender's rules override.
    pub hints: String,
    /// Pictures by their numbers.
    pub pictures: Vec<Picture>,
    /// URLs of what else a browser would load, which is never loaded.
    pub others: Vec<String>,
    /// Links by their numbers; their targets are http, https, mailto, tel, or `#` and a name within
    /// the document.
    pub links: Vec<Link>,
    /// The sender has a style of his own for dark screens.
    pub has_dark: bool,
    /// Something was left out because of a limit.
    pub is_cut: bool,
    /// Words that are there to be read, as far as can be told without styles.
    pub words: usize,
}

/// Cleans a document. `has` says of each picture whether it can be shown; in place of the others
/// stand boxes of their sizes with their descriptions.
pub fn clean(tree: &Tree, has: &dyn Fn(&Source) -> bool) -> Clean {
    let mut pictures = Pictures::new(has);
    let mut work = Work {
        tree,
        out: Clean::default(),
        body: String::new(),
        hints: hints::Hints::default(),
        is_link: false,
    };
    work.out.is_cut = tree.is_cut;
    let head = work.styles(&mut pictures);
    work.walk(&mut pictures);
    let Work { mut out, body, hints, .. } = work;
    out.hints = hints.rules();
    if tree.is_quirky {
        out.hints.push_str(QUIRKS);
    }
    out.pictures = pictures.finish();
    out.others = others::others(tree);
    out.html = format!("<!DOCTYPE html><html><head><style>{head}</style></head>{body}</html>");
    out
}

/// What is left to be done at a place of the tree.
enum Step {
    Enter(Id),
    /// Write the end of an element.
    Leave {
        tag: &'static str,
        is_table: bool,
    },
}

struct Work<'a> {
    tree: &'a Tree,
    out: Clean,
    body: String,
    hints: hints::Hints,
    /// What is written is part of the last link.
    is_link: bool,
}

impl Work<'_> {
    /// All style sheets of the document, wherever they stand.
    fn styles(&mut self, pictures: &mut Pictures<'_>) -> String {
        let mut urls = |url: &str| pictures.of_style(url);
        let mut sheets = Sheets::new(self.tree.count(), &mut urls);
        let mut head = String::new();
        let mut stack = vec![Tree::ROOT];
        while let Some(id) = stack.pop() {
            stack.extend(self.tree.after(id));
            if self.tree.name(id) != "style" {
                stack.extend(self.tree.first(id).filter(|_| self.tree.name(id) != "template"));
                continue;
            }
            let Some(Kind::Text(css)) = self.tree.first(id).map(|text| self.tree.kind(text)) else {
                continue;
            };
            let media = self.attr(id, "media").unwrap_or("all").to_owned();
            let css = if matches!(media.trim().to_ascii_lowercase().as_str(), "" | "all" | "screen")
            {
                sheets.sheet(css)
            } else {
                sheets.sheet(&format!("@media {media}{{{css}}}"))
            };
            head.push_str(&css);
        }
        self.out.has_dark |= sheets.asks_dark;
        self.out.is_cut |= sheets.is_cut;
        // A sheet that ended the element that it stands in would go on as mark-up.
        head.replace("</", "<\\/")
    }

    fn attr(&self, id: Id, wanted: &str) -> Option<&str> {
        match self.tree.kind(id) {
            Kind::Element { attrs, .. } => {
                attrs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
            }
            _ => None,
        }
    }

    fn walk(&mut self, pictures: &mut Pictures<'_>) {
        let mut stack: Vec<Step> = self.children(Tree::ROOT);
        let (mut depth, mut tables) = (0_usize, 0_usize);
        while let Some(step) = stack.pop() {
            match step {
                Step::Leave { tag, is_table } => {
                    depth -= 1;
                    tables -= usize::from(is_table);
                    self.is_link &= tag != "a";
                    self.body.push_str(&format!("</{tag}>"));
                }
                Step::Enter(id) => match self.tree.kind(id) {
                    Kind::Text(text) => self.text(text),
                    Kind::Element { name, attrs } => {
                        let fate = elements::fate(name);
                        let is_table = fate == Fate::Keep("table");
                        let too_deep = depth >= MAX_DEPTH || (is_table && tables >= MAX_TABLES);
                        self.out.is_cut |= too_deep && fate != Fate::Drop;
                        if let Some(tag) = self.open(id, fate, too_deep, attrs, pictures) {
                            depth += 1;
                            tables += usize::from(is_table);
                            stack.push(Step::Leave { tag, is_table });
                        }
                        if !matches!(fate, Fate::Drop | Fate::Void(_)) {
                            stack.extend(self.children(id));
                        }
                    }
                    Kind::Document | Kind::Foreign | Kind::Other => {}
                },
            }
        }
    }

    /// What is left to be done with the children of a node, the first one last.
    fn children(&self, id: Id) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut next = self.tree.first(id);
        while let Some(child) = next {
            steps.push(Step::Enter(child));
            next = self.tree.after(child);
        }
        steps.reverse();
        steps
    }

    /// Writes the beginning of an element; says what ends it, where something does.
    fn open(
        &mut self,
        id: Id,
        fate: Fate,
        too_deep: bool,
        attrs: &[(String, String)],
        pictures: &mut Pictures<'_>,
    ) -> Option<&'static str> {
        match fate {
            Fate::Drop | Fate::Unwrap => None,
            Fate::Void("img") => {
                self.picture(attrs, pictures);
                None
            }
            Fate::Void("br") if clears(attrs) => {
                // The engine knows no end of a line that clears.
                self.body.push_str("<span style=\"display:block;clear:both\"></span>");
                None
            }
            Fate::Void(tag) => {
                self.tag(id, tag, attrs, pictures);
                None
            }
            Fate::Keep(_) if too_deep => None,
            Fate::Keep(tag) => {
                self.tag(id, tag, attrs, pictures);
                Some(tag)
            }
        }
    }

    fn tag(
        &mut self,
        id: Id,
        tag: &'static str,
        attrs: &[(String, String)],
        pictures: &mut Pictures<'_>,
    ) {
        self.body.push('<');
        self.body.push_str(tag);
        let mut urls = |url: &str| pictures.of_style(url);
        for (name, value) in attrs {
            let kept = match name.as_str() {
                "style" => Sheets::new(0, &mut urls).declarations(value),
                "dir" if value.trim().eq_ignore_ascii_case("auto") => self.direction(id).to_owned(),
                "href" if tag == "a" => match self.link(value) {
                    Some(number) => {
                        self.is_link = true;
                        format!("{LINKS}{number}")
                    }
                    None => continue,
                },
                "background" => match urls(value) {
                    Some(url) => url,
                    None => continue,
                },
                _ => match attrs::kept(tag, name, value) {
                    Some(value) => value,
                    None => continue,
                },
            };
            self.hints.note(tag, name, &kept);
            write_attr(&mut self.body, name, &kept);
        }
        self.body.push('>');
        if tag == "pre" {
            // Whoever reads it leaves the first line end out.
            self.body.push('\n');
        }
    }

    /// The direction in which the text of an element is read, by its first letter that has one
    /// (WHATWG HTML section 3.2.6.4).
    fn direction(&self, id: Id) -> &'static str {
        let mut stack = vec![self.tree.first(id)];
        let mut left = MAX_LOOKED_AT;
        while let Some(next) = stack.pop() {
            let Some(at) = next.filter(|_| left > 0) else { continue };
            left -= 1;
            stack.push(self.tree.after(at));
            if let Kind::Text(text) = self.tree.kind(at)
                && let Some(letter) = text.chars().find(|c| c.is_alphabetic())
            {
                return if is_rtl(letter) { "rtl" } else { "ltr" };
            }
            stack.push(self.tree.first(at));
        }
        "ltr"
    }

    /// The number of a link's target.
    fn link(&mut self, target: &str) -> Option<usize> {
        let target = target.trim();
        let target: String = target.chars().filter(|c| !matches!(c, '\n' | '\r' | '\t')).collect();
        if target.len() > MAX_TARGET || self.out.links.len() >= MAX_LINKS {
            return None;
        }
        let is_inside = target.starts_with('#') && target.len() > 1;
        let is_allowed = is_inside
            || Url::parse(&target)
                .is_ok_and(|url| matches!(url.scheme(), "http" | "https" | "mailto" | "tel"));
        is_allowed.then(|| {
            self.out.links.push(Link { text: String::new(), target });
            self.out.links.len() - 1
        })
    }

    fn picture(&mut self, attrs: &[(String, String)], pictures: &mut Pictures<'_>) {
        let found = pictures.of_element(attrs);
        if found.is_shown {
            let Some(number) = found.number else { return };
            self.body.push_str("<img");
            let mut urls = |url: &str| pictures.of_style(url);
            for (name, value) in attrs.iter().filter(|(name, _)| name != "src") {
                let kept = match name.as_str() {
                    "style" => Some(Sheets::new(0, &mut urls).declarations(value)),
                    _ => attrs::kept("img", name, value),
                };
                if let Some(kept) = kept {
                    self.hints.note("img", name, &kept);
                    write_attr(&mut self.body, name, &kept);
                }
            }
            write_attr(&mut self.body, "src", &format!("{PICTURES}{number}"));
            self.body.push('>');
        } else if let Some(place) = found.place {
            // It looks as the sender wants the words in its place to look.
            let get = |wanted: &str| attrs.iter().find(|(name, _)| name == wanted);
            let mut urls = |url: &str| pictures.of_style(url);
            let mut style = get("style").map_or_else(String::new, |(_, value)| {
                Sheets::new(0, &mut urls).declarations(value)
            });
            style.push_str(&place.style);
            if let Some((_, side)) = get("align").filter(|(_, side)| is_side(side)) {
                style.push_str(&format!("float:{}", side.to_ascii_lowercase()));
            }
            self.body.push_str("<span class=\"pombo-picture\"");
            write_attr(&mut self.body, "style", &style);
            if let Some(number) = found.number {
                write_attr(&mut self.body, "name", &format!("{PLACES}{number}"));
            }
            self.body.push('>');
            self.text(&place.alt);
            self.body.push_str("</span>");
        }
    }

    /// Writes text, with a break where a part without any would be too long to be laid out.
    fn text(&mut self, text: &str) {
        self.out.words += text.split_whitespace().count();
        if let Some(link) = self.out.links.last_mut().filter(|_| self.is_link)
            && link.text.len() < MAX_LINK_TEXT
        {
            link.text
                .push_str(text.get(..text.floor_char_boundary(MAX_LINK_TEXT)).unwrap_or_default());
        }
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.floor_char_boundary(MAX_TEXT);
            let (part, after) = rest.split_at(end);
            let is_cut = !after.is_empty();
            if is_cut {
                self.body.push_str("<div>");
            }
            for c in part.chars() {
                match c {
                    '&' => self.body.push_str("&amp;"),
                    '<' => self.body.push_str("&lt;"),
                    '>' => self.body.push_str("&gt;"),
                    '\u{a0}' => self.body.push_str("&nbsp;"),
                    c if super::is_unreadable(c) => {}
                    c => self.body.push(c),
                }
            }
            if is_cut {
                self.body.push_str("</div>");
            }
            rest = after;
        }
    }
}

/// Whether what is in an element of this name can be read.
pub fn is_content(name: &str) -> bool {
    elements::fate(name) != Fate::Drop
}

fn is_side(value: &str) -> bool {
    value.eq_ignore_ascii_case("left") || value.eq_ignore_ascii_case("right")
}

/// Whether the end of a line goes below what floats beside it.
fn clears(attrs: &[(String, String)]) -> bool {
    attrs.iter().any(|(name, value)| match name.as_str() {
        "clear" => !value.eq_ignore_ascii_case("none"),
        "style" => value.to_ascii_lowercase().replace(' ', "").contains("clear:both"),
        _ => false,
    })
}

/// Whether a letter belongs to a script that is read from the right.
fn is_rtl(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

fn write_attr(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '<' => out.push_str("&lt;"),
            '\0' => {}
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests;
