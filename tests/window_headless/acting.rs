//! Acting on messages: by key and button, with undo, and when the server refuses.

use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;
use pombo::fl;
use pombo::ui::shell::HOLD;
use pombo::ui::widget::Icon;

use crate::kit::{Home, Window};
use crate::support::client::Client;
use crate::support::dovecot::Dovecot;
use crate::support::proxy::Proxy;
use crate::support::{mails, until};

/// Lets the window live until the server is as wished.
#[track_caller]
fn until_server(window: &mut Window, what: &str, mut wished: impl FnMut() -> bool) {
    until(what, || {
        window.live_on();
        wished().then_some(())
    });
}

fn id(number: u32) -> String {
    format!("m{number}@test.example")
}

fn ids(numbers: &[u32]) -> Vec<String> {
    numbers.iter().map(|&number| id(number)).collect()
}

fn sorted(client: &mut Client, mailbox: &str) -> Vec<String> {
    let mut all = client.message_ids(mailbox);
    all.sort();
    all
}

fn server_with(messages: u32) -> Dovecot {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=messages).map(mails::plain));
    server
}

#[test]
fn keys_star_mark_archive_and_delete() {
    let server = server_with(4);
    let home = Home::signed_in(server.port);
    let mut client = server.client();
    let mut window = home.open_live();
    window.click("Message 4");
    window.order("s");
    window.order("m");
    until_server(&mut window, "star and read mark", || {
        let flags = client.flags("INBOX", &id(4)).unwrap();
        flags.contains("\\Flagged") && flags.contains("\\Seen")
    });
    window.order("u");
    until_server(&mut window, "unread mark", || {
        !client.flags("INBOX", &id(4)).unwrap().contains("\\Seen")
    });
    window.order("e");
    window.until_rows(&["Message 3", "Message 2", "Message 1"]);
    window.see(&fl!("notice-archived", count = 1));
    // The next message took its place, so that the next order is about that one.
    window.see("This is the body of message 3.");
    window.key(Named::Delete);
    window.until_rows(&["Message 2", "Message 1"]);
    window.see(&fl!("notice-trashed", count = 1));
    until_server(&mut window, "both to have moved", || {
        client.message_ids("Archive") == ids(&[4]) && client.message_ids("Trash") == ids(&[3])
    });
    assert_eq!(client.message_ids("INBOX"), ids(&[1, 2]));
    window.close();
}

#[test]
fn many_are_chosen_by_keys_and_clicks_and_acted_on_together() {
    let server = server_with(8);
    let home = Home::signed_in(server.port);
    let mut client = server.client();
    let mut window = home.open_live();
    window.click("Message 8");
    window.click_with("Message 6", Modifiers::SHIFT);
    window.click_with("Message 3", Modifiers::CTRL);
    window.see(&fl!("list-selected", count = 4));
    window.order("e");
    window.until_rows(&["Message 5", "Message 4", "Message 2", "Message 1"]);
    until_server(&mut window, "four in the archive", || {
        sorted(&mut client, "Archive") == ids(&[3, 6, 7, 8])
    });
    window.ctrl("a");
    window.see(&fl!("list-selected", count = 4));
    window.order("m");
    until_server(&mut window, "all to be read", || {
        [5, 4, 2, 1].iter().all(|&n| client.flags("INBOX", &id(n)).unwrap().contains("\\Seen"))
    });
    window.close();
}

#[test]
fn deleting_in_the_trash_asks_first() {
    let server = server_with(1);
    server.fill("Trash", (2..=3).map(mails::plain));
    let home = Home::signed_in(server.port);
    let mut client = server.client();
    let mut window = home.open_live();
    window.click(&fl!("mailbox-trash"));
    window.until_rows(&["Message 3", "Message 2"]);
    window.click("Message 3");
    window.see("This is the body of message 3.");
    window.key(Named::Delete);
    window.see(&fl!("ask-delete", count = 1));
    window.key(Named::Escape);
    window.see_no(&fl!("ask-delete", count = 1));
    assert_eq!(window.rows(), ["Message 3", "Message 2"]);

    window.key(Named::Delete);
    window.click(&fl!("ask-delete-yes"));
    window.until_rows(&["Message 2"]);
    until_server(&mut window, "it to be gone", || client.message_ids("Trash") == ids(&[2]));
    assert_eq!(client.message_ids("INBOX"), ids(&[1]));
    window.close();
}

#[test]
fn undo_within_five_seconds_leaves_the_server_unasked() {
    let server = server_with(3);
    let proxy = Proxy::to(server.port);
    let home = Home { hold: HOLD, ..Home::signed_in(proxy.port) };
    let mut window = home.open_live();
    window.click("Message 2");
    window.order("e");
    window.until_rows(&["Message 3", "Message 1"]);
    window.click(&fl!("undo"));
    window.until_rows(&["Message 3", "Message 2", "Message 1"]);
    window.see(&fl!("notice-undone", count = 1));

    // Another order goes through meanwhile; of the first the server never heard.
    window.click("Message 1");
    window.order("e");
    window.until_rows(&["Message 3", "Message 2"]);
    let mut client = server.client();
    until_server(&mut window, "the other one", || client.message_ids("Archive") == ids(&[1]));
    assert_eq!(proxy.sent().matches("UID MOVE").count(), 1);
    assert_eq!(client.message_ids("INBOX"), ids(&[2, 3]));
    window.close();
}

#[test]
fn undo_after_the_server_has_moved_them_brings_them_back() {
    let server = server_with(4);
    let home = Home::signed_in(server.port);
    let mut client = server.client();
    let mut window = home.open_live();
    window.click("Message 3");
    window.click_with("Message 2", Modifiers::SHIFT);
    window.order("e");
    window.until_rows(&["Message 4", "Message 1"]);
    until_server(&mut window, "the move", || sorted(&mut client, "Archive") == ids(&[2, 3]));
    window.ctrl("z");
    window.until_rows(&["Message 4", "Message 3", "Message 2", "Message 1"]);
    until_server(&mut window, "the way back", || client.message_ids("Archive").is_empty());
    assert_eq!(sorted(&mut client, "INBOX"), ids(&[1, 2, 3, 4]));
    window.until_rows(&["Message 4", "Message 3", "Message 2", "Message 1"]);
    window.close();
}

#[test]
fn rows_come_home_with_a_notice_when_the_server_refuses() {
    let server = server_with(3);
    server.fill("Projects", [mails::plain(9)]);
    let home = Home::signed_in(server.port);
    let mut window = home.open_live();
    window.see("Projects");
    let mut other = server.client();
    other.ok("DELETE Projects");
    window.carry("Message 2", "Projects");
    window.let_go();
    window.see_part(&fl!("order-move", count = 1));
    window.until_rows(&["Message 3", "Message 2", "Message 1"]);
    window.click(&fl!("details"));
    window.see(&fl!("close"));
    assert_eq!(other.message_ids("INBOX"), ids(&[1, 2, 3]));
    window.close();
}

#[test]
fn the_buttons_do_what_their_signs_say() {
    let server = server_with(5);
    let home = Home::signed_in(server.port);
    let mut client = server.client();
    let mut window = home.open_live();
    window.click("Message 5");
    window.see("This is the body of message 5.");
    window.click_sign(Icon::Star);
    until_server(&mut window, "the star", || {
        client.flags("INBOX", &id(5)).unwrap().contains("\\Flagged")
    });
    window.click_sign(Icon::Archive);
    window.until_rows(&["Message 4", "Message 3", "Message 2", "Message 1"]);
    window.click_sign(Icon::Trash);
    window.until_rows(&["Message 3", "Message 2", "Message 1"]);
    window.click_sign(Icon::Undo);
    window.until_rows(&["Message 4", "Message 3", "Message 2", "Message 1"]);
    window.click("Message 2");
    window.click_sign(Icon::MoveTo);
    window.see(&fl!("picker-title", count = 1));
    // Typed before the filter can have the keyboard: letters narrow the list and are no orders.
    window.stage.driver.type_text("jun");
    window.key(Named::Enter);
    window.until_rows(&["Message 4", "Message 3", "Message 1"]);
    until_server(&mut window, "each where it was sent", || {
        client.message_ids("Archive") == ids(&[5]) && client.message_ids("Junk") == ids(&[2])
    });
    until_server(&mut window, "one back from the trash", || {
        client.message_ids("Trash").is_empty() && sorted(&mut client, "INBOX") == ids(&[1, 3, 4])
    });
    window.close();
}
