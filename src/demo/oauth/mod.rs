//! The authorization server of the demo account (RFC 6749 with PKCE, RFC 8414, 7591, 7009, 8628 and
//! 9207), over HTTP on loopback: the same way in as at a large provider, with no provider. The
//! person agrees on a page of it; no password is asked, because there is nobody else here.

mod client;
mod endpoint;
mod error;
mod form;
pub mod grants;
mod letter;
mod pages;
mod reply;
mod words;

use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Method, Request, header};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::time::timeout;

use self::endpoint::Desk;
use self::error::Error;
use self::form::Form;
use self::reply::Reply;
pub use self::words::Words;
use super::shared::Shared;

const GRANT_TYPES: [&str; 3] =
    ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"];

/// A whole request comes within this.
const PATIENCE: Duration = Duration::from_secs(10);
/// A connection that is kept open ends after this.
const LONGEST: Duration = Duration::from_secs(120);
const BODY: usize = 16 << 10;
const HEAD: usize = 32 << 10;

/// Serves one connection until it ends.
pub async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    let service = service_fn(move |request| {
        let shared = Arc::clone(&shared);
        async move { Ok::<_, std::convert::Infallible>(answer(&shared, request).await.into()) }
    });
    let served = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_buf_size(HEAD)
        .serve_connection(TokioIo::new(stream), service);
    if let Ok(Err(error)) = timeout(LONGEST, served).await {
        tracing::debug!("A browser left the demo's page: {error}.");
    }
}

/// What a request says besides where it goes.
struct Asked {
    query: Vec<u8>,
    body: Vec<u8>,
}

async fn answer(shared: &Shared, request: Request<Incoming>) -> Reply {
    let desk = Desk::new(shared);
    let path = request.uri().path().to_owned();
    heard(&desk, request, &path).await.unwrap_or_else(|error| match path.as_str() {
        "/token" | "/register" | "/revoke" | "/device_authorization" => Reply::refusal(error),
        _ => desk.broken(error),
    })
}

async fn heard(desk: &Desk<'_>, request: Request<Incoming>, path: &str) -> Result<Reply, Error> {
    // Another name that was made to lead here is not ours (DNS rebinding).
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let is_here = host.is_some_and(|host| desk.is_at(host));
    let method = request.method().clone();
    if !is_here || (method == Method::POST && !is_ours(&request, path)) {
        return Err(Error::InvalidRequest);
    }
    let query = request.uri().query().unwrap_or_default().as_bytes().to_vec();
    let body = Limited::new(request.into_body(), BODY).collect();
    let Ok(Ok(body)) = timeout(PATIENCE, body).await else { return Err(Error::InvalidRequest) };
    route(desk, &method, path, &Asked { query, body: body.to_bytes().to_vec() })
}

/// Whether a form was sent by a page of ours, or a call by a program and not by a page: browsers say
/// so (Fetch Metadata). The tickets of our forms protect where a browser says nothing.
fn is_ours(request: &Request<Incoming>, path: &str) -> bool {
    let site = request.headers().get("sec-fetch-site");
    match path {
        "/answer" | "/device/code" => site.is_none_or(|site| site == "same-origin"),
        _ => site.is_none() && !request.headers().contains_key(header::ORIGIN),
    }
}

fn route(desk: &Desk<'_>, method: &Method, path: &str, asked: &Asked) -> Result<Reply, Error> {
    let query = || Form::read(&asked.query);
    let body = || Form::read(&asked.body);
    match (method.as_str(), path) {
        ("GET", "/.well-known/oauth-authorization-server") => Ok(desk.metadata()),
        ("GET", "/authorize") => desk.authorize(&query()?),
        ("POST", "/answer") => desk.answer(&body()?),
        ("GET", "/device") => desk.device_page(&query()?),
        ("POST", "/device/code") => desk.device_code(&body()?),
        ("GET", "/") => desk.access(false),
        ("POST", "/token") => desk.token(&body()?),
        ("POST", "/device_authorization") => desk.begin_device(&body()?),
        ("POST", "/register") => desk.register(&asked.body),
        ("POST", "/revoke") => desk.revoke(&body()?),
        _ => Ok(desk.nowhere()),
    }
}
