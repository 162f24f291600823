//! What is wished for before it is asked for, and opening what is at hand.

use std::sync::Arc;

use crate::app::reader::{Message as Read, Reader};
use crate::app::testkit::*;
use crate::app::{Effect, Message};
use crate::model::body::{Body, Text, TextKind};
use crate::model::envelope::{self, Envelope};
use crate::model::event::{Fact, Source};
use crate::model::ids::PartId;
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

/// Answers with a message of HTML.
fn html(kit: &mut Kit, number: u64) -> Vec<Effect> {
    let text =
        Text { part: PartId("1".into()), kind: TextKind::Html, text: "<p>".into(), left_out: 0 };
    let body = Body { texts: vec![text], is_designed: true, ..Body::default() };
    let message =
        envelope::Message { mailbox: INBOX, row: row(number), envelope: Envelope::default() };
    let result = Ok(Box::new((message, body)));
    let told = kit.tell(Fact::BodyLoaded { key: key(number), result, source: Source::Server });
    kit.make_pages(told)
}

fn laid(effects: &[Effect]) -> Vec<u64> {
    let key = |effect: &Effect| match effect {
        Effect::LayAhead { key, .. } => Some(key.number()),
        _ => None,
    };
    effects.iter().filter_map(key).collect()
}

#[test]
fn designs_beside_the_open_message_are_laid_out_when_it_is_shown() {
    let mut kit = kit(4);
    kit.click(3);
    let timers = html(&mut kit, 3);
    let waits = kit.ring(&timers);
    assert_eq!(asks(&waits), [], "its own design comes first");
    let (opening, result) = (kit.state.opening(), Ok(Arc::default()));
    kit.update(Message::Reader(Read::Drawn { key: key(3), opening, result }));
    assert_eq!(wishes(&mut kit, &waits), [near(&[2, 4])]);
    assert_eq!(laid(&html(&mut kit, 2)), [2]);
    kit.load(4, 0);
    assert_eq!(laid(&kit.ring(&waits)), [2], "what is there already is laid out where it is not");
}

#[test]
fn what_is_said_of_a_sender_is_kept_with_what_may_be_opened() {
    let mut kit = kit(3);
    kit.click(2);
    let timers = kit.load(2, 0);
    kit.ring(&timers);
    kit.load(1, 0);
    for number in [1, 3] {
        let regard = Box::default();
        kit.tell(Fact::Regarded { key: key(number), regard });
    }
    assert!(kit.state.sender.regard(key(1)).is_some());
    assert!(kit.state.sender.regard(key(3)).is_none());
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
