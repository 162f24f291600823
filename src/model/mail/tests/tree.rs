//! The tree of mailboxes under orders about mailboxes, as tables.

use super::*;
use crate::model::mailbox::Role;
use crate::model::order::{MailboxOrder, Seat};

const WORK: MailboxId = MailboxId(4);
const HOUSE: MailboxId = MailboxId(5);
const NEW: MailboxId = MailboxId(1 << 31 | 9);

fn at(id: MailboxId, path: &[&str]) -> Mailbox {
    let path = path.iter().map(|name| (*name).to_owned()).collect();
    let role = (id == INBOX).then_some(Role::Inbox);
    Mailbox { id, path, role, selectable: true, total: 2, unread: 1, subscribed: None }
}

fn listed() -> Vec<Mailbox> {
    vec![
        at(INBOX, &["INBOX"]),
        at(ARCHIVE, &["Archive"]),
        at(WORK, &["Work"]),
        at(HOUSE, &["Work", "House"]),
    ]
}

fn planted(mailboxes: Vec<Mailbox>) -> Mail {
    let mut mail = Mail::default();
    mail.apply(Fact::MailboxesListed { mailboxes, source: Source::Server });
    mail
}

fn seat(inside: Option<MailboxId>, name: &str) -> Seat {
    Seat { inside, name: name.into() }
}

fn create(inside: Option<MailboxId>, name: &str) -> MailboxOrder {
    MailboxOrder::Create { mailbox: NEW, seat: seat(inside, name) }
}

fn rename(mailbox: MailboxId, inside: Option<MailboxId>, name: &str) -> MailboxOrder {
    MailboxOrder::Rename { mailbox, from: seat(None, "?"), to: seat(inside, name) }
}

fn delete(mailbox: MailboxId, below: &[MailboxId]) -> MailboxOrder {
    MailboxOrder::Delete { mailbox, seat: seat(None, "?"), messages: 9, below: below.to_vec() }
}

fn paths(mail: &Mail) -> Vec<String> {
    let mut paths: Vec<String> = mail.mailboxes().iter().map(|m| m.path.join("/")).collect();
    paths.sort();
    paths
}

#[test]
fn what_is_ordered_of_mailboxes_is_shown_at_once() {
    let plain = ["Archive", "INBOX", "Work", "Work/House"];
    let cases: [(&[MailboxOrder], &[&str]); 9] = [
        (&[create(None, "Bills")], &["Archive", "Bills", "INBOX", "Work", "Work/House"]),
        (
            &[create(Some(HOUSE), "Roof")],
            &["Archive", "INBOX", "Work", "Work/House", "Work/House/Roof"],
        ),
        (&[rename(WORK, None, "Job")], &["Archive", "INBOX", "Job", "Job/House"]),
        (
            &[rename(WORK, Some(ARCHIVE), "Work")],
            &["Archive", "Archive/Work", "Archive/Work/House", "INBOX"],
        ),
        (&[rename(HOUSE, None, "House")], &["Archive", "House", "INBOX", "Work"]),
        (&[delete(WORK, &[HOUSE])], &["Archive", "INBOX"]),
        (&[rename(WORK, Some(HOUSE), "Work")], &plain),
        (
            &[create(None, "Bills"), rename(WORK, Some(NEW), "Work"), rename(NEW, None, "Money")],
            &["Archive", "INBOX", "Money", "Money/Work", "Money/Work/House"],
        ),
        (&[create(Some(TRASH), "Lost")], &plain),
    ];
    for (orders, expected) in cases {
        let mut mail = planted(listed());
        for (id, order) in (1..).zip(orders) {
            mail.promise(entry(id, Action::Mailbox(order.clone())));
        }
        assert_eq!(paths(&mail), expected, "{orders:?}");
        assert!(mail.take_regrown());
        for (id, order) in (1..).zip(orders) {
            let waits = !matches!(order, MailboxOrder::Delete { .. });
            assert_eq!(mail.is_awaited(order.mailbox()), waits, "{order:?}");
            changed(&mut mail, id, State::Refused(refusal()));
        }
        assert_eq!(paths(&mail), plain, "refused: the tree is as it was");
        assert!(mail.take_regrown() && !mail.take_regrown());
    }
}

#[test]
fn a_mailbox_that_may_not_have_been_made_is_not_shown_until_it_is_tried_again() {
    let mut mail = planted(listed());
    mail.promise(entry(1, Action::Mailbox(create(None, "Bills"))));
    assert!(mail.take_regrown() && mail.is_awaited(NEW));
    let with = paths(&mail);
    changed(&mut mail, 1, State::Doubtful(refusal()));
    assert!(mail.take_regrown() && !mail.is_awaited(NEW));
    assert_eq!(paths(&mail), ["Archive", "INBOX", "Work", "Work/House"]);
    assert_eq!(mail.waiting().doubtful, 1, "and it is told of");
    changed(&mut mail, 1, State::Queued);
    assert!(mail.take_regrown() && mail.is_awaited(NEW));
    assert_eq!(paths(&mail), with);
}

#[test]
fn counts_stay_with_a_mailbox_whatever_it_is_called() {
    let mut mail = planted(listed());
    mail.promise(entry(1, Action::Mailbox(rename(WORK, None, "Job"))));
    mail.apply(Fact::Counted { mailbox: HOUSE, total: 7, unread: 3 });
    assert_eq!(counts(&mail, HOUSE), (7, 3));
    changed(&mut mail, 1, State::Refused(refusal()));
    assert_eq!(counts(&mail, HOUSE), (7, 3));
}

#[test]
fn messages_go_into_a_mailbox_that_the_server_has_not_made_yet() {
    let mut mail = planted(listed());
    mail.apply(arrived(INBOX, vec![row(1, Flags::NONE), row(2, Flags::NONE)]));
    mail.promise(entry(1, Action::Mailbox(create(None, "Bills"))));
    mail.promise(moving(2, &[2], INBOX, NEW));
    mail.refresh();
    assert_eq!((shown(&mut mail, INBOX), shown(&mut mail, NEW)), (vec![1], vec![2]));
    assert_eq!(counts(&mail, NEW), (1, 1));

    let mut with_it = listed();
    with_it.push(at(NEW, &["Bills"]));
    mail.apply(Fact::MailboxesListed { mailboxes: with_it, source: Source::Server });
    changed(&mut mail, 1, State::Settled);
    assert!(!mail.is_awaited(NEW));
    mail.apply(moved(INBOX, NEW, &[2]));
    changed(&mut mail, 2, State::Settled);
    assert_eq!((shown(&mut mail, INBOX), shown(&mut mail, NEW)), (vec![1], vec![2]));
}

#[test]
fn a_list_that_knows_already_what_was_ordered_changes_nothing_to_be_seen() {
    let mut mail = planted(listed());
    mail.promise(entry(1, Action::Mailbox(rename(WORK, None, "Job"))));
    let before = paths(&mail);
    let mut renamed = listed();
    renamed[2].path = vec!["Job".into()];
    renamed[3].path = vec!["Job".into(), "House".into()];
    mail.apply(Fact::MailboxesListed { mailboxes: renamed, source: Source::Server });
    assert_eq!(paths(&mail), before);
    changed(&mut mail, 1, State::Settled);
    assert_eq!(paths(&mail), before);
    assert!(!mail.is_awaited(WORK));
}

#[test]
fn what_is_taken_back_is_gone_before_the_engine_has_said_so() {
    let mut mail = planted(listed());
    mail.promise(entry(1, Action::Mailbox(create(None, "Bills"))));
    assert!(mail.take_back(EntryId(1)));
    assert_eq!(mail.mailboxes().len(), 4);
    assert_eq!(mail.too_late(EntryId(1)), create(None, "Bills").inverse().map(Action::Mailbox));
    assert_eq!(mail.mailboxes().len(), 5);
}

#[test]
fn the_top_level_is_in_the_inbox_where_everything_else_is() {
    assert_eq!(planted(listed()).root(), None);
    assert_eq!(planted(vec![at(INBOX, &["INBOX"])]).root(), None, "nothing shows it");
    let courier = vec![at(INBOX, &["INBOX"]), at(WORK, &["INBOX", "Work"])];
    let mail = planted(courier);
    assert_eq!(mail.root(), Some(INBOX));
    assert_eq!(mail.seat(WORK), Some(seat(Some(INBOX), "Work")));
    let orphan = planted(vec![at(INBOX, &["INBOX"]), at(HOUSE, &["Not listed", "House"])]);
    assert_eq!(orphan.seat(HOUSE), None, "nobody knows what it lies in");
}

#[test]
fn a_tree_of_twenty_thousand_is_replanted_only_when_an_order_is_about_it() {
    let many = (1..=20_000).map(|n| at(MailboxId(n), &[&format!("M{n}")])).collect();
    let mut mail = planted(many);
    mail.apply(arrived(INBOX, vec![row(1, Flags::NONE)]));
    assert!(mail.take_regrown());
    mail.promise(marking(1, &[1]));
    assert!(!mail.take_regrown());
}

#[test]
fn new_mailboxes_of_the_top_level_lie_where_the_server_says() {
    use crate::model::namespace::{Area, Areas, Realm};
    let own = |root: &[&str]| {
        let root = root.iter().map(|name| (*name).to_owned()).collect();
        Areas(vec![Area { realm: Realm::Own, root, begins: false }])
    };
    let all_inside = [at(INBOX, &["INBOX"]), at(WORK, &["INBOX", "Work"])];
    let beside = [at(INBOX, &["INBOX"]), at(WORK, &["INBOX", "Work"]), at(HOUSE, &["Firm"])];
    let elsewhere = [at(INBOX, &["INBOX"]), at(WORK, &["mail", "Work"])];
    let listed_there = [at(INBOX, &["INBOX"]), at(HOUSE, &["mail"]), at(WORK, &["mail", "Work"])];
    for (areas, listed, root, path) in [
        (Areas::default(), &all_inside[..], Some(INBOX), "INBOX/New"),
        (Areas::default(), &beside[..], None, "New"),
        (own(&["INBOX"]), &beside[..], Some(INBOX), "INBOX/New"),
        (own(&["inbox"]), &beside[..], Some(INBOX), "INBOX/New"),
        (own(&[]), &all_inside[..], None, "New"),
        (own(&["mail"]), &elsewhere[..], None, "mail/New"),
        (own(&["mail"]), &listed_there[..], Some(HOUSE), "mail/New"),
    ] {
        let mut mail = Mail::default();
        mail.apply(Fact::Divided(areas.clone()));
        mail.apply(Fact::MailboxesListed { mailboxes: listed.to_vec(), source: Source::Server });
        assert_eq!(mail.root(), root, "{areas:?}");
        let there = mail.path_at(&seat(root, "New")).map(|path| path.join("/"));
        assert_eq!(there.as_deref(), Some(path), "{areas:?}");
        // What hangs there can be hung elsewhere and back again.
        let hangs = mail.seat(WORK).unwrap();
        assert_eq!(mail.path_at(&hangs), mail.mailbox(WORK).map(|work| work.path.clone()));
    }
}

#[test]
fn nothing_is_moved_back_to_a_mailbox_that_is_deleted() {
    let mut mail = planted(listed());
    mail.apply(arrived(INBOX, vec![row(1, Flags::NONE)]));
    let back = Action::Move { keys: keys(&[1]), from: INBOX, to: WORK };
    assert_eq!(mail.still_possible(back.clone()), Some(back.clone()));
    mail.promise(entry(9, Action::Mailbox(delete(WORK, &[HOUSE]))));
    assert_eq!(mail.still_possible(back.clone()), None);
    changed(&mut mail, 9, State::Refused(refusal()));
    assert_eq!(mail.still_possible(back.clone()), Some(back));
}
