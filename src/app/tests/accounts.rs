//! Welcome, the settings by hand, removing, as a person goes through them.

use crate::app::accounts::{
    Field, Form, Keyring, Message as Accounts, Password, Plan, Problem, Sealed, Source, Stage,
    Trial,
};
use crate::app::keys::Key;
use crate::app::notice::Text;
use crate::app::overlay::{Message as Over, Overlay};
use crate::app::testkit::*;
use crate::app::{Effect, Message, Screen};
use crate::model::account::{Account, Fingerprint, SecretSource, TlsMode};
use crate::model::fault::{CertificateProblem, Fault, FaultKind, Place};

fn does(kit: &mut Kit, message: Accounts) -> Vec<Effect> {
    kit.update(Message::Accounts(message))
}

fn edit(kit: &mut Kit, field: Field, text: &str) {
    let message = match field {
        Field::Password => Accounts::SecretEdited(field, Password::new(text.into())),
        _ => Accounts::FieldEdited(field, text.into()),
    };
    does(kit, message);
}

fn form(kit: &Kit) -> &Form {
    match &kit.state.screen {
        Screen::SignIn(sign_in) => match &sign_in.stage {
            Stage::Form(form) => form,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

/// A form that can be sent.
fn filled() -> Kit {
    let mut kit = Kit::empty();
    by_hand(&mut kit);
    edit(&mut kit, Field::Name, "Ana");
    edit(&mut kit, Field::Address, " ana@example.org ");
    edit(&mut kit, Field::Host, "mail.example.org");
    does(&mut kit, Accounts::SecretEdited(Field::Password, Password::new("secret word".into())));
    kit
}

fn by_hand(kit: &mut Kit) {
    does(kit, Accounts::AddChosen);
    does(kit, Accounts::ByHandChosen);
}

/// The trial that these effects begin; the keyring is there.
fn tried(kit: &mut Kit, effects: &[Effect]) -> (u64, Account) {
    let seen = match effects {
        [Effect::SeeKeeping { attempt }] => {
            let (keyring, file) = (Keyring::Ready, Sealed::None);
            does(kit, Accounts::KeepingSeen { attempt: *attempt, keyring, file })
        }
        _ => effects.to_vec(),
    };
    let [Effect::SignIn { attempt, plan: Plan { account, .. } }] = &seen[..] else {
        panic!("{seen:?}")
    };
    (*attempt, account.clone())
}

fn submit(kit: &mut Kit) -> (u64, Account) {
    let effects = does(kit, Accounts::Submitted);
    tried(kit, &effects)
}

fn wrong_password() -> Fault {
    Fault::new(FaultKind::WrongPassword, Place::SignIn, "NO")
}

#[test]
fn a_new_installation_welcomes_and_the_demo_leaves_no_trace_in_the_settings() {
    let mut kit = Kit::empty();
    assert!(matches!(kit.state.screen, Screen::Welcome));
    assert_eq!(does(&mut kit, Accounts::DemoChosen), [Effect::StartDemo]);
    let effects = does(&mut kit, Accounts::DemoStarted(Ok(account(7).into())));
    assert_eq!(effects, [Effect::KeepAccount(account(7))]);
    assert!(matches!(kit.state.screen, Screen::Mail));
    let effects = kit.order(crate::app::keys::Command::ZoomIn);
    assert!(matches!(&effects[..], [Effect::SaveConfig { accounts, .. }] if accounts.is_empty()));
}

#[test]
fn a_new_account_never_gets_the_number_of_the_demo() {
    for demo in [1, 65_535] {
        let mut kit = Kit::empty();
        does(&mut kit, Accounts::DemoStarted(Ok(account(demo).into())));
        by_hand(&mut kit);
        edit(&mut kit, Field::Address, "ana@example.org");
        edit(&mut kit, Field::Host, "mail.example.org");
        does(&mut kit, Accounts::SecretEdited(Field::Password, Password::new("p".into())));
        let (attempt, account) = submit(&mut kit);
        assert_ne!(account.id.0, demo);
        does(&mut kit, Accounts::Tried { attempt, result: Ok(account.into()) });
        assert_eq!(kit.state.accounts.len(), 2);
    }
}

#[test]
fn a_demo_that_does_not_start_is_said() {
    let mut kit = Kit::empty();
    does(&mut kit, Accounts::DemoStarted(Err(lost())));
    assert!(matches!(kit.state.screen, Screen::Welcome));
    assert_eq!(kit.state.notices.current.as_ref().unwrap().text, Text::DemoFailed(lost()));
}

#[test]
fn hints_are_shown_and_only_port_and_user_are_taken_from_them() {
    let mut kit = filled();
    assert_eq!(form(&kit).host_hint().as_deref(), Some("imap.example.org"));
    assert_eq!((form(&kit).port_hint(), form(&kit).user_hint()), (993, "ana@example.org"));
    edit(&mut kit, Field::Host, "");
    assert_eq!(does(&mut kit, Accounts::Submitted).len(), 1);
    assert_eq!(form(&kit).problem(Field::Host), Some(Problem::Missing));
    edit(&mut kit, Field::Host, "mail.example.org");
    assert_eq!(form(&kit).problem(Field::Host), None);
    let (_, account) = submit(&mut kit);
    assert_eq!((account.imap.port, account.user.as_str()), (993, "ana@example.org"));
    assert_eq!(account.address, "ana@example.org");
}

#[test]
fn the_port_follows_the_kind_of_tls_unless_it_was_chosen_by_hand() {
    let mut kit = filled();
    does(&mut kit, Accounts::TlsChosen(TlsMode::StartTls));
    assert_eq!((form(&kit).port.as_str(), form(&kit).port_hint()), ("", 143));
    edit(&mut kit, Field::Port, "143");
    does(&mut kit, Accounts::TlsChosen(TlsMode::Implicit));
    assert_eq!((form(&kit).port.as_str(), form(&kit).port_hint()), ("", 993));
    edit(&mut kit, Field::Port, "10993");
    does(&mut kit, Accounts::TlsChosen(TlsMode::StartTls));
    assert_eq!(form(&kit).port, "10993");
}

#[test]
fn what_cannot_be_used_is_told_field_by_field_and_nothing_is_tried() {
    let cases: [(Field, &str, Problem); 9] = [
        (Field::Address, "", Problem::Missing),
        (Field::Address, "ana", Problem::NotAnAddress),
        (Field::Address, "ana@", Problem::NotAnAddress),
        (Field::Address, "a na@example.org", Problem::NotAnAddress),
        (Field::Host, "mail example", Problem::NotAHost),
        (Field::Host, "https://mail.example.org", Problem::NotAHost),
        (Field::Port, "0", Problem::NotAPort),
        (Field::Port, "70000", Problem::NotAPort),
        (Field::Password, "", Problem::Missing),
    ];
    for (field, text, problem) in cases {
        let mut kit = filled();
        edit(&mut kit, field, text);
        let effects = does(&mut kit, Accounts::Submitted);
        assert_eq!(effects, [Effect::Focus(crate::app::effect::FieldId::Form(field))], "{text}");
        assert_eq!(form(&kit).problems, [(field, problem)], "{text}");
    }
}

#[test]
fn without_tls_only_this_very_machine_is_allowed() {
    for (host, allowed) in [
        ("localhost", true),
        ("127.0.0.1", true),
        ("[::1]", true),
        ("192.168.1.2", false),
        ("mail.example.org", false),
        ("localhost.example.org", false),
    ] {
        let mut kit = filled();
        does(&mut kit, Accounts::TlsChosen(TlsMode::None));
        edit(&mut kit, Field::Host, host);
        let effects = does(&mut kit, Accounts::Submitted);
        assert_eq!(matches!(effects[..], [Effect::SeeKeeping { .. }]), allowed, "{host}");
        let problem = (!allowed).then_some(Problem::NeedsTls);
        assert_eq!(form(&kit).problem(Field::Host), problem, "{host}");
    }
}

#[test]
fn a_failure_leaves_the_form_filled_and_a_second_try_may_succeed() {
    let mut kit = filled();
    let (attempt, _) = submit(&mut kit);
    assert_eq!(does(&mut kit, Accounts::Submitted), [], "one trial at a time");
    edit(&mut kit, Field::Host, "other");
    assert_eq!(form(&kit).host, "mail.example.org", "fields rest while it runs");
    does(&mut kit, Accounts::Tried { attempt, result: Err(wrong_password()) });
    assert_eq!(form(&kit).trial, Trial::Failed(wrong_password()));
    assert_eq!((form(&kit).name.as_str(), form(&kit).password.expose()), ("Ana", "secret word"));
    let effects = kit.key(Key::Enter);
    let (attempt, account) = tried(&mut kit, &effects);
    let result = Ok(account.clone().into());
    let effects = does(&mut kit, Accounts::Tried { attempt, result });
    assert_eq!(effects[0], Effect::KeepAccount(account.clone()));
    assert!(matches!(&effects[1], Effect::SaveConfig { accounts, .. } if *accounts == [account]));
    assert!(matches!(kit.state.screen, Screen::Mail));
    assert_eq!(kit.state.notices.current, None);
}

#[test]
fn where_nothing_is_kept_the_person_is_told_that_the_password_is_for_this_run_only() {
    let mut kit = filled();
    let [Effect::SeeKeeping { attempt }] = does(&mut kit, Accounts::Submitted)[..] else {
        panic!()
    };
    let (keyring, file) = (Keyring::Unwanted, Sealed::None);
    let effects = does(&mut kit, Accounts::KeepingSeen { attempt, keyring, file });
    let (attempt, account) = tried(&mut kit, &effects);
    does(&mut kit, Accounts::Tried { attempt, result: Ok(account.into()) });
    assert_eq!(kit.state.notices.current.as_ref().unwrap().text, Text::PasswordForThisRun);
    assert_eq!(kit.state.accounts[0].account.secret, SecretSource::ThisRun);
}

#[test]
fn a_password_command_is_the_third_source() {
    let mut kit = filled();
    does(&mut kit, Accounts::SourceChosen(Source::Command));
    does(&mut kit, Accounts::Submitted);
    assert_eq!(form(&kit).problem(Field::Command), Some(Problem::Missing));
    edit(&mut kit, Field::Command, "pass show mail/home");
    let effects = does(&mut kit, Accounts::Submitted);
    assert!(matches!(effects[..], [Effect::SignIn { .. }]), "no keyring is looked at: {effects:?}");
    let (_, account) = tried(&mut kit, &effects);
    assert_eq!(account.secret, SecretSource::Command("pass show mail/home".into()));
}

#[test]
fn a_certificate_may_be_trusted_for_this_server_only() {
    let fingerprint = Fingerprint([7; 32]);
    let problem = CertificateProblem::UnknownIssuer;
    let kind = FaultKind::Certificate { fingerprint, problem };
    let fault = Fault::new(kind, Place::Tls, "self-signed");
    let ask = || {
        let mut kit = filled();
        let (attempt, _) = submit(&mut kit);
        does(&mut kit, Accounts::Tried { attempt, result: Err(fault.clone()) });
        let fault = fault.clone();
        assert_eq!(form(&kit).trial, Trial::Certificate { fingerprint, problem, fault });
        kit
    };
    let mut kit = ask();
    does(&mut kit, Accounts::CertificateDeclined);
    assert_eq!(form(&kit).trial, Trial::Failed(fault.clone()));

    let mut kit = ask();
    let effects = does(&mut kit, Accounts::CertificateTrusted);
    let (attempt, account) = tried(&mut kit, &effects);
    assert_eq!(account.imap.trust.pinned, Some(fingerprint));
    does(&mut kit, Accounts::Tried { attempt, result: Err(wrong_password()) });
    edit(&mut kit, Field::Host, "elsewhere.example.org");
    let (_, account) = submit(&mut kit);
    assert_eq!(account.imap.trust.pinned, None);
}

#[test]
fn cancelling_stops_the_trial_first_and_leaves_the_form_next() {
    let mut kit = filled();
    let (attempt, account) = submit(&mut kit);
    assert_eq!(kit.key(Key::Escape), [Effect::Stop { attempt }]);
    assert_eq!(form(&kit).trial, Trial::Idle);
    assert_eq!(does(&mut kit, Accounts::Tried { attempt, result: Ok(account.into()) }), []);
    assert_eq!(kit.state.accounts.len(), 0, "an answer nobody waits for");
    kit.key(Key::Escape);
    let Screen::SignIn(sign_in) = &kit.state.screen else { panic!() };
    assert!(matches!(sign_in.stage, Stage::Address(_)));
    kit.key(Key::Escape);
    assert!(matches!(kit.state.screen, Screen::Welcome));
}

#[test]
fn an_account_is_removed_after_asking_and_its_number_is_not_given_again() {
    let mut kit = Kit::with_mail(2);
    does(&mut kit, Accounts::RemovalAsked(ME));
    kit.update(Message::Overlay(Over::Closed));
    assert_eq!(kit.state.accounts.len(), 1);
    does(&mut kit, Accounts::RemovalAsked(ME));
    let effects = kit.update(Message::Overlay(Over::Confirmed));
    assert_eq!(effects[0], Effect::DropAccount(Box::new(account(1))));
    assert!(matches!(kit.state.screen, Screen::Welcome));
    assert_eq!((kit.shown(), &kit.state.overlay), (vec![], &Overlay::None));
    by_hand(&mut kit);
    edit(&mut kit, Field::Address, "ana@example.org");
    edit(&mut kit, Field::Host, "h");
    does(&mut kit, Accounts::SecretEdited(Field::Password, Password::new("p".into())));
    let (_, account) = submit(&mut kit);
    assert_ne!(account.id, ME);
}

#[test]
fn a_password_never_shows_itself() {
    let mut kit = filled();
    let mut effects = does(&mut kit, Accounts::Submitted);
    let [Effect::SeeKeeping { attempt }] = effects[..] else { panic!("{effects:?}") };
    let (keyring, file) = (Keyring::Ready, Sealed::None);
    effects.extend(does(&mut kit, Accounts::KeepingSeen { attempt, keyring, file }));
    let message = Accounts::SecretEdited(Field::Password, Password::new("secret word".into()));
    for text in [format!("{effects:?}"), format!("{:?}", kit.state), format!("{message:?}")] {
        assert!(!text.contains("secret word"));
    }
}
