//! Tokens as the vault keeps them: in the keyring or the encrypted file, nowhere else; renewed
//! before they end, by one at a time.
//!
//! What a refresh gives is written to its place and read back before it is used, for many servers
//! take a refresh token once only. `purse` has the rules, `record` the stored form.

use secrecy::ExposeSecret;

pub(super) use self::purse::Purses;
use self::purse::Wanted;
use super::{Credentials, Secret, Vault, command, oauth};
use crate::model::account::{Account, SecretSource};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::oauth::{Grant, OAuth};

mod purse;
mod record;
#[cfg(test)]
mod tests;

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
    /// Keeps tokens as `account.secret` says (`ThisRun` where that place does not take them);
    /// tells where they are. They take the place of the old ones at once and as a whole.
    pub async fn keep_tokens(&self, account: &Account, tokens: Tokens) -> SecretSource {
        match self.try_keep_tokens(account, tokens).await {
            Ok(()) => account.secret.clone(),
            Err(fault) => {
                tracing::warn!(%fault, "The tokens cannot be kept; they are held for this run.");
                SecretSource::ThisRun
            }
        }
    }

    /// Keeps tokens where `account.secret` says, and nowhere else. Where that fails they are held
    /// for this run, so that `move_to` can bring them where the person then wishes them.
    ///
    /// # Errors
    /// `NoKeyring` and `Locked`, which let the person choose; `Disk`; `Invalid` for an account that
    /// does not sign in with tokens.
    pub async fn try_keep_tokens(&self, account: &Account, tokens: Tokens) -> Result<(), Fault> {
        self.purses.keep(self, account, tokens).await
    }

    /// New credentials after the server refused these. Renews once; others who ask meanwhile get
    /// the same answer. A command is run again.
    ///
    /// # Errors
    /// `Grant(Ended)` when only the person can help; `WrongPassword` where the account signs in
    /// with a password that is kept; what HTTP and the keyring give.
    pub async fn renewed(&self, account: &Account, refused: &Secret) -> Result<Credentials, Fault> {
        if account.oauth.is_some() {
            return self.token(account, Some(refused)).await;
        }
        match self.credentials(account).await? {
            Credentials::Password { password, .. }
                if password.expose_secret() == refused.expose_secret() =>
            {
                let detail = "The server refused the password.";
                Err(Fault::new(FaultKind::WrongPassword, Place::SignIn, detail))
            }
            other => Ok(other),
        }
    }

    /// What is known of the account's tokens; none where there are none, or the keyring is silent.
    /// Never asks the person.
    pub async fn grant(&self, account: &Account) -> Option<Grant> {
        self.purses.grant(self, account).await
    }

    /// When `credentials` would renew the access token by itself, seconds since 1970 UTC; none
    /// where it would not. Never asks the person.
    pub async fn renews_at(&self, account: &Account) -> Option<i64> {
        self.purses.renews_at(self, account).await
    }

    /// Tells the authorization server that the account's tokens are not needed any more; to be done
    /// before they are forgotten. Where the server cannot be told, or there are none, nothing is
    /// done.
    ///
    /// # Errors
    /// What HTTP and the keyring give.
    pub async fn revoke(&self, account: &Account) -> Result<(), Fault> {
        let Some(oauth) = account.oauth.as_ref().filter(|oauth| oauth.revoke.is_some()) else {
            return Ok(());
        };
        match self.purses.tokens(self, account).await {
            Ok(tokens) => oauth::revoke(&self.http()?, oauth, &tokens).await,
            Err(fault) if fault.kind == FaultKind::NoPassword => Ok(()),
            Err(fault) => Err(fault),
        }
    }

    /// An access token, other than the refused one.
    pub(super) async fn token(
        &self,
        account: &Account,
        refused: Option<&Secret>,
    ) -> Result<Credentials, Fault> {
        let wanted = match (&account.secret, refused) {
            (SecretSource::Command(command), None) => {
                let token = command::first_line(command).await?;
                return Ok(credentials(account, token));
            }
            (SecretSource::Command(command), Some(refused)) => {
                Wanted::Printed(command.clone(), refused.clone())
            }
            (_, refused) => Wanted::Good(refused.cloned()),
        };
        let token = self.purses.token(self, account, wanted).await?;
        Ok(credentials(account, token))
    }

    pub(super) async fn move_tokens(
        &self,
        account: &Account,
        place: &SecretSource,
    ) -> Result<(), Fault> {
        self.purses.move_to(self, account, place).await
    }
}

fn credentials(account: &Account, token: Secret) -> Credentials {
    Credentials::Token { user: account.user.clone(), token }
}

/// How the account's tokens are had.
fn terms(account: &Account) -> Result<&OAuth, Fault> {
    account.oauth.as_ref().ok_or_else(|| {
        let detail = "The account does not sign in with tokens.";
        Fault::new(FaultKind::Invalid, Place::Authorization, detail)
    })
}
