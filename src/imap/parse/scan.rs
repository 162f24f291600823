//! Tokens of a response: atoms, quoted strings, literals, lists (RFC 9051 section 4). Takes what
//! servers send rather than what they may send. Never goes back, never recurses, never panics.

use std::borrow::Cow;

use crate::imap::work;

/// A place in a response.
#[derive(Debug, Clone)]
pub(in crate::imap) struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// A value of any shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::imap) enum Value<'a> {
    Nil,
    Text(Cow<'a, [u8]>),
    List(Vec<Value<'a>>),
}

/// What a list is made of.
enum Token<'a> {
    Open,
    Close,
    Nil,
    Text(Cow<'a, [u8]>),
}

/// Values of one response at most: what they are kept in is larger than what they came in.
const MOST_VALUES: usize = 200_000;

impl<'a> Scan<'a> {
    pub(in crate::imap) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub(in crate::imap) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    pub(in crate::imap) fn at_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    pub(in crate::imap) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Passes this octet if it is next.
    pub(in crate::imap) fn eat(&mut self, byte: u8) -> bool {
        work::add(1);
        let is = self.peek() == Some(byte);
        if is {
            self.at += 1;
        }
        is
    }

    pub(in crate::imap) fn spaces(&mut self) {
        let start = self.at;
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
        work::add(self.at - start + 1);
    }

    /// Everything up to the first octet that ends it.
    pub(in crate::imap) fn until(&mut self, ends: impl Fn(u8) -> bool) -> &'a [u8] {
        let rest = self.rest();
        let length = rest.iter().position(|&byte| ends(byte)).unwrap_or(rest.len());
        work::add(length + 1);
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    /// A word: up to a space, a parenthesis or the end.
    pub(in crate::imap) fn word(&mut self) -> &'a [u8] {
        self.until(|byte| matches!(byte, b' ' | b'\t' | b'(' | b')' | b'\r' | b'\n'))
    }

    /// An unsigned number; one that does not fit is the largest, a negative one 0.
    pub(in crate::imap) fn number(&mut self) -> Option<u64> {
        self.spaces();
        let (number, used) = leading_number(self.rest())?;
        self.at += used;
        Some(number)
    }

    /// A string of any form: quoted, literal, or an atom where a string belongs. `NIL` is `None`
    /// inside. The outer `None` means that there is no string here.
    pub(in crate::imap) fn string(&mut self) -> Option<Option<Cow<'a, [u8]>>> {
        self.spaces();
        match self.token()? {
            Token::Text(text) => Some(Some(text)),
            Token::Nil => Some(None),
            Token::Open | Token::Close => None,
        }
    }

    /// Passes a value of any shape, however deep. `None`: it does not end.
    pub(in crate::imap) fn skip(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            self.spaces();
            if depth == 0 && matches!(self.peek(), None | Some(b')')) {
                return Some(());
            }
            match self.token()? {
                Token::Open => depth += 1,
                Token::Close => depth = depth.saturating_sub(1),
                Token::Nil | Token::Text(_) => {}
            }
            if depth == 0 {
                return Some(());
            }
        }
    }

    /// A value of any shape. Lists deeper than `most` are passed over and become `Nil`.
    pub(in crate::imap) fn value(&mut self, most: usize) -> Option<Value<'a>> {
        let mut open: Vec<Vec<Value<'a>>> = Vec::new();
        for _ in 0..MOST_VALUES {
            self.spaces();
            let value = if open.len() >= most && self.peek() == Some(b'(') {
                self.skip()?;
                Value::Nil
            } else {
                match self.token()? {
                    Token::Open => {
                        open.push(Vec::new());
                        continue;
                    }
                    Token::Close => Value::List(open.pop()?),
                    Token::Nil => Value::Nil,
                    Token::Text(text) => Value::Text(text),
                }
            };
            match open.last_mut() {
                Some(list) => list.push(value),
                None => return Some(value),
            }
        }
        None
    }

    fn token(&mut self) -> Option<Token<'a>> {
        match self.peek()? {
            b'(' => {
                self.at += 1;
                Some(Token::Open)
            }
            b')' => {
                self.at += 1;
                Some(Token::Close)
            }
            b'"' => self.quoted().map(Token::Text),
            b'{' | b'~' => Some(self.literal().map_or_else(|| self.atom(), Token::Text)),
            _ => Some(self.atom()),
        }
    }

    /// An atom; never empty, so that a scan always moves on.
    fn atom(&mut self) -> Token<'a> {
        let start = self.at;
        let word = self.word();
        if word.is_empty() {
            self.at += 1;
            let one = self.bytes.get(start..self.at).unwrap_or_default();
            return Token::Text(Cow::Borrowed(one));
        }
        if word.eq_ignore_ascii_case(b"NIL") {
            Token::Nil
        } else {
            Token::Text(Cow::Borrowed(word))
        }
    }

    /// A quoted string, `\"` and `\\` undone. NUL, 8-bit and even line ends are taken as they are.
    fn quoted(&mut self) -> Option<Cow<'a, [u8]>> {
        let inside = self.bytes.get(self.at + 1..)?;
        let mut owned: Option<Vec<u8>> = None;
        let mut at = 0;
        loop {
            let left = inside.get(at..)?;
            let run = left.iter().position(|byte| matches!(byte, b'"' | b'\\'));
            work::add(run.unwrap_or(left.len()) + 1);
            let run = run?;
            let plain = inside.get(at..at + run)?;
            let end = at + run;
            if inside.get(end) == Some(&b'"') {
                self.at += end + 2;
                return Some(match owned {
                    None => Cow::Borrowed(plain),
                    Some(mut text) => {
                        text.extend_from_slice(plain);
                        Cow::Owned(text)
                    }
                });
            }
            let text = owned.get_or_insert_with(Vec::new);
            text.extend_from_slice(plain);
            text.push(*inside.get(end + 1)?);
            at = end + 2;
        }
    }

    /// A literal, whose announced length is cut to what there is.
    fn literal(&mut self) -> Option<Cow<'a, [u8]>> {
        let rest = self.rest();
        let head = rest.strip_prefix(b"~").unwrap_or(rest).strip_prefix(b"{")?;
        let (length, used) = leading_number(head)?;
        let tail = head.get(used..)?;
        let tail = tail.strip_prefix(b"+").unwrap_or(tail).strip_prefix(b"}")?;
        let text = tail.strip_prefix(b"\r").unwrap_or(tail).strip_prefix(b"\n")?;
        let length = usize::try_from(length).unwrap_or(usize::MAX).min(text.len());
        self.at = self.bytes.len() - text.len() + length;
        text.get(..length).map(Cow::Borrowed)
    }
}

/// The number at the front and how many octets it takes.
pub(in crate::imap) fn leading_number(bytes: &[u8]) -> Option<(u64, usize)> {
    let sign = usize::from(bytes.first() == Some(&b'-'));
    let digits = bytes.get(sign..)?;
    let count = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    work::add(count + 1);
    if count == 0 {
        return None;
    }
    let number = digits
        .get(..count)?
        .iter()
        .fold(0_u64, |sum, digit| sum.saturating_mul(10).saturating_add(u64::from(digit - b'0')));
    Some((if sign == 1 { 0 } else { number }, sign + count))
}

/// Octets as text: UTF-8, else each octet as the character of its number (Latin-1).
pub(in crate::imap) fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|&byte| char::from(byte)).collect(),
    }
}

impl<'a> Value<'a> {
    pub(in crate::imap) fn as_text(&self) -> Option<&[u8]> {
        match self {
            Self::Text(text) => Some(text),
            Self::Nil | Self::List(_) => None,
        }
    }

    pub(in crate::imap) fn as_list(&self) -> Option<&[Value<'a>]> {
        match self {
            Self::List(list) => Some(list),
            Self::Nil | Self::Text(_) => None,
        }
    }

    /// The number that its text is wholly made of.
    pub(in crate::imap) fn as_number(&self) -> Option<u64> {
        let text = self.as_text()?;
        leading_number(text).filter(|&(_, used)| used == text.len()).map(|(number, _)| number)
    }
}
