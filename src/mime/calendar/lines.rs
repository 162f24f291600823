//! The content lines of a calendar (RFC 5545 section 3.1): unfolded, cut into name, parameters and
//! value. Knows no property. Linear; nothing that a line says can make it fail.

/// Octets of a line that are read, and parameters.
const MAX_LINE: usize = 16 * 1024;
const MAX_PARAMS: usize = 30;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Upper case.
    pub name: String,
    /// Names in upper case, values without their quotes.
    pub params: Vec<(String, String)>,
    pub value: String,
}

impl Line {
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A value of type TEXT (section 3.3.11), line ends as blanks.
    pub fn text(&self) -> String {
        unescaped(&self.value)
    }
}

/// The lines of a text whose lines end with `\n`. What is no content line is left out.
pub fn lines(text: &str) -> impl Iterator<Item = Line> {
    let mut rest = text.split('\n').peekable();
    std::iter::from_fn(move || {
        let mut whole = rest.next()?.to_owned();
        while let Some(more) = rest.peek().and_then(|next| next.strip_prefix([' ', '\t'])) {
            if whole.len() < MAX_LINE {
                whole.push_str(more);
            }
            rest.next();
        }
        whole.truncate(whole.floor_char_boundary(MAX_LINE));
        Some(whole)
    })
    .filter_map(|whole| line(&whole))
}

fn line(whole: &str) -> Option<Line> {
    let (head, value) = cut(whole, ':')?;
    let mut rest = head;
    let mut pieces = Vec::new();
    while let Some((piece, after)) = cut(rest, ';').filter(|_| pieces.len() < MAX_PARAMS) {
        pieces.push(piece);
        rest = after;
    }
    pieces.push(rest);
    let mut pieces = pieces.into_iter();
    let name = pieces.next()?.trim().to_ascii_uppercase();
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if name.is_empty() || !name.chars().all(is_name) {
        return None;
    }
    let param = |piece: &str| {
        let (name, value) = piece.split_once('=')?;
        Some((name.trim().to_ascii_uppercase(), value.trim().trim_matches('"').to_owned()))
    };
    Some(Line { name, params: pieces.filter_map(param).collect(), value: value.trim().to_owned() })
}

/// Splits at the first such sign outside of quotes; where a quote is never closed, at the first.
fn cut(text: &str, sign: char) -> Option<(&str, &str)> {
    let mut is_quoted = false;
    let found = text.char_indices().find(|(_, c)| {
        is_quoted ^= *c == '"';
        *c == sign && !is_quoted
    });
    match found {
        Some((at, _)) => Some((text.get(..at)?, text.get(at + sign.len_utf8()..)?)),
        None if is_quoted => text.split_once(sign),
        None => None,
    }
}

fn unescaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut signs = value.chars();
    while let Some(c) = signs.next() {
        match c {
            '\\' => match signs.next() {
                Some('n' | 'N') => out.push(' '),
                Some(other) => out.push(other),
                None => {}
            },
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn lines_are_unfolded_and_cut_outside_of_quotes() {
        let text = "SUMMARY:One\\, two\\nth\n ree\nATTENDEE;CN=\"A: B; C\";ROLE=X:mailto:a@b.example\n\
            no line\n:empty\nDTSTART ; tzid=\"Europe/Berlin\" : 2026\n\n;=:\nX-A;B=\"open:c";
        let read: Vec<_> = lines(text).collect();
        let names: Vec<&str> = read.iter().map(|line| line.name.as_str()).collect();
        assert_eq!(names, ["SUMMARY", "ATTENDEE", "DTSTART", "X-A"]);
        assert_eq!(read[0].text(), "One, two three");
        assert_eq!(read[1].param("CN"), Some("A: B; C"));
        assert_eq!(read[1].value, "mailto:a@b.example");
        assert_eq!(read[2].param("TZID"), Some("Europe/Berlin"));
        assert_eq!(read[2].value, "2026");
        assert_eq!(read[3].value, "c");
    }

    #[test]
    fn a_line_without_end_is_cut() {
        let endless = format!("SUMMARY:{}", "ä\n ".repeat(200_000));
        let read: Vec<_> = lines(&endless).collect();
        assert!(read.len() == 1 && read[0].value.len() <= super::MAX_LINE);
        let many = format!("A{}:v", ";P=1".repeat(100_000));
        assert!(lines(&many).all(|line| line.params.len() <= super::MAX_PARAMS + 1));
    }
}
