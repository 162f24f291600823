//! What an account keeps about its own work: the log of its connections, what they carried, what
//! audits came to, and when the person last wished for something; all of it by the clock of its
//! terms. Knows no wire and no board.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::bill::{self, Bill};
use super::books::lock;
use super::terms::Terms;
use super::vouchers::Vouchers;
use crate::imap::{Log, Namespaces};
use crate::model::audit::Audit;
use crate::model::fault::Fault;
use crate::model::ids::MailboxId;
use crate::model::traffic::{Kind, Octets, Use};
use crate::store::Notes;

/// The names of the records.
const TRAFFIC: &str = "traffic";
const AUDITS: &str = "audits";
const NAMESPACES: &str = "namespaces";
const VOUCHERS: &str = "vouchers";

/// See the module.
#[derive(Debug)]
pub struct Upkeep {
    pub log: Log,
    /// Octets a day that the provider allows.
    pub budget: Option<u64>,
    pub terms: Terms,
    notes: Notes,
    bill: Mutex<Bill>,
    past: Mutex<Past>,
    /// What the server told of namespaces last.
    namespaces: Mutex<Namespaces>,
    /// Whose word about the mail that comes in counts.
    vouchers: Mutex<Vouchers>,
    /// When the person last wished for something, seconds since 1970 UTC.
    wished: Mutex<i64>,
    /// Something changed since it was written.
    unwritten: Mutex<bool>,
}

/// The audits of before, as they are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Past {
    /// When the last one of the nights began, seconds since 1970 UTC.
    night: i64,
    /// When each mailbox was last begun with, seconds since 1970 UTC.
    begun: Vec<(MailboxId, i64)>,
    audits: Vec<Audit>,
}

impl Upkeep {
    /// Reads what was kept; blocks. `new`: the cache was begun anew, so what was said of it is void.
    pub fn open(notes: Notes, host: &str, new: bool, terms: Terms) -> Self {
        let record = notes.read(TRAFFIC).unwrap_or_default();
        let past = notes.read(AUDITS).filter(|_| !new).unwrap_or_default();
        // Its keys name other messages in a new cache.
        let vouchers = notes.read::<Vouchers>(VOUCHERS).filter(|_| !new).unwrap_or_default();
        Self {
            log: Log::default(),
            budget: (terms.budget)(host),
            bill: Mutex::new(Bill::of(record, terms.today())),
            past: Mutex::new(past),
            namespaces: Mutex::new(Self::kept_namespaces(&notes)),
            vouchers: Mutex::new(vouchers.believable(&host.to_lowercase())),
            wished: Mutex::new(terms.now()),
            unwritten: Mutex::new(new),
            terms,
            notes,
        }
    }

    /// The traffic of an account as it is kept; blocks.
    pub fn kept(notes: &Notes) -> Vec<Use> {
        let today = Terms::default().today();
        Bill::of(notes.read(TRAFFIC).unwrap_or_default(), today).uses()
    }

    /// The namespaces of an account as they are kept; blocks.
    pub fn kept_namespaces(notes: &Notes) -> Namespaces {
        notes.read::<Namespaces>(NAMESPACES).unwrap_or_default().believable()
    }

    pub fn namespaces(&self) -> Namespaces {
        lock(&self.namespaces).clone()
    }

    /// The server told its namespaces. Whether they are other ones than before.
    pub fn divided(&self, told: &Namespaces) -> bool {
        let mut known = lock(&self.namespaces);
        let changed = *known != *told;
        if changed {
            known.clone_from(told);
            *lock(&self.unwritten) = true;
        }
        changed
    }

    /// Asks what is known of the own server's word, or adds to it: `ask` says whether it did.
    pub fn voucher<T>(&self, ask: impl FnOnce(&mut Vouchers) -> (T, bool)) -> T {
        let (answer, changed) = ask(&mut lock(&self.vouchers));
        if changed {
            *lock(&self.unwritten) = true;
        }
        answer
    }

    /// Writes what changed; blocks.
    ///
    /// # Errors
    /// `Disk`.
    pub fn save(&self) -> Result<(), Fault> {
        if !std::mem::take(&mut *lock(&self.unwritten)) {
            return Ok(());
        }
        let (record, past) = (lock(&self.bill).record(), lock(&self.past).clone());
        let namespaces = self.namespaces();
        let vouchers = lock(&self.vouchers).clone();
        self.notes.write(TRAFFIC, &record)?;
        self.notes.write(NAMESPACES, &namespaces)?;
        self.notes.write(VOUCHERS, &vouchers)?;
        self.notes.write(AUDITS, &past)
    }

    /// Counts what was carried.
    pub fn add(&self, mailbox: Option<MailboxId>, kind: Kind, octets: Octets) {
        if !octets.is_empty() {
            lock(&self.bill).add(self.terms.today(), mailbox, kind, octets);
            *lock(&self.unwritten) = true;
        }
    }

    /// Whether most of today's budget is used.
    pub fn is_spent(&self) -> bool {
        self.budget.is_some()
            && bill::is_spent(self.budget, lock(&self.bill).down_on(self.terms.today()))
    }

    pub fn uses(&self) -> Vec<Use> {
        lock(&self.bill).uses()
    }

    /// The person wished for something just now.
    pub fn wish(&self) {
        *lock(&self.wished) = self.terms.now();
    }

    /// For how long the person wished for nothing.
    pub fn idle(&self) -> Duration {
        let since = self.terms.now().saturating_sub(*lock(&self.wished));
        Duration::from_secs(u64::try_from(since).unwrap_or(0))
    }

    /// When the last audit of the nights began, seconds since 1970 UTC; 0 where there was none.
    pub fn last_night(&self) -> i64 {
        lock(&self.past).night
    }

    pub fn night_begins(&self, now: i64) {
        lock(&self.past).night = now;
        *lock(&self.unwritten) = true;
    }

    /// The mailbox is begun with, so that another night begins with the others.
    pub fn begin(&self, mailbox: MailboxId, now: i64) {
        let mut past = lock(&self.past);
        past.begun.retain(|(id, _)| *id != mailbox);
        past.begun.push((mailbox, now));
        *lock(&self.unwritten) = true;
    }

    /// Sorts mailboxes: what was begun with longest ago comes first.
    pub fn longest_ago_first(&self, mailboxes: &mut [MailboxId]) {
        let begun: BTreeMap<MailboxId, i64> = lock(&self.past).begun.iter().copied().collect();
        mailboxes.sort_by_key(|id| begun.get(id).copied().unwrap_or(0));
    }

    pub fn audited(&self, audit: Audit) {
        let mut past = lock(&self.past);
        past.audits.retain(|before| before.mailbox != audit.mailbox);
        past.audits.push(audit);
        *lock(&self.unwritten) = true;
    }

    pub fn audits(&self) -> Vec<Audit> {
        lock(&self.past).audits.clone()
    }

    /// Forgets mailboxes that are gone.
    pub fn keep_only(&self, known: impl Fn(MailboxId) -> bool) {
        let mut past = lock(&self.past);
        past.audits.retain(|audit| known(audit.mailbox));
        past.begun.retain(|(id, _)| known(*id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::audit::Differences;

    #[test]
    fn audits_and_traffic_are_there_after_a_restart_unless_the_cache_is_new() {
        let dir = tempfile::tempdir().unwrap();
        let open =
            |new| Upkeep::open(Notes::at(dir.path()), "imap.example.org", new, Terms::default());
        let upkeep = open(true);
        let (found, left) = (Differences { flags: 2, ..Default::default() }, Default::default());
        let audit = Audit { mailbox: MailboxId(4), at: 1_000, rows: 7, found, left };
        upkeep.audited(Audit { at: 900, ..audit });
        upkeep.audited(audit);
        upkeep.add(Some(MailboxId(4)), Kind::Audit, Octets { down: 9, up: 8, turns: 7 });
        upkeep.begin(MailboxId(4), 999);
        upkeep.night_begins(950);
        upkeep.save().unwrap();
        let again = open(false);
        assert_eq!((again.audits(), again.last_night()), (vec![audit], 950));
        let mut order = [MailboxId(4), MailboxId(5)];
        again.longest_ago_first(&mut order);
        assert_eq!(order, [MailboxId(5), MailboxId(4)]);
        assert_eq!(again.uses(), upkeep.uses());
        assert_eq!(again.uses().len(), 1);
        again.keep_only(|_| false);
        assert!(again.audits().is_empty());
        let anew = open(true);
        assert!(anew.audits().is_empty() && anew.uses().len() == 1);
    }
}
