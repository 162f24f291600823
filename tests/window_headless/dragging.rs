//! Carrying messages to a mailbox with the pointer.

use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;
use iced::{Point, Rectangle};
use pombo::app::{self, drag::Drag};
use pombo::fl;
use pombo::ui::shell::Message;

use crate::kit::{Home, SIZE, Window};
use crate::support::dovecot::Dovecot;
use crate::support::{mails, until};

const ALL: [&str; 5] = ["Message 5", "Message 4", "Message 3", "Message 2", "Message 1"];

fn five() -> (Dovecot, Home) {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=5).map(mails::plain));
    let home = Home::signed_in(server.port);
    (server, home)
}

/// Messages 4, 3 and 2 carried over the archive.
fn three_carried(window: &mut Window) {
    window.until_rows(&ALL);
    window.click("Message 4");
    window.click_with("Message 2", Modifiers::SHIFT);
    window.carry("Message 3", &fl!("mailbox-archive"));
}

fn is_carrying(window: &Window) -> bool {
    matches!(window.mind().drag, Drag::Carrying(_))
}

/// The colour at the left end of a mailbox's line.
fn ground(window: &mut Window, mailbox: &str) -> [u8; 4] {
    let place: Rectangle = window.see(mailbox);
    let frame = window.stage.driver.screenshot();
    frame.pixel(place.x as u32 - 4, place.center_y() as u32).unwrap()
}

#[test]
fn three_dropped_on_a_mailbox_are_moved_there_and_no_others() {
    let (server, home) = five();
    let mut window = home.open_live();
    window.see(&fl!("mailbox-archive"));
    let unlit = ground(&mut window, &fl!("mailbox-archive"));
    three_carried(&mut window);
    window.see(&fl!("carrying", count = 3));
    assert_ne!(ground(&mut window, &fl!("mailbox-archive")), unlit, "the target is not lit");
    assert_eq!(window.rows(), ALL, "they leave when they are let go");
    window.let_go();
    // In the very frame of the release.
    assert_eq!(window.rows(), ["Message 5", "Message 1"]);
    assert!(!is_carrying(&window));
    window.see(&fl!("notice-moved", count = 3, to = "Archive"));
    let mut client = server.client();
    until("three in the archive", || {
        window.live_on();
        (client.message_ids("Archive").len() == 3).then_some(())
    });
    let mut moved = client.message_ids("Archive");
    moved.sort();
    assert_eq!(moved, ["m2@test.example", "m3@test.example", "m4@test.example"]);
    assert_eq!(client.message_ids("INBOX"), ["m1@test.example", "m5@test.example"]);
    window.move_to(900.0, 600.0);
    assert_eq!(ground(&mut window, &fl!("mailbox-archive")), unlit);
    window.close();
}

#[test]
fn escape_and_a_release_outside_the_window_cancel() {
    let (server, home) = five();
    let mut window = home.open_live();
    three_carried(&mut window);
    window.key(Named::Escape);
    assert!(!is_carrying(&window));
    window.see_no(&fl!("carrying", count = 3));
    window.let_go();
    assert_eq!(window.rows(), ALL);
    assert_eq!(window.mind().list.chosen().len(), 3, "the choice outlives a cancelled carry");

    window.carry("Message 3", &fl!("mailbox-archive"));
    // Out over the left edge, where the mailboxes are; the pointer is held while a button is down.
    window.stage.driver.leave();
    window.move_to(-30.0, 200.0);
    assert!(is_carrying(&window), "it may come back");
    window.let_go();
    assert!(!is_carrying(&window));
    assert_eq!(window.rows(), ALL);

    // Out and in again is no reason to cancel.
    window.carry("Message 3", &fl!("mailbox-archive"));
    window.stage.driver.leave();
    window.move_to(-30.0, 200.0);
    let target = window.see(&fl!("mailbox-archive")).center();
    window.move_to(target.x, target.y);
    window.let_go();
    assert_eq!(window.rows(), ["Message 5", "Message 1"]);
    drop(server);
    window.close();
}

#[test]
fn a_hand_too_fast_for_the_frames_drops_where_it_let_go() {
    let (_server, home) = five();
    let mut window = home.open_live();
    window.until_rows(&ALL);
    let row = window.see("Message 3").center();
    let target = window.see(&fl!("mailbox-archive")).center();
    let driver = &mut window.stage.driver;
    driver.move_to(row);
    driver.press(iced::mouse::Button::Left);
    driver.move_to(target);
    driver.release(iced::mouse::Button::Left);
    assert_eq!(window.rows(), ["Message 5", "Message 4", "Message 2", "Message 1"]);
    window.close();
}

#[test]
fn what_takes_no_mail_is_not_lit_and_moves_nothing() {
    let (server, home) = five();
    let mut window = home.open_live();
    window.until_rows(&ALL);
    window.carry("Message 3", &fl!("mailbox-inbox"));
    assert!(is_carrying(&window));
    assert_eq!(window.mind().drag.carry().unwrap().target(), None);
    window.let_go();
    assert_eq!(window.rows(), ALL);

    // The empty ground below the mailboxes.
    let row = window.see("Message 3").center();
    window.stage.driver.drag(row, Point::new(40.0, 700.0));
    assert_eq!(window.rows(), ALL);
    window.close();
    assert_eq!(server.client().message_ids("INBOX").len(), 5);
}

#[test]
fn a_small_slip_of_the_hand_while_clicking_carries_nothing() {
    let (_server, home) = five();
    let mut window = home.open_live();
    window.until_rows(&ALL);
    let row = window.see("Message 3").center();
    window.stage.driver.drag(row, row + iced::Vector::new(3.0, 2.0));
    assert_eq!(window.mind().list.chosen().len(), 1);
    // The button is up: wherever the pointer goes now, nothing is carried.
    window.move_to(row.x - 300.0, row.y);
    assert!(matches!(window.mind().drag, Drag::Idle));
    window.close();
}

#[test]
fn the_edge_of_the_window_follows_the_zoom() {
    let home = Home::fresh();
    let mut window = home.open();
    let zoom = app::settings::Message::ZoomChosen(50);
    window.stage.driver.tell(Message::App(app::Message::Settings(zoom)));
    assert_eq!(window.stage.driver.state.size(), SIZE * 2.0);
    window.close();
}
