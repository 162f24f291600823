//! What the connections of an account carried, by day, mailbox and kind, and what its provider
//! allows. Pure; knows no wire, no disk and no clock.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::model::ids::MailboxId;
use crate::model::traffic::{Kind, Octets, Use};

const TABLE: &str = include_str!("../../resources/traffic.toml");

/// Days that are kept, this one included.
const DAYS: i32 = 31;

/// Entries that are believed of a record.
const MOST: usize = 200_000;

/// Traffic of the last days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bill {
    uses: BTreeMap<(i32, Option<MailboxId>, Kind), Octets>,
}

/// The bill as it is kept.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Record {
    uses: Vec<Use>,
}

impl Bill {
    /// What was kept, as far as it is not too old.
    pub fn of(record: Record, today: i32) -> Self {
        let mut bill = Self::default();
        for used in record.uses.into_iter().take(MOST) {
            bill.add(used.day, used.mailbox, used.kind, used.octets);
        }
        bill.forget(today);
        bill
    }

    pub fn record(&self) -> Record {
        Record { uses: self.uses() }
    }

    pub fn add(&mut self, day: i32, mailbox: Option<MailboxId>, kind: Kind, octets: Octets) {
        if octets.is_empty() {
            return;
        }
        if self.uses.last_key_value().is_some_and(|((last, ..), _)| *last < day) {
            self.forget(day);
        }
        let sum = self.uses.entry((day, mailbox, kind)).or_default();
        *sum = sum.and(octets);
    }

    /// Drops what is too old, and what a clock that was wrong wrote into days to come.
    fn forget(&mut self, today: i32) {
        self.uses.retain(|(day, ..), _| (today.saturating_sub(DAYS - 1)..=today).contains(day));
    }

    pub fn uses(&self) -> Vec<Use> {
        let each = self.uses.iter();
        each.map(|(&(day, mailbox, kind), &octets)| Use { day, mailbox, kind, octets }).collect()
    }

    /// Octets received on a day.
    pub fn down_on(&self, day: i32) -> u64 {
        let of_day = self.uses.iter().filter(|((on, ..), _)| *on == day);
        of_day.fold(0, |sum, (_, octets)| sum.saturating_add(octets.down))
    }
}

/// Whether so much of the budget is used that only what the person asks for goes on: 80 %.
pub fn is_spent(budget: Option<u64>, used: u64) -> bool {
    budget.is_some_and(|budget| used >= budget / 5 * 4)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    provider: Vec<Provider>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Provider {
    hosts: Vec<String>,
    down: u64,
    /// For whoever reads the table.
    #[serde(rename = "source")]
    _source: String,
}

/// Octets a day that may be received from this server, where its provider says so.
pub fn budget(host: &str) -> Option<u64> {
    static READ: OnceLock<Vec<Provider>> = OnceLock::new();
    let providers = READ.get_or_init(|| {
        toml::from_str(TABLE).map_or_else(
            |error| {
                tracing::error!(%error, "The table of budgets cannot be read.");
                Vec::new()
            },
            |table: Table| table.provider,
        )
    });
    let host = host.trim_end_matches('.').to_lowercase();
    let is = |end: &String| {
        host.strip_suffix(end.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    providers.iter().find(|provider| provider.hosts.iter().any(is)).map(|found| found.down)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn down(down: u64) -> Octets {
        Octets { down, up: 1, turns: 1 }
    }

    #[test]
    fn a_month_is_kept_and_comes_back_as_it_was() {
        let mut bill = Bill::default();
        for day in 100..140 {
            bill.add(day, Some(MailboxId(1)), Kind::Headers, down(10));
            bill.add(day, None, Kind::Lists, down(1));
            bill.add(day, Some(MailboxId(1)), Kind::Headers, down(5));
        }
        assert_eq!(bill.uses().len(), 62);
        assert_eq!((bill.down_on(139), bill.down_on(109), bill.down_on(108)), (16, 16, 0));
        let text = serde_json::to_string(&bill.record()).unwrap();
        let again = Bill::of(serde_json::from_str(&text).unwrap(), 139);
        assert_eq!(again, bill);
        let later = Bill::of(bill.record(), 160);
        assert_eq!(later.uses().len(), 20);
        assert!(Bill::of(bill.record(), 90).uses().is_empty(), "the clock was set back");
    }

    #[test]
    fn at_four_fifths_of_the_budget_only_what_is_asked_for_goes_on() {
        for (budget, used, spent) in [
            (None, u64::MAX, false),
            (Some(2_500_000_000), 1_999_999_999, false),
            (Some(2_500_000_000), 2_000_000_000, true),
        ] {
            assert_eq!(is_spent(budget, used), spent, "{budget:?} {used}");
        }
    }

    #[test]
    fn a_budget_belongs_to_the_servers_of_its_provider() {
        for (host, expected) in [
            ("imap.gmail.com", Some(2_500_000_000)),
            ("IMAP.Gmail.com.", Some(2_500_000_000)),
            ("imap.gmail.com.example.org", None),
            ("notimap.gmail.com", None),
            ("imap.example.org", None),
            ("", None),
        ] {
            assert_eq!(budget(host), expected, "{host}");
        }
        let table: Table = toml::from_str(TABLE).unwrap();
        for provider in table.provider {
            assert!(provider._source.starts_with("https://") && provider.down > 0);
        }
    }
}
