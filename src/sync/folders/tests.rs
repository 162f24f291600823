//! What goes before what, and what names show of a server, as tables.

use super::*;
use crate::model::flags::Flags;
use crate::model::ids::{AccountId, MessageKey};
use crate::model::mailbox::Mailbox;

const A: MailboxId = MailboxId(1);
const B: MailboxId = MailboxId(2);
const NEW: MailboxId = MailboxId(9);

fn seat(name: &str) -> Seat {
    Seat { inside: None, name: name.into() }
}

fn create() -> Action {
    Action::Mailbox(MailboxOrder::Create { mailbox: NEW, seat: seat("New") })
}

fn delete(mailbox: MailboxId, below: Vec<MailboxId>) -> Action {
    Action::Mailbox(MailboxOrder::Delete { mailbox, seat: seat("?"), messages: 0, below })
}

fn rename(mailbox: MailboxId) -> Action {
    Action::Mailbox(MailboxOrder::Rename { mailbox, from: seat("a"), to: seat("b") })
}

fn moving(from: MailboxId, to: MailboxId) -> Action {
    Action::Move { keys: vec![MessageKey::new(AccountId(1), 1)], from, to }
}

fn mark() -> Action {
    let keys = vec![MessageKey::new(AccountId(1), 1)];
    Action::Flag { keys, add: Flags::SEEN, remove: Flags::NONE }
}

#[test]
fn a_mailbox_is_made_before_it_is_filled_and_deleted_after_it_is_emptied() {
    for (earlier, later, expected) in [
        (create(), moving(A, NEW), true),
        (create(), moving(A, B), false),
        (create(), rename(A), true),
        (moving(A, B), create(), false),
        (moving(A, B), delete(A, vec![]), true),
        (moving(B, A), delete(A, vec![]), true),
        (moving(B, NEW), delete(A, vec![B]), true),
        (moving(B, NEW), delete(A, vec![]), false),
        (delete(A, vec![B]), moving(NEW, B), true),
        (delete(A, vec![]), rename(B), true),
        (rename(A), moving(A, B), false),
        (mark(), delete(A, vec![]), false),
        (create(), mark(), false),
    ] {
        assert_eq!(goes_before(&earlier, &later), expected, "{earlier:?} {later:?}");
    }
}

fn stored(wire: &str, path: &[&str]) -> Stored {
    let path = path.iter().map(|name| (*name).to_owned()).collect();
    let mailbox = Mailbox {
        id: A,
        path,
        role: None,
        selectable: true,
        total: 0,
        unread: 0,
        subscribed: None,
    };
    Stored { mailbox, wire: WireName(wire.into()) }
}

#[test]
fn what_parts_the_names_is_seen_from_names_that_are_parted() {
    let inbox = || stored("INBOX", &["INBOX"]);
    for (all, expected) in [
        (vec![inbox()], None),
        (vec![inbox(), stored("a.b", &["a.b"])], None),
        (vec![inbox(), stored("Work/House", &["Work", "House"])], Some('/')),
        (vec![inbox(), stored("INBOX.Work", &["INBOX", "Work"])], Some('.')),
        (vec![stored("a-b/c", &["a-b", "c"])], Some('/')),
        (vec![stored("a.b/c.d", &["a.b", "c.d"])], Some('/')),
        (vec![stored("Entw&APw-rfe/x", &["Entwürfe", "x"])], Some('/')),
        (vec![stored("a\\b\\c", &["a", "b", "c"])], Some('\\')),
    ] {
        assert_eq!(separator(all.iter()), expected, "{all:?}");
    }
}

#[test]
fn a_no_without_a_reason_is_asked_twice_and_then_it_is_a_no() {
    let no = || Fault::new(FaultKind::Unavailable, Place::Mailbox, "NO Invalid mailbox name");
    assert_eq!(harden(no(), 0).kind, FaultKind::Unavailable);
    assert_eq!(harden(no(), 1).kind, FaultKind::Refused(Refusal::Cannot));
    let lost = Fault::new(FaultKind::Lost, Place::Connect, "");
    assert_eq!(harden(lost.clone(), 5), lost);
}
