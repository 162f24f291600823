//! Copies by a carry with Ctrl held, and messages carried to another account.

use std::path::Path;

use iced::keyboard::Modifiers;
use pombo::auth::Secret;
use pombo::fl;
use pombo::model::account::Account;
use pombo::model::ids::AccountId;

use crate::kit::{Home, Window, account};
use crate::support::client::Client;
use crate::support::dovecot::{Dovecot, PASSWORD, USERS};
use crate::support::{mails, until};

/// Keeps the picture where a person asked for it.
fn keep(window: &mut Window, name: &str) {
    if let Some(folder) = std::env::var_os("POMBO_PICTURES") {
        window.picture(&Path::new(&folder).join(name));
    }
}

#[test]
fn a_carry_with_control_held_copies() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=3).map(mails::plain));
    let home = Home::signed_in(server.port);
    let mut window = home.open_live();
    window.until_rows(&["Message 3", "Message 2", "Message 1"]);
    window.carry("Message 2", &fl!("mailbox-archive"));
    window.see(&fl!("carrying", count = 1));
    window.stage.driver.hold(Modifiers::CTRL);
    window.see(&fl!("carrying-copies", count = 1));
    keep(&mut window, "copying.png");
    window.let_go();
    window.stage.driver.hold(Modifiers::empty());
    window.see(&fl!("notice-copying", count = 1, to = "Archive"));
    assert_eq!(window.rows(), ["Message 3", "Message 2", "Message 1"]);
    let mut client = server.client();
    until("the copy in the archive", || {
        window.live_on();
        (client.message_ids("Archive") == ["m2@test.example"]).then_some(())
    });
    assert_eq!(client.message_ids("INBOX").len(), 3);
    window.close();
}

#[test]
fn a_carry_to_another_account_brings_the_message_there() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=3).map(mails::plain));
    server.fill_for(USERS[1], "Letters", []);
    let home = Home::signed_in(server.port);
    let bruno = AccountId(2);
    home.vault.hold(bruno, Secret::from(PASSWORD));
    home.configure(|config| {
        let address = "bruno@test.example".into();
        let theirs = Account { id: bruno, address, user: USERS[1].into(), ..account(server.port) };
        config.accounts.push(theirs);
    });
    let mut window = home.open_live();
    window.until_rows(&["Message 3", "Message 2", "Message 1"]);
    window.see("Letters");
    window.carry("Message 2", "Letters");
    keep(&mut window, "bringing.png");
    window.let_go();
    assert_eq!(window.rows(), ["Message 3", "Message 1"], "in the very frame of the release");
    let to = "Letters (bruno@test.example)";
    window.see(&fl!("notice-bringing", count = 1, to = to));
    let mut client = Client::login(server.port, USERS[1], PASSWORD);
    until("the message in the other account", || {
        window.live_on();
        (client.message_ids("Letters") == ["m2@test.example"]).then_some(())
    });
    let mut ours = server.client();
    until("it to have left this one", || {
        window.live_on();
        (ours.message_ids("INBOX").len() == 2).then_some(())
    });
    window.click("Letters");
    window.until_rows(&["Message 2"]);
    keep(&mut window, "brought.png");
    window.close();
}
