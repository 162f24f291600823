//! Documents made of mark-up: how many pages, and what is in them.

use std::sync::Arc;

use super::*;
use crate::render::clean::Source;

fn printed(html: &str, head: &Head) -> Paper {
    let fonts = Fonts::default();
    let mut clean = clean::clean(&dom::parse(html), &|_| true);
    let mut octets = BTreeMap::new();
    for (number, picture) in clean.pictures.iter_mut().enumerate() {
        if let Source::Data(data) = &mut picture.source {
            octets.insert(number, Arc::<[u8]>::from(std::mem::take(data)));
        }
    }
    let page = Page::new(&clean, octets, &fonts, look(WIDTH));
    print(page, &clean, head, Sort::A4, &fonts).unwrap()
}

fn head() -> Head {
    Head {
        subject: "A <letter>".to_owned(),
        rows: vec![("From".to_owned(), "Ana & Bo".to_owned())],
        date: Some(1_700_000_000),
    }
}

fn has(paper: &Paper, wanted: &str) -> bool {
    paper.pdf.windows(wanted.len()).any(|part| part == wanted.as_bytes())
}

#[test]
fn a_long_mail_takes_several_pages_and_the_same_mail_makes_the_same_octets() {
    let html: String =
        (0..200).map(|at| format!("<p>Paragraph {at} of a long mail.</p>")).collect();
    let one = printed(&html, &head());
    assert!(one.pdf.starts_with(b"%PDF-"));
    assert!((5..=12).contains(&one.pages), "{}", one.pages);
    assert!(!one.is_cut);
    assert_eq!(one, printed(&html, &head()));
    assert!(!has(&one, "krilla") && !has(&one, "Producer"));
    assert!(has(&one, "D:2023111422"));
}

#[test]
fn pictures_links_gradients_shadows_and_rows_of_pictures_are_written() {
    let png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
    let html = format!(
        "<p style='background:linear-gradient(red,blue);box-shadow:0 0 9px #888'>x</p>\
         <img width=40 height=40 src='data:image/png;base64,{png}'>\
         <div style=\"height:50px;opacity:.5;background-image:url('data:image/png;base64,{png}')\">y</div>\
         <a href='https://example.org/a'>link</a>"
    );
    let paper = printed(&html, &Head::default());
    assert_eq!(paper.pages, 1);
    assert!(has(&paper, "/Subtype/Image"));
    assert!(has(&paper, "https://example.org/a"));
    assert!(has(&paper, "/Prev "));
}

#[test]
fn nothing_at_all_is_one_page() {
    assert_eq!(printed("", &Head::default()).pages, 1);
}
