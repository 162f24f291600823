//! What each element means for text that runs without layout.

use super::token::Tag;
use crate::render::Kind;

/// What an element does to the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Inline,
    /// On lines of its own.
    Block,
    /// With an empty line before and after it.
    Spaced,
    /// Beside its neighbours of the same row.
    Cell,
}

/// How an element changes what is in it.
#[derive(Debug, Default)]
pub struct Effect {
    pub quote: bool,
    pub hidden: bool,
    pub pre: bool,
    pub kind: Option<Kind>,
    /// A list: the number of its next item, if it is numbered.
    pub list: Option<Option<i64>>,
    pub link: bool,
}

/// Elements that have no content and no end.
const VOID: [&str; 15] = [
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input",
    "link", "meta", "param", "wbr",
];

/// Elements of which nothing is shown, besides those whose content is no markup.
const UNSHOWN: [&str; 5] = ["template", "select", "svg", "math", "datalist"];

const BLOCKS: [&str; 24] = [
    "address",
    "article",
    "aside",
    "body",
    "center",
    "dd",
    "details",
    "div",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "header",
    "html",
    "legend",
    "li",
    "main",
    "nav",
    "section",
    "summary",
    "tbody",
    "tr",
];

const SPACED: [&str; 17] = [
    "blockquote",
    "caption",
    "dir",
    "dl",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "menu",
    "ol",
    "p",
    "pre",
    "table",
    "ul",
    "listing",
];

pub fn is_void(name: &str) -> bool {
    VOID.contains(&name)
}

pub fn place(name: &str) -> Place {
    match name {
        "td" | "th" => Place::Cell,
        _ if BLOCKS.contains(&name) => Place::Block,
        _ if SPACED.contains(&name) => Place::Spaced,
        _ => Place::Inline,
    }
}

pub fn effect(tag: &Tag<'_>) -> Effect {
    let name = tag.name.as_str();
    let class = tag.class.unwrap_or_default();
    let signed =
        class.split_ascii_whitespace().any(|c| c == "gmail_signature" || c == "moz-signature");
    let kind = match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Some(Kind::Heading),
        "pre" | "listing" if !signed => Some(Kind::Mono),
        _ => signed.then_some(Kind::Signature),
    };
    Effect {
        quote: name == "blockquote",
        hidden: tag.hidden || UNSHOWN.contains(&name) || tag.style.is_some_and(hides),
        pre: matches!(name, "pre" | "listing") || tag.style.is_some_and(keeps_blanks),
        kind,
        list: match name {
            "ul" | "menu" | "dir" => Some(None),
            "ol" => Some(Some(tag.start.and_then(|start| start.trim().parse().ok()).unwrap_or(1))),
            _ => None,
        },
        link: name == "a",
    }
}

/// The elements that a start tag closes, up to the ones that hold them in.
pub fn closes(name: &str) -> Option<(&'static [&'static str], &'static [&'static str])> {
    const TABLE: &[&str] = &["table"];
    match name {
        "li" => Some((&["li"], &["ul", "ol", "menu", "dir", "table"])),
        "td" | "th" => Some((&["td", "th"], &["tr", "table"])),
        "tr" => Some((&["tr"], TABLE)),
        "dd" | "dt" => Some((&["dd", "dt"], &["dl", "table"])),
        "a" => Some((&["a"], &["td", "th", "table"])),
        _ if place(name) != Place::Inline => Some((&["p"], &["td", "th", "table", "li", "div"])),
        _ => None,
    }
}

/// Whether a style hides its element: what preheaders and mobile-only copies do.
fn hides(style: &str) -> bool {
    let style = squeeze(style);
    let says = |what: &str| style.split(';').any(|declaration| declaration.starts_with(what));
    let clipped = (says("max-height:0") || says("height:0")) && says("overflow:hidden");
    clipped || says("display:none") || says("visibility:hidden")
}

fn keeps_blanks(style: &str) -> bool {
    let style = squeeze(style);
    style.split(';').any(|declaration| declaration.starts_with("white-space:pre"))
}

fn squeeze(style: &str) -> String {
    const MAX: usize = 4_000;
    let chars = style.chars().take(MAX).filter(|c| !c.is_whitespace());
    chars.map(|c| c.to_ascii_lowercase()).collect()
}
