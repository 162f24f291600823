//! Changes the cache of an account behind Pombo's back, as a fault of Pombo or of a disk would.

use std::path::Path;

use pombo::model::envelope::Envelope;
use pombo::model::flags::Flags;
use pombo::model::ids::{AccountId, MailboxId};
use pombo::model::remote::Uid;
use pombo::paths::Paths;
use pombo::store::{Batch, Cache, NewMessage, Opened};

/// A cache that nobody else has open now.
pub struct Spoiler {
    cache: Cache,
    mailbox: MailboxId,
}

impl Spoiler {
    /// # Panics
    /// Where the mailbox is not there.
    pub fn of(profile: &Path, account: AccountId, mailbox: &str) -> Self {
        let dir = Paths::profile(profile).account_cache(account);
        let (cache, opened) = Cache::open(&dir, account, &[]).unwrap();
        assert_eq!(opened, Opened::Existing);
        let all = cache.mailboxes().unwrap();
        let found = all.iter().find(|stored| stored.mailbox.path.join("/") == mailbox);
        let mailbox = found.unwrap().mailbox.id;
        Self { cache, mailbox }
    }

    fn empty(&self) -> Batch {
        let (add, flags, gone) = Default::default();
        Batch { mailbox: self.mailbox, add, flags, gone, state: None, counts: None }
    }

    /// These rows are lost.
    pub fn lose(&self, uids: &[u32]) -> &Self {
        let gone = uids.iter().copied().map(Uid).collect();
        self.cache.commit(Batch { gone, ..self.empty() }).unwrap();
        self
    }

    /// A row that the server does not have, or has otherwise.
    pub fn invent(&self, uid: u32, size: u32) -> &Self {
        let envelope = Envelope { subject: format!("Invented {uid}"), ..Envelope::default() };
        let add = vec![NewMessage {
            uid: Uid(uid),
            key: None,
            received: 1_000,
            size,
            flags: Flags::NONE,
            modseq: None,
            envelope,
        }];
        self.cache.commit(Batch { add, ..self.empty() }).unwrap();
        self
    }

    pub fn flag(&self, uid: u32, flags: Flags) -> &Self {
        let flags = vec![(Uid(uid), flags, None)];
        self.cache.commit(Batch { flags, ..self.empty() }).unwrap();
        self
    }

    /// The rows as they are kept: UID, flags, size.
    pub fn rows(&self) -> Vec<(u32, Flags, u32)> {
        let all = self.cache.tallies(self.mailbox, Uid(u32::MAX), usize::MAX).unwrap();
        all.into_iter().map(|row| (row.uid.0, row.flags, row.size)).collect()
    }
}

impl Drop for Spoiler {
    fn drop(&mut self) {
        self.cache.close();
    }
}
