//! Mailboxes in the window: made, renamed, nested by the pointer, deleted after a yes; offline too.

use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;
use iced::mouse::Button;
use pombo::app::drag::Drag;
use pombo::fl;
use pombo::model::link::Link;

use crate::kit::{Home, Window};
use crate::support::dovecot::{Dovecot, Options};
use crate::support::proxy::Proxy;
use crate::support::{mails, until};

/// Lets the window live until the server lists exactly these beside the special ones.
#[track_caller]
fn until_listed(window: &mut Window, server: &Dovecot, expected: &[&str]) {
    let mut client = server.client();
    until(&format!("{expected:?} on the server"), || {
        window.live_on();
        let rows = client.ok("LIST \"\" \"*\"");
        let names = rows.iter().filter(|row| !row.contains("\\No"));
        let names = names.filter_map(|row| Some(row.split_once("\"/\" ")?.1.replace('"', "")));
        let special = ["INBOX", "Drafts", "Sent", "Archive", "Junk", "Trash"];
        let mut names: Vec<String> = names.filter(|n| !special.contains(&n.as_str())).collect();
        names.sort();
        (names == expected).then_some(())
    });
}

fn server() -> Dovecot {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=2).map(mails::plain));
    server.fill("Projects", [mails::plain(11)]);
    server
}

fn right_click(window: &mut Window, name: &str) {
    let place = window.see(name);
    window.stage.driver.move_to(place.center());
    window.stage.driver.press(Button::Right);
    window.stage.driver.release(Button::Right);
}

/// Makes a mailbox by the key.
fn make(window: &mut Window, name: &str) {
    window.stage.driver.letter("m", Modifiers::CTRL | Modifiers::SHIFT);
    window.see(&fl!("folder-new-title"));
    window.fill("mailbox name", name);
    window.click(&fl!("folder-new-yes"));
}

#[test]
fn a_mailbox_is_made_renamed_and_undone() {
    let server = server();
    let home = Home::signed_in(server.port);
    let mut window = home.open_live();
    make(&mut window, "Bills");
    window.see(&fl!("folder-made", name = "Bills"));
    until_listed(&mut window, &server, &["Bills", "Projects"]);

    window.click("Bills");
    window.key(Named::F2);
    window.fill("mailbox name", "Projects");
    window.see(&fl!("folder-name-taken"));
    window.fill("mailbox name", "Conta & Cia");
    window.key(Named::Enter);
    window.see("Conta & Cia");
    until_listed(&mut window, &server, &["Conta &- Cia", "Projects"]);
    window.until_live();
    window.ctrl("z");
    window.see("Bills");
    until_listed(&mut window, &server, &["Bills", "Projects"]);
    window.see_no("Conta & Cia");
    window.close();
}

#[test]
fn a_mailbox_is_carried_into_another_and_out_again() {
    let server = server();
    let home = Home::signed_in(server.port);
    let mut window = home.open_live();
    make(&mut window, "Bills");
    until_listed(&mut window, &server, &["Bills", "Projects"]);
    window.carry("Bills", "Projects");
    assert!(matches!(window.mind().drag, Drag::Carrying(_)));
    window.let_go();
    window.see(&fl!("folder-nested", name = "Bills", into = "Projects"));
    until_listed(&mut window, &server, &["Projects", "Projects/Bills"]);
    window.until_live();

    // Its own child does not take it.
    window.carry("Projects", "Bills");
    window.let_go();
    // The foot stands for the top level while it is carried.
    window.carry("Bills", &fl!("mailbox-inbox"));
    let foot = window.see(&fl!("folder-to-top"));
    window.move_to(foot.center_x(), foot.center_y());
    window.let_go();
    window.see(&fl!("folder-unnested", name = "Bills"));
    until_listed(&mut window, &server, &["Bills", "Projects"]);
    window.close();
}

#[test]
fn a_mailbox_goes_only_after_asking_and_never_with_mail_that_nobody_spoke_of() {
    let server = server();
    let home = Home::signed_in(server.port);
    let mut window = home.open_live();
    right_click(&mut window, "Projects");
    window.click(&fl!("menu-delete-folder"));
    window.see(&fl!("folder-delete-messages", count = 1));
    window.key(Named::Enter);
    window.see_no(&fl!("folder-delete-messages", count = 1));
    window.see("Projects");

    right_click(&mut window, "Projects");
    window.click(&fl!("menu-delete-folder"));
    window.see(&fl!("folder-delete-messages", count = 1));
    server.client().append("Projects", "", &mails::plain(12));
    window.click(&fl!("ask-delete-yes"));
    window.see_part(&fl!("order-folder-delete", name = "Projects"));
    window.see("Projects");
    assert_eq!(server.client().message_ids("Projects").len(), 2);

    window.until_live();
    window.click("Projects");
    window.until_rows(&["Message 12", "Message 11"]);
    right_click(&mut window, "Projects");
    window.click(&fl!("menu-delete-folder"));
    window.see(&fl!("folder-delete-messages", count = 2));
    window.click(&fl!("ask-delete-yes"));
    window.see_no("Projects");
    until_listed(&mut window, &server, &[]);
    window.until_rows(&["Message 2", "Message 1"]);
    window.close();
}

#[test]
fn offline_a_mailbox_is_made_and_filled_and_both_happen_on_return() {
    let server = server();
    let proxy = Proxy::to(server.port);
    let home = Home::signed_in(proxy.port);
    let mut client = server.client();
    let mut window = home.open_live();
    window.until_rows(&["Message 2", "Message 1"]);
    proxy.cut();
    window.until("the strip", |state| {
        state.accounts.iter().all(|held| matches!(held.link, Link::Offline { .. }))
    });
    make(&mut window, "Bills");
    window.see("Bills");
    window.carry("Message 1", "Bills");
    window.let_go();
    window.until_rows(&["Message 2"]);
    window.click("Bills");
    window.until_rows(&["Message 1"]);
    proxy.mend();
    window.until_live();
    until("the message on the server", || {
        window.live_on();
        let there = client.run("STATUS Bills (MESSAGES)");
        there.iter().any(|row| row.contains("MESSAGES 1")).then_some(())
    });
    window.until_live();
    window.until_rows(&["Message 1"]);
    assert_eq!(client.message_ids("INBOX"), ["m2@test.example"]);
    window.close();
}

/// The person's own below the inbox, and a tree that all share.
const HOSTER: &str = "namespace inbox {\n  prefix = INBOX.\n  separator = .\n}\n\
    namespace public {\n  type = public\n  prefix = Public.\n  separator = .\n  \
    location = maildir:~/public\n  list = children\n}\n";

#[test]
fn what_many_share_has_its_own_heading_and_new_mailboxes_go_to_the_persons_own() {
    let server = Dovecot::with(&Options { extra: HOSTER, ..Options::default() });
    server.fill("INBOX", (1..=2).map(mails::plain));
    server.client().ok("CREATE Public.News");
    server.client().append("Public.News", "", &mails::plain(7));
    let home = Home::signed_in(server.port);
    let mut window = home.open_live();
    let heading = window.see(&fl!("sidebar-shared"));
    assert!(window.see("News").y > heading.y && window.see(&fl!("mailbox-trash")).y < heading.y);
    window.see_no("Public");
    window.click("News");
    window.until_rows(&["Message 7"]);
    make(&mut window, "Bills");
    until("INBOX.Bills on the server", || {
        window.live_on();
        let rows = server.client().ok("LIST \"\" \"*\"");
        rows.iter().any(|row| row.contains("INBOX.Bills")).then_some(())
    });
    assert!(window.see("Bills").y < window.see(&fl!("sidebar-shared")).y);
    // Mail is dragged there like anywhere.
    window.click(&fl!("mailbox-inbox"));
    window.until_rows(&["Message 2", "Message 1"]);
    window.carry("Message 1", "News");
    window.let_go();
    until("the message in the shared mailbox", || {
        window.live_on();
        let ids = server.client().message_ids("Public.News");
        ids.contains(&"m1@test.example".to_owned()).then_some(())
    });
    window.close();
}
