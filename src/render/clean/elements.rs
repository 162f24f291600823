//! What becomes of elements, by their names.

/// What becomes of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Written again, by this name.
    Keep(&'static str),
    /// Written again; has no inside.
    Void(&'static str),
    /// Only what is in it.
    Unwrap,
    /// Neither it nor what is in it.
    Drop,
}

/// What stays what it is.
const KEPT: [&str; 82] = [
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "body",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "dfn",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "i",
    "ins",
    "kbd",
    "legend",
    "li",
    "main",
    "mark",
    "menu",
    "nav",
    "nobr",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "acronym",
    "label",
    "listing",
    "xmp",
    "plaintext",
];

/// What has no inside.
const VOID: [&str; 4] = ["br", "hr", "img", "wbr"];

/// What stands for another element.
const INSTEAD: [(&str, &str); 7] = [
    ("details", "div"),
    ("form", "div"),
    ("button", "span"),
    ("listing", "pre"),
    ("xmp", "pre"),
    ("plaintext", "pre"),
    ("search", "div"),
];

/// What runs, loads, asks or is no content.
const DROPPED: [&str; 30] = [
    "script", "style", "title", "head", "iframe", "object", "embed", "applet", "template", "audio",
    "video", "canvas", "link", "meta", "base", "select", "option", "optgroup", "datalist",
    "textarea", "input", "frame", "noembed", "noframes", "param", "source", "track", "area", "map",
    "progress",
];

/// What becomes of an element of a name. One that is not known is read for what is in it.
pub fn fate(name: &str) -> Fate {
    if DROPPED.contains(&name) {
        return Fate::Drop;
    }
    let name = INSTEAD.iter().find(|(old, _)| *old == name).map_or(name, |(_, new)| new);
    if let Some(void) = VOID.iter().find(|known| **known == name) {
        return Fate::Void(void);
    }
    KEPT.iter().find(|known| **known == name).map_or(Fate::Unwrap, |kept| Fate::Keep(kept))
}
