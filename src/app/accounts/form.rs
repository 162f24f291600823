//! The settings by hand: what is typed, and whether it can be used. Knows no trial's end.

use super::looking::is_address;
use super::sign_in::{Draft, How};
use super::{Field, Password, Problem, Problems, Trial};
use crate::model::account::{Account, SecretSource, Server, TlsMode, Trust};
use crate::model::fault::Retry;
use crate::model::oauth::OAuth;
use crate::model::setup::{Candidate, Way};

/// Where the proof of who one is comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Source {
    #[default]
    Typed,
    Command,
    /// The browser, where it is known how.
    Browser,
}

/// The form.
#[derive(Debug, Clone)]
pub struct Form {
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
    /// Tokens that are there go on to be used.
    keeps_tokens: bool,
    /// The account whose settings these were.
    of: Option<Box<Account>>,
    pub command: String,
    /// How to sign in by the browser, where that is known.
    pub oauth: Option<OAuth>,
    /// The command prints an access token and no password.
    gives_token: bool,
    pub trust: Trust,
    pub trial: Trial,
    /// Fields that cannot be used as they are, shown from the first submission on.
    pub problems: Problems,
}

impl Form {
    /// A form that knows the person alone.
    pub(super) fn new(name: &str, address: &str) -> Self {
        Self {
            name: name.to_owned(),
            address: address.to_owned(),
            host: String::new(),
            port: String::new(),
            tls: TlsMode::Implicit,
            user: String::new(),
            source: Source::Typed,
            password: Password::default(),
            kept: None,
            keeps_tokens: false,
            of: None,
            command: String::new(),
            oauth: None,
            gives_token: false,
            trust: Trust::default(),
            trial: Trial::Idle,
            problems: Vec::new(),
        }
    }

    /// The form of an account that is signed in again; its password need not be typed anew.
    pub(super) fn of(account: &Account) -> Self {
        let (source, command) = match (&account.secret, &account.oauth) {
            (SecretSource::Command(command), _) => (Source::Command, command.clone()),
            (_, Some(_)) => (Source::Browser, String::new()),
            (_, None) => (Source::Typed, String::new()),
        };
        Self {
            source,
            kept: (source == Source::Typed).then(|| account.secret.clone()),
            command,
            gives_token: source == Source::Command && account.oauth.is_some(),
            oauth: account.oauth.clone(),
            user: account.user.clone(),
            of: Some(Box::new(account.clone())),
            ..Self::new(&account.name, &account.address).at(&account.imap)
        }
    }

    /// The form of an account whose settings are changed; it need not sign in anew.
    pub(super) fn editing(account: &Account) -> Self {
        Self { keeps_tokens: true, ..Self::of(account) }
    }

    /// Whether the settings are those of another mailbox than before. What was kept for the old one
    /// is not for the new one: no password goes to a server that it was not typed for.
    pub fn leads_elsewhere(&self) -> bool {
        let Some(before) = &self.of else { return false };
        let mut now = before.as_ref().clone();
        now.imap.host = self.bare_host().to_owned();
        now.user = self.typed_user().to_owned();
        now.address = self.address.trim().to_owned();
        !before.is_same_mailbox(&now)
    }

    fn bare_host(&self) -> &str {
        self.host.trim().trim_start_matches('[').trim_end_matches(']')
    }

    fn typed_user(&self) -> &str {
        match self.user.trim() {
            "" => self.user_hint(),
            user => user,
        }
    }

    /// Whether the password need not be typed.
    pub fn has_kept(&self) -> bool {
        self.still_kept().is_some()
    }

    /// Where the password is that goes on to be used.
    fn still_kept(&self) -> Option<&SecretSource> {
        self.kept.as_ref().filter(|_| !self.leads_elsewhere())
    }

    /// The form filled with what was found.
    pub(super) fn of_candidate(name: &str, address: &str, found: &Candidate) -> Self {
        let oauth = found.ways.iter().find_map(|way| match way {
            Way::Browser(oauth) => Some(oauth.as_ref().clone()),
            Way::Password | Way::AppPassword(_) => None,
        });
        Self { user: found.user.clone(), oauth, ..Self::new(name, address).at(&found.imap) }
    }

    fn at(self, server: &Server) -> Self {
        Self {
            host: server.host.clone(),
            port: server.port.to_string(),
            tls: server.tls,
            trust: server.trust.clone(),
            ..self
        }
    }

    /// The same with this server in it.
    pub(super) fn with_host(self, host: String) -> Self {
        Self { host, ..self }
    }

    /// Its password was refused, or is nowhere: another one has to be typed.
    pub(super) fn forget_kept(&mut self) {
        self.kept = None;
    }

    /// A guess at the server, to be shown in the empty field; never used unless it is typed.
    pub fn host_hint(&self) -> Option<String> {
        let (_, domain) = self.address.trim().rsplit_once('@')?;
        (!domain.is_empty()).then(|| format!("imap.{domain}"))
    }

    /// The port that is used where none is typed.
    pub fn port_hint(&self) -> u16 {
        self.tls.imap_port()
    }

    /// The login name that is used where none is typed.
    pub fn user_hint(&self) -> &str {
        self.address.trim()
    }

    /// Fields rest while the trial runs.
    pub fn is_trying(&self) -> bool {
        self.trial == Trial::Trying
    }

    /// What is wrong with a field.
    pub fn problem(&self, field: Field) -> Option<Problem> {
        self.problems.iter().find(|(of, _)| *of == field).map(|(_, problem)| *problem)
    }

    pub(super) fn edit(&mut self, field: Field, text: String) {
        if matches!(field, Field::Host | Field::Port) {
            // A certificate is trusted for one server.
            self.trust.pinned = None;
        }
        match field {
            Field::Name => self.name = text,
            Field::Address => self.address = text,
            Field::Host => self.host = text,
            Field::Port => self.port = text,
            Field::User => self.user = text,
            Field::Command => self.command = text,
            _ => return,
        }
        self.problems.retain(|(of, _)| *of != field);
    }

    pub(super) fn type_password(&mut self, typed: Password) {
        self.password = typed;
        self.problems.retain(|(of, _)| *of != Field::Password);
    }

    pub(super) fn choose(&mut self, source: Source) {
        if source != Source::Browser || self.oauth.is_some() {
            self.source = source;
        }
    }

    /// The port follows the kind of TLS unless it was chosen by hand.
    pub(super) fn choose_tls(&mut self, tls: TlsMode) {
        if self.port.trim() == self.tls.imap_port().to_string() {
            self.port.clear();
        }
        self.tls = tls;
        self.problems.retain(|(of, _)| !matches!(of, Field::Port | Field::Host));
    }

    fn port_number(&self) -> Option<u16> {
        match self.port.trim() {
            "" => Some(self.port_hint()),
            digits => digits.parse().ok().filter(|&port| port > 0),
        }
    }

    /// Every field that cannot be used as it is, in the order of the form.
    fn check(&self) -> Problems {
        let host = self.host.trim();
        let mut problems = Vec::new();
        match self.address.trim() {
            "" => problems.push((Field::Address, Problem::Missing)),
            address if !is_address(address) => {
                problems.push((Field::Address, Problem::NotAnAddress));
            }
            _ => {}
        }
        if host.is_empty() {
            problems.push((Field::Host, Problem::Missing));
        } else if !is_host(host) {
            problems.push((Field::Host, Problem::NotAHost));
        } else if self.tls == TlsMode::None && !is_loopback(host) {
            problems.push((Field::Host, Problem::NeedsTls));
        }
        if self.port_number().is_none() {
            problems.push((Field::Port, Problem::NotAPort));
        }
        match self.source {
            Source::Typed if self.password.is_empty() && self.still_kept().is_none() => {
                problems.push((Field::Password, Problem::Missing));
            }
            Source::Command if self.command.trim().is_empty() => {
                problems.push((Field::Command, Problem::Missing));
            }
            Source::Typed | Source::Command | Source::Browser => {}
        }
        problems
    }

    /// What the form describes.
    ///
    /// # Errors
    /// The first field that cannot be used; all of them are marked.
    pub(super) fn draft(&mut self) -> Result<Draft, Field> {
        self.problems = self.check();
        if let Some((field, _)) = self.problems.first() {
            return Err(*field);
        }
        let (secret, oauth, how) = self.proof();
        Ok(Draft {
            name: self.name.trim().to_owned(),
            address: self.address.trim().to_owned(),
            imap: Server {
                host: self.bare_host().to_owned(),
                port: self.port_number().unwrap_or(self.port_hint()),
                tls: self.tls,
                trust: self.trust.clone(),
            },
            user: self.typed_user().to_owned(),
            secret,
            oauth,
            how,
        })
    }

    fn proof(&self) -> (SecretSource, Option<OAuth>, How) {
        match (self.source, self.still_kept()) {
            (Source::Typed, Some(kept)) if self.password.is_empty() => {
                (kept.clone(), None, How::Kept)
            }
            (Source::Typed, _) => {
                (SecretSource::Keyring, None, How::Password(self.password.clone()))
            }
            (Source::Command, _) => {
                let command = SecretSource::Command(self.command.trim().to_owned());
                (command, self.oauth.clone().filter(|_| self.gives_token), How::Kept)
            }
            (Source::Browser, _) => match self.tokens() {
                Some(secret) => (secret, self.oauth.clone(), How::Kept),
                None => (SecretSource::Keyring, self.oauth.clone(), How::Browser),
            },
        }
    }

    /// Where the tokens are that go on to be used: those of this mailbox, unless they were refused.
    fn tokens(&self) -> Option<SecretSource> {
        let before = self.of.as_ref().filter(|before| before.oauth.is_some())?;
        let is_refused =
            matches!(&self.trial, Trial::Failed(fault) if fault.retry() == Retry::SignIn);
        let keeps = self.keeps_tokens && !is_refused && !self.leads_elsewhere();
        keeps.then(|| before.secret.clone())
    }
}

/// A name or an address of the internet, in any script.
pub(super) fn is_host(text: &str) -> bool {
    let has = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
    !text.is_empty() && text.chars().all(has)
}

/// Whether the name is one of this very machine; the wire checks the address again.
fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}
