//! The life of one connection: connect, sign in, work, break, wait, connect again.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::backoff::Backoff;
use super::board::{Job, Line, Standing};
use super::desk::{Desk, Signals, now_seconds};
use super::network;
use super::tokens;
use super::tolls;
use super::wire::Wire;
use crate::auth::Credentials;
use crate::imap;
use crate::model::account::Account;
use crate::model::event::{Fact, Source};
use crate::model::fault::{Fault, FaultKind, GrantProblem, Place, Retry};
use crate::model::link::Link;
use crate::model::traffic::Kind;
use crate::trace;

/// A connection that the server did not want is tried again after this time.
const UNWANTED: Duration = Duration::from_secs(600);

/// Connections over which a file may be begun again.
const SAVE_TRIES: u8 = 3;

/// Why a connection ended.
enum End {
    /// The engine ends.
    Stopped,
    /// The next step needs a fresh connection.
    Fresh,
    /// Dropped on purpose: the machine slept, or the server gives too few.
    Cut,
    Broken(Fault),
}

/// Keeps one connection of an account until the engine stops.
pub async fn keep(desk: Arc<Desk>, line: Line) {
    let mut backoff = Backoff::default();
    let mut since = None;
    loop {
        let mut signals = desk.signals();
        if !wait_for_commands(&desk, line, &mut signals).await {
            return;
        }
        let seen = *signals.borrow_and_update();
        if line == Line::Commands && since.is_none() {
            desk.set_link(Link::Connecting);
        }
        let mut up = None;
        let end = tokio::select! {
            end = work(&desk, line, &mut up) => end,
            () = cut(&mut signals, seen) => End::Cut,
        };
        down(&desk, line);
        let lived = up.map(|at: Instant| at.elapsed());
        if let Some(lived) = lived {
            since = None;
            backoff.lived(lived);
        }
        let again = match end {
            End::Stopped => false,
            End::Fresh => true,
            End::Cut => after_cut(&desk, line, &mut signals, seen).await,
            End::Broken(fault) => {
                let since = *since.get_or_insert_with(now_seconds);
                tracing::info!(%fault, ?line, "A connection ended.");
                rest(&desk, line, fault, since, &mut backoff, (&mut signals, seen)).await
            }
        };
        if !again || desk.is_stopping() {
            return;
        }
    }
}

/// The other connections come when the one for commands has shown the first list.
async fn wait_for_commands(
    desk: &Desk,
    line: Line,
    signals: &mut watch::Receiver<Signals>,
) -> bool {
    loop {
        if signals.borrow_and_update().stop {
            return false;
        }
        let ready = {
            let board = desk.board();
            let shown = board.shown().and_then(|id| board.mark(id));
            line == Line::Commands
                || board.standing(Line::Commands) == Standing::Up
                    && board.listed.is_some()
                    && shown.is_none_or(|mark| mark.state.uid_validity.is_some() && !mark.due)
        };
        if ready {
            return true;
        }
        tokio::select! {
            () = desk.waker(line).notified() => {}
            changed = signals.changed() => if changed.is_err() { return false },
        }
    }
}

/// Until this connection is to be dropped, whatever it is doing.
async fn cut(signals: &mut watch::Receiver<Signals>, seen: Signals) {
    let over = |now: &Signals| now.cut != seen.cut || now.fold != seen.fold;
    if signals.wait_for(over).await.is_err() {
        // The desk is gone, and with it everything that could be cut.
        std::future::pending::<()>().await;
    }
}

async fn after_cut(
    desk: &Desk,
    line: Line,
    signals: &mut watch::Receiver<Signals>,
    seen: Signals,
) -> bool {
    let folded = signals.borrow_and_update().fold != seen.fold;
    if folded && line != Line::Commands {
        desk.stand(line, Standing::Away);
        return wait(UNWANTED, signals, |_| false).await;
    }
    true
}

/// Connects and works until something ends it.
async fn work(desk: &Arc<Desk>, line: Line, up: &mut Option<Instant>) -> End {
    let mut signals = desk.signals();
    let number = desk.connection();
    let meter = desk.meter.branch(Some(desk.upkeep.log.ear(number)));
    let signed_in = tokio::select! {
        signed_in = sign_in(desk, &meter) => signed_in,
        // Nothing was ordered on this connection yet.
        _ = signals.wait_for(|now| now.stop) => return End::Stopped,
    };
    let session = match signed_in {
        Ok(session) => session,
        Err(fault) => {
            desk.book(None, Kind::SignIn, tolls::reading(&meter));
            return End::Broken(fault);
        }
    };
    *up = Some(Instant::now());
    let ends = session.ends();
    desk.board().server = ends.map(|(_, theirs)| theirs.ip());
    let lapse = network::lapse(desk.signals(), ends, meter.clone());
    trace::mark(
        "connected",
        &[
            ("account", desk.account().id.0.into()),
            ("line", format!("{line:?}").into()),
            ("turns", desk.meter.turns().into()),
        ],
    );
    let mut wire = Wire::new(desk.clone(), line, session, (number, meter));
    if let Err(fault) = desk.books.note_labels(wire.session.offers_labels()).await {
        return End::Broken(fault);
    }
    desk.stand(line, Standing::Up);
    if line == Line::Commands {
        desk.board().list_due = true;
        desk.board().listed = None;
        desk.set_link(Link::Live);
    }
    let end = tokio::select! {
        end = serve(&mut wire) => end,
        fault = lapse => End::Broken(fault),
    };
    if matches!(end, End::Stopped) {
        wire.session.logout().await;
    }
    end
}

/// Signs in. A token that the server does not take (any more) is renewed, once.
async fn sign_in(desk: &Desk, meter: &imap::Meter) -> Result<imap::Session, Fault> {
    let account = desk.account();
    let credentials = desk.vault.credentials(&account).await?;
    let refused = match enter(meter, &account, &credentials).await {
        Err(fault) if has_ended(&fault) => fault,
        entered => return entered,
    };
    let Credentials::Token { token, .. } = &credentials else { return Err(refused) };
    tracing::info!(fault = %refused, "The token is not taken: it is renewed.");
    let renewed = desk.vault.renewed(&account, token).await?;
    enter(meter, &account, &renewed).await.map_err(|fault| match has_ended(&fault) {
        true => Fault { kind: FaultKind::Grant(GrantProblem::NotTaken), ..fault },
        false => fault,
    })
}

async fn enter(
    meter: &imap::Meter,
    account: &Account,
    credentials: &Credentials,
) -> Result<imap::Session, Fault> {
    imap::connect(&account.imap, meter.clone()).await?.login(credentials).await
}

fn has_ended(fault: &Fault) -> bool {
    fault.kind == FaultKind::Grant(GrantProblem::Ended) && fault.place == Place::SignIn
}

/// One job after the other. The board decides; nothing here is cancelled half-way.
async fn serve(wire: &mut Wire) -> End {
    let signals = wire.desk.signals();
    let mut network = signals.borrow().network;
    loop {
        if wire.desk.is_stopping() {
            return End::Stopped;
        }
        let changed = signals.borrow().network;
        // Whoever has nothing to ask asks for a sign of life.
        if std::mem::replace(&mut network, changed) != changed
            && let Err(fault) = wire.session.noop().await
        {
            return End::Broken(fault);
        }
        wire.desk.announce();
        if let Err(fault) = wire.shrink().await {
            return End::Broken(fault);
        }
        let errand = (wire.line == Line::Commands).then(|| wire.desk.next_errand()).flatten();
        if let Some(errand) = errand {
            wire.book(Kind::Actions);
            if let Err(fault) = wire.errand(errand).await {
                return End::Broken(fault);
            }
            continue;
        }
        let job = wire.desk.board().next(wire.line, wire.open_mailbox(), Instant::now());
        wire.book(tolls::kind(&job));
        let done = match job {
            Job::Body(ask) => wire.body(ask).await,
            Job::Carry(entry) => wire.carry(entry).await,
            Job::List => wire.list().await,
            Job::Status => wire.status().await,
            Job::Update { mailbox, listening } => wire.update(mailbox, listening).await,
            Job::Window(mailbox) => wire.window(mailbox).await,
            Job::Sweep(mailbox) => wire.sweep(mailbox).await,
            Job::Save(save) => wire.save(save).await,
            Job::Audit => wire.audit().await,
            Job::Ahead(key) => wire.ahead(key).await,
            Job::Rest { on, at_most } => wire.rest(on, at_most).await,
        };
        wire.book(Kind::Idle);
        if let Err(fault) = done {
            return if wire.spent { End::Fresh } else { End::Broken(fault) };
        }
    }
}

/// What the connection was doing is to be done by the next one.
fn down(desk: &Desk, line: Line) {
    let mut board = desk.board();
    board.stand(line, Standing::Coming);
    if line == Line::Watch {
        board.told = false;
    }
    if line == Line::Commands {
        desk.drop_errands();
        board.queue.release();
        board.body = board.body.take().or(board.body_begun.take());
        board.ahead.stop();
    }
    let saver = if board.standing(Line::History) == Standing::Away {
        Line::Commands
    } else {
        Line::History
    };
    if line == saver
        && let Some(mut save) = board.save_begun.take()
    {
        save.tries += 1;
        if save.tries < SAVE_TRIES {
            board.saves.push_front(save);
        } else {
            let lost =
                Fault::new(FaultKind::Lost, Place::Connect, "the connection broke each time");
            desk.tell(Fact::PartSaved { job: save.job, result: Err(lost) });
        }
    }
}

/// Waits as long as the fault asks for. `false` when the engine stops meanwhile. What was signalled
/// since the signals `seen` before connecting counts: an answer may be quicker than the question
/// is told.
async fn rest(
    desk: &Desk,
    line: Line,
    fault: Fault,
    since: i64,
    backoff: &mut Backoff,
    (signals, seen): (&mut watch::Receiver<Signals>, Signals),
) -> bool {
    if fault.kind == FaultKind::Damaged && fault.place == Place::Cache {
        desk.signal(|signals| signals.damaged += 1);
    }
    desk.heed_throttle(&fault);
    let pause = backoff.next(fastrand::f64());
    if tokens::is_over(&fault) {
        desk.want_sign_in(Some(fault.clone()));
    }
    if line != Line::Commands {
        desk.stand(line, Standing::Away);
        let unwanted = matches!(
            fault.kind,
            FaultKind::TooManyConnections | FaultKind::Throttled { .. } | FaultKind::Refused(_)
        );
        let pause = if unwanted { UNWANTED } else { pause };
        let early =
            |now: &Signals| now.signed_in != seen.signed_in || !unwanted && now.ways != seen.ways;
        return wait(pause, signals, early).await;
    }
    if fault.kind == FaultKind::TooManyConnections {
        desk.signal(|signals| signals.fold += 1);
    }
    let retry = fault.retry();
    let asks = retry == Retry::SignIn
        || matches!(fault.kind, FaultKind::PlaintextRefused | FaultKind::Invalid);
    if asks {
        desk.set_link(Link::SignInNeeded(fault.clone()));
        give_up_waiting(desk, &fault);
        return wait_for(signals, |now| now.signed_in != seen.signed_in).await;
    }
    let pause = match retry {
        Retry::After(at_least) => pause.max(at_least.min(Duration::from_secs(300))),
        _ => pause,
    };
    let again = rest_offline(desk, fault, since, pause, (signals, seen)).await;
    let asked = tried_at_once(seen);
    if asked(&signals.borrow()) {
        backoff.reset();
    }
    again
}

/// Waits for the next try. Without any network there is none before it is back.
async fn rest_offline(
    desk: &Desk,
    fault: Fault,
    since: i64,
    pause: Duration,
    (signals, seen): (&mut watch::Receiver<Signals>, Signals),
) -> bool {
    let wired = matches!(fault.place, Place::Connect | Place::Dns);
    let gone = wired && network::is_gone(desk);
    let (pause, fault) = match gone {
        true => {
            let fault = Fault::new(FaultKind::NoNetwork, fault.place, fault.detail);
            (pause.max(network::NO_WAY), fault)
        }
        false => (pause, fault),
    };
    let seconds = i64::try_from(pause.as_secs()).unwrap_or(i64::MAX);
    let retry_at = now_seconds().saturating_add(seconds);
    give_up_waiting(desk, &fault);
    let obeys = matches!(fault.kind, FaultKind::Throttled { .. });
    desk.set_link(Link::Offline { since, fault, retry_at });
    let asked = tried_at_once(seen);
    // Who asked us to wait is not asked sooner because the network changed.
    let early = |now: &Signals| asked(now) || !obeys && now.ways != seen.ways;
    tokio::select! {
        again = wait(pause, signals, early) => again,
        () = network::back(desk), if gone => true,
    }
}

/// Whether somebody wants no more waiting.
fn tried_at_once(seen: Signals) -> impl Fn(&Signals) -> bool {
    move |now| now.retry != seen.retry || now.signed_in != seen.signed_in || now.cut != seen.cut
}

/// Nobody is to wait for an answer that may come in hours.
fn give_up_waiting(desk: &Desk, fault: &Fault) {
    let mut board = desk.board();
    if let Some(ask) = board.body.take().filter(|ask| !ask.only_origin) {
        let (result, source) = (Err(fault.clone()), Source::Server);
        desk.tell(Fact::BodyLoaded { key: ask.key, result, source });
    }
    let saves: Vec<_> = board.saves.drain(..).collect();
    for save in saves {
        desk.tell(Fact::PartSaved { job: save.job, result: Err(fault.clone()) });
    }
}

/// Waits this long, or until `early`, or until the end. `false` at the end.
async fn wait(
    pause: Duration,
    signals: &mut watch::Receiver<Signals>,
    early: impl Fn(&Signals) -> bool,
) -> bool {
    tokio::time::timeout(pause, wait_for(signals, early)).await.unwrap_or(true)
}

async fn wait_for(
    signals: &mut watch::Receiver<Signals>,
    early: impl Fn(&Signals) -> bool,
) -> bool {
    let now = signals.wait_for(|now| now.stop || early(now)).await;
    now.is_ok_and(|now| !now.stop)
}
