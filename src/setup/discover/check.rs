//! Tries one server: TLS, greeting, capabilities; and where it takes tokens, who gives them.

use std::time::Duration;

use tokio::time::timeout;

use super::ways;
use crate::auth::clients::Clients;
use crate::auth::{oauth, providers};
use crate::imap::{self, Capabilities, Meter};
use crate::model::account::TlsMode;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::oauth::OAuth;
use crate::model::setup::{Candidate, Way};
use crate::setup::Tools;

/// The longest that one server may take to connect, greet and tell what it can do.
const SERVER_LIMIT: Duration = Duration::from_secs(10);
/// The longest that the look for its authorization server may take: without it there may still be
/// the password.
const METADATA_LIMIT: Duration = Duration::from_secs(6);

/// What a server offers.
#[derive(Debug, Clone)]
pub(super) struct Checked {
    host: String,
    capabilities: Capabilities,
    /// The authorization server that was found for it.
    offered: Option<OAuth>,
    clients: Clients,
}

impl Checked {
    /// The ways of a claim that this server goes along with.
    ///
    /// # Errors
    /// `Refused` at `SignIn` where there is none.
    pub fn ways(&self, claimed: Vec<Way>) -> Result<Vec<Way>, Fault> {
        let ways = ways::fitting(claimed, &self.capabilities, self.offered.as_ref(), &self.clients);
        if ways.is_empty() { Err(ways::none(&self.host, &self.capabilities)) } else { Ok(ways) }
    }
}

/// Connects, and asks what there is. The password and the token stay at home.
///
/// # Errors
/// As connecting gives; `PlaintextRefused` for a server without TLS, wherever it is.
pub(super) async fn check(
    tools: &Tools,
    domain: &str,
    candidate: &Candidate,
) -> Result<Checked, Fault> {
    let server = &candidate.imap;
    if server.tls == TlsMode::None {
        let detail = format!("{} is named without TLS", server.host);
        return Err(Fault::new(FaultKind::PlaintextRefused, Place::Connect, detail));
    }
    let mut step = Place::Dns;
    let mut watch = |done| {
        step = match done {
            Place::Dns => Place::Connect,
            Place::Connect => Place::Tls,
            _ => Place::Greeting,
        }
    };
    let asking = async {
        let mut greeted = imap::connect_watched(server, Meter::default(), &mut watch).await?;
        greeted.capabilities().await
    };
    let asked = timeout(SERVER_LIMIT, asking).await;
    let capabilities = asked.map_err(|_| {
        let detail = format!("{} took more than {} s", server.host, SERVER_LIMIT.as_secs());
        Fault::new(FaultKind::TimedOut, step, detail)
    })??;
    let offered = match ways::takes_tokens(&capabilities) {
        true => authorization(tools, domain, candidate).await,
        false => None,
    };
    let host = server.host.clone();
    Ok(Checked { host, capabilities, offered, clients: tools.clients.clone() })
}

/// The authorization server of a mail server. None for a provider of the table that we have an id
/// for: everything is known of it.
async fn authorization(tools: &Tools, domain: &str, candidate: &Candidate) -> Option<OAuth> {
    let claimed = candidate.ways.iter().find_map(|way| match way {
        Way::Browser(oauth) => Some(&**oauth),
        _ => None,
    });
    let known = providers::of_imap_host(&candidate.imap.host);
    let issuer = claimed.and_then(|oauth| oauth.issuer.as_deref());
    if claimed.is_some_and(OAuth::has_client) {
        return None;
    }
    if let Some(provider) = known {
        // Nobody but its own issuer speaks for a provider of the table.
        let issuer = issuer.filter(|_| tools.clients.of(&provider.key).is_none())?;
        return told(candidate, oauth::metadata_of(&tools.http, issuer)).await;
    }
    if let Some(issuer) = issuer
        && let Some(found) = told(candidate, oauth::metadata_of(&tools.http, issuer)).await
    {
        return Some(found);
    }
    let gate = tools.places.web.as_deref().map(place);
    let hosts = match gate {
        Some(gate) => vec![gate],
        None => vec![candidate.imap.host.as_str(), domain],
    };
    told(candidate, oauth::metadata(&tools.http, &hosts)).await
}

/// What is told in time; trouble is no more than a line in the log, for there are other ways.
async fn told(
    candidate: &Candidate,
    asking: impl Future<Output = Result<Option<OAuth>, Fault>>,
) -> Option<OAuth> {
    let host = &candidate.imap.host;
    match timeout(METADATA_LIMIT, asking).await {
        Ok(Ok(found)) => found,
        Ok(Err(fault)) => {
            tracing::info!(host, %fault, "No authorization server.");
            None
        }
        Err(_) => {
            tracing::info!(host, "The authorization server is too slow.");
            None
        }
    }
}

/// The host of a URL, with its port where it has one; metadata are asked for by that.
fn place(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn the_place_of_an_issuer_is_its_host_and_port() {
        for (url, expected) in [
            ("https://auth.example.org", "auth.example.org"),
            ("https://auth.example.org/realms/mail", "auth.example.org"),
            ("http://127.0.0.1:8080/", "127.0.0.1:8080"),
            ("auth.example.org", "auth.example.org"),
        ] {
            assert_eq!(place(url), expected);
        }
    }
}
