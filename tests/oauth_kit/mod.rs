//! An authorization server that says whatever a test wants, octet by octet, and a browser that does.
//! Both speak over real sockets on loopback.

// Each test binary uses its own choice of these.
#![allow(dead_code)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

pub mod flow;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A request as the server saw it.
#[derive(Debug, Clone)]
pub struct Asked {
    pub method: String,
    pub path: String,
    pub head: String,
    pub body: String,
}

impl Asked {
    pub fn form(&self) -> BTreeMap<String, String> {
        url::form_urlencoded::parse(self.body.as_bytes()).into_owned().collect()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// What the server answers: octets, and whether it closes then or says nothing more.
pub struct Given {
    pub octets: Vec<u8>,
    pub hold: bool,
}

impl From<String> for Given {
    fn from(text: String) -> Self {
        Self { octets: text.into_bytes(), hold: false }
    }
}

/// A whole answer.
pub fn answer(status: u16, media_type: &str, body: &str) -> Given {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} X\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{body}"
    )
    .into()
}

pub fn json(status: u16, body: &Value) -> Given {
    answer(status, "application/json; charset=utf-8", &body.to_string())
}

pub fn redirect(status: u16, to: &str) -> Given {
    format!("HTTP/1.1 {status} X\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n").into()
}

/// A server on loopback. It ends with this value.
pub struct Server {
    /// `http://127.0.0.1:PORT` or `https://localhost:PORT`.
    pub base: String,
    pub port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// Answers each request by `answer`, which gets the base URL, too.
    pub async fn start<A>(answer: A) -> Self
    where
        A: Fn(&str, &Asked) -> Given + Send + Sync + 'static,
    {
        Self::begin(None, answer).await
    }

    /// The same over TLS.
    pub async fn start_tls<A>(tls: tokio_rustls::TlsAcceptor, answer: A) -> Self
    where
        A: Fn(&str, &Asked) -> Given + Send + Sync + 'static,
    {
        Self::begin(Some(tls), answer).await
    }

    async fn begin<A>(tls: Option<tokio_rustls::TlsAcceptor>, answer: A) -> Self
    where
        A: Fn(&str, &Asked) -> Given + Send + Sync + 'static,
    {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let base = match tls {
            None => format!("http://127.0.0.1:{port}"),
            Some(_) => format!("https://localhost:{port}"),
        };
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let shared = Arc::new((base.clone(), answer, asked.clone()));
        let task = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (shared, tls) = (shared.clone(), tls.clone());
                connections.spawn(async move {
                    let (base, answer, asked) = &*shared;
                    match tls {
                        None => serve(stream, base, answer, asked).await,
                        Some(tls) => {
                            let Ok(stream) = tls.accept(stream).await else { return };
                            serve(stream, base, answer, asked).await;
                        }
                    }
                });
            }
        });
        Self { base, port, asked, task }
    }

    /// The requests so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// The requests of this path so far.
    pub fn asked_at(&self, path: &str) -> Vec<Asked> {
        self.asked().into_iter().filter(|asked| asked.path == path).collect()
    }
}

async fn serve<S, A>(mut stream: S, base: &str, answer: &A, all: &Mutex<Vec<Asked>>)
where
    S: AsyncRead + AsyncWrite + Unpin,
    A: Fn(&str, &Asked) -> Given,
{
    let Some(asked) = read(&mut stream).await else { return };
    all.lock().unwrap().push(asked.clone());
    let given = answer(base, &asked);
    // The other side may hang up in the middle: some tests are about that.
    let _ = stream.write_all(&given.octets).await;
    let _ = stream.flush().await;
    if given.hold {
        std::future::pending::<()>().await;
    }
    let _ = stream.shutdown().await;
}

async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<Asked> {
    let mut octets = Vec::new();
    loop {
        if let Some(asked) = whole(&octets) {
            return Some(asked);
        }
        if stream.read_buf(&mut octets).await.ok()? == 0 {
            return None;
        }
    }
}

fn whole(octets: &[u8]) -> Option<Asked> {
    let text = String::from_utf8_lossy(octets);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let length = head
        .lines()
        .find_map(|line| {
            line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok()
        })
        .unwrap_or(0);
    if body.len() < length {
        return None;
    }
    let mut first = head.lines().next()?.split(' ');
    let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
    Some(Asked { method, path, head: head.to_owned(), body: body.to_owned() })
}

/// TLS with a certificate of these files.
pub fn acceptor(cert: &std::path::Path, key: &std::path::Path) -> tokio_rustls::TlsAcceptor {
    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_file(cert).unwrap()],
            PrivateKeyDer::from_pem_file(key).unwrap(),
        )
        .unwrap();
    Arc::new(config).into()
}

/// What a browser got.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub head: String,
    pub body: String,
}

/// Sends octets to a port of loopback, and reads what comes until the end. None where the connection
/// broke before an answer came.
pub async fn say(port: u16, octets: &[u8]) -> Option<Page> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.ok()?;
    // The answer may come, and the connection go, before all was said.
    let _ = stream.write_all(octets).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let text = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Page { status, head: head.to_ascii_lowercase(), body: body.to_owned() })
}

/// A server that speaks first, as those of mail do, and then says nothing more.
pub async fn greet(octets: &'static [u8]) -> (u16, tokio::task::JoinSet<()>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut task = tokio::task::JoinSet::new();
    task.spawn(async move {
        let mut open = Vec::new();
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(octets).await.unwrap();
            open.push(stream);
        }
    });
    (port, task)
}

/// A port of loopback on which nothing listens at this moment.
pub async fn free() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).await.unwrap().local_addr().unwrap().port()
}
