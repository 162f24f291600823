//! Rows that change their place and keep their key: moves that the server confirmed, and mailboxes
//! whose UIDs are all new. Knows no disk layout.

use std::collections::{BTreeMap, BTreeSet};

use super::Relocated;
use super::cache::Inner;
use super::commit::{leave, unknown, with_heirs};
use super::keys::Slot;
use super::pages::{Content, Entry, Mark};
use super::plan::Plan;
use super::recall::Recall;
use super::records::{At, Binding, Listed};
use super::shelf::{Edit, Shelf};
use super::tombs::{Leaving, Left, MOST};
use super::{Stored, SyncState, files};
use crate::model::fault::Fault;
use crate::model::flags::Flags;
use crate::model::ids::{MailboxId, MessageKey};
use crate::model::remote::{Uid, UidValidity};
use crate::model::removed::Why;

/// Pages at the end of a target in which a moved message is looked for when nobody told its UID.
const TAIL: usize = 4;

pub(super) fn moved(
    inner: &Inner,
    to: MailboxId,
    validity: UidValidity,
    pairs: &[(MessageKey, Option<Uid>)],
) -> Result<Relocated, Fault> {
    let mut recall = inner.recall()?;
    let backend = inner.backend();
    recall.tombs.ready(backend)?;
    Listed::read(backend, to)?.ok_or_else(|| unknown(to))?;
    let mut binding = Binding::read(backend, to.0)?;
    let mut plan = Plan::default();
    if binding.validity.is_none() {
        binding.validity = Some(validity);
        binding.put(to.0, &mut plan.changes);
    }
    let mut arrival = Arrival::load(inner, to, validity, binding, pairs)?;
    for &(key, uid) in pairs.iter().filter(|(key, _)| key.account() == inner.account()) {
        arrival.take(key.number(), uid, &mut recall, &mut plan)?;
    }
    let numbers: BTreeSet<u64> = pairs.iter().map(|(key, _)| key.number()).collect();
    let pinned = std::mem::take(&mut arrival.pinned);
    if arrival.awaited {
        recall.unbound.remove(&to.0);
    }
    let key = |number| MessageKey::new(inner.account(), number);
    let replaced = arrival.replaced.iter().map(|&(old, new)| (key(old), key(new))).collect();
    if let Err(fault) = inner.write(plan) {
        recall.unbound.clear();
        recall.tombs.forget();
        return Err(fault);
    }
    recall.pins.spots.retain(|_, number| !numbers.contains(number));
    recall.pins.spots.extend(pinned.into_iter().map(|(uid, n)| ((to.0, validity, uid), n)));
    Ok(Relocated { replaced })
}

/// Messages arriving in a mailbox.
struct Arrival<'a> {
    shelf: Shelf<'a>,
    binding: Binding,
    /// The UIDs are of this cache's UIDVALIDITY.
    valid: bool,
    /// The rows where they were.
    sources: BTreeMap<At, Entry>,
    /// Rows that are under the new UIDs already.
    there: BTreeMap<Slot, Mark>,
    /// The last rows of the target, loaded when they are needed.
    tail: Option<Vec<Entry>>,
    numbers: BTreeSet<u64>,
    next_awaited: Slot,
    awaited: bool,
    replaced: Vec<(u64, u64)>,
    pinned: Vec<(Uid, u64)>,
}

impl<'a> Arrival<'a> {
    fn load(
        inner: &'a Inner,
        to: MailboxId,
        validity: UidValidity,
        binding: Binding,
        pairs: &[(MessageKey, Option<Uid>)],
    ) -> Result<Self, Fault> {
        let backend = inner.backend();
        let mut places: BTreeMap<u32, BTreeSet<Slot>> = BTreeMap::new();
        for (key, _) in pairs {
            if let Some((mailbox, slot)) = super::records::locate(backend, key.number())? {
                places.entry(mailbox).or_default().insert(slot);
            }
        }
        let mut sources = BTreeMap::new();
        for (mailbox, slots) in places {
            let found = Shelf { backend, mailbox }.entries_of(&slots)?;
            sources.extend(found.into_iter().map(|(slot, entry)| ((mailbox, slot), entry)));
        }
        let shelf = Shelf { backend, mailbox: to.0 };
        let slots = pairs.iter().filter_map(|(_, uid)| uid.map(|uid| binding.slot(uid))).collect();
        let last = shelf.page_below(Slot::new(Slot::FIRST, 0).0)?;
        let last = last.and_then(|marks| marks.last().map(|mark| mark.slot.0));
        Ok(Self {
            shelf,
            binding,
            valid: binding.validity == Some(validity),
            sources,
            there: shelf.marks_of(&slots)?,
            tail: None,
            numbers: pairs.iter().map(|(key, _)| key.number()).collect(),
            next_awaited: Slot(last.unwrap_or(0) + 1),
            awaited: false,
            replaced: Vec::new(),
            pinned: Vec::new(),
        })
    }

    fn take(
        &mut self,
        number: u64,
        uid: Option<Uid>,
        recall: &mut Recall,
        plan: &mut Plan,
    ) -> Result<(), Fault> {
        let to = self.shelf.mailbox;
        let at = plan.locate(self.shelf.backend, number)?;
        let row = at.and_then(|at| self.sources.get(&at));
        let row = row.map(|entry| (entry.mark.flags, entry.content.clone()));
        let uid = uid.filter(|uid| self.valid && uid.0 > 0);
        let slot = uid.map(|uid| self.binding.slot(uid));
        let slot = slot.filter(|&slot| plan.planned((to, slot)).is_none());
        if at.is_some_and(|at| at.0 == to && slot.is_none_or(|slot| slot == at.1)) {
            return Ok(());
        }
        let slot = match (slot, row) {
            (Some(slot), row) => match (self.there.get(&slot).copied(), row) {
                (Some(mark), _) => self.merge(mark, number, plan),
                (None, Some((flags, content))) => {
                    Self::put((to, slot), number, flags, content, plan)
                }
                (None, None) => {
                    // Whoever tells of this message next gives the row its key.
                    self.pinned.extend(uid.map(|uid| (uid, number)));
                    return Ok(());
                }
            },
            (None, Some((flags, content))) => match self.twin(&content, plan)? {
                Some(mark) => self.merge(mark, number, plan),
                None => {
                    let slot = plan.free(to, self.next_awaited);
                    self.awaited = true;
                    Self::put((to, slot), number, flags, content, plan)
                }
            },
            (None, None) => return Ok(()),
        };
        if let Some(at) = at {
            leave(at, number, recall, plan);
        }
        plan.point(number, Some((to, slot)));
        Ok(())
    }

    fn put(at: At, number: u64, flags: Flags, content: Content, plan: &mut Plan) -> Slot {
        plan.edit(at, Edit::Put(number, flags, 0, Box::new(content)));
        at.1
    }

    /// A sync of the target saw the message before: its row gets the key that moved.
    fn merge(&mut self, mark: Mark, number: u64, plan: &mut Plan) -> Slot {
        let at = (self.shelf.mailbox, mark.slot);
        plan.edit(at, Edit::Mark(number, mark.flags, mark.modseq));
        plan.point(mark.number, None);
        plan.dead.push(mark.number);
        self.replaced.push((mark.number, number));
        mark.slot
    }

    /// The same message among the last rows of the target.
    fn twin(&mut self, content: &Content, plan: &Plan) -> Result<Option<Mark>, Fault> {
        let tail = match self.tail.take() {
            Some(tail) => tail,
            None => self.load_tail()?,
        };
        let same = |entry: &&Entry| {
            let (a, b) = (&entry.content, content);
            let id = &a.rest.message_id;
            let dated = || (a.line.received, &a.line.subject) == (b.line.received, &b.line.subject);
            a.line.size == b.line.size
                && *id == b.rest.message_id
                && (!id.is_empty() || dated())
                && !self.numbers.contains(&entry.mark.number)
                && plan.planned((self.shelf.mailbox, entry.mark.slot)).is_none()
        };
        let found = tail.iter().find(same).map(|entry| entry.mark);
        self.tail = Some(tail);
        Ok(found)
    }

    fn load_tail(&self) -> Result<Vec<Entry>, Fault> {
        let epoch = self.binding.slot(Uid(0));
        let mut below = epoch.epoch_end();
        let mut tail = Vec::new();
        for _ in 0..TAIL {
            let Some(marks) = self.shelf.page_below(below)? else { break };
            let Some(first) = marks.first().map(|mark| mark.slot) else { break };
            if first.epoch() != epoch.epoch() {
                break;
            }
            below = first.0;
            tail.extend(self.shelf.entries(marks)?);
        }
        Ok(tail)
    }
}

pub(super) fn begin_rebind(
    inner: &Inner,
    mailbox: MailboxId,
    new: UidValidity,
) -> Result<(), Fault> {
    let mut recall = inner.recall()?;
    Listed::read(inner.backend(), mailbox)?.ok_or_else(|| unknown(mailbox))?;
    let mut binding = Binding::read(inner.backend(), mailbox.0)?;
    binding.begin(new);
    binding.state = SyncState { uid_validity: Some(new), ..SyncState::default() };
    let mut plan = Plan::default();
    binding.put(mailbox.0, &mut plan.changes);
    recall.unbound.remove(&mailbox.0);
    inner.write(plan)
}

pub(super) fn finish_rebind(inner: &Inner, mailbox: MailboxId) -> Result<Vec<MessageKey>, Fault> {
    let mut recall = inner.recall()?;
    let binding = Binding::read(inner.backend(), mailbox.0)?;
    let shelf = Shelf { backend: inner.backend(), mailbox: mailbox.0 };
    let mut plan = Plan::default();
    let mut gone = Vec::new();
    let (from, to) = (Slot::new(Slot::FIRST, 0).0, binding.slot(Uid(0)).0);
    shelf.marks(from, to, &mut |marks| gone.extend(marks))?;
    if gone.is_empty() {
        return Ok(Vec::new());
    }
    let listed = Listed::read(inner.backend(), mailbox)?.ok_or_else(|| unknown(mailbox))?;
    for mark in &gone {
        plan.edit((mailbox.0, mark.slot), Edit::Take);
    }
    let path = &listed.stored.mailbox.path;
    lay_down(inner, (mailbox, path), &gone, Why::NotListed, &mut recall, &mut plan)?;
    recall.unbound.remove(&mailbox.0);
    if let Err(fault) = inner.write(plan) {
        recall.tombs.forget();
        return Err(fault);
    }
    Ok(gone.iter().map(|mark| MessageKey::new(inner.account(), mark.number)).collect())
}

/// Rows leave a mailbox for good: the newest of them are kept for a while.
fn lay_down(
    inner: &Inner,
    (mailbox, path): (MailboxId, &[String]),
    gone: &[Mark],
    why: Why,
    recall: &mut Recall,
    plan: &mut Plan,
) -> Result<(), Fault> {
    let (old, kept) = gone.split_at_checked(gone.len().saturating_sub(MOST)).unwrap_or_default();
    for mark in old {
        plan.point(mark.number, None);
        plan.dead.push(mark.number);
    }
    let slots: BTreeSet<Slot> = kept.iter().map(|mark| mark.slot).collect();
    let shelf = Shelf { backend: inner.backend(), mailbox: mailbox.0 };
    let entries = shelf.entries_of(&slots)?.into_values();
    let leaving = entries.map(|entry| Leaving { entry, spot: None, why }).collect();
    recall.tombs.ready(inner.backend())?;
    let leaving = with_heirs(inner, leaving, recall, plan)?;
    recall.tombs.bury(Left { mailbox: mailbox.0, path, at: files::seconds() }, leaving, plan);
    Ok(())
}

/// Drops a mailbox with all its rows.
pub(super) fn drop_mailbox(
    inner: &Inner,
    stored: &Stored,
    recall: &mut Recall,
    plan: &mut Plan,
) -> Result<(), Fault> {
    use super::backend::Order;
    use super::keys::{ACCOUNT, Kind, key};
    let mailbox = stored.mailbox.id.0;
    let shelf = Shelf { backend: inner.backend(), mailbox };
    let mut gone = Vec::new();
    shelf.marks(0, u64::MAX, &mut |marks| gone.extend(marks))?;
    let place = (stored.mailbox.id, stored.mailbox.path.as_slice());
    lay_down(inner, place, &gone, Why::MailboxGone, recall, plan)?;
    let (from, to) = (key(mailbox, Kind::Meta, 0), key(mailbox, Kind::Detail, u64::MAX));
    inner.backend().scan(&from, &to, Order::Rising, &mut |found, _| {
        if let Ok(found) = found.try_into() {
            plan.changes.insert(found, None);
        }
        std::ops::ControlFlow::Continue(())
    })?;
    plan.changes.insert(key(mailbox, Kind::Labelled, 0), None);
    plan.changes.insert(key(ACCOUNT, Kind::Mailbox, u64::from(mailbox)), None);
    Ok(())
}
