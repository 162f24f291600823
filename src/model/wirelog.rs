//! What was said on an account's connections, without what it was about. A line can only hold words
//! of our own tables, numbers, sets of UIDs and names of mailboxes: there is no place in it for a
//! secret, a header or a text of a mail.

/// One line of the connection log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Milliseconds since 1970 UTC.
    pub at: i64,
    /// Sets the connections of an account apart.
    pub connection: u64,
    pub said: Said,
    /// Octets of it, all together.
    pub octets: u64,
    /// So many like it in a row.
    pub count: u32,
    /// Milliseconds since the last command, where it is an answer.
    pub ms: Option<u64>,
}

/// What was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// We said this.
    Command {
        word: &'static str,
        /// What a FETCH asks for, or how a sign-in is made.
        what: &'static str,
        /// Decoded.
        mailbox: Option<String>,
        set: UidText,
    },
    /// The server said this, or one of a kind that has no name here.
    Response { word: &'static str, number: Option<u32> },
    /// The server's answer to a command: its condition and its response code.
    Answer { condition: &'static str, code: &'static str },
}

/// A set of UIDs as it was sent; cut where it is long.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UidText(String);

/// Octets of a set that are kept.
const MOST: usize = 60;

impl UidText {
    /// Empty where the word is anything but a set.
    pub fn new(word: &str) -> Self {
        let is_set = word.bytes().all(|byte| byte.is_ascii_digit() || b":,*".contains(&byte));
        if !is_set {
            return Self::default();
        }
        let kept: String = word.chars().take(MOST).collect();
        let cut = if kept.len() < word.len() { "…" } else { "" };
        Self(format!("{kept}{cut}"))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_nothing_but_numbers() {
        for (word, kept) in [
            ("1:5,7", "1:5,7"),
            ("7:*", "7:*"),
            ("", ""),
            ("hunter2", ""),
            ("1,secret", ""),
            ("(ALL)", ""),
        ] {
            assert_eq!(UidText::new(word).as_str(), kept, "{word}");
        }
        let long = "123,".repeat(50);
        assert_eq!(UidText::new(&long).as_str().chars().count(), MOST + 1);
    }
}
