//! Tokens as the vault keeps them: in the keyring or the encrypted file, nowhere else; renewed
//! before they end, by one at a time.

use super::{Credentials, Secret, Vault};
use crate::model::account::{Account, SecretSource};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::oauth::Grant;

/// What an authorization server gave.
#[derive(Debug, Clone)]
pub struct Tokens {
    pub access: Secret,
    pub refresh: Option<Secret>,
    /// When the access token ends, seconds since 1970 UTC.
    pub expires_at: Option<i64>,
    /// What they are good for, where told.
    pub scopes: Vec<String>,
    /// The client's secret, where it has one: needed to renew.
    pub client_secret: Option<Secret>,
}

impl Vault {
    /// Keeps tokens as `account.secret` says (`ThisRun` where the keyring does not take them);
    /// tells where they are. They take the place of the old ones at once and as a whole.
    pub async fn keep_tokens(&self, account: &Account, tokens: Tokens) -> SecretSource {
        let _ = (account, tokens);
        SecretSource::ThisRun
    }

    /// New credentials after the server refused these. Renews once; others who ask meanwhile get
    /// the same answer.
    ///
    /// # Errors
    /// `Grant(Ended)` when only the person can help; what HTTP and the keyring give.
    pub async fn renewed(&self, account: &Account, refused: &Secret) -> Result<Credentials, Fault> {
        let _ = (account, refused);
        Err(Fault::new(FaultKind::Invalid, Place::Authorization, ""))
    }

    /// What is known of the account's tokens; none where there are none, or the keyring is silent.
    pub async fn grant(&self, account: &Account) -> Option<Grant> {
        let _ = account;
        None
    }
}
