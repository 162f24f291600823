//! What the list does with events, with rows that come and go, and with rows without end.

use std::ops::Range;

use iced::keyboard::Modifiers;
use iced::mouse::Button;
use iced::{Point, Size};

use super::{Density, ListEvent, RowView, VList};
use crate::ui::kit::Driver;
use crate::ui::theme::space;
use crate::ui::widget::Element;

const SIZE: Size = Size::new(400.0, 600.0);

/// Rows are named by their keys.
struct App {
    keys: Vec<u64>,
    identity: u64,
    cursor: Option<usize>,
    density: Density,
    jump: Option<(u64, usize)>,
    events: Vec<ListEvent>,
}

impl App {
    fn rows(keys: Range<u64>) -> Self {
        Self {
            keys: keys.collect(),
            identity: 1,
            cursor: None,
            density: Density::TwoLines,
            jump: None,
            events: Vec::new(),
        }
    }

    fn view(&self) -> Element<'_, ListEvent> {
        let row = |index: usize| match self.keys.get(index) {
            Some(key) => RowView {
                sender: format!("Sender {key}").into(),
                subject: format!("Subject {key}").into(),
                date: "9:12".into(),
                ..RowView::default()
            },
            None => RowView::blank(),
        };
        let mut list = VList::new(self.keys.len(), row, Some)
            .keys(|index| self.keys.get(index).copied().unwrap_or_default())
            .identity(self.identity)
            .density(self.density)
            .cursor(self.cursor);
        if let Some((serial, index)) = self.jump {
            list = list.jump(serial, index);
        }

        list.into()
    }

    fn last_scroll(&self) -> (Range<usize>, f64) {
        self.events
            .iter()
            .rev()
            .find_map(|event| match event {
                ListEvent::Scrolled { rows, offset } => Some((rows.clone(), *offset)),
                _ => None,
            })
            .unwrap()
    }

    fn deeds(&self) -> Vec<&ListEvent> {
        self.events.iter().filter(|event| !matches!(event, ListEvent::Scrolled { .. })).collect()
    }
}

type Kit = Driver<App, ListEvent>;

fn drive(app: App) -> Kit {
    Driver::new(SIZE, app, App::view, |app: &mut App, event| app.events.push(event)).unwrap()
}

/// The middle of the row at this place in the window.
fn place(row: usize) -> Point {
    Point::new(150.0, (row as f32 + 0.5) * space::ROW_TWO_LINES)
}

fn top_of(kit: &mut Kit, text: &str) -> f32 {
    kit.find(text).unwrap_or_else(|| panic!("{text} is not in view")).y
}

/// Changes the state and lets a frame pass.
fn change(kit: &mut Kit, change: impl FnOnce(&mut App)) {
    change(&mut kit.state);
    kit.move_to(Point::new(1.0, 1.0));
}

#[test]
fn only_rows_in_view_are_asked_for_and_reported() {
    let mut kit = drive(App::rows(0..1_000_000));

    let texts = kit.texts();
    assert_eq!(texts.len(), 30);
    assert_eq!(kit.state.last_scroll(), (0..10, 0.0));
    assert!(kit.find("Subject 9").is_some());
    assert!(kit.find("Subject 10").is_none());
}

#[test]
fn the_bar_drags_a_million_rows_to_the_end_and_back() {
    let mut kit = drive(App::rows(0..1_000_000));
    let bar = SIZE.width - space::SCROLLBAR / 2.0;

    kit.drag(Point::new(bar, 5.0), Point::new(bar, SIZE.height + 50.0));
    assert!(kit.find("Subject 999999").is_some());
    assert_eq!(kit.state.last_scroll().0, 999_990..1_000_000);

    kit.drag(Point::new(bar, SIZE.height - 5.0), Point::new(bar, -50.0));
    assert_eq!(top_of(&mut kit, "Subject 0"), 0.0);
}

#[test]
fn the_wheel_moves_by_single_pixels_at_the_end_of_a_million_rows() {
    let mut kit = drive(App::rows(0..1_000_000));
    change(&mut kit, |app| app.cursor = Some(999_999));
    let end = top_of(&mut kit, "Subject 999997");

    for _ in 0..100 {
        kit.wheel_pixels(place(2), 0.9);
    }
    assert_eq!(top_of(&mut kit, "Subject 999997"), end + 90.0);
}

#[test]
fn the_rail_beside_the_thumb_turns_a_page() {
    let mut kit = drive(App::rows(0..1_000));
    let bar = SIZE.width - space::SCROLLBAR / 2.0;

    kit.click_at(Point::new(bar, 400.0));
    assert_eq!(kit.state.last_scroll().1, 540.0);
    kit.click_at(Point::new(bar, 1.0));
    assert_eq!(kit.state.last_scroll().1, 0.0);
}

#[test]
fn a_click_tells_press_release_and_the_keys_held() {
    let mut kit = drive(App::rows(0..100));

    kit.click_at(place(2));
    kit.hold(Modifiers::SHIFT);
    kit.click_at(place(5));
    let none = Modifiers::empty();
    assert_eq!(
        kit.state.deeds(),
        [
            &ListEvent::Pressed { index: 2, modifiers: none, at: place(2) },
            &ListEvent::Released { index: 2, modifiers: none },
            &ListEvent::Pressed { index: 5, modifiers: Modifiers::SHIFT, at: place(5) },
            &ListEvent::Released { index: 5, modifiers: Modifiers::SHIFT },
        ]
    );
}

#[test]
fn two_clicks_on_a_row_open_it() {
    let mut kit = drive(App::rows(0..100));

    kit.click_at(place(3));
    kit.click_at(place(3));
    assert!(kit.state.events.contains(&ListEvent::Opened { index: 3 }));
}

#[test]
fn the_star_is_a_target_of_its_own() {
    let mut kit = drive(App::rows(0..100));

    kit.click_at(Point::new(SIZE.width - 25.0, space::ROW_TWO_LINES + 41.0));
    assert_eq!(kit.state.deeds(), [&ListEvent::StarPressed { index: 1 }]);
}

#[test]
fn the_other_button_asks_for_a_menu() {
    let mut kit = drive(App::rows(0..100));

    kit.move_to(place(4));
    kit.press(Button::Right);
    let modifiers = Modifiers::empty();
    assert_eq!(kit.state.deeds(), [&ListEvent::RightPressed { index: 4, modifiers, at: place(4) }]);
}

#[test]
fn a_press_becomes_a_drag_only_when_it_travels() {
    let mut kit = drive(App::rows(0..100));
    kit.move_to(place(1));
    kit.press(Button::Left);

    kit.move_to(place(1) + iced::Vector::new(5.0, 0.0));
    assert_eq!(kit.state.deeds().len(), 1);
    let start = place(1) + iced::Vector::new(8.0, 0.0);
    kit.move_to(start);
    assert_eq!(kit.state.deeds()[1], &ListEvent::DragStarted { index: 1, at: start });
}

#[test]
fn a_drag_ends_where_the_pointer_is_even_outside_the_window() {
    let mut kit = drive(App::rows(0..100));
    let out = Point::new(-40.0, 700.0);

    kit.drag(place(1), out);
    let modifiers = Modifiers::empty();
    assert_eq!(kit.state.deeds().last(), Some(&&ListEvent::DragEnded { at: out, modifiers }));
    let moves = kit.state.events.iter().filter(|e| matches!(e, ListEvent::DragMoved { .. }));
    assert!(moves.count() > 5);
}

#[test]
fn new_rows_above_do_not_move_the_rows_in_view() {
    let mut kit = drive(App::rows(100..1_000));
    kit.wheel_pixels(place(2), -630.0);
    let before = top_of(&mut kit, "Subject 115");

    change(&mut kit, |app| app.keys = (50..1_000).collect());
    assert_eq!(top_of(&mut kit, "Subject 115"), before);
}

#[test]
fn when_the_first_row_in_view_leaves_the_others_stay() {
    let mut kit = drive(App::rows(0..1_000));
    kit.wheel_pixels(place(2), -630.0);
    let before = top_of(&mut kit, "Subject 12");

    change(&mut kit, |app| app.keys.retain(|key| *key != 10));
    assert_eq!(top_of(&mut kit, "Subject 12"), before);
}

#[test]
fn at_the_very_top_new_rows_are_seen_at_once() {
    let mut kit = drive(App::rows(10..100));

    change(&mut kit, |app| app.keys = (9..100).collect());
    assert_eq!(top_of(&mut kit, "Subject 9"), 0.0);
}

#[test]
fn rows_do_not_slip_away_under_a_press() {
    let mut kit = drive(App::rows(10..100));
    kit.move_to(place(3));
    kit.press(Button::Left);
    let before = top_of(&mut kit, "Subject 13");

    kit.state.keys = (9..100).collect();
    kit.release(Button::Left);
    assert_eq!(top_of(&mut kit, "Subject 13"), before);
}

#[test]
fn a_cursor_out_of_view_brings_its_row_into_view() {
    let mut kit = drive(App::rows(0..1_000));

    change(&mut kit, |app| app.cursor = Some(20));
    assert_eq!(top_of(&mut kit, "Subject 20"), SIZE.height - space::ROW_TWO_LINES);
    change(&mut kit, |app| app.cursor = Some(5));
    assert_eq!(top_of(&mut kit, "Subject 5"), 0.0);
}

#[test]
fn a_cursor_that_only_moved_along_with_its_row_is_not_chased() {
    let mut kit = drive(App::rows(100..1_000));
    change(&mut kit, |app| app.cursor = Some(2));
    kit.wheel_pixels(place(2), -3_000.0);
    let before = top_of(&mut kit, "Subject 152");

    change(&mut kit, |app| {
        app.keys = (90..1_000).collect();
        app.cursor = Some(12);
    });
    assert_eq!(top_of(&mut kit, "Subject 152"), before);
}

#[test]
fn another_mailbox_begins_at_its_top() {
    let mut kit = drive(App::rows(0..1_000));
    kit.wheel_pixels(place(2), -3_000.0);

    change(&mut kit, |app| {
        app.identity = 2;
        app.keys = (5_000..6_000).collect();
    });
    assert_eq!(top_of(&mut kit, "Subject 5000"), 0.0);
}

#[test]
fn another_density_keeps_the_first_row() {
    let mut kit = drive(App::rows(0..1_000));
    kit.wheel_pixels(place(2), -600.0);

    change(&mut kit, |app| app.density = Density::Compact);
    assert_eq!(top_of(&mut kit, "Subject 10"), 0.0);
}

#[test]
fn a_jump_happens_once_for_each_serial() {
    let mut kit = drive(App::rows(0..1_000));
    change(&mut kit, |app| app.jump = Some((1, 500)));
    assert!(kit.find("Subject 500").is_some());

    kit.wheel_pixels(place(2), 30_000.0);
    assert!(kit.find("Subject 500").is_none());
    change(&mut kit, |app| app.jump = Some((2, 500)));
    assert!(kit.find("Subject 500").is_some());
}

#[test]
fn when_most_rows_leave_the_list_does_not_point_past_its_end() {
    let mut kit = drive(App::rows(0..1_000));
    change(&mut kit, |app| app.cursor = Some(999));

    change(&mut kit, |app| app.keys.truncate(3));
    assert_eq!(top_of(&mut kit, "Subject 0"), 0.0);
    change(&mut kit, |app| app.keys.clear());
    assert!(kit.texts().is_empty());
}
