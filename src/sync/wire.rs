//! A signed-in connection at work: which mailbox it has open, and what it hears there.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::board::{Line, Mark, RENEW};
use super::desk::{Because, Desk};
use super::headers;
use super::plausible::Heard;
use super::roles;
use crate::imap::{FlagRow, IdleEnd, Listed, Meter, Namespaces, News, Selected, Session, UidSet};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::MailboxId;
use crate::model::mailbox::Role;
use crate::model::namespace::Areas;
use crate::model::remote::{Uid, WireName};
use crate::model::traffic::{Kind, Octets};
use crate::store::Found;

/// Without IDLE, news are asked for this often.
const NOOP: Duration = Duration::from_secs(60);

/// Rounds of news that bring news.
const ROUNDS: usize = 8;

/// A connection and what it has open.
pub struct Wire {
    pub desk: Arc<Desk>,
    pub line: Line,
    pub session: Session,
    /// Sets this connection apart from every other one of the account.
    pub number: u64,
    /// Counts this connection alone.
    pub meter: Meter,
    /// What of it is booked, and what passes now.
    pub(super) booked: Octets,
    pub(super) kind: Kind,
    /// The connection did its part: the next step needs a fresh one.
    pub spent: bool,
    pub open: Option<Open>,
    pub(super) ledger: Option<super::history::Ledger>,
    /// Removals heard in the open mailbox.
    pub(super) heard: Heard,
    /// News taken from the session but not yet applied.
    pending: Vec<News>,
}

/// The mailbox that is selected.
#[derive(Debug, Clone, Copy)]
pub struct Open {
    pub mailbox: MailboxId,
    pub selected: Selected,
    /// What the mailbox holds, as told since; absent when that cannot be known.
    pub exists: Option<u32>,
}

impl Wire {
    /// A connection with its number and its meter, of which nothing is booked yet.
    pub fn new(
        desk: Arc<Desk>,
        line: Line,
        mut session: Session,
        (number, meter): (u64, Meter),
    ) -> Self {
        session.expect_namespaces(desk.upkeep.namespaces());
        Self {
            desk,
            line,
            session,
            number,
            meter,
            booked: Octets::default(),
            kind: Kind::SignIn,
            spent: false,
            open: None,
            ledger: None,
            heard: Heard::default(),
            pending: Vec::new(),
        }
    }

    pub fn open_mailbox(&self) -> Option<MailboxId> {
        self.open.map(|open| open.mailbox)
    }

    /// A fault of one mailbox does not stop the others: it is left alone until the next round.
    /// What broke the connection, the cache or the journal goes on.
    pub fn survive(&self, mailbox: MailboxId, result: Result<(), Fault>) -> Result<(), Fault> {
        let mut board = self.desk.board();
        let mark = board.mark_mut(mailbox);
        let Err(fault) = result else {
            if let Some(mark) = mark {
                mark.strikes = 0;
            }
            return Ok(());
        };
        let ours = matches!(fault.place, Place::Cache | Place::Journal | Place::File);
        let slower = matches!(fault.kind, FaultKind::Throttled { .. });
        if ours || slower || self.spent {
            return Err(fault);
        }
        if !self.session.is_open() {
            if let Some(mark) = mark {
                mark.strike(fault.kind == FaultKind::Nonsense, Instant::now());
            }
            return Err(fault);
        }
        tracing::warn!(%fault, mailbox = mailbox.0, "A mailbox could not be brought up to date.");
        if let Some(mark) = mark {
            mark.broken = true;
            mark.due = true;
        }
        Ok(())
    }

    /// The name of a mailbox on the server.
    pub fn name(&self, mailbox: MailboxId) -> Result<WireName, Fault> {
        let board = self.desk.board();
        let mark = board.mark(mailbox).filter(|mark| mark.stored.mailbox.selectable);
        mark.map(|mark| mark.stored.wire.clone()).ok_or_else(|| {
            Fault::new(FaultKind::Gone, Place::Mailbox, "the mailbox is not on the server any more")
        })
    }

    /// Selects a mailbox, applying what was heard of the one before. Nothing is sent when it is
    /// open already.
    pub async fn visit(&mut self, mailbox: MailboxId) -> Result<Selected, Fault> {
        match self.open {
            Some(open) if open.mailbox == mailbox => Ok(open.selected),
            _ => self.select(mailbox).await,
        }
    }

    /// Selects a mailbox anew. Whoever calls this holds no turn but that of `mailbox`.
    pub async fn select(&mut self, mailbox: MailboxId) -> Result<Selected, Fault> {
        self.leave(mailbox).await?;
        let name = self.name(mailbox)?;
        let selected = self.session.select(&name).await?;
        self.opened(mailbox, selected);
        Ok(selected)
    }

    /// Applies what was heard of the open mailbox before another one is opened. What was heard of
    /// the mailbox that is opened again comes with SELECT anyway.
    pub async fn leave(&mut self, next: MailboxId) -> Result<(), Fault> {
        if self.open_mailbox().is_some_and(|open| open != next) {
            self.heard = Heard::default();
            // Another connection may hold the turn there and wait for ours: then it learns the same.
            self.mark_heard();
        }
        self.open = None;
        self.take_news();
        self.pending.clear();
        Ok(())
    }

    /// What was heard and cannot be applied now makes its mailbox due.
    fn mark_heard(&mut self) {
        self.take_news();
        let Some(open) = self.open else { return };
        if self.pending.is_empty() {
            return;
        }
        self.make_due(open.mailbox);
    }

    pub fn opened(&mut self, mailbox: MailboxId, selected: Selected) {
        self.take_news();
        self.open = Some(Open { mailbox, selected, exists: Some(selected.exists) });
        self.pending.clear();
    }

    /// Takes the session's news without applying them, so that the number of messages is known.
    pub fn take_news(&mut self) {
        let news = self.session.take_news();
        let news = self.take_pushes(news);
        if let Some(open) = &mut self.open {
            for item in &news {
                open.exists = match item {
                    News::Exists(n) => Some(*n),
                    News::Gone(uids) => {
                        let gone = u32::try_from(uids.len()).unwrap_or(u32::MAX);
                        open.exists.map(|exists| exists.saturating_sub(gone))
                    }
                    News::Unclear => None,
                    News::Flags(_) | News::Alert(_) => open.exists,
                    News::Mailbox(..) | News::Mailboxes => open.exists,
                };
            }
        }
        self.pending.extend(news);
    }

    /// Applies what was heard of the open mailbox.
    pub async fn heed(&mut self) -> Result<(), Fault> {
        self.take_news();
        let heard = !self.pending.is_empty() || self.session.heard_labels();
        let Some(mailbox) = self.open_mailbox().filter(|_| heard) else {
            self.pending.clear();
            return Ok(());
        };
        let desk = self.desk.clone();
        let _turn = desk.turn(mailbox).await;
        self.heed_in_turn(mailbox).await
    }

    /// The same for whoever holds the turn already.
    pub async fn heed_in_turn(&mut self, mailbox: MailboxId) -> Result<(), Fault> {
        self.take_labels(mailbox).await?;
        for _ in 0..ROUNDS {
            self.take_news();
            let news = std::mem::take(&mut self.pending);
            if news.is_empty() || self.open_mailbox() != Some(mailbox) {
                return Ok(());
            }
            self.apply(mailbox, news).await?;
            self.take_labels(mailbox).await?;
        }
        Ok(())
    }

    async fn apply(&mut self, mailbox: MailboxId, news: Vec<News>) -> Result<(), Fault> {
        let mut flags: HashMap<Uid, FlagRow> = HashMap::new();
        let mut gone: Vec<(u32, u32)> = Vec::new();
        let mut exists = None;
        for item in news {
            match item {
                News::Exists(n) => exists = Some(n),
                News::Flags(row) => {
                    flags.insert(row.uid, row);
                }
                News::Gone(uids) => gone.extend(uids.ranges()),
                News::Unclear => self.make_due(mailbox),
                News::Alert(text) => tracing::warn!(text, "The server asks to tell the person."),
                // Taken by `take_pushes`.
                News::Mailbox(..) | News::Mailboxes => {}
            }
        }
        let (gone, doubt) = match gone.is_empty() {
            true => (Vec::new(), None),
            false => self.believe(mailbox, &UidSet::from_ranges(gone)).await?,
        };
        if !flags.is_empty() || !gone.is_empty() {
            let mut batch = headers::empty(mailbox);
            batch.flags = flags.into_values().map(|row| (row.uid, row.flags, row.modseq)).collect();
            batch.gone = gone;
            self.desk.commit(batch, Because::News).await?;
        }
        if let Some(doubt) = doubt {
            return Err(doubt);
        }
        if exists.is_some() {
            self.arrivals(mailbox).await?;
        }
        Ok(())
    }

    /// The mailbox has to be looked at again, by whoever's part that is.
    pub fn make_due(&self, mailbox: MailboxId) {
        if let Some(mark) = self.desk.board().mark_mut(mailbox) {
            mark.due = true;
        }
        self.wake_others();
    }

    pub(super) fn wake_others(&self) {
        for line in [Line::Commands, Line::Watch, Line::History] {
            if line != self.line {
                self.desk.wake(line);
            }
        }
    }

    /// Listens to the open mailbox until there is work or news, or the time is over.
    pub async fn rest(&mut self, on: Option<MailboxId>, at_most: Duration) -> Result<(), Fault> {
        let desk = self.desk.clone();
        let wake = desk.waker(self.line);
        let listening = on.is_some() && self.open_mailbox() == on && desk.live;
        if listening && self.line == Line::Watch && self.session.wants_notify() {
            self.order_pushes().await?;
        } else if listening && self.session.capabilities().has("IDLE") {
            let end = self.session.idle(wake, at_most.min(RENEW)).await?;
            tracing::trace!(renewed = (end == IdleEnd::Renew), "IDLE ended.");
        } else if tokio::time::timeout(at_most.min(NOOP), wake.notified()).await.is_err() {
            self.session.noop().await?;
        }
        self.heed().await
    }

    /// Asks for the list of mailboxes, with STATUS where one answer brings both.
    pub async fn list(&mut self) -> Result<(), Fault> {
        self.list_whole().await.map(drop)
    }

    /// The same; `false` where the server did not list everything, and nothing was taken from it.
    pub async fn list_whole(&mut self) -> Result<bool, Fault> {
        let listed = self.session.list().await?;
        self.desk.board().list_due = false;
        let whole = self.is_whole(&listed);
        if whole {
            self.divide();
            let namespaces = self.desk.upkeep.namespaces();
            let own = namespaces.own().and_then(|own| own.delimiter);
            let by = own.or_else(|| listed.iter().find_map(|at| at.delimiter));
            super::folders::separated(&self.desk, by);
            let told: HashMap<WireName, _> =
                listed.iter().map(|at| (at.wire.clone(), at.status)).collect();
            let found = self.with_unlisted(found(listed, &namespaces.areas()));
            let known = self.desk.books.list(found).await?;
            let mut board = self.desk.board();
            board.take_list(known);
            board.new_round(Instant::now());
            let ids: Vec<(MailboxId, WireName)> =
                board.marks.iter().map(|(id, mark)| (*id, mark.stored.wire.clone())).collect();
            let mut untold = false;
            for (id, wire) in ids {
                match told.get(&wire) {
                    Some(Some(status)) => board.take_status(id, *status),
                    Some(None) => untold |= board.mark(id).is_some_and(Mark::is_open),
                    None => {}
                }
            }
            board.status_due = untold;
        }
        self.desk.board().listed = Some(Instant::now());
        self.wake_others();
        self.heed().await?;
        Ok(whole)
    }

    /// Takes what the server told of namespaces, if it told it on this connection. One that does not
    /// offer to tell it has none any more; one that refuses may tell it again.
    fn divide(&self) {
        let told = match self.session.namespaces() {
            Some(told) => told.clone(),
            None if self.session.offers_namespaces() => return,
            None => Namespaces::default(),
        };
        if self.desk.upkeep.divided(&told) {
            self.desk.tell(crate::model::event::Fact::Divided(told.areas()));
        }
    }

    /// Adds what is known in namespaces whose list was refused: a no is no proof that it is gone.
    fn with_unlisted(&self, mut found: Vec<Found>) -> Vec<Found> {
        let unlisted = self.session.unlisted();
        if unlisted.is_empty() {
            return found;
        }
        let here: HashSet<WireName> = found.iter().map(|at| at.wire.clone()).collect();
        let board = self.desk.board();
        let known = board.marks.values().map(|mark| &mark.stored).filter(|stored| {
            let within = |prefix: &WireName| stored.wire.0.starts_with(prefix.0.as_str());
            !here.contains(&stored.wire) && unlisted.iter().any(within)
        });
        found.extend(known.map(|stored| Found {
            wire: stored.wire.clone(),
            path: stored.mailbox.path.clone(),
            role: stored.mailbox.role,
            selectable: stored.mailbox.selectable,
            counts: None,
            subscribed: stored.mailbox.subscribed,
        }));
        found
    }

    /// A list without INBOX is not the whole list (Zimbra with a broken mount point): nothing is
    /// forgotten over it.
    fn is_whole(&self, listed: &[Listed]) -> bool {
        let inbox = listed.iter().any(|at| at.role == Some(Role::Inbox));
        if !inbox {
            tracing::warn!(mailboxes = listed.len(), "The list of mailboxes lacks INBOX.");
        }
        inbox || (!listed.is_empty() && self.desk.board().marks.is_empty())
    }

    /// Asks for STATUS of every mailbox that nobody listens to.
    pub async fn status(&mut self) -> Result<(), Fault> {
        self.desk.board().status_due = false;
        let of: Vec<(MailboxId, WireName)> = {
            let board = self.desk.board();
            let open = board.marks.iter().filter(|(_, mark)| mark.is_open());
            // The selected mailbox is asked by SELECT (RFC 9051 section 6.3.11 forbids STATUS).
            let other = open.filter(|(id, _)| Some(**id) != self.open_mailbox());
            other.map(|(id, mark)| (*id, mark.stored.wire.clone())).collect()
        };
        let names: Vec<WireName> = of.iter().map(|(_, wire)| wire.clone()).collect();
        let told = self.session.status(&names).await?;
        for ((id, _), told) in of.into_iter().zip(told) {
            let mut board = self.desk.board();
            match told {
                Ok(status) => {
                    board.take_status(id, status);
                    let counts = status.messages.zip(status.unseen);
                    let mark = board.mark_mut(id).filter(|mark| !mark.state.complete);
                    if let Some((mark, told)) = mark.zip(counts)
                        && let counts = mark.rows.less_marked(told)
                        && mark.counts != counts
                    {
                        mark.counts = counts;
                        let (total, unread) = counts;
                        let mailbox = id;
                        self.desk.tell(crate::model::event::Fact::Counted {
                            mailbox,
                            total,
                            unread,
                        });
                    }
                }
                Err(fault) => {
                    tracing::warn!(%fault, mailbox = id.0, "A mailbox does not tell its status.");
                    if let Some(mark) = board.mark_mut(id) {
                        mark.broken = true;
                    }
                }
            }
        }
        self.wake_others();
        self.heed().await
    }
}

fn found(listed: Vec<Listed>, areas: &Areas) -> Vec<Found> {
    let roles = roles::assign(&listed, areas);
    let with_roles = listed.into_iter().zip(roles);
    let found = with_roles.map(|(at, role)| Found {
        wire: at.wire,
        path: at.path,
        role,
        selectable: at.selectable,
        counts: at.status.and_then(|told| told.messages.zip(told.unseen)),
        subscribed: at.subscribed,
    });
    found.collect()
}
