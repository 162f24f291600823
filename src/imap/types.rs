//! What crosses from the wire to the engine: plain values, foreign words already cleaned.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use super::log::Ear;
use crate::model::flags::Flags;
use crate::model::mailbox::Role;
use crate::model::namespace::{Area, Areas, Realm};
use crate::model::remote::{ModSeq, Uid, UidValidity, WireName};

/// Counts the bytes of an account's connections, in both directions, TLS included where there is TLS.
#[derive(Debug, Clone, Default)]
pub struct Meter(Arc<Counters>);

#[derive(Debug, Default)]
struct Counters {
    down: AtomicU64,
    up: AtomicU64,
    turns: AtomicU64,
    /// What this is a part of.
    whole: Option<Meter>,
    ear: Option<Ear>,
}

impl Meter {
    /// A meter of one connection: what it counts is counted here, too. `ear` hears what is said.
    #[must_use]
    pub fn branch(&self, ear: Option<Ear>) -> Self {
        Self(Arc::new(Counters { whole: Some(self.clone()), ear, ..Counters::default() }))
    }

    pub(super) fn ear(&self) -> Option<&Ear> {
        self.0.ear.as_ref()
    }

    pub fn down(&self) -> u64 {
        self.0.down.load(Ordering::Relaxed)
    }
    pub fn up(&self) -> u64 {
        self.0.up.load(Ordering::Relaxed)
    }
    /// Round trips: how often we sent after having received.
    pub fn turns(&self) -> u64 {
        self.0.turns.load(Ordering::Relaxed)
    }
    pub fn add(&self, down: u64, up: u64, turns: u64) {
        self.0.down.fetch_add(down, Ordering::Relaxed);
        self.0.up.fetch_add(up, Ordering::Relaxed);
        self.0.turns.fetch_add(turns, Ordering::Relaxed);
        if let Some(whole) = &self.0.whole {
            whole.add(down, up, turns);
        }
    }
}

/// What the server says it can do; names are compared in upper case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Capabilities(pub Vec<String>);

impl Capabilities {
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|have| have.eq_ignore_ascii_case(name))
    }
}

/// A set of UIDs as rising, disjoint, inclusive ranges.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UidSet(Vec<(u32, u32)>);

impl UidSet {
    /// From UIDs in any order.
    pub fn from_uids(uids: impl IntoIterator<Item = Uid>) -> Self {
        let mut all: Vec<u32> = uids.into_iter().map(|uid| uid.0).filter(|&uid| uid > 0).collect();
        all.sort_unstable();
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        for uid in all {
            match ranges.last_mut() {
                Some((_, high)) if uid <= high.saturating_add(1) => *high = uid.max(*high),
                _ => ranges.push((uid, uid)),
            }
        }
        Self(ranges)
    }

    /// From inclusive ranges in any order, overlapping or not, with ends either way round.
    pub fn from_ranges(ranges: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let mut all: Vec<(u32, u32)> = ranges
            .into_iter()
            .map(|(a, b)| (a.min(b).max(1), a.max(b)))
            .filter(|r| r.1 > 0)
            .collect();
        all.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(all.len());
        for (low, high) in all {
            match merged.last_mut() {
                Some((_, end)) if low <= end.saturating_add(1) => *end = high.max(*end),
                _ => merged.push((low, high)),
            }
        }
        Self(merged)
    }

    pub fn range(low: Uid, high: Uid) -> Self {
        Self::from_ranges([(low.0, high.0)])
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many UIDs.
    pub fn len(&self) -> u64 {
        self.0.iter().map(|(low, high)| u64::from(high - low) + 1).sum()
    }

    pub fn contains(&self, uid: Uid) -> bool {
        let at = self.0.partition_point(|&(_, high)| high < uid.0);
        self.0.get(at).is_some_and(|&(low, _)| low <= uid.0)
    }

    pub fn ranges(&self) -> &[(u32, u32)] {
        &self.0
    }

    /// Rising.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Uid> + '_ {
        self.0.iter().flat_map(|&(low, high)| (low..=high).map(Uid))
    }
}

/// One mailbox as LIST told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// As the server spelt it; what every later command uses.
    pub wire: WireName,
    /// Decoded (modified UTF-7 or UTF-8) and cut at the hierarchy delimiter. Never empty.
    pub path: Vec<String>,
    /// By SPECIAL-USE attribute or INBOX; well-known names are guessed later.
    pub role: Option<Role>,
    pub selectable: bool,
    /// What parts the names of its path; none where there is no hierarchy.
    pub delimiter: Option<char>,
    pub status: Option<Status>,
    /// None where the server did not tell.
    pub subscribed: Option<bool>,
}

/// A part of the server's mailboxes (RFC 2342): how the names in it begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Namespace {
    pub realm: Realm,
    /// As the server spelt it; with the delimiter at its end, as a rule. May be empty.
    pub prefix: WireName,
    pub delimiter: Option<char>,
    /// The prefix decoded and cut at the delimiter; empty where the prefix is.
    pub root: Vec<String>,
}

/// All of them, the person's own first, in the order in which the server told them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Namespaces(pub Vec<Namespace>);

impl Namespace {
    /// Namespaces of one kind; more are not taken.
    pub(super) const MOST: usize = 16;
    /// Octets of a prefix; a longer one is not taken.
    pub(super) const LONGEST: usize = 1_000;

    /// Whether its prefix is only how a name begins, and no place (`~`).
    fn begins(&self) -> bool {
        !self.prefix.0.is_empty() && !self.delimiter.is_some_and(|by| self.prefix.0.ends_with(by))
    }
}

impl Namespaces {
    /// What of these, from a file, a server may have told: the others would spoil commands.
    pub fn believable(mut self) -> Self {
        self.0.retain(|one| {
            one.prefix.0.len() <= Namespace::LONGEST
                && !one.prefix.0.contains(char::is_control)
                && one.delimiter.is_none_or(|by| by.is_ascii_graphic())
        });
        self.0.truncate(Namespace::MOST * 3);
        self
    }

    /// As paths show them.
    pub fn areas(&self) -> Areas {
        let area = |one: &Namespace| Area {
            realm: one.realm,
            root: one.root.clone(),
            begins: one.begins(),
        };
        Areas(self.0.iter().map(area).collect())
    }

    /// The first of the person's own: where new mailboxes go.
    pub fn own(&self) -> Option<&Namespace> {
        self.0.iter().find(|one| one.realm == Realm::Own && !one.begins())
    }

    /// What parts the names of a path there; none where nothing is known of it.
    pub fn delimiter_at(&self, name: &WireName) -> Option<char> {
        let fitting = self.0.iter().filter(|one| name.0.starts_with(one.prefix.0.as_str()));
        fitting.max_by_key(|one| one.prefix.0.len())?.delimiter
    }
}

/// STATUS (RFC 9051 section 7.3.4), with what the server chose to tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Status {
    pub messages: Option<u32>,
    pub unseen: Option<u32>,
    pub uid_next: Option<Uid>,
    pub uid_validity: Option<UidValidity>,
    pub highest_modseq: Option<ModSeq>,
}

/// What SELECT told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Selected {
    pub exists: u32,
    pub uid_validity: UidValidity,
    /// Courier and a few others do not tell.
    pub uid_next: Option<Uid>,
    /// Absent with NOMODSEQ or without CONDSTORE.
    pub highest_modseq: Option<ModSeq>,
    pub read_only: bool,
}

/// What the server's extensions are good for on this connection, by what it did with them, not by
/// what it says. Each tier has all that the ones before it have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Its own figures contradict one another: nothing but complete listings is believed.
    Hostile,
    /// UIDs, UIDNEXT and EXISTS; flags have to be looked at one by one.
    Plain,
    /// Mod-sequences tell which flags changed (RFC 7162, CONDSTORE).
    Condstore,
    /// SELECT tells at once what changed and what is gone (RFC 7162, QRESYNC).
    Qresync,
}

/// Up to where a mailbox is known, for SELECT to tell what happened since (RFC 7162 section 3.2.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Since {
    pub uid_validity: UidValidity,
    pub modseq: ModSeq,
}

/// What SELECT told of the time since (RFC 7162 section 3.2.5.1). Nothing of it is applied yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resync {
    /// `VANISHED (EARLIER)`. May name UIDs that were never known here.
    pub gone: UidSet,
    /// Rows that changed or are new.
    pub flags: Vec<FlagRow>,
    /// Part of it could not be read, or says what cannot be.
    pub malformed: bool,
}

/// One row of the header fetch: raw header bytes and what goes with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawRow {
    pub uid: Uid,
    pub flags: Flags,
    /// INTERNALDATE, seconds since 1970 UTC; absent where unreadable.
    pub received: Option<i64>,
    pub size: u32,
    pub modseq: Option<ModSeq>,
    /// X-GM-MSGID, where it was asked for: the same wherever the mail lies.
    pub mail: Option<u64>,
    /// The fields asked for, as sent, ending with an empty line.
    pub header: Vec<u8>,
}

/// Flags of one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlagRow {
    pub uid: Uid,
    pub flags: Flags,
    pub modseq: Option<ModSeq>,
}

/// A label of Gmail's (its extension X-GM-EXT-1).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum WireLabel {
    /// One of its own, which is a special mailbox.
    Role(Role),
    /// The name of a mailbox as spelt on the wire.
    Named(WireName),
}

impl WireLabel {
    /// How much it takes, about.
    pub(super) fn octets(&self) -> usize {
        match self {
            Self::Role(_) => 32,
            Self::Named(name) => name.0.len() + 32,
        }
    }
}

/// The labels of one message. That of the selected mailbox may be missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelRow {
    pub uid: Uid,
    pub labels: Vec<WireLabel>,
}

/// Flags and size of one message, for an audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SizedRow {
    pub uid: Uid,
    pub flags: Flags,
    /// RFC822.SIZE, where the server told it.
    pub size: Option<u32>,
    pub modseq: Option<ModSeq>,
}

/// What the server said without being asked, in its order; sequence numbers already resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// The mailbox now holds so many.
    Exists(u32),
    Flags(FlagRow),
    /// EXPUNGE or VANISHED of these.
    Gone(UidSet),
    /// Something changed that cannot be told by UID (EXPUNGE or FETCH of a sequence number whose
    /// UID is not known): a complete listing is due.
    Unclear,
    /// STATUS of a mailbox that nobody asked about (RFC 5465 section 5.3), its name as spelt on the
    /// wire.
    Mailbox(WireName, Status),
    /// Mailboxes were made, renamed or deleted (RFC 5465 section 5.4), or the server stopped telling
    /// about them: the list is due.
    Mailboxes,
    /// `[ALERT]`: to be shown to the person (RFC 9051 section 7.1).
    Alert(String),
}

/// The outcome of COPY or MOVE.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copied {
    /// From COPYUID: target's UIDVALIDITY and pairs (source, copy); `None` when the server did not tell.
    pub uids: Option<(UidValidity, Vec<(Uid, Uid)>)>,
}

/// Why IDLE ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdleEnd {
    /// The server told something: see `Session::take_news`.
    News,
    /// `wake` was notified: there is work.
    Woken,
    /// The time was over: renew.
    Renew,
}
