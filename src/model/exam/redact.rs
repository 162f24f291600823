//! What must not leave this machine with a report: who the person is, and whatever looks like a
//! secret. Hosts and domains stay, without them a report explains nothing.

use super::{Answer, Asked, Finding, Outcome, Report, Seen};
use crate::model::fault::Fault;

/// Stands where something was left out.
const GONE: &str = "…";

/// A word of letters and digits that is so long is a token, a session or an id, not a word.
const LONG: usize = 16;

/// One of letters alone has to be longer, and to have a capital letter behind a small one.
const LONGER: usize = 24;

/// Words that are personal: names before the `@`, login names.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Mask {
    /// In small letters, the longest first.
    words: Vec<Vec<char>>,
}

impl std::fmt::Debug for Mask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mask({} words)", self.words.len())
    }
}

impl Mask {
    /// From addresses and login names: each as a whole, and its part before the `@`.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let parts = names.into_iter().flat_map(|name| {
            let name = name.trim();
            let local = name.rsplit_once('@').map_or(name, |(local, _)| local);
            // A Windows login name: `DOMAIN\name`.
            let last = local.rsplit_once('\\').map_or(local, |(_, last)| last);
            [name, local, last]
        });
        let mut words: Vec<Vec<char>> =
            parts.filter(|part| !part.is_empty()).map(|part| small(part).collect()).collect();
        words.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        words.dedup();
        Self { words }
    }

    /// A text of others' without what is personal in it or looks secret.
    pub fn hide(&self, text: &str) -> String {
        let text = self.without_words(text);
        let mut hidden = String::with_capacity(text.len());
        let mut word = String::new();
        for c in text.chars() {
            if c.is_whitespace() || "\"'<>()[]{},;|".contains(c) {
                hidden.push_str(&hidden_word(&word));
                word.clear();
                hidden.push(c);
            } else {
                word.push(c);
            }
        }
        hidden.push_str(&hidden_word(&word));
        hidden
    }

    /// The personal words replaced, wherever they stand by themselves.
    fn without_words(&self, text: &str) -> String {
        let chars: Vec<char> = text.chars().collect();
        let lower: Vec<char> = chars.iter().copied().map(small_char).collect();
        let part = |at: Option<usize>| {
            at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_alphanumeric())
        };
        let mut left = String::with_capacity(text.len());
        let mut at = 0;
        while let Some(&c) = chars.get(at) {
            let rest = lower.get(at..).unwrap_or_default();
            let found = self.words.iter().find(|word| {
                rest.starts_with(word) && !part(at.checked_sub(1)) && !part(Some(at + word.len()))
            });
            match found {
                Some(word) => {
                    left.push_str(GONE);
                    at += word.len();
                }
                None => {
                    left.push(c);
                    at += 1;
                }
            }
        }
        left
    }

    fn fault(&self, fault: &Fault) -> Fault {
        Fault { detail: self.hide(&fault.detail), ..fault.clone() }
    }

    fn seen(&self, seen: &Seen) -> Seen {
        let mut seen = seen.clone();
        match &mut seen {
            Seen::Servers { asked, .. } => {
                for Asked { answer, .. } in asked {
                    if let Answer::Failed(fault) = answer {
                        *fault = self.fault(fault);
                    }
                }
            }
            Seen::Tls(tls) => {
                if let Some(certificate) = &mut tls.certificate {
                    certificate.subject = self.hide(&certificate.subject);
                    certificate.issuer = self.hide(&certificate.issuer);
                }
            }
            Seen::Greeting(words) => *words = self.hide(words),
            Seen::Capabilities(words) | Seen::Mechanisms { offered: words, .. } => {
                for word in words {
                    *word = self.hide(word);
                }
            }
            Seen::Token(token) => {
                for scope in &mut token.grant.scopes {
                    *scope = self.hide(scope);
                }
            }
            Seen::Nothing
            | Seen::Domain(_)
            | Seen::Addresses(_)
            | Seen::Reached(_)
            | Seen::Plain
            | Seen::Password
            | Seen::Inbox { .. } => {}
        }
        seen
    }
}

impl Report {
    /// The same for others' eyes: no name before the `@`, no login name, nothing that looks like a
    /// token, a session or the address of this machine.
    #[must_use]
    pub fn redacted(&self) -> Self {
        let mask = &self.mask;
        let domain = |address: &String| match address.rsplit_once('@') {
            Some((_, domain)) => format!("{GONE}@{domain}"),
            None => GONE.to_owned(),
        };
        let findings = self.findings.iter().map(|finding| Finding {
            outcome: match &finding.outcome {
                Outcome::Failed(fault) => Outcome::Failed(mask.fault(fault)),
                other => other.clone(),
            },
            seen: mask.seen(&finding.seen),
            ..finding.clone()
        });
        Self {
            address: self.address.as_ref().map(domain),
            findings: findings.collect(),
            mask: Mask::default(),
            ..self.clone()
        }
    }
}

fn small(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().map(small_char)
}

/// One small letter for each letter, so that places in both texts are the same.
fn small_char(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

/// One word, as much of it as may be told.
fn hidden_word(word: &str) -> String {
    if let Some((scheme, rest)) = word.split_once("://") {
        return hidden_url(scheme, rest);
    }
    if let Some((local, domain)) = word.rsplit_once('@')
        && !local.is_empty()
    {
        return format!("{GONE}@{}", hidden_pieces(domain));
    }
    if is_address(word) {
        return GONE.to_owned();
    }
    match hidden_path(word) {
        Some(path) => path,
        None => hidden_pieces(word),
    }
}

/// Host and path; no user, no query, no fragment, no long pieces.
fn hidden_url(scheme: &str, rest: &str) -> String {
    let (place, more) = match rest.split_once(['?', '#']) {
        Some((place, _)) => (place, GONE),
        None => (rest, ""),
    };
    let (authority, path) = place.split_once('/').map_or((place, None), |(a, p)| (a, Some(p)));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let path: String = path.map_or_else(String::new, |path| {
        let parts: Vec<String> = path.split('/').map(hidden_pieces).collect();
        format!("/{}", parts.join("/"))
    });
    format!("{scheme}://{host}{path}{more}")
}

/// The last part of a path of this machine: the others may hold the person's name.
fn hidden_path(word: &str) -> Option<String> {
    let rest = word.trim_start_matches(|c: char| c.is_ascii_alphabetic()).strip_prefix(':');
    let separator = if word.starts_with('/') || word.starts_with("~/") {
        '/'
    } else if word.starts_with("\\\\") || rest.is_some_and(|rest| rest.starts_with('\\')) {
        '\\'
    } else {
        return None;
    };
    let (folders, last) = word.rsplit_once(separator)?;
    (!folders.is_empty()).then(|| format!("{GONE}{separator}{last}"))
}

/// An IP address, with a port or without.
fn is_address(word: &str) -> bool {
    let bare = word.trim_end_matches('.').trim_start_matches("::ffff:");
    let host = bare.rsplit_once(':').map_or(bare, |(host, _)| host);
    let is = |text: &str| text.parse::<std::net::IpAddr>().is_ok();
    is(bare) || is(host)
}

/// The pieces between signs of a word; those that look like tokens are left out.
fn hidden_pieces(word: &str) -> String {
    // A JSON Web Token: its parts begin with `{"` in base64, and only together are they one.
    if word.split(['.', ':', '=']).any(|part| part.starts_with("eyJ")) {
        return GONE.to_owned();
    }
    let mut hidden = String::with_capacity(word.len());
    let mut piece = String::new();
    for c in word.chars() {
        if ".:@?&#%!*\\^`$".contains(c) {
            hidden.push_str(if is_secret(&piece) { GONE } else { &piece });
            piece.clear();
            hidden.push(c);
        } else {
            piece.push(c);
        }
    }
    hidden.push_str(if is_secret(&piece) { GONE } else { &piece });
    hidden
}

fn is_secret(piece: &str) -> bool {
    let count = piece.chars().count();
    let has = |is: fn(char) -> bool| piece.chars().any(is);
    if count >= LONG && has(|c| c.is_ascii_digit()) {
        return true;
    }
    let mut pairs = piece.chars().zip(piece.chars().skip(1));
    count >= LONGER && pairs.any(|(a, b)| a.is_lowercase() && b.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tokens_and_addresses_of_this_machine_are_left_out() {
        let mask = Mask::new(["Ana.Souza@example.org", "CORP\\asouza"]);
        for (text, expected) in [
            ("NO user ana.souza unknown", "NO user … unknown"),
            ("ANA.SOUZA@EXAMPLE.ORG: no", "…: no"),
            ("mailbox of Ana.Souza@mail.example.org", "mailbox of …@mail.example.org"),
            ("CORP\\asouza, asouza", "…, …"),
            ("bianca.souza is another", "bianca.souza is another"),
            ("for other@example.net", "for …@example.net"),
            (
                "Gimap ready for requests from 203.0.113.7 y17mb198681361pak",
                "Gimap ready for requests from … …",
            ),
            ("talk with ::ffff:198.51.100.3:38922, now", "talk with …, now"),
            ("from [2001:db8::1]", "from […]"),
            ("{\"access_token\":\"ya29.a0AfH6SMBx9kQ2vL\"}", "{\"access_token\":\"ya29.…\"}"),
            ("Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "Bearer …"),
            ("ready. [QgBZADIAUABSADEAMQBDAEEA]", "ready. […]"),
            ("dGhpcyBpcyBub3QgYSBzZWNyZXQ=", "…"),
            ("https://ana.souza:x@login.example/a?token=1", "https://login.example/a…"),
            (
                "see https://support.google.com/accounts/answer/185833 (Failure)",
                "see https://support.google.com/accounts/answer/185833 (Failure)",
            ),
            ("/etc/people/asouza/ca.pem: no such file", "…/ca.pem: no such file"),
            ("C:\\Users\\asouza\\ca.pem", "…\\ca.pem"),
            (
                "LOGIN-REFERRALS CLIENTNETWORKPRESENCELOCATION",
                "LOGIN-REFERRALS CLIENTNETWORKPRESENCELOCATION",
            ),
            (
                "the certificate is not valid for imap.example.org",
                "the certificate is not valid for imap.example.org",
            ),
            ("at 2023-07-06 13:35:42Z", "at 2023-07-06 13:35:42Z"),
        ] {
            assert_eq!(mask.hide(text), expected);
        }
    }

    #[test]
    fn a_mask_says_nothing_of_what_it_hides() {
        assert_eq!(format!("{:?}", Mask::new(["ana@example.org"])), "Mask(2 words)");
    }
}
