//! Decides what to do with a mailbox that was just selected: from what is known of it and what
//! SELECT told, to a list of steps. Pure; knows no wire and no cache.

use crate::imap::{Selected, Since, Status, Tier};
use crate::model::remote::{ModSeq, Uid};
use crate::store::SyncState;

/// How many rows the first look at a mailbox brings.
pub const NEWEST: u32 = 50;

/// More UIDs than this beyond what is known are fetched like history, the newest first, so that
/// no command lasts long.
const GAP: u32 = 1_000;

/// Without mod-sequences, the flags of so many of the newest rows are looked at each time.
pub const RECENT: usize = 400;

/// One thing to do with the selected mailbox, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// What SELECT told of the time since: what is gone and which flags changed (RFC 7162, QRESYNC).
    Resync,
    /// With that the rows known must be as many as this; else a complete listing says who is wrong.
    Agree { rows: u32 },
    /// Every UID known is void: let go of them, find the messages again by what they are.
    Rebind,
    /// The header rows of the newest messages; the rest is history.
    Newest,
    /// Header rows from this UID on.
    New { from: Uid },
    /// So much is new from this UID on that only its newest rows come now.
    Gap { from: Uid },
    /// Flags changed after this mod-sequence (RFC 7162 section 3.1.4.1).
    Changed { since: ModSeq },
    /// Flags of the newest rows.
    Recent,
    /// Flags of all rows are to be looked at behind everything else, in slices.
    Sweep,
    /// The complete list of UIDs: what is gone, and the sequence numbers for listening.
    Listing,
    /// The complete list of UIDs, only if the number of rows known is not this.
    ListingUnless { rows: u32 },
    /// What was done counts from now on.
    Keep { modseq: Option<ModSeq> },
}

/// How a mailbox is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// What the server is good for.
    pub tier: Tier,
    /// The connection stays on it.
    pub listening: bool,
    /// What was told of it the last time has to be checked by a complete listing.
    pub doubted: bool,
}

/// What to tell the server at SELECT for it to tell what happened since, where that can be believed:
/// everything about the mailbox is known, and nothing about it is in doubt.
pub fn since(state: &SyncState, look: Look) -> Option<Since> {
    let wanted = look.tier == Tier::Qresync && !look.doubted && state.complete;
    let (uid_validity, modseq) = state.uid_validity.zip(state.highest_modseq)?;
    state.uid_next.filter(|_| wanted)?;
    Some(Since { uid_validity, modseq })
}

/// The steps for a mailbox that was selected. `told` when SELECT told what happened since. Who stays
/// and is told of expunges by sequence numbers must know those: it lists in any case.
pub fn plan(state: &SyncState, selected: &Selected, look: Look, told: bool) -> Vec<Step> {
    let Some(validity) = state.uid_validity else { return vec![Step::Newest] };
    let known_next = match state.uid_next {
        Some(next) if validity == selected.uid_validity => next,
        None if validity == selected.uid_validity => return vec![Step::Newest],
        _ => return vec![Step::Rebind, Step::Newest],
    };
    if look.tier == Tier::Hostile {
        return by_listing(known_next);
    }
    if selected.uid_next.is_some_and(|next| next < known_next) {
        return vec![Step::Rebind, Step::Newest];
    }
    let mut steps = Vec::new();
    if told {
        steps.push(Step::Resync);
    }
    match selected.uid_next {
        Some(next) if next == known_next => {}
        Some(next) if next.0 - known_next.0 > GAP => steps.push(Step::Gap { from: known_next }),
        _ => steps.push(Step::New { from: known_next }),
    }
    let modseq = selected.highest_modseq.filter(|_| look.tier >= Tier::Condstore);
    if told {
        steps.extend([Step::Agree { rows: selected.exists }, Step::Keep { modseq }]);
        return steps;
    }
    changes(state, modseq, &mut steps);
    if look.listening || look.doubted {
        steps.push(Step::Listing);
    } else if state.complete {
        steps.push(Step::ListingUnless { rows: selected.exists });
    }
    steps.push(Step::Keep { modseq });
    steps
}

/// No figure of the server is believed that a complete listing does not show.
fn by_listing(from: Uid) -> Vec<Step> {
    let keep = Step::Keep { modseq: None };
    vec![Step::New { from }, Step::Recent, Step::Sweep, Step::Listing, keep]
}

fn changes(state: &SyncState, now: Option<ModSeq>, steps: &mut Vec<Step>) {
    let since = if state.complete { state.highest_modseq } else { state.first_modseq };
    match (since, now) {
        (Some(since), Some(now)) if now == since => {}
        (Some(since), Some(now)) if now > since => steps.push(Step::Changed { since }),
        // No mod-sequences, or a server that lost count of them.
        _ if state.complete => steps.extend([Step::Recent, Step::Sweep]),
        _ => steps.push(Step::Recent),
    }
}

/// Whether a mailbox has to be selected again: what STATUS tells differs from what is known.
/// `rows` and `unread` are those of the cache, `skipped` rows that the server could not give.
pub fn moved(state: &SyncState, rows: u32, unread: u32, skipped: u32, told: &Status) -> bool {
    if state.uid_validity.is_none()
        || told.uid_validity.is_some_and(|uv| Some(uv) != state.uid_validity)
    {
        return true;
    }
    if told.uid_next.is_some_and(|next| Some(next) != state.uid_next) {
        return true;
    }
    if !state.complete {
        // The history that is still coming finds the rest by itself.
        return false;
    }
    match (told.highest_modseq, state.highest_modseq) {
        (Some(now), Some(then)) if now != then => return true,
        _ => {}
    }
    told.messages.is_some_and(|messages| messages != rows.saturating_add(skipped))
        || (skipped == 0 && told.unseen.is_some_and(|unseen| unseen != unread))
}

#[cfg(test)]
mod tests;
