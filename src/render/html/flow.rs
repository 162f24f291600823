//! Tokens to paragraphs: the running text, and the elements that are open around it.

use super::element::{self, Effect, Place};
use super::token::{Tag, Token};
use crate::render::sheet::Sheet;
use crate::render::{Kind, Link, is_unreadable, links};

/// Elements that are kept open; deeper ones have no effect, their text is shown.
const MAX_OPEN: usize = 128;
/// Paragraphs that one link goes through; then its end was forgotten.
const MAX_LINK: usize = 50;
/// Between the cells of a row.
const CELL: &str = " | ";

/// What to do with what the sender hid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hidden {
    LeftOut,
    Shown,
}

/// The paragraph that is written, and what is around it.
pub struct Flow<'s> {
    sheet: &'s mut Sheet,
    show: Hidden,
    open: Vec<(String, Effect)>,
    /// Elements that are open beyond the ones that are kept.
    deeper: usize,
    /// Of the open elements, those that hide, keep blanks and quote.
    hidden: usize,
    pre: usize,
    quote: usize,
    text: String,
    links: Vec<Link>,
    /// The link that is open: where its text begins, its target, paragraphs that it may go on.
    link: Option<(usize, String, usize)>,
    /// The document has ended: what follows was added on the way, as plain text.
    ended: bool,
    /// A blank comes before the next character.
    blank: bool,
    /// The next text is of another cell than the one before it.
    cell: bool,
    /// A zero-width non-joiner comes before the next letter.
    joiner: bool,
    /// Before the next text: the mark of a list item.
    mark: Option<String>,
    wrote: bool,
}

impl<'s> Flow<'s> {
    pub fn new(sheet: &'s mut Sheet, show: Hidden) -> Self {
        Self {
            sheet,
            show,
            open: Vec::new(),
            deeper: 0,
            hidden: 0,
            pre: 0,
            quote: 0,
            text: String::new(),
            links: Vec::new(),
            link: None,
            ended: false,
            blank: false,
            cell: false,
            joiner: false,
            mark: None,
            wrote: false,
        }
    }

    pub fn take(&mut self, token: Token<'_>) {
        match token {
            Token::Text(text) => self.write(&text),
            Token::Open(tag) => self.start(&tag),
            Token::Close(name) => self.end(&name),
        }
    }

    /// Ends the last paragraph. Returns whether anything was written.
    pub fn finish(mut self) -> bool {
        self.flush();
        self.wrote
    }

    fn write(&mut self, text: &str) {
        if self.hidden > 0 {
            return;
        }
        let pre = self.pre > 0 || self.ended;
        for c in text.chars().filter(|c| !is_unreadable(*c)) {
            match c {
                '\n' if pre && self.text.is_empty() => {}
                '\n' if pre => self.text.push('\n'),
                ' ' | '\t' if pre => self.text.push(c),
                _ if c.is_whitespace() && c != '\u{3000}' => self.blank = true,
                // Without width and without meaning here: what preheaders are padded with.
                '\u{200b}' | '\u{34f}' | '\u{feff}' | '\u{ad}' | '\u{2060}' => {}
                // Joins nothing unless it is between two letters, as in Persian.
                '\u{200c}' => self.joiner = !self.blank && self.text.ends_with(char::is_alphabetic),
                _ => self.letter(c),
            }
        }
    }

    fn letter(&mut self, c: char) {
        if let Some(mark) = self.mark.take() {
            self.insert(&mark);
            self.blank = false;
        }
        let begun = !self.text.is_empty() && !self.text.ends_with(['\n', ' ']);
        let blank = std::mem::take(&mut self.blank);
        let joiner = std::mem::take(&mut self.joiner);
        if std::mem::take(&mut self.cell) && begun {
            self.insert(CELL);
        } else if blank && begun {
            self.insert(" ");
        } else if joiner && !blank && c.is_alphabetic() {
            self.text.push('\u{200c}');
        }
        self.text.push(c);
    }

    /// Adds what is between two words; a link that has no text yet begins after it.
    fn insert(&mut self, between: &str) {
        let end = self.text.len();
        self.text.push_str(between);
        if let Some((from, ..)) = &mut self.link
            && *from == end
        {
            *from = self.text.len();
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        if let Some((closed, within)) = element::closes(&tag.name) {
            self.close_innermost(closed, within);
        }
        match tag.name.as_str() {
            "br" => self.line_break(),
            "hr" => self.boundary(Place::Spaced),
            "img" => self.picture(tag),
            _ => {}
        }
        if element::is_void(&tag.name) {
            return;
        }
        self.boundary(element::place(&tag.name));
        self.ended &= element::place(&tag.name) == Place::Inline;
        if tag.name == "li" {
            self.item();
        }
        let mut effect = element::effect(tag);
        effect.hidden &= self.show == Hidden::LeftOut;
        if effect.link && self.hidden == 0 && !effect.hidden {
            let target = tag.target().filter(|target| links::is_allowed(target));
            self.link = target.map(|target| (self.text.len(), target, MAX_LINK));
        }
        if self.open.len() < MAX_OPEN {
            self.count(&effect, usize::saturating_add);
            self.open.push((tag.name.clone(), effect));
        } else {
            self.deeper += 1;
        }
    }

    fn count(&mut self, effect: &Effect, change: fn(usize, usize) -> usize) {
        self.hidden = change(self.hidden, usize::from(effect.hidden));
        self.pre = change(self.pre, usize::from(effect.pre));
        self.quote = change(self.quote, usize::from(effect.quote));
    }

    fn end(&mut self, name: &str) {
        match name {
            "br" => self.line_break(),
            "html" => {
                self.boundary(Place::Spaced);
                self.ended = true;
            }
            "p" if !self.open.iter().any(|(open, _)| open == "p") => self.boundary(Place::Spaced),
            _ => {}
        }
        if self.deeper > 0 {
            self.deeper -= 1;
            return self.boundary(element::place(name));
        }
        // An end that belongs to nothing in this table cell does not leave the cell.
        let table = matches!(name, "table" | "tbody" | "tr" | "td" | "th" | "body" | "html");
        self.close_innermost(&[name], if table { &[] } else { &["table"] });
    }

    /// Closes the innermost of these elements, unless it is outside of one of those.
    fn close_innermost(&mut self, closed: &[&str], within: &[&str]) {
        let is = |name: &str, names: &[&str]| names.contains(&name);
        let last = self.open.iter().rposition(|(open, _)| is(open, closed) || is(open, within));
        let Some((at, (name, _))) = last.and_then(|at| Some((at, self.open.get(at)?))) else {
            return;
        };
        if !is(name, closed) {
            return;
        }
        if element::place(name) != Place::Inline {
            return self.close_from(at);
        }
        // What was opened within a span may go on after it.
        let (_, effect) = self.open.remove(at);
        self.count(&effect, usize::saturating_sub);
        if effect.link {
            self.end_link();
        }
    }

    /// Closes the elements from this one on, the innermost first.
    fn close_from(&mut self, at: usize) {
        while self.open.len() > at {
            let Some((name, effect)) = self.open.last() else { break };
            let (place, link) = (element::place(name), effect.link);
            if name == "li" {
                self.mark = None;
            }
            if link {
                self.end_link();
            }
            // Cells end at the next one, so that a last one does not set a mark.
            if place != Place::Cell {
                self.boundary(place);
            }
            if let Some((_, effect)) = self.open.pop() {
                self.count(&effect, usize::saturating_sub);
            }
        }
    }

    fn boundary(&mut self, place: Place) {
        match place {
            Place::Inline => {}
            Place::Cell => self.cell = !self.text.is_empty(),
            Place::Block => self.flush(),
            Place::Spaced => {
                self.flush();
                self.gap();
            }
        }
    }

    fn gap(&mut self) {
        // An item and its first paragraph stay together.
        if self.wrote && self.mark.is_none() {
            self.sheet.gap();
        }
    }

    /// One ends the line, the next one the paragraph.
    fn line_break(&mut self) {
        if self.hidden > 0 {
            return;
        }
        if self.text.is_empty() || self.text.ends_with('\n') {
            self.flush();
            self.gap();
        } else {
            self.text.push('\n');
        }
        (self.blank, self.cell) = (false, false);
    }

    /// A picture is its description.
    fn picture(&mut self, tag: &Tag<'_>) {
        let alt = tag.alt.unwrap_or_default().trim();
        let hidden = element::effect(tag).hidden && self.show == Hidden::LeftOut;
        if !alt.is_empty() && !hidden {
            self.write(&super::entity::decode(alt, true));
        }
    }

    fn item(&mut self) {
        let level = self.open.iter().filter(|(_, effect)| effect.list.is_some()).count();
        let list = self.open.iter_mut().rev().find_map(|(_, effect)| effect.list.as_mut());
        let mark = match list {
            Some(Some(number)) => {
                let mark = format!("{number}. ");
                *number = number.saturating_add(1);
                mark
            }
            _ => "\u{2022} ".to_owned(),
        };
        self.mark = Some(format!("{}{mark}", "  ".repeat(level.clamp(1, 8) - 1)));
    }

    fn end_link(&mut self) {
        let Some((from, target, _)) = self.link.take() else { return };
        let own = self.text.get(from..).unwrap_or_default().trim_end();
        if !own.is_empty() {
            self.links.push(Link { from, to: from + own.len(), target });
        }
    }

    /// Ends the paragraph. A link that is open goes on in the next one.
    fn flush(&mut self) {
        (self.blank, self.cell) = (false, false);
        if self.text.is_empty() {
            return;
        }
        let more = self.link.clone().filter(|(.., left)| *left > 0);
        self.end_link();
        self.link = more.map(|(_, target, left)| (0, target, left - 1));
        let text = std::mem::take(&mut self.text);
        let links = std::mem::take(&mut self.links);
        if text.trim().is_empty() {
            return;
        }
        let kind = self.open.iter().rev().find_map(|(_, effect)| effect.kind).unwrap_or(Kind::Text);
        let quote = u8::try_from(self.quote).unwrap_or(u8::MAX);
        self.wrote = true;
        self.sheet.push(quote, kind, text.trim_end(), &links);
    }
}
