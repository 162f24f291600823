//! Reading by keyboard and by menu: links, copying, pages that are wide, tall or have places in them.

use std::time::Duration;

use iced::Point;
use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;
use iced::mouse::Button;
use pombo::app::design::Design;
use pombo::app::effect::Pane;
use pombo::app::overlay::Overlay;
use pombo::fl;
use pombo::ui::shell::Launch;
use pombo::ui::stage::Stage;
use tokio::runtime::Runtime;

use crate::kit::{Home, SIZE, Window};
use crate::support::PATIENCE;
use crate::support::dovecot::Dovecot;

/// A mail with this inside.
fn mail(media: &str, body: &str) -> Vec<u8> {
    let head = "From: Bea <bea@test.example>\r\nTo: ana@test.example\r\nSubject: A mail\r\n\
                Date: Mon, 2 Nov 2026 10:00:00 +0000\r\nMessage-ID: <a@test.example>\r\n\
                MIME-Version: 1.0\r\n";
    format!("{head}Content-Type: {media}; charset=utf-8\r\n\r\n{body}\r\n").into_bytes()
}

/// A window on this one mail, which is open.
fn reading(home: &Home) -> Window {
    let runtime = Runtime::new().unwrap();
    let handle = runtime.handle().clone();
    let (vault, paths) = (home.vault.clone(), Some(home.paths()));
    let mut launch =
        Launch::of_profile(home.config(), vault, paths, Duration::ZERO, handle).unwrap();
    launch.program = env!("CARGO_BIN_EXE_pombo").into();
    let mut window = Window::of(Stage::new(launch, SIZE).unwrap(), runtime);
    window.until_live();
    window.click("A mail");
    window
}

/// Waits until the design is painted.
fn designed(window: &mut Window) {
    window.until("the design", |state| {
        state.reader.opened().is_some_and(|opened| opened.design == Design::Shown)
    });
    let there = window.stage.until_seen(PATIENCE, |stage| {
        stage.driver.screenshot();
        stage.driver.state.pages.is_painted()
    });
    assert!(there, "the design was not painted");
}

/// The host that the line at the foot names.
fn foot(window: &mut Window, host: &str) -> bool {
    window.stage.driver.find(host).is_some()
}

#[test]
fn links_of_a_text_are_gone_through_and_copied_by_keyboard() {
    let server = Dovecot::start();
    let text = "See https://one.example/a first.\r\n\r\nThen https://two.example/b please.";
    server.fill("INBOX", [mail("text/plain", text)]);
    let home = Home::signed_in(server.port);
    let mut window = reading(&home);
    window.see("See https://one.example/a first.");
    window.key(Named::Enter);
    window.key(Named::Tab);
    assert!(foot(&mut window, "one.example"));
    window.key(Named::Tab);
    assert!(foot(&mut window, "two.example") && !foot(&mut window, "one.example"));

    window.key(Named::ContextMenu);
    window.see(&fl!("menu-open-link"));
    window.key(Named::ArrowDown);
    window.key(Named::Enter);
    window.see_part("https://two.example/b");
    let copied = window.stage.until(PATIENCE, |_| true);
    assert!(copied);
    let there = window
        .stage
        .until_seen(PATIENCE, |stage| stage.driver.clipboard() == Some("https://two.example/b"));
    assert!(there, "{:?}", window.stage.driver.clipboard());

    // Behind the last link comes the next pane.
    window.key(Named::Tab);
    assert_eq!(window.mind().pane, Pane::Folders);
    window.close();
}

#[test]
fn a_design_is_copied_as_html_and_its_places_are_gone_to() {
    let server = Dovecot::start();
    let gap = "<p>more</p>".repeat(80);
    let html = format!(
        "<p>Go to <a href='#below'>the end</a> or <a href='https://one.example/a'>there</a> \
         <b>now</b></p>{gap}<h2><a name='below'></a>The end</h2><p>Last words</p>"
    );
    server.fill("INBOX", [mail("text/html", &html)]);
    let home = Home::signed_in(server.port);
    let mut window = reading(&home);
    designed(&mut window);
    window.key(Named::Enter);
    window.stage.driver.letter("C", Modifiers::CTRL | Modifiers::SHIFT);
    let wanted = "<p>Go to the end or <a href=\"https://one.example/a\">there</a> <b>now</b></p>\n";
    let there = window.stage.until_seen(PATIENCE, |stage| {
        stage.driver.clipboard().is_some_and(|text| text.starts_with(wanted))
    });
    assert!(there, "{:?}", window.stage.driver.clipboard());

    assert!(window.stage.driver.find("Last words").is_none());
    window.key(Named::Tab);
    window.see(&fl!("link-inside"));
    window.key(Named::Enter);
    window.see("Last words");
    assert_eq!(window.mind().overlay, Overlay::None);
    window.key(Named::Home);
    window.see("Go to the end or there now");
    window.key(Named::End);
    window.see("Last words");
    window.key(Named::PageUp);
    window.see_no("Last words");
    window.close();
}

#[test]
fn a_right_click_on_a_link_of_a_design_offers_what_can_be_done_with_it() {
    let server = Dovecot::start();
    let html =
        "<p style='margin:40px'><a href='https://one.example/a'>A link of many words</a></p>";
    server.fill("INBOX", [mail("text/html", html)]);
    let home = Home::signed_in(server.port);
    let mut window = reading(&home);
    designed(&mut window);
    let place = window.see("A link of many words");
    window.stage.driver.move_to(Point::new(place.x + 20.0, place.center_y()));
    window.stage.driver.press(Button::Right);
    window.stage.driver.release(Button::Right);
    window.click(&fl!("menu-copy-words"));
    let there = window
        .stage
        .until_seen(PATIENCE, |stage| stage.driver.clipboard() == Some("A link of many words"));
    assert!(there, "{:?}", window.stage.driver.clipboard());
    window.close();
}

#[test]
fn a_table_that_is_too_wide_is_moved_sideways_by_keys() {
    let server = Dovecot::start();
    let cells: String = (0..20)
        .map(|cell| format!("<td width=200><div style='width:200px'>c{cell}</div></td>"))
        .collect();
    server.fill("INBOX", [mail("text/html", &format!("<table><tr>{cells}</tr></table>"))]);
    let home = Home::signed_in(server.port);
    let mut window = reading(&home);
    designed(&mut window);
    window.see("c0");
    assert!(window.stage.driver.find("c19").is_none());
    window.key(Named::Enter);
    for _ in 0..100 {
        window.key(Named::ArrowRight);
    }
    window.see("c19");
    assert!(window.stage.driver.find("c0").is_none());
    window.key(Named::ArrowLeft);
    window.close();
}
