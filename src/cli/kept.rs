//! What a profile keeps of an account, read without an engine and a connection, and as the window
//! shows it: orders that wait for the server are laid over what the server said.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::near::near;
use super::{Context, Problem};
use crate::fl;
use crate::model::account::Account;
use crate::model::body::Body;
use crate::model::envelope::{Message, Row};
use crate::model::event::{Fact, Source};
use crate::model::fault::Fault;
use crate::model::ids::{MailboxId, MessageKey};
use crate::model::journal::Entry;
use crate::model::mail::{Fold, Mail, Whither};
use crate::model::mailbox::{Mailbox, Role};
use crate::model::namespace::Areas;
use crate::model::remote::Uid;
use crate::store::{Cache, Journal, Opened, ProfileLock, Stored};
use crate::sync;

/// Rows over the limit that are held before the oldest are dropped.
const SLACK: usize = 4_096;

/// The cache of an account under the journal. Nobody else has the profile meanwhile.
pub struct Kept {
    /// As they are shown: with orders about them that wait.
    pub mailboxes: Vec<Mailbox>,
    stored: Vec<Stored>,
    division: (Option<char>, Areas),
    /// Orders that still change what is shown, the oldest first.
    pending: Vec<Entry>,
    cache: Cache,
    fold: Fold,
    _lock: ProfileLock,
}

impl Kept {
    /// Opens what is kept of an account.
    ///
    /// # Errors
    /// `InUse` while another Pombo has the profile; `Disk`.
    pub fn open(context: &Context, account: &Account) -> Result<Self, Problem> {
        let lock = ProfileLock::take(&context.paths.data)?;
        let (_, promises, _) = Journal::open(&context.paths.journal_file())?;
        let mine: Vec<_> = promises.into_iter().filter(|p| p.entry.account == account.id).collect();
        let folder = context.paths.account_cache(account.id);
        let (cache, opened) = Cache::open(&folder, account.id, &mine)?;
        if matches!(opened, Opened::Rebuilt(_)) {
            let value = serde_json::json!({ "event": "rebuilt", "account": account.id.0 });
            context.out.progress(&value, || fl!("cli-rebuilt"))?;
        }
        let stored = cache.mailboxes()?;
        let waiting = mine.into_iter().map(|promise| promise.entry);
        let mut pending: Vec<Entry> = waiting.filter(Entry::is_pending).collect();
        pending.sort_by_key(|entry| entry.id);
        let fold = Fold::of(pending.iter().map(|entry| &entry.action));
        let listed = stored.iter().map(|stored| stored.mailbox.clone()).collect();
        let division = sync::kept_division(&context.paths, account.id, &stored);
        let mailboxes = planted(&division, &pending, listed).mailboxes().to_vec();
        Ok(Self { mailboxes, stored, division, pending, cache, fold, _lock: lock })
    }

    /// The tree with its counts as the window shows them: as far as a mailbox is wholly kept its rows
    /// are counted, else what the server said last; orders that wait are laid over both. It holds no
    /// more rows than these are about.
    pub fn mail(&self) -> Result<Mail, Fault> {
        let mut listed = Vec::with_capacity(self.stored.len());
        for stored in &self.stored {
            let mut mailbox = stored.mailbox.clone();
            if self.cache.sync_state(mailbox.id)?.complete {
                let sum = self.cache.sum(mailbox.id)?;
                mailbox.total = sum.all.saturating_sub(sum.marked);
                mailbox.unread = sum.unread.saturating_sub(sum.marked_unread);
            }
            listed.push(mailbox);
        }
        let mut mail = planted(&self.division, &self.pending, listed);
        let mut touched: BTreeMap<MailboxId, Vec<Row>> = BTreeMap::new();
        for key in self.fold.keys() {
            if let Some(message) = self.cache.message(key)? {
                touched.entry(message.mailbox).or_default().push(message.row);
            }
        }
        for (mailbox, rows) in touched {
            mail.apply(Fact::RowsArrived { mailbox, rows, source: Source::Cache });
        }
        Ok(mail)
    }

    /// A message in the mailbox and with the flags in which it is shown. `None` when it is not
    /// known, or removed by an order that waits.
    pub fn message(&self, key: MessageKey) -> Result<Option<Message>, Fault> {
        let Some(mut message) = self.cache.message(key)? else { return Ok(None) };
        let overlay = self.fold.get(key).unwrap_or_default();
        message.row.flags = overlay.flags(message.row.flags);
        match overlay.whither {
            Whither::AsIs => {}
            Whither::In(mailbox) => message.mailbox = mailbox,
            Whither::Gone => return Ok(None),
        }
        Ok(Some(message))
    }

    /// Whether an order about this message waits for the server.
    pub fn waits(&self, key: MessageKey) -> bool {
        self.fold.get(key).is_some()
    }

    /// Its UID where the server has it now.
    pub fn uid(&self, key: MessageKey) -> Result<Option<Uid>, Fault> {
        Ok(self.cache.locate(key)?.map(|at| at.uid))
    }

    /// The full headers of these rows, and their UIDs where the server has them now.
    pub fn headers(
        &self,
        rows: &[Row],
    ) -> Result<HashMap<MessageKey, (Message, Option<Uid>)>, Fault> {
        let keys: Vec<MessageKey> = rows.iter().map(|row| row.key).collect();
        self.cache.messages(&keys)
    }

    /// The text that was read before, where all of it is kept.
    pub fn body(&self, key: MessageKey) -> Option<Body> {
        self.cache.body(key).filter(|body| body.texts.iter().all(|text| text.left_out == 0))
    }

    /// The newest rows that are shown in a mailbox, newest first.
    pub fn rows(&self, mailbox: MailboxId, limit: usize) -> Result<Vec<Row>, Fault> {
        let mut rows = self.arrivals(mailbox)?;
        self.cache.rows(mailbox, &mut |page| {
            rows.extend(page.into_iter().filter_map(|row| self.shown(mailbox, row)));
            if rows.len() >= limit.saturating_add(SLACK) {
                cut(&mut rows, limit);
            }
            true
        })?;
        cut(&mut rows, limit);
        Ok(rows)
    }

    /// A row of this mailbox with pending flags, unless it is on its way out.
    fn shown(&self, mailbox: MailboxId, mut row: Row) -> Option<Row> {
        let overlay = self.fold.get(row.key).unwrap_or_default();
        row.flags = overlay.flags(row.flags);
        let stays = match overlay.whither {
            Whither::AsIs => true,
            Whither::In(to) => to == mailbox,
            Whither::Gone => false,
        };
        stays.then_some(row)
    }

    /// Rows that waiting orders bring to this mailbox.
    fn arrivals(&self, mailbox: MailboxId) -> Result<Vec<Row>, Fault> {
        let mut rows = Vec::new();
        for key in self.fold.keys() {
            if self.fold.get(key).unwrap_or_default().whither == Whither::In(mailbox)
                && let Some(message) = self.cache.message(key)?
                && message.mailbox != mailbox
            {
                rows.extend(self.shown(mailbox, message.row));
            }
        }
        Ok(rows)
    }

    /// The messages with these keys, by the mailbox in which each is shown.
    pub fn find(&self, texts: &[String]) -> Result<BTreeMap<MailboxId, Vec<Message>>, Problem> {
        let mut found: BTreeMap<MailboxId, Vec<Message>> = BTreeMap::new();
        for key in keys(texts)? {
            let message = self.message(key)?.ok_or_else(|| unknown(&key.to_string()))?;
            found.entry(message.mailbox).or_default().push(message);
        }
        Ok(found)
    }

    /// The mailbox that the person means.
    pub fn mailbox(&self, wanted: &str) -> Result<&Mailbox, Problem> {
        find_mailbox(&self.mailboxes, wanted).ok_or_else(|| {
            let paths: Vec<String> = self.mailboxes.iter().map(|one| one.path.join("/")).collect();
            let unknown = fl!("cli-unknown-mailbox", mailbox = wanted);
            let near = near(wanted, paths.iter().map(String::as_str)).join(", ");
            let meant = (!near.is_empty()).then(|| fl!("usage-meant", meant = near));
            let said: Vec<String> = std::iter::once(unknown).chain(meant).collect();
            Problem::not_found(said.join(" "))
        })
    }

    /// The name of a mailbox, from the root.
    pub fn name(&self, id: MailboxId) -> String {
        let found = self.mailboxes.iter().find(|mailbox| mailbox.id == id);
        found.map(|mailbox| mailbox.path.join("/")).unwrap_or_default()
    }

    /// Writes out what is to be written.
    pub fn close(self) {
        self.cache.close();
    }
}

/// Messages as they were given, each once.
///
/// # Errors
/// What is no key, and keys of more than one account.
pub fn keys(texts: &[String]) -> Result<Vec<MessageKey>, Problem> {
    let mut keys: Vec<MessageKey> = Vec::new();
    for text in texts {
        let key: MessageKey = text.parse().map_err(|()| unknown(text))?;
        if keys.first().is_some_and(|first| first.account() != key.account()) {
            return Err(Problem::usage(fl!("cli-two-accounts")));
        }
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    Ok(keys)
}

pub fn unknown(key: &str) -> Problem {
    Problem::not_found(fl!("cli-unknown-message", key = key))
}

fn cut(rows: &mut Vec<Row>, limit: usize) {
    rows.sort_unstable_by_key(|row| Reverse((row.received, row.key)));
    rows.truncate(limit);
}

/// The tree with these orders over it.
fn planted(
    (separator, areas): &(Option<char>, Areas),
    pending: &[Entry],
    listed: Vec<Mailbox>,
) -> Mail {
    let mut mail = Mail::default();
    mail.apply(Fact::Separated(*separator));
    mail.apply(Fact::Divided(areas.clone()));
    mail.apply(Fact::MailboxesListed { mailboxes: listed, source: Source::Cache });
    mail.apply(Fact::JournalOpened(pending.to_vec()));
    mail
}

/// By path, or by what it is for.
fn find_mailbox<'m>(mailboxes: &'m [Mailbox], wanted: &str) -> Option<&'m Mailbox> {
    let role = role(wanted);
    let path = |mailbox: &Mailbox| mailbox.path.join("/");
    let same = |m: &&Mailbox| path(m).to_lowercase() == wanted.to_lowercase();
    mailboxes
        .iter()
        .find(|mailbox| path(mailbox) == wanted)
        .or_else(|| mailboxes.iter().find(same))
        .or_else(|| mailboxes.iter().find(|mailbox| role.is_some() && mailbox.role == role))
}

/// The words that stand for special mailboxes.
const ROLES: [(&str, Role); 6] = [
    ("inbox", Role::Inbox),
    ("drafts", Role::Drafts),
    ("sent", Role::Sent),
    ("archive", Role::Archive),
    ("junk", Role::Junk),
    ("trash", Role::Trash),
];

fn role(name: &str) -> Option<Role> {
    let named = ROLES.iter().find(|(word, _)| name.eq_ignore_ascii_case(word));
    named.map(|(_, role)| *role)
}

/// What a special mailbox is called where a program reads it.
pub fn role_name(role: Role) -> &'static str {
    match role {
        Role::All => "all",
        Role::Flagged => "flagged",
        _ => ROLES.iter().find(|(_, known)| *known == role).map_or("", |(word, _)| word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailbox(id: u32, path: &[&str], role: Option<Role>) -> Mailbox {
        let path = path.iter().map(|name| (*name).to_owned()).collect();
        Mailbox {
            id: MailboxId(id),
            path,
            role,
            selectable: true,
            total: 0,
            unread: 0,
            subscribed: None,
        }
    }

    #[test]
    fn a_mailbox_is_found_by_its_path_or_by_what_it_is_for() {
        let all = [
            mailbox(1, &["INBOX"], Some(Role::Inbox)),
            mailbox(2, &["Lixeira"], Some(Role::Trash)),
            mailbox(3, &["Projects", "Água"], None),
        ];
        let id = |wanted| find_mailbox(&all, wanted).map(|m| m.id.0);
        assert_eq!(id("inbox"), Some(1));
        assert_eq!(id("trash"), Some(2));
        assert_eq!(id("projects/água"), Some(3));
        assert_eq!(id("PROJECTS/ÁGUA"), Some(3));
        assert_eq!(id("Nowhere"), None);
    }

    #[test]
    fn keys_are_of_one_account_and_counted_once() {
        let read =
            |texts: &[&str]| keys(&texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        assert_eq!(read(&["1-7", "1-8", "1-7"]).map(|keys| keys.len()).ok(), Some(2));
        assert_eq!(
            read(&["1-7", "2-8"]).map_err(|p| p.end()).err(),
            Some(super::super::End::WrongUse)
        );
        assert_eq!(read(&["seven"]).map_err(|p| p.end()).err(), Some(super::super::End::NotFound));
    }
}
