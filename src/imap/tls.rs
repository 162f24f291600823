//! TLS by rustls with the platform's authorities, one further authority file, and one certificate
//! that the person trusted by hand. Signatures are checked in every case.

mod certificate;
mod peek;
mod verifier;

use std::io;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ProtocolVersion, RootCertStore};
use tokio::io::AsyncReadExt;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::greeting;
use super::wire::Duplex;
use crate::model::account::Trust;
use crate::model::exam::Tls;
use crate::model::fault::{Fault, FaultKind, Place};
use verifier::Verifier;

/// A PEM file of authorities may be so large.
const MOST_PEM: u64 = 4 * 1024 * 1024;

/// Makes the TLS handshake with a host. What the server showed is told also where it failed. `plain`
/// says what it means that its first octets are plain text.
///
/// # Errors
/// `Certificate` with its fingerprint, `NoTls`, `TimedOut`, `Lost`; what is wrong with the
/// authority file.
pub(super) async fn protect(
    stream: Box<dyn Duplex>,
    host: &str,
    trust: &Trust,
    limit: Duration,
    plain: fn(&[u8]) -> Fault,
    show: &mut (dyn FnMut(Tls) + Send),
) -> Result<Box<dyn Duplex>, Fault> {
    let name = ServerName::try_from(host.to_owned()).map_err(|_| {
        Fault::new(FaultKind::UnknownHost, Place::Dns, format!("\"{host}\" is no host name"))
    })?;
    let roots = roots(trust.ca.as_deref()).await?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = Arc::new(Verifier::new(roots, trust.pinned, provider.clone())?);
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| no_tls(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(verifier.clone())
        .with_no_client_auth();
    let (stream, first) = peek::new(stream);
    let handshake = TlsConnector::from(Arc::new(config)).connect(name, stream);
    let made = timeout(limit, handshake).await;
    let version = match &made {
        Ok(Ok(stream)) => stream.get_ref().1.protocol_version().and_then(version),
        _ => None,
    };
    let certificate = verifier.shown().map(Box::new);
    let by_hand = certificate.as_ref().is_some_and(|it| trust.pinned == Some(it.fingerprint));
    show(Tls { version: version.map(str::to_owned), certificate, by_hand });
    match made {
        Ok(Ok(stream)) => Ok(Box::new(stream)),
        Ok(Err(error)) => {
            Err(explain(&error, &verifier, host).unwrap_or_else(|| plain(&first.octets())))
        }
        Err(_) => {
            let detail = format!("the TLS handshake took more than {} s", limit.as_secs());
            Err(Fault::new(FaultKind::TimedOut, Place::Tls, detail))
        }
    }
}

fn no_tls(detail: impl Into<String>) -> Fault {
    Fault::new(FaultKind::NoTls, Place::Tls, detail)
}

fn version(version: ProtocolVersion) -> Option<&'static str> {
    match version {
        ProtocolVersion::TLSv1_2 => Some("TLS 1.2"),
        ProtocolVersion::TLSv1_3 => Some("TLS 1.3"),
        _ => None,
    }
}

/// Why the handshake failed; none where what came is not TLS at all.
fn explain(error: &io::Error, verifier: &Verifier, host: &str) -> Option<Fault> {
    if let Some((fingerprint, problem, reason)) = verifier.seen() {
        let kind = FaultKind::Certificate { fingerprint, problem };
        return Some(Fault::new(kind, Place::Tls, format!("the certificate of {host}: {reason}")));
    }
    let cause = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match cause {
        Some(rustls::Error::InvalidMessage(_)) => None,
        Some(cause) => Some(no_tls(format!("the TLS handshake failed: {cause}"))),
        None if error.kind() == io::ErrorKind::UnexpectedEof => {
            Some(no_tls("the server closed the connection in the TLS handshake"))
        }
        None => {
            let detail = format!("the connection broke in the TLS handshake: {error}");
            Some(Fault::new(FaultKind::Lost, Place::Tls, detail))
        }
    }
}

/// Who answers in plain text on a port where TLS was to begin with the first octet.
pub(super) fn no_tls_there(first: &[u8]) -> Fault {
    let says_imap = first.starts_with(b"* ");
    match greeting::stranger(first).filter(|fault| fault.kind == FaultKind::NotImap) {
        Some(fault) if !says_imap => Fault { place: Place::Tls, ..fault },
        _ => no_tls(
            "what answers there does not speak TLS from the first byte; it may want STARTTLS",
        ),
    }
}

/// The authorities to believe: the platform's, read once, and those of the file.
async fn roots(ca: Option<&Path>) -> Result<Arc<RootCertStore>, Fault> {
    static PLATFORM: OnceLock<Arc<RootCertStore>> = OnceLock::new();
    let platform = match PLATFORM.get() {
        Some(roots) => roots.clone(),
        None => {
            let read = tokio::task::spawn_blocking(read_platform).await;
            let roots = Arc::new(read.unwrap_or_else(|_| RootCertStore::empty()));
            PLATFORM.get_or_init(|| roots).clone()
        }
    };
    let Some(path) = ca else { return Ok(platform) };
    let mut roots = RootCertStore::clone(&platform);
    let pem = read_file(path).await?;
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(&pem).flatten().collect();
    let (added, _) = roots.add_parsable_certificates(certificates);
    if added == 0 {
        let detail = format!("{} holds no certificate in PEM form", path.display());
        return Err(Fault::new(FaultKind::Invalid, Place::File, detail));
    }
    Ok(Arc::new(roots))
}

async fn read_file(path: &Path) -> Result<Vec<u8>, Fault> {
    let fail =
        |kind, what: String| Fault::new(kind, Place::File, format!("{}: {what}", path.display()));
    let unreadable = |error: io::Error| fail(FaultKind::Disk, error.to_string());
    let mut pem = Vec::new();
    // A device or a pipe tells no length: what counts is how much comes.
    let file = tokio::fs::File::open(path).await.map_err(unreadable)?;
    file.take(MOST_PEM + 1).read_to_end(&mut pem).await.map_err(unreadable)?;
    if pem.len() as u64 > MOST_PEM {
        return Err(fail(FaultKind::TooLarge, "too large for a file of certificates".into()));
    }
    Ok(pem)
}

fn read_platform() -> RootCertStore {
    let found = rustls_native_certs::load_native_certs();
    for error in &found.errors {
        tracing::warn!("some of the system's certificates cannot be read: {error}");
    }
    let mut roots = RootCertStore::empty();
    let (added, passed) = roots.add_parsable_certificates(found.certs);
    tracing::debug!("{added} authorities of the system are known, {passed} cannot be read");
    roots
}
