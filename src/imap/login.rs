//! Signing in, with a password or a token. async-imap drives the exchange (RFC 9051 sections 6.2.2
//! and 6.2.3) on a `Door`,
//! which stands between it and the wire:
//!
//! - async-imap is given stand-ins for the name and the password, and the door puts the real ones
//!   into the stream: it writes what it sends into the log at trace level;
//! - the door takes care of literals, which async-imap does not know;
//! - it hands over only the lines that async-imap needs, in words of our own, so that no octet of
//!   a server can make its parser fail or panic, and remembers what the lines really said;
//! - it reads one response at a time from the wire, so that nothing behind the tagged answer is
//!   lost, and turns the end of the stream into an error.

mod door;
mod sasl;
mod veil;

use std::time::Duration;

use secrecy::ExposeSecret as _;
use tokio::time::timeout;

use super::faults;
use super::parse::{Code, Condition, StatusLine};
use super::types::Capabilities;
use super::wire::Wire;
use crate::auth::Credentials;
use crate::model::fault::{Fault, FaultKind, Place, Refusal};
use door::{Door, Secrets, Seen, Way};
use sasl::Mechanism;
use veil::Veil;

/// What the answer to the credentials told.
#[derive(Debug)]
pub(super) struct SignedIn {
    pub capabilities: Option<Capabilities>,
    pub alerts: Vec<String>,
}

/// What async-imap believes to be the name and the password.
const STAND_IN: &str = "x";

/// Signs in with what the server can do. `host` and `port` are where we are connected to; the host
/// may be empty.
///
/// # Errors
/// As `Greeted::login`.
pub(super) async fn sign_in(
    wire: &mut Wire,
    offered: &Capabilities,
    credentials: &Credentials,
    (host, port): (&str, u16),
) -> Result<SignedIn, Fault> {
    let (user, secret) = match credentials {
        Credentials::Password { user, password } => (user, password.expose_secret()),
        Credentials::Token { user, token } => (user, token.expose_secret()),
    };
    let mechanism = match credentials {
        Credentials::Password { .. } => for_password(offered, user, secret)?,
        Credentials::Token { .. } => Some(for_token(offered, user, secret)?),
    };
    let coded = mechanism
        .map(|mechanism| mechanism.first_response(user, secret, host, port))
        .unwrap_or_default();
    let (way, secrets) = match mechanism {
        None => (Way::Login, Secrets::Words { user, password: secret }),
        Some(mechanism) => {
            let at_once = mechanism.at_once(offered, &coded);
            (Way::Sasl { mechanism, at_once }, Secrets::Response(&coded))
        }
    };
    let veil = match credentials {
        Credentials::Password { .. } => Veil::default().whole(secret),
        Credentials::Token { .. } => Veil::default().pieces(secret),
    };
    let limit = wire.patience.command;
    let ear = wire.ear().cloned();
    if let Some(ear) = &ear {
        match mechanism {
            None => ear.signing_in("LOGIN", ""),
            Some(mechanism) => ear.signing_in("AUTHENTICATE", mechanism.name()),
        }
    }
    let mut door = Door::new(wire, secrets, way, offered);
    // Some servers make one wait after a wrong password: the limit is for the whole exchange.
    let answered = timeout(limit, drive(&mut door, way)).await.is_ok();
    let seen = door.take_seen();
    if let (Some(ear), Some(line)) = (ear, &seen.tagged) {
        ear.answered(line, 0);
    }
    veiled(judge(seen, way, answered, limit), &veil.pieces(&coded))
}

/// None for LOGIN, except where it is switched off, or the words need UTF-8, which only PLAIN
/// defines (RFC 4616; RFC 9051 section 6.2.3 leaves LOGIN to ASCII).
fn for_password(
    offered: &Capabilities,
    user: &str,
    password: &str,
) -> Result<Option<Mechanism>, Fault> {
    if [user, password].iter().any(|text| text.contains(['\r', '\n', '\0'])) {
        let detail = "a user name or password cannot hold a line end or NUL";
        return Err(faults::invalid(Place::SignIn, detail));
    }
    let plain = offered.has("AUTH=PLAIN").then_some(Mechanism::Plain);
    match (offered.has("LOGINDISABLED"), user.is_ascii() && password.is_ascii()) {
        (true, _) if plain.is_none() => {
            let kind = FaultKind::Refused(Refusal::Cannot);
            let detail = "the server does not take passwords on this connection (LOGINDISABLED)";
            Err(Fault::new(kind, Place::SignIn, detail))
        }
        (true, _) | (false, false) => Ok(plain),
        (false, true) => Ok(None),
    }
}

/// A token goes by a mechanism for tokens or not at all: LOGIN would make a password of it, which
/// servers write into their logs.
fn for_token(offered: &Capabilities, user: &str, token: &str) -> Result<Mechanism, Fault> {
    if user.chars().any(char::is_control) {
        return Err(faults::invalid(Place::SignIn, "a user name cannot hold a control character"));
    }
    // RFC 6750 section 2.1 has fewer; a token is never to end its own field.
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(faults::invalid(Place::SignIn, "what was given as a token cannot be one"));
    }
    Mechanism::for_token(offered).ok_or_else(sasl::no_mechanism)
}

/// The exchange itself. What came of it is read off the door: async-imap's own errors may hold
/// the server's octets, and its session is dropped at once.
async fn drive(door: &mut Door<'_>, way: Way) {
    struct Answer;
    impl async_imap::Authenticator for Answer {
        type Response = &'static str;
        fn process(&mut self, _challenge: &[u8]) -> Self::Response {
            STAND_IN
        }
    }
    let client = async_imap::Client::new(door);
    match way {
        Way::Login => drop(client.login(STAND_IN, STAND_IN).await),
        Way::Sasl { mechanism, .. } => drop(client.authenticate(mechanism.name(), Answer).await),
    }
}

fn judge(seen: Seen, way: Way, answered: bool, limit: Duration) -> Result<SignedIn, Fault> {
    if let Some(fault) = seen.fault {
        return Err(fault);
    }
    if let Some(line) = seen.bye {
        return Err(faults::sign_in_refusal(&line));
    }
    match seen.tagged {
        Some(StatusLine { condition: Condition::Ok, code, .. }) => {
            let told = match code {
                Code::Capability(told) => Some(told),
                _ => seen.capabilities,
            };
            Ok(SignedIn { capabilities: told, alerts: seen.alerts })
        }
        Some(line) => Err(match way {
            Way::Sasl { mechanism, .. } if mechanism.takes_token() => {
                sasl::token_refusal(&line, seen.complaint.as_ref())
            }
            _ => faults::sign_in_refusal(&line),
        }),
        None if !answered => {
            let detail = format!("the login was not answered in {} s", limit.as_secs());
            Err(Fault::new(FaultKind::TimedOut, Place::SignIn, detail))
        }
        None => Err(faults::nonsense(Place::SignIn, "the login ended without an answer")),
    }
}

/// The server's words without what it was told.
fn veiled(outcome: Result<SignedIn, Fault>, veil: &Veil<'_>) -> Result<SignedIn, Fault> {
    match outcome {
        Ok(mut signed) => {
            signed.alerts.iter_mut().for_each(|alert| *alert = veil.over(alert));
            Ok(signed)
        }
        Err(mut fault) => {
            fault.detail = veil.over(&fault.detail);
            Err(fault)
        }
    }
}
