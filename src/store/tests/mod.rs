//! The cache as a whole: what it promises to the engine, on disk and in memory.

mod damage;
mod kill;
mod labels;
mod moves;
mod naive;
mod names;
mod plain;
mod random;
mod tombs;
mod twins;

use std::path::Path;

use super::*;
use crate::model::address::Address;
use crate::model::ids::AccountId;

pub(super) const ACCOUNT: AccountId = AccountId(3);
pub(super) const V1: UidValidity = UidValidity(11);
pub(super) const V2: UidValidity = UidValidity(12);

pub(super) fn open(dir: &Path) -> Cache {
    Cache::open(dir, ACCOUNT, &[]).unwrap().0
}

pub(super) fn found(name: &str) -> Found {
    Found {
        wire: WireName(name.into()),
        path: vec![name.into()],
        role: (name == "INBOX").then_some(Role::Inbox),
        selectable: true,
        counts: None,
        subscribed: None,
    }
}

/// Lists these mailboxes and gives their ids in the same order.
pub(super) fn list(cache: &Cache, names: &[&str]) -> Vec<MailboxId> {
    let found: Vec<Found> = names.iter().map(|name| found(name)).collect();
    let stored = cache.list_mailboxes(&found).unwrap();
    let id = |name: &&str| stored.iter().find(|one| one.wire.0 == **name).unwrap().mailbox.id;
    names.iter().map(id).collect()
}

pub(super) fn key(number: u64) -> MessageKey {
    MessageKey::new(ACCOUNT, number)
}

/// Message `n` of the world, under this UID: its headers follow from `n`.
pub(super) fn mail(uid: u32, n: u32) -> NewMessage {
    let from =
        Address { name: format!("Sénder {}", n % 7), email: format!("s{}@x.example", n % 7) };
    let to = Address { name: String::new(), email: "me@example.org".into() };
    NewMessage {
        uid: Uid(uid),
        key: None,
        received: 1_700_000_000 + i64::from(n) * 61,
        size: 1_000 + n,
        flags: Flags::NONE,
        modseq: None,
        envelope: Envelope {
            date: Some(1_699_999_000 + i64::from(n)),
            from: vec![from],
            to: vec![to],
            subject: format!("Subject {n}: 📮 about something"),
            message_id: format!("{n}@x.example"),
            references: vec![format!("{}@x.example", n / 2)],
            attachment: n.is_multiple_of(3),
            ..Envelope::default()
        },
    }
}

pub(super) fn batch(mailbox: MailboxId) -> Batch {
    Batch { mailbox, add: vec![], flags: vec![], gone: vec![], state: None, counts: None }
}

pub(super) fn state(validity: UidValidity, uid_next: u32) -> SyncState {
    let (uid_validity, uid_next) = (Some(validity), Some(Uid(uid_next)));
    SyncState { uid_validity, uid_next, ..SyncState::default() }
}

/// Adds messages under their own numbers as UIDs and gives their keys.
pub(super) fn add(cache: &Cache, mailbox: MailboxId, uids: &[u32]) -> Vec<MessageKey> {
    let add: Vec<NewMessage> = uids.iter().map(|&uid| mail(uid, uid)).collect();
    let next = uids.iter().max().map_or(1, |uid| uid + 1);
    let batch = Batch { add, state: Some(state(V1, next)), ..batch(mailbox) };
    cache.commit(batch).unwrap().added.into_iter().map(|row| row.key).collect()
}

pub(super) fn rows(cache: &Cache, mailbox: MailboxId) -> Vec<Row> {
    let mut all = Vec::new();
    cache
        .rows(mailbox, &mut |page| {
            assert!(page.len() <= 64);
            all.extend(page);
            true
        })
        .unwrap();
    all
}

pub(super) fn keys(cache: &Cache, mailbox: MailboxId) -> Vec<MessageKey> {
    rows(cache, mailbox).into_iter().map(|row| row.key).collect()
}

pub(super) fn uids(cache: &Cache, mailbox: MailboxId) -> Vec<(u32, MessageKey)> {
    cache.uids(mailbox).unwrap().into_iter().map(|(uid, key, _)| (uid.0, key)).collect()
}
