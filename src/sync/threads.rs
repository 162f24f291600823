//! Who answers whom: the messages of an account that name each other by Message-ID, In-Reply-To and
//! References (RFC 5322 section 3.6.4). Read from the cache once, when it is first asked, then kept up
//! to date in memory; never a packet.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex};

use super::books::{Books, lock};
use super::desk::Desk;
use crate::model::envelope::{Envelope, Message, Row};
use crate::model::event::Fact;
use crate::model::fault::Fault;
use crate::model::ids::{AccountId, MailboxId, MessageKey};
use crate::model::mailbox::Role;

/// Messages of a conversation; of a longer one those that are nearest.
const MOST: usize = 100;
/// Ids that are looked for, and messages that are read, to find a conversation.
const IDS: usize = 1_000;
const READ: usize = 1_000;
/// Names of messages that are remembered: 32 MiB of them.
const NAMES: usize = 4 << 20;
/// Names that wait to be sorted in among the others.
const FRESH: usize = 4_096;

/// Which messages name an id, by a hash of the id: what is found has to be looked at.
#[derive(Debug, Default)]
pub struct Index {
    hasher: RandomState,
    sorted: Vec<(u32, u32)>,
    fresh: Vec<(u32, u32)>,
}

/// See the module.
#[derive(Debug, Default)]
pub struct Threads {
    known: Mutex<Known>,
    /// Held by who reads the cache.
    reading: Mutex<()>,
}

#[derive(Debug, Default)]
struct Known {
    index: Option<Index>,
    /// Messages that came while the cache was being read.
    late: Vec<MessageKey>,
}

/// The ids that a message has or names.
fn ids(envelope: &Envelope) -> impl Iterator<Item = &str> {
    let own = std::iter::once(envelope.message_id.as_str());
    let named = envelope.in_reply_to.iter().chain(&envelope.references).map(String::as_str);
    own.chain(named).filter(|id| !id.is_empty())
}

impl Index {
    /// Half of a hash that nobody outside can foresee.
    fn short(&self, id: &str) -> u32 {
        (self.hasher.hash_one(id) >> 32) as u32
    }

    fn note(&mut self, key: MessageKey, envelope: &Envelope) {
        let Ok(number) = u32::try_from(key.number()) else { return };
        let room = NAMES.saturating_sub(self.sorted.len() + self.fresh.len());
        let mut hashes: Vec<u32> = ids(envelope).map(|id| self.short(id)).collect();
        hashes.sort_unstable();
        hashes.dedup();
        self.fresh.extend(hashes.into_iter().take(room).map(|hash| (hash, number)));
        if self.fresh.len() > FRESH.max(self.sorted.len() / 8) {
            self.arrange();
        }
    }

    fn arrange(&mut self) {
        self.sorted.append(&mut self.fresh);
        self.sorted.sort_unstable();
        self.sorted.dedup();
    }

    /// The messages that may have or name this id.
    fn of(&self, account: AccountId, id: &str) -> Vec<MessageKey> {
        let hash = self.short(id);
        let from = self.sorted.partition_point(|(other, _)| *other < hash);
        let sorted = self.sorted.iter().skip(from).take_while(|(other, _)| *other == hash);
        let fresh = self.fresh.iter().filter(|(other, _)| *other == hash);
        sorted.chain(fresh).map(|(_, number)| MessageKey::new(account, (*number).into())).collect()
    }
}

/// Answers `Ask::Conversation`; nobody waits for it.
pub fn answer(desk: &Arc<Desk>, key: MessageKey) {
    let desk = Arc::clone(desk);
    tokio::spawn(async move {
        let stops = Arc::clone(&desk);
        match desk.books.conversation(key, move || !stops.is_stopping()).await {
            Ok(members) => desk.tell(Fact::Conversed { key, members }),
            Err(fault) => tracing::warn!(%fault, "A conversation cannot be told."),
        }
    });
}

impl Books {
    /// The messages that answer each other with this one, oldest first. The first time the whole cache
    /// is read, as long as `wanted` says so.
    pub async fn conversation(
        &self,
        key: MessageKey,
        wanted: impl Fn() -> bool + Send + 'static,
    ) -> Result<Vec<MessageKey>, Fault> {
        self.on_worker(move |books| {
            if !books.read_threads(&wanted)? {
                return Ok(Vec::new());
            }
            let found = books.find_thread(key)?;
            books.in_order(key, found)
        })
        .await
    }

    /// Reads the cache, unless that was done. Meanwhile messages may come: nothing is held up by it.
    /// `false` where it was not wanted to its end.
    fn read_threads(&self, wanted: &dyn Fn() -> bool) -> Result<bool, Fault> {
        let _reading = lock(&self.threads.reading);
        {
            let mut known = lock(&self.threads.known);
            if known.index.is_some() {
                return Ok(true);
            }
            known.late.clear();
        }
        let mut index = Index::default();
        for stored in self.cache.mailboxes()? {
            self.cache.envelopes(stored.mailbox.id, &mut |page| {
                page.iter().for_each(|(key, envelope)| index.note(*key, envelope));
                wanted()
            })?;
            if !wanted() {
                return Ok(false);
            }
        }
        let mut known = lock(&self.threads.known);
        let late = std::mem::take(&mut known.late);
        self.note_threads(&late, &mut index)?;
        index.arrange();
        known.index = Some(index);
        Ok(true)
    }

    fn note_threads(&self, keys: &[MessageKey], index: &mut Index) -> Result<(), Fault> {
        for (key, (message, _)) in self.cache.messages(keys)? {
            index.note(key, &message.envelope);
        }
        Ok(())
    }

    /// Messages came: who is remembered is remembered with them.
    pub(super) fn thread(&self, rows: &[Row]) -> Result<(), Fault> {
        let keys: Vec<MessageKey> = rows.iter().map(|row| row.key).collect();
        let mut known = lock(&self.threads.known);
        match known.index.take() {
            Some(mut index) => {
                let noted = self.note_threads(&keys, &mut index);
                known.index = Some(index);
                noted
            }
            None => {
                // Only who reads the cache asks for them.
                if self.threads.reading.try_lock().is_err() {
                    known.late.extend(keys);
                }
                Ok(())
            }
        }
    }

    /// All that are tied to this one by an id, however far.
    fn find_thread(&self, key: MessageKey) -> Result<HashMap<MessageKey, Message>, Fault> {
        let mut found = HashMap::new();
        let Some(first) = self.cache.message(key)? else { return Ok(found) };
        let mut waiting: VecDeque<String> = ids(&first.envelope).map(str::to_owned).collect();
        let mut asked: BTreeSet<String> = waiting.iter().cloned().collect();
        let mut seen = BTreeSet::from([key]);
        found.insert(key, first);
        while let Some(id) = waiting.pop_front() {
            let mut keys = match &lock(&self.threads.known).index {
                Some(index) => index.of(key.account(), &id),
                None => Vec::new(),
            };
            let room = READ.saturating_sub(seen.len());
            keys.retain(|key| seen.insert(*key));
            keys.truncate(room);
            for (key, (message, _)) in self.cache.messages(&keys)? {
                if !ids(&message.envelope).any(|own| own == id) {
                    continue;
                }
                for own in ids(&message.envelope) {
                    if asked.len() < IDS && asked.insert(own.to_owned()) {
                        waiting.push_back(own.to_owned());
                    }
                }
                found.insert(key, message);
            }
        }
        Ok(found)
    }

    /// Oldest first; of one mail in several mailboxes once; without what was thrown away or is not
    /// sent yet.
    fn in_order(
        &self,
        key: MessageKey,
        found: HashMap<MessageKey, Message>,
    ) -> Result<Vec<MessageKey>, Fault> {
        let Some(here) = found.get(&key).map(|message| message.mailbox) else {
            return Ok(Vec::new());
        };
        let roles: BTreeMap<MailboxId, Option<Role>> = self
            .cache
            .mailboxes()?
            .into_iter()
            .map(|stored| (stored.mailbox.id, stored.mailbox.role))
            .collect();
        let rank = |message: &Message| match roles.get(&message.mailbox).copied().flatten() {
            _ if message.row.key == key => Some(0),
            _ if message.mailbox == here => Some(1),
            Some(Role::Trash | Role::Junk | Role::Drafts) => None,
            Some(Role::Inbox) => Some(2),
            Some(Role::Sent) => Some(3),
            Some(Role::All | Role::Flagged) => Some(5),
            Some(Role::Archive) | None => Some(4),
        };
        let mut ranked: Vec<(u8, &Message)> =
            found.values().filter_map(|message| Some((rank(message)?, message))).collect();
        ranked.sort_unstable_by_key(|(rank, message)| (*rank, message.row.key));
        let mut named = BTreeSet::new();
        ranked.retain(|(_, message)| {
            let id = message.envelope.message_id.as_str();
            id.is_empty() || named.insert(id)
        });
        let mut members: Vec<&Message> = ranked.into_iter().map(|(_, message)| message).collect();
        members.sort_unstable_by_key(|message| {
            (message.row.received, message.envelope.date, message.row.key)
        });
        let members: Vec<MessageKey> = members.iter().map(|message| message.row.key).collect();
        Ok(nearest(&members, key))
    }
}

/// At most as many as a conversation may have: those around this one.
fn nearest(members: &[MessageKey], key: MessageKey) -> Vec<MessageKey> {
    let at = members.iter().position(|member| *member == key).unwrap_or(0);
    let from = at.saturating_sub(MOST / 2).min(members.len().saturating_sub(MOST));
    members.iter().skip(from).take(MOST).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: AccountId = AccountId(1);

    fn key(number: u64) -> MessageKey {
        MessageKey::new(ACCOUNT, number)
    }

    fn envelope(id: &str, references: &[&str]) -> Envelope {
        Envelope {
            message_id: id.to_owned(),
            references: references.iter().map(|id| (*id).to_owned()).collect(),
            ..Envelope::default()
        }
    }

    #[test]
    fn an_id_finds_who_has_it_and_who_names_it_sorted_in_or_not() {
        let mut index = Index::default();
        index.note(key(1), &envelope("a@x", &[]));
        index.note(key(2), &envelope("b@x", &["a@x", "a@x"]));
        index.arrange();
        index.note(key(3), &envelope("c@x", &["a@x", "b@x"]));
        index.note(key(4), &envelope("", &[]));
        let of = |id: &str| index.of(ACCOUNT, id);
        assert_eq!(of("a@x"), [key(1), key(2), key(3)]);
        assert_eq!(of("b@x"), [key(2), key(3)]);
        assert_eq!(of("none@x"), []);
        assert_eq!(of(""), []);
    }

    #[test]
    fn of_a_long_conversation_what_is_around_the_message_is_told() {
        let members: Vec<_> = (0..250).map(key).collect();
        for (at, first) in [(0, 0), (10, 0), (120, 70), (249, 150)] {
            let near = nearest(&members, key(at));
            assert_eq!((near.len(), near[0]), (MOST, key(first)), "{at}");
            assert!(near.contains(&key(at)));
        }
    }
}
