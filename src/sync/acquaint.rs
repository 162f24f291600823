//! Whom an account knows: who wrote, by which name and since when, and to whom was written. Read from
//! the cache once, when it is first asked, then kept up to date in memory; never a packet.

use std::collections::{HashMap, HashSet};

use super::books::{Books, lock};
use crate::model::address::Address;
use crate::model::envelope::{Message, Row};
use crate::model::fault::Fault;
use crate::model::ids::{MailboxId, MessageKey};
use crate::model::mailbox::Role;
use crate::model::regard::Remark;

/// Senders that are remembered; where there are more, nobody is said to be new.
const MOST: usize = 400_000;
/// Addresses of one name that are remembered.
const MOST_OF_NAME: usize = 24;
/// The newest mails of one's own whose receivers are known.
const WRITTEN: usize = 2_000;
/// So many mails make an address one of that name.
const FAMILIAR: usize = 3;
/// So many make the one better known that writes from elsewhere.
const KNOWN: usize = 2;

/// Where anybody gets an address: a neighbour there is no colleague.
const OPEN: [&str; 16] = [
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "msn.com",
    "yahoo.com",
    "icloud.com",
    "me.com",
    "aol.com",
    "gmx.net",
    "gmx.de",
    "web.de",
    "proton.me",
    "protonmail.com",
    "uol.com.br",
];

/// Whom an account knows, once that was asked.
#[derive(Debug, Default)]
pub struct Circle {
    known: Option<Acquaintances>,
    /// Rows that came while the cache was being read.
    late: Vec<(MailboxId, Vec<Row>)>,
    reading: bool,
}

/// See the module.
#[derive(Debug, Default)]
pub struct Acquaintances {
    /// The earliest mail of each address (lower case), seconds since 1970 UTC.
    senders: HashMap<String, i64>,
    /// By each name, the addresses with the times of their earliest mails.
    names: HashMap<String, Vec<(String, Vec<i64>)>>,
    written: HashSet<String>,
    /// What lies in these makes nobody known; the receivers of those are.
    junk: HashSet<MailboxId>,
    sent: HashSet<MailboxId>,
}

impl Acquaintances {
    fn note(&mut self, from: &Address, received: i64) {
        let email = from.email.to_lowercase();
        if email.is_empty() || self.senders.len() >= MOST {
            return;
        }
        let since = self.senders.entry(email.clone()).or_insert(received);
        *since = received.min(*since);
        let Some(name) = name_key(&from.name) else { return };
        let addresses = self.names.entry(name).or_default();
        let at = match addresses.iter().position(|(known, _)| *known == email) {
            Some(at) => at,
            None if addresses.len() >= MOST_OF_NAME => return,
            None => {
                addresses.push((email, Vec::new()));
                addresses.len() - 1
            }
        };
        if let Some((_, times)) = addresses.get_mut(at)
            && let Err(place) = times.binary_search(&received)
        {
            times.insert(place, received);
            times.truncate(FAMILIAR);
        }
    }

    fn wrote_to<'a>(&mut self, people: impl Iterator<Item = &'a Address>) {
        let room = MOST.saturating_sub(self.written.len());
        self.written.extend(people.take(room).map(|person| person.email.to_lowercase()));
    }

    /// What is to be said of the sender of a message. `complete`: every message is known here.
    fn remarks(&self, from: &Address, received: i64, complete: bool) -> Vec<Remark> {
        let email = from.email.to_lowercase();
        let mut remarks = Vec::new();
        remarks.extend(address_in_name(from));
        if email.is_empty() || self.written.contains(&email) {
            return remarks;
        }
        if let Some(known) = self.other_address(&from.name, &email, received) {
            remarks.push(Remark::OtherAddress { name: from.name.clone(), known });
        }
        let since = self.senders.get(&email);
        if complete && self.senders.len() < MOST && since.is_none_or(|&since| since >= received) {
            remarks.push(Remark::First);
        }
        remarks
    }

    /// The address from which someone of this name is better known.
    fn other_address(&self, name: &str, email: &str, received: i64) -> Option<String> {
        let addresses = self.names.get(&name_key(name)?)?;
        let before = |times: &[i64]| times.iter().filter(|&&time| time < received).count();
        let mine = addresses.iter().find(|(known, _)| known == email);
        let mine = mine.map_or(0, |(_, times)| before(times));
        if mine >= FAMILIAR {
            return None;
        }
        // One word is what many are called: "Support", "Newsletter".
        let single = name.split_whitespace().nth(1).is_none();
        let others = addresses.iter().filter(|(known, _)| !are_neighbours(known, email));
        let known = others.filter_map(|(known, times)| {
            let (times, written) = (before(times), self.written.contains(known));
            let better = written || !single && times >= KNOWN && times > mine;
            better.then_some((written, times, known))
        });
        known.max().map(|(.., known)| known.clone())
    }
}

/// The words of a name in lower case and in one order; none of a name that says nothing.
fn name_key(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let mut words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    let key = words.join(" ");
    (key.chars().count() >= 3 && !name.contains('@')).then_some(key)
}

/// The same address, or another one of the same house.
fn are_neighbours(one: &str, other: &str) -> bool {
    let domain = |email: &str| email.rsplit_once('@').map(|(_, domain)| domain.to_owned());
    one == other
        || domain(one)
            .is_some_and(|house| !OPEN.contains(&house.as_str()) && domain(other) == Some(house))
}

/// `"ana@bank.example" <someone@else.example>`.
pub fn address_in_name(from: &Address) -> Option<Remark> {
    let edges = |c: char| !c.is_alphanumeric();
    let words = from.name.split(|c: char| c.is_whitespace() || "<>()[],;:\"'".contains(c));
    let shown = words.map(|word| word.trim_matches(edges)).find(|word| {
        let parts = word.split_once('@');
        parts.is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'))
    })?;
    let own = shown.to_lowercase() == from.email.to_lowercase();
    (!own).then(|| Remark::AddressInName { shown: shown.to_owned() })
}

impl Books {
    /// What is known here of the sender of a message; nothing of one who is the person. The first time
    /// the whole cache is read, as long as `wanted` says so.
    pub async fn remarks(
        &self,
        message: &Message,
        own: &str,
        wanted: impl Fn() -> bool + Send + 'static,
    ) -> Result<Vec<Remark>, Fault> {
        let [from] = message.envelope.from.as_slice() else { return Ok(Vec::new()) };
        if from.email.eq_ignore_ascii_case(own) {
            return Ok(Vec::new());
        }
        let (from, received) = (from.clone(), message.row.received);
        self.on_worker(move |books| {
            let complete = books.is_complete()?;
            if !books.meet_all(&wanted)? {
                return Ok(Vec::new());
            }
            let circle = lock(&books.acquaintances);
            let known = circle.known.as_ref();
            Ok(known.map(|known| known.remarks(&from, received, complete)).unwrap_or_default())
        })
        .await
    }

    /// Whether every mailbox's history is here.
    fn is_complete(&self) -> Result<bool, Fault> {
        for stored in self.cache.mailboxes()?.into_iter().filter(|s| s.mailbox.selectable) {
            if !self.cache.sync_state(stored.mailbox.id)?.complete {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Reads the cache, unless that was done. Meanwhile rows may come: nothing is held up by it.
    /// `false` where it was not wanted to its end.
    fn meet_all(&self, wanted: &dyn Fn() -> bool) -> Result<bool, Fault> {
        {
            let mut circle = lock(&self.acquaintances);
            if circle.known.is_some() {
                return Ok(true);
            }
            (circle.reading, circle.late) = (true, Vec::new());
        }
        let met = self.meet(wanted);
        let mut circle = lock(&self.acquaintances);
        circle.reading = false;
        let late = std::mem::take(&mut circle.late);
        let Some(mut known) = met? else { return Ok(false) };
        for (mailbox, rows) in late {
            self.note_rows(mailbox, &rows, &mut known)?;
        }
        circle.known = Some(known);
        Ok(true)
    }

    fn meet(&self, wanted: &dyn Fn() -> bool) -> Result<Option<Acquaintances>, Fault> {
        let mut known = Acquaintances::default();
        for stored in self.cache.mailboxes()? {
            let (id, role) = (stored.mailbox.id, stored.mailbox.role);
            match role {
                Some(Role::Junk) => {
                    known.junk.insert(id);
                }
                Some(Role::Sent) => {
                    known.sent.insert(id);
                }
                _ => {}
            }
            let mut written = Vec::new();
            self.cache.rows(id, &mut |rows| {
                if role == Some(Role::Sent) {
                    let room = WRITTEN.saturating_sub(written.len());
                    written.extend(rows.iter().take(room).map(|row| row.key));
                }
                if role != Some(Role::Junk) {
                    rows.iter().for_each(|row| known.note(&row.from, row.received));
                }
                wanted()
            })?;
            if !wanted() {
                return Ok(None);
            }
            self.learn_receivers(&written, &mut known)?;
        }
        Ok(Some(known))
    }

    /// Rows came: whoever is remembered is remembered with them.
    pub(super) fn acquaint(&self, mailbox: MailboxId, rows: &[Row]) -> Result<(), Fault> {
        let mut circle = lock(&self.acquaintances);
        match &mut circle.known {
            Some(known) => self.note_rows(mailbox, rows, known),
            None => {
                if circle.reading && !rows.is_empty() {
                    circle.late.push((mailbox, rows.to_vec()));
                }
                Ok(())
            }
        }
    }

    fn note_rows(
        &self,
        mailbox: MailboxId,
        rows: &[Row],
        known: &mut Acquaintances,
    ) -> Result<(), Fault> {
        if known.junk.contains(&mailbox) {
            return Ok(());
        }
        rows.iter().for_each(|row| known.note(&row.from, row.received));
        if !known.sent.contains(&mailbox) {
            return Ok(());
        }
        let keys: Vec<MessageKey> = rows.iter().map(|row| row.key).collect();
        self.learn_receivers(&keys, known)
    }

    fn learn_receivers(&self, keys: &[MessageKey], known: &mut Acquaintances) -> Result<(), Fault> {
        if keys.is_empty() {
            return Ok(());
        }
        for (message, _) in self.cache.messages(keys)?.into_values() {
            known.wrote_to(message.envelope.to.iter().chain(&message.envelope.cc));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, email: &str) -> Address {
        Address { name: name.into(), email: email.into() }
    }

    fn other(known: &str) -> Remark {
        Remark::OtherAddress { name: "Ana Silva".into(), known: known.into() }
    }

    /// Ana has written three times, Bo once and got an answer.
    fn known() -> Acquaintances {
        let mut known = Acquaintances::default();
        for time in [10, 20, 30] {
            known.note(&person("Silva, Ana", "Ana@bank.example"), time);
        }
        known.note(&person("Bo", "bo@far.example"), 15);
        known.wrote_to([person("", "BO@far.example")].iter());
        known
    }

    #[test]
    fn the_first_mail_from_an_address_is_the_earliest_that_is_known() {
        let known = known();
        let ana = person("Ana Silva", "ana@bank.example");
        assert_eq!(known.remarks(&ana, 10, true), [Remark::First]);
        assert_eq!(known.remarks(&ana, 20, true), []);
        assert_eq!(known.remarks(&person("New", "new@x.example"), 99, true), [Remark::First]);
        assert_eq!(known.remarks(&person("New", "new@x.example"), 99, false), []);
        // Who was written to is not new, whoever wrote first.
        assert_eq!(known.remarks(&person("Bo", "bo@far.example"), 15, true), []);
    }

    #[test]
    fn a_known_name_with_another_address_is_remarked_until_that_is_known_too() {
        let mut known = known();
        let fake = person("ANA  Silva", "ana@evil.example");
        let real = person("Ana Silva", "ana@bank.example");
        let warned = known.remarks(&fake, 40, false);
        assert!(
            matches!(&warned[..], [Remark::OtherAddress { known, .. }] if known == "ana@bank.example")
        );
        for time in [40, 41, 42, 43] {
            known.note(&fake, time);
        }
        let again = person("Ana Silva", "ana@evil.example");
        assert_eq!(known.remarks(&again, 41, false), [other("ana@bank.example")]);
        assert_eq!(known.remarks(&again, 43, false), []);
        // The one who was there before is never suspected, nor is a colleague.
        assert_eq!(known.remarks(&real, 44, false), []);
        assert_eq!(known.remarks(&person("Ana Silva", "as@bank.example"), 31, false), []);
    }

    #[test]
    fn neighbours_at_an_open_provider_are_strangers_and_single_words_are_no_names() {
        let mut known = known();
        for time in [1, 2, 3] {
            known.note(&person("Rui Costa", "rui@gmail.com"), time);
            known.note(&person("Support", "help@shop.example"), time);
        }
        assert_eq!(known.remarks(&person("Rui Costa", "rui.c@gmail.com"), 9, false).len(), 1);
        assert_eq!(known.remarks(&person("Support", "help@other.example"), 9, false), []);
        assert_eq!(known.remarks(&person("Bo", "bo@evil.example"), 99, false), []);
        known.wrote_to([person("", "help@shop.example")].iter());
        assert_eq!(known.remarks(&person("Support", "help@other.example"), 9, false).len(), 1);
    }

    #[test]
    fn an_address_in_the_name_that_is_another_one_is_remarked() {
        let shown = |name: &str| address_in_name(&person(name, "me@x.example"));
        let wanted = |shown: &str| Some(Remark::AddressInName { shown: shown.into() });
        assert_eq!(shown("ana@bank.example"), wanted("ana@bank.example"));
        assert_eq!(shown("Ana (ana@bank.example)"), wanted("ana@bank.example"));
        for fine in ["Ana", "ME@x.example", "Ana @ home", "@ana", "a@b", ""] {
            assert_eq!(shown(fine), None, "{fine}");
        }
    }
}
