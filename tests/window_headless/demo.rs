//! The demo account, added once more through the browser: from its address to its mail, with nobody
//! but this program; taken back on its page, and given again.

use iced::keyboard::key::Named;
use pombo::app::accounts::{Leg, Stage};
use pombo::app::{self, Screen, accounts};
use pombo::fl;
use pombo::model::account::SecretSource;
use pombo::model::link::Link;
use pombo::ui::shell::{Launch, Message};
use pombo::ui::stage::Stage as Headless;
use tokio::runtime::Runtime;
use url::Url;

use crate::kit::{Home, SIZE, Window};
use crate::support::oauth::visitor::Visitor;

const ADDRESS: &str = "marina@atelier.example";

/// A window of a profile on disk, with the demo account open in it.
fn with_demo(home: &Home) -> Window {
    let runtime = Runtime::new().unwrap();
    let handle = runtime.handle().clone();
    let (vault, paths) = (home.vault.clone(), Some(home.paths()));
    let launch = Launch::of_profile(home.config(), vault, paths, home.hold, handle).unwrap();
    let stage = Headless::new(launch.with_demo(false).unwrap(), SIZE).unwrap();
    let mut window = Window::of(stage, runtime);
    window.until_live();
    window
}

/// Where the browser is sent, once it is.
fn page(window: &mut Window) -> Url {
    let at = |state: &app::State| match &state.screen {
        Screen::SignIn(sign_in) => match &sign_in.stage {
            Stage::Flow(flow) => match &flow.leg {
                Leg::Browser { url, .. } => Some(url.clone()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    };
    window.until("the browser's turn", |state| at(state).is_some());
    Url::parse(&at(window.mind()).unwrap()).unwrap()
}

/// The person agrees in the browser, and reads that it is done.
fn agree(visitor: &mut Visitor, url: &Url) {
    visitor.open(url);
    let asked = visitor.landed();
    for words in [fl!("demo-consent"), fl!("demo-badge"), ADDRESS.to_owned(), "Pombo".to_owned()] {
        assert!(asked.page.contains(&words), "{words}: {}", asked.page);
    }
    visitor.submit(&[("answer", "allow")]);
    let landed = visitor.landed();
    assert!(landed.page.contains(&fl!("page-done-title")), "{landed:?}");
}

/// All accounts are in step, and there are so many.
fn until_all_live(window: &mut Window, count: usize) {
    window.until("all accounts to be in step", |state| {
        let live = state.accounts.iter().filter(|held| held.link == Link::Live);
        state.accounts.len() == count && live.count() == count
    });
}

#[test]
fn the_demo_s_address_leads_through_the_browser_to_its_mail_and_leaves_no_trace() {
    let home = Home::fresh();
    let mut window = with_demo(&home);
    window.stage.driver.tell(Message::App(app::Message::Accounts(accounts::Message::AddChosen)));
    window.see(&fl!("signin-address-demo", address = ADDRESS));
    window.fill("form name", "Marina");
    window.fill("form address", ADDRESS);
    window.key(Named::Enter);
    window.see("Pombo demo");
    window.key(Named::Enter);
    let (url, mut visitor) = (page(&mut window), Visitor::new());
    agree(&mut visitor, &url);
    until_all_live(&mut window, 2);
    let added = window.mind().accounts[1].account.clone();
    assert_eq!((added.address.as_str(), &added.secret), (ADDRESS, &SecretSource::ThisRun));
    assert!(!added.oauth.unwrap().client_id.is_empty(), "it made itself known");
    window.see(&fl!("demo-mail-subject"));

    // Taken back on the page that the mail names, it is asked for again.
    visitor.open(&url.join("/").unwrap());
    visitor.submit(&[("answer", "allow")]);
    assert!(visitor.landed().page.contains(&fl!("demo-taken-back")));
    window.see_part(&fl!("fault-grant-ended"));
    assert_eq!(window.mind().accounts[0].link, Link::Live, "the password goes on to work");
    window.click(&fl!("strip-sign-in"));
    let url = page(&mut window);
    agree(&mut visitor, &url);
    until_all_live(&mut window, 2);
    window.close();
    assert!(home.config().accounts.is_empty(), "the demo is gone with this run");
}

#[test]
fn who_says_no_in_the_browser_is_told_so_in_the_window() {
    let home = Home::fresh();
    let mut window = with_demo(&home);
    window.stage.driver.tell(Message::App(app::Message::Accounts(accounts::Message::AddChosen)));
    window.fill("form address", ADDRESS);
    window.key(Named::Enter);
    window.see("Pombo demo");
    window.key(Named::Enter);
    let (url, mut visitor) = (page(&mut window), Visitor::new());
    visitor.open(&url);
    visitor.submit(&[("answer", "deny")]);
    window.see_part(&fl!("fault-grant-denied"));
    window.close();
}
