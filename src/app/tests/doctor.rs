//! The sign-in doctor, as it is shown.

use crate::app::accounts::{Field, Message as Accounts, Source};
use crate::app::doctor::{Doctor, Message as Told, Standing, Target};
use crate::app::keys::Key;
use crate::app::overlay::{Message as Over, Overlay};
use crate::app::testkit::*;
use crate::app::{Effect, Message};
use crate::model::exam::{Finding, Mask, Outcome, Report, Seen, Step};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::AccountId;

fn does(kit: &mut Kit, message: Told) -> Vec<Effect> {
    kit.update(Message::Doctor(message))
}

fn doctor(kit: &Kit) -> &Doctor {
    let Overlay::Doctor(doctor) = &kit.state.overlay else { panic!("{:?}", kit.state.overlay) };
    doctor
}

fn fine(step: Step) -> Finding {
    Finding { step, ms: 5, outcome: Outcome::Fine, seen: Seen::Nothing }
}

fn report(findings: Vec<Finding>) -> Box<Report> {
    Box::new(Report {
        address: None,
        server: None,
        findings,
        version: String::new(),
        system: String::new(),
        at: 0,
        mask: Mask::default(),
    })
}

/// Begins on the first account; gives the number.
fn begun(kit: &mut Kit) -> u64 {
    let effects = does(kit, Told::AccountAsked(ME));
    let number = effects.iter().find_map(|effect| match effect {
        Effect::Examine { number, target: Target::Account(_) } => Some(*number),
        _ => None,
    });
    number.unwrap_or_else(|| panic!("{effects:?}"))
}

fn standings(kit: &Kit) -> Vec<(Step, char)> {
    let sign = |standing| match standing {
        Standing::Waiting => '.',
        Standing::Running => '>',
        Standing::Done(_) => '+',
    };
    doctor(kit).steps().into_iter().map(|(step, standing)| (step, sign(standing))).collect()
}

#[test]
fn each_step_appears_as_it_is_done() {
    let mut kit = Kit::with_accounts(1);
    let number = begun(&mut kit);
    assert_eq!(standings(&kit)[..2], [(Step::Dns, '>'), (Step::Tcp, '.')]);
    does(&mut kit, Told::Found { number, finding: Box::new(fine(Step::Dns)) });
    does(&mut kit, Told::Found { number: number + 7, finding: Box::new(fine(Step::Tcp)) });
    assert_eq!(standings(&kit)[..2], [(Step::Dns, '+'), (Step::Tcp, '>')]);
    assert_eq!(standings(&kit).last(), Some(&(Step::Inbox, '.')));
    let effects = does(&mut kit, Told::Ended { number, report: report(vec![fine(Step::Dns)]) });
    assert_eq!(effects, []);
    assert_eq!(standings(&kit)[..2], [(Step::Dns, '+'), (Step::Tcp, '.')], "nothing runs any more");
}

#[test]
fn an_examination_that_nobody_looks_at_ends() {
    let mut kit = Kit::with_accounts(1);
    let number = begun(&mut kit);
    assert_eq!(kit.key(Key::Escape), [Effect::EndExam]);
    assert_eq!(kit.state.overlay, Overlay::None);
    does(&mut kit, Told::Ended { number, report: report(Vec::new()) });
    assert_eq!(kit.state.overlay, Overlay::None, "an answer nobody waits for");

    let number = begun(&mut kit);
    does(&mut kit, Told::Ended { number, report: report(Vec::new()) });
    assert_eq!(kit.update(Message::Overlay(Over::Closed)), [], "it has ended by itself");
}

#[test]
fn it_is_done_again_and_its_report_is_copied() {
    let mut kit = Kit::with_accounts(1);
    let number = begun(&mut kit);
    assert_eq!(kit.letter('c'), [], "there is no report yet");
    assert_eq!(kit.letter('r'), [], "one at a time");
    does(&mut kit, Told::Ended { number, report: report(vec![fine(Step::Dns)]) });
    let effects = kit.letter('c');
    assert_eq!(effects, [Effect::CopyReport(report(vec![fine(Step::Dns)]))]);
    assert!(doctor(&kit).copied);
    let effects = kit.letter('r');
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Examine { .. })));
    assert!(doctor(&kit).is_running() && !doctor(&kit).copied);
}

#[test]
fn an_account_that_is_not_there_is_not_examined() {
    let mut kit = Kit::with_accounts(1);
    assert_eq!(does(&mut kit, Told::AccountAsked(AccountId(9))), []);
    assert_eq!(does(&mut kit, Told::SignInAsked), [], "nobody signs in");
    assert_eq!(kit.state.overlay, Overlay::None);
}

/// A sign-in by hand that failed with this.
fn refused(kit: &mut Kit, source: Source, fault: &Fault) {
    let mut tell = |message| kit.update(Message::Accounts(message));
    tell(Accounts::AddChosen);
    tell(Accounts::ByHandChosen);
    for (field, text) in [(Field::Address, "ana@example.net"), (Field::Host, "mail.example.net")] {
        tell(Accounts::FieldEdited(field, text.into()));
    }
    tell(Accounts::SourceChosen(source));
    tell(Accounts::FieldEdited(Field::Command, "pass show mail".into()));
    let effects = tell(Accounts::Submitted);
    let attempt = effects.iter().find_map(|effect| match effect {
        Effect::SignIn { attempt, .. } => Some(*attempt),
        _ => None,
    });
    tell(Accounts::Tried { attempt: attempt.unwrap(), result: Err(fault.clone()) });
}

#[test]
fn a_sign_in_that_failed_is_examined_with_what_it_has() {
    let fault = Fault::new(FaultKind::WrongPassword, Place::SignIn, "NO");
    let mut kit = Kit::with_accounts(1);
    refused(&mut kit, Source::Command, &fault);
    let effects = does(&mut kit, Told::SignInAsked);
    let examined = effects.iter().find_map(|effect| match effect {
        Effect::Examine { number, target } => Some((*number, target.clone())),
        _ => None,
    });
    let Some((number, Target::Account(account))) = examined else { panic!("{effects:?}") };
    assert_eq!(account.imap.host, "mail.example.net");
    // Where the examination finds nothing, what the sign-in said is what is wrong.
    let steps = Target::Account(account).steps().iter().map(|&step| fine(step)).collect();
    does(&mut kit, Told::Ended { number, report: report(steps) });
    let verdict = doctor(&kit).report.as_ref().unwrap().verdict().unwrap();
    assert_eq!((verdict.step, verdict.fault), (Step::Login, &fault));
    kit.key(Key::Escape);
    assert!(matches!(kit.state.screen, crate::app::Screen::SignIn(_)), "the form is still there");
}
