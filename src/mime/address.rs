//! Address fields (RFC 5322 section 3.4 and its obsolete forms) as people really send them:
//! without commas, without brackets, with names after addresses. Linear; nothing nests.

use std::str::Chars;

use super::words;
use crate::model::address::Address;

/// Characters of a name or an address that are kept, and addresses of one field.
const MAX_NAME: usize = 500;
const MAX_EMAIL: usize = 500;
const MAX_ADDRESSES: usize = 2_000;

/// Reads a field in UTF-8. A group is its members; an empty one (as in
/// `undisclosed-recipients:;`) is its name.
pub fn addresses(field: &str) -> Vec<Address> {
    let mut reader = Reader::default();
    let mut chars = field.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => reader.push(&quoted(&mut chars)),
            '(' => reader.comment(&mut chars),
            '<' => reader.angle(&mut chars),
            ',' => reader.finish(),
            ';' => {
                reader.finish();
                reader.end_group();
            }
            ':' if reader.may_be_group() => reader.begin_group(),
            c if c.is_whitespace() => reader.end_word(),
            c => reader.push(c.encode_utf8(&mut [0; 4])),
        }
    }
    reader.finish();
    reader.end_group();
    reader.list
}

/// The mailbox that is read.
#[derive(Default)]
struct Reader {
    list: Vec<Address>,
    /// The word that is read, quotes and all.
    word: String,
    /// The words before the address.
    words: Vec<String>,
    /// One of these words is an address: looked up at every colon, so it is not searched for.
    address: bool,
    /// What was in angle brackets, and how many words were before it.
    spec: Option<(String, usize)>,
    note: String,
    /// The group that is open, and how long the list was before it.
    group: Option<(String, usize)>,
}

/// A quoted string with its quotes, to its end.
fn quoted(chars: &mut Chars<'_>) -> String {
    let mut text = String::from('"');
    while let Some(c) = chars.next() {
        text.push(c);
        match c {
            '"' => return text,
            '\\' => text.extend(chars.next()),
            _ => {}
        }
    }
    text.push('"');
    text
}

/// What is in a comment, to its end. Comments may hold comments.
fn comment(chars: &mut Chars<'_>) -> String {
    let (mut text, mut depth) = (String::new(), 1_usize);
    while let Some(c) = chars.next() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            '\\' => {
                text.extend(chars.next());
                continue;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
        text.push(c);
    }
    text
}

impl Reader {
    fn push(&mut self, text: &str) {
        self.address |= text.contains('@');
        self.word.push_str(text);
    }

    fn end_word(&mut self) {
        if !self.word.is_empty() {
            self.words.push(std::mem::take(&mut self.word));
        }
    }

    fn comment(&mut self, chars: &mut Chars<'_>) {
        self.end_word();
        if !self.note.is_empty() {
            self.note.push(' ');
        }
        self.note.push_str(&comment(chars));
    }

    /// To the closing bracket. Another address before this one ends here.
    fn angle(&mut self, chars: &mut Chars<'_>) {
        self.end_word();
        if let Some((_, before)) = self.spec {
            let later = self.words.split_off(before.min(self.words.len()));
            self.finish();
            self.address = later.iter().any(|word| word.contains('@'));
            self.words = later;
        }
        let mut spec = String::new();
        while let Some(c) = chars.next() {
            match c {
                '>' => break,
                '"' => spec.push_str(&quoted(chars)),
                '(' => drop(comment(chars)),
                // `<<a@b>>`
                '<' => spec.clear(),
                _ => spec.push(c),
            }
        }
        self.spec = Some((spec, self.words.len()));
    }

    /// Words before a colon name a group, unless one of them is an address.
    fn may_be_group(&self) -> bool {
        let named = !self.words.is_empty() || !self.word.is_empty();
        self.spec.is_none() && self.group.is_none() && named && !self.address
    }

    fn begin_group(&mut self) {
        self.end_word();
        self.address = false;
        let name = phrase(&std::mem::take(&mut self.words));
        self.group = Some((name, self.list.len()));
    }

    fn end_group(&mut self) {
        if let Some((name, before)) = self.group.take()
            && self.list.len() == before
        {
            self.add(name, "");
        }
    }

    fn finish(&mut self) {
        self.end_word();
        self.address = false;
        let words = std::mem::take(&mut self.words);
        let note = std::mem::take(&mut self.note);
        match self.spec.take() {
            Some((spec, before)) => {
                let (before, after) = words.split_at(before.min(words.len()));
                let name =
                    [phrase(before), decode(&note)].into_iter().find(|name| !name.is_empty());
                self.add(name.unwrap_or_default(), &spec);
                if after.iter().any(|word| word.contains('@')) {
                    self.bare(after, "");
                }
            }
            None if words.iter().any(|word| word.contains('@')) => self.bare(&words, &note),
            // A local name, as in `root (Cron)`.
            None => match words.as_slice() {
                [local] if !note.is_empty() => self.add(decode(&note), local),
                _ => self.add(phrase(&words), ""),
            },
        }
    }

    /// Addresses without brackets: each takes the words before it for its name.
    fn bare(&mut self, words: &[String], note: &str) {
        let mut name: Vec<String> = Vec::new();
        for word in join_around_dots(words) {
            if word.contains('@') {
                let own = phrase(&std::mem::take(&mut name));
                self.add(if own.is_empty() { decode(note) } else { own }, &word);
            } else {
                name.push(word);
            }
        }
    }

    fn add(&mut self, name: String, spec: &str) {
        let mut address = Address {
            name: words::one_line(&name, MAX_NAME),
            email: words::one_line(spec_of(spec), MAX_EMAIL),
        };
        if !address.email.starts_with('"') {
            address.email.retain(|c| c != ' ');
        }
        if address.name == address.email {
            address.name.clear();
        }
        let empty = address.name.is_empty() && address.email.is_empty();
        if !empty && self.list.len() < MAX_ADDRESSES {
            self.list.push(address);
        }
    }
}

/// Without the route of RFC 822 (`@relay,@relay:`) and stray brackets.
fn spec_of(spec: &str) -> &str {
    let spec = spec.trim();
    let spec = spec.strip_prefix("mailto:").unwrap_or(spec);
    match spec.split_once(':') {
        Some((route, rest)) if route.starts_with('@') => rest.trim(),
        _ => spec.trim_end_matches([':', ';']),
    }
}

/// `jdoe @ test . example` is one word.
fn join_around_dots(words: &[String]) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    for word in words {
        match joined.last_mut() {
            Some(last)
                if word.starts_with(['@', '.'])
                    || last.ends_with('@')
                    || (last.ends_with('.') && last.contains('@')) =>
            {
                last.push_str(word);
            }
            _ => joined.push(word.clone()),
        }
    }
    joined
}

/// The words of a name: quotes taken, encoded words decoded.
fn phrase(words: &[String]) -> String {
    let mut name = String::new();
    for word in words {
        if !name.is_empty() {
            name.push(' ');
        }
        let mut chars = word.chars();
        while let Some(c) = chars.next() {
            match c {
                '"' => {}
                '\\' => name.extend(chars.next()),
                c => name.push(c),
            }
        }
    }
    decode(&name)
}

fn decode(text: &str) -> String {
    words::decode_str(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_they_are_sent() {
        let cases: &[(&str, &[&str])] = &[
            ("a@b.org", &["a@b.org"]),
            ("<a@b.org>", &["a@b.org"]),
            ("Ann Lee <a@b.org>, Bo <b@b.org>", &["Ann Lee <a@b.org>", "Bo <b@b.org>"]),
            ("\"Lee, Ann\" <a@b.org>", &["Lee, Ann <a@b.org>"]),
            ("\"Ann \\\"A\\\" Lee\" <a@b.org>", &["Ann \"A\" Lee <a@b.org>"]),
            ("a@b.org (Ann (old) Lee)", &["Ann (old) Lee <a@b.org>"]),
            ("Pete(a \\) chap) <pete(his account)@b.org(his host)>", &["Pete <pete@b.org>"]),
            ("Ann (at work) <a@b.org>", &["Ann <a@b.org>"]),
            ("root (Cron Daemon)", &["Cron Daemon <root>"]),
            ("Postmaster", &["Postmaster"]),
            ("undisclosed-recipients:;", &["undisclosed-recipients"]),
            ("<Undisclosed-Recipient:;>", &["Undisclosed-Recipient"]),
            ("Team: Ann <a@b.org>, b@b.org; c@b.org", &["Ann <a@b.org>", "b@b.org", "c@b.org"]),
            ("A B <a@x> C D <c@x>", &["A B <a@x>", "C D <c@x>"]),
            ("a@x b@x", &["a@x", "b@x"]),
            ("Big Bug bug@b.org", &["Big Bug <bug@b.org>"]),
            (
                "Mary <@relay.tld,@two.tld:m@b.org>, , j@test   . example",
                &["Mary <m@b.org>", "j@test.example"],
            ),
            ("\"big bug\"@b.org", &["\"big bug\"@b.org"]),
            ("<\"a b\"@b.org>", &["\"a b\"@b.org"]),
            ("a@b.org <a@b.org>", &["a@b.org"]),
            ("Mikel@Lindsaar <m@b.org>", &["Mikel@Lindsaar <m@b.org>"]),
            ("=?utf-8?Q?J=C3=B6?= <j@b.org>", &["J\u{f6} <j@b.org>"]),
            ("\"=?utf-8?B?SsO2?=\" <j@b.org>", &["J\u{f6} <j@b.org>"]),
            ("m\u{e4}ry@ex\u{e4}mple.net", &["m\u{e4}ry@ex\u{e4}mple.net"]),
            ("Ann <a@b.org", &["Ann <a@b.org>"]),
            ("Ann <mailto:a@b.org>", &["Ann <a@b.org>"]),
            ("\u{202e}Ann\u{7} <a@b.org>", &["Ann <a@b.org>"]),
            ("MAILER-DAEMON <>", &["MAILER-DAEMON"]),
            ("<>", &[]),
            (",;:,", &[":"]),
            ("\"open", &["open"]),
            ("(open", &[]),
        ];
        for (field, wanted) in cases {
            let list: Vec<String> = addresses(field).iter().map(Address::to_string).collect();
            assert_eq!(list, *wanted, "{field:?}");
        }
        assert_eq!(addresses(&"a@b,".repeat(5_000)).len(), MAX_ADDRESSES);
    }

    /// With the words searched at each colon, this takes minutes.
    #[test]
    fn a_field_full_of_colons_is_read_in_one_pass() {
        let list = addresses(&format!("team: {}b@b.org", "a : ".repeat(60_000)));
        assert_eq!(list.last().map(|last| last.email.as_str()), Some("b@b.org"));
        let list = addresses(&format!("{}b@b.org {}", "a ".repeat(40_000), ": ".repeat(40_000)));
        assert_eq!(list.first().map(|first| first.email.as_str()), Some("b@b.org"));
    }
}
