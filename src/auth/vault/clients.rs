//! The secrets of client ids that a person brought: Google hands one to everybody who registers a
//! desktop program. The settings hold the id, and never this.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use super::{Secret, Vault};
use crate::auth::file::FileState;
use crate::auth::{keyring, shelf::Prompt};
use crate::model::account::SecretSource;
use crate::model::fault::FaultKind;

#[cfg(test)]
mod tests;

/// By the name in the keyring: of the client id and the token endpoint that it is for.
pub(super) type Held = BTreeMap<String, Secret>;

impl Vault {
    /// Holds the secret of a client id at this token endpoint for this run; none forgets what was
    /// held.
    pub fn hold_client_secret(&self, id: &str, token: &str, secret: Option<Secret>) {
        let name = keyring::client_user(id, token);
        let mut held = self.of_clients.lock().unwrap_or_else(PoisonError::into_inner);
        match secret {
            Some(secret) => held.insert(name, secret),
            None => held.remove(&name),
        };
    }

    /// Brings what is held for a client id into the keyring, else into the encrypted file if it is
    /// open. Where neither takes it, it is held for this run and has to be typed again in the next.
    pub async fn keep_client_secret(&self, id: &str, token: &str) {
        let name = keyring::client_user(id, token);
        let Some(secret) = self.client_secret_held(&name) else { return };
        let mut refused = match self.put(&SecretSource::Keyring, name.clone(), &secret).await {
            Ok(()) => return,
            Err(fault) => fault,
        };
        if self.file_state() == FileState::Open {
            match self.put(&SecretSource::File, name, &secret).await {
                Ok(()) => return,
                Err(fault) => refused = fault,
            }
        }
        tracing::warn!(%refused, "The secret of a client id is held for this run only.");
    }

    /// The secret of a client id at this token endpoint, where one was told in this run or is kept.
    pub async fn client_secret(&self, id: &str, token: &str) -> Option<Secret> {
        let name = keyring::client_user(id, token);
        if let Some(held) = self.client_secret_held(&name) {
            return Some(held);
        }
        for place in [SecretSource::Keyring, SecretSource::File] {
            let Ok(shelf) = self.shelf(&place) else { continue };
            match shelf.read(name.clone(), Prompt::Once).await {
                Ok(secret) => return Some(secret),
                Err(fault) if fault.kind == FaultKind::NoPassword => {}
                Err(fault) => tracing::debug!(%fault, "No secret of a client id is to be had."),
            }
        }
        None
    }

    fn client_secret_held(&self, name: &str) -> Option<Secret> {
        self.of_clients.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }
}
