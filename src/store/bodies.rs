//! The bodies of opened messages: in pack files, or in memory for an account that leaves nothing on
//! any disk. A body that cannot be read, or that was kept for another message, is none.

use std::collections::{BTreeMap, HashMap};

use super::backend::Backend;
use super::packs::Packs;
use crate::model::body::{Body, Picture};
use crate::model::fault::Fault;

/// Octets of text that the memory form keeps.
const MEMORY_BUDGET: usize = 64 << 20;

/// A message's number and the fingerprint of its headers: should a number ever be given twice
/// because the end of the cache was lost, the body of the one is never shown for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Owner {
    pub number: u64,
    pub fingerprint: u64,
}

pub(super) enum Bodies {
    Memory(Memory),
    Files(Packs),
}

/// The last used bodies.
#[derive(Default)]
pub(super) struct Memory {
    kept: HashMap<u64, (u64, u64, Body)>,
    by_use: BTreeMap<u64, u64>,
    uses: u64,
    octets: usize,
}

impl Bodies {
    pub fn get(&mut self, backend: &dyn Backend, owner: Owner) -> Option<Body> {
        match self {
            Self::Memory(memory) => memory.get(owner),
            Self::Files(packs) => packs.get(backend, owner),
        }
    }

    pub fn put(&mut self, backend: &dyn Backend, owner: Owner, body: &Body) -> Result<(), Fault> {
        match self {
            Self::Memory(memory) => {
                memory.put(owner, body.clone());
                Ok(())
            }
            Self::Files(packs) => packs.put(backend, owner, body),
        }
    }

    /// These messages are gone.
    pub fn forget(&mut self, backend: &dyn Backend, numbers: &[u64]) {
        match self {
            Self::Memory(memory) => numbers.iter().for_each(|&number| memory.forget(number)),
            Self::Files(packs) => packs.forget(backend, numbers),
        }
    }

    /// Another row of the same message takes over a body, unless it has one.
    pub fn bequeath(&mut self, backend: &dyn Backend, owner: Owner, number: u64) {
        let heir = Owner { number, ..owner };
        if self.get(backend, heir).is_none()
            && let Some(body) = self.get(backend, owner)
            && let Err(fault) = self.put(backend, heir, &body)
        {
            tracing::warn!("a body could not be handed on: {fault}");
        }
    }

    pub fn sync(&mut self) {
        if let Self::Files(packs) = self {
            packs.sync();
        }
    }
}

impl Memory {
    fn get(&mut self, owner: Owner) -> Option<Body> {
        let (used, fingerprint, body) = self.kept.get_mut(&owner.number)?;
        if *fingerprint != owner.fingerprint {
            return None;
        }
        self.uses += 1;
        self.by_use.remove(used);
        self.by_use.insert(self.uses, owner.number);
        *used = self.uses;
        Some(body.clone())
    }

    fn put(&mut self, owner: Owner, body: Body) {
        self.forget(owner.number);
        self.uses += 1;
        self.octets += octets(&body);
        self.by_use.insert(self.uses, owner.number);
        self.kept.insert(owner.number, (self.uses, owner.fingerprint, body));
        while self.octets > MEMORY_BUDGET {
            let Some((_, &oldest)) = self.by_use.first_key_value() else { break };
            self.forget(oldest);
        }
    }

    fn forget(&mut self, number: u64) {
        if let Some((used, _, body)) = self.kept.remove(&number) {
            self.by_use.remove(&used);
            self.octets -= octets(&body);
        }
    }
}

/// About what a body takes.
fn octets(body: &Body) -> usize {
    let attachments = body.attachments.iter().map(|a| a.name.len() + a.media.len() + 100);
    let octets = |picture: &Picture| picture.octets.as_ref().map_or(0, Vec::len);
    let pictures = body.pictures.iter().map(|picture| octets(picture) + 200);
    let texts = body.texts.iter().map(|text| text.text.len() + 100);
    let invitations = body.nature.iter().flat_map(|nature| &nature.invitations);
    let meetings = invitations.flat_map(|one| &one.meetings);
    let meetings = meetings.map(|meeting| meeting.guests.len() * 200 + 1_000);
    texts.chain(attachments).chain(pictures).chain(meetings).sum()
}
