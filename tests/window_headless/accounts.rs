//! The accounts page and the doctor, by hands, against a real server.

use std::time::Duration;

use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;
use pombo::app::Screen;
use pombo::app::overlay::Overlay;
use pombo::auth::Secret;
use pombo::fl;
use pombo::model::account::{Account, Hue};
use pombo::model::exam::Step;
use pombo::model::ids::AccountId;

use crate::kit::{ACCOUNT, Home, Window, account};
use crate::support::dovecot::{Dovecot, PASSWORD, USER};
use crate::support::proxy::Proxy;
use crate::support::{free_port, mails, until};

const BEA: AccountId = AccountId(2);

/// An account on a server that does not answer.
fn bea() -> Account {
    let (id, address) = (BEA, "bea@test.example".to_owned());
    Account { id, address, user: "bea".into(), ..account(free_port()) }
}

/// The accounts page, by its key.
fn page(window: &mut Window) {
    window.stage.driver.letter("a", Modifiers::CTRL | Modifiers::SHIFT);
    window.see(&fl!("accounts-called"));
}

#[test]
fn name_colour_and_order_are_seen_at_once_and_are_there_the_next_time() {
    let server = Dovecot::start();
    let home = Home::signed_in(server.port);
    home.configure(|config| config.accounts.push(bea()));
    let mut window = home.open();
    page(&mut window);
    window.fill("account label", "Home");
    window.click_id("hue red");
    let written = |wished: &dyn Fn(&[Account]) -> bool| wished(&home.config().accounts);
    window.until("the name on disk", |_| written(&|all| all[0].label == "Home"));
    assert_eq!(home.config().accounts[0].hue, Some(Hue::Red));

    let (from, to) = (window.see("bea@test.example"), window.see("Home"));
    window.stage.driver.drag(from.center(), to.center());
    window.until("the order on disk", |_| written(&|all| all[0].id == BEA));
    window.key(Named::Escape);
    assert!(matches!(window.mind().screen, Screen::Mail));
    window.see("Home");
    window.close();

    let window = home.open();
    let held: Vec<&str> = window.mind().accounts.iter().map(|one| one.account.title()).collect();
    assert_eq!(held, ["bea@test.example", "Home"]);
    window.close();
}

#[test]
fn what_is_only_for_people_leaves_the_connection_alone() {
    let server = Dovecot::start();
    server.fill("INBOX", [mails::plain(1)]);
    let proxy = Proxy::to(server.port);
    let home = Home::signed_in(proxy.port);
    let mut window = home.open_live();
    let connections = proxy.connections();
    page(&mut window);
    window.fill("account name", "Ana Maria Souza");
    window.until("the name on disk", |_| home.config().accounts[0].name == "Ana Maria Souza");
    // The engine hears of the name before it hears of the star.
    window.key(Named::Escape);
    window.click("Message 1");
    window.order("s");
    let mut client = server.client();
    until("the star on the server", || {
        window.live_on();
        let flags = client.flags("INBOX", "m1@test.example").unwrap_or_default();
        flags.contains("\\Flagged").then_some(())
    });
    assert_eq!(proxy.connections(), connections);
    window.close();
}

#[test]
fn an_account_goes_when_its_actions_are_done_and_its_mail_stays_on_the_server() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=3).map(mails::plain));
    let home = Home { hold: Duration::from_secs(3), ..Home::signed_in(server.port) };
    let mut window = home.open_live();
    window.click("Message 3");
    window.order("e");
    window.see(&fl!("notice-archived", count = 1));
    page(&mut window);
    window.key(Named::Delete);
    window.see(&fl!("ask-remove-stays"));
    window.see(&fl!("ask-remove-soon"));
    window.see(&fl!("ask-remove-finish"));
    // What Enter does is the careful way.
    window.key(Named::Enter);
    window.see(&fl!("accounts-keep"));
    assert_eq!(home.config().accounts.len(), 1);
    window.until("the account to go", |state| state.accounts.is_empty());
    window.see(&fl!("notice-account-removed", title = "ana@test.example"));
    let mut client = server.client();
    assert_eq!(client.message_ids("Archive"), ["m3@test.example"]);
    assert_eq!(client.message_ids("INBOX").len(), 2);
    let cache = home.paths().account_cache(ACCOUNT);
    window.until("its copies to go", |_| !cache.exists());
    window.until("the settings to forget it", |_| home.config().accounts.is_empty());
    window.close();
}

/// The verdict of the doctor when it is done.
fn verdict(window: &mut Window) -> Option<Step> {
    window.until(
        "the doctor to end",
        |state| matches!(&state.overlay, Overlay::Doctor(doctor) if !doctor.is_running()),
    );
    match &window.mind().overlay {
        Overlay::Doctor(doctor) => {
            doctor.report.as_ref().unwrap().verdict().map(|verdict| verdict.step)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_doctor_goes_to_the_inbox_and_its_report_names_nobody() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=2).map(mails::plain));
    let home = Home::signed_in(server.port);
    let mut window = home.open_live();
    page(&mut window);
    window.order("t");
    assert_eq!(verdict(&mut window), None);
    window.see(&fl!("doctor-all-well"));
    window.see(&fl!("doctor-messages", count = 2));
    window.click(&fl!("doctor-copy"));
    window.see(&fl!("doctor-copied"));
    let stage = &mut window.stage;
    let copied = stage.until_seen(Duration::from_secs(20), |s| s.driver.clipboard().is_some());
    assert!(copied);
    let report = window.stage.driver.clipboard().unwrap().to_owned();
    for secret in [PASSWORD, USER, "ana@test"] {
        assert!(!report.contains(secret), "{secret} is in {report}");
    }
    assert!(report.contains("127.0.0.1"), "{report}");
    window.key(Named::Escape);
    window.see(&fl!("accounts-called"));
    window.close();
}

#[test]
fn the_doctor_says_which_step_fails() {
    let server = Dovecot::start();
    let home = Home::signed_in(server.port);
    home.vault.hold(ACCOUNT, Secret::from("wrong"));
    home.configure(|config| config.accounts.push(bea()));
    let mut window = home.open();
    window.see_part(&fl!("fault-wrong-password"));
    window.click(&fl!("find-out"));
    assert_eq!(verdict(&mut window), Some(Step::Login));
    window.see(&fl!("doctor-do-check-password"));
    window.key(Named::Escape);
    page(&mut window);
    window.click("bea@test.example");
    window.order("t");
    assert_eq!(verdict(&mut window), Some(Step::Tcp));
    window.close();
}

#[test]
fn settings_are_changed_by_hand_and_count_only_when_they_work() {
    let server = Dovecot::start();
    let home = Home::signed_in(server.port);
    home.configure(|config| config.accounts[0].imap.port = free_port());
    let mut window = home.open();
    page(&mut window);
    window.order("e");
    window.see(&fl!("accounts-edit-title"));
    let wrong = free_port().to_string();
    window.fill("form port", &wrong);
    window.click(&fl!("accounts-edit-go"));
    window.see(&fl!("fault-port-refused"));
    assert_ne!(home.config().accounts[0].imap.port.to_string(), wrong);
    window.click(&fl!("find-out"));
    assert_eq!(verdict(&mut window), Some(Step::Tcp));
    window.key(Named::Escape);
    // Another user is another mailbox, and that is said.
    window.fill("form user", "somebody");
    window.see(&fl!("accounts-elsewhere"));
    window.fill("form user", USER);
    window.see_no(&fl!("accounts-elsewhere"));
    window.fill("form port", &server.port.to_string());
    window.click(&fl!("accounts-edit-go"));
    window.see(&fl!("accounts-called"));
    window.until_live();
    assert_eq!(window.mind().accounts[0].account.id, ACCOUNT);
    window.until("the port on disk", |_| home.config().accounts[0].imap.port == server.port);
    window.close();
}
