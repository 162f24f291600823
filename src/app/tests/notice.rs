//! What is said, when, and for how long.

use crate::app::notice::{Button, Message as Notice, Text, What};
use crate::app::overlay::Overlay;
use crate::app::testkit::*;
use crate::app::{Effect, Message};
use crate::model::event::Fact;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::EntryId;
use crate::model::journal::State;

fn said(kit: &Kit) -> Option<&Text> {
    kit.state.notices.current.as_ref().map(|notice| &notice.text)
}

#[test]
fn it_is_said_only_when_the_order_is_on_disk_and_it_goes_by_itself() {
    let mut kit = Kit::with_mail(3);
    kit.carry(2, HOUSE);
    assert_eq!(said(&kit), None);
    let timer = kit.journalled(100);
    let notice = kit.state.notices.current.clone().unwrap();
    assert_eq!(notice.text, Text::Moved { count: 1, to: "House".into() });
    assert_eq!(notice.button, Some(Button::Undo(ME, EntryId(100))));
    kit.ring(&timer);
    assert_eq!(said(&kit), None);
}

#[test]
fn what_could_not_be_written_was_not_done_and_that_is_said() {
    let mut kit = Kit::with_mail(3);
    kit.carry(2, HOUSE);
    kit.tell(Fact::JournalFailed(EntryId(100), refusal()));
    assert_eq!(kit.shown(), [3, 2, 1]);
    let text = Text::NotWritten { what: What::Move, count: 1, fault: refusal() };
    assert_eq!(said(&kit), Some(&text));
    kit.journalled(100);
    assert_eq!(said(&kit), Some(&text));
}

#[test]
fn refused_the_rows_come_home_and_the_notice_says_why() {
    let mut kit = Kit::with_mail(3);
    kit.carry(2, HOUSE);
    kit.journalled(100);
    kit.entry_changed(100, State::Refused(refusal()));
    assert_eq!(kit.shown(), [3, 2, 1]);
    let text = Text::Refused { what: What::Move, count: 1, fault: refusal() };
    assert_eq!(said(&kit), Some(&text));
    kit.update(Message::Notice(Notice::Pressed));
    assert_eq!(kit.state.overlay, Overlay::Details(refusal()));
    assert_eq!(said(&kit), None);
}

#[test]
fn what_cannot_be_known_stays_as_ordered_and_is_said() {
    let mut kit = Kit::with_mail(3);
    kit.carry(2, HOUSE);
    kit.entry_changed(100, State::Doubtful(lost()));
    assert_eq!(kit.shown(), [3, 1]);
    assert!(matches!(said(&kit), Some(Text::Doubtful { what: What::Move, count: 1, .. })));
}

#[test]
fn a_flag_of_a_message_that_is_gone_is_not_spoken_of() {
    let mut kit = Kit::with_mail(3);
    kit.click(2);
    kit.letter('s');
    let gone = Fault::new(FaultKind::Gone, Place::Message, "no such message");
    kit.entry_changed(100, State::Refused(gone));
    assert_eq!(said(&kit), None);
}

#[test]
fn the_newest_notice_replaces_what_is_said_but_a_failure_stays_until_it_was_read() {
    let mut kit = Kit::with_mail(5);
    kit.carry(5, HOUSE);
    kit.carry(4, ARCHIVE);
    kit.carry(3, HOUSE);
    let first = kit.journalled(100);
    let second = kit.journalled(101);
    assert_eq!(said(&kit), Some(&Text::Moved { count: 1, to: "Archive".into() }));
    kit.ring(&first);
    assert!(said(&kit).is_some(), "a timer of an earlier notice");
    kit.ring(&second);
    assert_eq!(said(&kit), None);

    let failure = kit.entry_changed(100, State::Refused(refusal()));
    kit.journalled(102);
    assert!(matches!(said(&kit), Some(Text::Refused { .. })));
    kit.ring(&failure);
    assert_eq!(said(&kit), Some(&Text::Moved { count: 1, to: "House".into() }));
    kit.update(Message::Notice(Notice::Dismissed));
    assert_eq!(said(&kit), None);
}

#[test]
fn many_failures_do_not_pile_up_without_end() {
    let mut kit = Kit::with_mail(40);
    for number in 1..=40 {
        kit.carry(number, HOUSE);
    }
    for id in 100..140 {
        kit.entry_changed(id, State::Refused(refusal()));
    }
    let mut read = 0;
    while kit.state.notices.current.is_some() {
        kit.update(Message::Notice(Notice::Dismissed));
        read += 1;
    }
    assert!((2..=10).contains(&read), "{read}");
}

#[test]
fn a_cache_that_was_rebuilt_is_told() {
    let mut kit = Kit::with_mail(0);
    let effects = kit.tell(Fact::CacheRebuilt);
    assert_eq!(said(&kit), Some(&Text::CacheRebuilt("ana1@example.org".into())));
    assert!(matches!(effects[..], [Effect::After { .. }]));
}
