//! Welcome and sign-in: the form, its checks, its trial. Knows no wire; the form stays filled
//! whatever the trial says.

mod form;

use super::effect::{Effect, FieldId, Turn};
use super::notice::Text;
use super::overlay::{Overlay, Question};
use super::state::{Held, Screen, State};
use crate::model::account::{Account, Fingerprint, SecretSource, TlsMode, Trust};
use crate::model::fault::{CertificateProblem, Fault, FaultKind, Place};
use crate::model::ids::AccountId;
use crate::model::link::Link;
use crate::model::request::Ask;

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// The person wants to add an account.
    AddChosen,
    /// The person wants to look around with the demo account.
    DemoChosen,
    /// The answer to `Effect::StartDemo`.
    DemoStarted(Result<Account, Fault>),
    /// An account of ours is to be signed in again.
    SignInAsked(AccountId),
    FieldEdited(Field, String),
    PasswordEdited(Password),
    TlsChosen(TlsMode),
    SourceChosen(Source),
    Submitted,
    /// The answer to `Effect::TrySignIn`: where the password is kept.
    Tried {
        attempt: u64,
        result: Result<SecretSource, Fault>,
    },
    /// The certificate on screen is to be trusted for this account.
    CertificateTrusted,
    CertificateDeclined,
    /// The form was left.
    Cancelled,
    RemovalAsked(AccountId),
}

/// A password as it is typed: its Debug shows nothing and its memory is wiped.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Password(secrecy::zeroize::Zeroizing<String>);

impl Password {
    pub fn new(typed: String) -> Self {
        Self(secrecy::zeroize::Zeroizing::new(typed))
    }

    pub fn expose(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password")
    }
}

/// A text field of the form; the password has its own message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    Name,
    Address,
    Host,
    Port,
    User,
    Password,
    Command,
}

/// Where the password of the form comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Source {
    #[default]
    Typed,
    Command,
}

/// The sign-in form.
#[derive(Debug, Clone)]
pub struct Form {
    /// The account that is signed in again, or none for a new one.
    pub editing: Option<AccountId>,
    pub name: String,
    pub address: String,
    pub host: String,
    /// Digits as typed; empty means the port that the TLS mode has by custom.
    pub port: String,
    pub tls: TlsMode,
    pub user: String,
    pub source: Source,
    pub password: Password,
    /// Where the password is that goes on to be used when none is typed.
    kept: Option<SecretSource>,
    pub command: String,
    pub trust: Trust,
    pub state: Trial,
    /// Fields that cannot be used as they are, shown from the first submission on.
    pub problems: Vec<(Field, Problem)>,
    attempt: u64,
    /// The fault behind the question about a certificate.
    refused_certificate: Option<Fault>,
}

/// How far signing in is.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Trial {
    #[default]
    Idle,
    Trying,
    Failed(Fault),
    /// The server showed a certificate that is not to be believed as it is: trust exactly this one?
    Certificate {
        fingerprint: Fingerprint,
        problem: CertificateProblem,
    },
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    Missing,
    /// Not of the form `name@host`.
    NotAnAddress,
    /// Not a number from 1 to 65535.
    NotAPort,
    /// Holds characters that no host name has.
    NotAHost,
    /// Without TLS only an address of this very machine is allowed.
    NeedsTls,
}

impl Form {
    /// Fields rest while the trial runs.
    pub fn is_trying(&self) -> bool {
        self.state == Trial::Trying
    }
}

impl State {
    pub(super) fn accounts(&mut self, message: Message, turn: &mut Turn) {
        match message {
            Message::AddChosen => self.show_form(Form::new(), Field::Name, turn),
            Message::DemoChosen => turn.push(Effect::StartDemo),
            Message::DemoStarted(result) => self.demo_started(result, turn),
            Message::SignInAsked(account) => self.sign_in_again(account, turn),
            Message::FieldEdited(field, text) => self.edit_form(|form| form.edit(field, text)),
            Message::PasswordEdited(password) => self.edit_form(|form| {
                form.password = password;
                form.problems.retain(|(field, _)| *field != Field::Password);
            }),
            Message::TlsChosen(tls) => self.edit_form(|form| form.choose_tls(tls)),
            Message::SourceChosen(source) => self.edit_form(|form| form.source = source),
            Message::Submitted => self.submit(turn),
            Message::Tried { attempt, result } => self.tried(attempt, result, turn),
            Message::CertificateTrusted => self.trust_certificate(turn),
            Message::CertificateDeclined => self.edit_form(|form| {
                form.state = form.refused_certificate.take().map_or(Trial::Idle, Trial::Failed);
            }),
            Message::Cancelled => self.leave_form(),
            Message::RemovalAsked(account) => {
                self.overlay = Overlay::Question(Question::RemoveAccount(account));
            }
        }
    }

    fn show_form(&mut self, form: Form, first: Field, turn: &mut Turn) {
        self.overlay = Overlay::None;
        self.screen = Screen::SignIn(Box::new(form));
        turn.push(Effect::Focus(FieldId::Form(first)));
    }

    fn sign_in_again(&mut self, account: AccountId, turn: &mut Turn) {
        let Some(held) = self.held(account) else { return };
        let mut form = Form::of(&held.account);
        if let Link::SignInNeeded(fault) = &held.link {
            form.fail(fault.clone());
            // It was refused, or is nowhere: another one has to be typed.
            if fault.place == Place::SignIn || fault.place == Place::Keyring {
                form.kept = None;
            }
        }
        let first = match form.source {
            Source::Typed => Field::Password,
            Source::Command => Field::Command,
        };
        self.show_form(form, first, turn);
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        match &mut self.screen {
            Screen::SignIn(form) => Some(form),
            Screen::Welcome | Screen::Mail => None,
        }
    }

    fn edit_form(&mut self, edit: impl FnOnce(&mut Form)) {
        if let Some(form) = self.form_mut().filter(|form| !form.is_trying()) {
            edit(form);
        }
    }

    fn submit(&mut self, turn: &mut Turn) {
        let (attempt, next) = (self.attempts + 1, self.free_account());
        let Some(form) = self.form_mut().filter(|form| !form.is_trying()) else { return };
        form.problems = form.check();
        if let Some((field, _)) = form.problems.first() {
            return turn.push(Effect::Focus(FieldId::Form(*field)));
        }
        form.state = Trial::Trying;
        form.attempt = attempt;
        let account = form.account(form.editing.unwrap_or(next));
        let typed = form.source == Source::Typed && !form.password.is_empty();
        let password = typed.then(|| form.password.clone());
        turn.push(Effect::TrySignIn { attempt, account, password });
        self.attempts = attempt;
    }

    fn tried(&mut self, attempt: u64, result: Result<SecretSource, Fault>, turn: &mut Turn) {
        let next = self.free_account();
        let is_asked = |form: &&mut Form| form.is_trying() && form.attempt == attempt;
        let Some(form) = self.form_mut().filter(is_asked) else { return };
        match result {
            Err(fault) => form.fail(fault),
            Ok(secret) => {
                let again = form.editing.is_some();
                let account = form.account(form.editing.unwrap_or(next));
                self.keep_account(Account { secret, ..account }, again, turn);
            }
        }
    }

    /// The trial went well: the account is ours.
    fn keep_account(&mut self, account: Account, again: bool, turn: &mut Turn) {
        let id = account.id;
        self.screen = Screen::Mail;
        if account.secret == SecretSource::ThisRun {
            self.say(Text::PasswordForThisRun, None, turn);
        }
        match self.held_mut(id) {
            Some(held) => {
                held.account = account.clone();
                held.link = Link::Connecting;
            }
            None => self.take_in(Held::new(account.clone(), false)),
        }
        turn.push(Effect::KeepAccount(account));
        if again {
            turn.send(id, Ask::SignedIn);
        }
        self.save_config(turn);
    }

    /// A number that no account has or had in this run.
    fn free_account(&self) -> AccountId {
        let free = |id: &AccountId| self.held(*id).is_none();
        (self.next_account.0..).map(AccountId).find(free).unwrap_or(self.next_account)
    }

    fn take_in(&mut self, held: Held) {
        let id = held.account.id;
        if !held.demo {
            self.next_account = self.next_account.max(AccountId(id.0.saturating_add(1)));
        }
        self.accounts.push(held);
        self.folders.arrange(&self.accounts);
    }

    fn demo_started(&mut self, result: Result<Account, Fault>, turn: &mut Turn) {
        match result {
            Ok(account) if self.held(account.id).is_none() => {
                self.screen = Screen::Mail;
                self.take_in(Held::new(account.clone(), true));
                turn.push(Effect::KeepAccount(account));
            }
            Ok(_) => self.screen = Screen::Mail,
            Err(fault) => self.say_fault(Text::DemoFailed(fault.clone()), fault, turn),
        }
    }

    /// Stops a running trial; else leaves the form.
    fn leave_form(&mut self) {
        let no_account = self.accounts.is_empty();
        let Some(form) = self.form_mut() else { return };
        if form.is_trying() {
            form.state = Trial::Idle;
        } else {
            self.screen = if no_account { Screen::Welcome } else { Screen::Mail };
        }
    }

    fn trust_certificate(&mut self, turn: &mut Turn) {
        let Some(form) = self.form_mut() else { return };
        if let Trial::Certificate { fingerprint, .. } = form.state {
            form.trust.pinned = Some(fingerprint);
            form.refused_certificate = None;
            form.state = Trial::Idle;
            self.submit(turn);
        }
    }

    /// The person said yes.
    pub(super) fn remove_account(&mut self, account: AccountId, turn: &mut Turn) {
        if self.held(account).is_none() {
            return;
        }
        self.accounts.retain(|held| held.account.id != account);
        self.undo.forget_account(account);
        self.folders.arrange(&self.accounts);
        if self.folders.selected.is_some_and(|place| place.account == account) {
            self.folders.selected = None;
            self.list.begin();
            self.close_reader();
        }
        turn.push(Effect::DropAccount(account));
        self.save_config(turn);
        match self.accounts.first().map(|held| held.account.id) {
            Some(next) if self.folders.selected.is_none() => self.mailboxes_listed(next, turn),
            Some(_) => {}
            None => self.screen = Screen::Welcome,
        }
    }
}

impl Form {
    /// The form stays as it is filled; a certificate is a question.
    fn fail(&mut self, fault: Fault) {
        self.state = match &fault.kind {
            FaultKind::Certificate { fingerprint, problem } => {
                self.refused_certificate = Some(fault.clone());
                Trial::Certificate { fingerprint: *fingerprint, problem: *problem }
            }
            _ => Trial::Failed(fault),
        };
    }
}
