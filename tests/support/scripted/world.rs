//! The mailboxes of the scripted server and what is in them. Knows no connection.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pombo::model::flags::Flags;

use crate::support::mails;

/// A message in one mailbox.
#[derive(Debug, Clone)]
pub struct Mail {
    pub uid: u32,
    pub raw: Arc<[u8]>,
    pub flags: BTreeSet<String>,
    pub modseq: u64,
    /// Which mail it is, the same under every label of it.
    pub thing: u64,
}

impl Mail {
    pub fn field(&self, name: &str) -> String {
        let text = String::from_utf8_lossy(&self.raw);
        let prefix = format!("{name}: ");
        let line = text.lines().find_map(|line| line.strip_prefix(prefix.as_str()));
        line.unwrap_or_default().to_owned()
    }

    pub fn subject(&self) -> String {
        self.field("Subject")
    }

    pub fn is_deleted(&self) -> bool {
        self.flags.contains("\\Deleted")
    }

    /// The flags that the model knows.
    pub fn model_flags(&self) -> Flags {
        const WORDS: [(&str, Flags); 5] = [
            ("\\Seen", Flags::SEEN),
            ("\\Answered", Flags::ANSWERED),
            ("\\Flagged", Flags::FLAGGED),
            ("\\Deleted", Flags::DELETED),
            ("\\Draft", Flags::DRAFT),
        ];
        let set = WORDS.iter().filter(|(word, _)| self.flags.contains(*word));
        set.fold(Flags::NONE, |flags, (_, flag)| flags.with(*flag))
    }

    /// Where the text begins.
    pub fn body_at(&self) -> usize {
        let end = self.raw.windows(4).position(|four| four == b"\r\n\r\n");
        end.map_or(self.raw.len(), |at| at + 4)
    }
}

/// A mailbox.
#[derive(Debug, Clone)]
pub struct Folder {
    pub name: String,
    /// As LIST tells them, such as `\HasNoChildren \Trash`.
    pub attributes: &'static str,
    pub validity: u32,
    pub next: u32,
    /// Its HIGHESTMODSEQ.
    pub high: u64,
    /// In the order of their UIDs.
    pub mails: Vec<Mail>,
}

impl Folder {
    /// Holding messages of these numbers.
    pub fn new(name: &str, numbers: impl Iterator<Item = u32>) -> Self {
        let mut folder = Self {
            name: name.to_owned(),
            attributes: "\\HasNoChildren",
            validity: 7,
            next: 1,
            high: 1,
            mails: Vec::new(),
        };
        numbers.for_each(|number| {
            folder.add(mails::plain(number).into(), BTreeSet::new(), 1, u64::from(number));
        });
        folder
    }

    #[must_use]
    pub fn with_attributes(mut self, attributes: &'static str) -> Self {
        self.attributes = attributes;
        self
    }

    /// Takes a message in; its UID.
    pub fn add(&mut self, raw: Arc<[u8]>, flags: BTreeSet<String>, modseq: u64, thing: u64) -> u32 {
        let uid = self.next;
        self.next += 1;
        self.high = self.high.max(modseq);
        self.mails.push(Mail { uid, raw, flags, modseq, thing });
        uid
    }

    pub fn mail(&self, uid: u32) -> Option<&Mail> {
        let at = self.mails.binary_search_by_key(&uid, |mail| mail.uid).ok()?;
        self.mails.get(at)
    }

    /// Whether LIST attributes name this use.
    pub fn is(&self, attribute: &str) -> bool {
        self.attributes.split(' ').any(|one| one == attribute)
    }
}

/// Everything on the server.
#[derive(Debug, Default)]
pub struct World {
    pub folders: BTreeMap<String, Folder>,
    /// The highest mod-sequence given so far.
    pub modseq: u64,
    /// Every command that came, without tags.
    pub sent: Vec<String>,
}

impl World {
    pub fn new(folders: Vec<Folder>) -> Self {
        let folders = folders.into_iter().map(|folder| (folder.name.clone(), folder)).collect();
        Self { folders, modseq: 1, sent: Vec::new() }
    }

    pub fn folder(&mut self, name: &str) -> &mut Folder {
        self.folders.get_mut(name).unwrap_or_else(|| panic!("there is no mailbox {name}"))
    }

    pub fn holds(&self, folder: &str, subject: &str) -> bool {
        let mails = self.folders.get(folder).into_iter().flat_map(|folder| &folder.mails);
        mails.into_iter().any(|mail| !mail.is_deleted() && mail.subject() == subject)
    }

    pub fn deliver(&mut self, folder: &str, number: u32) {
        self.modseq += 1;
        let modseq = self.modseq;
        let raw = mails::plain(number).into();
        self.folder(folder).add(raw, BTreeSet::new(), modseq, u64::from(number));
    }

    pub fn take_away(&mut self, folder: &str, subject: &str) {
        let mails = &self.folder(folder).mails;
        let uids: Vec<u32> =
            mails.iter().filter(|mail| mail.subject() == subject).map(|mail| mail.uid).collect();
        self.remove(folder, &uids);
    }

    /// Adds or removes flags; those of unknown UIDs are passed over.
    pub fn store(&mut self, folder: &str, uids: &[u32], add: bool, flags: &[&str]) {
        self.modseq += 1;
        let modseq = self.modseq;
        let folder = self.folder(folder);
        folder.high = modseq;
        for mail in folder.mails.iter_mut().filter(|mail| uids.contains(&mail.uid)) {
            for flag in flags {
                if add {
                    mail.flags.insert((*flag).to_owned());
                } else {
                    mail.flags.remove(*flag);
                }
            }
            mail.modseq = modseq;
        }
    }

    /// Copies messages; (original, copy).
    pub fn copy(&mut self, from: &str, uids: &[u32], to: &str) -> Vec<(u32, u32)> {
        self.modseq += 1;
        let modseq = self.modseq;
        let originals: Vec<Mail> =
            uids.iter().filter_map(|&uid| self.folder(from).mail(uid).cloned()).collect();
        let target = self.folder(to);
        let add = |mail: Mail| (mail.uid, target.add(mail.raw, mail.flags, modseq, mail.thing));
        originals.into_iter().map(add).collect()
    }

    /// Removes messages for good.
    pub fn remove(&mut self, folder: &str, uids: &[u32]) {
        self.modseq += 1;
        let modseq = self.modseq;
        let folder = self.folder(folder);
        folder.high = modseq;
        folder.mails.retain(|mail| !uids.contains(&mail.uid));
    }

    /// Every UID of a mailbox is another one from now on.
    pub fn renumber(&mut self, folder: &str, validity: u32) {
        let folder = self.folder(folder);
        folder.validity = validity;
        let first = folder.next + 100;
        for (uid, mail) in (first..).zip(&mut folder.mails) {
            mail.uid = uid;
        }
        folder.next = first + folder.mails.len() as u32;
    }
}
