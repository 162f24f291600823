//! The whole window on the demo account, with hands: menus, edges, links, folds, its shape.

use std::time::Duration;

use iced::mouse::{Button, Interaction};
use iced::{Point, Size};
use tokio::runtime::Runtime;

use super::screen::sidebar;
use super::shape::Shape;
use super::shell::{Launch, Message, Shell, Splits};
use super::stage::Stage;
use crate::app::design::Design;
use crate::app::drag::Drag;
use crate::app::effect::Pane;
use crate::app::keys::{Key, Mods};
use crate::app::overlay::Overlay;
use crate::app::reader::Reader;
use crate::app::{self, notice};
use crate::model::link::Link;
use crate::model::mailbox::Role;
use crate::paths::Paths;

const PATIENCE: Duration = Duration::from_secs(60);
const SIZE: Size = Size::new(1280.0, 800.0);
/// The sidebar of the demo account is higher than this window.
const LOW: Size = Size::new(900.0, 480.0);

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// The demo account, its inbox on screen.
fn demo(runtime: &Runtime, size: Size) -> Stage {
    let mut launch = Launch::empty(runtime.handle().clone());
    launch.config.settings.language = Some("en".to_owned());
    launch = launch.with_demo(true).unwrap();
    let mut stage = Stage::new(launch, size).unwrap();
    let live = |shell: &Shell| {
        let live = shell.state.accounts.iter().all(|held| held.link == Link::Live);
        live && shell.state.shown().is_some_and(|shown| shown.len() > 20)
    };
    assert!(stage.until(PATIENCE, live));
    stage
}

fn press(stage: &mut Stage, key: Key) {
    stage.driver.tell(Message::App(app::Message::KeyPressed(key, Mods::NONE)));
}

fn middle(stage: &mut Stage, text: &str) -> Point {
    stage.driver.find(text).unwrap_or_else(|| panic!("no {text}")).center()
}

fn right_click(stage: &mut Stage, at: Point) {
    stage.driver.move_to(at);
    stage.driver.press(Button::Right);
    stage.driver.release(Button::Right);
}

fn rows(shell: &Shell) -> usize {
    shell.state.shown().map_or(0, |shown| shown.len())
}

fn opened(stage: &mut Stage) {
    assert!(stage.until(PATIENCE, |shell| matches!(shell.state.reader, Reader::Open(_))));
}

#[test]
fn a_right_click_on_a_row_opens_a_menu_that_acts_on_it() {
    let runtime = runtime();
    let mut stage = demo(&runtime, SIZE);
    let before = rows(&stage.driver.state);
    let at = middle(&mut stage, "Almoço de domingo");
    right_click(&mut stage, at);
    assert_eq!(stage.driver.state.state.list.chosen().len(), 1);
    assert!(matches!(stage.driver.state.state.overlay, Overlay::Menu(_)));

    assert!(stage.driver.click("Archive"), "the sidebar's Archive is below the menu");
    assert!(matches!(stage.driver.state.state.overlay, Overlay::None), "a press beside it closes");
    assert_eq!(rows(&stage.driver.state), before);

    right_click(&mut stage, at);
    let item = stage.driver.texts().into_iter().rfind(|seen| seen.text == "Archive").unwrap();
    stage.driver.click_at(item.bounds.center());
    assert_eq!(rows(&stage.driver.state), before - 1);
    let said = |shell: &Shell| {
        let current = shell.state.notices.current.as_ref();
        current.is_some_and(|said| matches!(said.text, notice::Text::Archived { count: 1 }))
    };
    assert!(stage.until(PATIENCE, said));
}

#[test]
fn a_right_click_on_a_mailbox_opens_a_menu_at_the_pointer() {
    let runtime = runtime();
    let mut stage = demo(&runtime, SIZE);
    let at = middle(&mut stage, "Receipts");
    right_click(&mut stage, at);
    let Overlay::Menu(menu) = &stage.driver.state.state.overlay else { panic!("no menu") };
    assert_eq!((menu.at.x, menu.at.y), (at.x, at.y));
    assert!(stage.driver.click("Open"));
    let title = stage.driver.state.title();
    assert!(title.starts_with("Receipts"), "{title}");
}

#[test]
fn a_quick_click_is_no_drag() {
    let runtime = runtime();
    let mut stage = demo(&runtime, SIZE);
    let at = middle(&mut stage, "Almoço de domingo");
    stage.driver.click_at(at);
    stage.driver.move_to(Point::new(60.0, 60.0));
    assert!(matches!(stage.driver.state.state.drag, Drag::Idle));
}

#[test]
fn a_carry_near_the_sidebars_edge_scrolls_it() {
    let runtime = runtime();
    let mut stage = demo(&runtime, LOW);
    let from = middle(&mut stage, "Almoço de domingo");
    let top = middle(&mut stage, "Drafts").y;
    stage.driver.drag_hold(from, Point::new(80.0, LOW.height - 60.0));
    assert!(matches!(stage.driver.state.state.drag, Drag::Carrying(_)));
    assert!(stage.until_seen(PATIENCE, |stage| {
        let place = stage.driver.find("Drafts");
        place.is_none_or(|place| place.center().y < top - 20.0)
    }));
    stage.driver.release(Button::Left);
}

#[test]
fn the_chosen_mailbox_is_brought_into_view() {
    let runtime = runtime();
    let mut stage = demo(&runtime, LOW);
    press(&mut stage, Key::Tab);
    press(&mut stage, Key::Tab);
    assert_eq!(stage.driver.state.state.pane, Pane::Folders);
    press(&mut stage, Key::End);
    let last = stage.driver.state.state.folders.mailboxes().last().unwrap().name.clone();
    assert!(stage.until_seen(PATIENCE, |stage| {
        let place = stage.driver.find(&last).unwrap();
        place.y + place.height < LOW.height - 40.0
    }));
}

#[test]
fn where_a_link_leads_is_told_while_the_pointer_is_on_it() {
    let runtime = runtime();
    let mut stage = demo(&runtime, SIZE);
    let at = middle(&mut stage, "Crumb 212: In praise of the dark crust");
    stage.driver.click_at(at);
    opened(&mut stage);
    // Nothing lays mail out here: its text is shown in the place of its design.
    assert!(stage.until(PATIENCE, |shell| {
        let opened = shell.state.reader.opened();
        opened.is_some_and(|opened| matches!(opened.design, Design::Failed(_)))
    }));
    let Reader::Open(opened) = &stage.driver.state.state.reader else { panic!("not open") };
    let page = std::sync::Arc::clone(&opened.page);
    let linked = page.paragraphs.iter().find(|one| !one.links.is_empty()).unwrap();
    stage.driver.wheel(Point::new(900.0, 600.0), -40.0);
    let place = stage.driver.find(&linked.text).unwrap();
    let mut at = Point::new(place.x + 4.0, place.center_y());
    while at.x < place.x + place.width && stage.driver.interaction() != Interaction::Pointer {
        stage.driver.move_to(at);
        at.x += 6.0;
    }
    let xray = stage.driver.state.link.clone().unwrap();
    let (before, host, _) = xray.parts();
    assert_eq!(before, "https://");
    assert!(stage.driver.find(host).is_some(), "{host}");
    stage.driver.move_to(Point::new(900.0, 20.0));
    assert_eq!(stage.driver.state.link, None);
}

#[test]
fn an_address_is_copied_by_a_click_and_all_of_them_unfold() {
    let runtime = runtime();
    let mut stage = demo(&runtime, SIZE);
    let at = middle(&mut stage, "Wind loads, second pass");
    stage.driver.click_at(at);
    opened(&mut stage);
    assert!(stage.driver.find("Tomás Ferraz <tomas@ferraz-duarte.example>").is_none());
    let key = stage.driver.state.state.reader.key().unwrap();
    stage.driver.tell(Message::PeopleToggled(key));
    assert!(stage.driver.click("Tomás Ferraz <tomas@ferraz-duarte.example>"));
    let copied = notice::Text::Copied("tomas@ferraz-duarte.example".to_owned());
    let said = stage.driver.state.state.notices.current.as_ref().map(|said| said.text.clone());
    assert_eq!(said, Some(copied));
}

#[test]
fn an_empty_mailbox_says_so_over_a_list_that_stays() {
    let runtime = runtime();
    let mut stage = demo(&runtime, SIZE);
    let trash = sidebar::name_of(Some(Role::Trash), "");
    assert!(stage.driver.click(&trash));
    assert!(stage.until(PATIENCE, |shell| rows(shell) > 0));
    press(&mut stage, Key::Tab);
    for _ in 0..rows(&stage.driver.state) {
        press(&mut stage, Key::Down);
        press(&mut stage, Key::Delete);
        press(&mut stage, Key::Enter);
    }
    assert_eq!(rows(&stage.driver.state), 0);
    assert!(stage.driver.find("No messages here").is_some());
}

#[test]
fn the_windows_shape_survives_to_the_next_start() {
    let runtime = runtime();
    let dir = tempfile::tempdir().unwrap();
    let paths = Paths::profile(dir.path());
    let launch = || {
        let mut launch = Launch::empty(runtime.handle().clone());
        launch.engines.paths = Some(paths.clone());
        launch
    };
    let mut stage = Stage::new(launch(), SIZE).unwrap();
    stage.driver.tell(Message::Resized(Size::new(1000.0, 700.0)));
    stage.driver.tell(Message::SplitMoved(Splits { side: 200.0, list: 333.0 }));
    let written = paths.clone();
    assert!(stage.until(PATIENCE, |_| written.window_file().exists()));
    let shape = Shape::load(&paths);
    assert_eq!(shape.size, Size::new(1000.0, 700.0));
    let again = Stage::new(launch(), SIZE).unwrap();
    assert_eq!(again.driver.state.splits, Splits { side: 200.0, list: 333.0 });
}
