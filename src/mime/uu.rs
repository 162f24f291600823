//! What `uuencode` made of a file (POSIX), in pieces. Mail of the nineties names it as a transfer
//! encoding; what says that it is such and does not begin so stays as it is.

/// Octets of a line that are looked at; lines hold 61.
const MAX_LINE: usize = 200;

/// A decoder between two pieces.
#[derive(Debug, Default)]
pub(super) struct Uu {
    /// The beginning of a line whose end has not come.
    line: Vec<u8>,
    place: Place,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Place {
    #[default]
    Before,
    Within,
    After,
    /// It was none.
    Verbatim,
}

impl Uu {
    /// Decodes the next piece; a line that is not complete waits for the one after it.
    pub fn push(&mut self, piece: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(piece.len());
        for byte in piece {
            if self.place == Place::Verbatim {
                out.push(*byte);
                continue;
            }
            self.line.push(*byte);
            if *byte == b'\n' || (self.place == Place::Before && self.line.len() > MAX_LINE) {
                self.end_line(&mut out);
            } else if self.line.len() > MAX_LINE {
                self.line.truncate(MAX_LINE);
            }
        }
        out
    }

    /// The rest.
    pub fn finish(mut self) -> Vec<u8> {
        let mut out = Vec::new();
        self.end_line(&mut out);
        out
    }

    fn end_line(&mut self, out: &mut Vec<u8>) {
        let line = std::mem::take(&mut self.line);
        let text = line.trim_ascii();
        match self.place {
            Place::Before if text.is_empty() => {}
            Place::Before if text.starts_with(b"begin ") => self.place = Place::Within,
            Place::Before => {
                self.place = Place::Verbatim;
                out.extend(line);
            }
            Place::Within if text == b"end" => self.place = Place::After,
            Place::Within => decode(&line, out),
            Place::After | Place::Verbatim => {}
        }
    }
}

/// A line: how many octets it holds, then four characters of six bits for three of them. Blanks at
/// its end that were lost on the way stand for nothing.
fn decode(line: &[u8], out: &mut Vec<u8>) {
    let six = |byte: u8| byte.wrapping_sub(b' ') & 0x3f;
    let Some((first, digits)) = line.trim_ascii_end().split_first() else { return };
    let mut left = usize::from(six(*first));
    let mut digits = digits.iter();
    while left > 0 {
        let bits = (0..4)
            .fold(0, |bits, _| bits << 6 | digits.next().map_or(0, |byte| u32::from(six(*byte))));
        let octets = [(bits >> 16) as u8, (bits >> 8) as u8, bits as u8];
        out.extend(octets.iter().take(left));
        left = left.saturating_sub(3);
    }
}
