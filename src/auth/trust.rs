//! Whom TLS believes, on every kind of connection: the system's authorities and those of one file. A
//! certificate that is not believed is told with its fingerprint, inside the error itself. Knows no
//! protocol above TLS.

use std::io::Read;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, OtherError, RootCertStore,
    SignatureScheme,
};
use sha2::{Digest, Sha256};

use crate::model::account::Fingerprint;
use crate::model::fault::{CertificateProblem, Fault, FaultKind, Place};

/// A PEM file of authorities may be so large.
const MOST_PEM: u64 = 4 * 1024 * 1024;

/// Why a certificate was not believed.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{reason}")]
pub(crate) struct Doubt {
    pub fingerprint: Fingerprint,
    pub problem: CertificateProblem,
    pub reason: String,
}

impl Doubt {
    /// The doubt for which a handshake failed.
    pub fn of(error: &Error) -> Option<&Self> {
        match error {
            Error::InvalidCertificate(CertificateError::Other(other)) => other.0.downcast_ref(),
            _ => None,
        }
    }
}

/// The authorities of a PEM file.
///
/// # Errors
/// `Disk`, `TooLarge`; `Invalid` where it holds no certificate.
pub(crate) fn read(path: &Path) -> Result<Vec<CertificateDer<'static>>, Fault> {
    let fail =
        |kind, what: &str| Fault::new(kind, Place::File, format!("{}: {what}", path.display()));
    let unreadable = |error: std::io::Error| fail(FaultKind::Disk, &error.to_string());
    let mut pem = Vec::new();
    let file = std::fs::File::open(path).map_err(unreadable)?;
    // A device or a pipe tells no length: what counts is how much comes.
    file.take(MOST_PEM + 1).read_to_end(&mut pem).map_err(unreadable)?;
    if pem.len() as u64 > MOST_PEM {
        return Err(fail(FaultKind::TooLarge, "too large for a file of certificates"));
    }
    let (added, _) = RootCertStore::empty().add_parsable_certificates(certificates(&pem));
    if added == 0 {
        return Err(fail(FaultKind::Invalid, "holds no certificate in PEM form"));
    }
    Ok(certificates(&pem))
}

fn certificates(pem: &[u8]) -> Vec<CertificateDer<'static>> {
    CertificateDer::pem_slice_iter(pem).flatten().collect()
}

/// TLS that believes whom this verifier believes.
///
/// # Errors
/// `NoTls`.
pub(crate) fn config(verifier: Arc<dyn ServerCertVerifier>) -> Result<ClientConfig, Fault> {
    let config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| Fault::new(FaultKind::NoTls, Place::Tls, error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    Ok(config)
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// The system's authorities, read once.
async fn platform() -> Arc<RootCertStore> {
    static PLATFORM: OnceLock<Arc<RootCertStore>> = OnceLock::new();
    if let Some(roots) = PLATFORM.get() {
        return roots.clone();
    }
    let read = tokio::task::spawn_blocking(|| {
        let found = rustls_native_certs::load_native_certs();
        for error in &found.errors {
            tracing::warn!("some of the system's certificates cannot be read: {error}");
        }
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(found.certs);
        roots
    });
    let roots = Arc::new(read.await.unwrap_or_else(|_| RootCertStore::empty()));
    PLATFORM.get_or_init(|| roots).clone()
}

/// Believes the authorities; wraps its doubts.
#[derive(Debug)]
pub(crate) struct Verifier {
    /// `None` where no authority is known at all.
    usual: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
}

impl Verifier {
    /// Believes the system's authorities and these.
    ///
    /// # Errors
    /// `NoTls`.
    pub async fn new(authorities: &[CertificateDer<'static>]) -> Result<Self, Fault> {
        let mut roots = platform().await;
        if !authorities.is_empty() {
            let mut more = RootCertStore::clone(&roots);
            more.add_parsable_certificates(authorities.iter().cloned());
            roots = Arc::new(more);
        }
        let provider = provider();
        if roots.is_empty() {
            return Ok(Self { usual: None, provider });
        }
        let built = WebPkiServerVerifier::builder_with_provider(roots, provider.clone()).build();
        let usual = built.map_err(|error| {
            Fault::new(FaultKind::NoTls, Place::Tls, format!("no authorities: {error}"))
        })?;
        Ok(Self { usual: Some(usual), provider })
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verified = match &self.usual {
            Some(usual) => {
                usual.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            }
            None => Err(CertificateError::UnknownIssuer.into()),
        };
        verified.map_err(|error| {
            let doubt = Doubt {
                fingerprint: Fingerprint(Sha256::digest(end_entity.as_ref()).into()),
                problem: problem(&error),
                reason: error.to_string(),
            };
            CertificateError::Other(OtherError(Arc::new(doubt))).into()
        })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

fn problem(error: &Error) -> CertificateProblem {
    use CertificateError as E;
    let Error::InvalidCertificate(error) = error else { return CertificateProblem::Other };
    match error {
        // A bad signature: an authority of this name is known here, and has not signed it.
        E::UnknownIssuer | E::BadSignature => CertificateProblem::UnknownIssuer,
        E::Expired | E::ExpiredContext { .. } | E::NotValidYet | E::NotValidYetContext { .. } => {
            CertificateProblem::Expired
        }
        E::NotValidForName | E::NotValidForNameContext { .. } => CertificateProblem::WrongHost,
        // An authority's own certificate used by a server is signed by itself. webpki names it
        // only by this word.
        E::Other(other) if format!("{other:?}").contains("CaUsedAsEndEntity") => {
            CertificateProblem::UnknownIssuer
        }
        _ => CertificateProblem::Other,
    }
}
