//! Raw header rows to the cache: parsed on a worker, written in batches. Knows no wire.

use super::desk::{Because, Desk};
use crate::imap::RawRow;
use crate::mime;
use crate::model::envelope::Row;
use crate::model::event::Fact;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::flags::Flags;
use crate::model::ids::MailboxId;
use crate::model::mailbox::Role;
use crate::store::{Batch, NewMessage, SyncState};

/// Rows written at once.
const BATCH: usize = 1_000;

/// Parses and writes the rows of a whole answer. `state` is written with the last of them, so
/// that a crash on the way leaves the rows to be fetched again. Gives the rows that are new here.
pub async fn store(
    desk: &Desk,
    mailbox: MailboxId,
    raw: Vec<RawRow>,
    state: Option<SyncState>,
    because: Because,
) -> Result<Vec<Row>, Fault> {
    let mut left = raw.len();
    let mut added = Vec::new();
    let mut raw = raw.into_iter();
    loop {
        let part: Vec<RawRow> = raw.by_ref().take(BATCH).collect();
        left -= part.len();
        let mails: Vec<_> = part.iter().filter_map(|raw| Some((raw.uid, raw.mail?))).collect();
        let add = parse(part).await?;
        let mut batch = empty(mailbox);
        batch.add = add;
        batch.state = state.filter(|_| left == 0);
        if !batch.add.is_empty() || batch.state.is_some() {
            added.extend(desk.commit(batch, because).await?.committed.added);
        }
        if !mails.is_empty() {
            desk.books.identify(mailbox, mails).await?;
        }
        if left == 0 {
            return Ok(added);
        }
    }
}

/// A batch that changes nothing yet.
pub fn empty(mailbox: MailboxId) -> Batch {
    Batch { mailbox, add: vec![], flags: vec![], gone: vec![], state: None, counts: None }
}

async fn parse(raw: Vec<RawRow>) -> Result<Vec<NewMessage>, Fault> {
    let parsed = tokio::task::spawn_blocking(|| raw.into_iter().map(message).collect()).await;
    parsed.map_err(|broken| {
        Fault::new(
            FaultKind::Nonsense,
            Place::Message,
            format!("a header broke a worker: {broken}"),
        )
    })
}

fn message(raw: RawRow) -> NewMessage {
    let envelope = mime::envelope(&raw.header);
    NewMessage {
        uid: raw.uid,
        key: None,
        received: raw.received.or(envelope.date).unwrap_or(0),
        size: raw.size,
        flags: raw.flags,
        modseq: raw.modseq,
        envelope,
    }
}

/// Tells of new mail that nobody has read: in INBOX and in mailboxes of the person's own.
pub fn tell_arrival(desk: &Desk, mailbox: MailboxId, rows: &[Row]) {
    let role = desk.board().mark(mailbox).and_then(|mark| mark.stored.mailbox.role);
    if !matches!(role, None | Some(Role::Inbox)) {
        return;
    }
    let fresh = |row: &&Row| !row.flags.has(Flags::SEEN) && !row.flags.has(Flags::DELETED);
    let keys: Vec<_> = rows.iter().filter(fresh).map(|row| row.key).collect();
    if !keys.is_empty() {
        desk.tell(Fact::MailArrived { mailbox, keys });
    }
}
