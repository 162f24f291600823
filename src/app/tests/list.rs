//! Choosing rows by pointer and by key.

use crate::app::Message;
use crate::app::keys::{Command, Key, Mods, Step};
use crate::app::list;
use crate::app::testkit::*;
use crate::model::event::Fact;

#[test]
fn a_click_chooses_one_and_a_click_with_ctrl_adds_or_takes_away() {
    let mut kit = Kit::with_mail(5);
    kit.click(3);
    assert_eq!(kit.chosen(), [3]);
    kit.click_with(5, Mods::CTRL);
    kit.click_with(1, Mods::CTRL);
    assert_eq!(kit.chosen(), [1, 3, 5]);
    kit.click_with(3, Mods::CTRL);
    assert_eq!(kit.chosen(), [1, 5]);
    kit.click(2);
    assert_eq!((kit.chosen(), kit.cursor()), (vec![2], Some(2)));
}

#[test]
fn a_click_with_shift_chooses_all_from_the_anchor_each_time_anew() {
    let mut kit = Kit::with_mail(8);
    kit.click(4);
    kit.click_with(7, Mods::SHIFT);
    assert_eq!(kit.chosen(), [4, 5, 6, 7]);
    kit.click_with(3, Mods::SHIFT);
    assert_eq!(kit.chosen(), [3, 4]);
    kit.click_with(7, Mods::CTRL);
    kit.click_with(8, Mods { ctrl: true, shift: true, alt: false });
    assert_eq!(kit.chosen(), [3, 4, 7, 8]);
}

#[test]
fn a_press_on_a_chosen_row_waits_for_the_release_because_a_drag_may_follow() {
    let mut kit = Kit::with_mail(4);
    kit.click(1);
    kit.click_with(3, Mods::SHIFT);
    kit.press(2, Mods::NONE);
    assert_eq!(kit.chosen(), [1, 2, 3]);
    kit.release(2, Mods::NONE);
    assert_eq!(kit.chosen(), [2]);
}

#[test]
fn the_same_holds_when_the_drag_hears_of_the_release_first() {
    let mut kit = Kit::with_mail(4);
    kit.click(1);
    kit.click_with(3, Mods::SHIFT);
    kit.press(2, Mods::NONE);
    kit.drag(crate::app::drag::Message::Released);
    kit.update(Message::List(list::Message::Released { key: key(2), mods: Mods::NONE }));
    assert_eq!(kit.chosen(), [2]);
}

#[test]
fn keys_move_the_cursor_and_shift_extends_from_the_anchor() {
    let mut kit = Kit::with_mail(50);
    kit.update(Message::List(list::Message::Scrolled { first: 0, last: 9 }));
    for (key, expected) in [
        (Key::Down, 50),
        (Key::Down, 49),
        (Key::PageDown, 40),
        (Key::PageUp, 49),
        (Key::Up, 50),
        (Key::Up, 50),
        (Key::End, 1),
        (Key::Down, 1),
        (Key::Home, 50),
        (Key::Char('j'), 49),
        (Key::Char('k'), 50),
    ] {
        kit.key(key);
        assert_eq!((kit.cursor(), kit.chosen()), (Some(expected), vec![expected]), "{key:?}");
    }
    kit.key_with(Key::Down, Mods::SHIFT);
    kit.key_with(Key::Down, Mods::SHIFT);
    assert_eq!(kit.chosen(), [48, 49, 50]);
    kit.key_with(Key::Up, Mods::SHIFT);
    assert_eq!(kit.chosen(), [49, 50]);
    kit.key_with(Key::End, Mods::SHIFT);
    assert_eq!(kit.chosen().len(), 50);
}

#[test]
fn everything_is_chosen_and_then_nothing() {
    let mut kit = Kit::with_mail(5);
    kit.key_with(Key::Char('a'), Mods::CTRL);
    assert_eq!(kit.chosen(), [1, 2, 3, 4, 5]);
    kit.key(Key::Escape);
    assert_eq!(kit.chosen(), [] as [u64; 0]);
}

#[test]
fn rows_that_arrive_are_never_chosen_by_what_was_chosen_before() {
    let mut kit = Kit::with_mail(5);
    kit.order(Command::SelectAll);
    let between = crate::model::envelope::Row { received: 3, ..row(9) };
    kit.arrive(INBOX, vec![row(7), between, row(0)]);
    assert_eq!(kit.shown(), [7, 5, 4, 9, 3, 2, 1, 0]);
    assert_eq!(kit.chosen(), [1, 2, 3, 4, 5]);
}

#[test]
fn the_cursor_and_the_anchor_stay_on_their_rows_when_rows_arrive_above() {
    let mut kit = Kit::with_mail(5);
    kit.click(3);
    kit.arrive(INBOX, vec![row(8), row(9)]);
    assert_eq!((kit.cursor(), kit.chosen()), (Some(3), vec![3]));
    kit.click_with(5, Mods::SHIFT);
    assert_eq!(kit.chosen(), [3, 4, 5]);
}

#[test]
fn when_the_row_with_the_cursor_vanishes_the_next_step_goes_to_its_neighbours() {
    for (step, expected) in [(Step::Next, 2), (Step::Previous, 4)] {
        let mut kit = Kit::with_mail(5);
        kit.click(3);
        kit.tell(Fact::Vanished { mailbox: INBOX, keys: keys(&[3]) });
        assert_eq!(kit.chosen(), [] as [u64; 0]);
        kit.order(Command::Go(step));
        assert_eq!(kit.chosen(), [expected], "{step:?}");
    }
}

#[test]
fn an_empty_list_takes_every_key_in_peace() {
    let mut kit = Kit::with_mail(0);
    for key in [Key::Down, Key::Up, Key::PageDown, Key::Home, Key::End, Key::Enter, Key::Delete] {
        kit.key(key);
        kit.key_with(key, Mods::SHIFT);
    }
    kit.key_with(Key::Char('a'), Mods::CTRL);
    assert_eq!(kit.chosen(), [] as [u64; 0]);
}

#[test]
fn a_hundred_thousand_rows_are_chosen_by_one_key() {
    let mut kit = Kit::with_mail(0);
    for chunk in (0..100_000u64).collect::<Vec<_>>().chunks(4_096) {
        kit.arrive(INBOX, chunk.iter().map(|&number| row(number)).collect());
    }
    kit.key_with(Key::Char('a'), Mods::CTRL);
    assert_eq!(kit.state.list.chosen().len(), 100_000);
}
