//! What went wrong: a kind that decides, a place that explains, a detail for those who ask.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::account::Fingerprint;

/// A failure. `kind` alone decides what happens next; nobody reads `detail` but people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Error)]
#[error("{place:?}: {kind:?}: {detail}")]
pub struct Fault {
    pub kind: FaultKind,
    pub place: Place,
    /// The technical text, for "Details": a host, a path, the server's own words. Never a secret,
    /// never the content of a mail.
    pub detail: String,
}

/// Where it went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    Dns,
    Connect,
    Tls,
    Greeting,
    SignIn,
    /// Looking for the servers of an address.
    Discovery,
    /// The person's browser, or what it came back with.
    Browser,
    /// The authorization server: its metadata, tokens, registration.
    Authorization,
    Keyring,
    Command,
    Mailbox,
    Message,
    Cache,
    Journal,
    Config,
    File,
    /// A web server that a mail named.
    Web,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FaultKind {
    /// The host name has no address.
    UnknownHost,
    /// Nothing listens on that port.
    PortRefused,
    /// No answer in time.
    TimedOut,
    /// The connection broke, or ended before the answer was whole.
    Lost,
    /// The certificate is not to be believed as it is.
    Certificate { fingerprint: Fingerprint, problem: CertificateProblem },
    /// TLS failed for another reason, or STARTTLS is not offered.
    NoTls,
    /// Plaintext was asked for to an address that is not loopback.
    PlaintextRefused,
    /// What answers there does not speak IMAP.
    NotImap,
    /// User name or password refused.
    WrongPassword,
    /// The provider takes a password made for one program only, not that of the account.
    AppPasswordNeeded,
    /// The server takes no passwords at all: the browser is the way in.
    PasswordNotTaken,
    /// The password has run out.
    PasswordExpired,
    /// The provider wants the person to sign in on its web page first.
    WebLoginNeeded,
    /// IMAP is switched off for this account, or for its whole domain.
    ImapDisabled,
    /// The account is locked, suspended or disabled.
    AccountLocked,
    /// No password is known.
    NoPassword,
    /// No keyring is running.
    NoKeyring,
    /// The keyring, or the encrypted file of secrets, is locked.
    Locked,
    /// OAuth 2.0 did not give, or does not give any more, what is needed.
    Grant(GrantProblem),
    /// The password command failed.
    PasswordCommand,
    /// The server says to come back later.
    Throttled { wait: Duration },
    /// Too many connections.
    TooManyConnections,
    /// The server answered NO, for good: it may not or cannot be done.
    Refused(Refusal),
    /// The server answered NO without saying for how long, or BYE.
    Unavailable,
    /// The server did not understand the command (BAD).
    NotUnderstood,
    /// The server's answer makes no sense.
    Nonsense,
    /// The message or mailbox is not on the server any more.
    Gone,
    /// Larger than the limit.
    TooLarge,
    /// Another Pombo uses this profile.
    InUse,
    /// A file could not be read or written; a full disk.
    Disk,
    /// A file of ours is damaged.
    Damaged,
    /// The account is set up here already.
    AlreadyHere,
    /// What was given cannot be used (a setting, an argument).
    Invalid,
    /// The person cancelled.
    Cancelled,
    /// There is no display to open a window on.
    NoDisplay,
    /// What was to be moved was copied, and the original could not be removed for this reason.
    OriginalStays(Refusal),
    /// No network leads out of this machine.
    NoNetwork,
    /// CREATE or COPY was never answered, and what it would have made is not there; but others may
    /// have carried it on: a mailbox is listed that nobody here knew, a message came and left.
    PerhapsElsewhere,
}

/// Why there is no token (RFC 6749 sections 4.1.2.1 and 5.2, RFC 8628, RFC 9207, and what providers
/// say in words of their own).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum GrantProblem {
    /// `invalid_grant`: the permission was taken back, ran out, or the password was changed.
    Ended,
    /// `access_denied`: the person, or their organisation, said no in the browser.
    Denied,
    /// The organisation's administrator has to agree first.
    AdminConsent,
    /// The person has to agree in the browser (`consent_required`, `interaction_required`).
    Consent,
    /// Rules of the organisation refuse this device or place, or want a second factor.
    Policy,
    /// The account is disabled, or not of this organisation.
    AccountBlocked,
    /// Nobody told who we are to this provider: there is no client id.
    NoClient,
    /// `invalid_client`, `unauthorized_client`: the client id is not known or not allowed.
    ClientRefused,
    /// The redirect is not registered for the client id.
    RedirectRefused,
    /// `invalid_scope`, or the token is not good for IMAP.
    Scope,
    /// The answer belongs to another question: `state` differs.
    WrongState,
    /// Another authorization server answered than was asked: `iss` differs.
    WrongIssuer,
    /// The code was used already, or came a second time.
    Replayed,
    /// The browser sent something that is no answer.
    BadRedirect,
    /// Nothing came back from the browser in time, or the device code ran out.
    Unanswered,
    /// Another account was signed in to than was asked for.
    WrongAccount,
    /// The mail server does not take tokens, though a token was given.
    NotTaken,
    /// The authorization server refused for another reason.
    Other,
}

/// Why a certificate is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CertificateProblem {
    /// Signed by itself or by an authority that is not known here.
    UnknownIssuer,
    /// Its time is over or has not begun.
    Expired,
    /// Made for another host.
    WrongHost,
    /// Another certificate than the one trusted by hand.
    Changed,
    Other,
}

/// A NO that repeating does not change (response codes of RFC 5530 and RFC 9051 section 7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    OverQuota,
    NoPermission,
    Cannot,
    NonExistent,
    AlreadyExists,
    ReadOnly,
    Limit,
    /// COPY or MOVE to a mailbox that could be created.
    TryCreate,
    /// More is in the mailbox than the person was told before it was to be deleted.
    MoreInside,
    /// The server only gives out the newest messages of the mailbox, and this one is older.
    OutOfReach,
    /// Mailboxes are labels there: only what lies in Trash or Junk is deleted by expunging it.
    OnlyFromTrash,
}

/// What to do about a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Doing it again gives the same answer.
    Never,
    /// On a new connection, with backoff.
    Reconnect,
    /// Not before this time has passed.
    After(Duration),
    /// When the person has signed in.
    SignIn,
}

impl Fault {
    pub fn new(kind: FaultKind, place: Place, detail: impl Into<String>) -> Self {
        Self { kind, place, detail: detail.into() }
    }

    /// What to do about it.
    pub fn retry(&self) -> Retry {
        use FaultKind as K;
        match &self.kind {
            K::UnknownHost | K::PortRefused | K::TimedOut | K::Lost | K::NotImap | K::NoTls => {
                Retry::Reconnect
            }
            K::Unavailable | K::TooManyConnections | K::Nonsense | K::NoNetwork => Retry::Reconnect,
            K::Throttled { wait } => Retry::After(*wait),
            K::WrongPassword | K::NoPassword | K::NoKeyring | K::PasswordCommand => Retry::SignIn,
            K::AppPasswordNeeded | K::PasswordNotTaken | K::PasswordExpired => Retry::SignIn,
            K::WebLoginNeeded | K::ImapDisabled | K::AccountLocked => Retry::SignIn,
            K::Locked | K::Grant(_) => Retry::SignIn,
            K::Certificate { .. } => Retry::SignIn,
            K::PlaintextRefused | K::Refused(_) | K::NotUnderstood | K::Gone => Retry::Never,
            K::OriginalStays(_) | K::PerhapsElsewhere => Retry::Never,
            K::TooLarge
            | K::InUse
            | K::AlreadyHere
            | K::Disk
            | K::Damaged
            | K::Invalid
            | K::Cancelled
            | K::NoDisplay => Retry::Never,
        }
    }
}
