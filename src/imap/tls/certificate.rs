//! What a certificate says of itself, for people to read (RFC 5280). Whether it is true is decided
//! in `verifier`; nothing is decided by what is read here.

use std::net::IpAddr;

use rustls::pki_types::CertificateDer;
use sha2::{Digest, Sha256};
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate};

use crate::model::account::Fingerprint;
use crate::model::exam::Certificate;

/// Hosts of one certificate that are shown: some name a hundred.
const MOST_NAMES: usize = 40;
/// Characters of one name that are shown.
const MOST_TEXT: usize = 200;

pub(super) fn fingerprint(der: &CertificateDer<'_>) -> Fingerprint {
    Fingerprint(Sha256::digest(der.as_ref()).into())
}

/// Reads a certificate; what cannot be read is empty.
pub(super) fn read(der: &CertificateDer<'_>) -> Certificate {
    let fingerprint = fingerprint(der);
    let mut certificate = Certificate {
        fingerprint,
        subject: String::new(),
        issuer: String::new(),
        names: Vec::new(),
        not_before: 0,
        not_after: 0,
    };
    if let Ok((_, parsed)) = X509Certificate::from_der(der.as_ref()) {
        certificate.subject = clean(&parsed.subject().to_string());
        certificate.issuer = clean(&parsed.issuer().to_string());
        certificate.not_before = parsed.validity().not_before.timestamp();
        certificate.not_after = parsed.validity().not_after.timestamp();
        certificate.names = names(&parsed);
    }
    certificate
}

/// The hosts of the subject's alternative names (RFC 9525 section 6.1: no other name counts).
fn names(parsed: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(extension)) = parsed.subject_alternative_name() else { return Vec::new() };
    let shown = extension.value.general_names.iter().filter_map(|name| match name {
        GeneralName::DNSName(name) => Some(clean(name)),
        GeneralName::IPAddress(octets) => address(octets).map(|address| address.to_string()),
        _ => None,
    });
    shown.take(MOST_NAMES).collect()
}

fn address(octets: &[u8]) -> Option<IpAddr> {
    let four = <[u8; 4]>::try_from(octets).map(IpAddr::from);
    four.or_else(|_| <[u8; 16]>::try_from(octets).map(IpAddr::from)).ok()
}

fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(MOST_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_has_a_fingerprint_only() {
        for octets in [&b""[..], b"\x30", b"\x30\x84\xff\xff\xff\xff", &[0x30; 4_000]] {
            let read = read(&CertificateDer::from(octets));
            assert!(read.subject.is_empty() && read.names.is_empty());
        }
    }
}
