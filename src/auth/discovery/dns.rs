//! DNS beyond connecting: SRV, MX and TXT records, counted and sorted. The only home of the resolver.
//! Knows no mail.

use std::net::SocketAddr;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig, ResolverOpts};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::rr::{Name, RData, RecordType};

use super::address::host_name;
use crate::model::fault::{Fault, FaultKind, Place};

/// So many records of one answer are looked at, the best ones.
const MOST: usize = 20;
/// So many octets of one TXT record.
const TXT_MAX: usize = 2048;
/// For one question to one server; it is asked twice.
const PATIENCE: Duration = Duration::from_secs(3);

/// Where a service is (RFC 2782).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Service {
    pub host: String,
    pub port: u16,
}

/// The name servers of the system, or the one that was told.
pub(super) struct Dns(TokioResolver);

impl Dns {
    /// # Errors
    /// `Unavailable` at `Dns` where the system's configuration cannot be read.
    pub fn new(server: Option<SocketAddr>) -> Result<Self, Fault> {
        let mut builder = match server {
            None => TokioResolver::builder_tokio().map_err(|error| fault("", &error))?,
            Some(server) => {
                let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()]
                    .into_iter()
                    .map(|mut connection| {
                        connection.port = server.port();
                        connection
                    });
                let server = NameServerConfig::new(server.ip(), true, connections.collect());
                let config = ResolverConfig::from_name_servers(vec![server]);
                TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
            }
        };
        set(builder.options_mut());
        builder.build().map(Self).map_err(|error| fault("", &error))
    }

    /// The hosts of a service, best first. None where it is not offered: no record, or the one
    /// whose target is the root (RFC 2782). A target that is no host name is left out.
    ///
    /// Of the same priority the heavier comes first, not one by lot: the choice is kept for years,
    /// and the same address shall give the same server.
    pub async fn services(&self, service: &str, domain: &str) -> Result<Vec<Service>, Fault> {
        let name = format!("{service}.{domain}.");
        let found = self.records(&name, RecordType::SRV, |data| match data {
            RData::SRV(srv) => {
                let host = host_name(&plain(&srv.target)?)?;
                let rank = (srv.priority, std::cmp::Reverse(srv.weight));
                (srv.port > 0).then_some((rank, Service { host, port: srv.port }))
            }
            _ => None,
        });
        Ok(sorted(found.await?))
    }

    /// The mail exchangers of a domain, best first. None for a domain that takes no mail, which has
    /// the root for its exchanger (RFC 7505).
    pub async fn exchangers(&self, domain: &str) -> Result<Vec<String>, Fault> {
        let name = format!("{domain}.");
        let found = self.records(&name, RecordType::MX, |data| match data {
            RData::MX(mx) => Some((mx.preference, host_name(&plain(&mx.exchange)?)?)),
            _ => None,
        });
        Ok(sorted(found.await?))
    }

    /// Whether a host has an address.
    pub async fn is_there(&self, host: &str) -> Result<bool, Fault> {
        match self.0.lookup_ip(format!("{host}.")).await {
            Ok(found) => Ok(found.iter().next().is_some()),
            Err(error) if error.is_no_records_found() => Ok(false),
            Err(error) => Err(fault(host, &error)),
        }
    }

    /// The texts of a name, each put together from its pieces (RFC 7208 section 3.3).
    pub async fn texts(&self, name: &str) -> Result<Vec<String>, Fault> {
        let name = format!("{name}.");
        let texts = self.records(&name, RecordType::TXT, |data| match data {
            RData::TXT(txt) => {
                let whole = txt.txt_data.concat();
                String::from_utf8(whole).ok().filter(|text| text.len() <= TXT_MAX)
            }
            _ => None,
        });
        Ok(texts.await?.into_iter().take(MOST).collect())
    }

    async fn records<T>(
        &self,
        name: &str,
        kind: RecordType,
        pick: impl Fn(&RData) -> Option<T>,
    ) -> Result<Vec<T>, Fault> {
        let Ok(asked) = Name::from_ascii(name) else { return Ok(Vec::new()) };
        match self.0.lookup(asked, kind).await {
            Ok(lookup) => Ok(lookup.answers().iter().filter_map(|r| pick(&r.data)).collect()),
            Err(error) if error.is_no_records_found() => Ok(Vec::new()),
            Err(error) => Err(fault(name, &error)),
        }
    }
}

fn set(options: &mut ResolverOpts) {
    options.timeout = PATIENCE;
    options.attempts = 2;
    // Asked once, and not again: nothing is to be kept.
    options.cache_size = 32;
}

/// A name as text, unless it is the root, or holds what must be escaped.
fn plain(name: &Name) -> Option<String> {
    let text = name.to_ascii();
    (!name.is_root() && !text.contains('\\')).then_some(text)
}

fn sorted<R: Ord + Copy, T: PartialEq>(mut found: Vec<(R, T)>) -> Vec<T> {
    found.sort_by_key(|(rank, _)| *rank);
    let mut best: Vec<T> = Vec::new();
    for (_, one) in found {
        if best.len() < MOST && !best.contains(&one) {
            best.push(one);
        }
    }
    best
}

fn fault(name: &str, error: &NetError) -> Fault {
    let kind = match error {
        NetError::Timeout => FaultKind::TimedOut,
        NetError::Io(_) | NetError::NoConnections => FaultKind::Lost,
        NetError::Dns(DnsError::ResponseCode(_)) => FaultKind::Unavailable,
        _ => FaultKind::Nonsense,
    };
    Fault::new(kind, Place::Dns, format!("{}: {error}", name.trim_end_matches('.')))
}
