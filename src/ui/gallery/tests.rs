//! Drives the gallery as hands would, and takes its pictures.

use std::path::PathBuf;

use iced::keyboard::Modifiers;
use iced::{Point, Size, Vector};

use super::{Gallery, Message, Sheet};
use crate::ui::kit::{Driver, Frame};
use crate::ui::theme::{Mode, space, theme};
use crate::ui::widget::Density;

const SMALL: Size = Size::new(1280.0, 800.0);
const LARGE: Size = Size::new(1920.0, 1080.0);

type Kit = Driver<Gallery, Message>;

fn open(mode: Mode, size: Size) -> Kit {
    Driver::new(size, Gallery::new(mode, size), Gallery::view, Gallery::update)
        .unwrap()
        .with_theme(|gallery| theme(gallery.mode))
}

/// Shows a picture to who asked for it; nothing is written otherwise.
fn picture(kit: &mut Kit, name: &str) -> Frame {
    let frame = kit.screenshot();
    if let Some(folder) = std::env::var_os("POMBO_GALLERY") {
        frame.save(&PathBuf::from(folder).join(format!("{name}.png"))).unwrap();
    }

    frame
}

/// A point in the list: column and row.
fn row_place(kit: &mut Kit, row: usize) -> Point {
    let first = kit.find("Marta Fernández").unwrap();
    Point::new(first.x + 150.0, first.y + (row as f32 + 0.5) * space::ROW_TWO_LINES)
}

#[test]
fn pictures_in_both_modes_and_sizes_show_something_everywhere() {
    for (mode, name) in [(Mode::Light, "light"), (Mode::Dark, "dark")] {
        for (size, label) in [(SMALL, "small"), (LARGE, "large")] {
            let mut kit = open(mode, size);
            let hover = row_place(&mut kit, 5);
            kit.move_to(hover);
            let frame = picture(&mut kit, &format!("{name}-{label}"));
            let (width, height) = (frame.width, frame.height);
            for x in [0, width / 4, width / 2] {
                let area = iced::Rectangle { x, y: 80, width: width / 4, height: height / 2 };
                assert!(frame.colours(area) > 20, "{name} {label}: nothing at {x}");
            }
        }
        let mut kit = open(mode, SMALL);
        for (sheet, label) in
            [(Sheet::Form, "form"), (Sheet::Dialog, "dialog"), (Sheet::Menu, "menu")]
        {
            kit.state.sheet = sheet;
            picture(&mut kit, &format!("{name}-{label}"));
        }
        kit.state.sheet = Sheet::Mail;
        kit.state.density = Density::Compact;
        kit.state.splits[1] = 620.0;
        kit.state.typed = "from:marta".to_owned();
        picture(&mut kit, &format!("{name}-compact"));
    }
}

#[test]
fn a_picture_at_twice_the_scale_has_four_times_the_pixels() {
    let mut kit = open(Mode::Light, SMALL).with_scale(2.0);
    let frame = picture(&mut kit, "light-twice");
    assert_eq!((frame.width, frame.height), (2_560, 1_600));
}

#[test]
fn three_rows_are_chosen_and_dragged_to_a_folder() {
    let mut kit = open(Mode::Light, SMALL);
    let (first, third) = (row_place(&mut kit, 2), row_place(&mut kit, 4));
    kit.click_at(first);
    kit.hold(Modifiers::SHIFT);
    kit.click_at(third);
    kit.hold(Modifiers::empty());
    assert_eq!(kit.state.selected.len(), 3);

    let folder = kit.find("Archive").unwrap().center();
    kit.drag_hold(third, folder);
    assert!(kit.find("3 messages").is_some());
    picture(&mut kit, "light-drag");
    kit.state.mode = Mode::Dark;
    picture(&mut kit, "dark-drag");
    kit.release(iced::mouse::Button::Left);
    assert_eq!(kit.state.dropped, Some((3, 3)));
    assert!(kit.find("3 messages").is_none());
}

#[test]
fn a_million_rows_scroll_to_the_end_and_back() {
    let mut kit = open(Mode::Light, SMALL);
    let at = row_place(&mut kit, 1);
    kit.state.cursor = Some(999_999);
    kit.move_to(at);
    assert_eq!(kit.state.rows.end, 1_000_000);
    picture(&mut kit, "light-end");

    kit.wheel(at, 1e9);
    assert_eq!(kit.state.rows.start, 0);
}

#[test]
fn the_reader_selects_copies_and_follows_links() {
    let mut kit = open(Mode::Light, SMALL);
    let from = kit.find("Dear Ana,").unwrap();
    let to = kit.find("What is left to do").unwrap();
    kit.drag(from.position() + Vector::new(1.0, 8.0), to.position() + Vector::new(30.0, 8.0));
    kit.letter("c", Modifiers::CTRL);
    let copied = kit.clipboard().unwrap().to_owned();
    assert!(copied.starts_with("Dear Ana,\n\nthank you"), "{copied}");
    assert!(copied.contains("🌊☀️"));
    picture(&mut kit, "light-selected");
    kit.state.mode = Mode::Dark;
    picture(&mut kit, "dark-selected");

    let visit = kit.texts().into_iter().find(|seen| seen.text.contains("https://")).unwrap();
    let row = visit.bounds.position() + Vector::new(0.0, 12.0);
    for step in 0..40 {
        kit.click_at(row + Vector::new(step as f32 * 14.0, 0.0));
    }
    assert_eq!(kit.state.linked.as_deref(), Some("https://example.org/lisbon/hotels"));
}

#[test]
fn the_star_and_the_notice_can_be_pressed() {
    let mut kit = open(Mode::Light, SMALL);
    let first = kit.find("Marta Fernández").unwrap();
    kit.click_at(Point::new(first.x + first.width - 25.0, first.y + 41.0));
    assert!(!kit.state.stars.contains(&0));

    assert!(kit.click("Undo"));
    assert!(kit.state.undone);
}
