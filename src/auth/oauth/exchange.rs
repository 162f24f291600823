//! Asks the token endpoint: a code or a refresh token for tokens (RFC 6749 sections 4.1.3, 5 and 6).
//! Knows no browser.

use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures::FutureExt;
use futures::future::BoxFuture;
use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
};
use oauth2::{
    AsyncHttpClient, AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, EndpointNotSet,
    EndpointSet, ErrorResponse, HttpRequest, HttpResponse, PkceCodeVerifier, RedirectUrl,
    RefreshToken, RequestTokenError, StandardRevocableToken, TokenUrl,
};
use secrecy::ExposeSecret;
use serde_json::Value;
use tokio::sync::Notify;

use super::explain::{Refusal, harmless};
use super::reply::Reply;
use crate::auth::http::{Answer, Http, permitted};
use crate::auth::{Secret, Tokens};
use crate::model::fault::{Fault, FaultKind, GrantProblem, Place};
use crate::model::oauth::OAuth;

/// How long to wait where a server wants to be left alone and does not say for how long.
const LEFT_ALONE: Duration = Duration::from_secs(60);

/// The longest that a server may send us away for.
const LONGEST_WAIT: Duration = Duration::from_secs(60 * 60);

/// We, to the authorization server.
pub(super) type Client = oauth2::Client<
    BasicErrorResponse,
    Reply,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// What is shown to the token endpoint.
#[derive(Debug)]
pub(super) enum Shown<'a> {
    Code { code: &'a Secret, verifier: &'a Secret, redirect: &'a str },
    Refresh(&'a Secret),
}

/// We, with endpoints that may be spoken to.
///
/// # Errors
/// `Grant(NoClient)`, `PlaintextRefused`, `Invalid`.
pub(super) fn client(
    oauth: &OAuth,
    secret: Option<&Secret>,
    auth: AuthType,
) -> Result<Client, Fault> {
    let place = Place::Authorization;
    if oauth.client_id.is_empty() {
        let detail = "nobody told who Pombo is to this authorization server";
        return Err(Fault::new(FaultKind::Grant(GrantProblem::NoClient), place, detail));
    }
    let client: Client = oauth2::Client::new(ClientId::new(oauth.client_id.clone()))
        .set_auth_type(auth)
        .set_auth_uri(AuthUrl::from_url(permitted(&oauth.authorize, place)?))
        .set_token_uri(TokenUrl::from_url(permitted(&oauth.token, place)?));
    Ok(match secret {
        Some(secret) => {
            client.set_client_secret(ClientSecret::new(secret.expose_secret().to_owned()))
        }
        None => client,
    })
}

/// Exchanges what is shown for tokens. `before` are those that it renews.
///
/// # Errors
/// `Grant(…)` as the server explains it, `Replayed` where it refuses a code without a word;
/// `Nonsense` for an answer that is none; what HTTP gives.
pub(super) async fn exchange(
    http: &Http,
    oauth: &OAuth,
    secret: Option<&Secret>,
    shown: &Shown<'_>,
    before: Option<&Tokens>,
) -> Result<Tokens, Fault> {
    let asked = match ask(http, oauth, secret, shown, AuthType::RequestBody).await {
        // RFC 6749 section 2.3.1 prefers the header, most servers take the body: who refuses us in
        // the one form may take the other. Nothing is used up by being refused as a client.
        Err(heard) if heard.is_client_refused() && secret.is_some() => {
            ask(http, oauth, secret, shown, AuthType::BasicAuth).await
        }
        asked => asked,
    };
    let reply = asked.map_err(|heard| heard.about(shown))?;
    reply.tokens(oauth, secret, before, now())
}

/// The library's futures are boxed, here and elsewhere: else the compiler cannot see in a task of
/// ours that they may move between threads.
async fn ask(
    http: &Http,
    oauth: &OAuth,
    secret: Option<&Secret>,
    shown: &Shown<'_>,
    auth: AuthType,
) -> Result<Reply, Heard> {
    let client = client(oauth, secret, auth)?;
    let mut secrets: Vec<&str> = secret.map(ExposeSecret::expose_secret).into_iter().collect();
    match shown {
        Shown::Code { code, verifier, redirect } => {
            secrets.extend([code.expose_secret(), verifier.expose_secret()]);
            let carrier = Carrier::new(http, &secrets);
            let redirect = RedirectUrl::new((*redirect).to_owned()).map_err(|_| {
                Fault::new(FaultKind::Invalid, Place::Browser, "the redirect is no URL")
            })?;
            let asked = client
                .exchange_code(AuthorizationCode::new(code.expose_secret().to_owned()))
                .set_pkce_verifier(PkceCodeVerifier::new(verifier.expose_secret().to_owned()))
                .set_redirect_uri(Cow::Owned(redirect))
                .request_async(&carrier)
                .boxed();
            asked.await.map_err(|error| carrier.heard(error))
        }
        Shown::Refresh(token) => {
            secrets.push(token.expose_secret());
            let carrier = Carrier::new(http, &secrets);
            let token = RefreshToken::new(token.expose_secret().to_owned());
            let asked = client.exchange_refresh_token(&token).request_async(&carrier).boxed();
            asked.await.map_err(|error| carrier.heard(error))
        }
    }
}

/// What went wrong, as the carrier heard it.
#[derive(Debug, Clone)]
pub(super) struct Heard {
    fault: Fault,
    /// Whether the server refused without a word about why.
    general: bool,
}

impl From<Fault> for Heard {
    fn from(fault: Fault) -> Self {
        Self { fault, general: false }
    }
}

impl Heard {
    fn is_client_refused(&self) -> bool {
        self.fault.kind == FaultKind::Grant(GrantProblem::ClientRefused)
    }

    /// A code that is refused without a word is one that was used, or came too late: asking anew
    /// helps.
    fn about(self, shown: &Shown<'_>) -> Fault {
        let Self { mut fault, general } = self;
        if general && matches!(shown, Shown::Code { .. }) {
            fault.kind = FaultKind::Grant(GrantProblem::Replayed);
        }
        fault
    }

    pub(super) fn into_fault(self) -> Fault {
        self.fault
    }
}

/// Carries requests of the OAuth library over our HTTP, and looks at each answer first: it has to be
/// JSON, and a refusal is explained with all that the server says.
#[derive(Debug)]
pub(super) struct Carrier<'a> {
    http: &'a Http,
    /// Taken out of what the server says.
    secrets: &'a [&'a str],
    heard: Mutex<Option<Heard>>,
    /// Told when asking again would not help.
    hopeless: Notify,
}

impl<'a> Carrier<'a> {
    pub(super) fn new(http: &'a Http, secrets: &'a [&'a str]) -> Self {
        Self { http, secrets, heard: Mutex::new(None), hopeless: Notify::new() }
    }

    /// Sends a request; its answer is JSON, and a success or a request for patience.
    async fn carry(&self, request: HttpRequest) -> Result<HttpResponse, Fault> {
        self.remember(None);
        let answer = self.http.send(request, Place::Authorization).await;
        match answer.map_err(Heard::from).and_then(|answer| self.look_at(answer)) {
            Ok(response) => Ok(response),
            Err(heard) => {
                self.remember(Some(heard.clone()));
                if !is_passing(&heard.fault) {
                    self.hopeless.notify_one();
                }
                Err(heard.fault)
            }
        }
    }

    /// Ends with the fault after which asking again does not help.
    pub(super) async fn hopeless(&self) -> Fault {
        loop {
            self.hopeless.notified().await;
            if let Some(heard) = self.take() {
                return heard.fault;
            }
        }
    }

    /// Why a request failed: what was heard, else what the library thinks of the answer. It must
    /// not show the answer, which may hold tokens.
    pub(super) fn heard<E: ErrorResponse>(&self, error: RequestTokenError<Fault, E>) -> Heard {
        self.take().unwrap_or_else(|| not_understood(error).into())
    }

    fn take(&self) -> Option<Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn remember(&self, heard: Option<Heard>) {
        *self.heard.lock().unwrap_or_else(PoisonError::into_inner) = heard;
    }

    fn look_at(&self, answer: Answer) -> Result<HttpResponse, Heard> {
        let json = read_json(&answer);
        if let Ok(json) = &json
            && json.get("access_token").is_none()
            && let Some(refusal) = Refusal::of(json)
        {
            return match refusal.name().as_str() {
                "authorization_pending" | "slow_down" => Ok(response(400, answer.body)),
                _ => Err(Heard {
                    fault: refusal.fault(Place::Authorization, self.secrets),
                    general: refusal.is_general(),
                }),
            };
        }
        succeeded(&answer)?;
        json?;
        Ok(response(200, answer.body))
    }
}

impl<'c> AsyncHttpClient<'c> for Carrier<'_> {
    type Error = Fault;
    type Future = BoxFuture<'c, Result<HttpResponse, Fault>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        self.carry(request).boxed()
    }
}

/// The JSON of an answer.
///
/// # Errors
/// `Nonsense`.
pub(super) fn read_json(answer: &Answer) -> Result<Value, Fault> {
    let fail = |detail: String| Fault::new(FaultKind::Nonsense, Place::Authorization, detail);
    if !answer.is_json() {
        let told = harmless(&answer.media_type, &[]);
        return Err(fail(format!("the answer should be JSON and says to be \"{told}\"")));
    }
    serde_json::from_slice(&answer.body)
        .map_err(|error| fail(format!("the answer is no JSON: {:?} error", error.classify())))
}

/// Whether the status of an answer is one of success.
///
/// # Errors
/// `Throttled`, `Unavailable`, `Nonsense` for a redirect, `Grant(Other)`.
pub(super) fn succeeded(answer: &Answer) -> Result<(), Fault> {
    let fail = |kind, what: &str| {
        let detail = format!("the authorization server {what} (HTTP {})", answer.status);
        Err(Fault::new(kind, Place::Authorization, detail))
    };
    match answer.status {
        200..=299 => Ok(()),
        300..=399 => fail(FaultKind::Nonsense, "redirects what is not to be sent elsewhere"),
        429 => {
            let wait = answer.retry_after.unwrap_or(LEFT_ALONE).min(LONGEST_WAIT);
            fail(FaultKind::Throttled { wait }, "wants to be left alone for a while")
        }
        500.. => fail(FaultKind::Unavailable, "cannot answer now"),
        _ => fail(FaultKind::Grant(GrantProblem::Other), "refused without a reason"),
    }
}

/// Whether the same question may have another answer in a moment.
fn is_passing(fault: &Fault) -> bool {
    use FaultKind as K;
    matches!(
        fault.kind,
        K::UnknownHost
            | K::PortRefused
            | K::TimedOut
            | K::Lost
            | K::Unavailable
            | K::Throttled { .. }
    )
}

fn response(status: u16, body: Vec<u8>) -> HttpResponse {
    use oauth2::http::{HeaderValue, StatusCode, header::CONTENT_TYPE};
    let mut response = HttpResponse::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn not_understood<E: ErrorResponse>(error: RequestTokenError<Fault, E>) -> Fault {
    let place = Place::Authorization;
    match error {
        RequestTokenError::Request(fault) => fault,
        RequestTokenError::ServerResponse(told) => {
            let told = told.to_string();
            let (error, description) = told.split_once(": ").unwrap_or((&told, ""));
            Refusal::new(error, description).fault(place, &[])
        }
        RequestTokenError::Parse(error, _) => {
            let detail = format!("the answer does not hold what it has to: {}", error.path());
            Fault::new(FaultKind::Nonsense, place, detail)
        }
        RequestTokenError::Other(_) => {
            Fault::new(FaultKind::Nonsense, place, "the answer makes no sense")
        }
    }
}

/// Seconds since 1970 UTC.
pub(super) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
