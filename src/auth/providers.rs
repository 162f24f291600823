//! The settings of the widely used providers, from `resources/providers.toml`. Facts only.

use crate::model::account::Server;
use crate::model::oauth::OAuth;

/// One provider.
#[derive(Debug, Clone, PartialEq)]
pub struct Provider {
    /// `google`, `microsoft`; stable, written into settings.
    pub key: String,
    pub name: String,
    pub imap: Server,
    pub smtp: Option<Server>,
    /// Endpoints and scopes, without a client id.
    pub oauth: Option<OAuth>,
    /// Whether the password of the account is taken for IMAP.
    pub takes_password: bool,
    /// Whether app passwords are taken, and the page where they are made.
    pub app_passwords: Option<String>,
    /// Where a person registers a client id of their own.
    pub registration: Option<String>,
}

/// The provider of a domain, by the table alone.
pub fn of_domain(domain: &str) -> Option<&'static Provider> {
    let _ = domain;
    None
}

/// The provider that runs this mail exchanger.
pub fn of_exchanger(host: &str) -> Option<&'static Provider> {
    let _ = host;
    None
}

/// The provider of this key.
pub fn of_key(key: &str) -> Option<&'static Provider> {
    let _ = key;
    None
}
