//! One picture over HTTP: where its server is, whether that may be reached, each redirect anew, and
//! no more octets than allowed.

use std::collections::BTreeMap;
use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue, LOCATION};
use reqwest::{Client, Method, Request, Response};
use tokio::sync::{Mutex, OnceCell};
use url::{Host, Url};

use super::{Inner, kind};
use crate::auth::trust;
use crate::model::internet::is_public;
use crate::model::pictures::Unfetched;
use crate::render;

/// Redirects that are followed.
const REDIRECTS: usize = 5;
/// Addresses of a server that are tried.
const MOST_ADDRESSES: usize = 8;
/// Octets of an address.
const MAX_URL: usize = 8 * 1024;
/// What every browser says first, and what says nothing of program, system and person.
const AGENT: &str = "Mozilla/5.0";
const WANTED: &str = "image/webp,image/png,image/jpeg,image/gif";
/// Errors lie in errors; more than so many are not looked at.
const DEEPEST: usize = 16;

/// The pictures of one mail: its connections, which end with it, and what it may still take.
pub struct Visit {
    left: AtomicUsize,
    /// By scheme, name and port: each is looked up once.
    clients: Mutex<BTreeMap<String, Arc<OnceCell<Client>>>>,
}

impl Visit {
    pub fn new(left: AtomicUsize) -> Self {
        Self { left, clients: Mutex::default() }
    }

    /// The octets of a picture.
    pub async fn get(&self, inner: &Inner, url: &str) -> Result<Vec<u8>, Unfetched> {
        let mut url = permitted(url)?;
        for _ in 0..=REDIRECTS {
            let client = self.client(inner, &url).await?;
            let mut request = Request::new(Method::GET, url.clone());
            request.headers_mut().insert(ACCEPT, HeaderValue::from_static(WANTED));
            let response = client.execute(request).await.map_err(explain)?;
            match response.status().as_u16() {
                200 => return self.read(inner, response).await,
                301 | 302 | 303 | 307 | 308 => url = next(&response, &url)?,
                status => return Err(Unfetched::Answered(status)),
            }
        }
        Err(Unfetched::Redirected)
    }

    async fn client(&self, inner: &Inner, url: &Url) -> Result<Client, Unfetched> {
        let origin = url.origin().ascii_serialization();
        let cell = Arc::clone(self.clients.lock().await.entry(origin).or_default());
        cell.get_or_try_init(|| connected(inner, url)).await.cloned()
    }

    /// The body, given up as soon as it is too large.
    async fn read(&self, inner: &Inner, mut response: Response) -> Result<Vec<u8>, Unfetched> {
        let told = response.headers().get(CONTENT_TYPE).and_then(|told| told.to_str().ok());
        if !kind::is_told(told.unwrap_or_default()) {
            return Err(Unfetched::NoPicture);
        }
        let most = inner.limits.picture;
        if response.content_length().is_some_and(|length| length > most as u64) {
            return Err(Unfetched::TooLarge);
        }
        let mut octets = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(explain)? {
            if octets.len() + chunk.len() > most {
                return Err(Unfetched::TooLarge);
            }
            let taken = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(chunk.len())
            });
            taken.map_err(|_| Unfetched::TooMany)?;
            octets.extend_from_slice(&chunk);
        }
        if kind::is_picture(&octets) { Ok(octets) } else { Err(Unfetched::NoPicture) }
    }
}

/// A URL that pictures may be fetched from, as far as it says itself.
fn permitted(text: &str) -> Result<Url, Unfetched> {
    let url = Url::parse(text).map_err(|_| Unfetched::NoAddress)?;
    let is_usual = matches!(url.port_or_known_default(), Some(80 | 443));
    let is_plain = url.username().is_empty() && url.password().is_none();
    if !matches!(url.scheme(), "http" | "https")
        || !url.has_host()
        || !is_usual
        || !is_plain
        || text.len() > MAX_URL
    {
        return Err(Unfetched::NoAddress);
    }
    if render::is_tracker(&url) { Err(Unfetched::Tracker) } else { Ok(url) }
}

/// Where a redirect leads, if it may be followed.
fn next(response: &Response, from: &Url) -> Result<Url, Unfetched> {
    let location = response.headers().get(LOCATION).and_then(|told| told.to_str().ok());
    let joined = location.and_then(|location| from.join(location).ok());
    let url = permitted(joined.ok_or(Unfetched::Redirected)?.as_str())?;
    if from.scheme() == "https" && url.scheme() != "https" {
        return Err(Unfetched::Redirected);
    }
    Ok(url)
}

/// A client that reaches one server, at addresses that were looked at, and nothing else.
async fn connected(inner: &Inner, url: &Url) -> Result<Client, Unfetched> {
    let addresses = addresses(inner, url).await?;
    let make = || async {
        let authorities =
            inner.ca.as_deref().map(trust::read).transpose().unwrap_or_else(|fault| {
                tracing::warn!(%fault, "The further authorities are not believed for pictures.");
                None
            });
        let verifier = trust::Verifier::new(&authorities.unwrap_or_default()).await?;
        let mut tls = trust::config(Arc::new(verifier))?;
        // A ticket would tell that it is the same person who opens the next mail.
        tls.resumption = rustls::client::Resumption::disabled();
        Ok(tls)
    };
    let tls = inner.tls.get_or_try_init(make).await;
    let tls = tls.map_err(|_: crate::model::fault::Fault| Unfetched::Untrusted)?;
    Client::builder()
        .tls_backend_preconfigured(tls.clone())
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .referer(false)
        .user_agent(AGENT)
        .resolve_to_addrs(url.host_str().unwrap_or_default(), &addresses)
        .build()
        .map_err(|_| Unfetched::Unreachable)
}

/// Where the server is. One address that is not public makes all of them suspect.
async fn addresses(inner: &Inner, url: &Url) -> Result<Vec<SocketAddr>, Unfetched> {
    let port = url.port_or_known_default().unwrap_or(0);
    let addresses: Vec<SocketAddr> = match url.host() {
        Some(Host::Ipv4(ip)) => vec![(ip, port).into()],
        Some(Host::Ipv6(ip)) => vec![(ip, port).into()],
        Some(Host::Domain(name)) => {
            if let Some(door) = inner.doors.get(name) {
                return Ok(vec![*door]);
            }
            let found = tokio::net::lookup_host((name, port)).await;
            found.map_err(|_| Unfetched::UnknownHost)?.collect()
        }
        None => return Err(Unfetched::NoAddress),
    };
    if addresses.is_empty() {
        return Err(Unfetched::UnknownHost);
    }
    if !addresses.iter().all(|address| is_public(address.ip())) {
        return Err(Unfetched::Private);
    }
    Ok(addresses.into_iter().take(MOST_ADDRESSES).collect())
}

fn explain(error: reqwest::Error) -> Unfetched {
    if error.is_timeout() {
        return Unfetched::TooSlow;
    }
    let mut cause: Option<&(dyn Error + 'static)> = Some(&error);
    for _ in 0..DEEPEST {
        let Some(error) = cause else { break };
        if error.is::<rustls::Error>() {
            return Unfetched::Untrusted;
        }
        let hidden = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        cause = match hidden {
            Some(hidden) => Some(hidden as &(dyn Error + 'static)),
            None => error.source(),
        };
    }
    Unfetched::Unreachable
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::broker::Broker;

    #[test]
    fn only_plain_addresses_of_the_web_are_permitted() {
        for good in ["https://a.example/x.png", "http://a.example/", "https://[2606::1]/x"] {
            assert!(permitted(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "file:///etc/passwd",
            "ftp://a.example/x",
            "data:image/png,x",
            "https://a.example:22/x",
            "http://a.example:6379/",
            "https://ana@a.example/x",
            "https://ana:x@a.example/x",
            "javascript:x",
        ] {
            assert_eq!(permitted(bad), Err(Unfetched::NoAddress), "{bad}");
        }
        let tracker = permitted("https://a.example/wf/open?x=1");
        assert_eq!(tracker, Err(Unfetched::Tracker));
    }

    #[tokio::test]
    async fn no_server_near_the_reader_is_reached_whatever_it_is_called() {
        let broker = Broker::new(None);
        for host in [
            "127.0.0.1",
            "localhost",
            "2130706433",
            "0x7f.1",
            "017700000001",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "10.0.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "[fe80::1]",
            "[64:ff9b::7f00:1]",
            "0.0.0.0",
        ] {
            for scheme in ["http", "https"] {
                let url = Url::parse(&format!("{scheme}://{host}/x.png")).unwrap();
                let found = addresses(&broker.inner, &url).await;
                assert_eq!(found, Err(Unfetched::Private), "{url}");
            }
        }
    }
}
