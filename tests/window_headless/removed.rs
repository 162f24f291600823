//! Recently removed: what another device deleted is seen, read, put back and forgotten.

use iced::keyboard::key::Named;
use pombo::fl;
use pombo::ui::widget::Icon;

use crate::kit::{Home, Window};
use crate::support::client::Client;
use crate::support::dovecot::Dovecot;
use crate::support::{mails, until};

fn server_with(messages: u32) -> Dovecot {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=messages).map(mails::plain));
    server
}

fn expunge(other: &mut Client, number: u32) {
    let uid = other.uid("INBOX", &format!("m{number}@test.example")).unwrap();
    other.ok("SELECT INBOX");
    other.ok(&format!("UID STORE {uid} +FLAGS.SILENT (\\Deleted)"));
    other.ok("EXPUNGE");
}

#[track_caller]
fn until_server(window: &mut Window, what: &str, mut wished: impl FnMut() -> bool) {
    until(what, || {
        window.live_on();
        wished().then_some(())
    });
}

#[test]
fn what_another_device_deleted_is_seen_read_and_put_back() {
    let server = server_with(3);
    let home = Home::signed_in(server.port);
    let mut other = server.client();
    let mut window = home.open_live();
    window.click("Message 2");
    window.see("This is the body of message 2.");
    window.see_no(&fl!("removed-title"));
    window.click("Message 3");
    window.see("This is the body of message 3.");
    expunge(&mut other, 2);
    window.until_rows(&["Message 3", "Message 1"]);
    window.click(&fl!("removed-title"));
    window.until_rows(&["Message 2"]);
    window.click("Message 2");
    window.see("This is the body of message 2.");
    window.see(&fl!("removed-kept-text"));
    // What is meant for mail on the server means nothing here.
    window.order("e");
    window.order("s");
    assert_eq!(window.rows(), ["Message 2"]);

    window.order("b");
    window.see(&fl!("notice-put-back", mailbox = "INBOX"));
    window.see(&fl!("removed-empty"));
    until_server(&mut window, "it to be back", || other.message_ids("INBOX").len() == 3);
    window.click(&fl!("mailbox-inbox"));
    window.until_rows(&["Message 3", "Message 2", "Message 1"]);
    window.see_no(&fl!("removed-title"));
    window.close();
}

#[test]
fn what_was_never_opened_shows_its_headers_and_can_only_be_forgotten() {
    let server = server_with(3);
    let home = Home::signed_in(server.port);
    let mut other = server.client();
    let mut window = home.open_live();
    window.until_rows(&["Message 3", "Message 2", "Message 1"]);
    expunge(&mut other, 1);
    expunge(&mut other, 2);
    window.until_rows(&["Message 3"]);
    window.click(&fl!("removed-title"));
    window.until_rows(&["Message 2", "Message 1"]);
    window.click("Message 2");
    window.see(&fl!("removed-kept-headers"));
    window.order("b");
    window.key(Named::Delete);
    window.see(&fl!("ask-forget", count = 1));
    window.click(&fl!("cancel"));
    window.click_sign(Icon::Trash);
    window.click(&fl!("ask-forget-yes"));
    window.until_rows(&["Message 1"]);
    window.close();

    let mut window = home.open_live();
    window.click(&fl!("removed-title"));
    window.until_rows(&["Message 1"]);
    assert_eq!(other.message_ids("INBOX"), ["m3@test.example"]);
    window.close();
}
