//! Carries out orders about mailboxes on the commands connection: CREATE, RENAME, DELETE,
//! SUBSCRIBE. What the server's list says counts, not what its answer says: after a crash and after
//! a refusal the list is looked at before anything is repeated or given up.

mod make;

use std::collections::BTreeSet;

use super::board::Board;
use super::carry::Done;
use super::desk::Desk;
use super::wire::Wire;
use crate::imap::Namespaces;
use crate::model::action::Action;
use crate::model::event::Fact;
use crate::model::fault::{Fault, FaultKind, Place, Refusal};
use crate::model::ids::{EntryId, MailboxId};
use crate::model::journal::{Promise, State, Step};
use crate::model::mailbox::Role;
use crate::model::order::{MailboxOrder, Seat};
use crate::model::remote::WireName;
use crate::store::Stored;

/// Mailboxes whose subscription follows a new name.
const FOLLOWERS: usize = 100;

/// Whether `later` waits for `earlier`, though they share no message: a mailbox is made before
/// anything goes into it, and deleted after all that was to leave it.
pub(super) fn goes_before(earlier: &Action, later: &Action) -> bool {
    use MailboxOrder as O;
    match (earlier, later) {
        (Action::Mailbox(_), Action::Mailbox(_)) => true,
        (Action::Mailbox(O::Create { mailbox, .. }), later) => later.mailboxes().contains(mailbox),
        (Action::Mailbox(O::Delete { mailbox, below, .. }), other)
        | (other, Action::Mailbox(O::Delete { mailbox, below, .. })) => {
            other.mailboxes().iter().any(|named| named == mailbox || below.contains(named))
        }
        _ => false,
    }
}

/// What parts the names of these mailboxes, as far as they show it.
pub(super) fn separator<'a>(mut stored: impl Iterator<Item = &'a Stored>) -> Option<char> {
    stored.find_map(|stored| {
        let parts = stored.mailbox.path.len();
        let signs = stored.wire.0.chars().filter(|c| c.is_ascii_punctuation() && *c != '&');
        let mut signs: Vec<char> = signs.collect();
        // The usual ones first: a dash in a name may come as often as what parts it.
        signs.sort_unstable_by_key(|c| (!matches!(c, '/' | '.' | '\\' | '^'), *c));
        let parts_it = |sign: &char| {
            stored.wire.0.split(*sign).filter(|part| !part.is_empty()).count() == parts
        };
        signs.into_iter().filter(|_| parts > 1).find(parts_it)
    })
}

/// What parts the names of the person's own mailboxes: the server tells it, or they show it.
pub(super) fn parting<'a>(
    namespaces: &Namespaces,
    stored: impl Iterator<Item = &'a Stored>,
) -> Option<char> {
    namespaces.own().and_then(|own| own.delimiter).or_else(|| separator(stored))
}

/// What parts the names of mailboxes where this one lies.
fn parting_at(desk: &Desk, name: &WireName) -> Option<char> {
    desk.upkeep.namespaces().delimiter_at(name).or(desk.board().separator)
}

/// Takes what the list told of how names are parted.
pub(super) fn separated(desk: &Desk, by: Option<char>) {
    let before = std::mem::replace(&mut desk.board().separator, by);
    if before != by {
        desk.tell(Fact::Separated(by));
    }
}

/// A mailbox will never be made: what was to go into it stays where it is.
pub(super) async fn orphan(desk: &Desk, mailbox: MailboxId) {
    let mut lost = vec![mailbox];
    while let Some(mailbox) = lost.pop() {
        let waiting: Vec<(EntryId, Option<MailboxId>)> = {
            let board = desk.board();
            board.queue.promises().filter_map(|promise| waits_for(promise, mailbox)).collect()
        };
        for (id, made) in waiting {
            desk.conclude(id, State::Refused(gone())).await;
            lost.extend(made);
        }
    }
}

/// An entry that cannot be carried out without this mailbox, and the mailbox that it would make.
fn waits_for(promise: &Promise, mailbox: MailboxId) -> Option<(EntryId, Option<MailboxId>)> {
    let entry = &promise.entry;
    let unheard = matches!(entry.state, State::Held { .. } | State::Queued);
    let (needed, made) = match &entry.action {
        Action::Mailbox(order @ MailboxOrder::Create { mailbox, .. }) => {
            (order.needs(), Some(*mailbox))
        }
        Action::Mailbox(order) => (order.needs(), None),
        action => (action.mailboxes(), None),
    };
    (unheard && needed.contains(&mailbox)).then_some((entry.id, made))
}

fn gone() -> Fault {
    Fault::new(FaultKind::Gone, Place::Mailbox, "the mailbox is not on the server")
}

fn refused(why: Refusal, detail: &str) -> Fault {
    Fault::new(FaultKind::Refused(why), Place::Mailbox, detail)
}

/// A no without a reason to an order about a mailbox is hardly ever a matter of time (Courier,
/// Exchange): it is asked twice.
fn harden(fault: Fault, tries: u8) -> Fault {
    if fault.kind == FaultKind::Unavailable && tries > 0 {
        return Fault { kind: FaultKind::Refused(Refusal::Cannot), ..fault };
    }
    fault
}

/// A mailbox and what lies in it, by the names on the server; itself first.
fn family(desk: &Desk, mailbox: MailboxId) -> Vec<(MailboxId, WireName)> {
    let head = desk.board().mark(mailbox).map(|mark| mark.stored.wire.clone());
    let Some(head) = head else { return Vec::new() };
    let below = parting_at(desk, &head).map(|by| format!("{}{by}", head.0));
    let board = desk.board();
    let inside = board.marks.iter().filter(|(id, mark)| {
        **id != mailbox && below.as_ref().is_some_and(|below| mark.stored.wire.0.starts_with(below))
    });
    let inside = inside.map(|(id, mark)| (*id, mark.stored.wire.clone()));
    std::iter::once((mailbox, head.clone())).chain(inside).collect()
}

fn called(board: &Board, wire: &WireName) -> Option<MailboxId> {
    let same = |known: &WireName| {
        known == wire
            || known.0.eq_ignore_ascii_case("INBOX") && wire.0.eq_ignore_ascii_case("INBOX")
    };
    board.marks.iter().find(|(_, mark)| same(&mark.stored.wire)).map(|(id, _)| *id)
}

impl Wire {
    /// Takes all steps of an order about a mailbox.
    pub(super) async fn tend(
        &mut self,
        promise: &Promise,
        order: &MailboxOrder,
    ) -> Result<Done, Fault> {
        let id = promise.entry.id;
        match order {
            MailboxOrder::Create { mailbox, seat } => self.make(promise, *mailbox, seat).await,
            MailboxOrder::Rename { mailbox, to, .. } => self.rename(id, *mailbox, to).await,
            MailboxOrder::Delete { mailbox, messages, below, .. } => {
                self.fell(promise, *mailbox, *messages, below).await
            }
            MailboxOrder::Subscribe { mailbox, on } => {
                let name = self.name_of(*mailbox)?;
                self.desk.note(id, State::InFlight(Step::Repeatable)).await?;
                let told = self.session.subscribe(&name, *on).await;
                told.map_err(|fault| self.hardened(id, fault))?;
                self.list().await?;
                Ok(Done::Settled)
            }
        }
    }

    async fn rename(&mut self, id: EntryId, mailbox: MailboxId, to: &Seat) -> Result<Done, Fault> {
        let (from, to) = (self.name_of(mailbox)?, self.spell(to)?);
        if from == to {
            return Ok(Done::Settled);
        }
        self.refuse_special(mailbox)?;
        if called(&self.desk.board(), &to).is_some() {
            return Err(taken());
        }
        let before = family(&self.desk, mailbox);
        let after: Vec<(MailboxId, WireName)> = before
            .iter()
            .map(|(id, name)| {
                let rest = name.0.strip_prefix(&from.0).unwrap_or_default();
                (*id, WireName(format!("{}{rest}", to.0)))
            })
            .collect();
        self.step_out(&before).await?;
        self.announce_names(id, after.clone()).await?;
        let renamed = {
            let desk = self.desk.clone();
            let _turns = desk.turns_of(before.iter().map(|(id, _)| *id)).await;
            self.session.rename(&from, &to).await
        };
        let arrived = |board: &Board| board.mark(mailbox).is_some_and(|m| m.stored.wire == to);
        if let Err(fault) = renamed {
            return self.look_again(id, fault, arrived).await;
        }
        for ((_, old), (_, new)) in before.iter().zip(&after).take(FOLLOWERS) {
            self.want(new, true).await?;
            self.want(old, false).await?;
        }
        self.list().await?;
        Ok(Done::Settled)
    }

    async fn fell(
        &mut self,
        promise: &Promise,
        mailbox: MailboxId,
        messages: u32,
        below: &[MailboxId],
    ) -> Result<Done, Fault> {
        let id = promise.entry.id;
        let mut family = family(&self.desk, mailbox);
        if family.is_empty() {
            return Ok(Done::Settled);
        }
        self.refuse_special(mailbox)?;
        if family.iter().skip(1).any(|(id, _)| !below.contains(id)) {
            return Err(refused(
                Refusal::MoreInside,
                "there are mailboxes in it that were not named",
            ));
        }
        self.step_out(&family).await?;
        let desk = self.desk.clone();
        let turns = desk.turns_of(family.iter().map(|(id, _)| *id)).await;
        self.guard(&family, messages, &promise.edges).await?;
        self.desk.note(id, State::InFlight(Step::Repeatable)).await?;
        // What lies deepest goes first: many servers keep a mailbox that holds others.
        family.sort_by_key(|(_, name)| std::cmp::Reverse(name.0.len()));
        let mut trouble = None;
        for (_, name) in &family {
            match self.session.delete(name).await {
                Ok(()) => self.want(name, false).await?,
                Err(fault) if is_absent(&fault) => {}
                Err(fault) if self.session.is_open() => {
                    trouble = Some(fault);
                    break;
                }
                Err(fault) => return Err(fault),
            }
        }
        drop(turns);
        let is_gone =
            |board: &Board| board.mark(mailbox).is_none_or(|mark| !mark.stored.mailbox.selectable);
        // A mailbox that one list lacks is kept; one that two lists lack is gone.
        self.list().await?;
        match trouble {
            Some(fault) => self.look_again(id, fault, is_gone).await,
            None => self.list().await.map(|()| Done::Settled),
        }
    }

    /// The server said no: what it lists counts more.
    async fn look_again(
        &mut self,
        id: EntryId,
        fault: Fault,
        is_done: impl Fn(&Board) -> bool,
    ) -> Result<Done, Fault> {
        if !self.session.is_open() {
            return Err(fault);
        }
        self.list().await?;
        if is_done(&self.desk.board()) {
            return Ok(Done::Settled);
        }
        Err(self.hardened(id, fault))
    }

    fn hardened(&self, id: EntryId, fault: Fault) -> Fault {
        if !self.session.is_open() {
            return fault;
        }
        harden(fault, self.desk.board().queue.tries(id))
    }

    /// Writes down under which names mailboxes will be listed, before it is ordered.
    async fn announce_names(
        &mut self,
        id: EntryId,
        names: Vec<(MailboxId, WireName)>,
    ) -> Result<(), Fault> {
        self.desk.note(id, State::InFlight(Step::Named(names.clone()))).await?;
        self.desk.books.expect_names(names).await
    }

    /// Subscriptions are a courtesy to other programs: a refusal is no failure.
    async fn want(&mut self, name: &WireName, on: bool) -> Result<(), Fault> {
        match self.session.subscribe(name, on).await {
            Err(fault) if !self.session.is_open() => Err(fault),
            _ => Ok(()),
        }
    }

    /// Selects INBOX where one of these is open: not every server bears it when the ground is
    /// taken away.
    async fn step_out(&mut self, of: &[(MailboxId, WireName)]) -> Result<(), Fault> {
        let inside = self.open_mailbox().is_some_and(|open| of.iter().any(|(id, _)| *id == open));
        let inbox = self.desk.board().inbox();
        if let Some(inbox) = inbox.filter(|_| inside) {
            self.select(inbox).await?;
        }
        Ok(())
    }

    fn refuse_special(&self, mailbox: MailboxId) -> Result<(), Fault> {
        let role: Option<Role> =
            self.desk.board().mark(mailbox).and_then(|mark| mark.stored.mailbox.role);
        match role {
            Some(_) => Err(refused(Refusal::Cannot, "a special mailbox stays as it is")),
            None => Ok(()),
        }
    }

    /// The name of a mailbox, whether it can be opened or not.
    fn name_of(&self, mailbox: MailboxId) -> Result<WireName, Fault> {
        let board = self.desk.board();
        board.mark(mailbox).map(|mark| mark.stored.wire.clone()).ok_or_else(gone)
    }

    /// The name that a mailbox gets at this seat.
    fn spell(&self, seat: &Seat) -> Result<WireName, Fault> {
        let parent = seat.inside.map(|parent| self.name_of(parent)).transpose()?;
        let by = match &parent {
            Some(parent) => parting_at(&self.desk, parent),
            None => self.desk.board().separator,
        };
        crate::model::order::check_name(&seat.name, by)
            .map_err(|why| refused(Refusal::Cannot, &format!("the name cannot be: {why:?}")))?;
        let own = self.session.spell(&seat.name);
        let Some(parent) = parent else {
            return Ok(WireName(format!("{}{}", top(&self.desk), own.0)));
        };
        match by {
            Some(by) if parent.0.ends_with(by) => Ok(WireName(format!("{}{}", parent.0, own.0))),
            Some(by) => Ok(WireName(format!("{}{by}{}", parent.0, own.0))),
            None => Err(refused(Refusal::Cannot, "mailboxes cannot lie in others on this server")),
        }
    }
}

/// How names of the top level begin: the server says where the person's own are kept. Where a mailbox
/// stands for that place, they lie in it and the seat says so, unless nothing can be beside it.
fn top(desk: &Desk) -> String {
    let namespaces = desk.upkeep.namespaces();
    let Some(own) = namespaces.own() else { return String::new() };
    let prefix = own.prefix.0.as_str();
    let place = own.delimiter.and_then(|by| prefix.strip_suffix(by)).unwrap_or(prefix);
    let beside = namespaces.0.iter().any(|one| one.prefix.0.is_empty());
    match called(&desk.board(), &WireName(place.to_owned())) {
        Some(_) if beside => String::new(),
        _ => prefix.to_owned(),
    }
}

fn taken() -> Fault {
    refused(Refusal::AlreadyExists, "there is a mailbox of this name")
}

pub(super) fn is_absent(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::Refused(Refusal::NonExistent) | FaultKind::Gone)
}

/// The mailboxes of which the ids in `all` are there, or will be made by an order that waits.
pub(super) fn names(
    desk: &Desk,
    action: &Action,
    all: BTreeSet<MailboxId>,
) -> Result<Vec<(MailboxId, WireName)>, Fault> {
    let board = desk.board();
    let whatever = matches!(action, Action::Mailbox(_));
    let mut names = Vec::with_capacity(all.len());
    for id in all {
        match board.mark(id).filter(|mark| whatever || mark.stored.mailbox.selectable) {
            Some(mark) => names.push((id, mark.stored.wire.clone())),
            None if board.queue.will_make(id) => {}
            None => return Err(gone()),
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests;
