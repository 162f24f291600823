//! What examining an address or a server found: each step with its time, what was seen, what is
//! wrong and what to do about it. Knows no words and no network.

mod advice;
mod redact;

use std::net::{IpAddr, SocketAddr};

use super::account::{Fingerprint, TlsMode};
use super::fault::{Fault, FaultKind, Place};
use super::oauth::Grant;
use super::setup::Origin;
pub use advice::Advice;
pub use redact::Mask;

/// The steps from an address to its mail, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The address is one.
    Address,
    /// Its servers are found.
    Discovery,
    /// The server's name has addresses.
    Dns,
    /// Its port answers.
    Tcp,
    /// The connection is encrypted, the certificate is good.
    Tls,
    /// An IMAP server greets.
    Greeting,
    /// It tells what it can do.
    Capabilities,
    /// It takes what we sign in with.
    Mechanisms,
    /// There is a token, or a password.
    Token,
    /// It lets us in.
    Login,
    /// The inbox opens.
    Inbox,
}

impl Step {
    pub const ALL: [Self; 11] = [
        Self::Address,
        Self::Discovery,
        Self::Dns,
        Self::Tcp,
        Self::Tls,
        Self::Greeting,
        Self::Capabilities,
        Self::Mechanisms,
        Self::Token,
        Self::Login,
        Self::Inbox,
    ];

    /// The step that a fault of connecting belongs to.
    pub fn of(place: Place) -> Self {
        match place {
            Place::Dns => Self::Dns,
            Place::Connect => Self::Tcp,
            Place::Tls | Place::File => Self::Tls,
            Place::Discovery => Self::Discovery,
            Place::Keyring | Place::Command | Place::Authorization | Place::Browser => Self::Token,
            Place::SignIn => Self::Login,
            Place::Mailbox => Self::Inbox,
            _ => Self::Greeting,
        }
    }
}

/// What came of one step.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub step: Step,
    /// How long it took, milliseconds.
    pub ms: u64,
    pub outcome: Outcome,
    /// What was seen, also where it failed.
    pub seen: Seen,
}

impl Finding {
    /// What failed, if it did.
    pub fn fault(&self) -> Option<&Fault> {
        match &self.outcome {
            Outcome::Failed(fault) => Some(fault),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    Fine,
    /// It works, and yet something is not right or will not be for long.
    Warning(Caution),
    Failed(Fault),
    /// A step before it failed, or there is no account to try it with.
    Skipped,
}

/// What is not right though it works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caution {
    /// Some of the server's addresses do not answer: connecting may be slow, or fail at times.
    SomeSilent,
    /// The certificate ends in so many days.
    EndsSoon { days: i64 },
    /// The provider gave less than was asked for; reading mail may not be in it.
    ScopeMissing,
    /// The token cannot be renewed without the person.
    NotRenewable,
    /// The servers were guessed, or told by DNS that nobody signed.
    Unconfirmed,
}

/// What a step showed.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Seen {
    #[default]
    Nothing,
    /// The domain of the address.
    Domain(String),
    /// Where the servers were looked for; which one is examined.
    Servers {
        asked: Vec<Asked>,
        chosen: Option<Box<Chosen>>,
    },
    /// The addresses of the server's name.
    Addresses(Vec<IpAddr>),
    /// Each address that was tried.
    Reached(Vec<Reach>),
    /// The connection is not encrypted, on this machine only.
    Plain,
    Tls(Tls),
    /// The server's words.
    Greeting(String),
    Capabilities(Vec<String>),
    /// Ways to sign in that the server offers, and the one that is taken, where one fits.
    Mechanisms {
        offered: Vec<String>,
        ours: Option<Mechanism>,
    },
    /// A password is there, or a command gives it.
    Password,
    Token(TokenFacts),
    /// How many messages are in the inbox.
    Inbox {
        messages: u32,
    },
}

/// One place where servers were looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub origin: Origin,
    pub answer: Answer,
}

/// What such a place came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It names this IMAP host, and an IMAP server greeted there.
    Found(String),
    Nothing,
    Failed(Fault),
    /// A better answer came first.
    Unasked,
}

/// The server that is examined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    pub origin: Origin,
    pub host: String,
    pub port: u16,
    pub tls: TlsMode,
    /// What the provider is called, where that is known.
    pub provider: Option<String>,
}

/// One address of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    pub address: SocketAddr,
    /// How long the answer took, milliseconds.
    pub ms: u64,
    /// Why it could not be reached.
    pub failed: Option<FaultKind>,
}

/// An encrypted connection, or one that did not come about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tls {
    /// `TLS 1.3`; none where the handshake failed.
    pub version: Option<String>,
    /// What the server showed.
    pub certificate: Option<Box<Certificate>>,
    /// It is the one that the person trusted by hand.
    pub by_hand: bool,
}

/// What a certificate says of itself. Whether that is true is for TLS to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    pub fingerprint: Fingerprint,
    /// Whom it is for, as it writes it.
    pub subject: String,
    /// Who signed it, as it writes it.
    pub issuer: String,
    /// The hosts it is good for, at most a few dozen.
    pub names: Vec<String>,
    /// From when and until when it is good, seconds since 1970 UTC.
    pub not_before: i64,
    pub not_after: i64,
}

impl Certificate {
    /// Days until it ends, rounded down; negative where it has ended. `now`: seconds since 1970 UTC.
    pub fn days_left(&self, now: i64) -> i64 {
        self.not_after.saturating_sub(now).div_euclid(24 * 60 * 60)
    }

    /// Whether it is its own issuer.
    pub fn is_self_signed(&self) -> bool {
        !self.subject.is_empty() && self.subject == self.issuer
    }
}

/// A way to sign in on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mechanism {
    Login,
    Plain,
    XOAuth2,
    OAuthBearer,
}

impl Mechanism {
    /// As it is spelt on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Login => "LOGIN",
            Self::Plain => "PLAIN",
            Self::XOAuth2 => "XOAUTH2",
            Self::OAuthBearer => "OAUTHBEARER",
        }
    }
}

/// What is known of a token; never the token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TokenFacts {
    pub grant: Grant,
    /// Whether it was renewed in this examination.
    pub renewed: bool,
}

/// An examination.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The address it was about, where it was about one. Personal: see `Mask`.
    pub address: Option<String>,
    /// The server that was examined, where one was known or found.
    pub server: Option<(String, u16, TlsMode)>,
    /// In the order of the steps; those that came to nothing are there as `Skipped`.
    pub findings: Vec<Finding>,
    /// Of Pombo.
    pub version: String,
    /// The operating system and its kind of processor.
    pub system: String,
    /// When it began, seconds since 1970 UTC.
    pub at: i64,
    /// What must not be in a report that leaves this machine.
    pub mask: Mask,
}

/// What an examination comes to, where something failed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verdict<'r> {
    pub step: Step,
    pub fault: &'r Fault,
    pub advice: Advice,
}

impl Report {
    /// The first step that failed, and what to do about it; none where nothing did.
    pub fn verdict(&self) -> Option<Verdict<'_>> {
        self.findings.iter().find_map(|finding| {
            let fault = finding.fault()?;
            Some(Verdict { step: finding.step, fault, advice: Advice::of(finding.step, fault) })
        })
    }

    pub fn finding(&self, step: Step) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.step == step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn certificate(not_after: i64) -> Certificate {
        Certificate {
            fingerprint: Fingerprint([7; 32]),
            subject: "CN=imap.example.org".to_owned(),
            issuer: "CN=Authority".to_owned(),
            names: vec!["imap.example.org".to_owned()],
            not_before: 0,
            not_after,
        }
    }

    #[test]
    fn a_certificate_counts_whole_days() {
        let day = 24 * 60 * 60;
        assert_eq!(certificate(12 * day + 5).days_left(0), 12);
        assert_eq!(certificate(day - 1).days_left(0), 0);
        assert_eq!(certificate(0).days_left(1), -1);
        assert_eq!(certificate(i64::MAX).days_left(i64::MIN), i64::MAX / day);
        assert!(!certificate(0).is_self_signed());
    }

    #[test]
    fn the_steps_are_in_their_order() {
        assert!(Step::ALL.is_sorted());
        assert_eq!(Step::of(Place::SignIn), Step::Login);
    }
}
