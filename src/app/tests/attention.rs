//! What was refused or is in doubt: kept in view until it is tried again or given up.

use crate::app::attention::{Message as Attention, Remedy, remedy};
use crate::app::overlay::Overlay;
use crate::app::testkit::*;
use crate::app::{Message, keys::Key, keys::Mods};
use crate::model::action::Action;
use crate::model::event::Fact;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::flags::Flags;
use crate::model::ids::EntryId;
use crate::model::journal::{Entry, State, Step};
use crate::model::link::Link;
use crate::model::request::Ask;

fn standing(kit: &Kit) -> Vec<(u64, Remedy)> {
    kit.state.orders().iter().map(|entry| (entry.id.0, remedy(&entry.state))).collect()
}

fn does(kit: &mut Kit, message: Attention) -> Vec<Ask> {
    asks(&kit.update(Message::Attention(message)))
}

fn moved(id: u64, state: State) -> Entry {
    let action = Action::Move { keys: keys(&[2]), from: INBOX, to: ARCHIVE };
    Entry { id: EntryId(id), account: ME, action, at: 0, state }
}

#[test]
fn what_was_refused_stays_in_the_list_and_is_done_again_when_asked() {
    let mut kit = Kit::with_mail(3);
    kit.carry(2, HOUSE);
    kit.carry(3, HOUSE);
    assert_eq!(standing(&kit), [(100, Remedy::TakeBack), (101, Remedy::TakeBack)]);
    kit.entry_changed(100, State::InFlight(Step::Repeatable));
    kit.entry_changed(101, State::Refused(refusal()));
    assert_eq!(standing(&kit), [(101, Remedy::Decide), (100, Remedy::None)]);
    assert_eq!((kit.shown(), kit.state.needs_attention()), (vec![3, 1], 1));

    let retry = Ask::Retry(EntryId(101));
    assert_eq!(
        does(&mut kit, Attention::RetryAsked(ME, EntryId(101))),
        std::slice::from_ref(&retry)
    );
    assert_eq!((kit.shown(), kit.state.needs_attention()), (vec![1], 0));
    kit.entry_changed(101, State::Queued);
    kit.entry_changed(101, State::Refused(refusal()));
    assert_eq!((kit.shown(), kit.state.needs_attention()), (vec![3, 1], 1));
    assert_eq!(does(&mut kit, Attention::AllRetried), [retry]);
    kit.entry_changed(101, State::Settled);
    assert_eq!(standing(&kit), [(100, Remedy::None)]);
}

#[test]
fn what_is_given_up_is_put_away_for_good() {
    let mut kit = Kit::with_mail(3);
    let doubtful = moved(7, State::Doubtful(lost()));
    let refused = moved(8, State::Refused(refusal()));
    kit.tell(Fact::JournalOpened(vec![doubtful, refused]));
    assert_eq!(standing(&kit), [(7, Remedy::Decide), (8, Remedy::Decide)]);
    assert_eq!((kit.shown(), kit.state.needs_attention()), (vec![3, 1], 2));
    let given_up = [7, 8].map(|id| Ask::Cancel(EntryId(id)));
    let mut asked = does(&mut kit, Attention::AllGivenUp);
    asked.retain(|ask| matches!(ask, Ask::Cancel(_)));
    assert_eq!(asked, given_up);
    kit.entry_changed(7, State::Cancelled);
    kit.entry_changed(8, State::Cancelled);
    assert_eq!((kit.shown(), kit.state.needs_attention()), (vec![3, 2, 1], 0));
    assert_eq!(standing(&kit), []);
}

#[test]
fn flags_of_a_message_that_is_gone_are_nothing_to_speak_of() {
    let mut kit = Kit::with_mail(3);
    kit.click(2);
    kit.letter('s');
    let gone = Fault::new(FaultKind::Gone, Place::Message, "it is gone");
    let effects = kit.entry_changed(100, State::Refused(gone));
    assert!(asks(&effects).contains(&Ask::Cancel(EntryId(100))));
    assert_eq!(kit.state.needs_attention(), 0);
}

#[test]
fn what_waits_is_counted_while_there_is_no_connection() {
    let mut kit = Kit::with_mail(3);
    kit.tell(Fact::Linked(Link::Live));
    kit.carry(2, HOUSE);
    assert_eq!(kit.state.waits_offline(), 0);
    kit.tell(Fact::Linked(Link::Offline { since: 0, fault: lost(), retry_at: 60 }));
    assert_eq!(kit.state.waits_offline(), 1);
    kit.key_with(Key::Char('j'), Mods::CTRL);
    assert_eq!(kit.state.overlay, Overlay::Orders);
    kit.key(Key::Escape);
    assert_eq!(kit.state.overlay, Overlay::None);
}

#[test]
fn orders_of_an_earlier_run_are_undone_as_far_as_the_messages_are_where_they_went() {
    let mut kit = Kit::with_mail(3);
    kit.tell(Fact::CanUndo(vec![
        Entry { action: star(3), ..moved(5, State::Settled) },
        moved(6, State::Settled),
    ]));
    // Message 2 is in the inbox again: somebody else brought it back.
    assert_eq!(orders(&kit.key_with(Key::Char('z'), Mods::CTRL)), []);
    let entries = orders(&kit.key_with(Key::Char('z'), Mods::CTRL));
    assert_eq!(entries[0].action, star(3).inverse().unwrap());
    assert!(!kit.state.can_undo());
}

fn star(number: u64) -> Action {
    Action::Flag { keys: keys(&[number]), add: Flags::FLAGGED, remove: Flags::NONE }
}
