//! A mail server that offers what it is told to offer, lets in one password and one token, and
//! remembers every line.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use crate::support::certs::{self, Certs};

pub const PASSWORD: &str = "open sesame";
pub const TOKEN: &str = "an-access-token-of-the-test";

/// A running server, with its certificate and the authority that signed it.
pub struct Mail {
    pub port: u16,
    pub ca: PathBuf,
    lines: Arc<Mutex<Vec<String>>>,
    _dir: tempfile::TempDir,
    _task: JoinSet<()>,
}

impl Mail {
    /// Offers these capabilities, on `localhost`.
    pub async fn start(capabilities: &'static str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let certs = certs::make(dir.path(), &["localhost"]);
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let lines = Arc::<Mutex<Vec<String>>>::default();
        let mut task = JoinSet::new();
        task.spawn(serve(listener, acceptor(&certs), capabilities, lines.clone()));
        Self { port, ca: certs.ca, lines, _dir: dir, _task: task }
    }

    /// The commands that came, without their tags.
    pub fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }
}

/// TLS with a certificate of the test.
pub fn acceptor(certs: &Certs) -> TlsAcceptor {
    let chain = CertificateDer::pem_file_iter(&certs.cert).unwrap().flatten().collect();
    let key = PrivateKeyDer::from_pem_file(&certs.key).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

async fn serve(
    listener: TcpListener,
    tls: TlsAcceptor,
    capabilities: &'static str,
    lines: Arc<Mutex<Vec<String>>>,
) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let (tls, lines) = (tls.clone(), lines.clone());
        connections.spawn(async move {
            let Ok(stream) = tls.accept(stream).await else { return };
            let mut stream = BufReader::new(stream);
            let hello = format!("* OK [CAPABILITY {capabilities}] ready\r\n");
            if stream.write_all(hello.as_bytes()).await.is_err() {
                return;
            }
            let mut line = String::new();
            while stream.read_line(&mut line).await.is_ok_and(|length| length > 0) {
                let (tag, command) = line.trim_end().split_once(' ').unwrap_or(("*", ""));
                lines.lock().unwrap().push(command.to_owned());
                let answer = answer(command, capabilities);
                let answer = answer.replace("TAG", tag);
                if stream.write_all(answer.as_bytes()).await.is_err() {
                    return;
                }
                line.clear();
            }
        });
    }
}

fn answer(command: &str, capabilities: &str) -> String {
    let mut words = command.split(' ');
    let let_in = format!("TAG OK [CAPABILITY {capabilities}] in\r\n");
    let refused = "TAG NO [AUTHENTICATIONFAILED] not you\r\n".to_owned();
    match (words.next().unwrap_or_default().to_uppercase().as_str(), words.next()) {
        ("CAPABILITY", _) => format!("* CAPABILITY {capabilities}\r\nTAG OK\r\n"),
        ("LOGIN", _) if command.contains(PASSWORD) => let_in,
        ("AUTHENTICATE", _) => {
            let told = words.next().and_then(|text| STANDARD.decode(text).ok()).unwrap_or_default();
            let told = String::from_utf8_lossy(&told).into_owned();
            let good = told.contains(&format!("Bearer {TOKEN}\u{1}"));
            if good { let_in } else { refused }
        }
        ("LOGIN", _) => refused,
        ("LOGOUT", _) => "* BYE\r\nTAG OK\r\n".to_owned(),
        _ => "TAG OK\r\n".to_owned(),
    }
}
