//! The addresses of a host, and why there are none. The system is asked first, as every connection
//! of Pombo asks it; only where it fails are the name servers asked for a better reason.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use tokio::time::timeout;

use crate::auth::discovery::Places;
use crate::imap;
use crate::model::fault::{Fault, FaultKind, Place};

/// Addresses of one host that are taken.
const MOST: usize = 20;

/// The addresses, with this port, at least one.
///
/// # Errors
/// At `Dns`: `UnknownHost`, `TimedOut`; `Unavailable` where the name servers fail.
pub(super) async fn addresses(
    places: &Places,
    host: &str,
    port: u16,
    limit: Duration,
) -> Result<Vec<SocketAddr>, Fault> {
    let bare = host.trim().trim_start_matches('[').trim_end_matches(']');
    if let Ok(ip) = bare.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(ip, port)]);
    }
    let found = match places.name_server {
        Some(server) => asked(Some(server), bare, limit).await?,
        None => match imap::resolve(bare, port, limit).await {
            Ok(found) => return Ok(found.into_iter().take(MOST).collect()),
            // The system tells no reason. Whatever the name servers say now, it has failed.
            Err(fault) => return Err(asked(None, bare, limit).await.err().unwrap_or(fault)),
        },
    };
    Ok(found.into_iter().take(MOST).map(|ip| SocketAddr::new(ip, port)).collect())
}

/// Asks this name server, or those of the system.
async fn asked(
    server: Option<SocketAddr>,
    host: &str,
    limit: Duration,
) -> Result<Vec<IpAddr>, Fault> {
    let resolver = resolver(server, limit).map_err(|error| why(&error, host))?;
    // The dot at the end: a name of the whole net, not one of this machine's own domain.
    let name = format!("{}.", host.trim_end_matches('.'));
    match timeout(limit, resolver.lookup_ip(name)).await {
        Ok(Ok(found)) => {
            let found: Vec<IpAddr> = found.iter().collect();
            if found.is_empty() { Err(none(host)) } else { Ok(found) }
        }
        Ok(Err(error)) => Err(why(&error, host)),
        Err(_) => Err(why(&NetError::Timeout, host)),
    }
}

fn resolver(server: Option<SocketAddr>, limit: Duration) -> Result<TokioResolver, NetError> {
    let provider = TokioRuntimeProvider::default();
    let mut builder = match server {
        None => TokioResolver::builder(provider)?,
        Some(server) => {
            let mut connection = ConnectionConfig::udp();
            connection.port = server.port();
            let mut config = NameServerConfig::udp(server.ip());
            config.connections = vec![connection];
            let config = ResolverConfig::from_parts(None, Vec::new(), vec![config]);
            TokioResolver::builder_with_config(config, provider)
        }
    };
    let options: &mut ResolverOpts = builder.options_mut();
    options.timeout = limit / 3;
    options.attempts = 1;
    options.use_hosts_file = ResolveHosts::Never;
    builder.build()
}

fn fault(kind: FaultKind, detail: String) -> Fault {
    Fault::new(kind, Place::Dns, detail)
}

fn none(host: &str) -> Fault {
    fault(FaultKind::UnknownHost, format!("the name \"{host}\" exists and has no address"))
}

/// What a name server's failure means.
fn why(error: &NetError, host: &str) -> Fault {
    let code = match error {
        NetError::Timeout => {
            let detail = format!("no name server answered for \"{host}\" in time");
            return fault(FaultKind::TimedOut, detail);
        }
        NetError::Dns(DnsError::NoRecordsFound(none)) => none.response_code,
        NetError::Dns(DnsError::ResponseCode(code)) => *code,
        other => {
            let detail = format!("the name servers cannot be asked for \"{host}\": {other}");
            return fault(FaultKind::Unavailable, detail);
        }
    };
    match code {
        ResponseCode::NXDomain => {
            fault(FaultKind::UnknownHost, format!("there is no name \"{host}\" (NXDOMAIN)"))
        }
        ResponseCode::NoError => none(host),
        code => {
            let detail = format!("the name server answered for \"{host}\": {code}");
            fault(FaultKind::Unavailable, detail)
        }
    }
}
