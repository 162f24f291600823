//! How an account signs in by OAuth 2.0 (RFC 6749, 8252): where, as whom, for what. Never a token.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What is needed to ask for tokens and to refresh them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct OAuth {
    /// The key of the provider in the bundled table; none for a server whose metadata were found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Who the authorization server says it is (RFC 8414, 9207).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// Whether it promises to name itself in its answer: one without `iss` is refused then
    /// (RFC 9207 section 2.4).
    #[serde(default)]
    pub names_issuer: bool,
    /// URL of the authorization endpoint.
    pub authorize: String,
    /// URL of the token endpoint.
    pub token: String,
    /// URL of the device authorization endpoint (RFC 8628).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// URL of the dynamic registration endpoint (RFC 7591).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub register: Option<String>,
    /// URL of the revocation endpoint (RFC 7009).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoke: Option<String>,
    /// Who we are to it; empty where nobody has told yet.
    #[serde(default)]
    pub client_id: String,
    #[serde(default)]
    pub scopes: Vec<String>,
    /// Further parameters of the authorization request, such as `access_type=offline`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub extra: BTreeMap<String, String>,
    /// Who signs in, where it is not the login name: the owner of a shared mailbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(default)]
    pub redirect: Redirect,
}

/// How the loopback redirect is spelt (RFC 8252 section 7.3). It is listened for on 127.0.0.1 in
/// both cases, on a port that the system chooses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Redirect {
    /// `http://127.0.0.1:PORT/`, which the RFC asks for.
    #[default]
    Ip,
    /// `http://localhost:PORT/`, the only one whose port Microsoft leaves free.
    Localhost,
}

impl OAuth {
    /// Whether somebody told who we are, or the server gives names by itself.
    pub fn has_client(&self) -> bool {
        !self.client_id.is_empty() || self.register.is_some()
    }
}

/// What is known of an account's tokens, for people; never a token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grant {
    /// When the access token ends (seconds since 1970 UTC), where the server told.
    pub expires_at: Option<i64>,
    /// Whether it can be renewed without the person.
    pub renewable: bool,
    /// What it is good for, where the server told.
    pub scopes: Vec<String>,
}
