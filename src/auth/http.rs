//! The one HTTP client: HTTPS only (plain HTTP to loopback alone), bounded in time and size. What it
//! sends never follows a redirect with a secret in it. Knows no OAuth.

mod faults;
mod stranger;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, LOCATION, RETRY_AFTER};
use reqwest::{Request, Response};
use rustls::pki_types::CertificateDer;
use tokio::sync::OnceCell;
use url::{Host, Url};

use super::trust;
use crate::model::fault::{Fault, FaultKind, Place};

/// Redirects that a GET follows.
const REDIRECTS: usize = 3;

/// A client. Cheap to clone.
///
/// Each request has a connection of its own: there are few, and a connection that the server closed
/// meanwhile would fail a request that cannot be repeated. No proxy is asked, for mail goes directly
/// too, and a proxy of the environment would see what is said to loopback.
#[derive(Debug, Clone)]
pub struct Http {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// Believed besides the system's.
    authorities: Vec<CertificateDer<'static>>,
    limits: Limits,
    /// Made at the first request: reading the system's authorities takes its time.
    client: OnceCell<reqwest::Client>,
}

/// How long and how large.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// For the connection, without TLS.
    pub connect: Duration,
    /// From the question to the last octet of the answer, redirects included.
    pub answer: Duration,
    /// Octets of the answer's body.
    pub body: usize,
    /// Whether a host that a mail names may lie in a private network, and on any port.
    pub private: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(20),
            body: 1024 * 1024,
            private: false,
        }
    }
}

/// A whole answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    /// The media type without parameters, lower case; empty where none is told.
    pub media_type: String,
    /// How long the server wants to be left alone, where it told that in seconds (RFC 9110 section
    /// 10.2.3).
    pub retry_after: Option<Duration>,
    pub body: Vec<u8>,
}

impl Answer {
    /// Whether it says to be JSON (RFC 8259, RFC 6839 section 3.1).
    pub fn is_json(&self) -> bool {
        self.media_type == "application/json"
            || (self.media_type.starts_with("application/") && self.media_type.ends_with("+json"))
    }
}

impl Http {
    /// A client that believes the system's authorities and, where given, those of a PEM file.
    ///
    /// # Errors
    /// `Disk`, `TooLarge` and `Invalid` about the file.
    pub fn new(ca: Option<&Path>) -> Result<Self, Fault> {
        Self::with_limits(ca, Limits::default())
    }

    /// `new` with other limits.
    ///
    /// # Errors
    /// As `new`.
    pub fn with_limits(ca: Option<&Path>, limits: Limits) -> Result<Self, Fault> {
        let authorities = ca.map(trust::read).transpose()?.unwrap_or_default();
        let inner = Inner { authorities, limits, client: OnceCell::new() };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// GET. Follows up to three redirects, none of them to plain HTTP.
    ///
    /// # Errors
    /// `UnknownHost`, `PortRefused`, `TimedOut`, `Lost`, `Certificate`, `NoTls`, `PlaintextRefused`,
    /// `TooLarge`, `Nonsense`, and `Invalid` for what is no URL; an answer of whatever status is no
    /// error. `place` is that of the fault.
    pub async fn get(&self, url: &str, place: Place) -> Result<Answer, Fault> {
        let url = permitted(url, place)?;
        self.in_time(&url, place, self.follow(url.clone(), place)).await
    }

    /// POST of form fields; follows no redirect.
    ///
    /// # Errors
    /// As `get`.
    pub async fn post_form(
        &self,
        url: &str,
        fields: &[(&str, &str)],
        place: Place,
    ) -> Result<Answer, Fault> {
        let body =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.post(url, "application/x-www-form-urlencoded", body.into_bytes(), place).await
    }

    /// POST of JSON; follows no redirect.
    ///
    /// # Errors
    /// As `get`.
    pub async fn post_json(
        &self,
        url: &str,
        json: &serde_json::Value,
        place: Place,
    ) -> Result<Answer, Fault> {
        self.post(url, "application/json", json.to_string().into_bytes(), place).await
    }

    async fn post(
        &self,
        url: &str,
        media_type: &'static str,
        body: Vec<u8>,
        place: Place,
    ) -> Result<Answer, Fault> {
        let mut request = Request::new(reqwest::Method::POST, permitted(url, place)?);
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, reqwest::header::HeaderValue::from_static(media_type));
        headers.insert("accept", reqwest::header::HeaderValue::from_static("application/json"));
        *request.body_mut() = Some(body.into());
        self.whole(request, place).await
    }

    /// A request made elsewhere; follows no redirect.
    ///
    /// # Errors
    /// As `get`.
    pub(super) async fn send(
        &self,
        request: oauth2::HttpRequest,
        place: Place,
    ) -> Result<Answer, Fault> {
        permitted(&request.uri().to_string(), place)?;
        let request = Request::try_from(request)
            .map_err(|_| Fault::new(FaultKind::Invalid, place, "the request cannot be made"))?;
        self.whole(request, place).await
    }

    async fn whole(&self, request: Request, place: Place) -> Result<Answer, Fault> {
        let url = request.url().clone();
        let answer = async {
            let response = self.ask(request, place).await?;
            self.read(response, &url, place).await
        };
        self.in_time(&url, place, answer).await
    }

    async fn follow(&self, mut url: Url, place: Place) -> Result<Answer, Fault> {
        for _ in 0..=REDIRECTS {
            let response = self.ask(Request::new(reqwest::Method::GET, url.clone()), place).await?;
            match redirected(&response, &url, place)? {
                Some(next) => url = next,
                None => return self.read(response, &url, place).await,
            }
        }
        let detail = format!("{}: more than {REDIRECTS} redirects", shown(&url));
        Err(Fault::new(FaultKind::Nonsense, place, detail))
    }

    async fn ask(&self, request: Request, place: Place) -> Result<Response, Fault> {
        let url = request.url().clone();
        let client = self.client(place).await?;
        client.execute(request).await.map_err(|error| faults::explain(error, &url, place))
    }

    async fn client(&self, place: Place) -> Result<&reqwest::Client, Fault> {
        let make = || async {
            self.builder()
                .await?
                // Whatever the resolver says: plain HTTP is allowed to this name (RFC 6761 6.3).
                .resolve_to_addrs(
                    "localhost",
                    &[([127, 0, 0, 1], 0).into(), (std::net::Ipv6Addr::LOCALHOST, 0).into()],
                )
                .build()
                .map_err(|error| Fault::new(FaultKind::NoTls, place, error.to_string()))
        };
        self.inner.client.get_or_try_init(make).await
    }

    /// What every request has in common.
    async fn builder(&self) -> Result<reqwest::ClientBuilder, Fault> {
        let verifier = trust::Verifier::new(&self.inner.authorities).await?;
        let tls = trust::config(Arc::new(verifier))?;
        Ok(reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .connect_timeout(self.inner.limits.connect)
            .redirect(reqwest::redirect::Policy::none())
            .pool_max_idle_per_host(0)
            .no_proxy()
            .referer(false)
            .user_agent(concat!("Pombo/", env!("CARGO_PKG_VERSION"))))
    }

    /// The body, cut off as soon as it is too large.
    async fn read(&self, mut response: Response, url: &Url, place: Place) -> Result<Answer, Fault> {
        let most = self.inner.limits.body;
        let too_large = || {
            let detail = format!("{}: an answer of more than {most} octets", shown(url));
            Fault::new(FaultKind::TooLarge, place, detail)
        };
        if response.content_length().is_some_and(|length| length > most as u64) {
            return Err(too_large());
        }
        let mut body = Vec::new();
        while let Some(chunk) =
            response.chunk().await.map_err(|error| faults::explain(error, url, place))?
        {
            if body.len() + chunk.len() > most {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer {
            status: response.status().as_u16(),
            media_type: media_type(&response),
            retry_after: header(&response, RETRY_AFTER)
                .and_then(|seconds| seconds.trim().parse().ok())
                .map(Duration::from_secs),
            body,
        })
    }

    async fn in_time(
        &self,
        url: &Url,
        place: Place,
        answer: impl Future<Output = Result<Answer, Fault>>,
    ) -> Result<Answer, Fault> {
        let limit = self.inner.limits.answer;
        match tokio::time::timeout(limit, answer).await {
            Ok(answer) => answer,
            Err(_) => {
                let detail = format!("{}: no whole answer within {limit:?}", shown(url));
                Err(Fault::new(FaultKind::TimedOut, place, detail))
            }
        }
    }
}

/// The URL, where it may be spoken to: HTTPS, or plain HTTP on this machine.
///
/// # Errors
/// `PlaintextRefused` for plain HTTP to elsewhere, `Invalid` for everything else.
pub(super) fn permitted(text: &str, place: Place) -> Result<Url, Fault> {
    let invalid = |why: &str| Fault::new(FaultKind::Invalid, place, why);
    let url = Url::parse(text).map_err(|error| invalid(&format!("this is no URL: {error}")))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid("a URL with a user name in it is not opened"));
    }
    match url.scheme() {
        "https" if url.has_host() => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => {
            let detail = format!("{} is not protected by TLS", shown(&url));
            Err(Fault::new(FaultKind::PlaintextRefused, place, detail))
        }
        scheme => Err(invalid(&format!("{scheme}: is not spoken"))),
    }
}

/// Whether a URL is of this machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// A URL as people may see it: its query may hold an address, or worse.
pub(super) fn shown(url: &Url) -> String {
    let path: String = url.path().chars().take(100).collect();
    format!("{}{path}", url.origin().ascii_serialization())
}

/// Where the response leads to, if it is a redirect.
fn redirected(response: &Response, from: &Url, place: Place) -> Result<Option<Url>, Fault> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let Some(location) = header(response, LOCATION) else { return Ok(None) };
    let joined = from.join(location).map_err(|_| {
        let detail = format!("{} redirects to what is no URL", shown(from));
        Fault::new(FaultKind::Nonsense, place, detail)
    })?;
    let next = permitted(joined.as_str(), place)?;
    if from.scheme() == "https" && next.scheme() != "https" {
        let detail = format!("{} redirects to {} without TLS", shown(from), shown(&next));
        return Err(Fault::new(FaultKind::PlaintextRefused, place, detail));
    }
    Ok(Some(next))
}

fn header(response: &Response, name: reqwest::header::HeaderName) -> Option<&str> {
    response.headers().get(name)?.to_str().ok()
}

fn media_type(response: &Response) -> String {
    let told = header(response, CONTENT_TYPE).unwrap_or_default();
    told.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
