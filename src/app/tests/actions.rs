//! Orders about messages: what is asked of the engine, where the list goes on.

use crate::app::folders::Message as Folders;
use crate::app::keys::{Command, Key, Mods};
use crate::app::notice::Text;
use crate::app::overlay::{Message as Over, Overlay, Question};
use crate::app::testkit::*;
use crate::app::{Message, list};
use crate::model::action::Action;
use crate::model::event::{Fact, Source};
use crate::model::flags::Flags;
use crate::model::journal::State;
use crate::model::mailbox::Role;

fn flag(numbers: &[u64], add: Flags, remove: Flags) -> Action {
    Action::Flag { keys: keys(numbers), add, remove }
}

fn seen(number: u64) -> crate::model::envelope::Row {
    crate::model::envelope::Row { flags: Flags::SEEN, ..row(number) }
}

#[test]
fn marking_names_only_messages_that_it_changes_and_is_not_held() {
    let mut kit = Kit::with_mail(3);
    kit.arrive(INBOX, vec![seen(2)]);
    kit.order(Command::SelectAll);
    let entries = orders(&kit.letter('m'));
    assert_eq!(entries[0].action, flag(&[1, 3], Flags::SEEN, Flags::NONE));
    assert_eq!((entries[0].state.clone(), entries[0].at), (State::Queued, 1_000));
    assert_eq!(orders(&kit.letter('m')), [], "nothing is left to change");
    assert_eq!(orders(&kit.letter('u'))[0].action, flag(&[1, 2, 3], Flags::NONE, Flags::SEEN));
}

#[test]
fn a_star_is_set_on_all_unless_all_have_one() {
    let mut kit = Kit::with_mail(2);
    let star = |number| Message::List(list::Message::StarPressed(key(number)));
    let set = orders(&kit.update(star(1)));
    assert_eq!(set[0].action, flag(&[1], Flags::FLAGGED, Flags::NONE));
    assert_eq!(kit.chosen(), [] as [u64; 0], "a star chooses nothing");
    kit.order(Command::SelectAll);
    assert_eq!(orders(&kit.letter('s'))[0].action, flag(&[2], Flags::FLAGGED, Flags::NONE));
    assert_eq!(orders(&kit.letter('s'))[0].action, flag(&[1, 2], Flags::NONE, Flags::FLAGGED));
}

#[test]
fn after_an_action_on_the_open_message_the_next_one_is_opened_else_the_one_before() {
    let mut kit = Kit::with_mail(4);
    kit.click(2);
    kit.letter('e');
    assert_eq!((kit.chosen(), kit.state.reader.key()), (vec![1], Some(key(1))));
    kit.letter('e');
    assert_eq!((kit.chosen(), kit.state.reader.key()), (vec![3], Some(key(3))));
    kit.letter('e');
    kit.letter('e');
    assert_eq!((kit.shown(), kit.state.reader.key()), (vec![], None));
    assert_eq!(orders(&kit.letter('e')), []);
}

#[test]
fn after_an_action_on_several_only_the_cursor_goes_on() {
    let mut kit = Kit::with_mail(5);
    kit.click(4);
    kit.click_with(2, Mods::CTRL);
    kit.letter('e');
    assert_eq!((kit.shown(), kit.chosen(), kit.cursor()), (vec![5, 3, 1], vec![], Some(1)));
    assert_eq!(kit.state.reader.key(), None);
}

#[test]
fn archiving_needs_an_archive_and_all_mail_is_one() {
    let mut kit = Kit::with_mail(2);
    let list = |role| Fact::MailboxesListed {
        mailboxes: vec![
            mailbox(INBOX, &["INBOX"], Some(Role::Inbox)),
            mailbox(HOUSE, &["All"], role),
        ],
        source: Source::Server,
    };
    kit.tell(list(None));
    kit.click(2);
    assert_eq!(orders(&kit.letter('e')), []);
    let notice = kit.state.notices.current.as_ref().unwrap();
    assert_eq!(notice.text, Text::NoMailboxFor(Role::Archive));
    kit.tell(list(Some(Role::All)));
    let entries = orders(&kit.letter('e'));
    assert_eq!(entries[0].action, Action::Move { keys: keys(&[2]), from: INBOX, to: HOUSE });
}

#[test]
fn deleting_moves_to_the_trash() {
    for key in [Key::Delete, Key::Char('#')] {
        let mut kit = Kit::with_mail(2);
        kit.click(2);
        let entries = orders(&kit.key(key));
        assert_eq!(entries[0].action, Action::Move { keys: keys(&[2]), from: INBOX, to: TRASH });
        assert_eq!(kit.state.overlay, Overlay::None);
    }
}

#[test]
fn in_the_trash_and_the_junk_deleting_is_for_good_and_asks_first() {
    for from in [TRASH, JUNK] {
        let mut kit = Kit::with_mail(0);
        kit.arrive(from, vec![row(1), row(2)]);
        kit.update(Message::Folders(Folders::Chosen(place(from))));
        kit.click(1);
        assert_eq!(orders(&kit.key(Key::Delete)), []);
        let question = Question::DeleteForGood { from: place(from), keys: keys(&[1]) };
        assert_eq!(kit.state.overlay, Overlay::Question(question));
        kit.update(Message::Overlay(Over::Closed));
        assert_eq!(kit.shown(), [2, 1]);
        kit.key(Key::Delete);
        let entries = orders(&kit.key(Key::Enter));
        assert_eq!(entries[0].action, Action::Delete { keys: keys(&[1]), from });
        assert_eq!(entries[0].state, State::Held { until: 6_000 });
        assert_eq!((kit.shown(), kit.chosen()), (vec![2], vec![2]));
        assert_eq!(kit.state.overlay, Overlay::None);
    }
}

#[test]
fn shift_and_delete_asks_anywhere_and_so_does_an_account_without_trash() {
    let mut kit = Kit::with_mail(2);
    kit.click(2);
    kit.key_with(Key::Delete, Mods::SHIFT);
    assert!(matches!(kit.state.overlay, Overlay::Question(_)));
    kit.key(Key::Escape);
    let mailboxes = vec![mailbox(INBOX, &["INBOX"], Some(Role::Inbox))];
    kit.tell(Fact::MailboxesListed { mailboxes, source: Source::Server });
    kit.key(Key::Delete);
    assert!(matches!(kit.state.overlay, Overlay::Question(_)));
}

#[test]
fn what_vanished_while_the_question_stood_is_not_deleted() {
    let mut kit = Kit::with_mail(2);
    kit.click(2);
    kit.key_with(Key::Delete, Mods::SHIFT);
    kit.tell(Fact::Moved { from: INBOX, to: ARCHIVE, keys: keys(&[2]) });
    assert_eq!(orders(&kit.key(Key::Enter)), []);
}

fn matches(kit: &Kit) -> Vec<String> {
    let Overlay::Picker(picker) = &kit.state.overlay else { panic!("{:?}", kit.state.overlay) };
    picker.matches.iter().map(|found| found.path.join("/")).collect()
}

#[test]
fn the_picker_lists_what_takes_them_and_narrows_as_one_types() {
    let mut kit = Kit::with_mail(3);
    kit.update(Message::Folders(Folders::Toggled(place(PROJECTS))));
    kit.click(2);
    kit.letter('v');
    assert_eq!(matches(&kit), ["Archive", "Junk", "Trash", "Projects/House"]);
    for (filter, expected) in [
        ("h", vec!["Projects/House", "Archive", "Trash"]),
        (" HOU ", vec!["Projects/House"]),
        ("proj", vec!["Projects/House"]),
        ("x", vec![]),
        ("r", vec!["Archive", "Trash", "Projects/House"]),
    ] {
        kit.update(Message::Overlay(Over::FilterEdited(filter.into())));
        assert_eq!(matches(&kit), expected, "{filter}");
    }
    kit.key(Key::Down);
    kit.key(Key::Up);
    kit.key(Key::Down);
    let entries = orders(&kit.key(Key::Enter));
    assert_eq!(entries[0].action, Action::Move { keys: keys(&[2]), from: INBOX, to: TRASH });
    assert_eq!((kit.shown(), kit.chosen()), (vec![3, 1], vec![1]));
}

#[test]
fn the_picker_takes_a_click_and_an_escape_and_no_answer_where_nothing_matches() {
    let mut kit = Kit::with_mail(3);
    kit.click(2);
    kit.letter('v');
    kit.update(Message::Overlay(Over::FilterEdited("nowhere".into())));
    assert_eq!(orders(&kit.key(Key::Enter)), []);
    assert!(matches!(kit.state.overlay, Overlay::Picker(_)));
    kit.key(Key::Escape);
    assert_eq!(kit.state.overlay, Overlay::None);
    kit.letter('v');
    let entries = orders(&kit.update(Message::Overlay(Over::Chosen(place(HOUSE)))));
    assert_eq!(entries[0].action, Action::Move { keys: keys(&[2]), from: INBOX, to: HOUSE });
}

#[test]
fn a_row_that_is_on_its_way_here_can_be_sent_on() {
    let mut kit = Kit::with_mail(2);
    kit.click(2);
    kit.letter('e');
    kit.update(Message::Folders(Folders::Chosen(place(ARCHIVE))));
    kit.click(2);
    let entries = orders(&kit.key(Key::Delete));
    assert_eq!(entries[0].action, Action::Move { keys: keys(&[2]), from: ARCHIVE, to: TRASH });
    assert_eq!(entries[0].id.0, 101);
    assert_eq!(kit.shown(), [] as [u64; 0]);
}

#[test]
fn letters_that_come_before_the_filter_has_the_keyboard_narrow_the_picker() {
    let mut kit = Kit::with_mail(3);
    kit.click(2);
    for letter in ['v', 'j', 'u'] {
        kit.letter(letter);
    }
    assert_eq!(matches(&kit), ["Junk"]);
    let entries = orders(&kit.key(Key::Enter));
    assert_eq!(entries[0].action, Action::Move { keys: keys(&[2]), from: INBOX, to: JUNK });
}
