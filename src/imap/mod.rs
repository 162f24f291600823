//! The wire to an IMAP server (RFC 3501, RFC 9051): connecting, signing in, commands whose tagged
//! answer is always checked, and a parser that survives any bytes. The only home of async-imap.
//! Knows nothing of mailboxes as people see them, of the cache or of the journal.
//!
//! ```text
//! connect  greeting  tls   to a protected stream that has greeted us
//! wire  framer  deflate    octets to complete responses and back
//! login                    async-imap drives it; it never sees a secret nor a foreign byte
//! parse  names  convert    responses to plain values, lenient
//! session  seqmap          commands, each driven to its own tagged answer; news from the rest
//! quirks                   what some servers offer and get wrong
//! faults                   refusals as faults
//! log                      what was said, without what it was about
//! work                     what reading costs, counted in tests
//! ```

mod connect;
mod convert;
mod deflate;
mod faults;
mod framer;
#[cfg(test)]
mod fuzz;
mod greeting;
mod log;
mod login;
mod names;
mod parse;
mod quirks;
mod seqmap;
pub mod session;
mod tls;
pub mod types;
mod wire;
mod work;

use std::net::SocketAddr;
use std::time::Duration;

use crate::auth::Credentials;
use crate::model::account::Server;
use crate::model::fault::{Fault, Place};
pub use connect::Passed;
use greeting::Greeting;
pub use log::{Ear, Log};
pub use names::{decode as decode_name, encode as encode_name};
pub use session::Session;
pub use types::*;
#[doc(hidden)]
pub use wire::{Duplex, Patience};
use wire::{Metered, Wire};

/// Resolves, connects, protects by TLS as asked and reads the greeting. Nothing secret is sent.
///
/// # Errors
/// Each step with its own `FaultKind` and `Place`: `UnknownHost`, `PortRefused`, `TimedOut`,
/// `Certificate`, `NoTls`, `PlaintextRefused`, `NotImap`.
pub async fn connect(server: &Server, meter: Meter) -> Result<Greeted, Fault> {
    connect_within(server, meter, Patience::default()).await
}

/// `connect` that tells of each step once it is done: `Dns`, `Connect`, `Tls`, `Greeting`.
///
/// # Errors
/// As `connect`.
pub async fn connect_watched(
    server: &Server,
    meter: Meter,
    watch: &mut (dyn FnMut(Place) + Send),
) -> Result<Greeted, Fault> {
    let mut told = |passed| match passed {
        Passed::Dns => watch(Place::Dns),
        Passed::Tcp => watch(Place::Connect),
        Passed::Shown(_) | Passed::Early => {}
        Passed::Tls => watch(Place::Tls),
        Passed::Greeting(_) => watch(Place::Greeting),
    };
    let (wire, greeting) = connect::open(server, meter, Patience::default(), &mut told).await?;
    Ok(Greeted { wire, greeting, host: server.host.to_lowercase(), port: server.port })
}

/// Connects to addresses that are known already, and tells everything that can be seen on the way,
/// the certificate also where it is not believed.
///
/// # Errors
/// As `connect`, without those of the name.
pub async fn connect_at(
    server: &Server,
    addresses: Vec<SocketAddr>,
    meter: Meter,
    patience: Patience,
    watch: &mut (dyn FnMut(Passed) + Send),
) -> Result<Greeted, Fault> {
    let (wire, greeting) = connect::open_at(server, addresses, meter, patience, watch).await?;
    Ok(Greeted { wire, greeting, host: server.host.to_lowercase(), port: server.port })
}

/// The addresses of a host, as the system tells them, with this port.
///
/// # Errors
/// `UnknownHost`, `TimedOut`.
pub async fn resolve(host: &str, port: u16, limit: Duration) -> Result<Vec<SocketAddr>, Fault> {
    connect::resolve(host.trim().trim_start_matches('[').trim_end_matches(']'), port, limit).await
}

/// `connect` with limits of one's own.
///
/// # Errors
/// As `connect`.
#[doc(hidden)]
pub async fn connect_within(
    server: &Server,
    meter: Meter,
    patience: Patience,
) -> Result<Greeted, Fault> {
    let (wire, greeting) = connect::open(server, meter, patience, &mut |_| {}).await?;
    Ok(Greeted { wire, greeting, host: server.host.to_lowercase(), port: server.port })
}

/// Reads the greeting of a stream that stands already.
///
/// # Errors
/// As `connect`, from the greeting on.
#[doc(hidden)]
pub async fn greet(
    stream: impl Duplex + 'static,
    meter: Meter,
    patience: Patience,
) -> Result<Greeted, Fault> {
    let stream = Box::new(Metered::new(stream, meter.clone()));
    let mut wire = Wire::new(stream, meter, patience);
    let greeting = greeting::read(&mut wire).await?;
    Ok(Greeted { wire, greeting, host: String::new(), port: 0 })
}

/// A connection that has greeted us and waits for credentials.
pub struct Greeted {
    wire: Wire,
    greeting: Greeting,
    host: String,
    port: u16,
}

impl std::fmt::Debug for Greeted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Greeted").field("host", &self.host).finish_non_exhaustive()
    }
}

impl Greeted {
    /// Whether the server let us in without credentials (PREAUTH).
    pub fn is_signed_in(&self) -> bool {
        self.greeting.signed_in
    }

    /// Capabilities before the login, asked for when the greeting did not tell.
    ///
    /// # Errors
    /// The connection is of no use any more.
    pub async fn capabilities(&mut self) -> Result<Capabilities, Fault> {
        if let Some(known) = &self.greeting.capabilities {
            return Ok(known.clone());
        }
        let told = connect::ask_capabilities(&mut self.wire).await?;
        self.greeting.capabilities = Some(told.clone());
        Ok(told)
    }

    /// Signs in (PREAUTH needs nothing). Asks for capabilities only when the server did not tell
    /// by itself; sends ID and ENABLE where offered, pipelined with the first command so that no
    /// round trip is lost.
    ///
    /// # Errors
    /// `WrongPassword` for a NO to the credentials, `Unavailable`/`Throttled`/`TooManyConnections`
    /// where the response code says that it is not the password's fault. For a token
    /// `Grant(Ended)` where it is not good (any more), `Grant(Scope)` where it is not good for
    /// mail, `Grant(NotTaken)` where the server takes none, or not for this user.
    pub async fn login(mut self, credentials: &Credentials) -> Result<Session, Fault> {
        let before = self.capabilities().await?;
        let mut signed = if self.greeting.signed_in {
            login::SignedIn { capabilities: Some(before), alerts: Vec::new() }
        } else {
            let at = (self.host.as_str(), self.port);
            login::sign_in(&mut self.wire, &before, credentials, at).await?
        };
        let quirks = quirks::Quirks::of(&self.host, &self.greeting.words);
        signed.alerts.splice(0..0, self.greeting.alerts);
        let told = match signed.capabilities {
            Some(told) => told,
            None => connect::ask_capabilities(&mut self.wire).await?,
        };
        Ok(Session::new(self.wire, told, signed.alerts, quirks))
    }
}
