//! One account at work: opens its books, tells what is in them, starts its connections, and takes
//! what is asked of it.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::board::Line;
use super::books::{Books, Known, Teller};
use super::delivery::Peers;
use super::desk::{Desk, Signals, now_millis, now_seconds};
use super::folders;
use super::inspect;
use super::line;
use super::network;
use super::regard;
use super::tokens;
use super::undo;
use super::upkeep::Upkeep;
use super::{Storage, Terms, removed, requests};
use crate::auth::Vault;
use crate::imap::Meter;
use crate::model::account::Account;
use crate::model::action::Action;
use crate::model::event::{Fact, Source};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::MailboxId;
use crate::model::journal::{Entry, Promise, State, Step};
use crate::model::link::Link;
use crate::model::mailbox::Role;
use crate::model::request::Ask;
use crate::store::{Cache, Journal, Notes, Opened};

/// The machine slept when they differ by more than this.
const SLEPT: Duration = Duration::from_secs(30);

/// What is counted is written this often.
const SAVE: Duration = Duration::from_secs(60);

/// A cache that does not open is tried again after this time.
const REOPEN: Duration = Duration::from_secs(30);

/// Everything an account starts with.
pub struct Start {
    pub account: Account,
    pub vault: Vault,
    pub meter: Meter,
    pub storage: Storage,
    pub journal: Journal,
    pub promises: Vec<Promise>,
    pub teller: Teller,
    pub live: bool,
    pub hold: Duration,
    pub terms: Terms,
    pub peers: Arc<Peers>,
    /// Rises when the machine's network changes.
    pub network: watch::Receiver<u64>,
}

/// What an account is told from outside.
pub enum Order {
    Ask(Ask),
    /// The person changed how it is signed in to.
    Change(Box<Account>),
    /// Let commands in flight end, then end.
    Stop,
    /// The account is removed: its unfinished actions are cancelled and its cache closed.
    Remove,
}

/// How a run of an account ended.
enum End {
    Stopped,
    /// The cache is damaged: begin again with a new one.
    Again(Vec<Promise>),
}

/// Runs the account until it is stopped or nobody holds its other end.
pub async fn run(mut start: Start, mut orders: mpsc::UnboundedReceiver<Order>) {
    loop {
        let opened = open(&start).await;
        let (cache, opened) = match opened {
            Ok(opened) => opened,
            Err(fault) => {
                tracing::error!(%fault, "The cache of an account cannot be opened.");
                if !wait_to_reopen(&mut start, fault, &mut orders).await {
                    return;
                }
                continue;
            }
        };
        let books = Books::new(cache, start.journal.clone(), start.teller.clone());
        match serve(&mut start, books, opened, &mut orders).await {
            End::Stopped => return,
            End::Again(promises) => start.promises = promises,
        }
    }
}

async fn open(start: &Start) -> Result<(Cache, Opened), Fault> {
    let id = start.account.id;
    match &start.storage {
        Storage::Memory => Ok((Cache::in_memory(id), Opened::Fresh)),
        Storage::Disk(paths) => {
            // What was confirmed can still be undone: in a new cache its keys must mean no other
            // message.
            let done = start.journal.done().iter().cloned();
            let done = done.map(|promise| Promise { targets: Vec::new(), ..promise });
            let promises: Vec<Promise> = start.promises.iter().cloned().chain(done).collect();
            let dir = paths.account_cache(id);
            let opened = tokio::task::spawn_blocking(move || Cache::open(&dir, id, &promises));
            opened.await.unwrap_or_else(|broken| {
                let detail = format!("opening the cache broke: {broken}");
                Err(Fault::new(FaultKind::Damaged, Place::Cache, detail))
            })
        }
    }
}

/// Without a cache nothing can be done for this account, and nothing is pretended.
async fn wait_to_reopen(
    start: &mut Start,
    fault: Fault,
    orders: &mut mpsc::UnboundedReceiver<Order>,
) -> bool {
    let now = now_seconds();
    let retry_at = now.saturating_add(i64::try_from(REOPEN.as_secs()).unwrap_or(0));
    let link = Link::Offline { since: now, fault: fault.clone(), retry_at };
    start.teller.tell(Fact::Linked(link));
    let end = tokio::time::Instant::now() + REOPEN;
    loop {
        let order = tokio::select! {
            order = orders.recv() => order,
            () = tokio::time::sleep_until(end) => return true,
        };
        match order {
            None | Some(Order::Stop | Order::Remove) => return false,
            Some(Order::Ask(Ask::Refresh | Ask::SignedIn)) => return true,
            Some(Order::Change(account)) => start.account = *account,
            Some(Order::Ask(ask)) => requests::decline(&start.teller, ask, &fault),
        }
    }
}

async fn serve(
    start: &mut Start,
    books: Books,
    opened: Opened,
    orders: &mut mpsc::UnboundedReceiver<Order>,
) -> End {
    let upkeep = upkeep(start, opened != Opened::Existing).await;
    let desk = Desk::new(
        start.account.clone(),
        books,
        start.vault.clone(),
        start.meter.clone(),
        start.live,
        start.hold,
        upkeep,
    );
    let desk = Arc::new(desk.among(start.peers.clone()));
    start.peers.join(start.account.id, &desk);
    let done = undo::undoable(start.journal.done(), start.account.id, now_millis());
    let others = match begin(&desk, &start.promises, done, opened).await {
        Ok(others) => others,
        Err(fault) => {
            tracing::error!(%fault, "The cache of an account cannot be read.");
            desk.books.close().await;
            tokio::time::sleep(Duration::from_secs(1)).await;
            return End::Again(start.promises.clone());
        }
    };
    // Before anything is fetched: it may be that nothing is to be fetched today.
    desk.reckon();
    let mut tasks = JoinSet::new();
    tasks.spawn(tell_others(desk.clone(), others));
    tasks.spawn(line::keep(desk.clone(), Line::Commands));
    tasks.spawn(network::keep(desk.clone(), start.network.clone()));
    tasks.spawn(regard::keep(desk.clone()));
    if start.live {
        tasks.spawn(line::keep(desk.clone(), Line::Watch));
        tasks.spawn(line::keep(desk.clone(), Line::History));
        tasks.spawn(tokens::keep(desk.clone()));
    }
    let end = attend(&desk, orders).await;
    start.account = desk.account();
    desk.signal(|signals| signals.stop = true);
    while tasks.join_next().await.is_some() {}
    inspect::save(&desk).await;
    desk.books.close().await;
    end
}

/// What is kept beside the cache. `new`: the cache was begun anew.
async fn upkeep(start: &Start, new: bool) -> Upkeep {
    let notes = match &start.storage {
        Storage::Memory => Notes::nowhere(),
        Storage::Disk(paths) => Notes::at(&paths.account_cache(start.account.id)),
    };
    let host = start.account.imap.host.clone();
    let (kept, at, terms) = (notes.clone(), host.clone(), start.terms.clone());
    let read = tokio::task::spawn_blocking(move || Upkeep::open(kept, &at, new, terms)).await;
    read.unwrap_or_else(|_| Upkeep::open(Notes::nowhere(), &host, true, start.terms.clone()))
}

/// Tells what is on disk, in the order that lets a window paint soonest; the mailboxes whose rows
/// were not told yet.
async fn begin(
    desk: &Arc<Desk>,
    promises: &[Promise],
    done: Vec<Entry>,
    opened: Opened,
) -> Result<Vec<MailboxId>, Fault> {
    let entries = take_promises(desk, promises);
    desk.tell(Fact::JournalOpened(entries));
    // A cache that was begun anew gives numbers of messages out again.
    if desk.live && !done.is_empty() && opened == Opened::Existing {
        desk.tell(Fact::CanUndo(done));
    }
    if matches!(opened, Opened::Rebuilt(_)) {
        desk.tell(Fact::CacheRebuilt);
    }
    let known = desk.books.known().await?;
    let namespaces = desk.upkeep.namespaces();
    folders::separated(
        desk,
        folders::parting(&namespaces, known.iter().map(|(stored, ..)| stored)),
    );
    desk.tell(Fact::Divided(namespaces.areas()));
    let mailboxes = known.iter().map(shown).collect();
    desk.tell(Fact::MailboxesListed { mailboxes, source: Source::Cache });
    let mut others: Vec<MailboxId> = {
        let mut board = desk.board();
        board.take_list(known);
        board.order.clone()
    };
    if let Some(inbox) = desk.board().inbox() {
        others.retain(|id| *id != inbox);
        others.insert(0, inbox);
    }
    if !others.is_empty() {
        tell_one(desk, others.remove(0)).await?;
    }
    desk.books.tell_kept_labels().await?;
    let audits = desk.upkeep.audits();
    if !audits.is_empty() {
        desk.tell(Fact::Audited(audits));
    }
    Ok(others)
}

/// A mailbox with the counts of its cached rows where all of them are cached.
fn shown((stored, state, rows): &Known) -> crate::model::mailbox::Mailbox {
    let mut mailbox = stored.mailbox.clone();
    if state.complete {
        (mailbox.total, mailbox.unread) = rows.shown();
    }
    mailbox
}

/// The journal as it was found: what may be on its way is held back from everybody else.
fn take_promises(desk: &Desk, promises: &[Promise]) -> Vec<Entry> {
    let latest = now_millis().saturating_add(i64::try_from(desk.hold.as_millis()).unwrap_or(0));
    let mut board = desk.board();
    let mut entries = Vec::new();
    for promise in promises {
        let mut promise = promise.clone();
        let entry = &mut promise.entry;
        match &mut entry.state {
            // A clock that was set back must not hold an action for ever.
            State::Held { until } => *until = (*until).min(latest),
            // What is only copied stays where it is.
            State::InFlight(Step::Sent { .. } | Step::Copied { .. } | Step::Folded { .. })
                if matches!(entry.action, Action::Move { .. } | Action::Delete { .. }) =>
            {
                for target in &promise.targets {
                    desk.books.hold(entry.id, target.remote.mailbox, [target.remote.uid]);
                }
            }
            _ => {}
        }
        entries.push(promise.entry.clone());
        board.queue.push(promise);
    }
    entries
}

async fn tell_one(desk: &Desk, mailbox: MailboxId) -> Result<(), Fault> {
    let told = desk.books.tell_rows(mailbox).await?;
    let role = desk.board().mark(mailbox).and_then(|mark| mark.stored.mailbox.role);
    tracing::debug!(mailbox = mailbox.0, inbox = (role == Some(Role::Inbox)), told, "Cached rows.");
    Ok(())
}

async fn tell_others(desk: Arc<Desk>, others: Vec<MailboxId>) {
    for mailbox in others {
        if desk.is_stopping() {
            return;
        }
        if let Err(fault) = tell_one(&desk, mailbox).await {
            tracing::error!(%fault, "Cached rows cannot be read.");
            if fault.kind == FaultKind::Damaged {
                desk.signal(|signals| signals.damaged += 1);
            }
            return;
        }
    }
    if let Err(fault) = removed::open(&desk).await {
        tracing::error!(%fault, "What was removed cannot be read.");
    }
}

/// Takes orders until the end.
async fn attend(desk: &Arc<Desk>, orders: &mut mpsc::UnboundedReceiver<Order>) -> End {
    let mut signals = desk.signals();
    let tick = desk.upkeep.terms.tick.max(Duration::from_millis(1));
    let mut tick = tokio::time::interval(tick);
    let mut clocks = (SystemTime::now(), Instant::now());
    let mut saved = Instant::now();
    loop {
        requests::promote(desk);
        tokio::select! {
            order = orders.recv() => match order {
                Some(Order::Ask(ask)) => requests::take(desk, ask).await,
                Some(Order::Change(account)) => desk.change_account(*account),
                Some(Order::Stop) | None => return End::Stopped,
                Some(Order::Remove) => {
                    requests::cancel_all(desk).await;
                    return End::Stopped;
                }
            },
            _ = tick.tick() => {
                clocks = compare(desk, clocks);
                desk.reckon();
                inspect::at_night(desk);
                if saved.elapsed() >= SAVE {
                    saved = Instant::now();
                    inspect::save(desk).await;
                }
            }
            () = until(desk.board().queue.next_promotion()) => {}
            () = damage(&mut signals) => {
                let promises = desk.board().queue.promises().cloned().collect();
                return End::Again(promises);
            }
        }
    }
}

/// Until the cache was found damaged.
async fn damage(signals: &mut watch::Receiver<Signals>) {
    if signals.wait_for(|now| now.damaged > 0).await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Until that time (milliseconds since 1970), or for ever.
async fn until(at: Option<i64>) {
    match at {
        Some(at) => {
            let left = u64::try_from(at.saturating_sub(now_millis())).unwrap_or(0);
            tokio::time::sleep(Duration::from_millis(left)).await;
        }
        None => std::future::pending().await,
    }
}

/// Notices that the machine slept: the wall clock went on, the steady one did not. Every
/// connection is dead then, though nothing says so.
fn compare(desk: &Desk, before: (SystemTime, Instant)) -> (SystemTime, Instant) {
    let now = (SystemTime::now(), Instant::now());
    let wall = now.0.duration_since(before.0).unwrap_or_default();
    if slept(wall, now.1.duration_since(before.1)) {
        tracing::info!("The machine slept: connecting anew.");
        // Whoever woke it is there.
        desk.upkeep.wish();
        desk.signal(|signals| signals.cut += 1);
    }
    now
}

fn slept(wall: Duration, steady: Duration) -> bool {
    wall > steady + SLEPT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wall_clock_that_ran_ahead_means_that_the_machine_slept() {
        let seconds = Duration::from_secs;
        for (wall, steady, expected) in
            [(5, 5, false), (35, 5, false), (36, 5, true), (0, 5, false)]
        {
            assert_eq!(slept(seconds(wall), seconds(steady)), expected, "{wall} {steady}");
        }
    }
}
