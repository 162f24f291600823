//! The reading pane: openings, their answers, and when a message counts as read.

use std::sync::Arc;
use std::time::Duration;

use crate::app::keys::Mods;
use crate::app::notice::Text;
use crate::app::reader::{Extent, Message as Read, Reader};
use crate::app::testkit::*;
use crate::app::{Effect, Message};
use crate::model::action::Action;
use crate::model::event::{Fact, Source};
use crate::model::flags::Flags;
use crate::model::link::Link;
use crate::model::request::{Ask, BodyLimit};
use crate::render::Page;
use crate::render::xray;

fn body_ask(number: u64, limit: BodyLimit) -> Ask {
    Ask::Body { key: key(number), limit }
}

fn failed(number: u64) -> Fact {
    Fact::BodyLoaded { key: key(number), result: Err(lost()), source: Source::Server }
}

fn extent(kit: &Kit) -> Extent {
    kit.state.reader.opened().unwrap().extent
}

#[test]
fn a_click_asks_for_the_body_and_the_answer_is_shown() {
    let mut kit = Kit::with_mail(3);
    let asked = asks(&kit.click(2));
    assert_eq!(asked, [body_ask(2, BodyLimit::First)]);
    assert!(matches!(kit.state.reader, Reader::Loading(open) if open == key(2)));
    kit.load(2, 0);
    assert_eq!(kit.state.reader.opened().map(|opened| opened.key), Some(key(2)));
    assert_eq!(extent(&kit), Extent::Whole);
}

#[test]
fn answers_to_an_earlier_question_are_not_shown() {
    let mut kit = Kit::with_mail(3);
    kit.click(2);
    let late_page = kit.answer(2, 0);
    kit.click(3);
    assert_eq!(kit.answer(2, 0), []);
    kit.make_pages(late_page);
    kit.tell(failed(2));
    assert!(matches!(kit.state.reader, Reader::Loading(open) if open == key(3)));
    // The same message again: the page of its first opening is not that of its second.
    kit.click(2);
    let first = kit.answer(2, 0);
    kit.click(3);
    kit.click(2);
    kit.make_pages(first);
    assert!(matches!(kit.state.reader, Reader::Loading(open) if open == key(2)));
}

#[test]
fn several_are_counted_and_none_is_empty() {
    let mut kit = Kit::with_mail(3);
    kit.click(2);
    kit.click_with(3, Mods::SHIFT);
    assert!(matches!(kit.state.reader, Reader::Several(2)));
    kit.click_with(3, Mods::CTRL);
    kit.click_with(2, Mods::CTRL);
    assert!(matches!(kit.state.reader, Reader::Empty));
}

#[test]
fn after_its_time_an_open_message_is_marked_read() {
    let mut kit = Kit::with_mail(3);
    kit.click(2);
    let timer = kit.load(2, 0);
    assert!(matches!(timer[..], [Effect::After { ms: 1_000, .. }]));
    let entries = orders(&kit.ring(&timer));
    let read = Action::Flag { keys: keys(&[2]), add: Flags::SEEN, remove: Flags::NONE };
    assert_eq!(entries[0].action, read);
    assert_eq!(orders(&kit.ring(&timer)), [], "it is read already");
}

#[test]
fn a_message_that_was_left_or_marked_unread_meanwhile_stays_unread() {
    let mut kit = Kit::with_mail(3);
    kit.click(2);
    let timer = kit.load(2, 0);
    kit.click(3);
    assert_eq!(orders(&kit.ring(&timer)), []);
    kit.click(2);
    kit.load(2, 0);
    assert_eq!(orders(&kit.ring(&timer)), [], "a timer of an earlier opening");

    let timer = kit.load(2, 0);
    assert_eq!(timer, [], "nobody asked again");
    kit.click(3);
    let timer = kit.load(3, 0);
    kit.letter('m');
    kit.letter('u');
    assert_eq!(orders(&kit.ring(&timer)), []);
}

#[test]
fn nothing_is_marked_by_itself_where_the_settings_say_so() {
    let mut kit = Kit::with_mail(3);
    let never = crate::app::settings::Message::MarkReadChosen(None);
    kit.update(Message::Settings(never));
    kit.click(2);
    assert_eq!(kit.load(2, 0), []);
    let soon = crate::app::settings::Message::MarkReadChosen(Some(Duration::from_secs(5)));
    kit.update(Message::Settings(soon));
    kit.click(3);
    assert!(matches!(kit.load(3, 0)[..], [Effect::After { ms: 5_000, .. }]));
}

#[test]
fn the_rest_of_a_long_message_is_loaded_when_asked_for() {
    let mut kit = Kit::with_mail(3);
    kit.click(2);
    kit.load(2, 7_000);
    assert_eq!(extent(&kit), Extent::First);
    let asked = asks(&kit.update(Message::Reader(Read::WholeAsked)));
    assert_eq!(asked, [body_ask(2, BodyLimit::Whole)]);
    assert_eq!(extent(&kit), Extent::Growing);
    assert_eq!(asks(&kit.update(Message::Reader(Read::WholeAsked))), []);
    kit.tell(failed(2));
    assert_eq!(extent(&kit), Extent::First);
    let notice = kit.state.notices.current.as_ref().unwrap();
    assert_eq!(notice.text, Text::RestNotLoaded(lost()));
    for (left_out, expected) in [(5, Extent::Capped), (0, Extent::Whole)] {
        let mut kit = Kit::with_mail(3);
        kit.click(2);
        kit.load(2, 7_000);
        kit.update(Message::Reader(Read::WholeAsked));
        assert_eq!(kit.load(2, left_out), []);
        assert_eq!(extent(&kit), expected);
    }
}

#[test]
fn what_failed_is_asked_for_again_by_hand_and_when_the_connection_is_back() {
    let mut kit = Kit::with_mail(3);
    kit.click(2);
    kit.tell(failed(2));
    assert!(matches!(&kit.state.reader, Reader::Failed(open, _) if *open == key(2)));
    let again = asks(&kit.update(Message::Reader(Read::RetryAsked)));
    assert_eq!(again, [body_ask(2, BodyLimit::First)]);
    kit.tell(failed(2));
    let offline = Link::Offline { since: 0, fault: lost(), retry_at: 1 };
    assert_eq!(asks(&kit.tell(Fact::Linked(offline))), []);
    let again = asks(&kit.tell(Fact::Linked(Link::Syncing)));
    assert_eq!(again, [body_ask(2, BodyLimit::First)]);
    assert_eq!(asks(&kit.tell(Fact::Linked(Link::Live))), []);
}

#[test]
fn a_message_that_another_client_takes_away_stays_open_until_something_else_is_chosen() {
    let mut kit = Kit::with_mail(3);
    kit.click(2);
    kit.load(2, 0);
    kit.tell(Fact::Moved { from: INBOX, to: ARCHIVE, keys: keys(&[2]) });
    assert_eq!(kit.chosen(), [] as [u64; 0]);
    assert_eq!(kit.state.reader.key(), Some(key(2)));
    assert_eq!(orders(&kit.letter('e')), []);
    kit.click(3);
    assert_eq!(kit.state.reader.key(), Some(key(3)));
}

#[test]
fn only_pages_and_people_can_be_opened_from_a_mail() {
    let mut kit = Kit::with_mail(1);
    for (target, opens) in [
        ("https://example.org/", true),
        ("http://example.org/", true),
        ("mailto:bea@example.org", true),
        ("file:///etc/passwd", false),
        ("javascript:alert(1)", false),
        ("", false),
    ] {
        let effects = kit.update(Message::Reader(Read::LinkClicked(xray::Link {
            text: String::new(),
            target: target.into(),
        })));
        assert_eq!(effects == [Effect::OpenUrl(target.into())], opens, "{target}");
        assert_eq!(effects.is_empty(), !opens, "{target}");
        kit.update(Message::Overlay(crate::app::overlay::Message::Confirmed));
    }
    let copied = kit.update(Message::Reader(Read::TextCopied("words".into())));
    assert!(copied.contains(&Effect::CopyText("words".into())));
    let said = kit.state.notices.current.as_ref().map(|said| &said.text);
    assert_eq!(said, Some(&Text::Copied("words".into())));
}

#[test]
fn a_page_nobody_waits_for_is_dropped() {
    let mut kit = Kit::with_mail(1);
    let page = Arc::new(Page::default());
    kit.update(Message::Reader(Read::PageMade { key: key(1), opening: 0, page }));
    assert!(matches!(kit.state.reader, Reader::Empty));
}
