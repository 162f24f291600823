//! What the widget for drawn mail does with scrolling to all sides, links by keyboard and menus.

use std::ops::Range;

use iced::keyboard::Modifiers;
use iced::mouse::{self, Button, ScrollDelta};
use iced::{Color, Event, Point, Size};

use super::{Sheet, TILE, Tiles};
use crate::render::drawn::{Area, Block, Drawn, Letter, Line, Link, Shown, Spot, Stop};
use crate::ui::kit::Driver;
use crate::ui::widget::Element;
use crate::ui::widget::pane::{Asked, Content, Motion, Told};

const SIZE: Size = Size::new(400.0, 300.0);

#[derive(Debug, Clone, PartialEq)]
enum Message {
    Linked(usize),
    Wanted(Range<u32>),
    Asked(Asked),
    Told(Told),
    Pressed(Spot),
}

struct App {
    drawn: Drawn,
    tiles: Tiles,
    motion: Option<(u64, Motion)>,
    ring: Option<(u64, Stop)>,
    all: u64,
    messages: Vec<Message>,
}

impl App {
    fn view(&self) -> Element<'_, Message> {
        let mut sheet = Sheet::new(&self.drawn, &self.tiles, 1.0, Color::WHITE, 1)
            .on_link(Message::Linked)
            .on_want(Message::Wanted)
            .on_menu(Message::Asked)
            .on_told(Message::Told)
            .on_press(Message::Pressed)
            .has_keyboard(true)
            .ring(self.ring)
            .select_all(self.all);
        if let Some((serial, motion)) = self.motion {
            sheet = sheet.motion(serial, motion);
        }
        sheet.into()
    }
}

type Kit = Driver<App, Message>;

/// A text of letters ten pixels wide, at a place.
fn block(text: &str, x: f32, y: f32) -> Block {
    let letter = |(at, c): (usize, char)| Letter {
        from: at as u32,
        to: (at + c.len_utf8()) as u32,
        x: x + at as f32 * 10.0,
        width: 10.0,
        is_rtl: false,
    };
    let letters = text.char_indices().map(letter).collect();
    Block { text: text.to_owned(), lines: vec![Line { y, height: 20.0, letters }] }
}

/// A page with a word in each corner, links on the left above and the right below, and a picture.
fn page(width: f32, height: f32) -> Kit {
    let (right, below) = (width - 60.0, height - 30.0);
    let area = |x, y| Area { x, y, width: 50.0, height: 20.0 };
    let blocks = vec![
        block("first", 0.0, 0.0),
        block("right", right, 0.0),
        block("below", 0.0, below),
        block("last", right, below),
    ];
    let drawn = Drawn {
        width,
        height,
        blocks,
        links: vec![
            Link { number: 0, areas: vec![area(0.0, 0.0)] },
            Link { number: 7, areas: vec![area(right, below)] },
        ],
        pictures: vec![Shown { number: 3, area: area(100.0, 100.0) }],
        ..Drawn::default()
    };
    let app =
        App { drawn, tiles: Tiles::new(), motion: None, ring: None, all: 0, messages: Vec::new() };
    Driver::new(SIZE, app, App::view, |app: &mut App, message| app.messages.push(message)).unwrap()
}

/// Looks at what the state has become.
fn look(kit: &mut Kit) {
    kit.move_to(Point::new(200.0, 150.0));
    kit.draw();
}

fn told(kit: &Kit) -> Told {
    let told = kit.state.messages.iter().rev().find_map(|message| match message {
        Message::Told(told) => Some(*told),
        _ => None,
    });
    told.unwrap()
}

fn x_of(kit: &mut Kit, text: &str) -> Option<f32> {
    kit.find(text).map(|place| place.x)
}

#[test]
fn a_wide_page_is_moved_sideways_by_wheel_touchpad_and_bar() {
    let mut kit = page(1_000.0, 250.0);
    assert_eq!((x_of(&mut kit, "first"), x_of(&mut kit, "right")), (Some(0.0), None));
    let at = Point::new(200.0, 150.0);
    kit.hold(Modifiers::SHIFT);
    kit.wheel(at, -100.0);
    kit.hold(Modifiers::empty());
    assert_eq!((x_of(&mut kit, "first"), x_of(&mut kit, "right")), (None, Some(340.0)));
    let delta = ScrollDelta::Pixels { x: 40.0, y: 0.0 };
    kit.send(Event::Mouse(mouse::Event::WheelScrolled { delta }));
    assert_eq!(x_of(&mut kit, "right"), Some(380.0));

    // The thumb from where it is to the left edge.
    let bar = |x| Point::new(x, SIZE.height - 4.0);
    kit.drag(bar(300.0), bar(0.0));
    assert_eq!(x_of(&mut kit, "first"), Some(0.0));
    kit.click_at(bar(350.0));
    assert!(x_of(&mut kit, "first").is_none());
}

#[test]
fn a_page_that_fits_stays_where_it_is() {
    let mut kit = page(401.0, 250.0);
    kit.hold(Modifiers::SHIFT);
    kit.wheel(Point::new(200.0, 150.0), -100.0);
    assert_eq!(x_of(&mut kit, "first"), Some(0.0));
    kit.hold(Modifiers::empty());
    kit.state.motion = Some((1, Motion::Across(0.5)));
    look(&mut kit);
    assert_eq!(x_of(&mut kit, "first"), Some(0.0));
}

#[test]
fn motions_go_through_a_tall_and_wide_page() {
    let mut kit = page(1_000.0, 40_000.0);
    let steps = [
        (Motion::End, "below", true),
        (Motion::Across(9.0), "last", true),
        (Motion::Start, "first", true),
        (Motion::Pages(1.0), "first", false),
        (Motion::Pages(-1.0), "first", true),
        (Motion::To(39_970.0), "below", true),
    ];
    for (serial, (motion, text, is_seen)) in steps.into_iter().enumerate() {
        kit.state.motion = Some((serial as u64 + 1, motion));
        look(&mut kit);
        assert_eq!(kit.find(text).is_some(), is_seen, "{motion:?}");
    }
    // What is asked for is near what is seen.
    let wanted = kit.state.messages.iter().filter_map(|message| match message {
        Message::Wanted(pixels) => Some(pixels.end - pixels.start),
        _ => None,
    });
    assert!(wanted.max().unwrap() <= 4 * TILE);
}

#[test]
fn what_has_the_keyboard_comes_into_view_and_says_where_its_menu_belongs() {
    let mut kit = page(1_000.0, 2_000.0);
    kit.state.ring = Some((1, Stop { block: 0, link: 7 }));
    look(&mut kit);
    let place = kit.find("last").unwrap();
    let menu = told(&kit).place;
    assert_eq!((menu.x, menu.y), (place.x, place.y + place.height));
    // It does not hold on to it.
    kit.state.motion = Some((1, Motion::Start));
    look(&mut kit);
    assert!(kit.find("first").is_some());
}

#[test]
fn the_right_button_tells_what_is_there_and_leaves_the_selection() {
    let mut kit = page(400.0, 250.0);
    kit.state.all = 1;
    look(&mut kit);
    let end = kit.state.drawn.end();
    assert_eq!(told(&kit).selection, Some((Spot::default(), end)));
    let link = Some(Stop { block: 0, link: 0 });
    let (on_link, on_picture) = (Point::new(20.0, 10.0), Point::new(120.0, 110.0));
    for (at, stop, picture) in
        [(on_link, link, None), (on_picture, None, Some(3)), (Point::new(200.0, 60.0), None, None)]
    {
        kit.move_to(at);
        kit.press(Button::Right);
        kit.release(Button::Right);
        let asked = Message::Asked(Asked { at, stop, picture });
        assert_eq!(kit.state.messages.last(), Some(&asked));
    }
    assert_eq!(told(&kit).selection, Some((Spot::default(), end)));
    kit.click_at(on_link);
    assert!(kit.state.messages.contains(&Message::Linked(0)));
    assert_eq!(told(&kit).selection, None);
}

#[test]
fn a_selection_past_the_side_takes_the_page_along() {
    let mut kit = page(1_000.0, 250.0);
    kit.drag_hold(Point::new(1.0, 10.0), Point::new(480.0, 10.0));
    for _ in 0..100 {
        kit.send(Event::Window(iced::window::Event::RedrawRequested(iced::time::Instant::now())));
    }
    kit.release(Button::Left);
    assert!(x_of(&mut kit, "right").is_some());
    let (from, to) = told(&kit).selection.unwrap();
    assert_eq!(kit.state.drawn.text(from, to), "first\nright");
}
