//! Comparing with the server, traffic and the connection log on the accounts page, by hands.

use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;
use pombo::app::overlay::Overlay;
use pombo::model::audit::Auditing;
use pombo::model::event::{Event, Fact};
use pombo::model::flags::Flags;
use pombo::model::traffic::Traffic;
use pombo::ui::shell::Message;
use pombo::{fl, i18n};

use crate::kit::{ACCOUNT, Home, Window};
use crate::support::dovecot::Dovecot;
use crate::support::mails;
use crate::support::spoil::Spoiler;

/// The accounts page, by its key.
fn page(window: &mut Window) {
    window.stage.driver.letter("a", Modifiers::CTRL | Modifiers::SHIFT);
    window.see(&fl!("accounts-called"));
}

/// Compares by the key, and waits for the end.
fn compare(window: &mut Window) {
    window.order("c");
    window.until("the audit to end", |state| {
        matches!(state.accounts[0].upkeep.auditing, Some(Auditing::Done { left_out: 0, .. }))
    });
}

fn when(window: &Window) -> String {
    let oldest = window.mind().accounts[0].verdict().unwrap().oldest;
    i18n::when(oldest, window.stage.driver.state.seconds())
}

#[test]
fn the_page_says_whether_the_account_is_identical_and_still_does_after_a_restart() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=5).map(mails::plain));
    let home = Home::signed_in(server.port);
    let mut window = home.open_live();
    page(&mut window);
    window.see(&fl!("audit-never"));
    compare(&mut window);
    let said = fl!("audit-same", when = when(&window));
    window.see(&said);
    window.close();

    Spoiler::of(home.dir.path(), ACCOUNT, "INBOX").flag(2, Flags::FLAGGED);
    let mut window = home.open_live();
    page(&mut window);
    let said = fl!("audit-same", when = when(&window));
    window.see(&said);
    compare(&mut window);
    let said = fl!("audit-repaired", when = when(&window));
    window.see(&said);
    window.see(&fl!("audit-flags", count = 1));
    window.see(&fl!("audit-where", mailboxes = fl!("mailbox-inbox")));
    window.close();
}

#[test]
fn traffic_and_the_log_of_the_connections_are_seen() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=5).map(mails::plain));
    let home = Home::signed_in(server.port);
    let mut window = home.open_live();
    page(&mut window);
    window.see(&fl!("traffic-headers"));
    window.order("l");
    window.see(&fl!("log-title"));
    window.see_part("AUTHENTICATE PLAIN");
    window.see_part("SELECT \"INBOX\"");
    window.order("c");
    window.see(&fl!("log-copied"));
    window.key(Named::Escape);
    window.until("the log to close", |state| matches!(state.overlay, Overlay::None));
    window.close();
}

#[test]
fn the_page_says_that_history_waits_for_another_day_as_long_as_it_does() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=5).map(mails::plain));
    let home = Home::signed_in(server.port);
    let mut window = home.open_live();
    page(&mut window);
    window.see(&fl!("traffic-headers"));
    window.see_no(&fl!("traffic-paused"));
    let read = window.mind().accounts[0].upkeep.traffic.clone().unwrap();
    for paused in [true, false] {
        let fact = Fact::TrafficRead(Box::new(Traffic { paused, ..read.clone() }));
        let told = Event { account: ACCOUNT, fact };
        window.stage.driver.tell(Message::Facts(vec![told]));
        if paused {
            window.see(&fl!("traffic-paused"));
        } else {
            window.see_no(&fl!("traffic-paused"));
        }
    }
    window.close();
}
