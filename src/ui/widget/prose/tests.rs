//! What the reading widget does with scrolling, selecting, copying and links.

use std::collections::BTreeSet;

use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;
use iced::mouse::{Button, Interaction};
use iced::widget::{button, container, text};
use iced::{Length, Point, Rectangle, Size, Vector};

use super::Prose;
use crate::render::drawn::Stop;
use crate::render::{Fold, Kind, Link, Page, Paragraph, xray};
use crate::ui::kit::Driver;
use crate::ui::theme::space;
use crate::ui::widget::Element;
use crate::ui::widget::pane::{Content, Motion};

const SIZE: Size = Size::new(600.0, 400.0);

#[derive(Debug, Clone, PartialEq)]
enum Message {
    Linked(xray::Link),
    Hovered(Option<xray::Link>),
    Folded(usize),
}

struct App {
    page: Page,
    identity: u64,
    header: f32,
    footer: f32,
    motion: Option<(u64, Motion)>,
    ring: Option<(u64, Stop)>,
    open: BTreeSet<usize>,
    messages: Vec<Message>,
}

impl App {
    fn of(paragraphs: Vec<Paragraph>) -> Self {
        let page = Page { paragraphs, ..Page::default() };
        let open = BTreeSet::new();
        Self {
            page,
            identity: 1,
            header: 0.0,
            footer: 0.0,
            motion: None,
            ring: None,
            open,
            messages: Vec::new(),
        }
    }

    fn view(&self) -> Element<'_, Message> {
        let mut prose = Prose::new(&self.page, self.identity)
            .on_link(Message::Linked)
            .on_hover(Message::Hovered)
            .folding(
                &self.open,
                |lines, open| if open { "less".to_owned() } else { format!("{lines} more") },
                Message::Folded,
            )
            .ring(self.ring);
        if self.header > 0.0 {
            prose =
                prose.header(container(text("The head")).height(self.header).width(Length::Fill));
        }
        if self.footer > 0.0 {
            let foot = button(text("The foot")).height(self.footer).on_press(Message::Folded(99));
            prose = prose.footer(foot);
        }
        if let Some((serial, motion)) = self.motion {
            prose = prose.motion(serial, motion);
        }

        prose.into()
    }
}

type Kit = Driver<App, Message>;

fn drive(app: App) -> Kit {
    Driver::new(SIZE, app, App::view, |app: &mut App, message| app.messages.push(message)).unwrap()
}

fn said(text: &str) -> Paragraph {
    Paragraph { quote: 0, kind: Kind::Text, text: text.to_owned(), links: Vec::new() }
}

fn gap() -> Paragraph {
    Paragraph { kind: Kind::Gap, ..said("") }
}

fn letter() -> Kit {
    drive(App::of(vec![said("Dear Ana,"), gap(), said("see you on Friday."), said("Bye")]))
}

/// Just inside the first and the last letter of a text.
fn ends(kit: &mut Kit, text: &str) -> (Point, Point) {
    let Rectangle { x, y, width, height } = kit.find(text).unwrap();
    (Point::new(x + 0.5, y + height / 2.0), Point::new(x + width - 0.5, y + height / 2.0))
}

fn copy(kit: &mut Kit) -> Option<String> {
    kit.set_clipboard("");
    kit.letter("c", Modifiers::CTRL);
    kit.clipboard().filter(|text| !text.is_empty()).map(str::to_owned)
}

#[test]
fn a_drag_across_paragraphs_selects_and_ctrl_c_copies() {
    let mut kit = letter();
    let (from, _) = ends(&mut kit, "Dear Ana,");
    let (_, to) = ends(&mut kit, "see you on Friday.");

    kit.drag(from, to);
    assert_eq!(copy(&mut kit).unwrap(), "Dear Ana,\n\nsee you on Friday.");
    kit.drag(to, from);
    assert_eq!(copy(&mut kit).unwrap(), "Dear Ana,\n\nsee you on Friday.");
}

#[test]
fn two_clicks_select_a_word_and_three_a_paragraph() {
    let mut kit = letter();
    let (at, _) = ends(&mut kit, "see you on Friday.");

    kit.click_at(at);
    assert_eq!(copy(&mut kit), None);
    kit.click_at(at);
    assert_eq!(copy(&mut kit).unwrap(), "see");
    kit.click_at(at);
    assert_eq!(copy(&mut kit).unwrap(), "see you on Friday.");
}

#[test]
fn ctrl_a_selects_everything_and_a_click_lets_go() {
    let mut kit = letter();
    let (at, _) = ends(&mut kit, "Bye");

    kit.click_at(at);
    kit.letter("a", Modifiers::CTRL);
    assert_eq!(copy(&mut kit).unwrap(), "Dear Ana,\n\nsee you on Friday.\nBye");
    kit.click_at(at + Vector::new(0.0, 60.0));
    assert_eq!(copy(&mut kit), None);
}

#[test]
fn without_the_keyboard_nothing_is_selected_or_copied() {
    let mut kit = letter();

    kit.letter("a", Modifiers::CTRL);
    assert_eq!(copy(&mut kit), None);
}

#[test]
fn shift_and_a_click_extend_the_selection() {
    let mut kit = letter();
    let (from, to) = ends(&mut kit, "see you on Friday.");
    kit.drag(from, from + Vector::new(20.0, 0.0));

    kit.hold(Modifiers::SHIFT);
    kit.click_at(to);
    kit.hold(Modifiers::empty());
    assert_eq!(copy(&mut kit).unwrap(), "see you on Friday.");
}

#[test]
fn a_link_is_shown_under_the_pointer_and_followed_by_a_click() {
    let line = "Read https://example.org/a now";
    let link = Link { from: 5, to: 26, target: "https://example.org/a".into() };
    let mut kit = drive(App::of(vec![Paragraph { links: vec![link], ..said(line) }]));
    let at = kit.find(line).unwrap().center();

    kit.move_to(at);
    assert_eq!(kit.interaction(), Interaction::Pointer);
    kit.click_at(at);
    kit.move_to(Point::new(300.0, 300.0));
    let target = "https://example.org/a".to_owned();
    let link = xray::Link { text: target.clone(), target };
    assert_eq!(
        kit.state.messages,
        [Message::Hovered(Some(link.clone())), Message::Linked(link), Message::Hovered(None)]
    );
}

#[test]
fn selecting_across_a_link_does_not_follow_it() {
    let line = "https://example.org/a";
    let link = Link { from: 0, to: line.len(), target: line.into() };
    let mut kit = drive(App::of(vec![Paragraph { links: vec![link], ..said(line) }]));
    let (from, to) = ends(&mut kit, line);

    kit.drag(from, to);
    assert_eq!(copy(&mut kit).unwrap(), line);
    assert!(!kit.state.messages.iter().any(|m| matches!(m, Message::Linked(_))));
}

#[test]
fn links_with_impossible_places_harm_nothing() {
    let links = [(3, 2), (1, 99), (2, 3), (0, 0)].map(|(from, to)| Link {
        from,
        to,
        target: "https://example.org".into(),
    });
    let mut kit = drive(App::of(vec![Paragraph { links: links.to_vec(), ..said("añb") }]));

    assert!(kit.click("añb"));
    kit.letter("a", Modifiers::CTRL);
    assert_eq!(copy(&mut kit).unwrap(), "añb");
}

#[test]
fn only_what_is_near_the_window_is_shaped() {
    let many = (0..200_000).map(|n| said(&format!("Paragraph {n}"))).collect();
    let mut kit = drive(App::of(many));

    assert!(kit.texts().len() < 30);
    kit.state.motion = Some((1, Motion::End));
    kit.move_to(Point::new(1.0, 1.0));
    assert!(kit.find("Paragraph 199999").is_some());
    kit.wheel(Point::new(100.0, 100.0), 1.0);
    assert!(kit.find("Paragraph 199990").is_some());
    assert!(kit.texts().len() < 30);
}

#[test]
fn wrong_guesses_above_do_not_move_what_is_read() {
    // Narrow letters: guessed much higher than they are.
    let page = (0..400).map(|n| said(&format!("{n} {}", "il".repeat(300)))).collect();
    let mut kit = drive(App::of(page));
    kit.state.motion = Some((1, Motion::End));
    kit.move_to(Point::new(1.0, 1.0));

    for _ in 0..200 {
        let before = kit.texts();
        kit.wheel_pixels(Point::new(100.0, 100.0), 30.0);
        let after = kit.texts();
        let shared = before.iter().find_map(|old| {
            let new = after.iter().find(|new| new.text == old.text)?;
            Some(new.bounds.y - old.bounds.y)
        });
        assert!((shared.unwrap() - 30.0).abs() <= 1.0, "moved by {shared:?}");
    }
}

#[test]
fn the_page_follows_a_selection_past_its_edge() {
    let many = (0..200).map(|n| said(&format!("Paragraph {n}"))).collect();
    let mut kit = drive(App::of(many));
    let (from, _) = ends(&mut kit, "Paragraph 2");

    kit.drag_hold(from, Point::new(200.0, 460.0));
    for _ in 0..100 {
        kit.send(iced::Event::Window(iced::window::Event::RedrawRequested(
            iced::time::Instant::now(),
        )));
    }
    kit.release(Button::Left);
    let copied = copy(&mut kit).unwrap();
    assert!(copied.starts_with("Paragraph 2\n"), "{copied}");
    assert!(copied.lines().count() > 40, "{}", copied.lines().count());
}

#[test]
fn the_footer_stands_below_the_text_and_scrolls_and_is_pressed_with_it() {
    let mut app = App::of((0..40).map(|n| said(&format!("Line {n}"))).collect());
    app.footer = 60.0;
    let mut kit = drive(app);
    assert!(kit.find("The foot").is_none_or(|place| place.y > SIZE.height));
    kit.state.motion = Some((1, Motion::End));
    kit.draw();
    let (foot, last) = (kit.find("The foot").unwrap(), kit.find("Line 39").unwrap());
    assert!(last.y + last.height <= foot.y && foot.y < SIZE.height, "{last:?} {foot:?}");
    kit.click_at(foot.center());
    assert_eq!(kit.state.messages.last(), Some(&Message::Folded(99)));
    // A short text has it right below.
    let mut short = App::of(vec![said("One line")]);
    short.footer = 60.0;
    let mut kit = drive(short);
    assert!(kit.find("The foot").unwrap().y < 120.0);
}

#[test]
fn the_header_scrolls_away_with_the_text() {
    let mut app = App::of((0..100).map(|n| said(&format!("Paragraph {n}"))).collect());
    app.header = 80.0;
    let mut kit = drive(app);
    let before = kit.find("Paragraph 3").unwrap().y;
    assert_eq!(kit.find("The head").unwrap().y, 0.0);

    kit.wheel_pixels(Point::new(100.0, 200.0), -50.0);
    assert_eq!(kit.find("The head").unwrap().y, -50.0);
    assert_eq!(kit.find("Paragraph 3").unwrap().y, before - 50.0);
}

#[test]
fn another_page_begins_at_its_top_with_nothing_selected() {
    let mut kit = drive(App::of((0..100).map(|n| said(&format!("Paragraph {n}"))).collect()));
    let (at, _) = ends(&mut kit, "Paragraph 1");
    kit.click_at(at);
    kit.letter("a", Modifiers::CTRL);
    kit.wheel_pixels(at, -500.0);

    kit.state.identity = 2;
    kit.key(Named::Shift, Modifiers::empty());
    assert!(kit.find("Paragraph 0").unwrap().y < 40.0);
    assert_eq!(copy(&mut kit), None);
}

#[test]
fn what_runs_from_right_to_left_stands_at_the_right_edge() {
    let line = "שלום עולם";
    let mut kit = drive(App::of(vec![said(line)]));

    let place = kit.find(line).unwrap();
    assert_eq!((place.x + place.width).round(), SIZE.width - space::XL - space::SCROLLBAR);
}

#[test]
fn a_narrower_window_wraps_and_keeps_the_place() {
    let long = "word ".repeat(60);
    let mut kit = drive(App::of((0..100).map(|n| said(&format!("{n} {long}"))).collect()));
    kit.wheel_pixels(Point::new(100.0, 100.0), -3_000.0);
    let first = kit.texts()[0].text.clone();

    kit.resize(Size::new(300.0, 400.0));
    assert_eq!(kit.texts()[0].text, first);
}

#[test]
fn an_empty_page_is_no_reason_to_fail() {
    let mut kit = drive(App::of(Vec::new()));

    kit.drag(Point::new(10.0, 10.0), Point::new(300.0, 300.0));
    kit.letter("a", Modifiers::CTRL);
    kit.wheel(Point::new(10.0, 10.0), -3.0);
    kit.resize(Size::new(1.0, 1.0));
    assert_eq!(copy(&mut kit), None);
}

/// A letter with a quote of many lines that is folded.
fn folded(lines: usize) -> Kit {
    let quote = |text: String| Paragraph { quote: 1, ..said(&text) };
    let mut paragraphs = vec![said("See below."), quote("first".to_owned())];
    paragraphs.push(Paragraph { kind: Kind::Fold, ..quote(String::new()) });
    paragraphs.extend((0..lines).map(|number| quote(format!("line {number}"))));
    paragraphs.push(said("Bye"));
    let mut app = App::of(paragraphs);
    app.page.folds = vec![Fold { at: 2, to: 3 + lines, lines: lines as u32 }];
    drive(app)
}

#[test]
fn a_folded_quote_is_a_line_to_click_and_comes_out_where_it_is() {
    let mut kit = folded(20);
    assert_eq!(kit.find("line 0"), None);
    let (label, bye) = (kit.find("20 more").unwrap(), kit.find("Bye").unwrap());
    assert!((bye.y - label.y - label.height).abs() <= 1.0);

    kit.move_to(label.center());
    assert_eq!(kit.interaction(), Interaction::Pointer);
    kit.click_at(label.center());
    assert_eq!(kit.state.messages.last(), Some(&Message::Folded(0)));
    kit.state.open.insert(0);
    kit.move_to(Point::new(1.0, 1.0));
    assert_eq!(kit.find("less").unwrap().y, label.y);
    assert!((kit.find("line 0").unwrap().y - bye.y).abs() <= 6.0);
    assert_eq!(kit.find("Bye"), None);
    kit.state.open.clear();
    kit.move_to(Point::new(1.0, 2.0));
    assert_eq!(kit.find("Bye"), Some(bye));
}

#[test]
fn what_is_folded_is_not_copied() {
    let mut kit = folded(20);
    let (at, _) = ends(&mut kit, "See below.");
    kit.click_at(at);
    kit.letter("a", Modifiers::CTRL);
    assert_eq!(copy(&mut kit).unwrap(), "See below.\nfirst\nBye");
    kit.state.open.insert(0);
    kit.letter("a", Modifiers::CTRL);
    let copied = copy(&mut kit).unwrap();
    assert!(copied.starts_with("See below.\nfirst\nline 0\nline 1\n"), "{copied}");
    assert_eq!(copied.lines().count(), 23);
}

#[test]
fn folding_above_leaves_what_is_read_where_it_is() {
    let mut kit = folded(300);
    kit.state.open.insert(0);
    kit.state.page.paragraphs.extend((0..200).map(|n| said(&format!("Paragraph {n}"))));
    kit.state.motion = Some((1, Motion::End));
    kit.move_to(Point::new(1.0, 1.0));
    let before = kit.find("Paragraph 199").unwrap();

    kit.state.open.clear();
    kit.move_to(Point::new(1.0, 2.0));
    assert_eq!(kit.find("Paragraph 199"), Some(before));
}

#[test]
fn what_has_the_keyboard_comes_into_view_even_within_a_long_paragraph() {
    let text = format!("{} https://example.org/a", "word ".repeat(700));
    let link = Link { from: 3_501, to: 3_522, target: "https://example.org/a".into() };
    let mut paragraphs: Vec<Paragraph> = (0..50).map(|n| said(&format!("Paragraph {n}"))).collect();
    paragraphs.push(Paragraph { links: vec![link], ..said(&text) });
    let mut kit = drive(App::of(paragraphs));
    kit.state.ring = Some((1, Stop { block: 50, link: 0 }));
    kit.move_to(Point::new(1.0, 1.0));
    let place = kit.find(&text).unwrap();
    // Its last line is the one with the link.
    let bottom = place.y + place.height;
    assert!(bottom > 20.0 && bottom <= SIZE.height, "{place:?}");
}
