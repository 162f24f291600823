//! What some servers offer and get wrong, from `resources/server-quirks.toml`: it is as if they did
//! not offer it. Knows no connection. What the table does not know is found out by trying.

use std::sync::LazyLock;

use serde::Deserialize;

use super::types::Capabilities;

const TABLE: &str = include_str!("../../resources/server-quirks.toml");

/// A row of the table: a server, and what is not to be used or relied on there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Quirk {
    /// Capabilities that are not to be used.
    #[serde(default)]
    avoid: Vec<String>,
    /// Octets of a command line at most.
    line: Option<usize>,
    /// Messages of a mailbox that it shows at most, the newest.
    window: Option<u32>,
    /// Host names and all below them.
    #[serde(default)]
    hosts: Vec<String>,
    /// Words of the greeting, or of its answer to ID, in any case.
    #[serde(default)]
    says: Vec<String>,
    /// Capabilities that give it away; all of them.
    #[serde(default)]
    offers: Vec<String>,
    /// Why, and who found it out.
    reason: String,
}

#[derive(Debug, Default, Deserialize)]
struct Table {
    #[serde(default)]
    quirk: Vec<Quirk>,
}

/// A table that cannot be read is empty; a test reads it.
static QUIRKS: LazyLock<Vec<Quirk>> =
    LazyLock::new(|| toml::from_str::<Table>(TABLE).unwrap_or_default().quirk);

/// What is known to be wrong with one server.
#[derive(Debug, Default)]
pub(super) struct Quirks {
    host: String,
    /// What the server said of itself, in small letters.
    said: Vec<String>,
    avoided: Vec<&'static str>,
    line: Option<usize>,
    window: Option<u32>,
}

impl Quirks {
    /// Of the server at this host, which greeted with these words.
    pub(super) fn of(host: &str, greeting: &str) -> Self {
        let host = host.trim_end_matches('.').to_lowercase();
        Self { host, said: vec![greeting.to_lowercase()], ..Self::default() }
    }

    /// It answered ID. Whether that can change anything.
    pub(super) fn identified(&mut self, words: &str) -> bool {
        let words = words.to_lowercase();
        // A server that names itself without end is known well enough.
        let new = self.said.len() < 4 && !self.said.contains(&words);
        if new {
            self.said.push(words);
        }
        new
    }

    /// Takes what this server gets wrong out of what it offers.
    pub(super) fn apply(&mut self, offered: &mut Capabilities) {
        let fitting = QUIRKS.iter().filter(|quirk| self.fits(quirk, offered));
        for quirk in fitting.collect::<Vec<_>>() {
            self.line = self.line.or(quirk.line);
            self.window = self.window.or(quirk.window);
            for avoid in quirk.avoid.iter().map(String::as_str) {
                if !self.avoided.contains(&avoid) {
                    tracing::debug!(avoid, reason = quirk.reason, "An extension is not used.");
                    self.avoided.push(avoid);
                }
            }
        }
        let avoided = |word: &String| self.avoided.iter().any(|no| word.eq_ignore_ascii_case(no));
        offered.0.retain(|word| !avoided(word));
    }

    /// Octets of a command line that this server takes at most.
    pub(super) fn line(&self) -> Option<usize> {
        self.line
    }

    /// Messages of a mailbox that this server shows at most: what is older is there, and not seen.
    pub(super) fn window(&self) -> Option<u32> {
        self.window
    }

    fn fits(&self, quirk: &Quirk, offered: &Capabilities) -> bool {
        let below = |name: &String| {
            self.host
                .strip_suffix(name.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        let says = |words: &String| self.said.iter().any(|said| said.contains(words.as_str()));
        let offers = !quirk.offers.is_empty() && quirk.offers.iter().all(|word| offered.has(word));
        quirk.hosts.iter().any(below) || quirk.says.iter().any(says) || offers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(host: &str, greeting: &str, id: &str, offered: &str) -> String {
        let mut quirks = Quirks::of(host, greeting);
        quirks.identified(id);
        let mut offered = Capabilities(offered.split(' ').map(str::to_owned).collect());
        quirks.apply(&mut offered);
        offered.0.join(" ")
    }

    #[test]
    fn every_row_names_a_server_what_to_avoid_there_and_why() {
        let table: Table = toml::from_str(TABLE).unwrap();
        assert!(!table.quirk.is_empty());
        for quirk in &table.quirk {
            let limits = quirk.line.is_some() || quirk.window.is_some();
            assert!(!quirk.avoid.is_empty() || limits, "{quirk:?}");
            assert!(quirk.line.is_none_or(|line| line >= 500), "{quirk:?}");
            assert!(quirk.window.is_none_or(|window| window >= 1_000), "{quirk:?}");
            assert!(quirk.reason.len() > 20 && quirk.reason.contains(' '), "{quirk:?}");
            let marks = [&quirk.hosts, &quirk.says, &quirk.offers];
            assert!(marks.iter().any(|marks| !marks.is_empty()), "{quirk:?}");
            for words in quirk.hosts.iter().chain(&quirk.says) {
                assert!(words.len() > 4 && *words == words.to_lowercase(), "{quirk:?}");
            }
            for word in quirk.avoid.iter().chain(&quirk.offers) {
                assert_eq!(*word, word.to_uppercase(), "{quirk:?}");
            }
        }
    }

    #[test]
    fn what_a_server_gets_wrong_is_as_if_it_did_not_offer_it() {
        let all = "IDLE QRESYNC CONDSTORE UIDPLUS LIST-STATUS";
        for (host, greeting, id, expected) in [
            ("imap.mail.me.com", "", "", "IDLE CONDSTORE UIDPLUS LIST-STATUS"),
            ("P99-IMAP.MAIL.ME.COM.", "", "", "IDLE CONDSTORE UIDPLUS LIST-STATUS"),
            ("imap.notmail.me.com.example", "", "", all),
            ("xmail.me.com", "", "", all),
            ("imap.strato.de", "", "", "IDLE QRESYNC CONDSTORE UIDPLUS"),
            (
                "127.0.0.1",
                "Proton Mail Bridge 03.21 ready",
                "",
                "IDLE QRESYNC CONDSTORE LIST-STATUS",
            ),
            (
                "127.0.0.1",
                "",
                "(\"vendor\" \"Proton Technologies AG\")",
                "IDLE QRESYNC CONDSTORE LIST-STATUS",
            ),
            ("mail.example", "Dovecot ready.", "", all),
        ] {
            assert_eq!(left(host, greeting, id, all), expected, "{host} {greeting} {id}");
        }
    }

    #[test]
    fn what_a_server_takes_and_shows_is_known_by_its_host_or_by_what_it_offers() {
        for (host, offered, expected) in [
            ("imap.mail.yahoo.com", "IDLE", (Some(1_000), Some(10_000))),
            ("imap.aol.com", "IDLE", (Some(1_000), Some(10_000))),
            ("imap.example", "IDLE XYMHIGHESTMODSEQ", (Some(1_000), Some(10_000))),
            ("yahoo.com.example", "IDLE", (None, None)),
        ] {
            let mut quirks = Quirks::of(host, "");
            let mut offered = Capabilities(offered.split(' ').map(str::to_owned).collect());
            quirks.apply(&mut offered);
            assert_eq!((quirks.line(), quirks.window()), expected, "{host}");
        }
    }

    #[test]
    fn what_was_avoided_once_is_avoided_when_it_is_offered_again() {
        let mut quirks = Quirks::of("imap.mail.me.com", "");
        for _ in 0..2 {
            let mut offered = Capabilities(vec!["qresync".to_owned(), "IDLE".to_owned()]);
            quirks.apply(&mut offered);
            assert_eq!(offered.0, ["IDLE"]);
        }
    }
}
