//! Every row of the table, and the look-ups.

use std::collections::BTreeSet;

use super::*;

/// The table as it lies in the file.
fn stored() -> StoredTable {
    toml::from_str(TABLE).unwrap()
}

fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.contains('.') && text.split('.').all(label)
}

fn is_page(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| url.scheme() == "https" && url.host_str().is_some())
}

#[test]
fn the_table_can_be_read_and_holds_the_widely_used_providers() {
    let tables = read(TABLE).unwrap();
    assert!(tables.providers.len() >= 70, "{}", tables.providers.len());
    for key in ["google", "microsoft", "yahoo", "aol", "icloud", "fastmail", "gmx", "proton", "uol"]
    {
        assert!(of_key(key).is_some(), "{key}");
    }
}

#[test]
fn no_key_domain_or_exchanger_is_there_twice() {
    let table = stored();
    let mut seen = BTreeSet::new();
    for row in &table.provider {
        assert!(seen.insert(format!("key {}", row.key)), "{}", row.key);
    }
    let domains = table.provider.iter().flat_map(|row| &row.domains);
    for domain in domains.chain(table.closed.iter().flat_map(|row| &row.domains)) {
        assert!(is_host(domain), "{domain}");
        assert!(seen.insert(format!("domain {domain}")), "{domain}");
    }
    let exchangers = table.provider.iter().flat_map(|row| &row.mx);
    for end in exchangers.chain(table.closed.iter().flat_map(|row| &row.mx)) {
        assert!(is_host(end), "{end}");
        assert!(seen.insert(format!("mx {end}")), "{end}");
    }
}

#[test]
fn every_row_can_be_reached_connected_to_and_signed_in_to() {
    for row in stored().provider {
        let key = row.key.clone();
        let names = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(!key.is_empty() && key.chars().all(names), "{key}");
        assert!(!row.name.trim().is_empty(), "{key}");
        assert!(!(row.domains.is_empty() && row.mx.is_empty()), "{key}: found by nothing");
        assert!(row.user == UserForm::Address || !row.domains.is_empty(), "{key}");
        assert_eq!(row.oauth.is_some(), row.ways.contains(&Kind::Browser), "{key}");
        assert!(row.app_password.is_none() || row.ways.contains(&Kind::AppPassword), "{key}");
        for page in [&row.app_password, &row.registration].into_iter().flatten() {
            assert!(is_page(page), "{key}: {page}");
        }
        let provider = from_stored(row).unwrap();
        assert!(!provider.ways().is_empty(), "{key}");
        for server in [Some(&provider.imap), provider.smtp.as_ref()].into_iter().flatten() {
            assert!(is_host(&server.host), "{key}: {}", server.host);
            assert_ne!(server.tls, TlsMode::None, "{key}");
        }
    }
}

#[test]
fn where_the_browser_is_a_way_its_endpoints_and_scopes_are_told() {
    for provider in &TABLES.providers {
        let Some(oauth) = &provider.oauth else { continue };
        let key = &provider.key;
        let more = [&oauth.device, &oauth.register, &oauth.revoke, &oauth.issuer];
        for url in [&oauth.authorize, &oauth.token].into_iter().chain(more.into_iter().flatten()) {
            assert!(is_page(url), "{key}: {url}");
        }
        assert!(!oauth.scopes.is_empty(), "{key}");
        assert!(oauth.client_id.is_empty(), "{key}: no id is in the table");
        assert_eq!(oauth.provider.as_ref(), Some(key));
        assert!(!oauth.names_issuer || oauth.issuer.is_some(), "{key}");
    }
}

#[test]
fn providers_are_found_by_domain_exchanger_and_key() {
    let key = |found: Option<&Provider>| found.map(|provider| provider.key.clone());
    for (domain, expected) in
        [("gmail.com", "google"), ("GoogleMail.com", "google"), ("hotmail.co.uk", "microsoft")]
    {
        assert_eq!(key(of_domain(domain)).as_deref(), Some(expected), "{domain}");
    }
    for (host, expected) in [
        ("ASPMX.L.Google.com.", "google"),
        ("example-org.mail.protection.outlook.com", "microsoft"),
        ("in1-smtp.messagingengine.com", "fastmail"),
        ("mta5.am0.yahoodns.net", "yahoo"),
        ("mx-aol.mail.gm0.yahoodns.net", "aol"),
        ("mx1.mail.ovh.net", "ovh"),
    ] {
        assert_eq!(key(of_exchanger(host)).as_deref(), Some(expected), "{host}");
    }
    for host in ["notgoogle.com", "google.com.example.org", "pro1.mail.ovh.net", "com", "", "."] {
        assert_eq!(key(of_exchanger(host)), None, "{host}");
    }
    assert_eq!(key(of_imap_host("IMAP.gmail.com")).as_deref(), Some("google"));
    assert_eq!(known_domain("tuta.com"), Some(Known::Closed("Tuta")));
    assert!(of_domain("tuta.com").is_none());
    assert!(of_domain("example.org").is_none());
}

#[test]
fn the_login_name_is_cut_down_only_for_the_providers_own_domains() {
    let icloud = of_key("icloud").unwrap();
    assert_eq!(icloud.candidate(Origin::Table, "ana@icloud.com").user, "ana");
    assert_eq!(icloud.candidate(Origin::Mx, "ana@example.org").user, "ana@example.org");
    let google = of_key("google").unwrap();
    assert_eq!(google.candidate(Origin::Table, "ana@gmail.com").user, "ana@gmail.com");
}

#[test]
fn the_preferred_way_comes_first() {
    let first = |key: &str| of_key(key).unwrap().ways().remove(0);
    assert!(matches!(first("google"), Way::Browser(_)));
    assert!(matches!(first("microsoft"), Way::Browser(_)));
    assert!(matches!(first("yahoo"), Way::AppPassword(Some(_))));
    assert!(matches!(first("icloud"), Way::AppPassword(Some(_))));
    assert_eq!(first("posteo"), Way::Password);
    assert_eq!(of_key("microsoft").unwrap().ways().len(), 1, "no password is taken");
}

#[test]
fn a_server_is_protected_as_its_port_or_its_word_says() {
    for (text, expected) in [
        ("a.example:993", Some((993, TlsMode::Implicit))),
        ("a.example:143", Some((143, TlsMode::StartTls))),
        ("a.example:1143 starttls", Some((1143, TlsMode::StartTls))),
        ("a.example:587 tls", Some((587, TlsMode::Implicit))),
        ("a.example:1143", None),
        ("a.example:99999", None),
        ("a.example", None),
    ] {
        let found = server(text).map(|server| (server.port, server.tls));
        assert_eq!(found, expected, "{text}");
    }
}
