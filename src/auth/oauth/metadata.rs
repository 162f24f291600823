//! Finds the authorization server of a mail server by what hosts publish: RFC 9728, RFC 8414, OpenID
//! Connect Discovery. Believes a document only about the one whom it was asked from.

use futures::future::join_all;
use serde::Deserialize;
use url::Url;

use super::scopes;
use crate::auth::http::{Answer, Http, is_loopback, permitted, shown};
use crate::model::fault::{Fault, FaultKind, GrantProblem, Place};
use crate::model::oauth::{OAuth, Redirect};

const PLACE: Place = Place::Authorization;

/// Hosts that are asked.
const MOST_HOSTS: usize = 4;

/// Authorization servers of one resource that are looked at.
const MOST_ISSUERS: usize = 3;

/// What OpenID Connect wants for a token that outlives the session (Core section 11).
const OFFLINE: &str = "offline_access";

/// What a protected resource says of itself (RFC 9728 section 2).
#[derive(Debug, Deserialize)]
struct Resource {
    resource: String,
    #[serde(default)]
    authorization_servers: Vec<String>,
    #[serde(default)]
    scopes_supported: Vec<String>,
}

/// What an authorization server says of itself (RFC 8414 section 2, RFC 9207 section 3).
#[derive(Debug, Deserialize)]
struct Issuer {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    #[serde(default)]
    device_authorization_endpoint: Option<String>,
    #[serde(default)]
    registration_endpoint: Option<String>,
    #[serde(default)]
    revocation_endpoint: Option<String>,
    #[serde(default)]
    scopes_supported: Vec<String>,
    #[serde(default)]
    code_challenge_methods_supported: Vec<String>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// What one host told.
enum Told {
    Found(Box<OAuth>),
    /// It answered, and publishes nothing of the kind.
    Nothing,
    /// It publishes what cannot be believed or used.
    Unfit(Fault),
    /// It did not answer.
    Silent(Fault),
}

/// As [`super::metadata`].
pub(super) async fn find(http: &Http, hosts: &[&str]) -> Result<Option<OAuth>, Fault> {
    let asked = hosts.iter().take(MOST_HOSTS).map(|host| of_host(http, host));
    let (mut unfit, mut silent, mut answered) = (None, None, false);
    for told in join_all(asked).await {
        match told {
            Told::Found(oauth) => return Ok(Some(*oauth)),
            Told::Nothing => answered = true,
            Told::Unfit(fault) => unfit = unfit.or(Some(fault)),
            Told::Silent(fault) => silent = silent.or(Some(fault)),
        }
    }
    match (unfit, silent) {
        (Some(fault), _) => Err(fault),
        (None, Some(fault)) if !answered => Err(fault),
        _ => Ok(None),
    }
}

/// As [`super::metadata_of`].
pub(super) async fn of(http: &Http, issuer: &str) -> Result<Option<OAuth>, Fault> {
    let url = permitted(issuer, PLACE)?;
    match of_issuer(http, &url, &[]).await {
        Told::Found(oauth) => Ok(Some(*oauth)),
        Told::Nothing => Ok(None),
        Told::Unfit(fault) | Told::Silent(fault) => Err(fault),
    }
}

async fn of_host(http: &Http, host: &str) -> Told {
    let base = match base(host) {
        Ok(base) => base,
        Err(fault) => return Told::Silent(fault),
    };
    let (resource, itself) = tokio::join!(of_resource(http, &base), of_issuer(http, &base, &[]));
    match (resource, itself) {
        // Who runs the mail server says who guards it.
        (Told::Found(oauth), _) | (_, Told::Found(oauth)) => Told::Found(oauth),
        (Told::Unfit(fault), _) | (_, Told::Unfit(fault)) => Told::Unfit(fault),
        (Told::Nothing, _) | (_, Told::Nothing) => Told::Nothing,
        (Told::Silent(fault), Told::Silent(_)) => Told::Silent(fault),
    }
}

/// `https://HOST`, or `http://HOST` on this machine.
fn base(host: &str) -> Result<Url, Fault> {
    let invalid = || Fault::new(FaultKind::Invalid, PLACE, format!("\"{host}\" is no host name"));
    if host.contains(['/', '?', '#', '@', '\\']) {
        return Err(invalid());
    }
    let url = Url::parse(&format!("https://{host}")).map_err(|_| invalid())?;
    if !is_loopback(&url) {
        return Ok(url);
    }
    Url::parse(&format!("http://{host}")).map_err(|_| invalid())
}

/// The authorization servers that the resource at this host names.
async fn of_resource(http: &Http, base: &Url) -> Told {
    let resource: Resource = match fetch(http, &well_known(base, "oauth-protected-resource")).await
    {
        Ok(Some(resource)) => resource,
        Ok(None) => return Told::Nothing,
        Err(fault) => return Told::Silent(fault),
    };
    // RFC 9728 section 3.3. The scheme is that of the protocol it guards.
    let named = Url::parse(&resource.resource).ok();
    if named.as_ref().and_then(Url::host_str) != base.host_str() {
        return unfit(GrantProblem::WrongIssuer, base, "speaks for another resource");
    }
    let mut worst = Told::Nothing;
    for issuer in resource.authorization_servers.iter().take(MOST_ISSUERS) {
        let url = match permitted(issuer, PLACE) {
            Ok(url) if is_loopback(&url) && !is_loopback(base) => {
                return unfit(GrantProblem::WrongIssuer, base, "names a server of this machine");
            }
            Ok(url) => url,
            Err(fault) => return Told::Unfit(fault),
        };
        match of_issuer(http, &url, &resource.scopes_supported).await {
            Told::Found(oauth) => return Told::Found(oauth),
            told => worst = told,
        }
    }
    worst
}

/// The authorization server with this identifier. `scopes` are those of the resource, where it told.
async fn of_issuer(http: &Http, issuer: &Url, scopes: &[String]) -> Told {
    let appended = {
        let mut url = issuer.clone();
        url.set_path(&format!(
            "{}/.well-known/openid-configuration",
            issuer.path().trim_end_matches('/')
        ));
        url
    };
    let mut places = vec![
        well_known(issuer, "oauth-authorization-server"),
        well_known(issuer, "openid-configuration"),
    ];
    if !places.contains(&appended) {
        places.push(appended);
    }
    let mut worst = Told::Nothing;
    for (place, at) in places.iter().enumerate() {
        match fetch::<Issuer>(http, at).await {
            Ok(Some(document)) => return document.checked(issuer, scopes),
            Ok(None) => {}
            // Where one address gives no connection, the others do not either.
            Err(fault) if place == 0 => return Told::Silent(fault),
            Err(fault) => worst = Told::Silent(fault),
        }
    }
    worst
}

/// The well-known address of an identifier: its path comes after (RFC 8414 section 3.1).
fn well_known(identifier: &Url, name: &str) -> Url {
    let mut url = identifier.clone();
    let path = identifier.path().trim_end_matches('/');
    url.set_path(&format!("/.well-known/{name}{path}"));
    url.set_query(None);
    url.set_fragment(None);
    url
}

/// A document, or none where something else or nothing is published there.
async fn fetch<T: for<'de> Deserialize<'de>>(http: &Http, url: &Url) -> Result<Option<T>, Fault> {
    let answer: Answer = http.get(url.as_str(), PLACE).await?;
    if answer.status != 200 || !answer.is_json() {
        return Ok(None);
    }
    match serde_json::from_slice(&answer.body) {
        Ok(document) => Ok(Some(document)),
        Err(error) => {
            tracing::debug!("{} is not understood: {:?}", shown(url), error.classify());
            Ok(None)
        }
    }
}

impl Issuer {
    /// What it offers us, if it is who was asked and can do what we need.
    fn checked(self, asked: &Url, scopes: &[String]) -> Told {
        // RFC 8414 section 3.3: else one server could send us to another (mix-up).
        if !is_same(&self.issuer, asked) {
            return unfit(GrantProblem::WrongIssuer, asked, "says to be another one");
        }
        if !self.code_challenge_methods_supported.iter().any(|method| method == "S256") {
            return unfit(GrantProblem::Other, asked, "does not offer PKCE with S256");
        }
        let endpoints = [&self.authorization_endpoint, &self.token_endpoint].into_iter();
        let others = [
            &self.device_authorization_endpoint,
            &self.registration_endpoint,
            &self.revocation_endpoint,
        ];
        for endpoint in endpoints.chain(others.into_iter().flatten()) {
            match permitted(endpoint, PLACE) {
                Ok(url) if is_loopback(&url) && !is_loopback(asked) => {
                    return unfit(GrantProblem::Other, asked, "has an endpoint on this machine");
                }
                Ok(_) => {}
                Err(fault) => return Told::Unfit(fault),
            }
        }
        let offered = if scopes.is_empty() { &self.scopes_supported } else { scopes };
        let mut scopes = scopes::choose(offered);
        // A resource's own list need not name what belongs to the authorization server.
        for scope in scopes::choose(&self.scopes_supported) {
            if matches!(scope.as_str(), OFFLINE | "openid") && !scopes.contains(&scope) {
                scopes.push(scope);
            }
        }
        let mut extra = std::collections::BTreeMap::new();
        if scopes.iter().any(|scope| scope == OFFLINE) {
            extra.insert("prompt".to_owned(), "consent".to_owned());
        }
        Told::Found(Box::new(OAuth {
            provider: None,
            issuer: Some(self.issuer),
            names_issuer: self.authorization_response_iss_parameter_supported,
            authorize: self.authorization_endpoint,
            token: self.token_endpoint,
            device: self.device_authorization_endpoint,
            register: self.registration_endpoint,
            revoke: self.revocation_endpoint,
            client_id: String::new(),
            scopes,
            extra,
            owner: None,
            redirect: Redirect::Ip,
        }))
    }
}

/// Whether an issuer names itself as it was asked for. A slash at the end makes no other place.
fn is_same(issuer: &str, asked: &Url) -> bool {
    issuer.trim_end_matches('/') == asked.as_str().trim_end_matches('/')
}

fn unfit(problem: GrantProblem, at: &Url, what: &str) -> Told {
    Told::Unfit(Fault::new(FaultKind::Grant(problem), PLACE, format!("{} {what}", shown(at))))
}
