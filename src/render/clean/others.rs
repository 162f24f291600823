//! What a document names elsewhere besides its links and pictures: style sheets, fonts, scripts,
//! frames, films. None of it is ever loaded; it is only told. Knows no engine.

use std::collections::BTreeSet;

use url::Url;

use crate::render::dom::{Id, Kind, Tree};

/// Addresses that are told.
const MOST: usize = 200;
/// Octets of an address.
const LONGEST: usize = 8 * 1024;
/// Octets of style sheets that are looked at.
const CSS: usize = 1024 * 1024;

/// Absolute http and https URLs, each once, in the order of the document.
pub fn others(tree: &Tree) -> Vec<String> {
    let mut found = Found::default();
    let mut stack = vec![Tree::ROOT];
    while let Some(id) = stack.pop() {
        stack.extend(tree.after(id));
        stack.extend(tree.first(id));
        if let Kind::Element { name, attrs } = tree.kind(id) {
            for (attr, value) in attrs {
                if loads(name, attr) {
                    found.add(value);
                }
            }
            if name == "style" {
                found.styles(text(tree, id));
            }
        }
        if found.urls.len() >= MOST {
            break;
        }
    }
    found.urls
}

/// Whether a browser would fetch what this attribute of this element names.
fn loads(element: &str, attr: &str) -> bool {
    match attr {
        "src" => matches!(
            element,
            "script"
                | "iframe"
                | "frame"
                | "embed"
                | "video"
                | "audio"
                | "source"
                | "track"
                | "input"
                | "bgsound"
        ),
        "href" => element == "link",
        "poster" => element == "video",
        "data" => element == "object",
        _ => false,
    }
}

fn text(tree: &Tree, id: Id) -> &str {
    match tree.first(id).map(|text| tree.kind(text)) {
        Some(Kind::Text(text)) => text,
        _ => "",
    }
}

#[derive(Default)]
struct Found {
    urls: Vec<String>,
    known: BTreeSet<String>,
}

impl Found {
    fn add(&mut self, url: &str) {
        let url = url.trim();
        if url.len() > LONGEST || self.urls.len() >= MOST {
            return;
        }
        let Some(url) = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
        else {
            return;
        };
        let url = String::from(url);
        if self.known.insert(url.clone()) {
            self.urls.push(url);
        }
    }

    /// Sheets that a sheet imports, and its fonts.
    fn styles(&mut self, css: &str) {
        let css = css.get(..css.floor_char_boundary(CSS)).unwrap_or_default();
        for rule in css.split('@').skip(1) {
            let word = rule.get(..9).unwrap_or(rule).to_ascii_lowercase();
            let end = match () {
                () if word.starts_with("import") => ';',
                () if word == "font-face" => '}',
                () => continue,
            };
            let body = rule.split(end).next().unwrap_or_default();
            let is_edge = |c: char| c.is_whitespace() || "\"'(),;{}".contains(c);
            for part in body.split(is_edge).filter(|part| part.contains("://")) {
                self.add(part);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::dom;

    #[test]
    fn what_a_browser_would_load_is_told_once_and_links_are_not() {
        let html = "<style>@import 'https://a.example/1.css'; @FONT-FACE{font-family:x;\
                    src:url(https://a.example/2.woff2) format('woff2'), url(\"https://a.example/3.ttf\")}\
                    p{color:red;background:url(https://a.example/no.png)}</style>\
                    <link rel=stylesheet href=https://a.example/4.css>\
                    <script src=http://a.example/5.js></script><iframe src=https://a.example/6></iframe>\
                    <video poster=https://a.example/7.png><source src=https://a.example/8.mp4></video>\
                    <object data=https://a.example/9></object><embed src=file:///etc/passwd>\
                    <script src=http://a.example/5.js></script><iframe src=inside.html></iframe>\
                    <a href=https://a.example/no>x</a><img src=https://a.example/no>";
        let told = others(&dom::parse(html));
        let ends: Vec<&str> = told.iter().map(|url| url.rsplit('/').next().unwrap()).collect();
        assert_eq!(
            ends,
            ["1.css", "2.woff2", "3.ttf", "4.css", "5.js", "6", "7.png", "8.mp4", "9"]
        );
    }

    #[test]
    fn no_more_are_told_than_people_read() {
        let many: String =
            (0..1_000).map(|n| format!("<iframe src=https://a.example/{n}></iframe>")).collect();
        assert_eq!(others(&dom::parse(&many)).len(), MOST);
    }
}
