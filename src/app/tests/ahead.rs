//! What is wished for before it is asked for, and opening what is at hand.

use crate::app::reader::{Message as Read, Reader};
use crate::app::testkit::*;
use crate::app::{Effect, Message};
use crate::model::event::Fact;
use crate::model::request::{Ask, BodyLimit};

fn kit(count: u64) -> Kit {
    let mut kit = Kit::with_mail(count);
    kit.state.settings.prefetch = true;
    kit.state.settings.mark_read_after = None;
    kit
}

/// Lets the moment of quiet pass; what is wished for.
fn wishes(kit: &mut Kit, timers: &[Effect]) -> Vec<Ask> {
    asks(&kit.ring(timers))
}

fn near(numbers: &[u64]) -> Ask {
    Ask::Ahead { near: keys(numbers), kept: Vec::new() }
}

#[test]
fn when_it_is_quiet_the_messages_below_and_above_are_wished_for_once() {
    let mut kit = kit(5);
    kit.click(3);
    let timers = kit.load(3, 0);
    assert!(matches!(timers[..], [Effect::After { ms: 300, .. }]));
    assert_eq!(wishes(&mut kit, &timers), [near(&[2, 4])]);
    kit.load(2, 0);
    kit.load(4, 0);
    assert_eq!(wishes(&mut kit, &timers), [], "they are here");
    kit.click(1);
    let timers = kit.load(1, 0);
    assert_eq!(wishes(&mut kit, &timers), [], "2 is here, and there is nothing below");
}

#[test]
fn who_moves_on_wishes_for_nothing_beside_what_was_passed() {
    let mut kit = kit(5);
    kit.click(3);
    let timers = kit.load(3, 0);
    kit.click(2);
    assert_eq!(wishes(&mut kit, &timers), []);
    let timers = kit.load(2, 0);
    assert_eq!(wishes(&mut kit, &timers), [near(&[1])], "3 was read");
}

#[test]
fn the_rest_of_a_long_message_comes_first() {
    let mut kit = kit(3);
    kit.click(2);
    let timers = kit.load(2, 7_000);
    kit.update(Message::Reader(Read::WholeAsked));
    let again = kit.ring(&timers);
    assert_eq!(asks(&again), []);
    kit.load(2, 0);
    assert_eq!(wishes(&mut kit, &again), [near(&[1, 3])]);
}

#[test]
fn what_was_told_ahead_opens_in_the_same_turn_and_the_engine_hears_of_it() {
    let mut kit = kit(3);
    kit.click(2);
    let timers = kit.load(2, 0);
    kit.ring(&timers);
    kit.load(1, 0);
    assert_eq!(kit.state.reader.key(), Some(key(2)), "nothing is opened unasked");
    let opened = kit.click(1);
    assert!(matches!(kit.state.reader, Reader::Open(_)));
    assert_eq!(asks(&opened), [Ask::Body { key: key(1), limit: BodyLimit::First }]);
    // The engine's answer changes nothing.
    assert_eq!(kit.answer(1, 0), []);
}

#[test]
fn nobody_looks_at_bodies_that_were_not_wished_for() {
    let mut kit = kit(3);
    kit.click(2);
    assert_eq!(kit.answer(1, 0), []);
    kit.click(1);
    assert!(matches!(kit.state.reader, Reader::Loading(_)));
}

#[test]
fn it_can_be_switched_off() {
    let mut kit = kit(3);
    kit.update(Message::Settings(crate::app::settings::Message::PrefetchChosen(false)));
    kit.click(2);
    assert_eq!(kit.load(2, 0), []);
}

#[test]
fn no_more_than_sixteen_are_kept_and_none_when_keys_are_given_anew() {
    let mut kit = kit(40);
    for number in 1..=20 {
        kit.click(number);
        kit.load(number, 0);
    }
    let is_here = |kit: &mut Kit, number| {
        kit.click(number);
        matches!(kit.state.reader, Reader::Open(_))
    };
    assert!(!is_here(&mut kit, 4));
    assert!(is_here(&mut kit, 5));
    kit.tell(Fact::CacheRebuilt);
    kit.click(30);
    assert!(!is_here(&mut kit, 5));
}
