//! What the app asks of an account: answered from the cache where that is enough, else put on the
//! board for the connections.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::ahead;
use super::board::{BodyAsk, Line, Save};
use super::books::Teller;
use super::desk::{Desk, now_millis};
use super::folders;
use super::guard;
use super::inspect;
use super::parts;
use super::queue::Taken;
use super::removed;
use super::replay;
use super::retract;
use super::threads;
use crate::mime;
use crate::model::action::Action;
use crate::model::body::Body;
use crate::model::envelope::Message;
use crate::model::event::{Fact, Source};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::{EntryId, JobId, MailboxId, MessageKey, PartId};
use crate::model::journal::{Entry, Promise, State, Target};
use crate::model::link::Link;
use crate::model::order::MailboxOrder;
use crate::model::remote::{RemoteRef, Uid, UidValidity, WireName};
use crate::model::request::{Ask, BodyLimit};

/// Takes one wish.
pub async fn take(desk: &Arc<Desk>, ask: Ask) {
    // What nobody asked for by hand is no sign of a person.
    let unasked = matches!(ask, Ask::Ahead { .. } | Ask::Conversation(_));
    if !(unasked || matches!(ask, Ask::ReadTraffic | Ask::ReadLog)) {
        desk.upkeep.wish();
    }
    match ask {
        Ask::Select(mailbox) => select(desk, mailbox),
        Ask::Body { key, limit } => body(desk, BodyAsk { key, limit, only_origin: false }).await,
        Ask::SavePart { job, key, part, to } => {
            save(desk, Save { job, key, part, to: Some(to), tries: 0 });
        }
        Ask::Source { job, key } => {
            save(desk, Save { job, key, part: PartId(String::new()), to: None, tries: 0 });
        }
        Ask::CancelJob(job) => cancel_job(desk, job),
        Ask::Do(entry) => promise(desk, entry).await,
        Ask::Cancel(entry) => cancel(desk, entry).await,
        Ask::Retry(entry) => retry(desk, entry).await,
        Ask::Forget(keys) => removed::forget(desk, keys).await,
        Ask::Refresh => refresh(desk),
        Ask::SignedIn => desk.signed_in(),
        Ask::Audit(only) => inspect::ask(desk, only),
        Ask::ReadTraffic => desk.tell(Fact::TrafficRead(Box::new(desk.traffic()))),
        Ask::ReadLog => desk.tell(Fact::LogRead(desk.upkeep.log.lines())),
        Ask::Ahead { near, kept } => ahead::take(desk, near, kept),
        Ask::Conversation(key) => threads::answer(desk, key),
    }
}

/// Answers a wish of an account that cannot work at all.
pub fn decline(teller: &Teller, ask: Ask, fault: &Fault) {
    let fault = fault.clone();
    match ask {
        Ask::Body { key, .. } => {
            teller.tell(Fact::BodyLoaded { key, result: Err(fault), source: Source::Cache });
        }
        Ask::SavePart { job, .. } | Ask::Source { job, .. } => {
            teller.tell(Fact::PartSaved { job, result: Err(fault) })
        }
        Ask::Do(entry) => teller.tell(Fact::JournalFailed(entry.id, fault)),
        Ask::Cancel(entry) => teller.tell(Fact::CancelledTooLate(entry)),
        Ask::Retry(entry) => teller.tell(Fact::JournalFailed(entry, fault)),
        Ask::Select(_)
        | Ask::CancelJob(_)
        | Ask::Forget(_)
        | Ask::Refresh
        | Ask::SignedIn
        | Ask::Audit(_)
        | Ask::ReadTraffic
        | Ask::ReadLog
        | Ask::Ahead { .. }
        | Ask::Conversation(_) => {}
    }
}

fn select(desk: &Desk, mailbox: MailboxId) {
    {
        let mut board = desk.board();
        if board.selected != Some(mailbox) {
            board.selected = Some(mailbox);
            if let Some(mark) = board.mark_mut(mailbox) {
                mark.due = true;
            }
        }
    }
    desk.announce();
    desk.wake_all();
}

fn refresh(desk: &Desk) {
    {
        let mut board = desk.board();
        board.list_due = true;
        board.queue.hurry();
        for mailbox in board.shown().into_iter().chain(board.inbox()) {
            if let Some(mark) = board.mark_mut(mailbox) {
                mark.due = true;
            }
        }
    }
    desk.announce();
    desk.signal(|signals| signals.retry += 1);
}

async fn body(desk: &Desk, ask: BodyAsk) {
    let kept = match desk.books.body(ask.key).await {
        Ok(kept) => kept,
        Err(fault) => {
            tracing::warn!(%fault, "A kept body cannot be read.");
            None
        }
    };
    if let Some((message, body)) = kept.filter(|kept| suffices(desk, kept, ask.limit)) {
        let removed = message.mailbox == MailboxId::REMOVED;
        let whole = removed || body.texts.iter().all(|text| text.left_out == 0);
        let origin = body.origin.clone();
        let (result, source) = (Ok(Box::new((message.clone(), body))), Source::Cache);
        desk.tell(Fact::BodyLoaded { key: ask.key, result, source });
        let lacks_origin = origin.is_none();
        desk.regards.push(message.clone(), origin);
        if whole || ask.limit != BodyLimit::Whole {
            if lacks_origin && ask.limit == BodyLimit::First {
                desk.want_origin(ask, &message);
            }
            return;
        }
    }
    let mut board = desk.board();
    if let Some(fault) = away(&board.link) {
        let (result, source) = (Err(fault), Source::Server);
        desk.tell(Fact::BodyLoaded { key: ask.key, result, source });
        return;
    }
    let older = board.body.replace(ask).filter(|older| older.key != ask.key);
    if let Some(older) = older.filter(|older| !older.only_origin) {
        let result = Err(parts::cancelled());
        desk.tell(Fact::BodyLoaded { key: older.key, result, source: Source::Server });
    }
    drop(board);
    desk.wake(Line::Commands);
}

/// Whether what is kept is what was asked for. Without the server it is at any rate all that is.
fn suffices(desk: &Desk, (message, body): &(Message, Body), limit: BodyLimit) -> bool {
    if away(&desk.board().link).is_some() {
        return true;
    }
    match limit {
        BodyLimit::First | BodyLimit::Whole if mime::may_tell(body) => {
            message.mailbox == MailboxId::REMOVED
        }
        BodyLimit::First | BodyLimit::Whole => body.is_designed || body.texts.is_empty(),
        BodyLimit::Pictures => body.pictures.iter().all(|picture| picture.octets.is_some()),
    }
}

fn away(link: &Link) -> Option<Fault> {
    match link {
        Link::SignInNeeded(fault) | Link::Offline { fault, .. } => Some(fault.clone()),
        Link::Connecting | Link::Syncing | Link::Live => None,
    }
}

fn save(desk: &Desk, save: Save) {
    let mut board = desk.board();
    if let Some(fault) = away(&board.link) {
        desk.tell(Fact::PartSaved { job: save.job, result: Err(fault) });
        return;
    }
    board.saves.push_back(save);
    drop(board);
    desk.wake_all();
}

fn cancel_job(desk: &Desk, job: JobId) {
    let mut board = desk.board();
    let waiting = board.saves.len();
    board.saves.retain(|save| save.job != job);
    if board.saves.len() < waiting {
        desk.tell(Fact::PartSaved { job, result: Err(parts::cancelled()) });
    } else if board.save_begun.as_ref().is_some_and(|save| save.job == job) {
        board.cancelled.insert(job);
    }
}

/// Writes an entry with all that is needed to carry it out; only then says so.
async fn promise(desk: &Desk, mut entry: Entry) {
    let id = entry.id;
    let hold = i64::try_from(desk.hold.as_millis()).unwrap_or(i64::MAX);
    entry.state = if desk.live && hold > 0 {
        State::Held { until: now_millis().saturating_add(hold) }
    } else {
        State::Queued
    };
    if desk.board().queue.get(id).is_some() {
        return;
    }
    let state = entry.state.clone();
    let written = match complete(desk, entry).await {
        Ok(promise) => desk.books.promise(promise.clone()).await.map(|()| promise),
        Err(fault) => Err(fault),
    };
    match written {
        Ok(promise) => {
            let mut board = desk.board();
            board.queue.push(promise);
            desk.tell(Fact::Journalled(id));
            desk.tell(Fact::EntryChanged(id, state));
        }
        Err(fault) => desk.tell(Fact::JournalFailed(id, fault)),
    }
    desk.announce();
    desk.wake(Line::Commands);
}

/// Adds where the messages are, what they are, and what their mailboxes are called.
async fn complete(desk: &Desk, entry: Entry) -> Result<Promise, Fault> {
    let keys: Vec<MessageKey> = entry.action.keys().to_vec();
    let known = desk.books.locate(keys.clone()).await?;
    retract::check(desk, &entry.action)?;
    let named = match &entry.action {
        Action::Mailbox(order) => order.needs(),
        action => action.mailboxes(),
    };
    let mut mailboxes: BTreeSet<MailboxId> = named.into_iter().collect();
    let mut targets = Vec::with_capacity(keys.len());
    targets.extend(parcel(desk, &entry.action).await?);
    for key in keys {
        let Some((remote, message)) = known.get(&key) else { continue };
        // On its way after a move whose new UID nobody told: found again before it is needed.
        let unbound =
            RemoteRef { mailbox: message.mailbox, uidvalidity: UidValidity(0), uid: Uid(0) };
        let remote = remote.unwrap_or(unbound);
        mailboxes.insert(remote.mailbox);
        targets.push(Target {
            key,
            remote,
            message_id: message.envelope.message_id.clone(),
            size: message.row.size,
        });
    }
    let names = folders::names(desk, &entry.action, mailboxes)?;
    let far = far(desk, &entry.action)?;
    let edges = guard::edges(desk, &entry.action).await?;
    Ok(Promise { entry, targets, mailboxes: names, last: None, edges, far })
}

/// What the other account's mailbox is called on its server: that is what is meant, whatever
/// number it may have later.
fn far(desk: &Desk, action: &Action) -> Result<Option<WireName>, Fault> {
    let (Action::Across { account, to, .. } | Action::Retract { back: Some((account, to)), .. }) =
        action
    else {
        return Ok(None);
    };
    let peer = desk.peers.desk(*account);
    let name = peer.and_then(|peer| peer.board().mark(*to).map(|mark| mark.stored.wire.clone()));
    let missing = || {
        let detail = "the mailbox of the other account is not known here";
        Fault::new(FaultKind::Gone, Place::Mailbox, detail)
    };
    name.map(Some).ok_or_else(missing)
}

/// A message to be put back must be kept whole.
async fn parcel(desk: &Desk, action: &Action) -> Result<Option<Target>, Fault> {
    let Action::PutBack { keys, to } = action else { return Ok(None) };
    let &[key] = keys.as_slice() else { return Err(super::replay::gone()) };
    let Some(parcel) = desk.books.parcel(key).await? else { return Err(super::replay::gone()) };
    let remote = RemoteRef { mailbox: *to, uidvalidity: UidValidity(0), uid: Uid(0) };
    let size = u32::try_from(parcel.raw.len()).unwrap_or(u32::MAX);
    Ok(Some(Target { key, remote, message_id: parcel.message_id, size }))
}

async fn cancel(desk: &Desk, id: EntryId) {
    let (promises, taken) = {
        let mut board = desk.board();
        let company = board.queue.company(id);
        let promises: Vec<Promise> =
            company.into_iter().filter_map(|id| board.queue.get(id).cloned()).collect();
        (promises, board.queue.cancel(id))
    };
    if taken == Taken::TooLate {
        desk.tell(Fact::CancelledTooLate(id));
    } else {
        let notes = promises.iter().map(|promise| (promise.entry.id, State::Cancelled)).collect();
        let noted = desk.note_all(notes).await;
        for promise in promises {
            match (&noted, &promise.entry.action) {
                (Err(fault), _) => {
                    // What the disk still promises will be done after a restart: so it is done now.
                    tracing::error!(%fault, "An action could not be cancelled in the journal.");
                    let id = promise.entry.id;
                    desk.board().queue.push(promise);
                    desk.tell(Fact::CancelledTooLate(id));
                }
                (Ok(()), Action::Mailbox(MailboxOrder::Create { mailbox, .. })) => {
                    folders::orphan(desk, *mailbox).await;
                }
                (Ok(()), _) => {}
            }
        }
    }
    desk.announce();
    desk.wake(Line::Commands);
}

/// What was given up is carried out once more, the old order and no new one: what the server may
/// have done of it already is found.
async fn retry(desk: &Desk, id: EntryId) {
    let (known, promise, company) = {
        let queue = &desk.board().queue;
        // What was carried out as one is tried again as one.
        let bearer = queue.get(queue.bearer(id)).or_else(|| queue.get(id)).cloned();
        let before = queue.get(id).map(|promise| promise.entry.state.clone());
        (before, bearer, queue.company(id))
    };
    let Some((before, promise)) = known.zip(promise) else {
        let fault = Fault::new(FaultKind::Gone, Place::Journal, "the action is not known any more");
        return desk.tell(Fact::JournalFailed(id, fault));
    };
    let Some(state) = replay::again(&promise) else {
        return desk.tell(Fact::EntryChanged(id, before));
    };
    match desk.note(promise.entry.id, state).await {
        Ok(()) => desk.board().queue.renew(&company),
        Err(fault) => {
            tracing::error!(%fault, "An action could not be begun anew in the journal.");
            desk.tell(Fact::EntryChanged(id, before));
        }
    }
    desk.announce();
    desk.wake(Line::Commands);
}

/// The account goes: nothing of it will be carried out any more.
pub async fn cancel_all(desk: &Desk) {
    let ids: Vec<EntryId> = desk.board().queue.promises().map(|promise| promise.entry.id).collect();
    for id in ids {
        desk.conclude(id, State::Cancelled).await;
    }
}

/// Entries that were held long enough may be told to the server.
pub fn promote(desk: &Desk) {
    let due = {
        let mut board = desk.board();
        // Nobody is there to undo anything when only orders are carried out.
        let now = if desk.live { now_millis() } else { i64::MAX };
        let due = board.queue.promote(now);
        for id in &due {
            desk.tell(Fact::EntryChanged(*id, State::Queued));
        }
        due
    };
    if !due.is_empty() {
        desk.announce();
        desk.wake(Line::Commands);
    }
}
