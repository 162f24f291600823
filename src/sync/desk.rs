//! What the tasks of one account share: its books, its board of work, and the signals between
//! them. Knows no command of the wire.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::sync::{Mutex as AsyncMutex, Notify, OwnedMutexGuard, watch};

use super::board::{Board, Line, Standing};
use super::books::{Books, Outcome, Rows, lock};
use super::delivery::{Errands, Peers};
use super::regard::Waiting;
use super::upkeep::Upkeep;
use crate::auth::Vault;
use crate::imap::Meter;
use crate::model::account::Account;
use crate::model::event::Fact;
use crate::model::fault::Fault;
use crate::model::ids::{EntryId, MailboxId};
use crate::model::journal::State;
use crate::model::link::Link;
use crate::model::remote::{Uid, UidValidity};
use crate::model::removed::Why;
use crate::model::traffic::{Kind, Octets, Traffic};
use crate::store::Batch;
use crate::trace;

/// What tasks tell each other; a number that rises is an event.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Signals {
    /// End when the command in flight is answered.
    pub stop: bool,
    /// Drop every connection now: the machine slept.
    pub cut: u64,
    /// Try to connect at once.
    pub retry: u64,
    /// Credentials were given.
    pub signed_in: u64,
    /// The server gives too few connections: all but the one for commands end.
    pub fold: u64,
    /// The network changed: connections see to whether they still are.
    pub network: u64,
    /// Other ways lead out now: what waits to connect waits no longer.
    pub ways: u64,
    /// The cache is damaged: begin again.
    pub damaged: u64,
}

/// Why rows come into a mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// The server's counts held them already.
    History,
    /// Something happened there.
    News,
}

/// The desk of one account.
pub struct Desk {
    account: Mutex<Account>,
    pub books: Books,
    pub vault: Vault,
    pub meter: Meter,
    pub live: bool,
    /// How long an action waits for undo.
    pub hold: Duration,
    pub upkeep: Upkeep,
    /// Senders that are to be told of.
    pub regards: Waiting,
    /// The other accounts.
    pub peers: Arc<Peers>,
    /// What they want of this one.
    pub errands: Errands,
    board: Mutex<Board>,
    turns: Mutex<HashMap<MailboxId, Arc<AsyncMutex<()>>>>,
    wakes: [Notify; 3],
    signals: watch::Sender<Signals>,
    connections: AtomicU64,
}

impl Desk {
    pub fn new(
        account: Account,
        books: Books,
        vault: Vault,
        meter: Meter,
        live: bool,
        hold: Duration,
        upkeep: Upkeep,
    ) -> Self {
        Self {
            account: Mutex::new(account),
            books,
            vault,
            meter,
            live,
            hold,
            upkeep,
            regards: Waiting::default(),
            peers: Arc::default(),
            errands: Errands::default(),
            board: Mutex::new(Board::new(live)),
            turns: Mutex::default(),
            wakes: [Notify::new(), Notify::new(), Notify::new()],
            signals: watch::Sender::new(Signals::default()),
            connections: AtomicU64::new(0),
        }
    }

    /// The same among these accounts.
    pub fn among(self, peers: Arc<Peers>) -> Self {
        Self { peers, ..self }
    }

    /// The board; never held across an await.
    pub fn board(&self) -> MutexGuard<'_, Board> {
        lock(&self.board)
    }

    /// The account as it is now: the next connection is made by it.
    pub fn account(&self) -> Account {
        lock(&self.account).clone()
    }

    /// The person changed the account. Connections made by the old settings end, and what failed
    /// with them is tried anew; what it is called concerns no connection.
    pub fn change_account(&self, account: Account) {
        let before = std::mem::replace(&mut *lock(&self.account), account.clone());
        if !before.connects_like(&account) {
            self.board().sign_in = None;
            self.signal(|signals| {
                signals.cut += 1;
                signals.signed_in += 1;
            });
        }
    }

    pub fn tell(&self, fact: Fact) {
        self.books.teller().tell(fact);
    }

    /// A number for a new connection.
    pub fn connection(&self) -> u64 {
        self.connections.fetch_add(1, Ordering::Relaxed)
    }

    /// The turn at a mailbox: whoever compares it with the server holds this until all is written,
    /// so that older answers never overwrite newer ones.
    pub async fn turn(&self, mailbox: MailboxId) -> OwnedMutexGuard<()> {
        let turn = lock(&self.turns).entry(mailbox).or_default().clone();
        turn.lock_owned().await
    }

    /// The turns at two mailboxes, taken in one order by everybody.
    pub async fn turns(&self, a: MailboxId, b: MailboxId) -> Vec<OwnedMutexGuard<()>> {
        let mut turns = vec![self.turn(a.min(b)).await];
        if a != b {
            turns.push(self.turn(a.max(b)).await);
        }
        turns
    }

    /// The turns at all of these, in the same order.
    pub async fn turns_of(
        &self,
        mailboxes: impl Iterator<Item = MailboxId>,
    ) -> Vec<OwnedMutexGuard<()>> {
        let mut turns = Vec::new();
        for mailbox in mailboxes.collect::<std::collections::BTreeSet<_>>() {
            turns.push(self.turn(mailbox).await);
        }
        turns
    }

    pub fn wake(&self, line: Line) {
        self.waker(line).notify_one();
    }

    pub fn wake_all(&self) {
        self.wakes.iter().for_each(Notify::notify_one);
    }

    pub fn waker(&self, line: Line) -> &Notify {
        let [commands, watch, history] = &self.wakes;
        match line {
            Line::Commands => commands,
            Line::Watch => watch,
            Line::History => history,
        }
    }

    pub fn signal(&self, change: impl FnOnce(&mut Signals)) {
        self.signals.send_modify(change);
        self.wake_all();
    }

    pub fn signals(&self) -> watch::Receiver<Signals> {
        self.signals.subscribe()
    }

    pub fn is_stopping(&self) -> bool {
        self.signals.borrow().stop
    }

    /// Writes a batch, tells what it changed, and keeps the board true.
    pub async fn commit(&self, batch: Batch, because: Because) -> Result<Outcome, Fault> {
        self.commit_because(batch, because, Why::Expunged).await
    }

    /// The same; `why` rows of it go.
    pub async fn commit_because(
        &self,
        batch: Batch,
        because: Because,
        why: Why,
    ) -> Result<Outcome, Fault> {
        let (mailbox, state) = (batch.mailbox, batch.state);
        let outcome = self.books.commit(batch, why).await?;
        if let (Some(state), Some(mark)) = (state, self.board().mark_mut(mailbox)) {
            mark.state = state;
        }
        self.take_rows(mailbox, outcome.rows, because);
        Ok(outcome)
    }

    /// What the cache holds of a mailbox now.
    pub fn take_rows(&self, mailbox: MailboxId, rows: Rows, because: Because) {
        let mut board = self.board();
        let Some(mark) = board.mark_mut(mailbox) else { return };
        if let Some((total, unread)) = mark.take_rows(rows, because == Because::History) {
            self.tell(Fact::Counted { mailbox, total, unread });
        }
    }

    /// A confirmed move of messages whose UIDs in the target may be known.
    pub async fn moved(
        &self,
        from: MailboxId,
        to: (MailboxId, UidValidity),
        pairs: Vec<(crate::model::ids::MessageKey, Option<Uid>)>,
    ) -> Result<(), Fault> {
        if pairs.is_empty() {
            return Ok(());
        }
        let [there, here] = self.books.moved(from, to, pairs).await?;
        self.take_rows(from, there, Because::News);
        self.take_rows(to.0, here, Because::News);
        Ok(())
    }

    /// Writes the new state of an entry, and of all that is carried out with it, to disk, then tells
    /// it.
    ///
    /// # Errors
    /// When it could not be written: then nothing that relies on it may be sent.
    pub async fn note(&self, entry: EntryId, state: State) -> Result<(), Fault> {
        let notes = self.board().queue.shared(entry, &state);
        self.note_all(notes).await
    }

    /// The same for these entries, all of them or none.
    ///
    /// # Errors
    /// As `note`.
    pub async fn note_all(&self, notes: Vec<(EntryId, State)>) -> Result<(), Fault> {
        self.books.note_all(notes.clone()).await?;
        notes.into_iter().for_each(|(entry, state)| self.set_state(entry, state));
        Ok(())
    }

    /// An entry is over, with all that was carried out with it, whatever the disk says: should the
    /// note be lost, the next start finds it in flight and looks what became of it.
    pub async fn conclude(&self, entry: EntryId, state: State) {
        let notes = self.board().queue.shared(entry, &state);
        if let Err(fault) = self.books.note_all(notes.clone()).await {
            tracing::error!(%fault, "The end of an action could not be written to the journal.");
        }
        // The older first: what is shown is what the last of them left.
        for (entry, state) in notes {
            if state == State::Settled {
                trace::mark("action confirmed", &[("entry", entry.0.into())]);
            }
            self.set_state(entry, state);
        }
    }

    fn set_state(&self, entry: EntryId, state: State) {
        let mut board = self.board();
        board.queue.set(entry, state.clone());
        self.tell(Fact::EntryChanged(entry, state));
    }

    /// The commands connection stands otherwise than before.
    pub fn set_link(&self, link: Link) {
        self.board().link = link;
        self.announce();
    }

    /// Whether the person has to sign in again, and why, however the connections stand.
    pub fn want_sign_in(&self, fault: Option<Fault>) {
        self.board().sign_in = fault;
        self.announce();
    }

    /// The person has signed in.
    pub fn signed_in(&self) {
        self.want_sign_in(None);
        self.signal(|signals| {
            signals.signed_in += 1;
            signals.retry += 1;
        });
    }

    /// Tells how the account stands, if that changed.
    pub fn announce(&self) {
        let mut board = self.board();
        let link = board.link_now();
        if board.announced.as_ref() != Some(&link) {
            if link == Link::Live {
                let account = self.account().id.0;
                tracing::debug!(account, "The account is in step.");
                trace::mark("in step", &[("account", account.into())]);
            }
            board.announced = Some(link.clone());
            self.tell(Fact::Linked(link));
        }
    }

    /// Counts what was carried.
    pub fn book(&self, mailbox: Option<MailboxId>, kind: Kind, octets: Octets) {
        self.upkeep.add(mailbox, kind, octets);
        self.reckon();
    }

    /// When most of the day's budget is used, only what the person asks for goes on. Another day
    /// has a budget of its own.
    pub fn reckon(&self) {
        let paused = self.live && self.upkeep.is_spent();
        if std::mem::replace(&mut self.board().paused, paused) != paused {
            tracing::info!(paused, "The day's budget of traffic makes a difference.");
            self.tell(Fact::TrafficRead(Box::new(self.traffic())));
            self.announce();
            self.wake_all();
        }
    }

    /// What was carried, as it is shown.
    pub fn traffic(&self) -> Traffic {
        let (connections, paused) = {
            let board = self.board();
            let lines = [Line::Commands, Line::Watch, Line::History];
            let up = lines.iter().filter(|&&line| board.standing(line) == Standing::Up).count();
            (u32::try_from(up).unwrap_or(u32::MAX), board.paused)
        };
        let (uses, budget) = (self.upkeep.uses(), self.upkeep.budget);
        Traffic { uses, today: self.upkeep.terms.today(), connections, budget, paused }
    }

    /// A connection came or went: the others share its work out anew.
    pub fn stand(&self, line: Line, standing: Standing) {
        self.board().stand(line, standing);
        self.wake_all();
    }
}

/// Seconds since 1970 UTC.
pub fn now_seconds() -> i64 {
    now_millis() / 1_000
}

/// Milliseconds since 1970 UTC.
pub fn now_millis() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
