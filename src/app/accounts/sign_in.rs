//! Signing in, one thing at a time: the address, looking for its servers, what was found, the
//! browser. Behind the stage on screen lie those that a step back leads to. Knows no wire.

use super::{Card, ClientForm, Field, Flow, Form, Keeping, Leg, Looking, Message, Password};
use super::{Problems, Sealed, Trial};
use crate::app::effect::{Effect, FieldId, Turn};
use crate::app::overlay::Overlay;
use crate::app::state::{Screen, State};
use crate::model::account::{Account, SecretSource, Server};
use crate::model::fault::Fault;
use crate::model::ids::AccountId;
use crate::model::oauth::OAuth;

/// The sign-in screens.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// The account that is signed in again; none for a new one.
    pub again: Option<Again>,
    pub name: String,
    pub address: String,
    /// An address that can be tried: that of the demo account, where it is open.
    pub example: Option<String>,
    pub stage: Stage,
    behind: Vec<Stage>,
    /// The number of what runs now, if anything does.
    pub(super) running: Option<u64>,
    /// What is tried, or was tried last.
    pub(super) plan: Option<Plan>,
    /// Where the person wants the secret to be, where they were asked.
    pub(super) wish: Option<SecretSource>,
    /// What was seen last of the file of secrets.
    pub(super) sealed: Sealed,
}

/// An account of ours that is signed in again.
#[derive(Debug, Clone)]
pub struct Again {
    pub account: Account,
    pub reason: Option<Fault>,
    /// Its settings are changed; else it only signs in.
    pub edits: bool,
    /// How many of its orders the server has not confirmed.
    pub waiting: usize,
}

/// The one thing that is on screen.
#[derive(Debug, Clone)]
pub enum Stage {
    /// Name and address are asked for.
    Address(Problems),
    Looking(Looking),
    /// A server is known: how to sign in?
    Card(Box<Card>),
    Form(Box<Form>),
    /// A client id of the person's own is asked for.
    Client(ClientForm),
    /// The browser, or another device, has its turn.
    Flow(Flow),
    /// The secret cannot be kept as is usual: where else?
    Keeping(Keeping),
}

/// An account, and how the person proves to be its owner.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub account: Account,
    pub how: How,
}

/// How to prove who one is.
#[derive(Debug, Clone, PartialEq)]
pub enum How {
    /// By what `account.secret` holds already.
    Kept,
    Password(Password),
    Browser,
    /// By a code that is typed on another device.
    Device,
}

/// An account that has no number yet.
#[derive(Debug)]
pub(super) struct Draft {
    pub name: String,
    pub address: String,
    pub imap: Server,
    pub user: String,
    pub secret: SecretSource,
    pub oauth: Option<OAuth>,
    pub how: How,
}

impl How {
    /// Whether there will be something to keep.
    pub(super) fn is_new(&self) -> bool {
        *self != Self::Kept
    }
}

impl SignIn {
    pub(super) fn new() -> Self {
        Self::at(Stage::Address(Vec::new()), None, String::new(), String::new())
    }

    /// For an account of ours, beginning with this stage.
    pub(super) fn anew(again: Again, stage: Stage) -> Self {
        let (name, address) = (again.account.name.clone(), again.account.address.clone());
        Self::at(stage, Some(again), name, address)
    }

    fn at(stage: Stage, again: Option<Again>, name: String, address: String) -> Self {
        Self {
            again,
            name,
            address,
            example: None,
            stage,
            behind: Vec::new(),
            running: None,
            plan: None,
            wish: None,
            sealed: Sealed::default(),
        }
    }

    /// The address as it counts.
    pub fn trimmed(&self) -> &str {
        self.address.trim()
    }

    /// The number of the answer that is waited for.
    pub fn running(&self) -> Option<u64> {
        self.running
    }

    /// Whether an answer is waited for.
    pub fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// What is tried, or was tried last.
    pub fn plan(&self) -> Option<&Plan> {
        self.plan.as_ref()
    }

    /// What the stage on screen failed with.
    pub fn failure(&self) -> Option<&Fault> {
        let trial = match &self.stage {
            Stage::Looking(looking) => return looking.failed.as_ref(),
            Stage::Flow(Flow { leg: Leg::Failed { fault, .. }, .. }) => return Some(fault),
            Stage::Card(card) => &card.trial,
            Stage::Form(form) => &form.trial,
            _ => return None,
        };
        match trial {
            Trial::Failed(fault) | Trial::Certificate { fault, .. } => Some(fault),
            Trial::Idle | Trial::Trying => None,
        }
    }

    /// On to this stage; a step back leads to the one before.
    pub(super) fn go(&mut self, stage: Stage) {
        self.behind.push(std::mem::replace(&mut self.stage, stage));
    }

    /// One stage back; false where there is none.
    pub(super) fn back(&mut self) -> bool {
        let before = self.behind.pop();
        let found = before.is_some();
        if let Some(stage) = before {
            self.stage = stage;
        }
        found
    }

    /// Back to where the way to sign in was chosen.
    pub(super) fn rewind_to_desk(&mut self) {
        while !matches!(self.stage, Stage::Card(_) | Stage::Form(_)) && self.back() {}
    }

    pub(super) fn trial(&mut self) -> Option<&mut Trial> {
        match &mut self.stage {
            Stage::Card(card) => Some(&mut card.trial),
            Stage::Form(form) => Some(&mut form.trial),
            _ => None,
        }
    }

    /// Whether this is the answer that is waited for; from now on it is not any more.
    pub(super) fn take_answer(&mut self, attempt: u64) -> bool {
        let is_asked = self.running == Some(attempt);
        if is_asked {
            self.running = None;
        }
        is_asked
    }

    pub(super) fn edit(&mut self, field: Field, text: String) {
        if self.trial().is_some_and(|trial| *trial == Trial::Trying) {
            return;
        }
        match &mut self.stage {
            Stage::Address(problems) => {
                problems.retain(|(of, _)| *of != field);
                match field {
                    Field::Name => self.name = text,
                    Field::Address => self.address = text,
                    _ => {}
                }
            }
            Stage::Card(card) => card.edit(field, text),
            Stage::Form(form) => form.edit(field, text),
            Stage::Client(client) => client.edit(field, text),
            Stage::Looking(_) | Stage::Flow(_) | Stage::Keeping(_) => {}
        }
    }

    pub(super) fn edit_secret(&mut self, field: Field, text: Password) {
        if self.trial().is_some_and(|trial| *trial == Trial::Trying) {
            return;
        }
        match (&mut self.stage, field) {
            (Stage::Card(card), Field::Password) => card.type_password(text),
            (Stage::Form(form), Field::Password) => form.type_password(text),
            (Stage::Client(client), Field::ClientSecret) => client.secret = text,
            (Stage::Flow(flow), Field::Pasted) => flow.pasted = text,
            (Stage::Keeping(keeping), _) => keeping.edit(field, text),
            _ => {}
        }
    }

    /// The account of a draft: of a known one, name on screen and colour stay, and the number unless
    /// it is another mailbox now, of which nothing is known.
    pub(super) fn plan_of(&self, draft: Draft, free: AccountId) -> Plan {
        let known = self.again.as_ref().map(|again| &again.account);
        let secret = match (&draft.secret, known.map(|known| &known.secret)) {
            (SecretSource::Keyring, Some(SecretSource::File)) => SecretSource::File,
            _ => draft.secret,
        };
        let chosen = self.wish.clone().filter(|_| draft.how.is_new());
        let mut account = Account {
            id: free,
            label: known.map(|known| known.label.clone()).unwrap_or_default(),
            name: draft.name,
            address: draft.address,
            imap: draft.imap,
            user: draft.user,
            secret: chosen.unwrap_or(secret),
            oauth: draft.oauth,
            hue: known.and_then(|known| known.hue),
            hide_unsubscribed: known.is_some_and(|known| known.hide_unsubscribed),
        };
        if let Some(known) = known.filter(|known| known.is_same_mailbox(&account)) {
            account.id = known.id;
        }
        Plan { account, how: draft.how }
    }
}

impl State {
    pub(super) fn begin_sign_in(&mut self, turn: &mut Turn) {
        self.stop(turn);
        let example = self.demo().map(|demo| demo.address.clone());
        self.show_sign_in(SignIn { example, ..SignIn::new() }, turn);
        turn.push(Effect::Focus(FieldId::Form(Field::Name)));
    }

    pub(super) fn show_sign_in(&mut self, sign_in: SignIn, turn: &mut Turn) {
        self.overlay = Overlay::None;
        self.screen = Screen::SignIn(Box::new(sign_in));
        // What had the keyboard on the screen before has it no more.
        turn.push(Effect::Focus(FieldId::Nowhere));
    }

    pub(super) fn sign_in_mut(&mut self) -> Option<&mut SignIn> {
        match &mut self.screen {
            Screen::SignIn(sign_in) => Some(sign_in),
            _ => None,
        }
    }

    pub(super) fn with_sign_in(&mut self, change: impl FnOnce(&mut SignIn)) {
        if let Some(sign_in) = self.sign_in_mut() {
            change(sign_in);
        }
    }

    pub(super) fn with_trial(&mut self, change: impl FnOnce(&mut Trial)) {
        if let Some(trial) = self.sign_in_mut().and_then(SignIn::trial) {
            change(trial);
        }
    }

    /// Changes the form on screen, unless it is being tried.
    pub(super) fn with_form(&mut self, change: impl FnOnce(&mut Form)) {
        if let Some(Stage::Form(form)) = self.sign_in_mut().map(|sign_in| &mut sign_in.stage)
            && !form.is_trying()
        {
            change(form);
        }
    }

    /// Changes the card on screen, unless it is being tried.
    pub(super) fn with_card(&mut self, change: impl FnOnce(&mut Card), turn: &mut Turn) {
        if let Some(Stage::Card(card)) = self.sign_in_mut().map(|sign_in| &mut sign_in.stage)
            && card.trial != Trial::Trying
        {
            change(card);
            let field = card.first_field().map_or(FieldId::Nowhere, FieldId::Form);
            turn.push(Effect::Focus(field));
        }
    }

    /// A number for what begins now; answers to what ran before are not waited for any more.
    pub(super) fn next_attempt(&mut self) -> u64 {
        self.attempts += 1;
        let attempt = self.attempts;
        self.with_sign_in(|sign_in| sign_in.running = Some(attempt));
        attempt
    }

    /// Stops what runs.
    pub(super) fn stop(&mut self, turn: &mut Turn) {
        if let Some(attempt) = self.sign_in_mut().and_then(|sign_in| sign_in.running.take()) {
            turn.push(Effect::Stop { attempt });
        }
        self.with_trial(|trial| {
            if *trial == Trial::Trying {
                *trial = Trial::Idle;
            }
        });
    }

    /// Enter, or the button that goes on.
    pub(super) fn submit(&mut self, turn: &mut Turn) {
        let Some(sign_in) = self.sign_in_mut() else { return };
        match &sign_in.stage {
            Stage::Address(_) => self.look(turn),
            Stage::Looking(looking) if looking.failed.is_some() => self.look(turn),
            Stage::Looking(_) => {}
            Stage::Card(_) | Stage::Form(_) => self.try_desk(turn),
            Stage::Client(_) => self.take_client(turn),
            Stage::Flow(_) => self.submit_flow(turn),
            Stage::Keeping(_) => self.submit_keeping(turn),
        }
    }

    /// Escape, or the button that goes back: stops what runs, else goes a step back, else leaves.
    pub(super) fn step_back(&mut self, turn: &mut Turn) {
        let home = self.home();
        let Some(sign_in) = self.sign_in_mut() else { return };
        let was_trying = sign_in.trial().is_some_and(|trial| *trial == Trial::Trying);
        self.stop(turn);
        if was_trying {
            return;
        }
        let Some(sign_in) = self.sign_in_mut() else { return };
        if let Stage::Keeping(keeping) = &mut sign_in.stage
            && keeping.fold()
        {
            return turn.push(Effect::Focus(FieldId::Nowhere));
        }
        if sign_in.back() {
            self.focus_first(turn);
        } else {
            self.screen = home;
            turn.push(Effect::Focus(FieldId::Nowhere));
        }
    }

    /// Puts the keyboard where one goes on.
    pub(super) fn focus_first(&mut self, turn: &mut Turn) {
        let Some(sign_in) = self.sign_in_mut() else { return };
        let field = match &sign_in.stage {
            Stage::Address(_) => Some(Field::Address),
            Stage::Card(card) => card.first_field(),
            Stage::Form(form) if form.host.is_empty() => Some(Field::Host),
            Stage::Form(_) => Some(Field::Password),
            Stage::Client(_) => Some(Field::ClientId),
            Stage::Looking(_) | Stage::Flow(_) | Stage::Keeping(_) => None,
        };
        turn.push(Effect::Focus(field.map_or(FieldId::Nowhere, FieldId::Form)));
    }

    /// The settings by hand, filled with what is known.
    pub(super) fn by_hand(&mut self, turn: &mut Turn) {
        self.stop(turn);
        let Some(sign_in) = self.sign_in_mut() else { return };
        if matches!(sign_in.stage, Stage::Flow(_) | Stage::Client(_) | Stage::Keeping(_)) {
            sign_in.rewind_to_desk();
        }
        let (name, address) = (sign_in.name.clone(), sign_in.address.clone());
        let form = match &sign_in.stage {
            Stage::Card(card) => match &sign_in.again {
                Some(again) => Form::of(&again.account),
                None => Form::of_candidate(&name, &address, &card.candidate),
            },
            Stage::Looking(looking) => {
                let host = looking.doubtful_host().unwrap_or_default().to_owned();
                Form::new(&name, &address).with_host(host)
            }
            _ => Form::new(&name, &address),
        };
        if matches!(sign_in.stage, Stage::Form(_)) {
            return;
        }
        if matches!(sign_in.stage, Stage::Looking(_)) {
            sign_in.back();
        }
        sign_in.go(Stage::Form(Box::new(form)));
        let first = if sign_in.trimmed().is_empty() { Field::Name } else { Field::Host };
        turn.push(Effect::Focus(FieldId::Form(first)));
    }
}

/// What the mind tells itself in this part.
pub(super) fn told(message: Message) -> crate::app::Message {
    crate::app::Message::Accounts(message)
}
