//! Decides what to do with a mailbox that was just selected: from what is known of it and what
//! SELECT told, to a list of steps. Pure; knows no wire and no cache.

use crate::imap::{Selected, Status};
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

/// The steps for a mailbox that was selected. `listening` when the connection stays on it: then
/// sequence numbers must be known, because EXPUNGE speaks in them.
pub fn plan(state: &SyncState, selected: &Selected, listening: bool) -> Vec<Step> {
    let Some(validity) = state.uid_validity else { return vec![Step::Newest] };
    let known_next = match state.uid_next {
        Some(next) if validity == selected.uid_validity => next,
        None if validity == selected.uid_validity => return vec![Step::Newest],
        _ => return vec![Step::Rebind, Step::Newest],
    };
    if selected.uid_next.is_some_and(|next| next < known_next) {
        return vec![Step::Rebind, Step::Newest];
    }
    let mut steps = Vec::new();
    match selected.uid_next {
        Some(next) if next == known_next => {}
        Some(next) if next.0 - known_next.0 > GAP => steps.push(Step::Gap { from: known_next }),
        _ => steps.push(Step::New { from: known_next }),
    }
    changes(state, selected, &mut steps);
    if listening {
        steps.push(Step::Listing);
    } else if state.complete {
        steps.push(Step::ListingUnless { rows: selected.exists });
    }
    steps.push(Step::Keep { modseq: selected.highest_modseq });
    steps
}

fn changes(state: &SyncState, selected: &Selected, steps: &mut Vec<Step>) {
    let since = if state.complete { state.highest_modseq } else { state.first_modseq };
    match (since, selected.highest_modseq) {
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
