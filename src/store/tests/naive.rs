//! The cache as it would be written without any disk: maps and lists, every step spelt out. Every
//! message of the world has a Message-ID of its own, so matching needs no thought.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    pub key: MessageKey,
    pub flags: Flags,
    /// Which message of the world it is.
    pub n: u32,
}

/// Where a message was: its mailbox, UIDVALIDITY and UID.
type Spot = (MailboxId, u32, u32);

#[derive(Debug, Clone, Default)]
pub(super) struct Box {
    pub validity: Option<UidValidity>,
    pub uid_next: Option<u32>,
    pub bound: BTreeMap<u32, Known>,
    /// Rows that lost their UID.
    pub lost: Vec<Known>,
    /// Rows that were moved here and have no UID yet.
    pub awaited: Vec<Known>,
}

#[derive(Debug, Default)]
pub(super) struct Naive {
    pub boxes: BTreeMap<MailboxId, Box>,
    /// What left, with where it was.
    graves: Vec<(Option<Spot>, Known)>,
    /// Keys that were ever given.
    given: BTreeSet<MessageKey>,
}

impl Naive {
    /// What a commit must do; keys of new messages are learnt from what it did.
    pub fn commit(&mut self, id: MailboxId, add: &[NewMessage], ns: &[u32], next: u32) -> Expected {
        let mut expected = Expected::default();
        let graves = &mut self.graves;
        let mailbox = self.boxes.get_mut(&id).unwrap();
        for (new, &n) in add.iter().zip(ns) {
            let uid = new.uid.0;
            if let Some(known) = mailbox.bound.get_mut(&uid) {
                expected.flag(known, new.flags);
                continue;
            }
            let spot = Some((id, mailbox.validity.unwrap().0, uid));
            let mut dig = |wanted: &dyn Fn(&(Option<_>, Known)) -> bool| {
                Some(graves.remove(graves.iter().position(wanted)?).1)
            };
            let grave = dig(&|(at, _)| *at == spot);
            let lists = if grave.is_none() {
                vec![&mut mailbox.lost, &mut mailbox.awaited]
            } else {
                vec![]
            };
            let waiting = lists
                .into_iter()
                .find_map(|list| Some(list.remove(list.iter().position(|one| one.n == n)?)));
            let grave = grave.or_else(|| waiting.is_none().then(|| dig(&|(_, one)| one.n == n))?);
            match (grave, waiting) {
                (Some(grave), _) => {
                    expected.added.push((uid, Some(grave.key), n));
                    mailbox.bound.insert(uid, Known { flags: new.flags, ..grave });
                }
                (None, Some(mut known)) => {
                    expected.flag(&mut known, new.flags);
                    mailbox.bound.insert(uid, known);
                }
                (None, None) => expected.added.push((uid, None, n)),
            }
        }
        if mailbox.uid_next.is_some_and(|old| next > old) {
            for known in mailbox.awaited.drain(..) {
                expected.gone.push(known.key);
                graves.push((None, known));
            }
        }
        mailbox.uid_next = Some(next);
        expected
    }

    /// Learns the keys of new rows.
    pub fn learn(&mut self, id: MailboxId, expected: &Expected, rows: &[Row]) {
        assert_eq!(expected.added.len(), rows.len());
        for (&(uid, key, n), row) in expected.added.iter().zip(rows) {
            match key {
                Some(key) => assert_eq!(row.key, key),
                None => {
                    assert!(self.given.insert(row.key), "a key was given twice");
                }
            }
            let known = Known { key: row.key, flags: row.flags, n };
            self.boxes.get_mut(&id).unwrap().bound.insert(uid, known);
        }
    }

    pub fn gone(&mut self, id: MailboxId, uid: u32) -> Option<MessageKey> {
        let mailbox = self.boxes.get_mut(&id).unwrap();
        let known = mailbox.bound.remove(&uid)?;
        self.graves.push((Some((id, mailbox.validity.unwrap().0, uid)), known));
        Some(known.key)
    }

    /// A move of a row that has a UID; gives the key that is replaced.
    pub fn moved(
        &mut self,
        from: (MailboxId, u32),
        to: MailboxId,
        uid: Option<u32>,
    ) -> Option<MessageKey> {
        let mut known = self.boxes.get_mut(&from.0).unwrap().bound.remove(&from.1).unwrap();
        let target = self.boxes.get_mut(&to).unwrap();
        let seen = target.bound.iter().find(|(_, other)| other.n == known.n);
        let seen = seen.map(|(uid, other)| (*uid, *other));
        match (uid, seen) {
            (_, Some((uid, other))) => {
                known.flags = other.flags;
                target.bound.insert(uid, known);
                Some(other.key)
            }
            (Some(uid), None) => {
                target.bound.insert(uid, known);
                None
            }
            (None, None) => {
                target.awaited.push(known);
                None
            }
        }
    }

    pub fn begin_rebind(&mut self, id: MailboxId, new: UidValidity) {
        let mailbox = self.boxes.get_mut(&id).unwrap();
        mailbox.lost.extend(std::mem::take(&mut mailbox.bound).into_values());
        mailbox.validity = Some(new);
        mailbox.uid_next = None;
    }

    /// What was not found again is gone.
    pub fn finish_rebind(&mut self, id: MailboxId) -> BTreeSet<MessageKey> {
        let lost = std::mem::take(&mut self.boxes.get_mut(&id).unwrap().lost);
        self.graves.extend(lost.iter().map(|known| (None, *known)));
        lost.into_iter().map(|known| known.key).collect()
    }

    /// The cache says what this says.
    pub fn check(&self, cache: &Cache) {
        let mut kept: Vec<_> =
            self.graves.iter().map(|(_, one)| (one.key, 1_000 + one.n)).collect();
        kept.sort();
        let removed = cache.removed().unwrap();
        assert_eq!(removed.iter().map(|one| (one.row.key, one.row.size)).collect::<Vec<_>>(), kept);
        for (id, mailbox) in &self.boxes {
            let bound: Vec<_> =
                mailbox.bound.iter().map(|(uid, one)| (Uid(*uid), one.key, one.flags)).collect();
            assert_eq!(cache.uids(*id).unwrap(), bound);
            let unseen = bound.iter().filter(|(.., flags)| !flags.has(Flags::SEEN)).count();
            let sum = cache.sum(*id).unwrap();
            assert_eq!((sum.all, sum.unread), (bound.len() as u32, unseen as u32));
            let all = mailbox.bound.values().chain(&mailbox.lost).chain(&mailbox.awaited);
            let mut wanted: Vec<_> = all.map(|one| (one.key, one.flags.0, 1_000 + one.n)).collect();
            let rows = rows(cache, *id);
            let mut shown: Vec<_> =
                rows.iter().map(|row| (row.key, row.flags.0, row.size)).collect();
            wanted.sort();
            shown.sort();
            assert_eq!(shown, wanted);
            for (uid, one) in &mailbox.bound {
                let at = cache.locate(one.key).unwrap().unwrap();
                let wanted = (*id, mailbox.validity.unwrap(), Uid(*uid));
                assert_eq!((at.mailbox, at.uidvalidity, at.uid), wanted);
            }
            for one in mailbox.lost.iter().chain(&mailbox.awaited) {
                assert_eq!(cache.locate(one.key).unwrap(), None);
                let message = cache.message(one.key).unwrap().unwrap();
                assert_eq!(message.envelope, mail(1, one.n).envelope);
            }
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Expected {
    /// UID, key where it is known beforehand, and which message.
    pub added: Vec<(u32, Option<MessageKey>, u32)>,
    pub flags: BTreeMap<MessageKey, Flags>,
    pub gone: Vec<MessageKey>,
}

impl Expected {
    fn flag(&mut self, known: &mut Known, flags: Flags) {
        if known.flags != flags {
            self.flags.insert(known.key, flags);
            known.flags = flags;
        }
    }
}
