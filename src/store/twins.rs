//! Which messages are one mail under several labels, as the server told: found again by either. What
//! is told is believed only as far as the headers agree. Knows no wire.
//!
//! ```text
//! Mail   number / 64: the mail of each of 64 messages, u64, 0 where it is not known
//! Twins  mail: how many messages var | the number of each, var
//! ```

use std::collections::{BTreeMap, BTreeSet};

use super::backend::{Backend, Changes};
use super::cache::Inner;
use super::codec::{Reader, Writer, unseal};
use super::keys::{ACCOUNT, Key, Kind, Slot, key};
use super::pages::damaged;
use super::plan::Plan;
use super::records::{self, Binding};
use super::shelf::Shelf;
use crate::model::fault::Fault;
use crate::model::ids::MailboxId;
use crate::model::remote::Uid;

const PAGE: u64 = 64;
/// Places of one mail that are remembered: more labels than that are not looked through.
const MOST: usize = 16;

/// Values as they will be, by key.
#[derive(Default)]
struct Draft {
    mails: BTreeMap<u64, Vec<u64>>,
    twins: BTreeMap<u64, Vec<u64>>,
}

fn read<T>(
    backend: &dyn Backend,
    key: &Key,
    decode: impl FnOnce(Reader<'_>) -> Option<T>,
) -> Result<Option<T>, Fault> {
    let Some(value) = backend.get(key)? else { return Ok(None) };
    let unsealed = unseal(key, &value);
    let read = unsealed.and_then(|unsealed| decode(Reader(&unsealed)));
    read.map(Some).ok_or_else(|| damaged("which messages are one mail"))
}

fn read_mails(backend: &dyn Backend, page: u64) -> Result<Option<Vec<u64>>, Fault> {
    read(backend, &key(ACCOUNT, Kind::Mail, page), |mut reader| {
        let mails = (0..PAGE).map(|_| reader.u64()).collect::<Option<Vec<u64>>>()?;
        reader.end().map(|()| mails)
    })
}

fn read_twins(backend: &dyn Backend, mail: u64) -> Result<Vec<u64>, Fault> {
    let found = read(backend, &key(ACCOUNT, Kind::Twins, mail), |mut reader| {
        let count = reader.count()?;
        let twins = (0..count).map(|_| reader.var()).collect::<Option<Vec<u64>>>()?;
        reader.end().map(|()| twins)
    })?;
    Ok(found.unwrap_or_default())
}

/// The other messages that are the same mail as this one, as the server told; some may be gone.
pub(super) fn of(backend: &dyn Backend, number: u64) -> Result<Vec<u64>, Fault> {
    let mails = read_mails(backend, number / PAGE)?.unwrap_or_default();
    match mails.get((number % PAGE) as usize) {
        None | Some(0) => Ok(Vec::new()),
        Some(&mail) => {
            let twins = read_twins(backend, mail)?.into_iter();
            Ok(twins.filter(|&twin| twin != number).collect())
        }
    }
}

/// These messages of a mailbox are these mails. Those that are not known are passed over.
pub(super) fn identify(
    inner: &Inner,
    mailbox: MailboxId,
    told: &[(Uid, u64)],
) -> Result<(), Fault> {
    // One writer at a time.
    let _recall = inner.recall()?;
    let backend = inner.backend();
    let binding = Binding::read(backend, mailbox.0)?;
    let slots: BTreeSet<Slot> = told.iter().map(|(uid, _)| binding.slot(*uid)).collect();
    let marks = Shelf { backend, mailbox: mailbox.0 }.marks_of(&slots)?;
    let mut draft = Draft::default();
    for (uid, mail) in told.iter().filter(|(_, mail)| (1..u64::MAX).contains(mail)) {
        if let Some(mark) = marks.get(&binding.slot(*uid)) {
            draft.put(backend, mark.number, *mail)?;
        }
    }
    let mut plan = Plan::default();
    draft.finish(&mut plan.changes);
    inner.write(plan)
}

/// These messages are gone: nothing of them is remembered.
pub(super) fn forget(
    backend: &dyn Backend,
    numbers: &[u64],
    changes: &mut Changes,
) -> Result<(), Fault> {
    let mut draft = Draft::default();
    for &number in numbers {
        draft.put(backend, number, 0)?;
    }
    draft.finish(changes);
    Ok(())
}

impl Draft {
    /// This message is this mail from now on; 0 is none.
    fn put(&mut self, backend: &dyn Backend, number: u64, mail: u64) -> Result<(), Fault> {
        let (page, at) = (number / PAGE, (number % PAGE) as usize);
        let known = match self.mails.get(&page) {
            Some(mails) => Some(mails.clone()),
            None => read_mails(backend, page)?,
        };
        let mut mails = match known {
            None if mail == 0 => return Ok(()),
            known => known.unwrap_or_else(|| vec![0; PAGE as usize]),
        };
        let Some(cell) = mails.get_mut(at) else { return Ok(()) };
        let before = std::mem::replace(cell, mail);
        if before == mail {
            return Ok(());
        }
        self.mails.insert(page, mails);
        if before != 0 {
            self.twins(backend, before)?.retain(|&twin| twin != number);
        }
        if mail != 0 {
            let twins = self.twins(backend, mail)?;
            if twins.len() >= MOST {
                twins.remove(0);
            }
            twins.push(number);
        }
        Ok(())
    }

    fn twins(&mut self, backend: &dyn Backend, mail: u64) -> Result<&mut Vec<u64>, Fault> {
        let known = match self.twins.remove(&mail) {
            Some(known) => known,
            None => {
                let mut known = read_twins(backend, mail)?;
                // What went without a word.
                let mut there = Vec::with_capacity(known.len());
                for &twin in &known {
                    there.push(records::locate(backend, twin)?.is_some());
                }
                let mut there = there.into_iter();
                known.retain(|_| there.next().unwrap_or(false));
                known
            }
        };
        Ok(self.twins.entry(mail).or_insert(known))
    }

    fn finish(self, changes: &mut Changes) {
        for (page, mails) in self.mails {
            let key = key(ACCOUNT, Kind::Mail, page);
            let mut writer = Writer::default();
            mails.iter().for_each(|&mail| writer.u64(mail));
            let used = mails.iter().any(|&mail| mail != 0);
            changes.insert(key, used.then(|| writer.seal(&key)));
        }
        for (mail, twins) in self.twins {
            let key = key(ACCOUNT, Kind::Twins, mail);
            let mut writer = Writer::default();
            writer.var(twins.len() as u64);
            twins.iter().for_each(|&twin| writer.var(twin));
            changes.insert(key, (!twins.is_empty()).then(|| writer.seal_raw(&key)));
        }
    }
}
