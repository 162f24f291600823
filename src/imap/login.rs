//! Signing in. async-imap drives the exchange (RFC 9051 sections 6.2.2 and 6.2.3) on a `Door`,
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

use std::time::Duration;

use secrecy::ExposeSecret as _;
use tokio::time::timeout;

use super::faults;
use super::parse::{Code, Condition, StatusLine};
use super::types::Capabilities;
use super::wire::Wire;
use crate::auth::Credentials;
use crate::model::fault::{Fault, FaultKind, Place, Refusal};
use door::{Door, Secrets, Way};

/// What the answer to the credentials told.
#[derive(Debug)]
pub(super) struct SignedIn {
    pub capabilities: Option<Capabilities>,
    pub alerts: Vec<String>,
}

/// What async-imap believes to be the name and the password.
const STAND_IN: &str = "x";

/// Signs in with what the server can do.
///
/// # Errors
/// As `Greeted::login`.
pub(super) async fn sign_in(
    wire: &mut Wire,
    offered: &Capabilities,
    credentials: &Credentials,
) -> Result<SignedIn, Fault> {
    let Credentials::Password { user, password } = credentials else {
        return Err(faults::invalid(Place::SignIn, "tokens are not taken yet"));
    };
    let password = password.expose_secret();
    if [user.as_str(), password].iter().any(|text| text.contains(['\r', '\n', '\0'])) {
        let detail = "a user name or password cannot hold a line end or NUL";
        return Err(faults::invalid(Place::SignIn, detail));
    }
    let way = way(offered, user.is_ascii() && password.is_ascii())?;
    let limit = wire.patience.command;
    let mut door = Door::new(wire, Secrets::new(user, password), way, offered);
    // Some servers make one wait after a wrong password: the limit is for the whole exchange.
    let answered = timeout(limit, drive(&mut door, way)).await.is_ok();
    let outcome = judge(&mut door, answered, limit);
    outcome.map_err(|mut fault| {
        // A server may repeat the command that it did not understand.
        if !password.is_empty() {
            fault.detail = fault.detail.replace(password, "…");
        }
        fault
    })
}

/// LOGIN, except where it is switched off, or the words need UTF-8, which only PLAIN defines
/// (RFC 4616; RFC 9051 section 6.2.3 leaves LOGIN to ASCII).
fn way(offered: &Capabilities, ascii: bool) -> Result<Way, Fault> {
    let plain = offered.has("AUTH=PLAIN");
    match (offered.has("LOGINDISABLED"), ascii) {
        (true, _) if plain => Ok(Way::Plain),
        (true, _) => {
            let kind = FaultKind::Refused(Refusal::Cannot);
            let detail = "the server does not take passwords on this connection (LOGINDISABLED)";
            Err(Fault::new(kind, Place::SignIn, detail))
        }
        (false, false) if plain => Ok(Way::Plain),
        (false, _) => Ok(Way::Login),
    }
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
        Way::Plain => drop(client.authenticate("PLAIN", Answer).await),
    }
}

fn judge(door: &mut Door<'_>, answered: bool, limit: Duration) -> Result<SignedIn, Fault> {
    let seen = door.take_seen();
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
        Some(line) => Err(faults::sign_in_refusal(&line)),
        None if !answered => {
            let detail = format!("the login was not answered in {} s", limit.as_secs());
            Err(Fault::new(FaultKind::TimedOut, Place::SignIn, detail))
        }
        None => Err(faults::nonsense(Place::SignIn, "the login ended without an answer")),
    }
}
