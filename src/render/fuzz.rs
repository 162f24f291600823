//! Texts of mails, spoilt: see `fuzz_kit`.

use super::{links, page};
use crate::fuzz_kit::{fuzz, hash, seeds};
use crate::model::body::{Body, Text, TextKind};
use crate::model::ids::PartId;

#[test]
fn fuzz_page() {
    fuzz("page", seeds::mails(), seeds::MAIL, 800, &mut |input, random| {
        let kind = match random.u8(0..4) {
            0 => TextKind::Plain { flowed: true, delsp: random.bool() },
            1 => TextKind::Plain { flowed: false, delsp: false },
            _ => TextKind::Html,
        };
        let said = String::from_utf8_lossy(input).replace('\r', "");
        let text = Text { part: PartId("1".to_owned()), kind, text: said, left_out: 0 };
        let page = page(&Body { texts: vec![text], ..Body::default() });
        for paragraph in &page.paragraphs {
            for link in &paragraph.links {
                let range = paragraph.text.get(link.from..link.to);
                assert!(range.is_some_and(|text| !text.is_empty()), "{link:?}");
                assert!(links::is_allowed(&link.target), "{link:?}");
            }
        }
        let links: usize = page.paragraphs.iter().map(|paragraph| paragraph.links.len()).sum();
        hash(&(page.paragraphs.len(), links, page.reduced))
    });
}
