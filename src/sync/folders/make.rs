//! Makes a mailbox, once. What CREATE made can be called otherwise, or what it lies in can, before
//! anybody here saw it listed: then no name shows it any more. So CREATE is not repeated while a
//! mailbox is listed that was not known before it; knows no other proof.

use std::time::Duration;

use super::{called, orphan, taken};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::MailboxId;
use crate::model::journal::{Promise, State, Step};
use crate::model::order::Seat;
use crate::sync::board::Board;
use crate::sync::carry::Done;
use crate::sync::wire::Wire;

/// How long the order rests where the server does not list everything.
const UNTIL_WHOLE: Duration = Duration::from_secs(60);

impl Wire {
    /// CREATE at this seat, subscribed to and listed. It ends in doubt where it may have been made
    /// and cannot be told from what others made.
    pub(super) async fn make(
        &mut self,
        promise: &Promise,
        mailbox: MailboxId,
        seat: &Seat,
    ) -> Result<Done, Fault> {
        let (id, state) = (promise.entry.id, &promise.entry.state);
        if matches!(state, State::InFlight(_)) && !self.list_whole().await? {
            return Ok(Done::Wait(UNTIL_WHOLE));
        }
        let doubtful = may_be_elsewhere(&self.desk.board(), state);
        let name = match self.spell(seat) {
            Err(fault) if doubtful && fault.kind == FaultKind::Gone => {
                return Ok(Done::Doubtful(perhaps_elsewhere()));
            }
            spelt => spelt?,
        };
        let there = called(&self.desk.board(), &name);
        match there {
            Some(known) if known == mailbox => return Ok(Done::Settled),
            Some(_) => return Err(taken()),
            None if doubtful => return Ok(Done::Doubtful(perhaps_elsewhere())),
            None => {}
        }
        let newest = newest(&self.desk.board());
        let making = Step::Making { mailbox, name: name.clone(), newest };
        self.desk.note(id, State::InFlight(making)).await?;
        self.desk.books.expect_names(vec![(mailbox, name.clone())]).await?;
        if let Err(fault) = self.session.create(&name).await {
            if !self.session.is_open() {
                return Err(fault);
            }
            self.list().await?;
            if self.desk.board().mark(mailbox).is_some() {
                return Ok(Done::Settled);
            }
            // The server said no and lists none: nothing has to be looked for any more.
            let fault = self.hardened(id, fault);
            self.desk.note(id, State::Queued).await?;
            return Err(fault);
        }
        self.want(&name, true).await?;
        self.list().await?;
        if self.desk.board().mark(mailbox).is_none() {
            tracing::warn!("The server made a mailbox under another name than was ordered.");
            orphan(&self.desk, mailbox).await;
        }
        Ok(Done::Settled)
    }
}

/// The newest of the mailboxes that are known. Ids rise; those that orders of ours gave are not in
/// that row.
fn newest(board: &Board) -> MailboxId {
    let numbered = board.marks.keys().filter(|id| !id.is_planned());
    numbered.max().copied().unwrap_or(MailboxId(0))
}

/// Whether one of the mailboxes that are listed now may be the one that CREATE made, by what was
/// known before it was sent.
fn may_be_elsewhere(board: &Board, state: &State) -> bool {
    match state {
        State::InFlight(Step::Making { newest: known, .. }) => newest(board) > *known,
        // Noted by an earlier Pombo, which did not write down what it knew.
        State::InFlight(_) => true,
        _ => false,
    }
}

fn perhaps_elsewhere() -> Fault {
    let detail = "CREATE was sent and not answered, and the server lists no mailbox of that name";
    Fault::new(FaultKind::PerhapsElsewhere, Place::Mailbox, detail)
}
