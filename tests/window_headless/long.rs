//! A list of a hundred thousand rows.

use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;
use iced::{Point, Rectangle};
use pombo::demo::{Demo, Options};
use pombo::fl;
use pombo::ui::shell::Launch;
use pombo::ui::stage::Stage;
use tokio::runtime::Runtime;

use crate::kit::{SIZE, Window};

const ROWS: usize = 100_000;

/// A window on the demo account, its long mailbox open and filled.
fn open() -> Window {
    let runtime = Runtime::new().unwrap();
    let fill = u32::try_from(ROWS).unwrap();
    let options = Options { arrivals: false, fill, ..Options::default() };
    let mut launch = Launch::empty(runtime.handle().clone());
    launch.demo = Some(runtime.block_on(Demo::start(options)).unwrap().into());
    launch.config.settings.mark_read_after = None;
    let mut window = Window::of(Stage::new(launch, SIZE).unwrap(), runtime);
    window.until_live();
    window.click("Large");
    window.see(&fl!("list-messages", count = ROWS));
    window
}

fn subject(window: &Window, at: usize) -> String {
    window.mind().shown().unwrap().line_at(at).unwrap().subject.to_owned()
}

/// The place in the list of the first row on screen, found by its subject.
fn top(window: &mut Window) -> usize {
    let first = window.rows().remove(0);
    (0..ROWS).find(|&at| subject(window, at) == first).unwrap()
}

fn list_area(window: &mut Window) -> Rectangle {
    let name = window.rows().remove(0);
    window.see(&name)
}

#[test]
fn a_long_list_scrolls_to_its_ends_by_key_wheel_and_bar() {
    let mut window = open();
    assert_eq!(top(&mut window), 0);
    let row = list_area(&mut window);
    window.stage.driver.click_at(row.center());
    window.key(Named::End);
    assert_eq!(window.rows().pop().unwrap(), subject(&window, ROWS - 1));
    window.key(Named::Home);
    assert_eq!(top(&mut window), 0);

    // The first goes to the foot of the page, the second to the next page, with no row skipped.
    let page = window.rows().len();
    window.key(Named::PageDown);
    window.key(Named::PageDown);
    let after = top(&mut window);
    assert!(after > 0 && after <= page, "{after} of {page}");

    window.stage.driver.wheel(row.center(), -2_000.0);
    let wheeled = top(&mut window);
    assert!(wheeled > after + 1_000, "{wheeled}");
    let rows = window.rows();
    for (at, row) in rows.iter().enumerate() {
        assert_eq!(*row, subject(&window, wheeled + at));
    }

    // The thumb from its upper end to the foot of the window.
    window.stage.driver.wheel(row.center(), 1_000_000.0);
    assert_eq!(top(&mut window), 0);
    let bar = Point::new(row.x + row.width - 4.0, row.y + 6.0);
    window.stage.driver.drag(bar, Point::new(bar.x, SIZE.height));
    assert_eq!(window.rows().pop().unwrap(), subject(&window, ROWS - 1));

    window.stage.driver.letter("a", Modifiers::CTRL);
    window.see(&fl!("list-selected", count = ROWS));
}
