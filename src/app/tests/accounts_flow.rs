//! The way through the browser or another device.

use super::accounts_kit::*;
use crate::app::accounts::{
    Field, Flow, How, Leg, Message as Accounts, Password, Stage, Station, Trial,
};
use crate::app::keys::Key;
use crate::app::testkit::*;
use crate::app::{Effect, Now, Screen};
use crate::model::account::{Fingerprint, SecretSource};
use crate::model::fault::{CertificateProblem, Fault, FaultKind, GrantProblem, Place};
use crate::model::setup::Progress;

fn flow(kit: &Kit) -> &Flow {
    match stage(kit) {
        Stage::Flow(flow) => flow,
        other => panic!("{other:?}"),
    }
}

fn denied() -> Fault {
    Fault::new(FaultKind::Grant(GrantProblem::Denied), Place::Authorization, "access_denied")
}

#[test]
fn the_browser_opens_and_the_window_comes_to_the_front_when_the_person_is_done() {
    let (mut kit, attempt, plan) = in_browser();
    assert_eq!(plan.how, How::Browser);
    assert_eq!(flow(&kit).station(), Station::Person);
    let progress = Progress::Exchanging;
    let effects = does(&mut kit, Accounts::Progressed { attempt, progress });
    assert_eq!(effects, [Effect::ComeForward]);
    let progress = Progress::Connecting;
    assert_eq!(does(&mut kit, Accounts::Progressed { attempt, progress }), []);
    assert_eq!(flow(&kit).station(), Station::Mail);
    let account = plan.account;
    let effects = does(&mut kit, Accounts::Tried { attempt, result: Ok(account.clone().into()) });
    assert_eq!(effects[0], Effect::KeepAccount(account.clone()));
    assert!(matches!(&effects[1], Effect::SaveConfig { accounts, .. } if *accounts == [account]));
    assert!(matches!(kit.state.screen, Screen::Mail));
}

#[test]
fn the_time_that_is_left_is_shown_by_minutes_and_then_by_seconds() {
    let (mut kit, attempt, _) = in_browser();
    assert_eq!(flow(&kit).left(kit.now), Some(300_000));
    for (at, next) in [(1_000, 60_000), (31_000, 30_000), (241_500, 500), (300_999, 1)] {
        kit.now = Now(at);
        let effects = does(&mut kit, Accounts::Ticked { attempt });
        let [Effect::After { ms, .. }] = &effects[..] else { panic!("{at}: {effects:?}") };
        assert_eq!(*ms, next, "{at}");
    }
    kit.now = Now(400_000);
    assert_eq!(does(&mut kit, Accounts::Ticked { attempt }), [], "the time is over");
    assert_eq!(flow(&kit).left(kit.now), Some(0));
    assert_eq!(does(&mut kit, Accounts::Ticked { attempt: attempt + 1 }), []);
}

#[test]
fn the_page_is_opened_again_its_link_copied_and_its_answer_pasted() {
    let (mut kit, attempt, _) = in_browser();
    assert_eq!(does(&mut kit, Accounts::BrowserAsked), [Effect::OpenUrl(PAGE.into())]);
    assert_eq!(does(&mut kit, Accounts::CopyAsked), [Effect::CopyText(PAGE.into())]);
    assert!(flow(&kit).copied);
    assert_eq!(kit.key(Key::Enter), [], "nothing was pasted yet");
    let text = Password::new("http://127.0.0.1:1/?code=c".into());
    does(&mut kit, Accounts::SecretEdited(Field::Pasted, text.clone()));
    assert!(!format!("{:?}", kit.state).contains("code=c"));
    let effects = does(&mut kit, Accounts::Submitted);
    assert_eq!(effects, [Effect::Paste { attempt, text }]);
    assert!(flow(&kit).pasted.is_empty());
}

#[test]
fn a_page_that_is_none_is_not_opened() {
    let mut kit = found(vec![by_browser("google", "an id")]);
    let effects = does(&mut kit, Accounts::Submitted);
    let (attempt, _) = with_keyring(&mut kit, &effects);
    let progress = Progress::Browser { url: "file:///etc/passwd".into() };
    let effects = does(&mut kit, Accounts::Progressed { attempt, progress });
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::OpenUrl(_))), "{effects:?}");
}

#[test]
fn cancelling_stops_the_trial_and_its_answer_is_not_heard() {
    let (mut kit, attempt, plan) = in_browser();
    assert_eq!(kit.key(Key::Escape)[0], Effect::Stop { attempt });
    assert!(matches!(stage(&kit), Stage::Card(_)));
    assert_eq!(does(&mut kit, Accounts::Tried { attempt, result: Ok(plan.account.into()) }), []);
    assert!(kit.state.accounts.is_empty());
}

#[test]
fn a_code_for_another_device_takes_the_place_of_the_browser() {
    let (mut kit, first, _) = in_browser();
    let effects = does(&mut kit, Accounts::DeviceChosen);
    assert!(effects.contains(&Effect::Stop { attempt: first }), "{effects:?}");
    let (attempt, plan) = with_keyring(&mut kit, &effects);
    assert_eq!(plan.how, How::Device);
    let progress = Progress::Device {
        code: "WDJB-MJHT".into(),
        url: "https://example.org/device".into(),
        whole_url: Some("ftp://example.org/".into()),
        expires_at: 61,
    };
    let effects = does(&mut kit, Accounts::Progressed { attempt, progress });
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::OpenUrl(_))), "{effects:?}");
    assert_eq!(flow(&kit).left(kit.now), Some(60_000));
    assert_eq!(does(&mut kit, Accounts::CopyAsked), [Effect::CopyText("WDJB-MJHT".into())]);
    let opened = Effect::OpenUrl("https://example.org/device".into());
    assert_eq!(does(&mut kit, Accounts::BrowserAsked), [opened]);
}

#[test]
fn what_failed_is_shown_where_it_failed_and_is_tried_again() {
    let (mut kit, attempt, plan) = in_browser();
    let effects = does(&mut kit, Accounts::Tried { attempt, result: Err(denied()) });
    assert_eq!(effects, [Effect::ComeForward]);
    assert_eq!(flow(&kit).leg, Leg::Failed { at: Station::Person, fault: denied() });
    let effects = kit.key(Key::Enter);
    let (again, same) = with_keyring(&mut kit, &effects);
    assert_eq!(same, plan);
    let progress = Progress::Exchanging;
    does(&mut kit, Accounts::Progressed { attempt: again, progress });
    does(&mut kit, Accounts::Tried { attempt: again, result: Err(denied()) });
    assert_eq!(flow(&kit).station(), Station::Exchange);
    kit.key(Key::Escape);
    assert!(matches!(stage(&kit), Stage::Card(_)));
    kit.key(Key::Escape);
    assert!(matches!(stage(&kit), Stage::Address(_)));
}

#[test]
fn another_client_id_can_be_given_after_one_was_refused() {
    let (mut kit, attempt, _) = in_browser();
    let kind = FaultKind::Grant(GrantProblem::ClientRefused);
    let result = Err(Fault::new(kind, Place::Authorization, "invalid_client"));
    does(&mut kit, Accounts::Tried { attempt, result });
    does(&mut kit, Accounts::ClientAsked);
    let Stage::Client(client) = stage(&kit) else { panic!() };
    assert_eq!(client.id, "an id");
}

#[test]
fn a_certificate_of_the_mail_server_is_a_question_in_the_middle_of_it() {
    let (mut kit, attempt, _) = in_browser();
    let fingerprint = Fingerprint([7; 32]);
    let problem = CertificateProblem::UnknownIssuer;
    let fault = Fault::new(FaultKind::Certificate { fingerprint, problem }, Place::Tls, "");
    does(&mut kit, Accounts::Tried { attempt, result: Err(fault) });
    let Stage::Card(card) = stage(&kit) else { panic!() };
    assert!(matches!(card.trial, Trial::Certificate { .. }));
    let effects = does(&mut kit, Accounts::CertificateTrusted);
    let (_, plan) = with_keyring(&mut kit, &effects);
    assert_eq!(plan.account.imap.trust.pinned, Some(fingerprint));
}

#[test]
fn an_answer_about_another_account_is_not_kept() {
    let (mut kit, attempt, plan) = in_browser();
    let other = crate::model::account::Account { id: ME, ..plan.account };
    does(&mut kit, Accounts::Tried { attempt, result: Ok(other.into()) });
    assert!(kit.state.accounts.is_empty());
}

#[test]
fn what_was_registered_on_the_way_is_kept_with_the_account() {
    let (mut kit, attempt, plan) = in_browser();
    let mut account = plan.account;
    account.oauth.as_mut().unwrap().client_id = "registered".into();
    account.secret = SecretSource::ThisRun;
    does(&mut kit, Accounts::Tried { attempt, result: Ok(account.clone().into()) });
    assert_eq!(kit.state.accounts[0].account, account);
}
