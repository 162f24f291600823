//! In which form the open message is shown, and finding words in it.

use std::sync::Arc;

use crate::app::design::Design;
use crate::app::effect::FieldId;
use crate::app::find::Message as Find;
use crate::app::keys::{Command, Key, Mods};
use crate::app::reader::{Message as Read, Opened};
use crate::app::settings::Message as Settings;
use crate::app::testkit::*;
use crate::app::{Effect, Message};
use crate::model::body::{Body, Picture, Text, TextKind};
use crate::model::envelope::{self, Envelope};
use crate::model::event::{Fact, Source};
use crate::model::ids::PartId;
use crate::model::request::{Ask, BodyLimit};
use crate::model::settings::ThemeChoice;
use crate::render::drawn::{Block, Drawn, Named, Pictured, Sheet};

fn html(picture: Option<Vec<u8>>) -> Body {
    Body {
        texts: vec![Text {
            part: PartId("1".into()),
            kind: TextKind::Html,
            text: "<p>Hello".into(),
            left_out: 0,
        }],
        pictures: vec![Picture {
            part: PartId("2".into()),
            content_id: "a@b".into(),
            encoding: "base64".into(),
            size: 10,
            octets: picture,
        }],
        is_designed: true,
        ..Body::default()
    }
}

fn answer(kit: &mut Kit, number: u64, body: Body) -> Vec<Effect> {
    let message =
        envelope::Message { mailbox: INBOX, row: row(number), envelope: Envelope::default() };
    let result = Ok(Box::new((message, body)));
    kit.tell(Fact::BodyLoaded { key: key(number), result, source: Source::Server })
}

/// A message of HTML that is open and being laid out; what was asked for by that.
fn coming(kit: &mut Kit, number: u64) -> Vec<Effect> {
    kit.click(number);
    let effects = answer(kit, number, html(None));
    kit.make_pages(effects)
}

fn sheet(texts: &[&str]) -> Arc<Sheet> {
    let block = |text: &&str| Block { text: (*text).to_owned(), lines: Vec::new() };
    let blocks: Vec<Block> = texts.iter().map(block).collect();
    let words = texts.iter().map(|text| text.split_whitespace().count()).sum();
    let drawn = Drawn { blocks, words: (words, words), ..Drawn::default() };
    let named = Named::Part("a@b".into());
    let pictures =
        vec![Pictured { named, is_tracker: false, is_shown: false, is_background: false }];
    Arc::new(Sheet { drawn, pictures, ..Sheet::default() })
}

fn drawn(kit: &mut Kit, number: u64, result: Result<Arc<Sheet>, String>) -> Vec<Effect> {
    let opening = kit.state.opening();
    kit.update(Message::Reader(Read::Drawn { key: key(number), opening, result }))
}

fn opened(kit: &Kit) -> &Opened {
    kit.state.reader.opened().unwrap()
}

fn draws(effects: &[Effect]) -> usize {
    effects.iter().filter(|effect| matches!(effect, Effect::Draw { .. })).count()
}

#[test]
fn html_is_laid_out_and_its_text_is_shown_while_that_takes() {
    let mut kit = Kit::with_mail(3);
    let effects = coming(&mut kit, 2);
    assert_eq!(draws(&effects), 1);
    assert_eq!(opened(&kit).design, Design::Coming);
    kit.ring(&effects);
    assert_eq!(opened(&kit).design, Design::Late);
    drawn(&mut kit, 2, Ok(sheet(&["Hello"])));
    assert_eq!(opened(&kit).design, Design::Shown);
}

#[test]
fn a_page_of_another_opening_is_not_shown() {
    let mut kit = Kit::with_mail(3);
    coming(&mut kit, 2);
    let opening = kit.state.opening();
    kit.click(3);
    coming(&mut kit, 2);
    let late = Read::Drawn { key: key(2), opening, result: Ok(sheet(&["Hello"])) };
    kit.update(Message::Reader(late));
    assert_eq!(opened(&kit).design, Design::Coming);
    assert!(opened(&kit).sheet.is_none());
}

#[test]
fn what_cannot_be_laid_out_is_text_and_can_be_tried_again() {
    let mut kit = Kit::with_mail(3);
    coming(&mut kit, 2);
    drawn(&mut kit, 2, Err("the engine gave up".into()));
    assert_eq!(opened(&kit).design, Design::Failed("the engine gave up".into()));
    let effects = kit.update(Message::Ordered(Command::ToggleForm));
    assert_eq!(draws(&effects), 1);
    assert_eq!(opened(&kit).design, Design::Coming);
}

#[test]
fn the_text_is_shown_on_wish_and_the_design_again() {
    let mut kit = Kit::with_mail(3);
    coming(&mut kit, 2);
    drawn(&mut kit, 2, Ok(sheet(&["Hello"])));
    kit.letter('h');
    assert_eq!(opened(&kit).design, Design::PutAside);
    let effects = kit.letter('h');
    assert_eq!((opened(&kit).design.clone(), draws(&effects)), (Design::Shown, 0));
}

#[test]
fn a_design_that_hides_most_of_its_text_is_not_shown_by_itself() {
    let mut kit = Kit::with_mail(3);
    coming(&mut kit, 2);
    let mut hiding = Sheet::clone(&sheet(&["Hello"]));
    hiding.drawn.words = (100, 10);
    drawn(&mut kit, 2, Ok(Arc::new(hiding)));
    assert_eq!(opened(&kit).design, Design::Hiding);
    kit.letter('h');
    assert_eq!(opened(&kit).design, Design::Shown);
}

#[test]
fn pictures_that_came_with_it_are_asked_for_once_and_shown_when_they_are_here() {
    let mut kit = Kit::with_mail(3);
    coming(&mut kit, 2);
    let effects = drawn(&mut kit, 2, Ok(sheet(&["Hello"])));
    assert_eq!(asks(&effects), [Ask::Body { key: key(2), limit: BodyLimit::Pictures }]);
    let effects = answer(&mut kit, 2, html(Some(vec![1])));
    assert_eq!(draws(&effects), 1);
    assert_eq!(opened(&kit).body.pictures[0].octets, Some(vec![1]));
    assert_eq!(asks(&drawn(&mut kit, 2, Ok(sheet(&["Hello"])))), []);
}

#[test]
fn a_message_is_enlarged_alone_and_within_bounds() {
    let mut kit = Kit::with_mail(3);
    coming(&mut kit, 2);
    drawn(&mut kit, 2, Ok(sheet(&["Hello"])));
    assert_eq!(kit.letter('+'), [Effect::Refit]);
    assert_eq!(opened(&kit).zoom, 110);
    for _ in 0..40 {
        kit.letter('+');
    }
    assert_eq!(opened(&kit).zoom, 300);
    kit.letter('0');
    assert_eq!(opened(&kit).zoom, 100);
}

/// The senders that the settings are written with.
fn light(effects: &[Effect]) -> Option<Vec<&str>> {
    effects.iter().find_map(|effect| match effect {
        Effect::SaveConfig { settings, .. } => Some(settings.light.iter().collect()),
        _ => None,
    })
}

#[test]
fn mail_of_a_sender_stays_on_light_until_it_is_taken_back() {
    let mut kit = Kit::with_mail(3);
    kit.letter('d');
    assert!(kit.state.settings.light.is_empty(), "nothing is open");
    coming(&mut kit, 2);
    drawn(&mut kit, 2, Ok(sheet(&["Hello"])));
    let effects = kit.letter('d');
    assert!(opened(&kit).is_light && effects.contains(&Effect::Refit));
    assert_eq!(light(&effects), Some(vec!["bea@example.org"]));
    coming(&mut kit, 3);
    assert!(opened(&kit).is_light, "another mail of the same sender");
    drawn(&mut kit, 3, Ok(sheet(&["Hello"])));
    assert_eq!(light(&kit.letter('d')), Some(vec![]));
    coming(&mut kit, 2);
    assert!(!opened(&kit).is_light);
    drawn(&mut kit, 2, Ok(sheet(&["Hello"])));
    kit.letter('d');
    let forgotten = Settings::LightForgotten("bea@example.org".into());
    assert_eq!(light(&kit.update(Message::Settings(forgotten))), Some(vec![]));
    coming(&mut kit, 3);
    assert!(!opened(&kit).is_light);
}

#[test]
fn in_a_window_that_is_always_light_nothing_is_remembered() {
    let mut kit = Kit::with_mail(3);
    kit.state.settings.theme = ThemeChoice::Light;
    coming(&mut kit, 2);
    drawn(&mut kit, 2, Ok(sheet(&["Hello"])));
    assert_eq!(kit.letter('d'), [Effect::Refit]);
    assert!(kit.state.settings.light.is_empty());
}

#[test]
fn words_are_found_in_what_is_shown_and_gone_through_in_a_ring() {
    let mut kit = Kit::with_mail(3);
    coming(&mut kit, 2);
    drawn(&mut kit, 2, Ok(sheet(&["One two", "TWO three two"])));
    let effects = kit.update(Message::Ordered(Command::Find));
    assert_eq!(effects, [Effect::Focus(FieldId::Find)]);
    kit.update(Message::Find(Find::Edited("two".into())));
    let at = |kit: &Kit| kit.state.find.as_ref().map(|find| (find.at, find.found.len()));
    assert_eq!(at(&kit), Some((0, 3)));
    kit.update(Message::Find(Find::Previous));
    assert_eq!(at(&kit), Some((2, 3)));
    kit.update(Message::Find(Find::Next));
    assert_eq!(at(&kit), Some((0, 3)));
    kit.update(Message::Find(Find::Edited("four".into())));
    kit.update(Message::Find(Find::Next));
    assert_eq!(at(&kit), Some((0, 0)));
    kit.update(Message::KeyPressed(Key::Escape, Mods::NONE));
    assert_eq!(at(&kit), None);
    kit.update(Message::Ordered(Command::Find));
    kit.click(3);
    assert_eq!(at(&kit), None, "another message is another search");
}
