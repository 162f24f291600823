//! Recently removed: what left the server is listed, put back, forgotten, and touched by no other
//! order.

use crate::app::folders::{self, Line};
use crate::app::keys::Key;
use crate::app::overlay::{self, Overlay, Question};
use crate::app::removed::Kept;
use crate::app::testkit::*;
use crate::app::{Effect, Message};
use crate::model::action::Action;
use crate::model::body::Body;
use crate::model::envelope::{self, Envelope};
use crate::model::event::{Fact, Source};
use crate::model::ids::{EntryId, MailboxId};
use crate::model::journal::State;
use crate::model::removed::{Removed, Why};
use crate::model::request::Ask;

const REMOVED: MailboxId = MailboxId::REMOVED;

/// These leave INBOX at these times.
fn leave(kit: &mut Kit, left: &[(u64, i64)]) {
    let keys: Vec<_> = left.iter().map(|(number, _)| key(*number)).collect();
    kit.tell(Fact::Vanished { mailbox: INBOX, keys });
    let name = "INBOX".to_owned();
    let each = left.iter().map(|&(number, at)| Removed {
        row: row(number),
        at,
        from: INBOX,
        name: name.clone(),
        why: Why::Expunged,
    });
    kit.tell(Fact::Removed(each.collect()));
}

fn show(kit: &mut Kit) -> Vec<Effect> {
    kit.update(Message::Folders(folders::Message::Chosen(place(REMOVED))))
}

/// The engine answers with a body of which nothing is attached.
fn read(kit: &mut Kit, number: u64) {
    let text = Body { attachments: vec![], ..body(0) };
    let (row, envelope) = (row(number), Envelope::default());
    let loaded = Box::new((envelope::Message { mailbox: REMOVED, row, envelope }, text));
    let (result, source) = (Ok(loaded), Source::Cache);
    let effects = kit.tell(Fact::BodyLoaded { key: key(number), result, source });
    kit.make_pages(effects);
}

fn last_line(kit: &Kit) -> MailboxId {
    match kit.state.folders.lines.last() {
        Some(Line::Mailbox(folder)) => folder.place.mailbox,
        _ => panic!("no mailbox"),
    }
}

#[test]
fn they_stand_below_the_mailboxes_while_there_are_any_the_newest_on_top() {
    let mut kit = Kit::with_mail(5);
    assert_ne!(last_line(&kit), REMOVED);
    leave(&mut kit, &[(4, 1_000), (2, 2_000)]);
    assert_eq!(last_line(&kit), REMOVED);
    assert_eq!((kit.shown(), kit.state.counts(place(REMOVED)).total), (vec![5, 3, 1], 2));
    assert!(asks(&show(&mut kit)).is_empty(), "the server has no such mailbox");
    assert_eq!(kit.shown(), [2, 4]);
    // One turns up again, the other one is forgotten.
    kit.arrive(ARCHIVE, vec![row(2)]);
    assert_eq!(kit.shown(), [4]);
    assert!(kit.state.departure(key(2)).is_none());
    kit.tell(Fact::MailboxesListed { mailboxes: mailboxes(), source: Source::Server });
    assert_eq!(kit.shown(), [4], "a new list of mailboxes does not touch it");
    kit.update(Message::Folders(folders::Message::Chosen(place(INBOX))));
    kit.tell(Fact::Vanished { mailbox: REMOVED, keys: keys(&[4]) });
    assert_ne!(last_line(&kit), REMOVED);
}

#[test]
fn one_whose_text_is_kept_is_put_back_and_comes_home_when_the_server_refuses() {
    let mut kit = Kit::with_mail(3);
    leave(&mut kit, &[(2, 1_000), (3, 2_000)]);
    show(&mut kit);
    kit.click(3);
    kit.load(3, 0);
    assert_eq!((kit.state.kept(), kit.state.can_put_back()), (Some(Kept::Parts), false));
    assert!(asks(&kit.letter('b')).is_empty(), "its attachment is not kept");

    kit.key(Key::Escape);
    kit.key(Key::Escape);
    kit.click(2);
    read(&mut kit, 2);
    assert_eq!((kit.state.kept(), kit.state.can_put_back()), (Some(Kept::Text), true));
    let effects = kit.letter('b');
    let action = Action::PutBack { keys: keys(&[2]), to: INBOX };
    let ordered = orders(&effects).pop().map(|entry| entry.action);
    assert_eq!(ordered, Some(action));
    assert_eq!(kit.shown(), [3]);
    kit.entry_changed(100, State::Refused(refusal()));
    assert_eq!(kit.shown(), [3, 2]);
}

#[test]
fn no_order_about_mail_reaches_them() {
    let mut kit = Kit::with_mail(3);
    leave(&mut kit, &[(2, 1_000), (3, 900)]);
    show(&mut kit);
    kit.click(2);
    for letter in ['s', 'm', 'e', 'v'] {
        let effects = kit.letter(letter);
        assert!(asks(&effects).iter().all(|ask| !matches!(ask, Ask::Do(_))), "{letter}");
        assert_eq!(kit.state.overlay, Overlay::None, "{letter}");
    }
    kit.carry(2, ARCHIVE);
    let effects = kit.drag(crate::app::drag::Message::Released);
    assert!(asks(&effects).iter().all(|ask| !matches!(ask, Ask::Do(_))));
    assert_eq!(kit.shown(), [2, 3]);
}

#[test]
fn forgetting_asks_first() {
    let mut kit = Kit::with_mail(3);
    leave(&mut kit, &[(2, 1_000), (3, 900)]);
    show(&mut kit);
    kit.click(2);
    kit.key(Key::Delete);
    let question = Question::Forget { from: place(REMOVED), keys: keys(&[2]) };
    assert_eq!(kit.state.overlay, Overlay::Question(question));
    assert_eq!(asks(&kit.update(Message::Overlay(overlay::Message::Closed))), []);
    kit.key(Key::Delete);
    let effects = kit.update(Message::Overlay(overlay::Message::Confirmed));
    assert!(asks(&effects).contains(&Ask::Forget(keys(&[2]))));
    kit.tell(Fact::Vanished { mailbox: REMOVED, keys: keys(&[2]) });
    assert_eq!(kit.shown(), [3]);
}

#[test]
fn an_order_that_was_on_its_way_when_the_message_left_is_over_when_it_settles() {
    let mut kit = Kit::with_mail(3);
    kit.click(2);
    kit.key(Key::Delete);
    leave(&mut kit, &[(2, 1_000)]);
    show(&mut kit);
    kit.entry_changed(100, State::Settled);
    assert_eq!(kit.shown(), [2]);
    assert_eq!(kit.state.held(ME).unwrap().mail.entry(EntryId(100)), None);
}
