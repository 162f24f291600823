//! Conversations, and what is fetched ahead: going through mail that is at hand.

use std::time::{Duration, Instant};

use iced::keyboard::key::Named;
use pombo::app::reader::Reader;
use pombo::fl;

use crate::kit::Home;
use crate::support::dovecot::Dovecot;
use crate::support::mails;
use crate::support::proxy::Proxy;

/// Messages that are gone through.
const MANY: u32 = 20;

fn shows(state: &pombo::app::State, number: u32) -> bool {
    let Reader::Open(opened) = &state.reader else { return false };
    opened.message.envelope.subject == format!("Message {number}")
}

fn fetches(proxy: &Proxy) -> usize {
    proxy.sent().lines().filter(|line| line.contains("BODY.PEEK[1]")).count()
}

#[test]
fn twenty_messages_are_gone_through_and_each_is_there_in_the_turn_of_its_key() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=MANY).map(mails::plain));
    let proxy = Proxy::to(server.port);
    let home = Home::signed_in(proxy.port);
    home.configure(|config| config.settings.prefetch = true);
    let mut window = home.open_live();
    window.click(&format!("Message {MANY}"));
    window.until("the first", |state| shows(state, MANY));
    let mut slowest = Duration::ZERO;
    for number in (1..MANY).rev() {
        // Nobody reads faster than that: the next one is told ahead.
        let asked = usize::try_from(MANY - number + 1).unwrap();
        window.until("the next one to be fetched", |_| fetches(&proxy) >= asked);
        window.until("its page to be made", |state| state.is_at_hand(number_key(state, number)));
        let begun = Instant::now();
        window.key(Named::ArrowDown);
        slowest = slowest.max(begun.elapsed());
        assert!(shows(window.mind(), number), "{number} is not there at once");
    }
    assert_eq!(fetches(&proxy), usize::try_from(MANY).unwrap(), "each once");
    eprintln!("The slowest of {MANY} took {slowest:?}.");
    window.close();
}

fn number_key(state: &pombo::app::State, number: u32) -> pombo::model::ids::MessageKey {
    let shown = state.shown().unwrap();
    let mut lines = (0..shown.len()).filter_map(|at| shown.line_at(at));
    lines.find(|line| line.subject == format!("Message {number}")).unwrap().key
}

/// A mail that answers the ones before it.
fn answer(number: u32) -> Vec<u8> {
    let mut mail = String::new();
    if number > 1 {
        let ids: Vec<String> = (1..number).map(|n| format!("<m{n}@test.example>")).collect();
        mail = format!("References: {}\r\n", ids.join("\r\n "));
    }
    mail.push_str(&String::from_utf8(mails::plain(number)).unwrap());
    mail.into_bytes()
}

#[test]
fn a_conversation_is_stacked_and_its_lines_open_what_they_stand_for() {
    let server = Dovecot::start();
    server.fill("Archive", [answer(1)]);
    server.fill("INBOX", [answer(2), mails::plain(9)]);
    server.fill("Sent", [answer(3)]);
    let home = Home::signed_in(server.port);
    let mut window = home.open_live();
    window.click("Message 2");
    window.see("This is the body of message 2.");
    let (above, open, below) = (
        window.see("Sender 1"),
        window.see("This is the body of message 2."),
        window.see("Sender 3"),
    );
    assert!(above.y < open.y && open.y < below.y, "{above:?} {open:?} {below:?}");
    window.click("Sender 3");
    window.see("This is the body of message 3.");
    window.see_no("This is the body of message 2.");
    // What was read says how it begins.
    window.order("[");
    window.order("[");
    window.see("This is the body of message 1.");
    let folded = window.see("This is the body of message 3.");
    assert!(folded.y > window.see("This is the body of message 1.").y);
    window.order("t");
    window.see("This is the body of message 2.");
    window.see_no("Sender 3");
    assert!(!home.config().settings.conversation);
    window.ctrl(",");
    window.click(&fl!("settings-conversation-on"));
    window.key(Named::Escape);
    window.see("Sender 3");
    window.close();
}
