//! Secrets and where they come from: the system keyring, a command, an encrypted file, this run's
//! memory, the browser. Finds the servers of an address, and says whom TLS believes. Knows no mail
//! connection and no window.

pub mod clients;
mod command;
pub mod discovery;
mod file;
pub mod http;
mod keyring;
pub mod oauth;
pub mod providers;
mod shelf;
#[cfg(test)]
mod tests;
mod tokens;
pub(crate) mod trust;
mod vault;

pub use file::FileState;
pub use keyring::KeyringState;
pub use tokens::Tokens;
pub use vault::Vault;

/// A secret: its Debug shows nothing, its memory is wiped.
pub type Secret = secrecy::SecretString;

/// What is shown to a server to sign in.
#[derive(Debug, Clone)]
pub enum Credentials {
    Password {
        user: String,
        password: Secret,
    },
    /// An access token (XOAUTH2, or OAUTHBEARER of RFC 7628).
    Token {
        user: String,
        token: Secret,
    },
}
