//! OAuth 2.0 for native apps (RFC 8252) with PKCE (RFC 7636): the browser and its redirect, device
//! codes, metadata, registration. Knows no mail server and no window.

mod browser;
mod device;
mod exchange;
mod explain;
mod listener;
mod metadata;
mod page;
mod redirect;
mod register;
mod reply;
mod scopes;

use std::time::Duration;

use tokio::sync::mpsc;

use super::http::Http;
use super::{Secret, Tokens};
use crate::model::fault::{Fault, FaultKind, GrantProblem, Place};
use crate::model::oauth::OAuth;
use crate::model::setup::Progress;

pub use browser::{Browser, PATIENCE};
pub use device::Device;
pub use explain::{explain, explain_sasl};

/// The page that the browser shows at the end, in the person's language.
#[derive(Debug, Clone, Default)]
pub struct Pages {
    /// A language tag, for the page's `lang`.
    pub language: String,
    pub done_title: String,
    pub done_text: String,
    pub failed_title: String,
    pub failed_text: String,
}

/// Who we are to an authorization server after having registered (RFC 7591).
#[derive(Debug, Clone)]
pub struct Registered {
    pub client_id: String,
    pub client_secret: Option<Secret>,
}

/// The whole flow in the browser: binds the redirect's port, tells the URL as `Progress::Browser`,
/// waits for the redirect or for a pasted URL or code, exchanges. Dropping the future ends it and
/// frees the port.
///
/// # Errors
/// `Grant(…)` at `Browser` or `Authorization`, and what HTTP gives.
pub async fn by_browser(
    http: &Http,
    oauth: &OAuth,
    secret: Option<&Secret>,
    login_hint: &str,
    pages: &Pages,
    pasted: mpsc::UnboundedReceiver<String>,
    tell: &mpsc::UnboundedSender<Progress>,
) -> Result<Tokens, Fault> {
    let browser = Browser { http, oauth, secret, login_hint, pages, patience: PATIENCE };
    browser.run(pasted, tell).await
}

/// The whole flow with a code that is typed on another device (RFC 8628).
///
/// # Errors
/// As `by_browser`.
pub async fn by_device(
    http: &Http,
    oauth: &OAuth,
    secret: Option<&Secret>,
    tell: &mpsc::UnboundedSender<Progress>,
) -> Result<Tokens, Fault> {
    Device { http, oauth, secret, second: Duration::from_secs(1) }.run(tell).await
}

/// New tokens for a refresh token. What the server rotates is in the answer; else the old refresh
/// token stays in it.
///
/// # Errors
/// `Grant(Ended)` when the refresh token is good no more; what HTTP gives.
pub async fn refresh(http: &Http, oauth: &OAuth, tokens: &Tokens) -> Result<Tokens, Fault> {
    let Some(token) = &tokens.refresh else {
        let kind = FaultKind::Grant(GrantProblem::Ended);
        let detail = "there is no refresh token: the server gave none";
        return Err(Fault::new(kind, Place::Authorization, detail));
    };
    let secret = tokens.client_secret.as_ref();
    exchange::exchange(http, oauth, secret, &exchange::Shown::Refresh(token), Some(tokens)).await
}

/// Tells the server that these are not needed any more (RFC 7009), where it can be told.
///
/// # Errors
/// What HTTP gives.
pub async fn revoke(http: &Http, oauth: &OAuth, tokens: &Tokens) -> Result<(), Fault> {
    register::revoke(http, oauth, tokens).await
}

/// The authorization server of a mail server: by the protected resource's metadata (RFC 9728) of the
/// IMAP host, else by the authorization server's metadata (RFC 8414, OpenID Connect Discovery) at
/// these hosts. `hosts` holds the IMAP host first, then the domain.
///
/// # Errors
/// What HTTP gives; `None` where nothing is told.
pub async fn metadata(http: &Http, hosts: &[&str]) -> Result<Option<OAuth>, Fault> {
    metadata::find(http, hosts).await
}

/// What the authorization server with this identifier (a URL, which may have a path) says of itself.
///
/// # Errors
/// As `metadata`.
pub async fn metadata_of(http: &Http, issuer: &str) -> Result<Option<OAuth>, Fault> {
    metadata::of(http, issuer).await
}

/// Makes us known to a server that registers by itself (RFC 7591).
///
/// # Errors
/// `Grant(ClientRefused)`, and what HTTP gives.
pub async fn register(http: &Http, oauth: &OAuth) -> Result<Registered, Fault> {
    register::register(http, oauth).await
}
