//! The sign-in doctor as it is shown: each step as it is done, what failed and what to do. Knows no
//! words, no network and no secret.

use super::accounts::{How, Plan, Stage};
use super::effect::{Effect, FieldId, Turn};
use super::keys::{Key, Mods};
use super::overlay::Overlay;
use super::state::{Screen, State};
use crate::model::account::{Account, Server};
use crate::model::exam::{Finding, Outcome, Report, Seen, Step};
use crate::model::fault::Fault;
use crate::model::ids::AccountId;

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// An account of ours is to be examined.
    AccountAsked(AccountId),
    /// What signing in could not do is to be found out.
    SignInAsked,
    /// A step of `Effect::Examine`.
    Found { number: u64, finding: Box<Finding> },
    /// The answer to `Effect::Examine`.
    Ended { number: u64, report: Box<Report> },
    /// All of it once more.
    AgainAsked,
    /// The report goes to the clipboard, without what is personal in it.
    CopyAsked,
}

/// What is examined.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// An address without an account: nobody signs in.
    Address(String),
    /// Up to its inbox.
    Account(Box<Account>),
    /// Up to what it can do.
    Server(Box<Server>),
}

/// An examination on screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Doctor {
    /// What is examined.
    pub target: Target,
    /// In the order in which they came.
    pub findings: Vec<Finding>,
    /// All of it, at the end.
    pub report: Option<Box<Report>>,
    /// The report was copied.
    pub copied: bool,
    /// What signing in came to just before, where the examination itself cannot sign in.
    known: Option<Fault>,
    number: u64,
}

/// How a step stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Standing<'d> {
    /// Not yet, or not any more.
    Waiting,
    Running,
    Done(&'d Finding),
}

impl Target {
    /// What it is called: an address or a host.
    pub fn name(&self) -> &str {
        match self {
            Self::Address(address) => address,
            Self::Account(account) => account.title(),
            Self::Server(server) => &server.host,
        }
    }

    /// The steps that are taken for it, in their order.
    pub fn steps(&self) -> &'static [Step] {
        let all = Step::ALL.as_slice();
        let range = match self {
            Self::Address(_) => all.get(..8),
            Self::Account(_) => all.get(2..),
            Self::Server(_) => all.get(2..8),
        };
        range.unwrap_or(all)
    }
}

impl Doctor {
    pub fn is_running(&self) -> bool {
        self.report.is_none()
    }

    /// The steps to be shown, in their order, with how each stands.
    pub fn steps(&self) -> Vec<(Step, Standing<'_>)> {
        let made = self.report.as_ref().map_or(&self.findings, |report| &report.findings);
        let found = |step| made.iter().find(move |finding| finding.step == step);
        let taken = self.target.steps();
        let next = taken.iter().find(|&&step| found(step).is_none());
        let running = next.filter(|_| self.is_running());
        let shown = Step::ALL.into_iter().filter_map(|step| match found(step) {
            Some(finding) if finding.outcome != Outcome::Skipped => {
                Some((step, Standing::Done(finding)))
            }
            _ if running == Some(&step) => Some((step, Standing::Running)),
            _ => taken.contains(&step).then_some((step, Standing::Waiting)),
        });
        shown.collect()
    }

    /// Adds what is known from signing in where the examination itself found nothing wrong.
    fn conclude(&mut self, mut report: Box<Report>) {
        let known = self.known.clone().filter(|fault| Step::of(fault.place) >= Step::Token);
        if let Some(fault) = known.filter(|_| report.verdict().is_none()) {
            let step = Step::of(fault.place);
            report.findings.retain(|finding| finding.step != step);
            let outcome = Outcome::Failed(fault);
            report.findings.push(Finding { step, ms: 0, outcome, seen: Seen::Nothing });
            report.findings.sort_by_key(|finding| finding.step);
        }
        self.report = Some(report);
    }
}

impl State {
    pub(super) fn doctor(&mut self, message: Message, turn: &mut Turn) {
        match message {
            Message::AccountAsked(account) => {
                if let Some(held) = self.held(account) {
                    let target = Target::Account(Box::new(held.account.clone()));
                    self.examine(target, None, turn);
                }
            }
            Message::SignInAsked => {
                if let Some((target, known)) = self.refused() {
                    self.examine(target, known, turn);
                }
            }
            Message::Found { number, finding } => {
                if let Some(doctor) = self.doctor_of(number) {
                    doctor.findings.retain(|before| before.step != finding.step);
                    doctor.findings.push(*finding);
                }
            }
            Message::Ended { number, report } => {
                if let Some(doctor) = self.doctor_of(number) {
                    doctor.conclude(report);
                    self.examining = None;
                }
            }
            Message::AgainAsked => self.examine_again(turn),
            Message::CopyAsked => self.copy_report(turn),
        }
    }

    /// Opens the doctor on this. `known`: what signing in came to just before.
    pub(super) fn examine(&mut self, target: Target, known: Option<Fault>, turn: &mut Turn) {
        self.exams += 1;
        let number = self.exams;
        let (findings, report, copied) = (Vec::new(), None, false);
        let effect = Effect::Examine { number, target: target.clone() };
        let doctor = Doctor { target, findings, report, copied, known, number };
        self.cancel_drag();
        self.close_overlay(turn);
        self.overlay = Overlay::Doctor(Box::new(doctor));
        self.examining = Some(number);
        turn.push(Effect::Focus(FieldId::Nowhere));
        turn.push(effect);
    }

    /// What the sign-in on screen failed at, and with what.
    fn refused(&self) -> Option<(Target, Option<Fault>)> {
        let Screen::SignIn(sign_in) = &self.screen else { return None };
        let fault = sign_in.failure();
        let address = || Target::Address(sign_in.trimmed().to_owned());
        let target = match (&sign_in.stage, sign_in.plan()) {
            (Stage::Looking(_), _) | (_, None) => address(),
            (_, Some(Plan { account, how: How::Kept })) => {
                Target::Account(Box::new(account.clone()))
            }
            // What was typed is nowhere but in the form, and stays there.
            (_, Some(plan)) => Target::Server(Box::new(plan.account.imap.clone())),
        };
        Some((target, fault.cloned()))
    }

    fn examine_again(&mut self, turn: &mut Turn) {
        let Overlay::Doctor(doctor) = &self.overlay else { return };
        if doctor.is_running() {
            return;
        }
        let (mut target, known) = (doctor.target.clone(), doctor.known.clone());
        // The account may have been changed since.
        if let Target::Account(account) = &mut target
            && let Some(held) = self.held(account.id)
        {
            **account = held.account.clone();
        }
        self.examine(target, known, turn);
    }

    fn copy_report(&mut self, turn: &mut Turn) {
        if let Overlay::Doctor(doctor) = &mut self.overlay
            && let Some(report) = &doctor.report
        {
            turn.push(Effect::CopyReport(report.clone()));
            doctor.copied = true;
        }
    }

    fn doctor_of(&mut self, number: u64) -> Option<&mut Doctor> {
        match &mut self.overlay {
            Overlay::Doctor(doctor) if doctor.number == number && doctor.is_running() => {
                Some(doctor)
            }
            _ => None,
        }
    }

    /// Keys while the doctor is open.
    pub(super) fn doctor_key(&mut self, key: Key, mods: Mods, turn: &mut Turn) {
        match key {
            Key::Escape | Key::Enter => self.close_overlay(turn),
            Key::Char('r') | Key::F5 => self.examine_again(turn),
            Key::Char('c') if !mods.alt => self.copy_report(turn),
            _ => {}
        }
    }

    /// Ends every turn: an examination that nobody looks at ends.
    pub(super) fn settle_doctor(&mut self, turn: &mut Turn) {
        let shown = match &self.overlay {
            Overlay::Doctor(doctor) if doctor.is_running() => Some(doctor.number),
            _ => None,
        };
        if shown.is_none() && self.examining.take().is_some() {
            turn.push(Effect::EndExam);
        }
    }
}
