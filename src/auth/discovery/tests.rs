//! What goes without a network: guesses, URLs, the demo's row, what is no address.

use super::*;
use crate::auth::http::Http;

#[test]
fn guesses_are_protected_names_under_the_domain() {
    let address = Address::parse("ana@example.org").unwrap();
    let found: Vec<_> = guesses(&address)
        .into_iter()
        .map(|one| (one.imap.host, one.imap.port, one.imap.tls))
        .collect();
    let (tls, start) = (TlsMode::Implicit, TlsMode::StartTls);
    let name = str::to_owned;
    let expected = [
        (name("imap.example.org"), 993, tls),
        (name("mail.example.org"), 993, tls),
        (name("example.org"), 993, tls),
        (name("imap.example.org"), 143, start),
        (name("mail.example.org"), 143, start),
        (name("example.org"), 143, start),
    ];
    assert_eq!(found, expected);
}

#[test]
fn pages_are_fetched_by_https_or_at_the_place_that_was_told() {
    let mut places = Places::default();
    assert_eq!(places.page("autoconfig.example.org", "/x?y"), "https://autoconfig.example.org/x?y");
    assert!(!places.trusts_loopback());
    places.web = Some("https://localhost:8443/".to_owned());
    assert_eq!(places.page("example.org", "/x"), "https://localhost:8443/example.org/x");
    assert!(places.trusts_loopback());
    places.web = Some("https://gate.example".to_owned());
    assert!(!places.trusts_loopback());
}

#[tokio::test]
async fn what_is_no_address_is_told_once_by_each_place() {
    let http = Http::new(None).unwrap();
    let (tell, mut told) = mpsc::unbounded_channel();
    look(&http, &Places::default(), "no address", tell).await;
    let mut origins = Vec::new();
    while let Some((origin, answer)) = told.recv().await {
        assert_eq!(answer.map_err(|fault| fault.kind), Err(FaultKind::Invalid));
        origins.push(origin);
    }
    assert_eq!(origins, Origin::ALL);
}
