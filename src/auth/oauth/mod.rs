//! OAuth 2.0 for native apps (RFC 8252) with PKCE (RFC 7636): the browser and its redirect, device
//! codes, metadata, registration. Knows no mail server and no window.

use tokio::sync::mpsc;

use super::http::Http;
use super::{Secret, Tokens};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::oauth::OAuth;
use crate::model::setup::Progress;

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
    let _ = (http, oauth, secret, login_hint, pages, pasted, tell);
    Err(not_there())
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
    let _ = (http, oauth, secret, tell);
    Err(not_there())
}

/// New tokens for a refresh token. What the server rotates is in the answer; else the old refresh
/// token stays in it.
///
/// # Errors
/// `Grant(Ended)` when the refresh token is good no more; what HTTP gives.
pub async fn refresh(http: &Http, oauth: &OAuth, tokens: &Tokens) -> Result<Tokens, Fault> {
    let _ = (http, oauth, tokens);
    Err(not_there())
}

/// Tells the server that these are not needed any more (RFC 7009), where it can be told.
///
/// # Errors
/// What HTTP gives.
pub async fn revoke(http: &Http, oauth: &OAuth, tokens: &Tokens) -> Result<(), Fault> {
    let _ = (http, oauth, tokens);
    Err(not_there())
}

/// The authorization server of a mail server: by the protected resource's metadata (RFC 9728) of the
/// IMAP host, else by the authorization server's metadata (RFC 8414, OpenID Connect Discovery) at
/// these hosts. `hosts` holds the IMAP host first, then the domain.
///
/// # Errors
/// What HTTP gives; `None` where nothing is told.
pub async fn metadata(http: &Http, hosts: &[&str]) -> Result<Option<OAuth>, Fault> {
    let _ = (http, hosts);
    Ok(None)
}

/// Makes us known to a server that registers by itself (RFC 7591).
///
/// # Errors
/// `Grant(ClientRefused)`, and what HTTP gives.
pub async fn register(http: &Http, oauth: &OAuth) -> Result<Registered, Fault> {
    let _ = (http, oauth);
    Err(not_there())
}

fn not_there() -> Fault {
    Fault::new(FaultKind::Invalid, Place::Authorization, "")
}
