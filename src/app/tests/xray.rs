//! Clicks on links, and quotes that fold.

use crate::app::keys::{Command, Key, Mods};
use crate::app::overlay::{Message as Over, Overlay};
use crate::app::reader::{Message as Read, Reader};
use crate::app::testkit::*;
use crate::app::{Effect, Message};
use crate::model::body::{Body, Text, TextKind};
use crate::model::ids::PartId;
use crate::render::page;
use crate::render::xray::Link;

fn click(kit: &mut Kit, text: &str, target: &str) -> Vec<Effect> {
    let link = Link { text: text.into(), target: target.into() };
    kit.update(Message::Reader(Read::LinkClicked(link)))
}

fn open(url: &str) -> [Effect; 1] {
    [Effect::OpenUrl(url.into())]
}

#[test]
fn a_link_opens_where_it_truly_leads() {
    let mut kit = Kit::with_mail(1);
    let wrapped = "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa";
    assert_eq!(click(&mut kit, "Read", wrapped), open("https://example.org/a"));
    assert_eq!(kit.state.overlay, Overlay::None);
}

#[test]
fn a_link_that_should_make_one_wonder_asks_first() {
    let mut kit = Kit::with_mail(1);
    let target = "https://evil.example/login";
    assert_eq!(click(&mut kit, "www.bank.example", target), []);
    assert!(matches!(&kit.state.overlay, Overlay::Link(wary) if wary.link.target == target));
    // A hand that goes on typing opens nothing.
    assert_eq!(kit.update(Message::KeyPressed(Key::Enter, Mods::NONE)), []);
    assert_eq!(kit.state.overlay, Overlay::None);
    click(&mut kit, "www.bank.example", target);
    assert_eq!(kit.update(Message::Overlay(Over::Confirmed)), open(target));
    assert_eq!(kit.state.overlay, Overlay::None);
}

#[test]
fn some_links_are_never_opened() {
    let mut kit = Kit::with_mail(1);
    for target in ["javascript:alert(1)", "file:///etc/passwd", "\\\\host\\share", "", "vbscript:x"]
    {
        assert_eq!(click(&mut kit, "here", target), [], "{target}");
        assert!(matches!(kit.state.overlay, Overlay::Link(_)), "{target}");
        assert_eq!(kit.update(Message::Overlay(Over::Confirmed)), [], "{target}");
        assert_eq!(kit.state.overlay, Overlay::None);
    }
}

/// The open message with two long quotes.
fn quoting(kit: &mut Kit) {
    kit.click(1);
    kit.load(1, 0);
    let quote = "> 1\n> 2\n> 3\n> 4\n> 5\n";
    let text = Text {
        part: PartId("1".into()),
        kind: TextKind::Plain { flowed: false, delsp: false },
        text: format!("{quote}Yes.\n{quote}No."),
        left_out: 0,
    };
    let Reader::Open(opened) = &mut kit.state.reader else { panic!("not open") };
    opened.page = page(&Body { texts: vec![text], ..Body::default() }).into();
    assert_eq!(opened.page.folds.len(), 2);
}

fn unfolded(kit: &Kit) -> Vec<usize> {
    kit.state.reader.opened().unwrap().unfolded.iter().copied().collect()
}

#[test]
fn quotes_fold_one_by_one_and_all_at_once() {
    let mut kit = Kit::with_mail(2);
    quoting(&mut kit);
    assert!(unfolded(&kit).is_empty());
    kit.update(Message::Reader(Read::FoldToggled(1)));
    kit.update(Message::Reader(Read::FoldToggled(7)));
    assert_eq!(unfolded(&kit), [1]);
    kit.update(Message::Ordered(Command::Quotes));
    assert_eq!(unfolded(&kit), [0, 1]);
    kit.update(Message::KeyPressed(Key::Char('q'), Mods::NONE));
    assert!(unfolded(&kit).is_empty());
    // Each message begins folded.
    kit.update(Message::Reader(Read::FoldToggled(0)));
    kit.click(2);
    kit.load(2, 0);
    assert!(unfolded(&kit).is_empty());
}
