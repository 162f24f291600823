//! Carries out the journal on the commands connection: runs the steps that `replay` decides,
//! writing each to disk before it is sent.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::desk::Because;
use super::headers;
use super::queue::{Freight, Load};
use super::replay::{self, After, Aim, Next};
use super::wire::Wire;
use crate::imap::UidSet;
use crate::model::action::{Action, MAX_TRIES};
use crate::model::fault::{Fault, FaultKind, Place, Refusal};
use crate::model::flags::Flags;
use crate::model::ids::{EntryId, MailboxId, MessageKey};
use crate::model::journal::{Promise, State, Step};
use crate::model::mailbox::Role;
use crate::model::order::MailboxOrder;
use crate::model::remote::{RemoteRef, Uid, UidValidity};
use crate::store::Batch;

/// What carrying out came to.
pub(super) enum Done {
    Settled,
    /// It cannot be done yet: a mailbox has to be brought up to date first.
    NotYet,
    /// It cannot be known whether it was done.
    Doubtful(Fault),
    /// Something else has to be ready first: tried again after this time, as often as it takes.
    Wait(Duration),
}

/// The messages of an entry in one mailbox.
pub(super) struct Aims {
    pub mailbox: MailboxId,
    pub validity: UidValidity,
    pub aims: Vec<Aim>,
}

/// Where the messages of an entry are.
pub(super) struct Whereabouts {
    pub groups: Vec<Aims>,
    /// Known, but under which UID is not known yet.
    unbound: Vec<MailboxId>,
}

impl Wire {
    /// Takes the next step of an entry, with all that is carried out with it, and all that follow.
    ///
    /// # Errors
    /// Only what ends the connection, or a journal that cannot be written.
    pub async fn carry(&mut self, id: EntryId) -> Result<(), Fault> {
        let labels = self.has_labels();
        let load = self.desk.board().queue.gather(id, labels, Instant::now());
        let freight = match load {
            Some(Load::Carry(freight)) => freight,
            Some(Load::Nothing(bearer)) => {
                self.desk.conclude(bearer, State::Settled).await;
                return Ok(());
            }
            Some(Load::Orphan) => {
                let detail = "the journal has lost what it was carried out with";
                let fault = Fault::new(FaultKind::Damaged, Place::Journal, detail);
                self.desk.books.let_go(id);
                self.desk.conclude(id, State::Doubtful(fault)).await;
                return Ok(());
            }
            None => return Ok(()),
        };
        match self.attempt(&freight.promise).await {
            Ok(Done::Settled) => self.conclude(&freight, State::Settled).await,
            Ok(Done::Wait(pause)) => {
                let until = Instant::now() + pause;
                self.desk.board().queue.rest(&freight.members, until);
            }
            Ok(Done::NotYet) => self.postpone(&freight).await,
            Ok(Done::Doubtful(fault)) => self.conclude(&freight, State::Doubtful(fault)).await,
            Err(fault) if fault.place == Place::Journal => {
                self.desk.board().queue.postpone(&freight.members, Instant::now());
                tracing::error!(%fault, "The journal cannot be written: the action waits.");
            }
            Err(fault) if self.is_answer(&fault) => self.refused(&freight, fault).await,
            Err(fault) => return Err(fault),
        }
        self.heed().await
    }

    /// Whether mailboxes are labels of one mail here: what is expunged from one is in others still.
    fn has_labels(&self) -> bool {
        let all = |mark: &super::board::Mark| mark.stored.mailbox.role == Some(Role::All);
        self.session.capabilities().has("X-GM-EXT-1") || self.desk.board().marks.values().any(all)
    }

    /// Whether a fault is the server's answer, or ours, on a connection that is still good.
    fn is_answer(&self, fault: &Fault) -> bool {
        self.session.is_open() && !self.spent && fault.place != Place::Cache
    }

    async fn attempt(&mut self, promise: &Promise) -> Result<Done, Fault> {
        let entry = &promise.entry;
        match replay::next(&entry.action, &entry.state) {
            Next::Nothing => Ok(Done::Settled),
            next if matches!(entry.action, Action::Retract { .. }) => {
                self.retract(promise, next).await
            }
            Next::Flags { add, remove } => self.flag(promise, add, remove).await,
            Next::Remove => self.remove(promise).await,
            Next::Labels => match &entry.action {
                Action::Label { add, remove, .. } => self.label(promise, add, remove).await,
                _ => Ok(Done::Settled),
            },
            Next::Tend => match &entry.action {
                Action::Mailbox(order) => self.tend(promise, order).await,
                _ => Ok(Done::Settled),
            },
            next if matches!(entry.action, Action::PutBack { .. }) => {
                self.put_back(promise, next).await
            }
            next @ (Next::Send | Next::Look { .. } | Next::Finish { .. }) => match entry.action {
                Action::Copy { to, .. } => self.duplicate(promise, to, next).await,
                Action::Across { .. } => self.bring(promise, next).await,
                _ => self.relocate(promise, next).await,
            },
        }
    }

    /// The end of what was carried out; its messages are free again.
    async fn conclude(&mut self, freight: &Freight, state: State) {
        let promise = &freight.promise;
        freight.members.iter().for_each(|member| self.desk.books.let_go(*member));
        if let (Action::Delete { from, .. } | Action::Retract { from, .. }, State::Refused(_)) =
            (&promise.entry.action, &state)
        {
            self.desk.books.spare(*from);
        }
        if let Action::Move { from, .. }
        | Action::Delete { from, .. }
        | Action::Across { from, .. }
        | Action::Retract { from, .. } = &promise.entry.action
            && state != State::Settled
        {
            self.make_due(*from);
        }
        if let Action::Mailbox(MailboxOrder::Create { mailbox, .. }) = &promise.entry.action
            && state != State::Settled
        {
            super::folders::orphan(&self.desk, *mailbox).await;
        }
        self.desk.conclude(promise.entry.id, state).await;
    }

    async fn postpone(&mut self, freight: &Freight) {
        let tries = self.desk.board().queue.postpone(&freight.members, Instant::now());
        if tries >= MAX_TRIES {
            self.give_up(freight, replay::gone()).await;
        }
    }

    /// It is refused; several that were one are tried one by one first, for each of them is an order
    /// of its own.
    async fn give_up(&mut self, freight: &Freight, fault: Fault) {
        if freight.members.len() < 2 || matches!(fault.kind, FaultKind::OriginalStays(_)) {
            return self.conclude(freight, State::Refused(fault)).await;
        }
        tracing::info!(%fault, "What several actions come to was refused: one by one.");
        freight.members.iter().for_each(|member| self.desk.books.let_go(*member));
        if let Err(fault) = self.desk.note(freight.promise.entry.id, State::Queued).await {
            tracing::error!(%fault, "The journal cannot be written: the action waits.");
            self.desk.board().queue.postpone(&freight.members, Instant::now());
            return;
        }
        self.desk.board().queue.part(&freight.members);
    }

    async fn refused(&mut self, freight: &Freight, fault: Fault) {
        let id = freight.promise.entry.id;
        let state = self.desk.board().queue.get(id).map(|now| now.entry.state.clone());
        let Some(state) = state else { return };
        let tries = self.desk.board().queue.tries(id).saturating_add(1);
        tracing::info!(%fault, tries, "The server did not take an action.");
        match replay::after(fault, &state, tries) {
            After::Refused(fault) => self.give_up(freight, fault).await,
            After::Doubtful(fault) => self.conclude(freight, State::Doubtful(fault)).await,
            After::Later { untouched } => {
                if untouched
                    && state != State::Queued
                    && let Err(fault) = self.desk.note(id, State::Queued).await
                {
                    tracing::error!(%fault, "The journal cannot be written: the action waits.");
                }
                self.desk.board().queue.postpone(&freight.members, Instant::now());
            }
        }
    }

    /// Where the messages are now. A message that moved since keeps its key, so that the entry
    /// finds it; what the cache has forgotten is where the journal says.
    pub(super) async fn find(&mut self, promise: &Promise) -> Result<Whereabouts, Fault> {
        let keys = promise.targets.iter().map(|target| target.key).collect();
        let known = self.desk.books.locate(keys).await?;
        let mut found = Whereabouts { groups: Vec::new(), unbound: Vec::new() };
        let mut hidden = 0;
        for target in &promise.targets {
            let aim = |uid| Aim {
                key: target.key,
                uid,
                message_id: target.message_id.clone(),
                size: target.size,
            };
            match known.get(&target.key) {
                Some((Some(remote), _)) if self.is_beyond(remote) => hidden += 1,
                Some((Some(remote), _)) => {
                    found.put(*remote, aim(remote.uid));
                    if *remote != target.remote && self.is_news(&target.remote) {
                        found.put(target.remote, aim(target.remote.uid));
                    }
                }
                Some((None, message)) => found.unbound.push(message.mailbox),
                None if self.is_known_whole(target.remote.mailbox)
                    && !self.is_news(&target.remote) => {}
                None => found.put(target.remote, aim(target.remote.uid)),
            }
        }
        if hidden > 0 && found.groups.is_empty() && found.unbound.is_empty() {
            return Err(super::window::out_of_reach());
        }
        Ok(found)
    }

    /// Whether what the cache lacks of a mailbox is gone.
    fn is_known_whole(&self, mailbox: MailboxId) -> bool {
        self.state(mailbox).is_none_or(|state| state.complete)
    }

    /// Whether the cache has never heard of this place. The journal has, so the cache lost its end,
    /// and what it says of the message is older than the order: then both places are tried. A UID
    /// is never another message's.
    fn is_news(&self, place: &RemoteRef) -> bool {
        self.state(place.mailbox).is_some_and(|state| {
            state.uid_validity == Some(place.uidvalidity)
                && state.uid_next.is_some_and(|next| next <= place.uid)
        })
    }

    /// Opens a mailbox for an action. `false` when its UIDs are void and have to be found anew.
    pub(super) async fn enter(
        &mut self,
        mailbox: MailboxId,
        as_of: UidValidity,
    ) -> Result<bool, Fault> {
        let selected = self.visit(mailbox).await?;
        if selected.uid_validity != as_of {
            self.make_due(mailbox);
            return Ok(false);
        }
        if selected.read_only {
            let detail = "the mailbox can only be read";
            let kind = FaultKind::Refused(Refusal::ReadOnly);
            return Err(Fault::new(kind, Place::Mailbox, detail));
        }
        Ok(true)
    }

    async fn flag(&mut self, promise: &Promise, add: Flags, remove: Flags) -> Result<Done, Fault> {
        let found = self.find(promise).await?;
        if self.wait_for(&found) {
            return Ok(Done::NotYet);
        }
        self.desk.note(promise.entry.id, State::InFlight(Step::Repeatable)).await?;
        for group in found.groups {
            let desk = self.desk.clone();
            let _turn = desk.turn(group.mailbox).await;
            if !self.enter(group.mailbox, group.validity).await? {
                return Ok(Done::NotYet);
            }
            if let Err(fault) = self.store_both(&group.set(), add, remove).await {
                // Of a long set, a part may have been changed, in silence.
                self.make_due(group.mailbox);
                return Err(fault);
            }
            self.heed_in_turn(group.mailbox).await?;
            self.take_flags(&group, add, remove).await?;
            self.flag_twins(&group, add, remove).await?;
        }
        Ok(Done::Settled)
    }

    async fn store_both(&mut self, of: &UidSet, add: Flags, remove: Flags) -> Result<(), Fault> {
        self.session.store(of, true, add).await?;
        self.session.store(of, false, remove).await
    }

    /// `.SILENT`: the server does not repeat what it was told, so the cache takes it from us.
    async fn take_flags(&mut self, group: &Aims, add: Flags, remove: Flags) -> Result<(), Fault> {
        let keys: Vec<MessageKey> = group.aims.iter().map(|aim| aim.key).collect();
        let known = self.desk.books.locate(keys).await?;
        let mut batch = headers::empty(group.mailbox);
        for aim in &group.aims {
            if let Some((_, message)) = known.get(&aim.key) {
                batch.flags.push((aim.uid, message.row.flags.with(add).without(remove), None));
            }
        }
        self.desk.commit(batch, Because::News).await.map(drop)
    }

    /// The same mail under other labels has the same flags; the server says so itself when their
    /// mailboxes are looked at next.
    async fn flag_twins(&mut self, group: &Aims, add: Flags, remove: Flags) -> Result<(), Fault> {
        let keys: Vec<MessageKey> = group.aims.iter().map(|aim| aim.key).collect();
        let mut batches: HashMap<MailboxId, Batch> = HashMap::new();
        for (at, message) in self.desk.books.twins(keys).await? {
            if at.mailbox != group.mailbox {
                let batch = batches.entry(at.mailbox).or_insert_with(|| headers::empty(at.mailbox));
                batch.flags.push((at.uid, message.row.flags.with(add).without(remove), None));
            }
        }
        for batch in batches.into_values() {
            self.desk.commit(batch, Because::News).await?;
        }
        Ok(())
    }

    /// Mailboxes with messages that have to be found again are due; whether there are any.
    pub(super) fn wait_for(&self, found: &Whereabouts) -> bool {
        for mailbox in &found.unbound {
            self.make_due(*mailbox);
        }
        !found.unbound.is_empty()
    }

    async fn remove(&mut self, promise: &Promise) -> Result<Done, Fault> {
        let Action::Delete { from, .. } = &promise.entry.action else { return Ok(Done::Settled) };
        self.may_erase(*from)?;
        let found = self.find(promise).await?;
        if self.wait_for(&found) {
            return Ok(Done::NotYet);
        }
        let Some(group) = found.groups.into_iter().find(|group| group.mailbox == *from) else {
            return Ok(Done::Settled);
        };
        self.desk.note(promise.entry.id, State::InFlight(Step::Repeatable)).await?;
        let desk = self.desk.clone();
        let _turn = desk.turn(*from).await;
        if !self.enter(*from, group.validity).await? {
            return Ok(Done::NotYet);
        }
        self.erase(&group, &group.set()).await?;
        Ok(Done::Settled)
    }

    /// Where mailboxes are labels of one mail (Gmail), to expunge a message takes one label away
    /// and no more, unless it lies in Trash or Junk: what is not deleted is not said to be.
    ///
    /// # Errors
    /// `Refused(OnlyFromTrash)`; nothing was sent.
    pub(super) fn may_erase(&self, from: MailboxId) -> Result<(), Fault> {
        let role = self.desk.board().mark(from).and_then(|mark| mark.stored.mailbox.role);
        let labels = self.session.capabilities().has("X-GM-EXT-1");
        if !labels || matches!(role, Some(Role::Trash | Role::Junk)) {
            return Ok(());
        }
        let detail = "to expunge it here would only take a label from it";
        Err(Fault::new(FaultKind::Refused(Refusal::OnlyFromTrash), Place::Mailbox, detail))
    }

    /// Marks messages `\Deleted` and expunges exactly them. Where the server can only expunge
    /// everything that is marked, and others marked more, they stay marked and are not shown.
    pub(super) async fn erase(&mut self, group: &Aims, uids: &UidSet) -> Result<(), Fault> {
        self.desk.books.erase(group.mailbox, group.aims.iter().map(|aim| aim.uid));
        self.session.store(uids, true, Flags::DELETED).await?;
        let expunged = self.expunge_marked(uids).await?;
        self.heed_in_turn(group.mailbox).await?;
        if !expunged {
            return self.take_flags(group, Flags::DELETED, Flags::NONE).await;
        }
        // EXPUNGE may have come in sequence numbers that nobody knew.
        let left = self.desk.books.uids(group.mailbox).await?;
        if left.iter().any(|&uid| uids.contains(uid)) {
            self.listing(group.mailbox).await?;
        }
        Ok(())
    }
}

impl Wire {
    /// Expunges exactly these, which are marked already. `false` when they stay marked: others
    /// marked more and the server cannot expunge some of them only, or it takes the mark but will
    /// not expunge (Proton Bridge refuses UID EXPUNGE although it offers UIDPLUS).
    pub(super) async fn expunge_marked(&mut self, uids: &UidSet) -> Result<bool, Fault> {
        if self.session.capabilities().has("UIDPLUS") {
            match self.session.expunge(uids).await {
                Err(fault) if self.is_answer(&fault) && is_no(&fault) => {
                    tracing::info!(%fault, "UID EXPUNGE was refused.");
                }
                done => return done.map(|()| true),
            }
        }
        match self.session.expunge_if_exactly(uids).await {
            Err(fault) if self.is_answer(&fault) && replay::is_final(&fault) => Ok(false),
            done => done,
        }
    }
}

/// The server will not, be it for now or for good; it does not ask for patience.
fn is_no(fault: &Fault) -> bool {
    replay::is_final(fault) || fault.kind == FaultKind::Unavailable
}

impl Whereabouts {
    fn put(&mut self, remote: RemoteRef, aim: Aim) {
        let (mailbox, validity) = (remote.mailbox, remote.uidvalidity);
        let same = |group: &&mut Aims| group.mailbox == mailbox && group.validity == validity;
        match self.groups.iter_mut().find(same) {
            Some(group) => group.aims.push(aim),
            None => self.groups.push(Aims { mailbox, validity, aims: vec![aim] }),
        }
    }
}

impl Aims {
    pub fn set(&self) -> UidSet {
        UidSet::from_uids(self.aims.iter().map(|aim| aim.uid))
    }
}

impl Wire {
    /// Where the messages of a move are: at home under these UIDs, how many have arrived already,
    /// or `None` while some have to be found again.
    pub(super) async fn find_for_move(
        &mut self,
        promise: &Promise,
        from: MailboxId,
        to: MailboxId,
    ) -> Result<Option<(Option<Aims>, usize)>, Fault> {
        let found = self.find(promise).await?;
        if self.wait_for(&found) {
            return Ok(None);
        }
        let there = found.groups.iter().filter(|group| group.mailbox == to);
        let there = there.map(|group| group.aims.len()).sum();
        Ok(Some((found.groups.into_iter().find(|group| group.mailbox == from), there)))
    }

    /// UIDVALIDITY and UIDNEXT of the target, written down before anything is sent to it. A
    /// special mailbox that is not there is made.
    pub(super) async fn target_now(&mut self, to: MailboxId) -> Result<(UidValidity, Uid), Fault> {
        let name = self.name(to)?;
        let mut told = self.status_of(&name).await;
        let missing = matches!(
            &told,
            Err(fault) if matches!(fault.kind, FaultKind::Refused(Refusal::NonExistent | Refusal::TryCreate))
        );
        if missing && self.create_special(to).await? {
            told = self.status_of(&name).await;
        }
        // A server that says no without a reason may still take the command, or tell the reason
        // then. Without a number the whole target is looked through should it come to that.
        let told = match told {
            Err(fault) if fault.kind == FaultKind::Unavailable && self.session.is_open() => {
                crate::imap::Status::default()
            }
            told => told?,
        };
        let uid_next = told.uid_next.unwrap_or(Uid(1));
        Ok((told.uid_validity.unwrap_or(UidValidity(0)), uid_next))
    }

    async fn status_of(
        &mut self,
        name: &crate::model::remote::WireName,
    ) -> Result<crate::imap::Status, Fault> {
        let told = self.session.status(std::slice::from_ref(name)).await?;
        told.into_iter().next().unwrap_or_else(|| {
            Err(Fault::new(FaultKind::Nonsense, Place::Command, "STATUS was not answered"))
        })
    }

    /// Makes a special mailbox that the server lacks. `false` when it is not a special one.
    pub(super) async fn create_special(&mut self, mailbox: MailboxId) -> Result<bool, Fault> {
        let special = {
            let board = self.desk.board();
            board.mark(mailbox).is_some_and(|mark| mark.stored.mailbox.role.is_some())
        };
        if special {
            let name = self.name(mailbox)?;
            self.session.create(&name).await?;
            self.desk.board().list_due = true;
        }
        Ok(special)
    }
}
