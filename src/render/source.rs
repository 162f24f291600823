//! A message as it lies on the server, octet by octet, as a page to read: the fields of its header,
//! then everything else. Knows no charset but UTF-8 and takes what is no UTF-8 for Latin-1.

use super::{Kind, Page, Paragraph};

/// Octets of one paragraph; a line that is longer is cut in two.
const MOST: usize = 2_000;

/// One pass over the octets.
pub fn source(octets: &[u8]) -> Page {
    let text = readable(octets);
    let mut sheet = Vec::new();
    let mut lines = text.split('\n').peekable();
    let mut field = String::new();
    while let Some(line) = lines.next_if(|line| !line.is_empty()) {
        // A field goes on where a line begins with a blank (RFC 5322 section 2.2.3).
        if !line.starts_with([' ', '\t']) {
            put(&mut field, Kind::Field, &mut sheet);
        }
        add(line, &mut field, Kind::Field, &mut sheet);
    }
    put(&mut field, Kind::Field, &mut sheet);
    if lines.next().is_some() && lines.peek().is_some() {
        sheet.push(paragraph(Kind::Gap, String::new()));
    }
    let mut some = String::new();
    while let Some(line) = lines.next() {
        if line.is_empty() && lines.peek().is_none() {
            break;
        }
        add(line, &mut some, Kind::Mono, &mut sheet);
    }
    put(&mut some, Kind::Mono, &mut sheet);
    Page { paragraphs: sheet, ..Page::default() }
}

/// Adds a line to a paragraph, or begins the next one where it is long enough.
fn add(line: &str, paragraph: &mut String, kind: Kind, sheet: &mut Vec<Paragraph>) {
    if !paragraph.is_empty() && paragraph.len() + line.len() > MOST {
        put(paragraph, kind, sheet);
    }
    if !paragraph.is_empty() {
        paragraph.push('\n');
    }
    let mut rest = line;
    while rest.len() > MOST {
        let (piece, more) = rest.split_at(rest.floor_char_boundary(MOST));
        paragraph.push_str(piece);
        put(paragraph, kind, sheet);
        rest = more;
    }
    paragraph.push_str(rest);
    // An empty line is a paragraph only together with another one.
    if paragraph.is_empty() {
        paragraph.push(' ');
    }
}

fn put(text: &mut String, kind: Kind, sheet: &mut Vec<Paragraph>) {
    if !text.is_empty() {
        sheet.push(paragraph(kind, std::mem::take(text)));
    }
}

fn paragraph(kind: Kind, text: String) -> Paragraph {
    Paragraph { quote: 0, kind, text, links: Vec::new() }
}

/// Lines with `\n` at their ends; each control character as its picture (U+2400 on), as it would be
/// obeyed or not be seen.
fn readable(octets: &[u8]) -> String {
    let mut out = String::with_capacity(octets.len());
    for line in octets.split_inclusive(|octet| *octet == b'\n') {
        let (line, end) = match line.strip_suffix(b"\n") {
            Some(line) => (line.strip_suffix(b"\r").unwrap_or(line), "\n"),
            None => (line, ""),
        };
        match std::str::from_utf8(line) {
            Ok(text) => out.extend(text.chars().map(seen)),
            Err(_) => out.extend(line.iter().map(|octet| seen(char::from(*octet)))),
        }
        out.push_str(end);
    }
    out
}

fn seen(c: char) -> char {
    match c {
        '\t' => c,
        '\u{7f}' => '\u{2421}',
        '\0'..'\u{20}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or(' '),
        c if c.is_control() || super::is_unreadable(c) => '\u{fffd}',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(page: &Page) -> Vec<(Kind, &str)> {
        page.paragraphs.iter().map(|one| (one.kind, one.text.as_str())).collect()
    }

    #[test]
    fn fields_stand_by_themselves_and_all_octets_are_seen() {
        let page = source(b"From: a\r\nSubject: b\r\n c\r\n\r\nHello\x1b[2J\r\n\r\nL\xe9\r\n");
        assert_eq!(
            told(&page),
            [
                (Kind::Field, "From: a"),
                (Kind::Field, "Subject: b\n c"),
                (Kind::Gap, ""),
                (Kind::Mono, "Hello\u{241b}[2J\n\nL\u{e9}"),
            ]
        );
        assert_eq!(told(&source(b"")), []);
        assert_eq!(told(&source(b"From: a")), [(Kind::Field, "From: a")]);
    }

    #[test]
    fn no_paragraph_is_longer_than_can_be_laid_out_at_once() {
        let mut octets = b"A: ".to_vec();
        octets.extend(vec![b'x'; 5_000]);
        octets.extend(b"\n\n");
        octets.extend(std::iter::repeat_n("\u{e9}".as_bytes(), 9_000).flatten());
        octets.extend(b"\n".repeat(5_000));
        let page = source(&octets);
        assert!(page.paragraphs.iter().all(|one| one.text.len() <= MOST + 1));
        let said: usize = page.paragraphs.iter().map(|one| one.text.chars().count()).sum();
        assert!(said >= 5_000 + 9_000);
    }
}
