//! TLS by rustls with the platform's authorities, one further authority file, and one certificate
//! that the person trusted by hand. Signatures are checked in every case.

mod certificate;
mod peek;
mod verifier;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rustls::ProtocolVersion;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::greeting;
use super::wire::Duplex;
use crate::auth::trust as believe;
use crate::auth::trust::Doubt;
use crate::model::account::Trust;
use crate::model::exam::Tls;
use crate::model::fault::{Fault, FaultKind, Place};
use verifier::Verifier;

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
    let authorities = authorities(trust.ca.clone()).await?;
    let usual = believe::Verifier::new(&authorities).await?;
    let verifier = Arc::new(Verifier::new(usual, trust.pinned));
    let config = believe::config(verifier.clone())?;
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
    if let Some(Doubt { fingerprint, problem, reason }) = verifier.seen() {
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

/// The authorities of the file that the account names.
async fn authorities(ca: Option<PathBuf>) -> Result<Vec<CertificateDer<'static>>, Fault> {
    let Some(path) = ca else { return Ok(Vec::new()) };
    let read = tokio::task::spawn_blocking(move || believe::read(&path)).await;
    read.unwrap_or_else(|broken| {
        Err(Fault::new(
            FaultKind::Disk,
            Place::File,
            format!("reading authorities broke: {broken}"),
        ))
    })
}
