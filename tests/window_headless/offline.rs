//! Without the server: what goes on, what is there at the next start, and what happens on return.

use pombo::fl;
use pombo::model::link::Link;
use pombo::ui::shell::HOLD;

use crate::kit::Home;
use crate::support::dovecot::Dovecot;
use crate::support::proxy::Proxy;
use crate::support::{mails, until};

#[test]
fn actions_without_a_wire_are_carried_out_when_it_is_back() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=4).map(mails::plain));
    let proxy = Proxy::to(server.port);
    let home = Home::signed_in(proxy.port);
    let mut client = server.client();
    let mut window = home.open_live();
    window.until_rows(&["Message 4", "Message 3", "Message 2", "Message 1"]);
    window.click("Message 4");
    window.see("This is the body of message 4.");
    proxy.cut();
    window.until("the strip", |state| {
        state.accounts.iter().all(|held| matches!(held.link, Link::Offline { .. }))
    });
    window.see_part("Offline since");

    // What was read is there; what was not says so and comes later.
    window.click("Message 3");
    window.see(&fl!("reader-failed"));
    window.click("Message 4");
    window.see("This is the body of message 4.");
    window.order("e");
    window.until_rows(&["Message 3", "Message 2", "Message 1"]);
    window.click("Message 1");
    window.order("s");
    assert!(client.message_ids("Archive").is_empty());

    proxy.mend();
    window.until_live();
    until("both actions", || {
        window.live_on();
        let moved = client.message_ids("Archive") == ["m4@test.example"];
        let flags = client.flags("INBOX", "m1@test.example").unwrap();
        (moved && flags.contains("\\Flagged")).then_some(())
    });
    // What could not be had is asked for again by itself.
    window.see("This is the body of message 1.");
    window.until_rows(&["Message 3", "Message 2", "Message 1"]);
    window.close();
}

#[test]
fn a_second_start_shows_list_and_bodies_with_the_server_down() {
    let mut server = Dovecot::start();
    server.fill("INBOX", (1..=30).map(mails::plain));
    server.fill("Projects", (31..=32).map(mails::plain));
    let home = Home::signed_in(server.port);
    let mut window = home.open_live();
    window.see(&fl!("list-messages", count = 30));
    window.click("Message 29");
    window.see("This is the body of message 29.");
    window.click("Projects");
    window.until_rows(&["Message 32", "Message 31"]);
    window.close();
    server.kill();

    let mut window = home.open();
    window.see("Message 30");
    window.see(&fl!("list-messages", count = 30));
    window.click("Message 29");
    window.see("This is the body of message 29.");
    window.click("Projects");
    window.until_rows(&["Message 32", "Message 31"]);
    window.see_part("Offline since");
    window.close();
}

#[test]
fn an_action_of_the_last_run_is_carried_out_by_the_next() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=3).map(mails::plain));
    let proxy = Proxy::to(server.port);
    let home = Home::signed_in(proxy.port);
    let mut client = server.client();
    let mut window = home.open_live();
    window.until_rows(&["Message 3", "Message 2", "Message 1"]);
    proxy.cut();
    window.click("Message 2");
    window.order("e");
    window.until_rows(&["Message 3", "Message 1"]);
    window.see(&fl!("notice-archived", count = 1));
    window.close();
    assert!(client.message_ids("Archive").is_empty());

    let mut window = home.open();
    window.until_rows(&["Message 3", "Message 1"]);
    proxy.mend();
    until("the action of the first run", || {
        window.live_on();
        (client.message_ids("Archive") == ["m2@test.example"]).then_some(())
    });
    window.until_rows(&["Message 3", "Message 1"]);
    window.close();
}

#[test]
fn what_still_waits_for_undo_when_the_window_closes_is_carried_out_by_the_next() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=3).map(mails::plain));
    let home = Home { hold: HOLD, ..Home::signed_in(server.port) };
    let mut client = server.client();
    let mut window = home.open_live();
    window.click("Message 2");
    window.order("e");
    window.see(&fl!("notice-archived", count = 1));
    window.close();
    assert!(client.message_ids("Archive").is_empty());

    let mut window = home.open();
    window.until_rows(&["Message 3", "Message 1"]);
    until("the action of the first run", || {
        window.live_on();
        (client.message_ids("Archive") == ["m2@test.example"]).then_some(())
    });
    window.close();
}
