//! Wrappers made by hand: what Outlook writes, and what nobody should.

use super::*;

/// A wrapper under construction.
pub struct Wrapper(Vec<u8>);

impl Wrapper {
    fn new() -> Self {
        let mut octets = SIGNATURE.to_le_bytes().to_vec();
        octets.extend([1, 0]);
        Self(octets)
    }

    fn add(mut self, attribute: u32, data: &[u8]) -> Self {
        self.0.push(2);
        self.0.extend(attribute.to_le_bytes());
        self.0.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
        self.0.extend(data);
        self.0.extend([0, 0]);
        self
    }
}

/// A list of properties that are strings or octets.
fn list(properties: &[(u16, u16, &[u8])]) -> Vec<u8> {
    let mut octets = u32::try_from(properties.len()).unwrap().to_le_bytes().to_vec();
    for (id, kind, value) in properties {
        octets.extend(kind.to_le_bytes());
        octets.extend(id.to_le_bytes());
        if *id >= 0x8000 {
            octets.extend([7; 16]);
            octets.extend(1_u32.to_le_bytes());
            octets.extend(3_u32.to_le_bytes());
            octets.extend([b'x', 0, 0, 0]);
        }
        octets.extend(1_u32.to_le_bytes());
        octets.extend(u32::try_from(value.len()).unwrap().to_le_bytes());
        octets.extend(*value);
        octets.extend(vec![0; value.len().next_multiple_of(4) - value.len()]);
    }
    octets
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}

fn sample() -> Vec<u8> {
    let long = wide("Orçamento da escada.pdf");
    let name = (PR_ATTACH_LONG_NAME, UNICODE, long.as_slice());
    let media = (PR_ATTACH_MEDIA, STRING8, b"application/pdf\0".as_slice());
    let named = (0x8003, STRING8, b"anything\0".as_slice());
    Wrapper::new()
        .add(CODE_PAGE, &[0xe4, 4, 0, 0, 0, 0, 0, 0])
        .add(BODY, b"Hello from caf\xe9\r\n\0")
        .add(ATTACH_BEGIN, &[0; 14])
        .add(ATTACH_TITLE, b"ORAMEN~1.PDF\0")
        .add(ATTACH_DATA, b"%PDF-1.4")
        .add(ATTACH_PROPERTIES, &list(&[named, media, name]))
        .add(ATTACH_BEGIN, &[0; 14])
        .add(ATTACH_TITLE, b"notes.txt\0")
        .add(ATTACH_DATA, b"one\ntwo")
        .0
}

#[test]
fn attachments_come_with_their_long_names_and_the_text_with_them() {
    let unwrapped = unwrap(&sample()).unwrap();
    assert_eq!(unwrapped.wrapped.text, "Hello from café\n");
    let files: Vec<_> = unwrapped.wrapped.files.iter().map(|f| (f.name.as_str(), f.size)).collect();
    assert_eq!(files, [("Orçamento da escada.pdf", 8), ("notes.txt", 7)]);
    assert_eq!(unwrapped.wrapped.files[0].media, "application/pdf");
    assert_eq!(unwrapped.octets, [b"%PDF-1.4".to_vec(), b"one\ntwo".to_vec()]);
}

#[test]
fn texts_in_html_and_octets_in_properties_are_found() {
    let html = (PR_HTML, BINARY, b"<p>Hi".as_slice());
    let data = (PR_ATTACH_DATA, BINARY, b"abc".as_slice());
    let octets = Wrapper::new()
        .add(MESSAGE_PROPERTIES, &list(&[html]))
        .add(ATTACH_BEGIN, &[])
        .add(ATTACH_PROPERTIES, &list(&[data]))
        .0;
    let unwrapped = unwrap(&octets).unwrap();
    assert_eq!((unwrapped.wrapped.text.as_str(), unwrapped.wrapped.is_html), ("<p>Hi", true));
    assert_eq!(unwrapped.octets, [b"abc".to_vec()]);
}

#[test]
fn what_is_no_wrapper_is_none() {
    assert_eq!(unwrap(b""), None);
    assert_eq!(unwrap(b"PK\x03\x04 and more"), None);
}

#[test]
fn a_wrapper_that_is_cut_or_spoilt_anywhere_breaks_nothing() {
    let whole = sample();
    for at in 0..whole.len() {
        unwrap(&whole[..at]);
        for flip in [0x01, 0x80, 0xff] {
            let mut spoilt = whole.clone();
            spoilt[at] ^= flip;
            unwrap(&spoilt);
        }
    }
}

#[test]
fn no_more_is_held_than_came() {
    let mut wrapper = Wrapper::new();
    for _ in 0..2 * MOST_FILES {
        wrapper = wrapper.add(ATTACH_BEGIN, &[]);
    }
    let endless = [0xff; 64];
    let name = wide(&"x".repeat(20_000));
    let long = list(&[(PR_ATTACH_LONG_NAME, UNICODE, name.as_slice())]);
    let octets = wrapper.add(ATTACH_PROPERTIES, &endless).add(ATTACH_PROPERTIES, &long).0;
    let unwrapped = unwrap(&octets).unwrap();
    assert_eq!(unwrapped.wrapped.files.len(), MOST_FILES);
    assert_eq!(unwrapped.wrapped.files.last().unwrap().name.len(), MOST_NAME);
}
