//! The sidebar and the strip.

use crate::app::effect::{Effect, Pane};
use crate::app::folders::{Children, Line, Message as Folders};
use crate::app::keys::Key;
use crate::app::testkit::*;
use crate::app::{Message, Place, State, accounts_page};
use crate::model::event::{Event, Fact, Source};
use crate::model::ids::{AccountId, MailboxId};
use crate::model::link::Link;
use crate::model::mailbox::Role;
use crate::model::request::Ask;

fn names(state: &State) -> Vec<(usize, &str)> {
    state.folders.mailboxes().map(|folder| (folder.depth, folder.name.as_str())).collect()
}

#[test]
fn special_mailboxes_come_first_in_their_order_and_children_behind_their_parents() {
    let mut kit = Kit::with_mail(0);
    let mut listed = mailboxes();
    listed.push(mailbox(MailboxId(20), &["apples"], None));
    listed.push(mailbox(MailboxId(21), &["Projects", "Boat", "Sails"], None));
    listed.push(mailbox(MailboxId(22), &["Lost", "Child"], None));
    listed.push(mailbox(MailboxId(23), &["INBOX", "Sub"], None));
    kit.tell(Fact::MailboxesListed { mailboxes: listed, source: Source::Server });
    assert_eq!(
        names(&kit.state),
        [
            (0, "INBOX"),
            (1, "Sub"),
            (0, "Archive"),
            (0, "Junk"),
            (0, "Trash"),
            (0, "apples"),
            (0, "Lost/Child"),
            (0, "Projects"),
            (1, "Boat/Sails"),
            (1, "House"),
        ]
    );
}

#[test]
fn the_inbox_is_opened_by_itself_once() {
    let mut kit = Kit::empty();
    kit.state = State::new(crate::app::Start {
        accounts: vec![account(1)],
        settings: crate::model::settings::Settings::default(),
        next_entry: crate::model::ids::EntryId(1),
        next_account: crate::model::ids::AccountId(100),
        hold: 0,
        downloads: "/".into(),
    });
    let listed = || Fact::MailboxesListed { mailboxes: mailboxes(), source: Source::Cache };
    assert_eq!(asks(&kit.tell(listed())), [Ask::Select(INBOX)]);
    kit.update(Message::Folders(Folders::Chosen(place(ARCHIVE))));
    assert_eq!(asks(&kit.tell(listed())), []);
    assert_eq!(kit.state.folders.selected, Some(place(ARCHIVE)));
}

#[test]
fn folding_hides_all_that_is_inside() {
    let mut kit = Kit::with_mail(0);
    let children = |kit: &Kit| kit.state.folders.folder(place(PROJECTS)).unwrap().children;
    assert_eq!(children(&kit), Children::Shown);
    kit.update(Message::Folders(Folders::Toggled(place(PROJECTS))));
    assert_eq!(children(&kit), Children::Folded);
    assert!(kit.state.folders.folder(place(HOUSE)).is_none());
    kit.update(Message::Folders(Folders::Toggled(place(PROJECTS))));
    assert!(kit.state.folders.folder(place(HOUSE)).is_some());
}

#[test]
fn choosing_a_mailbox_shows_its_rows_and_asks_for_its_news() {
    let mut kit = Kit::with_mail(3);
    kit.click(2);
    kit.arrive(ARCHIVE, vec![row(9)]);
    let effects = kit.update(Message::Folders(Folders::Chosen(place(ARCHIVE))));
    assert_eq!(asks(&effects), [Ask::Select(ARCHIVE)]);
    assert_eq!((kit.shown(), kit.chosen()), (vec![9], vec![]));
    assert_eq!(kit.state.reader.key(), None);
    let again = kit.update(Message::Folders(Folders::Chosen(place(ARCHIVE))));
    assert_eq!(asks(&again), []);
}

#[test]
fn a_mailbox_that_cannot_be_opened_is_not_chosen() {
    let mut kit = Kit::with_mail(3);
    kit.update(Message::Folders(Folders::Chosen(place(PROJECTS))));
    assert_eq!(kit.state.folders.selected, Some(place(INBOX)));
}

#[test]
fn in_the_sidebar_the_arrows_walk_over_mailboxes_that_can_be_opened() {
    let mut kit = Kit::with_mail(3);
    kit.state.pane = Pane::Folders;
    let mut walked = Vec::new();
    for key in [Key::Down, Key::Down, Key::Down, Key::Down, Key::Down, Key::Up, Key::Home] {
        kit.key(key);
        walked.push(kit.state.folders.selected.unwrap().mailbox);
    }
    assert_eq!(walked, [ARCHIVE, JUNK, TRASH, HOUSE, HOUSE, TRASH, INBOX]);
}

#[test]
fn when_the_open_mailbox_is_gone_the_inbox_is_opened() {
    let mut kit = Kit::with_mail(3);
    kit.update(Message::Folders(Folders::Chosen(place(HOUSE))));
    let listed = mailboxes().into_iter().filter(|mailbox| mailbox.id != HOUSE).collect();
    kit.tell(Fact::MailboxesListed { mailboxes: listed, source: Source::Server });
    assert_eq!(kit.state.folders.selected, Some(place(INBOX)));
    assert_eq!(kit.shown(), [3, 2, 1]);
}

#[test]
fn two_accounts_have_headings_and_take_mail_of_each_other() {
    let mut kit = Kit::with_mail(1);
    let demo = crate::app::accounts::Message::DemoStarted(Ok(account(2).into()));
    kit.update(Message::Accounts(demo));
    assert!(matches!(kit.state.folders.lines[0], Line::Account(id) if id == ME));
    let other = crate::model::ids::AccountId(2);
    let fact = Fact::MailboxesListed {
        mailboxes: vec![mailbox(ARCHIVE, &["Archive"], Some(Role::Archive))],
        source: Source::Server,
    };
    let event = crate::model::event::Event { account: other, fact };
    kit.update(Message::Engine(vec![event]));
    let theirs = Place { account: other, mailbox: ARCHIVE };
    assert!(kit.state.mailbox(theirs).is_some());
    assert!(kit.state.accepts(place(INBOX), theirs));
    let planned = Place { account: other, mailbox: crate::model::ids::MailboxId(99) };
    assert!(!kit.state.accepts(place(INBOX), planned), "there is no such mailbox");
    assert!(kit.state.accepts(place(INBOX), place(ARCHIVE)));
}

#[test]
fn the_strip_tells_the_worst_of_all_accounts() {
    use crate::app::link::Strip;
    let mut kit = Kit::with_mail(0);
    assert!(matches!(kit.state.strip(), Some(Strip::Connecting { again: false, .. })));
    kit.tell(Fact::Linked(Link::Offline { since: 7, fault: lost(), retry_at: 9 }));
    assert!(matches!(kit.state.strip(), Some(Strip::Offline { since: 7, retry_at: 9, .. })));
    kit.tell(Fact::Linked(Link::Connecting));
    let trying = kit.state.strip();
    assert!(matches!(trying, Some(Strip::Connecting { again: true, .. })), "{trying:?}");
    kit.tell(Fact::Linked(Link::SignInNeeded(refusal())));
    assert!(matches!(kit.state.strip(), Some(Strip::SignInNeeded { .. })));
    kit.tell(Fact::Linked(Link::Live));
    assert_eq!(kit.state.strip(), None);
}

#[test]
fn refresh_asks_every_account() {
    let mut kit = Kit::with_mail(0);
    assert_eq!(asks(&kit.key(Key::F5)), [Ask::Refresh]);
    assert_eq!(kit.update(Message::CloseAsked), [Effect::Quit]);
}

#[test]
fn unsubscribed_mailboxes_are_left_out_where_the_person_wants_it_and_special_ones_never() {
    let mut kit = Kit::with_mail(1);
    let mut listed = mailboxes();
    listed.push(mailbox(MailboxId(90), &["Old"], None));
    listed.push(mailbox(MailboxId(91), &["Odd"], None));
    for mailbox in &mut listed {
        let name = mailbox.name().to_owned();
        mailbox.subscribed = (name != "Odd").then_some(name == "House");
    }
    kit.tell(Fact::MailboxesListed { mailboxes: listed.clone(), source: Source::Server });
    let names = |kit: &Kit| -> Vec<String> {
        kit.state.folders.mailboxes().map(|folder| folder.name.clone()).collect()
    };
    let all = names(&kit);
    assert!(all.iter().any(|name| name == "Old"), "{all:?}");
    let show = |shown| Message::AccountsPage(accounts_page::Message::UnsubscribedShown(shown));
    kit.update(Message::AccountsPage(accounts_page::Message::Opened(Some(ME))));
    let effects = kit.update(show(false));
    assert!(
        effects.iter().any(|effect| matches!(effect, Effect::SaveConfig { .. })),
        "{effects:?}"
    );
    let fewer: Vec<String> = all.iter().filter(|name| *name != "Old").cloned().collect();
    assert_eq!(names(&kit), fewer, "a parent of one with a line stays, and what is not told of");
    // Another device takes the subscription away.
    listed.iter_mut().for_each(|mailbox| mailbox.subscribed = Some(false));
    kit.tell(Fact::MailboxesListed { mailboxes: listed, source: Source::Server });
    assert_eq!(names(&kit), ["INBOX", "Archive", "Junk", "Trash"]);
    kit.update(show(true));
    assert_eq!(names(&kit), all);
}

/// What is opened when these accounts tell these facts, one after the other.
fn opened_by(count: u16, told: &[(u16, Fact)]) -> Vec<Option<Place>> {
    let mut kit = Kit::with_accounts(count);
    let tell = |(account, fact): &(u16, Fact)| {
        let event = Event { account: AccountId(*account), fact: fact.clone() };
        kit.update(Message::Engine(vec![event]));
        kit.state.folders.selected
    };
    told.iter().map(tell).collect()
}

fn listed() -> Fact {
    Fact::MailboxesListed { mailboxes: mailboxes(), source: Source::Server }
}

fn inbox_of(account: u16) -> Option<Place> {
    Some(Place { account: AccountId(account), mailbox: INBOX })
}

#[test]
fn the_first_accounts_inbox_opens_whoever_answers_first() {
    let first = inbox_of(1);
    assert_eq!(opened_by(2, &[(1, listed()), (2, listed())]), [first, first]);
    assert_eq!(opened_by(2, &[(2, listed()), (1, listed())]), [None, first]);
    // An empty cache tells an empty list, and being connected is no list either.
    let empty = Fact::MailboxesListed { mailboxes: vec![], source: Source::Cache };
    let steps = [
        (1, empty.clone()),
        (2, empty),
        (2, Fact::Linked(Link::Syncing)),
        (2, listed()),
        (2, Fact::Linked(Link::Live)),
        (1, Fact::Linked(Link::Syncing)),
        (1, listed()),
    ];
    let opened = opened_by(2, &steps);
    assert_eq!(opened.last(), Some(&first));
    assert_eq!(opened.iter().filter(|place| place.is_none()).count(), 6, "{opened:?}");
}

#[test]
fn an_account_that_cannot_tell_its_mailboxes_is_not_waited_for() {
    let (second, third) = (inbox_of(2), inbox_of(3));
    let offline = || Fact::Linked(Link::Offline { since: 7, fault: lost(), retry_at: 9 });
    let refused = || Fact::Linked(Link::SignInNeeded(refusal()));
    assert_eq!(opened_by(2, &[(2, listed()), (1, offline())]), [None, second]);
    assert_eq!(opened_by(2, &[(1, refused()), (2, listed())]), [None, second]);
    assert_eq!(opened_by(3, &[(3, listed()), (1, refused()), (2, offline())]), [None, None, third]);
    let live = Fact::Linked(Link::Live);
    assert_eq!(opened_by(2, &[(2, listed()), (1, live)]), [None, second], "it has none");
    // It comes back: nothing jumps.
    let again = [(2, listed()), (1, offline()), (1, Fact::Linked(Link::Syncing)), (1, listed())];
    assert_eq!(opened_by(2, &again), [None, second, second, second]);
}

#[test]
fn what_the_person_chose_meanwhile_stays() {
    let mut kit = Kit::with_accounts(2);
    let tell = |kit: &mut Kit, account: u16, fact| {
        kit.update(Message::Engine(vec![Event { account: AccountId(account), fact }]));
    };
    tell(&mut kit, 2, listed());
    let chosen = Place { account: AccountId(2), mailbox: ARCHIVE };
    kit.update(Message::Folders(Folders::Chosen(chosen)));
    tell(&mut kit, 1, listed());
    assert_eq!(kit.state.folders.selected, Some(chosen));
    tell(&mut kit, 1, Fact::Linked(Link::Live));
    assert_eq!(kit.state.folders.selected, Some(chosen));
    // It goes: its own account's inbox is nearer than the first account's.
    let left = mailboxes().into_iter().filter(|mailbox| mailbox.id != ARCHIVE).collect();
    tell(&mut kit, 2, Fact::MailboxesListed { mailboxes: left, source: Source::Server });
    assert_eq!(kit.state.folders.selected, inbox_of(2));
}

#[test]
fn what_is_not_the_persons_own_stands_below_it_under_headings_of_its_own() {
    use crate::model::namespace::{Area, Areas, Realm};
    let mut kit = Kit::with_mail(0);
    let area = |realm, root: &[&str]| {
        let root = root.iter().map(|name| (*name).to_owned()).collect();
        Area { realm, root, begins: false }
    };
    let areas = vec![
        area(Realm::Own, &[]),
        area(Realm::Others, &["user"]),
        area(Realm::Shared, &["Public", "Firm"]),
    ];
    kit.tell(Fact::Divided(Areas(areas)));
    let mut listed = vec![
        mailbox(INBOX, &["INBOX"], Some(Role::Inbox)),
        mailbox(MailboxId(20), &["apples"], None),
        mailbox(MailboxId(21), &["Public", "Firm"], None),
        mailbox(MailboxId(22), &["Public", "Firm", "News"], None),
        mailbox(MailboxId(23), &["Public", "Firm", "News", "Old"], None),
        mailbox(MailboxId(24), &["user", "bob", "Work"], None),
    ];
    listed[2].selectable = false;
    kit.tell(Fact::MailboxesListed { mailboxes: listed.clone(), source: Source::Server });
    let lines = |kit: &Kit| -> Vec<String> {
        let line = |line: &Line| match line {
            Line::Account(_) => "account".to_owned(),
            Line::Realm(_, realm) => format!("# {realm:?}"),
            Line::Mailbox(folder) => format!("{}{}", "-".repeat(folder.depth), folder.name),
        };
        kit.state.folders.lines.iter().map(line).collect()
    };
    assert_eq!(
        lines(&kit),
        ["INBOX", "apples", "# Others", "bob/Work", "# Shared", "News", "-Old"]
    );
    // Mailboxes with the same name in two realms have nothing to do with each other.
    let news = place(MailboxId(22));
    kit.update(Message::Folders(Folders::Toggled(news)));
    assert_eq!(lines(&kit).last().map(String::as_str), Some("News"));
    listed.truncate(2);
    kit.tell(Fact::MailboxesListed { mailboxes: listed, source: Source::Server });
    assert_eq!(lines(&kit), ["INBOX", "apples"]);
}
