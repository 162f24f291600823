//! Messages on their way to files, to paper, and as they lie on the server.

use std::path::PathBuf;

use crate::app::effect::{Effect, FieldId};
use crate::app::export::{Message as Export, Printed, Way};
use crate::app::keys::{Command, Key, Mods};
use crate::app::notice::{Button, Text};
use crate::app::saves::{Message as Saves, Picked};
use crate::app::source::Stage;
use crate::app::testkit::*;
use crate::app::{Message, find};
use crate::model::event::Fact;
use crate::model::ids::{JobId, PartId};
use crate::model::request::Ask;
use crate::render::Kind;

fn opened() -> Kit {
    let mut kit = Kit::with_mail(3);
    kit.click(2);
    kit.load(2, 0);
    kit
}

fn export(kit: &mut Kit, message: Export) -> Vec<Effect> {
    kit.update(Message::Export(message))
}

fn said(kit: &Kit) -> Option<(Text, Option<Button>)> {
    kit.state.notices.current.clone().map(|notice| (notice.text, notice.button))
}

fn saves(effects: &[Effect]) -> Vec<(JobId, u64, PathBuf)> {
    asks(effects)
        .into_iter()
        .filter_map(|ask| match ask {
            Ask::SavePart { job, key, part, to } => {
                assert_eq!(part, PartId(String::new()));
                Some((job, key.0, to))
            }
            _ => None,
        })
        .collect()
}

#[test]
fn one_message_is_saved_in_a_file_that_is_called_as_its_subject() {
    let mut kit = opened();
    let effects = kit.key_with(Key::Char('s'), Mods::CTRL);
    let [Effect::PickExport { job, suggested: Some(name) }] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(name, "Subject 2.eml");
    let answer = Picked::Path("/kept/a.eml".into());
    let effects = export(&mut kit, Export::Picked { job: *job, answer: answer.clone() });
    let wanted = saves(&effects);
    assert_eq!(wanted.len(), 1);
    assert_eq!((wanted[0].1, &wanted[0].2), (key(2).0, &PathBuf::from("/kept/a.eml")));
    assert!(export(&mut kit, Export::Picked { job: *job, answer }).is_empty(), "asked once");
    kit.tell(Fact::PartSaved { job: wanted[0].0, result: Ok("/kept/a.eml".into()) });
    let (text, button) = said(&kit).unwrap();
    assert_eq!(text, Text::Exported { count: 1, name: "Subject 2.eml".into() });
    assert_eq!(button, Some(Button::ShowFile("/kept/a.eml".into())));
    let shown = kit.update(Message::Notice(crate::app::notice::Message::Pressed));
    assert_eq!(shown, [Effect::ShowInFolder("/kept/a.eml".into())]);
}

#[test]
fn several_go_into_a_folder_and_what_came_of_them_is_said_once() {
    let mut kit = opened();
    kit.order(Command::SelectAll);
    let effects = kit.order(Command::SaveMessage);
    let [Effect::PickExport { job, suggested: None }] = &effects[..] else { panic!("{effects:?}") };
    let effects = export(&mut kit, Export::Picked { job: *job, answer: Picked::NoDialog });
    assert_eq!(effects, [Effect::Focus(FieldId::SavePath)], "the folder is typed");
    let effects = kit.update(Message::Saves(Saves::PathConfirmed));
    let wanted = saves(&effects);
    assert_eq!(wanted.len(), 3);
    assert!(wanted.iter().any(|(_, _, to)| *to == *"/downloads/Subject 1.eml"));
    assert!(kit.order(Command::SaveMessage).is_empty(), "one after the other");
    kit.tell(Fact::PartSaved { job: wanted[0].0, result: Ok("/downloads/x".into()) });
    kit.tell(Fact::PartSaved { job: wanted[1].0, result: Err(lost()) });
    assert_eq!(said(&kit), None);
    kit.tell(Fact::PartSaved { job: wanted[2].0, result: Ok("/downloads/y".into()) });
    assert!(matches!(said(&kit), Some((Text::NotSaved { .. }, _))));
    kit.update(Message::Notice(crate::app::notice::Message::Dismissed));
    assert!(matches!(said(&kit), Some((Text::Exported { count: 2, .. }, _))));
}

#[test]
fn a_name_nobody_gives_saves_nothing() {
    let mut kit = opened();
    let effects = kit.order(Command::SaveMessage);
    let [Effect::PickExport { job, .. }] = &effects[..] else { panic!("{effects:?}") };
    assert!(export(&mut kit, Export::Picked { job: *job, answer: Picked::Nothing }).is_empty());
    assert_eq!(Kit::with_mail(1).order(Command::SaveMessage), [], "nothing is chosen");
}

#[test]
fn the_open_message_is_printed_and_written() {
    let mut kit = opened();
    let effects = kit.key_with(Key::Char('p'), Mods::CTRL);
    let [Effect::Print { way: Way::Printer, name, .. }] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(name, "Subject 2.pdf");
    let tell = |kit: &mut Kit, result| {
        kit.update(Message::Notice(crate::app::notice::Message::Dismissed));
        export(kit, Export::Printed { name: "Subject 2.pdf".into(), result });
        said(kit)
    };
    assert_eq!(tell(&mut kit, Ok(Printed::Shown)), Some((Text::PaperShown, None)));
    assert_eq!(tell(&mut kit, Ok(Printed::Nothing)), None);
    let path = PathBuf::from("/kept/b.pdf");
    let written = Printed::Written { path: path.clone(), is_cut: true };
    let cut = Text::PaperCut { name: "b.pdf".into() };
    assert_eq!(tell(&mut kit, Ok(written)), Some((cut, Some(Button::ShowFile(path)))));
    assert!(matches!(tell(&mut kit, Err(lost())), Some((Text::NotPrinted(_), _))));
    assert!(Kit::with_mail(1).order(Command::Print).is_empty());
}

#[test]
fn the_source_takes_the_place_of_the_page_and_goes_with_escape() {
    let mut kit = opened();
    let effects = kit.key_with(Key::Char('u'), Mods::CTRL);
    let [Ask::Source { job, key: of }] = asks(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(of, key(2));
    let octets = b"Subject: 2\r\n\r\nwords and words\r\n".to_vec();
    kit.tell(Fact::SourceRead { job, octets, total: 90 });
    let Stage::Here(raw) = &kit.state.source(key(2)).unwrap().stage else { panic!() };
    assert_eq!((raw.shown, raw.total), (31, 90));
    assert_eq!(raw.page.paragraphs[0].kind, Kind::Field);
    kit.order(Command::Find);
    kit.update(Message::Find(find::Message::Edited("words".into())));
    assert_eq!(kit.state.find.as_ref().unwrap().found.len(), 2);
    kit.key(Key::Escape);
    assert!(kit.state.find.is_none() && kit.state.source(key(2)).is_some());
    kit.key(Key::Escape);
    assert!(kit.state.source(key(2)).is_none());
    assert_eq!(kit.chosen(), [2]);
}

#[test]
fn a_source_that_cannot_be_had_says_so_and_another_message_has_none() {
    let mut kit = opened();
    kit.order(Command::Source);
    let effects = kit.order(Command::Source);
    assert!(asks(&effects).is_empty(), "pressed again it goes");
    let effects = kit.order(Command::Source);
    let [Ask::Source { job, .. }] = asks(&effects)[..] else { panic!("{effects:?}") };
    kit.tell(Fact::PartSaved { job, result: Err(lost()) });
    assert!(matches!(kit.state.source(key(2)).unwrap().stage, Stage::Failed(_)));
    assert_eq!(said(&kit), None);
    kit.click(1);
    kit.load(1, 0);
    assert!(kit.state.source(key(1)).is_none());
    kit.click(2);
    assert!(kit.state.source(key(2)).is_none());
}
