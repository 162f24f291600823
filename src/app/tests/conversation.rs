//! Conversations: going through them, what orders are about meanwhile, quotes of what is above.

use std::sync::Arc;

use crate::app::conversation::{Message as Asked, Row};
use crate::app::keys::Command;
use crate::app::reader::{Message as Read, Reader};
use crate::app::settings::Message as Choice;
use crate::app::testkit::*;
use crate::app::{Effect, Message};
use crate::model::action::Action;
use crate::model::body::{Body, Text, TextKind};
use crate::model::envelope::{self, Envelope};
use crate::model::event::{Fact, Source};
use crate::model::flags::Flags;
use crate::model::ids::{MailboxId, PartId};
use crate::model::request::{Ask, BodyLimit};
use crate::render;

/// No line anywhere.
const NONE: [Vec<u64>; 2] = [Vec::new(), Vec::new()];

/// Messages 1 to 3 in the inbox, 11 and 12 in another mailbox; conversations are shown.
fn kit() -> Kit {
    let mut kit = Kit::with_mail(3);
    kit.arrive(HOUSE, [11, 12].map(row).to_vec());
    kit.state.settings.conversation = true;
    kit
}

/// 2 is open, and answers and is answered by others.
fn open() -> Kit {
    let mut kit = kit();
    assert!(asks(&kit.click(2)).contains(&Ask::Conversation(key(2))));
    kit.load(2, 0);
    converse(&mut kit, 2, &[1, 11, 2, 12]);
    kit
}

fn converse(kit: &mut Kit, of: u64, members: &[u64]) -> Vec<Effect> {
    kit.tell(Fact::Conversed { key: key(of), members: keys(members) })
}

/// The numbers of the lines above and below; 0 stands for what is left out or more.
fn around(kit: &Kit) -> [Vec<u64>; 2] {
    let (above, below) = kit.state.around();
    let number = |row: Row<'_>| match row {
        Row::Folded(line, _) => line.key.number(),
        Row::More(_) | Row::Fewer => 0,
    };
    [above, below].map(|rows| rows.into_iter().map(number).collect())
}

fn go_to(kit: &mut Kit, number: u64) -> Vec<Effect> {
    kit.update(Message::Conversation(Asked::MemberOpened(key(number))))
}

fn shown(kit: &Kit) -> Option<u64> {
    kit.state.reader.key().map(|key| key.number())
}

#[test]
fn the_open_message_stands_among_the_others() {
    let mut kit = open();
    assert_eq!(around(&kit), [vec![1, 11], vec![12]]);
    // Alone it is no conversation, and an answer about another message is none.
    converse(&mut kit, 3, &[3, 1]);
    assert_eq!(around(&kit), [vec![1, 11], vec![12]]);
    converse(&mut kit, 2, &[2]);
    assert_eq!(around(&kit), NONE);
}

#[test]
fn a_line_is_opened_by_a_click_and_only_then_fetched() {
    let mut kit = open();
    let asked = asks(&go_to(&mut kit, 11));
    assert_eq!(asked, [Ask::Body { key: key(11), limit: BodyLimit::First }]);
    assert!(matches!(kit.state.reader, Reader::Loading(open) if open == key(11)));
    assert_eq!((kit.chosen(), around(&kit)), (vec![2], [vec![1], vec![2, 12]]));
    let timers = kit.load(11, 0);
    let read = Action::Flag { keys: keys(&[11]), add: Flags::SEEN, remove: Flags::NONE };
    assert_eq!(orders(&kit.ring(&timers))[0].action, read, "it counts as read like any other");
    // One that the list has is chosen there, too.
    go_to(&mut kit, 1);
    assert_eq!((kit.chosen(), shown(&kit)), (vec![1], Some(1)));
}

#[test]
fn keys_go_through_a_conversation_and_stay_at_its_ends() {
    let mut kit = open();
    for (letter, expected) in [(']', 12), (']', 12), ('[', 2), ('[', 11), ('[', 1), ('[', 1)] {
        kit.letter(letter);
        assert_eq!(shown(&kit), Some(expected), "{letter}");
    }
    assert_eq!(around(&kit), [vec![], vec![11, 2, 12]]);
    let mut alone = Kit::with_mail(2);
    alone.click(1);
    assert_eq!(alone.letter(']'), []);
}

#[test]
fn what_was_read_is_there_at_once_when_one_comes_back() {
    let mut kit = open();
    go_to(&mut kit, 11);
    kit.load(11, 0);
    go_to(&mut kit, 2);
    assert!(matches!(kit.state.reader, Reader::Open(_)), "in the same turn");
}

#[test]
fn orders_are_about_what_is_read() {
    let mut kit = open();
    go_to(&mut kit, 12);
    kit.load(12, 0);
    let star = Action::Flag { keys: keys(&[12]), add: Flags::FLAGGED, remove: Flags::NONE };
    assert_eq!(orders(&kit.letter('s'))[0].action, star);
    assert!(kit.state.chosen_look().starred);
    let away = Action::Move { keys: keys(&[12]), from: HOUSE, to: TRASH };
    assert_eq!(orders(&kit.letter('#'))[0].action, away);
    // What was thrown away is left, and is no part of the conversation.
    assert_eq!((shown(&kit), around(&kit)), (Some(2), [vec![1, 11], vec![]]));
    let star = Action::Flag { keys: keys(&[2]), add: Flags::FLAGGED, remove: Flags::NONE };
    assert_eq!(orders(&kit.letter('s'))[0].action, star);
}

#[test]
fn a_press_on_the_chosen_row_comes_back_to_it() {
    let mut kit = open();
    go_to(&mut kit, 12);
    kit.click(2);
    assert_eq!(shown(&kit), Some(2));
    assert_eq!(around(&kit), [vec![1, 11], vec![12]], "the conversation is the same");
    kit.click(3);
    assert_eq!((shown(&kit), around(&kit)), (Some(3), NONE));
}

#[test]
fn long_conversations_leave_out_the_middle_until_it_is_asked_for() {
    let mut kit = kit();
    kit.arrive(HOUSE, (21..=29).map(row).collect());
    kit.click(2);
    kit.load(2, 0);
    let members: Vec<u64> = (21..=27).chain([2, 28, 29]).collect();
    converse(&mut kit, 2, &members);
    assert_eq!(around(&kit), [vec![21, 0, 27], vec![28, 29]]);
    assert_eq!(kit.state.around().0[1], Row::More(5));
    kit.update(Message::Conversation(Asked::WholeToggled));
    assert_eq!(around(&kit)[0], [21, 22, 23, 24, 25, 26, 27, 0]);
    kit.update(Message::Conversation(Asked::WholeToggled));
    assert_eq!(around(&kit)[0], [21, 0, 27]);
}

#[test]
fn conversations_can_be_switched_off_and_on() {
    let mut kit = open();
    go_to(&mut kit, 12);
    let saved = kit.order(Command::Conversation);
    assert!(saved.iter().any(|effect| matches!(effect, Effect::SaveConfig { .. })));
    assert_eq!((shown(&kit), around(&kit)), (Some(2), NONE));
    assert!(!asks(&kit.click(3)).iter().any(|ask| matches!(ask, Ask::Conversation(_))));
    kit.load(3, 0);
    let on = kit.update(Message::Settings(Choice::ConversationChosen(true)));
    assert!(asks(&on).contains(&Ask::Conversation(key(3))));
}

#[test]
fn new_mail_may_belong_to_it() {
    let mut kit = open();
    let fact = Fact::MailArrived { mailbox: INBOX, keys: keys(&[3]) };
    assert_eq!(asks(&kit.tell(fact)), [Ask::Conversation(key(2))]);
    converse(&mut kit, 2, &[1, 11, 2, 12, 3]);
    assert_eq!(around(&kit)[1], [12, 3]);
}

const FIRST: &str =
    "The stairs do not fit below the beam,\nwhich was drawn too low.\nShall we measure?";

/// Answers with this text and makes its page.
fn read(kit: &mut Kit, number: u64, mailbox: MailboxId, text: &str) -> Vec<Effect> {
    let kind = TextKind::Plain { flowed: false, delsp: false };
    let text = Text { part: PartId("1".into()), kind, text: text.into(), left_out: 0 };
    let body = Body { texts: vec![text], is_designed: true, ..Body::default() };
    let message = envelope::Message { mailbox, row: row(number), envelope: Envelope::default() };
    let result = Ok(Box::new((message, body)));
    let told = kit.tell(Fact::BodyLoaded { key: key(number), result, source: Source::Cache });
    let mut after = Vec::new();
    for effect in told {
        if let Effect::MakePage { key, opening, body } = effect {
            let page = Arc::new(render::page(&body));
            after.extend(kit.update(Message::Reader(Read::PageMade { key, opening, page })));
        }
    }
    after
}

#[test]
fn quotes_of_what_is_above_are_folded_as_soon_as_that_is_at_hand() {
    let mut kit = kit();
    kit.click(2);
    let quoted: String = FIRST.lines().map(|line| format!("> {line}\n")).collect();
    read(&mut kit, 2, INBOX, &format!("Yes.\n\nBea wrote:\n{quoted}"));
    let folds = |kit: &Kit| kit.state.reader.opened().unwrap().page.folds.clone();
    assert_eq!(folds(&kit), []);
    let timers = converse(&mut kit, 2, &[1, 2]);
    let kept = Ask::Ahead { near: Vec::new(), kept: keys(&[1]) };
    assert_eq!(asks(&kit.ring(&timers)), [kept], "nothing of it is fetched");
    read(&mut kit, 1, INBOX, FIRST);
    assert_eq!(folds(&kit).iter().map(|fold| fold.lines).collect::<Vec<_>>(), [4]);
    let (above, _) = kit.state.around();
    assert!(matches!(above[0], Row::Folded(_, words) if words.starts_with("The stairs do not")));
    kit.letter('q');
    assert_eq!(kit.state.reader.opened().unwrap().unfolded.len(), 1);
    // Out of the conversation it is as it was.
    kit.order(Command::Conversation);
    assert_eq!(folds(&kit), []);
}
