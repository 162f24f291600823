//! The steps of an entry of the journal: what to do next from what is on disk and what the server
//! can, and what the server's answers prove. Pure; knows no wire and no cache.
//!
//! MOVE and COPY must not be done twice. Before either is sent, the target's UIDNEXT is written
//! down; whoever finds that note looks in the target from there on before sending it again.

use std::collections::{HashMap, HashSet};

use crate::imap::UidSet;
use crate::model::action::{Action, MAX_TRIES};
use crate::model::fault::{Fault, FaultKind, Place, Refusal};
use crate::model::flags::Flags;
use crate::model::ids::MessageKey;
use crate::model::journal::{Promise, State, Step};
use crate::model::remote::{Uid, UidValidity};

/// What to do next for an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// STORE these deltas: harmless to repeat.
    Flags { add: Flags, remove: Flags },
    /// STORE labels: harmless to repeat.
    Labels,
    /// Mark `\Deleted` and expunge: harmless to repeat.
    Remove,
    /// Write down the target's UIDNEXT, then MOVE, COPY or APPEND.
    Send,
    /// It may have been sent: look in the target from this UID on and see what is still at home.
    Look { target: UidValidity, uid_next: Uid },
    /// Every copy is there: remove the originals.
    Finish { target: UidValidity, pairs: Vec<(Uid, Uid)> },
    /// An order about a mailbox: the list of mailboxes says how far it is.
    Tend,
    /// There is nothing left to do.
    Nothing,
}

/// One message of a move, where it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aim {
    pub key: MessageKey,
    pub uid: Uid,
    /// Without angle brackets; empty where the message has none.
    pub message_id: String,
    pub size: u32,
}

/// What looking in both mailboxes proves about each message of a move.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proof {
    /// Gone from home, there in the target; the UID where only one message can be meant.
    pub moved: Vec<(MessageKey, Option<Uid>)>,
    /// Still at home, and a copy is in the target: (original, copy).
    pub copied: Vec<(Uid, Uid)>,
    /// Still at home, no copy: to be sent.
    pub todo: Vec<Uid>,
    /// In neither: somebody else took it away.
    pub lost: Vec<MessageKey>,
}

/// What becomes of an entry after the server said no, the connection still being good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum After {
    Refused(Fault),
    Doubtful(Fault),
    /// Not now: try again later. `true` when no trace of it can be on the server.
    Later {
        untouched: bool,
    },
}

/// What to do next for an entry in this state.
pub fn next(action: &Action, state: &State) -> Next {
    match state {
        State::Queued
        | State::InFlight(Step::Repeatable | Step::Named(_) | Step::Making { .. }) => first(action),
        State::InFlight(Step::Sent { target, uid_next }) => {
            Next::Look { target: *target, uid_next: *uid_next }
        }
        State::InFlight(Step::Copied { target, pairs, .. }) => {
            Next::Finish { target: *target, pairs: pairs.clone() }
        }
        State::InFlight(Step::Folded { .. })
        | State::Held { .. }
        | State::Refused(_)
        | State::Doubtful(_)
        | State::Settled
        | State::Cancelled => Next::Nothing,
    }
}

fn first(action: &Action) -> Next {
    match action {
        Action::Flag { add, remove, .. } => Next::Flags { add: *add, remove: *remove },
        Action::Move { .. }
        | Action::PutBack { .. }
        | Action::Copy { .. }
        | Action::Across { .. }
        | Action::Retract { back: Some(_), .. } => Next::Send,
        Action::Delete { .. } | Action::Retract { .. } => Next::Remove,
        Action::Mailbox(_) => Next::Tend,
        Action::Label { .. } => Next::Labels,
    }
}

/// Judges a move whose command may have reached the server. `home` are the UIDs now in the source,
/// `tail` what came to the target since the note was written: UID, Message-ID, size.
pub fn judge(aims: &[Aim], home: &UidSet, tail: &[(Uid, String, u32)]) -> Proof {
    let copies = pair(aims, tail, false);
    let mut proof = Proof::default();
    for aim in aims {
        match (home.contains(aim.uid), copies.get(&aim.uid)) {
            (true, Some(Some(copy))) => proof.copied.push((aim.uid, *copy)),
            // Two messages that look alike: which copy is whose does not matter for the mail, but
            // an original is only removed when its own copy is certain.
            (true, Some(None) | None) => proof.todo.push(aim.uid),
            (false, Some(copy)) => proof.moved.push((aim.key, *copy)),
            (false, None) => proof.lost.push(aim.key),
        }
    }
    proof
}

/// The copy of each message in `tail`: `Some(uid)` where at least as many look like it as were
/// sent, `None` inside where there are fewer. Messages without any are left out. A message without
/// Message-ID is known by its size alone, which counts only when COPY was `confirmed`.
pub fn pair(
    aims: &[Aim],
    tail: &[(Uid, String, u32)],
    confirmed: bool,
) -> HashMap<Uid, Option<Uid>> {
    let mut looks: HashMap<(&str, u32), Vec<Uid>> = HashMap::new();
    for (uid, message_id, size) in tail {
        looks.entry((bare(message_id), *size)).or_default().push(*uid);
    }
    let mut wanted: HashMap<(&str, u32), Vec<Uid>> = HashMap::new();
    for aim in aims {
        wanted.entry((bare(&aim.message_id), aim.size)).or_default().push(aim.uid);
    }
    let mut pairs = HashMap::new();
    for (look, mut originals) in wanted {
        let Some(copies) = looks.get_mut(&look) else { continue };
        originals.sort_unstable();
        copies.sort_unstable();
        let certain = originals.len() <= copies.len() && (confirmed || !look.0.is_empty());
        let copies = copies.iter().map(|&copy| Some(copy).filter(|_| certain));
        let copies = copies.chain(std::iter::repeat(None));
        pairs.extend(originals.into_iter().zip(copies));
    }
    pairs
}

/// A Message-ID as both readers of headers agree on it: without brackets, comments and spaces.
pub fn bare(message_id: &str) -> &str {
    let inner = message_id.split_once('<').map_or(message_id, |(_, rest)| rest);
    inner.split_once('>').map_or(inner, |(id, _)| id).trim()
}

/// What COPYUID says about the messages of a MOVE: those that went with their new UIDs, and the
/// UIDs of those it does not name.
pub fn told(aims: &[Aim], pairs: &[(Uid, Uid)]) -> (Vec<(MessageKey, Option<Uid>)>, Vec<Uid>) {
    let pairs: HashMap<Uid, Uid> = pairs.iter().copied().collect();
    let (went, rest): (Vec<&Aim>, Vec<&Aim>) =
        aims.iter().partition(|aim| pairs.contains_key(&aim.uid));
    let went = went.into_iter().map(|aim| (aim.key, pairs.get(&aim.uid).copied())).collect();
    (went, rest.into_iter().map(|aim| aim.uid).collect())
}

/// The UIDs among these originals that COPY named, rising, each once.
pub fn originals(aims: &[Aim], pairs: &[(Uid, Uid)]) -> Vec<Uid> {
    let named: HashSet<Uid> = pairs.iter().map(|(original, _)| *original).collect();
    let mut uids: Vec<Uid> =
        aims.iter().map(|aim| aim.uid).filter(|uid| named.contains(uid)).collect();
    uids.sort_unstable();
    uids.dedup();
    uids
}

/// The state in which an entry that was given up is carried out once more; `None` for one that was
/// not. A refused one was answered: what it moved all the same is known. One in doubt goes on from
/// its last step, so that only what came to the target since is taken for its own: a message with
/// the same Message-ID that lay there before may be anybody's.
pub fn again(promise: &Promise) -> Option<State> {
    match &promise.entry.state {
        // The copy is there: only the original is to be removed.
        State::Refused(fault) => match (&fault.kind, &promise.last) {
            (FaultKind::OriginalStays(_), Some(step @ Step::Copied { .. })) => {
                Some(State::InFlight(step.clone()))
            }
            _ => Some(State::Queued),
        },
        // The person looked for what may have been made, and wants it made.
        State::Doubtful(fault) if fault.kind == FaultKind::PerhapsElsewhere => Some(State::Queued),
        State::Doubtful(_) => match (&promise.last, &promise.entry.action) {
            // Nobody knows from where on to look: to send it again might do it twice.
            (
                None | Some(Step::Folded { .. }),
                Action::Flag { .. }
                | Action::Delete { .. }
                | Action::Mailbox(_)
                | Action::Retract { back: None, .. },
            ) => Some(State::Queued),
            (None | Some(Step::Folded { .. }), _) => None,
            (Some(step), _) => Some(State::InFlight(step.clone())),
        },
        _ => None,
    }
}

/// Judges a NO or BAD; `tries` counts this one. While a copy, or a new mailbox, may be on its way, a
/// refusal of what comes behind it (looking for it) does not undo it: that is tried again, and in the
/// end nobody can say that it was not done. Once the copy is confirmed, all is known: it is there, and the
/// original is, too.
pub fn after(fault: Fault, state: &State, tries: u8) -> After {
    let copied = matches!(state, State::InFlight(Step::Copied { .. }));
    let begun = matches!(state, State::InFlight(Step::Sent { .. } | Step::Making { .. }));
    let sent = copied || begun;
    let over = fault.kind == FaultKind::Gone || is_final(&fault) && !sent;
    let for_good = matches!(fault.kind, FaultKind::Refused(_)) && is_final(&fault);
    match (over, sent) {
        (true, _) => After::Refused(fault),
        (false, true) if tries >= MAX_TRIES || for_good => match copied {
            true => After::Refused(original_stays(fault)),
            false => After::Doubtful(fault),
        },
        (false, false) if tries >= MAX_TRIES => After::Refused(fault),
        (false, sent) => After::Later { untouched: !sent },
    }
}

fn original_stays(fault: Fault) -> Fault {
    let why = match fault.kind {
        FaultKind::Refused(why) => why,
        _ => Refusal::Cannot,
    };
    Fault { kind: FaultKind::OriginalStays(why), ..fault }
}

/// Whether asking again would bring the same answer.
pub fn is_final(fault: &Fault) -> bool {
    !matches!(
        fault.kind,
        FaultKind::Unavailable | FaultKind::Throttled { .. } | FaultKind::Refused(Refusal::Limit)
    )
}

/// The message is not there any more.
pub fn gone() -> Fault {
    Fault::new(FaultKind::Gone, Place::Message, "the message is not on the server any more")
}

#[cfg(test)]
mod tests;
