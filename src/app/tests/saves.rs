//! Attachments on their way to a file.

use std::path::PathBuf;

use crate::app::keys::Key;
use crate::app::notice::{Button, Text};
use crate::app::overlay::Overlay;
use crate::app::saves::{Message as Saves, Picked, SaveState};
use crate::app::testkit::*;
use crate::app::{Effect, Message};
use crate::model::body::{Attachment, Body};
use crate::model::envelope::{self, Envelope};
use crate::model::event::{Fact, Source};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::{JobId, PartId};
use crate::model::nature::{Closes, Nature, Scheme, Seal};
use crate::model::request::Ask;

const JOB: JobId = JobId(0);

fn opened() -> Kit {
    let mut kit = Kit::with_mail(2);
    kit.click(2);
    kit.load(2, 0);
    kit
}

fn save(kit: &mut Kit, message: Saves) -> Vec<Effect> {
    kit.update(Message::Saves(message))
}

/// An attachment being saved to `/tmp/plan.pdf`.
fn running() -> Kit {
    let mut kit = opened();
    save(&mut kit, Saves::Asked(PartId("2".into())));
    save(&mut kit, Saves::Picked { job: JOB, answer: Picked::Path("/tmp/plan.pdf".into()) });
    kit
}

fn state(kit: &Kit) -> Option<SaveState> {
    kit.state.saves.get(JOB).map(|save| save.state.clone())
}

#[test]
fn the_signature_of_a_signed_message_is_saved_like_an_attachment() {
    let mut kit = Kit::with_mail(2);
    kit.click(2);
    let whole = body(0);
    let signature = Attachment { part: PartId("3".into()), ..whole.attachments[0].clone() };
    let seal = Seal { closes: Closes::Signed, scheme: Scheme::OpenPgp, signature: Some(signature) };
    let nature = Some(Box::new(Nature { seal: Some(seal), ..Nature::default() }));
    let message = envelope::Message { mailbox: INBOX, row: row(2), envelope: Envelope::default() };
    let result = Ok(Box::new((message, Body { nature, ..whole })));
    let effects = kit.tell(Fact::BodyLoaded { key: key(2), result, source: Source::Server });
    kit.make_pages(effects);
    let effects = save(&mut kit, Saves::Asked(PartId("3".into())));
    assert!(matches!(&effects[..], [Effect::PickSavePath { job: JOB, .. }]), "{effects:?}");
    assert_eq!(save(&mut kit, Saves::Asked(PartId("4".into()))), []);
}

#[test]
fn a_part_is_saved_where_the_person_says_under_a_safe_name() {
    let mut kit = opened();
    let effects = save(&mut kit, Saves::Asked(PartId("2".into())));
    let [Effect::PickSavePath { job: JOB, suggested }] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert!(!suggested.contains('/') && suggested.ends_with(".pdf"), "{suggested}");
    let to = PathBuf::from("/tmp/plan.pdf");
    let effects = save(&mut kit, Saves::Picked { job: JOB, answer: Picked::Path(to.clone()) });
    let ask = Ask::SavePart { job: JOB, key: key(2), part: PartId("2".into()), to: to.clone() };
    assert_eq!(asks(&effects), [ask]);
    kit.tell(Fact::PartProgressed { job: JOB, done: 100, total: 300 });
    assert_eq!(state(&kit), Some(SaveState::Running { done: 100, total: 300 }));
    kit.tell(Fact::PartSaved { job: JOB, result: Ok(to.clone()) });
    assert_eq!(state(&kit), Some(SaveState::Saved(to.clone())));
    let notice = kit.state.notices.current.clone().unwrap();
    assert_eq!(notice.button, Some(Button::ShowInFolder(JOB)));
    let shown = kit.update(Message::Notice(crate::app::notice::Message::Pressed));
    assert_eq!(shown, [Effect::ShowInFolder(to)]);
    save(&mut kit, Saves::Dismissed(JOB));
    assert_eq!(state(&kit), None);
}

#[test]
fn no_answer_saves_nothing() {
    let mut kit = opened();
    save(&mut kit, Saves::Asked(PartId("2".into())));
    assert_eq!(save(&mut kit, Saves::Picked { job: JOB, answer: Picked::Nothing }), []);
    assert_eq!(state(&kit), None);
    assert_eq!(save(&mut kit, Saves::Asked(PartId("9".into()))), [], "no such part");
}

#[test]
fn where_no_dialog_answers_the_path_is_typed() {
    for (typed, to) in
        [("/tmp/x.pdf", Some("/tmp/x.pdf")), (" x.pdf ", Some("/downloads/x.pdf")), ("  ", None)]
    {
        let mut kit = opened();
        save(&mut kit, Saves::Asked(PartId("2".into())));
        save(&mut kit, Saves::Picked { job: JOB, answer: Picked::NoDialog });
        let Overlay::SavePath { text, .. } = &kit.state.overlay else { panic!() };
        assert!(text.starts_with("/downloads/"), "{text}");
        save(&mut kit, Saves::PathEdited(typed.into()));
        let asked = asks(&kit.key(Key::Enter));
        match to {
            Some(expected) => {
                let [Ask::SavePart { to, .. }] = &asked[..] else { panic!("{asked:?}") };
                assert_eq!(to, &PathBuf::from(expected));
                assert_eq!(kit.state.overlay, Overlay::None);
            }
            None => {
                assert_eq!(asked, []);
                kit.key(Key::Escape);
                assert_eq!((state(&kit), &kit.state.overlay), (None, &Overlay::None));
            }
        }
    }
}

#[test]
fn cancelling_stops_the_work_and_a_late_answer_says_nothing() {
    let mut kit = running();
    assert_eq!(asks(&save(&mut kit, Saves::Cancelled(JOB))), [Ask::CancelJob(JOB)]);
    let fault = Fault::new(FaultKind::Cancelled, Place::File, "cancelled");
    kit.tell(Fact::PartSaved { job: JOB, result: Err(fault) });
    kit.tell(Fact::PartProgressed { job: JOB, done: 1, total: 2 });
    assert_eq!((state(&kit), kit.state.notices.current.clone()), (None, None));
}

#[test]
fn a_failure_is_said_and_trying_again_replaces_it() {
    let mut kit = running();
    kit.tell(Fact::PartSaved { job: JOB, result: Err(lost()) });
    assert_eq!(state(&kit), Some(SaveState::Failed(lost())));
    let notice = kit.state.notices.current.clone().unwrap();
    assert!(matches!(notice.text, Text::NotSaved { .. }));
    save(&mut kit, Saves::Asked(PartId("2".into())));
    assert_eq!(kit.state.saves.all.len(), 1);
    let of = kit.state.saves.of(key(2), &PartId("2".into())).unwrap();
    assert_eq!(of.job, JobId(1));
}

#[test]
fn a_save_goes_on_when_another_message_is_opened() {
    let mut kit = running();
    kit.click(1);
    kit.tell(Fact::PartSaved { job: JOB, result: Ok("/tmp/plan.pdf".into()) });
    assert!(matches!(state(&kit), Some(SaveState::Saved(_))));
}
