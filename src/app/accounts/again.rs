//! Signing in again to an account of ours: it keeps its number, its journal and its cache; the reason
//! stands above. Knows no wire.

use super::sign_in::{Again, How, Plan, SignIn, Stage};
use super::{Card, Field, Form, Trial};
use crate::app::effect::{Effect, FieldId, Turn};
use crate::app::state::State;
use crate::model::account::{Account, SecretSource};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::AccountId;
use crate::model::link::Link;

impl State {
    pub(super) fn sign_in_again(&mut self, account: AccountId, turn: &mut Turn) {
        let Some(held) = self.held(account) else { return };
        let reason = match &held.link {
            Link::SignInNeeded(fault) => Some(fault.clone()),
            _ => None,
        };
        let account = held.account.clone();
        self.stop(turn);
        let stage = desk(&account, reason.as_ref());
        let again = self.again(account.clone(), reason.clone(), false);
        self.show_sign_in(SignIn::anew(again, stage), turn);
        self.focus_first(turn);

        match reason {
            Some(fault) if is_shut(&fault) => self.ask_to_open(account, turn),
            // The person pressed "Sign in": one press is enough.
            Some(fault) if goes_by_browser(&account) && !is_question(&fault) => {
                self.try_desk(turn);
            }
            _ => {}
        }
    }

    /// The settings of an account by hand. What was kept goes on to be used where that is possible.
    pub(super) fn edit_account(&mut self, account: AccountId, turn: &mut Turn) {
        let Some(held) = self.held(account).filter(|held| !held.demo) else { return };
        let account = held.account.clone();
        self.stop(turn);
        let form = Form::editing(&account);
        let again = self.again(account, None, true);
        self.show_sign_in(SignIn::anew(again, Stage::Form(Box::new(form))), turn);
        turn.push(Effect::Focus(FieldId::Form(Field::Host)));
    }

    fn again(&self, account: Account, reason: Option<Fault>, edits: bool) -> Again {
        let held = self.held(account.id);
        let waiting = held.map_or(0, |held| held.mail.waiting().orders);
        Again { account, reason, edits, waiting }
    }

    /// What holds the secret is locked or away: nothing has to be given anew.
    fn ask_to_open(&mut self, account: Account, turn: &mut Turn) {
        let attempt = self.next_attempt();
        self.with_sign_in(|sign_in| sign_in.plan = Some(Plan { account, how: How::Kept }));
        self.with_trial(|trial| *trial = Trial::Trying);
        turn.push(Effect::SeeKeeping { attempt });
    }
}

/// Where the person signs in again: at the card, or at the form where a command gives the secret.
fn desk(account: &Account, reason: Option<&Fault>) -> Stage {
    let trial = reason.filter(|fault| !is_shut(fault)).cloned().map(Trial::failed);
    // It was refused, or is nowhere: another one has to be typed.
    let is_gone = reason
        .is_some_and(|fault| fault.place == Place::SignIn || fault.kind == FaultKind::NoPassword);
    if matches!(account.secret, SecretSource::Command(_)) {
        let mut form = Form::of(account);
        form.trial = trial.unwrap_or_default();
        return Stage::Form(Box::new(form));
    }
    let mut card = Card::of(account);
    if is_gone {
        card.forget_kept();
    }
    card.trial = trial.unwrap_or_default();
    Stage::Card(Box::new(card))
}

fn goes_by_browser(account: &Account) -> bool {
    account.oauth.is_some() && !matches!(account.secret, SecretSource::Command(_))
}

/// The keyring or the file of secrets has to be opened, that is all.
pub(super) fn is_shut(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::Locked | FaultKind::NoKeyring)
}

/// The person has to decide something first.
fn is_question(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::Certificate { .. })
}
