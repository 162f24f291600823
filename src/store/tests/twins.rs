//! One mail in several mailboxes, as the server tells it: one text for all of them.

use super::plain::body;
use super::*;

const MAIL: u64 = 1_278_455_344_230_334_865;

/// Message 1 in INBOX and, as the same mail, in Work.
fn labelled(cache: &Cache) -> ([MailboxId; 2], [MessageKey; 2]) {
    let [inbox, work] = list(cache, &["INBOX", "Work"])[..] else { panic!() };
    let keys = [inbox, work].map(|at| add(cache, at, &[1, 2])[0]);
    cache.identify(inbox, &[(Uid(1), MAIL), (Uid(77), MAIL)]).unwrap();
    cache.identify(work, &[(Uid(1), MAIL)]).unwrap();
    ([inbox, work], keys)
}

#[test]
fn what_is_kept_of_one_is_kept_of_all_also_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let cache = open(dir.path());
    let ([inbox, work], [here, there]) = labelled(&cache);
    assert_eq!(cache.twins(here).unwrap(), [(work, there)]);
    cache.put_body(there, &body("one text")).unwrap();
    assert_eq!(cache.body(here), Some(body("one text")));
    cache.close();
    drop(cache);
    let cache = open(dir.path());
    assert_eq!(cache.body(here), Some(body("one text")));
    assert_eq!(cache.twins(there).unwrap(), [(inbox, here)]);
    let other = uids(&cache, inbox)[1].1;
    assert_eq!((cache.body(other), cache.twins(other).unwrap()), (None, vec![]));
}

#[test]
fn the_server_s_word_counts_only_where_the_headers_agree() {
    let cache = Cache::in_memory(ACCOUNT);
    let ([inbox, work], [here, _]) = labelled(&cache);
    let other = uids(&cache, work)[1].1;
    cache.identify(work, &[(Uid(2), MAIL), (Uid(1), 5)]).unwrap();
    cache.put_body(other, &body("of another mail")).unwrap();
    assert_eq!((cache.body(here), cache.twins(here).unwrap()), (None, vec![]));
    // Numbers that are none change nothing, nor do mailboxes that nobody knows.
    cache.identify(inbox, &[(Uid(1), 0), (Uid(1), u64::MAX)]).unwrap();
    cache.identify(MailboxId(99), &[(Uid(1), MAIL)]).unwrap();
    cache.identify(work, &[(Uid(1), MAIL)]).unwrap();
    assert_eq!(cache.twins(here).unwrap().len(), 1);
}

#[test]
fn what_is_gone_or_has_become_one_is_a_twin_no_more() {
    let cache = Cache::in_memory(ACCOUNT);
    let ([inbox, work], [here, there]) = labelled(&cache);
    cache.moved(inbox, (work, V1), &[(here, Some(Uid(1)))]).unwrap();
    assert_eq!(keys(&cache, work).len(), 2, "the two became one row");
    assert_eq!((cache.twins(here).unwrap(), cache.twins(there).unwrap()), (vec![], vec![]));
    let cache = Cache::in_memory(ACCOUNT);
    let ([_, work], [here, _]) = labelled(&cache);
    cache.commit(Batch { gone: vec![Uid(1)], ..batch(work) }).unwrap();
    assert_eq!(cache.twins(here).unwrap(), vec![]);
}

#[test]
fn of_a_mail_in_very_many_mailboxes_only_some_places_are_remembered() {
    let cache = Cache::in_memory(ACCOUNT);
    let names: Vec<String> = (0..40).map(|n| format!("Label {n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut last = key(0);
    for mailbox in list(&cache, &names) {
        last = add(&cache, mailbox, &[1])[0];
        cache.identify(mailbox, &[(Uid(1), MAIL)]).unwrap();
    }
    assert_eq!(cache.twins(last).unwrap().len(), 15);
}
