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

/// By the client id.
pub(super) type Held = BTreeMap<String, Secret>;

impl Vault {
    /// Holds the secret of a client id for this run; none forgets what was held.
    pub fn hold_client_secret(&self, id: &str, secret: Option<Secret>) {
        let mut held = self.of_clients.lock().unwrap_or_else(PoisonError::into_inner);
        match secret {
            Some(secret) => held.insert(id.to_owned(), secret),
            None => held.remove(id),
        };
    }

    /// Brings what is held for a client id into the keyring, else into the encrypted file if it is
    /// open. Where neither takes it, it is held for this run and has to be typed again in the next.
    pub async fn keep_client_secret(&self, id: &str) {
        let Some(secret) = self.client_secret_held(id) else { return };
        let name = keyring::client_user(id);
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

    /// The secret of a client id, where one was told in this run or is kept.
    pub async fn client_secret(&self, id: &str) -> Option<Secret> {
        if let Some(held) = self.client_secret_held(id) {
            return Some(held);
        }
        for place in [SecretSource::Keyring, SecretSource::File] {
            let Ok(shelf) = self.shelf(&place) else { continue };
            match shelf.read(keyring::client_user(id), Prompt::Once).await {
                Ok(secret) => return Some(secret),
                Err(fault) if fault.kind == FaultKind::NoPassword => {}
                Err(fault) => tracing::debug!(%fault, "No secret of a client id is to be had."),
            }
        }
        None
    }

    fn client_secret_held(&self, id: &str) -> Option<Secret> {
        self.of_clients.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }
}
