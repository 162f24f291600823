//! Names of things, as small copyable newtypes. None of them means anything to a server.

use serde::{Deserialize, Serialize};

/// One signed-in account, numbered by this installation, never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AccountId(pub u16);

/// One mailbox of one account, numbered by the cache when the server first lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MailboxId(pub u32);

impl MailboxId {
    /// "Recently removed": what left the server in the last 30 days. No server lists it.
    pub const REMOVED: Self = Self(u32::MAX);

    /// Above every number that a cache gives by itself.
    const PLANNED: u32 = 1 << 31;

    /// The id of a mailbox that this entry is to make. It keeps it when the server has made it.
    pub fn planned(entry: EntryId) -> Self {
        Self(Self::PLANNED | (entry.0 & u64::from(Self::PLANNED - 1)) as u32)
    }

    pub fn is_planned(self) -> bool {
        self.0 >= Self::PLANNED && self != Self::REMOVED
    }
}

/// One message, numbered by the cache and kept for life: through a move, a new UIDVALIDITY and a
/// restart. The account is in the upper 16 bits, so that a key alone finds its cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MessageKey(pub u64);

impl MessageKey {
    const NUMBER_BITS: u32 = 48;
    const NUMBER_MASK: u64 = (1 << Self::NUMBER_BITS) - 1;

    /// The key with this running number (its lower 48 bits) in this account.
    pub fn new(account: AccountId, number: u64) -> Self {
        Self((u64::from(account.0) << Self::NUMBER_BITS) | (number & Self::NUMBER_MASK))
    }

    pub fn account(self) -> AccountId {
        AccountId((self.0 >> Self::NUMBER_BITS) as u16)
    }

    /// The running number within the account.
    pub fn number(self) -> u64 {
        self.0 & Self::NUMBER_MASK
    }
}

impl std::fmt::Display for MessageKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.account().0, self.number())
    }
}

impl std::str::FromStr for MessageKey {
    type Err = ();

    /// Reads what `Display` wrote: `ACCOUNT-NUMBER`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (account, number) = text.split_once('-').ok_or(())?;
        let number: u64 = number.parse().map_err(drop)?;
        if number > Self::NUMBER_MASK {
            return Err(());
        }
        Ok(Self::new(AccountId(account.parse().map_err(drop)?), number))
    }
}

/// One entry of the journal, rising, never reused, the same on disk and on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntryId(pub u64);

/// One long work that a person may watch and cancel, such as saving an attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u64);

/// The place of a part in its message, as IMAP counts them (`1`, `2.1`; RFC 9051 section 6.4.5.1).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PartId(pub String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_carries_its_account_and_is_read_back_from_its_text() {
        let key = MessageKey::new(AccountId(7), 123_456_789_012);
        assert_eq!((key.account(), key.number()), (AccountId(7), 123_456_789_012));
        assert_eq!(key.to_string().parse(), Ok(key));
        for wrong in ["", "7", "x-1", "7-", "7-281474976710656", "70000-1"] {
            assert_eq!(wrong.parse::<MessageKey>(), Err(()), "{wrong}");
        }
    }
}
