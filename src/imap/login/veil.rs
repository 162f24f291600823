//! Takes secrets out of words that a server said: it may repeat the line that it did not understand,
//! whole or cut. Knows no exchange.

use std::collections::HashSet;

/// A run of this many octets of a long secret is never shown.
const RUN: usize = 12;

/// What must not be shown.
#[derive(Default)]
pub(super) struct Veil<'a> {
    /// Only as a whole: a piece of a password may be any word.
    whole: Vec<&'a str>,
    /// Each run of them.
    runs: Vec<&'a str>,
}

impl<'a> Veil<'a> {
    /// Hides a password wherever it stands as a whole.
    pub(super) fn whole(mut self, secret: &'a str) -> Self {
        self.whole.push(secret);
        self
    }

    /// Hides what nobody would write by chance, such as a token, and every piece of it.
    pub(super) fn pieces(mut self, secret: &'a str) -> Self {
        if secret.len() < RUN {
            self.whole.push(secret);
        } else {
            self.runs.push(secret);
        }
        self
    }

    /// The words with `…` in the place of secrets.
    pub(super) fn over(&self, words: &str) -> String {
        let mut words = words.to_owned();
        for secret in self.whole.iter().filter(|secret| !secret.is_empty()) {
            words = words.replace(secret, "…");
        }
        for secret in &self.runs {
            words = without_runs(&words, secret);
        }
        words
    }
}

fn without_runs(words: &str, secret: &str) -> String {
    let known: HashSet<&[u8]> = secret.as_bytes().windows(RUN).collect();
    let mut hidden_until = 0;
    let mut shown = String::with_capacity(words.len());
    for (at, char) in words.char_indices() {
        let run = words.as_bytes().get(at..at + RUN);
        let was_hidden = at < hidden_until;
        if run.is_some_and(|run| known.contains(run)) {
            hidden_until = at + RUN;
        }
        if at >= hidden_until {
            shown.push(char);
        } else if !was_hidden {
            shown.push('…');
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_veiled_whole_and_in_pieces() {
        let token = "ya29.a0AfH6SMBx-tokentoken_9";
        let veil = Veil::default().whole("hunter2").whole("").pieces(token).pieces("short");
        for (words, expected) in [
            ("NO nothing of it", "NO nothing of it"),
            ("BAD hunter2 hunter2!", "BAD … …!"),
            ("BAD short", "BAD …"),
            ("é ya29.a0AfH6SMBx-tokentoken_9 é", "é … é"),
            ("cut: ya29.a0AfH6SMBx-tok", "cut: …"),
            ("cut: xx6SMBx-tokentoken_9yy", "cut: xx…yy"),
            ("ya29.a0AfH6", "ya29.a0AfH6"),
        ] {
            assert_eq!(veil.over(words), expected);
        }
    }
}
