//! A window on a file.

use crate::app::effect::Effect;
use crate::app::file::{self, Message as File};
use crate::app::keys::{Command, Key};
use crate::app::reader::Reader;
use crate::app::testkit::*;
use crate::app::{Message, Screen};
use crate::model::envelope::{Envelope, Message as Mail};
use crate::model::event::{Fact, Source};
use crate::model::fault::Fault;
use crate::model::ids::AccountId;
use crate::model::request::Ask;

fn open(fault: Option<Fault>) -> (Kit, Vec<Effect>) {
    let mut kit = Kit::empty();
    let row = Box::new(crate::model::envelope::Row { key: file::key(), ..row(1) });
    let effects = kit.update(Message::File(File::Opened { name: "a.eml".into(), row, fault }));
    (kit, effects)
}

fn opened() -> Kit {
    let (mut kit, _) = open(None);
    let row = crate::model::envelope::Row { key: file::key(), ..row(1) };
    let mail = Mail { mailbox: file::mailbox(), row, envelope: Envelope::default() };
    let result = Ok(Box::new((mail, body(0))));
    let loaded = Fact::BodyLoaded { key: file::key(), result, source: Source::Cache };
    let effects = kit.update(Message::Engine(vec![crate::model::event::Event {
        account: AccountId(1),
        fact: loaded,
    }]));
    assert!(matches!(effects[..], [Effect::MakePage { .. }, ..]), "{effects:?}");
    kit
}

#[test]
fn the_message_of_a_file_is_opened_at_once() {
    let (kit, effects) = open(None);
    assert!(matches!(kit.state.screen, Screen::File));
    assert!(
        asks(&effects)
            .iter()
            .any(|ask| matches!(ask, Ask::Body { key, .. } if *key == file::key()))
    );
    opened();
}

#[test]
fn a_file_that_holds_no_message_says_so() {
    let (mut kit, effects) = open(Some(lost()));
    assert!(!asks(&effects).iter().any(|ask| matches!(ask, Ask::Body { .. })));
    assert!(matches!(kit.state.reader, Reader::Failed(..)));
    let effects = kit.update(Message::Reader(crate::app::reader::Message::RetryAsked));
    assert!(asks(&effects).iter().any(|ask| matches!(ask, Ask::Body { .. })));
}

#[test]
fn nothing_in_it_can_be_changed() {
    let mut kit = opened();
    for key in [Key::Delete, Key::Char('e'), Key::Char('s'), Key::Char('v'), Key::Escape] {
        let effects = kit.key(key);
        assert_eq!(asks(&effects), [], "{key:?}");
        assert_eq!(kit.state.reader.key(), Some(file::key()), "{key:?}");
    }
    assert!(matches!(
        kit.key(Key::Down)[..],
        [Effect::Scroll { pane: crate::app::effect::Pane::Reader, .. }]
    ));
    assert!(asks(&kit.order(Command::Source)).iter().any(|ask| matches!(ask, Ask::Source { .. })));
    assert!(kit.state.source(file::key()).is_some());
    kit.key(Key::Escape);
    assert!(kit.state.source(file::key()).is_none());
}
