//! Mailboxes are made, renamed, hung elsewhere and deleted: recorded scripts.

use crate::app::drag::Message as Drag;
use crate::app::keys::{Command, Key, Mods};
use crate::app::mailboxes::{Message as Boxes, Tending, Told};
use crate::app::notice::{Text, What};
use crate::app::overlay::{Message as Over, Overlay, Question};
use crate::app::testkit::*;
use crate::app::{Effect, Message, Point, effect};
use crate::model::action::Action;
use crate::model::event::{Fact, Source};
use crate::model::ids::{EntryId, MailboxId};
use crate::model::journal::State;
use crate::model::mailbox::{Mailbox, Role};
use crate::model::order::{MailboxOrder, NameProblem, Seat};
use crate::model::request::Ask;

/// A kit with an ordinary mailbox beside the special ones.
fn kit() -> Kit {
    let mut kit = Kit::with_mail(3);
    let mut all = mailboxes();
    all.push(mailbox(BILLS, &["Bills"], None));
    kit.tell(Fact::MailboxesListed { mailboxes: all, source: Source::Server });
    kit.tell(Fact::Separated(Some('/')));
    kit
}

const BILLS: MailboxId = MailboxId(9);

fn seat(inside: Option<MailboxId>, name: &str) -> Seat {
    Seat { inside, name: name.into() }
}

fn order(effects: &[Effect]) -> MailboxOrder {
    match &orders(effects)[..] {
        [entry] => match &entry.action {
            Action::Mailbox(order) => order.clone(),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

fn said(kit: &Kit) -> Option<&Text> {
    kit.state.notices.current.as_ref().map(|notice| &notice.text)
}

fn names(kit: &Kit) -> Vec<String> {
    kit.state.folders.mailboxes().map(|folder| folder.name.clone()).collect()
}

fn name_it(kit: &mut Kit, name: &str) -> Vec<Effect> {
    kit.update(Message::Mailboxes(Boxes::NameEdited(name.into())));
    kit.update(Message::Mailboxes(Boxes::Submitted))
}

fn problem(kit: &Kit) -> Option<NameProblem> {
    match &kit.state.overlay {
        Overlay::Naming(naming) => naming.problem,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_new_mailbox_is_there_at_once_and_can_be_undone() {
    let mut kit = kit();
    let effects = kit.order(Command::NewMailbox);
    assert!(effects.contains(&Effect::Focus(effect::FieldId::MailboxName)));
    let effects = name_it(&mut kit, " Receipts ");
    let mailbox = MailboxId::planned(EntryId(100));
    let expected = MailboxOrder::Create { mailbox, seat: seat(None, "Receipts") };
    assert_eq!(order(&effects), expected);
    assert_eq!(orders(&effects)[0].state, State::Held { until: 6_000 });
    assert!(names(&kit).contains(&"Receipts".to_owned()), "before the server has heard of it");
    assert!(kit.state.held(ME).unwrap().mail.is_awaited(mailbox));
    kit.journalled(100);
    assert_eq!(said(&kit), Some(&Text::Mailbox(Told::Made("Receipts".into()))));

    let effects = kit.key_with(Key::Char('z'), Mods::CTRL);
    assert!(asks(&effects).contains(&Ask::Cancel(EntryId(100))));
    assert!(!names(&kit).contains(&"Receipts".to_owned()));
    kit.entry_changed(100, State::Cancelled);
    assert_eq!(said(&kit), Some(&Text::Mailbox(Told::Undone)));
}

#[test]
fn a_name_that_cannot_be_is_refused_before_anything_is_sent() {
    for (name, expected) in [
        ("", NameProblem::Empty),
        ("a/b", NameProblem::Sign('/')),
        ("50%", NameProblem::Sign('%')),
        ("a\u{7}", NameProblem::Control),
        ("..", NameProblem::Odd),
        ("Bills", NameProblem::Taken),
        ("inbox", NameProblem::Taken),
    ] {
        let mut kit = kit();
        kit.order(Command::NewMailbox);
        let effects = name_it(&mut kit, name);
        assert_eq!(orders(&effects), [], "{name}");
        assert_eq!(problem(&kit), Some(expected), "{name}");
        kit.key(Key::Escape);
        assert_eq!(kit.state.overlay, Overlay::None);
    }
}

#[test]
fn what_is_typed_is_judged_as_it_is_typed_but_an_empty_field_is_not_wrong_yet() {
    let mut kit = kit();
    kit.order(Command::NewMailbox);
    for (typed, expected) in
        [("Bill", None), ("Bills", Some(NameProblem::Taken)), ("Bills 2", None), ("", None)]
    {
        kit.update(Message::Mailboxes(Boxes::NameEdited(typed.into())));
        assert_eq!(problem(&kit), expected, "{typed}");
    }
    kit.letter('X');
    kit.key(Key::Space);
    kit.letter('y');
    let effects = kit.key(Key::Enter);
    let MailboxOrder::Create { seat, .. } = order(&effects) else { panic!("{effects:?}") };
    assert_eq!(seat.name, "X y");
}

#[test]
fn f2_renames_the_mailbox_on_screen_and_special_ones_say_why_not() {
    let mut kit = kit();
    kit.key(Key::F2);
    assert_eq!(said(&kit), Some(&Text::Mailbox(Told::Stays(Role::Inbox))));
    assert_eq!(kit.state.overlay, Overlay::None);

    kit.update(Message::Folders(crate::app::folders::Message::Chosen(place(BILLS))));
    kit.key(Key::F2);
    assert_eq!(problem(&kit), None);
    assert_eq!(orders(&kit.update(Message::Mailboxes(Boxes::Submitted))), [], "the same name");
    kit.key(Key::F2);
    let effects = name_it(&mut kit, "Money");
    let (from, to) = (seat(None, "Bills"), seat(None, "Money"));
    assert_eq!(order(&effects), MailboxOrder::Rename { mailbox: BILLS, from, to });
    assert_eq!(kit.state.mailbox(place(BILLS)).unwrap().name(), "Money");
    assert_eq!(kit.state.folders.selected, Some(place(BILLS)), "it stays on screen");

    let fault = refusal();
    kit.entry_changed(100, State::Refused(fault.clone()));
    assert_eq!(kit.state.mailbox(place(BILLS)).unwrap().name(), "Bills");
    let what = What::Mailbox(Tending::Rename, "Bills".into());
    assert_eq!(said(&kit), Some(&Text::Refused { what, count: 0, fault }));
}

fn lift(kit: &mut Kit, mailbox: MailboxId) {
    kit.drag(Drag::MailboxPressed(place(mailbox), Point { x: 40.0, y: 100.0 }));
    kit.move_to(43.0, 103.0);
    assert!(kit.state.drag.carry().is_none(), "not six pixels yet");
    kit.move_to(48.0, 108.0);
}

#[test]
fn a_mailbox_carried_onto_another_lies_in_it_and_can_be_carried_out_again() {
    let mut kit = kit();
    lift(&mut kit, BILLS);
    kit.drag(Drag::Entered(place(PROJECTS)));
    assert_eq!(kit.state.drag.carry().unwrap().target(), Some(place(PROJECTS)));
    let effects = kit.drag(Drag::Released);
    let (from, to) = (seat(None, "Bills"), seat(Some(PROJECTS), "Bills"));
    assert_eq!(order(&effects), MailboxOrder::Rename { mailbox: BILLS, from, to });
    assert_eq!(kit.state.mailbox(place(BILLS)).unwrap().path, ["Projects", "Bills"]);
    kit.journalled(100);
    let told = Told::Nested("Bills".into(), Some("Projects".into()));
    assert_eq!(said(&kit), Some(&Text::Mailbox(told)));

    lift(&mut kit, BILLS);
    kit.drag(Drag::RootEntered(ME));
    assert!(kit.state.drag.carry().unwrap().over_root);
    let effects = kit.drag(Drag::Released);
    let MailboxOrder::Rename { to, .. } = order(&effects) else { panic!() };
    assert_eq!(to, seat(None, "Bills"));
    assert_eq!(kit.state.mailbox(place(BILLS)).unwrap().path, ["Bills"]);
}

#[test]
fn a_mailbox_is_not_carried_into_itself_nor_where_it_lies_and_special_ones_not_at_all() {
    for (carried, over) in
        [(PROJECTS, PROJECTS), (PROJECTS, HOUSE), (HOUSE, PROJECTS), (HOUSE, HOUSE)]
    {
        let mut kit = kit();
        lift(&mut kit, carried);
        kit.drag(Drag::Entered(place(over)));
        assert_eq!(kit.state.drag.carry().unwrap().target(), None, "{carried:?} {over:?}");
        assert_eq!(orders(&kit.drag(Drag::Released)), []);
    }
    let mut kit = kit();
    lift(&mut kit, BILLS);
    kit.drag(Drag::RootEntered(ME));
    assert_eq!(orders(&kit.drag(Drag::Released)), [], "it lies at the top level already");
    kit.drag(Drag::MailboxPressed(place(TRASH), Point { x: 40.0, y: 100.0 }));
    kit.move_to(90.0, 160.0);
    assert!(kit.state.drag.carry().is_none());
}

#[test]
fn escape_and_leaving_the_window_give_a_carried_mailbox_up() {
    for give_up in [Message::KeyPressed(Key::Escape, Mods::NONE), Message::Drag(Drag::LeftWindow)] {
        let mut kit = kit();
        lift(&mut kit, BILLS);
        kit.drag(Drag::Entered(place(PROJECTS)));
        kit.update(give_up);
        assert_eq!(orders(&kit.drag(Drag::Released)), []);
        assert_eq!(kit.state.mailbox(place(BILLS)).unwrap().path, ["Bills"]);
    }
}

fn ask_delete(kit: &mut Kit, mailbox: MailboxId) {
    let at = Point { x: 40.0, y: 100.0 };
    let pressed = crate::app::folders::Message::RightPressed { place: place(mailbox), at };
    kit.update(Message::Folders(pressed));
    let Overlay::Menu(menu) = &kit.state.overlay else { panic!("no menu") };
    let last = menu.items.len() - 1;
    kit.update(Message::Overlay(Over::MenuPicked(last)));
}

#[test]
fn a_mailbox_goes_only_after_a_yes_that_knows_what_goes_along() {
    let mut kit = kit();
    kit.tell(Fact::Counted { mailbox: HOUSE, total: 12, unread: 0 });
    ask_delete(&mut kit, PROJECTS);
    let question =
        Question::DeleteMailbox { place: place(PROJECTS), below: vec![HOUSE], messages: 12 };
    assert_eq!(kit.state.overlay, Overlay::Question(question.clone()));
    assert_eq!(orders(&kit.key(Key::Enter)), [], "Enter is no yes here");
    assert_eq!(kit.state.overlay, Overlay::None);

    ask_delete(&mut kit, PROJECTS);
    let effects = kit.update(Message::Overlay(Over::Confirmed));
    let expected = MailboxOrder::Delete {
        mailbox: PROJECTS,
        seat: seat(None, "Projects"),
        messages: 12,
        below: vec![HOUSE],
    };
    assert_eq!(order(&effects), expected);
    assert!(kit.state.mailbox(place(HOUSE)).is_none());
    let fault = refusal();
    kit.entry_changed(100, State::Refused(fault));
    assert!(kit.state.mailbox(place(HOUSE)).is_some(), "refused: it comes back");
}

#[test]
fn special_mailboxes_and_what_holds_one_are_not_deleted() {
    let mut kit = kit();
    ask_delete(&mut kit, ARCHIVE);
    assert_eq!(said(&kit), Some(&Text::Mailbox(Told::Stays(Role::Archive))));
    let mut all: Vec<Mailbox> = mailboxes();
    all.push(mailbox(MailboxId(11), &["Projects", "Sent"], Some(Role::Sent)));
    kit.tell(Fact::MailboxesListed { mailboxes: all, source: Source::Server });
    ask_delete(&mut kit, PROJECTS);
    assert_eq!(kit.state.overlay, Overlay::None);
    assert_eq!(said(&kit), Some(&Text::Mailbox(Told::Stays(Role::Sent))));
}

#[test]
fn deleting_the_mailbox_on_screen_shows_the_inbox() {
    let mut kit = kit();
    kit.update(Message::Folders(crate::app::folders::Message::Chosen(place(BILLS))));
    ask_delete(&mut kit, BILLS);
    kit.update(Message::Overlay(Over::Confirmed));
    assert_eq!(kit.state.folders.selected, Some(place(INBOX)));
}

#[test]
fn messages_are_moved_into_a_mailbox_that_is_not_made_yet() {
    let mut kit = kit();
    kit.order(Command::NewMailbox);
    name_it(&mut kit, "Receipts");
    let mailbox = MailboxId::planned(EntryId(100));
    let effects = kit.carry(2, mailbox);
    let expected = Action::Move { keys: keys(&[2]), from: INBOX, to: mailbox };
    assert_eq!(orders(&effects)[0].action, expected);
    assert_eq!(kit.state.counts(place(mailbox)).total, 1);
    assert_eq!(kit.shown(), [3, 1]);
}

#[test]
fn the_key_for_menus_opens_that_of_the_mailbox_on_screen() {
    for (key, mods) in [(Key::F10, Mods::SHIFT), (Key::Menu, Mods::NONE)] {
        let mut kit = kit();
        kit.key_with(key, mods);
        let Overlay::Menu(menu) = &kit.state.overlay else { panic!("no menu") };
        assert_eq!(menu.of, Some(place(INBOX)));
        assert!(menu.cursor.is_some(), "the arrow keys are at it");
    }
}

#[test]
fn a_subscription_is_ordered_and_its_undo_is_the_contrary() {
    let mut kit = kit();
    let at = Point { x: 40.0, y: 100.0 };
    let pressed = crate::app::folders::Message::RightPressed { place: place(BILLS), at };
    kit.update(Message::Folders(pressed));
    let wanted = crate::app::menu::Item::Order(
        crate::app::menu::Order::Subscribe(place(BILLS), false),
        true,
    );
    let Overlay::Menu(menu) = &kit.state.overlay else { panic!("no menu") };
    let item = menu.items.iter().position(|item| *item == wanted).unwrap();
    let effects = kit.update(Message::Overlay(Over::MenuPicked(item)));
    assert_eq!(order(&effects), MailboxOrder::Subscribe { mailbox: BILLS, on: false });
    kit.journalled(100);
    kit.entry_changed(100, State::Settled);
    let effects = kit.key_with(Key::Char('z'), Mods::CTRL);
    assert_eq!(order(&effects), MailboxOrder::Subscribe { mailbox: BILLS, on: true });
}
