//! The flags of a message as bits (RFC 9051 section 2.3.2 and the IANA keyword registry).

use serde::{Deserialize, Serialize};

/// A set of flags. Keywords that Pombo has no use for are not kept: the server keeps them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Flags(pub u16);

impl Flags {
    pub const NONE: Self = Self(0);
    pub const SEEN: Self = Self(1);
    pub const ANSWERED: Self = Self(1 << 1);
    pub const FLAGGED: Self = Self(1 << 2);
    pub const DELETED: Self = Self(1 << 3);
    pub const DRAFT: Self = Self(1 << 4);
    pub const FORWARDED: Self = Self(1 << 5);
    pub const JUNK: Self = Self(1 << 6);
    pub const NOT_JUNK: Self = Self(1 << 7);
    pub const MDN_SENT: Self = Self(1 << 8);
    pub const PHISHING: Self = Self(1 << 9);

    /// Every flag that has a name, in the order of its bit.
    pub const EACH: [Self; 10] = [
        Self::SEEN,
        Self::ANSWERED,
        Self::FLAGGED,
        Self::DELETED,
        Self::DRAFT,
        Self::FORWARDED,
        Self::JUNK,
        Self::NOT_JUNK,
        Self::MDN_SENT,
        Self::PHISHING,
    ];

    /// Whether every flag of `other` is in this set.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}
