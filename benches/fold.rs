//! How long the fold takes on a mailbox of a million messages: `cargo bench --bench fold`.
//! Counts time on the processor where the system tells it, so that a busy machine does not matter.
#![allow(clippy::print_stdout)]

use std::time::Instant;

use pombo::model::action::Action;
use pombo::model::address::Address;
use pombo::model::envelope::Row;
use pombo::model::event::{Fact, Source};
use pombo::model::flags::Flags;
use pombo::model::ids::{AccountId, EntryId, MailboxId, MessageKey};
use pombo::model::journal::{Entry, State};
use pombo::model::mail::Mail;
use pombo::model::mailbox::Mailbox;

const ROWS: u64 = 1_000_000;
const BATCH: u64 = 4_096;
const ME: AccountId = AccountId(1);
const INBOX: MailboxId = MailboxId(1);
const ARCHIVE: MailboxId = MailboxId(2);

fn key(number: u64) -> MessageKey {
    MessageKey::new(ME, number)
}

fn row(number: u64, received: u64) -> Row {
    Row {
        key: key(number),
        received: i64::try_from(received).unwrap_or(i64::MAX),
        size: 20_000,
        flags: Flags::NONE,
        attachment: false,
        from: Address {
            name: format!("Sender number {}", number % 20_000),
            email: format!("sender{}@example.org", number % 20_000),
        },
        subject: format!("A subject of the usual length, number {number}"),
    }
}

fn arrived(rows: Vec<Row>) -> Fact {
    Fact::RowsArrived { mailbox: INBOX, rows, source: Source::Server }
}

fn entry(id: u64, action: Action) -> Entry {
    Entry { id: EntryId(id), account: ME, action, at: 0, state: State::Queued }
}

fn moving(id: u64, numbers: impl Iterator<Item = u64>) -> Entry {
    let action = Action::Move { keys: numbers.map(key).collect(), from: INBOX, to: ARCHIVE };
    entry(id, action)
}

/// Milliseconds that this thread was on the processor, else milliseconds since `begun`.
fn milliseconds(begun: Instant) -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok());
    nanoseconds.map_or(begun.elapsed().as_secs_f64() * 1e3, |nanoseconds| nanoseconds / 1e6)
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let before = milliseconds(begun);
    let done = work();
    println!("{what:<60} {:>9.3} ms", milliseconds(begun) - before);
    done
}

/// Resident memory of this process in KiB, where the system tells.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

fn filled() -> Mail {
    let mut mail = Mail::default();
    let mailbox = |id, name: &str| Mailbox {
        id,
        path: vec![name.to_owned()],
        role: None,
        selectable: true,
        total: 0,
        unread: 0,
        subscribed: None,
    };
    let mailboxes = vec![mailbox(INBOX, "INBOX"), mailbox(ARCHIVE, "Archive")];
    mail.apply(Fact::MailboxesListed { mailboxes, source: Source::Cache });
    mail.open(INBOX);
    let at_first = resident();
    let mut worst = 0.0_f64;
    let mut whole = 0.0;
    // Newest first, as the cache and the server bring them; every second number is left free.
    for first in (0..ROWS).step_by(BATCH as usize) {
        let last = (first + BATCH).min(ROWS);
        let rows = (first..last).map(|at| row(2 * at, 2 * (ROWS - at))).collect();
        let begun = Instant::now();
        let before = milliseconds(begun);
        mail.apply(arrived(rows));
        mail.refresh();
        let took = milliseconds(begun) - before;
        worst = worst.max(took);
        whole += took;
    }
    let each = (resident() - at_first) * 1_024 / ROWS;
    println!("{:<60} {whole:>9.3} ms", "a million rows, newest first");
    println!("{:<60} {worst:>9.3} ms", "the slowest batch of 4,096 of them");
    println!("{:<60} {each:>9} octets", "memory for each, its subject and sender included");
    mail
}

fn main() {
    let mut mail = filled();
    let scattered = (0..BATCH).map(|at| {
        let number = 2 * (at * 7_919 % ROWS) + 1;
        row(number, 2 * ROWS - number)
    });
    let scattered: Vec<Row> = scattered.collect();
    timed("4,096 rows merged at scattered places", || {
        mail.apply(arrived(scattered));
        mail.refresh();
    });
    let flags = (0..BATCH).map(|at| (key(2 * at), Flags::SEEN)).collect();
    timed("flags of 4,096 rows", || {
        mail.apply(Fact::FlagsChanged { mailbox: INBOX, flags });
        mail.refresh();
    });
    timed("three messages moved", || mail.promise(moving(1, 0..3)));
    timed("one new row while they are pending", || {
        mail.apply(arrived(vec![row(2 * ROWS + 1, 3 * ROWS)]));
        mail.refresh();
    });
    timed("ten thousand moved", || mail.promise(moving(2, (0..20_000).step_by(2))));
    let read = Action::Flag {
        keys: (0..ROWS).map(|at| key(2 * at)).collect(),
        add: Flags::SEEN,
        remove: Flags::NONE,
    };
    timed("a million marked read", || mail.promise(entry(3, read)));
    timed("one new row while they are pending", || {
        mail.apply(arrived(vec![row(2 * ROWS + 3, 3 * ROWS + 1)]));
        mail.refresh();
    });
    timed("the newest 4,096 vanish", || {
        mail.apply(Fact::Vanished {
            mailbox: INBOX,
            keys: (0..BATCH).map(|at| key(2 * at)).collect(),
        });
        mail.refresh();
    });
}
