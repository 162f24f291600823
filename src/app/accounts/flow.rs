//! Trying to sign in, and the way through the browser or another device: what has been reached, and
//! what the person can do meanwhile. Knows no token and no wire.

use super::again::is_shut;
use super::sign_in::{How, Plan, SignIn, Stage, told};
use super::{Field, Keyring, Message, Password, Trial, is_page, open_page};
use crate::app::Now;
use crate::app::effect::{Effect, FieldId, Turn};
use crate::app::state::State;
use crate::model::account::{Account, SecretSource};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::setup::Progress;

/// How long the browser may take, milliseconds.
const PATIENCE: i64 = 5 * 60_000;
/// Time left is counted in minutes, and in seconds when it is less than one; milliseconds.
const MINUTE: i64 = 60_000;
const SECOND: i64 = 1_000;

#[derive(Debug, Clone)]
pub struct Flow {
    pub leg: Leg,
    /// The code is typed on another device.
    pub on_device: bool,
    /// Pombo makes itself known to the server on the way.
    pub registers: bool,
    /// What the browser showed at the end, pasted by hand.
    pub pasted: Password,
    /// The link or the code was copied.
    pub copied: bool,
}

/// Where it is.
#[derive(Debug, Clone, PartialEq)]
pub enum Leg {
    Starting,
    Registering,
    /// The person is in the browser.
    Browser {
        url: String,
        until: Now,
    },
    /// The person types the code on another device.
    Device {
        code: String,
        url: String,
        whole_url: Option<String>,
        until: Now,
    },
    Exchanging,
    Connecting,
    Failed {
        at: Station,
        fault: Fault,
    },
}

/// What is passed on the way, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Station {
    Register,
    /// The browser, or the other device.
    Person,
    Exchange,
    Mail,
}

impl Flow {
    fn new(how: &How) -> Self {
        Self {
            leg: Leg::Starting,
            on_device: *how == How::Device,
            registers: false,
            pasted: Password::default(),
            copied: false,
        }
    }

    /// What is being passed, or was not.
    pub fn station(&self) -> Station {
        match &self.leg {
            Leg::Registering => Station::Register,
            Leg::Starting | Leg::Browser { .. } | Leg::Device { .. } => Station::Person,
            Leg::Exchanging => Station::Exchange,
            Leg::Connecting => Station::Mail,
            Leg::Failed { at, .. } => *at,
        }
    }

    /// The person is elsewhere than in the window.
    fn is_away(&self) -> bool {
        matches!(self.leg, Leg::Browser { .. } | Leg::Device { .. })
    }

    /// How much time is left, milliseconds.
    pub fn left(&self, now: Now) -> Option<i64> {
        match &self.leg {
            Leg::Browser { until, .. } | Leg::Device { until, .. } => {
                Some((until.0 - now.0).max(0))
            }
            _ => None,
        }
    }

    /// When the time that is left reads otherwise, milliseconds from now.
    fn next_tick(&self, now: Now) -> Option<u64> {
        let left = self.left(now).filter(|&left| left > 0)?;
        let unit = if left > MINUTE { MINUTE } else { SECOND };
        u64::try_from((left - 1) % unit + 1).ok()
    }

    fn fail(&mut self, fault: Fault) {
        self.leg = Leg::Failed { at: self.station(), fault };
    }
}

impl SignIn {
    fn flow_mut(&mut self) -> Option<&mut Flow> {
        match &mut self.stage {
            Stage::Flow(flow) => Some(flow),
            _ => None,
        }
    }

    /// The flow that waits for answers of this number.
    fn flow_of(&mut self, attempt: u64) -> Option<&mut Flow> {
        if self.running == Some(attempt) { self.flow_mut() } else { None }
    }
}

impl State {
    /// Tries a plan. Where the secret is to be kept is looked at first: nobody should have signed in
    /// in the browser in vain.
    pub(super) fn begin(&mut self, mut plan: Plan, turn: &mut Turn) {
        self.stop(turn);
        if self.is_of_demo(&plan.account) {
            plan.account.secret = SecretSource::ThisRun;
        }
        let place = &plan.account.secret;
        let asks = plan.how.is_new() && matches!(place, SecretSource::Keyring | SecretSource::File);
        if !asks {
            return self.launch(plan, turn);
        }
        let attempt = self.next_attempt();
        self.with_sign_in(|sign_in| sign_in.plan = Some(plan));
        self.with_trial(|trial| *trial = Trial::Trying);
        turn.push(Effect::SeeKeeping { attempt });
    }

    /// Tries a plan whose secret has a place.
    pub(super) fn launch(&mut self, plan: Plan, turn: &mut Turn) {
        let attempt = self.next_attempt();
        let Some(sign_in) = self.sign_in_mut() else { return };
        sign_in.plan = Some(plan.clone());
        sign_in.rewind_to_desk();
        match plan.how {
            How::Browser | How::Device => {
                if let Some(trial) = sign_in.trial() {
                    *trial = Trial::Idle;
                }
                sign_in.go(Stage::Flow(Flow::new(&plan.how)));
                turn.push(Effect::Focus(FieldId::Nowhere));
            }
            How::Kept | How::Password(_) => self.with_trial(|trial| *trial = Trial::Trying),
        }
        turn.push(Effect::SignIn { attempt, plan });
    }

    pub(super) fn progressed(&mut self, attempt: u64, progress: Progress, turn: &mut Turn) {
        let now = turn.now;
        let Some(flow) = self.sign_in_mut().and_then(|it| it.flow_of(attempt)) else { return };
        let was_away = flow.is_away();
        flow.leg = match progress {
            Progress::Registering => {
                flow.registers = true;
                Leg::Registering
            }
            Progress::Browser { url } => {
                open_page(url.clone(), turn);
                Leg::Browser { url, until: Now(now.0.saturating_add(PATIENCE)) }
            }
            Progress::Device { code, url, whole_url, expires_at } => {
                let until = Now(expires_at.saturating_mul(SECOND));
                Leg::Device { code, url, whole_url, until }
            }
            Progress::Exchanging => Leg::Exchanging,
            Progress::Connecting => Leg::Connecting,
        };
        if was_away && !flow.is_away() {
            turn.push(Effect::ComeForward);
        }
        self.ticked(attempt, turn);
    }

    pub(super) fn ticked(&mut self, attempt: u64, turn: &mut Turn) {
        let flow = self.sign_in_mut().and_then(|it| it.flow_of(attempt));
        if let Some(ms) = flow.and_then(|flow| flow.next_tick(turn.now)) {
            turn.after(ms, told(Message::Ticked { attempt }));
        }
    }

    pub(super) fn tried(&mut self, attempt: u64, result: Result<Account, Fault>, turn: &mut Turn) {
        let Some(sign_in) = self.sign_in_mut() else { return };
        if !sign_in.take_answer(attempt) {
            return;
        }
        let Some(plan) = sign_in.plan.clone() else { return };
        if sign_in.flow_mut().is_some_and(|flow| flow.is_away()) {
            turn.push(Effect::ComeForward);
        }
        match result {
            // An answer for another account would be kept under its number.
            Ok(account) if account.id == plan.account.id => self.keep_account(account, turn),
            Ok(_) => {}
            Err(fault) if is_shut(&fault) && plan.how.is_new() => {
                let keyring = match fault.kind {
                    FaultKind::Locked => Keyring::Locked,
                    _ => Keyring::Missing,
                };
                self.ask_where_to_keep(keyring, turn);
            }
            Err(fault) => self.failed(fault, turn),
        }
    }

    fn failed(&mut self, fault: Fault, turn: &mut Turn) {
        let Some(sign_in) = self.sign_in_mut() else { return };
        if matches!(fault.kind, FaultKind::Certificate { .. }) && fault.place == Place::Tls {
            // A question about the mail server; it stands beside its name.
            sign_in.rewind_to_desk();
        }
        match &mut sign_in.stage {
            Stage::Flow(flow) => flow.fail(fault),
            _ => {
                let refused = fault.kind == FaultKind::WrongPassword;
                self.with_trial(|trial| *trial = Trial::failed(fault));
                if refused {
                    turn.push(Effect::Focus(FieldId::Form(Field::Password)));
                }
            }
        }
    }

    /// Enter: what was pasted is taken, or it is tried once more.
    pub(super) fn submit_flow(&mut self, turn: &mut Turn) {
        let Some(sign_in) = self.sign_in_mut() else { return };
        let (running, plan) = (sign_in.running, sign_in.plan.clone());
        let Some(flow) = sign_in.flow_mut() else { return };
        match (&flow.leg, running, plan) {
            (Leg::Failed { .. }, None, Some(plan)) => {
                sign_in.back();
                self.begin(plan, turn);
            }
            (Leg::Browser { .. }, Some(attempt), _) if !flow.pasted.expose().trim().is_empty() => {
                let text = std::mem::take(&mut flow.pasted);
                turn.push(Effect::Paste { attempt, text });
            }
            _ => {}
        }
    }

    /// The person closed the page, or another browser is wanted.
    pub(super) fn open_again(&mut self, turn: &mut Turn) {
        let Some(flow) = self.sign_in_mut().and_then(SignIn::flow_mut) else { return };
        match &flow.leg {
            Leg::Browser { url, .. } => open_page(url.clone(), turn),
            Leg::Device { url, whole_url, .. } => {
                open_page(
                    whole_url.clone().filter(|url| is_page(url)).unwrap_or(url.clone()),
                    turn,
                );
            }
            _ => {}
        }
    }

    pub(super) fn copy_link(&mut self, turn: &mut Turn) {
        let Some(flow) = self.sign_in_mut().and_then(SignIn::flow_mut) else { return };
        let text = match &flow.leg {
            Leg::Browser { url, .. } => url.clone(),
            Leg::Device { code, .. } => code.clone(),
            _ => return,
        };
        flow.copied = true;
        turn.push(Effect::CopyText(text));
    }

    /// The browser of this computer is not the one that is wanted.
    pub(super) fn use_a_device(&mut self, turn: &mut Turn) {
        let in_flow = self.sign_in_mut().is_some_and(|it| it.flow_mut().is_some());
        let plan = if in_flow {
            self.sign_in_mut().and_then(|sign_in| sign_in.plan.clone())
        } else {
            self.plan_of_desk(turn)
        };
        let has_codes =
            |plan: &Plan| plan.account.oauth.as_ref().is_some_and(|oauth| oauth.device.is_some());
        if let Some(plan) = plan.filter(has_codes) {
            self.with_sign_in(SignIn::rewind_to_desk);
            self.begin(Plan { how: How::Device, ..plan }, turn);
        }
    }
}
