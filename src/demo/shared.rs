//! What all connections of a demo share: the mail, the bell that rings when it changes, the
//! password, the certificate, the permissions that were given in the browser.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use super::Sent;
use super::oauth::Words;
use super::oauth::grants::Grants;
use super::world::{Marks, World};

/// A TLS handshake takes no longer than this.
pub const HANDSHAKE: Duration = Duration::from_secs(10);

/// So many octets of sent mail are kept; the oldest go first.
const KEPT: usize = 64 << 20;

pub struct Shared {
    world: Mutex<World>,
    sent: Mutex<Vec<Sent>>,
    bell: watch::Sender<u64>,
    grants: Mutex<Grants>,
    pub address: &'static str,
    pub password: String,
    pub acceptor: TlsAcceptor,
    /// Who the authorization server is: its URL, without a path.
    pub issuer: String,
    pub words: Words,
}

impl Shared {
    pub fn new(
        world: World,
        address: &'static str,
        password: String,
        acceptor: TlsAcceptor,
        issuer: String,
        words: Words,
    ) -> Self {
        let (world, sent, grants) = (Mutex::new(world), Mutex::default(), Mutex::default());
        let bell = watch::Sender::new(0);
        Self { world, sent, bell, grants, address, password, acceptor, issuer, words }
    }

    /// Reads the mail.
    pub fn look<T>(&self, read: impl FnOnce(&World) -> T) -> T {
        read(&self.world.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the mail and wakes whoever waits for news.
    pub fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let result = change(&mut self.world.lock().unwrap_or_else(PoisonError::into_inner));
        self.bell.send_modify(|rung| *rung = rung.wrapping_add(1));
        result
    }

    /// Rings at each change from now on.
    pub fn bell(&self) -> watch::Receiver<u64> {
        self.bell.subscribe()
    }

    /// The user is the address, in any case of letters.
    pub fn admits(&self, user: &[u8], password: &[u8]) -> bool {
        user.eq_ignore_ascii_case(self.address.as_bytes()) && password == self.password.as_bytes()
    }

    /// Works on the permissions, and wakes whoever may have lost one.
    pub fn grants<T>(&self, work: impl FnOnce(&mut Grants) -> T) -> T {
        let result = work(&mut self.grants.lock().unwrap_or_else(PoisonError::into_inner));
        self.bell.send_modify(|rung| *rung = rung.wrapping_add(1));
        result
    }

    /// The permission by which this user comes in with an access token, for what `scope` names.
    pub fn admits_token(&self, user: &str, token: &str, scope: &str) -> Option<u64> {
        let grants = self.grants.lock().unwrap_or_else(PoisonError::into_inner);
        let grant = grants.admits(token, scope, Instant::now());
        grant.filter(|_| user.eq_ignore_ascii_case(self.address))
    }

    /// Whether a permission was not taken back.
    pub fn stands(&self, grant: u64) -> bool {
        self.grants.lock().unwrap_or_else(PoisonError::into_inner).stands(grant)
    }

    /// Keeps a sent message to be looked at.
    pub fn keep(&self, message: Sent) {
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        sent.push(message);
        let mut octets: usize = sent.iter().map(|sent| sent.message.len()).sum();
        while octets > KEPT && sent.len() > 1 {
            octets -= sent.remove(0).message.len();
        }
    }

    pub fn sent(&self) -> Vec<Sent> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// New mail into the INBOX.
    pub fn deliver(&self, message: &[u8], at: i64) {
        let message = transportable(message);
        let delivered = self.change(|world| world.append("INBOX", message, at, Marks::default()));
        if let Err(no) = delivered {
            tracing::warn!("The demo account did not take a message: {no:?}.");
        }
    }
}

/// With CRLF line ends, and without NUL, which no IMAP literal can hold.
pub fn transportable(message: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(message.len() + message.len() / 32);
    for &byte in message {
        match byte {
            b'\n' if bytes.last() != Some(&b'\r') => bytes.extend_from_slice(b"\r\n"),
            0 => bytes.push(0x80),
            byte => bytes.push(byte),
        }
    }
    bytes
}
