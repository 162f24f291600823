//! Conversations, and what is fetched ahead: going through mail that is at hand.

use std::time::{Duration, Instant};

use iced::keyboard::key::Named;
use pombo::app::design::Design;
use pombo::app::keys::Command;
use pombo::app::reader::Reader;
use pombo::fl;
use pombo::ui::shell::{Launch, Message, Shell};
use pombo::ui::stage::Stage;
use tokio::runtime::Runtime;

use crate::kit::{Home, SIZE, Window};
use crate::support::dovecot::Dovecot;
use crate::support::proxy::Proxy;
use crate::support::{PATIENCE, mails};

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

/// A mail of HTML, higher than the window.
fn designed(number: u32) -> Vec<u8> {
    let rows = "<p style='background:#cde;padding:20px'>A paragraph among many.</p>".repeat(60);
    let mail = String::from_utf8(mails::plain(number)).unwrap();
    let (head, _) = mail.split_once("\r\n\r\n").unwrap();
    let head = head.replace("text/plain", "text/html");
    let rows = rows.replace("</p>", "</p>\r\n");
    format!("{head}\r\n\r\n<h1>Number {number}</h1>{rows}").into_bytes()
}

/// A window that has designs laid out by the program itself.
fn with_engine(home: &Home) -> Window {
    let runtime = Runtime::new().unwrap();
    let handle = runtime.handle().clone();
    let (vault, paths) = (home.vault.clone(), Some(home.paths()));
    let mut launch = Launch::of_profile(home.config(), vault, paths, home.hold, handle).unwrap();
    launch.program = env!("CARGO_BIN_EXE_pombo").into();
    let mut window = Window::of(Stage::new(launch, SIZE).unwrap(), runtime);
    window.until_live();
    window
}

/// Waits for the design of a message.
#[track_caller]
fn drawn(window: &mut Window, number: u32) {
    window.until("the design", |state| {
        let opened = state.reader.opened();
        shows(state, number) && opened.is_some_and(|opened| opened.design == Design::Shown)
    });
}

#[test]
fn a_design_that_was_laid_out_ahead_is_shown_painted_and_goes_on_below() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=3).map(designed));
    let home = Home::signed_in(server.port);
    home.configure(|config| config.settings.prefetch = true);
    let mut window = with_engine(&home);
    window.click("Message 2");
    drawn(&mut window, 2);
    let all = |shell: &Shell| shell.pages.count_ready() == 2;
    assert!(window.stage.until(PATIENCE, all), "both neighbours are laid out");
    for (key, number) in [(Named::ArrowDown, 1), (Named::ArrowUp, 2)] {
        let begun = Instant::now();
        window.key(key);
        drawn(&mut window, number);
        let took = begun.elapsed();
        let shell = &window.stage.driver.state;
        assert!(number == 2 || !shell.pages.tiles.is_empty(), "painted before it was asked for");
        eprintln!("Message {number} was shown after {took:?}.");
    }
    // The process had another page open meanwhile; what is below is painted all the same.
    window.stage.driver.tell(Message::App(pombo::app::Message::Ordered(Command::ReadOn)));
    window.stage.driver.tell(Message::App(pombo::app::Message::Ordered(Command::ReadOn)));
    let painted = |stage: &mut Stage| {
        stage.driver.screenshot();
        stage.driver.state.pages.is_painted()
    };
    assert!(window.stage.until_seen(PATIENCE, painted));
    assert_eq!(window.mind().reader.opened().unwrap().design, Design::Shown);
    window.close();
}

/// A mail that answers the ones before it.
fn answer(number: u32) -> Vec<u8> {
    let mut mail = String::new();
    if number > 1 {
        let ids: Vec<String> = (1..number).map(|n| format!("<m{n}@test.example>")).collect();
        mail = format!("References: {}\r\n", ids.join("\r\n "));
    }
    mail.push_str(&String::from_utf8(mails::plain(number)).unwrap());
    mail.replace("22:13:20", &format!("22:13:2{number}")).into_bytes()
}

#[test]
fn below_a_short_design_the_lines_stand_and_are_pressed() {
    let server = Dovecot::start();
    let short = |number: u32| {
        let mail = String::from_utf8(answer(number)).unwrap();
        let html = format!("<body bgcolor=#ffeedd><p>The letter {number}.</p>");
        let mail = mail.replace("text/plain", "text/html");
        mail.replace(&format!("This is the body of message {number}."), &html).into_bytes()
    };
    server.fill("INBOX", (1..=3).map(short));
    let home = Home::signed_in(server.port);
    let mut window = with_engine(&home);
    window.click("Message 2");
    drawn(&mut window, 2);
    window.see("The letter 2.");
    window.until("the conversation", |state| state.conversation.is_some());
    assert_eq!(window.mind().around().0.len(), 1);
    let painted = |stage: &mut Stage| {
        stage.driver.screenshot();
        stage.driver.state.pages.is_painted()
    };
    assert!(window.stage.until_seen(PATIENCE, painted));
    let texts = window.stage.driver.texts();
    let body = texts.iter().position(|seen| seen.text == "The letter 2.").unwrap();
    let right = window.stage.driver.state.splits.side + window.stage.driver.state.splits.list;
    let line = texts.iter().find(|seen| seen.text == "Sender 3" && seen.bounds.x > right);
    let line = line.expect("a line of the conversation").bounds;
    assert!(line.y > texts[body].bounds.y, "{line:?}");
    window.stage.driver.click_at(line.center());
    drawn(&mut window, 3);
    window.close();
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
    window.until("the third", |state| shows(state, 3));
    // What was read says how it begins.
    let (folded, open) = (
        window.see("This is the body of message 2."),
        window.see("This is the body of message 3."),
    );
    assert!(folded.y < open.y, "{folded:?} {open:?}");
    window.order("[");
    window.order("[");
    window.until("the first", |state| shows(state, 1));
    let folded = window.see("This is the body of message 3.");
    assert!(folded.y > window.see("This is the body of message 1.").y);
    window.order("t");
    window.until("the second", |state| shows(state, 2));
    window.see_no("Sender 3");
    assert!(!window.mind().settings.conversation);
    window.ctrl(",");
    window.click(&fl!("settings-conversation-on"));
    window.key(Named::Escape);
    window.see("Sender 3");
    window.close();
}
