//! The accounts page, as a person works with it.

use crate::app::accounts::{Field, Message as Accounts, Source, Stage};
use crate::app::accounts_page::{Leave, Message as Page, Proof};
use crate::app::effect::FieldId;
use crate::app::keys::{Command, Key, Mods};
use crate::app::notice::Text;
use crate::app::overlay::{Message as Over, Overlay, Question};
use crate::app::testkit::*;
use crate::app::{Effect, Message, Screen, drag};
use crate::model::account::{Account, Hue, SecretSource};
use crate::model::event::Fact;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::AccountId;
use crate::model::journal::State as Entered;
use crate::model::link::Link;
use crate::model::oauth::OAuth;

const ALT: Mods = Mods { ctrl: false, shift: false, alt: true };
const TWO: AccountId = AccountId(2);

fn does(kit: &mut Kit, message: Page) -> Vec<Effect> {
    kit.update(Message::AccountsPage(message))
}

fn page(count: u16) -> Kit {
    let mut kit = Kit::with_accounts(count);
    kit.order(Command::Accounts);
    kit
}

fn order(kit: &Kit) -> Vec<u16> {
    kit.state.accounts.iter().map(|held| held.account.id.0).collect()
}

fn saved(effects: &[Effect]) -> Option<Vec<Account>> {
    effects.iter().find_map(|effect| match effect {
        Effect::SaveConfig { accounts, .. } => Some(accounts.clone()),
        _ => None,
    })
}

#[test]
fn the_page_opens_by_key_on_the_account_at_hand_and_is_left_by_escape() {
    let mut kit = Kit::with_accounts(3);
    let keys = Mods { ctrl: true, shift: true, alt: false };
    let effects = kit.key_with(Key::Char('A'), keys);
    assert!(matches!(kit.state.screen, Screen::Accounts));
    assert_eq!(kit.state.page.chosen, Some(ME));
    assert!(effects.contains(&Effect::SeeProof(account(1))));
    kit.key(Key::Down);
    let effects = kit.key(Key::Down);
    assert_eq!(kit.state.page.chosen, Some(AccountId(3)));
    assert!(effects.contains(&Effect::SeeProof(account(3))));
    kit.key(Key::Down);
    assert_eq!(kit.state.page.chosen, Some(AccountId(3)), "the last stays");
    assert_eq!(kit.key(Key::Enter), [Effect::Focus(FieldId::AccountLabel)]);
    kit.key(Key::Escape);
    assert!(matches!(kit.state.screen, Screen::Mail));
    let mut kit = Kit::empty();
    kit.order(Command::Accounts);
    assert!(matches!(kit.state.screen, Screen::Welcome), "there is nothing to show");
}

#[test]
fn a_name_is_seen_at_once_and_written_when_the_hands_rest() {
    let mut kit = page(2);
    let first = does(&mut kit, Page::LabelEdited("Ho".into()));
    let second = does(&mut kit, Page::LabelEdited(" Home\n ".into()));
    assert_eq!(kit.state.accounts[0].account.title(), "Home");
    assert_eq!(saved(&kit.ring(&first)), None, "the hands went on");
    let effects = kit.ring(&second);
    assert_eq!(saved(&effects).unwrap()[0].label, "Home");
    let kept = Account { label: "Home".into(), ..account(1) };
    assert!(effects.contains(&Effect::KeepAccount(kept)));
    assert_eq!(saved(&kit.ring(&second)), None, "once");
}

#[test]
fn what_was_typed_is_written_before_anything_else_is_done() {
    let leave: [fn(&mut Kit) -> Vec<Effect>; 4] = [
        |kit| does(kit, Page::Left),
        |kit| does(kit, Page::Chosen(TWO)),
        |kit| kit.update(Message::CloseAsked),
        |kit| kit.key_with(Key::Char('q'), Mods::CTRL),
    ];
    for leave in leave {
        let mut kit = page(2);
        does(&mut kit, Page::NameEdited("Ana Souza".into()));
        assert_eq!(saved(&leave(&mut kit)).unwrap()[0].name, "Ana Souza");
    }
}

#[test]
fn a_colour_is_written_at_once_and_new_accounts_get_one_of_their_own() {
    let mut kit = page(2);
    let effects = does(&mut kit, Page::HueChosen(Hue::Teal));
    assert_eq!(saved(&effects).unwrap()[0].hue, Some(Hue::Teal));
    assert_eq!(does(&mut kit, Page::HueChosen(Hue::Teal)), [], "it has it already");
}

#[test]
fn accounts_are_put_in_order_by_steps() {
    let mut kit = page(3);
    assert_eq!(saved(&kit.key_with(Key::Up, ALT)), None, "the first is first");
    let effects = kit.key_with(Key::Down, ALT);
    assert_eq!(order(&kit), [2, 1, 3]);
    assert_eq!(saved(&effects).unwrap()[0].id, TWO);
    does(&mut kit, Page::Moved(1));
    assert_eq!((order(&kit), kit.state.page.chosen), (vec![2, 3, 1], Some(ME)));
    does(&mut kit, Page::Moved(1));
    assert_eq!(order(&kit), [2, 3, 1]);
}

#[test]
fn a_row_is_carried_to_its_place_and_rows_make_room() {
    let mut kit = page(3);
    does(&mut kit, Page::Pressed(ME));
    assert_eq!(does(&mut kit, Page::Entered(TWO)), []);
    assert_eq!(order(&kit), [2, 1, 3]);
    does(&mut kit, Page::Entered(ME));
    does(&mut kit, Page::Entered(AccountId(3)));
    assert_eq!(order(&kit), [2, 3, 1]);
    let effects = kit.drag(drag::Message::Released);
    assert_eq!(saved(&effects).unwrap().len(), 3);
    assert_eq!(does(&mut kit, Page::Entered(TWO)), []);
    assert_eq!(order(&kit), [2, 3, 1], "the row was let go of");

    for give_up in
        [Message::KeyPressed(Key::Escape, Mods::NONE), Message::Drag(drag::Message::LeftWindow)]
    {
        does(&mut kit, Page::Pressed(ME));
        does(&mut kit, Page::Entered(TWO));
        assert_eq!(order(&kit), [1, 2, 3]);
        assert_eq!(saved(&kit.update(give_up)), None);
        assert_eq!(order(&kit), [2, 3, 1], "nothing has happened");
        assert!(matches!(kit.state.screen, Screen::Accounts));
    }
}

#[test]
fn what_ends_soon_is_looked_at_again_while_the_page_is_open() {
    let mut kit = Kit::with_accounts(1);
    let opened = kit.order(Command::Accounts);
    let proof = Proof { app_password: true, ..Proof::default() };
    does(&mut kit, Page::ProofSeen { account: ME, proof: proof.clone() });
    does(&mut kit, Page::ProofSeen { account: TWO, proof: proof.clone() });
    assert_eq!(kit.state.page.proofs.len(), 1, "nobody asked about the other");
    let again = kit.ring(&opened);
    assert!(again.contains(&Effect::SeeProof(account(1))));
    does(&mut kit, Page::Left);
    assert_eq!(kit.ring(&again), []);
}

/// An account with an order that waits, on its page.
fn waiting(link: Link) -> Kit {
    let mut kit = Kit::with_mail(3);
    kit.tell(Fact::Linked(link));
    kit.click(3);
    kit.letter('e');
    kit.order(Command::Accounts);
    kit.update(Message::Accounts(Accounts::RemovalAsked(ME)));
    assert_eq!(kit.state.overlay, Overlay::Question(Question::RemoveAccount(ME)));
    kit
}

#[test]
fn what_waits_is_finished_before_an_account_goes() {
    let mut kit = waiting(Link::Live);
    let waiting = kit.state.accounts[0].mail.waiting();
    assert_eq!((waiting.orders, waiting.moves, waiting.marks), (1, 1, 0));
    assert_eq!(kit.update(Message::Overlay(Over::Confirmed)), []);
    assert!(kit.state.accounts[0].leaving);
    kit.entry_changed(100, Entered::Queued);
    assert_eq!(kit.state.accounts.len(), 1);
    let effects = kit.entry_changed(100, Entered::Settled);
    assert!(effects.contains(&Effect::DropAccount(Box::new(account(1)))));
    assert_eq!(saved(&effects), Some(Vec::new()));
    assert!(kit.state.accounts.is_empty() && matches!(kit.state.screen, Screen::Welcome));
    let said = &kit.state.notices.current.as_ref().unwrap().text;
    assert_eq!(*said, Text::AccountRemoved("ana1@example.org".into()));
}

#[test]
fn an_account_that_is_on_its_way_out_may_be_kept_or_removed_at_once() {
    let mut kit = waiting(Link::Live);
    kit.update(Message::Overlay(Over::Confirmed));
    does(&mut kit, Page::Kept(ME));
    kit.entry_changed(100, Entered::Settled);
    assert_eq!(kit.state.accounts.len(), 1);
    does(&mut kit, Page::RemovalChosen(ME, Leave::WhenDone));
    assert_eq!(kit.state.accounts.len(), 0, "nothing waits any more");

    let mut kit = waiting(Link::Live);
    let effects = does(&mut kit, Page::RemovalChosen(ME, Leave::Now));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::DropAccount(_))));
}

#[test]
fn what_cannot_be_finished_is_given_up_with_the_account() {
    let offline = Link::Offline { since: 0, fault: lost(), retry_at: 1 };
    let mut kit = waiting(offline);
    assert_eq!(kit.state.accounts[0].leave(), Leave::Now);
    let effects = kit.update(Message::Overlay(Over::Confirmed));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::DropAccount(_))));

    let mut kit = waiting(Link::Live);
    kit.entry_changed(100, Entered::Doubtful(lost()));
    let waiting = kit.state.accounts[0].mail.waiting();
    assert_eq!((waiting.orders, waiting.to_come()), (1, 0));
    assert_eq!(kit.state.accounts[0].leave(), Leave::Now, "it would wait for ever");
}

#[test]
fn an_order_that_is_refused_does_not_hold_an_account_back() {
    let mut kit = waiting(Link::Live);
    kit.update(Message::Overlay(Over::Confirmed));
    kit.entry_changed(100, Entered::Refused(refusal()));
    assert!(kit.state.accounts.is_empty());
}

#[test]
fn the_page_goes_on_to_the_next_account_when_one_is_gone() {
    let mut kit = page(3);
    does(&mut kit, Page::Chosen(TWO));
    does(&mut kit, Page::RemovalChosen(TWO, Leave::Now));
    assert_eq!((order(&kit), kit.state.page.chosen), (vec![1, 3], Some(ME)));
    assert!(matches!(kit.state.screen, Screen::Accounts));
    let fault = Fault::new(FaultKind::Locked, Place::Keyring, "locked");
    does(&mut kit, Page::NotForgotten(fault.clone()));
    let said = kit.state.notices.current.as_ref().map(|notice| notice.text.clone());
    assert_eq!(said, Some(Text::NotForgotten(fault)));
}

fn edit(kit: &mut Kit, field: Field, text: &str) {
    kit.update(Message::Accounts(Accounts::FieldEdited(field, text.into())));
}

fn tried(effects: &[Effect]) -> Option<(u64, Account)> {
    effects.iter().find_map(|effect| match effect {
        Effect::SignIn { attempt, plan } => Some((*attempt, plan.account.clone())),
        _ => None,
    })
}

/// The settings of the second of two accounts.
fn editing(kit: &mut Kit) {
    does(kit, Page::Chosen(TWO));
    kit.letter('e');
    let Screen::SignIn(sign_in) = &kit.state.screen else { panic!("{:?}", kit.state.screen) };
    assert!(matches!(sign_in.stage, Stage::Form(_)));
    assert!(sign_in.again.as_ref().unwrap().edits);
}

#[test]
fn another_port_of_the_same_mailbox_keeps_account_and_password() {
    let mut kit = page(2);
    editing(&mut kit);
    edit(&mut kit, Field::Port, "1993");
    let (attempt, changed) = tried(&kit.key(Key::Enter)).unwrap();
    assert_eq!((changed.id, changed.imap.port), (TWO, 1993));
    assert_eq!(changed.secret, SecretSource::Keyring);
    let result = Ok(changed.clone().into());
    let effects = kit.update(Message::Accounts(Accounts::Tried { attempt, result }));
    assert!(effects.contains(&Effect::KeepAccount(changed)));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::DropAccount(_))));
    assert!(matches!(kit.state.screen, Screen::Accounts), "back to where it was asked for");
    assert_eq!((order(&kit), kit.state.page.chosen), (vec![1, 2], Some(TWO)));
}

#[test]
fn another_server_is_another_account_in_the_same_place_and_its_password_is_typed_anew() {
    let mut kit = page(3);
    editing(&mut kit);
    edit(&mut kit, Field::Host, "mail.example.net");
    assert_eq!(tried(&kit.key(Key::Enter)), None, "no password goes where it was not typed for");
    let password = crate::app::accounts::Password::new("secret".into());
    kit.update(Message::Accounts(Accounts::SecretEdited(Field::Password, password)));
    let seen = kit.key(Key::Enter);
    let attempt = seen.iter().find_map(|effect| match effect {
        Effect::SeeKeeping { attempt } => Some(*attempt),
        _ => None,
    });
    let (keyring, file) =
        (crate::app::accounts::Keyring::Ready, crate::app::accounts::Sealed::None);
    let there = Accounts::KeepingSeen { attempt: attempt.unwrap(), keyring, file };
    let (attempt, changed) = tried(&kit.update(Message::Accounts(there))).unwrap();
    assert_ne!(changed.id, TWO);
    let result = Ok(changed.clone().into());
    let effects = kit.update(Message::Accounts(Accounts::Tried { attempt, result }));
    assert!(effects.contains(&Effect::DropAccount(Box::new(account(2)))));
    assert_eq!(order(&kit), [1, changed.id.0, 3]);
    assert_eq!(kit.state.page.chosen, Some(changed.id));
}

#[test]
fn tokens_go_on_to_be_used_when_only_the_way_to_the_server_changes() {
    let mut kit = page(2);
    let oauth = OAuth { client_id: "pombo".into(), ..OAuth::default() };
    kit.state.accounts[1].account.oauth = Some(oauth.clone());
    editing(&mut kit);
    edit(&mut kit, Field::Port, "1993");
    let (attempt, changed) = tried(&kit.key(Key::Enter)).unwrap();
    assert_eq!((changed.oauth, changed.id), (Some(oauth), TWO));
    let refused = Fault::new(FaultKind::WrongPassword, Place::SignIn, "NO");
    let result = Err(refused);
    kit.update(Message::Accounts(Accounts::Tried { attempt, result }));
    // They were refused: the browser is asked.
    let effects = kit.key(Key::Enter);
    assert!(
        effects.iter().any(|effect| matches!(effect, Effect::SeeKeeping { .. })),
        "{effects:?}"
    );
}

#[test]
fn the_same_mailbox_twice_is_refused_and_another_of_the_same_provider_is_not() {
    for (address, user, twice) in [
        ("ANA1@example.org", "", true),
        ("other@example.org", "ana2@example.org", true),
        ("other@example.org", "", false),
    ] {
        let mut kit = page(2);
        kit.key_with(Key::Char('N'), Mods { ctrl: true, shift: true, alt: false });
        kit.update(Message::Accounts(Accounts::ByHandChosen));
        edit(&mut kit, Field::Address, address);
        edit(&mut kit, Field::Host, "IMAP.example.org");
        edit(&mut kit, Field::User, user);
        kit.update(Message::Accounts(Accounts::SourceChosen(Source::Command)));
        edit(&mut kit, Field::Command, "pass show mail");
        let effects = kit.key(Key::Enter);
        assert_eq!(tried(&effects).is_none(), twice, "{address}: {effects:?}");
        let Screen::SignIn(sign_in) = &kit.state.screen else { panic!("{address}") };
        let failure = sign_in.failure().map(|fault| fault.kind.clone());
        assert_eq!(failure, twice.then_some(FaultKind::AlreadyHere), "{address}");
        for _ in 0..4 {
            if matches!(kit.state.screen, Screen::SignIn(_)) {
                kit.key(Key::Escape);
            }
        }
        assert!(matches!(kit.state.screen, Screen::Accounts), "{address}: back to the page");
    }
}
