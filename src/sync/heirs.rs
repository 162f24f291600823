//! Copies take over the bodies of their originals, so that opening them fetches nothing: at once
//! where the copy is known here, else when the server tells of it. Knows no wire.

use std::collections::{HashMap, HashSet};

use super::books::{Books, lock};
use crate::model::body::Body;
use crate::model::envelope::Row;
use crate::model::fault::Fault;
use crate::model::ids::{MailboxId, MessageKey};
use crate::model::remote::{RemoteRef, Uid};

/// So many bodies wait for their messages at most, and so many octets of text.
const MOST: usize = 512;
const OCTETS_MOST: usize = 32 << 20;

/// Bodies of messages that the server has not told of yet.
#[derive(Default)]
pub(super) struct Heirs {
    waiting: HashMap<RemoteRef, Estate>,
    octets: usize,
}

/// What a copy takes over, if it is one: servers have named the wrong copies.
pub struct Estate {
    message_id: String,
    body: Body,
}

impl Estate {
    fn octets(&self) -> usize {
        self.body.texts.iter().map(|text| text.text.len()).sum()
    }
}

impl Heirs {
    /// What finds no room is fetched when it is opened.
    fn wait(&mut self, at: RemoteRef, estate: Estate) {
        let more = estate.octets();
        if self.waiting.len() < MOST && self.octets.saturating_add(more) <= OCTETS_MOST {
            self.octets += more;
            if let Some(before) = self.waiting.insert(at, estate) {
                self.octets -= before.octets();
            }
        }
    }

    fn take(&mut self, at: RemoteRef) -> Option<Estate> {
        let estate = self.waiting.remove(&at)?;
        self.octets -= estate.octets();
        Some(estate)
    }
}

impl Books {
    /// The bodies that are kept of these messages.
    ///
    /// # Errors
    /// As reading the cache.
    pub async fn kept_bodies(
        &self,
        keys: Vec<MessageKey>,
    ) -> Result<HashMap<MessageKey, Estate>, Fault> {
        self.on_worker(move |books| {
            let mut kept = HashMap::new();
            for key in keys {
                let Some(body) = books.cache.body(key) else { continue };
                if let Some(message) = books.cache.message(key)? {
                    let message_id = message.envelope.message_id;
                    kept.insert(key, Estate { message_id, body });
                }
            }
            Ok(kept)
        })
        .await
    }

    /// These messages, of one mailbox, are copies of others, whose bodies these are.
    ///
    /// # Errors
    /// As reading and writing the cache.
    pub async fn inherit(&self, copies: Vec<(RemoteRef, Estate)>) -> Result<(), Fault> {
        let Some(mailbox) = copies.first().map(|(at, _)| at.mailbox) else { return Ok(()) };
        self.on_worker(move |books| {
            // Nothing is told meanwhile, so that no row comes between the look and the wait.
            let _order = lock(&books.order);
            let uids = copies.iter().map(|(at, _)| at.uid).collect();
            let known = books.cache.keys_at(mailbox, &uids)?;
            for (at, estate) in copies {
                let there = known.get(&at.uid).copied();
                let bound = |key: &MessageKey| books.cache.locate(*key).ok().flatten() == Some(at);
                match there.filter(bound) {
                    Some(key) => books.leave_to(key, &estate)?,
                    None => lock(&books.heirs).wait(at, estate),
                }
            }
            Ok(())
        })
        .await
    }

    fn leave_to(&self, key: MessageKey, estate: &Estate) -> Result<(), Fault> {
        match self.cache.message(key)? {
            Some(heir) if heir.envelope.message_id == estate.message_id => {
                self.cache.put_body(key, &estate.body)
            }
            _ => Ok(()),
        }
    }

    /// Rows came: those whose bodies wait for them get them. One that cannot be kept is fetched
    /// when it is opened.
    pub(super) fn hand_down(&self, rows: &[Row]) {
        if let Err(fault) = self.try_hand_down(rows) {
            tracing::warn!(%fault, "A copy could not take over a text.");
        }
    }

    fn try_hand_down(&self, rows: &[Row]) -> Result<(), Fault> {
        if lock(&self.heirs).waiting.is_empty() {
            return Ok(());
        }
        for row in rows {
            let Some(at) = self.cache.locate(row.key)? else { continue };
            let estate = lock(&self.heirs).take(at);
            if let Some(estate) = estate {
                self.leave_to(row.key, &estate)?;
            }
        }
        Ok(())
    }

    /// The keys of those of these UIDs of a mailbox that are known here.
    ///
    /// # Errors
    /// As reading the cache.
    pub async fn keys_at(
        &self,
        mailbox: MailboxId,
        uids: HashSet<Uid>,
    ) -> Result<HashMap<Uid, MessageKey>, Fault> {
        self.on_worker(move |books| books.cache.keys_at(mailbox, &uids)).await
    }
}
