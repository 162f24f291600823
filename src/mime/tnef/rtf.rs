//! The words of a text in RTF as Outlook stores it: compressed (MS-OXRTFCP), sometimes with the HTML
//! inside that it was made from (MS-OXRTFEX). Fonts, pictures and styles are left out.

use crate::mime::charset;

/// What the dictionary begins with (MS-OXRTFCP section 2.1.2.1).
const PRESET: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \
\\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\
\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// Octets of the dictionary.
const WINDOW: usize = 4_096;
/// `LZFu`, and `MELA` of what is not compressed.
const COMPRESSED: u32 = 0x7546_5a4c;
const PLAIN: u32 = 0x414c_454d;
/// Groups within groups that are told apart; those within them count as one.
const DEEPEST: usize = 64;

/// Groups that hold no words.
const SILENT: &[&str] = &[
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "header",
    "footer",
    "generator",
];

/// The words of a compressed text, of at most so many octets; none where there are none.
pub fn text(octets: &[u8], most: usize) -> Option<String> {
    let rtf = unpack(octets, most)?;
    let text = Words::default().read(&rtf, most);
    (!text.trim().is_empty()).then_some(text)
}

fn unpack(octets: &[u8], most: usize) -> Option<Vec<u8>> {
    let (head, packed) = octets.split_at_checked(16)?;
    let kind = u32::from_le_bytes(head.get(8..12)?.try_into().ok()?);
    match kind {
        PLAIN => Some(packed.get(..most).unwrap_or(packed).to_vec()),
        COMPRESSED => Some(inflate(packed, most)),
        _ => None,
    }
}

fn inflate(packed: &[u8], most: usize) -> Vec<u8> {
    let mut window = [b' '; WINDOW];
    for (to, from) in window.iter_mut().zip(PRESET) {
        *to = *from;
    }
    let (mut at, mut out) = (PRESET.len(), Vec::new());
    let mut push = |octet: u8, at: &mut usize, window: &mut [u8; WINDOW]| {
        if let Some(place) = window.get_mut(*at) {
            *place = octet;
        }
        *at = (*at + 1) % WINDOW;
        out.push(octet);
        out.len() < most
    };
    let mut rest = packed.iter().copied();
    'all: while let Some(control) = rest.next() {
        for bit in 0..8 {
            let Some(first) = rest.next() else { break 'all };
            if control >> bit & 1 == 0 {
                if !push(first, &mut at, &mut window) {
                    break 'all;
                }
                continue;
            }
            let Some(second) = rest.next() else { break 'all };
            let reference = usize::from(u16::from_be_bytes([first, second]));
            let (from, length) = (reference >> 4, (reference & 0xf) + 2);
            // A reference to where it would be written is the end.
            if from == at {
                break 'all;
            }
            for step in 0..length {
                let octet = window.get((from + step) % WINDOW).copied().unwrap_or(b' ');
                if !push(octet, &mut at, &mut window) {
                    break 'all;
                }
            }
        }
    }
    out
}

/// What is being read.
#[derive(Debug)]
struct Words {
    out: String,
    /// Octets of the code page that are not decoded yet.
    octets: Vec<u8>,
    page: String,
    /// Whether each open group is silent, the outermost first.
    groups: Vec<bool>,
    /// Groups beyond the deepest.
    deeper: usize,
    is_silent: bool,
    /// What was written for readers of RTF beside the HTML.
    is_doubled: bool,
    /// Characters that stand for the one before, for readers without Unicode.
    stand_ins: usize,
    skip: usize,
}

impl Default for Words {
    fn default() -> Self {
        Self {
            out: String::new(),
            octets: Vec::new(),
            page: "windows-1252".to_owned(),
            groups: Vec::new(),
            deeper: 0,
            is_silent: false,
            is_doubled: false,
            stand_ins: 1,
            skip: 0,
        }
    }
}

impl Words {
    fn read(mut self, rtf: &[u8], most: usize) -> String {
        let mut at = 0;
        while let Some(octet) = rtf.get(at).copied() {
            at += 1;
            match octet {
                b'{' => self.open(),
                b'}' => self.close(),
                b'\\' => at = self.control(rtf, at),
                b'\r' | b'\n' => {}
                octet => self.put(octet),
            }
            if self.out.len() + self.octets.len() >= most {
                break;
            }
        }
        self.flush();
        self.out
    }

    fn open(&mut self) {
        if self.groups.len() < DEEPEST {
            self.groups.push(self.is_silent);
        } else {
            self.deeper += 1;
        }
    }

    fn close(&mut self) {
        if self.deeper > 0 {
            self.deeper -= 1;
        } else if let Some(before) = self.groups.pop() {
            self.is_silent = before;
        }
    }

    /// After a backslash; gives where what comes next begins.
    fn control(&mut self, rtf: &[u8], at: usize) -> usize {
        let rest = rtf.get(at..).unwrap_or_default();
        let letters = rest.iter().take(32).take_while(|octet| octet.is_ascii_alphabetic()).count();
        if letters == 0 {
            return at + self.sign(rest);
        }
        let word = std::str::from_utf8(rest.get(..letters).unwrap_or_default()).unwrap_or_default();
        let after = rest.get(letters..).unwrap_or_default();
        let is_part = |(place, octet): &(usize, &u8)| {
            octet.is_ascii_digit() || (*place == 0 && **octet == b'-')
        };
        let digits = after.iter().enumerate().take(11).take_while(is_part).count();
        let number = after.get(..digits).and_then(|digits| std::str::from_utf8(digits).ok());
        self.word(word, number.and_then(|number| number.parse().ok()));
        let blank = usize::from(after.get(digits) == Some(&b' '));
        at + letters + digits + blank
    }

    /// A control of one sign; gives how many octets it takes.
    fn sign(&mut self, rest: &[u8]) -> usize {
        match rest {
            [b'\'', high, low, ..] => {
                let digit = |octet: u8| char::from(octet).to_digit(16);
                if let (Some(high), Some(low)) = (digit(*high), digit(*low)) {
                    self.put(u8::try_from(high << 4 | low).unwrap_or(b' '));
                }
                3
            }
            [b'*', ..] => {
                self.is_silent = true;
                1
            }
            [b'~', ..] => {
                self.put(b' ');
                1
            }
            [sign @ (b'\\' | b'{' | b'}'), ..] => {
                self.put(*sign);
                1
            }
            [b'\r' | b'\n', ..] => {
                self.write('\n');
                1
            }
            [] => 0,
            _ => 1,
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        match word {
            "par" | "line" | "row" | "sect" | "page" => self.write('\n'),
            "tab" | "cell" => self.write('\t'),
            "emdash" => self.write('\u{2014}'),
            "endash" => self.write('\u{2013}'),
            "bullet" => self.write('\u{2022}'),
            "lquote" => self.write('\u{2018}'),
            "rquote" => self.write('\u{2019}'),
            "ldblquote" => self.write('\u{201c}'),
            "rdblquote" => self.write('\u{201d}'),
            "htmlrtf" => self.is_doubled = number != Some(0),
            "ansicpg" => self.page = format!("windows-{}", number.unwrap_or(1252)),
            "uc" => self.stand_ins = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(8),
            "u" => {
                // Numbers above 32,767 are written as negative ones.
                let unit = u16::try_from(number.unwrap_or(32) & 0xffff).unwrap_or(32);
                self.write(char::from_u32(u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER));
                self.skip = self.stand_ins;
            }
            _ if SILENT.contains(&word) => self.is_silent = true,
            _ => {}
        }
    }

    fn put(&mut self, octet: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if !self.is_silent && !self.is_doubled {
            self.octets.push(octet);
        }
    }

    fn write(&mut self, c: char) {
        if !self.is_silent && !self.is_doubled {
            self.flush();
            self.out.push(c);
        }
    }

    fn flush(&mut self) {
        let octets = std::mem::take(&mut self.octets);
        if !octets.is_empty() {
            self.out.push_str(&charset::decode(&octets, Some(&self.page)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As it is stored, not compressed.
    fn stored(rtf: &str) -> Vec<u8> {
        let mut octets = vec![0; 8];
        octets.extend(PLAIN.to_le_bytes());
        octets.extend([0; 4]);
        octets.extend(rtf.as_bytes());
        octets
    }

    #[test]
    fn the_words_of_a_text_are_read() {
        for (rtf, words) in [
            (
                r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}Hello\par caf\'e9 \u8364?\tab x}",
                "Hello\ncafé €\tx",
            ),
            (
                r"{\rtf1\fromhtml1{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 One\htmlrtf\par}\htmlrtf0 Two}",
                "OneTwo",
            ),
            (r"{\rtf1 a \{b\} \\ c\~d}", "a {b} \\ c d"),
            (r"{\rtf1\uc2\u-10179\'3d\'d8 x}", "\u{fffd} x"),
        ] {
            assert_eq!(text(&stored(rtf), 10_000).as_deref(), Some(words), "{rtf}");
        }
    }

    /// The example of MS-OXRTFCP section 4.1.
    #[test]
    fn a_compressed_text_is_unpacked() {
        let packed = [
            0x2d, 0, 0, 0, 0x2b, 0, 0, 0, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03,
            0x00, 0x0a, 0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a, 0xf3,
            0x20, 0x68, 0x65, 0x6c, 0x09, 0x00, 0x20, 0x62, 0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d,
            0x0a, 0x80, 0x0f, 0xa0,
        ];
        assert_eq!(
            unpack(&packed, 1_000).unwrap(),
            b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
        );
        assert_eq!(text(&packed, 1_000).as_deref(), Some("hello world"));
    }

    #[test]
    fn nothing_panics_or_grows() {
        for rtf in ["{".repeat(100_000), "}".repeat(9), "\\".repeat(9), r"\'".into(), r"\u".into()]
        {
            text(&stored(&rtf), 1_000);
        }
        assert_eq!(text(b"short", 1_000), None);
        let bomb: Vec<u8> = [0xff, 0x0c, 0xff].repeat(100_000);
        assert!(inflate(&bomb, 5_000).len() <= 5_000);
    }
}
