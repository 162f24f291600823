//! Connecting and TLS, over real sockets on loopback with certificates made here.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

#[path = "support/transcript.rs"]
mod transcript;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use pombo::imap::{self, Greeted, Meter};
use pombo::model::account::{Fingerprint, Server, TlsMode, Trust};
use pombo::model::fault::{CertificateProblem, Fault, FaultKind, Place};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use transcript::*;

/// A certificate with its key.
#[derive(Debug)]
struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl Identity {
    fn fingerprint(&self) -> Fingerprint {
        Fingerprint(Sha256::digest(&self.chain[0]).into())
    }
}

/// An authority and the file that holds it.
struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    dir: tempfile::TempDir,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let issuer = CertifiedIssuer::self_signed(params, key).unwrap();
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("ca.pem"), issuer.pem()).unwrap();
        Self { issuer, dir }
    }

    fn file(&self) -> Option<PathBuf> {
        Some(self.dir.path().join("ca.pem"))
    }

    fn sign(&self, host: &str, change: impl FnOnce(&mut CertificateParams)) -> Identity {
        let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        Identity { chain: vec![certificate.der().clone()], key }
    }
}

fn self_signed(is_ca: IsCa) -> Identity {
    let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    params.is_ca = is_ca;
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    Identity { chain: vec![certificate.der().clone()], key }
}

/// Gives out a certificate whether or not the key is its own.
#[derive(Debug)]
struct Whatever(Arc<CertifiedKey>);

impl ResolvesServerCert for Whatever {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.clone())
    }
}

fn acceptor(chain: &Identity, key: &Identity) -> TlsAcceptor {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = provider.key_provider.load_private_key(key.key.clone_key()).unwrap();
    let certified = Arc::new(CertifiedKey::new(chain.chain.clone(), key));
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(Whatever(certified)));
    TlsAcceptor::from(Arc::new(config))
}

/// A listener on loopback and what to write in the account's form for it.
async fn listen(tls: TlsMode, trust: Trust) -> (TcpListener, Server) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, Server { host: "localhost".to_owned(), port, tls, trust })
}

/// Greets, answers one LOGIN, and waits for the end.
async fn speak_imap(stream: impl AsyncRead + AsyncWrite + Unpin, greet: bool) {
    let mut stream = BufReader::new(stream);
    if greet {
        let _ = stream.write_all(b"* OK [CAPABILITY IMAP4rev1] ready\r\n").await;
    }
    let mut line = String::new();
    while stream.read_line(&mut line).await.is_ok_and(|count| count > 0) {
        let tag = line.split(' ').next().unwrap_or_default();
        let answer = format!("* CAPABILITY IMAP4rev1 X-SAFE\r\n{tag} OK done\r\n");
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
        line.clear();
    }
}

async fn connect(server: &Server) -> Result<Greeted, Fault> {
    soon(imap::connect_within(server, Meter::default(), hasty())).await
}

/// Connects with TLS from the first byte to a server with this certificate and key.
async fn implicit(chain: &Identity, key: &Identity, trust: Trust) -> Result<Greeted, Fault> {
    let (listener, server) = listen(TlsMode::Implicit, trust).await;
    let acceptor = acceptor(chain, key);
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        if let Ok(stream) = acceptor.accept(stream).await {
            speak_imap(stream, true).await;
        }
    });
    connect(&server).await
}

fn problem(outcome: Result<Greeted, Fault>) -> (Fingerprint, CertificateProblem) {
    match outcome.unwrap_err().kind {
        FaultKind::Certificate { fingerprint, problem } => (fingerprint, problem),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_server_of_a_known_authority_is_believed_and_signed_in_to() {
    let authority = Authority::new();
    let identity = authority.sign("localhost", |_| {});
    let trust = Trust { ca: authority.file(), pinned: None };
    let greeted = implicit(&identity, &identity, trust).await.unwrap();
    let session = soon(greeted.login(&anna())).await.unwrap();
    assert!(session.capabilities().has("X-SAFE"));
}

#[tokio::test]
async fn what_is_wrong_with_a_certificate_is_told_with_its_fingerprint() {
    use CertificateProblem as P;
    let authority = Authority::new();
    let known = || Trust { ca: authority.file(), pinned: None };
    let expired = authority.sign("localhost", |params| {
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(2021, 1, 1);
    });
    let other = authority.sign("mail.example", |_| {});
    let stranger = authority.sign("localhost", |_| {});
    let own = self_signed(IsCa::NoCa);
    let own_ca = self_signed(IsCa::Ca(BasicConstraints::Unconstrained));
    for (identity, trust, expected) in [
        (&expired, known(), P::Expired),
        (&other, known(), P::WrongHost),
        (&stranger, Trust::default(), P::UnknownIssuer),
        (&own, known(), P::UnknownIssuer),
        (&own_ca, known(), P::UnknownIssuer),
        (&own, Trust { ca: None, pinned: Some(other.fingerprint()) }, P::Changed),
    ] {
        let told = problem(implicit(identity, identity, trust).await);
        assert_eq!(told, (identity.fingerprint(), expected));
    }
}

#[tokio::test]
async fn the_pinned_certificate_is_believed_and_so_is_a_proper_new_one() {
    let authority = Authority::new();
    let expired = authority.sign("elsewhere.example", |params| {
        params.not_after = rcgen::date_time_ymd(2021, 1, 1);
    });
    let pinned = Some(expired.fingerprint());
    let outcome = implicit(&expired, &expired, Trust { ca: None, pinned }).await;
    assert!(outcome.is_ok(), "{outcome:?}");
    let proper = authority.sign("localhost", |_| {});
    let outcome = implicit(&proper, &proper, Trust { ca: authority.file(), pinned }).await;
    assert!(outcome.is_ok(), "{outcome:?}");
}

#[tokio::test]
async fn whoever_shows_the_pinned_certificate_without_its_key_is_not_believed() {
    let own = self_signed(IsCa::NoCa);
    let thief = self_signed(IsCa::NoCa);
    let trust = Trust { ca: None, pinned: Some(own.fingerprint()) };
    let fault = implicit(&own, &thief, trust).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::NoTls, "{fault}");
}

#[tokio::test]
async fn a_file_of_authorities_that_is_none_is_told_apart() {
    let own = self_signed(IsCa::NoCa);
    let dir = tempfile::tempdir().unwrap();
    let empty = dir.path().join("empty.pem");
    std::fs::write(&empty, "no certificate here").unwrap();
    for (path, kind) in [
        (empty, FaultKind::Invalid),
        (dir.path().join("none.pem"), FaultKind::Disk),
        // It tells a length of nothing and never ends.
        ("/dev/zero".into(), FaultKind::TooLarge),
    ] {
        let trust = Trust { ca: Some(path), pinned: None };
        let fault = implicit(&own, &own, trust).await.unwrap_err();
        assert_eq!((fault.kind, fault.place), (kind, Place::File));
    }
}

/// A server that answers STARTTLS with `answer`, and then makes the handshake.
async fn start_tls(greeting: &'static str, answer: &'static [u8]) -> Result<Greeted, Fault> {
    let authority = Authority::new();
    let identity = authority.sign("localhost", |_| {});
    let trust = Trust { ca: authority.file(), pinned: None };
    let (listener, server) = listen(TlsMode::StartTls, trust).await;
    let acceptor = acceptor(&identity, &identity);
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(greeting.as_bytes()).await.unwrap();
        if read_line(&mut stream).await.as_deref() == Some("S0 STARTTLS") {
            stream.write_all(answer).await.unwrap();
            if let Ok(stream) = acceptor.accept(stream).await {
                speak_imap(stream, false).await;
            }
        }
    });
    connect(&server).await
}

async fn read_line(stream: &mut TcpStream) -> Option<String> {
    let mut line = String::new();
    BufReader::with_capacity(1, stream).read_line(&mut line).await.ok()?;
    Some(line.trim_end().to_owned())
}

const OFFER: &str = "* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=EVIL] ready\r\n";

#[tokio::test]
async fn start_tls_forgets_what_was_said_before() {
    let answer = b"* CAPABILITY IMAP4rev1 X-EVIL\r\nS0 OK go\r\n";
    let mut greeted = start_tls(OFFER, answer).await.unwrap();
    let capabilities = soon(greeted.capabilities()).await.unwrap();
    assert!(capabilities.has("X-SAFE"));
    assert!(!capabilities.has("X-EVIL") && !capabilities.has("AUTH=EVIL"));
    soon(greeted.login(&anna())).await.unwrap();
}

#[tokio::test]
async fn responses_slipped_in_before_the_handshake_are_an_attack() {
    for answer in [
        &b"S0 OK go\r\n* OK [ALERT] call this number\r\n"[..],
        b"S0 OK go\r\nA0001 OK [CAPABILITY IMAP4rev1] in\r\n",
        b"S0 OK go\r\n* 1 EX",
    ] {
        let fault = start_tls(OFFER, answer).await.unwrap_err();
        assert_eq!((&fault.kind, fault.place), (&FaultKind::NoTls, Place::Tls));
        assert!(fault.detail.contains("tampering"), "{fault}");
    }
}

#[tokio::test]
async fn responses_slipped_in_during_the_handshake_end_it() {
    for lie in [
        "A0001 OK [CAPABILITY IMAP4rev1] in\r\n* OK [ALERT] call this number\r\n",
        "* OK [ALERT] call this number\r\n",
    ] {
        let (listener, server) = listen(TlsMode::StartTls, Trust::default()).await;
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(OFFER.as_bytes()).await.unwrap();
            assert_eq!(read_line(&mut stream).await.as_deref(), Some("S0 STARTTLS"));
            stream.write_all(b"S0 OK go\r\n").await.unwrap();
            // The client has begun with TLS when the next octet comes.
            stream.readable().await.unwrap();
            let _ = stream.write_all(lie.as_bytes()).await;
            speak_imap(stream, false).await;
        });
        let fault = connect(&server).await.unwrap_err();
        assert_eq!((&fault.kind, fault.place), (&FaultKind::NoTls, Place::Tls), "{fault}");
        assert!(fault.detail.contains("tampering") && !fault.detail.contains("call"), "{fault}");
    }
}

#[tokio::test]
async fn without_start_tls_nothing_goes_on() {
    let silent = "* OK ready\r\n";
    for (greeting, answer, reason) in [
        ("* OK [CAPABILITY IMAP4rev1] ready\r\n", &b""[..], "does not offer STARTTLS"),
        ("* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] welcome\r\n", b"", "before TLS, unasked"),
        ("* PREAUTH welcome\r\n", b"", "before TLS, unasked"),
        (OFFER, b"S0 NO not now\r\n", "refused STARTTLS: not now"),
        (OFFER, b"S0 BAD what\r\n", "refused STARTTLS: what"),
        (silent, b"S0 BAD unknown\r\n", "refused STARTTLS: unknown"),
    ] {
        let fault = start_tls(greeting, answer).await.unwrap_err();
        assert_eq!((&fault.kind, fault.place), (&FaultKind::NoTls, Place::Tls), "{fault}");
        assert!(fault.detail.contains(reason), "{fault}");
    }
}

#[tokio::test]
async fn a_plain_server_spoken_to_in_tls_is_told_apart() {
    let (listener, server) = listen(TlsMode::Implicit, Trust::default()).await;
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        speak_imap(stream, true).await;
    });
    let fault = connect(&server).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::NoTls);
    assert!(fault.detail.contains("STARTTLS"), "{fault}");
}

#[tokio::test]
async fn a_tls_server_spoken_to_in_plain_is_told_apart() {
    let own = self_signed(IsCa::NoCa);
    for mode in [TlsMode::None, TlsMode::StartTls] {
        let (listener, server) = listen(mode, Trust::default()).await;
        let acceptor = acceptor(&own, &own);
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let _ = acceptor.accept(stream).await;
        });
        let fault = connect(&server).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::NoTls, "{fault}");
    }
}

#[tokio::test]
async fn plain_text_goes_to_loopback_only() {
    let (listener, mut server) = listen(TlsMode::None, Trust::default()).await;
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        speak_imap(stream, true).await;
    });
    let greeted = connect(&server).await.unwrap();
    soon(greeted.login(&anna())).await.unwrap();
    // Addresses for documentation (RFC 5737, RFC 3849): nothing is sent to them.
    for host in ["192.0.2.1", "2001:db8::1", "[2001:db8::1]", "::ffff:192.0.2.1", "0.0.0.0"] {
        server.host = host.to_owned();
        let fault = connect(&server).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::PlaintextRefused, "{host}: {fault}");
    }
}

#[tokio::test]
async fn a_closed_port_and_an_unknown_name_are_told_apart() {
    let (listener, mut server) = listen(TlsMode::Implicit, Trust::default()).await;
    let address: SocketAddr = listener.local_addr().unwrap();
    drop(listener);
    server.host = address.ip().to_string();
    let fault = connect(&server).await.unwrap_err();
    assert_eq!((fault.kind, fault.place), (FaultKind::PortRefused, Place::Connect));
    // No resolver is asked for a name that cannot be one.
    server.host = "no..name".to_owned();
    let fault = connect(&server).await.unwrap_err();
    assert_eq!((fault.kind, fault.place), (FaultKind::UnknownHost, Place::Dns));
}
