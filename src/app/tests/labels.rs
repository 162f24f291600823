//! Labels where mailboxes are labels of one mail: shown, ticked, and what cannot be done there.

use crate::app::keys::{Command, Key, Mods};
use crate::app::labels::{Check, Panel};
use crate::app::menu::{Item, Order};
use crate::app::notice::Text;
use crate::app::overlay::{Message as Over, Overlay, Question};
use crate::app::testkit::*;
use crate::app::{Message, Point, list};
use crate::model::action::Action;
use crate::model::event::{Fact, Source};
use crate::model::ids::{EntryId, MailboxId};
use crate::model::journal::State;
use crate::model::label::Label;
use crate::model::mailbox::Role;
use crate::model::request::Ask;

const ALL: MailboxId = MailboxId(20);
const WORK: MailboxId = MailboxId(21);
const TRIP: MailboxId = MailboxId(22);
const IMPORTANT: MailboxId = MailboxId(23);

/// An account of Gmail's with messages 1 to 4 in its inbox: 1 and 2 have the label Work.
fn gmail() -> Kit {
    let mut kit = Kit::with_mail(4);
    let mailboxes = vec![
        mailbox(INBOX, &["INBOX"], Some(Role::Inbox)),
        mailbox(ALL, &["[Gmail]", "All Mail"], Some(Role::All)),
        mailbox(IMPORTANT, &["[Gmail]", "Important"], None),
        mailbox(TRASH, &["[Gmail]", "Trash"], Some(Role::Trash)),
        mailbox(TRIP, &["Family trip"], None),
        mailbox(WORK, &["Work"], None),
    ];
    kit.tell(Fact::MailboxesListed { mailboxes, source: Source::Server });
    kit.tell(Fact::HasLabels(true));
    let work = || vec![Label::Mailbox(WORK), Label::Mailbox(IMPORTANT)];
    kit.tell(Fact::Labelled(vec![(key(1), work()), (key(2), work())]));
    kit
}

fn names(kit: &Kit, number: u64) -> Vec<String> {
    kit.state.chips(key(number)).into_iter().map(|chip| chip.name).collect()
}

fn panel(kit: &Kit) -> &Panel {
    match &kit.state.overlay {
        Overlay::Labels(panel) => panel,
        other => panic!("{other:?}"),
    }
}

fn checks(kit: &Kit) -> Vec<(&str, Check)> {
    let choices = panel(kit).choices.iter();
    choices.map(|choice| (choice.path.last().unwrap().as_str(), choice.now)).collect()
}

fn typed(kit: &mut Kit, filter: &str) {
    kit.update(Message::Overlay(Over::FilterEdited(filter.into())));
}

fn relabelled(numbers: &[u64], add: &[MailboxId], remove: &[MailboxId]) -> Action {
    Action::Label { keys: keys(numbers), add: add.to_vec(), remove: remove.to_vec() }
}

#[test]
fn a_message_shows_its_labels_but_not_where_it_is_nor_what_is_no_label_to_people() {
    let mut kit = gmail();
    assert_eq!(names(&kit, 1), ["Work"]);
    assert_eq!(names(&kit, 3), [] as [&str; 0]);
    let all = vec![
        Label::Name("Far/away".into()),
        Label::Name("Family trip".into()),
        Label::Mailbox(MailboxId(99)),
        Label::Mailbox(TRASH),
        Label::Mailbox(INBOX),
    ];
    kit.tell(Fact::Labelled(vec![(key(3), all), (key(1), vec![])]));
    assert_eq!(names(&kit, 3), ["Family trip", "Far/away"]);
    assert_eq!(names(&kit, 1), [] as [&str; 0]);
    kit.tell(Fact::HasLabels(false));
    assert_eq!(names(&kit, 3), [] as [&str; 0], "elsewhere nothing is a label");
}

#[test]
fn labels_are_ticked_and_shown_at_once_and_undone() {
    let mut kit = gmail();
    kit.click(1);
    kit.letter('l');
    let expected = [("INBOX", Check::All), ("Family trip", Check::None), ("Work", Check::All)];
    assert_eq!(checks(&kit), expected);
    kit.update(Message::Overlay(Over::LabelTicked(TRIP)));
    kit.update(Message::Overlay(Over::LabelTicked(WORK)));
    let effects = kit.key(Key::Enter);
    let [entry] = &orders(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(entry.action, relabelled(&[1], &[TRIP], &[WORK]));
    assert_eq!(entry.state, State::Queued);
    assert_eq!(names(&kit, 1), ["Family trip"]);
    assert_eq!(kit.shown(), [4, 3, 2, 1], "it stays where it is");
    assert_eq!(kit.state.overlay, Overlay::None);
    let id = entry.id.0;
    kit.journalled(id);
    let notice = kit.state.notices.current.clone().unwrap();
    assert_eq!(notice.text, Text::Labelled { count: 1 });
    // The server's word comes with the end of it.
    kit.tell(Fact::Labelled(vec![(key(1), vec![Label::Mailbox(TRIP)])]));
    kit.entry_changed(id, State::Settled);
    assert_eq!(names(&kit, 1), ["Family trip"]);
    let effects = kit.letter('z');
    assert_eq!(orders(&effects)[0].action, relabelled(&[1], &[WORK], &[TRIP]));
    assert_eq!(names(&kit, 1), ["Work"]);
}

#[test]
fn a_refusal_brings_the_labels_back() {
    let mut kit = gmail();
    kit.click(1);
    kit.letter('l');
    kit.update(Message::Overlay(Over::LabelTicked(WORK)));
    let id = orders(&kit.key(Key::Enter))[0].id.0;
    assert_eq!(names(&kit, 1), [] as [&str; 0]);
    kit.entry_changed(id, State::Refused(refusal()));
    assert_eq!(names(&kit, 1), ["Work"]);
    let EntryId(next) = EntryId(id);
    assert_eq!(kit.state.orders()[0].id.0, next, "it is listed among what needs the person");
}

#[test]
fn what_some_have_is_left_alone_until_it_is_ticked_and_names_only_whom_it_changes() {
    let mut kit = gmail();
    kit.order(Command::SelectAll);
    kit.letter('l');
    assert_eq!(checks(&kit)[2], ("Work", Check::Some));
    kit.update(Message::Overlay(Over::LabelTicked(TRIP)));
    let effects = kit.key(Key::Enter);
    assert_eq!(orders(&effects)[0].action, relabelled(&[1, 2, 3, 4], &[TRIP], &[]));

    kit.letter('l');
    kit.update(Message::Overlay(Over::LabelTicked(WORK)));
    assert_eq!(checks(&kit)[2].1, Check::All);
    let effects = kit.key(Key::Enter);
    assert_eq!(orders(&effects)[0].action, relabelled(&[3, 4], &[WORK], &[]));

    // What differs goes in orders of its own, so that each can be undone.
    kit.letter('l');
    for label in [TRIP, WORK] {
        kit.update(Message::Overlay(Over::LabelTicked(label)));
    }
    let effects = kit.key(Key::Enter);
    assert_eq!(orders(&effects)[0].action, relabelled(&[1, 2, 3, 4], &[], &[TRIP, WORK]));
    assert!((1..=4).all(|number| names(&kit, number).is_empty()));
}

#[test]
fn a_few_letters_and_enter_put_a_label_on() {
    let mut kit = gmail();
    kit.click(3);
    kit.letter('l');
    typed(&mut kit, "wo");
    assert_eq!(panel(&kit).matches.len(), 1);
    let effects = kit.key(Key::Enter);
    assert_eq!(orders(&effects)[0].action, relabelled(&[3], &[WORK], &[]));

    // Names have blanks; after an arrow key a blank ticks.
    kit.letter('l');
    for letter in "family".chars() {
        kit.letter(letter);
    }
    kit.key(Key::Space);
    assert_eq!(panel(&kit).filter, "family ");
    assert_eq!(panel(&kit).matches.len(), 1);
    kit.key(Key::Down);
    kit.key(Key::Space);
    assert_eq!(panel(&kit).filter, "family ");
    let effects = kit.key(Key::Enter);
    assert_eq!(orders(&effects)[0].action, relabelled(&[3], &[TRIP], &[]));

    kit.letter('l');
    assert_eq!(orders(&kit.key(Key::Enter)), [], "nothing was ticked");
    kit.letter('l');
    typed(&mut kit, "no such label");
    assert_eq!(orders(&kit.key(Key::Enter)), []);
    kit.letter('l');
    kit.update(Message::Overlay(Over::LabelTicked(WORK)));
    kit.key(Key::Escape);
    assert_eq!((&kit.state.overlay, names(&kit, 3)), (&Overlay::None, names(&kit, 3)));
}

#[test]
fn to_take_away_the_label_of_the_mailbox_on_screen_takes_it_out_of_the_list() {
    let mut kit = gmail();
    kit.click(3);
    kit.letter('l');
    for label in [INBOX, WORK] {
        kit.update(Message::Overlay(Over::LabelTicked(label)));
    }
    let effects = kit.key(Key::Enter);
    let [label, moved] = &orders(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(label.action, relabelled(&[3], &[WORK], &[]));
    assert_eq!(moved.action, Action::Move { keys: keys(&[3]), from: INBOX, to: ALL });
    assert_eq!(kit.shown(), [4, 2, 1]);
    let effects = kit.letter('z');
    assert!(asks(&effects).contains(&Ask::Cancel(moved.id)), "{effects:?}");
    assert_eq!(kit.shown(), [4, 3, 2, 1]);
}

#[test]
fn labels_are_offered_where_there_are_any() {
    let offered = |kit: &mut Kit| {
        let at = Point { x: 300.0, y: 100.0 };
        kit.update(Message::List(list::Message::RightPressed { key: key(2), at }));
        let Overlay::Menu(menu) = &kit.state.overlay else { panic!() };
        let found = menu.items.contains(&Item::Order(Order::Give(Command::Label), true));
        kit.key(Key::Escape);
        found
    };
    let mut kit = gmail();
    assert!(offered(&mut kit));
    let mut kit = Kit::with_mail(4);
    assert!(!offered(&mut kit));
    kit.click(1);
    kit.letter('l');
    assert_eq!(kit.state.overlay, Overlay::None);
}

#[test]
fn that_mail_is_deleted_for_good_only_from_the_trash_is_said_before_it_is_asked() {
    let mut kit = gmail();
    kit.click(2);
    kit.key_with(Key::Delete, Mods::SHIFT);
    assert_eq!(kit.state.overlay, Overlay::None);
    assert_eq!(kit.state.notices.current.as_ref().unwrap().text, Text::OnlyFromTrash);
    kit.arrive(TRASH, vec![row(9)]);
    kit.update(Message::Folders(crate::app::folders::Message::Chosen(place(TRASH))));
    kit.click(9);
    kit.key_with(Key::Delete, Mods::SHIFT);
    let Overlay::Question(Question::DeleteForGood { keys, .. }) = &kit.state.overlay else {
        panic!("{:?}", kit.state.overlay)
    };
    assert_eq!(keys, &[key(9)]);
}
