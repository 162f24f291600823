//! What hands do in the reading pane: links by keyboard, menus, copying, saving a picture.

use std::sync::Arc;

use crate::app::design::Design;
use crate::app::effect::{Pane, Scroll};
use crate::app::hand::{Found, Message as Hand, Order as Do};
use crate::app::keys::{Command, Key, Mods};
use crate::app::menu::{Item, Order};
use crate::app::notice::Text as Notice;
use crate::app::overlay::{Message as Over, Overlay};
use crate::app::reader::{Message as Read, Opened, Reader};
use crate::app::saves::{Message as Saves, Picked};
use crate::app::testkit::*;
use crate::app::{Effect, Message, Point};
use crate::model::body::{Body, Text, TextKind};
use crate::model::ids::PartId;
use crate::render::drawn::{self, Anchor, Area, Drawn, Named, Pictured, Sheet, Spot, Stop};
use crate::render::page;
use crate::render::xray::Link;

const AT: Point = Point { x: 700.0, y: 300.0 };

fn hand(kit: &mut Kit, message: Hand) -> Vec<Effect> {
    kit.update(Message::Reader(Read::Hand(message)))
}

fn opened(kit: &Kit) -> &Opened {
    kit.state.reader.opened().unwrap()
}

fn stop(block: usize, link: usize) -> Stop {
    Stop { block, link }
}

/// A kit with this text open, and the keyboard in it.
fn reading(text: &str) -> Kit {
    let mut kit = Kit::with_mail(2);
    kit.click(1);
    kit.load(1, 0);
    let text = Text {
        part: PartId("1".into()),
        kind: TextKind::Plain { flowed: false, delsp: false },
        text: text.into(),
        left_out: 0,
    };
    let Reader::Open(opened) = &mut kit.state.reader else { panic!("nothing is open") };
    opened.page = Arc::new(page(&Body { texts: vec![text], ..Body::default() }));
    kit.key(Key::Enter);
    assert_eq!(kit.state.pane, Pane::Reader);
    kit
}

/// A kit with a design open that has these links, one below the other.
fn designed(targets: &[&str]) -> Kit {
    let mut kit = reading("");
    let link = |target: &&str| Link { text: "words".into(), target: (*target).into() };
    let area = |number| Area { x: 0.0, y: number as f32 * 100.0, width: 50.0, height: 20.0 };
    let links = (0..targets.len()).map(|number| drawn::Link { number, areas: vec![area(number)] });
    let drawn = Drawn {
        // The engine tells them in an order of its own.
        links: links.rev().collect(),
        anchors: vec![Anchor { name: "below it".into(), y: 812.4 }],
        ..Drawn::default()
    };
    let named = Named::Remote("https://img.example/a.png".into());
    let pictured = Pictured { named, is_tracker: false, is_background: false, is_shown: true };
    let sheet = Sheet {
        drawn,
        links: targets.iter().map(link).collect(),
        pictures: vec![pictured],
        ..Sheet::default()
    };
    let Reader::Open(opened) = &mut kit.state.reader else { panic!("nothing is open") };
    opened.sheet = Some(Arc::new(sheet));
    opened.design = Design::Shown;
    kit
}

fn orders(kit: &Kit) -> Vec<(Order, bool)> {
    let Overlay::Menu(menu) = &kit.state.overlay else { panic!("no menu") };
    let order = |item: &Item| match item {
        Item::Order(order, open) => Some((*order, *open)),
        Item::Line => None,
    };
    menu.items.iter().filter_map(order).collect()
}

fn pick(kit: &mut Kit, wanted: Do) -> Vec<Effect> {
    let Overlay::Menu(menu) = &kit.state.overlay else { panic!("no menu") };
    let is_it =
        |item: &Item| matches!(item, Item::Order(Order::Hand(order), true) if *order == wanted);
    let at = menu.items.iter().position(is_it).unwrap();
    kit.update(Message::Overlay(Over::MenuPicked(at)))
}

fn shift_tab(kit: &mut Kit) {
    kit.update(Message::KeyPressed(Key::Tab, Mods::SHIFT));
}

const TWO: &str = "See https://one.example/ and\n\nhttps://two.example/ here";

#[test]
fn tab_goes_through_the_links_and_then_to_the_next_pane() {
    let mut kit = reading(TWO);
    kit.key(Key::Tab);
    assert_eq!(opened(&kit).at.stop, Some(stop(0, 0)));
    assert_eq!(kit.state.stop_link().unwrap().target, "https://one.example/");
    kit.key(Key::Tab);
    assert_eq!(kit.state.stop_link().unwrap().target, "https://two.example/");
    shift_tab(&mut kit);
    assert_eq!(opened(&kit).at.stop, Some(stop(0, 0)));
    kit.key(Key::Tab);
    kit.key(Key::Tab);
    assert_eq!((opened(&kit).at.stop, kit.state.pane), (None, Pane::Folders));
    shift_tab(&mut kit);
    assert_eq!(kit.state.pane, Pane::Reader);
    shift_tab(&mut kit);
    assert_eq!(kit.state.pane, Pane::List);
}

#[test]
fn enter_follows_the_link_that_has_the_keyboard_and_escape_lets_go_of_it() {
    let mut kit = reading(TWO);
    kit.key(Key::Tab);
    assert_eq!(kit.key(Key::Enter), [Effect::OpenUrl("https://one.example/".into())]);
    kit.key(Key::Escape);
    assert_eq!((opened(&kit).at.stop, kit.state.pane), (None, Pane::Reader));
    assert_eq!(kit.key(Key::Enter), []);
    kit.key(Key::Escape);
    assert_eq!(kit.state.pane, Pane::List);
}

#[test]
fn a_link_that_should_make_one_wonder_asks_by_keyboard_too() {
    let mut kit = reading("Sign in at http://203.0.113.9:81/x please");
    kit.key(Key::Tab);
    assert_eq!(kit.key(Key::Enter), []);
    assert!(matches!(kit.state.overlay, Overlay::Link(_)));
}

#[test]
fn folds_are_stopped_at_and_what_is_folded_is_not() {
    let quote: String = (0..12).map(|line| format!("> https://q.example/{line}\n>\n")).collect();
    let mut kit = reading(&format!("Hi\n\n{quote}\nBye https://end.example/"));
    let fold = opened(&kit).page.folds[0];
    let mut seen = Vec::new();
    for _ in 0..40 {
        kit.key(Key::Tab);
        let Some(stop) = opened(&kit).at.stop else { break };
        seen.push(stop.block);
    }
    assert!(seen.contains(&fold.at), "{seen:?} {fold:?}");
    assert!(!seen.iter().any(|block| (fold.at + 1..fold.to).contains(block)), "{seen:?} {fold:?}");

    let mut kit = reading(&format!("Hi\n\n{quote}\nBye https://end.example/"));
    while opened(&kit).at.stop.map(|stop| stop.block) != Some(fold.at) {
        kit.key(Key::Tab);
    }
    kit.key(Key::Enter);
    assert!(opened(&kit).unfolded.contains(&0));
    kit.key(Key::Tab);
    assert!((fold.at + 1..fold.to).contains(&opened(&kit).at.stop.unwrap().block));
}

#[test]
fn a_press_takes_the_keyboard_and_links_go_on_from_there() {
    let mut kit = reading(TWO);
    kit.key(Key::Escape);
    let spot = Spot { block: opened(&kit).page.paragraphs.len() - 1, octet: 0 };
    hand(&mut kit, Hand::Pressed(spot));
    assert_eq!(kit.state.pane, Pane::Reader);
    kit.key(Key::Tab);
    assert_eq!(kit.state.stop_link().unwrap().target, "https://two.example/");
    hand(&mut kit, Hand::Pressed(spot));
    shift_tab(&mut kit);
    assert_eq!(kit.state.stop_link().unwrap().target, "https://one.example/");
}

#[test]
fn links_of_a_design_are_gone_through_in_their_order() {
    let mut kit = designed(&["https://a.example/", "https://b.example/", "mailto:c@d.example"]);
    for target in ["https://a.example/", "https://b.example/", "mailto:c@d.example"] {
        kit.key(Key::Tab);
        assert_eq!(kit.state.stop_link().unwrap().target, target);
    }
    // Another form has other links.
    kit.letter('h');
    assert_eq!(opened(&kit).at.stop, None);
}

#[test]
fn a_link_within_the_page_scrolls_and_is_never_opened_outside() {
    let mut kit = designed(&["#below%20it", "#nowhere", "#top"]);
    let scroll = |y| vec![Effect::Scroll { pane: Pane::Reader, by: Scroll::To(y) }];
    for (number, wanted) in [scroll(812), Vec::new(), scroll(0)].into_iter().enumerate() {
        let told = kit.update(Message::Reader(Read::SheetLinkClicked(number)));
        assert_eq!(told, wanted, "{number}");
        assert_eq!(kit.state.overlay, Overlay::None);
    }
    let link = opened(&kit).link_at(stop(0, 0)).unwrap();
    assert!(!kit.state.look_through(&link).is_marked());
}

#[test]
fn arrows_to_the_sides_move_a_wide_message() {
    let mut kit = designed(&[]);
    let aside = |steps| [Effect::Scroll { pane: Pane::Reader, by: Scroll::Across(steps) }];
    assert_eq!(kit.key(Key::Right), aside(1));
    assert_eq!(kit.key(Key::Left), aside(-1));
}

#[test]
fn the_menu_of_a_link_opens_it_and_copies_where_it_truly_leads() {
    let wrapped = "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa";
    let mut kit = designed(&[wrapped, "mailto:ana@example.org?subject=x"]);
    let ask = |kit: &mut Kit, link| {
        let stop = Some(stop(0, link));
        hand(kit, Hand::MenuAsked { at: AT, stop, picture: None });
    };
    ask(&mut kit, 0);
    let copied = pick(&mut kit, Do::CopyAddress(stop(0, 0)));
    assert!(copied.contains(&Effect::CopyText("https://example.org/a".into())), "{copied:?}");
    ask(&mut kit, 0);
    let open = pick(&mut kit, Do::OpenLink(stop(0, 0)));
    assert_eq!(open, [Effect::OpenUrl("https://example.org/a".into())]);
    ask(&mut kit, 0);
    assert!(pick(&mut kit, Do::CopyWords(stop(0, 0))).contains(&Effect::CopyText("words".into())));
    ask(&mut kit, 1);
    let copied = pick(&mut kit, Do::CopyAddress(stop(0, 1)));
    assert!(copied.contains(&Effect::CopyText("ana@example.org".into())), "{copied:?}");
}

#[test]
fn the_menu_key_opens_the_menu_of_what_has_the_keyboard_where_it_is() {
    let mut kit = reading(TWO);
    hand(&mut kit, Hand::Told { selection: None, place: AT });
    kit.key(Key::Tab);
    kit.key(Key::Menu);
    let Overlay::Menu(menu) = &kit.state.overlay else { panic!("no menu") };
    assert_eq!((menu.at, menu.cursor), (AT, Some(0)));
    assert_eq!(orders(&kit)[0], (Order::Hand(Do::OpenLink(stop(0, 0))), true));
    let opens = kit.key(Key::Enter);
    assert_eq!(opens, [Effect::OpenUrl("https://one.example/".into())]);
}

#[test]
fn what_is_selected_is_copied_by_menu_and_as_html_by_key() {
    let mut kit = reading(TWO);
    hand(&mut kit, Hand::MenuAsked { at: AT, stop: None, picture: None });
    assert!(orders(&kit).contains(&(Order::Hand(Do::CopyText), false)));
    assert!(!orders(&kit).contains(&(Order::Give(Command::ToggleForm), true)));
    kit.key(Key::Escape);
    let selection = Some((Spot::default(), Spot { block: 0, octet: 3 }));
    hand(&mut kit, Hand::Told { selection, place: AT });
    hand(&mut kit, Hand::MenuAsked { at: AT, stop: None, picture: None });
    assert_eq!(pick(&mut kit, Do::CopyText), [Effect::CopyText("See".into())]);
    hand(&mut kit, Hand::MenuAsked { at: AT, stop: None, picture: None });
    pick(&mut kit, Do::SelectAll);
    assert_eq!(opened(&kit).at.all, 1);
    let ctrl_shift = Mods { ctrl: true, shift: true, alt: false };
    let told = kit.update(Message::KeyPressed(Key::Char('c'), ctrl_shift));
    let [Effect::CopyHtml { sheet: None, stretch, .. }, ..] = &told[..] else { panic!("{told:?}") };
    assert_eq!(Some(*stretch), selection);
    assert_eq!(kit.state.notices.current.as_ref().unwrap().text, Notice::HtmlCopied);
}

#[test]
fn a_picture_is_saved_where_the_person_says_from_what_is_here() {
    let mut kit = designed(&[]);
    hand(&mut kit, Hand::MenuAsked { at: AT, stop: None, picture: Some(0) });
    let told = pick(&mut kit, Do::SavePicture(0));
    assert!(matches!(&told[..], [Effect::FindPicture { number: 0, .. }]), "{told:?}");
    let octets: Arc<[u8]> = b"\x89PNG".as_slice().into();
    let picture = Found { name: "../cake.png".into(), octets: octets.clone() };
    let told = hand(&mut kit, Hand::PictureFound { key: key(1), picture: Some(picture) });
    let [Effect::PickSavePath { job, suggested }] = &told[..] else { panic!("{told:?}") };
    assert_eq!(suggested, "cake.png");
    let (job, answer) = (*job, Picked::Path("/pictures/cake.png".into()));
    let told = kit.update(Message::Saves(Saves::Picked { job, answer }));
    assert_eq!(told, [Effect::WriteFile { job, to: "/pictures/cake.png".into(), octets }]);
    let result = Ok("/pictures/cake.png".into());
    kit.update(Message::Saves(Saves::Written { job, result }));
    let said = &kit.state.notices.current.as_ref().unwrap().text;
    assert!(matches!(said, Notice::Saved { name, .. } if name == "cake.png"), "{said:?}");
}

#[test]
fn a_picture_that_is_gone_is_told_and_one_of_another_message_is_nothing() {
    let mut kit = designed(&[]);
    hand(&mut kit, Hand::PictureFound { key: key(1), picture: None });
    assert_eq!(kit.state.notices.current.as_ref().unwrap().text, Notice::PictureGone);
    let octets: Arc<[u8]> = b"x".as_slice().into();
    let picture = Some(Found { name: "a".into(), octets });
    assert_eq!(hand(&mut kit, Hand::PictureFound { key: key(2), picture }), []);
}

#[test]
fn in_the_place_of_a_picture_its_server_can_be_allowed() {
    let mut kit = designed(&[]);
    let mut sheet = Sheet::clone(opened(&kit).sheet.as_ref().unwrap());
    sheet.pictures[0].is_shown = false;
    let opening = kit.state.opening();
    kit.update(Message::Reader(Read::Drawn { key: key(1), opening, result: Ok(Arc::new(sheet)) }));
    hand(&mut kit, Hand::MenuAsked { at: AT, stop: None, picture: None });
    assert!(orders(&kit).contains(&(Order::Hand(Do::ShowPictures), true)));
    assert!(!orders(&kit).contains(&(Order::Hand(Do::ShowHosts(0)), true)));
    hand(&mut kit, Hand::MenuAsked { at: AT, stop: None, picture: Some(0) });
    assert!(!orders(&kit).contains(&(Order::Hand(Do::SavePicture(0)), true)));
    let told = pick(&mut kit, Do::ShowHosts(0));
    let urls = vec!["https://img.example/a.png".to_owned()];
    assert!(told.contains(&Effect::Fetch { key: key(1), opening, urls }), "{told:?}");
    assert!(kit.state.settings.pictures.has_host("img.example"));
}
