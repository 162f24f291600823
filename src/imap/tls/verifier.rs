//! Decides on the server's certificate, and remembers why it did not believe one.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

use super::certificate;
use crate::model::account::Fingerprint;
use crate::model::exam::Certificate;
use crate::model::fault::{CertificateProblem, Fault, FaultKind, Place};

type Doubt = (Fingerprint, CertificateProblem, String);

/// Believes the authorities, and the pinned certificate whatever is wrong with it.
#[derive(Debug)]
pub(super) struct Verifier {
    /// `None` where no authority is known at all.
    usual: Option<Arc<WebPkiServerVerifier>>,
    pinned: Option<Fingerprint>,
    provider: Arc<CryptoProvider>,
    seen: Mutex<Option<Doubt>>,
    /// What the server showed, believed or not.
    shown: Mutex<Option<Certificate>>,
}

impl Verifier {
    pub(super) fn new(
        roots: Arc<RootCertStore>,
        pinned: Option<Fingerprint>,
        provider: Arc<CryptoProvider>,
    ) -> Result<Self, Fault> {
        let usual = if roots.is_empty() {
            None
        } else {
            let built = WebPkiServerVerifier::builder_with_provider(roots, provider.clone());
            let built = built.build().map_err(|error| {
                Fault::new(FaultKind::NoTls, Place::Tls, format!("no authorities: {error}"))
            })?;
            Some(built)
        };
        Ok(Self { usual, pinned, provider, seen: Mutex::default(), shown: Mutex::default() })
    }

    /// The certificate that was not believed, and why.
    pub(super) fn seen(&self) -> Option<Doubt> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The certificate that the server showed, if the handshake came so far.
    pub(super) fn shown(&self) -> Option<Certificate> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
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

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let shown = certificate::read(end_entity);
        let fingerprint = shown.fingerprint;
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = Some(shown);
        if self.pinned == Some(fingerprint) {
            return Ok(ServerCertVerified::assertion());
        }
        let verified = match &self.usual {
            Some(usual) => {
                usual.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            }
            None => Err(CertificateError::UnknownIssuer.into()),
        };
        verified.inspect_err(|error| {
            let problem = match self.pinned {
                Some(_) => CertificateProblem::Changed,
                None => problem(error),
            };
            let doubt = (fingerprint, problem, error.to_string());
            *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(doubt);
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
