//! One POST to a host that a mail named: to public addresses alone, nothing followed, nothing read
//! of the answer but whether it was taken. Knows not what it is about.

use std::net::SocketAddr;
use std::time::Duration;

use reqwest::Request;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use url::{Host, Url};

use super::{Http, faults, permitted};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::internet::is_public;

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
