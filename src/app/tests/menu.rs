//! Menus of a right click.

use crate::app::folders::Message as Folders;
use crate::app::keys::{Command, Key};
use crate::app::list::Message as List;
use crate::app::menu::{Item, Order};
use crate::app::overlay::{Message as Over, Overlay};
use crate::app::testkit::*;
use crate::app::{Message, Point};
use crate::model::action::Action;
use crate::model::event::{Fact, Source};
use crate::model::flags::Flags;
use crate::model::ids::MailboxId;

fn right_click(kit: &mut Kit, number: u64) {
    let at = Point { x: 400.0, y: 100.0 };
    kit.update(Message::List(List::RightPressed { key: key(number), at }));
}

fn right_click_mailbox(kit: &mut Kit, mailbox: MailboxId) {
    let at = Point { x: 40.0, y: 100.0 };
    kit.update(Message::Folders(Folders::RightPressed { place: place(mailbox), at }));
}

fn items(kit: &Kit) -> Vec<(Order, bool)> {
    let Overlay::Menu(menu) = &kit.state.overlay else { panic!("no menu") };
    menu.items
        .iter()
        .filter_map(|item| match item {
            Item::Order(order, open) => Some((*order, *open)),
            Item::Line => None,
        })
        .collect()
}

fn place_of(kit: &Kit, wanted: Order) -> usize {
    let Overlay::Menu(menu) = &kit.state.overlay else { panic!("no menu") };
    menu.items
        .iter()
        .position(|item| matches!(item, Item::Order(order, _) if *order == wanted))
        .unwrap()
}

#[test]
fn a_right_click_chooses_the_row_unless_it_is_chosen_already() {
    let mut kit = Kit::with_mail(4);
    kit.click(2);
    right_click(&mut kit, 3);
    assert_eq!(kit.chosen(), [3]);
    kit.key(Key::Escape);
    kit.click_with(1, crate::app::keys::Mods::SHIFT);
    right_click(&mut kit, 2);
    assert_eq!(kit.chosen(), [1, 2, 3]);
}

#[test]
fn the_menu_offers_what_turns_the_chosen_round() {
    let mut kit = Kit::with_mail(2);
    right_click(&mut kit, 1);
    assert!(items(&kit).contains(&(Order::Give(Command::MarkRead), true)));
    assert!(items(&kit).contains(&(Order::Give(Command::Star), true)));
    kit.key(Key::Escape);
    kit.order(Command::MarkRead);
    kit.order(Command::Star);
    right_click(&mut kit, 1);
    assert!(items(&kit).contains(&(Order::Give(Command::MarkUnread), true)));
    assert!(items(&kit).contains(&(Order::Unstar, true)));
}

#[test]
fn an_item_does_its_work_once_and_the_menu_is_gone() {
    let mut kit = Kit::with_mail(3);
    right_click(&mut kit, 2);
    let at = place_of(&kit, Order::Give(Command::Archive));
    let effects = kit.update(Message::Overlay(Over::MenuPicked(at)));
    let [order] = &orders(&effects)[..] else { panic!("one order") };
    assert_eq!(order.action, Action::Move { keys: keys(&[2]), from: INBOX, to: ARCHIVE });
    assert_eq!(kit.state.overlay, Overlay::None);
    assert!(orders(&kit.update(Message::Overlay(Over::MenuPicked(at)))).is_empty());
}

#[test]
fn arrows_go_round_the_items_that_can_be_given_and_enter_takes_one() {
    let mut kit = Kit::with_mail(1);
    right_click(&mut kit, 1);
    kit.key(Key::Up);
    let effects = kit.key(Key::Enter);
    let [order] = &orders(&effects)[..] else { panic!("one order") };
    assert!(matches!(order.action, Action::Move { to: TRASH, .. }), "the last item");
    assert!(kit.shown().is_empty());
    right_click_mailbox(&mut kit, INBOX);
    kit.key(Key::Down);
    let Overlay::Menu(menu) = &kit.state.overlay else { panic!("no menu") };
    let at = menu.cursor.unwrap();
    assert!(matches!(menu.items[at], Item::Order(_, true)), "what is grey is passed over");
}

#[test]
fn a_mailbox_offers_what_can_be_done_with_it() {
    let mut kit = Kit::with_mail(3);
    right_click_mailbox(&mut kit, PROJECTS);
    assert_eq!(
        items(&kit),
        [
            (Order::Show(place(PROJECTS)), false),
            (Order::Fold(place(PROJECTS)), true),
            (Order::Give(Command::Refresh), true),
            (Order::NewMailbox(ME), true),
            (Order::NewInside(place(PROJECTS)), true),
            (Order::RenameMailbox(place(PROJECTS)), true),
            (Order::Subscribe(place(PROJECTS), true), true),
            (Order::Subscribe(place(PROJECTS), false), true),
            (Order::DeleteMailbox(place(PROJECTS)), true),
        ]
    );
    kit.key(Key::Escape);
    for on in [true, false] {
        let mut listed = mailboxes();
        listed.iter_mut().for_each(|mailbox| mailbox.subscribed = Some(on));
        kit.tell(Fact::MailboxesListed { mailboxes: listed, source: Source::Server });
        right_click_mailbox(&mut kit, PROJECTS);
        let offered = [true, false]
            .map(|on| items(&kit).contains(&(Order::Subscribe(place(PROJECTS), on), true)));
        assert_eq!(offered, [!on, on], "only what changes something");
        kit.key(Key::Escape);
    }
    kit.tell(Fact::Counted { mailbox: INBOX, total: 3, unread: 3 });
    right_click_mailbox(&mut kit, INBOX);
    let at = place_of(&kit, Order::ReadAll);
    let effects = kit.update(Message::Overlay(Over::MenuPicked(at)));
    let [order] = &orders(&effects)[..] else { panic!("one order") };
    let add = Flags::SEEN;
    assert_eq!(order.action, Action::Flag { keys: keys(&[1, 2, 3]), add, remove: Flags::NONE });
}
