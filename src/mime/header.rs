//! Cuts a header into its fields (RFC 5322 section 2.2), and reads the structured ones by
//! mail-parser. Lenient: lines that are no field do not spoil the ones that are.

use mail_parser::parsers::MessageStream;
use mail_parser::{ContentType, HeaderValue};

use super::words;

/// More fields than any mail has; the ones after them are not read.
const MAX_FIELDS: usize = 10_000;
/// Octets of a field with parameters that are read.
const MAX_PARAMETERS: usize = 8 * 1024;
/// Semicolons of one: what is behind so many is not read, because the number of parameters costs
/// its square.
const MAX_SEMICOLONS: usize = 200;

/// A field: its name as sent, its value with its folds, without its last line end.
#[derive(Debug, Clone, Copy)]
pub struct Field<'m> {
    name: &'m [u8],
    pub value: &'m [u8],
}

/// The fields of a header.
#[derive(Debug, Default)]
pub struct Header<'m>(Vec<Field<'m>>);

impl<'m> Header<'m> {
    /// Reads `bytes`, whose lines end with `end`, to the empty line that ends the header, or to the first line that cannot be
    /// of a header (it has no colon and no field follows it) or for which `is_end` holds. Returns
    /// also where the body begins.
    pub fn read(bytes: &'m [u8], end: u8, is_end: impl Fn(&[u8]) -> bool) -> (Self, usize) {
        let mut fields: Vec<Field<'m>> = Vec::new();
        let mut at = 0;
        // Where the value of the last field begins, if lines may still be added to it.
        let mut open: Option<usize> = None;
        while let Some(line) = line_at(bytes, at, end) {
            let next = at + line.len();
            let text = trim_end(line);
            if text.is_empty() {
                return (Self(fields), next);
            }
            if is_end(line) {
                return (Self(fields), at);
            }
            if matches!(text.first(), Some(b' ' | b'\t')) {
                if let (Some(from), Some(field)) = (open, fields.last_mut()) {
                    field.value = trim_end(bytes.get(from..next).unwrap_or_default());
                }
            } else if let Some(colon) = field_colon(text) {
                let (name, value) = (text.get(..colon), text.get(colon + 1..));
                open = (fields.len() < MAX_FIELDS).then_some(at + colon + 1);
                if let (Some(name), Some(value), Some(_)) = (name, value, open) {
                    fields.push(Field { name: name.trim_ascii_end(), value });
                }
            } else if is_stray(text, fields.is_empty(), line_at(bytes, next, end)) {
                open = None;
            } else {
                return (Self(fields), at);
            }
            at = next;
        }
        (Self(fields), bytes.len())
    }

    /// The fields with this name (in any case), in order.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &'m [u8]> {
        let wanted = name.as_bytes();
        self.0.iter().filter(move |field| field.name.eq_ignore_ascii_case(wanted)).map(|f| f.value)
    }

    /// Every field, by its name as sent and its value, in order.
    pub fn fields(&self) -> impl Iterator<Item = (&'m [u8], &'m [u8])> {
        self.0.iter().map(|field| (field.name, field.value))
    }

    /// The first field with this name that says anything.
    pub fn first(&self, name: &str) -> Option<&'m [u8]> {
        self.all(name).find(|value| !value.trim_ascii().is_empty())
    }
}

/// What ends the lines of a message: LF (after CR or not), or a bare CR where there is no LF at all.
pub fn line_end(message: &[u8]) -> u8 {
    if message.contains(&b'\n') { b'\n' } else { b'\r' }
}

/// The line that begins at `at`, with its end.
pub fn line_at(bytes: &[u8], at: usize, end: u8) -> Option<&[u8]> {
    let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
    let len = rest.iter().position(|byte| *byte == end).map_or(rest.len(), |end| end + 1);
    rest.get(..len)
}

/// Takes the line end.
pub fn trim_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The colon after a field's name: printable characters, then blanks (obsolete, RFC 5322 4.5).
fn field_colon(line: &[u8]) -> Option<usize> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let name = line.get(..colon)?.trim_ascii_end();
    (!name.is_empty() && name.iter().all(u8::is_ascii_graphic)).then_some(colon)
}

/// A line that does not belong into a header but does not end it: an mbox separator at the
/// beginning, or a broken line (but no delimiter) with a field right after it.
fn is_stray(line: &[u8], at_start: bool, next: Option<&[u8]>) -> bool {
    let mbox = line.starts_with(b"From ") || line.starts_with(b">From ");
    if at_start || mbox || line.starts_with(b"--") {
        return mbox;
    }
    field_colon(next.map(trim_end).unwrap_or_default()).is_some()
}

/// Reads a field with parameters: Content-Type (RFC 2045), Content-Disposition (RFC 2183).
pub fn parameters(value: &[u8]) -> Option<ContentType<'static>> {
    let value = value.get(..MAX_PARAMETERS).unwrap_or(value);
    let mut semicolons = value.iter().enumerate().filter(|(_, byte)| **byte == b';');
    let end = semicolons.nth(MAX_SEMICOLONS).map_or(value.len(), |(at, _)| at);
    let mut line = words::to_utf8(value.get(..end).unwrap_or(value), None);
    line.push('\n');
    match MessageStream::new(line.as_bytes()).parse_content_type().into_owned() {
        HeaderValue::ContentType(content) => Some(content),
        _ => None,
    }
}

/// The identifiers in a field of them (RFC 5322 section 3.6.4), without angle brackets: at most
/// `max`, the first and the last ones.
pub fn ids(value: &[u8], max: usize) -> Vec<String> {
    const MAX_ID: usize = 998;
    let clean = |id: &[u8]| -> Option<String> {
        let text: String = String::from_utf8_lossy(id)
            .chars()
            .filter(|c| !c.is_whitespace() && !c.is_control() && !words::is_direction(*c))
            .take(MAX_ID)
            .collect();
        (!text.is_empty()).then_some(text)
    };
    let mut ids: Vec<String> = value
        .split(|byte| *byte == b'<')
        .skip(1)
        .filter_map(|piece| piece.split(|byte| *byte == b'>').next())
        .filter_map(clean)
        .collect();
    if ids.is_empty() {
        // Without brackets: only what can be nothing else.
        let bare = value.trim_ascii();
        let plain = !bare.iter().any(|byte| byte.is_ascii_whitespace() || *byte == b'<');
        ids.extend(if plain { clean(bare) } else { None });
    }
    if ids.len() > max {
        ids.drain(max / 2..ids.len() - (max - max / 2));
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<(String, String)>, &str) {
        let (header, body) = Header::read(text.as_bytes(), line_end(text.as_bytes()), |line| {
            line.starts_with(b"--x")
        });
        let show = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (
            header.0.iter().map(|f| (show(f.name), show(f.value))).collect(),
            text.get(body..).unwrap_or_default(),
        )
    }

    #[test]
    fn a_header_ends_at_its_empty_line_or_where_it_can_be_none() {
        let cases = [
            ("A: 1\r\nB: 2\r\n 3\r\n\r\nbody", vec![("A", " 1"), ("B", " 2\r\n 3")], "body"),
            ("A: 1\n\nbody", vec![("A", " 1")], "body"),
            ("\nbody", vec![], "body"),
            ("no header at all\n\nmore", vec![], "no header at all\n\nmore"),
            ("A: 1\nno colon here\n\nmore", vec![("A", " 1")], "no colon here\n\nmore"),
            ("A: 1\nstray\nB : 2\n\nb", vec![("A", " 1"), ("B", " 2")], "b"),
            ("From me Thu\nA:1\n\nb", vec![("A", "1")], "b"),
            (">From me Thu\nA:1", vec![("A", "1")], ""),
            ("A: 1\n--x:y\nB: 2", vec![("A", " 1")], "--x:y\nB: 2"),
            ("A: 1\r B\rC: 2\r\rbody", vec![("A", " 1\r B"), ("C", " 2")], "body"),
            ("A: 1\n--stray\nB: 2\n", vec![("A", " 1")], "--stray\nB: 2\n"),
            (" lost\nA: 1\n\nb", vec![("A", " 1")], "b"),
        ];
        for (text, wanted, rest) in cases {
            let wanted = wanted.into_iter().map(|(n, v)| (n.into(), v.into())).collect();
            assert_eq!(read(text), (wanted, rest), "{text:?}");
        }
    }

    #[test]
    fn of_a_field_of_countless_parameters_the_first_are_read() {
        let value = format!("text/plain; charset=utf-8{}", "; a=b".repeat(1_600));
        let content = parameters(value.as_bytes()).unwrap();
        assert_eq!(content.attribute("charset"), Some("utf-8"));
        assert!(content.attributes().is_some_and(|all| all.len() <= MAX_SEMICOLONS));
    }

    #[test]
    fn identifiers_lose_their_brackets_folds_and_neighbours() {
        let cases: &[(&str, &[&str])] = &[
            (" <a@b>", &["a@b"]),
            ("<a@b>\r\n <c@d> (of Monday)", &["a@b", "c@d"]),
            ("Your message of \"Mon\" <a@b>", &["a@b"]),
            ("Your message of Monday", &[]),
            (" a@b ", &["a@b"]),
            ("<a\r\n @b>", &["a@b"]),
            ("<>", &[]),
            ("<a@b", &["a@b"]),
        ];
        for (text, wanted) in cases {
            assert_eq!(ids(text.as_bytes(), 100), *wanted, "{text:?}");
        }
        assert_eq!(ids(b"<1><2><3><4><5>", 3), ["1", "4", "5"]);
    }
}
