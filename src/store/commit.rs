//! Applying what a server told of one mailbox, as one change: which rows are new and under which
//! keys, which flags differ, what is gone. Knows no disk layout.

use std::collections::{BTreeMap, BTreeSet};

use super::cache::{Inner, owner};
use super::clip;
use super::keys::Slot;
use super::pages::{Content, Mark};
use super::plan::Plan;
use super::recall::Recall;
use super::records::{At, Binding, Listed, Meta};
use super::shelf::{Edit, Shelf};
use super::tombs::{Leaving, Left, MOST, YARD};
use super::{Batch, Committed, NewMessage, Reasons, SyncState, files};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::flags::Flags;
use crate::model::ids::{AccountId, MailboxId, MessageKey};
use crate::model::remote::{ModSeq, Uid};
use crate::model::removed::Why;

pub(super) fn unknown(mailbox: MailboxId) -> Fault {
    let detail = format!("mailbox {} is not known", mailbox.0);
    Fault::new(FaultKind::Gone, Place::Cache, detail)
}

pub(super) fn commit(inner: &Inner, batch: Batch, reasons: &Reasons) -> Result<Committed, Fault> {
    let mut recall = inner.recall()?;
    let mailbox = batch.mailbox.0;
    let done = apply(inner, &mut recall, batch, reasons);
    if done.is_err() {
        // It may have counted rows as bound that are not, and as gone or back.
        recall.unbound.remove(&mailbox);
        recall.tombs.forget();
    }
    done
}

fn apply(
    inner: &Inner,
    recall: &mut Recall,
    batch: Batch,
    reasons: &Reasons,
) -> Result<Committed, Fault> {
    let backend = inner.backend();
    recall.tombs.ready(backend)?;
    let mailbox = batch.mailbox;
    let mut listed = Listed::read(backend, mailbox)?.ok_or_else(|| unknown(mailbox))?;
    let mut binding = Binding::read(backend, mailbox.0)?;
    let mut plan = Plan::default();
    let step = batch.state.map_or(Step::default(), |state| step(&mut binding, state));
    if step.new_epoch {
        recall.unbound.remove(&mailbox.0);
    }
    if batch.state.is_some() {
        binding.put(mailbox.0, &mut plan.changes);
    }
    if let Some((total, unread)) = batch.counts {
        (listed.stored.mailbox.total, listed.stored.mailbox.unread) = (total, unread);
        listed.put(&mut plan.changes);
    }
    let number = recall.next_number;
    let shelf = Shelf { backend, mailbox: mailbox.0 };
    let mut draft = Draft::new(inner.account(), shelf, binding, &batch, step.modseqs_void)?;
    for new in batch.add {
        draft.add(new, recall, &mut plan)?;
    }
    for (uid, flags, modseq) in batch.flags {
        draft.flag(uid, flags, modseq);
    }
    for uid in batch.gone {
        let here = reasons.deleted_here.contains(&uid);
        draft.gone(uid, if here { Why::DeletedHere } else { reasons.why }, &mut plan);
    }
    if step.went_on {
        for (number, slot) in recall.unbound(&shelf, binding.epoch)?.drop_awaited() {
            draft.lose(number, slot, &mut plan);
        }
    }
    if recall.next_number != number {
        Meta { next_mailbox: recall.next_mailbox, next_number: recall.next_number }
            .put(&mut plan.changes);
    }
    let (committed, leaving) = draft.finish(&mut plan)?;
    let leaving = with_heirs(inner, leaving, recall, &mut plan)?;
    let path = &listed.stored.mailbox.path;
    let left = Left { mailbox: mailbox.0, path, at: files::seconds() };
    recall.tombs.bury(left, leaving, &mut plan);
    inner.write(plan)?;
    Ok(committed)
}

/// Those of the leaving that are nowhere else. A message that somebody moved before its leaving was
/// heard has a row there already, which inherits the body.
pub(super) fn with_heirs(
    inner: &Inner,
    mut leaving: Vec<Leaving>,
    recall: &Recall,
    plan: &mut Plan,
) -> Result<Vec<Leaving>, Fault> {
    let mut heirs = BTreeSet::new();
    for one in &leaving {
        for heir in recall.arrivals.heirs(&one.entry) {
            if plan.locate(inner.backend(), heir)?.is_some_and(|at| at.0 != YARD) {
                heirs.insert(one.entry.mark.number);
                plan.heirs.push((owner(&one.entry), heir));
                plan.point(one.entry.mark.number, None);
                plan.dead.push(one.entry.mark.number);
                break;
            }
        }
    }
    leaving.retain(|one| !heirs.contains(&one.entry.mark.number));
    Ok(leaving)
}

/// What a new state of a mailbox means for its rows.
#[derive(Default)]
struct Step {
    new_epoch: bool,
    /// UIDNEXT rose: what was moved here before is known now, or is not here.
    went_on: bool,
    /// The server counts mod-sequences anew.
    modseqs_void: bool,
}

fn step(binding: &mut Binding, state: SyncState) -> Step {
    let old = binding.state;
    let mut step = Step::default();
    match (binding.validity, state.uid_validity) {
        (Some(known), Some(new)) if known != new => {
            binding.begin(new);
            step.new_epoch = true;
        }
        (None, Some(new)) => binding.validity = Some(new),
        _ => {}
    }
    step.went_on = !step.new_epoch && old.uid_next.is_some() && state.uid_next > old.uid_next;
    step.modseqs_void = state.highest_modseq < old.highest_modseq;
    binding.state = state;
    step
}

/// A row of the batch's mailbox, before and after it.
#[derive(Default)]
struct Work {
    before: Option<Mark>,
    after: Option<Mark>,
    content: Source,
    /// The message was in this mailbox before, under this slot or another.
    known: bool,
}

#[derive(Default)]
enum Source {
    #[default]
    Unchanged,
    New(Box<Content>),
    /// The row at this slot of the mailbox.
    Row(Slot),
}

struct Draft<'a> {
    account: AccountId,
    shelf: Shelf<'a>,
    binding: Binding,
    works: BTreeMap<Slot, Work>,
    /// Numbers that this batch gave to rows.
    given: BTreeSet<u64>,
    gone: Vec<u64>,
    buried: BTreeMap<Slot, Why>,
}

impl<'a> Draft<'a> {
    fn new(
        account: AccountId,
        shelf: Shelf<'a>,
        binding: Binding,
        batch: &Batch,
        modseqs_void: bool,
    ) -> Result<Self, Fault> {
        let added = batch.add.iter().map(|new| new.uid);
        let flagged = batch.flags.iter().map(|(uid, ..)| *uid);
        let uids = added.chain(flagged).chain(batch.gone.iter().copied());
        let slots: BTreeSet<Slot> = uids.map(|uid| binding.slot(uid)).collect();
        let mut works = BTreeMap::new();
        let mut load = |mark: Mark| {
            let after = Mark { modseq: if modseqs_void { 0 } else { mark.modseq }, ..mark };
            let work = Work { before: Some(mark), after: Some(after), ..Work::default() };
            works.insert(mark.slot, work);
        };
        if modseqs_void {
            let epoch = binding.slot(Uid(0));
            shelf.marks(epoch.0, epoch.epoch_end(), &mut |marks| {
                marks
                    .into_iter()
                    .filter(|m| m.modseq > 0 || slots.contains(&m.slot))
                    .for_each(&mut load);
            })?;
        } else {
            shelf.marks_of(&slots)?.into_values().for_each(load);
        }
        let (given, gone, buried) = Default::default();
        Ok(Self { account, shelf, binding, works, given, gone, buried })
    }

    fn add(&mut self, new: NewMessage, recall: &mut Recall, plan: &mut Plan) -> Result<(), Fault> {
        if new.uid.0 == 0 {
            return Ok(());
        }
        let slot = self.binding.slot(new.uid);
        let modseq = new.modseq.map_or(0, |modseq| modseq.0);
        if let Some(mark) = self.works.get_mut(&slot).and_then(|work| work.after.as_mut()) {
            update(mark, new.flags, new.modseq);
            let mark = *mark;
            if new.key.is_some_and(|key| key.number() != mark.number) {
                self.rename(mark, &new, recall, plan)?;
            }
            return Ok(());
        }
        let NewMessage { uid, key, received, size, flags, envelope, .. } = new;
        let content = clip::content(received, size, envelope);
        let (number, source, known) = self.choose(uid, key, content, recall, plan)?;
        self.given.insert(number);
        plan.point(number, Some((self.shelf.mailbox, slot)));
        let work = self.works.entry(slot).or_default();
        work.after = Some(Mark { slot, number, flags, modseq });
        (work.content, work.known) = (source, known);
        Ok(())
    }

    /// The number a new message gets, where its headers come from, and whether it was in this
    /// mailbox before.
    fn choose(
        &mut self,
        uid: Uid,
        key: Option<MessageKey>,
        content: Content,
        recall: &mut Recall,
        plan: &mut Plan,
    ) -> Result<(u64, Source, bool), Fault> {
        if let Some(key) = key
            && let Some(known) = self.claim(key, recall, plan)?
        {
            return Ok((key.number(), Source::New(Box::new(content)), known));
        }
        let spot = self.binding.validity.map(|validity| (self.shelf.mailbox, validity, uid));
        let pinned = spot.and_then(|spot| recall.pins.spots.get(&spot).copied());
        let buried = spot.and_then(|spot| recall.tombs.at(&spot));
        for number in pinned.into_iter().chain(buried) {
            if self.is_free(number, recall, plan)? {
                return Ok((number, Source::New(Box::new(content)), false));
            }
        }
        let unbound = recall.unbound(&self.shelf, self.binding.epoch)?;
        if !unbound.is_empty()
            && let Some((number, old)) = unbound.take(&content)
        {
            plan.edit((self.shelf.mailbox, old), Edit::Take);
            return Ok((number, Source::Row(old), true));
        }
        if let Some(number) = recall.tombs.like(&content)
            && self.is_free(number, recall, plan)?
        {
            return Ok((number, Source::New(Box::new(content)), false));
        }
        let number = recall.next_number;
        recall.next_number = recall.next_number.saturating_add(1);
        recall.arrivals.note(&content, number);
        Ok((number, Source::New(Box::new(content)), false))
    }

    /// Whether no mailbox has this message. What is kept of it since it left goes.
    fn is_free(&self, number: u64, recall: &mut Recall, plan: &mut Plan) -> Result<bool, Fault> {
        match plan.locate(self.shelf.backend, number)? {
            None => Ok(true),
            Some(at) if at.0 == YARD => {
                leave(at, number, recall, plan);
                Ok(true)
            }
            Some(_) => Ok(false),
        }
    }

    /// Frees a key that the engine wants for a new row: the row that has it leaves its place. Gives
    /// whether that was in this mailbox; `None` where this batch gave the key away already.
    fn claim(
        &mut self,
        key: MessageKey,
        recall: &mut Recall,
        plan: &mut Plan,
    ) -> Result<Option<bool>, Fault> {
        if key.account() != self.account {
            let detail = format!("the key {key} is of another account");
            return Err(Fault::new(FaultKind::Invalid, Place::Cache, detail));
        }
        let number = key.number();
        if self.given.contains(&number) {
            return Ok(None);
        }
        recall.next_number = recall.next_number.max(number.saturating_add(1));
        let Some(at) = plan.locate(self.shelf.backend, number)? else { return Ok(Some(false)) };
        let here = at.0 == self.shelf.mailbox;
        match self.works.get_mut(&at.1).filter(|_| here) {
            Some(work) => work.after = None,
            None => leave(at, number, recall, plan),
        }
        Ok(Some(here))
    }

    /// A row that is there gets the key that the engine says it has.
    fn rename(
        &mut self,
        mark: Mark,
        new: &NewMessage,
        recall: &mut Recall,
        plan: &mut Plan,
    ) -> Result<(), Fault> {
        let Some(key) = new.key else { return Ok(()) };
        let Some(known) = self.claim(key, recall, plan)? else { return Ok(()) };
        plan.point(mark.number, None);
        plan.dead.push(mark.number);
        self.given.insert(key.number());
        plan.point(key.number(), Some((self.shelf.mailbox, mark.slot)));
        let work = self.works.entry(mark.slot).or_default();
        if work.before.is_some() || work.known {
            self.gone.push(mark.number);
        }
        work.after = Some(Mark { number: key.number(), ..mark });
        work.known = known;
        if matches!(work.content, Source::Unchanged) {
            work.content = Source::Row(mark.slot);
        }
        Ok(())
    }

    fn flag(&mut self, uid: Uid, flags: Flags, modseq: Option<ModSeq>) {
        let work = self.works.get_mut(&self.binding.slot(uid));
        if let Some(mark) = work.and_then(|work| work.after.as_mut()) {
            update(mark, flags, modseq);
        }
    }

    fn gone(&mut self, uid: Uid, why: Why, plan: &mut Plan) {
        let slot = self.binding.slot(uid);
        let Some(work) = self.works.get_mut(&slot) else { return };
        let Some(mark) = work.after.take() else { return };
        plan.point(mark.number, None);
        let same = work.before.is_some_and(|before| before.number == mark.number);
        if same || work.known {
            self.gone.push(mark.number);
        }
        if same && self.buried.len() < MOST {
            self.buried.insert(slot, why);
        } else {
            plan.dead.push(mark.number);
        }
    }

    /// A row without a UID is given up.
    fn lose(&mut self, number: u64, slot: Slot, plan: &mut Plan) {
        plan.point(number, None);
        self.gone.push(number);
        self.buried.insert(slot, Why::NotListed);
    }

    fn finish(self, plan: &mut Plan) -> Result<(Committed, Vec<Leaving>), Fault> {
        let kept = self.works.values().filter_map(|work| match work.content {
            Source::Row(slot) => Some(slot),
            _ => None,
        });
        let needed: BTreeSet<Slot> = kept.chain(self.buried.keys().copied()).collect();
        let mut rows = self.shelf.entries_of(&needed)?;
        let mut committed = Committed::default();
        for (slot, work) in self.works {
            let at = (self.shelf.mailbox, slot);
            let (content, was) = match work.content {
                Source::Unchanged => (None, work.before.map(|before| before.flags)),
                Source::New(content) => (Some(content), None),
                Source::Row(old) => match rows.remove(&old) {
                    Some(entry) => (Some(Box::new(entry.content)), Some(entry.mark.flags)),
                    None => continue,
                },
            };
            let Some(mark) = work.after else {
                if work.before.is_some() && !self.buried.contains_key(&slot) {
                    plan.edit(at, Edit::Take);
                }
                continue;
            };
            let key = MessageKey::new(self.account, mark.number);
            if content.is_none() || work.known {
                committed.flags.extend((was != Some(mark.flags)).then_some((key, mark.flags)));
            } else if let Some(content) = &content {
                committed.added.push(content.line.clone().row(self.account, &mark));
            }
            match content {
                Some(content) => {
                    plan.edit(at, Edit::Put(mark.number, mark.flags, mark.modseq, content));
                }
                None if work.before != Some(mark) => {
                    plan.edit(at, Edit::Mark(mark.number, mark.flags, mark.modseq));
                }
                None => {}
            }
        }
        let mut leaving = Vec::with_capacity(self.buried.len());
        for (slot, why) in self.buried {
            plan.edit((self.shelf.mailbox, slot), Edit::Take);
            let bound = self.binding.validity.filter(|_| self.binding.binds(slot));
            let spot = bound.map(|validity| (self.shelf.mailbox, validity, Uid(slot.uid())));
            leaving.extend(rows.remove(&slot).map(|entry| Leaving { entry, spot, why }));
        }
        let key = |number: &u64| MessageKey::new(self.account, *number);
        committed.gone = self.gone.iter().map(key).collect();
        Ok((committed, leaving))
    }
}

/// The row of a message leaves its place for another.
pub(super) fn leave(at: At, number: u64, recall: &mut Recall, plan: &mut Plan) {
    plan.edit(at, Edit::Take);
    if at.0 == YARD {
        recall.tombs.raise(number, plan);
    }
    if let Some(unbound) = recall.unbound.get_mut(&at.0) {
        unbound.discard(number);
    }
}

/// The newer word wins: by mod-sequence where both have one, else by the order of commits.
fn update(mark: &mut Mark, flags: Flags, modseq: Option<ModSeq>) {
    if modseq.is_some_and(|modseq| modseq.0 < mark.modseq) {
        return;
    }
    mark.flags = flags;
    mark.modseq = modseq.map_or(mark.modseq, |modseq| modseq.0);
}
