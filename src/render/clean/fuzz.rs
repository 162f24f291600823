//! Documents, spoilt: see `fuzz_kit`.

use super::{LINKS, PICTURES, Source, clean};
use crate::fuzz_kit::{fuzz, hash, seeds};
use crate::render::dom;

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
        check(&cleaned.hints);
        for link in &cleaned.links {
            let known = ["http:", "https:", "mailto:", "tel:", "#"];
            assert!(known.iter().any(|known| link.to_lowercase().starts_with(known)), "{link:?}");
        }
        // The engine reads no more than what was written for it: there is nothing that ends early.
        let again = clean(&dom::parse(&cleaned.html), &|_| true);
        assert!(again.words <= cleaned.words, "{} of {}", again.words, cleaned.words);
        hash(&(cleaned.links.len(), cleaned.pictures.len(), cleaned.is_cut, cleaned.has_dark))
    });
}

/// Nothing is named that the engine could ask for, and nothing runs.
fn check(out: &str) {
    let lower = out.to_lowercase();
    for (start, allowed) in [(" src=\"", PICTURES), (" href=\"", LINKS), ("url(\"", PICTURES)] {
        for rest in lower.split(start).skip(1) {
            assert!(rest.starts_with(allowed), "{start}{rest}");
        }
    }
    for element in ["<script", "<svg", "<link", "<meta", "<iframe", "<object", "<base", "<form"] {
        assert!(!lower.contains(element), "{element}");
    }
}
