//! Header fields as they stand on the wire (RFC 5322 section 2.2, RFC 2045 section 5.1).

use std::borrow::Cow;

/// The field lines of a header, each with its folded lines and line ends; stops at the empty line.
pub fn fields(header: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut rest = header;
    std::iter::from_fn(move || {
        let mut end = line_end(rest, 0);
        if end == 0 || matches!(rest.get(..end), Some(b"\r\n" | b"\n")) {
            return None;
        }
        while matches!(rest.get(end), Some(b' ' | b'\t')) {
            end = line_end(rest, end);
        }
        let (field, after) = rest.split_at(end);
        rest = after;
        let colon = field.iter().position(|&byte| byte == b':').unwrap_or(field.len());
        Some((field.get(..colon).unwrap_or_default().trim_ascii_end(), field))
    })
}

/// Where the line that begins at `from` ends, behind its LF.
pub fn line_end(bytes: &[u8], from: usize) -> usize {
    let tail = bytes.get(from..).unwrap_or_default();
    tail.iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |lf| from + lf + 1)
}

/// The value of the first field of this name, unfolded, without white space around it.
pub fn value<'h>(header: &'h [u8], name: &str) -> Option<Cow<'h, [u8]>> {
    values(header, name).next()
}

/// The values of all fields of this name, in order.
pub fn values<'h>(header: &'h [u8], name: &str) -> impl Iterator<Item = Cow<'h, [u8]>> {
    fields(header).filter(move |(field, _)| field.eq_ignore_ascii_case(name.as_bytes())).map(
        |(field, line)| unfolded(line.get(field.len()..).unwrap_or_default().trim_ascii_start()),
    )
}

/// Without the colon, the folds and what surrounds them. NUL, which no IMAP string can hold, goes.
fn unfolded(after_name: &[u8]) -> Cow<'_, [u8]> {
    let value = after_name.strip_prefix(b":").unwrap_or(after_name).trim_ascii();
    let breaks = |byte: &u8| matches!(byte, b'\r' | b'\n' | 0);
    if value.iter().any(breaks) {
        Cow::Owned(value.iter().copied().filter(|byte| !breaks(byte)).collect())
    } else {
        Cow::Borrowed(value)
    }
}

/// Content-Type or Content-Disposition, taken apart but not decoded.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Parameterised {
    /// `text/plain` or `attachment`, as written.
    pub value: Vec<u8>,
    pub params: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Parameterised {
    const PARAMS: usize = 50;

    pub fn parse(text: &[u8]) -> Self {
        let mut pieces = split(text, b";");
        let mut this = Self { value: pieces.next().unwrap_or_default(), params: Vec::new() };
        for piece in pieces.take(Self::PARAMS) {
            let Some(equals) = piece.iter().position(|&byte| byte == b'=') else { continue };
            let (name, value) = piece.split_at(equals);
            let value = unquoted(value.get(1..).unwrap_or_default().trim_ascii());
            let name = name.trim_ascii();
            if !name.is_empty() {
                this.params.push((name.to_vec(), value));
            }
        }
        this
    }
}

/// Cuts at these octets outside of quotes and comments; comments are left out, pieces trimmed.
pub fn split<'t>(text: &'t [u8], at: &'t [u8]) -> impl Iterator<Item = Vec<u8>> + 't {
    let mut rest = text.iter().copied();
    let mut over = false;
    std::iter::from_fn(move || {
        if over {
            return None;
        }
        let mut piece = Vec::new();
        let (mut quoted, mut depth) = (false, 0_u32);
        loop {
            let Some(byte) = rest.next() else {
                over = true;
                break;
            };
            match byte {
                b'\\' if quoted || depth > 0 => {
                    let escaped = rest.next();
                    if depth == 0 {
                        piece.push(byte);
                        piece.extend(escaped);
                    }
                }
                b'"' if depth == 0 => {
                    quoted = !quoted;
                    piece.push(byte);
                }
                b'(' if !quoted => depth += 1,
                b')' if !quoted && depth > 0 => depth -= 1,
                _ if depth > 0 => {}
                _ if !quoted && at.contains(&byte) => break,
                _ => piece.push(byte),
            }
        }
        Some(piece.trim_ascii().to_vec())
    })
}

/// The content of a quoted string; anything else as it is.
pub fn unquoted(text: &[u8]) -> Vec<u8> {
    let Some(inner) = text.strip_prefix(b"\"") else { return text.to_vec() };
    let inner = inner.strip_suffix(b"\"").unwrap_or(inner);
    let mut plain = Vec::with_capacity(inner.len());
    let mut bytes = inner.iter().copied();
    while let Some(byte) = bytes.next() {
        plain.extend(if byte == b'\\' { bytes.next() } else { Some(byte) });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folded_field_is_one_field_and_its_value_one_line() {
        let header = b"Subject: a\r\n b\r\nsubject: c\nTo : x\r\n\r\nNot: header\r\n";
        let names: Vec<_> = fields(header).map(|(name, _)| name).collect();
        assert_eq!(names, [b"Subject".as_slice(), b"subject", b"To"]);
        assert_eq!(value(header, "SUBJECT").unwrap().as_ref(), b"a b");
        assert_eq!(value(header, "to").unwrap().as_ref(), b"x");
        assert_eq!(values(header, "subject").count(), 2);
        assert_eq!(value(header, "not"), None);
    }

    #[test]
    fn parameters_keep_what_is_quoted_and_lose_comments() {
        let parsed =
            Parameterised::parse(br#"text/plain (x;y); name="a;\"b\"" ; CHARSET = utf-8;;junk"#);
        assert_eq!(parsed.value, b"text/plain");
        let params = [("name", "a;\"b\""), ("CHARSET", "utf-8")];
        let params = params.map(|(name, value)| (name.into(), value.into()));
        assert_eq!(parsed.params, params);
    }
}
