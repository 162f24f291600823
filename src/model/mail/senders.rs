//! Senders, each kept once however many messages they wrote.

use std::collections::HashMap;
use std::sync::Arc;

use crate::model::address::Address;

/// The place of a sender.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct SenderId(u32);

#[derive(Debug, Default)]
pub(super) struct Senders {
    all: Vec<Arc<Address>>,
    known: HashMap<Arc<Address>, SenderId>,
}

impl Senders {
    /// The place of this sender, new or known.
    pub fn id(&mut self, sender: Address) -> SenderId {
        if let Some(id) = self.known.get(&sender) {
            return *id;
        }
        let id = SenderId(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        let sender = Arc::new(sender);
        self.all.push(Arc::clone(&sender));
        self.known.insert(sender, id);
        id
    }

    pub fn get(&self, id: SenderId) -> Option<&Address> {
        self.all.get(id.0 as usize).map(Arc::as_ref)
    }
}
