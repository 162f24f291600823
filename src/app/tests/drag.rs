//! Carrying messages: recorded moves of the pointer.

use crate::app::drag::{Edge, Message as Drag};
use crate::app::effect::{Pane, Scroll};
use crate::app::folders;
use crate::app::keys::{Key, Mods};
use crate::app::testkit::*;
use crate::app::{Effect, Message, list};
use crate::model::action::Action;
use crate::model::journal::State;

#[test]
fn three_messages_are_carried_to_a_mailbox() {
    let mut kit = Kit::with_mail(5);
    kit.click(2);
    kit.click_with(4, Mods::SHIFT);
    kit.press(3, Mods::NONE);
    kit.move_to(405.0, 103.0);
    assert!(kit.state.drag.carry().is_none(), "not six pixels yet");
    kit.move_to(405.0, 104.0);
    let carry = kit.state.drag.carry().unwrap();
    assert_eq!(carry.keys, keys(&[2, 3, 4]));
    kit.drag(Drag::Entered(place(HOUSE)));
    assert_eq!(kit.state.drag.carry().unwrap().target(), Some(place(HOUSE)));

    let effects = kit.drag(Drag::Released);
    assert_eq!(kit.shown(), [5, 1], "in the same turn");
    assert_eq!(kit.state.counts(place(HOUSE)).total, 3);
    let [entry] = &orders(&effects)[..] else { panic!("{effects:?}") };
    let expected = Action::Move { keys: keys(&[2, 3, 4]), from: INBOX, to: HOUSE };
    assert_eq!((&entry.action, &entry.state), (&expected, &State::Held { until: 6_000 }));
    assert!(kit.state.notices.current.is_none(), "nothing is said before it is on disk");
    kit.release(3, Mods::NONE);
    assert_eq!(kit.chosen(), [] as [u64; 0]);
}

#[test]
fn a_row_that_is_not_chosen_is_chosen_by_the_press_and_carried_alone() {
    let mut kit = Kit::with_mail(5);
    kit.click(2);
    let effects = kit.carry(4, ARCHIVE);
    assert_eq!(orders(&effects)[0].action.keys(), keys(&[4]));
    assert_eq!((kit.shown(), kit.chosen()), (vec![5, 3, 2, 1], vec![3]));
}

#[test]
fn mailboxes_that_cannot_take_them_are_told_and_a_drop_there_does_nothing() {
    for to in [INBOX, PROJECTS] {
        let mut kit = Kit::with_mail(3);
        kit.press(2, Mods::NONE);
        kit.move_to(300.0, 100.0);
        kit.drag(Drag::Entered(place(to)));
        let carry = kit.state.drag.carry().unwrap();
        assert_eq!((carry.over.map(|over| over.accepts), carry.target()), (Some(false), None));
        assert_eq!(orders(&kit.drag(Drag::Released)), []);
        assert_eq!(kit.shown(), [3, 2, 1]);
        assert!(kit.state.drag.carry().is_none());
    }
}

#[test]
fn escape_the_edge_of_the_window_and_a_drop_on_nothing_give_it_up() {
    let ends: [fn(&mut Kit) -> Vec<Effect>; 3] = [
        |kit| kit.key(Key::Escape),
        |kit| kit.drag(Drag::LeftWindow),
        |kit| {
            kit.drag(Drag::Left(place(ARCHIVE)));
            kit.drag(Drag::Released)
        },
    ];
    for end in ends {
        let mut kit = Kit::with_mail(3);
        kit.click(1);
        kit.click_with(2, Mods::SHIFT);
        kit.press(2, Mods::NONE);
        kit.move_to(300.0, 100.0);
        kit.drag(Drag::Entered(place(ARCHIVE)));
        let effects = end(&mut kit);
        assert_eq!(orders(&effects), []);
        assert!(kit.state.drag.carry().is_none());
        assert_eq!(orders(&kit.drag(Drag::Released)), []);
        kit.release(2, Mods::NONE);
        assert_eq!((kit.shown(), kit.chosen()), (vec![3, 2, 1], vec![1, 2]));
    }
}

#[test]
fn leaving_one_mailbox_after_entering_the_next_keeps_the_next() {
    let mut kit = Kit::with_mail(3);
    kit.press(2, Mods::NONE);
    kit.move_to(300.0, 100.0);
    kit.drag(Drag::Entered(place(ARCHIVE)));
    kit.drag(Drag::Entered(place(HOUSE)));
    kit.drag(Drag::Left(place(ARCHIVE)));
    assert_eq!(kit.state.drag.carry().unwrap().target(), Some(place(HOUSE)));
}

#[test]
fn a_folded_mailbox_opens_under_a_resting_pointer_and_folds_again_afterwards() {
    let mut kit = Kit::with_mail(3);
    kit.update(Message::Folders(folders::Message::Toggled(place(PROJECTS))));
    assert!(kit.state.folders.folder(place(HOUSE)).is_none());
    kit.press(2, Mods::NONE);
    kit.move_to(300.0, 100.0);
    let resting = kit.drag(Drag::Entered(place(PROJECTS)));
    assert!(matches!(resting[..], [Effect::After { ms: 800, .. }]));
    kit.ring(&resting);
    assert!(kit.state.folders.folder(place(HOUSE)).is_some());
    kit.drag(Drag::Entered(place(HOUSE)));
    assert_eq!(orders(&kit.drag(Drag::Released)).len(), 1);
    assert!(kit.state.folders.folder(place(HOUSE)).is_none());
}

#[test]
fn a_folded_mailbox_stays_folded_when_the_pointer_went_on() {
    let mut kit = Kit::with_mail(3);
    kit.update(Message::Folders(folders::Message::Toggled(place(PROJECTS))));
    kit.press(2, Mods::NONE);
    kit.move_to(300.0, 100.0);
    let resting = kit.drag(Drag::Entered(place(PROJECTS)));
    kit.drag(Drag::Left(place(PROJECTS)));
    kit.ring(&resting);
    assert!(kit.state.folders.is_folded(place(PROJECTS)));
    kit.key(Key::Escape);
    kit.press(2, Mods::NONE);
    kit.move_to(300.0, 100.0);
    kit.drag(Drag::Entered(place(PROJECTS)));
    kit.ring(&resting);
    assert!(kit.state.folders.is_folded(place(PROJECTS)), "a timer of an earlier carry");
}

#[test]
fn near_an_edge_the_sidebar_scrolls_until_the_pointer_leaves_it() {
    let mut kit = Kit::with_mail(3);
    kit.press(2, Mods::NONE);
    kit.move_to(300.0, 100.0);
    let lower = |effects: &[Effect]| {
        effects.contains(&Effect::Scroll { pane: Pane::Folders, by: Scroll::Lines(1) })
    };
    let mut ticks = kit.drag(Drag::EdgeNeared(Some(Edge::Lower)));
    for _ in 0..3 {
        assert!(lower(&ticks));
        ticks = kit.ring(&ticks);
    }
    assert_eq!(kit.drag(Drag::EdgeNeared(None)), []);
    assert_eq!(kit.drag(Drag::EdgeNeared(Some(Edge::Lower))), [], "one tick is on its way");
    let next = kit.ring(&ticks);
    assert!(lower(&next));
    kit.drag(Drag::Released);
    assert_eq!(kit.ring(&next), []);
}

#[test]
fn rows_that_leave_during_a_carry_are_not_moved() {
    let mut kit = Kit::with_mail(3);
    kit.click(1);
    kit.click_with(2, Mods::SHIFT);
    kit.press(2, Mods::NONE);
    kit.move_to(300.0, 100.0);
    kit.tell(crate::model::event::Fact::Vanished { mailbox: INBOX, keys: keys(&[1]) });
    kit.drag(Drag::Entered(place(ARCHIVE)));
    let effects = kit.drag(Drag::Released);
    assert_eq!(orders(&effects)[0].action.keys(), keys(&[2]));
}

#[test]
fn a_mailbox_entered_before_the_carry_began_is_its_target() {
    let mut kit = Kit::with_mail(3);
    kit.press(2, Mods::NONE);
    kit.drag(Drag::Entered(place(ARCHIVE)));
    kit.move_to(40.0, 90.0);
    assert_eq!(kit.state.drag.carry().unwrap().target(), Some(place(ARCHIVE)));
    assert_eq!(orders(&kit.drag(Drag::Released)).len(), 1);

    kit.press(3, Mods::NONE);
    kit.drag(Drag::Left(place(ARCHIVE)));
    kit.move_to(40.0, 500.0);
    assert_eq!(kit.state.drag.carry().unwrap().target(), None);
}

#[test]
fn a_press_that_ends_on_its_row_is_over_even_if_the_raw_release_was_missed() {
    let mut kit = Kit::with_mail(3);
    kit.press(2, Mods::NONE);
    kit.update(Message::List(list::Message::Released { key: key(2), mods: Mods::NONE }));
    kit.move_to(40.0, 90.0);
    assert!(kit.state.drag.carry().is_none());
}
