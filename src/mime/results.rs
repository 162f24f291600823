//! Authentication-Results (RFC 8601 section 2.2) cut into words: comments left out, quotes undone.
//! Knows not whether any of it is true.

use crate::model::origin::{Check, Results};

/// Octets of a field that are read.
const MAX_FIELD: usize = 16 * 1024;
/// Results of one field, and properties of one result, that are read.
const MAX_CHECKS: usize = 40;
const MAX_PROPERTIES: usize = 20;
/// Characters of a word.
const MAX_WORD: usize = 500;

/// Reads one field. What it says after a comment or quote that never ends is left out.
pub fn results(value: &[u8]) -> Results {
    let value = value.get(..MAX_FIELD).unwrap_or(value);
    let mut clauses = clauses(&String::from_utf8_lossy(value)).into_iter();
    let first = clauses.next().unwrap_or_default();
    // Some servers give no name and begin with what they found.
    let named = first.first().is_some_and(|word| !word.contains('='));
    let server = first.first().filter(|_| named).map(|name| name.to_ascii_lowercase());
    let rest = (!named).then_some(first).into_iter().chain(clauses);
    Results {
        server: server.unwrap_or_default(),
        checks: rest.filter_map(check).take(MAX_CHECKS).collect(),
    }
}

/// `method/version=result` and `type.property=value`s.
fn check(words: Vec<String>) -> Option<Check> {
    let mut words = words.into_iter();
    let first = words.next()?;
    let (method, result) = first.split_once('=')?;
    let method = method.split('/').next().unwrap_or_default();
    if method.is_empty() || result.is_empty() {
        return None;
    }
    let pair = |word: String| {
        let (name, value) = word.split_once('=')?;
        name.contains('.').then(|| (name.to_ascii_lowercase(), value.to_owned()))
    };
    Some(Check {
        method: method.to_ascii_lowercase(),
        result: result.to_ascii_lowercase(),
        properties: words.filter_map(pair).take(MAX_PROPERTIES).collect(),
    })
}

/// What stands between the semicolons, as words; `a = b` is one.
fn clauses(text: &str) -> Vec<Vec<String>> {
    let mut cutter = Cutter::default();
    text.chars().for_each(|c| cutter.take(c));
    cutter.finish()
}

#[derive(Default)]
struct Cutter {
    all: Vec<Vec<String>>,
    words: Vec<String>,
    word: String,
    /// Comments that are open, one inside the other.
    depth: usize,
    quoted: bool,
    escaped: bool,
}

impl Cutter {
    fn take(&mut self, c: char) {
        let literal = std::mem::take(&mut self.escaped);
        match c {
            _ if literal && self.depth > 0 => {}
            _ if literal => self.push(c),
            '\\' if self.depth > 0 || self.quoted => self.escaped = true,
            '(' if !self.quoted => {
                self.end_word();
                self.depth += 1;
            }
            ')' if self.depth > 0 => self.depth -= 1,
            _ if self.depth > 0 => {}
            '"' => self.quoted = !self.quoted,
            _ if self.quoted => self.push(c),
            ';' => {
                self.end_word();
                self.all.push(std::mem::take(&mut self.words));
            }
            c if c.is_whitespace() => self.end_word(),
            c => self.push(c),
        }
    }

    fn push(&mut self, c: char) {
        // A quoted line end would begin another line on screen.
        if self.word.len() < MAX_WORD && !c.is_control() {
            self.word.push(c);
        }
    }

    /// Blanks and comments may stand around the equals sign.
    fn end_word(&mut self) {
        let word = std::mem::take(&mut self.word);
        if word.is_empty() {
            return;
        }
        match self.words.last_mut() {
            Some(last) if is_open(last) => last.push_str(&word),
            Some(last) if word.starts_with('=') && !last.contains('=') => last.push_str(&word),
            _ => self.words.push(word),
        }
    }

    fn finish(mut self) -> Vec<Vec<String>> {
        if self.depth == 0 && !self.quoted {
            self.end_word();
            self.all.push(self.words);
        }
        self.all
    }
}

/// A name that waits for its value.
fn is_open(word: &str) -> bool {
    word.strip_suffix('=').is_some_and(|name| !name.contains('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `server: method=result name=value …; …`
    fn read(text: &str) -> String {
        let Results { server, checks } = results(text.as_bytes());
        let check = |check: &Check| {
            let properties =
                check.properties.iter().map(|(name, value)| format!(" {name}={value}"));
            format!("{}={}{}", check.method, check.result, properties.collect::<String>())
        };
        let checks: Vec<String> = checks.iter().map(check).collect();
        format!("{server}: {}", checks.join("; "))
    }

    #[test]
    fn results_are_read_as_servers_write_them() {
        let cases = [
            (
                " mx.google.com;\r\n       dkim=pass header.i=@example.com header.s=s1 \
                 header.b=\"Xx/+==\";\r\n spf=pass (google.com: domain of a@b designates 1.2.3.4 as \
                 permitted sender) smtp.mailfrom=bounce+1=x@example.com;\r\n       dmarc=pass \
                 (p=REJECT sp=REJECT dis=NONE) header.from=example.com",
                "mx.google.com: dkim=pass header.i=@example.com header.s=s1 header.b=Xx/+==; \
                 spf=pass smtp.mailfrom=bounce+1=x@example.com; dmarc=pass header.from=example.com",
            ),
            (
                "MX.Example.ORG 1; DKIM/1 = Pass Header.D = example.com",
                "mx.example.org: dkim=pass header.d=example.com",
            ),
            ("mx.example.org; none", "mx.example.org: "),
            ("mx (a (nested; one) \\) with);dkim(x)=(y)pass", "mx: dkim=pass"),
            (
                "spf=pass (sender IP is 1.2.3.4) smtp.mailfrom=a.example; dkim=none",
                ": spf=pass smtp.mailfrom=a.example; dkim=none",
            ),
            (
                "mx; dkim=fail reason=\"bad; spf=pass\" header.d=a.example",
                "mx: dkim=fail header.d=a.example",
            ),
            (
                "mx; dkim=pass header.b=abc= header.d=a.example",
                "mx: dkim=pass header.b=abc= header.d=a.example",
            ),
            ("mx; dkim=none (never closed; dkim=pass header.d=a.example", "mx: "),
            ("mx; dkim=none \"never closed; dkim=pass header.d=a.example", "mx: "),
            ("", ": "),
            (";;;=;a=;=b", ": "),
        ];
        for (text, wanted) in cases {
            assert_eq!(read(text), wanted, "{text}");
        }
    }

    #[test]
    fn what_never_ends_is_capped() {
        let many = format!("mx{}", "; dkim=pass a.b=c".repeat(5_000));
        assert_eq!(results(many.as_bytes()).checks.len(), MAX_CHECKS);
        let one = format!("mx; dkim=pass{}", " a.b=c".repeat(2_000));
        assert_eq!(results(one.as_bytes()).checks[0].properties.len(), MAX_PROPERTIES);
        let long = format!("mx; dkim=pass a.b={}", "x".repeat(10_000));
        assert!(results(long.as_bytes()).checks[0].properties[0].1.len() <= MAX_WORD);
        let deep = "(".repeat(10_000);
        assert_eq!(results(deep.as_bytes()), Results::default());
    }
}
