//! Labels on an account of Gmail's: chips, the panel, and what cannot be deleted there.

use std::path::Path;

use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;
use pombo::fl;
use tokio::runtime::Runtime;

use crate::kit::{Home, Window};
use crate::support::scripted::{Manner, gmail};
use crate::support::until;

/// Keeps the picture where a person asked for it.
fn keep(window: &mut Window, name: &str) {
    if let Some(folder) = std::env::var_os("POMBO_PICTURES") {
        window.picture(&Path::new(&folder).join(name));
    }
}

#[test]
fn labels_are_seen_ticked_and_undone() {
    let runtime = Runtime::new().unwrap();
    let _inside = runtime.enter();
    let server = gmail(Manner::default()).start();
    let home = Home::signed_in(server.port);
    let mut window = home.open_live();
    window.until("the labels", |state| {
        let chips = |key| state.chips(key).len();
        state.shown().is_some_and(|shown| shown.len() == 6 && shown.key_at(5).map(chips) == Some(1))
    });
    window.click("Message 5");
    window.order("l");
    window.see(&fl!("labels-title", count = 1));
    // The name stands in the sidebar, too.
    let side = window.stage.driver.state.splits.side;
    let mut texts = window.stage.driver.texts().into_iter();
    let line = texts.find(|seen| seen.text == "Work" && seen.bounds.x > side).unwrap();
    window.stage.driver.click_at(line.bounds.center());
    keep(&mut window, "labels-panel.png");
    window.click(&fl!("labels-apply"));
    window.see(&fl!("notice-labelled", count = 1));
    until("the label on the server", || {
        window.live_on();
        server.holds("Work", "Message 5").then_some(())
    });
    keep(&mut window, "labels-chips.png");
    window.ctrl("z");
    until("it to be gone again", || {
        window.live_on();
        (!server.holds("Work", "Message 5")).then_some(())
    });
    assert!(server.holds("INBOX", "Message 5"));
    window.close();
}

#[test]
fn that_only_the_trash_is_emptied_for_good_is_said_before_anything_is_asked() {
    let runtime = Runtime::new().unwrap();
    let _inside = runtime.enter();
    let server = gmail(Manner::default()).start();
    let home = Home::signed_in(server.port);
    let mut window = home.open_live();
    window
        .until("labels", |state| state.accounts.first().is_some_and(|held| held.mail.has_labels()));
    window.until("the rows", |state| state.shown().is_some_and(|shown| shown.len() == 6));
    window.click("Message 5");
    window.stage.driver.key(Named::Delete, Modifiers::SHIFT);
    window.see(&fl!("fault-refused-only-from-trash"));
    window.see_no(&fl!("ask-delete", count = 1));
    assert!(server.holds("INBOX", "Message 5"));
    window.close();
}
