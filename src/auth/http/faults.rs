//! What went wrong with an HTTP exchange. Tells host and path, never the query.

use std::error::Error;
use std::io;

use url::Url;

use super::shown;
use crate::auth::trust::Doubt;
use crate::model::fault::{Fault, FaultKind, Place};

/// Errors lie in errors; more than so many are not looked at.
const DEEPEST: usize = 16;

/// A failed exchange as a fault.
pub(super) fn explain(error: reqwest::Error, url: &Url, place: Place) -> Fault {
    let at = shown(url);
    let fail = |kind, what: String| Fault::new(kind, place, format!("{at}: {what}"));
    if error.is_dns() {
        return fail(FaultKind::UnknownHost, "the host name has no address".to_owned());
    }
    if let Some(tls) = causes(&error).find_map(|cause| cause.downcast_ref::<rustls::Error>()) {
        let (kind, what) = of_tls(tls);
        return fail(kind, what);
    }
    if error.is_timeout() {
        return fail(FaultKind::TimedOut, "no answer in time".to_owned());
    }
    if let Some(http) = causes(&error).find_map(|cause| cause.downcast_ref::<hyper::Error>())
        && (http.is_parse() || http.is_parse_too_large())
    {
        return fail(FaultKind::Nonsense, format!("what answers is not HTTP: {http}"));
    }
    let io = causes(&error).filter_map(|cause| cause.downcast_ref::<io::Error>()).last();
    match io.map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionRefused) => {
            fail(FaultKind::PortRefused, "nothing listens there".to_owned())
        }
        Some(io::ErrorKind::UnexpectedEof) if error.is_connect() && url.scheme() == "https" => {
            fail(FaultKind::NoTls, "the connection ended in the TLS handshake".to_owned())
        }
        Some(_) => {
            let last = causes(&error).last().map(ToString::to_string).unwrap_or_default();
            fail(FaultKind::Lost, format!("the connection broke: {last}"))
        }
        None => {
            fail(FaultKind::Lost, "the connection ended before the answer was whole".to_owned())
        }
    }
}

/// An error and what lies in it, from the outside in.
fn causes<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> + 'a {
    std::iter::successors(Some(error), |error| inner(*error)).take(DEEPEST)
}

/// What an `io::Error` was made from is not its source, but hides behind it.
fn inner<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(hidden) => Some(hidden as &(dyn Error + 'static)),
        None => error.source(),
    }
}

fn of_tls(error: &rustls::Error) -> (FaultKind, String) {
    if let Some(Doubt { fingerprint, problem, reason }) = Doubt::of(error) {
        let kind = FaultKind::Certificate { fingerprint: *fingerprint, problem: *problem };
        return (kind, format!("the certificate: {reason}"));
    }
    match error {
        rustls::Error::InvalidMessage(_) => {
            (FaultKind::NoTls, "what answers there does not speak TLS".to_owned())
        }
        error => (FaultKind::NoTls, format!("the TLS handshake failed: {error}")),
    }
}
