//! Spoils an input: bits, numbers, lengths of literals, tokens, brackets, ends. Knows the shape of
//! the languages that mail is made of (words, numbers, brackets, `{5}`), and no meaning.

use fastrand::Rng;

/// Inputs grow no larger than this, in octets, but for a few.
const USUAL: usize = 16 * 1024;
/// One in so many is grown to `LARGE`, so that what is not linear shows.
const RARE: u32 = 400;
const LARGE: usize = 256 * 1024;

/// Octets that mean something somewhere.
const MARKS: &[u8] = b"\0\t\n\r \"#%&'()*+,-./:;<=>?@[\\]_`{|}~\x7f\x80\xc3\xed\xf4\xff";

/// Numbers at the edges of what is counted in.
const NUMBERS: [&str; 20] = [
    "0",
    "1",
    "-1",
    "00",
    "7",
    "127",
    "255",
    "256",
    "65535",
    "65536",
    "2147483647",
    "2147483648",
    "4294967294",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "18446744073709551615",
    "18446744073709551616",
    "340282366920938463463374607431768211456",
    "99999999999999999999999999999999999999999999999999",
];

pub struct Mutator<'m> {
    pub random: &'m mut Rng,
    pub words: &'m [&'m [u8]],
    /// Another seed, to splice with.
    pub other: &'m [u8],
}

impl Mutator<'_> {
    pub fn spoil(&mut self, input: &mut Vec<u8>) {
        // Most inputs stay close to what they were: those get furthest into a parser.
        let times = 1 + self.random.usize(0..8).min(self.random.usize(0..8));
        for _ in 0..times {
            self.once(input);
        }
        if self.random.u32(0..RARE) == 0 {
            self.inflate(input);
        } else {
            input.truncate(USUAL);
        }
    }

    fn once(&mut self, input: &mut Vec<u8>) {
        match self.random.u8(0..14) {
            0 => self.flip(input),
            1 => self.mark(input),
            2 | 3 => self.word(input),
            4 => drop(self.cut(input)),
            5 => self.repeat(input),
            6 => self.splice(input),
            7 => self.swap(input),
            8 => self.number(input),
            9 => self.lie(input),
            10 => self.nest(input),
            11 => {
                let end = self.place(input);
                input.truncate(end);
            }
            12 => self.shout(input),
            _ => self.binary(input),
        }
    }

    /// Anywhere, the end included.
    fn place(&mut self, input: &[u8]) -> usize {
        self.random.usize(0..=input.len())
    }

    /// A range, most often a short one.
    fn range(&mut self, input: &[u8]) -> std::ops::Range<usize> {
        let from = self.place(input);
        let most = if self.random.u8(0..4) == 0 { input.len() } else { 24 };
        from..(from + self.random.usize(0..=most)).min(input.len())
    }

    fn flip(&mut self, input: &mut [u8]) {
        if !input.is_empty() {
            input[self.random.usize(0..input.len())] ^= 1 << self.random.u8(0..8);
        }
    }

    fn mark(&mut self, input: &mut Vec<u8>) {
        let mark = MARKS[self.random.usize(0..MARKS.len())];
        let at = self.place(input);
        match input.get_mut(at) {
            Some(octet) if self.random.bool() => *octet = mark,
            _ => input.insert(at, mark),
        }
    }

    fn word(&mut self, input: &mut Vec<u8>) {
        if self.words.is_empty() {
            return self.mark(input);
        }
        let word = self.words[self.random.usize(0..self.words.len())];
        let over = if self.random.bool() { self.range(input) } else { 0..0 };
        let at = if over.is_empty() { self.place(input) } else { over.start };
        let end = over.end.max(at);
        input.splice(at..end, word.iter().copied());
    }

    fn cut(&mut self, input: &mut Vec<u8>) -> Vec<u8> {
        let range = self.range(input);
        input.drain(range).collect()
    }

    fn repeat(&mut self, input: &mut Vec<u8>) {
        let range = self.range(input);
        let times = 1 << self.random.u32(0..8);
        let piece = input[range.clone()].to_vec();
        let times = times.min(USUAL / piece.len().max(1));
        input.splice(range.end..range.end, piece.repeat(times));
    }

    fn splice(&mut self, input: &mut Vec<u8>) {
        let range = self.range(self.other);
        let piece = self.other[range].to_vec();
        let over = self.range(input);
        input.splice(over, piece);
    }

    /// Two tokens change places.
    fn swap(&mut self, input: &mut Vec<u8>) {
        let tokens: Vec<std::ops::Range<usize>> = tokens(input);
        if tokens.len() < 2 {
            return;
        }
        let one = self.random.usize(0..tokens.len() - 1);
        let two = self.random.usize(one + 1..tokens.len());
        let (one, two) = (tokens[one].clone(), tokens[two].clone());
        let mut new = input[..one.start].to_vec();
        new.extend_from_slice(&input[two.clone()]);
        new.extend_from_slice(&input[one.end..two.start]);
        new.extend_from_slice(&input[one]);
        new.extend_from_slice(&input[two.end..]);
        *input = new;
    }

    /// A number becomes one at an edge, or the next one.
    fn number(&mut self, input: &mut Vec<u8>) {
        let numbers = runs(input, u8::is_ascii_digit);
        if numbers.is_empty() {
            return self.mark(input);
        }
        let range = numbers[self.random.usize(0..numbers.len())].clone();
        let text = std::str::from_utf8(&input[range.clone()]).unwrap_or_default();
        let new = match (text.parse::<u64>(), self.random.u8(0..3)) {
            (Ok(number), 0) => number.wrapping_add(1).to_string(),
            (Ok(number), 1) => number.wrapping_sub(1).to_string(),
            _ => NUMBERS[self.random.usize(0..NUMBERS.len())].to_owned(),
        };
        input.splice(range, new.into_bytes());
    }

    /// A literal whose length is not what it says.
    fn lie(&mut self, input: &mut Vec<u8>) {
        let opens: Vec<usize> = places(input, b'{');
        if opens.is_empty() {
            let at = self.place(input);
            let text = format!("{{{}}}\r\n", self.random.u16(0..40));
            input.splice(at..at, text.into_bytes());
            return;
        }
        let open = opens[self.random.usize(0..opens.len())] + 1;
        let digits = input[open..].iter().take_while(|octet| octet.is_ascii_digit()).count();
        let new = match self.random.bool() {
            true => self.random.u16(0..60).to_string(),
            false => NUMBERS[self.random.usize(0..NUMBERS.len())].to_owned(),
        };
        input.splice(open..open + digits, new.into_bytes());
    }

    /// Brackets in brackets, closed or not.
    fn nest(&mut self, input: &mut Vec<u8>) {
        const PAIRS: [(&[u8], &[u8]); 8] = [
            (b"(", b")"),
            (b"[", b"]"),
            (b"{", b"}"),
            (b"<", b">"),
            (b"\"", b"\""),
            (b"<div>", b"</div>"),
            (b"((\"a\" ", b"))"),
            (b"> ", b"\n"),
        ];
        let (open, close) = PAIRS[self.random.usize(0..PAIRS.len())];
        let depth = 1_usize << self.random.u32(0..11);
        let range = self.range(input);
        if self.random.bool() {
            input.splice(range.end..range.end, close.repeat(depth));
        }
        input.splice(range.start..range.start, open.repeat(depth));
    }

    fn shout(&mut self, input: &mut [u8]) {
        let range = self.range(input);
        let piece = &mut input[range];
        if self.random.bool() { piece.make_ascii_uppercase() } else { piece.make_ascii_lowercase() }
    }

    /// Four octets as a number of our own records.
    fn binary(&mut self, input: &mut Vec<u8>) {
        let at = self.place(input);
        let number: u32 = match self.random.u8(0..4) {
            0 => u32::MAX,
            1 => self.random.u32(..),
            2 => self.random.u32(0..300),
            _ => 1 << self.random.u32(0..32),
        };
        let end = (at + 4).min(input.len());
        input.splice(at..end, number.to_le_bytes());
    }

    /// The same again and again, or one token of it.
    fn inflate(&mut self, input: &mut Vec<u8>) {
        let piece = match self.random.bool() {
            true => input.clone(),
            false => {
                let range = self.range(input);
                input[range].to_vec()
            }
        };
        if piece.is_empty() {
            return;
        }
        let at = self.place(input);
        input.splice(at..at, piece.repeat(LARGE / piece.len()));
        input.truncate(LARGE);
    }
}

fn places(input: &[u8], wanted: u8) -> Vec<usize> {
    input.iter().enumerate().filter(|(_, octet)| **octet == wanted).map(|(at, _)| at).collect()
}

/// Runs of octets of a kind.
fn runs(input: &[u8], is: impl Fn(&u8) -> bool) -> Vec<std::ops::Range<usize>> {
    let mut runs = Vec::new();
    let mut from = None;
    for (at, octet) in input.iter().enumerate() {
        match (is(octet), from) {
            (true, None) => from = Some(at),
            (false, Some(start)) => {
                runs.push(start..at);
                from = None;
            }
            _ => {}
        }
    }
    runs.extend(from.map(|start| start..input.len()));
    runs
}

/// What lies between blanks and brackets.
fn tokens(input: &[u8]) -> Vec<std::ops::Range<usize>> {
    runs(input, |octet| !b" \t\r\n()[]<>;,".contains(octet))
}
