//! From an address to its servers, and what is asked before anything is sent there.

use super::accounts_kit::*;
use crate::app::accounts::{
    Card, Consent, Field, Form, How, Message as Accounts, Password, Problem, Source, Stage,
};
use crate::app::effect::FieldId;
use crate::app::keys::Key;
use crate::app::testkit::*;
use crate::app::{Effect, Screen};
use crate::model::account::{Fingerprint, SecretSource};
use crate::model::fault::{CertificateProblem, Fault, FaultKind, Place};
use crate::model::setup::{Origin, Seek, SeekState, Way};

fn card(kit: &Kit) -> &Card {
    match stage(kit) {
        Stage::Card(card) => card,
        other => panic!("{other:?}"),
    }
}

fn form(kit: &Kit) -> &Form {
    match stage(kit) {
        Stage::Form(form) => form,
        other => panic!("{other:?}"),
    }
}

fn type_password(kit: &mut Kit) {
    let typed = Password::new("secret word".into());
    does(kit, Accounts::SecretEdited(Field::Password, typed));
}

fn nothing_found() -> Fault {
    Fault::new(FaultKind::UnknownHost, Place::Discovery, "")
}

#[test]
fn an_address_that_is_none_is_not_looked_for() {
    for (text, problem) in [("", Problem::Missing), ("ana", Problem::NotAnAddress)] {
        let mut kit = Kit::empty();
        does(&mut kit, Accounts::AddChosen);
        does(&mut kit, Accounts::FieldEdited(Field::Address, text.into()));
        let effects = kit.key(Key::Enter);
        assert_eq!(effects, [Effect::Focus(FieldId::Form(Field::Address))], "{text}");
        let Stage::Address(problems) = stage(&kit) else { panic!("{text}") };
        assert_eq!(problems[..], [(Field::Address, problem)]);
    }
}

#[test]
fn every_place_is_shown_and_steps_of_another_search_are_not() {
    let (mut kit, attempt) = looking();
    let seek = |origin, state| Seek { origin, state };
    let host = || "imap.example.org".to_owned();
    let told = [
        (attempt, seek(Origin::Srv, SeekState::Checking(host()))),
        (attempt, seek(Origin::Table, SeekState::Nothing)),
        (attempt + 1, seek(Origin::Mx, SeekState::Nothing)),
    ];
    for (attempt, seek) in told {
        does(&mut kit, Accounts::Sought { attempt, seek });
    }
    let Stage::Looking(looking) = stage(&kit) else { panic!() };
    assert_eq!(looking.steps.iter().map(|step| step.origin).collect::<Vec<_>>(), Origin::ALL);
    let of = |origin| looking.steps.iter().find(|step| step.origin == origin).unwrap();
    assert_eq!(of(Origin::Srv).state, SeekState::Checking(host()));
    assert_eq!(of(Origin::Table).state, SeekState::Nothing);
    assert_eq!(of(Origin::Mx).state, SeekState::Looking);
}

#[test]
fn a_search_is_cancelled_or_tried_again_and_a_late_answer_is_not_heard() {
    let (mut kit, attempt) = looking();
    assert_eq!(kit.key(Key::Escape)[0], Effect::Stop { attempt });
    assert!(matches!(stage(&kit), Stage::Address(_)));
    let result = Ok(vec![by_password(Origin::Table)]);
    assert_eq!(does(&mut kit, Accounts::Found { attempt, result }), []);
    assert!(matches!(stage(&kit), Stage::Address(_)));

    let effects = kit.key(Key::Enter);
    let Some(&Effect::Discover { attempt, .. }) = effects.last() else { panic!() };
    does(&mut kit, Accounts::Found { attempt, result: Err(nothing_found()) });
    let Stage::Looking(looking) = stage(&kit) else { panic!() };
    assert_eq!(looking.failed, Some(nothing_found()));
    assert!(matches!(kit.key(Key::Enter).last(), Some(Effect::Discover { .. })), "tried again");
    kit.key(Key::Escape);
    kit.key(Key::Escape);
    assert!(matches!(kit.state.screen, Screen::Welcome));
}

#[test]
fn no_candidate_at_all_is_a_failure_too() {
    let kit = found(Vec::new());
    let Stage::Looking(looking) = stage(&kit) else { panic!() };
    assert!(looking.failed.is_some());
}

#[test]
fn no_password_is_taken_for_a_guessed_server_before_the_person_agrees() {
    for origin in [Origin::Guess, Origin::Srv] {
        let mut kit = found(vec![by_password(origin)]);
        assert_eq!(card(&kit).consent, Consent::Asked);
        type_password(&mut kit);
        assert!(card(&kit).password.is_empty());
        let effects = does(&mut kit, Accounts::Submitted);
        assert_eq!(effects, [Effect::Focus(FieldId::Form(Field::Password))], "agreed, no more");
        type_password(&mut kit);
        let effects = does(&mut kit, Accounts::Submitted);
        let (_, plan) = with_keyring(&mut kit, &effects);
        assert_eq!(plan.account.imap.host, "imap.example.org");
        assert_eq!((plan.account.name.as_str(), plan.account.address.as_str()), ("Ana", ADDRESS));
    }
}

#[test]
fn another_server_is_agreed_to_anew_and_gets_no_password_typed_for_the_first() {
    let guess = candidate(Origin::Guess, "mail.example.org", vec![Way::Password]);
    let mut kit = found(vec![by_password(Origin::Autoconfig), guess]);
    assert_eq!(card(&kit).consent, Consent::Needless);
    type_password(&mut kit);
    does(&mut kit, Accounts::CandidateChosen(0));
    assert_eq!(card(&kit).candidate.imap.host, "mail.example.org");
    assert!(card(&kit).password.is_empty());
    assert_eq!(card(&kit).consent, Consent::Asked);
    does(&mut kit, Accounts::CandidateChosen(0));
    assert_eq!(card(&kit).candidate.imap.host, "imap.example.org");
}

#[test]
fn the_way_to_sign_in_is_chosen_and_an_empty_password_is_not_tried() {
    let mut kit = found(vec![by_browser("google", "an id")]);
    let effects = does(&mut kit, Accounts::WayChosen(0));
    assert_eq!(effects, [Effect::Focus(FieldId::Form(Field::Password))]);
    assert_eq!(card(&kit).way, Way::AppPassword(Some(PAGE.into())));
    assert_eq!(does(&mut kit, Accounts::PageAsked(PAGE.into())), [Effect::OpenUrl(PAGE.into())]);
    does(&mut kit, Accounts::Submitted);
    assert_eq!(card(&kit).problem, Some((Field::Password, Problem::Missing)));
    type_password(&mut kit);
    let effects = does(&mut kit, Accounts::Submitted);
    let (_, plan) = with_keyring(&mut kit, &effects);
    assert_eq!((plan.account.oauth, plan.account.secret), (None, SecretSource::Keyring));
    assert_eq!(plan.how, How::Password(Password::new("secret word".into())));
}

#[test]
fn nothing_but_a_page_of_the_web_is_opened() {
    let mut kit = found(vec![by_password(Origin::Table)]);
    for url in ["file:///etc/passwd", "javascript:alert(1)", "mailto:a@b", "", "https://a b", "//a"]
    {
        assert_eq!(does(&mut kit, Accounts::PageAsked(url.into())), [], "{url}");
    }
}

#[test]
fn a_shared_mailbox_is_signed_in_to_by_its_owner() {
    let mut kit = found(vec![by_browser("google", "an id")]);
    does(&mut kit, Accounts::OwnerToggled);
    assert_eq!(card(&kit).owner, None, "only where there are such mailboxes");

    let mut kit = found(vec![by_browser("microsoft", "an id")]);
    let effects = does(&mut kit, Accounts::OwnerToggled);
    assert_eq!(effects, [Effect::Focus(FieldId::Form(Field::Owner))]);
    does(&mut kit, Accounts::Submitted);
    assert_eq!(card(&kit).problem, Some((Field::Owner, Problem::Missing)));
    does(&mut kit, Accounts::FieldEdited(Field::Owner, " bea@example.org ".into()));
    let effects = does(&mut kit, Accounts::Submitted);
    let (_, plan) = with_keyring(&mut kit, &effects);
    assert_eq!(plan.account.user, ADDRESS);
    assert_eq!(plan.account.oauth.unwrap().owner.as_deref(), Some("bea@example.org"));
}

#[test]
fn without_a_client_id_the_browser_is_not_opened_before_one_is_given() {
    let mut kit = found(vec![by_browser("google", "")]);
    let effects = does(&mut kit, Accounts::Submitted);
    let asked = Effect::FindRegistration { provider: "google".into() };
    assert_eq!(effects, [Effect::Focus(FieldId::Form(Field::ClientId)), asked]);
    for (provider, page, known) in
        [("yahoo", PAGE, false), ("google", "file:///etc/passwd", false), ("google", PAGE, true)]
    {
        let (provider, page) = (provider.into(), Some(page.into()));
        does(&mut kit, Accounts::RegistrationFound { provider, page });
        let Stage::Client(client) = stage(&kit) else { panic!() };
        assert_eq!(client.page.is_some(), known);
    }
    for (id, problem) in [(" ", Problem::Missing), ("an id", Problem::NotAClientId)] {
        does(&mut kit, Accounts::FieldEdited(Field::ClientId, id.into()));
        does(&mut kit, Accounts::Submitted);
        let Stage::Client(client) = stage(&kit) else { panic!() };
        assert_eq!(client.problem, Some(problem));
    }
    does(&mut kit, Accounts::FieldEdited(Field::ClientId, " my-id ".into()));
    let secret = Password::new("no secret".into());
    does(&mut kit, Accounts::SecretEdited(Field::ClientSecret, secret.clone()));
    let effects = does(&mut kit, Accounts::Submitted);
    let (provider, id) = (Some("google".to_owned()), "my-id".to_owned());
    let token = oauth("google", "my-id").token;
    assert_eq!(effects[0], Effect::KeepClient { provider, token, id, secret: Some(secret) });
    assert!(matches!(effects[1], Effect::SaveConfig { .. }), "and it is written");
    let (_, plan) = with_keyring(&mut kit, &effects);
    assert_eq!(plan.account.oauth.unwrap().client_id, "my-id");
}

#[test]
fn the_settings_by_hand_are_filled_with_what_was_found() {
    let mut kit = found(vec![by_browser("google", "an id")]);
    does(&mut kit, Accounts::ByHandChosen);
    assert_eq!((form(&kit).host.as_str(), form(&kit).port.as_str()), ("imap.example.org", "993"));
    assert_eq!((form(&kit).name.as_str(), form(&kit).user.as_str()), ("Ana", ADDRESS));
    does(&mut kit, Accounts::SourceChosen(Source::Browser));
    let effects = does(&mut kit, Accounts::Submitted);
    let (_, plan) = with_keyring(&mut kit, &effects);
    assert_eq!((plan.how, plan.account.oauth), (How::Browser, Some(oauth("google", "an id"))));
    kit.key(Key::Escape);
    kit.key(Key::Escape);
    assert!(matches!(stage(&kit), Stage::Card(_)), "back to what was found");
}

#[test]
fn a_host_whose_certificate_is_doubtful_can_be_judged_by_hand() {
    let (mut kit, attempt) = looking();
    let fingerprint = Fingerprint([7; 32]);
    let kind = FaultKind::Certificate { fingerprint, problem: CertificateProblem::Expired };
    for state in [
        SeekState::Checking("mail.example.org".into()),
        SeekState::Failed(Fault::new(kind, Place::Tls, "")),
    ] {
        does(&mut kit, Accounts::Sought { attempt, seek: Seek { origin: Origin::Srv, state } });
    }
    does(&mut kit, Accounts::Found { attempt, result: Err(nothing_found()) });
    does(&mut kit, Accounts::ByHandChosen);
    assert_eq!(form(&kit).host, "mail.example.org");
    assert_eq!(form(&kit).trust.pinned, None);
    does(&mut kit, Accounts::SourceChosen(Source::Browser));
    assert_eq!(form(&kit).source, Source::Typed, "nobody knows how the browser would sign in");
}
