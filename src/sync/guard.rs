//! What is asked of the server before a mailbox is deleted: whether it still holds what the person
//! was told, and nothing that came since. Knows no other order.

use std::collections::BTreeSet;

use super::desk::Desk;
use super::wire::Wire;
use crate::imap::Status;
use crate::model::action::Action;
use crate::model::fault::{Fault, FaultKind, Place, Refusal};
use crate::model::ids::MailboxId;
use crate::model::journal::{Edge, State};
use crate::model::order::MailboxOrder;
use crate::model::remote::{Uid, WireName};

/// Up to where the mailboxes are known that an action deletes; what was never looked at has none.
///
/// # Errors
/// When the cache cannot be read.
pub(super) async fn edges(desk: &Desk, action: &Action) -> Result<Vec<Edge>, Fault> {
    let Action::Mailbox(MailboxOrder::Delete { mailbox, below, .. }) = action else {
        return Ok(Vec::new());
    };
    let family: BTreeSet<MailboxId> = std::iter::once(mailbox).chain(below).copied().collect();
    let mut edges = Vec::with_capacity(family.len());
    for mailbox in family {
        let state = desk.board().mark(mailbox).map(|mark| mark.state);
        let known = state.and_then(|state| state.uid_validity.zip(state.uid_next));
        let Some((uid_validity, seen)) = known else { continue };
        let last = desk.books.uids(mailbox).await?.last().copied().unwrap_or(Uid(0));
        // What orders of ours brought here, or are about to, is nobody else's.
        let ours = desk.books.unbound(mailbox).await?.saturating_add(brought(desk, mailbox));
        let seen = seen.0.max(last.0.saturating_add(1));
        let uid_next = Uid(seen.saturating_add(u32::try_from(ours).unwrap_or(u32::MAX)));
        edges.push(Edge { mailbox, uid_validity, uid_next });
    }
    Ok(edges)
}

/// How many messages orders that are not over bring to a mailbox.
fn brought(desk: &Desk, mailbox: MailboxId) -> usize {
    let board = desk.board();
    let open = board.queue.promises().map(|promise| &promise.entry).filter(|entry| {
        matches!(entry.state, State::Held { .. } | State::Queued | State::InFlight(_))
    });
    open.filter(|entry| match &entry.action {
        Action::Move { to, .. } | Action::PutBack { to, .. } | Action::Copy { to, .. } => {
            *to == mailbox
        }
        _ => false,
    })
    .map(|entry| entry.action.keys().len())
    .sum()
}

/// Whether anything came to a mailbox since it was looked at: as many messages as before may be
/// other ones. Where the server does not tell, nothing is known.
fn has_changed(edge: &Edge, told: &Status) -> bool {
    told.uid_validity.is_some_and(|now| now != edge.uid_validity)
        || told.uid_next.is_some_and(|now| now > edge.uid_next)
}

impl Wire {
    /// Refuses to delete these mailboxes when they hold more messages than were spoken of, or other
    /// ones. Whoever calls this holds their turns.
    ///
    /// # Errors
    /// `Refused(MoreInside)`; `Refused(Cannot)` where the server does not tell what is in them.
    pub(super) async fn guard(
        &mut self,
        family: &[(MailboxId, WireName)],
        messages: u32,
        edges: &[Edge],
    ) -> Result<(), Fault> {
        let open: Vec<(MailboxId, WireName)> = {
            let board = self.desk.board();
            let open = |id| board.mark(id).is_some_and(|mark| mark.stored.mailbox.selectable);
            family.iter().filter(|(id, _)| open(*id)).cloned().collect()
        };
        let names: Vec<WireName> = open.iter().map(|(_, name)| name.clone()).collect();
        let mut there = 0;
        for ((id, _), told) in open.iter().zip(self.session.status(&names).await?) {
            let status = match told {
                Err(fault) if super::folders::is_absent(&fault) => continue,
                told => told?,
            };
            let Some(count) = status.messages else {
                let detail = "the server does not tell how many messages are in it";
                return Err(refused(Refusal::Cannot, detail));
            };
            there += u64::from(count);
            let edge = edges.iter().find(|edge| edge.mailbox == *id);
            if edge.is_some_and(|edge| has_changed(edge, &status)) {
                let detail = "messages came to it since it was looked at";
                return Err(refused(Refusal::MoreInside, detail));
            }
        }
        if there > u64::from(messages) {
            let detail = format!("{there} messages are in it, {messages} were spoken of");
            return Err(refused(Refusal::MoreInside, &detail));
        }
        Ok(())
    }
}

fn refused(why: Refusal, detail: &str) -> Fault {
    Fault::new(FaultKind::Refused(why), Place::Mailbox, detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::remote::UidValidity;

    #[test]
    fn a_mailbox_has_changed_when_something_came_to_it_or_it_is_another_one() {
        let edge = Edge { mailbox: MailboxId(1), uid_validity: UidValidity(7), uid_next: Uid(40) };
        for (validity, next, expected) in [
            (Some(7), Some(40), false),
            (Some(7), Some(41), true),
            (Some(8), Some(40), true),
            (Some(7), Some(39), false),
            (None, Some(41), true),
            (None, None, false),
        ] {
            let told = Status {
                messages: Some(3),
                uid_validity: validity.map(UidValidity),
                uid_next: next.map(Uid),
                ..Status::default()
            };
            assert_eq!(has_changed(&edge, &told), expected, "{told:?}");
        }
    }
}
