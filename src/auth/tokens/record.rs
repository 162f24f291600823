//! The stored form of tokens: one JSON object, with the token endpoint that they belong to. Knows no
//! keyring.

use secrecy::ExposeSecret;
use secrecy::zeroize::Zeroizing;
use serde::{Deserialize, Serialize};

use super::Tokens;
use crate::auth::Secret;
use crate::model::fault::{Fault, FaultKind, Place};

/// Octets of a record that are looked at; tokens have some thousand at most.
const RECORD_MAX: usize = 256 << 10;

/// Tokens, and what has to be known of them.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub tokens: Tokens,
    /// URL of the token endpoint. They are shown to no other.
    pub endpoint: String,
    /// When the access token was had, seconds since 1970 UTC.
    pub since: i64,
}

#[derive(Serialize)]
struct Written<'a> {
    endpoint: &'a str,
    since: i64,
    access: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<i64>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    scopes: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret: Option<&'a str>,
}

#[derive(Deserialize)]
struct Read {
    endpoint: String,
    since: i64,
    access: String,
    refresh: Option<String>,
    expires_at: Option<i64>,
    #[serde(default)]
    scopes: Vec<String>,
    client_secret: Option<String>,
}

impl Record {
    /// # Errors
    /// `NoPassword` for what cannot be read or belongs to another endpoint: the person has to sign
    /// in again.
    pub fn read(text: &Secret, endpoint: &str) -> Result<Self, Fault> {
        let text = text.expose_secret();
        let read = (text.len() <= RECORD_MAX).then(|| serde_json::from_str::<Read>(text).ok());
        // Serde's own words quote what they complain about.
        let read =
            read.flatten().ok_or_else(|| none("What is kept of the tokens makes no sense."))?;
        if read.endpoint != endpoint {
            return Err(none("The tokens belong to another authorization server."));
        }

        Ok(Self {
            tokens: Tokens {
                access: read.access.into(),
                refresh: read.refresh.map(Secret::from),
                expires_at: read.expires_at,
                scopes: read.scopes,
                client_secret: read.client_secret.map(Secret::from),
            },
            endpoint: read.endpoint,
            since: read.since,
        })
    }

    /// # Errors
    /// `TooLarge`.
    pub fn write(&self) -> Result<Secret, Fault> {
        let Tokens { access, refresh, expires_at, scopes, client_secret } = &self.tokens;
        let expose = |secret: &'_ Option<Secret>| secret.as_ref().map(|s| s.expose_secret().len());
        let secrets = access.expose_secret().len()
            + expose(refresh).unwrap_or(0)
            + expose(client_secret).unwrap_or(0);
        let others =
            self.endpoint.len() + scopes.iter().map(|scope| scope.len() + 3).sum::<usize>();
        // Room for every escape, so that the buffer never grows and leaves a copy behind.
        let mut json = Zeroizing::new(Vec::with_capacity(6 * (secrets + others) + 256));
        let written = Written {
            endpoint: &self.endpoint,
            since: self.since,
            access: access.expose_secret(),
            refresh: refresh.as_ref().map(ExposeSecret::expose_secret),
            expires_at: *expires_at,
            scopes,
            client_secret: client_secret.as_ref().map(ExposeSecret::expose_secret),
        };
        let too_large = || Fault::new(FaultKind::TooLarge, Place::Authorization, "The tokens.");
        serde_json::to_writer(&mut *json, &written).map_err(|_| too_large())?;
        let text = std::str::from_utf8(&json).map_err(|_| too_large())?;

        if text.len() > RECORD_MAX { Err(too_large()) } else { Ok(Secret::from(text)) }
    }

    /// Whether it is the same as another in what counts for signing in.
    pub fn is_same(&self, other: &Self) -> bool {
        let refresh = |record: &Self| {
            record.tokens.refresh.as_ref().map(|token| token.expose_secret().to_owned())
        };
        self.tokens.access.expose_secret() == other.tokens.access.expose_secret()
            && refresh(self).map(Zeroizing::new) == refresh(other).map(Zeroizing::new)
    }
}

fn none(detail: &str) -> Fault {
    Fault::new(FaultKind::NoPassword, Place::SignIn, detail)
}
