//! What is typed into the sign-in form, and whether it can be used. Knows no trial.

use super::{Field, Form, Problem, Source, Trial};
use crate::model::account::{Account, SecretSource, Server, TlsMode};
use crate::model::ids::AccountId;

impl Form {
    /// An empty form.
    pub(super) fn new() -> Self {
        Self {
            editing: None,
            name: String::new(),
            address: String::new(),
            host: String::new(),
            port: String::new(),
            tls: TlsMode::Implicit,
            user: String::new(),
            source: Source::Typed,
            password: super::Password::default(),
            kept: None,
            command: String::new(),
            trust: crate::model::account::Trust::default(),
            state: Trial::Idle,
            problems: Vec::new(),
            attempt: 0,
            refused_certificate: None,
        }
    }

    /// The form of an account that is signed in again; its password need not be typed anew.
    pub(super) fn of(account: &Account) -> Self {
        let (source, command) = match &account.secret {
            SecretSource::Command(command) => (Source::Command, command.clone()),
            SecretSource::Keyring | SecretSource::ThisRun | SecretSource::File => {
                (Source::Typed, String::new())
            }
        };
        Self {
            editing: Some(account.id),
            name: account.name.clone(),
            address: account.address.clone(),
            host: account.imap.host.clone(),
            port: account.imap.port.to_string(),
            tls: account.imap.tls,
            user: account.user.clone(),
            source,
            kept: (source == Source::Typed).then(|| account.secret.clone()),
            command,
            trust: account.imap.trust.clone(),
            ..Self::new()
        }
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
            Field::Password => self.password = super::Password::new(text),
        }
        self.problems.retain(|(of, _)| *of != field);
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
    pub(super) fn check(&self) -> Vec<(Field, Problem)> {
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
            Source::Typed if self.password.is_empty() && self.kept.is_none() => {
                problems.push((Field::Password, Problem::Missing));
            }
            Source::Command if self.command.trim().is_empty() => {
                problems.push((Field::Command, Problem::Missing));
            }
            Source::Typed | Source::Command => {}
        }
        problems
    }

    /// The account that the form describes; call it only when `check` found nothing.
    pub(super) fn account(&self, id: AccountId) -> Account {
        let user = self.user.trim();
        Account {
            id,
            name: self.name.trim().to_owned(),
            address: self.address.trim().to_owned(),
            imap: Server {
                host: self.host.trim().trim_start_matches('[').trim_end_matches(']').to_owned(),
                port: self.port_number().unwrap_or(self.port_hint()),
                tls: self.tls,
                trust: self.trust.clone(),
            },
            user: if user.is_empty() { self.user_hint() } else { user }.to_owned(),
            secret: match self.source {
                Source::Typed => match &self.kept {
                    Some(kept) if self.password.is_empty() => kept.clone(),
                    _ => SecretSource::Keyring,
                },
                Source::Command => SecretSource::Command(self.command.trim().to_owned()),
            },
            label: String::new(),
            oauth: None,
            hue: None,
        }
    }
}

/// `name@host`: enough to catch a slip; the server decides the rest.
fn is_address(text: &str) -> bool {
    let is_plain = !text.contains(|c: char| c.is_whitespace() || c.is_control());
    let parts = text.rsplit_once('@');
    is_plain && parts.is_some_and(|(name, host)| !name.is_empty() && is_host(host))
}

/// A name or an address of the internet, in any script.
fn is_host(text: &str) -> bool {
    let has = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
    !text.is_empty() && text.chars().all(has)
}

/// Whether the name is one of this very machine; the wire checks the address again.
fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}
