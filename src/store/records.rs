//! The records that are not pages: the next ids, the mailboxes, how far each is known, and where a
//! key's message is. Knows their bytes and keys.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::backend::{Backend, Changes, Order};
use super::codec::{Reader, Writer, unseal};
use super::keys::{ACCOUNT, Key, Kind, Slot, key, place};
use super::pages::damaged;
use super::{Stored, SyncState};
use crate::model::fault::Fault;
use crate::model::ids::MailboxId;
use crate::model::mailbox::{Mailbox, Role};
use crate::model::remote::{ModSeq, Uid, UidValidity, WireName};

/// The ids that were never given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Meta {
    pub next_mailbox: u32,
    pub next_number: u64,
}

/// How far a mailbox is known, and what its slots mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Binding {
    pub state: SyncState,
    /// Counts the UIDVALIDITY values: rows of other epochs have no UID.
    pub epoch: u32,
    /// The UIDVALIDITY of this epoch. It may be known before the mailbox was ever synced: a
    /// confirmed move told it.
    pub validity: Option<UidValidity>,
}

impl Default for Binding {
    fn default() -> Self {
        Self { state: SyncState::default(), epoch: Slot::FIRST, validity: None }
    }
}

/// A mailbox and whether the last LIST lacked it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub stored: Stored,
    pub missing: bool,
}

/// A place of a message: its mailbox and slot.
pub(super) type At = (u32, Slot);

const ROLES: [Role; 8] = [
    Role::Inbox,
    Role::Drafts,
    Role::Sent,
    Role::Archive,
    Role::Junk,
    Role::Trash,
    Role::All,
    Role::Flagged,
];

/// The bits of a mailbox. Records of earlier versions have none of the last two.
const SELECTABLE: u8 = 1;
const MISSING: u8 = 1 << 1;
/// The server told whether it is subscribed to.
const TOLD: u8 = 1 << 2;
const SUBSCRIBED: u8 = 1 << 3;

fn read<T>(
    backend: &dyn Backend,
    key: &Key,
    what: &str,
    decode: impl FnOnce(Reader<'_>) -> Option<T>,
) -> Result<Option<T>, Fault> {
    let Some(value) = backend.get(key)? else { return Ok(None) };
    unseal(key, &value)
        .and_then(|unsealed| decode(Reader(&unsealed)))
        .map(Some)
        .ok_or_else(|| damaged(what))
}

impl Meta {
    pub fn read(backend: &dyn Backend) -> Result<Option<Self>, Fault> {
        read(backend, &key(ACCOUNT, Kind::Meta, 0), "the count of ids", |mut reader| {
            let meta = Self { next_mailbox: reader.u32()?, next_number: reader.u64()? };
            reader.end().map(|()| meta)
        })
    }

    pub fn put(self, changes: &mut Changes) {
        let key = key(ACCOUNT, Kind::Meta, 0);
        let mut writer = Writer::default();
        writer.u32(self.next_mailbox);
        writer.u64(self.next_number);
        changes.insert(key, Some(writer.seal_raw(&key)));
    }
}

impl Binding {
    pub fn read(backend: &dyn Backend, mailbox: u32) -> Result<Self, Fault> {
        let key = key(mailbox, Kind::Binding, 0);
        let found = read(backend, &key, "the state of a mailbox", |mut reader| {
            let present = reader.u8()?;
            let some = |bit: u8| present & (1 << bit) != 0;
            let uid_validity = Some(UidValidity(reader.u32()?)).filter(|_| some(0));
            let uid_next = Some(Uid(reader.u32()?)).filter(|_| some(1));
            let highest_modseq = Some(ModSeq(reader.u64()?)).filter(|_| some(2));
            let first_modseq = Some(ModSeq(reader.u64()?)).filter(|_| some(3));
            let complete = some(4);
            let state =
                SyncState { uid_validity, uid_next, highest_modseq, first_modseq, complete };
            let epoch = reader.u32()?;
            let validity = Some(UidValidity(reader.u32()?)).filter(|_| some(5));
            reader.end().map(|()| Self { state, epoch, validity })
        })?;
        Ok(found.unwrap_or_default())
    }

    pub fn put(&self, mailbox: u32, changes: &mut Changes) {
        let key = key(mailbox, Kind::Binding, 0);
        let state = &self.state;
        let present = [
            state.uid_validity.is_some(),
            state.uid_next.is_some(),
            state.highest_modseq.is_some(),
            state.first_modseq.is_some(),
            state.complete,
            self.validity.is_some(),
        ];
        let mut writer = Writer::default();
        writer.u8(present.iter().rev().fold(0, |bits, &bit| (bits << 1) | u8::from(bit)));
        writer.u32(state.uid_validity.map_or(0, |validity| validity.0));
        writer.u32(state.uid_next.map_or(0, |uid| uid.0));
        writer.u64(state.highest_modseq.map_or(0, |modseq| modseq.0));
        writer.u64(state.first_modseq.map_or(0, |modseq| modseq.0));
        writer.u32(self.epoch);
        writer.u32(self.validity.map_or(0, |validity| validity.0));
        changes.insert(key, Some(writer.seal_raw(&key)));
    }

    /// Every UID so far is void.
    pub fn begin(&mut self, new: UidValidity) {
        self.epoch = self.epoch.saturating_add(1);
        self.validity = Some(new);
    }

    pub fn slot(&self, uid: Uid) -> Slot {
        Slot::new(self.epoch, uid.0)
    }

    /// Whether the server has the row in this slot under the slot's UID.
    pub fn binds(&self, slot: Slot) -> bool {
        slot.epoch() == self.epoch && slot.epoch() != Slot::AWAITED && self.validity.is_some()
    }
}

impl Listed {
    pub fn read(backend: &dyn Backend, mailbox: MailboxId) -> Result<Option<Self>, Fault> {
        let key = key(ACCOUNT, Kind::Mailbox, u64::from(mailbox.0));
        read(backend, &key, "a mailbox", |reader| Self::decode(mailbox, reader))
    }

    /// All of them, by id.
    pub fn read_all(backend: &dyn Backend) -> Result<Vec<Self>, Fault> {
        let mut all = Vec::new();
        let mut bad = false;
        let (from, to) = (key(ACCOUNT, Kind::Mailbox, 0), key(ACCOUNT, Kind::Mailbox, u64::MAX));
        backend.scan(&from, &to, Order::Rising, &mut |key, value| {
            let listed = unseal(key, value).and_then(|unsealed| {
                let id = MailboxId(u32::try_from(place(key)).ok()?);
                Self::decode(id, Reader(&unsealed))
            });
            bad |= listed.is_none();
            all.extend(listed);
            ControlFlow::Continue(())
        })?;
        if bad { Err(damaged("a mailbox")) } else { Ok(all) }
    }

    fn decode(id: MailboxId, mut reader: Reader<'_>) -> Option<Self> {
        let bits = reader.u8()?;
        let role = match reader.u8()? {
            0 => None,
            role => Some(*ROLES.get(usize::from(role) - 1)?),
        };
        let (total, unread) = (reader.u32()?, reader.u32()?);
        let wire = WireName(reader.text()?);
        let path = (0..reader.count()?).map(|_| reader.text()).collect::<Option<Vec<_>>>()?;
        reader.end()?;
        let selectable = bits & SELECTABLE != 0;
        let subscribed = (bits & TOLD != 0).then_some(bits & SUBSCRIBED != 0);
        let mailbox = Mailbox { id, path, role, selectable, total, unread, subscribed };
        Some(Self { stored: Stored { mailbox, wire }, missing: bits & MISSING != 0 })
    }

    pub fn put(&self, changes: &mut Changes) {
        let Stored { mailbox, wire } = &self.stored;
        let key = key(ACCOUNT, Kind::Mailbox, u64::from(mailbox.id.0));
        let mut writer = Writer::default();
        let bits = [
            (mailbox.selectable, SELECTABLE),
            (self.missing, MISSING),
            (mailbox.subscribed.is_some(), TOLD),
            (mailbox.subscribed == Some(true), SUBSCRIBED),
        ];
        writer.u8(bits.into_iter().filter(|(is, _)| *is).fold(0, |all, (_, bit)| all | bit));
        let role = mailbox.role.and_then(|role| ROLES.iter().position(|&each| each == role));
        writer.u8(role.map_or(0, |place| place as u8 + 1));
        writer.u32(mailbox.total);
        writer.u32(mailbox.unread);
        writer.text(&wire.0);
        writer.var(mailbox.path.len() as u64);
        mailbox.path.iter().for_each(|name| writer.text(name));
        changes.insert(key, Some(writer.seal_raw(&key)));
    }
}

const REFS: u64 = 64;

fn read_refs(backend: &dyn Backend, page: u64) -> Result<Vec<Option<At>>, Fault> {
    let key = key(ACCOUNT, Kind::Refs, page);
    let found = read(backend, &key, "a page of keys", |mut reader| {
        let mut refs = Vec::with_capacity(REFS as usize);
        for _ in 0..REFS {
            let at = (reader.u32()?, Slot(reader.u64()?));
            refs.push(Some(at).filter(|&(mailbox, _)| mailbox != ACCOUNT));
        }
        reader.end().map(|()| refs)
    })?;
    Ok(found.unwrap_or_else(|| vec![None; REFS as usize]))
}

/// Where the message with this number is.
pub(super) fn locate(backend: &dyn Backend, number: u64) -> Result<Option<At>, Fault> {
    let refs = read_refs(backend, number / REFS)?;
    Ok(refs.get((number % REFS) as usize).copied().flatten())
}

/// Notes where messages are from now on; `None` where they are gone.
pub(super) fn put_refs(
    backend: &dyn Backend,
    moved: &BTreeMap<u64, Option<At>>,
    changes: &mut Changes,
) -> Result<(), Fault> {
    let mut rest = moved.iter().peekable();
    while let Some(&(&number, _)) = rest.peek() {
        let page = number / REFS;
        let mut refs = read_refs(backend, page)?;
        while let Some((&number, &at)) = rest.next_if(|(number, _)| **number / REFS == page) {
            if let Some(slot) = refs.get_mut((number % REFS) as usize) {
                *slot = at;
            }
        }
        let key = key(ACCOUNT, Kind::Refs, page);
        if refs.iter().all(Option::is_none) {
            changes.insert(key, None);
            continue;
        }
        let mut writer = Writer::default();
        for at in refs {
            let (mailbox, slot) = at.unwrap_or((ACCOUNT, Slot(0)));
            writer.u32(mailbox);
            writer.u64(slot.0);
        }
        changes.insert(key, Some(writer.seal(&key)));
    }
    Ok(())
}
