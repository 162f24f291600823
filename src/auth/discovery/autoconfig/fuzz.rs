//! A configuration that a domain publishes, spoilt: see `fuzz_kit`.

use super::*;
use crate::fuzz_kit::{fuzz, hash};

const PAGE: &str = "<?xml version=\"1.0\"?>\n<clientConfig version=\"1.1\">\
    <emailProvider id=\"example.org\"><domain>example.org</domain>\
    <displayName>Ex &amp; Co</displayName>\
    <incomingServer type=\"pop3\"><hostname>pop.example.org</hostname></incomingServer>\
    <incomingServer type=\"imap\"><hostname>imap.%EMAILDOMAIN%</hostname><port>993</port>\
    <socketType>SSL</socketType><username>%EMAILADDRESS%</username>\
    <authentication>OAuth2</authentication><authentication>password-cleartext</authentication>\
    </incomingServer><incomingServer type=\"imap\"><hostname>mail.example.org</hostname>\
    <port>143</port><socketType>STARTTLS</socketType><username>%EMAILLOCALPART%</username>\
    </incomingServer><outgoingServer type=\"smtp\"><hostname>smtp.example.org</hostname>\
    <port>465</port><socketType>SSL</socketType></outgoingServer></emailProvider>\
    <oAuth2><issuer>https://auth.example.org</issuer><scope>mail openid</scope>\
    <authURL>https://auth.example.org/authorize</authURL>\
    <tokenURL>https://auth.example.org/token</tokenURL></oAuth2></clientConfig>";

const DECLARED: &str = "<!DOCTYPE x [<!ENTITY a \"b\"><!ENTITY c \"&a;&a;&a;\">]>\
    <clientConfig><!-- c --><emailProvider><![CDATA[x]]>&c;</emailProvider></clientConfig>";

const WORDS: [&[u8]; 16] = [
    b"<incomingServer type=\"imap\">",
    b"</incomingServer>",
    b"<hostname>",
    b"<port>65535</port>",
    b"<socketType>plain</socketType>",
    b"<socketType>SSL</socketType>",
    b"<oAuth2>",
    b"<scope>",
    b"http://127.0.0.1/",
    b"https://user:pass@example.org/#x",
    b"&#x0;",
    b"&lt;",
    b"<!ENTITY a \"&a;\">",
    b"<![CDATA[",
    b"%EMAILADDRESS%",
    b"xmlns:a=\"b\"",
];

/// What is offered is protected, named, and goes to nobody inside this computer.
fn is_fit(candidate: &Candidate) {
    let servers = [Some(&candidate.imap), candidate.smtp.as_ref()];
    for server in servers.into_iter().flatten() {
        assert_ne!(server.tls, TlsMode::None, "{server:?}");
        assert!(server.port > 0, "{server:?}");
        assert_eq!(host_name(&server.host).as_deref(), Some(server.host.as_str()), "{server:?}");
    }
    let texts = [Some(&candidate.user), candidate.provider.as_ref()];
    for text in texts.into_iter().flatten() {
        assert!(!text.contains(char::is_control) && text.len() <= 4 * TEXT_MAX, "{text:?}");
    }
    for way in &candidate.ways {
        let Way::Browser(oauth) = way else { continue };
        // What is not told is looked for later, by what is known of the server.
        let told = oauth.issuer.iter().chain([&oauth.authorize, &oauth.token]);
        for url in told.filter(|url| !url.is_empty()) {
            assert_eq!(endpoint(url, false).as_deref(), Some(url.as_str()), "{url}");
        }
        assert!(oauth.scopes.len() <= MOST_SCOPES, "{} scopes", oauth.scopes.len());
    }
}

#[test]
fn fuzz_autoconfig() {
    let address = Address::parse("ana.lima@example.org").unwrap();
    let reading = Reading { origin: Origin::Autoconfig, address: &address, near: false };
    let seeds = [PAGE, DECLARED].map(|page| page.as_bytes().to_vec()).to_vec();
    fuzz("autoconfig", seeds, &WORDS, 5_000, &mut |input, _| {
        let text = String::from_utf8_lossy(input);
        let read = reading.read(&text);
        let found = read.as_deref().unwrap_or_default();
        assert!(found.len() <= MOST_SERVERS, "{} servers", found.len());
        found.iter().for_each(is_fit);
        let ways: usize = found.iter().map(|candidate| candidate.ways.len()).sum();
        let named = found.iter().filter(|candidate| candidate.provider.is_some()).count();
        let sends = found.iter().filter(|candidate| candidate.smtp.is_some()).count();
        hash(&(read.is_ok(), found.len(), ways, named, sends))
    });
}
