//! Signing in again to an account of ours.

use super::accounts_kit::*;
use crate::app::accounts::{
    Field, How, Keep, Keyring, Message as Accounts, Password, Sealed, Stage, Trial,
};
use crate::app::keys::Key;
use crate::app::testkit::*;
use crate::app::{Effect, Screen};
use crate::model::account::{Hue, SecretSource};
use crate::model::event::Fact;
use crate::model::fault::{Fault, FaultKind, GrantProblem, Place};
use crate::model::link::Link;
use crate::model::request::Ask;

fn fault(kind: FaultKind, place: Place) -> Fault {
    Fault::new(kind, place, "")
}

/// An account with two messages, that has to be signed in again for this.
fn needed(fault: Fault, change: impl FnOnce(&mut crate::model::account::Account)) -> Kit {
    let mut kit = Kit::with_mail(2);
    let account = &mut kit.state.accounts[0].account;
    account.label = "Home".into();
    account.hue = Some(Hue::Teal);
    change(account);
    kit.tell(Fact::Linked(Link::SignInNeeded(fault)));
    kit
}

#[test]
fn a_refused_password_is_typed_anew_and_everything_else_stays() {
    let wrong = fault(FaultKind::WrongPassword, Place::SignIn);
    let mut kit = needed(wrong.clone(), |_| {});
    does(&mut kit, Accounts::SignInAsked(ME));
    let Stage::Card(card) = stage(&kit) else { panic!() };
    assert_eq!(card.candidate.imap.host, "imap.example.org");
    assert_eq!(card.trial, Trial::Failed(wrong));
    let effects = does(&mut kit, Accounts::Submitted);
    assert_eq!(effects.len(), 1, "the old one is not tried once more: {effects:?}");
    let typed = Password::new("new".into());
    does(&mut kit, Accounts::SecretEdited(Field::Password, typed));
    let effects = does(&mut kit, Accounts::Submitted);
    let (attempt, plan) = with_keyring(&mut kit, &effects);
    assert_eq!(plan.account, kit.state.accounts[0].account);
    let effects = does(&mut kit, Accounts::Tried { attempt, result: Ok(plan.account.into()) });
    assert_eq!(asks(&effects), [Ask::SignedIn]);
    assert_eq!((kit.state.accounts.len(), kit.shown()), (1, vec![2, 1]));
}

#[test]
fn a_permission_that_ended_leads_straight_to_the_browser() {
    let ended = fault(FaultKind::Grant(GrantProblem::Ended), Place::SignIn);
    let mut kit = needed(ended.clone(), |account| account.oauth = Some(oauth("google", "an id")));
    let effects = does(&mut kit, Accounts::SignInAsked(ME));
    assert_eq!(sign_in(&kit).again.as_ref().unwrap().reason, Some(ended));
    let (_, plan) = with_keyring(&mut kit, &effects);
    assert_eq!((plan.account.id, plan.how), (ME, How::Browser));
    assert_eq!((plan.account.label.as_str(), plan.account.hue), ("Home", Some(Hue::Teal)));
    kit.key(Key::Escape);
    assert!(matches!(stage(&kit), Stage::Card(_)));
    kit.key(Key::Escape);
    assert!(matches!(kit.state.screen, Screen::Mail));
}

#[test]
fn a_password_command_is_corrected_in_the_form() {
    let failed = fault(FaultKind::PasswordCommand, Place::Command);
    let secret = SecretSource::Command("pass show mail".into());
    let mut kit = needed(failed.clone(), |account| account.secret = secret.clone());
    does(&mut kit, Accounts::SignInAsked(ME));
    let Stage::Form(form) = stage(&kit) else { panic!() };
    assert_eq!(form.trial, Trial::Failed(failed));
    let (_, plan) = planned(&does(&mut kit, Accounts::Submitted));
    assert_eq!((plan.account.secret, plan.how), (secret, How::Kept));
}

#[test]
fn a_command_that_prints_tokens_goes_on_to_print_tokens() {
    let mut kit = needed(fault(FaultKind::PasswordCommand, Place::Command), |account| {
        account.secret = SecretSource::Command("token".into());
        account.oauth = Some(oauth("google", "an id"));
    });
    does(&mut kit, Accounts::SignInAsked(ME));
    let (_, plan) = planned(&does(&mut kit, Accounts::Submitted));
    assert_eq!(plan.account, kit.state.accounts[0].account);
}

#[test]
fn a_locked_keyring_is_unlocked_and_nothing_is_given_anew() {
    let mut kit = needed(fault(FaultKind::Locked, Place::Keyring), |account| {
        account.oauth = Some(oauth("google", "an id"));
    });
    let effects = does(&mut kit, Accounts::SignInAsked(ME));
    seen(&mut kit, &effects, Keyring::Locked, Sealed::None);
    let effects = does(&mut kit, Accounts::KeepChosen(Keep::Keyring));
    let [Effect::Unlock { attempt }] = effects[..] else { panic!("{effects:?}") };
    let effects = does(&mut kit, Accounts::Unlocked { attempt, result: Ok(()) });
    let (attempt, plan) = planned(&effects);
    assert_eq!(plan.how, How::Kept);
    let effects = does(&mut kit, Accounts::Tried { attempt, result: Ok(plan.account.into()) });
    assert_eq!(asks(&effects), [Ask::SignedIn]);
}

#[test]
fn a_locked_file_wants_its_passphrase_at_once() {
    let mut kit = needed(fault(FaultKind::Locked, Place::File), |account| {
        account.secret = SecretSource::File;
    });
    let effects = does(&mut kit, Accounts::SignInAsked(ME));
    seen(&mut kit, &effects, Keyring::Missing, Sealed::Locked);
    let typed = Password::new("passphrase".into());
    does(&mut kit, Accounts::SecretEdited(Field::Passphrase, typed));
    let effects = kit.key(Key::Enter);
    let [Effect::OpenFile { attempt, new: false, .. }] = effects[..] else { panic!("{effects:?}") };
    let effects = does(&mut kit, Accounts::Unlocked { attempt, result: Ok(()) });
    let (_, plan) = planned(&effects);
    assert_eq!((plan.how, plan.account.secret), (How::Kept, SecretSource::File));
}

#[test]
fn what_cannot_be_unlocked_is_signed_in_anew_for_this_run() {
    let mut kit = needed(fault(FaultKind::NoKeyring, Place::Keyring), |_| {});
    let effects = does(&mut kit, Accounts::SignInAsked(ME));
    seen(&mut kit, &effects, Keyring::Missing, Sealed::None);
    does(&mut kit, Accounts::KeepChosen(Keep::ThisRun));
    let Stage::Card(_) = stage(&kit) else { panic!() };
    let typed = Password::new("the same".into());
    does(&mut kit, Accounts::SecretEdited(Field::Password, typed));
    let (_, plan) = planned(&does(&mut kit, Accounts::Submitted));
    assert_eq!(plan.account.secret, SecretSource::ThisRun);
}

#[test]
fn a_new_secret_stays_in_the_file_where_the_old_one_was() {
    let mut kit = needed(fault(FaultKind::WrongPassword, Place::SignIn), |account| {
        account.secret = SecretSource::File;
    });
    does(&mut kit, Accounts::SignInAsked(ME));
    let typed = Password::new("new".into());
    does(&mut kit, Accounts::SecretEdited(Field::Password, typed));
    let effects = does(&mut kit, Accounts::Submitted);
    let effects = seen(&mut kit, &effects, Keyring::Ready, Sealed::Open);
    assert_eq!(planned(&effects).1.account.secret, SecretSource::File);
}

#[test]
fn what_was_opened_for_one_account_wakes_the_others_that_wait_for_it() {
    let mut kit = needed(fault(FaultKind::Locked, Place::File), |account| {
        account.secret = SecretSource::File;
    });
    let mut other = found(vec![by_password(crate::model::setup::Origin::Table)]);
    std::mem::swap(&mut kit.state.screen, &mut other.state.screen);
    kit.state.attempts = 50;
    let typed = Password::new("secret word".into());
    does(&mut kit, Accounts::SecretEdited(Field::Password, typed));
    let effects = does(&mut kit, Accounts::Submitted);
    let (attempt, plan) = with_keyring(&mut kit, &effects);
    let effects = does(&mut kit, Accounts::Tried { attempt, result: Ok(plan.account.into()) });
    assert_eq!(asks(&effects), [Ask::SignedIn]);
    assert_eq!(kit.state.accounts.len(), 2);
}
