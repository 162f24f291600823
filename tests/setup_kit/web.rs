//! Pages on loopback: each path has its answer, every request is remembered.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

/// The answer to a path.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub media_type: &'static str,
    pub location: Option<String>,
    pub body: Vec<u8>,
    /// Never answered at all.
    pub is_silent: bool,
}

impl Reply {
    pub fn of(media_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, media_type, location: None, body: body.into(), is_silent: false }
    }

    pub fn xml(body: impl Into<Vec<u8>>) -> Self {
        Self::of("text/xml", body)
    }

    pub fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::of("application/json", body)
    }

    pub fn redirect(to: &str) -> Self {
        Self { status: 302, location: Some(to.to_owned()), ..Self::of("text/plain", "") }
    }

    pub fn silence() -> Self {
        Self { is_silent: true, ..Self::of("text/plain", "") }
    }
}

/// A request that came: the path with its question, and the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Came {
    pub path: String,
    pub body: String,
}

#[derive(Default)]
struct Shared {
    replies: HashMap<String, Reply>,
    came: Vec<Came>,
}

/// A running server.
pub struct Web {
    /// Its scheme, host and port.
    pub url: String,
    shared: Arc<Mutex<Shared>>,
    _task: JoinSet<()>,
}

impl Web {
    pub async fn start() -> Self {
        Self::with(None).await
    }

    /// With TLS, where there is something to do it with.
    pub async fn with(tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let url = match tls {
            Some(_) => format!("https://localhost:{port}"),
            None => format!("http://127.0.0.1:{port}"),
        };
        let shared = Arc::<Mutex<Shared>>::default();
        let mut task = JoinSet::new();
        task.spawn(serve(listener, tls, shared.clone()));
        Self { url, shared, _task: task }
    }

    /// What is answered to a path, whatever question comes behind it.
    pub fn reply(&self, path: &str, reply: Reply) {
        self.shared.lock().unwrap().replies.insert(path.to_owned(), reply);
    }

    pub fn came(&self) -> Vec<Came> {
        self.shared.lock().unwrap().came.clone()
    }

    /// The requests to a path.
    pub fn came_to(&self, path: &str) -> Vec<Came> {
        let is_it = |came: &Came| came.path.split('?').next() == Some(path);
        self.came().into_iter().filter(is_it).collect()
    }
}

async fn serve(listener: TcpListener, tls: Option<TlsAcceptor>, shared: Arc<Mutex<Shared>>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let (shared, tls) = (shared.clone(), tls.clone());
        connections.spawn(async move {
            let service = service_fn(|request| answer(request, shared.clone()));
            let http = http1::Builder::new();
            match tls {
                None => drop(http.serve_connection(TokioIo::new(stream), service).await),
                Some(tls) => {
                    let Ok(stream) = tls.accept(stream).await else { return };
                    drop(http.serve_connection(TokioIo::new(stream), service).await);
                }
            }
        });
    }
}

async fn answer(
    request: Request<Incoming>,
    shared: Arc<Mutex<Shared>>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let path = request.uri().path().to_owned();
    let whole = request.uri().path_and_query().unwrap().to_string();
    let body = request.into_body().collect().await.map(|body| body.to_bytes().to_vec());
    let body = String::from_utf8(body.unwrap_or_default()).unwrap_or_default();
    let reply = {
        let mut shared = shared.lock().unwrap();
        shared.came.push(Came { path: whole, body });
        shared.replies.get(&path).cloned()
    };
    let missing = Reply { status: 404, ..Reply::of("text/html", "<p>Not here.</p>") };
    let reply = reply.unwrap_or(missing);
    if reply.is_silent {
        std::future::pending::<()>().await;
    }
    let mut response =
        Response::builder().status(reply.status).header("Content-Type", reply.media_type);
    if let Some(location) = reply.location {
        response = response.header("Location", location);
    }
    Ok(response.body(Full::new(Bytes::from(reply.body))).unwrap())
}
