//! Where the secret is kept when the keyring is missing or locked.

use super::accounts_kit::*;
use crate::app::accounts::{
    Field, How, Keep, Keeping, Keyring, Message as Accounts, Opening, Password, Problem, Sealed,
    Stage,
};
use crate::app::effect::FieldId;
use crate::app::keys::Key;
use crate::app::testkit::*;
use crate::app::{Effect, Screen};
use crate::model::account::SecretSource;
use crate::model::fault::{Fault, FaultKind, Place};

fn keeping(kit: &Kit) -> &Keeping {
    match stage(kit) {
        Stage::Keeping(keeping) => keeping,
        other => panic!("{other:?}"),
    }
}

/// The browser was chosen, and the places are like this.
fn asked(keyring: Keyring, file: Sealed) -> Kit {
    let mut kit = found(vec![by_browser("google", "an id")]);
    let effects = does(&mut kit, Accounts::Submitted);
    let effects = seen(&mut kit, &effects, keyring, file);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::SignIn { .. })));
    kit
}

fn typed(kit: &mut Kit, field: Field, text: &str) {
    does(kit, Accounts::SecretEdited(field, Password::new(text.into())));
}

fn locked() -> Fault {
    Fault::new(FaultKind::Locked, Place::Keyring, "")
}

#[test]
fn nothing_is_tried_before_the_person_said_where_the_secret_goes() {
    let mut kit = asked(Keyring::Missing, Sealed::None);
    let effects = does(&mut kit, Accounts::KeepChosen(Keep::ThisRun));
    let (_, plan) = planned(&effects);
    assert_eq!((plan.account.secret, plan.how), (SecretSource::ThisRun, How::Browser));
    assert!(matches!(stage(&kit), Stage::Flow(_)));
    kit.key(Key::Escape);
    assert!(matches!(stage(&kit), Stage::Card(_)));
    let (_, plan) = planned(&does(&mut kit, Accounts::Submitted));
    assert_eq!(plan.account.secret, SecretSource::ThisRun, "asked once");
}

#[test]
fn a_locked_keyring_is_unlocked_by_the_system_and_the_trial_goes_on() {
    let mut kit = asked(Keyring::Locked, Sealed::None);
    let effects = kit.key(Key::Enter);
    let [Effect::Unlock { attempt }] = effects[..] else { panic!("{effects:?}") };
    let cancelled = Fault::new(FaultKind::Cancelled, Place::Keyring, "");
    does(&mut kit, Accounts::Unlocked { attempt, result: Err(cancelled.clone()) });
    assert_eq!(keeping(&kit).opening, Opening::Failed(cancelled));
    let effects = does(&mut kit, Accounts::KeepChosen(Keep::Keyring));
    let [Effect::Unlock { attempt }] = effects[..] else { panic!("{effects:?}") };
    let effects = does(&mut kit, Accounts::Unlocked { attempt, result: Ok(()) });
    assert_eq!(planned(&effects).1.account.secret, SecretSource::Keyring);
}

#[test]
fn a_keyring_that_was_started_meanwhile_is_found() {
    let mut kit = asked(Keyring::Missing, Sealed::None);
    let effects = does(&mut kit, Accounts::KeepChosen(Keep::Keyring));
    let effects = seen(&mut kit, &effects, Keyring::Missing, Sealed::None);
    assert_eq!(effects, [Effect::Focus(FieldId::Nowhere)], "asked again");
    let effects = does(&mut kit, Accounts::KeepChosen(Keep::Keyring));
    let (_, plan) = with_keyring(&mut kit, &effects);
    assert_eq!(plan.account.secret, SecretSource::Keyring);
}

#[test]
fn a_new_file_wants_a_long_passphrase_twice() {
    let mut kit = asked(Keyring::Missing, Sealed::None);
    does(&mut kit, Accounts::KeepChosen(Keep::File));
    for (one, two, problem) in [
        ("", "", (Field::Passphrase, Problem::Missing)),
        ("short", "short", (Field::Passphrase, Problem::TooShort)),
        ("ação ãõ", "ação ãõ", (Field::Passphrase, Problem::TooShort)),
        ("long enough words", "long enough", (Field::PassphraseAgain, Problem::NotTheSame)),
    ] {
        typed(&mut kit, Field::Passphrase, one);
        typed(&mut kit, Field::PassphraseAgain, two);
        let effects = kit.key(Key::Enter);
        assert_eq!(effects, [Effect::Focus(FieldId::Form(problem.0))], "{one}");
        assert_eq!(keeping(&kit).problem, Some(problem), "{one}");
    }
    typed(&mut kit, Field::PassphraseAgain, "long enough words");
    assert!(!format!("{:?}", kit.state).contains("long enough"));
    let effects = kit.key(Key::Enter);
    let [Effect::OpenFile { attempt, new: true, .. }] = effects[..] else { panic!("{effects:?}") };
    typed(&mut kit, Field::Passphrase, "other");
    assert_eq!(keeping(&kit).passphrase.expose(), "long enough words", "it rests");
    let effects = does(&mut kit, Accounts::Unlocked { attempt, result: Ok(()) });
    assert_eq!(planned(&effects).1.account.secret, SecretSource::File);
}

#[test]
fn a_file_that_is_there_wants_its_passphrase_once() {
    let mut kit = asked(Keyring::Missing, Sealed::Locked);
    does(&mut kit, Accounts::KeepChosen(Keep::File));
    typed(&mut kit, Field::Passphrase, "old");
    let effects = kit.key(Key::Enter);
    let [Effect::OpenFile { attempt, new: false, .. }] = effects[..] else { panic!("{effects:?}") };
    let wrong = Fault::new(FaultKind::WrongPassword, Place::File, "");
    does(&mut kit, Accounts::Unlocked { attempt, result: Err(wrong.clone()) });
    assert_eq!(keeping(&kit).opening, Opening::Passphrase(Some(wrong)));
    kit.key(Key::Escape);
    assert_eq!(keeping(&kit).opening, Opening::Choosing);
    kit.key(Key::Escape);
    assert!(matches!(stage(&kit), Stage::Card(_)));
}

#[test]
fn a_file_that_is_open_is_taken_at_once() {
    let mut kit = asked(Keyring::Missing, Sealed::Open);
    let effects = does(&mut kit, Accounts::KeepChosen(Keep::File));
    assert_eq!(planned(&effects).1.account.secret, SecretSource::File);
}

#[test]
fn a_keyring_that_locks_itself_in_the_middle_is_asked_about() {
    let (mut kit, attempt, _) = in_browser();
    does(&mut kit, Accounts::Tried { attempt, result: Err(locked()) });
    assert_eq!(keeping(&kit).keyring, Keyring::Locked);
    let effects = does(&mut kit, Accounts::KeepChosen(Keep::ThisRun));
    assert_eq!(planned(&effects).1.account.secret, SecretSource::ThisRun);
}

#[test]
fn opening_can_be_stopped() {
    let mut kit = asked(Keyring::Locked, Sealed::None);
    let effects = kit.key(Key::Enter);
    let [Effect::Unlock { attempt }] = effects[..] else { panic!("{effects:?}") };
    assert_eq!(kit.key(Key::Escape)[0], Effect::Stop { attempt });
    assert_eq!(keeping(&kit).opening, Opening::Choosing);
    assert_eq!(does(&mut kit, Accounts::Unlocked { attempt, result: Ok(()) }), []);
    assert!(matches!(kit.state.screen, Screen::SignIn(_)));
}
