//! The mail of the demo account: mailboxes, messages, UIDs, mod-sequences, all in memory. Knows no
//! protocol; every change of it is told to whoever waits in IDLE.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::seed::fill;

/// So many octets of messages are held, then the account is over quota.
const QUOTA: u64 = 256 << 20;
/// So many mailboxes can be made.
const MAILBOXES: usize = 500;

/// The bytes of a message.
#[derive(Debug, Clone)]
pub enum Content {
    Bytes(Arc<[u8]>),
    /// Written anew each time somebody looks, so that a million of them cost nothing.
    Generated {
        number: u32,
        at: i64,
    },
}

impl Content {
    pub fn bytes(&self) -> Cow<'_, [u8]> {
        match self {
            Self::Bytes(bytes) => Cow::Borrowed(bytes),
            Self::Generated { number, at } => Cow::Owned(fill::message(*number, *at)),
        }
    }

    fn held(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Generated { .. } => 0,
        }
    }
}

/// The flags of a message: the five of the system as bits, and the client's keywords.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    pub system: u8,
    pub keywords: Vec<String>,
}

impl Marks {
    pub const ANSWERED: u8 = 1;
    pub const DELETED: u8 = 1 << 1;
    pub const DRAFT: u8 = 1 << 2;
    pub const FLAGGED: u8 = 1 << 3;
    pub const SEEN: u8 = 1 << 4;
    /// Keywords that one message may carry.
    const KEYWORDS: usize = 64;

    pub fn system(bits: u8) -> Self {
        Self { system: bits, keywords: Vec::new() }
    }

    pub fn has(&self, bit: u8) -> bool {
        self.system & bit != 0
    }

    /// Keywords are compared without case (RFC 9051 section 2.3.2).
    pub fn keyword(&self, name: &str) -> bool {
        self.keywords.iter().any(|keyword| keyword.eq_ignore_ascii_case(name))
    }

    pub fn add(&mut self, other: &Self) {
        self.system |= other.system;
        for keyword in &other.keywords {
            if !self.keyword(keyword) && self.keywords.len() < Self::KEYWORDS {
                self.keywords.push(keyword.clone());
            }
        }
    }

    pub fn remove(&mut self, other: &Self) {
        self.system &= !other.system;
        self.keywords.retain(|keyword| !other.keyword(keyword));
    }
}

#[derive(Debug, Clone)]
pub struct Message {
    pub uid: u32,
    pub modseq: u64,
    pub marks: Marks,
    /// INTERNALDATE, seconds since 1970 UTC.
    pub received: i64,
    pub content: Content,
}

/// How STORE changes flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Add,
    Remove,
    Replace,
}

#[derive(Debug)]
pub struct Mailbox {
    /// Its UIDVALIDITY, which no other mailbox has or had: sessions find it by this, so that a
    /// rename disturbs nobody.
    pub validity: u32,
    pub uid_next: u32,
    pub modseq: u64,
    /// The mod-sequence of the last expunge, so that sessions know when to look for losses.
    pub expunged: u64,
    /// Rising by UID.
    pub messages: Vec<Message>,
    pub selectable: bool,
    pub subscribed: bool,
    /// The special use (RFC 6154), without its backslash.
    pub role: Option<&'static str>,
    held: u64,
}

impl Mailbox {
    fn new(validity: u32) -> Self {
        Self {
            validity,
            uid_next: 1,
            modseq: 1,
            expunged: 0,
            messages: Vec::new(),
            selectable: true,
            subscribed: true,
            role: None,
            held: 0,
        }
    }

    pub fn find(&self, uid: u32) -> Option<&Message> {
        let place = self.messages.binary_search_by_key(&uid, |message| message.uid).ok()?;
        self.messages.get(place)
    }

    pub fn unseen(&self) -> usize {
        self.messages.iter().filter(|message| !message.marks.has(Marks::SEEN)).count()
    }

    /// Adds a message at the end and tells its UID.
    pub fn add(&mut self, content: Content, received: i64, marks: Marks) -> u32 {
        let uid = self.uid_next;
        self.uid_next += 1;
        self.modseq += 1;
        self.held += content.held();
        self.messages.push(Message { uid, modseq: self.modseq, marks, received, content });
        uid
    }

    /// Changes the flags of one message; a mod-sequence is spent only if they differ then.
    pub fn mark(&mut self, uid: u32, change: Change, marks: &Marks) -> Option<&Message> {
        let place = self.messages.binary_search_by_key(&uid, |message| message.uid).ok()?;
        let message = self.messages.get_mut(place)?;
        let before = message.marks.clone();
        match change {
            Change::Add => message.marks.add(marks),
            Change::Remove => message.marks.remove(marks),
            Change::Replace => {
                message.marks = Marks::default();
                message.marks.add(marks);
            }
        }
        if message.marks != before {
            self.modseq += 1;
            message.modseq = self.modseq;
        }
        Some(message)
    }

    /// Removes those of these UIDs (rising) that are here and of which `doomed` is true.
    pub fn expunge(&mut self, uids: &[u32], doomed: impl Fn(&Message) -> bool) {
        let before = self.messages.len();
        let mut held = self.held;
        self.messages.retain(|message| {
            let goes = uids.binary_search(&message.uid).is_ok() && doomed(message);
            if goes {
                held -= message.content.held();
            }
            !goes
        });
        self.held = held;
        if self.messages.len() != before {
            self.modseq += 1;
            self.expunged = self.modseq;
        }
    }
}

/// Why the account says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum No {
    /// No mailbox has that name.
    Missing,
    /// A message was removed that somebody still has a number for.
    Gone,
    /// A mailbox has that name.
    Exists,
    /// It holds no messages, only other mailboxes.
    NotSelectable,
    /// A name that no mailbox can have, or one that must stay.
    Name,
    /// It has mailboxes below it and nothing of its own to delete.
    HasChildren,
    OverQuota,
    TooMany,
}

/// What COPY and MOVE did: the target's UIDVALIDITY, and the UIDs here and there, both rising.
#[derive(Debug, PartialEq, Eq)]
pub struct Copied {
    pub validity: u32,
    pub from: Vec<u32>,
    pub to: Vec<u32>,
}

/// All mailboxes by their names as on the wire (modified UTF-7), `/` between the levels.
#[derive(Debug)]
pub struct World {
    mailboxes: BTreeMap<String, Mailbox>,
    next_validity: u32,
}

impl World {
    /// An empty INBOX; UIDVALIDITY counts up from here.
    pub fn new(validity: u32) -> Self {
        let mut world = Self { mailboxes: BTreeMap::new(), next_validity: validity.max(1) };
        world.insert("INBOX");
        world
    }

    fn insert(&mut self, name: &str) -> &mut Mailbox {
        let validity = self.next_validity;
        self.next_validity = validity.wrapping_add(1).max(1);
        self.mailboxes.entry(name.to_owned()).or_insert_with(|| Mailbox::new(validity))
    }

    pub fn named(&self, name: &str) -> Option<&Mailbox> {
        self.mailboxes.get(name)
    }

    pub fn named_mut(&mut self, name: &str) -> Option<&mut Mailbox> {
        self.mailboxes.get_mut(name)
    }

    pub fn opened(&self, validity: u32) -> Option<&Mailbox> {
        self.mailboxes.values().find(|mailbox| mailbox.validity == validity)
    }

    pub fn opened_mut(&mut self, validity: u32) -> Option<&mut Mailbox> {
        self.mailboxes.values_mut().find(|mailbox| mailbox.validity == validity)
    }

    /// Every mailbox with its name, in order.
    pub fn each(&self) -> impl Iterator<Item = (&str, &Mailbox)> {
        self.mailboxes.iter().map(|(name, mailbox)| (name.as_str(), mailbox))
    }

    pub fn has_children(&self, name: &str) -> bool {
        let prefix = format!("{name}/");
        self.mailboxes
            .range(prefix.clone()..)
            .next()
            .is_some_and(|(next, _)| next.starts_with(&prefix))
    }

    /// CREATE: with the levels above it, which hold no messages then.
    pub fn create(&mut self, name: &str) -> Result<&mut Mailbox, No> {
        let name = name.strip_suffix('/').unwrap_or(name);
        if !well_named(name) {
            return Err(No::Name);
        }
        if self.mailboxes.len() >= MAILBOXES {
            return Err(No::TooMany);
        }
        match self.mailboxes.get(name) {
            Some(mailbox) if mailbox.selectable => return Err(No::Exists),
            Some(_) | None => {}
        }
        for (end, _) in name.match_indices('/') {
            let parent = name.get(..end).unwrap_or_default();
            if !self.mailboxes.contains_key(parent) {
                self.insert(parent).selectable = false;
            }
        }
        let mailbox = self.insert(name);
        mailbox.selectable = true;
        Ok(mailbox)
    }

    /// DELETE: with children below it, only its messages go (RFC 3501 section 6.3.4).
    pub fn delete(&mut self, name: &str) -> Result<(), No> {
        let selectable = self.mailboxes.get(name).ok_or(No::Missing)?.selectable;
        if name == "INBOX" {
            return Err(No::Name);
        }
        let parent = self.has_children(name);
        if parent && !selectable {
            return Err(No::HasChildren);
        }
        self.mailboxes.remove(name);
        if parent {
            self.insert(name).selectable = false;
        }
        Ok(())
    }

    /// RENAME: with all below it; from INBOX only the messages go (RFC 3501 section 6.3.5).
    pub fn rename(&mut self, from: &str, to: &str) -> Result<(), No> {
        let to = to.strip_suffix('/').unwrap_or(to);
        if !self.mailboxes.contains_key(from) {
            return Err(No::Missing);
        }
        if self.mailboxes.contains_key(to) {
            return Err(No::Exists);
        }
        let below = format!("{from}/");
        if to.starts_with(&below) {
            return Err(No::Name);
        }
        self.create(to)?;
        if from == "INBOX" {
            let uids: Vec<u32> = self.uids("INBOX");
            let validity = self.mailboxes.get("INBOX").ok_or(No::Missing)?.validity;
            return self.transfer(validity, &uids, to).map(drop);
        }
        let names: Vec<String> = self
            .mailboxes
            .keys()
            .filter(|name| *name == from || name.starts_with(&below))
            .cloned()
            .collect();
        for name in names {
            if let Some(mailbox) = self.mailboxes.remove(&name) {
                let tail = name.strip_prefix(from).unwrap_or_default();
                self.mailboxes.insert(format!("{to}{tail}"), mailbox);
            }
        }
        Ok(())
    }

    fn uids(&self, name: &str) -> Vec<u32> {
        let messages = self.mailboxes.get(name).map(|mailbox| mailbox.messages.as_slice());
        messages.unwrap_or_default().iter().map(|message| message.uid).collect()
    }

    /// A mailbox that can take so many octets more.
    fn open_for(&mut self, name: &str, octets: u64) -> Result<&mut Mailbox, No> {
        let held: u64 = self.mailboxes.values().map(|mailbox| mailbox.held).sum();
        let mailbox = self.mailboxes.get_mut(name).ok_or(No::Missing)?;
        if !mailbox.selectable {
            return Err(No::NotSelectable);
        }
        if held.saturating_add(octets) > QUOTA {
            return Err(No::OverQuota);
        }
        Ok(mailbox)
    }

    /// APPEND: tells UIDVALIDITY and UID.
    pub fn append(
        &mut self,
        name: &str,
        bytes: Vec<u8>,
        received: i64,
        marks: Marks,
    ) -> Result<(u32, u32), No> {
        let mailbox = self.open_for(name, bytes.len() as u64)?;
        let uid = mailbox.add(Content::Bytes(bytes.into()), received, marks);
        Ok((mailbox.validity, uid))
    }

    /// COPY of those of these UIDs that are still there, all or none.
    pub fn copy(&mut self, validity: u32, uids: &[u32], to: &str) -> Result<Copied, No> {
        let source = self.opened(validity).ok_or(No::Missing)?;
        let found: Vec<Message> =
            uids.iter().filter_map(|&uid| source.find(uid).cloned()).collect();
        let octets = found.iter().map(|message| message.content.held()).sum();
        let target = self.open_for(to, octets)?;
        let mut copied = Copied { validity: target.validity, from: Vec::new(), to: Vec::new() };
        for message in found {
            copied.from.push(message.uid);
            copied.to.push(target.add(message.content, message.received, message.marks));
        }
        Ok(copied)
    }

    /// MOVE (RFC 6851): a copy whose originals go in the same moment.
    pub fn transfer(&mut self, validity: u32, uids: &[u32], to: &str) -> Result<Copied, No> {
        let copied = self.copy(validity, uids, to)?;
        if let Some(source) = self.opened_mut(validity) {
            source.expunge(&copied.from, |_| true);
        }
        Ok(copied)
    }
}

/// Printable ASCII (so modified UTF-7 where it is more), no wildcards, no empty level.
fn well_named(name: &str) -> bool {
    name.len() <= 255
        && name.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'*' | b'%'))
        && name.split('/').all(|level| !level.is_empty())
        && name.matches('/').count() < 20
}

#[cfg(test)]
mod tests;
