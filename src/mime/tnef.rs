//! `winmail.dat` (MS-OXTNEF): the attachments and the text that Outlook wraps into one part. Reads what
//! is there; nothing in it can make it read outside of it, or hold more than it.

mod rtf;

use super::charset;
use super::words;
use crate::model::listing::{Wrapped, WrappedFile};

/// The first four octets (MS-OXTNEF section 2.1.3.1).
const SIGNATURE: u32 = 0x223e_9f78;

/// Files that are taken out of one wrapper, and characters of a name.
const MOST_FILES: usize = 500;
const MOST_NAME: usize = 1_000;
/// Octets of text.
const MOST_TEXT: usize = 1024 * 1024;
/// Properties of one list that are looked at, and values of one of them.
const MOST_PROPERTIES: u32 = 4_096;
const MOST_VALUES: u32 = 4_096;

/// Attributes (section 2.1.3.3).
const BODY: u32 = 0x0002_800c;
const MESSAGE_PROPERTIES: u32 = 0x0006_9003;
const CODE_PAGE: u32 = 0x0006_9007;
const ATTACH_BEGIN: u32 = 0x0006_9002;
const ATTACH_TITLE: u32 = 0x0001_8010;
const ATTACH_DATA: u32 = 0x0006_800f;
const ATTACH_PROPERTIES: u32 = 0x0006_9005;

/// Properties (MS-OXPROPS).
const PR_BODY: u16 = 0x1000;
const PR_HTML: u16 = 0x1013;
const PR_RTF: u16 = 0x1009;
const PR_DISPLAY_NAME: u16 = 0x3001;
const PR_ATTACH_DATA: u16 = 0x3701;
const PR_ATTACH_NAME: u16 = 0x3704;
const PR_ATTACH_LONG_NAME: u16 = 0x3707;
const PR_ATTACH_MEDIA: u16 = 0x370e;

/// Types of properties (MS-OXCDATA section 2.11.1); with `MANY` a property has several values.
const STRING8: u16 = 0x001e;
const UNICODE: u16 = 0x001f;
const OBJECT: u16 = 0x000d;
const BINARY: u16 = 0x0102;
const MANY: u16 = 0x1000;

/// What is in a wrapper, with the octets of its files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unwrapped {
    pub wrapped: Wrapped,
    /// In the order of `wrapped.files`.
    pub octets: Vec<Vec<u8>>,
}

/// Reads a wrapper; none where it is no such file. What is broken off is read as far as it goes.
pub fn unwrap(octets: &[u8]) -> Option<Unwrapped> {
    let mut reader = Reader { rest: octets };
    if reader.u32()? != SIGNATURE {
        return None;
    }
    // The key, which says nothing.
    reader.take(2)?;
    let mut inside = Inside::default();
    while let Some((attribute, data)) = reader.attribute() {
        inside.take(attribute, data);
    }
    Some(inside.finish())
}

/// What is being read.
#[derive(Debug, Default)]
struct Inside {
    charset: Option<String>,
    text: Option<String>,
    html: Option<String>,
    rtf: Option<String>,
    files: Vec<File>,
}

#[derive(Debug, Default)]
struct File {
    title: String,
    name: String,
    media: String,
    data: Vec<u8>,
}

impl Inside {
    fn take(&mut self, attribute: u32, data: &[u8]) {
        match attribute {
            CODE_PAGE => {
                let mut reader = Reader { rest: data };
                self.charset = reader.u32().map(|page| format!("windows-{page}"));
            }
            BODY => self.text = Some(self.string(data)),
            MESSAGE_PROPERTIES => self.message(data),
            ATTACH_BEGIN if self.files.len() < MOST_FILES => self.files.push(File::default()),
            ATTACH_TITLE => {
                let title = self.string(data);
                self.of_file(|file| file.title = title);
            }
            ATTACH_DATA => self.of_file(|file| file.data = data.to_vec()),
            ATTACH_PROPERTIES => self.attachment(data),
            _ => {}
        }
    }

    fn of_file(&mut self, change: impl FnOnce(&mut File)) {
        if let Some(file) = self.files.last_mut() {
            change(file);
        }
    }

    fn message(&mut self, data: &[u8]) {
        for (id, kind, value) in properties(data) {
            match id {
                PR_BODY => self.text = Some(self.value(kind, value)),
                PR_HTML => self.html = Some(charset::decode(start(value), None)),
                PR_RTF => self.rtf = rtf::text(value, MOST_TEXT),
                _ => {}
            }
        }
    }

    fn attachment(&mut self, data: &[u8]) {
        for (id, kind, value) in properties(data) {
            match id {
                PR_ATTACH_LONG_NAME => {
                    let name = self.value(kind, value);
                    self.of_file(|file| file.name = name);
                }
                PR_ATTACH_NAME | PR_DISPLAY_NAME => {
                    let name = self.value(kind, value);
                    self.of_file(|file| {
                        if file.name.is_empty() {
                            file.name = name;
                        }
                    });
                }
                PR_ATTACH_MEDIA => {
                    let media = self.value(kind, value).trim().to_ascii_lowercase();
                    self.of_file(|file| file.media = media);
                }
                PR_ATTACH_DATA => {
                    // An object begins with the number of its interface.
                    let octets = if kind == OBJECT { value.get(16..) } else { Some(value) };
                    let octets = octets.unwrap_or_default().to_vec();
                    self.of_file(|file| {
                        if file.data.is_empty() {
                            file.data = octets;
                        }
                    });
                }
                _ => {}
            }
        }
    }

    fn value(&self, kind: u16, value: &[u8]) -> String {
        match kind {
            UNICODE => {
                let units = value.chunks_exact(2).map(|two| match two {
                    [low, high] => u16::from_le_bytes([*low, *high]),
                    _ => 0,
                });
                let text: String = char::decode_utf16(units.take(MOST_TEXT))
                    .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
                    .collect();
                text.trim_end_matches('\0').to_owned()
            }
            _ => self.string(value),
        }
    }

    /// Octets in the code page that the wrapper names.
    fn string(&self, octets: &[u8]) -> String {
        let text = charset::decode(start(octets), self.charset.as_deref());
        text.trim_end_matches('\0').to_owned()
    }

    fn finish(self) -> Unwrapped {
        let text = self.text.filter(|text| !text.trim().is_empty());
        let html = self.html.filter(|html| !html.trim().is_empty());
        let is_html = text.is_none() && html.is_some();
        let text = text.or(html).or(self.rtf).unwrap_or_default().replace("\r\n", "\n");
        let wrapped = Wrapped { text, is_html, files: Vec::new() };
        let mut unwrapped = Unwrapped { wrapped, octets: Vec::new() };
        for file in self.files {
            let name = if file.name.is_empty() { file.title } else { file.name };
            unwrapped.wrapped.files.push(WrappedFile {
                name: words::one_line_name(&name).chars().take(MOST_NAME).collect(),
                media: words::one_line(&file.media, 127),
                size: file.data.len() as u64,
            });
            unwrapped.octets.push(file.data);
        }
        unwrapped
    }
}

fn start(octets: &[u8]) -> &[u8] {
    octets.get(..MOST_TEXT).unwrap_or(octets)
}

/// The properties of a list (section 2.1.3.4): number, type and first value of each, as far as it can
/// be read.
fn properties(data: &[u8]) -> Vec<(u16, u16, &[u8])> {
    let mut reader = Reader { rest: data };
    let count = reader.u32().unwrap_or(0).min(MOST_PROPERTIES);
    let mut found = Vec::new();
    for _ in 0..count {
        let Some(property) = reader.property() else { break };
        found.push(property);
    }
    found
}

/// Octets that are read from the front.
struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn u16(&mut self) -> Option<u16> {
        let [a, b] = *self.take(2)? else { return None };
        Some(u16::from_le_bytes([a, b]))
    }

    fn u32(&mut self) -> Option<u32> {
        let [a, b, c, d] = *self.take(4)? else { return None };
        Some(u32::from_le_bytes([a, b, c, d]))
    }

    /// The next attribute: level, number, length, data, sum. One that was cut off is taken as far as it
    /// goes.
    fn attribute(&mut self) -> Option<(u32, &'a [u8])> {
        self.take(1)?;
        let attribute = self.u32()?;
        let length = usize::try_from(self.u32()?).ok()?.min(self.rest.len());
        let data = self.take(length)?;
        let _ = self.take(2);
        Some((attribute, data))
    }

    fn property(&mut self) -> Option<(u16, u16, &'a [u8])> {
        let (full, id) = (self.u16()?, self.u16()?);
        if id >= 0x8000 {
            self.property_name()?;
        }
        let kind = full & !MANY;
        let is_long = matches!(kind, STRING8 | UNICODE | OBJECT | BINARY);
        let count = if full & MANY != 0 || is_long { self.u32()? } else { 1 };
        let mut first = None;
        for _ in 0..count.min(MOST_VALUES) {
            let value = match kind {
                _ if is_long => {
                    let length = usize::try_from(self.u32()?).ok()?;
                    self.padded(length)?
                }
                // Integers, floats, booleans and errors take four octets.
                0x0002 | 0x0003 | 0x0004 | 0x000a | 0x000b => self.take(4)?,
                0x0005 | 0x0006 | 0x0007 | 0x0014 | 0x0040 => self.take(8)?,
                0x0048 => self.take(16)?,
                _ => return None,
            };
            first = first.or(Some(value));
        }
        Some((id, kind, first.unwrap_or_default()))
    }

    /// A named property: a set, then a number or a string.
    fn property_name(&mut self) -> Option<()> {
        self.take(16)?;
        match self.u32()? {
            0 => self.take(4).map(drop),
            _ => {
                let length = usize::try_from(self.u32()?).ok()?;
                self.padded(length).map(drop)
            }
        }
    }

    /// So many octets, filled up to a multiple of four.
    fn padded(&mut self, length: usize) -> Option<&'a [u8]> {
        let value = self.take(length)?;
        let fill = length.next_multiple_of(4) - length;
        self.take(fill.min(self.rest.len()))?;
        Some(value)
    }
}

#[cfg(test)]
mod tests;
