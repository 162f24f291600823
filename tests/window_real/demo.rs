//! `pombo --demo` in the real window: its account is added once more through a real browser, by keys
//! alone; the permission is taken back on the demo's own page.

use pombo::fl;
use url::Url;

use crate::hands::Hands;
use crate::opener::{self, opened};
use crate::support::browser::Browser;
use crate::support::display::Display;
use crate::support::until;

#[test]
fn the_demo_is_signed_in_to_through_a_real_browser() {
    let (display, browser) = (Display::start(), Browser::start());
    let home = tempfile::tempdir().unwrap();
    let path = opener::put_into(home.path());
    let environment = [("PATH", path.as_str()), ("INSTEAD", "--demo")];
    let mut hands = Hands::start_with(&display, home.path(), "demo", &environment);
    hands.wait("the list", |line| line["milestone"] == "list shown");

    display.key("ctrl+shift+n");
    hands.wait("the question for the address", |line| line["stage"] == "address");
    display.type_text("Marina");
    display.key("Tab");
    display.type_text("marina@atelier.example");
    display.key("Return");
    hands.wait("the server", |line| line["stage"] == "found");
    display.key("Return");
    hands.wait("the browser's turn", |line| line["stage"] == "in the browser");

    let url = opened(home.path(), 0);
    browser.open(&url);
    assert!(browser.text().contains(&fl!("demo-about")), "{}", browser.text());
    assert_eq!(browser.language(), "en");
    browser.click("button[value=allow]");
    until("the last page", || browser.text().contains(&fl!("page-done-title")).then_some(()));
    hands.wait("the second account", |line| line["milestone"] == "in step");

    browser.open(Url::parse(&url).unwrap().join("/").unwrap().as_str());
    browser.click("button");
    until("it to be taken back", || browser.text().contains(&fl!("demo-taken-back")).then_some(()));
    hands.wait("the strip", |line| line["strip"] == "sign in needed");
    hands.close();
    assert!(!home.path().join("config/pombo").exists(), "the demo writes nothing");
}
