//! What an account's page tells of the account's own work.

use crate::app::keys::{Key, Mods};
use crate::app::overlay::Overlay;
use crate::app::testkit::*;
use crate::app::upkeep::Message as Told;
use crate::app::{Effect, Message, accounts_page};
use crate::model::audit::{Audit, Auditing, Differences};
use crate::model::event::{Fact, Source};
use crate::model::link::Link;
use crate::model::request::{Ask, Request};
use crate::model::wirelog::{LogLine, Said};

fn sends(ask: Ask) -> Effect {
    Effect::Send(Request { account: ME, ask })
}

fn key_c(kit: &mut Kit) -> Vec<Effect> {
    kit.update(Message::KeyPressed(Key::Char('c'), Mods::NONE))
}

fn on_page() -> Kit {
    let mut kit = Kit::with_accounts(1);
    kit.tell(Fact::MailboxesListed { mailboxes: mailboxes(), source: Source::Server });
    kit.tell(Fact::Linked(Link::Live));
    let opened = accounts_page::Message::Opened(Some(ME));
    let effects = kit.update(Message::AccountsPage(opened));
    assert!(effects.contains(&sends(Ask::ReadTraffic)));
    kit
}

#[test]
fn an_audit_is_asked_for_once_and_only_while_there_is_a_server() {
    let mut kit = on_page();
    assert_eq!(key_c(&mut kit), [sends(Ask::Audit(None))]);
    kit.tell(Fact::Auditing(Auditing::Running { done: 0, of: 5, octets: 0 }));
    assert!(key_c(&mut kit).is_empty());
    kit.tell(Fact::Auditing(Auditing::Done { mailboxes: 5, left_out: 0, octets: 9 }));
    assert_eq!(key_c(&mut kit).len(), 1);
    kit.tell(Fact::Linked(Link::Offline { since: 0, fault: lost(), retry_at: 9 }));
    assert!(key_c(&mut kit).is_empty());
}

#[test]
fn the_verdict_is_about_the_mailboxes_that_are_there() {
    let mut kit = on_page();
    let audit = |mailbox, at, flags| Audit {
        mailbox,
        at,
        rows: 3,
        found: Differences { flags, ..Differences::default() },
        left: Differences::default(),
    };
    assert_eq!(kit.state.accounts[0].verdict(), None);
    kit.tell(Fact::Audited(vec![audit(INBOX, 50, 0), audit(HOUSE, 40, 2)]));
    kit.tell(Fact::Audited(vec![audit(HOUSE, 60, 0)]));
    let verdict = kit.state.accounts[0].verdict().unwrap();
    assert_eq!((verdict.checked, verdict.unchecked, verdict.oldest), (2, 3, 50));
    assert!(verdict.found.is_empty(), "the newer audit of a mailbox counts");
    let some = mailboxes().into_iter().filter(|mailbox| mailbox.id == HOUSE).collect();
    kit.tell(Fact::MailboxesListed { mailboxes: some, source: Source::Server });
    let verdict = kit.state.accounts[0].verdict().unwrap();
    assert_eq!((verdict.checked, verdict.unchecked, verdict.oldest), (1, 0, 60));
}

#[test]
fn the_log_is_read_again_while_it_is_on_screen_and_no_longer() {
    let mut kit = on_page();
    let opened = kit.update(Message::KeyPressed(Key::Char('l'), Mods::NONE));
    assert!(opened.contains(&sends(Ask::ReadLog)));
    let tick = opened.iter().find_map(|effect| match effect {
        Effect::After { message, .. } => Some(message.clone()),
        _ => None,
    });
    let tick = tick.unwrap();
    assert!(kit.update(tick.clone()).contains(&sends(Ask::ReadLog)));
    let said = Said::Response { word: "EXISTS", number: Some(3) };
    let line = LogLine { at: 1, connection: 0, said, octets: 9, count: 1, ms: None };
    kit.tell(Fact::LogRead(vec![line.clone()]));
    assert_eq!(key_c(&mut kit), [Effect::CopyLog(vec![line])]);
    assert!(matches!(&kit.state.overlay, Overlay::Log(panel) if panel.copied));
    kit.update(Message::KeyPressed(Key::Escape, Mods::NONE));
    assert_eq!(kit.state.overlay, Overlay::None);
    assert!(kit.update(tick).is_empty());
    kit.update(Message::Upkeep(Told::LogAsked(crate::model::ids::AccountId(99))));
    assert_eq!(kit.state.overlay, Overlay::None);
}
