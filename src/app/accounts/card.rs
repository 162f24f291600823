//! A server that is known: whose it is, and how to sign in to it. Nothing can be typed for a server
//! that nobody vouches for before the person said that it is theirs. Knows no trial's end.

use super::sign_in::{Draft, How, SignIn, Stage};
use super::{Field, Password, Plan, Problem, Source, Trial};
use crate::app::effect::{Effect, FieldId, Turn};
use crate::app::state::State;
use crate::model::account::{Account, SecretSource};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::AccountId;
use crate::model::oauth::OAuth;
use crate::model::setup::{Candidate, Origin, Way};

/// The key of the provider whose mailboxes may have an owner who signs in for them.
const SHARES: &str = "microsoft";

/// What is known of the server, and what was typed for it.
#[derive(Debug, Clone)]
pub struct Card {
    pub candidate: Candidate,
    /// Other servers that answered, best first.
    pub others: Vec<Candidate>,
    /// The others are shown.
    pub unfolded: bool,
    /// The way that is on screen.
    pub way: Way,
    pub other_ways: Vec<Way>,
    pub consent: Consent,
    pub password: Password,
    /// Where the password is that goes on to be used when none is typed.
    kept: Option<SecretSource>,
    /// Who signs in for a shared mailbox; none where it is none.
    pub owner: Option<String>,
    pub trial: Trial,
    pub problem: Option<(Field, Problem)>,
}

/// Whether the person said that the server is theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// Somebody who should know named it.
    Needless,
    /// It was guessed, or told by DNS that nobody signed (RFC 6186 section 6).
    Asked,
    Given,
}

impl Card {
    /// None where nothing was found.
    pub(super) fn new(candidates: Vec<Candidate>) -> Option<Self> {
        let mut all = candidates.into_iter();
        let candidate = all.next()?;
        let mut card = Self {
            way: Way::Password,
            other_ways: Vec::new(),
            consent: Consent::Needless,
            candidate,
            others: all.collect(),
            unfolded: false,
            password: Password::default(),
            kept: None,
            owner: None,
            trial: Trial::Idle,
            problem: None,
        };
        card.begin();
        Some(card)
    }

    /// The card of an account that is signed in again; its password need not be typed anew.
    pub(super) fn of(account: &Account) -> Self {
        let way = match &account.oauth {
            Some(oauth) => Way::Browser(Box::new(oauth.clone())),
            None => Way::Password,
        };
        let candidate = Candidate {
            origin: Origin::Table,
            provider: None,
            imap: account.imap.clone(),
            smtp: None,
            user: account.user.clone(),
            ways: vec![way.clone()],
        };
        Self {
            candidate,
            others: Vec::new(),
            unfolded: false,
            way,
            other_ways: Vec::new(),
            consent: Consent::Needless,
            password: Password::default(),
            kept: account.oauth.is_none().then(|| account.secret.clone()),
            owner: account.oauth.as_ref().and_then(|oauth| oauth.owner.clone()),
            trial: Trial::Idle,
            problem: None,
        }
    }

    /// The candidate is another one: nothing of what was said about the last one counts for it.
    fn begin(&mut self) {
        let mut ways = self.candidate.ways.clone().into_iter();
        self.way = ways.next().unwrap_or(Way::Password);
        self.other_ways = ways.collect();
        self.consent =
            if self.candidate.needs_consent() { Consent::Asked } else { Consent::Needless };
        self.password = Password::default();
        self.owner = None;
        self.trial = Trial::Idle;
        self.problem = None;
    }

    pub(super) fn choose(&mut self, at: usize) {
        if let Some(other) = self.others.get_mut(at) {
            std::mem::swap(&mut self.candidate, other);
            self.others.sort_by_key(|candidate| candidate.origin);
            self.unfolded = false;
            self.begin();
        }
    }

    pub(super) fn choose_way(&mut self, at: usize) {
        if let Some(other) = self.other_ways.get_mut(at) {
            std::mem::swap(&mut self.way, other);
            self.trial = Trial::Idle;
            self.problem = None;
        }
    }

    /// The password is the one to be typed, whatever was kept.
    pub(super) fn forget_kept(&mut self) {
        self.kept = None;
    }

    /// How the browser signs in, where that is the way on screen.
    pub fn oauth(&self) -> Option<&OAuth> {
        match &self.way {
            Way::Browser(oauth) => Some(oauth),
            Way::Password | Way::AppPassword(_) => None,
        }
    }

    /// Whether a mailbox there may be a shared one.
    pub fn may_be_shared(&self) -> bool {
        self.oauth().is_some_and(|oauth| oauth.provider.as_deref() == Some(SHARES))
    }

    pub(super) fn toggle_owner(&mut self) {
        self.owner = match self.owner {
            None if self.may_be_shared() => Some(String::new()),
            _ => None,
        };
    }

    /// Whether nothing may be sent there before the person has agreed.
    pub fn asks_consent(&self) -> bool {
        self.consent == Consent::Asked
    }

    /// The field to begin with.
    pub(super) fn first_field(&self) -> Option<Field> {
        match self.way {
            _ if self.asks_consent() => None,
            Way::Browser(_) => self.owner.as_ref().map(|_| Field::Owner),
            Way::Password | Way::AppPassword(_) => Some(Field::Password),
        }
    }

    pub(super) fn edit(&mut self, field: Field, text: String) {
        if field == Field::Owner && self.owner.is_some() {
            self.owner = Some(text);
            self.problem = None;
        }
    }

    pub(super) fn type_password(&mut self, typed: Password) {
        if !self.asks_consent() {
            self.password = typed;
            self.problem = None;
        }
    }

    /// The client id that the person has is used from now on.
    pub(super) fn take_client(&mut self, id: &str) {
        let browser = |way: &mut Way| {
            if let Way::Browser(oauth) = way {
                oauth.client_id = id.to_owned();
            }
        };
        browser(&mut self.way);
        self.other_ways.iter_mut().for_each(browser);
        self.candidate.ways.iter_mut().for_each(browser);
    }

    /// What is to be tried.
    ///
    /// # Errors
    /// The field that cannot be used as it is.
    fn draft(&mut self, name: &str, address: &str) -> Result<Draft, Field> {
        let draft = |secret, oauth, how| Draft {
            name: name.trim().to_owned(),
            address: address.trim().to_owned(),
            imap: self.candidate.imap.clone(),
            user: self.candidate.user.clone(),
            secret,
            oauth,
            how,
        };
        match (&self.way, &self.kept) {
            (Way::Browser(oauth), _) => {
                let owner = self.owner.as_deref().map(str::trim);
                if owner == Some("") {
                    self.problem = Some((Field::Owner, Problem::Missing));
                    return Err(Field::Owner);
                }
                let oauth = OAuth { owner: owner.map(str::to_owned), ..oauth.as_ref().clone() };
                Ok(draft(SecretSource::Keyring, Some(oauth), How::Browser))
            }
            (_, Some(kept)) if self.password.is_empty() => Ok(draft(kept.clone(), None, How::Kept)),
            _ if self.password.is_empty() => {
                self.problem = Some((Field::Password, Problem::Missing));
                Err(Field::Password)
            }
            _ => {
                let how = How::Password(self.password.clone());
                Ok(draft(SecretSource::Keyring, None, how))
            }
        }
    }
}

impl SignIn {
    /// The browser is to sign in, and nobody told who we are to the provider.
    fn lacks_client(&self) -> bool {
        let oauth = match &self.stage {
            Stage::Card(card) => card.oauth(),
            Stage::Form(form) => form.oauth.as_ref().filter(|_| form.source == Source::Browser),
            _ => None,
        };
        oauth.is_some_and(|oauth| !oauth.has_client())
    }

    /// What the stage on screen describes.
    ///
    /// # Errors
    /// The field to be corrected; none where nothing can be tried.
    fn draft(&mut self) -> Result<Draft, Option<Field>> {
        match &mut self.stage {
            Stage::Card(card) => card.draft(&self.name, &self.address).map_err(Some),
            Stage::Form(form) => form.draft().map_err(Some),
            _ => Err(None),
        }
    }
}

impl State {
    /// Goes on from the card or the form.
    pub(super) fn try_desk(&mut self, turn: &mut Turn) {
        if let Some(plan) = self.plan_of_desk(turn) {
            self.begin(plan, turn);
        }
    }

    /// What card or form describe. Where that needs something first, that is asked for.
    pub(super) fn plan_of_desk(&mut self, turn: &mut Turn) -> Option<Plan> {
        let free = self.free_account();
        let sign_in = self.sign_in_mut()?;
        if sign_in.is_running() {
            return None;
        }
        if let Stage::Card(card) = &mut sign_in.stage
            && card.asks_consent()
        {
            card.consent = Consent::Given;
            self.focus_first(turn);
            return None;
        }
        if sign_in.lacks_client() {
            self.ask_for_client(turn);
            return None;
        }
        match sign_in.draft() {
            Ok(draft) => {
                let plan = sign_in.plan_of(draft, free);
                let again = sign_in.again.as_ref().map(|again| again.account.id);
                self.refuse_twice(plan, again)
            }
            Err(field) => {
                turn.push(Effect::Focus(field.map_or(FieldId::Nowhere, FieldId::Form)));
                None
            }
        }
    }

    /// The plan, unless its account is here already.
    fn refuse_twice(&mut self, plan: Plan, again: Option<AccountId>) -> Option<Plan> {
        if !self.is_here_already(&plan.account, again) {
            return Some(plan);
        }
        let detail = format!("{} at {}", plan.account.address, plan.account.imap.host);
        let fault = Fault::new(FaultKind::AlreadyHere, Place::Config, detail);
        self.with_trial(|trial| *trial = Trial::Failed(fault));
        None
    }

    pub(super) fn trust_certificate(&mut self, turn: &mut Turn) {
        let Some(sign_in) = self.sign_in_mut() else { return };
        let trusted = match &mut sign_in.stage {
            Stage::Card(card) => card.trial.trust(&mut card.candidate.imap.trust),
            Stage::Form(form) => form.trial.trust(&mut form.trust),
            _ => false,
        };
        if trusted {
            self.try_desk(turn);
        }
    }
}
