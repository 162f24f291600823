//! The flow with a code that is typed on another device (RFC 8628). Knows no browser.

use std::time::Duration;

use oauth2::{AuthType, StandardDeviceAuthorizationResponse};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::exchange::{Carrier, client, now, read_json, succeeded};
use super::explain::Refusal;
use crate::auth::http::{Answer, Http, permitted};
use crate::auth::{Secret, Tokens};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::oauth::OAuth;
use crate::model::setup::Progress;

/// Seconds between two questions where the server does not say (RFC 8628 section 3.2).
const USUAL_INTERVAL: u64 = 5;

/// Seconds between two questions at most; a server that asks for more has its wish misread.
const LONGEST_INTERVAL: u64 = 60;

/// Seconds that a code is waited for at most.
const LONGEST_LIFE: u64 = 30 * 60;

/// Characters of a code that a person is to type.
const LONGEST_CODE: usize = 64;

/// What the flow with a typed code works with.
#[derive(Debug, Clone, Copy)]
pub struct Device<'a> {
    pub http: &'a Http,
    pub oauth: &'a OAuth,
    /// The client's secret, where it has one.
    pub secret: Option<&'a Secret>,
    /// How long one second of the server's lasts: shorter where nobody is to be waited for.
    pub second: Duration,
}

/// What the server gave to begin with.
#[derive(Debug)]
struct Begun {
    response: StandardDeviceAuthorizationResponse,
    progress: Progress,
    life: u64,
}

impl Device<'_> {
    /// The whole flow.
    ///
    /// # Errors
    /// As [`super::by_device`].
    pub async fn run(self, tell: &mpsc::UnboundedSender<Progress>) -> Result<Tokens, Fault> {
        let client = client(self.oauth, self.secret, AuthType::RequestBody)?;
        let Begun { response, progress, life } = self.begin().await?;
        let _ = tell.send(progress);

        let mut secrets = vec![response.device_code().secret().as_str()];
        secrets.extend(self.secret.map(ExposeSecret::expose_secret));
        let carrier = Carrier::new(self.http, &secrets);
        let second = self.second;
        // Never faster than once in a second, whatever the server says.
        let pause = |wait: Duration| {
            let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).max(1);
            tokio::time::sleep(second.saturating_mul(seconds))
        };
        let life = Duration::from_secs(life).mul_f64(second.as_secs_f64());
        let polling = client.exchange_device_access_token(&response).request_async(
            &carrier,
            pause,
            Some(life),
        );
        let reply = tokio::select! {
            reply = polling => reply.map_err(|error| carrier.heard(error).into_fault())?,
            fault = carrier.hopeless() => return Err(fault),
        };
        let tokens = reply.tokens(self.oauth, self.secret, None, now())?;
        let _ = tell.send(Progress::Exchanging);
        Ok(tokens)
    }

    /// Asks for a code.
    async fn begin(&self) -> Result<Begun, Fault> {
        let place = Place::Authorization;
        let Some(endpoint) = &self.oauth.device else {
            let detail = "this authorization server takes no typed codes";
            return Err(Fault::new(FaultKind::Invalid, place, detail));
        };
        let scopes = self.oauth.scopes.join(" ");
        let mut fields = vec![("client_id", self.oauth.client_id.as_str())];
        if !scopes.is_empty() {
            fields.push(("scope", &scopes));
        }
        if let Some(secret) = self.secret {
            fields.push(("client_secret", secret.expose_secret()));
        }
        let answer = self.http.post_form(endpoint, &fields, place).await?;
        let secret = self.secret.map(ExposeSecret::expose_secret);
        read(&answer, secret, now())
    }
}

/// Reads the answer with the code; what is too large or too often in it is brought within limits
/// before the library sees it.
fn read(answer: &Answer, secret: Option<&str>, now: i64) -> Result<Begun, Fault> {
    let place = Place::Authorization;
    let json = read_json(answer);
    if let Some(refusal) = json.as_ref().ok().and_then(Refusal::of) {
        return Err(refusal.fault(place, secret.as_slice()));
    }
    succeeded(answer)?;
    let json = json?;
    let text = |names: &[&str]| names.iter().find_map(|name| json.get(*name)?.as_str());
    let seconds = |name: &str| match json.get(name)? {
        Value::String(text) => text.trim().parse().ok(),
        number => number.as_u64(),
    };

    let nonsense = |what: &str| Fault::new(FaultKind::Nonsense, place, what);
    let device_code = text(&["device_code"]).ok_or_else(|| nonsense("no device code"))?;
    let code = text(&["user_code"])
        .filter(|code| {
            !code.trim().is_empty()
                && code.chars().count() <= LONGEST_CODE
                && !code.contains(char::is_control)
        })
        .ok_or_else(|| nonsense("no code that could be typed"))?;
    // The name before the RFC is still in use.
    let url = text(&["verification_uri", "verification_url"])
        .ok_or_else(|| nonsense("no page to type the code into"))?;
    let url = String::from(permitted(url, place)?);
    let whole_url = text(&["verification_uri_complete", "verification_url_complete"])
        .map(|url| permitted(url, place).map(String::from))
        .transpose()?;
    let life = seconds("expires_in").unwrap_or(LONGEST_LIFE).min(LONGEST_LIFE);
    let interval = seconds("interval").unwrap_or(USUAL_INTERVAL).min(LONGEST_INTERVAL);

    let response = serde_json::from_value(json!({
        "device_code": device_code,
        "user_code": code,
        "verification_uri": url,
        "expires_in": life,
        "interval": interval,
    }))
    .map_err(|_| nonsense("the code's answer makes no sense"))?;
    let expires_at = now.saturating_add_unsigned(life);
    let progress = Progress::Device { code: code.to_owned(), url, whole_url, expires_at };
    Ok(Begun { response, progress, life })
}
