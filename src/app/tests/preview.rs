//! Attachments looked at, opened, and saved together; programs warned of.

use std::path::PathBuf;
use std::sync::Arc;

use crate::app::keys::{Key, Mods};
use crate::app::notice::{Button, Text};
use crate::app::overlay::{Overlay, Question};
use crate::app::preview::{Failure, Message as Previewing, Shown, Source, Stage};
use crate::app::saves::{Message as Saves, Picked, Risky, SaveState};
use crate::app::testkit::*;
use crate::app::{Effect, Message};
use crate::model::attached::Form;
use crate::model::body::{Attachment, Body};
use crate::model::envelope::{self, Envelope};
use crate::model::event::{Fact, Source as From};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::{JobId, PartId};
use crate::model::listing::WrappedFile;
use crate::model::request::Ask;
use crate::render::Page;
use crate::render::pixels::Hindrance;

fn part(number: usize) -> PartId {
    PartId(number.to_string())
}

/// A message whose attachments have these names and sizes; the parts count from 2.
fn with(files: &[(&str, u64)]) -> Kit {
    let mut kit = Kit::with_mail(2);
    kit.click(2);
    let attachments = files.iter().enumerate().map(|(at, (name, size))| Attachment {
        part: part(at + 2),
        name: (*name).to_owned(),
        media: "application/octet-stream".into(),
        size: *size,
        encoding: "base64".into(),
    });
    let body = Body { attachments: attachments.collect(), ..body(0) };
    let message = envelope::Message { mailbox: INBOX, row: row(2), envelope: Envelope::default() };
    let result = Ok(Box::new((message, body)));
    let effects = kit.tell(Fact::BodyLoaded { key: key(2), result, source: From::Server });
    kit.make_pages(effects);
    kit
}

fn look(kit: &mut Kit, message: Previewing) -> Vec<Effect> {
    kit.update(Message::Preview(message))
}

fn stage(kit: &Kit) -> Option<Stage> {
    kit.state.preview.as_ref().map(|preview| preview.stage.clone())
}

fn fetched(effects: &[Effect]) -> JobId {
    let job = effects.iter().find_map(|effect| match effect {
        Effect::FetchPart { job, .. } => Some(*job),
        _ => None,
    });
    job.unwrap_or_else(|| panic!("{effects:?}"))
}

fn looks(effects: &[Effect]) -> Option<(u64, Form, Source)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Look { number, form, source } => Some((*number, *form, source.clone())),
        _ => None,
    })
}

fn text() -> Arc<Shown> {
    Arc::new(Shown::Text { page: Page::default(), is_cut: false })
}

#[test]
fn an_attachment_is_fetched_when_it_is_asked_for_then_looked_at_and_fetched_only_once() {
    let mut kit = with(&[("a.txt", 10), ("b.png", 10)]);
    let effects = look(&mut kit, Previewing::Asked(part(2)));
    let job = fetched(&effects);
    kit.tell(Fact::PartProgressed { job, done: 5, total: 10 });
    assert_eq!(stage(&kit), Some(Stage::Fetching(job)));
    let path = PathBuf::from("/private/a.txt");
    let effects = kit.tell(Fact::PartSaved { job, result: Ok(path.clone()) });
    let (number, form, source) = looks(&effects).unwrap();
    assert_eq!((form, source), (Form::Text, Source::File(path.clone())));
    look(&mut kit, Previewing::Looked { number: number + 1, result: Ok(text()) });
    assert_eq!(stage(&kit), Some(Stage::Looking), "an answer to something else");
    look(&mut kit, Previewing::Looked { number, result: Ok(text()) });
    assert_eq!(stage(&kit), Some(Stage::Shown(text())));
    assert_eq!(kit.state.notices.current, None);
    assert!(kit.state.saves.of(key(2), &part(2)).is_none(), "no card says that it was saved");

    assert_eq!(kit.key(Key::Escape), [Effect::EndLook]);
    assert_eq!(stage(&kit), None);
    let effects = look(&mut kit, Previewing::Asked(part(2)));
    assert!(looks(&effects).is_some() && asks(&effects).is_empty());
    let effects = kit.update(Message::Saves(Saves::OpenAsked(part(2))));
    assert_eq!(effects, [Effect::OpenKept(path)]);
}

#[test]
fn large_ones_are_asked_about_and_larger_ones_are_not_fetched() {
    let mut kit = with(&[("a.pdf", 9 << 20), ("b.pdf", 65 << 20), ("c.xyz", 10)]);
    assert_eq!(look(&mut kit, Previewing::Asked(part(2))), []);
    assert_eq!(stage(&kit), Some(Stage::Question));
    fetched(&look(&mut kit, Previewing::FetchConfirmed));
    look(&mut kit, Previewing::Asked(part(3)));
    assert_eq!(stage(&kit), Some(Stage::Failed(Failure::Hindered(Hindrance::TooLarge))));
    assert_eq!(look(&mut kit, Previewing::Asked(part(4))), []);
    assert_eq!(stage(&kit), Some(Stage::NoForm));
}

#[test]
fn arrows_go_from_one_to_the_next_and_stop_what_is_on_its_way() {
    let mut kit = with(&[("a.txt", 10), ("b.txt", 10)]);
    let first = fetched(&kit.letter('p'));
    let effects = kit.key(Key::Right);
    assert_eq!(asks(&effects), [Ask::CancelJob(first)]);
    let second = fetched(&effects);
    assert_eq!(kit.key(Key::Right), [], "there is no third");
    let fault = Fault::new(FaultKind::Lost, Place::Message, "gone");
    kit.tell(Fact::PartSaved { job: second, result: Err(fault.clone()) });
    assert_eq!(stage(&kit), Some(Stage::Failed(Failure::Lost(fault))));
    fetched(&look(&mut kit, Previewing::RetryAsked));
    fetched(&kit.key(Key::Left));
    kit.key(Key::Escape);
    kit.key(Key::Escape);
    assert!(kit.chosen().is_empty(), "Escape closed the preview, then left the message");
}

#[test]
fn keys_reach_nothing_beneath_and_another_message_closes_it() {
    let mut kit = with(&[("a.png", 10)]);
    let job = fetched(&kit.letter('p'));
    kit.letter('e');
    assert_eq!(kit.shown().len(), 2, "nothing was archived");
    let effects = kit.tell(Fact::PartSaved { job, result: Ok("/private/a.png".into()) });
    let (number, ..) = looks(&effects).unwrap();
    let picture = Arc::new(Shown::Picture { width: 10, height: 10 });
    look(&mut kit, Previewing::Looked { number, result: Ok(picture) });
    kit.letter('+');
    assert_eq!(kit.state.preview.as_ref().unwrap().zoom, 125);
    kit.letter('0');
    for _ in 0..9 {
        kit.letter('-');
    }
    assert_eq!(kit.state.preview.as_ref().unwrap().zoom, 25);
    assert_eq!(kit.click(1).last(), Some(&Effect::EndLook));
    assert_eq!(stage(&kit), None);
}

#[test]
fn files_of_a_wrapper_are_looked_at_and_saved_like_any_other() {
    let mut kit = with(&[("winmail.dat", 10)]);
    let job = fetched(&kit.letter('p'));
    let effects = kit.tell(Fact::PartSaved { job, result: Ok("/private/winmail.dat".into()) });
    let (number, form, _) = looks(&effects).unwrap();
    assert_eq!(form, Form::Wrapped);
    let file = |name: &str| WrappedFile { name: name.into(), media: String::new(), size: 5 };
    let files = vec![file("../plan.txt"), file("run.exe"), file("winmail.dat")];
    let wrapped = Arc::new(Shown::Wrapped { files, page: Page::default() });
    look(&mut kit, Previewing::Looked { number, result: Ok(wrapped.clone()) });
    let effects = look(&mut kit, Previewing::InnerAsked(0));
    let (number, form, source) = looks(&effects).unwrap();
    assert_eq!((form, source), (Form::Text, Source::Inner(0)));
    look(&mut kit, Previewing::Looked { number, result: Ok(text()) });
    let effects = kit.update(Message::Saves(Saves::InnerAsked(0)));
    let [Effect::PickSavePath { job, suggested }] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!(suggested, "plan.txt");
    let to = PathBuf::from("/tmp/plan.txt");
    let answer = Picked::Path(to.clone());
    let effects = kit.update(Message::Saves(Saves::Picked { job: *job, answer }));
    assert_eq!(effects, [Effect::WriteInner { job: *job, place: 0, to: to.clone() }]);
    kit.update(Message::Saves(Saves::Written { job: *job, result: Ok(to) }));
    assert!(matches!(kit.state.notices.current.as_ref().unwrap().text, Text::Saved { .. }));

    kit.key(Key::Escape);
    assert_eq!(stage(&kit), Some(Stage::Shown(wrapped)));
    assert_eq!(kit.update(Message::Saves(Saves::InnerAsked(1))), []);
    assert!(matches!(kit.state.overlay, Overlay::Question(Question::Risk(_))));
    kit.key(Key::Escape);
    look(&mut kit, Previewing::InnerAsked(2));
    assert_eq!(stage(&kit), Some(Stage::NoForm), "no wrapper in a wrapper");
}

#[test]
fn programs_are_never_opened_and_saved_only_after_a_question() {
    let mut kit = with(&[("invoice.pdf.exe", 10)]);
    assert_eq!(kit.update(Message::Saves(Saves::OpenAsked(part(2)))), []);
    assert_eq!(kit.update(Message::Saves(Saves::Asked(part(2)))), []);
    let Overlay::Question(Question::Risk(risk)) = &kit.state.overlay else { panic!() };
    assert_eq!(risk.what, Risky::One(part(2)));
    kit.key(Key::Enter);
    assert_eq!((&kit.state.overlay, kit.state.saves.all.len()), (&Overlay::None, 0));
    kit.update(Message::Saves(Saves::Asked(part(2))));
    let effects = kit.update(Message::Overlay(crate::app::overlay::Message::Confirmed));
    assert!(matches!(effects[..], [Effect::PickSavePath { .. }]), "{effects:?}");
}

#[test]
fn all_are_saved_into_one_folder_and_told_once() {
    let mut kit = with(&[("a.txt", 10), ("a.txt", 10), ("../../c.txt", 10)]);
    let effects = kit.update(Message::Saves(Saves::AllAsked));
    let [Effect::PickFolder { job }] = effects[..] else { panic!("{effects:?}") };
    let answer = Picked::Path("/tmp/here".into());
    let asked = asks(&kit.update(Message::Saves(Saves::Picked { job, answer })));
    let to: Vec<_> = asked
        .iter()
        .map(|ask| match ask {
            Ask::SavePart { job, to, .. } => (*job, to.to_string_lossy().into_owned()),
            other => panic!("{other:?}"),
        })
        .collect();
    let names: Vec<_> = to.iter().map(|(_, to)| to.as_str()).collect();
    assert_eq!(names, ["/tmp/here/a.txt", "/tmp/here/a.txt", "/tmp/here/c.txt"]);
    let progress = |kit: &Kit| kit.state.saves.together.as_ref().and_then(|all| all.progress());
    for (done, (job, path)) in to.iter().enumerate() {
        assert_eq!(progress(&kit), Some((done, 3)));
        assert_eq!(kit.state.notices.current, None);
        kit.tell(Fact::PartSaved { job: *job, result: Ok(path.into()) });
    }
    let notice = kit.state.notices.current.clone().unwrap();
    assert_eq!((notice.text, progress(&kit)), (Text::AllSaved { count: 3 }, None));
    assert!(matches!(notice.button, Some(Button::ShowInFolder(_))));
}

#[test]
fn what_failed_or_was_stopped_of_all_is_told_at_the_end() {
    let mut kit = with(&[("a.txt", 10), ("b.txt", 10), ("c.txt", 10)]);
    let effects = kit.update(Message::Saves(Saves::AllAsked));
    let [Effect::PickFolder { job }] = effects[..] else { panic!("{effects:?}") };
    kit.update(Message::Saves(Saves::Picked { job, answer: Picked::NoDialog }));
    assert!(matches!(&kit.state.overlay, Overlay::SavePath { text, .. } if text == "/downloads"));
    let asked = asks(&kit.key_with(Key::Enter, Mods::NONE));
    let jobs: Vec<_> = asked
        .iter()
        .filter_map(|ask| match ask {
            Ask::SavePart { job, .. } => Some(*job),
            _ => None,
        })
        .collect();
    let [one, two, three] = jobs[..] else { panic!("{asked:?}") };
    kit.update(Message::Saves(Saves::Cancelled(one)));
    kit.tell(Fact::PartSaved { job: two, result: Err(lost()) });
    kit.tell(Fact::PartSaved { job: three, result: Ok("/downloads/c.txt".into()) });
    let text = kit.state.notices.current.clone().unwrap().text;
    assert_eq!(text, Text::NotAllSaved { count: 1, failed: 1, fault: lost() });
    assert_eq!(kit.state.saves.get(two).unwrap().state, SaveState::Failed(lost()));
}

#[test]
fn a_program_among_all_is_asked_about() {
    let mut kit = with(&[("a.txt", 10), ("b.scr", 10)]);
    assert_eq!(kit.update(Message::Saves(Saves::AllAsked)), []);
    let Overlay::Question(Question::Risk(risk)) = &kit.state.overlay else { panic!() };
    assert_eq!((&risk.what, risk.name.as_str()), (&Risky::All, "b.scr"));
    let effects = kit.update(Message::Overlay(crate::app::overlay::Message::Confirmed));
    assert!(matches!(effects[..], [Effect::PickFolder { .. }]), "{effects:?}");
}
