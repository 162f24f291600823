//! Mailboxes that get new names, or their first, by orders of ours keep their ids and their mail.

use super::*;
use crate::model::action::Action;
use crate::model::ids::EntryId;
use crate::model::journal::{Entry, Promise, State, Step};
use crate::model::order::{MailboxOrder, Seat};

fn named(pairs: &[(MailboxId, &str)]) -> Vec<(MailboxId, WireName)> {
    pairs.iter().map(|(id, name)| (*id, WireName((*name).into()))).collect()
}

fn sorted(cache: &Cache, mailbox: MailboxId) -> Vec<MessageKey> {
    let mut keys = keys(cache, mailbox);
    keys.sort_unstable();
    keys
}

fn in_flight(names: Vec<(MailboxId, WireName)>) -> Promise {
    let seat = Seat { inside: None, name: "?".into() };
    let action = Action::Mailbox(MailboxOrder::Create { mailbox: names[0].0, seat });
    let state = State::InFlight(Step::Named(names));
    let entry = Entry { id: EntryId(5), account: ACCOUNT, action, at: 0, state };
    Promise { entry, targets: vec![], mailboxes: vec![], last: None, edges: vec![], far: None }
}

#[test]
fn a_renamed_mailbox_and_what_lies_in_it_keep_ids_and_rows() {
    let cache = Cache::in_memory(ACCOUNT);
    let before = list(&cache, &["INBOX", "Work", "Work/House"]);
    let keys = add(&cache, before[2], &[1, 2, 3]);
    cache.expect_names(&named(&[(before[1], "Job"), (before[2], "Job/House")])).unwrap();
    let after = list(&cache, &["INBOX", "Job", "Job/House"]);
    assert_eq!(after, before);
    assert_eq!(sorted(&cache, after[2]), keys);
    assert_eq!(cache.mailboxes().unwrap().len(), 3, "nobody is left under the old name");
}

#[test]
fn a_rename_that_the_server_did_not_do_changes_nothing() {
    let cache = Cache::in_memory(ACCOUNT);
    let before = list(&cache, &["INBOX", "Work"]);
    cache.expect_names(&named(&[(before[1], "Job")])).unwrap();
    assert_eq!(list(&cache, &["INBOX", "Work"]), before);
    // Somebody else made a mailbox of the name that ours did not get.
    let both = list(&cache, &["INBOX", "Work", "Job"]);
    assert_eq!(both[..2], before);
    assert!(!before.contains(&both[2]));
}

#[test]
fn a_mailbox_made_by_an_order_has_the_id_that_it_was_promised() {
    let new = MailboxId::planned(EntryId(5));
    let cache = Cache::in_memory(ACCOUNT);
    let inbox = list(&cache, &["INBOX"])[0];
    cache.expect_names(&named(&[(new, "New")])).unwrap();
    assert_eq!(list(&cache, &["INBOX", "New"]), [inbox, new]);
    let other = list(&cache, &["INBOX", "New", "Other"])[2];
    assert!(!other.is_planned(), "the count of ids goes on where it was");
}

#[test]
fn after_a_crash_the_journal_says_who_is_who() {
    let dir = tempfile::tempdir().unwrap();
    let cache = open(dir.path());
    let before = list(&cache, &["INBOX", "Work"]);
    let keys = add(&cache, before[1], &[1, 2]);
    cache.close();
    drop(cache);
    let new = MailboxId::planned(EntryId(5));
    let promises = [in_flight(named(&[(before[1], "Job")])), in_flight(named(&[(new, "New")]))];
    let (cache, _) = Cache::open(dir.path(), ACCOUNT, &promises).unwrap();
    assert_eq!(list(&cache, &["INBOX", "Job", "New"]), [before[0], before[1], new]);
    assert_eq!(sorted(&cache, before[1]), keys);
    let other = list(&cache, &["INBOX", "Job", "New", "Other"])[3];
    assert!(!other.is_planned());
}

#[test]
fn what_was_not_known_when_a_mailbox_was_being_made_looks_new_whatever_the_cache_has_lost() {
    let dir = tempfile::tempdir().unwrap();
    let (mailbox, newest) = (MailboxId::planned(EntryId(5)), MailboxId(7));
    let mut promise = in_flight(named(&[(mailbox, "New")]));
    let making = Step::Making { mailbox, name: WireName("New".into()), newest };
    promise.entry.state = State::InFlight(making);
    let (cache, _) = Cache::open(dir.path(), ACCOUNT, &[promise]).unwrap();
    let ids = list(&cache, &["INBOX", "Newer"]);
    assert!(ids.iter().all(|id| *id > newest && !id.is_planned()), "{ids:?}");
    assert_eq!(list(&cache, &["INBOX", "Newer", "New"])[2], mailbox);
}

#[test]
fn whether_a_mailbox_is_subscribed_to_is_kept_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let told = [None, Some(true), Some(false)];
    let listing = told.iter().zip(["INBOX", "a", "b"]);
    let found: Vec<Found> =
        listing.map(|(&subscribed, name)| Found { subscribed, ..found(name) }).collect();
    open(dir.path()).list_mailboxes(&found).unwrap();
    let kept = open(dir.path()).mailboxes().unwrap();
    let kept: Vec<_> = kept.iter().map(|one| one.mailbox.subscribed).collect();
    assert_eq!(kept, told);
}
