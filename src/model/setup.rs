//! What is found out about an address before it is an account, and how signing in goes on.

use super::account::Server;
use super::fault::Fault;
use super::oauth::OAuth;

/// Characters that the passphrase of the encrypted file of secrets has at least.
pub const PASSPHRASE_MIN: usize = 8;

/// A place where servers are looked for. The order is the rank: of two answers the first is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// The bundled table of providers, by the address' domain.
    Table,
    /// A signed or hashed configuration at the domain (PACC draft).
    Pacc,
    /// `https://autoconfig.DOMAIN/mail/config-v1.1.xml`.
    Autoconfig,
    /// `https://DOMAIN/.well-known/autoconfig/mail/config-v1.1.xml`.
    WellKnown,
    /// SRV records (RFC 6186, 8314).
    Srv,
    /// The domain's mail exchanger belongs to a provider of the table.
    Mx,
    /// Host names that many use: `imap.DOMAIN`, `mail.DOMAIN`.
    Guess,
}

impl Origin {
    pub const ALL: [Self; 7] = [
        Self::Table,
        Self::Pacc,
        Self::Autoconfig,
        Self::WellKnown,
        Self::Srv,
        Self::Mx,
        Self::Guess,
    ];
}

/// One step of looking for servers, as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Seek {
    pub origin: Origin,
    pub state: SeekState,
}

#[derive(Debug, Clone, PartialEq)]
pub enum SeekState {
    Looking,
    /// It names this IMAP host, which is being connected to.
    Checking(String),
    /// It names this IMAP host, and an IMAP server greeted there.
    Found(String),
    Nothing,
    Failed(Fault),
}

/// A way to prove who one is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// In the browser, by OAuth 2.0.
    Browser(Box<OAuth>),
    /// The password of the account.
    Password,
    /// A password that the provider makes for one program; where it is made, as a URL.
    AppPassword(Option<String>),
}

/// Servers for an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub origin: Origin,
    /// What the provider is called, where that is known.
    pub provider: Option<String>,
    pub imap: Server,
    pub smtp: Option<Server>,
    /// The login name.
    pub user: String,
    /// Ways to sign in, the preferred one first; never empty.
    pub ways: Vec<Way>,
}

impl Candidate {
    /// Whether the host was only guessed or told by DNS that nobody signed: the person has to agree
    /// before a password goes there (RFC 6186 section 6). An exchanger that leads to a provider of
    /// the table leads to nobody else.
    pub fn needs_consent(&self) -> bool {
        match self.origin {
            Origin::Guess | Origin::Srv => true,
            Origin::Mx => self.provider.is_none(),
            Origin::Table | Origin::Pacc | Origin::Autoconfig | Origin::WellKnown => false,
        }
    }
}

/// How signing in goes on, after it began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// We are making ourselves known to the authorization server (RFC 7591).
    Registering,
    /// The person is to open this in a browser.
    Browser { url: String },
    /// The person is to type this code there, on whatever device (RFC 8628).
    Device {
        code: String,
        url: String,
        /// The same with the code in it, where the server gives one.
        whole_url: Option<String>,
        /// Seconds since 1970 UTC.
        expires_at: i64,
    },
    /// The browser came back; the code is being exchanged for tokens.
    Exchanging,
    /// The mail server is being signed in to.
    Connecting,
}
