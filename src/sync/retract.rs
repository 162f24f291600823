//! Takes back what an order made: copies are removed, messages that were brought here from another
//! account are brought back. Exactly those go that the order is known to have made and that still
//! are where it put them; where nobody knows, nothing is done and that is said.

use std::collections::HashMap;
use std::time::Duration;

use super::carry::{Aims, Done};
use super::desk::Desk;
use super::replay::{Aim, Next};
use super::wire::Wire;
use crate::model::action::Action;
use crate::model::fault::{Fault, FaultKind, Place, Refusal};
use crate::model::ids::{MailboxId, MessageKey};
use crate::model::journal::{Promise, State, Step};
use crate::model::remote::{Uid, UidValidity};

/// While the order that is taken back is not over.
const BUSY: Duration = Duration::from_millis(300);

/// What is known of an order's copies.
enum Known {
    There(Made),
    /// It is not over yet.
    Later,
    Nothing,
}

/// The copies that an order made in a mailbox.
struct Made {
    target: UidValidity,
    copies: Vec<Copied>,
}

/// One copy, and what its original looked like; nothing where the order named no such original, so
/// that the server's word for it is worth nothing.
struct Copied {
    uid: Uid,
    look: Option<Look>,
}

struct Look {
    message_id: String,
    /// Where it is counted in the same way.
    size: Option<u32>,
}

impl Copied {
    fn is(&self, message_id: &str, size: u32) -> bool {
        self.look.as_ref().is_some_and(|look| {
            look.message_id == message_id && look.size.is_none_or(|known| known == size)
        })
    }
}

impl Made {
    fn of(promise: &Promise) -> Option<Self> {
        let (target, pairs) = promise.made()?;
        // Servers count octets in different ways.
        let sized = matches!(promise.entry.action, Action::Copy { .. });
        let looks: HashMap<Uid, (&str, u32)> = promise
            .targets
            .iter()
            .map(|target| (target.remote.uid, (target.message_id.as_str(), target.size)))
            .collect();
        let copy = |(source, uid): (Uid, Uid)| {
            let look = looks.get(&source).map(|(id, size)| Look {
                message_id: (*id).to_owned(),
                size: sized.then_some(*size),
            });
            Copied { uid, look }
        };
        Some(Self { target, copies: pairs.into_iter().map(copy).collect() })
    }
}

fn known(desk: &Desk, action: &Action) -> Known {
    let Action::Retract { order, from, .. } = action else { return Known::Nothing };
    let Some(promise) = desk.books.made(*order) else { return Known::Nothing };
    let here = desk.account().id;
    let is_it = match &promise.entry.action {
        Action::Copy { to, .. } => promise.entry.account == here && to == from,
        // Its number may mean another mailbox since: its name on the server does not.
        Action::Across { account, .. } => {
            let board = desk.board();
            let name = board.mark(*from).map(|mark| &mark.stored.wire);
            *account == here && promise.far.is_some() && promise.far.as_ref() == name
        }
        _ => false,
    };
    match promise.entry.state {
        _ if !is_it => Known::Nothing,
        State::Held { .. } | State::Queued | State::InFlight(_) => Known::Later,
        State::Settled => Made::of(&promise).map_or(Known::Nothing, Known::There),
        State::Refused(_) | State::Doubtful(_) | State::Cancelled => Known::Nothing,
    }
}

/// Whether anything is known of what is to be taken back.
///
/// # Errors
/// `Gone` where nobody knows which messages they are.
pub(super) fn check(desk: &Desk, action: &Action) -> Result<(), Fault> {
    let unknown =
        matches!(action, Action::Retract { .. }) && matches!(known(desk, action), Known::Nothing);
    if unknown { Err(nobody_knows()) } else { Ok(()) }
}

fn nobody_knows() -> Fault {
    let detail = "it is not known which messages the order made";
    Fault::new(FaultKind::Gone, Place::Message, detail)
}

fn not_there(lacking: usize, all: usize) -> Fault {
    let detail = format!("{lacking} of {all} messages are not where they were put any more");
    Fault::new(FaultKind::Gone, Place::Message, detail)
}

impl Wire {
    pub(super) async fn retract(&mut self, promise: &Promise, next: Next) -> Result<Done, Fault> {
        let Action::Retract { from, back, .. } = promise.entry.action else {
            return Ok(Done::Settled);
        };
        let made = match known(&self.desk, &promise.entry.action) {
            Known::There(made) => made,
            Known::Later => return Ok(Done::Wait(BUSY)),
            Known::Nothing => return Err(nobody_knows()),
        };
        self.may_erase(from)?;
        let passage = match back.map(|far| self.passage(promise, far)).transpose()? {
            Some(Ok(passage)) => Some(passage),
            Some(Err(done)) => return Ok(done),
            None => None,
        };
        let Some(group) = self.still_there(from, &made).await? else { return Ok(Done::NotYet) };
        let (all, lacking) = (made.copies.len(), made.copies.len() - group.aims.len());
        let state = &promise.entry.state;
        if group.aims.is_empty() {
            // They went by an earlier try, or by somebody else's hand.
            let by_us = matches!(state, State::InFlight(Step::Repeatable | Step::Copied { .. }));
            return if by_us { Ok(Done::Settled) } else { Err(not_there(lacking, all)) };
        }
        let done = match passage {
            None => self.remove_copies(promise, &group).await?,
            Some(passage) => self.cross_over((passage, false), group, promise, next).await?,
        };
        match done {
            Done::Settled if lacking > 0 && *state == State::Queued => Err(not_there(lacking, all)),
            done => Ok(done),
        }
    }

    /// The copies that are where they were put, and are what they were; `None` while some are not
    /// known here yet.
    async fn still_there(&mut self, at: MailboxId, made: &Made) -> Result<Option<Aims>, Fault> {
        let desk = self.desk.clone();
        let _turn = desk.turn(at).await;
        if !self.enter(at, made.target).await? {
            let detail = "the mailbox was made anew since";
            return Err(Fault::new(FaultKind::Gone, Place::Mailbox, detail));
        }
        let there = self.session.uids().await?;
        self.heed_in_turn(at).await?;
        let copies: Vec<&Copied> =
            made.copies.iter().filter(|copy| there.contains(copy.uid)).collect();
        let rows =
            self.desk.books.keys_at(at, copies.iter().map(|copy| copy.uid).collect()).await?;
        let known = self.desk.books.locate(rows.values().copied().collect()).await?;
        let mut aims = Vec::new();
        for copy in copies {
            let row = rows.get(&copy.uid).and_then(|key| Some((*key, &known.get(key)?.1)));
            let Some((key, message)) = row else {
                self.make_due(at);
                return Ok(None);
            };
            let (message_id, size) = (message.envelope.message_id.clone(), message.row.size);
            if copy.is(&message_id, size) {
                aims.push(Aim { key, uid: copy.uid, message_id, size });
            }
        }
        Ok(Some(Aims { mailbox: at, validity: made.target, aims }))
    }

    /// Removes exactly these. Their originals are where they were: nothing of them is kept.
    async fn remove_copies(&mut self, promise: &Promise, group: &Aims) -> Result<Done, Fault> {
        if !self.session.capabilities().has("UIDPLUS") {
            let detail = "this server cannot expunge single messages";
            return Err(Fault::new(FaultKind::Refused(Refusal::Cannot), Place::Mailbox, detail));
        }
        self.desk.note(promise.entry.id, State::InFlight(Step::Repeatable)).await?;
        let desk = self.desk.clone();
        let _turn = desk.turn(group.mailbox).await;
        if !self.enter(group.mailbox, group.validity).await? {
            return Ok(Done::NotYet);
        }
        let keys: Vec<MessageKey> = group.aims.iter().map(|aim| aim.key).collect();
        self.erase(group, &group.set()).await?;
        self.desk.books.forget(keys).await?;
        Ok(Done::Settled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_looks_like_an_original_that_the_order_named_is_its_copy() {
        let look = |size| Some(Look { message_id: "a@b".into(), size });
        let copied = |look| Copied { uid: Uid(7), look };
        assert!(copied(look(Some(9))).is("a@b", 9));
        assert!(copied(look(None)).is("a@b", 12));
        assert!(!copied(look(Some(9))).is("a@b", 12));
        assert!(!copied(look(None)).is("c@d", 9));
        // A server that names copies of what it was not asked to copy.
        assert!(!copied(None).is("a@b", 9));
        assert!(!copied(None).is("", 0));
    }
}
