//! What is said of senders, and leaving their lists.

use crate::app::notice::Text;
use crate::app::overlay::{self, Overlay, Question};
use crate::app::sender::{Leaving, Message as Sender};
use crate::app::testkit::*;
use crate::app::{Effect, Message};
use crate::model::event::Fact;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::origin::MailingList;
use crate::model::regard::{Leave, Regard, Remark};

fn click() -> Leave {
    Leave::OneClick { url: "https://news.example/leave".into(), host: "news.example".into() }
}

fn mail() -> Leave {
    Leave::Mail { url: "mailto:leave@news.example".into(), to: "leave@news.example".into() }
}

fn page() -> Leave {
    Leave::Page { url: "https://news.example/leave".into(), host: "news.example".into() }
}

/// Opens a message and tells these ways out of its list.
fn opened(ways: &[Leave]) -> Kit {
    let mut kit = Kit::with_mail(3);
    kit.click(2);
    kit.load(2, 0);
    tell(&mut kit, 2, ways);
    kit
}

fn tell(kit: &mut Kit, number: u64, ways: &[Leave]) {
    let list = MailingList { id: "n.news.example".into(), ..MailingList::default() };
    let regard = Regard {
        remarks: vec![Remark::First],
        list: Some(list),
        leave: ways.to_vec(),
        ..Regard::default()
    };
    kit.tell(Fact::Regarded { key: key(number), regard: Box::new(regard) });
}

fn ask(kit: &mut Kit) {
    assert!(kit.update(Message::Sender(Sender::LeaveAsked(0))).is_empty(), "asked first");
}

fn said(kit: &Kit) -> Option<&Text> {
    kit.state.notices.current.as_ref().map(|notice| &notice.text)
}

fn yes(kit: &mut Kit) -> Vec<Effect> {
    kit.update(Message::Overlay(overlay::Message::Confirmed))
}

fn answer(kit: &mut Kit, result: Result<(), Fault>) {
    let host = "news.example".to_owned();
    kit.update(Message::Sender(Sender::Left { key: key(2), host, result }));
}

#[test]
fn what_is_told_of_another_message_is_not_shown_with_the_open_one() {
    let mut kit = opened(&[click()]);
    assert!(kit.state.sender.regard(key(2)).is_some());
    tell(&mut kit, 3, &[mail()]);
    assert!(kit.state.sender.regard(key(3)).is_none());
    assert_eq!(kit.state.leaving(key(2)), Leaving::By(vec![&click()]));
    kit.click(1);
    assert!(kit.state.sender.regard(key(1)).is_none());
}

#[test]
fn a_list_is_left_by_one_request_that_is_asked_for_and_said() {
    let mut kit = opened(&[click(), mail(), page()]);
    ask(&mut kit);
    let asked = Question::Leave { key: key(2), list: "n.news.example".into(), way: click() };
    assert_eq!(kit.state.overlay, Overlay::Question(asked));
    kit.update(Message::Overlay(overlay::Message::Closed));
    assert!(yes(&mut kit).is_empty(), "no is no");
    ask(&mut kit);
    let (url, host) = ("https://news.example/leave".to_owned(), "news.example".to_owned());
    let sent = Effect::Unsubscribe { key: key(2), url, host: host.clone() };
    assert_eq!(yes(&mut kit), [sent]);
    assert_eq!(kit.state.leaving(key(2)), Leaving::Begun);
    ask(&mut kit);
    assert_eq!(kit.state.overlay, Overlay::None, "not twice");
    answer(&mut kit, Ok(()));
    assert_eq!(kit.state.leaving(key(2)), Leaving::Done);
    assert_eq!(said(&kit), Some(&Text::ListLeft { host }));
}

#[test]
fn a_request_that_fails_is_said_and_the_next_way_is_offered() {
    let mut kit = opened(&[click(), mail(), page()]);
    ask(&mut kit);
    yes(&mut kit);
    let fault = Fault::new(FaultKind::TimedOut, Place::Web, "no answer");
    answer(&mut kit, Err(fault.clone()));
    let host = "news.example".to_owned();
    assert_eq!(said(&kit), Some(&Text::ListNotLeft { host, fault }));
    assert_eq!(kit.state.leaving(key(2)), Leaving::By(vec![&mail(), &page()]));
    ask(&mut kit);
    assert_eq!(yes(&mut kit), [Effect::OpenUrl("mailto:leave@news.example".into())]);
}

#[test]
fn a_page_opens_in_the_browser_and_no_way_is_no_offer() {
    let mut kit = opened(&[page()]);
    ask(&mut kit);
    assert_eq!(yes(&mut kit), [Effect::OpenUrl("https://news.example/leave".into())]);
    // Whoever unfolds the head may choose another way.
    let mut kit = opened(&[click(), mail(), page()]);
    kit.update(Message::Sender(Sender::LeaveAsked(2)));
    assert_eq!(yes(&mut kit), [Effect::OpenUrl("https://news.example/leave".into())]);
    kit.update(Message::Sender(Sender::LeaveAsked(3)));
    assert_eq!(kit.state.overlay, Overlay::None);
    let mut kit = opened(&[]);
    ask(&mut kit);
    assert_eq!(kit.state.overlay, Overlay::None);
}

#[test]
fn from_junk_nobody_asks_to_be_taken_off_a_list() {
    let mut kit = opened(&[click()]);
    kit.tell(Fact::Moved { from: INBOX, to: JUNK, keys: keys(&[2]) });
    assert_eq!(kit.state.reader.key(), Some(key(2)));
    assert_eq!(kit.state.leaving(key(2)), Leaving::No);
}
