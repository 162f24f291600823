//! Copies take over the bodies of their originals, so that opening them fetches nothing: at once
//! where the copy is known here, else when the server tells of it. Knows no wire.

use std::collections::HashMap;

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
    waiting: HashMap<RemoteRef, Body>,
    octets: usize,
}

fn octets(body: &Body) -> usize {
    body.texts.iter().map(|text| text.text.len()).sum()
}

impl Heirs {
    /// What finds no room is fetched when it is opened.
    fn wait(&mut self, at: RemoteRef, body: Body) {
        let more = octets(&body);
        if self.waiting.len() < MOST && self.octets.saturating_add(more) <= OCTETS_MOST {
            self.octets += more;
            if let Some(before) = self.waiting.insert(at, body) {
                self.octets -= octets(&before);
            }
        }
    }

    fn take(&mut self, at: RemoteRef) -> Option<Body> {
        let body = self.waiting.remove(&at)?;
        self.octets -= octets(&body);
        Some(body)
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
    ) -> Result<HashMap<MessageKey, Body>, Fault> {
        let kept = move |books: &Self| {
            Ok(keys.into_iter().filter_map(|key| Some((key, books.cache.body(key)?))).collect())
        };
        self.on_worker(kept).await
    }

    /// These messages, of one mailbox, are copies of others, whose bodies these are.
    ///
    /// # Errors
    /// As reading and writing the cache.
    pub async fn inherit(&self, copies: Vec<(RemoteRef, Body)>) -> Result<(), Fault> {
        let Some(mailbox) = copies.first().map(|(at, _)| at.mailbox) else { return Ok(()) };
        self.on_worker(move |books| {
            // Nothing is told meanwhile, so that no row comes between the look and the wait.
            let _order = lock(&books.order);
            let known = books.keys_now(mailbox, copies.iter().map(|(at, _)| at.uid))?;
            for (at, body) in copies {
                let there = known.get(&at.uid).copied();
                let bound = |key: &MessageKey| books.cache.locate(*key).ok().flatten() == Some(at);
                match there.filter(bound) {
                    Some(key) => books.cache.put_body(key, &body)?,
                    None => lock(&books.heirs).wait(at, body),
                }
            }
            Ok(())
        })
        .await
    }

    /// Rows came: those whose bodies wait for them get them.
    pub(super) fn hand_down(&self, rows: &[Row]) -> Result<(), Fault> {
        if lock(&self.heirs).waiting.is_empty() {
            return Ok(());
        }
        for row in rows {
            let Some(at) = self.cache.locate(row.key)? else { continue };
            let body = lock(&self.heirs).take(at);
            if let Some(body) = body {
                self.cache.put_body(row.key, &body)?;
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
        uids: Vec<Uid>,
    ) -> Result<HashMap<Uid, MessageKey>, Fault> {
        self.on_worker(move |books| books.keys_now(mailbox, uids)).await
    }

    fn keys_now(
        &self,
        mailbox: MailboxId,
        uids: impl IntoIterator<Item = Uid>,
    ) -> Result<HashMap<Uid, MessageKey>, Fault> {
        let wanted: std::collections::HashSet<Uid> = uids.into_iter().collect();
        let all = self.cache.uids(mailbox)?.into_iter();
        Ok(all.filter(|(uid, ..)| wanted.contains(uid)).map(|(uid, key, _)| (uid, key)).collect())
    }
}
