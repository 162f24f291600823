//! Mailboxes of which the server shows only the newest messages (Yahoo, AOL): what slides out of the
//! window is on the server still, and stays in the list, though nothing can be done about it from
//! here. What is gone from within the window is judged as everywhere.

use super::wire::Wire;
use crate::imap::UidSet;
use crate::model::fault::{Fault, FaultKind, Place, Refusal};
use crate::model::ids::MailboxId;
use crate::model::remote::{RemoteRef, Uid};

/// Rows that are older than everything the server shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beyond {
    /// The lowest UID that is shown.
    pub floor: Uid,
    /// How many rows lie below.
    pub rows: u32,
}

/// Which of the rows `known` (rising) slid out of a window of so many messages, by a complete
/// listing: only when that is full, and only what is older than all of it.
pub fn beyond(known: &[Uid], listed: &UidSet, window: Option<u32>) -> Option<Beyond> {
    let full = window.is_some_and(|window| listed.len() >= u64::from(window));
    let floor = listed.iter().next().filter(|_| full)?;
    let rows = known.partition_point(|&uid| uid < floor);
    (rows > 0).then(|| Beyond { floor, rows: u32::try_from(rows).unwrap_or(u32::MAX) })
}

/// The server does not show it any more.
pub fn out_of_reach() -> Fault {
    let detail = "the message is older than those that the server shows";
    Fault::new(FaultKind::Refused(Refusal::OutOfReach), Place::Message, detail)
}

impl Wire {
    /// Whether the server does not show this message, though it may well have it.
    pub(super) fn is_beyond(&self, remote: &RemoteRef) -> bool {
        let board = self.desk.board();
        let beyond = board.mark(remote.mailbox).and_then(|mark| mark.beyond);
        beyond.is_some_and(|beyond| remote.uid < beyond.floor)
    }

    /// Whether the open mailbox shows as many messages as this server ever does: then the oldest of
    /// them is said to be expunged when a new one comes, and only a listing tells what is gone.
    pub(super) fn is_full(&self) -> bool {
        let most = |open: super::wire::Open| open.exists.unwrap_or(0).max(open.selected.exists);
        self.session.window().zip(self.open.map(most)).is_some_and(|(window, n)| n >= window)
    }

    /// Notes what a complete listing does not reach.
    pub(super) fn note_beyond(&self, mailbox: MailboxId, beyond: Option<Beyond>) {
        if let Some(mark) = self.desk.board().mark_mut(mailbox) {
            mark.beyond = beyond;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_older_than_a_full_window_slid_out_of_it() {
        let known: Vec<Uid> = (1..=20).map(Uid).collect();
        let listed = |uids: std::ops::RangeInclusive<u32>| UidSet::from_uids(uids.map(Uid));
        let some = |floor, rows| Some(Beyond { floor: Uid(floor), rows });
        for (name, listed, window, expected) in [
            ("no window", listed(11..=20), None, None),
            ("full", listed(11..=20), Some(10), some(11, 10)),
            ("more than full", listed(6..=20), Some(10), some(6, 5)),
            ("not full", listed(12..=20), Some(10), None),
            ("full of new ones", listed(41..=50), Some(10), some(41, 20)),
            ("all of it", listed(1..=20), Some(10), None),
            ("nothing", UidSet::default(), Some(10), None),
        ] {
            assert_eq!(beyond(&known, &listed, window), expected, "{name}");
        }
    }
}
