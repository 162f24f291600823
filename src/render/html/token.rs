//! HTML to tags and texts (WHATWG HTML section 13.2.5), with what mail needs of them. Linear:
//! nothing is searched for twice. Where a browser would drop the rest of the document over a
//! quote, comment or style that is never closed, only the mark is dropped.

use super::entity;

/// Elements whose content is not markup.
const RAW: [&str; 8] =
    ["script", "style", "title", "textarea", "iframe", "xmp", "noembed", "noframes"];

/// A piece of a document.
#[derive(Debug, PartialEq, Eq)]
pub enum Token<'h> {
    /// Text with its references replaced.
    Text(std::borrow::Cow<'h, str>),
    Open(Tag<'h>),
    Close(String),
}

/// A start tag: its name in lower case and the attributes that matter here, as they stand.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tag<'h> {
    pub name: String,
    pub href: Option<&'h str>,
    pub alt: Option<&'h str>,
    pub style: Option<&'h str>,
    pub class: Option<&'h str>,
    pub start: Option<&'h str>,
    pub hidden: bool,
}

impl Token<'_> {
    /// The target of a link that begins here.
    pub fn href(&self) -> Option<String> {
        match self {
            Self::Open(tag) if tag.name == "a" || tag.name == "area" => tag.target(),
            _ => None,
        }
    }
}

impl Tag<'_> {
    /// Its target with references replaced, without the blanks that browsers ignore.
    pub fn target(&self) -> Option<String> {
        let href = entity::decode(self.href?, true);
        Some(href.chars().filter(|c| !matches!(c, '\n' | '\r' | '\t')).collect::<String>())
            .map(|href| href.trim().to_owned())
    }
}

/// The tokens of a document.
pub fn tokens(html: &str) -> Tokens<'_> {
    Tokens { html, at: 0, missing: Vec::new() }
}

pub struct Tokens<'h> {
    html: &'h str,
    at: usize,
    /// What is known not to come any more.
    missing: Vec<&'static str>,
}

impl<'h> Iterator for Tokens<'h> {
    type Item = Token<'h>;

    fn next(&mut self) -> Option<Token<'h>> {
        loop {
            let rest = self.html.get(self.at..).filter(|rest| !rest.is_empty())?;
            if !begins_markup(rest) {
                return Some(self.text(rest));
            }
            if let Some(token) = self.markup(rest) {
                return Some(token);
            }
        }
    }
}

/// Whether a `<` at the beginning is more than a sign.
fn begins_markup(rest: &str) -> bool {
    match rest.as_bytes() {
        [b'<', b'!' | b'?', ..] => true,
        [b'<', b'/', next, ..] | [b'<', next, ..] => next.is_ascii_alphabetic(),
        _ => false,
    }
}

impl<'h> Tokens<'h> {
    fn text(&mut self, rest: &'h str) -> Token<'h> {
        let len = rest.char_indices().skip(1).find(|(_, c)| *c == '<').map_or(rest.len(), |f| f.0);
        self.at += len;
        Token::Text(entity::decode(rest.get(..len).unwrap_or(rest), false))
    }

    fn markup(&mut self, rest: &'h str) -> Option<Token<'h>> {
        if let Some(comment) = rest.strip_prefix("<!--") {
            self.at += 4 + self.comment_len(comment);
            return None;
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            self.at += rest.find('>').map_or(rest.len(), |end| end + 1);
            return None;
        }
        if let Some(tag) = rest.strip_prefix("</") {
            let (name, _) = name(tag);
            self.at += 2 + self.tag(tag, &mut |_, _| {});
            return Some(Token::Close(name));
        }
        let inner = rest.get(1..).unwrap_or_default();
        let mut tag = Tag { name: name(inner).0, ..Tag::default() };
        self.at += 1 + self.tag(inner, &mut |name, value| tag.set(name, value));
        match RAW.iter().find(|raw| **raw == tag.name) {
            Some(raw) => {
                self.skip_raw(raw);
                None
            }
            None => Some(Token::Open(tag)),
        }
    }

    /// The octets of a comment after its beginning.
    fn comment_len(&mut self, comment: &str) -> usize {
        if let Some(empty) = [">", "->"].iter().find(|end| comment.starts_with(**end)) {
            return empty.len();
        }
        match self.find(comment, "-->") {
            Some(end) => end + 3,
            None => comment.find('>').map_or(comment.len(), |end| end + 1),
        }
    }

    /// Goes on after the content of an element that is not markup, if it has an end.
    fn skip_raw(&mut self, name: &'static str) {
        let rest = self.html.get(self.at..).unwrap_or_default();
        if self.missing.contains(&name) {
            return;
        }
        let end = rest.match_indices("</").map(|(at, _)| at).find(|at| {
            let after = rest.as_bytes().get(at + 2..at + 2 + name.len()).unwrap_or_default();
            after.eq_ignore_ascii_case(name.as_bytes())
        });
        match end {
            Some(end) => self.at += end,
            None => self.missing.push(name),
        }
    }

    /// Finds what is not known to be missing.
    fn find(&mut self, rest: &str, what: &'static str) -> Option<usize> {
        if self.missing.contains(&what) {
            return None;
        }
        let found = rest.find(what);
        if found.is_none() {
            self.missing.push(what);
        }
        found
    }

    /// Reads a tag from its name on: hands its attributes over, returns its octets with `>`.
    fn tag(&mut self, tag: &'h str, set: &mut dyn FnMut(&str, &'h str)) -> usize {
        let bytes = tag.as_bytes();
        let mut at = name(tag).1;
        loop {
            at += count(bytes, at, |byte| byte.is_ascii_whitespace() || byte == b'/');
            match bytes.get(at) {
                None => return tag.len(),
                Some(b'>') => return at + 1,
                Some(_) => {}
            }
            let from = at;
            // An `=` at the beginning is part of the name.
            at += 1;
            at += count(bytes, at, |byte| !byte.is_ascii_whitespace() && !b"/>=".contains(&byte));
            let name = from..at;
            let blanks = count(bytes, at, |byte| byte.is_ascii_whitespace());
            let mut value = at..at;
            if bytes.get(at + blanks) == Some(&b'=') {
                at += blanks + 1;
                at += count(bytes, at, |byte| byte.is_ascii_whitespace());
                (value, at) = self.value(tag, at);
            }
            if let (Some(name), Some(value)) = (tag.get(name), tag.get(value)) {
                set(name, value);
            }
        }
    }

    /// The place of a value that begins at `at`, and where to go on.
    fn value(&mut self, tag: &str, at: usize) -> (std::ops::Range<usize>, usize) {
        let bytes = tag.as_bytes();
        let quote = match bytes.get(at) {
            Some(b'"') => Some("\""),
            Some(b'\'') => Some("'"),
            _ => None,
        };
        if let Some(quote) = quote {
            let after = tag.get(at + 1..).unwrap_or_default();
            if let Some(len) = self.find(after, quote) {
                return (at + 1..at + 1 + len, at + 2 + len);
            }
        }
        let from = at + usize::from(quote.is_some());
        let len = count(bytes, from, |byte| !byte.is_ascii_whitespace() && byte != b'>');
        (from..from + len, from + len)
    }
}

fn count(bytes: &[u8], from: usize, keep: impl Fn(u8) -> bool) -> usize {
    bytes.iter().skip(from).take_while(|byte| keep(**byte)).count()
}

/// The name of a tag in lower case, and its octets. No element has a long one.
fn name(tag: &str) -> (String, usize) {
    let end = |byte: u8| byte.is_ascii_whitespace() || byte == b'/' || byte == b'>';
    let len = count(tag.as_bytes(), 0, |byte| !end(byte));
    let name = tag.get(..len).filter(|name| name.len() <= 32).unwrap_or_default();
    (name.to_ascii_lowercase(), len)
}

impl<'h> Tag<'h> {
    /// The first of several attributes of a name counts.
    fn set(&mut self, name: &str, value: &'h str) {
        let is = |wanted: &str| name.eq_ignore_ascii_case(wanted);
        let slot = if is("href") {
            &mut self.href
        } else if is("alt") {
            &mut self.alt
        } else if is("style") {
            &mut self.style
        } else if is("class") {
            &mut self.class
        } else if is("start") {
            &mut self.start
        } else {
            self.hidden |= is("hidden");
            return;
        };
        if slot.is_none() {
            *slot = Some(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts as they are, tags as `<name href>`, ends as `</name>`.
    fn show(html: &str) -> String {
        tokens(html)
            .map(|token| match token {
                Token::Text(text) => text.into_owned(),
                Token::Open(tag) => match tag.target() {
                    Some(href) => format!("<{} {href}>", tag.name),
                    None => format!("<{}>", tag.name),
                },
                Token::Close(name) => format!("</{name}>"),
            })
            .collect()
    }

    #[test]
    fn markup_is_told_from_text_as_browsers_do() {
        let cases = [
            ("a<B>b</B >c", "a<b>b</b>c"),
            ("1 < 2 <3 a<>b</>", "1 < 2 <3 a<>b</>"),
            ("<!DOCTYPE html><?xml?><![if !mso]>x<![endif]>", "x"),
            ("a<!-- <b> -->c<!-->d<!--->e", "acde"),
            ("<!--[if mso]>no<![endif]-->yes", "yes"),
            ("<a href=http://x/?a=1&amp;b=2>t", "<a http://x/?a=1&b=2>t"),
            ("<a title='>' HREF = \" http://x/\n \">t", "<a http://x/>t"),
            ("<a href=1 href=2/>t", "<a 1>t"),
            ("<br/><img/src=x>", "<br><img>"),
            ("<style>a<b>c</style>d", "</style>d"),
            ("<SCRIPT>'</b>'</scRipt >d", "</script>d"),
            ("&lt;b&gt;", "<b>"),
        ];
        for (html, wanted) in cases {
            assert_eq!(show(html), wanted, "{html:?}");
        }
    }

    #[test]
    fn what_is_never_closed_does_not_swallow_the_rest() {
        let cases = [
            ("<a href=\"http://x/>text", "<a http://x/>text"),
            ("<!-- open >text", "text"),
            ("<style>text", "text"),
            ("text<a href", "text<a >"),
            ("text<", "text<"),
            ("text</", "text</"),
            ("text<!", "text"),
        ];
        for (html, wanted) in cases {
            assert_eq!(show(html), wanted, "{html:?}");
        }
    }
}
