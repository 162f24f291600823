//! The certificate of the demo servers, made anew at each start and signed by itself: the account
//! trusts it by its fingerprint, as a person would trust a server of their own.

use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::PrivatePkcs8KeyDer;
use sha2::{Digest, Sha256};
use tokio_rustls::TlsAcceptor;

use crate::model::account::Fingerprint;
use crate::model::fault::{Fault, FaultKind, Place};

pub struct Certificate {
    pub acceptor: TlsAcceptor,
    pub fingerprint: Fingerprint,
    pub pem: String,
}

/// For `localhost` and 127.0.0.1.
pub fn make() -> Result<Certificate, Fault> {
    let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    let made = rcgen::generate_simple_self_signed(names).map_err(|error| fault(&error))?;
    let der = made.cert.der().clone();
    let fingerprint = Fingerprint(Sha256::digest(&der).into());
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| fault(&error))?
        .with_no_client_auth()
        .with_single_cert(vec![der], key.into())
        .map_err(|error| fault(&error))?;
    Ok(Certificate {
        acceptor: TlsAcceptor::from(Arc::new(config)),
        fingerprint,
        pem: made.cert.pem(),
    })
}

fn fault(error: &dyn std::error::Error) -> Fault {
    let detail = format!("the demo account could not make its certificate: {error}");
    Fault::new(FaultKind::NoTls, Place::Tls, detail)
}
