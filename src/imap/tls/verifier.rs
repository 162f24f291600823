//! Decides on the server's certificate, and remembers what it was and why it was not believed. Whom
//! TLS believes in general is not its business.

use std::sync::{Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, Error, SignatureScheme};

use super::certificate;
use crate::auth::trust::{self, Doubt};
use crate::model::account::Fingerprint;
use crate::model::exam::Certificate;
use crate::model::fault::CertificateProblem;

/// Believes the authorities, and the pinned certificate whatever is wrong with it.
#[derive(Debug)]
pub(super) struct Verifier {
    usual: trust::Verifier,
    pinned: Option<Fingerprint>,
    seen: Mutex<Option<Doubt>>,
    /// What the server showed, believed or not.
    shown: Mutex<Option<Certificate>>,
}

impl Verifier {
    pub(super) fn new(usual: trust::Verifier, pinned: Option<Fingerprint>) -> Self {
        Self { usual, pinned, seen: Mutex::default(), shown: Mutex::default() }
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
        let usual = &self.usual;
        let verified =
            usual.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        verified.inspect_err(|error| {
            let Some(doubt) = Doubt::of(error) else { return };
            let problem = match self.pinned {
                Some(_) => CertificateProblem::Changed,
                None => doubt.problem,
            };
            let doubt = Doubt { problem, ..doubt.clone() };
            *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(doubt);
        })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.usual.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.usual.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.usual.supported_verify_schemes()
    }
}
