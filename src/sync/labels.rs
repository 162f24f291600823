//! Gmail's labels: what is told of them goes to the cache, and they are put on messages and taken
//! away. Where they were not told of old messages, they are asked for bit by bit. Knows no journal.

use std::collections::{HashMap, HashSet};

use super::board::Mark;
use super::books::{Books, CHUNK, lock};
use super::carry::{Aims, Done};
use super::desk::Desk;
use super::wire::Wire;
use crate::imap::{LabelRow, UidSet, WireLabel, decode_name};
use crate::mime;
use crate::model::event::Fact;
use crate::model::fault::{Fault, FaultKind, Place, Refusal};
use crate::model::ids::{MailboxId, MessageKey};
use crate::model::journal::{Promise, State, Step};
use crate::model::label::Label;
use crate::model::mailbox::Role;
use crate::model::remote::{Uid, WireName};
use crate::store::Labelled;

/// Old messages whose labels are asked for at once; other work comes between.
const AT_ONCE: usize = 2_000;

/// Characters of a label that no mailbox stands for.
const LONGEST: usize = 200;

/// The UID from which on all of a mailbox is told when nothing is missing.
const ALL: Uid = Uid(1);

/// What labels are called on the server.
struct Names {
    roles: HashMap<Role, MailboxId>,
    names: HashMap<WireName, MailboxId>,
    separator: Option<char>,
}

impl Names {
    fn of(desk: &Desk) -> Self {
        let board = desk.board();
        let (mut roles, mut names) = (HashMap::new(), HashMap::new());
        for (id, mark) in &board.marks {
            if let Some(role) = mark.stored.mailbox.role {
                roles.insert(role, *id);
            }
            names.insert(mark.stored.wire.clone(), *id);
        }
        Self { roles, names, separator: board.separator }
    }

    fn label(&self, told: WireLabel) -> Option<Label> {
        match told {
            WireLabel::Role(role) => self.roles.get(&role).copied().map(Label::Mailbox),
            WireLabel::Named(name) => match self.names.get(&name) {
                Some(id) => Some(Label::Mailbox(*id)),
                None => {
                    let name = match self.separator {
                        Some(separator) => name.0.replace(separator, "/"),
                        None => name.0,
                    };
                    Some(Label::Name(mime::one_line(&decode_name(&name), LONGEST)))
                }
            },
        }
    }

    /// That of the mailbox itself is told by some servers and left out by others.
    fn row(&self, mailbox: MailboxId, row: LabelRow) -> (Uid, Vec<Label>) {
        let labels = row.labels.into_iter().filter_map(|told| self.label(told));
        (row.uid, labels.filter(|label| *label != Label::Mailbox(mailbox)).collect())
    }
}

impl Books {
    /// Keeps the labels of messages of a mailbox, and tells those that changed.
    async fn label(&self, at: MailboxId, told: Vec<(Uid, Vec<Label>)>) -> Result<(), Fault> {
        self.on_worker(move |books| {
            let _order = lock(&books.order);
            let changed = books.cache.label(at, told)?;
            books.tell_labels(changed);
            Ok(())
        })
        .await
    }

    /// Changes the labels of messages as the server was told to, and tells them.
    async fn relabel(
        &self,
        keys: Vec<MessageKey>,
        add: Vec<Label>,
        remove: Vec<Label>,
    ) -> Result<(), Fault> {
        self.on_worker(move |books| {
            let _order = lock(&books.order);
            let changed = books.cache.relabel(&keys, &add, &remove)?;
            books.tell_labels(changed);
            Ok(())
        })
        .await
    }

    fn tell_labels(&self, mut labelled: Labelled) {
        while !labelled.is_empty() {
            let rest = labelled.split_off(labelled.len().min(CHUNK));
            self.teller.tell(Fact::Labelled(std::mem::replace(&mut labelled, rest)));
        }
    }

    /// Tells all labels as they are kept, and that there are any.
    pub(super) async fn tell_kept_labels(&self) -> Result<(), Fault> {
        self.on_worker(|books| {
            let _order = lock(&books.order);
            if !books.cache.has_labels()? {
                return Ok(());
            }
            books.teller.tell(Fact::HasLabels(true));
            let mut gathered = Labelled::new();
            books.cache.labels(&mut |part| {
                gathered.extend(part);
                if gathered.len() >= CHUNK {
                    books.teller.tell(Fact::Labelled(std::mem::take(&mut gathered)));
                }
            })?;
            books.tell_labels(gathered);
            Ok(())
        })
        .await
    }

    /// Notes whether there are labels, and tells it where that is news.
    pub(super) async fn note_labels(&self, are: bool) -> Result<(), Fault> {
        self.on_worker(move |books| {
            let _order = lock(&books.order);
            if books.cache.has_labels()? != are {
                books.cache.set_has_labels(are)?;
                books.teller.tell(Fact::HasLabels(are));
            }
            Ok(())
        })
        .await
    }

    async fn labelled_from(&self, mailbox: MailboxId) -> Result<Option<Uid>, Fault> {
        self.on_worker(move |books| books.cache.labelled_from(mailbox)).await
    }

    async fn set_labelled_from(&self, mailbox: MailboxId, from: Option<Uid>) -> Result<(), Fault> {
        self.on_worker(move |books| {
            if books.cache.labelled_from(mailbox)? == from {
                return Ok(());
            }
            books.cache.set_labelled_from(mailbox, from)
        })
        .await
    }
}

impl Wire {
    /// Keeps what was told of labels in the open mailbox.
    pub(super) async fn take_labels(&mut self, mailbox: MailboxId) -> Result<(), Fault> {
        let rows = self.session.take_labels();
        if !rows.is_empty() && self.open_mailbox() == Some(mailbox) {
            let names = Names::of(&self.desk);
            let told = rows.into_iter().map(|row| names.row(mailbox, row)).collect();
            self.desk.books.label(mailbox, told).await?;
        }
        if self.session.missed_labels() {
            // What changes from now on may be missed: all are asked for once they are told again.
            let known: Vec<MailboxId> = self.desk.board().marks.keys().copied().collect();
            for mailbox in known {
                self.desk.books.set_labelled_from(mailbox, None).await?;
            }
        }
        Ok(())
    }

    /// Finds out whether labels are told on this connection. Where they are, mailboxes of which they
    /// are not known (from before there were any here) are looked at, though nothing happened there.
    pub(super) async fn try_labels(&mut self, open: MailboxId) -> Result<(), Fault> {
        let known = self.session.has_labels();
        self.session.try_labels().await?;
        if known || !self.session.has_labels() {
            return Ok(());
        }
        let others: Vec<MailboxId> = {
            let board = self.desk.board();
            let filled = board.marks.iter().filter(|(_, mark)| mark.state.complete);
            filled.map(|(id, _)| *id).filter(|id| *id != open).collect()
        };
        for mailbox in others {
            if self.desk.books.labelled_from(mailbox).await? != Some(ALL) {
                self.make_due(mailbox);
            }
        }
        Ok(())
    }

    /// The newest rows of a mailbox came, and no others are known: all that follow come with their
    /// labels where labels are told.
    pub(super) async fn label_newest(
        &mut self,
        mailbox: MailboxId,
        rows: &UidSet,
        asked: bool,
    ) -> Result<(), Fault> {
        self.try_labels(mailbox).await?;
        if !self.session.has_labels() {
            return self.take_labels(mailbox).await;
        }
        if !asked && !rows.is_empty() {
            self.ask_labels(rows).await?;
        }
        self.take_labels(mailbox).await?;
        if self.session.has_labels() {
            self.desk.books.set_labelled_from(mailbox, Some(ALL)).await?;
        }
        Ok(())
    }

    /// Asks for labels of old messages that nobody asked for before, the newest first: some now, the
    /// others when it is this mailbox's turn again.
    pub(super) async fn fill_labels(&mut self, mailbox: MailboxId) -> Result<(), Fault> {
        if !self.session.has_labels() || self.open_mailbox() != Some(mailbox) {
            return Ok(());
        }
        let from = self.desk.books.labelled_from(mailbox).await?;
        if from.is_some_and(|from| from <= ALL) || self.desk.board().paused {
            return Ok(());
        }
        let known = self.desk.books.uids(mailbox).await?;
        let below = from.unwrap_or(Uid(u32::MAX));
        let old = known.into_iter().rev().skip_while(|&uid| uid >= below);
        let slice: Vec<Uid> = old.take(AT_ONCE).collect();
        if !slice.is_empty() {
            self.ask_labels(&UidSet::from_uids(slice.iter().copied())).await?;
            self.take_labels(mailbox).await?;
            if !self.session.has_labels() {
                return Ok(());
            }
        }
        let rest = slice.last().copied().filter(|_| slice.len() == AT_ONCE);
        self.desk.books.set_labelled_from(mailbox, Some(rest.unwrap_or(ALL))).await?;
        if rest.is_some() {
            self.make_due(mailbox);
        }
        Ok(())
    }

    /// Mail is shown without labels where the server does not tell them: a refusal is no fault.
    async fn ask_labels(&mut self, of: &UidSet) -> Result<(), Fault> {
        match self.session.labels(of).await {
            Err(fault) if self.session.is_open() => {
                tracing::info!(%fault, "Labels are not told.");
                Ok(())
            }
            asked => asked,
        }
    }

    /// Puts labels on messages and takes others away: harmless to repeat.
    pub(super) async fn label(
        &mut self,
        promise: &Promise,
        add: &[MailboxId],
        remove: &[MailboxId],
    ) -> Result<Done, Fault> {
        if !self.session.offers_labels() {
            let detail = "the server has no labels";
            let kind = FaultKind::Refused(Refusal::Cannot);
            return Err(Fault::new(kind, Place::Mailbox, detail));
        }
        let found = self.find(promise).await?;
        if self.wait_for(&found) {
            return Ok(Done::NotYet);
        }
        let (plus, minus) = (self.spell_labels(add)?, self.spell_labels(remove)?);
        self.desk.note(promise.entry.id, State::InFlight(Step::Repeatable)).await?;
        for group in found.groups {
            let desk = self.desk.clone();
            let _turn = desk.turn(group.mailbox).await;
            if !self.enter(group.mailbox, group.validity).await? {
                return Ok(Done::NotYet);
            }
            let set = group.set();
            let mut stored = self.session.store_labels(&set, true, &plus).await;
            if stored.is_ok() {
                stored = self.session.store_labels(&set, false, &minus).await;
            }
            if let Err(fault) = stored {
                // Of several labels, some may have been changed.
                self.make_due(group.mailbox);
                self.expect_changes(add, remove);
                return Err(fault);
            }
            self.heed_in_turn(group.mailbox).await?;
            self.take_change(&group, add, remove).await?;
        }
        self.expect_changes(add, remove);
        Ok(Done::Settled)
    }

    /// What was brought elsewhere leaves: for good, or to the trash where to expunge it would only
    /// take a label from it. Harmless to repeat: what went is not named any more.
    pub(super) async fn depart(&mut self, group: &Aims, uids: &UidSet) -> Result<(), Fault> {
        let (apart, trash) = {
            let board = self.desk.board();
            let role = board.mark(group.mailbox).and_then(|mark| mark.stored.mailbox.role);
            let is_trash = |mark: &&Mark| mark.stored.mailbox.role == Some(Role::Trash);
            let trash = board.marks.values().find(is_trash).map(|mark| mark.stored.clone());
            (matches!(role, Some(Role::Trash | Role::Junk)), trash)
        };
        let moves = self.session.offers_labels() && self.session.capabilities().has("MOVE");
        let Some(trash) = trash.filter(|_| moves && !apart) else {
            return self.erase(group, uids).await;
        };
        // Its owner brought it elsewhere: it is not among what was removed.
        self.desk.books.erase(group.mailbox, group.aims.iter().map(|aim| aim.uid));
        self.session.move_to(uids, &trash.wire).await?;
        self.heed_in_turn(group.mailbox).await?;
        let left = self.desk.books.uids(group.mailbox).await?;
        if left.iter().any(|&uid| uids.contains(uid)) {
            self.listing(group.mailbox).await?;
        }
        self.make_due(trash.mailbox.id);
        Ok(())
    }

    /// Messages come to the mailboxes whose labels they get, and leave others.
    fn expect_changes(&self, add: &[MailboxId], remove: &[MailboxId]) {
        add.iter().chain(remove).for_each(|mailbox| self.make_due(*mailbox));
    }

    /// What labels are called on the server.
    fn spell_labels(&self, labels: &[MailboxId]) -> Result<Vec<WireLabel>, Fault> {
        labels.iter().map(|&label| self.spell_label(label)).collect()
    }

    fn spell_label(&self, label: MailboxId) -> Result<WireLabel, Fault> {
        use Role::{Drafts, Flagged, Inbox, Junk, Sent, Trash};
        let name = self.name(label)?;
        let role = self.desk.board().mark(label).and_then(|mark| mark.stored.mailbox.role);
        Ok(match role {
            Some(role @ (Inbox | Sent | Drafts | Junk | Trash | Flagged)) => WireLabel::Role(role),
            _ => WireLabel::Named(name),
        })
    }

    /// The server may be slow to say it: the cache takes it from us, also for the same mail in other
    /// mailboxes.
    async fn take_change(
        &mut self,
        group: &Aims,
        add: &[MailboxId],
        remove: &[MailboxId],
    ) -> Result<(), Fault> {
        let keys: Vec<MessageKey> = group.aims.iter().map(|aim| aim.key).collect();
        let mut of: HashMap<MailboxId, HashSet<MessageKey>> = HashMap::new();
        for (at, twin) in self.desk.books.twins(keys.clone()).await? {
            of.entry(at.mailbox).or_default().insert(twin.row.key);
        }
        of.entry(group.mailbox).or_default().extend(keys);
        for (mailbox, keys) in of {
            let other = |ids: &[MailboxId]| {
                let others = ids.iter().copied().filter(|id| *id != mailbox);
                others.map(Label::Mailbox).collect::<Vec<_>>()
            };
            let keys = keys.into_iter().collect();
            self.desk.books.relabel(keys, other(add), other(remove)).await?;
        }
        Ok(())
    }
}
