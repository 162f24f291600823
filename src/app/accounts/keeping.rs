//! Where the secret is kept when the keyring is missing or locked: unlocked, for this run only, or in
//! an encrypted file. The person chooses; nothing is kept in plain text. Knows no keyring.

use super::sign_in::{How, Plan, Stage};
use super::{Field, Password, Problem, Trial};
use crate::app::effect::{Effect, FieldId, Turn};
use crate::app::state::State;
use crate::model::account::SecretSource;
use crate::model::fault::{Fault, FaultKind};
use crate::model::setup::PASSPHRASE_MIN;

/// How the system's keyring is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keyring {
    Ready,
    Locked,
    Missing,
    /// This run asks none, by its own choice: everything is for this run.
    Unwanted,
}

/// How the encrypted file of secrets is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sealed {
    #[default]
    None,
    Locked,
    Open,
}

/// A place for the secret, or a way to open one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// In the keyring, after all: unlocked by the person, or looked for once more.
    Keyring,
    ThisRun,
    File,
}

/// The question where to keep it.
#[derive(Debug, Clone)]
pub struct Keeping {
    pub keyring: Keyring,
    pub file: Sealed,
    /// What is there already is wanted, not a place for something new.
    pub wants_kept: bool,
    /// The place that is wanted is the file, and it has to be opened.
    pub wants_file: bool,
    pub opening: Opening,
    pub passphrase: Password,
    pub again: Password,
    pub problem: Option<(Field, Problem)>,
}

/// How far opening the place is.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Opening {
    /// The places are offered.
    #[default]
    Choosing,
    /// The passphrase is asked for; after a failure, with the reason.
    Passphrase(Option<Fault>),
    /// The keyring or the file is being opened.
    Busy { file: bool },
    /// The keyring could not be unlocked.
    Failed(Fault),
}

impl Keeping {
    fn new(keyring: Keyring, file: Sealed, plan: &Plan) -> Self {
        let wants_file = plan.account.secret == SecretSource::File;
        let opening = match wants_file && file == Sealed::Locked {
            true => Opening::Passphrase(None),
            false => Opening::Choosing,
        };
        Self {
            keyring,
            file,
            wants_kept: plan.how == How::Kept,
            wants_file,
            opening,
            passphrase: Password::default(),
            again: Password::default(),
            problem: None,
        }
    }

    /// Whether the passphrase is typed twice, for a new file.
    pub fn is_new_file(&self) -> bool {
        self.file == Sealed::None
    }

    /// The fields of the passphrase are on screen.
    pub fn asks_passphrase(&self) -> bool {
        matches!(self.opening, Opening::Passphrase(_) | Opening::Busy { file: true })
    }

    pub fn is_busy(&self) -> bool {
        matches!(self.opening, Opening::Busy { .. })
    }

    /// What the file is refused for was said of the passphrase.
    pub fn is_wrong_passphrase(fault: &Fault) -> bool {
        matches!(fault.kind, FaultKind::WrongPassword | FaultKind::Locked)
    }

    pub(super) fn edit(&mut self, field: Field, text: Password) {
        if self.is_busy() {
            return;
        }
        match field {
            Field::Passphrase => self.passphrase = text,
            Field::PassphraseAgain => self.again = text,
            _ => return,
        }
        self.problem = None;
    }

    /// Back from the passphrase to the places; whether it was there.
    pub(super) fn fold(&mut self) -> bool {
        let folds = self.asks_passphrase() && !self.wants_file;
        if folds || self.is_busy() {
            self.opening = Opening::Choosing;
            self.passphrase = Password::default();
            self.again = Password::default();
            self.problem = None;
            return true;
        }
        false
    }

    fn check(&self) -> Option<(Field, Problem)> {
        let typed = self.passphrase.expose();
        match () {
            () if typed.is_empty() => Some((Field::Passphrase, Problem::Missing)),
            () if !self.is_new_file() => None,
            () if typed.chars().count() < PASSPHRASE_MIN => {
                Some((Field::Passphrase, Problem::TooShort))
            }
            () if self.again != self.passphrase => {
                Some((Field::PassphraseAgain, Problem::NotTheSame))
            }
            () => None,
        }
    }
}

impl State {
    /// The places were looked at before something is tried.
    pub(super) fn keeping_seen(
        &mut self,
        attempt: u64,
        keyring: Keyring,
        file: Sealed,
        turn: &mut Turn,
    ) {
        let Some(sign_in) = self.sign_in_mut() else { return };
        if !sign_in.take_answer(attempt) {
            return;
        }
        sign_in.sealed = file;
        let Some(mut plan) = sign_in.plan.clone() else { return };
        match (&plan.account.secret, keyring, file) {
            (SecretSource::Keyring, Keyring::Ready, _) | (SecretSource::File, _, Sealed::Open) => {
                self.launch(plan, turn);
            }
            (SecretSource::Keyring, Keyring::Unwanted, _) => {
                plan.account.secret = SecretSource::ThisRun;
                self.launch(plan, turn);
            }
            (SecretSource::Keyring | SecretSource::File, _, _) => {
                self.ask_where_to_keep(keyring, turn)
            }
            (SecretSource::ThisRun | SecretSource::Command(_), _, _) => self.launch(plan, turn),
        }
    }

    /// Asks where the secret is to be.
    pub(super) fn ask_where_to_keep(&mut self, keyring: Keyring, turn: &mut Turn) {
        let Some(sign_in) = self.sign_in_mut() else { return };
        let Some(plan) = &sign_in.plan else { return };
        let keeping = Keeping::new(keyring, sign_in.sealed, plan);
        let field = match keeping.opening {
            Opening::Passphrase(_) => FieldId::Form(Field::Passphrase),
            _ => FieldId::Nowhere,
        };
        sign_in.rewind_to_desk();
        if let Some(trial) = sign_in.trial() {
            *trial = Trial::Idle;
        }
        sign_in.go(Stage::Keeping(keeping));
        turn.push(Effect::Focus(field));
    }

    fn keeping_mut(&mut self) -> Option<&mut Keeping> {
        match self.sign_in_mut().map(|sign_in| &mut sign_in.stage) {
            Some(Stage::Keeping(keeping)) => Some(keeping),
            _ => None,
        }
    }

    pub(super) fn choose_keeping(&mut self, keep: Keep, turn: &mut Turn) {
        let Some(keeping) = self.keeping_mut().filter(|keeping| !keeping.is_busy()) else { return };
        match (keep, keeping.keyring, keeping.file) {
            (Keep::Keyring, Keyring::Locked, _) => {
                keeping.opening = Opening::Busy { file: false };
                let attempt = self.next_attempt();
                turn.push(Effect::Unlock { attempt });
            }
            (Keep::Keyring, Keyring::Ready, _) => self.settle_on(SecretSource::Keyring, turn),
            (Keep::Keyring, _, _) => {
                keeping.opening = Opening::Busy { file: false };
                let attempt = self.next_attempt();
                turn.push(Effect::SeeKeeping { attempt });
            }
            (Keep::ThisRun, _, _) => self.settle_on(SecretSource::ThisRun, turn),
            (Keep::File, _, Sealed::Open) => self.settle_on(SecretSource::File, turn),
            (Keep::File, _, Sealed::None | Sealed::Locked) => {
                keeping.opening = Opening::Passphrase(None);
                turn.push(Effect::Focus(FieldId::Form(Field::Passphrase)));
            }
        }
    }

    /// Enter: the passphrase is taken, or the keyring is asked.
    pub(super) fn submit_keeping(&mut self, turn: &mut Turn) {
        let Some(keeping) = self.keeping_mut() else { return };
        match &keeping.opening {
            Opening::Busy { .. } => {}
            Opening::Choosing | Opening::Failed(_) => self.choose_keeping(Keep::Keyring, turn),
            Opening::Passphrase(_) => {
                keeping.problem = keeping.check();
                if let Some((field, _)) = keeping.problem {
                    return turn.push(Effect::Focus(FieldId::Form(field)));
                }
                let (passphrase, new) = (keeping.passphrase.clone(), keeping.is_new_file());
                keeping.opening = Opening::Busy { file: true };
                let attempt = self.next_attempt();
                turn.push(Effect::OpenFile { attempt, passphrase, new });
            }
        }
    }

    pub(super) fn unlocked(&mut self, attempt: u64, result: Result<(), Fault>, turn: &mut Turn) {
        let Some(sign_in) = self.sign_in_mut() else { return };
        if !sign_in.take_answer(attempt) {
            return;
        }
        let Some(keeping) = self.keeping_mut() else { return };
        let file = keeping.opening == Opening::Busy { file: true };
        match result {
            Ok(()) if file => self.settle_on(SecretSource::File, turn),
            Ok(()) => self.settle_on(SecretSource::Keyring, turn),
            Err(fault) if file => {
                keeping.opening = Opening::Passphrase(Some(fault));
                turn.push(Effect::Focus(FieldId::Form(Field::Passphrase)));
            }
            Err(fault) => keeping.opening = Opening::Failed(fault),
        }
    }

    /// The place is decided: on with what was to be tried. What is kept elsewhere cannot be had from
    /// there: then the person signs in anew.
    fn settle_on(&mut self, place: SecretSource, turn: &mut Turn) {
        let Some(sign_in) = self.sign_in_mut() else { return };
        let Some(mut plan) = sign_in.plan.clone() else { return };
        let is_there = plan.account.secret == place;
        sign_in.wish = Some(place.clone());
        sign_in.rewind_to_desk();
        if plan.how.is_new() || is_there {
            plan.account.secret = place;
            return self.launch(plan, turn);
        }
        match &mut sign_in.stage {
            Stage::Card(card) => card.forget_kept(),
            Stage::Form(form) => form.forget_kept(),
            _ => {}
        }
        self.focus_first(turn);
    }
}
