//! Transfer encodings (RFC 2045 section 6), in pieces. Lenient: what is not in the alphabet of
//! base64 is skipped, a broken escape of quoted-printable stays as it is. Blanks at the end of a
//! quoted-printable line stay too, though section 6.7 says that a relay added them: relays do no
//! longer, and signatures (`-- `) and flowed lines live by them.

use super::uu::Uu;

/// Decodes transfer encodings in pieces, for parts that are saved chunk by chunk.
#[derive(Debug)]
pub struct Decoder {
    state: State,
}

#[derive(Debug)]
enum State {
    Verbatim,
    Base64 { bits: u32, count: u8 },
    Quoted(Quoted),
    Uu(Uu),
}

/// Quoted-printable between two pieces.
#[derive(Debug, Default)]
struct Quoted {
    /// An escape or a soft line break that is not complete.
    held: Vec<u8>,
    /// In an encoded word `_` is a blank.
    word: bool,
}

impl Decoder {
    /// `encoding` in lower case; unknown ones pass through.
    pub fn new(encoding: &str) -> Self {
        let state = match encoding {
            "base64" => State::Base64 { bits: 0, count: 0 },
            "quoted-printable" => State::Quoted(Quoted::default()),
            // The Q encoding of header fields (RFC 2047 section 4.2).
            "q" => State::Quoted(Quoted { word: true, ..Quoted::default() }),
            "x-uuencode" | "uuencode" | "x-uue" | "uue" => State::Uu(Uu::default()),
            _ => State::Verbatim,
        };
        Self { state }
    }

    /// Decodes the next piece; what is not complete waits for the one after it.
    pub fn push(&mut self, piece: &[u8]) -> Vec<u8> {
        match &mut self.state {
            State::Verbatim => piece.to_vec(),
            State::Base64 { bits, count } => base64(bits, count, piece),
            State::Quoted(quoted) => {
                let mut out = Vec::with_capacity(piece.len());
                piece.iter().for_each(|byte| quoted.take(*byte, &mut out));
                out
            }
            State::Uu(uu) => uu.push(piece),
        }
    }

    /// The rest.
    pub fn finish(self) -> Vec<u8> {
        match self.state {
            State::Verbatim => Vec::new(),
            // Two or three digits without their padding still hold whole octets.
            State::Base64 { bits, count: 2 } => vec![(bits >> 4) as u8],
            State::Base64 { bits, count: 3 } => vec![(bits >> 10) as u8, (bits >> 2) as u8],
            State::Base64 { .. } => Vec::new(),
            State::Quoted(quoted) => quoted.rest(),
            State::Uu(uu) => uu.finish(),
        }
    }
}

fn base64(bits: &mut u32, count: &mut u8, piece: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(piece.len() / 4 * 3 + 3);
    for byte in piece {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            // Padding ends a quantum; another text may follow it (parts that were glued together).
            b'=' => {
                match *count {
                    2 => out.push((*bits >> 4) as u8),
                    3 => out.extend([(*bits >> 10) as u8, (*bits >> 2) as u8]),
                    _ => {}
                }
                (*bits, *count) = (0, 0);
                continue;
            }
            _ => continue,
        };
        *bits = *bits << 6 | u32::from(digit);
        *count += 1;
        if *count == 4 {
            out.extend([(*bits >> 16) as u8, (*bits >> 8) as u8, *bits as u8]);
            (*bits, *count) = (0, 0);
        }
    }
    out
}

impl Quoted {
    fn take(&mut self, byte: u8, out: &mut Vec<u8>) {
        if self.held.is_empty() { self.plain(byte, out) } else { self.escape(byte, out) }
    }

    fn plain(&mut self, byte: u8, out: &mut Vec<u8>) {
        match byte {
            b'=' => self.held.push(byte),
            b'_' if self.word => out.push(b' '),
            _ => out.push(byte),
        }
    }

    /// After `=`: two hexadecimal digits, or the end of the line (blanks before it are allowed).
    fn escape(&mut self, byte: u8, out: &mut Vec<u8>) {
        let held = self.held.get(1).copied();
        match (held, byte) {
            (None | Some(b' ' | b'\t' | b'\r'), b'\n') => self.held.clear(),
            (None | Some(b' ' | b'\t'), b' ' | b'\t' | b'\r') => self.held.push(byte),
            (None, b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F') => self.held.push(byte),
            // A line that ends with a bare CR.
            (Some(b'\r'), _) => {
                self.held.clear();
                self.plain(byte, out);
            }
            (Some(high), low) if hex(high).is_some() && hex(low).is_some() => {
                self.held.clear();
                out.push(hex(high).unwrap_or(0) << 4 | hex(low).unwrap_or(0));
            }
            _ => {
                out.append(&mut self.held);
                self.plain(byte, out);
            }
        }
    }

    /// A soft line break that was cut off goes, an escape that is not complete stays.
    fn rest(self) -> Vec<u8> {
        match self.held.as_slice() {
            [b'=', hex] if hex.is_ascii_hexdigit() => self.held,
            _ => Vec::new(),
        }
    }
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASES: &[(&str, &[u8], &[u8])] = &[
        ("base64", b"SGVs\r\nbG8=\r\n", b"Hello"),
        ("base64", b"SGVsbG8", b"Hello"),
        ("base64", b"SGVs!!bG8=SGVsbG8=", b"HelloHello"),
        ("base64", b"S", b""),
        ("base64", b"====", b""),
        ("quoted-printable", b"caf=C3=A9 =\r\nnoir  \r\nend", b"caf\xc3\xa9 noir  \r\nend"),
        ("quoted-printable", b"soft=  \r\nbreak=\nagain", b"softbreakagain"),
        ("quoted-printable", b"1=2 is =XY and =4", b"1=2 is =XY and =4"),
        ("quoted-printable", b"lower =c3=a9 ==41=", b"lower \xc3\xa9 =A"),
        ("quoted-printable", b"a \t \nb  ", b"a \t \nb  "),
        ("quoted-printable", b"lone=\rreturn\r", b"lonereturn\r"),
        ("8bit", b"as \xe9t is=41", b"as \xe9t is=41"),
        ("x-uuencode", b"\r\nbegin 644 x\r\n#0V%T\r\n`\r\nend\r\nmore", b"Cat"),
        ("x-uuencode", b"begin 644 x\n&0V%T0V\n$0V%T0P", b"CatC`\0CatC"),
        ("x-uuencode", b"begin 644 x\n(0V%T\n", b"Cat\0\0\0\0\0"),
        ("x-uuencode", b"nothing\nof it", b"nothing\nof it"),
        ("q", b"a_b=20c ", b"a b c "),
    ];

    #[test]
    fn transfer_encodings_decode_alike_whole_and_in_pieces_of_any_size() {
        for (encoding, input, wanted) in CASES {
            for size in 1..=input.len().max(1) {
                let mut decoder = Decoder::new(encoding);
                let mut out: Vec<u8> =
                    input.chunks(size).flat_map(|piece| decoder.push(piece)).collect();
                out.extend(decoder.finish());
                assert_eq!(out, *wanted, "{encoding} in pieces of {size}");
            }
        }
    }
}
