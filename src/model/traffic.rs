//! What an account's connections carried: by day, mailbox and kind; and what its provider allows.
//! Knows no wire and no clock.

use serde::{Deserialize, Serialize};

use super::ids::MailboxId;

/// What octets were for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Connecting, TLS and signing in.
    SignIn,
    /// The list of mailboxes and their counts.
    Lists,
    /// Which messages there are, and their flags.
    Sync,
    Headers,
    Bodies,
    Attachments,
    /// What the person ordered.
    Actions,
    /// Listening, and what was heard.
    Idle,
    Audit,
}

impl Kind {
    pub const ALL: [Self; 9] = [
        Self::SignIn,
        Self::Lists,
        Self::Sync,
        Self::Headers,
        Self::Bodies,
        Self::Attachments,
        Self::Actions,
        Self::Idle,
        Self::Audit,
    ];
}

/// Octets in both directions, TLS included, and round trips.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Octets {
    pub down: u64,
    pub up: u64,
    pub turns: u64,
}

impl Octets {
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            down: self.down.saturating_add(other.down),
            up: self.up.saturating_add(other.up),
            turns: self.turns.saturating_add(other.turns),
        }
    }
}

/// What was carried on one day, for one mailbox, of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    /// Days since 1970-01-01 on the person's own calendar.
    pub day: i32,
    /// Absent where it concerned no single mailbox.
    pub mailbox: Option<MailboxId>,
    pub kind: Kind,
    #[serde(flatten)]
    pub octets: Octets,
}

/// The traffic of an account as it is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Of the last days, this one included, by day, mailbox and kind.
    pub uses: Vec<Use>,
    pub today: i32,
    /// Connections that stand now.
    pub connections: u32,
    /// Octets a day that the provider lets one receive, where it says so.
    pub budget: Option<u64>,
    /// Most of the budget is used: nothing is fetched today that nobody asked for.
    pub paused: bool,
}

impl Traffic {
    /// All of today.
    pub fn total(&self) -> Octets {
        self.of_today(|_| true)
    }

    /// What of today this is true of.
    pub fn of_today(&self, is: impl Fn(&Use) -> bool) -> Octets {
        let today = self.uses.iter().filter(|used| used.day == self.today && is(used));
        today.fold(Octets::default(), |sum, used| sum.and(used.octets))
    }

    /// Today by kind, without those of which there was nothing.
    pub fn kinds(&self) -> Vec<(Kind, Octets)> {
        let each = Kind::ALL.map(|kind| (kind, self.of_today(|used| used.kind == kind)));
        each.into_iter().filter(|(_, octets)| !octets.is_empty()).collect()
    }

    /// Today by mailbox, the one with most octets first.
    pub fn mailboxes(&self) -> Vec<(MailboxId, Octets)> {
        let today = self.uses.iter().filter(|used| used.day == self.today);
        let mut ids: Vec<MailboxId> = today.filter_map(|used| used.mailbox).collect();
        ids.sort_unstable();
        ids.dedup();
        let each = ids.into_iter().map(|id| (id, self.of_today(|used| used.mailbox == Some(id))));
        let mut each: Vec<_> = each.collect();
        each.sort_by_key(|(_, octets)| std::cmp::Reverse(octets.down.saturating_add(octets.up)));
        each
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn today_is_summed_by_kind_and_by_mailbox() {
        let used = |day, mailbox: Option<u32>, kind, down| Use {
            day,
            mailbox: mailbox.map(MailboxId),
            kind,
            octets: Octets { down, up: 1, turns: 1 },
        };
        let uses = vec![
            used(6, Some(1), Kind::Headers, 1_000),
            used(7, Some(1), Kind::Headers, 10),
            used(7, Some(2), Kind::Headers, 30),
            used(7, Some(1), Kind::Bodies, 5),
            used(7, None, Kind::Lists, 7),
        ];
        let traffic = Traffic { uses, today: 7, ..Traffic::default() };
        assert_eq!(traffic.total(), Octets { down: 52, up: 4, turns: 4 });
        let kinds: Vec<_> = traffic.kinds().iter().map(|(kind, o)| (*kind, o.down)).collect();
        assert_eq!(kinds, [(Kind::Lists, 7), (Kind::Headers, 40), (Kind::Bodies, 5)]);
        let mailboxes: Vec<_> = traffic.mailboxes().iter().map(|(id, o)| (id.0, o.down)).collect();
        assert_eq!(mailboxes, [(2, 30), (1, 15)]);
    }
}
