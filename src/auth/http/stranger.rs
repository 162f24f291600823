//! One POST to a host that a mail named: to public addresses alone, nothing followed, nothing read
//! of the answer but whether it was taken. Knows not what it is about.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use reqwest::Request;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use url::{Host, Url};

use super::{Http, faults, permitted};
use crate::model::fault::{Fault, FaultKind, Place};

/// From the question for its address to the first line of the answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Addresses of a host that are tried.
const MOST_ADDRESSES: usize = 8;

impl Http {
    /// POST of form fields to an https URL that nobody here chose. The host must lie in the public
    /// internet and answer on the usual port, unless the limits say `private`: a mail must not
    /// reach into the network of its reader. The addresses that were looked at are the ones that are
    /// connected to. A redirect is no success (RFC 8058 section 3.1).
    ///
    /// # Errors
    /// As `get`, `Invalid` where the URL leads elsewhere, `Unavailable` for any answer but 2xx. All
    /// have `Place::Web`; none tells more than the host.
    pub async fn post_to_stranger(&self, url: &str, fields: &[(&str, &str)]) -> Result<(), Fault> {
        let place = Place::Web;
        let url = permitted(url, place)?;
        let mut host = url.clone();
        host.set_path("");
        host.set_query(None);
        host.set_fragment(None);
        let limit = PATIENCE.min(self.inner.limits.answer);
        let asked = self.ask_stranger(&url, &host, fields);
        let status = tokio::time::timeout(limit, asked).await.unwrap_or_else(|_| {
            let detail = format!("{host}: no answer within {limit:?}");
            Err(Fault::new(FaultKind::TimedOut, place, detail))
        })?;
        if (200..300).contains(&status) {
            return Ok(());
        }
        Err(Fault::new(FaultKind::Unavailable, place, format!("{host} answered {status}")))
    }

    async fn ask_stranger(
        &self,
        url: &Url,
        host: &Url,
        fields: &[(&str, &str)],
    ) -> Result<u16, Fault> {
        let place = Place::Web;
        let addresses = self.addresses(url).await?;
        let name = url.host_str().unwrap_or_default();
        let client = self
            .builder()
            .await?
            .resolve_to_addrs(name, &addresses)
            .build()
            .map_err(|error| Fault::new(FaultKind::NoTls, place, error.to_string()))?;
        let body =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut request = Request::new(reqwest::Method::POST, url.clone());
        let media_type = HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers_mut().insert(CONTENT_TYPE, media_type);
        *request.body_mut() = Some(body.into());
        let answered = client.execute(request).await;
        answered
            .map(|response| response.status().as_u16())
            .map_err(|error| faults::explain(error, host, place))
    }

    /// Where the host is, if mail may have something sent there.
    async fn addresses(&self, url: &Url) -> Result<Vec<SocketAddr>, Fault> {
        let refused =
            |why: &str| Fault::new(FaultKind::Invalid, Place::Web, format!("it is {why}"));
        let private = self.inner.limits.private;
        let port = url.port_or_known_default().unwrap_or(0);
        if url.scheme() != "https" || !private && port != 443 {
            return Err(refused("not on the port of https"));
        }
        let mut addresses: Vec<SocketAddr> = match url.host() {
            Some(Host::Ipv4(ip)) => vec![(ip, port).into()],
            Some(Host::Ipv6(ip)) => vec![(ip, port).into()],
            Some(Host::Domain(name)) => {
                let found = tokio::net::lookup_host((name, port)).await;
                let unknown = |_| {
                    let detail = format!("{name} has no address");
                    Fault::new(FaultKind::UnknownHost, Place::Web, detail)
                };
                found.map_err(unknown)?.take(MOST_ADDRESSES).collect()
            }
            None => Vec::new(),
        };
        addresses.retain(|address| private || is_public(address.ip()));
        if addresses.is_empty() { Err(refused("in a private network")) } else { Ok(addresses) }
    }
}

/// Whether an address is of the public internet (the registries of RFC 6890).
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let special = match ip.octets() {
        [0, ..] | [240..=255, ..] => true,
        // Shared by the customers of a provider (RFC 6598).
        [100, second, ..] => (64..128).contains(&second),
        [192, 0, 0, _] | [192, 88, 99, _] => true,
        // For measuring devices (RFC 2544).
        [198, 18 | 19, ..] => true,
        _ => false,
    };
    !special
        && !ip.is_private()
        && !ip.is_loopback()
        && !ip.is_link_local()
        && !ip.is_documentation()
        && !ip.is_multicast()
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    match ip.segments() {
        // Global unicast, without its documentation, Teredo and benchmarking (2001::/23, 2001:db8::/32,
        // 3fff::/20) and without 6to4, which leads to any IPv4 address.
        [0x2001, 0x0..=0x1ff | 0xdb8, ..] | [0x2002, ..] | [0x3fff, ..] => false,
        [0x2000..=0x3fff, ..] => true,
        // An IPv4 address in other clothes: through the provider's translator, RFC 6052.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            let [a, b] = high.to_be_bytes();
            let [c, d] = low.to_be_bytes();
            is_public_v4(Ipv4Addr::new(a, b, c, d))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_public_internet_is_public() {
        for public in ["1.1.1.1", "100.128.0.1", "192.0.3.1", "2606:4700::1111", "64:ff9b::101:101"]
        {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "198.18.0.1",
            "192.0.2.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:1.1.1.1",
            "2001:db8::1",
            "2001::1",
            "2002:7f00:1::",
            "64:ff9b::7f00:1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
    }
}
