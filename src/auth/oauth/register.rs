//! Makes us known to an authorization server (RFC 7591), and tells it which tokens are over (RFC
//! 7009).

use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::Registered;
use super::exchange::{read_json, succeeded};
use super::explain::Refusal;
use crate::auth::http::{Answer, Http};
use crate::auth::{Secret, Tokens};
use crate::model::fault::{Fault, FaultKind, GrantProblem, Place};
use crate::model::oauth::{OAuth, Redirect};

const PLACE: Place = Place::Authorization;

/// Octets of an id or a secret.
const LONGEST: usize = 4 * 1024;

/// What we say of ourselves: a native program that keeps no secret (RFC 8252 section 8.4). A redirect
/// without a port stands for every port of loopback (section 7.3).
fn ourselves(oauth: &OAuth) -> Value {
    let redirect = match oauth.redirect {
        Redirect::Ip => "http://127.0.0.1/",
        Redirect::Localhost => "http://localhost/",
    };
    let mut grants = vec!["authorization_code", "refresh_token"];
    if oauth.device.is_some() {
        grants.push("urn:ietf:params:oauth:grant-type:device_code");
    }
    let mut told = json!({
        "client_name": "Pombo",
        "application_type": "native",
        "redirect_uris": [redirect],
        "grant_types": grants,
        "response_types": ["code"],
        "token_endpoint_auth_method": "none",
        "software_id": "pombo",
        "software_version": env!("CARGO_PKG_VERSION"),
    });
    if !oauth.scopes.is_empty()
        && let Some(told) = told.as_object_mut()
    {
        told.insert("scope".to_owned(), oauth.scopes.join(" ").into());
    }
    told
}

/// As [`super::register`].
pub(super) async fn register(http: &Http, oauth: &OAuth) -> Result<Registered, Fault> {
    let Some(endpoint) = &oauth.register else {
        let detail = "this authorization server registers nobody by itself";
        return Err(Fault::new(FaultKind::Grant(GrantProblem::NoClient), PLACE, detail));
    };
    let answer = http.post_json(endpoint, &ourselves(oauth), PLACE).await?;
    read(&answer)
}

fn read(answer: &Answer) -> Result<Registered, Fault> {
    let json = read_json(answer);
    if let Some(refusal) = json.as_ref().ok().and_then(Refusal::of) {
        return Err(refused(refusal.fault(PLACE, &[])));
    }
    succeeded(answer).map_err(refused)?;
    let json = json?;
    let text = |name: &str| {
        let text = json.get(name)?.as_str()?;
        let fits = (1..=LONGEST).contains(&text.len());
        (fits && text.bytes().all(|b| b == b' ' || b.is_ascii_graphic())).then_some(text)
    };
    let Some(client_id) = text("client_id") else {
        let detail = "the server registered us without an id";
        return Err(Fault::new(FaultKind::Nonsense, PLACE, detail));
    };
    Ok(Registered {
        client_id: client_id.to_owned(),
        client_secret: text("client_secret").map(Secret::from),
    })
}

/// Whatever it does not like about us: we are not known there.
fn refused(fault: Fault) -> Fault {
    match fault.kind {
        FaultKind::Grant(_) => {
            Fault { kind: FaultKind::Grant(GrantProblem::ClientRefused), ..fault }
        }
        _ => fault,
    }
}

/// As [`super::revoke`].
pub(super) async fn revoke(http: &Http, oauth: &OAuth, tokens: &Tokens) -> Result<(), Fault> {
    let Some(endpoint) = &oauth.revoke else { return Ok(()) };
    // With the refresh token goes all that came from it (RFC 7009 section 2.1).
    let (token, hint) = match &tokens.refresh {
        Some(refresh) => (refresh, "refresh_token"),
        None => (&tokens.access, "access_token"),
    };
    let token = token.expose_secret();
    let secret = tokens.client_secret.as_ref().map(ExposeSecret::expose_secret);
    let mut fields = vec![("token", token), ("token_type_hint", hint)];
    fields.push(("client_id", &oauth.client_id));
    fields.extend(secret.map(|secret| ("client_secret", secret)));
    let answer = http.post_form(endpoint, &fields, PLACE).await?;
    if (200..=299).contains(&answer.status) {
        return Ok(());
    }
    let secrets: Vec<&str> = [token].into_iter().chain(secret).collect();
    match read_json(&answer).ok().as_ref().and_then(Refusal::of) {
        Some(refusal) => Err(refusal.fault(PLACE, &secrets)),
        None => succeeded(&answer),
    }
}
