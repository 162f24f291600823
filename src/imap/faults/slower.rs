//! Servers that want a client to be slower or to keep fewer connections, and say so in plain English
//! only: `resources/throttling.toml`. Knows no response code.

use std::sync::LazyLock;
use std::time::Duration;

use serde::Deserialize;

use crate::model::fault::FaultKind;

const TABLE: &str = include_str!("../../../resources/throttling.toml");

/// The longest wait that a server may order (Microsoft 365 orders minutes, imapflow caps at five).
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// Where it throttles and names no time.
pub(super) const SOME_WAIT: Duration = Duration::from_secs(60);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Means {
    Slower,
    Fewer,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    words: Vec<String>,
    means: Means,
    /// Seconds.
    wait: Option<u64>,
    /// For whoever reads the table.
    #[serde(rename = "who")]
    _who: String,
}

#[derive(Debug, Default, Deserialize)]
struct Table {
    text: Vec<Row>,
}

/// A table that cannot be read is empty; a test reads it.
static ROWS: LazyLock<Vec<Row>> =
    LazyLock::new(|| toml::from_str::<Table>(TABLE).unwrap_or_default().text);

/// What these words (in small letters) ask for, if they ask for anything of the kind.
pub(super) fn asks(words: &str) -> Option<FaultKind> {
    let fits = |row: &&Row| row.words.iter().all(|word| words.contains(word.as_str()));
    let row = ROWS.iter().find(fits)?;
    Some(match row.means {
        Means::Fewer => FaultKind::TooManyConnections,
        Means::Slower => {
            let usual = row.wait.map_or(SOME_WAIT, Duration::from_secs);
            FaultKind::Throttled { wait: named(words).unwrap_or(usual) }
        }
    })
}

/// The time that the words name, or the usual one.
pub(super) fn wait(words: &str) -> Duration {
    named(words).unwrap_or(SOME_WAIT)
}

/// `… Suggested Backoff Time: N milliseconds`, `… try again in N minutes`, `… after N seconds`: the
/// first number that a unit of time follows.
fn named(words: &str) -> Option<Duration> {
    let mut words =
        words.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut number: Option<u64> = None;
    words.find_map(|word| {
        let before = number.take();
        if word.bytes().all(|byte| byte.is_ascii_digit()) {
            // One that does not fit is the longest there is.
            number = Some(word.parse().unwrap_or(u64::MAX));
            return None;
        }
        let time = match word {
            "ms" | "millisecond" | "milliseconds" => Duration::from_millis(before?),
            "s" | "sec" | "secs" | "second" | "seconds" => Duration::from_secs(before?),
            "min" | "mins" | "minute" | "minutes" => {
                Duration::from_secs(before?.saturating_mul(60))
            }
            "h" | "hour" | "hours" => Duration::from_secs(before?.saturating_mul(3_600)),
            _ => return None,
        };
        Some(time.min(LONGEST_WAIT))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_and_every_row_says_whose_words_it_has() {
        let table: Table = toml::from_str(TABLE).unwrap();
        assert!(table.text.len() > 10);
        for row in &table.text {
            assert!(!row.words.is_empty() && row._who.len() > 2, "{row:?}");
            assert!(row.words.iter().all(|word| word.len() > 4), "{row:?}");
            assert!(row.words.iter().all(|word| *word == word.to_lowercase()), "{row:?}");
            assert!(row.wait.is_none_or(|wait| Duration::from_secs(wait) <= LONGEST_WAIT));
        }
    }

    #[test]
    fn a_time_is_taken_from_the_words_where_they_name_one() {
        let seconds = Duration::from_secs;
        for (words, expected) in [
            ("suggested backoff time: 92415 milliseconds", Some(Duration::from_millis(92_415))),
            ("please try again in 2 minutes.", Some(seconds(120))),
            ("retry after 30 seconds", Some(seconds(30))),
            ("wait 3 h", Some(LONGEST_WAIT)),
            ("99999999999999999999999 milliseconds", Some(LONGEST_WAIT)),
            ("18446744073709551615 hours", Some(LONGEST_WAIT)),
            ("error 14", None),
            ("minutes of 5 meetings", None),
            ("", None),
        ] {
            assert_eq!(named(words), expected, "{words}");
        }
    }

    #[test]
    fn providers_are_understood_in_their_own_words() {
        let slower = |seconds| Some(FaultKind::Throttled { wait: Duration::from_secs(seconds) });
        for (words, expected) in [
            ("account exceeded command or bandwidth limits. (failure)", slower(300)),
            ("fetch rate limit hit", slower(60)),
            ("server busy", slower(60)),
            ("too many requests, retry in 10 seconds", slower(10)),
            ("too many login attempts, session closed", slower(60)),
            ("too many simultaneous connections. (failure)", Some(FaultKind::TooManyConnections)),
            (
                "maximum number of connections from user+ip exceeded",
                Some(FaultKind::TooManyConnections),
            ),
            ("too many messages in set", None),
            ("the connection is closed", None),
            ("mailbox is busy", None),
        ] {
            assert_eq!(asks(words), expected, "{words}");
        }
    }
}
