//! Looks for the servers of an address, in all places at once. Says what they claim; whether it is
//! true is for `setup` to try. Nothing but the domain leaves this machine, except that the
//! autoconfig URL of the domain itself may hold the address.
//!
//! Plain HTTP is never asked, though the autoconfig draft allows it: whoever sits on the way could
//! answer with a server of their own, and the person would type the password into it.
//!
//! ```text
//! address      what a person typed, as a local part and a domain in ASCII
//! dns          SRV, MX, TXT, whether a host is there
//! records      what SRV and MX say
//! autoconfig   the XML of Mozilla's draft
//! pacc         the JSON of the IETF's draft, vouched for by DNS
//! ```

mod address;
mod autoconfig;
mod dns;
mod pacc;
mod records;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use futures::StreamExt as _;
use futures::future::join_all;
use futures::stream::FuturesUnordered;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout, timeout_at};

pub use address::Address;
use dns::Dns;

use super::http::Http;
use super::providers::{self, Known};
use crate::model::account::{Server, TlsMode, Trust};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::settings::Network;
use crate::model::setup::{Candidate, Origin, Way};

/// The longest that all places together are waited for.
const LIMIT: Duration = Duration::from_secs(12);
/// The longest that one place may take.
const PLACE_LIMIT: Duration = Duration::from_secs(10);

/// What one place says: candidates, best first; none where it knows nothing.
pub type Found = (Origin, Result<Vec<Candidate>, Fault>);

/// Where to ask. The default is the system's resolver and the well-known URLs.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// A name server (address and port) instead of the system's; for tests and odd networks.
    pub name_server: Option<std::net::SocketAddr>,
    /// Where the well-known pages are fetched instead of at their hosts: `https://HOST/PATH` becomes
    /// `WEB/HOST/PATH`. A network that lets nobody out has such a place, and so has a test.
    pub web: Option<String>,
    /// A PEM file with further authorities, for the mail servers that are found.
    pub ca: Option<PathBuf>,
    /// Domains that the table does not hold, with their servers; an empty login name stands for the
    /// address. Nobody else is asked about them. The demo account is one.
    pub known: Vec<(String, Candidate)>,
}

impl From<&Network> for Places {
    fn from(network: &Network) -> Self {
        Self {
            name_server: network.name_server,
            web: network.web.clone(),
            ca: network.ca.clone(),
            known: Vec::new(),
        }
    }
}

impl Places {
    /// The URL of a page of a host (`path` begins with a slash).
    fn page(&self, host: &str, path: &str) -> String {
        match &self.web {
            Some(web) => format!("{}/{host}{path}", web.trim_end_matches('/')),
            None => format!("https://{host}{path}"),
        }
    }

    /// Whether endpoints on this computer are believed from afar: only where the pages come from
    /// it, too. Else a stranger's page could point the browser at a program of this computer.
    fn trusts_loopback(&self) -> bool {
        let host = self.web.as_deref().and_then(|web| url::Url::parse(web).ok());
        host.is_some_and(|url| is_loopback(&url))
    }
}

/// Asks every place; each answer is told as it comes, exactly one per `Origin`. Ends after 12
/// seconds at the latest: who has not answered by then is told as `TimedOut`.
pub async fn look(http: &Http, places: &Places, address: &str, tell: mpsc::UnboundedSender<Found>) {
    let deadline = Instant::now() + LIMIT;
    // Nobody listens any more: whoever asked has enough.
    let say = |origin, answer| drop(tell.send((origin, answer)));
    let Some(address) = Address::parse(address) else {
        for origin in Origin::ALL {
            say(origin, Err(no_address(address)));
        }
        return;
    };
    let dns = Dns::new(places.name_server);
    let asking = Asking { http, places, address: &address, dns: &dns };
    let mut open = BTreeSet::from(Origin::ALL);
    let mut answers: FuturesUnordered<_> =
        Origin::ALL.into_iter().map(|origin| asking.ask(origin)).collect();

    while let Ok(Some((origin, answer))) = timeout_at(deadline, answers.next()).await {
        open.remove(&origin);
        say(origin, answer.map(|found| asking.complete(found)));
    }
    for origin in open {
        say(origin, Err(too_slow(LIMIT)));
    }
}

/// Why a text is no address.
pub fn no_address(text: &str) -> Fault {
    let shown: String = text.chars().take(80).filter(|c| !c.is_control()).collect();
    Fault::new(FaultKind::Invalid, Place::Discovery, format!("\"{shown}\" is no mail address"))
}

fn too_slow(limit: Duration) -> Fault {
    let detail = format!("no answer in {} s", limit.as_secs());
    Fault::new(FaultKind::TimedOut, Place::Discovery, detail)
}

fn is_loopback(url: &url::Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// One look for one address.
struct Asking<'a> {
    http: &'a Http,
    places: &'a Places,
    address: &'a Address,
    dns: &'a Result<Dns, Fault>,
}

impl Asking<'_> {
    async fn ask(&self, origin: Origin) -> Found {
        // Whoever named these servers knows; nobody else needs to hear of the domain.
        if origin != Origin::Table && self.known().is_some() {
            return (origin, Ok(Vec::new()));
        }
        let answer = match origin {
            Origin::Table => Ok(self.table()),
            Origin::Guess => timeout(PLACE_LIMIT, self.guesses())
                .await
                .or_else(|_| Ok(Ok(guesses(self.address)))),
            Origin::Pacc => timeout(PLACE_LIMIT, pacc::ask(self)).await,
            Origin::Autoconfig => timeout(PLACE_LIMIT, autoconfig::ask_autoconfig(self)).await,
            Origin::WellKnown => timeout(PLACE_LIMIT, autoconfig::ask_well_known(self)).await,
            Origin::Srv => timeout(PLACE_LIMIT, records::ask_srv(self)).await,
            Origin::Mx => timeout(PLACE_LIMIT, records::ask_mx(self)).await,
        };
        (origin, answer.unwrap_or_else(|_| Err(too_slow(PLACE_LIMIT))))
    }

    /// Names that many use, without those that DNS does not know. Where DNS cannot be asked, the
    /// system may know more.
    async fn guesses(&self) -> Result<Vec<Candidate>, Fault> {
        let all = guesses(self.address);
        let Ok(dns) = self.dns() else { return Ok(all) };
        let hosts: BTreeSet<&str> = all.iter().map(|one| one.imap.host.as_str()).collect();
        let asked = hosts.into_iter().map(async |host| (host, dns.is_there(host).await));
        let missing: Vec<String> = join_all(asked)
            .await
            .into_iter()
            .filter_map(|(host, there)| (there == Ok(false)).then(|| host.to_owned()))
            .collect();
        Ok(all.into_iter().filter(|one| !missing.contains(&one.imap.host)).collect())
    }

    fn table(&self) -> Result<Vec<Candidate>, Fault> {
        if let Some(known) = self.known() {
            let user = if known.user.is_empty() { self.address.whole() } else { &known.user };
            let user = user.to_owned();
            return Ok(vec![Candidate { origin: Origin::Table, user, ..known.clone() }]);
        }
        self.of_table(Origin::Table, providers::known_domain(self.address.domain()))
    }

    /// The servers that were named beforehand.
    fn known(&self) -> Option<&Candidate> {
        let mut known = self.places.known.iter();
        known.find(|(domain, _)| domain == self.address.domain()).map(|(_, candidate)| candidate)
    }

    fn of_table(&self, origin: Origin, known: Option<Known>) -> Result<Vec<Candidate>, Fault> {
        match known {
            Some(Known::Provider(provider)) => {
                Ok(vec![provider.candidate(origin, self.address.whole())])
            }
            Some(Known::Closed(name)) => {
                let detail = format!("{name} lets no other program read its mail: it has no IMAP");
                Err(Fault::new(FaultKind::NotImap, Place::Discovery, detail))
            }
            None => Ok(Vec::new()),
        }
    }

    /// What goes without saying: how one signs in to a server that the table knows, and whom to
    /// believe about certificates.
    fn complete(&self, mut found: Vec<Candidate>) -> Vec<Candidate> {
        for candidate in &mut found {
            if candidate.origin != Origin::Table
                && let Some(provider) = providers::of_imap_host(&candidate.imap.host)
            {
                candidate.provider = Some(provider.name.clone());
                candidate.ways = provider.ways();
            }
            let servers = [Some(&mut candidate.imap), candidate.smtp.as_mut()];
            for server in servers.into_iter().flatten() {
                server.trust.ca = server.trust.ca.take().or_else(|| self.places.ca.clone());
            }
        }
        found
    }

    /// A page, or nothing where its host has none. What is no success is nothing: hosts answer all
    /// kinds of errors for a page that they do not know.
    async fn page(&self, host: &str, path: &str) -> Result<Option<super::http::Answer>, Fault> {
        let url = self.places.page(host, path);
        match self.http.get(&url, Place::Discovery).await {
            Ok(answer) => Ok((answer.status == 200).then_some(answer)),
            Err(fault) => match fault.kind {
                FaultKind::UnknownHost | FaultKind::PortRefused => Ok(None),
                _ => Err(fault),
            },
        }
    }

    /// The name servers, or why they cannot be asked.
    fn dns(&self) -> Result<&Dns, Fault> {
        self.dns.as_ref().map_err(Clone::clone)
    }
}

/// Host names that many use.
fn guesses(address: &Address) -> Vec<Candidate> {
    let domain = address.domain();
    let hosts = [format!("imap.{domain}"), format!("mail.{domain}"), domain.to_owned()];
    let named = |tls: TlsMode| {
        hosts.clone().into_iter().filter_map(move |host| {
            let host = address::host_name(&host)?;
            Some(server(host, tls.imap_port(), tls))
        })
    };
    named(TlsMode::Implicit)
        .chain(named(TlsMode::StartTls))
        .map(|imap| Candidate {
            origin: Origin::Guess,
            provider: None,
            imap,
            smtp: None,
            user: address.whole().to_owned(),
            ways: vec![Way::Password],
        })
        .collect()
}

fn server(host: String, port: u16, tls: TlsMode) -> Server {
    Server { host, port, tls, trust: Trust::default() }
}
