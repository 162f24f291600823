//! The built-in demo account: an IMAP server, an SMTP sink and an authorization server in this
//! process, on loopback ports, with mail of its own that is held in memory. Pombo reaches it through
//! sockets, TLS and login as it reaches any server; nothing here knows the engine, the store or the
//! window.

mod arrivals;
mod certificate;
mod imap;
mod message;
mod oauth;
mod sasl;
mod seed;
mod serve;
mod shared;
mod smtp;
mod wire;
mod world;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::net::TcpListener;
use tokio::task::JoinSet;

pub use self::oauth::Words;
use self::serve::Service;
use self::shared::Shared;
use crate::model::account::{Account, Fingerprint, SecretSource, Server, TlsMode, Trust};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::AccountId;
use crate::model::oauth::{OAuth, Redirect};
use crate::model::setup::{Candidate, Origin, Way};

/// What the demo is called among providers; a name, the same in every language.
const PROVIDER: &str = "Pombo demo";

/// What a demo is made of.
#[derive(Debug, Clone)]
pub struct Options {
    /// New mail comes now and then.
    pub arrivals: bool,
    /// So many generated messages in a mailbox `Archive/Large`, for trying long lists; 0 for none.
    pub fill: u32,
    /// The moment that the dates of the mail are relative to, seconds since 1970 UTC.
    pub now: i64,
    /// What the pages in the browser say.
    pub words: Words,
}

impl Default for Options {
    /// A demo as a person meets it.
    fn default() -> Self {
        Self { arrivals: true, fill: 0, now: now(), words: Words::default() }
    }
}

/// The demo account's password. It is made anew at each start and never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

/// A running demo; it stops, with every connection to it, when this is dropped.
pub struct Demo {
    shared: Arc<Shared>,
    imap_port: u16,
    starttls_port: u16,
    smtp_port: u16,
    fingerprint: Fingerprint,
    pem: String,
    /// Aborts its tasks on drop.
    _tasks: JoinSet<()>,
}

impl std::fmt::Debug for Demo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Demo").field("imap_port", &self.imap_port()).finish_non_exhaustive()
    }
}

impl Demo {
    /// The account of the demo, which no stored account can have.
    pub const ACCOUNT: AccountId = AccountId(u16::MAX);

    /// Starts the servers on free loopback ports. To be called inside a tokio runtime.
    pub async fn start(options: Options) -> Result<Self, Fault> {
        let certificate = certificate::make()?;
        let password: String = std::iter::repeat_with(fastrand::alphanumeric).take(20).collect();
        let world = seed::world(&options);
        let (imaps, imap_port) = listen().await?;
        let (imap, starttls_port) = listen().await?;
        let (smtp, smtp_port) = listen().await?;
        let (web, web_port) = listen().await?;
        let issuer = format!("http://127.0.0.1:{web_port}");
        let (acceptor, words) = (certificate.acceptor, options.words);
        let shared = Shared::new(world, seed::ADDRESS, password, acceptor, issuer, words);
        let shared = Arc::new(shared);
        let mut tasks = JoinSet::new();
        for (listener, service) in [
            (imaps, Service::Imaps),
            (imap, Service::Imap),
            (smtp, Service::Smtp),
            (web, Service::Web),
        ] {
            tasks.spawn(serve::accept(listener, service, Arc::clone(&shared)));
        }
        if options.arrivals {
            tasks.spawn(arrivals::deliver(Arc::clone(&shared)));
        }
        let (fingerprint, pem) = (certificate.fingerprint, certificate.pem);
        Ok(Self { shared, imap_port, starttls_port, smtp_port, fingerprint, pem, _tasks: tasks })
    }

    /// The account as Pombo would keep it, over implicit TLS; only this run's certificate is
    /// trusted.
    pub fn account(&self) -> Account {
        Account {
            id: Self::ACCOUNT,
            name: seed::NAME.to_owned(),
            address: seed::ADDRESS.to_owned(),
            imap: self.server(self.imap_port, TlsMode::Implicit),
            user: seed::ADDRESS.to_owned(),
            secret: SecretSource::ThisRun,
            label: String::new(),
            oauth: None,
            hue: None,
            hide_unsubscribed: false,
        }
    }

    fn server(&self, port: u16, tls: TlsMode) -> Server {
        let trust = Trust { ca: None, pinned: Some(self.fingerprint) };
        Server { host: "127.0.0.1".to_owned(), port, tls, trust }
    }

    /// What is found for the address of the demo where its account is added as any other: the same
    /// mail, and the browser as the only way in. Nobody gave it a client id: it registers by itself.
    pub fn candidate(&self) -> Candidate {
        let at = |path: &str| format!("{}{path}", self.shared.issuer);
        let oauth = OAuth {
            provider: None,
            issuer: Some(self.shared.issuer.clone()),
            names_issuer: true,
            authorize: at("/authorize"),
            token: at("/token"),
            device: Some(at("/device_authorization")),
            register: Some(at("/register")),
            revoke: Some(at("/revoke")),
            client_id: String::new(),
            scopes: oauth::grants::SCOPES.map(str::to_owned).to_vec(),
            extra: BTreeMap::new(),
            owner: None,
            redirect: Redirect::Ip,
        };
        Candidate {
            origin: Origin::Table,
            provider: Some(PROVIDER.to_owned()),
            imap: self.server(self.imap_port, TlsMode::Implicit),
            smtp: Some(self.server(self.smtp_port, TlsMode::StartTls)),
            user: seed::ADDRESS.to_owned(),
            ways: vec![Way::Browser(Box::new(oauth))],
        }
    }

    /// The page on which the person sees who may read the demo's mail, and can take it back.
    pub fn page(&self) -> String {
        format!("{}/", self.shared.issuer)
    }

    pub fn password(&self) -> Password {
        Password(self.shared.password.clone())
    }

    /// IMAP over TLS from the first byte.
    pub fn imap_port(&self) -> u16 {
        self.imap_port
    }

    /// IMAP that begins in plain text and offers STARTTLS.
    pub fn starttls_port(&self) -> u16 {
        self.starttls_port
    }

    /// SMTP that begins in plain text and offers STARTTLS.
    pub fn smtp_port(&self) -> u16 {
        self.smtp_port
    }

    /// New mail into the INBOX, now. Line ends become CRLF.
    pub fn deliver(&self, eml: Vec<u8>) {
        self.shared.deliver(&eml, now());
    }

    /// The self-signed certificate of the mail servers.
    pub fn certificate_pem(&self) -> &str {
        &self.pem
    }

    /// What was sent through the SMTP sink to anybody, oldest first.
    pub fn sent(&self) -> Vec<Sent> {
        self.shared.sent()
    }
}

/// A message that the SMTP sink accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub from: String,
    pub to: Vec<String>,
    pub message: Vec<u8>,
}

/// A free port of loopback.
async fn listen() -> Result<(TcpListener, u16), Fault> {
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|error| fault(&error))?;
    let port = listener.local_addr().map_err(|error| fault(&error))?.port();
    Ok((listener, port))
}

/// Seconds since 1970 UTC.
fn now() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)
}

fn fault(error: &std::io::Error) -> Fault {
    let detail = format!("the demo account could not open its ports: {error}");
    Fault::new(FaultKind::Unavailable, Place::Connect, detail)
}

#[cfg(test)]
mod tests;
