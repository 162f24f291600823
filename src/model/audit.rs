//! Whether what is kept here is what the server has: what an audit found and repaired, and how far
//! one has come. Knows no wire and no words.

use serde::{Deserialize, Serialize};

use super::ids::MailboxId;

/// Octets that audits of their own accord may receive in a night for one account.
pub const NIGHT: u64 = 20_000_000;

/// How many messages of a mailbox differ from what the server has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Differences {
    /// The server has them, and they were not here.
    pub missing: u32,
    /// They were here, and the server does not have them.
    pub extra: u32,
    /// Their flags were others here.
    pub flags: u32,
    /// Their size was another here: it was another message, or the server counts anew.
    pub sizes: u32,
}

impl Differences {
    pub fn is_empty(self) -> bool {
        self.sum() == 0
    }

    pub fn sum(self) -> u32 {
        [self.missing, self.extra, self.flags, self.sizes].into_iter().fold(0, u32::saturating_add)
    }

    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            missing: self.missing.saturating_add(other.missing),
            extra: self.extra.saturating_add(other.extra),
            flags: self.flags.saturating_add(other.flags),
            sizes: self.sizes.saturating_add(other.sizes),
        }
    }
}

/// What comparing one mailbox with the server came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audit {
    pub mailbox: MailboxId,
    /// Seconds since 1970 UTC.
    pub at: i64,
    /// Messages compared.
    pub rows: u32,
    /// What differed, and was repaired.
    pub found: Differences,
    /// What still differed when it was compared again after the repair.
    pub left: Differences,
}

/// How far the audit of an account has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auditing {
    /// So many mailboxes of all; octets received for it.
    Running { done: u32, of: u32, octets: u64 },
    /// Over; so many mailboxes could not be opened or are not whole here yet.
    Done { mailboxes: u32, left_out: u32, octets: u64 },
    /// The night's budget is spent; the rest comes another night.
    Postponed { done: u32, of: u32, octets: u64 },
}

/// What the last audits of an account's mailboxes say together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Mailboxes that were compared, and those never compared.
    pub checked: u32,
    pub unchecked: u32,
    /// When the mailbox compared longest ago was compared, and the one compared last.
    pub oldest: i64,
    pub newest: i64,
    pub found: Differences,
    pub left: Differences,
}

impl Verdict {
    /// `audits` of mailboxes that are there, of `all` that can be opened. `None` before the first.
    pub fn of<'a>(audits: impl IntoIterator<Item = &'a Audit>, all: usize) -> Option<Self> {
        let mut verdict: Option<Self> = None;
        for audit in audits {
            let Audit { at, found, left, .. } = *audit;
            let so_far = verdict.get_or_insert(Self {
                checked: 0,
                unchecked: 0,
                oldest: at,
                newest: at,
                found: Differences::default(),
                left: Differences::default(),
            });
            so_far.checked += 1;
            so_far.oldest = so_far.oldest.min(at);
            so_far.newest = so_far.newest.max(at);
            so_far.found = so_far.found.and(found);
            so_far.left = so_far.left.and(left);
        }
        let all = u32::try_from(all).unwrap_or(u32::MAX);
        verdict.map(|so_far| Self { unchecked: all.saturating_sub(so_far.checked), ..so_far })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verdict_adds_up_what_the_mailboxes_say() {
        assert_eq!(Verdict::of([], 3), None);
        let one = |mailbox, at, missing| Audit {
            mailbox: MailboxId(mailbox),
            at,
            rows: 10,
            found: Differences { missing, ..Differences::default() },
            left: Differences::default(),
        };
        let verdict = Verdict::of(&[one(1, 50, 2), one(2, 20, 0), one(3, 90, 1)], 5).unwrap();
        assert_eq!((verdict.checked, verdict.unchecked), (3, 2));
        assert_eq!((verdict.oldest, verdict.newest), (20, 90));
        assert_eq!(verdict.found.missing, 3);
        assert!(verdict.left.is_empty());
    }
}
