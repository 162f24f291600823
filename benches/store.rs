//! How fast the cache takes and gives headers: `cargo bench --bench store [messages]`.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::time::Instant;

use pombo::model::address::Address;
use pombo::model::envelope::Envelope;
use pombo::model::flags::Flags;
use pombo::model::ids::{AccountId, MailboxId};
use pombo::model::remote::{ModSeq, Uid, UidValidity, WireName};
use pombo::store::{Batch, Cache, Found, NewMessage, SyncState};

fn message(uid: u32) -> NewMessage {
    let person = |n: u32| Address {
        name: format!("Person {} Surname{}", n % 997, n % 313),
        email: format!("person{}@host{}.example", n % 997, n % 31),
    };
    let id = |n: u32| {
        format!("{:08x}.{:x}@mail.host{}.example", n.wrapping_mul(2_654_435_761), n, n % 31)
    };
    NewMessage {
        uid: Uid(uid),
        key: None,
        received: 1_500_000_000 + i64::from(uid) * 97,
        size: 2_000 + uid % 90_000,
        flags: if uid.is_multiple_of(9) { Flags::NONE } else { Flags::SEEN },
        modseq: Some(ModSeq(u64::from(uid))),
        envelope: Envelope {
            date: Some(1_500_000_000 + i64::from(uid) * 97),
            from: vec![person(uid)],
            to: vec![person(uid * 7), person(uid * 11)],
            subject: format!("Re: about the matter {} of the {}th quarter", uid % 5_003, uid % 17),
            message_id: id(uid),
            in_reply_to: vec![id(uid / 2)],
            references: (1..4).map(|n| id(uid / 2 / n)).collect(),
            ..Envelope::default()
        },
    }
}

fn fill(cache: &Cache, mailbox: MailboxId, messages: u32, size: u32) {
    let mut high = messages;
    while high > 0 {
        let low = high.saturating_sub(size);
        let state = SyncState {
            uid_validity: Some(UidValidity(1)),
            uid_next: Some(Uid(messages + 1)),
            ..SyncState::default()
        };
        let add = (low + 1..=high).map(message).collect();
        let (flags, gone) = (Vec::new(), Vec::new());
        cache
            .commit(Batch { mailbox, add, flags, gone, state: Some(state), counts: None })
            .unwrap();
        high = low;
    }
}

fn main() {
    let messages =
        std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(100_000_u32);
    for size in [500, 2_000] {
        let dir = tempfile::tempdir().unwrap();
        let (cache, _) = Cache::open(dir.path(), AccountId(1), &[]).unwrap();
        let (wire, path) = (WireName("INBOX".into()), vec!["INBOX".into()]);
        let inbox =
            Found { wire, path, role: None, selectable: true, counts: None, subscribed: None };
        let mailbox = cache.list_mailboxes(&[inbox]).unwrap().first().unwrap().mailbox.id;
        let start = Instant::now();
        fill(&cache, mailbox, messages, size);
        let rate = f64::from(messages) / start.elapsed().as_secs_f64();
        println!("{messages} headers in batches of {size}: {rate:.0} a second");
        cache.close();
        drop(cache);
        let start = Instant::now();
        let (cache, _) = Cache::open(dir.path(), AccountId(1), &[]).unwrap();
        println!("  opened again in {:?}", start.elapsed());
        for what in ["first", "again"] {
            let start = Instant::now();
            let mut rows = 0;
            cache
                .rows(mailbox, &mut |page| {
                    rows += page.len();
                    true
                })
                .unwrap();
            println!("  {rows} rows read in {:?} ({what})", start.elapsed());
        }
        let start = Instant::now();
        let uids = cache.uids(mailbox).unwrap();
        println!("  {} UIDs in {:?}", uids.len(), start.elapsed());
        let start = Instant::now();
        let flags: Vec<_> =
            uids.iter().step_by(37).map(|(uid, ..)| (*uid, Flags::FLAGGED, None)).collect();
        let count = flags.len();
        let (add, gone) = (Vec::new(), Vec::new());
        cache.commit(Batch { mailbox, add, flags, gone, state: None, counts: None }).unwrap();
        println!("  {count} flag changes in {:?}", start.elapsed());
    }
}
