//! Documents, spoilt: see `fuzz_kit`.

use super::{LINKS, PICTURES, Source, clean};
use crate::fuzz_kit::{fuzz, hash, seeds};
use crate::render::dom::{self, Kind, Tree};

/// Words of HTML and of style sheets.
const WORDS: &[&[u8]] = &[
    b"<table><tr><td>",
    b"</table>",
    b"<style>",
    b"</style>",
    b"<script>",
    b"<svg>",
    b"<math>",
    b"<template>",
    b"<select>",
    b"<plaintext>",
    b"<!--[if mso]>",
    b"<![endif]-->",
    b"<![CDATA[",
    b" style=\"background:url(",
    b"@media(max-width:9px){",
    b"@import url(http://a.org)",
    b"\\3c /style>",
    b"expression(",
    b"<img src=https://a.org/x.png>",
    b"<a href=\"java\nscript:x\">",
    b"<br clear=all>",
    b" dir=auto",
    b"&#0;&#x202e;",
];

#[test]
fn fuzz_clean() {
    fuzz("clean", seeds::mails(), WORDS, 600, &mut |input, random| {
        let html = String::from_utf8_lossy(input);
        let has_remote = random.bool();
        let has = |source: &Source| has_remote || !matches!(source, Source::Remote(_));
        let cleaned = clean(&dom::parse(&html), &has);
        check(&cleaned.html);
        for link in &cleaned.links {
            let known = ["http:", "https:", "mailto:", "tel:", "#"];
            assert!(
                known.iter().any(|known| link.target.to_lowercase().starts_with(known)),
                "{link:?}"
            );
        }
        hash(&(cleaned.links.len(), cleaned.pictures.len(), cleaned.is_cut, cleaned.has_dark))
    });
}

/// Nothing is named that the engine could ask for, and nothing runs.
fn check(out: &str) {
    const REFUSED: [&str; 8] =
        ["script", "svg", "link", "meta", "iframe", "object", "base", "form"];
    let tree = dom::parse(out);
    let mut stack = vec![Tree::ROOT];
    while let Some(id) = stack.pop() {
        stack.extend(tree.after(id));
        stack.extend(tree.first(id));
        let Kind::Element { name, attrs } = tree.kind(id) else { continue };
        assert!(!REFUSED.contains(&name.as_str()), "{name}");
        for (name, value) in attrs {
            let is_known = match name.as_str() {
                "src" | "background" => value.starts_with(PICTURES),
                "href" => value.starts_with(LINKS),
                "style" => value.split("url(\"").skip(1).all(|url| url.starts_with(PICTURES)),
                _ => !name.starts_with("on"),
            };
            assert!(is_known, "{name}={value:?}");
        }
    }
}
