//! The fold as tables: every kind of action in every state, in every order of the news about it.

mod orders;
mod property;
mod rows;
mod tree;

use super::*;
use crate::model::address::Address;
use crate::model::event::Source;
use crate::model::ids::AccountId;
use crate::model::journal::Step;

const INBOX: MailboxId = MailboxId(1);
const ARCHIVE: MailboxId = MailboxId(2);
const TRASH: MailboxId = MailboxId(3);
const ME: AccountId = AccountId(1);

fn key(number: u64) -> MessageKey {
    MessageKey::new(ME, number)
}

fn keys(numbers: &[u64]) -> Vec<MessageKey> {
    numbers.iter().copied().map(key).collect()
}

/// A row whose time is its number: higher is newer.
fn row(number: u64, flags: Flags) -> Row {
    Row {
        key: key(number),
        received: i64::try_from(number).unwrap(),
        size: 1_000,
        flags,
        attachment: number.is_multiple_of(2),
        from: Address { name: format!("Sender {}", number % 3), email: String::new() },
        subject: format!("Subject {number}"),
    }
}

fn mailbox(id: MailboxId, total: u32, unread: u32) -> Mailbox {
    Mailbox {
        id,
        path: vec![format!("M{}", id.0)],
        role: None,
        selectable: true,
        total,
        unread,
        subscribed: None,
    }
}

fn arrived(mailbox: MailboxId, rows: Vec<Row>) -> Fact {
    Fact::RowsArrived { mailbox, rows, source: Source::Server }
}

fn moved(from: MailboxId, to: MailboxId, numbers: &[u64]) -> Fact {
    Fact::Moved { from, to, keys: keys(numbers) }
}

fn entry(id: u64, action: Action) -> Entry {
    Entry { id: EntryId(id), account: ME, action, at: 0, state: State::Queued }
}

fn moving(id: u64, numbers: &[u64], from: MailboxId, to: MailboxId) -> Entry {
    entry(id, Action::Move { keys: keys(numbers), from, to })
}

fn marking(id: u64, numbers: &[u64]) -> Entry {
    entry(id, Action::Flag { keys: keys(numbers), add: Flags::SEEN, remove: Flags::NONE })
}

/// INBOX with 1 to 4, all unread; an empty archive and trash.
fn mail() -> Mail {
    let mut mail = Mail::default();
    mail.apply(Fact::MailboxesListed {
        mailboxes: vec![mailbox(INBOX, 4, 4), mailbox(ARCHIVE, 0, 0), mailbox(TRASH, 0, 0)],
        source: Source::Server,
    });
    mail.apply(arrived(INBOX, (1..=4).map(|n| row(n, Flags::NONE)).collect()));
    mail.refresh();
    mail
}

fn shown(mail: &mut Mail, mailbox: MailboxId) -> Vec<u64> {
    mail.open(mailbox);
    let shown = mail.shown().unwrap();
    (0..shown.len()).map(|at| shown.key_at(at).unwrap().number()).collect()
}

fn unread(mail: &mut Mail, mailbox: MailboxId) -> Vec<u64> {
    shown(mail, mailbox)
        .into_iter()
        .filter(|&number| !mail.line(key(number)).unwrap().flags.has(Flags::SEEN))
        .collect()
}

fn counts(mail: &Mail, mailbox: MailboxId) -> (u32, u32) {
    let counts = mail.counts(mailbox);
    (counts.total, counts.unread)
}

fn changed(mail: &mut Mail, id: u64, state: State) {
    mail.apply(Fact::EntryChanged(EntryId(id), state));
    mail.refresh();
}

fn refusal() -> crate::model::fault::Fault {
    use crate::model::fault::{Fault, FaultKind, Place, Refusal};
    Fault::new(FaultKind::Refused(Refusal::OverQuota), Place::Mailbox, "over quota")
}
