//! Which labels messages have, as the server told: pages that are there only where it told any, so
//! that messages without labels cost nothing. Knows no wire.
//!
//! ```text
//! Labels    number / 16: of each of 16 messages: how many var | each var: a mailbox, or 0 and a text
//! Labelled  of a mailbox: epoch u32 | uid u32: the labels of what is above are told
//! Labelled  of the account: u8 = 1: its mailboxes are labels of one mail
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::backend::{Backend, Changes, MAX_VALUE, Order};
use super::cache::Inner;
use super::codec::{Reader, Writer, unseal};
use super::keys::{ACCOUNT, Key, Kind, Slot, key, place};
use super::pages::damaged;
use super::plan::Plan;
use super::records::Binding;
use super::shelf::Shelf;
use crate::model::fault::Fault;
use crate::model::ids::MailboxId;
use crate::model::label::{self, Label};
use crate::model::remote::Uid;

const PAGE: u64 = 16;

/// Names that are kept of one message, and octets of each: few labels are no mailbox.
const MOST_NAMES: usize = 8;
const LONGEST_NAME: usize = 128;

/// The labels of each message of a page.
type Page = Vec<Vec<Label>>;

/// Messages by number, each with its labels.
pub(super) type Told = Vec<(u64, Vec<Label>)>;

fn bad() -> Fault {
    damaged("the labels of messages")
}

fn decode(mut reader: Reader<'_>) -> Option<Page> {
    let mut page = Page::with_capacity(PAGE as usize);
    for _ in 0..PAGE {
        let count = reader.count()?;
        let labels = (0..count).map(|_| match reader.var()? {
            0 => reader.text().map(Label::Name),
            id => u32::try_from(id).ok().map(|id| Label::Mailbox(MailboxId(id))),
        });
        page.push(labels.collect::<Option<Vec<Label>>>()?);
    }
    reader.end().map(|()| page)
}

fn encode(key: &Key, page: &[Vec<Label>]) -> Option<Vec<u8>> {
    if page.iter().all(Vec::is_empty) {
        return None;
    }
    let mut writer = Writer::default();
    for labels in page {
        writer.var(labels.len() as u64);
        for label in labels {
            match label {
                Label::Mailbox(id) => writer.var(u64::from(id.0)),
                Label::Name(name) => {
                    writer.var(0);
                    writer.text(name);
                }
            }
        }
    }
    // Sixteen messages with all that `fit` lets through are below the limit.
    Some(writer.seal(key)).filter(|value| value.len() <= MAX_VALUE)
}

/// Labels as they are kept.
fn fit(labels: Vec<Label>) -> Vec<Label> {
    let mut names = 0;
    let mut labels = label::tidy(labels);
    labels.retain(|label| match label {
        Label::Mailbox(MailboxId(id)) => *id != ACCOUNT,
        Label::Name(name) => {
            names += 1;
            names <= MOST_NAMES && name.len() <= LONGEST_NAME
        }
    });
    labels
}

fn read_page(backend: &dyn Backend, page: u64) -> Result<Option<Page>, Fault> {
    let key = key(ACCOUNT, Kind::Labels, page);
    let Some(value) = backend.get(&key)? else { return Ok(None) };
    let read = unseal(&key, &value).and_then(|unsealed| decode(Reader(&unsealed)));
    read.map(Some).ok_or_else(bad)
}

/// The labels of a message.
pub(super) fn of(backend: &dyn Backend, number: u64) -> Result<Vec<Label>, Fault> {
    let page = read_page(backend, number / PAGE)?.unwrap_or_default();
    Ok(page.into_iter().nth((number % PAGE) as usize).unwrap_or_default())
}

/// Hands out all messages that have labels, page by page.
pub(super) fn each(backend: &dyn Backend, take: &mut dyn FnMut(Told)) -> Result<(), Fault> {
    let mut spoilt = false;
    let (from, to) = (key(ACCOUNT, Kind::Labels, 0), key(ACCOUNT, Kind::Labels, u64::MAX));
    backend.scan(&from, &to, Order::Rising, &mut |key, value| {
        let page = unseal(key, value).and_then(|unsealed| decode(Reader(&unsealed)));
        let Some(page) = page else {
            spoilt = true;
            return ControlFlow::Break(());
        };
        let numbered = (place(key).saturating_mul(PAGE)..).zip(page);
        take(numbered.filter(|(_, labels)| !labels.is_empty()).collect());
        ControlFlow::Continue(())
    })?;
    if spoilt { Err(bad()) } else { Ok(()) }
}

/// Changes to pages.
#[derive(Default)]
struct Draft {
    pages: BTreeMap<u64, Page>,
    /// Messages whose labels are others than before.
    changed: Told,
}

impl Draft {
    fn put(&mut self, backend: &dyn Backend, number: u64, labels: Vec<Label>) -> Result<(), Fault> {
        let (page, at) = (number / PAGE, (number % PAGE) as usize);
        let known = match self.pages.remove(&page) {
            Some(known) => Some(known),
            None => read_page(backend, page)?,
        };
        let mut known = match known {
            None if labels.is_empty() => return Ok(()),
            known => known.unwrap_or_else(|| vec![Vec::new(); PAGE as usize]),
        };
        if let Some(cell) = known.get_mut(at).filter(|cell| **cell != labels) {
            cell.clone_from(&labels);
            self.changed.push((number, labels));
        }
        self.pages.insert(page, known);
        Ok(())
    }

    fn finish(self, changes: &mut Changes) -> Told {
        let changed: BTreeSet<u64> = self.changed.iter().map(|(number, _)| number / PAGE).collect();
        for (page, known) in self.pages {
            if changed.contains(&page) {
                let key = key(ACCOUNT, Kind::Labels, page);
                changes.insert(key, encode(&key, &known));
            }
        }
        self.changed
    }
}

/// These messages of a mailbox have these labels and no others. Those that are not known are passed
/// over. What changed.
pub(super) fn told(
    inner: &Inner,
    mailbox: MailboxId,
    told: Vec<(Uid, Vec<Label>)>,
) -> Result<Told, Fault> {
    // One writer at a time.
    let _recall = inner.recall()?;
    let backend = inner.backend();
    let binding = Binding::read(backend, mailbox.0)?;
    let slots: BTreeSet<Slot> = told.iter().map(|(uid, _)| binding.slot(*uid)).collect();
    let marks = Shelf { backend, mailbox: mailbox.0 }.marks_of(&slots)?;
    let mut draft = Draft::default();
    for (uid, labels) in told {
        if let Some(mark) = marks.get(&binding.slot(uid)) {
            draft.put(backend, mark.number, fit(labels))?;
        }
    }
    write(inner, draft)
}

/// Adds labels to messages and takes others away, whatever they have besides. What changed.
pub(super) fn change(
    inner: &Inner,
    numbers: &[u64],
    add: &[Label],
    remove: &[Label],
) -> Result<Told, Fault> {
    let _recall = inner.recall()?;
    let backend = inner.backend();
    let mut draft = Draft::default();
    for &number in numbers {
        let mut labels = of(backend, number)?;
        labels.retain(|label| !remove.contains(label));
        labels.extend(add.iter().cloned());
        draft.put(backend, number, fit(labels))?;
    }
    write(inner, draft)
}

fn write(inner: &Inner, draft: Draft) -> Result<Told, Fault> {
    let mut plan = Plan::default();
    let changed = draft.finish(&mut plan.changes);
    if !changed.is_empty() {
        inner.write(plan)?;
    }
    Ok(changed)
}

/// These messages are gone: nothing of them is remembered.
pub(super) fn forget(
    backend: &dyn Backend,
    numbers: &[u64],
    changes: &mut Changes,
) -> Result<(), Fault> {
    let mut draft = Draft::default();
    for &number in numbers {
        draft.put(backend, number, Vec::new())?;
    }
    draft.finish(changes);
    Ok(())
}

fn read_mark<T>(
    backend: &dyn Backend,
    mailbox: u32,
    decode: impl FnOnce(&mut Reader<'_>) -> Option<T>,
) -> Result<Option<T>, Fault> {
    let key = key(mailbox, Kind::Labelled, 0);
    let Some(value) = backend.get(&key)? else { return Ok(None) };
    let unsealed = unseal(&key, &value).ok_or_else(bad)?;
    let mut reader = Reader(&unsealed);
    let read = decode(&mut reader).filter(|_| reader.end().is_some());
    read.map(Some).ok_or_else(bad)
}

/// The UID from which the labels of all messages of a mailbox were told; none where that is not
/// known.
pub(super) fn from(backend: &dyn Backend, mailbox: MailboxId) -> Result<Option<Uid>, Fault> {
    let read = |reader: &mut Reader<'_>| Some((reader.u32()?, Uid(reader.u32()?)));
    let Some((epoch, from)) = read_mark(backend, mailbox.0, read)? else { return Ok(None) };
    Ok(Some(from).filter(|_| Binding::read(backend, mailbox.0).is_ok_and(|at| at.epoch == epoch)))
}

pub(super) fn set_from(inner: &Inner, mailbox: MailboxId, from: Option<Uid>) -> Result<(), Fault> {
    let _recall = inner.recall()?;
    let epoch = Binding::read(inner.backend(), mailbox.0)?.epoch;
    let key = key(mailbox.0, Kind::Labelled, 0);
    let mut plan = Plan::default();
    let value = from.map(|Uid(uid)| {
        let mut writer = Writer::default();
        writer.u32(epoch);
        writer.u32(uid);
        writer.seal_raw(&key)
    });
    plan.changes.insert(key, value);
    inner.write(plan)
}

/// Whether the account's mailboxes are labels of one mail, as it was last seen.
pub(super) fn are(backend: &dyn Backend) -> Result<bool, Fault> {
    let read = read_mark(backend, ACCOUNT, |reader| reader.u8())?;
    Ok(read == Some(1))
}

pub(super) fn set_are(inner: &Inner, are: bool) -> Result<(), Fault> {
    let _recall = inner.recall()?;
    let key = key(ACCOUNT, Kind::Labelled, 0);
    let mut plan = Plan::default();
    let value = are.then(|| {
        let mut writer = Writer::default();
        writer.u8(1);
        writer.seal_raw(&key)
    });
    plan.changes.insert(key, value);
    inner.write(plan)
}
