//! Copies messages to another mailbox of the account so that none is copied twice, whatever breaks
//! on the way: what came to the target since the note was written is looked through first.

use super::carry::{Aims, Done};
use super::replay::{self, Aim, Next};
use super::wire::Wire;
use crate::model::fault::{Fault, FaultKind, Place, Refusal};
use crate::model::ids::MailboxId;
use crate::model::journal::{Promise, State, Step};
use crate::model::remote::{Uid, UidValidity};

impl Wire {
    pub(super) async fn duplicate(
        &mut self,
        promise: &Promise,
        to: MailboxId,
        next: Next,
    ) -> Result<Done, Fault> {
        let found = self.find(promise).await?;
        if self.wait_for(&found) {
            return Ok(Done::NotYet);
        }
        // What somebody brought there meanwhile is there.
        let (there, mut groups): (Vec<Aims>, Vec<Aims>) =
            found.groups.into_iter().partition(|group| group.mailbox == to);
        if there.is_empty() && groups.is_empty() {
            return Err(replay::gone());
        }
        let desk = self.desk.clone();
        let places = groups.iter().map(|group| group.mailbox).chain([to]);
        let _turns = desk.turns_of(places).await;
        let mut noted = None;
        if let Next::Look { target, uid_next } = next {
            let Some(tail) = self.tail_of(to, target, uid_next).await? else {
                let detail = "the target was made anew while copies were on their way to it";
                return Ok(Done::Doubtful(Fault::new(FaultKind::Gone, Place::Mailbox, detail)));
            };
            take_out_copied(&mut groups, &tail);
            noted = Some((target, uid_next));
        }
        for group in groups.iter().filter(|group| !group.aims.is_empty()) {
            if !self.copy_group(promise, to, group, &mut noted).await? {
                return Ok(Done::NotYet);
            }
        }
        self.make_due(to);
        Ok(Done::Settled)
    }

    /// `false` when the mailbox they are in has to be found anew.
    async fn copy_group(
        &mut self,
        promise: &Promise,
        to: MailboxId,
        group: &Aims,
        noted: &mut Option<(UidValidity, Uid)>,
    ) -> Result<bool, Fault> {
        let first = noted.is_none();
        let (target, uid_next) = match *noted {
            Some(noted) => noted,
            None => self.target_now(to).await?,
        };
        let selected = self.visit(group.mailbox).await?;
        if selected.uid_validity != group.validity {
            self.make_due(group.mailbox);
            return Ok(false);
        }
        if first {
            let sent = State::InFlight(Step::Sent { target, uid_next });
            self.desk.note(promise.entry.id, sent).await?;
            *noted = Some((target, uid_next));
        }
        let (set, name) = (group.set(), self.name(to)?);
        let mut copied = self.session.copy(&set, &name).await;
        if let Err(fault) = &copied
            && fault.kind == FaultKind::Refused(Refusal::TryCreate)
            && self.create_special(to).await?
        {
            copied = self.session.copy(&set, &name).await;
        }
        match copied {
            Err(fault) if first && self.session.is_open() && replay::is_final(&fault) => {
                // Refused as a whole: nothing of it is there.
                self.desk.note(promise.entry.id, State::Queued).await?;
                Err(fault)
            }
            copied => copied.map(|_| true),
        }
    }
}

/// COPY makes all copies or none, so that one that looks right stands for all that look the same.
fn take_out_copied(groups: &mut [Aims], tail: &[(Uid, String, u32)]) {
    let all: Vec<Aim> = groups.iter().flat_map(|group| group.aims.iter().cloned()).collect();
    let looks = replay::pair(&all, tail, false);
    for group in groups {
        group.aims.retain(|aim| !looks.contains_key(&aim.uid));
    }
}
