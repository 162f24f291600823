//! Copies, and messages for another account.

use crate::app::drag::Message as Drag;
use crate::app::keys::{Key, Mods};
use crate::app::notice::Text;
use crate::app::overlay::{Message as Over, Overlay};
use crate::app::testkit::*;
use crate::app::{Message, Place};
use crate::model::action::Action;
use crate::model::event::{Event, Fact, Source};
use crate::model::fault::{Fault, FaultKind, Place as Where};
use crate::model::ids::{AccountId, MailboxId};
use crate::model::journal::State;
use crate::model::mailbox::Role;

const THEIRS: AccountId = AccountId(2);
const BOX: MailboxId = MailboxId(17);

/// A second account with one mailbox.
fn with_two_accounts() -> (Kit, Place) {
    let mut kit = Kit::with_mail(4);
    let demo = crate::app::accounts::Message::DemoStarted(Ok(account(2).into()));
    kit.update(Message::Accounts(demo));
    let mailboxes = vec![mailbox(BOX, &["Box"], Some(Role::Inbox))];
    let fact = Fact::MailboxesListed { mailboxes, source: Source::Cache };
    kit.update(Message::Engine(vec![Event { account: THEIRS, fact }]));
    kit.update(Message::Folders(crate::app::folders::Message::Chosen(place(INBOX))));
    (kit, Place { account: THEIRS, mailbox: BOX })
}

#[test]
fn a_carry_with_the_key_for_copies_held_leaves_the_messages_where_they_are() {
    let mut kit = Kit::with_mail(4);
    kit.press(2, Mods::NONE);
    kit.move_to(380.0, 110.0);
    kit.drag(Drag::Entered(place(HOUSE)));
    kit.drag(Drag::CopyHeld(true));
    let effects = kit.drag(Drag::Released);
    let [entry] = &orders(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(entry.action, Action::Copy { keys: keys(&[2]), from: INBOX, to: HOUSE });
    assert!(matches!(entry.state, State::Held { .. }), "it can be taken back");
    assert_eq!(kit.shown(), [4, 3, 2, 1]);
    assert_eq!(kit.state.counts(place(HOUSE)).total, 0);

    // The key was let go: the next carry moves.
    kit.drag(Drag::CopyHeld(false));
    let effects = kit.carry(3, HOUSE);
    assert!(matches!(orders(&effects)[0].action, Action::Move { .. }));
}

#[test]
fn a_carry_to_another_account_brings_the_messages_there() {
    let (mut kit, theirs) = with_two_accounts();
    kit.press(2, Mods::NONE);
    kit.move_to(380.0, 110.0);
    kit.drag(Drag::Entered(theirs));
    let effects = kit.drag(Drag::Released);
    let [entry] = &orders(&effects)[..] else { panic!("{effects:?}") };
    let expected =
        Action::Across { keys: keys(&[2]), from: INBOX, account: THEIRS, to: BOX, keep: false };
    assert_eq!((entry.account, &entry.action), (ME, &expected));
    assert_eq!(kit.shown(), [4, 3, 1], "in the same turn");
    let id = entry.id.0;
    kit.journalled(id);
    kit.key_with(Key::Char('z'), Mods::CTRL);
    assert_eq!(kit.shown(), [4, 3, 2, 1], "taken back");
}

#[test]
fn what_was_brought_stays_away_and_what_was_refused_comes_back() {
    for (state, expected) in
        [(State::Refused(refusal()), vec![4, 3, 2, 1]), (State::Settled, vec![4, 3, 1])]
    {
        let (mut kit, theirs) = with_two_accounts();
        kit.press(2, Mods::NONE);
        kit.move_to(380.0, 110.0);
        kit.drag(Drag::Entered(theirs));
        let effects = kit.drag(Drag::Released);
        let id = orders(&effects)[0].id.0;
        kit.journalled(id);
        if state == State::Settled {
            kit.tell(Fact::Vanished { mailbox: INBOX, keys: keys(&[2]) });
        }
        kit.entry_changed(id, state.clone());
        assert_eq!(kit.shown(), expected, "{state:?}");
    }
}

#[test]
fn the_picker_for_copies_offers_other_accounts_behind_its_own_mailboxes() {
    let (mut kit, theirs) = with_two_accounts();
    kit.click(3);
    kit.key_with(Key::Char('V'), Mods::SHIFT);
    let Overlay::Picker(picker) = &kit.state.overlay else { panic!("no picker") };
    assert!(picker.copy);
    let places: Vec<Place> = picker.matches.iter().map(|found| found.place).collect();
    assert_eq!(places.last(), Some(&theirs));
    assert!(places.iter().filter(|place| place.account == ME).count() > 2);
    kit.update(Message::Overlay(Over::FilterEdited("bo".to_owned())));
    let effects = kit.key(Key::Enter);
    let expected =
        Action::Across { keys: keys(&[3]), from: INBOX, account: THEIRS, to: BOX, keep: true };
    assert_eq!(orders(&effects)[0].action, expected);
    assert_eq!(kit.shown(), [4, 3, 2, 1]);
}

fn said(kit: &Kit) -> Option<Text> {
    kit.state.notices.current.as_ref().map(|notice| notice.text.clone())
}

#[test]
fn a_copy_that_is_there_is_taken_away_again() {
    let mut kit = Kit::with_mail(2);
    kit.drag(Drag::CopyHeld(true));
    let effects = kit.carry(2, HOUSE);
    let order = orders(&effects)[0].id;
    kit.journalled(order.0);
    kit.entry_changed(order.0, State::Settled);
    let [undo] = &orders(&kit.letter('z'))[..] else { panic!("nothing was ordered") };
    let expected = Action::Retract { order, from: HOUSE, back: None, count: 1 };
    assert_eq!((undo.account, &undo.action), (ME, &expected));
    assert!(matches!(undo.state, State::Held { .. }));
    kit.journalled(undo.id.0);
    assert_eq!(said(&kit), Some(Text::Undone { count: 1 }));
    assert_eq!(kit.shown(), [2, 1]);
    // The server's answer is told like any other.
    kit.entry_changed(undo.id.0, State::Refused(refusal()));
    assert!(matches!(said(&kit), Some(Text::Refused { count: 1, .. })), "{:?}", said(&kit));
}

#[test]
fn where_nobody_knows_which_copies_they_are_it_is_said_at_once() {
    let mut kit = Kit::with_mail(2);
    kit.drag(Drag::CopyHeld(true));
    let effects = kit.carry(2, HOUSE);
    kit.entry_changed(orders(&effects)[0].id.0, State::Settled);
    let undo = orders(&kit.letter('z'))[0].id;
    let unknown = Fault::new(FaultKind::Gone, Where::Message, "nobody knows");
    kit.tell(Fact::JournalFailed(undo, unknown));
    assert_eq!(said(&kit), Some(Text::IsThere));
    assert!(kit.state.orders().is_empty());
}

#[test]
fn what_was_brought_to_another_account_is_brought_back_by_that_account() {
    for keep in [false, true] {
        let (mut kit, theirs) = with_two_accounts();
        kit.press(2, Mods::NONE);
        kit.move_to(380.0, 110.0);
        kit.drag(Drag::Entered(theirs));
        kit.drag(Drag::CopyHeld(keep));
        let effects = kit.drag(Drag::Released);
        let order = orders(&effects)[0].id;
        if !keep {
            kit.tell(Fact::Vanished { mailbox: INBOX, keys: keys(&[2]) });
        }
        kit.entry_changed(order.0, State::Settled);
        let [undo] = &orders(&kit.letter('z'))[..] else { panic!("nothing was ordered") };
        let back = (!keep).then_some((ME, INBOX));
        let expected = Action::Retract { order, from: BOX, back, count: 1 };
        assert_eq!((undo.account, &undo.action), (THEIRS, &expected));
    }
}

#[test]
fn a_copy_that_could_not_be_stopped_in_time_is_taken_away_when_it_is_there() {
    let mut kit = Kit::with_mail(2);
    kit.drag(Drag::CopyHeld(true));
    let order = orders(&kit.carry(2, HOUSE))[0].id;
    kit.journalled(order.0);
    let asked = asks(&kit.letter('z'));
    assert!(asked.contains(&crate::model::request::Ask::Cancel(order)), "{asked:?}");
    let [undo] = &orders(&kit.tell(Fact::CancelledTooLate(order)))[..] else { panic!() };
    let expected = Action::Retract { order, from: HOUSE, back: None, count: 1 };
    assert_eq!(undo.action, expected);
    assert!(!kit.state.can_undo(), "it is not undone twice");
}
