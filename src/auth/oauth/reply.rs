//! The answer of a token endpoint (RFC 6749 section 5.1), read with patience and checked before it is
//! believed.

use std::time::Duration;

use oauth2::basic::BasicTokenType;
use oauth2::{AccessToken, RefreshToken, Scope, TokenResponse};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::explain::harmless;
use super::scopes;
use crate::auth::{Secret, Tokens};
use crate::model::fault::{Fault, FaultKind, GrantProblem, Place};
use crate::model::oauth::OAuth;

#[cfg(test)]
mod tests;

/// Octets of a token. The longest known ones have four thousand.
const LONGEST_TOKEN: usize = 32 * 1024;

/// Seconds that a token may say to live; what says more is not believed to know.
const LONGEST_LIFE: u64 = 10 * 366 * 24 * 60 * 60;

/// Scopes that are remembered.
const MOST_SCOPES: usize = 64;

/// The answer. The library's own wants `expires_in` as a number and `scope` as a text; servers differ.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Reply {
    access_token: AccessToken,
    #[serde(deserialize_with = "token_type")]
    token_type: BasicTokenType,
    #[serde(default, deserialize_with = "seconds")]
    expires_in: Option<u64>,
    #[serde(default)]
    refresh_token: Option<RefreshToken>,
    #[serde(default, deserialize_with = "scope")]
    scope: Option<Vec<Scope>>,
}

impl TokenResponse for Reply {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &self.token_type
    }

    fn expires_in(&self) -> Option<Duration> {
        self.expires_in.map(Duration::from_secs)
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        self.scope.as_ref()
    }
}

impl Reply {
    /// The tokens, with what the server left out because it did not change: the refresh token and the
    /// scopes of `before`, or the scopes that were asked for (RFC 6749 sections 5.1 and 6).
    ///
    /// # Errors
    /// `Nonsense` for tokens of another type or that cannot be sent; `Grant(Scope)` where the server
    /// says that they are not good for mail.
    pub(super) fn tokens(
        &self,
        oauth: &OAuth,
        secret: Option<&Secret>,
        before: Option<&Tokens>,
        now: i64,
    ) -> Result<Tokens, Fault> {
        let fail = |kind, detail: String| Err(Fault::new(kind, Place::Authorization, detail));
        if self.token_type != BasicTokenType::Bearer {
            let told = harmless(self.token_type.as_ref(), &[]);
            return fail(FaultKind::Nonsense, format!("tokens of type \"{told}\" are of no use"));
        }
        let access = usable(self.access_token.secret())?;
        let renewed = match &self.refresh_token {
            // Some servers say "no new one" by an empty text.
            Some(token) if !token.secret().is_empty() => Some(usable(token.secret())?),
            _ => before.and_then(|before| before.refresh.clone()),
        };
        let scopes = match &self.scope {
            Some(told) if !told.is_empty() => {
                told.iter().take(MOST_SCOPES).map(|scope| scope.to_string()).collect()
            }
            _ => before.map_or_else(|| oauth.scopes.clone(), |before| before.scopes.clone()),
        };
        if !scopes::good_for_mail(&oauth.scopes, &scopes) {
            let detail = harmless(&format!("granted: {}", scopes.join(" ")), &[]);
            return fail(FaultKind::Grant(GrantProblem::Scope), detail);
        }
        let life = self.expires_in.filter(|life| (1..=LONGEST_LIFE).contains(life));
        Ok(Tokens {
            access,
            refresh: renewed,
            expires_at: life.and_then(|life| now.checked_add_unsigned(life)),
            scopes,
            client_secret: secret.cloned(),
        })
    }
}

/// A token that can be sent: in SASL a control character would end it and begin another field.
fn usable(token: &str) -> Result<Secret, Fault> {
    if token.is_empty()
        || token.len() > LONGEST_TOKEN
        || !token.bytes().all(|b| b.is_ascii_graphic())
    {
        let detail = "the server gave a token that cannot be sent";
        return Err(Fault::new(FaultKind::Nonsense, Place::Authorization, detail));
    }
    Ok(Secret::from(token))
}

/// Its case does not matter (RFC 6749 section 5.1).
fn token_type<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BasicTokenType, D::Error> {
    let told = String::deserialize(deserializer)?.to_ascii_lowercase();
    Ok(match told.as_str() {
        "bearer" => BasicTokenType::Bearer,
        "mac" => BasicTokenType::Mac,
        _ => BasicTokenType::Extension(told),
    })
}

/// Seconds as a number, or as a text that is one; what is neither tells nothing.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Number(number) => number.as_u64().or_else(|| whole(number.as_f64()?)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    })
}

/// The whole seconds of a fraction within what a token may live.
fn whole(seconds: f64) -> Option<u64> {
    (0.0..=LONGEST_LIFE as f64).contains(&seconds).then_some(seconds as u64)
}

/// Scopes in one text, or in a list.
fn scope<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Scope>>, D::Error> {
    let words = |text: &str| -> Vec<Scope> {
        text.split_ascii_whitespace().map(|word| Scope::new(word.to_owned())).collect()
    };
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => Some(words(&text)),
        Value::Array(list) => Some(list.iter().filter_map(Value::as_str).flat_map(words).collect()),
        _ => None,
    })
}
