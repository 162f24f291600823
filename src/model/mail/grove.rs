//! The tree of mailboxes as it is shown: what the server listed, with pending orders about
//! mailboxes laid over it. Knows no rows.

use std::collections::BTreeSet;

use super::Mail;
use crate::model::action::Action;
use crate::model::ids::{EntryId, MailboxId};
use crate::model::journal::State;
use crate::model::mailbox::{Mailbox, Role};
use crate::model::namespace::Areas;
use crate::model::order::{MailboxOrder, Seat};

/// The tree as the server listed it and what is ordered of it.
#[derive(Debug, Default)]
pub(super) struct Grove {
    pub listed: Vec<Mailbox>,
    orders: Vec<MailboxOrder>,
    /// Mailboxes that an order still has to make or rename.
    waiting: BTreeSet<MailboxId>,
    /// What parts the names of a path on the server, as far as is known.
    pub separator: Option<char>,
    /// Whose mailboxes are whose, as far as is known.
    pub areas: Areas,
    /// The tree changed since somebody asked.
    changed: bool,
}

impl Grove {
    /// The tree with these orders over it, the oldest first; none where nothing changed.
    fn plant<'a>(
        &mut self,
        actions: impl Iterator<Item = &'a Action>,
        relisted: bool,
    ) -> Option<Vec<Mailbox>> {
        let orders: Vec<MailboxOrder> = actions
            .filter_map(|action| match action {
                Action::Mailbox(order) => Some(order.clone()),
                _ => None,
            })
            .collect();
        if !relisted && orders == self.orders {
            return None;
        }
        self.changed = true;
        self.orders = orders;
        self.waiting.clear();
        let mut shown = self.listed.clone();
        for order in &self.orders {
            lay(&mut shown, order, &self.areas, &mut self.waiting);
        }
        Some(shown)
    }
}

fn lay(
    shown: &mut Vec<Mailbox>,
    order: &MailboxOrder,
    areas: &Areas,
    waiting: &mut BTreeSet<MailboxId>,
) {
    match order {
        MailboxOrder::Create { mailbox, seat } => {
            waiting.insert(*mailbox);
            if shown.iter().any(|known| known.id == *mailbox) {
                return;
            }
            if let Some(path) = path_of(shown, areas, seat) {
                let (id, role, selectable) = (*mailbox, None, true);
                let subscribed = None;
                let mailbox =
                    Mailbox { id, path, role, selectable, total: 0, unread: 0, subscribed };
                shown.push(mailbox);
            }
        }
        MailboxOrder::Rename { mailbox, to, .. } => {
            waiting.insert(*mailbox);
            let from = shown.iter().find(|known| known.id == *mailbox).map(|m| m.path.clone());
            if let (Some(from), Some(to)) = (from, path_of(shown, areas, to)) {
                transplant(shown, &from, &to);
            }
        }
        MailboxOrder::Delete { mailbox, below, .. } => {
            shown.retain(|known| known.id != *mailbox && !below.contains(&known.id));
        }
        MailboxOrder::Subscribe { mailbox, on } => {
            if let Some(known) = shown.iter_mut().find(|known| known.id == *mailbox) {
                known.subscribed = Some(*on);
            }
        }
    }
}

/// A mailbox goes elsewhere with all that lies in it; never into itself.
fn transplant(shown: &mut [Mailbox], from: &[String], to: &[String]) {
    if to.starts_with(from) && to.len() > from.len() {
        return;
    }
    for mailbox in shown {
        if let Some(rest) = mailbox.path.strip_prefix(from) {
            mailbox.path = to.iter().chain(rest).cloned().collect();
        }
    }
}

/// The path of a seat in this tree; none where what it lies in is not there.
fn path_of(shown: &[Mailbox], areas: &Areas, seat: &Seat) -> Option<Vec<String>> {
    let mut path = match seat.inside {
        None => top(shown, areas).to_vec(),
        Some(parent) => shown.iter().find(|known| known.id == parent)?.path.clone(),
    };
    path.push(seat.name.clone());
    Some(path)
}

/// Where the mailboxes lie that lie in no other one: where the server keeps the person's own, if no
/// mailbox stands for that place, or nothing can be beside it.
fn top<'a>(shown: &[Mailbox], areas: &'a Areas) -> &'a [String] {
    let home = areas.home().unwrap_or_default();
    let stands = |mailbox: &Mailbox| same_place(&mailbox.path, home);
    let beside = areas.0.iter().any(|area| area.root.is_empty());
    if beside && shown.iter().any(stands) { &[] } else { home }
}

/// INBOX is INBOX in any case.
fn same_place(one: &[String], other: &[String]) -> bool {
    match (one, other) {
        ([one], [other]) if other.eq_ignore_ascii_case("INBOX") => one.eq_ignore_ascii_case(other),
        _ => one == other,
    }
}

impl Mail {
    /// Takes the tree as the server listed it.
    pub(super) fn relist(&mut self, listed: Vec<Mailbox>) {
        self.grove.listed = listed;
        self.replant(true);
    }

    /// Lays pending orders about mailboxes over the tree anew.
    pub(super) fn replant(&mut self, relisted: bool) {
        if let Some(shown) = self.grove.plant(self.journal.actions(), relisted) {
            self.mailboxes = shown;
            self.stale = true;
        }
    }

    /// An order goes on, is in doubt, or begins anew.
    pub(super) fn stands(&mut self, id: EntryId, state: State) {
        if self.journal.set_state(id, state) {
            self.replant(false);
        }
    }

    /// Whether the tree changed since this was asked last.
    pub fn take_regrown(&mut self) -> bool {
        std::mem::take(&mut self.grove.changed)
    }

    /// Whether the server has not made or renamed this mailbox yet.
    pub fn is_awaited(&self, mailbox: MailboxId) -> bool {
        self.grove.waiting.contains(&mailbox)
    }

    /// What parts the names of a path on the server, as far as is known.
    pub fn separator(&self) -> Option<char> {
        self.grove.separator
    }

    /// Whose mailboxes are whose, as far as is known.
    pub fn areas(&self) -> &Areas {
        &self.grove.areas
    }

    /// The mailbox in which the person's own of the top level lie, where there is one: the server
    /// tells it (`INBOX.` of many hosters). Where it does not, it is the inbox if every other mailbox
    /// lies in there.
    pub fn root(&self) -> Option<MailboxId> {
        if let Some(home) = self.grove.areas.home() {
            let stands = |known: &&Mailbox| same_place(&known.path, home);
            return self.mailboxes.iter().find(stands).map(|known| known.id);
        }
        let inbox = self.mailboxes.iter().find(|mailbox| mailbox.role == Some(Role::Inbox))?;
        let mut others = self.mailboxes.iter().filter(|mailbox| mailbox.id != inbox.id).peekable();
        others.peek()?;
        others.all(|mailbox| mailbox.path.starts_with(&inbox.path)).then_some(inbox.id)
    }

    /// Where a mailbox hangs as it is shown; none where what it lies in is not listed.
    pub fn seat(&self, mailbox: MailboxId) -> Option<Seat> {
        let (name, parents) = self.mailbox(mailbox)?.path.split_last()?;
        let parent = self.mailboxes.iter().find(|known| known.path == parents);
        let inside = parent.map(|parent| parent.id);
        let name = name.clone();
        let at_top = parents == top(&self.mailboxes, &self.grove.areas);
        (at_top || inside.is_some()).then_some(Seat { inside, name })
    }

    /// The path that a mailbox would have there.
    pub fn path_at(&self, seat: &Seat) -> Option<Vec<String>> {
        path_of(&self.mailboxes, &self.grove.areas, seat)
    }

    /// Whether another mailbox than `this` hangs there already. INBOX is INBOX in any case.
    pub fn is_taken(&self, seat: &Seat, this: Option<MailboxId>) -> bool {
        let Some(path) = self.path_at(seat) else { return false };
        let inbox = path.len() == 1 && seat.name.eq_ignore_ascii_case("INBOX");
        self.mailboxes.iter().any(|known| {
            let same = known.path == path || inbox && known.role == Some(Role::Inbox);
            same && Some(known.id) != this
        })
    }

    /// The mailboxes that lie in this one, however deep.
    pub fn below(&self, mailbox: MailboxId) -> impl Iterator<Item = &Mailbox> {
        let path = self.mailbox(mailbox).map(|mailbox| mailbox.path.as_slice());
        self.mailboxes.iter().filter(move |known| {
            path.is_some_and(|path| known.path.len() > path.len() && known.path.starts_with(path))
        })
    }
}
