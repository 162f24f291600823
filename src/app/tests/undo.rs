//! Taking back, in time and too late.

use crate::app::Message;
use crate::app::keys::{Key, Mods};
use crate::app::notice::{self, Text};
use crate::app::testkit::*;
use crate::model::action::Action;
use crate::model::event::Fact;
use crate::model::flags::Flags;
use crate::model::ids::EntryId;
use crate::model::journal::{State, Step};
use crate::model::request::Ask;

fn said(kit: &Kit) -> Option<&Text> {
    kit.state.notices.current.as_ref().map(|notice| &notice.text)
}

fn undo(kit: &mut Kit) -> Vec<crate::app::Effect> {
    kit.key_with(Key::Char('z'), Mods::CTRL)
}

#[test]
fn while_it_is_held_undo_cancels_it_and_the_rows_are_home_and_chosen_at_once() {
    let mut kit = Kit::with_mail(4);
    kit.click(2);
    kit.click_with(3, Mods::SHIFT);
    kit.letter('e');
    kit.journalled(100);
    let effects = kit.update(Message::Notice(notice::Message::Pressed));
    assert!(asks(&effects).contains(&Ask::Cancel(EntryId(100))));
    assert_eq!((kit.shown(), kit.chosen()), (vec![4, 3, 2, 1], vec![2, 3]));
    kit.entry_changed(100, State::Cancelled);
    assert_eq!(said(&kit), Some(&Text::Undone { count: 2 }));
    assert_eq!(kit.shown(), [4, 3, 2, 1]);
    assert!(!kit.state.can_undo());
}

#[test]
fn too_late_to_cancel_the_inverse_is_ordered_and_nothing_flickers() {
    let mut kit = Kit::with_mail(3);
    kit.click(2);
    kit.letter('e');
    undo(&mut kit);
    for fact in [
        Fact::EntryChanged(EntryId(100), State::InFlight(Step::Repeatable)),
        Fact::Moved { from: INBOX, to: ARCHIVE, keys: keys(&[2]) },
        Fact::EntryChanged(EntryId(100), State::Settled),
    ] {
        kit.tell(fact);
        assert_eq!(kit.shown(), [3, 2, 1]);
    }
    let entries = orders(&kit.tell(Fact::CancelledTooLate(EntryId(100))));
    assert_eq!(entries[0].action, Action::Move { keys: keys(&[2]), from: ARCHIVE, to: INBOX });
    assert_eq!(kit.shown(), [3, 2, 1]);
    kit.journalled(101);
    assert_eq!(said(&kit), Some(&Text::Undone { count: 1 }));
}

#[test]
fn what_the_server_holds_is_undone_by_its_inverse_later_and_step_by_step() {
    let mut kit = Kit::with_mail(3);
    kit.click(2);
    kit.letter('s');
    kit.letter('e');
    for fact in [
        Fact::EntryChanged(EntryId(100), State::Settled),
        Fact::Moved { from: INBOX, to: ARCHIVE, keys: keys(&[2]) },
        Fact::EntryChanged(EntryId(101), State::Settled),
    ] {
        kit.tell(fact);
    }
    let entries = orders(&undo(&mut kit));
    assert_eq!(entries[0].action, Action::Move { keys: keys(&[2]), from: ARCHIVE, to: INBOX });
    assert_eq!((kit.shown(), kit.chosen()), (vec![3, 2, 1], vec![2]));
    let entries = orders(&undo(&mut kit));
    let unstar = Action::Flag { keys: keys(&[2]), add: Flags::NONE, remove: Flags::FLAGGED };
    assert_eq!(entries[0].action, unstar);
    assert_eq!(orders(&undo(&mut kit)), []);
    assert_eq!(said(&kit), Some(&Text::NothingToUndo));
}

#[test]
fn what_is_on_the_wire_is_undone_by_its_inverse() {
    let mut kit = Kit::with_mail(3);
    kit.click(2);
    kit.letter('e');
    kit.entry_changed(100, State::InFlight(Step::Repeatable));
    let effects = undo(&mut kit);
    assert_eq!(orders(&effects).len(), 1);
    assert!(!asks(&effects).contains(&Ask::Cancel(EntryId(100))));
    assert_eq!(kit.shown(), [3, 2, 1]);
}

#[test]
fn a_deletion_for_good_can_be_taken_back_only_while_it_is_held() {
    let mut kit = Kit::with_mail(2);
    kit.click(2);
    kit.key_with(Key::Delete, Mods::SHIFT);
    kit.key(Key::Enter);
    assert!(asks(&undo(&mut kit)).contains(&Ask::Cancel(EntryId(100))));
    assert_eq!(kit.shown(), [2, 1]);
    kit.tell(Fact::CancelledTooLate(EntryId(100)));
    assert_eq!((kit.shown(), said(&kit)), (vec![1], Some(&Text::TooLate)));

    let mut kit = Kit::with_mail(2);
    kit.click(2);
    kit.key_with(Key::Delete, Mods::SHIFT);
    kit.key(Key::Enter);
    kit.entry_changed(100, State::InFlight(Step::Repeatable));
    undo(&mut kit);
    assert_eq!((kit.shown(), said(&kit)), (vec![1], Some(&Text::TooLate)));
}

#[test]
fn a_refused_order_cannot_be_undone() {
    let mut kit = Kit::with_mail(2);
    kit.click(2);
    kit.letter('e');
    kit.entry_changed(100, State::Refused(refusal()));
    assert_eq!(orders(&undo(&mut kit)), []);
    assert_eq!(kit.shown(), [2, 1]);
}

#[test]
fn a_message_read_by_staying_open_is_not_something_to_undo() {
    let mut kit = Kit::with_mail(2);
    kit.click(2);
    let timers = kit.load(2, 0);
    assert_eq!(orders(&kit.ring(&timers)).len(), 1);
    assert!(!kit.state.can_undo());
}

#[test]
fn what_an_earlier_run_left_in_doubt_is_told_and_can_be_given_up() {
    let mut kit = Kit::with_mail(3);
    let entry = crate::model::journal::Entry {
        id: EntryId(7),
        account: ME,
        action: Action::Move { keys: keys(&[2]), from: INBOX, to: ARCHIVE },
        at: 0,
        state: State::Doubtful(lost()),
    };
    kit.tell(Fact::JournalOpened(vec![entry]));
    assert_eq!(kit.shown(), [3, 1]);
    assert!(matches!(said(&kit), Some(Text::Doubtful { count: 1, .. })));
    let effects = kit.update(Message::Notice(notice::Message::Pressed));
    assert!(asks(&effects).contains(&Ask::Cancel(EntryId(7))));
    assert_eq!(kit.shown(), [3, 2, 1]);
    kit.entry_changed(7, State::Cancelled);
    assert_eq!(kit.shown(), [3, 2, 1]);
}
